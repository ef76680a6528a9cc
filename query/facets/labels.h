// query/facets/labels.h
//
// What a facet's value is called for people: "United States of America" beside US, "H04L 29/06"
// for H04L0029060000; and which facet is meant.
#ifndef PATLAS_QUERY_FACETS_LABELS_H_
#define PATLAS_QUERY_FACETS_LABELS_H_

#include <string>
#include <string_view>

#include "engine/segment/schema.h"
#include "patlas/result.h"

namespace patlas {

/// The value itself where there is nothing better.
std::string facet_label(const FacetSpec& spec, std::string_view value);

/// The schema's facet of that name. invalid_argument names the facets that exist.
Result<const FacetSpec*> find_facet(std::string_view name, const Schema& schema);

/// Characters of a symbol's key that a class level keeps: 4 of a subclass. 0: the form is no level.
uint32_t level_bytes(FacetForm form);

}  // namespace patlas

#endif  // PATLAS_QUERY_FACETS_LABELS_H_
