#include "corpora/generator/fulltext.h"

#include <algorithm>

#include "corpora/generator/decimal.h"
#include "corpora/generator/fulltext_vocabulary.h"
#include "corpora/generator/vocabulary.h"

namespace patlas::generator {
namespace {

void append_three_bytes(uint32_t character, std::string& out) {
  out += static_cast<char>(0xe0 | character >> 12);
  out += static_cast<char>(0x80 | (character >> 6 & 0x3f));
  out += static_cast<char>(0x80 | (character & 0x3f));
}

/// Characters side by side that hardly stand so anywhere else, as in names of people and places.
void append_rare_name(Language language, Random& random, std::string& out) {
  bool korean = language == Language::kKorean;
  uint32_t first = korean ? 0xac00 : 0x4e00, last = korean ? 0xd7a3 : 0x9fa5;
  for (uint32_t count = random.between(2, 3); count != 0; --count) {
    append_three_bytes(random.between(first, last), out);
  }
}

}  // namespace

FullTextMaker::FullTextMaker(const TextMaker& text)
    : text_(text),
      part_(Weighted::zipf(kParts, 2)),
      topic_word_(Weighted::zipf(kTopicWords, 4)),
      any_word_(Weighted::zipf(kAnyWords, 6)) {
  for (uint32_t i = 0; i < kLanguageCount; ++i) {
    auto language = static_cast<Language>(i);
    LanguagePatterns& patterns = patterns_[i];
    for (uint32_t s = 0; s < kSectionCount; ++s) {
      patterns.sections[s] = Patterns(section_patterns(language, static_cast<Section>(s)));
    }
    patterns.openings = Patterns(claim_openings(language));
    patterns.elements = Patterns(claim_elements(language));
    patterns.closing = Patterns(claim_closing(language));
    patterns.dependent = Patterns(dependent_claims(language));
  }
}

void FullTextMaker::make(const Subject& subject, uint64_t filing_hash, uint64_t claims_hash,
                         uint32_t description_bytes, MadeRecord& out) {
  subject_ = subject;
  language_ = out.full_text_language;
  Random random(mix(filing_hash, static_cast<uint64_t>(language_)));
  make_lexicon(subject, random);
  make_section(Section::kField, 1, random, out);
  make_section(Section::kBackground, std::min(description_bytes / 20, 1500u), random, out);
  make_section(Section::kSummary, std::min(description_bytes / 16, 2000u), random, out);
  make_drawings(random, out);
  make_section(Section::kDetail, description_bytes - description_bytes / 10, random, out);
  Random claims(mix(claims_hash, filing_hash));
  uint32_t count = 4 + claims.below(12) + claims.geometric(89, 50);
  for (uint32_t number = 1; number <= count; ++number) make_claim(number, claims, out);
}

void FullTextMaker::make_lexicon(const Subject& subject, Random& random) {
  for (uint32_t i = 0; i < kParts; ++i) {
    parts_[i].clear();
    if (i < subject.phrases.size()) {
      text_.append_phrase(subject.phrases[i], language_, parts_[i]);
    } else {
      Phrase phrase;
      phrase.noun = text_.topic_concept(subject.topic, random);
      phrase.compound = random.chance(35);
      phrase.before = text_.topic_concept(subject.topic, random);
      text_.append_phrase(phrase, language_, parts_[i]);
    }
  }
  for (std::string_view& word : topic_words_) {
    word = text_.word(text_.topic_concept(subject.topic, random), language_);
  }
  for (std::string_view& word : any_words_) word = text_.any_word(language_, random);
  for (std::string& code : codes_) {
    code.clear();
    append_made_up(language_, random, code);
  }
  first_sign_ = 10 * (1 + random.below(40));
  figures_ = 2 + random.below(6) + random.geometric(75, 30);
}

Range FullTextMaker::begin_text(const MadeRecord& out) {
  auto begin = static_cast<uint32_t>(out.bytes.size());
  return {begin, begin};
}

void FullTextMaker::make_section(Section section, uint32_t bytes, Random& random, MadeRecord& out) {
  const Patterns& patterns =
      patterns_[static_cast<uint32_t>(language_)].sections[static_cast<uint32_t>(section)];
  auto add = [&](bool is_heading, auto append) {
    MadeParagraph paragraph{section, is_heading, begin_text(out)};
    append();
    paragraph.text.end = static_cast<uint32_t>(out.bytes.size());
    out.description.push_back(paragraph);
  };
  add(true, [&] { out.bytes += section_heading(language_, section); });
  for (size_t end = out.bytes.size() + bytes; out.bytes.size() < end;) {
    add(false, [&] {
      uint32_t sentences =
          section == Section::kField ? 1 : 1 + random.below(4) + random.geometric(55, 8);
      for (uint32_t i = 0; i < sentences; ++i) {
        if (i != 0 && has_spaces(language_)) out.bytes += ' ';
        append_sentence(patterns, random, out.bytes);
      }
    });
  }
}

/// One line a figure.
void FullTextMaker::make_drawings(Random& random, MadeRecord& out) {
  const Patterns& patterns = patterns_[static_cast<uint32_t>(language_)]
                                 .sections[static_cast<uint32_t>(Section::kDrawings)];
  for (uint32_t i = 0; i <= figures_; ++i) {
    MadeParagraph paragraph{Section::kDrawings, i == 0, begin_text(out)};
    if (i == 0) {
      out.bytes += section_heading(language_, Section::kDrawings);
    } else {
      figure_ = i;
      append_sentence(patterns, random, out.bytes);
    }
    paragraph.text.end = static_cast<uint32_t>(out.bytes.size());
    out.description.push_back(paragraph);
  }
}

/// The first and some later ones stand alone; the others refer to an earlier one.
void FullTextMaker::make_claim(uint32_t number, Random& random, MadeRecord& out) {
  const LanguagePatterns& patterns = patterns_[static_cast<uint32_t>(language_)];
  MadeClaim claim;
  claim.text = begin_text(out);
  if (number == 1 || random.chance(9)) {
    append_pieces(patterns.openings.pick(random), random, out.bytes);
    append_elements(patterns, 5 + random.below(9), random, out.bytes);
    out.bytes += '\n';
    append_pieces(patterns.closing.pick(random), random, out.bytes);
  } else {
    claim.depends_on = random.chance(55) ? 1 : 1 + random.below(number - 1);
    claim_ = claim.depends_on;
    size_t start = out.bytes.size();
    for (const Piece& piece : patterns.dependent.pick(random)) {
      out.bytes += piece.plain;
      auto at = static_cast<uint32_t>(out.bytes.size());
      if (piece.mark == '[') claim.reference.begin = at;
      if (piece.mark == ']') claim.reference.end = at;
      if (piece.mark == '~') out.bytes += particle_behind(out.bytes, piece.slot);
      if (piece.mark == '%') append_slot(piece.slot, random, out.bytes);
    }
    capitalize(out.bytes, start);
    // Some go on at length.
    if (random.chance(60)) append_elements(patterns, 1 + random.below(4), random, out.bytes);
  }
  claim.text.end = static_cast<uint32_t>(out.bytes.size());
  out.claims.push_back(claim);
}

/// What a claim lists, each on a line of its own.
void FullTextMaker::append_elements(const LanguagePatterns& patterns, uint32_t count,
                                    Random& random, std::string& out) {
  for (; count != 0; --count) {
    out += '\n';
    append_pieces(patterns.elements.pick(random), random, out);
  }
}

void FullTextMaker::append_pieces(std::span<const Piece> pieces, Random& random, std::string& out) {
  for (const Piece& piece : pieces) {
    out += piece.plain;
    if (piece.mark == '~') out += particle_behind(out, piece.slot);
    if (piece.mark == '%') append_slot(piece.slot, random, out);
  }
}

void FullTextMaker::append_sentence(const Patterns& patterns, Random& random, std::string& out) {
  size_t start = out.size();
  append_pieces(patterns.pick(random), random, out);
  capitalize(out, start);
}

/// Mostly of the lexicon; one in eight is new to the text, and of those two in five to the corpus:
/// word lists end, and real vocabularies do not.
void FullTextMaker::append_any_word(Random& random, std::string& out) {
  uint32_t kind = random.below(100);
  if (kind < 88) {
    out += any_words_[any_word_.draw(random)];
  } else if (kind < 95) {
    out += text_.any_word(language_, random);
  } else if (random.chance(50) || language_ == Language::kEnglish ||
             language_ == Language::kGerman) {
    append_made_up(language_, random, out);
  } else {
    append_rare_name(language_, random, out);
  }
}

void FullTextMaker::append_slot(char slot, Random& random, std::string& out) {
  switch (slot) {
    case 'n': {
      uint32_t part = part_.draw(random);
      out += parts_[part];
      if (has_spaces(language_)) out += ' ';
      return append_decimal(first_sign_ + part * 2, out);
    }
    case 'p':
      out += parts_[part_.draw(random)];
      return;
    case 't':
      // Now and then a word that the text has once.
      out += random.chance(91) ? topic_words_[topic_word_.draw(random)]
                               : text_.word(text_.topic_concept(subject_.topic, random), language_);
      return;
    case 'g':
      return append_any_word(random, out);
    case 'v':
      out += random.pick(verbs(language_));
      return;
    case 'm':
      return append_measure(random, out);
    case 'f':
      append_decimal(figure_ != 0 ? figure_ : 1 + random.below(figures_), out);
      figure_ = 0;
      return;
    case 'k':
      return append_decimal(claim_, out);
    default:
      if (random.chance(85)) {
        out += codes_[random.below(kCodes)];
      } else {
        append_made_up(language_, random, out);
      }
  }
}

}  // namespace patlas::generator
