#include "engine/segment/inverter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/text/analyzer.h"
#include "engine/text/frequent_words.h"
#include "engine/text/stemmer.h"
#include "patlas/limits.h"
#include "tests/engine/index/test_documents.h"

namespace patlas {
namespace {

using indextest::test_documents;
using indextest::test_schema;

/// term -> (batch, document) -> positions
using Inverted =
    std::map<std::string, std::map<std::pair<uint32_t, uint32_t>, std::vector<uint32_t>>>;

Inverted read_back(const Inverter& inverter, const std::string& prefix) {
  Inverted inverted;
  const Vocabulary& vocabulary = inverter.vocabulary();
  std::vector<Inverter::ChunkRef> refs;
  for (uint32_t id = 0; id < vocabulary.size(); ++id) {
    const std::string term(vocabulary.entry(id).bytes());
    if (!term.starts_with(prefix)) continue;
    inverter.chunks_of(id, refs);
    for (size_t r = 0; r < refs.size(); ++r) {
      EXPECT_TRUE(r == 0 || refs[r - 1].batch < refs[r].batch) << "oldest first";
      Inverter::ChunkCursor cursor(inverter.batches()[refs[r].batch], refs[r].offset);
      while (cursor.next()) {
        inverted[term.substr(prefix.size())][{refs[r].batch, cursor.document()}] =
            cursor.positions();
      }
    }
  }
  return inverted;
}

RecordPacker packer() { return RecordPacker(std::make_shared<const RecordDictionary>(), 1); }

TEST(Inverter, HoldsWhatAnalysisSays) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  const auto documents = test_documents(0, 60);
  Inverted expected;
  Analyzer analyzer;
  for (uint32_t batch = 0; batch < 3; ++batch) {
    inverter.begin_batch(batch);
    for (uint32_t d = 0; d < 20; ++d) {
      const Document& document = documents[batch * 20 + d];
      ASSERT_TRUE(inverter.add(document));
      Analysis analysis;
      std::set<uint8_t> languages;
      size_t values = 0;
      for (const TextValue& text : document.texts) {
        if (text.field != indextest::kTitle) continue;
        analyzer.analyze(text.text, analysis);
        languages.insert(text.language);
        ++values;
      }
      for (const Occurrence& o : analysis.occurrences) {
        const std::string term = analysis.bytes.substr(o.term_offset, o.term_bytes);
        expected[term][{batch, d}].push_back(o.position);
      }
      if (values > 1) expected[std::string(1, kSeveralTag)][{batch, d}] = {0};
      for (const uint8_t language : languages) {
        expected[kLanguageTag + std::string(language_code(language))][{batch, d}] = {0};
      }
    }
    inverter.end_batch(pack);
  }
  for (auto& [term, places] : expected) {
    for (auto& [place, positions] : places) std::sort(positions.begin(), positions.end());
  }
  const std::string prefix = {kFieldKey, static_cast<char>(indextest::kTitle)};
  EXPECT_EQ(read_back(inverter, prefix), expected);
  EXPECT_GT(inverter.memory_bytes(), 0u);
}

Inverted pairs_of(const std::vector<std::string>& values, uint8_t list = kFrequentWordsList) {
  Schema schema = test_schema();
  schema.frequent_words = list;
  Inverter inverter(schema);
  RecordPacker pack = packer();
  Document document = test_documents(0, 1)[0];
  document.texts.clear();
  for (const std::string& value : values) {
    document.texts.push_back({indextest::kTitle, language_number("en"), value});
  }
  inverter.begin_batch(0);
  EXPECT_TRUE(inverter.add(document));
  inverter.end_batch(pack);
  return read_back(inverter, {kFieldKey, static_cast<char>(indextest::kTitle), kPairTag});
}

Inverted expected_pairs(const std::map<std::string, std::vector<uint32_t>>& pairs) {
  Inverted expected;
  for (const auto& [term, positions] : pairs) expected[term][{0, 0}] = positions;
  return expected;
}

TEST(Inverter, FrequentWordsThatFollowOneAnotherArePairs) {
  EXPECT_EQ(pairs_of({"One of the rotors, of which the Method is in the same of the"}),
            expected_pairs({{"one of", {0}},
                            {"of the", {1, 12}},
                            {"of which", {4}},
                            {"which the", {5}},
                            {"the method", {6}},
                            {"method is", {7}},
                            {"is in", {8}},
                            {"in the", {9}},
                            {"the same", {10}},
                            {"same of", {11}}}));
  EXPECT_EQ(pairs_of({"rotor of a1 the 5 of"}), Inverted());
  EXPECT_EQ(pairs_of({"of the"}, 0), Inverted()) << "without a list there are none";
}

TEST(Inverter, TheSameWordThreeTimesIsTwoPairs) {
  EXPECT_EQ(pairs_of({"the the the"}), expected_pairs({{"the the", {0, 1}}}));
}

TEST(Inverter, HyphenatedFrequentWordsArePairs) {
  EXPECT_EQ(pairs_of({"one-to-one, l'un"}),
            expected_pairs({{"one to", {0}}, {"to one", {1}}, {"one l", {2}}, {"l un", {3}}}));
}

TEST(Inverter, NoPairCrossesValues) {
  EXPECT_EQ(pairs_of({"one of", "the rotor of", "the"}), expected_pairs({{"one of", {0}}}));
}

TEST(Inverter, NoPairReachesOverACharacter) {
  EXPECT_EQ(pairs_of({"of 電 the, of電the of the電"}),
            expected_pairs({{"the of", {2, 5}}, {"of the", {6}}}));
}

TEST(Inverter, KeepsEventsInInputOrder) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  inverter.begin_batch(7);
  inverter.add_tombstone("a", "s");
  ASSERT_TRUE(inverter.add(test_documents(0, 1)[0]));
  inverter.add_tombstone("b", "");
  inverter.end_batch(pack);
  const Batch& batch = inverter.batches()[0];
  EXPECT_EQ(batch.sequence, 7u);
  EXPECT_EQ(batch.tombstones[0].event, 0u);
  EXPECT_EQ(batch.documents[0].event, 1u);
  EXPECT_EQ(batch.tombstones[1].event, 2u);
}

TEST(Inverter, RefusesWhatIsTooLongAndKeepsTheBatch) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  inverter.begin_batch(0);
  const std::string longest(limits::kTermBytes + 1, 'x');
  std::vector<Document> refused(4, test_documents(0, 1)[0]);
  refused[0].keywords.push_back({indextest::kSymbol, longest});
  refused[1].values.push_back({indextest::kApplicant, longest});
  refused[2].key = longest;
  refused[3].family = longest;
  for (const Document& document : refused) {
    const Status status = inverter.add(document);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, Code::kLimit);
    EXPECT_THAT(status.error().message, testing::ContainsRegex("102[34]"));
  }
  ASSERT_TRUE(inverter.add(test_documents(1, 1)[0]));
  inverter.end_batch(pack);
  ASSERT_EQ(inverter.batches()[0].documents.size(), 1u);
  EXPECT_EQ(inverter.batches()[0].documents[0].key, indextest::test_key(1));
}

// A text of more positions or frequencies than postings can say was taken, and a stored form that
// the store then could not give back.
TEST(Inverter, RefusesTextsAndStoredFormsBeyondTheirLimits) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  inverter.begin_batch(0);
  const Document sound = test_documents(0, 1)[0];
  Document document = sound;
  document.stored.assign(kStoredBytesMax + 1, 'x');
  EXPECT_EQ(inverter.add(document).error().code, Code::kLimit);
  document = sound;
  document.texts = {{indextest::kTitle, 0, std::string(limits::kRecordBytes / 2, ' ')},
                    {indextest::kTitle, 1, std::string(limits::kRecordBytes / 2, ' ')}};
  const Status refused = inverter.add(document);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kLimit);
  EXPECT_THAT(refused.error().message, testing::HasSubstr(schema.fields[indextest::kTitle].code));
  for (TextValue& text : document.texts) text.text.pop_back();
  EXPECT_TRUE(inverter.add(document));
  inverter.end_batch(pack);
  EXPECT_EQ(inverter.batches()[0].documents.size(), 1u);
}

// Twenty million Chinese characters of one record took 3.7 GB of memory, whatever the budget said.
TEST(Inverter, RefusesMoreTextBeyondAsciiThanAThreadMayAnalyse) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  inverter.begin_batch(0);
  std::string blanks;  // U+3000: as wide as any, and quick to analyse
  while (blanks.size() <= limits::kRecordWideBytes / 2) blanks += "\xE3\x80\x80";
  Document document = test_documents(0, 1)[0];
  document.texts = {{indextest::kTitle, 0, blanks}, {indextest::kTitle, 1, blanks}};
  const Status refused = inverter.add(document);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kLimit);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("12582912 bytes"));
  document.texts[1].text.resize(limits::kRecordWideBytes - blanks.size());
  document.texts[1].text += std::string(1000, ' ');  // ASCII does not count
  EXPECT_TRUE(inverter.add(document));
  inverter.end_batch(pack);
  EXPECT_EQ(inverter.batches()[0].documents.size(), 1u);
}

// A file of nothing but deletes filled the memory: no run was ever sealed.
TEST(Inverter, CountsTombstonesAsMemory) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  const uint64_t empty = inverter.memory_bytes();
  inverter.begin_batch(0);
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < 1000; ++i) {
    std::string key = "EP." + std::to_string(i) + std::string(40, 'x');
    bytes += key.size();
    inverter.add_tombstone(std::move(key), "docdb");
  }
  inverter.end_batch(pack);
  EXPECT_GE(inverter.memory_bytes() - empty, bytes + 1000 * sizeof(Tombstone));
}

TEST(Inverter, ForgetsEverything) {
  const Schema schema = test_schema();
  Inverter inverter(schema);
  RecordPacker pack = packer();
  const uint64_t empty = inverter.memory_bytes();
  inverter.begin_batch(0);
  ASSERT_TRUE(inverter.add(test_documents(0, 1)[0]));
  inverter.end_batch(pack);
  EXPECT_GT(inverter.memory_bytes(), empty);
  inverter.clear();
  EXPECT_EQ(inverter.memory_bytes(), empty);
  EXPECT_TRUE(inverter.batches().empty());
}

}  // namespace
}  // namespace patlas
