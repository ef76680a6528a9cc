#include "engine/scheme/scheme.h"

#include <zstd.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <numeric>

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace patlas {
namespace {

constexpr uint32_t kTitlesPerBlock = 128;
constexpr int kTitleLevel = 9;  // packed once an edition, read at every answer
// As engine/store/record_store.cc: what zstd can make of so many bytes, so that a false claim takes
// no memory.
constexpr uint64_t kBlockBytesMax = uint64_t{kTitlesPerBlock} * (kSchemeTitleBytesMax + 8);
uint64_t most_title_bytes(uint64_t packed_bytes) {
  return std::min<uint64_t>((packed_bytes / 4 + 1) * ZSTD_BLOCKSIZE_MAX, kBlockBytesMax);
}

Error corrupt(const char* what) { return Error{Code::kCorruption, what, {}}; }
Error beyond(const char* what, uint64_t limit) {
  return Error{
      Code::kLimit, std::string(what) + " (limit " + std::to_string(limit) + " in a scheme)", {}};
}

uint32_t blocks_of(uint32_t nodes) { return (nodes + kTitlesPerBlock - 1) / kTitlesPerBlock; }

uint64_t zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
int64_t unzigzag(uint64_t value) {
  return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

}  // namespace

// ---------------------------------------------------------------------------------------- reading

Result<std::shared_ptr<const Scheme>> Scheme::decode(std::string_view tree,
                                                     std::string_view titles) {
  std::shared_ptr<Scheme> scheme(new Scheme());
  PATLAS_TRY(scheme->decode_tree(tree));
  scheme->tree_bytes_ = tree;
  scheme->titles_bytes_ = titles;
  PATLAS_TRY(scheme->open_titles());
  return std::shared_ptr<const Scheme>(std::move(scheme));
}

Status Scheme::decode_tree(std::string_view bytes) {
  ByteReader in(as_bytes(bytes));
  name_ = in.string();
  version_ = in.string();
  const uint64_t language_count = in.varint();
  if (language_count > kSchemeLanguagesMax) return corrupt("a scheme has too many languages");
  for (uint64_t i = 0; in.ok() && i < language_count; ++i) languages_.emplace_back(in.string());
  const uint64_t count = in.varint();
  // A node takes three bytes at least.
  if (count > kSchemeNodesMax || count * 3 > in.remaining()) {
    return corrupt("a scheme claims more nodes than it has bytes for");
  }
  key_begins_.push_back(0);
  std::string key;
  for (uint64_t i = 0; in.ok() && i < count; ++i) {
    const uint8_t depth = in.u8();
    const uint8_t shared = in.u8();
    const std::string_view suffix = in.string();
    const uint32_t before = depths_.empty() ? 0 : depths_.back();
    if (depth == 0 || depth > kSchemeDepthMax || depth > before + 1 || shared > key.size() ||
        shared + suffix.size() > kSchemeKeyBytesMax || shared + suffix.size() == 0) {
      return corrupt("a scheme's nodes contradict each other");
    }
    key.resize(shared);
    key += suffix;
    keys_ += key;
    key_begins_.push_back(static_cast<uint32_t>(keys_.size()));
    depths_.push_back(depth);
  }
  if (!in.ok()) return corrupt("a scheme is cut short");
  std::vector<bool> seen(count, false);
  int64_t node = -1;
  for (uint64_t i = 0; in.ok() && i < count; ++i) {
    node += unzigzag(in.varint()) + 1;
    if (!in.ok() || node < 0 || node >= static_cast<int64_t>(count) ||
        seen[static_cast<size_t>(node)]) {
      return corrupt("a scheme's order of keys is none");
    }
    seen[static_cast<size_t>(node)] = true;
    const auto at = static_cast<uint32_t>(node);
    if (i > 0 && this->key(by_key_.back()) >= this->key(at)) {
      return corrupt("a scheme's keys are out of order");
    }
    by_key_.push_back(at);
  }
  sorted_scheme_ = in.string();
  const uint64_t rule_count = in.varint();
  if (rule_count > kSchemeRulesMax) return corrupt("a scheme claims too many rules");
  for (uint64_t i = 0; in.ok() && i < rule_count; ++i) {
    SchemeRule rule;
    rule.prefix = in.string();
    rule.node = in.varint32();
    if (rule.node >= count || (i > 0 && rules_.back().prefix >= rule.prefix)) {
      return corrupt("a scheme's rules are out of order");
    }
    rules_.push_back(std::move(rule));
  }
  if (!in.ok() || !in.at_end() || count == 0) return corrupt("a scheme contradicts itself");
  number_tree();
  return {};
}

/// REQUIRES: depths_ were checked.
void Scheme::number_tree() {
  const uint32_t count = this->count();
  parents_.resize(count);
  ends_.assign(count, count);
  std::vector<uint32_t> open;  // the path to the node before
  for (uint32_t node = 0; node < count; ++node) {
    while (open.size() >= depths_[node]) {
      ends_[open.back()] = node;
      open.pop_back();
    }
    parents_[node] = open.empty() ? kNone : open.back();
    open.push_back(node);
  }
}

Status Scheme::open_titles() {
  const uint64_t blocks = uint64_t{blocks_of(count())} * languages_.size();
  const std::string_view bytes = titles_bytes_;
  if (bytes.size() / 8 < blocks + 1) return corrupt("a scheme's titles are cut short");
  uint64_t before = 8 * (blocks + 1);
  for (uint64_t b = 0; b <= blocks; ++b) {
    const uint64_t at = load_le<uint64_t>(bytes.data() + 8 * b);
    if (at < before || at > bytes.size() || (b == 0 && at != before)) {
      return corrupt("a scheme's titles contradict their directory");
    }
    before = at;
  }
  if (before != bytes.size()) return corrupt("a scheme's titles go on behind their directory");
  return {};
}

Result<Scheme::Titles> Scheme::title_block(uint32_t language, uint32_t block) const {
  const size_t at = size_t{language} * blocks_of(count()) + block;
  {
    const std::lock_guard hold(kept_titles_.mutex);
    if (at < kept_titles_.blocks.size() && kept_titles_.blocks[at] != nullptr) {
      return kept_titles_.blocks[at];
    }
  }
  PATLAS_ASSIGN(auto unpacked, unpack_titles(language, block));
  uint64_t bytes = 0;
  for (const std::string& title : unpacked) bytes += sizeof(title) + title.capacity();
  Titles made = std::make_shared<const std::vector<std::string>>(std::move(unpacked));
  const std::lock_guard hold(kept_titles_.mutex);
  if (kept_titles_.bytes + bytes > kSchemeTitlesKept) {
    kept_titles_.blocks.clear();
    kept_titles_.bytes = 0;
  }
  kept_titles_.blocks.resize(languages_.size() * blocks_of(count()));
  if (std::exchange(kept_titles_.blocks[at], made) == nullptr) kept_titles_.bytes += bytes;
  return made;
}

Result<std::vector<std::string>> Scheme::unpack_titles(uint32_t language, uint32_t block) const {
  const char* const entry =
      titles_bytes_.data() + 8 * (uint64_t{language} * blocks_of(count()) + block);
  const uint64_t begin = load_le<uint64_t>(entry), end = load_le<uint64_t>(entry + 8);
  ByteReader in(as_bytes(std::string_view(titles_bytes_).substr(begin, end - begin)));
  const uint64_t size = in.varint();
  const std::string_view frame = in.bytes(in.remaining());
  if (!in.ok() || size > most_title_bytes(frame.size())) {
    return corrupt("a scheme's titles claim more bytes than they can have");
  }
  std::string text(size, '\0');
  const size_t unpacked = ZSTD_decompress(text.data(), text.size(), frame.data(), frame.size());
  if (ZSTD_isError(unpacked) || unpacked != size) return corrupt("a scheme's titles do not unpack");
  ByteReader packed(as_bytes(text));
  std::vector<std::string> titles;
  const uint32_t wanted = std::min(kTitlesPerBlock, count() - block * kTitlesPerBlock);
  while (packed.ok() && titles.size() < wanted) titles.emplace_back(packed.string());
  if (!packed.ok() || !packed.at_end()) {
    return corrupt("a scheme has another number of titles than of nodes");
  }
  return titles;
}

Result<std::string> Scheme::title(uint32_t node, uint32_t language) const {
  PATLAS_CHECK(node < count() && language < languages_.size());
  PATLAS_ASSIGN(const Titles titles, title_block(language, node / kTitlesPerBlock));
  return (*titles)[node % kTitlesPerBlock];
}

Result<std::vector<std::string>> Scheme::titles(uint32_t language) const {
  PATLAS_CHECK(language < languages_.size());
  std::vector<std::string> all;
  for (uint32_t block = 0; block < blocks_of(count()); ++block) {
    PATLAS_ASSIGN(auto titles, unpack_titles(language, block));
    std::move(titles.begin(), titles.end(), std::back_inserter(all));
  }
  return all;
}

Result<std::string> Scheme::title_in(uint32_t node, std::string_view language) const {
  std::vector<uint32_t> order;
  for (const std::string_view wanted : {language, std::string_view("en")}) {
    const auto found = std::find(languages_.begin(), languages_.end(), wanted);
    if (found != languages_.end()) {
      order.push_back(static_cast<uint32_t>(found - languages_.begin()));
    }
  }
  for (uint32_t i = 0; i < languages_.size(); ++i) order.push_back(i);
  for (const uint32_t i : order) {
    PATLAS_ASSIGN(std::string title, this->title(node, i));
    if (!title.empty()) return title;
  }
  return std::string();
}

uint32_t Scheme::find(std::string_view key) const {
  const auto at = std::lower_bound(
      by_key_.begin(), by_key_.end(), key,
      [this](uint32_t node, std::string_view wanted) { return this->key(node) < wanted; });
  return at != by_key_.end() && this->key(*at) == key ? *at : kNone;
}

uint32_t Scheme::sorted_into(std::string_view symbol) const {
  // Of the prefixes of a symbol that are rules, the longest sorts last; what stands between are
  // longer prefixes of others.
  for (size_t length = symbol.size() + 1; length-- > 0;) {
    const std::string_view prefix = symbol.substr(0, length);
    const auto at = std::lower_bound(
        rules_.begin(), rules_.end(), prefix,
        [](const SchemeRule& rule, std::string_view wanted) { return rule.prefix < wanted; });
    if (at != rules_.end() && at->prefix == prefix) return at->node;
  }
  return kNone;
}

// ---------------------------------------------------------------------------------------- writing

Result<uint32_t> SchemeBuilder::add(std::string_view key, uint32_t depth) {
  if (nodes_.size() >= kSchemeNodesMax) return beyond("symbols", kSchemeNodesMax);
  if (key.empty() || key.size() > kSchemeKeyBytesMax) {
    return beyond("bytes of a symbol", kSchemeKeyBytesMax);
  }
  if (depth > kSchemeDepthMax) return beyond("levels", kSchemeDepthMax);
  const uint32_t before = nodes_.empty() ? 0 : nodes_.back().depth;
  if (depth == 0 || depth > before + 1) {
    return Error{Code::kInvalidArgument,
                 "the symbol " + std::string(key) + " stands " + std::to_string(depth) +
                     " levels deep behind one that stands " + std::to_string(before) + " deep",
                 {}};
  }
  nodes_.push_back({std::string(key), static_cast<uint8_t>(depth)});
  return static_cast<uint32_t>(nodes_.size() - 1);
}

Status SchemeBuilder::add_title(uint32_t node, std::string_view language, std::string_view title) {
  if (title.empty()) return {};
  if (title.size() > kSchemeTitleBytesMax) return beyond("bytes of a title", kSchemeTitleBytesMax);
  const auto found = std::find(languages_.begin(), languages_.end(), language);
  const auto at = static_cast<size_t>(found - languages_.begin());
  if (found == languages_.end()) {
    if (languages_.size() == kSchemeLanguagesMax) return beyond("languages", kSchemeLanguagesMax);
    languages_.emplace_back(language);
    titles_.emplace_back();
  }
  if (titles_[at].size() <= node) titles_[at].resize(node + 1);
  if (titles_[at][node].empty()) titles_[at][node] = title;
  return {};
}

Status SchemeBuilder::add_rule(std::string_view prefix, uint32_t node) {
  if (rules_.size() >= kSchemeRulesMax) return beyond("rules", kSchemeRulesMax);
  rules_.push_back({std::string(prefix), node});
  return {};
}

std::string SchemeBuilder::encode_tree(const std::vector<uint32_t>& by_key) const {
  std::string out;
  put_string(out, name_);
  put_string(out, version_);
  put_varint(out, languages_.size());
  for (const std::string& language : languages_) put_string(out, language);
  put_varint(out, nodes_.size());
  std::string_view before;
  for (const Node& node : nodes_) {
    const auto [end, unused] =
        std::mismatch(before.begin(), before.end(), node.key.begin(), node.key.end());
    const auto shared = static_cast<size_t>(end - before.begin());
    put_u8(out, node.depth);
    put_u8(out, static_cast<uint8_t>(shared));
    put_string(out, std::string_view(node.key).substr(shared));
    before = node.key;
  }
  int64_t last = -1;
  for (const uint32_t node : by_key) {
    put_varint(out, zigzag(int64_t{node} - last - 1));
    last = node;
  }
  put_string(out, sorted_scheme_);
  put_varint(out, rules_.size());
  for (const SchemeRule& rule : rules_) {
    put_string(out, rule.prefix);
    put_varint(out, rule.node);
  }
  return out;
}

std::string SchemeBuilder::encode_titles() const {
  const uint32_t blocks = blocks_of(static_cast<uint32_t>(nodes_.size()));
  std::string packed;
  std::vector<uint64_t> ends;
  for (const std::vector<std::string>& titles : titles_) {
    for (uint32_t block = 0; block < blocks; ++block) {
      std::string text;
      const size_t end = std::min<size_t>(nodes_.size(), size_t{block + 1} * kTitlesPerBlock);
      for (size_t node = size_t{block} * kTitlesPerBlock; node < end; ++node) {
        put_string(text, node < titles.size() ? std::string_view(titles[node]) : "");
      }
      std::string frame(ZSTD_compressBound(text.size()), '\0');
      const size_t size =
          ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), kTitleLevel);
      if (ZSTD_isError(size)) throw std::bad_alloc();  // its one reason, given room enough
      put_varint(packed, text.size());
      packed.append(frame, 0, size);
      ends.push_back(packed.size());
    }
  }
  std::string out;
  const uint64_t head = 8 * (ends.size() + 1);
  put_u64(out, head);
  for (const uint64_t end : ends) put_u64(out, head + end);
  return out + packed;
}

Result<std::shared_ptr<const Scheme>> SchemeBuilder::finish() {
  if (nodes_.empty()) return Error{Code::kInvalidArgument, "the scheme has no symbols", {}};
  std::vector<uint32_t> by_key(nodes_.size());
  std::iota(by_key.begin(), by_key.end(), 0u);
  std::sort(by_key.begin(), by_key.end(),
            [this](uint32_t a, uint32_t b) { return nodes_[a].key < nodes_[b].key; });
  for (size_t i = 1; i < by_key.size(); ++i) {
    const std::string& key = nodes_[by_key[i]].key;
    if (nodes_[by_key[i - 1]].key != key) continue;
    return Error{Code::kInvalidArgument, "the scheme has the symbol " + key + " twice", {}};
  }
  std::sort(rules_.begin(), rules_.end());
  rules_.erase(std::unique(rules_.begin(), rules_.end()), rules_.end());
  for (size_t i = 1; i < rules_.size(); ++i) {
    if (rules_[i - 1].prefix != rules_[i].prefix) continue;
    return Error{Code::kInvalidArgument,
                 "the scheme sorts symbols that begin with " + rules_[i].prefix + " into two",
                 {}};
  }
  return Scheme::decode(encode_tree(by_key), encode_titles());
}

}  // namespace patlas
