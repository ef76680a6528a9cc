// Every history of at most three operations on a small index, cut by a power failure after every
// call that changes the disk, in every way that a disk may come back damaged (RELIABILITY
// F1, F2 and 3.3): alone, and with any second one. After each the index is exactly the acknowledged
// generation or, during a commit, the one in flight; it passes its check, and the next writer goes
// on and cleans up.
//
// The calls of a history's first operations were cut when those operations were the last of a
// shorter history, so only its last operation and the commit behind it are.
#include <iostream>
#include <optional>
#include <set>

#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {
namespace {

enum class Op { kAdd, kUpdate, kDelete, kCommit, kMerge, kMergeBeside, kGc, kSnapshot, kReopen };
constexpr int kOps = 9;
constexpr uint32_t kDocuments = 8;

std::string history_name(const std::vector<Op>& history) {
  static const char* const kNames[] = {"add",          "update", "delete",   "commit", "merge",
                                       "merge beside", "gc",     "snapshot", "reopen"};
  std::string name;
  for (const Op op : history) name += std::string(name.empty() ? "" : ", ") + kNames[int(op)];
  return name;
}

std::vector<std::vector<Op>> all_histories() {
  std::vector<std::vector<Op>> histories, last = {{}};
  for (int length = 1; length <= 3; ++length) {
    std::vector<std::vector<Op>> longer;
    for (const auto& history : last) {
      for (int op = 0; op < kOps; ++op) {
        longer.push_back(history);
        longer.back().push_back(static_cast<Op>(op));
      }
    }
    histories.insert(histories.end(), longer.begin(), longer.end());
    last = std::move(longer);
  }
  return histories;
}

/// One field of each type: small files, so that every cut of them is tried.
Schema small_schema() {
  Schema s;
  s.fields = {{"ti", "title", FieldType::kText, ValueForm::kText, true, ""},
              {"pn", "publication", FieldType::kKeyword, ValueForm::kCode, false, ""}};
  s.columns = {{"pd", ColumnType::kNumber}, {"office", ColumnType::kValues}};
  return s;
}

Document small_document(uint32_t number, uint32_t version) {
  Document d;
  d.key = "EP." + std::to_string(number) + ".A1";
  d.family = "f" + std::to_string(number / 2);
  d.source = "test";
  d.source_rank = 3;
  d.content_hash = number * 1000 + version + 1;
  d.texts = {{0, 1, "rotor " + std::to_string(version)}};
  d.keywords = {{1, d.key}};
  d.numbers = {{0, 20200101 + version}};
  d.values = {{1, "EP"}};
  d.stored = std::to_string(number) + " in version " + std::to_string(version);
  return d;
}

struct Counts {
  uint64_t histories = 0, cuts = 0, states = 0, in_flight = 0;
};

class History {
 public:
  History(const SimFs& base, const Records& records, uint64_t generation, Counts& counts)
      : disk_(base.copy()),
        world_(7),
        trace_(*disk_, manifest_file_names),
        env_(world_.over(trace_)),
        acked_(records),
        working_(records),
        generation_(generation),
        counts_(counts) {
    disk_->set_observer([this](const SimOp& op) {
      if (watching_) cut(op);
    });
  }

  void run(const std::vector<Op>& history, size_t watch_from) {
    open();
    for (size_t i = 0; i < history.size() && !testing::Test::HasFailure(); ++i) {
      watching_ = i >= watch_from;
      take(history[i]);
    }
    commit();
    watching_ = false;
    for (const auto& [snapshot, records] : held_) {
      EXPECT_EQ(valued(live_records(*snapshot)), records) << "a snapshot held since then";
    }
    EXPECT_EQ(valued(checked_records(env_, "index")), working_);
    EXPECT_OK(trace_.lint());
    disk_->set_observer({});
  }

 private:
  void open() {
    WriterOptions options = small_options();
    options.segments_max = 1;
    auto writer = IndexWriter::open(env_, "index", small_schema(), options);
    ASSERT_OK(writer);
    writer_ = std::move(*writer);
  }

  void take(Op op) {
    switch (op) {
      case Op::kAdd:
        return add_missing();
      case Op::kUpdate:
        return working_.empty() ? add_missing() : put(number_of(working_.begin()->first));
      case Op::kDelete:
        return remove_first();
      case Op::kCommit:
        return commit();
      case Op::kMerge:
        EXPECT_OK(writer_->merge(1));
        return;
      case Op::kMergeBeside:
        // Its calls come one after another, as all others; what it made is taken by a later commit.
        EXPECT_OK(writer_->keep_few_segments(false));
        while (writer_->is_merging()) std::this_thread::yield();
        return;
      case Op::kGc:
        EXPECT_OK(writer_->merge(1));
        return commit();
      case Op::kSnapshot:
        held_.emplace_back(*Snapshot::open(env_, "index"), acked_);
        return;
      case Op::kReopen:
        writer_.reset();
        working_ = acked_;  // what was not committed is lost
        return open();
    }
  }

  static uint32_t number_of(const std::string& key) { return static_cast<uint32_t>(key[3] - '0'); }

  void put(uint32_t number) {
    const Document document = small_document(number, ++version_);
    EXPECT_OK(load(*writer_, std::span(&document, 1)));
    working_[document.key] = document.stored;
  }

  void add_missing() {
    for (uint32_t number = 0; number < kDocuments; ++number) {
      if (!working_.contains(small_document(number, 0).key)) return put(number);
    }
  }

  void remove_first() {
    if (working_.empty()) return;
    const std::string key = working_.begin()->first;
    EXPECT_EQ(*writer_->remove(std::span(&key, 1)), 1u);
    working_.erase(key);
  }

  void commit() {
    committing_ = true;
    const auto generation = writer_->commit();
    committing_ = false;
    ASSERT_OK(generation);
    trace_.note_ack();
    EXPECT_TRUE(*generation == generation_ || *generation == generation_ + 1);
    generation_ = *generation;
    acked_ = working_;
    seen_.clear();
  }

  /// The power fails now.
  void cut(const SimOp& op) {
    ++counts_.cuts;
    CrashOptions options;
    options.seen = &seen_;
    options.pairs = true;
    disk_->for_each_crash_state(options, [&](const CrashState& state) {
      ++counts_.states;
      recover(state);
      if (testing::Test::HasFailure()) {
        ADD_FAILURE() << "power failed after call " << op.number << ", " << fs_call_name(op.call)
                      << " " << op.path << ": " << state.name;
      }
      return !testing::Test::HasFailure();
    });
  }

  void recover(const CrashState& state) {
    SimEnv world(11);
    TraceFs trace(state.fs, manifest_file_names);
    const Env env = world.over(trace);
    Records records;
    uint64_t generation = 0;
    {
      const auto snapshot = Snapshot::open(env, "index");
      ASSERT_OK(snapshot);
      generation = (*snapshot)->generation();
      const CheckReport report = check_snapshot(**snapshot);
      ASSERT_THAT(damages_text(report), testing::IsEmpty());
      records = valued(live_records(**snapshot));
    }
    const bool is_next = generation == generation_ + 1;
    ASSERT_TRUE(generation == generation_ || (committing_ && is_next)) << generation;
    ASSERT_EQ(records, is_next ? working_ : acked_);
    counts_.in_flight += is_next;

    auto writer = IndexWriter::open(env, "index", small_schema(), small_options());
    ASSERT_OK(writer);
    const Document document = small_document(9, 77);
    ASSERT_OK(load(**writer, std::span(&document, 1)));
    const auto committed = (*writer)->commit();
    ASSERT_OK(committed);
    trace.note_ack();
    ASSERT_EQ(*committed, generation + 1);
    records[document.key] = document.stored;
    ASSERT_EQ(valued(checked_records(env, "index")), records);
    ASSERT_OK(trace.lint());
    expect_no_orphans(state.fs, *committed);
  }

  static void expect_no_orphans(SimFs& fs, uint64_t generation) {
    std::set<std::string> needed = {"LOCK", manifest_name(generation)};
    for (const uint64_t g : {generation, generation - 1}) {
      const auto manifest = read_manifest(fs, "index", g);
      ASSERT_OK(manifest);
      needed.insert(manifest_name(g));
      for (std::string& name : manifest->file_names()) needed.insert(std::move(name));
    }
    ASSERT_THAT(*fs.list("index"), testing::ElementsAreArray(needed));
  }

  std::unique_ptr<SimFs> disk_;
  SimEnv world_;
  TraceFs trace_;
  Env env_;
  std::unique_ptr<IndexWriter> writer_;
  Records acked_, working_;
  uint64_t generation_;
  std::vector<std::pair<std::shared_ptr<const Snapshot>, Records>> held_;
  uint32_t version_ = 100;
  bool watching_ = false, committing_ = false;
  std::unordered_set<uint64_t> seen_;
  Counts& counts_;
};

/// Two segments and a deleted document, all durable.
std::pair<Records, uint64_t> make_base(SimFs& disk) {
  SimEnv world(3);
  const Env env = world.over(disk);
  auto writer = *IndexWriter::open(env, "index", small_schema(), small_options());
  Records records;
  for (uint32_t half = 0; half < 2; ++half) {
    for (uint32_t i = 0; i < 2; ++i) {
      const Document document = small_document(half * 2 + i, 0);
      EXPECT_OK(load(*writer, std::span(&document, 1)));
      records[document.key] = document.stored;
    }
    EXPECT_OK(writer->commit());
  }
  const std::string key = small_document(1, 0).key;
  EXPECT_OK(writer->remove(std::span(&key, 1)));
  records.erase(key);
  const auto generation = writer->commit();
  EXPECT_OK(generation);
  return {records, *generation};
}

TEST(CrashHistories, EveryHistoryEveryCallEveryPairOfDamages) {
  SimFs base;
  const auto [records, generation] = make_base(base);
  Counts counts;
  for (const auto& history : all_histories()) {
    SCOPED_TRACE(history_name(history));
    History(base, records, generation, counts).run(history, history.size() - 1);
    ++counts.histories;
    if (HasFailure()) break;
  }
  EXPECT_EQ(counts.histories, 819u);
  EXPECT_GT(counts.states, 10000u);
  EXPECT_GT(counts.in_flight, 100u) << "no commit was ever cut between its rename and its return";
  std::cout << counts.histories << " histories, " << counts.cuts << " power cuts, " << counts.states
            << " disks, " << counts.in_flight << " of them with the generation in flight\n";
}

TEST(CrashHistories, RandomLongerOnes) {
  SimFs base;
  const auto [records, generation] = make_base(base);
  std::mt19937_64 random(20260102);
  Counts counts;
  const uint64_t wanted = budget(250);
  while (counts.histories < wanted && !HasFailure()) {
    std::vector<Op> history(4 + random() % 9);
    for (Op& op : history) op = static_cast<Op>(random() % kOps);
    SCOPED_TRACE(history_name(history));
    History(base, records, generation, counts).run(history, 3);
    ++counts.histories;
  }
  std::cout << counts.histories << " histories, " << counts.cuts << " power cuts, " << counts.states
            << " disks\n";
}

TEST(CrashHistories, FirstCommitOfANewIndex) {
  uint64_t states = 0;
  for (const bool with_documents : {false, true}) {
    SimFs disk;
    SimEnv world(5);
    bool acked = false;
    const Document document = small_document(0, 0);
    disk.set_observer([&](const SimOp& op) {
      disk.for_each_crash_state({}, [&](const CrashState& state) {
        ++states;
        SCOPED_TRACE(op.path + ": " + state.name);
        SimEnv after(6);
        const Env env = after.over(state.fs);
        const auto records = checked_records(env, "index");
        if (records) {
          EXPECT_EQ(records->size(), with_documents ? 1u : 0u);
        } else {
          EXPECT_FALSE(acked);
          EXPECT_EQ(records.error().code, Code::kNotFound) << records.error().to_string();
        }
        auto writer = IndexWriter::open(env, "index", small_schema(), small_options());
        EXPECT_OK(writer);
        if (!writer) return false;
        EXPECT_OK(load(**writer, std::span(&document, 1)));
        EXPECT_OK((*writer)->commit());
        EXPECT_EQ(checked_records(env, "index")->size(), 1u);
        return !HasFailure();
      });
    });
    const Env env = world.over(disk);
    auto writer = IndexWriter::open(env, "index", small_schema(), small_options());
    ASSERT_OK(writer);
    if (with_documents) {
      ASSERT_OK(load(**writer, std::span(&document, 1)));
    }
    ASSERT_OK((*writer)->commit());
    acked = true;
    ASSERT_OK(disk.set_contents("elsewhere", "one more call"));
    ASSERT_OK(disk.unlink("elsewhere"));
  }
  EXPECT_GT(states, 100u);
}

TEST(CrashHistories, LyingDiskIsNoticed) {
  // A disk that says "synced" and forgets may lose generations; what it may not do is answer from
  // half of one.
  SimFs disk;
  SimEnv world(8);
  disk.set_lying(true);
  const Env env = world.over(disk);
  auto writer = *IndexWriter::open(env, "index", small_schema(), small_options());
  for (uint32_t g = 0; g < 3; ++g) {
    const Document document = small_document(g, 0);
    ASSERT_OK(load(*writer, std::span(&document, 1)));
    ASSERT_OK(writer->commit());
  }
  uint64_t detected = 0, whole = 0;
  CrashOptions options;
  options.cuts_per_file_max = 4;
  disk.for_each_crash_state(options, [&](const CrashState& state) {
    SimEnv after(9);
    const auto records = checked_records(after.over(state.fs), "index");
    detected += !records;
    if (records) {
      ++whole;
      EXPECT_LE(records->size(), 3u);
    }
    return true;
  });
  EXPECT_GT(detected, 0u);
  EXPECT_GT(whole, 0u);
}

}  // namespace
}  // namespace patlas::indextest
