// ingest/formats/xml_splitter.h
//
// Cuts a stream of XML into records, looking only at '<' and what directly follows it.
//
// Two shapes   USPTO weekly files are whole documents one behind the other: a record begins at each
//              "<?xml ". DOCDB, OPS and TIPO gazettes are one document, often one line of many MB:
//              a record is each element of one name, and comes with the encoding that the file's
//              declaration gave. Namespaces are not carried along: readers match local names.
// Not fooled   by what looks like a boundary inside a comment, a CDATA section, an instruction or a
//              DOCTYPE. One of these that never ends would swallow the rest of the file, so it is
//              taken back: its opener then counts as text, and the record is for the reader to
//              refuse.
// Limits       a record over limits::kRecordBytes becomes an error, and the stream goes on at the
//              next boundary. The window holds one record at a time.
// UTF-16       cannot be cut byte by byte: such an entry is given to the reader as a whole.
// Tested       tests/ingest/xml_splitter_test.cc
#ifndef PATLAS_INGEST_FORMATS_XML_SPLITTER_H_
#define PATLAS_INGEST_FORMATS_XML_SPLITTER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/formats/reader.h"

namespace patlas {

/// What separates the records of a stream.
struct XmlBoundary {
  /// Local name of the record's element; empty: records are documents, each with its declaration.
  std::string_view element;
};

std::unique_ptr<RecordSplitter> make_xml_splitter(XmlBoundary boundary, ByteWindow& window);

/// For a piece that turned out unreadable: the same cut, but no markup hides anything. More
/// than one piece means that a markup error had joined several records.
std::vector<RawRecord> split_openly(XmlBoundary boundary, const RawRecord& piece);

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_XML_SPLITTER_H_
