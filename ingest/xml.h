// ingest/xml.h
//
// One record's XML as a tree that a stranger's bytes cannot make expensive.
//
// pugixml builds the tree; before it sees a byte, check_xml has walked over the markup once: one
// root, nesting within limits::kXmlDepth, no character that XML does not have, references only of
// a known shape, and the DOCTYPE with its internal subset stepped over (never read, nothing
// fetched). The tree's memory is charged to a budget of the thread. What pugixml tolerates and XML
// does not (two roots, a bare '&', an attribute given twice) is refused here, so that a second
// reader finds the same records readable.
//
// Errors   parse with the offset in the bytes given; limit, naming the bound.
// Threads  a document belongs to one thread.
// Source   RELIABILITY 4c.
// Tested   tests/ingest/xml_test.cc
#ifndef PATLAS_INGEST_XML_H_
#define PATLAS_INGEST_XML_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ingest/copy_budget.h"
#include "ingest/record.h"
#include "patlas/result.h"

namespace patlas {

/// What the walk over the markup found.
struct XmlOutline {
  size_t root_offset = 0;  ///< of the root element's '<'
  std::string_view root;   ///< its local name
  uint64_t unknown_entities = 0;
};

/// REQUIRES: `text` is UTF-8.
Result<XmlOutline> check_xml(std::string_view text);

/// Local name of the root element, as far as `head` goes; empty when it is not reached. For
/// recognising a format: it does not judge.
std::string_view peek_root_name(std::string_view head);

/// "exch:exchange-document" -> "exchange-document".
std::string_view local_name(std::string_view qualified);

class XmlDocument {
 public:
  /// REQUIRES: `text` is UTF-8. It becomes the tree's storage.
  static Result<XmlDocument> parse(std::string text);

  XmlDocument(XmlDocument&&) = default;
  XmlDocument& operator=(XmlDocument&&) = default;

  pugi::xml_node root() const;
  uint64_t unknown_entities() const { return unknown_entities_; }

 private:
  XmlDocument() = default;
  std::unique_ptr<std::string> text_;
  std::unique_ptr<pugi::xml_document> tree_;  ///< destroyed before text_, which it points into
  uint64_t unknown_entities_ = 0;
};

// Reading the tree. Names are local ones: offices mix prefixed and bare elements in one record.

bool is_named(const pugi::xml_node& node, std::string_view local);
/// First child of that name; a null node when there is none, whose every reading is empty.
pugi::xml_node child_of(const pugi::xml_node& node, std::string_view local);
/// child_of along "a/b/c".
pugi::xml_node descend(const pugi::xml_node& node, std::string_view path);
/// All child elements, of one name when it is not empty.
std::vector<pugi::xml_node> children_of(const pugi::xml_node& node, std::string_view local = {});
/// Elements of one name at any depth, in document order.
std::vector<pugi::xml_node> elements_below(const pugi::xml_node& node, std::string_view local);

/// All text below, references decoded, nothing else changed: for columns that blanks position.
std::string exact_text(const pugi::xml_node& node);
/// All text below as one line: runs of blanks, tabs and line ends become one blank, none at an end.
std::string line_text(const pugi::xml_node& node);
std::string line_text(const pugi::xml_node& node, std::string_view path);
/// The line_text of each child element, from one look at them: for an element of many small parts.
class ChildTexts {
 public:
  /// `node` must outlive it.
  explicit ChildTexts(const pugi::xml_node& node);
  /// Of the first child of that name; empty when there is none.
  const std::string& of(std::string_view local) const;
  /// All of them as one line, in the file's order.
  std::string in_order() const;

 private:
  struct Part {
    std::string_view name;
    std::string text;
  };
  std::vector<Part> parts_;
};
/// line_text of each element that holds text of its own, in order: for lists whose members stand
/// side by side without a blank.
std::string leaves_text(const pugi::xml_node& node, std::string_view separator);
/// line_text with paragraphs, headings, list items and table rows on lines of their own.
std::string block_text(const pugi::xml_node& node);

/// How one office lays out its texts, beyond what all have in common.
struct TextRules {
  std::span<const std::string_view> lines;  ///< local names that stand on lines of their own, too
  /// A line end inside a text is where the page wrapped: beside a character of a script without
  /// blanks (Han, kana; not Hangul) nothing stands for it, elsewhere a blank.
  bool line_ends_wrap = false;
  bool br_wraps = false;                         ///< so is a `br`, which otherwise ends a line
  std::span<const std::string_view> words = {};  ///< local names that are words of their own, too
};
std::string block_text(const pugi::xml_node& node, const TextRules& rules);
/// An attribute's value, decoded and trimmed; empty when it is not there.
std::string attribute_of(const pugi::xml_node& node, std::string_view local);

/// Collects text by the rule of line_text and block_text.
class TextBuilder {
 public:
  TextBuilder() = default;
  /// What `rules.lines` names must outlive the builder.
  explicit TextBuilder(const TextRules& rules) : rules_(rules) {}

  void add(std::string_view text);            ///< decoded text
  void add_node(const pugi::xml_node& node);  ///< all text below, with line breaks at blocks
  void break_line() { break_as(Pending::kLine); }
  void break_word() { break_as(Pending::kWord); }
  /// Lines so far, counting the last one.
  size_t line_count() const { return out_.empty() ? 0 : lines_ + 1; }
  std::string take();

 private:
  /// What stands before the next text; a later one outdoes an earlier: blanks beside a wrap are
  /// its indentation.
  enum class Pending : uint8_t { kNone, kBlank, kWrap, kWord, kLine };
  void border(const pugi::xml_node& node);
  void break_as(Pending pending) { pending_ = std::max(pending_, pending); }
  void write_break(std::string_view next);

  TextRules rules_;
  std::string out_, decoded_;
  size_t lines_ = 0;
  Pending pending_ = Pending::kNone;
};

/// Values that no field of Record takes: each leaf below `node` becomes {prefix.path, text}, each
/// attribute {prefix.path@name, value}; `id` attributes only number elements of the file and are
/// left out. An empty leaf is a flag; it is kept when `keep_flags`. Paths are charged to `copies`;
/// when they are too much, nothing more is kept.
void keep_rest(const pugi::xml_node& node, const std::string& prefix, bool keep_flags,
               CopyBudget& copies, std::vector<Extra>& extras);

}  // namespace patlas

#endif  // PATLAS_INGEST_XML_H_
