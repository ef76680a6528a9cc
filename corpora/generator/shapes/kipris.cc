// An answer of KIPRIS Plus, the Korean office's service: one page with a row for each record, however
// many there are (the service itself gives 500 a page).
//
// A real row is an application with all its numbers. Here a row has the number of its record alone,
// as real ones of registrations without a laid-open number have, so that rows and records are one to
// one. Numbers have thirteen digits, type, year and serial, or type and serial with four zeros; what
// is older than that form (laid open before 1998, registered before July 1999) is not held.
#include "corpora/generator/decimal.h"
#include "corpora/generator/shapes/parts.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

class KiprisShape final : public Shape {
 public:
  bool holds(const Filing& filing, const Publication& publication) const override {
    return filing.office == Office::kKR && is_typed_kr(publication.is_grant, publication.published);
  }

  void append_head(std::string& out) override {
    rows_ = 0;
    out +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\r\n<response>\r\n\t<header>\r\n"
        "\t\t<resultCode></resultCode>\r\n\t\t<resultMsg></resultMsg>\r\n\t</header>\r\n"
        "\t<body>\r\n\t\t<items>\r\n";
  }
  void append_tail(std::string& out) override {
    append_decimal(rows_, out += "\t\t\t<TotalSearchCount>");
    out +=
        "</TotalSearchCount>\r\n\t\t\t<SearchStartNumber>1</SearchStartNumber>\r\n"
        "\t\t</items>\r\n\t</body>\r\n</response>\r\n";
  }

  void append_record(const MadeRecord& made, std::string& out) override {
    ++rows_;
    const Publication& publication = *made.publication;
    bool grant = publication.is_grant;
    out += "\t\t\t<PatentUtilityInfo>\r\n";
    append_applicants(made, out);
    append_day("ApplicationDate", made.filing->filed, out);
    append_application(made, out);
    append_field("Abstract", made.abstracts.empty() ? "" : made.text(made.abstracts.front().text),
                 out);
    append_path("DrawingPath", made.family_id * 2, out);
    append_path("ThumbnailPath", made.family_id * 2 + 1, out);
    open("SerialNumber", out);
    append_decimal(made.record + 1, out);
    close("SerialNumber", out);
    append_field("InventionName", made.text(made.titles.front().text), out);
    append_symbols(made, out);
    append_numbers(made, out);
    append_field("RegistrationStatus", grant ? "등록" : "공개", out);
    out += "\t\t\t</PatentUtilityInfo>\r\n";
  }

 private:
  static void open(std::string_view tag, std::string& out) { ((out += "\t\t\t\t<") += tag) += '>'; }
  static void close(std::string_view tag, std::string& out) { ((out += "</") += tag) += ">\r\n"; }
  static void append_field(std::string_view tag, std::string_view text, std::string& out) {
    open(tag, out);
    append_escaped(text, out);
    close(tag, out);
  }
  static void append_day(std::string_view tag, Day day, std::string& out) {
    open(tag, out);
    append_date(day, out);
    close(tag, out);
  }

  static void append_applicants(const MadeRecord& made, std::string& out) {
    open("Applicant", out);
    for (const Party& party : made.applicants) {
      if (&party != made.applicants.data()) out += '|';
      append_escaped(printed_name(party, Office::kKR), out);
    }
    close("Applicant", out);
  }

  static std::string_view type_of(const Filing& filing) {
    return filing.utility_model ? "20" : "10";
  }

  /// Thirteen digits; before 1994 as it was written then, "93-0001234".
  static void append_application(const MadeRecord& made, std::string& out) {
    std::string digits;
    append_application_digits(*made.filing, digits);
    open("ApplicationNumber", out);
    if (digits.size() == 11) {
      (out += type_of(*made.filing)) += digits;
    } else {
      append_written_application(*made.filing, made.receiving_office, out);
    }
    close("ApplicationNumber", out);
  }

  static void append_numbers(const MadeRecord& made, std::string& out) {
    const Publication& publication = *made.publication;
    std::string digits;
    append_publication_digits(*made.filing, publication.is_grant, publication.published, digits);
    bool grant = publication.is_grant;
    open("OpeningDate", out);
    if (!grant) append_date(publication.published, out);
    close("OpeningDate", out);
    open("OpeningNumber", out);
    if (!grant) (out += type_of(*made.filing)) += digits;
    close("OpeningNumber", out);
    append_field("PublicNumber", "", out);
    // The day of a registration's publication; the right was entered some days before.
    open("PublicDate", out);
    if (grant) append_date(publication.published, out);
    close("PublicDate", out);
    open("RegistrationDate", out);
    if (grant) append_date(publication.published - 8, out);
    close("RegistrationDate", out);
    open("RegistrationNumber", out);
    if (grant) (out += digits) += "0000";
    close("RegistrationNumber", out);
  }

  static void append_symbols(const MadeRecord& made, std::string& out) {
    open("InternationalpatentclassificationNumber", out);
    for (const MadeSymbol& made_symbol : made.ipc) {
      const ClassSymbol& symbol = made_symbol.symbol;
      if (&made_symbol != made.ipc.data()) out += '|';
      ((out += symbol.subclass()) += ' ') += symbol.text().substr(4);
    }
    close("InternationalpatentclassificationNumber", out);
  }

  /// As long as the service's, and as hard to compress.
  static void append_path(std::string_view tag, uint64_t seed, std::string& out) {
    open(tag, out);
    out += "http://kipris.invalid/kiprisplusws/fileToss.jsp?arg=";
    Random random(seed);
    for (uint32_t words = 9; words != 0; --words) {
      uint64_t bits = random.next();
      for (uint32_t digit = 0; digit < 16; ++digit, bits >>= 4) {
        out += "0123456789abcdef"[bits & 15];
      }
    }
    close(tag, out);
  }

  uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<Shape> make_kipris_shape() { return std::make_unique<KiprisShape>(); }

}  // namespace patlas::generator
