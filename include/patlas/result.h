// include/patlas/result.h
//
// What every fallible call returns: a value, or an Error that says what was wrong, and where.
//
// Result<T> has the member names of C++23's std::expected, so that it can become an alias of it.
// Three kinds of wrong: expected ones (a bad query, odd XML) are an Error; environment ones (disk,
// memory) are an Error with code kIo or kLimit; impossible ones stop at PATLAS_CHECK.
#ifndef PATLAS_RESULT_H_
#define PATLAS_RESULT_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "patlas/export.h"

namespace patlas {

/// The closed list of failure codes, the same in C++, C, JSON and HTTP.
enum class Code : uint8_t {
  kOk = 0,
  kInvalidArgument,     ///< the caller asked for something that is not offered
  kParse,               ///< text (a query, a record) does not follow its grammar
  kNotFound,            ///< a named thing is not there
  kExists,              ///< a thing that must be new is there already, or is held by another writer
  kUnsupportedVersion,  ///< made by a version (format, analysis) that this build does not read
  kCorruption,          ///< bytes do not match their checksum or their own description
  kIo,                  ///< the operating system refused: the message names the call and the file
  kLimit,      ///< a listed limit or budget was reached: the message names it and its value
  kCancelled,  ///< the caller's cancel flag was seen
  kInternal,   ///< our bug
};

/// The code's name as the JSON contracts print it: "invalid_argument", "parse", ...
PATLAS_EXPORT std::string_view code_name(Code code);

/// Where something is wrong: bytes of a file, a line of an archive entry, or a span of a query.
struct Place {
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

  std::string file;         ///< path as given by the user, or "query"; empty when there is none
  std::string entry;        ///< entry inside the container `file`, empty when there is none
  uint64_t offset = kNone;  ///< bytes from the start of the entry, file or query
  uint64_t length = kNone;  ///< bytes of the span at fault
  uint64_t line = kNone;    ///< 1-based line in the entry or file

  bool empty() const { return file.empty() && entry.empty() && offset == kNone && line == kNone; }
  /// "weekly.zip:a.xml:12 (byte 3456)", "query:4-9"; empty when empty().
  PATLAS_EXPORT std::string to_string() const;
};

struct [[nodiscard]] Error {
  Code code = Code::kInternal;
  std::string message;  ///< one sentence: what was wrong and, where known, what would be right
  Place place;

  /// "invalid_argument: unknown field 'tii' (did you mean 'ti'?); ... at query:0-4"
  PATLAS_EXPORT std::string to_string() const;
};

/// A value or an Error. T may be void (see Status), and move-only.
template <typename T>
class [[nodiscard]] Result {
  using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  using value_type = T;
  using error_type = Error;

  Result() requires std::is_default_constructible_v<Stored> : state_(std::in_place_index<0>) {}
  template <typename U = Stored>
  requires(!std::is_void_v<T> && std::is_constructible_v<Stored, U> &&
           !std::is_same_v<std::remove_cvref_t<U>, Result> &&
           !std::is_same_v<std::remove_cvref_t<U>, Error>)
      Result(U&& value)  // NOLINT: implicit, as std::expected's
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error)  // NOLINT: implicit, so that `return Error{...}` works
      : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// REQUIRES: has_value().
  Stored& value() & { return *std::get_if<0>(&state_); }
  const Stored& value() const& { return *std::get_if<0>(&state_); }
  Stored&& value() && { return std::move(*std::get_if<0>(&state_)); }
  Stored& operator*() & { return value(); }
  const Stored& operator*() const& { return value(); }
  Stored&& operator*() && { return std::move(*this).value(); }
  Stored* operator->() { return std::get_if<0>(&state_); }
  const Stored* operator->() const { return std::get_if<0>(&state_); }
  template <typename U>
  Stored value_or(U&& other) const& {
    return has_value() ? value() : static_cast<Stored>(std::forward<U>(other));
  }

  /// REQUIRES: !has_value().
  Error& error() & { return *std::get_if<1>(&state_); }
  const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<Stored, Error> state_;
};

using Status = Result<void>;

#define PATLAS_CONCAT_INNER(a, b) a##b
#define PATLAS_CONCAT(a, b) PATLAS_CONCAT_INNER(a, b)

/// Returns the error of a Status or Result from the enclosing function; drops its value.
#define PATLAS_TRY(expression) PATLAS_TRY_INNER(PATLAS_CONCAT(patlas_try_, __LINE__), expression)
#define PATLAS_TRY_INNER(name, expression)             \
  do {                                                 \
    if (auto name = (expression); !name) {             \
      return ::patlas::Error(std::move(name).error()); \
    }                                                  \
  } while (false)

/// PATLAS_ASSIGN(auto file, fs.open(path)): declares or assigns the value, or returns the error.
#define PATLAS_ASSIGN(declaration, expression) \
  PATLAS_ASSIGN_INNER(PATLAS_CONCAT(patlas_result_, __LINE__), declaration, expression)
#define PATLAS_ASSIGN_INNER(name, declaration, expression)    \
  auto name = (expression);                                   \
  if (!name) return ::patlas::Error(std::move(name).error()); \
  declaration = std::move(name).value()

}  // namespace patlas

#endif  // PATLAS_RESULT_H_
