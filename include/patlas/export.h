// include/patlas/export.h
//
// Marks what the shared library shows: all else is compiled hidden.
#ifndef PATLAS_EXPORT_H_
#define PATLAS_EXPORT_H_

#define PATLAS_EXPORT __attribute__((visibility("default")))

#endif  // PATLAS_EXPORT_H_
