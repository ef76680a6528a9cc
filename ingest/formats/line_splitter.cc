#include "ingest/formats/line_splitter.h"

#include <algorithm>

#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr size_t kFirstLook = 64u << 10;
/// Room behind a line, in which a parser may look around: simdjson's padding, so that it needs no
/// copy of the line.
constexpr size_t kPaddingBytes = 64;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class LineSplitter : public RecordSplitter {
 public:
  explicit LineSplitter(ByteWindow& window) : window_(&window) {}

  Result<bool> next(RawRecord& out) override {
    for (;;) {
      PATLAS_ASSIGN(size_t length, line_length());
      std::string_view view = window_->buffered();
      if (view.empty()) return false;
      place(out);
      if (length > limits::kRecordBytes) return refuse(out);
      std::string_view line = view.substr(0, length);
      bool blank = std::all_of(line.begin(), line.end(), is_blank);
      if (!blank) {
        out.bytes.reserve(length + kPaddingBytes);
        out.bytes.assign(line);
      }
      window_->consume(std::min(length + 1, view.size()));
      if (!blank) return true;
    }
  }

 private:
  /// Bytes before the next line end; more than kRecordBytes when there is none within the limit.
  Result<size_t> line_length() {
    size_t from = 0;
    for (size_t wanted = kFirstLook;; wanted = 2 * wanted) {
      PATLAS_ASSIGN(std::string_view view,
                    window_->peek(std::min<size_t>(wanted, limits::kRecordBytes + 1)));
      size_t end = view.find('\n', from);
      if (end != std::string_view::npos) return end;
      if (view.size() < wanted || view.size() > limits::kRecordBytes) return view.size();
      from = view.size();
    }
  }

  void place(RawRecord& out) const {
    out.bytes.clear();
    out.encoding.clear();
    out.offset = window_->offset();
    out.line = window_->line();
    out.error.reset();
  }

  Result<bool> refuse(RawRecord& out) {
    out.error = Error{
        Code::kLimit, "line in bytes (limit " + std::to_string(limits::kRecordBytes) + ")", {}};
    out.error->place.offset = out.offset;
    out.error->place.line = out.line;
    for (;;) {
      PATLAS_ASSIGN(std::string_view view, window_->peek(1));
      if (view.empty()) return true;
      size_t end = view.find('\n');
      window_->consume(end == std::string_view::npos ? view.size() : end + 1);
      if (end != std::string_view::npos) return true;
    }
  }

  ByteWindow* window_;
};

}  // namespace

std::unique_ptr<RecordSplitter> make_line_splitter(ByteWindow& window) {
  return std::make_unique<LineSplitter>(window);
}

}  // namespace patlas
