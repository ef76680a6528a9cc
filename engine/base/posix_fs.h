// engine/base/posix_fs.h
//
// The real disk. posix_fs.cc is the only file of the engine that calls libc's file functions.
//
// Links    create and open refuse a symbolic link as the last part of a path (O_NOFOLLOW), and
//          open refuses what is no regular file: a stranger's index directory cannot point
//          elsewhere, nor hang a reader on a FIFO. For files that the user names (input to a
//          load) that would be a nuisance: posix_input_fs() follows links.
// Errors   as fs.h; a file object also refuses calls after a failed append, because nobody knows
//          how much of it was written.
// Threads  shared freely; it has no state.
#ifndef PATLAS_ENGINE_BASE_POSIX_FS_H_
#define PATLAS_ENGINE_BASE_POSIX_FS_H_

#include "engine/base/fs.h"

namespace patlas {

Fs& posix_fs();        ///< lives for ever
Fs& posix_input_fs();  ///< the same, but open follows symbolic links

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_POSIX_FS_H_
