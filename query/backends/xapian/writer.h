// query/backends/xapian/writer.h
//
// Loads documents into a Xapian database: the rules of engine/index/resolve.h, applied to each
// record as it comes, inside one transaction, so that a load is all there or not at all.
//
// Errors   exists: another writer holds the database. invalid_argument: the directory holds
//          something else. unsupported_version: an index of another schema or analysis. After any
//          error but add's limit every further call gives it; nothing of the load is visible.
// Threads  one Worker; add takes the whole of analysing and inverting, on the caller's thread.
// Memory   Xapian holds changes until they are of 10,000 documents, and counts no bytes; by an
//          estimate of them it is made to write down earlier, so that they stay within
//          memory_bytes. (Its environment variable XAPIAN_FLUSH_THRESHOLD takes over when set.)
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_WRITER_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "engine/base/env.h"
#include "engine/index/document_sink.h"
#include "engine/segment/schema.h"

namespace patlas {

class XapianWriter final : public DocumentSink {
 public:
  /// Makes the directory and an empty database when there is none.
  static Result<std::unique_ptr<XapianWriter>> open(const Env& env, const std::string& directory,
                                                    const Schema& schema,
                                                    uint64_t memory_bytes = 1ull << 30);
  ~XapianWriter() override;

  unsigned worker_count() const override { return 1; }
  DocumentSink::Worker& worker(unsigned number) override;
  void add_rejected(uint64_t count) override;
  Result<uint64_t> remove(std::span<const std::string> keys) override;
  Status put_scheme(const Scheme& scheme) override;
  Result<uint64_t> commit() override;
  LoadTotals totals() const override;

 private:
  XapianWriter();
  struct State;
  class OneWorker;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_WRITER_H_
