// query/search.h
//
// Asks a snapshot a question: how many documents and families match, the first of them in some
// order, and how they spread over facets. Counts, facets, order and scores are the same bytes for
// any segmentation, number of threads and dispatch level, and with any optimisation off.
//
// Exact    always, unless a budget ends the query: then `complete` is false, `stopped_by` names the
//          limit, the counts are those of the pages finished before (never more than the truth),
//          and facets and cells are empty.
// Errors   invalid_argument with the span at fault: nothing searchable in a phrase, an unknown sort
//          key or facet; limit: a tree deeper than limits.h allows; corruption: file and offset.
// Threads  a search runs on up to `threads` threads of its own; several may run at once.
// Memory   within `memory_bytes`, counted for what grows with the query, the index or the answer.
// Meaning  SYNTAX.md, "Facets", "Sorting", "Ranking".
#ifndef PATLAS_QUERY_SEARCH_H_
#define PATLAS_QUERY_SEARCH_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/index/snapshot.h"
#include "query/budget.h"
#include "query/number_list.h"
#include "query/tree.h"

namespace patlas {

/// The order of hits. Ties are in key order; documents without the date come last either way.
struct SortKey {
  bool by_score = false;
  std::string column = "pd";  ///< a number column of the schema
  bool descending = true;
  bool operator==(const SortKey&) const = default;
};

/// "-pd", "pd", "ad", "-prd", "score". invalid_argument names the keys that exist.
Result<SortKey> parse_sort_key(std::string_view text, const Schema& schema);

/// Ways to the same answer that are faster; a test turns each off.
struct Optimisations {
  bool page_skipping = true;      ///< pages that a term does not have are not visited
  bool cost_order = true;         ///< AND asks its rarest and cheapest children first
  bool fused_counts = true;       ///< counts without storing the last result of an AND
  bool dictionary_counts = true;  ///< a lone term is counted from the dictionary
  bool word_postings = true;      ///< word: takes documents from the dictionary-word postings
  bool pack_skipping = true;      ///< date ranges and sorting pass over packs by their bounds
  bool pack_decoding = true;      ///< columns of many matches are decoded pack by pack
  bool late_restriction = true;   ///< dear leaves look only at documents that are still alive
  bool early_phrases = true;      ///< phrases with many expansions are answered per segment
  bool family_runs = true;        ///< families are counted by the ends of their runs
  bool position_batches = true;   ///< positions of plain words are read for many documents at once
  bool frequent_bigrams = true;   ///< phrases take documents from terms of two frequent words
  bool word_lookup = true;        ///< patterns find words by their ends and by three of their bytes
};

struct SearchOptions {
  uint64_t limit = 10;
  uint64_t offset = 0;
  SortKey sort;
  bool count_documents = true;
  bool count_families = true;  ///< also families per facet value and cell
  bool count_applications = false;
  bool count_extended_families = false;
  std::vector<std::string> facets;
  uint64_t facet_limit = 0;                                  ///< values a facet gives; 0: all
  std::optional<std::pair<std::string, std::string>> cross;  ///< rows, columns
  bool explain = false;
  std::vector<NamedNumbers> lists;  ///< those that the query names

  uint32_t threads = 0;                       ///< 0: one for each processor
  uint64_t memory_bytes = uint64_t{1} << 30;  ///< 0: no limit
  uint64_t deadline_ns = 0;                   ///< on the clock's monotonic time; 0: none
  const std::atomic<bool>* cancel = nullptr;  ///< becomes true: stop
  Optimisations optimisations;
  std::string title_language{};  ///< of classes, where their scheme has it; else English
};

struct Hit {
  DocAddress address;
  std::string key;
  uint32_t date = 0;  ///< date code of column "pd"; 0 when missing
  std::optional<double> score;
};

struct FacetValue {
  std::string value;  ///< as the column holds it; a class at the level asked for, as its key
  std::string label;  ///< for people: "United States of America", "H04L 29/06", or the value
  uint64_t documents = 0;
  uint64_t families = 0;
  std::string title{};  ///< of a class, where a scheme is loaded; else empty
  bool operator==(const FacetValue&) const = default;
};

/// Values by documents, most first, then by value; values without a match are not there.
struct FacetAnswer {
  std::string name;
  uint64_t value_count = 0;  ///< distinct values with a match, those beyond the limit included
  std::vector<FacetValue> values;
};

struct CrossCell {
  uint32_t row = 0, column = 0;  ///< into CrossAnswer::rows and columns
  uint64_t documents = 0, families = 0;
  bool operator==(const CrossCell&) const = default;
};

/// Rows and columns by value; cells by row, then column; cells without a match are not there.
/// A row's own counts are its facet counts: a document without a column value is in them.
struct CrossAnswer {
  std::string row_facet, column_facet;
  std::vector<FacetValue> rows, columns;
  std::vector<CrossCell> cells;
};

struct SearchAnswer {
  uint64_t documents = 0, families = 0;
  uint64_t applications = 0, extended_families = 0;
  bool complete = true;
  std::optional<StoppedBy> stopped_by;
  std::vector<Hit> hits;
  std::vector<FacetAnswer> facets;  ///< in the order asked for
  std::optional<CrossAnswer> cross;
  /// The plan of each segment, and how was counted, for people; empty unless asked for.
  std::string explain;
  /// Of each list in each of its fields, in the order in which the query names them.
  std::vector<NumberReport> lists;
};

/// `clock` may be nullptr when there is no deadline.
Result<SearchAnswer> search(const Snapshot& snapshot, const Tree& tree,
                            const SearchOptions& options, Clock* clock);

/// The same within a budget of the caller, who goes on spending it on the answer; the limits of
/// `options` are then not looked at.
Result<SearchAnswer> search(const Snapshot& snapshot, const Tree& tree,
                            const SearchOptions& options, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_SEARCH_H_
