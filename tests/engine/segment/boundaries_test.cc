#include "engine/segment/boundaries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "patlas/limits.h"
#include "tests/engine/format_example.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

using testing::ElementsAre;

std::vector<uint64_t> bits_of(const std::set<uint32_t>& positions, uint32_t count) {
  std::vector<uint64_t> bits((count + 63) / 64);
  for (const uint32_t p : positions) bits[p / 64] |= 1ull << (p % 64);
  return bits;
}

std::string encode(const std::vector<uint32_t>& sentences, const std::vector<uint32_t>& paragraphs,
                   const std::vector<uint32_t>& values, const std::vector<uint64_t>& words,
                   uint32_t count) {
  std::string out;
  encode_boundaries({sentences, paragraphs, values, words}, count, out);
  return out;
}

TEST(Boundaries, FormatExample) {
  const std::string bytes = format_example("boundaries");
  EXPECT_EQ(hex(encode({0, 4, 6, 11}, {0, 6, 11}, {0, 11},
                       bits_of({0, 1, 2, 4, 6, 7, 9, 11, 12}, 13), 13)),
            hex(bytes));
  FieldBoundaries read;
  ASSERT_TRUE(decode_boundaries(as_bytes(bytes), read));
  EXPECT_EQ(read.position_count, 13u);
  EXPECT_THAT(read.sentence_starts, ElementsAre(0, 4, 6, 11));
  EXPECT_THAT(read.paragraph_starts, ElementsAre(0, 6, 11));
  EXPECT_THAT(read.value_starts, ElementsAre(0, 11));
  EXPECT_TRUE(read.word_starts_at(4));
  EXPECT_FALSE(read.word_starts_at(3));
  EXPECT_FALSE(has_one_value(as_bytes(bytes)));
}

TEST(Boundaries, FormatExampleOfNames) {
  const std::string bytes = format_example("boundaries-plain");
  EXPECT_EQ(hex(encode({0, 2, 3}, {0, 2, 3}, {0, 2, 3}, {31}, 5)), hex(bytes));
  FieldBoundaries read;
  ASSERT_TRUE(decode_boundaries(as_bytes(bytes), read));
  EXPECT_THAT(read.sentence_starts, ElementsAre(0, 2, 3));
  EXPECT_THAT(read.paragraph_starts, ElementsAre(0, 2, 3));
  EXPECT_THAT(read.value_starts, ElementsAre(0, 2, 3));
  EXPECT_TRUE(read.word_starts_at(4));
}

TEST(Boundaries, OneSentenceTakesAByteOfUpTo15Positions) {
  EXPECT_EQ(encode({0}, {0}, {0}, {~0ull}, 15).size(), 1u);
  EXPECT_EQ(encode({0}, {0}, {0}, {~0ull}, 16).size(), 2u);
}

TEST(Boundaries, BlocksWithoutPositionsTakeNoBytes) {
  // Blocks 1 and 2 of four are empty, and so is the last, which is short.
  constexpr uint32_t kDocs = 4 * kBoundaryBlockDocs + 3;
  const std::string record = encode({0}, {0}, {0}, {~0ull}, 9);
  BoundaryBlockWriter writer;
  std::string bytes, index;
  for (uint32_t doc = 0; doc < kDocs; ++doc) {
    const uint32_t block = doc / kBoundaryBlockDocs;
    writer.add((block == 0 || block == 3) && doc % 2 == 1 ? as_bytes(record) : Bytes(),
               bytes.size(), bytes, index);
  }
  writer.finish(bytes.size(), bytes, index);
  EXPECT_EQ(bytes.size(), 2 * (kBoundaryBlockDocs + kBoundaryBlockDocs / 2));
  EXPECT_EQ(index.size(), 5 * 8u);
  const SealedSections file({index, bytes});
  BoundaryCursor cursor(file.at(0), file.at(1), kDocs);
  for (uint32_t doc = 0; doc < kDocs; ++doc) {
    const uint32_t block = doc / kBoundaryBlockDocs;
    const auto read = cursor.record(doc);
    ASSERT_TRUE(read) << doc;
    EXPECT_EQ(read->size(), (block == 0 || block == 3) && doc % 2 == 1 ? 1u : 0u) << doc;
  }
}

TEST(Boundaries, FormatExampleOfABlock) {
  BoundaryBlockWriter writer;
  std::string bytes, index;
  writer.add(as_bytes(format_example("boundaries")), 0, bytes, index);
  writer.add({}, 0, bytes, index);
  writer.finish(0, bytes, index);
  EXPECT_EQ(hex(bytes), hex(format_example("boundary-block")));
  EXPECT_EQ(hex(index), "00 00 00 00 00 00 00 00");
}

TEST(Boundaries, NoPositionsTakeNoBytes) {
  EXPECT_EQ(encode({}, {}, {}, {}, 0), "");
  FieldBoundaries read;
  ASSERT_TRUE(decode_boundaries({}, read));
  EXPECT_EQ(read.position_count, 0u);
  EXPECT_FALSE(read.word_starts_at(0));
}

TEST(Boundaries, WordsAtEveryPositionTakeNoBits) {
  const std::string bytes = encode({0}, {0}, {0}, {~0ull, ~0ull}, 100);
  EXPECT_TRUE(has_one_value(as_bytes(bytes)));
  EXPECT_EQ(bytes.size(), 2u);
  FieldBoundaries read;
  ASSERT_TRUE(decode_boundaries(as_bytes(bytes), read));
  EXPECT_TRUE(read.word_starts_at(99));
}

RC_GTEST_PROP(Boundaries, ComeBackFromTheirBytes, ()) {
  const uint32_t count = *rc::gen::inRange<uint32_t>(1, 400);
  const auto position = rc::gen::inRange<uint32_t>(0, count);
  const auto sentences = *rc::gen::container<std::set<uint32_t>>(position);
  const auto words = *rc::gen::container<std::set<uint32_t>>(position);
  const bool names = *rc::gen::arbitrary<bool>();  // each sentence is a value
  std::vector<uint32_t> sentence_starts(sentences.begin(), sentences.end()), paragraph_starts;
  std::vector<uint32_t> value_starts;
  for (const uint32_t s : sentence_starts) {
    if (names || *rc::gen::arbitrary<bool>()) paragraph_starts.push_back(s);
  }
  for (const uint32_t p : paragraph_starts) {
    if (names || value_starts.empty() || *rc::gen::arbitrary<bool>()) value_starts.push_back(p);
  }
  const auto bits = bits_of(words, count);
  FieldBoundaries read;
  const std::string bytes = encode(sentence_starts, paragraph_starts, value_starts, bits, count);
  RC_ASSERT(decode_boundaries(as_bytes(bytes), read));
  RC_ASSERT(has_one_value(as_bytes(bytes)) == (value_starts.size() < 2));
  RC_ASSERT(read.position_count == count);
  RC_ASSERT(read.sentence_starts == sentence_starts);
  RC_ASSERT(read.paragraph_starts == paragraph_starts);
  RC_ASSERT(read.value_starts == value_starts);
  std::vector<uint32_t> starts;
  RC_ASSERT(decode_value_starts(as_bytes(bytes), starts));
  RC_ASSERT(starts == value_starts);
  for (uint32_t p = 0; p < count; ++p) RC_ASSERT(read.word_starts_at(p) == words.contains(p));
}

RC_GTEST_PROP(Boundaries, AnyBytesAreSafeAndBounded, (std::string bytes)) {
  std::vector<uint32_t> starts;
  const bool has_starts = decode_value_starts(as_bytes(bytes), starts);
  FieldBoundaries read;
  if (!decode_boundaries(as_bytes(bytes), read)) return;
  RC_ASSERT(has_starts);
  RC_ASSERT(starts == read.value_starts);
  RC_ASSERT(read.position_count <= limits::kPositionsPerField);
  RC_ASSERT(read.sentence_starts.size() <= bytes.size());
  RC_ASSERT(read.value_starts.size() <= read.paragraph_starts.size());
  for (const uint32_t s : read.sentence_starts) RC_ASSERT(s < read.position_count);
}

TEST(Boundaries, EveryCutIsRefused) {
  const std::string bytes = format_example("boundaries");
  for (size_t length = 1; length < bytes.size(); ++length) {
    FieldBoundaries read;
    EXPECT_FALSE(decode_boundaries(as_bytes(bytes.substr(0, length)), read)) << length;
  }
  FieldBoundaries read;
  EXPECT_FALSE(decode_boundaries(as_bytes(bytes + '\0'), read));
  const std::string names = format_example("boundaries-plain");
  for (size_t length = 1; length < names.size(); ++length) {
    EXPECT_FALSE(decode_boundaries(as_bytes(names.substr(0, length)), read)) << length;
  }
  EXPECT_FALSE(decode_boundaries(as_bytes(names + '\0'), read));
}

TEST(Boundaries, NamesBeyondThePositionsAreRefused) {
  std::string bytes = format_example("boundaries-plain");
  FieldBoundaries read;
  std::vector<uint32_t> starts;
  bytes[3] = 1;  // the last starts at 4, the last position
  EXPECT_TRUE(decode_boundaries(as_bytes(bytes), read));
  bytes[3] = 2;
  EXPECT_FALSE(decode_boundaries(as_bytes(bytes), read));
  EXPECT_FALSE(decode_value_starts(as_bytes(bytes), starts));
}

TEST(Boundaries, ValuesBeyondTheParagraphsAreRefused) {
  std::string bytes = format_example("boundaries");
  FieldBoundaries read;
  bytes[2] = 2;  // the first value has three paragraphs: the second would start at a fourth
  EXPECT_FALSE(decode_boundaries(as_bytes(bytes), read));
  bytes[2] = 0;  // one: it starts at the second
  ASSERT_TRUE(decode_boundaries(as_bytes(bytes), read));
  EXPECT_THAT(read.value_starts, ElementsAre(0, 6));
}

TEST(Boundaries, MorePositionsThanAFieldMayHaveAreRefused) {
  std::string bytes;
  put_varint(bytes, (uint64_t{limits::kPositionsPerField} + 1) << 3 | 1);
  put_varint(bytes, 0);
  FieldBoundaries read;
  EXPECT_FALSE(decode_boundaries(as_bytes(bytes), read));
}

}  // namespace
}  // namespace patlas
