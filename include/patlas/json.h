// include/patlas/json.h
//
// Replies as JSON: what the program prints with --format json and jsonl, what the C ABI hands out,
// and what Python reads. programs/cli/JSON.md is the contract of all three.
//
// Texts    one line without its line break, UTF-8 whatever the bytes of a file's name were.
#ifndef PATLAS_JSON_H_
#define PATLAS_JSON_H_

#include <string>
#include <vector>

#include "patlas/index.h"

namespace patlas {

/// What of the counts was asked for; a count that was not is left out. Facet values and cells have
/// documents and families alone.
struct Counted {
  bool documents = true, families = true;
  bool applications = false, extended_families = false;
};

/// Counts, hits, facets, cross-tab.
PATLAS_EXPORT std::string search_json(const SearchReply& reply, const Counted& counted = {});
/// The same without hits.
PATLAS_EXPORT std::string facets_json(const SearchReply& reply, const Counted& counted = {});
PATLAS_EXPORT std::string explain_json(const SearchReply& reply);
PATLAS_EXPORT std::string load_json(const LoadSummary& summary);
PATLAS_EXPORT std::string info_json(const IndexInfo& info);
PATLAS_EXPORT std::string schemes_json(const SchemeSummary& summary);
PATLAS_EXPORT std::string check_json(const CheckSummary& summary);
PATLAS_EXPORT std::string tokens_json(const std::vector<TokenRow>& rows);
PATLAS_EXPORT std::string error_json(const Error& error);

/// One line a hit, a facet's value or a cross-tab's cell, a token.
PATLAS_EXPORT std::vector<std::string> hit_lines(const SearchReply& reply);
PATLAS_EXPORT std::vector<std::string> facet_lines(const SearchReply& reply,
                                                   const Counted& counted = {});
PATLAS_EXPORT std::vector<std::string> token_lines(const std::vector<TokenRow>& rows);

/// Up to 6 significant digits: what "identical scores" means.
PATLAS_EXPORT std::string score_text(double score);
/// `text` with U+FFFD for the bytes that UTF-8 does not have: names of files may be any bytes, what
/// is printed is UTF-8.
PATLAS_EXPORT std::string as_utf8(std::string text);

}  // namespace patlas

#endif  // PATLAS_JSON_H_
