#include "engine/base/external_sorter.h"

#include <algorithm>
#include <utility>

#include "engine/base/bits.h"
#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/crc32c.h"

namespace patlas {
namespace {

constexpr uint64_t kBufferBytesMin = 4096, kBufferBytesMax = 256 * 1024;
constexpr uint64_t kSortedBytesMin = 4096, kSortedBytesMax = uint64_t{1} << 31;
// What one checksum is of: a reader's buffer holds at least so many bytes.
constexpr uint64_t kCheckedBytes = kBufferBytesMin;
constexpr size_t kValueBytes = sizeof(uint32_t);

uint64_t head_of(std::string_view key) {
  uint64_t head = 0;
  const size_t n = std::min<size_t>(key.size(), 8);
  for (size_t i = 0; i < n; ++i) head |= uint64_t{static_cast<uint8_t>(key[i])} << (56 - 8 * i);
  return head;
}

}  // namespace

void SortedRuns::begin_run() { runs_.push_back({spool_->size(), spool_->size(), {}}); }

Status SortedRuns::add(std::string_view key, std::string_view value) {
  PATLAS_CHECK(!runs_.empty());
  entry_.clear();
  put_varint(entry_, key.size());
  put_varint(entry_, value.size());
  entry_ += key;
  entry_ += value;
  Run& run = runs_.back();
  for (std::string_view rest = entry_; !rest.empty();) {
    const uint64_t in_block = (run.end - run.begin) % kCheckedBytes;
    if (in_block == 0) run.block_crcs.push_back(0);
    const std::string_view here = rest.substr(0, kCheckedBytes - in_block);
    run.block_crcs.back() = crc32c(run.block_crcs.back(), as_bytes(here));
    run.end += here.size();
    rest.remove_prefix(here.size());
  }
  return spool_->append(as_bytes(entry_));
}

/// Entry after entry of one run. A block is checked before anything of it is given: who takes
/// entries may rely on their order and form.
class SortedRuns::Reader {
 public:
  Reader(const Spool& spool, const Run& run, uint64_t buffer_bytes)
      : spool_(&spool), run_(&run), at_(run.begin), buffer_bytes_(buffer_bytes) {}

  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }

  /// False at the end.
  Result<bool> next() {
    for (uint64_t needed = kLengthsBytes;;) {
      if (left().empty() && at_ == run_->end) return false;
      ByteReader in(as_bytes(left()));
      const uint64_t key_size = in.varint(), value_size = in.varint();
      if (in.ok()) needed = in.offset() + key_size + value_size;
      key_ = in.bytes(key_size);
      value_ = in.bytes(value_size);
      if (in.ok()) {
        read_ += in.offset();
        return true;
      }
      if (at_ == run_->end) return corrupt();
      PATLAS_TRY(fill(needed));
    }
  }

 private:
  static constexpr uint64_t kLengthsBytes = 20;  // two varints

  std::string_view left() const { return std::string_view(buffer_).substr(read_); }
  Error corrupt() const {
    return Error{Code::kCorruption, "a temporary file does not hold what was written", {}};
  }
  /// Whole blocks, so that the buffer is full and has `needed` bytes, unless the run ends.
  Status fill(uint64_t needed) {
    buffer_.erase(0, read_);
    read_ = 0;
    const size_t kept = buffer_.size();
    const uint64_t wanted = std::max({buffer_bytes_, needed, kept + kCheckedBytes}) - kept;
    const uint64_t blocks = (wanted + kCheckedBytes - 1) / kCheckedBytes;
    buffer_.resize(kept + std::min(blocks * kCheckedBytes, run_->end - at_));
    const std::span<char> more = std::span(buffer_).subspan(kept);
    PATLAS_TRY(spool_->read(at_, more));
    for (size_t begin = 0; begin < more.size(); begin += kCheckedBytes) {
      const auto block = more.subspan(begin, std::min<size_t>(kCheckedBytes, more.size() - begin));
      const uint64_t number = (at_ + begin - run_->begin) / kCheckedBytes;
      if (crc32c(0, std::as_bytes(block)) != run_->block_crcs[number]) return corrupt();
    }
    at_ += more.size();
    return {};
  }

  const Spool* spool_;
  const Run* run_;
  uint64_t at_;  ///< in the spool: behind what the buffer has
  uint64_t buffer_bytes_;
  std::string buffer_;
  size_t read_ = 0;  ///< of the buffer
  std::string_view key_, value_;
};

Status SortedRuns::merge(uint64_t memory_bytes, const Visit& visit) const {
  if (runs_.empty()) return {};
  const uint64_t buffer_bytes =
      std::clamp(memory_bytes / runs_.size(), kBufferBytesMin, kBufferBytesMax);
  std::vector<Reader> readers;
  std::vector<size_t> heap;  // the reader with the smallest key first
  const auto later = [&readers](size_t a, size_t b) {
    const int order = readers[a].key().compare(readers[b].key());
    return order != 0 ? order > 0 : a > b;
  };
  readers.reserve(runs_.size());
  for (size_t i = 0; i < runs_.size(); ++i) {
    readers.emplace_back(*spool_, runs_[i], buffer_bytes);
    PATLAS_ASSIGN(const bool there, readers[i].next());
    if (there) heap.push_back(i);
  }
  std::make_heap(heap.begin(), heap.end(), later);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    Reader& first = readers[heap.back()];
    PATLAS_TRY(visit(first.key(), first.value()));
    PATLAS_ASSIGN(const bool there, first.next());
    if (there) {
      std::push_heap(heap.begin(), heap.end(), later);
    } else {
      heap.pop_back();
    }
  }
  return {};
}

ExternalSorter::ExternalSorter(std::unique_ptr<Spool> spool, uint64_t memory_bytes)
    : memory_bytes_(std::clamp(memory_bytes, kSortedBytesMin, kSortedBytesMax)),
      runs_(std::move(spool)) {}

std::string_view ExternalSorter::key(const Entry& entry) const {
  return std::string_view(bytes_).substr(entry.begin + kValueBytes, entry.key_size);
}

uint32_t ExternalSorter::value(const Entry& entry) const {
  return load_le<uint32_t>(bytes_.data() + entry.begin);
}

/// For an entry of `bytes`. Old and new stand side by side while the one is copied into the other.
bool ExternalSorter::make_room(uint64_t bytes) {
  const uint64_t entries = entries_.capacity() * sizeof(Entry);
  if (entries_.size() == entries_.capacity()) {
    const uint64_t wanted = std::max<uint64_t>(16 * sizeof(Entry), 2 * entries);
    if (entries + wanted + bytes_.capacity() > memory_bytes_) return false;
    entries_.reserve(wanted / sizeof(Entry));
  }
  if (bytes_.size() + bytes > bytes_.capacity()) {
    const uint64_t wanted = std::max<uint64_t>(bytes_.size() + bytes, 2 * bytes_.capacity());
    if (entries_.capacity() * sizeof(Entry) + bytes_.capacity() + wanted > memory_bytes_) {
      return false;
    }
    bytes_.reserve(wanted);
  }
  return true;
}

Status ExternalSorter::add(std::string_view key, uint32_t value) {
  if (!make_room(kValueBytes + key.size()) && !entries_.empty()) PATLAS_TRY(spill());
  entries_.push_back(
      {head_of(key), static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(key.size())});
  put_u32(bytes_, value);
  bytes_ += key;
  return {};
}

void ExternalSorter::sort() {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    if (a.head != b.head) return a.head < b.head;
    const int order = key(a).compare(key(b));
    return order != 0 ? order < 0 : a.begin < b.begin;
  });
}

Status ExternalSorter::spill() {
  sort();
  runs_.begin_run();
  for (const Entry& entry : entries_) {
    PATLAS_TRY(runs_.add(key(entry), std::string_view(bytes_).substr(entry.begin, kValueBytes)));
  }
  entries_.clear();
  bytes_.clear();
  return {};
}

Status ExternalSorter::finish(const Visit& visit) {
  if (runs_.empty()) {
    sort();
    for (const Entry& entry : entries_) PATLAS_TRY(visit(key(entry), value(entry)));
  } else if (!entries_.empty()) {
    PATLAS_TRY(spill());
  }
  std::vector<Entry>().swap(entries_);
  std::string().swap(bytes_);
  return runs_.merge(memory_bytes_, [&visit](std::string_view key, std::string_view value) {
    return visit(key, load_le<uint32_t>(value.data()));
  });
}

}  // namespace patlas
