// include/patlas/patlas.h
//
// The C ABI of Patlas: what every other language stands on. C99 and C++; the same nouns and verbs
// as patlas/index.h, which says more about each.
//
// Conventions
//
//  1  Handles are opaque. No struct has a layout that a caller compiles in.
//  2  Text is a pointer and a length in bytes, UTF-8 (paths: the system's bytes), never assumed to
//     end in NUL. NULL with length 0 is the empty text. PATLAS_TEXT("literal") writes both.
//  3  Every function returns a patlas_code, but those that free or name a version. One that can
//     fail for more than a wrong argument takes a patlas_error** last, which may be NULL: there it
//     leaves NULL, or the code, the sentence and the place of what was wrong.
//  4  What a function leaves in a handle** belongs to the caller, who frees it with the handle's
//     ..._free. What it leaves in a const char** belongs to the handle asked and lives as long as
//     that one. A call that fails leaves NULL and 0. Out pointers of texts and numbers may be NULL
//     where they are not wanted; those of handles may not. ..._free(NULL) does nothing.
//  5  What may be wished for is set by name on a patlas_options: no call's shape changes for it.
//     A name that is not known, or has no meaning for the call, is PATLAS_INVALID_ARGUMENT.
//  6  Threads: a patlas_index may be shared by any number, and so may what cannot be changed
//     (replies, records, summaries, texts, errors, options that nobody is setting). A
//     patlas_cancel may be raised by any. A patlas_writer belongs to one at a time. Nothing may be
//     used while or after it is freed; a handle that is none, or of another type, is
//     PATLAS_INVALID_ARGUMENT where it can be told.
//  7  PATLAS_VERSION is what was compiled with, patlas_version() what runs. An index or a record
//     has versions of its own.
//  8  What stands behind PATLAS_UNSTABLE may still change; the rest is here to stay from the
//     version that its "Since" names.
//  9  Nothing that is here to stay is changed or taken away before the next major version: a
//     better one gets a new name.
//
// No function throws, prints, exits, changes the locale or a signal's handler, or keeps anything
// outside its handles. Memory that the system does not give is PATLAS_LIMIT; then nothing is lost
// or half done. After fork() the child may go on with an index, if no thread was inside a call;
// a writer is its parent's, and in the child PATLAS_INVALID_ARGUMENT.
#ifndef PATLAS_PATLAS_H_
#define PATLAS_PATLAS_H_

#include <stddef.h>
#include <stdint.h>

#include "patlas/export.h"

#define PATLAS_VERSION_MAJOR 0
#define PATLAS_VERSION_MINOR 1
#define PATLAS_VERSION_PATCH 0
#define PATLAS_VERSION \
  (PATLAS_VERSION_MAJOR * 1000000 + PATLAS_VERSION_MINOR * 1000 + PATLAS_VERSION_PATCH)

#define PATLAS_TEXT(literal) (literal), (sizeof(literal) - 1)

#ifdef __cplusplus
#define PATLAS_NOEXCEPT noexcept
extern "C" {
#else
#define PATLAS_NOEXCEPT
#endif

// ---------------------------------------------------------------------------- codes and errors

// Since 0.1.
typedef enum patlas_code {
  PATLAS_OK = 0,
  PATLAS_INVALID_ARGUMENT = 1,     // asked for something that is not offered
  PATLAS_PARSE = 2,                // text (a query, a record) does not follow its grammar
  PATLAS_NOT_FOUND = 3,            // a named thing is not there
  PATLAS_EXISTS = 4,               // what must be new is there, or another writer is at work
  PATLAS_UNSUPPORTED_VERSION = 5,  // made by a version that this one does not read
  PATLAS_CORRUPTION = 6,           // bytes do not match their checksum or their own description
  PATLAS_IO = 7,                   // the operating system refused
  PATLAS_LIMIT = 8,                // a listed limit was reached, or memory ended
  PATLAS_CANCELLED = 9,            // the caller's cancel was seen
  PATLAS_INTERNAL = 10             // a mistake of Patlas
} patlas_code;

typedef struct patlas_error patlas_error;

// PATLAS_VERSION of the library that runs. Since 0.1.
PATLAS_EXPORT uint32_t patlas_version(void) PATLAS_NOEXCEPT;

// Names the text analysis; an index made with another one is PATLAS_UNSUPPORTED_VERSION. The text
// is the library's own. Since 0.1.
PATLAS_EXPORT patlas_code patlas_text_analysis(const char** text, size_t* length) PATLAS_NOEXCEPT;

// "invalid_argument", "parse", ... The text is the library's own. Since 0.1.
PATLAS_EXPORT patlas_code patlas_code_name(int code, const char** text,
                                           size_t* length) PATLAS_NOEXCEPT;

// The error's code; PATLAS_OK of NULL. Since 0.1.
PATLAS_EXPORT patlas_code patlas_error_code(const patlas_error* error) PATLAS_NOEXCEPT;

// One sentence: what was wrong and, where known, what would be right. Since 0.1.
PATLAS_EXPORT patlas_code patlas_error_message(const patlas_error* error, const char** text,
                                               size_t* length) PATLAS_NOEXCEPT;

// The file at fault as the caller named it, or "query"; empty when there is none. Since 0.1.
PATLAS_EXPORT patlas_code patlas_error_file(const patlas_error* error, const char** text,
                                            size_t* length) PATLAS_NOEXCEPT;

// The entry inside that file, where it is a container; else empty. Since 0.1.
PATLAS_EXPORT patlas_code patlas_error_entry(const patlas_error* error, const char** text,
                                             size_t* length) PATLAS_NOEXCEPT;

// Bytes from the start of the entry, file or query, bytes of the span at fault, and the line from
// 1: UINT64_MAX each where it is not known. Since 0.1.
PATLAS_EXPORT patlas_code patlas_error_span(const patlas_error* error, uint64_t* offset,
                                            uint64_t* length, uint64_t* line) PATLAS_NOEXCEPT;

// Since 0.1.
PATLAS_EXPORT void patlas_error_free(patlas_error* error) PATLAS_NOEXCEPT;

// -------------------------------------------------------------------------------------- texts

// A text that a call made: JSON, mostly, on one line, as programs/cli/JSON.md has it. Since 0.1.
typedef struct patlas_text patlas_text;

// Since 0.1.
PATLAS_EXPORT patlas_code patlas_text_get(const patlas_text* handle, const char** text,
                                          size_t* length) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT void patlas_text_free(patlas_text* handle) PATLAS_NOEXCEPT;

// ------------------------------------------------------------------------------------ options

// Of a search            limit offset sort count_documents count_families count_applications
//                        count_extended_families facets facet_limit cross explain number_list
//                        highlights snippets snippet_columns title_language threads memory_bytes
//                        timeout_ms, and a cancel
// Of a writer            memory_bytes threads documents_per_segment_max segments_max backend
//                        frequent_bigrams
// Of patlas_merge        memory_bytes threads
// Of patlas_index_classes  scheme levels title_language threads memory_bytes timeout_ms, the four
//                        counts, and a cancel
// Of patlas_load_schemes version
//
// They mean what they do in patlas/index.h, and have its defaults. `sort`, `backend`, `scheme`,
// `title_language`, `version`, `facets` ("office,year"), `cross` ("year,office") and `number_list`
// are texts, the others numbers; 0 and 1 are no and yes. `number_list` is a name on a line of its
// own, then the numbers, one a line; set again with another name it adds a list. What became of the
// lines is in patlas_reply_json, and so are the highlights and snippets of hits.
typedef struct patlas_options patlas_options;

// Since 0.1.
PATLAS_EXPORT patlas_code patlas_options_create(patlas_options** options,
                                                patlas_error** error) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_options_set_number(patlas_options* options, const char* name,
                                                    size_t name_length, uint64_t value,
                                                    patlas_error** error) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_options_set_text(patlas_options* options, const char* name,
                                                  size_t name_length, const char* value,
                                                  size_t value_length,
                                                  patlas_error** error) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT void patlas_options_free(patlas_options* options) PATLAS_NOEXCEPT;

// A flag that ends searches; raised, it stays raised.
typedef struct patlas_cancel patlas_cancel;

// Since 0.1.
PATLAS_EXPORT patlas_code patlas_cancel_create(patlas_cancel** cancel,
                                               patlas_error** error) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_cancel_raise(patlas_cancel* cancel) PATLAS_NOEXCEPT;
// Searches with these options end once the cancel is raised, or with NULL do not. The cancel may be
// freed before the options. Since 0.1.
PATLAS_EXPORT patlas_code patlas_options_set_cancel(patlas_options* options,
                                                    const patlas_cancel* cancel) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT void patlas_cancel_free(patlas_cancel* cancel) PATLAS_NOEXCEPT;

// ---------------------------------------------------------------------------------- questions

// One generation of an index, held open: it answers the same for ever, whatever a writer does. (One
// of the Xapian backend answers PATLAS_IO, "open it again", once a load writes after a further
// commit.)
typedef struct patlas_index patlas_index;
typedef struct patlas_reply patlas_reply;
typedef struct patlas_records patlas_records;

// The newest generation. PATLAS_NOT_FOUND, _CORRUPTION, _UNSUPPORTED_VERSION, _IO. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_open(const char* directory, size_t directory_length,
                                            patlas_index** index,
                                            patlas_error** error) PATLAS_NOEXCEPT;

// Names the generation; the same for every copy of it. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_snapshot(const patlas_index* index, const char** text,
                                                size_t* length) PATLAS_NOEXCEPT;

// Exact counts, a page of hits, facets, a cross-tab, the plan: as the options say, which may be
// NULL. A query that is wrong is PATLAS_PARSE or _INVALID_ARGUMENT with the span at fault as place.
// A limit of the options that ended the search is no error: see patlas_reply_limit. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_search(const patlas_index* index, const char* query,
                                              size_t query_length, const patlas_options* options,
                                              patlas_reply** reply,
                                              patlas_error** error) PATLAS_NOEXCEPT;

// Live records of a publication number in any written form, likelier readings first.
// PATLAS_NOT_FOUND when there is none, PATLAS_PARSE when it is no number. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_show(const patlas_index* index, const char* number,
                                            size_t number_length, patlas_records** records,
                                            patlas_error** error) PATLAS_NOEXCEPT;

// What the index holds, as JSON. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_info(const patlas_index* index, patlas_text** json,
                                            patlas_error** error) PATLAS_NOEXCEPT;

// A copy of this generation in a new directory, while writers go on. What is there of a copy that
// failed is no index; take it away before the next. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_backup(const patlas_index* index, const char* directory,
                                              size_t directory_length,
                                              patlas_error** error) PATLAS_NOEXCEPT;

// Replies and records that it gave live on. Since 0.1.
PATLAS_EXPORT void patlas_index_free(patlas_index* index) PATLAS_NOEXCEPT;

// ------------------------------------------------------------------------------------ a reply

// The whole reply as JSON. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_json(const patlas_reply* reply, patlas_text** json,
                                            patlas_error** error) PATLAS_NOEXCEPT;

// The query in its normal form. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_query(const patlas_reply* reply, const char** text,
                                             size_t* length) PATLAS_NOEXCEPT;

// Names the generation that answered. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_snapshot(const patlas_reply* reply, const char** text,
                                                size_t* length) PATLAS_NOEXCEPT;

// Which limit ended the search and its value: "deadline" (milliseconds), "memory" (bytes),
// "cancelled" (0). Counts are then lower bounds, hits may be missing at the end, facets and cells
// are left out. Empty when the reply is complete. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_limit(const patlas_reply* reply, const char** text,
                                             size_t* length, uint64_t* value) PATLAS_NOEXCEPT;

// Of all documents found, not of the page; 0 each where it was not asked for. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_counts(const patlas_reply* reply, uint64_t* documents,
                                              uint64_t* families) PATLAS_NOEXCEPT;

// The same for applications and extended families. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_group_counts(const patlas_reply* reply,
                                                    uint64_t* applications,
                                                    uint64_t* extended_families) PATLAS_NOEXCEPT;

// The plan, for people; empty without the option explain. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_plan(const patlas_reply* reply, const char** text,
                                            size_t* length) PATLAS_NOEXCEPT;

// Hits of the page. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_hit_count(const patlas_reply* reply,
                                                 uint64_t* count) PATLAS_NOEXCEPT;

// Texts of a hit. Since 0.1.
typedef enum patlas_hit_text {
  PATLAS_HIT_COUNTRY = 0,  // of the publication number, DOCDB form
  PATLAS_HIT_NUMBER = 1,
  PATLAS_HIT_KIND = 2,
  PATLAS_HIT_DATE = 3,  // "2015-03-01", "2015" where only the year is known; empty when missing
  PATLAS_HIT_TITLE = 4
} patlas_hit_text;

// `which` is a patlas_hit_text. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_hit_text(const patlas_reply* reply, uint64_t hit, int which,
                                                const char** text, size_t* length) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_hit_applicant_count(const patlas_reply* reply, uint64_t hit,
                                                           uint64_t* count) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_hit_applicant(const patlas_reply* reply, uint64_t hit,
                                                     uint64_t applicant, const char** text,
                                                     size_t* length) PATLAS_NOEXCEPT;

// PATLAS_NOT_FOUND but with the option sort "score". Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_hit_score(const patlas_reply* reply, uint64_t hit,
                                                 double* score) PATLAS_NOEXCEPT;

// Facets, in the order asked for. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_facet_count(const patlas_reply* reply,
                                                   uint64_t* count) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_facet_name(const patlas_reply* reply, uint64_t facet,
                                                  const char** text,
                                                  size_t* length) PATLAS_NOEXCEPT;

// How many values the reply holds, and how many have a match at all: the option facet_limit may
// leave some out. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_facet_value_count(const patlas_reply* reply, uint64_t facet,
                                                         uint64_t* held,
                                                         uint64_t* found) PATLAS_NOEXCEPT;

// A value by documents, most first, then by value; its label is for people. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_facet_value(const patlas_reply* reply, uint64_t facet,
                                                   uint64_t value, const char** text,
                                                   size_t* length, const char** label,
                                                   size_t* label_length, uint64_t* documents,
                                                   uint64_t* families) PATLAS_NOEXCEPT;

// Rows, columns and cells of the cross-tab; PATLAS_NOT_FOUND without the option cross. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_cross_counts(const patlas_reply* reply, uint64_t* rows,
                                                    uint64_t* columns,
                                                    uint64_t* cells) PATLAS_NOEXCEPT;

// The values down and across, in the order of values. Since 0.1.
typedef enum patlas_cross_side {
  PATLAS_CROSS_ROWS = 0,
  PATLAS_CROSS_COLUMNS = 1
} patlas_cross_side;

// `side` is a patlas_cross_side. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_cross_value(const patlas_reply* reply, int side,
                                                   uint64_t value, const char** text,
                                                   size_t* length, const char** label,
                                                   size_t* label_length, uint64_t* documents,
                                                   uint64_t* families) PATLAS_NOEXCEPT;

// A cell that has documents: its row and column by their place. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_cross_cell(const patlas_reply* reply, uint64_t cell,
                                                  uint64_t* row, uint64_t* column,
                                                  uint64_t* documents,
                                                  uint64_t* families) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT void patlas_reply_free(patlas_reply* reply) PATLAS_NOEXCEPT;

// Since 0.1.
PATLAS_EXPORT patlas_code patlas_records_count(const patlas_records* records,
                                               uint64_t* count) PATLAS_NOEXCEPT;
// A record as its line of JSON (ingest/RECORD.md). Since 0.1.
PATLAS_EXPORT patlas_code patlas_records_json(const patlas_records* records, uint64_t record,
                                              const char** text, size_t* length) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT void patlas_records_free(patlas_records* records) PATLAS_NOEXCEPT;

// ------------------------------------------------------------------------- changing an index

// The one writer of an index: takes records from files and from memory, makes them visible with
// patlas_writer_commit, as often as it likes. Freed before that, nothing of what was added since
// the last commit is visible. After an error that is not about its arguments, nor of a merge that
// went on behind a commit, every call gives that error.
typedef struct patlas_writer patlas_writer;
typedef struct patlas_summary patlas_summary;

// The index is made when it is not there. PATLAS_EXISTS: another writer is at work. Options may be
// NULL. Since 0.1.
PATLAS_EXPORT patlas_code patlas_writer_open(const char* directory, size_t directory_length,
                                             const patlas_options* options, patlas_writer** writer,
                                             patlas_error** error) PATLAS_NOEXCEPT;

// Reads a file, a directory of files, or a zip, gz or tar of them. A path that is not there is
// PATLAS_NOT_FOUND, and the writer can go on. A record that cannot be read is no error: it is
// counted, and named in the reject log. Since 0.1.
PATLAS_EXPORT patlas_code patlas_writer_add_file(patlas_writer* writer, const char* path,
                                                 size_t path_length,
                                                 patlas_error** error) PATLAS_NOEXCEPT;

// Reads one file that is in memory, of any format or container; `name` is what the reject log and
// places call it. The bytes are the caller's again when it returns. Since 0.1.
PATLAS_EXPORT patlas_code patlas_writer_add_bytes(patlas_writer* writer, const char* name,
                                                  size_t name_length, const void* bytes,
                                                  size_t size,
                                                  patlas_error** error) PATLAS_NOEXCEPT;

// Everything added becomes visible to who opens the index from now on, or nothing. The summary is
// of what was added since the last commit; `summary` may be NULL. Merges go on behind it; when the
// one before failed, that is the error, which says that what was loaded is committed: it is then
// visible, there is no summary, and the writer can go on. Since 0.1.
PATLAS_EXPORT patlas_code patlas_writer_commit(patlas_writer* writer, patlas_summary** summary,
                                               patlas_error** error) PATLAS_NOEXCEPT;

// Commits, waits for the merges that are due, and makes them visible: they go on behind a commit.
// Freed meanwhile, a writer gives up the merge; the next one begins it anew. Since 0.1.
PATLAS_EXPORT patlas_code patlas_writer_finish_merges(patlas_writer* writer,
                                                      patlas_summary** summary,
                                                      patlas_error** error) PATLAS_NOEXCEPT;

// Since 0.1.
PATLAS_EXPORT void patlas_writer_free(patlas_writer* writer) PATLAS_NOEXCEPT;

// Counts of records: SEEN is the sum of the five behind it. Since 0.1.
typedef enum patlas_summary_count {
  PATLAS_SUMMARY_SEEN = 0,
  PATLAS_SUMMARY_ACCEPTED = 1,
  PATLAS_SUMMARY_REPLACED = 2,
  PATLAS_SUMMARY_SUPERSEDED = 3,
  PATLAS_SUMMARY_DELETED = 4,
  PATLAS_SUMMARY_REJECTED = 5,
  PATLAS_SUMMARY_UNKNOWN_ENTITIES = 6,  // of XML, kept as text
  PATLAS_SUMMARY_GENERATION = 7         // not a count: the generation that the commit made
} patlas_summary_count;

// `which` is a patlas_summary_count. Since 0.1.
PATLAS_EXPORT patlas_code patlas_summary_number(const patlas_summary* summary, int which,
                                                uint64_t* number) PATLAS_NOEXCEPT;

// The path of a file of JSON lines, one a rejected record; empty when nothing was rejected.
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_summary_reject_log(const patlas_summary* summary,
                                                    const char** text,
                                                    size_t* length) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_summary_json(const patlas_summary* summary, patlas_text** json,
                                              patlas_error** error) PATLAS_NOEXCEPT;
// Since 0.1.
PATLAS_EXPORT void patlas_summary_free(patlas_summary* summary) PATLAS_NOEXCEPT;

// The live records of these publication numbers, in any written form, are deleted, and that is
// committed. `numbers` and `lengths` have `count` each. A number that is none is PATLAS_PARSE, one
// that could be several records' is PATLAS_INVALID_ARGUMENT: then nothing is deleted. One without
// a record deletes nothing. PATLAS_EXISTS: another writer is at work. Since 0.1.
PATLAS_EXPORT patlas_code patlas_remove(const char* directory, size_t directory_length,
                                        const char* const* numbers, const size_t* lengths,
                                        size_t count, uint64_t* deleted, uint64_t* generation,
                                        patlas_error** error) PATLAS_NOEXCEPT;

// --------------------------------------------------------------------------------- the language

// The normal form of a query, or what is wrong with it: the check of an input field, without an
// index. Since 0.1.
PATLAS_EXPORT patlas_code patlas_normal_form(const char* query, size_t query_length,
                                             patlas_text** text,
                                             patlas_error** error) PATLAS_NOEXCEPT;

// ------------------------------------------------------------------------------------- unstable

#ifdef PATLAS_UNSTABLE

// Merges into at most `segments` segments, 1 or more, and commits. Options may be NULL. Since 0.1.
PATLAS_EXPORT patlas_code patlas_merge(const char* directory, size_t directory_length,
                                       uint32_t segments, const patlas_options* options,
                                       uint64_t* generation, patlas_error** error) PATLAS_NOEXCEPT;

// Reads every byte: what was found as JSON, and how many damages that is. An error is what kept it
// from looking. Since 0.1.
PATLAS_EXPORT patlas_code patlas_check(const char* directory, size_t directory_length,
                                       patlas_text** json, uint64_t* damages,
                                       patlas_error** error) PATLAS_NOEXCEPT;

// What the analysis makes of a text, as JSON. Since 0.1.
PATLAS_EXPORT patlas_code patlas_tokens(const char* text, size_t length, patlas_text** json,
                                        patlas_error** error) PATLAS_NOEXCEPT;

// Installs a handler of SIGBUS, for the process and for good, with which a file of an open index
// that another process cuts short is PATLAS_IO, and not the end. The one function that installs a
// handler. Since 0.1.
PATLAS_EXPORT patlas_code patlas_survive_lost_files(void) PATLAS_NOEXCEPT;

// A class and those so many levels below it as one facet each, with counts of the query's documents;
// values in the order of symbols. Without a symbol from the top, without a query of all documents.
// Options may be NULL. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_classes(const patlas_index* index, const char* symbol,
                                               size_t symbol_length, const char* query,
                                               size_t query_length, const patlas_options* options,
                                               patlas_reply** reply,
                                               patlas_error** error) PATLAS_NOEXCEPT;

// As patlas_index_show, with the titles of symbols in a language, "fr", where their scheme has it;
// else English ones. Since 0.1.
PATLAS_EXPORT patlas_code patlas_index_show_titled(const patlas_index* index, const char* number,
                                                   size_t number_length, const char* language,
                                                   size_t language_length, patlas_records** records,
                                                   patlas_error** error) PATLAS_NOEXCEPT;

// What the scheme of a facet's value calls it; empty where none that is loaded does. Since 0.1.
PATLAS_EXPORT patlas_code patlas_reply_facet_title(const patlas_reply* reply, uint64_t facet,
                                                   uint64_t value, const char** text,
                                                   size_t* length) PATLAS_NOEXCEPT;

// Reads classifications (CPC title lists, IPC scheme XML, WIPO's table of technology fields) and
// commits them, each in place of the one of its name; no document is touched. `paths` and `lengths`
// have `count` each. A file that is none is an error, and then nothing is loaded. What was loaded
// as JSON; `json` may be NULL, and options, too. PATLAS_EXISTS: another writer is at work.
// Since 0.1.
PATLAS_EXPORT patlas_code patlas_load_schemes(const char* directory, size_t directory_length,
                                              const char* const* paths, const size_t* lengths,
                                              size_t count, const patlas_options* options,
                                              patlas_text** json,
                                              patlas_error** error) PATLAS_NOEXCEPT;

#endif  // PATLAS_UNSTABLE

#ifdef __cplusplus
}
#endif

#endif  // PATLAS_PATLAS_H_
