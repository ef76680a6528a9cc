// tests/oracle/oracle.h
//
// The answers by looking at every record: what SYNTAX.md says, one clause after the other, over
// Records as ingest read them. It shares the tree type, Record and the normalisation of numbers,
// dates, symbols and names with the engine, and nothing else: no index, no analysis (units.h), no
// plan, no columns.
//
// Order    documents are numbered in key order, so that ties are the lower number.
// Cost     every leaf looks at every position of every document: a few ms over 1,000 records.
#ifndef PATLAS_TESTS_ORACLE_ORACLE_H_
#define PATLAS_TESTS_ORACLE_ORACLE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ingest/record.h"
#include "query/tree.h"
#include "tests/oracle/class_oracle.h"
#include "tests/oracle/proximity.h"
#include "tests/oracle/units.h"

namespace patlas::oracle {

/// Records as loading order leaves them: the later of a key stands if its source may replace the
/// earlier one's.
class LiveRecords {
 public:
  void load(const Record& record);
  /// "US.7650331" every kind, "US.7650331.B2" one.
  void remove(const std::string& key);
  std::vector<Record> in_key_order() const;

 private:
  std::map<std::string, Record> by_key_;
};

/// Documents and families.
struct Count {
  uint64_t documents = 0, families = 0;
  bool operator==(const Count&) const = default;
};

/// Applications and extended families.
struct GroupCount {
  uint64_t applications = 0, extended_families = 0;
  bool operator==(const GroupCount&) const = default;
};

class Oracle {
 public:
  using Docs = std::vector<uint32_t>;

  /// REQUIRES: `live` in key order, keys distinct.
  Oracle(const Schema& schema, std::vector<Record> live, PrintedSchemes schemes = {});

  const ClassOracle& classes() const { return classes_; }

  uint32_t size() const { return static_cast<uint32_t>(records_.size()); }
  const Record& record(uint32_t doc) const { return records_[doc]; }
  const std::string& key(uint32_t doc) const { return docs_[doc].key; }
  uint32_t date(uint32_t doc, const std::string& column) const;
  /// Of a field; -1: missing.
  int64_t count_of(uint32_t doc, const std::string& field) const;

  /// In key order.
  Docs matches(const Tree& tree) const;
  /// A place that makes a query true: SYNTAX.md, "Highlights".
  struct Marked {
    uint16_t field = 0;
    size_t first = 0, last = 0;  ///< positions
    size_t value = 0;
    std::u32string units;  ///< what stands there, folded, a blank behind each unit
    auto operator<=>(const Marked&) const = default;
  };
  /// By document; none where the tree does not hold.
  std::vector<std::set<Marked>> highlights(const Tree& tree) const;
  Count count(const Docs& docs) const;
  GroupCount count_groups(const Docs& docs) const;
  std::set<std::string> facet_values(uint32_t doc, const std::string& facet) const;
  std::map<std::string, Count> facet(const Docs& docs, const std::string& name) const;
  std::map<std::pair<std::string, std::string>, Count> cross(const Docs& docs,
                                                             const std::string& rows,
                                                             const std::string& columns) const;
  /// By date column, missing last, then by key.
  Docs sorted(Docs docs, const std::string& column, bool descending) const;
  /// By document.
  std::vector<double> scores(const Tree& tree) const;

  /// Folded words of spaced scripts that stand in a text field, in no document's order.
  std::set<std::string> words(uint16_t field) const;

 private:
  struct Place {
    uint32_t id = 0;  ///< of the unit's text in vocabulary_
    bool starts_word = false, touches_next = false, same_run_next = false;
    bool starts_sentence = false, starts_paragraph = false, starts_value = false;
  };
  using Spans = std::vector<std::pair<size_t, size_t>>;  ///< first and last position
  struct Doc {
    std::string key, family;
    uint32_t extended = 0;                       ///< the first document of its extended family
    std::vector<std::vector<Place>> fields;      ///< by field number; text fields only
    std::vector<std::set<std::string>> stemmed;  ///< by field: languages with a stemmer
    std::vector<std::set<std::string>> keys;     ///< by field: codes, numbers, full symbols
  };
  /// What may stand at one position of a phrase, and how it meets the next.
  struct Element {
    enum class Link : uint8_t { kAny, kSameRun, kRunEnds, kTouches };
    std::vector<char> allows;  ///< by id
    Link to_next = Link::kAny;
  };
  struct Pattern {
    std::vector<Element> elements;
    bool whole_words = false;
  };

  void read(const Record& record);
  void stem_vocabulary();
  void join_extended_families();
  void add_value(Doc& doc, const char* field, const std::string& language, const std::string& text);
  void add_presence(Doc& doc, const Record& record, const FieldSpec& field);
  void add_code(Doc& doc, const char* field, const std::string& code);
  void add_number(Doc& doc, const char* field, const Number& number);
  uint32_t intern(const Unit& unit);
  using Holds = std::function<bool(const std::u32string&)>;
  /// Which of the vocabulary's texts of this type: by id.
  std::vector<char> allow(Unit::Type type, const Holds& holds) const;

  /// `places`: of the word holes in the units, in order (open_words.h).
  Pattern pattern(const std::vector<Unit>& units, bool truncated,
                  const std::vector<OpenSign>& places = {}) const;
  std::vector<Pattern> patterns(const Node& leaf) const;
  static Spans occurrences(const Pattern& pattern, const std::vector<Place>& text);
  /// Where a text leaf stands, by document; a word that it names twice, twice.
  std::vector<Spans> leaf_spans(const Node& leaf, uint16_t field) const;
  std::vector<uint64_t> leaf_counts(const Node& leaf, uint16_t field) const;
  std::vector<Spans> phrase_spans(const Node& leaf, uint16_t field) const;
  std::vector<Spans> stem_spans(const Node& leaf, uint16_t field) const;
  std::vector<Spans> stem_word_spans(const Unit& word, uint16_t field) const;
  std::vector<std::vector<bool>> node_holds(const Tree& tree) const;
  FieldText field_text(uint32_t doc, uint16_t field) const;
  void mark(uint32_t doc, uint16_t field, std::pair<size_t, size_t> span,
            std::set<Marked>& out) const;
  void mark_reasons(const Tree& tree, uint32_t node, const std::vector<std::vector<bool>>& holds,
                    std::vector<bool> wanted_true, std::vector<bool> wanted_false,
                    std::vector<std::set<Marked>>& out) const;
  std::vector<bool> proximity_holds(const Tree& tree, uint32_t node) const;
  bool keyword_holds(const Node& leaf, uint32_t doc) const;
  std::vector<bool> leaf_holds(const Node& leaf) const;

  const Schema schema_;
  std::vector<Record> records_;
  ClassOracle classes_;
  std::vector<Doc> docs_;
  std::map<std::pair<Unit::Type, std::u32string>, uint32_t> vocabulary_;
  std::vector<std::u32string> unit_texts_;                 ///< by id
  std::map<std::string, std::vector<std::string>> stems_;  ///< of the languages met: by id
};

}  // namespace patlas::oracle

#endif  // PATLAS_TESTS_ORACLE_ORACLE_H_
