// bindings/cpp/backend.h
//
// The engines that an index can be of, behind one face: what include/patlas asks of an index on
// disk, it asks here, and which engine answers is decided by what the directory holds.
#ifndef PATLAS_BINDINGS_CPP_BACKEND_H_
#define PATLAS_BINDINGS_CPP_BACKEND_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/index/document_sink.h"
#include "engine/index/writer.h"
#include "patlas/index.h"
#include "query/search.h"

namespace patlas {

/// One generation, held open. Shared by threads.
class OpenIndex {
 public:
  virtual ~OpenIndex() = default;
  virtual const std::string& id() const = 0;
  virtual const Schema& schema() const = 0;
  virtual uint64_t segment_count() const = 0;
  virtual Result<SearchAnswer> search(const Tree& tree, const SearchOptions& options,
                                      Budget& budget) const = 0;
  /// Live documents whose key is `key`, or starts with `key` and a dot; in key order.
  virtual Result<std::vector<DocAddress>> find(std::string_view key) const = 0;
  /// The stored record, and the file that it is in, for errors.
  virtual Result<std::string> record(const DocAddress& address) const = 0;
  virtual std::string file_of(const DocAddress& address) const = 0;
  /// The classifications that the index carries, by name.
  virtual Result<std::vector<std::string>> scheme_names() const = 0;
  /// nullptr when there is none of that name.
  virtual Result<std::shared_ptr<const Scheme>> scheme(const std::string& name) const = 0;
  virtual Result<IndexInfo> info() const = 0;
  virtual Status backup(const std::string& directory) const = 0;
  /// io when bytes went away while they were read: then no answer counts.
  virtual Status intact() const = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual Result<std::shared_ptr<const OpenIndex>> open(const std::string& directory) const = 0;
  virtual Result<std::unique_ptr<DocumentSink>> open_writer(const std::string& directory,
                                                            const Schema& schema,
                                                            const WriterOptions& options) const = 0;
  virtual Result<ChangeSummary> merge(const std::string& directory, uint32_t segments,
                                      const WriterOptions& options) const = 0;
  virtual Result<CheckSummary> check(const std::string& directory) const = 0;
};

const Backend& native_backend();
/// Only where the build has it (PATLAS_XAPIAN).
const Backend& xapian_backend();

/// The engine whose index the directory holds; the native one, whose words for a mistake are then
/// given, where it holds none. unsupported_version: an engine that this build does not have.
Result<const Backend*> backend_of(const std::string& directory);
/// The engine to load into the directory with: the one asked for by name, which must be the one
/// whose index is there; else that, else the native one.
Result<const Backend*> backend_to_write(const std::string& directory, std::string_view name);

Result<std::shared_ptr<const OpenIndex>> open_index(const std::string& directory);

}  // namespace patlas

#endif  // PATLAS_BINDINGS_CPP_BACKEND_H_
