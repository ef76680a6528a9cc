#include "ingest/formats/xml_reading.h"

#include <utility>

namespace patlas {

XmlReading::XmlReading(const Node& root, const Office& office)
    : root_(root), prefix_(office.prefix), keep_flags_(office.keep_flags) {
  record_.source = office.source;
}

void XmlReading::extra(std::string_view path, std::string value) {
  record_.extras.push_back({dotted(prefix_, path), std::move(value)});
}

void XmlReading::extra_if(std::string_view path, std::string value) {
  if (!value.empty()) extra(path, std::move(value));
}

void XmlReading::extra_attributes(std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) extra_if(name, attribute_of(root_, name));
}

void XmlReading::keep_as(std::string_view path, const Node& node) {
  keep_rest(node, dotted(prefix_, path), keep_flags_, copies_, record_.extras);
}

void XmlReading::add_claim(const std::string& language, std::string number, std::string text) {
  if (!copies_.take(language.size())) return;
  Claim claim;
  claim.language = language;
  claim.number = std::move(number);
  claim.text = std::move(text);
  record_.claims.push_back(std::move(claim));
}

void XmlReading::add_related(std::string relation, const WrittenNumber& written) {
  if (written.number.empty() || !copies_.take(relation.size())) return;
  record_.related.push_back(
      {std::move(relation), office_number(NumberSpace::kApplication, written, record_.extras)});
}

void XmlReading::add_relation(std::string_view relation, const WrittenNumber& parent,
                              const WrittenNumber& child) {
  add_related(std::string(relation), parent);
  if (child.number != record_.application.original) {
    add_related(std::string(relation) + ".child", child);
  }
}

void XmlReading::read_combination(const Node& set, const CombinationNames& names,
                                  const std::function<std::string(const Node&)>& add_symbol) {
  std::string text = line_text(set, names.group_number) + ":";
  for (const Node& rank : children_of(set, names.rank)) {
    const std::string number = line_text(rank, names.rank_number);
    for (const Node& node : children_of(rank, names.symbol)) {
      if (!copies_.take(number.size())) return;
      append_part(text, number, " ");
      append_part(text, add_symbol(node), "=");
    }
  }
  extra("cpc-combination", std::move(text));
}

Result<Record> XmlReading::finish() {
  PATLAS_TRY(copies_.status());
  if (record_key(record_).empty()) {
    return Error{Code::kParse, "no publication number with its country", {}};
  }
  drop_repeated_texts(record_);
  return std::move(record_);
}

}  // namespace patlas
