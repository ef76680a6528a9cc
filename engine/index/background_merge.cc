#include "engine/index/background_merge.h"

#include <new>
#include <utility>

namespace patlas {

BackgroundMerge::BackgroundMerge(const Env& env, const Schema& schema, std::vector<Input> inputs,
                                 uint64_t file_id, std::string file_name, SpoolSpace space,
                                 unsigned threads)
    : env_(env),
      schema_(schema),
      inputs_(std::move(inputs)),
      file_id_(file_id),
      file_name_(std::move(file_name)),
      space_(std::move(space)),
      threads_(threads),
      work_(std::make_unique<BackgroundWork>([this] { run(); })) {}

BackgroundMerge::~BackgroundMerge() { cancel_ = true; }

bool BackgroundMerge::owns(std::string_view file_name) const {
  return file_name == file_name_ || file_name.starts_with(space_.name_prefix);
}

void BackgroundMerge::run() {
  std::vector<MergeInput> inputs;
  for (const Input& input : inputs_) {
    inputs.push_back({input.reader, input.deleted, input.live_count});
  }
  merged_ = merge_segments(env_, schema_, inputs, join_path(space_.directory, file_name_), file_id_,
                           space_, threads_, &cancel_);
}

Result<MergedSegment> BackgroundMerge::join() {
  try {
    work_->join();
  } catch (const std::bad_alloc&) {
    return Error{Code::kIo, "out of memory", {}};
  }
  for (const Input& input : inputs_) PATLAS_TRY(input.reader->file().intact());
  return std::move(*merged_);
}

}  // namespace patlas
