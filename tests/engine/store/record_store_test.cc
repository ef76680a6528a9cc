#include "engine/store/record_store.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "patlas/limits.h"
#include "tests/engine/format_example.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

/// A store file of these two sections, whatever they hold.
class StoreFile {
 public:
  StoreFile(std::string_view dictionary, std::string_view records)
      : file_(FileType::kStore,
              {{{kStoreDictionarySection, 0}, dictionary}, {{kStoreRecordsSection, 0}, records}}) {}

  Result<std::shared_ptr<const RecordStore>> open() const {
    return RecordStore::open(file_.file());
  }

 private:
  SealedBytes file_;
};

std::string record(uint32_t number) {
  std::mt19937 random(number);
  std::string text = "{\"publication_number\":\"EP-" + std::to_string(1000000 + number) + "-A1\"";
  for (uint32_t i = 0, n = 5 + static_cast<uint32_t>(random()) % 60; i < n; ++i) {
    text += ",\"cpc\":\"H01L" + std::to_string(random() % 100) + "/" +
            std::to_string(random() % 100) + "\"";
  }
  return text + "}";
}

std::shared_ptr<const RecordDictionary> trained(size_t samples) {
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < samples; ++i) texts.push_back(record(i));
  return RecordDictionary::train(std::vector<std::string_view>(texts.begin(), texts.end()), 16384);
}

TEST(RecordStore, RecordsOfAnySizeComeBackWithAndWithoutADictionary) {
  std::vector<std::string> texts = {"", "x", std::string(1, '\0'), std::string(1 << 20, 'a')};
  std::mt19937 random(3);
  texts.emplace_back(300000, '\0');
  for (char& c : texts.back()) c = static_cast<char>(random());
  for (uint32_t i = 0; i < 500; ++i) texts.push_back(record(i + 10000));
  for (const size_t samples : {0, 2000}) {
    const auto dictionary = trained(samples);
    EXPECT_EQ(dictionary->bytes().empty(), samples == 0);
    RecordPacker packer(dictionary, 1);
    std::string records;
    std::vector<uint64_t> locators;
    for (const std::string& text : texts) {
      locators.push_back(records.size());
      packer.pack(text, records);
    }
    const StoreFile file(dictionary->bytes(), records);
    const auto store = file.open();
    ASSERT_TRUE(store) << store.error().to_string();
    EXPECT_EQ((*store)->packed_bytes(), records.size());
    for (size_t i = texts.size(); i-- > 0;) {
      const auto text = (*store)->get(locators[i]);
      ASSERT_TRUE(text) << text.error().to_string();
      ASSERT_EQ(*text, texts[i]);
    }
  }
}

TEST(RecordStore, ADictionaryMakesShortRecordsSmaller) {
  std::string with, without;
  RecordPacker trained_packer(trained(2000), 1), plain_packer(trained(0), 1);
  for (uint32_t i = 5000; i < 5100; ++i) {
    trained_packer.pack(record(i), with);
    plain_packer.pack(record(i), without);
  }
  EXPECT_LT(with.size(), without.size());
}

TEST(RecordStore, TrainingAndPackingAreDeterministic) {
  const auto first = trained(1000), second = trained(1000);
  EXPECT_EQ(first->bytes(), second->bytes());
  std::string a, b;
  RecordPacker one(first, 3), other(RecordDictionary::from_bytes(as_bytes(first->bytes())), 3);
  one.pack(record(1), a);
  one.pack(record(2), a);
  other.pack(record(1), b);
  other.pack(record(2), b);
  EXPECT_EQ(hex(a), hex(b)) << "a record's bytes do not depend on those packed before";
}

TEST(RecordStore, ManyThreadsMayReadAtOnce) {
  std::string records;
  std::vector<uint64_t> locators;
  const auto dictionary = trained(500);
  RecordPacker packer(dictionary, 1);
  for (uint32_t i = 0; i < 200; ++i) {
    locators.push_back(records.size());
    packer.pack(record(i), records);
  }
  const StoreFile file(dictionary->bytes(), records);
  const auto store = file.open();
  ASSERT_TRUE(store);
  std::vector<std::thread> threads;
  std::vector<uint32_t> wrong(4, 0);
  for (uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (uint32_t i = t; i < 200; ++i) {
        const auto text = (*store)->get(locators[i]);
        wrong[t] += !text || *text != record(i);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const uint32_t count : wrong) EXPECT_EQ(count, 0u);
}

TEST(RecordStore, WrongLocatorsAreCorruption) {
  std::string records;
  RecordPacker packer(trained(0), 1);
  for (uint32_t i = 0; i < 20; ++i) packer.pack(record(i), records);
  const StoreFile file("", records);
  const auto store = file.open();
  ASSERT_TRUE(store);
  for (const uint64_t locator :
       {uint64_t{records.size()}, uint64_t{records.size()} + 1, ~uint64_t{0}}) {
    EXPECT_EQ((*store)->get(locator).error().code, Code::kCorruption);
  }
  uint32_t refused = 0;
  for (uint64_t locator = 0; locator < records.size(); ++locator) {
    refused += !(*store)->get(locator).has_value();
  }
  EXPECT_GT(refused, records.size() / 2) << "most offsets are inside a record";
}

TEST(RecordStore, ARecordThatClaimsTooMuchIsRefusedBeforeMemoryIsTaken) {
  std::string records;
  put_varint(records, 4 * limits::kRecordBytes + 1);
  put_varint(records, 4);
  records += "abcd";
  const StoreFile file("", records);
  const auto store = file.open();
  ASSERT_TRUE(store);
  EXPECT_EQ((*store)->get(0).error().code, Code::kCorruption);
}

TEST(RecordStore, NoFrameUnpacksToMoreThanItsBlocksCan) {
  // 12 packed bytes have room for three blocks of 128 KiB, the most that zstd gives a block.
  const std::string packed = "\x28\xb5\x2f\xfd" + std::string(8, '\0');
  std::string records;
  put_varint(records, (12 / 4 + 1) * 131072 + 1);
  put_string(records, packed);
  const StoreFile file("", records);
  const auto store = file.open();
  ASSERT_TRUE(store);
  const auto text = (*store)->get(0);
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().message.find("lengths"), std::string::npos) << "refused only by zstd";
}

TEST(RecordStore, ChangedBytesWithGoodChecksumsGiveAnErrorOrSomeRecord) {
  const auto dictionary = trained(300);
  RecordPacker packer(dictionary, 1);
  std::string records;
  packer.pack(record(1), records);
  const uint64_t second = records.size();
  packer.pack(record(2), records);
  for (const std::string& changed : one_byte_changes(records)) {
    const StoreFile file(dictionary->bytes(), changed);
    const auto store = file.open();
    ASSERT_TRUE(store);
    for (const uint64_t locator : {uint64_t{0}, second}) {
      const auto text = (*store)->get(locator);
      if (!text) {
        ASSERT_EQ(text.error().code, Code::kCorruption);
      }
    }
  }
}

TEST(RecordStore, ChangedDictionaryIsRefusedOrGivesSomeRecord) {
  const auto dictionary = trained(300);
  RecordPacker packer(dictionary, 1);
  std::string records;
  packer.pack(record(1), records);
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::string changed(dictionary->bytes());
    // Half of the changes in its tables, which come first.
    const size_t range = round % 2 ? changed.size() : 200;
    changed[random() % range] = static_cast<char>(random());
    if (round % 10 == 0) changed.resize(random() % changed.size());
    const StoreFile file(changed, records);
    if (const auto store = file.open()) {
      (void)(*store)->get(0);
    } else {
      ASSERT_EQ(store.error().code, Code::kCorruption);
    }
  }
}

TEST(RecordStore, FormatExampleIsWhatTheCodeWritesAndReads) {
  std::string records;
  RecordPacker packer(trained(0), 1);
  packer.pack("abc", records);
  const std::string example = format_example("store-record");
  EXPECT_EQ(hex(records), hex(example));
  const StoreFile file("", example);
  const auto store = file.open();
  ASSERT_TRUE(store);
  const auto text = (*store)->get(0);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_EQ(*text, "abc");
}

}  // namespace
}  // namespace patlas
