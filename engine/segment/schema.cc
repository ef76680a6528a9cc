#include "engine/segment/schema.h"

#include "engine/base/coding.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

template <typename Item, typename Matches>
int position_of(const std::vector<Item>& items, Matches matches) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (matches(items[i])) return static_cast<int>(i);
  }
  return -1;
}

constexpr ValueForm kLastForm = ValueForm::kAnySymbol;

/// Reads an enumerator that must lie in [1, last].
template <typename Enum>
Enum read_enum(ByteReader& in, Enum last) {
  const uint8_t value = in.u8();
  if (value == 0 || value > static_cast<uint8_t>(last)) in.fail();
  return static_cast<Enum>(value);
}

/// A number of a field or column, or -1 for none.
void put_place(std::string& out, int place) { put_varint(out, static_cast<uint64_t>(place + 1)); }

/// REQUIRES of the bytes that the place, if there is one, is of an item that `fits`.
template <typename Item, typename Fits>
int read_place(ByteReader& in, const std::vector<Item>& items, Fits fits) {
  const uint64_t place = in.varint();
  if (!in.ok() || place == 0) return -1;
  if (place > items.size() || !fits(items[place - 1])) {
    in.fail();
    return -1;
  }
  return static_cast<int>(place - 1);
}

RelationSpec read_relations(ByteReader& in, const Schema& schema) {
  const auto is_keyword = [](const FieldSpec& f) { return f.type == FieldType::kKeyword; };
  const auto is_values = [](const ColumnSpec& c) { return c.type == ColumnType::kValues; };
  const auto is_number = [](const ColumnSpec& c) { return c.type == ColumnType::kNumber; };
  RelationSpec relations;
  relations.application_field = read_place(in, schema.fields, is_keyword);
  const uint64_t link_count = in.varint();
  if (link_count > limits::kFields) in.fail();
  for (uint64_t i = 0; in.ok() && i < link_count; ++i) {
    const uint16_t field = in.u16();
    if (field >= schema.fields.size() || !is_keyword(schema.fields[field])) in.fail();
    relations.link_fields.push_back(field);
  }
  relations.link_kinds = in.string();
  relations.class_column = read_place(in, schema.columns, is_values);
  relations.first_date_column = read_place(in, schema.columns, is_number);
  relations.last_date_column = read_place(in, schema.columns, is_number);
  return relations;
}

}  // namespace

int Schema::field(std::string_view name) const {
  return position_of(fields,
                     [&](const FieldSpec& f) { return f.code == name || f.long_name == name; });
}

int Schema::column(std::string_view name) const {
  return position_of(columns, [&](const ColumnSpec& c) { return c.name == name; });
}

int Schema::facet(std::string_view name) const {
  return position_of(facets, [&](const FacetSpec& f) { return f.name == name; });
}

std::string Schema::encode() const {
  std::string out;
  put_varint(out, fields.size());
  for (const FieldSpec& f : fields) {
    put_string(out, f.code);
    put_string(out, f.long_name);
    put_u8(out, static_cast<uint8_t>(f.type));
    put_u8(out, static_cast<uint8_t>(f.form));
    put_u8(out, f.default_search ? 1 : 0);
    put_string(out, f.help);
  }
  put_varint(out, columns.size());
  for (const ColumnSpec& c : columns) {
    put_string(out, c.name);
    put_u8(out, static_cast<uint8_t>(c.type));
  }
  put_varint(out, facets.size());
  for (const FacetSpec& f : facets) {
    put_string(out, f.name);
    put_u16(out, f.column);
    put_u8(out, static_cast<uint8_t>(f.form));
    put_u8(out, static_cast<uint8_t>(f.label));
    put_string(out, f.help);
  }
  put_place(out, relations.application_field);
  put_varint(out, relations.link_fields.size());
  for (const uint16_t field : relations.link_fields) put_u16(out, field);
  put_string(out, relations.link_kinds);
  put_place(out, relations.class_column);
  put_place(out, relations.first_date_column);
  put_place(out, relations.last_date_column);
  put_string(out, rules);
  if (frequent_words != 0) put_u8(out, frequent_words);
  return out;
}

Result<Schema> Schema::decode(std::string_view bytes) {
  ByteReader in(as_bytes(bytes));
  Schema schema;
  const uint64_t field_count = in.varint();
  if (field_count > limits::kFields) in.fail();
  for (uint64_t i = 0; in.ok() && i < field_count; ++i) {
    FieldSpec f;
    f.code = in.string();
    f.long_name = in.string();
    f.type = read_enum(in, FieldType::kKeyword);
    f.form = read_enum(in, kLastForm);
    f.default_search = in.u8() != 0;
    f.help = in.string();
    schema.fields.push_back(std::move(f));
  }
  const uint64_t column_count = in.varint();
  if (column_count > limits::kColumns) in.fail();
  for (uint64_t i = 0; in.ok() && i < column_count; ++i) {
    ColumnSpec c;
    c.name = in.string();
    c.type = read_enum(in, ColumnType::kValues);
    schema.columns.push_back(std::move(c));
  }
  const uint64_t facet_count = in.varint();
  for (uint64_t i = 0; in.ok() && i < facet_count; ++i) {
    FacetSpec f;
    f.name = in.string();
    f.column = in.u16();
    f.form = read_enum(in, FacetForm::kMainGroup);
    f.label = read_enum(in, kLastForm);
    f.help = in.string();
    if (f.column >= schema.columns.size()) in.fail();
    schema.facets.push_back(std::move(f));
  }
  schema.relations = read_relations(in, schema);
  schema.rules = in.string();
  if (in.ok() && !in.at_end()) {
    schema.frequent_words = in.u8();
    if (schema.frequent_words == 0) in.fail();
  }
  if (!in.ok() || !in.at_end()) {
    return Error{Code::kCorruption, "the schema does not follow its own description", {}};
  }
  return schema;
}

bool Schema::operator==(const Schema& other) const { return encode() == other.encode(); }

}  // namespace patlas
