// What `patlas index` takes, counts and says, and what comes out of the index again.
#include "tests/programs/cli/run_program.h"

namespace patlas {
namespace {

namespace json = boost::json;

uint64_t number(const json::value& object, const char* name) {
  return object.at(name).to_number<uint64_t>();
}

/// All five outcomes.
uint64_t outcomes(const json::value& counts) {
  return number(counts, "accepted") + number(counts, "replaced") + number(counts, "superseded") +
         number(counts, "deleted") + number(counts, "rejected");
}

uint64_t documents(const Folder& folder, const std::string& index) {
  const Ran ran = folder.patlas({"search", index, "*:*", "-n", "0"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  return number(json_of(ran.out).at("counts"), "documents");
}

/// Every record, as `show` prints it, newest first.
std::string everything(const Folder& folder, const std::string& index) {
  const Ran ran = folder.shell("patlas search " + index +
                               " '*:*' -n 1000 --format csv | tail -n +2 | cut -d, -f1-3 | "
                               "tr -d ',\\r' | xargs patlas show " +
                               index);
  EXPECT_EQ(ran.status, 0) << ran.err;
  return ran.out;
}

TEST(Loading, EveryRecordSeenHasOneOutcome) {
  Indexed folder;
  folder.write(
      "more.jsonl",
      // the same as before, one from a source of lower rank than an office's, one of an
      // office, then a delete of the office's, and rubbish
      example_records().substr(0, example_records().find('\n') + 1) +
          R"({"source":"uspto","publication":{"country":"US","number":"5","kind":"A"}})"
          "\n"
          R"({"source":"google","publication":{"country":"US","number":"5","kind":"A"}})"
          "\n"
          R"({"source":"uspto","publication":{"country":"US","number":"6","kind":"A"}})"
          "\n"
          R"({"delete":true,"source":"uspto","publication":{"country":"US","number":"6","kind":"A"}})"
          "\n{\"publication\":}\n");
  folder.shell("head -n 1 more.jsonl > again.jsonl; tail -n +2 more.jsonl > mixed.jsonl");
  const Ran ran = folder.patlas({"index", "idx", "again.jsonl", "mixed.jsonl"});
  EXPECT_EQ(ran.status, 3) << ran.err;
  const json::value counts = json_of(ran.out);
  EXPECT_EQ(number(counts, "seen"), 6u) << ran.out;
  EXPECT_EQ(outcomes(counts), 6u) << ran.out;
  EXPECT_EQ(number(counts, "superseded"), 1u) << ran.out;
  EXPECT_GE(number(counts, "deleted"), 1u) << ran.out;
  EXPECT_EQ(number(counts, "rejected"), 1u) << ran.out;
  EXPECT_EQ(documents(folder, "idx"), 5u);
}

TEST(Loading, TwiceChangesNothing) {
  Indexed folder;
  const std::string before = folder.patlas({"search", "idx", "*:*"}).out;
  const Ran ran = folder.patlas({"index", "idx", "records.jsonl"});
  const json::value counts = json_of(ran.out);
  EXPECT_EQ(number(counts, "replaced"), 4u);
  EXPECT_EQ(number(counts, "generation"), 1u);
  EXPECT_EQ(folder.patlas({"search", "idx", "*:*"}).out, before);
}

TEST(Loading, TheRejectLogNamesFileEntryLineAndReason) {
  Folder folder;
  folder.write("folder/broken.jsonl", example_records());
  folder.shell("tar cf broken.tar -C folder broken.jsonl");
  const Ran ran = folder.patlas({"index", "idx", "broken.tar"});
  EXPECT_EQ(ran.status, 3) << ran.err;
  const std::string log = folder.read(json_of(ran.out).at("reject_log").as_string().c_str());
  const json::value reject = json_of(log);
  EXPECT_EQ(reject.at("file").as_string(), "broken.tar");
  EXPECT_EQ(reject.at("entry").as_string(), "broken.jsonl");
  EXPECT_EQ(number(reject, "line"), 5u);
  EXPECT_FALSE(reject.at("reason").as_string().empty());
}

TEST(Loading, NothingRejectedIsNoLog) {
  Folder folder;
  folder.write("records.jsonl", example_records().substr(0, example_records().find('\n') + 1));
  const Ran ran = folder.patlas({"index", "idx", "records.jsonl"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(json_of(ran.out).at("reject_log").is_null());
  EXPECT_EQ(folder.shell("ls idx | grep -c rejects").out, "0\n");
}

TEST(Loading, WhatIsShownLoadsAgainUnchanged) {
  Indexed folder;
  const std::string shown = everything(folder, "idx");
  folder.write("exported.jsonl", shown);
  ASSERT_EQ(folder.patlas({"index", "idx2", "exported.jsonl"}).status, 0);
  EXPECT_EQ(everything(folder, "idx2"), shown);
  for (const char* query : {"battery", "電池", "cpc:H01M", "pa:example"}) {
    const auto answer = [&](const char* index) {
      json::object found =
          json_of(
              folder.patlas({"search", index, query, "--facet", "office,pa,cpc", "--sort", "score"})
                  .out)
              .as_object();
      found.erase("snapshot");
      return json::serialize(found);
    };
    EXPECT_EQ(answer("idx2"), answer("idx")) << query;
  }
  // Into the index it came from, it is nothing new.
  EXPECT_EQ(number(json_of(folder.patlas({"index", "idx", "exported.jsonl"}).out), "generation"),
            1u);
}

TEST(Loading, StandardInputIsAFileNamedDash) {
  Folder folder;
  const Ran ran = folder.patlas({"index", "idx", "-"}, example_records());
  EXPECT_EQ(ran.status, 3) << ran.err;
  EXPECT_EQ(documents(folder, "idx"), 4u);
}

TEST(Loading, ContainersAndFoldersAreLookedInto) {
  Folder folder;
  const std::string records = example_records();
  folder.write("in/a.jsonl", records.substr(0, records.rfind('{')));
  const struct {
    const char* file;
    const char* make;
  } kinds[] = {
      {"a.zip", "python3 -m zipfile -c a.zip in/a.jsonl"},
      {"a.jsonl.gz", "gzip -c in/a.jsonl > a.jsonl.gz"},
      {"a.tar", "tar cf a.tar in"},
      {"a.tgz", "tar czf a.tgz in"},
      {"in", "true"},
  };
  for (const auto& kind : kinds) {
    ASSERT_EQ(folder.shell(kind.make).status, 0) << kind.make;
    const std::string index = std::string("idx-") + kind.file;
    const Ran ran = folder.patlas({"index", index, kind.file});
    EXPECT_EQ(ran.status, 0) << kind.file << ran.err;
    EXPECT_EQ(documents(folder, index), 4u) << kind.file;
  }
  EXPECT_EQ(folder.patlas({"index", "idx-in", "a.zip", "a.tgz"}).status, 0);
  EXPECT_EQ(documents(folder, "idx-in"), 4u);
}

TEST(Loading, ProgressIsSaidToTerminalsOnly) {
  Folder folder;
  folder.write("records.jsonl", example_records());
  EXPECT_EQ(folder.patlas({"index", "piped", "records.jsonl"}).err, "");
  const Ran ran = folder.on_terminal({"index", "idx", "records.jsonl"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_NE(ran.out.find(" records  "), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("\x1b[K"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("accepted"), std::string::npos) << ran.out;
}

TEST(Loading, EntitiesKeptAsTextAreCountedBehindTheLastMember) {
  const std::string sample = PATLAS_SOURCE_DIR "/corpora/samples/docdb/frontfile.xml";
  Folder folder;
  EXPECT_TRUE(folder.patlas({"index", "idx", sample})
                  .out.ends_with(",\"generation\":1,\"unknown_entities\":1}\n"));
  folder.write("records.jsonl", example_records());
  EXPECT_TRUE(
      folder.patlas({"index", "idx", "records.jsonl"}).out.ends_with("\"generation\":2}\n"));
}

TEST(Loading, IntoAnotherEngineGivesTheSameAnswers) {
  Indexed folder;
  const Ran loaded = folder.patlas({"index", "--backend", "xapian", "second", "records.jsonl"});
  ASSERT_EQ(loaded.status, folder.patlas({"index", "again", "records.jsonl"}).status) << loaded.err;
  EXPECT_EQ(everything(folder, "second"), everything(folder, "again"));
  EXPECT_EQ(json_of(folder.patlas({"info", "second"}).out).at("backend"), "xapian");
  EXPECT_EQ(folder.patlas({"check", "second"}).status, 0);
  EXPECT_EQ(folder.patlas({"merge", "second"}).status, 2);
  const Ran unknown = folder.patlas({"index", "--backend", "lucene", "third", "records.jsonl"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.err.find("there are native and xapian"), std::string::npos) << unknown.err;
}

TEST(Loading, FrequentBigramsHaveTheirSizeInEveryFormOfInfo) {
  Folder folder;
  std::string records;
  for (int i = 0; i < 20; ++i) {
    records += R"({"source":"example","publication":{"country":"EP","number":")" +
               std::to_string(1000 + i) +
               R"(","kind":"A1","date":20200101},"titles":[{"language":"en","text":)"
               R"("Rotor of the end of the rotor"}]})"
               "\n";
  }
  folder.write("records.jsonl", records);
  ASSERT_EQ(folder.patlas({"index", "--frequent-bigrams", "idx", "records.jsonl"}).status, 0);
  const std::string csv = folder.patlas({"info", "idx", "--format", "csv"}).out;
  EXPECT_NE(csv.find("\nfrequent-bigram-postings,frequent-bigrams,ti,"), std::string::npos) << csv;
  const std::string table = folder.patlas({"info", "idx", "--format", "table"}).out;
  EXPECT_NE(table.find("frequent-bigram-frequencies"), std::string::npos) << table;
  const json::value info = json_of(folder.patlas({"info", "idx"}).out);
  bool is_there = false;
  for (const json::value& row : info.at("sections").as_array()) {
    is_there |=
        row.at("section") == "frequent-bigram-terms" && row.at("group") == "frequent-bigrams";
  }
  EXPECT_TRUE(is_there);
  const Ran plan = folder.patlas({"explain", "idx", "\"of the\"", "--format", "table"});
  EXPECT_NE(plan.out.find("term frequent bigram ti 'of the': expected 20, found 20"),
            std::string::npos)
      << plan.out;
  EXPECT_EQ(folder.patlas({"check", "idx"}).status, 0);

  ASSERT_EQ(folder.patlas({"index", "plain", "records.jsonl"}).status, 0);
  const Ran refused = folder.patlas({"index", "--frequent-bigrams", "plain", "records.jsonl"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("no frequent bigrams"), std::string::npos) << refused.err;
}

TEST(Loading, WhyTheFirstRecordWasRejectedIsSaidToTerminalsInOneLine) {
  Folder folder;
  folder.write("a.xml", "<xx-patent-document/>");
  folder.write("b.jsonl", "{\"lens_id\":1}\n");
  const Ran piped = folder.patlas({"index", "piped", "a.xml", "b.jsonl"});
  EXPECT_EQ(piped.status, 3);
  EXPECT_EQ(piped.err, "");
  const Ran ran = folder.on_terminal({"index", "idx", "a.xml", "b.jsonl", "--no-colour"});
  EXPECT_EQ(ran.status, 3);
  const size_t at = ran.out.find("patlas: the first reject is at a.xml (byte 0): parse: unknown");
  ASSERT_NE(at, std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("\r\n", at) + 2, ran.out.size()) << ran.out;
  const Ran json = folder.on_terminal({"index", "idx", "a.xml", "--format", "json"});
  EXPECT_EQ(json.out.find("first reject"), std::string::npos) << json.out;
}

TEST(Loading, AFolderWithoutRecordsIsSaidToTerminalsOnly) {
  Folder folder;
  std::filesystem::create_directories(folder.path("empty"));
  const Ran piped = folder.patlas({"index", "idx", "empty"});
  EXPECT_EQ(piped.status, 0);
  EXPECT_EQ(piped.err, "");
  const Ran ran = folder.on_terminal({"index", "idx", "empty", "--no-colour"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_NE(ran.out.find("patlas: no record was found in what was named\r\n"), std::string::npos)
      << ran.out;
}

TEST(Loading, AFileThatIsNotThereLoadsNothing) {
  Indexed folder;
  const Ran ran = folder.patlas({"index", "idx2", "records.jsonl", "nowhere.jsonl"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(json_of(ran.err).at("error").at("place").at("file").as_string(), "nowhere.jsonl");
  EXPECT_EQ(folder.patlas({"search", "idx2", "battery"}).status, 2);
}

/// Starts a load that waits for its input, `$load`, and goes on once it holds the index. What `ls`
/// says of files that are closed while it looks is not the program's.
const char* const kWaitingLoad =
    "mkfifo pipe; patlas index idx - < pipe > first & load=$!; exec 3> pipe; "
    "tries=0; until ls -l /proc/$load/fd 2> /dev/null | grep -q LOCK; do "
    "tries=$((tries + 1)); [ $tries -lt 500 ] || exit 99; sleep 0.02; done; ";

TEST(Loading, TheSecondWriterIsRefused) {
  Indexed folder;
  const Ran ran = folder.shell(std::string(kWaitingLoad) +
                               "patlas index idx records.jsonl; echo $?; exec 3>&-; wait");
  EXPECT_EQ(ran.out, "2\n");
  EXPECT_EQ(json_of(ran.err).at("error").at("code").as_string(), "exists");
}

TEST(Loading, AFileBeyondTheAllowedSizeIsAnErrorAndTheIndexStays) {
  Indexed folder;
  folder.write("more.jsonl",
               R"({"source":"x","publication":{"country":"EP","number":"7","kind":"A1"}})"
               "\n");
  const Ran ran = folder.shell("ulimit -f 2; patlas index idx more.jsonl");
  EXPECT_EQ(ran.status, 2) << ran.out;
  EXPECT_EQ(json_of(ran.err).at("error").at("code").as_string(), "io") << ran.err;
  EXPECT_EQ(documents(folder, "idx"), 4u);
  EXPECT_EQ(folder.patlas({"check", "idx"}).status, 0);
}

TEST(Loading, AnInterruptedLoadLeavesTheIndexAsItWas) {
  for (const char* signal : {"HUP", "TERM", "KILL"}) {
    Indexed folder;
    const Ran ran =
        folder.shell(std::string(kWaitingLoad) + "head -n 2 records.jsonl >&3; kill -" + signal +
                     " $load; wait $load; [ $? -gt 128 ]; ok=$?; exec 3>&-; "
                     "exit $ok");
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(documents(folder, "idx"), 4u);
    EXPECT_EQ(folder.patlas({"check", "idx"}).status, 0);
    EXPECT_EQ(folder.patlas({"index", "idx", "records.jsonl"}).status, 3);
  }
}

}  // namespace
}  // namespace patlas
