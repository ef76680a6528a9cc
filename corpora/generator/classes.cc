#include "corpora/generator/classes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace patlas::generator {
namespace {

/// Roughly by how much is filed in them: the first ones are drawn most.
constexpr std::string_view kSubclasses[] = {
    "G06F", "H01L", "A61K", "H04L", "H04N", "G06Q", "H04W", "A61B", "H01M", "G01N", "G06T", "A61P",
    "C07D", "G02B", "B65D", "A61F", "A61M", "H05K", "G06K", "B01D", "C08L", "H02J", "B60R", "G06V",
    "C12N", "F16H", "G06N", "H04B", "B01J", "C07K", "G09G", "H01R", "B29C", "B65G", "G01R", "F16L",
    "C08G", "H02K", "A01N", "G11B", "B32B", "H04M", "B23K", "G03G", "F24F", "A63F", "G02F", "C09D",
    "B62D", "E21B", "B60L", "C23C", "F02M", "H05B", "G05B", "B41J", "F21V", "C08F", "A23L", "F16K",
    "B60W", "H01F", "G01S", "H01H", "A47J", "F25D", "H02M", "G03F", "F02D", "B60K", "A47L", "B23Q",
    "C22C", "F25B", "C02F", "B25J", "H01Q", "G08G", "F01N", "B66B", "G01B", "B05B", "C07C", "A47B",
    "B60C", "F16D", "G08B", "A01K", "G05D", "B23B", "B24B", "A47C", "E04B", "F04D", "F16F", "D06F",
    "B05D", "A01G", "F16B", "G07F", "C09K", "F04B", "B22F", "A61N", "C04B", "G01C", "F16C", "E05B",
    "H03K", "B21D", "A63B", "C08K", "H01J", "B65H", "C12Q", "H04R", "F02B", "G01M", "E02D", "A61L",
    "C21D", "G01D", "B33Y", "G16H", "A41D", "G10L", "B60N", "H02H", "C08J", "E06B", "B08B", "B64C",
    "F01D", "A45D", "C03C", "H03M", "G01F", "D21H", "A61H", "F23D", "B62K", "H02G", "C10G", "C01B",
    "B22D", "A61G", "B63B", "E01C", "C09J", "G21C", "A01D", "F03D", "B61L", "H03F", "B26D", "C11D",
    "F28D", "A01B", "B60T", "G02C", "B82Y", "H03H", "C25D", "E02F", "G01J", "F24C", "A23G", "C10M",
    "F28F", "B43K", "H02P", "D01F", "B28B", "A43B", "C25B", "H05H", "B30B", "G01P", "E04H", "B02C",
    "G09B", "F22B", "A62B", "A23K", "C30B", "H01S", "G04B", "B44C", "B07C", "A24F", "C12P", "D04B",
    "F15B", "B27B", "A62C", "E03D", "G01V", "B66C", "E04G", "D03D", "C07H", "H01B", "F24H", "B67D",
    "A46B", "F41A", "B31B", "H03L", "C10L", "B81C", "G01L", "C07F", "A44B", "F23G", "B21B", "G07C",
    "E01D", "B03C", "D06M", "C07J", "F42B", "G21F", "A22C", "B04B", "C06B", "D05B", "E21D", "F17C",
    "G10H", "H01G", "B06B", "A21D", "C05G", "B41F", "E01B", "F26B", "G03B", "B25B", "B62J", "C03B",
    "B64D", "A47G", "D21F", "F27B", "H10B", "H10K", "G16B", "H04S", "A42B", "B42D", "C12G", "F01L",
    "B60Q", "A47K", "E05F", "F16J", "G01K", "B25F", "D02G", "E03C", "H01T", "C14C", "B68C", "G12B"};

/// A rank below `count`, the first ones most: of Zipf's kind over any count without a table for each.
uint32_t draw_skewed(uint32_t count, Random& random) {
  uint64_t share = random.below(1u << 16);
  return static_cast<uint32_t>(count * (share * share * share >> 24) >> 24);
}

/// Where the next subclass, or the next main group, begins behind `at`.
uint32_t next_with_prefix(const std::vector<std::string>& symbols, uint32_t at, size_t prefix) {
  uint32_t end = at + 1;
  while (end < symbols.size() && symbols[end].compare(0, prefix, symbols[at], 0, prefix) == 0) {
    ++end;
  }
  return end;
}

uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0;
  for (char c : text) hash = mix(hash, static_cast<uint8_t>(c));
  return hash;
}

/// IPC has no section Y and no groups of four digits, which CPC has for its own indexing.
bool is_cpc_only(std::string_view symbol) { return symbol[0] == 'Y' || symbol.find('/') >= 8; }

}  // namespace

Classes::Classes()
    : subclasses_(Weighted::zipf(std::size(kSubclasses), 12)),
      groups_(Weighted::zipf(24, 2)),
      subgroups_(Weighted::zipf(70, 3)) {}

Classes::Classes(Scheme scheme) : Classes() {
  scheme_ = std::move(scheme);
  add_branches();
  order_branches();
  subclasses_ = Weighted::zipf(static_cast<uint32_t>(branches_.size()), 12);
}

void Classes::add_branches() {
  const std::vector<std::string>& symbols = scheme_.symbols;
  auto count = static_cast<uint32_t>(symbols.size());
  for (uint32_t at = 0; at < count;) {
    Branch branch;
    branch.subclass = std::string_view(symbols[at]).substr(0, 4);
    branch.symbol_count = next_with_prefix(symbols, at, 4) - at;
    branch.groups_begin = static_cast<uint32_t>(tree_groups_.size());
    for (uint32_t end = at + branch.symbol_count; at < end;) {
      // With the slash, so that 1/00 and 11/00 are two.
      uint32_t next = next_with_prefix(symbols, at, symbols[at].find('/') + 1);
      tree_groups_.push_back({at, next});
      at = next;
    }
    branch.group_count = static_cast<uint32_t>(tree_groups_.size()) - branch.groups_begin;
    order_groups(branch);
    branches_.push_back(branch);
  }
}

/// Those that IPC has, too, first; within both by hash.
void Classes::order_groups(Branch& branch) {
  auto begin = tree_groups_.begin() + branch.groups_begin, end = tree_groups_.end();
  auto symbol = [&](const Group& group) { return std::string_view(scheme_.symbols[group.begin]); };
  std::sort(begin, end, [&](const Group& a, const Group& b) {
    bool left = is_cpc_only(symbol(a)), right = is_cpc_only(symbol(b));
    return left != right ? right : hash_of(symbol(a)) < hash_of(symbol(b));
  });
  branch.ipc_group_count = static_cast<uint32_t>(
      std::count_if(begin, end, [&](const Group& group) { return !is_cpc_only(symbol(group)); }));
}

/// The made tree's order first, then by how many symbols they have.
void Classes::order_branches() {
  auto rank = [](std::string_view subclass) {
    return std::find(std::begin(kSubclasses), std::end(kSubclasses), subclass);
  };
  std::stable_sort(branches_.begin(), branches_.end(), [&](const Branch& a, const Branch& b) {
    auto left = rank(a.subclass), right = rank(b.subclass);
    return left != right ? left < right : a.symbol_count > b.symbol_count;
  });
  auto common = std::find_if(branches_.begin(), branches_.end(),
                             [](const Branch& branch) { return branch.ipc_group_count != 0; });
  if (common != branches_.end()) common_branch_ = static_cast<size_t>(common - branches_.begin());
}

std::string_view Classes::subclass(uint32_t index) const {
  if (!branches_.empty()) return branches_[index % branches_.size()].subclass;
  return kSubclasses[index % std::size(kSubclasses)];
}

void Classes::draw_symbol(uint32_t subclass_index, Catalogue catalogue, Random& random,
                          ClassSymbol& out) const {
  if (branches_.empty()) return draw_made(subclass_index, random, out);
  const Branch* branch = &branches_[subclass_index % branches_.size()];
  uint32_t count = branch->group_count;
  if (catalogue == Catalogue::kIpc) {
    if (branch->ipc_group_count == 0) branch = &branches_[common_branch_];
    count = branch->ipc_group_count == 0 ? branch->group_count : branch->ipc_group_count;
  }
  const Group& group = tree_groups_[branch->groups_begin + draw_skewed(count, random)];
  out.assign(scheme_.symbols[group.begin + draw_skewed(group.end - group.begin, random)]);
}

void Classes::draw_made(uint32_t subclass_index, Random& random, ClassSymbol& out) const {
  uint32_t group = groups_.draw(random), subgroup = subgroups_.draw(random);
  uint64_t shape = mix(mix(subclass_index, group), subgroup);
  out.assign(kSubclasses[subclass_index % std::size(kSubclasses)]);
  // Group numbers are mostly odd, as schemes leave room: 1, 3, 5, then gaps.
  out.append_number(1 + 2 * group + (mix(subclass_index, group) % 5 == 0 ? 1 : 0));
  out.append('/');
  if (subgroup == 0) return out.append("00");
  if (subgroup < 5) out.append('0');
  out.append_number(subgroup < 50 ? subgroup * 2 : subgroup * 4 + static_cast<uint32_t>(shape % 4));
  // Later insertions are written behind the digits of the group they refine: 21/76 to 21/7684.
  bool refined = subgroup < 50 && shape % 6 == 0;
  if (refined && random.chance(60)) out.append_number(random.between(1, 4));
}

}  // namespace patlas::generator
