#include "query/leaves.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/text/term_pattern.h"
#include "engine/text/utf8.h"
#include "patlas/limits.h"
#include "query/open_phrases.h"
#include "query/proximity.h"

namespace patlas {
namespace {

// Simplifying may nest a little deeper than what was written (De Morgan's `not`).
constexpr uint32_t kTreeDepthMax = 2 * limits::kQueryDepth + 16;
constexpr uint32_t kUsed = 0xffffffffu;
constexpr uint64_t kLeafUnits = 256;  // work of analysing a leaf, beside its bytes

Place place_of(const Node& node) {
  Place place;
  place.file = "query";
  place.offset = node.span.begin;
  place.length = node.span.end - node.span.begin;
  return place;
}

Error bad(const Node& node, std::string message) {
  return Error{Code::kInvalidArgument, std::move(message), place_of(node)};
}

// An analyser opens ICU's dictionaries; a thread that asks many questions opens them once.
Analyzer& thread_analyzer() {
  thread_local std::unique_ptr<Analyzer> analyzer;
  if (analyzer == nullptr) analyzer = std::make_unique<Analyzer>();
  return *analyzer;
}

class StemmerCache {
 public:
  StemWord stem(std::string surface) {
    StemWord word;
    for (uint8_t language = 0; language < kLanguageCount; ++language) {
      if (!language_has_stemmer(language)) continue;
      auto& stemmer = stemmers_[language];
      if (stemmer == nullptr) stemmer = std::make_unique<Stemmer>(language);
      word.stems[language] = stemmer->stem(surface);
    }
    word.surface = std::move(surface);
    return word;
  }

 private:
  std::array<std::unique_ptr<Stemmer>, kLanguageCount> stemmers_;
};

Status analyse_stem(const Node& node, Analyzer& analyzer, StemmerCache& stemmers, LeafText& leaf) {
  const Phrase whole = analyzer.phrase(node.text, false);
  if (whole.has_cjk) {
    for (const std::string& word : analyzer.split_words(node.text)) {
      Phrase phrase = analyzer.phrase(word, false);
      if (!phrase.units.empty()) leaf.phrases.push_back(std::move(phrase));
    }
    return {};
  }
  for (const PhraseUnit& unit : whole.units) {
    if (unit.term.empty() || unit.term[0] != static_cast<char>(TermTag::kWord)) continue;
    leaf.stems.push_back(stemmers.stem(unit.term.substr(1)));
  }
  return {};
}

// The index keeps the beginning of a word that is longer than a term, so that long words with one
// beginning are one term: none is asked for that could be it, and no answer is of another word.
static_assert(limits::kQueryWordBytes + 16 < limits::kTermBytes, "room for what a stem takes off");

Status check_words(const Node& node, const LeafText& leaf) {
  size_t longest = 0;
  for (const Phrase& phrase : leaf.phrases) {
    for (const PhraseUnit& unit : phrase.units) longest = std::max(longest, unit.term.size());
  }
  for (const StemWord& word : leaf.stems) longest = std::max(longest, word.surface.size() + 1);
  if (longest <= limits::kQueryWordBytes + 1) return {};
  return Error{Code::kLimit,
               "a word longer than the limit of " + std::to_string(limits::kQueryWordBytes) +
                   " bytes cannot be told from others with its beginning; write less of it, and "
                   "'*' behind it",
               place_of(node)};
}

// Trees are made by others than the parser too.
Status check_signs(const Node& node) {
  uint32_t from = 0;
  for (const OpenSign& sign : node.signs) {
    const bool in_order = sign.at >= from && sign.at <= node.text.size();
    const bool cuts = in_order && sign.at < node.text.size() && utf8::is_tail(node.text[sign.at]);
    if (!in_order || cuts || sign.least > sign.most || sign.most == 0) {
      return bad(node, "the open places of a clause are out of order");
    }
    from = sign.at + 1;
  }
  return {};
}

/// Worthless when the budget ended.
Result<LeafText> analyse_leaf(const Node& node, Analyzer& analyzer, StemmerCache& stemmers,
                              Budget& budget) {
  LeafText leaf;
  Charge charge(budget);
  if (!charge.add(kAnalysisBytes * node.text.size())) return leaf;
  if (node.type == NodeType::kStem) {
    PATLAS_TRY(analyse_stem(node, analyzer, stemmers, leaf));
  } else if (is_open(node)) {
    PATLAS_TRY(check_signs(node));
    PATLAS_ASSIGN(leaf.phrases, open_phrases(node, analyzer, &budget));
    if (budget.stopped()) return leaf;
    leaf.any_phrase = true;
    std::erase_if(leaf.phrases, [](const Phrase& phrase) { return phrase.units.empty(); });
  } else {
    Phrase phrase = analyzer.phrase(node.text, node.type == NodeType::kText && node.truncated);
    if (node.type == NodeType::kWord && phrase.has_cjk) {
      leaf.whole_words = true;
      const std::string word = analyzer.fold(node.text);
      if (word.size() <= limits::kQueryWordBytes) {
        leaf.dictionary_term = static_cast<char>(TermTag::kDictionaryWord) + word;
      }
    }
    if (!phrase.units.empty()) leaf.phrases.push_back(std::move(phrase));
  }
  if (leaf.phrases.empty() && leaf.stems.empty()) {
    return bad(node, "nothing in '" + node.text +
                         "' can be searched: it has no letter, digit or character that is indexed");
  }
  PATLAS_TRY(check_words(node, leaf));
  return leaf;
}

// What a string holds outside itself.
uint64_t heap_bytes(const std::string& text) {
  return text.capacity() > std::string().capacity() ? text.capacity() + 1 : 0;
}

uint64_t bytes_of(const LeafText& leaf) {
  uint64_t bytes = leaf.phrases.capacity() * sizeof(Phrase);
  for (const Phrase& phrase : leaf.phrases) {
    bytes += phrase.units.capacity() * sizeof(PhraseUnit);
    for (const PhraseUnit& unit : phrase.units) {
      bytes += heap_bytes(unit.term);
      if (unit.pattern != nullptr) bytes += unit.pattern->automaton.memory_bytes();
    }
  }
  bytes += leaf.stems.capacity() * sizeof(StemWord);
  for (const StemWord& word : leaf.stems) {
    bytes += heap_bytes(word.surface);
    for (const std::string& stem : word.stems) bytes += heap_bytes(stem);
  }
  return bytes;
}

bool is_text_leaf(NodeType type) {
  return type == NodeType::kText || type == NodeType::kWord || type == NodeType::kStem;
}

bool is_keyword_leaf(NodeType type) {
  return type == NodeType::kCode || type == NodeType::kNumber || type == NodeType::kSymbol ||
         type == NodeType::kCount;
}

Status check_fields(const Node& node, const Schema& schema) {
  const bool text = is_text_leaf(node.type);
  if (!text && !is_keyword_leaf(node.type)) return {};
  if (node.fields.empty() || (!text && node.fields.size() != 1)) {
    return bad(node, "a clause names no field that can be searched");
  }
  for (const uint16_t field : node.fields) {
    const FieldType wanted = text ? FieldType::kText : FieldType::kKeyword;
    if (node.type == NodeType::kNumber && node.alternatives.empty() && node.list == nullptr) {
      return bad(node, "no list of numbers '" + node.text + "' comes with the query");
    }
    if (field >= schema.fields.size() || schema.fields[field].type != wanted) {
      return bad(node, "this kind of clause does not fit its field");
    }
  }
  return {};
}

Status check_column(const Node& node, const Schema& schema) {
  if (node.type != NodeType::kDates && node.type != NodeType::kCount) return {};
  if (node.type == NodeType::kCount && node.column == kNoColumn) {
    const ValueForm form = schema.fields[node.fields[0]].form;
    return form == ValueForm::kFamilySize ? Status() : bad(node, "a count needs a column");
  }
  if (node.column >= schema.columns.size() ||
      schema.columns[node.column].type != ColumnType::kNumber) {
    return bad(node, "a range needs a column of numbers");
  }
  return {};
}

// `depths` holds those of earlier nodes; kUsed marks a node that has its parent.
Status check_children(const Tree& tree, uint32_t index, std::vector<uint32_t>& depths) {
  const Node& node = tree.nodes[index];
  const size_t fixed = node.type == NodeType::kNot ? 1 : node.type == NodeType::kProximity ? 2 : 0;
  if (is_joined(node.type) ? node.children.empty() : node.children.size() != fixed) {
    return bad(node, "a clause is empty");
  }
  if (node.type == NodeType::kOf && (node.low > node.high || node.high > node.children.size())) {
    return bad(node, "no list has so many clauses");
  }
  for (const uint32_t child : node.children) {
    if (child >= index || depths[child] == kUsed) {
      return Error{Code::kInternal, "a query tree is out of order", {}};
    }
    depths[index] = std::max(depths[index], depths[child] + 1);
    depths[child] = kUsed;
  }
  if (depths[index] > kTreeDepthMax) {
    return Error{Code::kLimit,
                 "the query nests deeper than kQueryDepth = " + std::to_string(limits::kQueryDepth),
                 place_of(node)};
  }
  return {};
}

/// REQUIRES: the children of all nodes so far are checked.
Status check_proximity(const Tree& tree, uint32_t index, const Schema& schema) {
  const Node& node = tree.nodes[index];
  if (node.type != NodeType::kProximity) return {};
  if (!is_possible(node.proximity)) return bad(node, "no distance is like this one");
  PATLAS_ASSIGN(const auto fields, proximity_fields(tree, node.children[0], node.children[1],
                                                    node.proximity, schema, node.span));
  if (fields != node.fields) return bad(node, "a proximity names other fields than its clauses");
  return {};
}

}  // namespace

Status check_tree(const Tree& tree, const Schema& schema) {
  if (tree.nodes.empty()) return Error{Code::kInvalidArgument, "the query is empty", {}};
  std::vector<uint32_t> depths(tree.nodes.size(), 0);
  for (uint32_t i = 0; i < tree.nodes.size(); ++i) {
    PATLAS_TRY(check_children(tree, i, depths));
    PATLAS_TRY(check_fields(tree.nodes[i], schema));
    PATLAS_TRY(check_column(tree.nodes[i], schema));
    PATLAS_TRY(check_proximity(tree, i, schema));
  }
  return {};
}

Result<std::vector<LeafText>> analyse_leaves(const Tree& tree, Budget& budget) {
  if (!budget.charge(tree.nodes.size() * sizeof(LeafText))) return std::vector<LeafText>();
  std::vector<LeafText> leaves(tree.nodes.size());
  StemmerCache stemmers;
  WorkMeter meter(budget);
  for (uint32_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    if (!is_text_leaf(node.type)) continue;
    PATLAS_ASSIGN(leaves[i], analyse_leaf(node, thread_analyzer(), stemmers, budget));
    if (!budget.charge(bytes_of(leaves[i])) || !meter.add(kLeafUnits + node.text.size())) break;
  }
  return leaves;
}

std::vector<bool> scoring_leaves(const Tree& tree) {
  std::vector<bool> positive(tree.nodes.size(), false);
  positive.back() = true;
  for (size_t i = tree.nodes.size(); i-- > 0;) {
    const Node& node = tree.nodes[i];
    if (!positive[i] || node.type == NodeType::kNot) continue;
    for (const uint32_t child : node.children) positive[child] = true;
  }
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    if (!is_text_leaf(tree.nodes[i].type)) positive[i] = false;
  }
  return positive;
}

}  // namespace patlas
