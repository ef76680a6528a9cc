#include "engine/segment/word_grams.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace patlas {

uint32_t WordGramsWriter::gram_of(const char* bytes) {
  if (pages_.empty()) pages_.resize(kPages);
  const auto at = [bytes](size_t i) { return size_t{static_cast<uint8_t>(bytes[i])}; };
  auto& page = pages_[at(0) << 8 | at(1)];
  if (page == nullptr) {
    page = std::make_unique<Page>();
    ++page_count_;
  }
  uint32_t& known = (*page)[at(2)];
  if (known == 0) {
    grams_.emplace_back();
    known = static_cast<uint32_t>(grams_.size());
  }
  return known - 1;
}

uint64_t WordGramsWriter::places_bytes_max() const {
  return 2 * std::clamp(memory_bytes_, kPlacesBytesMax / 16, kPlacesBytesMax / 2);
}

void WordGramsWriter::write_run(Gram& gram) {
  if (gram.after == kNone) return;
  const size_t before = gram.runs.capacity();
  put_varint(gram.runs, gram.first - gram.written);
  put_varint(gram.runs, gram.after - gram.first - 1);
  gram.written = gram.after;
  runs_bytes_ += gram.runs.capacity() - before;
}

/// Of the last word's places, all but the first `kept` end before word `after`.
void WordGramsWriter::end_places(size_t kept, TermOrd after) {
  while (places_.size() > kept) {
    Gram& gram = grams_[places_.back()];
    places_.pop_back();
    if (--gram.standing == 0) gram.after = after;
  }
}

Status WordGramsWriter::add(TermOrd ordinal, std::string_view word) {
  PATLAS_CHECK(next_ == kNone || next_ == ordinal);
  const uint64_t places_bytes = grams_.capacity() * sizeof(Gram) + page_count_ * sizeof(Page);
  const bool is_full = runs_bytes_ > memory_bytes_ || places_bytes > places_bytes_max();
  if (is_full && memory_bytes_ != kAllInMemory) PATLAS_TRY(spill());
  next_ = ordinal + 1;
  const auto differ = std::mismatch(word_.begin(), word_.end(), word.begin(), word.end());
  const auto shared = static_cast<size_t>(differ.first - word_.begin());
  const size_t kept = shared < kGramBytes ? 0 : shared - kGramBytes + 1;
  end_places(kept, ordinal);
  for (size_t at = kept; at + kGramBytes <= word.size(); ++at) {
    const uint32_t number = gram_of(word.data() + at);
    Gram& gram = grams_[number];
    places_.push_back(number);
    if (gram.standing++ > 0) continue;
    if (gram.after == ordinal) continue;  // it stood in the word before, at another place
    write_run(gram);
    gram.first = ordinal;
  }
  word_.replace(shared, word_.npos, word.substr(shared));
  return {};
}

/// Every gram so far with the bytes of its runs, some hundred at a time, each time from word 0; then
/// they are forgotten.
Status WordGramsWriter::end_grams(const SortedRuns::Visit& visit) {
  constexpr size_t kPieceBytes = 512;
  end_places(0, next_);
  word_.clear();
  std::string piece;
  for (size_t page = 0; page < pages_.size(); ++page) {
    if (pages_[page] == nullptr) continue;
    for (size_t last = 0; last < pages_[page]->size(); ++last) {
      const uint32_t known = (*pages_[page])[last];
      if (known == 0) continue;
      Gram& gram = grams_[known - 1];
      write_run(gram);
      const char bytes[kGramBytes] = {static_cast<char>(page >> 8), static_cast<char>(page),
                                      static_cast<char>(last)};
      ByteReader in(as_bytes(gram.runs));
      for (TermOrd at = 0, of_piece = 0; !in.at_end();) {
        at += in.varint32();
        const uint32_t more = in.varint32();
        put_varint(piece, at - of_piece);
        put_varint(piece, more);
        of_piece = at += more + 1;
        if (piece.size() < kPieceBytes && !in.at_end()) continue;
        PATLAS_TRY(visit({bytes, kGramBytes}, piece));
        piece.clear();
        of_piece = 0;
      }
    }
    pages_[page].reset();
  }
  std::vector<Gram>().swap(grams_);
  page_count_ = 0;
  runs_bytes_ = 0;
  return {};
}

Status WordGramsWriter::spill() {
  spilled_.begin_run();
  return end_grams(
      [this](std::string_view gram, std::string_view runs) { return spilled_.add(gram, runs); });
}

Status WordGramsWriter::finish(const Visit& visit) {
  std::string gram;
  GramRun run;  // the last one: what follows may go on where it ends
  const auto end_run = [&]() -> Status {
    while (run.words > 0) {
      const uint32_t words = std::min(run.words, run_max_);
      PATLAS_TRY(visit(gram, {run.first, words}));
      run = {run.first + words, run.words - words};
    }
    return {};
  };
  const auto gather = [&](std::string_view of_gram, std::string_view runs) -> Status {
    if (gram != of_gram) {
      PATLAS_TRY(end_run());
      gram = of_gram;
    }
    ByteReader in(as_bytes(runs));
    for (TermOrd at = 0; !in.at_end();) {
      at += in.varint32();
      const uint32_t words = in.varint32() + 1;
      if (run.words > 0 && run.first + run.words == at) {
        run.words += words;
      } else {
        PATLAS_TRY(end_run());
        run = {at, words};
      }
      at += words;
    }
    return {};
  };
  if (spilled_.empty()) {
    PATLAS_TRY(end_grams(gather));
  } else {
    PATLAS_TRY(spill());
    PATLAS_TRY(spilled_.merge(memory_bytes_, gather));
  }
  return end_run();
}

}  // namespace patlas
