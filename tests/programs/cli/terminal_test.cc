// What a person sees: tables and sentences on a terminal, colours only where they are wanted.
#include "programs/cli/text.h"
#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0, end; (end = text.find("\r\n", begin)) != std::string::npos;
       begin = end + 2)
    lines.push_back(text.substr(begin, end - begin));
  return lines;
}

TEST(Terminal, ShowsATableInColour) {
  Indexed folder;
  const Ran ran = folder.on_terminal({"search", "idx", "電池"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out.find("{"), std::string::npos);
  EXPECT_NE(ran.out.find("\x1b[1mpublication"), std::string::npos) << ran.out;
}

TEST(Terminal, HasNoColoursWhereTheyAreNotWanted) {
  Indexed folder;
  EXPECT_EQ(folder.on_terminal({"search", "idx", "電池"}, 120, "NO_COLOR=1").out.find('\x1b'),
            std::string::npos);
  EXPECT_EQ(folder.on_terminal({"search", "idx", "電池"}, 120, "TERM=dumb").out.find('\x1b'),
            std::string::npos);
  EXPECT_EQ(folder.on_terminal({"search", "idx", "電池", "--no-colour"}).out.find('\x1b'),
            std::string::npos);
  // An empty NO_COLOR is none.
  EXPECT_NE(folder.on_terminal({"search", "idx", "電池"}, 120, "NO_COLOR=").out.find('\x1b'),
            std::string::npos);
  EXPECT_EQ(folder.on_terminal({"serach"}, 120, "NO_COLOR=1").out.find('\x1b'), std::string::npos);
}

TEST(Terminal, LinesFitIt) {
  Indexed folder;
  for (const auto columns : std::initializer_list<unsigned short>{60, 80}) {
    for (const std::string& line :
         lines_of(folder.on_terminal({"search", "idx", "*:*", "--no-colour"}, columns).out))
      EXPECT_LE(cli::display_width(line), columns) << line;
  }
}

TEST(Terminal, AMistakeIsASentenceWithItsPlaceMarked) {
  Indexed folder;
  const std::vector<std::string> lines =
      lines_of(folder.on_terminal({"search", "idx", "電池 and tii:x", "--no-colour"}).out);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0].starts_with("patlas: unknown field 'tii' (did you mean 'ti'?)")) << lines[0];
  EXPECT_EQ(lines[1], "  電池 and tii:x");
  EXPECT_EQ(lines[2], "           ^^^^");
}

TEST(Terminal, AMistakeIsJsonWhereJsonWasAskedFor) {
  Indexed folder;
  EXPECT_TRUE(folder.on_terminal({"search", "idx", "tii:x", "--format", "json"})
                  .out.starts_with("{\"error\":"));
}

TEST(Terminal, GetsNoControlCharactersFromDataOrQueries) {
  Folder folder;
  folder.write("r.jsonl",
               R"({"source":"uspto","publication":{"country":"US","number":"5","kind":"A"},)"
               R"("titles":[{"text":"red \u001b[31mtitle"}]})"
               "\n");
  folder.on_terminal({"index", "idx", "r.jsonl"});
  for (const auto& words : {std::vector<std::string>{"search", "idx", "cc:US", "--no-colour"},
                            {"search", "idx", "ti:\x1b[2J", "--no-colour"},
                            {"\x1b[2J"},
                            {"search", "\x1b[2J", "x", "--no-colour"}}) {
    const std::string out = folder.on_terminal(words, 120, "NO_COLOR=1").out;
    EXPECT_EQ(out.find('\x1b'), std::string::npos) << words[0];
    EXPECT_NE(out, "");
  }
}

}  // namespace
}  // namespace patlas
