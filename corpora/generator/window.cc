#include "corpora/generator/window.h"

#include <algorithm>
#include <array>

#include "corpora/generator/weighted.h"

namespace patlas::generator {
namespace {

enum Purpose : uint64_t { kFamily = 1, kScatter };

using OfficeWeights = std::array<uint32_t, kOfficeCount>;

struct Era {
  uint32_t first_year;
  OfficeWeights origins;  ///< of first filings; US EP WO JP CN KR TW DE GB FR CA AU
};

/// Where inventions come from, by time: China opens in 1985 and has led the count since 2011.
constexpr Era kEras[] = {
    {1950, {42, 0, 0, 10, 0, 0, 0, 22, 14, 12, 0, 0}},
    {1970, {33, 0, 0, 30, 0, 0, 0, 17, 9, 9, 1, 1}},
    {1980, {28, 1, 0, 44, 0, 2, 0, 12, 5, 6, 1, 1}},
    {1988, {27, 1, 0, 42, 5, 6, 2, 9, 3, 3, 1, 1}},
    {1998, {24, 3, 0, 31, 16, 12, 6, 5, 2, 1, 0, 0}},
    {2006, {17, 3, 0, 19, 42, 10, 5, 3, 1, 0, 0, 0}},
    {2012, {11, 2, 0, 9, 66, 7, 3, 2, 0, 0, 0, 0}},
};

/// Where else protection is sought; an office takes part from the year in the second row.
constexpr OfficeWeights kAbroad = {26, 22, 0, 17, 18, 10, 6, 9, 3, 2, 6, 5};
constexpr OfficeWeights kSince = {1950, 1978, 1978, 1950, 1987, 1980,
                                  1990, 1950, 1979, 1969, 1978, 1980};

/// Serials a series has in a window: half as many again as its mean over 192 windows of three
/// seeds, of which none used more than five sixths of it.
constexpr uint32_t kSeriesShare[kSeriesCount] = {3600, 1400, 1100, 3200, 3900, 1450, 720,
                                                 540,  500,  400,  500,  440,  1000, 800};

/// A table of years: few in the fifties, twenty times as many now, hardly any yet for the last two.
Weighted make_years() {
  std::vector<uint32_t> weights;
  for (uint32_t year = kFirstYear; year < kLastYear; ++year) {
    uint32_t age = year - kFirstYear;
    weights.push_back(40 + age * 2 + age * age / 4 + (age > 55 ? (age - 55) * 30 : 0));
  }
  return Weighted(weights);
}

class FamilyPlanner {
 public:
  FamilyPlanner(uint64_t seed, uint64_t index) : seed_(seed) { window_.index = index; }

  Window plan() {
    for (uint64_t ordinal = 0; window_.publications.size() < kWindowRecords; ++ordinal) {
      add_family(mix(mix(seed_, kFamily), window_.index << 32 | ordinal));
    }
    cut_to_window();
    return std::move(window_);
  }

 private:
  void add_family(uint64_t hash) {
    auto before = next_serial_;
    Family family;
    family.hash = hash;
    family.filings_begin = filing_count();
    family.publications_begin = publication_count();
    Random random(mix(hash, kFamily));
    overflow_ = false;
    add_priorities(random, family);
    add_members(random, family);
    family.filings_end = filing_count();
    family.publications_end = publication_count();
    if (overflow_ || family.publications_end == family.publications_begin) {
      window_.filings.resize(family.filings_begin);
      window_.publications.resize(family.publications_begin);
      next_serial_ = before;
      return;
    }
    window_.families.push_back(family);
  }

  void add_priorities(Random& random, Family& family) {
    static const Weighted years = make_years();
    uint32_t year = kFirstYear + years.draw(random);
    Day day = first_day(year) + random.below(365);
    family.origin = draw_origin(random, year);
    bool domestic = family.origin == Office::kUS && year >= 1995;
    if (domestic && random.chance(35)) {
      add_filing(family.origin, day, false, true);
      day += random.between(200, 365);
    }
    bool utility = family.origin == Office::kCN || family.origin == Office::kTW ||
                   family.origin == Office::kDE;
    first_utility_ = utility && year >= 1988 && random.chance(22);
    add_filing(family.origin, day, first_utility_, false);
    first_ = filing_count() - 1;
    if (!first_utility_ && random.chance(9)) add_filing(family.origin, day + 90, false, false);
    family.priority_count = filing_count() - family.filings_begin;
  }

  static Office draw_origin(Random& random, uint32_t year) {
    static const std::vector<Weighted> tables = [] {
      std::vector<Weighted> made;
      for (const Era& era : kEras) made.emplace_back(era.origins);
      return made;
    }();
    size_t era = std::size(kEras) - 1;
    while (kEras[era].first_year > year) --era;
    return static_cast<Office>(tables[era].draw(random));
  }

  void add_members(Random& random, Family& family) {
    publish(random, family, first_, 0);
    Day first_filed = window_.filings[first_].filed;
    uint32_t year = year_of(first_filed);
    uint32_t abroad = draw_abroad(random, family.origin);
    if (abroad == 0) return add_continuations(random, family, 1);
    Day filed =
        std::max(first_filed, window_.filings[filing_count() - 1].filed) + random.between(150, 270);
    // Taiwan is no member of the PCT.
    bool member = year >= 1979 && family.origin != Office::kTW;
    bool pct = member && random.chance(abroad == 1 ? 25 : 65);
    if (pct) {
      add_filing(Office::kWO, filed, false, false);
      publish(random, family, filing_count() - 1, 0);
    }
    add_offices(random, family, abroad, filed, pct);
    add_continuations(random, family, abroad);
  }

  /// Most families stay at home, most of all in China; the rest fall off slowly.
  static uint32_t draw_abroad(Random& random, Office origin) {
    uint32_t home = origin == Office::kCN ? 93 : origin == Office::kTW ? 62 : 60;
    if (random.chance(home)) return 0;
    return 1 + random.geometric(64, 10);
  }

  void add_offices(Random& random, Family& family, uint32_t count, Day filed, bool pct) {
    static const Weighted offices{kAbroad};
    uint32_t seen = 1u << static_cast<uint32_t>(family.origin), year = year_of(filed);
    for (uint32_t tries = 0; tries < count * 2; ++tries) {
      uint32_t office = offices.draw(random);
      if (seen >> office & 1 || kSince[office] > year) continue;
      seen |= 1u << office;
      add_filing(static_cast<Office>(office), filed, false, false);
      // The national phase starts 30 months after the priority.
      publish(random, family, filing_count() - 1, pct ? 480 : 0);
    }
  }

  /// Continuations and divisions: rare, but they come in numbers where they come at all.
  void add_continuations(Random& random, Family& family, uint32_t extent) {
    if (first_utility_ || !random.chance(extent > 3 ? 22 : 3)) return;
    uint32_t count = 1 + random.geometric(80, 24);
    Day filed = window_.filings[filing_count() - 1].filed;
    Office office = family.origin == Office::kWO ? Office::kUS : family.origin;
    for (uint32_t i = 0; i < count; ++i) {
      filed += random.between(60, 500);
      if (filed > kLastDay - 700) return;
      add_filing(office, filed, false, false);
      publish(random, family, filing_count() - 1, 0);
    }
  }

  void add_filing(Office office, Day filed, bool utility_model, bool provisional) {
    uint32_t series = series_of(office, filed), rank = next_serial_[series]++;
    if (rank >= kSeriesShare[series]) overflow_ = true;
    uint64_t serial = window_.index * kSeriesShare[series] + rank;
    if (serial >= 100000000) overflow_ = true;
    window_.filings.push_back(
        {office, utility_model, provisional, filed, static_cast<uint32_t>(serial)});
  }

  /// 18 months after the priority or soon after the filing, whichever is later; the grant in years.
  void publish(Random& random, const Family& family, uint32_t index, uint32_t delay_days) {
    const Filing filing = window_.filings[index];
    Day priority = window_.filings[family.filings_begin].filed;
    Day laid_open = std::max(priority + 545, filing.filed + 120) + delay_days + random.below(28);
    if (filing.utility_model) laid_open = filing.filed + random.between(120, 300);
    laid_open = on_office_day(filing.office, laid_open);
    std::string_view kind = application_kind(filing, laid_open);
    if (!kind.empty()) add_publication(index, kind, laid_open, false);
    Day granted = std::max(laid_open, filing.filed + 400) + 90 + random.below(900) +
                  (random.chance(30) ? random.below(1500) : 0);
    granted = on_office_day(filing.office, granted);
    if (!kind.empty() && !random.chance(grant_percent(filing))) return;
    kind = grant_kind(filing, granted, !kind.empty());
    if (!kind.empty()) add_publication(index, kind, granted, true);
  }

  static uint32_t grant_percent(const Filing& filing) {
    switch (filing.office) {
      case Office::kUS:
        return 68;
      case Office::kCN:
        return 45;
      default:
        return 48;
    }
  }

  static Day on_office_day(Office office, Day day) {
    switch (office) {
      case Office::kUS:
        return next_weekday(day, 2);
      case Office::kEP:
      case Office::kJP:
        return next_weekday(day, 3);
      case Office::kWO:
      case Office::kDE:
        return next_weekday(day, 4);
      default:
        return day;
    }
  }

  void add_publication(uint32_t filing, std::string_view kind, Day published, bool is_grant) {
    auto family = static_cast<uint32_t>(window_.families.size());
    uint32_t begin = window_.families.empty() ? 0 : window_.families.back().publications_end;
    if (published > kLastDay || publication_count() - begin >= kFamilyMembersMax) return;
    window_.publications.push_back({family, filing, published, is_grant, kind});
  }

  void cut_to_window() {
    window_.publications.resize(kWindowRecords);
    window_.families.back().publications_end = kWindowRecords;
  }

  uint32_t filing_count() const { return static_cast<uint32_t>(window_.filings.size()); }
  uint32_t publication_count() const { return static_cast<uint32_t>(window_.publications.size()); }

  uint64_t seed_;
  Window window_;
  std::array<uint32_t, kSeriesCount> next_serial_{};
  uint32_t first_ = 0;  ///< the family's first filing that is meant to be published
  bool first_utility_ = false;
  bool overflow_ = false;
};

}  // namespace

uint32_t scatter(uint64_t seed, uint64_t window, uint32_t position) {
  constexpr uint32_t kHalfBits = kWindowBits / 2, kMask = (1u << kHalfBits) - 1;
  uint64_t key = mix(mix(seed, kScatter), window);
  uint32_t left = position >> kHalfBits, right = position & kMask;
  for (uint64_t round = 0; round < 4; ++round) {
    uint32_t next = left ^ (static_cast<uint32_t>(mix(key + round, right)) & kMask);
    left = right;
    right = next;
  }
  return left << kHalfBits | right;
}

Window plan_window(uint64_t seed, uint64_t index) { return FamilyPlanner(seed, index).plan(); }

}  // namespace patlas::generator
