// engine/text/icu_status.h
//
// What ICU says of a call whose arguments are right: it has failed for want of memory, which is
// std::bad_alloc as everywhere else, or its data are not installed, and then nothing can go on.
#ifndef PATLAS_ENGINE_TEXT_ICU_STATUS_H_
#define PATLAS_ENGINE_TEXT_ICU_STATUS_H_

#include <unicode/utypes.h>

#include <new>

#include "engine/base/check.h"

namespace patlas {

inline void check_icu(UErrorCode status) {
  if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  PATLAS_CHECK(U_SUCCESS(status));
}

}  // namespace patlas

#endif  // PATLAS_ENGINE_TEXT_ICU_STATUS_H_
