#include "query/backends/xapian/leaf_queries.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/text/stemmer.h"
#include "ingest/normalize/numbers.h"
#include "query/backends/xapian/expansions.h"
#include "query/backends/xapian/facets.h"
#include "query/backends/xapian/names.h"
#include "query/backends/xapian/phrases.h"

namespace patlas::xapian {
namespace {

using Query = Xapian::Query;

// Of a list of documents that Xapian holds open for a term: its blocks and cursors.
constexpr uint64_t kOpenTermBytes = 4096;
// More expansions than this are read one after the other, not side by side.
constexpr size_t kOpenExpansionsMax = 256;
constexpr uint64_t kTermUnits = 64;  // of opening one, in the units of budget.h

bool stands_side_by_side(const Phrase& phrase) {
  const uint32_t first = phrase.units[0].offset;
  for (size_t i = 0; i < phrase.units.size(); ++i) {
    const PhraseUnit& unit = phrase.units[i];
    if (unit.is_prefix || unit.pattern != nullptr || unit.offset != first + i) return false;
  }
  return true;
}

Query any_of(const std::vector<Query>& queries) {
  return Query(Query::OP_OR, queries.begin(), queries.end());
}
Query all_of(const std::vector<Query>& queries) {
  return Query(Query::OP_AND, queries.begin(), queries.end());
}

/// The terms that a number or code without `*` is looked up as.
std::vector<std::string> keyword_terms(const Node& leaf) {
  if (leaf.type == NodeType::kNumber) return leaf.alternatives;
  return {leaf.text};
}

}  // namespace

bool Occurrences::add(Xapian::docid document, uint64_t count) {
  if (!make_room(documents, 1, charge, sizeof(document) + sizeof(count))) return false;
  counts.reserve(documents.capacity());
  documents.push_back(document);
  counts.push_back(count);
  return true;
}

/// Sorts by document and adds up what is of one.
Occurrences LeafQueries::sum(std::vector<std::pair<Xapian::docid, uint64_t>> pairs) {
  std::sort(pairs.begin(), pairs.end());
  Occurrences result(budget_);
  for (const auto& [document, count] : pairs) {
    const bool is_new = result.documents.empty() || result.documents.back() != document;
    if (is_new && !result.add(document, 0)) return result;
    result.counts.back() += count;
  }
  return result;
}

/// What occurs in all of them, as often as all together.
Occurrences LeafQueries::together(std::vector<Occurrences> parts) {
  Occurrences result = std::move(parts[0]);
  for (size_t p = 1; p < parts.size(); ++p) {
    const Occurrences& other = parts[p];
    Occurrences both(budget_);
    for (size_t i = 0, j = 0; i < result.documents.size() && j < other.documents.size();) {
      if (result.documents[i] < other.documents[j]) {
        ++i;
      } else if (other.documents[j] < result.documents[i]) {
        ++j;
      } else {
        const uint64_t count = result.counts[i] + other.counts[j++];
        if (!both.add(result.documents[i++], count)) return both;
      }
    }
    result = std::move(both);
  }
  return result;
}

/// What occurs in any of them.
Occurrences LeafQueries::added(const std::vector<Occurrences>& parts) {
  size_t count = 0;
  for (const Occurrences& part : parts) count += part.documents.size();
  std::vector<std::pair<Xapian::docid, uint64_t>> pairs;
  Charge charge(budget_);
  if (!charge.add(count * sizeof(pairs[0]))) return Occurrences(budget_);
  pairs.reserve(count);
  for (const Occurrences& part : parts) {
    for (size_t i = 0; i < part.documents.size(); ++i) {
      pairs.emplace_back(part.documents[i], part.counts[i]);
    }
  }
  return sum(std::move(pairs));
}

Result<Query> LeafQueries::query(const Node& leaf, const LeafText& text) {
  switch (leaf.type) {
    case NodeType::kText:
    case NodeType::kWord:
    case NodeType::kStem: {
      std::vector<Query> fields;
      for (const uint16_t field : leaf.fields) {
        PATLAS_ASSIGN(Query query, text_in_field(field, text));
        fields.push_back(std::move(query));
      }
      return any_of(fields);
    }
    case NodeType::kCode:
    case NodeType::kNumber:
      return keyword(leaf);
    case NodeType::kCount:
      if (leaf.column == kNoColumn) return family_size(leaf.low, leaf.high);
      return Query(Query::OP_VALUE_RANGE, leaf.column, number_value(leaf.low + 1),
                   number_value(leaf.high + 1));
    case NodeType::kSymbol:
      return classes(*text.classes);
    case NodeType::kDates: {
      const uint32_t low = std::max(leaf.low, 1u);  // 0 is a missing date
      if (low > leaf.high) return Query::MatchNothing;
      return Query(Query::OP_VALUE_RANGE, leaf.column, number_value(low), number_value(leaf.high));
    }
    default:
      return Error{Code::kInternal, "a query node is not a leaf", {}};
  }
}

/// Xapian knows no families: every document's is looked up, and they are counted.
Query LeafQueries::family_size(uint32_t low, uint32_t high) {
  const ChargedDocs all = all_matches(database_, match_all(), 1, budget_);
  uint64_t family_count = 0;
  Charge charge(budget_);
  const auto families = families_of(database_, all.docs, budget_, charge, family_count);
  if (budget_.stopped() || !charge.add(family_count * sizeof(uint32_t))) {
    return Query::MatchNothing;
  }
  std::vector<uint32_t> sizes(family_count);
  for (const uint32_t family : families) ++sizes[family];
  ChargedDocs found(budget_);
  for (size_t i = 0; i < all.docs.size(); ++i) {
    const uint32_t size = sizes[families[i]];
    if (low <= size && size <= high && !found.add(all.docs[i])) return Query::MatchNothing;
  }
  return query_of(std::move(found));
}

Result<Query> LeafQueries::text_in_field(uint16_t field, const LeafText& text) {
  std::vector<Query> all;
  for (const Phrase& phrase : text.phrases) {
    PATLAS_ASSIGN(Query query, phrase_in_field(field, phrase, text.whole_words));
    all.push_back(std::move(query));
  }
  for (const StemWord& word : text.stems) all.push_back(stem_in_field(field, word));
  return text.any_phrase ? any_of(all) : all_of(all);
}

Query LeafQueries::term(const std::string& term) {
  const std::string name = term_name(term);
  const bool goes_on = meter_.add(kTermUnits) && budget_.charge(kOpenTermBytes);
  if (!goes_on || !database_.term_exists(name)) return Query::MatchNothing;
  return Query(name);
}

Result<Query> LeafQueries::any_that_starts(const std::string& prefix, const TermPattern* pattern) {
  const auto known = expanded_.find({prefix, pattern});
  if (known != expanded_.end()) return known->second.query();
  PATLAS_ASSIGN(Expansions made, expand(prefix, pattern));
  if (budget_.stopped()) return Query::MatchNothing;
  budget_.charge(prefix.size() + sizeof(Expansions));
  return expanded_.emplace(std::pair(prefix, pattern), std::move(made)).first->second.query();
}

bool LeafQueries::Expansions::add(const std::string& name) {
  names.push_back(name);
  return charge.add(2 * sizeof(name) + name.size());  // in a vector that doubles
}

/// Names of the terms that begin with the prefix and that the pattern, if any, takes.
Status LeafQueries::find_names(const std::string& prefix, const TermPattern* pattern,
                               Expansions& out) {
  Charge charge(budget_);
  std::optional<AutomatonRun> run;
  if (pattern != nullptr) {
    if (!charge.add(AutomatonRun::kCacheBytes)) return {};
    run.emplace(pattern->automaton);
  }
  uint64_t done = 0;
  return for_each_name(database_, prefix, [&](const std::string& name, const std::string& whole) {
    // A field's number stands before the term.
    const bool takes = !run || run->matches(std::string_view(whole).substr(1));
    const uint64_t work = run ? run->work() - done : 0;
    done += work;
    if (!meter_.add(kTermUnits + work)) return false;
    return !takes || out.add(name);
  });
}

Query LeafQueries::Expansions::query() const {
  if (documents != nullptr) return query_of(documents);
  return Query(Query::OP_OR, names.begin(), names.end());
}

Result<LeafQueries::Expansions> LeafQueries::expand(const std::string& prefix,
                                                    const TermPattern* pattern) {
  Expansions made(budget_);
  PATLAS_TRY(find_names(prefix, pattern, made));
  PATLAS_TRY(take_documents(made));
  return made;
}

/// Many terms are read one after the other.
Status LeafQueries::take_documents(Expansions& made) {
  std::vector<std::string>& names = made.names;
  if (budget_.stopped()) return {};
  if (names.size() <= kOpenExpansionsMax) {
    budget_.charge(names.size() * kOpenTermBytes);
    return {};
  }
  Charge charge(budget_);
  std::vector<bool> holds;
  const uint64_t size = uint64_t{database_.get_lastdocid()} + 1;
  if (!charge.add(size / 8 + 8)) return {};
  holds.resize(size);
  for (const std::string& name : names) {
    const auto end = database_.postlist_end(name);
    for (auto at = database_.postlist_begin(name); at != end; ++at) {
      holds[*at] = true;
      if (!meter_.add(1)) return {};
    }
    if (!meter_.add(kTermUnits)) return {};
  }
  made.documents = documents_of(holds);
  names = {};
  made.charge.release();
  return {};
}

/// Worthless when the budget ended.
std::shared_ptr<const ChargedDocs> LeafQueries::documents_of(const std::vector<bool>& holds) {
  auto found = std::make_shared<ChargedDocs>(budget_);
  for (Xapian::docid document = 1; document < holds.size(); ++document) {
    if (holds[document] && !found->add(document)) break;
  }
  return found;
}

Result<Query> LeafQueries::unit_in_field(uint16_t field, const PhraseUnit& unit) {
  const std::string whole = field_term(field, unit.term);
  if (unit.is_prefix || unit.pattern != nullptr) return any_that_starts(whole, unit.pattern.get());
  return term(whole);
}

/// The documents with all units.
Result<Query> LeafQueries::units(uint16_t field, const Phrase& phrase) {
  std::vector<Query> all;
  for (const PhraseUnit& unit : phrase.units) {
    PATLAS_ASSIGN(Query query, unit_in_field(field, unit));
    if (query.empty()) return Query::MatchNothing;
    all.push_back(std::move(query));
  }
  return all_of(all);
}

/// Whether any document's field is as long. Xapian knows an upper bound of the slot.
bool LeafQueries::may_hold(uint16_t field, const Phrase& phrase) const {
  const uint32_t slot = kLengthSlots + field;
  if (database_.get_value_freq(slot) == 0) return false;
  return number_of_value(database_.get_value_upper_bound(slot)) >= phrase.length;
}

Result<Query> LeafQueries::phrase_in_field(uint16_t field, const Phrase& phrase, bool whole_words) {
  if (!may_hold(field, phrase)) return Query::MatchNothing;
  if (phrase.units.size() == 1 && !whole_words) return unit_in_field(field, phrase.units[0]);
  if (!whole_words && stands_side_by_side(phrase)) {
    std::vector<Query> side_by_side;
    for (const PhraseUnit& unit : phrase.units) {
      side_by_side.push_back(term(field_term(field, unit.term)));
      if (side_by_side.back().empty()) return Query::MatchNothing;
    }
    return Query(Query::OP_PHRASE, side_by_side.begin(), side_by_side.end(),
                 static_cast<Xapian::termcount>(side_by_side.size()));
  }
  PATLAS_ASSIGN(Occurrences found, phrase_occurrences(field, phrase, whole_words));
  ChargedDocs docs(budget_);
  docs.docs = std::move(found.documents);
  docs.charge = std::move(found.charge);
  return query_of(std::move(docs));
}

Query LeafQueries::stem_in_field(uint16_t field, const StemWord& word) {
  std::vector<Query> any;
  any.push_back(term(field_term(field, static_cast<char>(TermTag::kWord) + word.surface)));
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if (!language_has_stemmer(language)) continue;
    any.push_back(term(stem_term(field, language, word.stems[language])));
  }
  return any_of(any);
}

/// A walk along the database's terms, from key to key.
Query LeafQueries::number_list(uint16_t field, const NumberList& list) {
  Charge charge(budget_);
  std::vector<bool> holds;
  const uint64_t size = uint64_t{database_.get_lastdocid()} + 1;
  if (!charge.add(size / 8 + 8)) return Query::MatchNothing;
  holds.resize(size);
  const std::string prefix = field_term(field, "");
  const auto end = database_.allterms_end(prefix);
  auto at = database_.allterms_begin(prefix);
  for (size_t rank = 0; rank < list.key_count(); ++rank) {
    const std::string key = field_term(field, list.key(rank));
    if (!meter_.add(kTermUnits)) return Query::MatchNothing;
    // Terms of a key before may be this key's too, and Xapian walks one way.
    if (at == end || *at > key) at = database_.allterms_begin(prefix);
    at.skip_to(key);
    const bool has_kinds = is_key_of_every_kind(list.key(rank));
    for (; at != end; ++at) {
      const std::string name = *at;
      const bool belongs =
          name.starts_with(key) &&
          (name.size() == key.size() || (has_kinds && name[key.size()] == kNumberPartMark));
      if (!belongs) break;
      list.set_found(rank);
      const auto last = database_.postlist_end(name);
      for (auto document = database_.postlist_begin(name); document != last; ++document) {
        holds[*document] = true;
        if (!meter_.add(1)) return Query::MatchNothing;
      }
    }
  }
  return query_of(documents_of(holds));
}

/// A class clause: terms as they are, and those that its stretches of terms hold.
Result<Query> LeafQueries::classes(const ClassLookup& lookup) {
  Expansions made(budget_);
  for (const std::string& term : lookup.terms) {
    const std::string name = term_name(field_term(lookup.field, term));
    if (database_.term_exists(name) && !made.add(name)) break;
    if (!meter_.add(kTermUnits)) break;
  }
  const size_t head = field_term(lookup.field, "").size();
  for (const ClassStretch& stretch : lookup.stretches) {
    ClassTermFilter filter(lookup);
    const std::string last = field_term(lookup.field, stretch.last);
    const std::string all = field_term(lookup.field, "");
    auto at = database_.allterms_begin(all);
    const auto end = database_.allterms_end(all);
    for (at.skip_to(field_term(lookup.field, stretch.first)); at != end; ++at) {
      const std::string name = *at;
      if (std::string_view(name).substr(0, last.size()) > last) break;
      if (filter.takes(std::string_view(name).substr(head)) && !made.add(name)) break;
      if (!meter_.add(kTermUnits)) break;
    }
  }
  if (budget_.stopped()) return Query::MatchNothing;
  PATLAS_TRY(take_documents(made));
  return made.query();
}

Result<Query> LeafQueries::keyword(const Node& leaf) {
  const uint16_t field = leaf.fields[0];
  if (leaf.list != nullptr) return number_list(field, *leaf.list);
  if (leaf.type == NodeType::kCode && leaf.truncated) {
    return any_that_starts(field_term(field, leaf.text));
  }
  std::vector<Query> any;
  for (const std::string& key : keyword_terms(leaf)) {
    any.push_back(term(field_term(field, key)));
    if (leaf.type == NodeType::kNumber && is_key_of_every_kind(key)) {
      PATLAS_ASSIGN(Query kinds, any_that_starts(field_term(field, key + kNumberPartMark)));
      any.push_back(std::move(kinds));
    }
  }
  return any_of(any);
}

Result<Occurrences> LeafQueries::occurrences(uint16_t field, const LeafText& text) {
  std::vector<Occurrences> all;
  for (const Phrase& phrase : text.phrases) {
    const bool is_term = phrase.units.size() == 1 && !text.whole_words;
    PATLAS_ASSIGN(Occurrences found, is_term ? term_occurrences(field, phrase.units[0])
                                             : phrase_occurrences(field, phrase, text.whole_words));
    all.push_back(std::move(found));
  }
  if (budget_.stopped()) return Occurrences(budget_);
  if (text.any_phrase) return added(all);
  for (const StemWord& word : text.stems) {
    PATLAS_ASSIGN(Occurrences found, stem_occurrences(field, word));
    all.push_back(std::move(found));
  }
  return together(std::move(all));
}

Result<Occurrences> LeafQueries::term_occurrences(uint16_t field, const PhraseUnit& unit) {
  const std::string whole = field_term(field, unit.term);
  Expansions made(budget_);
  if (unit.is_prefix || unit.pattern != nullptr) {
    PATLAS_TRY(find_names(whole, unit.pattern.get(), made));
  } else {
    made.add(term_name(whole));
  }
  std::vector<std::pair<Xapian::docid, uint64_t>> pairs;
  Charge charge(budget_);
  for (const std::string& name : made.names) {
    const uint64_t bytes = database_.get_termfreq(name) * sizeof(pairs[0]);
    if (budget_.stopped() || !charge.add(2 * bytes)) return Occurrences(budget_);
    const auto end = database_.postlist_end(name);
    for (auto at = database_.postlist_begin(name); at != end; ++at) {
      pairs.emplace_back(*at, at.get_wdf());
      if (!meter_.add(1)) return Occurrences(budget_);
    }
  }
  return sum(std::move(pairs));
}

Result<Occurrences> LeafQueries::phrase_occurrences(uint16_t field, const Phrase& phrase,
                                                    bool whole_words) {
  Occurrences result(budget_);
  if (!may_hold(field, phrase)) return result;
  PATLAS_ASSIGN(const Query candidates, units(field, phrase));
  PhraseReader reader(database_, field, phrase, whole_words, budget_);
  const ChargedDocs matches = all_matches(database_, candidates, phrase.units.size(), budget_);
  for (const Xapian::docid document : matches.docs) {
    PATLAS_ASSIGN(const uint64_t count, reader.count(document, meter_));
    if (budget_.stopped()) return Occurrences(budget_);
    if (count != 0 && !result.add(document, count)) return Occurrences(budget_);
  }
  return result;
}

/// The words of the document's field that have the stem in one of the field's languages, or are
/// the word itself.
template <typename Visit>
Status LeafQueries::for_each_stemmed(uint16_t field, const StemWord& word, Xapian::docid document,
                                     Visit&& visit_word) {
  auto at = database_.termlist_begin(document);
  const auto end = database_.termlist_end(document);
  const auto for_each = [&](char tag, auto&& visit) -> Status {
    const std::string prefix = field_term(field, std::string(1, tag));
    for (at.skip_to(prefix); at != end && (*at).starts_with(prefix); ++at) {
      meter_.add(kTermUnits);
      PATLAS_ASSIGN(const std::string whole, whole_term(database_, *at));
      visit(std::string_view(whole).substr(prefix.size()));
    }
    return {};
  };
  std::vector<std::pair<const std::string*, Stemmer*>> stems;
  PATLAS_TRY(for_each(kLanguageTag, [&](std::string_view code) {
    const uint8_t language = language_number(code);
    if (language_has_stemmer(language)) {
      stems.emplace_back(&word.stems[language], &stemmer(language));
    }
  }));
  return for_each(static_cast<char>(TermTag::kWord), [&](std::string_view surface) {
    bool counts = surface == word.surface;
    for (const auto& [stem, stemmer] : stems) counts = counts || stemmer->stem(surface) == *stem;
    if (counts) visit_word(at);
  });
}

Status LeafQueries::find_places(uint16_t field, const LeafText& text, Xapian::docid document,
                                Places& places) {
  places.clear();
  const auto add = [&places](Xapian::termpos first, uint32_t length) {
    places.push_back({first - 1, first - 2 + length});
  };
  for (const Phrase& phrase : text.phrases) {
    PhraseReader reader(database_, field, phrase, text.whole_words, budget_);
    PATLAS_ASSIGN(const uint64_t count, reader.count(document, meter_));
    for (const uint32_t start : reader.starts()) add(start, phrase.length);
    if (count != 0 || text.any_phrase) continue;
    places.clear();
    return {};
  }
  for (const StemWord& word : text.stems) {
    bool is_there = false;
    PATLAS_TRY(for_each_stemmed(field, word, document, [&](const Xapian::TermIterator& at) {
      is_there = true;
      const auto end = at.positionlist_end();
      for (auto position = at.positionlist_begin(); position != end; ++position) add(*position, 1);
    }));
    if (is_there) continue;
    places.clear();
    return {};
  }
  settle_places(places);
  meter_.add(places.size());
  return {};
}

Result<Occurrences> LeafQueries::stem_occurrences(uint16_t field, const StemWord& word) {
  Occurrences result(budget_);
  const ChargedDocs matches =
      all_matches(database_, stem_in_field(field, word), kLanguageCount, budget_);
  for (const Xapian::docid document : matches.docs) {
    uint64_t count = 0;
    PATLAS_TRY(for_each_stemmed(field, word, document, [&count](const Xapian::TermIterator& at) {
      count += at.get_wdf();
    }));
    if (budget_.stopped() || !result.add(document, count)) return Occurrences(budget_);
  }
  return result;
}

Stemmer& LeafQueries::stemmer(uint8_t language) {
  if (stemmers_[language] == nullptr) stemmers_[language] = std::make_unique<Stemmer>(language);
  return *stemmers_[language];
}

}  // namespace patlas::xapian
