#include "bindings/cpp/highlights.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ingest/patent_schema.h"
#include "query/snippets.h"

namespace patlas {
namespace {

constexpr uint64_t kDocumentUnits = 8192;  // of making a document of a record again

/// The clause alone, of those documents.
Tree clause_of(const Node& leaf, uint16_t key_field, const std::vector<std::string>& keys) {
  Tree tree;
  Node& clause = tree.nodes.emplace_back(leaf);
  clause.children.clear();
  Node number;
  number.type = NodeType::kNumber;
  number.fields = {key_field};
  number.text = "hits";
  number.alternatives = keys;
  tree.nodes.push_back(std::move(number));
  Node both;
  both.type = NodeType::kAnd;
  both.children = {0, 1};
  tree.nodes.push_back(std::move(both));
  return tree;
}

uint64_t bytes_of(const SearchHit& hit) {
  uint64_t bytes = hit.highlights.size() * sizeof(Highlight);
  for (const Snippet& snippet : hit.snippets) {
    bytes += sizeof(snippet) + snippet.text.size() + snippet.marks.size() * sizeof(TextSpan);
  }
  return bytes;
}

}  // namespace

Result<std::unique_ptr<HitHighlights>> HitHighlights::make(const OpenIndex& index, const Tree& tree,
                                                           const SearchRequest& request,
                                                           const SearchOptions& options,
                                                           const std::vector<Hit>& hits,
                                                           Budget& budget) {
  if ((!request.highlights && request.snippets == 0) || hits.empty() || budget.stopped()) {
    return std::unique_ptr<HitHighlights>();
  }
  if (!budget.charge(tree.nodes.size() * sizeof(Node))) return std::unique_ptr<HitHighlights>();
  std::unique_ptr<HitHighlights> made(new HitHighlights(index.schema(), request, budget));
  made->tree_ = tree;
  PATLAS_ASSIGN(made->highlighter_, Highlighter::make(made->tree_, budget));
  PATLAS_TRY(made->ask(index, made->tree_, options, hits));
  return made;
}

// A search for each clause, among the hits alone: the engine's own answer, whichever engine it is.
Status HitHighlights::ask(const OpenIndex& index, const Tree& tree, const SearchOptions& options,
                          const std::vector<Hit>& hits) {
  const int key_field = schema_.field("pn");
  const std::vector<uint32_t>& asked = highlighter_->asked();
  holds_.resize(hits.size());
  if (asked.empty() || key_field < 0) return {};
  if (!budget_.charge(hits.size() * (tree.nodes.size() / 8 + sizeof(std::vector<bool>)))) return {};
  std::vector<std::string> keys;
  std::vector<std::pair<std::string_view, size_t>> places;  // by key
  if (!budget_.charge(hits.size() * (sizeof(keys[0]) + sizeof(places[0])))) return {};
  for (size_t h = 0; h < hits.size(); ++h) {
    if (!budget_.charge(hits[h].key.size())) return {};
    keys.push_back(hits[h].key);
    places.emplace_back(hits[h].key, h);
  }
  std::sort(places.begin(), places.end());
  for (std::vector<bool>& of : holds_) of.assign(tree.nodes.size(), false);
  uint64_t key_bytes = keys.size() * sizeof(keys[0]);
  for (const std::string& key : keys) key_bytes += key.size();
  for (const uint32_t leaf : asked) {
    Charge charge(budget_);  // for the keys, of which planning takes a copy
    if (!charge.add(2 * key_bytes)) return {};
    SearchOptions alone;
    alone.limit = hits.size();
    alone.count_documents = alone.count_families = false;
    alone.threads = 1;
    if (tree.nodes[leaf].text.starts_with('@')) alone.lists = options.lists;
    PATLAS_ASSIGN(const SearchAnswer answer,
                  index.search(clause_of(tree.nodes[leaf], static_cast<uint16_t>(key_field), keys),
                               alone, budget_));
    if (budget_.stopped()) return {};
    for (const Hit& found : answer.hits) {
      const std::pair<std::string_view, size_t> first{found.key, 0};
      for (auto place = std::lower_bound(places.begin(), places.end(), first);
           place != places.end() && place->first == found.key; ++place) {
        holds_[place->second][leaf] = true;
      }
    }
  }
  return {};
}

Status HitHighlights::add(size_t place, const Record& record, SearchHit& hit) {
  PATLAS_ASSIGN(const Document document, make_document(record));
  WorkMeter meter(budget_);
  if (!meter.add(kDocumentUnits)) return {};
  PATLAS_ASSIGN(const std::vector<Mark> marks, highlighter_->find(document, holds_[place]));
  if (budget_.stopped()) return {};
  if (request_.highlights) {
    hit.highlights.reserve(marks.size());
    for (const Mark& mark : marks) {
      hit.highlights.push_back({schema_.fields[mark.field].code, mark.value, mark.begin, mark.end});
    }
  }
  if (request_.snippets > 0) {
    for (SnippetPlace& found :
         find_snippets(document, marks, request_.snippet_columns, request_.snippets, budget_)) {
      Snippet& snippet = hit.snippets.emplace_back();
      const std::string_view text = text_of(document, found.field, found.value);
      snippet.field = schema_.fields[found.field].code;
      snippet.value = found.value;
      snippet.offset = found.begin;
      snippet.text = text.substr(found.begin, found.end - found.begin);
      snippet.is_start = found.begin == 0;
      snippet.is_end = found.end == text.size();
      for (const auto& [begin, end] : found.marks) {
        snippet.marks.push_back({begin - found.begin, end - found.begin});
      }
    }
  }
  budget_.charge(bytes_of(hit));
  return {};
}

}  // namespace patlas
