// Queries made to hurt: long, deep, dense, broken. Each is refused at a place inside its text, or
// answered within its memory: exactly, or saying that it is not complete and never with more than
// the truth. Small ones are the oracle's too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "ingest/patent_schema.h"
#include "tests/oracle/corpus.h"
#include "tests/oracle/world.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 20261124;
constexpr uint64_t kRecords = 300;
constexpr size_t kSizes[] = {3, 300, 20'000};

using Make = std::function<std::string(size_t)>;

Make repeated(const std::string& text) {
  return [text](size_t n) {
    std::string out;
    out.reserve(n * text.size());
    for (size_t i = 0; i < n; ++i) out += text;
    return out;
  };
}

/// before, then `item(i)` n times, parted by `separator`, then after.
Make list(const std::string& before, const std::function<std::string(size_t)>& item,
          const std::string& separator, const std::string& after) {
  return [=](size_t n) {
    std::string out = before;
    for (size_t i = 0; i < n; ++i) out += (i == 0 ? "" : separator) + item(i);
    return out + after;
  };
}

Make nested(const std::string& before, const std::string& core, const std::string& after) {
  return [=](size_t n) { return repeated(before)(n) + core + repeated(after)(n); };
}

std::function<std::string(size_t)> numbered(const std::string& before, const std::string& after) {
  return [=](size_t i) { return before + std::to_string(i) + after; };
}

std::string two_letters(size_t i) {
  return {static_cast<char>('a' + i % 26), static_cast<char>('a' + i / 26 % 26)};
}

std::vector<Make> runs() {
  std::vector<Make> all;
  for (const char* text :
       {"(",        ")",      "()",     "not ",       "~",      "ti:",     "word:",     "\"",
        "\" ",      "*",      "?",      "and ",       "or ",    "near ",   "..",        ">",
        "=",        ":",      ",",      "ti,",        "[1,7] ", "-",       "!",         "& ",
        "| ",       "@",      "a:",     "coat ",      "coat",   "a-",      "7/11/",     "10^-3 ",
        "電",       "電池",   "デ",     "リ",         "리튬",   "電 ",     "（",        "：",
        "“",        "\u0301", "\u200b", "\u202e",     "😀",      "\xff",    "\xe9",      "1",
        "1 ",       "IL-6-",  "5G通信", "。",         "ภาษา",   "A1",      "ti:coat* ", "pn:1 ",
        "pd:2015 ", "cc:US ", "~電池 ", "word:京都 ", "*:* ",   "not *:* "}) {
    all.push_back(repeated(text));
  }
  all.push_back([](size_t n) { return std::string(n, '\0'); });
  return all;
}

std::vector<Make> lists() {
  std::vector<Make> all;
  for (const char* separator : {" or ", " and ", " ", " and not ", " or not "}) {
    all.push_back(list("", numbered("w", ""), separator, ""));
    all.push_back(list("", two_letters, separator, ""));
    all.push_back(list(
        "", [](size_t i) { return two_letters(i) + "*"; }, separator, ""));
    all.push_back(list(
        "", [](size_t i) { return "\"coat " + two_letters(i) + "*\""; }, separator, ""));
    all.push_back(list("", numbered("~coating", ""), separator, ""));
    all.push_back(list(
        "", [](size_t) { return std::string("電*"); }, separator, ""));
    all.push_back(list("", numbered("(coat or not w", ")"), separator, ""));
    all.push_back(list("", numbered("pd>=", ""), separator, ""));
    all.push_back(list(
        "", [](size_t i) { return "pd:" + std::to_string(1900 + i % 200); }, separator, ""));
    all.push_back(list("pn:(", numbered("US", ""), separator, ")"));
    all.push_back(list("an:(", numbered("EP9920", ""), separator, ")"));
    all.push_back(list("cpc:(", numbered("H01L", ""), separator, ")"));
    all.push_back(list(
        "cc:(", [](size_t i) { return i % 2 == 0 ? "US" : "EP"; }, separator, ")"));
    all.push_back(list(
        "kind:(", [](size_t i) { return two_letters(i) + "*"; }, separator, ")"));
  }
  all.push_back(list("\"", numbered("w", ""), " ", "\""));
  all.push_back(list(
      "\"", [](size_t) { return std::string("coat"); }, " ", "*\""));
  all.push_back(list("~(", two_letters, " ", ")"));
  all.push_back(list("pn:US ", numbered("", ""), " ", ""));
  all.push_back(list("", numbered("f", ""), ",", ":coat"));
  return all;
}

std::vector<Make> nests() {
  std::vector<Make> all;
  for (const char* before : {"(", "ti:(", "not (", "a or (", "a and not (", "~(", "word:("}) {
    all.push_back(nested(before, "coat", ")"));
    all.push_back(nested(before, "coat", ""));
    all.push_back(nested(before, "", ")"));
  }
  return all;
}

std::vector<Make> proximities() {
  std::vector<Make> all;
  const auto any = [](const std::string& before, const std::string& end) {
    return list(
        before, [](size_t i) { return two_letters(i) + "*"; }, " or ", end);
  };
  all.push_back(any("a* near/100000 (", ")"));
  all.push_back(any("(a* near/100000 a*) near/100000 (", ")"));
  all.push_back(any("(e* adj/100000 a*) same entry (", ")"));
  all.push_back(any("a* not near/3 (", ")"));
  all.push_back(list("電* near (", two_letters, " and not ", ")"));
  all.push_back(list("電* near (", numbered("~coating", ""), " xor ", ")"));
  all.push_back(list("", numbered("a* near/", "1w e*"), " or ", ""));
  all.push_back(list("", numbered("電 [-", ",7] 池"), " and ", ""));
  all.push_back(nested("(a* near/100000 ", "e*", ")"));
  all.push_back(nested("(電* adj/100000s ", "池*", ")"));
  all.push_back(nested("(not near/5 ", "a", ")"));
  all.push_back(list("", two_letters, " near/9p ", ""));
  all.push_back(list("", two_letters, " same claim ", ""));
  return all;
}

std::vector<std::string> killers() {
  std::vector<Make> makers = runs();
  for (const auto& more : {lists(), nests(), proximities()})
    makers.insert(makers.end(), more.begin(), more.end());
  std::vector<std::string> all;
  for (const Make& make : makers) {
    for (const size_t size : kSizes) {
      const std::string query = make(size);
      all.push_back(query);
      if (size < 1000) all.push_back("ti:(" + query + ") or not (" + query + ")");
    }
  }
  return all;
}

/// What is asked beside the query, by turns.
SearchOptions dear_options(size_t turn) {
  SearchOptions options;
  options.sort.by_score = turn % 2 == 0;
  options.threads = 1 + turn % 2;
  options.limit = turn % 3 == 0 ? ~uint64_t{0} : 10;
  options.offset = turn % 5 == 0 ? 1'000'000'000 : 0;
  if (turn % 3 == 1) options.facets = {"pa", "cpc", "year"};
  if (turn % 7 == 0) options.cross = {"cpc", "pa"};
  return options;
}

void expect_error_inside(const Error& error, const std::string& query) {
  EXPECT_EQ(error.place.file, "query");
  ASSERT_LE(error.place.offset, query.size());
  EXPECT_LE(error.place.length, query.size() - error.place.offset);
  EXPECT_FALSE(error.message.empty());
  EXPECT_LT(error.message.size(), 2000u);
}

void expect_the_oracles(const Oracle& oracle, const Snapshot& snapshot, const Tree& tree,
                        const SearchOptions& options) {
  const auto answer = search(snapshot, tree, options, nullptr);
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_TRUE(answer->complete);
  EXPECT_EQ(difference(oracle, tree, options, *answer), "");
}

TEST(Killers, AreRefusedOrAnsweredWithinTheirMemory) {
  World world;
  world.load_in(odd_records(kSeed, kRecords), 3);
  ASSERT_TRUE(world.status()) << world.status().error().to_string();
  const auto snapshot = world.open();
  ASSERT_TRUE(snapshot);
  const Oracle oracle(patent_schema(), world.live());
  const std::vector<std::string> queries = killers();
  EXPECT_GE(queries.size(), 500u);
  size_t refused = 0, complete = 0, stopped = 0;
  for (size_t i = 0; i < queries.size() && !testing::Test::HasFailure(); ++i) {
    const std::string& query = queries[i];
    SCOPED_TRACE(query.substr(0, 100) + " of " + std::to_string(query.size()) + " bytes");
    const auto tree = parse_query(query, patent_schema());
    if (!tree) {
      ++refused;
      expect_error_inside(tree.error(), query);
      continue;
    }
    SearchOptions plain;
    plain.limit = 0;
    plain.memory_bytes = 0;
    const auto truth = search(**snapshot, *tree, plain, nullptr);
    if (!truth) {
      ++refused;
      // What lies below a subgroup is said when it is looked up: it needs a scheme.
      EXPECT_THAT(truth.error().code, testing::AnyOf(Code::kLimit, Code::kInvalidArgument))
          << truth.error().to_string();
      expect_error_inside(truth.error(), query);
      continue;
    }
    SearchOptions options = dear_options(i);
    if (query.size() < 3000) expect_the_oracles(oracle, **snapshot, *tree, options);
    options.memory_bytes = uint64_t{1} << (16 + i % 12);
    const auto answer = search(**snapshot, *tree, options, nullptr);
    ASSERT_TRUE(answer) << answer.error().to_string();
    (answer->complete ? complete : stopped) += 1;
    if (answer->complete) {
      EXPECT_EQ(answer->documents, truth->documents);
      EXPECT_EQ(answer->families, truth->families);
    } else {
      EXPECT_EQ(answer->stopped_by->limit, "memory");
      EXPECT_LE(answer->documents, truth->documents);
      EXPECT_LE(answer->families, truth->families);
    }
    const std::string normal = print_query(*tree, patent_schema());
    EXPECT_TRUE(parse_query(normal, patent_schema())) << normal.substr(0, 200);
  }
  std::printf("%zu refused, %zu complete, %zu stopped\n", refused, complete, stopped);
  EXPECT_GT(refused, 50u);
  EXPECT_GT(complete, 50u);
  EXPECT_GT(stopped, 50u);
}

}  // namespace
}  // namespace patlas::oracle
