#include "tests/oracle/query_generator.h"

#include <algorithm>

#include "ingest/normalize/dates.h"
#include "ingest/normalize/numbers.h"
#include "ingest/normalize/symbols.h"

namespace patlas::oracle {
namespace {

using Strings = std::vector<std::string>;

const Strings& facet_names() {
  static const Strings all = {"office",  "kind",     "lang", "pa",   "in",   "year",
                              "year.ad", "year.prd", "ipc1", "ipc3", "ipc4", "ipcg",
                              "ipc",     "cpc1",     "cpc3", "cpc4", "cpcg", "cpc"};
  return all;
}

const Strings& class_facet_names() {
  static const Strings all = {"cpc@section",   "cpc@class", "cpc@subclass",     "cpc@group",
                              "ipc@section",   "ipc@group", "ipc@subclass",     "cpc@H01L:+1",
                              "cpc@H01L21:+1", "ipc@H:+2",  "ipc@H01L21/02:+1", "cpc@:+5",
                              "cpc@H01L21:+0", "ipc@:+6",   "cpc@H01L21/00:+2", "tech",
                              "tech@sector",   "tech@A:+1"};
  return all;
}

bool is_word_character(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xA0;
}
bool is_cjk(char32_t c) { return c >= 0x2E80 && c < 0xFB00; }
// Surely one that words are made of.
bool is_letter(char32_t c) {
  return (c < 0xA0 && is_word_character(c)) || (c >= 0x3041 && c < 0x30FB) ||
         (c >= 0x4E00 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7A4);
}
bool has_letters(const std::string& text) {
  const std::u32string all = to_utf32(text);
  return std::any_of(all.begin(), all.end(), is_letter);
}
bool is_blank(char32_t c) { return c == ' ' || c == '\n' || c == 0x3000; }

// Written without quotes the text would be an operator, or its signs would be read.
bool needs_quotes(const std::string& text) {
  static const Strings words = {"and", "or", "not", "near", "adj", "xor", "same", "*", "word", ""};
  std::string lower = text;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (std::find(words.begin(), words.end(), lower) != words.end()) return true;
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !std::isalnum(static_cast<unsigned char>(c));
  });
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + "\"";
}

std::string written(const std::string& text) { return needs_quotes(text) ? quoted(text) : text; }

// Where the words of spaced scripts begin and end, and where one may cut CJK text: everywhere.
std::vector<std::pair<size_t, size_t>> chunks(const std::u32string& value) {
  std::vector<std::pair<size_t, size_t>> result;
  for (size_t i = 0; i < value.size();) {
    size_t end = i;
    while (end < value.size() && !is_blank(value[end])) ++end;
    size_t first = i, last = end;
    while (first < last && !is_word_character(value[first])) ++first;
    while (last > first && !is_word_character(value[last - 1])) --last;
    if (first < last) result.emplace_back(first, last);
    i = end + 1;
  }
  return result;
}

}  // namespace

Question QueryGenerator::next() {
  Question question;
  noted_.clear();
  question.query = query();
  question.options = options();
  return question;
}

void QueryGenerator::count(Histogram& histogram) const {
  const std::set<std::string> once(noted_.begin(), noted_.end());
  for (const std::string& what : once) ++histogram[what];
}

SearchOptions QueryGenerator::options() {
  SearchOptions options;
  options.limit = dice_.one_in(4) ? 1000000 : dice_.below(30);
  options.offset = dice_.one_in(3) ? dice_.below(40) : 0;
  static const Strings sorts = {"-pd", "pd", "-ad", "ad", "-prd", "prd", "score", "score"};
  const std::string& sort = dice_.pick(sorts);
  note("sort " + sort);
  options.sort.by_score = sort == "score";
  options.sort.descending = sort[0] == '-';
  if (sort != "score") options.sort.column = sort.substr(options.sort.descending ? 1 : 0);
  options.count_families = !dice_.one_in(5);
  options.count_documents = !dice_.one_in(8);
  options.count_applications = dice_.one_in(3);
  options.count_extended_families = dice_.one_in(3);
  for (uint32_t n = dice_.below(4); n > 0; --n) {
    if (dice_.one_in(4)) {
      options.facets.push_back(dice_.pick(class_facet_names()));
      if (options.facets.back().starts_with("tech") && !oracle_->classes().has_schemes()) {
        options.facets.back() = "cpc@group";
      }
      note("facet of a class tree");
      continue;
    }
    options.facets.push_back(dice_.pick(facet_names()));
    note("facet " + options.facets.back());
  }
  if (dice_.one_in(3)) options.facet_limit = 1 + dice_.below(8);
  if (dice_.one_in(6)) {
    options.cross = {dice_.pick(facet_names()), dice_.pick(facet_names())};
    note("cross");
  }
  options.threads = 1 + dice_.below(2);
  Optimisations& o = options.optimisations;
  for (bool* one :
       {&o.page_skipping, &o.cost_order, &o.fused_counts, &o.dictionary_counts, &o.word_postings,
        &o.pack_skipping, &o.pack_decoding, &o.late_restriction, &o.early_phrases, &o.family_runs,
        &o.position_batches, &o.frequent_bigrams, &o.word_lookup}) {
    *one = !dice_.one_in(5);
  }
  return options;
}

std::string QueryGenerator::query() {
  pivot_ = dice_.below(oracle_->size());
  is_in_text_group_ = false;
  if (dice_.one_in(50)) {
    note("operator *:*");
    return dice_.one_in(2) ? "*:*" : "*:* and " + leaf();
  }
  static const uint32_t depths[] = {0, 0, 1, 1, 1, 2, 2, 3};
  return clauses(depths[dice_.below(8)]);
}

// Clauses joined by operators, not in parentheses.
std::string QueryGenerator::clauses(uint32_t depth) {
  std::string text = clause(depth);
  if (depth == 0) return text;
  for (uint32_t n = 1 + dice_.below(3); n > 0; --n) {
    const uint32_t pivot = pivot_;
    switch (dice_.below(9)) {
      case 8:
        note("operator xor");
        if (dice_.one_in(2)) pivot_ = dice_.below(oracle_->size());
        text += (dice_.one_in(4) ? " XOR " : " xor ") + clause(depth - 1);
        break;
      case 0:
      case 1:
        note("operator blank");
        text += " " + clause(depth - 1);
        break;
      case 2:
      case 3:
        note("operator and");
        text += (dice_.one_in(4) ? " AND " : " and ") + clause(depth - 1);
        break;
      case 4:
      case 5:
        note("operator or");
        if (dice_.one_in(2)) pivot_ = dice_.below(oracle_->size());
        text += (dice_.one_in(4) ? " Or " : " or ") + clause(depth - 1);
        break;
      default:
        note("operator not");
        // What another document holds, so that this one mostly stays.
        if (!dice_.one_in(5)) pivot_ = dice_.below(oracle_->size());
        text += (dice_.one_in(3)   ? " and not "
                 : dice_.one_in(2) ? " not "
                                   : " or not ") +
                clause(depth - 1);
    }
    pivot_ = pivot;
  }
  return text;
}

// ---- Proximity

std::string QueryGenerator::proximity_query() {
  noted_.clear();
  pivot_ = dice_.below(oracle_->size());
  is_in_text_group_ = false;
  return proximity(1 + dice_.below(3));
}

// Of words of one value, so that most are near each other.
std::string QueryGenerator::proximity(uint32_t depth) {
  static const Strings codes = {"", "", "ti", "ab", "ab", "cl", "cl", "de", "pa", "in", "ti,ab"};
  const std::string code = is_in_text_group_ ? "" : dice_.pick(codes);
  const Strings texts = values(code == "ti,ab" ? "ab" : code);
  const std::string value = texts.empty() ? "coated paper" : dice_.pick(texts);
  const std::string text =
      chain(value, depth, code == "cl" || (code.empty() && !is_in_text_group_));
  if (code.empty()) return "(" + text + ")";
  note("operator field:");
  note("field " + code.substr(0, 2));
  return code + ":(" + text + ")";
}

std::string QueryGenerator::chain(const std::string& value, uint32_t depth, bool is_in_claims) {
  // One side of each operator has places; the left one of a chain always has.
  const bool left_is_condition = depth > 0 && dice_.one_in(12);
  std::string text = operand(value, depth, !left_is_condition);
  for (uint32_t n = dice_.one_in(5) ? 2 + dice_.below(2) : 1; n > 0; --n) {
    const bool negated = !left_is_condition && dice_.one_in(8);
    if (negated) note("operator not near");
    text += (negated ? " not " : " ") + proximity_operator(is_in_claims) + " " +
            operand(value, depth, left_is_condition || !dice_.one_in(4));
    if (left_is_condition) break;
  }
  return text;
}

std::string QueryGenerator::operand(const std::string& value, uint32_t depth, bool has_places) {
  if (has_places && (depth == 0 || dice_.one_in(2))) return place_leaf(value);
  const auto other = [&] {
    const Strings texts = values("");
    return dice_.one_in(4) && !texts.empty() ? dice_.pick(texts) : value;
  };
  const uint32_t less = depth == 0 ? 0 : depth - 1;
  if (has_places && dice_.one_in(2)) return "(" + chain(value, less, false) + ")";
  if (has_places) {
    std::string text = "(" + operand(value, less, true);
    for (uint32_t n = 1 + dice_.below(2); n > 0; --n) {
      text += " or " + operand(other(), less, true);
    }
    return text + ")";
  }
  note("operator near of a condition");
  switch (dice_.below(5)) {
    case 0:
      return "(not " + place_leaf(other()) + ")";
    case 1:
      return "(" + operand(value, less, true) + " and " + operand(value, less, true) + ")";
    case 2:
      return "(" + place_leaf(value) + " and not " + place_leaf(other()) + ")";
    case 3:
      return "(" + place_leaf(value) + " or " + place_leaf(value) + " and " + place_leaf(other()) +
             ")";
    default:
      return dice_.one_in(2) ? "(" + place_leaf(value) + " xor " + place_leaf(other()) + ")"
                             : "2 of (" + place_leaf(value) + ", " + place_leaf(other()) + ", (" +
                                   place_leaf(value) + "))";
  }
}

std::string QueryGenerator::place_leaf(const std::string& value) {
  if (dice_.one_in(30)) return special_text();
  std::string text = cut(to_utf32(value));
  // A lone sign is no clause.
  for (int tries = 0; tries < 8 && !has_letters(text); ++tries) text = cut(to_utf32(value));
  if (!has_letters(text)) return special_text();
  switch (dice_.below(12)) {
    case 0:
    case 1:
      return phrase(value);
    case 2: {
      std::u32string start = to_utf32(text);
      start.resize(std::min<size_t>(start.size(), 1 + dice_.below(3)));
      const std::string beginning = to_utf8(start);
      return needs_quotes(beginning) || !is_letter(start.back()) ? written(text) : beginning + "*";
    }
    case 3:
      return stem(text);
    case 4:
      return "word:" + written(text);
    default:
      return written(text);
  }
}

std::string QueryGenerator::proximity_operator(bool is_in_claims) {
  static const Strings units = {"", "", "", "", "c", "w", "s", "p"};
  if (dice_.one_in(5)) {
    static const Strings same = {"sentence", "paragraph", "entry", "claim"};
    std::string unit = dice_.pick(same);
    if (unit == "claim" && !is_in_claims) unit = "entry";
    note("operator same " + unit);
    return (dice_.one_in(6) ? "SAME " : "same ") + unit;
  }
  static const std::vector<uint32_t> distances = {1, 2, 3, 5, 8, 20, 50, 100, 1000, 100000};
  const std::string unit = dice_.pick(units);
  const uint32_t high = dice_.pick(distances);
  switch (dice_.below(7)) {
    case 0:
      note("operator near/n..m");
      return (dice_.one_in(3) ? "adj/" : "near/") + std::to_string(1 + dice_.below(high)) + ".." +
             std::to_string(high) + unit;
    case 1: {
      note("operator near/[n,m]");
      const int64_t last = static_cast<int64_t>(high) - dice_.below(4);
      const int64_t first = last - 1 - dice_.below(12);
      return (dice_.one_in(2) ? "[" : "near/[") +
             std::to_string(std::max<int64_t>(first, -100000)) + "," +
             std::to_string(last == 0 ? 1 : last) + "]" + unit;
    }
    case 2:
    case 3:
      note("operator adj/n");
      return dice_.one_in(3) ? (dice_.one_in(2) ? "adj" : "ADJ2")
                             : "adj/" + std::to_string(high) + unit;
    default:
      note("operator near/n");
      return dice_.one_in(5) ? (dice_.one_in(2) ? "near" : "NEAR3")
                             : "near/" + std::to_string(high) + unit;
  }
}

std::string QueryGenerator::clause(uint32_t depth) {
  if (depth == 0 || dice_.one_in(3)) {
    if (dice_.one_in(30)) {
      note("operator not");
      return "not " + leaf();
    }
    return leaf();
  }
  if (dice_.one_in(5)) return list(depth);
  if (dice_.one_in(5)) return proximity(dice_.below(3));
  if (!is_in_text_group_ && dice_.one_in(6)) {
    static const Strings words = {"any", "all", "one"};
    static const Strings fields = {"ti,ab", "ti, cl", "ab,de", "ti,ab,cl", "pa,in"};
    const std::string& word = dice_.pick(words);
    note("operator " + word + "(field,field):");
    is_in_text_group_ = true;
    const std::string group = word + "(" + dice_.pick(fields) + "):" +
                              (dice_.one_in(3) ? text_leaf(false) : "(" + clauses(depth - 1) + ")");
    is_in_text_group_ = false;
    return group;
  }
  note("operator ( )");
  if (!is_in_text_group_ && dice_.one_in(4)) {
    static const Strings fields = {"ti", "ab", "cl", "de", "ti,ab", "ti,ab,cl,de", "claim", "pa"};
    const std::string& field = dice_.pick(fields);
    note("operator field:");
    is_in_text_group_ = true;
    const std::string group = field + ":(" + clauses(depth - 1) + ")";
    is_in_text_group_ = false;
    return group;
  }
  return "(" + clauses(depth - 1) + ")";
}

/// In parentheses of their own, where a comma is text.
std::string QueryGenerator::list(uint32_t depth) {
  const uint32_t size = 1 + dice_.below(6);
  const uint32_t low = dice_.below(size + 1),
                 high = std::max(1u, low + dice_.below(size + 1 - low));
  const bool is_open = high == size && low > 0 && dice_.one_in(2);
  const bool is_all = low == 0 && high == size;
  note(is_open || is_all ? "operator m of ( , )" : "operator m..n of ( , )");
  std::string text = is_all ? "1"
                     : is_open
                         ? std::to_string(low)
                         : (low == 0 ? "" : std::to_string(low)) + ".." + std::to_string(high);
  text += " of (";
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t pivot = pivot_;
    if (dice_.one_in(4)) pivot_ = dice_.below(oracle_->size());
    text += (i == 0 ? "" : ", ") + ("(" + clauses(dice_.below(depth)) + ")");
    pivot_ = pivot;
  }
  return text + ")";
}

std::string QueryGenerator::leaf() {
  // Inside a group of a text field another field takes over for its own clause.
  if (dice_.below(10) < (is_in_text_group_ ? 9 : 6)) return text_leaf(!is_in_text_group_);
  return value_leaf();
}

std::vector<std::string> QueryGenerator::values(const std::string& field) const {
  const Record& record = pivot();
  Strings found;
  if (field == "ti" || field.empty()) {
    for (const LocalText& t : record.titles) found.push_back(t.text);
  }
  if (field == "ab" || field.empty()) {
    for (const LocalText& t : record.abstracts) found.push_back(t.text);
  }
  if (field == "cl" || field.empty()) {
    for (const Claim& c : record.claims) found.push_back(c.text);
  }
  if (field == "de" || field.empty()) {
    for (const LocalText& t : record.descriptions) found.push_back(t.text);
  }
  const std::pair<const char*, const std::vector<Party>*> parties[] = {
      {"pa", &record.applicants}, {"in", &record.inventors}, {"ag", &record.agents}};
  for (const auto& [code, list] : parties) {
    if (field != code) continue;
    for (const Party& party : *list) {
      found.push_back(party.name);
      if (!party.latin.empty()) found.push_back(party.latin);
    }
  }
  return found;
}

std::string QueryGenerator::text_leaf(bool may_name_field) {
  static const Strings codes = {"ti", "ab", "cl", "de", "pa", "in", "ag"};
  static const std::map<std::string, std::string> names = {
      {"ti", "title"},     {"ab", "Abstract"}, {"cl", "claim"}, {"de", "description"},
      {"pa", "applicant"}, {"in", "INVENTOR"}, {"ag", "agent"}};
  std::string field, prefix;
  if (may_name_field && !dice_.one_in(4)) {
    field = dice_.pick(codes);
    prefix = (dice_.one_in(6) ? names.at(field) : field) + ":";
    note("operator field:");
    note("field " + field);
    if (dice_.one_in(6)) {
      note("operator field,field:");
      const std::string& other = dice_.pick(codes);
      note("field " + other);
      prefix = field + "," + other + ":";
    }
  }
  const Strings texts = values(field);
  if (texts.empty() || dice_.one_in(25)) return prefix + special_text();
  const std::string& value = dice_.pick(texts);
  const std::string text = cut(to_utf32(value));
  switch (dice_.below(12)) {
    case 9:
    case 10:
      return prefix + open_word(text);
    case 0:
    case 1:
      note("operator \"...\"");
      return prefix + phrase(value);
    case 2: {
      note("operator *");
      std::u32string start = to_utf32(text);
      if (dice_.one_in(2)) start.resize(std::min<size_t>(start.size(), 1 + dice_.below(3)));
      const std::string stem_text = to_utf8(start);
      if (!needs_quotes(stem_text)) return prefix + stem_text + "*";
      std::string in_quotes = quoted(stem_text);
      return prefix + in_quotes.insert(in_quotes.size() - 1, "*");
    }
    case 3:
      return prefix + stem(text);
    case 4:
      note("operator word:");
      return prefix + "word:" + written(text);
    default:
      return prefix + written(text);
  }
}

// The word, or some characters, with open places, as the text itself would be found.
std::string QueryGenerator::open_word(const std::string& text) {
  std::u32string word = to_utf32(text);
  if (word.size() > 12) word.resize(12);
  const auto count_of = [&word](auto is) {
    return static_cast<size_t>(std::count_if(word.begin(), word.end(), is));
  };
  const size_t wide = count_of(is_cjk);
  if (wide != 0) return wide == word.size() ? open_cjk(word) : written(text);
  const auto is_letter = [](char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xC0 && c < 0x250 && c != 0xD7);
  };
  const auto is_letter_or_digit = [&](char32_t c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  };
  if (count_of(is_letter_or_digit) != word.size() || word.empty()) return written(text);
  if (dice_.one_in(5) && is_letter(word.back())) {
    note("operator ~1 ~2");
    // Another word by some edits.
    for (uint32_t n = dice_.below(3); n > 0; --n) {
      const size_t at = dice_.below(word.size());
      if (dice_.one_in(3) && word.size() > 2 && at + 1 < word.size()) {
        word.erase(at, 1);
      } else if (dice_.one_in(2)) {
        word.insert(at, 1, "aeot"[dice_.below(4)]);
      } else {
        word[at] = U"aeot"[dice_.below(4)];
      }
    }
    return to_utf8(word) + (dice_.one_in(2) ? "~1" : "~2");
  }
  if (dice_.one_in(5)) return regex(word);
  if (dice_.one_in(12)) {
    note("operator * before a word and its tag");  // as an ending no word has, but all of a term
    return "*w" + to_utf8(word) + (dice_.one_in(2) ? "*" : "");
  }
  std::string result;
  for (size_t i = 0; i <= word.size();) {
    if (dice_.below(i == 0 || i == word.size() ? 2u : word.size()) == 0) {
      const size_t cut = std::min<size_t>(dice_.below(4), word.size() - i);
      switch (dice_.below(5)) {
        case 0:
          note("operator ?");
          result += "?";
          i += cut > 0 && dice_.one_in(2);
          break;
        case 1:
          note("operator #");
          result += "#";
          i += cut > 0;
          break;
        case 2:
          note("operator {0,3}");
          result += "{" + std::to_string(dice_.below(static_cast<uint32_t>(cut) + 1)) +
                    (dice_.one_in(3) ? ",}" : "," + std::to_string(3 + dice_.below(2)) + "}");
          i += cut;
          break;
        default:
          note("operator *");
          result += "*";
          i += cut;
      }
    }
    if (i < word.size()) result += to_utf8(word.substr(i, 1));
    ++i;
  }
  if (std::none_of(result.begin(), result.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
      })) {
    return written(text);
  }
  return result;
}

// Characters of a CJK string with open ones among them.
std::string QueryGenerator::open_cjk(const std::u32string& text) {
  const std::u32string string = text.substr(0, 5);
  std::string result;
  if (dice_.one_in(6)) result += dice_.one_in(2) ? "*" : "#";
  for (size_t i = 0; i < string.size(); ++i) {
    if (i > 0 && i + 1 < string.size() && dice_.one_in(2)) {
      static const Strings signs = {"#", "?", "{0,2}", "{1,3}", "##", "{2}"};
      note("operator #");
      result += dice_.pick(signs);
      continue;
    }
    result += to_utf8(string.substr(i, 1));
  }
  if (dice_.one_in(6)) result += dice_.one_in(2) ? "?" : "#";
  return result;
}

std::string QueryGenerator::regex(const std::u32string& word) {
  note("operator regex:");
  const size_t at = dice_.below(word.size());
  const std::string before = to_utf8(word.substr(0, at)), one = to_utf8(word.substr(at, 1)),
                    after = to_utf8(word.substr(at + 1));
  const std::string middles[] = {
      ".",           one + "?",    "(" + one + "|x|)", one + "*", "[a-m]",
      "[^n-z]{0,2}", ".{1,3}",     "(" + one + ")+",   ".*",      "([a-z]" + one + "?){1,2}",
      "\\d|" + one,  one + "{0,2}"};
  return "regex:\"" + before +
         dice_.pick(std::vector<std::string>(std::begin(middles), std::end(middles))) + after +
         "\"";
}

std::string QueryGenerator::stem(const std::string& text) {
  note("operator ~");
  return "~" + written(text);
}

std::string QueryGenerator::special_text() {
  static const Strings all = {"nobodywrotethis",
                              "無此詞",
                              "電",
                              "池",
                              "料",
                              "の",
                              "5G通信",
                              "G通信",
                              "電池B",
                              "pH值",
                              "a*",
                              "co*",
                              "\"coated pap*\"",
                              "\"coat* paper\"",
                              "\"*ed p#per*\"",
                              "\"co?t pa{1,3}r\"",
                              "*a*",
                              "#",
                              "##",
                              "*t",
                              "電#",
                              "#池",
                              "鋰?電池",
                              "鋰#池",
                              "\"鋰{0,2}池 正極\"",
                              "coat~1",
                              "papre~2",
                              "regex:\"(co|pa).*[tr]s?\"",
                              "regex:\"\\d+\"",
                              "電*",
                              "京都",
                              "~coats",
                              "~電池材料",
                              "word:京都",
                              "word:coat",
                              "𠮷",
                              "10um",
                              "\"10 μm\"",
                              "100%*",
                              "IL-6",
                              "\"電池、正極\"",
                              "エア",
                              "リチウムイオン",
                              "i",
                              "3",
                              "\"a a\""};
  const std::string& text = dice_.pick(all);
  if (text[0] == '~') note("operator ~");
  if (text.starts_with("word:")) note("operator word:");
  if (text == "100%*") return "\"100%*\"";
  return text == "IL-6" ? quoted(text) : text;
}

// Some words of the value side by side, or nearly so.
std::string QueryGenerator::phrase(const std::string& value) {
  const std::u32string text = to_utf32(value);
  const auto words = chunks(text);
  if (words.empty()) return quoted(value);
  const size_t first = dice_.below(words.size());
  const size_t last = std::min(words.size() - 1, first + dice_.below(4));
  size_t begin = words[first].first, end = words[last].second;
  // In CJK text anywhere.
  if (is_cjk(text[begin]) && dice_.one_in(2)) begin += dice_.below(end - begin);
  if (is_cjk(text[end - 1]) && end - begin > 1 && dice_.one_in(2)) {
    end -= dice_.below(std::min<size_t>(end - begin, 8));
  }
  if (end - begin > 60 && is_cjk(text[begin])) end = begin + 60;
  std::string result = to_utf8(text.substr(begin, end - begin));
  if (dice_.one_in(12)) result += " coat";
  return quoted(result);
}

// A word, or a few characters of CJK text.
std::string QueryGenerator::cut(const std::u32string& value) {
  const auto words = chunks(value);
  if (words.empty()) return to_utf8(value.substr(0, 20));
  auto [begin, end] = dice_.pick(words);
  const bool has_cjk = std::any_of(value.begin() + static_cast<ptrdiff_t>(begin),
                                   value.begin() + static_cast<ptrdiff_t>(end), is_cjk);
  if (has_cjk && dice_.one_in(8)) return to_utf8(value.substr(end - 1, 1));
  if (has_cjk && (end - begin > 6 || dice_.one_in(2))) {
    begin += dice_.below(end - begin);
    end = std::min<size_t>(end, begin + 1 + dice_.below(6));
  }
  return to_utf8(value.substr(begin, end - begin));
}

std::string QueryGenerator::value_leaf() {
  switch (dice_.below(13)) {
    case 10:
    case 11:
      return count();
    case 12:
      return presence();
    case 0:
    case 1:
    case 2:
      return dates();
    case 3:
    case 4:
    case 5:
      return symbol();
    case 6:
    case 7:
      return number();
    default:
      return code();
  }
}

std::string QueryGenerator::date(uint32_t code) {
  const uint32_t year = date_year(code), month = date_month(code), day = date_day(code);
  char text[64];
  switch (month == 0 ? 0 : day == 0 ? dice_.below(2) : dice_.below(6)) {
    case 0:
      if (year >= 1990 && dice_.one_in(4)) return "民國" + std::to_string(year - 1911) + "年";
      return std::to_string(year);
    case 1:
      std::snprintf(text, sizeof text, "%04u-%02u", year, month);
      return text;
    case 2:
      std::snprintf(text, sizeof text, "%04u%02u%02u", year, month, day);
      return text;
    case 3:
      std::snprintf(text, sizeof text, "%04u/%02u/%02u", year, month, day);
      return text;
    default:
      std::snprintf(text, sizeof text, "%04u-%02u-%02u", year, month, day);
      return text;
  }
}

std::string QueryGenerator::dates() {
  static const Strings columns = {"pd", "ad", "prd"};
  static const std::map<std::string, std::string> names = {
      {"pd", "published"}, {"ad", "filed"}, {"prd", "prioritydate"}};
  const std::string& column = dice_.pick(columns);
  uint32_t code = oracle_->date(pivot_, column);
  if (code == 0) code = make_date(2015, 1, 1);
  note("field " + column);
  std::string field = dice_.one_in(6) ? names.at(column) : column;
  if (dice_.one_in(10)) field += "," + second_field(columns);
  switch (dice_.below(6)) {
    case 0: {
      note("operator ..");
      const std::string low = date(code);
      if (dice_.one_in(3)) return field + ":" + low + "..";
      if (dice_.one_in(3)) return field + ":.." + low;
      const uint32_t later = std::max(oracle_->date(dice_.below(oracle_->size()), column), code);
      // Years, so that the first is never behind the last.
      return field + ":" + std::to_string(date_year(code)) + ".." +
             (dice_.one_in(2) && date_year(later) > date_year(code)
                  ? date(later)
                  : std::to_string(date_year(later)));
    }
    case 1: {
      static const Strings relations = {">=", "<=", ">", "<"};
      const std::string& relation = dice_.pick(relations);
      note("operator " + relation);
      return field + relation + date(code);
    }
    case 2: {
      static const Strings relations = {">=", "<=", ">", "<"};
      const std::string& relation = dice_.pick(relations);
      note("operator " + relation);
      return field + " " + relation + " " + date(code);
    }
    default:
      return field + (dice_.one_in(4) ? "=" : ":") + date(code);
  }
}

std::string QueryGenerator::count() {
  static const Strings fields = {"claims", "citations", "applicants", "inventors", "family_size"};
  static const Strings relations = {">=", "<=", ">", "<", "=", ":"};
  const std::string& field = dice_.pick(fields);
  note("field " + field);
  const int64_t own = std::max<int64_t>(oracle_->count_of(pivot_, field), 0);
  const std::string number = std::to_string(own);
  if (dice_.one_in(3)) {
    note("operator ..");
    if (dice_.one_in(3)) return field + ":" + number + "..";
    if (dice_.one_in(2)) return field + ":.." + number;
    return field + ":" + number + ".." + std::to_string(own + dice_.below(4));
  }
  const std::string& relation = dice_.pick(relations);
  const std::string fewest = relation == "<" && own == 0 ? "1" : number;
  if (relation != "=" && relation != ":") note("operator " + relation);
  return (field != "family_size" && dice_.one_in(8) ? "all(claims," + field + ")" : field) +
         relation + fewest;
}

std::string QueryGenerator::presence() {
  static const Strings fields = {"ti",        "ab",        "cl",       "de", "pa",  "in", "ag",
                                 "ic",        "cpc",       "an",       "pr", "pd",  "ad", "prd",
                                 "kind",      "lang",      "abstract", "pn", "ipc", "cc", "claims",
                                 "citations", "inventors", "fi",       "ft", "uspc"};
  note("field has");
  return (dice_.one_in(4) ? "not has:" : "has:") + dice_.pick(fields);
}

std::string QueryGenerator::symbol() {
  if (dice_.one_in(3)) return other_symbol();
  const std::string field = dice_.one_in(2) ? "ic" : "cpc";
  note("field " + field);
  Strings keys;
  for (const Symbol& symbol : pivot().symbols) {
    if (symbol.scheme != (field == "ic" ? "ipc" : "cpc")) continue;
    const auto parsed = parse_class_symbol(symbol.symbol.empty() ? symbol.original : symbol.symbol);
    if (parsed) keys.push_back(parsed->key);
  }
  std::string key = keys.empty() ? "H01L0021020000" : dice_.pick(keys);
  if (key.size() == 14 && dice_.one_in(8)) key.back() = '5';
  // Of a subclass that a scheme lacks, what is below and between is asked in vain.
  const auto is_known = [this](const std::string& k) {
    return oracle_->classes().has_schemes() && oracle_->classes().has_subclass(k);
  };
  const bool has_schemes = is_known(key);
  const std::string mark = dice_.one_in(5) ? " : " : ":";
  const std::string how = qualifiers();
  if (has_schemes && dice_.one_in(6)) {
    note("operator class..");
    const std::string first = display_class_symbol(key);
    std::string last = key;
    if (!keys.empty()) last = dice_.pick(keys);
    if (last < key) last = key;
    if (key.size() == 14 && dice_.one_in(3)) last = key.substr(0, 8) + "999990";
    const auto whole = [](const std::string& k) { return k.size() == 8 ? k + "000000" : k; };
    const std::string scheme = field == "ic" ? "ipc" : "cpc";
    if (!is_known(last) || !oracle_->classes().in_order(scheme, whole(key), whole(last))) {
      last = key;
    }
    return field + how + ":\"" + first + ".." + display_class_symbol(last) + "\"";
  }
  if (has_schemes && dice_.one_in(6)) {
    note("operator class>=");
    return field + how + (dice_.one_in(2) ? ">=" : ">") + quoted(display_class_symbol(key));
  }
  const size_t level = dice_.pick(std::vector<size_t>{1, 3, 4, 8, 14});
  if ((level == 14 && !has_schemes) || dice_.one_in(4)) {
    note("operator field=");
    if (dice_.one_in(4)) key.resize(std::min(key.size(), level));
    return field + how + "=" + quoted(display_class_symbol(key));
  }
  key.resize(std::min(key.size(), level));
  if (key.size() == 14 && !has_schemes) key.resize(8);
  note("operator field:");
  std::string text = display_class_symbol(key);
  if (key.size() == 8 && dice_.one_in(2)) text.resize(text.size() - 3);  // H01L 21
  std::erase(text, ' ');
  if (dice_.one_in(8)) return field + "," + second_field({"ic", "cpc"}) + how + mark + text;
  if (dice_.one_in(8)) {
    note("field class");
    return "class" + how + mark + text;
  }
  return (dice_.one_in(8) ? (field == "ic" ? "ipc" : "cooperative") : field) + how + mark + text;
}

std::string QueryGenerator::qualifiers() {
  static const Strings all = {
      "first", "inv", "add", "EP", "us", "first,inv", "first, add", "inv,EP", "first,inventive,JP"};
  if (!dice_.one_in(4)) return "";
  note("operator class(...):");
  return "(" + dice_.pick(all) + ")";
}

// The other classifications, fields of technology, and what is no class.
std::string QueryGenerator::other_symbol() {
  if (oracle_->classes().has_schemes() && dice_.one_in(2)) {
    static const Strings values = {"1", "02", "3", "tiny", "\"Big things\"", "\"SMALL  things\""};
    note("field tech");
    return "tech:" + dice_.pick(values);
  }
  static const std::vector<Strings> fields = {
      {"fi:H01L21", "fi:H01L21/02", "fi=H01L21/02", "fi=\"H01L 21/02,101\"", "fi:H01L",
       "fi(first,EP):G06F17"},
      {"ft:2C001", "ft:2C001AA", "ft=5B057AA02", "ft(inv):2C001"},
      {"uspc:604", "uspc=604/1", "uspc(first):604/385.101", "uspc:D21"},
      {"loc:10", "loc=10-07", "loc(EP):10"},
      {"cpc=\"see H01L\"", "ic=\"none\""}};
  const Strings& clauses = dice_.pick(fields);
  const std::string& clause = dice_.pick(clauses);
  note("field " + clause.substr(0, clause.find_first_of(":=(")));
  return clause;
}

// One more field for the same value.
std::string QueryGenerator::second_field(const std::vector<std::string>& codes) {
  const std::string& code = dice_.pick(codes);
  note("field " + code);
  note("operator field,field:");
  return code;
}

std::string QueryGenerator::spelled(const Number& number, bool is_publication) {
  const std::string kind = is_publication && dice_.one_in(2) ? number.kind : "";
  switch (dice_.below(4)) {
    case 0:
      return quoted(display_number({number.country, number.number, kind}));
    case 1:
      return quoted(number.country + " " + number.number + " " + kind);
    default:
      return quoted(number.country + number.number + kind);
  }
}

std::string QueryGenerator::number() {
  const Record& record = pivot();
  const uint32_t form = dice_.below(3);
  if (form == 0 || (form == 1 && record.application.number.empty()) ||
      (form == 2 && record.priorities.empty())) {
    note("field pn");
    return "pn:" + spelled(record.publication, true);
  }
  note(form == 1 ? "field an" : "field pr");
  const std::string other = dice_.one_in(6) ? "," + second_field({"an", "pr"}) : "";
  if (form == 1) return "an" + other + ":" + spelled(record.application, false);
  return "pr" + other + ":" + spelled(dice_.pick(record.priorities), false);
}

std::string QueryGenerator::code() {
  const Record& record = pivot();
  switch (dice_.below(4)) {
    case 0:
      note("field cc");
      return "cc:" + record.publication.country;
    case 1:
      note("field cc");
      return "country=" + record.publication.country;
    case 2: {
      note("field kind");
      const std::string kind = record.publication.kind.empty() ? "B" : record.publication.kind;
      if (!dice_.one_in(2)) return "kind:" + kind;
      note("operator *");
      return "kind:" + kind.substr(0, 1) + "*";
    }
    default:
      note("field lang");
      return "lang:" + (record.titles.empty() || record.titles[0].language.size() < 2
                            ? "en"
                            : record.titles[0].language.substr(0, 2));
  }
}

}  // namespace patlas::oracle
