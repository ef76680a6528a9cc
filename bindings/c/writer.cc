// bindings/c/writer.cc
//
// Changing an index through the C ABI.
#include "bindings/c/handles.h"

using namespace patlas;
using namespace patlas::c;

namespace {

patlas_code commit_with(Result<LoadSummary> (Writer::*commit)(), patlas_writer* writer,
                        patlas_summary** summary, patlas_error** error) noexcept {
  if (summary != nullptr) *summary = nullptr;
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(need(writer, "a writer"));
    // Made first: once it is committed nothing may fail.
    auto made = std::make_unique<patlas_summary>();
    PATLAS_ASSIGN(made->summary, (writer->writer.*commit)());
    if (summary != nullptr) *summary = made.release();
    return {};
  });
}

}  // namespace

extern "C" {

patlas_code patlas_writer_open(const char* directory, size_t directory_length,
                               const patlas_options* options, patlas_writer** writer,
                               patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(writer));
    PATLAS_ASSIGN(patlas_options wanted, options_for(Use::kWriter, options));
    PATLAS_ASSIGN(wanted.writer.directory, path_of(directory, directory_length, "the directory"));
    PATLAS_ASSIGN(Writer opened, Writer::open(wanted.writer));
    *writer = new patlas_writer{patlas_writer::kMagic, std::move(opened)};
    return {};
  });
}

patlas_code patlas_writer_add_file(patlas_writer* writer, const char* path, size_t path_length,
                                   patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(need(writer, "a writer"));
    PATLAS_ASSIGN(std::string file, path_of(path, path_length, "the path"));
    return writer->writer.add_files({std::move(file)});
  });
}

patlas_code patlas_writer_add_bytes(patlas_writer* writer, const char* name, size_t name_length,
                                    const void* bytes, size_t size, patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(need(writer, "a writer"));
    PATLAS_ASSIGN(const std::string_view called, text_of(name, name_length, "the name"));
    PATLAS_ASSIGN(const std::string_view read,
                  text_of(static_cast<const char*>(bytes), size, "the memory"));
    return writer->writer.add_bytes(called, read);
  });
}

patlas_code patlas_writer_commit(patlas_writer* writer, patlas_summary** summary,
                                 patlas_error** error) noexcept {
  return commit_with(&Writer::commit, writer, summary, error);
}

patlas_code patlas_writer_finish_merges(patlas_writer* writer, patlas_summary** summary,
                                        patlas_error** error) noexcept {
  return commit_with(&Writer::finish_merges, writer, summary, error);
}

void patlas_writer_free(patlas_writer* writer) noexcept { free_handle(writer); }

patlas_code patlas_summary_number(const patlas_summary* summary, int which,
                                  uint64_t* number) noexcept {
  put(number, 0);
  if (!is_alive(summary)) return PATLAS_INVALID_ARGUMENT;
  const LoadSummary& s = summary->summary;
  switch (which) {
    case PATLAS_SUMMARY_SEEN:
      put(number, s.seen);
      return PATLAS_OK;
    case PATLAS_SUMMARY_ACCEPTED:
      put(number, s.accepted);
      return PATLAS_OK;
    case PATLAS_SUMMARY_REPLACED:
      put(number, s.replaced);
      return PATLAS_OK;
    case PATLAS_SUMMARY_SUPERSEDED:
      put(number, s.superseded);
      return PATLAS_OK;
    case PATLAS_SUMMARY_DELETED:
      put(number, s.deleted);
      return PATLAS_OK;
    case PATLAS_SUMMARY_REJECTED:
      put(number, s.rejected);
      return PATLAS_OK;
    case PATLAS_SUMMARY_UNKNOWN_ENTITIES:
      put(number, s.unknown_entities);
      return PATLAS_OK;
    case PATLAS_SUMMARY_GENERATION:
      put(number, s.generation);
      return PATLAS_OK;
    default:
      return PATLAS_INVALID_ARGUMENT;
  }
}

patlas_code patlas_summary_reject_log(const patlas_summary* summary, const char** text,
                                      size_t* length) noexcept {
  put_nothing(text, length);
  if (!is_alive(summary)) return PATLAS_INVALID_ARGUMENT;
  put(text, length, summary->summary.reject_log);
  return PATLAS_OK;
}

patlas_code patlas_summary_json(const patlas_summary* summary, patlas_text** json,
                                patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(json));
    PATLAS_TRY(need(summary, "a summary"));
    put_text(json, load_json(summary->summary));
    return {};
  });
}

void patlas_summary_free(patlas_summary* summary) noexcept { free_handle(summary); }

patlas_code patlas_remove(const char* directory, size_t directory_length,
                          const char* const* numbers, const size_t* lengths, size_t count,
                          uint64_t* deleted, uint64_t* generation, patlas_error** error) noexcept {
  put(deleted, 0);
  put(generation, 0);
  return guarded(error, [&]() -> Status {
    PATLAS_ASSIGN(const std::string path, path_of(directory, directory_length, "the directory"));
    if (count != 0 && (numbers == nullptr || lengths == nullptr))
      return Error{Code::kInvalidArgument, "the numbers or their lengths are NULL", {}};
    std::vector<std::string> wanted;
    for (size_t i = 0; i < count; ++i) {
      PATLAS_ASSIGN(const std::string_view number, text_of(numbers[i], lengths[i], "a number"));
      wanted.emplace_back(number);
    }
    PATLAS_ASSIGN(const ChangeSummary summary, patlas::remove(path, wanted));
    put(deleted, summary.documents);
    put(generation, summary.generation);
    return {};
  });
}

patlas_code patlas_load_schemes(const char* directory, size_t directory_length,
                                const char* const* paths, const size_t* lengths, size_t count,
                                const patlas_options* options, patlas_text** json,
                                patlas_error** error) noexcept {
  if (json != nullptr) *json = nullptr;
  return guarded(error, [&]() -> Status {
    SchemeRequest request;
    PATLAS_ASSIGN(request.directory, path_of(directory, directory_length, "the directory"));
    PATLAS_ASSIGN(const patlas_options wanted, options_for(Use::kSchemes, options));
    request.version = wanted.scheme_version;
    if (count == 0 || paths == nullptr || lengths == nullptr)
      return Error{Code::kInvalidArgument, "there are no paths, or no lengths of them", {}};
    for (size_t i = 0; i < count; ++i) {
      PATLAS_ASSIGN(std::string path, path_of(paths[i], lengths[i], "a path"));
      request.paths.push_back(std::move(path));
    }
    PATLAS_ASSIGN(const SchemeSummary summary, load_schemes(request));
    if (json != nullptr) put_text(json, schemes_json(summary));
    return {};
  });
}

patlas_code patlas_merge(const char* directory, size_t directory_length, uint32_t segments,
                         const patlas_options* options, uint64_t* generation,
                         patlas_error** error) noexcept {
  put(generation, 0);
  return guarded(error, [&]() -> Status {
    PATLAS_ASSIGN(const std::string path, path_of(directory, directory_length, "the directory"));
    PATLAS_ASSIGN(const patlas_options wanted, options_for(Use::kMerge, options));
    PATLAS_ASSIGN(const ChangeSummary summary,
                  merge(path, segments, wanted.writer.memory_bytes, wanted.writer.threads));
    put(generation, summary.generation);
    return {};
  });
}

patlas_code patlas_check(const char* directory, size_t directory_length, patlas_text** json,
                         uint64_t* damages, patlas_error** error) noexcept {
  put(damages, 0);
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(json));
    PATLAS_ASSIGN(const std::string path, path_of(directory, directory_length, "the directory"));
    PATLAS_ASSIGN(const CheckSummary summary, check(path));
    put_text(json, check_json(summary));
    put(damages, summary.damages.size());
    return {};
  });
}

}  // extern "C"
