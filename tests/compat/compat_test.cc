// Indexes that earlier builds made, with the answers that they gave: every format version that was
// released leaves one in this folder, for ever (RELIABILITY F11). They open and answer as then, pass
// their check, and a writer goes on in them; or they are refused by name, because the machine's
// ICU or Xapian analyses text in another way. The newest is also what its records give today.
//
// Layout   vN/first, second: the records of two loads; vN/scheme.txt; vN/queries.txt; vN/index as it
//          was made; vN/answers.txt. To make a new one: a folder with the first four, and
//          PATLAS_MAKE_GOLDEN=vN compat_test in the source tree.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/segment/sections.h"
#include "patlas/index.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDeleted = "TW201000092A";
constexpr const char* kNewest = "v2";

fs::path home() { return fs::path(PATLAS_SOURCE_DIR) / "tests" / "compat"; }

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(home())) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Everything that an index answers, in lines that a person can read.
std::string answer_of(const Index& index, const std::string& query) {
  SearchRequest request;
  request.query = query;
  request.limit = 100;
  request.sort = query.find(':') == query.npos ? "score" : "-pd";
  request.count_applications = request.count_extended_families = true;
  request.facets = {"office", "year", "pa", "cpc4", "cpc@group"};
  request.cross = {"year", "office"};
  const auto reply = index.search(request);
  if (!reply) return query + "\n  error " + reply.error().message + "\n";
  std::string text = query + "\n  " + std::to_string(reply->documents) + " documents, " +
                     std::to_string(reply->families) + " families, " +
                     std::to_string(reply->applications) + " applications, " +
                     std::to_string(reply->extended_families) + " extended\n ";
  for (const SearchHit& hit : reply->hits) {
    text += " " + hit.publication.country + hit.publication.number + hit.publication.kind + "/" +
            hit.date;
    if (hit.score) text += "/" + std::to_string(*hit.score);
  }
  for (const FacetReply& facet : reply->facets) {
    text += "\n  " + facet.name + ":";
    for (const FacetCount& value : facet.values) {
      text += " " + value.value + (value.title.empty() ? "" : "(" + value.title + ")") + "=" +
              std::to_string(value.documents) + "/" + std::to_string(value.families);
    }
  }
  text += "\n  cross:";
  for (const CrossCount& cell : reply->cross->cells) {
    text += " " + reply->cross->rows[cell.row].value + "," +
            reply->cross->columns[cell.column].value + "=" + std::to_string(cell.documents) + "/" +
            std::to_string(cell.families);
  }
  return text + "\n";
}

std::string answers_of(const Index& index, const fs::path& golden) {
  std::string text;
  for (const std::string& query : lines_of(golden / "queries.txt")) text += answer_of(index, query);
  return text;
}

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

/// Two loads, a deletion and a classification: several segments, families that lie in two.
/// Records name the files that they are from: as they were named then.
void make(const fs::path& golden, const std::string& directory) {
  fs::current_path(golden);
  LoadRequest request;
  request.directory = directory;
  request.threads = 1;
  request.segments_max = 0;
  for (const char* records : {"first", "second"}) {
    request.paths = {records};
    const LoadSummary summary = must(load(request));
    EXPECT_EQ(summary.rejected, 0u);
  }
  must(remove(directory, {kDeleted}));
  SchemeRequest scheme;
  scheme.directory = directory;
  scheme.paths = {"scheme.txt"};
  must(load_schemes(scheme));
}

class Golden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::string name = test::temp_dir() + "patlas-compat-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    golden_ = home() / GetParam();
    static bool is_made = false;
    const char* wanted = getenv("PATLAS_MAKE_GOLDEN");
    if (wanted != nullptr && GetParam() == wanted && !is_made) {
      is_made = true;
      fs::remove_all(golden_ / "index");
      make(golden_, (golden_ / "index").string());
      std::ofstream(golden_ / "answers.txt")
          << answers_of(must(Index::open((golden_ / "index").string())), golden_);
    }
    fs::copy(golden_ / "index", folder_ / "index", fs::copy_options::recursive);
    directory_ = (folder_ / "index").string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// False: the machine's libraries analyse text in another way. The newest was made by the rules
  /// of this build: these alone are no reason to refuse it.
  bool open() {
    auto opened = Index::open(directory_);
    if (!opened && opened.error().code == Code::kUnsupportedVersion) {
      refusal_ = opened.error().message;
      EXPECT_NE(refusal_.find("text analysis"), std::string::npos) << refusal_;
      EXPECT_NE(refusal_.find(text_analysis()), std::string::npos) << refusal_;
      const std::string rules(text_analysis().substr(0, text_analysis().find(' ') + 1));
      EXPECT_TRUE(GetParam() != kNewest || refusal_.find(rules) < refusal_.find(text_analysis()))
          << "make a golden index of the rules of today: " << refusal_;
      return false;
    }
    EXPECT_TRUE(opened) << opened.error().to_string();
    if (opened) index_ = std::make_unique<Index>(std::move(*opened));
    return index_ != nullptr;
  }

  fs::path folder_, golden_;
  std::string directory_, refusal_;
  std::unique_ptr<Index> index_;
};

TEST_P(Golden, AnswersAsItDid) {
  if (!open()) GTEST_SKIP() << refusal_;
  EXPECT_EQ(answers_of(*index_, golden_), read_whole(golden_ / "answers.txt"));
  const auto report = check(directory_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->damages.empty());
  EXPECT_GT(report->postings, 1000u);
}

TEST_P(Golden, IsWrittenOn) {
  if (!open()) GTEST_SKIP() << refusal_;
  const std::string recorded = read_whole(golden_ / "answers.txt");
  must(merge(directory_, 1, 64 << 20, 1));
  EXPECT_EQ(answers_of(must(Index::open(directory_)), golden_), recorded) << "after a merge";
  LoadRequest again;
  again.directory = directory_;
  fs::current_path(golden_);
  again.paths = {"first", "second"};
  must(load(again));
  must(remove(directory_, {kDeleted}));
  EXPECT_EQ(answers_of(must(Index::open(directory_)), golden_), recorded) << "loaded again";
}

/// The payloads of a generation's segments, but for what names files.
std::vector<std::map<std::pair<int, int>, std::string>> sections_of(const std::string& directory) {
  const auto snapshot = must(Snapshot::open(posix_env(), directory));
  std::vector<std::map<std::pair<int, int>, std::string>> segments;
  for (const LiveSegment& segment : snapshot->segments()) {
    auto& sections = segments.emplace_back();
    for (const Section& section : segment.reader->file().sections()) {
      if (section.name().type == kMetaSection) continue;
      const auto payload = must(section.all());
      sections[{section.name().type, section.name().part}] =
          std::string(reinterpret_cast<const char*>(payload.data()), payload.size());
    }
  }
  return segments;
}

using NewestGolden = Golden;

TEST_P(NewestGolden, IsWhatItsRecordsGiveToday) {
  if (!open()) GTEST_SKIP() << refusal_;
  make(golden_, (folder_ / "anew").string());
  const auto old = sections_of(directory_), anew = sections_of((folder_ / "anew").string());
  ASSERT_EQ(old.size(), 2u);
  ASSERT_EQ(anew.size(), old.size());
  for (size_t s = 0; s < old.size(); ++s) {
    ASSERT_EQ(anew[s].size(), old[s].size());
    for (const auto& [name, bytes] : old[s]) {
      EXPECT_EQ(anew[s].at(name), bytes) << "section " << name.first << "." << name.second;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Compat, Golden, testing::ValuesIn(golden_names()),
                         [](const auto& one) { return one.param; });
INSTANTIATE_TEST_SUITE_P(Compat, NewestGolden, testing::Values(kNewest),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace patlas
