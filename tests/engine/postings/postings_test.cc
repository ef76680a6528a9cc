#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <map>
#include <numeric>
#include <set>

#include "engine/postings/position_batch.h"
#include "engine/postings/position_sweep.h"
#include "engine/postings/posting_reader.h"
#include "tests/engine/format_example.h"
#include "tests/engine/postings/posting_model.h"

namespace patlas {
namespace {

struct OpenedTerms {
  OpenedTerms(const std::vector<ModelTerm>& terms, uint32_t docs)
      : doc_count(docs),
        written(write_terms(terms, docs)),
        file({written.postings, written.freqs, written.positions}) {}

  Result<PostingList> open(size_t term, Detail detail) const {
    return PostingList::open(written.values[term], detail, file.at(0), file.at(1), file.at(2),
                             doc_count);
  }

  uint32_t doc_count;
  WrittenTerms written;
  SealedSections file;
};

std::vector<uint32_t> docs_of(const PageDocs& page) {
  std::vector<uint32_t> docs;
  if (page.form == PageDocs::Form::kList) docs.assign(page.list, page.list + page.count);
  if (page.form == PageDocs::Form::kBitmap) {
    for (uint32_t w = 0; w < kPageWords; ++w) {
      for (uint64_t bits = page.words[w]; bits != 0; bits &= bits - 1) {
        docs.push_back(w * 64 + static_cast<uint32_t>(std::countr_zero(bits)));
      }
    }
  }
  return docs;
}

std::map<uint32_t, std::vector<uint32_t>> pages_of(const ModelTerm& term) {
  std::map<uint32_t, std::vector<uint32_t>> pages;
  for (const auto& posting : term.postings) {
    pages[posting.doc / kPageDocs].push_back(posting.doc % kPageDocs);
  }
  return pages;
}

void expect_pages(const PostingList& list, const ModelTerm& term, uint32_t seed) {
  const auto pages = pages_of(term);
  DocCursor all(list), some(list);
  std::mt19937 random(seed);
  uint32_t asked = 0;
  for (const auto& [page, docs] : pages) {
    ASSERT_EQ(all.seek_page(asked), page);
    const PageDocs loaded = all.load();
    ASSERT_EQ(loaded.count, docs.size());
    ASSERT_EQ(docs_of(loaded), docs);
    ASSERT_EQ(all.seek_page(page), page) << "the same page may be sought again";
    std::vector<uint64_t> words(kPageWords, 0);
    words[kPageWords - 1] = uint64_t{1} << 63;
    all.or_into(words.data());
    PageDocs set{PageDocs::Form::kBitmap, 0, nullptr, words.data()};
    auto expected = docs;
    if (expected.back() != kPageDocs - 1) expected.push_back(kPageDocs - 1);
    ASSERT_EQ(docs_of(set), expected);
    asked = page + 1;
    if (random() % 2 == 0) {
      const auto from = pages.lower_bound(page - std::min(page, 1u));
      ASSERT_EQ(some.seek_page(from->first), from->first);
      ASSERT_EQ(docs_of(some.load()), from->second);
    }
  }
  ASSERT_EQ(all.seek_page(asked), kNoPage);
  ASSERT_EQ(all.load().form, PageDocs::Form::kEmpty);
  ASSERT_EQ(all.seek_page(kNoPage), kNoPage);
}

void expect_occurrence(OccurrenceCursor& cursor, const ModelPosting& posting, Detail detail) {
  if (detail == Detail::kDocs) return;
  ASSERT_EQ(cursor.freq(), posting.positions.size()) << posting.doc;
  if (detail == Detail::kFreqs) return;
  const auto positions = cursor.positions();
  ASSERT_EQ(std::vector<uint32_t>(positions.begin(), positions.end()), posting.positions);
  ASSERT_EQ(cursor.positions().size(), posting.positions.size()) << "asked for twice";
}

// Walks upwards with steps of about `stride`, through both kinds of seek, looking into documents
// now and then.
void expect_seeks(const PostingList& list, const ModelTerm& term, Detail detail, uint32_t stride,
                  uint32_t seed) {
  std::mt19937 random(seed);
  OccurrenceCursor cursor(list);
  const auto& postings = term.postings;
  auto at = postings.begin();
  uint64_t doc = 0;
  while (at != postings.end() || random() % 4 != 0) {
    const auto sought = static_cast<uint32_t>(std::min<uint64_t>(doc, 0xfffffffe));
    while (at != postings.end() && at->doc < sought) ++at;
    const bool there = at != postings.end() && at->doc == sought;
    if (random() % 2 == 0) {
      ASSERT_EQ(cursor.seek(sought), there) << sought;
      if (there && random() % 3 != 0) expect_occurrence(cursor, *at, detail);
    } else {
      ASSERT_EQ(cursor.seek_at_least(sought), at == postings.end() ? 0xffffffffu : at->doc);
      if (at != postings.end() && random() % 3 != 0) expect_occurrence(cursor, *at, detail);
    }
    if (testing::Test::HasFatalFailure()) return;
    // Half of the time from where the list goes on, so that sparse lists are hit too.
    if (at != postings.end() && random() % 2 == 0) doc = at->doc;
    doc += random() % (2 * stride);
  }
}

void expect_every_document(const PostingList& list, const ModelTerm& term, Detail detail) {
  OccurrenceCursor cursor(list);
  uint32_t next = 0;
  for (const auto& posting : term.postings) {
    ASSERT_EQ(cursor.seek_at_least(next), posting.doc);
    expect_occurrence(cursor, posting, detail);
    if (testing::Test::HasFatalFailure()) return;
    next = posting.doc + 1;
  }
  ASSERT_EQ(cursor.seek_at_least(next), 0xffffffffu);
}

// Reads the documents that `take` says, and some that the list lacks.
template <typename Take>
void expect_batches(const PostingList& list, const ModelTerm& term, Take&& take) {
  PositionBatch batch(list);
  std::map<uint32_t, std::vector<uint16_t>> pages;
  std::map<uint32_t, const ModelPosting*> postings;
  for (const ModelPosting& posting : term.postings) {
    postings[posting.doc] = &posting;
    for (uint32_t doc = posting.doc; doc < posting.doc + 2; ++doc) {
      auto& page = pages[doc / kPageDocs];
      const auto low = static_cast<uint16_t>(doc % kPageDocs);
      if (take(doc) && (page.empty() || page.back() < low)) page.push_back(low);
    }
  }
  for (const auto& [page, docs] : pages) {
    for (size_t done = 0; done < docs.size();) {
      const uint32_t count = batch.read(page, std::span(docs).subspan(done));
      ASSERT_GT(count, 0u);
      ASSERT_LE(count, docs.size() - done);
      for (uint32_t i = 0; i < count; ++i) {
        const uint32_t* const starts = batch.starts() + i;
        const auto found = postings.find(page * kPageDocs + docs[done + i]);
        ASSERT_EQ(
            std::vector<uint32_t>(batch.positions() + starts[0], batch.positions() + starts[1]),
            found == postings.end() ? std::vector<uint32_t>() : found->second->positions)
            << page << ' ' << docs[done + i];
      }
      done += count;
    }
  }
}

// Reads all documents with one sweep after another, and the positions of those that `take` says.
template <typename Take>
void expect_sweep(PositionSweep& sweep, const PostingList& list, const ModelTerm& term,
                  Take&& take) {
  PositionSweep::prefetch(list);
  sweep.open(list);
  auto at = term.postings.begin();
  for (auto docs = sweep.next(); !docs.empty(); docs = sweep.next()) {
    ASSERT_LE(docs.size(), static_cast<size_t>(term.postings.end() - at));
    const auto first = at;
    std::vector<uint8_t> places;
    size_t all = 0;
    for (size_t i = 0; i < docs.size(); ++i, ++at) {
      ASSERT_EQ(docs[i], at->doc);
      all += at->positions.size();
      if (take(at->doc)) places.push_back(static_cast<uint8_t>(i));
    }
    const bool is_read = sweep.read(places);
    ASSERT_EQ(is_read, places.empty() || all <= kSweepPositions);
    if (!is_read) continue;
    for (const uint8_t place : places) {
      const auto positions = sweep.positions(place);
      ASSERT_EQ(std::vector<uint32_t>(positions.begin(), positions.end()),
                (first + place)->positions);
    }
  }
  ASSERT_EQ(at, term.postings.end());
  ASSERT_TRUE(sweep.next().empty());
}

void expect_same(const PostingList& list, const ModelTerm& term, Detail detail, uint32_t seed) {
  ASSERT_EQ(list.count(), term.postings.size());
  ASSERT_EQ(list.detail(), detail);
  ASSERT_NO_FATAL_FAILURE(expect_pages(list, term, seed));
  ASSERT_NO_FATAL_FAILURE(expect_every_document(list, term, detail));
  for (const uint32_t stride : {1u, 10u, 1000u, 100000u}) {
    ASSERT_NO_FATAL_FAILURE(expect_seeks(list, term, detail, stride, seed + stride));
  }
  if (detail != Detail::kPositions) return;
  ASSERT_NO_FATAL_FAILURE(expect_batches(list, term, [](uint32_t) { return true; }));
  for (const uint32_t every : {3u, 100u, 9000u}) {
    std::mt19937 random(seed);
    ASSERT_NO_FATAL_FAILURE(
        expect_batches(list, term, [&](uint32_t) { return random() % every == 0; }));
  }
  if (list.has_pages()) return;
  PositionSweep sweep;
  ASSERT_NO_FATAL_FAILURE(expect_sweep(sweep, list, term, [](uint32_t) { return true; }));
  for (const uint32_t every : {2u, 50u}) {
    std::mt19937 random(seed);
    ASSERT_NO_FATAL_FAILURE(
        expect_sweep(sweep, list, term, [&](uint32_t) { return random() % every == 0; }));
  }
}

// Names of the forms that a list uses: "flat", "paged", "bitmap", ...
std::set<std::string> forms_of(const PostingList& list) {
  const PostingParts& parts = list.parts();
  switch (parts.form) {
    case PostingParts::Form::kEmpty:
      return {"empty"};
    case PostingParts::Form::kInline:
      return {"inline"};
    case PostingParts::Form::kFlat:
      return {parts.units == 1 ? "flat, one block" : "flat, blocks"};
    case PostingParts::Form::kPaged:
      break;
  }
  static const char* const kNames[] = {"full", "runs", "bitmap", "packed"};
  std::set<std::string> forms;
  for (uint32_t unit = 0; unit < parts.units; ++unit) {
    const PageEntry entry = page_entry(parts, unit);
    std::string name = kNames[static_cast<int>(entry.container)];
    const bool last = page_docs(entry.page, parts.doc_count) < kPageDocs;
    if (last) name += ", short page";
    if (entry.container == Container::kPacked && entry.count > kBlockDocs) name += ", blocks";
    if (entry.container == Container::kRuns && entry.count > kListMax) name += ", many";
    forms.insert(name);
  }
  return forms;
}

// Lists of all spreads and densities over a segment, at every detail.
std::vector<ModelTerm> all_sorts(uint32_t doc_count, uint32_t seed) {
  std::vector<ModelTerm> terms;
  for (const double density : {1e-5, 1e-4, 7e-4, 0.01, 0.05, 0.3, 0.9, 1.0}) {
    for (const auto spread : {Spread::kEven, Spread::kRuns, Spread::kOnePage, Spread::kClustered}) {
      const auto docs = generate_docs(doc_count, density, spread, ++seed);
      const auto detail = static_cast<Detail>(seed % 3);
      terms.push_back(with_positions(docs, detail, seed));
    }
  }
  // The fewest documents of a whole page that are not packed, in one run.
  if (doc_count > kListMax + 100) {
    std::vector<uint32_t> run(kListMax);
    std::iota(run.begin(), run.end(), 100u);
    terms.push_back(with_positions(run, Detail::kPositions, seed));
  }
  return terms;
}

TEST(Postings, EverySizeFormAndDetailComesBack) {
  std::set<std::string> forms;
  uint32_t seed = 1;
  for (const uint32_t doc_count : {1u, 4u, 5u, 100u, 127u, 128u, 129u, 255u, 256u, 257u, 5000u,
                                   65535u, 65536u, 65537u, 200000u, 600000u}) {
    const auto terms = all_sorts(doc_count, seed += 100);
    const OpenedTerms opened(terms, doc_count);
    for (size_t t = 0; t < terms.size(); ++t) {
      for (uint8_t d = 0; d <= static_cast<uint8_t>(terms[t].detail); ++d) {
        const auto list = opened.open(t, static_cast<Detail>(d));
        ASSERT_TRUE(list) << list.error().to_string();
        ASSERT_NO_FATAL_FAILURE(
            expect_same(*list, terms[t], static_cast<Detail>(d), seed + static_cast<uint32_t>(t)))
            << doc_count << " documents, term " << t;
        forms.merge(forms_of(*list));
      }
    }
  }
  for (const char* form :
       {"empty", "inline", "flat, one block", "flat, blocks", "full", "full, short page", "runs",
        "runs, many", "runs, short page", "bitmap", "bitmap, short page", "packed",
        "packed, blocks", "packed, short page", "packed, short page, blocks"}) {
    EXPECT_EQ(forms.count(form), 1u) << "no list took the form " << form;
  }
}

RC_GTEST_PROP(Postings, AnyListComesBack, ()) {
  const double log_size =
      *rc::gen::map(rc::gen::inRange(0, 1800), [](int hundredths) { return hundredths / 100.0; });
  const auto doc_count = static_cast<uint32_t>(std::exp2(log_size));
  const double density =
      std::exp2(-*rc::gen::map(rc::gen::inRange(0, 1400), [](int h) { return h / 100.0; }));
  const auto spread = static_cast<Spread>(*rc::gen::inRange(0, 4));
  const auto seed = *rc::gen::inRange<uint32_t>(0, 1000000);
  const auto detail = static_cast<Detail>(*rc::gen::inRange(0, 3));
  const std::vector<ModelTerm> terms = {
      with_positions(generate_docs(doc_count, density, spread, seed), detail, seed)};
  const OpenedTerms opened(terms, doc_count);
  const auto list = opened.open(0, detail);
  RC_ASSERT(list.has_value());
  expect_same(*list, terms[0], detail, seed);
  RC_ASSERT(!testing::Test::HasFailure());
}

TEST(Postings, FlatListWithOneCrowdedPageIsGivenAsABitmap) {
  // 5,000 documents in page 0 and one in each of 100 others: below 64 a page on average.
  std::vector<uint32_t> docs = generate_docs(kPageDocs, 0.08, Spread::kEven, 5);
  docs.resize(5000);
  for (uint32_t page = 1; page <= 100; ++page) docs.push_back(page * kPageDocs + page);
  const std::vector<ModelTerm> terms = {with_positions(docs, Detail::kFreqs, 5)};
  const OpenedTerms opened(terms, 200 * kPageDocs);
  const auto list = opened.open(0, Detail::kFreqs);
  ASSERT_TRUE(list);
  ASSERT_EQ(forms_of(*list), (std::set<std::string>{"flat, blocks"}));
  DocCursor cursor(*list);
  ASSERT_EQ(cursor.seek_page(0), 0u);
  EXPECT_EQ(cursor.load().form, PageDocs::Form::kBitmap);
  expect_same(*list, terms[0], Detail::kFreqs, 1);
}

TEST(Postings, WholePageBitmapsAreReadInPlace) {
  // Terms before it leave the stream at odd offsets.
  const std::vector<ModelTerm> terms = {
      with_positions({1, 2, 3, 4, 5, 6, 7}, Detail::kDocs, 1),
      with_positions(generate_docs(3 * kPageDocs, 0.3, Spread::kEven, 2), Detail::kDocs, 1)};
  const OpenedTerms opened(terms, 3 * kPageDocs);
  const auto list = opened.open(1, Detail::kDocs);
  ASSERT_TRUE(list);
  DocCursor cursor(*list);
  for (uint32_t page = 0; page < 3; ++page) {
    ASSERT_EQ(cursor.seek_page(page), page);
    const auto* words = reinterpret_cast<const uint8_t*>(cursor.load().words);
    EXPECT_GE(words, list->parts().list);
    EXPECT_LT(words, list->parts().end);
  }
}

TEST(Postings, SmallSegmentsHaveSmallLists) {
  std::vector<ModelTerm> terms;
  for (const uint32_t step : {1u, 2u}) {
    std::vector<uint32_t> docs;
    for (uint32_t doc = 0; doc < 10; doc += step) docs.push_back(doc);
    terms.push_back({Detail::kPositions, {}});
    for (const uint32_t doc : docs) terms.back().postings.push_back({doc, {doc}});
  }
  const WrittenTerms written = write_terms(terms, 10);
  EXPECT_LE(written.postings.size(), 10u);
  EXPECT_LE(written.freqs.size(), 4u);
  EXPECT_LE(written.positions.size(), 15u);
}

TEST(Postings, ShortPostingsOfFewDocumentsAreInlineAndLongOnesAreNot) {
  std::vector<uint32_t> many(300);
  for (uint32_t i = 0; i < many.size(); ++i) many[i] = i * 3;
  const std::vector<ModelTerm> terms = {{Detail::kPositions, {{5, {1}}, {9, {0, 70000}}}},
                                        {Detail::kPositions, {{5, many}, {7, {2}}}}};
  const OpenedTerms opened(terms, 10);
  EXPECT_FALSE(opened.written.values[0].inline_postings.empty());
  EXPECT_TRUE(opened.written.values[1].inline_postings.empty());
  for (size_t t = 0; t < 2; ++t) {
    const auto list = opened.open(t, Detail::kPositions);
    ASSERT_TRUE(list);
    expect_same(*list, terms[t], Detail::kPositions, 3);
  }
}

TEST(Postings, DocumentsOfVeryManyPositionsEndABatch) {
  std::vector<ModelTerm> terms = {
      with_positions(generate_docs(3000, 0.9, Spread::kEven, 2), Detail::kPositions, 1)};
  for (const size_t crowded : {5u, 6u, 700u}) {
    auto& positions = terms[0].postings[crowded].positions;
    positions.clear();
    for (uint32_t i = 0; i < 3 * kBatchPositions / 2; ++i) positions.push_back(i * 3 + i % 2);
  }
  const OpenedTerms opened(terms, 3000);
  const auto list = opened.open(0, Detail::kPositions);
  ASSERT_TRUE(list);
  expect_batches(*list, terms[0], [](uint32_t) { return true; });
  expect_batches(*list, terms[0], [](uint32_t doc) { return doc % 5 != 0; });
}

TEST(Postings, MoreDetailThanStoredIsCorruption) {
  const std::vector<ModelTerm> terms = {
      with_positions({1}, Detail::kDocs, 1),
      with_positions(generate_docs(1000, 0.1, Spread::kEven, 2), Detail::kFreqs, 1)};
  const OpenedTerms opened(terms, 1000);
  for (size_t t = 0; t < 2; ++t) {
    const auto list = opened.open(t, Detail::kPositions);
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().code, Code::kCorruption);
  }
}

void sweep_all(const PostingList& list, uint32_t doc_count) {
  PositionSweep sweep;
  sweep.open(list);
  for (auto docs = sweep.next(); !docs.empty(); docs = sweep.next()) {
    ASSERT_LE(docs.size(), 256u);
    std::vector<uint8_t> places;
    for (size_t i = 0; i < docs.size(); i += 2) places.push_back(static_cast<uint8_t>(i));
    for (const uint32_t doc : docs) ASSERT_LT(doc, doc_count);
    if (!sweep.read(places)) continue;
    for (const uint8_t place : places) ASSERT_LE(sweep.positions(place).size(), kSweepPositions);
  }
}

// Uses every call of the cursors on a list that may be nonsense; what comes out must still be
// increasing and inside the segment.
void use_everything(const PostingList& list, uint32_t doc_count) {
  DocCursor docs(list);
  uint32_t page = 0;
  while ((page = docs.seek_page(page)) != kNoPage) {
    ASSERT_LT(page, (doc_count + kPageDocs - 1) / kPageDocs);
    const auto loaded = docs_of(docs.load());
    for (size_t i = 0; i < loaded.size(); ++i) {
      ASSERT_LT(page * kPageDocs + loaded[i], doc_count);
      if (i > 0) {
        ASSERT_LT(loaded[i - 1], loaded[i]);
      }
    }
    std::vector<uint64_t> words(kPageWords, 0);
    docs.or_into(words.data());
    ASSERT_EQ(docs_of({PageDocs::Form::kBitmap, 0, nullptr, words.data()}), loaded);
    ++page;
  }
  OccurrenceCursor all(list), some(list);
  for (uint32_t doc = 0; (doc = all.seek_at_least(doc)) != 0xffffffffu; ++doc) {
    ASSERT_LT(doc, doc_count);
    if (list.detail() >= Detail::kFreqs) (void)all.freq();
    if (list.detail() == Detail::kPositions) {
      const auto positions = all.positions();
      ASSERT_TRUE(std::is_sorted(positions.begin(), positions.end()));
    }
  }
  if (list.detail() == Detail::kPositions) {
    PositionBatch batch(list);
    std::vector<uint16_t> some_docs;
    for (uint32_t doc = 0; doc < std::min(doc_count, kPageDocs); doc += 1 + doc % 3) {
      some_docs.push_back(static_cast<uint16_t>(doc));
    }
    for (size_t done = 0; done < some_docs.size();) {
      const uint32_t count = batch.read(0, std::span(some_docs).subspan(done));
      ASSERT_GT(count, 0u);
      for (uint32_t i = 0; i < count; ++i) ASSERT_LE(batch.starts()[i], batch.starts()[i + 1]);
      done += count;
    }
    if (!list.has_pages()) sweep_all(list, doc_count);
  }
  for (uint32_t doc = 0; doc < doc_count; doc += 1 + doc_count / 37) {
    if (some.seek(doc) && list.detail() == Detail::kPositions) (void)some.positions();
  }
}

void open_changed(const WrittenTerms& written, size_t stream, const std::vector<ModelTerm>& terms,
                  uint32_t doc_count) {
  const std::string* const streams[] = {&written.postings, &written.freqs, &written.positions};
  const std::vector<std::string> changed = one_byte_changes(*streams[stream]);
  constexpr size_t kBatch = 4000;
  for (size_t begin = 0; begin < changed.size(); begin += kBatch) {
    const size_t n = std::min(kBatch, changed.size() - begin);
    std::vector<std::string> bodies(changed.begin() + static_cast<long>(begin),
                                    changed.begin() + static_cast<long>(begin + n));
    for (const std::string* intact : streams) bodies.push_back(*intact);
    const SealedSections file(bodies);
    for (size_t i = 0; i < n; ++i) {
      for (size_t t = 0; t < terms.size(); ++t) {
        const auto section = [&](size_t s) { return file.at(s == stream ? i : n + s); };
        const auto list = PostingList::open(written.values[t], terms[t].detail, section(0),
                                            section(1), section(2), doc_count);
        if (list) {
          ASSERT_NO_FATAL_FAILURE(use_everything(*list, doc_count))
              << "term " << t << ", change " << begin + i;
        } else {
          ASSERT_EQ(list.error().code, Code::kCorruption);
        }
      }
    }
  }
}

TEST(Postings, ChangedBytesWithGoodChecksumsStayInsideTheSegment) {
  const uint32_t doc_count = 3000;
  const std::vector<ModelTerm> terms = {
      with_positions(generate_docs(doc_count, 0.003, Spread::kEven, 1), Detail::kPositions, 1),
      with_positions(generate_docs(doc_count, 0.04, Spread::kEven, 2), Detail::kPositions, 2),
      with_positions(generate_docs(doc_count, 0.1, Spread::kEven, 3), Detail::kFreqs, 3),
      with_positions(generate_docs(doc_count, 0.3, Spread::kRuns, 4), Detail::kFreqs, 4)};
  const WrittenTerms written = write_terms(terms, doc_count);
  for (size_t stream = 0; stream < 3; ++stream) {
    ASSERT_NO_FATAL_FAILURE(open_changed(written, stream, terms, doc_count));
  }
}

TEST(Postings, ChangedBytesOfListsOverManyPagesStayInsideTheSegment) {
  const uint32_t doc_count = 20 * kPageDocs + 1000;
  const std::vector<ModelTerm> terms = {
      with_positions(generate_docs(doc_count, 0.0004, Spread::kEven, 5), Detail::kDocs, 5),
      with_positions(generate_docs(doc_count, 0.0012, Spread::kEven, 6), Detail::kDocs, 6)};
  const WrittenTerms written = write_terms(terms, doc_count);
  ASSERT_GT(written.values[0].stream_bytes[0], 500u);
  // Directories, and a little of the blocks: the rest is as in the smaller lists.
  for (size_t t = 0; t < 2; ++t) {
    WrittenTerms head = written;
    const uint64_t offset = written.values[t].stream_offset[0];
    const std::string rest = written.postings.substr(offset + 300);
    std::vector<std::string> bodies;
    for (std::string& changed :
         [&] { return one_byte_changes(written.postings.substr(offset, 300)); }()) {
      bodies.push_back(written.postings.substr(0, offset) + changed + rest);
    }
    const SealedSections file(bodies);
    for (size_t i = 0; i < bodies.size(); ++i) {
      const auto list = PostingList::open(written.values[t], Detail::kDocs, file.at(i), Section(),
                                          Section(), doc_count);
      if (list) {
        ASSERT_NO_FATAL_FAILURE(use_everything(*list, doc_count));
      }
    }
  }
}

TEST(Postings, TruncationAtEveryLengthIsRefusedOrHarmless) {
  const uint32_t doc_count = 70000;
  const std::vector<ModelTerm> terms = {
      with_positions({3, 900, 65536}, Detail::kPositions, 1),
      with_positions(generate_docs(doc_count, 0.0005, Spread::kEven, 2), Detail::kPositions, 2),
      with_positions(generate_docs(doc_count, 0.004, Spread::kEven, 3), Detail::kPositions, 3)};
  const OpenedTerms opened(terms, doc_count);
  for (size_t t = 0; t < terms.size(); ++t) {
    const TermValue& whole = opened.written.values[t];
    for (size_t length = 0; length < whole.inline_postings.size(); ++length) {
      TermValue value = whole;
      value.inline_postings = whole.inline_postings.substr(0, length);
      const auto list = PostingList::open(value, Detail::kPositions, opened.file.at(0),
                                          opened.file.at(1), opened.file.at(2), doc_count);
      EXPECT_FALSE(list) << length;
    }
    for (size_t stream = 0; stream < 3; ++stream) {
      for (uint64_t length = 0; length < whole.stream_bytes[stream]; ++length) {
        TermValue value = whole;
        value.stream_bytes[stream] = length;
        const auto list = PostingList::open(value, Detail::kPositions, opened.file.at(0),
                                            opened.file.at(1), opened.file.at(2), doc_count);
        if (list) {
          ASSERT_NO_FATAL_FAILURE(use_everything(*list, doc_count));
        }
      }
    }
  }
}

TEST(Postings, MorePositionsThanARecordHasBytesIsALimit) {
  auto postings = test_spool();
  auto freqs = test_spool();
  PostingWriter writer(10, postings.get(), freqs.get(), nullptr);
  writer.begin(Detail::kFreqs);
  EXPECT_TRUE(writer.add(1, 1u << 26, {}));
  EXPECT_EQ(writer.add(2, (1u << 26) + 1, {}).error().code, Code::kLimit);
}

TEST(Postings, FormatExamplesAreWhatTheCodeWritesAndReads) {
  const uint32_t doc_count = 200;
  std::vector<ModelTerm> terms = {
      {Detail::kPositions, {{7, {3}}, {9, {0, 4}}}}, {Detail::kPositions, {}}, {Detail::kDocs, {}}};
  for (const uint32_t doc : {2u, 3u, 5u, 8u, 100u}) terms[1].postings.push_back({doc, {doc, 150}});
  for (uint32_t doc = 10; doc < 90; ++doc) terms[2].postings.push_back({doc, {0}});
  const WrittenTerms written = write_terms(terms, doc_count);
  EXPECT_EQ(hex(written.inline_bytes[0]), hex(format_example("postings-inline")));
  const std::string flat = format_example("postings-flat");
  const std::string paged = format_example("postings-paged");
  EXPECT_EQ(hex(written.postings), hex(flat + paged));
  EXPECT_EQ(hex(written.freqs), hex(format_example("postings-freqs")));
  EXPECT_EQ(hex(written.positions), hex(format_example("postings-positions")));

  const SealedSections file(
      {flat + paged, format_example("postings-freqs"), format_example("postings-positions")});
  for (size_t t = 0; t < terms.size(); ++t) {
    TermValue value = written.values[t];
    const std::string inline_example = format_example("postings-inline");
    if (t == 0) value.inline_postings = inline_example;
    const auto list =
        PostingList::open(value, terms[t].detail, file.at(0), file.at(1), file.at(2), doc_count);
    ASSERT_TRUE(list) << list.error().to_string();
    expect_same(*list, terms[t], terms[t].detail, 1);
  }
}

}  // namespace
}  // namespace patlas
