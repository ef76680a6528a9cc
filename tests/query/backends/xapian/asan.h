// tests/query/backends/xapian/asan.h
//
// For one file of a program under AddressSanitizer that makes a backup of a Xapian index: Xapian
// 1.4's compaction deletes a table by the type it is derived from, without a virtual destructor.
#ifndef PATLAS_TESTS_QUERY_BACKENDS_XAPIAN_ASAN_H_
#define PATLAS_TESTS_QUERY_BACKENDS_XAPIAN_ASAN_H_

#ifdef __has_feature
#if __has_feature(address_sanitizer)
extern "C" __attribute__((visibility("default"), used)) const char* __asan_default_options() {
  return "new_delete_type_mismatch=0";
}
#endif
#endif

#endif  // PATLAS_TESTS_QUERY_BACKENDS_XAPIAN_ASAN_H_
