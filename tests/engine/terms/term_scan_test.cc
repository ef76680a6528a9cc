#include "engine/terms/term_scan.h"

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/base/coding.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

// Takes terms that contain `wanted`; refuses those that begin with `refused`. Checks what it is told of its
// last term.
class TestFilter final : public TermFilter {
 public:
  TestFilter(std::string wanted, std::string refused)
      : wanted_(std::move(wanted)), refused_(std::move(refused)) {}
  bool takes(std::string_view term, size_t shared, size_t* dead) override {
    EXPECT_LE(shared, term.size());
    EXPECT_EQ(std::string_view(last_).substr(0, shared), term.substr(0, shared));
    EXPECT_FALSE(!last_.empty() && term <= last_);
    last_ = term;
    ++asked;
    *dead = kNotDead;
    if (!refused_.empty() && term.starts_with(refused_)) {
      *dead = refused_.size();
      return false;
    }
    return term.find(wanted_) != std::string_view::npos;
  }
  size_t asked = 0;

 private:
  std::string wanted_, refused_, last_;
};

struct Dictionary {
  explicit Dictionary(const std::set<std::string>& terms) : list(terms.begin(), terms.end()) {
    auto blocks = test_spool();
    auto index = test_spool();
    DictionaryWriter writer(1, blocks.get(), index.get());
    for (size_t i = 0; i < list.size(); ++i) {
      TermValue value;
      value.doc_count = 1;
      postings.push_back("p" + std::to_string(i));
      value.inline_postings = postings.back();
      EXPECT_TRUE(writer.add(list[i], value));
    }
    EXPECT_TRUE(writer.finish());
    sections.emplace(std::vector<std::string>{spool_bytes(*blocks), spool_bytes(*index)});
    dictionary = TermDictionary::open(sections->at(0), sections->at(1)).value();
  }
  std::vector<std::string> list;
  std::deque<std::string> postings;
  std::optional<SealedSections> sections;
  TermDictionary dictionary;
};

std::set<std::string> many_terms(uint32_t seed) {
  std::mt19937 random(seed);
  std::set<std::string> terms;
  for (int i = 0; i < 3000; ++i) {
    std::string term = "w";
    for (uint64_t n = 1 + random() % 9; n > 0; --n) term += "abc"[random() % 3];
    terms.insert(term);
  }
  return terms;
}

TEST(TermScan, FindsWhatTheFilterTakesInAnyInterval) {
  const Dictionary made(many_terms(3));
  const auto size = static_cast<TermOrd>(made.list.size());
  const std::string refusals[] = {"", "wa", "wbb", "wcacb", "w"};
  const std::pair<TermOrd, TermOrd> intervals[] = {
      {0, size}, {1, size}, {63, 64}, {64, 65}, {100, 900}, {70, 70}, {size - 1, size}, {5, ~0u}};
  for (const std::string& refused : refusals) {
    for (const auto& [first, last] : intervals) {
      TestFilter filter("cab", refused);
      TermScan scan(made.dictionary, filter, first, last);
      std::vector<TermScan::Match> matches;
      while (scan.next_block(matches).value()) {
      }
      size_t at = 0;
      for (TermOrd o = first; o < std::min(last, size); ++o) {
        const std::string& term = made.list[o];
        if (term.find("cab") == std::string::npos) continue;
        if (!refused.empty() && term.starts_with(refused)) continue;
        ASSERT_LT(at, matches.size());
        EXPECT_EQ(matches[at].ordinal, o);
        EXPECT_EQ(matches[at].value.inline_postings, made.postings[o]);
        ++at;
      }
      EXPECT_EQ(at, matches.size());
    }
  }
}

TEST(TermScan, WhatBeginsAsARefusedTermIsNotLookedAt) {
  const Dictionary made(many_terms(4));
  TestFilter filter("cab", "w");
  TermScan scan(made.dictionary, filter, 0, ~0u);
  std::vector<TermScan::Match> matches;
  while (scan.next_block(matches).value()) {
  }
  EXPECT_EQ(filter.asked, 1u);
  EXPECT_TRUE(matches.empty());
}

}  // namespace
}  // namespace patlas
