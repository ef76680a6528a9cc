#include "query/snippets.h"

#include <algorithm>

#include "engine/text/text_window.h"

namespace patlas {
namespace {

// A character of so many bytes for each column is far more than any text has.
constexpr uint32_t kColumnBytesMax = 16;

using Joined = std::pair<uint32_t, uint32_t>;  // begin, end

/// Marks of one value, those that touch joined.
std::vector<Joined> join(const std::vector<Mark>& marks, size_t first, size_t after) {
  std::vector<Joined> joined;
  joined.reserve(after - first);
  for (size_t i = first; i < after; ++i) {
    if (!joined.empty() && marks[i].begin <= joined.back().second) {
      joined.back().second = std::max(joined.back().second, marks[i].end);
    } else {
      joined.emplace_back(marks[i].begin, marks[i].end);
    }
  }
  return joined;
}

}  // namespace

std::string_view text_of(const Document& document, uint16_t field, uint32_t value) {
  for (const TextValue& text : document.texts) {
    if (text.field == field && value-- == 0) return text.text;
  }
  return {};
}

std::vector<SnippetPlace> find_snippets(const Document& document, const std::vector<Mark>& marks,
                                        uint32_t columns, uint32_t count, Budget& budget) {
  std::vector<SnippetPlace> found;
  WorkMeter meter(budget);
  Charge charge(budget);
  columns = std::max(columns, 1u);
  for (size_t first = 0, after = 0; first < marks.size(); first = after) {
    while (after < marks.size() && marks[after].field == marks[first].field &&
           marks[after].value == marks[first].value) {
      ++after;
    }
    const std::string_view text = text_of(document, marks[first].field, marks[first].value);
    if (text.empty()) continue;
    Charge of_places(budget);
    if (!of_places.add((after - first) * sizeof(Joined))) return {};
    const auto places = join(marks, first, after);
    TextWindow window(text);
    // From the left, each around as many marks as it can hold, and none into the one before.
    uint32_t taken = 0;
    for (size_t i = 0; i < places.size();) {
      uint32_t used = window.columns(places[i].first, places[i].second, columns);
      size_t end = i + 1;
      for (; end < places.size(); ++end) {
        const uint32_t from = places[end - 1].second, to = places[end].second;
        if (to - from > uint64_t{columns} * kColumnBytesMax) break;
        used += window.columns(from, to, columns);
        if (used > columns) break;
      }
      const auto [begin, stop] = window.around(places[i].first, places[end - 1].second, columns);
      SnippetPlace& made = found.emplace_back();
      made.field = marks[first].field;
      made.value = marks[first].value;
      made.begin = std::max(begin, taken);
      made.end = taken = std::max(stop, made.begin);
      do {
        made.marks.emplace_back(places[i].first, std::min(places[i].second, stop));
        ++i;
      } while (i < places.size() && places[i].first < stop);
      // In vectors that double.
      const uint64_t bytes = 2 * (sizeof(made) + made.marks.size() * sizeof(made.marks[0]));
      if (!meter.add(stop - begin + 64) || !charge.add(bytes)) return {};
    }
  }
  if (found.size() <= count) return found;
  // The best, then again as they stand.
  if (!charge.add(2 * found.size() * sizeof(size_t))) return {};
  std::vector<size_t> order(found.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return found[a].marks.size() > found[b].marks.size();
  });
  order.resize(count);
  std::sort(order.begin(), order.end());
  std::vector<SnippetPlace> best;
  for (const size_t i : order) best.push_back(std::move(found[i]));
  return best;
}

}  // namespace patlas
