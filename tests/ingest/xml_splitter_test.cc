#include "ingest/formats/xml_splitter.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/encoding.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

/// Gives a text in pieces of a fixed length, so that every boundary falls on every border.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string_view text, size_t step) : rest_(text), step_(step) {}
  Result<size_t> read(std::span<char> out) override {
    size_t bytes = std::min({step_, rest_.size(), out.size()});
    std::copy_n(rest_.data(), bytes, out.data());
    rest_.remove_prefix(bytes);
    return bytes;
  }

 private:
  std::string_view rest_;
  size_t step_;
};

std::vector<RawRecord> split(XmlBoundary boundary, std::string_view text, size_t step = 1 << 20) {
  SlowSource source(text, step);
  ByteWindow window(source);
  std::unique_ptr<RecordSplitter> splitter = make_xml_splitter(boundary, window);
  std::vector<RawRecord> pieces;
  RawRecord piece;
  for (;;) {
    Result<bool> more = splitter->next(piece);
    EXPECT_TRUE(more);
    if (!more || !*more) return pieces;
    pieces.push_back(piece);
  }
}

std::vector<std::string> bytes_of(const std::vector<RawRecord>& pieces) {
  std::vector<std::string> bytes;
  for (const RawRecord& piece : pieces) bytes.push_back(piece.error ? "error" : piece.bytes);
  return bytes;
}

using Pieces = std::vector<std::string>;

TEST(DocumentSplitter, CutsAtDeclarations) {
  std::string text = "<?xml version='1.0'?><a/>\n<?xml version='1.0'?>\n<b/>\n";
  for (size_t step : {1, 2, 3, 7, 100}) {
    std::vector<RawRecord> pieces = split({}, text, step);
    EXPECT_EQ(bytes_of(pieces),
              (Pieces{"<?xml version='1.0'?><a/>\n", "<?xml version='1.0'?>\n<b/>\n"}));
    EXPECT_EQ(pieces[1].offset, 26u);
    EXPECT_EQ(pieces[1].line, 2u);
  }
}

TEST(DocumentSplitter, IsNotFooledByWhatOnlyLooksLikeADeclaration) {
  std::string first =
      "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e \"\n<?xml \"><!-- \n<?xml x?> -->]>"
      "<a><!-- \n<?xml version='1.0'?> --><![CDATA[\n<?xml version='1.0'?>]]>"
      "<?xml-stylesheet?><?pi \n<?xml ?></a>\n";
  std::string second = "<?xml version='1.0'?><b/>";
  for (size_t step : {1, 5, 1000}) {
    EXPECT_EQ(bytes_of(split({}, first + second, step)), (Pieces{first, second}));
  }
}

TEST(DocumentSplitter, ACommentThatNeverEndsTakesNothingWithIt) {
  std::string first = "<?xml version='1.0'?><a><!-- oops </a>\n";
  std::string second = "<?xml version='1.0'?><b/>\n";
  for (const char* opener : {"<!--", "<![CDATA[", "<?pi ", "<!DOCTYPE a ["}) {
    std::string broken = "<?xml version='1.0'?><a>" + std::string(opener) + " oops </a>\n";
    // "?>" ends an instruction at the next declaration's end; the reader refuses what is cut.
    size_t expected = std::string_view(opener) == "<?pi " ? 1 : 2;
    EXPECT_EQ(split({}, broken + second).size(), expected) << opener;
  }
  EXPECT_EQ(bytes_of(split({}, first + second)), (Pieces{first, second}));
}

TEST(DocumentSplitter, JoinedRecordsAreCutOpenly) {
  RawRecord joined;
  joined.bytes = "<?xml ?><a><!-- </a>\n<?xml ?><b/>\n<?xml ?><c><!-- --></c>";
  joined.offset = 100;
  joined.line = 10;
  std::vector<RawRecord> pieces = split_openly({}, joined);
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[1].bytes, "<?xml ?><b/>\n");
  EXPECT_EQ(pieces[1].offset, 121u);
  EXPECT_EQ(pieces[1].line, 11u);
}

TEST(DocumentSplitter, ByteOrderMarksBelongToTheRecordBehindThem) {
  std::string mark = "\xEF\xBB\xBF";
  std::string first = mark + "<?xml ?><a/>";
  EXPECT_EQ(bytes_of(split({}, first + first)), (Pieces{first, first}));
}

TEST(DocumentSplitter, NothingButBlanksIsNoRecord) {
  EXPECT_TRUE(split({}, "").empty());
  EXPECT_TRUE(split({}, " \n\n ").empty());
}

TEST(DocumentSplitter, ARecordOverTheLimitIsRefusedAndTheNextOneRead) {
  std::string text =
      "<?xml ?><a>" + std::string(limits::kRecordBytes, 'x') + "</a>\n<?xml ?><b/>\n<?xml ?><c/>\n";
  std::vector<RawRecord> pieces = split({}, text);
  ASSERT_EQ(pieces.size(), 3u);
  ASSERT_TRUE(pieces[0].error);
  EXPECT_EQ(pieces[0].error->code, Code::kLimit);
  EXPECT_EQ(pieces[0].error->place.offset, 0u);
  EXPECT_EQ(pieces[1].bytes, "<?xml ?><b/>\n");
  EXPECT_EQ(text.substr(pieces[1].offset, 12), "<?xml ?><b/>");
}

TEST(DocumentSplitter, TimeStaysLinearInOpenersThatNeverEnd) {
  for (const char* opener : {"<!--", "<![CDATA[", "<?a ", "<!DOCTYPE a [ ' "}) {
    std::string text = "<?xml ?><a>";
    while (text.size() < (8u << 20)) text += opener;
    EXPECT_EQ(split({}, text).size(), 1u) << opener;  // hours, if each searched to the end
  }
}

const XmlBoundary kDoc{"doc"};

TEST(ElementSplitter, CutsElementsOfOneLongLine) {
  std::string text =
      "<?xml version='1.0' encoding='EUC-JP'?><!DOCTYPE r [ ]><x:r xmlns:x='u'><x:doc a='1>2'><b/>"
      "</x:doc><other/><doc/><x:doc >c</x:doc ></x:r>";
  for (size_t step : {1, 2, 9, 1000}) {
    std::vector<RawRecord> pieces = split(kDoc, text, step);
    EXPECT_EQ(bytes_of(pieces),
              (Pieces{"<x:doc a='1>2'><b/></x:doc>", "<doc/>", "<x:doc >c</x:doc >"}));
    EXPECT_EQ(pieces[0].encoding, "EUC-JP");
    EXPECT_EQ(text.substr(pieces[1].offset, 6), "<doc/>");
  }
}

TEST(ElementSplitter, LongerAndShorterNamesAreOthers) {
  EXPECT_EQ(bytes_of(split(kDoc, "<r><docs><doc>1</doc></docs><do/><xdoc/></r>")),
            (Pieces{"<doc>1</doc>"}));
}

TEST(ElementSplitter, ARecordIsFoundBehindALongPrefix) {
  const std::string doc = "<" + std::string(300, 'p') + ":doc/>";
  EXPECT_EQ(bytes_of(split(kDoc, "<r>" + doc + "</r>", 7)), (Pieces{doc}));
}

TEST(ElementSplitter, ADocumentOfAnotherFormatBehindTheFirstIsToldToBeMissing) {
  const std::string other = "<?xml version='1.0'?>\n<sheet><row/><row>1</row></sheet>\n";
  for (const std::string first : {"<doc>1</doc>\n", "<r><n/><doc>1</doc></r>\n", "<r/>\n"}) {
    for (const std::string& behind : {other, other.substr(other.find("<s"))}) {
      const std::string text = first + behind + first + behind + behind;
      const std::vector<RawRecord> pieces = split(kDoc, text, 11);
      Pieces expected = {"<doc>1</doc>", "error", "<doc>1</doc>", "error", "error"};
      if (first == "<r/>\n") std::erase(expected, "<doc>1</doc>");
      EXPECT_EQ(bytes_of(pieces), expected) << text;
      EXPECT_EQ(pieces.back().offset, text.rfind("<sheet"));
    }
  }
}

TEST(ElementSplitter, ADocumentBehindTheFirstMayHaveAnotherRootAndAnotherEncoding) {
  const std::vector<RawRecord> pieces =
      split(kDoc,
            "<?xml version='1.0' encoding='EUC-JP'?><r><doc/></doc><n/></r><?xml version='1.0'?>"
            "<doc/><?xml version='1.0' encoding='GBK'?><s><head/><doc/></s>");
  EXPECT_EQ(bytes_of(pieces), (Pieces{"<doc/>", "<doc/>", "<doc/>"}));
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].encoding, "EUC-JP");
  EXPECT_EQ(pieces[1].encoding, declared_encoding("<?xml version='1.0'?>"));
  EXPECT_EQ(pieces[2].encoding, "GBK");
}

TEST(ElementSplitter, AByteOrderMarkSaysMoreThanTheDeclaration) {
  const std::string marked = "\xEF\xBB\xBF<?xml version='1.0' encoding='GB2312'?><r><doc/></r>";
  for (const std::string& text : {marked, marked + marked}) {
    for (const RawRecord& piece : split(kDoc, text)) EXPECT_EQ(piece.encoding, "UTF-8");
  }
}

TEST(ElementSplitter, IsNotFooledByCommentsAndCdata) {
  std::string doc = "<doc><!-- </doc> --><![CDATA[</doc><doc>]]></doc>";
  EXPECT_EQ(bytes_of(split(kDoc, "<r><!-- <doc> -->" + doc + "</r>")), (Pieces{doc}));
}

TEST(ElementSplitter, ALostEndTagCostsOneRecord) {
  EXPECT_EQ(bytes_of(split(kDoc, "<r><doc>1<doc>2</doc><doc>3</doc></r>")),
            (Pieces{"<doc>1", "<doc>2</doc>", "<doc>3</doc>"}));
}

TEST(ElementSplitter, ATruncatedFileEndsInOneBrokenRecord) {
  EXPECT_EQ(bytes_of(split(kDoc, "<r><doc>1</doc><doc>2</d")),
            (Pieces{"<doc>1</doc>", "<doc>2</d"}));
}

TEST(ElementSplitter, AFileThatEndsInItsPrologIsAnErrorAndAnEmptyListIsNone) {
  for (const char* prolog : {"<?xml version='1.0'?>\n<!DOCTYPE doc [\n<!ENTITY a",
                             "<?xml version='1.0'?>\n", "<!-- doc -->"}) {
    EXPECT_EQ(bytes_of(split(kDoc, prolog)), (Pieces{"error"})) << prolog;
  }
  EXPECT_EQ(bytes_of(split(kDoc, "<?xml version='1.0'?>\n<docs></docs>")), Pieces());
  EXPECT_EQ(bytes_of(split(kDoc, "<docs/>")), Pieces());
}

TEST(ElementSplitter, AListCutOffBetweenItsRecordsIsAnError) {
  EXPECT_EQ(bytes_of(split(kDoc, "<r><doc>1</doc><doc>2</doc>")),
            (Pieces{"<doc>1</doc>", "<doc>2</doc>", "error"}));
  EXPECT_EQ(bytes_of(split(kDoc, "<r><head>2</head><docs>\n")), (Pieces{"error"}));
  EXPECT_EQ(bytes_of(split(kDoc, "<r><n/><doc/></r>\n")), (Pieces{"<doc/>"}));
  EXPECT_EQ(bytes_of(split(kDoc, "<doc>1</doc><doc>2</doc>")),
            (Pieces{"<doc>1</doc>", "<doc>2</doc>"}));
}

TEST(ElementSplitter, ARecordOverTheLimitIsRefusedAndTheNextOneRead) {
  std::string text =
      "<r><doc>" + std::string(limits::kRecordBytes, 'x') + "</doc><doc>2</doc><doc>3</doc></r>";
  std::vector<RawRecord> pieces = split(kDoc, text);
  EXPECT_EQ(bytes_of(pieces), (Pieces{"error", "<doc>2</doc>", "<doc>3</doc>"}));
  EXPECT_EQ(pieces[0].error->code, Code::kLimit);
}

TEST(ElementSplitter, Utf16IsHandedOverWhole) {
  std::string text("<\0d\0o\0c\0/\0>\0", 12);
  std::vector<RawRecord> pieces = split(kDoc, text);
  ASSERT_EQ(pieces.size(), 1u);
  EXPECT_EQ(pieces[0].bytes, text);
}

}  // namespace
}  // namespace patlas
