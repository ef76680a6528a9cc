// The samples that pages quote are, byte for byte, those of the programs that tests/installed runs.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace patlas {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(PATLAS_SOURCE_DIR + ("/" + path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Quoted {
  std::string name, text;
};

/// What stands between "sample: <name>" and "end of sample".
std::vector<Quoted> samples_of(const std::string& path, const std::string& comment) {
  const std::string text = read(path);
  const std::string open = "\n" + comment + " sample: ",
                    close = "\n" + comment + " end of sample\n";
  std::vector<Quoted> samples;
  for (size_t at = 0; (at = text.find(open, at)) != std::string::npos;) {
    const size_t name = at + open.size(), begin = text.find('\n', name) + 1;
    const size_t end = text.find(close, begin);
    EXPECT_NE(end, std::string::npos) << path;
    if (end == std::string::npos) break;
    samples.push_back({text.substr(name, begin - 1 - name), text.substr(begin, end + 1 - begin)});
    at = end;
  }
  return samples;
}

/// The blocks of a language in a page.
std::vector<std::string> blocks_of(const std::string& page, const std::string& language) {
  const std::string text = read(page), open = "\n```" + language + "\n";
  std::vector<std::string> blocks;
  for (size_t at = 0; (at = text.find(open, at)) != std::string::npos;) {
    const size_t begin = at + open.size(), end = text.find("```\n", begin);
    EXPECT_NE(end, std::string::npos) << page;
    if (end == std::string::npos) break;
    blocks.push_back(text.substr(begin, end - begin));
    at = end;
  }
  return blocks;
}

const std::vector<std::string> kNames = {"index a file", "search", "facets", "page",
                                         "handle an error"};

struct Language {
  std::string name, source, comment, page;
};
const Language kLanguages[] = {
    {"cpp", "examples/embed.cc", "//", "bindings/cpp/README.md"},
    {"c", "examples/embed.c", "//", "bindings/c/README.md"},
    {"python", "bindings/python/examples/embed.py", "#", "bindings/python/README.md"},
};

TEST(Samples, AreTheSameFiveInEachLanguageAndItsPageQuotesThem) {
  for (const Language& language : kLanguages) {
    const std::vector<Quoted> samples = samples_of(language.source, language.comment);
    std::vector<std::string> names, texts;
    for (const Quoted& sample : samples) {
      names.push_back(sample.name);
      texts.push_back(sample.text);
    }
    EXPECT_EQ(names, kNames) << language.source;
    EXPECT_EQ(blocks_of(language.page, language.name), texts) << language.page;
  }
}

TEST(Samples, OfTheReadmeAreSamples) {
  size_t quoted = 0;
  for (const Language& language : kLanguages) {
    for (const std::string& block : blocks_of("README.md", language.name)) {
      bool known = false;
      for (const Quoted& sample : samples_of(language.source, language.comment))
        known |= sample.text == block;
      EXPECT_TRUE(known) << block;
      ++quoted;
    }
  }
  EXPECT_GE(quoted, 2u);
}

}  // namespace
}  // namespace patlas
