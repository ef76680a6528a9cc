// A writer process is killed (SIGKILL) at a random time, or right before or after a chosen call to
// the disk, again and again on one directory; the parent, which never dies, holds the log of what
// was acknowledged (RELIABILITY F1, 3.2). After each kill the index opens at the acknowledged
// generation or the one in flight, holds exactly its documents, and the next child goes on.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "engine/base/posix_fs.h"
#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {
namespace {

/// What a child leaves in shared memory, which outlives it. Each number is written before what it
/// announces.
struct Log {
  std::atomic<uint64_t> calls;   ///< to the disk, so far
  std::atomic<uint64_t> begun;   ///< the last round whose commit was begun
  std::atomic<uint64_t> acked;   ///< the last one acknowledged, and in the low half its generation
  std::atomic<uint64_t> failed;  ///< the child met an error, which it must not

  uint64_t acked_round() const { return acked.load() >> 32; }
  uint64_t acked_generation() const { return acked.load() & 0xffffffff; }
  void acknowledge(uint64_t round, uint64_t generation) { acked.store(round << 32 | generation); }
};

/// Counts the calls that change the disk, and dies at one of them.
class DyingFs final : public Fs {
 public:
  DyingFs(Fs& base, Log& log, uint64_t die_at) : base_(base), log_(log), die_at_(die_at) {}

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    step();
    auto file = base_.create(path);
    if (!file) return file;
    return std::unique_ptr<WritableFile>(std::make_unique<Writable>(*this, std::move(*file)));
  }
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    return base_.open(path);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return around([&] { return base_.rename(from, to); });
  }
  Status link(const std::string& from, const std::string& to) override {
    return around([&] { return base_.link(from, to); });
  }
  Status unlink(const std::string& path) override {
    return around([&] { return base_.unlink(path); });
  }
  Status make_dir(const std::string& path) override {
    return around([&] { return base_.make_dir(path); });
  }
  Status sync_dir(const std::string& path) override {
    return around([&] { return base_.sync_dir(path); });
  }
  Result<std::vector<std::string>> list(const std::string& path) override {
    return base_.list(path);
  }
  Result<FileInfo> stat(const std::string& path) override { return base_.stat(path); }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    return base_.lock(path);
  }
  Result<uint64_t> free_bytes(const std::string& path) override { return base_.free_bytes(path); }

 private:
  class Writable final : public WritableFile {
   public:
    Writable(DyingFs& fs, std::unique_ptr<WritableFile> file) : fs_(fs), file_(std::move(file)) {}
    Status append(Bytes bytes) override {
      // Half of it first: a write may be cut anywhere.
      PATLAS_TRY(file_->append(bytes.first(bytes.size() / 2)));
      return fs_.around([&] { return file_->append(bytes.subspan(bytes.size() / 2)); });
    }
    Status sync() override {
      return fs_.around([&] { return file_->sync(); });
    }
    Status close() override { return file_->close(); }

   private:
    DyingFs& fs_;
    std::unique_ptr<WritableFile> file_;
  };

  void step() {
    if (log_.calls.fetch_add(1) + 1 == die_at_) ::kill(::getpid(), SIGKILL);
  }
  template <typename Call>
  Status around(Call&& call) {
    step();
    Status status = call();
    step();
    return status;
  }

  Fs& base_;
  Log& log_;
  const uint64_t die_at_;
};

/// What round `round` does, as a function of its number alone, so that the parent knows it too.
struct Round {
  std::vector<Document> documents;
  std::vector<std::string> removed;
  bool merges = false;
};

Round make_round(uint64_t round) {
  std::mt19937_64 random(round * 77 + 1);
  Round r;
  for (uint32_t i = 0; i < 1 + random() % 6; ++i) {
    r.documents.push_back(
        test_document(static_cast<uint32_t>(random() % 40), static_cast<uint32_t>(round)));
    r.documents.back().source = "test";  // or some versions would be superseded
  }
  if (random() % 3 == 0) r.removed.push_back(test_key(static_cast<uint32_t>(random() % 40)));
  r.merges = random() % 3 == 0;
  return r;
}

void apply_round(const Round& round, Records& records) {
  for (const Document& d : round.documents) records[d.key] = d.stored;
  for (const std::string& key : round.removed) records.erase(key);
}

Status write_rounds(const Env& env, const std::string& directory, Log& log, uint64_t first) {
  WriterOptions options = small_options();
  PATLAS_ASSIGN(auto writer, IndexWriter::open(env, directory, test_schema(), options));
  for (uint64_t round = first;; ++round) {
    const Round r = make_round(round);
    PATLAS_TRY(load(*writer, r.documents));
    PATLAS_ASSIGN(const uint64_t removed, writer->remove(r.removed));
    static_cast<void>(removed);
    if (r.merges) PATLAS_TRY(writer->merge(1));
    log.begun.store(round);
    PATLAS_ASSIGN(const uint64_t generation, writer->commit());
    log.acknowledge(round, generation);
  }
}

class KillLoop : public testing::Test {
 protected:
  KillLoop() : directory_(testing::TempDir() + "patlas_kill_" + std::to_string(::getpid())) {
    std::filesystem::remove_all(directory_);
    log_ = static_cast<Log*>(
        ::mmap(nullptr, sizeof(Log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  }
  ~KillLoop() override {
    ::munmap(log_, sizeof(Log));
    if (!HasFailure()) std::filesystem::remove_all(directory_);
  }

  /// Runs a child until it dies: at call `die_at` (0: never), or `after_us` after its start.
  void run_child(uint64_t die_at, uint64_t after_us) {
    log_->calls.store(0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      DyingFs fs(*posix_env().fs, *log_, die_at);
      Env env = posix_env();
      env.fs = &fs;
      const Status status = write_rounds(env, directory_, *log_, rounds_);
      std::cerr << status.error().to_string() << std::endl;
      log_->failed.store(1);
      ::_exit(1);
    }
    if (die_at == 0) {
      ::usleep(static_cast<useconds_t>(after_us));
      ::kill(child, SIGKILL);
    }
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL) << "the child ended by itself";
    ASSERT_EQ(log_->failed.load(), 0u);
    calls_max_ = std::max(calls_max_, log_->calls.load());
  }

  /// The parent's part: what the dead child may have left.
  void verify() {
    while (rounds_ <= log_->acked_round()) apply_round(make_round(rounds_++), records_);
    const auto snapshot = Snapshot::open(posix_env(), directory_);
    if (!snapshot) {
      ASSERT_EQ(snapshot.error().code, Code::kNotFound) << snapshot.error().to_string();
      ASSERT_EQ(log_->acked_round(), 0u) << "acknowledged, and gone";
      return;
    }
    ASSERT_THAT(damages_text(check_snapshot(**snapshot)), testing::IsEmpty());
    const Records found = valued(live_records(**snapshot));
    if (found == records_ && (*snapshot)->generation() == log_->acked_generation()) return;
    // The commit in flight came through, though its child did not live to say so.
    ASSERT_EQ(log_->begun.load(), rounds_);
    apply_round(make_round(rounds_++), records_);
    ++in_flight_;
    ASSERT_EQ((*snapshot)->generation(), log_->acked_generation() + 1);
    ASSERT_EQ(found, records_);
    log_->acknowledge(log_->begun.load(), (*snapshot)->generation());
  }

  std::string directory_;
  Log* log_ = nullptr;
  Records records_;
  uint64_t rounds_ = 1;  ///< the next to be applied
  uint64_t calls_max_ = 0, in_flight_ = 0;
};

// Readers are other processes, and know nothing of the writer's: what keeps a snapshot whole is
// that all its files are open.
TEST_F(KillLoop, SnapshotOfAnotherProcessOutlivesMergesAndDeletes) {
  auto writer = IndexWriter::open(posix_env(), directory_, test_schema(), small_options());
  ASSERT_OK(writer);
  for (uint32_t half = 0; half < 2; ++half) {
    ASSERT_OK(load(**writer, test_documents(half * 20, 20)));
    ASSERT_OK((*writer)->commit());
  }
  // A step each: 1, the child holds its snapshot; 2, the writer is done; 3, all was as before.
  std::atomic<uint64_t>& step = log_->calls;
  step.store(0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto snapshot = Snapshot::open(posix_env(), directory_);
    if (!snapshot) ::_exit(1);
    step.store(1);
    while (step.load() != 2) ::usleep(1000);
    const auto records = live_records(**snapshot);
    const bool sound = records && *records == records_of(test_documents(0, 40)) &&
                       check_snapshot(**snapshot).damages.empty();
    if (sound) step.store(3);
    ::_exit(0);
  }
  while (step.load() == 0 && ::waitpid(child, nullptr, WNOHANG) == 0) ::usleep(1000);
  ASSERT_EQ(step.load(), 1u);
  const auto held = *posix_env().fs->list(directory_);
  for (uint32_t round = 1; round <= 4; ++round) {
    ASSERT_OK((*writer)->remove(std::vector<std::string>{test_key(round)}));
    ASSERT_OK(load(**writer, test_documents(10, 20, round)));
    ASSERT_OK((*writer)->merge(1));
    ASSERT_OK((*writer)->commit());
  }
  const auto left = *posix_env().fs->list(directory_);
  for (const std::string& name : left) {
    EXPECT_TRUE(name.starts_with("store-") || name == "LOCK" ||
                std::find(held.begin(), held.end(), name) == held.end())
        << name << " is still there";
  }
  step.store(2);
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  EXPECT_TRUE(WIFEXITED(how) && WEXITSTATUS(how) == 0);
  EXPECT_EQ(step.load(), 3u);
}

TEST_F(KillLoop, NothingAcknowledgedIsLostAndNothingIsHalf) {
  const uint64_t kills = budget(200);
  std::mt19937_64 random(20260103);
  for (uint64_t k = 0; k < kills; ++k) {
    const bool at_a_call = k % 2 == 0;
    // A commit makes some 40 calls; the first ones of a process are its recovery.
    const uint64_t die_at = at_a_call ? 1 + random() % 120 : 0;
    const uint64_t after_us = random() % 20000;
    SCOPED_TRACE("kill " + std::to_string(k) + ", " +
                 (at_a_call ? "call " + std::to_string(die_at) : std::to_string(after_us) + " us") +
                 ", in " + directory_);
    run_child(die_at, after_us);
    if (!HasFatalFailure()) verify();
    if (HasFailure()) return;
  }
  // What all the dead left behind goes with the next commit.
  auto writer = IndexWriter::open(posix_env(), directory_, test_schema(), small_options());
  ASSERT_OK(writer);
  ASSERT_OK(load(**writer, test_documents(100, 1)));
  const auto generation = (*writer)->commit();
  ASSERT_OK(generation);
  std::set<std::string> needed = {"LOCK"};
  for (const uint64_t g : {*generation - 1, *generation}) {
    const auto manifest = read_manifest(*posix_env().fs, directory_, g);
    ASSERT_OK(manifest);
    needed.insert(manifest_name(g));
    for (std::string& name : manifest->file_names()) needed.insert(std::move(name));
  }
  EXPECT_THAT(*posix_env().fs->list(directory_), testing::ElementsAreArray(needed));
  std::cout << kills << " kills, " << rounds_ - 1 << " commits, " << in_flight_
            << " of them not acknowledged\n";
  EXPECT_GT(rounds_, kills / 8);
}

}  // namespace
}  // namespace patlas::indextest
