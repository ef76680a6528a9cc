// engine/base/crc32c.h
//
// CRC-32C (Castagnoli): the checksum of every block. It finds any single-bit error, any burst of
// up to 32 bits, and any three flipped bits of a 16 KB block; it is no defence against somebody
// who recomputes it.
//
// Source   RFC 3720 B.4 has the test vectors. Three interleaved streams hide the instruction's
//          latency of 3 cycles (Gopal et al., "Fast CRC Computation for iSCSI Polynomial Using
//          CRC32 Instruction", 2011); ours joins them through byte tables in place of PCLMULQDQ.
// Tested   tests/engine/base/crc32c_test.cc, at every level of cpu.h.
#ifndef PATLAS_ENGINE_BASE_CRC32C_H_
#define PATLAS_ENGINE_BASE_CRC32C_H_

#include <cstdint>

#include "engine/base/fs.h"

namespace patlas {

/// The CRC of what `seed` is the CRC of, followed by `bytes`; seed 0 starts anew. So
/// crc32c(crc32c(0, a), b) is the CRC of a and b joined, and crc32c(0, "123456789") is 0xe3069283.
uint32_t crc32c(uint32_t seed, Bytes bytes);

}  // namespace patlas

#endif  // PATLAS_ENGINE_BASE_CRC32C_H_
