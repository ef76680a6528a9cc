#include "ingest/formats/xml_splitter.h"

#include <algorithm>
#include <utility>

#include "ingest/encoding.h"
#include "ingest/xml.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr std::string_view kNothing;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kFirstLook = 64u << 10;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What a '<' begins.
enum class Markup : uint8_t { kDeclaration, kComment, kCdata, kInstruction, kDoctype, kTag, kNone };

Markup markup_at(std::string_view rest) {
  if (rest.size() < 2) return Markup::kNone;
  if (rest[1] == '?') {
    bool declaration = rest.substr(0, 5) == "<?xml" && rest.size() > 5 && is_blank(rest[5]);
    return declaration ? Markup::kDeclaration : Markup::kInstruction;
  }
  if (rest[1] != '!') return Markup::kTag;
  if (rest.substr(0, 4) == "<!--") return Markup::kComment;
  if (rest.substr(0, 9) == "<![CDATA[") return Markup::kCdata;
  return rest.substr(0, 9) == "<!DOCTYPE" ? Markup::kDoctype : Markup::kNone;
}

/// Finds boundaries in a window that grows while it looks; `at` counts from the window's start.
class MarkupScan {
 public:
  MarkupScan(ByteWindow& window, bool open) : window_(&window), open_(open) {}

  /// The next tag or XML declaration at or behind `at`; npos: none before the window's end or its
  /// limit.
  Result<size_t> next_mark(size_t at) {
    for (;;) {
      PATLAS_ASSIGN(size_t found, find(at, "<"));
      if (found == std::string_view::npos) return found;
      PATLAS_TRY(show(found + 9));
      std::string_view rest = view().substr(found);
      Markup markup = markup_at(rest);
      if (markup == Markup::kTag || markup == Markup::kDeclaration) return found;
      PATLAS_ASSIGN(at, behind(markup, found));
    }
  }

  /// Behind the '>' of the tag at `at`, quotes respected, and whether it is "/>". When the tag has
  /// no end in the window, behind its '<': it is text then, for the reader to refuse.
  Result<std::pair<size_t, bool>> tag_end(size_t at) {
    char quote = '\0';
    PATLAS_TRY(show(at + kTagBytes));
    for (size_t i = at + 1;; ++i) {
      if (i >= view().size() || i >= at + kTagBytes) return std::pair(at + 1, false);
      char c = view()[i];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return std::pair(i + 1, view()[i - 1] == '/');
      } else if (c == '<') {
        return std::pair(i, false);
      }
    }
  }

  std::string_view view() const { return window_->buffered(); }
  bool at_limit() const { return view().size() > limits::kRecordBytes; }

  /// Reads on until `bytes` are in view, the stream ends, or the record is too long anyway.
  Status show(size_t bytes) {
    if (view().size() >= bytes) return {};
    size_t wanted = std::min<size_t>(std::max(bytes, 2 * view().size()), limits::kRecordBytes + 1);
    if (auto shown = window_->peek(std::max(wanted, kFirstLook)); !shown) return shown.error();
    return {};
  }

 private:
  Result<size_t> find(size_t at, std::string_view what) {
    for (;;) {
      size_t found = view().find(what, std::min(at, view().size()));
      if (found != std::string_view::npos) return found;
      size_t before = view().size();
      // What is sought may straddle the end of what was in view.
      at = std::max(at, before - std::min(before, what.size() - 1));
      if (at_limit()) return found;
      PATLAS_TRY(show(before + 1));
      if (view().size() == before) return found;
    }
  }

  /// Looks for what closes a comment and the like. How far there is none is remembered: a thousand
  /// openers without an end must not cost a thousand searches.
  Result<size_t> find_close(size_t at, std::string_view close, uint64_t& none_before) {
    uint64_t base = window_->offset();
    size_t from = none_before > base + at ? static_cast<size_t>(none_before - base) : at;
    PATLAS_ASSIGN(size_t found, find(from, close));
    if (found == std::string_view::npos) {
      none_before = base + view().size() - std::min(view().size(), close.size() - 1);
    }
    return found;
  }

  /// Where to go on behind markup that hides boundaries.
  Result<size_t> behind(Markup markup, size_t at) {
    if (open_) return at + 1;
    if (markup == Markup::kDoctype) return behind_doctype(at);
    if (markup == Markup::kCdata) return behind_cdata(at);
    std::string_view close = kNothing;
    uint64_t* none_before = nullptr;
    if (markup == Markup::kComment) {
      close = "-->";
      none_before = &no_comment_end_before_;
    } else if (markup == Markup::kInstruction) {
      close = "?>";
      none_before = &no_instruction_end_before_;
    } else {
      return at + 1;
    }
    PATLAS_ASSIGN(size_t found, find_close(at + 2, close, *none_before));
    return found == std::string_view::npos ? at + 1 : found + close.size();
  }

  /// A section in which another begins has lost its end: the one that closes it is a later
  /// record's, and joined to it the records between would be its text, well-formed and gone.
  Result<size_t> behind_cdata(size_t at) {
    constexpr std::string_view kOpener = "<![CDATA[";
    constexpr std::string_view kClose = "]]>";
    const uint64_t base = window_->offset();
    const size_t from = at + kOpener.size();
    if (cdata_end_ < base + from) {
      PATLAS_ASSIGN(size_t found, find_close(from, kClose, no_cdata_end_before_));
      if (found == std::string_view::npos) return at + 1;
      cdata_end_ = base + found;
    }
    const auto end = static_cast<size_t>(cdata_end_ - base);
    const std::string_view section = view().substr(from, end - from);
    const bool has_another = section.find(kOpener) != std::string_view::npos;
    return has_another ? at + 1 : end + kClose.size();
  }

  Result<size_t> behind_doctype(size_t at) {
    if (window_->offset() + at < no_doctype_before_) return at + 1;
    PATLAS_TRY(show(at + limits::kXmlSubsetBytes));
    std::string_view text = view().substr(at, limits::kXmlSubsetBytes);
    uint32_t nesting = 0;
    for (size_t i = 2; i < text.size(); ++i) {
      char c = text[i];
      std::string_view close = kNothing;
      if (c == '"' || c == '\'') close = text.substr(i, 1);
      if (text.substr(i, 4) == "<!--") close = "-->";
      if (text.substr(i, 2) == "<?") close = "?>";
      if (!close.empty()) {
        size_t end = text.find(close, i + 1);
        if (end == std::string_view::npos) break;
        i = end + close.size() - 1;
        continue;
      }
      if (c == '[' || c == '<') ++nesting;
      if (c == '>' && nesting == 0) return at + i + 1;
      if ((c == ']' || c == '>') && nesting > 0) --nesting;
    }
    no_doctype_before_ = window_->offset() + at + text.size();
    return at + 1;
  }

  static constexpr size_t kTagBytes = 64u << 10;  ///< a record's start tag has no more

  ByteWindow* window_;
  bool open_;
  // Offsets in the stream below which something is known not to end.
  uint64_t no_comment_end_before_ = 0, no_cdata_end_before_ = 0, no_instruction_end_before_ = 0;
  uint64_t no_doctype_before_ = 0;
  uint64_t cdata_end_ = 0;  ///< of the "]]>" found last: the first behind where it was sought
};

Error too_long() {
  return {Code::kLimit, "record in bytes (limit " + std::to_string(limits::kRecordBytes) + ")", {}};
}

class XmlSplitter : public RecordSplitter {
 public:
  XmlSplitter(XmlBoundary boundary, ByteWindow& window, bool open, std::string encoding)
      : boundary_(boundary),
        window_(&window),
        scan_(window, open),
        open_(open),
        encoding_(std::move(encoding)) {}

  Result<bool> next(RawRecord& out) override {
    if (failed_) return *failed_;
    Result<bool> more = next_record(out);
    if (!more) failed_ = more.error();
    return more;
  }

 private:
  Result<bool> next_record(RawRecord& out) {
    if (!started_) PATLAS_TRY(start());
    if (whole_) return cut_whole(out);
    return boundary_.element.empty() ? next_document(out) : next_element(out);
  }

  Status start() {
    started_ = true;
    PATLAS_TRY(scan_.show(kFirstLook));
    whole_ = looks_like_utf16(scan_.view());
    if (encoding_.empty()) encoding_ = encoding_of(scan_.view());
    return {};
  }

  /// A mark says more than the declaration, which whoever saved the file anew left as it was.
  static std::string encoding_of(std::string_view document) {
    const bool marked = document.substr(0, kByteOrderMark.size()) == kByteOrderMark;
    return marked ? "UTF-8" : declared_encoding(document);
  }

  Result<bool> cut_whole(RawRecord& out) {
    PATLAS_TRY(scan_.show(limits::kRecordBytes + 1));
    if (scan_.view().empty()) return false;
    cut(scan_.view().size(), out);
    while (!scan_.view().empty()) {
      window_->consume(scan_.view().size());
      if (Status shown = scan_.show(1); !shown) failed_ = shown.error();
    }
    return true;
  }

  Result<bool> next_document(RawRecord& out) {
    PATLAS_TRY(skip_blanks());
    if (scan_.view().empty()) return false;
    // The declaration that this record begins with is not the next one's.
    size_t at = scan_.view().substr(0, 3) == kByteOrderMark ? 4 : 1;
    for (;;) {
      PATLAS_ASSIGN(size_t mark, scan_.next_mark(at));
      if (mark == std::string_view::npos) break;
      if (markup_at(scan_.view().substr(mark)) == Markup::kDeclaration) {
        // However many marks: they are the next one's fault.
        while (mark > 3 && scan_.view().substr(mark - 3, 3) == kByteOrderMark) mark -= 3;
        cut(mark, out);
        return true;
      }
      at = mark + 1;
    }
    if (!scan_.at_limit()) {
      cut(scan_.view().size() - torn_declaration_bytes(), out);
      return true;
    }
    refuse(out);
    return skip_to_next_document();
  }

  /// Bytes of a declaration that the stream's end tears behind a record that is whole.
  size_t torn_declaration_bytes() const {
    constexpr std::string_view kDeclaration = "<?xml";
    std::string_view view = scan_.view();
    for (size_t bytes = kDeclaration.size(); bytes > 0; --bytes) {
      if (bytes >= view.size() || !view.ends_with(kDeclaration.substr(0, bytes))) continue;
      std::string_view before = view.substr(0, view.size() - bytes);
      while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
      std::string end_tag(peek_root_name(before));
      end_tag += '>';
      return end_tag.size() > 1 && before.ends_with(end_tag) ? bytes : 0;
    }
    return 0;
  }

  Status skip_blanks() {
    for (;;) {
      PATLAS_TRY(scan_.show(1));
      std::string_view view = scan_.view();
      auto visible = std::find_if_not(view.begin(), view.end(), is_blank);
      window_->consume(static_cast<size_t>(visible - view.begin()));
      if (!scan_.view().empty() || view.empty()) return {};
    }
  }

  /// Behind an overlong record no state can be trusted: a declaration at a line's start is the next
  /// record, whatever stood before it.
  Result<bool> skip_to_next_document() {
    constexpr std::string_view kMark = "\n<?xml ";
    for (;;) {
      size_t found = scan_.view().find(kMark);
      if (found != std::string_view::npos) {
        window_->consume(found + 1);
        return true;
      }
      size_t held = scan_.view().size();
      window_->consume(held - std::min(held, kMark.size() - 1));
      size_t rest = scan_.view().size();
      PATLAS_TRY(scan_.show(rest + 1));
      if (scan_.view().size() == rest) {
        window_->consume(rest);
        return true;
      }
    }
  }

  Result<bool> next_element(RawRecord& out) {
    // Stepping over what is not a record frees the window as it goes.
    for (;;) {
      PATLAS_ASSIGN(size_t mark, scan_.next_mark(0));
      if (mark == std::string_view::npos && scan_.view().empty()) {
        return other_document_ ? refuse_other_document(out) : end_of_stream(out);
      }
      if (mark == std::string_view::npos) {
        window_->consume(scan_.view().size());
        continue;
      }
      const bool marked = scan_.view().substr(0, mark).ends_with(kByteOrderMark);
      window_->consume(mark);
      PATLAS_TRY(show_name(0));
      if (names_record(0, 1)) {
        if (other_document_ && depth_ == 0) return refuse_other_document(out);
        other_document_.reset();
        if (root_.empty()) root_ = boundary_.element;
        return cut_element(out);
      }
      const Markup markup = markup_at(scan_.view());
      if (markup == Markup::kDeclaration) PATLAS_TRY(begin_document(marked));
      if (markup == Markup::kTag) {
        if (begins_root()) {
          if (other_document_) return refuse_other_document(out);
          note_root();
        }
        PATLAS_TRY(pass_list_tag());
      }
      window_->consume(1);
    }
  }

  /// Behind a first document another may say that it is written otherwise.
  Status begin_document(bool marked) {
    depth_ = 0;
    if (open_ || root_.empty()) return {};
    PATLAS_TRY(scan_.show(kFirstLook));
    encoding_ = marked ? "UTF-8" : declared_encoding(scan_.view());
    return {};
  }

  /// A start tag outside all others: documents may follow one another in a stream.
  bool begins_root() const { return !open_ && depth_ == 0 && scan_.view().substr(0, 2) != "</"; }

  void note_root() {
    const std::string_view name = peek_root_name(scan_.view().substr(0, kFirstLook));
    if (root_.empty()) root_ = name;
    if (name == root_) return;
    Place place;
    place.offset = window_->offset();
    place.line = window_->line();
    other_document_ =
        Error{Code::kParse, "a document of another format begins behind the first one", place};
  }

  /// A document of another kind, between whose tags no record was met. Its own format was never
  /// looked for, so its records are missing.
  bool refuse_other_document(RawRecord& out) {
    place(out);
    out.error = *std::exchange(other_document_, std::nullopt);
    out.offset = out.error->place.offset;
    out.line = out.error->place.line;
    return true;
  }

  /// A tag beside the records. A list that is left in the middle ends behind a record, or behind
  /// its own start.
  Status pass_list_tag() {
    const bool is_end = scan_.view().substr(0, 2) == "</";
    PATLAS_ASSIGN(const auto tag, scan_.tag_end(0));
    // The end of a record that was cut already is no list's.
    if (is_end && depth_ > 0 && !names_record(0, 2)) --depth_;
    if (!is_end && !tag.second) ++depth_;
    state_ = is_end || tag.second ? State::kComplete : State::kInList;
    has_list_ = true;
    return {};
  }

  /// A list may be empty. What has no element at all was cut off in its prolog; a list without its
  /// end may have lost whole records, which nothing else would show.
  Result<bool> end_of_stream(RawRecord& out) {
    const bool any_byte = window_->offset() > 0;
    const State state = std::exchange(state_, State::kComplete);
    if (state == State::kComplete || !any_byte) return false;
    place(out);
    out.error = Error{Code::kParse,
                      state == State::kProlog ? "the file ends before its first element"
                                              : "the file ends inside its list of records",
                      {}};
    out.error->place.offset = out.offset;
    out.error->place.line = out.line;
    return true;
  }

  Result<bool> cut_element(RawRecord& out) {
    state_ = has_list_ ? State::kInList : State::kComplete;
    PATLAS_ASSIGN(auto tag, scan_.tag_end(0));
    auto [at, is_empty] = tag;
    while (!is_empty) {
      PATLAS_ASSIGN(size_t mark, scan_.next_mark(at));
      if (mark == std::string_view::npos) break;
      PATLAS_TRY(show_name(mark));
      if (names_record(mark, 2)) {
        PATLAS_ASSIGN(tag, scan_.tag_end(mark));
        // What is torn is rejected for itself.
        if (scan_.view()[tag.first - 1] != '>') state_ = State::kComplete;
        cut(tag.first, out);
        return true;
      }
      // Records do not nest: a second start means that the first one lost its end.
      if (names_record(mark, 1)) {
        cut(mark, out);
        return true;
      }
      at = mark + 1;
    }
    if (scan_.at_limit()) {
      refuse(out);
      window_->consume(1);
      return true;
    }
    if (!is_empty) state_ = State::kComplete;
    cut(is_empty ? at : scan_.view().size(), out);
    return true;
  }

  /// Makes sure that a whole tag name is in view behind the '<' at `at`.
  Status show_name(size_t at) { return scan_.show(at + boundary_.element.size() + kPrefixBytes); }

  /// "<exch:exchange-document " at `at`, or its end tag with `skip` 2.
  bool names_record(size_t at, size_t skip) const {
    std::string_view rest = scan_.view().substr(at);
    bool is_end = rest.size() > 1 && rest[1] == '/';
    if (is_end != (skip == 2) || rest.size() <= skip) return false;
    rest.remove_prefix(skip);
    size_t end = 0;
    while (end < rest.size() && end < boundary_.element.size() + kPrefixBytes &&
           !is_blank(rest[end]) && rest[end] != '>' && rest[end] != '/') {
      ++end;
    }
    return local_name(rest.substr(0, end)) == boundary_.element;
  }

  void place(RawRecord& out) const {
    out.bytes.clear();
    out.encoding = boundary_.element.empty() ? std::string() : encoding_;
    out.offset = window_->offset();
    out.line = window_->line();
    out.error.reset();
  }

  void refuse(RawRecord& out) const {
    place(out);
    out.error = too_long();
    out.error->place.offset = out.offset;
    out.error->place.line = out.line;
  }

  void cut(size_t bytes, RawRecord& out) {
    if (bytes > limits::kRecordBytes) {
      refuse(out);
    } else {
      place(out);
      out.bytes.assign(scan_.view().substr(0, bytes));
    }
    window_->consume(bytes);
  }

  static constexpr size_t kPrefixBytes = 1024;  ///< longest namespace prefix that is looked for

  XmlBoundary boundary_;
  ByteWindow* window_;
  MarkupScan scan_;
  bool open_;
  std::string encoding_;
  bool started_ = false;
  bool whole_ = false;
  /// What the stream's end would cut off.
  enum class State : uint8_t { kProlog, kInList, kComplete };
  State state_ = State::kProlog;
  bool has_list_ = false;  ///< records stand in an element
  uint64_t depth_ = 0;     ///< of elements around the records
  std::string root_;       ///< of the first document
  std::optional<Error> other_document_;
  std::optional<Error> failed_;
};

}  // namespace

std::unique_ptr<RecordSplitter> make_xml_splitter(XmlBoundary boundary, ByteWindow& window) {
  return std::make_unique<XmlSplitter>(boundary, window, false, std::string());
}

std::vector<RawRecord> split_openly(XmlBoundary boundary, const RawRecord& piece) {
  ByteWindow window(piece.bytes);
  XmlSplitter splitter(boundary, window, true, piece.encoding);
  std::vector<RawRecord> pieces;
  RawRecord next;
  for (;;) {
    Result<bool> more = splitter.next(next);
    if (!more || !*more) return pieces;
    next.offset += piece.offset;
    next.line += piece.line - 1;
    if (next.error) {
      next.error->place.offset = next.offset;
      next.error->place.line = next.line;
    }
    pieces.push_back(std::move(next));
    next = {};
  }
}

}  // namespace patlas
