// programs/cli/JSON.md is a contract: its examples are run in its order and compared with the page.
#include <set>
#include <sstream>

#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

namespace json = boost::json;

struct Example {
  std::string command, output;
  int status = 0;
};

std::vector<Example> examples(const std::string& page) {
  std::vector<Example> list;
  std::istringstream lines(page);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      list.push_back({line.substr(2), "", 0});
    } else if (inside && line.starts_with("[status ")) {
      list.back().status = std::stoi(line.substr(8));
    } else if (inside) {
      list.back().output += line + "\n";
    }
  }
  return list;
}

/// Members whose value is another one on another day, machine or version: of these only the type is
/// promised.
bool is_only_typed(const std::string& member) {
  static const std::set<std::string> kNames = {"snapshot", "reject_log",     "bytes",
                                               "terms",    "postings",       "analysis",
                                               "plan",     "created_unix_ms"};
  return kNames.contains(member);
}

/// Names, order, types and values; of a list of sections, the first stands for all.
void compare(const json::value& is, const json::value& said, const std::string& where) {
  const bool numbers = is.is_number() && said.is_number();
  ASSERT_TRUE(is.kind() == said.kind() || numbers) << where;
  if (said.is_object()) {
    std::vector<std::string> names_are, names_said;
    for (const auto& member : is.as_object()) names_are.emplace_back(member.key());
    for (const auto& member : said.as_object()) names_said.emplace_back(member.key());
    ASSERT_EQ(names_are, names_said) << where;
    for (const std::string& name : names_said) {
      const json::value& a = is.at(name);
      const json::value& b = said.at(name);
      if (is_only_typed(name)) {
        ASSERT_EQ(a.kind(), b.kind()) << where << "." << name;
      } else {
        compare(a, b, where + "." + name);
      }
    }
  } else if (said.is_array()) {
    const bool first_only = where.ends_with(".sections");
    if (!first_only) {
      ASSERT_EQ(is.as_array().size(), said.as_array().size()) << where;
    }
    ASSERT_GE(is.as_array().size(), said.as_array().size()) << where;
    for (size_t i = 0; i < said.as_array().size(); ++i) compare(is.at(i), said.at(i), where + "[]");
  } else {
    EXPECT_EQ(json::serialize(is), json::serialize(said)) << where;
  }
}

/// The names of reject logs are random.
std::string without_random(std::string text) {
  for (size_t at = 0; (at = text.find("rejects-", at)) != std::string::npos; at += 8)
    text.erase(at + 8, text.find(".jsonl", at) - at - 8);
  std::erase(text, '\r');
  return text;
}

TEST(JsonPage, EveryExamplePrintsWhatThePageSays) {
  const std::vector<Example> list = examples(read_whole(PATLAS_SOURCE_DIR "/programs/cli/JSON.md"));
  ASSERT_GE(list.size(), 25u);
  Folder folder;
  folder.write("records.jsonl", example_records());
  for (const Example& example : list) {
    const Ran ran = folder.shell(example.command);
    EXPECT_EQ(ran.status, example.status) << example.command;
    EXPECT_TRUE(ran.out.empty() || ran.err.empty()) << example.command << ran.err;
    std::istringstream is(ran.out + ran.err), said(example.output);
    for (std::string a, b; std::getline(said, b);) {
      ASSERT_TRUE(std::getline(is, a)) << example.command;
      if (b.starts_with("{")) {
        compare(json_of(a), json_of(b), example.command + ": ");
      } else {
        EXPECT_EQ(without_random(a), without_random(b)) << example.command;
      }
    }
    std::string more;
    EXPECT_FALSE(std::getline(is, more)) << example.command << " also printed " << more;
  }
}

TEST(JsonPage, NamesEveryCommand) {
  const std::string page = read_whole(PATLAS_SOURCE_DIR "/programs/cli/JSON.md");
  Folder folder;
  std::istringstream help(folder.patlas({"help"}).out);
  int commands = 0;
  for (std::string line; std::getline(help, line);) {
    if (!line.starts_with("  ")) continue;
    const std::string name = line.substr(2, line.find(' ', 2) - 2);
    EXPECT_NE(page.find("$ patlas " + name + " "), std::string::npos) << name;
    ++commands;
  }
  EXPECT_GE(commands, 11);
}

}  // namespace
}  // namespace patlas
