// tests/query/brute_force.h
//
// The answers by looking at every document, one after the other: what the page programs, facets,
// orders and scores are compared with. It shares the text analysis with the engine (tests/oracle
// has a second reading of that), and nothing else.
#ifndef PATLAS_TESTS_QUERY_BRUTE_FORCE_H_
#define PATLAS_TESTS_QUERY_BRUTE_FORCE_H_

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/stemmer.h"
#include "engine/text/term_pattern.h"
#include "query/open_phrases.h"
#include "query/search.h"
#include "tests/query/test_index.h"

namespace patlas {

class BruteForce {
 public:
  /// Live documents only.
  explicit BruteForce(std::vector<Document> documents) : documents_(std::move(documents)) {
    for (const Document& document : documents_) analyse(document);
  }

  size_t size() const { return documents_.size(); }
  const Document& document(size_t i) const { return documents_[i]; }

  bool matches(const Tree& tree, size_t doc) {
    std::vector<bool> holds(tree.nodes.size());
    for (size_t i = 0; i < tree.nodes.size(); ++i) holds[i] = node_holds(tree, i, holds, doc);
    return holds.back();
  }

  std::vector<size_t> matches(const Tree& tree) {
    std::vector<size_t> found;
    for (size_t doc = 0; doc < documents_.size(); ++doc) {
      if (matches(tree, doc)) found.push_back(doc);
    }
    return found;
  }

  uint64_t families(const std::vector<size_t>& docs) const {
    std::set<std::string> distinct;
    for (const size_t doc : docs) distinct.insert(documents_[doc].family);
    return distinct.size();
  }

  /// Values of a facet of index_schema() in a document.
  std::set<std::string> facet_values(const std::string& facet, size_t doc) const {
    const Document& document = documents_[doc];
    if (facet == "year") {
      const uint32_t date = number(document, kPd);
      return date == 0 ? std::set<std::string>{}
                       : std::set<std::string>{std::to_string(date_year(date))};
    }
    const uint16_t column = facet == "office" ? kOffice : facet == "pa" ? kPa : kCpcColumn;
    const size_t prefix = facet == "cpc1"   ? 1
                          : facet == "cpc3" ? 3
                          : facet == "cpc4" ? 4
                          : facet == "cpcg" ? 8
                                            : 0;
    std::set<std::string> values;
    for (const ColumnValue& value : document.values) {
      if (value.column != column || value.value.size() < prefix) continue;
      values.insert(prefix == 0 ? value.value : value.value.substr(0, prefix));
    }
    return values;
  }

  static uint32_t number(const Document& document, uint16_t column) {
    for (const NumberValue& value : document.numbers) {
      if (value.column == column) return value.value;
    }
    return 0;
  }

  /// Occurrences of text leaf `node` in a field of a document; the field matches when it is not 0.
  uint64_t occurrences(const Node& node, uint16_t field, size_t doc) {
    const FieldText& text = texts_[doc][field];
    if (node.type == NodeType::kStem) return stem_occurrences(node, field, doc);
    if (is_open(node)) {
      uint64_t count = 0;
      const auto phrases = open_phrases(node, analyzer_, nullptr);
      for (const Phrase& phrase : *phrases) {
        if (!phrase.units.empty()) count += phrase_count(phrase, text, false);
      }
      return count;
    }
    const Phrase phrase =
        analyzer_.phrase(node.text, node.type == NodeType::kText && node.truncated);
    return phrase_count(phrase, text, node.type == NodeType::kWord && phrase.has_cjk);
  }

  uint32_t length(uint16_t field, size_t doc) const { return texts_[doc][field].positions; }

  /// BM25 as SYNTAX.md defines it.
  double score(const Tree& tree, size_t doc) {
    double total = 0;
    for (size_t i = 0; i < tree.nodes.size(); ++i) {
      const Node& node = tree.nodes[i];
      if (!is_text(node) || under_not(tree, i)) continue;
      for (const uint16_t field : node.fields) total += part_score(node, field, doc);
    }
    return total;
  }

 private:
  struct FieldText {
    Analysis analysis;
    std::set<uint8_t> languages;
    uint32_t positions = 0;  ///< without the gap after each value
  };

  static bool is_text(const Node& node) {
    return node.type == NodeType::kText || node.type == NodeType::kWord ||
           node.type == NodeType::kStem;
  }

  static bool under_not(const Tree& tree, size_t node) {
    for (size_t parent = node + 1; parent < tree.nodes.size(); ++parent) {
      const auto& children = tree.nodes[parent].children;
      if (std::find(children.begin(), children.end(), node) == children.end()) continue;
      if (tree.nodes[parent].type == NodeType::kNot) return true;
      node = parent;
    }
    return false;
  }

  void analyse(const Document& document) {
    auto& fields = texts_.emplace_back(2);
    for (const TextValue& value : document.texts) {
      FieldText& field = fields[value.field];
      const uint32_t before = field.analysis.position_count;
      analyzer_.analyze(value.text, field.analysis);
      field.positions += field.analysis.position_count - before - 1;
      field.languages.insert(value.language);
    }
  }

  bool node_holds(const Tree& tree, size_t index, const std::vector<bool>& holds, size_t doc) {
    const Node& node = tree.nodes[index];
    const Document& document = documents_[doc];
    const auto child = [&](uint32_t c) { return holds[c]; };
    switch (node.type) {
      case NodeType::kAnd:
        return std::all_of(node.children.begin(), node.children.end(), child);
      case NodeType::kOr:
        return std::any_of(node.children.begin(), node.children.end(), child);
      case NodeType::kXor:
        return std::count_if(node.children.begin(), node.children.end(), child) % 2 == 1;
      case NodeType::kOf: {
        const auto count = std::count_if(node.children.begin(), node.children.end(), child);
        return node.low <= count && count <= node.high;
      }
      case NodeType::kNot:
        return !holds[node.children[0]];
      case NodeType::kAll:
        return true;
      case NodeType::kNone:
        return false;
      case NodeType::kDates: {
        const uint32_t date = number(document, node.column);
        return date != 0 && date >= node.low && date <= node.high;
      }
      case NodeType::kCode:
      case NodeType::kNumber:
      case NodeType::kSymbol:
        return std::any_of(
            document.keywords.begin(), document.keywords.end(), [&](const KeywordValue& keyword) {
              return keyword.field == node.fields[0] && keyword_holds(node, keyword.term);
            });
      default:
        return std::any_of(node.fields.begin(), node.fields.end(),
                           [&](uint16_t field) { return field_holds(node, field, doc); });
    }
  }

  static bool keyword_holds(const Node& node, const std::string& term) {
    if (node.type == NodeType::kNumber) {
      return std::find(node.alternatives.begin(), node.alternatives.end(), term) !=
             node.alternatives.end();
    }
    if (node.truncated) return term.starts_with(node.text);
    if (node.type == NodeType::kSymbol && !node.exact && node.text.size() == 14) {
      return term == node.text.substr(0, 8);
    }
    return term == node.text;
  }

  bool field_holds(const Node& node, uint16_t field, size_t doc) {
    if (node.type != NodeType::kStem) return occurrences(node, field, doc) != 0;
    const Phrase whole = analyzer_.phrase(node.text, false);
    if (!whole.has_cjk) return stem_occurrences(node, field, doc) != 0;
    for (const std::string& word : analyzer_.split_words(node.text)) {
      const Phrase phrase = analyzer_.phrase(word, false);
      if (!phrase.units.empty() && phrase_count(phrase, texts_[doc][field], false) == 0) {
        return false;
      }
    }
    return true;
  }

  uint64_t stem_occurrences(const Node& node, uint16_t field, size_t doc) {
    const FieldText& text = texts_[doc][field];
    const Phrase whole = analyzer_.phrase(node.text, false);
    uint64_t count = 0;
    if (whole.has_cjk) {
      if (!field_holds(node, field, doc)) return 0;
      for (const std::string& word : analyzer_.split_words(node.text)) {
        const Phrase phrase = analyzer_.phrase(word, false);
        if (!phrase.units.empty()) count += phrase_count(phrase, text, false);
      }
      return count;
    }
    const std::string surface = whole.units[0].term.substr(1);
    for (const Occurrence& occurrence : text.analysis.occurrences) {
      const std::string_view term = text.analysis.term(occurrence);
      if (term[0] != 'w') continue;
      bool same = term.substr(1) == surface;
      for (const uint8_t language : text.languages) {
        if (!language_has_stemmer(language)) continue;
        const Stemmer stemmer(language);
        same |= stemmer.stem(std::string(term.substr(1))) == stemmer.stem(surface);
      }
      count += same;
    }
    return count;
  }

  static std::set<uint32_t> unit_positions(const PhraseUnit& unit, const Analysis& analysis) {
    std::set<uint32_t> positions;
    std::optional<AutomatonRun> run;
    if (unit.pattern != nullptr) run.emplace(unit.pattern->automaton);
    for (const Occurrence& occurrence : analysis.occurrences) {
      const std::string_view term = analysis.term(occurrence);
      const bool holds = run              ? run->matches(term)
                         : unit.is_prefix ? term.starts_with(unit.term)
                                          : term == unit.term;
      if (holds) positions.insert(occurrence.position);
    }
    return positions;
  }

  static bool word_starts(const Analysis& analysis, uint64_t position) {
    return position / 64 < analysis.word_starts.size() &&
           (analysis.word_starts[position / 64] >> (position % 64) & 1) != 0;
  }

  static uint64_t phrase_count(const Phrase& phrase, const FieldText& text, bool whole_words) {
    std::set<uint32_t> starts;
    for (const uint32_t position : unit_positions(phrase.units[0], text.analysis)) {
      if (position >= phrase.units[0].offset) starts.insert(position - phrase.units[0].offset);
    }
    for (const PhraseUnit& unit : phrase.units) {
      const std::set<uint32_t> positions = unit_positions(unit, text.analysis);
      std::erase_if(starts,
                    [&](uint32_t start) { return !positions.contains(start + unit.offset); });
    }
    if (whole_words) {
      std::erase_if(starts, [&](uint32_t start) {
        return !word_starts(text.analysis, start) ||
               !word_starts(text.analysis, uint64_t{start} + phrase.length);
      });
    }
    return starts.size();
  }

  double part_score(const Node& node, uint16_t field, size_t doc) {
    const double tf = static_cast<double>(occurrences(node, field, doc));
    if (tf == 0) return 0;
    double df = 0;
    double total_length = 0;
    for (size_t other = 0; other < documents_.size(); ++other) {
      df += occurrences(node, field, other) != 0;
      total_length += length(field, other);
    }
    const double n = static_cast<double>(documents_.size());
    const double idf = std::log(1 + (n - df + 0.5) / (df + 0.5));
    const double norm = 1 - 0.75 + 0.75 * length(field, doc) / (total_length / n);
    return idf * tf * 2.2 / (tf + 1.2 * norm);
  }

  std::vector<Document> documents_;
  std::vector<std::vector<FieldText>> texts_;  ///< [document][field]
  Analyzer analyzer_;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_BRUTE_FORCE_H_
