// What the samples' expected records cannot say by themselves: that one document gives one record
// in either encoding, and that nothing behind the document gets into its texts.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/encoding.h"
#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

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
  const std::string path = test::write_file(test::temp_dir() + "jpo_bare.xml", bare);
  Record record = read_one(path);
  std::filesystem::remove(path);
  Record original = read_one(kSample);
  record.provenance = original.provenance = {};
  EXPECT_EQ(record, original);
}

TEST(Jpo, ACountryIsToldByTheFirstWordBehindABlankOfEitherWidth) {
  std::ifstream in(PATLAS_SOURCE_DIR "/corpora/samples/jpo/translation.xml", std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::string narrow = "大韓民国  １７８０９";
  ASSERT_NE(text.find(narrow), std::string::npos);
  text.replace(text.find(narrow), narrow.size(), "大韓民国　１７８０９");
  const std::string path = test::write_file(test::temp_dir() + "jpo_wide_blank.xml", text);
  const Record record = read_one(path);
  std::filesystem::remove(path);
  ASSERT_EQ(record.inventors.size(), 1u);
  EXPECT_EQ(record.inventors[0].country, "KR");
  EXPECT_EQ(record.applicants[0].country, "KR");
}

TEST(Jpo, WhatCameOutOfThisApplicationIsRelatedAndItselfIsNot) {
  const auto document = [](const std::string& number) {
    return "<document-id><doc-number>" + number + "</doc-number></document-id>";
  };
  const auto relation = [&](const std::string& child) {
    return "<relation><parent-doc>" + document("2018999001") + "</parent-doc><child-doc>" +
           document(child) + "</child-doc></relation>";
  };
  const std::string path = test::write_file(
      test::temp_dir() + "jpo_division.xml",
      "<jp-official-gazette lang=\"ja\"><bibliographic-data><publication-reference><document-id>"
      "<country>JP</country><doc-number>2021999001</doc-number><kind>公開特許公報(A)</kind>"
      "</document-id></publication-reference><application-reference>" +
          document("2020999001") + "</application-reference><related-documents><division>" +
          relation("2020999001") + relation("2020999002") +
          "</division></related-documents></bibliographic-data></jp-official-gazette>");
  const Record record = read_one(path);
  std::filesystem::remove(path);
  std::string related;
  for (const Related& one : record.related) {
    related += one.relation + " " + one.document.number + ", ";
  }
  EXPECT_EQ(related, "division 2018999001, division 2018999001, division.child 2020999002, ");
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
