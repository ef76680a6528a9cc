// bindings/c/options.cc
//
// Options by name: one table says which there are, what each sets, and which calls it is for. A
// new one is a row here and a word in patlas.h.
#include <algorithm>
#include <array>
#include <limits>

#include "bindings/c/handles.h"

namespace patlas::c {
namespace {

struct OptionRow {
  std::string_view name;
  unsigned uses;  ///< of Use
  Status (*set_number)(patlas_options&, uint64_t);
  Status (*set_text)(patlas_options&, std::string_view);
};

constexpr unsigned kSearch = static_cast<unsigned>(Use::kSearch);
constexpr unsigned kWriter = static_cast<unsigned>(Use::kWriter);
constexpr unsigned kMerge = static_cast<unsigned>(Use::kMerge);
constexpr unsigned kClasses = static_cast<unsigned>(Use::kClasses);
constexpr unsigned kSchemes = static_cast<unsigned>(Use::kSchemes);

Error wrong(std::string message) { return Error{Code::kInvalidArgument, std::move(message), {}}; }

Status set_flag(bool& flag, uint64_t value) {
  if (value > 1) return wrong("it takes 0 or 1, not " + std::to_string(value));
  flag = value == 1;
  return {};
}

/// The names between commas.
Result<std::vector<std::string>> names_of(std::string_view text) {
  std::vector<std::string> names;
  if (text.empty()) return names;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (end == begin) return wrong("there is no name between two commas or beside one");
    names.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

Status set_threads(patlas_options& o, uint64_t value) {
  if (value > limits::kThreads) {
    return Error{Code::kLimit,
                 std::to_string(value) + " are more than the limit of " +
                     std::to_string(limits::kThreads) + "; 0 takes as many as the machine has",
                 {}};
  }
  o.search.threads = o.writer.threads = static_cast<unsigned>(value);
  return {};
}

Status set_memory(patlas_options& o, uint64_t value) {
  o.search.memory_bytes = o.writer.memory_bytes = value;
  return {};
}

/// Of a maximum: one beyond 32 bits asks for no more than 32 bits can say.
uint32_t most_of(uint64_t value) {
  return static_cast<uint32_t>(std::min<uint64_t>(value, std::numeric_limits<uint32_t>::max()));
}

Status set_documents_per_segment(patlas_options& o, uint64_t value) {
  if (value == 0) return wrong("it must be at least 1");
  o.writer.documents_per_segment_max = most_of(value);
  return {};
}

Status set_segments(patlas_options& o, uint64_t value) {
  o.writer.segments_max = most_of(value);
  return {};
}

Status set_frequent_bigrams(patlas_options& o, uint64_t value) {
  return set_flag(o.writer.frequent_bigrams, value);
}

Status set_facets(patlas_options& o, std::string_view text) {
  PATLAS_ASSIGN(o.search.facets, names_of(text));
  return {};
}

Status set_cross(patlas_options& o, std::string_view text) {
  PATLAS_ASSIGN(const std::vector<std::string> pair, names_of(text));
  if (!pair.empty() && pair.size() != 2) return wrong("it takes two facets, as in \"year,office\"");
  o.search.cross.reset();
  if (!pair.empty()) o.search.cross.emplace(pair[0], pair[1]);
  return {};
}

template <auto Member>
Status set_count(patlas_options& o, uint64_t value) {
  o.search.*Member = value;
  return {};
}

/// Beyond 32 bits as many as 32 bits can say.
template <auto Member>
Status set_small(patlas_options& o, uint64_t value) {
  o.search.*Member = most_of(value);
  return {};
}

template <auto Member>
Status set_yes(patlas_options& o, uint64_t value) {
  return set_flag(o.search.*Member, value);
}

/// "watch\nUS7650331B2\n...": in place of the list of that name.
Status set_number_list(patlas_options& o, std::string_view text) {
  const size_t end = std::min(text.find('\n'), text.size());
  std::string_view name = text.substr(0, end);
  if (name.ends_with('\r')) name.remove_suffix(1);
  if (name.empty()) return wrong("its first line is the list's name, as pn:@name uses it");
  std::erase_if(o.search.number_lists,
                [&](const NumberListText& list) { return list.name == name; });
  const std::string_view lines = end == text.size() ? std::string_view() : text.substr(end + 1);
  o.search.number_lists.push_back({std::string(name), std::string(lines)});
  return {};
}

Status set_sort(patlas_options& o, std::string_view text) {
  o.search.sort = text;
  return {};
}

Status set_backend(patlas_options& o, std::string_view text) {
  o.writer.backend = text;
  return {};
}

Status set_title_language(patlas_options& o, std::string_view text) {
  o.search.title_language = text;
  return {};
}

Status set_scheme(patlas_options& o, std::string_view text) {
  o.classes.scheme = text;
  return {};
}

Status set_levels(patlas_options& o, uint64_t value) {
  o.classes.levels = most_of(value);
  return {};
}

Status set_version(patlas_options& o, std::string_view text) {
  o.scheme_version = text;
  return {};
}

constexpr std::array kOptions = {
    OptionRow{"limit", kSearch, set_count<&SearchRequest::limit>, nullptr},
    OptionRow{"offset", kSearch, set_count<&SearchRequest::offset>, nullptr},
    OptionRow{"sort", kSearch, nullptr, set_sort},
    OptionRow{"count_documents", kSearch | kClasses, set_yes<&SearchRequest::count_documents>,
              nullptr},
    OptionRow{"count_families", kSearch | kClasses, set_yes<&SearchRequest::count_families>,
              nullptr},
    OptionRow{"count_applications", kSearch | kClasses, set_yes<&SearchRequest::count_applications>,
              nullptr},
    OptionRow{"count_extended_families", kSearch | kClasses,
              set_yes<&SearchRequest::count_extended_families>, nullptr},
    OptionRow{"facets", kSearch, nullptr, set_facets},
    OptionRow{"facet_limit", kSearch, set_count<&SearchRequest::facet_limit>, nullptr},
    OptionRow{"cross", kSearch, nullptr, set_cross},
    OptionRow{"number_list", kSearch, nullptr, set_number_list},
    OptionRow{"highlights", kSearch, set_yes<&SearchRequest::highlights>, nullptr},
    OptionRow{"snippets", kSearch, set_small<&SearchRequest::snippets>, nullptr},
    OptionRow{"snippet_columns", kSearch, set_small<&SearchRequest::snippet_columns>, nullptr},
    OptionRow{"explain", kSearch, set_yes<&SearchRequest::explain>, nullptr},
    OptionRow{"title_language", kSearch | kClasses, nullptr, set_title_language},
    OptionRow{"scheme", kClasses, nullptr, set_scheme},
    OptionRow{"levels", kClasses, set_levels, nullptr},
    OptionRow{"version", kSchemes, nullptr, set_version},
    OptionRow{"threads", kSearch | kWriter | kMerge | kClasses, set_threads, nullptr},
    OptionRow{"memory_bytes", kSearch | kWriter | kMerge | kClasses, set_memory, nullptr},
    OptionRow{"timeout_ms", kSearch | kClasses, set_count<&SearchRequest::timeout_ms>, nullptr},
    OptionRow{"documents_per_segment_max", kWriter, set_documents_per_segment, nullptr},
    OptionRow{"segments_max", kWriter, set_segments, nullptr},
    OptionRow{"backend", kWriter, nullptr, set_backend},
    OptionRow{"frequent_bigrams", kWriter, set_frequent_bigrams, nullptr},
};

std::string names_for(unsigned uses) {
  std::string names;
  for (const OptionRow& row : kOptions) {
    if ((row.uses & uses) != 0) names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  return names;
}

Result<const OptionRow*> find_row(const char* name, size_t length) {
  PATLAS_ASSIGN(const std::string_view wanted, text_of(name, length, "the option's name"));
  const auto row = std::find_if(kOptions.begin(), kOptions.end(),
                                [&](const OptionRow& r) { return r.name == wanted; });
  if (row != kOptions.end()) return &*row;
  return wrong("there is no option '" + std::string(wanted) + "'; there are " + names_for(~0u));
}

/// The option's name before what is wrong with its value.
Status named(const OptionRow& row, Status status) {
  if (!status) status.error().message.insert(0, "option " + std::string(row.name) + ": ");
  return status;
}

}  // namespace

Result<patlas_options> options_for(Use use, const patlas_options* options) {
  if (options == nullptr) return patlas_options{};
  PATLAS_TRY(need(options, "options"));
  for (const OptionRow& row : kOptions) {
    if ((row.uses & static_cast<unsigned>(use)) == 0 && options->names.contains(row.name)) {
      return wrong("option " + std::string(row.name) + " has no meaning for this call; it takes " +
                   names_for(static_cast<unsigned>(use)));
    }
  }
  if (use != Use::kSearch && use != Use::kClasses && options->cancel != nullptr)
    return wrong("a cancel has no meaning for this call");
  return *options;
}

}  // namespace patlas::c

using namespace patlas;
using namespace patlas::c;

extern "C" {

patlas_code patlas_options_create(patlas_options** options, patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(options));
    *options = new patlas_options;
    return {};
  });
}

patlas_code patlas_options_set_number(patlas_options* options, const char* name, size_t name_length,
                                      uint64_t value, patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(need(options, "options"));
    PATLAS_ASSIGN(const OptionRow* row, find_row(name, name_length));
    if (row->set_number == nullptr) return named(*row, wrong("it takes a text"));
    PATLAS_TRY(named(*row, row->set_number(*options, value)));
    options->names.insert(row->name);
    return {};
  });
}

patlas_code patlas_options_set_text(patlas_options* options, const char* name, size_t name_length,
                                    const char* value, size_t value_length,
                                    patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(need(options, "options"));
    PATLAS_ASSIGN(const OptionRow* row, find_row(name, name_length));
    PATLAS_ASSIGN(const std::string_view text, text_of(value, value_length, "the option's value"));
    if (row->set_text == nullptr) return named(*row, wrong("it takes a number"));
    PATLAS_TRY(named(*row, row->set_text(*options, text)));
    options->names.insert(row->name);
    return {};
  });
}

void patlas_options_free(patlas_options* options) noexcept { free_handle(options); }

patlas_code patlas_cancel_create(patlas_cancel** cancel, patlas_error** error) noexcept {
  return guarded(error, [&]() -> Status {
    PATLAS_TRY(clear(cancel));
    *cancel = new patlas_cancel{patlas_cancel::kMagic, std::make_shared<std::atomic<bool>>(false)};
    return {};
  });
}

patlas_code patlas_cancel_raise(patlas_cancel* cancel) noexcept {
  if (!is_alive(cancel)) return PATLAS_INVALID_ARGUMENT;
  *cancel->raised = true;
  return PATLAS_OK;
}

patlas_code patlas_options_set_cancel(patlas_options* options,
                                      const patlas_cancel* cancel) noexcept {
  if (!is_alive(options)) return PATLAS_INVALID_ARGUMENT;
  if (cancel != nullptr && !is_alive(cancel)) return PATLAS_INVALID_ARGUMENT;
  options->cancel = cancel == nullptr ? nullptr : cancel->raised;
  return PATLAS_OK;
}

void patlas_cancel_free(patlas_cancel* cancel) noexcept { free_handle(cancel); }

}  // extern "C"
