// The rules of engine/index/resolve.h, each as a table: what older segments hold, what the run
// brings, what stands afterwards.
#include "engine/index/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace patlas {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Standing {
  std::string source;
  uint8_t rank = 0;
  uint64_t hash = 0;
};

KeyEvent record(std::string_view key, std::string_view source, uint8_t rank, uint64_t hash,
                uint64_t sequence, uint32_t document) {
  return {key, source, sequence, hash, document, rank, false};
}

KeyEvent tombstone(std::string_view key, std::string_view source, uint64_t sequence) {
  return {key, source, sequence, 0, 0, 0, true};
}

/// Resolves against one older segment, whose documents are numbered in key order.
Resolution resolve(std::vector<KeyEvent> events, size_t documents,
                   const std::map<std::string, Standing>& older = {}) {
  auto resolution =
      resolve_keys(std::move(events), documents,
                   [&](std::string_view key) -> Result<std::optional<StandingDocument>> {
                     const auto at = older.find(std::string(key));
                     if (at == older.end()) return std::optional<StandingDocument>();
                     const auto doc = static_cast<DocId>(std::distance(older.begin(), at));
                     return std::optional(StandingDocument{
                         {0, doc}, {at->second.source, at->second.rank, at->second.hash}});
                   });
  EXPECT_TRUE(resolution);
  return std::move(*resolution);
}

TEST(ResolveKeys, NewKeysAreAccepted) {
  const Resolution r = resolve({record("a", "uspto", 3, 1, 0, 0), record("b", "x", 1, 1, 1, 1)}, 2);
  EXPECT_THAT(r.kept, ElementsAre(true, true));
  EXPECT_EQ(r.accepted_count, 2u);
}

TEST(ResolveKeys, LaterOfOneSourceReplacesTheEarlier) {
  const Resolution r = resolve({record("a", "s", 3, 1, 0, 0), record("a", "s", 3, 2, 1, 1)}, 2);
  EXPECT_THAT(r.kept, ElementsAre(false, true));
  EXPECT_EQ(r.accepted_count, 1u);
  EXPECT_EQ(r.replaced_count, 1u);
}

TEST(ResolveKeys, LaterIsByInputOrderNotByArrival) {
  const Resolution r = resolve({record("a", "s", 3, 2, 9, 0), record("a", "s", 3, 1, 4, 1)}, 2);
  EXPECT_THAT(r.kept, ElementsAre(true, false));
}

TEST(ResolveKeys, EqualContentChangesNothing) {
  const Resolution in_run =
      resolve({record("a", "s", 3, 7, 0, 0), record("a", "s", 3, 7, 1, 1)}, 2);
  EXPECT_THAT(in_run.kept, ElementsAre(true, false));
  const Resolution on_disk = resolve({record("a", "s", 3, 7, 0, 0)}, 1, {{"a", {"s", 3, 7}}});
  EXPECT_THAT(on_disk.kept, ElementsAre(false));
  EXPECT_THAT(on_disk.replaced, IsEmpty());
  EXPECT_EQ(on_disk.replaced_count, 1u);
}

TEST(ResolveKeys, NewContentReplacesTheOlderDocument) {
  const Resolution r =
      resolve({record("b", "s", 3, 8, 0, 0)}, 1, {{"a", {"s", 3, 7}}, {"b", {"s", 3, 7}}});
  EXPECT_THAT(r.kept, ElementsAre(true));
  EXPECT_THAT(r.replaced, ElementsAre(DocAddress{0, 1}));
}

TEST(ResolveKeys, ChangedAndChangedBackInOneRunLeavesTheOlderDocument) {
  const Resolution r = resolve({record("a", "s", 3, 8, 0, 0), record("a", "s", 3, 7, 1, 1)}, 2,
                               {{"a", {"s", 3, 7}}});
  EXPECT_THAT(r.kept, ElementsAre(false, false));
  EXPECT_THAT(r.replaced, IsEmpty());
  EXPECT_EQ(r.replaced_count, 2u);
}

TEST(ResolveKeys, ARunWithSeveralRecordsOfAKeyTakenAgainChangesNothing) {
  // What stands after the run, then the run again: of one source, of two that rank alike, and
  // behind a delete.
  const std::vector<std::pair<std::vector<KeyEvent>, Standing>> runs = {
      {{record("a", "s", 3, 8, 0, 0), record("a", "s", 3, 9, 1, 1)}, {"s", 3, 9}},
      {{record("a", "s", 3, 8, 0, 0), record("a", "t", 3, 8, 1, 1)}, {"t", 3, 8}},
      {{tombstone("a", "s", 0), record("a", "s", 3, 9, 1, 0)}, {"s", 3, 9}},
  };
  for (const auto& [events, standing] : runs) {
    const Resolution r = resolve(events, 2, {{"a", standing}});
    EXPECT_THAT(r.kept, ElementsAre(false, false));
    EXPECT_THAT(r.replaced, IsEmpty());
  }
}

TEST(ResolveKeys, LowerRankIsSuperseded) {
  const Resolution r = resolve({record("a", "docdb", 2, 8, 0, 0)}, 1, {{"a", {"uspto", 3, 7}}});
  EXPECT_THAT(r.kept, ElementsAre(false));
  EXPECT_THAT(r.replaced, IsEmpty());
  EXPECT_EQ(r.superseded_count, 1u);
}

TEST(ResolveKeys, EqualAndHigherRanksReplaceEvenWithEqualContent) {
  for (const uint8_t rank : {uint8_t{2}, uint8_t{3}}) {
    const Resolution r =
        resolve({record("a", "other", rank, 7, 0, 0)}, 1, {{"a", {"docdb", 2, 7}}});
    EXPECT_THAT(r.kept, ElementsAre(true));
    EXPECT_THAT(r.replaced, ElementsAre(DocAddress{0, 0}));
    EXPECT_EQ(r.replaced_count, 1u);
  }
}

TEST(ResolveKeys, RankIsComparedWithWhatStandsAtThatMoment) {
  // uspto takes over, so the docdb record behind it comes too late.
  const Resolution r = resolve({record("a", "uspto", 3, 8, 0, 0), record("a", "docdb", 2, 9, 1, 1)},
                               2, {{"a", {"docdb", 2, 7}}});
  EXPECT_THAT(r.kept, ElementsAre(true, false));
  EXPECT_EQ(r.replaced_count, 1u);
  EXPECT_EQ(r.superseded_count, 1u);
}

TEST(ResolveKeys, DeleteOfTheSourceRemovesItsRecord) {
  const Resolution r = resolve({tombstone("a", "docdb", 0)}, 0, {{"a", {"docdb", 2, 7}}});
  EXPECT_THAT(r.replaced, ElementsAre(DocAddress{0, 0}));
  EXPECT_EQ(r.deleted_count, 1u);
}

TEST(ResolveKeys, DeleteOfAnotherSourceLeavesTheRecord) {
  const Resolution r = resolve({tombstone("a", "docdb", 0)}, 0, {{"a", {"uspto", 3, 7}}});
  EXPECT_THAT(r.replaced, IsEmpty());
  EXPECT_EQ(r.deleted_count, 1u);
}

TEST(ResolveKeys, DeleteWithoutSourceRemovesAnyonesRecord) {
  const Resolution r = resolve({tombstone("a", "", 0)}, 0, {{"a", {"uspto", 3, 7}}});
  EXPECT_THAT(r.replaced, ElementsAre(DocAddress{0, 0}));
}

TEST(ResolveKeys, DeleteAndRecordTakeEffectInInputOrder) {
  const Resolution record_last =
      resolve({record("a", "s", 3, 8, 1, 0), tombstone("a", "s", 0)}, 1, {{"a", {"s", 3, 7}}});
  EXPECT_THAT(record_last.kept, ElementsAre(true));
  EXPECT_EQ(record_last.accepted_count, 1u);
  const Resolution delete_last =
      resolve({record("a", "s", 3, 8, 0, 0), tombstone("a", "s", 1)}, 1, {{"a", {"s", 3, 7}}});
  EXPECT_THAT(delete_last.kept, ElementsAre(false));
  EXPECT_THAT(delete_last.replaced, ElementsAre(DocAddress{0, 0}));
}

TEST(ResolveKeys, AnErrorOfTheOlderSegmentsIsGiven) {
  const auto r = resolve_keys({record("a", "s", 3, 8, 1, 0)}, 1,
                              [](std::string_view) -> Result<std::optional<StandingDocument>> {
                                return Error{Code::kCorruption, "a damaged dictionary", {}};
                              });
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kCorruption);
}

/// The same rules, one record at a time, as a person would apply them by hand.
struct ByHand {
  std::map<std::string, std::tuple<std::string, uint8_t, uint64_t, int>> standing;

  /// What ends as it began is what was there.
  void settle(const std::map<std::string, Standing>& older) {
    for (const auto& [key, was] : older) {
      const auto at = standing.find(key);
      if (at == standing.end()) continue;
      auto& [source, rank, hash, document] = at->second;
      if (source == was.source && rank == was.rank && hash == was.hash) document = -1;
    }
  }

  void take(const KeyEvent& event) {
    const std::string key(event.key), source(event.source);
    const auto at = standing.find(key);
    if (event.is_delete) {
      if (at != standing.end() && (source.empty() || std::get<0>(at->second) == source))
        standing.erase(at);
      return;
    }
    const std::tuple now(source, event.source_rank, event.content_hash,
                         static_cast<int>(event.document));
    if (at == standing.end()) {
      standing.emplace(key, now);
      return;
    }
    const auto& [old_source, old_rank, old_hash, old_document] = at->second;
    const bool same_source = old_source == source;
    if (same_source ? old_hash != event.content_hash : event.source_rank >= old_rank)
      at->second = now;
  }
};

RC_GTEST_PROP(ResolveKeys, AnyRunEndsAsWhenTakenOneByOne, ()) {
  static const std::string kKeys[] = {"a", "b", "c"};
  static const std::string kSources[] = {"", "agg", "docdb", "uspto"};
  std::map<std::string, Standing> older;
  ByHand by_hand;
  for (const std::string& key : kKeys) {
    if (*rc::gen::arbitrary<bool>()) continue;
    const int source = *rc::gen::inRange(1, 4);
    const auto hash = *rc::gen::inRange<uint64_t>(0, 3);
    older[key] = {kSources[source], static_cast<uint8_t>(source), hash};
    by_hand.standing[key] = {kSources[source], static_cast<uint8_t>(source), hash, -1};
  }
  const size_t count = *rc::gen::inRange<size_t>(0, 12);
  std::vector<KeyEvent> events;
  uint32_t documents = 0;
  for (size_t i = 0; i < count; ++i) {
    const std::string& key = kKeys[*rc::gen::inRange(0, 3)];
    if (*rc::gen::inRange(0, 4) == 0) {
      events.push_back(tombstone(key, kSources[*rc::gen::inRange(0, 4)], i));
    } else {
      const int source = *rc::gen::inRange(1, 4);
      events.push_back(record(key, kSources[source], static_cast<uint8_t>(source),
                              *rc::gen::inRange<uint64_t>(0, 3), i, documents++));
    }
    by_hand.take(events.back());
  }
  by_hand.settle(older);
  std::reverse(events.begin(), events.end());  // arrival order must not matter
  const Resolution r = resolve(std::move(events), documents, older);

  std::vector<bool> kept(documents, false);
  std::vector<DocAddress> replaced;
  DocId doc = 0;
  for (const auto& [key, standing] : older) {
    const auto at = by_hand.standing.find(key);
    if (at == by_hand.standing.end() || std::get<3>(at->second) >= 0) replaced.push_back({0, doc});
    ++doc;
  }
  for (const auto& [key, standing] : by_hand.standing) {
    if (std::get<3>(standing) >= 0) kept[static_cast<size_t>(std::get<3>(standing))] = true;
  }
  RC_ASSERT(r.kept == kept);
  RC_ASSERT(r.replaced == replaced);
  RC_ASSERT(r.accepted_count + r.replaced_count + r.superseded_count + r.deleted_count == count);
}

}  // namespace
}  // namespace patlas
