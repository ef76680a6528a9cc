// Whatever is typed wrong, standard error says what, where, and what would be right; standard
// output stays empty; the status is 2.
#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

namespace json = boost::json;

struct Mistake {
  std::vector<std::string> words;
  std::string code, says;
};

TEST(Mistakes, AreErrorsThatSayWhatWouldBeRight) {
  Indexed folder;
  folder.write("empty.txt", "\n");
  folder.write("nul.txt", std::string("a\0b", 3));
  folder.write("latin1.txt", "caf\xE9");
  const std::vector<Mistake> mistakes = {
      {{"serach", "idx", "x"}, "invalid_argument", "did you mean 'search'?"},
      {{"frobnicate"}, "invalid_argument", "patlas help"},
      {{"--format", "json"}, "invalid_argument", "a command comes before its options"},
      {{"search"}, "invalid_argument", "usage: patlas search DIR QUERY"},
      {{"search", "idx"}, "invalid_argument", "no query was given"},
      {{"search", "idx", ""}, "parse", "every document is *:*"},
      {{"search", "idx", " \t "}, "parse", "every document is *:*"},
      {{"search", "idx", "-q", "empty.txt"}, "parse", "every document is *:*"},
      {{"search", "idx", "-q", "nul.txt"}, "parse", "control character"},
      {{"search", "idx", "-q", "latin1.txt"}, "parse", "not UTF-8"},
      {{"search", "idx", "-q", "nowhere.txt"}, "not_found", "No such file"},
      {{"search", "idx", "-q", "."}, "io", "reading failed"},
      {{"search", "idx", "a", "-q", "empty.txt"}, "invalid_argument", "given twice"},
      {{"search", "nowhere", "x"}, "not_found", "patlas index nowhere FILES"},
      {{"search", "records.jsonl", "x"}, "invalid_argument", "is a directory"},
      {{"search", ".", "x"}, "not_found", "no index here"},
      {{"index", "records.jsonl", "records.jsonl"}, "invalid_argument", "directory"},
      {{"index", "idx"}, "invalid_argument", "usage: patlas index DIR FILES"},
      {{"index", "idx", "nowhere"}, "not_found", "nowhere"},
      {{"index", "idx", "records.jsonl", "--threads", "1000000"}, "limit", "256"},
      {{"index", "idx", "records.jsonl", "--memory", "lots"}, "invalid_argument", "512MiB"},
      {{"index", "idx", "records.jsonl", "--segment-documents", "0"},
       "invalid_argument",
       "at least 1"},
      {{"search", "idx", "x", "--limt", "3"}, "invalid_argument", "did you mean '--limit'?"},
      {{"search", "idx", "x", "--limit", "-1"},
       "invalid_argument",
       "'--limit' takes a whole number"},
      {{"search", "idx", "x", "--limit", "1e3"}, "invalid_argument", "not '1e3'"},
      {{"search", "idx", "x", "--limit", "18446744073709551616"},
       "invalid_argument",
       "whole number"},
      {{"search", "idx", "x", "--limit"}, "invalid_argument", "--limit"},
      {{"search", "idx", "x", "-n", "1", "-n", "2"}, "invalid_argument", "more than once"},
      {{"search", "idx", "x", "--threads", "-1"}, "invalid_argument", "'--threads'"},
      {{"search", "idx", "x", "--memory", "-5"}, "invalid_argument", "512MiB"},
      {{"search", "idx", "x", "--memory", "5PB"}, "invalid_argument", "512MiB"},
      {{"search", "idx", "x", "--memory", "99999999999G"}, "invalid_argument", "512MiB"},
      {{"search", "idx", "x", "--sort", "dp"}, "invalid_argument", "did you mean 'pd'?"},
      {{"search", "idx", "x", "--facet", "offcie"}, "invalid_argument", "did you mean 'office'?"},
      {{"search", "idx", "x", "--facet", ","}, "invalid_argument", "office,year"},
      {{"search", "idx", "x", "--cross", "year"}, "invalid_argument", "two different facets"},
      {{"search", "idx", "x", "--count", "hits"}, "invalid_argument", "documents, families"},
      {{"search", "idx", "x", "--format", "xml"}, "invalid_argument", "jsonl"},
      {{"search", "idx", "tii:x"}, "invalid_argument", "did you mean 'ti'?"},
      {{"search", "idx", "pd:2015-13"}, "invalid_argument", "date"},
      {{"search", "idx", "a and"}, "parse", "after 'and'"},
      {{"facets", "idx", "x"}, "invalid_argument", "--facet NAMES or --cross A,B"},
      {{"show", "idx"}, "invalid_argument", "usage: patlas show"},
      {{"show", "idx", "xyz"}, "parse", "US7650331B2"},
      {{"info", "idx", "more"}, "invalid_argument", "'more' is one too many"},
      {{"check", "nowhere"}, "not_found", "no index here"},
      {{"check", "records.jsonl"}, "invalid_argument", "directory"},
      {{"merge", "nowhere"}, "not_found", "no index here"},
      {{"delete", "nowhere", "EP1000000"}, "not_found", "no index here"},
      {{"backup", "idx", "idx"}, "exists", "idx"},
      {{"tokens"}, "invalid_argument", "no text was given"},
  };
  for (const Mistake& mistake : mistakes) {
    const Ran ran = folder.patlas(mistake.words);
    std::string typed = "patlas";
    for (const std::string& word : mistake.words) typed += " " + word;
    EXPECT_EQ(ran.status, 2) << typed;
    EXPECT_EQ(ran.out, "") << typed;
    const json::value value = json_of(ran.err);
    const json::object& error = value.at("error").as_object();
    EXPECT_EQ(error.at("code").as_string(), mistake.code) << typed << "\n" << ran.err;
    EXPECT_NE(error.at("message").as_string().find(mistake.says), std::string::npos)
        << typed << "\n"
        << ran.err;
    EXPECT_TRUE(error.at("place").is_object());
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path("nowhere")));
}

TEST(Mistakes, InAQueryNameTheirSpan) {
  Indexed folder;
  const json::value error = json_of(folder.patlas({"search", "idx", "battery and tii:x"}).err);
  EXPECT_EQ(json::serialize(error.at("error").at("place")),
            R"({"file":"query","offset":12,"length":4})");
}

TEST(Mistakes, AreUtf8WhateverAFileIsCalled) {
  Indexed folder;
  const Ran error = folder.patlas({"search", "idx\xFF", "battery"});
  EXPECT_EQ(error.status, 2);
  EXPECT_EQ(error.err.find('\xFF'), std::string::npos);
  EXPECT_EQ(json_of(error.err).at("error").at("place").at("file").as_string(), "idx\xEF\xBF\xBD");
  folder.write("junk.txt", "junk");
  for (const char* format : {"json", "csv"}) {
    const Ran loaded = folder.patlas({"index", "new\xFE", "junk.txt", "--format", format});
    EXPECT_EQ(loaded.status, 3);
    EXPECT_EQ(loaded.out.find('\xFE'), std::string::npos);
    EXPECT_NE(loaded.out.find("new\xEF\xBF\xBD/rejects-"), std::string::npos);
  }
}

TEST(Mistakes, AnAnswerThatCannotBeWrittenIsAnError) {
  Indexed folder;
  for (const char* command : {"search idx battery", "show idx EP1000000", "info idx", "--help",
                              "--version", "search --help", "facets idx x --facet pa"}) {
    const Ran ran = folder.shell(std::string("patlas ") + command + " > /dev/full");
    EXPECT_EQ(ran.status, 2) << command;
    EXPECT_EQ(json_of(ran.err).at("error").at("code").as_string(), "io") << command;
  }
}

TEST(Mistakes, AReaderThatWentAwayEndsTheProgramQuietly) {
  Indexed folder;
  const Ran ran = folder.shell("patlas info idx | true");
  EXPECT_EQ(ran.err, "");
}

TEST(Mistakes, WithoutPermissionTheFileIsNamed) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  Indexed folder;
  std::filesystem::permissions(
      folder.path("idx"), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(folder.patlas({"search", "idx", "battery"}).status, 0);
  const Ran ran = folder.patlas({"delete", "idx", "EP1000000"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(json_of(ran.err).at("error").at("code").as_string(), "io");
  std::filesystem::permissions(folder.path("idx"), std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace patlas
