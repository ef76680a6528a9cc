// examples/embed.c
//
// Patlas in a C program: index a file, search, facets, page, handle an error; then eight threads on
// one snapshot while a writer commits. The same samples are in C++ beside this file and in Python
// in bindings/python/examples; all three print the same.
//
// Build  cc -std=c99 embed.c $(pkg-config --cflags --libs patlas) -pthread -o embed
// Run    ./embed NEW_INDEX_DIRECTORY FILE_OF_RECORDS
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "patlas/patlas.h"

// Texts have a length and no NUL at their end.
static void print(const char* text, size_t length) { fwrite(text, 1, length, stdout); }

// sample: index a file
static patlas_code index_file(const char* directory, const char* file, patlas_error** error) {
  patlas_writer* writer = NULL;
  patlas_summary* summary = NULL;
  patlas_code code = patlas_writer_open(directory, strlen(directory), NULL, &writer, error);
  if (code == PATLAS_OK) code = patlas_writer_add_file(writer, file, strlen(file), error);
  if (code == PATLAS_OK) code = patlas_writer_commit(writer, &summary, error);
  if (code == PATLAS_OK) {  // from here on, whoever opens the index sees the records
    uint64_t accepted = 0, seen = 0;
    patlas_summary_number(summary, PATLAS_SUMMARY_ACCEPTED, &accepted);
    patlas_summary_number(summary, PATLAS_SUMMARY_SEEN, &seen);
    printf("%" PRIu64 " of %" PRIu64 " records accepted\n", accepted, seen);
  }
  patlas_summary_free(summary);
  patlas_writer_free(writer);
  return code;
}
// end of sample

// sample: search
static patlas_code search(const patlas_index* index, patlas_error** error) {
  patlas_reply* reply = NULL;
  const patlas_code code =
      patlas_index_search(index, PATLAS_TEXT("ti:coating and cc:(US or EP)"), NULL, &reply, error);
  if (code != PATLAS_OK) return code;
  uint64_t documents = 0, families = 0, hits = 0;
  patlas_reply_counts(reply, &documents, &families);
  patlas_reply_hit_count(reply, &hits);
  printf("%" PRIu64 " documents, %" PRIu64 " families\n", documents, families);
  for (uint64_t hit = 0; hit < hits; ++hit) {
    static const char* const after[] = {" ", " ", "  ", "  ", "\n"};
    for (int which = PATLAS_HIT_COUNTRY; which <= PATLAS_HIT_TITLE; ++which) {
      const char* text = NULL;
      size_t length = 0;
      patlas_reply_hit_text(reply, hit, which, &text, &length);
      print(text, length);
      print(after[which], strlen(after[which]));
    }
  }
  patlas_reply_free(reply);  // and with it every text that it gave
  return PATLAS_OK;
}
// end of sample

// sample: facets
static patlas_code facets(const patlas_index* index, patlas_error** error) {
  patlas_options* options = NULL;
  patlas_reply* reply = NULL;
  patlas_code code = patlas_options_create(&options, error);
  if (code == PATLAS_OK)  // counts alone
    code = patlas_options_set_number(options, PATLAS_TEXT("limit"), 0, error);
  if (code == PATLAS_OK)
    code = patlas_options_set_text(options, PATLAS_TEXT("facets"), PATLAS_TEXT("office"), error);
  if (code == PATLAS_OK)
    code = patlas_index_search(index, PATLAS_TEXT("cpc:H01M"), options, &reply, error);
  uint64_t values = 0;
  if (code == PATLAS_OK) code = patlas_reply_facet_value_count(reply, 0, &values, NULL);
  for (uint64_t value = 0; value < values; ++value) {
    const char *office = NULL, *label = NULL;
    size_t office_length = 0, label_length = 0;
    uint64_t documents = 0;
    patlas_reply_facet_value(reply, 0, value, &office, &office_length, &label, &label_length,
                             &documents, NULL);
    print(office, office_length);
    print("  ", 2);
    print(label, label_length);
    printf("  %" PRIu64 "\n", documents);
  }
  patlas_reply_free(reply);
  patlas_options_free(options);
  return code;
}
// end of sample

// sample: page
static patlas_code page(const patlas_index* index, patlas_error** error) {
  patlas_options* options = NULL;
  patlas_code code = patlas_options_create(&options, error);
  if (code == PATLAS_OK) code = patlas_options_set_number(options, PATLAS_TEXT("limit"), 3, error);
  uint64_t offset = 0, hits = 3;
  while (code == PATLAS_OK && hits != 0) {  // one snapshot: no hit is seen twice or missed
    patlas_reply* reply = NULL;
    code = patlas_options_set_number(options, PATLAS_TEXT("offset"), offset, error);
    if (code == PATLAS_OK)
      code = patlas_index_search(index, PATLAS_TEXT("*:*"), options, &reply, error);
    if (code == PATLAS_OK) code = patlas_reply_hit_count(reply, &hits);
    if (code == PATLAS_OK && hits != 0) {
      printf("from hit %" PRIu64 ":", offset + 1);
      for (uint64_t hit = 0; hit < hits; ++hit) {
        for (int which = PATLAS_HIT_COUNTRY; which <= PATLAS_HIT_NUMBER; ++which) {
          const char* text = NULL;
          size_t length = 0;
          patlas_reply_hit_text(reply, hit, which, &text, &length);
          if (which == PATLAS_HIT_COUNTRY) print(" ", 1);
          print(text, length);
        }
      }
      print("\n", 1);
    }
    patlas_reply_free(reply);
    offset += 3;
  }
  patlas_options_free(options);
  return code;
}
// end of sample

// sample: handle an error
static void handle_an_error(const patlas_index* index) {
  patlas_reply* reply = NULL;
  patlas_error* error = NULL;
  const patlas_code code =
      patlas_index_search(index, PATLAS_TEXT("coating and tii:battery"), NULL, &reply, &error);
  if (code != PATLAS_OK) {
    const char *name = NULL, *file = NULL;  // patlas_error_message has the sentence for people
    size_t name_length = 0, file_length = 0;
    uint64_t offset = 0, length = 0;
    patlas_code_name(code, &name, &name_length);
    patlas_error_file(error, &file, &file_length);
    patlas_error_span(error, &offset, &length, NULL);
    print(name, name_length);
    print(" at ", 4);
    print(file, file_length);
    printf(" %" PRIu64 "-%" PRIu64 "\n", offset, offset + length);
  }
  patlas_error_free(error);
  patlas_reply_free(reply);
}
// end of sample

enum { kThreads = 8, kSearches = 40, kCommits = 5 };

typedef struct {
  const patlas_index* index;
  uint64_t documents;  // that each search must find
  int same;            // searches that did
} reader;

static patlas_code count_all(const patlas_index* index, uint64_t* documents, patlas_error** error) {
  patlas_reply* reply = NULL;
  const patlas_code code = patlas_index_search(index, PATLAS_TEXT("*:*"), NULL, &reply, error);
  patlas_reply_counts(reply, documents, NULL);
  patlas_reply_free(reply);
  return code;
}

static void* read_many(void* argument) {
  reader* self = argument;
  for (int i = 0; i < kSearches; ++i) {
    uint64_t documents = 0;
    const patlas_code code = count_all(self->index, &documents, NULL);
    self->same += code == PATLAS_OK && documents == self->documents;
  }
  return NULL;
}

static patlas_code write_some(const char* directory, patlas_error** error) {
  patlas_writer* writer = NULL;
  patlas_code code = patlas_writer_open(directory, strlen(directory), NULL, &writer, error);
  for (int i = 0; i < kCommits && code == PATLAS_OK; ++i) {
    char record[128];
    const int size =
        snprintf(record, sizeof record,
                 "{\"source\":\"example\",\"publication\":{\"country\":\"XX\",\"number\":\"%d\","
                 "\"kind\":\"A\"}}",
                 i);
    code = patlas_writer_add_bytes(writer, PATLAS_TEXT("memory"), record, (size_t)size, error);
    if (code == PATLAS_OK) code = patlas_writer_commit(writer, NULL, error);
  }
  patlas_writer_free(writer);
  return code;
}

// Eight threads ask one snapshot while a writer commits five times: none sees any of it.
static patlas_code threads_on_one_snapshot(const char* directory, const patlas_index* index,
                                           patlas_error** error) {
  uint64_t before = 0, after = 0;
  patlas_code code = count_all(index, &before, error);
  if (code != PATLAS_OK) return code;
  reader readers[kThreads];
  pthread_t threads[kThreads];
  int started = 0, same = 0;
  for (int t = 0; t < kThreads; ++t) {
    readers[t] = (reader){index, before, 0};
    if (pthread_create(&threads[t], NULL, read_many, &readers[t]) != 0) break;
    ++started;
  }
  code = write_some(directory, error);
  for (int t = 0; t < started; ++t) {
    pthread_join(threads[t], NULL);
    same += readers[t].same;
  }
  patlas_index* newest = NULL;
  if (code == PATLAS_OK) code = patlas_index_open(directory, strlen(directory), &newest, error);
  if (code == PATLAS_OK) code = count_all(newest, &after, error);
  patlas_index_free(newest);
  if (code == PATLAS_OK)
    printf("%d searches saw one snapshot; %" PRIu64 " records are new\n", same, after - before);
  return code;
}

static patlas_code run(const char* directory, const char* file, patlas_error** error) {
  patlas_index* index = NULL;
  patlas_code code = index_file(directory, file, error);
  if (code == PATLAS_OK) code = patlas_index_open(directory, strlen(directory), &index, error);
  if (code == PATLAS_OK) code = search(index, error);
  if (code == PATLAS_OK) code = facets(index, error);
  if (code == PATLAS_OK) code = page(index, error);
  if (code == PATLAS_OK) {
    handle_an_error(index);
    code = threads_on_one_snapshot(directory, index, error);
  }
  patlas_index_free(index);
  return code;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: embed NEW_INDEX_DIRECTORY FILE_OF_RECORDS\n");
    return 2;
  }
  patlas_error* error = NULL;
  const patlas_code code = run(argv[1], argv[2], &error);
  if (code != PATLAS_OK) {
    const char* message = NULL;
    size_t length = 0;
    patlas_error_message(error, &message, &length);
    fprintf(stderr, "%.*s\n", (int)length, message);
  }
  patlas_error_free(error);
  return code == PATLAS_OK ? 0 : 1;
}
