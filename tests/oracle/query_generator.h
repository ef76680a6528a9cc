// tests/oracle/query_generator.h
//
// Makes queries as users type them. Most clauses of a query are drawn from one document, so that
// most queries find something; what breaks engines comes more often than it would: single
// characters, last characters, words that nobody wrote, short truncations, strings of two scripts,
// numbers in an office's form, the edges of dates.
//
// Repeats  a seed gives the same queries over the same oracle.
#ifndef PATLAS_TESTS_ORACLE_QUERY_GENERATOR_H_
#define PATLAS_TESTS_ORACLE_QUERY_GENERATOR_H_

#include <map>
#include <string>

#include "query/search.h"
#include "tests/oracle/corpus.h"
#include "tests/oracle/oracle.h"

namespace patlas::oracle {

struct Question {
  std::string query;
  SearchOptions options;
};

/// How often each thing was asked for: "operator and", "field ti", "facet year", "sort -pd".
using Histogram = std::map<std::string, uint64_t>;

class QueryGenerator {
 public:
  QueryGenerator(const Oracle& oracle, uint64_t seed) : oracle_(&oracle), dice_(seed) {}

  Question next();
  std::string query();
  /// A query that is one near, adj or same of others.
  std::string proximity_query();
  SearchOptions options();

  /// Counts what the last question holds. For questions that were understood.
  void count(Histogram& histogram) const;

 private:
  std::string clauses(uint32_t depth);
  std::string clause(uint32_t depth);
  std::string list(uint32_t depth);
  std::string leaf();
  std::string proximity(uint32_t depth);
  std::string chain(const std::string& value, uint32_t depth, bool is_in_claims);
  std::string operand(const std::string& value, uint32_t depth, bool has_places);
  std::string place_leaf(const std::string& value);
  std::string proximity_operator(bool is_in_claims);
  std::string text_leaf(bool may_name_field);
  std::string stem(const std::string& text);
  std::string special_text();
  std::string open_word(const std::string& text);
  std::string open_cjk(const std::u32string& text);
  std::string regex(const std::u32string& text);
  std::string phrase(const std::string& value);
  std::string cut(const std::u32string& value);
  std::string value_leaf();
  std::string dates();
  std::string date(uint32_t code);
  std::string count();
  std::string presence();
  std::string symbol();
  std::string number();
  std::string code();
  std::string spelled(const Number& number, bool is_publication);
  std::string qualifiers();
  std::string other_symbol();
  std::string second_field(const std::vector<std::string>& codes);

  const Record& pivot() const { return oracle_->record(pivot_); }
  std::vector<std::string> values(const std::string& field) const;
  void note(const std::string& what) { noted_.push_back(what); }

  const Oracle* oracle_;
  Dice dice_;
  uint32_t pivot_ = 0;
  bool is_in_text_group_ = false;  ///< inside ti:( ... )
  std::vector<std::string> noted_;
};

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_QUERY_GENERATOR_H_
