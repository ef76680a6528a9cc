#include "engine/segment/segment_writer.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/columns/number_column.h"
#include "engine/segment/sections.h"

namespace patlas {

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create(Fs& fs, const std::string& path,
                                                             uint64_t file_id, BuildSpace& space,
                                                             uint32_t doc_count) {
  PATLAS_ASSIGN(auto file, SealedFileWriter::create(fs, path, FileType::kSegment, file_id));
  return std::unique_ptr<SegmentWriter>(new SegmentWriter(std::move(file), space, doc_count));
}

SegmentWriter::SegmentWriter(std::unique_ptr<SealedFileWriter> file, BuildSpace& space,
                             uint32_t doc_count)
    : file_(std::move(file)),
      space_(space),
      doc_count_(doc_count),
      key_filter_(doc_count),
      key_ranks_(doc_count) {}

Status SegmentWriter::write_section(uint16_t type, uint16_t part, Bytes bytes) {
  PATLAS_TRY(file_->begin_section({type, part}));
  PATLAS_TRY(file_->append(bytes));
  return file_->end_section();
}

void SegmentWriter::open_spools() {
  terms_ = space_.spool();
  index_ = space_.spool();
  dictionary_.emplace(1, terms_.get(), index_.get());
}

Status SegmentWriter::copy_spools(uint16_t terms_type, uint16_t index_type) {
  PATLAS_TRY(dictionary_->finish());
  PATLAS_TRY(file_->begin_section({terms_type, 0}));
  PATLAS_TRY(terms_->copy_to(*file_));
  PATLAS_TRY(file_->end_section());
  PATLAS_TRY(file_->begin_section({index_type, 0}));
  PATLAS_TRY(index_->copy_to(*file_));
  PATLAS_TRY(file_->end_section());
  dictionary_.reset();
  return {};
}

Status SegmentWriter::add_key(std::string_view key, uint32_t doc) {
  if (!dictionary_) open_spools();
  PATLAS_CHECK(doc < doc_count_);
  key_ranks_[doc] = dictionary_->term_count();
  key_filter_.add(key);
  std::string bytes;
  put_varint(bytes, doc);
  TermValue value;
  value.doc_count = 1;
  value.inline_postings = bytes;
  return dictionary_->add(key, value);
}

Status SegmentWriter::end_keys() {
  if (!dictionary_) open_spools();
  PATLAS_CHECK(dictionary_->term_count() == doc_count_);
  PATLAS_TRY(copy_spools(kKeyTermsSection, kKeyTermIndexSection));
  PATLAS_TRY(write_section(kKeyFilterSection, 0, as_bytes(key_filter_.bytes())));
  PATLAS_TRY(write_numbers(kKeyRankSection, 0, key_ranks_));
  key_ranks_ = {};
  return {};
}

Status SegmentWriter::add_family(std::string_view family, std::span<const uint32_t> docs) {
  if (!families_) families_ = std::make_unique<SpooledLists>(space_, 1, doc_count_);
  families_->begin_term(family, Detail::kDocs);
  for (const uint32_t doc : docs) PATLAS_TRY(families_->add(doc, 1, {}));
  PATLAS_ASSIGN(const uint32_t ordinal, families_->end_term());
  static_cast<void>(ordinal);
  return {};
}

Status SegmentWriter::end_families() {
  PATLAS_CHECK(families_ != nullptr);  // every document has one
  PATLAS_TRY(families_->finish());
  constexpr uint16_t types[] = {kFamilyTermsSection, kFamilyTermIndexSection,
                                kFamilyPostingsSection};
  PATLAS_TRY(families_->copy_to(*file_, types, 0));
  families_.reset();
  return {};
}

Status SegmentWriter::write_run_ends(const DocumentOrder& order) {
  for (uint16_t level = 0; level < kGroupLevels; ++level) {
    const std::vector<uint64_t>& words = order.run_ends[level];
    PATLAS_TRY(write_section(
        kRunEndsSection, level,
        {reinterpret_cast<const std::byte*>(words.data()), words.size() * sizeof(words[0])}));
  }
  return {};
}

Status SegmentWriter::write_numbers(uint16_t type, uint16_t part,
                                    std::span<const uint32_t> values) {
  PATLAS_CHECK(values.size() == doc_count_);
  return write_section(type, part, as_bytes(encode_number_column(values)));
}

Status SegmentWriter::write_values(uint16_t part, ValuesColumnWriter& packs,
                                   ValuesDictionaryWriter& dictionary) {
  PATLAS_TRY(file_->begin_section({kValuesSection, part}));
  PATLAS_TRY(packs.copy_to(*file_));
  PATLAS_TRY(file_->end_section());
  PATLAS_TRY(file_->begin_section({kValuesDictionarySection, part}));
  PATLAS_TRY(dictionary.copy_to(*file_));
  return file_->end_section();
}

Status SegmentWriter::write_meta(const SegmentMeta& meta) {
  PATLAS_CHECK(meta.doc_count == doc_count_);
  return write_section(kMetaSection, 0, as_bytes(meta.encode()));
}

}  // namespace patlas
