// Any bytes as a query's text.
#include <string>

#include "ingest/patent_schema.h"
#include "query/parser.h"
#include "query/tree.h"
#include "tests/fuzz/checks.h"
#include "tests/query/tree_shape.h"

namespace patlas::fuzz {
namespace {

std::string check_refusal(const Error& error, std::string_view text) {
  const Place& place = error.place;
  if (place.file != "query" || place.offset > text.size() ||
      place.length > text.size() - place.offset) {
    return "a mistake has its place in the query: " + error.to_string();
  }
  if (error.message.empty() || error.message.size() > 4000) {
    return "a mistake is a sentence: " + error.to_string().substr(0, 2000);
  }
  const bool ours = error.code == Code::kParse || error.code == Code::kInvalidArgument ||
                    error.code == Code::kLimit;
  return ours ? std::string() : "a mistake is the user's: " + error.to_string();
}

/// The tree printed and parsed again is the tree.
std::string check_print(const Tree& tree, const std::string& what) {
  const std::string printed = print_query(tree, patent_schema());
  const Result<Tree> back = parse_query(printed, patent_schema());
  if (!back) {
    // A tree within the limits may print beyond them.
    if (back.error().code == Code::kLimit) return {};
    return what + " can be parsed: " + printed + " gives " + back.error().to_string();
  }
  if (!same_tree(*back, tree)) return what + " is the tree: " + printed;
  return {};
}

}  // namespace

std::string check_query(std::string_view text) {
  Parser parser(text, patent_schema());
  const Result<Tree> tree = parser.run();
  // 11 are the most that any of the parser's own tests takes; see EachByteIsReadABoundedNumberOfTimes.
  if (parser.TEST_bytes_read() > 16 * text.size() + 64) {
    return "each byte is read a bounded number of times: " +
           std::to_string(parser.TEST_bytes_read()) + " of " + std::to_string(text.size());
  }
  if (!tree) return check_refusal(tree.error(), text);
  if (!is_well_formed(*tree)) return "a tree is well formed";
  std::string wrong = check_print(*tree, "what a query prints as");
  if (!wrong.empty()) return wrong;
  const Tree simple = simplify(*tree);
  if (!is_well_formed(simple)) return "a simplified tree is well formed";
  if (!same_tree(simplify(simple), simple)) return "a simple tree has nothing to simplify";
  if (simple.root().type == NodeType::kNone) return {};
  return check_print(simple, "what a simplified query prints as");
}

}  // namespace patlas::fuzz
