// What the samples of the Chinese office's files have no instance of.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

std::string document(const std::string& number) {
  return "<document-id><country>CN</country><doc-number>" + number + "</doc-number></document-id>";
}

TEST(CnipaSt36, ADivisionThatCameOutOfThisApplicationIsKeptAndItselfIsNot) {
  const std::string relation =
      "<relation><parent-doc>" + document("201210099001.2") + "</parent-doc><child-doc>";
  const std::string text =
      "<cn-patent-document lang=\"ZH\" country=\"CN\" kind=\"A\"><cn-bibliographic-data>"
      "<cn-publication-reference>" +
      document("104990001") + "</cn-publication-reference><application-reference>" +
      document("201410099001.3") + "</application-reference><cn-related-documents><division>" +
      relation + document("201410099001.3") + "</child-doc></relation>" + relation +
      document("201510099002.9") +
      "</child-doc></relation></division></cn-related-documents></cn-bibliographic-data>"
      "</cn-patent-document>";
  const std::string path = test::write_file(test::temp_dir() + "cnipa_division.xml", text);
  const test::FilesRead files = test::read_files({path});
  std::filesystem::remove(path);
  ASSERT_EQ(files.records.size(), 1u);
  std::string related;
  for (const Related& one : files.records[0].related) {
    related += one.relation + " " + one.document.number + ", ";
  }
  EXPECT_EQ(related, "division 201210099001, division 201210099001, division.child 201510099002, ");
}

}  // namespace
}  // namespace patlas
