// Runs every *.t file in several worlds: the same documents in other segments, merged, loaded
// twice, and after deletes and replacements, in either engine, must answer the same, and so must the
// oracle.
#include "tests/script/script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <sstream>

#include "ingest/patent_schema.h"
#include "tests/oracle/world.h"
#include "tests/oracle/xapian_world.h"

namespace patlas::script {
namespace {

using oracle::Oracle;
using oracle::World;
using oracle::XapianWorld;

void make_one_segment(World& world, const std::vector<Record>& records) { world.load(records); }

void make_one_document_a_segment(World& world, const std::vector<Record>& records) {
  world.load_in(records, records.size());
}

void make_merged(World& world, const std::vector<Record>& records) {
  world.load_in(records, records.size());
  world.merge(1);
}

template <typename World>
void make_loaded_twice(World& world, const std::vector<Record>& records) {
  world.load_in(records, 2);
  world.load(records);
}

// Each document was another one before; the texts of each stand in one that was deleted.
template <typename World>
void make_changed(World& world, const std::vector<Record>& records) {
  std::vector<Record> earlier = records, others = records;
  std::vector<std::string> other_keys;
  for (size_t i = 0; i < records.size(); ++i) {
    earlier[i] = records[(i + 1) % records.size()];
    earlier[i].publication = records[i].publication;
    earlier[i].publication.date = records[(i + 1) % records.size()].publication.date;
    earlier[i].source = records[i].source;
    others[i].publication.number += "999";
    other_keys.push_back(record_key(others[i]));
  }
  world.load(earlier);
  world.load(others);
  world.load_in(records, 2);
  world.remove(other_keys);
}

void make_changed_and_merged(World& world, const std::vector<Record>& records) {
  make_changed(world, records);
  world.merge(2);
}

template <typename World>
struct WorldMaker {
  const char* name;
  void (*make)(World&, const std::vector<Record>&);
};
constexpr WorldMaker<World> kWorlds[] = {
    {"one_segment", make_one_segment}, {"one_document_a_segment", make_one_document_a_segment},
    {"merged", make_merged},           {"loaded_twice", make_loaded_twice},
    {"changed", make_changed},         {"changed_and_merged", make_changed_and_merged},
};

constexpr WorldMaker<XapianWorld> kXapianWorlds[] = {
    {"xapian", make_loaded_twice},
    {"xapian_changed", make_changed},
};

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string pair_text(uint64_t documents, uint64_t families) {
  return "=" + std::to_string(documents) + "/" + std::to_string(families);
}

std::vector<std::string> hit_keys(const SearchAnswer& answer) {
  std::vector<std::string> keys;
  for (const Hit& hit : answer.hits) keys.push_back(short_key(hit.key));
  return keys;
}

using Search = std::function<Result<SearchAnswer>(const Tree&, const SearchOptions&)>;

class Asker {
 public:
  Asker(Search search, const Oracle& oracle) : search_(std::move(search)), oracle_(oracle) {}

  void ask(const Check& check) {
    const Result<Tree> tree = parse_query(check.query, patent_schema());
    if (check.verb == "error" && !tree) return expect_error(check, tree.error());
    if (check.verb == "error") {
      const auto answer = search_(*tree, SearchOptions());
      ASSERT_FALSE(answer) << "is understood";
      return expect_error(check, answer.error());
    }
    ASSERT_TRUE(tree) << tree.error().to_string();
    SearchOptions options;
    options.limit = 1000;
    const std::string expected = read_expectation(check, options);
    for (const uint32_t threads : {1u, 2u}) {
      options.threads = threads;
      const Result<SearchAnswer> answer = search_(*tree, options);
      ASSERT_TRUE(answer) << answer.error().to_string();
      EXPECT_EQ(answer_text(check, *answer), expected);
      EXPECT_EQ(difference(oracle_, *tree, options, *answer), "");
    }
  }

 private:
  static void expect_error(const Check& check, const Error& error) {
    std::istringstream parts(check.expected);
    std::string code, span, message;
    parts >> code >> span >> std::ws;
    std::getline(parts, message);
    EXPECT_EQ(code_name(error.code), code);
    EXPECT_EQ(std::to_string(error.place.offset) + "-" +
                  std::to_string(error.place.offset + error.place.length),
              span);
    EXPECT_NE(error.message.find(message), std::string::npos) << error.message;
  }

  // What the line asks for, into `options`; gives what answer_text() should give.
  static std::string read_expectation(const Check& check, SearchOptions& options) {
    if (check.verb == "finds") {
      auto keys = split(check.expected, " ");
      std::sort(keys.begin(), keys.end());
      return joined(keys, " ");
    }
    if (check.verb == "counts") return check.expected;
    if (check.verb == "groups") {
      options.count_applications = options.count_extended_families = true;
      return check.expected;
    }
    const size_t colon = check.expected.find(':');
    EXPECT_NE(colon, std::string::npos) << "needs a colon";
    const auto words = split(check.expected.substr(0, colon), " ");
    const std::string rest = check.expected.substr(colon + 1);
    if (check.verb == "facet") {
      options.facets = {words.at(0)};
      return joined(split(rest, ";"), "; ");
    }
    if (check.verb == "cross") {
      const auto sides = split(words.at(0), ",");
      options.cross = {sides.at(0), sides.at(1)};
      return joined(split(rest, ";"), "; ");
    }
    const Result<SortKey> key = parse_sort_key(words.at(0), patent_schema());
    EXPECT_TRUE(key);
    options.sort = *key;
    if (check.verb == "page") {
      options.offset = std::stoull(words.at(1));
      options.limit = std::stoull(words.at(2));
    }
    return joined(split(rest, " "), " ");
  }

  static std::string answer_text(const Check& check, const SearchAnswer& answer) {
    std::vector<std::string> parts;
    if (check.verb == "counts") {
      return std::to_string(answer.documents) + " " + std::to_string(answer.families);
    }
    if (check.verb == "groups") {
      return std::to_string(answer.applications) + " " + std::to_string(answer.extended_families);
    }
    if (check.verb == "facet") {
      for (const FacetValue& value : answer.facets.at(0).values) {
        parts.push_back(value.value + pair_text(value.documents, value.families));
      }
      return joined(parts, "; ");
    }
    if (check.verb == "cross") {
      for (const CrossCell& cell : answer.cross->cells) {
        parts.push_back(answer.cross->rows[cell.row].value + "," +
                        answer.cross->columns[cell.column].value +
                        pair_text(cell.documents, cell.families));
      }
      return joined(parts, "; ");
    }
    parts = hit_keys(answer);
    if (check.verb == "finds") std::sort(parts.begin(), parts.end());
    return joined(parts, " ");
  }

  const Search search_;
  const Oracle& oracle_;
};

oracle::PrintedSchemes printed(const Script& script) {
  oracle::PrintedSchemes schemes;
  for (const Script::SchemeLine& line : script.schemes) {
    oracle::PrintedScheme& scheme = line.scheme == "ipc"   ? schemes.ipc
                                    : line.scheme == "cpc" ? schemes.cpc
                                                           : schemes.tech;
    scheme.symbols.emplace_back(line.key, line.depth);
    scheme.titles.push_back(line.title.substr(0, line.title.find(" <- ")));
    if (const size_t at = line.title.find(" <- "); at != std::string::npos) {
      for (const std::string& prefix : split(line.title.substr(at + 4), " ")) {
        scheme.rules.emplace_back(prefix, line.key);
      }
    }
  }
  return schemes;
}

class ScriptTest : public testing::Test {
 public:
  explicit ScriptTest(Script script) : script_(std::move(script)) {}

  void TestBody() override {
    for (const auto& world : kWorlds) run(world.name, world.make);
    for (const auto& world : kXapianWorlds) run(world.name, world.make);
  }

 private:
  template <typename World>
  void run(const char* name, void (*make)(World&, const std::vector<Record>&)) {
    const testing::ScopedTrace where(script_.file.c_str(), script_.line,
                                     std::string("world ") + name);
    World world;
    make(world, script_.records);
    world.classify(printed(script_));
    ASSERT_TRUE(world.status()) << world.status().error().to_string();
    const auto opened = world.open();
    ASSERT_TRUE(opened) << opened.error().to_string();
    const Oracle oracle(patent_schema(), world.live(), printed(script_));
    ASSERT_EQ(oracle.size(), script_.records.size());
    Asker asker([&](const Tree& tree,
                    const SearchOptions& options) { return ask(**opened, tree, options); },
                oracle);
    for (const Check& check : script_.checks) {
      const testing::ScopedTrace line(script_.file.c_str(), check.line,
                                      check.query + "   " + check.verb);
      asker.ask(check);
    }
  }

  static Result<SearchAnswer> ask(const Snapshot& snapshot, const Tree& tree,
                                  const SearchOptions& options) {
    return search(snapshot, tree, options, nullptr);
  }
  static Result<SearchAnswer> ask(const XapianIndex& index, const Tree& tree,
                                  const SearchOptions& options) {
    Budget budget(options.memory_bytes, 0, nullptr, nullptr);
    return index.search(tree, options, budget);
  }

  Script script_;
};

std::vector<Script> all_scripts() {
  std::vector<std::string> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(PATLAS_SOURCE_DIR) + "/tests/script")) {
    if (entry.path().extension() == ".t") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Script> scripts;
  for (const std::string& path : paths) {
    for (Script& script : read_scripts(path)) scripts.push_back(std::move(script));
  }
  return scripts;
}

// Before main, so that every script is a test that can be run alone.
const bool registered = [] {
  for (const Script& script : all_scripts()) {
    testing::RegisterTest("Script", script.name.c_str(), nullptr, nullptr, script.file.c_str(),
                          script.line,
                          [script]() -> testing::Test* { return new ScriptTest(script); });
  }
  return true;
}();

TEST(Scripts, HaveNamesOfTheirOwnAndAskSomething) {
  std::vector<std::string> names;
  for (const Script& script : all_scripts()) {
    names.push_back(script.name);
    EXPECT_FALSE(script.description.empty()) << script.name;
    EXPECT_FALSE(script.checks.empty()) << script.name;
    EXPECT_FALSE(script.records.empty()) << script.name;
  }
  EXPECT_TRUE(registered);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace patlas::script
