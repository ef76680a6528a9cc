#include "query/classes/class_facet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "ingest/normalize/symbols.h"
#include "query/lexer.h"
#include "query/suggest.h"

namespace patlas {
namespace {

constexpr std::array<std::string_view, 4> kLevels = {"section", "class", "subclass", "group"};
constexpr std::array<std::string_view, 2> kFieldLevels = {"sector", "field"};

Error wrong(std::initializer_list<std::string_view> message) {
  return Error{Code::kInvalidArgument, concat(message), {}};
}

/// "+2" behind the class.
std::optional<uint32_t> levels_of(std::string_view text) {
  if (text.size() < 2 || text[0] != '+') return std::nullopt;
  uint32_t levels = 0;
  const auto read = std::from_chars(text.data() + 1, text.data() + text.size(), levels);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && levels <= kClassLevelsMax ? std::optional(levels) : std::nullopt;
}

/// The scheme whose symbols a column of that name has; empty: it has none.
std::string_view scheme_of_column(std::string_view column) {
  return column == "cpc" || column == "ipc" ? column : std::string_view();
}

}  // namespace

Result<std::string> class_key(std::string_view scheme, std::string_view text) {
  if (text.empty()) return std::string();
  if (scheme == "tech") {
    std::string key(text);
    if (key.size() == 1 && key[0] >= '0' && key[0] <= '9') key.insert(0, "0");
    return key;
  }
  // H01L21 is the main group.
  std::string written(text);
  if (written.size() > 4 && written.find('/') == std::string::npos) written += "/00";
  const auto symbol = parse_class_symbol(written);
  if (!symbol) return wrong({"not a class: '", text, "'; write H01L, H01L21 or H01L21/02"});
  return symbol->key.size() == 8 ? symbol->key + "000000" : symbol->key;
}

Result<std::optional<ClassFacet>> parse_class_facet(std::string_view name, const Schema& schema) {
  const size_t at = name.find('@');
  ClassFacet facet;
  facet.name = name;
  facet.scheme = name.substr(0, at);
  const bool is_tech = facet.scheme == "tech";
  if (at == std::string_view::npos && !is_tech) return std::optional<ClassFacet>();
  const bool known = is_tech || !scheme_of_column(facet.scheme).empty();
  const int column = schema.column(is_tech ? "ipc" : facet.scheme);
  if (!known || column < 0) {
    return wrong(
        {"facet '", name, "': levels are of cpc, ipc and tech: cpc@subclass, cpc@H01L:+1"});
  }
  facet.column = static_cast<uint16_t>(column);
  const std::string_view rest = at == std::string_view::npos ? "field" : name.substr(at + 1);
  const std::span<const std::string_view> names =
      is_tech ? std::span<const std::string_view>(kFieldLevels)
              : std::span<const std::string_view>(kLevels);
  const auto level = std::find(names.begin(), names.end(), rest);
  if (level != names.end()) {
    facet.levels = static_cast<uint32_t>(level - names.begin()) + 1;
    return std::optional(std::move(facet));
  }
  const size_t colon = rest.find(':');
  const auto levels =
      colon == std::string_view::npos ? std::nullopt : levels_of(rest.substr(colon + 1));
  if (!levels) {
    const std::vector<std::string_view> all(names.begin(), names.end());
    const std::string_view nearest = nearest_spelling(rest, all);
    std::string meant;
    if (!nearest.empty()) meant = concat({" (did you mean ", facet.scheme, "@", nearest, "?)"});
    return wrong({"facet '", name, "': no level '", rest, "'", meant, "; there are ",
                  is_tech ? "sector and field"
                          : "section, class, subclass, group, and H01L:+1 to H01L:+64"});
  }
  auto above = class_key(facet.scheme, rest.substr(0, colon));
  if (!above) return wrong({"facet '", name, "': ", above.error().message});
  facet.above = std::move(*above);
  facet.levels = *levels;
  return std::optional(std::move(facet));
}

std::string class_label(const ClassFacet& facet, const std::string& key) {
  if (facet.scheme != "tech") return display_class_symbol(key);
  // A field by its number.
  return key.size() == 2 && key[0] == '0' ? key.substr(1) : key;
}

void order_values(FacetAnswer& answer, uint64_t limit) {
  answer.value_count = answer.values.size();
  std::sort(answer.values.begin(), answer.values.end(),
            [](const FacetValue& a, const FacetValue& b) {
              return a.documents != b.documents ? a.documents > b.documents : a.value < b.value;
            });
  if (limit != 0 && answer.values.size() > limit) answer.values.resize(limit);
}

Error no_technology() {
  return wrong(
      {"fields of technology are in WIPO's table, and none is loaded (patlas scheme DIR "
       "ipc_technology.csv)"});
}

Status add_titles(const Schema& schema, const SchemeSource& schemes, const std::string& language,
                  std::vector<FacetAnswer>& facets, Budget& budget) {
  for (FacetAnswer& facet : facets) {
    PATLAS_ASSIGN(const auto of_tree, parse_class_facet(facet.name, schema));
    const int index = of_tree ? -1 : schema.facet(facet.name);
    if (!of_tree &&
        (index < 0 || schema.facets[static_cast<size_t>(index)].label != ValueForm::kSymbol)) {
      continue;
    }
    std::string name;
    if (of_tree) {
      name = of_tree->scheme;
    } else {
      const uint16_t column = schema.facets[static_cast<size_t>(index)].column;
      name = scheme_of_column(schema.columns[column].name);
    }
    if (name.empty()) continue;
    PATLAS_ASSIGN(const auto scheme, schemes(name));
    if (scheme == nullptr || scheme->languages().empty()) continue;
    for (FacetValue& value : facet.values) {
      const std::string key = value.value.size() == 8 ? value.value + "000000" : value.value;
      const uint32_t node = scheme->find(key);
      if (node == Scheme::kNone) continue;
      PATLAS_ASSIGN(value.title, scheme->title_in(node, language));
      if (!budget.charge(value.title.size())) return {};
    }
  }
  return {};
}

}  // namespace patlas
