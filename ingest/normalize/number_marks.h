// ingest/normalize/number_marks.h
//
// The words around a number: what they say about it (特開 is a laid-open Japanese application),
// which country they tell, and their removal, so that what is left is letters, digits and
// separators.
#ifndef PATLAS_INGEST_NORMALIZE_NUMBER_MARKS_H_
#define PATLAS_INGEST_NORMALIZE_NUMBER_MARKS_H_

#include <string>
#include <string_view>

#include "ingest/normalize/split_number.h"

namespace patlas {

struct MarkedText {
  std::string text;     ///< upper-case ASCII letters, digits, ' ', '-', '/', '.', ','
  std::string country;  ///< told by a mark; may be empty
  NumberMark mark = NumberMark::kNone;
  bool traditional = false;  ///< 號 was written: Taiwan's number, if it can be one
  bool clean = true;         ///< false: something stood there that no number has; it is left out
};

/// `folded` comes from fold_number_text.
MarkedText take_marks(std::string_view folded);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_NUMBER_MARKS_H_
