// query/backends/xapian/values.h
//
// Reads a slot's value of documents that increase: Xapian keeps a slot's values together, in the
// order of documents.
#ifndef PATLAS_QUERY_BACKENDS_XAPIAN_VALUES_H_
#define PATLAS_QUERY_BACKENDS_XAPIAN_VALUES_H_

#include <xapian.h>

#include <string>

namespace patlas::xapian {

class ValueReader {
 public:
  ValueReader(const Xapian::Database& database, uint32_t slot)
      : at_(database.valuestream_begin(slot)), end_(database.valuestream_end(slot)) {}

  /// Empty when there is none. REQUIRES: `document` is not below the last one asked for.
  std::string get(Xapian::docid document) {
    if (at_ == end_) return {};
    if (at_.get_docid() < document) at_.skip_to(document);
    return at_ != end_ && at_.get_docid() == document ? *at_ : std::string();
  }

 private:
  Xapian::ValueIterator at_, end_;
};

}  // namespace patlas::xapian

#endif  // PATLAS_QUERY_BACKENDS_XAPIAN_VALUES_H_
