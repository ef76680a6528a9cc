// Every file of corpora/samples is read as the `.records` file beside it says. The pairs are found
// in the folder, so a new format brings its own.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tests/ingest/read_files.h"

namespace patlas {
namespace {

namespace files = std::filesystem;
using test::FilesRead;
using test::read_files;

const std::string kSamples = PATLAS_SOURCE_DIR "/corpora/samples";

std::vector<files::path> samples() {
  std::vector<files::path> found;
  for (const auto& entry : files::recursive_directory_iterator(kSamples)) {
    if (entry.is_regular_file() && entry.path().extension() != ".records") {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> expected_lines(files::path sample) {
  std::ifstream in(sample.replace_extension(".records"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Samples, EachIsReadAsItsRecordsFileSays) {
  ASSERT_GE(samples().size(), 10u);
  for (const files::path& sample : samples()) {
    FilesRead read = read_files({sample.string()});
    EXPECT_TRUE(read.rejects.empty()) << sample << ": " << reject_to_json(read.rejects[0]);
    std::vector<std::string> expected = expected_lines(sample);
    ASSERT_EQ(read.records.size(), expected.size()) << sample;
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(record_to_json(read.records[i], false), expected[i]) << sample << " #" << i;
    }
  }
}

TEST(Samples, EveryFormatHasTwo) {
  std::map<std::string, int> count;
  for (const files::path& sample : samples()) {
    for (const std::string& format : read_files({sample.string()}).formats) ++count[format];
  }
  for (const FormatSpec& format : formats()) {
    EXPECT_GE(count[std::string(format.name)], 2) << format.name;
  }
}

TEST(Samples, OneFormatAloneRecognisesEach) {
  for (const files::path& sample : samples()) {
    std::ifstream in(sample, std::ios::binary);
    std::string head((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    int recognised = 0;
    for (const FormatSpec& format : formats()) recognised += format.recognise(head) ? 1 : 0;
    EXPECT_EQ(recognised, 1) << sample;
  }
}

TEST(Samples, AFolderIsReadInTheOrderOfItsPaths) {
  FilesRead read = read_files({kSamples});
  std::string last;
  for (const Record& record : read.records) {
    EXPECT_LE(last, record.provenance.file);
    last = record.provenance.file;
  }
}

TEST(Samples, RecordsNameTheByteWhereTheyBegin) {
  FilesRead read = read_files({kSamples + "/uspto/weekly.xml"});
  std::ifstream in(kSamples + "/uspto/weekly.xml", std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_EQ(read.records.size(), 2u);
  for (const Record& record : read.records) {
    EXPECT_EQ(text.substr(record.provenance.offset, 6), "<?xml ");
  }
}

TEST(Samples, OneFamilyHoldsTheSameInventionOfSeveralOffices) {
  std::set<std::string> offices;
  for (const files::path& sample : samples()) {
    for (const Record& record : read_files({sample.string()}).records) {
      if (family_key(record) == "docdb:70000001") offices.insert(record.publication.country);
    }
  }
  EXPECT_EQ(offices, (std::set<std::string>{"CN", "EP", "JP", "KR"}));
}

TEST(Samples, UnknownEntitiesAreKeptAsTextAndCounted) {
  FilesRead read = read_files({kSamples + "/docdb/frontfile.xml"});
  EXPECT_EQ(read.unknown_entities, 1u);
  EXPECT_NE(read.records[0].abstracts[0].text.find("&unknownname;"), std::string::npos);
}

}  // namespace
}  // namespace patlas
