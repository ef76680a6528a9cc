#include "ingest/schemes/scheme_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/base/posix_fs.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

using testing::HasSubstr;

// Titles are invented; symbols are placed as the offices place theirs.
constexpr const char* kCpcList =
    "H\t\tLIGHTNING\r\n"
    "H01\t\tPARTS OF LIGHTNING\r\n"
    "H01L\t\tTAME LIGHTNING; ITS CAGES\r\n"
    "H01L21/00\t0\tMaking of cages\r\n"
    "H01L21/02\t1\tof {small} cages\r\n"
    "H01L21/60\t2\tDoors\r\n"
    "H01L2021/60007\t3\t{Hinges}\r\n"
    "H01L21/04\t1\tof large cages\r\n"
    "H01L23/00\t0\tDetails\r\n";

constexpr const char* kIpcXml =
    R"(<?xml version="1.0" encoding="utf-8"?>
<ipcEntries displayMode="e20100101;a20100101">
 <ipcEntry kind="s" symbol="H" lang="EN"><textBody><title><titlePart><text>SECTION H <emdash></emdash> LIGHTNING</text></titlePart></title></textBody>
  <ipcEntry kind="t" symbol="H01" lang="EN"><textBody><title><titlePart><text>PASSED OVER</text></titlePart></title></textBody></ipcEntry>
  <ipcEntry kind="c" symbol="H01" lang="EN"><textBody><title><titlePart><text>PARTS</text></titlePart><titlePart><text>PIECES</text><entryReference>other parts <sref ref="A01B"/></entryReference></titlePart></title></textBody>
   <ipcEntry kind="u" symbol="H01L" lang="EN"><textBody><title><titlePart><text>CAGES &amp; H<sub>2</sub>O</text></titlePart></title></textBody>
    <ipcEntry kind="g" symbol="H01L0021000000" lang="EN"><textBody/></ipcEntry>
    <ipcEntry kind="m" symbol="H01L0021000000" lang="EN"><textBody><title><titlePart><text>Making</text></titlePart></title></textBody>
     <ipcEntry kind="1" symbol="H01L0021020000" lang="EN"><textBody><title><titlePart><text>of small cages</text></titlePart></title></textBody>
      <ipcEntry kind="2" symbol="H01L0021030000" lang="EN"><textBody><title><titlePart><text>by hand</text></titlePart></title></textBody></ipcEntry>
     </ipcEntry>
     <ipcEntry kind="d" symbol="H01L0021035000" lang="EN"><textBody><deleted/></textBody></ipcEntry>
    </ipcEntry></ipcEntry></ipcEntry></ipcEntry>
</ipcEntries>)";

constexpr const char* kFields =
    "\xEF\xBB\xBF"
    "Field_number,Sector_en,Sector_fr,Field_en,Field_fr,IPC_code,Updated_on,Remark\n"
    "8,Electricity,Foudre,\"Cages, small\",Petites cages,H01L%,,\n"
    "10,Tools,Outils,Scales,Balances,G01N%,,\n"
    "11,Tools,Outils,Blood,Sang,G01N  33/%,,\n";

Result<std::vector<ReadScheme>> read(const std::vector<std::pair<std::string, std::string>>& files,
                                     const std::string& version = {}) {
  // One after the other, as entries of a folder would come.
  std::string directory = test::temp_dir() + "scheme-files-XXXXXX";
  EXPECT_NE(mkdtemp(directory.data()), nullptr);
  std::vector<std::string> paths;
  for (const auto& [name, text] : files) {
    paths.push_back(directory + "/" + name);
    FILE* file = std::fopen(paths.back().c_str(), "wb");
    EXPECT_EQ(std::fwrite(text.data(), 1, text.size(), file), text.size());
    std::fclose(file);
  }
  auto source = SourceReader::open(posix_fs(), paths);
  if (!source) return source.error();
  return read_schemes(**source, version);
}

std::string outline(const Scheme& scheme) {
  std::string text;
  for (uint32_t node = 0; node < scheme.count(); ++node) {
    text += std::string(scheme.depth(node), '.') + std::string(scheme.key(node)) + " " +
            *scheme.title_in(node, "en") + "\n";
  }
  return text;
}

TEST(SchemeFiles, ReadsACpcTitleListByItsDots) {
  const auto schemes = read({{"cpc-section-H_20300101.txt", kCpcList}});
  ASSERT_TRUE(schemes) << schemes.error().to_string();
  ASSERT_EQ(schemes->size(), 1u);
  const Scheme& cpc = *(*schemes)[0].scheme;
  EXPECT_EQ(cpc.name(), "cpc");
  EXPECT_EQ(cpc.version(), "2030-01-01");
  EXPECT_EQ(outline(cpc),
            ".H LIGHTNING\n"
            "..H01 PARTS OF LIGHTNING\n"
            "...H01L TAME LIGHTNING; ITS CAGES\n"
            "....H01L0021000000 Making of cages\n"
            ".....H01L0021020000 of {small} cages\n"
            "......H01L0021600000 Doors\n"
            ".......H01L2021600070 {Hinges}\n"
            ".....H01L0021040000 of large cages\n"
            "....H01L0023000000 Details\n");
}

TEST(SchemeFiles, ReadsNestedIpcEntriesAndNoHeadings) {
  const auto schemes = read({{"H01L.xml", kIpcXml}});
  ASSERT_TRUE(schemes) << schemes.error().to_string();
  const Scheme& ipc = *(*schemes)[0].scheme;
  EXPECT_EQ(ipc.name(), "ipc");
  EXPECT_EQ(ipc.version(), "2010-01-01");
  EXPECT_EQ(outline(ipc),
            ".H LIGHTNING\n"
            "..H01 PARTS; PIECES\n"
            "...H01L CAGES & H2O\n"
            "....H01L0021000000 Making\n"
            ".....H01L0021020000 of small cages\n"
            "......H01L0021030000 by hand\n");
}

TEST(SchemeFiles, FilesOfOneSchemeAreOneTreeInWhateverOrder) {
  const std::string a = "A01B1/00\t0\tone\nA01B1/02\t1\ttwo\n", b = "H01L21/00\t0\tthree\n";
  const auto forth = read({{"a.txt", a}, {"b.txt", b}});
  const auto back = read({{"b.txt", b}, {"a.txt", a}});
  ASSERT_TRUE(forth && back);
  EXPECT_EQ(outline(*(*forth)[0].scheme), outline(*(*back)[0].scheme));
  EXPECT_EQ(outline(*(*forth)[0].scheme),
            ".A \n..A01 \n...A01B \n....A01B0001000000 one\n.....A01B0001020000 two\n"
            ".H \n..H01 \n...H01L \n....H01L0021000000 three\n");
}

TEST(SchemeFiles, ReadsTheTechnologyFieldsWithTheirRules) {
  const auto schemes = read({{"fields.csv", kFields}}, "July 2024");
  ASSERT_TRUE(schemes) << schemes.error().to_string();
  const Scheme& tech = *(*schemes)[0].scheme;
  EXPECT_EQ(tech.name(), "tech");
  EXPECT_EQ(tech.version(), "July 2024");
  EXPECT_EQ(tech.sorted_scheme(), "ipc");
  EXPECT_EQ(outline(tech),
            ".A Electricity\n..08 Cages, small\n.B Tools\n..10 Scales\n..11 Blood\n");
  EXPECT_EQ(*tech.title_in(tech.find("11"), "fr"), "Sang");
  EXPECT_EQ(tech.key(tech.sorted_into("G01N0033480000")), "11");
  EXPECT_EQ(tech.key(tech.sorted_into("G01N0027000000")), "10");
}

TEST(SchemeFiles, SeveralSchemesInOneGo) {
  const auto schemes = read({{"a_20300101.txt", kCpcList}, {"b.xml", kIpcXml}, {"c.csv", kFields}});
  ASSERT_TRUE(schemes) << schemes.error().to_string();
  EXPECT_EQ(schemes->size(), 3u);
}

struct BadFile {
  const char* text;
  const char* says;
};

TEST(SchemeFiles, ABadLineRefusesAllAndIsNamed) {
  const BadFile files[] = {
      {"H\t\tx\nH01L21/02\t1\ty\n", "level 1 behind a line of no level"},
      {"H\t\tx\nH01L21/02\t0\ty\n", "a main group has level 0"},
      {"H\t\tx\nH01L21/00\t1\ty\n", "a main group has level 0"},
      {"H\t\tx\nH01L21/00\t\ty\n", "a group without a level"},
      {"H\t\tx\nH01L21/00\t0\ty\nG01N1/02\t1\tz\n", "no group of its subclass"},
      {"H\t\tx\nH01L21/00\t0\ty\nH01L21/02\t1\tz\nH01L21/04\t1\tz\nH01L21/02\t2\tz\n",
       "two places"},
      {"H\t\tx\nH01L21/00\t99\ty\n", "not a group's level"},
      {"H\t\tx\nH01L21/00\t-1\ty\n", "not a group's level"},
      {"H\t\tx\nhello world\t\ty\n", "not a class symbol"},
      {"H\t\tx\nH01\n", "parted by tabs"},
  };
  for (const BadFile& file : files) {
    const auto schemes = read({{"bad.txt", file.text}});
    ASSERT_FALSE(schemes) << file.text;
    EXPECT_THAT(schemes.error().message, HasSubstr(file.says)) << file.text;
    EXPECT_THAT(schemes.error().place.file, HasSubstr("bad.txt"));
    EXPECT_NE(schemes.error().place.line, Place::kNone);
  }
}

TEST(SchemeFiles, ABadTableRefusesAllAndIsNamed) {
  const std::string head = "Field_number,Sector_en,Field_en,IPC_code\n";
  const BadFile rows[] = {
      {"x,S,F,H01L%\n", "not a field's number"},
      {"0,S,F,H01L%\n", "not a field's number"},
      {"1,S,F,H01L\n", "with '%'"},
      {"1,S,F,H01L21/02%\n", "with '%'"},
      {"1,S,,H01L%\n", "without a name"},
      {"1,S,F,H01L%\n2,S,G,H01L%\n", "belongs to fields 1 and 2"},
      {"1,S,F,H01L%\n1,S,G,G01N%\n", "two names"},
      {"1,\"S,F,H01L%\n", "not closed"},
  };
  for (const BadFile& row : rows) {
    const auto schemes = read({{"bad.csv", head + row.text}});
    ASSERT_FALSE(schemes) << row.text;
    EXPECT_THAT(schemes.error().message, HasSubstr(row.says));
    EXPECT_NE(schemes.error().place.line, Place::kNone);
  }
  EXPECT_FALSE(read({{"bad.csv", "Field_number,Sector_en,IPC_code\n1,S,H01L%\n"}}));
}

TEST(SchemeFiles, AFileThatIsNoneIsRefusedByName) {
  const auto schemes = read({{"notes.txt", "hello\n"}});
  ASSERT_FALSE(schemes);
  EXPECT_EQ(schemes.error().code, Code::kInvalidArgument);
  EXPECT_THAT(schemes.error().place.file, HasSubstr("notes.txt"));
}

TEST(SchemeFiles, ListsOfTwoVersionsAreNotOneScheme) {
  EXPECT_FALSE(read({{"a_20300101.txt", "A\t\tx\n"}, {"b_20310101.txt", "B\t\ty\n"}}));
}

TEST(SchemeFiles, XmlThatIsNoneNamesThePlace) {
  const auto schemes =
      read({{"bad.xml", "<ipcEntries><ipcEntry kind=\"s\" symbol=\"Q9\"/></ipcEntries>"}});
  ASSERT_FALSE(schemes);
  EXPECT_THAT(schemes.error().message, HasSubstr("Q9"));
  EXPECT_FALSE(read({{"bad.xml", "<ipcEntries><ipcEntry>"}}));
}

/// Files of the offices, where they are.
class RealSchemes : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("PATLAS_REAL_DATA");
    if (folder == nullptr) GTEST_SKIP() << "PATLAS_REAL_DATA names no folder";
    folder_ = std::string(folder) + "/classification/";
  }
  std::shared_ptr<const Scheme> read_one(const std::string& name) {
    auto source = SourceReader::open(posix_fs(), {folder_ + name});
    EXPECT_TRUE(source);
    const auto schemes = read_schemes(**source, {});
    EXPECT_TRUE(schemes) << schemes.error().to_string();
    return schemes ? schemes->at(0).scheme : nullptr;
  }
  std::string folder_;
};

TEST_F(RealSchemes, TheCpcTitleList) {
  const auto cpc = read_one("CPCTitleList202208.zip");
  ASSERT_NE(cpc, nullptr);
  EXPECT_EQ(cpc->count(), 260263u);
  EXPECT_EQ(cpc->version(), "2022-08-01");
  const uint32_t doors = cpc->find("H01L0021600000"), hinges = cpc->find("H01L2021600070");
  ASSERT_NE(doors, Scheme::kNone);
  EXPECT_EQ(cpc->parent(hinges), doors);
  EXPECT_THAT(*cpc->title_in(cpc->find("H"), "en"), HasSubstr("ELECTRICITY"));
  std::vector<uint32_t> of_depth(17);
  for (uint32_t node = 0; node < cpc->count(); ++node) ++of_depth[cpc->depth(node)];
  EXPECT_EQ(of_depth[1], 9u);
}

TEST_F(RealSchemes, TheIpcScheme) {
  const auto ipc = read_one("ipc-xml/ipc-scheme-allExtracted-en.zip");
  ASSERT_NE(ipc, nullptr);
  EXPECT_EQ(ipc->version(), "1980-01-01");
  EXPECT_GT(ipc->count(), 50000u);
  EXPECT_EQ(*ipc->title_in(ipc->find("A01B0001020000"), "en"), "Spades; Shovels");
  EXPECT_EQ(*ipc->title_in(ipc->find("A"), "en"), "HUMAN NECESSITIES");
}

TEST_F(RealSchemes, ThePartsOfIpcThatRevisionsAre) {
  const auto ipc = read_one("ipc-xml/ipcr_test.xml");
  ASSERT_NE(ipc, nullptr);
  EXPECT_EQ(ipc->version(), "2010-01-01");
  EXPECT_NE(ipc->find("A01B0001000000"), Scheme::kNone);
}

TEST_F(RealSchemes, TheTechnologyFields) {
  const auto tech = read_one("wipo-tech-fields/ipc_technology.csv");
  ASSERT_NE(tech, nullptr);
  EXPECT_EQ(tech->count(), 40u);
  EXPECT_EQ(tech->rules().size(), 764u);
  EXPECT_EQ(tech->key(tech->sorted_into("G01N0033480000")), "11");
  EXPECT_EQ(tech->key(tech->sorted_into("H01L0021020000")), "08");
}

}  // namespace
}  // namespace patlas
