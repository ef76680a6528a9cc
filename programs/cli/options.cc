#include "programs/cli/options.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace patlas::cli {
namespace {

namespace po = boost::program_options;

/// Letters put in, left out, exchanged, or swapped with their neighbour.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> two_above(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    two_above.swap(above);
    above.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return row[b.size()];
}

Error unknown_option(const std::string& written, const po::options_description& options,
                     const std::string& hint) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  const std::string near = nearest(written, names);
  std::string message = "unknown option '" + written + "'";
  if (!near.empty()) {
    message += " (did you mean '" + near + "'?)";
  } else {
    message += hint;
  }
  return Error{Code::kInvalidArgument, std::move(message), {}};
}

}  // namespace

void validate(boost::any& out, const std::vector<std::string>& values, Count*, int) {
  po::validators::check_first_occurrence(out);
  const std::string& text = po::validators::get_single_string(values);
  Count count;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, count.value);
  if (failed != std::errc() || stop != end) {
    throw po::error_with_option_name(
        "option '%canonical_option%' takes a whole number from 0 to 18446744073709551615, not '" +
        text + "'");
  }
  out = count;
}

po::typed_value<Count>* count_option(uint64_t initial) {
  return po::value<Count>()
      ->default_value(Count{initial}, std::to_string(initial))
      ->value_name("N");
}

uint64_t count_of(const po::variables_map& options, const char* name) {
  return options[name].as<Count>().value;
}

Result<uint64_t> parse_bytes(std::string_view text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  std::string unit(parsed.ptr, end);
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](char c) { return static_cast<char>(c | 0x20); });
  if (unit.size() == 3 && unit.ends_with("ib")) unit.resize(1);
  if (unit.size() == 2 && unit.ends_with("b")) unit.resize(1);
  constexpr std::string_view kUnits = "kmgt";
  const size_t power = unit.empty()                                  ? 0
                       : kUnits.find(unit) == std::string_view::npos ? 99
                                                                     : kUnits.find(unit) + 1;
  if (parsed.ec != std::errc() || power > 4 || number > (uint64_t{1} << 62 >> (10 * power))) {
    return Error{Code::kInvalidArgument,
                 "'" + std::string(text) + "' is not a number of bytes such as 65536, 512MiB or 1G",
                 {}};
  }
  return number << (10 * power);
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  constexpr size_t kLongestWord = 64;  // a longer one is no misspelt name
  if (word.size() > kLongestWord) return {};
  std::string best;
  size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance || distance >= candidate.size()) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

Result<po::variables_map> parse_options(const std::vector<std::string>& arguments,
                                        const po::options_description& options,
                                        const std::string& hint) {
  po::options_description all;
  all.add(options).add_options()("words", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("words", -1);
  constexpr int kStyle =
      po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  po::variables_map map;
  try {
    po::store(
        po::command_line_parser(arguments).options(all).positional(positional).style(kStyle).run(),
        map);
    po::notify(map);
  } catch (const po::unknown_option& error) {
    return unknown_option(error.get_option_name(), options, hint);
  } catch (const po::error& error) {
    return Error{Code::kInvalidArgument, error.what(), {}};
  }
  return map;
}

}  // namespace patlas::cli
