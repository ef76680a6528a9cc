// The C ABI beside the C++ API that it stands on: the same answers, codes for all that is wrong.
#define PATLAS_UNSTABLE
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "patlas/json.h"
#include "patlas/patlas.h"
#include "tests/api/example_index.h"

namespace patlas {
namespace {

/// Owns what a handle's ..._free takes.
template <typename Handle, void (*Free)(Handle*)>
struct Freeing {
  void operator()(Handle* handle) const { Free(handle); }
};
template <typename Handle, void (*Free)(Handle*)>
using Owned = std::unique_ptr<Handle, Freeing<Handle, Free>>;
using OwnedIndex = Owned<patlas_index, patlas_index_free>;
using OwnedReply = Owned<patlas_reply, patlas_reply_free>;
using OwnedOptions = Owned<patlas_options, patlas_options_free>;
using OwnedCancel = Owned<patlas_cancel, patlas_cancel_free>;
using OwnedError = Owned<patlas_error, patlas_error_free>;
using OwnedText = Owned<patlas_text, patlas_text_free>;
using OwnedWriter = Owned<patlas_writer, patlas_writer_free>;
using OwnedSummary = Owned<patlas_summary, patlas_summary_free>;
using OwnedRecords = Owned<patlas_records, patlas_records_free>;

/// What a text accessor leaves.
template <typename Handle>
std::string text(patlas_code (*get)(const Handle*, const char**, size_t*), const Handle* handle) {
  const char* data = "left alone";
  size_t length = 1;
  EXPECT_EQ(get(handle, &data, &length), PATLAS_OK);
  return {data, length};
}

struct Said {
  patlas_code code = PATLAS_OK;
  std::string message, file;
  uint64_t offset = 0, length = 0, line = 0;
};

Said said(patlas_error* error) {
  Said s;
  const OwnedError owned(error);
  s.code = patlas_error_code(error);
  if (error == nullptr) return s;
  s.message = text(patlas_error_message, static_cast<const patlas_error*>(error));
  s.file = text(patlas_error_file, static_cast<const patlas_error*>(error));
  EXPECT_EQ(text(patlas_error_entry, static_cast<const patlas_error*>(error)), "");
  EXPECT_EQ(patlas_error_span(error, &s.offset, &s.length, &s.line), PATLAS_OK);
  return s;
}

class CAbi : public Api {
 protected:
  void SetUp() override {
    Api::SetUp();
    cpp_.emplace(loaded());
    c_ = open(path("idx"));
  }

  static OwnedIndex open(const std::string& directory) {
    patlas_index* index = nullptr;
    patlas_error* error = nullptr;
    EXPECT_EQ(patlas_index_open(directory.data(), directory.size(), &index, &error), PATLAS_OK)
        << said(error).message;
    return OwnedIndex(index);
  }
  static OwnedOptions options() {
    patlas_options* made = nullptr;
    EXPECT_EQ(patlas_options_create(&made, nullptr), PATLAS_OK);
    return OwnedOptions(made);
  }
  static void set(const OwnedOptions& options, const std::string& name, uint64_t value) {
    patlas_error* error = nullptr;
    EXPECT_EQ(patlas_options_set_number(options.get(), name.data(), name.size(), value, &error),
              PATLAS_OK)
        << said(error).message;
  }
  static void set(const OwnedOptions& options, const std::string& name, const std::string& value) {
    patlas_error* error = nullptr;
    EXPECT_EQ(patlas_options_set_text(options.get(), name.data(), name.size(), value.data(),
                                      value.size(), &error),
              PATLAS_OK)
        << said(error).message;
  }
  OwnedReply search(const std::string& query, const patlas_options* options = nullptr) const {
    patlas_reply* reply = nullptr;
    patlas_error* error = nullptr;
    EXPECT_EQ(patlas_index_search(c_.get(), query.data(), query.size(), options, &reply, &error),
              PATLAS_OK)
        << said(error).message;
    return OwnedReply(reply);
  }
  Said mistake(const std::string& query, const patlas_options* options = nullptr) const {
    patlas_reply* reply = nullptr;
    patlas_error* error = nullptr;
    const patlas_code code =
        patlas_index_search(c_.get(), query.data(), query.size(), options, &reply, &error);
    EXPECT_EQ(reply, nullptr);
    Said s = said(error);
    EXPECT_EQ(s.code, code);
    return s;
  }
  static std::string json(const OwnedReply& reply) {
    patlas_text* made = nullptr;
    EXPECT_EQ(patlas_reply_json(reply.get(), &made, nullptr), PATLAS_OK);
    const OwnedText owned(made);
    return text(patlas_text_get, static_cast<const patlas_text*>(made));
  }

  std::optional<Index> cpp_;
  OwnedIndex c_;
};

TEST_F(CAbi, AnswersAsCppDoes) {
  const OwnedOptions o = options();
  SearchRequest request;
  request.query = "*:* or pn:@w";
  request.limit = 3;
  request.offset = 1;
  request.sort = "score";
  request.facets = {"office", "year"};
  request.facet_limit = 2;
  request.cross = {"year", "office"};
  request.explain = true;
  request.threads = 1;
  request.memory_bytes = 1 << 28;
  request.timeout_ms = 1'000'000;
  request.number_lists = {{"w", "US7650331\nEP1OOOOOO\n"}};
  set(o, "limit", 3);
  set(o, "offset", 1);
  set(o, "sort", "score");
  set(o, "facets", "office,year");
  set(o, "facet_limit", 2);
  set(o, "cross", "year,office");
  set(o, "explain", 1);
  set(o, "threads", 1);
  set(o, "memory_bytes", 1 << 28);
  set(o, "timeout_ms", 1'000'000);
  set(o, "number_list", "w\nnonsense");
  set(o, "number_list", "w\r\nUS7650331\nEP1OOOOOO\n");
  const SearchReply expected = reply(*cpp_, request);
  const OwnedReply r = search("*:* or pn:@w", o.get());
  EXPECT_EQ(json(r), search_json(expected));
  ASSERT_EQ(expected.number_lists.size(), 1u);
  EXPECT_EQ(expected.number_lists[0].found, 1u);

  const patlas_reply* c = r.get();
  EXPECT_EQ(text(patlas_reply_query, c), expected.query);
  EXPECT_EQ(text(patlas_reply_snapshot, c), expected.snapshot);
  EXPECT_EQ(text(patlas_reply_plan, c), expected.explain);
  EXPECT_NE(expected.explain, "");
  uint64_t documents = 0, families = 0, count = 0, found = 0;
  EXPECT_EQ(patlas_reply_counts(c, &documents, &families), PATLAS_OK);
  EXPECT_EQ(documents, 4u);
  EXPECT_EQ(families, 3u);
  EXPECT_EQ(patlas_reply_hit_count(c, &count), PATLAS_OK);
  ASSERT_EQ(count, expected.hits.size());
  for (uint64_t hit = 0; hit < count; ++hit) {
    const SearchHit& e = expected.hits[hit];
    const std::array<std::string, 5> texts = {e.publication.country, e.publication.number,
                                              e.publication.kind, e.date, e.title};
    for (int which = PATLAS_HIT_COUNTRY; which <= PATLAS_HIT_TITLE; ++which) {
      const char* data = nullptr;
      size_t length = 0;
      EXPECT_EQ(patlas_reply_hit_text(c, hit, which, &data, &length), PATLAS_OK);
      EXPECT_EQ(std::string(data, length), texts[static_cast<size_t>(which)]);
    }
    uint64_t applicants = 0;
    EXPECT_EQ(patlas_reply_hit_applicant_count(c, hit, &applicants), PATLAS_OK);
    ASSERT_EQ(applicants, 1u);
    const char* data = nullptr;
    size_t length = 0;
    EXPECT_EQ(patlas_reply_hit_applicant(c, hit, 0, &data, &length), PATLAS_OK);
    EXPECT_EQ(std::string(data, length), "EXAMPLE CORP");
    double score = -1;
    EXPECT_EQ(patlas_reply_hit_score(c, hit, &score), PATLAS_OK);
    EXPECT_EQ(score, e.score);
  }
  EXPECT_EQ(patlas_reply_facet_count(c, &count), PATLAS_OK);
  ASSERT_EQ(count, 2u);
  for (uint64_t facet = 0; facet < 2; ++facet) {
    const FacetReply& e = expected.facets[facet];
    const char *data = nullptr, *label = nullptr;
    size_t length = 0, label_length = 0;
    EXPECT_EQ(patlas_reply_facet_name(c, facet, &data, &length), PATLAS_OK);
    EXPECT_EQ(std::string(data, length), e.name);
    EXPECT_EQ(patlas_reply_facet_value_count(c, facet, &count, &found), PATLAS_OK);
    EXPECT_EQ(count, 2u);
    EXPECT_EQ(found, 4u);
    for (uint64_t value = 0; value < count; ++value) {
      EXPECT_EQ(patlas_reply_facet_value(c, facet, value, &data, &length, &label, &label_length,
                                         &documents, &families),
                PATLAS_OK);
      EXPECT_EQ(std::string(data, length), e.values[value].value);
      EXPECT_EQ(std::string(label, label_length), e.values[value].label);
      EXPECT_EQ(documents, e.values[value].documents);
      EXPECT_EQ(families, e.values[value].families);
    }
  }
  uint64_t rows = 0, columns = 0, cells = 0;
  EXPECT_EQ(patlas_reply_cross_counts(c, &rows, &columns, &cells), PATLAS_OK);
  ASSERT_TRUE(expected.cross);
  EXPECT_EQ(rows, expected.cross->rows.size());
  EXPECT_EQ(columns, expected.cross->columns.size());
  ASSERT_EQ(cells, expected.cross->cells.size());
  for (uint64_t cell = 0; cell < cells; ++cell) {
    const CrossCount& e = expected.cross->cells[cell];
    uint64_t row = 99, column = 99;
    EXPECT_EQ(patlas_reply_cross_cell(c, cell, &row, &column, &documents, &families), PATLAS_OK);
    EXPECT_EQ(row, e.row);
    EXPECT_EQ(column, e.column);
    EXPECT_EQ(documents, e.documents);
    EXPECT_EQ(families, e.families);
    const char* data = nullptr;
    size_t length = 0;
    EXPECT_EQ(patlas_reply_cross_value(c, PATLAS_CROSS_ROWS, row, &data, &length, nullptr, nullptr,
                                       nullptr, nullptr),
              PATLAS_OK);
    EXPECT_EQ(std::string(data, length), expected.cross->rows[e.row].value);
    EXPECT_EQ(patlas_reply_cross_value(c, PATLAS_CROSS_COLUMNS, column, &data, &length, nullptr,
                                       nullptr, nullptr, nullptr),
              PATLAS_OK);
    EXPECT_EQ(std::string(data, length), expected.cross->columns[e.column].value);
  }
}

TEST_F(CAbi, WithoutOptionsItAsksAsTheDefaultsDo) {
  const OwnedReply r = search("battery");
  EXPECT_EQ(json(r), search_json(reply(*cpp_, query("battery"))));
  double score = 1;
  EXPECT_EQ(patlas_reply_hit_score(r.get(), 0, &score), PATLAS_NOT_FOUND);
  EXPECT_EQ(score, 0);
  uint64_t rows = 1;
  EXPECT_EQ(patlas_reply_cross_counts(r.get(), &rows, nullptr, nullptr), PATLAS_NOT_FOUND);
  EXPECT_EQ(rows, 0u);
}

TEST_F(CAbi, CountsThatWereNotAskedForAreLeftOut) {
  const OwnedOptions o = options();
  set(o, "count_families", 0);
  set(o, "limit", 0);
  const std::string found = json(search("battery", o.get()));
  EXPECT_NE(found.find("\"counts\":{\"documents\":2}"), std::string::npos) << found;
}

TEST_F(CAbi, PagesOfOneSnapshotStayWhileAWriterCommits) {
  const OwnedOptions o = options();
  set(o, "limit", 2);
  const std::string first = json(search("*:*", o.get()));
  ASSERT_TRUE(patlas::remove(path("idx"), {"EP1000000"}));
  EXPECT_EQ(json(search("*:*", o.get())), first);
  set(o, "offset", 2);
  const OwnedReply second = search("*:*", o.get());
  uint64_t hits = 0;
  EXPECT_EQ(patlas_reply_hit_count(second.get(), &hits), PATLAS_OK);
  EXPECT_EQ(hits, 2u);
  c_ = open(path("idx"));
  uint64_t documents = 0;
  EXPECT_EQ(patlas_reply_counts(search("*:*").get(), &documents, nullptr), PATLAS_OK);
  EXPECT_EQ(documents, 3u);
}

TEST_F(CAbi, AChildAfterAForkGoesOnWithTheIndex) {
  const std::string before = json(search("*:*"));
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const OwnedOptions o = options();
    set(o, "threads", 2);
    const bool same = json(search("*:*", o.get())) == before;
    _exit(same ? 7 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST_F(CAbi, AnErrorHasCodeSentenceAndPlace) {
  const Said unknown = mistake("battery and tii:x");
  EXPECT_EQ(unknown.code, PATLAS_INVALID_ARGUMENT);
  EXPECT_TRUE(unknown.message.starts_with("unknown field 'tii' (did you mean 'ti'?)"))
      << unknown.message;
  EXPECT_EQ(unknown.file, "query");
  EXPECT_EQ(unknown.offset, 12u);
  EXPECT_EQ(unknown.length, 4u);
  EXPECT_EQ(unknown.line, UINT64_MAX);
  EXPECT_EQ(mistake("(battery").code, PATLAS_PARSE);

  const std::string nowhere = path("nowhere");
  patlas_index* index = nullptr;
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_index_open(nowhere.data(), nowhere.size(), &index, &error), PATLAS_NOT_FOUND);
  EXPECT_EQ(index, nullptr);
  EXPECT_EQ(said(error).file, nowhere);
  // Whoever wants the code alone passes no error.
  EXPECT_EQ(patlas_index_open(nowhere.data(), nowhere.size(), &index, nullptr), PATLAS_NOT_FOUND);
}

TEST_F(CAbi, AMessageIsUtf8WhateverItQuotes) {
  patlas_records* records = nullptr;
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_index_show(c_.get(), PATLAS_TEXT("lamp \xFF"), &records, &error), PATLAS_PARSE);
  const Said number = said(error);
  EXPECT_TRUE(number.message.starts_with("'lamp \xEF\xBF\xBD' is not")) << number.message;
  const OwnedOptions o = options();
  EXPECT_EQ(patlas_options_set_number(o.get(), PATLAS_TEXT("\xC0\xAF"), 1, &error),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_TRUE(said(error).message.starts_with("there is no option '\xEF\xBF\xBD"));
}

TEST_F(CAbi, ALimitIsSaidInTheReply) {
  const OwnedOptions o = options();
  set(o, "memory_bytes", 1);
  const OwnedReply r = search("battery", o.get());
  const char* name = nullptr;
  size_t length = 0;
  uint64_t value = 0;
  EXPECT_EQ(patlas_reply_limit(r.get(), &name, &length, &value), PATLAS_OK);
  EXPECT_EQ(std::string(name, length), "memory");
  EXPECT_EQ(value, 1u);
  EXPECT_EQ(patlas_reply_limit(search("battery").get(), &name, &length, &value), PATLAS_OK);
  EXPECT_EQ(length, 0u);
}

TEST_F(CAbi, ARaisedCancelEndsSearches) {
  patlas_cancel* made = nullptr;
  ASSERT_EQ(patlas_cancel_create(&made, nullptr), PATLAS_OK);
  OwnedCancel cancel(made);
  const OwnedOptions o = options();
  ASSERT_EQ(patlas_options_set_cancel(o.get(), cancel.get()), PATLAS_OK);
  const char* name = nullptr;
  size_t length = 1;
  EXPECT_EQ(patlas_reply_limit(search("*:*", o.get()).get(), &name, &length, nullptr), PATLAS_OK);
  EXPECT_EQ(length, 0u);
  ASSERT_EQ(patlas_cancel_raise(cancel.get()), PATLAS_OK);
  cancel.reset();  // the options keep what they need of it
  const OwnedReply ended = search("*:*", o.get());
  EXPECT_EQ(patlas_reply_limit(ended.get(), &name, &length, nullptr), PATLAS_OK);
  EXPECT_EQ(std::string(name, length), "cancelled");
  ASSERT_EQ(patlas_options_set_cancel(o.get(), nullptr), PATLAS_OK);
  const OwnedReply whole = search("*:*", o.get());
  EXPECT_EQ(patlas_reply_limit(whole.get(), &name, &length, nullptr), PATLAS_OK);
  EXPECT_EQ(length, 0u);
}

TEST_F(CAbi, OptionsThatAreNoneOrMeanNothingAreRefused) {
  const OwnedOptions o = options();
  const auto number = [&](const std::string& name, uint64_t value) {
    patlas_error* error = nullptr;
    EXPECT_NE(patlas_options_set_number(o.get(), name.data(), name.size(), value, &error),
              PATLAS_OK);
    return said(error);
  };
  const auto words = [&](const std::string& name, const std::string& value) {
    patlas_error* error = nullptr;
    EXPECT_NE(patlas_options_set_text(o.get(), name.data(), name.size(), value.data(), value.size(),
                                      &error),
              PATLAS_OK);
    return said(error);
  };
  EXPECT_EQ(number("limits", 1).message.substr(0, 51),
            "there is no option 'limits'; there are limit, offse");
  EXPECT_EQ(number("sort", 1).message, "option sort: it takes a text");
  EXPECT_EQ(number("explain", 2).message, "option explain: it takes 0 or 1, not 2");
  EXPECT_EQ(number("threads", 257).code, PATLAS_LIMIT);
  EXPECT_EQ(number("documents_per_segment_max", 0).code, PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(words("limit", "1").message, "option limit: it takes a number");
  EXPECT_EQ(words("cross", "year").code, PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(words("facets", "year,,office").code, PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(words("facets", "year,").code, PATLAS_INVALID_ARGUMENT);
  // None of these left a trace.
  EXPECT_EQ(json(search("battery", o.get())), json(search("battery")));

  set(o, "documents_per_segment_max", 5);
  const Said meaningless = mistake("battery", o.get());
  EXPECT_EQ(meaningless.code, PATLAS_INVALID_ARGUMENT);
  EXPECT_TRUE(meaningless.message.starts_with(
      "option documents_per_segment_max has no meaning for this call; it takes limit, "))
      << meaningless.message;
  const OwnedOptions wrong = options();
  set(wrong, "sort", "size");
  EXPECT_EQ(mistake("battery", wrong.get()).code, PATLAS_INVALID_ARGUMENT);
  set(wrong, "sort", "pd");
  set(wrong, "facets", "offices");
  EXPECT_EQ(mistake("battery", wrong.get()).code, PATLAS_INVALID_ARGUMENT);
}

TEST_F(CAbi, ShowsRecordsAndInformation) {
  patlas_records* made = nullptr;
  patlas_error* error = nullptr;
  ASSERT_EQ(patlas_index_show(c_.get(), PATLAS_TEXT("US 7,650,331 B2"), &made, &error), PATLAS_OK);
  const OwnedRecords records(made);
  uint64_t count = 0;
  EXPECT_EQ(patlas_records_count(made, &count), PATLAS_OK);
  ASSERT_EQ(count, 1u);
  const char* data = nullptr;
  size_t length = 0;
  EXPECT_EQ(patlas_records_json(made, 0, &data, &length), PATLAS_OK);
  EXPECT_EQ(std::string(data, length), cpp_->show("US7650331B2")->front().json);
  EXPECT_EQ(patlas_records_json(made, 1, &data, &length), PATLAS_INVALID_ARGUMENT);
  patlas_records* none = nullptr;
  EXPECT_EQ(patlas_index_show(c_.get(), PATLAS_TEXT("US1"), &none, nullptr), PATLAS_NOT_FOUND);
  EXPECT_EQ(patlas_index_show(c_.get(), PATLAS_TEXT("blue"), &none, nullptr), PATLAS_PARSE);
  EXPECT_EQ(none, nullptr);

  patlas_text* info = nullptr;
  ASSERT_EQ(patlas_index_info(c_.get(), &info, nullptr), PATLAS_OK);
  const OwnedText owned(info);
  EXPECT_EQ(text(patlas_text_get, static_cast<const patlas_text*>(info)), info_json(*cpp_->info()));
}

TEST_F(CAbi, TextsOfTheLanguage) {
  patlas_text* made = nullptr;
  ASSERT_EQ(patlas_normal_form(PATLAS_TEXT("battery and pd<1900"), &made, nullptr), PATLAS_OK);
  EXPECT_EQ(text(patlas_text_get, static_cast<const patlas_text*>(made)), "battery and pd:..1899");
  patlas_text_free(made);
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_normal_form(PATLAS_TEXT("battery and"), &made, &error), PATLAS_PARSE);
  EXPECT_EQ(made, nullptr);
  EXPECT_EQ(said(error).file, "query");
  ASSERT_EQ(patlas_tokens(PATLAS_TEXT("IL-6"), &made, nullptr), PATLAS_OK);
  EXPECT_EQ(text(patlas_text_get, static_cast<const patlas_text*>(made)),
            tokens_json(tokens("IL-6")));
  patlas_text_free(made);
  const char* data = nullptr;
  size_t length = 0;
  EXPECT_EQ(patlas_text_analysis(&data, &length), PATLAS_OK);
  EXPECT_EQ(std::string(data, length), text_analysis());
}

class CWriter : public CAbi {
 protected:
  OwnedWriter writer(const std::string& name, const patlas_options* options = nullptr) const {
    const std::string directory = path(name);
    patlas_writer* made = nullptr;
    patlas_error* error = nullptr;
    EXPECT_EQ(patlas_writer_open(directory.data(), directory.size(), options, &made, &error),
              PATLAS_OK)
        << said(error).message;
    return OwnedWriter(made);
  }
  static uint64_t number(const OwnedSummary& summary, int which) {
    uint64_t value = 0;
    EXPECT_EQ(patlas_summary_number(summary.get(), which, &value), PATLAS_OK);
    return value;
  }
  static OwnedSummary commit(const OwnedWriter& writer) {
    patlas_summary* made = nullptr;
    patlas_error* error = nullptr;
    EXPECT_EQ(patlas_writer_commit(writer.get(), &made, &error), PATLAS_OK) << said(error).message;
    return OwnedSummary(made);
  }
};

TEST_F(CWriter, FilesAndMemoryBecomeOneGeneration) {
  const OwnedOptions o = options();
  set(o, "threads", 1);
  set(o, "memory_bytes", 1 << 28);
  set(o, "documents_per_segment_max", 100);
  const OwnedWriter w = writer("new", o.get());
  const std::string file = path("records.jsonl");
  const std::string more = record("EP", "7", "A1", "20200101", "Lamp", "F9") + "no record at all\n";
  ASSERT_EQ(patlas_writer_add_file(w.get(), file.data(), file.size(), nullptr), PATLAS_OK);
  ASSERT_EQ(
      patlas_writer_add_bytes(w.get(), PATLAS_TEXT("upload"), more.data(), more.size(), nullptr),
      PATLAS_OK);
  const OwnedSummary s = commit(w);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_SEEN), 6u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_ACCEPTED), 5u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_REPLACED), 0u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_SUPERSEDED), 0u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_DELETED), 0u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_REJECTED), 1u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_UNKNOWN_ENTITIES), 0u);
  EXPECT_EQ(number(s, PATLAS_SUMMARY_GENERATION), 1u);
  EXPECT_EQ(patlas_summary_number(s.get(), 8, nullptr), PATLAS_INVALID_ARGUMENT);
  const std::string log =
      text(patlas_summary_reject_log, static_cast<const patlas_summary*>(s.get()));
  EXPECT_TRUE(std::filesystem::exists(log)) << log;
  patlas_text* json = nullptr;
  ASSERT_EQ(patlas_summary_json(s.get(), &json, nullptr), PATLAS_OK);
  const OwnedText owned(json);
  EXPECT_TRUE(text(patlas_text_get, static_cast<const patlas_text*>(json))
                  .starts_with("{\"seen\":6,\"accepted\":5,"));

  // It is still the one writer.
  patlas_writer* second = nullptr;
  patlas_error* error = nullptr;
  const std::string directory = path("new");
  EXPECT_EQ(patlas_writer_open(directory.data(), directory.size(), nullptr, &second, &error),
            PATLAS_EXISTS);
  EXPECT_EQ(said(error).code, PATLAS_EXISTS);
  c_ = open(directory);
  uint64_t documents = 0;
  EXPECT_EQ(patlas_reply_counts(search("lamp").get(), &documents, nullptr), PATLAS_OK);
  EXPECT_EQ(documents, 1u);
}

TEST_F(CWriter, FinishingMergesCommitsAndLeavesFewSegments) {
  const OwnedOptions o = options();
  set(o, "segments_max", 1);
  const OwnedWriter w = writer("few", o.get());
  for (int i = 1; i <= 3; ++i) {
    const std::string one = record("EP", std::to_string(i), "A1", "20200101", "Lamp", "F9");
    ASSERT_EQ(patlas_writer_add_bytes(w.get(), PATLAS_TEXT(""), one.data(), one.size(), nullptr),
              PATLAS_OK);
    if (i < 3) commit(w);
  }
  patlas_summary* made = nullptr;
  ASSERT_EQ(patlas_writer_finish_merges(w.get(), &made, nullptr), PATLAS_OK);
  const OwnedSummary summary(made);
  EXPECT_EQ(number(summary, PATLAS_SUMMARY_ACCEPTED), 1u);
  const auto index = Index::open(path("few"));
  ASSERT_TRUE(index);
  EXPECT_EQ(index->info()->segments, 1u);
  EXPECT_EQ(index->info()->documents, 3u);
  EXPECT_EQ(patlas_writer_finish_merges(nullptr, nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
}

TEST_F(CWriter, FrequentBigramsAreAYesOrNoOfWhoMakesTheIndex) {
  const OwnedOptions o = options();
  set(o, "frequent_bigrams", 1);
  commit(writer("pairs", o.get()));
  commit(writer("pairs", o.get()));
  patlas_writer* made = nullptr;
  patlas_error* error = nullptr;
  const std::string directory = path("idx");
  EXPECT_EQ(patlas_writer_open(directory.data(), directory.size(), o.get(), &made, &error),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_NE(said(error).message.find("no frequent bigrams"), std::string::npos);
  EXPECT_EQ(patlas_options_set_number(o.get(), PATLAS_TEXT("frequent_bigrams"), 2, nullptr),
            PATLAS_INVALID_ARGUMENT);
}

TEST_F(CWriter, FreedWithoutACommitItLeavesNothing) {
  const std::string more = record("EP", "7", "A1", "20200101", "Lamp", "F9");
  {
    const OwnedWriter w = writer("idx");
    ASSERT_EQ(patlas_writer_add_bytes(w.get(), PATLAS_TEXT(""), more.data(), more.size(), nullptr),
              PATLAS_OK);
  }
  c_ = open(path("idx"));
  uint64_t documents = 9;
  EXPECT_EQ(patlas_reply_counts(search("lamp").get(), &documents, nullptr), PATLAS_OK);
  EXPECT_EQ(documents, 0u);
  const OwnedWriter next = writer("idx");  // the first is gone
  const OwnedSummary nothing = commit(next);
  EXPECT_EQ(number(nothing, PATLAS_SUMMARY_SEEN), 0u);
}

TEST_F(CWriter, AfterAForkItIsItsParentsAlone) {
  const std::string more = record("EP", "7", "A1", "20200101", "Lamp", "F9");
  const auto add = [&](const OwnedWriter& w) {
    return patlas_writer_add_bytes(w.get(), PATLAS_TEXT(""), more.data(), more.size(), nullptr);
  };
  const OwnedWriter w = writer("idx");
  ASSERT_EQ(add(w), PATLAS_OK);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    patlas_error* error = nullptr;
    const bool is_refused =
        add(w) == PATLAS_INVALID_ARGUMENT &&
        patlas_writer_add_file(w.get(), PATLAS_TEXT("/dev/null"), nullptr) ==
            PATLAS_INVALID_ARGUMENT &&
        patlas_writer_commit(w.get(), nullptr, &error) == PATLAS_INVALID_ARGUMENT &&
        said(error).message.find("belongs to the process that opened it") != std::string::npos;
    _exit(is_refused ? 7 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(number(commit(w), PATLAS_SUMMARY_SEEN), 1u);
}

TEST_F(CWriter, AMissingFileIsAnErrorAndTheWriterGoesOn) {
  const OwnedWriter w = writer("idx");
  const std::string missing = path("missing.xml");
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_writer_add_file(w.get(), missing.data(), missing.size(), &error),
            PATLAS_NOT_FOUND);
  EXPECT_EQ(said(error).file, missing);
  // Standard input belongs to the program.
  EXPECT_NE(patlas_writer_add_file(w.get(), PATLAS_TEXT("-"), nullptr), PATLAS_OK);
  EXPECT_EQ(patlas_writer_commit(w.get(), nullptr, nullptr), PATLAS_OK);
}

TEST_F(CWriter, LoadsASchemeAndBrowsesIt) {
  const std::string directory = path("idx"), titles = path("cpc-section-H_20300101.txt");
  FILE* file = std::fopen(titles.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  std::fputs("H\t\tSPARKS\nH01\t\tSMALL SPARKS\nH01M\t\tKEPT SPARKS\n", file);
  std::fclose(file);
  const char* const paths[] = {titles.data()};
  const size_t lengths[] = {titles.size()};
  patlas_text* made = nullptr;
  ASSERT_EQ(patlas_load_schemes(directory.data(), directory.size(), paths, lengths, 1, nullptr,
                                &made, nullptr),
            PATLAS_OK);
  const OwnedText loaded(made);
  const std::string json = text(patlas_text_get, static_cast<const patlas_text*>(made));
  EXPECT_NE(json.find(R"("name":"cpc")"), std::string::npos) << json;
  EXPECT_EQ(patlas_load_schemes(directory.data(), directory.size(), paths, lengths, 0, nullptr,
                                nullptr, nullptr),
            PATLAS_INVALID_ARGUMENT);

  const OwnedWriter w = writer("idx");
  EXPECT_EQ(patlas_writer_add_bytes(w.get(), PATLAS_TEXT("memory"),
                                    PATLAS_TEXT(R"({"source":"example","publication":{"country":)"
                                                R"("XX","number":"7","kind":"A"},"symbols":[)"
                                                R"({"scheme":"cpc","symbol":"H01M 4/36"}]})"),
                                    nullptr),
            PATLAS_OK);
  EXPECT_EQ(patlas_writer_commit(w.get(), nullptr, nullptr), PATLAS_OK);

  const OwnedIndex index = open(directory);
  const OwnedOptions o = options();
  set(o, "levels", 1);
  set(o, "scheme", "cpc");
  patlas_reply* reply = nullptr;
  ASSERT_EQ(patlas_index_classes(index.get(), PATLAS_TEXT("H01"), PATLAS_TEXT("*:*"), o.get(),
                                 &reply, nullptr),
            PATLAS_OK);
  const OwnedReply owned(reply);
  uint64_t facets = 0;
  EXPECT_EQ(patlas_reply_facet_count(reply, &facets), PATLAS_OK);
  ASSERT_EQ(facets, 2u);
  const char* data = nullptr;
  size_t length = 0;
  EXPECT_EQ(patlas_reply_facet_title(reply, 1, 0, &data, &length), PATLAS_OK);
  EXPECT_EQ(std::string(data, length), "KEPT SPARKS");
  EXPECT_EQ(patlas_reply_facet_title(reply, 1, 99, &data, &length), PATLAS_INVALID_ARGUMENT);
  // What another call takes has no meaning here.
  set(o, "limit", 1);
  EXPECT_EQ(
      patlas_index_classes(index.get(), PATLAS_TEXT(""), PATLAS_TEXT(""), o.get(), &reply, nullptr),
      PATLAS_INVALID_ARGUMENT);
  patlas_records* records = nullptr;
  EXPECT_EQ(patlas_index_show_titled(index.get(), PATLAS_TEXT("US9999999"), PATLAS_TEXT("fr"),
                                     &records, nullptr),
            PATLAS_NOT_FOUND);
}

TEST_F(CWriter, RemovesMergesChecksAndCopies) {
  const std::string directory = path("idx"), copy = path("copy");
  const std::array<const char*, 2> numbers = {"EP1000000", "JP2018123456A!"};
  std::array<size_t, 2> lengths = {9, 14};
  uint64_t deleted = 9, generation = 9;
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_remove(directory.data(), directory.size(), numbers.data(), lengths.data(), 2,
                          &deleted, &generation, &error),
            PATLAS_PARSE);
  EXPECT_EQ(said(error).code, PATLAS_PARSE);
  EXPECT_EQ(deleted + generation, 0u);
  lengths[1] = 13;  // texts end where their length says
  EXPECT_EQ(patlas_remove(directory.data(), directory.size(), numbers.data(), lengths.data(), 2,
                          &deleted, &generation, nullptr),
            PATLAS_OK);
  EXPECT_EQ(deleted, 2u);
  EXPECT_EQ(generation, 2u);
  EXPECT_EQ(patlas_merge(directory.data(), directory.size(), 1, nullptr, &generation, nullptr),
            PATLAS_OK);
  EXPECT_EQ(generation, 3u);
  const OwnedOptions o = options();
  set(o, "limit", 1);
  EXPECT_EQ(patlas_merge(directory.data(), directory.size(), 1, o.get(), &generation, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_backup(c_.get(), copy.data(), copy.size(), nullptr), PATLAS_OK);
  EXPECT_EQ(patlas_index_backup(c_.get(), copy.data(), copy.size(), nullptr), PATLAS_EXISTS);
  patlas_text* json = nullptr;
  uint64_t damages = 9;
  EXPECT_EQ(patlas_check(copy.data(), copy.size(), &json, &damages, nullptr), PATLAS_OK);
  EXPECT_EQ(damages, 0u);
  EXPECT_EQ(text(patlas_text_get, static_cast<const patlas_text*>(json)), check_json(*check(copy)));
  patlas_text_free(json);
}

// ------------------------------------------------------------------------------ wrong handles

/// Bytes that are no handle, as long as any.
struct NoHandle {
  alignas(16) std::array<char, 4096> bytes{};
  template <typename Handle>
  Handle* as() {
    return reinterpret_cast<Handle*>(bytes.data());
  }
};

TEST_F(CAbi, HandlesThatAreNoneAreRefused) {
  NoHandle no;
  const char* data = nullptr;
  size_t length = 0;
  uint64_t n = 0;
  double d = 0;
  patlas_text* out_text = nullptr;
  patlas_reply* out_reply = nullptr;
  patlas_records* out_records = nullptr;
  patlas_summary* out_summary = nullptr;
  for (const bool null : {true, false}) {
    const auto error = null ? nullptr : no.as<patlas_error>();
    const auto made = null ? nullptr : no.as<patlas_text>();
    const auto wishes = null ? nullptr : no.as<patlas_options>();
    const auto cancel = null ? nullptr : no.as<patlas_cancel>();
    const auto index = null ? nullptr : no.as<patlas_index>();
    const auto reply = null ? nullptr : no.as<patlas_reply>();
    const auto records = null ? nullptr : no.as<patlas_records>();
    const auto writer = null ? nullptr : no.as<patlas_writer>();
    const auto summary = null ? nullptr : no.as<patlas_summary>();
    const std::vector<patlas_code> codes = {
        patlas_error_message(error, &data, &length),
        patlas_error_file(error, &data, &length),
        patlas_error_entry(error, &data, &length),
        patlas_error_span(error, &n, &n, &n),
        patlas_text_get(made, &data, &length),
        patlas_options_set_number(wishes, PATLAS_TEXT("limit"), 1, nullptr),
        patlas_options_set_text(wishes, PATLAS_TEXT("sort"), PATLAS_TEXT("pd"), nullptr),
        patlas_options_set_cancel(wishes, nullptr),
        patlas_cancel_raise(cancel),
        patlas_index_snapshot(index, &data, &length),
        patlas_index_search(index, PATLAS_TEXT("a"), nullptr, &out_reply, nullptr),
        patlas_index_show(index, PATLAS_TEXT("US1"), &out_records, nullptr),
        patlas_index_info(index, &out_text, nullptr),
        patlas_index_classes(index, PATLAS_TEXT("H"), PATLAS_TEXT(""), nullptr, &out_reply,
                             nullptr),
        patlas_index_show_titled(index, PATLAS_TEXT("US1"), PATLAS_TEXT("en"), &out_records,
                                 nullptr),
        patlas_reply_facet_title(reply, 0, 0, &data, &length),
        patlas_index_backup(index, PATLAS_TEXT("copy"), nullptr),
        patlas_reply_json(reply, &out_text, nullptr),
        patlas_reply_query(reply, &data, &length),
        patlas_reply_snapshot(reply, &data, &length),
        patlas_reply_limit(reply, &data, &length, &n),
        patlas_reply_counts(reply, &n, &n),
        patlas_reply_plan(reply, &data, &length),
        patlas_reply_hit_count(reply, &n),
        patlas_reply_hit_text(reply, 0, PATLAS_HIT_TITLE, &data, &length),
        patlas_reply_hit_applicant_count(reply, 0, &n),
        patlas_reply_hit_applicant(reply, 0, 0, &data, &length),
        patlas_reply_hit_score(reply, 0, &d),
        patlas_reply_facet_count(reply, &n),
        patlas_reply_facet_name(reply, 0, &data, &length),
        patlas_reply_facet_value_count(reply, 0, &n, &n),
        patlas_reply_facet_value(reply, 0, 0, &data, &length, &data, &length, &n, &n),
        patlas_reply_cross_counts(reply, &n, &n, &n),
        patlas_reply_cross_value(reply, 0, 0, &data, &length, &data, &length, &n, &n),
        patlas_reply_cross_cell(reply, 0, &n, &n, &n, &n),
        patlas_records_count(records, &n),
        patlas_records_json(records, 0, &data, &length),
        patlas_writer_add_file(writer, PATLAS_TEXT("a"), nullptr),
        patlas_writer_add_bytes(writer, PATLAS_TEXT("a"), PATLAS_TEXT("{}"), nullptr),
        patlas_writer_commit(writer, &out_summary, nullptr),
        patlas_summary_number(summary, 0, &n),
        patlas_summary_reject_log(summary, &data, &length),
        patlas_summary_json(summary, &out_text, nullptr)};
    for (size_t i = 0; i < codes.size(); ++i)
      EXPECT_EQ(codes[i], PATLAS_INVALID_ARGUMENT) << "call " << i << (null ? " of NULL" : "");
    EXPECT_EQ(patlas_error_code(error), null ? PATLAS_OK : PATLAS_INVALID_ARGUMENT);
    patlas_error_free(error);
    patlas_text_free(made);
    patlas_options_free(wishes);
    patlas_cancel_free(cancel);
    patlas_index_free(index);
    patlas_reply_free(reply);
    patlas_records_free(records);
    patlas_writer_free(writer);
    patlas_summary_free(summary);
  }
  // One type for another.
  EXPECT_EQ(patlas_reply_hit_count(reinterpret_cast<patlas_reply*>(c_.get()), &n),
            PATLAS_INVALID_ARGUMENT);
  patlas_reply* wrong = nullptr;
  EXPECT_EQ(patlas_index_search(c_.get(), PATLAS_TEXT("a"),
                                reinterpret_cast<patlas_options*>(c_.get()), &wrong, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_options_set_cancel(options().get(), no.as<patlas_cancel>()),
            PATLAS_INVALID_ARGUMENT);
}

TEST_F(CAbi, WhereNothingCanBeLeftNothingIsDone) {
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_index_open(PATLAS_TEXT("idx"), nullptr, &error), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(said(error).message, "there is nowhere to leave the handle: NULL");
  EXPECT_EQ(patlas_options_create(nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_cancel_create(nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_search(c_.get(), PATLAS_TEXT("a"), nullptr, nullptr, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_show(c_.get(), PATLAS_TEXT("a"), nullptr, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_info(c_.get(), nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_writer_open(PATLAS_TEXT("idx"), nullptr, nullptr, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_normal_form(PATLAS_TEXT("a"), nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_tokens(PATLAS_TEXT("a"), nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_check(PATLAS_TEXT("a"), nullptr, nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
  const OwnedReply r = search("battery");
  EXPECT_EQ(patlas_reply_json(r.get(), nullptr, nullptr), PATLAS_INVALID_ARGUMENT);
}

TEST_F(CAbi, TextsThatAreNoneAreRefused) {
  patlas_index* index = nullptr;
  patlas_reply* reply = nullptr;
  patlas_error* error = nullptr;
  EXPECT_EQ(patlas_index_open(nullptr, 0, &index, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_open(nullptr, 7, &index, &error), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(said(error).message, "the directory is NULL and has a length of 7");
  const std::string cut = path("idx") + std::string("\0x", 2);
  EXPECT_EQ(patlas_index_open(cut.data(), cut.size(), &index, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_search(c_.get(), nullptr, 3, nullptr, &reply, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_index_search(c_.get(), nullptr, 0, nullptr, &reply, nullptr), mistake("").code);
  const OwnedOptions o = options();
  EXPECT_EQ(patlas_options_set_number(o.get(), nullptr, 3, 1, nullptr), PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_options_set_text(o.get(), PATLAS_TEXT("sort"), nullptr, 3, nullptr),
            PATLAS_INVALID_ARGUMENT);
  EXPECT_EQ(patlas_remove(PATLAS_TEXT("idx"), nullptr, nullptr, 1, nullptr, nullptr, nullptr),
            PATLAS_INVALID_ARGUMENT);
}

TEST_F(CAbi, PlacesBeyondTheEndAreRefusedAndLeaveNothing) {
  const OwnedOptions o = options();
  set(o, "facets", "office");
  set(o, "cross", "office,year");
  const OwnedReply r = search("battery", o.get());
  const char* data = "left";
  size_t length = 4;
  uint64_t n = 4;
  for (const uint64_t far : {uint64_t{2}, UINT64_MAX}) {
    EXPECT_EQ(patlas_reply_hit_text(r.get(), far, 0, &data, &length), PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(data, nullptr);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(patlas_reply_hit_text(r.get(), 0, static_cast<int>(far % 97 + 5), &data, &length),
              PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(patlas_reply_hit_applicant(r.get(), 0, far, &data, &length), PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(patlas_reply_facet_name(r.get(), far, &data, &length), PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(patlas_reply_facet_value(r.get(), 0, far, &data, &length, nullptr, nullptr, &n, &n),
              PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(n, 0u);
    EXPECT_EQ(patlas_reply_cross_value(r.get(), PATLAS_CROSS_ROWS, far, &data, &length, nullptr,
                                       nullptr, nullptr, nullptr),
              PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(
        patlas_reply_cross_value(r.get(), 2, 0, &data, &length, nullptr, nullptr, nullptr, nullptr),
        PATLAS_INVALID_ARGUMENT);
    EXPECT_EQ(patlas_reply_cross_cell(r.get(), far, &n, &n, &n, &n), PATLAS_INVALID_ARGUMENT);
  }
  // What is not wanted need not be taken.
  EXPECT_EQ(
      patlas_reply_facet_value(r.get(), 0, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
      PATLAS_OK);
  EXPECT_EQ(patlas_reply_hit_text(r.get(), 0, 0, nullptr, nullptr), PATLAS_OK);
}

}  // namespace
}  // namespace patlas
