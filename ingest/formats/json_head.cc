#include "ingest/formats/json_head.h"

#include <cstddef>
#include <cstdint>

namespace patlas {
namespace {

/// Behind the closing quote of the string that begins at `at`; the end when there is none.
size_t string_end(std::string_view text, size_t at) {
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

bool json_head_has(std::string_view head, std::string_view name) {
  if (head.substr(0, 3) == "\xEF\xBB\xBF") head.remove_prefix(3);
  size_t at = 0;
  while (at < head.size() && is_blank(head[at])) ++at;
  if (at == head.size() || head[at] != '{') return false;
  uint32_t depth = 0;
  while (at < head.size()) {
    char c = head[at];
    if (c == '"') {
      size_t end = string_end(head, at);
      size_t colon = end;
      while (colon < head.size() && is_blank(head[colon])) ++colon;
      bool is_member = depth == 1 && colon < head.size() && head[colon] == ':';
      if (is_member && head.substr(at + 1, end - at - 2) == name) return true;
      at = end;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth <= 1) return false;
      --depth;
    }
    ++at;
  }
  return false;
}

}  // namespace patlas
