// bindings/cpp/json.cc
//
// include/patlas/json.h: members keep the names, types and order of programs/cli/JSON.md, whose
// examples a test runs.
#include "patlas/json.h"

#include <unicode/utf8.h>

#include <boost/json.hpp>
#include <charconv>

namespace patlas {
namespace {

namespace json = boost::json;

std::string line(const json::value& value) { return as_utf8(json::serialize(value)); }

void add_counts(json::object& out, const Counted& counted, uint64_t documents, uint64_t families) {
  if (counted.documents) out["documents"] = documents;
  if (counted.families) out["families"] = families;
}

json::array highlight_array(const SearchHit& hit) {
  json::array out;
  out.reserve(hit.highlights.size());
  for (const Highlight& mark : hit.highlights) {
    out.push_back(json::object{
        {"field", mark.field}, {"value", mark.value}, {"begin", mark.begin}, {"end", mark.end}});
  }
  return out;
}

json::array snippet_array(const SearchHit& hit) {
  json::array out;
  for (const Snippet& snippet : hit.snippets) {
    json::array marks;
    marks.reserve(snippet.marks.size());
    for (const TextSpan& mark : snippet.marks) {
      marks.push_back(json::array{mark.begin, mark.end});
    }
    out.push_back(json::object{{"field", snippet.field},
                               {"value", snippet.value},
                               {"offset", snippet.offset},
                               {"text", snippet.text},
                               {"marks", std::move(marks)},
                               {"is_start", snippet.is_start},
                               {"is_end", snippet.is_end}});
  }
  return out;
}

/// Written by hand where scores are: boost::json spells 0.5 as 5E-1.
std::string hit_text(const SearchHit& hit) {
  json::array applicants;
  for (const std::string& a : hit.applicants) applicants.emplace_back(a);
  const Publication& p = hit.publication;
  json::object out = {
      {"publication", {{"country", p.country}, {"number", p.number}, {"kind", p.kind}}}};
  out["date"] = hit.date.empty() ? json::value(nullptr) : json::value(hit.date);
  out["title"] = hit.title;
  out["applicants"] = std::move(applicants);
  std::string text = line(out);
  text.pop_back();
  text += ",\"score\":" + (hit.score ? score_text(*hit.score) : "null");
  if (!hit.highlights.empty()) text += ",\"highlights\":" + line(highlight_array(hit));
  if (!hit.snippets.empty()) text += ",\"snippets\":" + line(snippet_array(hit));
  return text + "}";
}

json::object count_object(const FacetCount& value, const Counted& counted) {
  json::object out = {{"value", value.value}, {"label", value.label}};
  if (!value.title.empty()) out["title"] = value.title;
  add_counts(out, counted, value.documents, value.families);
  return out;
}

json::array count_array(const std::vector<FacetCount>& values, const Counted& counted) {
  json::array list;
  list.reserve(values.size());
  for (const FacetCount& value : values) list.push_back(count_object(value, counted));
  return list;
}

json::object cell_object(const CrossReply& cross, const CrossCount& cell, const Counted& counted) {
  json::object out = {{"row", cross.rows[cell.row].value},
                      {"column", cross.columns[cell.column].value}};
  add_counts(out, counted, cell.documents, cell.families);
  return out;
}

json::object cross_object(const CrossReply& cross, const Counted& counted) {
  json::array cells;
  cells.reserve(cross.cells.size());
  for (const CrossCount& cell : cross.cells) cells.push_back(cell_object(cross, cell, counted));
  return {
      {"rows", {{"facet", cross.row_facet}, {"values", count_array(cross.rows, counted)}}},
      {"columns", {{"facet", cross.column_facet}, {"values", count_array(cross.columns, counted)}}},
      {"cells", std::move(cells)}};
}

json::array list_array(const SearchReply& reply) {
  json::array lists;
  for (const NumberListReply& list : reply.number_lists) {
    json::array remarks;
    remarks.reserve(list.remarks.size());
    for (const NumberListRemark& remark : list.remarks) {
      json::object row = {{"line", remark.line}, {"remark", remark.remark}, {"text", remark.text}};
      if (!remark.read_as.empty()) row["read_as"] = remark.read_as;
      if (remark.first_line != 0) row["first_line"] = remark.first_line;
      remarks.push_back(std::move(row));
    }
    lists.push_back(json::object{{"name", list.name},
                                 {"field", list.field},
                                 {"lines", list.lines},
                                 {"found", list.found},
                                 {"remarks", std::move(remarks)}});
  }
  return lists;
}

json::object head_object(const SearchReply& reply, const Counted& counted) {
  json::object out = {
      {"query", reply.query}, {"snapshot", reply.snapshot}, {"complete", reply.complete}};
  if (!reply.complete) out["limit"] = {{"name", reply.limit}, {"value", reply.limit_value}};
  json::object counts;
  add_counts(counts, counted, reply.documents, reply.families);
  if (counted.applications) counts["applications"] = reply.applications;
  if (counted.extended_families) counts["extended_families"] = reply.extended_families;
  out["counts"] = std::move(counts);
  if (!reply.number_lists.empty()) out["number_lists"] = list_array(reply);
  return out;
}

void add_facets(json::object& out, const SearchReply& reply, const Counted& counted) {
  json::object facets;
  for (const FacetReply& facet : reply.facets)
    facets[facet.name] = count_array(facet.values, counted);
  out["facets"] = std::move(facets);
  if (reply.cross) out["cross"] = cross_object(*reply.cross, counted);
}

json::object place_object(const Place& place) {
  json::object out;
  if (!place.file.empty()) out["file"] = place.file;
  if (!place.entry.empty()) out["entry"] = place.entry;
  if (place.offset != Place::kNone) out["offset"] = place.offset;
  if (place.length != Place::kNone) out["length"] = place.length;
  if (place.line != Place::kNone) out["line"] = place.line;
  return out;
}

json::object error_object(const Error& error) {
  return {{"code", code_name(error.code)},
          {"message", error.message},
          {"place", place_object(error.place)}};
}

json::object token_object(const TokenRow& row) {
  return {{"position", row.position},
          {"view", row.view},
          {"term", row.term},
          {"begin", row.begin},
          {"end", row.end},
          {"word_start", row.word_start},
          {"sentence_start", row.sentence_start},
          {"paragraph_start", row.paragraph_start}};
}

json::array scheme_array(const std::vector<SchemeInfo>& schemes) {
  json::array list;
  for (const SchemeInfo& scheme : schemes) {
    json::array languages;
    for (const std::string& language : scheme.languages) languages.emplace_back(language);
    list.push_back({{"name", scheme.name},
                    {"version", scheme.version},
                    {"symbols", scheme.symbols},
                    {"languages", std::move(languages)}});
  }
  return list;
}

}  // namespace

std::string search_json(const SearchReply& reply, const Counted& counted) {
  std::string text = line(head_object(reply, counted));
  text.back() = ',';
  text += "\"hits\":[";
  for (const SearchHit& hit : reply.hits) text += hit_text(hit) + ",";
  if (text.back() == ',') text.pop_back();
  json::object rest;
  add_facets(rest, reply, counted);
  return text + "]," + line(rest).substr(1);
}

std::string facets_json(const SearchReply& reply, const Counted& counted) {
  json::object out = head_object(reply, counted);
  add_facets(out, reply, counted);
  return line(out);
}

std::string explain_json(const SearchReply& reply) {
  return line(
      json::object{{"query", reply.query}, {"snapshot", reply.snapshot}, {"plan", reply.explain}});
}

std::string load_json(const LoadSummary& s) {
  json::object out = {{"seen", s.seen},         {"accepted", s.accepted},
                      {"replaced", s.replaced}, {"superseded", s.superseded},
                      {"deleted", s.deleted},   {"rejected", s.rejected}};
  out["reject_log"] = s.reject_log.empty() ? json::value(nullptr) : json::value(s.reject_log);
  out["generation"] = s.generation;
  if (s.unknown_entities > 0) out["unknown_entities"] = s.unknown_entities;
  return line(out);
}

std::string schemes_json(const SchemeSummary& summary) {
  return line(
      json::object{{"schemes", scheme_array(summary.schemes)}, {"generation", summary.generation}});
}

std::string info_json(const IndexInfo& info) {
  json::object out = {{"snapshot", info.snapshot},
                      {"backend", info.backend},
                      {"generation", info.generation},
                      {"documents", info.documents},
                      {"deleted", info.deleted},
                      {"families", info.families},
                      {"applications", info.applications},
                      {"extended_families", info.extended_families},
                      {"segments", info.segments},
                      {"files", info.files},
                      {"bytes", info.bytes},
                      {"analysis", info.analysis},
                      {"created_unix_ms", info.created_unix_ms}};
  out["loads"] = {{"seen", info.seen},         {"accepted", info.accepted},
                  {"replaced", info.replaced}, {"superseded", info.superseded},
                  {"deleted", info.removed},   {"rejected", info.rejected}};
  out["schemes"] = scheme_array(info.schemes);
  json::array sections;
  for (const SectionSize& s : info.sections) {
    sections.push_back(
        {{"section", s.name}, {"group", s.group}, {"field", s.field}, {"bytes", s.bytes}});
  }
  out["sections"] = std::move(sections);
  return line(out);
}

std::string check_json(const CheckSummary& s) {
  json::array damages;
  for (const Error& damage : s.damages) damages.push_back(error_object(damage));
  return line(json::object{{"files", s.files},
                           {"bytes", s.bytes},
                           {"documents", s.documents},
                           {"terms", s.terms},
                           {"postings", s.postings},
                           {"damages", std::move(damages)}});
}

std::string tokens_json(const std::vector<TokenRow>& rows) {
  json::array list;
  for (const TokenRow& row : rows) list.push_back(token_object(row));
  return line(json::object{{"tokens", std::move(list)}});
}

std::string error_json(const Error& error) {
  return line(json::object{{"error", error_object(error)}});
}

std::vector<std::string> hit_lines(const SearchReply& reply) {
  std::vector<std::string> lines;
  for (const SearchHit& hit : reply.hits) lines.push_back(hit_text(hit));
  return lines;
}

std::vector<std::string> facet_lines(const SearchReply& reply, const Counted& counted) {
  std::vector<std::string> lines;
  for (const FacetReply& facet : reply.facets) {
    for (const FacetCount& value : facet.values) {
      json::object one = {{"facet", facet.name}, {"value", value.value}, {"label", value.label}};
      if (!value.title.empty()) one["title"] = value.title;
      add_counts(one, counted, value.documents, value.families);
      lines.push_back(line(one));
    }
  }
  if (reply.cross) {
    for (const CrossCount& cell : reply.cross->cells)
      lines.push_back(line(cell_object(*reply.cross, cell, counted)));
  }
  return lines;
}

std::vector<std::string> token_lines(const std::vector<TokenRow>& rows) {
  std::vector<std::string> lines;
  for (const TokenRow& row : rows) lines.push_back(line(token_object(row)));
  return lines;
}

std::string score_text(double score) {
  // Not printf's: an embedder may have set a locale whose decimal point is a comma.
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, score, std::chars_format::general, 6).ptr;
  return {buffer, end};
}

std::string as_utf8(std::string text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const size_t length = text.size();
  std::string out;
  size_t copied = 0;  // of `text`, to `out`
  for (size_t at = 0; at < length;) {
    if (bytes[at] < 0x80) {
      ++at;
      continue;
    }
    const size_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    if (c >= 0) continue;
    out.append(text, copied, begin - copied);
    out += "\xEF\xBF\xBD";
    copied = at;
  }
  if (copied == 0) return text;
  return out.append(text, copied, length - copied);
}

}  // namespace patlas
