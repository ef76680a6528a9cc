#include "tests/oracle/open_words.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "tests/oracle/units.h"

namespace patlas::oracle {
namespace {

bool is_cjk(char32_t c) {
  return read_units(to_utf8(std::u32string(1, c)))[0].type == Unit::Type::kCharacter;
}

/// A character as words have it; more than one for ß.
std::u32string folded(char32_t c) {
  if (c < 0x80 && !std::isalnum(static_cast<int>(c))) return std::u32string(1, c);
  return read_units(to_utf8(std::u32string(1, c)))[0].text;
}

}  // namespace

OpenText open_text(const Node& leaf) {
  OpenText result;
  // Every text so far, in all its lengths.
  result.texts = {U""};
  uint32_t from = 0;
  const auto append = [&result](const std::u32string& text) {
    for (std::u32string& one : result.texts) one += text;
  };
  for (const OpenSign& sign : leaf.signs) {
    const std::u32string before = to_utf32(leaf.text.substr(0, sign.at));
    const std::u32string after = to_utf32(leaf.text.substr(sign.at));
    append(to_utf32(leaf.text.substr(from, sign.at - from)));
    from = sign.at;
    const bool left = !before.empty() && is_cjk(before.back());
    const bool right = !after.empty() && is_cjk(after.front());
    if (!left && !right) {
      append(std::u32string(1, kWordHole));
      result.word_places.push_back(sign);
      continue;
    }
    const uint32_t most = left && right ? sign.most : sign.least;
    std::vector<std::u32string> longer;
    for (uint32_t n = sign.least; n <= most; ++n) {
      for (const std::u32string& text : result.texts) {
        longer.push_back(text + std::u32string(n, kCjkHole));
      }
    }
    result.texts = longer;
  }
  append(to_utf32(leaf.text.substr(from)));
  return result;
}

bool fits(const std::u32string& pattern, const std::vector<OpenSign>& places,
          const std::u32string& word) {
  // Lengths of beginnings of the word that the pattern so far can be.
  std::set<size_t> ends = {0};
  size_t place = 0;
  for (const char32_t c : pattern) {
    std::set<size_t> next;
    for (const size_t end : ends) {
      if (c != kWordHole) {
        if (end < word.size() && word[end] == c) next.insert(end + 1);
        continue;
      }
      for (size_t to = end; to <= word.size(); ++to) {
        if (to - end >= places[place].least && to - end <= places[place].most) next.insert(to);
      }
    }
    if (c == kWordHole) ++place;
    ends = next;
  }
  return ends.contains(word.size());
}

uint32_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<uint32_t>> table(a.size() + 1, std::vector<uint32_t>(b.size() + 1));
  for (uint32_t i = 0; i <= a.size(); ++i) {
    for (uint32_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                              table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  return table[a.size()][b.size()];
}

/// kOneOf: a character of `ranges` (or, negated, none of them). kAll: parts side by side. kAny: one
/// of the parts. kTimes: its part, from `least` to `most` times.
struct Regex::Item {
  enum class Type : uint8_t { kOneOf, kAll, kAny, kTimes };
  Type type = Type::kAll;
  std::vector<std::unique_ptr<Item>> parts;
  std::vector<std::pair<char32_t, char32_t>> ranges;
  bool negated = false;
  uint32_t least = 1, most = 1;

  /// Where it can end, begun at any of `starts`.
  std::set<size_t> ends(const std::u32string& word, const std::set<size_t>& starts) const {
    std::set<size_t> found;
    switch (type) {
      case Type::kOneOf:
        for (const size_t start : starts) {
          if (start == word.size()) continue;
          const bool in = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
            return range.first <= word[start] && word[start] <= range.second;
          });
          if (in != negated) found.insert(start + 1);
        }
        return found;
      case Type::kAll:
        found = starts;
        for (const auto& part : parts) found = part->ends(word, found);
        return found;
      case Type::kAny:
        for (const auto& part : parts) found.merge(part->ends(word, starts));
        return found;
      case Type::kTimes: {
        std::set<size_t> now = starts;
        if (least == 0) found = starts;
        // More rounds than the word has places find nothing new.
        for (uint32_t n = 1; n <= most && n <= least + word.size() + 1; ++n) {
          now = parts[0]->ends(word, now);
          if (n >= least) found.insert(now.begin(), now.end());
        }
        return found;
      }
    }
    return found;
  }
};

namespace {

/// Reads what the parser took: nothing here looks for mistakes.
template <typename Item>
class Reader {
 public:
  explicit Reader(const std::u32string& text) : text_(text) {}

  std::unique_ptr<Item> alternatives() {
    auto any = make(Item::Type::kAny);
    any->parts.push_back(sequence());
    while (at_ < text_.size() && text_[at_] == '|') {
      ++at_;
      any->parts.push_back(sequence());
    }
    return any;
  }

 private:
  static std::unique_ptr<Item> make(typename Item::Type type) {
    auto item = std::make_unique<Item>();
    item->type = type;
    return item;
  }

  std::unique_ptr<Item> sequence() {
    auto all = make(Item::Type::kAll);
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      all->parts.push_back(repeated(one()));
    }
    return all;
  }

  std::unique_ptr<Item> repeated(std::unique_ptr<Item> item) {
    while (at_ < text_.size()) {
      auto times = make(Item::Type::kTimes);
      times->least = 0;
      times->most = 0xffffffffu;
      if (text_[at_] == '+') {
        times->least = 1;
      } else if (text_[at_] == '?') {
        times->most = 1;
      } else if (text_[at_] == '{') {
        ++at_;
        times->least = number(0);
        times->most = times->least;
        if (text_[at_] == ',') {
          ++at_;
          times->most = number(0xffffffffu);
        }
      } else if (text_[at_] != '*') {
        break;
      }
      ++at_;
      times->parts.push_back(std::move(item));
      item = std::move(times);
    }
    return item;
  }

  uint32_t number(uint32_t absent) {
    uint32_t value = absent;
    for (; text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      value = (value == absent ? 0 : value) * 10 + static_cast<uint32_t>(text_[at_] - '0');
    }
    return value;
  }

  std::unique_ptr<Item> characters(std::vector<std::pair<char32_t, char32_t>> ranges,
                                   bool negated) {
    auto item = make(Item::Type::kOneOf);
    item->ranges = std::move(ranges);
    item->negated = negated;
    return item;
  }

  std::unique_ptr<Item> one() {
    const char32_t c = text_[at_++];
    if (c == '(') {
      auto group = alternatives();
      ++at_;
      return group;
    }
    if (c == '.') return characters({}, true);
    if (c == '[') return set();
    if (c == '\\' && text_[at_] == 'd') {
      ++at_;
      return characters({{'0', '9'}}, false);
    }
    auto all = make(Item::Type::kAll);
    for (const char32_t letter : folded(c == '\\' ? text_[at_++] : c)) {
      all->parts.push_back(characters({{letter, letter}}, false));
    }
    return all;
  }

  char32_t set_character() {
    if (text_[at_] == '\\') ++at_;
    return folded(text_[at_++])[0];
  }

  std::unique_ptr<Item> set() {
    const bool negated = text_[at_] == '^';
    if (negated) ++at_;
    std::vector<std::pair<char32_t, char32_t>> ranges;
    while (text_[at_] != ']') {
      const char32_t low = set_character();
      char32_t high = low;
      if (text_[at_] == '-' && text_[at_ + 1] != ']') {
        ++at_;
        high = set_character();
      }
      ranges.emplace_back(low, high);
    }
    ++at_;
    return characters(ranges, negated);
  }

  const std::u32string& text_;
  size_t at_ = 0;
};

}  // namespace

Regex::Regex(const std::string& utf8) {
  const std::u32string text = to_utf32(utf8);
  root_ = Reader<Item>(text).alternatives();
}
Regex::~Regex() = default;

bool Regex::matches(const std::u32string& word) const {
  return root_->ends(word, {0}).contains(word.size());
}

}  // namespace patlas::oracle
