// engine/index/writer.h
//
// The one writer of an index: takes documents from several threads, seals runs within a memory
// budget, and commits them as a new generation; also deletes and merges.
//
// How      each thread owns a Worker with its inverter. Batches are numbered in input order; when
//          the threads' memory reaches its share of the budget, all finish their batch, one seals
//          the run (field by field on all cores), and they go on. Which record of a key stands is
//          decided at the seal (resolve.h).
// Commit   segment and store files under unique final names, synced; deletes files; then the
//          manifest (manifest.h). Nothing is visible before, everything after. Files that do not
//          belong to the two newest generations are removed after it, when a writer opens, and when
//          one is poisoned: a full disk gets back what a failed load took.
// Errors   exists: another writer holds the lock. After any error of seal, commit or merge() the
//          writer is poisoned: every further call gives that error; open a new writer. A merge
//          beside the load that failed is given by keep_few_segments(), once, and poisons nothing.
// Merges   keep_few_segments() begins one beside the load when there are more segments than wanted
//          (background_merge.h); a commit after its end puts the new segment in the place of the
//          old ones. A merge that failed or was given up changes nothing.
// Threads  Workers: one each. commit, merge, remove, keep_few_segments: one thread, with no Worker
//          inside a batch.
#ifndef PATLAS_ENGINE_INDEX_WRITER_H_
#define PATLAS_ENGINE_INDEX_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "engine/index/document_sink.h"
#include "engine/index/manifest.h"
#include "engine/index/snapshot.h"
#include "engine/segment/document.h"

namespace patlas {

struct WriterOptions {
  uint64_t memory_bytes = 1ull << 30;  ///< of anonymous memory for a load
  unsigned threads = 0;                ///< 0: as many as the machine has
  int store_level = 3;                 ///< zstd level of records: 10 % less than 1 for 1 us each
  /// A run is sealed once it has so many; batches under way are still of it.
  uint32_t documents_per_segment_max = 1u << 20;
  /// keep_few_segments() leaves at most so many, as far as `memory_bytes` allows, and up to twice
  /// as many while it does not wait; 0: all.
  uint32_t segments_max = 0;
  /// An index that is made here gets terms of neighbouring frequent words; one that is there must
  /// have them. False: no such wish.
  bool frequent_bigrams = false;
};

class IndexWriter : public DocumentSink {
 public:
  /// Makes the directory and an empty index when there is none. unsupported_version when the index
  /// there has another schema or analysis; but whether it has frequent bigrams is the index's, and
  /// `schema` need not say. invalid_argument when it lacks those that are wished for.
  static Result<std::unique_ptr<IndexWriter>> open(const Env& env, const std::string& directory,
                                                   const Schema& schema,
                                                   const WriterOptions& options);
  ~IndexWriter() override;

  class Worker : public DocumentSink::Worker {
   public:
    Result<bool> begin_batch(const std::function<Result<bool>()>& take) override;
    Status add(const Document& document) override;
    void add_tombstone(std::string key, std::string source) override;
    /// Packs the batch; may seal a run.
    Status end_batch() override;
    void abandon_batch(Error why) override;

   private:
    friend class IndexWriter;
    void leave_batch();  ///< REQUIRES: the writer's mutex is held
    IndexWriter* writer_ = nullptr;
    unsigned number_ = 0;
    bool in_batch_ = false;  ///< counted in the writer's in_batch
  };
  unsigned worker_count() const override;
  Worker& worker(unsigned number) override;
  void add_rejected(uint64_t count) override;

  Result<uint64_t> remove(std::span<const std::string> keys) override;
  /// Merges the smallest segments until at most `segments` are left; one that is left alone is
  /// rewritten when it has deleted documents and `segments` is 1.
  Status merge(uint32_t segments);
  /// Merges what WriterOptions::segments_max asks for (merge_policy.h).
  Status keep_few_segments(bool wait) override;
  /// A merge beside the load goes on and is not at its end.
  bool is_merging() const;
  Status put_scheme(const Scheme& scheme) override;
  Result<uint64_t> commit() override;
  LoadTotals totals() const override;

 private:
  IndexWriter();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_WRITER_H_
