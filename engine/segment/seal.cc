#include "engine/segment/seal.h"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/threads.h"
#include "engine/segment/document_order.h"
#include "engine/segment/occurrence_sorter.h"
#include "engine/segment/sections.h"

namespace patlas {
namespace {

constexpr uint32_t kDropped = 0xffffffffu;

/// The sorted vocabulary of one inverter, restricted to one field or column, and a place in it.
struct VocabularyWalk {
  const Vocabulary* vocabulary = nullptr;
  std::span<const uint32_t> ids;
  size_t at = 0;

  bool done() const { return at == ids.size(); }
  std::string_view term() const {
    return vocabulary->entry(ids[at]).bytes().substr(kVocabularyPrefix);
  }
};

/// Something of each document that stays, sorted; and whose it is.
struct SortedNames {
  std::vector<std::pair<std::string_view, uint32_t>> entries;  ///< name, candidate

  /// [candidate] = how many names are smaller. `ranks` has an element for each candidate.
  void rank(std::vector<uint32_t>& ranks) {
    std::sort(entries.begin(), entries.end());
    uint32_t distinct = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
      distinct += i > 0 && entries[i].first != entries[i - 1].first;
      ranks[entries[i].second] = distinct;
    }
  }
};

class RunSealer {
 public:
  RunSealer(const Schema& schema, const SealPlan& plan) : schema_(schema), plan_(plan) {
    rank_of_.resize(plan.inverters.size());
    for (size_t i = 0; i < plan.inverters.size(); ++i) {
      rank_of_[i].resize(plan.inverters[i]->batches().size());
    }
    for (uint32_t r = 0; r < plan.batches.size(); ++r) {
      rank_of_[plan.batches[r].inverter][plan.batches[r].batch] = r;
    }
  }

  void sort_vocabularies(unsigned threads) {
    sorted_.resize(plan_.inverters.size());
    share_out(sorted_.size(), threads,
              [&](size_t i) { sorted_[i] = plan_.inverters[i]->vocabulary().sorted_ids(); });
  }
  /// Numbers the documents. REQUIRES: the vocabularies are sorted.
  Status order_documents(unsigned threads);

  Status build_fields(std::vector<std::unique_ptr<FieldWriter>>& fields, BuildSpace& space,
                      unsigned threads);
  Status write_columns(SegmentWriter& segment);
  Status write_sides(SegmentWriter& segment, SegmentMeta& meta);
  Status write_locators(SegmentWriter& segment);
  Result<SealedFileInfo> write_store(Fs& fs, const std::string& path, uint64_t id,
                                     const RecordDictionary& dictionary);

 private:
  /// A document where it was loaded: rank of its batch, and its number there.
  struct Place {
    uint32_t rank = 0, document = 0;
  };

  /// Calls visit(rank of the batch, number in it, document) for every document that stays, in
  /// order.
  template <typename Visit>
  Status for_each_document(Visit&& visit) const {
    for (uint32_t doc = 0; doc < places_.size(); ++doc) {
      PATLAS_TRY(visit(places_[doc].rank, places_[doc].document, doc));
    }
    return {};
  }
  const BatchDocument& document_at(const Place& place) const {
    return batch_at(place.rank).documents[place.document];
  }

  const Batch& batch_at(uint32_t rank) const {
    const BatchPlace& place = plan_.batches[rank];
    return plan_.inverters[place.inverter]->batches()[place.batch];
  }
  std::vector<VocabularyWalk> walks_of(char type, uint16_t number) const;
  Status rank_classes(const std::vector<Place>& candidates, OrderFacts& facts) const;
  void note_dates(const std::vector<Place>& candidates, OrderFacts& facts) const;
  void join_links(const std::vector<Place>& candidates, OrderFacts& facts) const;
  Status build_field(FieldWriter& writer, uint16_t field);
  Status add_term(FieldWriter& writer, std::string_view term,
                  const std::vector<VocabularyWalk*>& owners, OccurrenceSorter& sorter);

  const Schema& schema_;
  const SealPlan& plan_;
  std::vector<std::vector<uint32_t>> rank_of_;  ///< [inverter][batch] -> rank in plan_.batches
  std::vector<std::vector<uint32_t>> sorted_;   ///< vocabulary ids in byte order
  DocumentOrder order_;
  std::vector<Place> places_;               ///< [document]
  std::vector<std::vector<uint32_t>> ids_;  ///< [rank][number in the batch]: document, kDropped
  SortedNames keys_, families_;             ///< with documents in the place of candidates
  std::vector<uint64_t> locators_;
};

std::vector<VocabularyWalk> RunSealer::walks_of(char type, uint16_t number) const {
  const std::string low = {type, static_cast<char>(number)};
  std::vector<VocabularyWalk> walks(sorted_.size());
  for (size_t i = 0; i < sorted_.size(); ++i) {
    const Vocabulary& vocabulary = plan_.inverters[i]->vocabulary();
    const auto prefix = [&](uint32_t id) {
      return vocabulary.entry(id).bytes().substr(0, kVocabularyPrefix);
    };
    const auto begin =
        std::lower_bound(sorted_[i].begin(), sorted_[i].end(), low,
                         [&](uint32_t id, const std::string& key) { return prefix(id) < key; });
    const auto end =
        std::upper_bound(begin, sorted_[i].end(), low,
                         [&](const std::string& key, uint32_t id) { return key < prefix(id); });
    walks[i].vocabulary = &vocabulary;
    walks[i].ids = {begin, end};
  }
  return walks;
}

/// Calls visit(term, walks that stand on it) for every term of all walks, in byte order.
template <typename Visit>
Status merge_walks(std::vector<VocabularyWalk>& walks, Visit&& visit) {
  std::vector<VocabularyWalk*> owners;
  for (;;) {
    owners.clear();
    for (VocabularyWalk& walk : walks) {
      if (walk.done()) continue;
      if (!owners.empty() && owners[0]->term() < walk.term()) continue;
      if (!owners.empty() && walk.term() < owners[0]->term()) owners.clear();
      owners.push_back(&walk);
    }
    if (owners.empty()) return {};
    PATLAS_TRY(visit(owners[0]->term(), owners));
    for (VocabularyWalk* owner : owners) ++owner->at;
  }
}

Status RunSealer::rank_classes(const std::vector<Place>& candidates, OrderFacts& facts) const {
  const int column = schema_.relations.class_column;
  if (column < 0) return {};
  std::vector<std::vector<uint32_t>> rank_of(plan_.inverters.size());
  for (size_t i = 0; i < rank_of.size(); ++i) {
    rank_of[i].resize(plan_.inverters[i]->vocabulary().size());
  }
  uint32_t rank = 0;
  std::vector<VocabularyWalk> walks = walks_of(kValueKey, static_cast<uint16_t>(column));
  PATLAS_TRY(merge_walks(walks, [&](std::string_view, const std::vector<VocabularyWalk*>& owners) {
    ++rank;
    for (const VocabularyWalk* owner : owners) {
      rank_of[static_cast<size_t>(owner - walks.data())][owner->ids[owner->at]] = rank;
    }
    return Status();
  }));
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    for (const auto& [of, id] : document_at(candidates[i]).values) {
      if (of != column) continue;
      facts.main_class[i] = rank_of[plan_.batches[candidates[i].rank].inverter][id];
      break;
    }
  }
  return {};
}

void RunSealer::note_dates(const std::vector<Place>& candidates, OrderFacts& facts) const {
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    for (const auto& [column, number] : document_at(candidates[i]).numbers) {
      if (column == schema_.relations.first_date_column) facts.first_date[i] = number;
      if (column == schema_.relations.last_date_column) facts.last_date[i] = number;
    }
  }
}

/// By their hashes: two links of one hash would put strangers side by side, and no more than that,
/// for families are told by their names.
void RunSealer::join_links(const std::vector<Place>& candidates, OrderFacts& facts) const {
  std::vector<std::pair<uint64_t, uint32_t>> links;
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    for (const uint64_t link : document_at(candidates[i]).links) links.emplace_back(link, i);
  }
  std::sort(links.begin(), links.end());
  for (size_t i = 1; i < links.size(); ++i) {
    if (links[i].first == links[i - 1].first) {
      facts.extended.join(links[i].second, links[i - 1].second);
    }
  }
}

Status RunSealer::order_documents(unsigned threads) {
  std::vector<Place> candidates;
  for (uint32_t r = 0; r < plan_.batches.size(); ++r) {
    for (uint32_t d = 0; d < plan_.kept[r].size(); ++d) {
      if (plan_.kept[r][d]) candidates.push_back({r, d});
    }
  }
  PATLAS_CHECK(candidates.size() == plan_.doc_count);
  OrderFacts facts(plan_.doc_count);
  SortedNames applications;
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    const BatchDocument& document = document_at(candidates[i]);
    keys_.entries.emplace_back(document.key, i);
    families_.entries.emplace_back(document.family, i);
    // The empty name, of those without an application, is the first: its rank is 0.
    applications.entries.emplace_back(document.application, i);
  }
  applications.entries.emplace_back(std::string_view(), plan_.doc_count);
  facts.application.push_back(0);
  SortedNames* const names[] = {&keys_, &families_, &applications};
  std::vector<uint32_t>* const ranks[] = {&facts.key, &facts.family, &facts.application};
  share_out(std::size(names), threads, [&](size_t i) { names[i]->rank(*ranks[i]); });
  PATLAS_TRY(rank_classes(candidates, facts));
  note_dates(candidates, facts);
  join_links(candidates, facts);

  order_ = document_order(facts);
  const std::vector<uint32_t>& order = order_.candidates;
  for (const std::vector<bool>& kept : plan_.kept) ids_.emplace_back(kept.size(), kDropped);
  std::vector<uint32_t> doc_of(order.size());
  for (uint32_t doc = 0; doc < order.size(); ++doc) {
    const Place& place = candidates[order[doc]];
    places_.push_back(place);
    ids_[place.rank][place.document] = doc;
    doc_of[order[doc]] = doc;
  }
  for (SortedNames* sorted : {&keys_, &families_}) {
    for (auto& [name, number] : sorted->entries) number = doc_of[number];
  }
  return {};
}

Status RunSealer::add_term(FieldWriter& writer, std::string_view term,
                           const std::vector<VocabularyWalk*>& owners, OccurrenceSorter& sorter) {
  struct Chunk {
    uint32_t rank, inverter, batch, offset;
  };
  static thread_local std::vector<Chunk> chunks;
  static thread_local std::vector<Inverter::ChunkRef> refs;
  chunks.clear();
  uint32_t languages = 0;
  for (const VocabularyWalk* owner : owners) {
    uint32_t inverter = 0;
    while (&plan_.inverters[inverter]->vocabulary() != owner->vocabulary) ++inverter;
    const uint32_t id = owner->ids[owner->at];
    languages |= owner->vocabulary->entry(id).languages;
    plan_.inverters[inverter]->chunks_of(id, refs);
    for (const Inverter::ChunkRef& ref : refs) {
      chunks.push_back({rank_of_[inverter][ref.batch], inverter, ref.batch, ref.offset});
    }
  }
  std::sort(chunks.begin(), chunks.end(),
            [](const Chunk& a, const Chunk& b) { return a.rank < b.rank; });
  sorter.clear();
  for (const Chunk& chunk : chunks) {
    Inverter::ChunkCursor cursor(plan_.inverters[chunk.inverter]->batches()[chunk.batch],
                                 chunk.offset);
    while (cursor.next()) {
      const uint32_t doc = ids_[chunk.rank][cursor.document()];
      if (doc == kDropped) continue;
      sorter.add(doc, static_cast<uint32_t>(cursor.positions().size()), cursor.positions());
    }
  }
  writer.begin_term(term, languages);
  PATLAS_TRY(sorter.for_each([&](uint32_t doc, uint32_t freq, std::span<const uint32_t> positions) {
    return writer.add(doc, freq, positions);
  }));
  return writer.end_term();
}

Status RunSealer::build_field(FieldWriter& writer, uint16_t field) {
  std::vector<VocabularyWalk> walks = walks_of(kFieldKey, field);
  OccurrenceSorter sorter;
  PATLAS_TRY(
      merge_walks(walks, [&](std::string_view term, const std::vector<VocabularyWalk*>& owners) {
        return add_term(writer, term, owners, sorter);
      }));
  if (schema_.fields[field].type == FieldType::kText) {
    PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t) {
      const FieldOfBatch& of_batch = batch_at(r).text_fields[field];
      const uint32_t begin = of_batch.boundary_offsets[d], end = of_batch.boundary_offsets[d + 1];
      return writer.add_document(
          of_batch.lengths[d],
          as_bytes(std::string_view(of_batch.boundaries).substr(begin, end - begin)));
    }));
  }
  return writer.finish();
}

Status RunSealer::build_fields(std::vector<std::unique_ptr<FieldWriter>>& fields, BuildSpace& space,
                               unsigned threads) {
  for (uint16_t f = 0; f < schema_.fields.size(); ++f) {
    fields.push_back(std::make_unique<FieldWriter>(space, f, schema_.fields[f], plan_.doc_count));
  }
  std::vector<Status> results(fields.size());
  share_out(fields.size(), threads,
            [&](size_t f) { results[f] = build_field(*fields[f], static_cast<uint16_t>(f)); });
  for (Status& result : results) PATLAS_TRY(std::move(result));
  return {};
}

Status RunSealer::write_columns(SegmentWriter& segment) {
  for (uint16_t c = 0; c < schema_.columns.size(); ++c) {
    if (schema_.columns[c].type == ColumnType::kNumber) {
      std::vector<uint32_t> numbers(plan_.doc_count);
      PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t doc) {
        for (const auto& [column, value] : batch_at(r).documents[d].numbers) {
          if (column == c) numbers[doc] = value;
        }
        return Status();
      }));
      PATLAS_TRY(segment.write_numbers(kNumberSection, c, numbers));
      continue;
    }
    // Values that only dropped documents had must not be in the dictionary.
    std::vector<std::vector<uint32_t>> ordinal_of(plan_.inverters.size());
    for (size_t i = 0; i < ordinal_of.size(); ++i) {
      ordinal_of[i].assign(plan_.inverters[i]->vocabulary().size(), kDropped);
    }
    bool single_valued = true;
    PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t) {
      std::optional<uint32_t> first;
      for (const auto& [column, id] : batch_at(r).documents[d].values) {
        if (column != c) continue;
        ordinal_of[plan_.batches[r].inverter][id] = 0;
        // A value may be there twice.
        single_valued = single_valued && (!first || *first == id);
        first = id;
      }
      single_valued = single_valued && first.has_value();
      return Status();
    }));
    ValuesDictionaryWriter values(segment.spool());
    std::vector<VocabularyWalk> walks = walks_of(kValueKey, c);
    PATLAS_TRY(
        merge_walks(walks, [&](std::string_view value, const std::vector<VocabularyWalk*>& owners) {
          bool used = false;
          for (const VocabularyWalk* owner : owners) {
            const size_t inverter = static_cast<size_t>(owner - walks.data());
            uint32_t& ordinal = ordinal_of[inverter][owner->ids[owner->at]];
            used |= ordinal != kDropped;
            ordinal = values.count();
          }
          return used ? values.add(value) : Status();
        }));
    ValuesColumnWriter packs(plan_.doc_count, single_valued, segment.spool());
    std::vector<uint32_t> ordinals;
    PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t) {
      ordinals.clear();
      for (const auto& [column, id] : batch_at(r).documents[d].values) {
        if (column == c) ordinals.push_back(ordinal_of[plan_.batches[r].inverter][id]);
      }
      std::sort(ordinals.begin(), ordinals.end());
      ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
      return packs.add(ordinals);
    }));
    PATLAS_TRY(segment.write_values(c, packs, values));
  }
  return {};
}

Status RunSealer::write_sides(SegmentWriter& segment, SegmentMeta& meta) {
  std::vector<uint32_t> sources(plan_.doc_count), low(plan_.doc_count), high(plan_.doc_count);
  PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t doc) {
    const BatchDocument& document = batch_at(r).documents[d];
    const SourceName source{document.source, document.source_rank};
    auto known = std::find(meta.sources.begin(), meta.sources.end(), source);
    if (known == meta.sources.end()) known = meta.sources.insert(known, source);
    sources[doc] = static_cast<uint32_t>(known - meta.sources.begin());
    low[doc] = static_cast<uint32_t>(document.content_hash);
    high[doc] = static_cast<uint32_t>(document.content_hash >> 32);
    return Status();
  }));
  for (const auto& [key, doc] : keys_.entries) PATLAS_TRY(segment.add_key(key, doc));
  PATLAS_TRY(segment.end_keys());

  std::vector<uint32_t> docs;
  for (size_t begin = 0; begin < families_.entries.size();) {
    const std::string_view family = families_.entries[begin].first;
    docs.clear();
    size_t end = begin;
    for (; end < families_.entries.size() && families_.entries[end].first == family; ++end) {
      docs.push_back(families_.entries[end].second);
    }
    std::sort(docs.begin(), docs.end());
    PATLAS_TRY(segment.add_family(family, docs));
    begin = end;
  }
  PATLAS_TRY(segment.end_families());
  PATLAS_TRY(segment.write_run_ends(order_));
  PATLAS_TRY(segment.write_numbers(kSourceSection, 0, sources));
  PATLAS_TRY(segment.write_numbers(kHashLowSection, 0, low));
  return segment.write_numbers(kHashHighSection, 0, high);
}

Result<SealedFileInfo> RunSealer::write_store(Fs& fs, const std::string& path, uint64_t id,
                                              const RecordDictionary& dictionary) {
  PATLAS_ASSIGN(auto file, SealedFileWriter::create(fs, path, FileType::kStore, id));
  PATLAS_TRY(file->begin_section({kStoreDictionarySection, 0}));
  PATLAS_TRY(file->append(as_bytes(dictionary.bytes())));
  PATLAS_TRY(file->end_section());
  PATLAS_TRY(file->begin_section({kStoreRecordsSection, 0}));
  locators_.resize(plan_.doc_count);
  uint64_t offset = 0;
  PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t doc) {
    const Batch& batch = batch_at(r);
    const BatchDocument& document = batch.documents[d];
    locators_[doc] = offset;
    offset += document.packed_bytes;
    return file->append(as_bytes(
        std::string_view(batch.packed).substr(document.packed_offset, document.packed_bytes)));
  }));
  PATLAS_TRY(file->end_section());
  return file->finish();
}

Status RunSealer::write_locators(SegmentWriter& segment) {
  std::vector<uint32_t> low(plan_.doc_count), high(plan_.doc_count), store(plan_.doc_count);
  for (uint32_t doc = 0; doc < plan_.doc_count; ++doc) {
    low[doc] = static_cast<uint32_t>(locators_[doc]);
    high[doc] = static_cast<uint32_t>(locators_[doc] >> 32);
  }
  PATLAS_TRY(segment.write_numbers(kStoreFileSection, 0, store));
  PATLAS_TRY(segment.write_numbers(kLocatorLowSection, 0, low));
  return segment.write_numbers(kLocatorHighSection, 0, high);
}

}  // namespace

Result<SealedRun> seal_run(const Env& env, const Schema& schema, const SealPlan& plan,
                           const RecordDictionary& dictionary, const std::string& segment_path,
                           uint64_t segment_id, const std::string& store_path, uint64_t store_id,
                           const SpoolSpace& spools, unsigned threads) {
  RunSealer sealer(schema, plan);
  sealer.sort_vocabularies(threads);
  PATLAS_TRY(sealer.order_documents(threads));
  SealedRun run;
  PATLAS_ASSIGN(run.store, sealer.write_store(*env.fs, store_path, store_id, dictionary));

  BuildSpace space(spools, plan.doc_count, threads);
  std::vector<std::unique_ptr<FieldWriter>> fields;
  PATLAS_TRY(sealer.build_fields(fields, space, threads));
  PATLAS_ASSIGN(auto segment,
                SegmentWriter::create(*env.fs, segment_path, segment_id, space, plan.doc_count));
  for (const auto& field : fields) PATLAS_TRY(segment->write_field(*field));
  fields.clear();
  SegmentMeta meta;
  meta.doc_count = plan.doc_count;
  meta.stores = {store_id};
  PATLAS_TRY(sealer.write_columns(*segment));
  PATLAS_TRY(sealer.write_sides(*segment, meta));
  PATLAS_TRY(sealer.write_locators(*segment));
  PATLAS_TRY(segment->write_meta(meta));
  PATLAS_ASSIGN(run.segment, segment->finish());
  return run;
}

}  // namespace patlas
