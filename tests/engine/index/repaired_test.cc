// Files whose bytes are not what a writer would have written, though every checksum is right: what
// someone who repairs checksums can do. Answers may then be anything; but reading, checking and
// merging must end, in bounded memory, with a result or an error (RELIABILITY C7). Most of its
// worth is under the address sanitizer.
#include <iostream>

#include "engine/segment/merge.h"
#include "tests/engine/index/index_image.h"

namespace patlas::indextest {
namespace {

using Payloads = std::vector<std::pair<SectionName, std::string>>;

/// The file with these sections, all checksums right; what the manifest must say of it.
struct Sealed {
  std::string bytes;
  SealedFileInfo info;
};

Sealed seal_again(const Payloads& payloads, FileType type, uint64_t id) {
  SimFs disk;
  auto writer = SealedFileWriter::create(disk, "file", type, id);
  EXPECT_OK(writer);
  for (const auto& [name, payload] : payloads) {
    EXPECT_OK((*writer)->begin_section(name));
    EXPECT_OK((*writer)->append(as_bytes(payload)));
    EXPECT_OK((*writer)->end_section());
  }
  const auto info = (*writer)->finish();
  EXPECT_OK(info);
  return {*disk.contents("file"), *info};
}

class Repaired : public testing::Test {
 protected:
  Repaired() {
    auto writer = world_.open_writer();
    EXPECT_OK(load(*writer, test_documents(0, 300)));
    EXPECT_OK(world_.commit(*writer));
    EXPECT_OK(load(*writer, test_documents(290, 40, 1)));
    EXPECT_OK(world_.commit(*writer));
    image_ = std::make_unique<IndexImage>(world_.disk());
  }

  Payloads payloads_of(const Subject& subject) {
    Payloads payloads;
    const auto file = SealedFile::open(image_->fs(), subject.path, subject.type, nullptr, nullptr);
    EXPECT_OK(file);
    for (const Section& section : (*file)->sections()) {
      payloads.emplace_back(section.name(), std::string(as_text(*section.all())));
    }
    return payloads;
  }

  /// Small changes that mean most: of counts, widths and offsets, which stand at section starts.
  std::string mutate(std::string payload) {
    const auto below = [&](uint64_t bound) { return random_() % bound; };
    for (uint64_t changes = 1 + below(3); changes > 0; --changes) {
      if (payload.empty()) return std::string(1 + below(40), static_cast<char>(below(256)));
      const uint64_t at =
          below(below(2) == 0 ? payload.size() : std::min<uint64_t>(24, payload.size()));
      static const char kExtremes[] = {'\0', '\1', '\x7f', '\x80', '\xff'};
      switch (below(8)) {
        case 0:
          payload.resize(at);
          break;
        case 1:
          payload.insert(at, std::string(1 + below(9), static_cast<char>(below(256))));
          break;
        case 2:
          payload.replace(at, 4, std::string(std::min<uint64_t>(4, payload.size() - at), '\xff'));
          break;
        case 3:
          payload[at] = kExtremes[below(5)];
          break;
        case 4: {
          const uint64_t from = below(payload.size());
          payload.replace(at, 8, payload.substr(from, 8));
          break;
        }
        default:
          payload[at] = static_cast<char>(static_cast<uint8_t>(payload[at]) ^ (1u << below(8)));
      }
    }
    return payload;
  }

  /// A manifest that agrees with the changed file, so that nothing stops at the door.
  Manifest manifest_with(const Subject& subject, const SealedFileInfo& info) {
    Manifest manifest = image_->manifest();
    const auto amend = [&](ManifestFile& file) {
      if (file.id == subject.id) file.info = info;
    };
    for (ManifestFile& store : manifest.stores) amend(store);
    if (manifest.families) amend(*manifest.families);
    for (ManifestSegment& segment : manifest.segments) {
      amend(segment.file);
      if (segment.deletes) amend(*segment.deletes);
    }
    return manifest;
  }

  void read_everything(const Subject& subject, const SealedFileInfo& info) {
    const auto snapshot =
        SnapshotParts::open(image_->env(), image_->kDirectory, manifest_with(subject, info));
    if (!snapshot) return;
    ++opened_;
    for (size_t s = 0; s < (*snapshot)->segments().size(); ++s) {
      const LiveSegment& live = (*snapshot)->segments()[s];
      const Opened opened{live.reader, {}, {}};
      for (const Item& item : items_of_segments_[s]) refused_ += !item.read(opened);
    }
    for (const GroupLevel level :
         {GroupLevel::kApplication, GroupLevel::kFamily, GroupLevel::kExtended}) {
      const auto groups = (*snapshot)->groups(level);
      refused_ += !groups;
      if (groups) group_sum_ += (*groups)->live_count((*snapshot)->segments());
    }
    refused_ += !(*snapshot)->find("US");
    refused_ += !check_snapshot(**snapshot).damages.empty();
    merge(**snapshot);
  }

  void merge(const Snapshot& snapshot) {
    SimEnv world(5);
    std::vector<MergeInput> inputs;
    uint64_t live = 0;
    for (const LiveSegment& segment : snapshot.segments()) {
      inputs.push_back({segment.reader, segment.deleted, segment.live_count});
      live += segment.live_count;
    }
    if (live == 0) return;
    const auto merged = merge_segments(world.env(), snapshot.schema(), inputs, "merged", 9,
                                       {&world.fs(), "", "spool", 1 << 20}, 1);
    refused_ += !merged;
  }

  TracedWorld world_{4};
  std::unique_ptr<IndexImage> image_;
  std::vector<std::vector<Item>> items_of_segments_;
  std::mt19937_64 random_{20260101};
  uint64_t group_sum_ = 0;  ///< whatever it is, it was read
  uint64_t opened_ = 0, refused_ = 0;
};

TEST_F(Repaired, AnyBytesOfAnySectionGiveAResultOrAnError) {
  std::vector<std::pair<const Subject*, Payloads>> subjects;
  for (const Subject& subject : image_->subjects()) {
    if (subject.type == FileType::kManifest) continue;
    subjects.emplace_back(&subject, payloads_of(subject));
    if (subject.type != FileType::kSegment) continue;
    // Every tenth item reaches every accessor; all of them would only repeat it.
    std::vector<Item> items;
    for (size_t i = 0; i < subject.items.size(); i += i < 10 ? 1 : 10) {
      items.push_back(subject.items[i]);
    }
    items_of_segments_.push_back(std::move(items));
  }
  const uint64_t cases = budget(1500);
  for (uint64_t i = 0; i < cases; ++i) {
    const auto& [subject, sound] =
        subjects[random_() % 4 == 0 ? random_() % subjects.size() : subjects.size() - 1 - i % 2];
    Payloads payloads = sound;
    const size_t at = random_() % payloads.size();
    payloads[at].second = mutate(payloads[at].second);
    const Sealed sealed = seal_again(payloads, subject->type, subject->id);
    std::string& bytes = image_->bytes(*subject);
    const std::string saved = std::exchange(bytes, sealed.bytes);
    SCOPED_TRACE("case " + std::to_string(i) + ", " + subject->path + " section " +
                 std::to_string(payloads[at].first.type));
    read_everything(*subject, sealed.info);
    bytes = saved;
  }
  std::cout << cases << " contradictory files, " << opened_ << " opened, " << refused_
            << " refusals\n";
  EXPECT_GT(opened_, cases / 3);
  EXPECT_GT(refused_, cases / 10);
}

TEST_F(Repaired, MoreSplitDocumentsThanDocumentsAreCorruption) {
  const Subject& subject =
      *std::find_if(image_->subjects().begin(), image_->subjects().end(),
                    [](const Subject& s) { return s.type == FileType::kFamilies; });
  Payloads payloads = payloads_of(subject);
  for (auto& [name, payload] : payloads) payload.replace(0, 4, 4, '\xff');
  const Sealed sealed = seal_again(payloads, subject.type, subject.id);
  image_->bytes(subject) = sealed.bytes;
  const auto snapshot =
      SnapshotParts::open(image_->env(), image_->kDirectory, manifest_with(subject, sealed.info));
  ASSERT_OK(snapshot);
  const auto groups = (*snapshot)->groups(GroupLevel::kFamily);
  ASSERT_FALSE(groups);
  EXPECT_EQ(groups.error().code, Code::kCorruption);
}

// Grams of other words, and changed ones.
TEST_F(Repaired, GramsThatAreNotTheWordsOwnAreFoundByCheck) {
  const auto is_gram = [](uint16_t type) {
    return (type >= kGramTermsSection && type <= kGramWordsSection) ||
           type == kGramRunLengthsSection;
  };
  const Subject& subject =
      *std::find_if(image_->subjects().begin(), image_->subjects().end(),
                    [](const Subject& s) { return s.type == FileType::kSegment; });
  const Payloads sound = payloads_of(subject);
  const auto damages = [&](const Payloads& payloads) {
    const Sealed sealed = seal_again(payloads, subject.type, subject.id);
    const std::string saved = std::exchange(image_->bytes(subject), sealed.bytes);
    const auto snapshot =
        SnapshotParts::open(image_->env(), image_->kDirectory, manifest_with(subject, sealed.info));
    EXPECT_OK(snapshot);
    const auto found = check_snapshot(**snapshot).damages;
    image_->bytes(subject) = saved;
    return found.size();
  };
  ASSERT_EQ(damages(sound), 0u);
  Payloads swapped = sound;
  for (auto& [name, payload] : swapped) {
    if (!is_gram(name.type) || name.part != kTitle) continue;
    for (const auto& [other, bytes] : sound) {
      if (other.type == name.type && other.part == kAbstract) payload = bytes;
    }
  }
  EXPECT_GT(damages(swapped), 0u);
  // Some bits are spare: of a length's high ones, or of what a reader steps over.
  uint64_t changed = 0, found = 0;
  for (size_t s = 0; s < sound.size(); ++s) {
    if (!is_gram(sound[s].first.type)) continue;
    for (size_t at = 0; at < sound[s].second.size(); at += 1 + sound[s].second.size() / 20) {
      Payloads payloads = sound;
      payloads[s].second[at] ^= 1;
      ++changed;
      found += damages(payloads) > 0;
    }
  }
  EXPECT_GE(changed, 60u);
  EXPECT_GE(found * 10, changed * 9) << found << " of " << changed;
}

TEST_F(Repaired, MissingSectionIsCorruption) {
  for (const Subject& subject : image_->subjects()) {
    if (subject.type == FileType::kManifest) continue;
    const Payloads sound = payloads_of(subject);
    if (subject.type == FileType::kSegment) items_of_segments_.push_back(subject.items);
    for (size_t at = 0; at < sound.size(); ++at) {
      Payloads payloads = sound;
      payloads.erase(payloads.begin() + static_cast<ptrdiff_t>(at));
      const Sealed sealed = seal_again(payloads, subject.type, subject.id);
      std::string& bytes = image_->bytes(subject);
      const std::string saved = std::exchange(bytes, sealed.bytes);
      const auto snapshot = SnapshotParts::open(image_->env(), image_->kDirectory,
                                                manifest_with(subject, sealed.info));
      const bool found = !snapshot || !check_snapshot(**snapshot).damages.empty();
      EXPECT_TRUE(found) << subject.path << " without section " << sound[at].first.type << "."
                         << sound[at].first.part;
      if (snapshot) merge(**snapshot);
      bytes = saved;
    }
  }
}

TEST_F(Repaired, ManifestOfAnyBytesIsRefusedOrOpens) {
  const Subject& subject = image_->subjects()[0];
  ASSERT_EQ(subject.type, FileType::kManifest);
  const Payloads sound = payloads_of(subject);
  std::string& bytes = image_->bytes(subject);
  const std::string saved = bytes;
  uint64_t opened = 0;
  const uint64_t cases = budget(5000);
  for (uint64_t i = 0; i < cases; ++i) {
    Payloads payloads = sound;
    payloads[0].second = mutate(payloads[0].second);
    bytes = seal_again(payloads, subject.type, subject.id).bytes;
    const auto snapshot = Snapshot::open(image_->env(), image_->kDirectory);
    opened += snapshot.has_value();
    if (!snapshot) {
      EXPECT_NE(snapshot.error().code, Code::kInternal) << snapshot.error().to_string();
    }
  }
  bytes = saved;
  EXPECT_LT(opened, cases);
}

}  // namespace
}  // namespace patlas::indextest
