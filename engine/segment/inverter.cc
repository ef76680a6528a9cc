#include "engine/segment/inverter.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/segment/boundaries.h"
#include "engine/segment/document_limits.h"
#include "engine/segment/document_order.h"
#include "engine/text/frequent_words.h"
#include "engine/text/stemmer.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

void set_vocabulary_key(std::string& out, char type, uint16_t number, std::string_view bytes) {
  out.clear();
  out.push_back(type);
  out.push_back(static_cast<char>(number));
  out.append(bytes);
}

/// Memory for more occurrences than that is not kept for the next record.
constexpr size_t kKeptOccurrences = 4u << 20;

}  // namespace

Inverter::Inverter(const Schema& schema) : schema_(schema) {
  PATLAS_CHECK(schema.fields.size() <= limits::kFields &&
               schema.columns.size() <= limits::kColumns);
}

void Inverter::clear() {
  batches_.clear();
  batch_bytes_ = 0;
  vocabulary_ = Vocabulary();
}

void Inverter::begin_batch(uint64_t sequence) {
  Batch& batch = batches_.emplace_back();
  batch.sequence = sequence;
  batch.text_fields.resize(schema_.fields.size());
  for (size_t f = 0; f < schema_.fields.size(); ++f) {
    if (schema_.fields[f].type == FieldType::kText)
      batch.text_fields[f].boundary_offsets.push_back(0);
  }
  pending_.clear();
  terms_of_batch_.clear();
  stored_.clear();
}

void Inverter::add_tombstone(std::string key, std::string source) {
  Batch& batch = batches_.back();
  batch.tombstones.push_back({std::move(key), std::move(source), batch.event_count++});
}

Status Inverter::add(const Document& document) {
  PATLAS_TRY(check_document(schema_, document));
  Batch& batch = batches_.back();
  const uint32_t doc = static_cast<uint32_t>(batch.documents.size());
  BatchDocument& kept = batch.documents.emplace_back();
  kept.key = document.key;
  kept.family = document.family;
  kept.source = document.source;
  kept.source_rank = document.source_rank;
  kept.content_hash = document.content_hash;
  kept.event = batch.event_count++;
  note_relations(document, kept);
  for (const NumberValue& number : document.numbers)
    kept.numbers.emplace_back(number.column, number.value);
  for (const ColumnValue& value : document.values) {
    set_vocabulary_key(key_buffer_, kValueKey, value.column, value.value);
    kept.values.emplace_back(value.column, vocabulary_.intern(key_buffer_));
  }
  for (uint16_t f = 0; f < schema_.fields.size(); ++f) {
    if (schema_.fields[f].type == FieldType::kText) add_text_field(f, document, doc);
    if (analysis_.occurrences.capacity() > kKeptOccurrences) analysis_ = {};
  }
  for (const KeywordValue& keyword : document.keywords) {
    set_vocabulary_key(key_buffer_, kFieldKey, keyword.field, keyword.term);
    add_occurrence(vocabulary_.intern(key_buffer_), doc, 0, 0);
  }
  stored_.push_back(document.stored);
  return {};
}

void Inverter::note_relations(const Document& document, BatchDocument& kept) const {
  const RelationSpec& relations = schema_.relations;
  for (const KeywordValue& keyword : document.keywords) {
    const bool links = relations.is_link_field(keyword.field);
    const bool names = keyword.field == relations.application_field;
    if (!links && !names) continue;
    const std::string_view link = link_of_term(keyword.term, relations.link_kinds);
    if (names && (kept.application.empty() || link < kept.application)) kept.application = link;
    if (links) kept.links.push_back(Vocabulary::hash(link));
  }
  std::sort(kept.links.begin(), kept.links.end());
  kept.links.erase(std::unique(kept.links.begin(), kept.links.end()), kept.links.end());
}

void Inverter::add_text_field(uint16_t field, const Document& document, uint32_t doc) {
  analysis_.clear();
  uint32_t languages = 0;
  value_starts_.clear();
  for (const TextValue& value : document.texts) {
    if (value.field != field) continue;
    languages |= 1u << value.language;
    value_starts_.push_back(analysis_.position_count);
    analyzer_.analyze(value.text, analysis_);
  }
  if (schema_.frequent_words != 0) add_pairs();
  // The slots of many terms are asked for before the first is needed: the look-ups then overlap.
  constexpr size_t kAhead = 16384;
  const std::string_view bytes = analysis_.bytes;
  const size_t count = analysis_.occurrences.size();
  const auto set_key = [&](const Occurrence& o) {
    set_vocabulary_key(key_buffer_, kFieldKey, field, bytes.substr(o.term_offset, o.term_bytes));
  };
  hashes_.resize(std::min(count, kAhead));
  for (size_t first = 0; first < count; first += kAhead) {
    const size_t n = std::min(kAhead, count - first);
    const Occurrence* const some = analysis_.occurrences.data() + first;
    for (size_t i = 0; i < n; ++i) {
      set_key(some[i]);
      hashes_[i] = Vocabulary::hash(key_buffer_);
      vocabulary_.prefetch(hashes_[i]);
    }
    for (size_t i = 0; i < n; ++i) {
      set_key(some[i]);
      add_occurrence(vocabulary_.intern(hashes_[i], key_buffer_), doc, some[i].position, languages);
    }
  }
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if ((languages >> language & 1) == 0) continue;
    set_vocabulary_key(key_buffer_, kFieldKey, field,
                       kLanguageTag + std::string(language_code(language)));
    add_occurrence(vocabulary_.intern(key_buffer_), doc, 0, 0);
  }
  if (value_starts_.size() > 1) {
    set_vocabulary_key(key_buffer_, kFieldKey, field, std::string(1, kSeveralTag));
    add_occurrence(vocabulary_.intern(key_buffer_), doc, 0, 0);
  }
  note_boundaries(batches_.back().text_fields[field]);
}

/// Adds the field's frequent bigrams to its analysis. The free position after a value keeps words
/// of two values apart.
void Inverter::add_pairs() {
  const size_t count = analysis_.occurrences.size();
  Occurrence before;
  bool is_open = false;  // `before` is a frequent word
  for (size_t i = 0; i < count; ++i) {
    const Occurrence word = analysis_.occurrences[i];
    const std::string_view term = analysis_.term(word);
    if (term.front() != static_cast<char>(TermTag::kWord)) continue;
    const bool is_frequent = is_frequent_word(term.substr(1));
    if (is_frequent && is_open && before.position + 1 == word.position) {
      key_buffer_.clear();
      append_pair_term(analysis_.term(before).substr(1), term.substr(1), key_buffer_);
      analysis_.occurrences.push_back({static_cast<uint32_t>(analysis_.bytes.size()),
                                       static_cast<uint32_t>(key_buffer_.size()), before.position});
      analysis_.bytes += key_buffer_;
    }
    before = word;
    is_open = is_frequent;
  }
}

void Inverter::note_boundaries(FieldOfBatch& field) {
  // Without the gap after each value.
  field.lengths.push_back(analysis_.position_count - static_cast<uint32_t>(value_starts_.size()));
  encode_boundaries(
      {analysis_.sentence_starts, analysis_.paragraph_starts, value_starts_, analysis_.word_starts},
      analysis_.position_count, field.boundaries);
  field.boundary_offsets.push_back(static_cast<uint32_t>(field.boundaries.size()));
}

void Inverter::add_occurrence(uint32_t term, uint32_t doc, uint32_t position, uint32_t languages) {
  Vocabulary::Entry& entry = vocabulary_.entry(term);
  const uint32_t batch = static_cast<uint32_t>(batches_.size());  // 1-based, so that 0 means never
  if (entry.batch != batch) {
    entry.batch = batch;
    entry.number_in_batch = static_cast<uint32_t>(terms_of_batch_.size());
    terms_of_batch_.push_back(term);
  }
  entry.languages |= languages;
  pending_.push_back({entry.number_in_batch, doc, position});
}

void Inverter::end_batch(RecordPacker& packer) {
  Batch& batch = batches_.back();
  write_chunks(batch);
  give_back_giants();
  for (size_t i = 0; i < stored_.size(); ++i) {
    BatchDocument& document = batch.documents[i];
    document.packed_offset = batch.packed.size();
    packer.pack(stored_[i], batch.packed);
    document.packed_bytes = batch.packed.size() - document.packed_offset;
  }
  batch.packed.shrink_to_fit();
  batch_bytes_ += batch.chunks.capacity() + batch.packed.capacity();
  for (const FieldOfBatch& field : batch.text_fields) {
    batch_bytes_ += field.lengths.capacity() * 4 + field.boundary_offsets.capacity() * 4 +
                    field.boundaries.capacity();
  }
  for (const Tombstone& t : batch.tombstones) {
    batch_bytes_ += sizeof(t) + t.key.capacity() + t.source.capacity();
  }
  for (const BatchDocument& d : batch.documents) {
    batch_bytes_ += sizeof(d) + d.key.capacity() + d.family.capacity() + d.source.capacity() +
                    d.application.capacity() + d.links.capacity() * sizeof(d.links[0]) +
                    d.numbers.capacity() * sizeof(d.numbers[0]) +
                    d.values.capacity() * sizeof(d.values[0]);
  }
}

/// A record of 64 MiB has millions of occurrences, the next ones thousands.
void Inverter::give_back_giants() {
  if (pending_.capacity() > kKeptOccurrences) pending_ = {};
  if (sorted_.capacity() > kKeptOccurrences) sorted_ = {};
}

void Inverter::write_chunks(Batch& batch) {
  // Counting sort by term: stable, so documents and positions stay in order.
  const size_t term_count = terms_of_batch_.size();
  std::vector<uint32_t> starts(term_count + 1);
  for (const Pending& p : pending_) ++starts[p.number + 1];
  for (size_t t = 0; t < term_count; ++t) starts[t + 1] += starts[t];
  sorted_.resize(pending_.size());
  std::vector<uint32_t> fill(starts.begin(), starts.end() - 1);
  for (const Pending& p : pending_) sorted_[fill[p.number]++] = {p.document, p.position};

  const uint64_t batch_number = batches_.size();  // 1-based
  batch.chunks.reserve(pending_.size() * 3 + term_count * 6);
  for (size_t t = 0; t < term_count; ++t) {
    Vocabulary::Entry& entry = vocabulary_.entry(terms_of_batch_[t]);
    const uint64_t previous = entry.last_chunk;
    entry.last_chunk = batch_number << 32 | batch.chunks.size();
    put_varint(batch.chunks, previous >> 32);
    if (previous != 0) put_varint(batch.chunks, previous & 0xffffffff);

    uint32_t documents = 0;
    for (uint32_t i = starts[t]; i < starts[t + 1]; ++i) {
      documents += i == starts[t] || sorted_[i].first != sorted_[i - 1].first;
    }
    put_varint(batch.chunks, documents);
    uint32_t last_document = 0;
    for (uint32_t i = starts[t]; i < starts[t + 1];) {
      uint32_t end = i + 1;
      while (end < starts[t + 1] && sorted_[end].first == sorted_[i].first) ++end;
      put_varint(batch.chunks, sorted_[i].first - last_document);
      last_document = sorted_[i].first;
      put_varint(batch.chunks, end - i);
      uint32_t last_position = 0;
      for (; i < end; ++i) {
        put_varint(batch.chunks, sorted_[i].second - last_position);
        last_position = sorted_[i].second;
      }
    }
  }
  batch.chunks.shrink_to_fit();
}

void Inverter::chunks_of(uint32_t term, std::vector<ChunkRef>& out) const {
  out.clear();
  uint64_t link = vocabulary_.entry(term).last_chunk;
  while (link != 0) {
    const ChunkRef ref{static_cast<uint32_t>((link >> 32) - 1), static_cast<uint32_t>(link)};
    out.push_back(ref);
    const std::string& chunks = batches_[ref.batch].chunks;
    const auto* at = reinterpret_cast<const uint8_t*>(chunks.data()) + ref.offset;
    const auto* end = reinterpret_cast<const uint8_t*>(chunks.data()) + chunks.size();
    uint64_t batch = 0, offset = 0;
    PATLAS_CHECK(get_varint(&at, end, &batch));
    if (batch != 0) PATLAS_CHECK(get_varint(&at, end, &offset));
    link = batch << 32 | offset;
  }
  std::reverse(out.begin(), out.end());
}

namespace {

/// Our own bytes, written a moment ago: read without bounds.
uint32_t own_varint(const uint8_t*& at) {
  uint32_t value = *at & 0x7f;
  for (uint32_t shift = 7; *at++ >= 0x80; shift += 7)
    value |= static_cast<uint32_t>(*at & 0x7f) << shift;
  return value;
}

}  // namespace

Inverter::ChunkCursor::ChunkCursor(const Batch& batch, uint32_t offset)
    : at_(reinterpret_cast<const uint8_t*>(batch.chunks.data()) + offset) {
  if (own_varint(at_) != 0) own_varint(at_);
  left_ = own_varint(at_);
}

bool Inverter::ChunkCursor::next() {
  if (left_ == 0) return false;
  --left_;
  document_ += own_varint(at_);
  const uint32_t freq = own_varint(at_);
  positions_.resize(freq);
  uint32_t position = 0;
  for (uint32_t i = 0; i < freq; ++i) positions_[i] = position += own_varint(at_);
  return true;
}

}  // namespace patlas
