// Containers that unpack to too much, to nothing, to themselves, or to somewhere else.
//
// Zips and tars are written here byte by byte: what no honest writer would write is the point.
#include <cstdint>
#include <cstring>

#include "tests/bad/bad_file.h"
#include "tests/ingest/pack.h"

namespace patlas::bad {
namespace {

using test::Entries;
using test::Pack;
using test::pack;

// ------------------------------------------------------------------------------------ zip

void put(std::string& to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

/// What a gzip has between its head of 10 bytes and its last 8, which are the sum and the size.
struct Deflated {
  std::string bytes, sum;
};

Deflated deflated(const std::string& plain) {
  const std::string gzip = pack(Pack::kGzip, {{"x", plain}});
  return {gzip.substr(10, gzip.size() - 18), gzip.substr(gzip.size() - 8, 4)};
}

struct ZipEntry {
  std::string name, plain = {};
  uint16_t method = 8, flags = 0;
  bool wrong_sum = false;
  int64_t packed_more = 0, plain_more = 0;  ///< added to the sizes that are told
  int64_t header_at = -1;                   ///< where the directory says it is; -1: the truth
};

/// A zip with these entries; `comment` behind its end.
class ZipMaker {
 public:
  /// Returns where its header is.
  size_t add(const ZipEntry& entry) {
    const size_t at = bytes_.size();
    Deflated deflate = deflated(entry.plain);
    const std::string packed = entry.method == 8 ? deflate.bytes : entry.plain;
    if (entry.wrong_sum) deflate.sum[0] = static_cast<char>(deflate.sum[0] ^ 1);
    bytes_ += "PK\x03\x04";
    std::string about;
    put(about, 20, 2);
    put(about, entry.flags, 2);
    put(about, entry.method, 2);
    put(about, 0, 4);  // time and date
    about += deflate.sum;
    put(about, packed.size() + static_cast<uint64_t>(entry.packed_more), 4);
    put(about, entry.plain.size() + static_cast<uint64_t>(entry.plain_more), 4);
    put(about, entry.name.size(), 2);
    put(about, 0, 2);
    bytes_ += about + entry.name + packed;
    list(about, entry.name, entry.header_at < 0 ? at : static_cast<uint64_t>(entry.header_at));
    return at;
  }
  /// One more row of the directory for what was added last.
  void list_again(const std::string& name) {
    std::string about = about_;
    about[22] = static_cast<char>(name.size());
    about[23] = static_cast<char>(name.size() >> 8);
    list(about, name, at_);
  }
  std::string finish(int64_t rows_more = 0, int64_t offset_more = 0,
                     const std::string& comment = "") {
    const size_t at = bytes_.size();
    bytes_ += directory_ + "PK\x05\x06" + std::string(4, '\0');
    for (int i = 0; i < 2; ++i) put(bytes_, rows_ + static_cast<uint64_t>(rows_more), 2);
    put(bytes_, directory_.size(), 4);
    put(bytes_, at + static_cast<uint64_t>(offset_more), 4);
    put(bytes_, comment.size(), 2);
    return bytes_ + comment;
  }

 private:
  void list(const std::string& about, const std::string& name, uint64_t at) {
    about_ = about;
    at_ = at;
    ++rows_;
    directory_ += std::string("PK\x01\x02\x14\0", 6);
    directory_ += about;
    put(directory_, 0, 2);  // comment
    put(directory_, 0, 2);  // disk
    put(directory_, 0, 2);
    put(directory_, 0, 4);
    put(directory_, at, 4);
    directory_ += name;
  }

  std::string bytes_, directory_, about_;
  uint64_t at_ = 0, rows_ = 0;
};

std::string zip_of(const ZipEntry& odd) {
  ZipMaker zip;
  zip.add({"a.xml", grant("10000001")});
  zip.add(odd);
  zip.add({"c.xml", grant("10000003")});
  return zip.finish();
}

// ------------------------------------------------------------------------------------ tar

std::string octal(uint64_t value, size_t digits) {
  std::string text(digits, '0');
  for (size_t i = digits; i-- > 0; value /= 8) text[i] = static_cast<char>('0' + value % 8);
  return text;
}

struct TarEntry {
  std::string name, contents = {};
  char type = '0';
  std::string link = {};
  std::string size_text = {};  ///< written instead of the size when not empty
  bool wrong_sum = false;
};

std::string tar_block(const TarEntry& entry) {
  std::string head(512, '\0');
  const auto at = [&](size_t offset, const std::string& text) {
    head.replace(offset, text.size(), text);
  };
  at(0, entry.name.substr(0, 100));
  at(100, "0000644");
  at(108, "0000000");
  at(116, "0000000");
  at(124, entry.size_text.empty() ? octal(entry.contents.size(), 11) : entry.size_text);
  at(136, "00000000000");
  at(148, std::string(8, ' '));
  head[156] = entry.type;
  at(157, entry.link.substr(0, 100));
  at(257, std::string("ustar\0", 6) + "00");
  unsigned sum = entry.wrong_sum ? 1 : 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  at(148, octal(sum, 6) + std::string("\0 ", 2));
  return head + entry.contents + std::string((512 - entry.contents.size() % 512) % 512, '\0');
}

std::string tar_of(const std::vector<TarEntry>& odd) {
  std::string tar = tar_block({"a.xml", grant("10000001")});
  for (const TarEntry& entry : odd) tar += tar_block(entry);
  return tar + tar_block({"c.xml", grant("10000003")}) + std::string(1024, '\0');
}

// ------------------------------------------------------------------------------------ the table

const char* const kGoodOnes = "10000001 10000003";
const char* const kAllThree = "10000001 10000002 10000003";

BadFile whole(const std::string& name, const std::string& records, std::vector<std::string> rejects,
              std::function<std::string(size_t)> make, size_t scale = 1) {
  return {name, records, std::move(rejects), std::move(make), scale, "", ""};
}

std::string gz(const std::string& plain) { return pack(Pack::kGzip, {{"x", plain}}); }

void add_zips(std::vector<BadFile>& all) {
  for (const char* name : {"../../../../etc/passwd", "/etc/passwd", "..\\..\\windows\\win.ini",
                           "C:\\boot.ini", "a/../../b", "./..", "~/.ssh/id", "con", "a\nb",
                           "\x1B[2J", "\xFF\xFE.xml", "-rf", "file:///etc/passwd"}) {
    all.push_back(whole(std::string("zip_name_") + name, kAllThree, {}, [=](size_t) {
      return zip_of({name, grant("10000002")});
    }));
  }
  all.push_back(whole("zip_name_of_nothing", kAllThree, {}, [](size_t) {
    return zip_of({"", grant("10000002")});
  }));
  all.push_back(whole("zip_name_with_a_nul", kAllThree, {}, [](size_t) {
    return zip_of({std::string("b\0.xml", 6), grant("10000002")});
  }));
  all.push_back(whole(
      "zip_name_too_long", kGoodOnes, {"limit: name of a container's entry"},
      [](size_t n) {
        return zip_of({std::string(n, 'n'), grant("10000002")});
      },
      60'000));
  all.push_back(whole("zip_name_twice", kAllThree, {}, [](size_t) {
    return zip_of({"a.xml", grant("10000002")});
  }));
  all.push_back(whole("zip_folder_with_contents", kGoodOnes, {}, [](size_t) {
    return zip_of({"b/", grant("10000002")});
  }));
  all.push_back(whole("zip_encrypted", kGoodOnes, {"corruption: "}, [](size_t) {
    return zip_of({"b.xml", grant("10000002"), 8, 1});
  }));
  all.push_back(whole("zip_packed_some_other_way", kGoodOnes, {"corruption: "}, [](size_t) {
    return zip_of({"b.xml", grant("10000002"), 99});
  }));
  all.push_back(whole("zip_with_a_wrong_sum", "either", {"corruption: "}, [](size_t) {
    return zip_of({"b.xml", grant("10000002"), 8, 0, true});
  }));
  all.push_back(whole("zip_that_tells_too_little", "either", {"corruption: "}, [](size_t) {
    return zip_of({"b.xml", grant("10000002"), 8, 0, false, 0, -5});
  }));
  all.push_back(whole("zip_that_tells_too_much", "either", {"corruption: "}, [](size_t) {
    return zip_of({"b.xml", grant("10000002"), 8, 0, false, 0, 1 << 30});
  }));
  all.push_back(whole("zip_stored_beyond_its_end", "any", {"corruption: "}, [](size_t) {
    return zip_of({"b.xml", grant("10000002"), 0, 0, false, 1 << 30, 1 << 30});
  }));
  all.push_back(whole("zip_header_that_is_not_there", "any", {"corruption: "}, [](size_t) {
    ZipEntry odd{"b.xml", grant("10000002")};
    odd.header_at = 0x7FFFFFFF;
    return zip_of(odd);
  }));
  all.push_back(whole("zip_directory_that_is_not_there", "any", {}, [](size_t) {
    ZipMaker zip;
    zip.add({"a.xml", grant("10000001")});
    return zip.finish(0, 1 << 30);
  }));
  all.push_back(whole("zip_directory_that_counts_too_many", "any", {}, [](size_t) {
    ZipMaker zip;
    zip.add({"a.xml", grant("10000001")});
    return zip.finish(60'000, 0);
  }));
  all.push_back(whole("zip_with_a_comment_that_is_a_zip", "10000002", {}, [](size_t) {
    ZipMaker inner;
    inner.add({"b.xml", grant("10000002")});
    ZipMaker zip;
    zip.add({"a.xml", grant("10000001")});
    return zip.finish(0, 0, inner.finish());
  }));
  all.push_back(whole("zip_of_nothing", "", {}, [](size_t) { return ZipMaker().finish(); }));
  all.push_back(whole(
      "zip_of_empty_entries", "", {},
      [](size_t n) {
        ZipMaker zip;
        for (size_t i = 0; i < n; ++i) zip.add({"e" + std::to_string(i), "", 0});
        return zip.finish();
      },
      20'000));
  all.push_back(whole(
      "zip_entries_over_one_another", "10000001", {"corruption: damaged container: of "},
      [](size_t n) {
        ZipMaker zip;
        zip.add({"a.xml", grant("10000001", std::string(4u << 20, 'x'))});
        for (size_t i = 0; i < n; ++i) zip.list_again("b" + std::to_string(i));
        return zip.finish();
      },
      1000));
  // Of one level, no more than deflate's 1,032 to 1: what is read is bounded by what was sent.
  all.push_back(whole(
      "zip_bomb", "", {"9 rejects", "parse: the record ends"},
      [](size_t n) {
        ZipMaker zip;
        for (size_t i = 0; i < 9; ++i)
          zip.add({"z" + std::to_string(i), "<us-patent-grant>" + std::string(n, ' ')});
        return zip.finish();
      },
      6u << 20));
}

void add_tars(std::vector<BadFile>& all) {
  const std::string link = "invalid_argument: a link or device in a container is not read";
  const auto odd = [&](const std::string& name, const std::string& records,
                       std::vector<std::string> rejects, const std::vector<TarEntry>& entries) {
    all.push_back(
        whole(name, records, std::move(rejects), [=](size_t) { return tar_of(entries); }));
  };
  odd("tar_symbolic_link", kGoodOnes, {link}, {{"b.xml", "", '2', "/etc/passwd"}});
  odd("tar_symbolic_link_and_what_lies_behind", kAllThree, {link},
      {{"d", "", '2', "/tmp"}, {"d/b.xml", grant("10000002")}});
  odd("tar_hard_link", kGoodOnes, {link}, {{"b.xml", "", '1', "/etc/passwd"}});
  odd("tar_hard_link_to_an_entry", kGoodOnes, {link}, {{"b.xml", "", '1', "a.xml"}});
  odd("tar_character_device", kGoodOnes, {link}, {{"zero", "", '3'}});
  odd("tar_block_device", kGoodOnes, {link}, {{"sda", "", '4'}});
  odd("tar_pipe", kGoodOnes, {link}, {{"pipe", "", '6'}});
  odd("tar_folder", kGoodOnes, {}, {{"../..", "", '5'}});
  odd("tar_absolute_name", kAllThree, {}, {{"/etc/passwd", grant("10000002")}});
  odd("tar_name_that_climbs", kAllThree, {}, {{"../../etc/passwd", grant("10000002")}});
  odd("tar_name_of_nothing", kAllThree, {}, {{"", grant("10000002")}});
  odd("tar_size_beyond_its_end", "10000001", {"corruption: "},
      {{"b", "x", '0', "", "77777777777"}});
  odd("tar_size_that_is_negative", "any", {"corruption: "},
      {{"b", "x", '0', "", std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 12)}});
  odd("tar_size_of_letters", "any", {}, {{"b", "x", '0', "", "zzzzzzzzzzz"}});
  odd("tar_wrong_sum", "10000001", {"corruption: "}, {{"b.xml", "", '0', "", "", true}});
  odd("tar_long_name_of_a_megabyte", "any", {"limit: name of a container's entry"},
      {{"././@LongLink", std::string(1u << 20, 'n'), 'L'}, {"b.xml", grant("10000002")}});
  odd("tar_long_name_that_never_comes", "any", {"corruption: "},
      {{"././@LongLink", "n", 'L', "", "77777777777"}});
  odd("tar_pax_size_of_exabytes", "any", {"corruption: "},
      {{"p", "28 size=9223372036854775807\n", 'x'}, {"b.xml", grant("10000002")}});
  odd("tar_pax_that_links", kGoodOnes, {link},
      {{"p", "24 linkpath=/etc/passwd\n", 'x'}, {"b.xml", "", '2', "b"}});
  odd("tar_pax_of_nonsense", "any", {}, {{"p", "no length here\n", 'x'}, {"b", "x"}});
  odd("tar_of_itself_in_name", kAllThree, {}, {{"a.xml", grant("10000002")}});
  all.push_back(whole("tar_with_an_end_in_the_middle", "10000001", {}, [](size_t) {
    return tar_block({"a.xml", grant("10000001")}) + std::string(1024, '\0') +
           tar_block({"c.xml", grant("10000003")});
  }));
  all.push_back(whole(
      "tar_of_empty_entries", "", {},
      [](size_t n) {
        return repeated(n, [](size_t i) { return tar_block({"e" + std::to_string(i), ""}); });
      },
      20'000));
  all.push_back(whole(
      "tar_of_links", "", {"20000 rejects", link},
      [](size_t n) {
        return repeated(n, [](size_t i) {
          return tar_block({"l" + std::to_string(i), "", '2', "x"});
        });
      },
      20'000));
  all.push_back(whole(
      "tar_of_headers_without_end", "", {"invalid_argument: a link", "corruption: "},
      [](size_t n) {
        return repeated(n, tar_block({"././@LongLink", "n", 'L'}));
      },
      2000));
}

void add_gzips(std::vector<BadFile>& all) {
  all.push_back(whole(
      "gzip_bomb", "", {"limit: unpacked bytes per packed byte"},
      [](size_t n) { return gz("<us-patent-grant>" + std::string(n, ' ')); }, 120u << 20));
  all.push_back(whole(
      "gzip_bomb_of_one_record", "", {"limit: "},
      [](size_t n) { return gz(grant("10000002", std::string(n, 'x'))); }, 120u << 20));
  all.push_back(whole(
      "gzip_bomb_in_a_gzip_bomb", "", {"limit: unpacked bytes per packed byte"},
      [](size_t n) { return gz(gz("<us-patent-grant>" + std::string(n, ' '))); }, 120u << 20));
  all.push_back(whole(
      "gzip_in_gzip_in_gzip_for_ever", "", {"limit: nesting of containers"},
      [](size_t n) {
        std::string packed = gz(grant("10000002"));
        for (size_t i = 0; i < n; ++i) packed = gz(packed);
        return packed;
      },
      40));
  all.push_back(whole(
      "zip_in_zip_in_zip_for_ever", kGoodOnes, {"limit: nesting of containers"},
      [](size_t n) {
        std::string packed = pack(Pack::kZip, {{"b", grant("10000002")}});
        for (size_t i = 0; i < n; ++i) packed = pack(Pack::kZip, {{"b", packed}});
        return zip_of({"b", packed});
      },
      40));
  all.push_back(whole("gzip_and_noise_behind", "any", {},
                      [](size_t) { return gz(grant("10000001")) + "noise"; }));
  all.push_back(whole("gzip_of_members", "10000001 10000002", {},
                      [](size_t) { return gz(grant("10000001")) + gz(grant("10000002")); }));
  all.push_back(whole(
      "gzip_of_empty_members", "10000001", {},
      [](size_t n) { return repeated(n, gz("")) + gz(grant("10000001")); }, 5000));
  all.push_back(whole(
      "gzip_with_a_name_without_end", "", {"corruption: "},
      [](size_t n) {
        return std::string("\x1F\x8B\x08\x08\0\0\0\0\0\x03", 10) + std::string(n, 'n');
      },
      10u << 20));
  all.push_back(whole("gzip_packed_some_other_way", "", {"corruption: "}, [](size_t) {
    return std::string("\x1F\x8B\x08\xE0\0\0\0\0\0\x03", 10) + "x";
  }));
  for (const int part : {1, 2, 3, 4, 5, 6, 7}) {
    for (const Pack type : {Pack::kZip, Pack::kTar, Pack::kGzip}) {
      std::string name = type == Pack::kZip ? "zip" : type == Pack::kTar ? "tar" : "gzip";
      name += "_cut_at_" + std::to_string(part) + "_of_8";
      all.push_back(whole(name, "any", {}, [=](size_t) {
        const std::string whole_file =
            type == Pack::kGzip ? gz(grant("10000001") + grant("10000002"))
                                : pack(type, {{"a", grant("10000001")}, {"b", grant("10000002")}});
        return whole_file.substr(0, whole_file.size() * static_cast<size_t>(part) / 8);
      }));
    }
  }
}

}  // namespace

std::vector<BadFile> bad_container_files() {
  std::vector<BadFile> all;
  add_zips(all);
  add_tars(all);
  add_gzips(all);
  return all;
}

}  // namespace patlas::bad
