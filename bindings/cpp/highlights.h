// bindings/cpp/highlights.h
//
// The highlights and snippets of a search's hits: which of the clauses that no text answers hold in
// them is asked of the index, once for all hits; the rest is query/highlights.h.
#ifndef PATLAS_BINDINGS_CPP_HIGHLIGHTS_H_
#define PATLAS_BINDINGS_CPP_HIGHLIGHTS_H_

#include <memory>
#include <string>
#include <vector>

#include "bindings/cpp/backend.h"
#include "ingest/record.h"
#include "patlas/index.h"
#include "query/highlights.h"

namespace patlas {

class HitHighlights {
 public:
  /// nullptr when the request asks for none. `hits`: of the answer; `options`: of the search.
  static Result<std::unique_ptr<HitHighlights>> make(const OpenIndex& index, const Tree& tree,
                                                     const SearchRequest& request,
                                                     const SearchOptions& options,
                                                     const std::vector<Hit>& hits, Budget& budget);
  /// Those of hit number `place`. Worthless when the budget ended.
  Status add(size_t place, const Record& record, SearchHit& hit);

 private:
  HitHighlights(const Schema& schema, const SearchRequest& request, Budget& budget)
      : schema_(schema), request_(request), budget_(budget) {}
  Status ask(const OpenIndex& index, const Tree& tree, const SearchOptions& options,
             const std::vector<Hit>& hits);

  const Schema& schema_;
  const SearchRequest& request_;
  Budget& budget_;
  Tree tree_;
  std::unique_ptr<Highlighter> highlighter_;
  std::vector<std::vector<bool>> holds_;  ///< by hit, by node of the tree
};

}  // namespace patlas

#endif  // PATLAS_BINDINGS_CPP_HIGHLIGHTS_H_
