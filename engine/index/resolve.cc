#include "engine/index/resolve.h"

#include <algorithm>

namespace patlas {
namespace {

/// The record that stands for a key while its events are taken in order.
struct Standing {
  bool is_older = false;  ///< in an older segment, else a candidate of the run
  DocAddress older;
  uint32_t candidate = 0;
  std::string source;
  uint8_t source_rank = 0;
  uint64_t content_hash = 0;
};

class KeyFold {
 public:
  KeyFold(Resolution& out, std::optional<StandingDocument> older) : out_(out) {
    if (!older) return;
    older_ = Standing{true,
                      older->address,
                      0,
                      std::move(older->origin.source),
                      older->origin.source_rank,
                      older->origin.content_hash};
    standing_ = older_;
  }

  void take(const KeyEvent& event) {
    if (event.is_delete) {
      ++out_.deleted_count;
      if (standing_ && (event.source.empty() || event.source == standing_->source)) drop();
      return;
    }
    if (!standing_) {
      ++out_.accepted_count;
      stand(event);
    } else if (event.source == standing_->source) {
      ++out_.replaced_count;
      if (event.content_hash == standing_->content_hash) return;
      drop();
      stand(event);
    } else if (event.source_rank >= standing_->source_rank) {
      ++out_.replaced_count;
      drop();
      stand(event);
    } else {
      ++out_.superseded_count;
    }
  }

  /// After the last event. A file that holds several records of a key brings them all again when it
  /// is loaded again: if the one that stands in the end is the one that stood before, that one
  /// stays, and the index does not change.
  void settle() {
    if (!older_ || !standing_ || standing_->is_older || !is_equal(*older_, *standing_)) return;
    out_.kept[standing_->candidate] = false;
    out_.replaced.pop_back();  // it is the last: this key's events come together
  }

 private:
  static bool is_equal(const Standing& a, const Standing& b) {
    return a.source == b.source && a.source_rank == b.source_rank &&
           a.content_hash == b.content_hash;
  }

  void drop() {
    if (standing_->is_older) {
      out_.replaced.push_back(standing_->older);
    } else {
      out_.kept[standing_->candidate] = false;
    }
    standing_.reset();
  }

  void stand(const KeyEvent& event) {
    standing_ = Standing{false,
                         {},
                         event.document,
                         std::string(event.source),
                         event.source_rank,
                         event.content_hash};
    out_.kept[event.document] = true;
  }

  Resolution& out_;
  std::optional<Standing> older_, standing_;
};

}  // namespace

Result<Resolution> resolve_keys(
    std::vector<KeyEvent> events, size_t document_count,
    const std::function<Result<std::optional<StandingDocument>>(std::string_view)>& find) {
  std::sort(events.begin(), events.end(), [](const KeyEvent& a, const KeyEvent& b) {
    return a.key != b.key ? a.key < b.key : a.sequence < b.sequence;
  });
  Resolution out;
  out.kept.assign(document_count, false);
  for (size_t i = 0; i < events.size();) {
    PATLAS_ASSIGN(auto older, find(events[i].key));
    KeyFold fold(out, std::move(older));
    const std::string_view key = events[i].key;
    for (; i < events.size() && events[i].key == key; ++i) fold.take(events[i]);
    fold.settle();
  }
  return out;
}

}  // namespace patlas
