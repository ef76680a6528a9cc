// Damage to the files of an index: each single bit flipped, files cut at each length, blocks and
// files put in other places. Whatever is read afterwards must be what it was, or an error that
// names file and place (RELIABILITY F6); nothing may be read that no checksum covers.
//
// How the sweep over all bits stays affordable: a block is first filled with other bytes in three
// ways, and everything that the file holds is read, which finds what reads the block and proves
// that nothing else does. Each bit of the block is then flipped in turn, and of what reads it two
// items of each sort, the block itself and the whole file's check must fail.
#include <chrono>
#include <iostream>

#include "engine/postings/posting_layout.h"
#include "tests/engine/index/index_image.h"

namespace patlas::indextest {
namespace {

constexpr uint64_t kHeaderBytes = 64;

/// Every section and posting form, in a merged segment with deletes whose records stay in two
/// store files, and two segments loaded later, one of them with a deleted document.
void build_index(TracedWorld& world, uint32_t version = 0) {
  auto writer = world.open_writer();
  ASSERT_OK(load(*writer, test_documents(0, 900, version)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(load(*writer, test_documents(900, 900, version)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(writer->remove(std::vector<std::string>{test_key(30), test_key(1200)}));
  ASSERT_OK(writer->merge(1));
  ASSERT_OK(writer->put_scheme(*test_scheme(version)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(load(*writer, test_documents(1790, 60, version + 1)));
  ASSERT_OK(world.commit(*writer));
  ASSERT_OK(load(*writer, test_documents(1845, 10, version + 2)));
  ASSERT_OK(world.commit(*writer));
}

/// A block of a file, or header or tail of it.
struct Range {
  uint64_t begin = 0, end = 0;
  bool is_block = false;
  size_t section = 0;  ///< index in sections(), of a block
  uint64_t in_section = 0;
};

std::vector<Range> ranges_of(const SealedFile& file) {
  std::vector<Range> ranges = {{0, kHeaderBytes, false, 0, 0}};
  uint64_t offset = kHeaderBytes;
  for (size_t s = 0; s < file.sections().size(); ++s) {
    const uint64_t padded = round_up(file.sections()[s].size(), uint64_t{64});
    for (uint64_t b = 0; b < padded; b += kBlockBytes) {
      const uint64_t size = std::min(kBlockBytes, padded - b);
      ranges.push_back({offset + b, offset + b + size, true, s, b});
    }
    offset += padded;
  }
  ranges.push_back({offset, file.size_bytes(), false, 0, 0});
  return ranges;
}

std::shared_ptr<SealedFile> open_alone(IndexImage& image, const Subject& subject) {
  auto file = SealedFile::open(image.fs(), subject.path, subject.type, nullptr, nullptr);
  EXPECT_OK(file);
  return file ? *file : nullptr;
}

class Sweep {
 public:
  explicit Sweep(IndexImage& image) : image_(image) {}

  void run() {
    for (const Subject& subject : image_.subjects()) {
      subject_ = &subject;
      baseline_.clear();
      const auto opened = subject.open();
      ASSERT_OK(opened);
      for (const Item& item : subject.items) {
        const auto value = item.read(*opened);
        ASSERT_OK(value) << item.name;
        baseline_.push_back(*value);
      }
      for (const Range& range : ranges_of(*open_alone(image_, subject))) {
        if (range.is_block) {
          flip_block(range);
        } else {
          flip_frame(range);
        }
        if (testing::Test::HasFailure()) return;
      }
    }
  }

  uint64_t flips = 0, reads = 0, blocks = 0;

 private:
  std::string& bytes() { return image_.bytes(*subject_); }

  std::string where(uint64_t offset) const {
    return subject_->path + " at " + std::to_string(offset);
  }

  /// Named, and at the damage.
  bool is_right_error(const Error& error, const Range& range) const {
    return (error.code == Code::kCorruption || error.code == Code::kUnsupportedVersion) &&
           error.place.file == subject_->path && error.place.offset != Place::kNone &&
           (!range.is_block ||
            (error.place.offset >= range.begin && error.place.offset < range.end));
  }

  template <typename Visit>
  void for_each_flip(const Range& range, Visit&& visit) {
    std::string& all = bytes();
    for (uint64_t at = range.begin; at < range.end && !testing::Test::HasFailure(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        all[at] = static_cast<char>(all[at] ^ (1 << bit));
        visit(at);
        ++flips;
        all[at] = static_cast<char>(all[at] ^ (1 << bit));
      }
    }
  }

  /// Header, checksums, footer and trailer: the file does not open.
  void flip_frame(const Range& range) {
    for_each_flip(range, [&](uint64_t at) {
      const auto file = SealedFile::open(image_.fs(), subject_->path, subject_->type, &subject_->id,
                                         info_expected());
      if (file || !is_right_error(file.error(), range)) fail(at, "opens", file);
    });
  }

  /// No manifest says what the newest manifest must contain.
  const SealedFileInfo* info_expected() const {
    return subject_->type == FileType::kManifest ? nullptr : &subject_->info;
  }

  template <typename T>
  void fail(uint64_t at, const std::string& what, const Result<T>& result) {
    ADD_FAILURE() << where(at) << ": " << what << (result ? "" : ": " + result.error().to_string());
  }

  /// The items that read the block: at most two of each name's first word.
  std::vector<size_t> readers_of(const Range& range) {
    std::string& all = bytes();
    const std::string saved = all.substr(range.begin, range.end - range.begin);
    std::vector<size_t> readers;
    std::mt19937_64 random(range.begin);
    for (int round = 0; round < 3; ++round) {
      for (uint64_t i = 0; i < saved.size(); ++i) {
        const char old = saved[i];
        all[range.begin + i] = round == 0   ? static_cast<char>(~old)
                               : round == 1 ? static_cast<char>(random())
                                            : (i == 0 ? static_cast<char>(old + 1) : '\0');
      }
      readers = read_all(range);
    }
    all.replace(range.begin, saved.size(), saved);
    std::map<std::string, int> seen;
    std::erase_if(readers, [&](size_t i) {
      const std::string& name = subject_->items[i].name;
      return ++seen[name.substr(0, name.find(' ', name.find(' ') + 3))] > 2;
    });
    return readers;
  }

  /// Reads every item: each is as before or fails at the damage. Gives those that fail.
  std::vector<size_t> read_all(const Range& range) {
    std::vector<size_t> failing;
    const auto opened = subject_->open();
    if (!opened) {
      if (!is_right_error(opened.error(), range)) fail(range.begin, "opens wrongly", opened);
      return {0};
    }
    for (size_t i = 0; i < subject_->items.size(); ++i) {
      const auto value = subject_->items[i].read(*opened);
      ++reads;
      if (value && *value != baseline_[i]) {
        ADD_FAILURE() << where(range.begin) << ": " << subject_->items[i].name
                      << " silently differs";
      } else if (!value) {
        failing.push_back(i);
        if (!is_right_error(value.error(), range)) {
          fail(range.begin, subject_->items[i].name + " fails wrongly", value);
        }
      }
    }
    return failing;
  }

  void flip_block(const Range& range) {
    ++blocks;
    const std::vector<size_t> readers = readers_of(range);
    ASSERT_FALSE(readers.empty()) << where(range.begin) << ": nothing reads this block";
    for_each_flip(range, [&](uint64_t at) {
      const auto file = SealedFile::open(image_.fs(), subject_->path, subject_->type, &subject_->id,
                                         info_expected());
      if (!file) return fail(at, "does not open, though its frame is sound", file);
      const Section& section = (*file)->sections()[range.section];
      const auto block = section.bytes(range.in_section, 1);
      if (block || !is_right_error(block.error(), range)) fail(at, "passes its checksum", block);
      const Status verified = (*file)->verify();
      if (verified || !is_right_error(verified.error(), range)) fail(at, "passes verify", verified);
      for (const size_t i : readers) read_one(i, at, range);
    });
  }

  void read_one(size_t item, uint64_t at, const Range& range) {
    ++reads;
    const auto opened = subject_->open();
    const auto value = opened ? subject_->items[item].read(*opened) : opened.error();
    if (value || !is_right_error(value.error(), range)) {
      fail(at, subject_->items[item].name + " does not see the damage", value);
    }
  }

  IndexImage& image_;
  const Subject* subject_ = nullptr;
  std::vector<uint64_t> baseline_;
};

/// Forms and containers of all postings.
std::set<std::string> posting_forms(const Snapshot& snapshot) {
  std::set<std::string> forms;
  for (const LiveSegment& segment : snapshot.segments()) {
    const SegmentReader& reader = *segment.reader;
    for (uint16_t f = 0; f < reader.schema().fields.size(); ++f) {
      TermCursor cursor(**reader.terms(f));
      for (bool there = *cursor.seek(0); there; there = *cursor.next()) {
        const auto list = *reader.postings(f, cursor.value(), reader.detail_of(f, cursor.term()));
        const PostingParts& parts = list.parts();
        const std::string detail = std::to_string(static_cast<int>(list.detail()));
        if (parts.form == PostingParts::Form::kInline) forms.insert("inline, detail " + detail);
        if (parts.form == PostingParts::Form::kFlat) forms.insert("flat, detail " + detail);
        if (parts.form != PostingParts::Form::kPaged) continue;
        forms.insert("paged, detail " + detail);
        if (parts.count > kBlockDocs) forms.insert("several chunks, detail " + detail);
        for (uint32_t u = 0; u < parts.units; ++u) {
          forms.insert("container " +
                       std::to_string(static_cast<int>(page_entry(parts, u).container)));
        }
      }
    }
  }
  return forms;
}

TEST(Flip, EveryBitOfAnIndexIsCovered) {
  TracedWorld world;
  build_index(world);
  IndexImage image(world.disk());

  std::set<std::pair<FileType, uint16_t>> wanted, found;
  for (const SectionRow& row : kSectionRegistry) wanted.emplace(row.file, row.type);
  uint64_t index_bytes = 0;
  for (const Subject& subject : image.subjects()) {
    index_bytes += image.bytes(subject).size();
    const auto file = open_alone(image, subject);
    for (const Section& section : file->sections()) {
      if (section.size() > 0) found.emplace(subject.type, section.name().type);
    }
  }
  for (const auto& [file, type] : found) wanted.erase({file, type});
  for (const auto& [file, type] : wanted) {
    ADD_FAILURE() << "the index holds no section " << find_section_row(type)->name;
  }
  EXPECT_THAT(posting_forms(image.snapshot()),
              testing::IsSupersetOf({"inline, detail 0", "inline, detail 1", "inline, detail 2",
                                     "flat, detail 0", "flat, detail 1", "flat, detail 2",
                                     "paged, detail 0", "paged, detail 1", "paged, detail 2",
                                     "several chunks, detail 2", "container 0", "container 1",
                                     "container 2", "container 3"}));
  EXPECT_GE(index_bytes, 256u << 10);
  EXPECT_EQ(image.manifest().segments.size(), 3u);
  EXPECT_EQ(image.manifest().segments[0].stores.size(), 2u);
  EXPECT_TRUE(image.manifest().segments[0].deletes.has_value());
  if (HasFailure()) return;

  Sweep sweep(image);
  const auto start = std::chrono::steady_clock::now();
  sweep.run();
  EXPECT_EQ(sweep.flips, index_bytes * 8) << "bits without a range";
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
  std::cout << sweep.flips << " bits flipped in " << image.subjects().size() << " files, "
            << sweep.blocks << " blocks, " << sweep.reads << " answers read, " << seconds.count()
            << " s\n";
}

/// A smaller index, of which everything can be read after each damage.
class Damage : public testing::Test {
 protected:
  Damage() {
    build_small(world_, 0);
    image_ = std::make_unique<IndexImage>(world_.disk());
  }

  static void build_small(TracedWorld& world, uint32_t version) {
    auto writer = world.open_writer();
    for (uint32_t s = 0; s < 3; ++s) {
      ASSERT_OK(load(*writer, test_documents(s * 40, 50, version + s)));
      if (s == 1) {
        ASSERT_OK(writer->put_scheme(*test_scheme(version)));
      }
      ASSERT_OK(world.commit(*writer));
    }
  }

  /// Reads everything of the file: as before, or an error that names the file.
  void expect_error_or_right(const Subject& subject, const std::vector<uint64_t>& baseline,
                             const std::string& what) {
    const auto opened = subject.open();
    if (!opened) {
      EXPECT_EQ(opened.error().place.file, subject.path) << what << opened.error().to_string();
      return;
    }
    for (size_t i = 0; i < subject.items.size(); ++i) {
      const auto value = subject.items[i].read(*opened);
      if (value) {
        ASSERT_EQ(*value, baseline[i]) << what << subject.path << " " << subject.items[i].name;
      } else {
        ASSERT_EQ(value.error().code, Code::kCorruption) << what << value.error().to_string();
      }
    }
  }

  std::vector<uint64_t> baseline(const Subject& subject) {
    const auto opened = subject.open();
    std::vector<uint64_t> values;
    for (const Item& item : subject.items) values.push_back(*item.read(*opened));
    return values;
  }

  TracedWorld world_;
  std::unique_ptr<IndexImage> image_;
};

TEST_F(Damage, FileCutAtAnyLengthDoesNotOpen) {
  for (const Subject& subject : image_->subjects()) {
    ImageFs::File& file = image_->fs().files[subject.path];
    const SealedFileInfo* info = subject.type == FileType::kManifest ? nullptr : &subject.info;
    for (uint64_t length = 0; length < file.bytes.size(); ++length) {
      file.shown = length;
      const auto opened =
          SealedFile::open(image_->fs(), subject.path, subject.type, &subject.id, info);
      ASSERT_FALSE(opened) << subject.path << " cut to " << length;
      ASSERT_EQ(opened.error().code, Code::kCorruption);
      ASSERT_EQ(opened.error().place.file, subject.path);
      if (length % 97 == 0) {
        ASSERT_FALSE(Snapshot::open(image_->env(), image_->kDirectory));
      }
    }
    file.shown = std::numeric_limits<uint64_t>::max();
  }
}

TEST_F(Damage, FileWithBytesBehindItDoesNotOpen) {
  for (const Subject& subject : image_->subjects()) {
    std::string& bytes = image_->bytes(subject);
    const std::string saved = bytes;
    for (const size_t more : {1u, 7u, 64u, 512u, 16384u}) {
      bytes = saved + std::string(more, '\0');
      EXPECT_FALSE(Snapshot::open(image_->env(), image_->kDirectory)) << subject.path;
      bytes = saved + saved.substr(0, more);
      EXPECT_FALSE(Snapshot::open(image_->env(), image_->kDirectory)) << subject.path;
    }
    bytes = saved;
  }
}

TEST_F(Damage, BlocksSwappedOrCopiedOverOneAnotherAreSeen) {
  uint64_t pairs = 0;
  for (const Subject& subject : image_->subjects()) {
    const auto sound = baseline(subject);
    const auto ranges = ranges_of(*open_alone(*image_, subject));
    std::string& bytes = image_->bytes(subject);
    const std::string saved = bytes;
    for (size_t a = 1; a + 1 < ranges.size(); ++a) {
      for (size_t b = a + 1; b + 1 < ranges.size(); ++b) {
        const uint64_t size = ranges[a].end - ranges[a].begin;
        if (ranges[b].end - ranges[b].begin != size || (a + b) % 3 != 0) continue;
        const std::string first = saved.substr(ranges[a].begin, size);
        const std::string second = saved.substr(ranges[b].begin, size);
        if (first == second) continue;
        ++pairs;
        for (const bool swap : {true, false}) {
          bytes.replace(ranges[a].begin, size, second);
          if (swap) bytes.replace(ranges[b].begin, size, first);
          const auto file = open_alone(*image_, subject);
          EXPECT_FALSE(file->verify());
          expect_error_or_right(subject, sound, swap ? "swapped: " : "copied: ");
          bytes = saved;
        }
        if (HasFatalFailure()) return;
      }
    }
  }
  EXPECT_GT(pairs, 20u);
}

TEST_F(Damage, SectorsOfZerosAreSeen) {
  for (const Subject& subject : image_->subjects()) {
    const auto sound = baseline(subject);
    std::string& bytes = image_->bytes(subject);
    const std::string saved = bytes;
    for (uint64_t at = 0; at < saved.size(); at += 512) {
      const uint64_t size = std::min<uint64_t>(512, saved.size() - at);
      bytes.replace(at, size, std::string(size, '\0'));
      if (bytes == saved) continue;
      const auto file =
          SealedFile::open(image_->fs(), subject.path, subject.type, &subject.id, nullptr);
      EXPECT_FALSE(file && (*file)->verify()) << subject.path << " at " << at;
      expect_error_or_right(subject, sound, "zeros: ");
      bytes = saved;
      if (HasFatalFailure()) return;
    }
  }
}

/// Each file of `image`, replaced by each file of `other`: it does not open.
void expect_strangers_refused(IndexImage& image, SimFs& other) {
  const auto names = other.list(image.kDirectory);
  ASSERT_OK(names);
  for (const Subject& subject : image.subjects()) {
    std::string& bytes = image.bytes(subject);
    const std::string saved = bytes;
    for (const std::string& name : *names) {
      bytes = *other.contents(join_path(image.kDirectory, name));
      if (bytes == saved) continue;
      const auto opened = Snapshot::open(image.env(), image.kDirectory);
      ASSERT_FALSE(opened) << name << " passes for " << subject.path;
      EXPECT_EQ(opened.error().code, Code::kCorruption);
      EXPECT_THAT(opened.error().place.file, testing::Eq(subject.path));
    }
    bytes = saved;
  }
}

TEST_F(Damage, FilesOfOtherPlacesAndGenerationsAreRefused) {
  expect_strangers_refused(*image_, world_.disk());
}

TEST_F(Damage, FilesOfAnotherIndexAreRefused) {
  TracedWorld other(99);
  build_small(other, 0);
  expect_strangers_refused(*image_, other.disk());
}

TEST_F(Damage, FilesOfTheSameNameAndIdWithOtherContentAreRefused) {
  // The same random bits give the same ids: only the manifest's hashes tell these files apart.
  TracedWorld twin;
  build_small(twin, 10);
  ASSERT_EQ(*twin.disk().list("index"), *world_.disk().list("index"));
  for (const Subject& subject : image_->subjects()) {
    if (subject.type == FileType::kManifest) continue;  // a whole other index, and a sound one
    std::string& bytes = image_->bytes(subject);
    const std::string saved = bytes;
    bytes = *twin.disk().contents(subject.path);
    if (bytes == saved) continue;
    const auto opened = Snapshot::open(image_->env(), image_->kDirectory);
    ASSERT_FALSE(opened) << subject.path;
    EXPECT_EQ(opened.error().code, Code::kCorruption);
    EXPECT_EQ(opened.error().place.file, subject.path);
    bytes = saved;
  }
}

TEST_F(Damage, CheckNamesEveryDamagedFile) {
  for (const Subject& subject : image_->subjects()) {
    if (subject.type == FileType::kManifest || subject.type == FileType::kDeletes) continue;
    std::string& bytes = image_->bytes(subject);
    bytes[kHeaderBytes + 5] = static_cast<char>(bytes[kHeaderBytes + 5] ^ 4);
    const CheckReport report = check_snapshot(image_->snapshot());
    ASSERT_EQ(report.damages.size(), 1u);
    EXPECT_EQ(report.damages[0].place.file, subject.path);
    EXPECT_EQ(report.damages[0].place.offset, kHeaderBytes);
    bytes[kHeaderBytes + 5] = static_cast<char>(bytes[kHeaderBytes + 5] ^ 4);
  }
  EXPECT_THAT(check_snapshot(image_->snapshot()).damages, testing::IsEmpty());
}

}  // namespace
}  // namespace patlas::indextest
