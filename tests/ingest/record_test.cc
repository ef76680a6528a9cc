#include "ingest/record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>

#include "ingest/normalize/dates.h"

namespace patlas {
namespace {

// ---- Any record, for the round trip

rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "B", "7", " ", "\"", "\\", "/", "\n", "\t", "\x01", "\x1f", "\x7f",
                          "é", "鋰", "한", "\U0001F600", "&amp;", "</a>", "\u2028", "{", "null")),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

rc::Gen<uint32_t> any_date() {
  return rc::gen::element<uint32_t>(0, make_date(1995, 0, 0), make_date(1933, 6, 0),
                                    make_date(2018, 4, 12), make_date(1400, 1, 1),
                                    make_date(2200, 12, 31));
}

Number number_of() { return {*any_text(), *any_text(), *any_text(), *any_date(), *any_text()}; }

template <typename Make>
auto few(Make make) {
  std::vector<decltype(make())> values;
  int count = *rc::gen::inRange(0, 3);
  for (int i = 0; i < count; ++i) values.push_back(make());
  return values;
}

LocalText text_of() { return {*any_text(), *any_text()}; }
Party party_of() { return {*any_text(), *any_text(), *any_text(), *any_text(), *any_text()}; }
Symbol symbol_of() {
  return {*any_text(),
          *any_text(),
          *any_text(),
          *any_text(),
          *any_text(),
          *rc::gen::arbitrary<bool>(),
          *rc::gen::arbitrary<bool>(),
          *any_text()};
}
Citation citation_of() {
  return {number_of(), *any_text(), *any_text(), *any_text(), *any_text(), *any_text()};
}
Claim claim_of() {
  return {*any_text(), *any_text(), few([] { return std::string(*any_text()); }), *any_text()};
}

Record record_of() {
  Record record;
  record.is_delete = *rc::gen::arbitrary<bool>();
  record.source = *any_text();
  record.publication = number_of();
  record.application = number_of();
  record.priorities = few(number_of);
  record.earlier_publications = few(number_of);
  if (*rc::gen::arbitrary<bool>()) record.pct_application = number_of();
  if (*rc::gen::arbitrary<bool>()) record.pct_publication = Number{};
  record.related = few([] { return Related{*any_text(), number_of()}; });
  record.family_id = *any_text();
  record.titles = few(text_of);
  record.abstracts = few(text_of);
  record.descriptions = few(text_of);
  record.claims = few(claim_of);
  record.applicants = few(party_of);
  record.inventors = few(party_of);
  record.agents = few(party_of);
  record.examiners = few(party_of);
  record.symbols = few(symbol_of);
  record.citations = few(citation_of);
  record.extras = few([] { return Extra{*any_text(), *any_text()}; });
  record.provenance = {*any_text(), *any_text(), *rc::gen::arbitrary<uint64_t>(), *any_text()};
  return record;
}

RC_GTEST_PROP(RecordJson, ReadsBackWhatItWrote, ()) {
  Record record = record_of();
  Result<Record> again = record_from_json(record_to_json(record));
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == record);
}

RC_GTEST_PROP(RecordJson, EqualRecordsHaveEqualHashesWhereverTheyWereRead, ()) {
  Record record = record_of();
  Record elsewhere = record;
  elsewhere.provenance = {};
  RC_ASSERT(record_content_hash(record) == record_content_hash(elsewhere));
  elsewhere.family_id += "x";
  RC_ASSERT(record_content_hash(record) != record_content_hash(elsewhere));
}

/// A Record with every field filled has every member in its JSON, so none can be forgotten.
TEST(RecordJson, ExamplesOfThePageAreCanonical) {
  std::ifstream in(PATLAS_SOURCE_DIR "/ingest/RECORD.md");
  int examples = 0;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```json") {
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      ++examples;
      Result<Record> record = record_from_json(line);
      ASSERT_TRUE(record) << record.error().to_string();
      EXPECT_EQ(record_to_json(*record), line);
    }
  }
  EXPECT_EQ(examples, 2);
}

TEST(RecordJson, MembersMayStandInAnyOrder) {
  Result<Record> record = record_from_json(
      R"({"titles":[{"text":"t","language":"en"}],"publication":{"number":"1","country":"US"}})");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->titles[0].text, "t");
  EXPECT_EQ(record->publication.country, "US");
}

struct BadJson {
  const char* json;
  uint64_t offset;
};

TEST(RecordJson, ErrorsNameTheByte) {
  const BadJson kBad[] = {
      {R"({"publication":{"country":"US"},"titel":[]})", 32},
      {R"({"publication":{"land":"US"}})", 16},
      {R"({"source":"a","source":"b","publication":{}})", 14},
  };
  for (const BadJson& bad : kBad) {
    Result<Record> record = record_from_json(bad.json);
    ASSERT_FALSE(record) << bad.json;
    EXPECT_EQ(record.error().code, Code::kParse);
    // The key's first byte is behind its quote.
    EXPECT_EQ(record.error().place.offset, bad.offset + 1) << bad.json;
  }
}

TEST(RecordJson, RefusesWhatIsNoRecord) {
  for (const char* json :
       {"", " ", "[]", "null", "{", "{\"publication\":{}", R"({"publication":{}}x)",
        R"({"publication":{}}{"publication":{}})", R"({"publication":{"date":20151301}})",
        R"({"publication":{"date":-1}})", R"({"publication":{"date":1.5}})",
        R"({"publication":{"date":99999999999999999999}})", R"({"publication":{"number":7}})",
        R"({"titles":[{"text":"\u0000"}]})", R"({"titles":[{"text":"\ud800"}]})",
        "{\"titles\":[{\"text\":\"\xff\"}]}", R"({"titles":{}})", R"({"delete":1})"}) {
    Result<Record> record = record_from_json(json);
    ASSERT_FALSE(record) << json;
    EXPECT_EQ(record.error().code, Code::kParse) << json;
  }
}

TEST(RecordJson, EveryPrefixIsAnError) {
  std::string json =
      R"({"source":"uspto","publication":{"country":"US","number":"1","kind":"A","date":20200101}})";
  for (size_t length = 0; length < json.size(); ++length) {
    EXPECT_FALSE(record_from_json(json.substr(0, length))) << length;
  }
}

TEST(RecordJson, DeepNestingIsAnErrorNotACrash) {
  std::string json = R"({"titles":)" + std::string(100'000, '[');
  EXPECT_FALSE(record_from_json(json));
}

// ---- Keys

Number number(const char* country, const char* digits, uint32_t date = 0) {
  Number made;
  made.country = country;
  made.number = digits;
  made.date = date;
  return made;
}

TEST(RecordKey, LeavesOutNothingButNeedsCountryAndNumber) {
  Record record;
  EXPECT_EQ(record_key(record), "");
  record.publication = number("US", "7650331");
  EXPECT_EQ(record_key(record), "US.7650331.");
  record.publication.kind = "B2";
  EXPECT_EQ(record_key(record), "US.7650331.B2");
}

// "T.W" and "12" must not be the key of "T" and "W.12".
TEST(RecordKey, TwoPublicationsNeverShareOne) {
  Record record;
  for (const char* country : {"T.W", "us", "U", "USA", "U1", "台", ""}) {
    record.publication = number(country, "12");
    EXPECT_EQ(record_key(record), "") << country;
  }
  record.publication = number("TW", "12");
  record.publication.kind = "A.1";
  EXPECT_EQ(record_key(record), "");
  record.publication = number("TW", "12.A");
  EXPECT_EQ(record_key(record), "");
}

// Queries write numbers in capitals and without signs: a record with another number or kind could
// not be found, shown or deleted by it.
TEST(RecordKey, IsOneThatAQueryCanName) {
  Record record;
  for (const char* text : {"i452476", "7,650,331", "7 650 331", "D-1", "１２", "12é"}) {
    record.publication = number("TW", text);
    EXPECT_EQ(record_key(record), "") << text;
  }
  for (const char* kind : {"b2", "B 2", "Ｂ", "ABCDEFGHI"}) {
    record.publication = number("TW", "I452476");
    record.publication.kind = kind;
    EXPECT_EQ(record_key(record), "") << kind;
  }
  record.publication.kind = "ABCDEFGH";
  EXPECT_EQ(record_key(record), "TW.I452476.ABCDEFGH");
}

TEST(FamilyKey, TheSourcesIdComesFirst) {
  Record record;
  record.family_id = "docdb:1";
  record.priorities = {number("KR", "20150009876")};
  EXPECT_EQ(family_key(record), "docdb:1");
}

TEST(FamilyKey, IsTheSameInAnyOrderOfPriorities) {
  Record record;
  record.priorities = {number("US", "2"), number("KR", "1"), number("US", "2")};
  EXPECT_EQ(family_key(record), "prio:KR.1;US.2");
  std::swap(record.priorities[0], record.priorities[1]);
  EXPECT_EQ(family_key(record), "prio:KR.1;US.2");
}

TEST(FamilyKey, AFirstFilingIsInTheFamilyOfThoseThatClaimItAlone) {
  Record first, later;
  first.application = number("KR", "20150009876");
  first.priorities = {first.application};  // DOCDB lists the own application
  later.application = number("US", "201615000123");
  later.priorities = {first.application};
  EXPECT_EQ(family_key(first), family_key(later));
  later.priorities.push_back(number("KR", "20150011111"));
  EXPECT_NE(family_key(first), family_key(later));
}

TEST(FamilyKey, ContinuationsJoinTheirFirstParent) {
  Record parent, child, grandchild;
  parent.application = number("US", "1", make_date(2001, 1, 1));
  parent.publication = child.publication = grandchild.publication = number("US", "9");
  child.application = number("US", "2", make_date(2003, 1, 1));
  child.related = {{"continuation", parent.application}};
  grandchild.application = number("US", "3", make_date(2005, 1, 1));
  grandchild.related = {{"division", child.application}, {"continuation", parent.application}};
  EXPECT_EQ(family_key(parent), "prio:US.1");
  EXPECT_EQ(family_key(child), "prio:US.1");
  EXPECT_EQ(family_key(grandchild), "prio:US.1");
}

TEST(FamilyKey, ParentsThatOfficesListAsPrioritiesDoNotCount) {
  Record record;
  record.publication = number("US", "9");
  record.priorities = {number("US", "1"), number("KR", "7")};
  record.related = {{"continuation", number("US", "1")}};
  EXPECT_EQ(family_key(record), "prio:KR.7");
}

TEST(FamilyKey, ProvisionalsAndContinuationsInPartAreParisPriorities) {
  Record record;
  record.application = number("US", "5");
  record.related = {{"provisional", number("US", "201361801234")},
                    {"continuation-in-part", number("US", "4")},
                    {"reissue", number("US", "3")}};
  EXPECT_EQ(family_key(record), "prio:US.201361801234;US.4");
}

TEST(FamilyKey, ANationalPhaseWithoutPriorityIsInThePctFamily) {
  Record national, international;
  national.application = number("EP", "16740123");
  national.pct_application = number("KR", "2004001515");
  international.application = *national.pct_application;
  EXPECT_EQ(family_key(national), family_key(international));
}

TEST(FamilyKey, ThePublicationStandsInForAnUnknownApplication) {
  Record record;
  record.publication = number("DE", "1258188");
  EXPECT_EQ(family_key(record), "pub:DE.1258188");
}

TEST(SourceRank, OfficesComeBeforeDocdbBeforeAggregators) {
  EXPECT_EQ(source_rank("uspto"), 3);
  EXPECT_EQ(source_rank("tipo"), 3);
  EXPECT_EQ(source_rank("docdb"), 2);
  EXPECT_EQ(source_rank("ops"), 2);
  EXPECT_EQ(source_rank("google"), 1);
  EXPECT_EQ(source_rank("never heard of"), 1);
}

}  // namespace
}  // namespace patlas
