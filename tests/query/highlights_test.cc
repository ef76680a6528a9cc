// What is marked of each clause, clause by clause, in texts that say why.
#include "query/highlights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/env.h"
#include "query/snippets.h"
#include "tests/query/test_schema.h"

namespace patlas {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Highlights : public testing::Test {
 protected:
  void add(const char* field, const std::string& text) {
    const auto number = static_cast<uint16_t>(test_schema().field(field));
    document_.texts.push_back({number, 0, text});
  }

  /// The texts of the marks. `holding`: leaves that no text answers, by node.
  std::vector<std::string> marks(const std::string& query, bool others_hold = false) {
    auto tree = parse_query(query, test_schema());
    EXPECT_TRUE(tree) << query;
    if (!tree) return {};
    tree_ = *tree;
    auto highlighter = Highlighter::make(tree_, budget_);
    EXPECT_TRUE(highlighter);
    std::vector<bool> holds(tree_.nodes.size(), others_hold);
    found_ = *(*highlighter)->find(document_, holds);
    std::vector<std::string> texts;
    for (const Mark& mark : found_) {
      const auto text = text_of(document_, mark.field, mark.value);
      texts.emplace_back(text.substr(mark.begin, mark.end - mark.begin));
    }
    return texts;
  }

  Budget budget_{0, 0, nullptr, posix_env().clock};
  Document document_;
  Tree tree_;
  std::vector<Mark> found_;
};

TEST_F(Highlights, WordsOfOtherFieldsAndOutOfReachAreNone) {
  add("ti", "Rotor and stator");
  add("ab", "A rotor is one thing, and here stands the rotor by a stator.");
  EXPECT_THAT(marks("ti:rotor"), ElementsAre("Rotor"));
  EXPECT_THAT(marks("ab:(rotor near/4 stator)"), ElementsAre("rotor", "stator"));
  EXPECT_EQ(found_[0].begin, 42u) << "the second rotor, not the first";
  EXPECT_THAT(marks("ab:(stator adj/4 rotor) or ti:stator"), ElementsAre("stator"));
}

TEST_F(Highlights, OnlyClausesThatHoldAreMarked) {
  add("ab", "alpha gamma delta");
  EXPECT_THAT(marks("(alpha and beta) or gamma"), ElementsAre("gamma"));
  EXPECT_THAT(marks("delta and not beta"), ElementsAre("delta"));
  EXPECT_THAT(marks("delta and not (beta and not alpha)"), ElementsAre("alpha", "delta"))
      << "as alpha is there, the clause fails";
  EXPECT_THAT(marks("not (alpha and not gamma)"), ElementsAre("gamma"));
  EXPECT_THAT(marks("2 of (alpha, beta, delta)"), ElementsAre("alpha", "delta"));
  EXPECT_THAT(marks("(alpha and cc:US) or gamma", false), ElementsAre("gamma"));
  EXPECT_THAT(marks("(alpha and cc:US) or gamma", true), ElementsAre("alpha", "gamma"));
  EXPECT_THAT(marks("*:*"), IsEmpty());
}

TEST_F(Highlights, EachFormOfAWordHasItsPlaces) {
  add("ab", "Coatings are coated; 鋰離子電池 and colour.");
  EXPECT_THAT(marks("coat*"), ElementsAre("Coatings", "coated"));
  EXPECT_THAT(marks("col*r"), ElementsAre("colour"));
  EXPECT_THAT(marks("離子"), ElementsAre("離子"));
  EXPECT_THAT(marks("\"are coated\""), ElementsAre("are coated"));
  EXPECT_THAT(marks("coated~1 or color~1"), ElementsAre("coated", "colour"));
}

TEST_F(Highlights, ConditionsMarkWhatIsNear) {
  add("ab", "A rotor with shaft. Here and there a rotor with cover. Then a rotor alone. A shaft.");
  EXPECT_THAT(marks("ab:(rotor near/2 (shaft and not alone))"), ElementsAre("rotor", "shaft"));
  EXPECT_THAT(marks("ab:(rotor not near/2 shaft)"), ElementsAre("rotor", "rotor"));
  EXPECT_EQ(found_[0].begin, 37u);
  EXPECT_THAT(marks("ab:(rotor same sentence cover)"), ElementsAre("rotor", "cover"));
}

TEST_F(Highlights, SnippetsAreTheStretchesWithMost) {
  std::string text = "rotor ";
  for (int i = 0; i < 50; ++i) text += "filling words ";
  text += "a rotor and its stator by the stator";
  add("ab", text);
  marks("rotor and stator");
  const auto all = find_snippets(document_, found_, 40, 5, budget_);
  ASSERT_EQ(all.size(), 2u);
  const auto best = find_snippets(document_, found_, 40, 1, budget_);
  ASSERT_EQ(best.size(), 1u);
  EXPECT_EQ(text.substr(best[0].begin, best[0].end - best[0].begin),
            "a rotor and its stator by the stator");
  EXPECT_EQ(best[0].marks.size(), 3u);
}

TEST_F(Highlights, ABudgetEndsThem) {
  add("ab", std::string(200'000, 'a') + " rotor");
  Budget tight(1000, 0, nullptr, posix_env().clock);
  const auto tree = parse_query("ab:rotor", test_schema());
  auto highlighter = Highlighter::make(*tree, tight);
  ASSERT_TRUE(highlighter);
  EXPECT_TRUE((*highlighter)->find(document_, {}));
  EXPECT_TRUE(tight.stopped());
}

/// How often the clock is asked, once for each so many units of work.
class CountingClock final : public Clock {
 public:
  uint64_t monotonic_ns() override { return ++asked, 0; }
  uint64_t unix_time_ms() override { return 0; }
  uint64_t asked = 0;
};

TEST_F(Highlights, FourTimesTheTextIsFourTimesTheWork) {
  for (const char* query : {
           "ab:(rotor near/3 stator)",
           "ab:(rotor near/3..4w stator)",
           "ab:(rotor same sentence stator)",
           "ab:(rotor same paragraph stator)",
           "ab:(rotor near/3 (stator and shaft))",
           "ab:(rotor same sentence (stator and not cover))",
           "ab:((rotor and shaft) same paragraph (stator and not cover))",
       }) {
    const auto tree = parse_query(query, test_schema());
    ASSERT_TRUE(tree) << query;
    const auto work = [&](int times) {
      Document document;
      TextValue& text = document.texts.emplace_back();
      text.field = static_cast<uint16_t>(test_schema().field("ab"));
      for (int i = 0; i < times; ++i) text.text += "rotor stator a shaft ";
      CountingClock clock;
      Budget budget(0, ~uint64_t{0}, nullptr, &clock);
      auto highlighter = Highlighter::make(*tree, budget);
      const auto marks = (*highlighter)->find(document, {});
      EXPECT_GE(marks->size(), static_cast<size_t>(2 * times - 2)) << query;
      return clock.asked;
    };
    const uint64_t one = work(40'000), four = work(160'000);
    EXPECT_GT(one, 10u) << query;
    EXPECT_LE(four, 5 * one) << query;
  }
}

}  // namespace
}  // namespace patlas
