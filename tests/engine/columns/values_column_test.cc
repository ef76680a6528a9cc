#include "engine/columns/values_column.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include "tests/engine/encoded_columns.h"
#include "tests/engine/format_example.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

struct Model {
  std::vector<std::vector<uint32_t>> of_doc;  // ordinals, increasing
  std::vector<std::string> values;

  std::string packs() const {
    std::vector<uint32_t> starts = {0}, ordinals;
    for (const auto& of_one : of_doc) {
      ordinals.insert(ordinals.end(), of_one.begin(), of_one.end());
      starts.push_back(static_cast<uint32_t>(ordinals.size()));
    }
    return encode_values_column(starts, ordinals);
  }
};

// `least` to `most` values a document, of `distinct` values.
Model model(uint32_t docs, uint32_t distinct, uint32_t least, uint32_t most, uint32_t seed) {
  std::mt19937 random(seed);
  Model made;
  std::set<std::string> names;
  while (names.size() < distinct) {
    std::string name = "H01L" + std::to_string(random() % (10 * distinct));
    if (random() % 10 == 0) name.insert(0, std::string(random() % 200, '\xff'));
    names.insert(name);
  }
  made.values.assign(names.begin(), names.end());
  for (uint32_t doc = 0; doc < docs; ++doc) {
    std::set<uint32_t> some;
    const uint32_t n = least + static_cast<uint32_t>(random() % (most - least + 1));
    while (some.size() < std::min(n, distinct)) {
      some.insert(static_cast<uint32_t>(random() % distinct));
    }
    made.of_doc.emplace_back(some.begin(), some.end());
  }
  return made;
}

// Documents of a pack: none, one, some or all, by the seed.
std::vector<uint16_t> some_offsets(uint32_t docs_in_pack, uint32_t seed) {
  std::mt19937 random(seed);
  const uint32_t one_in = 1 + seed % 5 * 7;
  std::vector<uint16_t> offsets;
  for (uint32_t offset = 0; offset < docs_in_pack; ++offset) {
    if (random() % one_in == 0) offsets.push_back(static_cast<uint16_t>(offset));
  }
  return offsets;
}

// What is gathered is what the documents have, either way, whatever was gathered before.
void expect_gathered(const ValuesColumn& column, const Model& expected) {
  ValuesColumn::Pack scratch;
  ValuesColumn::Gathered gathered;
  for (uint32_t first = 0; first < column.doc_count(); first += kPackDocs) {
    const uint32_t docs = std::min(kPackDocs, column.doc_count() - first);
    const std::vector<uint16_t> offsets = some_offsets(docs, first / kPackDocs + docs);
    std::vector<uint32_t> ordinals;
    std::vector<uint8_t> begins;
    std::vector<uint32_t> starts = {0};
    for (const uint16_t offset : offsets) {
      for (const uint32_t ordinal : expected.of_doc[first + offset]) {
        begins.push_back(ordinal == expected.of_doc[first + offset].front());
        ordinals.push_back(ordinal);
      }
      starts.push_back(static_cast<uint32_t>(ordinals.size()));
    }
    for (const bool by_pack : {false, true}) {
      column.gather(first / kPackDocs, offsets, by_pack, scratch, gathered);
      ASSERT_EQ(gathered.value_count, ordinals.size());
      ASSERT_TRUE(std::equal(ordinals.begin(), ordinals.end(), gathered.ordinals.begin()));
      ASSERT_TRUE(std::equal(begins.begin(), begins.end(), gathered.begins.begin()));
      if (!ordinals.empty()) {
        ASSERT_GE(gathered.ordinals.size(), ordinals.size() + ValuesColumn::kSpare);
      }
      ASSERT_TRUE(std::equal(starts.begin(), starts.end(), gathered.starts.begin()));
    }
  }
}

void expect_same(const ValuesColumn& column, const Model& expected) {
  ASSERT_EQ(column.doc_count(), expected.of_doc.size());
  ASSERT_EQ(column.value_count(), expected.values.size());
  ASSERT_EQ(column.single_valued(),
            std::all_of(expected.of_doc.begin(), expected.of_doc.end(),
                        [](const auto& ordinals) { return ordinals.size() == 1; }));
  ValuesColumn::Pack pack;
  std::vector<uint32_t> ordinals;
  for (uint32_t doc = 0; doc < expected.of_doc.size(); ++doc) {
    const uint32_t in_pack = doc % kPackDocs;
    if (in_pack == 0) column.decode_pack(doc / kPackDocs, pack);
    ASSERT_LT(in_pack, pack.doc_count);
    ASSERT_LE(pack.starts[in_pack + 1], pack.value_count);
    ordinals.assign(pack.ordinals.begin() + pack.starts[in_pack],
                    pack.ordinals.begin() + pack.starts[in_pack + 1]);
    ASSERT_EQ(ordinals, expected.of_doc[doc]);
    column.get(doc, ordinals);
    ASSERT_EQ(ordinals, expected.of_doc[doc]);
  }
  ASSERT_NO_FATAL_FAILURE(expect_gathered(column, expected));
  for (uint32_t ordinal = 0; ordinal < expected.values.size(); ++ordinal) {
    const auto value = column.value(ordinal);
    ASSERT_TRUE(value);
    ASSERT_EQ(*value, expected.values[ordinal]);
  }
}

TEST(ValuesColumn, EverySizeAndNumberOfValuesComesBack) {
  struct Counts {
    uint32_t distinct, least, most;
  };
  for (const uint32_t docs : {0u, 1u, 5u, 129u, 1023u, 1024u, 1025u, 3000u, 65537u}) {
    for (const auto& [distinct, least, most] :
         {Counts{1, 1, 1}, Counts{1, 0, 1}, Counts{15, 1, 1}, Counts{16, 1, 3}, Counts{17, 0, 0},
          Counts{700, 0, 9}, Counts{700, 1, 1}}) {
      const Model expected = model(docs, distinct, least, most, docs + distinct + most);
      SealedSections file({expected.packs(), encode_values_dictionary(expected.values)});
      const auto column = ValuesColumn::open(file.at(0), file.at(1), docs);
      ASSERT_TRUE(column) << column.error().to_string();
      ASSERT_NO_FATAL_FAILURE(expect_same(*column, expected)) << docs << ", " << distinct;
    }
  }
}

TEST(ValuesColumn, APackMayHoldMoreThan65535Values) {
  const Model expected = model(1100, 300, 90, 110, 4);
  SealedSections file({expected.packs(), encode_values_dictionary(expected.values)});
  const auto column = ValuesColumn::open(file.at(0), file.at(1), 1100);
  ASSERT_TRUE(column);
  ValuesColumn::Pack pack;
  column->decode_pack(0, pack);
  EXPECT_GT(pack.value_count, 65535u);
  expect_same(*column, expected);
}

RC_GTEST_PROP(ValuesColumn, AnyValuesComeBack, ()) {
  const auto docs = *rc::gen::inRange<uint32_t>(0, 3000);
  const auto distinct = *rc::gen::inRange<uint32_t>(1, 200);
  const auto most = *rc::gen::inRange<uint32_t>(0, 8);
  const Model expected = model(docs, distinct, 0, most, docs);
  SealedSections file({expected.packs(), encode_values_dictionary(expected.values)});
  const auto column = ValuesColumn::open(file.at(0), file.at(1), docs);
  RC_ASSERT(column.has_value());
  expect_same(*column, expected);
  RC_ASSERT(!testing::Test::HasFailure());
}

TEST(ValuesColumn, LowerBoundAgreesWithASortedVector) {
  const Model expected = model(10, 500, 1, 1, 9);
  SealedSections file({expected.packs(), encode_values_dictionary(expected.values)});
  const auto column = ValuesColumn::open(file.at(0), file.at(1), 10);
  ASSERT_TRUE(column);
  std::vector<std::string> probes = {"", "G", "H01L", "H01L9999", "\xff", std::string(300, '\xff')};
  for (const auto& value : expected.values) {
    probes.push_back(value);
    probes.push_back(value + "0");
    probes.push_back(value.substr(0, value.size() - 1));
  }
  for (const auto& probe : probes) {
    const auto bound = column->lower_bound(probe);
    ASSERT_TRUE(bound);
    const auto at = std::lower_bound(expected.values.begin(), expected.values.end(), probe);
    ASSERT_EQ(*bound, static_cast<uint32_t>(at - expected.values.begin())) << probe;
  }
  uint32_t next = 0;
  ASSERT_TRUE(column->for_each_value([&](uint32_t ordinal, std::string_view value) {
    ASSERT_EQ(ordinal, next);
    ASSERT_EQ(value, expected.values[next++]);
  }));
  EXPECT_EQ(next, 500u);
}

// Whatever the bytes: ordinals exist, and what is given was inside the pack.
void use_everything(const ValuesColumn& column, uint32_t docs) {
  ValuesColumn::Pack pack;
  std::vector<uint32_t> ordinals;
  ValuesColumn::Gathered gathered;
  std::vector<uint16_t> all(kPackDocs);
  std::iota(all.begin(), all.end(), uint16_t{0});
  for (uint32_t doc = 0; doc < docs; ++doc) {
    if (doc % kPackDocs == 0) {
      const std::span offsets(all.data(), std::min(kPackDocs, docs - doc));
      for (const bool by_pack : {false, true}) {
        column.gather(doc / kPackDocs, offsets, by_pack, pack, gathered);
        ASSERT_LT(gathered.value_count, gathered.ordinals.size());
        for (uint32_t v = 0; v < gathered.value_count; ++v) {
          ASSERT_LT(gathered.ordinals[v], column.value_count());
        }
      }
      column.decode_pack(doc / kPackDocs, pack);
      ASSERT_LE(pack.value_count, pack.ordinals.size());
      ASSERT_EQ(pack.starts[0], 0u);
      for (uint32_t i = 0; i < pack.doc_count; ++i) {
        ASSERT_LE(pack.starts[i], pack.starts[i + 1]);
      }
      ASSERT_LE(pack.starts[pack.doc_count], pack.value_count);
      for (uint32_t v = 0; v < pack.value_count; ++v) {
        ASSERT_LT(pack.ordinals[v], column.value_count());
      }
    }
    column.get(doc, ordinals);
    for (const uint32_t ordinal : ordinals) ASSERT_LT(ordinal, column.value_count());
  }
  for (uint32_t ordinal = 0; ordinal < std::min(column.value_count(), 100u); ++ordinal) {
    const auto value = column.value(ordinal);
    if (!value) {
      ASSERT_EQ(value.error().code, Code::kCorruption);
    }
  }
  (void)column.lower_bound("H01L5");
}

TEST(ValuesColumn, ChangedOrTruncatedBytesWithGoodChecksumsNeverReadWild) {
  for (const uint32_t most : {1u, 3u}) {
    constexpr uint32_t kDocs = 1060;
    const Model intact = model(kDocs, 40, 1, most, 5);
    const std::string packs = intact.packs();
    const std::string dictionary = encode_values_dictionary(intact.values);
    for (const bool in_packs : {true, false}) {
      const std::string& victim = in_packs ? packs : dictionary;
      std::vector<std::string> bodies = one_byte_changes(victim);
      for (size_t n = 0; n < victim.size(); ++n) bodies.push_back(victim.substr(0, n));
      const size_t other = bodies.size();
      bodies.push_back(in_packs ? dictionary : packs);
      const SealedSections file(bodies);
      uint32_t opened = 0;
      for (size_t i = 0; i < other; ++i) {
        const auto column =
            ValuesColumn::open(file.at(in_packs ? i : other), file.at(in_packs ? other : i), kDocs);
        if (!column) {
          ASSERT_EQ(column.error().code, Code::kCorruption);
          continue;
        }
        ++opened;
        ASSERT_NO_FATAL_FAILURE(use_everything(*column, kDocs)) << "change " << i;
      }
      EXPECT_GT(opened, 0u);
    }
  }
}

TEST(ValuesColumn, ReservedBytesAreZero) {
  const Model sound = model(1500, 40, 0, 3, 5);
  const std::string packs = sound.packs(), dictionary = encode_values_dictionary(sound.values);
  std::vector<std::pair<std::string, std::string>> wrong;
  for (const size_t i : {8 + 18, 8 + 23, 8 + 24 + 18}) {  // of the first two entries
    wrong.emplace_back(packs, dictionary);
    wrong.back().first[i] = 1;
  }
  for (const size_t i : {4, 7}) {
    wrong.emplace_back(packs, dictionary);
    wrong.back().second[i] = 1;
  }
  for (const auto& [first, second] : wrong) {
    const SealedSections file({first, second});
    const auto column = ValuesColumn::open(file.at(0), file.at(1), 1500);
    ASSERT_FALSE(column);
    EXPECT_EQ(column.error().code, Code::kCorruption);
  }
}

TEST(ValuesColumn, APackCannotClaimMoreValuesThanItsBytesHold) {
  std::string packs = Model{{{0}, {}, {0}}, {"x"}}.packs();
  store_le<uint32_t>(packs.data() + 8 + 8, 4000000000u);
  SealedSections file({packs, encode_values_dictionary(std::vector<std::string>{"x"})});
  EXPECT_EQ(ValuesColumn::open(file.at(0), file.at(1), 3).error().code, Code::kCorruption);
}

TEST(ValuesColumn, FormatExamplesAreWhatTheCodeWritesAndReads) {
  const Model expected = {{{0, 2}, {}, {1}}, {"EP", "EPO", "US"}};
  const std::string packs = format_example("values-column");
  const std::string dictionary = format_example("values-dictionary");
  EXPECT_EQ(hex(expected.packs()), hex(packs));
  EXPECT_EQ(hex(encode_values_dictionary(expected.values)), hex(dictionary));
  SealedSections file({packs, dictionary});
  const auto column = ValuesColumn::open(file.at(0), file.at(1), 3);
  ASSERT_TRUE(column);
  expect_same(*column, expected);
}

}  // namespace
}  // namespace patlas
