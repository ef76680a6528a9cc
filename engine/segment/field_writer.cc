#include "engine/segment/field_writer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/columns/number_column.h"
#include "engine/segment/inverter.h"
#include "engine/segment/sections.h"
#include "engine/text/analyzer.h"
#include "engine/text/frequent_words.h"
#include "engine/text/stemmer.h"

namespace patlas {
namespace {

std::unique_ptr<Spool> make_spool(const SpoolSpace& space, uint32_t number) {
  return std::make_unique<Spool>(
      *space.fs, join_path(space.directory, space.name_prefix + "-" + std::to_string(number)),
      space.memory_bytes);
}

std::vector<std::unique_ptr<Spool>> make_spools(const SpoolSpace& space, uint32_t first,
                                                uint32_t count) {
  std::vector<std::unique_ptr<Spool>> spools;
  for (uint32_t i = 0; i < count; ++i) spools.push_back(make_spool(space, first + i));
  return spools;
}

Status write_section(SealedFileWriter& file, uint16_t type, uint16_t part, Bytes bytes) {
  PATLAS_TRY(file.begin_section({type, part}));
  PATLAS_TRY(file.append(bytes));
  return file.end_section();
}

}  // namespace

SpooledLists::SpooledLists(const SpoolSpace& space, uint32_t first_number, uint32_t streams,
                           uint32_t doc_count)
    : spools_(make_spools(space, first_number, 2 + streams)),
      postings_writer_(doc_count, spools_[2].get(), streams > 1 ? spools_[3].get() : nullptr,
                       streams > 2 ? spools_[4].get() : nullptr),
      dictionary_(streams, spools_[0].get(), spools_[1].get()) {}

void SpooledLists::begin_term(std::string_view term, Detail detail) {
  term_ = term;
  postings_writer_.begin(detail);
}

Result<uint32_t> SpooledLists::end_term() {
  PATLAS_ASSIGN(const TermValue value, postings_writer_.finish());
  if (value.doc_count == 0) return kNoTerm;
  const uint32_t ordinal = dictionary_.term_count();
  PATLAS_TRY(dictionary_.add(term_, value));
  return ordinal;
}

Status SpooledLists::copy_to(SealedFileWriter& file, std::span<const uint16_t> types,
                             uint16_t part) {
  PATLAS_CHECK(types.size() == spools_.size());
  for (size_t i = 0; i < types.size(); ++i) {
    PATLAS_TRY(file.begin_section({types[i], part}));
    PATLAS_TRY(spools_[i]->copy_to(file));
    PATLAS_TRY(file.end_section());
  }
  return {};
}

Detail detail_of_term(FieldType type, std::string_view term) {
  if (type == FieldType::kKeyword || term.empty() || term.front() == kLanguageTag ||
      term.front() == kSeveralTag) {
    return Detail::kDocs;
  }
  const bool has_places =
      term.front() != static_cast<char>(TermTag::kDictionaryWord) && term.front() != kPairTag;
  return has_places ? Detail::kPositions : Detail::kFreqs;
}

struct FieldWriter::Stemmers {
  std::array<std::optional<Stemmer>, kLanguageCount> of_language;

  const Stemmer* get(uint8_t language) {
    if (!language_has_stemmer(language)) return nullptr;
    if (!of_language[language]) of_language[language].emplace(language);
    return &*of_language[language];
  }
};

FieldWriter::FieldWriter(const SpoolSpace& space, uint16_t field, const FieldSpec& spec,
                         uint32_t doc_count)
    : field_(field),
      type_(spec.type),
      doc_count_(doc_count),
      space_(space),
      lists_(space, field * 16u, spec.type == FieldType::kText ? 3 : 1, doc_count),
      stemmers_(std::make_shared<Stemmers>()),
      boundaries_(
          *space.fs,
          join_path(space.directory, space.name_prefix + "-" + std::to_string(field * 16u + 5)),
          space.memory_bytes) {}

void FieldWriter::begin_term(std::string_view term, uint32_t languages) {
  term_ = term;
  languages_ = languages;
  detail_ = detail_of_term(type_, term);
  lists_.begin_term(term, detail_);
}

Status FieldWriter::end_term() {
  PATLAS_ASSIGN(const uint32_t ordinal, lists_.end_term());
  if (ordinal == SpooledLists::kNoTerm || term_.front() != static_cast<char>(TermTag::kWord) ||
      type_ != FieldType::kText) {
    return {};
  }
  reversed_.add(ordinal, term_);
  if (grams_ == nullptr) grams_ = std::make_unique<WordGramsWriter>();
  grams_->add(ordinal, std::string_view(term_).substr(1));
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if ((languages_ >> language & 1) == 0) continue;
    if (const Stemmer* stemmer = stemmers_->get(language)) {
      stemmed_.push_back(
          {static_cast<char>(language) + stemmer->stem(std::string_view(term_).substr(1)),
           ordinal});
    }
  }
  return {};
}

Status FieldWriter::add_document(uint32_t length, Bytes boundaries) {
  lengths_.push_back(length);
  std::string block;
  boundary_blocks_.add(boundaries, boundaries_.size(), block, boundary_index_);
  return block.empty() ? Status() : boundaries_.append(as_bytes(block));
}

Status FieldWriter::finish() {
  PATLAS_TRY(lists_.finish());
  if (type_ != FieldType::kText) return {};
  PATLAS_CHECK(lengths_.size() == doc_count_);
  std::string block;
  boundary_blocks_.finish(boundaries_.size(), block, boundary_index_);
  PATLAS_TRY(boundaries_.append(as_bytes(block)));
  PATLAS_TRY(write_stems());
  return write_grams();
}

Status FieldWriter::write_stems() {
  std::sort(stemmed_.begin(), stemmed_.end(), [](const StemmedWord& a, const StemmedWord& b) {
    return a.key != b.key ? a.key < b.key : a.ordinal < b.ordinal;
  });
  // The "documents" of a stem are ordinals of the field's words.
  stem_lists_ = std::make_unique<SpooledLists>(space_, field_ * 16u + 6, 1, lists_.term_count());
  for (size_t i = 0; i < stemmed_.size();) {
    stem_lists_->begin_term(stemmed_[i].key, Detail::kDocs);
    const size_t first = i;
    for (; i < stemmed_.size() && stemmed_[i].key == stemmed_[first].key; ++i) {
      PATLAS_TRY(stem_lists_->add(stemmed_[i].ordinal, 1, {}));
    }
    PATLAS_TRY(stem_lists_->end_term());
  }
  stemmed_ = {};
  return stem_lists_->finish();
}

// The "documents" of a gram are the first words of its runs, the "frequencies" their lengths.
Status FieldWriter::write_grams() {
  gram_lists_ = std::make_unique<SpooledLists>(space_, field_ * 16u + 9, 2, lists_.term_count());
  if (grams_ != nullptr) {
    PATLAS_TRY(grams_->finish([&](std::string_view gram, std::span<const GramRun> runs) -> Status {
      gram_lists_->begin_term(gram, Detail::kFreqs);
      for (const GramRun& run : runs) PATLAS_TRY(gram_lists_->add(run.first, run.words, {}));
      PATLAS_ASSIGN([[maybe_unused]] const uint32_t ordinal, gram_lists_->end_term());
      return {};
    }));
  }
  grams_ = nullptr;
  return gram_lists_->finish();
}

Status FieldWriter::copy_to(SealedFileWriter& file) {
  if (type_ == FieldType::kKeyword) {
    constexpr uint16_t types[] = {kTermsSection, kTermIndexSection, kPostingsSection};
    return lists_.copy_to(file, types, field_);
  }
  constexpr uint16_t types[] = {kTermsSection, kTermIndexSection, kPostingsSection, kFreqsSection,
                                kPositionsSection};
  PATLAS_TRY(lists_.copy_to(file, types, field_));
  PATLAS_TRY(
      write_section(file, kLengthsSection, field_, as_bytes(encode_number_column(lengths_))));
  PATLAS_TRY(file.begin_section({kBoundariesSection, field_}));
  PATLAS_TRY(boundaries_.copy_to(file));
  PATLAS_TRY(file.end_section());
  PATLAS_TRY(write_section(file, kBoundaryIndexSection, field_, as_bytes(boundary_index_)));
  constexpr uint16_t stems[] = {kStemTermsSection, kStemTermIndexSection, kStemPostingsSection};
  PATLAS_TRY(stem_lists_->copy_to(file, stems, field_));
  constexpr uint16_t grams[] = {kGramTermsSection, kGramTermIndexSection, kGramWordsSection,
                                kGramRunLengthsSection};
  PATLAS_TRY(gram_lists_->copy_to(file, grams, field_));
  return write_section(file, kReversedTermsSection, field_, as_bytes(reversed_.finish()));
}

}  // namespace patlas
