#include "ingest/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/base/env.h"
#include "patlas/limits.h"
#include "tests/ingest/pack.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

using test::Entries;
using test::Pack;
using test::pack;
using test::write_file;

/// A folder of this test's own.
std::string folder() {
  const testing::TestInfo* info = testing::UnitTest::GetInstance()->current_test_info();
  std::string path = test::temp_dir() + "source_" + info->name();
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

struct Found {
  std::vector<std::string> entries;  ///< "entry=contents", or "entry!code" for an error
  uint64_t read = 0, total = 0;
};

std::string contents_of(ByteSource& source) {
  std::string text;
  char buffer[1000];
  for (;;) {
    Result<size_t> got = source.read(buffer);
    if (!got) return text + "!" + std::string(code_name(got.error().code));
    if (*got == 0) return text;
    text.append(buffer, *got);
  }
}

Found read_entries(SourceReader& source) {
  Found found;
  for (;;) {
    Result<std::optional<SourceEntry>> entry = source.next();
    if (!entry) {
      const Error& error = entry.error();
      found.entries.push_back(error.place.entry + "!" + std::string(code_name(error.code)));
      EXPECT_FALSE(error.place.file.empty());
      continue;
    }
    if (!*entry) break;
    std::string text = contents_of(*(*entry)->bytes);
    found.entries.push_back((*entry)->entry + "=" +
                            (text.size() > 100 ? std::to_string(text.size()) : text));
  }
  found.read = source.bytes_read();
  found.total = source.total_bytes();
  return found;
}

Found read_all(const std::vector<std::string>& paths, SourceReader::StandardInput input = {}) {
  auto source = SourceReader::open(*posix_env().fs, paths, std::move(input));
  EXPECT_TRUE(source);
  return read_entries(**source);
}

using List = std::vector<std::string>;

TEST(Source, FoldersAreReadInByteOrderOfPathsAndFilesAsNamed) {
  std::string dir = folder();
  std::filesystem::create_directories(dir + "/b/x");
  write_file(dir + "/b/x/1", "three");
  write_file(dir + "/a", "one");
  write_file(dir + "/b.0", "two");  // '.' sorts before '/'
  write_file(dir + "/c", "four");
  EXPECT_EQ(read_all({dir}).entries, (List{"=one", "=two", "=three", "=four"}));
  EXPECT_EQ(read_all({dir + "/c", dir + "/a"}).entries, (List{"=four", "=one"}));
  EXPECT_EQ(read_all({dir}).total, 15u);
  EXPECT_EQ(read_all({dir}).read, 15u);
}

TEST(Source, AMissingPathIsAnErrorBeforeAnythingIsRead) {
  auto source = SourceReader::open(*posix_env().fs, {folder() + "/nothing"});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::kNotFound);
}

TEST(Source, WhatCannotBeLookedAtInAFolderCostsItself) {
  std::string top = folder();
  std::filesystem::create_symlink("nowhere", top + "/a_dangling");
  write_file(top + "/b.xml", "b");
  std::filesystem::create_directory(top + "/c");
  std::filesystem::create_directory_symlink("../c", top + "/c/up");
  write_file(top + "/d.xml", "d");
  Found found = read_all({top});
  EXPECT_EQ(found.entries,
            (std::vector<std::string>{"!not_found", "=b", "!invalid_argument", "=d"}));
}

TEST(Source, AFileIsReadOnceHoweverManyLinksLeadBackUp) {
  std::string top = folder();
  std::filesystem::create_directories(top + "/b/c");
  write_file(top + "/a", "one");
  write_file(top + "/b/c/z", "two");
  for (const char* link : {"/b/up", "/b/c/up", "/b/c/up_too"}) {
    std::filesystem::create_directory_symlink(top, top + link);
  }
  std::filesystem::create_directory_symlink("c", top + "/b/d");  // beside it: no way back
  const std::string back = "!invalid_argument";
  EXPECT_EQ(read_all({top}).entries, (List{"=one", back, back, "=two", back, back, "=two", back}));
}

TEST(Source, AnIndexInAFolderIsPassedOver) {
  std::string top = folder();
  std::filesystem::create_directory(top + "/idx");
  for (const char* name : {"LOCK", "MANIFEST-0000000000000001", "segment-1", "rejects-1.jsonl"}) {
    write_file(top + "/idx/" + name, "no record");
  }
  write_file(top + "/a.xml", "a");
  EXPECT_EQ(read_all({top}).entries, (std::vector<std::string>{"=a"}));
  auto source = SourceReader::open(*posix_env().fs, {top + "/idx"});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::kInvalidArgument);
}

TEST(Source, StandardInputIsReadToItsEnd) {
  std::string rest = "typed";
  auto input = [&rest](std::span<char> out) -> Result<size_t> {
    size_t bytes = std::min<size_t>(2, rest.size());
    std::copy_n(rest.data(), bytes, out.data());
    rest.erase(0, bytes);
    return bytes;
  };
  EXPECT_EQ(read_all({"-"}, input).entries, (List{"=typed"}));
  auto source = SourceReader::open(*posix_env().fs, {"-"});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::kInvalidArgument);
}

TEST(Source, StandardInputMayBeAContainer) {
  std::string zip = pack(Pack::kZip, {{"a", "one"}, {"b", "two"}});
  size_t at = 0;
  auto input = [&](std::span<char> out) -> Result<size_t> {
    size_t bytes = std::min<size_t>(out.size(), zip.size() - at);
    std::copy_n(zip.data() + at, bytes, out.data());
    at += bytes;
    return bytes;
  };
  EXPECT_EQ(read_all({"-"}, input).entries, (List{"a=one", "b=two"}));
}

TEST(Source, ContainersAreKnownByContent) {
  std::string dir = folder();
  Entries entries = {{"d/", ""}, {"d/a.xml", "one"}, {"b.xml", ""}};
  write_file(dir + "/1.xml", pack(Pack::kZip, entries));
  write_file(dir + "/2.xml", pack(Pack::kTar, entries));
  write_file(dir + "/3.xml", pack(Pack::kGzip, {{"x", "packed"}}));
  write_file(dir + "/4.zip", "not a zip");
  EXPECT_EQ(read_all({dir}).entries,
            (List{"d/a.xml=one", "b.xml=", "d/a.xml=one", "b.xml=", "=packed", "=not a zip"}));
}

TEST(Source, BytesInMemoryAreAFileOfAnyContainer) {
  const Entries entries = {{"d/", ""}, {"d/a.xml", "one"}, {"b.xml", ""}};
  for (Pack type : {Pack::kZip, Pack::kTar}) {
    const std::string bytes = pack(type, entries);
    const Found found = read_entries(*SourceReader::of_bytes("upload", bytes));
    EXPECT_EQ(found.entries, (List{"d/a.xml=one", "b.xml="}));
    EXPECT_EQ(found.read, bytes.size());
    EXPECT_EQ(found.total, bytes.size());
  }
  EXPECT_EQ(read_entries(*SourceReader::of_bytes("upload", "plain")).entries, List{"=plain"});
  const std::string half = pack(Pack::kTar, entries).substr(0, 700);
  EXPECT_THAT(read_entries(*SourceReader::of_bytes("upload", half)).entries,
              testing::Contains(testing::HasSubstr("!corruption")));
}

TEST(Source, ContainersNestUpToTheLimit) {
  std::string zip = pack(Pack::kZip, {{"a", "deep"}});
  std::string tar = pack(Pack::kTar, {{"in.zip", zip}, {"b", "beside"}});
  std::string gz = pack(Pack::kGzip, {{"x", tar}});
  std::string path = write_file(folder() + "/three.tar.gz", gz);
  EXPECT_EQ(read_all({path}).entries, (List{"in.zip/a=deep", "b=beside"}));
  std::string four = pack(Pack::kTar, {{"in.gz", gz}, {"c", "after"}});
  EXPECT_EQ(read_all({write_file(path, four)}).entries,
            (List{"in.gz/in.zip!limit", "in.gz/b=beside", "c=after"}));
}

TEST(Source, NamesAreLabelsAndNeverPaths) {
  std::string dir = folder();
  std::string zip = pack(Pack::kZip, {{"../../escaped", "one"}, {"/etc/escaped", "two"}});
  write_file(dir + "/a.zip", zip);
  EXPECT_EQ(read_all({dir}).entries, (List{"../../escaped=one", "/etc/escaped=two"}));
  EXPECT_FALSE(std::filesystem::exists(dir + "/../../escaped"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir), {}), 1);
}

TEST(Source, ANameLongerThanAnyPathCostsItsEntry) {
  for (Pack type : {Pack::kZip, Pack::kGnuTar}) {
    std::string file = write_file(
        folder() + "/a",
        pack(type, {{std::string(4096, 'n'), "a"}, {std::string(4097, 'n'), "b"}, {"c", "c"}}));
    Found found = read_all({file});
    EXPECT_EQ(found.entries,
              (std::vector<std::string>{std::string(4096, 'n') + "=a", "!limit", "c=c"}));
  }
}

TEST(Source, LinksAreRefusedAndTheRestIsRead) {
  std::string tar = pack(Pack::kTar, {{"link@", "/etc/passwd"}, {"a", "one"}});
  std::string path = write_file(folder() + "/a.tar", tar);
  EXPECT_EQ(read_all({path}).entries, (List{"link@!invalid_argument", "a=one"}));
}

TEST(Source, ATruncatedContainerIsCorruptionAndTheNextFileIsRead) {
  std::string dir = folder();
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 20'000; ++i, x = x * 1664525 + 1013904223) {
    noise += static_cast<char>(x >> 24);
  }
  for (Pack type : {Pack::kZip, Pack::kTar, Pack::kGzip}) {
    std::string packed = pack(type, {{"a", noise}});
    write_file(dir + "/1", packed.substr(0, packed.size() / 2));
    write_file(dir + "/2", "next");
    std::vector<std::string> entries = read_all({dir}).entries;
    ASSERT_GE(entries.size(), 2u);
    EXPECT_EQ(entries.back(), "=next");
    bool told = false;
    for (const std::string& entry : entries) told |= entry.find('!') != std::string::npos;
    // Contents longer than 100 bytes are shown by length only, so ask for the error itself.
    auto source = SourceReader::open(*posix_env().fs, {dir + "/1"});
    Result<std::optional<SourceEntry>> entry = (*source)->next();
    if (entry && *entry) {
      std::string text = contents_of(*(*entry)->bytes);
      told |= text.ends_with("!corruption");
    }
    EXPECT_TRUE(told) << static_cast<int>(type);
  }
}

TEST(Source, ADamagedEntryOfAZipCostsItself) {
  std::string text;
  for (uint32_t i = 0, x = 1; i < 5000; ++i, x = x * 1664525 + 1013904223) {
    text += static_cast<char>('a' + (x >> 28));
  }
  std::string zip = pack(Pack::kZip, {{"a", "one"}, {"b", text}, {"c", "three"}});
  size_t inside = zip.find("b") + 500;
  zip[inside] = static_cast<char>(zip[inside] ^ 0x55);
  std::vector<std::string> entries = read_all({write_file(folder() + "/a.zip", zip)}).entries;
  EXPECT_EQ(entries.front(), "a=one");
  EXPECT_EQ(entries.back(), "c=three");
}

/// Text that is packed, and every change of which makes another text or none.
std::string words() {
  std::string text;
  for (uint32_t i = 0, x = 1; i < 300; ++i, x = x * 1664525 + 1013904223) {
    text += static_cast<char>('a' + (x >> 28));
    if ((x >> 8) % 5 == 0) text += " and the";
  }
  return text;
}

/// What an upload of these bytes gives; the error of an entry's bytes, too.
List told_of(const std::string& bytes) {
  List told;
  auto source = SourceReader::of_bytes("upload", bytes);
  for (;;) {
    Result<std::optional<SourceEntry>> entry = source->next();
    if (!entry) {
      told.push_back(entry.error().place.entry + "!" + std::string(code_name(entry.error().code)));
      continue;
    }
    if (!*entry) return told;
    const std::string text = contents_of(*(*entry)->bytes);
    const size_t error = text.find('!');
    told.push_back((*entry)->entry +
                   (error == std::string::npos ? "=" + text : text.substr(error)));
  }
}

TEST(Source, ADamagedEntryOfAZipCostsItselfWhereverTheDamageIs) {
  const std::string zip = pack(Pack::kZip, {{"a", "one"}, {"b", words()}, {"c", "three"}});
  // Behind the entry's header, and in front of what its writer puts behind its bytes.
  const size_t header = zip.find("PK\x03\x04", 4), next = zip.find("PK\x03\x04", header + 4);
  ASSERT_NE(next, std::string::npos);
  for (size_t at = header + 80; at + 30 < next; ++at) {
    std::string harmed = zip;
    harmed[at] = static_cast<char>(harmed[at] ^ 0xFF);
    EXPECT_EQ(told_of(harmed), (List{"a=one", "b!corruption", "c=three"})) << at;
  }
}

TEST(Source, TwoEntriesOfAZipThatClaimTheSameBytesAreTold) {
  std::string zip = pack(Pack::kZip, {{"a", "one"}, {"b", "two"}, {"c", "three"}});
  constexpr size_t kOffset = 42;  // of the entry's bytes, in its line of the directory
  const size_t first = zip.find("PK\x01\x02"), second = zip.find("PK\x01\x02", first + 4);
  ASSERT_NE(second, std::string::npos);
  zip.replace(second + kOffset, 4, zip, first + kOffset, 4);
  List told = told_of(zip);
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told.back(), "!corruption");
  // The end of the directory is found in front of a comment, too.
  const std::string comment(300, 'x');
  zip[zip.size() - 2] = static_cast<char>(comment.size() & 0xFF);
  zip[zip.size() - 1] = static_cast<char>(comment.size() >> 8);
  EXPECT_EQ(told_of(zip + comment), told);
}

TEST(Source, WhatADamagedStreamHoldsBesidesIsReadOrToldToBeMissing) {
  const std::string zip = pack(Pack::kZip, {{"a", "one"}, {"b", words()}, {"c", "three"}});
  const size_t header = zip.find("PK\x03\x04", 4), next = zip.find("PK\x03\x04", header + 4);
  size_t missing = 0;
  for (size_t at = header + 80; at + 30 < next; ++at) {
    std::string harmed = zip;
    harmed[at] = static_cast<char>(harmed[at] ^ 0xFF);
    const std::string tar = pack(Pack::kTar, {{"in.zip", harmed}, {"d", "four"}});
    List told = told_of(tar);
    ASSERT_EQ(told.size(), 4u) << at;
    if (told[2] == "in.zip!corruption") {
      ++missing;
      told[2] = "in.zip/c=three";
    }
    EXPECT_EQ(told, (List{"in.zip/a=one", "in.zip/b!corruption", "in.zip/c=three", "d=four"}));
  }
  EXPECT_GT(missing, 0u);
}

TEST(Source, DamageOfAGzipIsToldEvenWhereItCanBeUnpacked) {
  const std::string gz = pack(Pack::kGzip, {{"x", words()}});
  for (size_t at = 10; at < gz.size(); ++at) {
    std::string harmed = gz;
    harmed[at] = static_cast<char>(harmed[at] ^ 0xFF);
    EXPECT_EQ(told_of(harmed), List{"!corruption"}) << at;
  }
  EXPECT_EQ(told_of(gz), List{"=" + words()});
  EXPECT_EQ(told_of(gz + std::string(1000, '\0')), List{"=" + words()});
  EXPECT_EQ(told_of(gz + "noise"), List{"!corruption"});
}

TEST(Source, WhatStandsInFrontOfAGzipsDamageIsRead) {
  const std::string gz = pack(Pack::kGzip, {{"x", words()}});
  for (size_t missing = 1; missing <= 8; ++missing) {
    const std::string cut = gz.substr(0, gz.size() - missing);
    auto source = SourceReader::of_bytes("upload", cut);
    Result<std::optional<SourceEntry>> entry = source->next();
    ASSERT_TRUE(entry && *entry);
    EXPECT_EQ(contents_of(*(*entry)->bytes), words() + "!corruption") << missing;
  }
}

TEST(Source, ProgressEndsAtTheFilesSize) {
  std::string dir = folder();
  write_file(dir + "/1", pack(Pack::kZip, {{"a", "one"}, {"b", std::string(100'000, 'x')}}));
  write_file(dir + "/2", pack(Pack::kTar, {{"a", "one"}}));
  write_file(dir + "/3", "plain");
  Found found = read_all({dir});
  EXPECT_EQ(found.read, found.total);
}

TEST(Source, EveryTruncationOfAContainerEnds) {
  std::string dir = folder();
  for (Pack type : {Pack::kZip, Pack::kTar, Pack::kGzip}) {
    std::string packed = pack(type, {{"a", "contents of the file"}});
    for (size_t length = 0; length <= packed.size(); length += packed.size() > 500 ? 37 : 1) {
      std::string path = write_file(dir + "/cut", packed.substr(0, length));
      std::vector<std::string> entries = read_all({path}).entries;
      EXPECT_LE(entries.size(), 2u);
    }
  }
}

TEST(Source, ABombIsStoppedByItsRatio) {
  std::string zeros(120u << 20, '\0');
  std::string inner = pack(Pack::kGzip, {{"x", zeros}});
  std::string dir = folder();
  write_file(dir + "/1.gz", pack(Pack::kGzip, {{"x", inner}}));
  write_file(dir + "/2.zip", pack(Pack::kZip, {{"in.gz", inner}, {"b", "not reached"}}));
  write_file(dir + "/3", "next");
  auto source = SourceReader::open(*posix_env().fs, {dir});
  ASSERT_TRUE(source);
  int stopped = 0;
  std::string last;
  for (;;) {
    Result<std::optional<SourceEntry>> entry = (*source)->next();
    if (!entry) continue;
    if (!*entry) break;
    uint64_t unpacked = 0;
    std::vector<char> buffer(1 << 20);
    for (;;) {
      Result<size_t> got = (*entry)->bytes->read(buffer);
      if (!got) {
        EXPECT_EQ(got.error().code, Code::kLimit);
      }
      stopped += got ? 0 : 1;
      if (!got || *got == 0) break;
      unpacked += *got;
      last.assign(buffer.data(), *got);
    }
    EXPECT_LE(unpacked, limits::kContainerRatioGraceBytes + (1u << 20));
  }
  EXPECT_GE(stopped, 1);
  EXPECT_EQ(last, "next");
}

TEST(Source, WellPackedDataIsNoBomb) {
  std::string zeros(80u << 20, '\0');  // beyond the grace, at about 1,000 to 1
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 200'000; ++i, x = x * 1664525 + 1013904223) {
    noise += static_cast<char>(x >> 24);
  }
  std::string path =
      write_file(folder() + "/a.zip", pack(Pack::kZip, {{"n", noise}, {"z", zeros}}));
  EXPECT_EQ(read_all({path}).entries, (List{"n=200000", "z=83886080"}));
}

void check_a_window_of_three_lines(ByteWindow& window) {
  EXPECT_EQ(window.peek(3)->substr(0, 3), "ab\n");
  window.consume(4);
  EXPECT_EQ(window.offset(), 4u);
  EXPECT_EQ(window.line(), 2u);
  EXPECT_EQ(*window.peek(100), "d\nef");
  window.consume(4);
  EXPECT_TRUE(window.at_end());
  EXPECT_TRUE(window.peek(1)->empty());
  EXPECT_EQ(window.line(), 3u);
}

TEST(ByteWindow, PeekShowsWhatIsAskedForAndConsumeCounts) {
  MemorySource source("ab\ncd\nef");
  ByteWindow of_source(source);
  check_a_window_of_three_lines(of_source);
  ByteWindow of_memory("ab\ncd\nef");
  check_a_window_of_three_lines(of_memory);
}

TEST(ByteWindow, WhatStandsInFrontOfAnErrorIsShownBeforeItIsTold) {
  class Broken : public ByteSource {
   public:
    Result<size_t> read(std::span<char> out) override {
      if (std::exchange(given_, true)) return Error{Code::kIo, "broken", {}};
      out[0] = 'a';
      return size_t{1};
    }

   private:
    bool given_ = false;
  } source;
  ByteWindow window(source);
  EXPECT_EQ(*window.peek(1), "a");
  EXPECT_FALSE(window.error());
  EXPECT_EQ(*window.peek(2), "a");
  EXPECT_TRUE(window.error());
  window.consume(1);
  EXPECT_EQ(window.peek(1).error().code, Code::kIo);
  EXPECT_EQ(window.peek(1).error().code, Code::kIo);
}

TEST(ByteWindow, BytesInMemoryAreShownWhereTheyAre) {
  const std::string bytes(1 << 20, 'x');
  ByteWindow window(bytes);
  EXPECT_EQ(window.peek(1)->data(), bytes.data());
  EXPECT_EQ(window.buffered().size(), bytes.size());
}

}  // namespace
}  // namespace patlas
