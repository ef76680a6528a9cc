// EPO full texts (ep-patent-document, DTD v1.0 to v1.5.1): applications A1 to A9 and
// specifications B1 to B9, one file each in the weekly packages.
//
// Oddities kept in this file: elements are named by INID codes (B110 is the number); priorities and
// titles are flat lists whose members belong together by their order; a cited patent is one text,
// "US-A1- 2007 204 872", spaced in threes; claims come in up to three languages, one block each;
// page marks are comments in the middle of sentences. The list of documents that the description
// names stands at the end, and is read as citations of the applicant's.
//
// What an opposition says (opponents, lapses, bulletins) has no field in a record and is kept as
// extras; so is every element that no rule here takes.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/ep, tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"
#include "ingest/normalize/countries.h"
#include "ingest/normalize/fold.h"
#include "ingest/normalize/symbols.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

/// Laid-open Japanese numbers are a year and six digits, and from 1989 on the year begins at 1: the
/// EPO's "5192193" is 5-192193, which by itself could be 51-92193 too.
void part_japanese_year(WrittenNumber& written) {
  if (written.country != "JP" || !all_digits(written.number)) return;
  const bool laid_open = written.kind.starts_with('A') && written.number.size() == 7;
  const bool long_year = written.kind.starts_with('A') || written.kind.starts_with('U');
  if (laid_open || (long_year && written.number.size() == 8)) {
    written.number.insert(written.number.size() - 6, "-");
  }
}

/// "US-A1- 2007 204 872" -> US, A1, "2007204872"; the EPO spaces digits in threes from the right.
/// A text of another shape is no number.
WrittenNumber split_cited(std::string_view text) {
  WrittenNumber written;
  const bool has_country = text.size() > 5 && is_country_code(text.substr(0, 2)) && text[2] == '-';
  if (!has_country) return written;
  const size_t kind_end = text.find('-', 3);
  const bool has_kind = kind_end == 4 || (kind_end == 5 && is_digit(text[4]));
  if (!has_kind || !is_upper(text[3])) return written;
  written.country = text.substr(0, 2);
  written.kind = text.substr(3, kind_end - 3);
  for (const char c : text.substr(kind_end + 1)) {
    if (c != ' ') written.number += c;
  }
  part_japanese_year(written);
  return written;
}

/// What a document of B600 is to this one, by the element it stands in.
std::string_view relation_of(std::string_view element) {
  constexpr std::array<WordPair, 7> kRelations = {{
      {"B610", "addition"},
      {"B620", "division"},
      {"B620EP", "division"},
      {"B630", "continuation"},
      {"B640", "reissue"},
      {"B645", "reexamination"},
      {"B660", "substitution"},
  }};
  return word_for(element, kRelations);
}

class EpReading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "ep-xml/1";
  static constexpr std::string_view kElement = "ep-patent-document";

  explicit EpReading(const Node& root)
      : XmlReading(root, {.source = "epo", .prefix = "ep", .keep_flags = true}) {}

  Result<Record> run() {
    Node biblio = child_of(root_, "SDOBI");
    if (!biblio) return Error{Code::kParse, "no SDOBI element", {}};
    extra_attributes({"file", "status", "dtd-version"});
    for (const Node& group : children_of(biblio)) read_group(group);
    for (const Node& child : children_of(root_)) read_root_child(child);
    put_own_title_first();
    return finish();
  }

 private:
  void read_group(const Node& group) {
    std::string_view name = local_name(group.name());
    if (name == "B100") {
      read_publication(group);
    } else if (name == "B200") {
      read_application(group);
    } else if (name == "B300") {
      read_flat_priorities(
          group, [this](WrittenNumber written) { return priority_number(std::move(written)); });
    } else if (name == "B400") {
      for (const Node& child : children_of(group)) read_public_date(child);
    } else if (name == "B500") {
      for (const Node& child : children_of(group)) read_technical(child);
    } else if (name == "B600") {
      for (const Node& child : children_of(group)) read_related(child);
    } else if (name == "B700") {
      for (const Node& child : children_of(group)) read_parties(child);
    } else if (name == "B800") {
      for (const Node& child : children_of(group)) read_international(child);
    } else {
      keep(group);
    }
  }

  // ---- Numbers

  /// The root's attributes say it again; they count where an element is missing.
  void read_publication(const Node& group) {
    WrittenNumber written{line_text(group, "B190"), line_text(group, "B110"),
                          line_text(group, "B130"), line_text(group, "B140")};
    if (written.country.empty()) written.country = attribute_of(root_, "country");
    if (written.number.empty()) written.number = attribute_of(root_, "doc-number");
    if (written.kind.empty()) written.kind = attribute_of(root_, "kind");
    if (written.date.empty()) written.date = attribute_of(root_, "date-publ");
    record_.publication = office_number(NumberSpace::kPublication, written, record_.extras);
    keep_others(group, {"B110", "B130", "B140", "B190"});
  }

  void read_application(const Node& group) {
    WrittenNumber written{"EP", line_text(group, "B210"), "", line_text(group, "B220")};
    record_.application = office_number(NumberSpace::kApplication, written, record_.extras);
    keep_others(group, {"B210", "B220"});
  }

  /// "202062962762 P", "202008008516 U": the letter behind the number is its kind. Serials of the
  /// United States have no series.
  Number priority_number(WrittenNumber written) {
    std::string original = written.number;
    const size_t blank = original.rfind(' ');
    const bool lettered =
        blank != std::string::npos && blank + 2 == original.size() && is_upper(original.back());
    if (lettered) {
      written.kind = original.substr(blank + 1);
      written.number.resize(blank);
    }
    if (written.country == "US") written.number = us_serial_of_year(written);
    Number number = office_number(NumberSpace::kApplication, written, record_.extras);
    number.original = std::move(original);
    return number;
  }

  void read_public_date(const Node& node) {
    if (!is_named(node, "B472")) return keep(node);
    for (const Node& child : children_of(node)) {
      if (is_named(child, "B475")) {
        read_lapses(child);
      } else {
        keep(child);
      }
    }
  }

  /// Date and country by turns.
  void read_lapses(const Node& node) {
    std::string date;
    for (const Node& child : children_of(node)) {
      if (is_named(child, "date")) {
        date = line_text(child);
      } else {
        std::string lapse = line_text(child);
        append_part(lapse, std::exchange(date, {}), " ");
        extra_if("lapsed", std::move(lapse));
      }
    }
  }

  void read_related(const Node& node) {
    std::string_view name = local_name(node.name());
    const std::string_view relation = relation_of(name);
    if (name == "B650") return read_earlier(node);
    if (relation.empty()) return keep(node);
    for (const Node& parent : children_of(node)) {
      if (!is_named(parent, "parent")) {
        keep(parent);
        continue;
      }
      for (const Node& document : children_of(parent)) read_relation(relation, document);
    }
  }

  /// pdoc is the earlier document, cdoc one that came out of this.
  void read_relation(std::string_view relation, const Node& document) {
    std::string what(relation);
    if (is_named(document, "cdoc")) what += ".child";
    Node numbers = child_of(document, "dnum");
    const std::string application = line_text(numbers, "anum");
    const std::string publication = line_text(numbers, "pnum");
    const std::string country = line_text(document, "ctry");
    const std::string date = line_text(document, "date");
    if (!copies_.take(what.size() + country.size())) return;
    if (!application.empty()) {
      WrittenNumber written{country.empty() ? "EP" : country, application, "", date};
      record_.related.push_back(
          {what, office_number(NumberSpace::kApplication, written, record_.extras)});
    }
    if (!publication.empty()) {
      WrittenNumber written{country.empty() ? "EP" : country, publication, "", ""};
      record_.related.push_back({what + ".publication", office_number(NumberSpace::kPublication,
                                                                      written, record_.extras)});
    }
    for (const Node& child : children_of(document)) {
      std::string_view name = local_name(child.name());
      const bool numbered = !application.empty() || !publication.empty();
      const bool read = numbered && (name == "dnum" || name == "date" || name == "ctry");
      if (!read) extra_if("related", what + " " + leaves_text(child, " "));
    }
  }

  void read_earlier(const Node& node) {
    for (const Node& document : children_of(node)) {
      std::string number = line_text(document, "dnum/pnum");
      if (number.empty()) number = line_text(document, "dnum");
      if (number.empty()) {
        keep(document);
        continue;
      }
      WrittenNumber written{line_text(document, "ctry"), std::move(number),
                            line_text(document, "kind"), line_text(document, "date")};
      if (written.country.empty()) written.country = "EP";
      record_.earlier_publications.push_back(
          office_number(NumberSpace::kPublication, written, record_.extras));
    }
  }

  // ---- Classes, titles, citations

  void read_technical(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "B510") {
      read_old_ipc(node);
    } else if (name == "B510EP") {
      for (const Node& child : children_of(node)) read_ipc8("ipc", child);
    } else if (name == "B520EP") {
      for (const Node& list : children_of(node)) {
        for (const Node& child : children_of(list)) read_ipc8("cpc", child);
      }
    } else if (name == "B540") {
      read_titles(node);
    } else if (name == "B560") {
      for (const Node& child : children_of(node)) read_citation(child);
    } else {
      keep(node);
    }
  }

  /// "7C 07C  29/44   A": the edition in front, the position behind, "-" where it has none.
  void read_old_ipc(const Node& node) {
    const std::string edition = line_text(node, "B516");
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name == "B516") continue;
      const bool is_symbol =
          name == "B511" || name == "B512" || name == "B513" || name == "B514" || name == "B515";
      if (!is_symbol) {
        keep(child);
        if (name == "B517EP") read_linked_ipc(line_text(child), edition);
        continue;
      }
      if (!copies_.take(edition.size())) return;
      std::string written = exact_text(child);
      std::string_view positioned = trim(written);
      if (positioned.ends_with(" -")) positioned.remove_suffix(2);
      Symbol symbol = class_symbol("ipc", positioned);
      symbol.version = edition;
      symbol.first = name == "B511";
      symbol.original = std::move(written);
      record_.symbols.push_back(std::move(symbol));
    }
  }

  /// "// A01N43/08, C12R1:19": symbols that count together with those above.
  void read_linked_ipc(std::string_view text, const std::string& edition) {
    while (!text.empty()) {
      const size_t end = std::min(text.find_first_of(",;()"), text.size());
      std::string written(trim(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
      while (written.starts_with('/') || written.starts_with(' ')) written.erase(0, 1);
      std::string slashed = written;
      std::replace(slashed.begin(), slashed.end(), ':', '/');
      if (!parse_class_symbol(slashed) || !copies_.take(edition.size())) continue;
      Symbol symbol = class_symbol("ipc", slashed);
      symbol.version = edition;
      symbol.original = std::move(written);
      record_.symbols.push_back(std::move(symbol));
    }
  }

  void read_ipc8(std::string_view scheme, const Node& node) {
    const bool is_symbol =
        is_named(node, "classification-ipcr") || is_named(node, "classification-cpc");
    std::string text = exact_text(child_of(node, "text"));
    if (!is_symbol || text.empty()) return keep(node);
    record_.symbols.push_back(ipc8_symbol(scheme, text));
  }

  /// Language and text by turns, always German, English, French.
  void read_titles(const Node& node) {
    std::string language;
    for (const Node& child : children_of(node)) {
      if (is_named(child, "B541")) {
        language = read_language(line_text(child));
      } else if (is_named(child, "B542")) {
        add_text(record_.titles, language, line_text(child));
        language.clear();
      } else {
        keep(child);
      }
    }
  }

  /// The one in the document's own language goes first: where one title is shown it is the first.
  /// Once for all: a stranger's file may have them in very many elements.
  void put_own_title_first() {
    const std::string own = read_language(attribute_of(root_, "lang"));
    std::stable_partition(record_.titles.begin(), record_.titles.end(),
                          [&own](const LocalText& title) { return title.language == own; });
  }

  void read_citation(const Node& node) {
    const bool is_patent = is_named(node, "B561");
    if (!is_patent && !is_named(node, "B562")) return keep(node);
    Citation citation;
    citation.text = line_text(node);
    if (is_patent) {
      const WrittenNumber written = split_cited(citation.text);
      if (!written.number.empty()) {
        citation.publication = office_number(NumberSpace::kPublication, written, record_.extras);
        citation.publication.original = std::exchange(citation.text, {});
      }
    }
    if (citation != Citation{}) record_.citations.push_back(std::move(citation));
  }

  // ---- Parties

  void read_parties(const Node& group) {
    std::string_view name = local_name(group.name());
    std::vector<Party>* to = nullptr;
    std::string_view role, what;
    if (name == "B710") {
      to = &record_.applicants;
      what = "applicant";
    } else if (name == "B720") {
      to = &record_.inventors;
      what = "inventor";
    } else if (name == "B730") {
      to = &record_.applicants;
      what = role = "proprietor";
    } else if (name == "B740") {
      to = &record_.agents;
      what = "agent";
    } else if (name == "B780") {
      for (const Node& child : children_of(group)) read_opponent(child);
      return;
    }
    if (to == nullptr) return keep(group);
    for (const Node& child : children_of(group)) {
      if (!child_of(child, "snm")) {
        keep(child);
        continue;
      }
      Party party = read_party(child, what);
      party.role = role;
      to->push_back(std::move(party));
    }
  }

  Party read_party(const Node& node, std::string_view what) {
    Party party;
    party.name = line_text(node, "snm");
    append_part(party.name, line_text(node, "sfx"), " ");
    Node address = child_of(node, "adr");
    for (const Node& line : children_of(address)) {
      if (!is_named(line, "ctry")) append_part(party.address, line_text(line), ", ");
    }
    const std::string country = line_text(address, "ctry");
    party.country = read_country(country);
    if (party.country.empty()) append_part(party.address, country, ", ");
    keep_others_of(party, what, node, {"snm", "sfx", "adr"});
    return party;
  }

  /// "01; 20161223; 1; the name; its number; its address", and its representative by itself.
  void read_opponent(const Node& node) {
    if (!is_named(node, "B781")) return keep(node);
    std::string text;
    const std::string name = line_text(node, "snm");
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "B784")) {
        append_part(text, leaves_text(child, ", "), "; ");
        continue;
      }
      if (!copies_.take(name.size())) return;
      extra_if("opponent-representative", name + ": " + leaves_text(child, ", "));
    }
    extra_if("opponent", std::move(text));
  }

  // ---- States and the international phase

  void read_international(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "B840") {
      extra_if("designated-states", leaves_text(node, " "));
    } else if (name == "B844EP" || name == "B848EP") {
      std::string_view what = name == "B844EP" ? "extension-state" : "validation-state";
      for (const Node& state : children_of(node)) extra_if(what, leaves_text(state, " "));
    } else if (name == "B860") {
      read_pct_application(node);
    } else if (name == "B870") {
      read_pct_publication(node);
    } else {
      keep(node);
    }
  }

  /// "GB2004003782" is PCT/GB2004/003782.
  void read_pct_application(const Node& node) {
    for (const Node& child : children_of(node)) {
      std::string number = line_text(child, "dnum/anum");
      if (number.empty()) {
        keep(child);
        continue;
      }
      WrittenNumber written{"WO", "PCT/" + number, "", line_text(child, "date")};
      record_.pct_application = office_number(NumberSpace::kApplication, written, record_.extras);
      record_.pct_application->original = std::move(number);
      keep_beside(child, "pct-application");
    }
  }

  void read_pct_publication(const Node& node) {
    for (const Node& child : children_of(node)) {
      std::string number = line_text(child, "dnum/pnum");
      if (number.empty()) {
        keep(child);
        continue;
      }
      WrittenNumber written{"WO", std::move(number), "", line_text(child, "date")};
      record_.pct_publication = office_number(NumberSpace::kPublication, written, record_.extras);
      keep_beside(child, "pct-publication");
    }
  }

  /// What stands beside number and date: the bulletin's.
  void keep_beside(const Node& node, std::string_view what) {
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name != "dnum" && name != "date") extra_if(dotted(what, name), leaves_text(child, " "));
    }
  }

  // ---- Text

  void read_root_child(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "SDOBI" || name == "drawings") return;
    const std::string language = read_language(attribute_of(node, "lang"));
    if (name == "abstract") {
      add_text(record_.abstracts, language, block_text(node));
    } else if (name == "description") {
      add_text(record_.descriptions, language, block_text(node));
    } else if (name == "claims") {
      read_claims(node, language);
    } else if (name == "amended-claims") {
      const size_t before = record_.claims.size();
      read_claims(node, language);
      extra_if("amended-claims", language + " " + std::to_string(record_.claims.size() - before));
    } else if (name == "amended-claims-statement") {
      extra_if(name, block_text(node));
    } else if (name == "ep-reference-list") {
      read_reference_list(node);
    } else if (name == "search-report-data") {
      read_search_report(node);
    } else {
      keep(node);
    }
  }

  void read_claims(const Node& node, const std::string& language) {
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "claim")) {
        keep(child);
        continue;
      }
      add_claim(language, attribute_of(child, "num"), block_text(child));
    }
  }

  /// What the description names. Headings and the legal remark are the same in every document.
  void read_reference_list(const Node& node) {
    for (const Node& paragraph : children_of(node, "p")) {
      for (const Node& list : children_of(paragraph, "ul")) {
        for (const Node& item : children_of(list, "li")) read_reference(item);
      }
    }
  }

  void read_reference(const Node& item) {
    Citation citation;
    citation.by = "applicant";
    citation.phase = "description";
    for (const Node& child : children_of(item)) {
      if (is_named(child, "patcit")) {
        read_cited_patent(child, citation);
      } else if (is_named(child, "nplcit")) {
        citation.text = leaves_text(child, ", ");
      } else {
        append_part(citation.passages, line_text(child), " ");
      }
    }
    record_.citations.push_back(std::move(citation));
  }

  void read_cited_patent(const Node& node, Citation& citation) {
    Node id = child_of(node, "document-id");
    WrittenNumber written = written_number(id);
    if (written.number.empty()) {
      citation.text = line_text(node);
      append_part(citation.text, attribute_of(node, "dnum"), " ");
      return;
    }
    std::string original = written.number;
    part_japanese_year(written);
    citation.publication = office_number(NumberSpace::kPublication, written, record_.extras);
    citation.publication.original = std::move(original);
    citation.text = line_text(id, "name");
    std::string type = attribute_of(node, "dnum-type");
    if (!type.empty()) extra_if("citation-dnum-type", attribute_of(node, "dnum") + " " + type);
  }

  /// A report that is only pages has nothing but the names of their images.
  void read_search_report(const Node& node) {
    for (const Node& part : children_of(node)) {
      if (is_named(part, "doc-page")) continue;
      if (!is_named(part, "srep-for-pub")) {
        keep(part);
        continue;
      }
      for (const Node& child : children_of(part)) {
        if (is_named(child, "srep-citations")) {
          for (const Node& cited : children_of(child)) read_found(cited);
        } else if (is_named(child, "srep-admin")) {
          read_search_admin(child);
        } else {
          keep(child);
        }
      }
    }
  }

  void read_search_admin(const Node& node) {
    for (const Node& child : children_of(node)) {
      if (!is_named(child, "examiners")) {
        keep(child);
        continue;
      }
      for (const Node& examiner : children_of(child)) {
        Party party;
        party.name = line_text(examiner, "name");
        if (party.name.empty()) party.name = leaves_text(examiner, ", ");
        std::string_view name = local_name(examiner.name());
        party.role = name.substr(0, name.find('-'));
        if (!party.name.empty()) record_.examiners.push_back(std::move(party));
      }
    }
  }

  void read_found(const Node& node) {
    if (!is_named(node, "citation")) return keep(node);
    Citation citation;
    citation.phase = "search";
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name == "patcit") {
        read_cited_patent(child, citation);
      } else if (name == "nplcit") {
        std::string text = line_text(child, "text");
        citation.text = text.empty() ? leaves_text(child, ", ") : std::move(text);
      } else if (name == "category") {
        append_part(citation.category, line_text(child), ",");
      } else if (name == "rel-claims") {
        append_part(citation.passages, std::string("claims ").append(line_text(child)), "; ");
      } else if (name == "rel-passage") {
        append_part(citation.passages, leaves_text(child, "; "), "; ");
      } else {
        keep(child);
      }
    }
    record_.citations.push_back(std::move(citation));
  }
};

}  // namespace

FormatSpec ep_format() {
  return xml_format<EpReading>("EPO full texts (ep-patent-document), one a file or several");
}

}  // namespace patlas
