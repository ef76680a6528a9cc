#include "query/classes/class_lookup.h"

#include <algorithm>
#include <utility>

#include "ingest/normalize/symbols.h"
#include "query/classes/class_order.h"
#include "query/lexer.h"
#include "query/suggest.h"
#include "query/values.h"

namespace patlas {
namespace {

constexpr size_t kKeyBytes = 14, kGroupBytes = 8, kSubclassBytes = 4;

bool is_group_key(std::string_view key) {
  return key.size() == kKeyBytes && key.ends_with("000000");
}

/// The term that has a symbol and all below it by its characters.
std::string level_term(std::string_view key) {
  return std::string(is_group_key(key) ? key.substr(0, kGroupBytes) : key);
}

/// The term of the symbol alone.
std::string exact_term(std::string_view key) {
  std::string term(key);
  if (key.size() < kKeyBytes) term += kNothingBelow;
  return term;
}

/// What begins like both, down to a whole level: of H01L0021020000 and H01L2021600070 H01L.
std::string common_level(std::string_view a, std::string_view b) {
  for (const size_t level : {14u, 8u, 4u, 3u, 1u}) {
    if (a.size() >= level && b.size() >= level && a.substr(0, level) == b.substr(0, level)) {
      return std::string(a.substr(0, level));
    }
  }
  return {};
}

class Lookup {
 public:
  Lookup(const Node& leaf, const Schema& schema, const SchemeSource& schemes, Budget& budget)
      : leaf_(leaf), schema_(schema), schemes_(schemes), charge_(budget) {}

  Result<std::shared_ptr<const ClassLookup>> run() {
    out_->field = leaf_.fields[0];
    out_->qualifiers = leaf_.qualifiers;
    const FieldSpec& field = schema_.fields[out_->field];
    const std::string scheme_name(scheme_of_field(field.code));
    Status status;
    if (field.form == ValueForm::kTechnology) {
      status = technology();
    } else if (leaf_.text.starts_with(kUnreadMark)) {
      if (leaf_.qualifiers.empty()) out_->terms = {leaf_.text};
    } else if (scheme_name == "ipc" || scheme_name == "cpc") {
      status = dotted(scheme_name);
    } else {
      status = national(scheme_name);
    }
    PATLAS_TRY(status);
    uint64_t bytes = sizeof(ClassLookup);
    for (const std::string& key : out_->keys) bytes += sizeof(key) + key.size();
    for (const std::string& term : out_->terms) bytes += sizeof(term) + term.size();
    bytes += out_->stretches.capacity() * sizeof(ClassStretch);
    charge_.reach(bytes);
    charge_.keep();
    return std::shared_ptr<const ClassLookup>(out_);
  }

 private:
  Error fault(std::initializer_list<std::string_view> message) const {
    return query_error(Code::kInvalidArgument, leaf_.span, message);
  }
  const std::string& code() const { return schema_.fields[leaf_.fields[0]].code; }

  // --- IPC and CPC

  Status dotted(const std::string& scheme_name) {
    PATLAS_ASSIGN(scheme_, schemes_(scheme_name));
    const std::string key = leaf_.text.size() == kGroupBytes ? leaf_.text + "000000" : leaf_.text;
    if (leaf_.exact) return symbols({key});
    switch (leaf_.reach) {
      case ClassReach::kDown:
        return down(key);
      case ClassReach::kUp:
      case ClassReach::kUpFrom:
        return up(key);
      case ClassReach::kRange:
        return range(key, leaf_.last);
    }
    return {};
  }

  /// These symbols alone.
  Status symbols(std::vector<std::string> keys) {
    std::sort(keys.begin(), keys.end());
    if (leaf_.qualifiers.empty()) {
      for (const std::string& key : keys) out_->terms.push_back(exact_term(key));
      return {};
    }
    for (const std::string& key : keys) {
      const std::string begin = key + kQualifierMark;
      out_->stretches.push_back({begin, begin});
    }
    out_->keys = std::move(keys);
    return {};
  }

  /// No scheme, or, as where only a part of it was loaded, one without all of its subclass.
  bool lacks(const std::string& key) const {
    return scheme_ == nullptr ||
           ClassOrder(scheme_.get()).node(key.substr(0, kSubclassBytes)) == Scheme::kNone;
  }

  Error needs_scheme(std::string_view what) const {
    const std::string shown = write_symbol(leaf_, code());
    const std::string scheme = code() == "ic" ? "IPC scheme" : "CPC title list";
    const std::string lack = scheme_ == nullptr ? ", and none is loaded"
                                                : ", and the one that is loaded has nothing of " +
                                                      shown.substr(0, kSubclassBytes);
    return fault({what, " ", shown, " is in the ", scheme, lack, " (patlas scheme); ", "write ",
                  code(), "=", shown, " for this class alone, or ", code(), ":",
                  shown.substr(0, shown.find('/')), " for its whole main group"});
  }

  Status down(const std::string& key) {
    const bool is_subgroup = key.size() == kKeyBytes && !is_group_key(key);
    const ClassOrder order(scheme_.get());
    const uint32_t node = order.node(key);
    if (is_subgroup && lacks(key)) return needs_scheme("what lies below");
    if (is_subgroup && node == Scheme::kNone) return symbols({key});
    const bool whole_level = !is_subgroup && leaf_.qualifiers.empty();
    if (node == Scheme::kNone) {
      if (whole_level) {
        out_->terms.push_back(level_term(key));
        return {};
      }
      look_through(level_term(key));
      out_->wants = [key](std::string_view other) { return is_below_by_shape(other, key); };
      return {};
    }
    if (is_subgroup) {
      want_nodes(node, scheme_->end(node));
      return {};
    }
    // Above the main groups a scheme is as its characters say (ingest/schemes/symbol_tree.h).
    if (key.size() < kKeyBytes) {
      if (whole_level) {
        out_->terms.push_back(key);
      } else {
        look_through(key);
        out_->wants = [](std::string_view) { return true; };
      }
      return {};
    }
    return down_from_group(key, node, whole_level);
  }

  /// A main group's symbols, and those of other groups that the scheme has below it.
  Status down_from_group(const std::string& key, uint32_t node, bool whole_level) {
    const std::string group = level_term(key);
    bool all_here = true;
    for (const uint32_t at : nodes_with_prefix(group)) {
      all_here &= node <= at && at < scheme_->end(node);
    }
    std::vector<std::string> guests;
    for (uint32_t at = node; at < scheme_->end(node); ++at) {
      if (scheme_->key(at).starts_with(group)) continue;
      if (!make_room(guests, 1, charge_)) return {};
      guests.emplace_back(scheme_->key(at));
    }
    if (whole_level && all_here) {
      out_->terms.push_back(group);
      std::sort(guests.begin(), guests.end());
      want_keys(std::move(guests));
      return {};
    }
    std::sort(guests.begin(), guests.end());
    want_keys(std::move(guests));
    look_through(group);
    out_->wants = [scheme = scheme_, key](std::string_view other) {
      return ClassOrder(scheme.get()).is_below(other, key);
    };
    return {};
  }

  std::vector<uint32_t> nodes_with_prefix(const std::string& prefix) const {
    const auto& by_key = scheme_->by_key();
    auto at = std::lower_bound(
        by_key.begin(), by_key.end(), prefix,
        [this](uint32_t node, const std::string& wanted) { return scheme_->key(node) < wanted; });
    std::vector<uint32_t> nodes;
    for (; at != by_key.end() && scheme_->key(*at).starts_with(prefix); ++at) nodes.push_back(*at);
    return nodes;
  }

  void look_through(const std::string& prefix) { out_->stretches.push_back({prefix, prefix}); }

  void want_nodes(uint32_t begin, uint32_t end) {
    if (!charge_.reach((end - begin) * sizeof(std::string))) return;
    std::vector<std::string> keys;
    keys.reserve(end - begin);
    for (uint32_t at = begin; at < end; ++at) keys.emplace_back(scheme_->key(at));
    if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
    want_keys(std::move(keys));
  }

  /// Sorted ones: a stretch for each main group, or level above, that they are of.
  void want_keys(std::vector<std::string> keys) {
    for (size_t begin = 0; begin < keys.size();) {
      const std::string level = keys[begin].substr(0, kGroupBytes);
      size_t end = begin + 1;
      while (end < keys.size() && keys[end].starts_with(level) && keys[begin].size() == kKeyBytes &&
             keys[end].size() == kKeyBytes) {
        ++end;
      }
      out_->stretches.push_back({keys[begin], keys[end - 1]});
      begin = end;
    }
    out_->keys = std::move(keys);
  }

  Status up(const std::string& key) {
    const bool is_subgroup = key.size() == kKeyBytes && !is_group_key(key);
    if (is_subgroup && lacks(key)) return needs_scheme("what stands above");
    std::vector<std::string> line = ClassOrder(scheme_.get()).above(key);
    if (leaf_.reach == ClassReach::kUpFrom) line.push_back(key);
    return symbols(std::move(line));
  }

  Status range(const std::string& low, const std::string& high) {
    const ClassOrder order(scheme_.get());
    const ClassOrder::Place from = order.place(low), to = order.place(high);
    if (to < from) {
      return fault({"the range ", write_symbol(leaf_, code()), " runs backwards"});
    }
    const bool has_subgroup = (low.size() == kKeyBytes && !is_group_key(low)) ||
                              (high.size() == kKeyBytes && !is_group_key(high));
    if (has_subgroup && (lacks(low) || lacks(high))) return needs_scheme("the order of");
    // Whatever is between begins as both ends do, as the scheme's symbols between them, and, where
    // the scheme does not have it, as what both stand below.
    std::string level = common_level(low, high);
    std::vector<std::string> above_high = order.above(high);
    above_high.push_back(high);
    for (const std::string& above : order.above(low)) {
      const auto end = above_high.end();
      if (std::find(above_high.begin(), end, above) == end) continue;
      level = common_level(level, above);
      break;
    }
    if (scheme_ != nullptr) {
      const uint32_t end = to.is_node ? scheme_->end(to.before) : std::max(to.before, from.before);
      for (uint32_t at = from.before; at < end; ++at) {
        level = common_level(level, scheme_->key(at));
      }
    }
    out_->wants = [scheme = scheme_, from, to, high](std::string_view key) {
      const ClassOrder of(scheme.get());
      const ClassOrder::Place at = of.place(key);
      return (from <= at && at <= to) || of.is_below(key, high);
    };
    look_through(level);
    return {};
  }

  // --- FI, F-terms, USPC, Locarno

  Status national(const std::string& scheme_name) {
    const std::string& key = leaf_.text;
    if (leaf_.exact) return exact_national(key);
    if (leaf_.qualifiers.empty()) {
      out_->terms.push_back(key);
      return {};
    }
    look_through(key);
    out_->wants = [scheme_name, key](std::string_view other) {
      const auto levels = national_levels(scheme_name, other);
      return std::find(levels.begin(), levels.end(), key) != levels.end();
    };
    return {};
  }

  Status exact_national(const std::string& key) {
    if (leaf_.qualifiers.empty()) {
      out_->terms.push_back(key + kNothingBelow);
      return {};
    }
    const std::string begin = key + kQualifierMark;
    out_->stretches.push_back({begin, begin});
    out_->keys = {key};
    return {};
  }

  // --- Fields of technology

  Status technology() {
    PATLAS_ASSIGN(scheme_, schemes_("tech"));
    if (scheme_ == nullptr) {
      return fault(
          {"fields of technology are in WIPO's table, and none is loaded (patlas scheme "
           "DIR ipc_technology.csv); classes are written ic:H01L"});
    }
    PATLAS_ASSIGN(const uint32_t node, technology_node());
    const uint32_t end = scheme_->end(node);
    out_->field = static_cast<uint16_t>(
        std::max(0, schema_.field(scheme_->sorted_scheme() == "ipc" ? "ic" : "cpc")));
    const auto& rules = scheme_->rules();
    for (size_t r = 0; r < rules.size(); ++r) {
      if (rules[r].node < node || rules[r].node >= end) continue;
      const std::string& prefix = rules[r].prefix;
      bool is_whole = true;
      for (size_t other = r + 1; other < rules.size() && rules[other].prefix.starts_with(prefix);
           ++other) {
        is_whole &= node <= rules[other].node && rules[other].node < end;
      }
      if (is_whole) {
        out_->terms.push_back(prefix);
      } else {
        look_through(prefix);
      }
      if (!charge_.add(64 + prefix.size())) return {};
    }
    out_->wants = [scheme = scheme_, node, end](std::string_view key) {
      const uint32_t field = scheme->sorted_into(key);
      return node <= field && field < end;
    };
    return {};
  }

  Result<uint32_t> technology_node() const {
    std::string number = leaf_.text;
    const bool is_number = number.find_first_not_of("0123456789") == std::string::npos;
    if (is_number) {
      if (number.size() < 2) number.insert(0, "0");
      const uint32_t node = scheme_->find(number);
      if (node != Scheme::kNone) return node;
      return fault({"there is no field of technology ", leaf_.text});
    }
    std::vector<std::string> names;
    for (uint32_t language = 0; language < scheme_->languages().size(); ++language) {
      PATLAS_ASSIGN(const auto titles, scheme_->titles(language));
      for (uint32_t node = 0; node < titles.size(); ++node) {
        names.push_back(ascii_form(collapse_blanks(titles[node])));
        if (names.back() == leaf_.text) return node;
      }
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string_view nearest = nearest_spelling(leaf_.text, views);
    std::string meant;
    if (!nearest.empty()) meant = concat({" (did you mean tech:\"", nearest, "\"?)"});
    return fault({"no field of technology is called '", shown(leaf_.text), "'", meant,
                  "; write its number, tech:8, or its whole name in quotes"});
  }

  const Node& leaf_;
  const Schema& schema_;
  const SchemeSource& schemes_;
  Charge charge_;  ///< for out_, and what is on its way there
  std::shared_ptr<const Scheme> scheme_;
  std::shared_ptr<ClassLookup> out_ = std::make_shared<ClassLookup>();
};

}  // namespace

ClassTermFilter::ClassTermFilter(const ClassLookup& lookup) : lookup_(lookup) {
  const std::string& text = lookup.qualifiers;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view word = std::string_view(text).substr(begin, end - begin);
    if (word == "first") {
      first_ = true;
    } else if (word == "inv") {
      inventive_ = true;
    } else if (word == "add") {
      additional_ = true;
    } else {
      office_ = word;
    }
    begin = end + 1;
  }
}

bool ClassTermFilter::is_carried(std::string_view how) const {
  if (how.size() < 2) return false;
  if (first_ && how[0] != 'F') return false;
  if (inventive_ && how[1] != 'I') return false;
  if (additional_ && how[1] != 'A') return false;
  return office_.empty() || how.substr(2) == office_;
}

bool ClassTermFilter::wants_key(std::string_view key) {
  // The ways to carry a symbol stand side by side.
  if (key == last_key_) return last_wanted_;
  const auto& keys = lookup_.keys;
  // Terms come in order, but for a new stretch.
  if (at_ > 0 && key <= keys[at_ - 1]) at_ = 0;
  while (at_ < keys.size() && keys[at_] < key) ++at_;
  last_wanted_ = (at_ < keys.size() && keys[at_] == key) || (lookup_.wants && lookup_.wants(key));
  last_key_ = key;
  return last_wanted_;
}

bool ClassTermFilter::takes(std::string_view term) {
  const size_t mark = term.find(kQualifierMark);
  if (!lookup_.qualifiers.empty()) {
    return mark != std::string_view::npos && is_carried(term.substr(mark + 1)) &&
           wants_key(term.substr(0, mark));
  }
  if (mark != std::string_view::npos) return false;
  if (term.size() == kKeyBytes) return wants_key(term);
  // A level alone says nothing of the symbol below it.
  return term.ends_with(kNothingBelow) && wants_key(term.substr(0, term.size() - 1));
}

Status look_up_classes(const Tree& tree, const Schema& schema, const SchemeSource& schemes,
                       std::vector<LeafText>& leaves, Budget& budget) {
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].type != NodeType::kSymbol) continue;
    PATLAS_ASSIGN(leaves[i].classes, Lookup(tree.nodes[i], schema, schemes, budget).run());
    if (!budget.keep_going()) return {};
  }
  return {};
}

}  // namespace patlas
