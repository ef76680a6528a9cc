// A live document, and questions made of what it says, in the forms that people copy from
// publications: each must find it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "ingest/normalize/dates.h"
#include "ingest/normalize/numbers.h"
#include "ingest/normalize/symbols.h"
#include "ingest/patent_schema.h"
#include "tests/oracle/corpus.h"
#include "tests/oracle/world.h"

namespace patlas::oracle {
namespace {

constexpr uint64_t kSeed = 20261123;
constexpr uint64_t kRecords = 1500;

std::string in_quotes(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

std::vector<std::string> spellings(const Number& number) {
  if (number.country.empty() || number.number.empty()) return {};
  return {number.country + number.number, number.country + number.number + number.kind,
          number.country + " " + number.number + " " + number.kind,
          display_number({number.country, number.number, number.kind}),
          display_number({number.country, number.number, ""})};
}

class Questions {
 public:
  explicit Questions(const Record& record) {
    add_numbers("pn:", record.publication);
    add_numbers("an:", record.application);
    for (const Number& priority : record.priorities) add_numbers("pr:", priority);
    add_date("pd", record.publication.date);
    add_date("ad", record.application.date);
    for (const LocalText& title : record.titles) add_text("ti", title.text);
    for (const LocalText& abstract : record.abstracts) add_text("ab", abstract.text);
    for (const Claim& claim : record.claims) add_text("cl", claim.text);
    for (const Party& party : record.applicants) add_party("pa", party);
    for (const Party& party : record.inventors) add_party("in", party);
    for (const Party& party : record.agents) add_party("ag", party);
    for (const Symbol& symbol : record.symbols) add_symbol(symbol);
    all_.push_back("cc:" + record.publication.country);
    if (!record.publication.kind.empty()) all_.push_back("kind:" + record.publication.kind);
  }

  const std::vector<std::string>& all() const { return all_; }

 private:
  void add_numbers(const std::string& field, const Number& number) {
    for (const std::string& text : spellings(number)) all_.push_back(field + in_quotes(text));
  }

  void add_date(const std::string& field, DateCode date) {
    if (date == 0) return;
    const std::string text = date_to_text(date);
    for (const char* relation : {":", "=", ">=", "<="}) all_.push_back(field + relation + text);
    all_.push_back(field + ":" + text + ".." + text);
    all_.push_back(field + ":" + text.substr(0, 4));
  }

  // The whole value as a phrase, as words anywhere, and by any field.
  void add_text(const std::string& field, const std::string& text) {
    if (read_units(text).size() < 2) return;
    all_.push_back(field + ":" + in_quotes(text));
    all_.push_back(in_quotes(text));
    if (std::isalnum(static_cast<unsigned char>(text.back()))) {
      all_.push_back("ti,ab,cl:" + in_quotes(text + "*"));
    }
    if (text.find_first_of(" \n") == text.npos && text.find("　") == text.npos)
      all_.push_back(field + ":~" + in_quotes(text));
    all_.push_back(field + ":word:" + in_quotes(text));
  }

  void add_party(const std::string& field, const Party& party) {
    all_.push_back(field + ":" + in_quotes(party.name));
    if (!party.latin.empty()) all_.push_back(field + ":" + in_quotes(party.latin));
  }

  void add_symbol(const Symbol& symbol) {
    if (symbol.scheme != "ipc" && symbol.scheme != "cpc") return;
    const std::string field = symbol.scheme == "ipc" ? "ic" : "cpc";
    const auto parsed = parse_class_symbol(symbol.symbol);
    if (!parsed) return;
    std::string shown = display_class_symbol(parsed->key);
    all_.push_back(field + "=" + in_quotes(shown));
    std::erase(shown, ' ');
    all_.push_back(field + "=" + shown);
    all_.push_back(field + ":" + shown.substr(0, shown.find('/')));
    all_.push_back(field + ":" + shown.substr(0, std::min<size_t>(4, shown.size())));
  }

  std::vector<std::string> all_;
};

void expect_found(const std::vector<Record>& records) {
  World world;
  world.load_in(records, 3);
  ASSERT_TRUE(world.status()) << world.status().error().to_string();
  const auto snapshot = world.open();
  ASSERT_TRUE(snapshot);
  for (const Record& record : world.live()) {
    const std::string key = record_key(record);
    const Questions questions(record);
    for (const std::string& question : questions.all()) {
      const auto tree = parse_query(question, patent_schema());
      if (!tree) {
        ADD_FAILURE() << key << " " << question << "\n" << tree.error().to_string();
        continue;
      }
      SearchOptions options;
      options.limit = records.size();
      options.count_families = false;
      const auto answer = search(**snapshot, *tree, options, nullptr);
      ASSERT_TRUE(answer) << question << "\n" << answer.error().to_string();
      const bool is_found = std::any_of(answer->hits.begin(), answer->hits.end(),
                                        [&key](const Hit& hit) { return hit.key == key; });
      EXPECT_TRUE(is_found) << key << " " << question;
    }
  }
}

TEST(Pivot, AGeneratedDocumentIsFoundByWhatItSays) {
  expect_found(generated_records(kSeed, 0, kRecords));
}

TEST(Pivot, AnOddDocumentIsFoundByWhatItSays) { expect_found(odd_records(kSeed, kRecords / 3)); }

}  // namespace
}  // namespace patlas::oracle
