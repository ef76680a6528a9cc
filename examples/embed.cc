// examples/embed.cc
//
// Patlas in a C++ program: index a file, search, facets, page, handle an error; then eight threads
// on one snapshot while a writer commits. The same samples are in C beside this file and in Python
// in bindings/python/examples; all three print the same.
//
// Build  c++ -std=c++20 embed.cc $(pkg-config --cflags --libs patlas) -pthread -o embed
// Run    ./embed NEW_INDEX_DIRECTORY FILE_OF_RECORDS
#include <atomic>
#include <cstdint>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "patlas/index.h"

// sample: index a file
patlas::Status index_file(const std::string& directory, const std::string& file) {
  auto writer = patlas::Writer::open({.directory = directory});
  if (!writer) return writer.error();
  if (auto added = writer->add_files({file}); !added) return added;
  auto summary = writer->commit();  // from here on, whoever opens the index sees the records
  if (!summary) return summary.error();
  std::cout << summary->accepted << " of " << summary->seen << " records accepted\n";
  return {};
}
// end of sample

// sample: search
patlas::Status search(const patlas::Index& index) {
  patlas::SearchRequest request;
  request.query = "ti:coating and cc:(US or EP)";
  auto reply = index.search(request);
  if (!reply) return reply.error();
  std::cout << reply->documents << " documents, " << reply->families << " families\n";
  for (const patlas::SearchHit& hit : reply->hits) {
    std::cout << hit.publication.country << ' ' << hit.publication.number << ' '
              << hit.publication.kind << "  " << hit.date << "  " << hit.title << '\n';
  }
  return {};
}
// end of sample

// sample: facets
patlas::Status facets(const patlas::Index& index) {
  patlas::SearchRequest request;
  request.query = "cpc:H01M";
  request.limit = 0;  // counts alone
  request.facets = {"office"};
  auto reply = index.search(request);
  if (!reply) return reply.error();
  for (const patlas::FacetCount& office : reply->facets[0].values)
    std::cout << office.value << "  " << office.label << "  " << office.documents << '\n';
  return {};
}
// end of sample

// sample: page
patlas::Status page(const patlas::Index& index) {
  patlas::SearchRequest request;
  request.query = "*:*";
  request.limit = 3;
  for (;; request.offset += request.limit) {  // one snapshot: no hit is seen twice or missed
    auto reply = index.search(request);
    if (!reply) return reply.error();
    if (reply->hits.empty()) return {};
    std::cout << "from hit " << request.offset + 1 << ':';
    for (const patlas::SearchHit& hit : reply->hits)
      std::cout << ' ' << hit.publication.country << hit.publication.number;
    std::cout << '\n';
  }
}
// end of sample

// sample: handle an error
void handle_an_error(const patlas::Index& index) {
  patlas::SearchRequest request;
  request.query = "coating and tii:battery";
  auto reply = index.search(request);
  if (reply) return;
  const patlas::Error& error = reply.error();  // error.message is the sentence for people
  std::cout << patlas::code_name(error.code) << " at " << error.place.file << ' '
            << error.place.offset << '-' << error.place.offset + error.place.length << '\n';
}
// end of sample

/// Eight threads ask one snapshot while a writer commits five times: none sees any of it.
patlas::Status threads_on_one_snapshot(const std::string& directory) {
  constexpr int kThreads = 8, kSearches = 40, kCommits = 5;
  auto index = patlas::Index::open(directory);
  if (!index) return index.error();
  patlas::SearchRequest all;
  all.query = "*:*";
  all.facets = {"office"};
  auto before = index->search(all);
  if (!before) return before.error();

  std::atomic<int> same = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < kThreads; ++t) {
    readers.emplace_back([&] {
      for (int i = 0; i < kSearches; ++i) {
        auto reply = index->search(all);
        same += reply && reply->documents == before->documents &&
                reply->hits.size() == before->hits.size();
      }
    });
  }
  patlas::Status written;
  if (auto writer = patlas::Writer::open({.directory = directory}); !writer) {
    written = writer.error();
  } else {
    for (int i = 0; i < kCommits && written; ++i) {
      const std::string record = R"({"source":"example","publication":{"country":"XX","number":")" +
                                 std::to_string(i) + R"(","kind":"A"}})";
      written = writer->add_bytes("memory", record);
      if (!written) break;
      if (auto summary = writer->commit(); !summary) written = summary.error();
    }
  }
  for (std::thread& reader : readers) reader.join();
  if (!written) return written;

  auto newest = patlas::Index::open(directory);
  if (!newest) return newest.error();
  auto after = newest->search(all);
  if (!after) return after.error();
  std::cout << same << " searches saw one snapshot; " << after->documents - before->documents
            << " records are new\n";
  return {};
}

patlas::Status run(const std::string& directory, const std::string& file) {
  if (auto done = index_file(directory, file); !done) return done;
  auto index = patlas::Index::open(directory);
  if (!index) return index.error();
  if (auto done = search(*index); !done) return done;
  if (auto done = facets(*index); !done) return done;
  if (auto done = page(*index); !done) return done;
  handle_an_error(*index);
  return threads_on_one_snapshot(directory);
}

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: embed NEW_INDEX_DIRECTORY FILE_OF_RECORDS\n";
    return 2;
  }
  const patlas::Status done = run(argv[1], argv[2]);
  if (!done) std::cerr << done.error().to_string() << '\n';
  return done ? 0 : 1;
}
