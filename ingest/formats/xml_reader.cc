#include "ingest/formats/xml_reader.h"

#include <algorithm>
#include <utility>

#include "ingest/encoding.h"

namespace patlas {
namespace {

/// An error at an offset of the record's bytes, as one at an offset and line of its entry. After a
/// conversion offsets no longer agree; the record's own start is then the place.
Error placed(Error error, const RawRecord& raw, bool same_bytes) {
  uint64_t offset = error.place.offset;
  error.place.offset = raw.offset;
  error.place.line = raw.line;
  if (offset == Place::kNone || !same_bytes) return error;
  offset = std::min<uint64_t>(offset, raw.bytes.size());
  error.place.offset += offset;
  error.place.line += static_cast<uint64_t>(
      std::count(raw.bytes.begin(), raw.bytes.begin() + static_cast<ptrdiff_t>(offset), '\n'));
  return error;
}

/// UTF-16 units that `text`, which is UTF-8, takes.
uint64_t utf16_units(std::string_view text) {
  uint64_t units = 0;
  for (char c : text) {
    unsigned char byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80 ? 1 : 0;
    units += byte >= 0xF0 ? 1 : 0;
  }
  return units;
}

}  // namespace

std::vector<Result<Record>> XmlRecordReader::read(const RawRecord& raw) {
  if (looks_like_utf16(raw.bytes)) return read_utf16(raw);
  Reads reads;
  read_piece(raw, true, reads);
  if (reads.size() != 1 || reads[0]) return reads;
  // Several records in one unreadable piece: a comment that never ended, say. Each for itself then.
  std::vector<RawRecord> pieces = split_openly(boundary_, raw);
  return pieces.size() > 1 ? read_pieces(pieces, true) : reads;
}

std::vector<Result<Record>> XmlRecordReader::read_pieces(const std::vector<RawRecord>& pieces,
                                                         bool same_bytes) {
  Reads reads;
  for (const RawRecord& piece : pieces) {
    if (piece.error) {
      reads.emplace_back(*piece.error);
    } else {
      read_piece(piece, same_bytes, reads);
    }
  }
  return reads;
}

void XmlRecordReader::read_piece(const RawRecord& raw, bool same_bytes, Reads& reads) {
  Result<std::string> text = to_utf8(raw.bytes, raw.encoding);
  if (!text) {
    reads.emplace_back(placed(text.error(), raw, same_bytes));
    return;
  }
  same_bytes = same_bytes && text->size() == raw.bytes.size();
  Result<XmlDocument> document = XmlDocument::parse(std::move(*text));
  if (!document) {
    reads.emplace_back(placed(document.error(), raw, same_bytes));
    return;
  }
  std::vector<Result<Record>> records = read_records(document->root());
  bool any_read = false;
  for (Result<Record>& record : records) {
    if (!record) {
      reads.emplace_back(placed(record.error(), raw, same_bytes));
      continue;
    }
    any_read = true;
    record->provenance.offset = raw.offset;
    record->provenance.reader = name_;
    reads.push_back(std::move(record));
  }
  if (any_read) counters_.unknown_entities += document->unknown_entities();
}

std::vector<Result<Record>> XmlRecordReader::read_utf16(const RawRecord& raw) {
  Result<std::string> text = to_utf8(raw.bytes, raw.encoding);
  Reads reads;
  if (!text) {
    reads.emplace_back(placed(text.error(), raw, true));
    return reads;
  }
  // A byte order mark is no unit of the text; without one the text may begin with any character.
  const std::string_view head = std::string_view(raw.bytes).substr(0, 2);
  const uint64_t mark = head == "\xFF\xFE" || head == "\xFE\xFF" ? 2 : 0;
  ByteWindow window(*text);
  std::unique_ptr<RecordSplitter> splitter = make_xml_splitter(boundary_, window);
  std::vector<RawRecord> pieces;
  RawRecord piece;
  size_t counted = 0;  // bytes of the text whose units are counted
  uint64_t units = 0;
  for (;;) {
    Result<bool> more = splitter->next(piece);
    if (!more || !*more) break;
    units += utf16_units(std::string_view(*text).substr(counted, piece.offset - counted));
    counted = piece.offset;
    piece.offset = raw.offset + mark + 2 * units;
    if (piece.error) piece.error->place.offset = piece.offset;
    pieces.push_back(std::move(piece));
    piece = {};
  }
  if (pieces.empty() && peek_root_name(*text).empty()) {
    // Read in the other byte order, say: not a file without records, but no XML at all.
    reads.emplace_back(
        placed({Code::kParse, "no element in what should be UTF-16", {}}, raw, true));
    return reads;
  }
  return read_pieces(pieces, false);
}

}  // namespace patlas
