#include "ingest/normalize/number_marks.h"

#include <algorithm>

#include "ingest/normalize/countries.h"
#include "ingest/normalize/fold.h"

namespace patlas {

namespace {

struct Mark {
  std::string_view text;
  std::string_view country;  // "" when offices share the word
  NumberMark mark;
  std::string_view replacement;  // an era becomes its letter
};

using enum NumberMark;

// Traditional, simplified and Japanese spellings: Chinese documents cite 特开平10-123456. The
// longest that fits is taken, so their order is free.
constexpr Mark kMarks[] = {
    // Japan
    {"公開特許公報", "JP", kLaidOpen, " "},
    {"公表特許公報", "JP", kLaidOpen, " "},
    {"特許公開", "JP", kLaidOpen, " "},
    {"特許出願公開", "JP", kLaidOpen, " "},
    {"特開", "JP", kLaidOpen, " "},
    {"特开", "JP", kLaidOpen, " "},
    {"特表", "JP", kLaidOpen, " "},
    {"特許公告", "JP", kExamined, " "},
    {"特公", "JP", kExamined, " "},
    {"特許登録", "JP", kGranted, " "},
    {"特許公報", "JP", kGranted, " "},
    {"特許", "JP", kGranted, " "},
    {"特许", "JP", kGranted, " "},
    {"再公表特許", "JP", kRepublishedPct, " "},
    {"再公表", "JP", kRepublishedPct, " "},
    {"再表", "JP", kRepublishedPct, " "},
    {"実用新案登録", "JP", kUtilityGranted, " "},
    {"登録実用新案", "JP", kUtilityGranted, " "},
    {"実登", "JP", kUtilityGranted, " "},
    {"登実", "JP", kUtilityGranted, " "},
    {"公開実用新案", "JP", kUtilityLaidOpen, " "},
    {"実用新案公開", "JP", kUtilityLaidOpen, " "},
    {"実開", "JP", kUtilityLaidOpen, " "},
    {"實開", "JP", kUtilityLaidOpen, " "},
    {"实开", "JP", kUtilityLaidOpen, " "},
    {"実用新案公告", "JP", kUtilityExamined, " "},
    {"実公", "JP", kUtilityExamined, " "},
    {"實公", "JP", kUtilityExamined, " "},
    {"实公", "JP", kUtilityExamined, " "},
    {"実用新案", "JP", kUtility, " "},
    {"実願", "JP", kUtility, " "},
    {"實願", "JP", kUtility, " "},
    {"特許出願", "JP", kNone, " "},
    {"特許願", "JP", kNone, " "},
    {"特願", "JP", kNone, " "},
    {"特愿", "JP", kNone, " "},
    {"意匠登録", "JP", kDesign, " "},
    {"意匠", "JP", kDesign, " "},
    {"意登", "JP", kDesign, " "},
    {"意願", "JP", kDesign, " "},
    {"公表", "", kNone, " "},
    {"令和", "JP", kNone, " R"},
    {"令", "JP", kNone, " R"},
    {"元", "", kNone, "1"},
    {"昭和", "JP", kNone, " S"},
    {"昭", "JP", kNone, " S"},
    {"平成", "JP", kNone, " H"},
    {"平", "JP", kNone, " H"},
    {"大正", "JP", kNone, " T"},
    {"大", "JP", kNone, " T"},
    {"明治", "JP", kNone, " M"},
    {"明", "JP", kNone, " M"},
    {"登録", "JP", kNone, " "},
    {"公報", "", kNone, " "},
    {"明細書", "", kNone, " "},
    {"パンフレット", "", kNone, " "},
    // Korea
    {"특개평", "JP", kLaidOpen, " H"},
    {"특개소", "JP", kLaidOpen, " S"},
    {"특개", "JP", kLaidOpen, " "},
    {"특표평", "JP", kLaidOpen, " H"},
    {"특표", "JP", kLaidOpen, " "},
    {"특공평", "JP", kExamined, " H"},
    {"특공소", "JP", kExamined, " S"},
    {"특원평", "JP", kNone, " H"},
    {"특원소", "JP", kNone, " S"},
    {"특원", "JP", kNone, " "},
    {"실개평", "JP", kUtilityLaidOpen, " H"},
    {"실개소", "JP", kUtilityLaidOpen, " S"},
    {"실공평", "JP", kUtilityExamined, " H"},
    {"실공소", "JP", kUtilityExamined, " S"},
    {"대한민국", "KR", kNone, " "},
    {"공개특허", "KR", kNone, " "},
    {"등록특허", "KR", kNone, " "},
    {"특허출원", "KR", kNone, " "},
    {"특허등록", "KR", kNone, " "},
    {"특허공개", "KR", kNone, " "},
    {"특허", "KR", kNone, " "},
    {"공개실용신안", "KR", kUtility, " "},
    {"등록실용신안", "KR", kUtility, " "},
    {"실용신안등록", "KR", kUtility, " "},
    {"실용신안공개", "KR", kUtility, " "},
    {"실용신안", "KR", kUtility, " "},
    {"디자인등록", "KR", kDesign, " "},
    {"디자인", "KR", kDesign, " "},
    {"출원", "KR", kNone, " "},
    {"공개", "KR", kNone, " "},
    {"공고", "KR", kNone, " "},
    {"등록", "KR", kNone, " "},
    {"번호", "KR", kNone, " "},
    {"공보", "KR", kNone, " "},
    {"특", "KR", kNone, " "},
    {"실", "KR", kUtility, " "},
    {"제", "KR", kNone, " "},
    {"호", "KR", kNone, " "},
    // Taiwan
    {"中華民國", "TW", kNone, " "},
    {"臺灣", "TW", kNone, " "},
    {"台灣", "TW", kNone, " "},
    {"發明專利", "TW", kNone, " "},
    {"發明", "TW", kNone, " "},
    {"新型專利", "TW", kUtility, " "},
    {"設計專利", "TW", kDesign, " "},
    {"新式樣", "TW", kDesign, " "},
    {"證書", "TW", kNone, " "},
    {"新型", "TW", kUtility, " "},
    // Mainland China
    {"中国", "CN", kNone, " "},
    {"发明专利", "CN", kNone, " "},
    {"专利", "CN", kNone, " "},
    {"发明", "CN", kNone, " "},
    {"实用新型", "CN", kUtility, " "},
    {"外观设计", "CN", kDesign, " "},
    {"實用新型", "", kUtility, " "},
    {"公布", "", kNone, " "},
    {"申请", "CN", kNone, " "},
    // Shared
    {"國際公開", "WO", kNone, " "},
    {"国際公開", "WO", kNone, " "},
    {"国际公开", "WO", kNone, " "},
    {"국제공개", "WO", kNone, " "},
    {"国際出願", "", kNone, " "},
    {"國際申請", "", kNone, " "},
    {"国际申请", "", kNone, " "},
    {"국제출원", "", kNone, " "},
    {"設計", "", kDesign, " "},
    {"專利", "", kNone, " "},
    {"申請案", "", kNone, " "},
    {"申請", "", kNone, " "},
    {"出願", "", kNone, " "},
    {"公開", "", kNone, " "},
    {"公开", "", kNone, " "},
    {"公告", "", kNone, " "},
    {"授权", "", kNone, " "},
    {"授權", "", kNone, " "},
    {"編號", "", kNone, " "},
    {"番号", "", kNone, " "},
    {"第", "", kNone, " "},
    {"号", "", kNone, " "},
    {"號", "", kNone, " "},
    {"案", "", kNone, " "},
    {"字", "", kNone, " "},
    {"數", "", kNone, " "},
};

const Mark* longest_mark(std::string_view text) {
  const Mark* best = nullptr;
  for (const Mark& mark : kMarks) {
    if (text.starts_with(mark.text) && (best == nullptr || mark.text.size() > best->text.size())) {
      best = &mark;
    }
  }
  return best;
}

// The years of 平成11年特許願第1316号; a year alone is a date and no number.
bool is_year_of_number(std::string_view rest) {
  return rest.starts_with("年") && rest.find_first_of("0123456789") != std::string_view::npos;
}

size_t character_bytes(std::string_view text) {
  size_t n = 1;
  while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) ++n;
  return n;
}

constexpr size_t kLongestCountryName = 12;  // characters

// A country in its Chinese, Japanese or Korean name in front: 美國專利第7,650,331號.
size_t country_name_bytes(std::string_view text, std::string& code) {
  size_t end = 0, best = 0;
  for (size_t i = 0; i < kLongestCountryName && end < text.size(); ++i) {
    if (static_cast<unsigned char>(text[end]) < 0x80) break;
    end += character_bytes(text.substr(end));
    std::string found = country_from_name(text.substr(0, end));
    if (found.empty()) continue;
    code = std::move(found);
    best = end;
  }
  return best;
}

// ASCII words that say nothing about which number it is.
constexpr std::string_view kWords[] = {
    "PATENT",   "PATENTS",      "PAT",           "NUMBER", "NUM",  "APPL",    "APPLICATION",
    "APPLN",    "APP",          "PUBLICATION",   "PUB",    "PUBL", "SERIAL",  "SER",
    "DOCUMENT", "DOC",          "GRANT",         "REG",    "NOS",  "SN",      "KOKAI",
    "KOKOKU",   "REGISTRATION", "SPECIFICATION", "NO",     "NR",   "UTILITY", "MODEL",
    "DESIGN",   "REISSUE",      "PLANT",         "ZL",
};

bool is_word(std::string_view word) {
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

// NO and NR are also Norway and Nauru, if they stand first (or as receiving office) and without a
// point. SN is a serial number (SN 12/345,678), and Senegal where it touches the digits of one that
// is no American one.
bool may_be_country(std::string_view word, std::string_view before, std::string_view after) {
  if (word != "NO" && word != "NR" && word != "SN") return false;
  // DOCDB's own writing: NO.20022426.A, SN.200182915.T1
  if (trim(before).empty() && after.starts_with(".")) {
    const size_t end = std::min(after.find_first_not_of("0123456789", 1), after.size());
    const std::string_view kind = after.substr(end);
    return end > 1 && kind.size() >= 2 && kind.size() <= 3 && kind[0] == '.' && is_upper(kind[1]) &&
           (kind.size() == 2 || is_digit(kind[2]));
  }
  if (word == "SN") {
    return trim(before).empty() && !after.empty() && is_digit(after.front()) &&
           after.find_first_of("/,") == std::string_view::npos;
  }
  const bool first = trim(before).empty() || before == "PCT/" || before == "PCT ";
  return first && !after.starts_with(".") && !after.starts_with(":");
}

std::string_view replacement_of_word(std::string_view word) {
  if (word == "REISSUE") return " RE";
  if (word == "PLANT") return " PP";
  return " ";
}

// Takes the words off `text`. "RE" and "PP" come back only where the number has not its own.
std::string without_words(std::string_view text, MarkedText& marked) {
  std::string out;
  size_t at = 0;
  while (at < text.size()) {
    if (!is_upper(text[at])) {
      out.push_back(text[at++]);
      continue;
    }
    size_t end = at;
    while (end < text.size() && is_upper(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const std::string_view after = text.substr(end);
    if (!is_word(word) || may_be_country(word, out, after)) {
      out += word;
    } else {
      if (word == "ZL") {
        if (marked.country.empty()) marked.country = "CN";
        marked.mark = NumberMark::kGrantOfApplication;
      }
      if (word == "DESIGN") marked.mark = NumberMark::kDesign;
      const std::string_view instead = replacement_of_word(word);
      const size_t next = after.find_first_of("0123456789RP");
      const bool own_letters = next != std::string_view::npos && is_upper(after[next]) &&
                               after.find(instead.substr(1)) != std::string_view::npos;
      out += own_letters ? " " : instead;
      // The point of "No." belongs to the word.
      if (end < text.size() && text[end] == '.') ++end;
    }
    at = end;
  }
  return out;
}

// "U.S. Pat." and "USP 7,650,331" are US.
std::string with_us_abbreviations(std::string text) {
  for (const std::string_view spelling : {"U.S.P.", "U.S.", "U. S.", "USP", "USPN"}) {
    if (!text.starts_with(spelling)) continue;
    const std::string_view rest = std::string_view(text).substr(spelling.size());
    if (!rest.empty() && is_upper(rest.front()) && spelling.back() != '.') continue;
    return "US " + std::string(rest);
  }
  return text;
}

bool is_ascii_separator(char c) { return c == ' ' || c == '-' || c == '/' || c == '.' || c == ','; }

bool is_soft_ascii(char c) {
  return std::string_view("()[]{}:;_'\"#\t\r\n~").find(c) != std::string_view::npos;
}

}  // namespace

MarkedText take_marks(std::string_view folded) {
  MarkedText marked;
  std::string ascii;
  std::string_view rest = trim(folded);
  if (!rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80) {
    // 특허 and 専利 words are marks, not countries; a country's name stands in front of them.
    std::string code;
    if (const size_t bytes = country_name_bytes(rest, code); bytes > 0) {
      marked.country = code;
      rest.remove_prefix(bytes);
    }
  }
  while (!rest.empty()) {
    const char c = rest.front();
    if (static_cast<unsigned char>(c) >= 0x80) {
      if (is_year_of_number(rest)) {
        ascii.push_back('-');
        rest.remove_prefix(character_bytes(rest));
        continue;
      }
      const Mark* mark = longest_mark(rest);
      if (mark == nullptr) {
        marked.clean = false;
        rest.remove_prefix(character_bytes(rest));
        ascii.push_back(' ');
        continue;
      }
      if (marked.country.empty()) marked.country = mark->country;
      if (mark->text == "號") marked.traditional = true;
      if (marked.mark == NumberMark::kNone) marked.mark = mark->mark;
      ascii += mark->replacement;
      rest.remove_prefix(mark->text.size());
      continue;
    }
    if (is_alnum(c) || is_ascii_separator(c)) {
      ascii.push_back(c);
    } else {
      if (!is_soft_ascii(c)) marked.clean = false;
      ascii.push_back(' ');
    }
    rest.remove_prefix(1);
  }
  marked.text = without_words(with_us_abbreviations(std::string(trim(ascii))), marked);
  return marked;
}

}  // namespace patlas
