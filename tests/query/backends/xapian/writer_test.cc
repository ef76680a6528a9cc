#include "query/backends/xapian/writer.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian.h>

#include <filesystem>
#include <fstream>

#include "engine/index/snapshot_parts.h"
#include "ingest/patent_schema.h"
#include "patlas/limits.h"
#include "query/backends/xapian/index.h"
#include "query/backends/xapian/marker.h"
#include "tests/oracle/corpus.h"
#include "tests/oracle/world.h"
#include "tests/oracle/xapian_world.h"

namespace patlas::oracle {
namespace {

Record record(const std::string& number, const std::string& title,
              const std::string& source = "docdb") {
  Record made;
  made.source = source;
  made.publication.country = "EP";
  made.publication.number = number;
  made.publication.kind = "A1";
  made.titles.push_back({"en", title});
  return made;
}

Result<std::unique_ptr<XapianWriter>> open_writer(const std::string& directory) {
  return XapianWriter::open(posix_env(), directory, patent_schema());
}

std::string open_error(const std::string& directory) {
  const auto writer = open_writer(directory);
  return writer ? "opens" : writer.error().to_string();
}

uint64_t count_of(const XapianWorld& world) {
  const auto index = world.open();
  if (!index) return 999;
  const auto facts = (*index)->facts();
  return facts ? facts->documents : 999;
}

TEST(XapianWriter, HalfALoadIsNotThere) {
  XapianWorld world;
  {
    const auto writer = open_writer(world.directory());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(load_batch(**writer, std::vector{record("1", "coat")}));
  }
  EXPECT_EQ(world.open().error().code, Code::kNotFound);
  world.load(std::vector{record("1", "coat")});
  ASSERT_TRUE(world.status());
  {
    const auto writer = open_writer(world.directory());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(load_batch(**writer, std::vector{record("1", "paper"), record("2", "coat")}));
    EXPECT_EQ(count_of(world), 1u);
  }
  EXPECT_EQ(count_of(world), 1u);
}

TEST(XapianWriter, AnAbandonedBatchEndsTheLoad) {
  XapianWorld world;
  const auto writer = open_writer(world.directory());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(load_batch(**writer, std::vector{record("1", "coat")}));
  ASSERT_TRUE((*writer)->worker(0).begin_batch([]() -> Result<bool> { return true; }));
  (*writer)->worker(0).abandon_batch(Error{Code::kIo, "the disk is full", {}});
  EXPECT_EQ((*writer)->commit().error().message, "the disk is full");
  EXPECT_EQ((*writer)->worker(0).end_batch().error().message, "the disk is full");
  EXPECT_EQ(world.open().error().code, Code::kNotFound);
}

TEST(XapianWriter, WhatEndsAsItStoodMakesNoGeneration) {
  XapianWorld world;
  const std::vector<Record> first = {record("1", "coat"), record("2", "paper")};
  Record deleted = record("2", "");
  deleted.is_delete = true;
  world.load(first);
  const auto load = [&world](const std::vector<Record>& records) {
    const auto writer = open_writer(world.directory());
    EXPECT_TRUE(writer && load_batch(**writer, records));
    return (*writer)->commit().value_or(0);
  };
  EXPECT_EQ(load(first), 1u);
  EXPECT_EQ(load({record("1", "rotor"), record("1", "coat")}), 1u);
  EXPECT_EQ(load({deleted, record("2", "paper")}), 1u);
  EXPECT_EQ(load({record("3", "new"),
                  [] {
                    Record gone = record("3", "");
                    gone.is_delete = true;
                    return gone;
                  }()}),
            1u);
  EXPECT_EQ(load({}), 1u);
  EXPECT_EQ(load({deleted}), 2u);
  EXPECT_EQ(count_of(world), 1u);
}

TEST(XapianWriter, OneWriterMakesSeveralGenerations) {
  XapianWorld world;
  const auto writer = open_writer(world.directory());
  ASSERT_TRUE(writer);
  for (uint64_t generation = 1; generation <= 3; ++generation) {
    ASSERT_TRUE(load_batch(**writer, std::vector{record(std::to_string(generation), "coat")}));
    EXPECT_EQ((*writer)->commit().value_or(0), generation);
    EXPECT_EQ(count_of(world), generation);
  }
  EXPECT_EQ((*writer)->commit().value_or(0), 3u);
  const std::vector<std::string> keys = {"EP.1", "EP.2.A1", "EP.2.B1", "EP"};
  EXPECT_EQ((*writer)->remove(keys).value_or(0), 5u - 2u);  // "EP" is the beginning of all
  EXPECT_EQ((*writer)->commit().value_or(0), 4u);
  EXPECT_EQ(count_of(world), 0u);
}

// Which record stands, what is counted as what, and when there is something new to commit: by the
// native index and here, load by load.
TEST(XapianWriter, TotalsAndGenerationsAreTheNativeOnes) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    const std::vector<Record> records = with_changes(odd_records(seed, 60), seed);
    World native;
    XapianWorld world;
    const size_t loads = 1 + seed % 5;
    native.load_in(records, loads);
    world.load_in(records, loads);
    native.load(records);
    world.load(records);
    const std::vector<std::string> keys = {record_key(records[0]), record_key(records[1])};
    native.remove(keys);
    world.remove(keys);
    const auto snapshot = native.open();
    const auto index = world.open();
    ASSERT_TRUE(snapshot && index) << seed;
    const Manifest& manifest = SnapshotParts::manifest(**snapshot);
    const auto facts = (*index)->facts();
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->documents, (*snapshot)->live_count()) << seed;
    EXPECT_EQ(facts->generation, manifest.generation) << seed;
    EXPECT_EQ(facts->totals.seen, manifest.totals.seen) << seed;
    EXPECT_EQ(facts->totals.accepted, manifest.totals.accepted) << seed;
    EXPECT_EQ(facts->totals.replaced, manifest.totals.replaced) << seed;
    EXPECT_EQ(facts->totals.superseded, manifest.totals.superseded) << seed;
    EXPECT_EQ(facts->totals.deleted, manifest.totals.deleted) << seed;
  }
}

TEST(XapianWriter, ARecordBeyondTheLimitsIsRefusedAndTheBatchGoesOn) {
  XapianWorld world;
  const auto writer = open_writer(world.directory());
  ASSERT_TRUE(writer);
  DocumentSink::Worker& worker = (*writer)->worker(0);
  ASSERT_TRUE(worker.begin_batch([]() -> Result<bool> { return true; }));
  Document large = make_document(record("1", "coat")).value();
  large.keywords.push_back({9, std::string(limits::kTermBytes, 'x')});
  EXPECT_EQ(worker.add(large).error().code, Code::kLimit);
  large = make_document(record("1", "coat")).value();
  large.stored.resize(130u << 20);
  EXPECT_EQ(worker.add(large).error().code, Code::kLimit);
  EXPECT_TRUE(worker.add(make_document(record("2", "coat")).value()));
  EXPECT_TRUE(worker.end_batch());
  EXPECT_TRUE((*writer)->commit());
  EXPECT_EQ(count_of(world), 1u);
}

// With blocks of the load on disk already.
TEST(XapianWriter, AKilledLoadLeavesTheIndexAsItWas) {
  XapianWorld world;
  world.load(odd_records(1, 300));
  const uint64_t before = count_of(world);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto writer =
        XapianWriter::open(posix_env(), world.directory(), patent_schema(), 1u << 20);
    _exit(writer && load_batch(**writer, odd_records(2, 400)) ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(count_of(world), before);
  const auto report = check_xapian(posix_env(), world.directory(),
                                   [](const auto&, const auto&, uint64_t) { return true; });
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->damages.empty()) << report->damages[0].message;
  world.load(odd_records(2, 400));
  EXPECT_TRUE(world.status());
  EXPECT_GT(count_of(world), before);
}

// Xapian itself would hold all of these until the commit.
TEST(XapianWriter, LittleMemoryHasXapianWriteDownWithinTheLoad) {
  const std::vector<Record> records = odd_records(3, 400);
  const auto written_before_commit = [&](uint64_t memory_bytes) {
    XapianWorld world;
    const auto writer =
        XapianWriter::open(posix_env(), world.directory(), patent_schema(), memory_bytes);
    EXPECT_TRUE(writer && load_batch(**writer, records));
    // The table is made with the first list of positions that is written.
    const bool is_written = std::filesystem::exists(world.directory() + "/position.glass");
    EXPECT_TRUE((*writer)->commit());
    EXPECT_EQ(count_of(world), (*writer)->totals().accepted);
    return is_written;
  };
  EXPECT_FALSE(written_before_commit(1u << 30));
  EXPECT_TRUE(written_before_commit(1u << 20));
}

TEST(XapianWriter, ASecondWriterIsRefused) {
  XapianWorld world;
  const auto writer = open_writer(world.directory());
  ASSERT_TRUE(writer);
  const auto second = open_writer(world.directory());
  EXPECT_EQ(second.error().code, Code::kExists);
  EXPECT_NE(second.error().message.find("held by another writer"), std::string::npos);
}

TEST(XapianWriter, WhatIsNoIndexOfItsOwnIsRefused) {
  const XapianWorld of_files, native, of_others, of_another_analysis;
  std::ofstream(of_files.directory() + "/thesis.txt") << "mine";
  EXPECT_NE(open_error(of_files.directory()).find("the directory holds other files"),
            std::string::npos);
  EXPECT_NE(open_error(of_files.directory() + "/thesis.txt").find("this is a file"),
            std::string::npos);
  std::ofstream(native.directory() + "/MANIFEST-0000000000000001") << "x";
  EXPECT_NE(open_error(native.directory()).find("holds a native index"), std::string::npos);
  {
    Xapian::WritableDatabase database(of_others.directory());
    database.add_document(Xapian::Document());
  }
  EXPECT_NE(open_error(of_others.directory()).find("that Patlas did not make"), std::string::npos);
  EXPECT_EQ(of_others.open().error().code, Code::kInvalidArgument);
  {
    Xapian::WritableDatabase database(of_another_analysis.directory());
    xapian::Marker marker;
    marker.analysis = "patlas-text-1";
    marker.schema = patent_schema();
    database.set_metadata(xapian::kMarkerKey, marker.encode());
  }
  EXPECT_NE(open_error(of_another_analysis.directory()).find("text analysis \"patlas-text-1\""),
            std::string::npos);
  EXPECT_EQ(of_another_analysis.open().error().code, Code::kUnsupportedVersion);
}

TEST(XapianWriter, ADamagedDescriptionOfTheIndexIsCorruption) {
  for (size_t bytes = 1; bytes < 60; bytes += 7) {
    XapianWorld world;
    world.load(std::vector{record("1", "coat")});
    {
      Xapian::WritableDatabase database(world.directory());
      const std::string marker = database.get_metadata(xapian::kMarkerKey);
      database.set_metadata(xapian::kMarkerKey, marker.substr(0, marker.size() - bytes));
    }
    EXPECT_EQ(world.open().error().code, Code::kCorruption) << bytes;
  }
}

TEST(XapianWriter, ADamagedSchemaIsCorruptionOfTheDirectory) {
  XapianWorld world;
  world.load(std::vector{record("1", "coat")});
  {
    Xapian::WritableDatabase database(world.directory());
    std::string marker = database.get_metadata(xapian::kMarkerKey);
    marker[marker.find("title") - 1] ^= 0x7F;  // the length of a name
    database.set_metadata(xapian::kMarkerKey, marker);
  }
  const auto opened = world.open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kCorruption);
  EXPECT_EQ(opened.error().message, "the schema does not follow its own description");
  EXPECT_EQ(opened.error().place.file, world.directory());
}

// Xapian takes some for empty, and begins anew without the others.
TEST(XapianWriter, AnIndexWithoutOneOfItsFilesIsAnErrorAndNotBegunAnew) {
  for (const char* lost :
       {"postlist.glass", "docdata.glass", "termlist.glass", "position.glass", "iamglass"}) {
    XapianWorld world;
    world.load(odd_records(3, 40));
    ASSERT_TRUE(world.status());
    const std::string path = world.directory() + "/" + lost;
    std::filesystem::rename(path, path + ".away");
    EXPECT_NE(open_error(world.directory()), "opens") << lost;
    // A reader needs no lists of terms for most queries.
    EXPECT_EQ(world.open().has_value(), std::string(lost) == "termlist.glass") << lost;
    std::filesystem::rename(path + ".away", path);
    const auto index = world.open();
    ASSERT_TRUE(index) << lost << ": " << index.error().to_string();
    EXPECT_EQ((*index)->facts()->documents, world.live().size()) << lost;
  }
}

}  // namespace
}  // namespace patlas::oracle
