// CNIPA publications in both of the office's formats, one a file: cn-patent-document (a relative of
// ST.36, to about 2016) and PatentDocumentAndRelated (a relative of ST.96, V2.2.1).
//
// Oddities kept in this file: the old format has a br where the printed page wrapped, in the middle
// of words; the new one gives numbers twice (as printed, and padded for exchange) and writes 0 for
// every part of an address that is not there; an agent stands below its agency, which is repeated
// for each and has its code behind its name; a priority of an own earlier application hides as a
// related document that is substituted.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/cnipa, tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"
#include "ingest/normalize/dates.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

constexpr std::array<std::string_view, 1> kOldLines = {"invention-title"};
constexpr TextRules kOldText = {kOldLines, true, true};

constexpr std::array<std::string_view, 9> kNewLines = {
    "Paragraphs", "ClaimText", "Heading",     "Title",         "ListItem",
    "Break",      "Passage",   "DefinedTerm", "InventionTitle"};
constexpr TextRules kNewText = {kNewLines, true, false};

/// 0, 00000000, 0000000000: the office's word for nothing.
bool is_nothing(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

/// "某某专利代理有限公司 11332": the agency and its code.
std::pair<std::string, std::string> split_agency(const std::string& text) {
  const size_t blank = text.rfind(' ');
  if (blank == std::string::npos || blank == 0 || text.size() - blank != 6 ||
      text.find_first_not_of("0123456789", blank + 1) != std::string::npos) {
    return {text, {}};
  }
  return {text.substr(0, blank), text.substr(blank + 1)};
}

/// What the two formats call the parts that they have in common.
struct Words {
  std::string_view id, country, number, kind, date;
  std::string_view ipc_edition, main_class, further_class;
  std::string_view name, organisation, last_name, first_name, free_text;
  std::string_view book, address, residence, agency, agent_type;
  bool zeros_are_nothing = false;  ///< in an address
};
constexpr Words kOldWords = {.id = "document-id",
                             .country = "country",
                             .number = "doc-number",
                             .kind = "kind",
                             .date = "date",
                             .ipc_edition = "ipc-version",
                             .main_class = "main-classification",
                             .further_class = "further-classification",
                             .name = "name",
                             .organisation = "orgname",
                             .last_name = "last-name",
                             .first_name = "first-name",
                             .free_text = "text",
                             .book = "addressbook",
                             .address = "address",
                             .residence = "residence",
                             .agency = "cn-agency",
                             .agent_type = "rep-type"};
constexpr Words kNewWords = {.id = "DocumentID",
                             .country = "WIPOST3Code",
                             .number = "DocNumber",
                             .kind = "Kind",
                             .date = "Date",
                             .ipc_edition = "EditionStatement",
                             .main_class = "MainClassification",
                             .further_class = "FurtherClassification",
                             .name = "Name",
                             .organisation = "OrganizationName",
                             .last_name = "LastName",
                             .first_name = "FirstName",
                             .free_text = "Text",
                             .book = "AddressBook",
                             .address = "Address",
                             .residence = "Residence",
                             .agency = "Agency",
                             .agent_type = "repType",
                             .zeros_are_nothing = true};

/// What both formats fill alike.
class CnipaReading : public XmlReading {
 protected:
  CnipaReading(const Node& root, const Words& words)
      : XmlReading(root, {.source = "cnipa", .prefix = "cn"}), words_(words) {
    language_ = read_language(attribute_of(root, "lang"));
  }

  /// A text in `language`, or else in the record's.
  void add_in(std::vector<LocalText>& texts, const std::string& language, std::string text) {
    const std::string& known = language.empty() ? language_ : language;
    if (copies_.take(known.size())) add_text(texts, known, std::move(text));
  }

  WrittenNumber parts_of(const Node& id) const {
    return {line_text(id, words_.country), line_text(id, words_.number), line_text(id, words_.kind),
            line_text(id, words_.date)};
  }
  /// The number below `node`, which is Chinese unless it says otherwise.
  WrittenNumber number_in(const Node& node) const {
    return or_chinese(parts_of(child_of(node, words_.id)));
  }
  static WrittenNumber or_chinese(WrittenNumber written) {
    if (written.country.empty()) written.country = "CN";
    return written;
  }

  void add_publication(const WrittenNumber& written) {
    if (written.number.empty()) return;
    record_.publication = office_number(NumberSpace::kPublication, written, record_.extras);
    if (written.kind != record_.publication.kind) extra_if("publication-kind", written.kind);
  }

  void add_earlier(const WrittenNumber& written) {
    if (written.number.empty()) return;
    record_.earlier_publications.push_back(
        office_number(NumberSpace::kPublication, written, record_.extras));
  }

  void add_priority(const WrittenNumber& written, std::string kind) {
    if (written.number.empty() && is_nothing(written.date)) return;
    record_.priorities.push_back(office_number(NumberSpace::kApplication, written, record_.extras));
    extra_if("priority-kind", std::move(kind));
  }

  /// A main symbol is not marked; the first one stands first.
  void add_ipc(Symbol symbol) {
    symbol.first = !std::exchange(has_ipc_, true);
    record_.symbols.push_back(std::move(symbol));
  }

  /// Before the eighth edition.
  void read_old_ipc(const Node& node) {
    const std::string version = line_text(node, words_.ipc_edition);
    for (const Node& child : children_of(node)) {
      const std::string_view name = local_name(child.name());
      if (name == words_.ipc_edition) continue;
      if (name != words_.main_class && name != words_.further_class) {
        keep_as(dotted("ipc", name), child);
        continue;
      }
      if (!copies_.take(version.size())) return;
      Symbol symbol = class_symbol("ipc", exact_text(child));
      symbol.version = version;
      add_ipc(std::move(symbol));
    }
  }

  void read_title(const Node& node) {
    add_in(record_.titles, read_language(attribute_of(node, "lang")), line_text(node));
  }

  /// A name stands in the element itself or in addressbooks, the second one in another language.
  Party read_party(const Node& node) const {
    Party party;
    party.name = name_in(node);
    for (const Node& book : children_of(node, words_.book)) {
      std::string name = name_in(book);
      if (party.name.empty()) {
        party.name = std::move(name);
      } else if (party.latin.empty()) {
        party.latin = std::move(name);
      }
      if (party.address.empty()) read_address(child_of(book, words_.address), party);
    }
    if (party.country.empty()) {
      party.country = read_country(line_text(child_of(node, words_.residence), words_.country));
    }
    return party;
  }

  std::string name_in(const Node& book) const {
    for (std::string_view part : {words_.name, words_.organisation}) {
      std::string name = line_text(child_of(book, part));
      if (!name.empty()) return name;
    }
    std::string name = line_text(book, words_.last_name);
    append_part(name, line_text(book, words_.first_name), ", ");
    return name.empty() ? line_text(book, words_.free_text) : name;
  }

  void read_address(const Node& node, Party& party) const {
    for (const Node& part : children_of(node)) {
      const std::string text = line_text(part);
      if (words_.zeros_are_nothing && is_nothing(text)) continue;
      if (is_named(part, words_.country)) {
        party.country = read_country(text);
        if (!party.country.empty()) continue;
      }
      append_part(party.address, text, ", ");
    }
  }

  void add_agent(const Node& node) {
    add_agency(read_party(child_of(node, words_.agency)).name);
    Party party = read_party(node);
    party.role = attribute_of(node, words_.agent_type);
    if (!party.name.empty()) record_.agents.push_back(std::move(party));
  }

  void add_agency(const std::string& text) {
    if (text.empty() || !agencies_.insert(text).second) return;
    auto [name, code] = split_agency(text);
    Party agency;
    agency.name = std::move(name);
    agency.role = "agency";
    record_.agents.push_back(std::move(agency));
    extra_if("agency-code", std::move(code));
  }

  /// A number of the international phase; its country is the receiving office, or WO.
  std::optional<Number> international(NumberSpace space, WrittenNumber written) {
    if (written.number.empty()) return std::nullopt;
    written.country = "WO";
    return office_number(space, written, record_.extras);
  }

  void read_pct_filing(const Node& node) {
    record_.pct_application = international(NumberSpace::kApplication, number_in(node));
  }

  void read_pct_publishing(const Node& node) {
    record_.pct_publication = international(NumberSpace::kPublication, number_in(node));
    extra_if("pct-publication-language", attribute_of(child_of(node, words_.id), "lang"));
  }

  /// "图1 HDA0001.TIF".
  void add_drawing(const Node& figure, std::string_view label, std::string_view image) {
    std::string text = attribute_of(figure, label);
    append_part(text, attribute_of(child_of(figure, image), "file"), " ");
    extra_if("drawing", std::move(text));
  }

  const Words& words_;
  std::string language_;
  bool has_ipc_ = false;
  std::set<std::string> agencies_;
};

// ---- cn-patent-document

class OldReading : public CnipaReading {
 public:
  static constexpr std::string_view kReader = "cnipa-st36-xml/1";
  static constexpr std::string_view kElement = "cn-patent-document";

  explicit OldReading(const Node& root) : CnipaReading(root, kOldWords) {}

  Result<Record> run() {
    Node biblio = child_of(root_, "cn-bibliographic-data");
    if (!biblio) return Error{Code::kParse, "no cn-bibliographic-data element", {}};
    extra_attributes(
        {"dtd-version", "file", "file-reference-id", "correction-code", "status", "date-produced"});
    for (const Node& child : children_of(biblio)) read_biblio_child(child);
    for (const Node& child : children_of(root_)) {
      const std::string_view name = local_name(child.name());
      if (name == "application-body") {
        for (const Node& part : children_of(child)) read_body(part);
      } else if (name != "cn-bibliographic-data") {
        keep(child);
      }
    }
    return finish();
  }

 private:
  void read_biblio_child(const Node& node) {
    static const Rules<OldReading> kRules = {
        {"cn-publication-reference", &OldReading::read_publication},
        {"application-reference", &OldReading::read_application},
        {"priority-claims", &OldReading::read_priorities},
        {"classification-ipc", &OldReading::read_old_ipc},
        {"classifications-ipcr", &OldReading::read_ipcr},
        {"invention-title", &OldReading::read_title},
        {"assignees", &OldReading::read_applicants},
        {"references-cited", &OldReading::read_citations},
        {"abstract", &OldReading::read_abstract},
        {"cn-abstract-drawing", &OldReading::read_abstract_drawing},
        {"cn-related-publication", &OldReading::read_earlier},
        {"cn-related-documents", &OldReading::read_related},
        {"cn-parties", &OldReading::read_parties},
        {"pct-or-regional-filing-data", &OldReading::read_pct_filing},
        {"pct-or-regional-publishing-data", &OldReading::read_pct_publishing},
    };
    read_by_rule(kRules, node);
  }

  void read_publication(const Node& node) {
    WrittenNumber written = number_in(node);
    if (written.kind.empty()) written.kind = attribute_of(root_, "kind");
    add_publication(written);
    for (const Node& gazette : children_of(node, "gazette-reference")) {
      extra_if("gazette", line_text(gazette, "gazette-num"));
      extra_if("gazette-text", line_text(gazette, "text"));
      const std::string date = line_text(gazette, "date");
      if (date != written.date) extra_if("gazette-date", date);
    }
  }

  void read_application(const Node& node) {
    record_.application = office_number(NumberSpace::kApplication, number_in(node), record_.extras);
    extra_if("application-type", attribute_of(node, "appl-type"));
  }

  void read_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "priority-claim")) {
      add_priority(parts_of(claim), attribute_of(claim, "kind"));
      for (const Node& child : children_of(claim, "office-of-filing")) keep(child);
    }
  }

  void read_ipcr(const Node& node) {
    for (const Node& child : children_of(node, "classification-ipcr")) {
      Node text = child_of(child, "text");
      if (text) {
        add_ipc(ipc8_symbol("ipc", exact_text(text)));
        continue;
      }
      add_ipc(structured_symbol("ipc", child));
    }
  }

  /// A deposit of material stands among the paragraphs as one of its own, and is no text.
  void read_abstract(const Node& node) {
    TextBuilder text(kOldText);
    for (const Node& child : children_of(node)) {
      Node deposit = child_of(child, "bio-deposit");
      if (deposit && line_text(deposit) == line_text(child)) {
        for (const Node& each : children_of(child)) keep(each);
      } else {
        text.break_line();
        text.add_node(child);
      }
    }
    add_in(record_.abstracts, {}, text.take());
  }

  void read_abstract_drawing(const Node& node) {
    for (const Node& figure : children_of(node, "figure")) {
      extra_if("abstract-drawing", attribute_of(child_of(figure, "img"), "file"));
    }
  }

  void read_earlier(const Node& node) {
    for (const Node& child : children_of(node, "cn-publication-reference")) {
      add_earlier(number_in(child));
    }
  }

  void read_related(const Node& node) {
    for (const Node& child : children_of(node)) {
      const std::string_view name = local_name(child.name());
      if (name == "division") {
        for (const Node& link : children_of(child, "relation")) {
          add_relation(name, number_in(child_of(link, "parent-doc")),
                       number_in(child_of(link, "child-doc")));
        }
      } else if (name == "cn-domestic-priority-claims") {
        read_domestic_priorities(child);
      } else {
        keep(child);
      }
    }
  }

  /// INID 66, an own earlier application whose priority is claimed.
  void read_domestic_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "cn-domestic-priority-claim")) {
      for (const Node& link : children_of(child_of(claim, "substitution"), "relation")) {
        for (const Node& document : children_of(link))
          add_priority(number_in(document), "national");
      }
    }
  }

  void read_parties(const Node& node) {
    for (const Node& group : children_of(node)) {
      const std::string_view name = local_name(group.name());
      if (name == "cn-applicants") {
        const size_t first = record_.applicants.size();
        read_applicants(group);
        read_representative(first, attribute_of(group, "cn-representative-is"));
      } else if (name == "cn-inventors") {
        for (const Node& child : children_of(group)) read_inventor(child);
      } else if (name == "cn-agents") {
        for (const Node& child : children_of(group)) read_agent(child);
      } else {
        keep(group);
      }
    }
  }

  void read_applicants(const Node& group) {
    for (const Node& child : children_of(group)) {
      Party party = read_party(child);
      if (!party.name.empty()) record_.applicants.push_back(std::move(party));
    }
  }

  /// The address of one of the applicants again, nearly always. `first` is the group's.
  void read_representative(size_t first, std::string address) {
    const auto group = std::span(record_.applicants).subspan(first);
    const bool known = std::any_of(group.begin(), group.end(), [&](const Party& applicant) {
      return applicant.address == address;
    });
    if (!known) extra_if("representative", std::move(address));
  }

  void read_inventor(const Node& node) {
    Party party = read_party(node);
    if (attribute_of(node, "cn-not-to-be-published-request-by-inventor") == "yes") {
      extra_if("inventor-not-published", party.name);
    }
    if (!party.name.empty()) record_.inventors.push_back(std::move(party));
  }

  void read_agent(const Node& node) {
    if (is_named(node, "customer-number")) return keep(node);
    add_agent(node);
  }

  void read_citations(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (is_named(child, "citation")) {
        read_citation(child);
      } else {
        keep_as(dotted("search", local_name(child.name())), child);
      }
    }
  }

  void read_citation(const Node& node) {
    Citation citation;
    citation.phase = attribute_of(node, "srep-phase");
    Node patent = child_of(node, "patcit");
    if (Node id = child_of(patent, "document-id")) {
      citation.publication = office_number(NumberSpace::kPublication, parts_of(id), record_.extras);
      citation.text = line_text(id, "name");
    } else {
      citation.text = line_text(patent ? patent : child_of(node, "nplcit"));
    }
    for (const Node& child : children_of(node, "category")) {
      append_part(citation.category, line_text(child), ",");
    }
    for (std::string_view name : {"rel-passage", "rel-claims"}) {
      for (const Node& child : children_of(node, name)) {
        append_part(citation.passages, line_text(child), "; ");
      }
    }
    for (const Node& child : children_of(node)) {
      const std::string_view name = local_name(child.name());
      const bool more = name == "corresponding-docs" || name.starts_with("classification");
      if (more) keep_as(dotted("citation", name), child);
    }
    if (citation != Citation{}) record_.citations.push_back(std::move(citation));
  }

  void read_body(const Node& node) {
    const std::string_view name = local_name(node.name());
    if (name == "description") {
      add_in(record_.descriptions, {}, block_text(node, kOldText));
    } else if (name == "claims") {
      for (const Node& claim : children_of(node, "claim"))
        add_claim(language_, attribute_of(claim, "num"), block_text(claim, kOldText));
    } else if (name == "abstract") {
      add_in(record_.abstracts, {}, block_text(node, kOldText));
    } else if (name == "drawings") {
      for (const Node& figure : children_of(node, "figure")) {
        add_drawing(figure, "figure-labels", "img");
      }
    } else {
      keep(node);
    }
  }
};

// ---- PatentDocumentAndRelated

std::string_view relation_of(std::string_view element) {
  if (element == "Division") return "division";
  if (element == "Continuation") return "continuation";
  if (element == "ContinuationInPart") return "continuation-in-part";
  if (element == "Addition") return "addition";
  if (element == "ContinuingReissue" || element == "ReissuedDoc") return "reissue";
  if (element == "ReexaminationDoc") return "reexamination";
  if (element == "SubstitutedApplication") return "substitution";
  if (element == "UtilityModelBasis") return "utility-model-basis";
  return {};
}

class NewReading : public CnipaReading {
 public:
  static constexpr std::string_view kReader = "cnipa-st96-xml/1";
  static constexpr std::string_view kElement = "PatentDocumentAndRelated";

  explicit NewReading(const Node& root) : CnipaReading(root, kNewWords) {}

  Result<Record> run() {
    Node biblio = child_of(root_, "BibliographicData");
    if (!biblio) return Error{Code::kParse, "no BibliographicData element", {}};
    extra_attributes(
        {"xsdVersion", "file", "fileReferenceId", "correctionCode", "status", "dateProduced"});
    for (const Node& child : children_of(biblio)) read_biblio_child(child);
    for (const Node& child : children_of(root_)) read_root_child(child);
    return finish();
  }

 private:
  void read_biblio_child(const Node& node) {
    static const Rules<NewReading> kRules = {
        {"PublicationReference", &NewReading::read_publication},
        {"PublicAvailabilityDate", &NewReading::read_gazette},
        {"ApplicationReference", &NewReading::read_application},
        {"PriorityDetails", &NewReading::read_priorities},
        {"ClassificationIPC", &NewReading::read_old_ipc},
        {"ClassificationIPCRDetails", &NewReading::read_ipcr},
        {"InventionTitle", &NewReading::read_title},
        {"ReferencesCited", &NewReading::read_citations},
        {"RelatedDocuments", &NewReading::read_related},
        {"Parties", &NewReading::read_parties},
        {"AssigneeDetails", &NewReading::read_applicants},
        {"ExaminerDetails", &NewReading::read_examiners},
        {"PCTOrRegionalApplicationData", &NewReading::read_pct_filing},
        {"PCTOrRegionalPublishingData", &NewReading::read_pct_publishing},
    };
    read_by_rule(kRules, node);
  }

  void read_root_child(const Node& node) {
    const std::string_view name = local_name(node.name());
    if (name == "BibliographicData") return;
    if (name == "Abstract") {
      read_abstract(node);
    } else if (name == "Description") {
      add_in(record_.descriptions, {}, block_text(node, kNewText));
    } else if (name == "Claims") {
      for (const Node& claim : children_of(node, "Claim"))
        add_claim(language_, attribute_of(claim, "num"), block_text(claim, kNewText));
    } else if (name == "Drawings") {
      for (const Node& figure : children_of(node, "Figure")) {
        add_drawing(figure, "figureLabels", "Image");
      }
    } else {
      keep(node);
    }
  }

  /// Numbers come as printed and once more in a form for exchange, which counts where it is alone.
  static bool is_copy(const Node& node) { return attribute_of(node, "dataFormat") == "standard"; }

  void read_publication(const Node& node) {
    if (is_copy(node) && !record_.publication.number.empty()) return;
    WrittenNumber written = number_in(node);
    if (written.kind.empty()) written.kind = attribute_of(root_, "kind");
    add_publication(written);
  }

  void read_application(const Node& node) {
    if (is_copy(node) && !record_.application.number.empty()) return;
    record_.application = office_number(NumberSpace::kApplication, number_in(node), record_.extras);
    extra_if("application-type", attribute_of(node, "applType"));
  }

  void read_gazette(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "GazetteReference")) {
        keep_as(dotted("gazette", local_name(child.name())), child);
        continue;
      }
      extra_if("gazette", line_text(child, "GazetteNumber"));
      extra_if("gazette-text", line_text(child, "Text"));
      // The publication stands before it, and nearly always has its date.
      const std::string date = line_text(child, "Date");
      if (parse_office_date(date, "CN").value_or(0) != record_.publication.date) {
        extra_if("gazette-date", date);
      }
    }
  }

  void read_priorities(const Node& node) {
    std::set<std::string> printed;
    for (const Node& claim : children_of(node, "Priority")) {
      if (!is_copy(claim)) printed.insert(attribute_of(claim, "sequence"));
    }
    for (const Node& claim : children_of(node, "Priority")) {
      if (is_copy(claim) && printed.contains(attribute_of(claim, "sequence"))) continue;
      add_priority(parts_of(claim), attribute_of(claim, "kind"));
    }
  }

  /// In its parts and as a text, which says the same without status and source.
  void read_ipcr(const Node& node) {
    for (const Node& child : children_of(node, "ClassificationIPCR")) {
      std::string parts = line_text(child, "Section") + line_text(child, "MainClass") +
                          line_text(child, "Subclass");
      append_part(parts, line_text(child, "MainGroup"), " ");
      append_part(parts, line_text(child, "Subgroup"), "/");
      const std::string text = exact_text(child_of(child, "Text"));
      Symbol symbol = text.empty() ? class_symbol("ipc", parts) : ipc8_symbol("ipc", text);
      const std::string version = line_text(child, "IPCVersionDate");
      if (!version.empty()) symbol.version = version;
      symbol.office = line_text(child, "GeneratingOffice/WIPOST3Code");
      symbol.status = line_text(child, "ClassificationStatus");
      append_part(symbol.status, line_text(child, "ClassificationDataSource"), " ");
      symbol.inventive = line_text(child, "ClassificationValue") == "I";
      add_ipc(std::move(symbol));
    }
  }

  void read_abstract(const Node& node) {
    TextBuilder text(kNewText);
    for (const Node& child : children_of(node)) {
      if (is_named(child, "AbstractFigure")) {
        for (const Node& figure : children_of(child, "Figure")) {
          extra_if("abstract-drawing", attribute_of(child_of(figure, "Image"), "file"));
        }
      } else {
        text.break_line();
        text.add_node(child);
      }
    }
    add_in(record_.abstracts, read_language(attribute_of(node, "lang")), text.take());
  }

  void read_related(const Node& node) {
    for (const Node& child : children_of(node)) {
      const std::string_view name = local_name(child.name());
      if (name == "DomesticPriorityClaimDetails") {
        read_domestic_priorities(child);
      } else if (name == "RelatedPublicationDoc") {
        add_earlier(number_in(child));
      } else if (const std::string_view relation = relation_of(name); !relation.empty()) {
        for (const Node& link : children_of(child, "DocumentsRelation")) {
          add_relation(relation, number_in(child_of(link, "ParentDocument")),
                       number_in(child_of(link, "ChildDocument")));
        }
      } else {
        keep(child);
      }
    }
  }

  /// INID 66, as in the old format.
  void read_domestic_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "DomesticPriorityClaim")) {
      for (const Node& link :
           children_of(child_of(claim, "SubstitutedApplication"), "DocumentsRelation")) {
        for (const Node& document : children_of(link)) {
          WrittenNumber written = number_in(document);
          if (!written.number.empty()) add_priority(written, "national");
        }
      }
    }
  }

  void read_parties(const Node& node) {
    for (const Node& group : children_of(node)) {
      const std::string_view name = local_name(group.name());
      if (name == "ApplicantDetails") {
        read_applicants(group);
      } else if (name == "InventorDetails") {
        for (const Node& child : children_of(group)) {
          Party party = read_party(child);
          if (attribute_of(child, "publicationMark") == "1") {
            extra_if("inventor-not-published", party.name);
          }
          if (!party.name.empty()) record_.inventors.push_back(std::move(party));
        }
      } else if (name == "AgentDetails") {
        for (const Node& child : children_of(group)) read_agent(child);
      } else {
        keep(group);
      }
    }
  }

  void read_applicants(const Node& group) {
    for (const Node& child : children_of(group)) {
      Party party = read_party(child);
      const std::string code = line_text(child, "OrganizationCode");
      if (!is_nothing(code)) extra_if("organization-code", code);
      if (!party.name.empty()) record_.applicants.push_back(std::move(party));
    }
  }

  void read_agent(const Node& node) {
    if (!is_named(node, "Agent")) return keep(node);
    add_agent(node);
  }

  void read_examiners(const Node& node) {
    for (const Node& child : children_of(node)) {
      Party party = read_party(child);
      party.role = attribute_of(child, "role");
      if (!party.name.empty()) record_.examiners.push_back(std::move(party));
    }
  }

  void read_citations(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (is_named(child, "Citation")) {
        read_citation(child);
      } else {
        keep_as(dotted("search", local_name(child.name())), child);
      }
    }
  }

  void read_citation(const Node& node) {
    Citation citation;
    citation.phase = attribute_of(node, "srepPhase");
    citation.category = attribute_of(node, "category");
    if (Node patent = child_of(node, "ApplicationCitation")) {
      Node id = descend(patent, "PublicationReference/DocumentID");
      if (!id) id = descend(patent, "ApplicationReference/DocumentID");
      if (id) {
        citation.publication =
            office_number(NumberSpace::kPublication, or_chinese(parts_of(id)), record_.extras);
        citation.text = line_text(id, "Name");
      } else {
        citation.text = line_text(patent);
      }
    } else {
      citation.text = line_text(child_of(node, "NPLCitation"));
    }
    for (const Node& child : children_of(node, "ReferenceDocCategory")) {
      append_part(citation.category, line_text(child), ",");
    }
    for (const Node& child : children_of(node, "RelevantPassage")) {
      append_part(citation.passages, line_text(child), "; ");
    }
    if (citation != Citation{}) record_.citations.push_back(std::move(citation));
  }
};

}  // namespace

FormatSpec cnipa_st36_format() {
  return xml_format<OldReading>("CNIPA publications to about 2016 (cn-patent-document)");
}

FormatSpec cnipa_st96_format() {
  return xml_format<NewReading>("CNIPA publications since about 2016 (PatentDocumentAndRelated)");
}

}  // namespace patlas
