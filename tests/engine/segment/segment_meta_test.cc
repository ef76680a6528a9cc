#include "engine/segment/segment_meta.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "patlas/limits.h"
#include "tests/engine/format_example.h"

namespace patlas {
namespace {

SegmentMeta example() {
  SegmentMeta meta;
  meta.doc_count = 5;
  meta.stores = {0x0807060504030201};
  meta.sources = {{"docdb", 2}, {"uspto", 3}};
  return meta;
}

TEST(SegmentMeta, FormatExample) {
  const std::string bytes = format_example("segment-meta");
  EXPECT_EQ(hex(example().encode()), hex(bytes));
  const auto read = SegmentMeta::decode(bytes);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->doc_count, 5u);
  EXPECT_EQ(read->stores, example().stores);
  EXPECT_EQ(read->sources, example().sources);
}

TEST(SegmentMeta, EveryCutIsCorruption) {
  const std::string bytes = example().encode();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const auto read = SegmentMeta::decode(bytes.substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().code, Code::kCorruption);
  }
  EXPECT_FALSE(SegmentMeta::decode(bytes + '\0'));
}

TEST(SegmentMeta, MoreDocumentsThanASegmentMayHaveAreCorruption) {
  SegmentMeta meta = example();
  meta.doc_count = limits::kSegmentDocs;
  EXPECT_TRUE(SegmentMeta::decode(meta.encode()));
  ++meta.doc_count;
  EXPECT_FALSE(SegmentMeta::decode(meta.encode()));
}

RC_GTEST_PROP(SegmentMeta, AnyBytesAreSafe, (std::string bytes)) {
  const auto read = SegmentMeta::decode(bytes);
  if (!read) RC_ASSERT(read.error().code == Code::kCorruption);
}

}  // namespace
}  // namespace patlas
