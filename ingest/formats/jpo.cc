// JPO gazettes, jp-official-gazette (the office's ST.36 with elements of its own, prefixed jp:), one
// a file: EUC-JP from the office, UTF-8 without a declaration in many copies.
//
// Oddities kept in this file: amendments stand behind the document and repeat its description and
// claims whole, so texts are read from the children of the root and nowhere else; the overflow page
// repeats the front page as a text; an applicant's second addressbook may be nothing but an address
// in Latin; the PCT number is a country and digits without marks; documents that the description
// cites are sentences (特許第６１５１５５７号公報).
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/jpo, tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <utility>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"
#include "ingest/normalize/numbers.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

/// The gazette prints each of them on a line of its own, behind a number made of its attribute.
constexpr std::array<std::string_view, 3> kLines = {"patcit", "nplcit", "figref"};
constexpr TextRules kText = {kLines, true, false};

/// "KR2018016728" -> "PCT/KR2018/016728"; other writings stay.
std::string pct_number(const std::string& text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const bool bare = text.size() == 12 && is_capital(text[0]) && is_capital(text[1]) &&
                    text.find_first_not_of("0123456789", 2) == std::string::npos;
  if (!bare) return text;
  return "PCT/" + text.substr(0, 6) + "/" + text.substr(6);
}

/// What stands before the first blank, of either width.
std::string first_word(const std::string& text) {
  return text.substr(0, std::min(text.find(' '), text.find("\u3000")));
}

/// A document named by a sentence. The number counts where every reading is of one office, and its
/// kind where no reading has another.
Number cited_publication(const std::string& text) {
  const std::vector<DocdbNumber> readings = parse_number(NumberSpace::kPublication, text);
  if (readings.empty()) return {};
  const DocdbNumber& best = readings.front();
  bool one_kind = true;
  for (const DocdbNumber& other : readings) {
    if (other.country != best.country) return {};
    one_kind =
        one_kind && (other.number != best.number || other.kind == best.kind || other.kind.empty());
  }
  Number number;
  number.country = best.country;
  number.number = best.number;
  if (one_kind) number.kind = best.kind;
  number.original = text;
  return number;
}

class JpoReading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "jpo-xml/1";
  static constexpr std::string_view kElement = "jp-official-gazette";

  explicit JpoReading(const Node& root)
      : XmlReading(root, {.source = "jpo", .prefix = "jp", .keep_flags = true}) {
    language_ = read_language(attribute_of(root, "lang"));
  }

  Result<Record> run() {
    Node biblio = child_of(root_, "bibliographic-data");
    if (!biblio) return Error{Code::kParse, "no bibliographic-data element", {}};
    extra_attributes({"kind-of-jp", "dtd-version", "file", "status"});
    for (const Node& child : children_of(biblio)) read_biblio_child(child);
    for (const Node& child : children_of(root_)) read_root_child(child);
    return finish();
  }

 private:
  void add_in(std::vector<LocalText>& texts, const std::string& language, std::string text) {
    if (copies_.take(language.size())) add_text(texts, language, std::move(text));
  }

  void read_biblio_child(const Node& node) {
    static const Rules<JpoReading> kRules = {
        {"publication-reference", &JpoReading::read_publication},
        {"application-reference", &JpoReading::read_application},
        {"invention-title", &JpoReading::read_title},
        {"parties", &JpoReading::read_parties},
        {"priority-claims", &JpoReading::read_priorities},
        {"dates-of-public-availability", &JpoReading::read_availability},
        {"classification-ipc", &JpoReading::read_ipc},
        {"classification-national", &JpoReading::read_fi},
        {"related-documents", &JpoReading::read_related},
        {"pct-or-regional-filing-data", &JpoReading::read_pct_filing},
        {"pct-or-regional-publishing-data", &JpoReading::read_pct_publishing},
        {"theme-code-info", &JpoReading::read_f_terms},
        {"f-term-info", &JpoReading::read_f_terms},
    };
    read_by_rule(kRules, node);
  }

  void read_root_child(const Node& node) {
    const std::string_view name = local_name(node.name());
    const bool elsewhere = name == "bibliographic-data" || name == "overflow";
    const bool images = name == "image-of-bibliographic-data" || name == "drawings" ||
                        name == "image-of-chosen-drawing" || name == "search-report-group";
    if (elsewhere || images) return;
    if (name == "description") {
      add_in(record_.descriptions, language_, block_text(node, kText));
      for (const Node& list : children_of(node, "citation-list")) read_citations(list);
    } else if (name == "claims") {
      for (const Node& claim : children_of(node, "claim")) {
        add_claim(language_, attribute_of(claim, "num"), block_text(claim, kText));
      }
    } else if (name == "abstract") {
      add_in(record_.abstracts, language_, block_text(node, kText));
    } else if (name == "written-amendment-group") {
      for (const Node& amendment : children_of(node)) note_amendment(amendment);
    } else if (name == "foreign-language-body") {
      read_foreign_body(node);
    } else {
      keep(node);
    }
  }

  // ---- Numbers

  /// The number below `node`: Japanese unless it says otherwise.
  static WrittenNumber number_in(const Node& node) {
    WrittenNumber written = written_number(child_of(node, "document-id"));
    if (written.country.empty()) written.country = "JP";
    return written;
  }

  /// 公表特許公報(A): the kind in brackets, and a word that tells a translation from a first filing.
  void read_publication(const Node& node) {
    const WrittenNumber written = number_in(node);
    if (written.number.empty()) return;
    record_.publication = office_number(NumberSpace::kPublication, written, record_.extras);
    extra_if("publication-kind", written.kind);
  }

  void read_application(const Node& node) {
    record_.application = office_number(NumberSpace::kApplication, number_in(node), record_.extras);
  }

  void read_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "priority-claim")) {
      record_.priorities.push_back(
          office_number(NumberSpace::kApplication, written_number(claim), record_.extras));
      extra_if("priority-kind", attribute_of(claim, "kind"));
    }
  }

  /// The same application published before, as a grant or laid open.
  void read_availability(const Node& node) {
    for (const Node& child : children_of(node)) {
      const WrittenNumber written = number_in(child);
      if (written.number.empty()) {
        keep(child);
        continue;
      }
      record_.earlier_publications.push_back(
          office_number(NumberSpace::kPublication, written, record_.extras));
    }
  }

  void read_related(const Node& node) {
    for (const Node& child : children_of(node)) {
      const std::string_view relation = local_name(child.name());
      const bool utility = attribute_of(child, "kind") == "utility";
      for (const Node& link : children_of(child, "relation")) {
        WrittenNumber parent = number_in(child_of(link, "parent-doc"));
        if (utility && parent.kind.empty()) parent.kind = "U";
        add_relation(relation, parent, number_in(child_of(link, "child-doc")));
      }
    }
  }

  /// Without a country in most; the number says it.
  std::optional<Number> international(NumberSpace space, const Node& node) {
    WrittenNumber written = number_in(node);
    if (written.number.empty()) return std::nullopt;
    written.country = "WO";
    std::string original = written.number;
    if (space == NumberSpace::kApplication) written.number = pct_number(written.number);
    Number number = office_number(space, written, record_.extras);
    number.original = std::move(original);
    return number;
  }

  void read_pct_filing(const Node& node) {
    record_.pct_application = international(NumberSpace::kApplication, node);
  }
  void read_pct_publishing(const Node& node) {
    record_.pct_publication = international(NumberSpace::kPublication, node);
  }

  // ---- Classes

  void read_ipc(const Node& node) {
    const std::string edition = line_text(node, "edition");
    for (const Node& child : children_of(node)) {
      const std::string_view name = local_name(child.name());
      if (name == "edition") continue;
      if (name == "linked-indexing-code-group") {
        for (const Node& code : children_of(child)) add_ipc(code, edition);
      } else {
        add_ipc(child, edition);
      }
    }
  }

  void add_ipc(const Node& node, const std::string& edition) {
    std::string text = exact_text(node);
    if (text.empty() || !copies_.take(edition.size())) return;
    Symbol symbol = ipc8_symbol("ipc", text);
    if (symbol.version.empty()) symbol.version = edition;
    symbol.first = symbol.first || is_named(node, "main-clsf");
    record_.symbols.push_back(std::move(symbol));
    extra_if("ipc-facet", attribute_of(node, "facet"));
  }

  void read_fi(const Node& node) {
    const std::string country = line_text(node, "country");
    for (const Node& child : children_of(node)) {
      const std::string_view name = local_name(child.name());
      if (name == "country") continue;
      const std::vector<Node> codes =
          name == "linked-indexing-code-group" ? children_of(child) : std::vector<Node>{child};
      for (const Node& code : codes) {
        std::string text = line_text(code);
        if (text.empty()) continue;
        if (!copies_.take(country.size())) return;
        Symbol symbol = fi_symbol(std::move(text));
        symbol.office = country;
        symbol.first = name == "main-clsf";
        record_.symbols.push_back(std::move(symbol));
        extra_if("fi-facet", attribute_of(code, "facet"));
      }
    }
  }

  // ---- Parties

  void read_parties(const Node& node) {
    for (const Node& group : children_of(node)) {
      const std::string_view name = local_name(group.name());
      if (name == "inventors") {
        for (const Node& child : children_of(group)) {
          Party party = read_party(child, "inventor");
          if (!party.name.empty()) record_.inventors.push_back(std::move(party));
        }
      } else if (name == "applicants-agents-article") {
        for (const Node& list : children_of(group, "applicants-agents")) read_applicants(list);
      } else {
        keep(group);
      }
    }
  }

  void read_applicants(const Node& list) {
    for (const Node& child : children_of(list)) {
      const std::string_view name = local_name(child.name());
      if (name == "agent") {
        Party agent = read_party(child, "agent");
        agent.role = attribute_of(child, "kind");
        for (std::string_view profession : {"attorney", "lawyer"}) {
          if (child_of(child, profession)) append_part(agent.role, profession, " ");
        }
        extra_if("agent-number-of-other-applicants",
                 attribute_of(child, "number-of-other-applicants"));
        if (!agent.name.empty()) record_.agents.push_back(std::move(agent));
      } else if (name == "applicant") {
        Party applicant = read_party(child, "applicant");
        for (const Node& office : children_of(child, "office-in-japan")) keep(office);
        if (!applicant.name.empty()) record_.applicants.push_back(std::move(applicant));
      } else {
        keep(child);
      }
    }
  }

  Party read_party(const Node& node, std::string_view group) {
    Party party;
    for (const Node& book : children_of(node, "addressbook")) {
      std::string name = name_in(book);
      if (party.name.empty()) {
        party.name = std::move(name);
      } else if (party.latin.empty()) {
        party.latin = std::move(name);
      }
      append_part(party.address, address_in(book), "; ");
      const std::string number = line_text(book, "registered-number");
      if (number.empty() || !copies_.take(party.name.size())) continue;
      extra_if(std::string(group) + "-number", number + " " + party.name);
    }
    // The address of somebody abroad begins with the country; at home it has none.
    party.country = read_country(first_word(party.address));
    return party;
  }

  static std::string name_in(const Node& book) {
    std::string name = line_text(book, "name");
    if (!name.empty()) return name;
    name = line_text(book, "last-name");
    append_part(name, line_text(book, "first-name"), " ");
    append_part(name, line_text(book, "orgname"), "; ");
    return name.empty() ? line_text(book, "text") : name;
  }

  static std::string address_in(const Node& book) {
    std::string address;
    for (const Node& part : children_of(child_of(book, "address"))) {
      append_part(address, line_text(part), ", ");
    }
    return address;
  }

  // ---- Texts

  void read_title(const Node& node) { add_in(record_.titles, language_, line_text(node)); }

  /// What the description cites: lists of patent and other literature, in paragraphs.
  void read_citations(const Node& list) {
    for (const Node& kind : children_of(list)) {
      for (const Node& paragraph : children_of(kind)) {
        for (const Node& cited : children_of(paragraph)) {
          const bool patent = is_named(cited, "patcit");
          if (patent || is_named(cited, "nplcit")) read_cited(cited, patent);
        }
      }
    }
  }

  void read_cited(const Node& node, bool patent) {
    Citation citation;
    citation.by = "applicant";
    citation.phase = "description";
    Node id = child_of(node, "document-id");
    if (id) {
      citation.publication =
          office_number(NumberSpace::kPublication, written_number(id), record_.extras);
    } else {
      citation.text = line_text(node);
      if (patent) citation.publication = cited_publication(citation.text);
      if (!citation.publication.number.empty()) citation.text.clear();
    }
    for (const Node& passage : children_of(node, "rel-passage")) {
      append_part(citation.passages, line_text(passage), "; ");
    }
    record_.citations.push_back(std::move(citation));
  }

  /// An amendment repeats the texts that it changes. Only that there is one becomes part of the
  /// record, whose texts are those of the document.
  void note_amendment(const Node& node) {
    std::string what = line_text(node, "date");
    append_part(what, attribute_of(node, "kind"), " ");
    const std::string whole = what;
    for (const Node& article : children_of(node, "amendment-article")) {
      for (const Node& group : children_of(article, "amendment-group")) {
        if (!copies_.take(whole.size())) return;
        std::string part = whole;
        append_part(
            part, attribute_of(child_of(group, "contents-of-amendment"), "kind-of-document"), " ");
        append_part(part, line_text(group, "item-of-amendment"), " ");
        extra_if("amendment", std::move(part));
      }
    }
  }

  /// The application as filed in another language, by pages or by paragraphs.
  void read_foreign_body(const Node& body) {
    const std::string language = read_language(attribute_of(body, "lang"));
    for (const Node& part : children_of(body)) {
      const std::string_view name = local_name(part.name());
      TextBuilder text(kText);
      for (const Node& paragraph : children_of(part, "p")) {
        text.break_line();
        text.add_node(paragraph);
      }
      std::string all = text.take();
      if (all.empty()) continue;  // pages are images
      if (name == "foreign-language-description") {
        add_in(record_.descriptions, language, std::move(all));
      } else if (name == "foreign-language-abstract") {
        add_in(record_.abstracts, language, std::move(all));
      } else if (name == "foreign-language-claims") {
        add_claim(language, {}, std::move(all));
      } else {
        extra_if(name, std::move(all));
      }
    }
  }

  std::string language_;
};

}  // namespace

FormatSpec jpo_format() {
  return xml_format<JpoReading>("JPO gazettes (jp-official-gazette), one a file");
}

}  // namespace patlas
