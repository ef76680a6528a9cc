#include "ingest/xml.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "ingest/entities.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

// pugixml's memory, charged to the thread that parses: a record of 64 MB in <a/> would otherwise
// take 1.1 GB. Each block is preceded by its size, because the hook that frees is not told it.
constexpr size_t kBlockHeader = 16;
thread_local uint64_t tree_bytes = 0;
thread_local bool memory_ended = false;  // the machine's, and not what a tree may have

void* allocate_tree(size_t bytes) {
  if (bytes > limits::kXmlMemoryBytes || tree_bytes + bytes > limits::kXmlMemoryBytes) {
    return nullptr;
  }
  char* block = static_cast<char*>(::operator new(bytes + kBlockHeader, std::nothrow));
  if (block == nullptr) {
    memory_ended = true;
    return nullptr;
  }
  std::memcpy(block, &bytes, sizeof(bytes));
  tree_bytes += bytes;
  return block + kBlockHeader;
}

void free_tree(void* pointer) {
  if (pointer == nullptr) return;
  char* block = static_cast<char*>(pointer) - kBlockHeader;
  size_t bytes = 0;
  std::memcpy(&bytes, block, sizeof(bytes));
  tree_bytes -= std::min<uint64_t>(tree_bytes, bytes);
  ::operator delete(block);
}

void install_tree_memory() {
  static const bool installed = [] {
    pugi::set_memory_management_functions(allocate_tree, free_tree);
    return true;
  }();
  static_cast<void>(installed);
}

// Blanks are kept because columns of a class symbol depend on them; references are decoded by
// entities.h; instructions are kept because USPTO marks sections by them.
constexpr unsigned int kParseFlags = pugi::parse_cdata | pugi::parse_ws_pcdata | pugi::parse_pi |
                                     pugi::parse_eol | pugi::parse_wconv_attribute;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 17> kBlocks = {
    "p",  "heading", "claim-text", "li", "ul",    "ol",    "dl",     "dt",     "dd",
    "br", "row",     "table",      "tr", "thead", "tbody", "tables", "passage"};
constexpr std::array<std::string_view, 5> kWords = {"entry", "td", "mtd", "maths", "chemistry"};

/// A character of a script that is written without blanks: Han, kana, bopomofo, their punctuation
/// and full-width forms.
bool is_unspaced(char32_t c) {
  if (c < 0x2E80) return false;
  const bool hangul = (c >= 0x3130 && c < 0x3190) || (c >= 0x3200 && c < 0x3220) ||
                      (c >= 0x3260 && c < 0x3280) || (c >= 0xFFA0 && c < 0xFFE0);
  return (c < 0xA000 && !hangul) || (c >= 0xF900 && c < 0xFB00) || (c >= 0xFE30 && c < 0xFE50) ||
         (c >= 0xFF00 && c < 0xFFF0 && !hangul) || (c >= 0x20000 && c < 0x40000);
}

bool starts_unspaced(std::string_view text) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(text.data());
  UChar32 c = 0;
  U8_GET(bytes, 0, 0, static_cast<int32_t>(std::min<size_t>(text.size(), 4)), c);
  return c > 0 && is_unspaced(static_cast<char32_t>(c));
}

bool ends_unspaced(std::string_view text) {
  const std::string_view tail = text.substr(text.size() - std::min<size_t>(text.size(), 4));
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(tail.data());
  int32_t at = static_cast<int32_t>(tail.size());
  UChar32 c = 0;
  U8_PREV(bytes, 0, at, c);
  return c > 0 && is_unspaced(static_cast<char32_t>(c));
}

/// Calls `enter` and `leave` around every node below `top`, in document order, without recursion.
template <typename Enter, typename Leave>
void visit(const pugi::xml_node& top, Enter enter, Leave leave) {
  pugi::xml_node node = top.first_child();
  while (node) {
    enter(node);
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    leave(node);
    while (!node.next_sibling()) {
      node = node.parent();
      if (node == top) return;
      leave(node);
    }
    node = node.next_sibling();
  }
}

void append_node_text(std::string& out, const pugi::xml_node& node) {
  if (node.type() == pugi::node_pcdata) append_decoded(out, node.value());
  if (node.type() == pugi::node_cdata) out += node.value();
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

/// End of the longest piece from `begin`, which is no blank, that a line of text holds as it is:
/// words with one blank between them.
size_t clean_end(std::string_view text, size_t begin) {
  // Nearly all text is such, so whole runs are looked at first, which the compiler turns into
  // vectors.
  constexpr size_t kRun = 32;
  size_t at = begin;
  for (; at + kRun < text.size(); at += kRun) {
    const char* const run = text.data() + at;
    uint8_t unclean = 0;
    for (size_t i = 0; i < kRun; ++i) {
      const auto c = static_cast<uint8_t>(run[i]), after = static_cast<uint8_t>(run[i + 1]);
      unclean |= static_cast<uint8_t>((c < ' ') | ((c == ' ') & (after <= ' ')));
    }
    if (unclean != 0) break;
  }
  for (; at < text.size(); ++at) {
    if (!is_blank(text[at])) continue;
    const bool between = text[at] == ' ' && at + 1 < text.size() && !is_blank(text[at + 1]);
    if (!between) return at;
  }
  return at;
}

bool has_own_text(const pugi::xml_node& node) {
  for (pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_pcdata && child.type() != pugi::node_cdata) continue;
    std::string_view value = child.value();
    if (!std::all_of(value.begin(), value.end(), is_blank)) return true;
  }
  return false;
}

std::string decoded_value(const pugi::xml_attribute& attribute) {
  std::string value;
  append_decoded(value, attribute.value());
  return trimmed(value);
}

bool has_elements(const pugi::xml_node& node) {
  for (pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element) return true;
  }
  return false;
}

}  // namespace

Result<XmlDocument> XmlDocument::parse(std::string text) {
  install_tree_memory();
  PATLAS_ASSIGN(XmlOutline outline, check_xml(text));
  XmlDocument document;
  document.unknown_entities_ = outline.unknown_entities;
  document.text_ = std::make_unique<std::string>(std::move(text));
  document.tree_ = std::make_unique<pugi::xml_document>();
  memory_ended = false;
  // From the root on: the prolog was judged by check_xml and holds nothing that a record needs.
  pugi::xml_parse_result parsed = document.tree_->load_buffer_inplace(
      document.text_->data() + outline.root_offset, document.text_->size() - outline.root_offset,
      kParseFlags, pugi::encoding_utf8);
  if (parsed) return document;
  if (parsed.status == pugi::status_out_of_memory) {
    if (memory_ended) throw std::bad_alloc();
    return Error{Code::kLimit,
                 "parse tree in bytes (limit " + std::to_string(limits::kXmlMemoryBytes) + ")",
                 {}};
  }
  Error error{Code::kParse, parsed.description(), {}};
  error.place.offset = outline.root_offset + static_cast<uint64_t>(parsed.offset);
  return error;
}

pugi::xml_node XmlDocument::root() const { return tree_->document_element(); }

bool is_named(const pugi::xml_node& node, std::string_view local) {
  if (node.type() != pugi::node_element) return false;
  // local_name(name) == local, from the end: most names met are of another length or end.
  const std::string_view name = node.name();
  if (!name.ends_with(local)) return false;
  return name.size() == local.size() || name[name.size() - local.size() - 1] == ':';
}

pugi::xml_node child_of(const pugi::xml_node& node, std::string_view local) {
  pugi::xml_node child = node.first_child();
  while (child && !is_named(child, local)) child = child.next_sibling();
  return child;
}

pugi::xml_node descend(const pugi::xml_node& node, std::string_view path) {
  pugi::xml_node at = node;
  while (!path.empty() && at) {
    size_t slash = path.find('/');
    at = child_of(at, path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return at;
}

std::vector<pugi::xml_node> children_of(const pugi::xml_node& node, std::string_view local) {
  std::vector<pugi::xml_node> found;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    if (local.empty() || is_named(child, local)) found.push_back(child);
  }
  return found;
}

std::vector<pugi::xml_node> elements_below(const pugi::xml_node& node, std::string_view local) {
  std::vector<pugi::xml_node> found;
  visit(
      node,
      [&](const pugi::xml_node& at) {
        if (is_named(at, local)) found.push_back(at);
      },
      [](const pugi::xml_node&) {});
  return found;
}

std::string exact_text(const pugi::xml_node& node) {
  std::string out;
  visit(
      node, [&out](const pugi::xml_node& at) { append_node_text(out, at); },
      [](const pugi::xml_node&) {});
  return out;
}

std::string line_text(const pugi::xml_node& node) {
  // Most elements hold one piece of text that is a line already.
  const pugi::xml_node only = node.first_child();
  if (!only) return {};
  if (only.type() == pugi::node_pcdata && !only.next_sibling()) {
    std::string text;
    append_node_text(text, only);
    if (!text.empty() && !is_blank(text[0]) && clean_end(text, 0) == text.size()) return text;
  }
  TextBuilder builder;
  std::string piece;
  visit(
      node,
      [&](const pugi::xml_node& at) {
        if (is_named(at, "br")) builder.break_word();
        piece.clear();
        append_node_text(piece, at);
        builder.add(piece);
      },
      [](const pugi::xml_node&) {});
  return builder.take();
}

std::string line_text(const pugi::xml_node& node, std::string_view path) {
  return line_text(descend(node, path));
}

ChildTexts::ChildTexts(const pugi::xml_node& node) {
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    parts_.push_back({local_name(child.name()), line_text(child)});
  }
}

const std::string& ChildTexts::of(std::string_view local) const {
  static const std::string none;
  const auto found = std::find_if(parts_.begin(), parts_.end(),
                                  [local](const Part& part) { return part.name == local; });
  return found == parts_.end() ? none : found->text;
}

std::string ChildTexts::in_order() const {
  TextBuilder builder;
  for (const Part& part : parts_) {
    builder.break_word();
    builder.add(part.text);
  }
  return builder.take();
}

std::string leaves_text(const pugi::xml_node& top, std::string_view separator) {
  std::string out;
  pugi::xml_node leaf;
  auto enter = [&](const pugi::xml_node& node) {
    if (node.type() != pugi::node_element || leaf || !has_own_text(node)) return;
    leaf = node;
    if (!out.empty()) out += separator;
    out += line_text(node);
  };
  auto leave = [&](const pugi::xml_node& node) {
    if (leaf == node) leaf = {};
  };
  enter(top);
  if (!leaf) visit(top, enter, leave);
  return out;
}

std::string block_text(const pugi::xml_node& node) { return block_text(node, TextRules()); }

std::string block_text(const pugi::xml_node& node, const TextRules& rules) {
  TextBuilder builder(rules);
  builder.add_node(node);
  return builder.take();
}

std::string attribute_of(const pugi::xml_node& node, std::string_view local) {
  for (pugi::xml_attribute attribute : node.attributes()) {
    if (local_name(attribute.name()) == local) return decoded_value(attribute);
  }
  return {};
}

void TextBuilder::add(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    if (is_blank(text[i])) {
      while (end < text.size() && is_blank(text[end])) ++end;
      const std::string_view blanks = text.substr(i, end - i);
      // A text of nothing but blanks indents elements, and wraps nothing.
      const bool wraps = rules_.line_ends_wrap && blanks.size() < text.size() &&
                         blanks.find('\n') != std::string_view::npos;
      break_as(wraps ? Pending::kWrap : Pending::kBlank);
    } else {
      end = clean_end(text, i);
      const std::string_view piece = text.substr(i, end - i);
      if (pending_ != Pending::kNone) write_break(piece);
      out_.append(piece);
    }
    i = end;
  }
}

void TextBuilder::write_break(std::string_view next) {
  const Pending pending = std::exchange(pending_, Pending::kNone);
  if (out_.empty()) return;
  if (pending == Pending::kLine) {
    out_ += '\n';
    ++lines_;
  } else if (pending != Pending::kWrap || !(ends_unspaced(out_) || starts_unspaced(next))) {
    out_ += ' ';
  }
}

void TextBuilder::border(const pugi::xml_node& node) {
  if (node.type() != pugi::node_element) return;
  const std::string_view name = local_name(node.name());
  if (rules_.br_wraps && name == "br") {
    break_as(Pending::kWrap);
  } else if (is_one_of(name, kBlocks) || is_one_of(name, rules_.lines)) {
    break_line();
  } else if (is_one_of(name, kWords) || is_one_of(name, rules_.words)) {
    break_word();
  }
}

void TextBuilder::add_node(const pugi::xml_node& top) {
  border(top);
  visit(
      top,
      [&](const pugi::xml_node& node) {
        border(node);
        decoded_.clear();
        append_node_text(decoded_, node);
        add(decoded_);
      },
      [&](const pugi::xml_node& node) { border(node); });
  border(top);
}

std::string TextBuilder::take() {
  pending_ = Pending::kNone;
  lines_ = 0;
  return std::exchange(out_, {});
}

void keep_rest(const pugi::xml_node& top, const std::string& prefix, bool keep_flags,
               CopyBudget& copies, std::vector<Extra>& extras) {
  std::string path = prefix;
  std::vector<size_t> path_bytes;  ///< of the elements open above, to step back to
  bool inside_leaf = false;
  pugi::xml_node leaf;
  auto keep = [&](std::string_view attribute, std::string value) {
    if (!copies.take(path.size())) return;
    Extra extra{path, std::move(value)};
    if (!attribute.empty()) (extra.name += '@') += attribute;
    extras.push_back(std::move(extra));
  };
  auto enter = [&](const pugi::xml_node& node) {
    if (node.type() != pugi::node_element || inside_leaf) return;
    path_bytes.push_back(path.size());
    if (node != top) (path += '.') += local_name(node.name());
    bool attributes = false;
    for (pugi::xml_attribute attribute : node.attributes()) {
      if (local_name(attribute.name()) == "id") continue;
      std::string value = decoded_value(attribute);
      if (value.empty()) continue;
      attributes = true;
      keep(local_name(attribute.name()), std::move(value));
    }
    if (has_own_text(node)) {
      keep({}, block_text(node));
      inside_leaf = true;
      leaf = node;
    } else if (keep_flags && !attributes && !has_elements(node)) {
      keep({}, "");
    }
  };
  auto leave = [&](const pugi::xml_node& node) {
    if (node.type() != pugi::node_element || (inside_leaf && node != leaf)) return;
    inside_leaf = false;
    path.resize(path_bytes.back());
    path_bytes.pop_back();
  };
  enter(top);
  if (!inside_leaf) visit(top, enter, leave);
}

}  // namespace patlas
