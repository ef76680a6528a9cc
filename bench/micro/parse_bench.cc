// Megabytes a second from an office's bytes to Records, per format, on records made here: a share
// of text as in a weekly file. Counts are checked before anything is timed.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "ingest/record.h"
#include "ingest/registry.h"

namespace patlas {
namespace {

constexpr int kRecords = 2000;  // a megabyte or more in each format: files are long

std::string words(uint32_t seed, int count) {
  static constexpr const char* kWords[] = {"cathode", "layer",  "the",     "a",      "coating",
                                           "of",      "method", "battery", "method", "wherein"};
  std::string text;
  for (int i = 0; i < count; ++i) {
    seed = seed * 1664525 + 1013904223;
    text += kWords[seed % 10];
    text += ' ';
  }
  return text;
}

std::string number_of(int i) { return std::to_string(10'000'000 + i); }

std::string uspto_file() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    uint32_t seed = static_cast<uint32_t>(i);
    file +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<us-patent-grant lang=\"EN\">"
        "<us-bibliographic-data-grant><publication-reference><document-id><country>US</country>"
        "<doc-number>" +
        number_of(i) +
        "</doc-number><kind>B2</kind><date>20200107</date></document-id>"
        "</publication-reference><classifications-cpc><main-cpc><classification-cpc>"
        "<section>H</section><class>01</class><subclass>M</subclass><main-group>4</main-group>"
        "<subgroup>525</subgroup><symbol-position>F</symbol-position></classification-cpc>"
        "</main-cpc></classifications-cpc><invention-title>" +
        words(seed, 8) + "</invention-title></us-bibliographic-data-grant><abstract><p>" +
        words(seed, 100) + "</p></abstract><description>";
    for (int p = 0; p < 20; ++p) file += "<p>" + words(seed + 7, 120) + "</p>\n";
    file += "</description><claims><claim id=\"c1\" num=\"1\"><claim-text>" + words(seed, 80) +
            "</claim-text></claim></claims></us-patent-grant>\n";
  }
  return file;
}

std::string docdb_file() {
  std::string file = "<?xml version=\"1.0\"?><exch:exchange-documents>";
  for (int i = 0; i < kRecords; ++i) {
    file += "<exch:exchange-document country=\"EP\" doc-number=\"" + number_of(i) +
            "\" kind=\"A1\" date-publ=\"20200107\" family-id=\"1\" status=\"C\">"
            "<exch:bibliographic-data><exch:invention-title lang=\"en\">" +
            words(static_cast<uint32_t>(i), 8) +
            "</exch:invention-title><exch:classifications-ipcr>";
    for (int c = 0; c < 5; ++c) {
      file +=
          "<classification-ipcr><text>H01M   4/525       20100101AFI20160729BHKR        "
          "</text></classification-ipcr>";
    }
    file +=
        "</exch:classifications-ipcr></exch:bibliographic-data><exch:abstract lang=\"en\">"
        "<exch:p>" +
        words(static_cast<uint32_t>(i), 150) + "</exch:p></exch:abstract></exch:exchange-document>";
  }
  return file + "</exch:exchange-documents>";
}

std::string tipo_file() {
  std::string file = "<?xml version=\"1.0\"?><tw-patent-grants>";
  for (int i = 0; i < kRecords; ++i) {
    file +=
        "<tw-patent-grant><tw-bibliographic-data-grant><kindcode>B</kindcode>"
        "<publication-reference><document-id><doc-number>I" +
        std::to_string(600'000 + i) +
        "</doc-number><date>107/04/21</date></document-id></publication-reference>"
        "<invention-title><chinese-title>鋰離子電池用正極材料之塗層</chinese-title>"
        "</invention-title></tw-bibliographic-data-grant><claims>";
    for (int c = 1; c < 15; ++c) {
      file += "<claim num=\"" + std::to_string(c) +
              "\"><p>如請求項1之鋰離子電池用正極材料，其中該塗層厚度為5奈米，且該塗層覆蓋粒子。</p>"
              "</claim>";
    }
    file += "</claims></tw-patent-grant>";
  }
  return file + "</tw-patent-grants>";
}

/// A line of CJK text of `repeats` sentences, wrapped as CNIPA's pages are when `wrap` says so.
std::string sentences(const char* sentence, int repeats, const char* wrap = "") {
  std::string text;
  for (int i = 0; i < repeats; ++i) (text += sentence) += wrap;
  return text;
}

std::string cnipa_st36_file() {
  const std::string wrapped = sentences(
      "本发明涉及一种锂离子电池用正极材料的涂层，其厚度为5纳米，且该涂层覆盖", 4, "\n\t\t<br />");
  std::string file = "<?xml version=\"1.0\"?>";
  for (int i = 0; i < kRecords; ++i) {
    file +=
        "<cn-patent-document lang=\"ZH\" country=\"CN\"><cn-bibliographic-data>"
        "<cn-publication-reference><document-id><country>CN</country><doc-number>1" +
        number_of(i) +
        "</doc-number><kind>A</kind><date>20141224</date></document-id>"
        "</cn-publication-reference><classifications-ipcr><classification-ipcr>"
        "<text>H01M    4/525   (2010.01)</text></classification-ipcr></classifications-ipcr>"
        "<invention-title>锂离子电池用正极材料的涂层</invention-title></cn-bibliographic-data>"
        "<application-body><description>";
    for (int p = 1; p < 40; ++p) {
      file += "<p id=\"p" + std::to_string(p) + "\" num=\"" + std::to_string(p) + "\">" + wrapped +
              "</p>\n      ";
    }
    file += "</description><claims><claim id=\"cl1\" num=\"0001\"><claim-text>" + wrapped +
            "</claim-text></claim></claims></application-body></cn-patent-document>\n";
  }
  return file;
}

std::string cnipa_st96_file() {
  const std::string paragraph = sentences(
      "根据一个或多个实施方式，显示设备包括显示面板，显示面板包括多个像素和多条数据线。", 4);
  std::string file = "<?xml version=\"1.0\"?>";
  for (int i = 0; i < kRecords; ++i) {
    file +=
        "<business:PatentDocumentAndRelated lang=\"zh\" country=\"CN\" kind=\"A\">"
        "<business:BibliographicData><business:PublicationReference dataFormat=\"original\">"
        "<base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>1" +
        number_of(i) +
        "</base:DocNumber><base:Kind>A</base:Kind><base:Date>20211210</base:Date>"
        "</base:DocumentID></business:PublicationReference><business:InventionTitle lang=\"zh\">"
        "显示设备</business:InventionTitle></business:BibliographicData><business:Description>"
        "<business:Disclosure>";
    for (int p = 1; p < 40; ++p) {
      file += "<base:Paragraphs id=\"p" + std::to_string(p) + "\" num=\"n" + std::to_string(p) +
              "\">" + paragraph + "</base:Paragraphs>\n      ";
    }
    file +=
        "</business:Disclosure></business:Description><business:Claims><business:Claim "
        "num=\"0001\"><business:ClaimText>" +
        paragraph +
        "</business:ClaimText></business:Claim></business:Claims>"
        "</business:PatentDocumentAndRelated>\n";
  }
  return file;
}

std::string jpo_file() {
  const std::string paragraph = sentences(
      "本実施形態に係るウェーハの加工方法では、糊層を備えないポリオレフィン系シートを用いる。", 4);
  std::string file = "<?xml version=\"1.0\"?>";
  for (int i = 0; i < kRecords; ++i) {
    file +=
        "<jp-official-gazette kind-of-jp=\"A\" lang=\"ja\" country=\"JP\"><bibliographic-data>"
        "<publication-reference><document-id><country>JP</country><doc-number>" +
        std::to_string(2'021'000'000 + i) +
        "</doc-number><kind>公開特許公報(A)</kind><date>20210318</date></document-id>"
        "</publication-reference><invention-title>ウェーハの加工方法</invention-title>"
        "<jp:f-term-info>";
    for (int f = 10; f < 40; ++f) {
      file += "<jp:f-term>4E168AE" + std::to_string(f) + "</jp:f-term>";
    }
    file += "</jp:f-term-info></bibliographic-data><description><technical-field>";
    for (int p = 1; p < 40; ++p) {
      file += "<p num=\"" + std::to_string(p) + "\">\n  " + paragraph + "\n</p>\n";
    }
    file += "</technical-field></description><claims><claim num=\"1\"><claim-text>\n  " +
            paragraph + "<br/>\n  " + paragraph +
            "\n</claim-text></claim></claims></jp-official-gazette>\n";
  }
  return file;
}

/// One number a row, so that a row is a record.
std::string kipris_file() {
  const std::string abstract =
      sentences("본 발명은 연삭 장치에서 제품의 연삭량을 측정하는 시스템에 관한 것이다. ", 8);
  std::string file = "<?xml version=\"1.0\"?><response><body><items>";
  for (int i = 0; i < kRecords; ++i) {
    file +=
        "\r\n\t\t\t<PatentUtilityInfo>\r\n\t\t\t\t<Applicant>한빛전지재료 주식회사</Applicant>\r\n"
        "\t\t\t\t<ApplicationDate>20230110</ApplicationDate>\r\n\t\t\t\t<ApplicationNumber>"
        "1020230003245</ApplicationNumber>\r\n\t\t\t\t<Abstract>" +
        abstract + "</Abstract>\r\n\t\t\t\t<DrawingPath>http://plus.example.kr/fileToss.jsp?arg=" +
        std::string(200, 'a') +
        "</DrawingPath>\r\n\t\t\t\t<InventionName>연삭 장치</InventionName>\r\n\t\t\t\t"
        "<InternationalpatentclassificationNumber>B24B 3/34|B24B 49/12"
        "</InternationalpatentclassificationNumber>\r\n\t\t\t\t<OpeningDate>20240717</OpeningDate>"
        "\r\n\t\t\t\t<OpeningNumber>" +
        std::to_string(1'020'240'000'000 + i) +
        "</OpeningNumber>\r\n\t\t\t\t<RegistrationStatus>공개</RegistrationStatus>\r\n\t\t\t"
        "</PatentUtilityInfo>";
  }
  return file + "</items></body></response>";
}

std::string ep_file() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    uint32_t seed = static_cast<uint32_t>(i);
    file +=
        "<?xml version=\"1.0\"?>\n<ep-patent-document country=\"EP\" "
        "kind=\"B1\"><SDOBI><B100><B110>" +
        std::to_string(1'000'000 + i) +
        "</B110><B130>B1</B130><B140><date>20200107</date></B140><B190>EP</B190></B100><B500>"
        "<B510EP><classification-ipcr><text>H01M   4/525       20100101AFI20160729BHEP        "
        "</text></classification-ipcr></B510EP><B540>";
    for (const char* language : {"de", "en", "fr"}) {
      file += std::string("<B541>") + language + "</B541><B542>" + words(seed, 8) + "</B542>";
    }
    file += "</B540></B500></SDOBI><description lang=\"en\">";
    for (int p = 0; p < 20; ++p) {
      file += "<p num=\"" + std::to_string(p) + "\">" + words(seed + 7, 120) +
              "<!-- EPO <DP n=\"2\"> --></p>\n";
    }
    file += "</description>";
    for (const char* language : {"de", "en", "fr"}) {
      file += std::string("<claims lang=\"") + language + "\"><claim num=\"0001\"><claim-text>" +
              words(seed, 80) + "</claim-text></claim></claims>";
    }
    file += "</ep-patent-document>\n";
  }
  return file;
}

std::string patdoc_file() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    uint32_t seed = static_cast<uint32_t>(i);
    file += "<?xml version=\"1.0\"?>\n<!DOCTYPE PATDOC [\n";
    for (int d = 0; d < 10; ++d) {
      const std::string name = "US06999001-20020827-D0000" + std::to_string(d) + ".TIF";
      file += "<!ENTITY " + name + " SYSTEM \"" + name + "\" NDATA TIF>\n";
    }
    file += "]>\n<PATDOC DTD=\"2.5\"><SDOBI><B100><B110><DNUM><PDAT>0" +
            std::to_string(6'000'000 + i) +
            "</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130><B190><PDAT>US</PDAT></B190></B100>"
            "<B500><B520><B521><PDAT>429 972</PDAT></B521></B520><B540><STEXT><PDAT>" +
            words(seed, 8) + "</PDAT></STEXT></B540></B500></SDOBI><SDODE><DETDESC><BTEXT>";
    for (int p = 0; p < 20; ++p) {
      file += "<PARA ID=\"P-00001\" LVL=\"0\"><PTEXT><PDAT>" + words(seed + 7, 120) +
              "</PDAT></PTEXT></PARA>\n";
    }
    file += "</BTEXT></DETDESC></SDODE><SDOCL><CL><CLM ID=\"CLM-00001\"><PARA><PTEXT><PDAT>" +
            words(seed, 80) + "</PDAT></PTEXT></PARA></CLM></CL></SDOCL></PATDOC>\n";
  }
  return file;
}

std::string st96_file() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    uint32_t seed = static_cast<uint32_t>(i);
    file +=
        "<?xml version=\"1.0\"?>\n<pat:PatentPublication com:languageCode=\"en\">"
        "<pat:BibliographicData><pat:PatentPublicationIdentification><com:IPOfficeCode>US"
        "</com:IPOfficeCode><pat:PublicationNumber>" +
        number_of(i) +
        "</pat:PublicationNumber></pat:PatentPublicationIdentification><pat:InventionTitleBag>"
        "<pat:InventionTitle>" +
        words(seed, 8) +
        "</pat:InventionTitle></pat:InventionTitleBag></pat:BibliographicData><pat:Description>";
    for (int p = 0; p < 20; ++p) file += "<com:P>" + words(seed + 7, 120) + "</com:P>\n";
    file +=
        "</pat:Description><pat:Claims><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber>"
        "<pat:ClaimText>" +
        words(seed, 80) + "</pat:ClaimText></pat:Claim></pat:Claims></pat:PatentPublication>\n";
  }
  return file;
}

/// In lines of at most 75 characters behind five blanks, as the office wrapped them.
std::string wrapped(const std::string& text) {
  std::string lines;
  size_t column = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find(' ', at) + 1;
    if (column + end - at > 75) {
      lines += "\n     ";
      column = 0;
    }
    lines += text.substr(at, end - at);
    column += end - at;
    at = end;
  }
  return lines + "\n";
}

std::string green_book_file() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    uint32_t seed = static_cast<uint32_t>(i);
    file +=
        "PATN\nWKU  0" + std::to_string(5'000'000 + i) + "0\nTTL  " + words(seed, 8) +
        "\nISD  19971223\nINVT\nNAM  Seo; Min-jun\nCNT  KRX\nCLAS\nOCL  429 90K\nICL  H01M  436\n"
        "BSUM\n";
    for (int p = 0; p < 20; ++p) {
      file +=
          "PAR  " + wrapped(words(seed + 7, 60) + "R.sub.1 at 5.degree. C. " + words(seed + 8, 60));
    }
    file += "CLMS\nNUM  1.\nPAR  " + wrapped(words(seed, 80));
  }
  return file;
}

std::string google_file() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    file +=
        "{\"publication_number\":\"EP-" + number_of(i) +
        "-A1\",\"family_id\":\"1\",\"title_localized\":[{\"text\":\"" +
        words(static_cast<uint32_t>(i), 8) +
        "\",\"language\":\"en\"}],\"abstract_localized\":[{\"text\":\"" +
        words(static_cast<uint32_t>(i), 150) +
        "\",\"language\":\"en\"}],\"description_localized\":[{\"text\":\"" +
        words(static_cast<uint32_t>(i), 2000) +
        "\",\"language\":\"en\"}],\"publication_date\":20200107,\"ipc\":[{\"code\":\"H01M4/525\","
        "\"inventive\":true,\"first\":true}],\"inventor_harmonized\":[{\"name\":\"SEO MIN "
        "JUN\",\"country_code\":\"KR\"}]}\n";
  }
  return file;
}

/// Rows without a text but the title, as a query for bibliographic columns gives them.
std::string google_rows() {
  std::string file;
  for (int i = 0; i < kRecords; ++i) {
    const std::string number = number_of(i);
    file += "{\"publication_number\":\"EP-" + number + "-A1\",\"application_number\":\"EP-20" +
            number +
            "-A\",\"country_code\":\"EP\",\"kind_code\":\"A1\",\"application_kind\":\"A\","
            "\"family_id\":\"" +
            number + "\",\"title_localized\":[{\"text\":\"" + words(static_cast<uint32_t>(i), 8) +
            "\",\"language\":\"en\",\"truncated\":false}],\"publication_date\":20200107,"
            "\"filing_date\":20190108,\"grant_date\":0,\"priority_date\":20180109,"
            "\"priority_claim\":[{\"publication_number\":\"KR-20180000001-A\",\"filing_date\":"
            "20180109}],\"inventor\":[\"SEO, Min-jun\"],\"inventor_harmonized\":[{\"name\":"
            "\"SEO MIN JUN\",\"country_code\":\"KR\"}],\"assignee\":[\"HANBIT ENERGY CO LTD\"],"
            "\"assignee_harmonized\":[{\"name\":\"HANBIT ENERGY CO LTD\",\"country_code\":\"KR\"}],"
            "\"ipc\":[";
    for (int c = 0; c < 3; ++c) {
      file += std::string(c == 0 ? "" : ",") + "{\"code\":\"H01M4/52" + std::to_string(c) +
              "\",\"inventive\":true,\"first\":" + (c == 0 ? "true" : "false") + ",\"tree\":[]}";
    }
    file += "],\"cpc\":[";
    for (int c = 0; c < 6; ++c) {
      file += std::string(c == 0 ? "" : ",") + "{\"code\":\"H01M4/13" + std::to_string(c) +
              "\",\"inventive\":true,\"first\":" + (c == 0 ? "true" : "false") + ",\"tree\":[]}";
    }
    file += "],\"citation\":[";
    for (int c = 0; c < 4; ++c) {
      file += std::string(c == 0 ? "" : ",") + "{\"publication_number\":\"US-" + number_of(i + c) +
              "-B2\",\"type\":\"\",\"category\":\"X\",\"filing_date\":0}";
    }
    file += "]}\n";
  }
  return file;
}

/// Reads a whole file; returns the records in it.
int read_all(std::string_view file, bool keep_json, std::string& json) {
  MemorySource source(file);
  ByteWindow window(source);
  Result<const FormatSpec*> format = recognise_format(window, true);
  PATLAS_CHECK(format.has_value());
  std::unique_ptr<RecordSplitter> splitter = (*format)->make_splitter(window);
  std::unique_ptr<RecordReader> reader = (*format)->make_reader();
  RawRecord raw;
  int records = 0;
  for (;;) {
    Result<bool> more = splitter->next(raw);
    PATLAS_CHECK(more.has_value());
    if (!*more) return records;
    for (const Result<Record>& record : reader->read(raw)) {
      PATLAS_CHECK(record.has_value());
      ++records;
      if (keep_json) (json += record_to_json(*record)) += '\n';
    }
  }
}

/// The same records as Patlas's own lines.
std::string patlas_file() {
  std::string json;
  PATLAS_CHECK(read_all(docdb_file(), true, json) == kRecords);
  return json;
}

void parse(benchmark::State& state, std::string (*make)()) {
  std::string file = make();
  std::string json;
  PATLAS_CHECK(read_all(file, false, json) == kRecords);
  for (auto _ : state) benchmark::DoNotOptimize(read_all(file, false, json));
  state.SetBytesProcessed(static_cast<int64_t>(file.size()) * state.iterations());
  state.SetItemsProcessed(kRecords * state.iterations());
}

BENCHMARK_CAPTURE(parse, uspto_xml, uspto_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, docdb_xml, docdb_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, tipo_xml, tipo_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, cnipa_st36_xml, cnipa_st36_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, cnipa_st96_xml, cnipa_st96_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, jpo_xml, jpo_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, kipris_xml, kipris_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, ep_xml, ep_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, patdoc_xml, patdoc_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, st96_xml, st96_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, green_book, green_book_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, google_json, google_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, google_json_rows, google_rows)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, patlas_json, patlas_file)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patlas
