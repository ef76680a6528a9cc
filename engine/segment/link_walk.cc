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
    source->cursor = std::make_unique<TermCursor>(*terms);
    PATLAS_ASSIGN(const bool there, source->cursor->seek(0));
    if (there) live_.push_back(source.get());
    sources_.push_back(std::move(source));
  }
  return {};
}

Status LinkWalk::take(Source& source, std::vector<LinkMember>& members) {
  const RelationSpec& relations = schema_.relations;
  Member member;
  member.input = source.input;
  member.names_application = source.field == relations.application_field;
  member.links = std::find(relations.link_fields.begin(), relations.link_fields.end(),
                           source.field) != relations.link_fields.end();
  const std::string link(link_of_term(source.cursor->term(), relations.link_kinds));
  PATLAS_ASSIGN(const PostingList list,
                source.reader->postings(source.field, source.cursor->value(), Detail::kDocs));
  OccurrenceCursor docs(list);
  const uint32_t count = source.reader->doc_count();
  for (DocId doc = docs.seek_at_least(0); doc < count; doc = docs.seek_at_least(doc + 1)) {
    member.doc = doc;
    members.push_back({link, member});
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
  std::vector<LinkMember> members;
  std::vector<Member> of_link;
  while (!live_.empty()) {
    // Without kinds that belong to links, a link is a number.
    const std::string number(link_of_term(live_.front()->cursor->term(), {}));
    members.clear();
    while (!live_.empty() && link_of_term(live_.front()->cursor->term(), {}) == number) {
      std::pop_heap(live_.begin(), live_.end(), later);
      Source* const source = live_.back();
      PATLAS_TRY(take(*source, members));
      PATLAS_ASSIGN(const bool there, source->cursor->next());
      if (there) {
        std::push_heap(live_.begin(), live_.end(), later);
      } else {
        live_.pop_back();
      }
    }
    const auto before = [](const LinkMember& a, const LinkMember& b) { return a.link < b.link; };
    if (!std::is_sorted(members.begin(), members.end(), before)) {
      std::stable_sort(members.begin(), members.end(), before);
    }
    for (size_t begin = 0; begin < members.size();) {
      of_link.clear();
      size_t end = begin;
      for (; end < members.size() && members[end].link == members[begin].link; ++end) {
        of_link.push_back(members[end].member);
      }
      PATLAS_TRY(visit(members[begin].link, of_link));
      begin = end;
    }
  }
  return {};
}

}  // namespace patlas
