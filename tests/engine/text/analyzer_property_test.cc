// What must hold for any text: index and query agree, and nothing depends on what came before.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/text/analyzer.h"
#include "engine/text/utf8.h"

namespace patlas {
namespace {

// Pieces of which texts are made: both ends of every rule, and few enough to meet often.
const std::vector<std::string>& alphabet() {
  static const std::vector<std::string> pieces = {
      "電",     "池",     "正",    "気",       "氣",     "の",     "デ",
      "ー",     "タ",     "전",    "지",       "々",     "𠮷",     "䓣",
      "鋰",     "子",     "a",     "b",        "G",      "5",      "10",
      "2010",   "123456", "IL",    "um",       "kg",     "é",      "ß",
      "я",      "α",      "ﬁ",     "１",       "Ａ",     "-",      ".",
      ",",      "/",      "^",     "_",        "%",      "°",      "C",
      "μ",      "²",      "⁻",     "½",        "－",     "，",     "．",
      "％",     "–",      " ",     "\n",       "\u3000", "\u00A0", "・",
      "·",      "。",     "、",    "(",        "「",     "!",      "ไทย",
      "\u0301", "\u00AD", "㍿",    "㈱",       "①",      "ﾎﾟ",     "ｶ",
      "℃",      "㎛",     "\xFF",  "\xE9\x9B", "™",      "ㅎ",     "\u1112\u1161",
      "\u200D", "\uFE00", "\u3099"};
  return pieces;
}

// A text of a few different pieces, so that rules over four neighbours are met ("10um-5").
std::string random_text() {
  const auto piece = rc::gen::arbitrary<uint16_t>();
  const auto chosen = *rc::gen::container<std::vector<uint16_t>>(6, piece);
  std::string text;
  for (const uint16_t i : *rc::gen::container<std::vector<uint16_t>>(piece)) {
    text += alphabet()[chosen[i % chosen.size()] % alphabet().size()];
  }
  return text;
}

// Texts of the signs that join tokens and what they join.
std::string random_token_text() {
  static const std::vector<std::string> pieces = {
      "10", "5", "123456", "2010", "IL", "um", "kg", "-", "-", ".",     "/",
      "^",  "_", "%",      " ",    "電", "μ",  "°",  "C", "²", "\u00AD"};
  std::string text;
  for (const uint16_t i :
       *rc::gen::container<std::vector<uint16_t>>(rc::gen::arbitrary<uint16_t>())) {
    text += pieces[i % pieces.size()];
  }
  return text;
}

struct Analyzed {
  Analysis analysis;
  std::vector<SourceSpan> spans;
};

Analyzed analyzed(const std::string& text) {
  Analyzer analyzer;
  Analyzed result;
  analyzer.analyze_with_spans(text, result.analysis, result.spans);
  return result;
}

using Terms = std::vector<std::set<std::string>>;  // per position

Terms terms_by_position(const Analysis& analysis) {
  Terms terms(analysis.position_count);
  for (const Occurrence& o : analysis.occurrences) {
    terms[o.position].emplace(analysis.term(o));
  }
  return terms;
}

bool stands(const PhraseUnit& unit, const std::set<std::string>& terms) {
  if (!unit.is_prefix) return terms.count(unit.term) != 0;
  const auto at = terms.lower_bound(unit.term);
  return at != terms.end() && at->compare(0, unit.term.size(), unit.term) == 0;
}

bool matches_at(const Phrase& phrase, const Terms& terms, uint32_t position) {
  return std::all_of(phrase.units.begin(), phrase.units.end(), [&](const PhraseUnit& unit) {
    const size_t p = position + unit.offset;
    return p < terms.size() && stands(unit, terms[p]);
  });
}

RC_GTEST_PROP(AnalyzerProperty, EveryPositionHasOneUnitAndOneSpan, ()) {
  const std::string text = random_text();
  const Analyzed result = analyzed(text);
  const Terms terms = terms_by_position(result.analysis);
  RC_ASSERT(result.spans.size() + 1 == result.analysis.position_count);
  for (uint32_t p = 0; p < result.spans.size(); ++p) {
    int units = 0;
    for (const Occurrence& o : result.analysis.occurrences) {
      const char tag = result.analysis.term(o).front();
      units += o.position == p && (tag == 'w' || tag == 'c');
    }
    RC_ASSERT(units == 1);
    RC_ASSERT(result.spans[p].position == p);
    RC_ASSERT(result.spans[p].begin < result.spans[p].end);
    RC_ASSERT(result.spans[p].end <= text.size());
  }
  RC_ASSERT(terms.back().empty());
}

RC_GTEST_PROP(AnalyzerProperty, PositionsNeverDecreasePerTagAndBoundariesIncrease, ()) {
  const Analyzed result = analyzed(random_text());
  std::map<char, uint32_t> last;
  for (const Occurrence& o : result.analysis.occurrences) {
    const char tag = result.analysis.term(o).front();
    RC_ASSERT(o.position >= last[tag]);
    last[tag] = o.position;
  }
  for (const auto* starts : {&result.analysis.sentence_starts, &result.analysis.paragraph_starts}) {
    RC_ASSERT(!starts->empty());
    RC_ASSERT(std::adjacent_find(starts->begin(), starts->end(), std::greater_equal<>()) ==
              starts->end());
    RC_ASSERT(starts->back() < result.analysis.position_count);
  }
  const auto& sentences = result.analysis.sentence_starts;
  for (const uint32_t p : result.analysis.paragraph_starts) {
    RC_ASSERT(std::binary_search(sentences.begin(), sentences.end(), p));
  }
}

RC_GTEST_PROP(AnalyzerProperty, ValuesDoNotDependOnWhatCameBefore, ()) {
  const std::string before = random_text(), text = random_text();
  Analyzer analyzer;
  Analysis both;
  analyzer.analyze(before, both);
  analyzer.phrase(before, true);
  const uint32_t shift = both.position_count;
  const size_t first = both.occurrences.size();
  analyzer.analyze(text, both);
  const Analysis alone = analyzed(text).analysis;
  RC_ASSERT(both.position_count - shift == alone.position_count);
  RC_ASSERT(both.occurrences.size() - first == alone.occurrences.size());
  for (size_t i = 0; i < alone.occurrences.size(); ++i) {
    const Occurrence& o = both.occurrences[first + i];
    RC_ASSERT(both.term(o) == alone.term(alone.occurrences[i]));
    RC_ASSERT(o.position - shift == alone.occurrences[i].position);
  }
}

// With spans every word takes the general path, without them most take a short one.
RC_GTEST_PROP(AnalyzerProperty, SpansChangeNothing, ()) {
  const std::string text = *rc::gen::arbitrary<bool>() ? random_text() : random_token_text();
  Analyzer analyzer;
  Analysis plain;
  analyzer.analyze(text, plain);
  const Analysis spanned = analyzed(text).analysis;
  RC_ASSERT(plain.bytes == spanned.bytes);
  RC_ASSERT(plain.occurrences.size() == spanned.occurrences.size());
  for (size_t i = 0; i < plain.occurrences.size(); ++i) {
    RC_ASSERT(plain.term(plain.occurrences[i]) == spanned.term(spanned.occurrences[i]));
    RC_ASSERT(plain.occurrences[i].position == spanned.occurrences[i].position);
  }
  RC_ASSERT(plain.word_starts == spanned.word_starts);
  RC_ASSERT(plain.sentence_starts == spanned.sentence_starts);
  RC_ASSERT(plain.paragraph_starts == spanned.paragraph_starts);
  RC_ASSERT(plain.position_count == spanned.position_count);
}

// Where a query may be cut out of a text: between two characters of CJK runs, or at token borders.
// A unit that shares its span with a neighbour (㍿) or holds several characters is never cut.
RC_GTEST_PROP(AnalyzerProperty, AnySubstringIsFoundWhereItStood, ()) {
  const std::string text = *rc::gen::arbitrary<bool>() ? random_text() : random_token_text();
  const Analyzed whole = analyzed(text);
  const auto units = static_cast<uint32_t>(whole.spans.size());
  RC_PRE(units > 0);
  // Not inRange: its bounds would hang on what the text was before it shrank.
  const uint32_t first = *rc::gen::arbitrary<uint32_t>() % units;
  const uint32_t last = first + *rc::gen::arbitrary<uint32_t>() % (units - first);
  const auto& spans = whole.spans;
  // In double brackets: the macro would take the || apart and evaluate both sides.
  RC_PRE((first == 0 || spans[first - 1].end <= spans[first].begin));
  RC_PRE((last + 1 == units || spans[last].end <= spans[last + 1].begin));
  const std::string part = text.substr(spans[first].begin, spans[last].end - spans[first].begin);
  Analyzer analyzer;
  const Phrase phrase = analyzer.phrase(part, false);
  const Terms terms = terms_by_position(whole.analysis);
  // Exempt by contract: a one-character word next to CJK at the string's edge asks for its mixed
  // bigram, which the text has only where the two touch; they touch in both or in neither here.
  if (phrase.length != last - first + 1 || !matches_at(phrase, terms, first)) {
    RC_LOG() << "text " << text << " part " << part << " at " << first << "\n";
    for (const PhraseUnit& unit : phrase.units) RC_LOG() << unit.term << "@" << unit.offset << " ";
  }
  RC_ASSERT(phrase.length == last - first + 1);
  RC_ASSERT(matches_at(phrase, terms, first));
}

// The other direction: what a CJK phrase finds is the string itself, up to the fold.
RC_GTEST_PROP(AnalyzerProperty, SoftHyphensChangeNothing, ()) {
  const std::string text = *rc::gen::arbitrary<bool>() ? random_text() : random_token_text();
  const auto places = *rc::gen::container<std::set<size_t>>(rc::gen::inRange<size_t>(0, 40));
  std::string hyphenated, plain;
  size_t count = 0;
  for (const char* p = text.data(); p < text.data() + text.size(); ++count) {
    const char* const at = p;
    const bool is_valid = utf8::decode(p, text.data() + text.size()) != utf8::kInvalid;
    const std::string character = is_valid ? std::string(at, p) : "\uFFFD";
    if (places.count(count) != 0) hyphenated += "\u00AD";
    hyphenated += character;
    plain += character;
  }
  const Analysis with = analyzed(hyphenated).analysis, without = analyzed(plain).analysis;
  RC_ASSERT(with.bytes == without.bytes);
  RC_ASSERT(with.word_starts == without.word_starts);
  RC_ASSERT(with.sentence_starts == without.sentence_starts);
  RC_ASSERT(with.paragraph_starts == without.paragraph_starts);
  RC_ASSERT(with.position_count == without.position_count);
}

RC_GTEST_PROP(AnalyzerProperty, CjkPhrasesFindNothingElse, ()) {
  const std::vector<std::string> characters = {"電", "池", "气", "氣", "の", "전", " ", "。", "a"};
  auto random = [&] {
    const auto indexes =
        *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, characters.size()));
    std::string text;
    for (const size_t i : indexes) text += characters[i];
    return text;
  };
  const std::string text = random();
  std::string query;
  const auto query_indexes =
      *rc::gen::container<std::vector<size_t>>(3, rc::gen::inRange<size_t>(0, 6));
  for (const size_t i : query_indexes) query += characters[i];
  Analyzer analyzer;
  const Phrase phrase = analyzer.phrase(query, false);
  const Terms terms = terms_by_position(analyzed(text).analysis);
  bool is_found = false;
  for (uint32_t p = 0; p < terms.size(); ++p) is_found = is_found || matches_at(phrase, terms, p);
  // By hand: fold, drop the blanks that stand between CJK characters, look for the substring.
  auto plain = [&](std::string s) {
    for (size_t at; (at = s.find("氣")) != std::string::npos;) s.replace(at, 3, "气");
    s = analyzer.fold(s);
    s.erase(std::remove(s.begin(), s.end(), ' '), s.end());
    return s;
  };
  RC_ASSERT(is_found == (plain(text).find(plain(query)) != std::string::npos));
}

RC_GTEST_PROP(AnalyzerProperty, FoldOfATokenIsItsTerm, ()) {
  const Analyzed result = analyzed(random_text());
  Analyzer analyzer;
  for (const Occurrence& o : result.analysis.occurrences) {
    const std::string_view term = result.analysis.term(o);
    if (term.front() == 'w') RC_ASSERT(analyzer.fold(term.substr(1)) == term.substr(1));
  }
}

RC_GTEST_PROP(AnalyzerProperty, AnyBytesAreTaken, (const std::vector<uint8_t>& bytes)) {
  const std::string text(bytes.begin(), bytes.end());
  const Analyzed result = analyzed(text);
  RC_ASSERT(result.analysis.position_count == result.spans.size() + 1);
  for (const Occurrence& o : result.analysis.occurrences) {
    const std::string_view term = result.analysis.term(o);
    const char* const end = term.data() + term.size();
    for (const char* p = term.data(); p < end;) RC_ASSERT(utf8::decode(p, end) != utf8::kInvalid);
  }
  Analyzer analyzer;
  RC_ASSERT(analyzer.phrase(text, false).length == result.spans.size());
}

}  // namespace
}  // namespace patlas
