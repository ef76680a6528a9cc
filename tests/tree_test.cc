// Facts about the tree that no compiler sees: which way includes point, who touches the outside
// world, and that tables and pages name the same things. Length and taste are left to readers.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/segment/sections.h"
#include "ingest/registry.h"
#include "patlas/index.h"
#include "query/operators.h"

namespace patlas {
namespace {

namespace files = std::filesystem;

const files::path kRoot = PATLAS_SOURCE_DIR;

std::string read(const files::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Every file of the project's folders by its path from the root, and the pages at the root: what
/// else lies about in a checkout is none of it.
const std::map<std::string, std::string>& tree() {
  static const auto all = [] {
    std::map<std::string, std::string> found;
    for (const char* folder : {".ci", "bench", "bindings", "cmake", "corpora", "engine", "examples",
                               "include", "ingest", "programs", "query", "scripts", "tests"}) {
      for (auto it = files::recursive_directory_iterator(kRoot / folder);
           it != files::recursive_directory_iterator(); ++it) {
        if (it->path().filename() == "__pycache__") it.disable_recursion_pending();
        if (it->is_regular_file())
          found[it->path().lexically_relative(kRoot).string()] = read(it->path());
      }
    }
    for (const char* page : {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE"})
      found[page] = read(kRoot / page);
    return found;
  }();
  return all;
}

bool is_source(const std::string& path) {
  return path.ends_with(".cc") || path.ends_with(".h") || path.ends_with(".inc");
}

bool is_under(const std::string& path, const std::string& folder) {
  return path.starts_with(folder + "/");
}

bool is_product(const std::string& path) {
  for (const char* folder : {"include", "engine", "ingest", "query", "bindings", "programs"}) {
    if (is_under(path, folder)) return is_source(path);
  }
  return false;
}

/// What a fuzzer found, and indexes of older versions: no text, whatever it looks like.
bool is_fuzz_corpus(const std::string& path) { return is_under(path, "tests/fuzz/corpus"); }
bool is_any_bytes(const std::string& path) {
  return is_fuzz_corpus(path) ||
         (is_under(path, "tests/compat") && path.find("/index/") != std::string::npos);
}

/// What a file includes between quotes, or between angle brackets.
std::vector<std::string> includes(const std::string& text, char open) {
  std::vector<std::string> list;
  const std::string start = std::string("#include ") + open;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(start)) continue;
    const size_t end = line.find(open == '"' ? '"' : '>', start.size());
    list.push_back(line.substr(start.size(), end - start.size()));
  }
  return list;
}

// ------------------------------------------------------------------------------------- layers

/// The layer that a path belongs to.
std::string layer_of(const std::string& path) {
  if (is_under(path, "patlas")) return "include";  // as it is written in an include
  if (is_under(path, "ingest/normalize")) return "ingest/normalize";
  if (is_under(path, "query/backends")) return "query/backends";
  const size_t first = path.find('/');
  if (!is_under(path, "engine")) return path.substr(0, first);
  return path.substr(0, path.find('/', first + 1));
}

/// Which layers each may include, besides itself; ARCHITECTURE's order, spelled out.
const std::map<std::string, std::set<std::string>>& allowed() {
  static const auto table = [] {
    std::map<std::string, std::set<std::string>> t;
    const std::set<std::string> base = {"include", "engine/base"};
    const auto with = [](std::set<std::string> set, std::initializer_list<const char*> more) {
      set.insert(more.begin(), more.end());
      return set;
    };
    t["include"] = {};
    t["engine/base"] = {"include"};
    t["engine/text"] = base;
    t["engine/scheme"] = base;
    t["engine/codec"] = base;
    t["engine/terms"] = with(base, {"engine/codec"});
    t["engine/columns"] = t["engine/terms"];
    t["engine/store"] = t["engine/terms"];
    // A term's entry in the dictionary says where its postings are.
    t["engine/postings"] = with(base, {"engine/codec", "engine/terms"});
    t["engine/segment"] = with(base, {"engine/text", "engine/codec", "engine/terms",
                                      "engine/postings", "engine/columns", "engine/store"});
    t["engine/index"] = with(t["engine/segment"], {"engine/segment", "engine/scheme"});
    t["ingest/normalize"] = base;
    t["ingest"] = with(t["engine/index"], {"engine/index", "ingest/normalize"});
    t["query"] = t["ingest"];  // beside it: the rules of numbers, dates and symbols are shared
    t["query/backends"] = with(t["query"], {"query"});
    t["bindings"] = with(t["query/backends"], {"ingest", "query/backends"});
    t["programs"] = {"include"};
    t["corpora"] = base;
    return t;
  }();
  return table;
}

TEST(Tree, IncludesPointDownOnly) {
  int checked = 0;
  for (const auto& [path, text] : tree()) {
    const auto row = allowed().find(layer_of(path));
    if (!is_source(path) || row == allowed().end()) continue;
    for (const std::string& included : includes(text, '"')) {
      const std::string to = layer_of(included);
      EXPECT_TRUE(to == row->first || row->second.contains(to)) << path << " includes " << included;
      ++checked;
    }
  }
  EXPECT_GT(checked, 300);
}

TEST(Tree, EveryIncludeIsWrittenFromTheRoot) {
  for (const auto& [path, text] : tree()) {
    if (!is_source(path)) continue;
    for (const std::string& included : includes(text, '"'))
      EXPECT_TRUE(files::exists(kRoot / included) || files::exists(kRoot / "include" / included))
          << path << " includes " << included;
  }
}

TEST(Tree, EveryHeaderIsIncludedSomewhere) {
  std::set<std::string> used;
  for (const auto& [path, text] : tree()) {
    for (const std::string& included : includes(text, '"')) used.insert(included);
  }
  for (const auto& [path, text] : tree()) {
    if (!path.ends_with(".h")) continue;
    const std::string as_included = is_under(path, "include") ? path.substr(8) : path;
    EXPECT_TRUE(used.contains(as_included)) << path;
  }
}

// -------------------------------------------------------------------------- the outside world

/// Fails where a source below `folders` includes one of `headers` or matches `call`, outside
/// `allowed_in`.
void expect_only_in(const std::set<std::string>& allowed_in, const std::set<std::string>& folders,
                    const std::set<std::string>& headers, const std::regex& call) {
  for (const auto& [path, text] : tree()) {
    const bool inside = std::any_of(folders.begin(), folders.end(),
                                    [&](const std::string& f) { return is_under(path, f); });
    if (!inside || !is_source(path) || allowed_in.contains(path)) continue;
    for (const std::string& header : includes(text, '<'))
      EXPECT_FALSE(headers.contains(header)) << path << " includes <" << header << ">";
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      line.resize(std::min(line.size(), line.find("//")));
      EXPECT_FALSE(std::regex_search(line, call)) << path << ": " << line;
    }
  }
}

TEST(Tree, OnlyThePosixFileSystemAndItsGuardTouchFiles) {
  expect_only_in(
      {"engine/base/posix_fs.cc", "engine/base/mapping_guard.cc", "engine/base/apart.cc"},
      {"engine", "ingest", "query", "bindings", "include"},
      {"fcntl.h", "unistd.h", "dirent.h", "sys/mman.h", "sys/stat.h", "sys/file.h", "fstream",
       "filesystem", "sys/types.h"},
      std::regex(
          R"(\b(fopen|freopen|tmpfile|opendir|mkstemp|mmap|archive_read_open_filename)"
          R"(|load_file)\s*\(|(^|[^\w>:])::(open|rename|unlink|stat|read|write|fsync)\s*\()"));
}

TEST(Tree, OnlyEnvReadsClocksAndRandomDevices) {
  expect_only_in(
      {"engine/base/env.cc"}, {"engine", "ingest", "query", "bindings", "include"},
      {"chrono", "random", "ctime", "time.h", "sys/time.h", "sys/random.h"},
      std::regex(R"(\b(clock_gettime|gettimeofday|random_device|getrandom|s?rand)\s*\()"));
  expect_only_in({"programs/cli/render.cc"}, {"programs"}, {"chrono", "random", "ctime"},
                 std::regex(R"(\b(time|clock_gettime|random_device|getrandom|s?rand)\s*\()"));
}

TEST(Tree, TheLayersPrintAndExitNowhere) {
  expect_only_in({"engine/base/check.cc", "engine/base/check.h", "engine/base/apart.cc"},
                 {"engine", "ingest", "query", "bindings", "include"}, {"iostream"},
                 std::regex(R"(\b(printf|puts|exit|_exit|quick_exit|getenv|system)\s*\()"));
}

// A build without Xapian leaves out the one and takes the other's stems elsewhere.
TEST(Tree, OnlyTheBackendAndTheStemmerKnowXapian) {
  for (const auto& [path, text] : tree()) {
    if (!is_product(path) || is_under(path, "query/backends/xapian")) continue;
    for (const std::string& header : includes(text, '<')) {
      EXPECT_TRUE(header != "xapian.h" || path == "engine/text/stemmer.cc") << path;
    }
  }
}

// ---------------------------------------------------------------------------- words and pages

TEST(Tree, NothingWaitsUnderAMarker) {
  const std::regex marker(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X|HA"
      "CK)\\b");
  for (const auto& [path, text] : tree()) {
    if (is_under(path, "corpora/samples") || is_any_bytes(path)) continue;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_FALSE(line.size() < 4096 && std::regex_search(line, marker)) << path << ": " << line;
  }
}

TEST(Tree, NothingKnowsTheMachineItWasWrittenOn) {
  const std::regex machine(R"((^|[\s"'=(:,])/(work|tmp|home|root|Users|mnt)/\w)");
  for (const auto& [path, text] : tree()) {
    if (path == "tests/tree_test.cc" || is_any_bytes(path)) continue;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_FALSE(line.size() < 4096 && std::regex_search(line, machine)) << path << ": " << line;
  }
}

TEST(Tree, HeadersOpenWithTheirPathAndWhyTheyExist) {
  for (const auto& [path, text] : tree()) {
    if (!path.ends_with(".h")) continue;
    EXPECT_TRUE(text.starts_with("//")) << path;
    if (is_product(path)) {
      EXPECT_TRUE(text.starts_with("// " + path + "\n//\n// ")) << path;
    }
  }
}

TEST(Tree, EverySectionOfTheRegistryIsARowOfTheFormat) {
  const std::string page = read(kRoot / "engine/FORMAT.md");
  for (const SectionRow& row : kSectionRegistry) {
    const std::string line =
        "\n| " + std::to_string(row.type) + " | " + std::string(row.name) + " | ";
    EXPECT_NE(page.find(line), std::string::npos) << line;
  }
}

TEST(Tree, EveryOperatorFieldAndFacetIsInTheLanguagePage) {
  const std::string page = read(kRoot / "query/SYNTAX.md");
  const auto expect_named = [&](std::string_view name) {
    std::string escaped(name);
    for (size_t at = 0; (at = escaped.find('|', at)) != std::string::npos; at += 2)
      escaped.insert(at, "\\");
    EXPECT_NE(page.find("`" + escaped), std::string::npos) << name;
  };
  for (const OperatorRow& row : operator_table()) expect_named(row.spelling);
  for (const FieldHelp& field : field_help()) {
    expect_named(field.code + "`");
    expect_named(field.long_name + "`");
  }
  for (const FacetHelp& facet : facet_help()) expect_named(facet.name + "`");
}

TEST(Tree, EveryFormatIsARowOfItsPage) {
  const std::string page = read(kRoot / "ingest/README.md");
  ASSERT_GE(formats().size(), 5u);
  for (const FormatSpec& format : formats())
    EXPECT_NE(page.find("\n| `" + std::string(format.name) + "` | "), std::string::npos)
        << format.name;
}

TEST(Tree, EverySampleHasItsRecords) {
  int samples = 0;
  for (const auto& [path, text] : tree()) {
    if (!is_under(path, "corpora/samples") || path.ends_with(".records") || path.ends_with(".md"))
      continue;
    files::path records = path;
    EXPECT_TRUE(tree().contains(records.replace_extension(".records").string())) << path;
    ++samples;
  }
  EXPECT_GE(samples, 8);
}

/// A folder that was once configured without tests would keep to that, and bench/run and
/// scripts/test find nothing to build.
TEST(Tree, PresetsSayWhatIsBuiltWhateverAFolderWasConfiguredWithBefore) {
  const std::string& presets = tree().at("CMakePresets.json");
  const std::string base = presets.substr(0, presets.find("{\"name\": \"release\""));
  for (const char* option : {"PATLAS_TESTS", "PATLAS_BENCH", "PATLAS_XAPIAN"})
    EXPECT_NE(base.find("\"" + std::string(option) + "\": \"ON\""), std::string::npos) << option;
}

TEST(Tree, EveryTestFileBelongsToATarget) {
  const std::string lists = read(kRoot / "tests/CMakeLists.txt");
  int tests = 0;
  for (const auto& [path, text] : tree()) {
    if (!is_under(path, "tests") || !path.ends_with("_test.cc")) continue;
    const files::path within = files::path(path).lexically_relative("tests");
    const std::string folder = within.parent_path().string();
    const bool named = folder.empty() ? lists.find(within.string()) != std::string::npos
                                      : lists.find("(" + folder + " ") != std::string::npos;
    EXPECT_TRUE(named) << path;
    ++tests;
  }
  EXPECT_GE(tests, 40);
}

TEST(Tree, NothingIsADrawerForAnything) {
  for (const auto& [path, text] : tree()) {
    for (const files::path& part : files::path(path)) {
      EXPECT_NE(part.stem(), "common") << path;
      EXPECT_NE(part.stem(), "util") << path;
      EXPECT_NE(part.stem(), "utils") << path;
      EXPECT_NE(part.stem(), "misc") << path;
    }
  }
}

TEST(Tree, NoFileIsLargeOrBinary) {
  for (const auto& [path, text] : tree()) {
    EXPECT_LT(text.size(), is_fuzz_corpus(path) ? 1u << 16 : 1u << 20) << path;
    EXPECT_TRUE(is_any_bytes(path) || text.find('\0') == std::string::npos) << path;
  }
}

// The loop of kills keeps what it leaves when it fails.
TEST(Tree, TestsWriteWhereNothingStays) {
  const std::string temporary = std::string("testing::Temp") + "Dir()";
  for (const auto& [path, text] : tree()) {
    if (!is_source(path) || !is_under(path, "tests")) continue;
    const bool may =
        path == "tests/temp_folder.h" || path == "tests/engine/index/kill_slow_test.cc";
    EXPECT_TRUE(may || text.find(temporary) == std::string::npos) << path << ": test::temp_dir()";
  }
}

}  // namespace
}  // namespace patlas
