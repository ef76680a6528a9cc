#include "engine/base/spool.h"

#include <gtest/gtest.h>

#include "engine/base/coding.h"
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

TEST(Spool, TouchesNoDiskBelowItsLimit) {
  SimFs fs;
  Spool spool(fs, "spool.tmp", 100);
  ASSERT_TRUE(spool.append(as_bytes(std::string(100, 'x'))));
  EXPECT_EQ(fs.op_count(), 0u);
}

TEST(Spool, LeavesNoNameBehindEvenWhileItLives) {
  SimFs fs;
  {
    Spool spool(fs, "spool.tmp", 10);
    ASSERT_TRUE(spool.append(as_bytes(std::string(1000, 'x'))));
    ASSERT_TRUE(spool.append(as_bytes(std::string(1000, 'x'))));
    EXPECT_EQ(fs.stat("spool.tmp").error().code, Code::kNotFound);
    EXPECT_GT(fs.used_bytes(), 0u);
  }
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

TEST(Spool, DamageInTheTemporaryFileIsCorruption) {
  DamagingFs damaging;
  Spool spool(damaging, "spool.tmp", 10);
  ASSERT_TRUE(spool.append(as_bytes(std::string(1000, 'x'))));
  ASSERT_TRUE(spool.append(as_bytes(std::string(1000, 'x'))));
  SimFs fs;
  EXPECT_EQ(copied(fs, spool).error().code, Code::kCorruption);
}

}  // namespace
}  // namespace patlas
