// query/number_list.h
//
// A list of document numbers that comes with a query, as `pn:@watch` names it: a million lines from
// a file, each in any written form. The text of a query names a list and never a file; who asks
// brings the lines. Each line is read once, the keys are sorted once, and every segment finds them
// in one walk along its dictionary.
//
//   2 of (pn:@watch, cpc:H01L, ti:wafer)   with {"watch", "US 7,650,331 B2\nEP1000000\n..."}
//
// What is doubtful is searched and reported, line by line: a number that could mean several means
// any of them; letters that look like digits are taken for them, which a number in the query itself
// is refused for; a line that is no number finds nothing and is reported.
//
// Memory   charged to the query's budget: about 60 bytes a line, and its report.
// Tested   tests/oracle/number_lists_test.cc
#ifndef PATLAS_QUERY_NUMBER_LIST_H_
#define PATLAS_QUERY_NUMBER_LIST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/index/snapshot.h"
#include "ingest/normalize/numbers.h"
#include "query/budget.h"
#include "query/tree.h"

namespace patlas {

/// The lines of a list under its name. Blank lines are passed over.
struct NamedNumbers {
  std::string name;
  std::string_view text;  ///< borrowed while the query runs
};

enum class NumberRemark : uint8_t { kUnreadable, kUnknown, kAmbiguous, kRepaired, kDuplicate };
const char* number_remark_name(NumberRemark remark);

struct NumberLine {
  uint64_t line = 0;  ///< 1: the first
  NumberRemark remark = NumberRemark::kUnknown;
  std::string text;         ///< as written, without blanks at its ends
  std::string read_as;      ///< "US7650331B2", "US9900001 or US9900001A"; empty: not a number
  uint64_t first_line = 0;  ///< kDuplicate: the line that says the same
};

/// What became of a list in one field.
struct NumberReport {
  std::string name, field;
  uint64_t lines = 0;               ///< that are not blank
  uint64_t found = 0;               ///< lines that at least one live document has
  std::vector<NumberLine> remarks;  ///< by line; a line may have several
};

class NumberList {
 public:
  /// Worthless when the budget ended. `text` is borrowed. limit: 4 GiB of keys or 2^32 lines.
  static Result<std::shared_ptr<NumberList>> read(std::string_view text, NumberSpace space,
                                                  Budget& budget);

  /// Keys in byte order, those of several lines several times.
  size_t key_count() const { return order_.size(); }
  std::string_view key(size_t rank) const { return text_of(keys_[order_[rank]]); }
  /// A live document has the key. Only while plans are made, which one thread does.
  void set_found(size_t rank) const { found_[keys_[order_[rank]].line] = true; }

  /// All segments have been asked for it: `set_found` says all.
  void set_looked_up() const { is_looked_up_ = true; }
  bool is_looked_up() const { return is_looked_up_; }
  /// Without names. Charged.
  NumberReport report(Budget& budget) const;

 private:
  struct Key {
    uint32_t begin = 0, line = 0;
    uint16_t bytes = 0;
  };
  struct Line {
    uint64_t number = 0;  ///< in the text
    std::string_view text;
    uint32_t first_key = 0;
    uint16_t key_count = 0;
    bool is_ambiguous = false, is_repaired = false;
  };

  bool read_line(std::string_view line, uint64_t number, NumberSpace space);
  void sort();
  void find_duplicates();
  bool same_keys(const Line& a, const Line& b) const;
  std::string read_as(const Line& line) const;
  std::string_view text_of(const Key& key) const {
    return std::string_view(bytes_).substr(key.begin, key.bytes);
  }

  std::string bytes_;
  std::vector<Key> keys_;  ///< by line
  std::vector<Line> lines_;
  std::vector<uint32_t> order_;       ///< of keys_, by key, then line
  std::vector<uint32_t> first_same_;  ///< by line: the first that says the same
  mutable std::vector<uint8_t> found_;
  mutable bool is_looked_up_ = false;
};

/// A list in one field of a query.
struct BoundList {
  std::string name;
  uint16_t field = 0;
  std::shared_ptr<const NumberList> list;
};

/// The tree with its lists read. invalid_argument: a list that is not given, with its span; one
/// that the query does not name; one of two of one name.
Result<Tree> bind_lists(const Tree& tree, const std::vector<NamedNumbers>& lists,
                        const Schema& schema, Budget& budget, std::vector<BoundList>& bound);

}  // namespace patlas

#endif  // PATLAS_QUERY_NUMBER_LIST_H_
