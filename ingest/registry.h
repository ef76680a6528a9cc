// ingest/registry.h
//
// The formats that Patlas reads, one line each. The command line, the tests and the fuzzers read
// this list.
#ifndef PATLAS_INGEST_REGISTRY_H_
#define PATLAS_INGEST_REGISTRY_H_

#include <span>

#include "ingest/formats/reader.h"

namespace patlas {

std::span<const FormatSpec> formats();

/// Which format a stream is in, by its first bytes, without consuming them. nullptr: a file that
/// is known to hold no records (a drawing, a DTD, an office's list of numbers) or is empty, and
/// `listed` is false. Error parse: unknown format, naming the root element or first member met and
/// the formats known, the place left to the caller.
Result<const FormatSpec*> recognise_format(ByteWindow& window, bool listed);

}  // namespace patlas

#endif  // PATLAS_INGEST_REGISTRY_H_
