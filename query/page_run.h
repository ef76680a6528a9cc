// query/page_run.h
//
// Runs the plans of all segments page by page on several threads: a thread takes the next page of
// the next segment until there is none, so the work does not depend on how documents are spread
// over segments. A page that the budget interrupts counts for nothing.
#ifndef PATLAS_QUERY_PAGE_RUN_H_
#define PATLAS_QUERY_PAGE_RUN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "query/collector.h"
#include "query/plan.h"

namespace patlas {

/// What one thread does with its matches; nothing but counting them when it is empty.
using Collectors = std::vector<std::unique_ptr<Collector>>;

struct PageRunResult {
  uint64_t documents = 0;
  std::vector<Collectors> collectors;  ///< of each thread
};

/// Threads that the plans are worth: one for small queries.
uint32_t threads_for(const std::vector<SegmentPlan>& plans, uint32_t threads_max,
                     uint64_t units_per_match);

PageRunResult run_pages(const std::vector<SegmentPlan>& plans, uint32_t threads,
                        const std::function<Collectors()>& make_collectors,
                        const Optimisations& optimisations, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_PAGE_RUN_H_
