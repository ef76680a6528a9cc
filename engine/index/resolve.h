// engine/index/resolve.h
//
// Decides, for one loaded run, which record of each key stands: by input order, by source, and by
// what older segments hold. A pure function of its input, so that it can be tested on tables.
//
// Rules    a later record of the same key and source replaces the earlier (an equal one changes
//          nothing); from another source it replaces only if its source ranks at least as high,
//          else it is superseded. A delete removes the key if the standing record is of its source
//          (or if it names none). A run that ends with what older segments hold leaves them alone.
#ifndef PATLAS_ENGINE_INDEX_RESOLVE_H_
#define PATLAS_ENGINE_INDEX_RESOLVE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/index/snapshot.h"
#include "patlas/result.h"

namespace patlas {

/// A record or a delete of the run.
struct KeyEvent {
  std::string_view key, source;
  uint64_t sequence = 0;  ///< input order: unique in the run
  uint64_t content_hash = 0;
  uint32_t document = 0;  ///< index of the candidate; not used for deletes
  uint8_t source_rank = 0;
  bool is_delete = false;
};

/// What an older segment holds under a key.
struct StandingDocument {
  DocAddress address;
  SegmentReader::Origin origin;
};

struct Resolution {
  std::vector<bool> kept;            ///< by candidate document
  std::vector<DocAddress> replaced;  ///< older documents that are no longer live
  uint64_t accepted_count = 0, replaced_count = 0, superseded_count = 0, deleted_count = 0;
};

/// `find`: the live document of a key in older segments. `document_count`: candidates of the run.
Result<Resolution> resolve_keys(
    std::vector<KeyEvent> events, size_t document_count,
    const std::function<Result<std::optional<StandingDocument>>(std::string_view)>& find);

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_RESOLVE_H_
