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
  uint64_t take(std::span<const Entry> entries) override {
    uint64_t taken = 0;
    EXPECT_LE(entries.size(), kTermBlock);
    EXPECT_EQ(entries[0].shared, 0u);
    for (size_t i = 0; i < entries.size(); ++i) {
      EXPECT_LE(entries[i].shared, last_.size());
      const std::string term = last_.substr(0, entries[i].shared) + std::string(entries[i].rest);
      EXPECT_FALSE(!last_.empty() && term <= last_);
      last_ = term;
      const bool takes = !is_refused() && term.find(wanted_) != std::string::npos;
      taken |= uint64_t{takes} << i;
    }
    ++asked;
    return taken | ~uint64_t{0} << (entries.size() - 1) << 1;  // what is not there is not asked for
  }
  std::string_view refused() const override {
    return is_refused() ? std::string_view(refused_) : std::string_view();
  }
  size_t asked = 0;

 private:
  bool is_refused() const { return !refused_.empty() && last_.starts_with(refused_); }
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
    sections.emplace(std::vector<std::string>{copied_bytes(*blocks), copied_bytes(*index)});
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
  EXPECT_EQ(filter.asked, 2u);  // the first block, and the last, which has no end
  EXPECT_TRUE(matches.empty());
}

// Asked about terms with a needle alone, each by itself.
class NeedleFilter final : public TermFilter {
 public:
  explicit NeedleFilter(std::string needle) : needle_(std::move(needle)) {}
  uint64_t take(std::span<const Entry> entries) override {
    EXPECT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].shared, 0u);
    asked.emplace_back(entries[0].rest);
    return entries[0].rest.size() % 2;
  }
  std::string_view refused() const override { return {}; }
  std::string_view needle() const override { return needle_; }
  size_t needle_decides_from() const override { return decides_from; }
  std::vector<std::string> asked;
  size_t decides_from = std::string_view::npos;

 private:
  std::string needle_;
};

TEST(TermScan, TermsWithTheNeedleAloneAreAskedAbout) {
  std::set<std::string> terms = many_terms(5);
  std::mt19937 random(6);
  for (const size_t length : {1u, 15u, 16u, 17u, 40u, 200u, 900u}) {
    for (int i = 0; i < 40; ++i) {
      std::string term = "w";
      while (term.size() < length) term += "abc"[random() % 3];
      terms.insert(term);
    }
  }
  const Dictionary made(terms);
  for (const std::string needle : {"ab", "cab", "bbacb", "wa", "aaaaaaaaaaaa", "zz"}) {
    NeedleFilter filter(needle);
    std::vector<std::string> with_needle;
    std::vector<TermOrd> expected;
    for (TermOrd o = 7; o < made.list.size(); ++o) {
      if (made.list[o].find(needle) == std::string::npos) continue;
      with_needle.push_back(made.list[o]);
      if (made.list[o].size() % 2 != 0) expected.push_back(o);
    }
    TermScan scan(made.dictionary, filter, 7, ~0u);
    std::vector<TermScan::Match> matches;
    while (scan.next_block(matches).value()) {
    }
    std::vector<TermOrd> found;
    for (const TermScan::Match& match : matches) {
      found.push_back(match.ordinal);
      EXPECT_EQ(match.value.inline_postings, made.postings[match.ordinal]);
    }
    EXPECT_EQ(found, expected) << needle;
    // Terms of the first block in front of the interval are asked about too.
    ASSERT_GE(filter.asked.size(), with_needle.size()) << needle;
    EXPECT_TRUE(std::equal(with_needle.rbegin(), with_needle.rend(), filter.asked.rbegin()));
  }
}

// With few candidates or many, in one block or all.
TEST(TermScan, CandidatesAloneAreLookedAt) {
  std::set<std::string> terms = many_terms(7);
  std::mt19937 random(8);
  for (const size_t length : {14u, 15u, 16u, 17u, 18u, 31u, 32u, 33u, 34u, 200u, 900u}) {
    for (int i = 0; i < 40; ++i) {
      std::string term = "w";
      while (term.size() < length) term += "abc"[random() % 3];
      terms.insert(term);
    }
  }
  const Dictionary made(terms);
  for (const std::string needle : {"ab", "cab", "bbacb", "wa", "aaaaaaaaaaaa", "zz"}) {
    for (const uint32_t one_in : {1u, 3u, 100u}) {
      NeedleFilter filter(needle);
      std::vector<TermOrd> candidates, expected;
      std::vector<std::string> with_needle;
      for (TermOrd o = 0; o < made.list.size(); ++o) {
        if (random() % one_in != 0) continue;
        candidates.push_back(o);
        if (made.list[o].find(needle) == std::string::npos) continue;
        with_needle.push_back(made.list[o]);
        if (made.list[o].size() % 2 != 0) expected.push_back(o);
      }
      TermScan scan(made.dictionary, filter, 0, 0);
      std::vector<TermScan::Match> matches;
      for (std::span<const TermOrd> left = candidates; !left.empty();) {
        const size_t count = scan.ask_block(left, matches).value();
        ASSERT_GE(count, 1u);
        EXPECT_EQ(left[0] / kTermBlock, left[count - 1] / kTermBlock);
        left = left.subspan(count);
      }
      std::vector<TermOrd> found;
      for (const TermScan::Match& match : matches) {
        found.push_back(match.ordinal);
        EXPECT_EQ(match.value.inline_postings, made.postings[match.ordinal]);
      }
      EXPECT_EQ(found, expected) << needle << " one in " << one_in;
      EXPECT_EQ(filter.asked, with_needle) << needle << " one in " << one_in;
    }
  }
}

TEST(TermScan, ANeedleFarEnoughBehindDecides) {
  const Dictionary made(many_terms(9));
  for (const std::string needle : {"ab", "bbb", "wa"}) {
    NeedleFilter filter(needle);
    filter.decides_from = 2;
    std::vector<TermOrd> expected;
    std::vector<std::string> undecided;
    for (TermOrd o = 0; o < made.list.size(); ++o) {
      const std::string& term = made.list[o];
      if (term.find(needle, 2) != std::string::npos) {
        expected.push_back(o);
      } else if (term.find(needle) != std::string::npos) {
        undecided.push_back(term);
        if (term.size() % 2 != 0) expected.push_back(o);
      }
    }
    TermScan scan(made.dictionary, filter, 0, ~0u);
    std::vector<TermScan::Match> matches;
    while (scan.next_block(matches).value()) {
    }
    std::vector<TermOrd> found;
    for (const TermScan::Match& match : matches) found.push_back(match.ordinal);
    EXPECT_EQ(found, expected) << needle;
    EXPECT_EQ(filter.asked, undecided) << needle;
  }
}

}  // namespace
}  // namespace patlas
