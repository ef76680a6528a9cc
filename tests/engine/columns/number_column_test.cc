#include "engine/columns/number_column.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/engine/format_example.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

std::vector<uint32_t> numbers(uint32_t count, uint32_t width, uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> values(count);
  const auto base = static_cast<uint32_t>(random());
  for (uint32_t i = 0; i < count; ++i) {
    const auto low = static_cast<uint32_t>(random() & ((uint64_t{1} << width) - 1));
    // Every third pack is constant, as a class-ordered column's often are.
    values[i] = i / kPackDocs % 3 == 1 ? base : width == 32 ? low : base % 1000000 + low;
  }
  return values;
}

void expect_same(const NumberColumn& column, const std::vector<uint32_t>& values) {
  ASSERT_EQ(column.doc_count(), values.size());
  for (uint32_t pack = 0; pack * kPackDocs < values.size(); ++pack) {
    uint32_t out[kPackDocs + 1];
    out[kPackDocs] = 0xdeadbeef;
    const uint32_t n = column.decode_pack(pack, out);
    ASSERT_EQ(n, std::min<size_t>(kPackDocs, values.size() - pack * kPackDocs));
    ASSERT_EQ(out[kPackDocs], 0xdeadbeefu);
    ASSERT_TRUE(std::equal(out, out + n, values.begin() + pack * kPackDocs));
    ASSERT_EQ(column.pack_min(pack), *std::min_element(out, out + n));
    ASSERT_GE(column.pack_max_bound(pack), *std::max_element(out, out + n));
  }
  for (uint32_t doc = 0; doc < values.size(); ++doc) ASSERT_EQ(column.get(doc), values[doc]);
}

TEST(NumberColumn, EverySizeAndWidthComesBack) {
  for (const uint32_t count :
       {0u, 1u, 4u, 5u, 127u, 128u, 129u, 1023u, 1024u, 1025u, 4000u, 65535u, 65536u, 65537u}) {
    for (const uint32_t width : {0u, 1u, 7u, 8u, 13u, 31u, 32u}) {
      const auto values = numbers(count, width, count + width);
      SealedSections file({encode_number_column(values)});
      const auto column = NumberColumn::open(file.at(0), count);
      ASSERT_TRUE(column) << column.error().to_string();
      ASSERT_NO_FATAL_FAILURE(expect_same(*column, values)) << count << " of width " << width;
    }
  }
}

// So many that their packs, counted in 32 bits, were none.
TEST(NumberColumn, OfAsManyDocumentsAsCanBeSaidHasPacks) {
  std::string bytes(100, '\0');
  bytes.replace(0, 4, 4, '\xff');
  SealedSections file({bytes});
  const auto opened = NumberColumn::open(file.at(0), 0xffffffffu);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kCorruption);
}

TEST(NumberColumn, ValuesOneByOneGiveTheSameBytes) {
  for (const uint32_t count : {0u, 1u, 1023u, 1024u, 1025u, 4096u, 5000u}) {
    const auto values = numbers(count, 9, count);
    NumberColumnWriter writer(count, test_spool());
    for (const uint32_t value : values) ASSERT_TRUE(writer.add(value));
    EXPECT_EQ(copied_bytes(writer), encode_number_column(values)) << count;
  }
}

RC_GTEST_PROP(NumberColumn, AnyValuesComeBack, ()) {
  const auto values = *rc::gen::arbitrary<std::vector<uint32_t>>();
  SealedSections file({encode_number_column(values)});
  const auto column = NumberColumn::open(file.at(0), static_cast<uint32_t>(values.size()));
  RC_ASSERT(column.has_value());
  for (uint32_t doc = 0; doc < values.size(); ++doc) RC_ASSERT(column->get(doc) == values[doc]);
}

TEST(NumberColumn, EqualValuesTakeNoBytesPerDocument) {
  const auto constant = encode_number_column(std::vector<uint32_t>(100 * kPackDocs, 7));
  EXPECT_LE(constant.size(), 100u * 16 + 16);
}

TEST(NumberColumn, AnotherDocumentCountIsCorruption) {
  SealedSections file({encode_number_column(numbers(2000, 9, 1))});
  EXPECT_EQ(NumberColumn::open(file.at(0), 1999).error().code, Code::kCorruption);
  EXPECT_EQ(NumberColumn::open(file.at(0), 2001).error().code, Code::kCorruption);
}

TEST(NumberColumn, ReservedBytesAreZero) {
  std::string bytes = encode_number_column(numbers(2000, 9, 1));
  for (size_t i = 4; i < 8; ++i) {
    bytes[i] = 1;
    EXPECT_EQ(NumberColumn::open(SealedSections({bytes}).at(0), 2000).error().code,
              Code::kCorruption);
    bytes[i] = 0;
  }
}

TEST(NumberColumn, ChangedOrTruncatedBytesWithGoodChecksumsNeverReadWild) {
  constexpr uint32_t kDocs = 1100;
  const std::string intact = encode_number_column(numbers(kDocs, 5, 2));
  std::vector<std::string> bodies = one_byte_changes(intact);
  for (size_t n = 0; n < intact.size(); ++n) bodies.push_back(intact.substr(0, n));
  const SealedSections file(bodies);
  uint32_t opened = 0;
  for (size_t i = 0; i < bodies.size(); ++i) {
    const auto column = NumberColumn::open(file.at(i), kDocs);
    if (!column) {
      ASSERT_EQ(column.error().code, Code::kCorruption);
      continue;
    }
    ++opened;
    uint32_t out[kPackDocs];
    for (uint32_t pack = 0; pack < 2; ++pack) (void)column->decode_pack(pack, out);
    for (uint32_t doc = 0; doc < kDocs; ++doc) (void)column->get(doc);
  }
  EXPECT_GT(opened, 0u);
  EXPECT_LT(opened, bodies.size() - intact.size()) << "a truncated column was opened";
}

TEST(NumberColumn, FormatExampleIsWhatTheCodeWritesAndReads) {
  const std::vector<uint32_t> values = {2015, 2018, 2016, 2015, 2018};
  const std::string example = format_example("number-column");
  EXPECT_EQ(hex(encode_number_column(values)), hex(example));
  SealedSections file({example});
  const auto column = NumberColumn::open(file.at(0), 5);
  ASSERT_TRUE(column);
  expect_same(*column, values);
}

}  // namespace
}  // namespace patlas
