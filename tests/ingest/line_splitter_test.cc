#include "ingest/formats/line_splitter.h"

#include <gtest/gtest.h>

#include "patlas/limits.h"

namespace patlas {
namespace {

std::vector<RawRecord> split(std::string_view text) {
  MemorySource source(text);
  ByteWindow window(source);
  std::unique_ptr<RecordSplitter> splitter = make_line_splitter(window);
  std::vector<RawRecord> lines;
  RawRecord line;
  while (*splitter->next(line)) lines.push_back(line);
  return lines;
}

TEST(LineSplitter, BlankLinesAreNoRecords) {
  std::vector<RawRecord> lines = split("\n{1}\r\n \t\n\n{2}");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].bytes, "{1}\r");
  EXPECT_EQ(lines[0].offset, 1u);
  EXPECT_EQ(lines[0].line, 2u);
  EXPECT_EQ(lines[1].bytes, "{2}");
  EXPECT_EQ(lines[1].line, 5u);
}

TEST(LineSplitter, LongLinesAreOneRecord) {
  std::string longer(300'000, 'x');
  std::vector<RawRecord> lines = split(longer + "\n" + longer);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].bytes, longer);
}

TEST(LineSplitter, ALineOverTheLimitIsRefusedAndTheNextOneRead) {
  std::string text = std::string(limits::kRecordBytes + 1, 'x') + "\n{2}\n";
  std::vector<RawRecord> lines = split(text);
  ASSERT_EQ(lines.size(), 2u);
  ASSERT_TRUE(lines[0].error);
  EXPECT_EQ(lines[0].error->code, Code::kLimit);
  EXPECT_EQ(lines[1].bytes, "{2}");
  EXPECT_EQ(lines[1].line, 2u);
}

TEST(LineSplitter, ALineOfExactlyTheLimitIsRead) {
  std::string text = std::string(limits::kRecordBytes, 'x') + "\n";
  std::vector<RawRecord> lines = split(text);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FALSE(lines[0].error);
}

}  // namespace
}  // namespace patlas
