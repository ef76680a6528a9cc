#include "query/classes/class_counter.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/threads.h"

namespace patlas {
namespace {

constexpr size_t kThreadDocsMin = 65536;  // less is not worth a thread
// Nodes of families are counted so many at a time: rows and meetings stay in the nearest cache.
constexpr size_t kSharedNodes = 2048;
constexpr size_t kInsertMax = 48;  // longer rows are sorted by std::sort

void sort_row(uint32_t* begin, uint32_t* end) {
  if (static_cast<size_t>(end - begin) > kInsertMax) {
    std::sort(begin, end);
    return;
  }
  // Documents' own rows are sorted: this merges them.
  for (uint32_t* at = begin + 1; at < end; ++at) {
    const uint32_t node = *at;
    uint32_t* to = at;
    for (; to > begin && to[-1] > node; --to) *to = to[-1];
    *to = node;
  }
}

}  // namespace

Result<ClassColumns> ClassColumns::open(const Snapshot& snapshot, uint16_t column,
                                        std::shared_ptr<const ClassTree> tree) {
  ClassColumns columns;
  columns.tree = std::move(tree);
  for (const LiveSegment& segment : snapshot.segments()) {
    PATLAS_ASSIGN(const ValuesColumn* values, segment.reader->values_column(column));
    columns.of_segment.push_back(values);
  }
  return columns;
}

void NodeRows::sort() {
  for (size_t begin = 0; begin < nodes.size();) {
    size_t end = begin + 1;
    bool falls = false;
    for (; end < nodes.size() && begins[end] == 0; ++end) falls |= nodes[end] < nodes[end - 1];
    if (falls) sort_row(nodes.data() + begin, nodes.data() + end);
    begin = end;
  }
}

void NodeRows::count(const TreeLinks& links, uint32_t* deltas, uint32_t by) {
  if (!links.meets().meet_neighbours(nodes, begins.data(), meets_)) {
    sort();
    PATLAS_CHECK(links.meets().meet_neighbours(nodes, begins.data(), meets_));
  }
  // Side by side: what meets in the same few nodes waits for the one before.
  const std::span<const uint32_t> below = meets_.below_root();
  size_t i = 0;
  for (; i < below.size(); ++i) {
    deltas[nodes[i]] += by;
    deltas[below[i]] -= by;
  }
  for (; i < nodes.size(); ++i) deltas[nodes[i]] += by;
  deltas[TreeLinks::kRoot] -= by * static_cast<uint32_t>(meets_.at_root());
}

ClassCounter::ClassCounter(const ClassColumns& columns, bool decode_packs,
                           const GroupIndex* families, Budget& budget)
    : columns_(columns), decode_packs_(decode_packs), families_(families), budget_(budget) {
  const uint64_t count = columns.tree->count();
  const size_t parts = families_ == nullptr ? 1 : kParts;
  if (!budget_.charge(count * sizeof(uint32_t) * parts)) return;
  for (size_t part = 0; part < parts; ++part) deltas_[part].assign(count, 0);
}

void ClassValues::read_nodes() {
  rows_.nodes.resize(gathered_.value_count);
  look_up_nodes(nodes_, std::span(gathered_.ordinals.data(), gathered_.value_count),
                rows_.nodes.data());
}

void ClassCounter::begin_segment(uint32_t segment) {
  finish();
  segment_ = segment;
  last_run_ = family_run_ = 0;
  values_.open(columns_.of_segment[segment], columns_.tree->of_segment(segment),
               families_ != nullptr);
}

void ClassCounter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  if (is_counting()) values_.add(pack, offsets, decode_packs_, [this] { count_rows(); });
}

void ClassCounter::finish() {
  values_.flush([this] { count_rows(); });
  end_family();
  count_families();
  family_run_ = 0;
}

void ClassCounter::count_rows() {
  const TreeLinks& links = columns_.tree->links();
  if (families_ == nullptr) {
    values_.rows().count(links, deltas_[kBoth].data());
    return;
  }
  const bool most_alone = find_families() * 2 > values_.docs().size();
  values_.rows().count(links, deltas_[most_alone ? kBoth : kDocuments].data());
  part_rows(most_alone);
  apart_.count(links, deltas_[kFamilies].data(), most_alone ? ~0u : 1u);
  apart_.clear();
}

/// Says how many documents are alone of their family.
size_t ClassCounter::find_families() {
  const SegmentGroups& groups = families_->segment(segment_);
  const std::span<const uint32_t> docs = values_.docs();
  const bool any_split = !groups.split_docs().empty();
  uint32_t run = last_run_;
  size_t alone = 0;
  for (size_t i = 0; i < docs.size(); ++i) {
    const uint32_t doc = docs[i];
    if (any_split && groups.is_split(doc)) {
      kinds_[i] = Kind::kSplit;
      continue;
    }
    const bool continues = doc < run;
    if (!continues) run = groups.run_end(doc) + 1;
    // Behind the last, more may come: a family of one is counted just as well there.
    const uint32_t next = i + 1 < docs.size() ? docs[i + 1] : doc + 1;
    kinds_[i] = continues || next < run ? Kind::kShared : Kind::kAlone;
    alone += kinds_[i] == Kind::kAlone;
    runs_[i] = run;
  }
  last_run_ = run;
  return alone;
}

void ClassCounter::part_rows(bool most_alone) {
  const std::vector<uint32_t>& nodes = values_.rows().nodes;
  const uint16_t* const docs = values_.doc_of_node();
  for (size_t begin = 0; begin < nodes.size();) {
    const uint16_t i = docs[begin];
    size_t end = begin + 1;
    while (end < nodes.size() && docs[end] == i) ++end;
    const Kind kind = kinds_[i];
    if ((kind == Kind::kAlone) != most_alone) {
      apart_.begins.push_back(1);
      apart_.begins.resize(apart_.begins.size() + (end - begin - 1), 0);
      apart_.nodes.insert(apart_.nodes.end(), nodes.begin() + begin, nodes.begin() + end);
    }
    if (kind == Kind::kShared) add_to_family(runs_[i], nodes.data() + begin, nodes.data() + end);
    begin = end;
  }
}

void ClassCounter::add_to_family(uint32_t run, const uint32_t* begin, const uint32_t* end) {
  std::vector<uint32_t>& nodes = family_rows_.nodes;
  if (run != family_run_) {
    end_family();
    if (nodes.size() >= kSharedNodes) count_families();
    family_run_ = run;
    family_begin_ = nodes.size();
    row_count_ = 0;
  } else if (row_count_ > 0 && std::equal(begin, end, nodes.begin() + last_row_, nodes.end())) {
    return;  // publications of one invention are mostly of the same classes
  }
  last_row_ = nodes.size();
  nodes.insert(nodes.end(), begin, end);
  ++row_count_;
}

/// Makes one row of the family's.
void ClassCounter::end_family() {
  std::vector<uint32_t>& nodes = family_rows_.nodes;
  if (row_count_ == 0) return;
  if (row_count_ > 1) {
    sort_row(nodes.data() + family_begin_, nodes.data() + nodes.size());
    nodes.erase(std::unique(nodes.begin() + family_begin_, nodes.end()), nodes.end());
  }
  family_rows_.begins.resize(nodes.size(), 0);
  family_rows_.begins[family_begin_] = 1;
  row_count_ = 0;
}

void ClassCounter::count_families() {
  if (family_rows_.empty()) return;
  family_rows_.count(columns_.tree->links(), deltas_[kFamilies].data());
  family_rows_.clear();
}

void ClassCounter::add(ClassCounter& other) {
  finish();
  other.finish();
  for (size_t part = 0; part < kParts; ++part) {
    const std::vector<uint32_t>& more = other.deltas_[part];
    for (size_t i = 0; i < std::min(deltas_[part].size(), more.size()); ++i) {
      deltas_[part][i] += more[i];
    }
  }
}

std::vector<uint32_t> ClassCounter::sum_of(Part first, Part second) {
  std::vector<uint32_t> sums = deltas_[first];
  for (size_t i = 0; i < std::min(sums.size(), deltas_[second].size()); ++i) {
    sums[i] += deltas_[second][i];
  }
  columns_.tree->links().sum(sums);
  return sums;
}

std::vector<uint32_t> ClassCounter::documents() {
  finish();
  return sum_of(kBoth, kDocuments);
}

std::vector<uint32_t> ClassCounter::families() {
  finish();
  return sum_of(kBoth, kFamilies);
}

std::vector<uint32_t> count_class_families(const std::vector<uint64_t>& docs,
                                           const SnapshotNumbers& numbers,
                                           const ClassColumns& columns, uint32_t threads,
                                           Budget& budget) {
  const TreeLinks& links = columns.tree->links();
  const size_t parts = std::clamp<size_t>(docs.size() / kThreadDocsMin, 1, std::max(threads, 1u));
  std::vector<size_t> ends;
  for (size_t part = 1; part <= parts; ++part) {
    size_t end = std::max(ends.empty() ? 0 : ends.back(), docs.size() * part / parts);
    // A family is of one thread.
    while (end > 0 && end < docs.size() && docs[end] >> 32 == docs[end - 1] >> 32) ++end;
    ends.push_back(end);
  }
  std::vector<std::vector<uint32_t>> found(parts);
  run_on_threads(parts, [&](size_t part) {
    if (!budget.charge(uint64_t{links.count()} * sizeof(uint32_t))) return;
    std::vector<uint32_t>& deltas = found[part];
    deltas.assign(links.count(), 0);
    NodeRows rows;
    std::vector<uint32_t> ordinals;
    WorkMeter meter(budget);
    for (size_t i = part == 0 ? 0 : ends[part - 1]; i < ends[part];) {
      const uint64_t family = docs[i] >> 32;
      const size_t begin = rows.nodes.size();
      for (; i < ends[part] && docs[i] >> 32 == family; ++i) {
        const DocAddress at = numbers.address(static_cast<uint32_t>(docs[i]));
        columns.of_segment[at.segment]->get(at.doc, ordinals);
        const auto of_segment = columns.tree->of_segment(at.segment);
        for (const uint32_t ordinal : ordinals) rows.nodes.push_back(of_segment[ordinal]);
        if (!meter.add(4)) return;
      }
      rows.begins.resize(rows.nodes.size(), 0);
      if (begin < rows.begins.size()) rows.begins[begin] = 1;
      if (rows.nodes.size() < kSharedNodes && i < ends[part]) continue;
      rows.count(links, deltas.data());
      rows.clear();
    }
  });
  std::vector<uint32_t> total = std::move(found[0]);
  for (size_t part = 1; part < parts; ++part) {
    for (size_t node = 0; node < found[part].size() && node < total.size(); ++node) {
      total[node] += found[part][node];
    }
  }
  if (!total.empty()) links.sum(total);
  return total;
}

}  // namespace patlas
