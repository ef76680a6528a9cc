#include "query/backends/xapian/search.h"

#include <algorithm>
#include <charconv>
#include <list>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "ingest/normalize/dates.h"
#include "query/backends/xapian/class_facets.h"
#include "query/backends/xapian/facets.h"
#include "query/backends/xapian/groups.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/ranking.h"
#include "query/backends/xapian/translate.h"
#include "query/backends/xapian/values.h"
#include "query/facets/labels.h"
#include "query/leaves.h"

namespace patlas::xapian {
namespace {

constexpr const char* kHitDateColumn = "pd";

/// Xapian's words for a query, with a term's field by its code: it writes bytes that are no text,
/// as the field's number is, as \x01.
std::string with_field_codes(const std::string& description, const Schema& schema) {
  std::string text;
  for (size_t i = 0; i < description.size(); ++i) {
    const bool begins = i == 0 || description[i - 1] == '(' || description[i - 1] == ' ';
    const std::string_view rest = std::string_view(description).substr(i);
    unsigned number = 0;
    if (begins && rest.starts_with("\\x") && rest.size() >= 4 &&
        std::from_chars(rest.data() + 2, rest.data() + 4, number, 16).ec == std::errc() &&
        number != 0 && number <= schema.fields.size()) {
      text += schema.fields[number - 1].code + ":";
      i += 3;
    } else {
      text += description[i];
    }
  }
  return text;
}

/// A match on its way to being a hit: smallest first, by what it is sorted by, then by key.
struct Candidate {
  double primary = 0;
  std::string key;
  size_t match = 0;  ///< in the list of matches
};

class SearchRun {
 public:
  SearchRun(const Xapian::Database& database, const Schema& schema, const SchemeSource& schemes,
            const Tree& tree, const SearchOptions& options, Budget& budget)
      : database_(database),
        schema_(schema),
        schemes_(schemes),
        given_tree_(tree),
        options_(options),
        budget_(budget),
        meter_(budget),
        charge_(budget),
        matches_(budget) {}

  Result<SearchAnswer> run() {
    PATLAS_TRY(check_options());
    if (!options_.lists.empty()) {
      PATLAS_ASSIGN(bound_tree_, bind_lists(given_tree_, options_.lists, schema_, budget_, lists_));
      if (budget_.stopped()) return finish();
    }
    PATLAS_TRY(check_tree(tree(), schema_));
    PATLAS_ASSIGN(leaves_, analyse_leaves(tree(), budget_));
    if (!budget_.stopped()) {
      PATLAS_TRY(look_up_classes(tree(), schema_, schemes_, leaves_, budget_));
    }
    if (!budget_.stopped()) PATLAS_TRY(match());
    report_lists();
    if (!budget_.stopped()) PATLAS_TRY(count_facets());
    if (!budget_.stopped()) PATLAS_TRY(pick_hits());
    return finish();
  }

 private:
  const Docs& docs() const { return matches_.docs; }
  const Tree& tree() const { return bound_tree_.nodes.empty() ? given_tree_ : bound_tree_; }

  void report_lists() {
    for (const BoundList& list : lists_) {
      if (budget_.stopped()) break;
      NumberReport report = list.list->report(budget_);
      report.name = list.name;
      report.field = schema_.fields[list.field].code;
      answer_.lists.push_back(std::move(report));
    }
    if (budget_.stopped()) answer_.lists.clear();
  }

  Status check_options() {
    if (!options_.sort.by_score) {
      PATLAS_ASSIGN(const SortKey key, parse_sort_key(options_.sort.column, schema_));
      sort_slot_ = static_cast<uint32_t>(schema_.column(key.column));
    }
    for (const std::string& name : options_.facets) {
      PATLAS_ASSIGN(auto of_classes, parse_class_facet(name, schema_));
      if (!of_classes) {
        PATLAS_TRY(note_facet(name));
        continue;
      }
      PATLAS_ASSIGN(auto scheme, schemes_(of_classes->scheme));
      if (scheme == nullptr && of_classes->scheme == "tech") return no_technology();
      class_facets_.emplace(name, ClassFacetOf{std::move(*of_classes), std::move(scheme)});
    }
    if (options_.cross) {
      PATLAS_TRY(note_facet(options_.cross->first));
      PATLAS_TRY(note_facet(options_.cross->second));
    }
    return {};
  }

  Status note_facet(const std::string& name) {
    PATLAS_ASSIGN(facets_[name].spec, find_facet(name, schema_));
    return {};
  }

  Status match() {
    PATLAS_ASSIGN(const Xapian::Query query, translate(database_, tree(), leaves_, budget_));
    if (budget_.stopped()) return {};
    matches_ = all_matches(database_, query, tree().nodes.size(), budget_);
    answer_.documents = docs().size();
    if (options_.count_families && !budget_.stopped()) {
      families_ = families_of(database_, docs(), budget_, charge_, answer_.families);
    }
    if (options_.count_applications && !budget_.stopped()) {
      PATLAS_ASSIGN(answer_.applications, count_applications(database_, schema_, docs(), budget_));
    }
    if (options_.count_extended_families && !budget_.stopped()) {
      PATLAS_ASSIGN(answer_.extended_families,
                    count_extended_families(database_, schema_, docs(), budget_));
    }
    if (options_.explain) {
      answer_.explain = "xapian: " + std::to_string(database_.get_doccount()) + " documents\n  " +
                        with_field_codes(query.get_description(), schema_) + ": found " +
                        std::to_string(docs().size()) + "\n";
      budget_.charge(answer_.explain.size());
    }
    return {};
  }

  Status count_facets() {
    for (auto& [name, facet] : facets_) {
      facet.run = &runs_.emplace_back(database_, docs(), families_, *facet.spec, budget_);
      if (budget_.stopped()) return {};
    }
    for (const std::string& name : options_.facets) {
      const auto of_classes = class_facets_.find(name);
      if (of_classes == class_facets_.end()) {
        answer_.facets.push_back(facets_[name].run->answer(options_.facet_limit));
        continue;
      }
      answer_.facets.push_back(class_facet(database_, docs(), families_, of_classes->second.facet,
                                           of_classes->second.scheme.get(), options_.facet_limit,
                                           budget_));
      if (budget_.stopped()) return {};
    }
    PATLAS_TRY(add_titles(schema_, schemes_, options_.title_language, answer_.facets, budget_));
    if (!options_.cross) return {};
    const FacetRun& rows = *facets_[options_.cross->first].run;
    const FacetRun& columns = *facets_[options_.cross->second].run;
    answer_.cross = CrossAnswer{options_.cross->first, options_.cross->second, rows.by_value(),
                                columns.by_value(), rows.cells(columns)};
    return {};
  }

  // Smallest first.
  Result<std::vector<double>> order() {
    if (options_.sort.by_score) {
      PATLAS_ASSIGN(scores_, scores_of(database_, tree(), leaves_, docs(), budget_));
      std::vector<double> order;
      if (!charge_.add(scores_.size() * sizeof(double))) return order;
      order.reserve(scores_.size());
      for (const double score : scores_) order.push_back(-score);
      return order;
    }
    std::vector<double> order;
    if (!charge_.add(docs().size() * sizeof(double))) return order;
    order.reserve(docs().size());
    ValueReader dates(database_, sort_slot_);
    for (const Xapian::docid document : docs()) {
      const uint32_t date = number_of_value(dates.get(document));
      // Those without a date come last, either way.
      const double primary = options_.sort.descending ? -static_cast<double>(date) : date;
      order.push_back(date == 0 ? 1e300 : primary);
      if (!meter_.add(1)) break;
    }
    return order;
  }

  Status pick_hits() {
    const uint64_t wanted = options_.limit + std::min(options_.offset, ~options_.limit);
    if (options_.limit == 0 || options_.offset >= docs().size()) return {};
    PATLAS_ASSIGN(const std::vector<double> primary, order());
    if (budget_.stopped()) return {};
    double last = 1e301;
    if (wanted < primary.size()) {
      Charge charge(budget_);
      if (!charge.add(primary.size() * sizeof(double))) return {};
      std::vector<double> sorted = primary;
      const auto at = sorted.begin() + static_cast<ptrdiff_t>(wanted) - 1;
      std::nth_element(sorted.begin(), at, sorted.end());
      last = *at;
    }
    std::vector<Candidate> candidates;
    Charge charge(budget_);
    ValueReader keys(database_, kKeySlot);
    for (size_t m = 0; m < docs().size(); ++m) {
      if (primary[m] > last) continue;
      candidates.push_back({primary[m], keys.get(docs()[m]), m});
      const uint64_t bytes = 2 * sizeof(Candidate) + candidates.back().key.size();
      if (!charge.add(bytes) || !meter_.add(16)) return {};
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return a.primary != b.primary ? a.primary < b.primary : a.key < b.key;
    });
    for (size_t c = options_.offset; c < std::min<uint64_t>(wanted, candidates.size()); ++c) {
      add_hit(std::move(candidates[c]));
      if (budget_.stopped()) break;
    }
    return {};
  }

  void add_hit(Candidate candidate) {
    Hit hit;
    hit.address = {0, docs()[candidate.match]};
    hit.key = std::move(candidate.key);
    const int column = schema_.column(kHitDateColumn);
    if (column >= 0) {
      hit.date = number_of_value(
          database_.get_document(hit.address.doc).get_value(static_cast<uint32_t>(column)));
    }
    if (options_.sort.by_score) hit.score = scores_[candidate.match];
    meter_.add(256);
    // In a vector that doubles.
    if (budget_.charge(2 * sizeof(Hit) + hit.key.size())) answer_.hits.push_back(std::move(hit));
  }

  Result<SearchAnswer> finish() {
    if (const auto error = budget_.error()) return *error;
    answer_.families = std::min(answer_.families, answer_.documents);
    answer_.applications = std::min(answer_.applications, answer_.documents);
    answer_.extended_families = std::min(answer_.extended_families, answer_.documents);
    if (!options_.count_documents) answer_.documents = 0;
    answer_.stopped_by = budget_.stopped_by();
    answer_.complete = !answer_.stopped_by.has_value();
    if (answer_.complete) return std::move(answer_);
    // An answer that stopped half-way holds nothing half counted.
    answer_.facets.clear();
    for (const std::string& name : options_.facets) answer_.facets.push_back({name, 0, {}});
    if (options_.cross) {
      answer_.cross = CrossAnswer{options_.cross->first, options_.cross->second, {}, {}, {}};
    }
    return std::move(answer_);
  }

  struct Facet {
    const FacetSpec* spec = nullptr;
    const FacetRun* run = nullptr;
  };

  const Xapian::Database& database_;
  const Schema& schema_;
  const SchemeSource& schemes_;
  const Tree& given_tree_;
  Tree bound_tree_;  ///< with its lists; empty when there are none
  std::vector<BoundList> lists_;
  const SearchOptions& options_;
  Budget& budget_;
  WorkMeter meter_;
  uint32_t sort_slot_ = 0;
  std::vector<LeafText> leaves_;
  Charge charge_;  ///< for numbers of families, and for what the hits are sorted by
  ChargedDocs matches_;
  std::vector<uint32_t> families_;  ///< by match; empty: not counted
  std::vector<double> scores_;      ///< by match
  struct ClassFacetOf {
    ClassFacet facet;
    std::shared_ptr<const Scheme> scheme;
  };

  std::map<std::string, Facet> facets_;
  std::map<std::string, ClassFacetOf> class_facets_;
  std::list<FacetRun> runs_;
  SearchAnswer answer_;
};

}  // namespace

Result<SearchAnswer> search_database(const Xapian::Database& database, const Schema& schema,
                                     const SchemeSource& schemes, const Tree& tree,
                                     const SearchOptions& options, Budget& budget) {
  return SearchRun(database, schema, schemes, tree, options, budget).run();
}

}  // namespace patlas::xapian
