#include "engine/segment/merge.h"

#include <algorithm>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/threads.h"
#include "engine/segment/dictionary_merge.h"
#include "engine/segment/document_order.h"
#include "engine/segment/inverter.h"
#include "engine/segment/link_walk.h"
#include "engine/segment/occurrence_sorter.h"
#include "engine/segment/sections.h"
#include "engine/text/analyzer.h"

namespace patlas {
namespace {

constexpr uint32_t kGone = 0xffffffffu;
constexpr uint32_t kDocsBetweenLooks = 1 << 14;  // at whether the merge was cancelled
// What an OccurrenceSorter takes of a document, and of a byte of packed positions at two bits each.
constexpr uint64_t kSortedDocBytes = 28, kSortedPositionBytes = 16;

/// In which languages does a word of an input have a stem? Asked word after word; what the input has
/// is read again for each window of words.
class LanguagesOfWords {
 public:
  /// `memory_bytes`: of the window.
  LanguagesOfWords(const SegmentReader& reader, uint16_t field, uint64_t memory_bytes)
      : reader_(&reader),
        field_(field),
        window_max_(std::max<uint64_t>(memory_bytes / sizeof(uint32_t), kWindowMin)) {}

  /// Bit L: one of language L. Words in any order; increasing ones are cheapest.
  Result<uint32_t> of(TermOrd word) {
    if (word < first_ || word - first_ >= languages_.size()) PATLAS_TRY(read_from(word));
    return languages_[word - first_];
  }

 private:
  static constexpr uint64_t kWindowMin = 64;

  Status read_from(TermOrd first) {
    PATLAS_ASSIGN(const TermDictionary* words, reader_->terms(field_));
    PATLAS_CHECK(first < words->size());
    first_ = first;
    languages_.assign(std::min<uint64_t>(words->size() - first, window_max_), 0);
    PATLAS_ASSIGN(const TermDictionary* stems, reader_->stems(field_));
    TermCursor cursor(*stems);
    PATLAS_ASSIGN(bool there, cursor.seek(0));
    while (there) {
      const uint8_t language =
          cursor.term().empty() ? 0 : static_cast<uint8_t>(cursor.term().front());
      PATLAS_ASSIGN(const PostingList list, reader_->stem_postings(field_, cursor.value()));
      OccurrenceCursor ordinals(list);
      for (uint64_t o = ordinals.seek_at_least(first_);
           o >= first_ && o < first_ + languages_.size();
           o = ordinals.seek_at_least(static_cast<uint32_t>(o) + 1)) {
        languages_[o - first_] |= 1u << (language % 32);
      }
      PATLAS_ASSIGN(there, cursor.next());
    }
    return {};
  }

  const SegmentReader* reader_;
  uint16_t field_;
  uint64_t window_max_;
  TermOrd first_ = 0;
  std::vector<uint32_t> languages_;  ///< of words first_, first_ + 1, ...
};

class SegmentMerger {
 public:
  SegmentMerger(const Schema& schema, std::span<const MergeInput> inputs,
                const std::atomic<bool>* cancel)
      : schema_(schema), inputs_(inputs), cancel_(cancel) {
    for (const MergeInput& input : inputs) {
      std::vector<uint32_t> map(input.reader->doc_count(), kGone);
      for (uint32_t doc = 0; doc < map.size(); ++doc) {
        if (!is_deleted(input.deleted, doc)) map[doc] = doc_count_++;
      }
      maps_.push_back(std::move(map));
    }
  }

  /// Numbers the documents; comes before all else.
  Status order_documents();
  uint32_t doc_count() const { return doc_count_; }
  Status build_fields(std::vector<std::unique_ptr<FieldWriter>>& writers, BuildSpace& space,
                      unsigned threads);
  Status write_columns(SegmentWriter& out);
  Status write_keys(SegmentWriter& out);
  Status write_families(SegmentWriter& out);
  Status write_origins(SegmentWriter& out, SegmentMeta& meta);
  Status write_locators(SegmentWriter& out, SegmentMeta& meta);

 private:
  Status build_field(FieldWriter& writer, uint16_t field);
  Status write_values(SegmentWriter& out, uint16_t column);

  /// Of bytes that pass their checksums and still cannot be: what a cursor gives must be taken as
  /// it is, so it is looked at before a writer relies on it.
  Error contradiction(uint32_t input, std::string message) const {
    return Error{Code::kCorruption,
                 std::move(message),
                 {.file = inputs_[input].reader->file().path(), .entry = {}, .offset = 0}};
  }

  /// cancelled, when that is wanted.
  Status keep_going() const {
    if (cancel_ == nullptr || !cancel_->load(std::memory_order_relaxed)) return {};
    return Error{Code::kCancelled, "the merge was given up", {}};
  }

  /// A document where it was.
  struct Place {
    uint32_t input = 0, doc = 0;
  };

  /// visit(input, its document, document of the output), in the output's order.
  template <typename Visit>
  void for_each_live(Visit&& visit) const {
    for (uint32_t to = 0; to < places_.size(); ++to) visit(places_[to].input, places_[to].doc, to);
  }
  template <typename Visit>
  Status try_for_each_live(Visit&& visit) const {
    for (uint32_t to = 0; to < places_.size(); ++to) {
      if (to % kDocsBetweenLooks == 0) PATLAS_TRY(keep_going());
      PATLAS_TRY(visit(places_[to].input, places_[to].doc, to));
    }
    return {};
  }

  Status rank_keys(OrderFacts& facts) const;
  /// visit(family, its live documents, increasing, as maps_ numbers them).
  template <typename Visit>
  Status for_each_family(Visit&& visit) const;
  Status rank_families(OrderFacts& facts) const;
  Status rank_classes(OrderFacts& facts) const;
  Status note_dates(int column, std::vector<uint32_t>& dates) const;
  Status join_links(OrderFacts& facts) const;
  uint32_t window_docs(const std::vector<DictionaryMerge::Owner>& owners) const;
  /// Adds the documents within `window` (first, and one behind the last).
  Status read_term(uint16_t field, const DictionaryMerge::Owner& owner, Detail detail,
                   std::pair<uint32_t, uint32_t> window, OccurrenceSorter& sorter) const;

  const Schema& schema_;
  std::span<const MergeInput> inputs_;
  uint64_t share_bytes_ = 0;  ///< BuildSpace::share_bytes
  const std::atomic<bool>* cancel_;
  /// [input][document] -> document of the output; before order_documents() a number of candidates.
  std::vector<std::vector<uint32_t>> maps_;
  DocumentOrder order_;        ///< its candidates are given back when places_ has them
  std::vector<Place> places_;  ///< [document of the output]
  uint32_t doc_count_ = 0;
};

Status SegmentMerger::rank_keys(OrderFacts& facts) const {
  DictionaryMerge merge;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const TermDictionary* keys, inputs_[i].reader->keys());
    PATLAS_TRY(merge.add(i, keys));
  }
  uint32_t rank = 0;
  return merge.run(
      [&](std::string_view, const std::vector<DictionaryMerge::Owner>& owners) -> Status {
        for (const auto& owner : owners) {
          PATLAS_ASSIGN(const DocId doc,
                        inputs_[owner.input].reader->doc_of_key(owner.cursor->value()));
          if (const uint32_t to = maps_[owner.input][doc]; to != kGone) facts.key[to] = rank;
        }
        ++rank;
        return {};
      });
}

template <typename Visit>
Status SegmentMerger::for_each_family(Visit&& visit) const {
  DictionaryMerge merge;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const TermDictionary* families, inputs_[i].reader->families());
    PATLAS_TRY(merge.add(i, families));
  }
  std::vector<uint32_t> docs;
  return merge.run(
      [&](std::string_view family, const std::vector<DictionaryMerge::Owner>& owners) -> Status {
        docs.clear();
        for (const auto& owner : owners) {
          PATLAS_ASSIGN(const PostingList list,
                        inputs_[owner.input].reader->family_postings(owner.cursor->value()));
          OccurrenceCursor members(list);
          const std::vector<uint32_t>& map = maps_[owner.input];
          for (uint32_t doc = members.seek_at_least(0); doc < map.size();
               doc = members.seek_at_least(doc + 1)) {
            if (map[doc] != kGone) docs.push_back(map[doc]);
          }
        }
        std::sort(docs.begin(), docs.end());
        return docs.empty() ? Status() : visit(family, std::span<const uint32_t>(docs));
      });
}

Status SegmentMerger::rank_families(OrderFacts& facts) const {
  uint32_t rank = 0;
  return for_each_family([&](std::string_view, std::span<const uint32_t> docs) {
    for (const uint32_t doc : docs) facts.family[doc] = rank;
    ++rank;
    return Status();
  });
}

Status SegmentMerger::rank_classes(OrderFacts& facts) const {
  if (schema_.relations.class_column < 0) return {};
  const auto column = static_cast<uint16_t>(schema_.relations.class_column);
  std::vector<const ValuesColumn*> columns;
  std::vector<std::vector<uint32_t>> rank_of(inputs_.size());  // [input][ordinal]
  ValuesMerge merge;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const ValuesColumn* values, inputs_[i].reader->values_column(column));
    columns.push_back(values);
    rank_of[i].resize(values->value_count());
    PATLAS_TRY(merge.add(i, values));
  }
  uint32_t rank = 0;
  PATLAS_TRY(
      merge.run([&](std::string_view, const std::vector<ValuesMerge::Owner>& owners) -> Status {
        ++rank;
        for (const auto& owner : owners) rank_of[owner.input][owner.cursor->ordinal()] = rank;
        return {};
      }));
  std::vector<uint32_t> of_doc;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    for (uint32_t doc = 0; doc < maps_[i].size(); ++doc) {
      if (maps_[i][doc] == kGone) continue;
      columns[i]->get(doc, of_doc);
      if (!of_doc.empty()) facts.main_class[maps_[i][doc]] = rank_of[i][of_doc[0]];
    }
  }
  return {};
}

Status SegmentMerger::note_dates(int column, std::vector<uint32_t>& dates) const {
  if (column < 0) return {};
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const NumberColumn* numbers,
                  inputs_[i].reader->number_column(static_cast<uint16_t>(column)));
    for (uint32_t doc = 0; doc < maps_[i].size(); ++doc) {
      if (maps_[i][doc] != kGone) dates[maps_[i][doc]] = numbers->get(doc);
    }
  }
  return {};
}

Status SegmentMerger::join_links(OrderFacts& facts) const {
  LinkWalk links(schema_);
  for (uint32_t i = 0; i < inputs_.size(); ++i) PATLAS_TRY(links.add(i, *inputs_[i].reader));
  uint32_t rank = 0;
  return links.run([&](std::string_view, std::span<const LinkWalk::Member> members) {
    ++rank;
    std::optional<uint32_t> first;
    for (const LinkWalk::Member& member : members) {
      const uint32_t to = maps_[member.input][member.doc];
      if (to == kGone) continue;
      if (member.names_application && facts.application[to] == 0) facts.application[to] = rank;
      if (!member.links) continue;
      if (first) facts.extended.join(*first, to);
      first = first.value_or(to);
    }
    return Status();
  });
}

Status SegmentMerger::order_documents() {
  OrderFacts facts(doc_count_);
  PATLAS_TRY(rank_keys(facts));
  PATLAS_TRY(rank_families(facts));
  PATLAS_TRY(rank_classes(facts));
  PATLAS_TRY(keep_going());
  PATLAS_TRY(note_dates(schema_.relations.first_date_column, facts.first_date));
  PATLAS_TRY(note_dates(schema_.relations.last_date_column, facts.last_date));
  PATLAS_TRY(join_links(facts));
  PATLAS_TRY(keep_going());
  order_ = document_order(facts);
  std::vector<uint32_t> doc_of(doc_count_);
  for (uint32_t to = 0; to < doc_count_; ++to) doc_of[order_.candidates[to]] = to;
  order_.candidates = {};
  places_.resize(doc_count_);
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    for (uint32_t doc = 0; doc < maps_[i].size(); ++doc) {
      uint32_t& to = maps_[i][doc];
      if (to == kGone) continue;
      to = doc_of[to];
      places_[to] = {i, doc};
    }
  }
  return {};
}

/// Documents of the output that are sorted at a time, so that the longest lists fit too: they are
/// read as often as it takes.
uint32_t SegmentMerger::window_docs(const std::vector<DictionaryMerge::Owner>& owners) const {
  uint64_t bytes = 0;
  for (const auto& owner : owners) {
    const TermValue& value = owner.cursor->value();
    bytes += value.doc_count * kSortedDocBytes + value.stream_bytes[2] * kSortedPositionBytes;
  }
  const uint64_t windows = bytes / share_bytes_ + 1;
  return static_cast<uint32_t>(std::max<uint64_t>(1, doc_count_ / windows + 1));
}

Status SegmentMerger::read_term(uint16_t field, const DictionaryMerge::Owner& owner, Detail detail,
                                std::pair<uint32_t, uint32_t> window,
                                OccurrenceSorter& sorter) const {
  PATLAS_ASSIGN(const PostingList list,
                inputs_[owner.input].reader->postings(field, owner.cursor->value(), detail));
  OccurrenceCursor docs(list);
  const std::vector<uint32_t>& map = maps_[owner.input];
  for (uint32_t doc = docs.seek_at_least(0); doc < map.size(); doc = docs.seek_at_least(doc + 1)) {
    // One that is gone is beyond every window.
    if (map[doc] < window.first || map[doc] >= window.second) continue;
    const uint32_t freq = detail == Detail::kDocs ? 1 : docs.freq();
    const std::span<const uint32_t> positions =
        detail == Detail::kPositions ? docs.positions() : std::span<const uint32_t>();
    if (freq == 0 || (detail == Detail::kPositions && positions.size() != freq)) {
      return contradiction(owner.input, "a document's positions are not as many as it says");
    }
    sorter.add(map[doc], freq, positions);
  }
  return {};
}

Status SegmentMerger::build_field(FieldWriter& writer, uint16_t field) {
  const bool is_text = schema_.fields[field].type == FieldType::kText;
  std::vector<LanguagesOfWords> languages;
  OccurrenceSorter sorter;
  DictionaryMerge merge;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const TermDictionary* terms, inputs_[i].reader->terms(field));
    PATLAS_TRY(merge.add(i, terms));
    if (is_text) {
      languages.emplace_back(*inputs_[i].reader, field, share_bytes_ / inputs_.size());
    }
  }
  PATLAS_TRY(merge.run([&](std::string_view term,
                           const std::vector<DictionaryMerge::Owner>& owners) -> Status {
    PATLAS_TRY(keep_going());
    const bool is_word = is_text && term.starts_with(static_cast<char>(TermTag::kWord));
    uint32_t mask = 0;
    for (const auto& owner : owners) {
      if (!is_word) break;
      PATLAS_ASSIGN(const uint32_t of_input, languages[owner.input].of(owner.cursor->ordinal()));
      mask |= of_input;
    }
    const Detail detail = detail_of_term(schema_.fields[field].type, term);
    writer.begin_term(term, mask);
    const uint32_t window = window_docs(owners);
    for (uint64_t first = 0; first < doc_count_; first += window) {
      const auto end = static_cast<uint32_t>(std::min<uint64_t>(first + window, doc_count_));
      sorter.clear();
      for (const auto& owner : owners) {
        PATLAS_TRY(read_term(field, owner, detail, {static_cast<uint32_t>(first), end}, sorter));
      }
      PATLAS_TRY(
          sorter.for_each([&](uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
            return writer.add(doc, freq, positions);
          }));
    }
    return writer.end_term();
  }));
  if (!is_text) return writer.finish();
  std::vector<const NumberColumn*> lengths;
  std::vector<BoundaryCursor> records;
  for (const MergeInput& input : inputs_) {
    PATLAS_ASSIGN(const NumberColumn* column, input.reader->field_length(field));
    lengths.push_back(column);
    PATLAS_ASSIGN(BoundaryCursor cursor, input.reader->boundary_cursor(field));
    records.push_back(std::move(cursor));
  }
  PATLAS_TRY(try_for_each_live([&](uint32_t i, uint32_t doc, uint32_t) -> Status {
    PATLAS_ASSIGN(const Bytes boundaries, records[i].record(doc));
    return writer.add_document(lengths[i]->get(doc), boundaries);
  }));
  return writer.finish();
}

Status SegmentMerger::build_fields(std::vector<std::unique_ptr<FieldWriter>>& writers,
                                   BuildSpace& space, unsigned threads) {
  share_bytes_ = space.share_bytes();
  for (uint16_t f = 0; f < schema_.fields.size(); ++f) {
    writers.push_back(std::make_unique<FieldWriter>(space, f, schema_.fields[f], doc_count_));
  }
  std::vector<Status> results(writers.size());
  share_out(writers.size(), threads,
            [&](size_t f) { results[f] = build_field(*writers[f], static_cast<uint16_t>(f)); });
  for (Status& result : results) PATLAS_TRY(std::move(result));
  return {};
}

Status SegmentMerger::write_values(SegmentWriter& out, uint16_t column) {
  constexpr uint32_t kUsed = kGone - 1;
  std::vector<const ValuesColumn*> columns;
  std::vector<std::vector<uint32_t>> ordinal_of(inputs_.size());  // [input][its ordinal]
  std::vector<uint32_t> of_doc;
  bool single_valued = true;
  ValuesMerge merge;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const ValuesColumn* values, inputs_[i].reader->values_column(column));
    columns.push_back(values);
    ordinal_of[i].assign(values->value_count(), kGone);
    for (uint32_t doc = 0; doc < maps_[i].size(); ++doc) {
      if (maps_[i][doc] == kGone) continue;
      values->get(doc, of_doc);
      single_valued = single_valued && of_doc.size() == 1;
      for (const uint32_t ordinal : of_doc) ordinal_of[i][ordinal] = kUsed;
    }
    PATLAS_TRY(merge.add(i, values));
  }
  ValuesDictionaryWriter dictionary(out.spool());
  PATLAS_TRY(merge.run(
      [&](std::string_view value, const std::vector<ValuesMerge::Owner>& owners) -> Status {
        bool is_used = false;
        for (const auto& owner : owners) {
          uint32_t& to = ordinal_of[owner.input][owner.cursor->ordinal()];
          if (to == kGone) continue;
          is_used = true;
          to = dictionary.count();
        }
        if (!is_used) return {};
        Status added = dictionary.add(value);
        if (added || added.error().code != Code::kInvalidArgument) return added;
        return contradiction(owners[0].input, "the values of a column are out of order");
      }));
  ValuesColumnWriter packs(doc_count_, single_valued, out.spool());
  PATLAS_TRY(try_for_each_live([&](uint32_t i, uint32_t doc, uint32_t) {
    columns[i]->get(doc, of_doc);
    for (uint32_t& ordinal : of_doc) ordinal = ordinal_of[i][ordinal];
    return packs.add(of_doc);
  }));
  return out.write_values(column, packs, dictionary);
}

Status SegmentMerger::write_columns(SegmentWriter& out) {
  for (uint16_t c = 0; c < schema_.columns.size(); ++c) {
    PATLAS_TRY(keep_going());
    if (schema_.columns[c].type == ColumnType::kValues) {
      PATLAS_TRY(write_values(out, c));
      continue;
    }
    std::vector<const NumberColumn*> columns;
    for (const MergeInput& input : inputs_) {
      PATLAS_ASSIGN(const NumberColumn* numbers, input.reader->number_column(c));
      columns.push_back(numbers);
    }
    std::vector<uint32_t> numbers(doc_count_);
    for_each_live(
        [&](uint32_t i, uint32_t doc, uint32_t to) { numbers[to] = columns[i]->get(doc); });
    PATLAS_TRY(out.write_numbers(kNumberSection, c, numbers));
  }
  return {};
}

Status SegmentMerger::write_keys(SegmentWriter& out) {
  DictionaryMerge merge;
  std::vector<uint32_t> keyless(inputs_.size());  // live documents whose key was not met yet
  for_each_live([&](uint32_t i, uint32_t, uint32_t) { ++keyless[i]; });
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    PATLAS_ASSIGN(const TermDictionary* keys, inputs_[i].reader->keys());
    PATLAS_TRY(merge.add(i, keys));
  }
  PATLAS_TRY(merge.run(
      [&](std::string_view key, const std::vector<DictionaryMerge::Owner>& owners) -> Status {
        for (const auto& owner : owners) {
          PATLAS_ASSIGN(const DocId doc,
                        inputs_[owner.input].reader->doc_of_key(owner.cursor->value()));
          if (maps_[owner.input][doc] == kGone) continue;
          if (keyless[owner.input]-- == 0) {
            return contradiction(owner.input, "there are more keys than documents");
          }
          PATLAS_TRY(out.add_key(key, maps_[owner.input][doc]));
        }
        return {};
      }));
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    if (keyless[i] != 0) return contradiction(i, "there are more documents than keys");
  }
  return out.end_keys();
}

Status SegmentMerger::write_families(SegmentWriter& out) {
  uint32_t next = 0;  // each document is of one family
  PATLAS_TRY(
      for_each_family([&](std::string_view family, std::span<const uint32_t> docs) -> Status {
        next += static_cast<uint32_t>(docs.size());
        if (next > doc_count_ || std::adjacent_find(docs.begin(), docs.end()) != docs.end()) {
          return contradiction(0, "the families have more documents than the segments");
        }
        return out.add_family(family, docs);
      }));
  if (next != doc_count_) {
    return contradiction(0, "the families have fewer documents than the segments");
  }
  PATLAS_TRY(out.end_families());
  return out.write_run_ends(order_);
}

Status SegmentMerger::write_origins(SegmentWriter& out, SegmentMeta& meta) {
  std::vector<uint32_t> sources(doc_count_), low(doc_count_), high(doc_count_);
  PATLAS_TRY(try_for_each_live([&](uint32_t i, uint32_t doc, uint32_t to) -> Status {
    PATLAS_ASSIGN(const SegmentReader::Origin origin, inputs_[i].reader->origin(doc));
    const SourceName name{origin.source, origin.source_rank};
    auto known = std::find(meta.sources.begin(), meta.sources.end(), name);
    if (known == meta.sources.end()) known = meta.sources.insert(known, name);
    sources[to] = static_cast<uint32_t>(known - meta.sources.begin());
    low[to] = static_cast<uint32_t>(origin.content_hash);
    high[to] = static_cast<uint32_t>(origin.content_hash >> 32);
    return {};
  }));
  PATLAS_TRY(out.write_numbers(kSourceSection, 0, sources));
  PATLAS_TRY(out.write_numbers(kHashLowSection, 0, low));
  return out.write_numbers(kHashHighSection, 0, high);
}

Status SegmentMerger::write_locators(SegmentWriter& out, SegmentMeta& meta) {
  std::vector<uint32_t> low(doc_count_), high(doc_count_), store(doc_count_);
  PATLAS_TRY(try_for_each_live([&](uint32_t i, uint32_t doc, uint32_t to) -> Status {
    const std::vector<uint64_t>& names = inputs_[i].reader->meta().stores;
    PATLAS_ASSIGN(const SegmentReader::RecordPlace place, inputs_[i].reader->record_place(doc));
    auto known = std::find(meta.stores.begin(), meta.stores.end(), names[place.store]);
    if (known == meta.stores.end()) known = meta.stores.insert(known, names[place.store]);
    store[to] = static_cast<uint32_t>(known - meta.stores.begin());
    low[to] = static_cast<uint32_t>(place.locator);
    high[to] = static_cast<uint32_t>(place.locator >> 32);
    return {};
  }));
  PATLAS_TRY(out.write_numbers(kStoreFileSection, 0, store));
  PATLAS_TRY(out.write_numbers(kLocatorLowSection, 0, low));
  return out.write_numbers(kLocatorHighSection, 0, high);
}

}  // namespace

Result<MergedSegment> merge_segments(const Env& env, const Schema& schema,
                                     std::span<const MergeInput> inputs, const std::string& path,
                                     uint64_t file_id, const SpoolSpace& spools, unsigned threads,
                                     const std::atomic<bool>* cancel) {
  SegmentMerger merger(schema, inputs, cancel);
  PATLAS_CHECK(merger.doc_count() > 0);
  PATLAS_TRY(merger.order_documents());
  BuildSpace space(spools, merger.doc_count(), threads);
  std::vector<std::unique_ptr<FieldWriter>> fields;
  PATLAS_TRY(merger.build_fields(fields, space, threads));
  PATLAS_ASSIGN(auto out, SegmentWriter::create(*env.fs, path, file_id, space, merger.doc_count()));
  for (const auto& field : fields) PATLAS_TRY(out->write_field(*field));
  fields.clear();
  SegmentMeta meta;
  meta.doc_count = merger.doc_count();
  PATLAS_TRY(merger.write_columns(*out));
  PATLAS_TRY(merger.write_keys(*out));
  PATLAS_TRY(merger.write_families(*out));
  PATLAS_TRY(merger.write_origins(*out, meta));
  PATLAS_TRY(merger.write_locators(*out, meta));
  PATLAS_TRY(out->write_meta(meta));
  MergedSegment merged;
  merged.stores = meta.stores;
  PATLAS_ASSIGN(merged.file, out->finish());
  return merged;
}

}  // namespace patlas
