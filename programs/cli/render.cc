#include "programs/cli/render.h"

#include <boost/json.hpp>
#include <cstdio>
#include <ctime>

namespace patlas::cli {
namespace {

namespace json = boost::json;

std::string line(const json::value& value) { return as_utf8(json::serialize(value)) + "\n"; }

std::string with_breaks(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& one : lines) out += one + "\n";
  return out;
}

std::string number_text(const Publication& p) { return p.country + " " + p.number + " " + p.kind; }

std::string joined(const std::vector<std::string>& items, const char* separator) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : separator) + item;
  return out;
}

std::string counts_line(const SearchReply& reply, const Counted& counted) {
  std::string out;
  if (counted.documents) out += group_digits(reply.documents) + " documents";
  if (counted.families)
    out += (out.empty() ? "" : ", ") + group_digits(reply.families) + " families";
  if (counted.applications)
    out += (out.empty() ? "" : ", ") + group_digits(reply.applications) + " applications";
  if (counted.extended_families)
    out += (out.empty() ? "" : ", ") + group_digits(reply.extended_families) + " extended families";
  if (!reply.complete) {
    out += " (at least: the limit " + reply.limit + " of " + std::to_string(reply.limit_value) +
           " was reached)";
  }
  return out + "\n";
}

std::vector<TextTable::Column> with_counts(std::vector<TextTable::Column> columns,
                                           const Counted& counted) {
  if (counted.documents) columns.push_back({"documents", true});
  if (counted.families) columns.push_back({"families", true});
  return columns;
}

void add_counts(std::vector<std::string>& cells, const Counted& counted, uint64_t documents,
                uint64_t families, bool grouped) {
  if (counted.documents)
    cells.push_back(grouped ? group_digits(documents) : std::to_string(documents));
  if (counted.families)
    cells.push_back(grouped ? group_digits(families) : std::to_string(families));
}

bool has_title(const FacetReply& facet) {
  return std::any_of(facet.values.begin(), facet.values.end(),
                     [](const FacetCount& v) { return !v.title.empty(); });
}

std::string facet_tables(const SearchReply& reply, const Counted& counted, const Look& look) {
  std::string out;
  for (const FacetReply& facet : reply.facets) {
    const bool has_titles = has_title(facet);
    std::vector<TextTable::Column> columns =
        with_counts({{facet.name, false, 40}, {"", false, 50}}, counted);
    if (has_titles) columns.push_back({"title", false, 80});
    TextTable table(std::move(columns));
    for (const FacetCount& value : facet.values) {
      std::vector<std::string> cells = {value.value, value.label == value.value ? "" : value.label};
      add_counts(cells, counted, value.documents, value.families, true);
      if (has_titles) cells.push_back(value.title);
      table.add(std::move(cells));
    }
    out += "\n" + table.print(look);
    if (facet.value_count > facet.values.size()) {
      out += "... " + group_digits(facet.value_count - facet.values.size()) + " more values\n";
    }
  }
  return out;
}

/// Rows down, columns across; a cell shows documents, or families when only those were counted.
std::string cross_table(const CrossReply& cross, const Counted& counted, const Look& look) {
  std::vector<TextTable::Column> columns = {
      {cross.row_facet + " \\ " + cross.column_facet, false, 40}};
  for (const FacetCount& value : cross.columns) columns.push_back({value.value, true, 16});
  std::vector<std::vector<std::string>> rows;
  for (const FacetCount& row : cross.rows) {
    rows.emplace_back(columns.size());
    rows.back()[0] = row.value;
  }
  for (const CrossCount& cell : cross.cells) {
    rows[cell.row][cell.column + 1] =
        group_digits(counted.documents ? cell.documents : cell.families);
  }
  TextTable table(std::move(columns));
  for (auto& row : rows) table.add(std::move(row));
  return "\n" + table.print(look);
}

std::string facets_csv(const SearchReply& reply, const Counted& counted) {
  std::vector<std::string> head = {"facet", "value", "label"};
  if (reply.cross) head = {"row", "column"};
  if (counted.documents) head.push_back("documents");
  if (counted.families) head.push_back("families");
  const bool has_titles =
      !reply.cross && std::any_of(reply.facets.begin(), reply.facets.end(), has_title);
  if (has_titles) head.push_back("title");
  std::string out = csv_line(head);
  if (reply.cross) {
    for (const CrossCount& cell : reply.cross->cells) {
      std::vector<std::string> cells = {reply.cross->rows[cell.row].value,
                                        reply.cross->columns[cell.column].value};
      add_counts(cells, counted, cell.documents, cell.families, false);
      out += csv_line(cells);
    }
    return out;
  }
  for (const FacetReply& facet : reply.facets) {
    for (const FacetCount& value : facet.values) {
      std::vector<std::string> cells = {facet.name, value.value, value.label};
      add_counts(cells, counted, value.documents, value.families, false);
      if (has_titles) cells.push_back(value.title);
      out += csv_line(cells);
    }
  }
  return out;
}

/// "2026-11-21 04:40:00 UTC".
std::string date_time_text(uint64_t unix_ms) {
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  char buffer[64];
  if (gmtime_r(&seconds, &parts) == nullptr ||
      std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0) {
    return std::to_string(unix_ms);
  }
  return buffer;
}

/// The members of one of our own lines of JSON.
json::object members_of(const std::string& text) { return json::parse(text).as_object(); }

/// Name and value pairs as a table, a JSON object, or two lines of CSV.
std::string render_pairs(const json::object& pairs, Format format) {
  if (format == Format::kJson || format == Format::kJsonLines) return line(pairs);
  std::vector<std::string> names, values;
  for (const auto& pair : pairs) {
    names.emplace_back(pair.key());
    const json::value& v = pair.value();
    const bool group = format == Format::kTable && v.is_number();
    values.push_back(group           ? group_digits(v.to_number<uint64_t>())
                     : v.is_string() ? std::string(v.as_string())
                     : v.is_null()   ? ""
                                     : json::serialize(v));
  }
  if (format == Format::kCsv) return csv_line(names) + csv_line(values);
  size_t width = 0;
  for (const std::string& name : names) width = std::max(width, display_width(name));
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    out += pad_right(names[i], width) + "  " + values[i];
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
  }
  return out;
}

}  // namespace

namespace {

/// What is marked bold on a terminal that shows it, else between brackets.
std::string marked_text(const Snippet& snippet, const Look& look) {
  std::string out = snippet.is_start ? "" : "... ";
  uint32_t at = 0;
  const auto add = [&](uint32_t end) {
    out += without_controls(std::string_view(snippet.text).substr(at, end - at));
    at = end;
  };
  for (const TextSpan& mark : snippet.marks) {
    add(mark.begin);
    out += look.colour ? "\x1b[1m" : "[";
    add(mark.end);
    out += look.colour ? "\x1b[0m" : "]";
  }
  add(static_cast<uint32_t>(snippet.text.size()));
  return out + (snippet.is_end ? "" : " ...");
}

std::string snippet_lines(const SearchHit& hit, const Look& look) {
  std::string out;
  for (const Snippet& snippet : hit.snippets) {
    if (out.empty()) out += "\n" + number_text(hit.publication) + "\n";
    out += "  " + snippet.field + ": " + marked_text(snippet, look) + "\n";
  }
  return out;
}

}  // namespace

std::string render_search(const SearchReply& reply, Format format, const Counted& counted,
                          const Look& look) {
  switch (format) {
    case Format::kJson:
      return search_json(reply, counted) + "\n";
    case Format::kJsonLines:
      return with_breaks(hit_lines(reply)) + with_breaks(facet_lines(reply, counted));
    case Format::kCsv: {
      std::string out =
          csv_line({"country", "number", "kind", "date", "title", "applicants", "score"});
      for (const SearchHit& hit : reply.hits) {
        out += csv_line({hit.publication.country, hit.publication.number, hit.publication.kind,
                         hit.date, hit.title, joined(hit.applicants, "; "),
                         hit.score ? score_text(*hit.score) : ""});
      }
      return out;
    }
    case Format::kTable:
      break;
  }
  std::string out = counts_line(reply, counted);
  const bool scored = !reply.hits.empty() && reply.hits.front().score.has_value();
  std::vector<TextTable::Column> columns = {
      {"publication", false, 60, true}, {"date"}, {"title", false, 64}, {"applicants", false, 36}};
  if (scored) columns.push_back({"score", true});
  TextTable table(std::move(columns));
  for (const SearchHit& hit : reply.hits) {
    std::vector<std::string> cells = {number_text(hit.publication), hit.date, hit.title,
                                      joined(hit.applicants, "; ")};
    if (scored) cells.push_back(hit.score ? score_text(*hit.score) : "");
    table.add(std::move(cells));
  }
  if (!reply.hits.empty()) out += "\n" + table.print(look);
  for (const SearchHit& hit : reply.hits) out += snippet_lines(hit, look);
  out += facet_tables(reply, counted, look);
  if (reply.cross) out += cross_table(*reply.cross, counted, look);
  return out;
}

std::string render_facets(const SearchReply& reply, Format format, const Counted& counted,
                          const Look& look) {
  switch (format) {
    case Format::kJson:
      return facets_json(reply, counted) + "\n";
    case Format::kJsonLines:
      return with_breaks(facet_lines(reply, counted));
    case Format::kCsv:
      return facets_csv(reply, counted);
    case Format::kTable:
      break;
  }
  std::string out = counts_line(reply, counted) + facet_tables(reply, counted, look);
  if (reply.cross) out += cross_table(*reply.cross, counted, look);
  return out;
}

std::string render_load(const LoadSummary& s, Format format) {
  json::object out = members_of(load_json(s));
  if (s.unknown_entities > 0 && (format == Format::kCsv || format == Format::kTable)) {
    out.stable_erase("unknown_entities");  // CSV has the same columns always
    if (format == Format::kTable) out["unknown entities kept as text"] = s.unknown_entities;
  }
  return render_pairs(out, format);
}

std::string first_reject_text(std::string_view log_line) {
  boost::system::error_code failed;
  const json::value reject = json::parse(log_line, failed);
  if (failed || !reject.is_object()) return {};
  const auto text = [&](std::string_view name) {
    const json::value* value = reject.as_object().if_contains(name);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
  };
  const auto number = [&](std::string_view name) {
    const json::value* value = reject.as_object().if_contains(name);
    const bool known = value && value->is_int64() && value->as_int64() >= 0;
    return known ? static_cast<uint64_t>(value->as_int64()) : Place::kNone;
  };
  Place place;
  place.file = text("file");
  place.entry = text("entry");
  place.offset = number("offset");
  place.line = number("line");
  return "the first reject is at " + place.to_string() + ": " + text("reason");
}

namespace {

std::string scheme_table(const std::vector<SchemeInfo>& schemes, Format format, const Look& look) {
  TextTable table({{"scheme"}, {"version"}, {"symbols", true}, {"titles"}});
  std::string csv = csv_line({"scheme", "version", "symbols", "titles"});
  for (const SchemeInfo& scheme : schemes) {
    std::string languages;
    for (const std::string& language : scheme.languages)
      languages += (languages.empty() ? "" : " ") + language;
    table.add({scheme.name, scheme.version, group_digits(scheme.symbols), languages});
    csv += csv_line({scheme.name, scheme.version, std::to_string(scheme.symbols), languages});
  }
  return format == Format::kCsv ? csv : table.print(look);
}

}  // namespace

std::string render_info(const IndexInfo& info, Format format, const Look& look) {
  if (format == Format::kTable) {
    json::object out = members_of(info_json(info));
    const json::object loads = out["loads"].as_object();
    for (const char* name : {"loads", "sections", "schemes", "created_unix_ms"})
      out.stable_erase(name);
    out["created"] = date_time_text(info.created_unix_ms);
    TextTable table({{"section"}, {"field"}, {"bytes", true}, {"bytes/document", true}});
    for (const SectionSize& s : info.sections) {
      if (s.bytes == 0) continue;
      char per_document[32];
      std::snprintf(per_document, sizeof per_document, "%.1f",
                    info.documents == 0
                        ? 0.0
                        : static_cast<double>(s.bytes) / static_cast<double>(info.documents));
      table.add({s.name, s.field, group_digits(s.bytes), per_document});
    }
    const std::string schemes =
        info.schemes.empty() ? "" : scheme_table(info.schemes, format, look) + "\n";
    return render_pairs(out, format) + "\nover all loads\n" + render_pairs(loads, format) + "\n" +
           schemes + table.print(look);
  }
  if (format == Format::kCsv) {
    std::string text = csv_line({"section", "group", "field", "bytes"});
    for (const SectionSize& s : info.sections)
      text += csv_line({s.name, s.group, s.field, std::to_string(s.bytes)});
    return text;
  }
  return info_json(info) + "\n";
}

std::string render_schemes(const SchemeSummary& summary, Format format, const Look& look) {
  if (format != Format::kTable && format != Format::kCsv) return schemes_json(summary) + "\n";
  return scheme_table(summary.schemes, format, look);
}

std::string render_check(const CheckSummary& s, Format format) {
  json::object out = members_of(check_json(s));
  if (format != Format::kTable) return render_pairs(out, format);
  out.stable_erase("damages");
  std::string text = render_pairs(out, format);
  for (const Error& damage : s.damages) text += "damage      " + damage.to_string() + "\n";
  return text + (s.damages.empty() ? "sound\n" : "");
}

std::string render_removed(const ChangeSummary& s, Format format) {
  return render_pairs({{"deleted", s.documents}, {"generation", s.generation}}, format);
}

std::string render_merged(const ChangeSummary& s, Format format) {
  return render_pairs(
      {{"segments", s.segments}, {"documents", s.documents}, {"generation", s.generation}}, format);
}

std::string render_backup(const std::string& directory, const std::string& snapshot,
                          Format format) {
  return render_pairs({{"directory", directory}, {"snapshot", snapshot}}, format);
}

std::string render_tokens(const std::vector<TokenRow>& rows, Format format, const Look& look) {
  const auto starts = [](const TokenRow& row) {
    return std::string(row.paragraph_start  ? "paragraph"
                       : row.sentence_start ? "sentence"
                       : row.word_start     ? "word"
                                            : "");
  };
  if (format == Format::kTable || format == Format::kCsv) {
    TextTable table({{"position", true}, {"view"}, {"term", false, 80}, {"bytes"}, {"starts"}});
    std::string csv = csv_line({"position", "view", "term", "begin", "end", "starts"});
    for (const TokenRow& row : rows) {
      table.add({std::to_string(row.position), row.view, row.term,
                 std::to_string(row.begin) + "-" + std::to_string(row.end), starts(row)});
      csv += csv_line({std::to_string(row.position), row.view, row.term, std::to_string(row.begin),
                       std::to_string(row.end), starts(row)});
    }
    return format == Format::kCsv ? csv : table.print(look);
  }
  return format == Format::kJson ? tokens_json(rows) + "\n" : with_breaks(token_lines(rows));
}

std::string render_explain(const SearchReply& reply, Format format) {
  if (format == Format::kTable || format == Format::kCsv) return reply.query + "\n" + reply.explain;
  return explain_json(reply) + "\n";
}

std::string render_error_json(const Error& error) { return error_json(error) + "\n"; }

std::string render_error_text(const Error& error, const std::string& query, bool colour) {
  const std::string message = fit(error.message, std::string::npos);  // without control characters
  std::string out = (colour ? "\x1b[31mpatlas:\x1b[0m " : "patlas: ") + message;
  if (error.place.file == "query" && error.place.offset <= query.size()) {
    const size_t begin = error.place.offset;
    const size_t length = error.place.length == Place::kNone
                              ? 0
                              : std::min<size_t>(error.place.length, query.size() - begin);
    const std::string before = fit(std::string_view(query).substr(0, begin), 4096);
    const size_t cells = std::max<size_t>(
        1, display_width(fit(std::string_view(query).substr(begin, length), 4096)));
    out += "\n  " + fit(query, 4096) + "\n  " + std::string(display_width(before), ' ') +
           std::string(cells, '^');
  } else if (!error.place.empty() &&
             error.message.find(error.place.to_string()) == std::string::npos) {
    out += "\n  at " + fit(error.place.to_string(), std::string::npos);
  }
  return out + "\n";
}

}  // namespace patlas::cli
