// tests/query/layouts.h
//
// One collection as 1, 7 and 40 segments, some documents deleted from each, and what is true of it.
#ifndef PATLAS_TESTS_QUERY_LAYOUTS_H_
#define PATLAS_TESTS_QUERY_LAYOUTS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/query/brute_force.h"
#include "tests/query/test_index.h"

namespace patlas {

struct Layouts {
  /// One document in `deleted_one_in` is deleted, by the seed's dice.
  Layouts(uint64_t seed, uint32_t document_count, uint32_t deleted_one_in) {
    DocumentMaker maker(seed);
    const std::vector<Document> documents = maker.make(document_count);
    std::vector<std::string> deleted;
    std::vector<Document> live;
    for (const Document& document : documents) {
      if (maker.below(deleted_one_in) == 0) {
        deleted.push_back(document.key);
      } else {
        live.push_back(document);
      }
    }
    for (const uint32_t segments : {1u, 7u, 40u}) {
      indexes.push_back(std::make_unique<TestIndex>(documents, segments, deleted));
    }
    truth = std::make_unique<BruteForce>(std::move(live));
  }

  std::vector<std::unique_ptr<TestIndex>> indexes;
  std::unique_ptr<BruteForce> truth;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_QUERY_LAYOUTS_H_
