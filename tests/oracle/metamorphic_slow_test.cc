// Truths that hold between answers whatever the collection is: no expected value is needed, so they
// are asked of 20,000 records, which no oracle scans in reasonable time.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "ingest/normalize/dates.h"
#include "ingest/normalize/symbols.h"
#include "ingest/patent_schema.h"
#include "tests/oracle/query_generator.h"
#include "tests/oracle/world.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 20261122;
constexpr size_t kRecords = 20000;

/// Records in a few segments with deletes, shared by all tests.
class Collection {
 public:
  static const Collection& instance() {
    static const Collection* const collection = new Collection;
    return *collection;
  }

  const Snapshot& snapshot() const { return *snapshot_; }
  /// A part of the records, for drawing queries.
  const Oracle& sample() const { return *sample_; }

  SearchAnswer ask(const std::string& query, SearchOptions options = {}) const {
    const Result<Tree> tree = parse_query(query, patent_schema());
    EXPECT_TRUE(tree) << query << ": " << tree.error().to_string();
    if (!tree) return {};
    options.threads = 2;
    options.memory_bytes = 0;  // what a limit ends adds up to nothing
    Result<SearchAnswer> answer = search(*snapshot_, *tree, options, nullptr);
    EXPECT_TRUE(answer) << query << ": " << answer.error().to_string();
    if (answer) {
      EXPECT_TRUE(answer->complete)
          << query << ": " << answer->stopped_by->limit << " " << answer->stopped_by->value;
    }
    return answer ? std::move(*answer) : SearchAnswer{};
  }

  uint64_t count(const std::string& query) const {
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    return ask(query, options).documents;
  }

  std::vector<std::string> keys(const std::string& query, const SearchOptions& options) const {
    std::vector<std::string> keys;
    for (const Hit& hit : ask(query, options).hits) keys.push_back(hit.key);
    return keys;
  }

  /// All of them.
  std::vector<std::string> keys(const std::string& query) const {
    SearchOptions options;
    options.limit = kRecords * 2;
    return keys(query, options);
  }

  std::vector<FacetValue> facet(const std::string& query, const std::string& name) const {
    SearchOptions options;
    options.limit = 0;
    options.facets = {name};
    return ask(query, options).facets.at(0).values;
  }

 private:
  Collection() {
    std::vector<Record> records = generated_records(kSeed, 0, kRecords);
    const std::vector<Record> odd = odd_records(kSeed, kRecords / 20);
    records.insert(records.end(), odd.begin(), odd.end());
    world_.load_in(with_changes(std::move(records), kSeed), 5);
    EXPECT_TRUE(world_.status()) << world_.status().error().to_string();
    auto snapshot = world_.open();
    EXPECT_TRUE(snapshot);
    snapshot_ = *snapshot;
    std::vector<Record> sample;
    for (const Record& record : world_.live()) {
      if (sample.size() < 2000 && records_dice_.one_in(8)) sample.push_back(record);
    }
    sample_ = std::make_unique<Oracle>(patent_schema(), std::move(sample));
  }

  Dice records_dice_{kSeed};
  World world_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<Oracle> sample_;
};

int rounds(int count) {
  const char* factor = std::getenv("PATLAS_BUDGET");
  return factor == nullptr ? count : std::max(1, static_cast<int>(count * std::atof(factor)));
}

/// Understood queries, in parentheses so that they can be joined.
class Queries {
 public:
  explicit Queries(uint64_t seed) : generator_(Collection::instance().sample(), seed) {}
  std::string next() {
    for (;;) {
      const std::string query = generator_.query();
      if (parse_query(query, patent_schema())) return "(" + query + ")";
    }
  }

 private:
  QueryGenerator generator_;
};

TEST(Metamorphic, AQueryAndItsComplementAreEverything) {
  const Collection& all = Collection::instance();
  Queries queries(1);
  for (int i = 0; i < rounds(300); ++i) {
    const std::string q = queries.next();
    EXPECT_EQ(all.count(q) + all.count("not " + q), all.snapshot().live_count()) << q;
  }
}

TEST(Metamorphic, UnionsAndIntersectionsAddUp) {
  const Collection& all = Collection::instance();
  Queries queries(2);
  for (int i = 0; i < rounds(300); ++i) {
    const std::string a = queries.next(), b = queries.next();
    const uint64_t in_a = all.count(a), both = all.count(a + " and " + b);
    EXPECT_EQ(all.count(a + " or " + b) + both, in_a + all.count(b)) << a << " " << b;
    EXPECT_EQ(both + all.count(a + " and not " + b), in_a) << a << " " << b;
  }
}

TEST(Metamorphic, NegationsMoveInwards) {
  const Collection& all = Collection::instance();
  Queries queries(3);
  for (int i = 0; i < rounds(100); ++i) {
    const std::string a = queries.next(), b = queries.next();
    EXPECT_EQ(all.keys("not (" + a + " and " + b + ")"), all.keys("not " + a + " or not " + b));
    EXPECT_EQ(all.keys("not (" + a + " or " + b + ")"), all.keys("not " + a + " not " + b));
    EXPECT_EQ(all.keys("not not " + a), all.keys(a)) << a;
  }
}

TEST(Metamorphic, APhraseIsAmongItsWords) {
  const Collection& all = Collection::instance();
  Dice dice(4);
  uint64_t found = 0;
  for (int i = 0; i < rounds(200); ++i) {
    const Record& record = all.sample().record(dice.below(all.sample().size()));
    if (record.abstracts.empty()) continue;
    std::vector<Unit> units = read_units(record.abstracts[0].text);
    if (units.size() < 4) continue;
    const size_t first = dice.below(units.size() - 3);
    const std::string a = to_utf8(units[first].text), b = to_utf8(units[first + 1].text);
    if (units[first].touches_next || units[first].same_run_next) continue;
    const std::string phrase = "ab:\"" + a + " " + b + "\"";
    const std::string words = "(ab:\"" + a + "\" and ab:\"" + b + "\")";
    found += all.count(phrase);
    EXPECT_EQ(all.count(phrase + " not " + words), 0u) << phrase;
    EXPECT_EQ(all.count(phrase + " or " + words), all.count(words)) << phrase;
  }
  EXPECT_GT(found, 0u);
}

// Words of a field that start so, from the dictionaries of all segments.
std::set<std::string> dictionary_words(const Snapshot& snapshot, uint16_t field,
                                       const std::string& prefix) {
  std::set<std::string> words;
  for (const LiveSegment& segment : snapshot.segments()) {
    const auto terms = segment.reader->terms(field);
    EXPECT_TRUE(terms);
    const auto range = (*terms)->prefix_range("w" + prefix);
    EXPECT_TRUE(range);
    if (range->first >= range->second) continue;
    TermCursor cursor(**terms);
    auto more = cursor.seek(range->first);
    for (; more && *more && cursor.ordinal() < range->second; more = cursor.next()) {
      words.insert(std::string(cursor.term().substr(1)));
    }
    EXPECT_TRUE(more);
  }
  return words;
}

TEST(Metamorphic, ATruncatedWordIsAllItsWords) {
  const Collection& all = Collection::instance();
  Dice dice(5);
  const auto field = static_cast<uint16_t>(patent_schema().field("ti"));
  const std::set<std::string> known = all.sample().words(field);
  const std::vector<std::string> words(known.begin(), known.end());
  for (int i = 0; i < rounds(100); ++i) {
    std::u32string start = to_utf32(dice.pick(words));
    start.resize(std::min<size_t>(start.size(), 1 + dice.below(4)));
    const std::string prefix = to_utf8(start);
    std::string any;
    for (const std::string& word : dictionary_words(all.snapshot(), field, prefix)) {
      any += (any.empty() ? "ti:\"" : " or ti:\"") + word + "\"";
    }
    EXPECT_EQ(all.keys("ti:\"" + prefix + "*\""), all.keys(any)) << prefix;
  }
}

TEST(Metamorphic, RangesOfDatesAreCutAnywhere) {
  const Collection& all = Collection::instance();
  Dice dice(6);
  for (int i = 0; i < rounds(100); ++i) {
    const std::string column = dice.pick(std::vector<std::string>{"pd", "ad", "prd"});
    std::vector<uint32_t> ends;
    while (ends.size() < 3) {
      const uint32_t date = all.sample().date(dice.below(all.sample().size()), column);
      if (date_day(date) != 0) ends.push_back(date);
    }
    std::sort(ends.begin(), ends.end());
    const std::string a = date_to_text(ends[0]), b = date_to_text(ends[1]),
                      c = date_to_text(ends[2]);
    EXPECT_EQ(all.count(column + ":" + a + ".." + c),
              all.count(column + ":" + a + ".." + b) +
                  all.count(column + ">" + b + " and " + column + "<=" + c))
        << column << " " << a << " " << b << " " << c;
    EXPECT_EQ(all.count(column + "<" + b) + all.count(column + ">=" + b),
              all.count(column + "<=" + b) + all.count(column + ">" + b));
  }
}

TEST(Metamorphic, AClassIsTheUnionOfItsChildren) {
  const Collection& all = Collection::instance();
  const struct {
    std::string parents, children;
  } levels[] = {{"cpc1", "cpc3"}, {"cpc3", "cpc4"}, {"cpc4", "cpcg"},
                {"ipc1", "ipc3"}, {"ipc3", "ipc4"}, {"ipc4", "ipcg"}};
  for (const auto& [parents, children] : levels) {
    const std::string field = parents[0] == 'c' ? "cpc" : "ic";
    size_t asked = 0;
    for (const FacetValue& parent : all.facet("*:*", parents)) {
      if (++asked > 12) break;
      std::string any = field + "=" + parent.value;
      const std::string query = field + ":" + parent.value;
      for (const FacetValue& child : all.facet(query, children)) {
        if (!child.value.starts_with(parent.value)) continue;  // of the document's other classes
        std::string written = display_class_symbol(child.value);
        std::erase(written, ' ');
        any += " or " + field + ":" + written;
      }
      EXPECT_EQ(all.count(query), parent.documents) << query;
      EXPECT_EQ(all.keys(query), all.keys(any)) << query;
    }
    EXPECT_GT(asked, 3u);
  }
}

TEST(Metamorphic, FacetsOfOneValueAddUpAndEachIsAQuery) {
  const Collection& all = Collection::instance();
  Queries queries(7);
  const struct {
    std::string facet, clause;
  } singles[] = {{"office", "cc:"}, {"year", "pd:"}, {"year.ad", "ad:"}, {"year.prd", "prd:"}};
  for (int i = 0; i < rounds(60); ++i) {
    const std::string q = queries.next();
    for (const auto& [facet, clause] : singles) {
      uint64_t sum = 0, checked = 0;
      for (const FacetValue& value : all.facet(q, facet)) {
        sum += value.documents;
        EXPECT_LE(value.families, value.documents);
        if (++checked > 3) continue;
        SearchOptions options;
        const SearchAnswer one = all.ask(q + " and " + clause + value.value, options);
        EXPECT_EQ(one.documents, value.documents) << q << " " << facet << " " << value.value;
        EXPECT_EQ(one.families, value.families) << q << " " << facet << " " << value.value;
      }
      const std::string dated = facet == "office" ? q : q + " and " + clause + "1400..2200";
      EXPECT_EQ(sum, all.count(dated)) << q << " " << facet;
    }
  }
}

TEST(Metamorphic, PagesJoinToTheWholeListWithoutRepeats) {
  const Collection& all = Collection::instance();
  Queries queries(8);
  Dice dice(8);
  for (int i = 0; i < rounds(60); ++i) {
    const std::string q = queries.next();
    SearchOptions options;
    options.sort.by_score = dice.one_in(2);
    options.sort.descending = dice.one_in(2);
    options.limit = kRecords * 2;
    const std::vector<std::string> whole = all.keys(q, options);
    EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), all.count(q)) << q;
    std::vector<std::string> joined;
    options.limit = whole.size() / 7 + 3;
    for (; options.offset < whole.size() + 1; options.offset += options.limit) {
      const auto page = all.keys(q, options);
      joined.insert(joined.end(), page.begin(), page.end());
    }
    EXPECT_EQ(joined, whole) << q;
  }
}

TEST(Metamorphic, AscendingIsDescendingReversedButForTies) {
  const Collection& all = Collection::instance();
  Queries queries(9);
  for (int i = 0; i < rounds(60); ++i) {
    SearchOptions up, down;
    up.limit = down.limit = kRecords * 2;
    up.sort.descending = false;
    const std::string q = queries.next();
    std::vector<Hit> rising = all.ask(q, up).hits, falling = all.ask(q, down).hits;
    // Ties and documents without a date stand in key order both ways.
    const auto order = [](bool is_rising) {
      return [is_rising](const Hit& a, const Hit& b) {
        if ((a.date == 0) != (b.date == 0)) return b.date == 0;
        if (a.date != b.date) return is_rising ? a.date < b.date : a.date > b.date;
        return a.key < b.key;
      };
    };
    EXPECT_TRUE(std::is_sorted(rising.begin(), rising.end(), order(true))) << q;
    EXPECT_TRUE(std::is_sorted(falling.begin(), falling.end(), order(false))) << q;
    std::sort(rising.begin(), rising.end(), order(false));
    EXPECT_TRUE(std::equal(rising.begin(), rising.end(), falling.begin(), falling.end(),
                           [](const Hit& a, const Hit& b) { return a.key == b.key; }))
        << q;
  }
}

}  // namespace
}  // namespace patlas::oracle
