// EPO DOCDB, a back file: one well-formed document, one line, every record an exchange-document.
//
// As in the real files wrappers have the prefix exch: and leaves have none, parties come in three
// formats (docdb, docdba, original) and references in two or three, and a CPC symbol may come once
// for each office that gave it: here the EPO for all, and the USPTO for its own publications.
#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

class DocdbShape final : public Shape {
 public:
  bool holds(const Filing&, const Publication&) const override { return true; }

  void append_head(std::string& out) override {
    out +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>"
        "<!DOCTYPE exch:exchange-documents SYSTEM \"docdb-entities.dtd\">"
        "<exch:exchange-documents xmlns:exch=\"http://www.epo.org/exchange\" "
        "date-of-exchange=\"20260630\" dtd-version=\"2.5.9\" originating-office=\"EP\">";
  }
  void append_tail(std::string& out) override { out += "</exch:exchange-documents>\n"; }

  void append_record(const MadeRecord& made, std::string& out) override {
    append_opening(made, out);
    append_publication(made, out);
    append_ipc(made, out);
    append_cpc(made, out);
    append_application(made, out);
    append_priorities(made, out);
    append_parties(made, out);
    for (const MadeText& title : made.titles) {
      (out += "<exch:invention-title lang=\"") += language_code(title.language);
      out += "\" data-format=\"docdba\">";
      append_escaped(made.text(title.text), out);
      out += "</exch:invention-title>";
    }
    append_citations(made, out);
    out += "</exch:bibliographic-data>";
    for (const MadeText& abstract : made.abstracts) {
      (out += "<exch:abstract lang=\"") += language_code(abstract.language);
      out += "\" data-format=\"docdba\" abstract-source=\"national office\"><exch:p>";
      append_escaped(made.text(abstract.text), out);
      out += "</exch:p></exch:abstract>";
    }
    out += "</exch:exchange-document>";
  }

 private:
  static void append_publication_number(const MadeRecord& made, std::string& out) {
    append_publication_digits(*made.filing, made.publication->is_grant, made.publication->published,
                              out);
  }

  /// The country of an application is that of the receiving office.
  static std::string_view country_of(const Filing& filing, const MadeRecord& made) {
    return filing.office == Office::kWO ? made.receiving_office : office_code(filing.office);
  }

  static void append_opening(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    (out += "<exch:exchange-document country=\"") += office_code(made.office());
    append_publication_number(made, out += "\" doc-number=\"");
    (out += "\" kind=\"") += publication.kind;
    append_decimal(300000000 + made.family_id * 4 + publication.is_grant, out += "\" doc-id=\"");
    append_date(publication.published, out += "\" date-publ=\"");
    append_decimal(made.family_id, out += "\" family-id=\"");
    out += "\" is-representative=\"";
    out +=
        &publication == &made.window->publications[made.family->publications_begin] ? "YES" : "NO";
    append_date(kLastDay, out += "\" date-of-last-exchange=\"");
    append_date(std::min(publication.published + 35, kLastDay), out += "\" date-added-docdb=\"");
    out += "\" originating-office=\"EP\"><exch:bibliographic-data>";
  }

  static void append_publication(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    out += "<exch:publication-reference data-format=\"docdb\"><document-id><country>";
    (out += office_code(made.office())) += "</country><doc-number>";
    append_publication_number(made, out);
    ((out += "</doc-number><kind>") += publication.kind) += "</kind><date>";
    append_date(publication.published, out);
    out +=
        "</date></document-id></exch:publication-reference>"
        "<exch:publication-reference data-format=\"epodoc\"><document-id><doc-number>";
    append_publication_number(made, out += office_code(made.office()));
    out += "</doc-number></document-id></exch:publication-reference>";
  }

  static void append_ipc(const MadeRecord& made, std::string& out) {
    out += "<exch:classifications-ipcr>";
    uint32_t sequence = 0;
    for (const MadeSymbol& symbol : made.ipc) {
      append_decimal(++sequence, out += "<classification-ipcr sequence=\"");
      out += "\"><text>";
      append_ipc8(symbol, made.publication->published, "EP", out);
      out += "</text></classification-ipcr>";
    }
    out += "</exch:classifications-ipcr>";
  }

  static void append_cpc(const MadeRecord& made, std::string& out) {
    if (made.cpc_given().empty()) return;
    out += "<exch:patent-classifications>";
    uint32_t sequence = 0;
    append_cpc_of("EP", made, sequence, out);
    if (made.office() == Office::kUS) append_cpc_of("US", made, sequence, out);
    out += "</exch:patent-classifications>";
  }

  static void append_cpc_of(std::string_view office, const MadeRecord& made, uint32_t& sequence,
                            std::string& out) {
    for (const MadeSymbol& symbol : made.cpc_given()) {
      append_decimal(++sequence, out += "<patent-classification sequence=\"");
      out +=
          "\"><classification-scheme office=\"EP\" scheme=\"CPCI\"><date>20130101</date>"
          "</classification-scheme><classification-symbol>";
      append_class_columns(symbol.symbol, 19, out);
      out += "</classification-symbol><symbol-position>";
      out += symbol.first ? 'F' : 'L';
      out += "</symbol-position><classification-value>";
      out += symbol.inventive ? 'I' : 'A';
      out +=
          "</classification-value><classification-status>B</classification-status>"
          "<classification-data-source>H</classification-data-source><generating-office>";
      (out += office) +=
          "</generating-office><action-date><date>20130101</date></action-date>"
          "</patent-classification>";
    }
  }

  static void append_application(const MadeRecord& made, std::string& out) {
    const Filing& filing = *made.filing;
    append_decimal(400000000 + filing.serial, out +=
                                              "<exch:application-reference "
                                              "is-representative=\"NO\" doc-id=\"");
    out += "\" data-format=\"docdb\"><document-id>";
    append_application_id(filing, made, out);
    out +=
        "</document-id></exch:application-reference>"
        "<exch:application-reference data-format=\"original\"><document-id><doc-number>";
    append_written_application(filing, made.receiving_office, out);
    out += "</doc-number></document-id></exch:application-reference>";
  }

  static void append_application_id(const Filing& filing, const MadeRecord& made,
                                    std::string& out) {
    (out += "<country>") += country_of(filing, made);
    append_application_digits(filing, out += "</country><doc-number>");
    (out += "</doc-number><kind>") += application_type(filing);
    append_date(filing.filed, out += "</kind><date>");
    out += "</date>";
  }

  static void append_priorities(const MadeRecord& made, std::string& out) {
    out += "<exch:priority-claims>";
    uint32_t sequence = 0;
    for (const Filing& filing : made.priorities) {
      append_decimal(++sequence, out += "<exch:priority-claim sequence=\"");
      out += "\" data-format=\"docdb\"><document-id>";
      append_application_id(filing, made, out);
      out +=
          "</document-id><exch:priority-active-indicator>Y</exch:priority-active-indicator>"
          "</exch:priority-claim>";
      append_decimal(sequence, out += "<exch:priority-claim sequence=\"");
      out += "\" data-format=\"original\"><document-id><doc-number>";
      append_written_application(filing, made.receiving_office, out);
      out += "</doc-number></document-id></exch:priority-claim>";
    }
    out += "</exch:priority-claims>";
  }

  static void append_parties(const MadeRecord& made, std::string& out) {
    out += "<exch:parties><exch:applicants>";
    append_list("applicant", made.applicants, made.office(), out);
    out += "</exch:applicants><exch:inventors>";
    append_list("inventor", made.inventors, made.office(), out);
    out += "</exch:inventors></exch:parties>";
  }

  static void append_list(std::string_view kind, const std::vector<Party>& parties, Office office,
                          std::string& out) {
    for (std::string_view format : {"docdb", "docdba", "original"}) {
      uint32_t sequence = 0;
      for (const Party& party : parties) {
        append_decimal(++sequence, ((out += "<exch:") += kind) += " sequence=\"");
        (((out += "\" data-format=\"") += format) += "\"><exch:") += kind;
        out += "-name>";
        append_element("name", format == "original" ? printed_name(party, office) : party.latin,
                       out);
        ((out += "</exch:") += kind) += "-name>";
        if (format == "docdb") {
          ((out += "<residence><country>") += party.country) += "</country></residence>";
        }
        ((out += "</exch:") += kind) += '>';
      }
    }
  }

  static void append_citations(const MadeRecord& made, std::string& out) {
    if (made.citations.empty()) return;
    out += "<exch:references-cited>";
    uint32_t sequence = 0;
    for (const MadeCitation& cited : made.citations) {
      ((out += "<exch:citation cited-phase=\"") += cited.category) += "\" sequence=\"";
      append_decimal(++sequence, out);
      out += "\"><patcit num=\"1\" dnum=\"";
      size_t start = out.size();
      out += office_code(cited.filing->office);
      append_publication_digits(*cited.filing, cited.publication->is_grant,
                                cited.publication->published, out);
      out += cited.publication->kind;
      std::string_view number(out);
      number.remove_prefix(start + 2);
      number.remove_suffix(cited.publication->kind.size());
      std::string digits(number);
      out += "\" dnum-type=\"publication number\"><document-id><country>";
      (out += office_code(cited.filing->office)) += "</country><doc-number>";
      ((out += digits) += "</doc-number><kind>") += cited.publication->kind;
      append_date(cited.publication->published, out += "</kind><date>");
      out += "</date></document-id></patcit></exch:citation>";
    }
    out += "</exch:references-cited>";
  }
};

}  // namespace

std::unique_ptr<Shape> make_docdb_shape() { return std::make_unique<DocdbShape>(); }

}  // namespace patlas::generator
