// engine/postings/posting_reader.h
//
// Reads the postings of one term: page by page for boolean work, document by document with
// frequencies and positions for phrases and ranking. Twin of posting_writer.h.
//
// Shape    documents strictly increasing, all < doc_count. Page p holds documents [p*65536,
//          (p+1)*65536).
// Bytes    FORMAT.md, "Postings".
// Errors   open: corruption (checksum, count, order of directories). Afterwards cursors are total:
//          bytes that pass their checksum but contradict themselves (an attacker's) give fewer
//          documents, frequencies of 0 or no positions, never a wild read, never a document beyond
//          doc_count. Only load() and positions() allocate, so they are not noexcept.
// Threads  a PostingList may be shared; a cursor belongs to one thread. A cursor keeps what it
//          needs of its list, but not the mapped file.
// Memory   DocCursor 1.2 KB, and 16 KB more from the first load() of a page that is not read in
//          place; OccurrenceCursor 4 KB and the positions of one document.
// Cost     bench/micro/postings_bench.
// Tested   tests/engine/postings/
#ifndef PATLAS_ENGINE_POSTINGS_POSTING_READER_H_
#define PATLAS_ENGINE_POSTINGS_POSTING_READER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

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
  /// Documents. Of a bitmap it is what the page directory says: never size memory by it.
  uint32_t count = 0;
  const uint16_t* list = nullptr;   ///< kList: increasing
  const uint64_t* words = nullptr;  ///< kBitmap: kPageWords words; 8-byte aligned
};

/// Where the parts of an opened list are; for the cursors.
struct PostingParts {
  enum class Form : uint8_t { kEmpty, kInline, kFlat, kPaged };
  Form form = Form::kEmpty;
  Detail detail = Detail::kDocs;
  uint32_t count = 0;
  uint32_t doc_count = 0;

  uint32_t docs[kInlineDocs] = {};   ///< kInline
  uint32_t freqs[kInlineDocs] = {};  ///< kInline, from kFreqs on
  Bytes inline_positions;            ///< kInline, kPositions: checked varints

  uint32_t units = 0;               ///< kFlat: blocks; kPaged: page entries
  const uint8_t* list = nullptr;    ///< first byte of the list
  const uint8_t* end = nullptr;     ///< after its last
  const uint8_t* maxima = nullptr;  ///< kFlat with several blocks: u32 last document of each
  const uint8_t* starts = nullptr;  ///< kFlat with several blocks: u32 offset of each but the first
  const uint8_t* blocks = nullptr;  ///< kFlat: the first block
  const uint8_t* directory = nullptr;  ///< kPaged: page entries
  Bytes freq_stream, position_stream;  ///< not kInline: chunks and their directory
};

class PostingList {
 public:
  PostingList() = default;
  /// Sections of the field the value came from; freqs and positions may be default-constructed
  /// below that detail.
  static Result<PostingList> open(const TermValue& value, Detail detail, const Section& postings,
                                  const Section& freqs, const Section& positions,
                                  uint32_t doc_count);
  uint32_t count() const { return parts_.count; }  ///< documents, deleted ones included
  Detail detail() const { return parts_.detail; }
  /// It is frequent, and is read page by page.
  bool has_pages() const { return parts_.form == PostingParts::Form::kPaged; }
  const PostingParts& parts() const { return parts_; }

 private:
  PostingParts parts_;
};

/// Adds all documents of a list that has no pages of its own (terms in few documents), without a
/// cursor; false, and nothing added, when it has.
bool append_docs(const PostingList& list, std::vector<uint32_t>& docs);
/// The same of postings inside a dictionary entry, before they are a list. False: they contradict
/// themselves, and open() says how.
bool append_docs(const TermValue& value, uint32_t doc_count, std::vector<uint32_t>& docs);

/// Documents page by page, forwards.
class DocCursor {
 public:
  explicit DocCursor(const PostingList& list);
  ~DocCursor();
  DocCursor(DocCursor&&) noexcept;
  /// The first page >= `page` that has documents, or kNoPage. Pages asked for never decrease.
  uint32_t seek_page(uint32_t page) noexcept;
  /// The documents of the page last sought; valid until the next call on this cursor. May be asked
  /// for again, as may the same page.
  PageDocs load();
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
  /// REQUIRES: on a document; detail kPositions. Valid until moved.
  std::span<const uint32_t> positions();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_POSTINGS_POSTING_READER_H_
