// The vectors of the project's reference material (domain/number_vectors.csv), where it is at hand:
// PATLAS_REFERENCE names the folder that holds domain/. Every rule they follow has rows of our own
// in numbers_test.cc; these are a second, larger set.
//
// All rows that were observed in office data hold. Of those derived by a rule, these are disputed.
// Rows whose kind we leave open instead of inferring it:
//   公告第592636號         the vector says B; before 2004 the plain numbers were given to
//   inventions, utility
//                          models and designs alike.
//   JP8-179521, JP05-142789  the vectors say A; an examined document of the same year may have the
//                          same number.
//   DEM 89 08 812, T855019 the vectors give no kind, or two.
// Rows that give no number but a sentence: US 29/010,907 and WO00101000 (own rows in
// numbers_test.cc). TW-B I1339438 has a stray digit in print: dropping it is a candidate for a
// user's number, not for an office's.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "ingest/normalize/dates.h"
#include "ingest/normalize/numbers.h"
#include "tests/ingest/normalize/reference.h"

namespace patlas {
namespace {

struct Vector {
  std::string line, input, country, number, kind;
  NumberSpace space = NumberSpace::kPublication;
  DateCode date = 0;
  bool observed = false;  ///< seen in office data, not derived by a rule
};

// Remarks of the table that are not part of what is written: "(filed 2004-12-28)".
void take_remark(Vector& vector) {
  const size_t open = vector.input.find(" (");
  if (open == std::string::npos) return;
  const std::string remark = vector.input.substr(open + 2, vector.input.size() - open - 3);
  vector.input.resize(open);
  if (!remark.starts_with("filed ")) return;
  const auto date = parse_office_date(remark.substr(6), "");
  if (date) vector.date = *date;
}

// "9831467 (DOCDB) -> key 1998031467", "key 2001098623", "I339438 (the printed ...)".
std::string expected_number(const std::string& cell) {
  const size_t key = cell.find("key ");
  if (key != std::string::npos) return cell.substr(key + 4);
  return cell.substr(0, cell.find(' '));
}

// "S1->S", "I4/T", "C (registration only)".
std::string expected_kind(const std::string& cell) {
  const size_t arrow = cell.find("->");
  if (arrow != std::string::npos) return cell.substr(arrow + 2);
  return cell.substr(0, cell.find_first_of(" /"));
}

std::vector<Vector> read_vectors() {
  std::vector<Vector> vectors;
  for (const std::vector<std::string>& fields : test::reference_rows("number_vectors.csv", 9)) {
    Vector vector;
    for (const std::string& field : fields) vector.line += field + " | ";
    vector.input = fields[1];
    vector.space = fields[2] == "app" ? NumberSpace::kApplication : NumberSpace::kPublication;
    vector.country = fields[3];
    vector.number = expected_number(fields[4]);
    vector.kind = expected_kind(fields[5]);
    vector.observed = !fields[7].starts_with("none");
    take_remark(vector);
    vectors.push_back(vector);
  }
  return vectors;
}

class NumberVectors : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::has_reference()) GTEST_SKIP() << "PATLAS_REFERENCE is not set: 146 vectors not read";
    vectors_ = read_vectors();
    ASSERT_GT(vectors_.size(), 140u);
  }
  std::vector<Vector> vectors_;
};

// In words rather than a number: the year decides, and the row gives none.
bool is_prose(const Vector& vector) {
  return vector.number == "series" || vector.number == "ambiguous:";
}

bool is_disputed_kind(const Vector& vector) {
  return vector.input == "公告第592636號" || vector.input == "JP8-179521" ||
         vector.input == "JP05-142789" || vector.kind == "-" || vector.kind == "I4";
}

TEST_F(NumberVectors, OfficeNumbersBecomeTheirDocdbNumbers) {
  size_t compared = 0;
  for (const Vector& vector : vectors_) {
    if (is_prose(vector)) continue;
    ++compared;
    const DocdbNumber number =
        normalize_office_number(vector.space, vector.country, vector.input, "", vector.date);
    // A stray digit in print is not for an office's record to lose.
    if (vector.input != "TW-B I1339438") {
      EXPECT_EQ(number.country + " " + number.number, vector.country + " " + vector.number)
          << vector.line;
    }
    // A kind inferred where the row has none is no contradiction.
    if (!vector.kind.empty() && !is_disputed_kind(vector)) {
      EXPECT_EQ(number.kind, vector.kind) << vector.line;
    }
  }
  EXPECT_GT(compared, 140u);
}

TEST_F(NumberVectors, NoObservedRowIsDisputed) {
  std::map<std::string, size_t> observed;
  for (const Vector& vector : vectors_) {
    if (!vector.observed) continue;
    ++observed[vector.country];
    const bool disputed =
        is_prose(vector) || is_disputed_kind(vector) || vector.input == "TW-B I1339438";
    EXPECT_FALSE(disputed) << vector.line;
  }
  for (const char* office : {"US", "JP", "KR", "CN", "TW", "EP", "WO"}) {
    EXPECT_GE(observed[office], 2u) << office;
  }
}

TEST_F(NumberVectors, NormalizingADocdbNumberAgainGivesTheSame) {
  for (const Vector& vector : vectors_) {
    if (is_prose(vector)) continue;
    const DocdbNumber once =
        normalize_office_number(vector.space, vector.country, vector.input, "", vector.date);
    const DocdbNumber twice =
        normalize_office_number(vector.space, once.country, once.number, once.kind, vector.date);
    EXPECT_EQ(twice, once) << vector.line << " -> " << once.country << ' ' << once.number << ' '
                           << once.kind << " -> " << twice.number << ' ' << twice.kind;
    const DocdbNumber docdb = docdb_number(vector.space, once.country, once.number, once.kind);
    EXPECT_EQ(docdb, once) << vector.line;
  }
}

TEST_F(NumberVectors, WhatAUserTypesHasTheDocdbNumberAmongItsCandidates) {
  for (const Vector& vector : vectors_) {
    if (is_prose(vector)) continue;
    bool found = false, first = false;
    std::string all;
    const auto candidates = parse_number(vector.space, vector.input);
    for (const DocdbNumber& candidate : candidates) {
      all += candidate.country + "." + candidate.number + "." + candidate.kind + " ";
      const bool kind_fits =
          candidate.kind.empty() || candidate.kind == vector.kind || is_disputed_kind(vector);
      const bool hit =
          candidate.country == vector.country && candidate.number == vector.number && kind_fits;
      first |= hit && &candidate == &candidates.front();
      found |= hit;
    }
    EXPECT_TRUE(found) << vector.line << "\n  candidates: " << all;
    // Bare digits belong to several offices, and US application numbers to several years.
    // HK and SG numbers without a country have no form of their own.
    const bool names_office = vector.country != "HK" && vector.country != "SG" &&
                              vector.date == 0 &&
                              vector.input.find_first_not_of("0123456789") != std::string::npos;
    if (names_office) {
      EXPECT_TRUE(first) << vector.line << "\n  candidates: " << all;
    }
  }
}

}  // namespace
}  // namespace patlas
