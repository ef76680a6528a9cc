// engine/index/split_groups.h
//
// Groups of documents (applications, simple and extended families) over all segments of a
// generation. Most are one run of neighbours in one segment and are counted by their ends alone;
// those that are not are *split*, and written down here document by document when a generation is
// made, so that no query ever compares a name.
//
// Split    a group whose live documents lie in several segments, several runs or several pages; or
//          in one run with documents of another group, as when the record is deleted that joined
//          two priorities. A pure function of the segments and their live documents: the same
//          documents give the same groups, whatever happened before.
// Bytes    FORMAT.md, "Families files".
// Cost     a walk over the dictionaries of applications, priorities and families of all segments;
//          8 bytes a document while it runs.
#ifndef PATLAS_ENGINE_INDEX_SPLIT_GROUPS_H_
#define PATLAS_ENGINE_INDEX_SPLIT_GROUPS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/env.h"
#include "engine/base/sealed_file.h"
#include "engine/segment/document_order.h"
#include "engine/segment/live_segment.h"

namespace patlas {

/// The live documents of split groups of one level.
struct SplitGroups {
  std::vector<uint32_t> docs;    ///< numbers in the snapshot (segments end to end), increasing
  std::vector<uint32_t> groups;  ///< [i]: of docs[i]; numbered as their first documents stand
  bool operator==(const SplitGroups&) const = default;
};
using SplitLevels = std::array<SplitGroups, kGroupLevels>;

/// limit when there are 2^32 documents or more.
Result<SplitLevels> find_split_groups(const Schema& schema, std::span<const LiveSegment> segments);

/// Writes a families file. `path`: not there yet.
Result<SealedFileInfo> write_split_groups(Fs& fs, const std::string& path, uint64_t id,
                                          const SplitLevels& levels);
/// Reads a level back. corruption when it contradicts itself or names a document at or beyond
/// `doc_count`.
Result<SplitGroups> read_split_groups(const SealedFile& file, GroupLevel level, uint64_t doc_count);

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_SPLIT_GROUPS_H_
