// ingest/formats/xml_reader.h
//
// What every XML format does around its own rules: bytes to UTF-8, to a tree, errors to their place
// in the entry, and a second try where a markup error joined several records into one piece. And the
// FormatSpec of such a format, which differs in names alone.
#ifndef PATLAS_INGEST_FORMATS_XML_READER_H_
#define PATLAS_INGEST_FORMATS_XML_READER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  /// The records in a root; none when it is no publication, which is not counted.
  virtual std::vector<Result<Record>> read_records(const pugi::xml_node& root) = 0;

 private:
  using Reads = std::vector<Result<Record>>;
  /// `same_bytes`: offsets in a piece are offsets in the entry.
  Reads read_pieces(const std::vector<RawRecord>& pieces, bool same_bytes);
  void read_piece(const RawRecord& raw, bool same_bytes, Reads& reads);
  Reads read_utf16(const RawRecord& raw);

  std::string_view name_;
  XmlBoundary boundary_;
};

/// Reads each root by a `Reading` of its own, which has `kReader`, the provenance's reader;
/// `kElement`, the local name of a record's element (XmlBoundary); a constructor from the root; and
/// `run`, which gives a record, perhaps none, or a list of them.
template <typename Reading>
class XmlReaderOf final : public XmlRecordReader {
 public:
  XmlReaderOf() : XmlRecordReader(Reading::kReader, {Reading::kElement}) {}

 private:
  using Records = std::vector<Result<Record>>;

  Records read_records(const pugi::xml_node& root) override { return list_of(Reading(root).run()); }

  static Records list_of(Records records) { return records; }
  static Records list_of(std::optional<Result<Record>> record) {
    Records records;
    if (record) records.push_back(std::move(*record));
    return records;
  }
};

template <typename Reading>
bool is_root_of(std::string_view head) {
  return peek_root_name(head) == Reading::kElement;
}

/// The format is called as its reader is, without the version. `recognise` is given where a file may
/// begin with another element than a record's.
template <typename Reading>
FormatSpec xml_format(std::string_view help,
                      bool (*recognise)(std::string_view head) = is_root_of<Reading>) {
  return {
      Reading::kReader.substr(0, Reading::kReader.find('/')), help, recognise,
      [](ByteWindow& window) { return make_xml_splitter({Reading::kElement}, window); },
      []() -> std::unique_ptr<RecordReader> { return std::make_unique<XmlReaderOf<Reading>>(); }};
}

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_XML_READER_H_
