#include "engine/segment/field_writer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/external_sorter.h"
#include "engine/columns/number_column.h"
#include "engine/segment/boundaries.h"
#include "engine/segment/inverter.h"
#include "engine/segment/sections.h"
#include "engine/segment/word_grams.h"
#include "engine/terms/reversed_terms.h"
#include "engine/text/analyzer.h"
#include "engine/text/frequent_words.h"
#include "engine/text/stemmer.h"

namespace patlas {
namespace {

std::vector<std::unique_ptr<Spool>> make_spools(BuildSpace& space, uint32_t count) {
  std::vector<std::unique_ptr<Spool>> spools;
  for (uint32_t i = 0; i < count; ++i) spools.push_back(space.spool());
  return spools;
}

}  // namespace

SpooledLists::SpooledLists(BuildSpace& space, uint32_t streams, uint32_t doc_count)
    : spools_(make_spools(space, 2 + streams)) {
  postings_writer_.emplace(doc_count, spools_[2].get(), streams > 1 ? spools_[3].get() : nullptr,
                           streams > 2 ? spools_[4].get() : nullptr);
  dictionary_.emplace(streams, spools_[0].get(), spools_[1].get());
}

void SpooledLists::begin_term(std::string_view term, Detail detail) {
  term_ = term;
  postings_writer_->begin(detail);
}

Result<uint32_t> SpooledLists::end_term() {
  PATLAS_ASSIGN(const TermValue value, postings_writer_->finish());
  if (value.doc_count == 0) return kNoTerm;
  PATLAS_TRY(dictionary_->add(term_, value));
  return term_count_++;
}

Status SpooledLists::add_to(std::string_view term, Detail detail, uint32_t doc, uint32_t freq) {
  if (!has_open_term_ || term_ != term) {
    PATLAS_TRY(end_open_term());
    begin_term(term, detail);
    has_open_term_ = true;
  }
  return add(doc, freq, {});
}

Status SpooledLists::end_open_term() {
  if (!has_open_term_) return {};
  has_open_term_ = false;
  PATLAS_ASSIGN([[maybe_unused]] const uint32_t ordinal, end_term());
  return {};
}

Status SpooledLists::finish() {
  PATLAS_TRY(end_open_term());
  PATLAS_TRY(dictionary_->finish());
  dictionary_.reset();
  postings_writer_.reset();
  return {};
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

struct FieldWriter::Text {
  Text(BuildSpace& space, uint32_t doc_count)
      : lengths(doc_count, space.spool()),
        boundaries(space.spool()),
        stems(std::in_place, space.spool(), space.share_bytes()),
        reversed(std::in_place, space.spool(), space.share_bytes()),
        grams(std::in_place, space.spool(), space.share_bytes()),
        endings(space.spool()) {}

  const Stemmer* stemmer(uint8_t language) {
    if (!language_has_stemmer(language)) return nullptr;
    if (!stemmers[language]) stemmers[language].emplace(language);
    return &*stemmers[language];
  }

  NumberColumnWriter lengths;
  BoundaryBlockWriter boundary_blocks;
  std::unique_ptr<Spool> boundaries;
  std::string boundary_index;
  std::array<std::optional<Stemmer>, kLanguageCount> stemmers;
  // Words as they come; what is gone is in the lists and in `endings`.
  std::optional<ExternalSorter> stems;  ///< of language number and stem
  std::optional<ReversedTermsWriter> reversed;
  std::optional<WordGramsWriter> grams;
  std::optional<SpooledLists> stem_lists, gram_lists;
  std::unique_ptr<Spool> endings;
};

FieldWriter::FieldWriter(BuildSpace& space, uint16_t field, const FieldSpec& spec,
                         uint32_t doc_count)
    : space_(space),
      field_(field),
      type_(spec.type),
      lists_(space, spec.type == FieldType::kText ? 3 : 1, doc_count),
      text_(spec.type == FieldType::kText ? std::make_unique<Text>(space, doc_count) : nullptr) {}

FieldWriter::~FieldWriter() = default;

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
  const std::string_view word = std::string_view(term_).substr(1);
  PATLAS_TRY(text_->reversed->add(ordinal, term_));
  PATLAS_TRY(text_->grams->add(ordinal, word));
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if ((languages_ >> language & 1) == 0) continue;
    if (const Stemmer* stemmer = text_->stemmer(language)) {
      PATLAS_TRY(text_->stems->add(static_cast<char>(language) + stemmer->stem(word), ordinal));
    }
  }
  return {};
}

Status FieldWriter::add_document(uint32_t length, Bytes boundaries) {
  PATLAS_TRY(text_->lengths.add(length));
  std::string block;
  text_->boundary_blocks.add(boundaries, text_->boundaries->size(), block, text_->boundary_index);
  return block.empty() ? Status() : text_->boundaries->append(as_bytes(block));
}

Status FieldWriter::finish() {
  PATLAS_TRY(lists_.finish());
  if (type_ != FieldType::kText) return {};
  std::string block;
  text_->boundary_blocks.finish(text_->boundaries->size(), block, text_->boundary_index);
  PATLAS_TRY(text_->boundaries->append(as_bytes(block)));
  PATLAS_TRY(write_stems());
  PATLAS_TRY(text_->reversed->finish(*text_->endings));
  text_->reversed.reset();
  return write_grams();
}

// The "documents" of a stem are ordinals of the field's words.
Status FieldWriter::write_stems() {
  SpooledLists& lists = text_->stem_lists.emplace(space_, 1, lists_.term_count());
  PATLAS_TRY(text_->stems->finish([&](std::string_view stem, uint32_t word) {
    return lists.add_to(stem, Detail::kDocs, word, 1);
  }));
  text_->stems.reset();
  return lists.finish();
}

// The "documents" of a gram are the first words of its runs, the "frequencies" their lengths.
Status FieldWriter::write_grams() {
  SpooledLists& lists = text_->gram_lists.emplace(space_, 2, lists_.term_count());
  PATLAS_TRY(text_->grams->finish([&](std::string_view gram, GramRun run) {
    return lists.add_to(gram, Detail::kFreqs, run.first, run.words);
  }));
  text_->grams.reset();
  return lists.finish();
}

Status FieldWriter::copy_to(SealedFileWriter& file) {
  if (type_ == FieldType::kKeyword) {
    constexpr uint16_t types[] = {kTermsSection, kTermIndexSection, kPostingsSection};
    return lists_.copy_to(file, types, field_);
  }
  constexpr uint16_t types[] = {kTermsSection, kTermIndexSection, kPostingsSection, kFreqsSection,
                                kPositionsSection};
  PATLAS_TRY(lists_.copy_to(file, types, field_));
  PATLAS_TRY(file.begin_section({kLengthsSection, field_}));
  PATLAS_TRY(text_->lengths.copy_to(file));
  PATLAS_TRY(file.end_section());
  PATLAS_TRY(file.begin_section({kBoundariesSection, field_}));
  PATLAS_TRY(text_->boundaries->copy_to(file));
  PATLAS_TRY(file.end_section());
  PATLAS_TRY(file.begin_section({kBoundaryIndexSection, field_}));
  PATLAS_TRY(file.append(as_bytes(text_->boundary_index)));
  PATLAS_TRY(file.end_section());
  constexpr uint16_t stems[] = {kStemTermsSection, kStemTermIndexSection, kStemPostingsSection};
  PATLAS_TRY(text_->stem_lists->copy_to(file, stems, field_));
  constexpr uint16_t grams[] = {kGramTermsSection, kGramTermIndexSection, kGramWordsSection,
                                kGramRunLengthsSection};
  PATLAS_TRY(text_->gram_lists->copy_to(file, grams, field_));
  PATLAS_TRY(file.begin_section({kReversedTermsSection, field_}));
  PATLAS_TRY(text_->endings->copy_to(file));
  return file.end_section();
}

}  // namespace patlas
