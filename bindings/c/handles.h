// bindings/c/handles.h
//
// What the opaque handles of include/patlas/patlas.h are, and the edge that every call crosses:
// errors become codes, and so does whatever is thrown.
//
// Each handle opens with a word of its own type, so that NULL, a handle of another type, and (as
// long as its memory was not given away again) a freed one are refused.
#ifndef PATLAS_BINDINGS_C_HANDLES_H_
#define PATLAS_BINDINGS_C_HANDLES_H_

#ifndef PATLAS_UNSTABLE
#define PATLAS_UNSTABLE
#endif

#include <atomic>
#include <exception>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patlas/index.h"
#include "patlas/json.h"
#include "patlas/patlas.h"

/// `stated` is none for the one error that needs no memory: that there is none.
struct patlas_error {
  static constexpr uint64_t kMagic = 0x70617473'6572726full;
  uint64_t magic = kMagic;
  const patlas::Error* stated = nullptr;
};

struct patlas_text {
  static constexpr uint64_t kMagic = 0x70617473'74657874ull;
  uint64_t magic = kMagic;
  std::string text;
};

struct patlas_cancel {
  static constexpr uint64_t kMagic = 0x70617473'63616e63ull;
  uint64_t magic = kMagic;
  std::shared_ptr<std::atomic<bool>> raised;
};

struct patlas_options {
  static constexpr uint64_t kMagic = 0x70617473'6f707473ull;
  uint64_t magic = kMagic;
  patlas::SearchRequest search;    ///< without query and cancel
  patlas::WriterRequest writer;    ///< without its directory
  patlas::ClassesRequest classes;  ///< scheme and levels
  std::string scheme_version;
  std::shared_ptr<std::atomic<bool>> cancel;
  std::set<std::string_view> names;  ///< that were set; of the table in options.cc
};

struct patlas_index {
  static constexpr uint64_t kMagic = 0x70617473'696e6478ull;
  uint64_t magic = kMagic;
  patlas::Index index;
};

struct patlas_reply {
  static constexpr uint64_t kMagic = 0x70617473'7265706cull;
  uint64_t magic = kMagic;
  patlas::SearchReply reply;
  patlas::Counted counted;
};

struct patlas_records {
  static constexpr uint64_t kMagic = 0x70617473'72656373ull;
  uint64_t magic = kMagic;
  std::vector<patlas::ShownRecord> records;
};

struct patlas_writer {
  static constexpr uint64_t kMagic = 0x70617473'77726974ull;
  uint64_t magic = kMagic;
  patlas::Writer writer;
};

struct patlas_summary {
  static constexpr uint64_t kMagic = 0x70617473'73756d6dull;
  uint64_t magic = kMagic;
  patlas::LoadSummary summary;
};

namespace patlas::c {

template <typename Handle>
bool is_alive(const Handle* handle) {
  return handle != nullptr && handle->magic == Handle::kMagic;
}

/// invalid_argument, said with the handle's noun, where it is none.
template <typename Handle>
Status need(const Handle* handle, const char* noun) {
  if (is_alive(handle)) return {};
  return Error{Code::kInvalidArgument, std::string("this is no handle of ") + noun, {}};
}

/// Deletes what is alive. The word is wiped first, where no optimiser may leave it out.
template <typename Handle>
void free_handle(Handle* handle) {
  if (!is_alive(handle)) return;
  *const_cast<volatile uint64_t*>(&handle->magic) = 0;
  delete handle;
}

inline patlas_code code_of(Code code) { return static_cast<patlas_code>(code); }

/// Leaves the error in `out`, where that is wanted, and gives its code.
patlas_code leave(Error error, patlas_error** out) noexcept;
patlas_code leave_out_of_memory(patlas_error** out) noexcept;
patlas_code leave_unexpected(const char* what, patlas_error** out) noexcept;

/// Runs `work`, which gives a Status; nothing that it throws goes further.
template <typename Work>
patlas_code guarded(patlas_error** error, Work&& work) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    Status status = work();
    return status ? PATLAS_OK : leave(std::move(status).error(), error);
  } catch (const std::bad_alloc&) {
    return leave_out_of_memory(error);
  } catch (const std::exception& exception) {
    return leave_unexpected(exception.what(), error);
  } catch (...) {
    return leave_unexpected("something was thrown that is no exception", error);
  }
}

/// invalid_argument for a pointer to nothing; else empties what it points at.
template <typename Handle>
Status clear(Handle** out) {
  if (out == nullptr)
    return Error{Code::kInvalidArgument, "there is nowhere to leave the handle: NULL", {}};
  *out = nullptr;
  return {};
}

/// The text of a caller; `noun` names it in the error of a NULL that claims a length.
Result<std::string_view> text_of(const char* text, size_t length, const char* noun);
/// The same, without the NUL at which the system would cut a path.
Result<std::string> path_of(const char* text, size_t length, const char* noun);

inline void put(uint64_t* out, uint64_t value) {
  if (out != nullptr) *out = value;
}
inline void put(const char** text, size_t* length, std::string_view value) {
  if (text != nullptr) *text = value.data();
  if (length != nullptr) *length = value.size();
}
inline void put_nothing(const char** text, size_t* length) {
  if (text != nullptr) *text = nullptr;
  if (length != nullptr) *length = 0;
}

/// A new text handle in `out`.
void put_text(patlas_text** out, std::string text);

/// What calls `options` may be for.
enum class Use : unsigned { kSearch = 1, kWriter = 2, kMerge = 4, kClasses = 8, kSchemes = 16 };

/// Defaults for NULL; invalid_argument when a name was set that has no meaning for `use`.
Result<patlas_options> options_for(Use use, const patlas_options* options);

}  // namespace patlas::c

#endif  // PATLAS_BINDINGS_C_HANDLES_H_
