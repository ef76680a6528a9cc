// bindings/cpp/index.cc
//
// include/patlas/index.h over the layers below it: opening, asking and showing. Nothing is decided
// here; a request becomes options, an answer becomes a reply.
#include "patlas/index.h"

#include <algorithm>
#include <limits>

#include "bindings/cpp/backend.h"
#include "bindings/cpp/highlights.h"
#include "bindings/cpp/requests.h"
#include "engine/base/env.h"
#include "engine/base/mapping_guard.h"
#include "ingest/normalize/dates.h"
#include "ingest/normalize/numbers.h"
#include "ingest/normalize/symbols.h"
#include "ingest/record.h"
#include "query/classes/class_facet.h"
#include "query/search.h"
#include "query/tree.h"

namespace patlas {

struct Index::State {
  std::shared_ptr<const OpenIndex> open;
};

Index::Index() = default;
Index::~Index() = default;
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;

Result<Index> Index::open(const std::string& directory) {
  auto state = std::make_shared<State>();
  PATLAS_ASSIGN(state->open, open_index(directory));
  Index index;
  index.state_ = std::move(state);
  return index;
}

const std::string& Index::snapshot() const { return state_->open->id(); }

void survive_lost_files() { install_mapping_guard(); }

SchemeInfo scheme_info(const Scheme& scheme) {
  return {scheme.name(), scheme.version(), scheme.count(), scheme.languages()};
}

namespace {

/// What was read counts only if the files were whole until the end: one that was cut short
/// meanwhile reads as zeros, and is also why there may be an error.
template <typename T>
Result<T> if_intact(const OpenIndex& index, Result<T> answer) {
  PATLAS_TRY(index.intact());
  return answer;
}

/// A time further off than the clock can say is never.
uint64_t deadline_after(uint64_t timeout_ms) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  const uint64_t now_ns = posix_env().clock->monotonic_ns();
  return timeout_ms > (kMax - now_ns) / 1'000'000 ? kMax : now_ns + timeout_ms * 1'000'000;
}

SearchOptions make_options(const SearchRequest& request, SortKey sort) {
  SearchOptions options;
  options.limit = request.limit;
  options.offset = request.offset;
  options.sort = std::move(sort);
  options.count_documents = request.count_documents;
  options.count_families = request.count_families;
  options.count_applications = request.count_applications;
  options.count_extended_families = request.count_extended_families;
  options.facets = request.facets;
  options.facet_limit = request.facet_limit;
  options.cross = request.cross;
  options.explain = request.explain;
  options.threads = request.threads;
  options.title_language = request.title_language;
  for (const patlas::NumberListText& list : request.number_lists) {
    options.lists.push_back({list.name, list.text});
  }
  return options;
}

/// Worthless when the budget ended.
std::vector<FacetCount> make_counts(std::vector<FacetValue> values, Budget& budget) {
  std::vector<FacetCount> counts;
  if (!budget.charge(values.size() * sizeof(FacetCount))) return counts;
  counts.reserve(values.size());
  for (FacetValue& v : values) {
    counts.push_back(
        {std::move(v.value), std::move(v.label), v.documents, v.families, std::move(v.title)});
  }
  return counts;
}

Publication publication_of(const Record& record) {
  return {record.publication.country, record.publication.number, record.publication.kind};
}

Result<Record> read_record(const OpenIndex& index, const DocAddress& address, std::string& json) {
  PATLAS_ASSIGN(json, index.record(address));
  auto record = record_from_json(json);
  if (record) return record;
  return Error{Code::kCorruption,
               "a stored record does not read back: " + record.error().message,
               {.file = index.file_of(address), .entry = {}}};
}

SearchHit make_hit(const Record& record, const Hit& hit) {
  SearchHit out;
  out.publication = publication_of(record);
  out.date = date_to_text(record.publication.date);
  if (!record.titles.empty()) out.title = record.titles.front().text;
  for (const Party& applicant : record.applicants) out.applicants.push_back(applicant.name);
  out.score = hit.score;
  return out;
}

uint64_t bytes_of(const SearchHit& hit) {
  uint64_t bytes = 2 * sizeof(SearchHit) + hit.title.size();  // in a vector that doubles
  for (const std::string& applicant : hit.applicants) bytes += sizeof(applicant) + applicant.size();
  return bytes;
}

/// Reads the records of `hits`, of which there may be millions: as many as the budget allows.
Status read_hits(const OpenIndex& index, const std::vector<Hit>& hits, HitHighlights* highlights,
                 Budget& budget, SearchReply& reply) {
  constexpr uint64_t kRecordUnits = 8192;  // a record takes about 10 us
  WorkMeter meter(budget);
  std::string json;
  for (size_t i = 0; i < hits.size(); ++i) {
    PATLAS_ASSIGN(const Record record, read_record(index, hits[i].address, json));
    SearchHit out = make_hit(record, hits[i]);
    if (highlights != nullptr) PATLAS_TRY(highlights->add(i, record, out));
    if (budget.stopped()) return {};
    if (!budget.charge(bytes_of(out)) || !meter.add(kRecordUnits)) return {};
    reply.hits.push_back(std::move(out));
  }
  return {};
}

/// Worthless when the budget ended.
CrossReply make_cross(CrossAnswer answer, Budget& budget) {
  CrossReply cross{std::move(answer.row_facet),
                   std::move(answer.column_facet),
                   make_counts(std::move(answer.rows), budget),
                   make_counts(std::move(answer.columns), budget),
                   {}};
  if (!budget.charge(answer.cells.size() * sizeof(cross.cells[0]))) return cross;
  cross.cells.reserve(answer.cells.size());
  for (const CrossCell& cell : answer.cells) {
    cross.cells.push_back({cell.row, cell.column, cell.documents, cell.families});
  }
  return cross;
}

/// Says in `reply` which limit ended the query, if one did; such an answer has no facets.
void say_stopped(const Budget& budget, const SearchRequest& request, SearchReply& reply) {
  const std::optional<StoppedBy> stopped = budget.stopped_by();
  if (!stopped) return;
  reply.complete = false;
  reply.limit = stopped->limit;
  // People set a time, not a point on the clock.
  reply.limit_value =
      budget.stop() == Budget::Stop::kDeadline ? request.timeout_ms : stopped->value;
  for (FacetReply& facet : reply.facets) facet = {facet.name, 0, {}};
  if (reply.cross) *reply.cross = {reply.cross->row_facet, reply.cross->column_facet, {}, {}, {}};
}

Result<SearchReply> search_index(const OpenIndex& index, const SearchRequest& request) {
  PATLAS_TRY(check_threads(request.threads));
  const uint64_t deadline_ns = request.timeout_ms == 0 ? 0 : deadline_after(request.timeout_ms);
  Budget budget(request.memory_bytes, deadline_ns, request.cancel, posix_env().clock);
  const auto parsed = parse_query(request.query, index.schema(), &budget);
  SearchReply reply;
  reply.snapshot = index.id();
  if (budget.keep_going() && !parsed) return parsed.error();
  // As it was written, where there was no time or memory to understand it.
  reply.query = budget.stopped() ? std::string() : print_query(*parsed, index.schema(), &budget);
  uint64_t copied = reply.query.size();
  for (const patlas::NumberListText& list : request.number_lists) copied += list.text.size();
  budget.charge(copied);
  if (budget.stopped()) {
    reply.query = request.query;
    for (const std::string& facet : request.facets) reply.facets.push_back({facet, 0, {}});
    if (request.cross) reply.cross = {request.cross->first, request.cross->second, {}, {}, {}};
    say_stopped(budget, request, reply);
    return reply;
  }
  const Tree& tree = *parsed;
  PATLAS_ASSIGN(SortKey sort, parse_sort_key(request.sort, index.schema()));
  const SearchOptions options = make_options(request, std::move(sort));
  PATLAS_ASSIGN(SearchAnswer answer, index.search(tree, options, budget));
  reply.documents = answer.documents;
  reply.families = answer.families;
  reply.applications = answer.applications;
  reply.extended_families = answer.extended_families;
  PATLAS_ASSIGN(const auto highlights,
                HitHighlights::make(index, tree, request, options, answer.hits, budget));
  PATLAS_TRY(read_hits(index, answer.hits, highlights.get(), budget, reply));
  for (FacetAnswer& facet : answer.facets) {
    reply.facets.push_back(
        {std::move(facet.name), facet.value_count, make_counts(std::move(facet.values), budget)});
  }
  if (answer.cross) reply.cross = make_cross(std::move(*answer.cross), budget);
  reply.explain = std::move(answer.explain);
  for (NumberReport& report : answer.lists) {
    NumberListReply& list = reply.number_lists.emplace_back();
    list.name = std::move(report.name);
    list.field = std::move(report.field);
    list.lines = report.lines;
    list.found = report.found;
    list.remarks.reserve(report.remarks.size());
    for (NumberLine& line : report.remarks) {
      list.remarks.push_back({line.line, number_remark_name(line.remark), std::move(line.text),
                              std::move(line.read_as), line.first_line});
    }
  }
  say_stopped(budget, request, reply);
  return reply;
}

/// What the loaded schemes call the record's symbols; empty where they call none anything.
Result<std::vector<std::string>> symbol_titles(const OpenIndex& index, const Record& record,
                                               const std::string& language) {
  std::vector<std::string> titles(record.symbols.size());
  bool any = false;
  for (size_t i = 0; i < titles.size(); ++i) {
    const Symbol& symbol = record.symbols[i];
    if (symbol.scheme != "cpc" && symbol.scheme != "ipc") continue;
    const auto parsed = parse_class_symbol(symbol.symbol.empty() ? symbol.original : symbol.symbol);
    if (!parsed) continue;
    PATLAS_ASSIGN(const auto scheme, index.scheme(symbol.scheme));
    if (scheme == nullptr) continue;
    const uint32_t node =
        scheme->find(parsed->key.size() == 8 ? parsed->key + "000000" : parsed->key);
    if (node == Scheme::kNone) continue;
    PATLAS_ASSIGN(titles[i], scheme->title_in(node, language));
    any |= !titles[i].empty();
  }
  if (!any) titles.clear();
  return titles;
}

Result<std::vector<ShownRecord>> show_from(const OpenIndex& index, std::string_view number,
                                           const std::string& language) {
  const std::vector<DocdbNumber> candidates = parse_number(NumberSpace::kPublication, number);
  if (candidates.empty()) {
    return Error{Code::kParse,
                 "'" + std::string(number) + "' is not a publication number such as US7650331B2",
                 {}};
  }
  std::vector<ShownRecord> shown;
  std::vector<std::string> stored;
  for (const DocdbNumber& candidate : candidates) {
    std::string key = candidate.country + "." + candidate.number;
    if (!candidate.kind.empty()) key += "." + candidate.kind;
    PATLAS_ASSIGN(const std::vector<DocAddress> found, index.find(key));
    for (const DocAddress& address : found) {
      ShownRecord record;
      PATLAS_ASSIGN(const Record read, read_record(index, address, record.json));
      record.publication = publication_of(read);
      if (std::find(stored.begin(), stored.end(), record.json) != stored.end()) continue;
      stored.push_back(record.json);
      PATLAS_ASSIGN(const auto titles, symbol_titles(index, read, language));
      if (!titles.empty()) record.json = record_to_json(read, true, titles);
      shown.push_back(std::move(record));
    }
  }
  if (shown.empty()) {
    return Error{
        Code::kNotFound, "no record of publication " + display_number(candidates.front()), {}};
  }
  return shown;
}

}  // namespace

Result<SearchReply> Index::search(const SearchRequest& request) const {
  return if_intact(*state_->open, search_index(*state_->open, request));
}

Result<SearchReply> Index::classes(const ClassesRequest& request) const {
  SearchRequest search = request.of;
  if (search.query.empty()) search.query = "*:*";
  search.limit = search.offset = search.facet_limit = 0;
  search.cross.reset();
  search.facets.clear();
  std::string symbol = request.symbol;
  std::erase(symbol, ' ');
  PATLAS_TRY(class_key(request.scheme, symbol));
  if (request.levels > kClassLevelsMax) {
    return Error{Code::kInvalidArgument,
                 "no class has " + std::to_string(request.levels) + " levels below it; ask for " +
                     std::to_string(kClassLevelsMax) + " at most",
                 {}};
  }
  const std::string head = request.scheme + "@" + symbol + ":+";
  if (!symbol.empty() && request.levels != 0) search.facets.push_back(head + "0");
  search.facets.push_back(head + std::to_string(request.levels));
  PATLAS_ASSIGN(SearchReply reply, this->search(search));
  for (FacetReply& facet : reply.facets) {
    std::sort(facet.values.begin(), facet.values.end(),
              [](const FacetCount& a, const FacetCount& b) { return a.value < b.value; });
  }
  return reply;
}

Result<std::vector<ShownRecord>> Index::show(std::string_view number,
                                             const std::string& title_language) const {
  return if_intact(*state_->open, show_from(*state_->open, number, title_language));
}

namespace {

Result<IndexInfo> info_of(const OpenIndex& index) {
  PATLAS_ASSIGN(IndexInfo info, index.info());
  PATLAS_ASSIGN(const auto names, index.scheme_names());
  for (const std::string& name : names) {
    PATLAS_ASSIGN(const auto scheme, index.scheme(name));
    if (scheme != nullptr) info.schemes.push_back(scheme_info(*scheme));
  }
  return info;
}

}  // namespace

Result<IndexInfo> Index::info() const { return if_intact(*state_->open, info_of(*state_->open)); }

Status Index::backup(const std::string& directory) const {
  PATLAS_TRY(check_path(directory, "the directory"));
  return state_->open->backup(directory);
}

}  // namespace patlas
