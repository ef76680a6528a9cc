// engine/index/document_sink.h
//
// Where the documents of a load go: the native index's writer (writer.h), or another engine's
// (query/backends). The loading side (ingest/pipeline.h) knows no more of an engine than this.
//
// Batches  input comes in batches, numbered in input order; which of two records of a key is the
//          later one is decided by these numbers, never by which thread came first.
// Errors   after any error but add's the load has failed: nothing of it becomes visible, and every
//          further call gives that error.
// Threads  Workers: one each. remove, commit and totals: one thread, with no Worker inside a batch.
#ifndef PATLAS_ENGINE_INDEX_DOCUMENT_SINK_H_
#define PATLAS_ENGINE_INDEX_DOCUMENT_SINK_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "engine/index/manifest.h"
#include "engine/scheme/scheme.h"
#include "engine/segment/document.h"
#include "patlas/result.h"

namespace patlas {

class DocumentSink {
 public:
  /// A loading thread's way in.
  class Worker {
   public:
    virtual ~Worker() = default;
    /// Numbers a new batch and calls `take` to fetch its input, one Worker at a time, so that batch
    /// numbers follow the input. False: `take` gave false, there is no more input and no batch was
    /// begun. A batch that was begun must be ended or abandoned: other Workers wait for it.
    virtual Result<bool> begin_batch(const std::function<Result<bool>()>& take) = 0;
    /// limit when the document is beyond limits.h: it is not added, the batch goes on.
    virtual Status add(const Document& document) = 0;
    virtual void add_tombstone(std::string key, std::string source) = 0;
    virtual Status end_batch() = 0;
    /// When a batch cannot be finished, or one of the calls above has thrown: the load has failed
    /// with `why`, and nobody waits for this Worker any more. Throws nothing.
    virtual void abandon_batch(Error why) = 0;
  };

  virtual ~DocumentSink() = default;
  virtual unsigned worker_count() const = 0;
  virtual Worker& worker(unsigned number) = 0;
  /// Counts a record that never became a document.
  virtual void add_rejected(uint64_t count) = 0;
  /// Deletes the live documents of the keys ("US.7650331" every kind, "US.7650331.B2" one), those
  /// added before too; gives how many.
  virtual Result<uint64_t> remove(std::span<const std::string> keys) = 0;
  /// The index carries this classification from the next commit on, in place of the one of its name.
  virtual Status put_scheme(const Scheme& scheme) = 0;
  /// Makes everything durable and visible. What changed nothing makes no generation. Gives the
  /// generation.
  virtual Result<uint64_t> commit() = 0;
  /// Puts what is there, and what was loaded, in a form that answers faster, as far as the sink has such a form; commit()
  /// makes it visible. Without `wait` that goes on beside what is loaded next, as long as it is not
  /// too far behind; what went wrong beside it is given here too.
  virtual Status keep_few_segments(bool wait) {
    static_cast<void>(wait);
    return {};
  }
  /// Counts since open; seen is their sum.
  virtual LoadTotals totals() const = 0;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_DOCUMENT_SINK_H_
