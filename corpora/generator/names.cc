#include "corpora/generator/names.h"

#include "corpora/generator/random.h"

namespace patlas::generator {
namespace {

/// A syllable in two scripts.
struct Sign {
  std::string_view native, latin;
};

constexpr std::string_view kOnsets[] = {"b", "br", "d", "f",  "g", "k", "l",  "m",
                                        "n", "p",  "r", "st", "t", "v", "tr", "s"};
constexpr std::string_view kVowels[] = {"a", "e", "i", "o", "u", "ia", "eo", "au"};
constexpr std::string_view kCodas[] = {"", "n", "r", "x", "l", "s", "m", "tec"};
constexpr std::string_view kTrades[] = {"Semiconductor", "Electronics", "Pharma",    "Chemical",
                                        "Systems",       "Motors",      "Materials", "Networks",
                                        "Medical",       "Energy",      "Foods",     "Instruments"};
constexpr std::string_view kGivenLatin[] = {
    "Anna",  "Peter", "Maria", "John",  "Laura", "David",  "Ruth",  "Martin", "Susan",  "Paul",
    "Clara", "Frank", "Helen", "Oscar", "Nina",  "Robert", "Emily", "George", "Ingrid", "Walter"};

constexpr Sign kHanSurnames[] = {{"王", "WANG"}, {"李", "LI"},   {"張", "ZHANG"}, {"劉", "LIU"},
                                 {"陳", "CHEN"}, {"楊", "YANG"}, {"黃", "HUANG"}, {"趙", "ZHAO"},
                                 {"吳", "WU"},   {"周", "ZHOU"}, {"徐", "XU"},    {"孫", "SUN"},
                                 {"林", "LIN"},  {"何", "HE"},   {"郭", "GUO"},   {"高", "GAO"}};
constexpr Sign kHansSurnames[] = {{"王", "WANG"}, {"李", "LI"},   {"张", "ZHANG"}, {"刘", "LIU"},
                                  {"陈", "CHEN"}, {"杨", "YANG"}, {"黄", "HUANG"}, {"赵", "ZHAO"},
                                  {"吴", "WU"},   {"周", "ZHOU"}, {"徐", "XU"},    {"孙", "SUN"},
                                  {"林", "LIN"},  {"何", "HE"},   {"郭", "GUO"},   {"高", "GAO"}};
/// The same in both scripts.
constexpr Sign kHanSigns[] = {
    {"明", "MING"},  {"文", "WEN"},  {"志", "ZHI"},  {"宏", "HONG"}, {"建", "JIAN"},
    {"平", "PING"},  {"海", "HAI"},  {"天", "TIAN"}, {"新", "XIN"},  {"中", "ZHONG"},
    {"光", "GUANG"}, {"安", "AN"},   {"永", "YONG"}, {"泰", "TAI"},  {"元", "YUAN"},
    {"力", "LI"},    {"晶", "JING"}, {"佳", "JIA"},  {"信", "XIN"},  {"正", "ZHENG"},
    {"子", "ZI"},    {"玉", "YU"},   {"春", "CHUN"}, {"芳", "FANG"}, {"成", "CHENG"},
    {"大", "DA"},    {"和", "HE"},   {"金", "JIN"},  {"同", "TONG"}, {"方", "FANG"}};
constexpr Sign kKana[] = {{"ア", "A"},   {"カ", "KA"}, {"サ", "SA"}, {"タ", "TA"}, {"ナ", "NA"},
                          {"マ", "MA"},  {"ヤ", "YA"}, {"ラ", "RA"}, {"リ", "RI"}, {"ク", "KU"},
                          {"ト", "TO"},  {"ノ", "NO"}, {"ミ", "MI"}, {"ス", "SU"}, {"コ", "KO"},
                          {"シ", "SHI"}, {"テ", "TE"}, {"ネ", "NE"}, {"モ", "MO"}, {"レ", "RE"}};
constexpr Sign kJapaneseSurnames[] = {
    {"佐藤", "SATO"},      {"鈴木", "SUZUKI"},    {"高橋", "TAKAHASHI"}, {"田中", "TANAKA"},
    {"渡辺", "WATANABE"},  {"伊藤", "ITO"},       {"山本", "YAMAMOTO"},  {"中村", "NAKAMURA"},
    {"小林", "KOBAYASHI"}, {"加藤", "KATO"},      {"吉田", "YOSHIDA"},   {"山田", "YAMADA"},
    {"佐々木", "SASAKI"},  {"松本", "MATSUMOTO"}, {"井上", "INOUE"},     {"斎藤", "SAITO"}};
constexpr Sign kJapaneseGiven[] = {{"健一", "KENICHI"},  {"洋子", "YOKO"},   {"浩", "HIROSHI"},
                                   {"和夫", "KAZUO"},    {"恵子", "KEIKO"},  {"誠", "MAKOTO"},
                                   {"隆", "TAKASHI"},    {"美咲", "MISAKI"}, {"大輔", "DAISUKE"},
                                   {"真由美", "MAYUMI"}, {"修", "OSAMU"},    {"直樹", "NAOKI"}};
constexpr Sign kKoreanSurnames[] = {{"김", "KIM"},  {"이", "LEE"},  {"박", "PARK"}, {"최", "CHOI"},
                                    {"정", "JUNG"}, {"강", "KANG"}, {"조", "CHO"},  {"윤", "YOON"},
                                    {"장", "JANG"}, {"임", "LIM"},  {"한", "HAN"},  {"오", "OH"}};
constexpr Sign kHangul[] = {{"성", "SEONG"}, {"민", "MIN"},  {"수", "SU"},  {"영", "YOUNG"},
                            {"진", "JIN"},   {"현", "HYUN"}, {"우", "WOO"}, {"재", "JAE"},
                            {"지", "JI"},    {"은", "EUN"},  {"호", "HO"},  {"준", "JUN"},
                            {"동", "DONG"},  {"미", "MI"},   {"세", "SE"},  {"대", "DAE"},
                            {"한", "HAN"},   {"태", "TAE"},  {"나", "NA"},  {"라", "RA"}};
constexpr Sign kCities[] = {{"深圳市", "SHENZHEN "},
                            {"北京", "BEIJING "},
                            {"上海", "SHANGHAI "},
                            {"广州", "GUANGZHOU "},
                            {"苏州", "SUZHOU "},
                            {"杭州", "HANGZHOU "},
                            {"", ""},
                            {"江苏", "JIANGSU "},
                            {"浙江", "ZHEJIANG "}};
constexpr Sign kTradesHans[] = {
    {"科技", "TECH"},    {"电子", "ELECTRONIC"}, {"材料", "MATERIAL"}, {"智能", "INTELLIGENT"},
    {"医疗", "MEDICAL"}, {"机械", "MACHINERY"},  {"通信", "COMM"},     {"新能源", "NEW ENERGY"}};
constexpr Sign kTradesHant[] = {
    {"科技", "TECH"},      {"電子", "ELECTRONICS"},     {"半導體", "SEMICONDUCTOR"},
    {"精密", "PRECISION"}, {"光電", "OPTOELECTRONICS"}, {"工業", "IND"}};
constexpr Sign kTradesJapan[] = {{"電機", "ELECTRIC"},     {"化学", "CHEMICAL"},
                                 {"製作所", "SEISAKUSHO"}, {"工業", "IND"},
                                 {"製薬", "PHARMA"},       {"自動車", "MOTOR"}};
constexpr Sign kTradesKorea[] = {{"전자", "ELECTRONICS"}, {"화학", "CHEM"},
                                 {"중공업", "HEAVY IND"}, {"반도체", "SEMICONDUCTOR"},
                                 {"바이오", "BIO"},       {"전기", "ELECTRIC"}};

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return text;
}

std::string made_up_name(Random& random) {
  std::string name;
  for (uint32_t count = random.between(2, 3); count != 0; --count) {
    name += random.pick(kOnsets);
    name += random.pick(kVowels);
  }
  name += random.pick(kCodas);
  name[0] = static_cast<char>(name[0] - 32);
  return name;
}

void append(Party& party, const Sign& sign) {
  party.native += sign.native;
  party.latin += sign.latin;
}

template <size_t N>
void append_signs(Party& party, Random& random, const Sign (&signs)[N], uint32_t count) {
  for (; count != 0; --count) append(party, random.pick(signs));
}

std::string_view legal_form(std::string_view country, Random& random) {
  constexpr std::string_view kAmerican[] = {"Inc", "Corp", "LLC", "Co"};
  constexpr std::string_view kGerman[] = {"GmbH", "AG", "GmbH & Co KG", "SE"};
  if (country == "US" || country == "CA") return random.pick(kAmerican);
  if (country == "DE" || country == "CH") return random.pick(kGerman);
  if (country == "GB" || country == "AU") return "Ltd";
  if (country == "NL") return "BV";
  if (country == "SE") return "AB";
  return country == "IT" ? "SpA" : "SA";
}

Party make_latin_company(std::string_view country, Random& random) {
  Party party;
  party.native = made_up_name(random);
  if (random.chance(12)) {
    party.native = "University of " + party.native;
  } else {
    if (random.chance(55)) (party.native += ' ') += random.pick(kTrades);
    (party.native += ' ') += legal_form(country, random);
  }
  party.latin = upper(party.native);
  return party;
}

}  // namespace

std::string_view home_country(Office origin, uint64_t hash) {
  constexpr std::string_view kEurope[] = {"NL", "CH", "SE", "IT", "FR", "DE", "GB"};
  if (origin == Office::kEP || origin == Office::kWO) return kEurope[hash % std::size(kEurope)];
  return office_code(origin);
}

Party make_company(std::string_view country, uint64_t hash) {
  Random random(hash);
  Party party;
  if (country == "CN") {
    append(party, random.pick(kCities));
    append_signs(party, random, kHanSigns, random.between(2, 3));
    bool university = random.chance(15);
    party.latin += ' ';
    append(party, university ? Sign{"大学", "UNIV"} : random.pick(kTradesHans));
    if (!university) append(party, {"有限公司", " CO LTD"});
  } else if (country == "TW") {
    append_signs(party, random, kHanSigns, random.between(2, 3));
    party.latin += ' ';
    append(party, random.pick(kTradesHant));
    append(party, {"股份有限公司", " CO LTD"});
  } else if (country == "JP") {
    bool leads = random.chance(60);
    if (leads) party.native += "株式会社";
    append_signs(party, random, kKana, random.between(2, 4));
    party.latin += ' ';
    append(party, random.pick(kTradesJapan));
    if (!leads) party.native += "株式会社";
    party.latin += " CO LTD";
  } else if (country == "KR") {
    bool leads = random.chance(50);
    if (leads) party.native += "주식회사 ";
    append_signs(party, random, kHangul, random.between(2, 3));
    party.latin += ' ';
    append(party, random.pick(kTradesKorea));
    if (!leads) party.native += " 주식회사";
    party.latin += " CO LTD";
  } else {
    party = make_latin_company(country, random);
  }
  party.country = country;
  return party;
}

Party make_person(std::string_view country, uint64_t hash) {
  Random random(hash);
  Party party;
  party.country = country;
  party.is_person = true;
  if (country == "CN" || country == "TW") {
    append(party, country == "CN" ? random.pick(kHansSurnames) : random.pick(kHanSurnames));
    party.latin += ' ';
    append_signs(party, random, kHanSigns, random.between(1, 2));
  } else if (country == "JP") {
    append(party, random.pick(kJapaneseSurnames));
    party.latin += ' ';
    append(party, random.pick(kJapaneseGiven));
  } else if (country == "KR") {
    append(party, random.pick(kKoreanSurnames));
    party.latin += ' ';
    append_signs(party, random, kHangul, 2);
  } else {
    party.native = made_up_name(random);
    (party.native += ' ') += random.pick(kGivenLatin);
    party.latin = upper(party.native);
  }
  return party;
}

}  // namespace patlas::generator
