// tests/engine/index/test_documents.h
//
// Made-up documents that reach every form an index has: terms in one document and in all, in runs
// and scattered, in three scripts; columns with none, one and many values; families that cross
// segments.
//
// A document is a function of its number and version, so that any layout of the same documents can
// be compared with any other.
#ifndef PATLAS_TESTS_ENGINE_INDEX_TEST_DOCUMENTS_H_
#define PATLAS_TESTS_ENGINE_INDEX_TEST_DOCUMENTS_H_

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scheme/scheme.h"
#include "engine/segment/document.h"
#include "engine/segment/schema.h"
#include "engine/text/stemmer.h"

namespace patlas::indextest {

// Numbers in the schema below.
enum Fields : uint16_t { kTitle, kAbstract, kNumber, kSymbol, kApplication, kPriority };
enum Columns : uint16_t { kPublished, kFiled, kOffice, kApplicant, kMain };

inline Schema test_schema() {
  Schema s;
  s.fields = {{"ti", "title", FieldType::kText, ValueForm::kText, true, "what it is called"},
              {"ab", "abstract", FieldType::kText, ValueForm::kText, true, ""},
              {"pn", "publication", FieldType::kKeyword, ValueForm::kPublication, false, ""},
              {"cpc", "cooperative", FieldType::kKeyword, ValueForm::kSymbol, false, ""},
              {"an", "application", FieldType::kKeyword, ValueForm::kApplication, false, ""},
              {"pr", "priority", FieldType::kKeyword, ValueForm::kApplication, false, ""}};
  s.columns = {{"pd", ColumnType::kNumber},
               {"ad", ColumnType::kNumber},
               {"office", ColumnType::kValues},
               {"pa", ColumnType::kValues},
               {"main", ColumnType::kValues}};
  s.rules = "test-1";
  s.relations = {kApplication, {kApplication, kPriority}, "U", kMain, kFiled, kPublished};
  s.facets = {{"year", kPublished, FacetForm::kYear, ValueForm::kDate, ""},
              {"office", kOffice, FacetForm::kValue, ValueForm::kCode, ""}};
  return s;
}

inline std::string test_key(uint32_t number) {
  static const char* const kOffices[] = {"EP", "JP", "TW", "US"};
  return std::string(kOffices[number % 4]) + "." + std::to_string(1000000 + number) + "." +
         (number % 5 == 0 ? "B1" : "A1");
}

/// Words with a common head and a long tail, as text has.
inline std::string test_words(std::mt19937_64& random, uint32_t count) {
  // Six words of one stem, and six that have "ing" far from each other: more than a dictionary holds
  // in place.
  static const char* const kWords[] = {"coating", "rotor",  "coats",   "lithium-ion", "10 μm",
                                       "coat",    "coated", "wafer",   "coatings",    "IL-6",
                                       "Straße",  "coater", "signals", "3.5",         "coating",
                                       "king",    "ring",   "spring",  "thing",       "wing"};
  std::string text;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t draw = random();
    text +=
        draw % 3 != 0 ? kWords[draw / 3 % std::size(kWords)] : "w" + std::to_string(draw / 3 % 400);
    text += draw % 11 == 0 ? ". " : draw % 23 == 0 ? "\n" : " ";
  }
  return text;
}

inline std::string test_characters(std::mt19937_64& random, uint32_t count) {
  static const char* const kCharacters[] = {"電", "池", "正", "極", "材", "料",
                                            "通", "信", "京", "都", "、", "5G"};
  std::string text;
  for (uint32_t i = 0; i < count; ++i) text += kCharacters[random() % 12];
  return text;
}

/// Document `number` in its `version`: another version has another text, hash and record.
inline Document test_document(uint32_t number, uint32_t version = 0) {
  std::mt19937_64 random(number * 1000003ull + version);
  const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random() % bound); };
  Document d;
  d.key = test_key(number);
  // Three documents a family, and a few large ones, which no dictionary holds in place.
  d.family = "docdb:" + std::to_string(number % 500 >= 482 ? number / 500 : number / 3 * 7);
  d.source = number % 7 == 0 ? "docdb" : "uspto";
  d.source_rank = number % 7 == 0 ? 2 : 3;
  d.content_hash = number * 0x9e3779b97f4a7c15ull + version + 1;

  const uint8_t english = language_number("en"), german = language_number("de");
  d.texts.push_back({kTitle, number % 4 == 0 ? german : english, test_words(random, 1 + below(6))});
  if (below(3) == 0) {
    d.texts.push_back({kTitle, language_number("zh"), test_characters(random, 1 + below(8))});
  }
  if (below(4) != 0) d.texts.push_back({kAbstract, english, test_words(random, below(14))});
  if (number % 4 == 1) d.texts.back().text += number % 8 == 1 ? " of the coats" : " in the rotor";
  // One word often enough in one document that its postings do not fit the dictionary.
  if (number % 500 == 17) {
    for (int i = 0; i < 300; ++i) d.texts.back().text += " turbine";
  }

  d.keywords.push_back({kNumber, d.key});
  d.keywords.push_back({kNumber, d.key.substr(0, d.key.rfind('.'))});
  d.keywords.push_back({kSymbol, "in every document"});
  if (number % 2 == 0 || below(3) == 0) d.keywords.push_back({kSymbol, "in many documents"});
  if (number % 18 == 5) d.keywords.push_back({kSymbol, "in one document of eighteen"});
  if (number / 300 % 2 == 0) d.keywords.push_back({kSymbol, "in runs of documents"});
  if (number % 90 == 3) d.keywords.push_back({kSymbol, "in few documents"});

  // Two documents an application but for each ninth; a few claim another's priority too.
  if (number % 9 != 4) {
    d.keywords.push_back({kApplication, "EP." + std::to_string(number / 2) +
                                            (number % 5 == 0   ? ""
                                             : number % 5 == 1 ? ".U"
                                                               : ".A")});
  }
  d.keywords.push_back({kPriority, "US." + std::to_string(number / 3)});
  if (number % 35 == 3)
    d.keywords.push_back({kPriority, "EP." + std::to_string(number / 4) + ".W"});
  if (number % 6 != 1) d.values.push_back({kMain, "H01L" + std::to_string(number / 300 % 4)});

  d.numbers.push_back({kPublished, 19500101 + below(760000)});
  if (below(5) == 0) d.numbers.push_back({kFiled, 19500101 + below(760000)});
  d.values.push_back({kOffice, d.key.substr(0, 2)});
  for (uint32_t a = below(4); a > 0; --a) {
    d.values.push_back({kApplicant, "APPLICANT " + std::to_string(below(150))});
  }
  d.stored = R"({"publication":")" + d.key + R"(","version":)" + std::to_string(version) +
             R"(,"title":")" + d.texts[0].text + R"("})";
  return d;
}

/// A classification of the symbols above, with a symbol that no document has.
inline std::shared_ptr<const Scheme> test_scheme(uint32_t version = 0) {
  SchemeBuilder builder("cpc", std::to_string(2030 + version));
  const auto add = [&](const char* key, uint32_t depth) {
    const auto node = builder.add(key, depth);
    const Status titled = builder.add_title(*node, "en", std::string("documents that are ") + key);
    static_cast<void>(titled);
  };
  add("in every document", 1);
  add("in many documents", 2);
  add("in few documents", 3);
  add("in no document", 3);
  return *builder.finish();
}

/// Documents [first, first + count).
inline std::vector<Document> test_documents(uint32_t first, uint32_t count, uint32_t version = 0) {
  std::vector<Document> documents;
  for (uint32_t i = 0; i < count; ++i) documents.push_back(test_document(first + i, version));
  return documents;
}

}  // namespace patlas::indextest

#endif  // PATLAS_TESTS_ENGINE_INDEX_TEST_DOCUMENTS_H_
