#include "query/operators/proximity.h"

#include <algorithm>
#include <utility>

#include "query/operators/word_pairs.h"

namespace patlas {
namespace {

constexpr uint32_t kDocUnits = 16;  // work of verifying a document, beside its positions
constexpr uint64_t kCursorBytes = 4608;

/// Cursors that reading the leaves side by side opens.
uint64_t cursor_count(const ProximitySpec& spec) {
  uint64_t count = 0;
  for (const OccurrenceSpec& leaf : spec.leaves) {
    count += leaf.languages.size();
    for (const OccurrenceGroup& group : leaf.groups) {
      count += group.terms.size();
      for (const auto& phrase : group.phrases) {
        for (const PhraseSpec::Unit& unit : phrase->units) {
          count += std::min(unit.terms.size(), kCursorTermsMax);
        }
      }
    }
  }
  return count;
}

/// The terms of a leaf that is a word, or any of several, wherever it stands.
const std::vector<PostingList>* words_of(const OccurrenceSpec& leaf) {
  if (leaf.groups.size() != 1 || !leaf.groups[0].terms.empty() ||
      leaf.groups[0].phrases.size() != 1) {
    return nullptr;
  }
  const PhraseSpec& phrase = *leaf.groups[0].phrases[0];
  const bool is_word = phrase.units.size() == 1 && phrase.units[0].offset == 0 &&
                       phrase.length == 1 && !phrase.whole_words;
  return is_word ? &phrase.units[0].terms : nullptr;
}

/// Two words at a distance of positions.
struct PlainPair {
  const std::vector<PostingList>* words[2] = {};
  std::vector<PositionReach> reaches;  ///< none: the proximity is no such pair
};

PlainPair plain_pair_of(const ProximitySpec& spec) {
  using Step = ProximityProgram::Step;
  using Relation = Proximity::Relation;
  PlainPair pair;
  const auto& steps = spec.program.steps();
  if (steps.size() != 3 || steps[2].type != Step::Type::kStretches ||
      steps[2].proximity.unit != Proximity::Unit::kPlaces) {
    return pair;
  }
  for (size_t i = 0; i < 2; ++i) {
    const Step& step = steps[steps[2].operands[i]];
    pair.words[i] = step.type == Step::Type::kLeaf ? words_of(spec.leaves[step.leaf]) : nullptr;
    if (pair.words[i] == nullptr) return pair;
  }
  const Proximity& of = steps[2].proximity;
  // No word is near itself.
  const auto beyond = [](int32_t distance) { return std::max<int64_t>(distance, 1); };
  if (of.high >= 1) pair.reaches.push_back({beyond(of.low), of.high});
  if (of.relation == Relation::kNear) {
    pair.reaches.push_back({-int64_t{of.high}, -beyond(of.low)});
  }
  if (of.relation == Relation::kWindow && of.low <= -1) {
    pair.reaches.push_back({of.low, -beyond(-of.high)});
  }
  return pair;
}

/// nullptr where one of the words may be several.
std::unique_ptr<PlainWords> plain_words_of(const ProximitySpec& spec, Budget& budget) {
  PlainPair pair = plain_pair_of(spec);
  if (pair.reaches.empty() || pair.words[0]->size() != 1 || pair.words[1]->size() != 1) {
    return nullptr;
  }
  return std::make_unique<PlainWords>(PlainWord{&pair.words[0]->front()},
                                      PlainWord{&pair.words[1]->front()}, std::move(pair.reaches),
                                      *spec.segment, spec.field, budget);
}

}  // namespace

bool ProximitySpec::has_many_terms() const {
  for (const OccurrenceSpec& leaf : leaves) {
    for (const OccurrenceGroup& group : leaf.groups) {
      for (const auto& phrase : group.phrases) {
        if (phrase->has_many_terms()) return true;
      }
    }
  }
  return false;
}

LeafPlaces::LeafPlaces(const OccurrenceSpec& spec, Budget& budget) {
  for (const OccurrenceGroup& of : spec.groups) {
    Group& group = groups_.emplace_back();
    group.spec = &of;
    for (const auto& term : of.terms) group.terms.emplace_back(term.postings);
    for (const auto& phrase : of.phrases) group.phrases.emplace_back(*phrase, budget);
  }
  for (const auto& [language, postings] : spec.languages) {
    languages_.emplace_back(uint32_t{1} << language, OccurrenceCursor(postings));
  }
}

bool LeafPlaces::gather(std::span<const uint32_t> candidates) {
  for (Group& group : groups_) {
    for (PhraseVerifier& phrase : group.phrases) {
      if (!phrase.gather(candidates)) return false;
    }
  }
  return true;
}

void LeafPlaces::find(uint32_t doc, Places& out) {
  out.clear();
  uint32_t languages = 0;
  for (auto& [bit, cursor] : languages_) {
    if (cursor.seek(doc)) languages |= bit;
  }
  for (Group& group : groups_) {
    const size_t before = out.size();
    for (size_t i = 0; i < group.terms.size(); ++i) {
      const uint32_t mask = group.spec->terms[i].language_mask;
      if ((mask != 0 && (mask & languages) == 0) || !group.terms[i].seek(doc)) continue;
      for (const uint32_t position : group.terms[i].positions())
        out.push_back({position, position});
    }
    for (PhraseVerifier& phrase : group.phrases) {
      const uint32_t length = phrase.length();
      phrase.for_each_start(doc, [&](uint32_t start) {
        out.push_back({start, start + length - 1});
        return true;
      });
    }
    // The words of one clause stand nowhere unless all do.
    if (out.size() == before) {
      out.clear();
      return;
    }
  }
  settle_places(out);
}

class ProximityVerifier::Bounds final : public PlaceBounds {
 public:
  Bounds(const ProximitySpec& spec, Budget& budget) : spec_(&spec), budget_(&budget) {}
  void move_to(uint32_t doc) { doc_ = doc; }

  bool has_one_value() override {
    if (!open()) return true;
    auto record = cursor_->record(doc_);
    if (!record) {
      budget_->fail(std::move(record).error());
      return true;
    }
    return patlas::has_one_value(*record);
  }

  const FieldBoundaries* boundaries() override {
    if (!open()) return nullptr;
    auto found = cursor_->boundaries(doc_);
    if (found) return *found;
    budget_->fail(std::move(found).error());
    return nullptr;
  }

 private:
  bool open() {
    if (cursor_) return true;
    auto cursor = spec_->segment->boundary_cursor(spec_->field);
    if (cursor) {
      cursor_.emplace(std::move(cursor).value());
      return true;
    }
    budget_->fail(std::move(cursor).error());
    return false;
  }

  const ProximitySpec* spec_;
  Budget* budget_;
  uint32_t doc_ = 0;
  std::optional<BoundaryCursor> cursor_;
};

ProximityVerifier::ProximityVerifier(const ProximitySpec& spec, Budget& budget)
    : charge_(budget),
      evaluator_(spec.program, budget),
      bounds_(std::make_unique<Bounds>(spec, budget)) {
  if (!charge_.add(cursor_count(spec) * kCursorBytes + spec.leaves.size() * sizeof(LeafPlaces))) {
    return;
  }
  leaves_.reserve(spec.leaves.size());
  for (const OccurrenceSpec& leaf : spec.leaves) {
    if (!leaf.groups.empty()) read_.push_back(leaves_.size());
    leaves_.emplace_back(leaf, budget);
  }
}

ProximityVerifier::~ProximityVerifier() = default;

bool ProximityVerifier::gather(std::span<const uint32_t> candidates) {
  return std::all_of(leaves_.begin(), leaves_.end(),
                     [&](LeafPlaces& leaf) { return leaf.gather(candidates); });
}

void ProximityVerifier::fill(uint32_t doc) {
  bounds_->move_to(doc);
  for (const size_t i : read_) leaves_[i].find(doc, evaluator_.leaf(i));
}

bool ProximityVerifier::matches(uint32_t doc) {
  fill(doc);
  return evaluator_.matches(*bounds_);
}

const Places& ProximityVerifier::find(uint32_t doc) {
  fill(doc);
  return evaluator_.find(*bounds_);
}

PageDocs ProximityOperator::load(uint32_t page, const PageDocs* within) {
  PageDocs candidates = docs_->load(page, within);
  if (within != nullptr) candidates = intersect(candidates, *within, alive_);
  if (candidates.count == 0 || budget_->stopped()) return {};
  if (batches_) {
    if (plain_ == nullptr) plain_ = plain_words_of(*spec_, *budget_);
    batches_ = plain_ != nullptr;
  }
  if (batches_) return plain_->filter(page, candidates, result_);
  if (verifier_ == nullptr) verifier_ = std::make_unique<ProximityVerifier>(*spec_, *budget_);
  if (candidates.form == PageDocs::Form::kBitmap) candidates = bitmap_docs(candidates.words);
  uint16_t* list = result_.list(candidates.count);
  uint32_t kept = 0;
  bool goes_on = true;
  for_each_doc(candidates, [&](uint32_t low) {
    if (!goes_on) return;
    list[kept] = static_cast<uint16_t>(low);
    kept += verifier_->matches(page * kPageDocs + low);
    goes_on = meter_.add(kDocUnits + spec_->leaves.size()) && !budget_->stopped();
  });
  return list_docs(list, kept);
}

std::shared_ptr<const DocumentSet> answer_proximity(const ProximitySpec& spec, PageOperator& docs,
                                                    uint32_t doc_count, bool batches,
                                                    Budget& budget) {
  const uint32_t page_count = (doc_count + kPageDocs - 1) / kPageDocs;
  Charge charge(budget);
  const std::vector<uint32_t> candidates = all_documents(docs, page_count, budget, charge);
  DocumentSetBuilder found(doc_count, budget);
  if (budget.stopped()) return found.finish();
  PlainPair pair = plain_pair_of(spec);
  if (batches && !pair.reaches.empty()) {
    const WordPair words{
        spec.segment, spec.field, {*pair.words[0], *pair.words[1]}, std::move(pair.reaches)};
    find_word_pairs(words, candidates, budget, found);
    return found.finish();
  }
  ProximityVerifier verifier(spec, budget);
  WorkMeter meter(budget);
  if (!verifier.gather(candidates)) return found.finish();
  for (const uint32_t doc : candidates) {
    if (verifier.matches(doc) && !found.add(doc)) break;
    if (!meter.add(kDocUnits) || budget.stopped()) break;
  }
  return found.finish();
}

}  // namespace patlas
