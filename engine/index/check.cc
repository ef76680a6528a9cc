#include "engine/index/check.h"

#include <set>

#include "engine/index/snapshot_parts.h"
#include "engine/index/split_groups.h"
#include "engine/segment/boundaries.h"
#include "engine/segment/field_writer.h"
#include "engine/segment/sections.h"
#include "engine/segment/word_grams.h"
#include "engine/text/analyzer.h"

namespace patlas {
namespace {

constexpr uint32_t kNoWord = 0xffffffffu;  // as OccurrenceCursor::seek_at_least() gives it

class SegmentCheck {
 public:
  SegmentCheck(const LiveSegment& segment, CheckReport& report)
      : reader_(*segment.reader), report_(report) {}

  Status run() {
    for (uint16_t f = 0; f < reader_.schema().fields.size(); ++f) {
      PATLAS_TRY(check_field(f));
      if (reader_.schema().fields[f].type == FieldType::kText) {
        PATLAS_TRY(check_stems(f));
        PATLAS_TRY(check_reversed(f));
        PATLAS_TRY(check_grams(f));
        PATLAS_TRY(check_texts(f));
      }
    }
    for (uint16_t c = 0; c < reader_.schema().columns.size(); ++c) PATLAS_TRY(check_column(c));
    PATLAS_TRY(check_keys());
    PATLAS_TRY(check_families());
    return check_records();
  }

 private:
  Error wrong(uint16_t section_type, uint16_t part, std::string message) const {
    const auto section = reader_.file().section({section_type, part});
    return section ? section->corrupt(0, std::move(message)) : section.error();
  }

  /// Walks a dictionary: order, and visit(cursor) for each term.
  template <typename Visit>
  Status walk(const TermDictionary& terms, uint16_t section_type, uint16_t part, Visit&& visit) {
    TermCursor cursor(terms);
    PATLAS_ASSIGN(bool there, cursor.seek(0));
    std::string previous;
    for (uint32_t count = 0; there; ++count) {
      if (count > 0 && cursor.term() <= previous) {
        return wrong(section_type, part,
                     "terms are out of order at ordinal " + std::to_string(count));
      }
      previous = cursor.term();
      PATLAS_TRY(visit(cursor));
      PATLAS_ASSIGN(there, cursor.next());
    }
    return {};
  }

  Status check_field(uint16_t field) {
    PATLAS_ASSIGN(const TermDictionary* terms, reader_.terms(field));
    return walk(*terms, kTermsSection, field, [&](const TermCursor& cursor) -> Status {
      ++report_.terms;
      const Detail detail = reader_.detail_of(field, cursor.term());
      PATLAS_ASSIGN(const PostingList list, reader_.postings(field, cursor.value(), detail));
      OccurrenceCursor docs(list);
      uint32_t count = 0;
      for (uint32_t doc = docs.seek_at_least(0); doc < reader_.doc_count();
           doc = docs.seek_at_least(doc + 1)) {
        ++count;
        if (detail == Detail::kPositions && docs.positions().size() != docs.freq()) {
          return wrong(kPositionsSection, field,
                       "a document has other positions than its frequency");
        }
      }
      report_.postings += count;
      if (count == cursor.value().doc_count) return {};
      return wrong(kPostingsSection, field,
                   "a term names " + std::to_string(cursor.value().doc_count) +
                       " documents and lists " + std::to_string(count));
    });
  }

  Status check_stems(uint16_t field) {
    PATLAS_ASSIGN(const TermDictionary* words, reader_.terms(field));
    PATLAS_ASSIGN(const TermDictionary* stems, reader_.stems(field));
    return walk(*stems, kStemTermsSection, field, [&](const TermCursor& cursor) -> Status {
      PATLAS_ASSIGN(const PostingList list, reader_.stem_postings(field, cursor.value()));
      OccurrenceCursor ordinals(list);
      uint32_t count = 0;
      for (uint32_t o = ordinals.seek_at_least(0); o < words->size();
           o = ordinals.seek_at_least(o + 1))
        ++count;
      if (count == cursor.value().doc_count) return {};
      return wrong(kStemPostingsSection, field,
                   "a stem lists another number of words than it names");
    });
  }

  /// What the words' own grams are, written anew.
  Status check_grams(uint16_t field) {
    PATLAS_ASSIGN(const TermDictionary* terms, reader_.terms(field));
    PATLAS_ASSIGN(const TermDictionary* grams, reader_.grams(field));
    const std::string tag(1, static_cast<char>(TermTag::kWord));
    PATLAS_ASSIGN(const auto words, terms->prefix_range(tag));
    WordGramsWriter wanted(nullptr, WordGramsWriter::kAllInMemory);
    TermCursor word(*terms);
    if (words.first < words.second) PATLAS_TRY(word.seek(words.first));
    for (TermOrd ordinal = words.first; ordinal < words.second; ++ordinal) {
      PATLAS_TRY(wanted.add(ordinal, word.term().substr(tag.size())));
      PATLAS_TRY(word.next());
    }
    TermCursor kept(*grams);
    PATLAS_ASSIGN(bool there, kept.seek(0));
    std::string gram;
    std::vector<GramRun> runs;
    const auto end_gram = [&]() -> Status {
      if (gram.empty()) return {};
      if (!there || kept.term() != gram) {
        return wrong(kGramTermsSection, field, "a gram of the field's words is missing");
      }
      PATLAS_TRY(check_gram(field, kept, runs));
      PATLAS_ASSIGN(there, kept.next());
      return {};
    };
    PATLAS_TRY(wanted.finish([&](std::string_view of, GramRun run) -> Status {
      if (of != gram) {
        PATLAS_TRY(end_gram());
        gram = of;
        runs.clear();
      }
      runs.push_back(run);
      return {};
    }));
    PATLAS_TRY(end_gram());
    return there ? Status(wrong(kGramTermsSection, field, "a gram is of no word")) : Status();
  }

  Status check_gram(uint16_t field, const TermCursor& gram, std::span<const GramRun> runs) {
    PATLAS_ASSIGN(const PostingList list, reader_.gram_runs(field, gram.value()));
    OccurrenceCursor cursor(list);
    TermOrd next = 0;
    for (const GramRun& run : runs) {
      if (cursor.seek_at_least(next) != run.first || cursor.freq() != run.words) {
        return wrong(kGramWordsSection, field, "a gram has other words than its list says");
      }
      next = run.first + run.words;
    }
    if (gram.value().doc_count == runs.size() && cursor.seek_at_least(next) == kNoWord) return {};
    return wrong(kGramWordsSection, field, "a gram has fewer words than its list says");
  }

  /// All words, each once, in the order of their last bytes.
  Status check_reversed(uint16_t field) {
    PATLAS_ASSIGN(const TermDictionary* terms, reader_.terms(field));
    PATLAS_ASSIGN(const ReversedTerms* reversed, reader_.reversed_terms(field));
    const std::string tag(1, static_cast<char>(TermTag::kWord));
    PATLAS_ASSIGN(const auto words, terms->prefix_range(tag));
    if (reversed->size() != words.second - words.first) {
      return wrong(kReversedTermsSection, field, "another number of reversed words than words");
    }
    TermCursor cursor(*terms);
    std::string previous, word;
    for (uint32_t at = 0; at < reversed->size(); ++at) {
      const TermOrd ordinal = reversed->ordinal(at);
      if (ordinal < words.first || ordinal >= words.second) {
        return wrong(kReversedTermsSection, field, "a reversed word is no word");
      }
      PATLAS_TRY(cursor.seek(ordinal));
      word.assign(cursor.term().rbegin(), cursor.term().rend());
      if (at > 0 && word <= previous) {
        return wrong(kReversedTermsSection, field,
                     "reversed words are out of order at place " + std::to_string(at));
      }
      previous.swap(word);
    }
    return {};
  }

  Status check_texts(uint16_t field) {
    PATLAS_ASSIGN(const NumberColumn* lengths, reader_.field_length(field));
    PATLAS_ASSIGN(const auto several, reader_.several_values(field));
    std::optional<OccurrenceCursor> with_several;
    if (several) with_several.emplace(*several);
    for (DocId doc = 0; doc < reader_.doc_count(); ++doc) {
      PATLAS_ASSIGN(const FieldBoundaries boundaries, reader_.boundaries(field, doc));
      if ((boundaries.value_starts.size() > 1) != (with_several && with_several->seek(doc))) {
        return wrong(kBoundariesSection, field,
                     "the documents with several values are others than their term's");
      }
      if (lengths->get(doc) > boundaries.position_count) {
        return wrong(kBoundariesSection, field, "a document is longer than its boundaries");
      }
    }
    return {};
  }

  Status check_column(uint16_t column) {
    if (reader_.schema().columns[column].type == ColumnType::kNumber) {
      PATLAS_ASSIGN(const NumberColumn* numbers, reader_.number_column(column));
      static_cast<void>(numbers);  // opening it checks every pack
      return {};
    }
    PATLAS_ASSIGN(const ValuesColumn* values, reader_.values_column(column));
    std::string previous;
    bool sorted = true;
    PATLAS_TRY(values->for_each_value([&](uint32_t ordinal, std::string_view value) {
      sorted &= ordinal == 0 || previous < value;
      previous = value;
    }));
    if (!sorted) return wrong(kValuesDictionarySection, column, "values are out of order");
    std::vector<uint32_t> of_doc;
    for (DocId doc = 0; doc < reader_.doc_count(); ++doc) {
      values->get(doc, of_doc);
      for (size_t i = 0; i < of_doc.size(); ++i) {
        if (of_doc[i] >= values->value_count() || (i > 0 && of_doc[i] <= of_doc[i - 1])) {
          return wrong(kValuesSection, column,
                       "a document's values are out of order or out of range");
        }
      }
    }
    return {};
  }

  Status check_keys() {
    PATLAS_ASSIGN(const TermDictionary* keys, reader_.keys());
    PATLAS_ASSIGN(const NumberColumn* ranks, reader_.key_rank());
    if (keys->size() != reader_.doc_count()) {
      return wrong(kKeyTermsSection, 0, "there is not one key for each document");
    }
    return walk(*keys, kKeyTermsSection, 0, [&](const TermCursor& cursor) -> Status {
      PATLAS_ASSIGN(const DocId doc, reader_.doc_of_key(cursor.value()));
      if (ranks->get(doc) != cursor.ordinal()) {
        return wrong(kKeyRankSection, 0, "a document's key rank is not its key's");
      }
      PATLAS_ASSIGN(const std::optional<DocId> found, reader_.find_key(cursor.term()));
      if (found != doc)
        return wrong(kKeyFilterSection, 0, "the key filter denies a key that is there");
      return {};
    });
  }

  Status check_families() {
    PATLAS_ASSIGN(const TermDictionary* families, reader_.families());
    std::vector<bool> has_family(reader_.doc_count());
    uint32_t members = 0;
    PATLAS_TRY(walk(*families, kFamilyTermsSection, 0, [&](const TermCursor& cursor) -> Status {
      PATLAS_ASSIGN(const PostingList list, reader_.family_postings(cursor.value()));
      OccurrenceCursor docs(list);
      uint32_t count = 0;
      for (uint32_t doc = docs.seek_at_least(0); doc < reader_.doc_count();
           doc = docs.seek_at_least(doc + 1)) {
        ++count;
        members += !has_family[doc];
        if (has_family[doc]) {
          return wrong(kFamilyPostingsSection, 0, "a document is of two families");
        }
        has_family[doc] = true;
      }
      if (count == cursor.value().doc_count) return {};
      return wrong(kFamilyPostingsSection, 0, "a family has another number of documents");
    }));
    if (members == reader_.doc_count()) return {};
    return wrong(kFamilyPostingsSection, 0, "a document is of no family");
  }

  Status check_records() {
    for (DocId doc = 0; doc < reader_.doc_count(); ++doc) {
      PATLAS_ASSIGN(const SegmentReader::Origin origin, reader_.origin(doc));
      PATLAS_ASSIGN(const std::string record, reader_.record(doc));
      static_cast<void>(origin);
      static_cast<void>(record);
    }
    return {};
  }

  const SegmentReader& reader_;
  CheckReport& report_;
};

/// Two live documents of one key would make counts wrong.
Status check_unique_keys(const Snapshot& snapshot) {
  const auto segments = snapshot.segments();
  for (uint32_t s = 0; s < segments.size(); ++s) {
    for (uint32_t other = s + 1; other < segments.size(); ++other) {
      PATLAS_ASSIGN(const TermDictionary* keys, segments[other].reader->keys());
      TermCursor cursor(*keys);
      PATLAS_ASSIGN(bool there, cursor.seek(0));
      while (there) {
        PATLAS_ASSIGN(const std::optional<DocId> twin, segments[s].reader->find_key(cursor.term()));
        PATLAS_ASSIGN(const DocId doc, segments[other].reader->doc_of_key(cursor.value()));
        if (twin && !is_deleted(segments[s].deleted, *twin) &&
            !is_deleted(segments[other].deleted, doc)) {
          return Error{Code::kCorruption,
                       "the key " + std::string(cursor.term()) + " is live in two segments",
                       {.file = segments[other].reader->file().path(), .entry = {}}};
        }
        PATLAS_ASSIGN(there, cursor.next());
      }
    }
  }
  return {};
}

/// Opening a scheme checks its tree; its titles unpack when they are asked for.
Status check_scheme(const Snapshot& snapshot, const std::string& name) {
  PATLAS_ASSIGN(const auto scheme, snapshot.scheme(name));
  for (uint32_t language = 0; language < scheme->languages().size(); ++language) {
    PATLAS_ASSIGN(const auto titles, scheme->titles(language));
    static_cast<void>(titles);
  }
  return {};
}

/// What queries count families by is what the segments give.
Status check_groups(const Snapshot& snapshot) {
  PATLAS_ASSIGN(const SplitLevels found, find_split_groups(snapshot.schema(), snapshot.segments()));
  PATLAS_ASSIGN(const SplitLevels kept, SnapshotParts::split_groups(snapshot));
  if (found == kept) return {};
  const auto& file = SnapshotParts::manifest(snapshot).families;
  return Error{
      Code::kCorruption,
      "the split families are not those of the documents",
      {.file = file ? index_file_name(FileType::kFamilies, file->id) : std::string(), .entry = {}}};
}

}  // namespace

CheckReport check_snapshot(const Snapshot& snapshot) {
  CheckReport report;
  std::set<const SealedFile*> damaged;
  const auto note = [&](const Status& status) {
    if (!status) report.damages.push_back(status.error());
    return static_cast<bool>(status);
  };
  for (const auto& file : SnapshotParts::files(snapshot)) {
    ++report.files;
    report.bytes += file->size_bytes();
    if (!note(file->verify())) damaged.insert(file.get());
  }
  // What a damaged file says is not worth comparing; records need their store.
  if (!damaged.empty()) return report;
  for (const LiveSegment& segment : snapshot.segments()) {
    report.documents += segment.reader->doc_count();
    note(SegmentCheck(segment, report).run());
  }
  for (const ManifestScheme& scheme : SnapshotParts::manifest(snapshot).schemes) {
    note(check_scheme(snapshot, scheme.name));
  }
  if (report.damages.empty()) note(check_unique_keys(snapshot));
  if (report.damages.empty()) note(check_groups(snapshot));
  note(snapshot.intact());
  return report;
}

Result<CheckReport> check_index(const Env& env, const std::string& directory) {
  PATLAS_ASSIGN(const auto snapshot, Snapshot::open(env, directory));
  return check_snapshot(*snapshot);
}

}  // namespace patlas
