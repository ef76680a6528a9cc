// patlas.h in C99, in C++, in the list of what is promised, and in the library that is installed.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#define PATLAS_UNSTABLE
#include "patlas/index.h"
#include "patlas/patlas.h"

extern "C" {
extern const int patlas_header_codes[];
extern const size_t patlas_header_code_count;
extern const uint32_t patlas_header_version;
int patlas_header_open_nothing(void);
}

namespace patlas {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(PATLAS_SOURCE_DIR + ("/" + path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string without_comments(const std::string& text) {
  return std::regex_replace(text, std::regex("//[^\n]*"), "");
}

std::set<std::string> functions_of(const std::string& text) {
  std::set<std::string> names;
  const std::string code = without_comments(text);
  const std::regex call(R"(\b(patlas_[a-z_]+)\()");
  for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at)
    names.insert((*at)[1]);
  return names;
}

/// The names of a part of abi.txt.
std::set<std::string> promised(const std::string& part) {
  std::set<std::string> names;
  const std::regex name("(^|\n)(patlas_[a-z_]+)");
  for (std::sregex_iterator at(part.begin(), part.end(), name), end; at != end; ++at)
    names.insert((*at)[2]);
  return names;
}

struct Halves {
  std::string stable, unstable;
};

Halves split(const std::string& text, const std::string& mark) {
  const size_t at = text.find(mark);
  EXPECT_NE(at, std::string::npos) << mark;
  return {text.substr(0, at), text.substr(at)};
}

TEST(CHeader, CodesAreThoseOfCpp) {
  static_assert(PATLAS_OK == static_cast<int>(Code::kOk));
  static_assert(PATLAS_INVALID_ARGUMENT == static_cast<int>(Code::kInvalidArgument));
  static_assert(PATLAS_PARSE == static_cast<int>(Code::kParse));
  static_assert(PATLAS_NOT_FOUND == static_cast<int>(Code::kNotFound));
  static_assert(PATLAS_EXISTS == static_cast<int>(Code::kExists));
  static_assert(PATLAS_UNSUPPORTED_VERSION == static_cast<int>(Code::kUnsupportedVersion));
  static_assert(PATLAS_CORRUPTION == static_cast<int>(Code::kCorruption));
  static_assert(PATLAS_IO == static_cast<int>(Code::kIo));
  static_assert(PATLAS_LIMIT == static_cast<int>(Code::kLimit));
  static_assert(PATLAS_CANCELLED == static_cast<int>(Code::kCancelled));
  static_assert(PATLAS_INTERNAL == static_cast<int>(Code::kInternal));
  ASSERT_EQ(patlas_header_code_count, static_cast<size_t>(Code::kInternal) + 1);
  for (size_t i = 0; i < patlas_header_code_count; ++i) {
    EXPECT_EQ(patlas_header_codes[i], static_cast<int>(i));
    const char* text = nullptr;
    size_t length = 0;
    ASSERT_EQ(patlas_code_name(static_cast<int>(i), &text, &length), PATLAS_OK);
    EXPECT_EQ(std::string(text, length), code_name(static_cast<Code>(i)));
  }
  EXPECT_EQ(patlas_code_name(11, nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
}

TEST(CHeader, IsReadAsC99) { EXPECT_EQ(patlas_header_open_nothing(), PATLAS_NOT_FOUND); }

TEST(CHeader, VersionIsTheProjects) {
  const std::string text = std::to_string(PATLAS_VERSION_MAJOR) + "." +
                           std::to_string(PATLAS_VERSION_MINOR) + "." +
                           std::to_string(PATLAS_VERSION_PATCH);
  EXPECT_EQ(text, version());
  EXPECT_EQ(patlas_version(), static_cast<uint32_t>(PATLAS_VERSION));
  EXPECT_EQ(patlas_header_version, static_cast<uint32_t>(PATLAS_VERSION));
}

TEST(CHeader, DeclaresWhatTheListPromises) {
  const Halves header = split(read("include/patlas/patlas.h"), "#ifdef PATLAS_UNSTABLE");
  const Halves list = split(read("bindings/c/abi.txt"), "# unstable");
  EXPECT_EQ(functions_of(header.stable), promised(list.stable));
  EXPECT_EQ(functions_of(header.unstable), promised(list.unstable));
  EXPECT_GE(promised(list.stable).size(), 50u);
}

TEST(CHeader, EveryFunctionSaysSinceWhen) {
  // The sentence stands before each declaration.
  const std::string text = read("include/patlas/patlas.h");
  size_t functions = 0;
  for (size_t at = 0; (at = text.find("\nPATLAS_EXPORT ", at)) != std::string::npos; ++at) {
    const size_t line = text.rfind('\n', at - 1);
    const std::string before = text.substr(line + 1, at - line - 1);
    EXPECT_TRUE(before.starts_with("// ") && before.ends_with("Since 0.1."))
        << before << text.substr(at, 60);
    ++functions;
  }
  EXPECT_EQ(functions, functions_of(text).size());
}

/// What a command prints.
std::string output_of(const std::string& command) {
  std::string out;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  char buffer[4096];
  for (size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, got);
  pclose(pipe);
  return out;
}

TEST(SharedLibrary, ShowsTheCFunctionsAndTheMarkedCppOnesAndNothingElse) {
  const std::string symbols =
      output_of("nm -D --defined-only --demangle '" PATLAS_SHARED_LIBRARY "'");
  std::set<std::string> c, cpp;
  const std::regex row("[0-9a-f]+ ([A-Za-z]) ([^\n]+)");
  for (std::sregex_iterator at(symbols.begin(), symbols.end(), row), end; at != end; ++at) {
    std::string name = (*at)[2];
    if ((*at)[1] == "A") continue;  // the version's own
    name.resize(std::min(name.size(), name.find('@')));
    EXPECT_EQ((*at)[1], "T") << name;
    const bool is_c = name.find('(') == std::string::npos;
    name.resize(std::min(name.size(), name.find_first_of("([")));
    (is_c ? c : cpp).insert(name);
  }
  EXPECT_EQ(c, promised(read("bindings/c/abi.txt")));

  // What is shown of C++ is named in a header behind PATLAS_EXPORT: a function, or a type's member.
  std::string marked;
  for (const char* header : {"index.h", "json.h", "result.h"})
    marked += without_comments(read(std::string("include/patlas/") + header));
  EXPECT_GE(cpp.size(), 30u);
  for (const std::string& name : cpp) {
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(name, parts, std::regex(R"(patlas::(\w+)(::[~\w=]+.*)?)")))
        << name;
    const std::string first = parts[1], member = parts[2].matched ? parts[2].str().substr(2) : "";
    const bool type_is_marked =
        std::regex_search(marked, std::regex("class PATLAS_EXPORT " + first + "\\b"));
    const std::string function = member.empty() ? first : member;
    EXPECT_TRUE(type_is_marked ||
                std::regex_search(marked, std::regex("PATLAS_EXPORT [^;{]*\\b" + function + "\\(")))
        << name;
  }
}

TEST(SharedLibrary, IsNamedByItsMajorVersion) {
  const std::string head = output_of("readelf -d '" PATLAS_SHARED_LIBRARY "'");
  EXPECT_NE(head.find("[libpatlas.so." + std::to_string(PATLAS_VERSION_MAJOR) + "]"),
            std::string::npos)
      << head;
}

}  // namespace
}  // namespace patlas
