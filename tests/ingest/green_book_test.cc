// What samples cannot show of the USPTO's text files: how they are cut whatever the window holds,
// and what damage costs.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "ingest/formats/offices.h"
#include "patlas/limits.h"
#include "tests/ingest/pack.h"
#include "tests/ingest/read_files.h"

namespace patlas {
namespace {

/// Gives a text in pieces of a fixed length, so that every boundary falls on every border.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string_view text, size_t step) : rest_(text), step_(step) {}
  Result<size_t> read(std::span<char> out) override {
    const size_t bytes = std::min({step_, rest_.size(), out.size()});
    std::copy_n(rest_.data(), bytes, out.data());
    rest_.remove_prefix(bytes);
    return bytes;
  }

 private:
  std::string_view rest_;
  size_t step_;
};

std::vector<RawRecord> split(std::string_view text, size_t step = 1 << 20) {
  SlowSource source(text, step);
  ByteWindow window(source);
  std::unique_ptr<RecordSplitter> splitter = green_book_format().make_splitter(window);
  std::vector<RawRecord> pieces;
  RawRecord piece;
  for (;;) {
    Result<bool> more = splitter->next(piece);
    EXPECT_TRUE(more);
    if (!more || !*more) return pieces;
    pieces.push_back(piece);
  }
}

std::vector<Result<Record>> read(const std::string& text) {
  std::vector<Result<Record>> all;
  std::unique_ptr<RecordReader> reader = green_book_format().make_reader();
  for (const RawRecord& raw : split(text)) {
    EXPECT_FALSE(raw.error);
    for (Result<Record>& one : reader->read(raw)) all.push_back(std::move(one));
  }
  return all;
}

std::string numbers(const std::vector<Result<Record>>& reads) {
  std::string all;
  for (const Result<Record>& one : reads) {
    all += (one ? one->publication.number : std::string("rejected")) + " ";
  }
  return all;
}

const std::string kFirst = "PATN\nWKU  039327094\nTTL  One\n";
const std::string kSecond = "PATN\nWKU  039373754\nTTL  Two\n";

TEST(GreenBookSplitter, CutsAtLinesOfPatnAlone) {
  const std::string text = kFirst + "PATNS\nBSUM\nPAR  PATN\n     PATN\n" + kSecond + "PATN  \r\n";
  for (const size_t step : {1, 2, 3, 5, 1000}) {
    const std::vector<RawRecord> pieces = split(text, step);
    ASSERT_EQ(pieces.size(), 3u) << step;
    EXPECT_EQ(pieces[1].bytes, kSecond);
    EXPECT_EQ(text.substr(pieces[1].offset, 9), "PATN\nWKU ");
    EXPECT_EQ(pieces[1].line, 8u);
  }
}

TEST(GreenBookSplitter, TheFilesOwnHeadIsNoRecordAndJunkIsARejectedOne) {
  EXPECT_EQ(numbers(read("HHHHHT        APS1        ISSUE - 760106\n" + kFirst)), "3932709 ");
  EXPECT_EQ(numbers(read("some junk\nof two lines\n" + kFirst)), "rejected 3932709 ");
  EXPECT_TRUE(split("").empty());
  EXPECT_TRUE(split(" \r\n\n").empty());
}

TEST(GreenBookSplitter, ARecordOverTheLimitIsRefusedAndTheNextOneRead) {
  for (const std::string& filler :
       {std::string(limits::kRecordBytes, 'x'), std::string(limits::kRecordBytes, '\n')}) {
    const std::string text = "PATN\nPAR  " + filler + "\n" + kSecond + kFirst;
    const std::vector<RawRecord> pieces = split(text);
    ASSERT_EQ(pieces.size(), 3u);
    ASSERT_TRUE(pieces[0].error);
    EXPECT_EQ(pieces[0].error->code, Code::kLimit);
    EXPECT_EQ(pieces[1].bytes, kSecond);
    EXPECT_EQ(pieces[2].bytes, kFirst);
  }
}

TEST(GreenBook, ADamagedPatnLineJoinsNoRecords) {
  EXPECT_EQ(numbers(read(kFirst + "PA N\n" + kSecond.substr(5) + kFirst)),
            "3932709 3937375 3932709 ");
  const std::vector<Result<Record>> reads = read("PATX\n" + kSecond.substr(5) + kFirst);
  ASSERT_EQ(numbers(reads), "3937375 3932709 ");
  EXPECT_EQ(reads[0]->titles[0].text, "Two");
}

TEST(GreenBook, ARecordWithoutANumberIsRejectedWhereItBegins) {
  const std::vector<Result<Record>> reads = read(kFirst + "PATN\nTTL  No number\n" + kSecond);
  ASSERT_EQ(numbers(reads), "3932709 rejected 3937375 ");
  EXPECT_EQ(reads[1].error().place.line, 4u);
  EXPECT_EQ(reads[1].error().place.offset, kFirst.size());
}

TEST(GreenBook, ANulOrAByteThatIsNoTextRejectsItsRecordAlone) {
  const std::string nul = "PATN\nWKU  039327094\nTTL  O" + std::string(1, '\0') + "ne\n";
  const std::string byte = "PATN\nWKU  039327094\nTTL  O\xE9ne\n";
  const std::vector<Result<Record>> reads = read(kFirst + nul + byte + kSecond);
  ASSERT_EQ(numbers(reads), "3932709 rejected rejected 3937375 ");
  EXPECT_EQ(reads[1].error().place.offset, kFirst.size() + nul.find('\0'));
  EXPECT_EQ(reads[2].error().place.offset, kFirst.size() + nul.size() + byte.find('\xE9'));
  EXPECT_EQ(reads[2].error().place.line, 9u);
}

// Decoded, two places of the head would be three bytes each, and the second record behind its file.
TEST(GreenBook, AnXmlDeclarationBeforeTheFirstRecordDeclaresNothing) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"EUC-JP\"?>\n";
  const std::string title = "TTL  \xA4\xA2\xA4\xA4\n";
  const std::vector<Result<Record>> reads =
      read(head + "WKU  039327094\n" + title + "WKU  039373754\n" + kSecond);
  ASSERT_EQ(numbers(reads), "rejected 3937375 ");
  EXPECT_EQ(reads[0].error().place.offset, head.size() + 15 + 5);
}

TEST(GreenBook, ADamagedLineStaysWithTheTextBeforeIt) {
  const std::vector<Result<Record>> reads =
      read("PATN\nWKU  039327094\nABST\nPAL  One\nof two\n      three.\nBSUM\nPAR  Four\n");
  ASSERT_EQ(reads.size(), 1u);
  EXPECT_EQ(reads[0]->abstracts[0].text, "One of two three.");
  EXPECT_EQ(reads[0]->descriptions[0].text, "Four");
}

bool has_unread_check_digit(const std::string& record) {
  const std::vector<Result<Record>> reads = read(record);
  EXPECT_EQ(reads.size(), 1u);
  return std::any_of(reads[0]->extras.begin(), reads[0]->extras.end(),
                     [](const Extra& extra) { return extra.name == "unread.check-digit"; });
}

TEST(GreenBook, CheckDigitsAreVerifiedAndAWrongOneIsNoted) {
  for (const std::string number :
       {"039327094", "039373754", "043479030", "057006474", "039305848", "039324109", "040248011",
        "D02387650", "RE0300019", "PP0041239"}) {
    EXPECT_FALSE(has_unread_check_digit("PATN\nWKU  " + number + "\n")) << number;
  }
  for (const std::string serial :
       {"4491556", "5184541", "1925296", "5686806", "4584481", "1891537", "351745"}) {
    EXPECT_FALSE(has_unread_check_digit("PATN\nWKU  039327094\nAPN  " + serial + "\n")) << serial;
  }
  EXPECT_TRUE(has_unread_check_digit("PATN\nWKU  039327095\n"));
  EXPECT_TRUE(has_unread_check_digit("PATN\nWKU  039237094\n"));  // two digits have changed places
  EXPECT_TRUE(has_unread_check_digit("PATN\nWKU  039327094\nAPN  4491557\n"));
}

TEST(GreenBook, CountriesHaveTheirCodesOfTheTime) {
  const std::string inventors = "INVT\nNAM  A; B\nCNT  DTX\nINVT\nNAM  C; D\nCNT  RUX\n";
  const auto before = read("PATN\nWKU  039327094\nISD  19760113\n" + inventors);
  EXPECT_EQ(before[0]->inventors[0].country, "DE");
  EXPECT_EQ(before[0]->inventors[1].country, "RO");
  const auto later = read("PATN\nWKU  057006474\nISD  19971223\n" + inventors);
  EXPECT_EQ(later[0]->inventors[1].country, "RU");
}

TEST(GreenBook, ARecordThatItsFilesEndCutsOffIsRejected) {
  const std::string record =
      "PATN\nWKU  039327094\nNCL  2\nCLMS\nNUM  1.\nPAR  A brake.\nNUM  2.\nPAR  A wheel.";
  EXPECT_EQ(numbers(read(record)), "3932709 ");
  for (size_t bytes = record.find("CLMS"); bytes < record.find("A wheel."); ++bytes) {
    const std::string cut = record.substr(0, bytes);
    EXPECT_EQ(numbers(read(kSecond + cut)),
              cut.ends_with('\n') ? "3937375 3932709 " : "3937375 rejected ")
        << cut;
  }
}

TEST(GreenBook, FewerClaimsThanCountedAreNoted) {
  const std::string one = "PATN\nWKU  039327094\nNCL  2\nCLMS\nNUM  1.\nPAR  A brake.\n";
  EXPECT_EQ(read(one)[0]->extras.back(), (Extra{"unread.claims", "1 of 2 claims"}));
  EXPECT_NE(read(one + "NUM  2.\nPAR  B.\n")[0]->extras.back().name, "unread.claims");
}

TEST(GreenBook, TimeStaysLinearInPointsAndTags) {
  std::string text = "PATN\nWKU  039327094\nBSUM\nPAR  ";
  while (text.size() < (8u << 20)) text += ".sub.alph.deg..";
  text += "\n";
  for (int i = 0; i < 500'000; ++i) text += "PAR  x\n";
  for (int i = 0; i < 200'000; ++i) text += "INVT\nNAM  A; B\n";
  EXPECT_EQ(numbers(read(text)), "3932709 ");  // hours, if each searched to the end
}

TEST(GreenBook, AFileIsRecognisedByItsFirstRecord) {
  const FormatSpec format = green_book_format();
  EXPECT_TRUE(format.recognise(kFirst));
  EXPECT_TRUE(format.recognise("\xEF\xBB\xBF\r\nPATN\r\nWKU  039327094\r\n"));
  EXPECT_FALSE(format.recognise("PATN"));
  EXPECT_FALSE(format.recognise("PATNWKU  039327094\n"));
  EXPECT_FALSE(format.recognise("A text about\nPATN\nWKU  039327094\n"));
}

}  // namespace
}  // namespace patlas
