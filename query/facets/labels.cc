#include "query/facets/labels.h"

#include "ingest/normalize/countries.h"
#include "ingest/normalize/symbols.h"
#include "query/suggest.h"

namespace patlas {
namespace {

Error unknown_facet(std::string_view name, const Schema& schema) {
  std::vector<std::string_view> known;
  std::string names;
  for (const FacetSpec& spec : schema.facets) {
    known.push_back(spec.name);
    names += (names.empty() ? "" : ", ") + spec.name;
  }
  std::string message = "unknown facet '" + std::string(name) + "'";
  const std::string_view nearest = nearest_spelling(name, known);
  if (!nearest.empty()) message += " (did you mean '" + std::string(nearest) + "'?)";
  return Error{Code::kInvalidArgument, message + "; there are " + names, {}};
}

}  // namespace

std::string facet_label(const FacetSpec& spec, std::string_view value) {
  std::string label;
  if (spec.label == ValueForm::kSymbol) {
    label = display_class_symbol(value);
  } else if (spec.label == ValueForm::kCode && spec.name == "lang") {
    label = language_name(value);
  } else if (spec.label == ValueForm::kCode && spec.name != "kind") {
    label = country_name(value);
  }
  return label.empty() ? std::string(value) : label;
}

Result<const FacetSpec*> find_facet(std::string_view name, const Schema& schema) {
  const int index = schema.facet(name);
  if (index < 0) return unknown_facet(name, schema);
  return &schema.facets[static_cast<size_t>(index)];
}

uint32_t level_bytes(FacetForm form) {
  switch (form) {
    case FacetForm::kSection:
      return 1;
    case FacetForm::kClass:
      return 3;
    case FacetForm::kSubclass:
      return 4;
    case FacetForm::kMainGroup:
      return 8;
    default:
      return 0;
  }
}

}  // namespace patlas
