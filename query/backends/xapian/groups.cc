#include "query/backends/xapian/groups.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <string>

#include "engine/segment/document_order.h"
#include "query/backends/xapian/expansions.h"
#include "query/backends/xapian/facets.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/values.h"

namespace patlas::xapian {
namespace {

constexpr uint64_t kTermUnits = 16;  // of one term of one document, in the units of budget.h

// Joins the documents of one link, as the links come.
class Joiner {
 public:
  Joiner(uint32_t bound, Budget& budget) : sets_(bound), numbering_(budget), charge_(budget) {}
  void add(std::string_view link, Xapian::docid document) {
    const uint32_t number = numbering_.number(link);
    if (number == first_.size()) {
      if (!make_room(first_, 1, charge_)) return;
      first_.push_back(document);
    }
    sets_.join(first_[number], document);
  }
  uint32_t find(Xapian::docid document) { return sets_.find(document); }

 private:
  DisjointSets sets_;
  Numbering numbering_;
  Charge charge_;                     ///< for first_
  std::vector<Xapian::docid> first_;  ///< by link
};

Status join_field(const Xapian::Database& database, uint16_t field, const std::string& kinds,
                  Joiner& joiner, WorkMeter& meter) {
  const std::string prefix = field_term(field, "");
  const auto end = database.allterms_end(prefix);
  for (auto term = database.allterms_begin(prefix); term != end; ++term) {
    PATLAS_ASSIGN(const std::string whole, whole_term(database, *term));
    const std::string link(link_of_term(std::string_view(whole).substr(prefix.size()), kinds));
    const auto last = database.postlist_end(*term);
    for (auto document = database.postlist_begin(*term); document != last; ++document) {
      joiner.add(link, *document);
      if (!meter.add(kTermUnits)) return {};
    }
  }
  return {};
}

}  // namespace

Result<uint64_t> count_applications(const Xapian::Database& database, const Schema& schema,
                                    const Docs& docs, Budget& budget) {
  const auto field = static_cast<uint16_t>(schema.relations.application_field);
  const std::string prefix = field_term(field, "");
  Numbering applications(budget);
  WorkMeter meter(budget);
  uint64_t alone = 0;
  for (const Xapian::docid document : docs) {
    if (!meter.add(kTermUnits) || budget.stopped()) break;
    auto term = database.termlist_begin(document);
    term.skip_to(prefix);
    if (term == database.termlist_end(document) || !(*term).starts_with(prefix)) {
      ++alone;
      continue;
    }
    PATLAS_ASSIGN(const std::string whole, whole_term(database, *term));
    applications.number(
        link_of_term(std::string_view(whole).substr(prefix.size()), schema.relations.link_kinds));
  }
  return applications.count() + alone;
}

Result<uint64_t> count_extended_families(const Xapian::Database& database, const Schema& schema,
                                         const Docs& docs, Budget& budget) {
  const ChargedDocs all = all_matches(database, match_all(), 1, budget);
  const uint32_t bound = database.get_lastdocid() + 1;
  Charge charge(budget);
  if (budget.stopped() || !charge.add(uint64_t{bound} * sizeof(uint32_t))) return 0;
  Joiner joiner(bound, budget);
  WorkMeter meter(budget);
  for (const uint16_t field : schema.relations.link_fields) {
    PATLAS_TRY(join_field(database, field, schema.relations.link_kinds, joiner, meter));
  }
  ValueReader families(database, kFamilySlot);
  for (const Xapian::docid document : all.docs) {
    joiner.add("family " + std::string(families.get(document)), document);
    if (!meter.add(kTermUnits) || budget.stopped()) return 0;
  }
  boost::unordered_flat_set<uint32_t> found;
  for (const Xapian::docid document : docs) {
    const size_t before = found.size();
    found.insert(joiner.find(document));
    if (found.size() != before) charge.add(3 * sizeof(uint32_t));  // in a table that doubles
    if (!meter.add(1)) return 0;
  }
  return found.size();
}

}  // namespace patlas::xapian
