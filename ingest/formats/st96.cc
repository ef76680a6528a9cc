// WIPO ST.96: pat:PatentPublication, in which an office may publish whatever it publishes, and the
// JPO's three kinds of publications, which are written in the same vocabulary with some elements of
// the JPO's own.
//
// Oddities kept in this file: names are read without their prefixes, so that an element is the same
// whether the standard or an office declares it; lists are "bags", sometimes left out around a
// single value; one language counts for all texts that name none; claims refer to one another by
// id. Written amendments, which the JPO puts behind a publication, are other texts than its own and
// are left out.
//
// Source   WIPO's own example of PatentPublication (V6_0), which is all there was to test on. The
//          JPO's publications were written from notes on their elements: no real file was at hand.
// Tested   by tests/ingest/samples_test.cc on corpora/samples/st96, tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

constexpr auto kLines =
    std::to_array<std::string_view>({"P", "Heading", "ClaimText", "LI", "UL", "OL", "DL", "DT",
                                     "DD", "Br", "Row", "Table", "TableGroup", "Title"});
constexpr auto kWords = std::to_array<std::string_view>({"Entry", "Math", "ChemicalFormulae"});
constexpr TextRules kTextRules = {
    .lines = kLines, .line_ends_wrap = true, .br_wraps = false, .words = kWords};

/// The office's name as a source, by its code; "st96" for one that has none here.
std::string source_of(std::string_view office) {
  constexpr std::array<WordPair, 9> kSources = {{
      {"US", "uspto"},
      {"EP", "epo"},
      {"JP", "jpo"},
      {"KR", "kipo"},
      {"CN", "cnipa"},
      {"TW", "tipo"},
      {"DE", "dpma"},
      {"RU", "rospatent"},
      {"WO", "wipo"},
  }};
  const std::string_view source = word_for(office, kSources);
  return std::string(source.empty() ? "st96" : source);
}

std::string lower_case(std::string_view text) { return read_language(text); }

/// "ContinuationInPart" -> "continuation-in-part".
std::string dashed(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool capital = name[i] >= 'A' && name[i] <= 'Z';
    if (capital && i > 0) out += '-';
    out += lower_case(name.substr(i, 1));
  }
  return out;
}

/// "2006-01-01" -> "20060101", as versions are written elsewhere.
std::string without_dashes(std::string text) {
  std::erase(text, '-');
  return text;
}

bool is_bag(const Node& node) { return local_name(node.name()).ends_with("Bag"); }

constexpr std::array<std::string_view, 4> kRoots = {
    "PatentPublication", "UnexaminedPatentPublication", "InternationalPatentPublication",
    "RegisteredPatentPublication"};

bool is_root(std::string_view name) {
  return std::find(kRoots.begin(), kRoots.end(), name) != kRoots.end();
}

class St96Reading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "st96-xml/1";
  static constexpr std::string_view kElement = {};  // whole documents

  explicit St96Reading(const Node& root)
      : XmlReading(root, {.prefix = "st96", .keep_flags = true}) {}

  Result<Record> run() {
    if (!is_root(local_name(root_.name()))) {
      return Error{Code::kParse,
                   std::string("root element '").append(root_.name()) + "' is no publication",
                   {}};
    }
    Node biblio;
    for (const Node& child : children_of(root_)) {
      if (!biblio && local_name(child.name()).ends_with("BibliographicData")) biblio = child;
    }
    if (!biblio) return Error{Code::kParse, "no BibliographicData element", {}};
    language_ = language_of(root_);
    extra_attributes(
        {"st96Version", "ipoVersion", "documentFileName", "documentStatusText", "creationDate"});
    read_identity(biblio);
    for (const Node& child : children_of(biblio)) read_biblio_child(child);
    for (const Node& child : children_of(root_)) {
      if (child != biblio) read_root_child(child);
    }
    return finish();
  }

 private:
  std::string language_of(const Node& node) const {
    std::string language = read_language(attribute_of(node, "languageCode"));
    return language.empty() ? language_ : language;
  }

  // ---- Numbers

  /// The office first, because everything else is read by its rules. The JPO's roots name it.
  void read_identity(const Node& biblio) {
    Node id = child_of(biblio, "PatentPublicationIdentification");
    office_ = line_text(id, "IPOfficeCode");
    if (office_.empty()) office_ = line_text(root_, "IPOfficeCode");
    const std::string_view root = local_name(root_.name());
    const bool is_japanese = root != "PatentPublication";
    if (office_.empty() && is_japanese) office_ = "JP";
    record_.source = source_of(office_);
    WrittenNumber written = publication_number(id);
    const std::string designation = line_text(biblio, "PlainLanguageDesignationText");
    if (written.kind.empty() && designation.find('(') != std::string::npos) {
      written.kind = designation;
    }
    if (written.kind.empty() && is_japanese && !root.starts_with("Registered")) written.kind = "A";
    record_.publication = office_number(NumberSpace::kPublication, written, record_.extras);
  }

  WrittenNumber publication_number(const Node& id) const {
    WrittenNumber written{line_text(id, "IPOfficeCode"), line_text(id, "PublicationNumber"),
                          line_text(id, "PatentDocumentKindCode"),
                          line_text(id, "PublicationDate")};
    if (written.country.empty()) written.country = office_;
    return written;
  }

  static std::string application_text(const Node& id) {
    std::string number = line_text(id, "ApplicationNumber/ApplicationNumberText");
    return number.empty() ? line_text(id, "ApplicationNumber") : number;
  }

  Number application(const Node& id) {
    WrittenNumber written{line_text(id, "IPOfficeCode"), application_text(id), "",
                          line_text(id, "FilingDate")};
    if (written.country.empty()) written.country = office_;
    return written.country == "US"
               ? us_application(std::move(written), record_.extras)
               : office_number(NumberSpace::kApplication, written, record_.extras);
  }

  /// What a number's element says beside it.
  void keep_beside_number(const Node& id, std::string_view what) {
    constexpr std::array<std::string_view, 7> kRead = {"IPOfficeCode",
                                                       "ApplicationNumber",
                                                       "FilingDate",
                                                       "PublicationNumber",
                                                       "PublicationDate",
                                                       "PatentDocumentKindCode",
                                                       "ApplicationIdentification"};
    for (const Node& child : children_of(id)) {
      std::string_view name = local_name(child.name());
      if (std::find(kRead.begin(), kRead.end(), name) != kRead.end()) continue;
      extra_if(dotted(what, name), leaves_text(child, " "));
    }
  }

  void read_application(const Node& node) {
    record_.application = application(node);
    keep_beside_number(node, "application");
  }

  void read_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "PriorityClaim")) {
      record_.priorities.push_back(application(claim));
      keep_beside_number(claim, "priority");
    }
  }

  void read_filing(const Node& node) {
    Node id = child_of(node, "ApplicationIdentification");
    if (is_named(node, "RegionalFilingData") || !id) return keep(node);
    record_.pct_application = application(id);
    keep_beside_number(node, "pct");
  }

  void read_publishing(const Node& node) {
    Node id = descend(node, "PatentDocumentIdentification/PatentPublicationIdentification");
    if (!id) id = child_of(node, "PatentDocumentIdentification");
    if (is_named(node, "RegionalPublishingData") || !id) return keep(node);
    WrittenNumber written = publication_number(id);
    written.country = "WO";
    record_.pct_publication = office_number(NumberSpace::kPublication, written, record_.extras);
  }

  void read_related(const Node& bag) {
    note_filing_dates(bag);
    for (const Node& child : children_of(bag)) {
      const std::string relation = dashed(local_name(child.name()));
      for (const Node& document : children_of(child)) {
        std::string_view name = local_name(document.name());
        if (name == "ParentDocument") {
          read_parent(relation, document);
        } else if (name == "ChildDocument") {
          read_document(relation + ".child", document);
        } else if (name == "PatentDocumentIdentification") {
          read_document(relation, child);
        } else {
          extra_if("related", relation + " " + leaves_text(document, " "));
        }
      }
    }
  }

  /// A link of a chain is a child without a date in one relation, and a parent with one in the
  /// next. The number cannot be normalised without.
  void note_filing_dates(const Node& bag) {
    for (const Node& id : elements_below(bag, "ApplicationIdentification")) {
      std::string date = line_text(id, "FilingDate");
      if (!date.empty()) filing_date_[application_text(id)] = std::move(date);
    }
  }

  void read_parent(const std::string& relation, const Node& parent) {
    if (!copies_.take(relation.size())) return;
    for (const Node& child : children_of(parent)) {
      std::string_view name = local_name(child.name());
      if (name == "PatentDocumentIdentification") {
        read_document(relation, parent);
      } else if (name == "PCTDocumentParent") {
        add_related(relation + ".parent-pct", child_of(child, "ApplicationIdentification"));
      } else if (name == "PatentGrantIdentification" || name == "GrantDocumentParent") {
        add_grant(relation + ".parent-grant", child);
      } else {
        const Node id = descend(parent, "PatentDocumentIdentification/ApplicationIdentification");
        extra_if("parent-status",
                 relation + " " + application_text(id) + " " + leaves_text(child, " "));
      }
    }
  }

  /// An application, a publication or a grant, as far as each is named.
  void read_document(const std::string& relation, const Node& holder) {
    Node document = child_of(holder, "PatentDocumentIdentification");
    for (const Node& id : children_of(document)) {
      std::string_view name = local_name(id.name());
      if (name == "ApplicationIdentification") {
        add_related(relation, id);
      } else if (name == "PatentPublicationIdentification" && relation == "related-publication") {
        record_.earlier_publications.push_back(
            office_number(NumberSpace::kPublication, publication_number(id), record_.extras));
      } else if (name == "PatentPublicationIdentification") {
        add_publication(relation + ".publication", publication_number(id));
      } else if (name == "PatentGrantIdentification") {
        add_grant(relation + ".parent-grant", id);
      } else {
        extra_if("related", relation + " " + leaves_text(id, " "));
      }
    }
  }

  void add_publication(std::string relation, const WrittenNumber& written) {
    if (!copies_.take(relation.size())) return;
    record_.related.push_back(
        {std::move(relation), office_number(NumberSpace::kPublication, written, record_.extras)});
  }

  void add_grant(std::string relation, const Node& id) {
    WrittenNumber written{line_text(id, "IPOfficeCode"), line_text(id, "PatentNumber"),
                          line_text(id, "PatentDocumentKindCode"), line_text(id, "GrantDate")};
    if (written.country.empty()) written.country = office_;
    if (written.number.empty()) {
      extra_if("related", relation + " " + leaves_text(id, " "));
    } else {
      add_publication(std::move(relation), written);
    }
  }

  /// The child is nearly always this very application, which says nothing new.
  void add_related(std::string relation, const Node& id) {
    if (!copies_.take(relation.size())) return;
    Number number = application(id);
    auto known = filing_date_.find(number.original);
    if (number.date == 0 && known != filing_date_.end() && copies_.take(known->second.size())) {
      WrittenNumber written{number.country, number.original, "", known->second};
      number = written.country == "US"
                   ? us_application(std::move(written), record_.extras)
                   : office_number(NumberSpace::kApplication, written, record_.extras);
    }
    const bool own = number.original == record_.application.original;
    if (own && relation.ends_with(".child")) return;
    record_.related.push_back({std::move(relation), std::move(number)});
  }

  void read_biblio_child(const Node& node) {
    static const Rules<St96Reading> kRules = {
        {"PatentPublicationIdentification", &St96Reading::read_publication},
        {"ApplicationIdentification", &St96Reading::read_application},
        {"PriorityClaimBag", &St96Reading::read_priorities},
        {"InternationalFilingData", &St96Reading::read_filing},
        {"RegionalFilingData", &St96Reading::read_filing},
        {"InternationalPublishingData", &St96Reading::read_publishing},
        {"RegionalPublishingData", &St96Reading::read_publishing},
        {"PatentClassificationBag", &St96Reading::read_classes},
        {"IPCClassification", &St96Reading::read_class_group},
        {"NationalClassification", &St96Reading::read_class_group},
        {"ThemeCodeInformationBag", &St96Reading::read_f_terms},
        {"FtermInformationBag", &St96Reading::read_f_terms},
        {"InventionTitleBag", &St96Reading::read_titles},
        {"InventionTitle", &St96Reading::read_title},
        {"ReferenceCitationBag", &St96Reading::read_citations},
        {"PartyBag", &St96Reading::read_parties},
        {"RelatedDocumentBag", &St96Reading::read_related},
        {"SearchField", &St96Reading::read_search},
        {"ClaimTotalQuantity", &St96Reading::read_plain},
        {"ExemplaryClaimBag", &St96Reading::read_plain},
        {"PlainLanguageDesignationText", &St96Reading::read_plain},
    };
    read_by_rule(kRules, node);
  }

  void read_publication(const Node& node) { keep_beside_number(node, "publication"); }

  void read_plain(const Node& node) { extra_if(local_name(node.name()), leaves_text(node, " ")); }

  void read_titles(const Node& bag) {
    for (const Node& title : children_of(bag)) read_title(title);
  }
  void read_title(const Node& node) {
    const std::string language = language_of(node);
    std::string title = block_text(node, kTextRules);
    std::replace(title.begin(), title.end(), '\n', ' ');
    if (copies_.take(language.size())) add_text(record_.titles, language, std::move(title));
  }

  // ---- Classes

  void read_classes(const Node& bag) {
    for (const Node& group : children_of(bag)) read_class_group(group);
  }

  void read_class_group(const Node& group) {
    std::string_view name = local_name(group.name());
    if (name == "IPCRClassificationBag") {
      for (const Node& child : children_of(group)) {
        record_.symbols.push_back(structured_symbol("ipc", child));
      }
    } else if (name == "CPCClassificationBag") {
      for (const Node& part : children_of(group)) read_cpc(part);
    } else if (name == "IPCClassification") {
      read_plain_ipc(group);
    } else if (name == "NationalClassification") {
      read_national(group);
    } else if (name == "LocarnoClassification") {
      read_locarno(group);
    } else if (is_bag(group)) {
      for (const Node& child : children_of(group)) read_class_group(child);
    } else {
      keep(group);
    }
  }

  Symbol structured_symbol(std::string_view scheme, const Node& node) {
    const std::string section = line_text(node, scheme == "cpc" ? "CPCSection" : "Section");
    std::string written = section + line_text(node, "Class") + line_text(node, "Subclass");
    append_part(written, line_text(node, "MainGroup"), " ");
    append_part(written, line_text(node, "Subgroup"), "/");
    const std::string text = line_text(node, "PatentClassificationText");
    Symbol symbol = class_symbol(scheme, written.empty() ? text : written);
    symbol.original = leaves_text(node, " ");
    symbol.version = without_dashes(line_text(node, "ClassificationVersionDate"));
    symbol.office = line_text(node, "GeneratingOfficeCode");
    const std::string prefix = scheme == "cpc" ? "CPC" : "IPC";
    symbol.status = line_text(node, prefix + "ClassificationStatusCode");
    append_part(symbol.status, line_text(node, "PatentClassificationDataSourceCode"), " ");
    symbol.first = line_text(node, "SymbolPositionCode") == "F";
    symbol.inventive = line_text(node, prefix + "ClassificationValueCode") == "I";
    return symbol;
  }

  void read_cpc(const Node& part) {
    for (const Node& child : children_of(part)) {
      if (is_named(child, "CPCClassification")) {
        record_.symbols.push_back(structured_symbol("cpc", child));
      } else if (is_named(child, "CPCCombinationSet")) {
        read_combination(
            child, {"CPCGroupNumber", "CPCCombinationRank", "CPCRankNumber", "CPCClassification"},
            [this](const Node& node) {
              return record_.symbols.emplace_back(structured_symbol("cpc", node)).symbol;
            });
      } else {
        keep(child);
      }
    }
  }

  /// Main and further classes as texts, in the columns of ST.8 where they are IPC.
  void read_plain_ipc(const Node& group) {
    for (const Node& child : children_of(group)) {
      const bool main = is_named(child, "MainClassification");
      if (!main && !is_named(child, "FurtherClassification")) {
        keep(child);
        continue;
      }
      Symbol symbol = ipc8_symbol("ipc", exact_text(child));
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  /// The USPC has class and subclass apart, the FI one text.
  void read_national(const Node& group) {
    const std::string office = line_text(group, "IPOfficeCode");
    for (const Node& child : children_of(group)) {
      std::string_view name = local_name(child.name());
      if (name == "IPOfficeCode") continue;
      const std::vector<Node> texts = elements_below(child, "PatentClassificationText");
      const std::string in_class = line_text(child, "NationalClass");
      if (!texts.empty()) {
        for (const Node& text : texts) add_national(office, line_text(text), name);
      } else if (!in_class.empty()) {
        std::string written = in_class;
        append_part(written, line_text(child, "NationalSubclass"), "/");
        add_national(office, std::move(written), name);
      } else {
        keep(child);
      }
    }
  }

  void add_national(const std::string& office, std::string written, std::string_view place) {
    if (!copies_.take(office.size())) return;
    const std::string& of = office.empty() ? office_ : office;
    Symbol symbol;
    if (of == "JP") {
      symbol = fi_symbol(std::move(written));
    } else if (of == "US") {
      symbol = uspc_symbol(std::move(written));
    } else {
      symbol.scheme = "national";
      symbol.symbol = written;
      symbol.original = std::move(written);
    }
    symbol.office = of;
    symbol.first = place.starts_with("Main");
    record_.symbols.push_back(std::move(symbol));
  }

  void read_locarno(const Node& group) {
    const std::string edition = line_text(group, "LocarnoClassificationEdition");
    for (const Node& child : children_of(group)) {
      std::string_view name = local_name(child.name());
      if (name == "LocarnoClassificationEdition") continue;
      Symbol symbol = locarno_symbol(leaves_text(child, "-"));
      if (!copies_.take(edition.size())) return;
      symbol.version = edition;
      symbol.first = name.starts_with("Main");
      if (!symbol.original.empty()) record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_search(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (!is_bag(child)) {
        extra_if("field-of-search", leaves_text(child, " "));
        continue;
      }
      for (const Node& entry : children_of(child)) {
        extra_if("field-of-search", leaves_text(entry, " "));
      }
    }
  }

  // ---- Citations

  void read_citations(const Node& bag) {
    for (const Node& node : children_of(bag)) {
      Citation citation;
      citation.by = lower_case(attribute_of(node, "citingPartyCategory"));
      for (const Node& child : children_of(node)) {
        std::string_view name = local_name(child.name());
        if (name == "PatentCitation") {
          read_cited_patent(child, citation);
        } else if (name == "NPLCitation") {
          const std::string text = line_text(child, "NPLCitationText");
          append_part(citation.text, text.empty() ? leaves_text(child, ", ") : text, "; ");
        } else if (name.ends_with("Category") || name.ends_with("CategoryCode")) {
          append_part(citation.category, line_text(child), ",");
        } else if (name.find("Passage") != std::string_view::npos) {
          append_part(citation.passages, leaves_text(child, "; "), "; ");
        } else {
          keep(child);
        }
      }
      record_.citations.push_back(std::move(citation));
    }
  }

  void read_cited_patent(const Node& node, Citation& citation) {
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "CitedPatentDocumentIdentification")) {
        append_part(citation.text, leaves_text(child, " "), "; ");
        continue;
      }
      WrittenNumber written{line_text(child, "IPOfficeCode"), line_text(child, "DocumentNumber"),
                            line_text(child, "PatentDocumentKindCode"),
                            line_text(child, "PatentDocumentDate")};
      citation.publication = office_number(NumberSpace::kPublication, written, record_.extras);
      append_part(citation.text, line_text(child, "EntityName"), "; ");
    }
  }

  // ---- Parties

  void read_parties(const Node& bag) {
    for (const Node& group : children_of(bag)) {
      for (const Node& node : children_of(group)) read_party_of(node);
    }
  }

  void read_party_of(const Node& node) {
    std::string_view name = local_name(node.name());
    std::vector<Party>* to = nullptr;
    if (name == "Applicant" || name == "Assignee") to = &record_.applicants;
    if (name == "Inventor") to = &record_.inventors;
    if (name == "RegisteredPractitioner") to = &record_.agents;
    const bool examiner = name.ends_with("Examiner");
    if (examiner) to = &record_.examiners;
    if (to == nullptr) return keep(node);
    Party party = read_party(node);
    if (examiner) party.role = name == "Examiner" ? "" : dashed(name.substr(0, name.size() - 8));
    if (!party.name.empty()) to->push_back(std::move(party));
  }

  /// Contacts in several languages are one party: the other script's is the name as printed, Latin
  /// its form beside it.
  Party read_party(const Node& node) {
    Party party;
    const std::string category = std::string(local_name(node.name())) + "Category";
    party.role = line_text(node, category);
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name == "PublicationContact" || name == "Contact" || name == "Name") {
        read_contact(child, party);
      }
    }
    keep_others_of(party, local_name(node.name()), node,
                   {"PublicationContact", "Contact", "Name", category});
    return party;
  }

  void read_contact(const Node& contact, Party& party) {
    Node name_node = is_named(contact, "Name") ? contact : child_of(contact, "Name");
    std::string name = name_of(name_node);
    if (party.name.empty()) {
      party.name = std::move(name);
    } else if (party.latin.empty() && name != party.name) {
      party.latin = std::move(name);
      if (has_other_script(party.latin) && !has_other_script(party.name)) {
        std::swap(party.name, party.latin);
      }
    }
    if (!party.address.empty() || !party.country.empty()) return;
    for (const Node& address : elements_below(contact, "PostalAddress"))
      read_address(address, party);
  }

  static void read_address(const Node& address, Party& party) {
    for (const Node& part : children_of(address)) {
      std::vector<Node> lines = children_of(part);
      if (lines.empty()) lines.push_back(part);
      for (const Node& line : lines) {
        const std::string text = leaves_text(line, " ");
        const std::string country =
            is_named(line, "CountryCode") ? read_country(text) : std::string();
        if (country.empty()) {
          append_part(party.address, text, ", ");
        } else {
          party.country = country;
        }
      }
    }
  }

  /// "Utsumi, Jun", "Jackson, Jerome, Jr.", or an organisation.
  static std::string name_of(const Node& node) {
    std::string name;
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "PersonName")) {
        append_part(name, leaves_text(child, " "), "; ");
        continue;
      }
      Node parts = child_of(child, "PersonStructuredName");
      std::string person = line_text(child, "PersonFullName");
      if (person.empty() && parts) {
        person = line_text(parts, "LastName");
        std::string given = line_text(parts, "NamePrefix");
        append_part(given, line_text(parts, "FirstName"), " ");
        append_part(given, line_text(parts, "MiddleName"), " ");
        append_part(person, given, ", ");
        append_part(person, line_text(parts, "NameSuffix"), ", ");
      }
      append_part(name, person.empty() ? leaves_text(child, " ") : person, "; ");
    }
    return name;
  }

  // ---- Text

  void read_root_child(const Node& node) {
    std::string_view name = local_name(node.name());
    const bool elsewhere = name == "IPOfficeCode" || name == "Drawings" ||
                           name == "ExternalDocumentBag" || name == "WrittenAmendmentBag";
    if (elsewhere) return;
    const std::string language = language_of(node);
    if (name == "Abstract") {
      add_text(record_.abstracts, language, block_text(node, kTextRules));
    } else if (name == "Description") {
      read_description(node, language);
    } else if (name == "Claims") {
      read_claims(node, language);
    } else if (name == "ClaimStatement") {
      extra_if("claim-statement", line_text(node));
    } else {
      keep(node);
    }
  }

  void read_description(const Node& node, const std::string& language) {
    TextBuilder text(kTextRules);
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      const bool section = name != "P" && name != "Heading";
      const size_t line = text.line_count();
      text.break_line();
      text.add_node(child);
      if (section && text.line_count() != line) {
        extra_if("description-section", std::string(name) + " " + std::to_string(line));
      }
    }
    add_text(record_.descriptions, language, text.take());
  }

  void read_claims(const Node& node, const std::string& language) {
    std::map<std::string, std::string> number_of;
    for (const Node& claim : children_of(node, "Claim")) {
      number_of[attribute_of(claim, "id")] = line_text(claim, "ClaimNumber");
    }
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "Claim")) {
        keep(child);
        continue;
      }
      if (!copies_.take(language.size())) return;
      Claim claim;
      claim.language = language;
      claim.number = line_text(child, "ClaimNumber");
      const std::string type = line_text(child, "ClaimTypeCategory");
      if (!type.empty()) extra_if("claim-type", claim.number + " " + type);
      TextBuilder text(kTextRules);
      for (const Node& part : children_of(child)) {
        if (is_named(part, "ClaimNumber") || is_named(part, "ClaimTypeCategory")) continue;
        text.break_line();
        text.add_node(part);
      }
      claim.text = text.take();
      read_references(child, number_of, claim);
      record_.claims.push_back(std::move(claim));
    }
  }

  /// idrefs names several claims, parted by blanks.
  void read_references(const Node& node, const std::map<std::string, std::string>& number_of,
                       Claim& claim) {
    std::set<std::string_view> known;
    for (const Node& reference : elements_below(node, "ClaimReference")) {
      const std::string ids = attribute_of(reference, "idrefs");
      for (size_t at = 0; at < ids.size();) {
        const size_t end = std::min(ids.find(' ', at), ids.size());
        auto found = number_of.find(ids.substr(at, end - at));
        at = end + 1;
        if (found == number_of.end() || found->second == claim.number) continue;
        if (!known.insert(found->second).second) continue;
        if (copies_.take(found->second.size())) claim.depends_on.push_back(found->second);
      }
    }
  }

  std::string language_, office_;
  std::map<std::string, std::string> filing_date_;  ///< of applications that the record relates to
};

bool recognise(std::string_view head) { return is_root(peek_root_name(head)); }

}  // namespace

FormatSpec st96_format() {
  return xml_format<St96Reading>("WIPO ST.96 publications, single or concatenated", recognise);
}

}  // namespace patlas
