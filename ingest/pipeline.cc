#include "ingest/pipeline.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>

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

/// Cuts the input into batches, one caller at a time.
class BatchCutter {
 public:
  BatchCutter(std::unique_ptr<SourceReader> source, uint32_t batch_records)
      : source_(std::move(source)), batch_records_(batch_records) {}

  /// False when the input is at its end and `out` is empty.
  bool cut(InputBatch& out) {
    out.pieces.clear();
    out.number = next_number_;
    uint64_t bytes = 0;
    while (out.pieces.size() < batch_records_ && bytes < kBatchBytes && cut_piece(out.pieces)) {
      bytes += out.pieces.back().raw.bytes.size();
    }
    if (out.pieces.empty()) return false;
    ++next_number_;
    records_ += out.pieces.size();
    return true;
  }

  uint64_t records() const { return records_; }
  const SourceReader& source() const { return *source_; }

 private:
  bool cut_piece(std::vector<Piece>& out) {
    for (;;) {
      if (!splitter_ && !open_entry(out)) return false;
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
      out.push_back(std::move(piece));
      return true;
    }
  }

  /// Goes to the next entry that holds records; an entry that cannot be read becomes a piece. False
  /// at the end.
  bool open_entry(std::vector<Piece>& out) {
    for (;;) {
      auto entry = source_->next();
      if (!entry) {
        const Place& place = entry.error().place;
        out.push_back({std::make_shared<EntryName>(EntryName{place.file, place.entry}),
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
        out.push_back({name_, nullptr, {}, format.error()});
        return true;
      }
      if (*format == nullptr) continue;
      format_ = *format;
      splitter_ = format_->make_splitter(*window_);
      return true;
    }
  }

  std::unique_ptr<SourceReader> source_;
  uint32_t batch_records_;
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

  /// The log's path, durable; empty when there was nothing to write.
  Result<std::string> finish() {
    if (!file_) return std::string();
    PATLAS_TRY(file_->sync());
    PATLAS_TRY(file_->close());
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

/// What the user names may be a symbolic link; the files of an index may not.
Fs& input_fs(const Env& env) { return env.fs == &posix_fs() ? posix_input_fs() : *env.fs; }

class Load {
 public:
  Load(const Env& env, const std::string& directory, const LoadOptions& options,
       IndexWriter& writer, std::unique_ptr<SourceReader> source)
      : env_(env),
        options_(options),
        writer_(writer),
        cutter_(std::move(source), options.batch_records),
        rejects_(env, directory),
        started_ns_(env.clock->monotonic_ns()) {}

  Status run() {
    std::vector<Status> results(writer_.worker_count());
    run_on_threads(results.size(), [&](size_t w) {
      results[w] = work_or_abandon(writer_.worker(static_cast<unsigned>(w)));
    });
    for (Status& result : results) PATLAS_TRY(std::move(result));
    return {};
  }

  Result<std::string> finish_rejects() { return rejects_.finish(); }
  uint64_t unknown_entities() const { return unknown_entities_; }

 private:
  /// The readers of one thread, made on first use.
  using Readers = std::map<const FormatSpec*, std::unique_ptr<RecordReader>>;

  Status work_or_abandon(IndexWriter::Worker& worker) {
    try {
      return work(worker);
    } catch (...) {
      // The others must not wait for this batch, nor load what will not be committed. The words
      // are few enough to need no memory, of which there may be none.
      worker.abandon_batch(Error{Code::kIo, "out of memory", {}});
      throw;
    }
  }

  Status work(IndexWriter::Worker& worker) {
    Readers readers;
    InputBatch batch;
    for (;;) {
      PATLAS_ASSIGN(const bool more, worker.begin_batch([&]() -> Result<bool> {
        const bool cut = cutter_.cut(batch);
        show_progress(!cut);
        return cut;
      }));
      if (!more) break;
      std::string rejects;
      uint64_t rejected = 0;
      for (Piece& piece : batch.pieces) take(worker, readers, piece, rejects, rejected);
      writer_.add_rejected(rejected);
      PATLAS_TRY(worker.end_batch());
      PATLAS_TRY(rejects_.add(batch.number, std::move(rejects)));
    }
    const std::lock_guard hold(mutex_);
    for (const auto& [format, reader] : readers)
      unknown_entities_ += reader->counters().unknown_entities;
    return {};
  }

  void take(IndexWriter::Worker& worker, Readers& readers, Piece& piece, std::string& rejects,
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

  Status add(IndexWriter::Worker& worker, Record& record, const EntryName& name) {
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
    if (!options_.progress) return;
    const uint64_t now_ns = env_.clock->monotonic_ns();
    if (!at_end && now_ns - shown_ns_ < kProgressIntervalNs) return;
    shown_ns_ = now_ns;
    const SourceReader& source = cutter_.source();
    options_.progress({cutter_.records(), source.bytes_read(),
                       source.total_known() ? source.total_bytes() : 0, now_ns - started_ns_});
  }

  const Env& env_;
  const LoadOptions& options_;
  IndexWriter& writer_;
  BatchCutter cutter_;
  RejectWriter rejects_;
  uint64_t started_ns_, shown_ns_ = 0;
  std::mutex mutex_;
  uint64_t unknown_entities_ = 0;
};

}  // namespace

Result<LoadReport> load_files(const Env& env, const std::string& directory,
                              const std::vector<std::string>& paths, const LoadOptions& options) {
  PATLAS_ASSIGN(auto source, SourceReader::open(input_fs(env), paths, options.standard_input));
  WriterOptions writer_options;
  writer_options.memory_bytes = options.memory_bytes;
  writer_options.threads = options.threads;
  writer_options.documents_per_segment_max = options.documents_per_segment_max;
  PATLAS_ASSIGN(auto writer, IndexWriter::open(env, directory, patent_schema(), writer_options));
  Load load(env, directory, options, *writer, std::move(source));
  PATLAS_TRY(load.run());
  LoadReport report;
  PATLAS_ASSIGN(report.reject_log, load.finish_rejects());
  PATLAS_ASSIGN(report.generation, writer->commit());
  report.totals = writer->totals();
  report.unknown_entities = load.unknown_entities();
  return report;
}

}  // namespace patlas
