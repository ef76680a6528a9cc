// tests/script/script.h
//
// Reads the *.t files: small collections with questions and answers, as people would tell them.
//
//   # name: near_either_order          one script; what follows belongs to it
//   # description: what it shows
//   doc TW1B ti[zh]: 鋰離子電池          a value of a document; again for one more value
//   doc TW1B pd: 2015-03-01            pd, ad: dates; pr, an: "US123 2014-01-01"; ic, cpc: symbols
//   doc TW1B pa: 鴻海 | HON HAI         pa, in, ag: a name, its Latin form; family; source
//   query ti:離子                       what is asked; the following lines say what comes back
//   finds TW1B                         documents, in any order
//   counts 1 1                         documents and families
//   groups 1 1                         applications and extended families
//   sorts -pd: TW1B TW2B               all hits in order
//   page -pd 1 2: TW2B                 hits from offset 1, at most 2
//   facet office: TW=1/1; US=1/1       all values in order, documents/families
//   cross year,office: 2015,TW=1/1     all cells in order
//   error parse 0-3 unknown field      code, span, and a part of the message
#ifndef PATLAS_TESTS_SCRIPT_SCRIPT_H_
#define PATLAS_TESTS_SCRIPT_SCRIPT_H_

#include <string>
#include <string_view>
#include <vector>

#include "ingest/record.h"

namespace patlas::script {

struct Check {
  std::string verb, query, expected;
  int line = 0;
};

struct Script {
  std::string file, name, description;
  int line = 0;
  std::vector<Record> records;  ///< in order of their first line
  std::vector<Check> checks;
  /// Lines `scheme cpc: ...H01L21/02 a title`: as many dots as the symbol is deep.
  struct SchemeLine {
    std::string scheme, key, title;
    uint32_t depth = 0;
  };
  std::vector<SchemeLine> schemes;
};

/// A line that is not understood ends the test program.
std::vector<Script> read_scripts(const std::string& path);

/// "TW1B" for country TW, number 1, kind B.
std::string short_key(std::string_view record_key);

std::vector<std::string> split(std::string_view text, std::string_view separator);

}  // namespace patlas::script

#endif  // PATLAS_TESTS_SCRIPT_SCRIPT_H_
