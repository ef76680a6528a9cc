#include "engine/index/snapshot.h"

#include <filesystem>

#include "engine/base/mapping_guard.h"
#include "engine/index/backup.h"
#include "tests/engine/index/test_writing.h"
#include "tests/temp_folder.h"

namespace patlas::indextest {
namespace {

using testing::HasSubstr;

TEST(Snapshot, DirectoryWithoutAnIndexIsNotFound) {
  TracedWorld world;
  const auto missing = Snapshot::open(world.env(), "nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  ASSERT_OK(world.disk().make_dir("empty"));
  const auto empty = Snapshot::open(world.env(), "empty");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Code::kNotFound);
  EXPECT_THAT(empty.error().message, HasSubstr("patlas index empty"));
}

TEST(Snapshot, KeepsAnsweringWhileTheWriterGoesOn) {
  TracedWorld world;
  auto writer = world.open_writer();
  const auto first = test_documents(0, 60);
  ASSERT_OK(load(*writer, first));
  ASSERT_OK(world.commit(*writer));
  const auto held = world.snapshot();
  for (uint32_t g = 1; g <= 4; ++g) {
    ASSERT_OK(load(*writer, test_documents(0, 30, g)));
    ASSERT_OK(world.commit(*writer));
    ASSERT_OK(writer->merge(1));
    ASSERT_OK(world.commit(*writer));
  }
  const auto generations = *list_generations(world.disk(), "index");
  EXPECT_THAT(generations, testing::Not(testing::Contains(held->generation())))
      << "its files must be gone for this test to mean something";
  EXPECT_EQ(valued(live_records(*held)), records_of(first));
  EXPECT_EQ(keys_with(*held, kSymbol, "in every document")->size(), 60u);
  EXPECT_THAT(check_snapshot(*held).damages, testing::IsEmpty());
}

TEST(Snapshot, NamesIndexAndGeneration) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(world.commit(*writer));
  const std::string first = world.snapshot()->id();
  ASSERT_OK(load(*writer, test_documents(0, 1)));
  ASSERT_OK(world.commit(*writer));
  const std::string second = world.snapshot()->id();
  EXPECT_EQ(first.substr(0, 16), second.substr(0, 16));
  EXPECT_TRUE(first.ends_with(".1") && second.ends_with(".2")) << first << " " << second;
}

TEST(Snapshot, CarriesTheNewestSchemeOfEachNameThroughCommitsAndMerges) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 40)));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(*world.snapshot()->scheme("cpc"), nullptr);
  ASSERT_OK(writer->put_scheme(*test_scheme(0)));
  ASSERT_OK(world.commit(*writer));
  const auto held = world.snapshot();
  ASSERT_OK(writer->put_scheme(*test_scheme(1)));
  ASSERT_OK(load(*writer, test_documents(40, 40)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(writer->merge(1));
  ASSERT_OK(world.commit(*writer));
  writer = nullptr;
  writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(80, 10)));
  ASSERT_OK(world.commit(*writer));

  const auto scheme = world.snapshot()->scheme("cpc");
  ASSERT_OK(scheme);
  EXPECT_EQ((*scheme)->version(), "2031");
  EXPECT_EQ((*scheme)->count(), 4u);
  EXPECT_EQ(*world.snapshot()->scheme("ipc"), nullptr);
  EXPECT_EQ((*held->scheme("cpc"))->version(), "2030") << "a snapshot keeps its own";
  const auto names = *world.disk().list("index");
  EXPECT_EQ(std::count_if(names.begin(), names.end(),
                          [](const std::string& n) { return n.starts_with("scheme-"); }),
            1)
      << "the older one is garbage";
}

TEST(Snapshot, BackupCopiesTheSchemes) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(writer->put_scheme(*test_scheme()));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(backup_snapshot(world.env(), *world.snapshot(), "copy"));
  const auto copy = Snapshot::open(world.env(), "copy");
  ASSERT_OK(copy);
  EXPECT_EQ((*(*copy)->scheme("cpc"))->version(), "2030");
  EXPECT_THAT(check_snapshot(**copy).damages, testing::IsEmpty());
}

TEST(Snapshot, BackupKeepsFrequentBigrams) {
  TracedWorld world;
  {
    auto writer = world.open_writer();
    std::vector<Document> documents = test_documents(0, 10);
    for (Document& document : documents) {
      for (TextValue& text : document.texts) text.text += " of the";
    }
    ASSERT_OK(load(*writer, documents));
    ASSERT_OK(world.commit(*writer));
  }
  ASSERT_OK(backup_snapshot(world.env(), *world.snapshot(), "copy"));
  const auto copy = valued(Snapshot::open(world.env(), "copy"));
  EXPECT_THAT(damages_text(check_snapshot(*copy)), testing::IsEmpty());
  EXPECT_TRUE(valued(copy->segments()[0].reader->term_postings(kTitle, "pof the", Detail::kFreqs)));
  ASSERT_OK(IndexWriter::open(world.env(), "copy", test_schema(), small_options()));
}

TEST(Snapshot, CountsFamiliesOverSegmentsOnce) {
  TracedWorld world;
  auto writer = world.open_writer();
  // Three documents a family; 0-7 and 8-15 share the family of 6 to 8.
  ASSERT_OK(load(*writer, test_documents(0, 8)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(load(*writer, test_documents(8, 8)));
  ASSERT_OK(world.commit(*writer));
  const auto snapshot = world.snapshot();
  const auto families = snapshot->groups(GroupLevel::kFamily);
  ASSERT_OK(families);
  EXPECT_EQ((*families)->live_count(snapshot->segments()), 6u);
  std::map<std::string, std::set<uint32_t>> ordinals_of;
  for (uint32_t s = 0; s < 2; ++s) {
    const SegmentReader& reader = *snapshot->segments()[s].reader;
    for (DocId doc = 0; doc < 8; ++doc) {
      const std::string key = valued(reader.key(doc));
      uint32_t number = 0;
      while (test_key(number) != key) ++number;
      ordinals_of[test_document(number).family].insert((*families)->number(s, doc));
    }
  }
  for (const auto& [family, ordinals] : ordinals_of) EXPECT_EQ(ordinals.size(), 1u) << family;
}

TEST(Snapshot, FileMissingFromTheNewestGenerationIsCorruption) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 3)));
  ASSERT_OK(world.commit(*writer));
  for (const std::string& name : read_manifest(world.disk(), "index", 1)->file_names()) {
    const auto copy = world.disk().copy();
    ASSERT_OK(copy->unlink("index/" + name));
    SimEnv other(3);
    const auto opened = Snapshot::open(other.over(*copy), "index");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::kCorruption);
    EXPECT_THAT(opened.error().to_string(), HasSubstr(name));
  }
}

// Only their number was compared: in another order they gave other documents' records.
TEST(Snapshot, SegmentWhoseStoresTheManifestNamesInAnotherOrderIsCorruption) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t half = 0; half < 2; ++half) {
    ASSERT_OK(load(*writer, test_documents(half * 5, 5)));
    ASSERT_OK(world.commit(*writer));
  }
  ASSERT_OK(writer->merge(1));
  const auto generation = world.commit(*writer);
  ASSERT_OK(generation);
  Manifest manifest = valued(read_manifest(world.disk(), world.kDirectory, *generation));
  ASSERT_EQ(manifest.segments[0].stores.size(), 2u);
  std::swap(manifest.segments[0].stores[0], manifest.segments[0].stores[1]);
  ++manifest.generation;
  ASSERT_OK(publish_manifest(world.env(), world.kDirectory, manifest));
  const auto opened = Snapshot::open(world.env(), world.kDirectory);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kCorruption);
}

// The process ended with SIGBUS, or, after a cut inside a page, answered from zeros.
TEST(Snapshot, FileCutShortUnderAReaderIsAnErrorAndTheReaderLives) {
  install_mapping_guard();
  const std::string directory =
      test::temp_dir() + "patlas_cut_" + std::to_string(posix_env().rand->next());
  for (const bool inside_the_last_page : {false, true}) {
    std::filesystem::remove_all(directory);
    auto writer = IndexWriter::open(posix_env(), directory, test_schema(), small_options());
    ASSERT_OK(writer);
    ASSERT_OK(load(**writer, test_documents(0, 300)));
    ASSERT_OK((*writer)->commit());
    const auto opened = Snapshot::open(posix_env(), directory);
    ASSERT_OK(opened);
    const Snapshot& snapshot = **opened;
    ASSERT_EQ(valued(live_records(snapshot)).size(), 300u);  // so that its blocks are checked
    ASSERT_OK(snapshot.intact());
    const std::string path = snapshot.segments()[0].reader->file().path();
    const auto size = std::filesystem::file_size(path);
    std::filesystem::resize_file(path, inside_the_last_page ? size - 1 : 0);
    const auto records = live_records(snapshot);
    static_cast<void>(records);  // whatever it says, the process lives, and:
    const Status intact = snapshot.intact();
    ASSERT_FALSE(intact);
    EXPECT_EQ(intact.error().code, Code::kIo);
    EXPECT_EQ(intact.error().place.file, path);
    const CheckReport report = check_snapshot(snapshot);
    ASSERT_FALSE(report.damages.empty());
    EXPECT_EQ(report.damages[0].code, Code::kIo) << report.damages[0].to_string();
  }
  std::filesystem::remove_all(directory);
}

// A writer would have merged zeros, or not found what a new record replaces.
TEST(Snapshot, FileCutShortUnderAWriterKeepsItFromCommitting) {
  install_mapping_guard();
  const std::string directory =
      test::temp_dir() + "patlas_cut_" + std::to_string(posix_env().rand->next());
  for (const bool by_merge : {false, true}) {
    std::filesystem::remove_all(directory);
    auto writer = IndexWriter::open(posix_env(), directory, test_schema(), small_options());
    ASSERT_OK(writer);
    for (const uint32_t first : {0u, 300u}) {
      ASSERT_OK(load(**writer, test_documents(first, 300)));
      ASSERT_OK((*writer)->commit());
    }
    std::string path;
    {
      const auto opened = Snapshot::open(posix_env(), directory);
      ASSERT_OK(opened);
      path = (*opened)->segments()[0].reader->file().path();
    }
    std::filesystem::resize_file(path, 0);
    Status done = by_merge ? (*writer)->merge(1) : load(**writer, test_documents(0, 300, 1));
    if (done) {
      const auto committed = (*writer)->commit();
      if (!committed) done = committed.error();
    }
    EXPECT_FALSE(done);
    EXPECT_TRUE(std::filesystem::exists(directory + "/" + manifest_name(2)));
    EXPECT_FALSE(std::filesystem::exists(directory + "/" + manifest_name(3)));
  }
  std::filesystem::remove_all(directory);
}

TEST(Snapshot, DamagedNewestManifestIsNotReplacedByTheOneBefore) {
  TracedWorld world;
  auto writer = world.open_writer();
  for (uint32_t g = 1; g <= 2; ++g) {
    ASSERT_OK(load(*writer, test_documents(0, 3, g)));
    ASSERT_OK(world.commit(*writer));
  }
  const std::string path = "index/" + manifest_name(2);
  std::string bytes = *world.disk().contents(path);
  bytes[70] = static_cast<char>(bytes[70] ^ 1);
  ASSERT_OK(world.disk().set_contents(path, bytes));
  const auto opened = Snapshot::open(world.env(), "index");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kCorruption);
  EXPECT_EQ(opened.error().place.file, path);
  EXPECT_EQ(opened.error().place.offset, 64u);
}

TEST(Backup, OfAHeldSnapshotOpensIdenticalWhileTheWriterGoesOn) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 40)));
  ASSERT_OK(world.commit(*writer));
  EXPECT_EQ(*writer->remove(std::vector<std::string>{test_key(3)}), 1u);
  ASSERT_OK(world.commit(*writer));
  const auto held = world.snapshot();
  ASSERT_OK(backup_snapshot(world.env(), *held, "early"));
  // The second backup is taken when the files have lost their names.
  for (uint32_t g = 1; g <= 3; ++g) {
    ASSERT_OK(load(*writer, test_documents(0, 40, g)));
    ASSERT_OK(world.commit(*writer));
  }
  ASSERT_OK(backup_snapshot(world.env(), *held, "late"));
  for (const char* directory : {"early", "late"}) {
    const auto copy = Snapshot::open(world.env(), directory);
    ASSERT_OK(copy);
    EXPECT_EQ((*copy)->id(), held->id());
    EXPECT_THAT(check_snapshot(**copy).damages, testing::IsEmpty());
    EXPECT_EQ(valued(live_records(**copy)), valued(live_records(*held)));
    const auto files = SnapshotParts::files(*held), copies = SnapshotParts::files(**copy);
    ASSERT_EQ(files.size(), copies.size());
    for (size_t i = 0; i < files.size(); ++i) {
      EXPECT_TRUE(std::ranges::equal(files[i]->bytes(), copies[i]->bytes())) << files[i]->path();
    }
  }
}

TEST(Backup, SurvivesAPowerCutRightAfterwards) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 10)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(backup_snapshot(world.env(), *world.snapshot(), "copy"));
  world.disk().for_each_crash_state({}, [](const CrashState& state) {
    SimEnv after(2);
    const auto records = checked_records(after.over(state.fs), "copy");
    EXPECT_OK(records) << state.name;
    return true;
  });
}

TEST(Backup, CanBeWrittenToOnItsOwn) {
  TracedWorld world;
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 10)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(backup_snapshot(world.env(), *world.snapshot(), "copy"));
  auto other = IndexWriter::open(world.env(), "copy", test_schema(), small_options());
  ASSERT_OK(other);
  ASSERT_OK(load(**other, test_documents(10, 10)));
  ASSERT_OK((*other)->commit());
  EXPECT_EQ(valued(checked_records(world.env(), "copy")), records_of(test_documents(0, 20)));
  EXPECT_EQ(world.records(), records_of(test_documents(0, 10)));
}

TEST(Backup, NeverOverwrites) {
  TracedWorld world;
  ASSERT_OK(world.commit(*world.open_writer()));
  const Status again = backup_snapshot(world.env(), *world.snapshot(), "index");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kExists);
}

}  // namespace
}  // namespace patlas::indextest
