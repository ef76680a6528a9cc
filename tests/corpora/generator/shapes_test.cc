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

#include "corpora/generator/fulltext_vocabulary.h"
#include "corpora/generator/generator.h"
#include "corpora/generator/shapes/shape.h"
#include "engine/base/env.h"
#include "ingest/registry.h"

namespace patlas::generator {
namespace {

namespace json = boost::json;

enum class Names { kPrinted, kPrintedAndLatin };
enum class Titles { kOwn, kOwnAndEnglish, kAll };
enum class Countries { kAll, kAbroad, kApplicants, kNone };
enum class Cited { kNone, kGrants, kAll };

/// What a shape carries of a record, beside numbers, dates, applicants, IPC, its own title and
/// abstract, which all do.
struct Carries {
  const char* shape;
  const char* format;  ///< of ingest's registry
  uint64_t count;      ///< how many records are looked at
  uint64_t least;      ///< how many of them it must hold
  bool (*holds)(const Number& publication);
  Names names;
  Titles titles;
  Countries countries;
  Cited cited;
  bool family, priorities, inventors, inventive, cpc, citation_phase, all_abstracts;
  bool full_text, headings;
};

bool is_of(const Number& number, const char* country) { return number.country == country; }

/// "KR102007123": type and serial, or year and serial; before, two digits of the year.
bool is_typed_korean(const Number& number) {
  if (!is_of(number, "KR")) return false;
  return number.kind[0] == 'A' ? number.number.size() == 11
                               : number.number.starts_with("10") || number.number.starts_with("20");
}

const Carries kCarries[] = {
    {.shape = "uspto",
     .format = "uspto-xml",
     .count = 9000,
     .least = 1200,
     .holds = [](const Number& number) { return is_of(number, "US"); },
     .names = Names::kPrinted,
     .titles = Titles::kOwn,
     .countries = Countries::kAll,
     .cited = Cited::kGrants,
     .family = false,
     .priorities = true,
     .inventors = true,
     .inventive = true,
     .cpc = true,
     .citation_phase = false,
     .all_abstracts = true,
     .full_text = true,
     .headings = true},
    {.shape = "tipo",
     .format = "tipo-xml",
     .count = 30000,
     .least = 450,
     // What is laid open is no tw-patent-grant.
     .holds = [](const Number& number) { return is_of(number, "TW") && number.kind != "A"; },
     .names = Names::kPrintedAndLatin,
     .titles = Titles::kOwnAndEnglish,
     .countries = Countries::kAll,
     .cited = Cited::kAll,
     .family = false,
     .priorities = true,
     .inventors = true,
     .inventive = false,
     .cpc = false,
     .citation_phase = false,
     .all_abstracts = false,
     .full_text = true,
     .headings = true},
    {.shape = "docdb",
     .format = "docdb-xml",
     .count = 2500,
     .least = 2500,
     .holds = [](const Number&) { return true; },
     .names = Names::kPrintedAndLatin,
     .titles = Titles::kAll,
     .countries = Countries::kAll,
     .cited = Cited::kAll,
     .family = true,
     .priorities = true,
     .inventors = true,
     .inventive = true,
     .cpc = true,
     .citation_phase = true,
     .all_abstracts = true,
     .full_text = false,
     .headings = false},
    {.shape = "cnipa",
     .format = "cnipa-st96-xml",
     .count = 6000,
     .least = 1200,
     .holds = [](const Number& number) { return is_of(number, "CN"); },
     .names = Names::kPrinted,
     .titles = Titles::kOwn,
     .countries = Countries::kApplicants,
     .cited = Cited::kGrants,
     .family = false,
     .priorities = true,
     .inventors = true,
     .inventive = false,
     .cpc = false,
     .citation_phase = true,
     .all_abstracts = false,
     .full_text = true,
     .headings = true},
    {.shape = "jpo",
     .format = "jpo-xml",
     .count = 9000,
     .least = 900,
     .holds = [](const Number& number) { return is_of(number, "JP") && number.kind == "A"; },
     .names = Names::kPrinted,
     .titles = Titles::kOwn,
     .countries = Countries::kAbroad,
     .cited = Cited::kNone,
     .family = false,
     .priorities = true,
     .inventors = true,
     .inventive = true,
     .cpc = false,
     .citation_phase = false,
     .all_abstracts = false,
     .full_text = true,
     .headings = false},
    {.shape = "kipris",
     .format = "kipris-xml",
     .count = 15000,
     .least = 600,
     .holds = is_typed_korean,
     .names = Names::kPrinted,
     .titles = Titles::kOwn,
     .countries = Countries::kNone,
     .cited = Cited::kNone,
     .family = false,
     .priorities = false,
     .inventors = false,
     .inventive = false,
     .cpc = false,
     .citation_phase = false,
     .all_abstracts = false,
     .full_text = false,
     .headings = false},
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

std::vector<std::string> symbols_of(const Record& record, const std::string& scheme,
                                    bool inventive) {
  std::vector<std::string> found;
  for (const Symbol& symbol : record.symbols) {
    if (symbol.scheme != scheme) continue;
    found.push_back(symbol.symbol + (symbol.first ? " first" : "") +
                    (inventive && symbol.inventive ? " inventive" : ""));
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
    if (carries_.inventors) {
      compare_parties("inventor", record_.inventors);
    } else {
      EXPECT_TRUE(record_.inventors.empty());
    }
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
    auto abstracts = carries_.all_abstracts ? everything : std::set{own};
    EXPECT_EQ(texts_in(line_.read.abstracts, abstracts), all_of(record_.abstracts, spelt_text));
    EXPECT_EQ(all_of(descriptions(), spelt_text), all_of(record_.descriptions, spelt_text));
    EXPECT_EQ(line_.read.claims.empty(), record_.claims.empty());
    if (!record_.claims.empty()) compare_claims();
  }

  /// Without the lines that are headings, where elements stand for them.
  std::vector<LocalText> descriptions() const {
    std::vector<LocalText> texts = line_.read.descriptions;
    if (carries_.headings) return texts;
    for (LocalText& text : texts) {
      std::string kept;
      for (size_t start = 0; start <= text.text.size();) {
        size_t end = std::min(text.text.find('\n', start), text.text.size());
        std::string paragraph = text.text.substr(start, end - start);
        if (headings().count(paragraph) == 0) kept += (kept.empty() ? "" : "\n") + paragraph;
        start = end + 1;
      }
      text.text = kept;
    }
    return texts;
  }

  static const std::set<std::string>& headings() {
    static const auto all = [] {
      std::set<std::string> made;
      for (uint32_t i = 0; i < kSectionCount; ++i) {
        made.emplace(section_heading(Language::kJapanese, static_cast<Section>(i)));
      }
      return made;
    }();
    return all;
  }

  /// The line has all claims in one text, each with its number before it; offices write "1. ",
  /// "1." or leave the number to an attribute.
  void compare_claims() {
    std::string joined;
    for (const Claim& claim : record_.claims) {
      EXPECT_EQ(line_.read.claims.front().language, claim.language);
      std::string number = std::to_string(std::stoul(claim.number)), text = claim.text;
      if (text.starts_with(number + ".")) text.erase(0, number.size() + 1);
      if (text.starts_with(" ")) text.erase(0, 1);
      if (!joined.empty()) joined += '\n';
      joined += number + ". " + text;
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
      std::string country = text_of(harmonized[i].at("country_code"));
      EXPECT_EQ(gives_country(column, country) ? country : "", party.country);
    }
  }

  bool gives_country(const std::string& column, const std::string& country) const {
    switch (carries_.countries) {
      case Countries::kAll:
        return true;
      case Countries::kAbroad:
        return country != record_.publication.country;
      case Countries::kApplicants:
        return column == "assignee";
      default:
        return false;
    }
  }

  void compare_symbols() {
    bool inventive = carries_.inventive;
    EXPECT_EQ(symbols_of(line_.read, "ipc", inventive), symbols_of(record_, "ipc", true));
    EXPECT_EQ(carries_.cpc ? symbols_of(line_.read, "cpc", inventive) : std::vector<std::string>(),
              symbols_of(record_, "cpc", true));
  }

  void compare_citations() {
    auto cited = [](const Citation& one) { return spelt(one.publication); };
    auto phase = [](const Citation& one) { return one.phase; };
    bool is_grant = line_.row.at("grant_date").as_int64() != 0;
    bool given = carries_.cited == Cited::kAll || (carries_.cited == Cited::kGrants && is_grant);
    std::vector<std::string> none;
    EXPECT_EQ(given ? all_of(line_.read.citations, cited) : none, all_of(record_.citations, cited));
    if (!given || !carries_.citation_phase) return;
    EXPECT_EQ(all_of(line_.read.citations, phase), all_of(record_.citations, phase));
  }

  const Carries& carries_;
  const Record& record_;
  const Line& line_;
};

void compare(const Carries& carries, Profile profile, uint64_t count, uint64_t least) {
  SCOPED_TRACE(carries.shape);
  auto lines = lines_by_key(make("json", profile, 0, count));
  std::vector<Record> records = read(carries.format, make(carries.shape, profile, 0, count));
  EXPECT_GE(records.size(), least);
  // Nothing is left out but what the table says: an office's shape holds all its publications.
  EXPECT_EQ(static_cast<size_t>(std::count_if(
                lines.begin(), lines.end(),
                [&](const auto& line) { return carries.holds(line.second.read.publication); })),
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
      compare(carries, Profile::kFulltext, carries.count / 30, carries.least / 60);
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
      std::vector<std::string> forward(120);
      for (uint64_t i = 0; i < 120; ++i) (*one)->append_record(16324 + i, forward[i]);
      for (uint64_t i = 120; i-- > 0;) {
        std::string record, before;
        (*other)->append_record(16324 + i, record);
        ASSERT_EQ(forward[i], record) << shape.name << " " << i;
        if (i % 40 == 0) (*other)->append_record(i * 4000, before);
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
