#include "engine/terms/reversed_terms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/format_example.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

/// The tag of words is w; what stands before them in the dictionary has another.
struct Made {
  explicit Made(const std::set<std::string>& all, uint64_t memory_bytes = 1 << 20)
      : terms(all.begin(), all.end()) {
    auto blocks = test_spool();
    auto index = test_spool();
    DictionaryWriter writer(0, blocks.get(), index.get());
    ReversedTermsWriter reversed(test_spool(), memory_bytes);
    for (size_t i = 0; i < terms.size(); ++i) {
      EXPECT_TRUE(writer.add(terms[i], {}));
      if (terms[i][0] != 'w') continue;
      EXPECT_TRUE(reversed.add(static_cast<TermOrd>(i), terms[i]));
    }
    EXPECT_TRUE(writer.finish());
    auto section = test_spool();
    EXPECT_TRUE(reversed.finish(*section));
    bytes = copied_bytes(*section);
    bodies = {copied_bytes(*blocks), copied_bytes(*index), bytes};
  }
  std::vector<std::string> terms;
  std::string bytes;
  std::vector<std::string> bodies;
};

std::set<std::string> words(uint32_t seed) {
  std::mt19937 random(seed);
  std::set<std::string> terms = {"cab", "cba", "daaaa"};
  for (int i = 0; i < 2000; ++i) {
    std::string term = "w";
    for (uint64_t n = 1 + random() % 12; n > 0; --n) term += "ab\xff"[random() % 3];
    terms.insert(term);
    if (i % 10 == 0) terms.insert("ww" + term.substr(1));
  }
  terms.insert({"wa", "wab", "wwab"});
  return terms;
}

TEST(ReversedTerms, GiveTheWordsThatEndSo) {
  const Made made(words(1));
  const SealedSections sections(made.bodies);
  const auto dictionary = TermDictionary::open(sections.at(0), sections.at(1)).value();
  const auto reversed = ReversedTerms::open(sections.at(2), dictionary).value();
  for (const std::string suffix : {"a", "w", "wa", "ab", "bbab", "\xff", "a\xff\xff", "aabbaabba",
                                   "wab", "c", "bababababababababab"}) {
    const auto range = reversed.range(suffix).value();
    std::vector<TermOrd> found;
    for (uint32_t at = range.first; at < range.second; ++at) found.push_back(reversed.ordinal(at));
    std::sort(found.begin(), found.end());
    std::vector<TermOrd> wanted;
    for (TermOrd i = 0; i < made.terms.size(); ++i) {
      const bool is_word = made.terms[i][0] == 'w';
      if (is_word && made.terms[i].substr(1).ends_with(suffix)) wanted.push_back(i);
    }
    EXPECT_EQ(found, wanted) << suffix;
  }
}

TEST(ReversedTerms, AreTheSameWithHardlyAnyMemory) {
  EXPECT_EQ(Made(words(3)).bytes, Made(words(3), 1).bytes);
}

TEST(ReversedTerms, AFieldWithoutWordsHasNone) {
  const Made made({"cab"});
  const SealedSections sections(made.bodies);
  const auto dictionary = TermDictionary::open(sections.at(0), sections.at(1)).value();
  const auto reversed = ReversedTerms::open(sections.at(2), dictionary).value();
  EXPECT_EQ(reversed.size(), 0u);
  EXPECT_EQ(reversed.range("b").value(), std::pair(0u, 0u));
}

TEST(ReversedTerms, ChangedBytesWithGoodChecksumsNeverReadWild) {
  const Made made(words(2));
  std::mt19937 random(5);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> bodies = made.bodies;
    std::string& bytes = bodies[2];
    for (int n = 0; n < 3; ++n) {
      const size_t at = i % 3 == 0 ? random() % 8 : random() % bytes.size();
      bytes[at] = static_cast<char>(random());
    }
    if (i % 5 == 0) bytes.resize(random() % bytes.size());
    const SealedSections sections(bodies);
    const auto dictionary = TermDictionary::open(sections.at(0), sections.at(1)).value();
    const auto reversed = ReversedTerms::open(sections.at(2), dictionary);
    if (!reversed) {
      EXPECT_EQ(reversed.error().code, Code::kCorruption);
      continue;
    }
    const auto range = reversed->range("ab");
    if (!range) continue;
    for (uint32_t at = range->first; at < range->second; ++at) {
      EXPECT_LT(reversed->ordinal(at), dictionary.size());
    }
  }
}

TEST(ReversedTerms, FormatExampleIsWhatTheCodeWrites) {
  const Made made({"d锂", "wcell", "wcoating", "wrotor", "wstator", "wwafer"});
  EXPECT_EQ(made.bytes, format_example("reversed-terms"));
}

}  // namespace
}  // namespace patlas
