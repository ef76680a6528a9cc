// bindings/c/reply.cc
//
// Reading a reply through the C ABI, piece by piece or as JSON. Nothing here but JSON takes
// memory: a piece that is not there is a code.
#include "bindings/c/handles.h"

using namespace patlas;
using namespace patlas::c;

namespace {

const SearchHit* hit_of(const patlas_reply* reply, uint64_t hit) {
  return is_alive(reply) && hit < reply->reply.hits.size() ? &reply->reply.hits[hit] : nullptr;
}

const FacetReply* facet_of(const patlas_reply* reply, uint64_t facet) {
  return is_alive(reply) && facet < reply->reply.facets.size() ? &reply->reply.facets[facet]
                                                               : nullptr;
}

patlas_code put_if(bool known, const char** text, size_t* length, std::string_view value) {
  put_nothing(text, length);
  if (!known) return PATLAS_INVALID_ARGUMENT;
  put(text, length, value);
  return PATLAS_OK;
}

patlas_code put_if(bool known, uint64_t* out, uint64_t value) {
  put(out, known ? value : 0);
  return known ? PATLAS_OK : PATLAS_INVALID_ARGUMENT;
}

/// A value of a facet or of a side of a cross-tab; nothing for NULL.
patlas_code put_value(const FacetCount* value, const char** text, size_t* length,
                      const char** label, size_t* label_length, uint64_t* documents,
                      uint64_t* families) {
  const bool known = value != nullptr;
  put_if(known, text, length, known ? std::string_view(value->value) : std::string_view());
  put_if(known, label, label_length, known ? std::string_view(value->label) : std::string_view());
  put(documents, known ? value->documents : 0);
  put(families, known ? value->families : 0);
  return known ? PATLAS_OK : PATLAS_INVALID_ARGUMENT;
}

const FacetCount* value_at(const std::vector<FacetCount>& values, uint64_t place) {
  return place < values.size() ? &values[place] : nullptr;
}

}  // namespace

extern "C" {

patlas_code patlas_reply_json(const patlas_reply* reply, patlas_text** json,
                              patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(json));
    PATLAS_TRY(need(reply, "a reply"));
    put_text(json, search_json(reply->reply, reply->counted));
    return {};
  });
}

patlas_code patlas_reply_query(const patlas_reply* reply, const char** text,
                               size_t* length) noexcept {
  if (!is_alive(reply)) return put_if(false, text, length, {});
  return put_if(true, text, length, reply->reply.query);
}

patlas_code patlas_reply_snapshot(const patlas_reply* reply, const char** text,
                                  size_t* length) noexcept {
  if (!is_alive(reply)) return put_if(false, text, length, {});
  return put_if(true, text, length, reply->reply.snapshot);
}

patlas_code patlas_reply_limit(const patlas_reply* reply, const char** text, size_t* length,
                               uint64_t* value) noexcept {
  put(value, is_alive(reply) ? reply->reply.limit_value : 0);
  if (!is_alive(reply)) return put_if(false, text, length, {});
  return put_if(true, text, length, reply->reply.limit);
}

patlas_code patlas_reply_counts(const patlas_reply* reply, uint64_t* documents,
                                uint64_t* families) noexcept {
  put(documents, is_alive(reply) ? reply->reply.documents : 0);
  return put_if(is_alive(reply), families, is_alive(reply) ? reply->reply.families : 0);
}

patlas_code patlas_reply_group_counts(const patlas_reply* reply, uint64_t* applications,
                                      uint64_t* extended_families) noexcept {
  put(applications, is_alive(reply) ? reply->reply.applications : 0);
  return put_if(is_alive(reply), extended_families,
                is_alive(reply) ? reply->reply.extended_families : 0);
}

patlas_code patlas_reply_plan(const patlas_reply* reply, const char** text,
                              size_t* length) noexcept {
  if (!is_alive(reply)) return put_if(false, text, length, {});
  return put_if(true, text, length, reply->reply.explain);
}

patlas_code patlas_reply_hit_count(const patlas_reply* reply, uint64_t* count) noexcept {
  return put_if(is_alive(reply), count, is_alive(reply) ? reply->reply.hits.size() : 0);
}

patlas_code patlas_reply_hit_text(const patlas_reply* reply, uint64_t hit, int which,
                                  const char** text, size_t* length) noexcept {
  const SearchHit* found = hit_of(reply, hit);
  if (found == nullptr) return put_if(false, text, length, {});
  switch (which) {
    case PATLAS_HIT_COUNTRY:
      return put_if(true, text, length, found->publication.country);
    case PATLAS_HIT_NUMBER:
      return put_if(true, text, length, found->publication.number);
    case PATLAS_HIT_KIND:
      return put_if(true, text, length, found->publication.kind);
    case PATLAS_HIT_DATE:
      return put_if(true, text, length, found->date);
    case PATLAS_HIT_TITLE:
      return put_if(true, text, length, found->title);
    default:
      return put_if(false, text, length, {});
  }
}

patlas_code patlas_reply_hit_applicant_count(const patlas_reply* reply, uint64_t hit,
                                             uint64_t* count) noexcept {
  const SearchHit* found = hit_of(reply, hit);
  return put_if(found != nullptr, count, found == nullptr ? 0 : found->applicants.size());
}

patlas_code patlas_reply_hit_applicant(const patlas_reply* reply, uint64_t hit, uint64_t applicant,
                                       const char** text, size_t* length) noexcept {
  const SearchHit* found = hit_of(reply, hit);
  if (found == nullptr || applicant >= found->applicants.size())
    return put_if(false, text, length, {});
  return put_if(true, text, length, found->applicants[applicant]);
}

patlas_code patlas_reply_hit_score(const patlas_reply* reply, uint64_t hit,
                                   double* score) noexcept {
  const SearchHit* found = hit_of(reply, hit);
  if (score != nullptr) *score = found == nullptr ? 0 : found->score.value_or(0);
  if (found == nullptr) return PATLAS_INVALID_ARGUMENT;
  return found->score ? PATLAS_OK : PATLAS_NOT_FOUND;
}

patlas_code patlas_reply_facet_count(const patlas_reply* reply, uint64_t* count) noexcept {
  return put_if(is_alive(reply), count, is_alive(reply) ? reply->reply.facets.size() : 0);
}

patlas_code patlas_reply_facet_name(const patlas_reply* reply, uint64_t facet, const char** text,
                                    size_t* length) noexcept {
  const FacetReply* found = facet_of(reply, facet);
  if (found == nullptr) return put_if(false, text, length, {});
  return put_if(true, text, length, found->name);
}

patlas_code patlas_reply_facet_value_count(const patlas_reply* reply, uint64_t facet,
                                           uint64_t* held, uint64_t* found) noexcept {
  const FacetReply* one = facet_of(reply, facet);
  put(held, one == nullptr ? 0 : one->values.size());
  return put_if(one != nullptr, found, one == nullptr ? 0 : one->value_count);
}

patlas_code patlas_reply_facet_value(const patlas_reply* reply, uint64_t facet, uint64_t value,
                                     const char** text, size_t* length, const char** label,
                                     size_t* label_length, uint64_t* documents,
                                     uint64_t* families) noexcept {
  const FacetReply* one = facet_of(reply, facet);
  return put_value(one == nullptr ? nullptr : value_at(one->values, value), text, length, label,
                   label_length, documents, families);
}

patlas_code patlas_reply_facet_title(const patlas_reply* reply, uint64_t facet, uint64_t value,
                                     const char** text, size_t* length) noexcept {
  put_nothing(text, length);
  const FacetReply* one = facet_of(reply, facet);
  const FacetCount* found = one == nullptr ? nullptr : value_at(one->values, value);
  if (found == nullptr) return PATLAS_INVALID_ARGUMENT;
  put(text, length, found->title);
  return PATLAS_OK;
}

patlas_code patlas_reply_cross_counts(const patlas_reply* reply, uint64_t* rows, uint64_t* columns,
                                      uint64_t* cells) noexcept {
  const bool known = is_alive(reply) && reply->reply.cross.has_value();
  put(rows, known ? reply->reply.cross->rows.size() : 0);
  put(columns, known ? reply->reply.cross->columns.size() : 0);
  put(cells, known ? reply->reply.cross->cells.size() : 0);
  if (!is_alive(reply)) return PATLAS_INVALID_ARGUMENT;
  return known ? PATLAS_OK : PATLAS_NOT_FOUND;
}

patlas_code patlas_reply_cross_value(const patlas_reply* reply, int side, uint64_t value,
                                     const char** text, size_t* length, const char** label,
                                     size_t* label_length, uint64_t* documents,
                                     uint64_t* families) noexcept {
  const FacetCount* found = nullptr;
  if (is_alive(reply) && reply->reply.cross) {
    const CrossReply& cross = *reply->reply.cross;
    if (side == PATLAS_CROSS_ROWS) found = value_at(cross.rows, value);
    if (side == PATLAS_CROSS_COLUMNS) found = value_at(cross.columns, value);
  }
  return put_value(found, text, length, label, label_length, documents, families);
}

patlas_code patlas_reply_cross_cell(const patlas_reply* reply, uint64_t cell, uint64_t* row,
                                    uint64_t* column, uint64_t* documents,
                                    uint64_t* families) noexcept {
  CrossCount found;
  const bool known =
      is_alive(reply) && reply->reply.cross && cell < reply->reply.cross->cells.size();
  if (known) found = reply->reply.cross->cells[cell];
  put(row, found.row);
  put(column, found.column);
  put(documents, found.documents);
  return put_if(known, families, found.families);
}

void patlas_reply_free(patlas_reply* reply) noexcept { free_handle(reply); }

}  // extern "C"
