// ingest/formats/json_head.h
//
// Recognises a format of JSON lines by the names of the first object's own members.
#ifndef PATLAS_INGEST_FORMATS_JSON_HEAD_H_
#define PATLAS_INGEST_FORMATS_JSON_HEAD_H_

#include <string_view>

namespace patlas {

/// The first object in `head`, as far as it goes, has a member `name` at its top level.
bool json_head_has(std::string_view head, std::string_view name);

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_JSON_HEAD_H_
