// programs/cli/render.h
//
// Replies as the formats of --format: JSON.md is their contract. JSON itself is the library's
// (patlas/json.h); tables and CSV are made here.
#ifndef PATLAS_PROGRAMS_CLI_RENDER_H_
#define PATLAS_PROGRAMS_CLI_RENDER_H_

#include <string>
#include <vector>

#include "patlas/index.h"
#include "patlas/json.h"
#include "programs/cli/text.h"

namespace patlas::cli {

enum class Format { kTable, kJson, kJsonLines, kCsv };

std::string render_search(const SearchReply& reply, Format format, const Counted& counted,
                          const Look& look);
/// Facets and cross-tab only, without hits.
std::string render_facets(const SearchReply& reply, Format format, const Counted& counted,
                          const Look& look);
std::string render_load(const LoadSummary& summary, Format format);
/// A reject log's line for a person: place and reason; empty when it is no such line.
std::string first_reject_text(std::string_view log_line);
std::string render_info(const IndexInfo& info, Format format, const Look& look);
std::string render_schemes(const SchemeSummary& summary, Format format, const Look& look);
std::string render_check(const CheckSummary& summary, Format format);
std::string render_removed(const ChangeSummary& summary, Format format);
std::string render_merged(const ChangeSummary& summary, Format format);
/// Where the copy is, and of which snapshot.
std::string render_backup(const std::string& directory, const std::string& snapshot, Format format);
std::string render_tokens(const std::vector<TokenRow>& rows, Format format, const Look& look);
std::string render_explain(const SearchReply& reply, Format format);
/// One line of JSON, for standard error.
std::string render_error_json(const Error& error);
/// For a person: the sentence, the place, and the query with the span at fault marked.
std::string render_error_text(const Error& error, const std::string& query, bool colour);

}  // namespace patlas::cli

#endif  // PATLAS_PROGRAMS_CLI_RENDER_H_
