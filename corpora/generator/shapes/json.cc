// The corpus as JSON lines with the columns of Google's public table patents.publications: the one
// shape that carries all of a record.
//
// Nothing is escaped: words and names hold no quote, backslash or control character
// (word_lists.h), and line ends within a text are written as \n here.
#include <algorithm>

#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

class JsonShape final : public Shape {
 public:
  bool holds(const Filing&, const Publication&) const override { return true; }

  void append_record(const MadeRecord& made, std::string& out) override {
    out += '{';
    append_numbers(made, out);
    append_texts(",\"title_localized\":[", made, made.titles, out);
    append_texts("],\"abstract_localized\":[", made, made.abstracts, out);
    out += ']';
    if (!made.description.empty()) append_full_text(made, out);
    append_dates(made, out);
    append_priorities(made, out);
    append_parties("inventor", made.inventors, made.office(), out);
    append_parties("assignee", made.applicants, made.office(), out);
    append_symbols(",\"ipc\":[", made.ipc, out);
    append_symbols("],\"cpc\":[", made.cpc_given(), out);
    out += ']';
    append_citations(made, out);
    out += "}\n";
  }

 private:
  static void append_numbers(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    out += "\"publication_number\":\"";
    append_publication_number(*made.filing, publication.kind, publication.is_grant,
                              publication.published, out);
    out += "\",\"application_number\":\"";
    append_application_number(*made.filing, made.receiving_office, out);
    ((out += "\",\"country_code\":\"") += office_code(made.office())) += "\",\"kind_code\":\"";
    (out += publication.kind) += "\",\"family_id\":\"";
    append_decimal(made.family_id, out);
    out += '"';
  }

  static void append_texts(std::string_view before, const MadeRecord& made,
                           const std::vector<MadeText>& texts, std::string& out) {
    out += before;
    for (const MadeText& text : texts) {
      open_text(out);
      out += made.text(text.text);
      close_text(text.language, out);
    }
  }

  static void open_text(std::string& out) {
    out += out.back() == '[' ? "{\"text\":\"" : ",{\"text\":\"";
  }
  static void close_text(Language language, std::string& out) {
    // The table writes both Chinese scripts as "zh"; the office tells them apart.
    ((out += "\",\"language\":\"") += language_code(language)) += "\"}";
  }

  /// One text for the description, one for all claims, which begin with their numbers.
  static void append_full_text(const MadeRecord& made, std::string& out) {
    out += ",\"description_localized\":[{\"text\":\"";
    for (const MadeParagraph& paragraph : made.description) {
      if (&paragraph != made.description.data()) out += "\\n";
      out += made.text(paragraph.text);
    }
    close_text(made.full_text_language, out);
    out += "],\"claims_localized\":[{\"text\":\"";
    uint32_t number = 0;
    for (const MadeClaim& claim : made.claims) {
      if (number != 0) out += "\\n";
      append_decimal(++number, out);
      out += ". ";
      append_lines(made.text(claim.text), out);
    }
    close_text(made.full_text_language, out);
    out += ']';
  }

  static void append_lines(std::string_view text, std::string& out) {
    for (;;) {
      size_t end = std::min(text.find('\n'), text.size());
      out += text.substr(0, end);
      if (end == text.size()) return;
      out += "\\n";
      text.remove_prefix(end + 1);
    }
  }

  static void append_dates(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    auto append = [&](std::string_view name, uint32_t date) { append_decimal(date, out += name); };
    append(",\"publication_date\":", yyyymmdd(publication.published));
    append(",\"filing_date\":", yyyymmdd(made.filing->filed));
    append(",\"grant_date\":", publication.is_grant ? yyyymmdd(publication.published) : 0);
    append(",\"priority_date\":", yyyymmdd(made.priorities.front().filed));
  }

  static void append_priorities(const MadeRecord& made, std::string& out) {
    out += ",\"priority_claim\":[";
    for (const Filing& filing : made.priorities) {
      out += &filing == made.priorities.data() ? "{" : ",{";
      out += "\"application_number\":\"";
      append_application_number(filing, made.receiving_office, out);
      append_decimal(yyyymmdd(filing.filed), out += "\",\"filing_date\":");
      out += '}';
    }
    out += ']';
  }

  static void append_parties(std::string_view column, const std::vector<Party>& parties,
                             Office office, std::string& out) {
    ((out += ",\"") += column) += "\":[";
    for (const Party& party : parties) {
      out += &party == parties.data() ? "\"" : ",\"";
      (out += printed_name(party, office)) += '"';
    }
    ((out += "],\"") += column) += "_harmonized\":[";
    for (const Party& party : parties) {
      out += &party == parties.data() ? "{\"name\":\"" : ",{\"name\":\"";
      ((out += party.latin) += "\",\"country_code\":\"") += party.country;
      out += "\"}";
    }
    out += ']';
  }

  static void append_symbols(std::string_view before, std::span<const MadeSymbol> symbols,
                             std::string& out) {
    out += before;
    for (const MadeSymbol& made : symbols) {
      out += &made == symbols.data() ? "{\"code\":\"" : ",{\"code\":\"";
      (out += made.symbol.text()) += "\",\"inventive\":";
      out += made.inventive ? "true" : "false";
      out += made.first ? ",\"first\":true}" : ",\"first\":false}";
    }
  }

  static void append_citations(const MadeRecord& made, std::string& out) {
    out += ",\"citation\":[";
    for (const MadeCitation& cited : made.citations) {
      out += &cited == made.citations.data() ? "{" : ",{";
      out += "\"publication_number\":\"";
      append_publication_number(*cited.filing, cited.publication->kind, cited.publication->is_grant,
                                cited.publication->published, out);
      ((out += "\",\"category\":\"") += cited.category) += "\"}";
    }
    out += ']';
  }
};

}  // namespace

std::unique_ptr<Shape> make_json_shape() { return std::make_unique<JsonShape>(); }

}  // namespace patlas::generator
