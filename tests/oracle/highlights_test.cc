// Highlights of generated queries in generated records, against those that SYNTAX.md, "Highlights",
// defines, worked out place by place; and that snippets show them. PATLAS_BUDGET multiplies the number.
#include "query/highlights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "ingest/patent_schema.h"
#include "query/snippets.h"
#include "tests/oracle/proximity_run.h"
#include "tests/oracle/units.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kQueries = 400;
constexpr uint64_t kQueriesPerCorpus = 100;
constexpr size_t kDocumentsPerQuery = 6;

uint64_t budgeted_queries() {
  const char* factor = std::getenv("PATLAS_BUDGET");
  return static_cast<uint64_t>(static_cast<double>(kQueries) *
                               (factor == nullptr ? 1.0 : std::max(0.1, std::atof(factor))));
}

std::u32string units_of(std::string_view text) {
  std::u32string found;
  for (const Unit& unit : read_units(text)) {
    if (unit.type == Unit::Type::kFree) continue;
    found += unit.text;
    found += U' ';
  }
  return found;
}

/// A character that stands for several, as a company's in one: what is marked of it is all of it, and
/// is read again as all of them.
bool has_joined_characters(const Document& document) {
  static std::map<char32_t, bool> known;
  for (const TextValue& value : document.texts) {
    for (const char32_t c : to_utf32(value.text)) {
      if (c < 0x80) continue;
      const auto [found, is_new] = known.try_emplace(c);
      if (is_new) found->second = read_units(to_utf8(std::u32string(1, c))).size() > 2;
      if (found->second) return true;
    }
  }
  return false;
}

struct Shown {
  uint16_t field = 0;
  size_t value = 0;
  std::string units;
  bool operator==(const Shown&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Shown& shown) {
  return out << patent_schema().fields[shown.field].code << shown.value << " '" << shown.units
             << "'";
}

class HighlightsRun {
 public:
  uint64_t asked = 0, marked = 0, joined = 0;

  void ask_corpus(uint64_t seed, uint64_t queries) {
    const History history = proximity_history(seed);
    LiveRecords live;
    for (const Record& record : history.records) live.load(record);
    const Oracle oracle(patent_schema(), live.in_key_order());
    QueryGenerator generator(oracle, seed);
    for (uint64_t i = 0; i < queries && !testing::Test::HasFailure(); ++i) {
      const std::string query = i % 2 == 0 ? generator.proximity_query() : generator.query();
      const Result<Tree> tree = parse_query(query, patent_schema());
      if (!tree) continue;
      ++asked;
      SCOPED_TRACE(query);
      ask(oracle, *tree);
    }
  }

 private:
  void ask(const Oracle& oracle, const Tree& tree) {
    Budget budget(0, 0, nullptr, posix_env().clock);
    auto highlighter = Highlighter::make(tree, budget);
    ASSERT_TRUE(highlighter) << highlighter.error().to_string();
    std::vector<std::vector<bool>> holds(oracle.size(), std::vector<bool>(tree.nodes.size()));
    for (const uint32_t leaf : (*highlighter)->asked()) {
      Tree alone;
      alone.nodes.push_back(tree.nodes[leaf]);
      for (const uint32_t doc : oracle.matches(alone)) holds[doc][leaf] = true;
    }
    const std::vector<std::set<Oracle::Marked>> wanted = oracle.highlights(tree);
    const Oracle::Docs matches = oracle.matches(tree);
    for (size_t m = 0; m < std::min(matches.size(), kDocumentsPerQuery); ++m) {
      const uint32_t doc =
          matches[m * matches.size() / std::min(matches.size(), kDocumentsPerQuery)];
      const auto document = make_document(oracle.record(doc));
      ASSERT_TRUE(document);
      const auto marks = (*highlighter)->find(*document, holds[doc]);
      ASSERT_TRUE(marks);
      ASSERT_FALSE(budget.stopped());
      if (has_joined_characters(*document)) {
        ++joined;
      } else {
        compare(*document, *marks, wanted[doc]);
      }
      if (testing::Test::HasFailure()) return;
      expect_snippets(*document, *marks, budget);
    }
  }

  void compare(const Document& document, const std::vector<Mark>& marks,
               const std::set<Oracle::Marked>& wanted) {
    std::vector<Shown> found, right;
    for (const Mark& mark : marks) {
      const std::string_view text = text_of(document, mark.field, mark.value);
      ASSERT_LT(mark.begin, mark.end);
      ASSERT_LE(mark.end, text.size());
      found.push_back({mark.field, mark.value,
                       to_utf8(units_of(text.substr(mark.begin, mark.end - mark.begin)))});
    }
    for (const Oracle::Marked& mark : wanted) {
      right.push_back({mark.field, mark.value, to_utf8(mark.units)});
    }
    ASSERT_EQ(found, right) << document.key;
    marked += marks.size();
  }

  static void expect_snippets(const Document& document, const std::vector<Mark>& marks,
                              Budget& budget) {
    const auto snippets = find_snippets(document, marks, 60, 3, budget);
    ASSERT_EQ(snippets.empty(), marks.empty());
    ASSERT_LE(snippets.size(), 3u);
    for (const SnippetPlace& snippet : snippets) {
      const std::string_view text = text_of(document, snippet.field, snippet.value);
      ASSERT_LT(snippet.begin, snippet.end);
      ASSERT_LE(snippet.end, text.size());
      ASSERT_FALSE(snippet.marks.empty());
      uint32_t at = snippet.begin;
      for (const auto& [begin, end] : snippet.marks) {
        ASSERT_LE(at, begin);
        ASSERT_LT(begin, end);
        ASSERT_LE(end, snippet.end);
        at = end;
      }
    }
  }
};

TEST(HighlightsOracle, MarksAreTheOracles) {
  HighlightsRun run;
  const uint64_t queries = budgeted_queries();
  for (uint64_t seed = 20261122; run.asked < queries && !HasFailure(); ++seed) {
    run.ask_corpus(seed, std::min(kQueriesPerCorpus, queries - run.asked + 10));
  }
  std::printf("%llu queries, %llu marks\n", static_cast<unsigned long long>(run.asked),
              static_cast<unsigned long long>(run.marked));
  EXPECT_GT(run.marked, run.asked);
  EXPECT_LT(run.joined, run.asked);
}

}  // namespace
}  // namespace patlas::oracle
