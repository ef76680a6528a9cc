/* patlas.h as a C99 compiler sees it, and what its enums say there. */
#define PATLAS_UNSTABLE
#include "patlas/patlas.h"

const int patlas_header_codes[] = {PATLAS_OK,         PATLAS_INVALID_ARGUMENT,
                                   PATLAS_PARSE,      PATLAS_NOT_FOUND,
                                   PATLAS_EXISTS,     PATLAS_UNSUPPORTED_VERSION,
                                   PATLAS_CORRUPTION, PATLAS_IO,
                                   PATLAS_LIMIT,      PATLAS_CANCELLED,
                                   PATLAS_INTERNAL};
const size_t patlas_header_code_count = sizeof patlas_header_codes / sizeof *patlas_header_codes;
const uint32_t patlas_header_version = PATLAS_VERSION;

/* An error's code as a C program asks for it. */
int patlas_header_open_nothing(void) {
  patlas_index* index = NULL;
  patlas_error* error = NULL;
  const patlas_code code = patlas_index_open(PATLAS_TEXT("no such index"), &index, &error);
  const int same = index == NULL && patlas_error_code(error) == code;
  patlas_error_free(error);
  return same ? (int)code : -1;
}
