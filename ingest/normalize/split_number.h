// ingest/normalize/split_number.h
//
// Between the driver (numbers.cc) and the offices (numbers_<office>.cc): a number taken apart as
// far as no office's rule is needed, and the list that an office's reader adds its readings to.
//
// To add an office: a reader in its file, a line here, a row in numbers.cc's table.
#ifndef PATLAS_INGEST_NORMALIZE_SPLIT_NUMBER_H_
#define PATLAS_INGEST_NORMALIZE_SPLIT_NUMBER_H_

#include <string>
#include <string_view>
#include <vector>

#include "ingest/normalize/numbers.h"

namespace patlas {

/// What a word beside the number says about it: 特開, 실용신안, 新型, Design.
enum class NumberMark : uint8_t {
  kNone,
  kLaidOpen,            ///< 特開, 特表
  kExamined,            ///< 特公
  kGranted,             ///< 特許第…号
  kRepublishedPct,      ///< 再表: a WO number stands where a JP number would
  kUtilityLaidOpen,     ///< 実開
  kUtilityExamined,     ///< 実公
  kUtilityGranted,      ///< 実用新案登録
  kUtility,             ///< 実願, 新型
  kDesign,              ///< 意願, 設計
  kGrantOfApplication,  ///< ZL: a Chinese grant by the number of its application
};

struct SplitNumber {
  NumberSpace space = NumberSpace::kPublication;
  std::string country;  ///< empty when nothing told it
  /// Upper-case ASCII letters and digits with ' ', '-', '/', '.', ',' between them, as written;
  /// country, kind, marks and words like "Patent No." are off.
  std::string body;
  std::string kind;  ///< DOCDB kind as written; empty when not written
  NumberMark mark = NumberMark::kNone;
  DateCode date = 0;
  bool country_likely = false;  ///< 號 alone told the country; another may be meant
  bool from_office = false;     ///< the country is certain, and kinds may be inferred
};

/// Readings of one written number, best first, without repetitions.
class Readings {
 public:
  explicit Readings(const SplitNumber& written) : written_(written) {}

  /// `inferred` is the kind that the number itself tells. An office's record gets it where it
  /// has none; a user who types no kind means every kind.
  void add(std::string number, std::string_view inferred = "");
  /// A kind that was written, if only as a word (特公昭60-2468).
  void add_marked(std::string number, std::string_view kind);
  /// Another country than the written one (a PCT application is its receiving office's).
  void add_of(std::string country, std::string number, std::string kind);

  bool empty() const { return list_.empty(); }
  std::vector<DocdbNumber>& list() { return list_; }

 private:
  const SplitNumber& written_;
  std::vector<DocdbNumber> list_;
};

// ---- Text ---------------------------------------------------------------------------------------

/// Letters and digits alone.
std::string compact(std::string_view body);
/// Maximal runs of letters and digits between ' ', '-', '/' and '.'; commas part nothing.
std::vector<std::string> number_parts(std::string_view body);
std::string strip_zeros(std::string_view digits);  ///< keeps the last zero
std::string pad_zeros(std::string_view digits, size_t width);
/// Value of up to nine digits; 0 for anything else.
unsigned number_value(std::string_view digits);
/// Whether the first four digits are a year from `first` to 2100.
bool starts_with_year(std::string_view digits, unsigned first);
/// Letters in front, digits behind them.
struct LettersDigits {
  std::string letters, digits, rest;
};
LettersDigits letters_digits(std::string_view text);

// ---- Check digits (domain.md 1.2) --------------------------------------------------------------

char cn_check_digit(std::string_view digits);  ///< '0' to '9' or 'X'
char ep_check_digit(std::string_view digits);
char de_check_digit(std::string_view digits);  ///< of 7- and 8-digit numbers, '0' to '9' or 'X'

// ---- Readers ------------------------------------------------------------------------------------

void read_us(const SplitNumber& written, Readings& readings);
void read_ep(const SplitNumber& written, Readings& readings);
void read_wo(const SplitNumber& written, Readings& readings);
void read_jp(const SplitNumber& written, Readings& readings);
void read_kr(const SplitNumber& written, Readings& readings);
void read_cn(const SplitNumber& written, Readings& readings);
void read_tw(const SplitNumber& written, Readings& readings);
void read_de(const SplitNumber& written, Readings& readings);
void read_ar(const SplitNumber& written, Readings& readings);
void read_at(const SplitNumber& written, Readings& readings);
void read_au(const SplitNumber& written, Readings& readings);
void read_br(const SplitNumber& written, Readings& readings);
void read_ca(const SplitNumber& written, Readings& readings);
void read_ea(const SplitNumber& written, Readings& readings);
void read_fr(const SplitNumber& written, Readings& readings);
void read_gb(const SplitNumber& written, Readings& readings);
void read_ge(const SplitNumber& written, Readings& readings);
void read_hk(const SplitNumber& written, Readings& readings);
void read_in(const SplitNumber& written, Readings& readings);
void read_it(const SplitNumber& written, Readings& readings);
void read_md(const SplitNumber& written, Readings& readings);
void read_mx(const SplitNumber& written, Readings& readings);
void read_ru(const SplitNumber& written, Readings& readings);
void read_se(const SplitNumber& written, Readings& readings);
void read_sg(const SplitNumber& written, Readings& readings);

/// An international application, PCT/US2008/086599 in any of its spellings; false: not one.
bool read_pct_application(const SplitNumber& written, Readings& readings);
/// A Chinese number that no publication can have: ZL200880123968.6, 201510131984.
bool is_cn_application(const SplitNumber& written);
/// Year (four digits) and serial of a WO publication as YYYYNNNNNN; empty: not one.
std::vector<std::string> wo_publication_keys(std::string_view body);

}  // namespace patlas

#endif  // PATLAS_INGEST_NORMALIZE_SPLIT_NUMBER_H_
