// Each call to the disk that a load, commit, delete, merge and backup make fails once, and from
// there on for ever; and the disk is full at each byte count that matters (RELIABILITY F3, F4).
// The caller gets an error, readers keep their generation, the index on disk is the acknowledged
// generation or the one in flight, and the next writer works and cleans up.
#include <iostream>
#include <optional>
#include <set>

#include "engine/base/fault_fs.h"
#include "engine/index/backup.h"
#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {
namespace {

/// What the workload knows of the disk: the last state that it was told is durable, and the one
/// that a commit is making.
struct Known {
  Records acked, in_flight;
  uint64_t generation = 0;
  std::optional<Records> backup;
};

/// Load, commit, replace and delete, commit, reopen, merge, commit, backup; stops at the first
/// error.
class Workload {
 public:
  /// `spills`: with so many terms in so little memory that spools go to disk.
  explicit Workload(const Env& env, bool spills = false) : env_(env), spills_(spills) {}

  Status run() {
    PATLAS_TRY(open(2u << 20));
    PATLAS_TRY(put(spills_ ? wordy_documents() : test_documents(0, 12)));
    PATLAS_TRY(commit());
    PATLAS_TRY(put(test_documents(8, 8, 1)));
    const std::string gone = test_key(2);
    PATLAS_ASSIGN(const uint64_t removed, writer_->remove(std::span(&gone, 1)));
    EXPECT_EQ(removed, 1u);
    known_.in_flight.erase(gone);
    PATLAS_TRY(commit());
    PATLAS_TRY(open(12u << 20));  // merges take more
    PATLAS_TRY(writer_->merge(1));
    PATLAS_TRY(commit());
    PATLAS_ASSIGN(const auto snapshot, Snapshot::open(env_, "index"));
    PATLAS_TRY(backup_snapshot(env_, *snapshot, "backup"));
    known_.backup = known_.acked;
    PATLAS_TRY(put(test_documents(16, 4)));
    PATLAS_TRY(commit());
    PATLAS_TRY(writer_->keep_few_segments(false));
    while (writer_->is_merging()) std::this_thread::yield();  // its calls are counted too
    const std::string merged_and_gone = test_key(9);
    PATLAS_ASSIGN(const uint64_t removed_beside, writer_->remove(std::span(&merged_and_gone, 1)));
    EXPECT_EQ(removed_beside, 1u);
    known_.in_flight.erase(merged_and_gone);
    PATLAS_TRY(commit());
    return writer_->keep_few_segments(true);
  }

  const Known& known() const { return known_; }
  IndexWriter* writer() { return writer_.get(); }

 private:
  Status open(uint64_t spilling_bytes) {
    writer_.reset();
    WriterOptions options = small_options();
    if (spills_) options.memory_bytes = spilling_bytes;
    options.segments_max = 1;
    PATLAS_ASSIGN(writer_, IndexWriter::open(env_, "index", test_schema(), options));
    return {};
  }
  static std::vector<Document> wordy_documents() {
    auto documents = test_documents(0, 3);
    for (uint32_t i = 0; i < 15000; ++i) {
      documents[2].texts[0].text += " word" + std::to_string(i * 7919);
    }
    return documents;
  }
  Status put(const std::vector<Document>& documents) {
    for (const Document& d : documents) known_.in_flight[d.key] = d.stored;
    return load(*writer_, documents);
  }
  Status commit() {
    PATLAS_ASSIGN(known_.generation, writer_->commit());
    known_.acked = known_.in_flight;
    return {};
  }

  Env env_;
  bool spills_;
  std::unique_ptr<IndexWriter> writer_;
  Known known_;
};

/// Nothing but what the generations in it need.
void expect_no_orphans(SimFs& disk) {
  const auto generations = list_generations(disk, "index");
  if (!generations && generations.error().code == Code::kNotFound) return;
  ASSERT_OK(generations);
  std::set<std::string> needed = {"LOCK"};
  for (const uint64_t g : *generations) {
    const auto manifest = read_manifest(disk, "index", g);
    ASSERT_OK(manifest);
    needed.insert(manifest_name(g));
    for (std::string& name : manifest->file_names()) needed.insert(std::move(name));
  }
  ASSERT_THAT(*disk.list("index"), testing::ElementsAreArray(needed)) << "orphans";
}

/// The index is whole, at the acknowledged generation or the next; a writer goes on from there.
void expect_recovers(SimFs& disk, const Known& known) {
  SimEnv world(13);
  TraceFs trace(disk, manifest_file_names);
  const Env env = world.over(trace);
  Records records = known.acked;
  uint64_t generation = 0;
  const auto snapshot = Snapshot::open(env, "index");
  if (!snapshot) {
    ASSERT_EQ(snapshot.error().code, Code::kNotFound) << snapshot.error().to_string();
    ASSERT_EQ(known.generation, 0u) << "an acknowledged generation is gone";
  } else {
    generation = (*snapshot)->generation();
    ASSERT_TRUE(generation == known.generation || generation == known.generation + 1);
    ASSERT_THAT(damages_text(check_snapshot(**snapshot)), testing::IsEmpty());
    records = valued(live_records(**snapshot));
    // Documents of a commit in flight: what the workload had asked for by then, or less of it.
    if (generation == known.generation) {
      ASSERT_EQ(records, known.acked);
    } else {
      ASSERT_EQ(records, known.in_flight);
    }
  }
  auto writer = IndexWriter::open(env, "index", test_schema(), small_options());
  ASSERT_OK(writer);
  const auto more = test_documents(900, 2);
  ASSERT_OK(load(**writer, more));
  for (const Document& d : more) records[d.key] = d.stored;
  const auto committed = (*writer)->commit();
  ASSERT_OK(committed);
  trace.note_ack();
  ASSERT_EQ(*committed, generation + 1);
  ASSERT_EQ(valued(checked_records(env, "index")), records);
  ASSERT_OK(trace.lint());
  expect_no_orphans(disk);
  if (known.backup) {
    ASSERT_EQ(valued(checked_records(env, "backup")), *known.backup);
  }
}

std::vector<FaultCall> calls_of_workload() {
  SimEnv world(12);
  FaultFs faults(world.fs());
  Workload workload(world.over(faults));
  EXPECT_OK(workload.run());
  return faults.calls();
}

/// Lets a reader follow the writer: it must keep answering whatever the writer met.
void sweep_call(uint64_t nth, Fault fault, bool& reached) {
  SimEnv world(12);
  TraceFs trace(world.fs(), manifest_file_names);
  FaultFs faults(trace);
  fault.nth = nth;
  faults.inject(fault);
  Workload workload(world.over(faults));
  const Status status = workload.run();
  reached = faults.injected_count() > 0;
  if (!reached) return;
  const Known known = workload.known();
  if (!status) {
    // A link that was made but reported as failed stands in the way of the copy.
    const bool in_the_way = fault.happens && status.error().code == Code::kExists;
    EXPECT_TRUE(status.error().code == Code::kIo || in_the_way) << status.error().to_string();
    EXPECT_FALSE(status.error().message.empty());
  }
  // A reader that comes now, while the writer still holds its lock.
  if (known.generation > 0) {
    const auto records = checked_records(world.env(), "index");
    ASSERT_OK(records);
    ASSERT_TRUE(*records == known.acked || *records == known.in_flight);
  }
  faults.clear();
  if (!status && workload.writer() != nullptr) {
    // After a failed seal, commit or merge the writer refuses everything; after another failure it
    // may go on. Either way nothing that it says is acknowledged may be lost.
    const Status again = load(*workload.writer(), test_documents(500, 1));
    static_cast<void>(again);
  }
  const auto after_power_cut = [&](const CrashState& state) {
    SCOPED_TRACE(state.name);
    expect_recovers(state.fs, known);
    return !testing::Test::HasFailure();
  };
  if (nth % 5 == 0) world.fs().for_each_crash_state({}, after_power_cut);
  {
    const Workload gone = std::move(workload);  // lets go of the lock
  }
  expect_recovers(world.fs(), known);
  EXPECT_OK(trace.lint());
}

TEST(FaultSweep, EveryCallFailsOnceAndForEver) {
  const std::vector<FaultCall> calls = calls_of_workload();
  uint64_t faults_injected = 0;
  for (const bool sticky : {false, true}) {
    for (const bool happens : {false, true}) {
      for (const int errno_value : {EIO, ENOSPC, EMFILE, EACCES}) {
        for (uint64_t nth = 1; nth <= calls.size(); ++nth) {
          SCOPED_TRACE(calls[nth - 1].site() + ", call " + std::to_string(nth) +
                       (sticky ? ", for ever" : ", once") + (happens ? ", but it happened" : "") +
                       ", errno " + std::to_string(errno_value));
          if (kUnderAsan && (nth + static_cast<uint64_t>(errno_value)) % 5 != 0) continue;
          bool reached = false;
          sweep_call(nth, {.sticky = sticky, .happens = happens, .errno_value = errno_value},
                     reached);
          EXPECT_TRUE(reached);
          ++faults_injected;
          if (HasFailure()) return;
        }
      }
    }
  }
  std::cout << calls.size() << " calls, " << faults_injected << " faults\n";
}

TEST(FaultSweep, FaultWhileRecoveringFromAFault) {
  const uint64_t calls = calls_of_workload().size();
  uint64_t pairs = 0;
  for (uint64_t nth = 1; nth <= calls; nth += kUnderAsan ? 7 : 1) {
    SimEnv world(12);
    Known known;
    TraceFs trace(world.fs(), manifest_file_names);
    {
      FaultFs faults(trace);
      faults.inject({.nth = nth, .sticky = true});
      Workload workload(world.over(faults));
      const Status status = workload.run();
      known = workload.known();
      EXPECT_FALSE(status && nth < calls / 2);
    }
    EXPECT_OK(trace.lint());
    for (uint64_t again = 1;; ++again) {
      SCOPED_TRACE("call " + std::to_string(nth) + ", then " + std::to_string(again));
      const auto disk = world.fs().copy();
      TraceFs retrace(*disk, manifest_file_names);
      FaultFs faults(retrace);
      faults.inject({.nth = again});
      Known afterwards = known;
      {
        SimEnv next(17);
        const Env env = next.over(faults);
        auto writer = IndexWriter::open(env, "index", test_schema(), small_options());
        const auto more = test_documents(700, 2);
        if (writer) {
          // Whichever generation was found is now the acknowledged one.
          afterwards.generation = list_generations(*disk, "index")->empty()
                                      ? 0
                                      : list_generations(*disk, "index")->back();
          afterwards.acked =
              known.generation == afterwards.generation ? known.acked : known.in_flight;
          afterwards.in_flight = afterwards.acked;
          for (const Document& d : more) afterwards.in_flight[d.key] = d.stored;
          if (load(**writer, more) && (*writer)->commit()) {
            afterwards.acked = afterwards.in_flight;
            ++afterwards.generation;
          }
        }
      }
      if (faults.injected_count() == 0) break;
      ++pairs;
      EXPECT_OK(retrace.lint());
      faults.clear();
      expect_recovers(*disk, afterwards);
      if (HasFailure()) return;
    }
  }
  std::cout << pairs << " pairs of faults\n";
}

TEST(FaultSweep, SpoolsThatGoToDiskFailCleanly) {
  uint64_t spool_calls = 0;
  for (uint64_t nth = 1;; ++nth) {
    SimEnv world(12);
    TraceFs trace(world.fs(), manifest_file_names);
    FaultFs faults(trace);
    faults.inject({.nth = nth});
    Known known;
    bool is_spool = false;
    {
      Workload workload(world.over(faults), true);
      const Status status = workload.run();
      known = workload.known();
      if (faults.injected_count() == 0) break;
      for (const FaultCall& call : faults.calls()) {
        if (!call.failed) continue;
        const size_t name = call.path.find_last_of('/') + 1;
        is_spool = call.path.compare(name, 4, "tmp-") == 0 &&
                   call.path.find('-', name + 4) != std::string::npos;
      }
      if (is_spool && !status) {
        EXPECT_EQ(status.error().code, Code::kIo) << status.error().to_string();
      }
    }
    spool_calls += is_spool;
    SCOPED_TRACE("call " + std::to_string(nth));
    faults.clear();
    EXPECT_OK(trace.lint());
    if (is_spool) expect_recovers(world.fs(), known);
    if (HasFailure()) return;
  }
  EXPECT_GT(spool_calls, 10u);
}

/// "append segment", "sync_dir index": the call and what sort of file it is about.
std::string site_of(const FaultCall& call) {
  const std::string name = call.path.substr(call.path.find_last_of('/') + 1);
  return std::string(fs_call_name(call.call)) + " " + name.substr(0, name.find('-'));
}

/// A new call to the disk must be added here by who writes it, and is then known to be swept.
TEST(FaultSweep, WorkloadReachesEveryKnownSite) {
  std::set<std::string> sites;
  for (const FaultCall& call : calls_of_workload()) sites.insert(site_of(call));
  EXPECT_THAT(
      sites,
      testing::UnorderedElementsAre(
          "append deletes", "append families", "append segment", "append store", "append tmp",
          "close deletes", "close families", "close segment", "close store", "close tmp",
          "create deletes", "create families", "create segment", "create store", "create tmp",
          "unlink families", "link segment", "link store", "list index", "lock LOCK",
          "map MANIFEST", "map deletes", "map families", "map segment", "map store", "mkdir backup",
          "mkdir index", "open MANIFEST", "open deletes", "open families", "open segment",
          "open store", "rename tmp", "stat index", "sync deletes", "sync families", "sync segment",
          "sync store", "sync tmp", "sync_dir .", "sync_dir backup", "sync_dir index",
          "unlink MANIFEST", "unlink deletes", "unlink segment"));
}

TEST(FaultSweep, WriterIsPoisonedByAFailedCommit) {
  SimEnv world(12);
  FaultFs faults(world.fs());
  auto writer = *IndexWriter::open(world.over(faults), "index", test_schema(), small_options());
  ASSERT_OK(load(*writer, test_documents(0, 3)));
  faults.inject({.call = FsCall::kSync});
  const auto committed = writer->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, Code::kIo);
  faults.clear();
  const std::string first = committed.error().to_string();
  EXPECT_EQ(writer->commit().error().to_string(), first);
  EXPECT_EQ(writer->merge(1).error().to_string(), first);
  EXPECT_EQ(writer->remove({}).error().to_string(), first);
  EXPECT_EQ(load(*writer, test_documents(0, 1)).error().to_string(), first);
}

TEST(FaultSweep, DiskFullAnywhereLosesNothingAndIsCollected) {
  uint64_t needed = 0;
  {
    SimEnv world(12);
    FaultFs faults(world.fs());
    faults.set_byte_budget(1u << 30);
    Workload workload(world.over(faults));
    ASSERT_OK(workload.run());
    for (uint64_t low = 0, high = 1u << 30; low + 1 < high;) {
      SimEnv again(12);
      FaultFs limited(again.fs());
      const uint64_t middle = low + (high - low) / 2;
      limited.set_byte_budget(middle);
      (Workload(again.over(limited)).run() ? high : low) = middle;
      needed = high;
    }
  }
  uint64_t tried = 0;
  std::set<uint64_t> budgets = {0, 1, needed - 1, needed};
  for (uint64_t bytes = 512; bytes<needed; bytes += budget(1)> 1 ? 64 : 512) {
    budgets.insert({bytes - 1, bytes, bytes + 1});
  }
  for (const uint64_t bytes : budgets) {
    SCOPED_TRACE("full after " + std::to_string(bytes) + " bytes of " + std::to_string(needed));
    SimEnv world(12);
    TraceFs trace(world.fs(), manifest_file_names);
    FaultFs faults(trace);
    faults.set_byte_budget(bytes);
    Known known;
    {
      Workload workload(world.over(faults));
      const Status status = workload.run();
      EXPECT_EQ(status.has_value(), bytes >= needed);
      if (!status) {
        EXPECT_EQ(status.error().code, Code::kIo) << status.error().to_string();
      }
      known = workload.known();
    }
    EXPECT_OK(trace.lint());
    expect_no_orphans(world.fs());  // what the failed attempt took is free again
    faults.set_byte_budget(FaultFs::kNoLimit);
    expect_recovers(world.fs(), known);
    ++tried;
    if (HasFailure()) return;
  }
  std::cout << tried << " full disks\n";
}

}  // namespace
}  // namespace patlas::indextest
