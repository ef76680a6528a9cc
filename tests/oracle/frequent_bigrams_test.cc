// Phrases of frequent words in indexes with and without frequent bigrams, the same to the last bit
// of a score, and the oracle's.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/text/frequent_words.h"
#include "ingest/patent_schema.h"
#include "tests/oracle/differential.h"

namespace patlas::oracle {
namespace {

using Strings = std::vector<std::string>;

// Mostly frequent words, so that most neighbours are pairs; the others part them.
const Strings& words() {
  static const Strings all = {"the",    "of",  "a",   "The",   "one",  "one-to-one", "in",
                              "l'une",  "für", "in",  "rotor", "5G",   "of",         "the",
                              "method", "OF",  "the", "电",    "のof", "IL-6",       "à la"};
  return all;
}

const Strings& joiners() {
  static const Strings all = {" ", " ", " ", " ", " ", " ", ", ", ". ", "\n", "-"};
  return all;
}

std::string text(Dice& dice, uint32_t most) {
  std::string made;
  for (uint32_t n = 1 + dice.below(most); n > 0; --n) {
    made += dice.pick(words());
    if (n > 1) made += dice.pick(joiners());
  }
  return made;
}

// Several values in a field, some of them one frequent word, so that phrases would cross.
std::vector<LocalText> values(Dice& dice, uint32_t most) {
  static const Strings languages = {"en", "fr", "de", "zh"};
  std::vector<LocalText> made;
  for (uint32_t n = dice.below(4); n > 0; --n) {
    LocalText value;
    value.language = dice.pick(languages);
    value.text = dice.one_in(4) ? dice.pick(words()) : text(dice, most);
    made.push_back(std::move(value));
  }
  return made;
}

History history(uint64_t seed, uint64_t count) {
  Dice dice(seed);
  History made;
  std::vector<Record> records = odd_records(seed, count);
  for (Record& record : records) {
    record.titles = values(dice, 6);
    record.abstracts = values(dice, 40);
    if (dice.one_in(20)) made.removed.push_back(record_key(record));
  }
  made.records = with_changes(std::move(records), seed);
  return made;
}

std::string phrase(Dice& dice) {
  std::string made = text(dice, 4);
  std::replace(made.begin(), made.end(), '\n', ' ');
  if (dice.one_in(8)) made += "*";
  return "\"" + made + "\"";
}

std::string operand(Dice& dice) { return dice.one_in(3) ? dice.pick(words()) : phrase(dice); }

std::string query(Dice& dice) {
  static const Strings fields = {"", "", "ti:", "ab:", "ti,ab:"};
  static const Strings joins = {" and ",       " or ",    " not ",        " near/3 ",
                                " adj ",       " adj/4 ", " not near/2 ", " same sentence ",
                                " same entry "};
  const uint32_t form = dice.below(4);
  std::string made = form == 0 ? operand(dice) : phrase(dice);
  if (form > 1) made += dice.pick(joins) + operand(dice);
  return dice.pick(fields) + "(" + made + ")";
}

TEST(FrequentBigrams, PhrasesFindTheSameWithAndWithoutThem) {
  uint64_t asked = 0, found = 0, refused = 0;
  for (const uint64_t seed : {1, 2, 3}) {
    const History of = history(seed, 150);
    const Differential all(of, {1, 1, 4, 5}, false);
    ASSERT_EQ(all.error(), "");
    Dice dice(seed + 100);
    QueryGenerator generator(all.oracle(), seed);
    for (int i = 0; i < 300; ++i) {
      const std::string asks = query(dice);
      const Result<Tree> tree = parse_query(asks, patent_schema());
      if (!tree) {
        ++refused;
        continue;
      }
      SearchOptions options = generator.options();
      for (const bool by_pairs : {true, false}) {
        options.optimisations.frequent_bigrams = by_pairs;
        uint64_t documents = 0;
        const std::string difference = all.ask(*tree, options, documents);
        ASSERT_EQ(difference, "") << "seed " << seed << ": " << asks << "\n"
                                  << shrunk(of, *tree, options);
        found += documents != 0;
        ++asked;
      }
    }
  }
  EXPECT_LT(refused * 5, asked);
  EXPECT_GT(found * 2, asked);
}

// Scores count each occurrence: those of a word that is repeated overlap.
TEST(FrequentBigrams, ScoresCountRepeatedWordsAsPhrasesDo) {
  History of = history(9, 40);
  of.removed.clear();
  Dice dice(9);
  for (Record& record : of.records) {
    std::string repeated;
    for (uint32_t n = dice.below(12); n > 0; --n) repeated += dice.one_in(5) ? "of " : "the ";
    record.abstracts = {{"en", repeated}, {"en", "the"}};
  }
  const Differential all(of, {1, 1, 3, 2}, false);
  ASSERT_EQ(all.error(), "");
  for (const char* const asks : {"ab:\"the the\"", "ab:\"the the the\"", "ab:\"of the\"",
                                 "ab:\"the of the\"", "ab:(\"the the\" or \"the of\")"}) {
    const Result<Tree> tree = parse_query(asks, patent_schema());
    ASSERT_TRUE(tree) << asks;
    SearchOptions options;
    options.limit = 1000;
    options.sort.by_score = true;
    uint64_t documents = 0;
    EXPECT_EQ(all.ask(*tree, options, documents), "") << asks;
    EXPECT_GT(documents, 0u) << asks;
  }
}

/// Answers of an index with frequent bigrams, or without.
class Asked {
 public:
  explicit Asked(bool with) {
    if (with) world_.keep_frequent_bigrams();
    world_.load_in(history(5, 120).records, 2);
    EXPECT_TRUE(world_.status());
    snapshot_ = *world_.open();
  }
  SearchAnswer ask(const std::string& query, SearchOptions options = {}) const {
    const Result<Tree> tree = parse_query(query, patent_schema());
    EXPECT_TRUE(tree) << query;
    auto answer = search(*snapshot_, *tree, options, nullptr);
    EXPECT_TRUE(answer) << query;
    return answer ? std::move(*answer) : SearchAnswer{};
  }
  std::string plan(const std::string& query, bool by_pairs = true) const {
    SearchOptions options;
    options.explain = true;
    options.optimisations.frequent_bigrams = by_pairs;
    return ask(query, options).explain;
  }

 private:
  World world_;
  std::shared_ptr<const Snapshot> snapshot_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(FrequentBigrams, ExplainNamesThem) {
  const Asked with(true), without(false);
  const std::string two = with.plan("ab:\"of the\"");
  EXPECT_TRUE(has(two, "term frequent bigram ab 'of the': expected ")) << two;
  EXPECT_FALSE(has(two, "phrase")) << "its positions are not read: " << two;
  const std::string three = with.plan("ab:\"of the rotor\"");
  EXPECT_TRUE(has(three, "phrase ab 'of the rotor'")) << three;
  EXPECT_TRUE(has(three, "term frequent bigram ab 'of the'")) << three;
  EXPECT_TRUE(has(three, "term ab 'wrotor'")) << three;
  EXPECT_FALSE(has(three, "'wthe'")) << "the pair's documents are fewer: " << three;
  const std::string near = with.plan("ab:(\"of the\" near/3 rotor)");
  EXPECT_TRUE(has(near, "near ab")) << near;
  EXPECT_TRUE(has(near, "frequent bigram ab 'of the'")) << near;
  EXPECT_FALSE(has(with.plan("ab:\"of the\"", false), "frequent bigram"));
  EXPECT_FALSE(has(without.plan("ab:\"of the\""), "frequent bigram"));
  EXPECT_FALSE(has(with.plan("ab:\"of rotor\""), "frequent bigram"));
}

TEST(FrequentBigrams, AreNoWordsOfTruncationFuzzyOrRegex) {
  const Asked with(true), without(false);
  for (const char* const asks :
       {"p*", "of*", "po*", "pof*", "?of?", "*the", "*of the", "#of", "pof~1", "the~2", "regex:p.*",
        "regex:.*the", "p{0,8}", "word:pof", "~pof"}) {
    EXPECT_EQ(with.ask(asks).documents, without.ask(asks).documents) << asks;
  }
  EXPECT_EQ(with.ask("ab:p*").documents, 0u);
  EXPECT_GT(with.ask("ab:t*").documents, 0u);
}

}  // namespace
}  // namespace patlas::oracle
