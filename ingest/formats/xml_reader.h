// ingest/formats/xml_reader.h
//
// What every XML format does around its own rules: bytes to UTF-8, to a tree, errors to their place
// in the entry, and a second try where a markup error joined several records into one piece.
#ifndef PATLAS_INGEST_FORMATS_XML_READER_H_
#define PATLAS_INGEST_FORMATS_XML_READER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/formats/reader.h"
#include "ingest/formats/xml_splitter.h"
#include "ingest/xml.h"

namespace patlas {

class XmlRecordReader : public RecordReader {
 public:
  /// `name` is the provenance's reader, "uspto-xml/1".
  XmlRecordReader(std::string_view name, XmlBoundary boundary) : name_(name), boundary_(boundary) {}

  std::vector<Result<Record>> read(const RawRecord& raw) final;

 protected:
  /// The record in a root of a format that has one in each; nullopt: this root is no publication
  /// and is not counted.
  virtual std::optional<Result<Record>> read_root(const pugi::xml_node&) { return std::nullopt; }
  /// What is overridden where one root holds several records.
  virtual std::vector<Result<Record>> read_records(const pugi::xml_node& root);

 private:
  using Reads = std::vector<Result<Record>>;
  /// `same_bytes`: offsets in a piece are offsets in the entry.
  Reads read_pieces(const std::vector<RawRecord>& pieces, bool same_bytes);
  void read_piece(const RawRecord& raw, bool same_bytes, Reads& reads);
  Reads read_utf16(const RawRecord& raw);

  std::string_view name_;
  XmlBoundary boundary_;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_XML_READER_H_
