#include "query/backends/xapian/names.h"

#include <xxhash.h>

#include <algorithm>

#include "engine/text/stemmer.h"

namespace patlas::xapian {
namespace {

// In the bytes of Xapian's tables, where a zero takes two: a term of 245 of them fits.
constexpr size_t kWholeBytes = 200;
constexpr size_t kKeptBytes = 198;  ///< of a longer term, before 32 digits of its hash
constexpr char kKeyByte = static_cast<char>(0x80);

size_t table_bytes(std::string_view name) {
  return name.size() + static_cast<size_t>(std::count(name.begin(), name.end(), '\0'));
}

}  // namespace

std::string field_term(uint16_t field, std::string_view tagged_or_keyword) {
  std::string term(1, static_cast<char>(field + 1));
  term += tagged_or_keyword;
  return term;
}

std::string language_term(uint16_t field, uint8_t language) {
  return field_term(field, kLanguageTag + std::string(language_code(language)));
}

std::string stem_term(uint16_t field, uint8_t language, std::string_view stem) {
  std::string term = field_term(field, std::string(1, kStemTag));
  term += static_cast<char>(language + 1);
  term += stem;
  return term;
}

std::string key_term(std::string_view key) { return kKeyByte + std::string(key); }

std::string term_name(const std::string& term) {
  if (table_bytes(term) <= kWholeBytes) return term;
  const XXH128_hash_t hash = XXH3_128bits(term.data(), term.size());
  std::string name(name_prefix(term));
  for (const uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) name += "0123456789abcdef"[half >> shift & 15];
  }
  return name;
}

bool is_shortened(std::string_view name) { return table_bytes(name) > kWholeBytes; }

std::string_view name_prefix(std::string_view prefix) {
  size_t kept = 0, bytes = 0;
  while (kept < prefix.size()) {
    bytes += prefix[kept] == '\0' ? 2 : 1;
    if (bytes > kKeptBytes) break;
    ++kept;
  }
  return prefix.substr(0, kept);
}

std::string whole_term_key(std::string_view name) { return "term " + std::string(name); }

std::string number_value(uint32_t number) {
  std::string value;
  for (int shift = 24; shift >= 0; shift -= 8) value += static_cast<char>(number >> shift);
  return value;
}

uint32_t number_of_value(std::string_view value) {
  if (value.size() != 4) return 0;
  uint32_t number = 0;
  for (const char byte : value) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::string list_value(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::string list;
  for (const std::string& value : values) put_string(list, value);
  return list;
}

}  // namespace patlas::xapian
