#include "query/page_run.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "engine/base/threads.h"
#include "query/operators/bitmap_kernels.h"

namespace patlas {
namespace {

constexpr uint64_t kThreadUnits = 200'000;  // about 200 us of work
constexpr uint32_t kPagePacks = kPageDocs / kPackDocs;
constexpr uint32_t kPackWords = kPackDocs / 64;
constexpr uint32_t kNoSegment = 0xffffffffu;

struct Work {
  uint32_t segment = 0;
  uint32_t page = 0;
};

std::vector<Work> list_work(const std::vector<SegmentPlan>& plans) {
  std::vector<Work> work;
  for (uint32_t segment = 0; segment < plans.size(); ++segment) {
    if (plans[segment].root_node().type == PlanType::kNone) continue;
    for (uint32_t page = 0; page < plans[segment].page_count; ++page) {
      work.push_back({segment, page});
    }
  }
  return work;
}

using PackCollectors = std::vector<Collector*>;

void collect_pack(uint32_t pack, std::span<const uint16_t> offsets,
                  const PackCollectors& collectors) {
  if (offsets.empty()) return;
  for (Collector* const collector : collectors) collector->collect(pack, offsets);
}

void collect_list(uint32_t page, const PageDocs& docs, const PackCollectors& collectors) {
  uint16_t offsets[kPackDocs];
  uint32_t count = 0;
  uint32_t pack = 0;
  for (uint32_t i = 0; i < docs.count; ++i) {
    const uint32_t of = docs.list[i] / kPackDocs;
    if (of != pack) {
      collect_pack(page * kPagePacks + pack, std::span(offsets, count), collectors);
      pack = of;
      count = 0;
    }
    offsets[count++] = docs.list[i] % kPackDocs;
  }
  collect_pack(page * kPagePacks + pack, std::span(offsets, count), collectors);
}

void collect_bitmap(uint32_t page, const PageDocs& docs, const PackCollectors& collectors) {
  uint16_t offsets[kPackDocs];
  for (uint32_t pack = 0; pack < kPagePacks; ++pack) {
    const uint32_t count = pack_offsets(docs.words + pack * kPackWords, offsets);
    collect_pack(page * kPagePacks + pack, std::span(offsets, count), collectors);
  }
}

// One thread.
class Worker {
 public:
  Worker(const std::vector<SegmentPlan>& plans, const Optimisations& optimisations, Budget& budget,
         Collectors collectors)
      : plans_(plans),
        optimisations_(optimisations),
        budget_(budget),
        collectors_(std::move(collectors)) {
    for (const auto& collector : collectors_) {
      (collector->takes_pages() ? of_pages_ : of_packs_).push_back(collector.get());
    }
  }

  void run(const std::vector<Work>& work, std::atomic<size_t>& next) {
    for (size_t i = next.fetch_add(1); i < work.size(); i = next.fetch_add(1)) {
      if (!budget_.keep_going()) return;
      run_page(work[i]);
    }
  }

  uint64_t documents() const { return documents_; }
  Collectors take_collectors() { return std::move(collectors_); }

 private:
  void run_page(const Work& work) {
    const SegmentPlan& plan = plans_[work.segment];
    if (work.segment != segment_) {
      segment_ = work.segment;
      operators_.emplace(plan, plan.root, optimisations_, budget_);
      for (auto& collector : collectors_) collector->begin_segment(segment_);
    }
    PageOperator& root = operators_->root();
    if (optimisations_.page_skipping && root.next_page(work.page) != work.page) return;
    const uint64_t* dead = dead_words(*plan.segment, work.page, dead_buffer_);
    if (collectors_.empty()) {
      const uint32_t count = root.count(work.page, dead);
      if (!budget_.stopped()) documents_ += count;
      return;
    }
    PageDocs docs = root.load(work.page, nullptr);
    if (dead != nullptr) {
      docs = subtract(docs, {PageDocs::Form::kBitmap, 1, nullptr, dead}, live_buffer_);
    }
    if (docs.count == 0 || budget_.stopped()) return;
    for (Collector* const collector : of_pages_) collector->collect_page(work.page, docs);
    if (of_packs_.empty()) {
      // All is counted.
    } else if (docs.form == PageDocs::Form::kList) {
      collect_list(work.page, docs, of_packs_);
    } else {
      collect_bitmap(work.page, docs, of_packs_);
    }
    if (!budget_.stopped()) documents_ += docs.count;
  }

  const std::vector<SegmentPlan>& plans_;
  const Optimisations& optimisations_;
  Budget& budget_;
  Collectors collectors_;
  PackCollectors of_pages_, of_packs_;
  uint32_t segment_ = kNoSegment;
  std::optional<OperatorTree> operators_;
  PageBuffer dead_buffer_, live_buffer_;
  uint64_t documents_ = 0;
};

}  // namespace

uint32_t threads_for(const std::vector<SegmentPlan>& plans, uint32_t threads_max,
                     uint64_t units_per_match) {
  uint64_t units = 0;
  uint64_t pages = 0;
  for (const SegmentPlan& plan : plans) {
    for (const PlanNode& node : plan.nodes) {
      if (node.type != PlanType::kAll) units += node.estimate * (1 + 20 * (node.cost == 2));
    }
    units += plan.root_node().estimate * units_per_match;
    pages += plan.page_count;
  }
  const uint64_t worth = std::min(units / kThreadUnits, pages);
  return static_cast<uint32_t>(std::clamp<uint64_t>(worth, 1, std::max(threads_max, 1u)));
}

PageRunResult run_pages(const std::vector<SegmentPlan>& plans, uint32_t threads,
                        const std::function<Collectors()>& make_collectors,
                        const Optimisations& optimisations, Budget& budget) {
  const std::vector<Work> work = list_work(plans);
  std::atomic<size_t> next{0};
  std::vector<std::unique_ptr<Worker>> workers;
  for (uint32_t i = 0; i < threads; ++i) {
    workers.push_back(std::make_unique<Worker>(plans, optimisations, budget, make_collectors()));
  }
  run_on_threads(threads, [&](size_t i) { workers[i]->run(work, next); });
  PageRunResult result;
  for (auto& worker : workers) {
    result.documents += worker->documents();
    result.collectors.push_back(worker->take_collectors());
  }
  return result;
}

}  // namespace patlas
