// bench/queries.cc
//
// Makes the query classes of performance measurements from an index's own words, texts and symbols:
// task_file.h says which. The same index gives the same queries.
//
// Usage    bench_queries INDEX [QUERIES-A-CLASS]  >tasks.tsv
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/support.h"
#include "bench/task_file.h"
#include "engine/index/snapshot.h"
#include "engine/text/frequent_words.h"
#include "ingest/normalize/dates.h"
#include "ingest/record.h"
#include "query/search.h"
#include "query/tree.h"

namespace patlas::bench {
namespace {

struct Word {
  std::string text;
  uint64_t documents = 0;
};

bool is_plain_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

class Maker {
 public:
  Maker(const std::string& directory, size_t per_class)
      : per_class_(per_class), snapshot_(must(Snapshot::open(posix_env(), directory))) {
    collect_words();
    collect_records();
  }

  std::vector<TaskClass> run() const {
    return {singles(),
            ors(),
            ands(),
            synonyms(),
            phrases(),
            frequent("C phrase of 2 frequent words", ""),
            listed_phrases(),
            frequent("D near/5 of 2 frequent words", "near/5"),
            frequent("D adj/3 of 2 frequent words", "adj/3"),
            frequent("D [-3,2] of 2 frequent words", "near/[-3,2]"),
            frequent("D same sentence of 2 frequent words", "same sentence"),
            frequent("D same paragraph of 2 frequent words", "same paragraph"),
            near_synonyms(),
            truncations(),
            truncated_and(),
            left_truncations(),
            open_words(),
            open_words_and(),
            symbols(),
            dates(),
            facets(),
            cjk_strings(),
            cjk_ands()};
  }

 private:
  uint64_t count(const std::string& text) const {
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    options.memory_bytes = 0;
    const Tree tree = must(parse_query(text, snapshot_->schema()));
    return must(search(*snapshot_, tree, options, posix_env().clock)).documents;
  }

  /// Words of abstracts, most frequent first; those of ASCII letters, which parse as they are.
  void collect_words() {
    const int field = snapshot_->schema().field("ab");
    if (field < 0) fail("the index has no field ab");
    std::vector<Word> words;
    for (const LiveSegment& segment : snapshot_->segments()) {
      const TermDictionary* terms = must(segment.reader->terms(static_cast<uint16_t>(field)));
      TermCursor cursor(*terms);
      for (bool there = must(cursor.seek(must(terms->lower_bound("w")))); there;
           there = must(cursor.next())) {
        const std::string_view term = cursor.term();
        if (term.front() != 'w') break;
        vocabulary_.push_back({std::string(term.substr(1)), cursor.value().doc_count});
        if (is_plain_word(term.substr(1)) && cursor.value().doc_count >= 2) {
          words.push_back({std::string(term.substr(1)), cursor.value().doc_count});
        }
      }
    }
    std::sort(words.begin(), words.end(),
              [](const Word& a, const Word& b) { return a.text < b.text; });
    for (const Word& word : words) {
      if (!words_.empty() && words_.back().text == word.text) {
        words_.back().documents += word.documents;
      } else {
        words_.push_back(word);
      }
    }
    const std::set<std::string> reserved = {"and", "or", "not", "near", "adj", "same", "xor"};
    std::erase_if(words_, [&](const Word& w) { return reserved.contains(w.text); });
    std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) {
      return a.documents != b.documents ? a.documents > b.documents : a.text < b.text;
    });
    if (words_.size() < 600) fail("the index has too few words for the bench");
  }

  /// Records spread over the index, for texts that really stand somewhere.
  void collect_records() {
    const size_t wanted = 20 * per_class_;
    for (const LiveSegment& segment : snapshot_->segments()) {
      const uint64_t share = wanted * segment.reader->doc_count() / snapshot_->live_count() + 1;
      const uint64_t step = segment.reader->doc_count() / share + 1;
      for (uint64_t doc = 0; doc < segment.reader->doc_count(); doc += step) {
        const std::string json = must(segment.reader->record(static_cast<DocId>(doc)));
        records_.push_back(must(record_from_json(json)));
      }
    }
  }

  const Word& word(size_t i) const { return words_[i % words_.size()]; }

  TaskClass singles() const {
    TaskClass of{"A single term", "match", {}};
    for (size_t i = 0; i < per_class_; ++i) {
      of.tasks.push_back({"ab:" + word(i).text, static_cast<double>(word(i).documents), {}});
    }
    return of;
  }

  TaskClass ors() const {
    TaskClass of{"A OR of 2 to 5 terms", "match", {}};
    for (size_t i = 0; i < per_class_; ++i) {
      std::string text = "ab:(";
      for (size_t k = 0; k < 2 + i % 4; ++k) {
        text += (k == 0 ? "" : " or ") + words_[(i * 7 + k * 31) % 300].text;
      }
      text += ")";
      of.tasks.push_back({text, static_cast<double>(count(text)), {}});
    }
    return of;
  }

  TaskClass ands() const {
    TaskClass of{"A AND of 2 terms", "posting of the shorter", {}};
    for (size_t i = 0; i < per_class_; ++i) {
      const Word& a = words_[i % 50];
      const Word& b = words_[(i * 13 + 60) % 500];
      of.tasks.push_back({"ab:(" + a.text + " and " + b.text + ")",
                          static_cast<double>(std::min(a.documents, b.documents)),
                          {}});
    }
    return of;
  }

  /// Two to four lists of 20 to 200 words each, as a searcher's synonyms.
  TaskClass synonyms() const {
    TaskClass of{"B OR lists of 20 to 200, AND-ed", "posting", {}};
    for (size_t i = 0; i < per_class_; ++i) {
      Task task;
      for (size_t group = 0; group < 2 + i % 3; ++group) {
        task.query += group == 0 ? "ab:(" : " and ab:(";
        const size_t length = 20 + (i * 37 + group * 61) % 181;
        for (size_t k = 0; k < length; ++k) {
          const Word& w = word(20 + (i * 101 + group * 997 + k * 17) % (words_.size() - 20));
          task.query += (k == 0 ? "" : " or ") + w.text;
          task.units += static_cast<double>(w.documents);
        }
        task.query += ")";
      }
      of.tasks.push_back(std::move(task));
    }
    return of;
  }

  /// Two to four neighbouring words of an abstract, frequent ones among them.
  TaskClass phrases() const {
    TaskClass of{"C phrase of 2 to 4 words", "document with all words", {}};
    for (size_t r = 0; r < records_.size() && of.tasks.size() < per_class_; ++r) {
      for (const LocalText& abstract : records_[r].abstracts) {
        const size_t length = 2 + of.tasks.size() % 3;
        const std::vector<std::string> found = neighbours(abstract.text, r, length);
        if (found.size() != length) continue;
        std::string phrase = "ab:\"", all = "ab:(";
        for (size_t k = 0; k < length; ++k) {
          phrase += (k == 0 ? "" : " ") + found[k];
          all += (k == 0 ? "" : " and ") + found[k];
        }
        of.tasks.push_back({phrase + "\"", static_cast<double>(count(all + ")")), {}});
        break;
      }
    }
    return of;
  }

  /// Two of the most frequent words, as a phrase or with an operator between.
  TaskClass frequent(const std::string& name, const std::string& between) const {
    TaskClass of{name, "document with both words", {}};
    for (size_t i = 0; i < per_class_; ++i) {
      const Word& a = words_[i % 40];
      const Word& b = words_[(i * 13 + 41) % 80];
      if (a.text == b.text) continue;
      const std::string text = between.empty() ? "\"" + a.text + " " + b.text + "\""
                                               : "(" + a.text + " " + between + " " + b.text + ")";
      of.tasks.push_back(
          {"ab:" + text, static_cast<double>(count("ab:(" + a.text + " and " + b.text + ")")), {}});
    }
    return of;
  }

  /// Two words of engine/text/frequent_words.h that stand side by side somewhere, the index's most
  /// frequent ones first.
  TaskClass listed_phrases() const {
    TaskClass of{"C phrase of 2 listed words", "document with both words", {}};
    std::vector<std::string> listed;
    for (const Word& w : words_) {
      if (listed.size() < 20 && is_frequent_word(w.text)) listed.push_back(w.text);
    }
    // (0,1) (1,0) (0,2) (2,0) (1,2) ...: those in most documents together come first.
    for (size_t b = 1; b < listed.size(); ++b) {
      for (size_t a = 0; a < b; ++a) {
        for (const auto& [x, y] : {std::pair(a, b), std::pair(b, a)}) {
          if (of.tasks.size() == per_class_) return of;
          const std::string phrase = "ab:\"" + listed[x] + " " + listed[y] + "\"";
          if (count(phrase) == 0) continue;
          const uint64_t both = count("ab:(" + listed[x] + " and " + listed[y] + ")");
          of.tasks.push_back({phrase, static_cast<double>(both), {}});
        }
      }
    }
    return of;
  }

  /// Lists of 10 synonyms near each other, and near a word: nested.
  TaskClass near_synonyms() const {
    TaskClass of{"D (OR of 10 near/3 OR of 10) near/20 a word", "document with all", {}};
    for (size_t i = 0; i < per_class_; ++i) {
      const auto list = [&](size_t salt) {
        std::string text = "(";
        for (size_t k = 0; k < 10; ++k) {
          text += (k == 0 ? "" : " or ") + words_[(i * 31 + salt + k * 17) % 500].text;
        }
        return text + ")";
      };
      const std::string one = list(7), other = list(211), word = words_[i % 100].text;
      of.tasks.push_back(
          {"ab:((" + one + " near/3 " + other + ") near/20 " + word + ")",
           static_cast<double>(count("ab:(" + one + " and " + other + " and " + word + ")")),
           {}});
    }
    return of;
  }

  /// `length` plain words side by side, from somewhere in the text that depends on `salt`.
  static std::vector<std::string> neighbours(const std::string& text, size_t salt, size_t length) {
    static const std::set<std::string> kReserved = {"and", "or",   "not", "near",
                                                    "adj", "same", "xor"};
    std::vector<std::vector<std::string>> runs(1);
    std::string token;
    for (size_t i = 0; i <= text.size(); ++i) {
      if (i < text.size() && text[i] != ' ' && text[i] != '\n') {
        token += text[i];
        continue;
      }
      if (is_plain_word(token) && !kReserved.contains(token)) {
        runs.back().push_back(token);
      } else {
        runs.emplace_back();
      }
      token.clear();
    }
    std::erase_if(runs, [&](const auto& run) { return run.size() < length; });
    if (runs.empty()) return {};
    const std::vector<std::string>& run = runs[salt % runs.size()];
    const size_t first = salt * 7 % (run.size() - length + 1);
    return {run.begin() + static_cast<ptrdiff_t>(first),
            run.begin() + static_cast<ptrdiff_t>(first + length)};
  }

  /// The beginnings of frequent words, and the postings of all words that begin so.
  TaskClass truncations() const {
    TaskClass of{"E right truncation", "posting of the expansions", {}};
    std::set<std::string> known;
    for (size_t i = 0; of.tasks.size() < per_class_ && i < words_.size(); ++i) {
      const std::string start = word(i).text.substr(0, 3 + i % 3);
      if (start.size() < 3 || !known.insert(start).second) continue;
      of.tasks.push_back({"ab:" + start + "*", postings_of(start), {}});
    }
    return of;
  }

  TaskClass truncated_and() const {
    TaskClass of{"E right truncation AND a term", "posting of the expansions", {}};
    for (const Task& task : truncations().tasks) {
      const Word& other = words_[of.tasks.size() * 11 % 200];
      of.tasks.push_back({task.query + " and ab:" + other.text, task.units, {}});
    }
    return of;
  }

  double postings_of(const std::string& start) const {
    double sum = 0;
    for (const Word& w : words_) {
      if (w.text.starts_with(start)) sum += static_cast<double>(w.documents);
    }
    return sum;
  }

  /// What a wildcard costs: its postings, and for each of its words as much as 37.5 postings (150 ns
  /// and 4 ns are what they may take).
  template <typename Takes>
  double wildcard_units(Takes&& takes) const {
    double units = 0;
    for (const Word& w : vocabulary_) {
      if (takes(w.text)) units += static_cast<double>(w.documents) + 37.5;
    }
    return units;
  }

  /// The ends of frequent words.
  TaskClass left_truncations() const {
    TaskClass of{"E left truncation", "posting, a word as 37.5", {}};
    std::set<std::string> known;
    for (size_t i = 0; of.tasks.size() < per_class_ && i < words_.size(); ++i) {
      const std::string& text = word(i).text;
      const size_t length = 2 + i % 3;
      if (text.size() <= length) continue;
      const std::string end = text.substr(text.size() - length);
      if (!known.insert(end).second) continue;
      of.tasks.push_back({"ab:*" + end,
                          wildcard_units([&](const std::string& w) { return w.ends_with(end); }),
                          {}});
    }
    return of;
  }

  /// Two to four letters from inside frequent words.
  TaskClass open_words() const {
    TaskClass of{"E truncation on both sides", "posting, a word as 37.5", {}};
    std::set<std::string> known;
    for (size_t i = 0; of.tasks.size() < per_class_ && i < words_.size(); ++i) {
      const std::string& text = word(i).text;
      const size_t length = 2 + i % 3;
      if (text.size() < length + 2) continue;
      const std::string inside = text.substr(1 + i % (text.size() - length - 1), length);
      if (!known.insert(inside).second) continue;
      of.tasks.push_back({"ab:*" + inside + "*",
                          wildcard_units([&](const std::string& w) {
                            return w.find(inside) != std::string::npos;
                          }),
                          {}});
    }
    return of;
  }

  TaskClass open_words_and() const {
    TaskClass of{"E left truncation AND a term", "posting, a word as 37.5", {}};
    for (const Task& task : left_truncations().tasks) {
      const Word& other = words_[of.tasks.size() * 11 % 200];
      of.tasks.push_back({task.query + " and ab:" + other.text, task.units, {}});
    }
    return of;
  }

  /// Sections, classes, subclasses and main groups of records' own symbols, with a word.
  TaskClass symbols() const {
    TaskClass of{"F class subtree AND a term", "posting of the shorter", {}};
    std::set<std::string> known;
    for (size_t r = 0; r < records_.size() && of.tasks.size() < per_class_; ++r) {
      if (records_[r].symbols.empty()) continue;
      const Symbol& symbol = records_[r].symbols[r % records_[r].symbols.size()];
      const std::string_view name = symbol.symbol;
      const size_t slash = name.find('/');
      if (symbol.scheme != "cpc" || slash == std::string_view::npos) continue;
      const size_t lengths[] = {1, 3, 4, slash};
      std::string node;
      for (const char c : name.substr(0, lengths[of.tasks.size() % 4])) {
        if (c != ' ') node += c;
      }
      const Word& other = words_[of.tasks.size() * 3 % 300];
      if (!known.insert(node + " " + other.text).second) continue;
      const uint64_t below = count("cpc:" + node);
      of.tasks.push_back({"cpc:" + node + " and ab:" + other.text,
                          static_cast<double>(std::min(below, other.documents)),
                          {}});
    }
    return of;
  }

  /// From a day to some years, within the dates that records have, with a word.
  TaskClass dates() const {
    TaskClass of{"G date range AND a term", "match of the term", {}};
    for (size_t r = 0; r < records_.size() && of.tasks.size() < per_class_; ++r) {
      const DateCode date = records_[r].publication.date;
      if (date_day(date) == 0) continue;
      const uint32_t year = date_year(date);
      const std::string day = std::to_string(date_to_yyyymmdd(date));
      const std::string ranges[] = {"pd:" + std::to_string(year),
                                    "pd:" + std::to_string(year - 4) + ".." + std::to_string(year),
                                    "pd>=" + day,
                                    "pd:" + day.substr(0, 4) + "-" + day.substr(4, 2)};
      const Word& other = words_[of.tasks.size() * 5 % 300];
      of.tasks.push_back({ranges[of.tasks.size() % 4] + " and ab:" + other.text,
                          static_cast<double>(other.documents),
                          {}});
    }
    return of;
  }

  /// Results of about a hundred, ten thousand, a million and all documents, with the facets of a
  /// portal's left column.
  TaskClass facets() const {
    TaskClass of{"I facets year, office, pa, cpc4, cpc", "value", {}};
    const std::vector<std::string> names = {"year", "office", "pa", "cpc4", "cpc"};
    for (size_t i = 0; of.tasks.size() < per_class_; ++i) {
      std::string text = "*:*";
      if (i % 4 != 0) {
        const uint64_t sizes[] = {0, 100, 10'000, 1'000'000};
        text = "ab:" + words_[near(sizes[i % 4], i / 4)].text;
      }
      of.tasks.push_back({text, values(text, names), names});
    }
    return of;
  }

  /// The `skip`th word beside the one whose documents are nearest to `documents` from below.
  size_t near(uint64_t documents, size_t skip) const {
    const auto at =
        std::lower_bound(words_.begin(), words_.end(), documents,
                         [](const Word& w, uint64_t wanted) { return w.documents > wanted; });
    return (static_cast<size_t>(at - words_.begin()) + skip) % words_.size();
  }

  double values(const std::string& text, const std::vector<std::string>& names) const {
    SearchOptions options;
    options.limit = 0;
    options.count_families = false;
    options.memory_bytes = 0;
    options.facets = names;
    const Tree tree = must(parse_query(text, snapshot_->schema()));
    double sum = 0;
    const SearchAnswer answer = must(search(*snapshot_, tree, options, posix_env().clock));
    for (const FacetAnswer& facet : answer.facets) {
      for (const FacetValue& value : facet.values) sum += static_cast<double>(value.documents);
    }
    return sum;
  }

  /// Two to six Han characters side by side in an abstract.
  std::vector<std::string> strings() const {
    std::vector<std::string> found;
    std::set<std::string> known;
    for (size_t r = 0; r < records_.size() && found.size() < 2 * per_class_; ++r) {
      for (const LocalText& abstract : records_[r].abstracts) {
        std::string text = han_run(abstract.text, r, 2 + found.size() % 5);
        if (!text.empty() && known.insert(text).second) found.push_back(std::move(text));
      }
    }
    if (found.size() < 2 * per_class_) fail("the index has too few CJK texts for the bench");
    return found;
  }

  /// `length` characters from U+4E00 to U+9FFF, from somewhere that depends on `salt`.
  static std::string han_run(std::string_view text, size_t salt, size_t length) {
    std::vector<std::string> runs;
    std::string run;
    for (size_t i = 0; i <= text.size();) {
      const bool han = i + 3 <= text.size() && static_cast<unsigned char>(text[i]) >= 0xE4 &&
                       static_cast<unsigned char>(text[i]) <= 0xE9 &&
                       text.substr(i, 3) >= "\xE4\xB8\x80";
      if (han) {
        run += text.substr(i, 3);
        i += 3;
        continue;
      }
      if (run.size() >= 3 * length) runs.push_back(run);
      run.clear();
      ++i;
    }
    if (runs.empty()) return {};
    const std::string& chosen = runs[salt % runs.size()];
    const size_t first = salt * 5 % (chosen.size() / 3 - length + 1);
    return chosen.substr(3 * first, 3 * length);
  }

  TaskClass cjk_strings() const {
    TaskClass of{"M CJK string of 2 to 6", "match", {}};
    for (const std::string& text : strings()) {
      if (of.tasks.size() == per_class_) break;
      of.tasks.push_back({"ab:" + text, static_cast<double>(count("ab:" + text)), {}});
    }
    return of;
  }

  TaskClass cjk_ands() const {
    TaskClass of{"M AND of 2 CJK strings", "match of the rarer", {}};
    const std::vector<std::string> all = strings();
    for (size_t i = 0; i < per_class_; ++i) {
      const std::string a = all[i].substr(0, 6), b = all[all.size() - 1 - i].substr(0, 6);
      of.tasks.push_back({"ab:" + a + " and ab:" + b,
                          static_cast<double>(std::min(count("ab:" + a), count("ab:" + b))),
                          {}});
    }
    return of;
  }

  size_t per_class_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::vector<Word> words_;
  std::vector<Word> vocabulary_;  ///< every word of every segment
  std::vector<Record> records_;
};

}  // namespace
}  // namespace patlas::bench

int main(int argc, char** argv) {
  using namespace patlas::bench;
  const int per_class = argc == 3 ? std::atoi(argv[2]) : 100;
  if (argc < 2 || argc > 3 || per_class < 1) {
    std::fprintf(stderr, "usage: bench_queries INDEX [QUERIES-A-CLASS]\n");
    return 2;
  }
  const std::string text = print_tasks(Maker(argv[1], static_cast<size_t>(per_class)).run());
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 2;
}
