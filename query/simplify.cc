// query/simplify.cc
//
// A tree to the equivalent that is cheapest to run, in one fixed order, so that queries that say
// the same in other words run the same plan.
//
//   1. constants   `*:*` and what follows from it leave the tree first
//   2. negation    moved down to the leaves (De Morgan), so that every `and` in an `and` is seen
//   3. rebuilding  from the leaves, so that a complement is never a clause of an `or`:
//                    a and not b and not c  ->  a and not (b or c)
//                    a or not b             ->  not (b and not a)
//                  What is left of `not` stands at the root, or once in an `and` beside other
//                  clauses, where it only takes away. Equal clauses are one; x and not x is
//                  nothing.
//                An `xor` is of positive clauses, two of a kind gone, and its complement taken when
//                that leaves a `not` over:
//                  not a xor b xor b  ->  not a
//                A list keeps clauses that it has twice: they count twice. What is sure to hold or
//                to fail is counted off, and so may leave an `and`, an `or` or an `xor`.
//   4. order       leaves before groups, each by what it says
//
// Every leaf of the input is used at most once. All loops, no recursion: the input may be nested as
// deep as it has nodes.

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "query/budget.h"
#include "query/parser.h"
#include "query/tree.h"

namespace patlas {
namespace {

using Id = uint32_t;

/// A node of the input, or its complement.
struct View {
  uint32_t node = 0;
  bool negated = false;
};

NodeType dual(NodeType type) { return type == NodeType::kAnd ? NodeType::kOr : NodeType::kAnd; }

bool is_and_or(NodeType type) { return type == NodeType::kAnd || type == NodeType::kOr; }

/// What distinguishes leaves in meaning; spans and quotes do not.
auto leaf_key(const Node& n) {
  return std::tie(n.type, n.fields, n.text, n.truncated, n.exact, n.signs, n.edits, n.regex,
                  n.alternatives, n.column, n.low, n.high, n.reach, n.last, n.qualifiers);
}

void append_number(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

void append_text(std::string& out, const std::string& text) {
  append_number(out, static_cast<uint32_t>(text.size()));
  out += text;
}

/// The form in which leaves of one meaning are equal.
Node canonical_leaf(Node leaf) {
  const bool has_text =
      leaf.type == NodeType::kText || leaf.type == NodeType::kWord || leaf.type == NodeType::kStem;
  leaf.quoted = has_text && !is_plain_text(leaf);
  std::sort(leaf.fields.begin(), leaf.fields.end());
  leaf.fields.erase(std::unique(leaf.fields.begin(), leaf.fields.end()), leaf.fields.end());
  auto& keys = leaf.alternatives;
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return leaf;
}

/// Nodes without duplicates: equal meaning (of leaves) or equal sets of children have one id.
class Interned {
 public:
  Interned() {
    all_ = add("A", Node{});
    Node none;
    none.type = NodeType::kNone;
    none_ = add("N", std::move(none));
  }

  Id all() const { return all_; }
  Id none() const { return none_; }
  /// What an `and` (`or`) without clauses is.
  Id identity(NodeType type) const { return type == NodeType::kAnd ? all_ : none_; }
  Id absorber(NodeType type) const { return type == NodeType::kAnd ? none_ : all_; }

  const Node& operator[](Id id) const { return nodes_[id]; }
  size_t size() const { return nodes_.size(); }

  static std::string leaf_text(const Node& node) {
    std::string key = "L";
    key.push_back(static_cast<char>(node.type));
    key.push_back(
        static_cast<char>(node.truncated | node.exact << 1 | node.regex << 2 | node.edits << 3));
    append_number(key, static_cast<uint32_t>(node.signs.size()));
    for (const OpenSign& sign : node.signs) {
      append_number(key, sign.at);
      append_number(key, sign.least);
      append_number(key, sign.most);
    }
    append_number(key, node.column);
    append_number(key, node.low);
    append_number(key, node.high);
    append_number(key, static_cast<uint32_t>(node.fields.size()));
    for (const uint16_t field : node.fields) append_number(key, field);
    // A number is its keys, however it was spelled.
    if (node.alternatives.empty()) append_text(key, node.text);
    for (const std::string& alternative : node.alternatives) append_text(key, alternative);
    if (node.type == NodeType::kSymbol) {
      key.push_back(static_cast<char>(node.reach));
      append_text(key, node.last);
      append_text(key, node.qualifiers);
    }
    return key;
  }

  Id leaf(Node node) {
    std::string key = leaf_text(node);
    return add(std::move(key), std::move(node));
  }

  /// A proximity, which is one thing to what stands around it: `text` says all of it, and `root` is
  /// its node in the input.
  Id proximity(std::string text, uint32_t root) {
    Node node;
    node.type = NodeType::kProximity;
    node.text = text;
    node.low = root;
    return add("P" + std::move(text), std::move(node));
  }

  Id complement(Id of) {
    Node node;
    node.type = NodeType::kNot;
    node.children = {of};
    std::string key = "-";
    append_number(key, of);
    return add(std::move(key), std::move(node));
  }

  /// One child is the child itself, but of a list. Children are kept sorted by id.
  Id joined(NodeType type, std::vector<Id> children, uint32_t low = 0, uint32_t high = 0) {
    if (children.size() == 1 && type != NodeType::kOf) return children.front();
    std::sort(children.begin(), children.end());
    std::string key = "J";
    key.push_back(static_cast<char>(type));
    append_number(key, low);
    append_number(key, high);
    for (const Id child : children) append_number(key, child);
    Node node;
    node.type = type;
    node.low = low;
    node.high = high;
    node.children = std::move(children);
    return add(std::move(key), std::move(node));
  }

 private:
  Id add(std::string key, Node node) {
    const auto [found, is_new] = ids_.try_emplace(std::move(key), static_cast<Id>(nodes_.size()));
    if (is_new) nodes_.push_back(std::move(node));
    return found->second;
  }

  std::unordered_map<std::string, Id> ids_;
  std::vector<Node> nodes_;
  Id all_ = 0, none_ = 0;
};

class Simplifier {
 public:
  Simplifier(const Tree& tree, Budget* budget) : tree_(tree), budget_(budget) {}

  Tree run() {
    fold_constants();
    const Id root = build();
    if (goes_on(kNodeUnits)) rank(root);
    if (goes_on(kNodeUnits)) return write(root);
    Tree none;
    none.nodes.emplace_back().type = NodeType::kNone;
    return none;
  }

 private:
  static constexpr uint64_t kNodeUnits = 1024;

  /// False once the budget has ended: what is being made is then worthless.
  bool goes_on(uint64_t units) {
    if (budget_ == nullptr) return true;
    units_ += units;
    if (units_ >= kWorkUnits) {
      units_ = 0;
      budget_->keep_going();
    }
    return !budget_->stopped();
  }

  // 1. Constants ---------------------------------------------------------------------------------

  /// Which nodes are constant, children first as they stand in the tree.
  void fold_constants() {
    constant_.resize(tree_.nodes.size());
    for (size_t i = 0; i < tree_.nodes.size(); ++i) constant_[i] = constant_of(tree_.nodes[i]);
  }

  /// true: every document; false: none; nothing: it depends.
  std::optional<bool> constant_of(const Node& node) const {
    switch (node.type) {
      case NodeType::kAll:
        return true;
      case NodeType::kNone:
        return false;
      case NodeType::kDates:
        return node.low > node.high ? std::optional(false) : std::nullopt;
      case NodeType::kNot: {
        const auto child = constant_[node.children.front()];
        return child ? std::optional(!*child) : std::nullopt;
      }
      case NodeType::kAnd:
      case NodeType::kOr: {
        const bool identity = node.type == NodeType::kAnd;
        bool all_identity = true;
        for (const uint32_t child : node.children) {
          if (constant_[child] == !identity) return !identity;
          all_identity = all_identity && constant_[child] == identity;
        }
        return all_identity ? std::optional(identity) : std::nullopt;
      }
      case NodeType::kXor: {
        const Split split = split_of(node);
        return split.open == 0 ? std::optional(split.hold % 2 == 1) : std::nullopt;
      }
      case NodeType::kOf: {
        const Split split = split_of(node);
        if (split.hold > node.high || split.hold + split.open < node.low) return false;
        const bool always = split.hold >= node.low && split.hold + split.open <= node.high;
        return always ? std::optional(true) : std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }

  /// Children that hold for every document, and those of which it depends.
  struct Split {
    uint32_t hold = 0, open = 0;
  };
  Split split_of(const Node& node) const {
    Split split;
    for (const uint32_t child : node.children) {
      split.open += !constant_[child];
      split.hold += constant_[child] == true;
    }
    return split;
  }

  // 2. Negation down -----------------------------------------------------------------------------

  /// Past `not`s, and past groups of which constants leave one clause.
  View resolve(View view) const {
    for (;;) {
      const Node& node = tree_.nodes[view.node];
      if (node.type == NodeType::kNot) {
        view = {node.children.front(), !view.negated};
      } else if (const auto only = only_child(node)) {
        view.node = *only;
      } else {
        return view;
      }
    }
  }

  std::optional<uint32_t> only_child(const Node& node) const {
    if (!is_and_or(node.type)) return std::nullopt;
    std::optional<uint32_t> only;
    for (const uint32_t child : node.children) {
      if (constant_[child]) continue;
      if (only) return std::nullopt;
      only = child;
    }
    return only;
  }

  /// `and` or `or`, as which the group counts when its complement is pushed into it.
  NodeType type_of(View view) const {
    const NodeType type = tree_.nodes[view.node].type;
    return view.negated && is_and_or(type) ? dual(type) : type;
  }

  /// A group whose clauses are being built.
  struct Group {
    NodeType type = NodeType::kAnd;
    View of;
    std::vector<View> pending;  ///< clauses not yet built
    std::vector<Id> clauses;    ///< built
  };

  void push_clauses(Group& group, View of) const {
    const auto& children = tree_.nodes[of.node].children;
    // The complement of an `xor` or a list is taken once it is built.
    const bool negated = of.negated && is_and_or(group.type);
    for (size_t i = children.size(); i-- > 0;) {
      if (!constant_[children[i]]) group.pending.push_back({children[i], negated});
    }
  }

  Id build() {
    const uint32_t root = tree_.root_index();
    if (constant_[root]) return *constant_[root] ? ids_.all() : ids_.none();
    const View start = resolve({root, false});
    if (!is_joined(tree_.nodes[start.node].type)) return build_leaf(start);
    std::vector<Group> groups;
    open(groups, start);
    for (;;) {
      if (!goes_on(kNodeUnits)) return ids_.none();
      Group& group = groups.back();
      if (group.pending.empty()) {
        const Id built = finish(group);
        groups.pop_back();
        if (groups.empty()) return built;
        groups.back().clauses.push_back(built);
        continue;
      }
      const View view = resolve(group.pending.back());
      group.pending.pop_back();
      if (!is_joined(tree_.nodes[view.node].type)) {
        group.clauses.push_back(build_leaf(view));
      } else if (is_and_or(group.type) && type_of(view) == group.type) {
        push_clauses(group, view);
      } else {
        open(groups, view);
      }
    }
  }

  void open(std::vector<Group>& groups, View view) const {
    Group group;
    group.type = type_of(view);
    group.of = view;
    push_clauses(group, view);
    groups.push_back(std::move(group));
  }

  Id finish(Group& group) {
    if (is_and_or(group.type)) return join(group.type, std::move(group.clauses));
    const Node& node = tree_.nodes[group.of.node];
    const uint32_t hold = split_of(node).hold;
    Id built = 0;
    if (group.type == NodeType::kXor) {
      built = join_xor(std::move(group.clauses), hold % 2 == 1);
    } else {
      built = join_list(node.low - std::min(node.low, hold), node.high - hold,
                        std::move(group.clauses));
    }
    return group.of.negated ? negate(built) : built;
  }

  Id build_leaf(View view) {
    const Id leaf = tree_.nodes[view.node].type == NodeType::kProximity
                        ? ids_.proximity(text_of_proximity(view.node), view.node)
                        : ids_.leaf(canonical_leaf(tree_.nodes[view.node]));
    return view.negated ? ids_.complement(leaf) : leaf;
  }

  /// Nodes below `root` and itself, increasing: each after its children.
  std::vector<uint32_t> nodes_below(uint32_t root) const {
    std::vector<uint32_t> below = {root};
    for (size_t i = 0; i < below.size(); ++i) {
      const auto& children = tree_.nodes[below[i]].children;
      below.insert(below.end(), children.begin(), children.end());
    }
    std::sort(below.begin(), below.end());
    return below;
  }

  static uint32_t place_of(const std::vector<uint32_t>& below, uint32_t node) {
    return static_cast<uint32_t>(std::lower_bound(below.begin(), below.end(), node) -
                                 below.begin());
  }

  /// Equal for proximities of the same clauses in the same order. The laws of documents are not
  /// those of places (`a or a` has a's places, but `a and a` is a condition), so none is used here.
  std::string text_of_proximity(uint32_t root) const {
    std::string text;
    const std::vector<uint32_t> below = nodes_below(root);
    for (const uint32_t index : below) {
      const Node& node = tree_.nodes[index];
      if (node.children.empty()) {
        append_text(text, Interned::leaf_text(canonical_leaf(node)));
        continue;
      }
      text.push_back(static_cast<char>(node.type));
      append_number(text, static_cast<uint32_t>(node.children.size()));
      for (const uint32_t child : node.children) append_number(text, place_of(below, child));
      if (node.type != NodeType::kProximity) continue;
      const Proximity& of = node.proximity;
      text.push_back(static_cast<char>(of.relation));
      text.push_back(static_cast<char>(of.unit));
      append_number(text, static_cast<uint32_t>(of.low));
      append_number(text, static_cast<uint32_t>(of.high));
    }
    return text;
  }

  // 3. Rebuilding --------------------------------------------------------------------------------
  //
  // A settled id is a constant, a bounded set, or the complement of a bounded set. Bounded are a
  // leaf, an `or` of bounded sets, and an `and` of bounded sets and at most one complement.

  using Ids = std::vector<Id>;

  /// REQUIRES: clauses are settled.
  Id join(NodeType type, Ids clauses) {
    Ids bounded, complemented;
    for (const Id clause : clauses) {
      if (clause == ids_.absorber(type)) return clause;
      if (clause == ids_.identity(type)) continue;
      const Node& node = ids_[clause];
      const bool is_complement = node.type == NodeType::kNot;
      (is_complement ? complemented : bounded)
          .push_back(is_complement ? node.children.front() : clause);
    }
    if (type == NodeType::kAnd) return all_but(std::move(bounded), std::move(complemented));
    if (complemented.empty()) return any_of(std::move(bounded));
    return negate(all_but(std::move(complemented), std::move(bounded)));
  }

  /// An odd number of the clauses (`inverted`: an even number). REQUIRES: clauses are settled.
  Id join_xor(Ids clauses, bool inverted) {
    Ids odd;
    for (Id clause : clauses) {
      if (ids_[clause].type == NodeType::kNot) {
        inverted = !inverted;
        clause = ids_[clause].children.front();
      }
      if (clause == ids_.none()) continue;
      if (clause == ids_.all()) {
        inverted = !inverted;
      } else if (ids_[clause].type == NodeType::kXor) {
        const Ids& more = ids_[clause].children;
        odd.insert(odd.end(), more.begin(), more.end());
      } else {
        odd.push_back(clause);
      }
    }
    std::sort(odd.begin(), odd.end());
    Ids left;
    for (const Id id : odd) {
      if (!left.empty() && left.back() == id) {
        left.pop_back();
      } else {
        left.push_back(id);
      }
    }
    const Id built = left.empty() ? ids_.none() : ids_.joined(NodeType::kXor, std::move(left));
    return inverted ? negate(built) : built;
  }

  /// low..high of the clauses. REQUIRES: clauses are settled.
  Id join_list(uint32_t low, uint32_t high, Ids clauses) {
    Ids counted;
    uint32_t hold = 0;
    for (const Id clause : clauses) {
      hold += clause == ids_.all();
      if (clause != ids_.all() && clause != ids_.none()) counted.push_back(clause);
    }
    if (hold > high) return ids_.none();
    const auto size = static_cast<uint32_t>(counted.size());
    low -= std::min(low, hold);
    high = std::min(high - hold, size);
    if (low > high) return ids_.none();
    if (low == 0 && high == size) return ids_.all();
    if (low == 0) return negate(join_list(high + 1, size, std::move(counted)));
    if (low == size) return join(NodeType::kAnd, std::move(counted));
    if (low == 1 && high == size) return join(NodeType::kOr, std::move(counted));
    if (size == 2) return join_xor(std::move(counted), false);
    return ids_.joined(NodeType::kOf, std::move(counted), low, high);
  }

  /// REQUIRES: id is settled.
  Id negate(Id id) {
    if (id == ids_.all()) return ids_.none();
    if (id == ids_.none()) return ids_.all();
    return ids_[id].type == NodeType::kNot ? ids_[id].children.front() : ids_.complement(id);
  }

  static void sort_unique(Ids& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }

  /// Documents in any of the sets, which are bounded.
  Id any_of(Ids sets) {
    Ids flat;
    for (const Id id : sets) {
      const Node& node = ids_[id];
      if (node.type == NodeType::kOr) {
        flat.insert(flat.end(), node.children.begin(), node.children.end());
      } else {
        flat.push_back(id);
      }
    }
    sort_unique(flat);
    return flat.empty() ? ids_.none() : ids_.joined(NodeType::kOr, std::move(flat));
  }

  /// Documents in all of `required` and none of `excluded`, which are bounded.
  Id all_but(Ids required, Ids excluded) {
    Ids kept;
    while (!required.empty()) {
      const Id id = required.back();
      required.pop_back();
      const Node& node = ids_[id];
      if (node.type == NodeType::kAnd) {
        required.insert(required.end(), node.children.begin(), node.children.end());
      } else if (node.type == NodeType::kNot) {
        excluded.push_back(node.children.front());
      } else {
        kept.push_back(id);
      }
    }
    sort_unique(kept);
    if (excluded.empty()) {
      return kept.empty() ? ids_.all() : ids_.joined(NodeType::kAnd, std::move(kept));
    }
    const Id removed = any_of(std::move(excluded));
    if (kept.empty()) return negate(removed);
    if (contradicts(kept, removed)) return ids_.none();
    kept.push_back(ids_.complement(removed));
    return ids_.joined(NodeType::kAnd, std::move(kept));
  }

  static bool contains_all(const Ids& sorted, const Ids& wanted) {
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](Id id) { return std::binary_search(sorted.begin(), sorted.end(), id); });
  }

  /// A required set, or what all of them have in common, is wholly removed.
  bool contradicts(const Ids& kept, Id removed) const {
    const Node& group = ids_[removed];
    const Ids parts = group.type == NodeType::kOr ? group.children : Ids{removed};
    const bool required_is_removed = std::any_of(kept.begin(), kept.end(), [&](Id id) {
      const Node& node = ids_[id];
      return std::binary_search(parts.begin(), parts.end(), id) ||
             (node.type == NodeType::kOr && contains_all(parts, node.children));
    });
    return required_is_removed || std::any_of(parts.begin(), parts.end(), [&](Id id) {
             const Node& node = ids_[id];
             return node.type == NodeType::kAnd && contains_all(kept, node.children);
           });
  }

  // 4. Order -------------------------------------------------------------------------------------

  /// Ids reachable from root, each after its children.
  std::vector<Id> in_order(Id root) const {
    std::vector<Id> order;
    std::vector<std::pair<Id, size_t>> path = {{root, 0}};
    while (!path.empty()) {
      const Node& node = ids_[path.back().first];
      if (path.back().second < node.children.size()) {
        const Id child = node.children[path.back().second++];
        path.emplace_back(child, 0);
        continue;
      }
      order.push_back(path.back().first);
      path.pop_back();
    }
    return order;
  }

  /// Gives every node its place: by height, then by what it says. Children are compared by their
  /// places, which are known when their parent's height is reached.
  void rank(Id root) {
    std::vector<Id> order = in_order(root);
    std::vector<uint32_t> height(ids_.size(), 0);
    for (const Id id : order) {
      for (const Id child : ids_[id].children) height[id] = std::max(height[id], height[child] + 1);
    }
    std::sort(order.begin(), order.end());
    order.erase(std::unique(order.begin(), order.end()), order.end());
    std::stable_sort(order.begin(), order.end(), [&](Id a, Id b) { return height[a] < height[b]; });
    rank_.assign(ids_.size(), 0);
    ordered_.resize(ids_.size());
    uint32_t next = 0;
    for (size_t begin = 0; begin < order.size();) {
      size_t end = begin;
      while (end < order.size() && height[order[end]] == height[order[begin]]) ++end;
      for (size_t i = begin; i < end; ++i) {
        if (!goes_on(kNodeUnits)) return;
        order_children(order[i]);
      }
      std::sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                order.begin() + static_cast<std::ptrdiff_t>(end),
                [&](Id a, Id b) { return is_before(a, b); });
      for (size_t i = begin; i < end; ++i) rank_[order[i]] = next++;
      begin = end;
    }
  }

  void order_children(Id id) {
    ordered_[id] = ids_[id].children;
    std::sort(ordered_[id].begin(), ordered_[id].end(),
              [&](Id a, Id b) { return rank_[a] < rank_[b]; });
  }

  bool is_before(Id a, Id b) const {
    const Node& left = ids_[a];
    const Node& right = ids_[b];
    if (left.children.empty()) return leaf_key(left) < leaf_key(right);
    if (left.type != right.type) return left.type < right.type;
    const auto range = [](const Node& node) { return std::pair(node.low, node.high); };
    if (range(left) != range(right)) return range(left) < range(right);
    return std::lexicographical_compare(ordered_[a].begin(), ordered_[a].end(), ordered_[b].begin(),
                                        ordered_[b].end(),
                                        [&](Id x, Id y) { return rank_[x] < rank_[y]; });
  }

  static Span span_over(const Tree& tree, const std::vector<uint32_t>& children) {
    Span span = tree.nodes[children.front()].span;
    for (const uint32_t child : children) {
      span.begin = std::min(span.begin, tree.nodes[child].span.begin);
      span.end = std::max(span.end, tree.nodes[child].span.end);
    }
    return span;
  }

  void write_proximity(uint32_t root, Tree& out) const {
    const std::vector<uint32_t> below = nodes_below(root);
    const auto first = static_cast<uint32_t>(out.nodes.size());
    for (const uint32_t index : below) {
      Node node = tree_.nodes[index];
      if (node.children.empty()) node = canonical_leaf(std::move(node));
      for (uint32_t& child : node.children) child = first + place_of(below, child);
      out.nodes.push_back(std::move(node));
    }
  }

  Tree write(Id root) {
    Tree out;
    struct Open {
      Id id = 0;
      size_t next = 0;
      std::vector<uint32_t> children;
    };
    std::vector<Open> open(1);
    open.back().id = root;
    for (;;) {
      if (!goes_on(kNodeUnits)) return out;
      Open& top = open.back();
      const auto& children = ordered_[top.id];
      if (top.next < children.size()) {
        Open child;
        child.id = children[top.next++];
        open.push_back(std::move(child));
        continue;
      }
      if (ids_[top.id].type == NodeType::kProximity) {
        write_proximity(ids_[top.id].low, out);
        open.pop_back();
        if (open.empty()) return out;
        open.back().children.push_back(out.root_index());
        continue;
      }
      Node node = ids_[top.id];
      node.children = std::move(top.children);
      if (!node.children.empty()) node.span = span_over(out, node.children);
      out.nodes.push_back(std::move(node));
      open.pop_back();
      if (open.empty()) return out;
      open.back().children.push_back(out.root_index());
    }
  }

  const Tree& tree_;
  Budget* budget_;
  uint64_t units_ = 0;
  std::vector<std::optional<bool>> constant_;
  Interned ids_;
  std::vector<uint32_t> rank_;
  std::vector<std::vector<Id>> ordered_;
};

}  // namespace

Tree simplify(const Tree& tree, Budget* budget) { return Simplifier(tree, budget).run(); }

}  // namespace patlas
