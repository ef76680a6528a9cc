// tests/bad/bad_file.h
//
// The hostile corpus as a table: what a stranger may send to hurt, and what must come of it. Files
// are made when a test runs, because most are one thought repeated: a bomb of 100 MB is a line here.
//
// A file is `before`, what `make` gives, and `after`. Where `before` and `after` are good records,
// these must be read whatever stands between them, and every reject must lie between them.
#ifndef PATLAS_TESTS_BAD_BAD_FILE_H_
#define PATLAS_TESTS_BAD_BAD_FILE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace patlas::bad {

struct BadFile {
  std::string name;
  /// What is read, as numbers of publications in order: "10000001 10000003"; "5000 records" when
  /// they are more than eight.
  std::string records;
  /// How each reject begins: "limit: nesting of elements". More than eight: {"5000 rejects", how
  /// each of them begins}.
  std::vector<std::string> rejects;
  /// Of any size; grows with `scale`, if at all, at most linearly.
  std::function<std::string(size_t scale)> make;
  size_t scale = 1;  ///< what the file is read at
  std::string before, after;
};

std::vector<BadFile> bad_xml_files();
std::vector<BadFile> bad_encoding_files();
std::vector<BadFile> bad_json_files();
std::vector<BadFile> bad_container_files();
/// All of them.
const std::vector<BadFile>& bad_files();

// ------------------------------------------------------------------------------ parts of files

std::string repeated(size_t count, const std::string& one);
std::string repeated(size_t count, const std::function<std::string(size_t)>& one);
/// A USPTO grant, as one document with its declaration.
std::string grant(const std::string& number, const std::string& title = "t");
/// The same with a DOCTYPE (from "<!DOCTYPE" to ">") before its root.
std::string grant_with(const std::string& doctype, const std::string& number,
                       const std::string& title = "t");
/// A DOCDB exchange document, without a declaration.
std::string exchange(const std::string& number, const std::string& title = "t");
/// A line of Google's rows and of Patlas's own; `more` begins with a comma or is empty.
std::string google_row(const std::string& number, const std::string& more = "");
std::string patlas_row(const std::string& number, const std::string& more = "");

/// `middle` between two good grants, of which a good one is expected between, if at all, too.
BadFile between_grants(std::string name, std::string records, std::vector<std::string> rejects,
                       std::function<std::string(size_t)> middle, size_t scale = 1);

}  // namespace patlas::bad

#endif  // PATLAS_TESTS_BAD_BAD_FILE_H_
