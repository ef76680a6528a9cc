#include "corpora/generator/generator.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "corpora/generator/classes.h"
#include "corpora/generator/names.h"
#include "corpora/generator/text.h"
#include "corpora/generator/window.h"
#include "engine/base/check.h"

namespace patlas::generator {
namespace {

enum Purpose : uint64_t { kParties = 100, kSymbols, kText, kCitations, kClass };

/// What all members of a family have in common, beside their dates.
struct Shared {
  Subject subject;
  std::vector<Party> applicants, inventors;
  std::string ipc, cpc;  ///< JSON arrays
};

/// The languages an office's record has texts in; the first is the office's own.
struct Texts {
  std::vector<Language> titles, abstracts;
};

std::string_view language_code(Language language) {
  // The table writes both Chinese scripts as "zh"; the office tells them apart.
  constexpr std::string_view kCodes[kLanguageCount] = {"en", "de", "zh", "zh", "ja", "ko"};
  return kCodes[static_cast<uint32_t>(language)];
}

std::optional<Language> own_language(Office office) {
  switch (office) {
    case Office::kDE:
      return Language::kGerman;
    case Office::kCN:
      return Language::kChineseSimplified;
    case Office::kTW:
      return Language::kChineseTraditional;
    case Office::kJP:
      return Language::kJapanese;
    case Office::kKR:
      return Language::kKorean;
    default:
      return std::nullopt;
  }
}

/// In how many of a hundred records the office's own abstract is missing: old documents and most
/// second publications have none.
uint32_t abstract_missing_percent(Office office, bool is_grant, uint32_t year) {
  if (year < 1970) return 96;
  if (year < 1980) return 60;
  switch (office) {
    case Office::kUS:
      return 3;
    case Office::kWO:
      return 2;
    case Office::kEP:
      return is_grant ? 97 : 22;
    case Office::kCN:
      return is_grant ? 35 : 3;
    case Office::kJP:
      return is_grant ? 88 : 4;
    case Office::kKR:
      return is_grant ? 30 : 4;
    case Office::kTW:
      return is_grant ? 25 : 5;
    case Office::kDE:
      return is_grant ? 90 : 20;
    case Office::kFR:
      return 70;
    default:
      return 45;
  }
}

class Writer final : public Generator {
 public:
  Writer(uint64_t seed, WordLists lists)
      : seed_(seed), lists_(std::move(lists)), text_(lists_), classics_(plan_window(seed, 0)) {}

  void append_record(uint64_t record, std::string& out) override {
    PATLAS_CHECK(record < kRecordsMax);
    const Window& window = window_of(record / kWindowRecords);
    uint32_t slot = scatter(seed_, window.index, record % kWindowRecords);
    const Publication& publication = window.publications[slot];
    const Family& family = window.families[publication.family];
    const Filing& filing = window.filings[publication.filing];
    share(family, window.filings[family.filings_begin].filed);
    out += '{';
    append_numbers(window, family, filing, publication, out);
    append_texts(family, filing, publication, out);
    append_dates(window, family, filing, publication, out);
    append_priorities(window, family, out);
    append_parties(filing, out);
    ((out += ",\"ipc\":") += shared_.ipc) += ",\"cpc\":";
    out += has_cpc(filing, publication) ? std::string_view(shared_.cpc) : "[]";
    append_citations(window, publication, slot, out);
    out += "}\n";
  }

 private:
  const Window& window_of(uint64_t index) {
    if (index == 0) return classics_;
    if (!window_ || window_->index != index) window_ = plan_window(seed_, index);
    return *window_;
  }

  void share(const Family& family, Day priority) {
    Random random(mix(family.hash, kClass));
    std::string_view country = home_country(family.origin, family.hash);
    // One in four applicants is met once; the others by Zipf's law in their country.
    bool once = random.chance(25);
    uint64_t applicant = once ? family.hash
                              : mix(mix(seed_, kParties), applicants_.draw(random) << 8 |
                                                              static_cast<uint32_t>(family.origin));
    uint32_t subclass = draw_subclass(applicant, random);
    shared_.subject = text_.make_subject(mix(family.hash, kText), Classes::subclass(subclass));
    make_parties(country, applicant, once, random);
    make_symbols(subclass, year_of(priority), Random(mix(family.hash, kSymbols)));
  }

  /// Companies keep to a few fields.
  uint32_t draw_subclass(uint64_t applicant, Random& random) {
    if (random.chance(35)) return classes_.draw_subclass(random);
    Random favourites(mix(applicant, kClass));
    uint32_t subclass = 0;
    for (uint32_t i = random.below(4); i != UINT32_MAX; --i) {
      subclass = classes_.draw_subclass(favourites);
    }
    return subclass;
  }

  void make_parties(std::string_view country, uint64_t applicant, bool once, Random& random) {
    shared_.applicants.clear();
    shared_.inventors.clear();
    uint32_t inventors = 1 + random.geometric(52, 11);
    for (uint32_t i = 0; i < inventors; ++i) {
      shared_.inventors.push_back(make_person(country, random.next()));
    }
    if (once && random.chance(40)) {
      shared_.applicants.push_back(shared_.inventors.front());
      return;
    }
    shared_.applicants.push_back(make_company(country, applicant));
    for (uint32_t more = random.geometric(9, 4); more != 0; --more) {
      uint64_t partner = mix(mix(seed_, kParties), applicants_.draw(random) << 8 | 255);
      shared_.applicants.push_back(make_company(country, partner));
    }
  }

  void make_symbols(uint32_t subclass, uint32_t year, Random random) {
    make_scheme(subclass, year < 1970 ? 1 : 1 + random.geometric(48, 8), random, shared_.ipc);
    make_scheme(subclass, 1 + random.geometric(62, 20), random, shared_.cpc);
  }

  /// Symbols of one scheme, each once: mostly the family's subclass, some from elsewhere.
  void make_scheme(uint32_t subclass, uint32_t count, Random& random, std::string& out) {
    out.assign(1, '[');
    std::string symbol;
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t from = i == 0 || random.chance(70) ? subclass : classes_.draw_subclass(random);
      symbol.assign(1, '"');
      classes_.append_symbol(from, random, symbol);
      symbol += '"';
      if (out.find(symbol) != out.npos) continue;
      if (i != 0) out += ',';
      ((out += "{\"code\":") += symbol) += ",\"inventive\":";
      out += i == 0 || random.chance(65) ? "true" : "false";
      out += i == 0 ? ",\"first\":true}" : ",\"first\":false}";
    }
    out += ']';
  }

  static bool has_cpc(const Filing& filing, const Publication& publication) {
    Random random(mix(filing.serial, publication.published));
    bool rarely = filing.office == Office::kTW || filing.utility_model;
    return random.chance(rarely ? 40 : 86);
  }

  void append_numbers(const Window& window, const Family& family, const Filing& filing,
                      const Publication& publication, std::string& out) {
    out += "\"publication_number\":\"";
    append_publication_number(filing, publication.kind, publication.is_grant, publication.published,
                              out);
    out += "\",\"application_number\":\"";
    append_application_number(filing, receiving_office(family), out);
    ((out += "\",\"country_code\":\"") += office_code(filing.office)) += "\",\"kind_code\":\"";
    uint64_t ordinal = window.index * kWindowRecords + publication.family;
    ((out += publication.kind) += "\",\"family_id\":\"") += std::to_string(10000000 + ordinal);
    out += '"';
  }

  static std::string_view receiving_office(const Family& family) {
    return family.origin == Office::kWO ? "IB" : office_code(family.origin);
  }

  static Texts texts_of(const Family& family, const Filing& filing,
                        const Publication& publication) {
    Texts texts;
    // By filing and stage, so that both publications of one filing need not agree.
    Random random(mix(mix(family.hash, filing.serial), publication.is_grant));
    auto own = own_language(filing.office);
    uint32_t year = year_of(publication.published);
    bool missing =
        random.chance(abstract_missing_percent(filing.office, publication.is_grant, year));
    texts.titles.push_back(own.value_or(Language::kEnglish));
    if (!missing) texts.abstracts.push_back(own.value_or(Language::kEnglish));
    if (own) {
      if (random.chance(32)) texts.titles.push_back(Language::kEnglish);
      if (!missing && random.chance(15)) texts.abstracts.push_back(Language::kEnglish);
    } else if (filing.office == Office::kEP) {
      texts.titles.push_back(Language::kGerman);
    } else if (filing.office == Office::kWO) {
      auto filed_in = own_language(family.origin);
      if (filed_in) texts.titles.push_back(*filed_in);
      if (filed_in && random.chance(60)) texts.abstracts.push_back(*filed_in);
    }
    return texts;
  }

  void append_texts(const Family& family, const Filing& filing, const Publication& publication,
                    std::string& out) {
    Texts texts = texts_of(family, filing, publication);
    out += ",\"title_localized\":[";
    for (Language language : texts.titles) {
      open_text(out);
      text_.append_title(shared_.subject, language, out);
      close_text(language, out);
    }
    out += "],\"abstract_localized\":[";
    for (Language language : texts.abstracts) {
      open_text(out);
      text_.append_abstract(shared_.subject, language, mix(kText, filing.serial), out);
      close_text(language, out);
    }
    out += ']';
  }

  static void open_text(std::string& out) {
    out += out.back() == '[' ? "{\"text\":\"" : ",{\"text\":\"";
  }
  static void close_text(Language language, std::string& out) {
    ((out += "\",\"language\":\"") += language_code(language)) += "\"}";
  }

  static void append_dates(const Window& window, const Family& family, const Filing& filing,
                           const Publication& publication, std::string& out) {
    Day priority = window.filings[family.filings_begin].filed;
    auto append = [&](std::string_view name, uint32_t date) {
      ((out += name) += std::to_string(date));
    };
    append(",\"publication_date\":", yyyymmdd(publication.published));
    append(",\"filing_date\":", yyyymmdd(filing.filed));
    append(",\"grant_date\":", publication.is_grant ? yyyymmdd(publication.published) : 0);
    append(",\"priority_date\":", yyyymmdd(priority));
  }

  static void append_priorities(const Window& window, const Family& family, std::string& out) {
    out += ",\"priority_claim\":[";
    auto filings = window.filings_of(family).first(family.priority_count);
    for (const Filing& filing : filings) {
      out += &filing == filings.data() ? "{" : ",{";
      out += "\"application_number\":\"";
      append_application_number(filing, receiving_office(family), out);
      (out += "\",\"filing_date\":") += std::to_string(yyyymmdd(filing.filed));
      out += '}';
    }
    out += ']';
  }

  void append_parties(const Filing& filing, std::string& out) const {
    append_party_columns("inventor", shared_.inventors, filing.office, out);
    append_party_columns("assignee", shared_.applicants, filing.office, out);
  }

  /// Offices print home applicants in their own script, foreign ones in Latin letters.
  static void append_party_columns(std::string_view column, const std::vector<Party>& parties,
                                   Office office, std::string& out) {
    ((out += ",\"") += column) += "\":[";
    for (const Party& party : parties) {
      bool home = !own_language(office) || party.country == office_code(office);
      bool latin = !home || (party.native[0] & 0x80 && party.country != office_code(office));
      out += &party == parties.data() ? "\"" : ",\"";
      (out += latin ? party.latin : party.native) += '"';
    }
    ((out += "],\"") += column) += "_harmonized\":[";
    for (const Party& party : parties) {
      out += &party == parties.data() ? "{\"name\":\"" : ",{\"name\":\"";
      ((out += party.latin) += "\",\"country_code\":\"") += party.country;
      out += "\"}";
    }
    out += ']';
  }

  /// Earlier publications of the same window, by Zipf's law over its families, or of window 0. Old
  /// records cite little.
  void append_citations(const Window& window, const Publication& citing, uint32_t slot,
                        std::string& out) {
    out += ",\"citation\":[";
    size_t start = out.size();
    Random random(mix(mix(seed_, kCitations), window.index << kWindowBits | slot));
    uint32_t percent = year_of(citing.published) < 1975 ? 20 : citing.is_grant ? 78 : 62;
    uint32_t count = random.geometric(percent, 12);
    if (count == 12) count += random.geometric(93, 60);
    std::string number;
    bool first = true;
    for (uint32_t i = 0; i < count; ++i) {
      const Window& from = random.chance(30) ? classics_ : window;
      const Family& family = from.families[cited_.draw(random) % from.families.size()];
      const Publication& cited = from.publications[family.publications_begin];
      bool own = from.index == window.index && cited.family == citing.family;
      if (own || cited.published >= citing.published) continue;
      number.assign(1, '"');
      append_publication_number(from.filings[cited.filing], cited.kind, cited.is_grant,
                                cited.published, number);
      number += '"';
      if (out.find(number, start) != out.npos) continue;
      constexpr std::string_view kCategories[] = {"SEA", "SEA", "APP", "EXA", "PRS"};
      ((out += first ? "{" : ",{") += "\"publication_number\":") += number;
      ((out += ",\"category\":\"") += random.pick(kCategories)) += "\"}";
      first = false;
    }
    out += ']';
  }

  uint64_t seed_;
  WordLists lists_;
  TextMaker text_;
  Classes classes_;
  Weighted applicants_ = Weighted::zipf(1u << 16, 5);
  Weighted cited_ = Weighted::zipf(1u << 12, 8);
  Window classics_;
  std::optional<Window> window_;
  Shared shared_;
};

}  // namespace

Result<std::unique_ptr<Generator>> Generator::open(Fs& fs, uint64_t seed) {
  auto lists = WordLists::load(fs);
  if (!lists) return std::move(lists).error();
  return std::unique_ptr<Generator>(std::make_unique<Writer>(seed, std::move(*lists)));
}

}  // namespace patlas::generator
