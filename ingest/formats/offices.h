// ingest/formats/offices.h
//
// One maker a format, for the list in ingest/registry.cc.
#ifndef PATLAS_INGEST_FORMATS_OFFICES_H_
#define PATLAS_INGEST_FORMATS_OFFICES_H_

#include "ingest/formats/reader.h"

namespace patlas {

FormatSpec uspto_format();
FormatSpec patdoc_format();
FormatSpec green_book_format();
FormatSpec tipo_format();
FormatSpec docdb_format();
FormatSpec ep_format();
FormatSpec cnipa_st36_format();
FormatSpec cnipa_st96_format();
FormatSpec jpo_format();
FormatSpec kipris_format();
FormatSpec st96_format();
FormatSpec google_format();
FormatSpec patlas_format();

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_OFFICES_H_
