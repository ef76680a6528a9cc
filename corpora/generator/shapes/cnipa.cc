// CNIPA publications in the exchange format of today (PatentDocumentAndRelated V2.2.1), whole
// documents one behind the other. Older publications, which the office has in another format, are
// written in this one, too.
//
// Every number comes as printed and once more padded for exchange; an address has a line for each
// of its parts, 0 where there is none; inventors have a name and nothing else; sections of a
// description are elements whose first paragraph repeats the heading.
#include <algorithm>

#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

struct SectionTag {
  std::string_view name, id;
};
constexpr SectionTag kSections[kSectionCount] = {
    {"business:TechnicalField", "technical-field"},
    {"business:BackgroundArt", "background-art"},
    {"business:Disclosure", "disclosure"},
    {"business:DrawingsDescription", "description-of-drawings"},
    {"business:InventionMode", "mode-for-invention"},
};

constexpr std::string_view kOriginal =
    "dataFormat=\"original\" sourceDB=\"national office\" processingType=\"original\" "
    "creator=\"03\"";

class CnipaShape final : public Shape {
 public:
  bool holds(const Filing& filing, const Publication&) const override {
    return filing.office == Office::kCN;
  }

  void append_record(const MadeRecord& made, std::string& out) override {
    number_.clear();
    append_publication_digits(*made.filing, made.publication->is_grant, made.publication->published,
                              number_);
    append_opening(made, out);
    append_publication(made, "original\" sourceDB=\"national office", out);
    append_publication(made, "standard", out);
    append_gazette(made.publication->published, out);
    append_application(made, out);
    append_priorities(made, out);
    append_symbols(made, out);
    out += "<business:InventionTitle lang=\"zh\" dataFormat=\"original\">";
    append_escaped(made.text(made.titles.front().text), out);
    out += "</business:InventionTitle>\n";
    if (made.publication->is_grant) append_citations(made, out);
    append_parties(made, out);
    out += "</business:BibliographicData>\n";
    append_abstract(made, out);
    if (!made.description.empty()) append_description(made, out);
    if (!made.claims.empty()) append_claims(made, out);
    out += "</business:PatentDocumentAndRelated>\n";
  }

 private:
  void append_opening(const MadeRecord& made, std::string& out) const {
    Day published = made.publication->published;
    out +=
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>\n"
        "<business:PatentDocumentAndRelated xmlns:base=\"http://www.sipo.gov.cn/XMLSchema/base\" "
        "xmlns:business=\"http://www.sipo.gov.cn/XMLSchema/business\" xsdVersion=\"V2.2.1\" "
        "file=\"CN";
    ((out += number_) += made.publication->kind) += "ULZH";
    append_date(published, out);
    append_date(published - 5, out += "CN00.XML\" dateProduced=\"");
    (out += "\" status=\"C\" lang=\"zh\" country=\"CN\" docNumber=\"") += number_;
    (out += "\" kind=\"") += made.publication->kind;
    append_date(published, out += "\" datePublication=\"");
    out += "\">\n<business:BibliographicData>\n";
  }

  void append_publication(const MadeRecord& made, std::string_view format, std::string& out) const {
    (out += "<business:PublicationReference dataFormat=\"") += format;
    out +=
        "\" sequence=\"1\">\n<base:DocumentID>\n<base:WIPOST3Code>CN</base:WIPOST3Code>\n"
        "<base:DocNumber>";
    ((out += number_) += "</base:DocNumber>\n<base:Kind>") += made.publication->kind;
    append_date(made.publication->published, out += "</base:Kind>\n<base:Date>");
    out += "</base:Date>\n</base:DocumentID>\n</business:PublicationReference>\n";
  }

  /// Volumes are years since 1984, with two issues a week.
  static void append_gazette(Day published, std::string& out) {
    uint32_t year = year_of(published);
    out +=
        "<business:PublicAvailabilityDate>\n<business:GazetteReference>\n"
        "<business:GazetteNumber>";
    append_decimal(year > 1984 ? year - 1984 : 1, out);
    append_padded((published - first_day(year)) / 7 + 1, 2, out += '-');
    append_date(published, out += "02</business:GazetteNumber>\n<base:Date>");
    out += "</base:Date>\n</business:GazetteReference>\n</business:PublicAvailabilityDate>\n";
  }

  /// Type, year and nine digits of serial.
  static void append_standard_application(const Filing& filing, std::string& out) {
    std::string digits;
    append_application_digits(filing, digits);
    bool wide = digits.size() == 12;
    out += filing.utility_model ? "20" : "10";
    append_decimal(year_of(filing.filed), out);
    out += "00";
    if (!wide) out += "00";
    out += std::string_view(digits).substr(std::min<size_t>(wide ? 5 : 3, digits.size()));
  }

  static void append_application(const MadeRecord& made, std::string& out) {
    const Filing& filing = *made.filing;
    for (bool standard : {false, true}) {
      out += "<business:ApplicationReference applType=\"";
      out += filing.utility_model ? "20" : "10";
      out += standard ? "\" dataFormat=\"standard\""
                      : "\" dataFormat=\"original\" sourceDB=\"national office\"";
      out +=
          " sequence=\"1\">\n<base:DocumentID>\n<base:WIPOST3Code>CN</base:WIPOST3Code>\n"
          "<base:DocNumber>";
      if (standard) {
        append_standard_application(filing, out);
      } else {
        append_written_application(filing, made.receiving_office, out);
      }
      append_date(filing.filed, out += "</base:DocNumber>\n<base:Date>");
      out += "</base:Date>\n</base:DocumentID>\n</business:ApplicationReference>\n";
    }
  }

  static void append_priorities(const MadeRecord& made, std::string& out) {
    out += "<business:PriorityDetails>\n";
    uint32_t sequence = 0;
    for (const Filing& filing : made.priorities) {
      bool home = filing.office == Office::kCN;
      out += home ? "<business:Priority kind=\"national\""
                  : "<business:Priority kind=\"international\"";
      out += " dataFormat=\"original\" sourceDB=\"national office\" sequence=\"";
      append_decimal(++sequence, out);
      (out += "\">\n<base:WIPOST3Code>") += office_code(filing.office);
      out += "</base:WIPOST3Code>\n<base:DocNumber>";
      append_written_application(filing, made.receiving_office, out);
      append_date(filing.filed, out += "</base:DocNumber>\n<base:Date>");
      out += "</base:Date>\n</business:Priority>\n";
    }
    out += "</business:PriorityDetails>\n";
  }

  static void append_symbols(const MadeRecord& made, std::string& out) {
    out += "<business:ClassificationIPCRDetails creator=\"03\" processingType=\"original\">\n";
    uint32_t sequence = 0;
    for (const MadeSymbol& ipc : made.ipc) {
      const ClassSymbol& symbol = ipc.symbol;
      append_decimal(++sequence, out += "<business:ClassificationIPCR sequence=\"");
      out += "\">\n<business:IPCVersionDate>20060101</business:IPCVersionDate>\n";
      append_part("business:Section", symbol.section(), out);
      append_part("business:MainClass", symbol.class_number(), out);
      append_part("business:Subclass", symbol.subclass_letter(), out);
      append_part("business:MainGroup", symbol.group(), out);
      append_part("business:Subgroup", symbol.subgroup(), out);
      out +=
          "<business:GeneratingOffice>\n<base:WIPOST3Code>CN</base:WIPOST3Code>\n"
          "</business:GeneratingOffice>\n<business:ClassificationDataSource>H"
          "</business:ClassificationDataSource>\n<base:Text>";
      append_columns(symbol, 5, out);
      out += "(2006.01)</base:Text>\n</business:ClassificationIPCR>\n";
    }
    out += "</business:ClassificationIPCRDetails>\n";
  }

  static void append_part(std::string_view tag, std::string_view text, std::string& out) {
    append_element(tag, text, out);
    out += '\n';
  }

  /// "G09G    3/3208  ": the group right-aligned in `width`, the subgroup in six.
  static void append_columns(const ClassSymbol& symbol, size_t width, std::string& out) {
    out += symbol.subclass();
    out.append(width - symbol.group().size(), ' ');
    ((out += symbol.group()) += '/') += symbol.subgroup();
    out.append(6 - std::min<size_t>(symbol.subgroup().size(), 6), ' ');
  }

  /// Grants name what the examiner found.
  static void append_citations(const MadeRecord& made, std::string& out) {
    if (made.citations.empty()) return;
    out += "<business:ReferencesCited>\n";
    uint32_t sequence = 0;
    for (const MadeCitation& cited : made.citations) {
      append_decimal(++sequence, out += "<business:Citation sequence=\"");
      (out += "\" srepPhase=\"") += cited.category;
      out +=
          "\">\n<business:ApplicationCitation>\n<business:PublicationReference>\n"
          "<base:DocumentID>\n<base:WIPOST3Code>";
      (out += office_code(cited.filing->office)) += "</base:WIPOST3Code>\n<base:DocNumber>";
      append_written_publication(*cited.filing, *cited.publication, out);
      (out += "</base:DocNumber>\n<base:Kind>") += cited.publication->kind;
      append_date(cited.publication->published, out += "</base:Kind>\n<base:Date>");
      out +=
          "</base:Date>\n</base:DocumentID>\n</business:PublicationReference>\n"
          "</business:ApplicationCitation>\n</business:Citation>\n";
    }
    out += "</business:ReferencesCited>\n";
  }

  static void append_parties(const MadeRecord& made, std::string& out) {
    out += "<business:Parties>\n<business:ApplicantDetails representative=\"1\">\n";
    uint32_t sequence = 0;
    for (const Party& party : made.applicants) {
      append_decimal(++sequence, out += "<business:Applicant sequence=\"");
      ((out += "\" appType=\"applicant\" lang=\"zh\" ") += kOriginal) += ">\n";
      out += "<base:AddressBook lang=\"zh\">\n";
      append_part("base:Name", printed_name(party, Office::kCN), out);
      append_address(party.country, out);
      out +=
          "</base:AddressBook>\n<business:OrganizationCode createDate=\"00000000\" "
          "creator=\"00\">0000000000</business:OrganizationCode>\n</business:Applicant>\n";
    }
    out += "</business:ApplicantDetails>\n<business:InventorDetails>\n";
    sequence = 0;
    for (const Party& party : made.inventors) {
      append_decimal(++sequence, out += "<business:Inventor sequence=\"");
      ((out += "\" lang=\"zh\" publicationMark=\"0\" ") += kOriginal) += ">\n";
      out += "<base:AddressBook lang=\"zh\">\n";
      append_part("base:Name", printed_name(party, Office::kCN), out);
      out += "</base:AddressBook>\n</business:Inventor>\n";
    }
    out += "</business:InventorDetails>\n</business:Parties>\n";
  }

  static void append_address(std::string_view country, std::string& out) {
    out += "<base:Address>\n";
    for (std::string_view part :
         {"base:AddressLine", "base:AddressMailCode", "base:PostBox", "base:AddressRoom",
          "base:AddressFloor", "base:AddressBuilding", "base:Street", "base:AddressCity",
          "base:County", "base:City", "base:Province", "base:PostCode"}) {
      append_part(part, "0", out);
    }
    append_part("base:WIPOST3Code", country, out);
    out += "</base:Address>\n";
  }

  static void append_abstract(const MadeRecord& made, std::string& out) {
    if (made.abstracts.empty()) return;
    ((out += "<business:Abstract lang=\"zh\" ") += kOriginal) += ">\n";
    out += "<base:Paragraphs num=\"0001\">";
    append_escaped(made.text(made.abstracts.front().text), out);
    out += "</base:Paragraphs>\n</business:Abstract>\n";
  }

  static void append_description(const MadeRecord& made, std::string& out) {
    out +=
        "<business:Description lang=\"zh\" dataFormat=\"original\" "
        "sourceDB=\"national office\" creator=\"03\">\n";
    const SectionTag* open = nullptr;
    uint32_t id = 0, number = 0;
    for (const MadeParagraph& paragraph : made.description) {
      const SectionTag* section = &kSections[static_cast<uint32_t>(paragraph.section)];
      if (section != open) {
        if (open != nullptr) ((out += "</") += open->name) += ">\n";
        ((out += '<') += section->name) += " id=\"";
        (out += section->id) += "001\">\n";
        open = section;
      }
      append_padded(++id, 4, out += "<base:Paragraphs id=\"p");
      if (!paragraph.is_heading) append_padded(++number, 4, out += "\" num=\"n");
      out += "\">";
      append_escaped(made.text(paragraph.text), out);
      out += "</base:Paragraphs>\n";
    }
    if (open != nullptr) ((out += "</") += open->name) += ">\n";
    out += "</business:Description>\n";
  }

  /// "1.一种……", each line of a claim an element.
  static void append_claims(const MadeRecord& made, std::string& out) {
    out +=
        "<business:Claims lang=\"zh\" dataFormat=\"original\" sourceDB=\"national office\" "
        "creator=\"03\">\n";
    uint32_t number = 0;
    for (const MadeClaim& claim : made.claims) {
      append_padded(++number, 4, out += "<business:Claim id=\"cl");
      append_padded(number, 4, out += "\" num=\"");
      append_decimal(number, out += "\">\n<business:ClaimText>");
      out += '.';
      std::string_view text = made.text(claim.text);
      for (size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1)) {
        append_escaped(text.substr(0, end), out);
        out += "</business:ClaimText>\n<business:ClaimText>";
      }
      append_escaped(text, out);
      out += "</business:ClaimText>\n</business:Claim>\n";
    }
    out += "</business:Claims>\n";
  }

  std::string number_;  ///< of the record at hand
};

}  // namespace

std::unique_ptr<Shape> make_cnipa_shape() { return std::make_unique<CnipaShape>(); }

}  // namespace patlas::generator
