// What samples cannot show of the USPTO's files of 2001 to 2004: how long their DOCTYPEs get, and
// what a damaged record costs.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

std::string doctype(int drawings) {
  std::string text = "<!DOCTYPE PATDOC SYSTEM \"ST32-US-Grant-025xml.dtd\" [\n";
  for (int i = 0; i < drawings; ++i) {
    const std::string name = "US06999001-20020827-C" + std::to_string(10000 + i) + ".TIF";
    text += "<!ENTITY " + name + " SYSTEM \"" + name + "\" NDATA TIF>\n";
  }
  return text + "]>\n";
}

std::string record(const std::string& number) {
  return "<PATDOC DTD=\"2.5\"><SDOBI><B100><B110><DNUM><PDAT>" + number +
         "</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130><B190><PDAT>US</PDAT></B190></B100>"
         "</SDOBI></PATDOC>\n";
}

test::FilesRead read(const std::string& text) {
  const testing::TestInfo* info = testing::UnitTest::GetInstance()->current_test_info();
  const std::string path =
      test::write_file(test::temp_dir() + "patdoc_" + info->name() + ".xml", text);
  test::FilesRead files = test::read_files({path});
  std::filesystem::remove(path);
  return files;
}

std::string numbers(const test::FilesRead& files) {
  std::string all;
  for (const Record& record : files.records) all += record.publication.number + " ";
  return all;
}

const std::string kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

TEST(Patdoc, ADoctypeMayDeclareMoreDrawingsThanAHeadHolds) {
  const std::string head = kDeclaration + doctype(20'000);
  ASSERT_GT(head.size(), 1u << 20);
  const test::FilesRead files = read(head + record("06999001") + head + record("06999002"));
  EXPECT_EQ(numbers(files), "6999001 6999002 ");
  EXPECT_TRUE(files.rejects.empty());
}

TEST(Patdoc, ADamagedRecordCostsItself) {
  std::string damaged = record("06999002");
  damaged.erase(damaged.find("</SDOBI>"));
  const test::FilesRead files =
      read(kDeclaration + doctype(2) + record("06999001") + kDeclaration + doctype(2) + damaged +
           kDeclaration + doctype(2) + record("06999003") + record("no <b>bold") + kDeclaration +
           record("06999004"));
  EXPECT_EQ(numbers(files), "6999001 6999003 6999004 ");
  ASSERT_EQ(files.rejects.size(), 2u);
  EXPECT_EQ(files.seen, 5u);
}

TEST(Patdoc, ARecordWithoutANumberIsRejected) {
  const test::FilesRead files =
      read("<PATDOC><SDOBI><B100><B190><PDAT>US</PDAT></B190></B100></SDOBI></PATDOC>");
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_NE(files.rejects[0].reason.find("no publication number"), std::string::npos);
}

}  // namespace
}  // namespace patlas
