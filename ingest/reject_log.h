// ingest/reject_log.h
//
// What could not be read, and why: one JSON line a rejected record, beside the manifest.
//
// Shape    {"file":"ipg.xml","entry":"","offset":123,"line":7,"reason":"parse: ..."}; members that
//          are not known are left out.
#ifndef PATLAS_INGEST_REJECT_LOG_H_
#define PATLAS_INGEST_REJECT_LOG_H_

#include <string>
#include <string_view>

#include "patlas/result.h"

namespace patlas {

struct Reject {
  Place place;         ///< file, entry, offset and line
  std::string reason;  ///< "parse: end tag 'b' closes 'a'"
};

/// `error` seen while reading `entry` of `file`; its own offset and line are kept.
Reject make_reject(std::string_view file, std::string_view entry, const Error& error);

/// One line with its line break.
std::string reject_to_json(const Reject& reject);

}  // namespace patlas

#endif  // PATLAS_INGEST_REJECT_LOG_H_
