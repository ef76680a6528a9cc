// query/explain.h
//
// How each segment answers, for people: the plan's nodes by name with the documents expected and
// found (deleted ones included). Counting every node costs a query of its own for each.
#ifndef PATLAS_QUERY_EXPLAIN_H_
#define PATLAS_QUERY_EXPLAIN_H_

#include <string>
#include <vector>

#include "query/plan.h"

namespace patlas {

/// REQUIRES: planned with labels. Example of a line: "    term ti 'wrotor': expected 12, found 12".
std::string explain_plans(const std::vector<SegmentPlan>& plans, const Optimisations& optimisations,
                          Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_EXPLAIN_H_
