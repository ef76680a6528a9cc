#include "programs/cli/commands.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "programs/cli/progress.h"

namespace patlas::cli {
namespace {

namespace po = boost::program_options;

Error usage(const std::string& message) { return Error{Code::kInvalidArgument, message, {}}; }

Status write_out(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
    return {};
  return Error{Code::kIo, "standard output could not be written", {}};
}

Status need_words(const Invocation& in, size_t least, const char* what) {
  if (in.words.size() >= least) return {};
  return usage(std::string("this command needs ") + what + "; see patlas help");
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Result<std::string> read_all(std::istream& in, const std::string& name, uint64_t bytes_max) {
  std::string text;
  char buffer[65536];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<size_t>(in.gcount()));
    if (text.size() > bytes_max) {
      return Error{
          Code::kLimit, name + " is longer than " + std::to_string(bytes_max) + " bytes", {}};
    }
  }
  if (in.bad()) return Error{Code::kIo, "reading " + name + " failed", {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

/// The query or text: the words from `first` on, joined, or the file of -q.
Result<std::string> query_text(Invocation& in, size_t first) {
  std::string joined;
  for (size_t w = first; w < in.words.size(); ++w)
    joined += (joined.empty() ? "" : " ") + in.words[w];
  if (in.options.count("query-file") == 0) {
    if (in.words.size() <= first)
      return usage("no query was given; write it after the index, or use -q FILE");
    return joined;
  }
  if (!joined.empty()) return usage("a query was given both in words and by -q");
  const std::string path = in.options["query-file"].as<std::string>();
  if (path == "-") return read_all(std::cin, "standard input", limits::kQueryBytes);
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{Code::kNotFound, "the query file cannot be opened", {.file = path, .entry = {}}};
  return read_all(file, path, limits::kQueryBytes);
}

void query_options(po::options_description& o) {
  o.add_options()("query-file,q", po::value<std::string>()->value_name("FILE"),
                  "take the query from a file, or from standard input (-)");
  o.add_options()("count",
                  po::value<std::string>()->default_value("documents,families")->value_name("WHAT"),
                  "documents, families, or both");
  o.add_options()("facet", po::value<std::string>()->value_name("NAMES"),
                  "count values, e.g. office,year,cpc4");
  o.add_options()("facet-limit", po::value<uint64_t>()->default_value(0)->value_name("N"),
                  "values a facet shows; 0 for all");
  o.add_options()("cross", po::value<std::string>()->value_name("A,B"),
                  "cross-tab of two facets, e.g. year,office");
  o.add_options()("threads", po::value<unsigned>()->default_value(0)->value_name("N"),
                  "0: as many as there are cores");
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory of the query");
  o.add_options()("timeout-ms", po::value<uint64_t>()->default_value(0)->value_name("N"),
                  "end after so long with complete:false; 0: never");
}

void search_options(po::options_description& o) {
  query_options(o);
  o.add_options()("limit,n", po::value<uint64_t>()->default_value(10)->value_name("N"),
                  "hits to show");
  o.add_options()("offset", po::value<uint64_t>()->default_value(0)->value_name("N"),
                  "hits to pass over");
  o.add_options()("sort", po::value<std::string>()->default_value("-pd")->value_name("KEY"),
                  "pd, ad, prd (with - newest first), or score");
}

Result<Counted> parse_counted(const std::string& text) {
  Counted counted{false, false};
  for (const std::string& part : split(text)) {
    if (part == "documents") {
      counted.documents = true;
    } else if (part == "families") {
      counted.families = true;
    } else {
      return usage("--count takes documents, families, or documents,families; not '" + part + "'");
    }
  }
  if (!counted.documents && !counted.families)
    return usage("--count takes documents, families, or both");
  return counted;
}

Result<SearchRequest> make_request(Invocation& in, const Counted& counted) {
  SearchRequest request;
  PATLAS_ASSIGN(request.query, query_text(in, 1));
  in.query = request.query;
  request.count_documents = counted.documents;
  request.count_families = counted.families;
  if (in.options.count("facet")) request.facets = split(in.options["facet"].as<std::string>());
  request.facet_limit = in.options["facet-limit"].as<uint64_t>();
  if (in.options.count("cross")) {
    const std::vector<std::string> pair = split(in.options["cross"].as<std::string>());
    if (pair.size() != 2) return usage("--cross takes two facets, e.g. year,office");
    request.cross.emplace(pair[0], pair[1]);
  }
  request.threads = in.options["threads"].as<unsigned>();
  PATLAS_ASSIGN(request.memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  request.timeout_ms = in.options["timeout-ms"].as<uint64_t>();
  return request;
}

Result<int> run_search(Invocation& in) {
  PATLAS_TRY(need_words(in, 1, "the index and a query"));
  PATLAS_ASSIGN(const Counted counted, parse_counted(in.options["count"].as<std::string>()));
  PATLAS_ASSIGN(SearchRequest request, make_request(in, counted));
  request.limit = in.options["limit"].as<uint64_t>();
  request.offset = in.options["offset"].as<uint64_t>();
  request.sort = in.options["sort"].as<std::string>();
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, index.search(request));
  PATLAS_TRY(write_out(render_search(reply, in.format, counted, in.colour)));
  return kAnswered;
}

Result<int> run_facets(Invocation& in) {
  PATLAS_TRY(need_words(in, 1, "the index and a query"));
  PATLAS_ASSIGN(const Counted counted, parse_counted(in.options["count"].as<std::string>()));
  PATLAS_ASSIGN(SearchRequest request, make_request(in, counted));
  if (request.facets.empty() && !request.cross)
    return usage("facets needs --facet NAMES or --cross A,B");
  request.limit = 0;
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, index.search(request));
  PATLAS_TRY(write_out(render_facets(reply, in.format, counted, in.colour)));
  return kAnswered;
}

Result<int> run_explain(Invocation& in) {
  PATLAS_TRY(need_words(in, 1, "the index and a query"));
  PATLAS_ASSIGN(SearchRequest request, make_request(in, Counted{}));
  request.limit = 0;
  request.explain = true;
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, index.search(request));
  PATLAS_TRY(write_out(render_explain(reply, in.format)));
  return kAnswered;
}

void index_options(po::options_description& o) {
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory for the index in the making");
  o.add_options()("threads", po::value<unsigned>()->default_value(0)->value_name("N"),
                  "0: as many as there are cores");
  o.add_options()("segment-documents",
                  po::value<uint32_t>()->default_value(1u << 20)->value_name("N"),
                  "seal a segment at so many documents at the latest");
}

Result<int> run_index(Invocation& in) {
  PATLAS_TRY(need_words(in, 2, "the index and at least one file, directory or -"));
  LoadRequest request;
  request.directory = in.words[0];
  request.paths.assign(in.words.begin() + 1, in.words.end());
  PATLAS_ASSIGN(request.memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  request.threads = in.options["threads"].as<unsigned>();
  request.documents_per_segment_max = in.options["segment-documents"].as<uint32_t>();
  if (request.documents_per_segment_max == 0)
    return usage("--segment-documents must be at least 1");
  request.standard_input = [](std::span<char> out) -> Result<size_t> {
    const size_t got = std::fread(out.data(), 1, out.size(), stdin);
    if (got == 0 && std::ferror(stdin))
      return Error{Code::kIo, "reading standard input failed", {}};
    return got;
  };
  ProgressLine progress(isatty(STDERR_FILENO) != 0);
  request.progress = [&](const LoadStep& step) { progress.show(step); };
  Result<LoadSummary> summary = load(request);
  progress.clear();
  if (!summary) return summary.error();
  PATLAS_TRY(write_out(render_load(*summary, in.format)));
  return summary->rejected > 0 ? kRejected : kAnswered;
}

void no_options(po::options_description&) {}

Result<int> run_show(Invocation& in) {
  PATLAS_TRY(need_words(in, 2, "the index and at least one publication number"));
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  int status = kAnswered;
  for (size_t w = 1; w < in.words.size(); ++w) {
    const auto records = index.show(in.words[w]);
    if (!records && records.error().code == Code::kNotFound) {
      const std::string line = render_error_json(records.error());
      std::fwrite(line.data(), 1, line.size(), stderr);
      status = kNotFoundOrDamaged;
      continue;
    }
    if (!records) return records.error();
    for (const ShownRecord& record : *records) PATLAS_TRY(write_out(record.json + "\n"));
  }
  return status;
}

Result<int> run_info(Invocation& in) {
  PATLAS_TRY(need_words(in, 1, "the index"));
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const IndexInfo info, index.info());
  PATLAS_TRY(write_out(render_info(info, in.format, in.colour)));
  return kAnswered;
}

Result<int> run_check(Invocation& in) {
  PATLAS_TRY(need_words(in, 1, "the index"));
  Result<CheckSummary> summary = check(in.words[0]);
  if (!summary && summary.error().code == Code::kCorruption) {
    CheckSummary damaged;
    damaged.damages.push_back(summary.error());
    summary = std::move(damaged);
  }
  if (!summary) return summary.error();
  PATLAS_TRY(write_out(render_check(*summary, in.format)));
  return summary->damages.empty() ? kAnswered : kNotFoundOrDamaged;
}

void merge_options(po::options_description& o) {
  o.add_options()("segments", po::value<uint32_t>()->default_value(1)->value_name("N"),
                  "segments to leave at most");
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory for the merge");
  o.add_options()("threads", po::value<unsigned>()->default_value(0)->value_name("N"),
                  "0: as many as there are cores");
}

Result<int> run_merge(Invocation& in) {
  PATLAS_TRY(need_words(in, 1, "the index"));
  PATLAS_ASSIGN(const uint64_t memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  PATLAS_ASSIGN(const ChangeSummary summary,
                merge(in.words[0], in.options["segments"].as<uint32_t>(), memory_bytes,
                      in.options["threads"].as<unsigned>()));
  PATLAS_TRY(write_out(render_merged(summary, in.format)));
  return kAnswered;
}

Result<int> run_delete(Invocation& in) {
  PATLAS_TRY(need_words(in, 2, "the index and at least one publication number"));
  PATLAS_ASSIGN(const ChangeSummary summary,
                patlas::remove(in.words[0], {in.words.begin() + 1, in.words.end()}));
  PATLAS_TRY(write_out(render_removed(summary, in.format)));
  return kAnswered;
}

Result<int> run_backup(Invocation& in) {
  PATLAS_TRY(need_words(in, 2, "the index and the directory to make"));
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_TRY(index.backup(in.words[1]));
  return kAnswered;
}

void tokens_options(po::options_description& o) {
  o.add_options()("query-file,q", po::value<std::string>()->value_name("FILE"),
                  "take the text from a file, or from standard input (-)");
}

Result<int> run_tokens(Invocation& in) {
  PATLAS_ASSIGN(const std::string text, query_text(in, 0));
  PATLAS_TRY(write_out(render_tokens(tokens(text), in.format, in.colour)));
  return kAnswered;
}

constexpr std::array kCommands = {
    Command{"index", "DIR FILES...", "read office files into an index, made when it is not there",
            "patlas index idx weekly.zip more/ -", index_options, run_index},
    Command{"search", "DIR QUERY", "count and list what a query finds",
            "patlas search idx 'ti:battery and cc:TW'", search_options, run_search, true},
    Command{"facets", "DIR QUERY",
            "count a query's documents by office, year, class, applicant, ...",
            "patlas facets idx 'cpc:H01M' --facet office,year", query_options, run_facets, true},
    Command{"show", "DIR NUMBER...", "print records, one line of JSON each",
            "patlas show idx 'US 7,650,331 B2'", no_options, run_show},
    Command{"info", "DIR", "what an index holds, by section", "patlas info idx", no_options,
            run_info},
    Command{"check", "DIR", "read every byte and say what is damaged", "patlas check idx",
            no_options, run_check},
    Command{"merge", "DIR", "merge segments and drop deleted documents", "patlas merge idx",
            merge_options, run_merge},
    Command{"delete", "DIR NUMBER...", "delete records by publication number",
            "patlas delete idx EP1000000B1", no_options, run_delete},
    Command{"backup", "DIR NEWDIR", "copy the newest generation, while a writer may go on",
            "patlas backup idx idx-copy", no_options, run_backup},
    Command{"explain", "DIR QUERY", "how a query is run, segment by segment",
            "patlas explain idx 'ti:batter*'", query_options, run_explain, true},
    Command{"tokens", "TEXT", "what the text analysis makes of a text", "patlas tokens 鋰離子電池",
            tokens_options, run_tokens},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

Result<uint64_t> parse_bytes(std::string_view text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  std::string unit(parsed.ptr, end);
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](char c) { return static_cast<char>(c | 0x20); });
  if (unit.size() == 3 && unit.ends_with("ib")) unit.resize(1);
  if (unit.size() == 2 && unit.ends_with("b")) unit.resize(1);
  constexpr std::string_view kUnits = "kmgt";
  const size_t power = unit.empty()                                  ? 0
                       : kUnits.find(unit) == std::string_view::npos ? 99
                                                                     : kUnits.find(unit) + 1;
  if (parsed.ec != std::errc() || power > 4 || number > (uint64_t{1} << 62 >> (10 * power))) {
    return Error{Code::kInvalidArgument,
                 "'" + std::string(text) + "' is not a number of bytes such as 65536, 512MiB or 1G",
                 {}};
  }
  return number << (10 * power);
}

}  // namespace patlas::cli
