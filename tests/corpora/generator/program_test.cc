// The program itself: its status, and that a failed write is never taken for success.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "tests/temp_folder.h"

namespace patlas::generator {
namespace {

std::string temporary(const std::string& name) { return test::temp_dir() + "generator_" + name; }

int run(const std::string& arguments) {
  std::string command = std::string("\"") + PATLAS_GENERATOR_PROGRAM + "\" " + arguments;
  int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(GeneratorProgram, PrintsARange) {
  std::string whole = temporary("whole"), part = temporary("part");
  ASSERT_EQ(0, run("--seed 4 --count 30 > " + whole));
  ASSERT_EQ(0, run("--seed 4 --from 10 --count 20 > " + part));
  std::string all = read_file(whole), tail = read_file(part);
  EXPECT_EQ(30, std::count(all.begin(), all.end(), '\n'));
  EXPECT_EQ(20, std::count(tail.begin(), tail.end(), '\n'));
  EXPECT_TRUE(all.ends_with(tail));
}

TEST(GeneratorProgram, AnOfficesFileIsWhole) {
  std::string path = temporary("tipo");
  ASSERT_EQ(0, run("--count 2000 --as tipo > " + path));
  std::string file = read_file(path);
  EXPECT_TRUE(file.starts_with("<?xml "));
  EXPECT_TRUE(file.ends_with("</tw-patent-grants>\n"));
}

TEST(GeneratorProgram, FullTextIsTensOfKilobytes) {
  std::string path = temporary("fulltext");
  ASSERT_EQ(0, run("--count 20 --profile fulltext > " + path));
  EXPECT_GT(read_file(path).size(), 20u * 10000);
}

TEST(GeneratorProgram, HelpNamesEveryOption) {
  std::string path = temporary("help");
  ASSERT_EQ(0, run("--help > " + path));
  std::string help = read_file(path);
  for (const char* option :
       {"--seed", "--from", "--count", "--profile", "--scheme", "--as", "--stats", "biblio",
        "fulltext", "uspto", "tipo", "docdb", "cnipa", "jpo", "kipris"}) {
    EXPECT_NE(help.npos, help.find(option)) << option;
  }
}

/// The figure of a line "name    12.3" of --stats.
double figure(const std::string& report, const std::string& name) {
  size_t at = report.find("\n" + name + "  ");
  if (at == report.npos) {
    ADD_FAILURE() << name << " is not in\n" << report;
    return -1;
  }
  return std::stod(report.substr(at + 1 + name.size()));
}

// What real text was held to (stats_test.cc has why), on what the program prints.
TEST(GeneratorProgram, StatsPrintsFiguresOfRealText) {
  std::string path = temporary("stats");
  ASSERT_EQ(0, run("--count 20000 --stats > " + path));
  std::string report = read_file(path);
  EXPECT_LE(figure(report, "zstd -3 of 10,000 records shrinks them"), 5.5);
  EXPECT_LE(figure(report, "one record with a trained dictionary"), 4.5);
  EXPECT_NEAR(50, figure(report, "terms of both kinds that occur once, %"), 5);
  EXPECT_LE(figure(report, "top-100 share of Latin tokens, %"), 45);
  EXPECT_GE(figure(report, "CJK share of text bytes, %"), 50);
  EXPECT_LE(figure(report, "CJK share of text bytes, %"), 60);
  EXPECT_NEAR(1500, figure(report, "bytes a record"), 100);
  EXPECT_GE(figure(report, "largest family"), 20);
  EXPECT_LT(figure(report, "  exponent of the tail"), 2.5);
}

TEST(GeneratorProgram, NoRecordsIsAnEmptyAnswer) {
  std::string path = temporary("none");
  EXPECT_EQ(0, run("--count 0 > " + path));
  EXPECT_EQ("", read_file(path));
}

TEST(GeneratorProgram, WrongOptionsAreNamed) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"", "--count is missing"},
      {"--count 3 --sed 1", "sed"},
      {"--count x", "x"},
      {"--count=-1", "negative"},
      {"--count 1 --from 999999999999", "records"},
      {"--count 1 more", "positional"},
      {"--count 1 --profile abstract", "no profile 'abstract'"},
      {"--count 1 --as ops", "no shape 'ops'"},
      {"--count 1 --as docdb --profile fulltext", "no place for full text"},
      {"--count 1 --stats --as uspto", "--stats"},
      {"--count 1 --scheme /nowhere/CPCTitleList.zip", "/nowhere/CPCTitleList.zip"}};
  std::string out = temporary("out"), errors = temporary("errors");
  for (auto [arguments, named] : kWrong) {
    EXPECT_EQ(2, run(std::string(arguments) + " > " + out + " 2> " + errors)) << arguments;
    EXPECT_EQ("", read_file(out)) << arguments;
    EXPECT_NE(std::string::npos, read_file(errors).find(named)) << read_file(errors);
  }
}

TEST(GeneratorProgram, AFullDiskIsAnError) {
  std::string errors = temporary("errors");
  EXPECT_EQ(2, run("--count 1 > /dev/full 2> " + errors));
  EXPECT_NE(std::string::npos, read_file(errors).find("cannot write")) << read_file(errors);
}

TEST(GeneratorProgram, AReaderThatLeavesIsAnErrorNotASignal) {
  std::string status = temporary("status"), errors = temporary("errors");
  std::string command = std::string("( \"") + PATLAS_GENERATOR_PROGRAM + "\" --count 5000 2> " +
                        errors + "; echo $? > " + status + " ) | head -c 10 > " + temporary("head");
  ASSERT_EQ(0, std::system(command.c_str()));
  EXPECT_EQ("2\n", read_file(status));
  EXPECT_NE(std::string::npos, read_file(errors).find("cannot write"));
}

}  // namespace
}  // namespace patlas::generator
