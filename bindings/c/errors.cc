// bindings/c/errors.cc
//
// Errors, texts and names of the C ABI; the edge itself is in handles.h.
#include "bindings/c/handles.h"

namespace patlas::c {
namespace {

constexpr std::string_view kOutOfMemory = "the system has no more memory for this call";
constexpr std::string_view kNoPlace = "";

// Whoever gets it may read it and free it like any other; it was never allocated.
constinit patlas_error out_of_memory{};

}  // namespace

patlas_code leave_out_of_memory(patlas_error** out) noexcept {
  if (out != nullptr) *out = &out_of_memory;
  return PATLAS_LIMIT;
}

patlas_code leave(Error error, patlas_error** out) noexcept {
  const patlas_code code = code_of(error.code);
  if (out == nullptr) return code;
  try {
    // A sentence may quote what a caller wrote, which may be any bytes.
    error.message = as_utf8(std::move(error.message));
    auto stated = std::make_unique<const Error>(std::move(error));
    *out = new patlas_error{patlas_error::kMagic, stated.get()};
    static_cast<void>(stated.release());
    return code;
  } catch (...) {
    return leave_out_of_memory(out);
  }
}

patlas_code leave_unexpected(const char* what, patlas_error** out) noexcept {
  try {
    return leave(Error{Code::kInternal, what, {}}, out);
  } catch (...) {
    return leave_out_of_memory(out);
  }
}

Result<std::string_view> text_of(const char* text, size_t length, const char* noun) {
  if (text != nullptr) return std::string_view(text, length);
  if (length == 0) return std::string_view();
  return Error{Code::kInvalidArgument,
               std::string(noun) + " is NULL and has a length of " + std::to_string(length),
               {}};
}

Result<std::string> path_of(const char* text, size_t length, const char* noun) {
  PATLAS_ASSIGN(const std::string_view path, text_of(text, length, noun));
  if (path.empty())
    return Error{Code::kInvalidArgument, std::string(noun) + " is the empty text", {}};
  if (path.find('\0') != std::string_view::npos) {
    return Error{
        Code::kInvalidArgument, std::string(noun) + " has a NUL in it: no path has one", {}};
  }
  return std::string(path);
}

void put_text(patlas_text** out, std::string text) {
  *out = new patlas_text{patlas_text::kMagic, std::move(text)};
}

}  // namespace patlas::c

using namespace patlas;
using namespace patlas::c;

extern "C" {

uint32_t patlas_version(void) noexcept { return PATLAS_VERSION; }

patlas_code patlas_text_analysis(const char** text, size_t* length) noexcept {
  put_nothing(text, length);
  return guarded(nullptr, [&]() -> Status {
    put(text, length, text_analysis());
    return {};
  });
}

patlas_code patlas_code_name(int code, const char** text, size_t* length) noexcept {
  put_nothing(text, length);
  if (code < PATLAS_OK || code > PATLAS_INTERNAL) return PATLAS_INVALID_ARGUMENT;
  put(text, length, code_name(static_cast<Code>(code)));
  return PATLAS_OK;
}

patlas_code patlas_error_code(const patlas_error* error) noexcept {
  if (error == nullptr) return PATLAS_OK;
  if (!is_alive(error)) return PATLAS_INVALID_ARGUMENT;
  return error->stated == nullptr ? PATLAS_LIMIT : code_of(error->stated->code);
}

patlas_code patlas_error_message(const patlas_error* error, const char** text,
                                 size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(error)) return PATLAS_INVALID_ARGUMENT;
  put(text, length, error->stated ? std::string_view(error->stated->message) : kOutOfMemory);
  return PATLAS_OK;
}

patlas_code patlas_error_file(const patlas_error* error, const char** text,
                              size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(error)) return PATLAS_INVALID_ARGUMENT;
  put(text, length, error->stated ? std::string_view(error->stated->place.file) : kNoPlace);
  return PATLAS_OK;
}

patlas_code patlas_error_entry(const patlas_error* error, const char** text,
                               size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(error)) return PATLAS_INVALID_ARGUMENT;
  put(text, length, error->stated ? std::string_view(error->stated->place.entry) : kNoPlace);
  return PATLAS_OK;
}

patlas_code patlas_error_span(const patlas_error* error, uint64_t* offset, uint64_t* length,
                              uint64_t* line) noexcept {
  static_assert(Place::kNone == UINT64_MAX);
  const bool placed = is_alive(error) && error->stated != nullptr;
  put(offset, placed ? error->stated->place.offset : Place::kNone);
  put(length, placed ? error->stated->place.length : Place::kNone);
  put(line, placed ? error->stated->place.line : Place::kNone);
  return is_alive(error) ? PATLAS_OK : PATLAS_INVALID_ARGUMENT;
}

void patlas_error_free(patlas_error* error) noexcept {
  if (!is_alive(error) || error->stated == nullptr) return;
  delete error->stated;
  free_handle(error);
}

patlas_code patlas_text_get(const patlas_text* handle, const char** text, size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(handle)) return PATLAS_INVALID_ARGUMENT;
  put(text, length, handle->text);
  return PATLAS_OK;
}

void patlas_text_free(patlas_text* handle) noexcept { free_handle(handle); }

patlas_code patlas_normal_form(const char* query, size_t query_length, patlas_text** text,
                               patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(text));
    PATLAS_ASSIGN(const std::string_view written, text_of(query, query_length, "the query"));
    PATLAS_ASSIGN(std::string form, normal_form(written));
    put_text(text, std::move(form));
    return {};
  });
}

patlas_code patlas_tokens(const char* text, size_t length, patlas_text** json,
                          patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(json));
    PATLAS_ASSIGN(const std::string_view written, text_of(text, length, "the text"));
    put_text(json, tokens_json(tokens(written)));
    return {};
  });
}

patlas_code patlas_survive_lost_files(void) noexcept {
  return guarded(nullptr, []() -> Status {
    survive_lost_files();
    return {};
  });
}

}  // extern "C"
