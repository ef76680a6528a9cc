// EPO exchange documents: DOCDB bulk files, front file (create, amend, delete) and back file, and
// OPS responses, which wrap the same element in an envelope.
//
// Oddities kept in this file: elements with and without a namespace prefix in one record, so local
// names are matched; every party and reference in up to three data formats; one CPC symbol once for
// each office that gave it; names that end in a blank of U+2002 and a country in brackets.
//
// Which of several formats counts: docdb, else epodoc, else docdba, else original. What the others
// say differently becomes an extra; an original in another script than Latin is the party's name,
// and the preferred form its Latin one.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/docdb, tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reading.h"
#include "ingest/normalize/countries.h"
#include "ingest/normalize/symbols.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

constexpr std::array<std::string_view, 4> kFormats = {"docdb", "epodoc", "docdba", "original"};
constexpr size_t kOriginal = 3;

/// Rank of a data format; one that is not named counts as docdb.
size_t format_rank(std::string_view format) {
  auto found = std::find(kFormats.begin(), kFormats.end(), format);
  return found == kFormats.end() ? 0 : static_cast<size_t>(found - kFormats.begin());
}

/// DOCDB names the format on the reference, OPS on the document-id.
std::string data_format(const Node& reference, const Node& id) {
  std::string format = attribute_of(id, "document-id-type");
  return format.empty() ? attribute_of(reference, "data-format") : format;
}

/// "9SOLUTIONS OY [FI]" with U+2002 before the bracket; OPS originals end in a comma.
Party split_name(std::string name) {
  Party party;
  constexpr std::string_view kEnSpace = "\xE2\x80\x82";
  size_t bracket = name.rfind('[');
  if (bracket != std::string::npos && bracket + 4 == name.size() && name.back() == ']' &&
      is_country_code(std::string_view(name).substr(bracket + 1, 2))) {
    party.country = name.substr(bracket + 1, 2);
    name.resize(bracket);
  }
  for (;;) {
    std::string_view view = name;
    if (view.ends_with(kEnSpace)) {
      name.resize(name.size() - kEnSpace.size());
    } else if (view.ends_with(" ") || view.ends_with(",")) {
      name.pop_back();
    } else {
      break;
    }
  }
  party.name = std::move(name);
  return party;
}

std::string scheme_name(const std::string& docdb) {
  if (docdb.substr(0, 3) == "CPC") return "cpc";
  if (docdb == "UC") return "uspc";
  std::string scheme = read_language(docdb);  // lower case
  return scheme.empty() ? "cpc" : scheme;
}

class DocdbReading : public XmlReading {
 public:
  static constexpr std::string_view kReader = "docdb-xml/1";
  static constexpr std::string_view kElement = "exchange-document";

  explicit DocdbReading(const Node& root) : XmlReading(root, {.prefix = "docdb"}) {}

  Result<Record> run() {
    read_identity();
    // The key is all of a delete, and without one the rest need not be read.
    if (record_.is_delete || record_key(record_).empty()) return finish();
    for (const Node& child : children_of(root_)) read_root_child(child);
    return finish();
  }

 private:
  /// The attributes of the record's element: all there is when it is a delete.
  void read_identity() {
    static constexpr std::array<std::string_view, 7> kBulkOnly = {"doc-id",
                                                                  "is-representative",
                                                                  "date-of-last-exchange",
                                                                  "date-of-previous-exchange",
                                                                  "date-added-docdb",
                                                                  "originating-office",
                                                                  "status"};
    bool bulk = false;
    for (std::string_view name : kBulkOnly) bulk |= !attribute_of(root_, name).empty();
    record_.source = bulk ? "docdb" : "ops";
    record_.is_delete = attribute_of(root_, "status") == "D";
    WrittenNumber written{attribute_of(root_, "country"), attribute_of(root_, "doc-number"),
                          attribute_of(root_, "kind"), attribute_of(root_, "date-publ")};
    record_.publication = docdb_number(NumberSpace::kPublication, written, "", record_.extras);
    if (record_.is_delete) return;
    std::string family = attribute_of(root_, "family-id");
    if (!family.empty()) record_.family_id = std::string("docdb:").append(family);
    for (std::string_view name : kBulkOnly) extra_if(name, attribute_of(root_, name));
    extra_if("system", attribute_of(root_, "system"));
  }

  void read_root_child(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "bibliographic-data") {
      for (const Node& child : children_of(node)) read_biblio_child(child);
      finish_references();
    } else if (name == "abstract") {
      add_text(record_.abstracts, read_language(attribute_of(node, "lang")), block_text(node));
      extra_if("abstract-source", attribute_of(node, "abstract-source"));
    } else if (name == "patent-family") {
      for (const Node& member : children_of(node)) read_family_member(member);
    } else {
      keep(node);
    }
  }

  void read_biblio_child(const Node& node) {
    std::string_view name = local_name(node.name());
    if (name == "publication-reference") {
      collect_ids(node, publication_);
    } else if (name == "application-reference") {
      collect_ids(node, application_);
      extra_if("application-doc-id", attribute_of(node, "doc-id"));
      extra_if("application-is-representative", attribute_of(node, "is-representative"));
    } else if (name == "priority-claims") {
      read_priorities(node);
    } else if (name == "classification-ipc") {
      read_old_ipc(node);
    } else if (name == "classifications-ipcr") {
      for (const Node& child : children_of(node)) read_ipcr(child);
    } else if (name == "patent-classifications") {
      for (const Node& child : children_of(node)) read_classification(child);
    } else if (name == "invention-title") {
      add_text(record_.titles, read_language(attribute_of(node, "lang")), line_text(node));
    } else if (name == "parties") {
      read_parties(node);
    } else if (name == "references-cited") {
      for (const Node& child : children_of(node)) read_citation(child);
    } else if (name == "dates-of-public-availability") {
      for (const Node& child : children_of(node)) {
        extra_if(local_name(child.name()), line_text(child));
      }
    } else {
      keep_rest(node, dotted("docdb", name), true, copies_, record_.extras);
    }
  }

  // ---- References in several formats

  /// The document-ids of one reference, by format; the first of each counts.
  struct Ids {
    std::array<std::optional<WrittenNumber>, kFormats.size()> by_format;
    std::vector<std::string> further;  ///< other spellings in a format that was there already
  };

  static void collect_ids(const Node& reference, Ids& ids) {
    for (const Node& id : children_of(reference, "document-id")) {
      std::optional<WrittenNumber>& slot = ids.by_format[format_rank(data_format(reference, id))];
      WrittenNumber written = written_number(id);
      if (!slot) {
        slot = std::move(written);
      } else if (slot->number != written.number) {
        ids.further.push_back(std::move(written.number));
      }
    }
  }

  /// The reference in DOCDB form; its original beside it; its date from whichever format has one.
  Number number_of(const Ids& ids, NumberSpace space) {
    const auto& [docdb, epodoc, docdba, original] = ids.by_format;
    std::string date;
    for (const auto& written : ids.by_format) {
      if (written && date.empty()) date = written->date;
    }
    std::string spelling = original ? original->number : std::string();
    if (docdb && !docdb->number.empty()) {
      WrittenNumber written = *docdb;
      written.date = date;
      return docdb_number(space, written, spelling, record_.extras);
    }
    std::optional<WrittenNumber> written = epodoc ? epodoc : docdba ? docdba : original;
    if (!written) return {};
    written->date = date;
    // Epodoc writes the country into the number: "EP20100167109".
    if (epodoc && written->country.empty() && written->number.size() > 2) {
      written->country = written->number.substr(0, 2);
      written->number.erase(0, 2);
    }
    Number number = office_number(space, *written, record_.extras);
    number.original = !spelling.empty() ? spelling : epodoc ? epodoc->number : number.original;
    return number;
  }

  void finish_references() {
    Number publication = number_of(publication_, NumberSpace::kPublication);
    if (!publication.number.empty()) {
      // The element's attributes are the identity; the reference adds what they lack.
      record_.publication.original = publication.original;
      if (record_.publication.date == 0) record_.publication.date = publication.date;
    }
    note_other_form("publication-epodoc", publication_, record_.publication);
    record_.application = number_of(application_, NumberSpace::kApplication);
    note_other_form("application-epodoc", application_, record_.application);
  }

  /// Epodoc's spelling of an application is not always a rule's result, so it is kept.
  void note_other_form(std::string_view name, const Ids& ids, const Number& number) {
    for (const std::string& further : ids.further) {
      extra_if(std::string(name).append("-further"), further);
    }
    const std::optional<WrittenNumber>& epodoc = ids.by_format[1];
    if (!epodoc || epodoc->number == number.original) return;
    if (epodoc->number == number.country + number.number) return;
    extra_if(name, epodoc->number);
  }

  /// One priority stands in several elements of one sequence (DOCDB) or with several ids (OPS).
  struct Priority {
    std::string sequence;
    Ids ids;
  };

  /// The priorities of a list, found by sequence.
  struct Priorities {
    std::vector<Priority> list;
    std::unordered_map<std::string, size_t> by_sequence;
  };

  void read_priorities(const Node& node) {
    Priorities claims;
    std::vector<std::string> originals;
    for (const Node& claim : children_of(node, "priority-claim")) {
      std::string sequence = attribute_of(claim, "sequence");
      Ids ids;
      collect_ids(claim, ids);
      bool original_alone = ids.by_format[kOriginal] && !ids.by_format[0] && !ids.by_format[1];
      if (original_alone) {
        originals.push_back(ids.by_format[kOriginal]->number);
      } else {
        add_priority(claims, {sequence, std::move(ids)});
      }
      for (const Node& child : children_of(claim)) {
        if (is_named(child, "document-id")) continue;
        if (!copies_.take(sequence.size())) return;
        extra_if(local_name(child.name()), sequence + " " + line_text(child));
      }
      std::string kind = attribute_of(claim, "kind");
      if (!kind.empty()) extra_if("priority-kind", sequence + " " + kind);
    }
    size_t first = record_.priorities.size();
    for (const auto& [sequence, ids] : claims.list) {
      Number number = number_of(ids, NumberSpace::kApplication);
      if (number.number.empty()) continue;
      note_other_form("priority-epodoc", ids, number);
      record_.priorities.push_back(std::move(number));
    }
    give_originals(originals, first);
  }

  /// Two numbers in one format are two priorities, whatever their sequence says: it may be missing.
  static bool names_another(const Ids& known, const Ids& ids) {
    for (size_t i = 0; i < kFormats.size(); ++i) {
      if (known.by_format[i] && ids.by_format[i] &&
          (known.by_format[i]->number != ids.by_format[i]->number ||
           known.by_format[i]->country != ids.by_format[i]->country)) {
        return true;
      }
    }
    return false;
  }

  static void add_priority(Priorities& claims, Priority claim) {
    auto [place, is_new] = claims.by_sequence.emplace(claim.sequence, claims.list.size());
    if (is_new || names_another(claims.list[place->second].ids, claim.ids)) {
      place->second = claims.list.size();
      claims.list.push_back(std::move(claim));
      return;
    }
    Ids& found = claims.list[place->second].ids;
    for (std::string& further : claim.ids.further) found.further.push_back(std::move(further));
    for (size_t i = 0; i < kFormats.size(); ++i) {
      if (!found.by_format[i]) found.by_format[i] = std::move(claim.ids.by_format[i]);
    }
  }

  /// DOCDB counts originals in an order of their own, so an original goes to the priority that it
  /// normalises to, or to the only one there is; else it is an extra. So is one of a list that no
  /// record has: a hundred of each take 10,000 tries.
  void give_originals(const std::vector<std::string>& originals, size_t first) {
    bool single = originals.size() == 1 && record_.priorities.size() == first + 1;
    size_t tries_left = 100'000;
    for (const std::string& original : originals) {
      Number* owner = single ? &record_.priorities[first] : nullptr;
      for (size_t i = first; i < record_.priorities.size() && owner == nullptr; ++i) {
        if (tries_left == 0) break;
        --tries_left;
        Number& priority = record_.priorities[i];
        DocdbNumber same = normalize_office_number(NumberSpace::kApplication, priority.country,
                                                   original, priority.kind, priority.date);
        if (same.country == priority.country && same.number == priority.number) owner = &priority;
      }
      if (owner != nullptr) {
        owner->original = original;
      } else {
        extra_if("priority-original", original);
      }
    }
  }

  void read_family_member(const Node& member) {
    std::string text = attribute_of(member, "family-id");
    for (const Node& reference : children_of(member)) {
      for (const Node& id : children_of(reference, "document-id")) {
        if (format_rank(data_format(reference, id)) != 0) continue;
        append_part(text, is_named(reference, "application-reference") ? "application" : "", "; ");
        append_part(text, line_text(id), is_named(reference, "application-reference") ? " " : "; ");
      }
    }
    extra_if("family-member", std::move(text));
  }

  // ---- Classes

  void read_old_ipc(const Node& node) {
    std::string edition = line_text(node, "edition");
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name == "edition") continue;
      Symbol symbol = class_symbol("ipc", exact_text(child));
      if (!copies_.take(edition.size())) return;
      symbol.version = edition;
      symbol.first = name == "main-classification";
      push_symbol(std::move(symbol));
    }
  }

  void read_ipcr(const Node& node) {
    std::string text = exact_text(child_of(node, "text"));
    if (text.empty()) text = line_text(node);
    push_symbol(ipc8_symbol("ipc", text));
  }

  void read_classification(const Node& node) {
    if (is_named(node, "combination-set")) {
      read_combination(node,
                       {"group-number", "combination-rank", "rank-number", "patent-classification"},
                       [this](const Node& member) {
                         Symbol symbol = symbol_of(member);
                         std::string shown = symbol.symbol;
                         add_symbol(std::move(symbol));
                         return shown;
                       });
    } else {
      add_symbol(symbol_of(node));
    }
  }

  static Symbol symbol_of(const Node& node) {
    Node scheme = child_of(node, "classification-scheme");
    std::string name = scheme_name(attribute_of(scheme, "scheme"));
    const std::string written = exact_text(child_of(node, "classification-symbol"));
    const ChildTexts parts(node);
    const bool hierarchical = name == "cpc" || name == "ipc";
    Symbol symbol = written.empty() ? split_class_symbol(name, parts) : class_symbol(name, written);
    if (!hierarchical) symbol.symbol = parts.of("classification-symbol");
    symbol.version = line_text(scheme, "date");
    read_symbol_marks(parts, symbol);
    TextBuilder original;
    for (std::string_view part : {"office", "scheme"}) {
      original.break_word();
      original.add(attribute_of(scheme, part));
    }
    original.break_word();
    original.add(parts.in_order());
    symbol.original = original.take();
    return symbol;
  }

  /// Where a symbol stands in the record, and the offices it has named.
  struct KnownSymbol {
    size_t index = 0;
    std::unordered_set<std::string> offices;
  };

  static std::string symbol_key(const Symbol& symbol) {
    return symbol.scheme + '\n' + symbol.symbol;
  }

  void push_symbol(Symbol symbol) {
    known_symbols_.try_emplace(symbol_key(symbol),
                               KnownSymbol{record_.symbols.size(), {symbol.office}});
    record_.symbols.push_back(std::move(symbol));
  }

  /// The same symbol from several offices is one symbol with the offices named in order.
  void add_symbol(Symbol symbol) {
    auto found = known_symbols_.find(symbol_key(symbol));
    if (found == known_symbols_.end()) return push_symbol(std::move(symbol));
    Symbol& known = record_.symbols[found->second.index];
    if (found->second.offices.insert(symbol.office).second) {
      append_part(known.office, symbol.office, ",");
    }
    known.first = known.first || symbol.first;
    known.inventive = known.inventive || symbol.inventive;
    if (known.original != symbol.original) append_part(known.original, symbol.original, " | ");
  }

  // ---- Parties

  void read_parties(const Node& node) {
    for (const Node& group : children_of(node)) {
      std::string_view name = local_name(group.name());
      if (name == "applicants") {
        read_group(group, "applicant", record_.applicants);
      } else if (name == "inventors") {
        read_group(group, "inventor", record_.inventors);
      } else if (name == "agents") {
        read_group(group, "agent", record_.agents);
      } else {
        keep(group);
      }
    }
  }

  struct Named {
    std::string sequence;
    size_t rank = 0;
    Party party;
    bool used = false;
  };

  static Named named_party(const Node& node, std::string_view kind) {
    Named named;
    named.sequence = attribute_of(node, "sequence");
    named.rank = format_rank(attribute_of(node, "data-format"));
    std::string name_element = std::string(kind) + "-name";
    Node name = child_of(node, name_element);
    std::string text = line_text(name, "name");
    named.party = split_name(text.empty() ? line_text(name) : text);
    std::string residence = line_text(node, "residence/country");
    if (!residence.empty()) named.party.country = read_country(residence);
    for (const Node& line : children_of(child_of(node, "address"))) {
      append_part(named.party.address, line_text(line), ", ");
    }
    return named;
  }

  void read_group(const Node& group, std::string_view kind, std::vector<Party>& to) {
    std::vector<Named> all;
    size_t best = kFormats.size();
    for (const Node& node : children_of(group)) {
      all.push_back(named_party(node, kind));
      best = std::min(best, all.back().rank);
      if (std::string status = attribute_of(node, "status"); !status.empty()) {
        extra_if(std::string(kind) + "-status", all.back().sequence + " " + status);
      }
    }
    // OPS numbers its originals on past the preferred ones when they come from two places, so only
    // the best format lists its parties; in DOCDB a sequence is a party in any format.
    bool by_sequence = record_.source == "docdb";
    std::unordered_map<std::string_view, Forms> forms = forms_of(all);
    std::unordered_set<std::string_view> taken;
    for (size_t rank = best; rank < kFormats.size(); ++rank) {
      for (Named& named : all) {
        if (named.used || named.rank != rank || (rank != best && !by_sequence)) continue;
        if (rank != best && taken.contains(named.sequence)) continue;
        named.used = true;
        taken.insert(named.sequence);
        to.push_back(joined_party(all, named, forms[named.sequence]));
      }
    }
    std::unordered_set<std::string_view> names;
    for (const Party& party : to) names.insert({party.name, party.latin});
    for (const Named& named : all) {
      if (!named.used && !names.contains(named.party.name)) {
        extra_if(std::string(kind) + "-" + std::string(kFormats[named.rank]),
                 named.sequence + " " + named.party.name);
      }
    }
  }

  /// What the forms of one sequence can add to the preferred one. The lists are only ever read
  /// forwards, past forms that are used: a thousand parties of one sequence cost no more than of a
  /// thousand sequences.
  struct Forms {
    std::vector<size_t> with_country, with_address, in_other_script;
    size_t next_country = 0, next_address = 0, next_in_other_script = 0;
  };

  static std::unordered_map<std::string_view, Forms> forms_of(const std::vector<Named>& all) {
    std::unordered_map<std::string_view, Forms> forms;
    for (size_t i = 0; i < all.size(); ++i) {
      const Party& party = all[i].party;
      Forms& of_sequence = forms[all[i].sequence];
      if (!party.country.empty()) of_sequence.with_country.push_back(i);
      if (!party.address.empty()) of_sequence.with_address.push_back(i);
      if (all[i].rank == kOriginal && has_other_script(party.name)) {
        of_sequence.in_other_script.push_back(i);
      }
    }
    return forms;
  }

  static Named* first_unused(std::vector<Named>& all, const std::vector<size_t>& list,
                             size_t& next) {
    while (next < list.size() && all[list[next]].used) ++next;
    return next == list.size() ? nullptr : &all[list[next]];
  }

  /// The preferred form with what the other forms of its sequence add: an original script, a
  /// country.
  Party joined_party(std::vector<Named>& all, const Named& preferred, Forms& forms) {
    Party party = preferred.party;
    const Named* country = first_unused(all, forms.with_country, forms.next_country);
    const Named* address = first_unused(all, forms.with_address, forms.next_address);
    if (party.country.empty() && country != nullptr) party.country = country->party.country;
    if (party.address.empty() && address != nullptr &&
        copies_.take(address->party.address.size())) {
      party.address = address->party.address;
    }
    if (!party.latin.empty() || has_other_script(party.name)) return party;
    if (Named* original = first_unused(all, forms.in_other_script, forms.next_in_other_script)) {
      party.latin = std::exchange(party.name, original->party.name);
      original->used = true;
    }
    return party;
  }

  // ---- Citations

  void read_citation(const Node& node) {
    Citation citation;
    citation.phase = attribute_of(node, "cited-phase");
    citation.by = attribute_of(node, "cited-by");
    std::string sequence = attribute_of(node, "sequence");
    if (!copies_.take(sequence.size())) return;
    if (std::string office = attribute_of(node, "office"); !office.empty()) {
      extra_if("citation-office", sequence + " " + office);
    }
    for (const Node& child : children_of(node)) {
      std::string_view name = local_name(child.name());
      if (name == "patcit") {
        read_cited_patent(child, sequence, citation);
      } else if (name == "nplcit") {
        read_cited_literature(child, sequence, citation);
      } else if (name == "category") {
        append_part(citation.category, line_text(child), ",");
      } else if (name == "rel-claims") {
        append_part(citation.passages, std::string("claims ").append(line_text(child)), "; ");
      } else if (name == "rel-passage") {
        for (const Node& passage : children_of(child)) {
          append_part(citation.passages, line_text(passage), "; ");
        }
      } else {
        keep_as(std::string("citation-").append(name), child);
      }
    }
    record_.citations.push_back(std::move(citation));
  }

  /// The text says it all; its parts (title, series, dates) are kept for whoever wants them apart.
  void read_cited_literature(const Node& node, const std::string& sequence, Citation& citation) {
    std::string text = line_text(node, "text");
    append_part(citation.text, text.empty() ? line_text(node) : text, "; ");
    if (text.empty()) return;
    std::string prefix = std::string("docdb.citation-").append(sequence);
    for (std::string_view name : {"npl-type", "extracted-xp"}) {
      std::string value = attribute_of(node, name);
      if (!value.empty()) record_.extras.push_back({prefix + "." + std::string(name), value});
    }
    for (const Node& part : children_of(node)) {
      if (!copies_.take(prefix.size())) return;
      if (!is_named(part, "text")) {
        keep_rest(part, dotted(prefix, local_name(part.name())), false, copies_, record_.extras);
      }
    }
  }

  void read_cited_patent(const Node& node, const std::string& sequence, Citation& citation) {
    Ids ids;
    collect_ids(node, ids);
    citation.publication = number_of(ids, NumberSpace::kPublication);
    note_other_form("citation-epodoc", ids, citation.publication);
    for (const Node& id : children_of(node, "document-id")) {
      std::string name = line_text(id, "name");
      if (citation.text.empty()) citation.text = name;
    }
    std::string number = attribute_of(node, "dnum");
    if (number.empty()) return;
    if (ids.by_format[kOriginal] == std::nullopt) citation.publication.original = number;
    std::string type = attribute_of(node, "dnum-type");
    if (!type.empty() && type != "publication number") {
      extra_if("citation-dnum-type", sequence + " " + type);
    }
  }

  Ids publication_, application_;
  std::unordered_map<std::string, KnownSymbol> known_symbols_;
};

/// An OPS envelope holds many things (searches, legal events, full text); only exchange documents
/// are records.
bool recognise(std::string_view head) {
  std::string_view root = peek_root_name(head);
  bool ops =
      root == "world-patent-data" && head.find("exchange-document") != std::string_view::npos;
  return ops || root == "exchange-document" || root == "exchange-documents";
}

}  // namespace

FormatSpec docdb_format() {
  return xml_format<DocdbReading>("EPO exchange documents: DOCDB files and OPS responses",
                                  recognise);
}

}  // namespace patlas
