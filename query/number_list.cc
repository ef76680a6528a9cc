#include "query/number_list.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "query/lexer.h"
#include "query/values.h"

namespace patlas {
namespace {

constexpr uint64_t kLineUnits = 1024;  // of reading a line, in the units of budget.h

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Charges what a vector or string has grown by.
template <typename Container>
bool charge_growth(const Container& container, uint64_t& charged, Budget& budget) {
  const uint64_t bytes = container.capacity() * sizeof(container[0]);
  if (bytes <= charged) return true;
  const uint64_t more = bytes - charged;
  charged = bytes;
  return budget.charge(more);
}

}  // namespace

const char* number_remark_name(NumberRemark remark) {
  switch (remark) {
    case NumberRemark::kUnreadable:
      return "unreadable";
    case NumberRemark::kUnknown:
      return "unknown";
    case NumberRemark::kAmbiguous:
      return "ambiguous";
    case NumberRemark::kRepaired:
      return "repaired";
    case NumberRemark::kDuplicate:
      return "duplicate";
  }
  return "?";
}

Result<std::shared_ptr<NumberList>> NumberList::read(std::string_view text, NumberSpace space,
                                                     Budget& budget) {
  auto list = std::make_shared<NumberList>();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  WorkMeter meter(budget);
  // Most lines are one number, which is about as long as it is written: room for these is charged
  // before it is taken, and what grows beyond after.
  const uint64_t line_count = static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  uint64_t keys_charged = line_count * sizeof(Key), lines_charged = line_count * sizeof(Line),
           bytes_charged = text.size();
  if (!budget.charge(keys_charged + lines_charged + bytes_charged)) return list;
  list->keys_.reserve(line_count);
  list->lines_.reserve(line_count);
  list->bytes_.reserve(text.size());
  uint64_t number = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    ++number;
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (!line.empty() && !list->read_line(line, number, space)) {
      return Error{Code::kLimit, "a list of numbers with 2^32 keys, lines or bytes of keys", {}};
    }
    const bool fits = charge_growth(list->keys_, keys_charged, budget) &&
                      charge_growth(list->lines_, lines_charged, budget) &&
                      charge_growth(list->bytes_, bytes_charged, budget);
    if (!fits || !meter.add(line.empty() ? 16 : kLineUnits)) return list;
  }
  const uint64_t rest = list->keys_.size() * sizeof(uint32_t) +
                        list->lines_.size() * (sizeof(uint32_t) + sizeof(uint8_t));
  if (!budget.charge(rest)) return list;
  list->sort();
  list->find_duplicates();
  list->found_.assign(list->lines_.size(), 0);
  return list;
}

bool NumberList::read_line(std::string_view text, uint64_t number, NumberSpace space) {
  Line line;
  line.number = number;
  line.text = text;
  line.first_key = static_cast<uint32_t>(keys_.size());
  if (text.size() <= kLongestValue) {
    const ListedNumber read = read_listed_number(text, space);
    line.is_ambiguous = read.meanings > 1;
    line.is_repaired = read.is_repaired;
    for (const std::string& key : read.keys) {
      if (key.size() > std::numeric_limits<uint16_t>::max()) continue;
      keys_.push_back({static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(lines_.size()),
                       static_cast<uint16_t>(key.size())});
      bytes_ += key;
    }
    line.key_count = static_cast<uint16_t>(keys_.size() - line.first_key);
  }
  lines_.push_back(line);
  constexpr uint64_t kMax = std::numeric_limits<uint32_t>::max() - 65536;
  return bytes_.size() < kMax && keys_.size() < kMax && lines_.size() < kMax;
}

void NumberList::sort() {
  order_.resize(keys_.size());
  std::iota(order_.begin(), order_.end(), 0u);
  std::sort(order_.begin(), order_.end(), [this](uint32_t a, uint32_t b) {
    const int compared = text_of(keys_[a]).compare(text_of(keys_[b]));
    return compared != 0 ? compared < 0 : a < b;
  });
}

bool NumberList::same_keys(const Line& a, const Line& b) const {
  if (a.key_count != b.key_count) return false;
  for (uint32_t i = 0; i < a.key_count; ++i) {
    if (text_of(keys_[a.first_key + i]) != text_of(keys_[b.first_key + i])) return false;
  }
  return true;
}

// Lines of one first key stand side by side in order_. There are few readings of one first key, so
// the lines that were the first of theirs are looked through.
void NumberList::find_duplicates() {
  first_same_.resize(lines_.size());
  std::iota(first_same_.begin(), first_same_.end(), 0u);
  std::vector<uint32_t> firsts;
  std::string_view of;
  for (const uint32_t place : order_) {
    const Key& key = keys_[place];
    if (lines_[key.line].first_key != place) continue;
    if (firsts.empty() || text_of(key) != of) firsts.clear();
    of = text_of(key);
    const auto same = std::find_if(firsts.begin(), firsts.end(), [&](uint32_t first) {
      return same_keys(lines_[first], lines_[key.line]);
    });
    if (same != firsts.end()) {
      first_same_[key.line] = *same;
    } else {
      firsts.push_back(key.line);
    }
  }
}

std::string NumberList::read_as(const Line& line) const {
  std::string text;
  for (uint32_t i = 0; i < line.key_count; ++i) {
    if (i > 0) text += " or ";
    for (const char c : text_of(keys_[line.first_key + i])) {
      if (c != kNumberPartMark) text.push_back(c);
    }
  }
  return text;
}

NumberReport NumberList::report(Budget& budget) const {
  NumberReport report;
  if (found_.size() != lines_.size()) return report;  // the budget ended while it was read
  report.lines = lines_.size();
  for (size_t i = 0; i < lines_.size() && !budget.stopped(); ++i) {
    const Line& line = lines_[i];
    report.found += found_[i];
    const auto remark = [&](NumberRemark what, uint64_t first_line) {
      NumberLine& out = report.remarks.emplace_back();
      out.line = line.number;
      out.remark = what;
      out.text = line.text;
      out.read_as = read_as(line);
      out.first_line = first_line;
      budget.charge(2 * sizeof(NumberLine) + out.text.size() + out.read_as.size());
    };
    if (line.key_count == 0) {
      remark(NumberRemark::kUnreadable, 0);
      continue;
    }
    if (found_[i] == 0) remark(NumberRemark::kUnknown, 0);
    if (line.is_ambiguous) remark(NumberRemark::kAmbiguous, 0);
    if (line.is_repaired) remark(NumberRemark::kRepaired, 0);
    if (first_same_[i] != i) remark(NumberRemark::kDuplicate, lines_[first_same_[i]].number);
  }
  return report;
}

namespace {

// "@watch" -> "watch"; empty: the node is no list.
std::string_view list_name(const Node& node) {
  const bool is_list =
      node.type == NodeType::kNumber && node.alternatives.empty() && node.text.starts_with('@');
  return is_list ? std::string_view(node.text).substr(1) : std::string_view();
}

Status check_lists(const Tree& tree, const std::vector<NamedNumbers>& lists) {
  for (size_t i = 0; i < lists.size(); ++i) {
    const std::string& name = lists[i].name;
    const bool is_used = std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const Node& node) {
      return list_name(node) == name && !name.empty();
    });
    const bool is_twice =
        std::any_of(lists.begin(), lists.begin() + static_cast<ptrdiff_t>(i),
                    [&](const NamedNumbers& other) { return other.name == name; });
    if (is_twice) {
      return Error{Code::kInvalidArgument, "two lists of numbers have the name '" + name + "'", {}};
    }
    if (!is_used) {
      return Error{Code::kInvalidArgument,
                   "the query does not use the list of numbers '" + name + "'; write pn:@" + name,
                   {}};
    }
  }
  return {};
}

}  // namespace

Result<Tree> bind_lists(const Tree& tree, const std::vector<NamedNumbers>& lists,
                        const Schema& schema, Budget& budget, std::vector<BoundList>& bound) {
  PATLAS_TRY(check_lists(tree, lists));
  if (!budget.charge(tree.nodes.size() * sizeof(Node))) return tree;
  Tree out = tree;
  for (Node& node : out.nodes) {
    const std::string_view name = list_name(node);
    if (name.empty() || node.fields.empty() || node.fields[0] >= schema.fields.size()) continue;
    const auto given = std::find_if(lists.begin(), lists.end(),
                                    [&](const NamedNumbers& list) { return list.name == name; });
    if (given == lists.end()) {
      return query_error(Code::kInvalidArgument, node.span,
                         {"no list of numbers '", name,
                          "' comes with the query; the command line "
                          "takes --numbers ",
                          name, "=FILE"});
    }
    const auto known = std::find_if(bound.begin(), bound.end(), [&](const BoundList& list) {
      return list.name == name && list.field == node.fields[0];
    });
    if (known != bound.end()) {
      node.list = known->list;
      continue;
    }
    const NumberSpace space = schema.fields[node.fields[0]].form == ValueForm::kPublication
                                  ? NumberSpace::kPublication
                                  : NumberSpace::kApplication;
    PATLAS_ASSIGN(std::shared_ptr<NumberList> list, NumberList::read(given->text, space, budget));
    if (budget.stopped()) return out;
    node.list = std::move(list);
    bound.push_back({std::string(name), node.fields[0], node.list});
  }
  return out;
}

}  // namespace patlas
