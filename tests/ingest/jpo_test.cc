// What the samples' expected records cannot say by themselves: that one document gives one record
// in either encoding, and that nothing behind the document gets into its texts.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/encoding.h"
#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"

namespace patlas {
namespace {

const std::string kSample = PATLAS_SOURCE_DIR "/corpora/samples/jpo/laid_open.xml";

Record read_one(const std::string& path) {
  test::FilesRead read = test::read_files({path});
  EXPECT_EQ(read.records.size(), 1u);
  return read.records.empty() ? Record() : read.records[0];
}

TEST(Jpo, EucJpAndUtf8GiveTheSameRecord) {
  std::ifstream in(kSample, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_NE(bytes.find("encoding=\"EUC-JP\""), std::string::npos);
  Result<std::string> text = to_utf8(bytes, "");
  ASSERT_TRUE(text) << text.error().to_string();
  ASSERT_NE(*text, bytes);
  // As the copies are: neither declaration nor DOCTYPE.
  const std::string bare = text->substr(text->find("<jp-official-gazette"));
  const std::string path = test::write_file(testing::TempDir() + "jpo_bare.xml", bare);
  Record record = read_one(path);
  std::filesystem::remove(path);
  Record original = read_one(kSample);
  record.provenance = original.provenance = {};
  EXPECT_EQ(record, original);
}

TEST(Jpo, AnAmendmentDoesNotDoubleTheTexts) {
  const Record record = read_one(kSample);
  ASSERT_EQ(record.descriptions.size(), 1u);
  EXPECT_EQ(record.claims.size(), 2u);
  EXPECT_EQ(record.descriptions[0].text.find("ものである"), std::string::npos);
  const std::string& text = record.descriptions[0].text;
  EXPECT_EQ(text.find("本発明は"), text.rfind("本発明は"));
}

}  // namespace
}  // namespace patlas
