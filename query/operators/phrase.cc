#include "query/operators/phrase.h"

#include <algorithm>
#include <array>
#include <utility>

#include "query/operators/position_visits.h"

namespace patlas {
namespace {

constexpr uint32_t kDocUnits = 16;  // work of verifying a document, beside its positions

bool has_bit(const std::vector<uint64_t>& words, uint64_t at) {
  return at / 64 < words.size() && (words[at / 64] >> (at % 64) & 1) != 0;
}

// Pairs that are sorted between two looks at the clock.
constexpr size_t kSortedPairs = kWorkUnits / 4;

/// Calls visit(some) with all of them, one after the other. False when the budget ended.
template <typename Visit>
bool for_each_some(std::span<const uint64_t> pairs, WorkMeter& meter, Visit&& visit) {
  for (size_t at = 0; at < pairs.size(); at += kSortedPairs) {
    const auto some = pairs.subspan(at, std::min(kSortedPairs, pairs.size() - at));
    visit(some);
    if (!meter.add(some.size())) return false;
  }
  return true;
}

/// Sorts by the bits from `shift` on, of numbers up to `last`, and leaves those alike as they stand.
/// `room` is as long. False when the budget ended.
bool sort_by_digits(std::span<uint64_t> pairs, std::span<uint64_t> room, uint32_t shift,
                    uint32_t last, WorkMeter& meter) {
  constexpr uint32_t kDigitBits = 11;
  std::span<uint64_t> from = pairs, to = room;
  for (uint32_t bit = 0; bit < 32 && last >> bit != 0; bit += kDigitBits) {
    std::array<size_t, size_t{1} << kDigitBits> starts = {};
    const auto digit = [at = shift + bit](uint64_t pair) {
      return static_cast<uint32_t>(pair >> at) & ((1u << kDigitBits) - 1);
    };
    const bool counted = for_each_some(from, meter, [&](std::span<const uint64_t> some) {
      for (const uint64_t pair : some) ++starts[digit(pair)];
    });
    size_t before = 0;
    for (size_t& start : starts) before += std::exchange(start, before);
    const auto move = [&](std::span<const uint64_t> some) {
      for (const uint64_t pair : some) to[starts[digit(pair)]++] = pair;
    };
    if (!counted || !for_each_some(from, meter, move)) return false;
    std::swap(from, to);
  }
  if (from.data() == pairs.data()) return true;
  return for_each_some(from, meter, [at = to.begin()](std::span<const uint64_t> some) mutable {
    at = std::copy(some.begin(), some.end(), at);
  });
}

}  // namespace

bool PhraseSpec::has_many_terms() const {
  return std::any_of(units.begin(), units.end(),
                     [](const Unit& unit) { return unit.terms.size() > kCursorTermsMax; });
}

bool PhraseSpec::is_plain() const {
  return units.size() > 1 && !whole_words &&
         std::all_of(units.begin(), units.end(),
                     [](const Unit& unit) { return unit.terms.size() == 1; });
}

PhraseVerifier::PhraseVerifier(const PhraseSpec& spec, Budget& budget)
    : spec_(&spec), budget_(&budget), meter_(budget) {
  units_.reserve(spec.units.size());
  for (const PhraseSpec::Unit& unit : spec.units) units_.emplace_back(unit.offset, budget);
}

std::vector<uint32_t> all_documents(PageOperator& docs, uint32_t page_count, Budget& budget,
                                    Charge& charge) {
  std::vector<uint32_t> found;
  for (uint32_t page = docs.next_page(0); page < page_count; page = docs.next_page(page + 1)) {
    const PageDocs some = docs.load(page, nullptr);
    if (!make_room(found, count_docs(some), charge) || !budget.keep_going()) break;
    for_each_doc(some, [&](uint32_t doc) { found.push_back(page * kPageDocs + doc); });
  }
  return found;
}

// A digit of the documents at a time: as most of those of many terms are the same, comparing took a
// third of what a wildcard near a word cost.
bool sort_pairs(std::vector<uint64_t>& pairs, uint32_t last_doc, Budget& budget) {
  constexpr size_t kWorthDigits = size_t{1} << 13;
  if (pairs.size() < kWorthDigits) {
    std::sort(pairs.begin(), pairs.end());
    return true;
  }
  Charge charge(budget);
  if (!charge.add(pairs.size() * sizeof(uint64_t))) return false;
  WorkMeter meter(budget);
  const auto memory = std::make_unique_for_overwrite<uint64_t[]>(pairs.size());
  const std::span<uint64_t> all(pairs), room(memory.get(), pairs.size());
  if (!sort_by_digits(all, room, 32, last_doc, meter)) return false;
  for (size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    while (end < all.size() && all[end] >> 32 == all[begin] >> 32) ++end;
    const auto of_one = all.subspan(begin, end - begin);
    if (of_one.size() >= kWorthDigits) {
      if (!sort_by_digits(of_one, room.subspan(begin, of_one.size()), 0, ~0u, meter)) return false;
    } else if (of_one.size() > 1) {
      std::sort(of_one.begin(), of_one.end());
    }
    if (!meter.add(of_one.size())) return false;
  }
  return true;
}

bool gather_positions(std::span<const PostingList> terms, std::span<const uint32_t> candidates,
                      Budget& budget, Charge& charge, std::vector<uint64_t>& out) {
  if (candidates.empty()) return true;
  const WantedDocs wanted(candidates, budget);
  if (budget.stopped()) return false;
  const auto add = [&](const PositionedDocs& some) {
    if (!make_room(out, some.starts[some.docs.size()] - some.starts[0], charge)) return false;
    for (size_t i = 0; i < some.docs.size(); ++i) {
      const uint64_t doc = uint64_t{some.docs[i]} << 32;
      for (const uint32_t position : some.positions_of(i)) out.push_back(doc | position);
    }
    return true;
  };
  if (!PositionVisits(wanted, budget).visit(terms, add)) return false;
  return sort_pairs(out, candidates.back(), budget);
}

bool PhraseVerifier::gather(std::span<const uint32_t> candidates) {
  is_gathered_ = true;
  for (size_t u = 0; u < units_.size(); ++u) {
    const auto& terms = spec_->units[u].terms;
    if (terms.size() <= kCursorTermsMax) continue;
    Unit& unit = units_[u];
    if (!gather_positions(terms, candidates, *budget_, unit.charge, unit.gathered)) return false;
  }
  return true;
}

bool PhraseVerifier::find_positions(Unit& unit, uint32_t doc) {
  const auto& terms = spec_->units[static_cast<size_t>(&unit - units_.data())].terms;
  unit.next = 0;
  if (is_gathered_ && terms.size() > kCursorTermsMax) {
    unit.merged.clear();
    const size_t before = unit.at;
    while (unit.at < unit.gathered.size() && unit.gathered[unit.at] >> 32 < doc) ++unit.at;
    for (size_t i = unit.at; i < unit.gathered.size() && unit.gathered[i] >> 32 == doc; ++i) {
      unit.merged.push_back(static_cast<uint32_t>(unit.gathered[i]));
    }
    unit.positions = unit.merged;
    return meter_.add(unit.at - before + unit.merged.size()) && !unit.merged.empty();
  }
  if (unit.cursors.empty()) {
    unit.cursors.reserve(terms.size());
    for (const PostingList& term : terms) unit.cursors.emplace_back(term);
  }
  if (terms.size() == 1) {
    if (!unit.cursors[0].seek(doc)) return false;
    unit.positions = unit.cursors[0].positions();
    return meter_.add(unit.positions.size()) && !unit.positions.empty();
  }
  unit.merged.clear();
  for (OccurrenceCursor& cursor : unit.cursors) {
    if (!cursor.seek(doc)) continue;
    const auto positions = cursor.positions();
    unit.merged.insert(unit.merged.end(), positions.begin(), positions.end());
  }
  std::sort(unit.merged.begin(), unit.merged.end());
  unit.positions = unit.merged;
  return meter_.add(unit.merged.size()) && !unit.merged.empty();
}

bool PhraseVerifier::stands_at(uint32_t start) {
  for (size_t u = 1; u < units_.size(); ++u) {
    Unit& unit = units_[u];
    const uint64_t wanted = uint64_t{start} + unit.offset;
    while (unit.next < unit.positions.size() && unit.positions[unit.next] < wanted) ++unit.next;
    if (unit.next == unit.positions.size() || unit.positions[unit.next] != wanted) return false;
  }
  return true;
}

/// A word starts at both ends.
bool PhraseVerifier::is_whole(uint32_t doc, uint32_t start) {
  if (!boundaries_) {
    auto cursor = spec_->segment->boundary_cursor(spec_->field);
    if (!cursor) {
      budget_->fail(std::move(cursor).error());
      return false;
    }
    boundaries_.emplace(std::move(cursor).value());
  }
  auto known = boundaries_->boundaries(doc);
  if (!known) {
    budget_->fail(std::move(known).error());
    return false;
  }
  const std::vector<uint64_t>& words = (*known)->word_starts;
  return has_bit(words, start) && has_bit(words, uint64_t{start} + spec_->length);
}

uint32_t PhraseVerifier::count(uint32_t doc, bool first_only) {
  uint32_t found = 0;
  for_each_start(doc, [&](uint32_t) {
    ++found;
    return !first_only;
  });
  return found;
}

PhraseOperator::PhraseOperator(const PhraseSpec& spec, PageOperator* docs, PageOperator* sure,
                               bool batches, Budget& budget)
    : spec_(&spec),
      docs_(docs),
      sure_(sure),
      budget_(&budget),
      meter_(budget),
      batches_(batches && spec.is_plain()) {}

PhraseOperator::~PhraseOperator() = default;

PageDocs PhraseOperator::load(uint32_t page, const PageDocs* within) {
  PageDocs candidates = docs_->load(page, within);
  if (within != nullptr) candidates = intersect(candidates, *within, alive_);
  if (candidates.count == 0 || budget_->stopped()) return {};
  if (batches_) {
    if (plain_ == nullptr) {
      std::vector<PostingList> terms;
      std::vector<uint32_t> offsets;
      for (const PhraseSpec::Unit& unit : spec_->units) {
        terms.push_back(unit.terms[0]);
        offsets.push_back(unit.offset);
      }
      plain_ = std::make_unique<PlainWords>(terms, offsets, *budget_);
    }
    return plain_->filter(page, candidates, result_);
  }
  const PageDocs sure = sure_ == nullptr ? PageDocs{} : sure_->load(page, &candidates);
  if (verifier_ == nullptr) verifier_ = std::make_unique<PhraseVerifier>(*spec_, *budget_);
  if (candidates.form == PageDocs::Form::kBitmap) candidates = bitmap_docs(candidates.words);
  uint16_t* list = result_.list(candidates.count);
  uint32_t kept = 0;
  bool goes_on = true;
  for_each_doc(candidates, [&](uint32_t doc) {
    if (!goes_on) return;
    const bool matches = (sure.count != 0 && contains(sure, static_cast<uint16_t>(doc))) ||
                         verifier_->count(page * kPageDocs + doc, true) != 0;
    list[kept] = static_cast<uint16_t>(doc);
    kept += matches;
    goes_on = meter_.add(kDocUnits) && !budget_->stopped();
  });
  return list_docs(list, kept);
}

PhraseTable answer_phrase(const PhraseSpec& spec, PageOperator& docs, uint32_t page_count,
                          Budget& budget, Charge& charge) {
  Charge of_candidates(budget);
  const std::vector<uint32_t> candidates = all_documents(docs, page_count, budget, of_candidates);
  PhraseTable table;
  PhraseVerifier verifier(spec, budget);
  if (budget.stopped() || !verifier.gather(candidates)) return {};
  WorkMeter meter(budget);
  for (const uint32_t doc : candidates) {
    const uint32_t count = verifier.count(doc, false);
    if (!meter.add(kDocUnits) || budget.stopped()) return {};
    if (count == 0) continue;
    if (!table.add(doc, count, charge)) return {};
  }
  return table;
}

}  // namespace patlas
