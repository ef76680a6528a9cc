// Any bytes on their way to an index: what must hold of every piece that is cut from them, of every
// record, every reject and every document.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/segment/inverter.h"
#include "ingest/byte_source.h"
#include "ingest/encoding.h"
#include "ingest/patent_schema.h"
#include "ingest/registry.h"
#include "ingest/reject_log.h"
#include "ingest/source.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/one_file_fs.h"

namespace patlas::fuzz {
namespace {

/// Gives a few bytes at a time, as a pipe may: where a read ends must change nothing.
class Trickle : public ByteSource {
 public:
  Trickle(std::string_view bytes, size_t step) : rest_(bytes), step_(step) {}
  Result<size_t> read(std::span<char> out) override {
    const size_t bytes = std::min({out.size(), rest_.size(), step_});
    std::copy_n(rest_.data(), bytes, out.data());
    rest_.remove_prefix(bytes);
    return bytes;
  }

 private:
  std::string_view rest_;
  size_t step_;
};

std::string broken(const std::string& promise, const std::string& detail) {
  return promise + ": " + detail.substr(0, 2000);
}

std::string at(const RawRecord& raw) { return " at " + std::to_string(raw.offset); }

/// The place of an error that belongs to the stream's bytes [0, size).
std::string check_error(const Error& error, uint64_t size) {
  if (error.message.empty()) return broken("an error says why", std::string(code_name(error.code)));
  if (error.code == Code::kOk || error.code == Code::kInternal) {
    return broken("an input is never our own fault", error.to_string());
  }
  const uint64_t offset = error.place.offset;
  if (offset != Place::kNone && offset > size) {
    return broken("an error's place is in the input", error.to_string());
  }
  const std::string line = reject_to_json(make_reject("f", "", error));
  if (find_invalid_utf8(line)) return broken("a reject is UTF-8", error.to_string());
  return {};
}

std::string check_document(const Record& record) {
  const Result<Document> document = make_document(record);
  if (!document) return check_error(document.error(), Place::kNone);
  // Made once: its tables cost more than an input. One batch an input, forgotten again.
  static Inverter inverter(patent_schema());
  inverter.clear();
  inverter.begin_batch(0);
  const Status added = inverter.add(*document);
  static RecordPacker packer(std::make_shared<const RecordDictionary>(), 1);
  inverter.end_batch(packer);
  if (!added && added.error().code != Code::kLimit) {
    return broken("a document is refused for a limit only", added.error().to_string());
  }
  return {};
}

std::string check_record(const Record& record, const RawRecord& raw) {
  const bool read_here = record.provenance.file.empty();
  const uint64_t end = raw.offset + raw.bytes.size();
  if (read_here && (record.provenance.offset < raw.offset || record.provenance.offset > end)) {
    return broken("a record is where it was read",
                  std::to_string(record.provenance.offset) + at(raw));
  }
  if (record_key(record).empty()) return broken("a record has a key", record_to_json(record));
  const std::string json = record_to_json(record);
  const Result<Record> back = record_from_json(json);
  if (!back) return broken("a record's JSON can be read", back.error().to_string() + " of " + json);
  if (!(*back == record)) {
    return broken("a record is its JSON", json + " gives " + record_to_json(*back));
  }
  return record.is_delete ? std::string() : check_document(record);
}

std::string check_read(const Result<Record>& read, const RawRecord& raw) {
  if (read) return check_record(*read, raw);
  std::string wrong = check_error(read.error(), raw.offset + raw.bytes.size());
  const bool before = read.error().place.offset < raw.offset;
  if (wrong.empty() && before) wrong = broken("a reject is in its piece", read.error().to_string());
  return wrong;
}

bool same_reads(const std::vector<Result<Record>>& a, const std::vector<Result<Record>>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Result<Record>& x, const Result<Record>& y) {
                      if (x.has_value() != y.has_value()) return false;
                      return x ? *x == *y : x.error().to_string() == y.error().to_string();
                    });
}

/// How far the pieces of a stream have been checked.
struct Checked {
  uint64_t end = 0;        ///< of the last piece
  uint64_t counted = 0;    ///< bytes whose line ends are counted
  uint64_t line_ends = 0;  ///< in them
};

std::string check_cut(const RawRecord& raw, std::string_view stream, Checked& checked) {
  if (raw.offset < checked.end) return broken("pieces are apart and in order", at(raw));
  if (raw.error) {
    if (!raw.bytes.empty()) return broken("a piece is bytes or an error", at(raw));
    return check_error(*raw.error, stream.size());
  }
  if (raw.bytes.empty()) return broken("a piece has bytes", at(raw));
  if (stream.substr(std::min<size_t>(raw.offset, stream.size()), raw.bytes.size()) != raw.bytes) {
    return broken("a piece is what stands there", at(raw));
  }
  checked.end = raw.offset + raw.bytes.size();
  const std::string_view passed = stream.substr(checked.counted, raw.offset - checked.counted);
  checked.line_ends += static_cast<uint64_t>(std::count(passed.begin(), passed.end(), '\n'));
  checked.counted = raw.offset;
  if (raw.line != checked.line_ends + 1) {
    return broken("a piece's line is where it stands", at(raw));
  }
  return {};
}

/// Every piece of the stream; `wrong` is what was wrong with one.
std::vector<RawRecord> cut_all(const FormatSpec& format, ByteSource& source,
                               std::string_view stream, std::string& wrong) {
  ByteWindow window(source);
  const std::unique_ptr<RecordSplitter> splitter = format.make_splitter(window);
  std::vector<RawRecord> pieces;
  Checked checked;
  while (wrong.empty()) {
    RawRecord raw;
    const Result<bool> more = splitter->next(raw);
    if (!more) wrong = broken("memory is read to its end", more.error().to_string());
    if (!more || !*more) break;
    wrong = check_cut(raw, stream, checked);
    pieces.push_back(std::move(raw));
    if (pieces.size() > stream.size()) wrong = broken("a piece takes a byte at least", "");
  }
  return pieces;
}

bool same_cut(const RawRecord& a, const RawRecord& b) {
  return a.bytes == b.bytes && a.offset == b.offset && a.line == b.line &&
         a.encoding == b.encoding && a.error.has_value() == b.error.has_value();
}

/// Each piece is read twice: in order by one reader, and backwards by another.
std::string check_reading(const FormatSpec& format, const std::vector<RawRecord>& pieces) {
  const std::unique_ptr<RecordReader> reader = format.make_reader();
  std::vector<std::vector<Result<Record>>> reads(pieces.size());
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].error) continue;
    reads[i] = reader->read(pieces[i]);
    for (const Result<Record>& read : reads[i]) {
      std::string wrong = check_read(read, pieces[i]);
      if (!wrong.empty()) return wrong;
    }
  }
  const std::unique_ptr<RecordReader> other = format.make_reader();
  for (size_t i = pieces.size(); i-- > 0;) {
    if (!pieces[i].error && !same_reads(reads[i], other->read(pieces[i]))) {
      return broken("a reader keeps nothing of other records", at(pieces[i]));
    }
  }
  return {};
}

}  // namespace

std::string check_format(const FormatSpec& format, std::string_view stream) {
  std::string wrong;
  MemorySource source(stream);
  const std::vector<RawRecord> pieces = cut_all(format, source, stream, wrong);
  if (!wrong.empty()) return wrong;
  // By turns, because a window takes longer to make than most inputs to read.
  if (stream.size() % 4 == 0) {
    Trickle trickle(stream, 1 + stream.size() % 61);
    const std::vector<RawRecord> again = cut_all(format, trickle, stream, wrong);
    if (!wrong.empty()) return wrong;
    if (!std::equal(pieces.begin(), pieces.end(), again.begin(), again.end(), same_cut)) {
      return broken("a stream is cut alike however it comes", "");
    }
  }
  return check_reading(format, pieces);
}

namespace {

std::string check_entry(const SourceEntry& entry) {
  ByteWindow window(*entry.bytes);
  const Result<const FormatSpec*> format = recognise_format(window, entry.listed);
  if (!format) return check_error(format.error(), Place::kNone);
  if (*format == nullptr) return {};
  const std::unique_ptr<RecordSplitter> splitter = (*format)->make_splitter(window);
  const std::unique_ptr<RecordReader> reader = (*format)->make_reader();
  RawRecord raw;
  for (;;) {
    const Result<bool> more = splitter->next(raw);
    if (!more) return check_error(more.error(), Place::kNone);
    if (!*more) return {};
    if (raw.error) continue;
    for (const Result<Record>& read : reader->read(raw)) {
      std::string wrong = check_read(read, raw);
      if (!wrong.empty()) return wrong;
    }
  }
}

}  // namespace

std::string check_file(std::string_view file) {
  OneFileFs fs("input", file);
  const Result<std::unique_ptr<SourceReader>> source = SourceReader::open(fs, {"input"});
  if (!source) return broken("a file that is there opens", source.error().to_string());
  for (size_t entries = 0;; ++entries) {
    // The least that an entry takes in any container is some bytes of it.
    if (entries > file.size() + 1) return broken("the entries of a file end", "");
    const Result<std::optional<SourceEntry>> entry = (*source)->next();
    if (entry && !*entry) break;
    std::string wrong = entry ? check_entry(**entry) : check_error(entry.error(), Place::kNone);
    if (!wrong.empty()) return wrong;
  }
  for (const std::string& path : fs.opened()) {
    if (path != "input") return broken("nothing is opened but the input", path);
  }
  return {};
}

}  // namespace patlas::fuzz
