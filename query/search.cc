// From a tree to an answer: the tree simplified, its leaves analysed once, a plan for each segment,
// one run over the pages with a collector for each thing asked, and the threads' findings merged.
//
// Tested by tests/query/search_test.cc, facets_test.cc, ranking_test.cc.

#include "query/search.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <utility>

#include "query/classes/class_counter.h"
#include "query/classes/class_facet.h"
#include "query/classes/class_lookup.h"
#include "query/classes/class_totals.h"
#include "query/explain.h"
#include "query/facets/facet_answer.h"
#include "query/facets/families.h"
#include "query/facets/family_pass.h"
#include "query/facets/labels.h"
#include "query/page_run.h"
#include "query/plan.h"
#include "query/ranking.h"
#include "query/sorting.h"

namespace patlas {
namespace {

constexpr uint64_t kFacetUnits = 4, kFamilyUnits = 4, kSortUnits = 2, kScoreUnits = 40;
constexpr const char* kHitDateColumn = "pd";
// As it was asked, while it is simplified (its keys are about a node each), and simplified.
constexpr uint64_t kTreeCopies = 4;

// Asking the system takes as long as a small query: once is enough.
uint32_t processors() {
  static const uint32_t count = std::max(1u, std::thread::hardware_concurrency());
  return count;
}

// One facet asked for, or a side of the cross-tab.
struct FacetRun {
  const FacetSpec* spec = nullptr;
  FacetCodes codes;
  std::vector<FacetColumn> columns;  ///< by segment
  FacetCounts counts;
};

// A level of groups that are counted: applications, simple or extended families.
struct GroupRun {
  const GroupIndex* groups = nullptr;
  const char* name = "";
  uint64_t* answer = nullptr;
};

// A class tree that facets ask about: counted once, however many levels of it are asked for.
struct ClassRun {
  std::string scheme;
  ClassColumns columns;
  ClassCounts made;
  std::shared_ptr<const ClassCounts> kept;  ///< of a query before
  const ClassCounts& counts() const { return kept != nullptr ? *kept : made; }
};

class SearchRun {
 public:
  SearchRun(const Snapshot& snapshot, const Tree& tree, const SearchOptions& options,
            Budget& budget)
      : snapshot_(snapshot),
        given_tree_(tree),
        options_(options),
        budget_(budget),
        charge_(budget),
        wanted_(options.limit == 0 ? 0 : saturating_add(options.limit, options.offset)) {}

  Result<SearchAnswer> run() {
    PATLAS_TRY(check_options());
    PATLAS_TRY(plan());
    if (options_.explain) answer_.explain = explain_plans(plans_, options_.optimisations, budget_);
    PATLAS_TRY(prepare());
    PATLAS_TRY(count());
    if (options_.explain) answer_.explain += "counting\n" + counting_;
    PATLAS_TRY(finish());
    return std::move(answer_);
  }

 private:
  static uint64_t saturating_add(uint64_t a, uint64_t b) { return a + std::min(b, ~a); }

  Status check_options() {
    const Schema& schema = snapshot_.schema();
    if (!options_.sort.by_score) {
      PATLAS_ASSIGN(const SortKey key, parse_sort_key(options_.sort.column, schema));
      sort_column_ = static_cast<uint16_t>(schema.column(key.column));
    }
    for (const std::string& name : options_.facets) {
      PATLAS_ASSIGN(auto of_classes, parse_class_facet(name, schema));
      if (of_classes) {
        class_facets_.emplace(name, std::move(*of_classes));
      } else {
        PATLAS_TRY(add_facet(name));
      }
    }
    if (options_.cross) {
      PATLAS_ASSIGN(cross_rows_, add_facet(options_.cross->first));
      PATLAS_ASSIGN(cross_columns_, add_facet(options_.cross->second));
    }
    return {};
  }

  // Gives the facet's place in facets_; one asked for twice runs once.
  Result<size_t> add_facet(const std::string& name) {
    PATLAS_ASSIGN(const FacetSpec* spec, find_facet(name, snapshot_.schema()));
    const auto known = std::find_if(facets_.begin(), facets_.end(),
                                    [spec](const FacetRun& run) { return run.spec == spec; });
    const auto place = static_cast<size_t>(known - facets_.begin());
    if (known == facets_.end()) facets_.emplace_back().spec = spec;
    return place;
  }

  Status plan() {
    if (!options_.lists.empty()) {
      PATLAS_ASSIGN(bound_tree_,
                    bind_lists(given_tree_, options_.lists, snapshot_.schema(), budget_, lists_));
      if (budget_.stopped()) return {};
    }
    // What was asked is checked and scored; its simplest equivalent is what runs.
    PATLAS_TRY(check_tree(tree(), snapshot_.schema()));
    if (!budget_.charge(kTreeCopies * tree().nodes.size() * sizeof(Node)) ||
        !budget_.keep_going()) {
      return {};
    }
    const Tree simple = simplify(tree(), &budget_);
    if (!budget_.keep_going()) return {};
    PATLAS_ASSIGN(auto simple_leaves, analyse_leaves(simple, budget_));
    if (!budget_.stopped()) {
      PATLAS_TRY(look_up_classes(simple, snapshot_.schema(), schemes(), simple_leaves, budget_));
    }
    if (wants_scores() && !budget_.stopped()) {
      PATLAS_ASSIGN(leaves_, analyse_leaves(tree(), budget_));
    }
    if (!budget_.keep_going()) return {};
    PlanContext context;
    context.schema = &snapshot_.schema();
    context.tree = &simple;
    context.leaves = &simple_leaves;
    if (wants_scores()) {
      context.scored_tree = &tree();
      context.scored_leaves = &leaves_;
    }
    context.with_labels = options_.explain;
    context.optimisations = options_.optimisations;
    context.budget = &budget_;
    context.segment_count = static_cast<uint32_t>(snapshot_.segments().size());
    if (asks_family_size(simple)) {
      PATLAS_ASSIGN(context.families, FamilySizes::of(snapshot_, budget_));
    }
    for (const LiveSegment& segment : snapshot_.segments()) {
      if (!budget_.keep_going()) break;
      PATLAS_ASSIGN(SegmentPlan plan, plan_segment(segment, context));
      ++context.segment;
      plans_.push_back(std::move(plan));
    }
    return report_lists(context);
  }

  const Tree& tree() const { return bound_tree_.nodes.empty() ? given_tree_ : bound_tree_; }

  // A list that simplifying took away is looked up for its report alone.
  Status report_lists(PlanContext context) {
    for (const BoundList& list : lists_) {
      Tree alone;
      Node& node = alone.nodes.emplace_back();
      node.type = NodeType::kNumber;
      node.fields = {list.field};
      node.list = list.list;
      const std::vector<LeafText> no_text(1);
      context.tree = &alone;
      context.leaves = &no_text;
      context.scored_tree = nullptr;
      context.segment = 0;
      for (const LiveSegment& segment : snapshot_.segments()) {
        if (list.list->is_looked_up() || !budget_.keep_going()) break;
        PATLAS_TRY(plan_segment(segment, context));
        ++context.segment;
      }
      if (!budget_.keep_going()) break;
      NumberReport report = list.list->report(budget_);
      report.name = list.name;
      report.field = snapshot_.schema().fields[list.field].code;
      answer_.lists.push_back(std::move(report));
    }
    if (budget_.stopped()) answer_.lists.clear();
    return {};
  }

  static bool asks_family_size(const Tree& tree) {
    return std::any_of(tree.nodes.begin(), tree.nodes.end(), [](const Node& node) {
      return node.type == NodeType::kCount && node.column == kNoColumn;
    });
  }

  bool by_runs() const { return options_.optimisations.family_runs; }

  void note_count(const std::string& what, const std::string& how) {
    if (options_.explain) counting_ += "  " + what + ": " + how + "\n";
  }

  SchemeSource schemes() const {
    return [this](const std::string& name) { return snapshot_.scheme(name); };
  }

  bool has_facets() const { return !facets_.empty() || !class_facets_.empty(); }

  // The trees of the class facets, each once.
  Status open_classes() {
    for (const auto& [name, facet] : class_facets_) {
      const std::string& wanted = facet.scheme;
      const bool known = std::any_of(class_runs_.begin(), class_runs_.end(),
                                     [&wanted](const ClassRun& r) { return r.scheme == wanted; });
      if (known) continue;
      PATLAS_ASSIGN(auto scheme, snapshot_.scheme(wanted));
      if (scheme == nullptr && wanted == "tech") return no_technology();
      auto built = snapshot_.derived<ClassTree>("class-tree." + wanted, [&, column = facet.column] {
        return ClassTree::build(snapshot_, column, std::move(scheme), budget_);
      });
      if (budget_.stopped()) {
        class_runs_.clear();
        return {};
      }
      PATLAS_ASSIGN(auto tree, std::move(built));
      ClassRun& run = class_runs_.emplace_back();
      run.scheme = wanted;
      PATLAS_ASSIGN(run.columns, ClassColumns::open(snapshot_, facet.column, std::move(tree)));
    }
    return {};
  }

  bool wants_hits() const { return wanted_ != 0; }
  bool wants_scores() const { return wants_hits() && options_.sort.by_score; }
  bool wants_kept() const {
    return options_.cross.has_value() || (options_.count_families && has_facets());
  }

  // Opens the columns that the collectors read.
  Status prepare() {
    if (budget_.stopped()) return {};
    for (FacetRun& facet : facets_) {
      PATLAS_ASSIGN(facet.codes, FacetCodes::open(snapshot_, *facet.spec));
      for (uint32_t segment = 0; segment < snapshot_.segments().size(); ++segment) {
        PATLAS_ASSIGN(FacetColumn column, FacetColumn::open(facet.codes, segment,
                                                            options_.optimisations.pack_decoding));
        facet.columns.push_back(std::move(column));
      }
    }
    PATLAS_TRY(open_groups());
    PATLAS_TRY(open_classes());
    if (has_facets()) {
      PATLAS_ASSIGN(numbers_, SnapshotNumbers::of(snapshot_));
    }
    if (wants_scores()) {
      PATLAS_ASSIGN(ranking_,
                    ranking_statistics(snapshot_, plans_, options_.optimisations, budget_));
    } else if (wants_hits()) {
      for (const LiveSegment& segment : snapshot_.segments()) {
        DateSorter::SegmentColumns columns;
        PATLAS_ASSIGN(columns.dates, segment.reader->number_column(sort_column_));
        PATLAS_ASSIGN(columns.key_ranks, segment.reader->key_rank());
        sort_columns_.push_back(columns);
      }
    }
    return {};
  }

  Status open_groups() {
    const auto open = [&](GroupLevel level, const char* name, uint64_t& answer) -> Status {
      PATLAS_ASSIGN(const GroupIndex* groups, snapshot_.groups(level));
      groups_.push_back({groups, name, &answer});
      return {};
    };
    if (options_.count_applications) {
      PATLAS_TRY(open(GroupLevel::kApplication, "applications", answer_.applications));
    }
    if (options_.count_extended_families) {
      PATLAS_TRY(open(GroupLevel::kExtended, "extended families", answer_.extended_families));
    }
    if (!options_.count_families) return {};
    PATLAS_TRY(open(GroupLevel::kFamily, "families", answer_.families));
    PATLAS_ASSIGN(FamilyLookup lookup, FamilyLookup::open(snapshot_));
    families_ = std::make_unique<FamilyLookup>(std::move(lookup));
    return {};
  }

  // In a fixed order, which merge() relies on: groups, facets, classes, kept, hits.
  Collectors make_collectors() {
    Collectors collectors;
    for (const GroupRun& run : groups_) {
      collectors.push_back(std::make_unique<GroupCollector>(*run.groups, by_runs(), budget_));
    }
    for (const FacetRun& facet : facets_) {
      collectors.push_back(std::make_unique<FacetCounter>(
          facet.codes, facet.columns,
          families_ != nullptr && by_runs() ? &families_->groups() : nullptr, budget_));
    }
    for (const ClassRun& run : class_runs_) {
      collectors.push_back(std::make_unique<ClassCounter>(
          run.columns, options_.optimisations.pack_decoding,
          families_ != nullptr && by_runs() ? &families_->groups() : nullptr, budget_));
    }
    if (wants_kept()) {
      collectors.push_back(std::make_unique<KeptDocs>(
          numbers_, families_.get(), by_runs() && !options_.cross.has_value(), budget_));
    }
    if (wants_scores()) {
      collectors.push_back(std::make_unique<ScoreSorter>(ranking_, plans_, wanted_, budget_));
    } else if (wants_hits()) {
      collectors.push_back(std::make_unique<DateSorter>(sort_columns_, options_.sort.descending,
                                                        wanted_, options_.optimisations, budget_));
    }
    return collectors;
  }

  uint64_t units_per_match() const {
    return 1 + kFamilyUnits * groups_.size() + kFacetUnits * (facets_.size() + class_runs_.size()) +
           kFamilyUnits * wants_kept() + kSortUnits * wants_hits() + kScoreUnits * wants_scores();
  }

  // Only documents are asked for, and the plan's root knows how many it has.
  bool count_from_dictionaries() {
    if (!options_.optimisations.dictionary_counts || !groups_.empty() || has_facets() ||
        wants_hits()) {
      return false;
    }
    uint64_t documents = 0;
    for (const SegmentPlan& plan : plans_) {
      const PlanNode* node = &plan.root_node();
      const bool inverted = node->type == PlanType::kNot;
      if (inverted) node = &plan.nodes[node->children[0]];
      const bool is_known = node->type == PlanType::kNone || node->type == PlanType::kAll ||
                            ((node->type == PlanType::kTerm || node->type == PlanType::kSet) &&
                             plan.segment->deleted.empty());
      if (!is_known) return false;
      const uint64_t live = plan.segment->live_count;
      const uint64_t found = node->type == PlanType::kAll ? live : node->estimate;
      documents += inverted ? live - found : found;
    }
    answer_.documents = documents;
    note_count("documents", "as the dictionaries say");
    return true;
  }

  // Nothing is asked but classes and groups of all documents.
  bool wants_totals() const {
    return options_.optimisations.dictionary_counts && !class_runs_.empty() && facets_.empty() &&
           !options_.cross && !wants_hits() &&
           std::all_of(plans_.begin(), plans_.end(), [](const SegmentPlan& plan) {
             return plan.root_node().type == PlanType::kAll;
           });
  }

  Result<std::shared_ptr<const ClassTotals>> totals() const {
    return snapshot_.derived<ClassTotals>("class-totals",
                                          [] { return Result<ClassTotals>(ClassTotals()); });
  }

  // From what an earlier query has counted.
  Result<bool> count_from_totals() {
    PATLAS_ASSIGN(const auto known, totals());
    for (ClassRun& run : class_runs_) {
      run.kept = known->find(run.scheme, families_ != nullptr);
      if (run.kept == nullptr) break;
    }
    bool is_known = class_runs_.back().kept != nullptr;
    for (const GroupRun& run : groups_) {
      const auto count = known->groups(run.name);
      is_known &= count.has_value();
      *run.answer = count.value_or(0);
    }
    if (!is_known) {
      for (ClassRun& run : class_runs_) run.kept = nullptr;
      return false;
    }
    for (const SegmentPlan& plan : plans_) answer_.documents += plan.segment->live_count;
    note_count("classes", "as they were counted before, of all documents");
    return true;
  }

  Status keep_totals() {
    if (budget_.stopped()) return {};
    PATLAS_ASSIGN(const auto known, totals());
    for (ClassRun& run : class_runs_) {
      run.kept = std::make_shared<const ClassCounts>(std::move(run.made));
      known->keep(run.scheme, run.kept);
    }
    for (const GroupRun& run : groups_) known->keep_groups(run.name, *run.answer);
    return {};
  }

  Status count() {
    if (budget_.stopped() || count_from_dictionaries()) return {};
    if (wants_totals()) {
      PATLAS_ASSIGN(const bool is_counted, count_from_totals());
      if (is_counted) return {};
    }
    threads_ = threads_for(plans_, options_.threads == 0 ? processors() : options_.threads,
                           units_per_match());
    const bool counts =
        options_.count_documents || !groups_.empty() || has_facets() || wants_hits();
    if (!counts) return {};
    PageRunResult result = run_pages(
        plans_, threads_, [this] { return make_collectors(); }, options_.optimisations, budget_);
    answer_.documents = result.documents;
    note_count("documents", "page by page on " + std::to_string(threads_) + " thread" +
                                (threads_ == 1 ? "" : "s"));
    PATLAS_TRY(merge(result.collectors));
    return wants_totals() ? keep_totals() : Status();
  }

  // The collector at `place` of every thread.
  template <typename Type>
  static std::vector<Type*> column_of(std::vector<Collectors>& threads, size_t place) {
    std::vector<Type*> found;
    for (Collectors& collectors : threads) {
      found.push_back(static_cast<Type*>(collectors[place].get()));
    }
    return found;
  }

  Status merge(std::vector<Collectors>& threads) {
    size_t place = 0;
    for (const GroupRun& run : groups_) {
      const auto found = column_of<GroupCollector>(threads, place++);
      for (size_t i = 1; i < found.size(); ++i) found[0]->add(*found[i]);
      *run.answer = found[0]->count();
      note_count(run.name, found[0]->how());
    }
    for (FacetRun& facet : facets_) {
      const auto found = column_of<FacetCounter>(threads, place++);
      for (size_t i = 1; i < found.size(); ++i) found[0]->counts().add(found[i]->counts());
      facet.counts.values = found[0]->counts().finish(charge_);
      if (families_ != nullptr) {
        if (!charge_.add(facet.counts.values.size() * sizeof(uint32_t))) return {};
        facet.counts.families.reserve(facet.counts.values.size());
        for (const CodeCount& count : facet.counts.values) {
          facet.counts.families.push_back(count.families);
        }
      }
    }
    for (ClassRun& run : class_runs_) {
      const auto found = column_of<ClassCounter>(threads, place++);
      for (size_t i = 1; i < found.size(); ++i) found[0]->add(*found[i]);
      run.made = found[0]->counts();
      charge_.add((run.made.documents.size() + run.made.families.size()) * sizeof(uint32_t));
    }
    if (wants_kept()) {
      const auto found = column_of<KeptDocs>(threads, place++);
      std::vector<uint64_t>& docs = found[0]->docs();
      size_t count = 0;
      for (KeptDocs* const kept : found) count += kept->docs().size();
      Charge charge(budget_);
      if (count > docs.capacity()) {
        if (!charge.add(count * sizeof(uint64_t))) return {};
        docs.reserve(count);
      }
      for (size_t i = 1; i < found.size(); ++i) {
        docs.insert(docs.end(), found[i]->docs().begin(), found[i]->docs().end());
      }
      pass_kept(docs);
    }
    if (wants_scores()) return merge_hits(column_of<ScoreSorter>(threads, place));
    if (wants_hits()) return merge_hits(column_of<DateSorter>(threads, place));
    return {};
  }

  static PassFacet pass_facet(FacetRun& facet) {
    return {&facet.columns, &facet.codes, &facet.counts};
  }

  // Of documents that were kept for a cross-tab, those whose families no run counted.
  std::vector<uint64_t> split_of(const std::vector<uint64_t>& docs, Charge& charge) {
    std::vector<uint64_t> split;
    for (const uint64_t doc : docs) {
      const DocAddress at = numbers_.address(static_cast<uint32_t>(doc));
      if (!families_->is_split(at.segment, at.doc)) continue;
      if (!make_room(split, 1, charge)) return {};
      split.push_back(doc);
    }
    return split;
  }

  void add_families(ClassRun& run, const std::vector<uint32_t>& more) {
    std::vector<uint32_t>& families = run.made.families;
    if (more.size() > families.size()) {
      if (!charge_.add(more.size() * sizeof(uint32_t))) return;
      families.resize(more.size());
    }
    for (size_t node = 0; node < more.size(); ++node) families[node] += more[node];
  }

  void pass_kept(std::vector<uint64_t>& docs) {
    {
      Charge charge(budget_);
      if (!charge.add(docs.size() * sizeof(uint64_t))) return;
      sort_kept(docs);
    }
    if (families_ != nullptr) {
      std::vector<PassFacet> pass;
      for (FacetRun& facet : facets_) pass.push_back(pass_facet(facet));
      const bool some_counted = by_runs() && options_.cross.has_value();
      Charge of_split(budget_);
      const std::vector<uint64_t> split =
          some_counted ? split_of(docs, of_split) : std::vector<uint64_t>();
      const std::vector<uint64_t>& uncounted = some_counted ? split : docs;
      count_families(uncounted, numbers_, pass, threads_, budget_);
      note_count("families of facets", by_runs() ? "with the documents; then those of " +
                                                       std::to_string(uncounted.size()) +
                                                       " documents that are split"
                                                 : "in a pass of their own");
      for (ClassRun& run : class_runs_) {
        add_families(run,
                     count_class_families(uncounted, numbers_, run.columns, threads_, budget_));
      }
    }
    if (!options_.cross || budget_.stopped()) return;
    cells_ = count_cells(docs, numbers_, pass_facet(facets_[cross_rows_]),
                         pass_facet(facets_[cross_columns_]), threads_, budget_);
  }

  template <typename Sorter>
  Status merge_hits(const std::vector<Sorter*>& found) {
    std::vector<std::vector<Candidate>> tops(plans_.size());
    for (size_t segment = 0; segment < tops.size(); ++segment) {
      TopCandidates& top = found[0]->tops()[segment];
      for (size_t i = 1; i < found.size(); ++i) top.add(found[i]->tops()[segment]);
      tops[segment] = top.finish();
    }
    PATLAS_ASSIGN(auto ranked,
                  merge_candidates(snapshot_, tops, options_.offset, options_.limit, budget_));
    const int date_column = snapshot_.schema().column(kHitDateColumn);
    if (!budget_.charge(ranked.size() * sizeof(Hit))) return {};
    answer_.hits.reserve(ranked.size());
    for (RankedDoc& doc : ranked) {
      Hit hit;
      hit.address = doc.address;
      hit.key = std::move(doc.key);
      if (wants_scores()) hit.score = score_of_order(doc.primary);
      if (date_column >= 0) {
        const SegmentReader& reader = *snapshot_.segments()[doc.address.segment].reader;
        PATLAS_ASSIGN(const NumberColumn* dates,
                      reader.number_column(static_cast<uint16_t>(date_column)));
        hit.date = dates->get(doc.address.doc);
      }
      answer_.hits.push_back(std::move(hit));
    }
    return {};
  }

  Result<std::vector<FacetValue>> cross_side(const FacetRun& facet) {
    std::vector<FacetValue> values;
    for (uint32_t i = 0; i < facet.counts.values.size(); ++i) {
      PATLAS_ASSIGN(FacetValue value, facet_value(*facet.spec, facet.codes, facet.counts, i));
      if (!budget_.charge(2 * sizeof(FacetValue) + value.value.size() + value.label.size())) break;
      values.push_back(std::move(value));
    }
    return values;
  }

  Status answer_facets() {
    for (const std::string& name : options_.facets) {
      FacetAnswer& answer = answer_.facets.emplace_back();
      answer.name = name;
      if (budget_.stopped()) continue;
      if (const auto found = class_facets_.find(name); found != class_facets_.end()) {
        answer_class_facet(found->second, answer);
        continue;
      }
      PATLAS_ASSIGN(const size_t place, add_facet(name));
      const FacetRun& facet = facets_[place];
      PATLAS_ASSIGN(answer, answer_facet(*facet.spec, facet.codes, facet.counts,
                                         options_.facet_limit, budget_));
    }
    if (budget_.stopped()) return {};
    return add_titles(snapshot_.schema(), schemes(), options_.title_language, answer_.facets,
                      budget_);
  }

  // The nodes so many levels below one. What is below stands behind, up to the next as high.
  void answer_class_facet(const ClassFacet& facet, FacetAnswer& answer) {
    const ClassRun& run =
        *std::find_if(class_runs_.begin(), class_runs_.end(),
                      [&](const ClassRun& r) { return r.scheme == facet.scheme; });
    const ClassTree& tree = *run.columns.tree;
    const TreeLinks& links = tree.links();
    const uint32_t above = facet.above.empty() ? TreeLinks::kRoot : tree.find(facet.above);
    if (!facet.above.empty() && above == TreeLinks::kRoot) return;  // no document is there
    const uint32_t depth = links.depth(above) + facet.levels;
    const ClassCounts& counts = run.counts();
    const auto end = std::min(links.end(above), static_cast<uint32_t>(counts.documents.size()));
    WorkMeter meter(budget_);
    for (uint32_t node = std::max(above, 1u), next = 0; node < end; node = next) {
      if (!meter.add(1)) return;
      const bool is_asked = links.depth(node) == depth;
      next = is_asked ? links.end(node) : node + 1;
      if (!is_asked || counts.documents[node] == 0) continue;
      FacetValue value;
      value.value = tree.key(node);
      value.label = class_label(facet, value.value);
      value.documents = counts.documents[node];
      const bool has_families = families_ != nullptr && !counts.families.empty();
      value.families = has_families ? counts.families[node] : 0;
      if (!budget_.charge(2 * sizeof(FacetValue) + value.value.size() + value.label.size())) return;
      answer.values.push_back(std::move(value));
    }
    order_values(answer, options_.facet_limit);
  }

  Status answer_cross() {
    if (!options_.cross) return {};
    CrossAnswer& cross = answer_.cross.emplace();
    cross.row_facet = options_.cross->first;
    cross.column_facet = options_.cross->second;
    if (budget_.stopped()) return {};
    PATLAS_ASSIGN(cross.rows, cross_side(facets_[cross_rows_]));
    PATLAS_ASSIGN(cross.columns, cross_side(facets_[cross_columns_]));
    cross.cells = std::move(cells_);
    if (families_ != nullptr) return {};
    for (CrossCell& cell : cross.cells) cell.families = 0;
    return {};
  }

  // An answer that stopped half-way holds no facet half counted.
  void clear_facets() {
    for (FacetAnswer& facet : answer_.facets) facet = {facet.name, 0, {}};
    if (!answer_.cross) return;
    *answer_.cross = {answer_.cross->row_facet, answer_.cross->column_facet, {}, {}, {}};
  }

  Status finish() {
    PATLAS_TRY(answer_facets());
    PATLAS_TRY(answer_cross());
    // The page that the budget interrupts is not among the documents; its groups may be.
    if (budget_.stopped()) {
      for (const GroupRun& run : groups_) *run.answer = std::min(*run.answer, answer_.documents);
    }
    if (!options_.count_documents) answer_.documents = 0;
    if (const auto error = budget_.error()) return *error;
    answer_.stopped_by = budget_.stopped_by();
    answer_.complete = !answer_.stopped_by.has_value();
    if (!answer_.complete) clear_facets();
    return {};
  }

  const Snapshot& snapshot_;
  const Tree& given_tree_;
  Tree bound_tree_;  ///< with its lists; empty when there are none
  std::vector<BoundList> lists_;
  const SearchOptions& options_;
  Budget& budget_;
  Charge charge_;  ///< for what was counted
  const uint64_t wanted_;
  uint16_t sort_column_ = 0;
  uint32_t threads_ = 1;
  std::vector<LeafText> leaves_;
  std::vector<SegmentPlan> plans_;
  std::vector<FacetRun> facets_;
  std::map<std::string, ClassFacet> class_facets_;  ///< by name
  std::vector<ClassRun> class_runs_;
  size_t cross_rows_ = 0, cross_columns_ = 0;
  std::vector<GroupRun> groups_;
  std::unique_ptr<FamilyLookup> families_;
  std::string counting_;  ///< lines of `explain`
  SnapshotNumbers numbers_;
  RankingStatistics ranking_;
  std::vector<DateSorter::SegmentColumns> sort_columns_;
  std::vector<CrossCell> cells_;
  SearchAnswer answer_;
};

}  // namespace

Result<SearchAnswer> search(const Snapshot& snapshot, const Tree& tree,
                            const SearchOptions& options, Clock* clock) {
  Budget budget(options.memory_bytes, options.deadline_ns, options.cancel, clock);
  return search(snapshot, tree, options, budget);
}

Result<SearchAnswer> search(const Snapshot& snapshot, const Tree& tree,
                            const SearchOptions& options, Budget& budget) {
  return SearchRun(snapshot, tree, options, budget).run();
}

}  // namespace patlas
