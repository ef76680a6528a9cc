#include "tests/oracle/world.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "ingest/patent_schema.h"

namespace patlas::oracle {
namespace {

constexpr const char* kDirectory = "index";

Status begin_batch(DocumentSink::Worker& worker) {
  PATLAS_TRY(worker.begin_batch([]() -> Result<bool> { return true; }));
  return {};
}

Status end_batch(DocumentSink::Worker& worker, std::span<const Record> records) {
  for (const Record& record : records) {
    if (record.is_delete) {
      worker.add_tombstone(record_key(record), record.source);
      continue;
    }
    PATLAS_ASSIGN(const Document document, make_document(record));
    PATLAS_TRY(worker.add(document));
  }
  return worker.end_batch();
}

// Batches in pairs: the second of a pair is ready first. But for the very first batch: others wait
// for the dictionary that is trained on it.
Status load_pairs(IndexWriter& writer, std::span<const Record> records, size_t batch_records) {
  if (records.empty()) return {};
  PATLAS_TRY(load_batch(writer, records.first(1)));
  for (size_t first = 1; first < records.size(); first += 2 * batch_records) {
    const auto pair = records.subspan(first, std::min(2 * batch_records, records.size() - first));
    const size_t earlier = std::min(batch_records, pair.size());
    PATLAS_TRY(begin_batch(writer.worker(0)));
    PATLAS_TRY(begin_batch(writer.worker(1)));
    PATLAS_TRY(end_batch(writer.worker(1), pair.subspan(earlier)));
    PATLAS_TRY(end_batch(writer.worker(0), pair.first(earlier)));
  }
  return {};
}

std::string text(const Count& count) {
  return std::to_string(count.documents) + "/" + std::to_string(count.families);
}

// As far as the options ask for counts.
Count counted(Count count, const SearchOptions& options) {
  if (!options.count_families) count.families = 0;
  return count;
}

std::string wrong(const std::string& what, const std::string& engine, const std::string& oracle) {
  return what + ": engine " + engine + ", oracle " + oracle;
}

using Values = std::vector<std::pair<std::string, Count>>;

Values by_documents(const std::map<std::string, Count>& counts) {
  Values values(counts.begin(), counts.end());
  std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    return a.second.documents > b.second.documents;
  });
  return values;
}

std::string compare_values(const std::string& what, const std::vector<FacetValue>& engine,
                           const Values& oracle, const SearchOptions& options) {
  for (size_t i = 0; i < std::max(engine.size(), oracle.size()); ++i) {
    const std::string is = i >= engine.size() ? "nothing"
                                              : engine[i].value + " " +
                                                    text({engine[i].documents, engine[i].families});
    const std::string should =
        i >= oracle.size() ? "nothing"
                           : oracle[i].first + " " + text(counted(oracle[i].second, options));
    if (is != should) return wrong(what + " value " + std::to_string(i), is, should);
    if (engine[i].label.empty()) return what + ": no label for " + engine[i].value;
  }
  return {};
}

std::string compare_facets(const Oracle& oracle, const Oracle::Docs& docs,
                           const SearchOptions& options, const SearchAnswer& answer) {
  if (answer.facets.size() != options.facets.size()) return "not the facets asked for";
  for (size_t i = 0; i < options.facets.size(); ++i) {
    const FacetAnswer& facet = answer.facets[i];
    const std::string what = "facet " + options.facets[i];
    if (facet.name != options.facets[i]) return what + ": its name is " + facet.name;
    Values values = by_documents(oracle.facet(docs, facet.name));
    if (facet.value_count != values.size()) {
      return wrong(what + " value_count", std::to_string(facet.value_count),
                   std::to_string(values.size()));
    }
    if (options.facet_limit != 0 && values.size() > options.facet_limit) {
      values.resize(options.facet_limit);
    }
    std::string found = compare_values(what, facet.values, values, options);
    if (!found.empty()) return found;
  }
  return {};
}

std::string compare_cross(const Oracle& oracle, const Oracle::Docs& docs,
                          const SearchOptions& options, const SearchAnswer& answer) {
  if (answer.cross.has_value() != options.cross.has_value()) return "no cross-tab";
  if (!options.cross) return {};
  const auto& [row_facet, column_facet] = *options.cross;
  const CrossAnswer& cross = *answer.cross;
  if (cross.row_facet != row_facet || cross.column_facet != column_facet) return "cross: names";
  const auto rows = oracle.facet(docs, row_facet), columns = oracle.facet(docs, column_facet);
  std::string found =
      compare_values("cross row", cross.rows, Values(rows.begin(), rows.end()), options);
  if (found.empty()) {
    found = compare_values("cross column", cross.columns, Values(columns.begin(), columns.end()),
                           options);
  }
  if (!found.empty()) return found;
  const auto cells = oracle.cross(docs, row_facet, column_facet);
  auto cell = cells.begin();
  for (const CrossCell& is : cross.cells) {
    if (is.row >= cross.rows.size() || is.column >= cross.columns.size()) return "cross: no cell";
    const std::pair<std::string, std::string> place = {cross.rows[is.row].value,
                                                       cross.columns[is.column].value};
    const std::string engine =
        place.first + "," + place.second + " " + text({is.documents, is.families});
    if (cell == cells.end()) return wrong("cross cell", engine, "no more");
    const std::string should =
        cell->first.first + "," + cell->first.second + " " + text(counted(cell->second, options));
    if (engine != should) return wrong("cross cell", engine, should);
    ++cell;
  }
  return cell == cells.end() ? ""
                             : wrong("cross cells", std::to_string(cross.cells.size()),
                                     std::to_string(cells.size()));
}

std::string six_digits(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", value);
  return digits;
}

std::string compare_hits(const Oracle& oracle, const Tree& tree, Oracle::Docs docs,
                         const SearchOptions& options, const SearchAnswer& answer) {
  std::vector<double> scores;
  if (options.sort.by_score) {
    scores = oracle.scores(tree);
    std::stable_sort(docs.begin(), docs.end(),
                     [&](uint32_t a, uint32_t b) { return scores[a] > scores[b]; });
  } else {
    docs = oracle.sorted(std::move(docs), options.sort.column, options.sort.descending);
  }
  const size_t first = std::min<uint64_t>(options.offset, docs.size());
  const size_t count = std::min<uint64_t>(options.limit, docs.size() - first);
  if (answer.hits.size() != count) {
    return wrong("hits", std::to_string(answer.hits.size()), std::to_string(count));
  }
  for (size_t i = 0; i < count; ++i) {
    const Hit& hit = answer.hits[i];
    const uint32_t doc = docs[first + i];
    const std::string what = "hit " + std::to_string(first + i);
    std::string is = hit.key + " " + std::to_string(hit.date);
    std::string should = oracle.key(doc) + " " + std::to_string(oracle.date(doc, "pd"));
    if (hit.score.has_value() != options.sort.by_score) return what + ": score or none";
    if (hit.score) {
      is += " " + six_digits(*hit.score);
      should += " " + six_digits(scores[doc]);
    }
    if (is != should) return wrong(what, is, should);
  }
  return {};
}

}  // namespace

Status load_batch(DocumentSink& sink, std::span<const Record> records) {
  PATLAS_TRY(begin_batch(sink.worker(0)));
  return end_batch(sink.worker(0), records);
}

template <typename Change>
void World::change(Change&& change) {
  if (!status_) return;
  const auto run = [&]() -> Status {
    WriterOptions options;
    options.threads = batch_records_ == 0 ? 1 : 2;
    options.memory_bytes = 64u << 20;
    options.frequent_bigrams = frequent_bigrams_;
    PATLAS_ASSIGN(auto writer,
                  IndexWriter::open(environment_.env(), kDirectory, patent_schema(), options));
    PATLAS_TRY(change(*writer));
    PATLAS_TRY(writer->commit());
    environment_.trace().note_ack();
    return {};
  };
  status_ = run();
  if (status_) status_ = environment_.trace().lint();
}

void World::load(std::span<const Record> records) {
  for (const Record& record : records) live_.load(record);
  change([this, records](IndexWriter& writer) {
    return batch_records_ == 0 ? load_batch(writer, records)
                               : load_pairs(writer, records, batch_records_);
  });
}

void World::load_in(std::span<const Record> records, size_t generations) {
  const size_t each = (records.size() + generations - 1) / generations;
  for (size_t first = 0; first < records.size(); first += each) {
    load(records.subspan(first, std::min(each, records.size() - first)));
  }
}

void World::remove(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) live_.remove(key);
  change([&keys](IndexWriter& writer) -> Status {
    PATLAS_TRY(writer.remove(keys));
    return {};
  });
}

void World::classify(const PrintedSchemes& schemes) {
  change([&schemes](IndexWriter& writer) -> Status {
    for (const auto& scheme : schemes.built()) PATLAS_TRY(writer.put_scheme(*scheme));
    return {};
  });
}

void World::merge(uint32_t segments) {
  change([segments](IndexWriter& writer) { return writer.merge(segments); });
}

Result<std::shared_ptr<const Snapshot>> World::open() {
  return Snapshot::open(environment_.env(), kDirectory);
}

std::string difference(const Oracle& oracle, const Tree& tree, const SearchOptions& options,
                       const SearchAnswer& answer) {
  if (!answer.complete) return "the answer is not complete";
  const Oracle::Docs docs = oracle.matches(tree);
  const Count is = {answer.documents, answer.families};
  Count should = counted(oracle.count(docs), options);
  if (!options.count_documents) should.documents = 0;
  if (!(is == should)) return wrong("counts", text(is), text(should));
  GroupCount groups = oracle.count_groups(docs);
  if (!options.count_applications) groups.applications = 0;
  if (!options.count_extended_families) groups.extended_families = 0;
  if (answer.applications != groups.applications) {
    return wrong("applications", std::to_string(answer.applications),
                 std::to_string(groups.applications));
  }
  if (answer.extended_families != groups.extended_families) {
    return wrong("extended families", std::to_string(answer.extended_families),
                 std::to_string(groups.extended_families));
  }
  std::string found = compare_facets(oracle, docs, options, answer);
  if (found.empty()) found = compare_cross(oracle, docs, options, answer);
  if (found.empty()) found = compare_hits(oracle, tree, docs, options, answer);
  return found;
}

}  // namespace patlas::oracle
