// tests/engine/index/test_writing.h
//
// Loading, reading back and comparing whole indexes: what every test of this folder does.
#ifndef PATLAS_TESTS_ENGINE_INDEX_TEST_WRITING_H_
#define PATLAS_TESTS_ENGINE_INDEX_TEST_WRITING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/sim_env.h"
#include "engine/index/check.h"
#include "engine/index/manifest.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_parts.h"
#include "engine/index/writer.h"
#include "tests/engine/index/test_documents.h"
#include "tests/engine/traced_env.h"

namespace patlas::indextest {

/// How much a long test does: PATLAS_BUDGET times what a CI run does.
inline uint64_t budget(uint64_t count) {
  const char* factor = std::getenv("PATLAS_BUDGET");
  const double times = factor == nullptr ? 1.0 : std::strtod(factor, nullptr);
  return std::max<uint64_t>(1, static_cast<uint64_t>(static_cast<double>(count) * times));
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PATLAS_UNDER_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define PATLAS_UNDER_ASAN
#endif
#ifdef PATLAS_UNDER_ASAN
inline constexpr bool kUnderAsan = true;  ///< all is ten times slower: sweeps take fewer steps
#else
inline constexpr bool kUnderAsan = false;
#endif

template <typename T>
testing::AssertionResult is_ok(const Result<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << result.error().to_string();
}
#define EXPECT_OK(expression) EXPECT_TRUE(::patlas::indextest::is_ok(expression))
#define ASSERT_OK(expression) ASSERT_TRUE(::patlas::indextest::is_ok(expression))

/// The value, or a failed test and an empty one.
template <typename T>
T valued(Result<T> result) {
  EXPECT_OK(result);
  return result ? std::move(*result) : T();
}

inline WriterOptions small_options(unsigned threads = 1) {
  WriterOptions options;
  options.memory_bytes = 64u << 20;
  options.threads = threads;
  options.frequent_bigrams = true;  // every section has every kind of term
  return options;
}

struct TombstoneOf {
  std::string key, source;
};

/// One batch through one worker.
inline Status load(IndexWriter& writer, std::span<const Document> documents,
                   std::span<const TombstoneOf> tombstones = {}, unsigned worker = 0) {
  IndexWriter::Worker& to = writer.worker(worker);
  PATLAS_ASSIGN(const bool begun, to.begin_batch([]() -> Result<bool> { return true; }));
  static_cast<void>(begun);
  for (const Document& document : documents) PATLAS_TRY(to.add(document));
  for (const TombstoneOf& tombstone : tombstones) to.add_tombstone(tombstone.key, tombstone.source);
  return to.end_batch();
}

/// Batches of `per_batch` documents, taken by all of the writer's workers.
inline Status load_in_threads(IndexWriter& writer, std::span<const Document> documents,
                              size_t per_batch) {
  size_t next = 0;  // guarded by begin_batch
  std::vector<Status> results(writer.worker_count());
  std::vector<std::thread> threads;
  for (unsigned w = 0; w < writer.worker_count(); ++w) {
    threads.emplace_back([&, w] {
      IndexWriter::Worker& worker = writer.worker(w);
      results[w] = [&]() -> Status {
        for (;;) {
          std::span<const Document> mine;
          PATLAS_ASSIGN(const bool more, worker.begin_batch([&]() -> Result<bool> {
            if (next == documents.size()) return false;
            mine = documents.subspan(next, std::min(per_batch, documents.size() - next));
            next += mine.size();
            return true;
          }));
          if (!more) return {};
          for (const Document& document : mine) PATLAS_TRY(worker.add(document));
          PATLAS_TRY(worker.end_batch());
        }
      }();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (Status& result : results) PATLAS_TRY(std::move(result));
  return {};
}

inline bool is_live(const LiveSegment& segment, DocId doc) {
  return !is_deleted(segment.deleted, doc);
}

using Records = std::map<std::string, std::string>;

/// The record of each live key; fails the test when a key is live twice.
inline Result<Records> live_records(const Snapshot& snapshot) {
  Records records;
  for (const LiveSegment& segment : snapshot.segments()) {
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      if (!is_live(segment, doc)) continue;
      PATLAS_ASSIGN(std::string key, segment.reader->key(doc));
      PATLAS_ASSIGN(std::string record, segment.reader->record(doc));
      EXPECT_TRUE(records.emplace(key, std::move(record)).second) << key << " is live twice";
    }
  }
  return records;
}

inline Records records_of(std::span<const Document> documents) {
  Records records;
  for (const Document& document : documents) records[document.key] = document.stored;
  return records;
}

/// Keys of the live documents that hold the keyword.
inline Result<std::vector<std::string>> keys_with(const Snapshot& snapshot, uint16_t field,
                                                  std::string_view term) {
  std::vector<std::string> keys;
  for (const LiveSegment& segment : snapshot.segments()) {
    PATLAS_ASSIGN(const auto list, segment.reader->term_postings(field, term, Detail::kDocs));
    if (!list) continue;
    OccurrenceCursor cursor(*list);
    for (uint32_t doc = cursor.seek_at_least(0); doc < segment.reader->doc_count();
         doc = cursor.seek_at_least(doc + 1)) {
      if (!is_live(segment, doc)) continue;
      PATLAS_ASSIGN(std::string key, segment.reader->key(doc));
      keys.push_back(std::move(key));
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

inline std::string damages_text(const CheckReport& report) {
  std::string text;
  for (const Error& damage : report.damages) text += damage.to_string() + "\n";
  return text;
}

/// Opens, checks everything, and gives the live records.
inline Result<Records> checked_records(const Env& env, const std::string& directory) {
  PATLAS_ASSIGN(const auto snapshot, Snapshot::open(env, directory));
  const CheckReport report = check_snapshot(*snapshot);
  if (!report.damages.empty()) return report.damages.front();
  return live_records(*snapshot);
}

/// A simulated world whose every call is recorded; the protocol linter reads the record at the
/// test's end.
class TracedWorld : public TracedEnv {
 public:
  explicit TracedWorld(uint64_t seed = 1) : TracedEnv(seed) {}
  ~TracedWorld() { EXPECT_OK(trace().lint()); }

  std::unique_ptr<IndexWriter> open_writer(const WriterOptions& options = small_options()) {
    auto writer = IndexWriter::open(env(), kDirectory, test_schema(), options);
    EXPECT_OK(writer);
    return writer ? std::move(*writer) : nullptr;
  }
  /// Commits and says so to the linter.
  Result<uint64_t> commit(IndexWriter& writer) {
    auto generation = writer.commit();
    if (generation) trace().note_ack();
    return generation;
  }
  std::shared_ptr<const Snapshot> snapshot() {
    auto opened = Snapshot::open(env(), kDirectory);
    EXPECT_OK(opened);
    return opened ? *opened : nullptr;
  }
  Records records() { return valued(checked_records(env(), kDirectory)); }
  std::vector<std::string> names() {
    auto names = disk().list(kDirectory);
    return names ? *names : std::vector<std::string>();
  }

  static constexpr const char* kDirectory = "index";
};

}  // namespace patlas::indextest

#endif  // PATLAS_TESTS_ENGINE_INDEX_TEST_WRITING_H_
