#include "engine/codec/pfor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "engine/codec/bitpack.h"
#include "tests/engine/format_example.h"

namespace patlas {
namespace {

std::vector<uint8_t> encode(const std::vector<uint32_t>& values) {
  std::vector<uint8_t> bytes(kPforMaxBytes);
  bytes.resize(pfor_encode(values.data(), values.size(), bytes.data()));
  bytes.shrink_to_fit();
  return bytes;
}

// Decodes from an exact copy with one canary value, so that reads and writes too far show.
const uint8_t* decode(const std::vector<uint8_t>& bytes, size_t n, std::vector<uint32_t>& out) {
  out.assign(n + 1, 0xdeadbeef);
  const uint8_t* after = pfor_decode(bytes.data(), bytes.data() + bytes.size(), n, out.data());
  EXPECT_EQ(out[n], 0xdeadbeefu) << "wrote past its values";
  out.resize(n);
  return after;
}

void expect_round_trip(const std::vector<uint32_t>& values) {
  const auto bytes = encode(values);
  std::vector<uint32_t> out;
  ASSERT_EQ(decode(bytes, values.size(), out), bytes.data() + bytes.size());
  ASSERT_EQ(out, values);
  ASSERT_EQ(pfor_skip(bytes.data(), bytes.data() + bytes.size(), values.size()),
            bytes.data() + bytes.size());
}

// Mostly `width` bits, with `exceptions` values of `high_width` more.
std::vector<uint32_t> skewed(size_t n, uint32_t width, size_t exceptions, uint32_t high_width,
                             uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> values(n);
  for (auto& value : values) {
    value = static_cast<uint32_t>(random() & ((uint64_t{1} << width) - 1));
  }
  std::vector<size_t> places(n);
  std::iota(places.begin(), places.end(), size_t{0});
  std::shuffle(places.begin(), places.end(), random);
  for (size_t i = 0; i < std::min(exceptions, n); ++i) {
    values[places[i]] =
        static_cast<uint32_t>(random() & ((uint64_t{1} << (width + high_width)) - 1));
  }
  return values;
}

TEST(Pfor, EveryWidthWithAndWithoutExceptionsComesBack) {
  for (size_t n : {1, 2, 7, 8, 31, 127, 128, 129, 255, 256}) {
    for (uint32_t width = 0; width <= 32; ++width) {
      expect_round_trip(skewed(n, width, 0, 0, width));
      const uint32_t room = 32 - width;
      for (uint32_t high : {1u, 7u, 32u}) {
        for (size_t exceptions : {1, 5, 60, 256}) {
          expect_round_trip(skewed(n, width, exceptions, std::min(high, room), width + high));
        }
      }
    }
  }
}

RC_GTEST_PROP(Pfor, AnyValuesComeBack, ()) {
  const size_t n = *rc::gen::inRange<size_t>(1, kPforMax + 1);
  const auto values = *rc::gen::container<std::vector<uint32_t>>(
      n, rc::gen::mapcat(rc::gen::inRange(0, 33), [](int width) {
        return rc::gen::map(rc::gen::arbitrary<uint64_t>(), [width](uint64_t bits) {
          return static_cast<uint32_t>(bits & ((uint64_t{1} << width) - 1));
        });
      }));
  std::vector<uint8_t> bytes(kPforMaxBytes);
  const size_t size = pfor_encode(values.data(), n, bytes.data());
  RC_ASSERT(size <= kPforMaxBytes);
  std::vector<uint32_t> out(n);
  RC_ASSERT(pfor_decode(bytes.data(), bytes.data() + size, n, out.data()) == bytes.data() + size);
  RC_ASSERT(out == values);
}

TEST(Pfor, AllZeroTakesOneByte) {
  for (size_t n : {1, 255, 256}) EXPECT_EQ(encode(std::vector<uint32_t>(n, 0)).size(), 1u);
}

TEST(Pfor, NoWidthWouldHaveBeenCheaper) {
  for (uint32_t seed = 0; seed < 50; ++seed) {
    const size_t n = seed % 2 ? 256 : 100;
    const auto values = skewed(n, seed % 12, seed, 1 + seed % 17, seed);
    const uint32_t widest = bit_width_u32(*std::max_element(values.begin(), values.end()));
    const size_t chosen = encode(values).size();
    for (uint32_t width = 0; width <= widest; ++width) {
      const auto above = static_cast<uint64_t>(std::count_if(
          values.begin(), values.end(), [&](uint32_t v) { return bit_width_u32(v) > width; }));
      if (above > 255) continue;
      const uint64_t exceptions_bytes =
          above == 0 ? 0 : 2 + above + bits_bytes(above, widest - width);
      EXPECT_LE(chosen, 1 + bits_bytes(n, width) + exceptions_bytes) << "width " << width;
    }
  }
}

TEST(Pfor, TruncatedBlockIsNullptr) {
  for (size_t n : {1, 100, 256}) {
    for (size_t exceptions : {0, 3}) {
      const auto bytes = encode(skewed(n, 6, exceptions, 9, 3));
      for (size_t length = 0; length < bytes.size(); ++length) {
        const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<long>(length));
        std::vector<uint32_t> out;
        EXPECT_EQ(decode(cut, n, out), nullptr) << length;
        EXPECT_EQ(pfor_skip(cut.data(), cut.data() + cut.size(), n), nullptr) << length;
      }
    }
  }
}

TEST(Pfor, ImpossibleHeadersAreNullptr) {
  std::vector<uint32_t> out;
  std::vector<uint8_t> roomy(2000, 0);
  const auto refused = [&](std::vector<uint8_t> head, size_t n) {
    std::copy(head.begin(), head.end(), roomy.begin());
    return decode(roomy, n, out) == nullptr;
  };
  EXPECT_TRUE(refused({33}, 10)) << "width above 32";
  EXPECT_TRUE(refused({0x80, 0, 1}, 10)) << "exceptions announced, none there";
  EXPECT_TRUE(refused({0x80, 11, 1}, 10)) << "more exceptions than values";
  EXPECT_TRUE(refused({0x80, 1, 0}, 10)) << "exceptions without bits";
  EXPECT_TRUE(refused({0x80 | 30, 1, 3}, 10)) << "33 bits in all";
  EXPECT_TRUE(refused({0x80, 1, 1, 10}, 10)) << "exception beyond the values";
  EXPECT_FALSE(refused({0x80, 1, 1, 9}, 10));
}

TEST(Pfor, ArbitraryBytesNeverReadOrWriteTooFar) {
  std::mt19937 random(11);
  for (int round = 0; round < 20000; ++round) {
    const size_t n = 1 + random() % 256;
    std::vector<uint8_t> bytes(random() % 400);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    if (!bytes.empty() && round % 2) bytes[0] = static_cast<uint8_t>(bytes[0] & 0x87);
    std::vector<uint32_t> out;
    const uint8_t* after = decode(bytes, n, out);
    const uint8_t* skipped = pfor_skip(bytes.data(), bytes.data() + bytes.size(), n);
    if (after != nullptr) {
      ASSERT_LE(after, bytes.data() + bytes.size());
      ASSERT_EQ(after, skipped);
    }
  }
}

TEST(Pfor, FormatExampleIsWhatTheCodeWritesAndReads) {
  const std::vector<uint32_t> values = {3, 1, 0, 2, 1000, 1, 3, 2, 0, 1};
  const auto bytes = encode(values);
  const std::string written(bytes.begin(), bytes.end());
  const std::string example = format_example("pfor-block");
  EXPECT_EQ(hex(written), hex(example));
  std::vector<uint32_t> out;
  ASSERT_NE(decode({example.begin(), example.end()}, values.size(), out), nullptr);
  EXPECT_EQ(out, values);
}

}  // namespace
}  // namespace patlas
