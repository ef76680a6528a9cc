// ingest/formats/record_parts.h
//
// Parts of a Record that several offices write alike, made from their texts by the rules of
// ingest/normalize. What one office alone does stays in its own file.
//
// Rule     nothing unreadable is guessed or lost: a date that is none gives date 0 and an extra
//          "unread.date"; a symbol that is none stays as it is written.
#ifndef PATLAS_INGEST_FORMATS_RECORD_PARTS_H_
#define PATLAS_INGEST_FORMATS_RECORD_PARTS_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/normalize/numbers.h"
#include "ingest/record.h"
#include "ingest/xml.h"

namespace patlas {

/// How a number is written in a file.
struct WrittenNumber {
  std::string country, number, kind, date;
};
/// country, doc-number, kind and date below a document-id.
WrittenNumber written_number(const pugi::xml_node& document_id);

/// An office's own spelling, normalised; the original kept.
Number office_number(NumberSpace space, const WrittenNumber& written, std::vector<Extra>& extras);
/// Already in DOCDB form; only WO publications, which DOCDB keeps in two forms by age, are brought
/// to one. `original` is the office's spelling where the source gives it.
Number docdb_number(NumberSpace space, const WrittenNumber& written, std::string original,
                    std::vector<Extra>& extras);

/// A US application in the USPTO's files is series 2 + serial 6 without the slash that tells it from
/// any other eight digits.
Number us_application(WrittenNumber written, std::vector<Extra>& extras);
/// A US serial without its series, "693971", as "2003-693971" with the year of its date: DOCDB's
/// form has that year. Any other number as it is.
std::string us_serial_of_year(const WrittenNumber& written);

uint32_t read_date(std::string_view text, std::string_view country, std::vector<Extra>& extras);

/// "DE", "omitted", "unknown", 美國: an ST.3 code, or empty.
std::string read_country(std::string_view text);

/// A symbol of "ipc" or "cpc" in any spelling; the original is `text`.
Symbol class_symbol(std::string_view scheme, std::string_view text);
/// One in ST.8's fixed columns, "F02M  41/12        20060101A I20051008RMEP", with what stands
/// behind the symbol; the CPC is written so too.
Symbol ipc8_symbol(std::string_view scheme, std::string_view text);
/// One that is split over section, class, subclass, main-group and subgroup.
Symbol split_class_symbol(std::string_view scheme, const ChildTexts& parts);
/// What stands beside a symbol in ST.36: its office, status, and whether it is first and inventive.
void read_symbol_marks(const ChildTexts& parts, Symbol& symbol);
/// The two together, with the version, below a `classification-ipcr` or `classification-cpc`; the
/// original is every value below it in the file's order.
Symbol structured_symbol(std::string_view scheme, const pugi::xml_node& node);

/// "H01L21/78 M", "A23L17/00 101H": an IPC symbol, then subdivision and file discrimination.
Symbol fi_symbol(std::string text);
/// The two whose own spelling is columns or digits; the original is `text`.
Symbol uspc_symbol(std::string text);
Symbol locarno_symbol(std::string text);

/// Appends `text` unless it is empty. One that comes twice goes at the end: drop_repeated.
void add_text(std::vector<LocalText>& texts, std::string_view language, std::string text);
/// Of equal texts in one language the first stays. One pass for all, because a search at each
/// add_text would take a record of a million titles an hour.
void drop_repeated(std::vector<LocalText>& texts);
/// drop_repeated for titles, abstracts and descriptions.
void drop_repeated_texts(Record& record);

/// `separator` only between parts that are not empty.
void append_part(std::string& to, std::string_view part, std::string_view separator);

/// An office's word and ours.
using WordPair = std::pair<std::string_view, std::string_view>;
/// Ours for `word`; empty when `table` has none.
std::string_view word_for(std::string_view word, std::span<const WordPair> table);

/// A letter of another script than Latin stands in `text`.
bool has_other_script(std::string_view text);

/// "us", "number-of-claims" -> "us.number-of-claims".
std::string dotted(std::string_view prefix, std::string_view name);

/// "EN" -> "en"; "ol" (DOCDB: a language not named) -> empty.
std::string read_language(std::string_view text);

}  // namespace patlas

#endif  // PATLAS_INGEST_FORMATS_RECORD_PARTS_H_
