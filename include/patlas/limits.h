// include/patlas/limits.h
//
// Every bound on what a stranger can send, in one place. An input beyond a bound gets an Error of
// code kLimit that names the bound and its value; nothing is cut silently.
#ifndef PATLAS_LIMITS_H_
#define PATLAS_LIMITS_H_

#include <cstdint>

namespace patlas::limits {

// Queries
inline constexpr uint64_t kQueryBytes = 16u << 20;   ///< length of a query text
inline constexpr uint64_t kQueryWordBytes = 1000;    ///< of one word, folded; see kTermBytes
inline constexpr uint32_t kQueryNodes = 1'000'000;   ///< nodes of a query tree
inline constexpr uint32_t kQueryDepth = 200;         ///< nesting of parentheses, `not`, near chains
inline constexpr uint32_t kQueryDistance = 100'000;  ///< of near and adj

// Work
inline constexpr uint32_t kThreads = 256;  ///< of one load, merge or query

// Records
inline constexpr uint64_t kRecordBytes = 64u << 20;  ///< one record, as read
/// Of a record's texts, bytes of characters beyond ASCII: a thread analyses each in about 65 bytes
/// of memory, ASCII in 15. (4 million Chinese characters are some 5,000 printed pages.)
inline constexpr uint64_t kRecordWideBytes = 12u << 20;
inline constexpr uint32_t kXmlDepth = 256;               ///< nesting of elements
inline constexpr uint64_t kXmlMemoryBytes = 512u << 20;  ///< parse tree of one record, per thread
inline constexpr uint32_t kXmlSubsetBytes = 256u << 10;  ///< internal DTD subset
inline constexpr uint32_t kXmlSubsetNesting = 16;
inline constexpr uint32_t kJsonDepth = 1024;
inline constexpr uint64_t kEntityNameBytes = 64;

// Containers
inline constexpr uint32_t kContainerNesting = 3;  ///< zip in tar in gz
inline constexpr uint64_t kContainerEntries = 10'000'000;
inline constexpr uint64_t kContainerRatio =
    1'000;  ///< unpacked bytes per packed byte, beyond the first 64 MiB
inline constexpr uint64_t kContainerRatioGraceBytes = 64u << 20;

// Index
/// Of a longer token the beginning is indexed; a query that could be for one is refused.
inline constexpr uint32_t kTermBytes = 1024;
inline constexpr uint32_t kPositionsPerField = 1u << 30;
inline constexpr uint32_t kFields = 127;
inline constexpr uint32_t kColumns = 127;
inline constexpr uint32_t kSegmentDocs = 1u << 31;

}  // namespace patlas::limits

#endif  // PATLAS_LIMITS_H_
