// Search, facets, show and the other commands that read: formats, counts, pages, statuses.
#include <sys/stat.h>

#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

namespace json = boost::json;

class Asking : public testing::Test {
 protected:
  static void SetUpTestSuite() { folder_ = new Indexed(); }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static Ran patlas(std::vector<std::string> words, const std::string& input = "") {
    return folder_->patlas(std::move(words), input);
  }
  static json::value answer(std::vector<std::string> words) {
    const Ran ran = patlas(std::move(words));
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    return json_of(ran.out);
  }
  static std::vector<std::string> numbers(const json::value& answered) {
    std::vector<std::string> list;
    for (const json::value& hit : answered.at("hits").as_array())
      list.emplace_back(hit.at("publication").at("number").as_string());
    return list;
  }

  static Indexed* folder_;
};
Indexed* Asking::folder_ = nullptr;

using List = std::vector<std::string>;

TEST_F(Asking, HighlightsSayWhereAndSnippetsShowIt) {
  const json::value found = answer({"search", "idx", "ti:(battery near/2 separator) and cc:US",
                                    "--highlight", "--snippets", "2", "--snippet-width", "20"});
  const json::value& hit = found.at("hits").at(0);
  EXPECT_EQ(json::serialize(hit.at("highlights")),
            R"([{"field":"ti","value":0,"begin":0,"end":7},)"
            R"({"field":"ti","value":0,"begin":8,"end":17}])");
  EXPECT_EQ(json::serialize(hit.at("snippets")),
            R"([{"field":"ti","value":0,"offset":0,"text":"Battery separator","marks":[[0,7],)"
            R"([8,17]],"is_start":true,"is_end":false}])");
  const Ran shown = patlas({"search", "idx", "ti:(battery near/2 separator) and cc:US",
                            "--snippets", "2", "--format", "table"});
  EXPECT_NE(shown.out.find("  ti: [Battery] [separator] with a ceramic layer\n"), std::string::npos)
      << shown.out;
  EXPECT_FALSE(answer({"search", "idx", "*:*", "--highlight"})
                   .at("hits")
                   .at(0)
                   .as_object()
                   .contains("highlights"));
}

TEST_F(Asking, TheNewestComesFirstUnlessAskedOtherwise) {
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*"})),
            (List{"2018123456", "I452476", "1000000", "7650331"}));
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "--sort", "-pd"})),
            (List{"2018123456", "I452476", "1000000", "7650331"}));
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "--sort=pd"})),
            (List{"7650331", "1000000", "I452476", "2018123456"}));
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "--sort", "ad"})),
            (List{"7650331", "1000000", "I452476", "2018123456"}));
}

TEST_F(Asking, PagesReachAnyDepthAndEndQuietly) {
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "-n", "1", "--offset", "2"})),
            (List{"1000000"}));
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "--offset", "4"})), List{});
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "--limit", "0"})), List{});
  const std::string huge = "18446744073709551615";
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "-n", huge})).size(), 4u);
  EXPECT_EQ(numbers(answer({"search", "idx", "*:*", "-n", huge, "--offset", huge})), List{});
}

TEST_F(Asking, OnlyWhatIsCountedIsShown) {
  EXPECT_EQ(
      json::serialize(
          answer({"search", "idx", "battery", "-n", "0", "--count", "families"}).at("counts")),
      R"({"families":1})");
  EXPECT_EQ(json::serialize(answer({"facets", "idx", "battery", "--facet", "lang", "--count",
                                    "documents", "--facet-limit", "1"})
                                .at("facets")),
            R"({"lang":[{"value":"en","label":"English","documents":2}]})");
}

TEST_F(Asking, AQueryComesFromWordsAFileOrStandardInput) {
  folder_->write("query.txt", "ti:\"ceramic layer\"\r\n");
  const json::value said = answer({"search", "idx", "ti:\"ceramic layer\""});
  EXPECT_EQ(answer({"search", "idx", "-q", "query.txt"}), said);
  EXPECT_EQ(answer({"search", "idx", "ti:\"ceramic", "layer\""}), said);
  const Ran piped = patlas({"search", "idx", "-q", "-"}, "ti:\"ceramic layer\"\n");
  EXPECT_EQ(json_of(piped.out), said);
}

TEST_F(Asking, AQueryThatBeginsWithAHyphenGoesAfterTwo) {
  const Ran option = patlas({"search", "idx", "-battery"});
  EXPECT_EQ(option.status, 2);
  EXPECT_NE(option.err.find("goes after a lone --"), std::string::npos) << option.err;
  const Ran query = patlas({"search", "idx", "--", "-battery"});
  EXPECT_EQ(query.status, 2);
  EXPECT_NE(query.err.find("write not battery"), std::string::npos) << query.err;
}

TEST_F(Asking, CsvQuotesWhatItMust) {
  const std::string csv = patlas({"search", "idx", "cc:EP", "--format", "csv"}).out;
  EXPECT_EQ(csv,
            "country,number,kind,date,title,applicants,score\r\n"
            "EP,1000000,B1,2012-03-14,Batterietrennschicht mit Keramik,EXAMPLE CORP; BEISPIEL "
            "GMBH,\r\n");
  const Ran facets = patlas({"search", "idx", "x", "--facet", "pa", "--format", "csv"});
  EXPECT_EQ(facets.status, 2);
  EXPECT_NE(facets.err.find("patlas facets"), std::string::npos);
}

TEST_F(Asking, LinesHaveHitsThenFacetsThenCells) {
  const Ran ran = patlas({"search", "idx", "cc:EP", "--facet", "office,office", "--cross",
                          "year,office", "--format", "jsonl"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            R"({"publication":{"country":"EP","number":"1000000","kind":"B1"},"date":"2012-03-14",)"
            R"("title":"Batterietrennschicht mit Keramik","applicants":["EXAMPLE CORP",)"
            R"("BEISPIEL GMBH"],"score":null})"
            "\n"
            R"({"facet":"office","value":"EP","label":"European Patent Office","documents":1,)"
            R"("families":1})"
            "\n"
            R"({"row":"2012","column":"EP","documents":1,"families":1})"
            "\n");
}

TEST_F(Asking, TablesLineUpWhereCharactersAreTwoCellsWide) {
  const std::string table =
      patlas({"search", "idx", "電池", "--facet", "office", "--format", "table"}).out;
  EXPECT_EQ(table,
            "2 documents, 2 families\n"
            "\n"
            "publication      date        title                     applicants\n"
            "JP 2018123456 A  2018-08-09  全固体電池                例示株式会社\n"
            "TW I452476 B     2016-09-11  鋰離子電池及其固態電解質  範例股份有限公司\n"
            "\n"
            "office          documents  families\n"
            "JP      Japan           1         1\n"
            "TW      Taiwan          1         1\n");
  EXPECT_EQ(patlas({"facets", "idx", "電池", "--cross", "year,office", "--format", "table"}).out,
            "2 documents, 2 families\n"
            "\n"
            "year \\ office  JP  TW\n"
            "2016                1\n"
            "2018            1\n");
}

TEST_F(Asking, APlanThatALimitEndedIsAnError) {
  for (const char* format : {"json", "jsonl", "csv", "table"}) {
    const Ran ran = patlas({"explain", "idx", "battery", "--memory", "1", "--format", format});
    EXPECT_EQ(ran.status, 2) << format;
    EXPECT_EQ(ran.out, "") << format;
    EXPECT_NE(ran.err.find("the limit memory of 1 was reached"), std::string::npos) << ran.err;
  }
  const Ran ran = patlas({"explain", "idx", "battery", "--memory", "1"});
  EXPECT_EQ(json_of(ran.err).at("error").at("code").as_string(), "limit");
  EXPECT_NE(answer({"explain", "idx", "battery"}).at("plan").as_string(), "");
}

TEST_F(Asking, ShowGoesOnAfterANumberThatIsNotThere) {
  const Ran missing = patlas({"show", "idx", "US9", "TW I452476", "ＥＰ１００００００"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_EQ(std::count(missing.out.begin(), missing.out.end(), '\n'), 2) << missing.out;
  EXPECT_EQ(json_of(missing.err).at("error").at("code").as_string(), "not_found");
  const Ran wrong = patlas({"show", "idx", "battery", "EP1000000"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_EQ(std::count(wrong.out.begin(), wrong.out.end(), '\n'), 1) << wrong.out;
}

TEST_F(Asking, ANumberIsFoundInAnyWrittenForm) {
  for (const char* form : {"US 7,650,331 B2", "US7650331", "us 07650331 b2", "US-7650331-B2"}) {
    const json::value record = json_of(patlas({"show", "idx", form}).out);
    EXPECT_EQ(record.at("publication").at("number").as_string(), "7650331") << form;
    EXPECT_EQ(numbers(answer({"search", "idx", std::string("pn:\"") + form + "\""})),
              List{"7650331"})
        << form;
  }
}

TEST_F(Asking, HelpIsAnAnswer) {
  for (const List& words : {List{"help"}, List{"--help"}, List{"help", "search"},
                            List{"search", "--help"}, List{"--version"}, List{"index", "-h"}}) {
    const Ran ran = patlas(words);
    EXPECT_EQ(ran.status, 0) << words[0];
    EXPECT_NE(ran.out, "");
    EXPECT_EQ(ran.err, "");
  }
  EXPECT_EQ(patlas({"help", "search"}).out, patlas({"search", "--help"}).out);
  const Ran nothing = patlas({});
  EXPECT_EQ(nothing.status, 2);
  EXPECT_EQ(nothing.out, "");
}

TEST_F(Asking, HelpNamesEveryFacetAndFieldThatWorks) {
  const std::string help = patlas({"search", "--help"}).out;
  for (const char* name : {"office", "year.prd", "ipcg", "cpc4", "lang", "prd", "~", "word:"})
    EXPECT_NE(help.find(name), std::string::npos) << name;
}

TEST(Changing, DeleteMergeCheckAndBackupSayWhatTheyDid) {
  Indexed folder;
  EXPECT_EQ(folder.patlas({"delete", "idx", "EP1000000", "US9"}).out,
            "{\"deleted\":1,\"generation\":2}\n");
  EXPECT_EQ(folder.patlas({"delete", "idx", "EP1000000"}).out,
            "{\"deleted\":0,\"generation\":2}\n");
  EXPECT_EQ(folder.patlas({"delete", "idx", "battery", "TWI452476"}).status, 2);
  EXPECT_EQ(folder.patlas({"show", "idx", "EP1000000"}).status, 1);
  EXPECT_EQ(folder.patlas({"merge", "idx"}).out,
            "{\"segments\":1,\"documents\":3,\"generation\":3}\n");
  EXPECT_EQ(folder.patlas({"backup", "idx", "copy"}).status, 0);
  EXPECT_EQ(folder.patlas({"check", "copy"}).status, 0);
  EXPECT_EQ(folder.patlas({"backup", "idx", "copy"}).status, 2);
  EXPECT_EQ(json_of(folder.patlas({"info", "copy"}).out).at("documents").to_number<int>(), 3);
}

TEST(Changing, CheckOfADamagedIndexIsStatusOneAndNamesFileAndByte) {
  Indexed folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path("idx"))) {
    if (!entry.path().filename().string().starts_with("segment-")) continue;
    std::filesystem::permissions(entry, std::filesystem::perms::owner_all);
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(2000);
    const int byte = file.get();
    file.seekp(2000);
    file.put(static_cast<char>(byte ^ 1));
  }
  const Ran ran = folder.patlas({"check", "idx"});
  EXPECT_EQ(ran.status, 1);
  const json::value damage = json_of(ran.out).at("damages").at(0);
  EXPECT_EQ(damage.at("code").as_string(), "corruption");
  EXPECT_NE(damage.at("place").at("file").as_string().find("segment-"), std::string::npos);
  EXPECT_TRUE(damage.at("place").as_object().contains("offset"));
  EXPECT_EQ(folder.patlas({"check", "idx", "--format", "table"}).status, 1);
}

// A signal that comes before the search has begun ends the program, one that comes after its end
// does nothing: so it is sent later and later, until it meets one.
TEST_F(Asking, CtrlCEndsTheSearchWhichSaysWhatItFound) {
  std::string query = "battery";
  for (int i = 0; i < 60'000; ++i) query += " or b" + std::to_string(i) + "*";
  folder_->write("long.txt", query);
  for (int ms = 5; ms < 4000; ms += 1 + ms / 10) {
    const Ran ran =
        folder_->patlas_interrupted({"search", "idx", "-q", "long.txt", "--format", "json"}, ms);
    if (ran.status == 128 + SIGINT) continue;
    ASSERT_EQ(ran.status, 0) << ran.err;
    const json::value said = json_of(ran.out);
    if (said.at("complete").as_bool()) break;
    EXPECT_EQ(said.at("limit").at("name").as_string(), "cancelled");
    return;
  }
  FAIL() << "no signal met a search";
}

}  // namespace
}  // namespace patlas
