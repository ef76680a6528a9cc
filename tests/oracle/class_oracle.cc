#include "tests/oracle/class_oracle.h"

#include <algorithm>
#include <functional>
#include <map>

#include "engine/base/check.h"
#include "ingest/normalize/symbols.h"
#include "tests/oracle/corpus.h"

namespace patlas::oracle {
namespace {

using Strings = std::vector<std::string>;

// As the characters of a symbol say, from the top down, without itself.
Strings levels_above(const std::string& key) {
  Strings above;
  for (const size_t length : {1, 3, 4}) {
    if (key.size() > length) above.push_back(key.substr(0, length));
  }
  if (key.size() == 14 && key.substr(8) != "000000") above.push_back(key.substr(0, 8) + "000000");
  return above;
}

bool is_group(const std::string& key) { return key.size() == 14 && key.substr(8) == "000000"; }

std::string key_of(const Symbol& symbol) {
  const auto parsed = parse_class_symbol(symbol.symbol.empty() ? symbol.original : symbol.symbol);
  if (!parsed) return {};
  return parsed->key.size() == 8 ? parsed->key + "000000" : parsed->key;
}

std::string scheme_of(const std::string& field) {
  static const std::map<std::string, std::string> schemes = {{"ic", "ipc"},    {"cpc", "cpc"},
                                                             {"fi", "fi"},     {"ft", "fterm"},
                                                             {"uspc", "uspc"}, {"loc", "locarno"}};
  return schemes.at(field);
}

// Of what was written in place of a class: blanks as one, none at an end.
std::string as_written(const Symbol& symbol) {
  std::string out;
  for (const char c : symbol.symbol.empty() ? symbol.original : symbol.symbol) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string office_of(const Symbol& symbol) {
  std::string office = symbol.office;
  for (char& c : office) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return office;
}

bool is_carried(const Node& leaf, const Symbol& symbol) {
  bool good = true;
  for (size_t begin = 0; begin < leaf.qualifiers.size();) {
    const size_t end = std::min(leaf.qualifiers.find(',', begin), leaf.qualifiers.size());
    const std::string word = leaf.qualifiers.substr(begin, end - begin);
    if (word == "first") {
      good = good && symbol.first;
    } else if (word == "inv") {
      good = good && symbol.inventive;
    } else if (word == "add") {
      good = good && !symbol.inventive;
    } else {
      good = good && office_of(symbol) == word;
    }
    begin = end + 1;
  }
  return good;
}

std::shared_ptr<const Scheme> build(const std::string& name, const PrintedScheme& printed) {
  SchemeBuilder builder(name, "made up");
  std::map<std::string, uint32_t> numbers;
  for (size_t i = 0; i < printed.symbols.size(); ++i) {
    const auto& [key, depth] = printed.symbols[i];
    const auto node = builder.add(key, depth);
    PATLAS_CHECK(node);
    numbers[key] = *node;
    if (i < printed.titles.size()) PATLAS_CHECK(builder.add_title(*node, "en", printed.titles[i]));
  }
  if (!printed.rules.empty()) builder.sort_symbols_of("ipc");
  for (const auto& [prefix, field] : printed.rules) {
    PATLAS_CHECK(builder.add_rule(prefix, numbers.at(field)));
  }
  const auto scheme = builder.finish();
  PATLAS_CHECK(scheme);
  return *scheme;
}

uint64_t hash_of(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash ^ hash >> 29;
}

PrintedScheme make_up(const std::vector<Record>& records, const std::string& name) {
  std::set<std::string> keys;
  for (const Record& record : records) {
    for (const Symbol& symbol : record.symbols) {
      const std::string key = symbol.scheme == name ? key_of(symbol) : "";
      if (key.empty() || hash_of(name + key) % 5 == 0) continue;
      // A main group that has no place of its own lends its symbols to another.
      keys.insert(key);
      for (const std::string& above : levels_above(key)) {
        if (!is_group(above) || hash_of(above) % 4 != 0) keys.insert(above);
      }
      if (key.size() == 14) keys.insert(key.substr(0, 13) + "5");
    }
  }
  std::map<std::string, Strings> below;  // of main groups, and of subclasses: homeless symbols
  std::set<std::string> upper;
  for (const std::string& key : keys) {
    if (key.size() < 14 || is_group(key)) {
      upper.insert(key);
      continue;
    }
    const std::string group = key.substr(0, 8) + "000000";
    below[keys.contains(group) ? group : key.substr(0, 4)].push_back(key);
  }
  PrintedScheme printed;
  std::map<std::string, bool> housed;
  for (const std::string& key : upper) {
    const uint32_t depth = key.size() == 1 ? 1 : key.size() == 3 ? 2 : key.size() == 4 ? 3 : 4;
    printed.symbols.emplace_back(key, depth);
    if (depth != 4) continue;
    Strings own = below[key];
    // The first group of a subclass takes the homeless in.
    if (Strings& guests = below[key.substr(0, 4)]; !guests.empty()) {
      own.insert(own.begin() + static_cast<ptrdiff_t>(own.size() / 2), guests.begin(),
                 guests.end());
      guests.clear();
    }
    uint32_t last = 4;
    for (const std::string& symbol : own) {
      const uint32_t dots = 5 + static_cast<uint32_t>(hash_of(symbol + "d") % 4);
      last = std::min(last + 1, dots);
      printed.symbols.emplace_back(symbol, last);
    }
  }
  for (const auto& [key, depth] : printed.symbols) printed.titles.push_back("title of " + key);
  return printed;
}

}  // namespace

std::vector<std::shared_ptr<const Scheme>> PrintedSchemes::built() const {
  std::vector<std::shared_ptr<const Scheme>> schemes;
  if (!ipc.symbols.empty()) schemes.push_back(build("ipc", ipc));
  if (!cpc.symbols.empty()) schemes.push_back(build("cpc", cpc));
  if (!tech.symbols.empty()) schemes.push_back(build("tech", tech));
  return schemes;
}

PrintedSchemes made_up_schemes(const std::vector<Record>& records) {
  PrintedSchemes schemes{make_up(records, "ipc"), make_up(records, "cpc"), {}};
  // Always, so that a query about them has an answer.
  for (PrintedScheme* scheme : {&schemes.ipc, &schemes.cpc}) {
    if (!scheme->symbols.empty()) continue;
    scheme->symbols = {{"A", 1}};
    scheme->titles = {"title of A"};
  }
  schemes.tech.symbols = {{"A", 1}, {"01", 2}, {"02", 2}, {"B", 1}, {"03", 2}};
  schemes.tech.titles = {"Big things", "Large", "Larger", "Small things", "Tiny"};
  std::set<std::string> prefixes;
  for (const Record& record : records) {
    for (const Symbol& symbol : record.symbols) {
      const std::string key = symbol.scheme == "ipc" ? key_of(symbol) : "";
      if (key.size() < 4) continue;
      if (hash_of(key.substr(0, 4)) % 4 != 0) prefixes.insert(key.substr(0, 4));
      if (key.size() == 14 && hash_of(key.substr(0, 8)) % 3 == 0) prefixes.insert(key.substr(0, 8));
    }
  }
  for (const std::string& prefix : prefixes) {
    schemes.tech.rules.emplace_back(prefix, "0" + std::to_string(1 + hash_of(prefix + "f") % 3));
  }
  return schemes;
}

ClassOracle::ClassOracle(PrintedSchemes schemes, const std::vector<Record>& records)
    : schemes_(std::move(schemes)) {
  for (const Record& record : records) {
    for (const Symbol& symbol : record.symbols) {
      if (const std::string key = key_of(symbol); !key.empty()) keys_[symbol.scheme].insert(key);
    }
  }
}

const PrintedScheme& ClassOracle::scheme(const std::string& name) const {
  return name == "ipc" ? schemes_.ipc : name == "cpc" ? schemes_.cpc : schemes_.tech;
}

std::vector<std::string> ClassOracle::line(const PrintedScheme& scheme,
                                           const std::string& key) const {
  auto& known = lines_[{&scheme, key}];
  if (!known.empty()) return known;
  const auto find = [&](const std::string& wanted) {
    return std::find_if(scheme.symbols.begin(), scheme.symbols.end(),
                        [&](const auto& symbol) { return symbol.first == wanted; });
  };
  auto at = find(key);
  Strings found = {key};
  if (at == scheme.symbols.end()) {
    const Strings above = levels_above(key);
    for (size_t i = above.size(); i-- > 0;) {
      found.insert(found.begin(), above[i]);
      at = find(above[i]);
      if (at != scheme.symbols.end()) break;
    }
  }
  if (at == scheme.symbols.end()) return known = found;
  for (uint32_t depth = at->second; at != scheme.symbols.begin();) {
    --at;
    if (at->second >= depth) continue;
    depth = at->second;
    found.insert(found.begin(), at->first);
  }
  return known = found;
}

bool ClassOracle::has_above(const std::string& name, const std::string& key,
                            const std::string& above) const {
  const Strings way = line(scheme(name), key);
  return std::find(way.begin(), way.end(), above) != way.end();
}

uint32_t ClassOracle::depth(const std::string& name, const std::string& key) const {
  return static_cast<uint32_t>(line(scheme(name), key).size());
}

bool ClassOracle::reaches(const Node& leaf, const PrintedScheme& scheme,
                          const std::string& key) const {
  const std::string wanted = leaf.text.size() == 8 ? leaf.text + "000000" : leaf.text;
  if (leaf.exact) return key == wanted;
  const auto is_in_line = [&](const std::string& of, const std::string& above) {
    const Strings way = line(scheme, of);
    return std::find(way.begin(), way.end(), above) != way.end();
  };
  const auto is_known = [&](const std::string& symbol) {
    return std::any_of(scheme.symbols.begin(), scheme.symbols.end(),
                       [&](const auto& s) { return s.first == symbol; });
  };
  const auto is_below = [&](const std::string& above) {
    if (is_known(above)) return is_in_line(key, above);
    const Strings by_shape = levels_above(key);
    return key == above || std::find(by_shape.begin(), by_shape.end(), above) != by_shape.end();
  };
  switch (leaf.reach) {
    case ClassReach::kDown:
      return is_below(wanted);
    case ClassReach::kUp:
      return key != wanted && is_in_line(wanted, key);
    case ClassReach::kUpFrom:
      return is_in_line(wanted, key);
    case ClassReach::kRange:
      return is_between(scheme, key, wanted, leaf.last) || is_below(leaf.last);
  }
  return false;
}

// Writes the whole tree out, with the records' symbols and the ends that it lacks: each below the
// last of its line that is there, before the first that is greater.
bool ClassOracle::is_between(const PrintedScheme& scheme, const std::string& key,
                             const std::string& first, const std::string& last) const {
  const std::string name = &scheme == &schemes_.ipc ? "ipc" : "cpc";
  auto& places = places_[{name, first, last}];
  if (places.empty()) {
    std::map<std::string, Strings> below;
    const auto parent = [&](const std::string& symbol) {
      const Strings way = line(scheme, symbol);
      return way.size() < 2 ? std::string() : way[way.size() - 2];
    };
    std::set<std::string> is_there, missing;
    for (const auto& [symbol, depth] : scheme.symbols) {
      below[parent(symbol)].push_back(symbol);
      is_there.insert(symbol);
    }
    std::set<std::string> all;
    if (const auto keys = keys_.find(name); keys != keys_.end()) all = keys->second;
    all.insert({first, last});
    for (const std::string& one : all) {
      for (const std::string& level : line(scheme, one)) {
        if (!is_there.contains(level)) missing.insert(level);
      }
    }
    for (const std::string& symbol : missing) {
      Strings& siblings = below[parent(symbol)];
      auto at = siblings.begin();
      while (at != siblings.end() && *at < symbol) ++at;
      siblings.insert(at, symbol);
    }
    const std::function<void(const std::string&)> write = [&](const std::string& symbol) {
      if (!symbol.empty()) places.emplace(symbol, places.size());
      for (const std::string& child : below[symbol]) write(child);
    };
    write("");
  }
  const size_t at = places.at(key);
  return places.at(first) <= at && at <= places.at(last);
}

std::string ClassOracle::technology(const std::string& key) const {
  std::string best, field;
  for (const auto& [prefix, of] : schemes_.tech.rules) {
    if (key.substr(0, prefix.size()) == prefix && prefix.size() > best.size()) {
      best = prefix;
      field = of;
    }
  }
  return field;
}

bool ClassOracle::holds(const Node& leaf, const std::string& field, const Record& record) const {
  return std::any_of(record.symbols.begin(), record.symbols.end(), [&](const Symbol& symbol) {
    if (field == "tech") {
      const std::string found = symbol.scheme == "ipc" ? technology(key_of(symbol)) : "";
      if (found.empty()) return false;
      const std::string sector = line(schemes_.tech, found).front();
      for (size_t i = 0; i < schemes_.tech.symbols.size(); ++i) {
        const std::string& node = schemes_.tech.symbols[i].first;
        std::string title = schemes_.tech.titles[i];
        for (char& c : title) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        const bool is_meant =
            leaf.text == title || node == std::string(leaf.text.size() < 2, '0') + leaf.text;
        if (is_meant && (node == found || node == sector)) return true;
      }
      return false;
    }
    if (symbol.scheme != scheme_of(field) || !is_carried(leaf, symbol)) return false;
    const bool is_dotted = field == "ic" || field == "cpc";
    const std::string written = symbol.symbol.empty() ? symbol.original : symbol.symbol;
    const std::string key = is_dotted ? key_of(symbol) : national_symbol(symbol.scheme, written);
    if (leaf.text[0] == '?') {
      return key.empty() && leaf.qualifiers.empty() && "?" + as_written(symbol) == leaf.text;
    }
    if (key.empty()) return false;
    if (is_dotted) return reaches(leaf, scheme(symbol.scheme), key);
    if (leaf.exact) return key == leaf.text;
    const Strings levels = national_levels(symbol.scheme, key);
    return std::find(levels.begin(), levels.end(), leaf.text) != levels.end();
  });
}

std::set<std::string> ClassOracle::classes_of(const Record& record, const std::string& name) const {
  std::set<std::string> classes;
  for (const Symbol& symbol : record.symbols) {
    if (name == "tech") {
      const std::string found = symbol.scheme == "ipc" ? technology(key_of(symbol)) : "";
      if (found.empty()) continue;
      classes.insert(found);
      classes.insert(line(schemes_.tech, found).front());
    } else if (const std::string key = symbol.scheme == name ? key_of(symbol) : ""; !key.empty()) {
      for (const std::string& one : line(scheme(name), key)) classes.insert(one);
    }
  }
  return classes;
}

}  // namespace patlas::oracle
