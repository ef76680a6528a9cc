#include "query/backends/xapian/phrases.h"

#include <algorithm>

#include "query/backends/xapian/expansions.h"
#include "query/backends/xapian/names.h"

namespace patlas::xapian {
namespace {

constexpr uint64_t kListUnits = 64;  // of opening a list of positions, in the units of budget.h

// `places` that are `distance` before one of `others`; both increase.
void keep_before(std::vector<uint32_t>& places, const std::vector<uint32_t>& others,
                 uint32_t distance) {
  auto other = others.begin();
  std::erase_if(places, [&](uint32_t place) {
    const uint64_t wanted = uint64_t{place} + distance;
    while (other != others.end() && *other < wanted) ++other;
    return other == others.end() || *other != wanted;
  });
}

}  // namespace

void PhraseReader::append(Xapian::PositionIterator from, const Xapian::PositionIterator& end) {
  for (; from != end; ++from) positions_.push_back(*from);
}

Status PhraseReader::read_unit(const PhraseUnit& unit, Xapian::docid document) {
  positions_.clear();
  const std::string term = field_term(field_, unit.term);
  if (!unit.is_prefix && unit.pattern == nullptr) {
    const std::string name = term_name(term);
    append(database_.positionlist_begin(document, name),
           database_.positionlist_end(document, name));
    return {};
  }
  // Of the document's own terms: there may be any number of expansions, few of them here.
  const std::string in_names(name_prefix(term));
  auto at = database_.termlist_begin(document);
  const auto end = database_.termlist_end(document);
  for (at.skip_to(in_names); at != end; ++at) {
    const std::string name = *at;
    if (!name.starts_with(in_names)) break;
    PATLAS_ASSIGN(const std::string whole, whole_term(database_, name));
    if (!whole.starts_with(term)) continue;
    if (unit.pattern != nullptr && !run_of(unit).matches(std::string_view(whole).substr(1)))
      continue;
    append(at.positionlist_begin(), at.positionlist_end());
  }
  std::sort(positions_.begin(), positions_.end());
  return {};
}

AutomatonRun& PhraseReader::run_of(const PhraseUnit& unit) {
  const auto [at, is_new] = runs_.try_emplace(&unit, unit.pattern->automaton);
  if (is_new) run_bytes_ += AutomatonRun::kCacheBytes;
  return at->second;
}

Result<uint64_t> PhraseReader::count(Xapian::docid document, WorkMeter& meter) {
  for (size_t i = 0; i < phrase_.units.size(); ++i) {
    const PhraseUnit& unit = phrase_.units[i];
    PATLAS_TRY(read_unit(unit, document));
    if (!charge()) return 0u;
    meter.add(kListUnits + positions_.size());
    if (i != 0) {
      keep_before(starts_, positions_, unit.offset);
    } else {
      starts_.clear();
      for (const uint32_t position : positions_) {
        if (position > unit.offset) starts_.push_back(position - unit.offset);
      }
      starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
    }
    if (starts_.empty()) return 0u;
  }
  if (whole_words_) {
    const std::string starts = field_term(field_, std::string(1, kWordStartTag));
    positions_.clear();
    append(database_.positionlist_begin(document, starts),
           database_.positionlist_end(document, starts));
    keep_before(starts_, positions_, 0);
    keep_before(starts_, positions_, phrase_.length);
  }
  return uint64_t{starts_.size()};
}

}  // namespace patlas::xapian
