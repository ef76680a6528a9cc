#include "ingest/formats/xml_reading.h"

#include <algorithm>
#include <utility>

namespace patlas {
namespace {

bool is_among(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

XmlReading::XmlReading(const Node& root, const Office& office)
    : root_(root), prefix_(office.prefix), keep_flags_(office.keep_flags) {
  record_.source = office.source;
}

void XmlReading::extra(std::string_view path, std::string value) {
  record_.extras.push_back({dotted(prefix_, path), std::move(value)});
}

void XmlReading::extra_attributes(std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) extra_if(name, attribute_of(root_, name));
}

void XmlReading::keep_as(std::string_view path, const Node& node) {
  keep_rest(node, dotted(prefix_, path), keep_flags_, copies_, record_.extras);
}

void XmlReading::keep_others(const Node& node, std::initializer_list<std::string_view> read) {
  for (const Node& child : children_of(node)) {
    if (!is_among(read, local_name(child.name()))) keep(child);
  }
}

void XmlReading::keep_others_of(const Party& party, std::string_view what, const Node& node,
                                std::initializer_list<std::string_view> read) {
  for (const Node& child : children_of(node)) {
    std::string_view name = local_name(child.name());
    if (is_among(read, name)) continue;
    if (!copies_.take(party.name.size())) return;
    const std::string value = leaves_text(child, " ");
    if (value.empty()) continue;
    extra(std::string(what).append("-").append(name), party.name + ": " + value);
  }
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

void XmlReading::read_flat_priorities(const Node& group,
                                      const std::function<Number(WrittenNumber)>& normalised) {
  WrittenNumber written;
  auto finish_one = [&] {
    if (written.number.empty() && written.date.empty()) return;
    record_.priorities.push_back(normalised(std::exchange(written, {})));
  };
  for (const Node& child : children_of(group)) {
    std::string_view name = local_name(child.name());
    if (name == "B310") {
      finish_one();
      written.number = line_text(child);
    } else if (name == "B320") {
      written.date = line_text(child);
    } else if (name == "B330") {
      written.country = line_text(child);
    } else {
      keep(child);
    }
  }
  finish_one();
}

void XmlReading::read_f_terms(const Node& list) {
  for (const Node& child : children_of(list)) {
    Symbol symbol;
    symbol.scheme = "fterm";
    symbol.original = line_text(child);
    symbol.symbol = symbol.original;
    if (!symbol.symbol.empty()) record_.symbols.push_back(std::move(symbol));
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
