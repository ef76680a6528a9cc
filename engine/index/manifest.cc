#include "engine/index/manifest.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/coding.h"
#include "engine/segment/sections.h"

namespace patlas {
namespace {

constexpr std::string_view kManifestPrefix = "MANIFEST-";
constexpr std::string_view kTemporaryPrefix = "tmp-";

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr size_t kSpoolDigits = 8;

std::string hex16(uint64_t value) {
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4) out[static_cast<size_t>(i)] = kHexDigits[value & 15];
  return out;
}

bool is_all_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_hex16(std::string_view text) { return text.size() == 16 && is_all_of(text, kHexDigits); }

void put_file(std::string& out, const ManifestFile& file) {
  put_u64(out, file.id);
  put_varint(out, file.info.size_bytes);
  put_u64(out, file.info.hash_low);
  put_u64(out, file.info.hash_high);
}

ManifestFile get_file(ByteReader& in) {
  ManifestFile file;
  file.id = in.u64();
  file.info.size_bytes = in.varint();
  file.info.hash_low = in.u64();
  file.info.hash_high = in.u64();
  return file;
}

auto total_members(auto& totals) {
  return std::array{&totals.seen,       &totals.accepted, &totals.replaced,
                    &totals.superseded, &totals.deleted,  &totals.rejected};
}

}  // namespace

LoadTotals& LoadTotals::operator+=(const LoadTotals& other) {
  const auto to = total_members(*this);
  const auto from = total_members(other);
  for (size_t i = 0; i < to.size(); ++i) *to[i] += *from[i];
  return *this;
}

LoadTotals& LoadTotals::operator-=(const LoadTotals& other) {
  const auto to = total_members(*this);
  const auto from = total_members(other);
  for (size_t i = 0; i < to.size(); ++i) *to[i] -= *from[i];
  return *this;
}

std::string Manifest::encode() const {
  std::string out;
  put_u64(out, index_id);
  put_varint(out, generation);
  put_varint(out, parent_generation);
  put_varint(out, created_unix_ms);
  put_string(out, analysis);
  put_string(out, schema.encode());
  put_varint(out, stores.size());
  for (const ManifestFile& store : stores) put_file(out, store);
  put_varint(out, segments.size());
  for (const ManifestSegment& segment : segments) {
    put_file(out, segment.file);
    put_varint(out, segment.doc_count);
    put_varint(out, segment.live_count);
    put_u8(out, segment.deletes ? 1 : 0);
    if (segment.deletes) put_file(out, *segment.deletes);
    put_varint(out, segment.stores.size());
    for (const uint64_t store : segment.stores) put_u64(out, store);
  }
  put_varint(out, schemes.size());
  for (const ManifestScheme& scheme : schemes) {
    put_file(out, scheme.file);
    put_string(out, scheme.name);
    put_string(out, scheme.version);
  }
  put_u8(out, families ? 1 : 0);
  if (families) put_file(out, *families);
  for (const uint64_t* total : total_members(totals)) put_varint(out, *total);
  return out;
}

Result<Manifest> Manifest::decode(std::string_view bytes) {
  ByteReader in(as_bytes(bytes));
  Manifest manifest;
  manifest.index_id = in.u64();
  manifest.generation = in.varint();
  manifest.parent_generation = in.varint();
  manifest.created_unix_ms = in.varint();
  manifest.analysis = in.string();
  PATLAS_ASSIGN(manifest.schema, Schema::decode(in.string()));
  const uint64_t stores = in.varint();
  for (uint64_t i = 0; in.ok() && i < stores; ++i) manifest.stores.push_back(get_file(in));
  const uint64_t segments = in.varint();
  for (uint64_t i = 0; in.ok() && i < segments; ++i) {
    ManifestSegment segment;
    segment.file = get_file(in);
    segment.doc_count = in.varint32();
    segment.live_count = in.varint32();
    if (in.u8() != 0) segment.deletes = get_file(in);
    const uint64_t of_segment = in.varint();
    for (uint64_t s = 0; in.ok() && s < of_segment; ++s) segment.stores.push_back(in.u64());
    if (segment.live_count > segment.doc_count) in.fail();
    manifest.segments.push_back(std::move(segment));
  }
  const uint64_t schemes = in.varint();
  for (uint64_t i = 0; in.ok() && i < schemes; ++i) {
    ManifestScheme scheme;
    scheme.file = get_file(in);
    scheme.name = in.string();
    scheme.version = in.string();
    if (i > 0 && manifest.schemes.back().name >= scheme.name) in.fail();
    manifest.schemes.push_back(std::move(scheme));
  }
  if (in.u8() != 0) manifest.families = get_file(in);
  for (uint64_t* total : total_members(manifest.totals)) *total = in.varint();
  if (!in.ok() || !in.at_end()) {
    return Error{Code::kCorruption, "the manifest contradicts itself", {}};
  }
  return manifest;
}

std::vector<std::string> Manifest::file_names() const {
  std::vector<std::string> names;
  for (const ManifestFile& store : stores)
    names.push_back(index_file_name(FileType::kStore, store.id));
  for (const ManifestScheme& scheme : schemes)
    names.push_back(index_file_name(FileType::kScheme, scheme.file.id));
  if (families) names.push_back(index_file_name(FileType::kFamilies, families->id));
  for (const ManifestSegment& segment : segments) {
    names.push_back(index_file_name(FileType::kSegment, segment.file.id));
    if (segment.deletes) names.push_back(index_file_name(FileType::kDeletes, segment.deletes->id));
  }
  return names;
}

std::string index_file_name(FileType type, uint64_t id) {
  switch (type) {
    case FileType::kSegment:
      return "segment-" + hex16(id);
    case FileType::kStore:
      return "store-" + hex16(id);
    case FileType::kDeletes:
      return "deletes-" + hex16(id);
    case FileType::kScheme:
      return "scheme-" + hex16(id);
    case FileType::kFamilies:
      return "families-" + hex16(id);
    case FileType::kManifest:
      break;
  }
  return std::string(kTemporaryPrefix) + hex16(id);
}

std::string manifest_name(uint64_t generation) {
  return std::string(kManifestPrefix) + hex16(generation);
}

std::optional<uint64_t> manifest_generation(std::string_view name) {
  if (!name.starts_with(kManifestPrefix) || name.size() != kManifestPrefix.size() + 16)
    return std::nullopt;
  uint64_t generation = 0;
  const char* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + kManifestPrefix.size(), end, generation, 16);
  if (parsed.ec != std::errc() || parsed.ptr != end || manifest_name(generation) != name)
    return std::nullopt;
  return generation;
}

bool is_index_file_name(std::string_view name) {
  for (const std::string_view prefix :
       {std::string_view("segment-"), std::string_view("store-"), std::string_view("deletes-"),
        std::string_view("scheme-"), std::string_view("families-"), kManifestPrefix,
        kTemporaryPrefix}) {
    if (name.starts_with(prefix) && is_hex16(name.substr(prefix.size()))) return true;
  }
  // Spools: a temporary name cut to 8 digits, and a number.
  if (!name.starts_with(kTemporaryPrefix)) return false;
  name.remove_prefix(kTemporaryPrefix.size());
  const size_t dash = name.find('-');
  return dash == kSpoolDigits && is_all_of(name.substr(0, dash), kHexDigits) &&
         dash + 1 < name.size() && is_all_of(name.substr(dash + 1), kHexDigits.substr(0, 10));
}

std::string spool_name_prefix(uint64_t id) {
  return std::string(kTemporaryPrefix) + hex16(id).substr(0, kSpoolDigits);
}

Result<std::vector<uint64_t>> list_generations(Fs& fs, const std::string& directory) {
  PATLAS_ASSIGN(const std::vector<std::string> names, fs.list(directory));
  std::vector<uint64_t> generations;
  for (const std::string& name : names) {
    if (const auto generation = manifest_generation(name)) generations.push_back(*generation);
  }
  std::sort(generations.begin(), generations.end());
  return generations;
}

Result<Manifest> read_manifest(Fs& fs, const std::string& directory, uint64_t generation) {
  const std::string path = join_path(directory, manifest_name(generation));
  // A manifest's id is its generation: a copy under another name does not open.
  PATLAS_ASSIGN(const auto file,
                SealedFile::open(fs, path, FileType::kManifest, &generation, nullptr));
  PATLAS_TRY(file->verify());
  PATLAS_ASSIGN(const Section section, file->section({kManifestSection, 0}));
  PATLAS_ASSIGN(const Bytes bytes, section.all());
  auto manifest = Manifest::decode(as_text(bytes));
  if (!manifest) return section.corrupt(0, manifest.error().message);
  if (manifest->generation != generation) {
    return section.corrupt(0,
                           "the manifest is of generation " + std::to_string(manifest->generation));
  }
  return manifest;
}

Status publish_manifest(const Env& env, const std::string& directory, const Manifest& manifest) {
  Fs& fs = *env.fs;
  const std::string temporary =
      join_path(directory, index_file_name(FileType::kManifest, env.rand->next()));
  PATLAS_ASSIGN(auto file,
                SealedFileWriter::create(fs, temporary, FileType::kManifest, manifest.generation));
  PATLAS_TRY(file->begin_section({kManifestSection, 0}));
  PATLAS_TRY(file->append(as_bytes(manifest.encode())));
  PATLAS_TRY(file->end_section());
  PATLAS_TRY(file->finish());
  // What the manifest names must be findable before the manifest is.
  PATLAS_TRY(fs.sync_dir(directory));
  PATLAS_TRY(fs.rename(temporary, join_path(directory, manifest_name(manifest.generation))));
  return fs.sync_dir(directory);
}

}  // namespace patlas
