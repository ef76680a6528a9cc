// The leaves of a plan: from a word, a phrase, a stem, a code, a number, a symbol or a range of
// dates to the postings, sets and columns of one segment. SYNTAX.md says what each leaf matches.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/text/frequent_words.h"
#include "engine/text/term_pattern.h"
#include "ingest/normalize/numbers.h"
#include "query/classes/class_lookup.h"
#include "query/expansion.h"
#include "query/number_list.h"
#include "query/plan_builder.h"

namespace patlas {
namespace {

// More expansions than this are summed once for ranking, not by a cursor each.
constexpr size_t kScoredTermsMax = 16;
// A phrase of more positions is worth a look at how long the field gets.
constexpr uint32_t kLongPhrase = 64;
// Of a word in a map of words.
constexpr uint64_t kSurfaceBytes = 96;
// Of looking one term up, in the units of budget.h.
constexpr uint64_t kUnitWork = 64;

// One leaf in one field: where its documents are, and how its occurrences are counted.
struct FieldPlan {
  uint32_t plan = kPlanNone;
  OccurrenceSpec occurrences;
};

std::string tagged(TermTag tag, std::string_view word) {
  std::string term(1, static_cast<char>(tag));
  term += word;
  return term;
}

// The word of a unit that is one term of a spaced script; empty for any other.
std::string_view plain_word(const PhraseUnit& unit) {
  if (unit.is_prefix || unit.pattern != nullptr || unit.term.empty() ||
      unit.term.front() != static_cast<char>(TermTag::kWord)) {
    return {};
  }
  return std::string_view(unit.term).substr(1);
}

// Whether units u and u + 1 are two frequent words, the second right behind the first.
bool is_pair(const Phrase& phrase, size_t u) {
  if (u + 1 >= phrase.units.size()) return false;
  const PhraseUnit &first = phrase.units[u], &second = phrase.units[u + 1];
  return second.offset == first.offset + 1 && is_frequent_word(plain_word(first)) &&
         is_frequent_word(plain_word(second));
}

class LeafPlanner {
 public:
  LeafPlanner(PlanBuilder& builder, const Node& leaf, const LeafText& text, bool scores,
              bool places = false)
      : builder_(builder), leaf_(leaf), text_(text), scores_(scores || places), places_(places) {}

  Result<uint32_t> plan() {
    switch (leaf_.type) {
      case NodeType::kText:
      case NodeType::kWord:
      case NodeType::kStem:
        return plan_text();
      case NodeType::kCode:
      case NodeType::kNumber:
        return plan_keyword();
      case NodeType::kCount: {
        if (leaf_.column == kNoColumn) {
          return builder_.family_size(leaf_.low, leaf_.high, count_label());
        }
        PATLAS_ASSIGN(const NumberColumn* column, builder_.reader().number_column(leaf_.column));
        // Stored as one more: 0 is a missing count.
        return builder_.dates(column, leaf_.low + 1, leaf_.high + 1, count_label());
      }
      case NodeType::kSymbol:
        return plan_class();
      case NodeType::kDates: {
        PATLAS_ASSIGN(const NumberColumn* column, builder_.reader().number_column(leaf_.column));
        return builder_.dates(column, leaf_.low, leaf_.high, date_label());
      }
      default:
        return Error{Code::kInternal, "a query node is not a leaf", {}};
    }
  }

  Result<uint32_t> plan_places(uint16_t field, OccurrenceSpec& places) {
    FieldPlan plan;
    PATLAS_TRY(text_in_field(field, plan));
    builder_.budget().charge(bytes_of(plan.occurrences));
    places = std::move(plan.occurrences);
    return plan.plan;
  }

  Status plan_parts() {
    for (const uint16_t field : leaf_.fields) {
      FieldPlan plan;
      PATLAS_TRY(text_in_field(field, plan));
      ScoredPart part;
      part.field = field;
      part.plan = plan.plan;
      builder_.budget().charge(bytes_of(plan.occurrences) + 2 * sizeof(ScoredPart));
      part.occurrences = std::make_shared<const OccurrenceSpec>(std::move(plan.occurrences));
      builder_.plan().parts.push_back(std::move(part));
    }
    return {};
  }

 private:
  std::string label(uint16_t field, std::string_view text) const {
    if (!builder_.wants_labels()) return {};
    return builder_.context().schema->fields[field].code + " '" + std::string(text) + "'";
  }
  std::string count_label() const {
    return label(leaf_.fields[0], std::to_string(leaf_.low) + ".." + std::to_string(leaf_.high));
  }
  std::string date_label() const {
    if (!builder_.wants_labels()) return {};
    return builder_.context().schema->columns[leaf_.column].name + " " + std::to_string(leaf_.low) +
           ".." + std::to_string(leaf_.high);
  }

  Result<uint32_t> plan_text() {
    std::vector<uint32_t> fields;
    for (const uint16_t field : leaf_.fields) {
      FieldPlan plan;
      PATLAS_TRY(text_in_field(field, plan));
      fields.push_back(plan.plan);
    }
    return builder_.any_of(std::move(fields));
  }

  Status text_in_field(uint16_t field, FieldPlan& out) {
    if (text_.any_phrase) return any_in_field(field, out);
    std::vector<uint32_t> all;
    for (const Phrase& phrase : text_.phrases) {
      PATLAS_ASSIGN(const uint32_t plan,
                    phrase_in_field(field, phrase, out.occurrences.groups.emplace_back()));
      all.push_back(plan);
    }
    for (const StemWord& word : text_.stems) {
      PATLAS_ASSIGN(const uint32_t plan, stem_in_field(field, word, out.occurrences));
      all.push_back(plan);
    }
    out.plan = builder_.all_of(std::move(all));
    return {};
  }

  Status any_in_field(uint16_t field, FieldPlan& out) {
    OccurrenceGroup& group = out.occurrences.groups.emplace_back();
    std::vector<uint32_t> any;
    for (const Phrase& phrase : text_.phrases) {
      PATLAS_ASSIGN(const uint32_t plan, phrase_in_field(field, phrase, group));
      any.push_back(plan);
    }
    out.plan = builder_.any_of(std::move(any));
    return {};
  }

  uint32_t union_of(const std::vector<PostingList>& lists, std::string name) {
    if (lists.size() == 1) return builder_.term(lists[0], std::move(name));
    DocumentSetBuilder set(builder_.plan().doc_count, builder_.budget());
    for (const PostingList& list : lists) {
      if (!set.add(list)) return kPlanNone;
    }
    return builder_.set(set.finish(), std::move(name));
  }

  bool by_lookup() const { return builder_.context().optimisations.word_lookup; }

  // The documents of all terms that the unit stands for, one after the other.
  Result<uint32_t> union_of_terms(uint16_t field, const PhraseUnit& unit) {
    PATLAS_ASSIGN(const auto terms,
                  expand_terms(builder_.reader(), field, unit, by_lookup(), builder_.budget()));
    if (builder_.budget().stopped() || terms.empty()) return kPlanNone;
    std::string name = label(field, unit.pattern ? unit.pattern->shown : unit.term);
    if (terms.size() == 1) {
      PATLAS_ASSIGN(PostingList list,
                    builder_.reader().postings(field, terms[0].value, Detail::kDocs));
      return builder_.term(std::move(list), std::move(name));
    }
    Charge charge(builder_.budget());
    if (!charge.add(terms.capacity() * sizeof(TermScan::Match))) return kPlanNone;
    DocumentSetBuilder set(builder_.plan().doc_count, builder_.budget());
    for (size_t i = 0; i < terms.size(); ++i) {
      if (i + kTermsAhead < terms.size()) {
        builder_.reader().prefetch_postings(field, terms[i + kTermsAhead].value, Detail::kDocs);
      }
      if (!set.add(builder_.reader(), field, terms[i].value)) return kPlanNone;
    }
    return builder_.set(set.finish(), std::move(name));
  }

  // Terms that count as one synonym in ranking.
  void add_synonyms(const std::vector<PostingList>& lists, OccurrenceGroup& occurrences) {
    Charge charge(builder_.budget());
    if (!charge.add(lists.size() * sizeof(OccurrenceGroup::Term))) return;
    std::vector<OccurrenceGroup::Term> terms;
    terms.reserve(lists.size());
    for (const PostingList& list : lists) terms.push_back({list, 0});
    if (terms.size() > kScoredTermsMax) {
      occurrences.tables.push_back(
          std::make_shared<const PhraseTable>(sum_frequencies(terms, builder_.budget())));
    } else {
      for (auto& term : terms) occurrences.terms.push_back(std::move(term));
      charge.keep();
    }
  }

  Result<ChargedPostings> unit_postings(uint16_t field, const PhraseUnit& unit, Detail detail) {
    if (unit.is_prefix || unit.pattern != nullptr) {
      return expand(builder_.reader(), field, unit, detail, by_lookup(), builder_.budget());
    }
    ChargedPostings postings(builder_.budget());
    PATLAS_ASSIGN(auto found, builder_.reader().term_postings(field, unit.term, detail));
    if (found && postings.charge.add(sizeof(PostingList))) {
      postings.lists.push_back(std::move(*found));
    }
    return postings;
  }

  Result<uint32_t> phrase_in_field(uint16_t field, const Phrase& phrase,
                                   OccurrenceGroup& occurrences) {
    if (phrase.units.size() > 1 || text_.whole_words || places_) {
      return positions_in_field(field, phrase, occurrences);
    }
    const PhraseUnit& unit = phrase.units[0];
    if (!scores_ && (unit.is_prefix || unit.pattern != nullptr)) {
      return union_of_terms(field, unit);
    }
    PATLAS_ASSIGN(const auto postings,
                  unit_postings(field, unit, scores_ ? Detail::kFreqs : Detail::kDocs));
    if (scores_) add_synonyms(postings.lists, occurrences);
    if (postings.lists.empty()) return kPlanNone;
    return union_of(postings.lists, label(field, unit.pattern ? unit.pattern->shown : unit.term));
  }

  Result<uint32_t> positions_in_field(uint16_t field, const Phrase& phrase,
                                      OccurrenceGroup& occurrences) {
    if (phrase.length > kLongPhrase) {
      PATLAS_ASSIGN(const bool fits, may_hold(field, phrase.length));
      if (!fits) return kPlanNone;
    }
    const bool takes_pairs = builder_.reader().schema().frequent_words != 0 &&
                             builder_.context().optimisations.frequent_bigrams;
    const auto makes_pair = [&](size_t u) { return takes_pairs && is_pair(phrase, u); };
    const bool is_two = phrase.units.size() == 2 && phrase.length == 2 && !text_.whole_words;
    if (is_two && !places_ && makes_pair(0)) {
      return answer_by_pair(field, phrase, occurrences);
    }
    auto spec = std::make_shared<PhraseSpec>(builder_.budget());
    if (!spec->charge.add(sizeof(PhraseSpec) + 2 * sizeof(spec))) return kPlanNone;
    spec->segment = &builder_.reader();
    spec->field = field;
    spec->length = phrase.length;
    spec->whole_words = text_.whole_words;
    std::vector<uint32_t> unit_plans;
    WorkMeter meter(builder_.budget());
    bool was_pair = false;
    for (size_t u = 0; u < phrase.units.size(); ++u) {
      const PhraseUnit& unit = phrase.units[u];
      PATLAS_ASSIGN(auto postings, unit_postings(field, unit, Detail::kPositions));
      auto& lists = postings.lists;
      spec->charge.take(std::move(postings.charge));
      if (lists.empty() || !spec->charge.add(sizeof(PhraseSpec::Unit)) || !meter.add(kUnitWork)) {
        return kPlanNone;
      }
      // The documents of a pair are fewer than those of either word.
      const bool begins_pair = makes_pair(u);
      uint64_t docs = lists[0].count();
      if (begins_pair) {
        PATLAS_ASSIGN(const auto pair, pair_postings(field, phrase, u, Detail::kDocs));
        if (!pair || !meter.add(kUnitWork)) return kPlanNone;
        unit_plans.push_back(builder_.term(*pair, pair_label(field, phrase, u)));
      } else if (!was_pair) {
        unit_plans.push_back(
            union_of(lists, label(field, unit.pattern ? unit.pattern->shown : unit.term)));
        docs = builder_.node(unit_plans.back()).estimate;
      }
      was_pair = begins_pair;
      spec->units.push_back({unit.offset, docs, std::move(lists)});
    }
    std::stable_sort(spec->units.begin(), spec->units.end(),
                     [](const auto& a, const auto& b) { return a.docs < b.docs; });
    const uint32_t docs = builder_.all_of(std::move(unit_plans));
    if (docs == kPlanNone || builder_.budget().stopped()) return kPlanNone;
    if (places_) {
      occurrences.phrases.push_back(std::move(spec));
      return docs;
    }
    if (spec->has_many_terms() && builder_.context().optimisations.early_phrases) {
      return answer_early(*spec, docs, field, occurrences);
    }
    PATLAS_ASSIGN(const uint32_t sure, sure_words(field));
    if (scores_) occurrences.phrases.push_back(spec);
    return builder_.phrase(std::move(spec), docs, sure, label(field, leaf_.text));
  }

  // nullopt when the words are nowhere neighbours.
  Result<std::optional<PostingList>> pair_postings(uint16_t field, const Phrase& phrase, size_t u,
                                                   Detail detail) {
    std::string term;
    append_pair_term(plain_word(phrase.units[u]), plain_word(phrase.units[u + 1]), term);
    return builder_.reader().term_postings(field, term, detail);
  }

  std::string pair_label(uint16_t field, const Phrase& phrase, size_t u) const {
    if (!builder_.wants_labels()) return {};
    std::string words(plain_word(phrase.units[u]));
    words += ' ';
    words += plain_word(phrase.units[u + 1]);
    return "frequent bigram " + label(field, words);
  }

  // A phrase of a pair and nothing else occurs where its term does, and as often.
  Result<uint32_t> answer_by_pair(uint16_t field, const Phrase& phrase,
                                  OccurrenceGroup& occurrences) {
    PATLAS_ASSIGN(const auto pair,
                  pair_postings(field, phrase, 0, scores_ ? Detail::kFreqs : Detail::kDocs));
    if (!pair) return kPlanNone;
    if (scores_) add_synonyms({*pair}, occurrences);
    return builder_.term(*pair, pair_label(field, phrase, 0));
  }

  // Whether the field has so many positions in any document.
  Result<bool> may_hold(uint16_t field, uint32_t positions) {
    PATLAS_ASSIGN(const NumberColumn* lengths, builder_.reader().field_length(field));
    for (uint32_t first = 0; first < lengths->doc_count(); first += kPackDocs) {
      if (lengths->pack_max_bound(first / kPackDocs) >= positions) return true;
    }
    return false;
  }

  uint32_t answer_early_set(const PhraseTable& table, uint16_t field) {
    DocumentSetBuilder set(builder_.plan().doc_count, builder_.budget());
    for (const uint32_t doc : table.docs) {
      if (!set.add(doc)) return kPlanNone;
    }
    return builder_.set(set.finish(), label(field, leaf_.text));
  }

  uint32_t answer_early(const PhraseSpec& spec, uint32_t docs, uint16_t field,
                        OccurrenceGroup& occurrences) {
    OperatorTree tree(builder_.plan(), docs, builder_.context().optimisations, builder_.budget());
    Charge charge(builder_.budget());
    PhraseTable table =
        answer_phrase(spec, tree.root(), builder_.plan().page_count, builder_.budget(), charge);
    const uint32_t plan = answer_early_set(table, field);
    if (scores_) {
      charge.keep();
      occurrences.tables.push_back(std::make_shared<const PhraseTable>(std::move(table)));
    }
    return plan;
  }

  // Where the dictionary itself cut this very word, both ends are word starts: no need to look.
  Result<uint32_t> sure_words(uint16_t field) {
    if (text_.dictionary_term.empty() || !builder_.context().optimisations.word_postings) {
      return kPlanNone;
    }
    PATLAS_ASSIGN(auto found,
                  builder_.reader().term_postings(field, text_.dictionary_term, Detail::kDocs));
    if (!found) return kPlanNone;
    return builder_.term(std::move(*found), label(field, text_.dictionary_term));
  }

  Result<uint32_t> stem_in_field(uint16_t field, const StemWord& word,
                                 OccurrenceSpec& occurrences) {
    // Surface -> languages in whose documents it counts; 0 is everywhere.
    std::map<std::string, uint32_t> surfaces;
    surfaces[word.surface] = 0;
    Charge charge(builder_.budget());  // for the surfaces
    const Detail detail = places_ ? Detail::kPositions : scores_ ? Detail::kFreqs : Detail::kDocs;
    PATLAS_ASSIGN(const auto languages, builder_.reader().field_languages(field));
    std::vector<uint32_t> any;
    for (const uint8_t language : languages) {
      if (language >= kLanguageCount || !language_has_stemmer(language)) continue;
      PATLAS_ASSIGN(const uint32_t plan, stem_in_language(field, language, word, surfaces, charge));
      if (builder_.budget().stopped()) return kPlanNone;
      any.push_back(plan);
    }
    OccurrenceGroup& group = occurrences.groups.emplace_back();
    for (const auto& [surface, mask] : surfaces) {
      PATLAS_ASSIGN(auto found, builder_.reader().term_postings(
                                    field, tagged(TermTag::kWord, surface), detail));
      if (!found) continue;
      if (mask == 0) any.push_back(builder_.term(*found, label(field, surface)));
      if (!scores_) continue;
      if (!builder_.budget().charge(2 * sizeof(OccurrenceGroup::Term))) return kPlanNone;
      group.terms.push_back({std::move(*found), mask});
    }
    if (scores_) PATLAS_TRY(add_languages(field, languages, occurrences));
    return builder_.any_of(std::move(any));
  }

  Result<uint32_t> stem_in_language(uint16_t field, uint8_t language, const StemWord& word,
                                    std::map<std::string, uint32_t>& surfaces, Charge& charge) {
    PATLAS_ASSIGN(const auto found,
                  builder_.reader().stem_surfaces(field, language, word.stems[language]));
    std::vector<PostingList> lists;
    Charge of_lists(builder_.budget());
    if (!of_lists.add(found.size() * (sizeof(std::string) + sizeof(PostingList)))) return kPlanNone;
    lists.reserve(found.size());
    WorkMeter meter(builder_.budget());
    for (const std::string& surface : found) {
      if (surface == word.surface) continue;
      if (!charge.add(kSurfaceBytes + surface.size()) || !meter.add(kUnitWork)) return kPlanNone;
      surfaces[surface] |= uint32_t{1} << language;
      PATLAS_ASSIGN(auto list, builder_.reader().term_postings(
                                   field, tagged(TermTag::kWord, surface), Detail::kDocs));
      if (list) lists.push_back(std::move(*list));
    }
    if (lists.empty()) return kPlanNone;
    PATLAS_ASSIGN(auto documents, builder_.reader().field_language(field, language));
    if (!documents) return kPlanNone;
    const std::string stem = label(field, word.stems[language]);
    const uint32_t words = union_of(lists, stem.empty() ? stem : "stem " + stem);
    const bool in_all = documents->count() == builder_.plan().doc_count;
    return builder_.all_of({words, in_all ? kPlanAll
                                          : builder_.term(std::move(*documents),
                                                          label(field, language_code(language)))});
  }

  Status add_languages(uint16_t field, const std::vector<uint8_t>& languages,
                       OccurrenceSpec& occurrences) {
    if (!occurrences.languages.empty()) return {};
    for (const uint8_t language : languages) {
      if (language >= kLanguageCount || !language_has_stemmer(language)) continue;
      PATLAS_ASSIGN(auto documents, builder_.reader().field_language(field, language));
      if (documents) occurrences.languages.emplace_back(language, std::move(*documents));
    }
    return {};
  }

  // Keys and terms are both in byte order: one walk along both, which jumps where keys are rare.
  Result<uint32_t> plan_list() {
    constexpr uint32_t kStepsMax = 64;
    const NumberList& list = *leaf_.list;
    PATLAS_ASSIGN(const TermDictionary* terms, builder_.reader().terms(leaf_.fields[0]));
    TermCursor cursor(*terms);
    DocumentSetBuilder set(builder_.plan().doc_count, builder_.budget());
    WorkMeter meter(builder_.budget());
    PATLAS_ASSIGN(bool more, cursor.seek(0));
    for (size_t rank = 0, next = 0; more && rank < list.key_count(); rank = next) {
      const std::string_view key = list.key(rank);
      next = rank + 1;
      while (next < list.key_count() && list.key(next) == key) ++next;
      for (uint32_t steps = 0; more && cursor.term() < key; ++steps) {
        if (steps < kStepsMax) {
          PATLAS_ASSIGN(more, cursor.next());
        } else {
          PATLAS_ASSIGN(const TermOrd ordinal, terms->lower_bound(key));
          PATLAS_ASSIGN(more, cursor.seek(ordinal));
        }
      }
      if (!more || !meter.add(kUnitWork)) break;
      const TermOrd first = cursor.ordinal();
      const bool has_kinds = is_key_of_every_kind(key);
      bool is_found = false;
      while (more && cursor.term().starts_with(key) &&
             (cursor.term().size() == key.size() ||
              (has_kinds && cursor.term()[key.size()] == kNumberPartMark))) {
        PATLAS_ASSIGN(const PostingList postings,
                      builder_.reader().postings(leaf_.fields[0], cursor.value(), Detail::kDocs));
        if (!set.add(postings)) return kPlanNone;
        is_found = is_found || has_live(postings);
        PATLAS_ASSIGN(more, cursor.next());
      }
      for (size_t same = rank; is_found && same < next; ++same) list.set_found(same);
      // The next key may be one of the kinds.
      if (next < list.key_count() && list.key(next).starts_with(key)) {
        PATLAS_ASSIGN(more, cursor.seek(first));
      }
    }
    if (builder_.context().segment + 1 == builder_.context().segment_count) list.set_looked_up();
    return builder_.set(set.finish(), label(leaf_.fields[0], leaf_.text));
  }

  bool has_live(const PostingList& postings) const {
    const auto& deleted = builder_.plan().segment->deleted;
    if (deleted.empty()) return postings.count() > 0;
    DocCursor cursor(postings);
    for (uint32_t page = cursor.seek_page(0); page < builder_.plan().page_count;
         page = cursor.seek_page(page + 1)) {
      bool found = false;
      for_each_doc(cursor.load(), [&](uint32_t offset) {
        const uint64_t doc = uint64_t{page} * kPageDocs + offset;
        found = found || doc / 64 >= deleted.size() || (deleted[doc / 64] >> (doc % 64) & 1) == 0;
      });
      if (found) return true;
    }
    return false;
  }

  Result<uint32_t> plan_keyword() {
    const uint16_t field = leaf_.fields[0];
    if (leaf_.list != nullptr) return plan_list();
    if (leaf_.type == NodeType::kCode && leaf_.truncated) {
      return union_of_terms(field, {leaf_.text, true, 0});
    }
    std::vector<uint32_t> any;
    for (const std::string& key : keyword_terms()) {
      PATLAS_ASSIGN(auto found, builder_.reader().term_postings(field, key, Detail::kDocs));
      if (found) any.push_back(builder_.term(std::move(*found), label(field, key)));
      if (leaf_.type == NodeType::kNumber && is_key_of_every_kind(key)) {
        PATLAS_ASSIGN(const auto kinds,
                      expand(builder_.reader(), field, {key + kNumberPartMark, true, 0},
                             Detail::kDocs, by_lookup(), builder_.budget()));
        if (!kinds.lists.empty()) any.push_back(union_of(kinds.lists, label(field, key)));
      }
    }
    return builder_.any_of(std::move(any));
  }

  Result<uint32_t> plan_class() {
    if (text_.classes == nullptr) return Error{Code::kInternal, "a class was not looked up", {}};
    const ClassLookup& lookup = *text_.classes;
    ChargedPostings postings(builder_.budget());
    WorkMeter meter(builder_.budget());
    for (const std::string& term : lookup.terms) {
      PATLAS_ASSIGN(auto found, builder_.reader().term_postings(lookup.field, term, Detail::kDocs));
      if (!meter.add(kUnitWork) || (found && !add_list(std::move(*found), postings))) {
        return kPlanNone;
      }
    }
    for (const ClassStretch& stretch : lookup.stretches) {
      PATLAS_TRY(add_stretch(lookup, stretch, meter, postings));
      if (builder_.budget().stopped()) return kPlanNone;
    }
    if (postings.lists.empty()) return kPlanNone;
    return union_of(postings.lists, label(leaf_.fields[0], leaf_.text));
  }

  static bool add_list(PostingList list, ChargedPostings& postings) {
    if (!make_room(postings.lists, 1, postings.charge)) return false;
    postings.lists.push_back(std::move(list));
    return true;
  }

  Status add_stretch(const ClassLookup& lookup, const ClassStretch& stretch, WorkMeter& meter,
                     ChargedPostings& postings) {
    PATLAS_ASSIGN(const TermDictionary* terms, builder_.reader().terms(lookup.field));
    PATLAS_ASSIGN(const uint32_t begin, terms->lower_bound(stretch.first));
    TermCursor cursor(*terms);
    PATLAS_ASSIGN(bool more, cursor.seek(begin));
    ClassTermFilter filter(lookup);
    while (more && cursor.term().substr(0, stretch.last.size()) <= stretch.last) {
      if (filter.takes(cursor.term())) {
        PATLAS_ASSIGN(PostingList list,
                      builder_.reader().postings(lookup.field, cursor.value(), Detail::kDocs));
        if (!add_list(std::move(list), postings)) return {};
      }
      if (!meter.add(16)) return {};
      PATLAS_ASSIGN(more, cursor.next());
    }
    return {};
  }

  std::vector<std::string> keyword_terms() const {
    if (leaf_.type == NodeType::kNumber) {
      std::vector<std::string> keys = leaf_.alternatives;
      std::sort(keys.begin(), keys.end());
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
      return keys;
    }
    return {leaf_.text};
  }

  PlanBuilder& builder_;
  const Node& leaf_;
  const LeafText& text_;
  // Without what is charged as it is found: lists of terms, phrases, tables.
  static uint64_t bytes_of(const OccurrenceSpec& spec) {
    return sizeof(spec) + spec.groups.capacity() * sizeof(spec.groups[0]) +
           spec.languages.capacity() * sizeof(spec.languages[0]);
  }

  bool scores_;  ///< occurrences are wanted
  bool places_;  ///< with their positions
};

}  // namespace

Result<uint32_t> plan_leaf(PlanBuilder& builder, const Node& leaf, const LeafText& text) {
  return LeafPlanner(builder, leaf, text, false).plan();
}

Result<uint32_t> plan_places(PlanBuilder& builder, const Node& leaf, const LeafText& text,
                             uint16_t field, OccurrenceSpec& places) {
  return LeafPlanner(builder, leaf, text, false, true).plan_places(field, places);
}

Status plan_scored_leaf(PlanBuilder& builder, const Node& leaf, const LeafText& text) {
  return LeafPlanner(builder, leaf, text, true).plan_parts();
}

}  // namespace patlas
