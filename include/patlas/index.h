// include/patlas/index.h
//
// The C++ API of Patlas: build an index from patent-office files, hold one generation of it open,
// and ask it questions. The command line is built on this header and nothing else.
//
// Example  auto index = patlas::Index::open("idx");
//          if (!index) return fail(index.error());              // code, message, place
//          patlas::SearchRequest request;
//          request.query = "ti:battery and cc:TW";
//          auto reply = index->search(request);                 // exact counts, first hits
//          // "tii:battery" is an Error: invalid_argument, "unknown field 'tii' (did you mean
//          // 'ti'?)", at query:0-4
//
// Threads  an Index may be shared by threads; everything else is a value.
// Errors   patlas/result.h. No function prints or exits. None throws but std::bad_alloc, when the
//          machine has no more memory: then nothing is lost or half done, as after an Error.
// Paths    of an index's directory and of files of records, '/'-separated, in the system's bytes.
// Texts    UTF-8.
#ifndef PATLAS_INDEX_H_
#define PATLAS_INDEX_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patlas/export.h"
#include "patlas/limits.h"
#include "patlas/result.h"

namespace patlas {

/// "0.1.0".
PATLAS_EXPORT std::string_view version();
/// Names the text analysis, "patlas-text-3 icu-72.1 unicode-15.0 xapian-1.4.22". An index made with
/// another one is refused (unsupported_version).
PATLAS_EXPORT std::string_view text_analysis();

/// Installs a handler of SIGBUS, for the process and for good: without it, a file of an open index
/// that another process cuts short, or a page that its disk gives no more, ends the process; with
/// it, what asks the index is answered with io. A SIGBUS that is about no index goes to the handler
/// that was there before. Nothing else in Patlas installs a handler.
PATLAS_EXPORT void survive_lost_files();

// ---------------------------------------------------------------------------------- questions

/// A list of document numbers that a query may name: `pn:@watch` finds the documents of the list
/// "watch". A query names lists and never opens a file.
struct NumberListText {
  std::string name;  ///< ASCII letters, digits, '_' and '-'
  /// A number in any written form on each line; blank lines are passed over. A line that could be
  /// several numbers is any of them; letters between digits that look like digits are taken for
  /// them; what was done with each line that is not one known number is in the reply.
  std::string text;
};

struct SearchRequest {
  std::string query;         ///< query/SYNTAX.md
  uint64_t limit = 10;       ///< hits to give; counts and facets are of all documents found
  uint64_t offset = 0;       ///< hits to pass over first
  std::string sort = "-pd";  ///< pd, ad, prd, claims, citations, applicants, inventors, each with
                             ///< - for newest or most first; score
  bool count_documents = true;
  bool count_families = true;            ///< simple families, also of each facet value
  bool count_applications = false;       ///< Since 0.1.
  bool count_extended_families = false;  ///< all that share priorities, directly or not. Since 0.1.
  std::vector<std::string> facets;       ///< names of facet_help()
  uint64_t facet_limit = 0;              ///< values a facet gives; 0: all
  std::optional<std::pair<std::string, std::string>> cross;  ///< facets of rows and columns
  bool explain = false;
  /// Lists of document numbers, which the query uses as in `pn:@watch`. Since 0.1.
  std::vector<NumberListText> number_lists;
  /// Where in each hit what makes the query true stands (SYNTAX.md, "Highlights"). Since 0.1.
  bool highlights = false;
  uint32_t snippets = 0;           ///< stretches of text to give of each hit, at most. Since 0.1.
  uint32_t snippet_columns = 160;  ///< of each, at most; a wide character takes two. Since 0.1.

  unsigned threads = 0;                ///< 0: as many as the machine has
  uint64_t memory_bytes = 1ull << 30;  ///< of this query and its answer; 0: no limit
  uint64_t timeout_ms = 0;             ///< 0: none
  /// Borrowed while search() runs; true ends the query, as a limit does.
  const std::atomic<bool>* cancel = nullptr;
  /// Of the titles of classes, "fr": where their scheme has none in it, English ones. Since 0.1.
  std::string title_language = "en";
};

/// A class and those below it. Since 0.1.
struct ClassesRequest {
  std::string scheme = "cpc";  ///< "cpc", "ipc", "tech"
  std::string symbol{};        ///< "H01L21", "H01L 21/02"; empty: from the top
  uint32_t levels = 1;         ///< so many below the symbol
  /// Whose documents, without a query those of all; what is counted, limits, language. Hits,
  /// facets and a cross-tab are not asked for.
  SearchRequest of{};
};

/// What became of a line of a list, where it is not one number of one document alone.
struct NumberListRemark {
  uint64_t line = 0;        ///< 1: the first
  std::string remark;       ///< "unreadable", "unknown", "ambiguous", "repaired", "duplicate"
  std::string text;         ///< the line
  std::string read_as;      ///< "US7650331B2", "JP4961043B1 or JP4961043B2"; empty: no number
  uint64_t first_line = 0;  ///< of a duplicate: the line that says the same; else 0
};

/// A list in one of the fields in which the query uses it.
struct NumberListReply {
  std::string name, field;
  uint64_t lines = 0;                     ///< that are not blank
  uint64_t found = 0;                     ///< lines that live documents have
  std::vector<NumberListRemark> remarks;  ///< by line; a line may have several
};

struct Publication {
  std::string country, number, kind;  ///< DOCDB form
};

/// Bytes of a text, whole characters.
struct TextSpan {
  uint32_t begin = 0, end = 0;
};

/// A place in a hit: bytes of the value with number `value` among those of the field that are not
/// empty, in the record's order (of pa, in and ag, each name and its Latin form).
struct Highlight {
  std::string field;  ///< "ab"
  uint32_t value = 0;
  uint32_t begin = 0, end = 0;
};

/// A stretch of such a value with places in it.
struct Snippet {
  std::string field;
  uint32_t value = 0;
  uint32_t offset = 0;                    ///< of the text in the value
  std::string text;                       ///< whole characters as people see them
  std::vector<TextSpan> marks;            ///< of the text; increasing, apart from each other
  bool is_start = false, is_end = false;  ///< nothing of the value is before it, or behind it
};

struct SearchHit {
  Publication publication;
  std::string date;  ///< "2015-03-01", "2015" where only the year is known; empty when missing
  std::string title;
  std::vector<std::string> applicants;
  std::optional<double> score;          ///< only with sort "score"
  std::vector<Highlight> highlights{};  ///< by field, value and place; they may overlap. Since 0.1.
  std::vector<Snippet> snippets{};      ///< as they stand in the record. Since 0.1.
};

struct FacetCount {
  std::string value;  ///< "US", "2015", "H04L0029060000"
  std::string label;  ///< for people: "United States of America", "H04L 29/06", or the value
  uint64_t documents = 0;
  uint64_t families = 0;  ///< 0 without count_families
  std::string title{};    ///< of a class, where its scheme is loaded; else empty
};

/// Values by documents, most first, then by value.
struct FacetReply {
  std::string name;
  uint64_t value_count = 0;  ///< distinct values with a match, also those beyond the limit
  std::vector<FacetCount> values;
};

/// A cell of a cross-tab; cells without documents are left out.
struct CrossCount {
  uint32_t row = 0, column = 0;  ///< into CrossReply::rows and columns
  uint64_t documents = 0, families = 0;
};

struct CrossReply {
  std::string row_facet, column_facet;
  std::vector<FacetCount> rows, columns;  ///< by value
  std::vector<CrossCount> cells;
};

struct SearchReply {
  std::string query;     ///< normal form; as it was written when a limit ended its reading
  std::string snapshot;  ///< names the generation that answered
  /// false: a limit ended the query. The counts are then lower bounds, hits may be missing at the
  /// end, and facets and cells are empty.
  bool complete = true;
  std::string limit;         ///< which one: "deadline", "memory", "cancelled"; else empty
  uint64_t limit_value = 0;  ///< as it was set: milliseconds, bytes, 0
  /// 0 when not asked for.
  uint64_t documents = 0, families = 0, applications = 0, extended_families = 0;
  std::vector<SearchHit> hits;
  std::vector<FacetReply> facets;   ///< in the order asked for
  std::optional<CrossReply> cross;  ///< when asked for
  /// The plan of each segment and how was counted, for people; when asked for.
  std::string explain;
  /// Of each list in each field, in the query's order; none when `complete` is false. Since 0.1.
  std::vector<NumberListReply> number_lists;
};

// ------------------------------------------------------------------------------ an open index

struct SectionSize {
  std::string name, group, field;  ///< field or column name; empty when the section has none
  uint64_t bytes = 0;
};

/// A classification that an index carries: what lies below a class is known from it.
struct SchemeInfo {
  std::string name;     ///< "cpc", "ipc", "tech"
  std::string version;  ///< "2022-08-01", or as its files or who loaded it said; may be empty
  uint64_t symbols = 0;
  std::vector<std::string> languages;  ///< of titles
};

struct IndexInfo {
  std::string snapshot;
  std::string backend;  ///< the engine: "native", "xapian"
  uint64_t generation = 0;
  uint64_t documents = 0, deleted = 0, families = 0, applications = 0, extended_families = 0;
  uint64_t segments = 0, files = 0, bytes = 0;
  std::string analysis;
  uint64_t created_unix_ms = 0;
  uint64_t seen = 0, accepted = 0, replaced = 0, superseded = 0, removed = 0,
           rejected = 0;              ///< over all loads
  std::vector<SchemeInfo> schemes;    ///< by name
  std::vector<SectionSize> sections;  ///< added up over segments, by name then field
};

/// What a record is in the index for one number: its line of JSON (ingest/RECORD.md).
struct ShownRecord {
  Publication publication;
  std::string json;
};

/// One generation, held open: it answers the same for ever, whatever a writer does meanwhile. (One
/// of the Xapian backend answers io, "open it again", once a load writes after a further commit.)
class PATLAS_EXPORT Index {
 public:
  /// The newest generation. not_found, corruption, unsupported_version, io.
  static Result<Index> open(const std::string& directory);
  ~Index();
  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;

  /// Exact counts, the hits asked for, facets. parse, invalid_argument: the query, with the span
  /// at fault as place, or a sort key or facet that does not exist; limit: the query is longer,
  /// larger or deeper than limits.h allows; corruption; io: see survive_lost_files. A deadline, too
  /// little memory and a raised flag are no error: the reply says `complete` = false.
  Result<SearchReply> search(const SearchRequest& request) const;
  /// A class and those so many levels below it, as one facet each, without the former from the top;
  /// values in the order of symbols. Errors and limits as of search(). Since 0.1.
  Result<SearchReply> classes(const ClassesRequest& request) const;
  /// Live records of a publication number in any written form; without a kind, of every kind. Those
  /// of one reading of the number stand in key order, the likelier reading first. not_found when
  /// there is none, parse when it is not a number. Symbols of a scheme that is loaded have its
  /// titles, as of SearchRequest::title_language.
  Result<std::vector<ShownRecord>> show(std::string_view number,
                                        const std::string& title_language = "en") const;
  Result<IndexInfo> info() const;
  /// A copy of this generation in a new directory, while writers go on. exists, io. What is there
  /// of a copy that failed is no index; take it away before the next.
  Status backup(const std::string& directory) const;
  /// Names this generation; the same for every copy of it.
  const std::string& snapshot() const;

 private:
  Index();
  struct State;
  std::shared_ptr<const State> state_;
};

// ------------------------------------------------------------------------- changing an index

struct LoadStep {
  uint64_t records = 0, bytes_read = 0;
  uint64_t bytes_total = 0;  ///< 0: not known
  uint64_t elapsed_ms = 0;
};

struct WriterRequest {
  std::string directory{};  ///< made when it is not there
  std::string backend{};    ///< "native", "xapian"; empty: what the directory is, native when new
  uint64_t memory_bytes = 1ull << 30;
  unsigned threads = 0;
  uint32_t documents_per_segment_max = 1u << 20;
  /// What is committed is searched at once; then the smallest segments are merged while there are
  /// more than so many: load() waits for that, a Writer goes on meanwhile (and waits when there are
  /// more than twice as many). 0: never.
  uint32_t segments_max = 8;
  /// Called from any thread, at most five times a second.
  std::function<void(const LoadStep&)> progress{};
  /// Reads "-": fills a part of the span, 0 at the end.
  std::function<Result<size_t>(std::span<char>)> standard_input{};
  /// An index that is made keeps a list of its own for each two frequent words ("of the") that
  /// follow one another: phrases of them are found faster, for the bytes that Index::info() gives.
  /// Answers are the same. For an index that is there, true says that it has them, and is
  /// invalid_argument where it has not; false says nothing. Native only. Since 0.1.
  bool frequent_bigrams = false;
};

struct LoadRequest : WriterRequest {
  std::vector<std::string> paths{};  ///< files, directories, zip/gz/tar containers, "-"
};

/// seen = accepted + replaced + superseded + deleted + rejected.
struct LoadSummary {
  uint64_t seen = 0, accepted = 0, replaced = 0, superseded = 0, deleted = 0, rejected = 0;
  uint64_t unknown_entities = 0;
  std::string reject_log;  ///< path of a file of JSON lines; empty when nothing was rejected
  uint64_t generation = 0;
};

/// Loads and commits: all of it becomes visible, or nothing. exists when another writer is at work.
PATLAS_EXPORT Result<LoadSummary> load(const LoadRequest& request);

/// The one writer of an index, which takes records from files and from memory, and makes them
/// visible with commit(), as often as it likes. Dropped before that, nothing of what was added
/// since the last commit is visible. A Writer belongs to one thread; it loads on several. After
/// fork() it is the parent's: in the child every call is invalid_argument.
///
/// Example  auto writer = patlas::Writer::open({.directory = "idx"});
///          if (!writer) return fail(writer.error());
///          if (auto added = writer->add_bytes("upload-1", bytes); !added) return ...;
///          auto summary = writer->commit();
class PATLAS_EXPORT Writer {
 public:
  /// exists: another writer is at work.
  static Result<Writer> open(const WriterRequest& request);
  ~Writer();
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;

  /// Reads files, directories, zip/gz/tar containers, "-". A path that is not there is an error
  /// before anything is read, and the Writer can go on; after any other error every call gives that
  /// error. Records that cannot be read are no error: they are rejected, and counted.
  Status add_files(const std::vector<std::string>& paths);
  /// Reads one file that is in memory, of any format or container; `name` is what the reject log
  /// and places call it. The bytes are the caller's again when it returns.
  Status add_bytes(std::string_view name, std::string_view bytes);
  /// Everything added becomes visible, or nothing. Counts are of what was added since the last
  /// commit. Merges go on behind it, and become visible with a later commit; when one failed, that
  /// is said here, and what was loaded is visible all the same.
  Result<LoadSummary> commit();
  /// Commits, waits for the merges that are due, and makes them visible. A Writer that is dropped
  /// gives up the merge that goes on; the next one begins it anew. Since 0.1.
  Result<LoadSummary> finish_merges();

 private:
  Writer();
  struct State;
  std::unique_ptr<State> state_;
};

struct SchemeRequest {
  std::string directory{};           ///< of an index that is there
  std::vector<std::string> paths{};  ///< files, directories, zip/gz/tar containers, "-"
  /// What the schemes are said to be of; empty: what their files say.
  std::string version{};
  std::function<Result<size_t>(std::span<char>)> standard_input{};  ///< as in WriterRequest
};

struct SchemeSummary {
  std::vector<SchemeInfo> schemes;  ///< those loaded
  uint64_t generation = 0;
};

/// Reads classifications (CPC title lists, IPC scheme XML, WIPO's table of technology fields) and
/// commits them, each in place of the one of its name. No document is touched. parse,
/// invalid_argument: a file that is none; then nothing is loaded. exists: another writer is at work.
PATLAS_EXPORT Result<SchemeSummary> load_schemes(const SchemeRequest& request);

struct ChangeSummary {
  uint64_t generation = 0;
  uint64_t documents = 0;  ///< deleted, or live after a merge
  uint64_t segments = 0;
};

/// Deletes the live records of publication numbers in any written form, and commits. A number that
/// is none is a parse error, one that could be several records' is invalid_argument; then nothing
/// is deleted. A number without a record deletes nothing. exists: another writer is at work.
PATLAS_EXPORT Result<ChangeSummary> remove(const std::string& directory,
                                           const std::vector<std::string>& numbers);
/// Merges into at most `segments` segments, 1 or more, and commits; 1 also rewrites a lone segment
/// that has deleted documents. exists: another writer is at work.
PATLAS_EXPORT Result<ChangeSummary> merge(const std::string& directory, uint32_t segments,
                                          uint64_t memory_bytes = 1ull << 30, unsigned threads = 0);

struct CheckSummary {
  uint64_t files = 0, bytes = 0, documents = 0, terms = 0, postings = 0;
  std::vector<Error> damages;  ///< empty: sound
};

/// Reads every byte and compares what the bytes say with each other. Damages are in the summary;
/// an error is what keeps check() from looking: not_found, io.
PATLAS_EXPORT Result<CheckSummary> check(const std::string& directory);

// ------------------------------------------------------------------- the language, for people

struct FieldHelp {
  std::string code, long_name, help;
  bool default_search = false;
};
struct FacetHelp {
  std::string name, help;
};
struct OperatorHelp {
  std::string spelling, help, example;
};

PATLAS_EXPORT std::vector<FieldHelp> field_help();
PATLAS_EXPORT std::vector<FacetHelp> facet_help();
PATLAS_EXPORT std::vector<OperatorHelp> operator_help();
/// The normal form of a query, or what is wrong with it: the check of an input field. No index is
/// needed.
PATLAS_EXPORT Result<std::string> normal_form(std::string_view query);

/// What the analysis makes of a text: one row a term, in text order.
struct TokenRow {
  std::string view;  ///< "word", "bigram", "mixed", "dictionary"
  std::string term;  ///< folded, as the index holds it; a bigram at a run's end is one character
  uint32_t position = 0;
  uint32_t begin = 0, end = 0;  ///< bytes of the text at that position
  bool word_start = false, sentence_start = false, paragraph_start = false;
};
PATLAS_EXPORT std::vector<TokenRow> tokens(std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INDEX_H_
