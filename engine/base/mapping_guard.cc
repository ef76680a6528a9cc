// The handler may run on any thread at any instruction, so all that it touches is a table of
// lock-free atomics, and all that it calls is mmap.
#include "engine/base/mapping_guard.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>

#include "engine/base/check.h"

namespace patlas {

namespace {

/// Watched while `begin` is not 0.
struct Place {
  std::atomic<uintptr_t> begin{0};
  std::atomic<uintptr_t> end{0};
  std::atomic<bool> lost{false};
};
static_assert(std::atomic<uintptr_t>::is_always_lock_free);

Place g_places[WatchedMapping::kWatchedMappings];
std::atomic<size_t> g_places_used{0};  // those from here on were never taken
struct sigaction g_before;
uintptr_t g_page_bytes = 0;

/// Room for all of them from the start: places are given back by destructors, which must not fail.
struct FreePlaces {
  std::mutex mutex;
  size_t count = 0;
  uint32_t given_back[WatchedMapping::kWatchedMappings];
};

FreePlaces& free_places() {
  static FreePlaces& places = *new FreePlaces;  // mappings may outlive static objects
  return places;
}

/// Puts zeros where the bytes are gone: from the page at `address` to the mapping's end, for what
/// was cut off goes on to the end, and a lost mapping is not believed anyway.
bool replace_lost_page(uintptr_t address) {
  const size_t used = g_places_used.load(std::memory_order_acquire);
  for (size_t i = 0; i < used; ++i) {
    Place& place = g_places[i];
    const uintptr_t begin = place.begin.load(std::memory_order_acquire);
    const uintptr_t end = place.end.load(std::memory_order_relaxed);
    if (begin == 0 || address < begin || address >= end) continue;
    place.lost.store(true, std::memory_order_release);
    const uintptr_t page = address & ~(g_page_bytes - 1);
    void* const to = reinterpret_cast<void*>(page);
    return ::mmap(to, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == to;
  }
  return false;
}

void on_sigbus(int signal, siginfo_t* info, void* context) {
  const int errno_before = errno;
  const bool replaced = replace_lost_page(reinterpret_cast<uintptr_t>(info->si_addr));
  errno = errno_before;
  if (replaced) return;
  if ((g_before.sa_flags & SA_SIGINFO) != 0) return g_before.sa_sigaction(signal, info, context);
  if (g_before.sa_handler != SIG_DFL && g_before.sa_handler != SIG_IGN) {
    return g_before.sa_handler(signal);
  }
  // As if nobody had handled it: what raised it does so again, and the process ends.
  struct sigaction none {};
  none.sa_handler = SIG_DFL;
  ::sigaction(SIGBUS, &none, nullptr);
  if (info->si_code <= 0) ::raise(signal);  // sent by a process: there is nothing to do again
}

}  // namespace

void install_mapping_guard() {
  static std::once_flag once;
  std::call_once(once, [] {
    g_page_bytes = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = &on_sigbus;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    PATLAS_CHECK(::sigaction(SIGBUS, &action, &g_before) == 0);
  });
}

WatchedMapping::WatchedMapping(const void* begin, size_t bytes) {
  FreePlaces& places = free_places();
  const std::lock_guard hold(places.mutex);
  if (places.count > 0) {
    place_ = places.given_back[--places.count];
  } else if (g_places_used.load() < kWatchedMappings) {
    place_ = g_places_used.load();
  } else {
    return;
  }
  Place& place = g_places[place_];
  const auto from = reinterpret_cast<uintptr_t>(begin);
  place.lost.store(false);
  place.end.store(from + bytes);
  place.begin.store(from, std::memory_order_release);
  if (place_ == g_places_used.load()) g_places_used.store(place_ + 1, std::memory_order_release);
}

WatchedMapping::~WatchedMapping() {
  if (place_ == kNoPlace) return;
  FreePlaces& places = free_places();
  const std::lock_guard hold(places.mutex);
  g_places[place_].begin.store(0, std::memory_order_release);
  places.given_back[places.count++] = static_cast<uint32_t>(place_);
}

bool WatchedMapping::lost() const {
  return place_ != kNoPlace && g_places[place_].lost.load(std::memory_order_acquire);
}

}  // namespace patlas
