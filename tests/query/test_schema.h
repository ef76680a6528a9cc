// tests/query/test_schema.h
//
// A schema with the fields of the language, so that the tests of text -> tree -> text need no
// index. ingest/patent_schema.cc is the real one.
#ifndef PATLAS_TESTS_QUERY_TEST_SCHEMA_H_
#define PATLAS_TESTS_QUERY_TEST_SCHEMA_H_

#include "engine/segment/schema.h"

namespace patlas {

inline Schema test_schema() {
  const auto text = [](const char* code, const char* name, bool is_default) {
    return FieldSpec{code, name, FieldType::kText, ValueForm::kText, is_default, ""};
  };
  const auto keyword = [](const char* code, const char* name, ValueForm form) {
    return FieldSpec{code, name, FieldType::kKeyword, form, false, ""};
  };
  Schema schema;
  schema.fields = {text("ti", "title", true),
                   text("ab", "abstract", true),
                   text("cl", "claim", true),
                   text("de", "description", true),
                   text("pa", "applicant", false),
                   text("in", "inventor", false),
                   text("ag", "agent", false),
                   keyword("ic", "ipc", ValueForm::kSymbol),
                   keyword("cpc", "cooperative", ValueForm::kSymbol),
                   keyword("pn", "publication", ValueForm::kPublication),
                   keyword("an", "application", ValueForm::kApplication),
                   keyword("pr", "priority", ValueForm::kApplication),
                   keyword("pd", "published", ValueForm::kDate),
                   keyword("ad", "filed", ValueForm::kDate),
                   keyword("prd", "prioritydate", ValueForm::kDate),
                   keyword("cc", "country", ValueForm::kCode),
                   keyword("kind", "kindcode", ValueForm::kCode),
                   keyword("lang", "language", ValueForm::kCode),
                   keyword("claims", "claim_count", ValueForm::kCount),
                   keyword("citations", "citation_count", ValueForm::kCount),
                   keyword("applicants", "applicant_count", ValueForm::kCount),
                   keyword("inventors", "inventor_count", ValueForm::kCount),
                   keyword("family_size", "family_members", ValueForm::kFamilySize),
                   keyword("has", "present", ValueForm::kField),
                   keyword("fi", "fileindex", ValueForm::kSymbol),
                   keyword("ft", "fterm", ValueForm::kSymbol),
                   keyword("uspc", "usclass", ValueForm::kSymbol),
                   keyword("loc", "locarno", ValueForm::kSymbol),
                   keyword("tech", "technology", ValueForm::kTechnology),
                   keyword("class", "symbol", ValueForm::kAnySymbol)};
  schema.columns = {{"office", ColumnType::kValues},    {"pd", ColumnType::kNumber},
                    {"ad", ColumnType::kNumber},        {"prd", ColumnType::kNumber},
                    {"cpc", ColumnType::kValues},       {"claims", ColumnType::kNumber},
                    {"citations", ColumnType::kNumber}, {"applicants", ColumnType::kNumber},
                    {"inventors", ColumnType::kNumber}};
  return schema;
}

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_TEST_SCHEMA_H_
