#include "tests/oracle/corpus.h"

#include "corpora/generator/generator.h"
#include "engine/base/check.h"
#include "engine/base/posix_fs.h"
#include "ingest/normalize/dates.h"
#include "ingest/registry.h"

namespace patlas::oracle {
namespace {

const FormatSpec& format_of(const std::string& line) {
  const FormatSpec* found = nullptr;
  for (const FormatSpec& format : formats()) {
    if (format.recognise(line)) found = &format;
  }
  PATLAS_CHECK(found != nullptr);
  return *found;
}

using Strings = std::vector<std::string>;

// What a text is made of. The few words meet in phrases; the others are there for their rules.
const Strings& latin_pieces() {
  static const Strings all = {
      "coat",    "coats",       "coated",   "coating", "paper",     "papers", "rotor",
      "Rotoren", "stator",      "Mantel",   "Mäntel",  "IL-6",      "5G",     "pH",
      "10:1",    "lithium-ion", "lithium",  "ion",     "3.5",       "10um",   "10 μm",
      "100%",    "10^-3",       "10⁻³",     "Straße",  "strasse",   "and",    "not",
      "x86_64",  "1,2-dichlor", "a",        "I",       "O'Neil",    "l'eau",  "½",
      "7/11",    "2010-123456", "Новый",    "способ",  "ไทยการผลิต", "α",      "β-Form",
      "K",       "№ 5",         "ＩＬ－６", "CO₂",     "m²",        "25℃"};
  return all;
}
const Strings& cjk_pieces() {
  static const Strings all = {"電",   "池",       "電池",   "正極", "鋰離子電池", "气体", "氣體",
                              "気体", "京都",     "東京都", "大学", "通信",       "材料", "の",
                              "装置", "リチウム", "エア",   "ー",   "々",         "㍿",   "リ",
                              "전지", "리튬",     "의",     "이온", "東",         "都",   "料",
                              "𠮷",   "ｶﾞｽ",      "電極",   "二次", "製造"};
  return all;
}
const Strings& joiners() {
  static const Strings all = {" ",  " ",  " ", "",   "",   ", ", "。",
                              "、", "・", "-", "\n", "　", " (", ") "};
  return all;
}

std::string odd_text(Dice& dice) {
  std::string text;
  const uint32_t form = dice.below(3);  // Latin, CJK, mixed
  for (uint32_t n = 1 + dice.below(9); n > 0; --n) {
    const bool is_cjk = form == 1 || (form == 2 && dice.one_in(2));
    // The first pieces are the most frequent.
    const Strings& pieces = is_cjk ? cjk_pieces() : latin_pieces();
    text += pieces[std::min(dice.below(pieces.size()), dice.below(pieces.size()))];
    text += is_cjk ? dice.pick(joiners()) : dice.one_in(4) ? dice.pick(joiners()) : " ";
  }
  return text;
}

std::string odd_language(Dice& dice) {
  static const Strings all = {"en", "en", "de", "zh", "ja", "ko", "fr", "zh-Hant", "nb", "", "xx"};
  return dice.pick(all);
}

DateCode odd_date(Dice& dice) {
  if (dice.one_in(6)) return 0;
  const uint32_t year = 2012 + dice.below(5);
  if (dice.one_in(8)) return make_date(year, 0, 0);
  static const uint32_t months[] = {1, 2, 6, 12}, days[] = {1, 15, 28};
  const uint32_t month = dice.pick(std::vector<uint32_t>(months, months + 4));
  if (dice.one_in(8)) return make_date(year, month, 0);
  return make_date(year, month, dice.pick(std::vector<uint32_t>(days, days + 3)));
}

Number odd_number(Dice& dice, const char* kind) {
  static const Strings countries = {"US", "EP", "TW", "JP"};
  Number number;
  number.country = dice.pick(countries);
  number.number = std::to_string(1000000 + dice.below(60));
  number.kind = kind;
  number.date = odd_date(dice);
  return number;
}

Symbol odd_symbol(Dice& dice) {
  static const Strings all = {
      "H01L 21/02", "H01L 21/00",      "H01L 21/027", "H01L 29/06",  "H01L", "H01M 4/02",
      "H04L 29/06", "G06F 17/30",      "A01B 1/02",   "H",           "H01",  "B29K2105",
      "H01L 21/60", "H01L 2021/60007", "H01L 21/04",  "H01L2021/604"};
  static const std::vector<std::pair<const char*, const char*>> others = {
      {"fi", "H01L 21/02,101"}, {"fi", "H01L 21/00 A"},  {"fi", "G06F 17/30@B"},
      {"fi", "H01L21/02"},      {"fterm", "2C001 AA01"}, {"fterm", "5B057AA02"},
      {"uspc", "604/385.101"},  {"uspc", "604/1"},       {"uspc", "D21/333"},
      {"locarno", "10-07"},     {"cpc", "see  H01L"},    {"ipc", "none"}};
  static const Strings offices = {"", "EP", "US", "us", "JP"};
  Symbol symbol;
  symbol.first = dice.one_in(3);
  symbol.inventive = dice.one_in(2);
  symbol.office = dice.pick(offices);
  if (dice.one_in(4)) {
    const auto& [scheme, text] = dice.pick(others);
    symbol.scheme = scheme;
    (dice.one_in(3) ? symbol.original : symbol.symbol) = text;
    return symbol;
  }
  symbol.scheme = dice.one_in(2) ? "ipc" : "cpc";
  symbol.symbol = dice.pick(all);
  return symbol;
}

Party odd_party(Dice& dice) {
  static const std::vector<std::pair<const char*, const char*>> all = {
      {"鴻海精密工業股份有限公司", "HON HAI PRECISION IND CO LTD"},
      {"Hon Hai Precision Ind. Co., Ltd. [TW]", ""},
      {"Smith, John", ""},
      {"SMITH JOHN", ""},
      {"Fang & Partner GmbH", ""},
      {"台積電", ""},
      {"Müller Coating AG", "MUELLER COATING AG"},
      {"東京大学", "UNIV TOKYO"},
      {"李", "LI"}};
  const auto& [name, latin] = dice.pick(all);
  Party party;
  party.name = name;
  party.latin = latin;
  return party;
}

void add_claims(Record& record, const LocalText& text) {
  Claim claim;
  claim.language = text.language;
  claim.text = text.text;
  record.claims.push_back(std::move(claim));
}

}  // namespace

uint64_t Dice::next() {
  uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

std::vector<Record> generated_records(uint64_t seed, uint64_t first, uint64_t count) {
  const auto generator = generator::Generator::open(posix_fs(), seed);
  if (!generator) std::fprintf(stderr, "%s\n", generator.error().to_string().c_str());
  PATLAS_CHECK(generator);
  std::vector<Record> records;
  std::unique_ptr<RecordReader> reader;
  Dice dice(seed);
  for (uint64_t i = 0; i < count; ++i) {
    RawRecord raw;
    (*generator)->append_record(first + i, raw.bytes);
    if (reader == nullptr) reader = format_of(raw.bytes).make_reader();
    for (Result<Record>& read : reader->read(raw)) {
      PATLAS_CHECK(read);
      if (!records.empty()) {
        const Record& last = records.back();
        for (const LocalText& text : last.abstracts) {
          if (dice.one_in(3)) add_claims(*read, text);
          if (dice.one_in(4)) read->descriptions.push_back(text);
        }
        if (dice.one_in(2)) read->agents = last.inventors;
      }
      records.push_back(std::move(*read));
    }
  }
  return records;
}

std::vector<Record> odd_records(uint64_t seed, uint64_t count) {
  Dice dice(seed);
  static const Strings kinds = {"A1", "A", "B2", "B", "U", ""};
  static const Strings sources = {"docdb", "uspto", "google"};
  std::vector<Record> records;
  for (uint64_t i = 0; i < count; ++i) {
    Record& record = records.emplace_back();
    record.source = dice.pick(sources);
    record.publication = odd_number(dice, dice.pick(kinds).c_str());
    record.publication.number = std::to_string(1000000 + dice.below(2 * count));
    record.application = odd_number(dice, "A");
    for (uint32_t n = dice.below(3); n > 0; --n) record.priorities.push_back(odd_number(dice, ""));
    if (dice.one_in(3)) record.family_id = "docdb:" + std::to_string(dice.below(count / 3 + 1));
    for (auto* texts : {&record.titles, &record.abstracts, &record.descriptions}) {
      for (uint32_t n = dice.below(3); n > 0; --n) {
        texts->push_back({odd_language(dice), odd_text(dice)});
      }
    }
    for (uint32_t n = dice.below(4); n > 0; --n) {
      add_claims(record, {odd_language(dice), odd_text(dice)});
    }
    for (auto* parties : {&record.applicants, &record.inventors, &record.agents}) {
      for (uint32_t n = dice.below(3); n > 0; --n) parties->push_back(odd_party(dice));
    }
    for (uint32_t n = dice.below(5); n > 0; --n) record.symbols.push_back(odd_symbol(dice));
    for (uint32_t n = dice.below(4); n > 0; --n) {
      record.citations.emplace_back().publication = odd_number(dice, "A");
    }
    if (dice.one_in(4)) {
      record.extras.push_back({"us.number-of-claims", std::to_string(dice.below(4))});
    }
  }
  return records;
}

std::vector<Record> with_changes(std::vector<Record> records, uint64_t seed) {
  Dice dice(seed);
  static const Strings sources = {"docdb", "uspto", "google"};
  const size_t count = records.size();
  for (size_t i = 0; i < count; ++i) {
    if (!dice.one_in(5)) continue;
    Record again = records[i];
    switch (dice.below(4)) {
      case 0:  // unchanged
        break;
      case 1:
        again.is_delete = true;
        break;
      case 2:
        again.source = dice.pick(sources);
        [[fallthrough]];
      default: {
        const Record& other = records[dice.below(count)];
        again.titles = other.titles;
        again.symbols = other.symbols;
        again.family_id = other.family_id;
        again.publication.date = other.publication.date;
      }
    }
    records.push_back(std::move(again));
  }
  return records;
}

}  // namespace patlas::oracle
