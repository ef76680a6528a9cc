// IPC's scheme XML: entries nested as the classes are. Of the kinds of entry, s c u m, the digits
// and A B are symbols; headings, notes, indexes and deleted entries are stepped over, but not what
// may stand inside them.
#include <algorithm>

#include "ingest/entities.h"
#include "ingest/schemes/readers.h"
#include "ingest/xml.h"

namespace patlas {
namespace {

bool is_symbol_kind(std::string_view kind) {
  if (kind.size() != 1) return false;
  const char c = kind[0];
  return c == 's' || c == 'c' || c == 'u' || c == 'm' || (c >= '1' && c <= '9') || c == 'A' ||
         c == 'B';
}

/// Text with what stands in it for signs; references to other symbols are left out.
void add_text(const pugi::xml_node& from, TextBuilder& out) {
  // By siblings and parents, not by recursion: titles nest as deep as their file says.
  std::string decoded;
  pugi::xml_node at = from.first_child();
  while (at) {
    bool enter = false;
    if (at.type() == pugi::node_pcdata) {
      decoded.clear();
      append_decoded(decoded, at.value());
      out.add(decoded);
    } else if (is_named(at, "emdash")) {
      out.add("—");
    } else if (is_named(at, "nbsp")) {
      out.add(" ");
    } else if (!is_named(at, "entryReference") && !is_named(at, "sref") && !is_named(at, "mref")) {
      enter = !at.first_child().empty();
    }
    if (enter) {
      at = at.first_child();
      continue;
    }
    while (at && at != from && !at.next_sibling()) at = at.parent();
    if (!at || at == from) break;
    at = at.next_sibling();
  }
}

/// "SECTION A — HUMAN NECESSITIES" is titled HUMAN NECESSITIES.
std::string_view without_section(std::string_view title) {
  if (title.substr(0, 8) != "SECTION ") return title;
  for (const std::string_view dash : {" — ", " - ", " – "}) {
    const size_t at = title.find(dash);
    if (at != std::string_view::npos && at <= 12) return title.substr(at + dash.size());
  }
  return title;
}

std::string title_of(const pugi::xml_node& entry) {
  std::string title;
  for (const pugi::xml_node& part : children_of(descend(entry, "textBody/title"), "titlePart")) {
    TextBuilder text;
    for (const pugi::xml_node& piece : children_of(part, "text")) add_text(piece, text);
    std::string line = text.take();
    std::replace(line.begin(), line.end(), '\n', ' ');
    if (line.empty()) continue;
    if (!title.empty()) title += "; ";
    title += line;
  }
  return std::string(without_section(title));
}

bool is_date(std::string_view text) {
  return text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "20100101" as 2010-01-01; anything else as it is.
std::string edition_text(std::string_view edition) {
  std::string text(edition);
  if (!is_date(edition)) return text;
  text.insert(6, 1, '-');
  text.insert(4, 1, '-');
  return text;
}

/// displayMode="e19800101;a19800101": the edition that is shown.
std::string display_edition(std::string_view mode) {
  if (mode.size() < 9 || mode[0] != 'e' || !is_date(mode.substr(1, 8))) return {};
  return edition_text(mode.substr(1, 8));
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

class SchemeReader {
 public:
  SchemeReader(SymbolTree& tree, std::string& version) : tree_(tree), version_(version) {}

  Status read(const pugi::xml_node& root) {
    note_edition(display_edition(attribute_of(root, "displayMode")));
    struct Open {
      pugi::xml_node at;
      uint32_t parent = SymbolTree::kTop;
    };
    std::vector<Open> open = {{root, SymbolTree::kTop}};
    while (!open.empty()) {
      const Open top = open.back();
      open.pop_back();
      uint32_t below = top.parent;
      if (is_named(top.at, "ipcEdition"))
        note_edition(edition_text(attribute_of(top.at, "edition")));
      if (is_named(top.at, "ipcEntry") && is_symbol_kind(attribute_of(top.at, "kind"))) {
        PATLAS_ASSIGN(below, add(top.at, top.parent));
      }
      // In file order: what is pushed last is read first.
      std::vector<pugi::xml_node> children = children_of(top.at);
      std::reverse(children.begin(), children.end());
      for (const pugi::xml_node& child : children) {
        if (!is_named(child, "textBody")) open.push_back({child, below});
      }
    }
    return {};
  }

 private:
  void note_edition(std::string edition) {
    if (version_.empty()) version_ = std::move(edition);
  }

  Result<uint32_t> add(const pugi::xml_node& entry, uint32_t parent) {
    const std::string written = attribute_of(entry, "symbol");
    const auto symbol = parse_class_symbol(written);
    if (!symbol) return fault(entry, "not a class symbol: '" + written + "'");
    // A file of one subclass may begin with it.
    if (parent == SymbolTree::kTop) {
      PATLAS_ASSIGN(parent, tree_.parent_by_shape(*symbol));
    }
    const auto node = tree_.add(parent, *symbol);
    if (!node) return fault(entry, node.error().message);
    std::string language = lower(attribute_of(entry, "lang"));
    if (language.empty()) language = "en";
    tree_.add_title(*node, language, title_of(entry));
    return *node;
  }

  static Error fault(const pugi::xml_node& entry, std::string message) {
    Place place;
    place.offset = static_cast<uint64_t>(std::max<ptrdiff_t>(entry.offset_debug(), 0));
    return Error{Code::kParse, std::move(message), std::move(place)};
  }

  SymbolTree& tree_;
  std::string& version_;
};

}  // namespace

Status read_ipc_scheme(std::string text, SymbolTree& tree, std::string& version) {
  PATLAS_ASSIGN(const XmlDocument document, XmlDocument::parse(std::move(text)));
  return SchemeReader(tree, version).read(document.root());
}

}  // namespace patlas
