#include "engine/index/split_groups.h"

#include <algorithm>
#include <limits>
#include <string>

#include "engine/base/coding.h"
#include "engine/columns/number_column.h"
#include "engine/postings/posting_reader.h"
#include "engine/segment/dictionary_merge.h"
#include "engine/segment/link_walk.h"
#include "engine/segment/sections.h"

namespace patlas {
namespace {

/// No group: a deleted document, or one that stands for itself.
constexpr uint32_t kAlone = 0xffffffffu;

class GroupFinder {
 public:
  GroupFinder(const Schema& schema, std::span<const LiveSegment> segments)
      : schema_(schema), segments_(segments) {}

  Result<SplitLevels> find() {
    PATLAS_TRY(number_segments());
    SplitLevels levels;
    // One level's labels at a time.
    DisjointSets extended(doc_count_);
    std::vector<uint32_t> labels;
    PATLAS_TRY(label_applications(labels, extended));
    PATLAS_ASSIGN(levels[0], split(GroupLevel::kApplication, labels));
    PATLAS_TRY(label_families(labels, extended));
    PATLAS_ASSIGN(levels[1], split(GroupLevel::kFamily, labels));
    for (uint32_t doc = 0; doc < doc_count_; ++doc) {
      if (labels[doc] != kAlone) labels[doc] = extended.find(doc);
    }
    PATLAS_ASSIGN(levels[2], split(GroupLevel::kExtended, labels));
    return levels;
  }

 private:
  Status number_segments() {
    uint64_t count = 0;
    for (const LiveSegment& segment : segments_) {
      starts_.push_back(static_cast<uint32_t>(count));
      count += segment.reader->doc_count();
      if (count >= kAlone) {
        return Error{Code::kLimit, "an index of 4,294,967,295 documents or more", {}};
      }
    }
    doc_count_ = static_cast<uint32_t>(count);
    return {};
  }

  bool is_live(uint32_t segment, DocId doc) const {
    return !is_deleted(segments_[segment].deleted, doc);
  }

  /// The smallest of a document's links in the application field names its application; who shares
  /// a link is joined.
  Status label_applications(std::vector<uint32_t>& labels, DisjointSets& extended) {
    labels.assign(doc_count_, kAlone);
    LinkWalk links(schema_);
    for (uint32_t s = 0; s < segments_.size(); ++s) {
      PATLAS_TRY(links.add(s, *segments_[s].reader));
    }
    return links.run([&](std::string_view, std::span<const LinkWalk::Member> members) {
      uint32_t application = kAlone, linked = kAlone;
      for (const LinkWalk::Member& member : members) {
        if (!is_live(member.input, member.doc)) continue;
        const uint32_t doc = starts_[member.input] + member.doc;
        if (member.names_application && labels[doc] == kAlone) {
          if (application == kAlone) application = doc;
          labels[doc] = application;
        }
        if (!member.links) continue;
        if (linked == kAlone) linked = doc;
        extended.join(linked, doc);
      }
      return Status();
    });
  }

  Status label_families(std::vector<uint32_t>& labels, DisjointSets& extended) {
    labels.assign(doc_count_, kAlone);
    DictionaryMerge merge;
    for (uint32_t s = 0; s < segments_.size(); ++s) {
      PATLAS_ASSIGN(const TermDictionary* families, segments_[s].reader->families());
      PATLAS_TRY(merge.add(s, families));
    }
    return merge.run(
        [&](std::string_view, const std::vector<DictionaryMerge::Owner>& owners) -> Status {
          uint32_t family = kAlone;
          for (const auto& owner : owners) {
            const SegmentReader& reader = *segments_[owner.input].reader;
            PATLAS_ASSIGN(const PostingList list, reader.family_postings(owner.cursor->value()));
            OccurrenceCursor docs(list);
            for (DocId doc = docs.seek_at_least(0); doc < reader.doc_count();
                 doc = docs.seek_at_least(doc + 1)) {
              if (!is_live(owner.input, doc)) continue;
              const uint32_t number = starts_[owner.input] + doc;
              if (family == kAlone) family = number;
              labels[number] = family;
              extended.join(family, number);
            }
          }
          return {};
        });
  }

  /// `labels`: [document] a document of its group, the same for all of the group; kAlone.
  Result<SplitGroups> split(GroupLevel level, const std::vector<uint32_t>& labels) const {
    // A cell is what of a run lies in one page: a group that is all of one cell is not split.
    std::vector<uint32_t> cell_of(doc_count_, kAlone);  // [label]: the group's cell
    std::vector<bool> is_split(doc_count_);
    uint32_t cell = 0;
    for (uint32_t s = 0; s < segments_.size(); ++s) {
      PATLAS_ASSIGN(const std::span<const uint64_t> ends, segments_[s].reader->run_ends(level));
      uint32_t owner = kAlone;  // the first label of the cell
      for (DocId doc = 0; doc < segments_[s].reader->doc_count(); ++doc) {
        if (doc % kPageDocs == 0) {
          ++cell;
          owner = kAlone;
        }
        if (const uint32_t label = labels[starts_[s] + doc]; label != kAlone) {
          if (owner == kAlone) owner = label;
          if (cell_of[label] == kAlone) cell_of[label] = cell;
          if (cell_of[label] != cell) is_split[label] = true;
          if (owner != label) is_split[label] = is_split[owner] = true;
        }
        if ((ends[doc / 64] >> (doc % 64) & 1) != 0) {
          ++cell;
          owner = kAlone;
        }
      }
    }
    SplitGroups groups;
    uint32_t count = 0;
    std::vector<uint32_t>& number_of = cell_of;  // not needed any more
    number_of.assign(doc_count_, kAlone);
    for (uint32_t doc = 0; doc < doc_count_; ++doc) {
      if (labels[doc] == kAlone || !is_split[labels[doc]]) continue;
      uint32_t& number = number_of[labels[doc]];
      if (number == kAlone) number = count++;
      groups.docs.push_back(doc);
      groups.groups.push_back(number);
    }
    return groups;
  }

  const Schema& schema_;
  std::span<const LiveSegment> segments_;
  std::vector<uint32_t> starts_;  ///< [segment]: number of its first document
  uint32_t doc_count_ = 0;
};

Status write_numbers(SealedFileWriter& file, uint16_t type, uint16_t level,
                     std::span<const uint32_t> numbers) {
  PATLAS_TRY(file.begin_section({type, level}));
  PATLAS_TRY(file.append(as_bytes(encode_number_column(numbers))));
  return file.end_section();
}

Result<std::vector<uint32_t>> read_numbers(const Section& section, uint64_t count_max) {
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  ByteReader in(bytes);
  const uint32_t count = in.u32();
  if (!in.ok()) return section.corrupt(0, "the section has no head");
  if (count > count_max) return section.corrupt(0, "more split documents than documents");
  PATLAS_ASSIGN(const NumberColumn column, NumberColumn::open(section, count));
  std::vector<uint32_t> numbers((count + uint64_t{kPackDocs} - 1) / kPackDocs * kPackDocs);
  for (uint32_t first = 0; first < count; first += kPackDocs) {
    column.decode_pack(first / kPackDocs, numbers.data() + first);
  }
  numbers.resize(count);
  return numbers;
}

}  // namespace

Result<SplitLevels> find_split_groups(const Schema& schema, std::span<const LiveSegment> segments) {
  return GroupFinder(schema, segments).find();
}

Result<SealedFileInfo> write_split_groups(Fs& fs, const std::string& path, uint64_t id,
                                          const SplitLevels& levels) {
  PATLAS_ASSIGN(auto file, SealedFileWriter::create(fs, path, FileType::kFamilies, id));
  for (uint16_t level = 0; level < kGroupLevels; ++level) {
    PATLAS_TRY(write_numbers(*file, kSplitDocsSection, level, levels[level].docs));
    PATLAS_TRY(write_numbers(*file, kSplitGroupsSection, level, levels[level].groups));
  }
  return file->finish();
}

Result<SplitGroups> read_split_groups(const SealedFile& file, GroupLevel level,
                                      uint64_t doc_count) {
  const auto part = static_cast<uint16_t>(level);
  PATLAS_ASSIGN(const Section docs, file.section({kSplitDocsSection, part}));
  PATLAS_ASSIGN(const Section groups, file.section({kSplitGroupsSection, part}));
  SplitGroups split;
  PATLAS_ASSIGN(split.docs, read_numbers(docs, doc_count));
  PATLAS_ASSIGN(split.groups, read_numbers(groups, doc_count));
  if (split.docs.size() != split.groups.size()) {
    return groups.corrupt(0, "there is not one group for each document");
  }
  uint32_t count = 0;
  for (size_t i = 0; i < split.docs.size(); ++i) {
    if (split.docs[i] >= doc_count || (i > 0 && split.docs[i] <= split.docs[i - 1])) {
      return docs.corrupt(0, "documents of split groups are out of order or out of range");
    }
    if (split.groups[i] > count) return groups.corrupt(0, "a split group is out of order");
    count = std::max(count, split.groups[i] + 1);
  }
  return split;
}

}  // namespace patlas
