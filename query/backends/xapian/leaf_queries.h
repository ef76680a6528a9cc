// query/backends/xapian/leaf_queries.h
//
// What one leaf of the query tree is in Xapian: a query for its documents, and, for ranking, how
// often it occurs in each. SYNTAX.md says what each leaf means.
//
//   coat            the term                  "coated paper", 鋰離子   OP_PHRASE of its units
//   coat*           OP_OR of the terms, or the documents of their lists when there are many
//   "電池 B", "coated pap*", word:京都        the documents with all units, their positions read
//   ~coating        OP_OR of the word and its stems      pd:2015..2018   OP_VALUE_RANGE
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_LEAF_QUERIES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_LEAF_QUERIES_H_

#include <xapian.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/text/stemmer.h"
#include "engine/text/term_pattern.h"
#include "query/backends/xapian/matches.h"
#include "query/classes/class_lookup.h"
#include "query/intervals.h"
#include "query/leaves.h"
#include "query/number_list.h"
#include "query/tree.h"

namespace patlas::xapian {

/// Documents, increasing, and how often something occurs in each.
struct Occurrences {
  explicit Occurrences(Budget& budget) : charge(budget) {}
  /// False, and the query ends, when there is no room for it.
  bool add(Xapian::docid document, uint64_t count);
  Docs documents;
  std::vector<uint64_t> counts;
  Charge charge;
};

class LeafQueries {
 public:
  LeafQueries(const Xapian::Database& database, Budget& budget)
      : database_(database), budget_(budget), meter_(budget) {}

  /// Worthless when the budget ended.
  Result<Xapian::Query> query(const Node& leaf, const LeafText& text);
  /// Of a text leaf in one of its fields. Worthless when the budget ended.
  Result<Occurrences> occurrences(uint16_t field, const LeafText& text);

  /// The documents of a text leaf in one field. Worthless when the budget ended.
  Result<Xapian::Query> text_in_field(uint16_t field, const LeafText& text);
  /// Where it stands in one of them.
  Status find_places(uint16_t field, const LeafText& text, Xapian::docid document, Places& places);

 private:
  /// What a prefix stands for: terms, or the documents of many.
  struct Expansions {
    explicit Expansions(Budget& budget) : charge(budget) {}
    /// False, and the query ends, when there is no room for it.
    bool add(const std::string& name);
    std::vector<std::string> names;
    Charge charge;  ///< for the names
    std::shared_ptr<const ChargedDocs> documents;
    Xapian::Query query() const;
  };

  Result<Xapian::Query> phrase_in_field(uint16_t field, const Phrase& phrase, bool whole_words);
  Result<Xapian::Query> unit_in_field(uint16_t field, const PhraseUnit& unit);
  Xapian::Query stem_in_field(uint16_t field, const StemWord& word);
  Result<Xapian::Query> keyword(const Node& leaf);
  Xapian::Query number_list(uint16_t field, const NumberList& list);
  Xapian::Query family_size(uint32_t low, uint32_t high);
  Xapian::Query term(const std::string& term);
  Result<Xapian::Query> any_that_starts(const std::string& prefix,
                                        const TermPattern* pattern = nullptr);
  Status find_names(const std::string& prefix, const TermPattern* pattern, Expansions& out);
  std::shared_ptr<const ChargedDocs> documents_of(const std::vector<bool>& holds);
  Result<Expansions> expand(const std::string& prefix, const TermPattern* pattern);
  Status take_documents(Expansions& made);
  Result<Xapian::Query> classes(const ClassLookup& lookup);
  Result<Xapian::Query> units(uint16_t field, const Phrase& phrase);
  bool may_hold(uint16_t field, const Phrase& phrase) const;

  Occurrences sum(std::vector<std::pair<Xapian::docid, uint64_t>> pairs);
  Occurrences together(std::vector<Occurrences> parts);
  Occurrences added(const std::vector<Occurrences>& parts);
  Result<Occurrences> phrase_occurrences(uint16_t field, const Phrase& phrase, bool whole_words);
  Result<Occurrences> term_occurrences(uint16_t field, const PhraseUnit& unit);
  Result<Occurrences> stem_occurrences(uint16_t field, const StemWord& word);
  template <typename Visit>
  Status for_each_stemmed(uint16_t field, const StemWord& word, Xapian::docid document,
                          Visit&& visit);

  Stemmer& stemmer(uint8_t language);

  const Xapian::Database& database_;
  Budget& budget_;
  WorkMeter meter_;
  /// By prefix and pattern: those of one query, which outlive this.
  std::map<std::pair<std::string, const TermPattern*>, Expansions> expanded_;
  std::array<std::unique_ptr<Stemmer>, kLanguageCount> stemmers_;  ///< made when first needed
};

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_LEAF_QUERIES_H_
