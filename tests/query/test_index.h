// tests/query/test_index.h
//
// Small indexes of made-up documents on a simulated disk, cut into any number of segments, with
// deletes: the same documents in other layouts must give the same answers.
#ifndef PATLAS_TESTS_QUERY_TEST_INDEX_H_
#define PATLAS_TESTS_QUERY_TEST_INDEX_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/index/writer.h"
#include "engine/text/stemmer.h"
#include "ingest/normalize/dates.h"
#include "tests/engine/traced_env.h"

namespace patlas {

// Numbers in the schema below.
enum TestField : uint16_t { kTi, kAb, kPn, kCc, kCpc };
enum TestColumn : uint16_t { kPd, kAd, kOffice, kPa, kCpcColumn };

inline Schema index_schema() {
  Schema s;
  s.fields = {
      {"ti", "title", FieldType::kText, ValueForm::kText, true, ""},
      {"ab", "abstract", FieldType::kText, ValueForm::kText, true, ""},
      {"pn", "publication", FieldType::kKeyword, ValueForm::kPublication, false, ""},
      {"cc", "country", FieldType::kKeyword, ValueForm::kCode, false, ""},
      {"cpc", "cooperative", FieldType::kKeyword, ValueForm::kSymbol, false, ""},
  };
  s.columns = {{"pd", ColumnType::kNumber},
               {"ad", ColumnType::kNumber},
               {"office", ColumnType::kValues},
               {"pa", ColumnType::kValues},
               {"cpc", ColumnType::kValues}};
  s.facets = {
      {"office", kOffice, FacetForm::kValue, ValueForm::kCode, ""},
      {"pa", kPa, FacetForm::kValue, ValueForm::kText, ""},
      {"year", kPd, FacetForm::kYear, ValueForm::kDate, ""},
      {"cpc1", kCpcColumn, FacetForm::kSection, ValueForm::kSymbol, ""},
      {"cpc3", kCpcColumn, FacetForm::kClass, ValueForm::kSymbol, ""},
      {"cpc4", kCpcColumn, FacetForm::kSubclass, ValueForm::kSymbol, ""},
      {"cpcg", kCpcColumn, FacetForm::kMainGroup, ValueForm::kSymbol, ""},
      {"cpc", kCpcColumn, FacetForm::kValue, ValueForm::kSymbol, ""},
  };
  return s;
}

inline void add_symbol(Document& document, const std::string& key) {
  for (const size_t level : {1u, 3u, 4u, 8u, 14u}) {
    if (level <= key.size()) document.keywords.push_back({kCpc, key.substr(0, level)});
  }
  document.values.push_back({kCpcColumn, key});
}

inline void add_publication(Document& document, const std::string& country,
                            const std::string& number, const std::string& kind) {
  document.key = country + "." + number + "." + kind;
  document.source = "test";
  document.source_rank = 3;
  document.keywords.push_back({kPn, country + "." + number});
  document.keywords.push_back({kPn, document.key});
  document.keywords.push_back({kCc, country});
  document.values.push_back({kOffice, country});
}

/// Documents whose few words, characters, classes and families meet often.
class DocumentMaker {
 public:
  explicit DocumentMaker(uint64_t seed) : random_(seed) {}

  std::vector<Document> make(uint32_t count) {
    std::vector<Document> documents;
    for (uint32_t i = 0; i < count; ++i) documents.push_back(make_one(i, count));
    return documents;
  }

  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  template <typename List>
  auto pick(const List& list) {
    return list[below(static_cast<uint32_t>(list.size()))];
  }

  static const std::vector<std::string>& english() {
    static const std::vector<std::string> words = {
        "coat",   "coats", "coated", "coating", "coatings", "paper", "papers", "rotor", "rotors",
        "stator", "IL-6",  "5G",     "pH",      "lithium",  "ion",   "10:1",   "wafer"};
    return words;
  }
  static const std::vector<std::string>& german() {
    static const std::vector<std::string> words = {"Mantel",  "Mäntel", "Papier", "Papiere",
                                                   "Rotoren", "Rotor",  "coats",  "und"};
    return words;
  }
  static const std::vector<std::string>& characters() {
    static const std::vector<std::string> all = {"京", "都", "東", "大", "学", "電",
                                                 "池", "正", "極", "通", "信", "文"};
    return all;
  }

  std::string cjk(uint32_t length) {
    std::string text;
    for (uint32_t i = 0; i < length; ++i) text += pick(characters());
    return text;
  }

 private:
  static constexpr uint8_t kNoLanguage = 0;

  TextValue text(uint16_t field) {
    const uint32_t form = below(4);
    TextValue value;
    value.field = field;
    value.language = language_number(form == 0 ? "de" : form == 1 ? "ja" : "en");
    const uint32_t words = 1 + below(8);
    for (uint32_t i = 0; i < words; ++i) {
      if (form == 1) {
        static const std::vector<std::string> known = {"京都", "東京都", "大学",    "電池",
                                                       "正極", "通信",   "電池正極"};
        value.text += below(3) == 0 ? pick(known) : cjk(1 + below(4));
        value.text += pick(std::vector<std::string>{"", "", "、", " ", "5G", " rotor "});
      } else {
        value.text += pick(form == 0 ? german() : english());
        value.text += pick(std::vector<std::string>{" ", " ", " ", ", ", ". "});
      }
    }
    return value;
  }

  Document make_one(uint32_t i, uint32_t count) {
    Document document;
    add_publication(document, pick(std::vector<std::string>{"US", "EP", "JP", "TW"}),
                    std::to_string(1000 + (i * 7919u) % 100000u), "A1");
    document.family = "docdb:" + std::to_string(below(count / 2 + 1));
    document.content_hash = i + 1;
    for (const uint16_t field : {uint16_t{kTi}, uint16_t{kAb}}) {
      const uint32_t values = below(3);
      for (uint32_t v = 0; v < values; ++v) document.texts.push_back(text(field));
    }
    const std::vector<std::string> symbols = {
        "H01L0021020000", "H01L0021000000", "H01L0029060000", "H04L0029060000",
        "G06F0017300000", "G06F0017000000", "A01B0001020000", "H01L"};
    for (uint32_t s = below(4); s > 0; --s) add_symbol(document, pick(symbols));
    for (uint32_t a = below(3); a > 0; --a) {
      document.values.push_back({kPa, "APPLICANT " + std::to_string(below(40))});
    }
    if (below(10) != 0) {
      document.numbers.push_back(
          {kPd, make_date(2010 + below(6), below(4) == 0 ? 0 : 1 + below(12), 0)});
    }
    if (below(2) != 0) document.numbers.push_back({kAd, make_date(2000 + below(3), 1, 1)});
    document.stored = "{}";
    return document;
  }

  std::mt19937_64 random_;
};

/// An index of the documents in `segments` segments, then without the documents of `deleted`.
class TestIndex {
 public:
  TestIndex(const std::vector<Document>& documents, uint32_t segments,
            const std::vector<std::string>& deleted = {})
      : world_(7) {
    const auto per_segment = (documents.size() + segments - 1) / segments;
    for (size_t first = 0; first < documents.size(); first += per_segment) {
      const size_t last = std::min(documents.size(), first + per_segment);
      add(std::span(documents).subspan(first, last - first));
    }
    if (!deleted.empty()) remove(deleted);
    auto snapshot = Snapshot::open(world_.env(), kDirectory);
    EXPECT_TRUE(snapshot) << snapshot.error().to_string();
    if (snapshot) snapshot_ = *snapshot;
    const Status lint = world_.trace().lint();
    EXPECT_TRUE(lint) << lint.error().to_string();
  }

  const Snapshot& snapshot() const { return *snapshot_; }
  ManualClock& clock() { return world_.clock(); }

 private:
  static constexpr const char* kDirectory = "index";

  std::unique_ptr<IndexWriter> open_writer() {
    WriterOptions options;
    options.threads = 1;
    options.memory_bytes = 64u << 20;
    auto writer = IndexWriter::open(world_.env(), kDirectory, index_schema(), options);
    EXPECT_TRUE(writer) << writer.error().to_string();
    return std::move(*writer);
  }

  void add(std::span<const Document> documents) {
    auto writer = open_writer();
    auto& worker = writer->worker(0);
    const auto begun = worker.begin_batch([]() -> Result<bool> { return true; });
    ASSERT_TRUE(begun) << begun.error().to_string();
    for (const Document& document : documents) {
      const Status added = worker.add(document);
      ASSERT_TRUE(added) << added.error().to_string();
    }
    const Status ended = worker.end_batch();
    ASSERT_TRUE(ended) << ended.error().to_string();
    const auto committed = writer->commit();
    ASSERT_TRUE(committed) << committed.error().to_string();
    world_.trace().note_ack();
  }

  void remove(const std::vector<std::string>& keys) {
    auto writer = open_writer();
    const auto removed = writer->remove(keys);
    ASSERT_TRUE(removed) << removed.error().to_string();
    EXPECT_EQ(*removed, keys.size());
    const auto committed = writer->commit();
    ASSERT_TRUE(committed) << committed.error().to_string();
    world_.trace().note_ack();
  }

  TracedEnv world_;
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_TEST_INDEX_H_
