// engine/text/segmenter.h
//
// Cuts text of scripts written without blanks into words: the only place that knows ICU's
// dictionary. ICU's word iterator stands behind it; a faster reader of the same dictionary would
// (ARCHITECTURE 4).
//
// Units    UTF-16 code units of the text given: ICU on UTF-16 is 20-25 % faster than on UTF-8.
// Threads  a Segmenter belongs to one thread.
// Cost     about 100 ns a character for Chinese and Japanese: nearly all of their analysis.
#ifndef PATLAS_ENGINE_TEXT_SEGMENTER_H_
#define PATLAS_ENGINE_TEXT_SEGMENTER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace patlas {

class Segmenter {
 public:
  Segmenter();
  ~Segmenter();
  Segmenter(const Segmenter&) = delete;
  Segmenter& operator=(const Segmenter&) = delete;

  /// Replaces `ends` by the end of every segment of `text`, increasing, the last text.size(). What
  /// stands between two ends may be a word, a blank or punctuation. REQUIRES: text.size() < 2^31.
  void segment(std::u16string_view text, std::vector<uint32_t>& ends);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_SEGMENTER_H_
