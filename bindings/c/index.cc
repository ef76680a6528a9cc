// bindings/c/index.cc
//
// An open index through the C ABI: opening, asking, showing.
#include "bindings/c/handles.h"

using namespace patlas;
using namespace patlas::c;

extern "C" {

patlas_code patlas_index_open(const char* directory, size_t directory_length, patlas_index** index,
                              patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(index));
    PATLAS_ASSIGN(const std::string path, path_of(directory, directory_length, "the directory"));
    PATLAS_ASSIGN(Index opened, Index::open(path));
    *index = new patlas_index{patlas_index::kMagic, std::move(opened)};
    return {};
  });
}

patlas_code patlas_index_snapshot(const patlas_index* index, const char** text,
                                  size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(index)) return PATLAS_INVALID_ARGUMENT;
  put(text, length, index->index.snapshot());
  return PATLAS_OK;
}

patlas_code patlas_index_search(const patlas_index* index, const char* query, size_t query_length,
                                const patlas_options* options, patlas_reply** reply,
                                patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(reply));
    PATLAS_TRY(need(index, "an index"));
    PATLAS_ASSIGN(patlas_options wanted, options_for(Use::kSearch, options));
    PATLAS_ASSIGN(wanted.search.query, text_of(query, query_length, "the query"));
    wanted.search.cancel = wanted.cancel.get();
    PATLAS_ASSIGN(SearchReply found, index->index.search(wanted.search));
    const Counted counted{wanted.search.count_documents, wanted.search.count_families,
                          wanted.search.count_applications, wanted.search.count_extended_families};
    *reply = new patlas_reply{patlas_reply::kMagic, std::move(found), counted};
    return {};
  });
}

patlas_code patlas_index_show(const patlas_index* index, const char* number, size_t number_length,
                              patlas_records** records, patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(records));
    PATLAS_TRY(need(index, "an index"));
    PATLAS_ASSIGN(const std::string_view written, text_of(number, number_length, "the number"));
    PATLAS_ASSIGN(std::vector<ShownRecord> shown, index->index.show(written));
    *records = new patlas_records{patlas_records::kMagic, std::move(shown)};
    return {};
  });
}

patlas_code patlas_index_show_titled(const patlas_index* index, const char* number,
                                     size_t number_length, const char* language,
                                     size_t language_length, patlas_records** records,
                                     patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(records));
    PATLAS_TRY(need(index, "an index"));
    PATLAS_ASSIGN(const std::string_view written, text_of(number, number_length, "the number"));
    PATLAS_ASSIGN(const std::string_view code, text_of(language, language_length, "the language"));
    PATLAS_ASSIGN(std::vector<ShownRecord> shown, index->index.show(written, std::string(code)));
    *records = new patlas_records{patlas_records::kMagic, std::move(shown)};
    return {};
  });
}

patlas_code patlas_index_classes(const patlas_index* index, const char* symbol,
                                 size_t symbol_length, const char* query, size_t query_length,
                                 const patlas_options* options, patlas_reply** reply,
                                 patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(reply));
    PATLAS_TRY(need(index, "an index"));
    PATLAS_ASSIGN(patlas_options wanted, options_for(Use::kClasses, options));
    ClassesRequest& request = wanted.classes;
    request.of = wanted.search;
    PATLAS_ASSIGN(request.symbol, text_of(symbol, symbol_length, "the class"));
    PATLAS_ASSIGN(request.of.query, text_of(query, query_length, "the query"));
    request.of.cancel = wanted.cancel.get();
    PATLAS_ASSIGN(SearchReply found, index->index.classes(request));
    const Counted counted{wanted.search.count_documents, wanted.search.count_families,
                          wanted.search.count_applications, wanted.search.count_extended_families};
    *reply = new patlas_reply{patlas_reply::kMagic, std::move(found), counted};
    return {};
  });
}

patlas_code patlas_index_info(const patlas_index* index, patlas_text** json,
                              patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(json));
    PATLAS_TRY(need(index, "an index"));
    PATLAS_ASSIGN(const IndexInfo info, index->index.info());
    put_text(json, info_json(info));
    return {};
  });
}

patlas_code patlas_index_backup(const patlas_index* index, const char* directory,
                                size_t directory_length, patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(need(index, "an index"));
    PATLAS_ASSIGN(const std::string path, path_of(directory, directory_length, "the directory"));
    return index->index.backup(path);
  });
}

void patlas_index_free(patlas_index* index) noexcept { free_handle(index); }

patlas_code patlas_records_count(const patlas_records* records, uint64_t* count) noexcept {
  put(count, is_alive(records) ? records->records.size() : 0);
  return is_alive(records) ? PATLAS_OK : PATLAS_INVALID_ARGUMENT;
}

patlas_code patlas_records_json(const patlas_records* records, uint64_t record, const char** text,
                                size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(records) || record >= records->records.size()) return PATLAS_INVALID_ARGUMENT;
  put(text, length, records->records[record].json);
  return PATLAS_OK;
}

void patlas_records_free(patlas_records* records) noexcept { free_handle(records); }

}  // extern "C"
