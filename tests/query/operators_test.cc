// The page algebra and the inner operators over plain lists: no index is needed to know what AND,
// OR and NOT do to a page (Tantivy's vec_docset).

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <random>
#include <vector>

#include "query/operators/and.h"
#include "query/operators/not.h"
#include "query/operators/or.h"
#include "query/operators/plain_words.h"

namespace patlas {
namespace {

using DocSet = std::vector<uint32_t>;  // increasing

// Documents of a few pages from a plain set, in either form.
class SetOperator final : public PageOperator {
 public:
  SetOperator(DocSet docs, bool as_bitmap) : docs_(std::move(docs)), as_bitmap_(as_bitmap) {}

  uint32_t next_page(uint32_t page) override {
    const auto at = std::lower_bound(docs_.begin(), docs_.end(), page * kPageDocs);
    return at == docs_.end() ? kNoPage : *at / kPageDocs;
  }
  PageDocs load(uint32_t page, const PageDocs*) override {
    uint32_t count = 0;
    uint64_t* words = buffer_.zeroed_words();
    uint16_t* list = buffer_.list(kPageDocs);
    for (auto at = std::lower_bound(docs_.begin(), docs_.end(), page * kPageDocs);
         at != docs_.end() && *at / kPageDocs == page; ++at) {
      const uint32_t doc = *at % kPageDocs;
      words[doc / 64] |= uint64_t{1} << (doc % 64);
      list[count++] = static_cast<uint16_t>(doc);
    }
    return as_bitmap_ ? bitmap_docs(words, count) : list_docs(list, count);
  }

 private:
  DocSet docs_;
  bool as_bitmap_;
  PageBuffer buffer_;
};

constexpr uint32_t kDocs = 2 * kPageDocs + 1000;

DocSet run(PageOperator& op) {
  DocSet found;
  for (uint32_t page = op.next_page(0); page < 3; page = op.next_page(page + 1)) {
    for_each_doc(op.load(page, nullptr),
                 [&](uint32_t doc) { found.push_back(page * kPageDocs + doc); });
  }
  return found;
}

uint64_t count(PageOperator& op) {
  uint64_t total = 0;
  for (uint32_t page = op.next_page(0); page < 3; page = op.next_page(page + 1)) {
    total += op.count(page, nullptr);
  }
  return total;
}

// Sets of all densities: from a handful to most of a page.
DocSet random_docs() {
  const uint32_t one_in = *rc::gen::element(1u, 2u, 7u, 40u, 200u, 3000u, 40000u);
  uint32_t state = *rc::gen::inRange<uint32_t>(1, 1u << 30);
  DocSet docs;
  for (uint32_t doc = 0; doc < kDocs; ++doc) {
    state = state * 1664525u + 1013904223u;
    if ((state >> 8) % one_in == 0) docs.push_back(doc);
  }
  return docs;
}

DocSet both(const DocSet& a, const DocSet& b) {
  DocSet out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}
DocSet either(const DocSet& a, const DocSet& b) {
  DocSet out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}
DocSet without(const DocSet& a, const DocSet& b) {
  DocSet out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}
DocSet everything() {
  DocSet all;
  for (uint32_t doc = 0; doc < kDocs; ++doc) all.push_back(doc);
  return all;
}

TEST(Operators, AndOrNotAgreeWithSetsInEveryFormAndDensity) {
  const bool ok = rc::check([] {
    const DocSet a = random_docs();
    const DocSet b = random_docs();
    const DocSet c = random_docs();
    SetOperator op_a(a, *rc::gen::arbitrary<bool>());
    SetOperator op_b(b, *rc::gen::arbitrary<bool>());
    SetOperator op_c(c, *rc::gen::arbitrary<bool>());
    const AndOptions options{*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(),
                             *rc::gen::arbitrary<bool>()};
    const auto agrees = [](PageOperator& op, const DocSet& wanted) {
      RC_ASSERT(run(op) == wanted);
    };
    AndOperator and_not({&op_a, &op_b}, {&op_c}, kDocs, options);
    agrees(and_not, without(both(a, b), c));
    RC_ASSERT(count(and_not) == without(both(a, b), c).size());
    AndOperator all({&op_a, &op_b, &op_c}, {}, kDocs, options);
    agrees(all, both(both(a, b), c));
    RC_ASSERT(count(all) == both(both(a, b), c).size());
    AndOperator none({}, {&op_a, &op_b}, kDocs, options);
    agrees(none, without(without(everything(), a), b));
    OrOperator any({&op_a, &op_b, &op_c}, *rc::gen::element(0u, 60000u), true, 3);
    agrees(any, either(either(a, b), c));
    NotOperator negation(&op_a, kDocs);
    agrees(negation, without(everything(), a));
  });
  EXPECT_TRUE(ok);
}

TEST(Operators, AndKeepsItsResultWhenASubtractionTakesNothingAway) {
  SetOperator a({1, 2, 3, 4}, false);
  SetOperator b({1, 2, 3}, false);
  SetOperator absent({kPageDocs + 5}, false);
  SetOperator c({2, 3}, false);
  AndOperator op({&a, &b}, {&absent, &c}, kDocs, {});
  EXPECT_EQ(run(op), DocSet({1}));
}

TEST(Operators, AndSkipsToPagesThatAllChildrenHave) {
  SetOperator a({1, kPageDocs + 1, 2 * kPageDocs + 1}, false);
  SetOperator b({2 * kPageDocs + 1}, false);
  AndOperator op({&a, &b}, {}, kDocs, {});
  EXPECT_EQ(op.next_page(0), 2u);
  EXPECT_EQ(op.next_page(3), kNoPage);
}

TEST(Operators, NotKeepsToTheDocumentsOfTheSegment) {
  SetOperator a({}, false);
  NotOperator op(&a, 70);
  EXPECT_EQ(op.load(0, nullptr).count, 70u);
  EXPECT_EQ(op.next_page(1), kNoPage);
}

TEST(Operators, CountLeavesDeadDocumentsOut) {
  SetOperator a({1, 2, 3, 500}, true);
  std::vector<uint64_t> dead(kPageWords, 0);
  dead[0] = 0b100;
  EXPECT_EQ(a.count(0, dead.data()), 3u);
}

TEST(PlainWords, PairsInReachAreFoundWhateverTheListsAndTheirLengths) {
  std::mt19937 engine(11);
  const auto random = [&engine] { return static_cast<uint32_t>(engine()); };
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint32_t> lists[2];
    uint32_t sizes[2];
    for (size_t l = 0; l < 2; ++l) {
      sizes[l] = random() % 8 == 0 ? random() % 90 : random() % 6;
      uint32_t position = random() % 20;
      for (uint32_t i = 0; i < sizes[l]; ++i) {
        lists[l].push_back(position);
        position += 1 + random() % (round % 2 == 0 ? 4 : 300);
      }
      // What stands behind is not of the list.
      for (uint32_t i = 0; i < kPositionsSpare; ++i) lists[l].push_back(i);
    }
    const int64_t low = static_cast<int64_t>(random() % 12) - 6;
    const PositionReach reach{low, low + static_cast<int64_t>(random() % 4)};
    bool wanted = false;
    for (uint32_t i = 0; i < sizes[0]; ++i) {
      for (uint32_t k = 0; k < sizes[1]; ++k) {
        const int64_t behind = int64_t{lists[1][k]} - int64_t{lists[0][i]};
        wanted = wanted || (reach.low <= behind && behind <= reach.high);
      }
    }
    ASSERT_EQ(any_in_reach(lists[0].data(), sizes[0], lists[1].data(), sizes[1], reach), wanted)
        << round;
  }
}

TEST(PageDocs, ListsThatStartAtDocumentZeroIntersect) {
  // 0 is a value like any other, though SSE4.2's implicit-length comparison would end there.
  std::vector<uint16_t> a, b;
  for (uint16_t doc = 0; doc < 64; ++doc) {
    a.push_back(doc);
    if (doc % 3 == 0) b.push_back(doc);
  }
  PageBuffer out;
  const PageDocs result = intersect(list_docs(a.data(), 64), list_docs(b.data(), 22), out);
  EXPECT_EQ(std::vector<uint16_t>(result.list, result.list + result.count), b);
}

}  // namespace
}  // namespace patlas
