// KIPRIS Plus, the Korean office's service: pages of PatentUtilityInfo, one row an application with
// all its numbers. Each number is a publication, so a row gives a record for each one it carries:
// laid open (A, U), examined under the old law (B, Y), registered (B1, Y1).
//
// Oddities kept in this file: the type of right is the first two digits of every number (10 patent,
// 20 utility model); a registration closes with four zeros; the day on which a registration was
// published stands with the number of the old law's publication, which is empty; a page asked for
// by one applicant names all of an application's, so that the rows of co-applicants are equal but
// for their place in the answer.
//
// Tested by tests/ingest/samples_test.cc on corpora/samples/kipo, tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/formats/xml_reader.h"

namespace patlas {
namespace {

using Node = pugi::xml_node;

constexpr std::string_view kKorean = "ko";

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The parts of "a|b|c", blanks around them left out.
std::vector<std::string_view> split_bars(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('|', begin), text.size());
    std::string_view part = text.substr(begin, end - begin);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.push_back(part);
    begin = end + 1;
  }
  return parts;
}

/// Type, year and serial, or type and serial with four zeros behind: thirteen digits say which only
/// by the field that they stand in, so they are parted here.
std::string part_number(const std::string& number, bool registration) {
  if (number.size() != 13 || !is_digits(number)) return number;
  if (!registration) {
    return number.substr(0, 2) + "-" + number.substr(2, 4) + "-" + number.substr(6);
  }
  const bool closed = number.ends_with("0000");
  return closed ? number.substr(0, 2) + "-" + number.substr(2, 7) : number;
}

/// What a row says of one publication.
struct Field {
  std::string_view number, date, patent_kind, utility_kind;
  bool registration = false;
};
constexpr Field kOpening = {"OpeningNumber", "OpeningDate", "A", "U"};
constexpr Field kExamined = {"PublicNumber", "PublicDate", "B", "Y"};
constexpr Field kRegistered = {"RegistrationNumber", "PublicDate", "B1", "Y1", true};

class KiprisReading {
 public:
  static constexpr std::string_view kReader = "kipris-xml/1";
  static constexpr std::string_view kElement = "PatentUtilityInfo";

  explicit KiprisReading(const Node& row) {
    for (const Node& child : children_of(row)) {
      const std::string_view name = local_name(child.name());
      if (!values_.emplace(name, line_text(child)).second) repeated_ = name;
    }
  }

  std::vector<Result<Record>> run() {
    std::vector<Result<Record>> records;
    if (!repeated_.empty()) {
      records.emplace_back(
          Error{Code::kParse, "element '" + std::string(repeated_) + "' twice in a row", {}});
      return records;
    }
    const Record common = read_common();
    for (const Field& field : {kOpening, kExamined, kRegistered}) {
      if (!value(field.number).empty()) records.push_back(read_publication(field, common));
    }
    if (records.empty()) {
      records.emplace_back(Error{
          Code::kParse,
          "no number of a publication: neither OpeningNumber, PublicNumber nor RegistrationNumber",
          {}});
    }
    return records;
  }

 private:
  const std::string& value(std::string_view name) const {
    static const std::string kNothing;
    auto found = values_.find(name);
    return found == values_.end() ? kNothing : found->second;
  }

  /// Patents and utility models are told apart by a number's own type, or its application's.
  bool is_utility(const std::string& number) const {
    const bool typed = number.size() == 13 && is_digits(number);
    return (typed ? number : value("ApplicationNumber")).starts_with("20");
  }

  Number number_of(const Field& field, std::vector<Extra>& extras) const {
    std::string written = value(field.number);
    // A registration's day stands with the number of the old law, and is that number's if there is
    // one.
    const bool has_date = !field.registration || value(kExamined.number).empty();
    const std::string_view kind = is_utility(written) ? field.utility_kind : field.patent_kind;
    Number number = office_number(NumberSpace::kPublication,
                                  {"KR", part_number(written, field.registration),
                                   std::string(kind), has_date ? value(field.date) : ""},
                                  extras);
    number.original = std::move(written);
    return number;
  }

  Record read_common() const {
    Record record;
    record.source = "kipo";
    if (std::string written = value("ApplicationNumber"); !written.empty()) {
      record.application = office_number(
          NumberSpace::kApplication,
          {"KR", part_number(written, false), "", value("ApplicationDate")}, record.extras);
      record.application.original = std::move(written);
    }
    add_text(record.titles, kKorean, value("InventionName"));
    add_text(record.abstracts, kKorean, value("Abstract"));
    for (std::string_view name : split_bars(value("Applicant"))) {
      Party party;
      party.name = name;
      record.applicants.push_back(std::move(party));
    }
    for (std::string_view text : split_bars(value("InternationalpatentclassificationNumber"))) {
      Symbol symbol = class_symbol("ipc", text);
      symbol.first = record.symbols.empty();
      record.symbols.push_back(std::move(symbol));
    }
    return record;
  }

  Result<Record> read_publication(const Field& field, const Record& common) const {
    Record record = common;
    record.publication = number_of(field, record.extras);
    // What the same application was published as before, in the order in which that happens.
    for (const Field& before : {kOpening, kExamined}) {
      if (before.number == field.number) break;
      if (value(before.number).empty()) continue;
      record.earlier_publications.push_back(number_of(before, record.extras));
    }
    add_extras(field, record.extras);
    if (record_key(record).empty())
      return Error{Code::kParse, "no publication number with its country", {}};
    return record;
  }

  /// All that no field of this record takes. What came later than the publication is its status.
  void add_extras(const Field& field, std::vector<Extra>& extras) const {
    static const std::map<std::string_view, std::string_view> kNames = {
        {"RegistrationStatus", "status"},
        {"RegistrationDate", "registration-date"},
        {"RegistrationNumber", "registration-number"},
        {"PublicNumber", "public-number"},
        {"PublicDate", "public-date"},
        {"OpeningDate", "opening-date"},
        {"DrawingPath", "drawing-path"},
        {"ThumbnailPath", "thumbnail-path"},
    };
    // A place in the answer, which differs from page to page.
    static constexpr std::array<std::string_view, 8> kElsewhere = {
        "SerialNumber",    "Applicant",
        "ApplicationDate", "InventionName",
        "Abstract",        "ApplicationNumber",
        "OpeningNumber",   "InternationalpatentclassificationNumber"};
    for (const auto& [name, text] : values_) {
      const bool elsewhere =
          std::find(kElsewhere.begin(), kElsewhere.end(), name) != kElsewhere.end() ||
          name == field.number || name == field.date ||
          (name == kOpening.date && !value(kOpening.number).empty()) ||
          (field.registration && name == kExamined.number);
      if (elsewhere || text.empty()) continue;
      auto known = kNames.find(name);
      extras.push_back({dotted("kr", known == kNames.end() ? name : known->second), text});
    }
  }

  std::map<std::string_view, std::string> values_;
  std::string_view repeated_;
};

/// Other services answer with the same root.
bool recognise(std::string_view head) {
  const std::string_view root = peek_root_name(head);
  return root == KiprisReading::kElement ||
         (root == "response" && head.find("<PatentUtilityInfo>") != std::string_view::npos);
}

}  // namespace

FormatSpec kipris_format() {
  return xml_format<KiprisReading>(
      "KIPRIS Plus pages of PatentUtilityInfo; a record for each number", recognise);
}

}  // namespace patlas
