#include "ingest/pipeline.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "engine/base/coding.h"
#include "engine/base/posix_fs.h"
#include "engine/base/threads.h"
#include "engine/index/writer.h"
#include "ingest/patent_schema.h"
#include "ingest/registry.h"
#include "ingest/reject_log.h"

namespace patlas {
namespace {

constexpr uint64_t kBatchBytes = 4 << 20;
constexpr uint64_t kProgressIntervalNs = 200'000'000;

struct EntryName {
  std::string file, entry;
};

/// A record as cut from the input, or what went wrong in cutting.
struct Piece {
  std::shared_ptr<const EntryName> name;
  const FormatSpec* format = nullptr;
  RawRecord raw;
  std::optional<Error> error;
};

struct InputBatch {
  uint64_t number = 0;
  std::vector<Piece> pieces;
};

/// Cuts inputs into batches, one caller at a time. The last batch of an input, which may not be
/// full, waits for the next input.
class BatchCutter {
 public:
  explicit BatchCutter(uint32_t batch_records) : batch_records_(batch_records) {}

  /// REQUIRES: the input before was cut to its end.
  void begin(std::unique_ptr<SourceReader> source) { source_ = std::move(source); }

  /// Cuts until a batch is full; false when the input ended before.
  bool fill() {
    while (!is_full()) {
      if (!source_ || !cut_piece()) return false;
      waiting_bytes_ += waiting_.back().raw.bytes.size();
      ++records_;
    }
    return true;
  }

  /// The next batch; false when the input is at its end and what waits fills none, or, with
  /// `what_waits`, when nothing does.
  bool take(bool what_waits, InputBatch& out) {
    if (!fill() && (!what_waits || waiting_.empty())) return false;
    out.number = next_number_++;
    out.pieces = std::exchange(waiting_, {});
    waiting_bytes_ = 0;
    return true;
  }

  uint64_t records() const { return records_; }
  const SourceReader* source() const { return source_.get(); }

 private:
  bool is_full() const {
    return waiting_.size() >= batch_records_ || waiting_bytes_ >= kBatchBytes;
  }

  bool cut_piece() {
    for (;;) {
      if (!splitter_ && !open_entry()) return false;
      if (!splitter_) return true;  // the entry itself was the piece: an error
      Piece piece{name_, format_, {}, {}};
      const Result<bool> more = splitter_->next(piece.raw);
      if (more && !*more) {
        splitter_.reset();
        continue;
      }
      if (!more) {
        piece.error = more.error();
        splitter_.reset();
      } else if (piece.raw.error) {
        piece.error = piece.raw.error;
      }
      waiting_.push_back(std::move(piece));
      return true;
    }
  }

  /// Goes to the next entry that holds records; an entry that cannot be read becomes a piece. False
  /// at the end.
  bool open_entry() {
    for (;;) {
      auto entry = source_->next();
      if (!entry) {
        const Place& place = entry.error().place;
        waiting_.push_back({std::make_shared<EntryName>(EntryName{place.file, place.entry}),
                            nullptr,
                            {},
                            entry.error()});
        return true;
      }
      if (!*entry) return false;
      name_ = std::make_shared<EntryName>(EntryName{(*entry)->file, (*entry)->entry});
      window_ = std::make_unique<ByteWindow>(*(*entry)->bytes);
      const Result<const FormatSpec*> format = recognise_format(*window_, (*entry)->listed);
      if (!format) {
        waiting_.push_back({name_, nullptr, {}, format.error()});
        return true;
      }
      if (*format == nullptr) continue;
      format_ = *format;
      splitter_ = format_->make_splitter(*window_);
      return true;
    }
  }

  uint32_t batch_records_;
  std::vector<Piece> waiting_;
  uint64_t waiting_bytes_ = 0;
  std::unique_ptr<SourceReader> source_;
  uint64_t next_number_ = 0;
  uint64_t records_ = 0;
  std::shared_ptr<const EntryName> name_;
  const FormatSpec* format_ = nullptr;
  std::unique_ptr<ByteWindow> window_;
  std::unique_ptr<RecordSplitter> splitter_;
};

/// Writes rejects in input order, whichever thread met them; the file is made with the first.
class RejectWriter {
 public:
  RejectWriter(const Env& env, const std::string& directory) : env_(env), directory_(directory) {}

  Status add(uint64_t batch, std::string lines) {
    const std::lock_guard hold(mutex_);
    waiting_.emplace(batch, std::move(lines));
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
      const std::string ready = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++next_;
      if (!ready.empty()) PATLAS_TRY(write(ready));
    }
    return {};
  }

  /// The log's path, durable; empty when there was nothing to write. What is added later goes to
  /// another file.
  Result<std::string> finish() {
    if (!file_) return std::string();
    PATLAS_TRY(file_->sync());
    PATLAS_TRY(file_->close());
    file_.reset();
    return path_;
  }

 private:
  Status write(const std::string& lines) {
    if (!file_) {
      static constexpr char kDigits[] = "0123456789abcdef";
      std::string name = "rejects-";
      for (uint64_t id = env_.rand->next(), i = 0; i < 16; ++i, id >>= 4) name += kDigits[id & 15];
      path_ = join_path(directory_, name + ".jsonl");
      PATLAS_ASSIGN(file_, env_.fs->create(path_));
    }
    return file_->append(as_bytes(lines));
  }

  const Env& env_;
  std::string directory_, path_;
  std::mutex mutex_;
  std::map<uint64_t, std::string> waiting_;
  uint64_t next_ = 0;
  std::unique_ptr<WritableFile> file_;
};

}  // namespace

struct Loader::State {
 public:
  State(const Env& env, const std::string& directory, DocumentSink& sink, LoadOptions options)
      : env_(env),
        options_(std::move(options)),
        sink_(sink),
        cutter_(options_.batch_records),
        rejects_(env, directory),
        started_ns_(env.clock->monotonic_ns()),
        before_(sink.totals()) {}

  Status add(std::unique_ptr<SourceReader> source) {
    return attempt([&]() -> Status {
      cutter_.begin(std::move(source));
      // Small inputs are no work for many threads.
      if (cutter_.fill()) PATLAS_TRY(run(sink_.worker_count(), false));
      show_progress(true);
      cutter_.begin(nullptr);
      return {};
    });
  }

  Result<LoadReport> commit() {
    LoadReport report;
    PATLAS_TRY(attempt([&]() -> Status {
      PATLAS_TRY(run(1, true));
      PATLAS_ASSIGN(report.reject_log, rejects_.finish());
      PATLAS_ASSIGN(report.generation, sink_.commit());
      return {};
    }));
    const LoadTotals now = sink_.totals();
    report.totals = now;
    report.totals -= std::exchange(before_, now);
    report.unknown_entities = std::exchange(unknown_entities_, 0);
    return report;
  }

  const Env& env() const { return env_; }
  const LoadOptions& options() const { return options_; }

 private:
  /// The readers of one thread, made on first use.
  using Readers = std::map<const FormatSpec*, std::unique_ptr<RecordReader>>;

  /// What ends half-way, by an Error or an exception, is lost: nothing may be committed after it.
  template <typename Step>
  Status attempt(Step&& step) {
    PATLAS_TRY(failed_);
    try {
      failed_ = step();
    } catch (...) {
      failed_ = Error{Code::kIo, "out of memory", {}};
      throw;
    }
    return failed_;
  }

  /// Takes batches until there are no more; with `what_waits` the last one, which is not full, too.
  Status run(unsigned workers, bool what_waits) {
    std::vector<Status> results(workers);
    run_on_threads(results.size(), [&](size_t w) {
      results[w] = work_or_abandon(sink_.worker(static_cast<unsigned>(w)), what_waits);
    });
    for (Status& result : results) PATLAS_TRY(std::move(result));
    return {};
  }

  Status work_or_abandon(DocumentSink::Worker& worker, bool what_waits) {
    try {
      return work(worker, what_waits);
    } catch (...) {
      // The others must not wait for this batch, nor load what will not be committed. The words
      // are few enough to need no memory, of which there may be none.
      worker.abandon_batch(Error{Code::kIo, "out of memory", {}});
      throw;
    }
  }

  Status work(DocumentSink::Worker& worker, bool what_waits) {
    Readers readers;
    InputBatch batch;
    for (;;) {
      PATLAS_ASSIGN(const bool more, worker.begin_batch([&]() -> Result<bool> {
        const bool taken = cutter_.take(what_waits, batch);
        show_progress(false);
        return taken;
      }));
      if (!more) break;
      std::string rejects;
      uint64_t rejected = 0;
      for (Piece& piece : batch.pieces) take(worker, readers, piece, rejects, rejected);
      sink_.add_rejected(rejected);
      PATLAS_TRY(worker.end_batch());
      PATLAS_TRY(rejects_.add(batch.number, std::move(rejects)));
    }
    const std::lock_guard hold(mutex_);
    for (const auto& [format, reader] : readers)
      unknown_entities_ += reader->counters().unknown_entities;
    return {};
  }

  void take(DocumentSink::Worker& worker, Readers& readers, Piece& piece, std::string& rejects,
            uint64_t& rejected) {
    const auto reject = [&](const Error& error) {
      rejects += reject_to_json(make_reject(piece.name->file, piece.name->entry, error));
      ++rejected;
    };
    if (piece.error) return reject(*piece.error);
    std::unique_ptr<RecordReader>& reader = readers[piece.format];
    if (!reader) reader = piece.format->make_reader();
    for (Result<Record>& record : reader->read(piece.raw)) {
      if (!record) {
        reject(record.error());
        continue;
      }
      if (const Status added = add(worker, *record, *piece.name); !added) {
        Error error = added.error();
        // An exported record's provenance names the file that it first came from.
        const bool read_here = record->provenance.file == piece.name->file;
        error.place.offset = read_here ? record->provenance.offset : piece.raw.offset;
        error.place.line = piece.raw.line;
        reject(error);
      }
    }
  }

  Status add(DocumentSink::Worker& worker, Record& record, const EntryName& name) {
    if (record.is_delete) {
      std::string key = record_key(record);
      if (key.empty()) {
        return Error{Code::kInvalidArgument, "a delete without a publication number", {}};
      }
      worker.add_tombstone(std::move(key), record.source);
      return {};
    }
    if (record.provenance.file.empty()) {
      record.provenance.file = name.file;
      record.provenance.entry = name.entry;
    }
    PATLAS_ASSIGN(const Document document, make_document(record));
    return worker.add(document);
  }

  /// Called while input is cut, so by one thread at a time.
  void show_progress(bool at_end) {
    if (!options_.progress || cutter_.source() == nullptr) return;
    const uint64_t now_ns = env_.clock->monotonic_ns();
    if (!at_end && now_ns - shown_ns_ < kProgressIntervalNs) return;
    shown_ns_ = now_ns;
    const SourceReader& source = *cutter_.source();
    options_.progress({cutter_.records(), source.bytes_read(),
                       source.total_known() ? source.total_bytes() : 0, now_ns - started_ns_});
  }

  const Env& env_;
  LoadOptions options_;
  DocumentSink& sink_;
  BatchCutter cutter_;
  RejectWriter rejects_;
  uint64_t started_ns_, shown_ns_ = 0;
  LoadTotals before_;  ///< the sink's at the last commit
  Status failed_;
  std::mutex mutex_;
  uint64_t unknown_entities_ = 0;
};

Loader::Loader(const Env& env, const std::string& directory, DocumentSink& sink,
               LoadOptions options)
    : state_(std::make_unique<State>(env, directory, sink, std::move(options))) {}
Loader::~Loader() = default;

Status Loader::add_files(const std::vector<std::string>& paths) {
  PATLAS_ASSIGN(auto source, open_inputs(state_->env(), paths, state_->options().standard_input));
  return state_->add(std::move(source));
}

Status Loader::add_bytes(std::string name, std::string_view bytes) {
  return state_->add(SourceReader::of_bytes(std::move(name), bytes));
}

Status Loader::add(std::unique_ptr<SourceReader> source) { return state_->add(std::move(source)); }

Result<LoadReport> Loader::commit() { return state_->commit(); }

Result<std::unique_ptr<SourceReader>> open_inputs(const Env& env,
                                                  const std::vector<std::string>& paths,
                                                  const SourceReader::StandardInput& input) {
  // The files of an index may not be links; what the user names may.
  Fs& fs = env.fs == &posix_fs() ? posix_input_fs() : *env.fs;
  return SourceReader::open(fs, paths, input);
}

Result<LoadReport> load_files(const Env& env, const std::string& directory,
                              const std::vector<std::string>& paths, const LoadOptions& options) {
  PATLAS_ASSIGN(auto source, open_inputs(env, paths, options.standard_input));
  WriterOptions writer_options;
  writer_options.memory_bytes = options.memory_bytes;
  writer_options.threads = options.threads;
  writer_options.documents_per_segment_max = options.documents_per_segment_max;
  PATLAS_ASSIGN(auto writer, IndexWriter::open(env, directory, patent_schema(), writer_options));
  Loader loader(env, directory, *writer, options);
  PATLAS_TRY(loader.add(std::move(source)));
  return loader.commit();
}

}  // namespace patlas
