// engine/base/fs_call.cc
#include "engine/base/fs_call.h"

#include <cerrno>
#include <iterator>
#include <system_error>

namespace patlas {

namespace {

constexpr std::string_view kNames[] = {"create", "append", "sync", "close",     "open",  "pread",
                                       "map",    "rename", "link", "unlink",    "mkdir", "sync_dir",
                                       "list",   "stat",   "lock", "free_bytes"};
static_assert(std::size(kNames) == kFsCallCount);

Code code_of(int errno_value) {
  if (errno_value == ENOENT) return Code::kNotFound;
  if (errno_value == EEXIST) return Code::kExists;
  return Code::kIo;
}

}  // namespace

std::string_view fs_call_name(FsCall call) { return kNames[static_cast<uint8_t>(call)]; }

bool changes_disk(FsCall call) {
  switch (call) {
    case FsCall::kCreate:
    case FsCall::kAppend:
    case FsCall::kSync:
    case FsCall::kRename:
    case FsCall::kLink:
    case FsCall::kUnlink:
    case FsCall::kMakeDir:
    case FsCall::kSyncDir:
    case FsCall::kLock:
      return true;
    default:
      return false;
  }
}

Error fs_error(Code code, FsCall call, std::string_view path, std::string_view reason) {
  std::string message(fs_call_name(call));
  message.append(" '").append(path).append("': ").append(reason);
  return Error{code, std::move(message), {.file = std::string(path), .entry = {}}};
}

Error fs_error(FsCall call, std::string_view path, int errno_value) {
  return fs_error(code_of(errno_value), call, path, std::generic_category().message(errno_value));
}

std::string fs_call_site(FsCall call, std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  std::string site(fs_call_name(call));
  site += ' ';
  for (const char c : path) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) site += c;
    if (digit && site.back() != '#') site += '#';
  }
  return site;
}

}  // namespace patlas
