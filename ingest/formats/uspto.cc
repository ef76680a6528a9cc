// USPTO grants and applications, XML v4.0 to v4.7: single files, and weekly bulk files, which are
// whole documents one behind the other with the sequence listings of some grants in between.
//
// Oddities kept in this file: parties stand in other places from v4.3 on; before that the
// inventors are the applicants; class symbols of the USPC are positioned by blanks; sections of a
// description are marked by processing instructions. Nothing below the bibliographic part is
// dropped unseen: what no rule here takes becomes an extra under its path.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/uspto, tests/real/real_test.cc.
#include <map>
#include <set>
#include <utility>

#include "ingest/entities.h"
#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

/// Relation of Record::related for an element of us-related-documents.
std::string relation_name(std::string_view element) {
  if (element == "us-provisional-application") return "provisional";
  if (element == "us-reexamination-reissue-merger") return "reexamination-reissue-merger";
  return std::string(element);
}

class UsptoReading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "uspto-xml/1";
  static constexpr std::string_view kElement = {};  // whole documents

  explicit UsptoReading(const Node& root)
      : XmlReading(root, {.source = "uspto", .prefix = "us", .keep_flags = true}) {
    language_ = read_language(attribute_of(root, "lang"));
  }

  std::optional<Result<Record>> run() {
    if (is_named(root_, "sequence-cwu")) return std::nullopt;  // belongs to the grant before it
    if (!is_named(root_, "us-patent-grant") && !is_named(root_, "us-patent-application")) {
      return Error{Code::kParse,
                   std::string("root element '").append(root_.name()) + "' is no USPTO record",
                   {}};
    }
    Node biblio = child_of(root_, "us-bibliographic-data-grant");
    if (!biblio) biblio = child_of(root_, "us-bibliographic-data-application");
    if (!biblio) return Error{Code::kParse, "no us-bibliographic-data element", {}};
    if (language_.empty()) language_ = read_language(attribute_of(biblio, "lang"));
    extra_attributes({"dtd-version", "file", "status", "date-produced"});
    // Relations before parties and the rest: none depends on another's order in the file.
    for (const Node& child : children_of(biblio)) read_biblio_child(child);
    for (const Node& child : children_of(root_)) read_root_child(child);
    return finish();
  }

 private:
  void read_root_child(const Node& node) {
    std::string_view name = local_name(node.name());
    bool is_biblio =
        name == "us-bibliographic-data-grant" || name == "us-bibliographic-data-application";
    bool names_images = name == "drawings" || name == "us-chemistry" || name == "us-math";
    if (is_biblio || names_images) return;
    if (name == "abstract") {
      add_text(record_.abstracts, language_, block_text(node));
    } else if (name == "description") {
      read_description(node);
    } else if (name == "us-claim-statement") {
      extra_if("claim-statement", line_text(node));
    } else if (name == "claims") {
      read_claims(node);
    } else {
      keep(node);
    }
  }

  void read_biblio_child(const Node& node) {
    static const Rules<UsptoReading> kRules = {
        {"publication-reference", &UsptoReading::read_publication},
        {"application-reference", &UsptoReading::read_application},
        {"us-application-series-code", &UsptoReading::read_series},
        {"priority-claims", &UsptoReading::read_priorities},
        {"pct-or-regional-filing-data", &UsptoReading::read_pct_filing},
        {"pct-or-regional-publishing-data", &UsptoReading::read_pct_publishing},
        {"invention-title", &UsptoReading::read_title},
        {"number-of-claims", &UsptoReading::read_counted},
        {"us-exemplary-claim", &UsptoReading::read_counted},
        {"parties", &UsptoReading::read_parties},
        {"us-parties", &UsptoReading::read_parties},
        {"assignees", &UsptoReading::read_assignees},
        {"examiners", &UsptoReading::read_examiners},
        {"classification-ipc", &UsptoReading::read_old_ipc},
        {"classifications-ipcr", &UsptoReading::read_ipcr},
        {"classifications-cpc", &UsptoReading::read_cpc},
        {"classification-national", &UsptoReading::read_uspc},
        {"classification-locarno", &UsptoReading::read_locarno},
        {"references-cited", &UsptoReading::read_citations},
        {"us-references-cited", &UsptoReading::read_citations},
        {"field-of-search", &UsptoReading::read_field_of_search},
        {"us-field-of-classification-search", &UsptoReading::read_field_of_search},
        {"us-related-documents", &UsptoReading::read_related},
    };
    read_by_rule(kRules, node);
  }

  Number number_of(NumberSpace space, const Node& id) {
    WrittenNumber written = written_number(id);
    return space == NumberSpace::kApplication ? us_application(std::move(written), record_.extras)
                                              : office_number(space, written, record_.extras);
  }

  Number number_below(NumberSpace space, const Node& parent) {
    return number_of(space, child_of(parent, "document-id"));
  }

  void read_publication(const Node& node) {
    record_.publication = number_below(NumberSpace::kPublication, node);
    std::string kind = line_text(node, "document-id/kind");
    if (kind != record_.publication.kind) extra_if("publication-kind", std::move(kind));
  }

  void read_application(const Node& node) {
    record_.application = number_below(NumberSpace::kApplication, node);
    extra_if("application-type", attribute_of(node, "appl-type"));
  }

  void read_series(const Node& node) { extra_if("application-series", line_text(node)); }

  void read_counted(const Node& node) { extra_if(local_name(node.name()), line_text(node)); }

  void read_priorities(const Node& node) {
    for (const Node& claim : children_of(node, "priority-claim")) {
      record_.priorities.push_back(number_of(NumberSpace::kApplication, claim));
      extra_if("priority-kind", attribute_of(claim, "kind"));
    }
  }

  void read_pct_filing(const Node& node) {
    record_.pct_application = number_below(NumberSpace::kApplication, node);
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "document-id")) {
        keep_as(dotted("pct", local_name(child.name())), child);
      }
    }
  }

  void read_pct_publishing(const Node& node) {
    record_.pct_publication = number_below(NumberSpace::kPublication, node);
  }

  void read_title(const Node& node) { add_text(record_.titles, language_, line_text(node)); }

  // ---- Text

  void read_description(const Node& node) {
    TextBuilder text;
    for (const Node& child : node.children()) {
      if (child.type() == pugi::node_pi) {
        note_section(child, text.line_count());
      } else if (child.type() == pugi::node_element) {
        for (const Node& inner : child.children()) {
          if (inner.type() == pugi::node_pi && !is_named(child, "p")) {
            note_section(inner, text.line_count());
          }
        }
        text.add_node(child);
      } else if (child.type() == pugi::node_pcdata) {
        std::string decoded;
        append_decoded(decoded, child.value());
        text.add(decoded);
      }
    }
    add_text(record_.descriptions, language_, text.take());
  }

  /// <?BRFSUM description="Brief Summary" end="lead"?>: the section and its first line, from 0.
  void note_section(const Node& instruction, size_t line) {
    std::string_view name = instruction.name();
    std::string_view value = instruction.value();
    if (name == "in-line-formulae" || value.find("end=\"tail\"") != std::string_view::npos) return;
    extra("description-section", std::string(name) + " " + std::to_string(line));
  }

  void read_claims(const Node& node) {
    std::map<std::string, std::string> number_of;
    for (const Node& claim : children_of(node, "claim")) {
      number_of[attribute_of(claim, "id")] = attribute_of(claim, "num");
    }
    for (const Node& node_claim : children_of(node, "claim")) {
      if (!copies_.take(language_.size())) return;
      Claim claim;
      claim.language = language_;
      claim.number = attribute_of(node_claim, "num");
      claim.text = block_text(node_claim);
      std::set<std::string_view> known;
      auto refers = [&](const std::string& id) {
        auto found = number_of.find(id);
        if (found == number_of.end() || found->second == claim.number) return;
        if (!known.insert(found->second).second) return;
        if (copies_.take(found->second.size())) claim.depends_on.push_back(found->second);
      };
      for (const Node& reference : elements_below(node_claim, "claim-ref")) {
        refers(attribute_of(reference, "idref"));
      }
      record_.claims.push_back(std::move(claim));
    }
  }

  // ---- Parties

  void read_parties(const Node& node) {
    for (const Node& group : children_of(node)) {
      std::string_view name = local_name(group.name());
      if (name == "applicants" || name == "us-applicants") {
        for (const Node& party : children_of(group)) read_applicant(party);
      } else if (name == "inventors") {
        for (const Node& party : children_of(group)) {
          record_.inventors.push_back(read_party(party, "inventor"));
        }
      } else if (name == "agents") {
        for (const Node& party : children_of(group)) {
          Party agent = read_party(party, "agent");
          agent.role = attribute_of(party, "rep-type");
          record_.agents.push_back(std::move(agent));
        }
      } else {
        keep_rest(group, dotted("us", name), false, copies_, record_.extras);
      }
    }
  }

  /// Before v4.3 an inventor is an applicant of type applicant-inventor, and stands nowhere else.
  void read_applicant(const Node& node) {
    std::string type = attribute_of(node, "app-type");
    std::string category = attribute_of(node, "applicant-authority-category");
    Party party = read_party(node, "applicant");
    party.role = category.empty() ? type : category;
    if (type == "applicant-inventor") {
      record_.inventors.push_back(std::move(party));
    } else {
      record_.applicants.push_back(std::move(party));
    }
  }

  void read_assignees(const Node& node) {
    for (const Node& assignee : children_of(node, "assignee")) {
      Party party = read_party(assignee, "assignee");
      party.role = line_text(assignee, "role");
      if (party.role.empty()) party.role = line_text(assignee, "addressbook/role");
      record_.applicants.push_back(std::move(party));
    }
  }

  void read_examiners(const Node& node) {
    for (const Node& examiner : children_of(node)) {
      Party party;
      party.name = person_name(examiner);
      std::string_view name = local_name(examiner.name());
      party.role = name.substr(0, name.find('-'));
      record_.examiners.push_back(party);
      std::string department = line_text(examiner, "department");
      if (!department.empty()) extra("examiner-department", party.role + " " + department);
    }
  }

  Party read_party(const Node& node, std::string_view group) {
    Node book = child_of(node, "addressbook");
    Party party;
    party.name = party_name(book ? book : node);
    Node address = child_of(book ? book : node, "address");
    for (const Node& line : children_of(address)) {
      if (!is_named(line, "country")) append_part(party.address, line_text(line), ", ");
    }
    std::string written = line_text(address, "country");
    party.country = read_country(written);
    note_country(group, "residence", line_text(node, "residence/country"), party.country);
    note_country(group, "nationality", line_text(node, "nationality/country"), party.country);
    if (std::string designation = attribute_of(node, "designation");
        !designation.empty() && designation != "us-only") {
      extra(std::string(group) + "-designation", party.name + ": " + designation);
    }
    if (party.country.empty() && is_stated(written)) append_part(party.address, written, ", ");
    keep_party_rest(book, group, party.name);
    return party;
  }

  static bool is_stated(std::string_view country) {
    return !country.empty() && country != "unknown" && country != "omitted";
  }

  /// Residence and nationality repeat the address nearly always; where they do not they are kept.
  void note_country(std::string_view group, std::string_view what, const std::string& country,
                    const std::string& of_address) {
    if (!is_stated(country) || country == of_address) return;
    extra(std::string(group) + "-" + std::string(what), country);
  }

  void keep_party_rest(const Node& book, std::string_view group, const std::string& name) {
    for (const Node& child : children_of(book)) {
      std::string_view part = local_name(child.name());
      bool read = part == "orgname" || part == "last-name" || part == "first-name" ||
                  part == "middle-name" || part == "suffix" || part == "prefix" || part == "name" ||
                  part == "address" || part == "role";
      if (read || line_text(child).empty()) continue;
      if (!copies_.take(name.size())) return;
      extra(std::string(group) + "-" + std::string(part), name + ": " + line_text(child));
    }
  }

  static std::string party_name(const Node& book) {
    std::string name = line_text(book, "orgname");
    if (name.empty()) name = line_text(book, "name");
    std::string person = person_name(book);
    if (name.empty()) return person;
    append_part(name, person, "; ");
    return name;
  }

  static std::string person_name(const Node& book) {
    std::string name = line_text(book, "last-name");
    std::string given = line_text(book, "prefix");
    append_part(given, line_text(book, "first-name"), " ");
    append_part(given, line_text(book, "middle-name"), " ");
    append_part(name, given, ", ");
    append_part(name, line_text(book, "suffix"), ", ");
    return name;
  }

  // ---- Classes

  void read_old_ipc(const Node& node) {
    std::string edition = line_text(node, "edition");
    for (const Node& child : children_of(node)) {
      bool main = is_named(child, "main-classification");
      if (!main && !is_named(child, "further-classification")) continue;
      if (!copies_.take(edition.size())) return;
      Symbol symbol = class_symbol("ipc", exact_text(child));
      symbol.version = edition;
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_ipcr(const Node& node) {
    for (const Node& symbol : children_of(node, "classification-ipcr")) {
      record_.symbols.push_back(structured_symbol("ipc", symbol));
    }
  }

  void read_cpc(const Node& node) {
    for (const Node& group : children_of(node)) {
      for (const Node& child : children_of(group)) {
        if (is_named(child, "classification-cpc")) {
          record_.symbols.push_back(structured_symbol("cpc", child));
        } else if (is_named(child, "combination-set")) {
          read_combination(
              child, {"group-number", "combination-rank", "rank-number", "classification-cpc"},
              [this](const Node& symbol) {
                return record_.symbols.emplace_back(structured_symbol("cpc", symbol)).symbol;
              });
        }
      }
    }
  }

  void read_uspc(const Node& node) {
    const std::string country = line_text(node, "country");
    for (const Node& child : children_of(node)) {
      bool main = is_named(child, "main-classification");
      if (!main && !is_named(child, "further-classification")) {
        if (!is_named(child, "country")) {
          keep_as(dotted("uspc", local_name(child.name())), child);
        }
        continue;
      }
      if (!copies_.take(country.size())) return;
      Symbol symbol = uspc_symbol(exact_text(child));
      symbol.office = country;
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_locarno(const Node& node) {
    const std::string edition = line_text(node, "edition");
    for (const Node& child : children_of(node)) {
      bool main = is_named(child, "main-classification");
      if (!main && !is_named(child, "further-classification")) continue;
      if (!copies_.take(edition.size())) return;
      Symbol symbol = locarno_symbol(line_text(child));
      symbol.version = edition;
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  /// "US  29847 unstructured": the columns of a USPC symbol stay as they are.
  static std::string searched_class(const Node& node) {
    std::vector<Node> parts = children_of(node);
    if (parts.empty()) return line_text(node);
    std::string text;
    for (const Node& part : parts) {
      bool columns = is_named(part, "main-classification");
      append_part(text, columns ? exact_text(part) : line_text(part), " ");
    }
    return text;
  }

  void read_field_of_search(const Node& node) {
    for (const Node& child : children_of(node)) {
      extra_if("field-of-search", searched_class(child));
    }
  }

  // ---- Other documents

  void read_citations(const Node& node) {
    for (const Node& cited : children_of(node)) {
      Citation citation;
      Node patent = child_of(cited, "patcit");
      if (patent) {
        citation.publication = number_below(NumberSpace::kPublication, patent);
        citation.text = line_text(patent, "document-id/name");
      } else {
        citation.text = line_text(cited, "nplcit/othercit");
        if (citation.text.empty()) citation.text = line_text(child_of(cited, "nplcit"));
      }
      read_category(line_text(cited, "category"), citation);
      std::string number = attribute_of(patent ? patent : child_of(cited, "nplcit"), "num");
      for (const Node& child : children_of(cited)) note_citation_class(number, child);
      record_.citations.push_back(std::move(citation));
    }
  }

  static void read_category(const std::string& written, Citation& citation) {
    constexpr std::string_view kBy = "cited by ";
    if (written.substr(0, kBy.size()) == kBy) {
      citation.by = written.substr(kBy.size());
    } else {
      citation.category = written;
    }
  }

  void note_citation_class(const std::string& number, const Node& child) {
    std::string_view name = local_name(child.name());
    if (name == "patcit" || name == "nplcit" || name == "category") return;
    if (!copies_.take(number.size())) return;
    extra(std::string("citation-").append(name), number + " " + searched_class(child));
  }

  void read_related(const Node& node) {
    note_filing_dates(node);
    for (const Node& child : children_of(node)) {
      std::string relation = relation_name(local_name(child.name()));
      if (Node direct = child_of(child, "document-id")) {
        add_related(relation, direct);
        for (const Node& rest : children_of(child)) {
          if (!is_named(rest, "document-id")) {
            extra_if(local_name(rest.name()), line_text(rest));
          }
        }
      }
      for (const Node& link : children_of(child, "relation")) read_relation(relation, link);
    }
  }

  /// A link of a chain is a child without a date in one relation, and a parent with one in the
  /// next. The number cannot be normalised without.
  void note_filing_dates(const Node& node) {
    for (const Node& child : children_of(node)) {
      for (const Node& link : children_of(child, "relation")) {
        Node id = descend(link, "parent-doc/document-id");
        std::string date = line_text(id, "date");
        if (!date.empty()) filing_date_[line_text(id, "doc-number")] = date;
      }
    }
  }

  void read_relation(const std::string& relation, const Node& link) {
    Node parent = child_of(link, "parent-doc");
    if (Node id = child_of(parent, "document-id")) add_related(relation, id);
    const std::string parent_number = line_text(parent, "document-id/doc-number");
    for (const Node& child : children_of(parent)) {
      std::string_view name = local_name(child.name());
      if (!copies_.take(relation.size() + parent_number.size())) return;
      if (name == "parent-grant-document") {
        add_related(relation + ".parent-grant", child_of(child, "document-id"));
      } else if (name == "parent-pct-document") {
        add_related(relation + ".parent-pct", child_of(child, "document-id"));
      } else if (name != "document-id") {
        extra_if(name, relation + " " + parent_number + " " + line_text(child));
      }
    }
    // The child is this very application, which says nothing new, or a link of the chain between it
    // and the parent.
    Node below = descend(link, "child-doc/document-id");
    if (below && line_text(below, "doc-number") != record_.application.original) {
      add_related(relation + ".child", below);
    }
  }

  void add_related(std::string relation, const Node& id) {
    bool grant = relation == "related-publication" || relation.ends_with(".parent-grant");
    Related related;
    WrittenNumber written = written_number(id);
    auto known = filing_date_.find(written.number);
    if (!copies_.take(relation.size() + (known == filing_date_.end() ? 0 : known->second.size()))) {
      return;
    }
    if (!grant && written.date.empty() && known != filing_date_.end()) written.date = known->second;
    related.document = grant ? office_number(NumberSpace::kPublication, written, record_.extras)
                             : us_application(std::move(written), record_.extras);
    related.relation = std::move(relation);
    if (related.relation == "related-publication") {
      record_.earlier_publications.push_back(related.document);
    } else {
      record_.related.push_back(std::move(related));
    }
  }

  std::string language_;
  std::map<std::string, std::string> filing_date_;  ///< of applications that the record relates to
};

bool recognise(std::string_view head) {
  std::string_view root = peek_root_name(head);
  return root == "us-patent-grant" || root == "us-patent-application" || root == "sequence-cwu";
}

}  // namespace

FormatSpec uspto_format() {
  return xml_format<UsptoReading>("USPTO grants and applications, XML v4.x, single or concatenated",
                                  recognise);
}

}  // namespace patlas
