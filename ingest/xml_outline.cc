// The walk over a record's markup that comes before the tree: everything in ingest/xml.h that reads
// raw bytes. It is one loop without recursion, so depth costs nothing but a counter.
#include <algorithm>
#include <cstring>

#include "ingest/entities.h"
#include "ingest/xml.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr size_t kNameBytes = 1024;
constexpr size_t kAttributes = 1024;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>' || c == '='; }

Error xml_error(Code code, std::string message, size_t offset) {
  Error error{code, std::move(message), {}};
  error.place.offset = offset;
  return error;
}

Error malformed(std::string message, size_t offset) {
  return xml_error(Code::kParse, std::move(message), offset);
}

Error over_limit(std::string what, uint64_t limit, size_t offset) {
  return xml_error(Code::kLimit, std::move(what) + " (limit " + std::to_string(limit) + ")",
                   offset);
}

class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  Result<XmlOutline> run() {
    PATLAS_TRY(check_characters());
    while (at_ < text_.size()) PATLAS_TRY(step());
    if (!root_seen_) return malformed("no element", 0);
    if (!open_.empty()) {
      return malformed("the record ends inside '" + std::string(open_.back()) + "'", text_.size());
    }
    return outline_;
  }

 private:
  Status check_characters() const {
    // XML has no control characters but tab and line ends; NUL is the commonest damage.
    for (size_t i = 0; i < text_.size(); ++i) {
      unsigned char c = static_cast<unsigned char>(text_[i]);
      if (c < 0x20 && !is_blank(text_[i])) {
        return malformed(c == 0 ? "a NUL byte" : "a control character", i);
      }
    }
    for (std::string_view forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
      size_t found = text_.find(forbidden);
      if (found != std::string_view::npos) return malformed("a character XML does not have", found);
    }
    return {};
  }

  Status step() {
    if (text_[at_] != '<') return character_data();
    std::string_view rest = text_.substr(at_);
    if (rest.substr(0, 4) == "<!--") return comment();
    if (rest.substr(0, 9) == "<![CDATA[") {
      if (open_.empty()) return malformed("text outside the root element", at_);
      return skip_to("]]>", 9, "a CDATA section never ends");
    }
    if (rest.substr(0, 2) == "<?") return skip_to("?>", 2, "a processing instruction never ends");
    if (rest.substr(0, 9) == "<!DOCTYPE") return doctype();
    if (rest.substr(0, 2) == "<!") return malformed("a declaration where none can be", at_);
    return rest.substr(0, 2) == "</" ? end_tag() : start_tag();
  }

  Status skip_to(std::string_view close, size_t opener_bytes, const char* unclosed) {
    size_t end = text_.find(close, at_ + opener_bytes);
    if (end == std::string_view::npos) return malformed(unclosed, at_);
    at_ = end + close.size();
    return {};
  }

  /// Two hyphens end a comment or make it ill-formed: where one that lost its end meets the next
  /// comment's start, this is what tells.
  Status comment() {
    size_t hyphens = text_.find("--", at_ + 4);
    if (hyphens == std::string_view::npos) return malformed("a comment never ends", at_);
    if (text_.substr(hyphens, 3) != "-->") return malformed("'--' inside a comment", hyphens);
    at_ = hyphens + 3;
    return {};
  }

  Status character_data() {
    size_t end = std::min(text_.find('<', at_), text_.size());
    std::string_view piece = text_.substr(at_, end - at_);
    if (open_.empty()) {
      auto visible = std::find_if_not(piece.begin(), piece.end(), is_blank);
      if (visible != piece.end()) {
        size_t place = at_ + static_cast<size_t>(visible - piece.begin());
        return malformed("text outside the root element", place);
      }
    }
    PATLAS_TRY(references(piece, at_));
    at_ = end;
    return {};
  }

  Status references(std::string_view piece, size_t base) {
    for (size_t i = piece.find('&'); i != std::string_view::npos; i = piece.find('&', i + 1)) {
      std::optional<EntityReference> reference = read_reference(piece.substr(i));
      if (!reference) return malformed("'&' begins no character reference", base + i);
      if (!reference->name.empty() && named_entity(reference->name).empty()) {
        ++outline_.unknown_entities;
      }
    }
    return {};
  }

  /// Steps over the DOCTYPE. Only quotes, comments, instructions and brackets matter in it.
  Status doctype() {
    if (root_seen_) return malformed("a DOCTYPE behind the root element", at_);
    size_t start = at_;
    uint32_t nesting = 0;
    at_ += 9;
    for (;;) {
      if (at_ - start > limits::kXmlSubsetBytes) {
        return over_limit("internal DTD subset in bytes", limits::kXmlSubsetBytes, start);
      }
      if (at_ >= text_.size()) return malformed("a DOCTYPE never ends", start);
      char c = text_[at_];
      if (c == '"' || c == '\'') {
        PATLAS_TRY(
            skip_to(std::string_view(&text_[at_], 1), 1, "a quote in the DOCTYPE never ends"));
      } else if (text_.substr(at_, 4) == "<!--") {
        PATLAS_TRY(comment());
      } else if (text_.substr(at_, 2) == "<?") {
        PATLAS_TRY(skip_to("?>", 2, "a processing instruction never ends"));
      } else {
        ++at_;
        if (c == '[' || c == '<') ++nesting;
        if (c == '>' && nesting == 0) return {};
        if ((c == ']' || c == '>') && nesting > 0) --nesting;
        if (nesting > limits::kXmlSubsetNesting) {
          return over_limit("nesting in the DTD subset", limits::kXmlSubsetNesting, at_);
        }
      }
    }
  }

  Result<std::string_view> name(size_t from) const {
    size_t end = from;
    while (end < text_.size() && !ends_name(text_[end])) ++end;
    if (end == from) return malformed("'<' begins no tag", from);
    if (end - from > kNameBytes) return over_limit("a name in bytes", kNameBytes, from);
    return text_.substr(from, end - from);
  }

  Status end_tag() {
    PATLAS_ASSIGN(std::string_view tag, name(at_ + 2));
    if (open_.empty()) return malformed("an end tag without its start", at_);
    if (tag != open_.back()) {
      return malformed(
          "end tag '" + std::string(tag) + "' where '" + std::string(open_.back()) + "' must end",
          at_);
    }
    size_t end = at_ + 2 + tag.size();
    while (end < text_.size() && is_blank(text_[end])) ++end;
    if (end == text_.size() || text_[end] != '>') return malformed("an end tag never ends", at_);
    open_.pop_back();
    at_ = end + 1;
    return {};
  }

  Status start_tag() {
    PATLAS_ASSIGN(std::string_view tag, name(at_ + 1));
    if (open_.empty() && root_seen_) return malformed("a second root element", at_);
    if (open_.empty()) {
      root_seen_ = true;
      outline_.root_offset = at_;
      outline_.root = local_name(tag);
    }
    if (open_.size() == limits::kXmlDepth)
      return over_limit("nesting of elements", limits::kXmlDepth, at_);
    return attributes(tag);
  }

  Status attributes(std::string_view tag) {
    size_t from = at_ + 1 + tag.size();
    attributes_.clear();
    for (size_t i = from;;) {
      size_t before = i;
      while (i < text_.size() && is_blank(text_[i])) ++i;
      if (i == text_.size()) return malformed("a tag never ends", at_);
      if (text_[i] == '>') {
        open_.push_back(tag);
        at_ = i + 1;
        return check_repeated(from);
      }
      if (text_.substr(i, 2) == "/>") {
        at_ = i + 2;
        return check_repeated(from);
      }
      if (i == before) return malformed("no blank before an attribute", i);
      PATLAS_ASSIGN(i, attribute(i));
    }
  }

  /// Returns the offset behind the attribute's value.
  Result<size_t> attribute(size_t i) {
    PATLAS_ASSIGN(std::string_view key, name(i));
    if (attributes_.size() == kAttributes) {
      return over_limit("attributes of one element", kAttributes, i);
    }
    attributes_.push_back(key);
    i += key.size();
    while (i < text_.size() && is_blank(text_[i])) ++i;
    if (i == text_.size() || text_[i] != '=') return malformed("an attribute without a value", i);
    ++i;
    while (i < text_.size() && is_blank(text_[i])) ++i;
    if (i == text_.size() || (text_[i] != '"' && text_[i] != '\'')) {
      return malformed("an attribute's value without quotes", i);
    }
    size_t end = text_.find(text_[i], i + 1);
    if (end == std::string_view::npos) return malformed("an attribute's value never ends", i);
    std::string_view value = text_.substr(i + 1, end - i - 1);
    if (value.find('<') != std::string_view::npos) {
      return malformed("'<' in an attribute's value", i + 1 + value.find('<'));
    }
    PATLAS_TRY(references(value, i + 1));
    return end + 1;
  }

  Status check_repeated(size_t place) {
    if (attributes_.size() < 2) return {};
    std::sort(attributes_.begin(), attributes_.end());
    auto twice = std::adjacent_find(attributes_.begin(), attributes_.end());
    if (twice == attributes_.end()) return {};
    return malformed("attribute '" + std::string(*twice) + "' twice in one tag", place);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<std::string_view> open_;  ///< names of the elements around `at_`
  bool root_seen_ = false;
  XmlOutline outline_;
  std::vector<std::string_view> attributes_;
};

/// Steps over one comment, instruction or DOCTYPE of a prolog; npos when `head` ends first.
size_t skip_prolog_item(std::string_view head, size_t at) {
  if (head.substr(at, 4) == "<!--") {
    size_t end = head.find("-->", at + 4);
    return end == std::string_view::npos ? end : end + 3;
  }
  if (head.substr(at, 2) == "<?") {
    size_t end = head.find("?>", at + 2);
    return end == std::string_view::npos ? end : end + 2;
  }
  uint32_t nesting = 0;
  for (size_t i = at + 2; i < head.size(); ++i) {
    char c = head[i];
    std::string_view close;  // what stands before it is no markup, an apostrophe no quote
    if (c == '"' || c == '\'') close = head.substr(i, 1);
    if (head.substr(i, 4) == "<!--") close = "-->";
    if (head.substr(i, 2) == "<?") close = "?>";
    if (!close.empty()) {
      const size_t end = head.find(close, i + 1);
      if (end == std::string_view::npos) return end;
      i = end + close.size() - 1;
    } else if (c == '[' || c == '<') {
      ++nesting;
    } else if (c == '>' && nesting == 0) {
      return i + 1;
    } else if ((c == ']' || c == '>') && nesting > 0) {
      --nesting;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view local_name(std::string_view qualified) {
  size_t colon = qualified.rfind(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

Result<XmlOutline> check_xml(std::string_view text) { return Walk(text).run(); }

std::string_view peek_root_name(std::string_view head) {
  if (head.substr(0, 3) == "\xEF\xBB\xBF") head.remove_prefix(3);
  size_t at = 0;
  for (;;) {
    while (at < head.size() && is_blank(head[at])) ++at;
    if (at + 1 >= head.size() || head[at] != '<') return {};
    if (head[at + 1] != '!' && head[at + 1] != '?') break;
    at = skip_prolog_item(head, at);
    if (at == std::string_view::npos) return {};
  }
  size_t end = at + 1;
  while (end < head.size() && !ends_name(head[end])) ++end;
  return end == head.size() ? std::string_view() : local_name(head.substr(at + 1, end - at - 1));
}

}  // namespace patlas
