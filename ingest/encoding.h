// ingest/encoding.h
//
// From the bytes of a document to UTF-8, by what the document says of itself.
//
// Rule     a byte order mark decides; else the XML declaration; else what the surrounding file
//          declared; else UTF-8. A document whose declaration can be read byte by byte is not
//          UTF-16, whatever it says. Bytes that the encoding does not have are an error with their
//          offset, never replaced: half a name is worse than a rejected record.
// Errors   parse.
#ifndef PATLAS_INGEST_ENCODING_H_
#define PATLAS_INGEST_ENCODING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "patlas/result.h"

namespace patlas {

/// The stream cannot be cut byte by byte: it begins like UTF-16.
bool looks_like_utf16(std::string_view head);

/// The `encoding` of an XML declaration at the start of `head`; empty when there is none.
std::string declared_encoding(std::string_view head);

/// `bytes` as UTF-8 without a byte order mark. `surrounding` is what the file declared, or empty.
/// The error's offset is into `bytes`.
Result<std::string> to_utf8(std::string bytes, std::string_view surrounding);

/// Offset of the first byte that is not UTF-8 (overlong forms and surrogates are not).
std::optional<size_t> find_invalid_utf8(std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INGEST_ENCODING_H_
