#include "query/parser.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "engine/text/utf8.h"
#include "patlas/limits.h"
#include "query/budget.h"
#include "query/open_phrases.h"
#include "query/operators.h"
#include "query/proximity.h"
#include "query/signs.h"
#include "query/suggest.h"

namespace patlas {
namespace {

/// More words than any number is written in; "PCT / US 2008 / 086 599" has six.
constexpr size_t kNumberWordsMax = 8;

/// How Chinese, Japanese and Korean dates mark year and month, behind which more of the date may
/// follow, and what that is marked with.
constexpr std::string_view kDateMarks[] = {"年", "년", "月", "월"};
constexpr std::string_view kLaterDateMarks[] = {"月", "월", "日", "일"};

bool ends_with_any(std::string_view text, std::span<const std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return text.ends_with(end); });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string quoted(std::string_view text) { return concat({"\"", text, "\""}); }

/// A letter or digit is in it, of any script.
bool has_letter_or_digit(std::string_view text) {
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    const char32_t c = utf8::decode(p, end);
    if (c == utf8::kInvalid) continue;
    if ((U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_N_MASK)) != 0) return true;
  }
  return false;
}

/// A letter or digit is in it that a word is surely made of. The others are letters to Unicode,
/// too: fillers, and among the presentation forms some that stand for signs (ﾞ, ﹰ).
bool has_plain_letter_or_digit(std::string_view text) {
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    const char* const at = p;
    const char32_t c = utf8::decode(p, end);
    const bool is_plain =
        (c < 0xFB00 || c > 0xFFFF) &&
        u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0;
    if (is_plain && has_letter_or_digit({at, static_cast<size_t>(p - at)})) return true;
  }
  return false;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string_view without_first_character(std::string_view text) {
  const char* p = text.data();
  if (!text.empty()) utf8::decode(p, text.data() + text.size());
  return text.substr(static_cast<size_t>(p - text.data()));
}

/// Letters, digits and the marks that belong to them.
bool makes_words(char32_t c) {
  return c != utf8::kInvalid &&
         (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

/// The text up to its last letter, digit or mark.
std::string_view without_closing_signs(std::string_view text) {
  const char* const end = text.data() + text.size();
  size_t kept = 0;
  for (const char* p = text.data(); p < end;) {
    if (makes_words(utf8::decode(p, end))) kept = static_cast<size_t>(p - text.data());
  }
  return text.substr(0, kept);
}

bool same_phrase(const Phrase& a, const Phrase& b) {
  return std::equal(a.units.begin(), a.units.end(), b.units.begin(), b.units.end(),
                    [](const PhraseUnit& x, const PhraseUnit& y) {
                      return x.term == y.term && x.is_prefix == y.is_prefix && x.offset == y.offset;
                    });
}

/// `w/3`, `n/3` and `pre/3` of other systems; `w/w` is text.
bool is_slashed_distance(std::string_view word) {
  const size_t slash = word.find('/');
  if (slash == std::string_view::npos || slash + 1 == word.size()) return false;
  const std::string name = ascii_form(word.substr(0, slash));
  const std::string_view distance = word.substr(slash + 1);
  return (name == "w" || name == "n" || name == "pre") &&
         std::all_of(distance.begin(), distance.end(), is_digit);
}

/// `2015..2018`, `2015..`, `..2018` where no date field asks for it.
bool is_loose_range(std::string_view word) {
  return word.find("..") != std::string_view::npos &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return is_digit(c) || c == '.' || c == '-' || c == '/'; });
}

/// Nothing but a `*` at the end.
bool is_truncation(const SignedText& text) {
  return text.signs.size() == 1 && text.signs[0].at == text.text.size() && !text.text.empty() &&
         text.signs[0].least == 0 && text.signs[0].most == OpenSign::kAnyNumber;
}

/// Why a word without quotes is not taken as text, with what to write instead; empty: it is.
std::string fault_of_word(std::string_view word) {
  const std::string text = narrow_form(word.substr(0, std::min<size_t>(word.size(), 64)));
  if (text == "&" || text == "&&") return "write 'and'";
  if (contains(word, "|") || contains(word, "｜")) return "write 'or', or quote the text";
  const bool signed_word = text.size() > 1 && (text[0] == '-' || text[0] == '+' || text[0] == '!');
  if (signed_word && has_letter_or_digit(word)) {
    const std::string rest = shown(without_first_character(word));
    if (text[0] != '+') return concat({"write not ", rest, ", or quote it to search it as text"});
    return concat({"write ", rest, " (clauses side by side mean 'and'), or quote it"});
  }
  if (text[0] == '@') return "fields stand before their clause: ti:(coat or jacket)";
  if (is_slashed_distance(text)) {
    return "write near/3, or adj/3 for this order (side by side is 1), or quote it";
  }
  if (word.size() <= 64 && is_loose_range(text)) {
    return "a range needs a date field before it, without blanks inside: pd:2015..2018";
  }
  return {};
}

bool is_kind(std::string_view word) {
  return (word.size() == 1 || (word.size() == 2 && is_digit(word[1]))) && is_letter(word[0]);
}

/// A word that may go on a number: digits and separators, or a kind.
bool continues_number(std::string_view word) {
  if (is_kind(word)) return true;
  return std::any_of(word.begin(), word.end(), is_digit) &&
         std::all_of(word.begin(), word.end(), [](char c) {
           return is_digit(c) || c == ',' || c == '.' || c == '/' || c == '-';
         });
}

/// `21/02` after `H01L`.
bool is_group(std::string_view word) {
  const size_t slash = word.find('/');
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
  };
  return slash != std::string_view::npos && digits(word.substr(0, slash)) &&
         digits(word.substr(slash + 1));
}

NumberSpace space_of(ValueForm form) {
  return form == ValueForm::kPublication ? NumberSpace::kPublication : NumberSpace::kApplication;
}

Error limit_error(Span span, std::string_view what, uint64_t value) {
  return query_error(
      Code::kLimit, span,
      {"the query is beyond the limit of ", what, ", which is ", std::to_string(value)});
}

/// The inside of quotes as a value. A closing `*` is taken off and reported.
std::string unquote(std::string_view inside, bool& truncated) {
  std::string text = collapse_blanks(undouble_quotes(inside));
  truncated = text.ends_with('*');
  if (truncated) text.pop_back();
  return text;
}

// Of reading a token, in the units of budget.h.
constexpr uint64_t kTokenUnits = 512;
// A long text is held many times over: as characters, without signs, quoted, in the normal form.
constexpr size_t kLongToken = 4096;
constexpr uint64_t kLongTokenBytes = 40;

/// Nobody is shown it: who gave the budget asks it first.
Error budget_ended() {
  return Error{Code::kLimit, "the query's time or memory ended while it was read", {}};
}

}  // namespace

std::vector<uint16_t> default_fields(const Schema& schema) {
  std::vector<uint16_t> fields;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    if (schema.fields[i].default_search) fields.push_back(static_cast<uint16_t>(i));
  }
  return fields;
}

bool is_plain_word(std::string_view text, bool truncated) {
  Node node;
  node.type = NodeType::kText;
  node.text = text;
  node.truncated = truncated;
  return is_plain_text(node);
}

bool is_plain_text(const Node& node) {
  if (node.regex || node.text.size() >= limits::kQueryBytes) return false;
  std::string written = write_signs(node, /*quoted=*/false);
  if (node.edits != 0) written += concat({"~", std::to_string(node.edits)});
  Lexer lexer(written);
  const auto token = lexer.next();
  if (!token || token->type != TokenType::kWord || token->span.end != written.size()) return false;
  if (!token->truncated && find_keyword(written) != nullptr) return false;
  if (!fault_of_word(written).empty()) return false;
  const auto edits = read_edits(written, {});
  if (!edits || edits->count != node.edits) return false;
  if (node.edits != 0) return edits->word_bytes == node.text.size();
  const auto read = read_signs(written, /*quoted=*/false, {});
  if (!read || read->text != node.text) return false;
  return node.truncated ? is_truncation(*read) : read->signs == node.signs && !is_truncation(*read);
}

Result<Tree> parse_query(std::string_view text, const Schema& schema, Budget* budget) {
  return Parser(text, schema, budget).run();
}

Result<Tree> Parser::run() {
  if (text_.size() > limits::kQueryBytes) {
    return limit_error({0, 0}, "bytes (kQueryBytes)", limits::kQueryBytes);
  }
  frames_.emplace_back();
  std::optional<WorkMeter> meter;
  if (budget_ != nullptr) meter.emplace(*budget_);
  for (;;) {
    PATLAS_ASSIGN(const Token token, lexer_.next());
    if (meter && !meter->add(kTokenUnits + token.text.size())) return budget_ended();
    const bool is_long = token.text.size() > kLongToken;
    if (is_long && budget_ != nullptr && !budget_->charge(kLongTokenBytes * token.text.size())) {
      return budget_ended();
    }
    if (token.type == TokenType::kEnd) return finish();
    PATLAS_TRY(accept(token));
  }
}

Status Parser::accept(const Token& token) {
  // A clause that follows another one ends it; keywords see to it themselves.
  const bool is_keyword =
      token.type == TokenType::kWord && !token.truncated && find_keyword(token.text) != nullptr;
  if (token.type != TokenType::kClose && !is_keyword) {
    Frame& frame = frames_.back();
    if (frame.after == After::kClause) PATLAS_TRY(close_held(frame));
  }
  switch (token.type) {
    case TokenType::kWord:
      return accept_word(token);
    case TokenType::kQuoted:
      return add_text(token, has_prefix_ ? prefixed_ : frames_.back().scope);
    case TokenType::kPrefix:
      return accept_prefix(token);
    case TokenType::kTilde:
      return accept_tilde(token);
    case TokenType::kOpen:
      return open(token);
    case TokenType::kClose:
      return close(token);
    case TokenType::kComma:
      return accept_comma(token);
    case TokenType::kAll:
      return add_all(token, has_prefix_ ? prefixed_ : frames_.back().scope);
    case TokenType::kEnd:
      break;
  }
  return {};
}

Status Parser::accept_word(const Token& token) {
  if (const auto count = read_list_head(token)) {
    Token parenthesis;
    parenthesis.span = count->opened;
    PATLAS_TRY(open(parenthesis));
    frames_.back().count = count;
    lexer_.set_in_list(true);
    return {};
  }
  const OperatorRow* keyword = token.truncated ? nullptr : find_keyword(token.text);
  if (keyword == nullptr) PATLAS_TRY(check_not_parted_list(token));
  if (keyword == nullptr) return add_text(token, has_prefix_ ? prefixed_ : frames_.back().scope);
  if (keyword->type == OperatorType::kKeyword) {
    return query_error(Code::kInvalidArgument, token.span,
                       {"the operator '", token.text,
                        "' is not there yet; to search the word, write ", quoted(token.text)});
  }
  if (has_prefix_) {
    return query_error(
        Code::kParse, token.span,
        {"'", token.text, "' after '",
         shown(text_.substr(prefix_span_.begin, prefix_span_.end - prefix_span_.begin)),
         "'; write ", keyword->spelling, " before it, or quote the word: ", quoted(token.text)});
  }
  if (keyword->type == OperatorType::kProximity) return accept_proximity(token, false);
  if (keyword->type == OperatorType::kNot) return accept_not(token);
  return accept_joint(token, keyword->type);
}

/// `ti, ab:coat`: the blank makes a word of `ti,`.
Status Parser::check_not_parted_list(const Token& token) {
  if (has_prefix_ || !(token.text.ends_with(',') || token.text.ends_with("，"))) return {};
  const std::string names = ascii_form(token.text.substr(0, kLongestValue));
  if (token.truncated || names.back() != ',') return {};
  for (size_t begin = 0; begin < names.size();) {
    const size_t end = names.find(',', begin);
    if (schema_.field(std::string_view(names).substr(begin, end - begin)) < 0) return {};
    begin = end + 1;
  }
  Lexer ahead = lexer_;
  const uint64_t bytes_before = ahead.bytes_read();
  const auto next = ahead.next();
  ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
  if (!next || next->type != TokenType::kPrefix) return {};
  return query_error(
      Code::kParse, {token.span.begin, next->span.end},
      {"a list of fields has no blanks; write ", names, ascii_form(next->text), ":"});
}

/// `and`, `xor`, `or`.
Status Parser::accept_joint(const Token& token, OperatorType type) {
  Frame& frame = frames_.back();
  if (frame.after == After::kNothing) {
    return query_error(Code::kParse, token.span,
                       {"nothing stands before '", token.text,
                        "'; remove it, write a clause, or quote the word: ", quoted(token.text)});
  }
  PATLAS_TRY(require_clause(frame));
  PATLAS_TRY(close_held(frame));
  if (type == OperatorType::kXor) PATLAS_TRY(close_and(frame));
  if (type == OperatorType::kOr) PATLAS_TRY(close_xor(frame));
  frame.after = After::kOperator;
  frame.last = token.span;
  return {};
}

Status Parser::accept_comma(const Token& token) {
  Frame& frame = frames_.back();
  PATLAS_TRY(require_clause(frame));
  if (frame.after == After::kNothing) {
    return query_error(Code::kParse, token.span,
                       {"nothing stands before this comma; remove it, or write a clause"});
  }
  PATLAS_ASSIGN(const uint32_t clause, reduce(frame));
  frame.items.push_back(clause);
  frame.after = After::kNothing;
  frame.ends_in_publication = false;
  frame.last = token.span;
  return {};
}

/// Reads the operator; `same` and its unit are two words. `span`: of all of it.
Result<Proximity> Parser::read_operator(const Token& token, Span& span) {
  span = token.span;
  if (is_distance_word(token.text)) return read_distance(token.text, token.span);
  Lexer ahead = lexer_;
  const uint64_t bytes_before = ahead.bytes_read();
  const auto next = ahead.next();
  ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
  const bool is_word = next && next->type == TokenType::kWord && !next->truncated;
  const auto unit = is_word ? find_same_unit(next->text) : std::nullopt;
  if (!unit || ascii_form(token.text) != "same") {
    return query_error(
        Code::kInvalidArgument, token.span,
        {"'", token.text,
         "' needs its unit; write same sentence, same paragraph, same claim, or same "
         "entry (one value of a field); to search the word, write ",
         quoted(token.text)});
  }
  lexer_ = ahead;
  span.end = next->span.end;
  Proximity proximity;
  proximity.relation = Proximity::Relation::kSame;
  proximity.unit = *unit;
  return proximity;
}

Status Parser::accept_proximity(const Token& token, bool negated) {
  Frame& frame = frames_.back();
  Joint joint;
  PATLAS_ASSIGN(joint.proximity, read_operator(token, joint.span));
  if (frame.after == After::kNothing) {
    return query_error(Code::kParse, token.span,
                       {"nothing stands before '", token.text,
                        "'; remove it, write a clause, or quote the word: ", quoted(token.text)});
  }
  PATLAS_TRY(require_clause(frame));
  // Each makes the tree one deeper.
  PATLAS_TRY(deepen(joint.span, frame.joint_count + 1));
  joint.negated = negated;
  const bool is_same = joint.proximity.relation == Proximity::Relation::kSame;
  PATLAS_TRY(close_near(frame));
  if (is_same && frame.same_joint) {
    PATLAS_ASSIGN(frame.held, join_near(*frame.same_joint, *frame.held));
  }
  joint.left = *frame.held;
  ++frame.joint_count;
  (is_same ? frame.same_joint : frame.near_joint) = joint;
  frame.held.reset();
  frame.after = After::kOperator;
  frame.last = joint.span;
  return {};
}

/// The next token is near, adj or same: a `not` before it belongs to it.
bool Parser::is_proximity_ahead() {
  Lexer ahead = lexer_;
  const uint64_t bytes_before = ahead.bytes_read();
  const auto next = ahead.next();
  ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
  if (!next || next->type != TokenType::kWord || next->truncated) return false;
  const OperatorRow* keyword = find_keyword(next->text);
  return keyword != nullptr && keyword->type == OperatorType::kProximity;
}

Status Parser::accept_not(const Token& token) {
  Frame& frame = frames_.back();
  if (frame.after == After::kClause) {
    if (is_proximity_ahead()) {
      PATLAS_ASSIGN(Token joint, lexer_.next());
      joint.span.begin = token.span.begin;
      return accept_proximity(joint, true);
    }
    PATLAS_TRY(close_held(frame));
  }
  if (frame.near_joint || frame.same_joint) {
    const auto name = text_.substr(frame.last.begin, frame.last.end - frame.last.begin);
    return query_error(Code::kParse, {frame.last.begin, token.span.end},
                       {"'", token.text, "' after '", name, "'; write not before it: a not ", name,
                        " b, or put the clause in parentheses"});
  }
  PATLAS_TRY(deepen(token.span, 1));
  ++depth_;
  frame.negated.push_back(token.span.begin);
  frame.after = After::kOperator;
  frame.last = token.span;
  return {};
}

/// Begins a chain of prefixes, or goes on with one: `ti:` `word:`, `ti:` `~`.
void Parser::begin_prefix(Span span) {
  if (!has_prefix_) {
    prefixed_ = frames_.back().scope;
    prefix_names_field_ = false;
    prefix_stems_ = false;
  }
  has_prefix_ = true;
  prefix_span_ = span;
}

Status Parser::accept_prefix(const Token& token) {
  begin_prefix(token.span);
  if (prefix_stems_) {
    return query_error(Code::kParse, token.span, {"'~' stands after the field: ti:~coating"});
  }
  if (token.quantity && fields_runs_ > 0) {
    return query_error(
        Code::kInvalidArgument, token.span,
        {"any( ), all( ) and one( ) of fields do not stand inside one another; write "
         "the inner one out: (ti:coat and ab:coat)"});
  }
  const std::string name =
      token.relation == Relation::kColon ? ascii_form(token.text.substr(0, 16)) : "";
  const bool is_word = name == "word", is_regex = name == "regex";
  if (!is_word && !is_regex && prefix_names_field_) {
    return query_error(Code::kParse, token.span,
                       {"two fields before one clause; write ti,ab:coat for either, or give each "
                        "its clause"});
  }
  if (!is_word && !is_regex) {
    prefix_names_field_ = true;
    prefixed_.quantity = token.quantity;
    return set_fields(prefixed_, token);
  }
  (is_word ? prefixed_.whole_words : prefixed_.regex) = true;
  return check_one_form(token.span);
}

Status Parser::accept_tilde(const Token& token) {
  begin_prefix(token.span);
  if (prefix_stems_) {
    return query_error(Code::kParse, token.span, {"'~' once is enough: ~coating"});
  }
  prefix_stems_ = true;
  prefixed_.stems = true;
  return check_one_form(token.span);
}

Status Parser::check_one_form(Span span) const {
  if (prefixed_.stems + prefixed_.whole_words + prefixed_.regex < 2) return {};
  return query_error(Code::kParse, span,
                     {prefixed_.regex ? "'regex:' and '~' or 'word:'" : "'~' and 'word:'",
                      " exclude each other; write one of them"});
}

Status Parser::open(const Token& token) {
  PATLAS_TRY(deepen(token.span, 1));
  ++depth_;
  Frame frame;
  frame.scope = has_prefix_ ? std::move(prefixed_) : frames_.back().scope;
  frame.opened = token.span;
  prefixed_ = Scope();
  has_prefix_ = false;
  if (frame.scope.quantity) {
    PATLAS_TRY(deepen(token.span, 2));
    FieldsRun& run = frame.fields_run.emplace();
    run.quantity = *std::exchange(frame.scope.quantity, std::nullopt);
    run.fields = std::exchange(frame.scope.fields, {});
    run.begin = lexer_;
    frame.scope.fields = {run.fields.front()};
    ++depth_;
    ++fields_runs_;
  }
  frames_.push_back(std::move(frame));
  lexer_.set_in_list(false);
  return {};
}

/// `2 of (`, `1..2 of (`: read to behind the parenthesis. Anything else is text.
std::optional<Parser::Count> Parser::read_list_head(const Token& token) {
  constexpr size_t kLongestCount = 2 * 7 + 2;
  if (token.truncated || token.text.size() > 3 * kLongestCount) return std::nullopt;
  const std::string text = narrow_form(token.text);
  if (text.size() > kLongestCount) return std::nullopt;
  const size_t dots = text.find("..");
  const std::string first = text.substr(0, dots);
  const std::string last = dots == std::string::npos ? std::string() : text.substr(dots + 2);
  const auto is_count = [](const std::string& digits) {
    return digits.size() <= 7 && std::all_of(digits.begin(), digits.end(), is_digit);
  };
  if (!is_count(first) || !is_count(last) || (first.empty() && last.empty())) return std::nullopt;
  Lexer ahead = lexer_;
  const uint64_t bytes_before = ahead.bytes_read();
  const auto of = ahead.next();
  const bool is_of = of && of->type == TokenType::kWord && !of->truncated && of->text.size() <= 6 &&
                     ascii_form(of->text) == "of";
  const auto parenthesis = is_of ? ahead.next() : of;
  ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
  if (!is_of || !parenthesis || parenthesis->type != TokenType::kOpen) return std::nullopt;
  Count count;
  count.span = {token.span.begin, of->span.end};
  count.opened = parenthesis->span;
  count.low = first.empty() ? 0 : static_cast<uint32_t>(std::stoul(first));
  count.high = last.empty() ? UINT32_MAX : static_cast<uint32_t>(std::stoul(last));
  lexer_ = ahead;
  return count;
}

/// The list's clauses as one, behind its parenthesis.
Result<uint32_t> Parser::finish_list(Frame& frame, Span span) {
  const Count& count = *frame.count;
  const auto size = static_cast<uint32_t>(frame.items.size());
  const uint32_t high = std::min(count.high, size);
  const bool is_bounded = count.high != UINT32_MAX;
  if (count.low > high || (is_bounded && count.high > size)) {
    return query_error(
        Code::kInvalidArgument, {count.span.begin, span.end},
        {"there are no ", std::to_string(is_bounded ? std::max(count.low, count.high) : count.low),
         " in a list of ", std::to_string(size), is_bounded ? ", or the range is turned round" : "",
         "; commas part the clauses of a list: 2 of (coat, jacket, paper); to search the words, ",
         "quote them"});
  }
  if (high == 0 || (count.low == 0 && high == size)) {
    return query_error(Code::kInvalidArgument, count.span,
                       {high == 0 ? "none of several clauses is written not (coat or jacket)"
                                  : "that is true of every document, which is *:*"});
  }
  Node node;
  node.type = NodeType::kOf;
  node.low = count.low;
  node.high = high;
  node.span = {count.span.begin, span.end};
  node.children = std::move(frame.items);
  return add_node(std::move(node));
}

/// Goes back to where a group began, for its next field.
Result<bool> Parser::read_again(Frame& frame, uint32_t clause) {
  FieldsRun& run = *frame.fields_run;
  run.clauses.push_back(clause);
  if (run.clauses.size() == run.fields.size()) return false;
  ahead_bytes_read_ += lexer_.bytes_read() - run.begin->bytes_read();
  lexer_ = *run.begin;
  lexer_.set_in_list(frame.count.has_value());
  frame.scope.fields = {run.fields[run.clauses.size()]};
  frame.items.clear();
  frame.after = After::kNothing;
  frame.ends_in_publication = false;
  return true;
}

Status Parser::require_clause(const Frame& frame) const {
  if (has_prefix_) {
    return query_error(
        Code::kParse, prefix_span_,
        {"nothing stands after '",
         shown(text_.substr(prefix_span_.begin, prefix_span_.end - prefix_span_.begin)),
         "'; write a word, a value or a phrase there"});
  }
  if (frame.after == After::kOperator) {
    const auto word = text_.substr(frame.last.begin, frame.last.end - frame.last.begin);
    return query_error(Code::kParse, frame.last,
                       {"nothing stands after '", word,
                        "'; remove it, write a clause, or quote the word: ", quoted(word)});
  }
  return {};
}

Status Parser::close(const Token& token) {
  if (frames_.size() == 1) {
    return query_error(Code::kParse, token.span,
                       {"')' closes nothing; remove it, or write '(' where the group begins"});
  }
  Frame& frame = frames_.back();
  PATLAS_TRY(require_clause(frame));
  if (frame.after == After::kNothing && !frame.items.empty()) {
    return query_error(Code::kParse, frame.last,
                       {"nothing stands after this comma; remove it, or write a clause"});
  }
  if (frame.after == After::kNothing) {
    return query_error(Code::kParse, {frame.opened.begin, token.span.end},
                       {"nothing stands between the parentheses; remove them, or write a clause"});
  }
  PATLAS_ASSIGN(uint32_t clause, reduce(frame));
  if (frame.count) {
    frame.items.push_back(clause);
    PATLAS_ASSIGN(clause, finish_list(frame, token.span));
  }
  if (frame.fields_run) {
    PATLAS_ASSIGN(const bool goes_on, read_again(frame, clause));
    if (goes_on) return {};
    PATLAS_ASSIGN(clause, join_fields(frame.fields_run->quantity, frame.fields_run->clauses));
    --depth_;
    --fields_runs_;
  }
  frames_.pop_back();
  --depth_;
  lexer_.set_in_list(frames_.back().count.has_value());
  return add_clause(clause);
}

/// One clause in several fields, as the query says in how many of them.
Result<uint32_t> Parser::join_fields(Quantity quantity, std::vector<uint32_t>& clauses) {
  if (quantity == Quantity::kAny) return join(NodeType::kOr, clauses);
  if (quantity == Quantity::kAll || clauses.size() == 1) return join(NodeType::kAnd, clauses);
  Node node;
  node.type = NodeType::kOf;
  node.low = node.high = 1;
  node.span = tree_.nodes[clauses.front()].span;
  node.children = std::move(clauses);
  return add_node(std::move(node));
}

Result<Tree> Parser::finish() {
  Frame& frame = frames_.back();
  PATLAS_TRY(require_clause(frame));
  if (frames_.size() > 1) {
    return query_error(Code::kParse, frame.opened,
                       {"'(' is opened and not closed; write ')' where the group ends"});
  }
  if (frame.after == After::kNothing) {
    return query_error(Code::kParse, {0, static_cast<uint32_t>(text_.size())},
                       {"the query is empty; every document is *:*"});
  }
  PATLAS_TRY(reduce(frame));
  return std::move(tree_);
}

// Fields -----------------------------------------------------------------------------------------

Result<uint16_t> Parser::find_field(std::string_view name, Span span) const {
  const std::string folded = ascii_form(name);
  if (const int field = schema_.field(folded); field >= 0) return static_cast<uint16_t>(field);
  if (folded == "word" || folded == "regex") {
    return query_error(Code::kParse, span,
                       {"'", folded, "' is no field of a list; write ti,ab:", folded, ":coat"});
  }
  std::vector<std::string_view> names;
  for (const FieldSpec& spec : schema_.fields) {
    names.push_back(spec.code);
    names.push_back(spec.long_name);
  }
  names.push_back("word");
  names.push_back("regex");
  std::string_view nearest = field_of_habit(folded);
  if (schema_.field(nearest) < 0) nearest = nearest_spelling(folded, names);
  std::string codes;
  for (const FieldSpec& spec : schema_.fields) codes += concat({" ", spec.code});
  return query_error(Code::kInvalidArgument, span,
                     {"unknown field '", shown(name), "'",
                      nearest.empty() ? "" : concat({" (did you mean '", nearest, "'?)"}),
                      "; fields are", codes, "; quote the text if no field was meant"});
}

Status Parser::set_fields(Scope& scope, const Token& token) const {
  scope.fields.clear();
  scope.relation = token.relation;
  // The names' list is narrowed as a whole, so that a full-width comma parts names too; spans are
  // of the list.
  const std::string names = narrow_form(token.text);
  for (size_t begin = 0; begin <= names.size();) {
    const size_t end = std::min(names.find(',', begin), names.size());
    const std::string name = collapse_blanks(std::string_view(names).substr(begin, end - begin));
    PATLAS_ASSIGN(const uint16_t field, find_field(name, token.span));
    scope.fields.push_back(field);
    begin = end + 1;
  }
  std::sort(scope.fields.begin(), scope.fields.end());
  scope.fields.erase(std::unique(scope.fields.begin(), scope.fields.end()), scope.fields.end());
  const ValueForm form = schema_.fields[scope.fields.front()].form;
  scope.qualifiers.clear();
  if (!token.qualifiers.empty()) {
    if (form != ValueForm::kSymbol && form != ValueForm::kAnySymbol) {
      return query_error(Code::kInvalidArgument, token.span,
                         {"only a class is first, inv, add or an office's: cpc(first):H01L; ",
                          schema_.fields[scope.fields.front()].code, " is none"});
    }
    PATLAS_ASSIGN(scope.qualifiers, read_qualifiers(token.qualifiers, token.span));
  }
  for (const uint16_t field : scope.fields) {
    const FieldSpec& spec = schema_.fields[field];
    if (spec.form == form) continue;
    return query_error(Code::kInvalidArgument, token.span,
                       {"the fields ", schema_.fields[scope.fields.front()].code, " and ",
                        spec.code, " take different values; give each its clause, joined by or"});
  }
  return {};
}

// Leaves -----------------------------------------------------------------------------------------

Status Parser::add_text(const Token& token, const Scope& scope) {
  const bool is_text =
      scope.fields.empty() || schema_.fields[scope.fields.front()].form == ValueForm::kText;
  if (!is_text) return add_value(token, scope);
  if (scope.relation != Relation::kColon) {
    const std::string& code = schema_.fields[scope.fields.front()].code;
    return query_error(
        Code::kInvalidArgument, token.span,
        {"'", relation_text(scope.relation), "' is for classes, numbers, codes and dates; write ",
         code, ":", shown(token.text)});
  }
  const bool is_called = token.type == TokenType::kWord && token.span.end < text_.size() &&
                         text_[token.span.end] == '(';
  if (is_called && schema_.field(ascii_form(token.text)) >= 0) {
    return query_error(Code::kParse, token.span,
                       {"'", shown(token.text), "(': behind a field stands ':'; write ",
                        shown(token.text), ":(...), or a blank before '(' for the word"});
  }
  Node node;
  node.type = NodeType::kText;
  node.span = token.span;
  node.fields = scope.fields.empty() ? default_fields_ : scope.fields;
  node.quoted = token.type == TokenType::kQuoted;
  PATLAS_TRY(read_text(token, scope, node));
  if (node.signs.empty() && !node.regex && !is_searchable(node.text)) {
    return query_error(Code::kParse, token.span,
                       {"an empty clause: there is no word in '", shown(node.text),
                        "'; remove it, or write a word"});
  }
  if (scope.whole_words || scope.stems) return add_stem_or_word(token, scope, std::move(node));
  if (node.truncated) PATLAS_TRY(check_truncation(token, node.text));
  if (is_open(node)) PATLAS_TRY(open_phrases(node, analyzer(), budget_));
  return add_leaf(std::move(node), scope);
}

/// A leaf of text: one clause of all its fields, or one in each where their number counts.
Status Parser::add_leaf(Node node, const Scope& scope) {
  if (!scope.quantity || node.fields.size() == 1) {
    PATLAS_ASSIGN(const uint32_t index, add_node(std::move(node)));
    return add_clause(index);
  }
  const Quantity quantity = *scope.quantity;
  PATLAS_TRY(deepen(node.span, 1));
  const std::vector<uint16_t> fields = std::move(node.fields);
  std::vector<uint32_t> clauses;
  for (const uint16_t field : fields) {
    node.fields = {field};
    PATLAS_ASSIGN(const uint32_t index, add_node(node));
    clauses.push_back(index);
  }
  PATLAS_ASSIGN(const uint32_t clause, join_fields(quantity, clauses));
  return add_clause(clause);
}

/// Text, signs and edits of the node.
Status Parser::read_text(const Token& token, const Scope& scope, Node& node) {
  // A word's last `*` is not in its token's text.
  std::string written =
      node.quoted ? undouble_quotes(token.text)
                  : std::string(text_.substr(token.span.begin, token.span.end - token.span.begin));
  if (scope.regex) {
    if (written.find_first_not_of("|()*+?") == written.npos) {
      return query_error(Code::kInvalidArgument, token.span,
                         {"the regular expression '", shown(written),
                          "' has no character of a word; write one, as in regex:\"colou?r\""});
    }
    node.regex = true;
    node.quoted = true;  // as it is printed
    node.text = std::move(written);
    return {};
  }
  if (node.quoted) {
    written = collapse_blanks(written);
  } else {
    if (const std::string fault = fault_of_word(token.text); !fault.empty()) {
      return query_error(
          Code::kInvalidArgument, token.span,
          {"'", shown(text_.substr(token.span.begin, token.span.end - token.span.begin)),
           "': ", fault});
    }
    PATLAS_ASSIGN(const Edits edits, read_edits(written, token.span));
    node.edits = edits.count;
    if (edits.count != 0) written.resize(edits.word_bytes);
  }
  PATLAS_ASSIGN(SignedText read, read_signs(written, node.quoted, token.span));
  if (node.edits != 0 && !read.signs.empty()) {
    return query_error(Code::kInvalidArgument, token.span,
                       {"'~", std::to_string(node.edits),
                        "' and signs of truncation exclude each other; write a clause for each"});
  }
  node.truncated = is_truncation(read);
  node.text = std::move(read.text);
  if (!node.truncated) node.signs = std::move(read.signs);
  // In the normal spelling of its signs the word may read otherwise.
  if (!node.signs.empty() && !node.quoted) node.quoted = !is_plain_text(node);
  return {};
}

/// Made on demand: it opens ICU's dictionaries.
Analyzer& Parser::analyzer() {
  if (!analyzer_) analyzer_ = std::make_unique<Analyzer>();
  return *analyzer_;
}

bool Parser::is_searchable(std::string_view text) {
  if (has_plain_letter_or_digit(text)) return true;
  // Signs: analysis decides, as it does for documents.
  const uint64_t bytes = kAnalysisBytes * text.size();
  if (budget_ != nullptr && !budget_->charge(bytes)) return true;
  const bool has_units = !analyzer().phrase(text, false).units.empty();
  if (budget_ != nullptr) budget_->release(bytes);
  return has_units;
}

/// `IL-*` would find every word that begins with IL: a sign that is no part of the word is lost
/// before the `*`. In `100%*` it is a part.
Status Parser::check_truncation(const Token& token, std::string_view text) {
  const std::string_view kept = without_closing_signs(text);
  if (kept.size() == text.size()) return {};
  if (!same_phrase(analyzer().phrase(text, true), analyzer().phrase(kept, true))) return {};
  return query_error(Code::kInvalidArgument, token.span,
                     {"the sign before '*' is no part of a word, so '*' would stand for any word "
                      "that begins with '",
                      shown(kept), "'; write ", shown(kept), "*, or more of the word"});
}

Status Parser::add_all(const Token& token, const Scope& scope) {
  if (!scope.fields.empty() || scope.stems || scope.whole_words || scope.regex) {
    return query_error(Code::kParse, token.span,
                       {"'*:*' is every live document and takes no field; write it alone"});
  }
  Node node;
  node.type = NodeType::kAll;
  node.span = token.span;
  PATLAS_ASSIGN(const uint32_t index, add_node(std::move(node)));
  return add_clause(index);
}

Status Parser::add_stem_or_word(const Token& token, const Scope& scope, Node node) {
  const std::string mark = scope.stems ? "~" : "word:";
  if (node.truncated || is_open(node)) {
    return query_error(Code::kInvalidArgument, token.span,
                       {"'", mark, "' and ", node.edits == 0 ? "'*'" : "edits",
                        " exclude each other; write ", mark, shown(node.text), " or ",
                        node.edits == 0 ? write_signs(node, node.quoted) : shown(token.text)});
  }
  if (scope.stems && node.text.find(' ') != std::string::npos) {
    return query_error(Code::kInvalidArgument, token.span,
                       {"'~' takes one word; write each with its own: ~(coating layer)"});
  }
  node.type = scope.stems ? NodeType::kStem : NodeType::kWord;
  return add_leaf(std::move(node), scope);
}

Status Parser::add_value(const Token& token, const Scope& scope) {
  if (scope.whole_words || scope.stems || scope.regex) {
    return query_error(
        Code::kInvalidArgument, token.span,
        {scope.stems   ? "'~'"
         : scope.regex ? "'regex:'"
                       : "'word:'",
         " is for text, and ", schema_.fields[scope.fields.front()].code, " is no text field"});
  }
  // Copied: reading on may use the scope up.
  const std::vector<uint16_t> fields = scope.fields;
  const std::string qualifiers = scope.qualifiers;
  const Quantity quantity = scope.quantity.value_or(Quantity::kAny);
  const ValueForm form = schema_.fields[fields.front()].form;
  PATLAS_ASSIGN(const WrittenValue value, written_value(token, scope, form));
  PATLAS_TRY(check_not_list(value, fields.front()));
  const bool one_publication =
      form == ValueForm::kPublication && fields.size() == 1 && !is_list_name(value.text);
  if (one_publication) PATLAS_TRY(check_not_list_of_publications(scope, value.span));
  std::vector<uint32_t> clauses;
  if (fields.size() > 1) PATLAS_TRY(deepen(value.span, 1));
  std::vector<Node> nodes;
  if (form == ValueForm::kAnySymbol) {
    PATLAS_TRY(deepen(value.span, 1));
    PATLAS_ASSIGN(nodes, read_any_symbol(value));
  } else {
    for (const uint16_t field : fields) {
      PATLAS_ASSIGN(Node node, read_value(value, field));
      nodes.push_back(std::move(node));
    }
  }
  for (Node& node : nodes) {
    node.qualifiers = qualifiers;
    PATLAS_ASSIGN(const uint32_t index, add_node(std::move(node)));
    clauses.push_back(index);
  }
  PATLAS_ASSIGN(const uint32_t clause, join_fields(quantity, clauses));
  PATLAS_TRY(add_clause(clause));
  frames_.back().ends_in_publication = one_publication;
  return {};
}

/// `pn:EP1000000, EP1000001`: the second would be a word of the default fields.
Status Parser::check_not_list(const WrittenValue& value, uint16_t field) const {
  const std::string text = narrow_form(value.text);
  if (!text.ends_with(',') && !text.ends_with(';')) return {};
  return query_error(Code::kInvalidArgument, value.span,
                     {"'", text.substr(text.size() - 1), "' after a value; several are written ",
                      schema_.fields[field].code, ":(A or B), one without it"});
}

Status Parser::check_not_list_of_publications(const Scope& scope, Span span) {
  const Frame& frame = frames_.back();
  if (frame.after != After::kClause || !frame.ends_in_publication) return {};
  const std::string& code = schema_.fields[scope.fields.front()].code;
  return query_error(Code::kInvalidArgument, span,
                     {"clauses side by side mean 'and', and no document has two publication "
                      "numbers; write ",
                      code, ":(A or B)"});
}

Result<WrittenValue> Parser::written_value(const Token& token, const Scope& scope, ValueForm form) {
  WrittenValue value;
  value.relation = scope.relation;
  value.span = token.span;
  value.truncated = token.truncated;
  if (token.text.size() > kLongestValue) {
    return query_error(
        Code::kInvalidArgument, token.span,
        {"too long for a value of ", schema_.fields[scope.fields.front()].code, "; '",
         shown(token.text), "' has ", std::to_string(token.text.size()), " bytes"});
  }
  if (token.type == TokenType::kQuoted) {
    value.quoted = true;
    value.text = unquote(token.text, value.truncated);
  } else {
    value.text = token.text;
  }
  if (!has_letter_or_digit(value.text) && value.text.find("..") == std::string::npos) {
    return query_error(Code::kParse, token.span,
                       {"an empty clause: there is no value in '", shown(value.text), "'"});
  }
  if (token.type == TokenType::kQuoted || token.truncated || is_list_name(value.text)) {
    return value;
  }
  if (form == ValueForm::kPublication || form == ValueForm::kApplication) {
    return join_number(std::move(value), space_of(form));
  }
  if (form == ValueForm::kDate) return join_date(std::move(value));
  const bool is_symbol = form == ValueForm::kSymbol || form == ValueForm::kAnySymbol;
  return is_symbol ? join_symbol(std::move(value)) : Result<WrittenValue>(value);
}

/// `pn:US 7,650,331 B2`: takes the following words that can only belong to the number. What could
/// be read two ways is an error that asks for quotes.
Result<WrittenValue> Parser::join_number(WrittenValue first, NumberSpace space) {
  Lexer ahead = lexer_;
  const uint64_t bytes_before = ahead.bytes_read();
  std::optional<WrittenValue> shortest, longest;
  std::optional<Lexer> after_longest;
  std::string_view last_word;
  size_t words_beyond_shortest = 0;
  WrittenValue value = first;
  for (size_t words = 1;; ++words) {
    if (is_number(value.text, space)) {
      if (!shortest) shortest = value;
      longest = value;
      after_longest = ahead;
      if (words > 1) words_beyond_shortest = value.span.end == shortest->span.end ? 0 : words;
    }
    if (words == kNumberWordsMax) break;
    const auto token = ahead.next();
    const bool goes_on = token && token->type == TokenType::kWord && !token->truncated &&
                         continues_number(token->text) && find_keyword(token->text) == nullptr;
    if (!goes_on || value.text.size() + token->text.size() >= kLongestValue) break;
    last_word = token->text;
    value.text += concat({" ", token->text});
    value.span.end = token->span.end;
  }
  ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
  if (!longest) return first;  // the reader says what is wrong with it
  if (words_beyond_shortest != 0) {
    const std::string_view beyond =
        std::string_view(longest->text).substr(shortest->text.size() + 1);
    if (!is_kind(beyond)) {
      return query_error(Code::kInvalidArgument, longest->span,
                         {"one number or several? write ", quoted(longest->text), ", or ",
                          quoted(shortest->text), " and the rest as a clause of its own"});
    }
  }
  lexer_ = *after_longest;
  return *longest;
}

/// `cpc=H01L 21/02`: a group after a subclass belongs to it. A number without `/` may be a main
/// group or a word, so it is neither.
Result<WrittenValue> Parser::join_symbol(WrittenValue first) {
  if (first.text.size() != 4) return first;
  Lexer ahead = lexer_;
  const uint64_t bytes_before = ahead.bytes_read();
  const auto token = ahead.next();
  ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
  if (!token || token->type != TokenType::kWord || token->truncated || token->text.size() > 16) {
    return first;
  }
  const bool is_main_group =
      token->text.size() <= 4 && std::all_of(token->text.begin(), token->text.end(), is_digit);
  if (is_main_group) {
    const std::string whole = concat({first.text, " ", token->text});
    return query_error(Code::kInvalidArgument, {first.span.begin, token->span.end},
                       {"one class, or a class and a word? write ", quoted(whole), ", or ",
                        quoted(first.text), " and ", quoted(token->text)});
  }
  if (!is_group(token->text)) return first;
  first.text += concat({" ", token->text});
  first.span.end = token->span.end;
  lexer_ = ahead;
  return first;
}

/// `pd:2015년 3월 1일`: what follows a year's or a month's mark belongs to the date, where it makes one.
/// Behind a point it may be a number to search, so it is neither.
Result<WrittenValue> Parser::join_date(WrittenValue first) {
  for (;;) {
    const bool marked = ends_with_any(first.text, kDateMarks);
    const bool pointed = first.text.ends_with('.') && !first.text.ends_with("..");
    if (!marked && !pointed) return first;
    Lexer ahead = lexer_;
    const uint64_t bytes_before = ahead.bytes_read();
    const auto token = ahead.next();
    ahead_bytes_read_ += ahead.bytes_read() - bytes_before;
    if (!token || token->type != TokenType::kWord || token->truncated ||
        first.text.size() + token->text.size() >= kLongestValue) {
      return first;
    }
    const std::string whole = concat({first.text, " ", token->text});
    // A day that its month does not have is an error of the date, and no word.
    const bool meant =
        marked && is_digit(token->text.front()) && ends_with_any(token->text, kLaterDateMarks);
    if (!is_dates(whole) && !meant) return first;
    if (!marked) {
      return query_error(Code::kInvalidArgument, {first.span.begin, token->span.end},
                         {"one date, or a date and a word? write ", quoted(whole), ", or ",
                          quoted(first.text), " and ", quoted(token->text)});
    }
    first.text = whole;
    first.span.end = token->span.end;
    lexer_ = ahead;
  }
}

Result<Node> Parser::read_value(const WrittenValue& value, uint16_t field) const {
  const FieldSpec& spec = schema_.fields[field];
  Result<Node> node = Error{};
  switch (spec.form) {
    case ValueForm::kDate: {
      const int column = schema_.column(spec.code);
      if (column < 0) {
        return query_error(Code::kInternal, value.span, {"no column for the date ", spec.code});
      }
      return read_dates(value, spec.code, static_cast<uint16_t>(column));
    }
    case ValueForm::kPublication:
    case ValueForm::kApplication:
      node = read_number(value, spec.code, space_of(spec.form));
      break;
    case ValueForm::kSymbol:
      node = read_symbol(value, spec.code);
      break;
    case ValueForm::kCode:
      node = read_code(value, spec.code);
      break;
    case ValueForm::kCount:
    case ValueForm::kFamilySize: {
      const int column = schema_.column(spec.code);
      node = read_count(value, spec.code, column < 0 ? kNoColumn : static_cast<uint16_t>(column));
      break;
    }
    case ValueForm::kField:
      node = read_field(value, spec.code, schema_);
      break;
    case ValueForm::kTechnology:
      node = read_technology(value, spec.code);
      break;
    case ValueForm::kAnySymbol:
    case ValueForm::kText:
      break;
  }
  if (node) node->fields = {field};
  return node;
}

/// A clause for each classification that has such symbols.
Result<std::vector<Node>> Parser::read_any_symbol(const WrittenValue& value) const {
  std::vector<Node> nodes;
  std::optional<Error> first_error;
  for (uint16_t field = 0; field < schema_.fields.size(); ++field) {
    if (schema_.fields[field].form != ValueForm::kSymbol) continue;
    auto node = read_value(value, field);
    if (node) {
      nodes.push_back(std::move(*node));
    } else if (!first_error) {
      first_error = node.error();
    }
  }
  if (!nodes.empty()) return nodes;
  if (first_error) return *first_error;
  return query_error(Code::kInvalidArgument, value.span, {"the index has no classes"});
}

// Clauses ----------------------------------------------------------------------------------------

Status Parser::deepen(Span span, uint32_t levels) {
  if (depth_ + levels <= limits::kQueryDepth) return {};
  return limit_error(span, "nested parentheses and 'not' (kQueryDepth)", limits::kQueryDepth);
}

/// What the node takes, and the tree's growth.
Status Parser::pay_for(const Node& node) {
  if (budget_ == nullptr) return {};
  uint64_t bytes = node.text.capacity() + node.fields.capacity() * sizeof(uint16_t) +
                   node.children.capacity() * sizeof(uint32_t);
  for (const std::string& key : node.alternatives) bytes += sizeof(key) + key.capacity();
  if (tree_.nodes.size() >= nodes_charged_) {
    // It doubles, and the halves are there together while it grows.
    const uint64_t more = std::max<uint64_t>(64, 2 * nodes_charged_) - nodes_charged_;
    nodes_charged_ += more;
    bytes += more * sizeof(Node);
  }
  return budget_->charge(bytes) ? Status() : Status(budget_ended());
}

Result<uint32_t> Parser::add_node(Node node) {
  PATLAS_TRY(pay_for(node));
  if (tree_.nodes.size() >= limits::kQueryNodes) {
    return limit_error(node.span, "clauses and operators (kQueryNodes)", limits::kQueryNodes);
  }
  tree_.nodes.push_back(std::move(node));
  return tree_.root_index();
}

Result<uint32_t> Parser::join_near(const Joint& joint, uint32_t right) {
  if (joint.negated) {
    Node none;
    none.type = NodeType::kNot;
    none.children = {right};
    none.span = tree_.nodes[right].span;
    PATLAS_ASSIGN(right, add_node(std::move(none)));
  }
  Node node;
  node.type = NodeType::kProximity;
  node.proximity = joint.proximity;
  PATLAS_ASSIGN(node.fields,
                proximity_fields(tree_, joint.left, right, joint.proximity, schema_, joint.span));
  node.children = {joint.left, right};
  node.span = {tree_.nodes[joint.left].span.begin, tree_.nodes[right].span.end};
  return add_node(std::move(node));
}

Status Parser::close_near(Frame& frame) {
  if (!frame.near_joint) return {};
  PATLAS_ASSIGN(frame.held, join_near(*frame.near_joint, *frame.held));
  frame.near_joint.reset();
  return {};
}

/// No operator of proximity follows the clause: what binds less tightly takes it.
Status Parser::close_held(Frame& frame) {
  if (!frame.held) return {};
  PATLAS_TRY(close_near(frame));
  if (frame.same_joint) {
    PATLAS_ASSIGN(frame.held, join_near(*frame.same_joint, *frame.held));
    frame.same_joint.reset();
  }
  uint32_t clause = *frame.held;
  frame.held.reset();
  frame.joint_count = 0;
  while (!frame.negated.empty()) {
    Node node;
    node.type = NodeType::kNot;
    node.children = {clause};
    node.span = {frame.negated.back(), tree_.nodes[clause].span.end};
    PATLAS_ASSIGN(clause, add_node(std::move(node)));
    frame.negated.pop_back();
    --depth_;
  }
  frame.both.push_back(clause);
  return {};
}

Status Parser::add_clause(uint32_t clause) {
  Frame& frame = frames_.back();
  frame.held = clause;
  frame.after = After::kClause;
  frame.ends_in_publication = false;
  has_prefix_ = false;
  return {};
}

Result<uint32_t> Parser::join(NodeType type, std::vector<uint32_t>& clauses) {
  if (clauses.size() == 1) return clauses.front();
  Node node;
  node.type = type;
  node.span = {tree_.nodes[clauses.front()].span.begin, tree_.nodes[clauses.back()].span.end};
  node.children = std::move(clauses);
  return add_node(std::move(node));
}

Status Parser::close_and(Frame& frame) {
  PATLAS_ASSIGN(const uint32_t clause, join(NodeType::kAnd, frame.both));
  frame.exclusive.push_back(clause);
  frame.both.clear();
  return {};
}

Status Parser::close_xor(Frame& frame) {
  PATLAS_TRY(close_and(frame));
  PATLAS_ASSIGN(const uint32_t clause, join(NodeType::kXor, frame.exclusive));
  frame.either.push_back(clause);
  frame.exclusive.clear();
  return {};
}

/// The clauses read so far as one, and none left.
Result<uint32_t> Parser::reduce(Frame& frame) {
  PATLAS_TRY(close_held(frame));
  PATLAS_TRY(close_xor(frame));
  PATLAS_ASSIGN(const uint32_t clause, join(NodeType::kOr, frame.either));
  frame.either.clear();
  return clause;
}

}  // namespace patlas
