// engine/segment/seal.h
//
// Turns what the loading threads hold in memory into one segment file and one store file:
// documents in final order (document_order.h), terms merged over the threads' vocabularies.
//
// Who decides which documents stay is the caller (key resolution, engine/index/resolve.h).
#ifndef PATLAS_ENGINE_SEGMENT_SEAL_H_
#define PATLAS_ENGINE_SEGMENT_SEAL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "engine/segment/inverter.h"
#include "engine/segment/segment_writer.h"

namespace patlas {

/// A batch of one of the inverters, in input order.
struct BatchPlace {
  uint32_t inverter = 0;
  uint32_t batch = 0;
};

struct SealPlan {
  std::span<const std::unique_ptr<Inverter>> inverters;
  std::vector<BatchPlace> batches;      ///< in input order
  std::vector<std::vector<bool>> kept;  ///< [rank in batches][document]: it stays
  uint32_t doc_count = 0;               ///< how many stay
};

struct SealedRun {
  SealedFileInfo segment, store;
};

/// Writes `segment_path` and `store_path`. `threads`: fields are built side by side.
Result<SealedRun> seal_run(const Env& env, const Schema& schema, const SealPlan& plan,
                           const RecordDictionary& dictionary, const std::string& segment_path,
                           uint64_t segment_id, const std::string& store_path, uint64_t store_id,
                           const SpoolSpace& spools, unsigned threads);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_SEAL_H_
