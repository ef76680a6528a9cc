// ingest/patent_schema.h
//
// Which fields, columns and facets a patent index has, and what of a Record goes into each: the one
// table to change for a new field. The query layer never sees this file; it reads the
// schema that the index was built with.
#ifndef PATLAS_INGEST_PATENT_SCHEMA_H_
#define PATLAS_INGEST_PATENT_SCHEMA_H_

#include "engine/segment/document.h"
#include "engine/segment/schema.h"
#include "ingest/record.h"

namespace patlas {

const Schema& patent_schema();

/// REQUIRES: !record.is_delete. invalid_argument when the record has no publication number.
Result<Document> make_document(const Record& record);

}  // namespace patlas

#endif  // PATLAS_INGEST_PATENT_SCHEMA_H_
