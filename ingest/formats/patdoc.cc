// USPTO grants of 2001 to 2004, PATDOC (ST.32, DTD 2.4 and 2.5): single files, and weekly files,
// which are whole documents one behind the other. The SGML files of 2001 are read as far as they
// are well-formed XML.
//
// Oddities kept in this file: elements are named by INID codes and every value stands in a PDAT;
// each document's DOCTYPE declares an entity for every drawing, hundreds of lines of them, so that
// records are cut by their element and not by declarations; symbols of the USPC are positioned by
// blanks; in a design the place of the IPC holds the Locarno class; an address in the United States
// has a state and no country. Names of extras are those of formats/uspto.cc, which reads the same
// office's later files.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/uspto, tests/real/real_test.cc.
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"
#include "ingest/normalize/fold.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

constexpr std::string_view kEnglish = "en";  // what the office publishes in

// The vocabulary of ST.32 is in capitals, but for tables and formulae.
constexpr std::array<std::string_view, 10> kLines = {"PARA", "H",  "CLMSTEP", "LI", "UL",
                                                     "OL",   "DL", "DT",      "DD", "BR"};
constexpr std::array<std::string_view, 1> kWords = {"CWU"};
const TextRules kRules = {.lines = kLines, .words = kWords};

/// The text of a value with its blanks, which are columns; those around the PDAT are layout.
std::string columns_text(const Node& node) {
  Node value = child_of(node, "PDAT");
  return exact_text(value ? value : node);
}

/// What a document of B600 is to this one, by the element it stands in.
std::string_view relation_of(std::string_view element) {
  constexpr std::array<WordPair, 10> kRelations = {{
      {"B610", "addition"},
      {"B620", "division"},
      {"B631", "continuation"},
      {"B632", "continuation-in-part"},
      {"B633", "continuing-reissue"},
      {"B640", "reissue"},
      {"B641US", "division-of-reissue"},
      {"B645", "reexamination"},
      {"B660", "substitution"},
      {"B680US", "provisional"},
  }};
  return word_for(element, kRelations);
}

class PatdocReading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "patdoc-xml/1";
  static constexpr std::string_view kElement = "PATDOC";

  explicit PatdocReading(const Node& root)
      : XmlReading(root, {.source = "uspto", .prefix = "us", .keep_flags = true}) {}

  Result<Record> run() {
    Node biblio = child_of(root_, "SDOBI");
    if (!biblio) return Error{Code::kParse, "no SDOBI element", {}};
    extra_if("dtd-version", attribute_of(root_, "DTD"));
    extra_if("status", attribute_of(root_, "STATUS"));
    read_publication(child_of(biblio, "B100"));
    read_application(child_of(biblio, "B200"));
    for (const Node& group : children_of(biblio)) read_group(group);
    for (const Node& child : children_of(root_)) read_root_child(child);
    return finish();
  }

 private:
  void read_group(const Node& group) {
    std::string_view name = local_name(group.name());
    if (name == "B100" || name == "B200") return;
    if (name == "B300") {
      return read_flat_priorities(group, [this](const WrittenNumber& written) {
        return office_number(NumberSpace::kApplication, written, record_.extras);
      });
    }
    if (name == "B500") return read_technical(group);
    if (name == "B600") return read_related_group(group);
    if (name == "B700") return read_parties(group);
    if (name == "B800") return read_international(group);
    keep(group);
  }

  // ---- Numbers

  void read_publication(const Node& group) {
    WrittenNumber written{line_text(group, "B190"), line_text(group, "B110"),
                          line_text(group, "B130"), line_text(group, "B140")};
    record_.publication = office_number(NumberSpace::kPublication, written, record_.extras);
    if (written.kind != record_.publication.kind) extra_if("publication-kind", written.kind);
    keep_others(group, {"B110", "B130", "B140", "B190"});
  }

  void read_application(const Node& group) {
    WrittenNumber written{"US", line_text(group, "B210"), "", line_text(group, "B220")};
    record_.application = us_application(std::move(written), record_.extras);
    extra_if("application-series", line_text(group, "B211US"));
    keep_others(group, {"B210", "B211US", "B220"});
  }

  /// Kinds of applications are two digits here, which say nothing.
  static WrittenNumber written_doc(const Node& doc) {
    WrittenNumber written{line_text(doc, "CTRY"), line_text(doc, "DNUM"), line_text(doc, "KIND"),
                          line_text(doc, "DATE")};
    if (!written.kind.empty() && !is_upper(written.kind[0])) written.kind.clear();
    return written;
  }

  void read_related_group(const Node& group) {
    note_filing_dates(group);
    for (const Node& child : children_of(group)) {
      std::string_view name = local_name(child.name());
      if (name == "B630") {
        for (const Node& inner : children_of(child)) read_related(inner);
      } else if (name == "B650") {
        for (const Node& doc : children_of(child)) read_earlier(doc);
      } else {
        read_related(child);
      }
    }
  }

  /// A link of a chain is a child without a date in one relation, and a parent with one in the
  /// next. The number cannot be normalised without.
  void note_filing_dates(const Node& group) {
    for (const Node& parent : elements_below(group, "PDOC")) {
      std::string date = line_text(parent, "DOC/DATE");
      if (!date.empty()) filing_date_[line_text(parent, "DOC/DNUM")] = std::move(date);
    }
  }

  void read_earlier(const Node& doc) {
    WrittenNumber written = written_doc(doc);
    if (written.number.empty()) return keep(doc);
    if (written.country.empty()) written.country = "US";
    record_.earlier_publications.push_back(
        office_number(NumberSpace::kPublication, written, record_.extras));
  }

  void read_related(const Node& node) {
    const std::string_view relation = relation_of(local_name(node.name()));
    if (relation.empty()) return keep(node);
    for (const Node& child : children_of(node)) {
      if (is_named(child, "DOC")) {
        add_related(std::string(relation), child);
      } else if (is_named(child, "PARENT-US")) {
        read_link(relation, child);
      } else {
        keep(child);
      }
    }
  }

  /// The child is this very application, which says nothing new, or a link of the chain between it
  /// and the parent.
  void read_link(std::string_view relation, const Node& link) {
    const std::string parent = line_text(link, "PDOC/DOC/DNUM");
    for (const Node& child : children_of(link)) {
      std::string_view name = local_name(child.name());
      if (!copies_.take(relation.size() + parent.size())) return;
      Node doc = child_of(child, "DOC");
      if (name == "PDOC" && doc) {
        add_related(std::string(relation), doc);
      } else if (name == "CDOC" && doc) {
        if (without_slash(line_text(doc, "DNUM")) != record_.application.original) {
          add_related(std::string(relation) + ".child", doc);
        }
      } else if (name == "PPUB" && doc) {
        add_related(std::string(relation) + ".parent-grant", doc);
      } else if (name == "PSTA") {
        extra_if("parent-status", std::string(relation) + " " + parent + " " + line_text(child));
      } else {
        keep(child);
      }
    }
  }

  static std::string without_slash(std::string number) {
    std::erase(number, '/');
    return number;
  }

  void add_related(std::string relation, const Node& doc) {
    WrittenNumber written = written_doc(doc);
    if (written.country.empty()) written.country = "US";
    auto known = filing_date_.find(written.number);
    if (written.date.empty() && known != filing_date_.end() && copies_.take(known->second.size())) {
      written.date = known->second;
    }
    Number number = relation.ends_with(".parent-grant")
                        ? office_number(NumberSpace::kPublication, written, record_.extras)
                        : us_application(std::move(written), record_.extras);
    record_.related.push_back({std::move(relation), std::move(number)});
  }

  void read_international(const Node& group) {
    for (const Node& child : children_of(group)) {
      const bool application = is_named(child, "B860");
      if (!application && !is_named(child, "B870")) {
        keep(child);
        continue;
      }
      for (const Node& inner : children_of(child)) {
        WrittenNumber written = written_doc(child_of(inner, "DOC"));
        if (written.number.empty()) {
          keep(inner);
          continue;
        }
        if (written.country.empty()) written.country = "WO";
        if (application) {
          record_.pct_application =
              office_number(NumberSpace::kApplication, written, record_.extras);
        } else {
          record_.pct_publication =
              office_number(NumberSpace::kPublication, written, record_.extras);
        }
      }
    }
  }

  // ---- Classes, title, citations

  void read_technical(const Node& group) {
    for (const Node& child : children_of(group)) {
      std::string_view name = local_name(child.name());
      if (name == "B510") {
        read_classes(child);
      } else if (name == "B520") {
        read_uspc(child);
      } else if (name == "B540") {
        add_text(record_.titles, kEnglish, line_text(child));
      } else if (name == "B560") {
        for (const Node& cited : children_of(child)) read_citation(cited);
      } else if (name == "B570" || name == "B580" || name == "B590") {
        for (const Node& value : children_of(child)) read_counted(value);
      } else {
        keep(child);
      }
    }
  }

  /// Values that the later files have under names of their own.
  void read_counted(const Node& node) {
    constexpr std::array<WordPair, 6> kNames = {{
        {"B577", "number-of-claims"},
        {"B578US", "us-exemplary-claim"},
        {"B582", "field-of-search"},
        {"B583US", "field-of-search"},
        {"B595", "figures.number-of-drawing-sheets"},
        {"B596", "figures.number-of-figures"},
    }};
    const std::string_view name = word_for(local_name(node.name()), kNames);
    if (name.empty()) return keep(node);
    extra_if(name, name == "field-of-search" ? columns_text(node) : line_text(node));
  }

  bool is_design() const { return record_.publication.number.starts_with('D'); }

  void read_classes(const Node& group) {
    const std::string edition = line_text(group, "B516");
    for (const Node& child : children_of(group)) {
      std::string_view name = local_name(child.name());
      if (name == "B516") continue;
      const bool is_symbol =
          name == "B511" || name == "B512" || name == "B513" || name == "B514" || name == "B515";
      if (!is_symbol) {
        keep(child);
        continue;
      }
      if (!copies_.take(edition.size())) return;
      std::string written = columns_text(child);
      Symbol symbol =
          is_design() ? locarno_symbol(std::move(written)) : class_symbol("ipc", written);
      symbol.version = edition;
      symbol.first = name == "B511";
      record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_uspc(const Node& group) {
    for (const Node& child : children_of(group)) {
      const bool main = is_named(child, "B521");
      if (!main && !is_named(child, "B522")) {
        keep(child);
        continue;
      }
      Symbol symbol = uspc_symbol(columns_text(child));
      symbol.first = main;
      record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_citation(const Node& node) {
    Citation citation;
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      constexpr std::string_view kBy = "CITED-BY-";
      if (name == "PCIT") {
        read_cited_patent(child, citation);
      } else if (name == "NCIT") {
        citation.text = line_text(child);
      } else if (name.starts_with(kBy)) {
        citation.by = read_language(name.substr(kBy.size()));  // lower case
      } else {
        keep(child);
      }
    }
    if (citation != Citation{}) record_.citations.push_back(std::move(citation));
  }

  void read_cited_patent(const Node& node, Citation& citation) {
    const std::string number = line_text(node, "DOC/DNUM");
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name == "DOC") {
        WrittenNumber written = written_doc(child);
        if (written.country.empty()) written.country = "US";
        citation.publication = office_number(NumberSpace::kPublication, written, record_.extras);
      } else if (name.starts_with("PARTY")) {
        citation.text = party_name(child_of(child, "NAM"));
      } else {
        if (!copies_.take(number.size())) return;
        extra_if(name == "PNC" ? "citation-classification-national"
                               : std::string("citation-").append(name),
                 number + " " + columns_text(child));
      }
    }
  }

  // ---- Parties

  void read_parties(const Node& group) {
    for (const Node& child : children_of(group)) {
      std::string_view name = local_name(child.name());
      if (name == "B710" || name == "B730") {
        read_assignees(child);
      } else if (name == "B720") {
        read_list(child, "inventor", record_.inventors);
      } else if (name == "B740") {
        read_list(child, "agent", record_.agents);
      } else if (name == "B745") {
        read_examiners(child);
      } else {
        keep(child);
      }
    }
  }

  static Node party_of(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (local_name(child.name()).starts_with("PARTY")) return child;
    }
    return {};
  }

  void read_list(const Node& group, std::string_view what, std::vector<Party>& to) {
    for (const Node& child : children_of(group)) {
      if (Node party = party_of(child)) {
        to.push_back(read_party(party, what));
      } else {
        keep(child);
      }
    }
  }

  /// B732US is the role of the assignee before it.
  void read_assignees(const Node& group) {
    for (const Node& child : children_of(group)) {
      Node party = party_of(child);
      if (party) {
        record_.applicants.push_back(read_party(party, "assignee"));
      } else if (is_named(child, "B732US") && !record_.applicants.empty()) {
        record_.applicants.back().role = line_text(child);
      } else {
        keep(child);
      }
    }
  }

  void read_examiners(const Node& group) {
    for (const Node& child : children_of(group)) {
      Node party = party_of(child);
      if (!party) {
        extra_if(is_named(child, "B748US") ? "examiner-department" : local_name(child.name()),
                 line_text(child));
        continue;
      }
      Party examiner = read_party(party, "examiner");
      examiner.role = is_named(child, "B746") ? "primary" : "assistant";
      record_.examiners.push_back(std::move(examiner));
    }
  }

  /// "Maenosono, Shinya", or an organisation.
  static std::string party_name(const Node& node) {
    std::string name = line_text(node, "ONM");
    std::string person = line_text(node, "SNM");
    append_part(person, line_text(node, "FNM"), ", ");
    for (const Node& child : children_of(node)) {
      std::string_view part = local_name(child.name());
      if (part != "ONM" && part != "SNM" && part != "FNM") {
        append_part(person, line_text(child), ", ");
      }
    }
    append_part(name, person, "; ");
    return name;
  }

  Party read_party(const Node& node, std::string_view what) {
    Party party;
    party.name = party_name(child_of(node, "NAM"));
    Node address = child_of(node, "ADR");
    const std::string country = line_text(address, "CTRY");
    for (const Node& line : children_of(address)) {
      if (!is_named(line, "CTRY")) append_part(party.address, leaves_text(line, " "), ", ");
    }
    party.country = read_country(country);
    if (party.country.empty()) append_part(party.address, country, ", ");
    if (country.empty() && child_of(address, "STATE")) party.country = "US";
    keep_others_of(party, what, node, {"NAM", "ADR"});
    return party;
  }

  // ---- Text

  void read_root_child(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "SDOBI" || name == "SDODR") return;
    if (name == "SDOAB") {
      add_text(record_.abstracts, kEnglish, block_text(node, kRules));
    } else if (name == "SDODE") {
      read_description(node);
    } else if (name == "SDOCL") {
      read_claims(node);
    } else {
      keep(node);
    }
  }

  void read_description(const Node& node) {
    TextBuilder text(kRules);
    for (const Node& section : children_of(node)) {
      const size_t line = text.line_count();
      text.break_line();
      text.add_node(section);
      if (text.line_count() == line) continue;
      extra_if("description-section",
               std::string(local_name(section.name())) + " " + std::to_string(line));
    }
    add_text(record_.descriptions, kEnglish, text.take());
  }

  /// "CLM-00001" -> "00001".
  static std::string claim_number(const Node& node) {
    std::string id = attribute_of(node, "ID");
    return id.starts_with("CLM-") ? id.substr(4) : id;
  }

  void read_claims(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (is_named(child, "CL")) {
        for (const Node& claim : children_of(child)) read_claim(claim);
      } else if (is_named(child, "CLM")) {
        read_claim(child);
      } else if (is_named(child, "H")) {
        extra_if("claim-statement", line_text(child));
      } else {
        keep(child);
      }
    }
  }

  void read_claim(const Node& node) {
    if (!is_named(node, "CLM")) return keep(node);
    Claim claim;
    claim.language = kEnglish;
    claim.number = claim_number(node);
    claim.text = block_text(node, kRules);
    for (const Node& reference : elements_below(node, "CLREF")) {
      std::string number = claim_number(reference);
      if (number.empty() || number == claim.number) continue;
      if (referred_.insert(number).second) claim.depends_on.push_back(std::move(number));
    }
    referred_.clear();
    record_.claims.push_back(std::move(claim));
  }

  std::map<std::string, std::string> filing_date_;  ///< of applications that the record relates to
  std::set<std::string> referred_;                  ///< by the claim that is read
};

/// A DOCTYPE may declare more drawings than a head holds; the root is then told by its name there.
bool recognise(std::string_view head) {
  std::string_view root = peek_root_name(head);
  if (!root.empty()) return root == "PATDOC";
  return head.substr(0, 1024).find("<!DOCTYPE PATDOC ") != std::string_view::npos;
}

}  // namespace

FormatSpec patdoc_format() {
  return xml_format<PatdocReading>(
      "USPTO grants of 2001 to 2004 (PATDOC 2.4 and 2.5), one a file or many", recognise);
}

}  // namespace patlas
