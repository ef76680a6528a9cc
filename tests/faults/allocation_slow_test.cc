// tests/faults/allocation_slow_test.cc
//
// Memory that ends at any moment (RELIABILITY.md, F5). The operators new of this program refuse
// the nth request, once or from then on, for n from 1 to the end of what a call asks for. The call
// must give std::bad_alloc, an error that says so, or the right answer; it keeps nothing that it
// took; the index is sound, holds what it held before or after the call and nothing between, and
// the same call then gives the right answer, also from an index whose caches the failed one was
// building.
//
// Left out   what C libraries take by malloc: ICU, zstd, libarchive, xxHash. What they report is
//            std::bad_alloc or an error of ours; not all report: ICU 72 dies in its break engine
//            for Chinese and Japanese.
// How much   questions are tried at every n. Calls that read or write whole files are tried at the
//            first hundred and then at even steps; each prints how many it has tried.
//            PATLAS_BUDGET multiplies the number of steps; 100 tries all.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <new>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/env.h"
#include "ingest/pipeline.h"
#include "patlas/index.h"
#include "patlas/patlas.h"
#include "tests/temp_folder.h"

// ------------------------------------------------------------------- memory that can be refused

namespace {

std::atomic<int64_t> g_live{0};  // blocks
std::atomic<uint64_t> g_asked{0};
std::atomic<uint64_t> g_refuse_first{0}, g_refuse_last{0};  // of those asked for; 0: none

bool is_refused() {
  const uint64_t number = ++g_asked;
  return number >= g_refuse_first && number <= g_refuse_last;
}

void* take(size_t bytes, size_t alignment) {
  if (is_refused()) return nullptr;
  const size_t rounded = (std::max<size_t>(bytes, 1) + alignment - 1) / alignment * alignment;
  void* const block = alignment <= alignof(std::max_align_t)
                          ? std::malloc(rounded)
                          : std::aligned_alloc(alignment, rounded);
  g_live += block != nullptr;
  return block;
}

void* take_or_throw(size_t bytes, size_t alignment) {
  void* const block = take(bytes, alignment);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void give_back(void* block) {
  g_live -= block != nullptr;
  std::free(block);
}

constexpr size_t kUsual = alignof(std::max_align_t);
size_t of(std::align_val_t alignment) { return static_cast<size_t>(alignment); }

}  // namespace

void* operator new(size_t n) { return take_or_throw(n, kUsual); }
void* operator new[](size_t n) { return take_or_throw(n, kUsual); }
void* operator new(size_t n, std::align_val_t a) { return take_or_throw(n, of(a)); }
void* operator new[](size_t n, std::align_val_t a) { return take_or_throw(n, of(a)); }
void* operator new(size_t n, const std::nothrow_t&) noexcept { return take(n, kUsual); }
void* operator new[](size_t n, const std::nothrow_t&) noexcept { return take(n, kUsual); }
void* operator new(size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return take(n, of(a));
}
void* operator new[](size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return take(n, of(a));
}
void operator delete(void* p) noexcept { give_back(p); }
void operator delete[](void* p) noexcept { give_back(p); }
void operator delete(void* p, size_t) noexcept { give_back(p); }
void operator delete[](void* p, size_t) noexcept { give_back(p); }
void operator delete(void* p, std::align_val_t) noexcept { give_back(p); }
void operator delete[](void* p, std::align_val_t) noexcept { give_back(p); }
void operator delete(void* p, size_t, std::align_val_t) noexcept { give_back(p); }
void operator delete[](void* p, size_t, std::align_val_t) noexcept { give_back(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { give_back(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { give_back(p); }
void operator delete(void* p, std::align_val_t, const std::nothrow_t&) noexcept { give_back(p); }
void operator delete[](void* p, std::align_val_t, const std::nothrow_t&) noexcept { give_back(p); }

// The power stays on in this program, and its thousands of commits need not wait for the disk.
extern "C" int fsync(int) { return 0; }

namespace patlas {
namespace {

namespace fs = std::filesystem;

/// While it lives, the nth request is refused, and those after it too where `sticky`.
class Refusal {
 public:
  Refusal(uint64_t nth, bool sticky) {
    g_asked = 0;
    g_refuse_last = sticky ? ~uint64_t{0} : nth;
    g_refuse_first = nth;
  }
  ~Refusal() {
    g_refuse_first = ~uint64_t{0};
    g_refuse_last = 0;
  }
  Refusal(const Refusal&) = delete;
  Refusal& operator=(const Refusal&) = delete;
};

double budget() {
  const char* const factor = std::getenv("PATLAS_BUDGET");
  return factor == nullptr ? 1 : std::atof(factor);
}

size_t open_files() {
  const fs::directory_iterator files("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(files), end(files)));
}

// ------------------------------------------------------------------------------- the fixture

std::string record(const std::string& country, int number, const std::string& kind, int date,
                   const std::string& title, const std::string& family, const std::string& symbol,
                   const std::string& applicant) {
  return R"({"source":"example","publication":{"country":")" + country + R"(","number":")" +
         std::to_string(number) + R"(","kind":")" + kind + R"(","date":)" + std::to_string(date) +
         R"(},"family_id":")" + family + R"(","titles":[{"language":"en","text":")" + title +
         R"("},{"language":"zh","text":"鋰離子電池正極材料及其製造方法"}],"abstracts":[)" +
         R"({"language":"en","text":"A coated separator of a battery cell. It is porous."}],)" +
         R"("applicants":[{"name":")" + applicant + R"(","country":"TW"}],"inventors":)" +
         R"([{"name":"Fang, Mei"}],"symbols":[{"scheme":"cpc","symbol":")" + symbol +
         R"("},{"scheme":"ipc","symbol":"H01M 4/36"}]})" + "\n";
}

std::string records(int first, int count, const std::string& title) {
  static constexpr const char* kCountries[] = {"EP", "US", "TW"};
  std::string all;
  for (int i = first; i < first + count; ++i) {
    all +=
        record(kCountries[i % 3], 7000000 + i, i % 2 == 0 ? "B1" : "A1",
               20100000 + i % 9 * 10000 + 101 + i % 12 * 100, title + " number" + std::to_string(i),
               "F" + std::to_string(i / 3), i % 2 == 0 ? "H01M 10/0525" : "G06F 7/08",
               "EXAMPLE CORP " + std::to_string(i % 4));
  }
  return all;
}

std::string sample(const std::string& name) {
  return std::string(PATLAS_SOURCE_DIR "/corpora/samples/") + name;
}

std::string text_of(const std::vector<FacetCount>& counts) {
  std::ostringstream out;
  for (const FacetCount& c : counts) {
    out << ' ' << c.value << '(' << c.label << ")=" << c.documents << '/' << c.families;
  }
  return out.str();
}

std::string text_of(const SearchReply& reply) {
  std::ostringstream out;
  out << reply.query << (reply.complete ? "" : " incomplete: " + reply.limit) << '\n'
      << reply.documents << ' ' << reply.families << '\n';
  for (const SearchHit& hit : reply.hits) {
    out << hit.publication.country << hit.publication.number << hit.publication.kind << ' '
        << hit.date << ' ' << hit.title << ' ' << hit.score.value_or(0);
    for (const std::string& applicant : hit.applicants) out << ';' << applicant;
    out << '\n';
  }
  for (const FacetReply& facet : reply.facets) {
    out << facet.name << ' ' << facet.value_count << text_of(facet.values) << '\n';
  }
  if (reply.cross) {
    out << text_of(reply.cross->rows) << '\n' << text_of(reply.cross->columns) << '\n';
    for (const CrossCount& cell : reply.cross->cells) {
      out << cell.row << ',' << cell.column << '=' << cell.documents << '/' << cell.families << ' ';
    }
  }
  out << reply.explain;
  return out.str();
}

class OutOfMemory : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = test::temp_dir() + "patlas-memory-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(at("first.jsonl")) << records(0, 12, "Battery separator");
    // Some replace what the first file brought, others are new.
    std::ofstream(at("second.jsonl"))
        << records(9, 12, "Coating of batteries")
        << R"({"delete":true,"source":"example","publication":{"country":"EP","number":"7000000",)"
        << R"("kind":"B1"}})" << '\n'
        << "no record at all\n";
    for (const std::string& file :
         {at("first.jsonl"), sample("google/publications.jsonl"), at("second.jsonl")}) {
      ASSERT_TRUE(load(request(at("idx"), {file})));
    }
    ASSERT_TRUE(load(request(at("one"), {at("first.jsonl")})));
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }
  static std::string at(const std::string& name) { return (folder_ / name).string(); }

  static LoadRequest request(const std::string& directory, std::vector<std::string> paths) {
    LoadRequest made;
    made.directory = directory;
    made.paths = std::move(paths);
    made.threads = 1;
    return made;
  }

  /// Everything that an index holds.
  static std::string content(const std::string& directory) {
    const Result<Index> index = Index::open(directory);
    if (!index) return index.error().to_string();
    SearchRequest all;
    all.query = "*:*";
    all.limit = 1000;
    all.facets = {"pa", "cpc", "year"};
    const Result<SearchReply> reply = index->search(all);
    return reply ? text_of(*reply) : reply.error().to_string();
  }
  static void expect_sound(const std::string& directory) {
    const Result<CheckSummary> summary = check(directory);
    if (!summary) {
      EXPECT_EQ(summary.error().code, Code::kNotFound) << summary.error().to_string();
      return;
    }
    for (const Error& damage : summary->damages) ADD_FAILURE() << damage.to_string();
  }

  static constexpr uint64_t kAll = ~uint64_t{0};
  struct Scene {
    std::function<void()> prepare = [] {};  ///< what the call finds
    std::function<void()> inspect = [] {};  ///< after a call that failed
    std::function<void()> finish = [] {};   ///< lets go of what prepare() made
    uint64_t steps = kAll;                  ///< tries beyond the first, once and sticky each
  };

  /// `tell` makes a text of what `ask` gives.
  template <typename Ask, typename Tell>
  static void sweep(const Scene& scene, Ask ask, Tell tell) {
    const auto text = [&](const auto& answer) {
      return answer ? tell(*answer) : answer.error().to_string();
    };
    uint64_t total = 0;
    const auto unharmed = [&] {
      scene.prepare();
      std::optional<decltype(ask())> answer;
      {
        const Refusal none(~uint64_t{0}, false);
        answer = ask();
        total = g_asked;
      }
      std::string got = text(*answer);
      answer.reset();
      scene.finish();
      return got;
    };
    const std::string expected = unharmed();
    ASSERT_EQ(unharmed(), expected) << "the call itself does not give the same twice";
    const size_t files = open_files();
    uint64_t tried[2] = {}, threw = 0, erred = 0, answered = 0;
    for (const bool sticky : {false, true}) {
      uint64_t nth = 1;
      for (bool reached = true; reached; ++tried[sticky]) {
        const int64_t live = g_live;
        scene.prepare();
        {
          std::optional<decltype(ask())> answer;
          try {
            const Refusal refusal(nth, sticky);
            answer = ask();
          } catch (const std::bad_alloc&) {
            ++threw;
          }
          reached = g_asked >= nth;
          const std::string got = answer ? text(*answer) : "";
          if (answer && got == expected) {
            ++answered;
          } else {
            if (answer) {
              ++erred;
              const bool says_so = !*answer && (answer->error().code == Code::kIo ||
                                                answer->error().code == Code::kLimit);
              EXPECT_TRUE(says_so) << got;
            }
            scene.inspect();
            EXPECT_EQ(text(ask()), expected) << "after a failed call";
          }
        }
        scene.finish();
        EXPECT_EQ(g_live, live) << "blocks are kept";
        ASSERT_FALSE(HasFailure()) << "request " << nth << (sticky ? " and on" : "");
        nth = next(nth, total, scene.steps, sticky);
      }
    }
    EXPECT_EQ(open_files(), files) << "files are kept open";
    std::printf(
        "%6llu requests; refused once at %llu of them, from then on at %llu: "
        "%llu bad_alloc, %llu errors, %llu answers\n",
        count(total), count(tried[0]), count(tried[1]), count(threw), count(erred),
        count(answered));
  }

  Scene of_index() {
    Scene scene;
    scene.prepare = [this] {
      Result<Index> index = Index::open(at("idx"));
      ASSERT_TRUE(index) << index.error().to_string();
      index_.emplace(std::move(*index));
    };
    scene.finish = [this] { index_.reset(); };
    return scene;
  }
  /// Each try on an index just opened, whose lazy parts the failing call is the first to build.
  void sweep_search(const SearchRequest& request) {
    sweep(
        of_index(), [&] { return index_->search(request); },
        [](const SearchReply& reply) { return text_of(reply); });
  }
  void sweep_query(const std::string& query) {
    SearchRequest request;
    request.query = query;
    const Result<Index> index = Index::open(at("idx"));
    const Result<SearchReply> reply = index->search(request);
    ASSERT_TRUE(reply) << reply.error().to_string();
    EXPECT_GT(reply->documents, 0u) << "a query without documents tries little";
    sweep_search(request);
  }

  /// A call that changes a copy of `from`, or makes a new index where that is empty.
  template <typename Ask>
  void sweep_change(
      const std::string& from, Ask ask,
      const std::function<std::string(const std::string&)>& content = OutOfMemory::content) {
    const std::string work = at("work");
    const std::string before = from.empty() ? "" : content(at(from));
    std::string after;
    Scene scene;
    scene.steps = 150;
    scene.prepare = [=] {
      fs::remove_all(work);
      if (!from.empty()) fs::copy(at(from), work);
    };
    scene.finish = [=] { fs::remove_all(work); };
    scene.inspect = [&, work] {
      expect_sound(work);
      const std::string found = content(work);
      const bool none_yet = before.empty() && found.starts_with("not_found");
      EXPECT_TRUE(found == before || found == after || none_yet) << found;
    };
    scene.prepare();
    ASSERT_TRUE(ask(work));
    after = content(work);
    ASSERT_NE(before, after);
    sweep(
        scene, [&] { return ask(work); }, [&](const auto&) { return content(work); });
  }

  std::optional<Index> index_;

 private:
  static unsigned long long count(uint64_t n) { return n; }
  /// The first 100 one by one; then `steps` more, spread over the rest.
  static uint64_t next(uint64_t nth, uint64_t total, uint64_t steps, bool sticky) {
    constexpr uint64_t kDense = 100;
    if (nth < kDense || total <= kDense || steps == kAll) return nth + 1;
    const double wanted = std::max(1.0, static_cast<double>(steps) * budget());
    const auto stride = static_cast<uint64_t>(static_cast<double>(total - kDense) / wanted) + 1;
    // Once and sticky stand at different places.
    return nth == kDense && sticky ? nth + (stride + 1) / 2 : nth + stride;
  }

  static inline fs::path folder_;
};

// ------------------------------------------------------------------------------- questions

TEST_F(OutOfMemory, Opening) {
  sweep(
      {}, [] { return Index::open(at("idx")); },
      [](const Index& index) { return index.snapshot(); });
}

TEST_F(OutOfMemory, TextQuery) { sweep_query("ti:battery and separator"); }
TEST_F(OutOfMemory, Phrase) { sweep_query("\"coated separator\" and not ti:nothing"); }
TEST_F(OutOfMemory, CjkPhrase) { sweep_query("ti:正極材料"); }
TEST_F(OutOfMemory, WordsOfACjkString) { sweep_query("~鋰離子電池正極材料"); }
TEST_F(OutOfMemory, WholeCjkWord) { sweep_query("word:電池"); }
TEST_F(OutOfMemory, Stem) { sweep_query("~coated"); }
TEST_F(OutOfMemory, Truncation) { sweep_query("batt*"); }
TEST_F(OutOfMemory, ClassAndBelow) { sweep_query("cpc:H01M10"); }
TEST_F(OutOfMemory, DateRange) { sweep_query("pd:2011..2016 and not pd:2013"); }
TEST_F(OutOfMemory, NumberAndCountry) { sweep_query("pn:EP7000003 or cc:(US or TW)"); }

TEST_F(OutOfMemory, ListOfManyWords) {
  std::string query = "battery";
  for (int i = 0; i < 25; ++i) query += " or number" + std::to_string(i);
  sweep_query(query);
}

TEST_F(OutOfMemory, Facets) {
  SearchRequest request;
  request.query = "battery*";
  request.facets = {"office", "year", "pa", "cpc", "cpc4", "lang"};
  sweep_search(request);
}

TEST_F(OutOfMemory, CountsWithoutHits) {
  SearchRequest request;
  request.query = "separator or coating";
  request.limit = 0;
  sweep_search(request);
}

TEST_F(OutOfMemory, CrossTab) {
  SearchRequest request;
  request.query = "*:*";
  request.cross = {"year", "cpc"};
  sweep_search(request);
}

TEST_F(OutOfMemory, OrderByScore) {
  SearchRequest request;
  request.query = "coating or \"battery separator\" or number7";
  request.sort = "score";
  sweep_search(request);
}

TEST_F(OutOfMemory, LaterPage) {
  SearchRequest request;
  request.query = "*:*";
  request.sort = "prd";
  request.offset = 5;
  request.limit = 4;
  sweep_search(request);
}

TEST_F(OutOfMemory, Explain) {
  SearchRequest request;
  request.query = "ti:batt* and (\"coated separator\" or pd:2014)";
  request.explain = true;
  sweep_search(request);
}

TEST_F(OutOfMemory, QueryWithAMistake) {
  SearchRequest request;
  request.query = "tii:battery and (separator";
  sweep_search(request);
}

TEST_F(OutOfMemory, NormalForm) {
  sweep(
      {}, [] { return normal_form("TI:(Battery or  separat*) AND NOT pd>=2015"); },
      [](const std::string& form) { return form; });
}

TEST_F(OutOfMemory, ShownRecord) {
  sweep(
      of_index(), [&] { return index_->show("EP 7000003 A1"); },
      [](const std::vector<ShownRecord>& shown) {
        std::string all;
        for (const ShownRecord& r : shown) all += r.publication.kind + r.json;
        return all;
      });
}

TEST_F(OutOfMemory, Information) {
  sweep(
      of_index(), [&] { return index_->info(); },
      [](const IndexInfo& info) {
        std::ostringstream out;
        out << info.documents << ' ' << info.deleted << ' ' << info.families << ' ' << info.bytes;
        for (const SectionSize& s : info.sections) out << ' ' << s.name << s.field << s.bytes;
        return out.str();
      });
}

TEST_F(OutOfMemory, Tokens) {
  sweep(
      {},
      [] {
        return Result<std::vector<TokenRow>>(
            tokens("Coating of IL-6, 5G通訊 and 鋰離子電池正極材料; リチウム 10⁻³ ﬁne"));
      },
      [](const std::vector<TokenRow>& rows) {
        std::string all;
        for (const TokenRow& r : rows) all += r.view + r.term + std::to_string(r.position) + ' ';
        return all;
      });
}

TEST_F(OutOfMemory, HelpOfTheLanguage) {
  sweep(
      {}, [] { return Result<size_t>(field_help().size() + operator_help().size()); },
      [](size_t rows) { return std::to_string(rows); });
}

TEST_F(OutOfMemory, Check) {
  Scene scene;
  scene.steps = 250;
  sweep(
      scene, [] { return check(at("idx")); },
      [](const CheckSummary& summary) {
        std::ostringstream out;
        out << summary.files << ' ' << summary.documents << ' ' << summary.terms << ' '
            << summary.postings << ' ' << summary.damages.size();
        return out.str();
      });
}

// ------------------------------------------------------------------------------- changes

TEST_F(OutOfMemory, Backup) {
  Scene scene = of_index();
  const auto open = scene.prepare, close = scene.finish;
  scene.prepare = [open] {
    fs::remove_all(at("copy"));
    open();
  };
  // As with any backup that failed, what there is of it is taken away first.
  scene.inspect = [] {
    expect_sound(at("copy"));
    fs::remove_all(at("copy"));
  };
  scene.finish = [close] {
    close();
    fs::remove_all(at("copy"));
  };
  sweep(
      scene,
      [&] {
        const Status made = index_->backup(at("copy"));
        return made ? Result<bool>(true) : Result<bool>(made.error());
      },
      [](bool) { return content(at("copy")); });
}

TEST_F(OutOfMemory, LoadOfANewIndex) {
  sweep_change("",
               [](const std::string& work) { return load(request(work, {at("first.jsonl")})); });
}

TEST_F(OutOfMemory, LoadOfXml) {
  sweep_change("one", [](const std::string& work) {
    return load(request(work, {sample("docdb/frontfile.xml"), sample("uspto/weekly.xml"),
                               sample("tipo/grant.xml")}));
  });
}

TEST_F(OutOfMemory, LoadThatReplacesAndDeletes) {
  sweep_change("one",
               [](const std::string& work) { return load(request(work, {at("second.jsonl")})); });
}

// Two threads whose batches wait for each other: for the first one's dictionary, and for a run to
// be sealed.
TEST_F(OutOfMemory, LoadByTwoThreads) {
  sweep_change("one", [](const std::string& work) {
    LoadOptions options;
    options.threads = 2;
    options.batch_records = 2;
    options.documents_per_segment_max = 6;
    return load_files(posix_env(), work, {at("second.jsonl"), sample("docdb/frontfile.xml")},
                      options);
  });
}

TEST_F(OutOfMemory, Merge) {
  sweep_change(
      "idx", [](const std::string& work) { return merge(work, 1, 16 << 20, 2); },
      [](const std::string& directory) {
        const Result<Index> index = Index::open(directory);
        const Result<IndexInfo> info = index->info();
        return std::to_string(info ? info->segments : 0) + " segments of " + content(directory);
      });
}

TEST_F(OutOfMemory, Delete) {
  sweep_change("idx", [](const std::string& work) {
    return remove(work, {"EP7000003", "US 7000010 B1"});
  });
}

// ------------------------------------------------------------------------------ the C edge

/// While it lives, the test's own texts are made: nothing is refused or counted.
class Respite {
 public:
  Respite() : asked_(g_asked), first_(g_refuse_first), last_(g_refuse_last) {
    g_refuse_first = ~uint64_t{0};
    g_refuse_last = 0;
  }
  ~Respite() {
    g_asked = asked_;
    g_refuse_first = first_;
    g_refuse_last = last_;
  }
  Respite(const Respite&) = delete;
  Respite& operator=(const Respite&) = delete;

 private:
  uint64_t asked_, first_, last_;
};

/// What a C call left: the error as C++ has it, so that the sweep reads it as any other.
Error error_of(patlas_code code, patlas_error* error) {
  const char* message = nullptr;
  size_t length = 0;
  EXPECT_NE(error, nullptr) << "an error is left even when there is no memory for it";
  EXPECT_EQ(patlas_error_code(error), code);
  EXPECT_EQ(patlas_error_message(error, &message, &length), PATLAS_OK);
  EXPECT_GT(length, 0u);
  Error left{static_cast<Code>(code), {}, {}};
  const Respite respite;
  left.message.assign(message, length);
  patlas_error_free(error);
  return left;
}

/// Calls through the C ABI one after the other, until one fails.
class CCalls {
 public:
  template <typename Call>
  CCalls& then(Call call) {
    if (failed_) return *this;
    patlas_error* error = nullptr;
    const patlas_code code = call(&error);
    if (code != PATLAS_OK) failed_ = error_of(code, error);
    return *this;
  }
  Result<std::string> text(patlas_text* handle) {
    const char* data = nullptr;
    size_t length = 0;
    EXPECT_EQ(patlas_text_get(handle, &data, &length),
              failed_ ? PATLAS_INVALID_ARGUMENT : PATLAS_OK);
    if (failed_) return std::move(*failed_);
    const Respite respite;
    std::string copy(data, length);
    patlas_text_free(handle);
    return copy;
  }

 private:
  std::optional<Error> failed_;
};

TEST_F(OutOfMemory, CSearch) {
  const std::string directory = at("idx");
  sweep(
      {},
      [&] {
        patlas_index* index = nullptr;
        patlas_options* options = nullptr;
        patlas_cancel* cancel = nullptr;
        patlas_reply* reply = nullptr;
        patlas_text* json = nullptr;
        CCalls calls;
        calls
            .then([&](patlas_error** e) {
              return patlas_index_open(directory.data(), directory.size(), &index, e);
            })
            .then([&](patlas_error** e) { return patlas_options_create(&options, e); })
            .then([&](patlas_error** e) { return patlas_cancel_create(&cancel, e); })
            .then([&](patlas_error**) { return patlas_options_set_cancel(options, cancel); })
            .then([&](patlas_error** e) {
              return patlas_options_set_text(options, PATLAS_TEXT("facets"),
                                             PATLAS_TEXT("office,year"), e);
            })
            .then([&](patlas_error** e) {
              return patlas_options_set_text(options, PATLAS_TEXT("cross"),
                                             PATLAS_TEXT("office,year"), e);
            })
            .then([&](patlas_error** e) {
              return patlas_options_set_number(options, PATLAS_TEXT("limit"), 3, e);
            })
            .then([&](patlas_error** e) {
              return patlas_index_search(index, PATLAS_TEXT("batt* and not ti:nothing"), options,
                                         &reply, e);
            })
            .then([&](patlas_error** e) { return patlas_reply_json(reply, &json, e); });
        patlas_reply_free(reply);
        patlas_cancel_free(cancel);
        patlas_options_free(options);
        patlas_index_free(index);
        return calls.text(json);
      },
      [](const std::string& json) { return json; });
}

TEST_F(OutOfMemory, CMistake) {
  sweep(
      {},
      [] {
        patlas_text* form = nullptr;
        CCalls calls;
        calls.then([&](patlas_error** e) {
          return patlas_normal_form(PATLAS_TEXT("tii:battery and (separator"), &form, e);
        });
        return calls.text(form);
      },
      [](const std::string& form) { return form; });
}

TEST_F(OutOfMemory, CRecordAndInformation) {
  const std::string directory = at("idx");
  sweep(
      {},
      [&] {
        patlas_index* index = nullptr;
        patlas_records* records = nullptr;
        patlas_text* info = nullptr;
        CCalls calls;
        calls
            .then([&](patlas_error** e) {
              return patlas_index_open(directory.data(), directory.size(), &index, e);
            })
            .then([&](patlas_error** e) {
              return patlas_index_show(index, PATLAS_TEXT("EP 7000003 A1"), &records, e);
            })
            .then([&](patlas_error** e) { return patlas_index_info(index, &info, e); });
        patlas_records_free(records);
        patlas_index_free(index);
        return calls.text(info);
      },
      [](const std::string& info) { return info; });
}

TEST_F(OutOfMemory, CWriter) {
  const std::string bytes = records(9, 4, "Coating of batteries");
  sweep_change("one", [&](const std::string& work) {
    patlas_options* options = nullptr;
    patlas_writer* writer = nullptr;
    patlas_summary* summary = nullptr;
    patlas_text* json = nullptr;
    CCalls calls;
    calls.then([&](patlas_error** e) { return patlas_options_create(&options, e); })
        .then([&](patlas_error** e) {
          return patlas_options_set_number(options, PATLAS_TEXT("threads"), 1, e);
        })
        .then([&](patlas_error** e) {
          return patlas_writer_open(work.data(), work.size(), options, &writer, e);
        })
        .then([&](patlas_error** e) {
          return patlas_writer_add_bytes(writer, PATLAS_TEXT("memory"), bytes.data(), bytes.size(),
                                         e);
        })
        .then([&](patlas_error** e) { return patlas_writer_commit(writer, &summary, e); })
        .then([&](patlas_error** e) { return patlas_summary_json(summary, &json, e); });
    patlas_summary_free(summary);
    patlas_writer_free(writer);
    patlas_options_free(options);
    return calls.text(json);
  });
}

}  // namespace
}  // namespace patlas
