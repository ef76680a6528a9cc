// tests/engine/postings/posting_model.h
//
// Postings as plain vectors: what the tests write, and what they compare the cursors with.
#ifndef PATLAS_TESTS_ENGINE_POSTINGS_POSTING_MODEL_H_
#define PATLAS_TESTS_ENGINE_POSTINGS_POSTING_MODEL_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "engine/postings/posting_layout.h"
#include "engine/postings/posting_writer.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {

struct ModelPosting {
  uint32_t doc = 0;
  std::vector<uint32_t> positions;
};

struct ModelTerm {
  Detail detail = Detail::kDocs;
  std::vector<ModelPosting> postings;
};

/// Terms written one after another as one field, and their values.
struct WrittenTerms {
  std::string postings, freqs, positions;
  std::vector<TermValue> values;
  std::vector<std::string> inline_bytes;  // what values[i].inline_postings points to
};

inline WrittenTerms write_terms(const std::vector<ModelTerm>& terms, uint32_t doc_count) {
  auto postings = test_spool();
  auto freqs = test_spool();
  auto positions = test_spool();
  PostingWriter writer(doc_count, postings.get(), freqs.get(), positions.get());
  WrittenTerms written;
  for (const ModelTerm& term : terms) {
    writer.begin(term.detail);
    for (const ModelPosting& posting : term.postings) {
      const bool with_positions = term.detail == Detail::kPositions;
      const auto status = writer.add(posting.doc, static_cast<uint32_t>(posting.positions.size()),
                                     with_positions ? std::span<const uint32_t>(posting.positions)
                                                    : std::span<const uint32_t>());
      EXPECT_TRUE(status);
    }
    auto value = writer.finish();
    EXPECT_TRUE(value);
    written.values.push_back(*value);
    written.inline_bytes.emplace_back(value->inline_postings);
  }
  for (size_t i = 0; i < terms.size(); ++i) {
    written.values[i].inline_postings = written.inline_bytes[i];
  }
  written.postings = copied_bytes(*postings);
  written.freqs = copied_bytes(*freqs);
  written.positions = copied_bytes(*positions);
  return written;
}

/// How the documents of a generated list lie.
enum class Spread { kEven, kRuns, kOnePage, kClustered };

inline std::vector<uint32_t> generate_docs(uint32_t doc_count, double density, Spread spread,
                                           uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> docs;
  const auto chance = [&](double p) { return static_cast<double>(random() >> 11) * 0x1p-53 < p; };
  const double length = spread == Spread::kRuns ? 200 : 20;
  uint64_t doc = density >= 1 ? 0 : random() % (static_cast<uint64_t>(1 / density) + 1);
  while (doc < doc_count) {
    if (spread == Spread::kEven || spread == Spread::kOnePage) {
      docs.push_back(static_cast<uint32_t>(doc));
    } else {
      const auto run = static_cast<uint64_t>(length / 2) + random() % static_cast<uint64_t>(length);
      for (uint64_t end = std::min<uint64_t>(doc_count, doc + run); doc < end; ++doc) {
        if (spread == Spread::kRuns || chance(0.7)) docs.push_back(static_cast<uint32_t>(doc));
      }
    }
    if (density >= 1) {
      ++doc;
      continue;
    }
    const double stretch = spread == Spread::kEven || spread == Spread::kOnePage ? 1 : length;
    const double uniform = (static_cast<double>(random() >> 11) + 1) * 0x1p-53;
    doc += 1 + static_cast<uint64_t>(stretch * std::log(uniform) / std::log1p(-density));
    if (spread == Spread::kOnePage && doc >= kPageDocs) break;
  }
  return docs;
}

/// Gives every document a few positions: mostly one, now and then very many.
inline ModelTerm with_positions(const std::vector<uint32_t>& docs, Detail detail, uint32_t seed) {
  std::mt19937 random(seed);
  ModelTerm term{detail, {}};
  for (const uint32_t doc : docs) {
    size_t freq = random() % 8 < 6 ? 1 : 1 + random() % 7;
    if (random() % 500 == 0) freq = 200 + random() % 700;
    std::vector<uint32_t> positions(freq);
    for (uint32_t& position : positions) position = static_cast<uint32_t>(random()) % 3000;
    std::sort(positions.begin(), positions.end());
    if (random() % 300 == 0) positions.back() = 0xfffffff0u;
    term.postings.push_back({doc, std::move(positions)});
  }
  return term;
}

}  // namespace patlas

#endif  // PATLAS_TESTS_ENGINE_POSTINGS_POSTING_MODEL_H_
