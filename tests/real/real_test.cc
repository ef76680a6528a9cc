// The real files of the office formats, which are not part of the project: PATLAS_REAL_DATA names
// their folder. Every well-formed one is read with no reject; a second reader (second_reader.py: Python's
// xml.etree, rules of its own) finds the same values and no text lost; each row of the tables
// beside this file is filled by some record or is dropped with a reason.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

using test::FilesRead;
using test::read_files;

std::string real_data() {
  const char* folder = std::getenv("PATLAS_REAL_DATA");
  return folder == nullptr ? std::string() : folder;
}

#define NEEDS_REAL_DATA()                                                               \
  if (real_data().empty()) {                                                            \
    GTEST_SKIP() << "PATLAS_REAL_DATA is not set: the real files are not in this tree"; \
  }

const FilesRead& all_read() {
  static const FilesRead* files = [] {
    std::vector<std::string> folders;
    for (const char* name :
         {"/uspto", "/tipo", "/epo", "/cnipa", "/jpo", "/wipo", "/kipo/kipris-plus-xml"})
      folders.push_back(real_data() + name);
    return new FilesRead(read_files(folders));
  }();
  return *files;
}

bool is_unknown_format(const Reject& reject) {
  return reject.reason.starts_with("parse: unknown format");
}

/// The files that were published, or put where they were found, ill-formed.
constexpr std::string_view kIllFormed[] = {"US07057742-20060606.XML", "app-v1-2-A1.xml",
                                           "app-v1-4-A1.xml", "app-v1-4-A1-1.xml",
                                           "app-v1-5-1-A1-2.xml"};

TEST(RealFiles, OnlyTheFilesPublishedIllFormedAreRejected) {
  NEEDS_REAL_DATA();
  size_t stray_end_tags = 0;
  for (const Reject& reject : all_read().rejects) {
    if (is_unknown_format(reject)) continue;
    const std::string_view file = reject.place.file;
    EXPECT_TRUE(std::any_of(std::begin(kIllFormed), std::end(kIllFormed), [&](auto name) {
      return file.ends_with("/" + std::string(name));
    })) << reject_to_json(reject);
    if (!file.ends_with(kIllFormed[0])) continue;
    EXPECT_EQ(reject.place.line, 880u);
    ++stray_end_tags;
  }
  EXPECT_EQ(stray_end_tags, 1u);
}

TEST(RealFiles, SeenAddsUp) {
  NEEDS_REAL_DATA();
  EXPECT_EQ(all_read().seen, all_read().records.size() + all_read().rejects.size());
}

TEST(RealFiles, NoRecordIsInAFileOfUnknownFormat) {
  NEEDS_REAL_DATA();
  for (const Reject& reject : all_read().rejects) {
    if (!is_unknown_format(reject)) continue;
    std::ifstream in(reject.place.file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    for (const char* root :
         {"<us-patent-grant ", "<us-patent-application ", "<tw-patent-grant", "<exchange-document ",
          "<exch:exchange-document ", "<ep-patent-document ", "<PATDOC ", "<pat:PatentPublication ",
          "<cn-patent-document", ":PatentDocumentAndRelated ", "<jp-official-gazette ",
          "<PatentUtilityInfo>"}) {
      EXPECT_EQ(text.str().find(root), std::string::npos) << reject.place.file;
    }
  }
}

TEST(RealFiles, DocdbNamesAreDecodedWithoutTheirDtd) {
  NEEDS_REAL_DATA();
  FilesRead files = read_files({real_data() + "/epo/docdb"});
  EXPECT_EQ(files.rejects.size(), 0u);
  EXPECT_EQ(files.unknown_entities, 0u);
  std::string all;
  for (const Record& record : files.records) all += record_to_json(record);
  EXPECT_EQ(all.find("&SACUTE;"), std::string::npos);
  EXPECT_NE(all.find("\u015A"), std::string::npos);  // SACUTE of the WO record
  EXPECT_NE(all.find("\u010D"), std::string::npos);  // ccaron of the YU record
}

TEST(RealFiles, SequenceListingsAreNotCounted) {
  NEEDS_REAL_DATA();
  FilesRead files = read_files({real_data() + "/uspto/bulk/ipg060103.small.xml"});
  EXPECT_EQ(files.rejects.size(), 0u);
  for (const Record& record : files.records) EXPECT_FALSE(record.titles.empty());
}

TEST(RealFiles, WeeklyZipHoldsTheNumbersOfItsOwnList) {
  NEEDS_REAL_DATA();
  FilesRead files = read_files({real_data() + "/uspto/bulk/ipgb20230404_wk14.zip"});
  EXPECT_TRUE(files.rejects.empty());
  EXPECT_FALSE(files.records.empty());
  for (const Record& record : files.records) {
    EXPECT_EQ(record.provenance.entry, "ipgb20230404.xml");
  }
}

TEST(RealFiles, ASecondReaderFindsTheSameValues) {
  NEEDS_REAL_DATA();
  std::string dump = test::temp_dir() + "real_dump.jsonl";
  std::ofstream out(dump, std::ios::binary);
  for (const Record& record : all_read().records) out << record_to_json(record) << '\n';
  out.close();
  std::string command = "python3 '" PATLAS_SOURCE_DIR "/tests/real/second_reader.py' '" +
                        real_data() + "' '" + dump + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

TEST(RealFiles, RecordsReadTheSameFromTheirOwnJson) {
  NEEDS_REAL_DATA();
  for (const Record& record : all_read().records) {
    Result<Record> again = record_from_json(record_to_json(record));
    ASSERT_TRUE(again) << again.error().to_string();
    ASSERT_EQ(*again, record);
  }
}

// ---- The tables: FORMATS row, record field, reason

struct Row {
  std::string name, field, reason;
};

std::vector<Row> table(const std::string& format) {
  std::ifstream in(std::string(PATLAS_SOURCE_DIR "/tests/real/") + format + ".tsv");
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    std::stringstream cells(line);
    Row row;
    std::getline(cells, row.name, '\t');
    std::getline(cells, row.field, '\t');
    std::getline(cells, row.reason, '\t');
    rows.push_back(row);
  }
  return rows;
}

bool any_number(const std::vector<const Number*>& numbers, const std::string& part) {
  return std::any_of(numbers.begin(), numbers.end(), [&part](const Number* number) {
    if (part == "country") return !number->country.empty();
    if (part == "kind") return !number->kind.empty();
    if (part == "date") return number->date != 0;
    if (part == "original") return !number->original.empty();
    return !number->number.empty();
  });
}

bool any_party(const std::vector<Party>& parties, const std::string& part) {
  return std::any_of(parties.begin(), parties.end(), [&part](const Party& party) {
    if (part == "latin") return !party.latin.empty();
    if (part == "country") return !party.country.empty();
    if (part == "address") return !party.address.empty();
    if (part == "role") return !party.role.empty();
    return !party.name.empty();
  });
}

bool any_symbol(const std::vector<Symbol>& symbols, const std::string& part) {
  return std::any_of(symbols.begin(), symbols.end(), [&part](const Symbol& symbol) {
    if (part == "original") return !symbol.original.empty();
    if (part == "version") return !symbol.version.empty();
    if (part == "office") return !symbol.office.empty();
    if (part == "status") return !symbol.status.empty();
    return symbol.scheme == part;
  });
}

bool any_citation(const std::vector<Citation>& citations, const std::string& part) {
  return std::any_of(citations.begin(), citations.end(), [&part](const Citation& citation) {
    if (part == "text") return !citation.text.empty();
    if (part == "category") return !citation.category.empty();
    if (part == "phase") return !citation.phase.empty();
    if (part == "by") return !citation.by.empty();
    if (part == "passages") return !citation.passages.empty();
    if (part == "original") return !citation.publication.original.empty();
    return !citation.publication.number.empty();
  });
}

std::vector<const Number*> pointers(const std::vector<Number>& numbers) {
  std::vector<const Number*> all;
  for (const Number& number : numbers) all.push_back(&number);
  return all;
}

/// The field named in a table ("applicants.role", "extras us.status") holds something here.
bool is_filled(const Record& record, const std::string& spec) {
  size_t end = spec.find_first_of(". ");
  std::string field = spec.substr(0, end);
  std::string part = end == std::string::npos ? "" : spec.substr(end + 1);
  if (field == "publication") return any_number({&record.publication}, part);
  if (field == "application") return any_number({&record.application}, part);
  if (field == "priorities") return any_number(pointers(record.priorities), part);
  if (field == "earlier_publications") {
    return any_number(pointers(record.earlier_publications), part);
  }
  if (field == "pct_application") return record.pct_application.has_value();
  if (field == "pct_publication") return record.pct_publication.has_value();
  if (field == "related") return !record.related.empty();
  if (field == "family_id") return !record.family_id.empty();
  if (field == "titles") return !record.titles.empty();
  if (field == "abstracts") return !record.abstracts.empty();
  if (field == "descriptions") return !record.descriptions.empty();
  if (field == "claims") {
    return std::any_of(record.claims.begin(), record.claims.end(), [&](const Claim& claim) {
      return part.empty() || !claim.depends_on.empty();
    });
  }
  if (field == "applicants") return any_party(record.applicants, part);
  if (field == "inventors") return any_party(record.inventors, part);
  if (field == "agents") return any_party(record.agents, part);
  if (field == "examiners") return any_party(record.examiners, part);
  if (field == "symbols") return any_symbol(record.symbols, part);
  if (field == "citations") return any_citation(record.citations, part);
  if (field != "extras") return false;
  return std::any_of(record.extras.begin(), record.extras.end(),
                     [&part](const Extra& extra) { return part.empty() || extra.name == part; });
}

class Tables : public testing::TestWithParam<const char*> {};

TEST_P(Tables, EveryRowIsFilledOrDroppedWithAReason) {
  std::vector<Row> rows = table(GetParam());
  ASSERT_GT(rows.size(), 15u);
  for (const Row& row : rows) {
    EXPECT_FALSE(row.field.empty()) << row.name;
    if (row.field == "dropped") {
      EXPECT_GT(row.reason.size(), 10u) << row.name;
    }
  }
}

/// A table is one reader's, or one source's where a reader has two.
bool is_of_table(const Record& record, const std::string& name) {
  if (name == "docdb" || name == "ops") return record.source == name;
  std::string reader = name;
  std::replace(reader.begin(), reader.end(), '_', '-');
  const std::string& of_record = record.provenance.reader;
  return of_record.starts_with(reader + "-") || of_record.starts_with(reader + "/");
}

TEST_P(Tables, EveryFieldIsFilledByARealRecord) {
  NEEDS_REAL_DATA();
  for (const Row& row : table(GetParam())) {
    if (row.field == "dropped" || row.reason.starts_with("no instance")) continue;
    bool filled = std::any_of(
        all_read().records.begin(), all_read().records.end(), [&row](const Record& record) {
          return is_of_table(record, GetParam()) && is_filled(record, row.field);
        });
    EXPECT_TRUE(filled) << GetParam() << ": " << row.name << " -> " << row.field;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Tables,
                         testing::Values("uspto", "tipo", "docdb", "ops", "ep", "patdoc",
                                         "green_book", "st96", "cnipa-st36", "cnipa-st96", "jpo",
                                         "kipris"),
                         [](const auto& format) {
                           std::string name = format.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace patlas
