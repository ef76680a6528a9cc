// corpora/generator/shapes/parts.h
//
// What several shapes spell alike: XML text, dates, and numbers as offices write them in their own
// and in foreign files (corpora/generator/numbers.h has DOCDB's form).
#ifndef PATLAS_CORPORA_GENERATOR_SHAPES_PARTS_H_
#define PATLAS_CORPORA_GENERATOR_SHAPES_PARTS_H_

#include <string>
#include <string_view>

#include "corpora/generator/made_record.h"

namespace patlas::generator {

/// "en", "de", "zh" (both scripts), "ja", "ko".
std::string_view language_code(Language language);

/// Text between tags or in an attribute: & < > and " become references.
void append_escaped(std::string_view text, std::string& out);
/// <tag>text</tag>, escaped.
void append_element(std::string_view tag, std::string_view text, std::string& out);

/// "20150301".
void append_date(Day day, std::string& out);
/// "104/03/01": years of the Republic.
void append_roc_date(Day day, std::string& out);

/// An application as its office writes it: "12/001235", "2006-001234", "10-2008-0034874",
/// "201210001234.5", "PCT/JP2009/001234".
void append_written_application(const Filing& filing, std::string_view receiving_office,
                                std::string& out);
/// A publication as its office writes it: "2012/0001234", "10-2012-0001234", "WO 2005/001234".
void append_written_publication(const Filing& filing, const Publication& publication,
                                std::string& out);

/// 50 columns of ST.8: "F02M  41/12        20060101AFI20051008BHEP        ".
void append_ipc8(const MadeSymbol& symbol, Day action, std::string_view office, std::string& out);
/// "F02M  41/125   ": the group right-aligned in four, the rest filled up to `width` columns.
void append_class_columns(const ClassSymbol& symbol, size_t width, std::string& out);

/// The check digit of a Chinese application behind its point, a digit or X.
char cn_check_digit(std::string_view digits);

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_SHAPES_PARTS_H_
