#include "engine/segment/seal.h"

#include <algorithm>
#include <map>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/threads.h"
#include "engine/segment/sections.h"

namespace patlas {
namespace {

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

  Status build_fields(std::vector<std::unique_ptr<FieldWriter>>& fields, const SpoolSpace& space,
                      unsigned threads);
  Status write_columns(SegmentWriter& segment);
  Status write_sides(SegmentWriter& segment, SegmentMeta& meta);
  Status write_locators(SegmentWriter& segment);
  Result<SealedFileInfo> write_store(Fs& fs, const std::string& path, uint64_t id,
                                     const RecordDictionary& dictionary);

 private:
  /// Calls visit(document of the run, BatchDocument) for every document that stays, in order.
  template <typename Visit>
  Status for_each_document(Visit&& visit) const {
    for (uint32_t r = 0; r < plan_.batches.size(); ++r) {
      const Batch& batch = batch_at(r);
      for (uint32_t d = 0; d < batch.documents.size(); ++d) {
        if (plan_.new_ids[r][d] != kDropped) PATLAS_TRY(visit(r, d, plan_.new_ids[r][d]));
      }
    }
    return {};
  }

  const Batch& batch_at(uint32_t rank) const {
    const BatchPlace& place = plan_.batches[rank];
    return plan_.inverters[place.inverter]->batches()[place.batch];
  }
  std::vector<VocabularyWalk> walks_of(char type, uint16_t number) const;
  Status build_field(FieldWriter& writer, uint16_t field);
  Status add_term(FieldWriter& writer, std::string_view term,
                  const std::vector<VocabularyWalk*>& owners);

  const Schema& schema_;
  const SealPlan& plan_;
  std::vector<std::vector<uint32_t>> rank_of_;  ///< [inverter][batch] -> rank in plan_.batches
  std::vector<std::vector<uint32_t>> sorted_;   ///< vocabulary ids in byte order
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

Status RunSealer::add_term(FieldWriter& writer, std::string_view term,
                           const std::vector<VocabularyWalk*>& owners) {
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
  writer.begin_term(term, languages);
  for (const Chunk& chunk : chunks) {
    Inverter::ChunkCursor cursor(plan_.inverters[chunk.inverter]->batches()[chunk.batch],
                                 chunk.offset);
    while (cursor.next()) {
      const uint32_t doc = plan_.new_ids[chunk.rank][cursor.document()];
      if (doc == kDropped) continue;
      PATLAS_TRY(
          writer.add(doc, static_cast<uint32_t>(cursor.positions().size()), cursor.positions()));
    }
  }
  return writer.end_term();
}

Status RunSealer::build_field(FieldWriter& writer, uint16_t field) {
  std::vector<VocabularyWalk> walks = walks_of(kFieldKey, field);
  PATLAS_TRY(
      merge_walks(walks, [&](std::string_view term, const std::vector<VocabularyWalk*>& owners) {
        return add_term(writer, term, owners);
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

Status RunSealer::build_fields(std::vector<std::unique_ptr<FieldWriter>>& fields,
                               const SpoolSpace& space, unsigned threads) {
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
    PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t) {
      for (const auto& [column, id] : batch_at(r).documents[d].values) {
        if (column == c) ordinal_of[plan_.batches[r].inverter][id] = 0;
      }
      return Status();
    }));
    std::vector<std::string> values;
    std::vector<VocabularyWalk> walks = walks_of(kValueKey, c);
    PATLAS_TRY(
        merge_walks(walks, [&](std::string_view value, const std::vector<VocabularyWalk*>& owners) {
          bool used = false;
          for (const VocabularyWalk* owner : owners) {
            const size_t inverter = static_cast<size_t>(owner - walks.data());
            uint32_t& ordinal = ordinal_of[inverter][owner->ids[owner->at]];
            used |= ordinal != kDropped;
            ordinal = static_cast<uint32_t>(values.size());
          }
          if (used) values.emplace_back(value);
          return Status();
        }));
    std::vector<uint32_t> starts(plan_.doc_count + 1), ordinals;
    PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t doc) {
      const size_t first = ordinals.size();
      for (const auto& [column, id] : batch_at(r).documents[d].values) {
        if (column == c) ordinals.push_back(ordinal_of[plan_.batches[r].inverter][id]);
      }
      std::sort(ordinals.begin() + static_cast<ptrdiff_t>(first), ordinals.end());
      ordinals.erase(std::unique(ordinals.begin() + static_cast<ptrdiff_t>(first), ordinals.end()),
                     ordinals.end());
      starts[doc + 1] = static_cast<uint32_t>(ordinals.size());
      return Status();
    }));
    PATLAS_TRY(segment.write_values(c, values, starts, ordinals));
  }
  return {};
}

Status RunSealer::write_sides(SegmentWriter& segment, SegmentMeta& meta) {
  std::vector<std::pair<std::string_view, uint32_t>> keys, families;
  std::vector<uint32_t> sources(plan_.doc_count), low(plan_.doc_count), high(plan_.doc_count);
  PATLAS_TRY(for_each_document([&](uint32_t r, uint32_t d, uint32_t doc) {
    const BatchDocument& document = batch_at(r).documents[d];
    keys.emplace_back(document.key, doc);
    families.emplace_back(document.family, doc);
    const SourceName source{document.source, document.source_rank};
    auto known = std::find(meta.sources.begin(), meta.sources.end(), source);
    if (known == meta.sources.end()) known = meta.sources.insert(known, source);
    sources[doc] = static_cast<uint32_t>(known - meta.sources.begin());
    low[doc] = static_cast<uint32_t>(document.content_hash);
    high[doc] = static_cast<uint32_t>(document.content_hash >> 32);
    return Status();
  }));
  std::sort(keys.begin(), keys.end());
  for (const auto& [key, doc] : keys) PATLAS_TRY(segment.add_key(key, doc));
  PATLAS_TRY(segment.end_keys());

  std::sort(families.begin(), families.end());
  std::vector<uint32_t> ordinals(plan_.doc_count);
  for (size_t i = 0; i < families.size(); ++i) {
    if (i == 0 || families[i].first != families[i - 1].first) {
      PATLAS_TRY(segment.add_family(families[i].first));
      ++meta.family_count;
    }
    ordinals[families[i].second] = meta.family_count - 1;
  }
  PATLAS_TRY(segment.end_families(ordinals));
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
                           const SpoolSpace& space, unsigned threads) {
  RunSealer sealer(schema, plan);
  sealer.sort_vocabularies(threads);
  SealedRun run;
  PATLAS_ASSIGN(run.store, sealer.write_store(*env.fs, store_path, store_id, dictionary));

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
