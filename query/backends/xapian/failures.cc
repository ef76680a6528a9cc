#include "query/backends/xapian/failures.h"

#include <string_view>

namespace patlas::xapian {
namespace {

struct Meaning {
  std::string_view type;
  Code code;
  std::string_view words;
  std::string_view starts{};       ///< what Xapian's own words begin with
  bool with_xapians_words = true;  ///< after ours
};

constexpr std::string_view kDamaged = "the Xapian database is damaged";

// The first that fits. What is not listed is one of the database's ways to say that reading or
// writing failed.
constexpr Meaning kMeanings[] = {
    {"DatabaseLockError", Code::kExists, "held by another writer"},
    {"DatabaseNotFoundError", Code::kNotFound, "there is no index"},
    {"DatabaseVersionError", Code::kUnsupportedVersion,
     "another version of Xapian wrote the index"},
    {"DatabaseCorruptError", Code::kCorruption, kDamaged},
    // Two of the database's ways to say that bytes are missing or were changed.
    {"DatabaseError", Code::kCorruption, kDamaged, "EOF reading block"},
    {"DatabaseError", Code::kCorruption, kDamaged, "inflate failed"},
    // Its own words name a function of Xapian's that nobody here can call.
    {"DatabaseModifiedError",
     Code::kIo,
     "the generation that was opened is gone: Xapian keeps the newest and, until the next load "
     "writes, the one before; open it again",
     {},
     false},
    {"InvalidArgumentError", Code::kInternal, "Xapian refuses what it was asked"},
    {"InvalidOperationError", Code::kInternal, "Xapian refuses what it was asked"},
    {"UnimplementedError", Code::kInternal, "Xapian refuses what it was asked"},
    {"AssertionError", Code::kInternal, "Xapian refuses what it was asked"},
};

}  // namespace

Error error_of(const Xapian::Error& error, const std::string& directory) {
  Meaning meaning{"", Code::kIo, "the Xapian database cannot be used"};
  for (const Meaning& known : kMeanings) {
    if (known.type != error.get_type() || !error.get_msg().starts_with(known.starts)) continue;
    meaning = known;
    break;
  }
  std::string message(meaning.words);
  if (!meaning.with_xapians_words) return {meaning.code, message, {.file = directory, .entry = {}}};
  if (!error.get_msg().empty()) message += ": " + error.get_msg();
  if (error.get_error_string() != nullptr) {
    message += " (" + std::string(error.get_error_string()) + ")";
  }
  return Error{meaning.code, std::move(message), {.file = directory, .entry = {}}};
}

}  // namespace patlas::xapian
