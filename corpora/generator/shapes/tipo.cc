// TIPO's gazette of grants and registered utility models: one tw-patent-grants element around them.
//
// Its own dates count years of the Republic, those of priorities are Gregorian; countries of
// priorities and citations have Chinese names; the element kind is always empty. A laid-open
// application is no tw-patent-grant, so those are not held.
#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

std::string_view chinese_name(Office office) {
  constexpr std::string_view kNames[kOfficeCount] = {"美國", "歐洲專利局", "世界智慧財產權組織",
                                                     "日本", "中國大陸",   "南韓",
                                                     "TW",   "德國",       "英國",
                                                     "法國", "加拿大",     "澳洲"};
  return kNames[static_cast<uint32_t>(office)];
}

class TipoShape final : public Shape {
 public:
  bool holds(const Filing& filing, const Publication& publication) const override {
    return filing.office == Office::kTW && publication.kind != "A";
  }

  void append_head(std::string& out) override {
    out += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<tw-patent-grants>\n";
  }
  void append_tail(std::string& out) override { out += "</tw-patent-grants>\n"; }

  void append_record(const MadeRecord& made, std::string& out) override {
    out += "<tw-patent-grant dtd-version=\"A103.1.0\">\n<tw-bibliographic-data-grant>\n";
    append_issue(*made.publication, out);
    append_numbers(made, out);
    append_symbols(made, out);
    append_parties(made, out);
    append_priorities(made, out);
    append_titles(made, out);
    append_citations(made, out);
    out += "</tw-bibliographic-data-grant>\n";
    append_texts(made, out);
    out += "</tw-patent-grant>\n";
  }

 private:
  /// Three issues a month; volume 1 is of 1974.
  static void append_issue(const Publication& publication, std::string& out) {
    uint32_t date = yyyymmdd(publication.published);
    uint32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
    append_decimal(year > 1973 ? year - 1973 : 0, out += "<volno>");
    append_decimal(month * 3 - 2 + (day > 10) + (day > 20), out += "</volno>\n<isuno>");
    ((out += "</isuno>\n<kindcode>") += publication.kind) += "</kindcode>\n";
  }

  static void append_numbers(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    std::string number;
    append_publication_digits(*made.filing, true, publication.published, number);
    (out += "<publication-reference>\n<document-id>\n<doc-number>") += number;
    append_roc_date(publication.published, out += "</doc-number>\n<kind/>\n<date>");
    out +=
        "</date>\n</document-id>\n</publication-reference>\n"
        "<certificate-number>\n<document-id>\n<doc-number>";
    out += number;
    out +=
        "</doc-number>\n<kind/>\n<date/>\n</document-id>\n</certificate-number>\n"
        "<application-reference appl-type=\"";
    out += made.filing->utility_model ? "utility" : "invention";
    append_application_digits(*made.filing, out += "\">\n<document-id>\n<doc-number>");
    append_roc_date(made.filing->filed, out += "</doc-number>\n<kind/>\n<date>");
    out += "</date>\n</document-id>\n</application-reference>\n";
  }

  static void append_symbols(const MadeRecord& made, std::string& out) {
    out += "<classification-ipc>\n";
    for (const MadeSymbol& symbol : made.ipc) {
      std::string_view name = symbol.first ? "main-classification" : "further-classification";
      ((out += '<') += name) += " edition=\"2006011";
      append_date(made.publication->published, out);
      (((out += "V\">") += symbol.symbol.text()) += "</") += name;
      out += ">\n";
    }
    out += "</classification-ipc>\n";
  }

  static void append_parties(const MadeRecord& made, std::string& out) {
    out += "<parties>\n<applicants>\n";
    append_list("applicant", made.applicants, out);
    out += "</applicants>\n<inventors>\n";
    append_list("inventor", made.inventors, out);
    out += "</inventors>\n</parties>\n";
  }

  /// The whole name stands in last-name; foreign parties have a Latin one only.
  static void append_list(std::string_view tag, const std::vector<Party>& parties,
                          std::string& out) {
    uint32_t sequence = 0;
    for (const Party& party : parties) {
      append_decimal(++sequence, ((out += '<') += tag) += " sequence=\"");
      out += "\" app-type=\"applicant\">\n<addressbook>\n<chinese-name name-type=\"\">\n";
      append_element("last-name", party.country == "TW" ? party.native : "", out);
      out += "\n<first-name></first-name>\n</chinese-name>\n<english-name name-type=\"\">\n";
      append_element("last-name", party.latin, out);
      out += "\n<middle-name/>\n<first-name/>\n</english-name>\n<address></address>\n";
      ((out += "<english-country>") += party.country) += "</english-country>\n<english-address>";
      (out += party.country) += "</english-address>\n</addressbook>\n</";
      (out += tag) += ">\n";
    }
  }

  static void append_priorities(const MadeRecord& made, std::string& out) {
    out += "<priority-claims>\n";
    uint32_t sequence = 0;
    for (const Filing& filing : made.priorities) {
      append_decimal(++sequence, out += "<priority-claim sequence=\"");
      ((out += "\">\n<country>") += chinese_name(filing.office)) += "</country>\n<doc-number>";
      append_written_application(filing, made.receiving_office, out);
      append_date(filing.filed, out += "</doc-number>\n<date>");
      out += "</date>\n</priority-claim>\n";
    }
    out += "</priority-claims>\n<tw-bio-deposit/>\n";
  }

  static void append_titles(const MadeRecord& made, std::string& out) {
    out += "<invention-title>\n";
    for (const MadeText& title : made.titles) {
      bool english = title.language == Language::kEnglish;
      append_element(english ? "english-title" : "chinese-title", made.text(title.text), out);
      out += '\n';
    }
    out += "</invention-title>\n";
  }

  static void append_citations(const MadeRecord& made, std::string& out) {
    if (made.citations.empty()) return;
    out += "<refs>\n";
    for (const MadeCitation& cited : made.citations) {
      (out += "<ref>\n<country>") += chinese_name(cited.filing->office);
      out += "</country>\n<doc-number>";
      append_written_publication(*cited.filing, *cited.publication, out);
      ((out += "</doc-number>\n<kind>") += cited.publication->kind) += "</kind>\n</ref>\n";
    }
    out += "</refs>\n";
  }

  static void append_texts(const MadeRecord& made, std::string& out) {
    for (const MadeText& abstract : made.abstracts) {
      if (abstract.language == Language::kEnglish) continue;
      out += "<abstract>\n";
      append_element("p", made.text(abstract.text), out);
      out += "\n</abstract>\n";
    }
    if (!made.description.empty()) append_description(made, out);
    if (!made.claims.empty()) append_claims(made, out);
  }

  static void append_description(const MadeRecord& made, std::string& out) {
    out += "<description>\n";
    for (const MadeParagraph& paragraph : made.description) {
      append_element(paragraph.is_heading ? "heading" : "p", made.text(paragraph.text), out);
      out += '\n';
    }
    out += "</description>\n";
  }

  static void append_claims(const MadeRecord& made, std::string& out) {
    out += "<claims>\n";
    uint32_t number = 0;
    for (const MadeClaim& claim : made.claims) {
      append_decimal(++number, out += "<claim id=\"clm");
      append_decimal(number, out += "\" num=\"");
      out += "\">";
      std::string_view text = made.text(claim.text);
      while (!text.empty()) {
        size_t end = std::min(text.find('\n'), text.size());
        out += "<p type=\"claim\">";
        append_escaped(text.substr(0, end), out);
        out += "</p>";
        text.remove_prefix(std::min(end + 1, text.size()));
      }
      out += "</claim>\n";
    }
    out += "</claims>\n";
  }
};

}  // namespace

std::unique_ptr<Shape> make_tipo_shape() { return std::make_unique<TipoShape>(); }

}  // namespace patlas::generator
