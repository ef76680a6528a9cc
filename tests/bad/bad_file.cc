#include "tests/bad/bad_file.h"

#include <utility>

namespace patlas::bad {
namespace {

constexpr const char* kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace

std::string repeated(size_t count, const std::string& one) {
  std::string all;
  all.reserve(count * one.size());
  for (size_t i = 0; i < count; ++i) all += one;
  return all;
}

std::string repeated(size_t count, const std::function<std::string(size_t)>& one) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += one(i);
  return all;
}

std::string grant(const std::string& number, const std::string& title) {
  return grant_with("", number, title);
}

std::string grant_with(const std::string& doctype, const std::string& number,
                       const std::string& title) {
  return kHead + doctype +
         "<us-patent-grant lang=\"EN\"><us-bibliographic-data-grant><publication-reference>"
         "<document-id><country>US</country><doc-number>" +
         number +
         "</doc-number><kind>B2</kind><date>20200107</date></document-id>"
         "</publication-reference><invention-title>" +
         title + "</invention-title></us-bibliographic-data-grant></us-patent-grant>\n";
}

std::string exchange(const std::string& number, const std::string& title) {
  return "<exch:exchange-document country=\"EP\" doc-number=\"" + number +
         "\" kind=\"A1\" status=\"C\"><exch:bibliographic-data><exch:invention-title lang=\"en\">" +
         title + "</exch:invention-title></exch:bibliographic-data></exch:exchange-document>";
}

std::string google_row(const std::string& number, const std::string& more) {
  return R"({"publication_number":"US-)" + number + R"(-B2","country_code":"US")" + more + "}\n";
}

std::string patlas_row(const std::string& number, const std::string& more) {
  return R"({"source":"example","publication":{"country":"US","number":")" + number +
         R"(","kind":"B2"})" + more + "}\n";
}

BadFile between_grants(std::string name, std::string records, std::vector<std::string> rejects,
                       std::function<std::string(size_t)> middle, size_t scale) {
  return {std::move(name), std::move(records), std::move(rejects), std::move(middle),
          scale,           grant("10000001"),  grant("10000003")};
}

const std::vector<BadFile>& bad_files() {
  static const std::vector<BadFile> kAll = [] {
    std::vector<BadFile> all = bad_xml_files();
    for (const auto& more : {bad_encoding_files(), bad_json_files(), bad_container_files()}) {
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }();
  return kAll;
}

}  // namespace patlas::bad
