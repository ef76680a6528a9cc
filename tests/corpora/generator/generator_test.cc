// What every reader of the corpus relies on, read back with another JSON library than wrote it.
#include "corpora/generator/generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/env.h"

namespace patlas::generator {
namespace {

namespace json = boost::json;

std::unique_ptr<Generator> open_corpus(uint64_t seed) {
  auto generator = Generator::open(*posix_env().fs, seed);
  if (!generator) ADD_FAILURE() << generator.error().to_string();
  return generator ? std::move(*generator) : nullptr;
}

std::string record_of(Generator& generator, uint64_t record) {
  std::string line;
  generator.append_record(record, line);
  return line;
}

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

/// The first records of corpus 1, read once for all tests.
struct Corpus {
  std::vector<json::object> records;
  std::map<std::string, std::vector<size_t>> families;

  explicit Corpus(size_t count) {
    auto generator = open_corpus(1);
    for (size_t i = 0; i < count; ++i) {
      records.push_back(json::parse(record_of(*generator, i)).as_object());
      families[text_of(records.back().at("family_id"))].push_back(i);
    }
  }
};

const Corpus& corpus() {
  static const Corpus read(40000);
  return read;
}

TEST(Generator, ARecordIsTheSameWhateverIsAskedBefore) {
  auto one = open_corpus(1), other = open_corpus(1);
  std::vector<std::string> forward;
  for (uint64_t i = 16300; i < 16500; ++i) forward.push_back(record_of(*one, i));
  for (uint64_t i = 16500; i-- > 16300;) {
    ASSERT_EQ(forward[i - 16300], record_of(*other, i)) << i;
    if (i % 50 == 0) record_of(*other, i * 1000);
  }
}

TEST(Generator, AnotherSeedIsAnotherCorpus) {
  auto one = open_corpus(1), other = open_corpus(2);
  for (uint64_t i = 0; i < 20; ++i) EXPECT_NE(record_of(*one, i), record_of(*other, i));
}

TEST(Generator, TheLastRecordCanBeMade) {
  json::value record = json::parse(record_of(*open_corpus(1), kRecordsMax - 1));
  EXPECT_TRUE(record.is_object());
}

TEST(Generator, EveryLineHasTheColumnsOfTheTable) {
  for (const json::object& record : corpus().records) {
    for (const char* column :
         {"publication_number", "application_number", "country_code", "kind_code", "family_id"}) {
      ASSERT_FALSE(record.at(column).as_string().empty()) << column;
    }
    for (const char* column : {"publication_date", "filing_date", "grant_date", "priority_date"}) {
      ASSERT_TRUE(record.at(column).is_int64()) << column;
    }
    for (const char* column : {"title_localized", "abstract_localized"}) {
      for (const json::value& text : record.at(column).as_array()) {
        ASSERT_FALSE(text.at("text").as_string().empty());
        ASSERT_EQ(2u, text.at("language").as_string().size());
      }
    }
    for (const char* column : {"ipc", "cpc"}) {
      for (const json::value& symbol : record.at(column).as_array()) {
        ASSERT_GE(symbol.at("code").as_string().size(), 7u);
        ASSERT_TRUE(symbol.at("inventive").is_bool() && symbol.at("first").is_bool());
      }
    }
    for (const char* column : {"inventor", "assignee"}) {
      auto harmonized = record.at(std::string(column) + "_harmonized").as_array();
      ASSERT_EQ(record.at(column).as_array().size(), harmonized.size());
      ASSERT_FALSE(harmonized.empty());
      for (const json::value& party : harmonized) {
        ASSERT_FALSE(party.at("name").as_string().empty());
        ASSERT_EQ(2u, party.at("country_code").as_string().size());
      }
    }
    for (const json::value& citation : record.at("citation").as_array()) {
      ASSERT_FALSE(citation.at("publication_number").as_string().empty());
      ASSERT_FALSE(citation.at("category").as_string().empty());
    }
    ASSERT_FALSE(record.at("title_localized").as_array().empty());
    ASSERT_FALSE(record.at("priority_claim").as_array().empty());
  }
}

TEST(Generator, NumberStartsWithItsOfficeAndEndsWithItsKind) {
  for (const json::object& record : corpus().records) {
    std::string number = text_of(record.at("publication_number"));
    std::string office = text_of(record.at("country_code")), kind = text_of(record.at("kind_code"));
    EXPECT_EQ(office + "-", number.substr(0, 3));
    EXPECT_TRUE(number.ends_with("-" + kind)) << number;
  }
}

TEST(Generator, PublicationNumbersAreUniqueAmongAHundredThousand) {
  auto generator = open_corpus(1);
  std::unordered_set<std::string> seen;
  std::string line;
  for (uint64_t i = 0; i < 100000; ++i) {
    line.clear();
    generator->append_record(i, line);
    size_t start = line.find(':') + 2;
    EXPECT_TRUE(seen.insert(line.substr(start, line.find('"', start) - start)).second) << line;
  }
}

TEST(Generator, DatesAreInOrderAndReal) {
  for (const json::object& record : corpus().records) {
    int64_t priority = record.at("priority_date").as_int64();
    int64_t filing = record.at("filing_date").as_int64();
    int64_t publication = record.at("publication_date").as_int64();
    int64_t grant = record.at("grant_date").as_int64();
    EXPECT_LE(19500101, priority);
    EXPECT_LE(priority, filing);
    EXPECT_LT(filing, publication);
    EXPECT_GE(20261231, publication);
    EXPECT_TRUE(grant == 0 || grant == publication);
    for (int64_t date : {priority, filing, publication}) {
      EXPECT_TRUE(date % 100 >= 1 && date % 100 <= 31 && date / 100 % 100 >= 1 &&
                  date / 100 % 100 <= 12)
          << date;
    }
  }
}

TEST(Generator, FamiliesSharePrioritiesClassesAndPartiesAndNobodyElseDoes) {
  std::unordered_map<std::string, std::string> owners;
  for (const auto& [family, members] : corpus().families) {
    const json::object& first = corpus().records[members.front()];
    for (const json::value& claim : first.at("priority_claim").as_array()) {
      auto [at, fresh] = owners.emplace(text_of(claim.at("application_number")), family);
      EXPECT_TRUE(fresh) << at->first;
    }
    for (size_t member : members) {
      const json::object& record = corpus().records[member];
      for (const char* column : {"priority_claim", "priority_date", "ipc", "inventor_harmonized",
                                 "assignee_harmonized"}) {
        EXPECT_EQ(first.at(column), record.at(column)) << column << " of family " << family;
      }
    }
  }
}

TEST(Generator, AnApplicationNumberBelongsToOneFamily) {
  std::unordered_map<std::string, std::string> owners;
  for (const auto& [family, members] : corpus().families) {
    for (size_t member : members) {
      std::string number = text_of(corpus().records[member].at("application_number"));
      EXPECT_EQ(family, owners.emplace(number, family).first->second) << number;
    }
  }
}

TEST(Generator, AFamilySaysTheSameTitleInEachLanguage) {
  size_t compared = 0;
  for (const auto& [family, members] : corpus().families) {
    std::map<std::string, std::string> titles;
    for (size_t member : members) {
      const json::object& record = corpus().records[member];
      // Both Chinese scripts are "zh".
      if (record.at("country_code") == "TW") continue;
      for (const json::value& title : record.at("title_localized").as_array()) {
        auto [at, fresh] = titles.emplace(text_of(title.at("language")), text_of(title.at("text")));
        EXPECT_EQ(at->second, text_of(title.at("text")));
        compared += !fresh;
      }
    }
  }
  EXPECT_GT(compared, 5000u);
}

TEST(Generator, MembersOfAFamilyAreScattered) {
  size_t adjacent = 0;
  for (size_t i = 1; i < corpus().records.size(); ++i) {
    adjacent += corpus().records[i].at("family_id") == corpus().records[i - 1].at("family_id");
  }
  EXPECT_LT(adjacent, corpus().records.size() / 500);
}

std::set<std::string> words_of(const json::object& record) {
  std::set<std::string> words;
  for (const char* column : {"title_localized", "abstract_localized"}) {
    for (const json::value& text : record.at(column).as_array()) {
      std::string word;
      // Characters of three bytes are words of their own: Han, kana, Hangul.
      for (char c : text_of(text.at("text")) + " ") {
        bool wide = (c & 0x80) != 0, lead = (c & 0xc0) == 0xc0;
        if ((!wide && c <= ' ') || lead) {
          if (!word.empty()) words.insert(word);
          word.clear();
        }
        if (wide || c > ' ') word += c;
      }
    }
  }
  return words;
}

double jaccard(const json::object& a, const json::object& b) {
  std::set<std::string> left = words_of(a), right = words_of(b);
  size_t both = 0;
  for (const std::string& word : left) both += right.count(word);
  return static_cast<double>(both) / static_cast<double>(left.size() + right.size() - both);
}

/// The mean overlap of pairs (i, i + distance), families apart.
double mean_overlap(size_t begin, size_t distance, size_t pairs) {
  double sum = 0;
  size_t counted = 0;
  for (size_t i = begin; counted < pairs; ++i) {
    const json::object &a = corpus().records[i], &b = corpus().records[i + distance];
    if (a.at("family_id") == b.at("family_id")) continue;
    sum += jaccard(a, b);
    ++counted;
  }
  return sum / static_cast<double>(pairs);
}

// A generator whose seeds are a linear function of the record made neighbours share 44 % of their
// words instead of 24 %, which falsified every measurement of order and compression.
TEST(Generator, NeighboursOverlapAsRandomPairsDo) {
  double random = mean_overlap(0, 7919, 4000);
  EXPECT_GT(random, 0.001);
  for (size_t distance : {1, 2, 64}) {
    EXPECT_NEAR(random, mean_overlap(0, distance, 4000), random * 0.08) << distance;
  }
  // The judge is not blind: texts of one family and office do overlap.
  double same = 0;
  size_t counted = 0;
  for (const auto& [family, members] : corpus().families) {
    for (size_t i = 1; i < members.size(); ++i, ++counted) {
      same += jaccard(corpus().records[members[0]], corpus().records[members[i]]);
    }
  }
  EXPECT_GT(same / static_cast<double>(counted), random * 2);
}

TEST(Generator, MixedLanguagesAndBothChineseScripts) {
  std::map<std::string, size_t> languages;
  size_t traditional = 0, simplified = 0;
  for (const json::object& record : corpus().records) {
    for (const json::value& title : record.at("title_localized").as_array()) {
      ++languages[text_of(title.at("language"))];
      std::string text = text_of(title.at("text"));
      bool taiwan = record.at("country_code") == "TW";
      traditional += taiwan && text.find("裝置") != text.npos;
      simplified += !taiwan && text.find("装置") != text.npos;
    }
  }
  for (const char* language : {"en", "de", "zh", "ja", "ko"}) {
    EXPECT_GT(languages[language], corpus().records.size() / 50) << language;
  }
  EXPECT_EQ(5u, languages.size());
  EXPECT_GT(traditional, 0u);
  EXPECT_GT(simplified, 0u);
}

TEST(Generator, CitedRecordsExistAndAreOlder) {
  std::unordered_map<std::string, int64_t> dates;
  for (const json::object& record : corpus().records) {
    dates[text_of(record.at("publication_number"))] = record.at("publication_date").as_int64();
  }
  size_t found = 0, citations = 0;
  // The first two windows lie wholly inside the corpus that was read.
  for (size_t i = 0; i < 32768; ++i) {
    for (const json::value& citation : corpus().records[i].at("citation").as_array()) {
      ++citations;
      auto cited = dates.find(text_of(citation.at("publication_number")));
      if (cited == dates.end()) continue;
      ++found;
      EXPECT_LT(cited->second, corpus().records[i].at("publication_date").as_int64());
    }
  }
  EXPECT_GT(citations, 20000u);
  EXPECT_EQ(citations, found);
}

/// The real disk without one folder.
class WithoutFolder : public Fs {
 public:
  explicit WithoutFolder(std::string missing) : missing_(std::move(missing)) {}
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    if (path.find(missing_) != path.npos) return Error{Code::kNotFound, "open " + path, {}};
    return real_.open(path);
  }
  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    return real_.create(path);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return real_.rename(from, to);
  }
  Status link(const std::string& from, const std::string& to) override {
    return real_.link(from, to);
  }
  Status unlink(const std::string& path) override { return real_.unlink(path); }
  Status make_dir(const std::string& path) override { return real_.make_dir(path); }
  Status sync_dir(const std::string& path) override { return real_.sync_dir(path); }
  Result<std::vector<std::string>> list(const std::string& path) override {
    return real_.list(path);
  }
  Result<FileInfo> stat(const std::string& path) override { return real_.stat(path); }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    return real_.lock(path);
  }
  Result<uint64_t> free_bytes(const std::string& path) override { return real_.free_bytes(path); }

 private:
  Fs& real_ = *posix_env().fs;
  std::string missing_;
};

TEST(Generator, AMissingWordListNamesItsPackage) {
  const std::pair<const char*, const char*> kPackages[] = {{"american", "wamerican-huge"},
                                                           {"ngerman", "wngerman"},
                                                           {"ipadic", "mecab-ipadic"},
                                                           {"opencc", "libopencc1.1"},
                                                           {"ko.dic", "hunspell-ko"}};
  for (auto [folder, package] : kPackages) {
    WithoutFolder fs(folder);
    auto generator = Generator::open(fs, 1);
    ASSERT_FALSE(generator);
    EXPECT_EQ(Code::kNotFound, generator.error().code);
    EXPECT_NE(std::string::npos, generator.error().message.find(package))
        << generator.error().message;
  }
}

}  // namespace
}  // namespace patlas::generator
