#include "query/lexer.h"

#include <unicode/uchar.h>

#include <utility>

#include "engine/text/utf8.h"
#include "query/proximity.h"

namespace patlas {
namespace {

constexpr int32_t kEndOfText = -1;

// The relations that have a character of their own; keyboards for CJK text write the lower two.
constexpr int32_t kLessEqualSign = 0x2264, kGreaterEqualSign = 0x2265;
constexpr int32_t kLessOverEqualSign = 0x2266, kGreaterOverEqualSign = 0x2267;
// What Japanese keyboards write for the full-width tilde.
constexpr int32_t kWaveDash = 0x301C;

int32_t narrow(int32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  if (c >= 0x201C && c <= 0x201F) return '"';
  if (c == kLessOverEqualSign) return kLessEqualSign;
  if (c == kGreaterOverEqualSign) return kGreaterEqualSign;
  return c == kWaveDash ? '~' : c;
}

bool is_blank(int32_t c) { return u_isUWhiteSpace(c) || c == 0xFEFF; }
bool is_control(int32_t c) { return (c >= 0 && c < 0x20) || (c >= 0x7F && c < 0xA0); }
bool is_relation(int32_t c) {
  return c == ':' || c == '=' || c == '<' || c == '>' || c == kLessEqualSign ||
         c == kGreaterEqualSign;
}
bool ends_word(int32_t c) {
  return c == kEndOfText || c == '(' || c == ')' || c == '"' || is_blank(c);
}

/// Calls visit(code, begin, end) for each character of UTF-8 that the lexer has already checked.
template <typename Visit>
void for_each_char(std::string_view text, Visit visit) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* p = begin; p < end;) {
    const char* const from = p;
    const char32_t c = utf8::decode(p, end);
    visit(c == utf8::kInvalid ? 0xFFFD : static_cast<int32_t>(c), static_cast<size_t>(from - begin),
          static_cast<size_t>(p - begin));
  }
}

void append_utf8(std::string& out, std::string_view from, size_t begin, size_t end, int32_t code) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else {
    out.append(from.substr(begin, end - begin));
  }
}

/// `ti`, `ti,ab`, `title`: letters first, then letters, digits, `_`, `-` or `.`. A number before a
/// colon (10:1) is no field name.
bool is_name_list(std::string_view text) {
  bool ok = true;
  bool at_start = true;
  for_each_char(text, [&](int32_t wide, size_t, size_t) {
    const int32_t c = narrow(wide);
    if (at_start) {
      ok = ok && u_isalpha(c);
      at_start = false;
    } else if (c == ',') {
      at_start = true;
    } else {
      ok = ok && (u_isalnum(c) || c == '_' || c == '-' || c == '.');
    }
  });
  return ok && !at_start;
}

/// Meant as a name, though it is none: its first letter or digit is a letter. "ti/ab", "[ti]",
/// ",ti".
bool begins_like_name(std::string_view text) {
  bool decided = false, is_name = false;
  for_each_char(text, [&](int32_t wide, size_t, size_t) {
    const int32_t c = narrow(wide);
    if (decided || !u_isalnum(c)) return;
    decided = true;
    is_name = u_isalpha(c) != 0;
  });
  return is_name;
}

std::optional<Quantity> quantity_of(std::string_view word) {
  if (word.size() > 16) return std::nullopt;
  const std::string text = ascii_form(word);
  if (text == "any") return Quantity::kAny;
  if (text == "all") return Quantity::kAll;
  if (text == "one") return Quantity::kOne;
  return std::nullopt;
}

}  // namespace

std::string_view relation_text(Relation relation) {
  switch (relation) {
    case Relation::kColon:
      return ":";
    case Relation::kEqual:
      return "=";
    case Relation::kLess:
      return "<";
    case Relation::kLessEqual:
      return "<=";
    case Relation::kGreater:
      return ">";
    case Relation::kGreaterEqual:
      return ">=";
  }
  return ":";
}

std::string concat(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

std::string shown(std::string_view text) {
  constexpr size_t kShownBytes = 60;
  if (text.size() <= kShownBytes) return std::string(text);
  size_t end = kShownBytes;
  while (end > 0 && utf8::is_tail(text[end])) --end;
  return concat({text.substr(0, end), "..."});
}

Error query_error(Code code, Span span, std::initializer_list<std::string_view> message) {
  Place place;
  place.file = "query";
  place.offset = span.begin;
  place.length = span.end - span.begin;
  return Error{code, concat(message), std::move(place)};
}

std::string narrow_form(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_char(text, [&](int32_t wide, size_t begin, size_t end) {
    append_utf8(out, text, begin, end, narrow(wide));
  });
  return out;
}

std::string ascii_form(std::string_view text) {
  std::string out = narrow_form(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string collapse_blanks(std::string_view text) {
  std::string out;
  bool blank_pending = false;
  for_each_char(text, [&](int32_t c, size_t begin, size_t end) {
    if (is_blank(c)) {
      blank_pending = !out.empty();
      return;
    }
    if (blank_pending) out.push_back(' ');
    blank_pending = false;
    out.append(text.substr(begin, end - begin));
  });
  return out;
}

std::string undouble_quotes(std::string_view inside) {
  std::string out;
  bool is_second = false;
  for_each_char(inside, [&](int32_t c, size_t begin, size_t end) {
    const bool is_quote = narrow(c) == '"';
    if (!is_quote) out.append(inside.substr(begin, end - begin));
    if (is_quote && !is_second) out.push_back('"');
    is_second = is_quote && !is_second;
  });
  return out;
}

Result<Lexer::Char> Lexer::char_at(uint32_t at) {
  if (at >= text_.size()) return Char{kEndOfText, at, at};
  const char* p = text_.data() + at;
  const char32_t decoded = utf8::decode(p, text_.data() + text_.size());
  const int32_t code = static_cast<int32_t>(decoded);
  const Char result{narrow(code), at, static_cast<uint32_t>(p - text_.data())};
  bytes_read_ += result.end - result.at;
  if (decoded == utf8::kInvalid) {
    return query_error(
        Code::kParse, {result.at, result.end},
        {"the query is not UTF-8: byte ", std::to_string(at), " starts no character"});
  }
  if (is_control(code) && !is_blank(code)) {
    return query_error(Code::kParse, {result.at, result.end},
                       {"a control character in the query; remove it"});
  }
  return result;
}

Result<Lexer::Char> Lexer::skip_blanks(uint32_t at) {
  for (;;) {
    PATLAS_ASSIGN(const Char c, char_at(at));
    if (c.code == kEndOfText || !is_blank(c.code)) return c;
    at = c.end;
  }
}

Result<Token> Lexer::finish(Token token) {
  at_ = token.span.end;
  last_type_ = token.type;
  last_end_ = token.span.end;
  return token;
}

Result<Token> Lexer::next() {
  PATLAS_ASSIGN(const Char c, skip_blanks(at_));
  Token token;
  token.span = {c.at, c.end};
  switch (c.code) {
    case kEndOfText:
      return finish(token);
    case '(':
      token.type = TokenType::kOpen;
      return finish(token);
    case ')':
      token.type = TokenType::kClose;
      return finish(token);
    case '~':
      token.type = TokenType::kTilde;
      return finish(token);
    case '"':
      return read_quoted(c);
    case ',':
      if (!in_list_) return read_word(c);
      token.type = TokenType::kComma;
      return finish(token);
    default:
      return read_word(c);
  }
}

Result<Token> Lexer::read_quoted(Char open) {
  const bool touches_text = open.at == last_end_ && open.at != 0 &&
                            (last_type_ == TokenType::kWord || last_type_ == TokenType::kQuoted);
  if (touches_text) {
    return query_error(Code::kParse, {open.at, open.end},
                       {"a quote inside a word; put a blank before it, or leave it out"});
  }
  uint32_t at = open.end;
  for (;;) {
    PATLAS_ASSIGN(const Char c, char_at(at));
    if (c.code == kEndOfText) {
      return query_error(Code::kParse, {open.at, c.at},
                         {"a quote is opened and not closed; add '\"' at the end of the phrase"});
    }
    at = c.end;
    if (c.code != '"') continue;
    // Two of the same quote stand for one that belongs to the text.
    PATLAS_ASSIGN(const Char after, char_at(c.end));
    const bool doubled = after.code == '"' && text_.substr(c.at, c.end - c.at) ==
                                                  text_.substr(after.at, after.end - after.at);
    if (doubled) {
      at = after.end;
      continue;
    }
    Token token;
    token.type = TokenType::kQuoted;
    token.text = text_.substr(open.end, c.at - open.end);
    token.span = {open.at, c.end};
    return finish(token);
  }
}

Error Lexer::no_field_list(std::string_view name, Span span) {
  const std::string_view mark = text_.substr(span.begin + name.size(), 1);
  if (name.ends_with('!') && mark == "=") {
    return query_error(Code::kParse, span, {"there is no '!='; write not ti:coat, not pd:2015"});
  }
  return query_error(Code::kParse, span,
                     {"'", shown(name), "' is no field and no list of fields; write ti:coat or ",
                      "ti,ab:coat, or quote the text"});
}

Result<Token> Lexer::read_word(Char first) {
  if (first.at == last_end_ && first.at != 0 && last_type_ == TokenType::kQuoted) {
    return query_error(
        Code::kParse, {first.at, first.end},
        {first.code == '*' ? "'*' stands inside the quotes, after the last word: \"paper coat*\""
                           : "a word directly after a quote; put a blank between them"});
  }
  Char relation{kEndOfText, 0, 0};
  Char last = first;
  Char c = first;
  std::optional<Char> comma;
  while (!ends_word(c.code)) {
    if (in_list_ && c.code == ',') {
      PATLAS_ASSIGN(const bool parts_clauses, ends_clause(c));
      if (parts_clauses) break;
      if (!comma) comma = c;
    }
    if (relation.code == kEndOfText && is_relation(c.code)) {
      relation = c;
      if (c.at > first.at && is_name_list(text_.substr(first.at, c.at - first.at))) break;
    }
    last = c;
    PATLAS_ASSIGN(c, char_at(c.end));
  }
  Token token;
  token.type = TokenType::kWord;
  token.span = {first.at, last.end};
  token.text = text_.substr(first.at, last.end - first.at);
  const bool has_relation = relation.code != kEndOfText;
  if (has_relation && c.at == relation.at) {
    return read_prefix(text_.substr(first.at, relation.at - first.at), first.at, relation);
  }
  if (comma && !is_distance_word(token.text)) {
    return query_error(Code::kParse, {comma->at, comma->end},
                       {"a comma inside a word of a list: put a blank behind it where it parts "
                        "clauses, quotes around the text it belongs to"});
  }
  if (c.code == '(' && !has_relation) {
    const auto quantity = quantity_of(token.text);
    if (quantity || is_name_list(token.text)) {
      PATLAS_ASSIGN(const auto list, read_names(c));
      if (list) {
        const std::string_view fields = quantity ? list->names : token.text;
        PATLAS_ASSIGN(Token prefix, read_prefix(fields, first.at, list->relation));
        prefix.quantity = quantity;
        if (!quantity) prefix.qualifiers = list->names;
        return prefix;
      }
    }
  }
  if (has_relation && narrow_form(token.text.substr(0, 16)) == "*:*") {
    token.type = TokenType::kAll;
    return finish(token);
  }
  if (is_relation(first.code)) {
    return query_error(
        Code::kParse, {first.at, first.end},
        {"a field name is missing before '", text_.substr(first.at, first.end - first.at),
         "'; write ti:coat, or quote it to search it as text"});
  }
  if (has_relation) {
    const std::string_view name = text_.substr(first.at, relation.at - first.at);
    if (begins_like_name(name)) return no_field_list(name, {first.at, relation.end});
  }
  if (last.code == '*') {
    token.truncated = true;
    token.text.remove_suffix(last.end - last.at);
    return finish(token);
  }
  if (has_relation || !is_name_list(token.text)) return finish(token);
  // `pd >= 2015`: a relation that stands apart from its field.
  PATLAS_ASSIGN(const Char ahead, skip_blanks(last.end));
  if (is_relation(ahead.code)) return read_prefix(token.text, first.at, ahead);
  return finish(token);
}

/// Of a comma in a list.
Result<bool> Lexer::ends_clause(Char comma) {
  PATLAS_ASSIGN(const Char after, char_at(comma.end));
  return ends_word(after.code);
}

/// `all(ti, ab):`, `cpc(first):`, when that stands there; otherwise it is a word before a group.
Result<std::optional<Lexer::NamesInParentheses>> Lexer::read_names(Char open) {
  PATLAS_ASSIGN(Char c, skip_blanks(open.end));
  const auto belongs_to_names = [](int32_t code) {
    return u_isalnum(code) || code == ',' || code == '_' || code == '-' || code == '.' ||
           (code != kEndOfText && is_blank(code));
  };
  const uint32_t begin = c.at;
  while (belongs_to_names(c.code)) {
    PATLAS_ASSIGN(c, char_at(c.end));
  }
  if (c.code != ')' || c.at == begin) return std::optional<NamesInParentheses>();
  const std::string_view names = text_.substr(begin, c.at - begin);
  PATLAS_ASSIGN(const Char relation, skip_blanks(c.end));
  if (!is_relation(relation.code)) return std::optional<NamesInParentheses>();
  return std::optional(NamesInParentheses{names, relation});
}

Result<Token> Lexer::read_prefix(std::string_view names, uint32_t begin, Char relation) {
  Token token;
  token.type = TokenType::kPrefix;
  token.text = names;
  token.span = {begin, relation.end};
  PATLAS_ASSIGN(Char after, char_at(relation.end));
  const bool or_equal = after.code == '=' && (relation.code == '<' || relation.code == '>');
  if (or_equal) {
    token.span.end = after.end;
    PATLAS_ASSIGN(after, char_at(after.end));
  }
  if (is_relation(after.code)) {
    return query_error(Code::kParse, {relation.at, after.end},
                       {"no such relation; there are ':' '=' '>=' '>' '<=' '<'"});
  }
  if (relation.code == kLessEqualSign) token.relation = Relation::kLessEqual;
  if (relation.code == kGreaterEqualSign) token.relation = Relation::kGreaterEqual;
  if (relation.code == '=') token.relation = Relation::kEqual;
  if (relation.code == '<') token.relation = or_equal ? Relation::kLessEqual : Relation::kLess;
  if (relation.code == '>') {
    token.relation = or_equal ? Relation::kGreaterEqual : Relation::kGreater;
  }
  return finish(token);
}

}  // namespace patlas
