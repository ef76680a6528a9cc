#include "corpora/generator/maker.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/check.h"

namespace patlas::generator {
namespace {

enum Purpose : uint64_t { kParties = 100, kSymbols, kText, kCitations, kClass, kFullText };

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

/// How long descriptions are, in bytes of text, in the middle: real ones of these offices
/// (real-data: 109 USPTO grants have 39 KB, four JPO ones 38-90; CN is shorter). Others are assumed.
uint32_t usual_description_bytes(const Filing& filing) {
  switch (filing.office) {
    case Office::kCN:
      return filing.utility_model ? 10000 : 24000;
    case Office::kTW:
      return filing.utility_model ? 9000 : 30000;
    case Office::kJP:
      return 45000;
    case Office::kKR:
      return 30000;
    case Office::kDE:
      return filing.utility_model ? 12000 : 26000;
    default:
      return 32000;
  }
}

/// `usual` times a power of two whose exponent is about normal: a tenth of the texts have a third
/// of it, a tenth nearly the threefold, as in the USPTO's.
uint32_t draw_bytes(uint32_t usual, Random& random) {
  // In steps of an octave's 64th, from a sixteenth on; 256, the middle, is the usual length.
  uint32_t exponent = random.below(128) + random.below(128) + random.below(128) + random.below(128);
  uint32_t whole = exponent / 64, steps = exponent % 64;
  uint64_t bytes = (uint64_t{usual} / 16 << whole) * (64 + steps) / 64;
  return static_cast<uint32_t>(std::clamp<uint64_t>(bytes, 2000, 400000));
}

}  // namespace

std::string_view printed_name(const Party& party, Office office) {
  bool home = !own_language(office) || party.country == office_code(office);
  bool latin = !home || (party.native[0] & 0x80 && party.country != office_code(office));
  return latin ? party.latin : party.native;
}

RecordMaker::RecordMaker(uint64_t seed, Profile profile, WordLists lists, Classes classes)
    : seed_(seed),
      profile_(profile),
      lists_(std::move(lists)),
      text_(lists_),
      full_text_(text_),
      classes_(std::move(classes)),
      classics_(plan_window(seed, 0)) {}

const Window& RecordMaker::window_of(uint64_t index) {
  if (index == 0) return classics_;
  if (!window_ || window_->index != index) window_ = plan_window(seed_, index);
  return *window_;
}

RecordMaker::Place RecordMaker::find(uint64_t record) {
  PATLAS_CHECK(record < kRecordsMax);
  const Window& window = window_of(record / kWindowRecords);
  return {&window, record, scatter(seed_, window.index, record % kWindowRecords)};
}

const MadeRecord& RecordMaker::make(const Place& place) {
  const Window& window = *place.window;
  const Publication& publication = place.publication();
  const Family& family = window.families[publication.family];
  made_.bytes.clear();
  made_.record = place.record;
  made_.window = &window;
  made_.publication = &publication;
  made_.family = &family;
  made_.filing = &place.filing();
  made_.family_id = 10000000 + window.index * kWindowRecords + publication.family;
  made_.receiving_office = family.origin == Office::kWO ? "IB" : office_code(family.origin);
  made_.priorities = window.filings_of(family).first(family.priority_count);
  make_shared(family, window.filings[family.filings_begin].filed);
  made_.has_cpc = has_cpc(*made_.filing, publication);
  make_texts();
  make_citations(place.slot);
  return made_;
}

void RecordMaker::make_shared(const Family& family, Day priority) {
  Random random(mix(family.hash, kClass));
  std::string_view country = home_country(family.origin, family.hash);
  // One in four applicants is met once; the others by Zipf's law in their country.
  bool once = random.chance(25);
  uint64_t applicant = once ? family.hash
                            : mix(mix(seed_, kParties), applicants_.draw(random) << 8 |
                                                            static_cast<uint32_t>(family.origin));
  uint32_t subclass = draw_subclass(applicant, random);
  subject_ = text_.make_subject(mix(family.hash, kText), classes_.subclass(subclass));
  make_parties(country, applicant, once, random);
  make_symbols(subclass, year_of(priority), Random(mix(family.hash, kSymbols)));
}

/// Companies keep to a few fields.
uint32_t RecordMaker::draw_subclass(uint64_t applicant, Random& random) {
  if (random.chance(35)) return classes_.draw_subclass(random);
  Random favourites(mix(applicant, kClass));
  uint32_t subclass = 0;
  for (uint32_t i = random.below(4); i != UINT32_MAX; --i) {
    subclass = classes_.draw_subclass(favourites);
  }
  return subclass;
}

void RecordMaker::make_parties(std::string_view country, uint64_t applicant, bool once,
                               Random& random) {
  made_.applicants.clear();
  made_.inventors.clear();
  uint32_t inventors = 1 + random.geometric(52, 11);
  for (uint32_t i = 0; i < inventors; ++i) {
    made_.inventors.push_back(make_person(country, random.next()));
  }
  if (once && random.chance(40)) {
    made_.applicants.push_back(made_.inventors.front());
    return;
  }
  made_.applicants.push_back(make_company(country, applicant));
  for (uint32_t more = random.geometric(9, 4); more != 0; --more) {
    uint64_t partner = mix(mix(seed_, kParties), applicants_.draw(random) << 8 | 255);
    made_.applicants.push_back(make_company(country, partner));
  }
}

void RecordMaker::make_symbols(uint32_t subclass, uint32_t year, Random random) {
  uint32_t count = year < 1970 ? 1 : 1 + random.geometric(48, 8);
  make_list(subclass, count, Catalogue::kIpc, random, made_.ipc);
  make_list(subclass, 1 + random.geometric(62, 20), Catalogue::kCpc, random, made_.cpc);
}

/// Symbols of one scheme, each once: mostly the family's subclass, some from elsewhere.
void RecordMaker::make_list(uint32_t subclass, uint32_t count, Catalogue catalogue, Random& random,
                            std::vector<MadeSymbol>& out) {
  out.clear();
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t from = i == 0 || random.chance(70) ? subclass : classes_.draw_subclass(random);
    MadeSymbol made;
    classes_.draw_symbol(from, catalogue, random, made.symbol);
    auto same = [&](const MadeSymbol& known) { return known.symbol == made.symbol; };
    if (std::any_of(out.begin(), out.end(), same)) continue;
    made.first = i == 0;
    made.inventive = i == 0 || random.chance(65);
    out.push_back(made);
  }
}

bool RecordMaker::has_cpc(const Filing& filing, const Publication& publication) {
  Random random(mix(filing.serial, publication.published));
  bool rarely = filing.office == Office::kTW || filing.utility_model;
  return random.chance(rarely ? 40 : 86);
}

void RecordMaker::make_texts() {
  made_.titles.clear();
  made_.abstracts.clear();
  made_.description.clear();
  made_.claims.clear();
  const Filing& filing = *made_.filing;
  const Publication& publication = *made_.publication;
  // By filing and stage, so that both publications of one filing need not agree.
  Random random(mix(mix(made_.family->hash, filing.serial), publication.is_grant));
  auto own = own_language(filing.office);
  uint32_t year = year_of(publication.published);
  bool missing = random.chance(abstract_missing_percent(filing.office, publication.is_grant, year));
  Language first = own.value_or(Language::kEnglish);
  add_title(first);
  if (!missing) add_abstract(first);
  if (own) {
    if (random.chance(32)) add_title(Language::kEnglish);
    if (!missing && random.chance(15)) add_abstract(Language::kEnglish);
  } else if (filing.office == Office::kEP) {
    add_title(Language::kGerman);
  } else if (filing.office == Office::kWO) {
    auto filed_in = own_language(made_.family->origin);
    if (filed_in) add_title(*filed_in);
    if (filed_in && random.chance(60)) add_abstract(*filed_in);
  }
  if (profile_ == Profile::kFulltext) make_full_text(first);
}

void RecordMaker::add_title(Language language) {
  auto begin = static_cast<uint32_t>(made_.bytes.size());
  text_.append_title(subject_, language, made_.bytes);
  made_.titles.push_back({language, {begin, static_cast<uint32_t>(made_.bytes.size())}});
}

void RecordMaker::add_abstract(Language language) {
  auto begin = static_cast<uint32_t>(made_.bytes.size());
  text_.append_abstract(subject_, language, mix(kText, made_.filing->serial), made_.bytes);
  made_.abstracts.push_back({language, {begin, static_cast<uint32_t>(made_.bytes.size())}});
}

void RecordMaker::make_full_text(Language language) {
  made_.full_text_language = language;
  uint64_t filing_hash = mix(mix(made_.family->hash, kFullText), made_.filing->serial);
  Random random(filing_hash);
  uint32_t bytes = draw_bytes(usual_description_bytes(*made_.filing), random);
  full_text_.make(subject_, filing_hash, made_.publication->is_grant, bytes, made_);
}

/// Earlier publications of the same window, by Zipf's law over its families, or of window 0. Old
/// records cite little.
void RecordMaker::make_citations(uint32_t slot) {
  made_.citations.clear();
  const Window& window = *made_.window;
  const Publication& citing = *made_.publication;
  Random random(mix(mix(seed_, kCitations), window.index << kWindowBits | slot));
  uint32_t percent = year_of(citing.published) < 1975 ? 20 : citing.is_grant ? 78 : 62;
  uint32_t count = random.geometric(percent, 12);
  if (count == 12) count += random.geometric(93, 60);
  for (uint32_t i = 0; i < count; ++i) {
    const Window& from = random.chance(30) ? classics_ : window;
    const Family& family = from.families[cited_.draw(random) % from.families.size()];
    const Publication& cited = from.publications[family.publications_begin];
    bool own = from.index == window.index && cited.family == citing.family;
    if (own || cited.published >= citing.published) continue;
    auto same = [&](const MadeCitation& known) { return known.publication == &cited; };
    if (std::any_of(made_.citations.begin(), made_.citations.end(), same)) continue;
    constexpr std::string_view kCategories[] = {"SEA", "SEA", "APP", "EXA", "PRS"};
    made_.citations.push_back({&from.filings[cited.filing], &cited, random.pick(kCategories)});
  }
}

}  // namespace patlas::generator
