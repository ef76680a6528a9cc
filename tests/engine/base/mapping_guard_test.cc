#include "engine/base/mapping_guard.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/coding.h"
#include "engine/base/posix_fs.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

#if defined(__SANITIZE_ADDRESS__)
#define PATLAS_UNDER_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PATLAS_UNDER_ASAN
#endif
#endif
#ifdef PATLAS_UNDER_ASAN
constexpr bool kUnderAsan = true;
#else
constexpr bool kUnderAsan = false;
#endif

constexpr size_t kPages = 16;

class MappingGuard : public testing::Test {
 protected:
  MappingGuard()
      : page_bytes_(static_cast<size_t>(::sysconf(_SC_PAGESIZE))),
        path_(test::temp_dir() + "patlas_guard_" + std::to_string(::getpid())) {
    install_mapping_guard();
  }
  ~MappingGuard() override { std::filesystem::remove(path_); }

  std::unique_ptr<ReadableFile> open_new() {
    std::filesystem::remove(path_);
    std::ofstream(path_) << std::string(kPages * page_bytes_, 'x');
    auto file = posix_fs().open(path_);
    EXPECT_TRUE(file) << file.error().to_string();
    return file ? std::move(*file) : nullptr;
  }

  static uint64_t count_x(Bytes bytes) {
    uint64_t count = 0;
    for (const std::byte& byte : bytes) {
      count += *static_cast<const volatile std::byte*>(&byte) == std::byte{'x'};
    }
    return count;
  }

  const size_t page_bytes_;
  const std::string path_;
};

TEST_F(MappingGuard, SoundFileIsNotLost) {
  const auto file = open_new();
  const Bytes bytes = *file->map();
  EXPECT_EQ(count_x(bytes), bytes.size());
  EXPECT_FALSE(file->lost());
  std::filesystem::remove(path_);  // it stays readable
  EXPECT_EQ(count_x(bytes), bytes.size());
  EXPECT_FALSE(file->lost());
}

TEST_F(MappingGuard, PagesThatWereCutOffReadAsZerosAndAreLost) {
  const auto file = open_new();
  const Bytes bytes = *file->map();
  std::filesystem::resize_file(path_, 3 * page_bytes_);
  EXPECT_EQ(count_x(bytes), 3 * page_bytes_);
  EXPECT_EQ(count_x(bytes), 3 * page_bytes_);
  // Even when the file is as long as before again.
  std::filesystem::resize_file(path_, kPages * page_bytes_);
  EXPECT_TRUE(file->lost());
}

TEST_F(MappingGuard, CutInsideAPageIsLostThoughNoSignalTells) {
  const auto file = open_new();
  const Bytes bytes = *file->map();
  std::filesystem::resize_file(path_, kPages * page_bytes_ - 1);
  EXPECT_EQ(count_x(bytes), bytes.size() - 1);
  EXPECT_TRUE(file->lost());
}

TEST_F(MappingGuard, ReadersOfAThousandFilesCutShortLive) {
  constexpr int kFiles = 1000, kReaders = 8;
  int lost = 0;
  for (int round = 0; round < kFiles; ++round) {
    const auto file = open_new();
    const Bytes bytes = *file->map();
    std::vector<std::thread> readers;
    for (int r = 0; r < kReaders; ++r) {
      readers.emplace_back([&] {
        for (int times = 0; times < 20; ++times) {
          for (size_t at = 0; at < bytes.size(); at += page_bytes_) count_x(bytes.subspan(at, 1));
        }
      });
    }
    std::filesystem::resize_file(path_, static_cast<size_t>(round) % kPages * page_bytes_);
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(count_x(bytes.last(1)), 0u);
    lost += file->lost();
  }
  EXPECT_EQ(lost, kFiles);
}

TEST_F(MappingGuard, PlacesAreGivenBack) {
  const auto file = open_new();
  const Bytes bytes = *file->map();
  for (size_t i = 0; i < 2 * WatchedMapping::kWatchedMappings; ++i) {
    const WatchedMapping mapping(bytes.data(), bytes.size());
    ASSERT_FALSE(mapping.lost());
  }
  std::filesystem::resize_file(path_, 0);
  EXPECT_EQ(count_x(bytes), 0u);
  EXPECT_TRUE(file->lost());
}

using MappingGuardDeathTest = MappingGuard;

TEST_F(MappingGuardDeathTest, SignalsOfOtherMappingsEndTheProcessAsEver) {
  // The sanitizer has a handler of its own, which reports and ends the process.
  const auto ends = [](int status) {
    return kUnderAsan ? status != 0 : testing::KilledBySignal(SIGBUS)(status);
  };
  const std::string report = kUnderAsan ? "AddressSanitizer" : "";
  EXPECT_EXIT(
      {
        const auto file = open_new();
        const int fd = ::open(path_.c_str(), O_RDONLY);
        const void* unwatched = ::mmap(nullptr, kPages * page_bytes_, PROT_READ, MAP_SHARED, fd, 0);
        std::filesystem::resize_file(path_, 0);
        count_x({static_cast<const std::byte*>(unwatched), kPages * page_bytes_});
        ::_exit(0);
      },
      ends, report);
  EXPECT_EXIT(::raise(SIGBUS), ends, report);
}

}  // namespace
}  // namespace patlas
