#include "engine/segment/word_grams.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace patlas {

uint32_t WordGramsWriter::gram_of(const char* bytes) {
  const auto at = [bytes](size_t i) { return size_t{static_cast<uint8_t>(bytes[i])}; };
  auto& page = pages_[at(0) << 8 | at(1)];
  if (page == nullptr) page = std::make_unique<std::array<uint32_t, 256>>();
  uint32_t& known = (*page)[at(2)];
  if (known == 0) {
    grams_.emplace_back();
    known = static_cast<uint32_t>(grams_.size());
  }
  return known - 1;
}

void WordGramsWriter::write_run(Gram& gram) {
  if (gram.after == kNone) return;
  put_varint(gram.runs, gram.first - gram.written);
  put_varint(gram.runs, gram.after - gram.first - 1);
  gram.written = gram.after;
}

/// Of the last word's places, all but the first `kept` end before word `after`.
void WordGramsWriter::end_places(size_t kept, TermOrd after) {
  while (places_.size() > kept) {
    Gram& gram = grams_[places_.back()];
    places_.pop_back();
    if (--gram.standing == 0) gram.after = after;
  }
}

void WordGramsWriter::add(TermOrd ordinal, std::string_view word) {
  PATLAS_CHECK(next_ == kNone || next_ == ordinal);
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
}

Status WordGramsWriter::finish(
    const std::function<Status(std::string_view gram, std::span<const GramRun>)>& visit) {
  end_places(0, next_);
  std::vector<GramRun> runs;
  for (size_t page = 0; page < pages_.size(); ++page) {
    if (pages_[page] == nullptr) continue;
    for (size_t last = 0; last < pages_[page]->size(); ++last) {
      const uint32_t known = (*pages_[page])[last];
      if (known == 0) continue;
      Gram& gram = grams_[known - 1];
      write_run(gram);
      runs.clear();
      ByteReader in(as_bytes(gram.runs));
      for (TermOrd at = 0; !in.at_end();) {
        at += in.varint32();
        for (uint32_t words = in.varint32() + 1; words > 0;) {
          const uint32_t of_run = std::min(words, run_max_);
          runs.push_back({at, of_run});
          at += of_run;
          words -= of_run;
        }
      }
      gram.runs = {};
      const char bytes[kGramBytes] = {static_cast<char>(page >> 8), static_cast<char>(page),
                                      static_cast<char>(last)};
      PATLAS_TRY(visit({bytes, kGramBytes}, runs));
    }
    pages_[page].reset();
  }
  grams_ = {};
  return {};
}

}  // namespace patlas
