// What a file of no known format is told: what was met in it, and what would have been known.
#include "ingest/registry.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "ingest/encoding.h"
#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

std::string reason_of(const std::string& text) {
  const testing::TestInfo* info = testing::UnitTest::GetInstance()->current_test_info();
  const std::string path = test::write_file(test::temp_dir() + "registry_" + info->name(), text);
  const test::FilesRead files = test::read_files({path});
  std::filesystem::remove(path);
  EXPECT_EQ(files.rejects.size(), 1u) << text.substr(0, 100);
  return files.rejects.empty() ? "" : files.rejects[0].reason;
}

/// The end of every such reason, from the list itself.
std::string known() {
  std::string names;
  for (const FormatSpec& format : formats())
    names += (names.empty() ? "; known are " : ", ") + std::string(format.name);
  return names;
}

TEST(UnknownFormat, NamesTheRootElementOfXml) {
  const std::string reason = "parse: unknown format: root element 'xx-patent-document'" + known();
  EXPECT_EQ(reason_of("<xx-patent-document/>"), reason);
  EXPECT_EQ(reason_of("\xEF\xBB\xBF<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]>\n"
                      "<xx:xx-patent-document lang=\"zh\"><a/></xx:xx-patent-document>"),
            reason);
  EXPECT_EQ(reason_of("<!DOCTYPE x [<!-- an office's names ]> --><?p '?><!ENTITY a \"]>\">]>"
                      "<xx-patent-document/>"),
            reason);
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string("<?xml version=\"1.0\"?><xx-patent-document/>"))
    utf16 += {c, '\0'};
  EXPECT_EQ(reason_of(utf16), reason);
}

TEST(UnknownFormat, NamesTheFirstMemberOfAJsonLine) {
  const std::string reason = "parse: unknown format: first member 'lens_id'" + known();
  EXPECT_EQ(reason_of("{\"lens_id\":\"1\"}\n{\"other\":2}\n"), reason);
  EXPECT_EQ(reason_of("\xEF\xBB\xBF {\n \"lens_id\" : 1}"), reason);
}

TEST(UnknownFormat, SaysNothingOfWhatHasNoName) {
  for (const std::string& text :
       {std::string("no office writes this"), std::string("<"), std::string("<?xml"),
        std::string("{}"), std::string("{\"a"), std::string("{\"a\\n\":1}"),
        std::string("{\"\":1}"), std::string("[{\"a\":1}]"), std::string("<caf\xE9/>"),
        std::string("<a\x1b[2J>"), std::string("{\"a\x1b[2J\":1}"),
        std::string("\x7F\x45\x4C\x46\x02\x01\x00", 7)}) {
    EXPECT_EQ(reason_of(text), "parse: unknown format" + known()) << text;
  }
}

TEST(UnknownFormat, IsBoundedAndUtf8WhateverAFileHolds) {
  EXPECT_NE(reason_of("<電池/>").find("root element '電池'"), std::string::npos);
  const size_t bytes_max = reason_of("junk").size() + 200;
  for (const std::string& name :
       {std::string(1000, 'x'), std::string(1u << 20, 'x'), std::string(300, '\xE9')}) {
    for (const std::string& text : {"<" + name + "/>", "{\"" + name + "\":1}"}) {
      const std::string reason = reason_of(text);
      EXPECT_LE(reason.size(), bytes_max);
      EXPECT_FALSE(find_invalid_utf8(reason));
      EXPECT_TRUE(reason.ends_with(known()));
    }
  }
}

}  // namespace
}  // namespace patlas
