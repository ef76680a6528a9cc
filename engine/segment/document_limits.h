// engine/segment/document_limits.h
//
// What a document may hold, for every engine that indexes it: a record that one refuses, all do.
#ifndef PATLAS_ENGINE_SEGMENT_DOCUMENT_LIMITS_H_
#define PATLAS_ENGINE_SEGMENT_DOCUMENT_LIMITS_H_

#include "engine/segment/document.h"
#include "engine/segment/schema.h"
#include "patlas/result.h"

namespace patlas {

/// limit when the document is beyond limits.h: bytes of a field's text, of text beyond ASCII, of a
/// term that is not analysed, of the stored form. REQUIRES: its fields are the schema's.
Status check_document(const Schema& schema, const Document& document);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_DOCUMENT_LIMITS_H_
