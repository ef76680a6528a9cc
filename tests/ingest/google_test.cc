#include <gtest/gtest.h>

#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

Record read_row(const std::string& json) {
  const testing::TestInfo* info = testing::UnitTest::GetInstance()->current_test_info();
  std::string path = test::write_file(test::temp_dir() + "google_" + info->name(), json);
  test::FilesRead files = test::read_files({path});
  EXPECT_EQ(files.records.size(), 1u) << (files.rejects.empty() ? "" : files.rejects[0].reason);
  return files.records.empty() ? Record() : files.records[0];
}

TEST(GoogleJson, IntegersMayBeStrings) {
  Record a = read_row(R"({"publication_number":"EP-1-A1","publication_date":20010203})");
  Record b = read_row(R"({"publication_number":"EP-1-A1","publication_date":"20010203"})");
  EXPECT_EQ(a.publication, b.publication);
  EXPECT_NE(a.publication.date, 0u);
}

TEST(GoogleJson, ZeroIsNoDateAndMinusOneNoFamily) {
  Record record = read_row(
      R"({"publication_number":"EP-1-A1","publication_date":0,"family_id":"-1","grant_date":0})");
  EXPECT_EQ(record.publication.date, 0u);
  EXPECT_EQ(record.family_id, "");
  EXPECT_TRUE(record.extras.empty());
}

TEST(GoogleJson, UnknownColumnsAreKeptUnderTheirPath) {
  Record record = read_row(
      R"({"publication_number":"EP-1-A1","new":{"a":[1,{"b":"x"}],"none":null,"no":false}})");
  std::vector<Extra> expected = {{"google.new.a", "1"}, {"google.new.a.b", "x"}};
  EXPECT_EQ(record.extras, expected);
}

TEST(GoogleJson, WhatIsNotInItsColumnsShapeIsKept) {
  Record record = read_row(
      R"({"publication_number":"EP-1-A1","title_localized":"a title","inventor":"A. Smith",)"
      R"("ipc":["A01B1/00",{"code":"A01B1/02","edition":"8","tree":["A01B"]}],)"
      R"("abstract_localized":[{"body":"b","language":"en"}],"parent":[{"type":"division"}],)"
      R"("citation":[{"publication_number":"US-5-A","application_number":"US-6-A","note":"n"}],)"
      R"("priority_claim":[{"filing_date":20010203}],"assignee_harmonized":null})");
  std::vector<Extra> expected = {{"google.title_localized", "a title"},
                                 {"google.inventor", "A. Smith"},
                                 {"google.ipc", "A01B1/00"},
                                 {"google.ipc.edition", "8"},
                                 {"google.abstract_localized.body", "b"},
                                 {"google.parent.type", "division"},
                                 {"google.citation.note", "n"},
                                 {"google.citation.application_number", "US-6-A"},
                                 {"google.priority_claim.filing_date", "20010203"}};
  EXPECT_EQ(record.extras, expected);
  EXPECT_EQ(record.symbols.size(), 1u);
  EXPECT_EQ(record.citations.size(), 1u);
}

TEST(GoogleJson, PrintedNamesJoinHarmonisedOnesInAnotherScript) {
  Record record = read_row(R"({"publication_number":"JP-1-A","assignee":["日本電気","Acme Inc."],)"
                           R"("assignee_harmonized":[{"name":"NEC CORP","country_code":"JP"},)"
                           R"({"name":"ACME INC","country_code":"US"}]})");
  ASSERT_EQ(record.applicants.size(), 2u);
  EXPECT_EQ(record.applicants[0].name, "日本電気");
  EXPECT_EQ(record.applicants[0].latin, "NEC CORP");
  EXPECT_EQ(record.applicants[1].name, "ACME INC");
  EXPECT_EQ(record.extras, (std::vector<Extra>{{"google.assignee", "Acme Inc."}}));
}

TEST(GoogleJson, ListsOfDifferentLengthAreNotPaired) {
  Record record = read_row(R"({"publication_number":"JP-1-A","inventor":["山田","鈴木"],)"
                           R"("inventor_harmonized":[{"name":"YAMADA","country_code":"JP"}]})");
  ASSERT_EQ(record.inventors.size(), 1u);
  EXPECT_EQ(record.inventors[0].name, "YAMADA");
  EXPECT_EQ(record.extras.size(), 2u);
}

TEST(GoogleJson, PhasesAndCategoriesAreToldApartByValue) {
  Record record = read_row(
      R"({"publication_number":"EP-1-A1","citation":[{"publication_number":"US-5-A","category":"X,Y"},)"
      R"({"publication_number":"US-6-A","category":"SEA","type":"A"}]})");
  ASSERT_EQ(record.citations.size(), 2u);
  EXPECT_EQ(record.citations[0].category, "X,Y");
  EXPECT_EQ(record.citations[0].phase, "");
  EXPECT_EQ(record.citations[1].category, "A");
  EXPECT_EQ(record.citations[1].phase, "SEA");
}

}  // namespace
}  // namespace patlas
