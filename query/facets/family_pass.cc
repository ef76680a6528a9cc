#include "query/facets/family_pass.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <utility>

#include "engine/base/threads.h"

namespace patlas {
namespace {

constexpr uint32_t kNoFamily = 0xffffffffu;
constexpr uint64_t kDenseCellsMax = 4'000'000;  // 64 MB of cells; more go through a hash table
constexpr size_t kThreadDocsMin = 65536;        // less is not worth a thread

struct Range {
  size_t begin = 0, end = 0;
};

// Cuts the documents into at most `threads` ranges, none of which splits a family.
std::vector<Range> cut_by_family(const std::vector<uint64_t>& docs, uint32_t threads) {
  const size_t parts = std::clamp<size_t>(docs.size() / kThreadDocsMin, 1, std::max(threads, 1u));
  std::vector<Range> ranges;
  size_t begin = 0;
  for (size_t part = 1; part <= parts; ++part) {
    size_t end = std::max(begin, docs.size() * part / parts);
    while (end > 0 && end < docs.size() && docs[end] >> 32 == docs[end - 1] >> 32) ++end;
    ranges.push_back({begin, end});
    begin = end;
  }
  return ranges;
}

// From a code to its index among the values with a match: a table, or a search where the table
// would be much larger than the result.
class IndexOfCode {
 public:
  IndexOfCode(const PassFacet& facet, Budget& budget) : counts_(facet.counts), charge_(budget) {
    const uint64_t codes = facet.codes->count();
    if (codes / kTableShare > facet.counts->values.size()) return;
    if (!charge_.add(codes * sizeof(uint32_t))) return;
    table_.assign(codes, 0);
    for (uint32_t i = 0; i < facet.counts->values.size(); ++i) {
      table_[facet.counts->values[i].code] = i;
    }
  }
  uint32_t operator()(uint32_t code) const {
    if (table_.empty()) return counts_->index(code);
    return code < table_.size() ? table_[code] : 0;
  }

 private:
  static constexpr uint64_t kTableShare = 256;  // codes per value with a match, at most
  const FacetCounts* counts_;
  Charge charge_;  ///< for table_
  std::vector<uint32_t> table_;
};

// Reads the values of a document as indexes into the facet's counts.
class ValueReader {
 public:
  ValueReader(const PassFacet& facet, const IndexOfCode& index, const SnapshotNumbers& numbers)
      : facet_(&facet), index_(&index), numbers_(&numbers) {}

  template <typename Visit>
  void visit(uint32_t number, Visit&& visit) {
    const DocAddress at = numbers_->address(number);
    const size_t count = facet_->counts->values.size();
    (*facet_->columns)[at.segment].visit_doc(at.doc, scratch_, [&](uint32_t code) {
      const uint32_t value = (*index_)(code);
      if (value < count) visit(value);
    });
  }

 private:
  const PassFacet* facet_;
  const IndexOfCode* index_;
  const SnapshotNumbers* numbers_;
  FacetColumn::Scratch scratch_;
};

struct ValueCounter {
  uint32_t families = 0;
  uint32_t last_family = kNoFamily;
};

std::vector<ValueCounter> count_range(const std::vector<uint64_t>& docs, Range range,
                                      ValueReader values, size_t value_count, Budget& budget) {
  std::vector<ValueCounter> counters(value_count);
  WorkMeter meter(budget);
  for (size_t i = range.begin; i < range.end; ++i) {
    const uint32_t family = static_cast<uint32_t>(docs[i] >> 32);
    values.visit(static_cast<uint32_t>(docs[i]), [&](uint32_t value) {
      ValueCounter& counter = counters[value];
      counter.families += counter.last_family != family;
      counter.last_family = family;
    });
    if (!meter.add(4)) return {};
  }
  return counters;
}

struct Cell {
  uint32_t documents = 0, families = 0;
  uint32_t last_family = kNoFamily;
  void add(uint32_t family) {
    ++documents;
    families += last_family != family;
    last_family = family;
  }
};

// Cells of one thread: an array when the whole table is small, else a hash table.
class CellTable {
 public:
  CellTable(uint64_t rows, uint64_t columns, Budget& budget) : columns_(columns), charge_(budget) {
    const uint64_t cells = rows * columns;
    if (cells <= kDenseCellsMax && charge_.add(cells * sizeof(Cell))) dense_.resize(cells);
  }
  void add(uint64_t row, uint64_t column, uint32_t family) {
    const uint64_t at = row * columns_ + column;
    if (!dense_.empty()) {
      dense_[at].add(family);
      return;
    }
    const size_t before = sparse_.size();
    sparse_[at].add(family);
    if (sparse_.size() != before) charge_.add(2 * (sizeof(Cell) + sizeof(uint64_t)));
  }
  /// With a document.
  size_t count() const {
    const auto in_use = [](const Cell& cell) { return cell.documents != 0; };
    return sparse_.size() +
           static_cast<size_t>(std::count_if(dense_.begin(), dense_.end(), in_use));
  }
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (uint64_t at = 0; at < dense_.size(); ++at) {
      if (dense_[at].documents != 0) visit(at, dense_[at]);
    }
    for (const auto& [at, cell] : sparse_) visit(at, cell);
  }

 private:
  uint64_t columns_;
  Charge charge_;  ///< for both:
  std::vector<Cell> dense_;
  boost::unordered_flat_map<uint64_t, Cell> sparse_;
};

void count_cell_range(const std::vector<uint64_t>& docs, Range range, ValueReader rows,
                      ValueReader columns, CellTable& table, Budget& budget) {
  std::vector<uint32_t> row_values;
  WorkMeter meter(budget);
  for (size_t i = range.begin; i < range.end; ++i) {
    const uint32_t number = static_cast<uint32_t>(docs[i]);
    const uint32_t family = static_cast<uint32_t>(docs[i] >> 32);
    row_values.clear();
    rows.visit(number, [&](uint32_t row) { row_values.push_back(row); });
    if (!row_values.empty()) {
      columns.visit(number, [&](uint32_t column) {
        for (const uint32_t row : row_values) table.add(row, column, family);
      });
    }
    if (!meter.add(8)) return;
  }
}

// Adds up neighbours of the same cell.
std::vector<CrossCell> merge_cells(std::vector<CrossCell> cells) {
  const auto key = [](const CrossCell& cell) { return std::pair(cell.row, cell.column); };
  std::sort(cells.begin(), cells.end(),
            [&key](const CrossCell& a, const CrossCell& b) { return key(a) < key(b); });
  size_t merged = 0;
  for (const CrossCell& cell : cells) {
    if (merged == 0 || key(cells[merged - 1]) != key(cell)) {
      cells[merged++] = cell;
    } else {
      cells[merged - 1].documents += cell.documents;
      cells[merged - 1].families += cell.families;
    }
  }
  cells.resize(merged);
  return cells;
}

}  // namespace

void count_families(const std::vector<uint64_t>& docs, const SnapshotNumbers& numbers,
                    const std::vector<PassFacet>& facets, uint32_t threads, Budget& budget) {
  const std::vector<Range> ranges = cut_by_family(docs, threads);
  for (const PassFacet& facet : facets) {
    const IndexOfCode index(facet, budget);
    const size_t value_count = facet.counts->values.size();
    Charge charge(budget);
    if (!charge.add(ranges.size() * value_count * sizeof(ValueCounter))) return;
    std::vector<std::vector<ValueCounter>> counters(ranges.size());
    run_on_threads(ranges.size(), [&](size_t part) {
      counters[part] =
          count_range(docs, ranges[part], ValueReader(facet, index, numbers), value_count, budget);
    });
    for (const auto& part : counters) {
      for (size_t value = 0; value < part.size(); ++value) {
        facet.counts->families[value] += part[value].families;
      }
    }
  }
}

std::vector<CrossCell> count_cells(const std::vector<uint64_t>& docs,
                                   const SnapshotNumbers& numbers, const PassFacet& rows,
                                   const PassFacet& columns, uint32_t threads, Budget& budget) {
  const std::vector<Range> ranges = cut_by_family(docs, threads);
  const IndexOfCode row_index(rows, budget);
  const IndexOfCode column_index(columns, budget);
  const uint64_t column_count = std::max<uint64_t>(columns.counts->values.size(), 1);
  std::vector<std::vector<CrossCell>> found(ranges.size());
  std::vector<Charge> charges;
  for (size_t part = 0; part < ranges.size(); ++part) charges.emplace_back(budget);
  run_on_threads(ranges.size(), [&](size_t part) {
    CellTable table(rows.counts->values.size(), column_count, budget);
    count_cell_range(docs, ranges[part], ValueReader(rows, row_index, numbers),
                     ValueReader(columns, column_index, numbers), table, budget);
    if (!charges[part].add(table.count() * sizeof(CrossCell))) return;
    found[part].reserve(table.count());
    table.visit([&](uint64_t at, const Cell& cell) {
      found[part].push_back({static_cast<uint32_t>(at / column_count),
                             static_cast<uint32_t>(at % column_count), cell.documents,
                             cell.families});
    });
  });
  std::vector<CrossCell> cells;
  size_t count = 0;
  for (const auto& part : found) count += part.size();
  if (!budget.charge(count * sizeof(CrossCell))) return cells;
  cells.reserve(count);
  for (const auto& part : found) cells.insert(cells.end(), part.begin(), part.end());
  return merge_cells(std::move(cells));
}

}  // namespace patlas
