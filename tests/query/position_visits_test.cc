// Terms of all forms over several pages, as gather_positions() and what is built on it read them.
#include "query/operators/position_visits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "query/operators/phrase.h"
#include "tests/engine/postings/posting_model.h"

namespace patlas {
namespace {

constexpr uint32_t kDocs = 6 * kPageDocs + 700;

class Terms {
 public:
  Terms() : models_(make()), written_(write_terms(models_, kDocs)), file_(sections()) {
    for (const TermValue& value : written_.values) {
      auto list = PostingList::open(value, Detail::kPositions, file_.at(0), file_.at(1),
                                    file_.at(2), kDocs);
      EXPECT_TRUE(list);
      lists_.push_back(std::move(list).value());
    }
  }
  const std::vector<PostingList>& lists() const { return lists_; }

  /// Where any term stands in the documents.
  std::vector<uint64_t> places_in(const std::vector<uint32_t>& docs) const {
    std::vector<uint64_t> places;
    for (const ModelTerm& term : models_) {
      for (const ModelPosting& posting : term.postings) {
        if (!std::binary_search(docs.begin(), docs.end(), posting.doc)) continue;
        for (const uint32_t at : posting.positions) {
          places.push_back(uint64_t{posting.doc} << 32 | at);
        }
      }
    }
    std::sort(places.begin(), places.end());
    return places;
  }

 private:
  static std::vector<ModelTerm> make() {
    std::vector<ModelTerm> terms;
    uint32_t seed = 0;
    const auto add = [&](double density, Spread spread) {
      auto docs = generate_docs(kDocs, density, spread, ++seed);
      if (docs.empty()) docs = {kDocs - 1};
      terms.push_back(with_positions(docs, Detail::kPositions, seed));
    };
    for (uint32_t i = 0; i < 100; ++i) add(i % 2 == 0 ? 3e-6 : 3e-5, Spread::kEven);
    for (const double density : {2e-4, 7e-4, 2e-3, 0.1}) {
      for (const Spread spread : {Spread::kEven, Spread::kRuns, Spread::kOnePage}) {
        add(density, spread);
      }
    }
    // So often in a few documents that they are not read at once.
    terms.push_back({Detail::kPositions, {}});
    for (uint32_t doc = 5; doc < kDocs; doc += kPageDocs) {
      ModelPosting posting{doc, {}};
      for (uint32_t at = 0; at < 3000; ++at) posting.positions.push_back(at * 3);
      terms.back().postings.push_back(std::move(posting));
    }
    return terms;
  }
  std::vector<std::string> sections() const {
    return {written_.postings, written_.freqs, written_.positions};
  }

  std::vector<ModelTerm> models_;
  WrittenTerms written_;
  SealedSections file_;
  std::vector<PostingList> lists_;
};

TEST(PositionVisits, GatherWhatTermsOfAllFormsHaveInTheCandidates) {
  const Terms terms;
  std::set<PostingParts::Form> forms;
  for (const PostingList& list : terms.lists()) forms.insert(list.parts().form);
  EXPECT_EQ(forms.size(), 3u) << "inline, flat, paged";
  std::mt19937 random(1);
  for (const uint32_t every : {1u, 2u, 40u, 5000u, kDocs}) {
    std::vector<uint32_t> candidates;
    for (uint32_t doc = 0; doc < kDocs; ++doc) {
      if (random() % every == 0) candidates.push_back(doc);
    }
    candidates.push_back(kDocs);  // none has it
    Budget budget(0, 0, nullptr, nullptr);
    Charge charge(budget);
    std::vector<uint64_t> found;
    ASSERT_TRUE(gather_positions(terms.lists(), candidates, budget, charge, found));
    EXPECT_EQ(found, terms.places_in(candidates)) << every;
  }
}

TEST(PositionVisits, DocumentsDroppedComeNoMore) {
  const Terms terms;
  std::vector<uint32_t> candidates;
  for (uint32_t doc = 0; doc < kDocs; doc += 3) candidates.push_back(doc);
  Budget budget(0, 0, nullptr, nullptr);
  WantedDocs wanted(candidates, budget);
  std::set<uint32_t> dropped;
  ASSERT_TRUE(PositionVisits(wanted, budget).visit(terms.lists(), [&](const PositionedDocs& some) {
    for (const uint32_t doc : some.docs) EXPECT_TRUE(wanted.has(doc) && dropped.count(doc) == 0);
    for (const uint32_t doc : some.docs) {
      wanted.drop(doc);
      dropped.insert(doc);
    }
    return true;
  }));
  std::set<uint32_t> with_places;
  for (const uint64_t place : terms.places_in(candidates)) {
    with_places.insert(static_cast<uint32_t>(place >> 32));
  }
  EXPECT_EQ(dropped, with_places);
}

TEST(PositionVisits, EndWithTheBudgetAndGiveBackWhatTheyTook) {
  const Terms terms;
  std::vector<uint32_t> candidates(kDocs);
  for (uint32_t doc = 0; doc < kDocs; ++doc) candidates[doc] = doc;
  const auto gathers = [&](Budget& budget) {
    Charge charge(budget);
    std::vector<uint64_t> found;
    return gather_positions(terms.lists(), candidates, budget, charge, found);
  };
  constexpr uint64_t kBytes = 64u << 20;
  Budget enough(kBytes, 0, nullptr, nullptr);
  EXPECT_TRUE(gathers(enough));
  EXPECT_TRUE(enough.charge(kBytes)) << "all of it is free again";
  for (const uint64_t bytes : {1000u, 100'000u, 1'000'000u}) {
    Budget little(bytes, 0, nullptr, nullptr);
    EXPECT_FALSE(gathers(little));
    EXPECT_EQ(little.stop(), Budget::Stop::kMemory);
  }
  const std::atomic<bool> cancel{true};
  Budget cancelled(0, 0, &cancel, nullptr);
  EXPECT_FALSE(gathers(cancelled));
}

}  // namespace
}  // namespace patlas
