// engine/segment/segment_writer.h
//
// Writes a segment file, section after section. Twin of reader.h; FORMAT.md, "Segment files".
// The seal of a loaded run (seal.h) and merges (merge.h) both end here.
//
// Errors   io. After an error the file is left for the index's writer to remove.
// Threads  one.
#ifndef PATLAS_ENGINE_SEGMENT_SEGMENT_WRITER_H_
#define PATLAS_ENGINE_SEGMENT_SEGMENT_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/columns/values_column.h"
#include "engine/segment/document_order.h"
#include "engine/segment/field_writer.h"
#include "engine/segment/key_filter.h"
#include "engine/segment/schema.h"
#include "engine/segment/segment_meta.h"

namespace patlas {

class SegmentWriter {
 public:
  /// `space` outlives it.
  static Result<std::unique_ptr<SegmentWriter>> create(Fs& fs, const std::string& path,
                                                       uint64_t file_id, BuildSpace& space,
                                                       uint32_t doc_count);

  /// Keys in increasing order, each document once; then end_keys().
  Status add_key(std::string_view key, uint32_t doc);
  Status end_keys();
  /// Families in increasing order, each with its documents, increasing; then end_families().
  Status add_family(std::string_view family, std::span<const uint32_t> docs);
  Status end_families();
  /// Where something of the segment may wait until its section is written.
  std::unique_ptr<Spool> spool() { return space_.spool(); }
  Status write_run_ends(const DocumentOrder& order);

  Status write_field(FieldWriter& field) { return field.copy_to(*file_); }
  Status write_numbers(uint16_t type, uint16_t part, std::span<const uint32_t> values);
  Status write_values(uint16_t part, ValuesColumnWriter& packs, ValuesDictionaryWriter& dictionary);
  Status write_meta(const SegmentMeta& meta);
  Result<SealedFileInfo> finish() { return file_->finish(); }

 private:
  SegmentWriter(std::unique_ptr<SealedFileWriter> file, BuildSpace& space, uint32_t doc_count);
  Status write_section(uint16_t type, uint16_t part, Bytes bytes);
  Status copy_spools(uint16_t terms_type, uint16_t index_type);
  void open_spools();

  std::unique_ptr<SealedFileWriter> file_;
  BuildSpace& space_;
  uint32_t doc_count_;
  std::unique_ptr<Spool> terms_, index_;
  std::optional<DictionaryWriter> dictionary_;
  std::unique_ptr<SpooledLists> families_;
  KeyFilterBuilder key_filter_;
  std::vector<uint32_t> key_ranks_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_SEGMENT_WRITER_H_
