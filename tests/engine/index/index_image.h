// tests/engine/index/index_image.h
//
// An index as bytes in memory that a test may damage in place, and everything that can be read
// from each of its files, item by item: an item is one answer (the postings of a term, the values
// of a document, a record), so that after any damage each must be as before or an error.
#ifndef PATLAS_TESTS_ENGINE_INDEX_INDEX_IMAGE_H_
#define PATLAS_TESTS_ENGINE_INDEX_INDEX_IMAGE_H_

#include <xxhash.h>

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/coding.h"
#include "engine/segment/sections.h"
#include "engine/segment/segment_meta.h"
#include "tests/engine/index/test_writing.h"

namespace patlas::indextest {

/// Files whose mapping is the very buffer that the test changes. Nothing can be written through it.
class ImageFs final : public Fs {
 public:
  struct File {
    std::string bytes;
    uint64_t shown = std::numeric_limits<uint64_t>::max();  ///< the rest is cut off
  };
  std::map<std::string, File> files;

  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    const auto at = files.find(path);
    if (at == files.end()) return Error{Code::kNotFound, "not in the image: " + path, {}};
    return std::unique_ptr<ReadableFile>(std::make_unique<Mapped>(at->second));
  }
  Result<std::vector<std::string>> list(const std::string& path) override {
    std::vector<std::string> names;
    for (const auto& [name, file] : files) {
      if (parent_directory(name) == path) names.push_back(name.substr(path.size() + 1));
    }
    return names;
  }

  Result<std::unique_ptr<WritableFile>> create(const std::string&) override { return refusal(); }
  Status rename(const std::string&, const std::string&) override { return refusal(); }
  Status link(const std::string&, const std::string&) override { return refusal(); }
  Status unlink(const std::string&) override { return refusal(); }
  Status make_dir(const std::string&) override { return refusal(); }
  Status sync_dir(const std::string&) override { return refusal(); }
  Result<FileInfo> stat(const std::string&) override { return refusal(); }
  Result<std::unique_ptr<FileLock>> lock(const std::string&) override { return refusal(); }
  Result<uint64_t> free_bytes(const std::string&) override { return refusal(); }

 private:
  class Mapped final : public ReadableFile {
   public:
    explicit Mapped(const File& file) : file_(file) {}
    uint64_t size() const override { return std::min<uint64_t>(file_.bytes.size(), file_.shown); }
    Status pread(uint64_t, std::span<std::byte>) const override { return refusal(); }
    Result<Bytes> map() override { return as_bytes(file_.bytes).first(size()); }

   private:
    const File& file_;
  };
  static Error refusal() { return {Code::kInternal, "an image is only mapped", {}}; }
};

/// XXH3 over whatever an item reads.
class Digest {
 public:
  Digest& add(std::string_view bytes) {
    all_.append(bytes);
    return add(bytes.size());
  }
  Digest& add(uint64_t number) {
    put_u64(all_, number);
    return *this;
  }
  template <typename Number>
  Digest& add_all(const Number& numbers) {
    for (const auto number : numbers) add(static_cast<uint64_t>(number));
    return add(numbers.size());
  }
  uint64_t value() const { return XXH3_64bits(all_.data(), all_.size()); }

 private:
  std::string all_;
};

/// One open file, with what reads from it.
struct Opened {
  std::shared_ptr<const SegmentReader> segment;
  std::shared_ptr<const RecordStore> store;
  std::shared_ptr<const Snapshot> snapshot;
};

struct Item {
  std::string name;
  std::function<Result<uint64_t>(const Opened&)> read;
};

/// A file of an index, how it is opened, and all that can be read from it.
struct Subject {
  std::string path;
  FileType type{};
  uint64_t id = 0;
  SealedFileInfo info;
  std::function<Result<Opened>()> open;
  std::vector<Item> items;
};

/// Everything that an OccurrenceCursor and a DocCursor say.
inline uint64_t postings_digest(const PostingList& list, uint32_t doc_count) {
  Digest digest;
  digest.add(list.count());
  OccurrenceCursor occurrences(list);
  for (uint32_t doc = occurrences.seek_at_least(0); doc < doc_count;
       doc = occurrences.seek_at_least(doc + 1)) {
    digest.add(doc);
    if (list.detail() != Detail::kDocs) digest.add(occurrences.freq());
    if (list.detail() == Detail::kPositions) digest.add_all(occurrences.positions());
  }
  DocCursor pages(list);
  std::vector<uint64_t> words(kPageWords);
  for (uint32_t page = pages.seek_page(0); page != kNoPage; page = pages.seek_page(page + 1)) {
    const PageDocs docs = pages.load();
    digest.add(page).add(static_cast<uint64_t>(docs.form)).add(docs.count);
    if (docs.form == PageDocs::Form::kList) digest.add_all(std::span(docs.list, docs.count));
    pages.or_into(words.data());
  }
  return digest.add_all(words).value();
}

/// The items of a segment, from an undamaged reader of it.
class SegmentItems {
 public:
  explicit SegmentItems(const SegmentReader& reader) : reader_(reader) {}

  std::vector<Item> all() {
    const Schema& schema = reader_.schema();
    add("meta", [](const SegmentReader& r) -> Result<uint64_t> {
      return Digest().add(r.meta().encode()).value();
    });
    for (uint16_t f = 0; f < schema.fields.size(); ++f) {
      add_terms(f);
      if (schema.fields[f].type == FieldType::kText) add_text(f);
    }
    for (uint16_t c = 0; c < schema.columns.size(); ++c) {
      if (schema.columns[c].type == ColumnType::kNumber) {
        add_numbers("column " + std::to_string(c),
                    [c](const SegmentReader& r) { return r.number_column(c); });
      } else {
        add_values(c);
      }
    }
    add_numbers("key rank", [](const SegmentReader& r) { return r.key_rank(); });
    for (const GroupLevel level :
         {GroupLevel::kApplication, GroupLevel::kFamily, GroupLevel::kExtended}) {
      add("run ends", [level](const SegmentReader& r) -> Result<uint64_t> {
        PATLAS_ASSIGN(const auto words, r.run_ends(level));
        return Digest().add_all(words).value();
      });
    }
    TermCursor families(**reader_.families());
    for (bool there = *families.seek(0); there; there = *families.next()) {
      add("family",
          [family = std::string(families.term())](const SegmentReader& r) -> Result<uint64_t> {
            PATLAS_ASSIGN(const TermDictionary* terms, r.families());
            PATLAS_ASSIGN(const auto found, terms->find(family));
            if (!found) return uint64_t{0};
            PATLAS_ASSIGN(const PostingList list, r.family_postings(found->second));
            return postings_digest(list, r.doc_count());
          });
    }
    add_dictionary("families", [](const SegmentReader& r) { return r.families(); });
    add_dictionary("keys", [](const SegmentReader& r) { return r.keys(); });
    for (DocId doc = 0; doc < reader_.doc_count(); ++doc) add_document(doc);
    return std::move(items_);
  }

 private:
  template <typename Read>
  void add(std::string name, Read read) {
    items_.push_back({std::move(name), [read](const Opened& o) { return read(*o.segment); }});
  }

  template <typename Get>
  void add_dictionary(const std::string& name, Get get) {
    add(name, [get](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const TermDictionary* terms, get(r));
      Digest digest;
      TermCursor cursor(*terms);
      PATLAS_ASSIGN(bool there, cursor.seek(0));
      while (there) {
        digest.add(cursor.term()).add(cursor.value().doc_count);
        digest.add(cursor.value().inline_postings).add_all(cursor.value().stream_offset);
        PATLAS_ASSIGN(there, cursor.next());
      }
      return digest.add(terms->size()).value();
    });
  }

  template <typename Get>
  void add_numbers(const std::string& name, Get get) {
    add(name, [get](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const NumberColumn* numbers, get(r));
      Digest digest;
      std::vector<uint32_t> pack(kPackDocs);
      for (uint32_t p = 0; p * kPackDocs < r.doc_count(); ++p) {
        const uint32_t count = numbers->decode_pack(p, pack.data());
        digest.add_all(std::span(pack).first(count));
        digest.add(numbers->pack_min(p)).add(numbers->pack_max_bound(p));
      }
      for (DocId doc = 0; doc < r.doc_count(); ++doc) digest.add(numbers->get(doc));
      return digest.value();
    });
  }

  void add_values(uint16_t column) {
    add("values " + std::to_string(column), [column](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const ValuesColumn* values, r.values_column(column));
      Digest digest;
      std::vector<uint32_t> of_doc;
      for (DocId doc = 0; doc < r.doc_count(); ++doc) {
        values->get(doc, of_doc);
        digest.add_all(of_doc);
      }
      auto pack = std::make_unique<ValuesColumn::Pack>();
      for (uint32_t p = 0; p * kPackDocs < r.doc_count(); ++p) {
        values->decode_pack(p, *pack);
        digest.add_all(std::span(pack->starts).first(pack->doc_count + 1));
        digest.add_all(std::span(pack->ordinals).first(pack->value_count));
      }
      PATLAS_TRY(values->for_each_value(
          [&](uint32_t ordinal, std::string_view value) { digest.add(ordinal).add(value); }));
      for (uint32_t o = 0; o < values->value_count(); ++o) {
        PATLAS_ASSIGN(const std::string value, values->value(o));
        PATLAS_ASSIGN(const uint32_t found, values->lower_bound(value));
        digest.add(found);
      }
      return digest.value();
    });
  }

  void add_terms(uint16_t field) {
    const std::string name = "field " + std::to_string(field);
    add_dictionary(name + " terms", [field](const SegmentReader& r) { return r.terms(field); });
    TermCursor cursor(**reader_.terms(field));
    for (bool there = *cursor.seek(0); there; there = *cursor.next()) {
      const std::string term(cursor.term());
      for (const Detail detail : {Detail::kDocs, reader_.detail_of(field, term)}) {
        if (detail == Detail::kDocs && cursor.ordinal() % 8 != 0) continue;
        add(name + " postings of " + term,
            [field, term, detail](const SegmentReader& r) -> Result<uint64_t> {
              PATLAS_ASSIGN(const auto list, r.term_postings(field, term, detail));
              return list ? postings_digest(*list, r.doc_count()) : 0;
            });
      }
      if (cursor.ordinal() % 16 != 0) continue;
      add(name + " prefix " + term, [field, term](const SegmentReader& r) -> Result<uint64_t> {
        PATLAS_ASSIGN(const TermDictionary* terms, r.terms(field));
        PATLAS_ASSIGN(const auto range, terms->prefix_range(term.substr(0, 3)));
        PATLAS_ASSIGN(const auto absent, r.term_postings(field, term + "\x7f", Detail::kDocs));
        return Digest().add(range.first).add(range.second).add(absent.has_value()).value();
      });
    }
  }

  void add_text(uint16_t field) {
    const std::string name = "field " + std::to_string(field);
    add_numbers(name + " lengths",
                [field](const SegmentReader& r) { return r.field_length(field); });
    add_dictionary(name + " stems", [field](const SegmentReader& r) { return r.stems(field); });
    add(name + " reversed terms", [field](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const ReversedTerms* reversed, r.reversed_terms(field));
      Digest digest;
      for (uint32_t place = 0; place < reversed->size(); ++place) {
        digest.add(reversed->ordinal(place));
      }
      PATLAS_ASSIGN(const auto ending, reversed->range("s"));
      return digest.add(reversed->size()).add(ending.first).add(ending.second).value();
    });
    add_dictionary(name + " grams", [field](const SegmentReader& r) { return r.grams(field); });
    TermCursor gram(**reader_.grams(field));
    for (bool there = *gram.seek(0); there; there = *gram.next()) {
      const std::string bytes(gram.term());
      add(name + " words with " + bytes,
          [field, bytes](const SegmentReader& r) -> Result<uint64_t> {
            PATLAS_ASSIGN(const TermDictionary* terms, r.terms(field));
            PATLAS_ASSIGN(const TermDictionary* grams, r.grams(field));
            PATLAS_ASSIGN(const auto found, grams->find(bytes));
            if (!found) return 0;
            PATLAS_ASSIGN(const PostingList runs, r.gram_runs(field, found->second));
            return postings_digest(runs, terms->size());
          });
    }
    add(name + " languages", [field](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const std::vector<uint8_t> languages, r.field_languages(field));
      Digest digest;
      for (const uint8_t language : languages) {
        PATLAS_ASSIGN(const auto list, r.field_language(field, language));
        digest.add(language).add(list ? postings_digest(*list, r.doc_count()) : 0);
      }
      return digest.value();
    });
    add(name + " several values", [field](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const auto list, r.several_values(field));
      return list ? postings_digest(*list, r.doc_count()) : 0;
    });
    TermCursor cursor(**reader_.stems(field));
    for (bool there = *cursor.seek(0); there; there = *cursor.next()) {
      const std::string stem(cursor.term());
      add(name + " words of stem", [field, stem](const SegmentReader& r) -> Result<uint64_t> {
        PATLAS_ASSIGN(const auto surfaces, r.stem_surfaces(field, static_cast<uint8_t>(stem[0]),
                                                           std::string_view(stem).substr(1)));
        Digest digest;
        for (const std::string& surface : surfaces) digest.add(surface);
        return digest.value();
      });
    }
    for (DocId doc = 0; doc < reader_.doc_count(); ++doc) {
      add(name + " boundaries", [field, doc](const SegmentReader& r) -> Result<uint64_t> {
        PATLAS_ASSIGN(const FieldBoundaries b, r.boundaries(field, doc));
        return Digest()
            .add_all(b.sentence_starts)
            .add_all(b.paragraph_starts)
            .add_all(b.value_starts)
            .add_all(b.word_starts)
            .add(b.position_count)
            .value();
      });
    }
  }

  void add_document(DocId doc) {
    const std::string key = *reader_.key(doc);
    add("key", [doc](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const std::string full, r.key(doc));
      return Digest().add(full).value();
    });
    add("find key", [key](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const auto found, r.find_key(key));
      PATLAS_ASSIGN(const auto absent, r.find_key(key + "x"));
      PATLAS_ASSIGN(const auto kinds, r.find_key_prefix(key.substr(0, key.size() - 2)));
      return Digest().add(found.value_or(~0u)).add(absent.has_value()).add_all(kinds).value();
    });
    add("origin", [doc](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const SegmentReader::Origin origin, r.origin(doc));
      return Digest().add(origin.source).add(origin.source_rank).add(origin.content_hash).value();
    });
    add("record", [doc](const SegmentReader& r) -> Result<uint64_t> {
      PATLAS_ASSIGN(const std::string record, r.record(doc));
      return Digest().add(record).value();
    });
  }

  const SegmentReader& reader_;
  std::vector<Item> items_;
};

/// The files of an index directory as an image, with a Subject for each that the newest generation
/// needs.
class IndexImage {
 public:
  explicit IndexImage(SimFs& disk) : world_(1) {
    const auto names = disk.list(kDirectory);
    for (const std::string& name : *names) {
      const std::string path = join_path(kDirectory, name);
      fs_.files[path].bytes = *disk.contents(path);
    }
    const uint64_t generation = list_generations(fs_, kDirectory)->back();
    manifest_ = *read_manifest(fs_, kDirectory, generation);
    snapshot_ = *Snapshot::open(env(), kDirectory);
    add_snapshot_subject(FileType::kManifest, {generation, {}});
    for (const ManifestFile& store : manifest_.stores) add_store(store);
    for (const ManifestScheme& scheme : manifest_.schemes) add_scheme(scheme);
    if (manifest_.families) add_families(*manifest_.families);
    for (size_t s = 0; s < manifest_.segments.size(); ++s) {
      add_segment(s);
      const auto& deletes = manifest_.segments[s].deletes;
      if (deletes) add_snapshot_subject(FileType::kDeletes, *deletes);
    }
  }
  IndexImage(const IndexImage&) = delete;
  IndexImage& operator=(const IndexImage&) = delete;

  ImageFs& fs() { return fs_; }
  Env env() { return world_.over(fs_); }
  const Manifest& manifest() const { return manifest_; }
  std::vector<Subject>& subjects() { return subjects_; }
  const Snapshot& snapshot() const { return *snapshot_; }  ///< opened before any damage
  std::string& bytes(const Subject& subject) { return fs_.files[subject.path].bytes; }

  static constexpr const char* kDirectory = TracedWorld::kDirectory;

 private:
  void add_snapshot_subject(FileType type, const ManifestFile& file) {
    Subject subject{
        join_path(kDirectory, type == FileType::kManifest ? manifest_name(file.id)
                                                          : index_file_name(type, file.id)),
        type,
        file.id,
        file.info,
        {},
        {}};
    subject.open = [this]() -> Result<Opened> {
      PATLAS_ASSIGN(auto snapshot, Snapshot::open(env(), kDirectory));
      return Opened{{}, {}, std::move(snapshot)};
    };
    subject.items.push_back({"snapshot", [](const Opened& o) -> Result<uint64_t> {
                               Digest digest;
                               digest.add(SnapshotParts::manifest(*o.snapshot).encode());
                               for (const LiveSegment& segment : o.snapshot->segments())
                                 digest.add_all(segment.deleted).add(segment.live_count);
                               return digest.value();
                             }});
    subjects_.push_back(std::move(subject));
  }

  void add_families(const ManifestFile& file) {
    add_snapshot_subject(FileType::kFamilies, file);
    Subject& subject = subjects_.back();
    subject.items.clear();
    for (const GroupLevel level :
         {GroupLevel::kApplication, GroupLevel::kFamily, GroupLevel::kExtended}) {
      subject.items.push_back({"groups", [level](const Opened& o) -> Result<uint64_t> {
                                 PATLAS_ASSIGN(const GroupIndex* groups, o.snapshot->groups(level));
                                 Digest digest;
                                 for (uint32_t s = 0; s < o.snapshot->segments().size(); ++s) {
                                   digest.add_all(groups->segment(s).split_docs());
                                   const LiveSegment& segment = o.snapshot->segments()[s];
                                   for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
                                     digest.add(groups->number(s, doc));
                                   }
                                 }
                                 return digest.value();
                               }});
    }
  }

  void add_scheme(const ManifestScheme& scheme) {
    Subject subject{join_path(kDirectory, index_file_name(FileType::kScheme, scheme.file.id)),
                    FileType::kScheme,
                    scheme.file.id,
                    scheme.file.info,
                    {},
                    {}};
    subject.open = [this]() -> Result<Opened> {
      PATLAS_ASSIGN(auto snapshot, Snapshot::open(env(), kDirectory));
      return Opened{{}, {}, std::move(snapshot)};
    };
    subject.items.push_back({"scheme", [name = scheme.name](const Opened& o) -> Result<uint64_t> {
                               PATLAS_ASSIGN(const auto read, o.snapshot->scheme(name));
                               const Scheme::Encoded bytes = read->encode();
                               return Digest().add(bytes.tree).add(bytes.titles).value();
                             }});
    subjects_.push_back(std::move(subject));
  }

  void add_store(const ManifestFile& file) {
    Subject subject{join_path(kDirectory, index_file_name(FileType::kStore, file.id)),
                    FileType::kStore,
                    file.id,
                    file.info,
                    {},
                    {}};
    subject.open = [this, path = subject.path, file]() -> Result<Opened> {
      PATLAS_ASSIGN(auto sealed,
                    SealedFile::open(fs_, path, FileType::kStore, &file.id, &file.info));
      PATLAS_ASSIGN(auto store, RecordStore::open(std::move(sealed)));
      return Opened{{}, std::move(store), {}};
    };
    // Locators follow one another, so each record says where the next begins.
    const auto opened = *SealedFile::open(fs_, subject.path, FileType::kStore, nullptr, nullptr);
    const Bytes records = *opened->section({kStoreRecordsSection, 0})->all();
    for (uint64_t locator = 0; locator < records.size();) {
      subject.items.push_back({"record", [locator](const Opened& o) -> Result<uint64_t> {
                                 PATLAS_ASSIGN(const std::string record, o.store->get(locator));
                                 return Digest().add(record).value();
                               }});
      ByteReader head(records.subspan(locator));
      head.varint();
      const uint64_t packed_bytes = head.varint();
      locator += head.offset() + packed_bytes;
    }
    subjects_.push_back(std::move(subject));
  }

  void add_segment(size_t number) {
    const ManifestFile file = manifest_.segments[number].file;
    Subject subject{join_path(kDirectory, index_file_name(FileType::kSegment, file.id)),
                    FileType::kSegment,
                    file.id,
                    file.info,
                    {},
                    {}};
    const auto& sound = snapshot_->segments()[number].reader;
    subject.open = [this, path = subject.path, file, sound]() -> Result<Opened> {
      PATLAS_ASSIGN(auto sealed,
                    SealedFile::open(fs_, path, FileType::kSegment, &file.id, &file.info));
      PATLAS_ASSIGN(auto reader,
                    SegmentReader::open(std::move(sealed), manifest_.schema, sound->stores()));
      return Opened{std::move(reader), {}, {}};
    };
    subject.items = SegmentItems(*sound).all();
    subjects_.push_back(std::move(subject));
  }

  SimEnv world_;
  ImageFs fs_;
  Manifest manifest_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::vector<Subject> subjects_;
};

}  // namespace patlas::indextest

#endif  // PATLAS_TESTS_ENGINE_INDEX_INDEX_IMAGE_H_
