#include "engine/text/analyzer.h"

#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <algorithm>

#include "engine/text/rewrite.h"
#include "engine/text/scanner.h"
#include "engine/text/stemmer.h"

namespace patlas {
namespace {

// Any change of what a text becomes (tables, rules of tokens, order) takes the next number.
constexpr std::string_view kTables = "patlas-text-3";

std::string version_text(const UVersionInfo version) {
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

bool has_tag(std::string_view term, TermTag tag) { return term.front() == static_cast<char>(tag); }

size_t character_count(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !utf8::is_tail(c); }));
}

}  // namespace

const std::string& analysis_version() {
  static const std::string version = [] {
    UVersionInfo icu, unicode;
    u_getVersion(icu);
    u_getUnicodeVersion(unicode);
    return std::string(kTables) + " icu-" + version_text(icu) + " unicode-" +
           version_text(unicode) + " " + stemmer_version();
  }();
  return version;
}

void Analysis::clear() {
  bytes.clear();
  occurrences.clear();
  word_starts.clear();
  sentence_starts.clear();
  paragraph_starts.clear();
  position_count = 0;
}

struct Analyzer::State {
  FoldTable& fold = FoldTable::instance();
  Scanner scanner;
  Rewriting rewriting;
  Analysis scratch;
  std::vector<SourceSpan> scratch_spans;

  // `utf8` as the scanner reads it.
  std::string_view prepared(std::string_view utf8, bool maps_back, bool& is_rewritten) {
    const size_t first = first_to_rewrite(utf8, fold);
    is_rewritten = first != std::string_view::npos;
    if (!is_rewritten) return utf8;
    rewriting.rewrite(utf8, first, fold, maps_back);
    return rewriting.text();
  }

  void analyze(std::string_view utf8, Analysis& out, std::vector<SourceSpan>* spans) {
    bool is_rewritten = false;
    const std::string_view text = prepared(utf8, spans != nullptr, is_rewritten);
    const size_t first_span = spans == nullptr ? 0 : spans->size();
    scanner.scan(text, out, spans);
    if (spans == nullptr || !is_rewritten) return;
    for (size_t i = first_span; i < spans->size(); ++i) {
      rewriting.map_back((*spans)[i].begin, (*spans)[i].end);
    }
  }
};

Analyzer::Analyzer() : state_(std::make_unique<State>()) {}
Analyzer::~Analyzer() = default;

void Analyzer::analyze(std::string_view utf8, Analysis& out) {
  state_->analyze(utf8, out, nullptr);
}

void Analyzer::analyze_with_spans(std::string_view utf8, Analysis& out,
                                  std::vector<SourceSpan>& spans) {
  state_->analyze(utf8, out, &spans);
}

namespace {

// Picks, from the analysis of a query string, the terms that decide where it stands.
class PhraseBuilder {
 public:
  PhraseBuilder(const Analysis& analysis, bool truncated)
      : analysis_(analysis),
        last_(analysis.position_count - 2),
        truncated_(truncated),
        facts_(analysis.position_count) {
    for (const Occurrence& o : analysis.occurrences) note(o);
  }

  Phrase build() {
    phrase_.length = last_ + 1;
    for (const Occurrence& o : analysis_.occurrences) {
      const std::string_view term = analysis_.term(o);
      if (has_tag(term, TermTag::kWord)) word(o);
      if (has_tag(term, TermTag::kBigram)) bigram(o);
    }
    std::stable_sort(phrase_.units.begin(), phrase_.units.end(),
                     [](const PhraseUnit& a, const PhraseUnit& b) { return a.offset < b.offset; });
    return std::move(phrase_);
  }

 private:
  // What stands at a position.
  struct Facts {
    bool is_cjk = false, is_one_character_word = false;
    const Occurrence* bigram = nullptr;  ///< with the next position
    const Occurrence* mixed = nullptr;   ///< with the next position
  };

  void note(const Occurrence& o) {
    const std::string_view term = analysis_.term(o);
    Facts& facts = facts_[o.position];
    if (has_tag(term, TermTag::kMixed)) facts.mixed = &o;
    if (has_tag(term, TermTag::kWord)) facts.is_one_character_word = character_count(term) == 2;
    if (has_tag(term, TermTag::kBigram)) {
      facts.is_cjk = true;
      if (term.back() != kEndMark) facts.bigram = &o;
    }
  }

  // The mixed bigram that stands for a one-character word at the string's edge, where it may be the
  // end or the start of a longer word; null elsewhere.
  const Occurrence* edge_bigram(uint32_t position) const {
    if (!facts_[position].is_one_character_word || last_ == 0) return nullptr;
    if (position == 0) return facts_[0].mixed;
    return position == last_ ? facts_[last_ - 1].mixed : nullptr;
  }

  void word(const Occurrence& o) {
    const Occurrence* mixed = edge_bigram(o.position);
    if (mixed != nullptr) return add(*mixed, false);
    add(o, truncated_ && o.position == last_);
  }

  void bigram(const Occurrence& o) {
    phrase_.has_cjk = true;
    if (&o == facts_[o.position].bigram) return add(o, false);
    // The run's last character.
    if (facts_[o.position + 1].is_cjk) return add(o, false);  // 電池、正極: a run must end here
    if (is_held(o.position)) return;
    // Alone: every bigram that starts with it.
    std::string term(analysis_.term(o));
    term.pop_back();
    phrase_.units.push_back({std::move(term), true, o.position});
  }

  // Another unit says already which character stands here.
  bool is_held(uint32_t position) const {
    if (position > 0 && facts_[position - 1].bigram != nullptr) return true;
    return (position == 1 && edge_bigram(0) != nullptr) ||
           (position + 1 == last_ && edge_bigram(last_) != nullptr);
  }

  void add(const Occurrence& o, bool is_prefix) {
    phrase_.units.push_back({std::string(analysis_.term(o)), is_prefix, o.position});
  }

  const Analysis& analysis_;
  const uint32_t last_;  // the string's last position
  const bool truncated_;
  std::vector<Facts> facts_;
  Phrase phrase_;
};

}  // namespace

Phrase Analyzer::phrase(std::string_view utf8, bool truncated) {
  Analysis& analysis = state_->scratch;
  analysis.clear();
  state_->analyze(utf8, analysis, nullptr);
  if (analysis.position_count < 2) return {};  // nothing but the free position
  return PhraseBuilder(analysis, truncated).build();
}

std::vector<std::string> Analyzer::split_words(std::string_view utf8) {
  Analysis& analysis = state_->scratch;
  std::vector<SourceSpan>& spans = state_->scratch_spans;
  analysis.clear();
  spans.clear();
  state_->analyze(utf8, analysis, &spans);
  std::vector<std::string> words;
  for (const Occurrence& o : analysis.occurrences) {
    const std::string_view term = analysis.term(o);
    const bool is_dictionary_word = has_tag(term, TermTag::kDictionaryWord);
    if (!is_dictionary_word && !has_tag(term, TermTag::kWord)) continue;
    const size_t length = is_dictionary_word ? character_count(term) - 1 : 1;
    const uint32_t begin = spans[o.position].begin;
    words.emplace_back(utf8.substr(begin, spans[o.position + length - 1].end - begin));
  }
  return words;
}

std::string Analyzer::fold(std::string_view utf8) {
  bool is_rewritten = false;
  return state_->scanner.fold(state_->prepared(utf8, false, is_rewritten));
}

}  // namespace patlas
