// The class tree as its office publishes it: every form of it is read, and one that is none is
// refused with its place.
#include "corpora/generator/scheme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "corpora/generator/classes.h"
#include "corpora/generator/generator.h"
#include "engine/base/env.h"
#include "tests/ingest/pack.h"
#include "tests/temp_folder.h"

namespace patlas::generator {
namespace {

namespace files = std::filesystem;
namespace json = boost::json;

// Invented titles; CRLF as in the real files.
constexpr char kSectionH[] =
    "H\t\tSPARKS\r\n"
    "H01\t\tSPARKS IN GENERAL\r\n"
    "H01L\t\tSPARK HOLDERS {of brass}\r\n"
    "H01L1/00\t0\tHolders\r\n"
    "H01L1/02\t1\twith a lid\r\n"
    "H01L1/0215\t2\t{of glass}\r\n"
    "H01L11/00\t0\tOther holders\r\n"
    "H01L2201/05\t1\tIndexing codes\r\n";
constexpr char kSectionY[] = "Y02E10/50\t1\tMills\n\nY02E10/52\t2\tSmall mills";

std::string path_of(const std::string& name, const std::string& bytes) {
  return test::write_file(test::temp_dir() + "scheme_" + name, bytes);
}

std::vector<std::string> symbols_of(const std::string& path) {
  auto scheme = load_scheme(*posix_env().fs, path);
  if (!scheme) {
    ADD_FAILURE() << scheme.error().to_string();
    return {};
  }
  return scheme->symbols;
}

const std::vector<std::string> kAll = {"H01L1/00",    "H01L1/02",  "H01L1/0215", "H01L11/00",
                                       "H01L2201/05", "Y02E10/50", "Y02E10/52"};

TEST(Scheme, AZipAFolderAndAFileAreRead) {
  EXPECT_EQ(kAll, symbols_of(path_of(
                      "all.zip", test::pack(test::Pack::kZip, {{"readme.md", "no list"},
                                                               {"section-Y.txt", kSectionY},
                                                               {"section-H.txt", kSectionH}}))));
  std::string folder = test::temp_dir() + "scheme_folder";
  files::remove_all(folder);
  files::create_directory(folder);
  test::write_file(folder + "/y.tsv", kSectionY);
  test::write_file(folder + "/h.txt", std::string("\xEF\xBB\xBF") + kSectionH);
  test::write_file(folder + "/notes.md", "no list");
  EXPECT_EQ(kAll, symbols_of(folder));
  EXPECT_EQ((std::vector<std::string>{"Y02E10/50", "Y02E10/52"}),
            symbols_of(path_of("y.txt", kSectionY)));
}

TEST(Scheme, ASymbolTwiceIsOne) {
  EXPECT_EQ(1u, symbols_of(path_of("twice.txt", "H01L1/00\t0\tA\nH01L1/00\t0\tB\n")).size());
}

TEST(Scheme, ALineOfAnotherFormIsRefusedWithItsPlace) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"H01L1/00\t0\tA\nH01L1/02\n", "tabs"},
      {"H01L1/00\t0\tA\nH01L1/02\t1\n", "tabs"},
      {"H01L1/00\t0\tA\nH01L1-02\t1\tB\n", "symbol"},
      {"H01L1/00\t0\tA\nh01l1/02\t1\tB\n", "symbol"},
      {"H01L1/00\t0\tA\nH01L12345/02\t1\tB\n", "symbol"},
      {"H01L1/00\t0\tA\nH01L1/1234567\t1\tB\n", "symbol"},
      {"H01L1/00\t0\tA\nH01L1/02\t\tB\n", "level"},
      {"H01L1/00\t0\tA\nH01L1/02\tx\tB\n", "level"},
      {"H01L1/00\t0\tA\nH01\t3\tB\n", "level"}};
  for (auto [list, named] : kWrong) {
    for (bool zipped : {false, true}) {
      std::string bytes = zipped ? test::pack(test::Pack::kZip, {{"h.txt", list}}) : list;
      auto scheme = load_scheme(*posix_env().fs, path_of("wrong.txt", bytes));
      ASSERT_FALSE(scheme) << list;
      EXPECT_EQ(Code::kParse, scheme.error().code) << list;
      EXPECT_NE(std::string::npos, scheme.error().message.find(named)) << scheme.error().message;
      EXPECT_EQ(2u, scheme.error().place.line);
      EXPECT_EQ(zipped ? "h.txt" : "", scheme.error().place.entry);
    }
  }
}

TEST(Scheme, WhereNoListIsIsNotFound) {
  std::string folder = test::temp_dir() + "scheme_empty";
  files::remove_all(folder);
  files::create_directory(folder);
  for (const std::string& path :
       {folder, folder + "/missing", path_of("none.txt", ""), path_of("headings.txt", "H\t\tX\n"),
        path_of("none.zip", test::pack(test::Pack::kZip, {{"a.md", "x"}}))}) {
    auto scheme = load_scheme(*posix_env().fs, path);
    ASSERT_FALSE(scheme) << path;
    EXPECT_EQ(Code::kNotFound, scheme.error().code) << scheme.error().to_string();
  }
}

TEST(Scheme, ADamagedZipIsRefused) {
  std::string zip = test::pack(test::Pack::kZip, {{"h.txt", kSectionH}});
  for (size_t size : {size_t{2}, size_t{40}, zip.size() / 2}) {
    auto scheme = load_scheme(*posix_env().fs, path_of("cut.zip", zip.substr(0, size)));
    ASSERT_FALSE(scheme) << size;
  }
}

/// IPC and CPC symbols of some records that a corpus with this tree has.
std::pair<std::set<std::string>, std::set<std::string>> drawn_from(const std::string& path,
                                                                   uint64_t count) {
  std::pair<std::set<std::string>, std::set<std::string>> drawn;
  GeneratorOptions options;
  options.scheme = path;
  auto generator = Generator::open(*posix_env().fs, options);
  EXPECT_TRUE(generator);
  for (uint64_t i = 0; generator && i < count; ++i) {
    std::string line;
    (*generator)->append_record(i, line);
    json::value record = json::parse(line);
    for (const json::value& symbol : record.at("ipc").as_array()) {
      drawn.first.emplace(symbol.at("code").as_string());
    }
    for (const json::value& symbol : record.at("cpc").as_array()) {
      drawn.second.emplace(symbol.at("code").as_string());
    }
  }
  return drawn;
}

TEST(Scheme, RecordsHaveItsSymbolsAndNoOthers) {
  auto [ipc, cpc] = drawn_from(
      path_of("all.zip",
              test::pack(test::Pack::kZip, {{"y.txt", kSectionY}, {"h.txt", kSectionH}})),
      2000);
  EXPECT_EQ(std::set<std::string>(kAll.begin(), kAll.end()), cpc);
  // CPC alone has section Y and groups of four digits.
  EXPECT_EQ((std::set<std::string>{"H01L1/00", "H01L1/02", "H01L1/0215", "H01L11/00"}), ipc);
}

TEST(Scheme, TheRealTreeGivesRealSymbols) {
  const char* real = std::getenv("PATLAS_REAL_DATA");
  if (real == nullptr || *real == '\0') {
    GTEST_SKIP() << "PATLAS_REAL_DATA is not set: the real class tree is not in this tree";
  }
  std::string zip = std::string(real) + "/classification/CPCTitleList202208.zip";
  std::vector<std::string> symbols = symbols_of(zip);
  // 260,263 lines without 9 sections, 136 classes and 674 subclasses (performance.md 3.4).
  EXPECT_EQ(260263u - 9 - 136 - 674, symbols.size());
  auto [ipc, cpc] = drawn_from(zip, 3000);
  for (const auto& drawn : {ipc, cpc}) {
    for (const std::string& symbol : drawn) {
      EXPECT_TRUE(std::binary_search(symbols.begin(), symbols.end(), symbol)) << symbol;
    }
  }
  EXPECT_TRUE(std::none_of(ipc.begin(), ipc.end(), [](const std::string& symbol) {
    return symbol[0] == 'Y' || symbol.find('/') >= 8;
  }));
  EXPECT_GT(cpc.size(), 3000u);
}

TEST(ClassSymbol, IsTakenApartAsOfficesPrintIt) {
  ClassSymbol symbol;
  symbol.assign("A61B2017/320004");
  EXPECT_EQ("A61B2017/320004", symbol.text());
  EXPECT_EQ("A", symbol.section());
  EXPECT_EQ("61", symbol.class_number());
  EXPECT_EQ("B", symbol.subclass_letter());
  EXPECT_EQ("2017", symbol.group());
  EXPECT_EQ("320004", symbol.subgroup());
}

}  // namespace
}  // namespace patlas::generator
