#include "query/backends/xapian/documents.h"

#include <algorithm>
#include <map>

#include "engine/base/coding.h"
#include "engine/segment/boundaries.h"
#include "query/backends/xapian/names.h"

namespace patlas::xapian {
namespace {

bool has_tag(std::string_view term, TermTag tag) { return term.front() == static_cast<char>(tag); }

}  // namespace

std::string origin_value(const Origin& origin) {
  std::string value;
  put_string(value, origin.source);
  put_u8(value, origin.source_rank);
  put_u64(value, origin.content_hash);
  return value;
}

Result<Origin> origin_of_value(std::string_view value, const std::string& directory) {
  ByteReader reader(as_bytes(value));
  Origin origin;
  origin.source = reader.string();
  origin.source_rank = reader.u8();
  origin.content_hash = reader.u64();
  if (reader.ok() && reader.at_end()) return origin;
  return Error{Code::kCorruption,
               "a document does not say where it is from",
               {.file = directory, .entry = {}}};
}

Xapian::Document DocumentMaker::make(const Document& document,
                                     std::vector<std::pair<std::string, std::string>>& shortened) {
  out_ = Xapian::Document();
  shortened_ = &shortened;
  out_.set_data(document.stored);
  out_.add_boolean_term(name(key_term(document.key)));
  out_.add_value(kKeySlot, document.key);
  out_.add_value(kFamilySlot, document.family);
  out_.add_value(kOriginSlot,
                 origin_value({document.source, document.source_rank, document.content_hash}));
  for (uint16_t field = 0; field < schema_.fields.size(); ++field) {
    if (schema_.fields[field].type == FieldType::kText) add_field(field, document);
  }
  for (const KeywordValue& keyword : document.keywords) {
    out_.add_boolean_term(name(field_term(keyword.field, keyword.term)));
  }
  for (const NumberValue& number : document.numbers) {
    if (number.value != 0) out_.add_value(number.column, number_value(number.value));
  }
  std::map<uint16_t, std::vector<std::string>> lists;
  for (const ColumnValue& value : document.values) lists[value.column].push_back(value.value);
  for (auto& [column, values] : lists) out_.add_value(column, list_value(std::move(values)));
  return std::move(out_);
}

std::string DocumentMaker::name(const std::string& term) {
  std::string name = term_name(term);
  if (is_shortened(name)) shortened_->emplace_back(name, term);
  return name;
}

void DocumentMaker::add_field(uint16_t field, const Document& document) {
  analysis_.clear();
  uint32_t languages = 0;
  std::vector<uint32_t> value_starts;
  for (const TextValue& value : document.texts) {
    if (value.field != field) continue;
    languages |= 1u << value.language;
    value_starts.push_back(analysis_.position_count);
    analyzer_.analyze(value.text, analysis_);
  }
  const auto values = static_cast<uint32_t>(value_starts.size());
  if (values == 0) return;
  std::string boundaries;
  encode_boundaries(
      {analysis_.sentence_starts, analysis_.paragraph_starts, value_starts, analysis_.word_starts},
      analysis_.position_count, boundaries);
  out_.add_value(kBoundarySlots + field, boundaries);
  // The free position after each value is none of the field's.
  if (analysis_.position_count != values) {
    out_.add_value(kLengthSlots + field, number_value(analysis_.position_count - values));
  }
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if ((languages >> language & 1) != 0) {
      out_.add_boolean_term(name(language_term(field, language)));
    }
  }
  add_terms(field, languages);
}

void DocumentMaker::add_terms(uint16_t field, uint32_t languages) {
  occurrences_.clear();
  for (const Occurrence& o : analysis_.occurrences) {
    const std::string_view term = analysis_.term(o);
    if (!has_tag(term, TermTag::kDictionaryWord)) occurrences_.emplace_back(term, o.position);
  }
  std::sort(occurrences_.begin(), occurrences_.end());
  bool has_cjk = false;
  for (size_t i = 0; i < occurrences_.size();) {
    const std::string_view term = occurrences_[i].first;
    const std::string in_database = name(field_term(field, term));
    for (; i < occurrences_.size() && occurrences_[i].first == term; ++i) {
      out_.add_posting(in_database, occurrences_[i].second + 1);
    }
    has_cjk |= has_tag(term, TermTag::kBigram);
    if (has_tag(term, TermTag::kWord)) add_stems(field, term.substr(1), languages);
  }
  if (has_cjk) add_word_starts(field);
}

void DocumentMaker::add_stems(uint16_t field, std::string_view word, uint32_t languages) {
  for (uint8_t language = 0; language < kLanguageCount; ++language) {
    if ((languages >> language & 1) == 0 || !language_has_stemmer(language)) continue;
    if (stemmers_[language] == nullptr) stemmers_[language] = std::make_unique<Stemmer>(language);
    out_.add_boolean_term(name(stem_term(field, language, stemmers_[language]->stem(word))));
  }
}

void DocumentMaker::add_word_starts(uint16_t field) {
  const std::string starts = field_term(field, std::string(1, kWordStartTag));
  for (uint32_t position = 0; position < analysis_.position_count; ++position) {
    if (position / 64 >= analysis_.word_starts.size()) break;
    if ((analysis_.word_starts[position / 64] >> (position % 64) & 1) != 0) {
      out_.add_posting(starts, position + 1, 0);
    }
  }
}

}  // namespace patlas::xapian
