// engine/base/arena.cc
#include "engine/base/arena.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#include "engine/base/bits.h"
#include "engine/base/check.h"

namespace patlas {

namespace {

constexpr uint64_t kChunkBytes = 64 * 1024;
constexpr uint64_t kChunkAlignment = 64;
/// Sums of sizes below this cannot overflow; no machine has more.
constexpr uint64_t kLargestBytes = uint64_t{1} << 60;

}  // namespace

bool MemoryBudget::take(uint64_t bytes) {
  uint64_t used = used_bytes_.load(std::memory_order_relaxed);
  do {
    if (bytes > limit_bytes_ || used > limit_bytes_ - bytes) return false;
  } while (!used_bytes_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
  uint64_t peak = peak_bytes_.load(std::memory_order_relaxed);
  while (peak < used + bytes &&
         !peak_bytes_.compare_exchange_weak(peak, used + bytes, std::memory_order_relaxed)) {
  }
  return true;
}

void MemoryBudget::give_back(uint64_t bytes) {
  const uint64_t before = used_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  PATLAS_CHECK(before >= bytes);
}

Error MemoryBudget::exceeded(std::string_view what) const {
  std::string message = "memory budget of " + std::to_string(limit_bytes_) + " bytes reached by ";
  return Error{Code::kLimit, message.append(what), {}};
}

bool Reservation::resize(uint64_t bytes) {
  if (bytes > bytes_ && !budget_->take(bytes - bytes_)) return false;
  if (bytes < bytes_) budget_->give_back(bytes_ - bytes);
  bytes_ = bytes;
  return true;
}

void Arena::FreeChunk::operator()(std::byte* memory) const {
  ::operator delete (memory, std::align_val_t{kChunkAlignment});
}

void* Arena::allocate(uint64_t bytes, uint64_t alignment) {
  PATLAS_DCHECK(alignment != 0 && alignment <= kChunkAlignment &&
                (alignment & (alignment - 1)) == 0);
  if (bytes > kLargestBytes) return nullptr;
  const uint64_t gap = (alignment - reinterpret_cast<uintptr_t>(at_) % alignment) % alignment;
  if (at_ == nullptr || static_cast<uint64_t>(end_ - at_) < gap + bytes) {
    // A fresh chunk is aligned for everybody.
    if (!add_chunk(bytes)) return nullptr;
  } else {
    at_ += gap;
  }
  std::byte* const result = at_;
  at_ += bytes;
  return result;
}

/// Makes room for `bytes`. A chunk shorter than usual is better than none when the budget is
/// nearly used.
bool Arena::add_chunk(uint64_t bytes) {
  uint64_t size = std::max(kChunkBytes, round_up(bytes, kChunkAlignment));
  if (!budget_.take(size)) {
    size = std::max(kChunkAlignment, round_up(bytes, kChunkAlignment));
    if (!budget_.take(size)) return false;
  }
  std::unique_ptr<std::byte, FreeChunk> chunk(static_cast<std::byte*>(
      ::operator new (size, std::align_val_t{kChunkAlignment}, std::nothrow)));
  if (chunk == nullptr) {
    budget_.give_back(size);
    return false;
  }
  reserved_bytes_ += size;  // before what may throw: clear() gives it back
  std::byte* const begin = chunk.get();
  chunks_.push_back(std::move(chunk));
  at_ = begin;
  end_ = begin + size;
  return true;
}

void* Arena::allocate_zeroed(uint64_t count, uint64_t size, uint64_t alignment) {
  if (count > kLargestBytes / size) return nullptr;
  void* const memory = allocate(count * size, alignment);
  if (memory != nullptr) std::memset(memory, 0, count * size);
  return memory;
}

void Arena::clear() {
  chunks_.clear();
  at_ = end_ = nullptr;
  budget_.give_back(reserved_bytes_);
  reserved_bytes_ = 0;
}

}  // namespace patlas
