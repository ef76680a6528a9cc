#include "ingest/json_text.h"

#include <cstdint>

#include "ingest/encoding.h"

namespace patlas {
namespace {

/// The escape of a byte; empty when it stands for itself.
std::string_view short_escape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

bool must_be_escaped(char c) {
  return (static_cast<unsigned char>(c) < 0x20) | (c == '"') | (c == '\\');
}

/// The first byte from `at` on that does not stand for itself; the text's end when there is none.
size_t next_escape(std::string_view text, size_t at) {
  // Few texts have one, so whole runs are looked at, which the compiler turns into vectors.
  constexpr size_t kRun = 64;
  for (; at + kRun <= text.size(); at += kRun) {
    uint8_t any = 0;
    for (size_t i = 0; i < kRun; ++i) any |= static_cast<uint8_t>(must_be_escaped(text[at + i]));
    if (any != 0) break;
  }
  while (at < text.size() && !must_be_escaped(text[at])) ++at;
  return at;
}

void append_valid(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  size_t from = 0;
  for (size_t i = next_escape(text, 0); i < text.size(); i = next_escape(text, i + 1)) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    out.append(text.substr(from, i - from));
    from = i + 1;
    if (std::string_view escape = short_escape(text[i]); !escape.empty()) {
      out += escape;
    } else {
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
    }
  }
  out.append(text.substr(from));
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    std::optional<size_t> bad = find_invalid_utf8(text);
    append_valid(out, text.substr(0, bad.value_or(text.size())));
    if (!bad) break;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(*bad + 1);
  }
  out += '"';
}

}  // namespace patlas
