// engine/index/background_merge.h
//
// A merge that runs beside its writer: on a thread of its own, over segments as they were when it
// began. The writer loads and commits meanwhile, readers read; when it is done, the writer puts its
// segment in the place of the inputs and marks what was deleted since.
//
// Files    the segment and its spools are named here; owns() keeps them from being taken for
//          garbage.
// End      the destructor tells the merge to stop, and waits until it has.
// Threads  one owner; the merge itself uses `threads`.
#ifndef PATLAS_ENGINE_INDEX_BACKGROUND_MERGE_H_
#define PATLAS_ENGINE_INDEX_BACKGROUND_MERGE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/env.h"
#include "engine/base/threads.h"
#include "engine/segment/merge.h"

namespace patlas {

class BackgroundMerge {
 public:
  /// A segment as it was when the merge began.
  struct Input {
    uint64_t file_id = 0;
    std::shared_ptr<const SegmentReader> reader;
    std::vector<uint64_t> deleted;  ///< as LiveSegment::deleted
    uint32_t live_count = 0;
  };

  /// `file_name`: of the segment, in the directory of `space`. REQUIRES: a live document; `env` and
  /// `schema` outlive this.
  BackgroundMerge(const Env& env, const Schema& schema, std::vector<Input> inputs, uint64_t file_id,
                  std::string file_name, SpoolSpace space, unsigned threads);
  ~BackgroundMerge();

  const std::vector<Input>& inputs() const { return inputs_; }
  uint64_t file_id() const { return file_id_; }
  uint64_t memory_bytes() const { return space_.memory_bytes; }
  bool owns(std::string_view file_name) const;

  /// It ends soon, and nothing comes of it.
  void give_up() { cancel_ = true; }
  bool is_done() const { return work_->is_done(); }
  bool has_succeeded() const { return is_done() && merged_ && merged_->has_value(); }
  /// Waits for the end; once. An input that lost bytes meanwhile is io (F7).
  Result<MergedSegment> join();

 private:
  void run();

  const Env env_;
  const Schema& schema_;
  const std::vector<Input> inputs_;
  const uint64_t file_id_;
  const std::string file_name_;
  const SpoolSpace space_;
  const unsigned threads_;
  std::atomic<bool> cancel_{false};
  std::optional<Result<MergedSegment>> merged_;
  std::unique_ptr<BackgroundWork> work_;  ///< ends before all that it uses
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_INDEX_BACKGROUND_MERGE_H_
