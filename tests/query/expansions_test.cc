// Clauses that stand for hundreds of terms: truncation, phrases that end in one, long lists of
// numbers. They take other ways through the plan than a few terms do, to the same answer.

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "query/expansion.h"
#include "query/operators/all.h"
#include "query/operators/document_set.h"
#include "query/operators/phrase.h"
#include "query/operators/proximity.h"
#include "query/search.h"
#include "tests/query/brute_force.h"
#include "tests/query/random_tree.h"

namespace patlas {
namespace {

constexpr uint32_t kWords = 300;
static_assert(kWords > 2 * kCursorTermsMax);

std::vector<Document> make_documents() {
  DocumentMaker maker(8);
  std::vector<Document> documents;
  for (uint32_t d = 0; d < 600; ++d) {
    Document document;
    add_publication(document, "US", std::to_string(1000 + d), "A1");
    document.family = std::to_string(d / 2);
    document.content_hash = d + 1;
    TextValue text;
    text.field = kTi;
    text.language = language_number("en");
    for (uint32_t i = maker.below(6); i > 0; --i) {
      text.text += maker.below(2) == 0 ? "paper " : "";
      text.text += "coat" + std::to_string(maker.below(kWords)) + " ";
    }
    if (!text.text.empty()) document.texts.push_back(std::move(text));
    documents.push_back(std::move(document));
  }
  return documents;
}

void expect_agreement(const Tree& tree) {
  const std::vector<Document> documents = make_documents();
  BruteForce truth(documents);
  const std::vector<size_t> wanted = truth.matches(tree);
  ASSERT_FALSE(wanted.empty());
  for (const uint32_t segments : {1u, 5u}) {
    const TestIndex index(documents, segments);
    for (const bool early : {true, false}) {
      SearchOptions options;
      options.limit = 1000;
      options.sort.by_score = true;
      options.optimisations.early_phrases = early;
      const auto answer = search(index.snapshot(), tree, options, nullptr);
      ASSERT_TRUE(answer) << answer.error().to_string();
      ASSERT_EQ(answer->documents, wanted.size());
      std::map<std::string, double> scores;
      for (const Hit& hit : answer->hits) scores[hit.key] = *hit.score;
      for (const size_t doc : wanted) {
        ASSERT_NEAR(scores[truth.document(doc).key], truth.score(tree, doc), 1e-9);
      }
    }
  }
}

Tree truncated(const std::string& text) {
  Tree tree = text_tree(text, {kTi});
  tree.nodes[0].truncated = true;
  return tree;
}

TEST(Expansions, TruncationOfHundredsOfWords) { expect_agreement(truncated("coat")); }

TEST(Expansions, PhraseEndingInATruncationOfHundredsOfWords) {
  expect_agreement(truncated("paper coat"));
}

TEST(Expansions, PhraseOfTwoTimesManyWordsUnderAndAndNot) {
  expect_agreement(join(NodeType::kAnd, {truncated("coat1"), truncated("paper coat2")}));
  expect_agreement(
      join(NodeType::kAnd, {truncated("coat"), join(NodeType::kNot, {truncated("paper coat")})}));
}

/// The hits of a query, some and fewer than `below`, are the same with either way of reading many
/// words' positions on or off.
void expect_the_same_either_way(const TestIndex& index, const std::string& query, size_t below) {
  const auto tree = parse_query(query, index.snapshot().schema());
  ASSERT_TRUE(tree) << query;
  std::vector<std::vector<std::string>> answers;
  for (const bool early : {true, false}) {
    for (const bool batches : {true, false}) {
      SearchOptions options;
      options.limit = below;
      options.optimisations.early_phrases = early;
      options.optimisations.position_batches = batches;
      const auto answer = search(index.snapshot(), *tree, options, nullptr);
      ASSERT_TRUE(answer) << answer.error().to_string();
      std::vector<std::string>& keys = answers.emplace_back();
      for (const Hit& hit : answer->hits) keys.push_back(hit.key);
    }
  }
  EXPECT_FALSE(answers[0].empty()) << query;
  EXPECT_LT(answers[0].size(), below) << query;
  for (const auto& keys : answers) EXPECT_EQ(keys, answers[0]) << query;
}

// Gathered term by term and compared in batches, or each document for itself.
TEST(Expansions, HundredsOfWordsNearOthersAreFoundEitherWay) {
  std::vector<Document> documents = make_documents();
  // Words that are near in two values are not near.
  for (size_t d = 0; d < documents.size(); d += 3) {
    TextValue other;
    other.field = kTi;
    other.text = d % 2 == 0 ? "coat7 stands first" : "paper stands first";
    documents[d].texts.push_back(std::move(other));
  }
  for (const uint32_t segments : {1u, 5u}) {
    const TestIndex index(documents, segments);
    for (const char* query :
         {"ti:(coat* near/2 paper)", "ti:(paper adj coat*)", "ti:(coat* near/[-3,-2] paper)",
          "ti:(coat* near/2..4 coat1*)", "ti:(coat* adj/2 coat*)", "ti:(stands near/3 coat*)",
          "ti:\"coat* paper\""}) {
      expect_the_same_either_way(index, query, documents.size() + 1);
    }
  }
}

// Some of the words are in nearly all documents, others in one; either side of a pair may be the one
// that is held in memory; and words that are near across the end of a value are not.
TEST(Expansions, PairsOfWordsOfAnyFrequencyAreFoundEitherWay) {
  DocumentMaker maker(11);
  std::vector<Document> documents;
  for (uint32_t d = 0; d < 1500; ++d) {
    Document& document = documents.emplace_back();
    add_publication(document, "US", std::to_string(1000 + d), "A1");
    document.content_hash = d + 1;
    for (uint32_t v = d % 3 == 0 ? 3 : 1; v > 0; --v) {
      TextValue& text = document.texts.emplace_back();
      text.field = kTi;
      for (uint32_t i = 1 + maker.below(12); i > 0; --i) {
        const uint32_t word = maker.below(20);
        text.text += word == 0  ? "rare "
                     : word < 4 ? "paper "
                     : word < 8
                         ? "coat" + std::to_string(maker.below(1 + maker.below(kWords))) + " "
                     : word < 9 ? "coat" + std::to_string(100 + maker.below(100)) + " "
                                : "the ";
      }
    }
  }
  for (const uint32_t segments : {1u, 4u}) {
    const TestIndex index(documents, segments);
    for (const std::string pair :
         {"coat* near/1 paper", "paper near/3 coat*", "coat* adj/2 rare", "rare adj/2 coat*",
          "coat2* near/2 the", "the adj coat2*", "coat* near/1 coat*", "coat1* near/4 coat2*",
          "coat2* adj/3 coat1*", "coat* near/[-4,2] paper", "coat* near/[-1,1] coat*",
          "paper near/[2,3] coat1*", "coat* near/2..6 rare",
          "(coat1* or paper) near/2 (rare or the)", "coat1* near/2 (rare or paper)"}) {
      expect_the_same_either_way(index, "ti:(" + pair + ")", documents.size());
    }
  }
}

/// Titles of `words` words, each of them one of hundreds.
class ManyWords {
 public:
  ManyWords(uint32_t documents, uint32_t words) : index_(make(documents, words), 1) {
    const SegmentReader& segment = *index_.snapshot().segments()[0].reader;
    PhraseUnit unit;
    unit.term = std::string(1, static_cast<char>(TermTag::kWord)) + "coat";
    unit.is_prefix = true;
    Budget budget(0, 0, nullptr, nullptr);
    terms_ = std::move(expand(segment, kTi, unit, Detail::kPositions, true, budget)->lists);
    EXPECT_GT(terms_.size(), kCursorTermsMax);
  }

  /// Any of the words beside any other, so far from it.
  uint64_t count_near(const std::string& distance, Budget& budget) const {
    const auto tree =
        parse_query("ti:(coat* near/" + distance + " coat*)", index_.snapshot().schema());
    EXPECT_TRUE(tree);
    ProximitySpec spec(*tree, tree->root_index(), kTi);
    spec.segment = index_.snapshot().segments()[0].reader.get();
    spec.field = kTi;
    for (size_t i = 0; i < 2; ++i) {
      const auto word = std::make_shared<const PhraseSpec>(phrase(1, 0, budget));
      spec.leaves.emplace_back().groups.emplace_back().phrases.push_back(word);
    }
    AllOperator all(spec.segment->doc_count());
    return answer_proximity(spec, all, spec.segment->doc_count(), true, budget)->count();
  }

  /// Places of the words.
  uint64_t gather(uint32_t documents, Budget& budget) const {
    std::vector<uint32_t> all(documents);
    std::iota(all.begin(), all.end(), 0u);
    Charge charge(budget);
    std::vector<uint64_t> places;
    gather_positions(terms_, all, budget, charge, places);
    return places.size();
  }

  /// Any of the words so far behind another.
  size_t count_behind(uint32_t distance, Budget& budget) const {
    const PhraseSpec spec = phrase(2, distance, budget);
    AllOperator all(spec.segment->doc_count());
    Charge charge(budget);
    return answer_phrase(spec, all, 1, budget, charge).docs.size();
  }

 private:
  static std::vector<Document> make(uint32_t documents, uint32_t words) {
    DocumentMaker maker(3);
    std::vector<Document> made;
    for (uint32_t d = 0; d < documents; ++d) {
      Document& document = made.emplace_back();
      add_publication(document, "US", std::to_string(1000 + d), "A1");
      document.content_hash = d + 1;
      TextValue& text = document.texts.emplace_back();
      text.field = kTi;
      for (uint32_t i = 0; i < words; ++i) {
        text.text += "coat" + std::to_string(maker.below(kWords)) + " ";
      }
    }
    return made;
  }
  PhraseSpec phrase(uint32_t units, uint32_t distance, Budget& budget) const {
    PhraseSpec spec(budget);
    spec.segment = index_.snapshot().segments()[0].reader.get();
    spec.field = kTi;
    spec.length = distance + 1;
    for (uint32_t u = 0; u < units; ++u) spec.units.push_back({u * distance, 0, terms_});
    return spec;
  }

  TestIndex index_;
  std::vector<PostingList> terms_;
};

TEST(Expansions, WhatGatheringTookIsGivenBack) {
  // So many documents that they are sorted in one pass, and so many that they take two.
  for (const uint32_t documents : {1500u, 2500u}) {
    const ManyWords words(documents, 8);
    constexpr uint64_t kBytes = 64u << 20;
    Budget budget(kBytes, 0, nullptr, nullptr);
    EXPECT_EQ(words.count_near("900..1000", budget), 0u);
    EXPECT_EQ(words.count_behind(900, budget), 0u);
    EXPECT_EQ(words.count_behind(1, budget), documents);
    ASSERT_FALSE(budget.stopped());
    EXPECT_TRUE(budget.charge(kBytes)) << "all of it is free again";
  }
}

/// Counts how often it is asked, and may then want the query to end.
class CountingClock final : public Clock {
 public:
  uint64_t monotonic_ns() override {
    if (++asked == cancels_at) cancel = true;
    return 0;
  }
  uint64_t unix_time_ms() override { return 0; }
  uint64_t asked = 0, cancels_at = 0;
  std::atomic<bool> cancel{false};
};

TEST(Expansions, GatheringLooksAtTheClockHoweverLongTheDocuments) {
  constexpr uint32_t kDocuments = 16, kLong = 16384;
  const ManyWords words(kDocuments, kLong);
  constexpr uint64_t kPlaces = kDocuments * kLong / kWorkUnits;  // in looks
  const auto looks = [&](auto&& answer, uint64_t cancels_at) {
    CountingClock clock;
    clock.cancels_at = cancels_at;
    Budget budget(0, ~uint64_t{0}, &clock.cancel, &clock);
    const uint64_t found = answer(budget);
    EXPECT_EQ(budget.stopped(), cancels_at != 0);
    EXPECT_TRUE(cancels_at != 0 || found == kDocuments);
    return clock.asked;
  };
  const auto near = [&](Budget& budget) { return words.count_near("2", budget); };
  const auto phrase = [&](Budget& budget) { return words.count_behind(1, budget); };
  // The places of each word are gathered, and sorted by their document (counted, moved, moved back) and
  // their position (three times counted and moved, then moved back, and passed over). Of a pair one
  // word is, and put by document; of the other's places few are looked at before each document has
  // a pair.
  const uint64_t of_near = looks(near, 0), of_phrase = looks(phrase, 0);
  EXPECT_GE(of_near, kPlaces * (1 + 3 + 8 + 1));
  EXPECT_GE(of_phrase, 2 * kPlaces * (1 + 3 + 8 + 1));
  for (uint64_t at = 1; at < of_near; at += 7) EXPECT_EQ(looks(near, at), at);
  for (uint64_t at = 1; at < of_phrase; at += 7) {
    EXPECT_EQ(looks(phrase, at), at);
  }
}

TEST(Expansions, PairsLookAtTheClockWhereNoneIsFound) {
  constexpr uint32_t kDocuments = 2048, kLong = 128;
  const ManyWords words(kDocuments, kLong);
  const auto looks = [&](auto&& answer, uint64_t cancels_at) {
    CountingClock clock;
    clock.cancels_at = cancels_at;
    Budget budget(0, ~uint64_t{0}, &clock.cancel, &clock);
    EXPECT_EQ(answer(budget), 0u);
    EXPECT_EQ(budget.stopped(), cancels_at != 0);
    return clock.asked;
  };
  const auto gather = [&](Budget& budget) {
    return words.gather(kDocuments, budget) - kDocuments * kLong;
  };
  const auto near = [&](Budget& budget) { return words.count_near("900..1000", budget); };
  const uint64_t of_near = looks(near, 0);
  // Beside those of one word, which are put by document, the places of the other.
  EXPECT_GE(of_near, looks(gather, 0) + 2 * kDocuments * kLong / kWorkUnits);
  for (uint64_t at = 1; at < of_near; ++at) EXPECT_EQ(looks(near, at), at);
}

// Lists of hundreds of terms are charged once, and given back when what they are for is answered, or
// is found nowhere.
TEST(Expansions, PhrasesOfManyWordsOneAfterTheOtherTakeWhatOneTakes) {
  const TestIndex index(make_documents(), 1);
  const auto is_complete = [&](const std::string& before, const std::string& behind,
                               uint32_t phrases, uint64_t bytes) {
    std::string query;
    for (uint32_t i = 0; i < phrases; ++i) {
      query += (i == 0 ? "ti:" : " or ti:") + before + std::to_string(i) + behind;
    }
    const auto tree = parse_query(query, index.snapshot().schema());
    EXPECT_TRUE(tree) << query;
    SearchOptions options;
    options.memory_bytes = bytes;
    const auto answer = search(index.snapshot(), *tree, options, nullptr);
    EXPECT_TRUE(answer) << query;
    return answer->complete;
  };
  constexpr uint64_t kLists = kWords * sizeof(PostingList);
  for (const auto& [before, behind] : std::vector<std::pair<std::string, std::string>>{
           {"\"coat* coat", "\""},                      // each somewhere
           {"\"coat* nowhere", "\""},                   // its second word is in no document
           {"(coat* near/5 nowhere", ")"},              // the same
           {"((coat* near/5 paper) and nowhere", ")"},  // near, but never with it
           {"((coat* or paper) near/5 nowhere", ")"},   // lists put together
           {"(coat* near/5 coat", ")"}}) {
    EXPECT_FALSE(is_complete(before, behind, 1, kLists)) << before;
    EXPECT_TRUE(is_complete(before, behind, 60, 50 * kLists)) << before;
  }
}

TEST(Expansions, HundredsOfNumbersAreOneSet) {
  Node node = leaf_node(NodeType::kNumber, {kPn}, "");
  for (uint32_t d = 0; d < 400; d += 2) {
    node.alternatives.push_back("US." + std::to_string(1000 + d));
  }
  const std::vector<Document> documents = make_documents();
  const TestIndex index(documents, 1);
  SearchOptions options;
  options.explain = true;
  const auto answer = search(index.snapshot(), one_leaf(std::move(node)), options, nullptr);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->documents, 200u);
  EXPECT_NE(answer->explain.find(" terms: expected 200, found 200"), std::string::npos)
      << answer->explain;
}

TEST(DocumentSet, ListAndBitmapGiveTheSamePages) {
  for (const uint32_t step : {1u, 31u, 5000u}) {
    Budget budget(0, 0, nullptr, nullptr);
    constexpr uint32_t kDocs = 2 * kPageDocs + 100;
    DocumentSetBuilder builder(kDocs, budget);
    std::vector<uint32_t> wanted;
    for (uint32_t doc = 3; doc < kDocs; doc += step) {
      ASSERT_TRUE(builder.add(doc));
      ASSERT_TRUE(builder.add(doc));  // twice is once
      wanted.push_back(doc);
    }
    const auto set = builder.finish();
    EXPECT_EQ(set->is_bitmap(), step < 100);
    EXPECT_EQ(set->count(), wanted.size());
    DocumentSetOperator op(set);
    std::vector<uint32_t> found;
    for (uint32_t page = op.next_page(0); page != kNoPage; page = op.next_page(page + 1)) {
      for_each_doc(op.load(page, nullptr),
                   [&](uint32_t doc) { found.push_back(page * kPageDocs + doc); });
    }
    EXPECT_EQ(found, wanted);
  }
}

// An operator has room for a list as long as those of terms are.
TEST(DocumentSet, ACrowdedPageOfAListIsABitmap) {
  for (const uint32_t crowd : {4096u, 4097u, kPageDocs}) {
    Budget budget(0, 0, nullptr, nullptr);
    DocumentSetBuilder builder(64 * kPageDocs, budget);
    std::vector<uint32_t> wanted = {7};
    for (uint32_t i = 0; i < crowd; ++i) wanted.push_back(5 * kPageDocs + i);
    wanted.push_back(6 * kPageDocs);
    for (const uint32_t doc : wanted) ASSERT_TRUE(builder.add(doc));
    const auto set = builder.finish();
    ASSERT_FALSE(set->is_bitmap());
    DocumentSetOperator op(set);
    std::vector<uint32_t> found;
    for (uint32_t page = op.next_page(0); page != kNoPage; page = op.next_page(page + 1)) {
      const PageDocs docs = op.load(page, nullptr);
      EXPECT_EQ(docs.form == PageDocs::Form::kBitmap, page == 5 && crowd > 4096);
      for_each_doc(docs, [&](uint32_t doc) { found.push_back(page * kPageDocs + doc); });
    }
    EXPECT_EQ(found, wanted);
  }
}

TEST(Budget, MemoryBeyondTheLimitStopsTheQueryAndStays) {
  Budget budget(1000, 0, nullptr, nullptr);
  EXPECT_TRUE(budget.charge(600));
  budget.release(600);
  EXPECT_TRUE(budget.charge(1000));
  EXPECT_TRUE(budget.keep_going());
  EXPECT_FALSE(budget.charge(1));
  EXPECT_FALSE(budget.keep_going());
  EXPECT_EQ(budget.stop(), Budget::Stop::kMemory);
}

TEST(Budget, TheFirstReasonToStopIsTheOneNamedUnlessAnErrorComes) {
  const std::atomic<bool> cancel{true};
  Budget budget(10, 0, &cancel, nullptr);
  EXPECT_FALSE(budget.keep_going());
  EXPECT_FALSE(budget.charge(100));
  EXPECT_EQ(budget.stop(), Budget::Stop::kCancelled);
  budget.fail(Error{Code::kCorruption, "damaged", {}});
  EXPECT_EQ(budget.stop(), Budget::Stop::kError);
  EXPECT_EQ(budget.error()->message, "damaged");
}

}  // namespace
}  // namespace patlas
