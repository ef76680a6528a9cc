#include "query/backends/xapian/class_facets.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "query/backends/xapian/names.h"
#include "query/backends/xapian/values.h"
#include "query/classes/class_order.h"

namespace patlas::xapian {
namespace {

constexpr uint64_t kNodeBytes = 48;   // of a map or set, beside what it holds
constexpr uint64_t kValueUnits = 32;  // of one value of one document, in the units of budget.h

/// From a symbol to the class of the facet that it is in; empty: in none.
class ClassOf {
 public:
  ClassOf(const ClassFacet& facet, const Scheme* scheme, Budget& budget)
      : facet_(facet), scheme_(scheme), order_(scheme), charge_(budget) {}

  const std::string& operator()(std::string_view symbol) {
    const auto known = found_.find(symbol);
    if (known != found_.end()) return known->second;
    const std::string& found = found_.emplace(std::string(symbol), find(symbol)).first->second;
    charge_.add(kNodeBytes + 2 * sizeof(found) + symbol.size() + found.size());
    return found;
  }

 private:
  std::string find(std::string_view symbol) const {
    // From the top down, with the symbol.
    std::vector<std::string> line;
    if (facet_.scheme == "tech") {
      uint32_t node = scheme_->sorted_into(symbol);
      for (; node != Scheme::kNone; node = scheme_->parent(node)) {
        line.insert(line.begin(), std::string(scheme_->key(node)));
      }
    } else {
      line = order_.above(symbol);
      std::reverse(line.begin(), line.end());
      line.emplace_back(symbol);
    }
    size_t at = 0;
    if (!facet_.above.empty()) {
      const auto above = std::find(line.begin(), line.end(), facet_.above);
      if (above == line.end()) return {};
      at = static_cast<size_t>(above - line.begin()) + 1;
    }
    at += facet_.levels;
    return at == 0 || at > line.size() ? std::string() : line[at - 1];
  }

  const ClassFacet& facet_;
  const Scheme* scheme_;
  const ClassOrder order_;
  Charge charge_;  ///< for found_
  std::map<std::string, std::string, std::less<>> found_;
};

}  // namespace

FacetAnswer class_facet(const Xapian::Database& database, const Docs& docs,
                        const std::vector<uint32_t>& families, const ClassFacet& facet,
                        const Scheme* scheme, uint64_t limit, Budget& budget) {
  FacetAnswer answer;
  answer.name = facet.name;
  struct Counts {
    uint64_t documents = 0;
    std::set<uint32_t> families;
  };
  std::map<std::string, Counts> counts;
  ClassOf class_of(facet, scheme, budget);
  Charge charge(budget);  // for the counts
  ValueReader values(database, facet.column);
  WorkMeter meter(budget);
  for (size_t d = 0; d < docs.size(); ++d) {
    std::set<std::string> classes;
    for_each_value(values.get(docs[d]), [&](std::string_view symbol) {
      const std::string& found = class_of(symbol);
      if (!found.empty()) classes.insert(found);
      meter.add(kValueUnits);
    });
    for (const std::string& one : classes) {
      Counts& of_class = counts[one];
      if (of_class.documents++ == 0)
        charge.add(kNodeBytes + sizeof(one) + one.size() + sizeof(Counts));
      if (families.empty()) continue;
      if (of_class.families.insert(families[d]).second) charge.add(kNodeBytes);
    }
    if (budget.stopped()) return answer;
  }
  for (const auto& [key, of_class] : counts) {
    FacetValue value;
    value.value = key;
    value.label = class_label(facet, key);
    value.documents = of_class.documents;
    value.families = of_class.families.size();
    // In a vector that doubles.
    if (!budget.charge(2 * sizeof(FacetValue) + key.size() + value.label.size())) return answer;
    answer.values.push_back(std::move(value));
  }
  order_values(answer, limit);
  return answer;
}

}  // namespace patlas::xapian
