#include "query/backends/xapian/failures.h"

#include <string_view>

namespace patlas::xapian {
namespace {

struct Meaning {
  std::string_view type;
  Code code;
  std::string_view words;  ///< before Xapian's own
};

// What is not listed is one of the database's ways to say that reading or writing failed.
constexpr Meaning kMeanings[] = {
    {"DatabaseLockError", Code::kExists, "held by another writer"},
    {"DatabaseNotFoundError", Code::kNotFound, "there is no index"},
    {"DatabaseVersionError", Code::kUnsupportedVersion,
     "another version of Xapian wrote the index"},
    {"DatabaseCorruptError", Code::kCorruption, "the Xapian database is damaged"},
    {"DatabaseModifiedError", Code::kIo,
     "two commits have passed since the index was opened, which is one more than Xapian keeps; "
     "open "
     "it again"},
    {"InvalidArgumentError", Code::kInternal, "Xapian refuses what it was asked"},
    {"InvalidOperationError", Code::kInternal, "Xapian refuses what it was asked"},
    {"UnimplementedError", Code::kInternal, "Xapian refuses what it was asked"},
    {"AssertionError", Code::kInternal, "Xapian refuses what it was asked"},
};

}  // namespace

Error error_of(const Xapian::Error& error, const std::string& directory) {
  Meaning meaning{"", Code::kIo, "the Xapian database cannot be used"};
  for (const Meaning& known : kMeanings) {
    if (known.type == error.get_type()) meaning = known;
  }
  std::string message(meaning.words);
  if (!error.get_msg().empty()) message += ": " + error.get_msg();
  if (error.get_error_string() != nullptr) {
    message += " (" + std::string(error.get_error_string()) + ")";
  }
  return Error{meaning.code, std::move(message), {.file = directory, .entry = {}}};
}

}  // namespace patlas::xapian
