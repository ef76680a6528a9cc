// JSON lines: what is no JSON, what is not what it should be, and what is too much of it.
#include <functional>

#include "tests/bad/bad_file.h"

namespace patlas::bad {
namespace {

const char* const kAllThree = "10000001 10000002 10000003";
const char* const kGoodOnes = "10000001 10000003";

using Row = std::string (*)(const std::string& number, const std::string& more);

/// For both formats of lines.
struct Lines {
  const char* name;
  Row row;
  const char* list;  ///< of texts
};
constexpr Lines kFormats[] = {{"google", google_row, "title_localized"},
                              {"patlas", patlas_row, "titles"}};

BadFile between_rows(const Lines& lines, const std::string& name, const std::string& records,
                     std::vector<std::string> rejects, std::function<std::string(size_t)> middle,
                     size_t scale = 1) {
  return {std::string(lines.name) + "_" + name,
          records,
          std::move(rejects),
          std::move(middle),
          scale,
          lines.row("10000001", ""),
          lines.row("10000003", "")};
}

void add_broken(std::vector<BadFile>& all, const Lines& lines) {
  using std::literals::operator""s;
  const auto broken = [&](const std::string& name, const std::string& bytes) {
    all.push_back(
        between_rows(lines, name, kGoodOnes, {"parse: "}, [=](size_t) { return bytes + "\n"; }));
  };
  const std::string row = lines.row("10000002", "");
  const std::string cut = row.substr(0, row.size() - 2);  // without "}\n"
  const auto more = [&](const std::string& text) { return cut + "," + text + "}"; };
  broken("without_its_end", cut);
  broken("ends_in_a_string", cut + ",\"a");
  broken("ends_in_an_escape", cut + ",\"a\\");
  broken("more_behind_the_end", cut + "} x");
  broken("two_in_a_line", cut + "}" + cut + "}");
  broken("a_list", "[1,2,3]");
  broken("a_string", "\"a\"");
  broken("a_number", "1");
  broken("null", "null");
  broken("a_comma_too_many", cut + ",}");
  broken("single_quotes", more("'a':1"));
  broken("a_comment", more("/* c */\"x\":1"));
  broken("not_a_number", more("\"x\":NaN"));
  broken("infinity", more("\"x\":-Infinity"));
  broken("leading_zero", more("\"x\":01"));
  broken("an_unknown_escape", more("\"x\":\"\\x41\""));
  broken("a_lone_high_surrogate", more("\"x\":\"\\ud800\""));
  broken("a_lone_low_surrogate", more("\"x\":\"\\udc00\""));
  broken("surrogates_in_reverse", more("\"x\":\"\\udc00\\ud800\""));
  broken("a_high_surrogate_and_text", more("\"x\":\"\\ud800abcdef\""));
  broken("a_lone_surrogate_as_key", more("\"\\ud800\":\"x\""));
  broken("a_lone_surrogate_in_a_text",
         more("\"" + std::string(lines.list) + "\":[{\"text\":\"a\\ud800\"}]"));
  broken("an_escaped_nul_in_a_text",
         more("\"" + std::string(lines.list) + "\":[{\"text\":\"a\\u0000b\"}]"));
  broken("a_nul", more("\"x\":\"a\0b\""s));
  broken("a_nul_outside", cut + "\0}"s);
  broken("a_tab_in_a_string", more("\"x\":\"a\tb\""));
  broken("overlong_utf8", more("\"x\":\"\xC0\xAF\""));
  broken("a_surrogate_in_utf8", more("\"x\":\"\xED\xA0\x80\""));
  broken("a_carriage_return_in_a_string", more("\"x\":\"a\rb\""));
  broken("a_number_too_large", more("\"x\":1e999999"));
  broken("utf16_in_the_middle", [&] {
    std::string wide;
    for (const char c : row) wide += {c, '\0'};
    return wide.substr(0, wide.size() - 2);
  }());
  broken("only_noise", "\x80\x81\x82");
}

void add_large(std::vector<BadFile>& all, const Lines& lines) {
  const std::string row = lines.row("10000002", "");
  const std::string cut = row.substr(0, row.size() - 2);
  const auto large = [&](const std::string& name, const std::string& reason,
                         const std::function<std::string(size_t)>& make, size_t scale) {
    all.push_back(between_rows(
        lines, name, kGoodOnes, {reason}, [=](size_t n) { return cut + make(n) + "\n"; }, scale));
  };
  large(
      "a_million_brackets", "", [](size_t n) { return ",\"x\":" + std::string(n, '['); },
      1'000'000);
  large(
      "a_million_braces", "", [](size_t n) { return ",\"x\":" + repeated(n, "{\"a\":"); },
      1'000'000);
  large(
      "a_nest_too_deep", "",
      [](size_t n) { return ",\"x\":" + std::string(n, '[') + std::string(n, ']') + "}"; }, 1100);
  large(
      "a_million_quotes", "parse: ", [](size_t n) { return std::string(n, '"'); }, 1'000'000);
  large(
      "a_million_backslashes",
      "parse: ", [](size_t n) { return ",\"x\":\"" + std::string(n, '\\'); }, 1'000'001);
  large(
      "a_text_of_100_megabytes", "limit: line in bytes",
      [](size_t n) { return ",\"x\":\"" + std::string(n, 'x') + "\"}"; }, 100u << 20);
  large(
      "digits_of_a_megabyte",
      "parse: ", [](size_t n) { return ",\"x\":" + std::string(n, '9') + "}"; }, 1u << 20);
  all.push_back(between_rows(
      lines, "a_million_empty_lines", kAllThree, {},
      [=](size_t n) { return repeated(n, "\n") + row + repeated(n, " \r\n"); }, 1'000'000));
  all.push_back(between_rows(
      lines, "100000_empty_objects", kGoodOnes, {"100000 rejects", "parse: "},
      [](size_t n) { return repeated(n, "{}\n"); }, 100'000));
}

}  // namespace

std::vector<BadFile> bad_json_files() {
  std::vector<BadFile> all;
  for (const Lines& lines : kFormats) {
    add_broken(all, lines);
    add_large(all, lines);
  }
  const Lines& google = kFormats[0];
  const Lines& patlas = kFormats[1];
  const auto google_more = [&](const std::string& name, const std::string& records,
                               std::vector<std::string> rejects,
                               const std::function<std::string(size_t)>& more, size_t scale) {
    all.push_back(between_rows(
        google, name, records, std::move(rejects),
        [=](size_t n) { return google_row("10000002", "," + more(n)); }, scale));
  };
  google_more(
      "a_key_of_a_megabyte", kAllThree, {},
      [](size_t n) { return "\"" + std::string(n, 'k') + "\":1"; }, 1u << 20);
  google_more(
      "100000_keys", kAllThree, {},
      [](size_t n) {
        return repeated(n, [](size_t i) { return "\"k" + std::to_string(i) + "\":1,"; }) +
               "\"z\":1";
      },
      100'000);
  google_more(
      "one_key_100000_times", kAllThree, {},
      [](size_t n) { return repeated(n, "\"k\":1,") + "\"z\":1"; }, 100'000);
  google_more(
      "a_deep_tree_kept_as_an_extra", kAllThree, {},
      [](size_t n) { return "\"k\":" + repeated(n, "{\"a\":") + "1" + std::string(n, '}'); }, 1000);
  google_more(
      "nulls_everywhere", kAllThree, {},
      [](size_t) {
        std::string all_null;
        for (const char* name :
             {"application_number", "family_id", "title_localized", "abstract_localized",
              "claims_localized", "priority_claim", "inventor", "assignee", "inventor_harmonized",
              "assignee_harmonized", "examiner", "ipc", "cpc", "uspc", "citation", "parent",
              "child", "publication_date", "filing_date"}) {
          all_null += (all_null.empty() ? "\"" : ",\"") + std::string(name) + "\":null";
        }
        return all_null;
      },
      1);
  google_more(
      "every_type_but_the_right_one", kAllThree, {},
      [](size_t) {
        return std::string(
            "\"title_localized\":\"t\",\"abstract_localized\":{\"text\":1},\"claims_localized\":[1,"
            "[2]],"
            "\"priority_claim\":[null,\"x\",{\"a\":[]}],\"inventor\":{\"a\":1},\"ipc\":[[],{},"
            "\"H01M\"],"
            "\"citation\":true,\"family_id\":[1],\"filing_date\":{\"a\":20200101},\"examiner\":["
            "7]");
      },
      1);
  google_more(
      "an_identity_twice", kGoodOnes, {"parse: column 'country_code' twice"},
      [](size_t) { return std::string("\"country_code\":\"US\""); }, 1);
  google_more(
      "impossible_dates", kAllThree, {},
      [](size_t) { return std::string("\"publication_date\":20209999,\"filing_date\":-5"); }, 1);
  google_more(
      "a_date_of_a_megabyte", kAllThree, {},
      [](size_t n) { return "\"filing_date\":\"" + std::string(n, '1') + "\""; }, 1u << 20);
  const auto patlas_more = [&](const std::string& name, const std::string& records,
                               std::vector<std::string> rejects,
                               const std::function<std::string(size_t)>& more, size_t scale) {
    all.push_back(between_rows(
        patlas, name, records, std::move(rejects),
        [=](size_t n) { return patlas_row("10000002", "," + more(n)); }, scale));
  };
  patlas_more(
      "a_member_twice", kGoodOnes, {"parse: "},
      [](size_t) { return std::string("\"source\":\"again\""); }, 1);
  patlas_more(
      "an_unknown_member", kGoodOnes, {"parse: "},
      [](size_t) { return std::string("\"unheard_of\":1"); }, 1);
  patlas_more(
      "a_member_of_another_type", kGoodOnes, {"parse: "},
      [](size_t) { return std::string("\"titles\":{\"text\":\"t\"}"); }, 1);
  patlas_more(
      "an_impossible_date", kGoodOnes, {"parse: "},
      [](size_t) { return std::string("\"application\":{\"country\":\"US\",\"date\":20200230}"); },
      1);
  patlas_more(
      "a_date_beyond_any", kGoodOnes, {"parse: "},
      [](size_t) {
        return std::string("\"application\":{\"country\":\"US\",\"date\":18446744073709551616}");
      },
      1);
  patlas_more(
      "100000_texts", kAllThree, {},
      [](size_t n) {
        return "\"titles\":[" +
               repeated(n,
                        [](size_t i) {
                          return (i == 0 ? "" : ",") + std::string("{\"text\":\"") +
                                 std::to_string(i) + "\"}";
                        }) +
               "]";
      },
      100'000);
  return all;
}

}  // namespace patlas::bad
