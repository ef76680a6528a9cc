#include "engine/base/spool.h"

#include <gtest/gtest.h>

#include "engine/base/coding.h"
#include "engine/base/external_sorter.h"
#include "engine/base/fault_fs.h"
#include "engine/base/sim_fs.h"

namespace patlas {
namespace {

/// What a spool gives, through a sealed file.
Result<std::string> copied(SimFs& fs, Spool& spool) {
  PATLAS_ASSIGN(const auto writer, SealedFileWriter::create(fs, "f", FileType::kSegment, 1));
  PATLAS_TRY(writer->begin_section({1, 0}));
  PATLAS_TRY(spool.copy_to(*writer));
  PATLAS_TRY(writer->end_section());
  PATLAS_TRY(writer->finish());
  PATLAS_ASSIGN(const auto file, SealedFile::open(fs, "f", FileType::kSegment, nullptr, nullptr));
  PATLAS_ASSIGN(const Section section, file->section({1, 0}));
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  return std::string(as_text(bytes));
}

TEST(Spool, GivesBackWhatWasAppendedForAnyLimit) {
  std::string all;
  for (int i = 0; i < 20000; ++i) all += std::to_string(i * 7919) + ",";
  for (const uint64_t limit : {uint64_t{0}, uint64_t{1}, uint64_t{50}, uint64_t{4096},
                               uint64_t{100000}, uint64_t{1} << 40}) {
    for (const size_t piece : {size_t{13}, size_t{5000}, all.size()}) {
      SimFs fs;
      Spool spool(fs, "spool.tmp", limit);
      for (size_t at = 0; at < all.size(); at += piece) {
        ASSERT_TRUE(spool.append(as_bytes(all.substr(at, piece))));
      }
      EXPECT_EQ(spool.size(), all.size());
      const auto result = copied(fs, spool);
      ASSERT_TRUE(result) << result.error().to_string();
      EXPECT_EQ(*result, all) << limit << " " << piece;
    }
  }
}

TEST(Spool, TouchesNoDiskWhileItsPoolHasMemory) {
  SimFs fs;
  Spool spool(fs, "spool.tmp", 100'000);
  ASSERT_TRUE(spool.append(as_bytes(std::string(16'000, 'x'))));  // which it may have anyway
  ASSERT_TRUE(spool.append(as_bytes(std::string(10'000, 'x'))));
  ASSERT_TRUE(spool.append(as_bytes(std::string(20'000, 'x'))));  // old and new take it all
  EXPECT_EQ(fs.op_count(), 0u);
  ASSERT_TRUE(spool.append(as_bytes(std::string(20'000, 'x'))));
  EXPECT_GT(fs.op_count(), 0u);
}

TEST(Spool, SharesItsPoolAndGivesBackWhatItTook) {
  SimFs fs;
  const auto pool = std::make_shared<MemoryPool>(1 << 20);
  const std::string text(500'000, 'x');
  for (int i = 0; i < 3; ++i) {
    Spool first(fs, "first.tmp", pool), second(fs, "second.tmp", pool),
        third(fs, "third.tmp", pool);
    ASSERT_TRUE(first.append(as_bytes(text)));
    ASSERT_TRUE(second.append(as_bytes(text)));
    EXPECT_EQ(fs.used_bytes(), 0u) << i;
    ASSERT_TRUE(third.append(as_bytes(text)));
    EXPECT_GT(fs.used_bytes(), 0u) << i;
  }
  EXPECT_TRUE(pool->take(1 << 20));
  EXPECT_FALSE(pool->take(1));
}

TEST(Spool, IsReadAnywhere) {
  std::string all;
  for (int i = 0; i < 30000; ++i) all += std::to_string(i * 7919) + ",";
  for (const uint64_t limit : {uint64_t{0}, uint64_t{100000}, uint64_t{1} << 40}) {
    SimFs fs;
    Spool spool(fs, "spool.tmp", limit);
    for (size_t at = 0; at < all.size(); at += 100) {
      ASSERT_TRUE(spool.append(as_bytes(all.substr(at, 100))));
    }
    for (size_t at = 0; at <= all.size(); at += 9973) {
      for (const size_t size : {size_t{0}, size_t{1}, size_t{70000}, all.size()}) {
        std::string out(std::min(size, all.size() - at), '?');
        ASSERT_TRUE(spool.read(at, out));
        EXPECT_EQ(out, all.substr(at, out.size())) << limit << " " << at;
      }
    }
  }
}

TEST(Spool, LeavesNoNameBehindEvenWhileItLives) {
  SimFs fs;
  {
    Spool spool(fs, "spool.tmp", 10);
    ASSERT_TRUE(spool.append(as_bytes(std::string(100'000, 'x'))));
    ASSERT_TRUE(spool.append(as_bytes(std::string(100'000, 'x'))));
    EXPECT_EQ(fs.stat("spool.tmp").error().code, Code::kNotFound);
    EXPECT_GT(fs.used_bytes(), 0u);
  }
  EXPECT_EQ(fs.used_bytes(), 0u);
}

// Else a merge had its whole output on disk twice.
TEST(Spool, GivesUpItsFilesAsItIsCopied) {
  SimFs fs;
  constexpr uint64_t kPieces = 90, kPieceBytes = 1 << 20, kPartBytes = 17 << 20;
  Spool spool(fs, "spool.tmp", 10);
  const std::string piece(kPieceBytes, 'x');
  for (uint64_t i = 0; i < kPieces; ++i) ASSERT_TRUE(spool.append(as_bytes(piece)));
  EXPECT_EQ(fs.used_bytes(), kPieces * kPieceBytes);
  /// Of what is appended, keeps only how much it is.
  struct Watch : SealedFileWriter {
    explicit Watch(const SimFs& on) : fs(on) {}
    const SimFs& fs;
    uint64_t bytes = 0, peak_bytes = 0;
    Status begin_section(SectionName) override { return {}; }
    Status append(Bytes more) override {
      bytes += more.size();
      peak_bytes = std::max(peak_bytes, bytes + fs.used_bytes());
      return {};
    }
    Status end_section() override { return {}; }
    Result<SealedFileInfo> finish() override { return SealedFileInfo{}; }
  } watch(fs);
  ASSERT_TRUE(spool.copy_to(watch));
  EXPECT_EQ(watch.bytes, kPieces * kPieceBytes);
  EXPECT_LE(watch.peak_bytes, kPieces * kPieceBytes + kPartBytes);
  EXPECT_EQ(fs.used_bytes(), 0u);
}

TEST(Spool, EmptyGivesNothing) {
  SimFs fs;
  Spool spool(fs, "spool.tmp", 10);
  EXPECT_EQ(*copied(fs, spool), "");
}

TEST(Spool, PassesOnWhatTheDiskRefuses) {
  const std::string text(600000, 'x');
  const auto run = [&](Fs& fs) -> Status {
    Spool spool(fs, "spool.tmp", 10);
    PATLAS_TRY(spool.append(as_bytes(text)));
    PATLAS_TRY(spool.append(as_bytes(text)));
    SimFs other;
    PATLAS_ASSIGN(const auto writer, SealedFileWriter::create(other, "f", FileType::kSegment, 1));
    PATLAS_TRY(writer->begin_section({1, 0}));
    return spool.copy_to(*writer);
  };
  SimFs counted;
  FaultFs counter(counted);
  ASSERT_TRUE(run(counter));
  ASSERT_GT(counter.calls().size(), 5u);
  for (uint64_t n = 1; n <= counter.calls().size(); ++n) {
    SimFs sim;
    FaultFs fs(sim);
    fs.inject({.nth = n});
    EXPECT_EQ(run(fs).error().code, Code::kIo) << n;
  }
}

/// Writes other bytes than it was given.
class DamagingFile final : public WritableFile {
 public:
  explicit DamagingFile(std::unique_ptr<WritableFile> base) : base_(std::move(base)) {}
  Status append(Bytes bytes) override {
    std::string text(as_text(bytes));
    if (!text.empty()) text[0] = static_cast<char>(text[0] ^ 1);
    return base_->append(as_bytes(text));
  }
  Status sync() override { return base_->sync(); }
  Status close() override { return base_->close(); }

 private:
  std::unique_ptr<WritableFile> base_;
};

class DamagingFs final : public Fs {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    PATLAS_ASSIGN(std::unique_ptr<WritableFile> file, base_.create(path));
    return std::unique_ptr<WritableFile>(new DamagingFile(std::move(file)));
  }
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    return base_.open(path);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return base_.rename(from, to);
  }
  Status link(const std::string& from, const std::string& to) override {
    return base_.link(from, to);
  }
  Status unlink(const std::string& path) override { return base_.unlink(path); }
  Status make_dir(const std::string& path) override { return base_.make_dir(path); }
  Status sync_dir(const std::string& path) override { return base_.sync_dir(path); }
  Result<std::vector<std::string>> list(const std::string& path) override {
    return base_.list(path);
  }
  Result<FileInfo> stat(const std::string& path) override { return base_.stat(path); }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    return base_.lock(path);
  }
  Result<uint64_t> free_bytes(const std::string& path) override { return base_.free_bytes(path); }

 private:
  SimFs base_;
};

// Who takes entries relies on their order and form: they must not come first, and the error then.
TEST(SortedRuns, DamageInTheTemporaryFileIsCorruptionBeforeAnythingIsGiven) {
  DamagingFs damaging;
  SortedRuns runs(std::make_unique<Spool>(damaging, "spool.tmp", 0));
  for (int run = 0; run < 40; ++run) {
    runs.begin_run();
    ASSERT_TRUE(runs.add("key", std::string(2000, 'x')));
  }
  uint64_t visits = 0;
  const Status merged = runs.merge(1, [&](std::string_view, std::string_view) -> Status {
    ++visits;
    return {};
  });
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().code, Code::kCorruption);
  EXPECT_EQ(visits, 0u);
}

TEST(Spool, DamageInTheTemporaryFileIsCorruption) {
  DamagingFs damaging;
  Spool spool(damaging, "spool.tmp", 10);
  ASSERT_TRUE(spool.append(as_bytes(std::string(100'000, 'x'))));
  ASSERT_TRUE(spool.append(as_bytes(std::string(100'000, 'x'))));
  SimFs fs;
  EXPECT_EQ(copied(fs, spool).error().code, Code::kCorruption);
}

}  // namespace
}  // namespace patlas
