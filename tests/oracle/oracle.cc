#include "tests/oracle/oracle.h"

#include <unicode/uchar.h>
#include <xapian.h>

#include <algorithm>
#include <cmath>

#include "ingest/normalize/names.h"
#include "ingest/normalize/symbols.h"
#include "tests/oracle/open_words.h"
#include "tests/oracle/proximity.h"

namespace patlas::oracle {
namespace {

// As FORMAT.md lists them; Xapian knows Snowball's by the same codes.
const std::set<std::string>& stemmed_languages() {
  static const std::set<std::string> all = {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "no",
                                            "da", "fi", "hu", "ro", "ru", "tr", "ar", "id", "lt"};
  return all;
}

std::string primary_language(const std::string& code) {
  std::string primary = code.substr(0, code.find_first_of("-_"));
  for (char& c : primary) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (primary == "nb" || primary == "nn") return "no";
  if (primary == "iw") return "he";
  if (primary == "in") return "id";
  return primary;
}

std::string stem(const std::string& language, const std::u32string& word) {
  for (const char32_t c : word) {
    if (c != U'\'' && !u_isalpha(static_cast<UChar32>(c))) return to_utf8(word);
  }
  static std::map<std::string, Xapian::Stem> stemmers;
  return stemmers.try_emplace(language, language).first->second(to_utf8(word));
}

std::string symbol_key(const Symbol& symbol) {
  const auto parsed = parse_class_symbol(symbol.symbol.empty() ? symbol.original : symbol.symbol);
  if (!parsed) return {};
  return parsed->key.size() == 8 ? parsed->key + "000000" : parsed->key;  // a group is its x/00
}

uint32_t earliest_priority(const Record& record) {
  uint32_t earliest = 0;
  for (const Number& priority : record.priorities) {
    if (priority.date != 0 && (earliest == 0 || priority.date < earliest)) earliest = priority.date;
  }
  return earliest != 0 ? earliest : record.application.date;
}

bool is_text(const Node& node) {
  return node.type == NodeType::kText || node.type == NodeType::kWord ||
         node.type == NodeType::kStem;
}

}  // namespace

// ---- Loading

void LiveRecords::load(const Record& record) {
  const auto standing = by_key_.find(record_key(record));
  if (record.is_delete) {
    if (standing != by_key_.end() && standing->second.source == record.source) {
      by_key_.erase(standing);
    }
  } else if (standing == by_key_.end()) {
    by_key_.emplace(record_key(record), record);
  } else if (standing->second.source == record.source ||
             source_rank(record.source) >= source_rank(standing->second.source)) {
    standing->second = record;
  }
}

void LiveRecords::remove(const std::string& key) {
  std::erase_if(by_key_, [&key](const auto& entry) {
    return entry.first == key || entry.first.starts_with(key + ".");
  });
}

std::vector<Record> LiveRecords::in_key_order() const {
  std::vector<Record> records;
  for (const auto& [key, record] : by_key_) records.push_back(record);
  return records;
}

Oracle::Oracle(const Schema& schema, std::vector<Record> live, PrintedSchemes schemes)
    : schema_(schema), records_(std::move(live)), classes_(std::move(schemes), records_) {
  vocabulary_.try_emplace({Unit::Type::kFree, U""}, 0);
  unit_texts_.emplace_back();
  for (const Record& record : records_) read(record);
  stem_vocabulary();
  join_extended_families();
}

void Oracle::stem_vocabulary() {
  for (const Doc& doc : docs_) {
    for (const auto& languages : doc.stemmed) {
      for (const std::string& language : languages) stems_[language];
    }
  }
  for (auto& [language, stems] : stems_) {
    stems.resize(vocabulary_.size());
    for (const auto& [unit, id] : vocabulary_) {
      if (unit.first == Unit::Type::kToken) stems[id] = stem(language, unit.second);
    }
  }
}

void Oracle::read(const Record& record) {
  Doc& doc = docs_.emplace_back();
  doc.key = record_key(record);
  doc.family = family_key(record);
  doc.fields.resize(schema_.fields.size());
  doc.stemmed.resize(schema_.fields.size());
  doc.keys.resize(schema_.fields.size());
  for (const LocalText& t : record.titles) add_value(doc, "ti", t.language, t.text);
  for (const LocalText& t : record.abstracts) add_value(doc, "ab", t.language, t.text);
  for (const Claim& c : record.claims) add_value(doc, "cl", c.language, c.text);
  for (const LocalText& t : record.descriptions) add_value(doc, "de", t.language, t.text);
  const std::pair<const char*, const std::vector<Party>*> parties[] = {
      {"pa", &record.applicants}, {"in", &record.inventors}, {"ag", &record.agents}};
  for (const auto& [field, list] : parties) {
    for (const Party& party : *list) {
      add_value(doc, field, "", party.name);
      if (party.latin != party.name) add_value(doc, field, "", party.latin);
    }
  }
  for (const Symbol& symbol : record.symbols) {
    if (symbol.scheme == "ipc") add_code(doc, "ic", symbol_key(symbol));
    if (symbol.scheme == "cpc") add_code(doc, "cpc", symbol_key(symbol));
  }
  add_number(doc, "pn", record.publication);
  add_number(doc, "an", record.application);
  for (const Number& priority : record.priorities) add_number(doc, "pr", priority);
  add_code(doc, "cc", record.publication.country);
  add_code(doc, "kind", record.publication.kind);
  for (const FieldSpec& field : schema_.fields) add_presence(doc, record, field);
}

void Oracle::add_presence(Doc& doc, const Record& record, const FieldSpec& field) {
  const auto number = static_cast<size_t>(schema_.field(field.code));
  const auto document = static_cast<uint32_t>(docs_.size() - 1);
  bool is_there = !doc.keys[number].empty();
  const auto any = [&](const auto& values, const auto& text) {
    for (const auto& value : values) is_there = is_there || !text(value).empty();
  };
  const auto text = [](const auto& value) { return value.text; };
  const auto name = [](const Party& party) { return party.name + party.latin; };
  if (field.code == "ti") any(record.titles, text);
  if (field.code == "ab") any(record.abstracts, text);
  if (field.code == "cl") any(record.claims, text);
  if (field.code == "de") any(record.descriptions, text);
  if (field.code == "pa") any(record.applicants, name);
  if (field.code == "in") any(record.inventors, name);
  if (field.code == "ag") any(record.agents, name);
  static const std::map<std::string, std::string> schemes = {{"ic", "ipc"},    {"cpc", "cpc"},
                                                             {"fi", "fi"},     {"ft", "fterm"},
                                                             {"uspc", "uspc"}, {"loc", "locarno"}};
  for (const Symbol& symbol : record.symbols) {
    const bool is_of_field =
        schemes.contains(field.code) && schemes.at(field.code) == symbol.scheme;
    const std::string& written = symbol.symbol.empty() ? symbol.original : symbol.symbol;
    is_there |= is_of_field && written.find_first_not_of(' ') != std::string::npos;
  }
  if (field.form == ValueForm::kDate) is_there = date(document, field.code) != 0;
  if (field.form == ValueForm::kCount) is_there = count_of(document, field.code) >= 0;
  if (is_there && field.form != ValueForm::kField) add_code(doc, "has", field.code);
}

int64_t Oracle::count_of(uint32_t doc, const std::string& field) const {
  const Record& record = records_[doc];
  const auto listed = [](size_t size) { return size == 0 ? -1 : static_cast<int64_t>(size); };
  if (field == "citations") return listed(record.citations.size());
  if (field == "applicants") return listed(record.applicants.size());
  if (field == "inventors") return listed(record.inventors.size());
  if (field == "family_size") {
    return std::count_if(docs_.begin(), docs_.end(),
                         [&](const Doc& other) { return other.family == docs_[doc].family; });
  }
  for (const Extra& extra : record.extras) {
    const bool is_number =
        !extra.value.empty() && extra.value.find_first_not_of("0123456789") == std::string::npos;
    if (extra.name.ends_with(".number-of-claims") && is_number) return std::stoll(extra.value);
  }
  std::map<std::string, int64_t> of_language;
  for (const Claim& claim : record.claims) ++of_language[claim.language];
  int64_t most = -1;
  for (const auto& [language, count] : of_language) most = std::max(most, count);
  return most;
}

void Oracle::add_value(Doc& doc, const char* field, const std::string& language,
                       const std::string& text) {
  if (text.empty()) return;
  const auto number = static_cast<size_t>(schema_.field(field));
  bool starts_value = true;
  for (const Unit& unit : read_units(text)) {
    doc.fields[number].push_back({intern(unit), unit.starts_word, unit.touches_next,
                                  unit.same_run_next, unit.starts_sentence, unit.starts_paragraph,
                                  starts_value});
    starts_value = false;
  }
  if (language.empty()) return;
  add_code(doc, "lang", language.substr(0, language.find('-')));
  const std::string primary = primary_language(language);
  if (stemmed_languages().contains(primary)) doc.stemmed[number].insert(primary);
}

void Oracle::add_code(Doc& doc, const char* field, const std::string& code) {
  if (!code.empty()) doc.keys[static_cast<size_t>(schema_.field(field))].insert(code);
}

void Oracle::add_number(Doc& doc, const char* field, const Number& number) {
  if (number.country.empty() || number.number.empty()) return;
  add_code(doc, field, number.country + "." + number.number);
  if (!number.kind.empty()) {
    add_code(doc, field, number.country + "." + number.number + "." + number.kind);
  }
}

uint32_t Oracle::intern(const Unit& unit) {
  const auto [known, is_new] =
      vocabulary_.try_emplace({unit.type, unit.text}, static_cast<uint32_t>(vocabulary_.size()));
  if (is_new) unit_texts_.push_back(unit.text);
  return known->second;
}

std::set<std::string> Oracle::words(uint16_t field) const {
  std::set<uint32_t> ids;
  for (const Doc& doc : docs_) {
    for (const Place& place : doc.fields[field]) ids.insert(place.id);
  }
  std::set<std::string> words;
  for (const auto& [unit, id] : vocabulary_) {
    if (unit.first == Unit::Type::kToken && ids.contains(id)) words.insert(to_utf8(unit.second));
  }
  return words;
}

// ---- Text

std::vector<char> Oracle::allow(Unit::Type type, const Holds& holds) const {
  std::vector<char> allows(vocabulary_.size());
  for (const auto& [unit, id] : vocabulary_) allows[id] = unit.first == type && holds(unit.second);
  return allows;
}

// `units` without the free one. Text matches as written, with two liberties: a word of one
// character that touches CJK text at the string's edge may be the end or start of a longer one, and
// a truncated last word any that starts so.
Oracle::Pattern Oracle::pattern(const std::vector<Unit>& units, bool truncated,
                                const std::vector<OpenSign>& places) const {
  using enum Element::Link;
  Pattern result;
  const size_t last = units.size() - 1;
  size_t place = 0;
  for (size_t i = 0; i <= last; ++i) {
    const Unit& unit = units[i];
    Element element;
    const auto holes =
        static_cast<size_t>(std::count(unit.text.begin(), unit.text.end(), kWordHole));
    const bool is_letter = unit.type == Unit::Type::kToken && unit.text.size() == 1 && holes == 0;
    if (unit.type == Unit::Type::kToken && holes > 0) {
      const auto first = places.begin() + static_cast<ptrdiff_t>(place);
      const std::vector<OpenSign> own(first, first + static_cast<ptrdiff_t>(holes));
      place += holes;
      element.allows =
          allow(Unit::Type::kToken, [&](const auto& text) { return fits(unit.text, own, text); });
    } else if (unit.text == std::u32string(1, kCjkHole)) {
      element.allows = allow(Unit::Type::kCharacter, [](const auto&) { return true; });
    } else if (is_letter && i == 0 && last > 0 && unit.touches_next) {
      element.allows =
          allow(Unit::Type::kToken, [&](const auto& text) { return text.back() == unit.text[0]; });
      element.to_next = kTouches;
    } else if (is_letter && i == last && i > 0 && units[i - 1].touches_next) {
      element.allows =
          allow(Unit::Type::kToken, [&](const auto& text) { return text.front() == unit.text[0]; });
      result.elements.back().to_next = kTouches;
    } else if (unit.type == Unit::Type::kToken && truncated && i == last) {
      element.allows =
          allow(Unit::Type::kToken, [&](const auto& text) { return text.starts_with(unit.text); });
    } else {
      element.allows.resize(vocabulary_.size());
      const auto found = vocabulary_.find({unit.type, unit.text});
      if (found != vocabulary_.end()) element.allows[found->second] = true;
    }
    if (i < last && unit.type == Unit::Type::kCharacter &&
        units[i + 1].type == Unit::Type::kCharacter) {
      element.to_next = unit.same_run_next ? kSameRun : kRunEnds;
    }
    result.elements.push_back(std::move(element));
  }
  return result;
}

Oracle::Spans Oracle::occurrences(const Pattern& pattern, const std::vector<Place>& text) {
  using enum Element::Link;
  const size_t length = pattern.elements.size();
  Spans spans;
  for (size_t start = 0; start + length < text.size(); ++start) {  // the free unit is behind
    bool stands =
        !pattern.whole_words || (text[start].starts_word && text[start + length].starts_word);
    for (size_t i = 0; i < length && stands; ++i) {
      const Place& place = text[start + i];
      const Element& element = pattern.elements[i];
      stands = element.allows[place.id] && (element.to_next != kSameRun || place.same_run_next) &&
               (element.to_next != kRunEnds || !place.same_run_next) &&
               (element.to_next != kTouches || place.touches_next);
    }
    if (stands) spans.emplace_back(start, start + length - 1);
  }
  return spans;
}

std::vector<Oracle::Spans> Oracle::leaf_spans(const Node& leaf, uint16_t field) const {
  return leaf.type == NodeType::kStem ? stem_spans(leaf, field) : phrase_spans(leaf, field);
}

std::vector<uint64_t> Oracle::leaf_counts(const Node& leaf, uint16_t field) const {
  std::vector<uint64_t> counts;
  for (const Spans& spans : leaf_spans(leaf, field)) counts.push_back(spans.size());
  return counts;
}

// Of an open clause one for each length of its places in CJK text.
std::vector<Oracle::Pattern> Oracle::patterns(const Node& leaf) const {
  const auto one_word = [this](const Holds& holds) {
    Pattern result;
    result.elements.emplace_back().allows = allow(Unit::Type::kToken, holds);
    return std::vector<Pattern>{result};
  };
  if (leaf.regex) {
    const Regex regex(leaf.text);
    return one_word([&](const auto& text) { return regex.matches(text); });
  }
  if (leaf.edits != 0) {
    const std::u32string word = read_units(leaf.text)[0].text;
    return one_word([&](const auto& text) { return edit_distance(word, text) <= leaf.edits; });
  }
  const OpenText open = open_text(leaf);
  std::vector<Pattern> result;
  for (const std::u32string& text : open.texts) {
    std::vector<Unit> units = read_units(to_utf8(text));
    units.pop_back();
    if (units.empty()) continue;
    Pattern& wanted = result.emplace_back(pattern(units, leaf.truncated, open.word_places));
    for (const Unit& unit : units) {
      wanted.whole_words |= leaf.type == NodeType::kWord && unit.type == Unit::Type::kCharacter;
    }
  }
  return result;
}

std::vector<Oracle::Spans> Oracle::phrase_spans(const Node& leaf, uint16_t field) const {
  std::vector<Spans> spans(docs_.size());
  for (const Pattern& wanted : patterns(leaf)) {
    for (size_t d = 0; d < docs_.size(); ++d) {
      const Spans found = occurrences(wanted, docs_[d].fields[field]);
      spans[d].insert(spans[d].end(), found.begin(), found.end());
    }
  }
  return spans;
}

// The words of the text, each anywhere in the field: stems, but of a CJK string as they stand.
std::vector<Oracle::Spans> Oracle::stem_spans(const Node& leaf, uint16_t field) const {
  std::vector<Unit> units = read_units(leaf.text);
  units.pop_back();
  const bool has_cjk = std::any_of(units.begin(), units.end(), [](const Unit& unit) {
    return unit.type == Unit::Type::kCharacter;
  });
  std::vector<Spans> spans(docs_.size());
  std::vector<bool> misses(docs_.size(), units.empty());
  for (size_t first = 0, end = 0; first < units.size(); first = end) {
    std::vector<Spans> word(docs_.size());
    end = first + 1;
    if (!has_cjk) {
      word = stem_word_spans(units[first], field);
    } else {
      while (end < units.size() && !units[end].starts_word) ++end;
      const Pattern wanted = pattern({units.begin() + static_cast<ptrdiff_t>(first),
                                      units.begin() + static_cast<ptrdiff_t>(end)},
                                     false);
      for (size_t d = 0; d < docs_.size(); ++d) {
        word[d] = occurrences(wanted, docs_[d].fields[field]);
      }
    }
    for (size_t d = 0; d < docs_.size(); ++d) {
      spans[d].insert(spans[d].end(), word[d].begin(), word[d].end());
      if (word[d].empty()) misses[d] = true;
    }
  }
  for (size_t d = 0; d < docs_.size(); ++d) {
    if (misses[d]) spans[d].clear();
  }
  return spans;
}

std::vector<Oracle::Spans> Oracle::stem_word_spans(const Unit& word, uint16_t field) const {
  const auto own = vocabulary_.find({Unit::Type::kToken, word.text});
  std::map<std::string, std::string> wanted;
  for (const auto& [language, stems] : stems_) wanted[language] = stem(language, word.text);
  std::vector<Spans> spans(docs_.size());
  for (size_t d = 0; d < docs_.size(); ++d) {
    const std::vector<Place>& text = docs_[d].fields[field];
    for (size_t p = 0; p < text.size(); ++p) {
      bool same = own != vocabulary_.end() && own->second == text[p].id;
      for (const std::string& language : docs_[d].stemmed[field]) {
        same = same || stems_.at(language)[text[p].id] == wanted[language];
      }
      if (same) spans[d].emplace_back(p, p);
    }
  }
  return spans;
}

// ---- Proximity

std::vector<bool> Oracle::proximity_holds(const Tree& tree, uint32_t node) const {
  std::vector<bool> holds(docs_.size());
  for (const uint16_t field : tree.nodes[node].fields) {
    std::map<uint32_t, std::vector<Spans>> leaves;
    for (const uint32_t leaf : text_leaves_below(tree, node)) {
      const auto& fields = tree.nodes[leaf].fields;
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) continue;
      leaves[leaf] = leaf_spans(tree.nodes[leaf], field);
    }
    for (size_t d = 0; d < docs_.size(); ++d) {
      const FieldText text = field_text(static_cast<uint32_t>(d), field);
      const auto spans_of = [&](uint32_t leaf) {
        const auto found = leaves.find(leaf);
        return found == leaves.end() ? Spans() : found->second[d];
      };
      if (!holds[d]) holds[d] = !find_intervals(tree, node, field, text, spans_of).empty();
    }
  }
  return holds;
}

FieldText Oracle::field_text(uint32_t doc, uint16_t field) const {
  FieldText text;
  for (const Place& place : docs_[doc].fields[field]) {
    text.add(place.starts_word, place.starts_sentence, place.starts_paragraph, place.starts_value);
  }
  return text;
}

// ---- Highlights

void Oracle::mark(uint32_t doc, uint16_t field, std::pair<size_t, size_t> span,
                  std::set<Marked>& out) const {
  Marked marked{field, span.first, span.second, 0, {}};
  const std::vector<Place>& places = docs_[doc].fields[field];
  for (size_t p = 1; p <= span.first; ++p) marked.value += places[p].starts_value;
  for (size_t p = span.first; p <= span.second; ++p) {
    marked.units += unit_texts_[places[p].id] + U' ';
  }
  out.insert(marked);
}

void Oracle::mark_reasons(const Tree& tree, uint32_t index,
                          const std::vector<std::vector<bool>>& holds,
                          std::vector<bool> wanted_true, std::vector<bool> wanted_false,
                          std::vector<std::set<Marked>>& out) const {
  const Node& node = tree.nodes[index];
  for (uint32_t d = 0; d < size(); ++d) {
    wanted_true[d] = wanted_true[d] && holds[index][d];
    wanted_false[d] = wanted_false[d] && !holds[index][d];
  }
  const bool is_text =
      node.type == NodeType::kText || node.type == NodeType::kWord || node.type == NodeType::kStem;
  if (is_text) {
    for (const uint16_t field : node.fields) {
      const std::vector<Spans> spans = leaf_spans(node, field);
      for (uint32_t d = 0; d < size(); ++d) {
        if (!wanted_true[d]) continue;
        for (const auto& span : spans[d]) mark(d, field, span, out[d]);
      }
    }
    return;
  }
  if (node.type == NodeType::kProximity) {
    for (const uint16_t field : node.fields) {
      std::map<uint32_t, std::vector<Spans>> leaves;
      for (const uint32_t leaf : text_leaves_below(tree, index)) {
        const auto& fields = tree.nodes[leaf].fields;
        if (std::find(fields.begin(), fields.end(), field) == fields.end()) continue;
        leaves[leaf] = leaf_spans(tree.nodes[leaf], field);
      }
      for (uint32_t d = 0; d < size(); ++d) {
        if (!wanted_true[d]) continue;
        const auto spans_of = [&](uint32_t leaf) {
          const auto found = leaves.find(leaf);
          return found == leaves.end() ? Spans() : found->second[d];
        };
        for (const LeafSpan& found :
             find_witnesses(tree, index, field, field_text(d, field), spans_of)) {
          mark(d, field, found.second, out[d]);
        }
      }
    }
    return;
  }
  for (const uint32_t child : node.children) {
    std::vector<bool> child_true(size()), child_false(size());
    for (uint32_t d = 0; d < size(); ++d) {
      if (!wanted_true[d] && !wanted_false[d]) continue;
      uint64_t count = 0;
      for (const uint32_t other : node.children) count += holds[other][d];
      const auto reason = reason_in_child(node, wanted_true[d], holds[child][d], count);
      child_true[d] = reason == true;
      child_false[d] = reason == false;
    }
    mark_reasons(tree, child, holds, child_true, child_false, out);
  }
}

std::vector<std::set<Oracle::Marked>> Oracle::highlights(const Tree& tree) const {
  std::vector<std::set<Marked>> out(size());
  mark_reasons(tree, tree.root_index(), node_holds(tree), std::vector<bool>(size(), true),
               std::vector<bool>(size(), false), out);
  return out;
}

// ---- Clauses

bool Oracle::keyword_holds(const Node& leaf, uint32_t doc) const {
  const std::set<std::string>& keys = docs_[doc].keys[leaf.fields[0]];
  return std::any_of(keys.begin(), keys.end(), [&leaf](const std::string& key) {
    switch (leaf.type) {
      case NodeType::kNumber:
        return std::find(leaf.alternatives.begin(), leaf.alternatives.end(), key) !=
               leaf.alternatives.end();
      default:
        return leaf.truncated ? key.starts_with(leaf.text) : key == leaf.text;
    }
  });
}

std::vector<bool> Oracle::leaf_holds(const Node& leaf) const {
  std::vector<bool> holds(docs_.size());
  if (is_text(leaf)) {
    for (const uint16_t field : leaf.fields) {
      const std::vector<uint64_t> counts = leaf_counts(leaf, field);
      for (size_t d = 0; d < docs_.size(); ++d) holds[d] = holds[d] || counts[d] != 0;
    }
    return holds;
  }
  for (uint32_t d = 0; d < size(); ++d) {
    if (leaf.type == NodeType::kCount) {
      const int64_t found = count_of(d, schema_.fields[leaf.fields[0]].code);
      holds[d] = found >= 0 && leaf.low <= found && found <= leaf.high;
    } else if (leaf.type == NodeType::kDates) {
      const uint32_t found = date(d, schema_.columns[leaf.column].name);
      holds[d] = found != 0 && leaf.low <= found && found <= leaf.high;
    } else {
      holds[d] = leaf.type == NodeType::kSymbol
                     ? classes_.holds(leaf, schema_.fields[leaf.fields[0]].code, records_[d])
                     : keyword_holds(leaf, d);
    }
  }
  return holds;
}

std::vector<std::vector<bool>> Oracle::node_holds(const Tree& tree) const {
  std::vector<std::vector<bool>> holds;
  for (const Node& node : tree.nodes) {
    const bool is_group = node.type <= NodeType::kNone;
    const bool starts_true = node.type == NodeType::kAll || node.type == NodeType::kAnd;
    std::vector<bool> here = is_group ? std::vector<bool>(docs_.size(), starts_true)
                             : node.type == NodeType::kProximity
                                 ? proximity_holds(tree, static_cast<uint32_t>(holds.size()))
                                 : leaf_holds(node);
    for (const uint32_t child : node.children) {
      for (size_t d = 0; d < docs_.size(); ++d) {
        if (node.type == NodeType::kAnd) here[d] = here[d] && holds[child][d];
        if (node.type == NodeType::kOr) here[d] = here[d] || holds[child][d];
        if (node.type == NodeType::kXor) here[d] = here[d] != holds[child][d];
        if (node.type == NodeType::kNot) here[d] = !holds[child][d];
      }
    }
    for (size_t d = 0; d < docs_.size() && node.type == NodeType::kOf; ++d) {
      uint64_t count = 0;
      for (const uint32_t child : node.children) count += holds[child][d];
      here[d] = node.low <= count && count <= node.high;
    }
    holds.push_back(std::move(here));
  }
  return holds;
}

Oracle::Docs Oracle::matches(const Tree& tree) const {
  const std::vector<std::vector<bool>> holds = node_holds(tree);
  Docs found;
  for (uint32_t d = 0; d < size(); ++d) {
    if (holds.back()[d]) found.push_back(d);
  }
  return found;
}

// ---- Counts, facets, orders

// What an application is known by: its number, and where it is a utility model's its kind. Empty:
// no number is known.
std::string application_of(const Number& number) {
  if (number.country.empty() || number.number.empty()) return {};
  const bool is_model = number.kind.starts_with('U') || number.kind.starts_with('Y');
  return number.country + "." + number.number + (is_model ? "." + number.kind : "");
}

void Oracle::join_extended_families() {
  std::map<std::string, std::vector<uint32_t>> sharing;
  std::vector<std::vector<std::string>> shares(docs_.size());
  for (uint32_t d = 0; d < docs_.size(); ++d) {
    shares[d].push_back("family " + docs_[d].family);
    shares[d].push_back(application_of(records_[d].application));
    for (const Number& priority : records_[d].priorities) {
      shares[d].push_back(application_of(priority));
    }
    std::erase(shares[d], "");
    for (const std::string& share : shares[d]) sharing[share].push_back(d);
  }
  std::vector<bool> is_seen(docs_.size());
  for (uint32_t first = 0; first < docs_.size(); ++first) {
    if (is_seen[first]) continue;
    std::vector<uint32_t> reached{first};
    is_seen[first] = true;
    while (!reached.empty()) {
      const uint32_t doc = reached.back();
      reached.pop_back();
      docs_[doc].extended = first;
      for (const std::string& share : shares[doc]) {
        for (const uint32_t other : sharing[share]) {
          if (!is_seen[other]) reached.push_back(other);
          is_seen[other] = true;
        }
      }
    }
  }
}

GroupCount Oracle::count_groups(const Docs& docs) const {
  std::set<std::string> applications;
  std::set<uint32_t> extended;
  for (const uint32_t doc : docs) {
    const std::string application = application_of(records_[doc].application);
    applications.insert(application.empty() ? "none " + docs_[doc].key : application);
    extended.insert(docs_[doc].extended);
  }
  return {applications.size(), extended.size()};
}

Count Oracle::count(const Docs& docs) const {
  std::set<std::string> families;
  for (const uint32_t doc : docs) families.insert(docs_[doc].family);
  return {docs.size(), families.size()};
}

uint32_t Oracle::date(uint32_t doc, const std::string& column) const {
  if (column == "pd") return records_[doc].publication.date;
  if (column == "ad") return records_[doc].application.date;
  return earliest_priority(records_[doc]);
}

std::set<std::string> Oracle::facet_values(uint32_t doc, const std::string& facet) const {
  const Record& record = records_[doc];
  std::set<std::string> values;
  if (facet.starts_with("year")) {
    const uint32_t found = date(doc, facet == "year" ? "pd" : facet.substr(5));
    if (found != 0) values.insert(std::to_string(found >> 9));
  } else if (facet == "pa" || facet == "in") {
    for (const Party& party : facet == "pa" ? record.applicants : record.inventors) {
      const std::string& name = party.latin.empty() ? party.name : party.latin;
      values.insert(facet == "pa" ? facet_company_name(name) : facet_person_name(name));
    }
    values.erase("");
  } else if (const size_t at = facet.find('@'); at != std::string::npos || facet == "tech") {
    const std::string scheme = facet.substr(0, at);
    std::string rest = facet == "tech" ? "field" : facet.substr(at + 1), above;
    static const std::map<std::string, uint32_t> levels = {
        {"section", 1}, {"class", 2}, {"subclass", 3}, {"group", 4}, {"sector", 1}, {"field", 2}};
    uint32_t depth = 0;
    if (levels.contains(rest)) {
      depth = levels.at(rest);
    } else {
      const size_t colon = rest.find(':');
      above = rest.substr(0, colon);
      if (above.size() > 4 && above.find('/') == std::string::npos) above += "/00";
      if (!above.empty() && scheme != "tech") above = parse_class_symbol(above)->key;
      if (above.size() == 8) above += "000000";
      depth = static_cast<uint32_t>(std::stoul(rest.substr(colon + 2)));
      if (!above.empty()) depth += classes_.depth(scheme, above);
    }
    for (const std::string& one : classes_.classes_of(record, scheme)) {
      const bool below = above.empty() || classes_.has_above(scheme, one, above);
      if (below && classes_.depth(scheme, one) == depth) values.insert(one);
    }
  } else if (facet.starts_with("ipc") || facet.starts_with("cpc")) {
    const std::map<std::string, size_t> lengths = {{"1", 1}, {"3", 3}, {"4", 4}, {"g", 8}, {"", 0}};
    const size_t length = lengths.at(facet.substr(3));
    for (const Symbol& symbol : record.symbols) {
      const std::string key = symbol.scheme == facet.substr(0, 3) ? symbol_key(symbol) : "";
      if (key.size() >= std::max<size_t>(length, 1)) {
        values.insert(length == 0 ? key : key.substr(0, length));
      }
    }
  } else {
    values = docs_[doc].keys[static_cast<size_t>(schema_.field(facet == "office" ? "cc" : facet))];
  }
  return values;
}

std::map<std::string, Count> Oracle::facet(const Docs& docs, const std::string& name) const {
  std::map<std::string, Docs> of_value;
  for (const uint32_t doc : docs) {
    for (const std::string& value : facet_values(doc, name)) of_value[value].push_back(doc);
  }
  std::map<std::string, Count> counts;
  for (const auto& [value, holders] : of_value) counts[value] = count(holders);
  return counts;
}

std::map<std::pair<std::string, std::string>, Count> Oracle::cross(
    const Docs& docs, const std::string& rows, const std::string& columns) const {
  std::map<std::pair<std::string, std::string>, Docs> of_cell;
  for (const uint32_t doc : docs) {
    for (const std::string& row : facet_values(doc, rows)) {
      for (const std::string& column : facet_values(doc, columns)) {
        of_cell[{row, column}].push_back(doc);
      }
    }
  }
  std::map<std::pair<std::string, std::string>, Count> counts;
  for (const auto& [cell, holders] : of_cell) counts[cell] = count(holders);
  return counts;
}

Oracle::Docs Oracle::sorted(Docs docs, const std::string& column, bool descending) const {
  std::stable_sort(docs.begin(), docs.end(), [&](uint32_t a, uint32_t b) {
    const uint32_t x = date(a, column), y = date(b, column);
    if (x == 0 || y == 0) return x != 0 && y == 0;
    return descending ? x > y : x < y;
  });
  return docs;
}

std::vector<double> Oracle::scores(const Tree& tree) const {
  // Clauses under a `not` score nothing: from the root down.
  std::vector<bool> negated(tree.nodes.size());
  for (size_t i = tree.nodes.size(); i-- > 0;) {
    for (const uint32_t child : tree.nodes[i].children) {
      negated[child] = negated[i] || tree.nodes[i].type == NodeType::kNot;
    }
  }
  // Words and characters, without the free units.
  const auto length = [this](size_t d, uint16_t field) {
    const std::vector<Place>& text = docs_[d].fields[field];
    return static_cast<double>(
        std::count_if(text.begin(), text.end(), [](const Place& place) { return place.id != 0; }));
  };
  std::vector<double> scores(docs_.size());
  const auto n = static_cast<double>(docs_.size());
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    if (negated[i] || !is_text(tree.nodes[i])) continue;
    for (const uint16_t field : tree.nodes[i].fields) {
      const std::vector<uint64_t> counts = leaf_counts(tree.nodes[i], field);
      double df = 0, total = 0;
      for (size_t d = 0; d < docs_.size(); ++d) {
        df += counts[d] != 0;
        total += length(d, field);
      }
      const double idf = std::log(1 + (n - df + 0.5) / (df + 0.5));
      for (size_t d = 0; d < docs_.size(); ++d) {
        if (counts[d] == 0) continue;
        const auto tf = static_cast<double>(counts[d]);
        scores[d] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length(d, field) / (total / n)));
      }
    }
  }
  return scores;
}

}  // namespace patlas::oracle
