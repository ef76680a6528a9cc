#include "ingest/normalize/split_number.h"

#include <algorithm>

#include "ingest/normalize/fold.h"

namespace patlas {

namespace {

// More readings than this help nobody; a US design's filing year is the widest choice (1992 on).
constexpr size_t kMostReadings = 64;

void add_once(std::vector<DocdbNumber>& list, DocdbNumber number) {
  if (list.size() >= kMostReadings) return;
  if (std::find(list.begin(), list.end(), number) == list.end()) list.push_back(std::move(number));
}

char mod11_digit(unsigned value) { return value == 10 ? 'X' : static_cast<char>('0' + value); }

}  // namespace

void Readings::add(std::string number, std::string_view inferred) {
  if (number.empty()) return;
  std::string kind = written_.kind;
  if (kind.empty() && written_.from_office) kind = inferred;
  add_once(list_, {written_.country, std::move(number), std::move(kind)});
}

void Readings::add_marked(std::string number, std::string_view kind) {
  if (number.empty()) return;
  add_once(list_, {written_.country, std::move(number),
                   written_.kind.empty() ? std::string(kind) : written_.kind});
}

void Readings::add_of(std::string country, std::string number, std::string kind) {
  if (number.empty()) return;
  add_once(list_, {std::move(country), std::move(number), std::move(kind)});
}

std::string compact(std::string_view body) {
  std::string out;
  std::copy_if(body.begin(), body.end(), std::back_inserter(out), is_alnum);
  return out;
}

std::vector<std::string> number_parts(std::string_view body) {
  std::vector<std::string> parts;
  bool open = false;
  for (const char c : body) {
    if (c == ',') continue;
    if (!is_alnum(c)) {
      open = false;
      continue;
    }
    if (!open) parts.emplace_back();
    open = true;
    parts.back().push_back(c);
  }
  return parts;
}

std::string strip_zeros(std::string_view digits) {
  if (digits.empty()) return {};
  const size_t begin = digits.find_first_not_of('0');
  return std::string(begin == std::string_view::npos ? digits.substr(digits.size() - 1)
                                                     : digits.substr(begin));
}

std::string pad_zeros(std::string_view digits, size_t width) {
  if (digits.size() >= width) return std::string(digits);
  return std::string(width - digits.size(), '0') + std::string(digits);
}

unsigned number_value(std::string_view digits) {
  return all_digits(digits) && digits.size() <= 9 ? small_number(digits) : 0;
}

bool starts_with_year(std::string_view digits, unsigned first) {
  if (digits.size() < 4 || !all_digits(digits.substr(0, 4))) return false;
  const unsigned year = small_number(digits.substr(0, 4));
  return year >= first && year <= 2100;
}

LettersDigits letters_digits(std::string_view text) {
  LettersDigits parts;
  size_t i = 0;
  while (i < text.size() && is_upper(text[i])) parts.letters.push_back(text[i++]);
  while (i < text.size() && is_digit(text[i])) parts.digits.push_back(text[i++]);
  parts.rest = text.substr(i);
  return parts;
}

char cn_check_digit(std::string_view digits) {
  unsigned sum = 0, weight = 2;
  for (const char c : digits) {
    sum += static_cast<unsigned>(c - '0') * weight;
    weight = weight == 9 ? 2 : weight + 1;
  }
  return mod11_digit(sum % 11);
}

char ep_check_digit(std::string_view digits) {
  unsigned sum = 0, factor = 1;
  for (const char c : digits) {
    const unsigned product = static_cast<unsigned>(c - '0') * factor;
    sum += product / 10 + product % 10;
    factor = 3 - factor;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

char de_check_digit(std::string_view digits) {
  unsigned sum = 0, weight = 2;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c) {
    sum += static_cast<unsigned>(*c - '0') * weight++;
  }
  return mod11_digit((11 - sum % 11) % 11);
}

}  // namespace patlas
