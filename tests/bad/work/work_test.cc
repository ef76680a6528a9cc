// Work grows no faster than what is read: four times the input takes about four times the steps and
// the memory, for every hostile file, and for each element, attribute, text, list and string of
// every format's samples, repeated or made long. What looks at all the others for each one of many,
// or copies all before for each more, takes sixteen times.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "tests/bad/bad_file.h"
#include "tests/bad/memory_count.h"
#include "tests/bad/reading.h"
#include "tests/bad/work/steps.h"

namespace patlas::bad {
namespace {

namespace fs = std::filesystem;

constexpr double kGrowthMax = 6;            // of 4 times the input; a sort has 4 * log(4n) / log(n)
constexpr uint64_t kStepsBefore = 100'000;  // what is less is the reader's own tables
constexpr uint64_t kBytesBefore = 4u << 20;

struct Work {
  uint64_t steps = 0, taken_bytes = 0;
  size_t records = 0;
};

Work work_of(const std::string& bytes) {
  const uint64_t steps_before = steps();
  const uint64_t taken_before = memory_count().taken_bytes;
  const Reading reading = read_bytes(bytes);
  return {steps() - steps_before, memory_count().taken_bytes - taken_before,
          reading.numbers.size()};
}

using Make = std::function<std::string(size_t)>;

/// The complaint, or nothing.
std::string growth_of(const Make& make, size_t scale) {
  const Work small = work_of(make(scale));
  const Work large = work_of(make(4 * scale));
  const auto too_much = [](uint64_t a, uint64_t b, uint64_t before) {
    return static_cast<double>(b) > kGrowthMax * static_cast<double>(a + before);
  };
  if (!too_much(small.steps, large.steps, kStepsBefore) &&
      !too_much(small.taken_bytes, large.taken_bytes, kBytesBefore)) {
    return {};
  }
  return std::to_string(scale) + " take " + std::to_string(small.steps) + " steps and " +
         std::to_string(small.taken_bytes) + " bytes, 4 times as many " +
         std::to_string(large.steps) + " and " + std::to_string(large.taken_bytes);
}

TEST(Work, StepsAreCounted) {
  const Work one = work_of(grant("10000001"));
  const Work many = work_of(repeated(100, grant("10000001")));
  EXPECT_EQ(one.records, 1u);
  EXPECT_EQ(many.records, 100u);
  EXPECT_GT(one.steps, 1000u);
  EXPECT_GT(many.steps, one.steps + 99 * 2000);
  EXPECT_GT(many.taken_bytes, one.taken_bytes);
}

TEST(Work, ThatGrowsAsTheSquareIsTold) {
  const Make square = [](size_t n) { return grant("10000001", std::string(n * n, 'x')); };
  EXPECT_NE(growth_of(square, 1024), "");
  const Make line = [](size_t n) { return grant("10000001", std::string(n, 'x')); };
  EXPECT_EQ(growth_of(line, 1 << 20), "");
}

TEST(Work, OfEveryHostileFileGrowsAsTheFile) {
  int tried = 0;
  for (const BadFile& file : bad_files()) {
    if (file.scale < 100) continue;
    const Make make = [&](size_t n) { return file.before + file.make(n) + file.after; };
    // Some 100 KB where the bytes do it, and all of what unpacks to more.
    const size_t each = std::max<size_t>(1, (make(512).size() - make(256).size()) / 256);
    const size_t scale = std::clamp<size_t>((128u << 10) / each, 16, file.scale / 4);
    EXPECT_EQ(growth_of(make, scale), "") << file.name;
    ++tried;
  }
  EXPECT_GE(tried, 50);
  std::printf("%d files\n", tried);
}

// ---------------------------------------------------------------------------- grown samples

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Grown {
  std::string what;
  std::string before, one, after;  ///< `one` is repeated
};

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == ':' ||
         c == '.';
}

std::string_view name_at(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && is_name(text[end])) ++end;
  return text.substr(at, end - at);
}

/// Each element (by its path) once, and its text and attributes.
void grow_xml(const std::string& text, std::vector<Grown>& all) {
  struct Open {
    size_t at, inside;
    std::string path;
  };
  std::vector<Open> open;
  std::set<std::string> seen;
  const auto add = [&](const std::string& what, size_t from, size_t to, const std::string& one) {
    if (seen.insert(what).second) all.push_back({what, text.substr(0, from), one, text.substr(to)});
  };
  for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    if (text.compare(at, 9, "<![CDATA[") == 0) at = text.find("]]>", at);
    if (text.compare(at, 4, "<!--") == 0) at = text.find("-->", at);
    if (at == std::string::npos) return;
    if (text[at] != '<' || text[at + 1] == '!' || text[at + 1] == '?') continue;
    const size_t end = text.find('>', at) + 1;
    if (end == 0) return;
    const bool is_end = text[at + 1] == '/';
    const std::string name(name_at(text, at + (is_end ? 2 : 1)));
    if (is_end) {
      if (open.empty()) continue;
      const Open element = open.back();
      open.pop_back();
      add(element.path, element.at, end, text.substr(element.at, end - element.at));
      const bool is_leaf = text.find('<', element.inside) == at;
      if (is_leaf) {
        for (const char* one : {"x ", "1", "電", " "}) {
          add(element.path + " text '" + one + "'", element.inside, at, one);
        }
      }
      continue;
    }
    const std::string path = (open.empty() ? "" : open.back().path) + "/" + name;
    for (size_t quote = text.find("=\"", at); quote < end; quote = text.find("=\"", quote + 1)) {
      const size_t close = text.find('"', quote + 2);
      size_t start = quote;
      while (is_name(text[start - 1])) --start;
      add(path + "@" + text.substr(start, quote - start), quote + 2, close, "1");
    }
    if (text[end - 2] == '/') {
      add(path, at, end, text.substr(at, end - at));
    } else {
      open.push_back({at, end, path});
    }
  }
}

/// Each list's contents, and each string, of the first lines.
void grow_json(const std::string& text, std::vector<Grown>& all) {
  std::vector<size_t> lists;
  int strings = 0;
  for (size_t at = 0; at < text.size() && strings < 400; ++at) {
    if (text[at] == '[') lists.push_back(at + 1);
    if (text[at] == ']' && !lists.empty()) {
      const size_t from = lists.back();
      lists.pop_back();
      const std::string inside = text.substr(from, at - from);
      const std::string where = "a list at " + std::to_string(from);
      all.push_back({where, text.substr(0, at), "," + inside, text.substr(at)});
    }
    if (text[at] != '"') continue;
    size_t end = at + 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    const std::string where = "a string at " + std::to_string(at);
    for (const char* one : {"x ", "1", "\\n"}) {
      all.push_back({where, text.substr(0, at + 1), one, text.substr(end)});
    }
    ++strings;
    at = end;
  }
}

/// Each line of what is neither.
void grow_lines(const std::string& text, std::vector<Grown>& all) {
  std::set<std::string> seen;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    if (seen.insert(line.substr(0, 6)).second) {
      all.push_back({"the line " + line, text.substr(0, at), line, text.substr(end)});
      const std::string blank = line.substr(0, line.find_last_not_of("\r\n") + 1);
      all.push_back({"the line's text " + line, text.substr(0, at + blank.size()), " x1",
                     text.substr(at + blank.size())});
    }
    at = end;
  }
}

std::vector<fs::path> sample_files() {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(PATLAS_SOURCE_DIR) / "corpora/samples")) {
    const fs::path& path = entry.path();
    if (entry.is_regular_file() && path.extension() != ".records" && path.extension() != ".md") {
      files.push_back(path);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Grown> grown(const std::string& text) {
  std::vector<Grown> all;
  const size_t first = text.find_first_not_of("\xEF\xBB\xBF \r\n");
  if (first == std::string::npos) return all;
  if (text[first] == '<') {
    grow_xml(text, all);
  } else if (text[first] == '{') {
    grow_json(text, all);
  } else {
    grow_lines(text, all);
  }
  return all;
}

class GrownSample : public testing::TestWithParam<fs::path> {};

TEST_P(GrownSample, TakesWorkAsItGrows) {
  const std::vector<Grown> all = grown(read(GetParam()));
  EXPECT_GE(all.size(), 2u);
  for (const Grown& one : all) {
    const size_t scale = std::max<size_t>(4, (16u << 10) / one.one.size());
    const Make make = [&](size_t n) { return one.before + repeated(n, one.one) + one.after; };
    EXPECT_EQ(growth_of(make, scale), "") << one.what;
  }
  std::printf("%zu places\n", all.size());
}

std::string sample_name(const testing::TestParamInfo<fs::path>& info) {
  std::string name =
      info.param.parent_path().filename().string() + "_" + info.param.filename().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Samples, GrownSample, testing::ValuesIn(sample_files()), sample_name);

// -------------------------------------------------------------------------- ways to come in

Work work_of_a_pipe(const std::string& bytes, size_t read_bytes) {
  const uint64_t steps_before = steps();
  const uint64_t taken_before = memory_count().taken_bytes;
  size_t at = 0;
  const auto input = [&](std::span<char> out) -> Result<size_t> {
    const size_t count = std::min({out.size(), bytes.size() - at, read_bytes});
    std::copy_n(bytes.data() + at, count, out.data());
    at += count;
    return count;
  };
  const test::FilesRead files = test::read_files({"-"}, input);
  return {steps() - steps_before, memory_count().taken_bytes - taken_before, files.records.size()};
}

// The window was cleared anew, all of it that was not filled, for every read.
TEST(Work, OfALongRecordFromAPipeIsItsLength) {
  for (const size_t read_bytes : {size_t{512}, size_t{4096}, size_t{65536}}) {
    const auto work = [&](size_t bytes) {
      return work_of_a_pipe(grant("10000001", std::string(bytes, 'x')), read_bytes);
    };
    const Work small = work(1u << 20), large = work(4u << 20);
    EXPECT_EQ(large.records, 1u);
    EXPECT_LT(static_cast<double>(large.steps), kGrowthMax * static_cast<double>(small.steps))
        << read_bytes;
    // A step is up to 16 bytes, and each is looked at some times.
    EXPECT_LT(large.steps, uint64_t{40} << 20) << read_bytes;
  }
}

}  // namespace
}  // namespace patlas::bad
