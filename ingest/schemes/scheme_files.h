// ingest/schemes/scheme_files.h
//
// Classification schemes from the files that their offices give: CPC's title lists, IPC's scheme
// XML, and WIPO's table of technology fields. Files are known by their content; those of one scheme
// are put together, in whatever order and container they come.
//
//   cpc    "H01L21/02<TAB>1<TAB>Manufacture ..." lines; the number counts dots, none above a group
//   ipc    <ipcEntry kind="1" symbol="H01L0021020000"> nested in ipcEntries or revisionPeriods
//   tech   Field_number,Sector_en,...,Field_en,...,IPC_code: "H04N   1/%" belongs to a field
//
// Errors   parse with file, entry and line; limit; invalid_argument: no scheme in what was named.
//          One bad file refuses all: half a scheme would miss documents.
// Memory   one file, and the trees.
// Tested   tests/ingest/schemes/scheme_files_test.cc, with real files where PATLAS_REAL_DATA is
#ifndef PATLAS_INGEST_SCHEMES_SCHEME_FILES_H_
#define PATLAS_INGEST_SCHEMES_SCHEME_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/scheme/scheme.h"
#include "ingest/source.h"

namespace patlas {

struct ReadScheme {
  std::shared_ptr<const Scheme> scheme;
  uint64_t files = 0;
};

/// `version` is what the schemes are said to be of; empty: what the files say.
Result<std::vector<ReadScheme>> read_schemes(SourceReader& source, const std::string& version);

}  // namespace patlas

#endif  // PATLAS_INGEST_SCHEMES_SCHEME_FILES_H_
