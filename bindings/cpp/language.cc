// bindings/cpp/language.cc
//
// The part of include/patlas/index.h that explains the language and the analysis to people.
#include <set>
#include <unordered_map>

#include "engine/text/analyzer.h"
#include "ingest/patent_schema.h"
#include "patlas/index.h"
#include "query/operators.h"
#include "query/tree.h"

#ifndef PATLAS_VERSION
#error "the build defines PATLAS_VERSION"
#endif

namespace patlas {

std::string_view version() { return PATLAS_VERSION; }
std::string_view text_analysis() { return analysis_version(); }

std::vector<FieldHelp> field_help() {
  std::vector<FieldHelp> rows;
  for (const FieldSpec& f : patent_schema().fields) {
    rows.push_back({f.code, f.long_name, f.help, f.default_search});
  }
  return rows;
}

std::vector<FacetHelp> facet_help() {
  std::vector<FacetHelp> rows;
  for (const FacetSpec& f : patent_schema().facets) rows.push_back({f.name, f.help});
  return rows;
}

std::vector<OperatorHelp> operator_help() {
  std::vector<OperatorHelp> rows;
  for (const OperatorRow& row : operator_table()) {
    if (row.example.empty()) continue;
    rows.push_back({std::string(row.spelling), std::string(row.help), std::string(row.example)});
  }
  return rows;
}

Result<std::string> normal_form(std::string_view query) {
  PATLAS_ASSIGN(const Tree tree, parse_query(query, patent_schema()));
  return print_query(tree, patent_schema());
}

namespace {

std::string view_of(char tag) {
  switch (static_cast<TermTag>(tag)) {
    case TermTag::kWord:
      return "word";
    case TermTag::kBigram:
      return "bigram";
    case TermTag::kMixed:
      return "mixed";
    case TermTag::kDictionaryWord:
      return "dictionary";
  }
  return "other";
}

}  // namespace

std::vector<TokenRow> tokens(std::string_view text) {
  Analyzer analyzer;
  Analysis analysis;
  std::vector<SourceSpan> spans;
  analyzer.analyze_with_spans(text, analysis, spans);
  std::unordered_map<uint32_t, SourceSpan> span_at;
  for (const SourceSpan& span : spans) span_at.emplace(span.position, span);
  const std::set<uint32_t> sentences(analysis.sentence_starts.begin(),
                                     analysis.sentence_starts.end());
  const std::set<uint32_t> paragraphs(analysis.paragraph_starts.begin(),
                                      analysis.paragraph_starts.end());
  std::vector<TokenRow> rows;
  for (const Occurrence& o : analysis.occurrences) {
    std::string_view term = analysis.term(o);
    TokenRow row;
    row.view = view_of(term.front());
    term.remove_prefix(1);
    if (term.ends_with(kEndMark)) term.remove_suffix(1);
    row.term = term;
    row.position = o.position;
    if (const auto span = span_at.find(o.position); span != span_at.end()) {
      row.begin = span->second.begin;
      row.end = span->second.end;
    }
    row.word_start = o.position / 64 < analysis.word_starts.size() &&
                     (analysis.word_starts[o.position / 64] >> (o.position % 64) & 1) != 0;
    row.sentence_start = sentences.contains(o.position);
    row.paragraph_start = paragraphs.contains(o.position);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace patlas
