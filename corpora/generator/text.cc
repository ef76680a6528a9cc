#include "corpora/generator/text.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace patlas::generator {
namespace {

/// Whether the text ends in a Hangul syllable with a final consonant, which particles ask for; and
/// whether that consonant is ㄹ, before which 으로 is 로.
struct Final {
  bool consonant = false, rieul = false;
};

Final final_of(std::string_view text) {
  if (text.size() < 3) return {};
  auto byte = [&](size_t back) { return static_cast<uint8_t>(text[text.size() - back]); };
  if (byte(3) >> 4 != 0xe) return {};
  uint32_t c = (byte(3) & 15u) << 12 | (byte(2) & 63u) << 6 | (byte(1) & 63u);
  if (c < 0xac00 || c > 0xd7a3) return {};
  return {(c - 0xac00) % 28 != 0, (c - 0xac00) % 28 == 8};
}

std::string_view particle(char which, Final final) {
  switch (which) {
    case '1':
      return final.consonant ? "은" : "는";
    case '2':
      return final.consonant ? "이" : "가";
    case '3':
      return final.consonant ? "을" : "를";
    case '4':
      return final.consonant ? "과" : "와";
    default:
      return final.consonant && !final.rieul ? "으로" : "로";
  }
}

void append_code(Random& random, std::string& out) {
  constexpr std::string_view kGenes[] = {"IL-", "TNF-", "CD", "HLA-", "VEGF", "PD-", "BRCA", "HER"};
  if (random.chance(15)) {
    out += random.pick(kGenes);
    out += std::to_string(random.between(1, 40));
    return;
  }
  for (int i = 0; i < 2; ++i) out += static_cast<char>('A' + random.below(26));
  out += std::to_string(random.between(100, 99999));
  if (random.chance(40)) out += static_cast<char>('A' + random.below(26));
}

void append_latin_chemical(Language language, Random& random, std::string& out) {
  constexpr std::string_view kParts[] = {
      "methyl",  "ethyl", "propyl", "butyl",   "phenyl", "benzyl", "fluoro",  "chloro", "bromo",
      "hydroxy", "amino", "nitro",  "cyano",   "acetyl", "oxo",    "thio",    "sulfo",  "carboxy",
      "methoxy", "cyclo", "iso",    "di",      "tri",    "tetra",  "bis",     "aza",    "benzo",
      "pyrido",  "furo",  "silyl",  "phospho", "vinyl",  "allyl",  "dihydro", "iodo",   "spiro"};
  constexpr std::string_view kEnds[] = {
      "amide",   "ine",  "ol",    "one",  "ate",    "ane",    "azole",     "pyridine",
      "benzene", "acid", "furan", "urea", "phenol", "indole", "quinoline", "thiazole"};
  size_t start = out.size();
  if (random.chance(40)) out += std::to_string(random.between(1, 9)) + '-';
  if (language == Language::kGerman) start = out.size();
  for (uint32_t count = random.between(2, 4); count != 0; --count) out += random.pick(kParts);
  out += random.pick(kEnds);
  if (language == Language::kGerman) out[start] = static_cast<char>(out[start] - 32);
}

void append_cjk_chemical(Language language, Random& random, std::string& out) {
  constexpr std::string_view kHans[] = {"甲", "乙", "丙", "苯", "氟", "氯", "羟",   "氨",   "硝",
                                        "氰", "磺", "环", "异", "酰", "醚", "吡啶", "咪唑", "噻吩"};
  constexpr std::string_view kHant[] = {"甲", "乙", "丙", "苯", "氟", "氯", "羥",   "胺",   "硝",
                                        "氰", "磺", "環", "異", "醯", "醚", "吡啶", "咪唑", "噻吩"};
  constexpr std::string_view kKana[] = {"ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク", "シ", "セ",
                                        "タ", "チ", "テ", "ト", "ニ", "ノ", "ピ", "フ", "ベ", "メ",
                                        "リ", "ル", "ロ", "ン", "ジ", "ド", "ポ", "ビ", "グ", "ナ"};
  constexpr std::string_view kHangul[] = {"메", "틸", "에", "프", "로", "필", "부",
                                          "페", "닐", "벤", "조", "아", "미", "노",
                                          "클", "플", "루", "오", "시", "트"};
  uint32_t count = random.between(3, 6);
  for (; count != 0; --count) {
    switch (language) {
      case Language::kChineseSimplified:
        out += random.pick(kHans);
        break;
      case Language::kChineseTraditional:
        out += random.pick(kHant);
        break;
      case Language::kJapanese:
        out += random.pick(kKana);
        break;
      default:
        out += random.pick(kHangul);
    }
  }
  constexpr std::string_view kEnds[] = {"", "", "酮", "酮", "酸", "산"};
  out += kEnds[static_cast<uint32_t>(language)];
}

std::span<const Concept> nouns_of(char section) {
  static const auto tables = [] {
    std::array<std::vector<Concept>, 9> made;
    auto nouns = patent_nouns();
    for (Concept i = 0; i < nouns.size(); ++i) {
      if (nouns[i].sections == "*") made[8].push_back(i);
      for (size_t s = 0; s < 8; ++s) {
        if (nouns[i].sections.find(static_cast<char>('A' + s)) != std::string_view::npos) {
          made[s].push_back(i);
        }
      }
    }
    return made;
  }();
  return tables[section >= 'A' && section <= 'H' ? static_cast<size_t>(section - 'A') : 8];
}

}  // namespace

void append_measure(Random& random, std::string& out) {
  constexpr std::string_view kUnits[] = {" μm", " nm", " mm", " °C", " V",  " MHz", "%",
                                         " kg", " ml", " Pa", " dB", " mA", " wt%", " s"};
  out += std::to_string(random.between(1, random.chance(60) ? 20 : 999));
  if (random.chance(35)) (out += '.') += std::to_string(random.below(10));
  out += random.pick(kUnits);
}

void append_made_up(Language language, Random& random, std::string& out) {
  if (random.chance(45)) return append_code(random, out);
  bool latin = language == Language::kEnglish || language == Language::kGerman;
  return latin ? append_latin_chemical(language, random, out)
               : append_cjk_chemical(language, random, out);
}

void capitalize(std::string& text, size_t at) {
  if (at < text.size() && text[at] >= 'a' && text[at] <= 'z') {
    text[at] = static_cast<char>(text[at] - 32);
  }
}

std::string_view particle_behind(std::string_view text, char which) {
  return particle(which, final_of(text));
}

TextMaker::TextMaker(const WordLists& lists)
    : lists_(lists),
      any_word_(Weighted::zipf(1u << 17, 500)),
      topic_word_(Weighted::zipf(4096, 60)),
      phrase_(Weighted::zipf(8, 2)) {
  for (uint32_t i = 0; i < kLanguageCount; ++i) {
    titles_[i] = Patterns(title_patterns(static_cast<Language>(i)));
    sentences_[i] = Patterns(sentence_patterns(static_cast<Language>(i)));
  }
}

std::string_view TextMaker::word(Concept concept_number, Language language) const {
  auto nouns = patent_nouns();
  if (concept_number < nouns.size()) {
    return nouns[concept_number].words[static_cast<uint32_t>(language)];
  }
  return lists_.word(language, concept_number - static_cast<uint32_t>(nouns.size()));
}

std::string_view TextMaker::any_word(Language language, Random& random) const {
  return lists_.word(language, random.chance(35) ? random.below(1u << 18) : any_word_.draw(random));
}

/// The topic's words are scattered over the list: two topics share few of them.
Concept TextMaker::topic_concept(uint64_t topic, Random& random) const {
  constexpr uint32_t kTopicReach = 100000;
  return static_cast<Concept>(patent_nouns().size() +
                              mix(topic, topic_word_.draw(random)) % kTopicReach);
}

Subject TextMaker::make_subject(uint64_t hash, std::string_view subclass) const {
  Subject subject;
  subject.hash = hash;
  for (char c : subclass) subject.topic = mix(subject.topic, static_cast<uint8_t>(c));
  Random random(hash);
  auto own = nouns_of(subclass[0]), common = nouns_of('*');
  for (size_t i = 0; i < subject.phrases.size(); ++i) {
    Phrase& phrase = subject.phrases[i];
    if (i < 3) {
      phrase.noun = random.pick(i < 2 ? own : common);
    } else {
      phrase.noun = topic_concept(subject.topic, random);
    }
    phrase.compound = random.chance(45);
    phrase.before = topic_concept(subject.topic, random);
  }
  // The leading phrase is as often a word of the topic as one of the table.
  std::swap(subject.phrases[0], subject.phrases[random.below(5)]);
  return subject;
}

void TextMaker::append_title(const Subject& subject, Language language, std::string& out) const {
  Random random(mix(subject.hash, static_cast<uint64_t>(language)));
  size_t start = out.size();
  append_pieces(titles_[static_cast<uint32_t>(language)].pick(random), subject, language, random,
                out);
  capitalize(out, start);
}

void TextMaker::append_abstract(const Subject& subject, Language language, uint64_t hash,
                                std::string& out) const {
  Random random(mix(mix(subject.hash, hash), static_cast<uint64_t>(language)));
  bool wide = language != Language::kEnglish && language != Language::kGerman;
  uint32_t count = random.between(3, wide ? 8 : 5) + random.geometric(35, 5);
  bool spaced = has_spaces(language);
  for (uint32_t i = 0; i < count; ++i) {
    if (i != 0 && spaced) out += ' ';
    size_t start = out.size();
    append_pieces(sentences_[static_cast<uint32_t>(language)].pick(random), subject, language,
                  random, out);
    capitalize(out, start);
  }
}

void TextMaker::append_pieces(std::span<const Piece> pieces, const Subject& subject,
                              Language language, Random& random, std::string& out) const {
  for (const Piece& piece : pieces) {
    out += piece.plain;
    if (piece.mark == '~') {
      out += particle_behind(out, piece.slot);
    } else if (piece.mark == '%') {
      append_slot(piece.slot, subject, language, random, out);
    }
  }
}

void TextMaker::append_slot(char slot, const Subject& subject, Language language, Random& random,
                            std::string& out) const {
  switch (slot) {
    case 'n':
      append_phrase(subject.phrases[phrase_.draw(random)], language, out);
      // A reference sign, as abstracts have them.
      if (random.chance(12)) ((out += " (") += std::to_string(random.between(1, 99) * 2)) += ')';
      return;
    case 't':
      return append_topic_word(subject, language, random, out);
    case 'g':
      out += any_word(language, random);
      if (random.chance(40) && !has_spaces(language)) {
        out += lists_.word(language, random.below(1u << 18));
      }
      return;
    case 'v':
      out += random.pick(verbs(language));
      return;
    case 'm':
      return append_measure(random, out);
    default:
      append_made_up(language, random, out);
  }
}

void TextMaker::append_topic_word(const Subject& subject, Language language, Random& random,
                                  std::string& out) const {
  uint32_t kind = random.below(100);
  if (kind < 8) return append_made_up(language, random, out);
  out += word(topic_concept(subject.topic, random), language);
  if (kind >= 35) return;
  // Compounds: German joins nouns, Han and kana stand side by side.
  std::string_view second = word(topic_concept(subject.topic, random), language);
  if (language == Language::kGerman) {
    out += 's';
    size_t at = out.size();
    out += second;
    if (out[at] >= 'A' && out[at] <= 'Z') out[at] = static_cast<char>(out[at] + 32);
  } else if (!has_spaces(language)) {
    out += second;
  }
}

void TextMaker::append_phrase(const Phrase& phrase, Language language, std::string& out) const {
  if (phrase.compound) {
    out += word(phrase.before, language);
    if (has_spaces(language)) out += language == Language::kGerman ? "-" : " ";
  }
  out += word(phrase.noun, language);
}

}  // namespace patlas::generator
