// Any bytes as a program of calls to the C ABI: each byte picks a call, the ones behind it its
// handles (right ones, NULL, ones of another type, never freed ones), texts, numbers and places.
// Whatever the order, a call gives a code; its error says the same code and why; what failed leaves
// NULL; what was committed is sound; and everything can be freed.
#ifndef PATLAS_UNSTABLE
#define PATLAS_UNSTABLE
#endif
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "patlas/patlas.h"
#include "tests/fuzz/checks.h"

namespace patlas::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr size_t kCallsMax = 40;
constexpr size_t kSlots = 3;

/// A folder of this process, taken away with it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "patlas-fuzz-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
    std::ofstream(path_ / "records.jsonl")
        << R"({"source":"example","publication":{"country":"EP","number":"1","kind":"A1"}})"
        << "\nno record\n";
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string at(const std::string& name) const { return (path_ / name).string(); }
  /// A folder of any name, below this one whatever the name says.
  std::string named(std::string_view name) const {
    if (name.empty()) return {};
    std::string safe(name);
    std::replace(safe.begin(), safe.end(), '/', '_');
    return at("any") + "/any " + safe;
  }
  void empty() const {
    for (const char* name : {"a", "b", "any"}) fs::remove_all(path_ / name);
    fs::create_directory(path_ / "any");
  }

 private:
  fs::path path_;
};

const char* const kRecord =
    R"({"source":"example","publication":{"country":"EP","number":"7000003","kind":"B1",)"
    R"("date":20120301},"titles":[{"language":"en","text":"Coated battery separator"}],)"
    R"("applicants":[{"name":"EXAMPLE CORP"}],"symbols":[{"scheme":"cpc","symbol":"H01M 10/0525"}]})"
    "\n";
const char* const kDelete =
    R"({"delete":true,"source":"example","publication":{"country":"EP","number":"7000003",)"
    R"("kind":"B1"}})"
    "\n";

/// Texts of every use: a random one would seldom be more than refused.
constexpr std::string_view kTexts[] = {"",
                                       "*:*",
                                       "ti:batt* and not pd:2015",
                                       "EP7000003",
                                       "EP 7000003 B1",
                                       "EP1",
                                       "a:(",
                                       "電池",
                                       "score",
                                       "prd",
                                       "limit",
                                       "offset",
                                       "sort",
                                       "count_documents",
                                       "count_families",
                                       "facets",
                                       "facet_limit",
                                       "cross",
                                       "explain",
                                       "threads",
                                       "memory_bytes",
                                       "timeout_ms",
                                       "documents_per_segment_max",
                                       "segments_max",
                                       "backend",
                                       "office,year",
                                       "year,office",
                                       "pa,cpc,cpc4,lang",
                                       "native",
                                       "xapian",
                                       "no such name",
                                       "\xFF\xFE",
                                       std::string_view("a\0b", 3)};

class Program {
 public:
  Program(std::string_view bytes, const Folder& folder) : rest_(bytes), folder_(folder) {
    folder_.empty();
  }

  std::string run() {
    for (size_t calls = 0; calls < kCallsMax && !rest_.empty() && wrong_.empty(); ++calls) call();
    free_all();
    if (wrong_.empty()) check_committed();
    return wrong_;
  }

 private:
  template <typename Handle>
  using Slots = std::array<Handle*, kSlots>;

  // ---- What the bytes say

  uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  uint64_t number() {
    const uint8_t form = byte();
    if (form < 128) return form;
    uint64_t value = 0;
    for (int i = 0; i < form % 9; ++i) value = value << 8 | byte();
    return value;
  }
  std::string_view text() {
    const uint8_t form = byte();
    if (form < 160) return kTexts[form % std::size(kTexts)];
    if (form == 254) return kRecord;
    if (form == 255) return kDelete;
    const std::string_view taken = rest_.substr(0, form - 159u);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string directory() {
    const uint8_t which = byte() % 8;
    if (which < 4) return folder_.at("a");
    if (which < 6) return folder_.at("b");
    return which == 6 ? folder_.at("records.jsonl") : folder_.named(text());
  }
  /// A handle of this type, NULL, or something else that is alive.
  template <typename Handle>
  Handle* pick(const Slots<Handle>& slots) {
    const uint8_t which = byte() % 16;
    if (which == 15) return nullptr;
    if (which == 14) return reinterpret_cast<Handle*>(options_[0]);
    if (which == 13) return reinterpret_cast<Handle*>(replies_[0]);
    return slots[which % kSlots];
  }
  /// A slot that has room for one more: what it held is freed.
  template <typename Handle>
  Handle** room(Slots<Handle>& slots, void (*free)(Handle*)) {
    Handle*& slot = slots[byte() % kSlots];
    free(slot);
    slot = nullptr;
    return &slot;
  }
  patlas_error** error() {
    patlas_error_free(error_);
    error_ = nullptr;
    wants_error_ = byte() % 8 != 7;
    return wants_error_ ? &error_ : nullptr;
  }

  // ---- What must hold

  void broken(const std::string& promise) {
    if (wrong_.empty()) wrong_ = promise;
  }
  bool done(patlas_code code, const char* call) {
    const std::string name = call;
    if (code < PATLAS_OK || code > PATLAS_CANCELLED) {
      broken(name + " gives a code that is no mistake of ours: " + std::to_string(code));
    }
    if (wants_error_ && patlas_error_code(error_) != code) {
      broken(name + "'s error has its code");
    }
    if (code != PATLAS_OK && wants_error_) {
      const char* message = nullptr;
      size_t length = 0;
      patlas_error_message(error_, &message, &length);
      if (length == 0) broken(name + "'s error says why");
    }
    wants_error_ = false;
    return code == PATLAS_OK;
  }
  /// `handle` is where the call left it: looked at after the call, whatever comes first of the two
  /// arguments.
  template <typename Handle>
  bool made(patlas_code code, Handle* const* handle, const char* call) {
    const bool ok = done(code, call);
    if (ok != (*handle != nullptr)) broken(std::string(call) + " leaves a handle or fails");
    return ok;
  }
  void plain(patlas_code code, bool must_be_ok, const char* call) {
    if (code < PATLAS_OK || code > PATLAS_CANCELLED || (must_be_ok && code != PATLAS_OK)) {
      broken(std::string(call) + " gives code " + std::to_string(code));
    }
  }

  // ---- The calls

  void call() {
    switch (byte() % 24) {
      case 0:
        made_options();
        break;
      case 1:
        return set_number();
      case 2:
        return set_text();
      case 3:
        return cancelling();
      case 4:
        return open_index();
      case 5:
      case 6:
      case 7:
        return search();
      case 8:
        return show();
      case 9:
        return inform();
      case 10:
        return back_up();
      case 11:
      case 12:
        return open_writer();
      case 13:
      case 14:
      case 15:
        return add();
      case 16:
      case 17:
        return commit();
      case 18:
        return remove();
      case 19:
        return speak();
      case 20:
        return merge();
      case 21:
        return free_one();
      case 22:
        return ask_anything();
      default:
        return look();
    }
  }

  void made_options() {
    patlas_options** to = room(options_, patlas_options_free);
    made(patlas_options_create(to, error()), to, "patlas_options_create");
  }
  void set_number() {
    patlas_options* options = pick(options_);
    const std::string_view name = text();
    uint64_t value = number();
    // Each takes a stack: what is sought here is no thread.
    if (name == "threads" && value <= 256) value = 1 + value % 2;
    done(patlas_options_set_number(options, name.data(), name.size(), value, error()),
         "patlas_options_set_number");
  }
  void set_text() {
    patlas_options* options = pick(options_);
    const std::string_view name = text(), value = text();
    done(patlas_options_set_text(options, name.data(), name.size(), value.data(), value.size(),
                                 error()),
         "patlas_options_set_text");
  }
  void cancelling() {
    switch (byte() % 3) {
      case 0: {
        patlas_cancel** to = room(cancels_, patlas_cancel_free);
        made(patlas_cancel_create(to, error()), to, "patlas_cancel_create");
        return;
      }
      case 1:
        return plain(patlas_cancel_raise(pick(cancels_)), false, "patlas_cancel_raise");
      default:
        return plain(patlas_options_set_cancel(pick(options_), pick(cancels_)), false,
                     "patlas_options_set_cancel");
    }
  }
  void open_index() {
    const std::string path = directory();
    patlas_index** to = room(indexes_, patlas_index_free);
    made(patlas_index_open(path.data(), path.size(), to, error()), to, "patlas_index_open");
  }
  void search() {
    // First, because what it frees must not be picked as an index by mistake.
    patlas_reply** to = room(replies_, patlas_reply_free);
    const patlas_index* index = pick(indexes_);
    const std::string_view query = text();
    const patlas_options* options = byte() % 2 == 0 ? nullptr : pick(options_);
    const bool ok =
        made(patlas_index_search(index, query.data(), query.size(), options, to, error()), to,
             "patlas_index_search");
    if (ok) walk(*to);
  }
  /// Everything that the reply says it has is there.
  void walk(const patlas_reply* reply) {
    uint64_t hits = 0, facets = 0, documents = 0, families = 0;
    plain(patlas_reply_counts(reply, &documents, &families), true, "patlas_reply_counts");
    plain(patlas_reply_hit_count(reply, &hits), true, "patlas_reply_hit_count");
    for (uint64_t hit = 0; hit < hits; ++hit) {
      for (int which = PATLAS_HIT_COUNTRY; which <= PATLAS_HIT_TITLE; ++which) {
        plain(patlas_reply_hit_text(reply, hit, which, nullptr, nullptr), true,
              "patlas_reply_hit_text");
      }
      uint64_t applicants = 0;
      plain(patlas_reply_hit_applicant_count(reply, hit, &applicants), true,
            "patlas_reply_hit_applicant_count");
      for (uint64_t a = 0; a < applicants; ++a) {
        plain(patlas_reply_hit_applicant(reply, hit, a, nullptr, nullptr), true,
              "patlas_reply_hit_applicant");
      }
    }
    plain(patlas_reply_facet_count(reply, &facets), true, "patlas_reply_facet_count");
    for (uint64_t facet = 0; facet < facets; ++facet) {
      uint64_t held = 0, found = 0;
      plain(patlas_reply_facet_value_count(reply, facet, &held, &found), true,
            "patlas_reply_facet_value_count");
      if (held > found) broken("a facet holds no more values than it found");
      for (uint64_t value = 0; value < held; ++value) {
        plain(patlas_reply_facet_value(reply, facet, value, nullptr, nullptr, nullptr, nullptr,
                                       &documents, &families),
              true, "patlas_reply_facet_value");
        if (families > documents) broken("families are no more than documents");
      }
    }
    patlas_text* json = nullptr;
    made(patlas_reply_json(reply, &json, error()), &json, "patlas_reply_json");
    patlas_text_free(json);
  }
  void show() {
    const patlas_index* index = pick(indexes_);
    const std::string_view of = text();
    patlas_records** to = room(records_, patlas_records_free);
    const bool ok =
        made(patlas_index_show(index, of.data(), of.size(), to, error()), to, "patlas_index_show");
    uint64_t count = 0;
    if (!ok) return;
    plain(patlas_records_count(*to, &count), true, "patlas_records_count");
    if (count == 0) broken("what is shown is a record at least");
  }
  void inform() {
    const patlas_index* index = pick(indexes_);
    patlas_text** to = room(texts_, patlas_text_free);
    made(patlas_index_info(index, to, error()), to, "patlas_index_info");
  }
  void back_up() {
    const patlas_index* index = pick(indexes_);
    const std::string path = byte() % 2 == 0 ? folder_.at("b") : directory();
    done(patlas_index_backup(index, path.data(), path.size(), error()), "patlas_index_backup");
  }
  void open_writer() {
    const std::string path = directory();
    // With as many threads as there are, most of the time would be theirs.
    const patlas_options* options = byte() % 4 == 0 ? pick(options_) : one_thread();
    patlas_writer** to = room(writers_, patlas_writer_free);
    made(patlas_writer_open(path.data(), path.size(), options, to, error()), to,
         "patlas_writer_open");
  }
  const patlas_options* one_thread() {
    if (one_thread_ == nullptr && patlas_options_create(&one_thread_, nullptr) == PATLAS_OK) {
      patlas_options_set_number(one_thread_, PATLAS_TEXT("threads"), 1, nullptr);
    }
    return one_thread_;
  }
  void add() {
    patlas_writer* writer = pick(writers_);
    const std::string_view name = text();
    if (byte() % 4 == 0) {
      const std::string path = folder_.at(byte() % 2 == 0 ? "records.jsonl" : "nothing");
      done(patlas_writer_add_file(writer, path.data(), path.size(), error()),
           "patlas_writer_add_file");
    } else {
      const std::string_view bytes = text();
      done(patlas_writer_add_bytes(writer, name.data(), name.size(), bytes.data(), bytes.size(),
                                   error()),
           "patlas_writer_add_bytes");
    }
  }
  void commit() {
    patlas_writer* writer = pick(writers_);
    if (byte() % 8 == 7) {
      done(patlas_writer_commit(writer, nullptr, error()), "patlas_writer_commit");
      return;
    }
    patlas_summary** to = room(summaries_, patlas_summary_free);
    if (!made(patlas_writer_commit(writer, to, error()), to, "patlas_writer_commit")) return;
    uint64_t sum = 0, seen = 0;
    for (int which = PATLAS_SUMMARY_SEEN; which <= PATLAS_SUMMARY_REJECTED; ++which) {
      uint64_t count = 0;
      plain(patlas_summary_number(*to, which, &count), true, "patlas_summary_number");
      (which == PATLAS_SUMMARY_SEEN ? seen : sum) += count;
    }
    if (seen != sum) broken("what was seen is the sum of what came of it");
  }
  void remove() {
    const std::string path = directory();
    std::array<const char*, 3> numbers{};
    std::array<size_t, 3> lengths{};
    const size_t count = byte() % 4;
    for (size_t i = 0; i < count; ++i) {
      const std::string_view of = text();
      numbers[i] = of.data();
      lengths[i] = of.size();
    }
    uint64_t deleted = 0, generation = 0;
    done(patlas_remove(path.data(), path.size(), numbers.data(), lengths.data(), count, &deleted,
                       &generation, error()),
         "patlas_remove");
  }
  void speak() {
    patlas_text** to = room(texts_, patlas_text_free);
    const std::string_view said = text();
    if (byte() % 2 == 0) {
      made(patlas_normal_form(said.data(), said.size(), to, error()), to, "patlas_normal_form");
    } else {
      made(patlas_tokens(said.data(), said.size(), to, error()), to, "patlas_tokens");
    }
  }
  void merge() {
    const std::string path = directory();
    const patlas_options* options = byte() % 4 == 0 ? pick(options_) : one_thread();
    uint64_t generation = 0;
    done(patlas_merge(path.data(), path.size(), static_cast<uint32_t>(number()), options,
                      &generation, error()),
         "patlas_merge");
  }
  void look() {
    const std::string path = directory();
    patlas_text** to = room(texts_, patlas_text_free);
    uint64_t damages = 0;
    if (made(patlas_check(path.data(), path.size(), to, &damages, error()), to, "patlas_check")) {
      if (damages != 0) broken("nothing that calls can do damages an index");
    }
  }
  /// Any part of any handle, by numbers that it need not have.
  void ask_anything() {
    const uint64_t a = number(), b = number();
    const auto which = static_cast<int>(a);
    const patlas_reply* reply = pick(replies_);
    const char* out = nullptr;
    size_t length = 0;
    double score = 0;
    uint64_t n = 0;
    const std::array<patlas_code, 14> codes = {
        patlas_reply_hit_text(reply, b, which, &out, &length),
        patlas_reply_hit_applicant(reply, a, b, &out, &length),
        patlas_reply_hit_score(reply, a, &score),
        patlas_reply_facet_name(reply, a, &out, &length),
        patlas_reply_facet_value(reply, a, b, &out, &length, nullptr, nullptr, &n, nullptr),
        patlas_reply_cross_value(reply, which, b, &out, &length, nullptr, nullptr, &n, &n),
        patlas_reply_cross_cell(reply, a, &n, &n, &n, &n),
        patlas_reply_limit(reply, &out, &length, &n),
        patlas_reply_plan(reply, &out, &length),
        patlas_records_json(pick(records_), a, &out, &length),
        patlas_summary_number(pick(summaries_), which, &n),
        patlas_summary_reject_log(pick(summaries_), &out, &length),
        patlas_text_get(pick(texts_), &out, &length),
        patlas_index_snapshot(pick(indexes_), &out, &length)};
    for (const patlas_code code : codes) plain(code, false, "an accessor");
    patlas_code_name(which, &out, &length);
  }
  void free_one() {
    const auto release = [this](auto& slots, auto* free) {
      auto*& slot = slots[byte() % kSlots];
      free(slot);
      slot = nullptr;
    };
    switch (byte() % 8) {
      case 0:
        return release(options_, patlas_options_free);
      case 1:
        return release(cancels_, patlas_cancel_free);
      case 2:
        return release(indexes_, patlas_index_free);
      case 3:
        return release(replies_, patlas_reply_free);
      case 4:
        return release(records_, patlas_records_free);
      case 5:
        return release(writers_, patlas_writer_free);
      case 6:
        return release(summaries_, patlas_summary_free);
      default:
        return release(texts_, patlas_text_free);
    }
  }

  void free_all() {
    for (size_t i = 0; i < kSlots; ++i) {
      patlas_index_free(indexes_[i]);
      patlas_options_free(options_[i]);
      patlas_cancel_free(cancels_[i]);
      patlas_reply_free(replies_[i]);
      patlas_records_free(records_[i]);
      patlas_writer_free(writers_[i]);
      patlas_summary_free(summaries_[i]);
      patlas_text_free(texts_[i]);
    }
    patlas_options_free(one_thread_);
    patlas_error_free(error_);
    error_ = nullptr;
  }
  void check_committed() {
    for (const char* name : {"a", "b"}) {
      const std::string path = folder_.at(name);
      patlas_text* json = nullptr;
      uint64_t damages = 0;
      patlas_check(path.data(), path.size(), &json, &damages, nullptr);
      patlas_text_free(json);
      if (damages != 0) broken("what was committed is sound");
    }
  }

  std::string_view rest_;
  const Folder& folder_;
  std::string wrong_;
  Slots<patlas_options> options_{};
  Slots<patlas_cancel> cancels_{};
  Slots<patlas_index> indexes_{};
  Slots<patlas_reply> replies_{};
  Slots<patlas_records> records_{};
  Slots<patlas_writer> writers_{};
  Slots<patlas_summary> summaries_{};
  Slots<patlas_text> texts_{};
  patlas_options* one_thread_ = nullptr;
  patlas_error* error_ = nullptr;
  bool wants_error_ = false;
};

}  // namespace

std::string check_c_abi(std::string_view bytes) {
  static const Folder folder;
  return Program(bytes, folder).run();
}

}  // namespace patlas::fuzz

// The power stays on here, and a thousand commits need not wait for the disk.
extern "C" int fsync(int) { return 0; }  // NOLINT
