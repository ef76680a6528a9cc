// ingest/formats/xml_reading.h
//
// What reading one XML record is at every office: a tree on one side, a Record that is filled on
// the other, a budget for labels that are copied, and a record that is refused without a key. A
// reader derives from it and adds its own rules; what two or more offices write alike is here too.
//
// Example  class EpReading : public XmlReading {
//           public:
//            static constexpr std::string_view kReader = "ep-xml/1";
//            static constexpr std::string_view kElement = "ep-patent-document";
//            explicit EpReading(const Node& root)
//                : XmlReading(root, {.source = "epo", .prefix = "ep", .keep_flags = true}) {}
//            Result<Record> run() { ...; return finish(); }
//          };
//          FormatSpec ep_format() { return xml_format<EpReading>("EPO full texts"); }
#ifndef PATLAS_INGEST_FORMATS_XML_READING_H_
#define PATLAS_INGEST_FORMATS_XML_READING_H_

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/copy_budget.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reader.h"
#include "ingest/record.h"
#include "ingest/xml.h"

namespace patlas {

class XmlReading {
 protected:
  using Node = pugi::xml_node;

  struct Office {
    std::string_view source = {};  ///< Record::source; empty where the record itself tells
    std::string_view prefix;       ///< of its extras' names, "us"
    bool keep_flags = false;       ///< an empty element says something by being there
  };

  /// What `office` names must outlive the reading.
  XmlReading(const Node& root, const Office& office);

  // ---- Values that no field takes

  void extra(std::string_view path, std::string value);
  void extra_if(std::string_view path, std::string value) {
    if (!value.empty()) extra(path, std::move(value));
  }
  /// Those of the root, each under its own name.
  void extra_attributes(std::initializer_list<std::string_view> names);
  /// All below `node`, under its own name or under `path`.
  void keep(const Node& node) { keep_as(local_name(node.name()), node); }
  void keep_as(std::string_view path, const Node& node);
  /// The children that are not among `read`.
  void keep_others(const Node& node, std::initializer_list<std::string_view> read);
  /// The same of a party: "us.inventor-RESIDENCE", "its name: its value".
  void keep_others_of(const Party& party, std::string_view what, const Node& node,
                      std::initializer_list<std::string_view> read);

  // ---- Elements by name

  template <typename Reading>
  using Rules = std::map<std::string_view, void (Reading::*)(const Node&)>;
  /// By the rule for its name; an element without one is kept.
  template <typename Reading>
  void read_by_rule(const Rules<Reading>& rules, const Node& node) {
    auto rule = rules.find(local_name(node.name()));
    if (rule == rules.end()) return keep(node);
    (static_cast<Reading*>(this)->*rule->second)(node);
  }

  // ---- Parts that several offices have

  void add_claim(const std::string& language, std::string number, std::string text);
  /// A related application. One without a number says nothing.
  void add_related(std::string relation, const WrittenNumber& written);
  /// The child is nearly always this very application, which says nothing new.
  void add_relation(std::string_view relation, const WrittenNumber& parent,
                    const WrittenNumber& child);

  /// B310, B320 and B330, number, date and country by turns: each number begins a priority.
  void read_flat_priorities(const Node& group,
                            const std::function<Number(WrittenNumber)>& normalised);
  /// One a child. A theme is the beginning of the F-terms in it, and may have none here.
  void read_f_terms(const Node& list);

  /// What the elements of a set are called.
  struct CombinationNames {
    std::string_view group_number, rank, rank_number, symbol;
  };
  /// A set of symbols that count together: each is a symbol, the set is an extra. `add_symbol` adds
  /// the one in a node to the record and gives its display form.
  void read_combination(const Node& set, const CombinationNames& names,
                        const std::function<std::string(const Node&)>& add_symbol);

  /// The record, unless labels were copied too often or it has no key.
  Result<Record> finish();

  Node root_;
  CopyBudget copies_;
  Record record_;

 private:
  std::string_view prefix_;
  bool keep_flags_;
};

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_XML_READING_H_
