// An index of another engine, through the public API alone: what is asked of it is answered as the
// native one answers; what it does not offer is refused by name.
#include <fstream>

#include "tests/api/example_index.h"

namespace patlas {
namespace {

class Backends : public Api {
 protected:
  LoadRequest xapian_request(const std::string& file) const {
    LoadRequest r = request(file);
    r.directory = path("second");
    r.backend = "xapian";
    return r;
  }
};

// Its licence is the GPL's: a build that says OFF holds nothing of it.
TEST_F(Backends, TheProgramHoldsXapianOnlyWhereItIsBuiltWithIt) {
  std::ifstream maps("/proc/self/maps");
  bool holds = false;
  for (std::string line; std::getline(maps, line);) {
    holds |= line.find("libxapian") != std::string::npos;
  }
#ifdef PATLAS_WITH_XAPIAN
  EXPECT_TRUE(holds);
  EXPECT_NE(text_analysis().find("xapian-"), std::string_view::npos);
#else
  EXPECT_FALSE(holds);
  EXPECT_NE(text_analysis().find("libstemmer-"), std::string_view::npos);
#endif
}

TEST_F(Backends, OnesThatDoNotExistAreRefusedByName) {
  LoadRequest wrong = request("records.jsonl");
  wrong.backend = "lucene";
  EXPECT_EQ(load(wrong).error().message,
            "there is no backend 'lucene'; there are native and xapian");
}

#ifdef PATLAS_WITH_XAPIAN

std::string said(const SearchReply& reply) {
  std::string text =
      reply.query + " " + std::to_string(reply.documents) + "/" + std::to_string(reply.families);
  for (const SearchHit& hit : reply.hits) {
    text += " " + hit.publication.country + hit.publication.number + " " + hit.date + " " +
            hit.title + " " + hit.applicants.at(0) + " " + std::to_string(hit.score.value_or(0));
  }
  for (const FacetReply& facet : reply.facets) {
    text += " " + facet.name + std::to_string(facet.value_count);
    for (const FacetCount& value : facet.values) {
      text += " " + value.value + "=" + value.label + "=" + std::to_string(value.documents) + "/" +
              std::to_string(value.families);
    }
  }
  if (!reply.cross) return text;
  for (const CrossCount& cell : reply.cross->cells) {
    text += " " + reply.cross->rows[cell.row].value + "," +
            reply.cross->columns[cell.column].value + "=" + std::to_string(cell.documents);
  }
  return text;
}

TEST_F(Backends, FrequentBigramsAreRefusedByName) {
  LoadRequest wanted = xapian_request("records.jsonl");
  wanted.frequent_bigrams = true;
  const auto refused = load(wanted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(refused.error().message, "the xapian backend has no frequent bigrams");
  EXPECT_FALSE(std::filesystem::exists(path("second"))) << "nothing is made";
}

TEST_F(Backends, AnswerTheSame) {
  const Index native = loaded();
  const Result<LoadSummary> summary = load(xapian_request("records.jsonl"));
  ASSERT_TRUE(summary) << summary.error().to_string();
  EXPECT_EQ(summary->accepted, 4u);
  EXPECT_EQ(summary->generation, 1u);
  const Result<Index> second = Index::open(path("second"));
  ASSERT_TRUE(second) << second.error().to_string();
  for (const char* text : {"*:*", "battery", "ti:電池 not cc:TW", "~batteries or pd>2016"}) {
    for (const char* sort : {"-pd", "score"}) {
      SearchRequest asked = query(text);
      asked.sort = sort;
      asked.facets = {"office", "year"};
      asked.cross = {"year", "office"};
      EXPECT_EQ(said(reply(*second, asked)), said(reply(native, asked))) << text;
    }
  }
  EXPECT_EQ(second->show("US 7,650,331 B2")->at(0).json,
            native.show("US 7,650,331 B2")->at(0).json);
  EXPECT_EQ(second->show("US1234567").error().code, Code::kNotFound);
  EXPECT_EQ(second->search(query("tii:x")).error().to_string(),
            native.search(query("tii:x")).error().to_string());
}

TEST_F(Backends, AreSaidByInfoAndSoundByCheck) {
  ASSERT_TRUE(load(xapian_request("records.jsonl")));
  const Result<Index> second = Index::open(path("second"));
  ASSERT_TRUE(second);
  const Result<IndexInfo> info = second->info();
  ASSERT_TRUE(info);
  EXPECT_EQ(info->backend, "xapian");
  EXPECT_EQ(info->documents, 4u);
  EXPECT_EQ(info->families, 3u);
  EXPECT_EQ(info->accepted, 4u);
  EXPECT_EQ(info->segments, 1u);
  EXPECT_EQ(info->analysis, text_analysis());
  EXPECT_EQ(info->snapshot, second->snapshot());
  uint64_t bytes = 0;
  for (const SectionSize& section : info->sections) bytes += section.bytes;
  EXPECT_EQ(info->bytes, bytes);
  EXPECT_EQ(loaded().info()->backend, "native");
  const Result<CheckSummary> checked = check(path("second"));
  ASSERT_TRUE(checked) << checked.error().to_string();
  EXPECT_TRUE(checked->damages.empty());
  EXPECT_EQ(checked->documents, 4u);
  ASSERT_TRUE(second->backup(path("copy")));
  EXPECT_EQ(Index::open(path("copy"))->snapshot(), second->snapshot());
}

TEST_F(Backends, AreRecognisedByWhatTheDirectoryHolds) {
  ASSERT_TRUE(load(xapian_request("records.jsonl")));
  write("more.jsonl", record("DE", "102015000001", "A1", "20150101", "Batterie", "F9"));
  LoadRequest more = xapian_request("more.jsonl");
  more.backend.clear();
  EXPECT_EQ(load(more)->generation, 2u);
  EXPECT_EQ(reply(*Index::open(path("second")), query("*:*")).documents, 5u);
  more.backend = "native";
  EXPECT_EQ(load(more).error().code, Code::kInvalidArgument);
  ASSERT_TRUE(load(request("records.jsonl")));
  LoadRequest into_native = request("more.jsonl");
  into_native.backend = "xapian";
  EXPECT_EQ(load(into_native).error().code, Code::kInvalidArgument);
  const Result<ChangeSummary> removed = patlas::remove(path("second"), {"EP1000000", "TWI452476B"});
  ASSERT_TRUE(removed) << removed.error().to_string();
  EXPECT_EQ(removed->documents, 2u);
  EXPECT_EQ(removed->generation, 3u);
  EXPECT_EQ(reply(*Index::open(path("second")), query("*:*")).documents, 3u);
  const Result<ChangeSummary> merged = merge(path("second"), 1);
  EXPECT_EQ(merged.error().code, Code::kInvalidArgument);
  EXPECT_NE(merged.error().message.find("no segments to merge"), std::string::npos);
}

TEST_F(Backends, TakeRecordsFromMemoryUntilTheyAreCommitted) {
  Result<Writer> writer = Writer::open(xapian_request(""));
  ASSERT_TRUE(writer) << writer.error().to_string();
  ASSERT_TRUE(writer->add_bytes(
      "upload", record("EP", "1000000", "B1", "20120314", "Battery cell", "F1") + "{\n"));
  EXPECT_EQ(Index::open(path("second")).error().code, Code::kNotFound);
  const Result<LoadSummary> summary = writer->commit();
  ASSERT_TRUE(summary) << summary.error().to_string();
  EXPECT_EQ(summary->accepted, 1u);
  EXPECT_EQ(summary->rejected, 1u);
  EXPECT_EQ(reply(*Index::open(path("second")), query("cell")).documents, 1u);
}

#else

TEST_F(Backends, OneThatIsNotInTheBuildIsRefusedByName) {
  EXPECT_EQ(load(xapian_request("records.jsonl")).error().code, Code::kUnsupportedVersion);
  write("iamglass", "");
  const auto opened = Index::open(folder_.string());
  EXPECT_EQ(opened.error().code, Code::kUnsupportedVersion);
  EXPECT_NE(opened.error().message.find("PATLAS_XAPIAN=ON"), std::string::npos);
}

#endif

}  // namespace
}  // namespace patlas
