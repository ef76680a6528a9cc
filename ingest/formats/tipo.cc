// TIPO grants (tw-patent-grant): one file per application number, or the gazette with many in one
// tw-patent-grants element.
//
// Oddities kept in this file: two calendars in one record (the office's own dates count years of
// the Republic, priorities are Gregorian), countries of priorities and citations by their Chinese
// names, a kind element that is always empty beside a kindcode that is not, empty elements for
// everything unknown.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/tipo, tests/real/real_test.cc.
#include <utility>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

constexpr std::string_view kChinese = "zh";

class TipoReading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "tipo-xml/1";
  static constexpr std::string_view kElement = "tw-patent-grant";

  explicit TipoReading(const Node& root) : XmlReading(root, {.source = "tipo", .prefix = "tw"}) {}

  Result<Record> run() {
    Node biblio = child_of(root_, "tw-bibliographic-data-grant");
    if (!biblio) return Error{Code::kParse, "no tw-bibliographic-data-grant element", {}};
    kind_ = line_text(biblio, "kindcode");
    extra_attributes({"dtd-version"});
    for (const Node& child : children_of(biblio)) read_biblio_child(child);
    for (const Node& child : children_of(root_)) read_root_child(child);
    return finish();
  }

 private:
  void read_root_child(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "tw-bibliographic-data-grant") return;
    if (name == "claims") {
      read_claims(node);
    } else if (name == "abstract") {
      add_text(record_.abstracts, kChinese, block_text(node));
    } else if (name == "description") {
      add_text(record_.descriptions, kChinese, block_text(node));
    } else if (name == "drawings") {
      read_drawings(node);
    } else {
      keep(node);
    }
  }

  void read_biblio_child(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "kindcode") return;
    if (name == "publication-reference") {
      record_.publication = number_below(NumberSpace::kPublication, node, kind_);
      if (kind_ != record_.publication.kind) extra_if("publication-kind", kind_);
    } else if (name == "application-reference") {
      record_.application = number_below(NumberSpace::kApplication, node, "");
      extra_if("application-type", attribute_of(node, "appl-type"));
    } else if (name == "application-publication-reference") {
      Number earlier = number_below(NumberSpace::kPublication, node, "");
      if (!earlier.number.empty()) record_.earlier_publications.push_back(std::move(earlier));
    } else if (name == "priority-claims") {
      read_priorities(node);
    } else if (name == "classification-ipc") {
      read_ipc(node);
    } else if (name == "classification-locarno") {
      read_locarno(node);
    } else if (name == "invention-title") {
      read_title(node);
    } else if (name == "parties") {
      read_parties(node);
    } else if (name == "examiners") {
      for (const Node& child : children_of(node)) add_party(child, record_.examiners);
    } else if (name == "refs") {
      read_citations(node);
    } else {
      keep(node);
    }
  }

  Number number_below(NumberSpace space, const Node& parent, const std::string& kind) {
    WrittenNumber written = written_number(child_of(parent, "document-id"));
    written.country = "TW";
    if (written.kind.empty()) written.kind = kind;
    if (written.number.empty()) return {};
    return office_number(space, written, record_.extras);
  }

  /// A country by its Chinese name. One that no table knows is kept as an extra.
  std::string country_of(const Node& node, std::string_view where) {
    std::string name = line_text(node, "country");
    std::string code = read_country(name);
    if (code.empty() && !name.empty()) extra_if(std::string(where) + "-country", name);
    return code;
  }

  void read_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "priority-claim")) {
      WrittenNumber written = written_number(claim);
      if (written.number.empty() && written.date.empty()) continue;
      written.country = country_of(claim, "priority");
      // Gregorian even for a Taiwanese priority: eight digits, which no ROC date has.
      record_.priorities.push_back(
          office_number(NumberSpace::kApplication, written, record_.extras));
    }
  }

  void read_ipc(const Node& node) {
    for (const Node& child : children_of(node)) {
      bool main = is_named(child, "main-classification");
      std::string text = line_text(child);
      if (text.empty()) continue;
      if (!main && !is_named(child, "further-classification")) {
        keep_as(dotted("ipc", local_name(child.name())), child);
        continue;
      }
      Symbol symbol = class_symbol("ipc", text);
      read_edition(attribute_of(child, "edition"), symbol);
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  /// 201801120221018V: version 2018.01, 1, action date 2022-10-18, V.
  static void read_edition(const std::string& edition, Symbol& symbol) {
    bool known = edition.size() == 16 && edition.find_first_not_of("0123456789") == 15;
    symbol.version = known ? edition.substr(0, 6) + "01" : edition;
    append_part(symbol.original, edition, " ");
  }

  void read_locarno(const Node& node) {
    for (const Node& child : children_of(node)) {
      std::string text = line_text(child);
      bool main = is_named(child, "main-classification");
      if (text.empty() || (!main && !is_named(child, "further-classification"))) continue;
      Symbol symbol = locarno_symbol(std::move(text));
      symbol.version = attribute_of(child, "edition");
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_title(const Node& node) {
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      std::string text = line_text(child);
      if (name == "chinese-title") {
        add_text(record_.titles, kChinese, std::move(text));
      } else if (name == "english-title") {
        add_text(record_.titles, "en", std::move(text));
      } else {
        add_text(record_.titles, "", std::move(text));
      }
    }
  }

  void read_parties(const Node& node) {
    for (const Node& group : children_of(node)) {
      std::string_view name = local_name(group.name());
      std::vector<Party>* to = nullptr;
      if (name == "applicants") to = &record_.applicants;
      if (name == "inventors") to = &record_.inventors;
      if (name == "agents") to = &record_.agents;
      if (to == nullptr) {
        keep(group);
        continue;
      }
      for (const Node& party : children_of(group)) add_party(party, *to);
    }
  }

  void add_party(const Node& node, std::vector<Party>& to) {
    Node book = child_of(node, "addressbook");
    if (!book) book = node;
    Party party;
    party.name = whole_name(child_of(book, "chinese-name"));
    party.latin = whole_name(child_of(book, "english-name"));
    if (party.name.empty()) party.name = std::exchange(party.latin, {});
    party.role = attribute_of(node, "app-type");
    if (party.role.empty()) party.role = attribute_of(node, "rep-type");
    party.address = line_text(book, "address");
    std::string country = line_text(book, "english-country");
    std::string address = line_text(book, "english-address");
    party.country = read_country(country);
    if (party.country.empty()) append_part(party.address, country, ", ");
    if (address != country) append_part(party.address, address, ", ");
    if (party.name.empty()) return;  // an empty element stands for nobody
    to.push_back(std::move(party));
  }

  /// The whole name is in last-name; the other parts are there for form's sake.
  static std::string whole_name(const Node& node) {
    std::string name = line_text(node, "last-name");
    std::string given = line_text(node, "first-name");
    append_part(given, line_text(node, "middle-name"), " ");
    append_part(name, given, ", ");
    return name;
  }

  void read_citations(const Node& node) {
    for (const Node& reference : children_of(node)) {
      WrittenNumber written = written_number(reference);
      Citation citation;
      if (written.number.empty()) {
        citation.text = line_text(reference);
      } else {
        written.country = country_of(reference, "citation");
        citation.publication = office_number(NumberSpace::kPublication, written, record_.extras);
      }
      if (citation != Citation{}) record_.citations.push_back(std::move(citation));
    }
  }

  void read_claims(const Node& node) {
    for (const Node& child : children_of(node, "claim")) {
      Claim claim;
      claim.language = kChinese;
      claim.number = attribute_of(child, "num");
      claim.text = block_text(child);
      record_.claims.push_back(std::move(claim));
    }
  }

  void read_drawings(const Node& node) {
    extra_if("drawings", attribute_of(node, "num"));
    for (const Node& child : children_of(node)) {
      if (is_named(child, "figure")) {
        for (const Node& image : children_of(child, "img")) {
          extra_if("drawing", attribute_of(image, "file"));
        }
      } else {
        extra_if(local_name(child.name()), block_text(child));
      }
    }
  }

  std::string kind_;
};

bool recognise(std::string_view head) {
  std::string_view root = peek_root_name(head);
  return root == "tw-patent-grant" || root == "tw-patent-grants";
}

}  // namespace

FormatSpec tipo_format() {
  return xml_format<TipoReading>("TIPO grants (tw-patent-grant), one a file or a gazette",
                                 recognise);
}

}  // namespace patlas
