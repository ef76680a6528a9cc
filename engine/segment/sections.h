// engine/segment/sections.h
//
// The registry of section types: what each section of an index file holds. FORMAT.md has a chapter
// for each row; the flip test asserts that its index holds every row.
#ifndef PATLAS_ENGINE_SEGMENT_SECTIONS_H_
#define PATLAS_ENGINE_SEGMENT_SECTIONS_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/sealed_file.h"
#include "engine/store/record_store.h"

namespace patlas {

/// Values are on disk: never reused. The part of a section's name is the field or column number.
enum SectionType : uint16_t {
  kMetaSection = 1,
  // Text and keyword fields.
  kTermsSection = 2,
  kTermIndexSection = 3,
  kPostingsSection = 4,
  kFreqsSection = 5,
  kPositionsSection = 6,
  // Text fields only.
  kLengthsSection = 7,
  kBoundariesSection = 8,
  kBoundaryIndexSection = 9,
  kStemTermsSection = 10,
  kStemTermIndexSection = 11,
  kStemPostingsSection = 12,
  kGramTermsSection = 13,
  kGramTermIndexSection = 14,
  kGramWordsSection = 15,
  kReversedTermsSection = 16,
  kGramRunLengthsSection = 17,
  // Columns of the schema.
  kNumberSection = 20,
  kValuesSection = 21,
  kValuesDictionarySection = 22,
  // Classifications, a file each.
  kSchemeTreeSection = 23,
  kSchemeTitlesSection = 24,
  // Keys, families, origin and store: one each.
  kKeyTermsSection = 30,
  kKeyTermIndexSection = 31,
  kKeyFilterSection = 32,
  kKeyRankSection = 33,
  kFamilyTermsSection = 34,
  kFamilyTermIndexSection = 35,
  kFamilyPostingsSection = 36,
  kSourceSection = 37,
  kHashLowSection = 38,
  kHashHighSection = 39,
  kStoreFileSection = 40,
  kLocatorLowSection = 41,
  kLocatorHighSection = 42,
  kRunEndsSection = 43,  ///< part: GroupLevel
  // Files of their own.
  kSplitDocsSection = 44,  ///< part: GroupLevel
  kSplitGroupsSection = 45,
  kDeletedBitsSection = 50,
  kManifestSection = 51,
};

struct SectionRow {
  uint16_t type;
  FileType file;
  std::string_view name;   ///< as `patlas info` prints it
  std::string_view group;  ///< what bench and info add it up under
};

inline constexpr std::array<SectionRow, 42> kSectionRegistry = {{
    {kMetaSection, FileType::kSegment, "meta", "other"},
    {kTermsSection, FileType::kSegment, "terms", "dictionary"},
    {kTermIndexSection, FileType::kSegment, "term-index", "dictionary"},
    {kPostingsSection, FileType::kSegment, "postings", "documents"},
    {kFreqsSection, FileType::kSegment, "frequencies", "frequencies"},
    {kPositionsSection, FileType::kSegment, "positions", "positions"},
    {kLengthsSection, FileType::kSegment, "lengths", "columns"},
    {kBoundariesSection, FileType::kSegment, "boundaries", "boundaries"},
    {kBoundaryIndexSection, FileType::kSegment, "boundary-index", "boundaries"},
    {kStemTermsSection, FileType::kSegment, "stem-terms", "stems"},
    {kStemTermIndexSection, FileType::kSegment, "stem-term-index", "stems"},
    {kStemPostingsSection, FileType::kSegment, "stem-postings", "stems"},
    {kReversedTermsSection, FileType::kSegment, "reversed-terms", "dictionary"},
    {kGramTermsSection, FileType::kSegment, "gram-terms", "grams"},
    {kGramTermIndexSection, FileType::kSegment, "gram-term-index", "grams"},
    {kGramWordsSection, FileType::kSegment, "gram-words", "grams"},
    {kGramRunLengthsSection, FileType::kSegment, "gram-run-lengths", "grams"},
    {kNumberSection, FileType::kSegment, "number-column", "columns"},
    {kValuesSection, FileType::kSegment, "values-column", "columns"},
    {kValuesDictionarySection, FileType::kSegment, "values-dictionary", "columns"},
    {kKeyTermsSection, FileType::kSegment, "key-terms", "keys"},
    {kKeyTermIndexSection, FileType::kSegment, "key-term-index", "keys"},
    {kKeyFilterSection, FileType::kSegment, "key-filter", "keys"},
    {kKeyRankSection, FileType::kSegment, "key-rank", "keys"},
    {kFamilyTermsSection, FileType::kSegment, "family-terms", "families"},
    {kFamilyTermIndexSection, FileType::kSegment, "family-term-index", "families"},
    {kFamilyPostingsSection, FileType::kSegment, "family-postings", "families"},
    {kRunEndsSection, FileType::kSegment, "run-ends", "families"},
    {kSplitDocsSection, FileType::kFamilies, "split-docs", "families"},
    {kSplitGroupsSection, FileType::kFamilies, "split-groups", "families"},
    {kSourceSection, FileType::kSegment, "sources", "origin"},
    {kHashLowSection, FileType::kSegment, "hash-low", "origin"},
    {kHashHighSection, FileType::kSegment, "hash-high", "origin"},
    {kStoreFileSection, FileType::kSegment, "store-file", "locators"},
    {kLocatorLowSection, FileType::kSegment, "locator-low", "locators"},
    {kLocatorHighSection, FileType::kSegment, "locator-high", "locators"},
    {kStoreDictionarySection, FileType::kStore, "record-dictionary", "store"},
    {kStoreRecordsSection, FileType::kStore, "records", "store"},
    {kSchemeTreeSection, FileType::kScheme, "scheme-tree", "schemes"},
    {kSchemeTitlesSection, FileType::kScheme, "scheme-titles", "schemes"},
    {kDeletedBitsSection, FileType::kDeletes, "deleted-bits", "deletes"},
    {kManifestSection, FileType::kManifest, "manifest", "other"},
}};

/// The row of a type, or nullptr.
const SectionRow* find_section_row(uint16_t type);

}  // namespace patlas

#endif  // PATLAS_ENGINE_SEGMENT_SECTIONS_H_
