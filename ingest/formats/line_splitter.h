// ingest/formats/line_splitter.h
//
// Cuts a stream of JSON lines: a record is a line; blank lines are none.
//
// Limits   a line over limits::kRecordBytes becomes an error, and the next line is the next record.
// Tested   tests/ingest/line_splitter_test.cc
#ifndef PATLAS_INGEST_FORMATS_LINE_SPLITTER_H_
#define PATLAS_INGEST_FORMATS_LINE_SPLITTER_H_

#include <memory>

#include "ingest/formats/reader.h"

namespace patlas {

std::unique_ptr<RecordSplitter> make_line_splitter(ByteWindow& window);

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_LINE_SPLITTER_H_
