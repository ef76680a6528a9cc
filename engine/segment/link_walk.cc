#include "engine/segment/link_walk.h"

#include <algorithm>
#include <set>

#include "engine/segment/document_order.h"

namespace patlas {

Status LinkWalk::add(uint32_t input, const SegmentReader& reader) {
  const RelationSpec& relations = schema_.relations;
  std::set<uint16_t> fields(relations.link_fields.begin(), relations.link_fields.end());
  if (relations.application_field >= 0) {
    fields.insert(static_cast<uint16_t>(relations.application_field));
  }
  for (const uint16_t field : fields) {
    PATLAS_ASSIGN(const TermDictionary* terms, reader.terms(field));
    auto source = std::make_unique<Source>();
    source->input = input;
    source->field = field;
    source->reader = &reader;
    source->names_application = field == relations.application_field;
    source->links = relations.is_link_field(field);
    source->cursor = std::make_unique<TermCursor>(*terms);
    PATLAS_ASSIGN(const bool there, source->cursor->seek(0));
    if (there) live_.push_back(source.get());
    sources_.push_back(std::move(source));
  }
  return {};
}

std::vector<LinkWalk::Member>& LinkWalk::members_of(std::string_view link, bool is_number) {
  // Terms come in order, so one whose kind belongs to its link repeats at once or never.
  size_t& known = is_number ? number_link_ : kind_link_;
  if (known < link_count_ && links_[known].name == link) return links_[known].members;
  if (link_count_ == links_.size()) links_.emplace_back();
  known = link_count_++;
  links_[known].name = link;
  links_[known].members.clear();
  return links_[known].members;
}

Status LinkWalk::take(Source& source) {
  const RelationSpec& relations = schema_.relations;
  Member member;
  member.input = source.input;
  member.names_application = source.names_application;
  member.links = source.links;
  const std::string_view link = link_of_term(source.cursor->term(), relations.link_kinds);
  std::vector<Member>& members = members_of(link, link == link_of_term(source.cursor->term(), {}));
  PATLAS_ASSIGN(const PostingList list,
                source.reader->postings(source.field, source.cursor->value(), Detail::kDocs));
  OccurrenceCursor docs(list);
  const uint32_t count = source.reader->doc_count();
  for (DocId doc = docs.seek_at_least(0); doc < count; doc = docs.seek_at_least(doc + 1)) {
    member.doc = doc;
    members.push_back(member);
  }
  return {};
}

Status LinkWalk::run(
    const std::function<Status(std::string_view, std::span<const Member>)>& visit) {
  const auto later = [](const Source* a, const Source* b) {
    if (const int order = a->cursor->term().compare(b->cursor->term()); order != 0)
      return order > 0;
    return a->input != b->input ? a->input > b->input : a->field > b->field;
  };
  std::make_heap(live_.begin(), live_.end(), later);
  std::string number;
  while (!live_.empty()) {
    // Without kinds that belong to links, a link is a number.
    number = link_of_term(live_.front()->cursor->term(), {});
    link_count_ = 0;
    number_link_ = kind_link_ = kNoLink;
    while (!live_.empty() && link_of_term(live_.front()->cursor->term(), {}) == number) {
      std::pop_heap(live_.begin(), live_.end(), later);
      Source* const source = live_.back();
      PATLAS_TRY(take(*source));
      PATLAS_ASSIGN(const bool there, source->cursor->next());
      if (there) {
        std::push_heap(live_.begin(), live_.end(), later);
      } else {
        live_.pop_back();
      }
    }
    std::sort(links_.begin(), links_.begin() + static_cast<ptrdiff_t>(link_count_),
              [](const Link& a, const Link& b) { return a.name < b.name; });
    for (size_t i = 0; i < link_count_; ++i) PATLAS_TRY(visit(links_[i].name, links_[i].members));
  }
  return {};
}

}  // namespace patlas
