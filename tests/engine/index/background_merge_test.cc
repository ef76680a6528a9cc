// Merges beside a load: what becomes of records that change while the merge runs, of merges that
// fail or are given up, and of their files.
#include "engine/index/background_merge.h"

#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {
namespace {

using testing::IsEmpty;

WriterOptions one_segment() {
  WriterOptions options = small_options();
  options.segments_max = 1;
  return options;
}

/// Two committed segments of ten documents, and a merge of them beside the writer.
class BackgroundMerges : public testing::Test {
 protected:
  void begin(const WriterOptions& options = one_segment()) {
    writer_ = world_.open_writer(options);
    for (uint32_t first : {0u, 10u}) {
      ASSERT_OK(load(*writer_, test_documents(first, 10)));
      ASSERT_OK(world_.commit(*writer_));
    }
    ASSERT_OK(writer_->keep_few_segments(false));
    expected_ = records_of(test_documents(0, 20));
  }
  void wait() {
    while (writer_->is_merging()) std::this_thread::yield();
  }
  void put(const std::vector<Document>& documents) {
    ASSERT_OK(load(*writer_, documents));
    for (const auto& [key, record] : records_of(documents)) expected_[key] = record;
  }
  void remove(uint32_t first, uint32_t count) {
    std::vector<std::string> keys;
    for (uint32_t i = first; i < first + count; ++i) {
      keys.push_back(test_key(i));
      expected_.erase(keys.back());
    }
    ASSERT_EQ(*writer_->remove(keys), count);
  }
  size_t segments() { return world_.snapshot()->segments().size(); }

  TracedWorld world_;
  std::unique_ptr<IndexWriter> writer_;
  Records expected_;
};

TEST_F(BackgroundMerges, BecomeVisibleWithTheNextCommit) {
  begin();
  wait();
  EXPECT_EQ(segments(), 2u);
  ASSERT_OK(world_.commit(*writer_));
  EXPECT_EQ(segments(), 1u);
  EXPECT_EQ(world_.records(), expected_);
}

TEST_F(BackgroundMerges, HonourWhatIsReplacedAndDeletedMeanwhile) {
  begin();
  put(test_documents(3, 4, 1));
  remove(12, 3);
  ASSERT_OK(world_.commit(*writer_));  // before or after its end
  EXPECT_EQ(world_.records(), expected_);
  wait();
  remove(0, 2);
  put(test_documents(18, 5, 2));
  ASSERT_OK(world_.commit(*writer_));
  EXPECT_EQ(world_.records(), expected_);
  ASSERT_OK(writer_->keep_few_segments(true));
  ASSERT_OK(world_.commit(*writer_));
  EXPECT_EQ(segments(), 1u);
  EXPECT_EQ(world_.records(), expected_);
}

TEST_F(BackgroundMerges, MayLoseAnInputWhosDocumentsAreAllDeletedMeanwhile) {
  for (const bool all : {false, true}) {
    SCOPED_TRACE(all);
    writer_.reset();
    begin();
    remove(0, all ? 20 : 10);
    ASSERT_OK(world_.commit(*writer_));
    put(test_documents(30, 1));
    ASSERT_OK(world_.commit(*writer_));
    put(test_documents(31, 1));
    ASSERT_OK(world_.commit(*writer_));  // no generation that is kept needs the inputs any more
    wait();
    put(test_documents(32, 1));
    ASSERT_OK(world_.commit(*writer_));
    EXPECT_EQ(world_.records(), expected_);
    std::vector<std::string> keys;
    for (const auto& [key, record] : expected_) keys.push_back(key);
    EXPECT_EQ(*writer_->remove(keys), keys.size());
    ASSERT_OK(world_.commit(*writer_));
  }
}

TEST_F(BackgroundMerges, AreGivenUpWithTheirWriterAndLeaveNothing) {
  begin();
  const auto names = [&] {
    auto all = world_.names();
    std::sort(all.begin(), all.end());
    return all;
  };
  wait();
  const size_t with_the_new_one = names().size();
  writer_.reset();
  EXPECT_EQ(names().size(), with_the_new_one - 1);
  EXPECT_EQ(world_.records(), expected_);
  begin();
  writer_.reset();  // perhaps in its midst
  EXPECT_EQ(world_.records(), expected_);
  for (const std::string& name : names()) EXPECT_FALSE(name.starts_with("tmp")) << name;
}

TEST_F(BackgroundMerges, AreWaitedForWhenTheyFallTooFarBehind) {
  begin();
  for (uint32_t i = 0; i < 12; ++i) {
    put(test_documents(100 + i, 1));
    ASSERT_OK(world_.commit(*writer_));
    ASSERT_OK(writer_->keep_few_segments(false));
    ASSERT_OK(world_.commit(*writer_));
    EXPECT_LE(segments(), 3u);
  }
  EXPECT_EQ(world_.records(), expected_);
}

TEST_F(BackgroundMerges, TakeTheMemoryThatTheyMayHaveFromTheLoad) {
  WriterOptions options = one_segment();
  options.memory_bytes = 1500;  // less than any merge gets along with
  begin(options);
  EXPECT_FALSE(writer_->is_merging());
  wait();
  ASSERT_OK(world_.commit(*writer_));
  EXPECT_EQ(segments(), 2u);
}

TEST(BackgroundMerge, ThatFailsLeavesTheIndexAsItWasAndIsReported) {
  SimEnv world(5);
  SimFs& disk = world.fs();
  const Env env = world.env();
  auto writer = *IndexWriter::open(env, "index", test_schema(), one_segment());
  Records expected;
  for (uint32_t first : {0u, 10u}) {
    ASSERT_OK(load(*writer, test_documents(first, 10)));
    ASSERT_OK(writer->commit());
  }
  const auto names = *disk.list("index");
  disk.set_capacity_bytes(disk.used_bytes() + 100);
  ASSERT_OK(writer->keep_few_segments(false));
  while (writer->is_merging()) std::this_thread::yield();
  const Status said = writer->keep_few_segments(false);
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().code, Code::kIo) << said.error().to_string();
  EXPECT_EQ(*disk.list("index"), names);
  // What is sealed before the failure is heard of is in no manifest yet, and must stay.
  ASSERT_OK(writer->keep_few_segments(false));
  while (writer->is_merging()) std::this_thread::yield();
  disk.set_capacity_bytes(uint64_t{1} << 40);
  ASSERT_OK(load(*writer, test_documents(20, 5)));
  EXPECT_FALSE(writer->keep_few_segments(false));
  ASSERT_OK(writer->commit());
  EXPECT_EQ(valued(checked_records(env, "index")), records_of(test_documents(0, 25)));
  ASSERT_OK(writer->keep_few_segments(true));
  ASSERT_OK(writer->commit());
  EXPECT_EQ(valued(checked_records(env, "index")), records_of(test_documents(0, 25)));
  EXPECT_EQ((*Snapshot::open(env, "index"))->segments().size(), 1u);
}

}  // namespace
}  // namespace patlas::indextest
