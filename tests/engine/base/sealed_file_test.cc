// The container of all index files: what is written comes back, and no damage passes.
#include "engine/base/sealed_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "engine/base/coding.h"
#include "engine/base/crc32c.h"
#include "engine/base/sim_fs.h"

namespace patlas {
namespace {

constexpr uint64_t kId = 0x0807060504030201;

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// The fenced block of FORMAT.md that is tagged "hex <name>", as bytes; words after '|' are
/// remarks.
std::string example_of_format(const std::string& name) {
  std::istringstream document(slurp(PATLAS_SOURCE_DIR "/engine/FORMAT.md"));
  std::string line, bytes;
  while (std::getline(document, line) && line != "```hex " + name) continue;
  while (std::getline(document, line) && line != "```") {
    std::istringstream digits(line.substr(0, line.find('|')));
    for (std::string pair; digits >> pair;) {
      bytes.push_back(static_cast<char>(std::stoi(pair, nullptr, 16)));
    }
  }
  return bytes;
}

struct Content {
  SectionName name;
  std::string bytes;
};

/// Writes the sections to "f" in pieces of `piece_bytes`.
SealedFileInfo write_file(Fs& fs, const std::vector<Content>& contents, size_t piece_bytes = 1000,
                          uint64_t file_id = kId) {
  auto writer = SealedFileWriter::create(fs, "f", FileType::kSegment, file_id);
  EXPECT_TRUE(writer);
  for (const Content& content : contents) {
    EXPECT_TRUE((*writer)->begin_section(content.name));
    for (size_t at = 0; at < content.bytes.size(); at += piece_bytes) {
      EXPECT_TRUE((*writer)->append(as_bytes(content.bytes.substr(at, piece_bytes))));
    }
    EXPECT_TRUE((*writer)->end_section());
  }
  const auto info = (*writer)->finish();
  EXPECT_TRUE(info);
  return *info;
}

Result<std::shared_ptr<SealedFile>> open_file(Fs& fs, const SealedFileInfo* info = nullptr) {
  return SealedFile::open(fs, "f", FileType::kSegment, &kId, info);
}

std::string pattern(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 131 + i / 256);
  return text;
}

/// The bytes of a small file with an empty, a short, an exact and a two-block section.
std::vector<Content> small_contents() {
  return {{{1, 0}, pattern(100)}, {{2, 0}, ""}, {{3, 7}, pattern(64)}, {{3, 8}, pattern(16500)}};
}

/// Open, then read every section: what a query might do.
Status read_all(Fs& fs) {
  PATLAS_ASSIGN(const std::shared_ptr<SealedFile> file, open_file(fs));
  for (const Section& section : file->sections()) PATLAS_TRY(section.all());
  return {};
}

TEST(SealedFile, IsTheExampleOfTheFormatPage) {
  SimFs fs;
  auto writer = SealedFileWriter::create(fs, "f", FileType::kDeletes, kId);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin_section({7, 0}));
  ASSERT_TRUE((*writer)->append(as_bytes("rotor")));
  ASSERT_TRUE((*writer)->end_section());
  ASSERT_TRUE((*writer)->begin_section({9, 2}));
  ASSERT_TRUE((*writer)->end_section());
  auto info = (*writer)->finish();
  ASSERT_TRUE(info);
  EXPECT_EQ(*fs.contents("f"), example_of_format("sealed-file"));
  EXPECT_EQ(info->size_bytes, fs.contents("f")->size());
  auto file = SealedFile::open(fs, "f", FileType::kDeletes, &kId, &*info);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(as_text(*(*file)->section({7, 0})->all()), "rotor");
  EXPECT_EQ((*file)->section({9, 2})->size(), 0u);
  EXPECT_TRUE((*file)->verify());
}

TEST(SealedFile, GivesBackRandomSections) {
  EXPECT_TRUE(rc::check("sections come back, whatever their sizes and pieces", [] {
    const auto sizes = *rc::gen::container<std::vector<size_t>>(
        rc::gen::oneOf(rc::gen::inRange<size_t>(0, 200), rc::gen::inRange<size_t>(16300, 16500),
                       rc::gen::inRange<size_t>(0, 70000)));
    const auto piece_bytes = *rc::gen::inRange<size_t>(1, 40000);
    std::vector<Content> contents;
    for (size_t i = 0; i < sizes.size(); ++i) {
      const auto type = static_cast<uint16_t>(100 - i % 3);
      contents.push_back({{type, static_cast<uint16_t>(i)}, pattern(sizes[i])});
    }
    SimFs fs;
    const SealedFileInfo info = write_file(fs, contents, piece_bytes);
    auto file = open_file(fs, &info);
    RC_ASSERT(file.has_value());
    RC_ASSERT((*file)->size_bytes() == info.size_bytes);
    RC_ASSERT((*file)->sections().size() == contents.size());
    for (const Content& content : contents) {
      auto section = (*file)->section(content.name);
      RC_ASSERT(section.has_value());
      const auto all = section->all();
      RC_ASSERT(all.has_value());
      RC_ASSERT(as_text(*all) == content.bytes);
      RC_ASSERT(reinterpret_cast<uintptr_t>(all->data()) % 64 == 0u || content.bytes.empty());
    }
    RC_ASSERT((*file)->verify().has_value());
  }));
}

TEST(SealedFile, IsTheSameFileForAnyPieces) {
  SimFs one, other;
  write_file(one, small_contents(), 1);
  write_file(other, small_contents(), 100000);
  EXPECT_EQ(*one.contents("f"), *other.contents("f"));
}

TEST(SealedFile, WithoutSectionsIsLegal) {
  SimFs fs;
  write_file(fs, {});
  auto file = open_file(fs);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_TRUE((*file)->sections().empty());
  EXPECT_TRUE((*file)->verify());
}

TEST(SealedFile, IsDurableWhenFinished) {
  SimFs fs;
  write_file(fs, small_contents());
  ASSERT_TRUE(fs.sync_dir(""));
  EXPECT_EQ(fs.for_each_crash_state({}, [](const CrashState&) { return true; }), 1u);
}

TEST(SealedFile, EveryFlippedBitIsFoundWhenItsByteIsUsed) {
  SimFs fs;
  const SealedFileInfo info = write_file(fs, small_contents());
  std::string bytes = *fs.contents("f");
  auto intact = open_file(fs);
  ASSERT_TRUE(intact);
  const Section last = (*intact)->sections().back();
  ASSERT_EQ(last.size(), 16500u);
  ASSERT_TRUE(read_all(fs));
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    ASSERT_TRUE(fs.set_contents("f", bytes));
    const Status read = read_all(fs);
    ASSERT_FALSE(read) << "bit " << bit << " is covered by nothing";
    ASSERT_EQ(read.error().code, Code::kCorruption);
    ASSERT_EQ(read.error().place.file, "f");
    ASSERT_LE(read.error().place.offset, bytes.size());
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
  }
  ASSERT_EQ(info.size_bytes, bytes.size());
}

TEST(SealedFile, VerifyFindsAFlipInAnyBlockThatWasNotRead) {
  SimFs fs;
  write_file(fs, small_contents());
  std::string bytes = *fs.contents("f");
  auto intact = open_file(fs);
  ASSERT_TRUE(intact);
  const uint64_t end = (*intact)->size_bytes() - 64;
  for (size_t at = 64; at < end; at += 97) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    ASSERT_TRUE(fs.set_contents("f", bytes));
    const auto file = open_file(fs);
    ASSERT_FALSE(file && (*file)->verify()) << at;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  }
}

TEST(SealedFile, CutAtAnyLengthDoesNotOpen) {
  SimFs fs;
  write_file(fs, {{{1, 0}, pattern(300)}, {{2, 0}, pattern(10)}});
  const std::string bytes = *fs.contents("f");
  for (size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_TRUE(fs.set_contents("f", bytes.substr(0, size)));
    const auto file = open_file(fs);
    ASSERT_FALSE(file) << size;
    ASSERT_EQ(file.error().code, Code::kCorruption) << size;
  }
  ASSERT_TRUE(fs.set_contents("f", bytes + '\0'));
  EXPECT_EQ(open_file(fs).error().code, Code::kCorruption) << "one byte too long";
}

TEST(SealedFile, ABlockOfAnotherPlaceDoesNotPass) {
  SimFs fs;
  const std::string block = pattern(kBlockBytes);
  write_file(fs, {{{1, 0}, block + std::string(kBlockBytes, 'x')}, {{1, 1}, block}});
  const std::string before = *fs.contents("f");
  std::string swapped = before;
  std::swap_ranges(swapped.begin() + 64, swapped.begin() + 64 + kBlockBytes,
                   swapped.begin() + 64 + kBlockBytes);
  ASSERT_TRUE(fs.set_contents("f", swapped));
  EXPECT_FALSE(read_all(fs));

  // The very same bytes have different checksums in another section or file.
  const size_t table = before.size() - 64 - 16 - 2 * 24 - 3 * 4;
  EXPECT_NE(before.substr(table, 4), before.substr(table + 8, 4));
  SimFs other;
  write_file(other, {{{1, 0}, block + std::string(kBlockBytes, 'x')}, {{1, 1}, block}}, 1000,
             kId + 1);
  EXPECT_NE(other.contents("f")->substr(table, 4), before.substr(table, 4));
}

TEST(SealedFile, AnotherFileUnderItsNameIsFoundWhenOpened) {
  SimFs fs, same_id;
  const SealedFileInfo info = write_file(fs, small_contents());
  write_file(same_id, {{{1, 0}, pattern(100)}});
  ASSERT_TRUE(fs.set_contents("f", *same_id.contents("f")));
  EXPECT_TRUE(open_file(fs)) << "a lone file is fine";
  EXPECT_EQ(open_file(fs, &info).error().code, Code::kCorruption);
  const uint64_t other_id = kId + 1;
  EXPECT_EQ(SealedFile::open(fs, "f", FileType::kSegment, &other_id, nullptr).error().code,
            Code::kCorruption);
  EXPECT_TRUE(SealedFile::open(fs, "f", FileType::kSegment, nullptr, nullptr));
  EXPECT_EQ(SealedFile::open(fs, "f", FileType::kStore, &kId, nullptr).error().code,
            Code::kCorruption);
}

/// Changes header bytes and repairs the header's checksum: a newer build's file, or an attacker's.
void forge_header(SimFs& fs, size_t at, char value) {
  std::string bytes = *fs.contents("f");
  bytes[at] = value;
  const uint32_t crc = crc32c(0, as_bytes(bytes).first(60));
  store_le(bytes.data() + 60, crc);
  ASSERT_TRUE(fs.set_contents("f", bytes));
}

TEST(SealedFile, AnUnknownVersionOrFeatureIsRefusedByName) {
  for (const size_t at : {8u, 11u, 12u, 15u}) {
    SimFs fs;
    write_file(fs, small_contents());
    // Nothing behind the header is looked at before: here all of it is gone.
    std::string bytes = *fs.contents("f");
    std::fill(bytes.begin() + 64, bytes.end(), 'x');
    ASSERT_TRUE(fs.set_contents("f", bytes));
    forge_header(fs, at, 4);
    const auto file = open_file(fs);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, Code::kUnsupportedVersion) << at;
    EXPECT_THAT(file.error().message, testing::HasSubstr("this build reads version 2"));
  }
}

TEST(SealedFile, UnknownCompatibleFeaturesAreIgnoredButReservedBytesAreNot) {
  SimFs fs;
  write_file(fs, small_contents());
  forge_header(fs, 16, 1);
  EXPECT_TRUE(open_file(fs));
  forge_header(fs, 40, 1);
  EXPECT_EQ(open_file(fs).error().code, Code::kCorruption);
}

/// Writes `value` at `at` (from the footer's start) and repairs both checksums of the tail.
void forge_footer(SimFs& fs, size_t at, uint64_t value) {
  std::string bytes = *fs.contents("f");
  const size_t trailer = bytes.size() - 64;
  const auto checksums = load_le<uint64_t>(bytes.data() + trailer);
  const auto footer = load_le<uint64_t>(bytes.data() + trailer + 8);
  store_le(bytes.data() + footer + at, value);
  const std::string id(reinterpret_cast<const char*>(&kId), 8);
  const Bytes tail = as_bytes(bytes).subspan(checksums, trailer - checksums);
  store_le(bytes.data() + trailer + 48, crc32c(crc32c(0, as_bytes(id)), tail));
  store_le(bytes.data() + trailer + 52, crc32c(0, as_bytes(bytes).subspan(trailer, 52)));
  ASSERT_TRUE(fs.set_contents("f", bytes));
}

TEST(SealedFile, AForgedFooterWithRightChecksumsIsStillCorruption) {
  const uint64_t values[] = {0,      1,        3,     63,         64,         16384,
                             100000, 1u << 31, ~0ull, ~0ull - 63, 1ull << 63, ~0ull / 24};
  for (size_t field = 0; field < 2 + 4 * 3; ++field) {
    for (const uint64_t value : values) {
      SimFs fs;
      write_file(fs, small_contents());
      const std::string before = *fs.contents("f");
      forge_footer(fs, field * 8, value);
      if (*fs.contents("f") == before) continue;
      const auto file = open_file(fs);
      // A name may be anything that is unique, and a size whose padding is the same as before
      // cannot be told from a true one; both must then be harmless to read.
      if (!file) {
        EXPECT_EQ(file.error().code, Code::kCorruption);
        continue;
      }
      for (const Section& section : (*file)->sections()) {
        const auto bytes = section.all();
        EXPECT_TRUE(bytes || bytes.error().code == Code::kCorruption);
      }
      const bool size_or_name = field >= 2 && (field - 2) % 3 != 1;
      EXPECT_TRUE(size_or_name) << field << " " << value;
    }
  }
}

TEST(SealedFile, AForgedTrailerWithARightChecksumIsStillCorruption) {
  for (size_t field = 0; field < 4; ++field) {
    for (const uint64_t value : {0ull, 63ull, 64ull, 17000ull, 1ull << 63, ~0ull, ~0ull - 64}) {
      SimFs fs;
      write_file(fs, small_contents());
      std::string bytes = *fs.contents("f");
      const size_t trailer = bytes.size() - 64;
      store_le(bytes.data() + trailer + field * 8, value);
      store_le(bytes.data() + trailer + 52, crc32c(0, as_bytes(bytes).subspan(trailer, 52)));
      ASSERT_TRUE(fs.set_contents("f", bytes));
      EXPECT_EQ(open_file(fs).error().code, Code::kCorruption) << field << " " << value;
    }
  }
}

TEST(SealedFile, VerifyComparesTheHashOfTheWholeFile) {
  SimFs fs;
  write_file(fs, small_contents());
  std::string bytes = *fs.contents("f");
  const size_t trailer = bytes.size() - 64;
  bytes[trailer + 32] = static_cast<char>(bytes[trailer + 32] ^ 1);
  store_le(bytes.data() + trailer + 52, crc32c(0, as_bytes(bytes).subspan(trailer, 52)));
  ASSERT_TRUE(fs.set_contents("f", bytes));
  const auto file = open_file(fs);
  ASSERT_TRUE(file) << "without a manifest nobody knows another hash";
  const Status verified = (*file)->verify();
  ASSERT_FALSE(verified);
  EXPECT_THAT(verified.error().message, testing::HasSubstr("hash"));
}

TEST(Section, RefusesRangesOutsideIt) {
  SimFs fs;
  write_file(fs, small_contents());
  auto file = open_file(fs);
  ASSERT_TRUE(file);
  const Section section = *(*file)->section({1, 0});
  EXPECT_EQ(as_text(*section.bytes(10, 5)), pattern(100).substr(10, 5));
  EXPECT_TRUE(section.bytes(100, 0));
  for (const auto& [offset, length] : std::vector<std::pair<uint64_t, uint64_t>>{
           {0, 101}, {100, 1}, {101, 0}, {~0ull, 1}, {1, ~0ull}, {~0ull, ~0ull}}) {
    const auto bytes = section.bytes(offset, length);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, Code::kCorruption);
  }
  EXPECT_FALSE((*file)->section({1, 1}));
  EXPECT_EQ((*file)->section({9, 9}).error().code, Code::kCorruption);
  EXPECT_FALSE((*file)->has_section({9, 9}));
  EXPECT_TRUE((*file)->has_section({3, 8}));
  EXPECT_FALSE(Section().bytes(0, 1));
  EXPECT_TRUE(Section().all()->empty());
}

TEST(Section, ChecksOnlyTheBlocksItGives) {
  SimFs fs;
  write_file(fs, {{{1, 0}, pattern(3 * kBlockBytes)}});
  std::string bytes = *fs.contents("f");
  bytes[64 + kBlockBytes] = static_cast<char>(bytes[64 + kBlockBytes] ^ 1);
  ASSERT_TRUE(fs.set_contents("f", bytes));
  auto file = open_file(fs);
  ASSERT_TRUE(file);
  const Section section = (*file)->sections()[0];
  EXPECT_TRUE(section.bytes(0, kBlockBytes));
  EXPECT_TRUE(section.bytes(2 * kBlockBytes, kBlockBytes));
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto damaged = section.bytes(kBlockBytes - 1, 2);
    ASSERT_FALSE(damaged) << "a failed check is not remembered as passed";
    EXPECT_EQ(damaged.error().place.offset, 64 + kBlockBytes);
  }
}

TEST(Section, MayBeReadByManyThreads) {
  SimFs fs;
  const std::string content = pattern(20 * kBlockBytes);
  write_file(fs, {{{1, 0}, content}});
  auto file = open_file(fs);
  ASSERT_TRUE(file);
  const Section section = (*file)->sections()[0];
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (uint64_t at = 0; at < content.size(); at += 5000) {
        const uint64_t length = std::min<uint64_t>(5000, content.size() - at);
        const auto bytes = section.bytes(at, length);
        if (!bytes || as_text(*bytes) != content.substr(at, length)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(SealedFileWriter, KeepsFailingAfterAFullDisk) {
  SimFs fs;
  fs.set_capacity_bytes(100000);
  auto writer = SealedFileWriter::create(fs, "f", FileType::kSegment, kId);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin_section({1, 0}));
  const Status full = (*writer)->append(as_bytes(pattern(400000)));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Code::kIo);
  EXPECT_EQ((*writer)->append(as_bytes("x")).error().message, full.error().message);
  EXPECT_EQ((*writer)->end_section().error().message, full.error().message);
  EXPECT_EQ((*writer)->finish().error().message, full.error().message);
}

TEST(SealedFileWriter, RefusesAPathThatExists) {
  SimFs fs;
  write_file(fs, {});
  EXPECT_EQ(SealedFileWriter::create(fs, "f", FileType::kSegment, kId).error().code, Code::kExists);
}

TEST(SealedFileWriterDeathTest, TwoSectionsOfOneNameAreOurBug) {
  SimFs fs;
  auto writer = SealedFileWriter::create(fs, "f", FileType::kSegment, kId);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin_section({1, 0}));
  ASSERT_TRUE((*writer)->end_section());
  EXPECT_DEATH((void)(*writer)->begin_section({1, 0}), "check failed");
}

}  // namespace
}  // namespace patlas
