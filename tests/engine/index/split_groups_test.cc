#include "engine/index/split_groups.h"

#include <map>
#include <set>

#include "engine/base/coding.h"
#include "engine/columns/number_column.h"
#include "engine/index/group_index.h"
#include "tests/engine/format_example.h"
#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {
namespace {

/// Groups of documents as their keys, whatever numbers they have.
using Partition = std::set<std::set<std::string>>;

Partition partition_of(const Snapshot& snapshot, GroupLevel level) {
  const auto groups = snapshot.groups(level);
  EXPECT_OK(groups);
  std::map<uint32_t, std::set<std::string>> members;
  for (uint32_t s = 0; s < snapshot.segments().size(); ++s) {
    const LiveSegment& segment = snapshot.segments()[s];
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      if (!is_live(segment, doc)) continue;
      const uint32_t number = (*groups)->number(s, doc);
      EXPECT_LT(number, (*groups)->number_count());
      members[number].insert(valued(segment.reader->key(doc)));
    }
  }
  EXPECT_EQ((*groups)->live_count(snapshot.segments()), members.size());
  Partition partition;
  for (auto& [number, keys] : members) partition.insert(std::move(keys));
  return partition;
}

std::set<std::string> links_of(const Document& document, bool of_application) {
  std::set<std::string> links;
  for (const KeywordValue& keyword : document.keywords) {
    if (keyword.field == kApplication || (!of_application && keyword.field == kPriority)) {
      links.insert(std::string(link_of_term(keyword.term, "U")));
    }
  }
  return links;
}

/// By comparing every document with every other, until nothing more joins.
Partition naive_partition(const std::vector<Document>& documents, GroupLevel level) {
  std::vector<size_t> group(documents.size());
  for (size_t i = 0; i < group.size(); ++i) group[i] = i;
  const auto together = [&](const Document& a, const Document& b) {
    const bool one_family = a.family == b.family;
    if (level == GroupLevel::kFamily) return one_family;
    if (level == GroupLevel::kExtended && one_family) return true;
    const bool of_application = level == GroupLevel::kApplication;
    const std::set<std::string> links = links_of(b, of_application);
    for (const std::string& link : links_of(a, of_application)) {
      if (links.contains(link)) return true;
    }
    return false;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < documents.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (group[i] == group[j] || !together(documents[i], documents[j])) continue;
        group[i] = group[j] = std::min(group[i], group[j]);
        changed = true;
      }
    }
  }
  std::map<size_t, std::set<std::string>> members;
  for (size_t i = 0; i < documents.size(); ++i) members[group[i]].insert(documents[i].key);
  Partition partition;
  for (auto& [number, keys] : members) partition.insert(std::move(keys));
  return partition;
}

void expect_true_groups(const Snapshot& snapshot, const std::vector<Document>& live,
                        const std::string& where) {
  for (const GroupLevel level :
       {GroupLevel::kApplication, GroupLevel::kFamily, GroupLevel::kExtended}) {
    EXPECT_EQ(partition_of(snapshot, level), naive_partition(live, level))
        << where << ", level " << static_cast<int>(level);
  }
}

// Whatever the segments, with deletes that break extended families apart, and after merges.
TEST(SplitGroups, GroupsAreThoseOfTheLiveDocumentsInAnyLayout) {
  for (const uint32_t per_commit : {120u, 40u, 7u}) {
    TracedWorld world;
    auto writer = world.open_writer();
    const std::vector<Document> all = test_documents(0, 120);
    for (uint32_t first = 0; first < all.size(); first += per_commit) {
      ASSERT_OK(load(*writer, test_documents(first, std::min(per_commit, 120 - first))));
      ASSERT_OK(world.commit(*writer));
    }
    expect_true_groups(*world.snapshot(), all, "loaded by " + std::to_string(per_commit));
    std::vector<Document> live;
    std::vector<std::string> gone;
    for (size_t i = 0; i < all.size(); ++i) {
      if (i % 7 == 3 || i % 11 == 5) {
        gone.push_back(all[i].key);
      } else {
        live.push_back(all[i]);
      }
    }
    ASSERT_OK(writer->remove(gone));
    ASSERT_OK(world.commit(*writer));
    expect_true_groups(*world.snapshot(), live, "deleted by " + std::to_string(per_commit));
    for (const uint32_t segments : {3u, 1u}) {
      ASSERT_OK(writer->merge(segments));
      ASSERT_OK(world.commit(*writer));
      expect_true_groups(*world.snapshot(), live, "merged to " + std::to_string(segments));
      EXPECT_THAT(check_snapshot(*world.snapshot()).damages, testing::IsEmpty());
    }
  }
}

TEST(SplitGroups, OneSegmentOfOnePageHasNoFamiliesFile) {
  TracedWorld world;
  auto writer = world.open_writer();
  std::vector<Document> documents = test_documents(0, 48);
  // Applications within families, which those of the test documents are not.
  for (Document& d : documents) {
    for (KeywordValue& keyword : d.keywords) {
      if (keyword.field == kApplication) keyword.term = "EP." + d.family;
    }
  }
  ASSERT_OK(load(*writer, documents));
  ASSERT_OK(world.commit(*writer));
  EXPECT_FALSE(SnapshotParts::manifest(*world.snapshot()).families.has_value());
}

TEST(SplitGroups, ALateMemberJoinsFamiliesWithoutRewritingTheirSegment) {
  TracedWorld world;
  auto writer = world.open_writer();
  Document a = test_document(0), b = test_document(1), late = test_document(2);
  for (Document* d : {&a, &b, &late}) {
    std::erase_if(d->keywords, [](const KeywordValue& keyword) {
      return keyword.field == kApplication || keyword.field == kPriority;
    });
    d->family = "of " + d->key;
  }
  a.keywords.push_back({kApplication, "EP.1.A"});
  b.keywords.push_back({kApplication, "EP.2.A"});
  late.keywords.push_back({kPriority, "EP.1"});
  late.keywords.push_back({kPriority, "EP.2.W"});
  ASSERT_OK(load(*writer, std::vector<Document>{a, b}));
  ASSERT_OK(world.commit(*writer));
  const auto segment = SnapshotParts::manifest(*world.snapshot()).segments.at(0).file;
  expect_true_groups(*world.snapshot(), {a, b}, "before");
  ASSERT_OK(load(*writer, std::span(&late, 1)));
  ASSERT_OK(world.commit(*writer));
  expect_true_groups(*world.snapshot(), {a, b, late}, "after");
  EXPECT_EQ(SnapshotParts::manifest(*world.snapshot()).segments.at(0).file, segment);
  ASSERT_OK(writer->remove(std::vector<std::string>{late.key}));
  ASSERT_OK(world.commit(*writer));
  expect_true_groups(*world.snapshot(), {a, b}, "gone again");
}

// Families of more documents than a page, and those that lie across its end.
TEST(SplitGroups, FamiliesAcrossPagesAreSplit) {
  TracedWorld world;
  auto writer = world.open_writer();
  std::vector<Document> documents;
  for (uint32_t i = 0; i < kPageDocs + 100; ++i) {
    Document d;
    d.key = test_key(i);
    d.family = "family " + std::to_string(i / 3);
    d.source = "uspto";
    d.content_hash = i + 1;
    documents.push_back(std::move(d));
  }
  ASSERT_OK(load(*writer, documents));
  ASSERT_OK(world.commit(*writer));
  const auto snapshot = world.snapshot();
  const GroupIndex& groups = **snapshot->groups(GroupLevel::kFamily);
  EXPECT_EQ(groups.live_count(snapshot->segments()), (kPageDocs + 100 + 2) / 3);
  EXPECT_EQ(groups.split_count(), 1u);
  EXPECT_TRUE(groups.segment(0).is_split(kPageDocs - 1));
  EXPECT_TRUE(groups.segment(0).is_split(kPageDocs));
  EXPECT_EQ(groups.number(0, kPageDocs - 1), groups.number(0, kPageDocs));
}

TEST(SplitGroups, FormatExamples) {
  EXPECT_EQ(hex(encode_number_column(std::vector<uint32_t>{2, 5, 9})),
            hex(format_example("split-docs")));
  EXPECT_EQ(hex(encode_number_column(std::vector<uint32_t>{0, 1, 0})),
            hex(format_example("split-groups")));
  OrderFacts facts(5);
  facts.family = {0, 0, 0, 1, 1};
  facts.key = {0, 1, 2, 3, 4};
  const DocumentOrder order = document_order(facts);
  const auto& words = order.run_ends[static_cast<size_t>(GroupLevel::kFamily)];
  EXPECT_EQ(hex(std::string(reinterpret_cast<const char*>(words.data()), words.size() * 8)),
            hex(format_example("run-ends")));
}

TEST(SplitGroups, ContradictionsAreCorruption) {
  SimEnv world(1);
  const Env env = world.env();
  const auto read = [&](const SplitGroups& groups) {
    SplitLevels levels;
    levels[1] = groups;
    static uint64_t id = 1;
    const std::string path = "families-" + std::to_string(++id);
    EXPECT_OK(write_split_groups(*env.fs, path, id, levels));
    const auto file = SealedFile::open(*env.fs, path, FileType::kFamilies, &id, nullptr);
    EXPECT_OK(file);
    return read_split_groups(**file, GroupLevel::kFamily, 10);
  };
  EXPECT_OK(read({{2, 5, 9}, {0, 1, 0}}));
  EXPECT_FALSE(read({{2, 2, 9}, {0, 1, 0}})) << "twice";
  EXPECT_FALSE(read({{2, 5, 10}, {0, 1, 0}})) << "beyond";
  EXPECT_FALSE(read({{2, 5, 9}, {0, 2, 0}})) << "a number left out";
  EXPECT_FALSE(read({{2, 5, 9}, {0, 1}})) << "fewer groups";
}

}  // namespace
}  // namespace patlas::indextest
