// tests/api/example_index.h
//
// A small index made through the public API alone: nothing is included but include/patlas and the
// standard library.
#ifndef PATLAS_TESTS_API_EXAMPLE_INDEX_H_
#define PATLAS_TESTS_API_EXAMPLE_INDEX_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "patlas/index.h"
#include "tests/temp_folder.h"

namespace patlas {

/// A folder with four records of three families in a file.
class Api : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = test::temp_dir() + "patlas-api-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    write("records.jsonl", record("US", "7650331", "B2", "20100119", "Battery separator", "F1") +
                               record("EP", "1000000", "B1", "20120314", "Battery cell", "F1") +
                               record("TW", "I452476", "B", "20160911", "鋰離子電池", "F2") +
                               record("JP", "2018123456", "A", "20180809", "全固体電池", "F3"));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string record(const std::string& country, const std::string& number,
                            const std::string& kind, const std::string& date,
                            const std::string& title, const std::string& family) {
    return R"({"source":"example","publication":{"country":")" + country + R"(","number":")" +
           number + R"(","kind":")" + kind + R"(","date":)" + date + R"(},"family_id":")" + family +
           R"(","titles":[{"language":"en","text":")" + title +
           R"("}],"applicants":[{"name":"EXAMPLE CORP"}]})" + "\n";
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  LoadRequest request(const std::string& file) const {
    LoadRequest r;
    r.directory = path("idx");
    r.paths = {path(file)};
    return r;
  }
  Index loaded() const {
    const Result<LoadSummary> summary = load(request("records.jsonl"));
    EXPECT_TRUE(summary) << summary.error().to_string();
    Result<Index> index = Index::open(path("idx"));
    EXPECT_TRUE(index) << index.error().to_string();
    return std::move(*index);
  }
  static SearchReply reply(const Index& index, const SearchRequest& request) {
    Result<SearchReply> found = index.search(request);
    EXPECT_TRUE(found) << found.error().to_string();
    return found ? *found : SearchReply{};
  }
  static SearchRequest query(const std::string& text) {
    SearchRequest r;
    r.query = text;
    return r;
  }

  std::filesystem::path folder_;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_API_EXAMPLE_INDEX_H_
