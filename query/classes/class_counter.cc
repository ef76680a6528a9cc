#include "query/classes/class_counter.h"

#include <algorithm>

#include "engine/base/threads.h"
#include "query/facets/facet_column.h"

namespace patlas {
namespace {

constexpr size_t kThreadDocsMin = 65536;  // less is not worth a thread

/// Nodes of a document or family, to be counted: each once, increasing. The order of ordinals is
/// mostly that of nodes already.
void count_sorted(const TreeLinks& links, std::vector<uint32_t>& nodes, uint32_t* deltas) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  links.count_one(nodes, deltas);
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

ClassCounter::ClassCounter(const ClassColumns& columns, bool decode_packs, Budget& budget)
    : columns_(columns), decode_packs_(decode_packs), budget_(budget) {
  if (budget_.charge(uint64_t{columns.tree->count()} * sizeof(uint32_t))) {
    deltas_.assign(columns.tree->count(), 0);
  }
}

void ClassCounter::begin_segment(uint32_t segment) {
  values_ = columns_.of_segment[segment];
  nodes_ = columns_.tree->of_segment(segment);
}

void count_classes(const TreeLinks& links, std::span<const uint32_t> nodes,
                   std::span<const uint32_t> ordinals, std::span<const uint8_t> begins,
                   std::vector<uint32_t>& of_doc, uint32_t* deltas) {
  for (size_t i = 0; i < ordinals.size();) {
    size_t end = i + 1;
    while (end < ordinals.size() && begins[end] == 0) ++end;
    // Straight on while the nodes increase; taken back where they do not.
    uint32_t last = nodes[ordinals[i]];
    ++deltas[last];
    size_t at = i + 1;
    for (; at < end; ++at) {
      const uint32_t node = nodes[ordinals[at]];
      if (node <= last) break;
      ++deltas[node];
      --deltas[links.meet(last, node)];
      last = node;
    }
    if (at < end) {
      of_doc.clear();
      for (size_t k = i; k < at; ++k) of_doc.push_back(nodes[ordinals[k]]);
      for (size_t k = 0; k < of_doc.size(); ++k) {
        --deltas[of_doc[k]];
        if (k > 0) ++deltas[links.meet(of_doc[k - 1], of_doc[k])];
      }
      for (; at < end; ++at) of_doc.push_back(nodes[ordinals[at]]);
      count_sorted(links, of_doc, deltas);
    }
    i = end;
  }
}

void ClassCounter::collect(uint32_t pack, std::span<const uint16_t> offsets) {
  if (deltas_.empty()) return;
  const bool by_pack = decode_packs_ && offsets.size() >= kDecodeValuesFrom;
  values_->gather(pack, offsets, by_pack, pack_, gathered_);
  count_classes(columns_.tree->links(), nodes_,
                std::span(gathered_.ordinals.data(), gathered_.value_count),
                std::span(gathered_.begins.data(), gathered_.value_count), of_doc_, deltas_.data());
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
    std::vector<uint32_t> nodes, ordinals;
    WorkMeter meter(budget);
    for (size_t i = part == 0 ? 0 : ends[part - 1]; i < ends[part];) {
      const uint64_t family = docs[i] >> 32;
      nodes.clear();
      for (; i < ends[part] && docs[i] >> 32 == family; ++i) {
        const DocAddress at = numbers.address(static_cast<uint32_t>(docs[i]));
        columns.of_segment[at.segment]->get(at.doc, ordinals);
        const auto of_segment = columns.tree->of_segment(at.segment);
        for (const uint32_t ordinal : ordinals) nodes.push_back(of_segment[ordinal]);
        if (!meter.add(4)) return;
      }
      count_sorted(links, nodes, deltas.data());
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
