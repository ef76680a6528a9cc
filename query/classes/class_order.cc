#include "query/classes/class_order.h"

#include "ingest/normalize/symbols.h"

namespace patlas {

uint32_t ClassOrder::known_parent(std::string_view key, std::string& top_unknown) const {
  top_unknown = key;
  for (;;) {
    std::string above = above_by_shape(top_unknown);
    if (above.empty()) return Scheme::kNone;
    const uint32_t found = node(above);
    if (found != Scheme::kNone) return found;
    top_unknown = std::move(above);
  }
}

ClassOrder::Place ClassOrder::place(std::string_view key) const {
  const uint32_t known = node(key);
  if (known != Scheme::kNone) return {known, true, 0, {}};
  std::string top;
  const uint32_t parent = known_parent(key, top);
  uint32_t child = parent == Scheme::kNone ? 0 : parent + 1;
  const uint32_t end = scheme_ == nullptr        ? 0
                       : parent == Scheme::kNone ? scheme_->count()
                                                 : scheme_->end(parent);
  while (child < end && scheme_->key(child) < top) child = scheme_->end(child);
  const int32_t depth = parent == Scheme::kNone ? 0 : static_cast<int32_t>(scheme_->depth(parent));
  return {child, false, -depth, std::string(key)};
}

bool ClassOrder::is_below(std::string_view key, std::string_view above) const {
  const uint32_t wanted = node(above);
  if (wanted == Scheme::kNone) return is_below_by_shape(key, above);
  uint32_t at = node(key);
  if (at == Scheme::kNone) {
    std::string top;
    at = known_parent(key, top);
  }
  return at != Scheme::kNone && wanted <= at && at < scheme_->end(wanted);
}

std::vector<std::string> ClassOrder::above(std::string_view key) const {
  std::vector<std::string> line;
  uint32_t at = node(key);
  if (at == Scheme::kNone) {
    for (std::string up = above_by_shape(key); !up.empty(); up = above_by_shape(up)) {
      line.push_back(up);
      at = node(up);
      if (at != Scheme::kNone) break;
    }
  }
  if (at == Scheme::kNone) return line;
  for (at = scheme_->parent(at); at != Scheme::kNone; at = scheme_->parent(at)) {
    line.emplace_back(scheme_->key(at));
  }
  return line;
}

}  // namespace patlas
