// A row of KIPRIS is an application, and a record here is a publication.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

const std::string kSamples = PATLAS_SOURCE_DIR "/corpora/samples/kipo";

test::FilesRead read_page(const std::string& rows) {
  const std::string path = test::write_file(
      test::temp_dir() + "kipris_page.xml",
      "<?xml version=\"1.0\"?>\n<response><body><items>" + rows + "</items></body></response>");
  test::FilesRead read = test::read_files({path});
  std::filesystem::remove(path);
  return read;
}

std::string row(const std::string& inside) {
  return "<PatentUtilityInfo>" + inside + "</PatentUtilityInfo>";
}

TEST(Kipris, ARowGivesARecordForEachNumberAndSeenCountsRecords) {
  test::FilesRead read = read_page(
      row("<ApplicationNumber>1019940000123</ApplicationNumber>"
          "<OpeningNumber>1019950022001</OpeningNumber><PublicNumber>1019970009001</PublicNumber>"
          "<RegistrationNumber>1001199010000</RegistrationNumber>") +
      row("<OpeningNumber>2020140099756</OpeningNumber>"));
  std::string keys;
  for (const Record& record : read.records) keys += record_key(record) + " ";
  EXPECT_EQ(keys, "KR.19950022001.A KR.19970009001.B KR.100119901.B1 KR.20140099756.U ");
  EXPECT_EQ(read.seen, 4u);
}

TEST(Kipris, ARowWithoutAnyNumberIsOneReject) {
  test::FilesRead read = read_page(row("<ApplicationNumber>1020230003245</ApplicationNumber>") +
                                   row("<OpeningNumber>1020240111423</OpeningNumber>"));
  ASSERT_EQ(read.rejects.size(), 1u);
  EXPECT_NE(read.rejects[0].reason.find("no number of a publication"), std::string::npos);
  EXPECT_EQ(read.records.size(), 1u);
  EXPECT_EQ(read.seen, 2u);
}

TEST(Kipris, AnElementTwiceInARowIsNotGuessedAt) {
  test::FilesRead read =
      read_page(row("<OpeningNumber>1020240111423</OpeningNumber>"
                    "<OpeningNumber>1020240111424</OpeningNumber>"));
  EXPECT_EQ(read.records.size(), 0u);
  EXPECT_EQ(read.rejects.size(), 1u);
}

// A registration's digits may look like a year and a serial: 10-1999001.
TEST(Kipris, TheFieldTellsARegistrationFromAYear) {
  test::FilesRead read = read_page(row("<RegistrationNumber>1019990010000</RegistrationNumber>"));
  ASSERT_EQ(read.records.size(), 1u);
  EXPECT_EQ(record_key(read.records[0]), "KR.101999001.B1");
}

TEST(Kipris, PagesOfCoApplicantsHoldTheSameRecords) {
  std::map<std::string, Record> known;
  size_t again = 0;
  for (Record& record :
       test::read_files({kSamples + "/applicant_1.xml", kSamples + "/applicant_2.xml"}).records) {
    record.provenance = {};
    auto [at, added] = known.emplace(record_key(record), record);
    if (added) continue;
    ++again;
    EXPECT_EQ(at->second, record);
    EXPECT_EQ(record.applicants.size(), 2u);
  }
  EXPECT_EQ(again, 2u);
}

TEST(Kipris, OtherAnswersOfTheServiceAreNoPagesOfPatents) {
  test::FilesRead read = read_page("<DesignInfo><number>1</number></DesignInfo>");
  ASSERT_EQ(read.rejects.size(), 1u);
  EXPECT_TRUE(read.rejects[0].reason.starts_with("parse: unknown format: root element 'response'"));
}

}  // namespace
}  // namespace patlas
