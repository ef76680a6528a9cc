// query/classes/class_facet.h
//
// Facets of a class tree by level: which nodes of it `cpc@subclass`, `cpc@H01L:+1` and `tech` mean,
// and what a value is called.
//
//   cpc@section cpc@class cpc@subclass cpc@group    levels from the top
//   cpc@H01L:+1                                     the children of a class; :+2 theirs, :+0 itself
//   cpc@:+5                                         the fifth level of all
//   tech  tech@sector                               fields of technology, and their sectors
//
// Errors   invalid_argument: no such classification or level.
#ifndef PATLAS_QUERY_CLASSES_CLASS_FACET_H_
#define PATLAS_QUERY_CLASSES_CLASS_FACET_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/classes/class_lookup.h"
#include "query/search.h"

namespace patlas {

inline constexpr uint32_t kClassLevelsMax = 64;  ///< below a class, asked for at once

struct ClassFacet {
  std::string name;    ///< as it was asked for
  std::string scheme;  ///< "cpc", "ipc", "tech"
  uint16_t column = 0;
  std::string above;    ///< key of the class below which; empty: of all
  uint32_t levels = 1;  ///< so many levels below that
};

/// nullopt: not a facet of this kind.
Result<std::optional<ClassFacet>> parse_class_facet(std::string_view name, const Schema& schema);

/// The key of a class as people write it, "H01L21", in cpc, ipc or tech.
Result<std::string> class_key(std::string_view scheme, std::string_view text);

/// "H01L 21/02"; of a field of technology its title, where there is one.
std::string class_label(const ClassFacet& facet, const std::string& key);

/// Most documents first, then by value; keeps `limit` (0: all), and says how many there are.
void order_values(FacetAnswer& answer, uint64_t limit);

/// Without its table there are no fields of technology.
Error no_technology();

/// Gives values of symbols their titles, in `language` where there are any. `facets`: names as
/// asked for.
Status add_titles(const Schema& schema, const SchemeSource& schemes, const std::string& language,
                  std::vector<FacetAnswer>& facets, Budget& budget);

}  // namespace patlas

#endif  // PATLAS_QUERY_CLASSES_CLASS_FACET_H_
