// tests/ingest/pack.h
//
// Makes zip, tar and gz containers in memory, with names and contents as a test wants them.
#ifndef PATLAS_TESTS_INGEST_PACK_H_
#define PATLAS_TESTS_INGEST_PACK_H_

#include <archive.h>
#include <archive_entry.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace patlas::test {

using Entries = std::vector<std::pair<std::string, std::string>>;  ///< name, contents

inline la_ssize_t append_packed(archive*, void* to, const void* bytes, size_t length) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), length);
  return static_cast<la_ssize_t>(length);
}

/// "link:target" as contents of an entry whose name ends in "@" makes a symbolic link.
inline void write_entry(archive* to, const std::string& name, const std::string& contents) {
  archive_entry* entry = archive_entry_new();
  bool link = name.ends_with("@");
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_filetype(entry, link ? AE_IFLNK : name.ends_with("/") ? AE_IFDIR : AE_IFREG);
  if (link) archive_entry_set_symlink(entry, contents.c_str());
  archive_entry_set_size(entry, link ? 0 : static_cast<la_int64_t>(contents.size()));
  archive_entry_set_perm(entry, 0644);
  archive_write_header(to, entry);
  if (!link) archive_write_data(to, contents.data(), contents.size());
  archive_entry_free(entry);
}

enum class Pack { kZip, kTar, kGnuTar, kGzip };

inline std::string pack(Pack type, const Entries& entries) {
  std::string bytes;
  archive* to = archive_write_new();
  if (type == Pack::kZip) archive_write_set_format_zip(to);
  if (type == Pack::kTar) archive_write_set_format_ustar(to);
  if (type == Pack::kGnuTar) archive_write_set_format_gnutar(to);
  if (type == Pack::kGzip) {
    archive_write_set_format_raw(to);
    archive_write_add_filter_gzip(to);
  }
  archive_write_set_bytes_in_last_block(to, 1);
  archive_write_open(to, &bytes, nullptr, append_packed, nullptr);
  for (const auto& [name, contents] : entries) write_entry(to, name, contents);
  archive_write_close(to);
  archive_write_free(to);
  return bytes;
}

inline std::string write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

}  // namespace patlas::test

#endif  // PATLAS_TESTS_INGEST_PACK_H_
