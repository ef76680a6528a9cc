#include "ingest/record.h"

#include <xxhash.h>

#include <algorithm>
#include <set>

namespace patlas {
namespace {

struct SourceRank {
  std::string_view source;
  uint8_t rank;
};

// As query/values.cc takes them.
constexpr size_t kLongestKind = 8;

constexpr uint8_t kOffice = 3, kRegional = 2, kAggregator = 1;

constexpr SourceRank kSourceRanks[] = {
    {"uspto", kOffice}, {"tipo", kOffice},    {"epo", kOffice},   {"jpo", kOffice},
    {"kipo", kOffice},  {"cnipa", kOffice},   {"dpma", kOffice},  {"rospatent", kOffice},
    {"wipo", kOffice},  {"docdb", kRegional}, {"ops", kRegional}, {"google", kAggregator},
};

/// "US.2007123456": an application as a member of a priority set. Kinds are left out because most
/// offices do not print the kind of a priority.
std::string priority_key(const Number& number) {
  if (number.country.empty() || number.number.empty()) return {};
  return number.country + "." + number.number;
}

bool is_named(const Related& related, std::string_view relation) {
  return related.relation == relation;
}

/// Own-country parents whose filing a continuation or division shares: not priorities.
std::set<std::string> shared_parents(const Record& record) {
  std::set<std::string> keys;
  for (const Related& related : record.related) {
    bool shares = is_named(related, "continuation") || is_named(related, "division");
    if (shares && related.document.country == record.publication.country) {
      keys.insert(priority_key(related.document));
    }
  }
  return keys;
}

/// The parent filed first: the one whose own priority set the chain below it shares.
std::string first_shared_parent(const Record& record) {
  const Number* first = nullptr;
  for (const Related& related : record.related) {
    bool shares = is_named(related, "continuation") || is_named(related, "division");
    if (!shares || priority_key(related.document).empty()) continue;
    uint32_t date = related.document.date == 0 ? ~0u : related.document.date;
    uint32_t best = first == nullptr || first->date == 0 ? ~0u : first->date;
    bool earlier = first == nullptr || date < best ||
                   (date == best && priority_key(related.document) < priority_key(*first));
    if (earlier) first = &related.document;
  }
  return first == nullptr ? std::string() : priority_key(*first);
}

/// domain.md 7.1: what Paris counts as a priority, without the record's own filing line.
std::vector<std::string> priority_set(const Record& record) {
  std::vector<std::string> keys;
  for (const Number& priority : record.priorities) keys.push_back(priority_key(priority));
  for (const Related& related : record.related) {
    bool counts = is_named(related, "provisional") || is_named(related, "continuation-in-part");
    if (counts) keys.push_back(priority_key(related.document));
  }
  std::set<std::string> left_out = shared_parents(record);
  left_out.insert(priority_key(record.application));
  std::erase_if(
      keys, [&left_out](const std::string& key) { return key.empty() || left_out.contains(key); });
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace

uint8_t source_rank(std::string_view source) {
  for (const SourceRank& known : kSourceRanks) {
    if (known.source == source) return known.rank;
  }
  return kAggregator;
}

std::string record_key(const Record& record) {
  const Number& publication = record.publication;
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_plain = [&](char c) { return is_capital(c) || (c >= '0' && c <= '9'); };
  const bool is_country =
      publication.country.size() == 2 &&
      std::all_of(publication.country.begin(), publication.country.end(), is_capital);
  const bool is_number =
      !publication.number.empty() &&
      std::all_of(publication.number.begin(), publication.number.end(), is_plain);
  const bool is_kind = publication.kind.size() <= kLongestKind &&
                       std::all_of(publication.kind.begin(), publication.kind.end(), is_plain);
  if (!is_country || !is_number || !is_kind) return {};
  return publication.country + "." + publication.number + "." + publication.kind;
}

std::string family_key(const Record& record) {
  if (!record.family_id.empty()) return record.family_id;
  // A first filing has no priority and stands for itself, so it shares the key of those that claim
  // it alone: both are "prio:" and its application.
  std::string key;
  for (const std::string& priority : priority_set(record)) {
    key += (key.empty() ? "prio:" : ";") + priority;
  }
  if (!key.empty()) return key;
  std::string own = first_shared_parent(record);
  if (own.empty() && record.pct_application) own = priority_key(*record.pct_application);
  if (own.empty()) own = priority_key(record.application);
  if (!own.empty()) return "prio:" + own;
  return "pub:" + priority_key(record.publication);
}

uint64_t record_content_hash(const Record& record) {
  std::string json = record_to_json(record, false);
  return XXH3_64bits(json.data(), json.size());
}

}  // namespace patlas
