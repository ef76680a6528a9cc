// Patlas's own JSON lines, ingest/RECORD.md: what `show` and an export print, loaded again
// unchanged. A line that says which office file it came from keeps that; another line's provenance
// is where it is read now.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/patlas.
#include <utility>

#include "ingest/formats/json_head.h"
#include "ingest/formats/line_splitter.h"
#include "ingest/formats/offices.h"

namespace patlas {
namespace {

class PatlasReader : public RecordReader {
 public:
  std::vector<Result<Record>> read(const RawRecord& raw) override {
    std::vector<Result<Record>> reads;
    reads.push_back(read_line(raw));
    return reads;
  }

 private:
  Result<Record> read_line(const RawRecord& raw) {
    std::string_view bytes = raw.bytes;
    if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
    Result<Record> record = json_.read(bytes);
    if (record && record_key(*record).empty()) {
      const bool is_missing =
          record->publication.number.empty() || record->publication.country.empty();
      record = Error{Code::kParse,
                     is_missing ? "no publication number with its country"
                                : "country, number and kind of a publication are capital letters "
                                  "and digits, as in US 7650331 B2",
                     {}};
    }
    if (!record) {
      Error error = record.error();
      error.place.offset =
          raw.offset + (error.place.offset == Place::kNone ? 0 : error.place.offset);
      error.place.line = raw.line;
      return error;
    }
    if (!record->provenance.file.empty()) return record;
    record->provenance = {};
    record->provenance.offset = raw.offset;
    record->provenance.reader = "patlas-json/1";
    return record;
  }

  RecordJsonReader json_;
};

bool recognise(std::string_view head) { return json_head_has(head, "publication"); }

}  // namespace

FormatSpec patlas_format() {
  return {"patlas-json", "Patlas's own JSON lines (RECORD.md)", recognise, make_line_splitter,
          []() -> std::unique_ptr<RecordReader> { return std::make_unique<PatlasReader>(); }};
}

}  // namespace patlas
