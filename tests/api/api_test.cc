// The public API as an embedder has it: nothing is included but include/patlas and the standard
// library.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "patlas/limits.h"
#include "patlas/result.h"
#include "tests/api/example_index.h"

namespace patlas {
namespace {

TEST_F(Api, LoadsAndCounts) {
  std::atomic<uint64_t> steps = 0;
  LoadRequest r = request("records.jsonl");
  r.progress = [&](const LoadStep& step) { steps += step.records > 0 ? 1 : 0; };
  const Result<LoadSummary> summary = load(r);
  ASSERT_TRUE(summary) << summary.error().to_string();
  EXPECT_EQ(summary->seen, 4u);
  EXPECT_EQ(summary->accepted, 4u);
  EXPECT_EQ(summary->reject_log, "");
  EXPECT_EQ(summary->generation, 1u);
  EXPECT_GE(steps, 1u);
}

TEST_F(Api, ReadsStandardInputThroughTheCaller) {
  LoadRequest r = request("records.jsonl");
  r.paths = {"-"};
  const std::string bytes = record("US", "1", "A", "19000101", "Lamp", "F9");
  size_t given = 0;
  r.standard_input = [&](std::span<char> out) -> Result<size_t> {
    const size_t part = std::min({out.size(), bytes.size() - given, size_t{7}});
    std::copy_n(bytes.data() + given, part, out.data());
    given += part;
    return part;
  };
  const Result<LoadSummary> summary = load(r);
  ASSERT_TRUE(summary) << summary.error().to_string();
  EXPECT_EQ(summary->accepted, 1u);
}

TEST_F(Api, AFailureOfTheCallersInputIsRejectedWithItsReason) {
  LoadRequest r = request("records.jsonl");
  r.paths = {"-", path("records.jsonl")};
  r.standard_input = [](std::span<char>) -> Result<size_t> {
    return Error{Code::kIo, "the line went dead", {}};
  };
  const Result<LoadSummary> summary = load(r);
  ASSERT_TRUE(summary) << summary.error().to_string();
  EXPECT_EQ(summary->accepted, 4u);
  EXPECT_EQ(summary->rejected, 1u);
  std::ifstream log(summary->reject_log);
  std::string line;
  EXPECT_TRUE(std::getline(log, line));
  EXPECT_NE(line.find("the line went dead"), std::string::npos) << line;
}

TEST_F(Api, CountsDocumentsAndFamiliesAndListsTheNewest) {
  const SearchReply found = reply(loaded(), query("battery"));
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.documents, 2u);
  EXPECT_EQ(found.families, 1u);
  ASSERT_EQ(found.hits.size(), 2u);
  EXPECT_EQ(found.hits[0].publication.country, "EP");
  EXPECT_EQ(found.hits[0].date, "2012-03-14");
  EXPECT_EQ(found.hits[0].title, "Battery cell");
  EXPECT_EQ(found.hits[0].applicants, std::vector<std::string>{"EXAMPLE CORP"});
  EXPECT_FALSE(found.hits[0].score);
}

TEST_F(Api, ScoresWhenTheyAreAskedFor) {
  SearchRequest r = query("battery");
  r.sort = "score";
  const SearchReply found = reply(loaded(), r);
  ASSERT_EQ(found.hits.size(), 2u);
  ASSERT_TRUE(found.hits[0].score);
  EXPECT_GT(*found.hits[0].score, 0);
}

TEST_F(Api, FacetsAndCrossTabsComeWithTheCounts) {
  SearchRequest r = query("*:*");
  r.limit = 0;
  r.facets = {"office", "year"};
  r.facet_limit = 2;
  r.cross = {"year", "office"};
  const SearchReply found = reply(loaded(), r);
  EXPECT_TRUE(found.hits.empty());
  ASSERT_EQ(found.facets.size(), 2u);
  EXPECT_EQ(found.facets[0].name, "office");
  EXPECT_EQ(found.facets[0].value_count, 4u);
  ASSERT_EQ(found.facets[0].values.size(), 2u);
  EXPECT_EQ(found.facets[0].values[0].value, "EP");
  EXPECT_EQ(found.facets[0].values[0].documents, 1u);
  ASSERT_TRUE(found.cross);
  EXPECT_EQ(found.cross->rows.size(), 4u);
  ASSERT_EQ(found.cross->cells.size(), 4u);
  const CrossCount& cell = found.cross->cells[0];
  EXPECT_EQ(found.cross->rows[cell.row].value, "2010");
  EXPECT_EQ(found.cross->columns[cell.column].value, "US");
}

TEST_F(Api, ShowsTheRecordsOfANumber) {
  const Index index = loaded();
  const auto shown = index.show("US 7,650,331 B2");
  ASSERT_TRUE(shown) << shown.error().to_string();
  ASSERT_EQ(shown->size(), 1u);
  EXPECT_EQ((*shown)[0].publication.number, "7650331");
  EXPECT_NE((*shown)[0].json.find("Battery separator"), std::string::npos);
  EXPECT_EQ(index.show("US9").error().code, Code::kNotFound);
  EXPECT_EQ(index.show("battery").error().code, Code::kParse);
}

TEST_F(Api, AClassOrALevelThatCannotBeIsNamedAsItWasWritten) {
  const Index index = loaded();
  ClassesRequest request;
  request.symbol = "XYZ";
  auto reply = index.classes(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::kInvalidArgument);
  EXPECT_EQ(reply.error().message, "not a class: 'XYZ'; write H01L, H01L21 or H01L21/02");
  request.symbol = "H01L";
  request.levels = 99;
  reply = index.classes(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().message, "no class has 99 levels below it; ask for 64 at most");
  request.levels = 64;
  EXPECT_TRUE(index.classes(request));
}

TEST_F(Api, ErrorsOfAQueryHaveTheirPlace) {
  const Index index = loaded();
  const auto found = index.search(query("battery and tii:x"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::kInvalidArgument);
  EXPECT_EQ(found.error().place.file, "query");
  EXPECT_EQ(found.error().place.offset, 12u);
  EXPECT_EQ(found.error().place.length, 4u);
  EXPECT_NE(found.error().message.find("'ti'"), std::string::npos);
  EXPECT_EQ(normal_form("battery and tii:x").error().place.offset, 12u);
  EXPECT_EQ(*normal_form("battery cell"), "battery and cell");
}

TEST_F(Api, ErrorsOfFilesHaveTheirPlace) {
  EXPECT_EQ(Index::open(path("idx")).error().code, Code::kNotFound);
  EXPECT_EQ(Index::open(path("records.jsonl")).error().code, Code::kInvalidArgument);
  EXPECT_EQ(Index::open(path("records.jsonl")).error().place.file, path("records.jsonl"));
  const auto missing = load(request("nowhere"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_EQ(missing.error().place.file, path("nowhere"));
}

TEST_F(Api, APathThatIsEmptyOrHasANulIsRefusedAndNotCut) {
  const Index index = loaded();
  const std::string nul("\0x", 2);
  write("more.jsonl", "");
  LoadRequest more = request("more.jsonl");
  more.paths = {path("more.jsonl") + nul};
  LoadRequest elsewhere = request("more.jsonl");
  elsewhere.directory = path("elsewhere") + nul;
  Result<Writer> writer = Writer::open(request("more.jsonl"));
  ASSERT_TRUE(writer);
  const std::vector<Status> refused = {
      index.backup(path("copy") + nul),
      index.backup(""),
      writer->add_files({path("more.jsonl") + nul}),
      writer->add_files({""}),
      Status(load(more).error()),
      Status(load(elsewhere).error()),
      Status(Index::open(path("idx") + nul).error()),
      Status(Index::open("").error()),
      Status(check(path("idx") + nul).error()),
      Status(remove(path("idx") + nul, {}).error()),
  };
  for (const Status& status : refused) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, Code::kInvalidArgument) << status.error().to_string();
  }
  EXPECT_EQ(Index::open("").error().message, "the directory is the empty text");
  EXPECT_FALSE(std::filesystem::exists(path("copy")));
  EXPECT_FALSE(std::filesystem::exists(path("elsewhere")));
}

TEST_F(Api, TooMuchIsRefusedByName) {
  LoadRequest r = request("records.jsonl");
  r.threads = limits::kThreads + 1;
  EXPECT_EQ(load(r).error().code, Code::kLimit);
  r.threads = 1;
  r.documents_per_segment_max = 0;
  EXPECT_EQ(load(r).error().code, Code::kInvalidArgument);
  SearchRequest many = query("battery");
  many.threads = limits::kThreads + 1;
  EXPECT_EQ(loaded().search(many).error().code, Code::kLimit);
  EXPECT_EQ(merge(path("idx"), 1, 1u << 30, limits::kThreads + 1).error().code, Code::kLimit);
  EXPECT_EQ(merge(path("idx"), 0).error().code, Code::kInvalidArgument);
}

TEST_F(Api, ARaisedFlagCancels) {
  const std::atomic<bool> cancel = true;
  SearchRequest r = query("*:*");
  r.cancel = &cancel;
  const Result<SearchReply> found = loaded().search(r);
  // Said as an error, or as an answer that is not complete: never as a count.
  if (found) {
    EXPECT_FALSE(found->complete);
    EXPECT_EQ(found->limit, "cancelled");
  } else {
    EXPECT_EQ(found.error().code, Code::kCancelled);
  }
}

TEST_F(Api, MemoryThatDoesNotSufficeIsSaid) {
  SearchRequest r = query("battery");
  r.memory_bytes = 1;
  r.facets = {"pa"};
  const SearchReply found = reply(loaded(), r);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.limit, "memory");
  EXPECT_EQ(found.limit_value, 1u);
}

TEST_F(Api, HitsAreOfTheQuerysMemory) {
  std::string title = "Battery";
  while (title.size() < 6'000'000) title += " separator";
  write("long.jsonl", record("US", "7650331", "B2", "20100119", title, "F1") +
                          record("EP", "1000000", "B1", "20120314", "Battery cell", "F1"));
  const Result<LoadSummary> summary = load(request("long.jsonl"));
  ASSERT_TRUE(summary) << summary.error().to_string();
  const Result<Index> index = Index::open(path("idx"));
  ASSERT_TRUE(index);
  SearchRequest r = query("battery");
  r.memory_bytes = 4u << 20;
  r.facets = {"office"};
  const SearchReply found = reply(*index, r);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.limit, "memory");
  EXPECT_EQ(found.documents, 2u);
  // The hits before the one that does not fit, and no facet.
  ASSERT_EQ(found.hits.size(), 1u);
  EXPECT_EQ(found.hits[0].publication.country, "EP");
  EXPECT_TRUE(found.facets.at(0).values.empty());
  r.memory_bytes = 64u << 20;
  EXPECT_TRUE(reply(*index, r).complete);
  EXPECT_EQ(reply(*index, r).hits.size(), 2u);
}

TEST_F(Api, ALimitOfTimeIsSaidAsItWasSet) {
  // Reading a query of a megabyte takes longer than a millisecond on any machine.
  SearchRequest r = query("battery");
  for (int i = 0; i < 100'000; ++i) r.query += " or w" + std::to_string(i);
  r.timeout_ms = 1;
  const SearchReply found = reply(loaded(), r);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.limit, "deadline");
  EXPECT_EQ(found.limit_value, 1u);
}

TEST_F(Api, AListOfNumbersIsSearchedAndReported) {
  SearchRequest r = query("pn:@watch and not cc:TW");
  r.number_lists = {{"watch", "US 7,650,331 B2\nTWI452476\nEP999\n???\n"}};
  const SearchReply found = reply(loaded(), r);
  EXPECT_EQ(found.documents, 1u);
  ASSERT_EQ(found.number_lists.size(), 1u);
  const NumberListReply& list = found.number_lists[0];
  EXPECT_EQ(list.name, "watch");
  EXPECT_EQ(list.field, "pn");
  EXPECT_EQ(list.lines, 4u);
  EXPECT_EQ(list.found, 2u);
  ASSERT_GE(list.remarks.size(), 2u);
  EXPECT_EQ(list.remarks.front().line, 3u);
  EXPECT_EQ(list.remarks.front().remark, "unknown");
  EXPECT_EQ(list.remarks.back().line, 4u);
  EXPECT_EQ(list.remarks.back().remark, "unreadable");
  r.number_lists.push_back({"other", "US1"});
  const auto refused = loaded().search(r);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
}

TEST_F(Api, AFarDeadlineIsNone) {
  SearchRequest r = query("battery");
  for (const uint64_t timeout_ms : {uint64_t{0}, uint64_t{1} << 40, ~uint64_t{0}}) {
    r.timeout_ms = timeout_ms;
    const SearchReply found = reply(loaded(), r);
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.documents, 2u);
  }
}

TEST_F(Api, AnOpenIndexAnswersTheSameWhateverAWriterDoes) {
  const Index held = loaded();
  const std::string snapshot = held.snapshot();
  const auto removed = remove(path("idx"), {"EP1000000"});
  ASSERT_TRUE(removed) << removed.error().to_string();
  EXPECT_EQ(removed->documents, 1u);
  const auto merged = merge(path("idx"), 1);
  ASSERT_TRUE(merged) << merged.error().to_string();
  EXPECT_EQ(merged->segments, 1u);
  EXPECT_EQ(reply(held, query("battery")).documents, 2u);
  EXPECT_EQ(held.snapshot(), snapshot);
  const Result<Index> now = Index::open(path("idx"));
  ASSERT_TRUE(now);
  EXPECT_NE(now->snapshot(), snapshot);
  EXPECT_EQ(reply(*now, query("battery")).documents, 1u);
}

TEST_F(Api, ANumberThatIsNoneDeletesNothing) {
  const Index index = loaded();
  EXPECT_EQ(remove(path("idx"), {"EP1000000", "battery"}).error().code, Code::kParse);
  EXPECT_EQ(reply(*Index::open(path("idx")), query("battery")).documents, 2u);
}

TEST_F(Api, ChecksAndBacksUp) {
  const Index index = loaded();
  const Result<CheckSummary> sound = check(path("idx"));
  ASSERT_TRUE(sound) << sound.error().to_string();
  EXPECT_TRUE(sound->damages.empty());
  EXPECT_EQ(sound->documents, 4u);
  ASSERT_TRUE(index.backup(path("copy")));
  EXPECT_EQ(reply(*Index::open(path("copy")), query("battery")).documents, 2u);
  EXPECT_EQ(index.backup(path("copy")).error().code, Code::kExists);
}

TEST_F(Api, TellsWhatItHolds) {
  const Result<IndexInfo> info = loaded().info();
  ASSERT_TRUE(info) << info.error().to_string();
  EXPECT_EQ(info->documents, 4u);
  EXPECT_EQ(info->families, 3u);
  EXPECT_EQ(info->seen, 4u);
  EXPECT_EQ(info->analysis, text_analysis());
  uint64_t bytes = 0;
  for (const SectionSize& section : info->sections) bytes += section.bytes;
  EXPECT_GT(bytes, 0u);
  EXPECT_LE(bytes, info->bytes);
}

/// Bytes of rows of a name, by field.
std::map<std::string, uint64_t> bytes_of(const IndexInfo& info, const std::string& name) {
  std::map<std::string, uint64_t> bytes;
  for (const SectionSize& section : info.sections) {
    if (section.name == name) bytes[section.field] += section.bytes;
  }
  return bytes;
}

TEST_F(Api, FrequentBigramsHaveRowsOfTheirOwnThatAreTakenFromTheSections) {
  std::string records;
  for (int i = 0; i < 300; ++i) {
    records += record("US", std::to_string(7000000 + i), "B2", "20100119",
                      i % 2 == 0 ? "End of the rotor of the end of the" : "Of a rotor in the",
                      "F" + std::to_string(i));
  }
  write("many.jsonl", records);
  LoadRequest wanted = request("many.jsonl");
  ASSERT_TRUE(load(wanted));
  wanted.directory = path("with");
  wanted.frequent_bigrams = true;
  ASSERT_TRUE(load(wanted));
  const Index without = *Index::open(path("idx")), with = *Index::open(path("with"));
  const IndexInfo less = *without.info(), more = *with.info();

  for (const char* part : {"terms", "postings", "frequencies"}) {
    const std::string row = std::string("frequent-bigram-") + part;
    EXPECT_TRUE(bytes_of(less, row).empty()) << row;
    EXPECT_GT(bytes_of(more, row)["ti"], 0u) << row;
    EXPECT_EQ(bytes_of(more, row)["ab"], 0u) << row << ": there are no abstracts";
  }
  // What is left of a section are the other terms; zero bytes before their bitmaps may differ.
  EXPECT_NEAR(static_cast<double>(bytes_of(more, "postings")["ti"]),
              static_cast<double>(bytes_of(less, "postings")["ti"]), 32);
  EXPECT_EQ(bytes_of(more, "frequencies")["ti"], bytes_of(less, "frequencies")["ti"]);
  EXPECT_EQ(bytes_of(more, "positions"), bytes_of(less, "positions"));
  const auto sum = [](const IndexInfo& info) {
    uint64_t bytes = 0;
    for (const SectionSize& section : info.sections) bytes += section.bytes;
    return bytes;
  };
  EXPECT_LE(sum(more), more.bytes);
  EXPECT_GT(sum(more), sum(less));

  EXPECT_TRUE(check(path("with"))->damages.empty());
  for (const char* asked : {"\"of the\"", "\"end of the\" near/3 rotor"}) {
    SearchRequest search = query(asked);
    search.sort = "score";
    search.highlights = true;
    const SearchReply a = reply(without, search), b = reply(with, search);
    EXPECT_GT(a.documents, 0u);
    EXPECT_EQ(a.documents, b.documents) << asked;
    ASSERT_EQ(a.hits.size(), b.hits.size());
    for (size_t i = 0; i < a.hits.size(); ++i) {
      EXPECT_EQ(a.hits[i].publication.number, b.hits[i].publication.number);
      EXPECT_EQ(a.hits[i].score, b.hits[i].score);
      ASSERT_EQ(a.hits[i].highlights.size(), b.hits[i].highlights.size());
      EXPECT_EQ(a.hits[i].highlights.at(0).begin, b.hits[i].highlights.at(0).begin);
    }
  }
}

TEST_F(Api, FrequentBigramsAreChosenWhenAnIndexIsMade) {
  ASSERT_TRUE(load(request("records.jsonl")));
  LoadRequest wanted = request("records.jsonl");
  wanted.frequent_bigrams = true;
  const auto refused = load(wanted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(refused.error().message,
            "the index has no frequent bigrams, and they are chosen when an index is made; load "
            "without asking for them, or index the records again");
  wanted.directory = path("with");
  ASSERT_TRUE(load(wanted));
  // What does not ask for them goes on with them.
  for (const bool asks : {true, false}) {
    wanted.frequent_bigrams = asks;
    ASSERT_TRUE(load(wanted));
  }
  ASSERT_TRUE(remove(path("with"), {"EP1000000"}));
  ASSERT_TRUE(merge(path("with"), 1));
  EXPECT_FALSE(bytes_of(*Index::open(path("with"))->info(), "frequent-bigram-terms").empty());
}

// The process ended with SIGBUS.
TEST_F(Api, AFileCutShortUnderAnOpenIndexIsAnErrorOfEveryQuestion) {
  survive_lost_files();
  const Index index = loaded();
  ASSERT_TRUE(index.search(query("battery")));
  for (const auto& file : std::filesystem::directory_iterator(path("idx"))) {
    if (file.path().filename().string().starts_with("segment-"))
      std::filesystem::resize_file(file.path(), 0);
  }
  const auto found = index.search(query("電池"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::kIo) << found.error().to_string();
  EXPECT_EQ(index.show("EP1000000").error().code, Code::kIo);
  EXPECT_EQ(index.info().error().code, Code::kIo);
  EXPECT_EQ(index.backup(path("copy")).error().code, Code::kIo);
}

// Two words with the same first 1,023 bytes were one: either found the other's documents.
TEST_F(Api, AWordTooLongToBeToldFromOthersIsRefusedAndItsBeginningFindsThemAll) {
  const std::string beginning(1023, 'a');
  write("long.jsonl", record("US", "1", "A", "20100119", beginning + "tttt", "F1") +
                          record("US", "2", "A", "20100119", beginning + "gggg", "F2") +
                          record("US", "3", "A", "20100119", beginning, "F3"));
  ASSERT_TRUE(load(request("long.jsonl")));
  const Result<Index> index = Index::open(path("idx"));
  ASSERT_TRUE(index);
  const std::string allowed(limits::kQueryWordBytes, 'a');
  for (const std::string& word : {beginning + "tttt", beginning, allowed + "a", allowed + "a*",
                                  "~" + allowed + "a", "\"coat " + beginning + "\""}) {
    const auto found = index->search(query("ti:" + word));
    ASSERT_FALSE(found) << word.size();
    EXPECT_EQ(found.error().code, Code::kLimit);
    EXPECT_EQ(found.error().place.file, "query");
    EXPECT_GT(found.error().place.length, 1000u);
  }
  EXPECT_EQ(reply(*index, query("ti:" + allowed)).documents, 0u);
  EXPECT_EQ(reply(*index, query("ti:" + allowed + "*")).documents, 3u);
}

TEST(ApiLanguage, ExplainsItself) {
  EXPECT_FALSE(version().empty());
  EXPECT_GE(field_help().size(), 17u);
  EXPECT_GE(facet_help().size(), 18u);
  EXPECT_FALSE(operator_help().empty());
  for (const OperatorHelp& row : operator_help())
    EXPECT_TRUE(normal_form(row.example)) << row.example;
  const std::vector<TokenRow> rows = tokens("IL-6 電池");
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0].term, "il-6");
  EXPECT_EQ(rows[0].view, "word");
}

TEST(ApiLanguage, ThePageOfTheLanguageNamesEveryFieldAndFacet) {
  std::ifstream file(std::string(PATLAS_SOURCE_DIR) + "/query/SYNTAX.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const FieldHelp& row : field_help()) {
    const std::string cells = "| `" + row.code + "` | `" + row.long_name + "` |";
    EXPECT_NE(page.find(cells), std::string::npos) << cells;
  }
  for (const FacetHelp& row : facet_help()) {
    EXPECT_NE(page.find("`" + row.name + "`"), std::string::npos) << row.name;
  }
}

}  // namespace
}  // namespace patlas
