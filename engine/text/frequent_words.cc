#include "engine/text/frequent_words.h"

#include <algorithm>
#include <array>

namespace patlas {
namespace {

// Sorted; a change of it takes the next kFrequentWordsList.
constexpr std::string_view kText =
    "a about according after al all als also am an and another anspruch any ao are as at au auf "
    "aus aux avec be been bei between bis both but by can ce ces cette che claim claims com "
    "comme como comprenant comprend comprise comprises comprising con configured connected "
    "containing corresponding cual d da dal dans das dass de del della delle dem den der des "
    "described device di die diese dieser dispositif do dos du durch e each een ein eine einem "
    "einen einer eines either el elle em embodiment embodiments en end entre erfindung es est "
    "esta este et example field fig first for form formed from fur further g gemass has hat "
    "have having het i if il im in include includes including into invention is ist it its je "
    "kann l la las le least les less leur lo los made mas may means mehr member met method "
    "mindestens mit moins more na nach nas nel nicht no nos not o oder of on one only op or os "
    "other ou out over par para part pas per plurality plus por portion pour preferably present "
    "procede process provided qu que qui relates respectively s sa same se second segun sein "
    "selected selon ses shown sich side sie sin sind so sobre son sont sous sowie step su such "
    "sur surface sus system te than that the their then there thereby thereof these they third "
    "this those through to two uber um uma un una und under une unit uno unter up use used "
    "using van verfahren vom von voor vor vorrichtung wenn werden when where wherein which "
    "while wie will wird with within without wobei y zu zum zur zwei zwischen в для и из к на "
    "не о от по с что";

constexpr size_t kCount = static_cast<size_t>(std::count(kText.begin(), kText.end(), ' ')) + 1;

constexpr std::array<std::string_view, kCount> split_text() {
  std::array<std::string_view, kCount> words;
  size_t begin = 0;
  for (std::string_view& word : words) {
    const size_t end = std::min(kText.find(' ', begin), kText.size());
    word = kText.substr(begin, end - begin);
    begin = end + 1;
  }
  return words;
}

constexpr std::array<std::string_view, kCount> kWords = split_text();
static_assert(std::is_sorted(kWords.begin(), kWords.end()));

constexpr uint32_t hash_of(std::string_view word) {
  uint32_t hash = 2166136261u;
  for (const char c : word) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
  return hash ^ hash >> 15;
}

// Open addressing, eight slots a word: most words of a text are refused by one look.
struct WordTable {
  static constexpr uint32_t kSlots = 2048;
  std::array<uint16_t, kSlots> slots{};  // place in kWords and one; 0: free
  size_t longest = 0;
};

constexpr WordTable make_table() {
  WordTable table;
  for (size_t i = 0; i < kWords.size(); ++i) {
    uint32_t slot = hash_of(kWords[i]) % WordTable::kSlots;
    while (table.slots[slot] != 0) slot = (slot + 1) % WordTable::kSlots;
    table.slots[slot] = static_cast<uint16_t>(i + 1);
    table.longest = std::max(table.longest, kWords[i].size());
  }
  return table;
}

constexpr WordTable kTable = make_table();

}  // namespace

std::span<const std::string_view> frequent_words() { return kWords; }

bool is_frequent_word(std::string_view word) {
  if (word.size() > kTable.longest) return false;
  for (uint32_t slot = hash_of(word);; ++slot) {
    const uint16_t place = kTable.slots[slot % WordTable::kSlots];
    if (place == 0) return false;
    if (kWords[place - 1u] == word) return true;
  }
}

void append_pair_term(std::string_view first, std::string_view second, std::string& out) {
  out.push_back(kPairTag);
  out.append(first);
  out.push_back(kPairMark);
  out.append(second);
}

}  // namespace patlas
