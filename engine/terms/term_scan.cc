#include "engine/terms/term_scan.h"

#include <algorithm>

#include "engine/terms/term_block.h"

namespace patlas {
namespace {

constexpr uint64_t kBlockWork = 16;

size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(std::min(a.size(), b.size())),
                    b.begin())
          .first -
      a.begin());
}

}  // namespace

TermScan::TermScan(const TermDictionary& dictionary, TermFilter& filter, TermOrd first,
                   TermOrd last)
    : dictionary_(&dictionary),
      filter_(&filter),
      next_(first),
      last_(std::min(last, dictionary.size())) {}

Error TermScan::broken(uint32_t block, const char* message) const {
  return dictionary_->blocks_.corrupt(dictionary_->block_start(block), message);
}

// Every term of the block lies between its first term and that of the next block: when both begin
// as refused ones do, so do all.
bool TermScan::is_dead_block(uint32_t block) const {
  if (dead_ == TermFilter::kNotDead || block + 1 >= dictionary_->block_count_) return false;
  const std::string_view dead = term_.substr(0, dead_);
  return dictionary_->first_term(block).starts_with(dead) &&
         dictionary_->first_term(block + 1).starts_with(dead);
}

// The next term is the first `shared` bytes of term_ and `rest`.
void TermScan::build(size_t shared, std::string_view rest) {
  if (shared + rest.size() > term_bytes_.size()) term_bytes_.resize(shared + rest.size() + 256);
  char* to = term_bytes_.data() + shared;
  for (size_t i = 0; i < rest.size(); ++i) to[i] = rest[i];  // mostly a few bytes
  term_ = std::string_view(term_bytes_).substr(0, shared + rest.size());
  asked_ = std::min(asked_, shared);
  dead_ = TermFilter::kNotDead;
}

void TermScan::ask(uint32_t entry) {
  if (filter_->takes(term_, asked_, &dead_)) taken_.push_back(entry);
  work_ += 1 + (term_.size() - asked_) / 8;
  asked_ = term_.size();
}

Result<bool> TermScan::next_block(std::vector<Match>& out) {
  if (next_ >= last_) return false;
  const uint32_t number = next_ / kTermBlock;
  const TermOrd base = number * kTermBlock;
  const uint32_t first = next_ - base;
  next_ = base + kTermBlock;
  work_ += kBlockWork;
  if (is_dead_block(number)) return true;
  PATLAS_ASSIGN(auto block, dictionary_->load(number));
  const uint32_t end = std::min(block.entries, last_ - base);
  taken_.clear();
  const std::string_view head = dictionary_->first_term(number);
  if (const size_t shared = common_prefix(term_, head); shared < dead_) {
    build(shared, head.substr(shared));
    if (first == 0) ask(0);
  }
  const uint8_t* at = block.keys;
  for (uint32_t entry = 1; entry < end; ++entry) {
    Key key;
    if (!get_key(&at, block.values, &key)) {
      return broken(number, "a term block's keys are cut short");
    }
    if (key.shared >= dead_) continue;
    if (key.shared > term_.size() || key.shared + key.suffix.size() > kMaxTermBytes) {
      return broken(number, "a term block's keys contradict themselves");
    }
    build(key.shared, key.suffix);
    if (entry >= first) ask(entry);
  }
  PATLAS_TRY(add_values(number, block, out));
  return true;
}

Status TermScan::add_values(uint32_t number, TermDictionary::Block& block,
                            std::vector<Match>& out) const {
  return add_values(*dictionary_, number, block, taken_, out);
}

Status TermScan::add_values(const TermDictionary& dictionary, uint32_t number,
                            TermDictionary::Block& block, std::span<const uint32_t> entries,
                            std::vector<Match>& out) {
  Match match;
  const uint8_t* value = block.values;
  uint32_t entry = 0;
  for (const uint32_t taken : entries) {
    for (; entry <= taken; ++entry) {
      if (!get_value(&value, block.end, dictionary.stream_count_, block.streams, &match.value)) {
        return dictionary.blocks_.corrupt(block.start, "a term block's values are cut short");
      }
    }
    match.ordinal = number * kTermBlock + taken;
    out.push_back(match);
  }
  return {};
}

Result<size_t> TermScan::fetch_block(const TermDictionary& dictionary,
                                     std::span<const TermOrd> ordinals, std::vector<Match>& out) {
  const uint32_t number = ordinals[0] / kTermBlock;
  uint32_t entries[kTermBlock];
  size_t count = 0;
  for (; count < ordinals.size() && ordinals[count] / kTermBlock == number && count < kTermBlock;
       ++count) {
    entries[count] = ordinals[count] % kTermBlock;
  }
  PATLAS_ASSIGN(auto block, dictionary.load(number));
  PATLAS_TRY(add_values(dictionary, number, block, {entries, count}, out));
  return count;
}

}  // namespace patlas
