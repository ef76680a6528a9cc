// One bad record never ends a file: for every format of the registry, from its own samples. Each
// record of a sample stands between two others and is damaged in many ways; the others must be read
// as before, and the damaged one read or rejected where it stands.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "tests/bad/reading.h"

namespace patlas::bad {
namespace {

namespace fs = std::filesystem;

struct Sample {
  std::string name;
  const FormatSpec* format = nullptr;
  std::string before, after;        ///< around its records
  std::vector<std::string> pieces;  ///< as they are cut
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// nullopt: not a plain file of a known format.
std::optional<Sample> cut_sample(const fs::path& path) {
  const std::string bytes = read(path);
  MemorySource source(bytes);
  ByteWindow window(source);
  const auto format = recognise_format(window, false);
  if (!format || *format == nullptr) return std::nullopt;
  Sample sample{path.filename().string(), *format, "", "", {}};
  const auto splitter = (*format)->make_splitter(window);
  RawRecord raw;
  size_t end = 0;
  for (;;) {
    const Result<bool> more = splitter->next(raw);
    EXPECT_TRUE(more) << path;
    if (!more || !*more) break;
    if (sample.pieces.empty()) sample.before = bytes.substr(0, raw.offset);
    sample.pieces.push_back(raw.bytes);
    end = raw.offset + raw.bytes.size();
  }
  sample.after = bytes.substr(end);
  return sample;
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> kAll = [] {
    std::vector<Sample> all;
    std::vector<fs::path> paths;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(PATLAS_SOURCE_DIR) / "corpora/samples")) {
      const bool is_sample = entry.is_regular_file() && entry.path().extension() != ".records" &&
                             entry.path().extension() != ".md";
      if (is_sample) paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      if (std::optional<Sample> sample = cut_sample(path)) all.push_back(std::move(*sample));
    }
    return all;
  }();
  return kAll;
}

struct Read {
  std::vector<std::string> records;  ///< as JSON without provenance
  std::vector<Reject> rejects;
};

Read read_pieces(const FormatSpec& format, const std::string& bytes) {
  Read read;
  MemorySource source(bytes);
  ByteWindow window(source);
  const auto splitter = format.make_splitter(window);
  const auto reader = format.make_reader();
  RawRecord raw;
  for (;;) {
    const Result<bool> more = splitter->next(raw);
    if (!more || !*more) return read;
    if (raw.error) {
      read.rejects.push_back(make_reject("input", "", *raw.error));
      continue;
    }
    for (const Result<Record>& record : reader->read(raw)) {
      if (record) {
        read.records.push_back(record_to_json(*record, false));
      } else {
        read.rejects.push_back(make_reject("input", "", record.error()));
      }
    }
  }
}

using Damage = std::function<std::string(std::string)>;

std::vector<std::pair<std::string, Damage>> damages() {
  std::vector<std::pair<std::string, Damage>> all;
  using std::literals::operator""s;
  for (const std::string& put : {"&"s,
                                 "<b>"s,
                                 "</b>"s,
                                 "<"s,
                                 ">"s,
                                 "<!--"s,
                                 "-->"s,
                                 "<![CDATA["s,
                                 "]]>"s,
                                 "<?p "s,
                                 "<!DOCTYPE "s,
                                 "\""s,
                                 "'"s,
                                 "{"s,
                                 "}"s,
                                 "["s,
                                 "]"s,
                                 ","s,
                                 "\\"s,
                                 "\\ud800"s,
                                 "\\u0000"s,
                                 "\0"s,
                                 "\x01"s,
                                 "\xFF"s,
                                 "\xC0\xAF"s,
                                 "\xED\xA0\x80"s,
                                 "&#0;"s,
                                 "&#xD800;"s,
                                 "\xEF\xBB\xBF"s,
                                 "\xFF\xFE"s}) {
    for (const size_t eighth : {1, 3, 4, 5, 7}) {
      all.push_back({"'" + put + "' at " + std::to_string(eighth) + "/8", [=](std::string piece) {
                       return piece.insert(piece.size() * eighth / 8, put);
                     }});
    }
  }
  for (const size_t eighth : {1, 2, 3, 4, 5, 6, 7}) {
    all.push_back({"cut at " + std::to_string(eighth) + "/8", [=](std::string piece) {
                     // A line keeps its end, which is not its own.
                     return piece.substr(0, piece.size() * eighth / 8);
                   }});
    all.push_back({"a hole at " + std::to_string(eighth) + "/8",
                   [=](std::string piece) { return piece.erase(piece.size() * eighth / 8, 7); }});
  }
  all.push_back({"nested deep", [](std::string piece) {
                   std::string deep;
                   for (int i = 0; i < 2000; ++i) deep += "<p>[{\"a\":";
                   return piece.insert(piece.size() / 2, deep);
                 }});
  return all;
}

class OneBadRecord : public testing::TestWithParam<size_t> {};

TEST_P(OneBadRecord, CostsItselfAlone) {
  const Sample& sample = samples()[GetParam()];
  const std::string& good = sample.pieces.front();
  const Read alone = read_pieces(*sample.format, sample.before + good + sample.after);
  ASSERT_TRUE(alone.rejects.empty());
  ASSERT_FALSE(alone.records.empty());
  const size_t each = alone.records.size();
  const std::string line_end = sample.before.empty() && good.front() == '{' ? "\n" : "";
  for (const std::string& piece : sample.pieces) {
    for (const auto& [name, damage] : damages()) {
      SCOPED_TRACE(sample.name + ": " + name);
      const std::string bad = damage(piece);
      const std::string head = sample.before + good + line_end;
      const std::string tail = line_end + good + sample.after;
      const Read read = read_pieces(*sample.format, head + bad + tail);
      ASSERT_GE(read.records.size(), 2 * each);
      for (size_t i = 0; i < each; ++i) {
        ASSERT_EQ(read.records[i], alone.records[i]);
        ASSERT_EQ(read.records[read.records.size() - each + i], alone.records[i]);
      }
      for (const Reject& reject : read.rejects) {
        EXPECT_GE(reject.place.offset, head.size() - line_end.size()) << reject_to_json(reject);
        EXPECT_LE(reject.place.offset, head.size() + bad.size()) << reject_to_json(reject);
      }
    }
  }
}

std::vector<size_t> all_samples() {
  std::vector<size_t> all(samples().size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

std::string test_name(const testing::TestParamInfo<size_t>& info) {
  std::string name(samples()[info.param].format->name);
  name += "_" + samples()[info.param].name;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Samples, OneBadRecord, testing::ValuesIn(all_samples()), test_name);

TEST(OneBadRecords, AreTriedInEveryFormat) {
  std::map<std::string_view, int> tried;
  for (const Sample& sample : samples()) ++tried[sample.format->name];
  for (const FormatSpec& format : formats()) EXPECT_GE(tried[format.name], 1) << format.name;
}

}  // namespace
}  // namespace patlas::bad
