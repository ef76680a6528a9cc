// Bytes that are not what they say they are.
#include "tests/bad/bad_file.h"

namespace patlas::bad {
namespace {

const char* const kAllThree = "10000001 10000002 10000003";
const char* const kGoodOnes = "10000001 10000003";

std::string declared(std::string encoding, const std::string& title) {
  std::string text = grant("10000002", title);
  const size_t at = text.find("UTF-8");
  return text.replace(at, 5, encoding);
}

void add_utf8(std::vector<BadFile>& all) {
  using std::literals::operator""s;
  for (const std::string& bytes : {"\xC0\xAF"s,
                                   "\xC1\xBF"s,
                                   "\xE0\x80\xAF"s,
                                   "\xE0\x9F\xBF"s,
                                   "\xF0\x80\x80\xAF"s,
                                   "\xF0\x8F\xBF\xBF"s,
                                   "\xED\xA0\x80"s,
                                   "\xED\xBF\xBF"s,
                                   "\xED\xA0\x80\xED\xB0\x80"s,
                                   "\xF4\x90\x80\x80"s,
                                   "\xF5\x80\x80\x80"s,
                                   "\xF8\x88\x80\x80\x80"s,
                                   "\xFC\x84\x80\x80\x80\x80"s,
                                   "\xFE"s,
                                   "\xFF"s,
                                   "\x80"s,
                                   "\xBF"s,
                                   "\xC3"s,
                                   "\xE2\x82"s,
                                   "\xF0\x9F\x98"s,
                                   "\xC3\x28"s}) {
    std::string name = "utf8";
    for (const char c : bytes) {
      static constexpr char kHex[] = "0123456789ABCDEF";
      name += {'_', kHex[static_cast<unsigned char>(c) >> 4], kHex[c & 15]};
    }
    all.push_back(between_grants(name, kGoodOnes, {"parse: bytes that UTF-8 does not have"},
                                 [=](size_t) { return grant("10000002", "a" + bytes); }));
  }
  for (const std::string& bytes : {"\0"s, "\x01"s, "\x1B"s, "\xEF\xBF\xBE"s, "\xEF\xBF\xBF"s}) {
    all.push_back(between_grants("a_character_xml_has_not_" + std::to_string(all.size()), kGoodOnes,
                                 {"parse: a"},
                                 [=](size_t) { return grant("10000002", "a" + bytes + "b"); }));
  }
  all.push_back(between_grants("a_mark_before_each_record", kAllThree, {},
                               [](size_t) { return "\xEF\xBB\xBF" + grant("10000002"); }));
  all.push_back(between_grants("a_mark_inside_a_text", kAllThree, {}, [](size_t) {
    return grant("10000002",
                 "a\xEF\xBB\xBF"
                 "b");
  }));
  all.push_back(between_grants("two_marks", kAllThree, {"parse: "}, [](size_t) {
    return "\xEF\xBB\xBF\xEF\xBB\xBF" + grant("10000002");
  }));
  all.push_back(between_grants(
      "a_million_bytes_that_are_none", kGoodOnes, {"parse: bytes that UTF-8 does not have"},
      [](size_t n) { return grant("10000002", std::string(n, '\xFF')); }, 1'000'000));
}

void add_declared(std::vector<BadFile>& all) {
  all.push_back(between_grants("utf8_that_is_latin1", kGoodOnes,
                               {"parse: bytes that UTF-8 does not have"},
                               [](size_t) { return grant("10000002", "caf\xE9"); }));
  all.push_back(between_grants("latin1_that_is_utf8", kAllThree, {},
                               [](size_t) { return declared("ISO-8859-1", "caf\xC3\xA9"); }));
  all.push_back(between_grants("utf16_that_is_utf8", kAllThree, {},
                               [](size_t) { return declared("UTF-16", "caf\xC3\xA9"); }));
  for (const char* none : {"x-martian", "UTF-7", "UTF-32", "EBCDIC-CP-US", "ISO-2022-JP", "HZ", "",
                           "\xFF", "../../etc/passwd", "utf8\xE2\x80\xAE"}) {
    const bool is_default = *none == '\0';
    all.push_back(between_grants(
        std::string("declared_as_") + none, is_default ? kAllThree : kGoodOnes,
        is_default ? std::vector<std::string>{} : std::vector<std::string>{"parse: "},
        [=](size_t) { return declared(none, "t"); }));
  }
  all.push_back(between_grants(
      "an_encoding_name_of_a_megabyte", kGoodOnes, {"parse: "},
      [](size_t n) { return declared(std::string(n, 'x'), "t"); }, 1u << 20));
  struct Row {
    const char* encoding;
    const char* bytes;
  };
  for (const Row& row :
       {Row{"EUC-JP", "\xA4"}, Row{"EUC-JP", "\xFF\xFF"}, Row{"EUC-JP", "\x8F\xA1"},
        Row{"EUC-JP", "\xB0\x41"}, Row{"Shift_JIS", "\x81"}, Row{"Shift_JIS", "\xFD\xFE"},
        Row{"Shift_JIS", "\x85\x39"}, Row{"Big5", "\x81\x20"}, Row{"Big5", "\x81"},
        Row{"GBK", "\x81\x20"}, Row{"GB18030", "\x81\x30\x81"}, Row{"EUC-KR", "\xFF\xFF"},
        Row{"EUC-KR", "\xA1"}, Row{"windows-1252", "\x81"}}) {
    const bool has_all = std::string(row.encoding) == "windows-1252";
    all.push_back(between_grants(
        std::string("not_of_") + row.encoding + "_" + std::to_string(all.size()),
        has_all ? "either" : kGoodOnes,
        has_all ? std::vector<std::string>{} : std::vector<std::string>{"parse: "},
        [=](size_t) { return declared(row.encoding, std::string("a") + row.bytes); }));
  }
  all.push_back({"each_record_its_encoding",
                 "10000001 10000002 10000002 10000002 10000002 10000003",
                 {},
                 [](size_t) {
                   return declared("EUC-JP", "\xC6\xFC\xCB\xDC") +
                          declared("Shift_JIS", "\x93\xFA\x96\x7B") +
                          declared("ISO-8859-1", "caf\xE9") + declared("GBK", "\xC8\xD5\xB1\xBE");
                 },
                 1,
                 grant("10000001"),
                 grant("10000003")});
  all.push_back({"one_record_has_two_encodings",
                 kGoodOnes,
                 {"parse: bytes that"},
                 [](size_t) { return declared("UTF-8", "日本 \xC6\xFC\xCB\xDC"); },
                 1,
                 grant("10000001"),
                 grant("10000003")});
}

/// UTF-16 of ASCII text; `big` byte order.
std::string wide(const std::string& ascii, bool big) {
  std::string out;
  for (const char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

std::string exchanges(const std::string& inside) {
  return "<?xml version=\"1.0\"?><exch:exchange-documents>" + inside + "</exch:exchange-documents>";
}

void add_utf16(std::vector<BadFile>& all) {
  const auto whole = [&](const std::string& name, const std::string& records,
                         std::vector<std::string> rejects, const std::string& bytes) {
    all.push_back({name, records, std::move(rejects), [=](size_t) { return bytes; }, 1, "", ""});
  };
  const std::string file = exchanges(exchange("1") + exchange("2") + exchange("3"));
  whole("utf16_little_with_mark", "1 2 3", {}, "\xFF\xFE" + wide(file, false));
  whole("utf16_big_with_mark", "1 2 3", {}, "\xFE\xFF" + wide(file, true));
  whole("utf16_little_without_mark", "1 2 3", {}, wide(file, false));
  whole("utf16_big_without_mark", "1 2 3", {}, wide(file, true));
  whole("utf16_of_odd_length", "", {"parse: bytes that"},
        "\xFF\xFE" + wide(file, false).substr(0, 2 * file.size() - 1));
  std::string lone = wide(file, false);
  const size_t title = 2 * file.find(">t<") + 2;
  lone.replace(title, 2, "\x3D\xD8");
  whole("utf16_with_a_lone_surrogate", "", {"parse: bytes that"}, "\xFF\xFE" + lone);
  whole("utf16_with_the_marks_swapped", "", {"parse: "}, "\xFE\xFF" + wide(file, false));
  std::string nul = wide(file, false);
  nul.replace(title, 2, std::string(2, '\0'));
  whole("utf16_with_a_nul", "1 3", {"parse: a NUL byte"}, [&] {
    std::string second = nul;
    second.replace(title, 2, "t" + std::string(1, '\0'));
    const size_t at = 2 * file.find(">t<", file.find(">t<") + 1) + 2;
    return "\xFF\xFE" + second.replace(at, 2, std::string(2, '\0'));
  }());
  // What follows is text outside of records, as any office's envelope has.
  whole("utf16_that_turns_to_utf8", "1 2 3", {}, "\xFF\xFE" + wide(file, false) + file + " ");
  whole("utf32", "", {"parse: "}, [&] {
    std::string out = std::string("\xFF\xFE\0\0", 4);
    for (const char c : file) out += {c, '\0', '\0', '\0'};
    return out;
  }());
  whole("a_mark_alone", "", {"parse: "}, "\xFF\xFE");
  all.push_back(
      {"utf16_of_many_records",
       "20000 records",
       {},
       [](size_t n) { return "\xFF\xFE" + wide(exchanges(repeated(n, exchange("1"))), false); },
       20'000,
       "",
       ""});
}

}  // namespace

std::vector<BadFile> bad_encoding_files() {
  std::vector<BadFile> all;
  add_utf8(all);
  add_declared(all);
  add_utf16(all);
  return all;
}

}  // namespace patlas::bad
