// The public API as an embedder has it: nothing is included but include/patlas and the standard
// library.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "patlas/index.h"
#include "patlas/limits.h"
#include "patlas/result.h"

namespace patlas {
namespace {

namespace files = std::filesystem;

/// A folder with four records of three families in a file.
class Api : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "patlas-api-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    write("records.jsonl", record("US", "7650331", "B2", "20100119", "Battery separator", "F1") +
                               record("EP", "1000000", "B1", "20120314", "Battery cell", "F1") +
                               record("TW", "I452476", "B", "20160911", "鋰離子電池", "F2") +
                               record("JP", "2018123456", "A", "20180809", "全固体電池", "F3"));
  }
  void TearDown() override { files::remove_all(folder_); }

  static std::string record(const std::string& country, const std::string& number,
                            const std::string& kind, const std::string& date,
                            const std::string& title, const std::string& family) {
    return R"({"source":"example","publication":{"country":")" + country + R"(","number":")" +
           number + R"(","kind":")" + kind + R"(","date":)" + date + R"(},"family_id":")" + family +
           R"(","titles":[{"language":"en","text":")" + title +
           R"("}],"applicants":[{"name":"EXAMPLE CORP"}]})" + "\n";
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  LoadRequest request(const std::string& file) const {
    LoadRequest r;
    r.directory = path("idx");
    r.paths = {path(file)};
    return r;
  }
  Index loaded() const {
    const Result<LoadSummary> summary = load(request("records.jsonl"));
    EXPECT_TRUE(summary) << summary.error().to_string();
    Result<Index> index = Index::open(path("idx"));
    EXPECT_TRUE(index) << index.error().to_string();
    return std::move(*index);
  }
  static SearchReply reply(const Index& index, const SearchRequest& request) {
    Result<SearchReply> found = index.search(request);
    EXPECT_TRUE(found) << found.error().to_string();
    return found ? *found : SearchReply{};
  }
  static SearchRequest query(const std::string& text) {
    SearchRequest r;
    r.query = text;
    return r;
  }

  files::path folder_;
};

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

TEST_F(Api, ManyThreadsShareAnIndex) {
  const Index index = loaded();
  std::atomic<uint64_t> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const auto found = index.search(query(i % 2 == 0 ? "battery" : "電池"));
        right += found && found->documents == 2 ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 80u);
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

}  // namespace
}  // namespace patlas
