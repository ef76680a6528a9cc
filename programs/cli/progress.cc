#include "programs/cli/progress.h"

#include <cstdio>

#include "programs/cli/text.h"

namespace patlas::cli {
namespace {

std::string megabytes(uint64_t bytes) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return buffer;
}

std::string clock_text(uint64_t seconds) {
  char buffer[32];
  if (seconds >= 3600) {
    std::snprintf(buffer, sizeof buffer, "%llu:%02llu:%02llu",
                  static_cast<unsigned long long>(seconds / 3600),
                  static_cast<unsigned long long>(seconds / 60 % 60),
                  static_cast<unsigned long long>(seconds % 60));
  } else {
    std::snprintf(buffer, sizeof buffer, "%llu:%02llu",
                  static_cast<unsigned long long>(seconds / 60),
                  static_cast<unsigned long long>(seconds % 60));
  }
  return buffer;
}

}  // namespace

std::string progress_text(const LoadStep& step) {
  constexpr uint64_t kRateKnownMs = 1000;  // before, a rate is the noise of starting
  std::string out = group_digits(step.records) + (step.records == 1 ? " record  " : " records  ") +
                    megabytes(step.bytes_read);
  if (step.bytes_total != 0) out += " of " + megabytes(step.bytes_total);
  if (step.elapsed_ms < kRateKnownMs) return out;
  out += "  " + group_digits(step.records * 1000 / step.elapsed_ms) + " records/s";
  if (step.bytes_total > step.bytes_read && step.bytes_read > 0) {
    const double left = static_cast<double>(step.elapsed_ms) / 1000.0 *
                        static_cast<double>(step.bytes_total - step.bytes_read) /
                        static_cast<double>(step.bytes_read);
    out += "  " + clock_text(static_cast<uint64_t>(left + 0.5)) + " left";
  }
  return out;
}

void ProgressLine::show(const LoadStep& step) {
  if (!terminal_) return;
  const std::lock_guard hold(mutex_);
  std::fprintf(stderr, "\r\x1b[K%s", progress_text(step).c_str());
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::clear() {
  const std::lock_guard hold(mutex_);
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace patlas::cli
