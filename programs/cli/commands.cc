#include "programs/cli/commands.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>

#include "programs/cli/options.h"
#include "programs/cli/progress.h"

namespace patlas::cli {
namespace {

namespace po = boost::program_options;

Error usage(const std::string& message) { return Error{Code::kInvalidArgument, message, {}}; }

/// A number that is a maximum: one beyond 32 bits asks for no more than 32 bits can say.
uint32_t narrow(const Invocation& in, const char* option) {
  return static_cast<uint32_t>(
      std::min<uint64_t>(count_of(in.options, option), std::numeric_limits<uint32_t>::max()));
}

/// The names between commas, each once.
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find(',', begin), text.size());
    std::string part = text.substr(begin, end - begin);
    const bool known = std::find(parts.begin(), parts.end(), part) != parts.end();
    if (!part.empty() && !known) parts.push_back(std::move(part));
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
      return Error{Code::kLimit,
                   "the text is longer than " + std::to_string(bytes_max) + " bytes",
                   {.file = name, .entry = {}}};
    }
  }
  if (in.bad()) return Error{Code::kIo, "reading failed", {.file = name, .entry = {}}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Result<std::string> read_file(const std::string& path, const std::string& option,
                              uint64_t bytes_max) {
  if (path == "-") return read_all(std::cin, "standard input", bytes_max);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const int reason = errno;
    return Error{
        reason == ENOENT ? Code::kNotFound : Code::kIo,
        "the file of " + option + " cannot be opened: " + std::generic_category().message(reason),
        {.file = path, .entry = {}}};
  }
  return read_all(file, path, bytes_max);
}

constexpr const char* kDefaultList = "numbers";
constexpr uint64_t kNumberListBytes = uint64_t{1} << 30;

/// The query or text: the words from `first` on, joined, or the file of -q.
Result<std::string> query_text(Invocation& in, size_t first, const std::string& noun) {
  std::string joined;
  for (size_t w = first; w < in.words.size(); ++w)
    joined += (joined.empty() ? "" : " ") + in.words[w];
  if (in.options.count("query-file") == 0) {
    const bool has_numbers = in.options.count("numbers") != 0;
    if (in.words.size() <= first && has_numbers) return std::string("pn:@") + kDefaultList;
    if (in.words.size() <= first)
      return usage("no " + noun + " was given; write it as the last word, or use -q FILE");
    return joined;
  }
  if (in.words.size() > first) return usage("the " + noun + " was given twice: in words and by -q");
  return read_file(in.options["query-file"].as<std::string>(), "-q", limits::kQueryBytes);
}

void counted_option(po::options_description& o) {
  o.add_options()("count",
                  po::value<std::string>()->default_value("documents,families")->value_name("WHAT"),
                  "documents, families, applications, extended-families");
}

void language_option(po::options_description& o) {
  o.add_options()("language", po::value<std::string>()->default_value("en")->value_name("CODE"),
                  "of the titles of classes, where their scheme has it; else English");
}

void query_options(po::options_description& o) {
  o.add_options()("query-file,q", po::value<std::string>()->value_name("FILE"),
                  "take the query from a file, or from standard input (-)");
  counted_option(o);
  o.add_options()("facet", po::value<std::string>()->value_name("NAMES"),
                  "count values, e.g. office,year,cpc4");
  o.add_options()("facet-limit", count_option(0), "values a facet shows; 0 for all");
  language_option(o);
  o.add_options()("cross", po::value<std::string>()->value_name("A,B"),
                  "cross-tab of two facets, e.g. year,office");
  o.add_options()(
      "numbers", po::value<std::vector<std::string>>()->value_name("[NAME=]FILE"),
      "document numbers, one a line, for pn:@NAME in the query; without NAME pn:@numbers, "
      "which is the query when there is none");
  o.add_options()("threads", count_option(0), "0: as many as there are cores");
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory of the query; 0: no limit");
  o.add_options()("timeout-ms", count_option(0), "end after so long with complete:false; 0: never");
}

void search_options(po::options_description& o) {
  query_options(o);
  o.add_options()("limit,n", count_option(10), "hits to show");
  o.add_options()("offset", count_option(0), "hits to pass over");
  o.add_options()("sort", po::value<std::string>()->default_value("-pd")->value_name("KEY"),
                  "pd, ad, prd, claims, citations, applicants, inventors (with - newest or most "
                  "first), or score");
  o.add_options()("highlight", "say where in each hit stands what was found");
  o.add_options()("snippets", count_option(0), "show so many stretches of text of each hit");
  o.add_options()("snippet-width", count_option(160), "columns of each");
}

/// Names of what can be counted, as --count takes them.
struct CountName {
  const char* name;
  bool Counted::*counted;
};
constexpr CountName kCountNames[] = {{"documents", &Counted::documents},
                                     {"families", &Counted::families},
                                     {"applications", &Counted::applications},
                                     {"extended-families", &Counted::extended_families}};

Result<Counted> parse_counted(const std::string& text) {
  const auto refuse = [&](const std::string& why) {
    std::string list;
    for (const CountName& row : kCountNames)
      list += (list.empty() ? "" : ", ") + std::string(row.name);
    return usage("--count takes " + list + ", with commas between them" + why);
  };
  Counted counted{false, false};
  const std::vector<std::string> parts = split(text);
  for (const std::string& part : parts) {
    const auto row = std::find_if(std::begin(kCountNames), std::end(kCountNames),
                                  [&](const CountName& r) { return r.name == part; });
    if (row == std::end(kCountNames)) return refuse("; not '" + part + "'");
    counted.*row->counted = true;
  }
  if (parts.empty()) return refuse("");
  return counted;
}

void ask_counts(const Counted& counted, SearchRequest& request) {
  request.count_documents = counted.documents;
  request.count_families = counted.families;
  request.count_applications = counted.applications;
  request.count_extended_families = counted.extended_families;
}

Status read_number_lists(Invocation& in, SearchRequest& request) {
  if (in.options.count("numbers") == 0) return {};
  for (const std::string& given : in.options["numbers"].as<std::vector<std::string>>()) {
    // A path may have a '=' too.
    size_t mark = given.find('=');
    const auto is_name = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
    const auto name_end = std::find_if_not(given.begin(), given.end(), is_name) - given.begin();
    if (mark != static_cast<size_t>(name_end) || mark == 0) mark = given.npos;
    const std::string name = mark == given.npos ? kDefaultList : given.substr(0, mark);
    const std::string path = mark == given.npos ? given : given.substr(mark + 1);
    PATLAS_ASSIGN(std::string text, read_file(path, "--numbers", kNumberListBytes));
    request.number_lists.push_back({name, std::move(text)});
  }
  return {};
}

Result<SearchRequest> make_request(Invocation& in, const Counted& counted) {
  SearchRequest request;
  PATLAS_ASSIGN(request.query, query_text(in, 1, "query"));
  in.query = request.query;
  ask_counts(counted, request);
  if (in.options.count("facet")) {
    request.facets = split(in.options["facet"].as<std::string>());
    if (request.facets.empty()) return usage("--facet takes names, e.g. office,year");
  }
  request.facet_limit = count_of(in.options, "facet-limit");
  request.title_language = in.options["language"].as<std::string>();
  if (in.options.count("cross")) {
    const std::vector<std::string> pair = split(in.options["cross"].as<std::string>());
    if (pair.size() != 2) return usage("--cross takes two different facets, e.g. year,office");
    request.cross.emplace(pair[0], pair[1]);
  }
  PATLAS_TRY(read_number_lists(in, request));
  request.threads = narrow(in, "threads");
  PATLAS_ASSIGN(request.memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  request.timeout_ms = count_of(in.options, "timeout-ms");
  return request;
}

/// What became of the lists, in a line each, where the answer itself has no place for it.
void say_lists(const SearchReply& reply, Format format) {
  if (format == Format::kJson) return;
  for (const NumberListReply& list : reply.number_lists) {
    std::map<std::string, uint64_t> counts;
    for (const NumberListRemark& remark : list.remarks) ++counts[remark.remark];
    std::string line = "patlas: " + list.field + ":@" + list.name + ": " +
                       std::to_string(list.lines) + " lines, " + std::to_string(list.found) +
                       " found";
    for (const auto& [what, count] : counts) line += ", " + std::to_string(count) + " " + what;
    if (!counts.empty()) line += "; --format json lists them";
    std::cerr << line << "\n";
  }
}

Status need_complete(const SearchReply& reply) {
  if (reply.complete) return {};
  return Error{reply.limit == "cancelled" ? Code::kCancelled : Code::kLimit,
               reply.limit == "cancelled"
                   ? "the answer is not complete: the search was interrupted"
                   : "the answer is not complete: the limit " + reply.limit + " of " +
                         std::to_string(reply.limit_value) + " was reached",
               {}};
}

/// JSON and tables say that a limit ended the query; lines and CSV have no place for it, so they
/// end with an error.
Status need_complete_or_said(const SearchReply& reply, Format format) {
  if (format == Format::kJson || format == Format::kTable) return {};
  return need_complete(reply);
}

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a handler may set it");

extern "C" void on_interrupt(int) {
  if (!interrupted.exchange(true)) return;
  std::signal(SIGINT, SIG_DFL);
  std::raise(SIGINT);
}

/// The first Ctrl-C ends the search, which then prints what it found; the second ends the program.
Result<SearchReply> ask(const Index& index, SearchRequest& request) {
  request.cancel = &interrupted;
  // Ignored from the start, as under nohup, it stays so.
  const auto before = std::signal(SIGINT, SIG_IGN);
  if (before != SIG_IGN) std::signal(SIGINT, on_interrupt);
  auto reply = index.search(request);
  std::signal(SIGINT, before);
  return reply;
}

Result<int> run_search(Invocation& in) {
  PATLAS_ASSIGN(const Counted counted, parse_counted(in.options["count"].as<std::string>()));
  PATLAS_ASSIGN(SearchRequest request, make_request(in, counted));
  request.limit = count_of(in.options, "limit");
  request.offset = count_of(in.options, "offset");
  request.sort = in.options["sort"].as<std::string>();
  request.highlights = in.options.count("highlight") != 0;
  request.snippets = narrow(in, "snippets");
  request.snippet_columns = narrow(in, "snippet-width");
  if (in.format == Format::kCsv && (!request.facets.empty() || request.cross))
    return usage("search prints hits as csv, and nothing else; count values with patlas facets");
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, ask(index, request));
  PATLAS_TRY(write_out(render_search(reply, in.format, counted, in.look)));
  say_lists(reply, in.format);
  PATLAS_TRY(need_complete_or_said(reply, in.format));
  return kAnswered;
}

Result<int> run_facets(Invocation& in) {
  PATLAS_ASSIGN(const Counted counted, parse_counted(in.options["count"].as<std::string>()));
  PATLAS_ASSIGN(SearchRequest request, make_request(in, counted));
  if (request.facets.empty() && !request.cross)
    return usage("facets needs --facet NAMES or --cross A,B; patlas facets --help lists the names");
  if (in.format == Format::kCsv && !request.facets.empty() && request.cross)
    return usage("--facet and --cross have different columns: ask for one at a time as csv");
  request.limit = 0;
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, ask(index, request));
  PATLAS_TRY(write_out(render_facets(reply, in.format, counted, in.look)));
  say_lists(reply, in.format);
  PATLAS_TRY(need_complete_or_said(reply, in.format));
  return kAnswered;
}

void classes_options(po::options_description& o) {
  o.add_options()("query", po::value<std::string>()->value_name("QUERY"),
                  "of the documents that it finds; without it, of all");
  o.add_options()("scheme", po::value<std::string>()->default_value("cpc")->value_name("NAME"),
                  "cpc, ipc or tech");
  o.add_options()("levels", count_option(1), "levels below the class");
  language_option(o);
  counted_option(o);
  o.add_options()("threads", count_option(0), "0: as many as there are cores");
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory of the query; 0: no limit");
  o.add_options()("timeout-ms", count_option(0), "end after so long with complete:false; 0: never");
}

/// A class and what is below it: two facets of one query, put in the order of their symbols.
Result<int> run_classes(Invocation& in) {
  PATLAS_ASSIGN(const Counted counted, parse_counted(in.options["count"].as<std::string>()));
  ClassesRequest request;
  request.of.query = in.options.count("query") ? in.options["query"].as<std::string>() : "*:*";
  in.query = request.of.query;
  ask_counts(counted, request.of);
  request.of.threads = narrow(in, "threads");
  PATLAS_ASSIGN(request.of.memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  request.of.timeout_ms = count_of(in.options, "timeout-ms");
  request.of.title_language = in.options["language"].as<std::string>();
  request.scheme = in.options["scheme"].as<std::string>();
  if (in.words.size() > 1) request.symbol = in.words[1];
  request.levels = narrow(in, "levels");
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, index.classes(request));
  PATLAS_TRY(write_out(render_facets(reply, in.format, counted, in.look)));
  PATLAS_TRY(need_complete_or_said(reply, in.format));
  return kAnswered;
}

Result<int> run_explain(Invocation& in) {
  PATLAS_ASSIGN(const Counted counted, parse_counted(in.options["count"].as<std::string>()));
  PATLAS_ASSIGN(SearchRequest request, make_request(in, counted));
  request.limit = 0;
  request.explain = true;
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const SearchReply reply, ask(index, request));
  PATLAS_TRY(need_complete(reply));  // no form of a plan says that it was ended
  PATLAS_TRY(write_out(render_explain(reply, in.format)));
  return kAnswered;
}

void index_options(po::options_description& o) {
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory for the index in the making");
  o.add_options()("threads", count_option(0), "0: as many as there are cores");
  o.add_options()("segment-documents", count_option(1u << 20),
                  "seal a segment once it has so many documents");
  o.add_options()("segments-max", count_option(8),
                  "after the commit, merge while there are more segments; 0: never");
  o.add_options()("backend", po::value<std::string>()->value_name("NAME"),
                  "native or xapian; without it, what the directory is, native when new");
  o.add_options()("frequent-bigrams",
                  "make an index with a list for each two frequent words that follow one another: "
                  "phrases of them are found faster, and info gives its size");
}

/// What a person asks next: why the first of them was rejected, or that there was nothing to read.
/// A log that cannot be read is no error here: the answer names it.
void say_of_load(const LoadSummary& summary, const ErrorLook& look) {
  constexpr size_t kLogLineBytes = 65536;
  std::string message;
  if (summary.seen == 0) message = "no record was found in what was named";
  if (!summary.reject_log.empty()) {
    std::ifstream log(summary.reject_log, std::ios::binary);
    std::string line(kLogLineBytes, '\0');
    if (log.getline(line.data(), static_cast<std::streamsize>(line.size())))
      message = first_reject_text(line.c_str());
  }
  if (!message.empty()) write_error(Error{Code::kNotFound, std::move(message), {}}, {}, look);
}

std::function<Result<size_t>(std::span<char>)> standard_input() {
  return [](std::span<char> out) -> Result<size_t> {
    const size_t got = std::fread(out.data(), 1, out.size(), stdin);
    if (got == 0 && std::ferror(stdin))
      return Error{Code::kIo, "reading standard input failed", {}};
    return got;
  };
}

Result<int> run_index(Invocation& in) {
  LoadRequest request;
  request.directory = in.words[0];
  if (in.options.count("backend")) request.backend = in.options["backend"].as<std::string>();
  request.paths.assign(in.words.begin() + 1, in.words.end());
  PATLAS_ASSIGN(request.memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  request.threads = narrow(in, "threads");
  request.documents_per_segment_max = narrow(in, "segment-documents");
  if (request.documents_per_segment_max == 0)
    return usage("--segment-documents must be at least 1");
  request.segments_max = narrow(in, "segments-max");
  request.frequent_bigrams = in.options.count("frequent-bigrams") != 0;
  request.standard_input = standard_input();
  ProgressLine progress(is_terminal(STDERR_FILENO));
  request.progress = [&](const LoadStep& step) { progress.show(step); };
  Result<LoadSummary> summary = load(request);
  progress.clear();
  if (!summary) return summary.error();
  PATLAS_TRY(write_out(render_load(*summary, in.format)));
  if (in.error_look.person) say_of_load(*summary, in.error_look);
  return summary->rejected > 0 ? kRejected : kAnswered;
}

void scheme_options(po::options_description& o) {
  o.add_options()("version", po::value<std::string>()->value_name("TEXT"),
                  "what edition the files are of, where they do not say it");
}

Result<int> run_scheme(Invocation& in) {
  SchemeRequest request;
  request.directory = in.words[0];
  request.paths.assign(in.words.begin() + 1, in.words.end());
  if (in.options.count("version")) request.version = in.options["version"].as<std::string>();
  request.standard_input = standard_input();
  PATLAS_ASSIGN(const SchemeSummary summary, load_schemes(request));
  PATLAS_TRY(write_out(render_schemes(summary, in.format, in.look)));
  return kAnswered;
}

void no_options(po::options_description&) {}

Result<int> run_show(Invocation& in) {
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  int status = kAnswered;
  for (size_t w = 1; w < in.words.size(); ++w) {
    const auto records = index.show(in.words[w], in.options["language"].as<std::string>());
    if (!records) {
      const Code code = records.error().code;
      if (code != Code::kNotFound && code != Code::kParse) return records.error();
      // The other numbers are shown all the same.
      write_error(records.error(), {}, in.error_look);
      status = std::max<int>(status, code == Code::kParse ? kFailed : kNotFoundOrDamaged);
      continue;
    }
    for (const ShownRecord& record : *records) PATLAS_TRY(write_out(record.json + "\n"));
  }
  return status;
}

Result<int> run_info(Invocation& in) {
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_ASSIGN(const IndexInfo info, index.info());
  PATLAS_TRY(write_out(render_info(info, in.format, in.look)));
  return kAnswered;
}

Result<int> run_check(Invocation& in) {
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
  o.add_options()("segments", count_option(1), "segments to leave at most");
  o.add_options()("memory", po::value<std::string>()->default_value("1GiB")->value_name("BYTES"),
                  "memory for the merge");
  o.add_options()("threads", count_option(0), "0: as many as there are cores");
}

Result<int> run_merge(Invocation& in) {
  PATLAS_ASSIGN(const uint64_t memory_bytes, parse_bytes(in.options["memory"].as<std::string>()));
  PATLAS_ASSIGN(const ChangeSummary summary,
                merge(in.words[0], narrow(in, "segments"), memory_bytes, narrow(in, "threads")));
  PATLAS_TRY(write_out(render_merged(summary, in.format)));
  return kAnswered;
}

Result<int> run_delete(Invocation& in) {
  PATLAS_ASSIGN(const ChangeSummary summary,
                patlas::remove(in.words[0], {in.words.begin() + 1, in.words.end()}));
  PATLAS_TRY(write_out(render_removed(summary, in.format)));
  return kAnswered;
}

Result<int> run_backup(Invocation& in) {
  PATLAS_ASSIGN(const Index index, Index::open(in.words[0]));
  PATLAS_TRY(index.backup(in.words[1]));
  PATLAS_TRY(write_out(render_backup(in.words[1], index.snapshot(), in.format)));
  return kAnswered;
}

void tokens_options(po::options_description& o) {
  o.add_options()("query-file,q", po::value<std::string>()->value_name("FILE"),
                  "take the text from a file, or from standard input (-)");
}

Result<int> run_tokens(Invocation& in) {
  PATLAS_ASSIGN(const std::string text, query_text(in, 0, "text"));
  PATLAS_TRY(write_out(render_tokens(tokens(text), in.format, in.look)));
  return kAnswered;
}

constexpr size_t kMany = std::numeric_limits<size_t>::max();

constexpr std::array kCommands = {
    Command{"index", "DIR FILES...", 2, kMany,
            "read office files into an index, made when it is not there",
            "patlas index idx weekly.zip more/ -", index_options, run_index},
    Command{"search", "DIR QUERY", 1, kMany, "count and list what a query finds",
            "patlas search idx 'ti:battery and cc:TW'", search_options, run_search, true},
    Command{"facets", "DIR QUERY", 1, kMany,
            "count a query's documents by office, year, class, applicant, ...",
            "patlas facets idx 'cpc:H01M' --facet office,year", query_options, run_facets, true},
    Command{"classes", "DIR [CLASS]", 1, 2, "browse a classification with counts under a query",
            "patlas classes idx H01L21 --query 'cc:TW'", classes_options, run_classes},
    Command{"show", "DIR NUMBER...", 2, kMany, "print records, one line of JSON each",
            "patlas show idx 'US 7,650,331 B2'", language_option, run_show},
    Command{"scheme", "DIR FILES...", 2, kMany,
            "load classifications: CPC title list, IPC scheme XML, WIPO technology fields",
            "patlas scheme idx CPCTitleList.zip ipc/ ipc_technology.csv", scheme_options,
            run_scheme},
    Command{"info", "DIR", 1, 1, "what an index holds, by section", "patlas info idx", no_options,
            run_info},
    Command{"check", "DIR", 1, 1, "read every byte and say what is damaged", "patlas check idx",
            no_options, run_check},
    Command{"merge", "DIR", 1, 1, "merge segments and drop deleted documents", "patlas merge idx",
            merge_options, run_merge},
    Command{"delete", "DIR NUMBER...", 2, kMany, "delete records by publication number",
            "patlas delete idx EP1000000B1", no_options, run_delete},
    Command{"backup", "DIR NEWDIR", 2, 2, "copy the newest generation, while a writer may go on",
            "patlas backup idx idx-copy", no_options, run_backup},
    Command{"explain", "DIR QUERY", 1, kMany, "how a query is run, segment by segment",
            "patlas explain idx 'ti:batter*'", query_options, run_explain, true},
    Command{"tokens", "TEXT", 0, kMany, "what the text analysis makes of a text",
            "patlas tokens 鋰離子電池", tokens_options, run_tokens},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace patlas::cli
