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

bool are_equal(const NodeRow& a, const NodeRow& b) {
  if (a.count != b.count) return false;
  if (a.count > kNodesSpare) return std::equal(a.nodes, a.nodes + a.count, b.nodes);
  uint32_t differ = 0;
  for (size_t i = 0; i < kNodesSpare; ++i) {
    differ |= i < a.count ? a.nodes[i] ^ b.nodes[i] : 0;
  }
  return differ == 0;
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
  const auto falls_at = [this](size_t i) {
    return static_cast<uint32_t>(begins[i] == 0) & static_cast<uint32_t>(nodes[i] < nodes[i - 1]);
  };
  constexpr size_t kBlock = 32;
  for (size_t block = 1; block < nodes.size(); block += kBlock) {
    const size_t end = std::min(nodes.size(), block + kBlock);
    uint32_t any = 0;
    for (size_t i = block; i < end; ++i) any |= falls_at(i);
    for (size_t i = block; i < end && any != 0; ++i) {
      if (falls_at(i) == 0) continue;
      size_t first = i, after = i + 1;
      while (begins[first] == 0) --first;
      while (after < nodes.size() && begins[after] == 0) ++after;
      sort_row(nodes.data() + first, nodes.data() + after);
    }
  }
}

void NodeRows::count(const TreeLinks& links, uint32_t* deltas) {
  if (empty()) return;
  if (!links.meets().meet_neighbours(nodes, begins.data(), meets_)) {
    sort();
    PATLAS_CHECK(links.meets().meet_neighbours(nodes, begins.data(), meets_));
  }
  // Side by side: what meets in the same few nodes waits for the one before.
  const std::span<const uint32_t> below = meets_.below_root();
  size_t i = 0;
  for (; i < below.size(); ++i) {
    ++deltas[nodes[i]];
    --deltas[below[i]];
  }
  for (; i < nodes.size(); ++i) ++deltas[nodes[i]];
  deltas[TreeLinks::kRoot] -= static_cast<uint32_t>(meets_.at_root());
}

ClassCounter::ClassCounter(const ClassColumns& columns, bool decode_packs,
                           const GroupIndex* families, Budget& budget)
    : columns_(columns), decode_packs_(decode_packs), families_(families), charge_(budget) {
  const uint64_t count = columns.tree->count();
  const size_t parts = families_ == nullptr ? 1 : kParts;
  if (!charge_.add(count * sizeof(uint32_t) * parts)) return;
  for (size_t part = 0; part < parts; ++part) deltas_[part].assign(count, 0);
}

void ClassCounter::begin_segment(uint32_t segment) {
  finish();
  segment_ = segment;
  family_end_ = 0;
  values_.open(columns_.of_segment[segment], columns_.tree->of_segment(segment));
}

void ClassCounter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  if (!is_counting() || !charge()) return;
  values_.add(pack, offsets, decode_packs_, [this] { count_rows(); });
}

// As much as was taken for the packs before: there is no bound on a document's symbols.
bool ClassCounter::charge() {
  uint64_t bytes = values_.bytes();
  bytes += (kept_row_.capacity() + family_nodes_.capacity()) * sizeof(uint32_t);
  for (const NodeRows& rows : parts_) bytes += rows.bytes();
  for (const std::vector<uint32_t>& deltas : deltas_) bytes += deltas.size() * sizeof(uint32_t);
  return charge_.reach(bytes);
}

void ClassCounter::finish() {
  values_.flush([this] { count_rows(); });
  for (const Part part : {kBoth, kDocuments}) parts_[part].begin_adding(first_row_.count);
  end_family();
  for (const Part part : {kBoth, kDocuments}) parts_[part].end_adding();
  count_parts(0);
}

void ClassCounter::count_rows() {
  if (families_ == nullptr) {
    values_.rows().count(columns_.tree->links(), deltas_[kBoth].data());
  } else {
    part_rows();
    count_parts(kSharedNodes);
  }
}

void ClassCounter::part_rows() {
  const SegmentGroups& groups = families_->segment(segment_);
  const std::span<const uint32_t> docs = values_.docs();
  const uint32_t* const starts = values_.starts();
  const bool any_split = !groups.split_docs().empty();
  const size_t nodes_max = values_.ordinal_count() + first_row_.count;
  for (const Part part : {kBoth, kDocuments}) parts_[part].begin_adding(nodes_max);
  for (size_t i = 0; i < docs.size(); ++i) {
    const uint32_t doc = docs[i];
    const NodeRow row = {values_.ordinals() + starts[i], starts[i + 1] - starts[i]};
    if (row.count == 0) continue;
    if (doc < family_end_) {
      add_to_family(row);
    } else if (any_split && groups.is_split(doc)) {
      parts_[kDocuments].add(row);
    } else {
      end_family();
      family_end_ = groups.run_end(doc) + 1;
      first_row_ = row;
    }
  }
  if (family_end_ <= docs.back() + 1) {
    end_family();
  } else if (first_row_.nodes != kept_row_.data()) {
    kept_row_.assign(first_row_.nodes, first_row_.nodes + first_row_.count + kNodesSpare);
    first_row_.nodes = kept_row_.data();
  }
  for (const Part part : {kBoth, kDocuments}) parts_[part].end_adding();
}

void ClassCounter::add_to_family(const NodeRow& row) {
  parts_[kDocuments].add(row);
  // Publications of one invention are mostly of the same classes.
  if (family_nodes_.empty()) {
    if (are_equal(row, first_row_)) return;
    family_nodes_.assign(first_row_.nodes, first_row_.nodes + first_row_.count);
  }
  family_nodes_.insert(family_nodes_.end(), row.nodes, row.nodes + row.count);
}

void ClassCounter::end_family() {
  if (first_row_.count == 0) return;
  std::vector<uint32_t>& nodes = family_nodes_;
  parts_[nodes.empty() ? kBoth : kDocuments].add(first_row_);
  first_row_ = {};
  if (nodes.empty()) return;
  sort_row(nodes.data(), nodes.data() + nodes.size());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  const size_t count = nodes.size();
  nodes.resize(count + kNodesSpare);
  parts_[kFamilies].begin_adding(count);
  parts_[kFamilies].add({nodes.data(), count});
  parts_[kFamilies].end_adding();
  nodes.clear();
}

void ClassCounter::count_parts(size_t nodes_min) {
  for (size_t part = 0; part < kParts; ++part) {
    NodeRows& rows = parts_[part];
    if (rows.nodes.size() < nodes_min) continue;
    values_.look_up(rows.nodes.data(), rows.nodes);
    rows.count(columns_.tree->links(), deltas_[part].data());
    rows.clear();
  }
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

ClassCounts ClassCounter::counts() {
  finish();
  const TreeLinks& links = columns_.tree->links();
  std::vector<uint32_t>& documents = deltas_[kDocuments];
  std::vector<uint32_t>& families = deltas_[kFamilies];
  if (families_ == nullptr || !is_counting()) {
    links.sum(deltas_[kBoth]);
    return {std::move(deltas_[kBoth]), {}};
  }
  for (size_t i = 0; i < documents.size(); ++i) {
    documents[i] += deltas_[kBoth][i];
    families[i] += deltas_[kBoth][i];
  }
  links.sum(documents, families);
  return {std::move(documents), std::move(families)};
}

std::vector<uint32_t> count_class_families(const std::vector<uint64_t>& docs,
                                           const SnapshotNumbers& numbers,
                                           const ClassColumns& columns, uint32_t threads,
                                           Budget& budget) {
  if (docs.empty()) return {};
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
  Charge charge(budget);
  if (!charge.add(parts * uint64_t{links.count()} * sizeof(uint32_t))) return {};
  run_on_threads(parts, [&](size_t part) {
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
