// engine/base/fs_call.h
//
// The calls of an Fs by name: what SimFs numbers, FaultFs fails and TraceFs records, and the one
// sentence in which every Fs reports a refusal.
#ifndef PATLAS_ENGINE_BASE_FS_CALL_H_
#define PATLAS_ENGINE_BASE_FS_CALL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "patlas/result.h"

namespace patlas {

enum class FsCall : uint8_t {
  kCreate,
  kAppend,
  kSync,
  kClose,
  kOpen,
  kPread,
  kMap,
  kRename,
  kLink,
  kUnlink,
  kMakeDir,
  kSyncDir,
  kList,
  kStat,
  kLock,
  kFreeBytes,
};
inline constexpr uint32_t kFsCallCount = 16;

/// "create", "sync_dir", ...
std::string_view fs_call_name(FsCall call);

/// Whether a call may change what is on disk now or after a crash.
bool changes_disk(FsCall call);

/// The error of a call that the operating system refused with `errno_value`:
/// "sync 'index/seg-1': Input/output error". not_found for ENOENT, exists for EEXIST, else io.
Error fs_error(FsCall call, std::string_view path, int errno_value);
/// For what the operating system has no number: "pread 'x': file ends at byte 12".
Error fs_error(Code code, FsCall call, std::string_view path, std::string_view reason);

/// The call and the path's last part with every run of digits as '#': "append segment-#.seg". What
/// stays equal when generation numbers change, so that a sweep can name its call sites.
std::string fs_call_site(FsCall call, std::string_view path);

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_FS_CALL_H_
