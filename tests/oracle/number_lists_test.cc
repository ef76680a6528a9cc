// Lists of numbers beside the same numbers written out in the query, over records in several
// segments with deletes, in both engines; and what the report says of each kind of line.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "ingest/patent_schema.h"
#include "tests/oracle/corpus.h"
#include "tests/oracle/world.h"
#include "tests/oracle/xapian_world.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 20261201;

struct Both {
  World world;
  XapianWorld xapian;
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const XapianIndex> database;

  explicit Both(const std::vector<Record>& records) {
    world.load_in(records, 4);
    xapian.load_in(records, 3);
    auto native = world.open();
    auto second = xapian.open();
    EXPECT_TRUE(world.status() && xapian.status() && native && second);
    if (native) snapshot = *native;
    if (second) database = *second;
  }

  // The answer that both give.
  SearchAnswer ask(const std::string& query, const std::vector<NamedNumbers>& lists) const {
    const auto tree = parse_query(query, patent_schema());
    EXPECT_TRUE(tree) << query;
    SearchOptions options;
    options.limit = 100000;
    options.lists = lists;
    Budget one(0, 0, nullptr, nullptr), two(0, 0, nullptr, nullptr);
    auto native = search(*snapshot, *tree, options, one);
    auto second = database->search(*tree, options, two);
    EXPECT_TRUE(native && second) << query;
    if (!native || !second) return {};
    EXPECT_EQ(keys(*native), keys(*second)) << query;
    EXPECT_EQ(said(*native), said(*second)) << query;
    return std::move(*native);
  }

  static std::vector<std::string> keys(const SearchAnswer& answer) {
    std::vector<std::string> all;
    for (const Hit& hit : answer.hits) all.push_back(hit.key);
    return all;
  }
  static std::string said(const SearchAnswer& answer) {
    std::string all;
    for (const NumberReport& report : answer.lists) {
      all += report.name + " in " + report.field + ": " + std::to_string(report.found) + " of " +
             std::to_string(report.lines) + "\n";
      for (const NumberLine& line : report.remarks) {
        all += std::to_string(line.line) + " " + number_remark_name(line.remark) + " '" +
               line.text + "' " + line.read_as;
        if (line.first_line != 0) all += " as " + std::to_string(line.first_line);
        all += "\n";
      }
    }
    return all;
  }
};

Record record_of(const std::string& country, const std::string& number, const std::string& kind) {
  Record record;
  record.source = "docdb";
  record.publication = {country, number, kind, 0, ""};
  record.application = {country, number + "0", "A", 0, ""};
  return record;
}

TEST(NumberLists, AreTheirNumbersWrittenOut) {
  const std::vector<Record> records = with_changes(odd_records(kSeed, 600), kSeed);
  const Both both(records);
  Dice dice(kSeed);
  for (int round = 0; round < 12; ++round) {
    const std::string field = dice.pick(std::vector<std::string>{"pn", "an", "pr"});
    std::string text, query;
    for (uint32_t n = 1 + dice.below(80); n > 0; --n) {
      const Record& record = dice.pick(records);
      const Number& number = field == "pn"               ? record.publication
                             : field == "an"             ? record.application
                             : record.priorities.empty() ? record.application
                                                         : record.priorities[0];
      const std::string kind = dice.one_in(2) ? number.kind : "";
      const std::string written = number.country + " " + number.number + " " + kind;
      const auto clause = parse_query(field + ":\"" + written + "\"", patent_schema());
      if (!clause) continue;
      text += written + (dice.one_in(3) ? "  \r\n\n" : "\n");
      query += (query.empty() ? "" : " or ") + field + ":\"" + written + "\"";
    }
    if (query.empty()) continue;
    const SearchAnswer listed = both.ask(field + ":@w", {{"w", text}});
    EXPECT_EQ(Both::keys(listed), Both::keys(both.ask(query, {}))) << query;
    EXPECT_EQ(listed.lists.size(), 1u);
    const SearchAnswer others = both.ask("not " + field + ":@w", {{"w", text}});
    EXPECT_EQ(listed.documents + others.documents, both.snapshot->live_count());
  }
}

TEST(NumberLists, SayWhatBecameOfEachDoubtfulLine) {
  std::vector<Record> records = {
      record_of("US", "7650331", "B2"), record_of("US", "7650331", "A1"),
      record_of("EP", "1000000", "A1"), record_of("JP", "4961043", "B2"),
      record_of("US", "9900001", "B2"), record_of("EP", "1000009", "A1")};
  Record gone = records.back();
  gone.is_delete = true;
  records.push_back(gone);
  const Both both(records);
  const std::string text =
      "US 7,650,331\n"  // both kinds
      "\n"
      "US7650331B2\n"  // one of them
      "EP 1 000 000 A1\r\n"
      "US99OOO01\n"  // letters for digits
      "no number at all\n"
      "EP1000000A1\n"  // again
      "EP1000009\n"    // deleted
      "EP1234567";     // never there
  const SearchAnswer answer = both.ask("pn:@w", {{"w", text}});
  EXPECT_EQ(Both::keys(answer), (std::vector<std::string>{"EP.1000000.A1", "US.7650331.A1",
                                                          "US.7650331.B2", "US.9900001.B2"}));
  EXPECT_EQ(Both::said(answer),
            "w in pn: 5 of 8\n"
            "5 repaired 'US99OOO01' US9900001\n"
            "6 unreadable 'no number at all' \n"
            "7 duplicate 'EP1000000A1' EP1000000A1 as 4\n"
            "8 unknown 'EP1000009' EP1000009\n"
            "9 unknown 'EP1234567' EP1234567\n");
  EXPECT_EQ(Both::said(both.ask("not *:* and pn:@w", {{"w", "US7650331B2\n"}})),
            "w in pn: 1 of 1\n")
      << "also where simplifying takes the list away";
  EXPECT_EQ(Both::said(both.ask("pn:@w and an:@w", {{"w", "US7650331B2\n"}})),
            "w in pn: 1 of 1\nw in an: 0 of 1\n1 unknown 'US7650331B2' US7650331B2\n");
  EXPECT_EQ(both.ask("pn:@w", {{"w", ""}}).documents, 0u);
}

TEST(NumberLists, ThatTheQueryAndTheRequestDoNotShareAreErrors) {
  const Both both({record_of("US", "7650331", "B2")});
  const auto error_of = [&](const std::string& query, const std::vector<NamedNumbers>& lists) {
    const auto tree = parse_query(query, patent_schema());
    EXPECT_TRUE(tree) << query;
    SearchOptions options;
    options.lists = lists;
    const auto answer = search(*both.snapshot, *tree, options, nullptr);
    return answer ? std::string() : answer.error().message;
  };
  EXPECT_NE(error_of("pn:@w", {}).find("'@w'"), std::string::npos);
  EXPECT_NE(error_of("pn:@w", {{"v", ""}}).find("does not use"), std::string::npos);
  EXPECT_NE(error_of("pn:(@v or @w)", {{"v", ""}}).find("'w'"), std::string::npos);
  EXPECT_NE(error_of("pn:@w", {{"w", ""}, {"w", ""}}).find("two lists"), std::string::npos);
}

TEST(NumberLists, EndTheQueryThatCannotPayForThem) {
  const Both both({record_of("US", "7650331", "B2")});
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "US" + std::to_string(7000000 + i) + "\n";
  const auto tree = parse_query("pn:@w", patent_schema());
  ASSERT_TRUE(tree);
  SearchOptions options;
  options.lists = {{"w", text}};
  options.memory_bytes = 500'000;
  const auto answer = search(*both.snapshot, *tree, options, nullptr);
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->complete);
  EXPECT_EQ(answer->stopped_by->limit, "memory");
  EXPECT_TRUE(answer->lists.empty());
}

}  // namespace
}  // namespace patlas::oracle
