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
BENCHMARK_CAPTURE(parse, google_json, google_file)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, patlas_json, patlas_file)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patlas
