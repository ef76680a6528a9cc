// A record says the same in every shape: each is read back by the reader of its format and compared,
// member by member, with the JSON line of the same record. What a shape has no place for is in the
// table below and in corpora/README.md, and is checked to be absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpora/generator/generator.h"
#include "corpora/generator/shapes/shape.h"
#include "engine/base/env.h"
#include "ingest/registry.h"

namespace patlas::generator {
namespace {

namespace json = boost::json;

enum class Names { kPrinted, kPrintedAndLatin };
enum class Titles { kOwn, kOwnAndEnglish, kAll };

/// What a shape carries of a record.
struct Carries {
  const char* shape;
  const char* format;     ///< of ingest's registry
  const char* countries;  ///< whose publications it holds; empty: all
  uint64_t count;         ///< how many records are looked at
  uint64_t least;         ///< how many of them it must hold
  bool family, priorities, parties_of_all, cpc, citations, citation_phase, full_text;
  Names names;
  Titles titles;
  bool abstracts_of_all;  ///< else in the office's language only
};

const Carries kCarries[] = {
    {"uspto", "uspto-xml", "US", 9000, 1200, false, true, true, true, true, false, true,
     Names::kPrinted, Titles::kOwn, true},
    {"tipo", "tipo-xml", "TW", 30000, 450, false, true, true, false, true, false, true,
     Names::kPrintedAndLatin, Titles::kOwnAndEnglish, false},
    {"docdb", "docdb-xml", "", 2500, 2500, true, true, true, true, true, true, false,
     Names::kPrintedAndLatin, Titles::kAll, true},
};

std::string make(const std::string& shape, Profile profile, uint64_t from, uint64_t count) {
  GeneratorOptions options;
  options.profile = profile;
  options.as = shape;
  auto generator = Generator::open(*posix_env().fs, options);
  if (!generator) {
    ADD_FAILURE() << generator.error().to_string();
    return {};
  }
  std::string out;
  (*generator)->append_head(out);
  for (uint64_t i = 0; i < count; ++i) (*generator)->append_record(from + i, out);
  (*generator)->append_tail(out);
  return out;
}

/// All records of a stream, which must be recognised as `format`.
std::vector<Record> read(const std::string& format, const std::string& bytes) {
  MemorySource source(bytes);
  ByteWindow window(source);
  auto recognised = recognise_format(window, true);
  if (!recognised || (*recognised)->name != format) {
    ADD_FAILURE() << "not recognised as " << format;
    return {};
  }
  auto splitter = (*recognised)->make_splitter(window);
  auto reader = (*recognised)->make_reader();
  std::vector<Record> records;
  for (RawRecord raw;;) {
    auto more = splitter->next(raw);
    if (!more || !*more) {
      EXPECT_TRUE(more) << more.error().to_string();
      return records;
    }
    if (raw.error) {
      ADD_FAILURE() << raw.error->to_string();
      continue;
    }
    for (auto& record : reader->read(raw)) {
      EXPECT_TRUE(record) << record.error().to_string() << '\n' << raw.bytes.substr(0, 2000);
      if (record) records.push_back(std::move(*record));
    }
    EXPECT_EQ(0u, reader->counters().unknown_entities);
  }
}

/// The JSON line of a record, as it stands and as ingest reads it.
struct Line {
  json::object row;
  Record read;
};

std::map<std::string, Line> lines_by_key(const std::string& bytes) {
  std::map<std::string, Line> lines;
  std::vector<Record> records = read("google-json", bytes);
  size_t at = 0, start = 0;
  for (size_t end; (end = bytes.find('\n', start)) != bytes.npos; start = end + 1, ++at) {
    Line line{json::parse(bytes.substr(start, end - start)).as_object(), records.at(at)};
    lines.emplace(record_key(line.read), std::move(line));
  }
  EXPECT_EQ(records.size(), lines.size());
  return lines;
}

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

std::string spelt(const Number& number) {
  return number.country + "." + number.number + "." + number.kind;
}
std::string dated(const Number& number) {
  return spelt(number) + " " + std::to_string(number.date);
}

template <typename List, typename Spell>
std::vector<std::string> all_of(const List& list, Spell spell) {
  std::vector<std::string> texts;
  for (const auto& one : list) texts.push_back(spell(one));
  return texts;
}

std::string spelt_text(const LocalText& text) { return text.language + ": " + text.text; }

std::vector<std::string> texts_in(const std::vector<LocalText>& texts,
                                  const std::set<std::string>& languages) {
  std::vector<std::string> found;
  for (const LocalText& text : texts) {
    if (languages.count(text.language) != 0) found.push_back(spelt_text(text));
  }
  return found;
}

std::vector<std::string> symbols_of(const Record& record, const std::string& scheme) {
  std::vector<std::string> found;
  for (const Symbol& symbol : record.symbols) {
    if (symbol.scheme != scheme) continue;
    found.push_back(symbol.symbol + (symbol.first ? " first" : "") +
                    (symbol.inventive ? " inventive" : ""));
  }
  return found;
}

/// Persons are "family name, given name" in some shapes.
std::string without_comma(std::string name) {
  std::erase(name, ',');
  return name;
}

class Comparison {
 public:
  Comparison(const Carries& carries, const Record& record, const Line& line)
      : carries_(carries), record_(record), line_(line) {}

  void run() {
    compare_numbers();
    compare_texts();
    compare_parties("inventor", record_.inventors);
    compare_parties("assignee", record_.applicants);
    compare_symbols();
    compare_citations();
  }

 private:
  void compare_numbers() {
    EXPECT_EQ(dated(line_.read.publication), dated(record_.publication));
    EXPECT_EQ(dated(line_.read.application), dated(record_.application));
    auto none = std::vector<std::string>();
    EXPECT_EQ(carries_.priorities ? all_of(line_.read.priorities, dated) : none,
              all_of(record_.priorities, dated));
    EXPECT_EQ(carries_.family ? line_.read.family_id : "", record_.family_id);
  }

  void compare_texts() {
    std::string own = line_.read.titles.front().language;
    std::set<std::string> everything = {"en", "de", "zh", "ja", "ko"}, titles = {own};
    if (carries_.titles == Titles::kOwnAndEnglish) titles.insert("en");
    if (carries_.titles == Titles::kAll) titles = everything;
    EXPECT_EQ(texts_in(line_.read.titles, titles), all_of(record_.titles, spelt_text));
    auto abstracts = carries_.abstracts_of_all ? everything : std::set{own};
    EXPECT_EQ(texts_in(line_.read.abstracts, abstracts), all_of(record_.abstracts, spelt_text));
    EXPECT_EQ(all_of(line_.read.descriptions, spelt_text),
              all_of(record_.descriptions, spelt_text));
    EXPECT_EQ(line_.read.claims.empty(), record_.claims.empty());
    if (!record_.claims.empty()) compare_claims();
  }

  /// The line has all claims in one text, each with its number before it.
  void compare_claims() {
    std::string joined;
    for (const Claim& claim : record_.claims) {
      EXPECT_EQ(line_.read.claims.front().language, claim.language);
      std::string number = std::to_string(std::stoul(claim.number));
      if (!joined.empty()) joined += '\n';
      bool numbered = claim.text.starts_with(number + ". ");
      joined += numbered ? claim.text : number + ". " + claim.text;
      for (const std::string& other : claim.depends_on) {
        EXPECT_NE(claim.text.npos, claim.text.find(std::to_string(std::stoul(other))));
      }
    }
    EXPECT_EQ(line_.read.claims.front().text, joined);
  }

  void compare_parties(const std::string& column, const std::vector<patlas::Party>& parties) {
    const json::array& printed = line_.row.at(column).as_array();
    const json::array& harmonized = line_.row.at(column + "_harmonized").as_array();
    ASSERT_EQ(printed.size(), parties.size());
    for (size_t i = 0; i < printed.size(); ++i) {
      std::string name = text_of(printed[i]), latin = text_of(harmonized[i].at("name"));
      bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return c > 0; });
      const auto& party = parties[i];
      if (carries_.names == Names::kPrinted) {
        EXPECT_EQ(name, without_comma(party.name));
        EXPECT_EQ("", party.latin);
      } else {
        EXPECT_EQ(ascii ? latin : name, party.name);
        EXPECT_EQ(ascii ? "" : latin, party.latin);
      }
      EXPECT_EQ(text_of(harmonized[i].at("country_code")), party.country);
    }
  }

  void compare_symbols() {
    if (std::string(carries_.shape) == "tipo") {
      // Whether a symbol is inventive is not said.
      auto symbol = [](const Symbol& one) { return one.symbol; };
      std::vector<Symbol> ipc;
      for (const Symbol& one : line_.read.symbols) {
        if (one.scheme == "ipc") ipc.push_back(one);
      }
      EXPECT_EQ(all_of(ipc, symbol), all_of(record_.symbols, symbol));
      return;
    }
    EXPECT_EQ(symbols_of(line_.read, "ipc"), symbols_of(record_, "ipc"));
    EXPECT_EQ(carries_.cpc ? symbols_of(line_.read, "cpc") : std::vector<std::string>(),
              symbols_of(record_, "cpc"));
  }

  void compare_citations() {
    auto cited = [](const Citation& one) { return spelt(one.publication); };
    bool given = carries_.citations &&
                 !(std::string(carries_.shape) == "uspto" && record_.publication.kind[0] == 'A' &&
                   record_.publication.kind != "A");
    EXPECT_EQ(given ? all_of(line_.read.citations, cited) : std::vector<std::string>(),
              all_of(record_.citations, cited));
    if (!carries_.citation_phase) return;
    auto phase = [](const Citation& one) { return one.phase; };
    EXPECT_EQ(all_of(line_.read.citations, phase), all_of(record_.citations, phase));
  }

  const Carries& carries_;
  const Record& record_;
  const Line& line_;
};

bool holds(const Carries& carries, const Number& publication) {
  // What is laid open is no tw-patent-grant.
  if (std::string(carries.shape) == "tipo" && publication.kind == "A") return false;
  std::string countries = carries.countries;
  return countries.empty() || countries == publication.country;
}

void compare(const Carries& carries, Profile profile, uint64_t count, uint64_t least) {
  SCOPED_TRACE(carries.shape);
  auto lines = lines_by_key(make("json", profile, 0, count));
  std::vector<Record> records = read(carries.format, make(carries.shape, profile, 0, count));
  EXPECT_GE(records.size(), least);
  // Nothing is left out but what the table says: an office's shape holds all its publications.
  EXPECT_EQ(static_cast<size_t>(std::count_if(
                lines.begin(), lines.end(),
                [&](const auto& line) { return holds(carries, line.second.read.publication); })),
            records.size());
  std::set<std::string> seen;
  for (const Record& record : records) {
    SCOPED_TRACE(record_to_json(record).substr(0, 3000));
    auto line = lines.find(record_key(record));
    ASSERT_NE(lines.end(), line) << record_key(record);
    EXPECT_TRUE(seen.insert(line->first).second);
    Comparison(carries, record, line->second).run();
    if (testing::Test::HasFailure()) return;  // one record tells enough
  }
}

TEST(Shapes, SayWhatTheJsonLineSays) {
  for (const Carries& carries : kCarries) {
    compare(carries, Profile::kBiblio, carries.count, carries.least);
  }
}

TEST(Shapes, HaveTheSameFullText) {
  for (const Carries& carries : kCarries) {
    if (carries.full_text) {
      compare(carries, Profile::kFulltext, carries.count / 20, carries.least / 40);
    }
  }
}

TEST(Shapes, EveryOneOfTheTableIsCompared) {
  std::set<std::string> compared = {"json"};
  for (const Carries& carries : kCarries) compared.insert(carries.shape);
  for (const ShapeSpec& shape : shapes()) {
    EXPECT_EQ(1u, compared.count(std::string(shape.name))) << shape.name;
  }
}

TEST(Shapes, ARecordIsTheSameBytesWhateverRangeItIsIn) {
  for (const ShapeSpec& shape : shapes()) {
    for (Profile profile : {Profile::kBiblio, Profile::kFulltext}) {
      if (profile == Profile::kFulltext && !shape.has_full_text) continue;
      GeneratorOptions options;
      options.as = shape.name;
      options.profile = profile;
      auto one = Generator::open(*posix_env().fs, options);
      auto other = Generator::open(*posix_env().fs, options);
      ASSERT_TRUE(one && other);
      std::vector<std::string> forward(400);
      for (uint64_t i = 0; i < 400; ++i) (*one)->append_record(16200 + i, forward[i]);
      for (uint64_t i = 400; i-- > 0;) {
        std::string record, before;
        (*other)->append_record(16200 + i, record);
        ASSERT_EQ(forward[i], record) << shape.name << " " << i;
        if (i % 50 == 0) (*other)->append_record(i * 1000, before);
      }
    }
  }
}

TEST(Shapes, MarkupInNamesAndTextsIsEscaped) {
  std::string names = make("docdb", Profile::kBiblio, 0, 1000);
  EXPECT_NE(names.npos, names.find("GmbH &amp; Co KG"));
  std::string xml = make("uspto", Profile::kFulltext, 0, 200);
  EXPECT_NE(xml.npos, xml.find("R&amp;D"));
  EXPECT_NE(xml.npos, xml.find("a &lt; b"));
}

TEST(Shapes, AnUnknownOneIsRefused) {
  GeneratorOptions options;
  options.as = "espacenet";
  auto generator = Generator::open(*posix_env().fs, options);
  ASSERT_FALSE(generator);
  EXPECT_EQ(Code::kInvalidArgument, generator.error().code);
  EXPECT_NE(std::string::npos, generator.error().message.find("docdb"));
}

TEST(Shapes, FullTextWithoutAPlaceForItIsRefused) {
  GeneratorOptions options;
  options.as = "docdb";
  options.profile = Profile::kFulltext;
  auto generator = Generator::open(*posix_env().fs, options);
  ASSERT_FALSE(generator);
  EXPECT_EQ(Code::kInvalidArgument, generator.error().code);
}

}  // namespace
}  // namespace patlas::generator
