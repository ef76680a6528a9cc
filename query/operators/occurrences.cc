#include "query/operators/occurrences.h"

#include <algorithm>

namespace patlas {
namespace {

constexpr uint32_t kNoDoc = 0xffffffffu;
constexpr uint64_t kTermUnits = 16;  // of opening a term, in the units of budget.h

}  // namespace

PhraseTable sum_frequencies(const std::vector<OccurrenceGroup::Term>& terms, Budget& budget) {
  Charge charge(budget);
  std::vector<uint64_t> pairs;
  WorkMeter meter(budget);
  uint32_t last_doc = 0;
  for (const auto& term : terms) {
    OccurrenceCursor cursor(term.postings);
    for (uint32_t doc = cursor.seek_at_least(0); doc != kNoDoc;
         doc = cursor.seek_at_least(doc + 1)) {
      if (!meter.add(1) || !make_room(pairs, 1, charge)) return {};
      pairs.push_back(uint64_t{doc} << 32 | cursor.freq());
      last_doc = std::max(last_doc, doc);
    }
    if (!meter.add(kTermUnits)) return {};
  }
  if (!sort_pairs(pairs, last_doc, budget)) return {};
  PhraseTable table;
  Charge of_table(budget);
  for (const uint64_t pair : pairs) {
    const uint32_t doc = static_cast<uint32_t>(pair >> 32);
    const bool is_new = table.docs.empty() || table.docs.back() != doc;
    if (!meter.add(1) || (is_new && !table.add(doc, 0, of_table))) return {};
    table.counts.back() += static_cast<uint32_t>(pair);
  }
  of_table.keep();
  return table;
}

OccurrenceCounter::OccurrenceCounter(const OccurrenceSpec& spec, Budget& budget) {
  for (const OccurrenceGroup& of : spec.groups) {
    Group& group = groups_.emplace_back();
    group.spec = &of;
    for (const auto& term : of.terms) group.terms.emplace_back(term.postings);
    for (const auto& phrase : of.phrases) group.phrases.emplace_back(*phrase, budget);
    group.at.resize(of.tables.size());
  }
  for (const auto& [language, postings] : spec.languages) {
    languages_.emplace_back(uint32_t{1} << language, OccurrenceCursor(postings));
  }
}

uint64_t OccurrenceCounter::Group::count(uint32_t doc, uint32_t languages) {
  uint64_t total = 0;
  for (size_t i = 0; i < terms.size(); ++i) {
    const uint32_t mask = spec->terms[i].language_mask;
    if (mask != 0 && (mask & languages) == 0) continue;
    if (terms[i].seek(doc)) total += terms[i].freq();
  }
  for (PhraseVerifier& phrase : phrases) total += phrase.count(doc, false);
  for (size_t i = 0; i < at.size(); ++i) {
    const PhraseTable& table = *spec->tables[i];
    const auto from = table.docs.begin() + static_cast<int64_t>(at[i]);
    at[i] = static_cast<size_t>(std::lower_bound(from, table.docs.end(), doc) - table.docs.begin());
    if (at[i] < table.docs.size() && table.docs[at[i]] == doc) total += table.counts[at[i]];
  }
  return total;
}

uint64_t OccurrenceCounter::count(uint32_t doc) {
  uint32_t languages = 0;
  for (auto& [bit, cursor] : languages_) {
    if (cursor.seek(doc)) languages |= bit;
  }
  uint64_t total = 0;
  for (Group& group : groups_) {
    const uint64_t count = group.count(doc, languages);
    if (count == 0) return 0;
    total += count;
  }
  return total;
}

}  // namespace patlas
