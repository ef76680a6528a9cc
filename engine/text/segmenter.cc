#include "engine/text/segmenter.h"

#include <unicode/ubrk.h>

#include "engine/text/icu_status.h"

namespace patlas {

struct Segmenter::State {
  struct Close {
    void operator()(UBreakIterator* opened) const { ubrk_close(opened); }
  };
  std::unique_ptr<UBreakIterator, Close> iterator;
};

Segmenter::Segmenter() : state_(std::make_unique<State>()) {
  // The root locale: over 49,163 phrases no locale changed a boundary (domain.md 6.1).
  UErrorCode status = U_ZERO_ERROR;
  state_->iterator.reset(ubrk_open(UBRK_WORD, "", nullptr, 0, &status));
  check_icu(status);
}

Segmenter::~Segmenter() = default;

void Segmenter::segment(std::u16string_view text, std::vector<uint32_t>& ends) {
  ends.clear();
  UBreakIterator* iterator = state_->iterator.get();
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(iterator, text.data(), static_cast<int32_t>(text.size()), &status);
  check_icu(status);
  ubrk_first(iterator);
  for (int32_t end = ubrk_next(iterator); end != UBRK_DONE; end = ubrk_next(iterator)) {
    ends.push_back(static_cast<uint32_t>(end));
  }
}

}  // namespace patlas
