#include "query/facets/labels.h"

#include "ingest/normalize/countries.h"
#include "ingest/normalize/symbols.h"

namespace patlas {

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

}  // namespace patlas
