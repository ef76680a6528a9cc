#include "engine/index/writer.h"

#include <set>

#include "engine/base/coding.h"
#include "engine/segment/merge.h"
#include "engine/segment/sections.h"
#include "engine/text/frequent_words.h"
#include "tests/engine/format_example.h"
#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(IndexWriter, EmptyDirectoryBecomesAnEmptyIndex) {
  TracedWorld world;
  ASSERT_OK(world.disk().make_dir("index"));
  auto writer = world.open_writer();
  EXPECT_EQ(*world.commit(*writer), 1u);
  EXPECT_EQ(world.snapshot()->live_count(), 0u);
  EXPECT_EQ(*world.commit(*writer), 1u) << "nothing changed";
}

TEST(IndexWriter, WhatIsNotCommittedIsNotThere) {
  TracedWorld world;
  {
    auto writer = world.open_writer();
    ASSERT_OK(load(*writer, test_documents(0, 4)));
    ASSERT_OK(world.commit(*writer));
    ASSERT_OK(load(*writer, test_documents(4, 4)));
  }
  EXPECT_EQ(world.records(), records_of(test_documents(0, 4)));
}

TEST(IndexWriter, LoadedDocumentsAreFoundByKeywordKeyAndRecord) {
  TracedWorld world;
  auto writer = world.open_writer();
  const auto documents = test_documents(0, 40);
  ASSERT_OK(load(*writer, documents));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(world.records(), records_of(documents));
  const auto snapshot = world.snapshot();
  EXPECT_EQ(keys_with(*snapshot, kSymbol, "in every document")->size(), 40u);
  EXPECT_EQ(snapshot->find("US.1000003")->size(), 1u);
  EXPECT_EQ(snapshot->find("US.1000003.A1")->size(), 1u);
  EXPECT_THAT(*snapshot->find("US.100000"), IsEmpty());
}

TEST(IndexWriter, LoadingTwiceMakesNoGeneration) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 30)));
  EXPECT_EQ(*world.commit(*writer), 1u);
  const auto names = world.names();
  ASSERT_OK(load(*writer, test_documents(0, 30)));
  EXPECT_EQ(*world.commit(*writer), 1u);
  EXPECT_EQ(writer->totals().replaced, 30u);
  EXPECT_EQ(world.names(), names);
  writer.reset();
  writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 30)));
  EXPECT_EQ(*world.commit(*writer), 1u);
}

TEST(IndexWriter, LaterVersionsReplaceAcrossSegments) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 30)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(load(*writer, test_documents(10, 10, 1)));
  EXPECT_EQ(*world.commit(*writer), 2u);
  Records expected = records_of(test_documents(0, 30));
  for (const auto& [key, record] : records_of(test_documents(10, 10, 1))) expected[key] = record;
  EXPECT_EQ(world.records(), expected);
  EXPECT_EQ(world.snapshot()->live_count(), 30u);
}

TEST(IndexWriter, TombstonesTakeAwayTheirSourcesRecords) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 8)));
  ASSERT_OK(world.commit(*writer));
  // 0 and 7 are docdb's, 1 is uspto's.
  const std::vector<TombstoneOf> tombstones = {
      {test_key(0), "docdb"}, {test_key(1), "docdb"}, {test_key(2), ""}};
  ASSERT_OK(load(*writer, {}, tombstones));
  EXPECT_EQ(*world.commit(*writer), 2u);
  Records expected = records_of(test_documents(0, 8));
  expected.erase(test_key(0));
  expected.erase(test_key(2));
  EXPECT_EQ(world.records(), expected);
  EXPECT_EQ(writer->totals().deleted, 3u);
}

TEST(IndexWriter, RemoveTakesEveryKindOrOne) {
  TracedWorld world;
  auto writer = world.open_writer();
  Document second = test_document(3);
  second.key = "US.1000003.B2";
  ASSERT_OK(load(*writer, test_documents(0, 8)));
  ASSERT_OK(load(*writer, std::span(&second, 1)));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(*writer->remove(std::vector<std::string>{"US.1000003.A1", "US.1000003.A1", "XX.1"}),
            1u);
  ASSERT_OK(world.commit(*writer));
  EXPECT_THAT(world.records(), Contains(testing::Key("US.1000003.B2")));
  EXPECT_EQ(*writer->remove(std::vector<std::string>{"US.1000003"}), 1u);
  ASSERT_OK(world.commit(*writer));
  EXPECT_THAT(world.records(), Not(Contains(testing::Key("US.1000003.B2"))));
}

// A document that was loaded but not yet sealed was not found by remove(), and came to life at the
// commit.
TEST(IndexWriter, DeletesFormatExample) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 70)));
  ASSERT_OK(world.commit(*writer));
  const auto before = world.snapshot();
  const SegmentReader& segment = *before->segments()[0].reader;
  ASSERT_OK(
      writer->remove(std::vector<std::string>{valued(segment.key(1)), valued(segment.key(64))}));
  const auto generation = world.commit(*writer);
  ASSERT_OK(generation);
  const Manifest manifest = valued(read_manifest(world.disk(), world.kDirectory, *generation));
  const auto& deletes = manifest.segments.at(0).deletes;
  ASSERT_TRUE(deletes.has_value());
  const auto file =
      SealedFile::open(world.disk(), "index/" + index_file_name(FileType::kDeletes, deletes->id),
                       FileType::kDeletes, &deletes->id, &deletes->info);
  ASSERT_OK(file);
  const Bytes bits = valued(valued((*file)->section({kDeletedBitsSection, 0})).all());
  EXPECT_EQ(hex(std::string(as_text(bits))), hex(format_example("deleted-bits")));
}

TEST(IndexWriter, RemoveFindsWhatWasLoadedJustBefore) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 2)));
  EXPECT_EQ(*writer->remove(std::vector<std::string>{test_key(0)}), 1u);
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(world.records(), records_of(test_documents(1, 1)));
}

// The second commit of one writer added the first load to the totals again.
TEST(IndexWriter, TotalsCountEachLoadOnce) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 5)));
  writer->add_rejected(2);
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(load(*writer, test_documents(4, 3, 1)));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(writer->totals().seen, 10u);
  const auto snapshot = world.snapshot();
  const LoadTotals totals = SnapshotParts::manifest(*snapshot).totals;
  EXPECT_EQ(totals.seen, 10u);
  EXPECT_EQ(totals.accepted, 7u);
  EXPECT_EQ(totals.replaced, 1u);
  EXPECT_EQ(totals.rejected, 2u);
}

TEST(IndexWriter, MergeLeavesOutDeletedDocuments) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t s = 0; s < 4; ++s) {
    ASSERT_OK(load(*writer, test_documents(s * 50, 50)));
    ASSERT_OK(world.commit(*writer));
  }
  std::vector<std::string> gone;
  for (uint32_t i = 0; i < 200; i += 3) gone.push_back(test_key(i));
  EXPECT_EQ(*writer->remove(gone), gone.size());
  ASSERT_OK(world.commit(*writer));
  const Records before = world.records();
  ASSERT_OK(writer->merge(1));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(world.records(), before);
  const auto snapshot = world.snapshot();
  ASSERT_EQ(snapshot->segments().size(), 1u);
  EXPECT_EQ(snapshot->segments()[0].reader->doc_count(), 200 - gone.size());
  EXPECT_TRUE(snapshot->segments()[0].deleted.empty());
}

TEST(IndexWriter, MergeReachesTheNumberOfSegmentsAsked) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t s = 0; s < 7; ++s) {
    ASSERT_OK(load(*writer, test_documents(s * 10, 3 + s)));
    ASSERT_OK(world.commit(*writer));
  }
  const Records before = world.records();
  for (const uint32_t wanted : {9u, 5u, 2u, 1u}) {
    ASSERT_OK(writer->merge(wanted));
    ASSERT_OK(world.commit(*writer));
    EXPECT_EQ(world.snapshot()->segments().size(), std::min(7u, wanted));
    EXPECT_EQ(world.records(), before);
  }
}

TEST(IndexWriter, AMergeWithHardlyAnyMemoryWritesTheSameBytes) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t s = 0; s < 3; ++s) {
    ASSERT_OK(load(*writer, test_documents(s * 100, 100)));
    ASSERT_OK(world.commit(*writer));
  }
  const auto snapshot = world.snapshot();
  std::vector<MergeInput> inputs;
  for (const LiveSegment& segment : snapshot->segments()) {
    inputs.push_back({segment.reader, segment.deleted, segment.live_count});
  }
  std::vector<std::string> bytes;
  for (const uint64_t memory_bytes : {uint64_t{16} << 20, uint64_t{1000}, uint64_t{1}}) {
    SimEnv other(9);
    const Env env = other.env();
    const SpoolSpace space{env.fs, ".", "tmp-00000001", memory_bytes};
    ASSERT_OK(merge_segments(env, test_schema(), inputs, "merged", 77, space, 1));
    bytes.push_back(*other.fs().contents("merged"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

TEST(IndexWriter, KeepsFewSegmentsWhenAskedTo) {
  TracedWorld world;
  WriterOptions options = small_options();
  options.segments_max = 3;
  auto writer = world.open_writer(options);
  for (uint32_t s = 0; s < 9; ++s) {
    ASSERT_OK(load(*writer, test_documents(s * 10, 10)));
    ASSERT_OK(world.commit(*writer));
    const Records before = world.records();
    ASSERT_OK(writer->keep_few_segments(true));
    ASSERT_OK(world.commit(*writer));
    EXPECT_LE(world.snapshot()->segments().size(), 3u);
    EXPECT_EQ(world.records(), before);
  }
}

TEST(IndexWriter, AllDeletedLeavesNoSegmentAndNoStore) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 5)));
  ASSERT_OK(world.commit(*writer));
  std::vector<std::string> all;
  for (uint32_t i = 0; i < 5; ++i) all.push_back(test_key(i));
  EXPECT_EQ(*writer->remove(all), 5u);
  ASSERT_OK(writer->merge(1));
  ASSERT_OK(world.commit(*writer));
  const auto snapshot = world.snapshot();
  EXPECT_EQ(snapshot->segments().size(), 0u);
  EXPECT_THAT(SnapshotParts::files(*snapshot), IsEmpty());
}

/// The sections' payloads of the one segment of a directory, but for what names stores.
std::map<std::pair<int, int>, std::string> section_bytes(const Snapshot& snapshot) {
  std::map<std::pair<int, int>, std::string> bytes;
  EXPECT_EQ(snapshot.segments().size(), 1u);
  for (const Section& section : snapshot.segments()[0].reader->file().sections()) {
    const auto payload = section.all();
    EXPECT_OK(payload);
    bytes[{section.name().type, section.name().part}] =
        std::string(reinterpret_cast<const char*>(payload->data()), payload->size());
  }
  for (const int type : {kMetaSection, kStoreFileSection, kLocatorLowSection})
    bytes.erase({type, 0});
  return bytes;
}

TEST(IndexWriter, MergedSegmentIsTheOneThatLoadingAtOnceGives) {
  const auto documents = test_documents(0, 1300);
  TracedWorld at_once, in_parts;
  auto writer = at_once.open_writer();
  ASSERT_OK(load(*writer, documents));
  ASSERT_OK(at_once.commit(*writer));
  const auto expected = section_bytes(*at_once.snapshot());
  for (const size_t parts : {2u, 7u}) {
    TracedWorld world;
    auto part_writer = world.open_writer();
    const size_t per_part = (documents.size() + parts - 1) / parts;
    for (size_t first = 0; first < documents.size(); first += per_part) {
      ASSERT_OK(load(*part_writer, std::span(documents).subspan(
                                       first, std::min(per_part, documents.size() - first))));
      ASSERT_OK(world.commit(*part_writer));
    }
    ASSERT_OK(part_writer->merge(1));
    ASSERT_OK(world.commit(*part_writer));
    EXPECT_EQ(section_bytes(*world.snapshot()), expected) << parts;
  }
}

TEST(IndexWriter, AnyNumberOfThreadsGivesTheSameFiles) {
  const auto documents = test_documents(0, 1300);
  std::vector<std::string> expected;
  for (const unsigned threads : {1u, 2u, 5u}) {
    TracedWorld world;
    auto writer = world.open_writer(small_options(threads));
    ASSERT_OK(load_in_threads(*writer, documents, 300));
    ASSERT_OK(world.commit(*writer));
    std::vector<std::string> files;
    for (const std::string& name : world.names()) {
      files.push_back(name + "\n" + *world.disk().contents("index/" + name));
    }
    if (expected.empty()) expected = files;
    EXPECT_TRUE(files == expected) << threads << " threads wrote other bytes than one";
  }
}

TEST(IndexWriter, SmallBudgetSealsSeveralSegmentsWithTheSameRecords) {
  TracedWorld world;
  WriterOptions options = small_options(3);
  options.documents_per_segment_max = 100;
  auto writer = world.open_writer(options);
  const auto documents = test_documents(0, 900);
  ASSERT_OK(load_in_threads(*writer, documents, 40));
  ASSERT_OK(world.commit(*writer));
  EXPECT_GT(world.snapshot()->segments().size(), 3u);
  EXPECT_EQ(world.records(), records_of(documents));
}

TEST(IndexWriter, SecondWriterIsRefusedUntilTheFirstIsGone) {
  TracedWorld world;
  auto first = world.open_writer();
  const auto second =
      IndexWriter::open(world.env(), world.kDirectory, test_schema(), small_options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kExists);
  first.reset();
  EXPECT_NE(world.open_writer(), nullptr);
}

TEST(IndexWriter, AnotherSchemaIsRefused) {
  TracedWorld world;
  ASSERT_OK(world.commit(*world.open_writer()));
  Schema other = test_schema();
  other.fields[0].code = "tt";
  const auto writer = IndexWriter::open(world.env(), world.kDirectory, other, small_options());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, Code::kUnsupportedVersion);
  EXPECT_THAT(writer.error().message, HasSubstr("schema"));
}

TEST(IndexWriter, AnotherAnalysisIsRefusedByName) {
  TracedWorld world;
  ASSERT_OK(world.commit(*world.open_writer()));
  Manifest manifest = *read_manifest(world.disk(), world.kDirectory, 1);
  manifest.generation = 2;
  manifest.analysis = "patlas-text-0 of long ago";
  ASSERT_OK(publish_manifest(world.env(), world.kDirectory, manifest));
  const auto writer =
      IndexWriter::open(world.env(), world.kDirectory, test_schema(), small_options());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, Code::kUnsupportedVersion);
  const auto snapshot = Snapshot::open(world.env(), world.kDirectory);
  ASSERT_FALSE(snapshot);
  EXPECT_EQ(snapshot.error().code, Code::kUnsupportedVersion);
  EXPECT_THAT(snapshot.error().message, HasSubstr("patlas-text-0 of long ago"));
}

/// Documents whose titles and abstracts have frequent bigrams, between the words of others.
std::vector<Document> documents_with_pairs(uint32_t first, uint32_t count, uint32_t version = 0) {
  static const std::vector<std::string> kTexts = {"one of the ", "of the ", "the the the ",
                                                  "rotor of a ", "in",      " which is"};
  std::vector<Document> documents = test_documents(first, count, version);
  for (uint32_t i = 0; i < count; ++i) {
    for (TextValue& text : documents[i].texts) {
      text.text = kTexts[(first + i + version) % kTexts.size()] + text.text + " " +
                  kTexts[(first + i + text.field) % kTexts.size()];
    }
  }
  return documents;
}

/// No wish of the kind.
WriterOptions options_without_bigrams() {
  WriterOptions options = small_options();
  options.frequent_bigrams = false;
  return options;
}

std::vector<std::string> pair_terms(const Snapshot& snapshot, uint16_t field) {
  std::set<std::string> found;
  for (const LiveSegment& segment : snapshot.segments()) {
    const TermDictionary* terms = valued(segment.reader->terms(field));
    const auto range = valued(terms->prefix_range(std::string(1, kPairTag)));
    TermCursor cursor(*terms);
    for (TermOrd ordinal = range.first; ordinal < range.second; ++ordinal) {
      EXPECT_OK(cursor.seek(ordinal));
      found.emplace(cursor.term());
    }
  }
  return {found.begin(), found.end()};
}

TEST(IndexWriter, FrequentBigramsAreChosenWhenAnIndexIsMade) {
  TracedWorld world;
  {
    auto writer = world.open_writer();
    ASSERT_OK(load(*writer, documents_with_pairs(0, 20)));
    ASSERT_OK(world.commit(*writer));
  }
  EXPECT_EQ(world.snapshot()->schema().frequent_words, kFrequentWordsList);
  EXPECT_THAT(pair_terms(*world.snapshot(), kTitle), Contains("pof the"));
  // Whoever has no wish takes what is there: a second segment has them too.
  {
    auto writer = world.open_writer(options_without_bigrams());
    ASSERT_OK(load(*writer, documents_with_pairs(20, 20)));
    ASSERT_OK(world.commit(*writer));
  }
  EXPECT_NE(world.open_writer(), nullptr);
  const auto snapshot = world.snapshot();
  ASSERT_EQ(snapshot->segments().size(), 2u);
  for (const LiveSegment& segment : snapshot->segments()) {
    EXPECT_TRUE(valued(segment.reader->term_postings(kTitle, "pof the", Detail::kFreqs)));
  }
  EXPECT_EQ(world.records(), records_of(documents_with_pairs(0, 40)));
}

TEST(IndexWriter, FrequentBigramsOfAnIndexWithoutThemAreRefused) {
  TracedWorld world;
  {
    auto writer = world.open_writer(options_without_bigrams());
    ASSERT_OK(load(*writer, documents_with_pairs(0, 20)));
    ASSERT_OK(world.commit(*writer));
  }
  const auto writer =
      IndexWriter::open(world.env(), world.kDirectory, test_schema(), small_options());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, Code::kInvalidArgument);
  EXPECT_THAT(writer.error().message, HasSubstr("no frequent bigrams"));
  EXPECT_THAT(pair_terms(*world.snapshot(), kTitle), IsEmpty());
}

TEST(IndexWriter, FrequentBigramsOfAnotherListAreRefusedByNumber) {
  TracedWorld world;
  ASSERT_OK(world.commit(*world.open_writer()));
  Manifest manifest = *read_manifest(world.disk(), world.kDirectory, 1);
  manifest.generation = 2;
  manifest.schema.frequent_words = kFrequentWordsList + 1;
  ASSERT_OK(publish_manifest(world.env(), world.kDirectory, manifest));
  for (const WriterOptions& options : {options_without_bigrams(), small_options()}) {
    const auto writer = IndexWriter::open(world.env(), world.kDirectory, test_schema(), options);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, Code::kUnsupportedVersion);
  }
  const auto snapshot = Snapshot::open(world.env(), world.kDirectory);
  ASSERT_FALSE(snapshot);
  EXPECT_EQ(snapshot.error().code, Code::kUnsupportedVersion);
  EXPECT_THAT(snapshot.error().message, HasSubstr("list 2 of frequent words"));
}

TEST(IndexWriter, GramsOfWordsAreAsTheFormatSays) {
  TracedWorld world;
  auto writer = world.open_writer();
  Document document = test_document(1);
  document.texts = {{kTitle, language_number("en"), "cell cello color"}};
  ASSERT_OK(load(*writer, std::vector{document}));
  ASSERT_OK(world.commit(*writer));
  const auto snapshot = world.snapshot();
  const SegmentReader& segment = *snapshot->segments()[0].reader;
  const auto section = [&](uint16_t type) {
    return std::string(as_text(valued(valued(segment.file().section({type, kTitle})).all())));
  };
  EXPECT_EQ(hex(section(kGramTermsSection)), hex(format_example("gram-terms")));
  EXPECT_EQ(section(kGramWordsSection), "");
  EXPECT_EQ(section(kGramRunLengthsSection), "");
}

TEST(IndexWriter, MergedFrequentBigramsAreThoseThatLoadingAtOnceGives) {
  const auto merged_bytes = [](const std::vector<std::vector<Document>>& loads) {
    TracedWorld world;
    auto writer = world.open_writer();
    for (const auto& documents : loads) {
      EXPECT_OK(load(*writer, documents));
      EXPECT_OK(world.commit(*writer));
    }
    EXPECT_OK(writer->merge(1));
    EXPECT_OK(world.commit(*writer));
    world.records();  // checks all
    const auto snapshot = world.snapshot();
    std::vector<std::string> sections;
    for (const uint16_t type :
         {kTermsSection, kTermIndexSection, kPostingsSection, kFreqsSection, kPositionsSection,
          kReversedTermsSection, kGramTermsSection, kGramWordsSection, kGramRunLengthsSection}) {
      const Section section =
          valued(snapshot->segments()[0].reader->file().section({type, kTitle}));
      sections.emplace_back(as_text(valued(section.all())));
    }
    EXPECT_THAT(pair_terms(*snapshot, kTitle), Contains("pthe the"));
    return sections;
  };
  // Updates of a third of them, and other documents.
  auto updated = documents_with_pairs(0, 30, 1);
  for (Document& document : documents_with_pairs(30, 60)) updated.push_back(std::move(document));
  EXPECT_EQ(merged_bytes({documents_with_pairs(0, 90), documents_with_pairs(0, 30, 1)}),
            merged_bytes({updated}));
}

// Indexing into a directory of other files would have scattered an index among them.
TEST(IndexWriter, DirectoryOfOtherFilesIsLeftAlone) {
  TracedWorld world;
  ASSERT_OK(world.disk().make_dir("index"));
  ASSERT_OK(world.disk().set_contents("index/letter.txt", "dear office"));
  const auto writer =
      IndexWriter::open(world.env(), world.kDirectory, test_schema(), small_options());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, Code::kInvalidArgument);
  EXPECT_THAT(world.names(), ElementsAre("letter.txt"));
}

TEST(IndexWriter, FileInTheDirectorysPlaceIsRefused) {
  TracedWorld world;
  ASSERT_OK(world.disk().set_contents("index", "a file"));
  const auto writer =
      IndexWriter::open(world.env(), world.kDirectory, test_schema(), small_options());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, Code::kInvalidArgument);
}

TEST(IndexWriter, CommitRemovesGarbageAndLeavesOtherFiles) {
  TracedWorld world;
  ASSERT_OK(world.commit(*world.open_writer()));
  const std::string garbage[] = {index_file_name(FileType::kSegment, 0xdead),
                                 index_file_name(FileType::kManifest, 0xdead),
                                 spool_name_prefix(0xdeadull << 48) + "-3"};
  for (const std::string& name : garbage) {
    ASSERT_OK(world.disk().set_contents("index/" + name, "left by a killed writer"));
  }
  ASSERT_OK(world.disk().set_contents("index/rejects-1.jsonl", "{}"));
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 3)));
  ASSERT_OK(world.commit(*writer));
  for (const std::string& name : garbage) EXPECT_THAT(world.names(), Not(Contains(name)));
  EXPECT_THAT(world.names(), Contains("rejects-1.jsonl"));
}

// What a dead writer left could fill the disk, and was only removed by a commit, which needs room.
TEST(IndexWriter, OpeningRemovesWhatADeadWriterLeft) {
  for (const bool has_generation : {false, true}) {
    TracedWorld world;
    {
      auto writer = world.open_writer();
      if (has_generation) {
        ASSERT_OK(world.commit(*writer));
      }
    }
    const auto before = world.names();
    const std::string garbage[] = {index_file_name(FileType::kSegment, 0xdead),
                                   index_file_name(FileType::kStore, 0xdead)};
    for (const std::string& name : garbage) {
      ASSERT_OK(world.disk().set_contents("index/" + name, "left by a killed writer"));
    }
    const auto writer = world.open_writer();
    EXPECT_EQ(world.names(), before);
  }
}

// The files of a load that failed on a full disk kept it full, so that every later load failed too.
TEST(IndexWriter, FullDiskGetsBackWhatAFailedLoadTook) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 5)));
  ASSERT_OK(world.commit(*writer));
  const uint64_t used = world.disk().used_bytes();
  ASSERT_OK(load(*writer, test_documents(5, 5)));
  ASSERT_OK(world.commit(*writer));
  const uint64_t room = 2 * (world.disk().used_bytes() - used);
  writer.reset();
  writer = world.open_writer();
  const uint64_t before = world.disk().used_bytes();
  world.disk().set_capacity_bytes(before + room);
  for (int attempt = 0; attempt < 3; ++attempt) {
    ASSERT_OK(load(*writer, test_documents(10, 2000)));
    const auto committed = world.commit(*writer);
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, Code::kIo);
    EXPECT_EQ(world.disk().used_bytes(), before);
    writer.reset();
    writer = world.open_writer();
  }
  ASSERT_OK(load(*writer, test_documents(10, 5)));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(world.records(), records_of(test_documents(0, 15)));
}

// Whoever waited for the dictionary, which the first batch trains, or for the end of all batches
// before a seal, waited for ever when a Worker went away inside a batch.
TEST(IndexWriter, AbandonedFirstBatchLetsNobodyWait) {
  TracedWorld world;
  auto writer = world.open_writer(small_options(3));
  const auto begin = [&](unsigned worker) {
    return writer->worker(worker).begin_batch([]() -> Result<bool> { return true; });
  };
  ASSERT_OK(begin(0));
  ASSERT_OK(begin(1));
  ASSERT_OK(writer->worker(1).add(test_document(1)));
  Status waited;
  std::thread waiting([&] { waited = writer->worker(1).end_batch(); });
  writer->worker(0).abandon_batch(Error{Code::kIo, "the input went away", {}});
  waiting.join();
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().message, "the input went away");
  EXPECT_EQ(begin(2).error().message, "the input went away");
  EXPECT_EQ(world.commit(*writer).error().message, "the input went away");
  EXPECT_EQ(writer->merge(1).error().message, "the input went away");
}

TEST(IndexWriter, AbandonedBatchLetsNobodyWaitForASeal) {
  TracedWorld world;
  WriterOptions options = small_options(3);
  options.documents_per_segment_max = 1;
  auto writer = world.open_writer(options);
  const auto begin = [&](unsigned worker) {
    return writer->worker(worker).begin_batch([]() -> Result<bool> { return true; });
  };
  ASSERT_OK(begin(0));
  ASSERT_OK(begin(1));
  ASSERT_OK(writer->worker(0).add(test_document(0)));
  ASSERT_OK(writer->worker(0).end_batch());  // enough for a seal, once Worker 1 is done
  Status waited;
  std::thread waiting([&] {
    const auto begun = begin(2);
    if (!begun) waited = begun.error();
  });
  writer->worker(1).abandon_batch(Error{Code::kIo, "the input went away", {}});
  waiting.join();
  EXPECT_EQ(waited.error().message, "the input went away");
  EXPECT_EQ(world.commit(*writer).error().message, "the input went away");
  EXPECT_EQ(Snapshot::open(world.env(), world.kDirectory).error().code, Code::kNotFound);
}

TEST(IndexWriter, TwoNewestGenerationsAreKept) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t g = 1; g <= 5; ++g) {
    ASSERT_OK(load(*writer, test_documents(0, 5, g)));
    EXPECT_EQ(*world.commit(*writer), g);
    std::set<std::string> needed = {"LOCK"};
    for (uint32_t kept = g == 1 ? 1 : g - 1; kept <= g; ++kept) {
      const auto manifest = read_manifest(world.disk(), "index", kept);
      ASSERT_OK(manifest);
      needed.insert(manifest_name(kept));
      for (const std::string& name : manifest->file_names()) needed.insert(name);
    }
    EXPECT_THAT(world.names(), testing::ElementsAreArray(needed));
  }
}

TEST(IndexWriter, DocumentBeyondALimitIsRefusedAndTheBatchGoesOn) {
  TracedWorld world;
  auto writer = world.open_writer();
  auto& worker = writer->worker(0);
  ASSERT_OK(worker.begin_batch([]() -> Result<bool> { return true; }));
  Document too_long = test_document(0);
  too_long.keywords.push_back({kSymbol, std::string(5000, 'x')});
  const Status refused = worker.add(too_long);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kLimit);
  ASSERT_OK(worker.add(test_document(1)));
  ASSERT_OK(worker.end_batch());
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(world.records(), records_of(test_documents(1, 1)));
}

TEST(IndexWriter, NoInputLeftBeginsNoBatch) {
  TracedWorld world;
  auto writer = world.open_writer();
  const auto begun = writer->worker(0).begin_batch([]() -> Result<bool> { return false; });
  ASSERT_OK(begun);
  EXPECT_FALSE(*begun);
  EXPECT_EQ(*world.commit(*writer), 1u);
}

// A process may be killed between making the directory and syncing the one above; the next one
// acknowledged its commit without doing so, and a power cut then took the whole index.
TEST(IndexWriter, DirectoryLeftByADeadWriterIsMadeDurable) {
  TracedWorld world;
  ASSERT_OK(world.disk().make_dir("index"));
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 2)));
  ASSERT_OK(world.commit(*writer));
  world.disk().for_each_crash_state({}, [](const CrashState& state) {
    SimEnv after(2);
    const auto records = checked_records(after.over(state.fs), "index");
    EXPECT_OK(records) << state.name;
    return true;
  });
}

}  // namespace
}  // namespace patlas::indextest
