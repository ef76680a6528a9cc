// JPO gazettes of laid-open applications (jp-official-gazette, kind A), whole documents one behind
// the other, in UTF-8. The office has them in this form since 2004; older ones are written the same.
//
// The kind is a word, 公開特許公報(A); an address begins with the country of who lives abroad, and
// names none at home; the sections of a description are elements without headings.
#include <algorithm>

#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

constexpr std::string_view kSections[kSectionCount] = {
    "technical-field", "background-art", "summary-of-invention", "description-of-drawings",
    "description-of-embodiments"};

/// What an address abroad begins with; empty for Japan.
std::string_view japanese_name(std::string_view country) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"US", "アメリカ合衆国"}, {"CN", "中華人民共和国"}, {"KR", "大韓民国"},
      {"TW", "台湾"},           {"DE", "ドイツ"},         {"GB", "イギリス"},
      {"FR", "フランス"},       {"CA", "カナダ"},         {"AU", "オーストラリア"},
      {"NL", "オランダ"},       {"CH", "スイス"},         {"SE", "スウェーデン"},
      {"IT", "イタリア"}};
  for (auto [code, name] : kNames) {
    if (code == country) return name;
  }
  return {};
}

class JpoShape final : public Shape {
 public:
  bool holds(const Filing& filing, const Publication& publication) const override {
    return filing.office == Office::kJP && publication.kind == "A";
  }

  void append_record(const MadeRecord& made, std::string& out) override {
    out +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<jp-official-gazette kind-of-jp=\"A\" kind-of-st16=\"A\" lang=\"ja\" "
        "dtd-version=\"1.0\" country=\"JP\" xmlns:jp=\"http://www.jpo.go.jp\">\n"
        "<bibliographic-data lang=\"ja\" country=\"JP\">\n";
    append_numbers(made, out);
    append_element("invention-title", made.text(made.titles.front().text), out);
    out += '\n';
    append_parties(made, out);
    append_priorities(made, out);
    append_symbols(made, out);
    if (!made.claims.empty()) {
      append_decimal(made.claims.size(), out += "<number-of-claims jp:adopted-law=\"claim\">");
      out += "</number-of-claims>\n";
    }
    out +=
        "<jp:request-for-examination true-or-false=\"false\"/>\n"
        "<jp:filing-form>ＯＬ</jp:filing-form>\n</bibliographic-data>\n";
    if (!made.description.empty()) append_description(made, out);
    if (!made.claims.empty()) append_claims(made, out);
    if (!made.abstracts.empty()) {
      out += "<abstract>\n<p num=\"\">";
      append_escaped(made.text(made.abstracts.front().text), out);
      out += "</p>\n</abstract>\n";
    }
    out += "</jp-official-gazette>\n";
  }

 private:
  /// A year of four digits and six of the serial, for any year.
  static void append_year_serial(uint32_t year, const Filing& filing, std::string_view docdb,
                                 std::string& out) {
    if (year >= 2000) {
      out += docdb;
    } else {
      append_decimal(year, out);
      append_padded(filing.serial + 1, 6, out);
    }
  }

  static void append_numbers(const MadeRecord& made, std::string& out) {
    const Filing& filing = *made.filing;
    Day published = made.publication->published;
    std::string digits;
    append_publication_digits(filing, false, published, digits);
    out += "<publication-reference>\n<document-id>\n<country>JP</country>\n<doc-number>";
    append_year_serial(year_of(published), filing, digits, out);
    out += "</doc-number>\n<kind>公開特許公報(A)</kind>\n<date>";
    append_date(published, out);
    out +=
        "</date>\n</document-id>\n</publication-reference>\n"
        "<application-reference>\n<document-id>\n<doc-number>";
    digits.clear();
    append_application_digits(filing, digits);
    append_year_serial(year_of(filing.filed), filing, digits, out);
    append_date(filing.filed, out += "</doc-number>\n<date>");
    out += "</date>\n</document-id>\n</application-reference>\n";
  }

  static void append_parties(const MadeRecord& made, std::string& out) {
    out += "<parties>\n<jp:applicants-agents-article>\n<jp:applicants-agents sequence=\"1\">\n";
    append_list("applicant", made.applicants, made.family_id, out);
    out += "</jp:applicants-agents>\n</jp:applicants-agents-article>\n<inventors>\n";
    append_list("inventor", made.inventors, 0, out);
    out += "</inventors>\n</parties>\n";
  }

  /// Applicants have a number with the office, inventors none.
  static void append_list(std::string_view tag, const std::vector<Party>& parties, uint64_t number,
                          std::string& out) {
    uint32_t sequence = 0;
    for (const Party& party : parties) {
      append_decimal(++sequence, ((out += '<') += tag) += " sequence=\"");
      out += "\">\n<addressbook lang=\"ja\">\n";
      append_element("name", printed_name(party, Office::kJP), out);
      if (number != 0) {
        append_padded(number % 1000000000, 9, out += "\n<registered-number>");
        out += "</registered-number>";
      }
      (out += "\n<address>\n<text>") += japanese_name(party.country);
      out += "</text>\n</address>\n</addressbook>\n</";
      (out += tag) += ">\n";
    }
  }

  static void append_priorities(const MadeRecord& made, std::string& out) {
    out += "<priority-claims>\n";
    uint32_t sequence = 0;
    for (const Filing& filing : made.priorities) {
      append_decimal(++sequence, out += "<priority-claim sequence=\"");
      (out += "\">\n<country>") += office_code(filing.office);
      out += "</country>\n<doc-number>";
      append_written_application(filing, made.receiving_office, out);
      append_date(filing.filed, out += "</doc-number>\n<date>");
      out += "</date>\n</priority-claim>\n";
    }
    out += "</priority-claims>\n";
  }

  /// 50 columns: "G01F  17/00        20060101AFI20210219BHJP        ".
  static void append_symbols(const MadeRecord& made, std::string& out) {
    out += "<classification-ipc>\n<edition/>\n";
    for (const MadeSymbol& symbol : made.ipc) {
      std::string_view tag = symbol.first ? "main-clsf" : "further-clsf";
      ((out += '<') += tag) += '>';
      append_ipc8(symbol, made.publication->published, "JP", out);
      ((out += "</") += tag) += ">\n";
    }
    out += "</classification-ipc>\n";
  }

  static void append_description(const MadeRecord& made, std::string& out) {
    out += "<description>\n";
    std::string_view open;
    uint32_t number = 0;
    for (const MadeParagraph& paragraph : made.description) {
      std::string_view section = kSections[static_cast<uint32_t>(paragraph.section)];
      if (section != open) {
        if (!open.empty()) ((out += "</") += open) += ">\n";
        ((out += '<') += section) += ">\n";
        open = section;
      }
      if (paragraph.is_heading) continue;
      append_padded(++number, 4, out += "<p num=\"");
      out += "\">\n  ";
      append_escaped(made.text(paragraph.text), out);
      out += "\n</p>\n";
    }
    if (!open.empty()) ((out += "</") += open) += ">\n";
    out += "</description>\n";
  }

  static void append_claims(const MadeRecord& made, std::string& out) {
    out += "<claims>\n";
    uint32_t number = 0;
    for (const MadeClaim& claim : made.claims) {
      append_decimal(++number, out += "<claim num=\"");
      out += "\">\n<claim-text>\n  ";
      std::string_view text = made.text(claim.text);
      for (size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1)) {
        append_escaped(text.substr(0, end), out);
        out += "<br/>\n  ";
      }
      append_escaped(text, out);
      out += "\n</claim-text>\n</claim>\n";
    }
    out += "</claims>\n";
  }
};

}  // namespace

std::unique_ptr<Shape> make_jpo_shape() { return std::make_unique<JpoShape>(); }

}  // namespace patlas::generator
