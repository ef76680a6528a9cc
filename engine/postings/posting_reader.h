// engine/postings/posting_reader.h
//
// Reads the postings of one term: page by page for boolean work, document by document with
// frequencies and positions for phrases and ranking. Twin of posting_writer.h; FORMAT.md,
// "Postings".
//
// Shape    documents strictly increasing, all < doc_count. Page p holds documents [p*65536,
// (p+1)*65536). Errors   open: corruption (checksum, width, count, order of directories).
// Afterwards cursors are total: bytes that
//          pass their checksum but contradict themselves (an attacker's) give fewer documents,
//          never a wild read.
// Threads  a PostingList may be shared; a cursor belongs to one thread.
// Memory   DocCursor 8 KB + 512 values; OccurrenceCursor three decoded blocks (3 KB + positions of
// one document). Cost     bench/micro/postings_bench.
#ifndef PATLAS_ENGINE_POSTINGS_POSTING_READER_H_
#define PATLAS_ENGINE_POSTINGS_POSTING_READER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/base/sealed_file.h"
#include "engine/postings/posting_writer.h"
#include "engine/terms/dictionary.h"

namespace patlas {

inline constexpr uint32_t kPageDocs = 65536;
inline constexpr uint32_t kPageWords = kPageDocs / 64;
inline constexpr uint32_t kNoPage = 0xffffffffu;

/// The documents of one page: low 16 bits of their ids.
struct PageDocs {
  enum class Form : uint8_t { kEmpty, kList, kBitmap };
  Form form = Form::kEmpty;
  uint32_t count = 0;               ///< documents
  const uint16_t* list = nullptr;   ///< kList: increasing
  const uint64_t* words = nullptr;  ///< kBitmap: kPageWords words; 8-byte aligned
};

class PostingList {
 public:
  PostingList() = default;
  /// Sections of the field the value came from; freqs and positions may be default-constructed
  /// below that detail.
  static Result<PostingList> open(const TermValue& value, Detail detail, const Section& postings,
                                  const Section& freqs, const Section& positions,
                                  uint32_t doc_count);
  uint32_t count() const { return count_; }  ///< documents, deleted ones included
  Detail detail() const { return detail_; }

 private:
  friend class DocCursor;
  friend class OccurrenceCursor;
  uint32_t count_ = 0;
  Detail detail_ = Detail::kDocs;
  uint32_t doc_count_ = 0;
  bool inline_ = false;
  Bytes postings_, freqs_, positions_;
};

/// Documents page by page, forwards.
class DocCursor {
 public:
  explicit DocCursor(const PostingList& list);
  ~DocCursor();
  DocCursor(DocCursor&&) noexcept;
  /// The first page >= `page` that has documents, or kNoPage. Pages asked for never decrease.
  uint32_t seek_page(uint32_t page) noexcept;
  /// The documents of the page last sought; valid until the next call on this cursor.
  PageDocs load() noexcept;
  /// Sets the page's documents in `words` (kPageWords words), leaving others as they are. Cheaper
  /// than load() for an OR.
  void or_into(uint64_t* words) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One document after another, with what happened in it.
class OccurrenceCursor {
 public:
  explicit OccurrenceCursor(const PostingList& list);
  ~OccurrenceCursor();
  OccurrenceCursor(OccurrenceCursor&&) noexcept;
  /// Goes to `doc`; true when the list has it. Documents asked for never decrease.
  bool seek(uint32_t doc) noexcept;
  /// The list's first document >= `doc`, or 0xffffffff; the cursor stands on it.
  uint32_t seek_at_least(uint32_t doc) noexcept;
  uint32_t freq() noexcept;  ///< REQUIRES: on a document; detail >= kFreqs
  std::span<const uint32_t>
  positions() noexcept;  ///< REQUIRES: on a document; detail kPositions; valid until moved

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSTING_READER_H_
