// What a stranger may send: damaged, hostile and foreign files. Each gives a clear error for the
// record at fault, the rest of the file is read, and seen = read + rejected always adds up.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "patlas/limits.h"
#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

using test::FilesRead;
using test::Pack;
using test::pack;
using test::write_file;

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string grant(const std::string& number, const std::string& title = "t") {
  return std::string(kHead) +
         "<us-patent-grant lang=\"EN\"><us-bibliographic-data-grant><publication-reference>"
         "<document-id><country>US</country><doc-number>" +
         number +
         "</doc-number><kind>B2</kind><date>20200107</date></document-id>"
         "</publication-reference><invention-title>" +
         title + "</invention-title></us-bibliographic-data-grant></us-patent-grant>\n";
}

std::string exchange(const std::string& number, const std::string& title = "t") {
  return "<exch:exchange-document country=\"EP\" doc-number=\"" + number +
         "\" kind=\"A1\" status=\"C\"><exch:bibliographic-data><exch:invention-title lang=\"en\">" +
         title + "</exch:invention-title></exch:bibliographic-data></exch:exchange-document>";
}

std::string exchanges(const std::string& inside) {
  return "<?xml version=\"1.0\"?><exch:exchange-documents>" + inside + "</exch:exchange-documents>";
}

FilesRead read_text(const std::string& text) {
  const testing::TestInfo* info = testing::UnitTest::GetInstance()->current_test_info();
  std::string path = write_file(test::temp_dir() + "bad_" + info->name(), text);
  FilesRead files = test::read_files({path});
  EXPECT_EQ(files.seen, files.records.size() + files.rejects.size());
  for (const Reject& reject : files.rejects) EXPECT_EQ(reject.place.file, path);
  std::filesystem::remove(path);
  return files;
}

std::vector<std::string> numbers(const FilesRead& files) {
  std::vector<std::string> found;
  for (const Record& record : files.records) found.push_back(record.publication.number);
  return found;
}

using List = std::vector<std::string>;

TEST(BadInput, OneBadRecordCostsOneRecord) {
  const std::string kBad[] = {
      grant("10000002", "a & b"),
      grant("10000002", "<b>"),
      grant("10000002", "</us-patent-grant>"),
      grant("10000002", std::string("a\0b", 3)),
      grant("10000002", "\xFF\xFE"),
      grant("10000002", "&#0;"),
      grant("10000002", "<!-- no end"),
      grant("10000002", "<![CDATA[ no end"),
      grant(""),
      std::string(kHead) + "<another-office/>\n",
      std::string(kHead) + "no markup at all\n",
      std::string(kHead),
  };
  for (const std::string& bad : kBad) {
    FilesRead files = read_text(grant("10000001") + bad + grant("10000003"));
    EXPECT_EQ(numbers(files), (List{"10000001", "10000003"})) << bad;
    ASSERT_EQ(files.rejects.size(), 1u) << bad;
    EXPECT_GE(files.rejects[0].place.offset, grant("10000001").size()) << bad;
    EXPECT_LE(files.rejects[0].place.offset, grant("10000001").size() + bad.size()) << bad;
    EXPECT_GE(files.rejects[0].place.line, 3u) << bad;
  }
}

TEST(BadInput, ACommentClosedInALaterRecordHidesOnlyItsOwn) {
  FilesRead files =
      read_text(grant("10000001") + grant("10000002", "<!-- open") + grant("10000003") +
                grant("10000004", "<!-- shut -->") + grant("10000005"));
  EXPECT_EQ(numbers(files), (List{"10000001", "10000003", "10000004", "10000005"}));
  EXPECT_EQ(files.rejects.size(), 1u);
}

TEST(BadInput, OneBadExchangeDocumentCostsOneRecord) {
  for (const char* title : {"a & b", "<b>", "<exch:exchange-document country=\"", "\xFF", "<!--",
                            "</exch:invention-title>"}) {
    FilesRead files = read_text(exchanges(exchange("1") + exchange("2", title) + exchange("3")));
    EXPECT_EQ(numbers(files).front(), "1") << title;
    EXPECT_EQ(numbers(files).back(), "3") << title;
    EXPECT_EQ(files.records.size(), 2u) << title;
    EXPECT_GE(files.rejects.size(), 1u) << title;
  }
}

TEST(BadInput, EveryTruncationIsReadUpToItsEnd) {
  std::string text = grant("10000001") + grant("10000002");
  size_t first = grant("10000001").size();
  for (size_t length = 0; length <= text.size(); ++length) {
    FilesRead files = read_text(text.substr(0, length));
    size_t whole = length >= text.size() - 1 ? 2 : length >= first - 1 ? 1 : 0;
    EXPECT_EQ(files.records.size(), whole) << length;
    bool inside = length != first && length != first - 1 && length < text.size() - 1;
    EXPECT_EQ(files.rejects.size(), inside ? 1u : 0u) << length;
  }
}

TEST(BadInput, EveryTruncationOfABulkFileIsReadUpToItsEnd) {
  std::string text = exchanges(exchange("1") + exchange("2"));
  size_t last = 0;
  for (size_t length = 40; length <= text.size(); ++length) {
    FilesRead files = read_text(text.substr(0, length));
    EXPECT_GE(files.records.size(), last) << length;
    EXPECT_LE(files.rejects.size(), 1u) << length;
    last = files.records.size();
  }
  EXPECT_EQ(last, 2u);
}

TEST(BadInput, EveryFlippedBitIsReadOrRejected) {
  std::string text = grant("10000001") + grant("10000002") + grant("10000003");
  size_t from = grant("10000001").size();
  for (size_t bit = 0; bit < 8 * grant("10000002").size(); bit += 3) {
    std::string flipped = text;
    char& byte = flipped[from + bit / 8];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
    FilesRead files = read_text(flipped);
    ASSERT_GE(files.records.size(), 1u) << bit;
    EXPECT_LE(files.seen, 3u) << bit;
    EXPECT_EQ(files.records.back().publication.number, "10000003") << bit;
  }
}

TEST(BadInput, WrongEncodingsAreRejectedAtTheByte) {
  std::string record = "<?xml version=\"1.0\" encoding=\"EUC-JP\"?>\n<tw-patent-grant>\xFF\xFF";
  FilesRead files = read_text(record + "</tw-patent-grant>");
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_EQ(files.rejects[0].place.offset, record.size() - 2);
  EXPECT_EQ(files.rejects[0].place.line, 2u);
}

TEST(BadInput, DeclaredEncodingsAreDecoded) {
  std::string euc = exchange("1", "\xC6\xFC\xCB\xDC");
  FilesRead files =
      read_text("<?xml version=\"1.0\" encoding=\"EUC-JP\"?><exch:exchange-documents>" + euc +
                "</exch:exchange-documents>");
  ASSERT_EQ(files.records.size(), 1u);
  EXPECT_EQ(files.records[0].titles[0].text, "日本");
}

std::string utf16le(const std::string& ascii) {
  std::string wide = "\xFF\xFE";
  for (char c : ascii) {
    wide += c;
    wide += '\0';
  }
  return wide;
}

TEST(BadInput, Utf16FilesAreReadRecordByRecord) {
  FilesRead files =
      read_text(utf16le(exchanges(exchange("1") + exchange("2", "&") + exchange("3"))));
  EXPECT_EQ(numbers(files), (List{"1", "3"}));
  ASSERT_EQ(files.rejects.size(), 1u);
  size_t second = exchanges("").find("</") + exchange("1").size();
  EXPECT_EQ(files.rejects[0].place.offset, 2 + 2 * second);
}

// Cut at the bytes of a line end, UTF-16 would give a reject a line, and a riddle each.
TEST(BadInput, JsonLinesInUtf16AreOneClearReject) {
  std::string line = R"({"publication_number":"US-1-A"})";
  for (bool marked : {false, true}) {
    std::string wide = marked ? "\xFF\xFE" : "";
    for (char c : line + "\n" + line + "\n") (wide += c) += '\0';
    FilesRead files = read_text(wide);
    EXPECT_TRUE(files.records.empty());
    ASSERT_EQ(files.rejects.size(), 1u);
    EXPECT_EQ(files.rejects[0].reason, "parse: JSON lines are UTF-8, and this is UTF-16");
  }
}

TEST(BadInput, EntityBombsStayText) {
  std::string bomb = std::string(kHead) + "<!DOCTYPE us-patent-grant [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'z'; ++c) {
    std::string last(1, static_cast<char>(c - 1));
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += "&" + last + ";";
    bomb += "\">";
  }
  bomb += "]>" + grant("10000001", "&y;").substr(kHead.size());
  FilesRead files = read_text(bomb);
  ASSERT_EQ(files.records.size(), 1u);
  EXPECT_EQ(files.records[0].titles[0].text, "&y;");
  EXPECT_EQ(files.unknown_entities, 1u);
}

TEST(BadInput, DepthBombsAreALimit) {
  std::string deep;
  for (int i = 0; i < 500'000; ++i) deep += "<p>";
  FilesRead files = read_text(grant("10000001") + grant("10000002", deep) + grant("10000003"));
  EXPECT_EQ(numbers(files), (List{"10000001", "10000003"}));
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_TRUE(files.rejects[0].reason.starts_with("limit: ")) << files.rejects[0].reason;
}

std::string repeated(size_t count, const std::function<std::string(size_t)>& one) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += one(i);
  return all;
}

// 200 names of 1,000 bytes around 10,000 leaves would be 2 GB of paths.
TEST(BadInput, ALongPathIsNotCopiedToEveryLeaf) {
  const std::string name(1000, 'a');
  std::string open = repeated(200, [&](size_t) { return "<" + name + ">"; });
  std::string close = repeated(200, [&](size_t) { return "</" + name + ">"; });
  std::string leaves = repeated(10'000, [](size_t) { return std::string("<b>1</b>"); });
  std::string bomb =
      grant("10000002", "t</invention-title>" + open + leaves + close + "<invention-title>u");
  FilesRead files = read_text(grant("10000001") + bomb + grant("10000003"));
  EXPECT_EQ(numbers(files), (List{"10000001", "10000003"}));
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_NE(files.rejects[0].reason.find("limit: repeated labels"), std::string::npos)
      << files.rejects[0].reason;
}

TEST(BadInput, ALongLabelIsNotCopiedToEveryValueBesideIt) {
  const std::string label(1u << 20, '7');
  const std::string kBombs[] = {
      "</invention-title><classification-locarno><edition>" + label + "</edition>" +
          repeated(1000, [](size_t) { return "<main-classification>0101</main-classification>"; }) +
          "</classification-locarno><invention-title>",
      "</invention-title><parties><agents><agent><addressbook><orgname>" + label + "</orgname>" +
          repeated(1000,
                   [](size_t i) {
                     return "<x" + std::to_string(i) + ">1</x" + std::to_string(i) + ">";
                   }) +
          "</addressbook></agent></agents></parties><invention-title>",
      "</invention-title></us-bibliographic-data-grant><claims><claim id='c' num='" + label +
          "'/>" +
          repeated(
              1000,
              [](size_t) {
                return "<claim num='1'><claim-text><claim-ref idref='c'/></claim-text></claim>";
              }) +
          "</claims><us-bibliographic-data-grant><invention-title>",
  };
  for (const std::string& bomb : kBombs) {
    FilesRead files = read_text(grant("10000002", bomb));
    ASSERT_EQ(files.rejects.size(), 1u) << bomb.substr(0, 100);
    EXPECT_TRUE(files.rejects[0].reason.starts_with("limit: repeated labels"))
        << files.rejects[0].reason;
  }
  std::string row = R"({"publication_number":"US-1-A","new":{")" + label + R"(":[1)" +
                    repeated(1000, [](size_t) { return ",1"; }) + "]}}\n";
  FilesRead files = read_text(row);
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_TRUE(files.rejects[0].reason.starts_with("limit: repeated labels"));
}

// Merged by their sequence, which is missing, all but the first would be lost.
TEST(BadInput, PrioritiesWithoutASequenceStayApart) {
  std::string claims;
  for (const char* number : {"20150001", "20150002"}) {
    for (const char* format : {"docdb", "epodoc"}) {
      claims += std::string("<exch:priority-claim data-format=\"") + format +
                "\"><document-id><country>KR</country><doc-number>" + number +
                "</doc-number></document-id></exch:priority-claim>";
    }
  }
  FilesRead files = read_text(
      exchanges(exchange("1000001", "t</exch:invention-title><exch:priority-claims>" + claims +
                                        "</exch:priority-claims><exch:invention-title>")));
  ASSERT_EQ(files.records.size(), 1u);
  ASSERT_EQ(files.records[0].priorities.size(), 2u);
  EXPECT_EQ(files.records[0].priorities[0].number, "20150001");
  EXPECT_EQ(files.records[0].priorities[1].number, "20150002");
}

// What is looked for among all before it would take minutes here.
TEST(BadInput, ARecordOfManyValuesIsReadInOnePass) {
  constexpr size_t kMany = 50'000;
  const auto text = [](size_t i) { return std::to_string(i); };
  std::string titles = repeated(kMany, [&](size_t i) {
    return "<exch:invention-title lang=\"en\">" + text(i / 2) + "</exch:invention-title>";
  });
  std::string claims = repeated(kMany, [&](size_t i) {
    return "<exch:priority-claim sequence=\"" + text(i) +
           "\" data-format=\"docdb\"><document-id><country>KR</country><doc-number>" + text(i + 1) +
           "</doc-number></document-id></exch:priority-claim><exch:priority-claim sequence=\"" +
           text(i) + "\" data-format=\"original\"><document-id><doc-number>x" + text(i) +
           "</doc-number></document-id></exch:priority-claim>";
  });
  std::string symbols = repeated(kMany, [&](size_t i) {
    return "<patent-classification><classification-scheme scheme=\"CPCI\"/>"
           "<classification-symbol>H01L " +
           text(i / 2 / 1000 + 1) + "/" + text(i / 2 % 1000 + 1000) +
           "</classification-symbol><generating-office>" + (i % 2 == 0 ? "EP" : "US") +
           "</generating-office></patent-classification>";
  });
  const auto parties = [&](const std::string& sequence) {
    return repeated(kMany, [&](size_t i) {
      std::string form = i % 2 == 0 ? "docdb" : "original";
      return "<exch:applicant sequence=\"" + (sequence.empty() ? text(i / 2) : sequence) +
             "\" data-format=\"" + form + "\"><exch:applicant-name><name>" +
             (i % 2 == 0 ? "A" : "名") + text(i / 2) +
             "</name></exch:applicant-name></exch:applicant>";
    });
  };
  for (const std::string sequence : {"", "1"}) {
    FilesRead files = read_text(exchanges(exchange(
        "1000001", "t</exch:invention-title>" + titles + "<exch:priority-claims>" + claims +
                       "</exch:priority-claims><exch:patent-classifications>" + symbols +
                       "</exch:patent-classifications><exch:parties><exch:applicants>" +
                       parties(sequence) +
                       "</exch:applicants></exch:parties><exch:invention-title>")));
    ASSERT_EQ(files.records.size(), 1u);
    const Record& record = files.records[0];
    EXPECT_EQ(record.titles.size(), kMany / 2 + 1);
    EXPECT_EQ(record.titles[2].text, "1");
    EXPECT_EQ(record.priorities.size(), kMany);
    ASSERT_EQ(record.symbols.size(), kMany / 2);
    EXPECT_EQ(record.symbols[7].office, "EP,US");
    ASSERT_EQ(record.applicants.size(), kMany / 2);
    EXPECT_EQ(record.applicants[7].name, "名7");
    EXPECT_EQ(record.applicants[7].latin, "A7");
  }
}

TEST(BadInput, ARecordOver64MiBIsALimit) {
  FilesRead files =
      read_text(grant("10000001") + grant("10000002", std::string(limits::kRecordBytes, 'x')) +
                grant("10000003"));
  EXPECT_EQ(numbers(files), (List{"10000001", "10000003"}));
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_TRUE(files.rejects[0].reason.starts_with("limit: ")) << files.rejects[0].reason;
}

TEST(BadInput, ARecordOfNearly64MiBIsRead) {
  FilesRead files = read_text(grant("10000001", std::string(limits::kRecordBytes - 1000, 'x')));
  EXPECT_EQ(files.records.size(), 1u);
}

TEST(BadInput, UnknownFormatsAreOneRejectWhenNamed) {
  for (const char* text :
       {"", "no office writes this", "<html></html>", "{\"a\":1}", "[]", "%PDF-1.4", "D0982278\n",
        "<!ELEMENT a (b)>", "<?xml version=\"1.0\"?><unknown-office/>", "<?xml", "<"}) {
    FilesRead files = read_text(text);
    ASSERT_EQ(files.rejects.size(), 1u) << text;
    EXPECT_EQ(files.seen, 1u) << text;
  }
}

TEST(BadInput, CompanionsOfRecordsArePassedOverInContainers) {
  std::string zip =
      pack(Pack::kZip, {{"ipg.xml", grant("10000001")},
                        {"ipglst.txt", "10000001\nD0982278\n"},
                        {"ipgrpt.html", "<!DOCTYPE HTML><html></html>"},
                        {"a.tif", std::string("II*\0data", 8)},
                        {"b.jpg", "\xFF\xD8\xFF\xE0"},
                        {"c.dtd", "<!-- c --><!ELEMENT a (b)>"},
                        {"d.dtd", "\xEF\xBB\xBF<?xml version=\"1.0\"?><!ELEMENT a (b)>"},
                        {"empty", ""},
                        {"strange.bin", "what is this?"}});
  FilesRead files = read_text(zip);
  EXPECT_EQ(numbers(files), (List{"10000001"}));
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_EQ(files.rejects[0].place.entry, "strange.bin");
  EXPECT_EQ(files.records[0].provenance.entry, "ipg.xml");
}

TEST(BadInput, ATruncatedContainerLosesOnlyWhatIsNotThere) {
  std::string text;
  uint32_t x = 1;
  for (int i = 0; i < 4000; ++i) {
    x = x * 1664525 + 1013904223;
    text += grant(std::to_string(10'000'000 + i), std::to_string(x) + std::to_string(x * 77));
  }
  std::string gz = pack(Pack::kGzip, {{"x", text}});
  FilesRead files = read_text(gz.substr(0, gz.size() / 2));
  EXPECT_GE(files.records.size(), 1500u);
  ASSERT_EQ(files.rejects.size(), 2u);
  EXPECT_TRUE(files.rejects[0].reason.starts_with("parse: ")) << files.rejects[0].reason;
  EXPECT_TRUE(files.rejects[1].reason.starts_with("corruption: ")) << files.rejects[1].reason;
}

TEST(BadInput, TheRecordsInFrontOfDamageAreReadInEveryFormat) {
  size_t samples = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(PATLAS_SOURCE_DIR "/corpora/samples")) {
    if (!file.is_regular_file() || file.path().extension() == ".records") continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string gz = pack(Pack::kGzip, {{"x", text}});
    const FilesRead whole = read_text(text);
    const FilesRead cut = read_text(gz.substr(0, gz.size() - 3));
    EXPECT_EQ(numbers(cut), numbers(whole)) << file.path();
    ASSERT_EQ(cut.rejects.size(), whole.rejects.size() + 1) << file.path();
    EXPECT_TRUE(cut.rejects.back().reason.starts_with("corruption: ")) << file.path();
    ++samples;
  }
  EXPECT_GE(samples, 20u);
}

TEST(BadInput, DamageInAFileWithoutRecordsIsToldToo) {
  const std::string gz = pack(Pack::kGzip, {{"x", "10000001\nD0982278\n"}});
  const FilesRead files = read_text(pack(Pack::kZip, {{"a.gz", gz.substr(0, gz.size() - 3)}}));
  ASSERT_EQ(files.rejects.size(), 1u);
  EXPECT_TRUE(files.rejects[0].reason.starts_with("corruption: ")) << files.rejects[0].reason;
}

TEST(BadInput, JsonLinesAreRejectedOneByOne) {
  std::string good = R"({"publication_number":"EP-1000000-A1","country_code":"EP"})";
  for (const std::string& bad : {
           std::string(R"({"publication_number":"EP-1000001-A1")"),
           std::string(R"({"publication_number":"EP1000001"})"),
           std::string(R"({"publication_number":"EP-1-A1","publication_number":"EP-2-A1"})"),
           std::string(R"({"publication_number":"EP-1-A1","country_code":"US"})"),
           std::string(R"({"publication_number":"EP-1-A1","title_localized":[{"text":"\u0000"}]})"),
           std::string(R"([1,2,3])"),
           std::string(R"({"publication_number":"EP-1-A1"} x)"),
           std::string("{\"publication_number\":\"EP-1-A1\",\"x\":\"\xFF\"}"),
           std::string(100'000, '['),
           R"({"publication_number":"EP-1-A1","a":)" + std::string(2000, '[') +
               std::string(2000, ']') + "}",
       }) {
    FilesRead files = read_text(good + "\n" + bad + "\n" + good + "\n");
    EXPECT_EQ(files.records.size(), 2u) << bad.substr(0, 100);
    ASSERT_EQ(files.rejects.size(), 1u) << bad.substr(0, 100);
    EXPECT_EQ(files.rejects[0].place.line, 2u);
    EXPECT_GE(files.rejects[0].place.offset, good.size() + 1);
  }
}

TEST(BadInput, ALongQuotationIsCutInTheReason) {
  for (size_t shift = 0; shift < 3; ++shift) {
    std::string number(shift, 'x');
    for (size_t i = 0; i < 100'000; ++i) number += "號";
    FilesRead files = read_text(R"({"publication_number":")" + number + "\"}\n");
    ASSERT_EQ(files.rejects.size(), 1u);
    const std::string& reason = files.rejects[0].reason;
    EXPECT_LT(reason.size(), 1100u);
    EXPECT_TRUE(reason.ends_with("號…")) << shift;
  }
}

TEST(BadInput, RejectsAreJsonLines) {
  Error error{Code::kParse, "a \"quoted\" thing\n", {}};
  error.place.offset = 7;
  error.place.line = 2;
  EXPECT_EQ(reject_to_json(make_reject("a\xFF.zip", "b.xml", error)),
            "{\"file\":\"a\uFFFD.zip\",\"entry\":\"b.xml\",\"offset\":7,\"line\":2,"
            "\"reason\":\"parse: a \\\"quoted\\\" thing\\n\"}\n");
  EXPECT_EQ(reject_to_json(make_reject("a", "", Error{Code::kIo, "gone", {}})),
            "{\"file\":\"a\",\"reason\":\"io: gone\"}\n");
}

}  // namespace
}  // namespace patlas
