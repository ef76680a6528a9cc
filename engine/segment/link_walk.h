// engine/segment/link_walk.h
//
// Which documents share a link: all link fields and the application field of several segments, side
// by side. What the extended families, and the applications, of a merge or a commit are made of.
//
// How      terms of one link stand together but for kinds between them, so all terms of one number
//          are taken together and parted by their links. REQUIRES of the loader: a term of these
//          fields has no byte below '.'.
// Memory   the members of one number.
// Threads  one.
#ifndef PATLAS_ENGINE_SEGMENT_LINK_WALK_H_
#define PATLAS_ENGINE_SEGMENT_LINK_WALK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/segment/reader.h"
#include "engine/terms/dictionary.h"

namespace patlas {

class LinkWalk {
 public:
  struct Member {
    uint32_t input = 0;
    DocId doc = 0;
    bool links = false;              ///< by a link field
    bool names_application = false;  ///< by the application field
  };

  explicit LinkWalk(const Schema& schema) : schema_(schema) {}
  /// REQUIRES: the reader outlives this; inputs are added in increasing order.
  Status add(uint32_t input, const SegmentReader& reader);
  /// Every link with its members, deleted ones too, in increasing order of the link's number.
  Status run(const std::function<Status(std::string_view link, std::span<const Member>)>& visit);

 private:
  struct Source {
    uint32_t input = 0;
    uint16_t field = 0;
    const SegmentReader* reader = nullptr;
    bool links = false, names_application = false;
    std::unique_ptr<TermCursor> cursor;
  };
  /// A link of the number at hand; most numbers have one.
  struct Link {
    std::string name;
    std::vector<Member> members;
  };
  Status take(Source& source);
  std::vector<Member>& members_of(std::string_view link, bool is_number);

  static constexpr size_t kNoLink = ~size_t{0};

  const Schema& schema_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<Source*> live_;  ///< a heap, smallest term first
  std::vector<Link> links_;    ///< the first link_count_ are those of the number at hand
  size_t link_count_ = 0;
  size_t number_link_ = kNoLink;  ///< of terms without a kind in their link
  size_t kind_link_ = kNoLink;    ///< of the last term with one
};

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_LINK_WALK_H_
