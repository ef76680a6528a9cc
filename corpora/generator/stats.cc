#include "corpora/generator/stats.h"

#include <simdjson.h>
#include <xxhash.h>
#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <vector>

#include "corpora/generator/characters.h"

namespace patlas::generator {
namespace {

/// Counts by 64-bit hash: 10 million words would not fit as strings.
using Counter = boost::unordered_flat_map<uint64_t, uint32_t>;

/// What is compressed: so many lines, or fewer of full text.
constexpr size_t kSampleLines = 10000, kSampleBytes = 64 << 20;

bool is_cjk(UChar32 c) {
  return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
         (c >= 0xac00 && c <= 0xd7a3) || c == 0x3005;
}

bool is_wide_mark(UChar32 c) { return (c >= 0x3000 && c <= 0x303f) || c >= 0xff00; }

bool is_word_character(UChar32 c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
         (c >= 0xb5 && c < 0x2000);
}

uint64_t count_once(const Counter& counter) {
  return static_cast<uint64_t>(std::count_if(counter.begin(), counter.end(),
                                             [](const auto& entry) { return entry.second == 1; }));
}

uint64_t count_from(const Counter& counter, uint32_t least) {
  return static_cast<uint64_t>(
      std::count_if(counter.begin(), counter.end(),
                    [least](const auto& entry) { return entry.second >= least; }));
}

uint64_t count_most(const Counter& counter) {
  uint32_t most = 0;
  for (const auto& [key, count] : counter) most = std::max(most, count);
  return most;
}

uint64_t count_top(const Counter& counter, size_t top) {
  std::vector<uint32_t> counts;
  counts.reserve(counter.size());
  for (const auto& [key, count] : counter) counts.push_back(count);
  top = std::min(top, counts.size());
  std::partial_sort(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(top), counts.end(),
                    std::greater<>());
  uint64_t sum = 0;
  for (size_t i = 0; i < top; ++i) sum += counts[i];
  return sum;
}

/// Values counted by how often each occurs, in doubling classes: 1, 2-3, 4-7, ...
std::string histogram(const Counter& counter) {
  std::map<uint32_t, uint64_t> classes;
  for (const auto& [key, count] : counter) {
    uint32_t low = 1;
    while (low * 2 <= count) low *= 2;
    ++classes[low];
  }
  std::string text;
  for (const auto& [low, values] : classes) {
    (text += "  ") += std::to_string(low);
    if (low > 1) (text += '-') += std::to_string(low * 2 - 1);
    (text += ": ") += std::to_string(values);
  }
  return text;
}

/// The share of all occurrences that the most frequent hundredth of the values takes: 1 % if all are
/// alike, a multiple where the tail is heavy.
double top_hundredth(const Counter& counter) {
  uint64_t all = 0;
  for (const auto& [key, count] : counter) all += count;
  uint64_t top = count_top(counter, (counter.size() + 99) / 100);
  return all == 0 ? 0 : static_cast<double>(top) / static_cast<double>(all);
}

/// Hill's estimate of the exponent a of P(X >= x) ~ x^-a, from the values above the k-th: small is
/// heavy, and below 2 the variance has no bound.
double tail_exponent(const Counter& counter, size_t k) {
  if (counter.size() <= k || k == 0) return 0;
  std::vector<uint32_t> counts;
  counts.reserve(counter.size());
  for (const auto& [key, count] : counter) counts.push_back(count);
  std::nth_element(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(k), counts.end(),
                   std::greater<>());
  double sum = 0;
  for (size_t i = 0; i < k; ++i) sum += std::log(static_cast<double>(counts[i]) / counts[k]);
  return sum == 0 ? 0 : static_cast<double>(k) / sum;
}

double ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double compressed_together(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line;
  std::string out(ZSTD_compressBound(all.size()), '\0');
  size_t size = ZSTD_compress(out.data(), out.size(), all.data(), all.size(), 3);
  return ZSTD_isError(size) ? 0 : ratio(all.size(), size);
}

/// Even lines train the dictionary, odd ones are measured.
double compressed_alone(const std::vector<std::string>& lines) {
  std::string samples;
  std::vector<size_t> sizes;
  for (size_t i = 0; i < lines.size(); i += 2) {
    samples += lines[i];
    sizes.push_back(lines[i].size());
  }
  std::string dictionary(110 << 10, '\0');
  size_t trained = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(),
                                         sizes.data(), static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(trained)) return 0;
  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  std::unique_ptr<ZSTD_CDict, size_t (*)(ZSTD_CDict*)> digested(
      ZSTD_createCDict(dictionary.data(), trained, 3), ZSTD_freeCDict);
  uint64_t plain = 0, packed = 0;
  std::string out;
  for (size_t i = 1; i < lines.size(); i += 2) {
    out.resize(ZSTD_compressBound(lines[i].size()));
    size_t size = ZSTD_compress_usingCDict(context.get(), out.data(), out.size(), lines[i].data(),
                                           lines[i].size(), digested.get());
    if (ZSTD_isError(size)) return 0;
    plain += lines[i].size();
    packed += size;
  }
  return ratio(plain, packed);
}

}  // namespace

struct Stats::Counts {
  Figures figures;
  Counter latin, bigrams, symbols, families, applicants, cited;
  std::map<std::string, uint64_t, std::less<>> text_bytes, records_by_office;
  std::vector<std::string> sample;
  size_t sample_bytes = 0;
  simdjson::dom::parser parser;

  void count(Counter& counter, std::string_view value) {
    ++counter[XXH3_64bits(value.data(), value.size())];
  }

  void add_text(std::string_view language, std::string_view text) {
    figures.text_bytes += text.size();
    auto at = text_bytes.find(language);
    if (at == text_bytes.end()) at = text_bytes.emplace(language, 0).first;
    at->second += text.size();
    add_terms(text);
  }

  /// Latin words in lower case (ASCII), and bigrams of CJK characters that touch.
  void add_terms(std::string_view text) {
    std::string word;
    UChar32 before = 0;
    auto length = static_cast<int32_t>(text.size());
    for (int32_t at = 0, start = 0; at < length; start = at) {
      UChar32 c = next_character(text, at);
      if (is_word_character(c)) {
        for (int32_t i = start; i < at; ++i) {
          char byte = text[static_cast<size_t>(i)];
          word += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
        }
      } else {
        end_word(word);
      }
      if (is_cjk(c) || is_wide_mark(c)) figures.cjk_bytes += static_cast<uint64_t>(at - start);
      if (is_cjk(c) && before != 0) {
        ++figures.cjk_bigrams;
        ++bigrams[static_cast<uint64_t>(before) << 32 | static_cast<uint64_t>(c)];
      }
      before = is_cjk(c) ? c : 0;
    }
    end_word(word);
  }

  void end_word(std::string& word) {
    if (word.empty()) return;
    ++figures.latin_tokens;
    count(latin, word);
    word.clear();
  }

  void add_texts(const simdjson::dom::array& texts) {
    for (simdjson::dom::element text : texts) {
      add_text(text["language"].get_string(), text["text"].get_string());
    }
  }

  void add_full_text(const simdjson::dom::object& record, const char* column, uint64_t& bytes) {
    simdjson::dom::array texts;
    if (record[column].get(texts) != simdjson::SUCCESS) return;
    uint64_t before = figures.text_bytes;
    add_texts(texts);
    bytes += figures.text_bytes - before;
  }

  void add_record(const simdjson::dom::object& record) {
    for (auto column : {"title_localized", "abstract_localized"}) {
      add_texts(record[column].get_array());
    }
    // Full text is a column that a bibliographic corpus does not have.
    add_full_text(record, "description_localized", figures.description_bytes);
    add_full_text(record, "claims_localized", figures.claims_bytes);
    figures.records_with_abstract += record["abstract_localized"].get_array().size() != 0;
    ++records_by_office[std::string(std::string_view(record["country_code"].get_string()))];
    count(families, record["family_id"].get_string());
    for (auto column : {"ipc", "cpc"}) {
      for (simdjson::dom::element symbol : record[column].get_array()) {
        count(symbols, symbol["code"].get_string());
      }
    }
    for (simdjson::dom::element party : record["assignee_harmonized"].get_array()) {
      ++figures.applicant_mentions;
      count(applicants, party["name"].get_string());
    }
    for (simdjson::dom::element citation : record["citation"].get_array()) {
      ++figures.citations;
      count(cited, citation["publication_number"].get_string());
    }
  }
};

double Figures::once_share() const {
  return ratio(latin_words_once + cjk_once, latin_words + cjk_distinct);
}
double Figures::latin_top100_share() const { return ratio(latin_top100_tokens, latin_tokens); }
double Figures::cjk_share() const { return ratio(cjk_bytes, text_bytes); }

Stats::Stats() : counts_(std::make_unique<Counts>()) {}
Stats::~Stats() = default;

Status Stats::add(std::string_view line) {
  try {
    simdjson::dom::object record = counts_->parser.parse(line.data(), line.size());
    counts_->add_record(record);
  } catch (const simdjson::simdjson_error& error) {
    return Error{
        Code::kParse, std::string("not a record of the publications table: ") + error.what(), {}};
  }
  ++counts_->figures.records;
  counts_->figures.line_bytes += line.size();
  if (counts_->sample.size() < kSampleLines && counts_->sample_bytes < kSampleBytes) {
    counts_->sample.emplace_back(line);
    counts_->sample_bytes += line.size();
  }
  return {};
}

Figures Stats::figures() const {
  Figures figures = counts_->figures;
  figures.latin_words = counts_->latin.size();
  figures.latin_words_once = count_once(counts_->latin);
  figures.latin_top100_tokens = count_top(counts_->latin, 100);
  figures.cjk_distinct = counts_->bigrams.size();
  figures.cjk_once = count_once(counts_->bigrams);
  figures.symbols = counts_->symbols.size();
  figures.families = counts_->families.size();
  figures.families_of_one = count_once(counts_->families);
  figures.families_of_ten = count_from(counts_->families, 10);
  figures.largest_family = count_most(counts_->families);
  figures.applicants = counts_->applicants.size();
  figures.applicants_once = count_once(counts_->applicants);
  figures.top_applicant_mentions = count_most(counts_->applicants);
  figures.applicant_top_hundredth = top_hundredth(counts_->applicants);
  figures.applicant_tail = tail_exponent(counts_->applicants, counts_->applicants.size() / 100);
  figures.cited = counts_->cited.size();
  figures.cited_once = count_once(counts_->cited);
  figures.cited_top_hundredth = top_hundredth(counts_->cited);
  figures.cited_tail = tail_exponent(counts_->cited, counts_->cited.size() / 100);
  figures.most_cited = count_most(counts_->cited);
  figures.zstd_ratio = compressed_together(counts_->sample);
  figures.zstd_dictionary_ratio = compressed_alone(counts_->sample);
  return figures;
}

std::string Stats::report() const {
  Figures f = figures();
  std::string text;
  auto line = [&](const char* name, double value, int digits) {
    char buffer[96];
    std::snprintf(buffer, sizeof buffer, "%-44s %.*f\n", name, digits, value);
    text += buffer;
  };
  auto number = [&](const char* name, uint64_t value) {
    line(name, static_cast<double>(value), 0);
  };
  auto percent = [&](const char* name, double share) { line(name, share * 100, 1); };
  number("records", f.records);
  line("bytes a record", ratio(f.line_bytes, f.records), 0);
  line("text bytes a record", ratio(f.text_bytes, f.records), 0);
  line("  of them in the description", ratio(f.description_bytes, f.records), 0);
  line("  of them in claims", ratio(f.claims_bytes, f.records), 0);
  for (const auto& [language, bytes] : counts_->text_bytes) {
    percent(("  text bytes in " + language + ", %").c_str(), ratio(bytes, f.text_bytes));
  }
  percent("CJK share of text bytes, %", f.cjk_share());
  percent("records with an abstract, %", ratio(f.records_with_abstract, f.records));
  number("Latin tokens", f.latin_tokens);
  number("distinct Latin words", f.latin_words);
  percent("  that occur once, %", ratio(f.latin_words_once, f.latin_words));
  percent("top-100 share of Latin tokens, %", f.latin_top100_share());
  number("CJK bigrams", f.cjk_bigrams);
  number("distinct CJK bigrams", f.cjk_distinct);
  percent("  that occur once, %", ratio(f.cjk_once, f.cjk_distinct));
  percent("terms of both kinds that occur once, %", f.once_share());
  number("distinct class symbols", f.symbols);
  number("families", f.families);
  percent("  of one member, %", ratio(f.families_of_one, f.families));
  percent("  of ten or more, %", ratio(f.families_of_ten, f.families));
  number("largest family", f.largest_family);
  number("applicants", f.applicants);
  percent("  named once, %", ratio(f.applicants_once, f.applicants));
  percent("top applicant's share of mentions, %",
          ratio(f.top_applicant_mentions, f.applicant_mentions));
  percent("  most named hundredth's share, %", f.applicant_top_hundredth);
  line("  exponent of the tail", f.applicant_tail, 2);
  line("citations a record", ratio(f.citations, f.records), 2);
  percent("  of the cited, cited once, %", ratio(f.cited_once, f.cited));
  number("  most cited", f.most_cited);
  percent("  most cited hundredth's share, %", f.cited_top_hundredth);
  line("  exponent of the tail", f.cited_tail, 2);
  line("zstd -3 of 10,000 records shrinks them", f.zstd_ratio, 2);
  line("one record with a trained dictionary", f.zstd_dictionary_ratio, 2);
  text += "records by office:";
  for (const auto& [office, records] : counts_->records_by_office) {
    (((text += "  ") += office) += ": ") += std::to_string(records);
  }
  text += "\nfamilies by size:" + histogram(counts_->families);
  text += "\napplicants by records:" + histogram(counts_->applicants);
  text += "\npublications by times cited:" + histogram(counts_->cited) + '\n';
  return text;
}

}  // namespace patlas::generator
