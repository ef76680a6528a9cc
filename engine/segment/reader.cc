#include "engine/segment/reader.h"

#include <algorithm>
#include <mutex>

#include "engine/base/coding.h"
#include "engine/segment/field_writer.h"
#include "engine/segment/inverter.h"
#include "engine/segment/key_filter.h"
#include "engine/segment/sections.h"
#include "engine/text/stemmer.h"

namespace patlas {
namespace {

/// A part that is opened on first use, by whichever thread needs it first. A failure is kept too:
/// the bytes will not get better.
template <typename T>
class Lazy {
 public:
  template <typename Open>
  Result<const T*> get(Open&& open) const {
    std::call_once(once_, [&] {
      Result<T> opened = open();
      if (opened) {
        value_ = std::move(*opened);
      } else {
        error_ = std::move(opened).error();
        failed_ = true;
      }
    });
    if (failed_) return error_;
    return &value_;
  }

 private:
  mutable std::once_flag once_;
  mutable T value_{};
  mutable Error error_;
  mutable bool failed_ = false;
};

/// Where the postings of a field are; a keyword has no more than the first.
struct PostingSections {
  std::array<Section, 3> of_detail;
};

struct FieldParts {
  Lazy<PostingSections> postings;
  Lazy<TermDictionary> terms, stems, grams;
  Lazy<ReversedTerms> reversed;
  Lazy<NumberColumn> lengths;
};

struct ColumnParts {
  Lazy<NumberColumn> numbers;
  Lazy<ValuesColumn> values;
};

}  // namespace

struct SegmentReader::State {
  std::shared_ptr<SealedFile> file;
  const Schema* schema = nullptr;
  Schema schema_copy;
  SegmentMeta meta;
  std::vector<std::shared_ptr<const RecordStore>> stores;
  std::vector<FieldParts> fields;
  std::vector<ColumnParts> columns;
  Lazy<TermDictionary> keys, families;
  Lazy<NumberColumn> key_rank, sources, hash_low, hash_high, store_file, locator_low, locator_high;

  Result<TermDictionary> open_terms(uint16_t terms_type, uint16_t index_type, uint16_t part) const {
    PATLAS_ASSIGN(const Section terms, file->section({terms_type, part}));
    PATLAS_ASSIGN(const Section index, file->section({index_type, part}));
    return TermDictionary::open(terms, index);
  }
  Result<const PostingSections*> posting_sections(uint16_t field) const {
    return fields[field].postings.get([&]() -> Result<PostingSections> {
      PostingSections sections;
      PATLAS_ASSIGN(sections.of_detail[0], file->section({kPostingsSection, field}));
      if (schema->fields[field].type == FieldType::kText) {
        PATLAS_ASSIGN(sections.of_detail[1], file->section({kFreqsSection, field}));
        PATLAS_ASSIGN(sections.of_detail[2], file->section({kPositionsSection, field}));
      }
      return sections;
    });
  }
  Result<NumberColumn> open_numbers(uint16_t type, uint16_t part) const {
    PATLAS_ASSIGN(const Section section, file->section({type, part}));
    return NumberColumn::open(section, meta.doc_count);
  }
  Result<const NumberColumn*> numbers(const Lazy<NumberColumn>& lazy, uint16_t type,
                                      uint16_t part = 0) const {
    return lazy.get([&] { return open_numbers(type, part); });
  }
  Result<const TermDictionary*> key_terms() const {
    return keys.get([&] { return open_terms(kKeyTermsSection, kKeyTermIndexSection, 0); });
  }
  Result<DocId> doc_of_key(const TermValue& value) const;
};

/// A key's inline postings are its one document.
Result<DocId> SegmentReader::State::doc_of_key(const TermValue& value) const {
  ByteReader in(as_bytes(value.inline_postings));
  const uint32_t doc = in.varint32();
  if (!in.ok() || !in.at_end() || doc >= meta.doc_count) {
    PATLAS_ASSIGN(const Section section, file->section({kKeyTermsSection, 0}));
    return section.corrupt(0, "a key names a document that the segment does not have");
  }
  return doc;
}

SegmentReader::SegmentReader() : state_(std::make_unique<State>()) {}
SegmentReader::~SegmentReader() = default;

Result<std::shared_ptr<const SegmentReader>> SegmentReader::open(
    std::shared_ptr<SealedFile> file, const Schema& schema,
    std::vector<std::shared_ptr<const RecordStore>> stores) {
  std::shared_ptr<SegmentReader> reader(new SegmentReader());
  State& state = *reader->state_;
  PATLAS_ASSIGN(const Section meta, file->section({kMetaSection, 0}));
  PATLAS_ASSIGN(const Bytes meta_bytes, meta.all());
  auto decoded = SegmentMeta::decode(as_text(meta_bytes));
  if (!decoded) return meta.corrupt(0, decoded.error().message);
  state.meta = std::move(*decoded);
  if (state.meta.stores.size() != stores.size()) {
    return meta.corrupt(0, "the segment names " + std::to_string(state.meta.stores.size()) +
                               " store files, the manifest " + std::to_string(stores.size()));
  }
  state.file = std::move(file);
  state.schema_copy = schema;
  state.schema = &state.schema_copy;
  state.stores = std::move(stores);
  state.fields = std::vector<FieldParts>(schema.fields.size());
  state.columns = std::vector<ColumnParts>(schema.columns.size());
  return std::shared_ptr<const SegmentReader>(std::move(reader));
}

uint32_t SegmentReader::doc_count() const { return state_->meta.doc_count; }
const Schema& SegmentReader::schema() const { return *state_->schema; }
const SealedFile& SegmentReader::file() const { return *state_->file; }
const SegmentMeta& SegmentReader::meta() const { return state_->meta; }
const std::vector<std::shared_ptr<const RecordStore>>& SegmentReader::stores() const {
  return state_->stores;
}

Result<const TermDictionary*> SegmentReader::terms(uint16_t field) const {
  return state_->fields[field].terms.get(
      [&] { return state_->open_terms(kTermsSection, kTermIndexSection, field); });
}

Result<const ReversedTerms*> SegmentReader::reversed_terms(uint16_t field) const {
  return state_->fields[field].reversed.get([&]() -> Result<ReversedTerms> {
    PATLAS_ASSIGN(const TermDictionary* words, terms(field));
    PATLAS_ASSIGN(const Section section, state_->file->section({kReversedTermsSection, field}));
    return ReversedTerms::open(section, *words);
  });
}

Result<const TermDictionary*> SegmentReader::grams(uint16_t field) const {
  return state_->fields[field].grams.get(
      [&] { return state_->open_terms(kGramTermsSection, kGramTermIndexSection, field); });
}

Result<PostingList> SegmentReader::gram_runs(uint16_t field, const TermValue& value) const {
  PATLAS_ASSIGN(const TermDictionary* words, terms(field));
  PATLAS_ASSIGN(const Section runs, state_->file->section({kGramWordsSection, field}));
  PATLAS_ASSIGN(const Section lengths, state_->file->section({kGramRunLengthsSection, field}));
  return PostingList::open(value, Detail::kFreqs, runs, lengths, Section(), words->size());
}

Detail SegmentReader::detail_of(uint16_t field, std::string_view term) const {
  return detail_of_term(schema().fields[field].type, term);
}

Result<PostingList> SegmentReader::postings(uint16_t field, const TermValue& value,
                                            Detail detail) const {
  PATLAS_ASSIGN(const PostingSections* sections, state_->posting_sections(field));
  const auto& [docs, freqs, positions] = sections->of_detail;
  return PostingList::open(value, detail, docs, freqs, positions, doc_count());
}

void SegmentReader::prefetch_postings(uint16_t field, const TermValue& value,
                                      Detail detail) const noexcept {
  if (value.doc_count == 0 || !value.inline_postings.empty()) return;
  const auto sections = state_->posting_sections(field);
  if (!sections) return;
  for (size_t stream = 0; stream <= static_cast<size_t>(detail); ++stream) {
    (*sections)->of_detail[stream].prefetch(value.stream_offset[stream]);
  }
}

Result<std::optional<PostingList>> SegmentReader::term_postings(uint16_t field,
                                                                std::string_view term,
                                                                Detail detail) const {
  PATLAS_ASSIGN(const TermDictionary* dictionary, terms(field));
  PATLAS_ASSIGN(const auto found, dictionary->find(term));
  if (!found) return std::optional<PostingList>();
  PATLAS_ASSIGN(PostingList list, postings(field, found->second, detail));
  return std::optional<PostingList>(std::move(list));
}

Result<const TermDictionary*> SegmentReader::stems(uint16_t field) const {
  return state_->fields[field].stems.get(
      [&] { return state_->open_terms(kStemTermsSection, kStemTermIndexSection, field); });
}

Result<PostingList> SegmentReader::stem_postings(uint16_t field, const TermValue& value) const {
  PATLAS_ASSIGN(const TermDictionary* words, terms(field));
  PATLAS_ASSIGN(const Section section, state_->file->section({kStemPostingsSection, field}));
  return PostingList::open(value, Detail::kDocs, section, Section(), Section(), words->size());
}

Result<const TermDictionary*> SegmentReader::keys() const { return state_->key_terms(); }
Result<DocId> SegmentReader::doc_of_key(const TermValue& value) const {
  return state_->doc_of_key(value);
}

Result<std::vector<std::string>> SegmentReader::stem_surfaces(uint16_t field, uint8_t language,
                                                              std::string_view stem) const {
  PATLAS_ASSIGN(const TermDictionary* dictionary, stems(field));
  std::vector<std::string> surfaces;
  PATLAS_ASSIGN(const auto found,
                dictionary->find(static_cast<char>(language) + std::string(stem)));
  if (!found) return surfaces;
  PATLAS_ASSIGN(const TermDictionary* words, terms(field));
  PATLAS_ASSIGN(const Section section, state_->file->section({kStemPostingsSection, field}));
  PATLAS_ASSIGN(const PostingList list, stem_postings(field, found->second));
  OccurrenceCursor ordinals(list);
  TermCursor cursor(*words);
  for (uint32_t ordinal = ordinals.seek_at_least(0); ordinal < words->size();
       ordinal = ordinals.seek_at_least(ordinal + 1)) {
    PATLAS_ASSIGN(const bool there, cursor.seek(ordinal));
    if (!there || cursor.term().empty())
      return section.corrupt(0, "a stem names a word that the field does not have");
    surfaces.emplace_back(cursor.term().substr(1));
  }
  return surfaces;
}

Result<std::optional<PostingList>> SegmentReader::field_language(uint16_t field,
                                                                 uint8_t language) const {
  return term_postings(field, kLanguageTag + std::string(language_code(language)), Detail::kDocs);
}

Result<std::vector<uint8_t>> SegmentReader::field_languages(uint16_t field) const {
  PATLAS_ASSIGN(const TermDictionary* dictionary, terms(field));
  PATLAS_ASSIGN(const auto range, dictionary->prefix_range(std::string(1, kLanguageTag)));
  std::vector<uint8_t> languages;
  TermCursor cursor(*dictionary);
  PATLAS_ASSIGN(bool there, cursor.seek(range.first));
  while (there && cursor.ordinal() < range.second) {
    languages.push_back(language_number(cursor.term().substr(1)));
    PATLAS_ASSIGN(there, cursor.next());
  }
  std::sort(languages.begin(), languages.end());
  return languages;
}

Result<std::optional<PostingList>> SegmentReader::several_values(uint16_t field) const {
  return term_postings(field, std::string(1, kSeveralTag), Detail::kDocs);
}

Result<BoundaryCursor> SegmentReader::boundary_cursor(uint16_t field) const {
  PATLAS_ASSIGN(const Section index, state_->file->section({kBoundaryIndexSection, field}));
  PATLAS_ASSIGN(const Section records, state_->file->section({kBoundariesSection, field}));
  return BoundaryCursor(index, records, doc_count());
}

Result<FieldBoundaries> SegmentReader::boundaries(uint16_t field, DocId doc) const {
  PATLAS_ASSIGN(BoundaryCursor cursor, boundary_cursor(field));
  PATLAS_ASSIGN(const FieldBoundaries* found, cursor.boundaries(doc));
  return *found;
}

Result<const NumberColumn*> SegmentReader::number_column(uint16_t column) const {
  return state_->numbers(state_->columns[column].numbers, kNumberSection, column);
}

Result<const ValuesColumn*> SegmentReader::values_column(uint16_t column) const {
  return state_->columns[column].values.get([&]() -> Result<ValuesColumn> {
    PATLAS_ASSIGN(const Section packs, state_->file->section({kValuesSection, column}));
    PATLAS_ASSIGN(const Section dictionary,
                  state_->file->section({kValuesDictionarySection, column}));
    return ValuesColumn::open(packs, dictionary, doc_count());
  });
}

Result<const NumberColumn*> SegmentReader::field_length(uint16_t field) const {
  return state_->numbers(state_->fields[field].lengths, kLengthsSection, field);
}

Result<const NumberColumn*> SegmentReader::key_rank() const {
  return state_->numbers(state_->key_rank, kKeyRankSection);
}

Result<std::string> SegmentReader::key_of_rank(uint32_t rank) const {
  PATLAS_ASSIGN(const TermDictionary* keys, state_->key_terms());
  TermCursor cursor(*keys);
  PATLAS_ASSIGN(const bool there, cursor.seek(rank));
  if (!there) {
    PATLAS_ASSIGN(const Section section, state_->file->section({kKeyRankSection, 0}));
    return section.corrupt(0, "a document's key rank is beyond the segment's keys");
  }
  return std::string(cursor.term());
}

Result<std::string> SegmentReader::key(DocId doc) const {
  PATLAS_ASSIGN(const NumberColumn* ranks, key_rank());
  return key_of_rank(ranks->get(doc));
}

Result<std::optional<DocId>> SegmentReader::find_key(std::string_view key) const {
  PATLAS_ASSIGN(const Section filter, state_->file->section({kKeyFilterSection, 0}));
  PATLAS_ASSIGN(const Bytes filter_bytes, filter.all());
  if (!key_filter_may_contain(filter_bytes, key)) return std::optional<DocId>();
  PATLAS_ASSIGN(const TermDictionary* keys, state_->key_terms());
  PATLAS_ASSIGN(const auto found, keys->find(key));
  if (!found) return std::optional<DocId>();
  PATLAS_ASSIGN(const DocId doc, state_->doc_of_key(found->second));
  return std::optional<DocId>(doc);
}

Result<std::vector<DocId>> SegmentReader::find_key_prefix(std::string_view prefix) const {
  PATLAS_ASSIGN(const TermDictionary* keys, state_->key_terms());
  PATLAS_ASSIGN(const auto range, keys->prefix_range(prefix));
  std::vector<DocId> docs;
  TermCursor cursor(*keys);
  if (range.first == range.second) return docs;
  PATLAS_ASSIGN(bool there, cursor.seek(range.first));
  while (there && cursor.ordinal() < range.second) {
    PATLAS_ASSIGN(const DocId doc, state_->doc_of_key(cursor.value()));
    docs.push_back(doc);
    PATLAS_ASSIGN(there, cursor.next());
  }
  return docs;
}

Result<const TermDictionary*> SegmentReader::families() const {
  return state_->families.get(
      [&] { return state_->open_terms(kFamilyTermsSection, kFamilyTermIndexSection, 0); });
}

Result<PostingList> SegmentReader::family_postings(const TermValue& value) const {
  PATLAS_ASSIGN(const Section section, state_->file->section({kFamilyPostingsSection, 0}));
  return PostingList::open(value, Detail::kDocs, section, Section(), Section(), doc_count());
}

Result<std::span<const uint64_t>> SegmentReader::run_ends(GroupLevel level) const {
  PATLAS_ASSIGN(const Section section,
                state_->file->section({kRunEndsSection, static_cast<uint16_t>(level)}));
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  const uint64_t word_count = (uint64_t{doc_count()} + 63) / 64;
  if (bytes.size() != word_count * sizeof(uint64_t) || word_count == 0) {
    return section.corrupt(0, "the run ends are of another number of documents");
  }
  const std::span<const uint64_t> words(reinterpret_cast<const uint64_t*>(bytes.data()),
                                        word_count);
  // The last document ends a run, and nothing stands behind it.
  if (words.back() >> ((doc_count() - 1) % 64) != 1) {
    return section.corrupt((word_count - 1) * sizeof(uint64_t), "the last run does not end");
  }
  return words;
}

Result<SegmentReader::Origin> SegmentReader::origin(DocId doc) const {
  PATLAS_ASSIGN(const NumberColumn* sources, state_->numbers(state_->sources, kSourceSection));
  PATLAS_ASSIGN(const NumberColumn* low, state_->numbers(state_->hash_low, kHashLowSection));
  PATLAS_ASSIGN(const NumberColumn* high, state_->numbers(state_->hash_high, kHashHighSection));
  const uint32_t source = sources->get(doc);
  if (source >= state_->meta.sources.size()) {
    PATLAS_ASSIGN(const Section section, state_->file->section({kSourceSection, 0}));
    return section.corrupt(0, "a document's source is beyond the segment's sources");
  }
  const SourceName& name = state_->meta.sources[source];
  return Origin{name.name, name.rank, static_cast<uint64_t>(high->get(doc)) << 32 | low->get(doc)};
}

Result<SegmentReader::RecordPlace> SegmentReader::record_place(DocId doc) const {
  PATLAS_ASSIGN(const NumberColumn* store, state_->numbers(state_->store_file, kStoreFileSection));
  PATLAS_ASSIGN(const NumberColumn* low, state_->numbers(state_->locator_low, kLocatorLowSection));
  PATLAS_ASSIGN(const NumberColumn* high,
                state_->numbers(state_->locator_high, kLocatorHighSection));
  const RecordPlace place{store->get(doc),
                          static_cast<uint64_t>(high->get(doc)) << 32 | low->get(doc)};
  if (place.store >= state_->stores.size()) {
    PATLAS_ASSIGN(const Section section, state_->file->section({kStoreFileSection, 0}));
    return section.corrupt(0, "a document's store is beyond the segment's stores");
  }
  return place;
}

Result<std::string> SegmentReader::record(DocId doc) const {
  PATLAS_ASSIGN(const RecordPlace place, record_place(doc));
  return state_->stores[place.store]->get(place.locator);
}

}  // namespace patlas
