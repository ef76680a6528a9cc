// corpora/generator/generator.h
//
// A corpus of any size, of which any record can be had alone: record i is a pure function of the
// seed, the profile, the class tree and i. What is written of it depends on the shape besides: one
// JSON line with the columns of the public patents.publications table (ingest's format 4), or the
// XML of an office, which holds the publications of that office only (shapes/shape.h).
//
// Threads  one generator a thread; it keeps the last planned window.
// Memory   about 100 MB of word lists, 20 MB for a loaded class tree, and two windows.
#ifndef PATLAS_CORPORA_GENERATOR_GENERATOR_H_
#define PATLAS_CORPORA_GENERATOR_GENERATOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/fs.h"
#include "patlas/result.h"

namespace patlas::generator {

/// Records are numbered below this: window numbers must leave room for serials.
constexpr uint64_t kRecordsMax = uint64_t{1} << 28;

enum class Profile : uint8_t {
  kBiblio,    ///< titles, abstracts and what the title page says: about 1.5 KB as JSON
  kFulltext,  ///< descriptions and claims besides: tens of KB
};
/// "biblio", "fulltext".
std::optional<Profile> profile_named(std::string_view name);

struct GeneratorOptions {
  uint64_t seed = 1;
  Profile profile = Profile::kBiblio;
  std::string scheme;            ///< path of a class tree (scheme.h); empty: the made one
  std::string_view as = "json";  ///< name of a shape
};

class Generator {
 public:
  /// Reads the word lists; not_found names the Debian package that is missing. invalid_argument: no
  /// such shape. Errors of the class tree: scheme.h.
  static Result<std::unique_ptr<Generator>> open(Fs& fs, const GeneratorOptions& options);
  static Result<std::unique_ptr<Generator>> open(Fs& fs, uint64_t seed);
  virtual ~Generator() = default;

  /// What stands before the first record and behind the last.
  virtual void append_head(std::string& out) = 0;
  virtual void append_tail(std::string& out) = 0;
  /// Appends the record and a line break; nothing where the shape does not hold the publication.
  /// REQUIRES: record < kRecordsMax.
  virtual void append_record(uint64_t record, std::string& out) = 0;
};

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_GENERATOR_H_
