// USPTO full text as it has been published since 2015: grants of v4.5, applications of v4.4, whole
// documents one behind the other, each with its declaration.
//
// Older publications are written in the same DTD. Applicants stand among the assignees, where
// grants of any year have them; a role says whether at home (02) or abroad (03), a person 04 or 05.
#include <algorithm>

#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

class UsptoShape final : public Shape {
 public:
  bool holds(const Filing& filing, const Publication&) const override {
    return filing.office == Office::kUS;
  }

  void append_record(const MadeRecord& made, std::string& out) override {
    bool grant = made.publication->is_grant;
    paragraph_ = 0;
    number_.clear();
    append_own_number(made, number_);
    append_opening(made, grant, out);
    append_numbers(made, out);
    append_priorities(made, out);
    append_symbols(made, out);
    append_title(made, out);
    if (grant) append_citations(made, out);
    append_claim_counts(made, grant, out);
    append_parties(made, out);
    append_assignees(made, out);
    out += grant ? "</us-bibliographic-data-grant>\n" : "</us-bibliographic-data-application>\n";
    append_abstract(made, out);
    if (!made.description.empty()) append_description(made, out);
    if (!made.claims.empty()) append_claims(made, grant, out);
    out += grant ? "</us-patent-grant>\n" : "</us-patent-application>\n";
  }

 private:
  /// Eight digits for a grant, year and seven for an application.
  static void append_own_number(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    std::string digits;
    append_publication_digits(*made.filing, publication.is_grant, publication.published, digits);
    if (publication.is_grant) {
      if (digits.size() < 8) out.append(8 - digits.size(), '0');
      out += digits;
    } else if (digits.size() == 10) {  // DOCDB leaves a zero out
      ((out += digits.substr(0, 4)) += '0') += digits.substr(4);
    } else {
      out += digits;
    }
  }

  void append_opening(const MadeRecord& made, bool grant, std::string& out) const {
    Day published = made.publication->published;
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE ";
    out += grant
               ? "us-patent-grant SYSTEM \"us-patent-grant-v45-2014-04-03.dtd\" [ ]>\n"
                 "<us-patent-grant lang=\"EN\" dtd-version=\"v4.5 2014-04-03\" file=\"US"
               : "us-patent-application SYSTEM \"us-patent-application-v44-2014-04-03.dtd\" [ ]>\n"
                 "<us-patent-application lang=\"EN\" dtd-version=\"v4.4 2014-04-03\" file=\"US";
    out += number_;
    append_date(published, out += '-');
    out += ".XML\" status=\"PRODUCTION\" id=\"";
    out += grant ? "us-patent-grant" : "us-patent-application";
    append_date(published - 14, out += "\" country=\"US\" date-produced=\"");
    append_date(published, out += "\" date-publ=\"");
    out += "\">\n";
    out += grant ? "<us-bibliographic-data-grant>\n"
                 : "<us-bibliographic-data-application lang=\"EN\" country=\"US\">\n";
  }

  void append_numbers(const MadeRecord& made, std::string& out) const {
    out += "<publication-reference>\n<document-id>\n<country>US</country>\n<doc-number>";
    ((out += number_) += "</doc-number>\n<kind>") += made.publication->kind;
    append_date(made.publication->published, out += "</kind>\n<date>");
    out +=
        "</date>\n</document-id>\n</publication-reference>\n"
        "<application-reference appl-type=\"utility\">\n<document-id>\n<country>US</country>\n"
        "<doc-number>";
    // Series and serial in one run: the slash is what foreign offices write.
    size_t start = out.size();
    append_written_application(*made.filing, made.receiving_office, out);
    size_t slash = out.find('/', start);
    std::string series;
    if (slash != out.npos) {
      out.erase(slash, 1);
      series = out.substr(start, slash - start);
    }
    append_date(made.filing->filed, out += "</doc-number>\n<date>");
    out += "</date>\n</document-id>\n</application-reference>\n";
    if (slash == out.npos) return;
    ((out += "<us-application-series-code>") += series) += "</us-application-series-code>\n";
  }

  static void append_priorities(const MadeRecord& made, std::string& out) {
    out += "<priority-claims>\n";
    uint32_t sequence = 0;
    for (const Filing& filing : made.priorities) {
      out += "<priority-claim sequence=\"";
      append_padded(++sequence, 2, out);
      out += "\" kind=\"national\">\n<country>";
      (out += office_code(filing.office)) += "</country>\n<doc-number>";
      append_written_application(filing, made.receiving_office, out);
      append_date(filing.filed, out += "</doc-number>\n<date>");
      out += "</date>\n</priority-claim>\n";
    }
    out += "</priority-claims>\n";
  }

  static void append_symbol(const MadeSymbol& made, std::string_view version, char additional,
                            Day published, std::string& out) {
    const ClassSymbol& symbol = made.symbol;
    ((out += version) += "<section>") += symbol.section();
    ((out += "</section>\n<class>") += symbol.class_number()) += "</class>\n<subclass>";
    ((out += symbol.subclass_letter()) += "</subclass>\n<main-group>") += symbol.group();
    ((out += "</main-group>\n<subgroup>") += symbol.subgroup()) += "</subgroup>\n<symbol-position>";
    out += made.first ? 'F' : 'L';
    out += "</symbol-position>\n<classification-value>";
    out += made.inventive ? 'I' : additional;
    append_date(published, out += "</classification-value>\n<action-date><date>");
    out +=
        "</date></action-date>\n<generating-office><country>US</country></generating-office>\n"
        "<classification-status>B</classification-status>\n"
        "<classification-data-source>H</classification-data-source>\n";
  }

  static void append_symbols(const MadeRecord& made, std::string& out) {
    Day published = made.publication->published;
    out += "<classifications-ipcr>\n";
    for (const MadeSymbol& symbol : made.ipc) {
      out += "<classification-ipcr>\n";
      append_symbol(symbol,
                    "<ipc-version-indicator><date>20060101</date></ipc-version-indicator>\n"
                    "<classification-level>A</classification-level>\n",
                    'N', published, out);
      out += "</classification-ipcr>\n";
    }
    out += "</classifications-ipcr>\n";
    if (made.cpc_given().empty()) return;
    out += "<classifications-cpc>\n<main-cpc>\n";
    for (const MadeSymbol& symbol : made.cpc_given()) {
      if (&symbol == &made.cpc_given()[1]) out += "<further-cpc>\n";
      out += "<classification-cpc>\n";
      append_symbol(symbol,
                    "<cpc-version-indicator><date>20130101</date></cpc-version-indicator>\n", 'A',
                    published, out);
      out += "<scheme-origination-code>C</scheme-origination-code>\n</classification-cpc>\n";
      if (symbol.first) out += "</main-cpc>\n";
    }
    if (made.cpc_given().size() > 1) out += "</further-cpc>\n";
    out += "</classifications-cpc>\n";
  }

  static void append_title(const MadeRecord& made, std::string& out) {
    out += "<invention-title id=\"d2e53\">";
    append_escaped(made.text(made.titles.front().text), out);
    out += "</invention-title>\n";
  }

  /// The search report's letters become the office's words for who cited.
  static std::string_view cited_by(std::string_view category) {
    if (category == "APP") return "cited by applicant";
    return category == "PRS" ? "cited by other" : "cited by examiner";
  }

  static void append_citations(const MadeRecord& made, std::string& out) {
    if (made.citations.empty()) return;
    out += "<us-references-cited>\n";
    uint32_t number = 0;
    for (const MadeCitation& cited : made.citations) {
      out += "<us-citation>\n<patcit num=\"";
      append_padded(++number, 5, out);
      out += "\">\n<document-id>\n<country>";
      (out += office_code(cited.filing->office)) += "</country>\n<doc-number>";
      append_written_publication(*cited.filing, *cited.publication, out);
      (out += "</doc-number>\n<kind>") += cited.publication->kind;
      // The day is not known.
      append_decimal(yyyymmdd(cited.publication->published) / 100 * 100, out += "</kind>\n<date>");
      out += "</date>\n</document-id>\n</patcit>\n<category>";
      (out += cited_by(cited.category)) += "</category>\n</us-citation>\n";
    }
    out += "</us-references-cited>\n";
  }

  static void append_claim_counts(const MadeRecord& made, bool grant, std::string& out) {
    if (!grant || made.claims.empty()) return;
    append_decimal(made.claims.size(), out += "<number-of-claims>");
    out += "</number-of-claims>\n<us-exemplary-claim>1</us-exemplary-claim>\n";
  }

  static void append_name(const Party& party, std::string& out) {
    std::string_view name = printed_name(party, Office::kUS);
    if (!party.is_person) {
      append_element("orgname", name, out);
    } else {
      size_t blank = std::min(name.find(' '), name.size());
      append_element("last-name", name.substr(0, blank), out);
      out += '\n';
      append_element("first-name", name.substr(std::min(blank + 1, name.size())), out);
    }
    out += '\n';
  }

  static void append_country(const Party& party, std::string& out) {
    ((out += "<address>\n<country>") += party.country) += "</country>\n</address>\n";
  }

  static void append_parties(const MadeRecord& made, std::string& out) {
    out += "<us-parties>\n<inventors>\n";
    uint32_t sequence = 0;
    for (const Party& party : made.inventors) {
      out += "<inventor sequence=\"";
      append_padded(++sequence, 3, out);
      out += "\" designation=\"us-only\">\n<addressbook>\n";
      append_name(party, out);
      append_country(party, out);
      out += "</addressbook>\n</inventor>\n";
    }
    out += "</inventors>\n</us-parties>\n";
  }

  static void append_assignees(const MadeRecord& made, std::string& out) {
    out += "<assignees>\n";
    for (const Party& party : made.applicants) {
      bool home = party.country == "US";
      out += "<assignee>\n<addressbook>\n";
      append_name(party, out);
      append_element("role", party.is_person ? (home ? "04" : "05") : (home ? "02" : "03"), out);
      out += '\n';
      append_country(party, out);
      out += "</addressbook>\n</assignee>\n";
    }
    out += "</assignees>\n";
  }

  void append_paragraph(std::string_view text, uint32_t number, std::string& out) {
    append_padded(++paragraph_, 4, out += "<p id=\"p-");
    append_padded(number, 4, out += "\" num=\"");
    out += "\">";
    append_escaped(text, out);
    out += "</p>\n";
  }

  void append_abstract(const MadeRecord& made, std::string& out) {
    if (made.abstracts.empty()) return;
    out += "<abstract id=\"abstract\">\n";
    append_paragraph(made.text(made.abstracts.front().text), 0, out);
    out += "</abstract>\n";
  }

  /// The office marks sections by instructions around their headings and paragraphs.
  static std::string_view instruction_of(Section section) {
    switch (section) {
      case Section::kDrawings:
        return "brief-description-of-drawings description=\"Brief Description of Drawings\"";
      case Section::kDetail:
        return "DETDESC description=\"Detailed Description\"";
      default:
        return "BRFSUM description=\"Brief Summary\"";
    }
  }

  void append_description(const MadeRecord& made, std::string& out) {
    out += "<description id=\"description\">\n";
    std::string_view open;
    uint32_t heading = 0, number = 0;
    auto close = [&] {
      if (!open.empty()) ((out += "<?") += open) += " end=\"tail\"?>\n";
    };
    for (const MadeParagraph& paragraph : made.description) {
      std::string_view instruction = instruction_of(paragraph.section);
      if (instruction != open) {
        close();
        open = instruction;
        ((out += "<?") += open) += " end=\"lead\"?>\n";
      }
      if (!paragraph.is_heading) {
        append_paragraph(made.text(paragraph.text), ++number, out);
        continue;
      }
      append_padded(++heading, 4, out += "<heading id=\"h-");
      out += "\" level=\"1\">";
      append_escaped(made.text(paragraph.text), out);
      out += "</heading>\n";
    }
    close();
    out += "</description>\n";
  }

  void append_claims(const MadeRecord& made, bool grant, std::string& out) {
    out += grant ? "<us-claim-statement>What is claimed is:</us-claim-statement>\n" : "";
    out += "<claims id=\"claims\">\n";
    uint32_t number = 0;
    for (const MadeClaim& claim : made.claims) {
      append_padded(++number, 5, out += "<claim id=\"CLM-");
      append_padded(number, 5, out += "\" num=\"");
      append_decimal(number, out += "\">\n<claim-text>");
      out += ". ";
      if (claim.depends_on == 0) {
        append_lines(made.text(claim.text), out);
      } else {
        append_dependent(made, claim, out);
      }
      out += "</claim-text>\n</claim>\n";
    }
    out += "</claims>\n";
  }

  /// The first line, and each further one as a claim-text within.
  static void append_lines(std::string_view text, std::string& out) {
    size_t end = std::min(text.find('\n'), text.size());
    append_escaped(text.substr(0, end), out);
    while (end != text.size()) {
      text.remove_prefix(end + 1);
      end = std::min(text.find('\n'), text.size());
      out += '\n';
      append_element("claim-text", text.substr(0, end), out);
    }
  }

  static void append_dependent(const MadeRecord& made, const MadeClaim& claim, std::string& out) {
    append_escaped(made.text({claim.text.begin, claim.reference.begin}), out);
    append_padded(claim.depends_on, 5, out += "<claim-ref idref=\"CLM-");
    out += "\">";
    append_escaped(made.text(claim.reference), out);
    out += "</claim-ref>";
    append_lines(made.text({claim.reference.end, claim.text.end}), out);
  }

  std::string number_;      ///< of the record at hand
  uint32_t paragraph_ = 0;  ///< the last one's id
};

}  // namespace

std::unique_ptr<Shape> make_uspto_shape() { return std::make_unique<UsptoShape>(); }

}  // namespace patlas::generator
