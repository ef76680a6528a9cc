#include "ingest/entities.h"

#include <algorithm>
#include <iterator>

#include "patlas/limits.h"

namespace patlas {
namespace {

struct Named {
  std::string_view name, text;
};

constexpr Named kNamed[] = {
#define X(name, text) {name, text},
#include "ingest/entities_table.inc"
#undef X
};

std::string_view find_exact(std::string_view name) {
  const Named* found = std::lower_bound(
      std::begin(kNamed), std::end(kNamed), name,
      [](const Named& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != std::end(kNamed) && found->name == name ? found->text : std::string_view();
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_xml_character(uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

std::optional<EntityReference> read_numeric(std::string_view text) {
  size_t at = 2;
  int base = 10;
  if (at < text.size() && text[at] == 'x') {
    base = 16;
    ++at;
  }
  size_t first = at;
  uint32_t value = 0;
  for (; at < text.size() && digit_value(text[at]) < base; ++at) {
    value = value * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit_value(text[at]));
    if (value > 0x10FFFF) return std::nullopt;
  }
  if (at == first || at == text.size() || text[at] != ';' || !is_xml_character(value)) {
    return std::nullopt;
  }
  return EntityReference{at + 1, {}, value};
}

}  // namespace

void append_code_point(std::string& out, uint32_t c) {
  auto put = [&out](uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
    return;
  }
  uint32_t trailing = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr uint32_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  put(kLead[trailing] | c >> (6 * trailing));
  while (trailing-- > 0) put(0x80 | (c >> (6 * trailing) & 63));
}

std::string_view named_entity(std::string_view name) {
  if (std::string_view text = find_exact(name); !text.empty()) return text;
  bool capitals =
      name.size() > 2 && name.size() <= limits::kEntityNameBytes &&
      std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!capitals) return {};
  std::string title(name);
  for (size_t i = 1; i < title.size(); ++i) title[i] = static_cast<char>(title[i] + 32);
  return find_exact(title);
}

std::optional<EntityReference> read_reference(std::string_view text) {
  if (text.size() > 1 && text[1] == '#') return read_numeric(text);
  size_t at = 1;
  while (at < text.size() && at <= limits::kEntityNameBytes && is_name_byte(text[at])) ++at;
  if (at == 1 || at >= text.size() || text[at] != ';') return std::nullopt;
  char first = text[1];
  if ((first >= '0' && first <= '9') || first == '-' || first == '.') return std::nullopt;
  return EntityReference{at + 1, text.substr(1, at - 1), 0};
}

void append_decoded(std::string& out, std::string_view text) {
  for (;;) {
    size_t at = text.find('&');
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at);
    std::optional<EntityReference> reference = read_reference(text);
    std::string_view named = reference ? named_entity(reference->name) : std::string_view();
    if (reference && reference->name.empty()) {
      append_code_point(out, reference->character);
    } else if (!named.empty()) {
      out.append(named);
    } else {
      out.append(text.substr(0, reference ? reference->bytes : 1));
    }
    text.remove_prefix(reference ? reference->bytes : 1);
  }
}

}  // namespace patlas
