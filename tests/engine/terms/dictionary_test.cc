#include "engine/terms/dictionary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/format_example.h"
#include "tests/engine/sealed_sections.h"

namespace patlas {
namespace {

struct Entry {
  std::string term;
  uint32_t doc_count = 0;
  std::string postings;  // inline when not empty
  std::array<uint64_t, 3> stream_bytes{};
};

struct Written {
  std::string blocks, index;
};

constexpr uint64_t kFirstOffset = 1000;

Written write(const std::vector<Entry>& entries, uint32_t streams) {
  auto blocks = test_spool();
  auto index = test_spool();
  DictionaryWriter writer(streams, blocks.get(), index.get());
  std::array<uint64_t, 3> offset = {kFirstOffset, 2 * kFirstOffset, 3 * kFirstOffset};
  for (const Entry& entry : entries) {
    TermValue value;
    value.doc_count = entry.doc_count;
    value.inline_postings = entry.postings;
    value.stream_offset = offset;
    if (entry.doc_count > 0 && entry.postings.empty()) {
      value.stream_bytes = entry.stream_bytes;
      for (size_t s = 0; s < 3; ++s) offset[s] += entry.stream_bytes[s];
    }
    const Status status = writer.add(entry.term, value);
    EXPECT_TRUE(status) << status.error().to_string();
  }
  EXPECT_TRUE(writer.finish());
  EXPECT_EQ(writer.term_count(), entries.size());
  return {copied_bytes(*blocks), copied_bytes(*index)};
}

std::vector<Entry> make_entries(const std::set<std::string>& terms, uint32_t streams,
                                uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Entry> entries;
  for (const std::string& term : terms) {
    Entry entry{term, static_cast<uint32_t>(random() % 9), "", {}};
    if (entry.doc_count >= 1 && entry.doc_count <= kInlineDocs && random() % 4 != 0) {
      entry.postings = std::string(1 + random() % 40, static_cast<char>(random()));
    } else if (entry.doc_count > 0) {
      if (entry.doc_count == 8) entry.doc_count = 1u << (random() % 32);
      for (uint32_t s = 0; s < streams; ++s) entry.stream_bytes[s] = random() % 100000;
    }
    entries.push_back(entry);
  }
  return entries;
}

std::set<std::string> word_list(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::set<std::string> terms;
  while (terms.size() < count) {
    std::string term(1, static_cast<char>(random() % 3));
    const size_t length = random() % 14;
    for (size_t i = 0; i < length; ++i) term.push_back("abcdef\xff\x00\x80 "[random() % 10]);
    if (random() % 50 == 0) term += std::string(random() % 1000, 'z');
    terms.insert(term.substr(0, kMaxTermBytes));
  }
  return terms;
}

void expect_value(const TermValue& value, const Entry& entry, const std::array<uint64_t, 3>& offset,
                  uint32_t streams) {
  EXPECT_EQ(value.doc_count, entry.doc_count);
  EXPECT_EQ(value.inline_postings, entry.postings);
  if (entry.doc_count == 0 || !entry.postings.empty()) return;
  for (uint32_t s = 0; s < streams; ++s) {
    EXPECT_EQ(value.stream_offset[s], offset[s]);
    EXPECT_EQ(value.stream_bytes[s], entry.stream_bytes[s]);
  }
}

void expect_same(const TermDictionary& dictionary, const std::vector<Entry>& entries,
                 uint32_t streams) {
  ASSERT_EQ(dictionary.size(), entries.size());
  std::array<uint64_t, 3> offset = {kFirstOffset, 2 * kFirstOffset, 3 * kFirstOffset};
  TermCursor cursor(dictionary);
  auto more = cursor.seek(0);
  for (uint32_t ord = 0; ord < entries.size(); ++ord) {
    ASSERT_TRUE(more && *more);
    ASSERT_EQ(cursor.ordinal(), ord);
    ASSERT_EQ(cursor.term(), entries[ord].term);
    expect_value(cursor.value(), entries[ord], offset, streams);
    auto found = dictionary.find(entries[ord].term);
    ASSERT_TRUE(found && *found) << entries[ord].term;
    ASSERT_EQ((*found)->first, ord);
    expect_value((*found)->second, entries[ord], offset, streams);
    if (entries[ord].doc_count > 0 && entries[ord].postings.empty()) {
      for (size_t s = 0; s < 3; ++s) offset[s] += entries[ord].stream_bytes[s];
    }
    more = cursor.next();
  }
  ASSERT_TRUE(more && !*more);
}

TEST(Dictionary, EverySizeAroundABlockComesBack) {
  for (size_t size : {0, 1, 2, 63, 64, 65, 127, 128, 129, 1000}) {
    for (uint32_t streams : {0u, 1u, 3u}) {
      const auto entries = make_entries(word_list(size, static_cast<uint32_t>(size)), streams, 3);
      const Written written = write(entries, streams);
      SealedSections file({written.blocks, written.index});
      auto dictionary = TermDictionary::open(file.at(0), file.at(1));
      ASSERT_TRUE(dictionary) << dictionary.error().to_string();
      expect_same(*dictionary, entries, streams);
    }
  }
}

TEST(Dictionary, LowerBoundsAndPrefixesAgreeWithASortedVector) {
  const auto terms = word_list(2000, 5);
  const std::vector<std::string> sorted(terms.begin(), terms.end());
  const Written written = write(make_entries(terms, 1, 1), 1);
  SealedSections file({written.blocks, written.index});
  auto dictionary = TermDictionary::open(file.at(0), file.at(1));
  ASSERT_TRUE(dictionary);
  std::vector<std::string> probes(sorted);
  for (const std::string& term : word_list(2000, 6)) probes.push_back(term);
  for (const std::string& term : sorted) {
    probes.push_back(term.substr(0, term.size() / 2));
    probes.push_back(term + '\0');
    if (!term.empty()) {
      probes.push_back(term);
      probes.back().back() = static_cast<char>(probes.back().back() + 1);
    }
  }
  probes.insert(probes.end(), {"", "\xff", "\xff\xff", std::string(2000, 'a')});
  for (const std::string& probe : probes) {
    const auto bound = dictionary->lower_bound(probe);
    ASSERT_TRUE(bound);
    const auto expected = std::lower_bound(sorted.begin(), sorted.end(), probe) - sorted.begin();
    ASSERT_EQ(*bound, static_cast<TermOrd>(expected)) << hex(probe);
    const auto found = dictionary->find(probe);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->has_value(), terms.count(probe) == 1);
    const auto range = dictionary->prefix_range(probe);
    ASSERT_TRUE(range);
    const auto starts = [&](const std::string& term) { return term.rfind(probe, 0) == 0; };
    ASSERT_EQ(range->second - range->first, std::count_if(sorted.begin(), sorted.end(), starts));
    if (range->first < range->second) {
      ASSERT_TRUE(starts(sorted[range->first]));
    }
  }
}

TEST(Dictionary, CursorSeeksAnywhereInAnyOrder) {
  const auto terms = word_list(500, 8);
  const std::vector<std::string> sorted(terms.begin(), terms.end());
  const Written written = write(make_entries(terms, 3, 2), 3);
  SealedSections file({written.blocks, written.index});
  auto dictionary = TermDictionary::open(file.at(0), file.at(1));
  ASSERT_TRUE(dictionary);
  TermCursor cursor(*dictionary);
  std::mt19937 random(4);
  for (int i = 0; i < 2000; ++i) {
    const uint32_t ordinal = static_cast<uint32_t>(random() % 510);
    const auto there = cursor.seek(ordinal);
    ASSERT_TRUE(there);
    ASSERT_EQ(*there, ordinal < sorted.size());
    if (*there) {
      ASSERT_EQ(cursor.term(), sorted[ordinal]);
    }
  }
}

TEST(Dictionary, WriterRefusesDisorderLongTermsAndGaps) {
  auto blocks = test_spool();
  auto index = test_spool();
  DictionaryWriter writer(1, blocks.get(), index.get());
  TermValue value;
  value.doc_count = 5;
  value.stream_bytes[0] = 10;
  EXPECT_TRUE(writer.add("b", value));
  EXPECT_EQ(writer.add("b", value).error().code, Code::kInvalidArgument);
  EXPECT_EQ(writer.add("a", value).error().code, Code::kInvalidArgument);
  EXPECT_EQ(writer.add(std::string(1025, 'c'), value).error().code, Code::kLimit);
  value.stream_offset[0] = 11;
  EXPECT_EQ(writer.add("c", value).error().code, Code::kInternal);
  value.stream_offset[0] = 10;
  EXPECT_TRUE(writer.add("c", value));
}

// Reads all there is to read; whatever the bytes are, this must end and stay inside them.
void read_everything(const Section& blocks, const Section& index) {
  auto dictionary = TermDictionary::open(blocks, index);
  if (!dictionary) {
    EXPECT_EQ(dictionary.error().code, Code::kCorruption);
    return;
  }
  for (const char* probe : {"", "a", "b",
                            "\x01"
                            "ab",
                            "\x02"
                            "c",
                            "\xff"}) {
    (void)dictionary->find(probe);
    (void)dictionary->prefix_range(probe);
  }
  TermCursor cursor(*dictionary);
  for (uint32_t ord = 0; ord < std::min(dictionary->size(), 1000u); ++ord) {
    const auto there = cursor.seek(ord);
    if (there && *there) {
      EXPECT_LE(cursor.term().size(), kMaxTermBytes);
      volatile char last = 0;
      for (const char c : cursor.value().inline_postings) last = c;
      (void)last;
    }
  }
}

TEST(Dictionary, ChangedBytesWithGoodChecksumsNeverReadWild) {
  const Written written = write(make_entries(word_list(70, 9), 3, 6), 3);
  for (const bool in_blocks : {true, false}) {
    const std::string& victim = in_blocks ? written.blocks : written.index;
    std::vector<std::string> bodies = one_byte_changes(victim);
    for (size_t length = 0; length < victim.size(); ++length) {
      bodies.push_back(victim.substr(0, length));
    }
    const size_t intact = bodies.size();
    bodies.push_back(in_blocks ? written.index : written.blocks);
    SealedSections file(bodies);
    for (size_t i = 0; i < intact; ++i) {
      if (in_blocks) {
        read_everything(file.at(i), file.at(intact));
      } else {
        read_everything(file.at(intact), file.at(i));
      }
    }
  }
}

TEST(Dictionary, FormatExampleIsWhatTheCodeWritesAndReads) {
  const std::vector<Entry> entries = {{"cell", 1, std::string("\x07\x00\x03", 3), {}},
                                      {"cello", 300, "", {400, 9, 700}},
                                      {"coating", 9, "", {12, 3, 20}}};
  const Written written = write(entries, 3);
  const std::string blocks = format_example("term-block");
  const std::string index = format_example("term-index");
  EXPECT_EQ(hex(written.blocks), hex(blocks));
  EXPECT_EQ(hex(written.index), hex(index));
  SealedSections file({blocks, index});
  auto dictionary = TermDictionary::open(file.at(0), file.at(1));
  ASSERT_TRUE(dictionary);
  expect_same(*dictionary, entries, 3);
}

}  // namespace
}  // namespace patlas
