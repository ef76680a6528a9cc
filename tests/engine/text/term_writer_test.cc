#include <gtest/gtest.h>

#include "engine/text/scanner.h"

namespace patlas {
namespace {

TEST(TermWriter, WritesBehindWhatIsThere) {
  std::string bytes = "w";
  TermWriter writer;
  writer.open(bytes);
  writer.append("abc");
  writer.push('d');
  const std::string long_term(5 * TermWriter::kRoom, 'e');
  writer.append(long_term);
  EXPECT_EQ(writer.from(1), "abcd" + long_term);
  writer.close();
  EXPECT_EQ(bytes, "wabcd" + long_term);
}

// A record of 100,000 short values took 7 s: each of them zeroed as many bytes as all before it had
// taken.
TEST(TermWriter, MakesLittleRoomHoweverMuchIsThere) {
  std::string bytes(1 << 20, 'x');
  TermWriter writer;
  writer.open(bytes);
  writer.push('y');
  EXPECT_LE(bytes.size(), (1u << 20) + TermWriter::kRoom);
  const size_t capacity = bytes.capacity();
  writer.close();
  for (int value = 0; value < 1000; ++value) {
    writer.open(bytes);
    writer.append("zz");
    writer.close();
  }
  EXPECT_EQ(bytes.capacity(), capacity);
}

}  // namespace
}  // namespace patlas
