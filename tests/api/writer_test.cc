// The Writer of the public API: records from files and from memory, several commits, and what is
// left when it is dropped or fails.
#include <fstream>
#include <iterator>
#include <string>

#include "patlas/result.h"
#include "tests/api/example_index.h"

namespace patlas {
namespace {

class WriterApi : public Api {
 protected:
  Writer writer(unsigned threads = 2) const {
    WriterRequest request;
    request.directory = path("idx");
    request.threads = threads;
    Result<Writer> opened = Writer::open(request);
    EXPECT_TRUE(opened) << opened.error().to_string();
    return std::move(*opened);
  }
  static LoadSummary commit(Writer& writer) {
    Result<LoadSummary> summary = writer.commit();
    EXPECT_TRUE(summary) << summary.error().to_string();
    return summary ? *summary : LoadSummary{};
  }
  uint64_t count(const std::string& text) const {
    Result<Index> index = Index::open(path("idx"));
    EXPECT_TRUE(index) << index.error().to_string();
    return reply(*index, query(text)).documents;
  }
  static std::string lamp(int number, const std::string& title = "Lamp") {
    return record("US", std::to_string(number), "A", "19000101", title,
                  "F" + std::to_string(number));
  }
};

TEST_F(WriterApi, RecordsFromMemoryAndFromFilesAreOneCommit) {
  Writer w = writer();
  ASSERT_TRUE(w.add_bytes("first", lamp(1) + lamp(2)));
  ASSERT_TRUE(w.add_files({path("records.jsonl")}));
  ASSERT_TRUE(w.add_bytes("last", lamp(3)));
  const LoadSummary summary = commit(w);
  EXPECT_EQ(summary.seen, 7u);
  EXPECT_EQ(summary.accepted, 7u);
  EXPECT_EQ(summary.generation, 1u);
  EXPECT_EQ(count("lamp"), 3u);
  EXPECT_EQ(count("battery"), 2u);
}

TEST_F(WriterApi, ManySmallAddsGiveTheSameIndexAsOneFile) {
  std::string all;
  Writer w = writer();
  for (int i = 1; i <= 3000; ++i) {
    const std::string line = lamp(i, "Lamp of " + std::to_string(i % 7));
    all += line;
    ASSERT_TRUE(w.add_bytes("part", line));
  }
  EXPECT_EQ(commit(w).accepted, 3000u);
  const uint64_t sevenths = count("\"lamp of 3\"");
  write("all.jsonl", all);
  LoadRequest whole = request("all.jsonl");
  whole.directory = path("whole");
  ASSERT_TRUE(load(whole));
  Result<Index> index = Index::open(path("whole"));
  ASSERT_TRUE(index);
  EXPECT_EQ(reply(*index, query("\"lamp of 3\"")).documents, sevenths);
  EXPECT_EQ(reply(*index, query("lamp")).documents, 3000u);
}

TEST_F(WriterApi, ALaterPartReplacesAnEarlierOneOfTheSameKey) {
  Writer w = writer();
  ASSERT_TRUE(w.add_bytes("a", lamp(1, "Lamp")));
  ASSERT_TRUE(w.add_bytes("b", lamp(1, "Lantern")));
  const LoadSummary summary = commit(w);
  EXPECT_EQ(summary.accepted, 1u);
  EXPECT_EQ(summary.replaced, 1u);
  EXPECT_EQ(count("lamp"), 0u);
  EXPECT_EQ(count("lantern"), 1u);
}

TEST_F(WriterApi, EachCommitCountsItsOwnAndMakesAGeneration) {
  Writer w = writer();
  ASSERT_TRUE(w.add_bytes("a", lamp(1) + "no record\n"));
  LoadSummary summary = commit(w);
  EXPECT_EQ(summary.accepted, 1u);
  EXPECT_EQ(summary.rejected, 1u);
  const std::string first_log = summary.reject_log;
  EXPECT_NE(first_log, "");
  EXPECT_EQ(count("lamp"), 1u);

  ASSERT_TRUE(w.add_bytes("b", lamp(2) + lamp(3) + "nor this\n"));
  EXPECT_EQ(count("lamp"), 1u);
  summary = commit(w);
  EXPECT_EQ(summary.seen, 3u);
  EXPECT_EQ(summary.accepted, 2u);
  EXPECT_EQ(summary.rejected, 1u);
  EXPECT_EQ(summary.generation, 2u);
  EXPECT_NE(summary.reject_log, first_log);
  EXPECT_EQ(count("lamp"), 3u);

  summary = commit(w);
  EXPECT_EQ(summary.seen, 0u);
  EXPECT_EQ(summary.generation, 2u);
  EXPECT_EQ(summary.reject_log, "");
}

TEST_F(WriterApi, WhatWasNotCommittedIsNotThere) {
  {
    Writer w = writer();
    ASSERT_TRUE(w.add_bytes("a", lamp(1)));
    commit(w);
    ASSERT_TRUE(w.add_bytes("b", lamp(2)));
  }
  EXPECT_EQ(count("lamp"), 1u);
}

TEST_F(WriterApi, APathThatIsNotThereLeavesTheWriterAtWork) {
  Writer w = writer();
  ASSERT_TRUE(w.add_bytes("a", lamp(1)));
  const Status missing = w.add_files({path("records.jsonl"), path("nothing")});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  ASSERT_TRUE(w.add_bytes("b", lamp(2)));
  EXPECT_EQ(commit(w).accepted, 2u);
}

TEST_F(WriterApi, ASecondWriterIsRefused) {
  Writer w = writer();
  WriterRequest again;
  again.directory = path("idx");
  const Result<Writer> second = Writer::open(again);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kExists);
}

TEST_F(WriterApi, RejectsOfMemoryAreCalledByTheNameGiven) {
  Writer w = writer();
  ASSERT_TRUE(w.add_bytes("upload-7", lamp(1) + "{\"source\"\n"));
  const LoadSummary summary = commit(w);
  EXPECT_EQ(summary.rejected, 1u);
  std::ifstream log(summary.reject_log);
  const std::string lines{std::istreambuf_iterator<char>(log), {}};
  EXPECT_NE(lines.find("\"upload-7\""), std::string::npos) << lines;
}

TEST_F(WriterApi, AWriterCanBeMoved) {
  Writer w = writer();
  ASSERT_TRUE(w.add_bytes("a", lamp(1)));
  Writer moved = std::move(w);
  ASSERT_TRUE(moved.add_bytes("b", lamp(2)));
  EXPECT_EQ(commit(moved).accepted, 2u);
}

}  // namespace
}  // namespace patlas
