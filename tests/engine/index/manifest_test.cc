#include "engine/index/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/sim_env.h"
#include "tests/engine/format_example.h"
#include "tests/engine/index/test_documents.h"

namespace patlas {
namespace {

Manifest example() {
  Manifest m;
  m.index_id = 0x0123456789abcdef;
  m.generation = 300;
  m.parent_generation = 299;
  m.created_unix_ms = 1767225600000;
  m.analysis = "analysis 1";
  m.schema = indextest::test_schema();
  m.stores = {{7, {1000, 1, 2}}, {8, {2000, 3, 4}}};
  m.segments = {{{9, {3000, 5, 6}}, 100, 90, ManifestFile{10, {400, 7, 8}}, {7, 8}},
                {{11, {3001, 9, 10}}, 5, 5, std::nullopt, {8}}};
  m.schemes = {{{12, {500, 11, 12}}, "cpc", "2030-01-01"}, {{13, {501, 13, 14}}, "ipc", ""}};
  m.totals = {21, 1, 2, 3, 5, 10};
  return m;
}

TEST(Manifest, FormatExample) {
  Manifest m;
  m.index_id = 0x1111111111111111;
  m.generation = 2;
  m.parent_generation = 1;
  m.created_unix_ms = 1767225600000;
  m.analysis = "patlas-text-2 icu-72.1 unicode-15.0 xapian-1.4.22";
  m.schema.fields = {{"ti", "title", FieldType::kText, ValueForm::kText, true, "words"}};
  m.schema.columns = {{"pd", ColumnType::kNumber}};
  m.schema.facets = {{"year", 0, FacetForm::kYear, ValueForm::kDate, "by year"}};
  m.stores = {{0x0807060504030201, {300, 0x22, 0x23}}};
  m.segments = {{{0x1807060504030201, {4096, 0x32, 0x33}},
                 5,
                 4,
                 ManifestFile{0x2807060504030201, {260, 0x42, 0x43}},
                 {0x0807060504030201}}};
  m.totals = {7, 5, 1, 0, 0, 1};
  const std::string bytes = format_example("manifest");
  EXPECT_EQ(hex(m.encode()), hex(bytes));
  const auto read = Manifest::decode(bytes);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->encode(), bytes);
}

TEST(Manifest, ComesBackFromItsBytes) {
  const Manifest written = example();
  const auto read = Manifest::decode(written.encode());
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->encode(), written.encode());
  EXPECT_EQ(read->generation, 300u);
  EXPECT_EQ(read->segments[0].deletes, written.segments[0].deletes);
  EXPECT_EQ(read->totals.deleted, 5u);
  EXPECT_TRUE(read->schema == written.schema);
}

TEST(Manifest, KeepsTheListOfFrequentWords) {
  Manifest written = example();
  written.schema.frequent_words = 1;
  const std::string bytes = written.encode();
  EXPECT_EQ(bytes.size(), example().encode().size() + 1) << "others have no such byte";
  const auto read = Manifest::decode(bytes);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->schema.frequent_words, 1);
  EXPECT_EQ(read->encode(), bytes);
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(Manifest::decode(bytes.substr(0, length))) << length;
  }
}

TEST(Manifest, AListOfFrequentWordsThatIsNoneIsCorruption) {
  Manifest written = example();
  written.schema.frequent_words = 1;
  std::string bytes = written.encode();
  const size_t place = bytes.find(written.schema.encode()) + written.schema.encode().size() - 1;
  ASSERT_EQ(bytes[place], '\1');
  bytes[place] = '\0';
  const auto read = Manifest::decode(bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kCorruption);
}

TEST(Manifest, EveryCutIsCorruption) {
  const std::string bytes = example().encode();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const auto read = Manifest::decode(bytes.substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().code, Code::kCorruption);
  }
  EXPECT_FALSE(Manifest::decode(bytes + '\0'));
}

TEST(Manifest, MoreLiveThanAllDocumentsIsCorruption) {
  Manifest m = example();
  m.segments[1].live_count = 6;
  EXPECT_FALSE(Manifest::decode(m.encode()));
}

TEST(Manifest, NamesItsFilesButNotItself) {
  EXPECT_THAT(example().file_names(),
              testing::UnorderedElementsAre("store-0000000000000007", "store-0000000000000008",
                                            "segment-0000000000000009", "deletes-000000000000000a",
                                            "segment-000000000000000b", "scheme-000000000000000c",
                                            "scheme-000000000000000d"));
}

TEST(Manifest, NameAndGenerationAreTwoWays) {
  EXPECT_EQ(manifest_name(300), "MANIFEST-000000000000012c");
  EXPECT_EQ(manifest_generation("MANIFEST-000000000000012c"), 300u);
  for (const char* other : {"MANIFEST-12c", "MANIFEST-000000000000012C", "MANIFEST-", "manifest",
                            "MANIFEST-000000000000012c.tmp", "MANIFEST-+00000000000012c"}) {
    EXPECT_EQ(manifest_generation(other), std::nullopt) << other;
  }
}

// Garbage collection removes by name: it took whatever began like one of ours, so an index made in
// the wrong directory would have eaten a user's store-list.txt.
TEST(IndexFileName, IsExactlyWhatAnIndexWrites) {
  for (const std::string& ours :
       {index_file_name(FileType::kSegment, 1), index_file_name(FileType::kStore, ~0ull),
        index_file_name(FileType::kDeletes, 2), index_file_name(FileType::kManifest, 3),
        index_file_name(FileType::kScheme, 4), manifest_name(4),
        spool_name_prefix(0xabcdef0123456789) + "-0", spool_name_prefix(5) + "-4002"}) {
    EXPECT_TRUE(is_index_file_name(ours)) << ours;
  }
  for (const char* other :
       {"LOCK", "rejects-2026.jsonl", "store-list.txt", "segment-", "tmp-", "tmp-notes",
        "MANIFEST-12c", "deletes-000000000000000A", "tmp-12345678", "tmp-12345678-",
        "tmp-12345678-x", "tmp-1234567-1", "segment-0000000000000001.bak"}) {
    EXPECT_FALSE(is_index_file_name(other)) << other;
  }
}

TEST(PublishManifest, IsReadBackByGeneration) {
  SimEnv world(1);
  ASSERT_TRUE(world.fs().make_dir("i"));
  ASSERT_TRUE(publish_manifest(world.env(), "i", example()));
  const auto read = read_manifest(world.fs(), "i", 300);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->encode(), example().encode());
  EXPECT_THAT(*list_generations(world.fs(), "i"), testing::ElementsAre(300));
}

TEST(ReadManifest, OfAnotherNameIsCorruption) {
  SimEnv world(1);
  ASSERT_TRUE(world.fs().make_dir("i"));
  ASSERT_TRUE(publish_manifest(world.env(), "i", example()));
  ASSERT_TRUE(world.fs().rename("i/" + manifest_name(300), "i/" + manifest_name(301)));
  const auto read = read_manifest(world.fs(), "i", 301);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kCorruption);
  EXPECT_EQ(read.error().place.file, "i/" + manifest_name(301));
}

}  // namespace
}  // namespace patlas
