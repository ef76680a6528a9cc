// USPTO grants of 1976 to 2001 as text, the "Green Book" (APS): weekly files of records that begin
// at a line PATN.
//
//   PATN                                a tag alone opens a group
//   WKU  039327094                      a tag of three or four letters, its text from column 6
//   TTL  Electronic reading
//         balance                       a line that begins with blanks goes on with the text
//
// Oddities kept in this file: the number and the application's serial have a check digit behind
// them; there is no kind, so that only grants whose date or letters tell it have one; symbols of
// the USPC and the IPC are positioned by blanks; countries are "JPX"; names are "Family; Given";
// characters beyond ASCII are written out between points.
//
// Rule     marks .sub. and .sup. are dropped and what they mark is kept where it stands, as readers
//          of XML do with its elements: "H.sub.2 O" is "H2 O". A character by a known name is that
//          character: ".degree." is a degree sign; any other name stays as it is written.
// Source   the check digits are the usual ones of modulus 11, weights from 2 at the right, as seven
//          patent numbers and six serials agree; 71 and 72 for continuations and continuations in
//          part are general knowledge, 74 for divisions is in a real record.
// Tested   by tests/ingest/samples_test.cc on corpora/samples/uspto, tests/ingest/green_book_test.cc,
//          tests/real/real_test.cc.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/encoding.h"
#include "ingest/formats/offices.h"
#include "ingest/formats/record_parts.h"
#include "ingest/normalize/dates.h"
#include "ingest/normalize/fold.h"
#include "patlas/limits.h"

namespace patlas {
namespace {

constexpr std::string_view kEnglish = "en";  // what the office publishes in
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kFileHead = "HHHHHT";  // of the line that some weekly files begin with
constexpr size_t kFirstLook = 64u << 10;
constexpr size_t kGroupLineBytes = 96;  // a group's line is as long as any other, nearly all blank

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\x1A'; }

bool is_blank_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_blank);
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

// ---- Lines

/// Where the line behind `at` begins; the text's end after the last.
size_t next_line(std::string_view text, size_t at) {
  const size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

/// A tag in columns 1 to 4 with nothing or a blank behind it; empty: the line has none.
std::string_view tag_of(std::string_view line) {
  line = without_end(line);
  size_t end = 0;
  while (end < line.size() && end < 4 && is_alnum(line[end])) ++end;
  if (end < 3 || !is_upper(line[0])) return {};
  for (size_t i = end; i < std::min<size_t>(line.size(), 5); ++i) {
    if (line[i] != ' ') return {};
  }
  return line.substr(0, end);
}

/// The first line that begins behind `from` and has this tag and nothing else; npos: none. What
/// the text's end cuts off is no such line unless `ended`.
size_t find_group(std::string_view text, size_t from, std::string_view group, bool ended) {
  const std::string mark = "\n" + std::string(group);
  for (size_t at = text.find(mark, from); at != std::string_view::npos; at = text.find(mark, at)) {
    ++at;
    const std::string_view line = text.substr(at, kGroupLineBytes);
    const size_t end = line.find('\n');
    const bool cut_off = end == std::string_view::npos && line.size() < kGroupLineBytes;
    if (cut_off && !ended) return std::string_view::npos;
    if (end == std::string_view::npos && !cut_off) continue;
    if (without_end(line.substr(0, end)) == group) return at;
  }
  return std::string_view::npos;
}

class GreenBookSplitter : public RecordSplitter {
 public:
  explicit GreenBookSplitter(ByteWindow& window) : window_(&window) {}

  Result<bool> next(RawRecord& out) override {
    if (failed_) return *failed_;
    Result<bool> more = next_record(out);
    if (!more) failed_ = more.error();
    return more;
  }

 private:
  Result<bool> next_record(RawRecord& out) {
    if (!started_) PATLAS_TRY(start());
    for (;;) {
      PATLAS_ASSIGN(std::string_view view, window_->peek(1));
      if (view.empty()) return false;
      PATLAS_ASSIGN(size_t length, record_length());
      view = window_->buffered();
      if (length > limits::kRecordBytes) return refuse(out);
      place(out);
      const bool blank = is_blank_text(view.substr(0, length));
      if (!blank) out.bytes.assign(view.substr(0, length));
      window_->consume(length);
      if (!blank) return true;
    }
  }

  /// Steps over the file's own head. Anything else before the first PATN is a piece, for the reader
  /// to refuse.
  Status start() {
    started_ = true;
    PATLAS_ASSIGN(std::string_view view, window_->peek(kFirstLook));
    if (view.starts_with(kByteOrderMark)) window_->consume(kByteOrderMark.size());
    view = window_->buffered();
    // What is held beyond depends on how the stream comes.
    view = view.substr(0, kFirstLook - kByteOrderMark.size());
    if (view.starts_with(kFileHead)) window_->consume(next_line(view, 0));
    return {};
  }

  /// Bytes before the next record; more than kRecordBytes when the limit comes first.
  Result<size_t> record_length() {
    size_t from = 0;
    for (size_t wanted = kFirstLook;; wanted = 2 * wanted) {
      PATLAS_ASSIGN(std::string_view view,
                    window_->peek(std::min<size_t>(wanted, limits::kRecordBytes + 1)));
      const bool ended = view.size() < std::min<size_t>(wanted, limits::kRecordBytes + 1);
      const size_t found = find_group(view, from, "PATN", ended);
      if (found != std::string_view::npos) return found;
      if (ended || view.size() > limits::kRecordBytes) return view.size();
      // A line that is not whole yet is looked at again.
      from = std::max(from, view.rfind('\n') == std::string_view::npos ? 0 : view.rfind('\n'));
    }
  }

  void place(RawRecord& out) const {
    out.bytes.clear();
    out.encoding.clear();
    out.offset = window_->offset();
    out.line = window_->line();
    out.error.reset();
  }

  Result<bool> refuse(RawRecord& out) {
    place(out);
    out.error = Error{
        Code::kLimit, "record in bytes (limit " + std::to_string(limits::kRecordBytes) + ")", {}};
    out.error->place.offset = out.offset;
    out.error->place.line = out.line;
    for (;;) {
      PATLAS_ASSIGN(std::string_view view, window_->peek(kFirstLook));
      const bool ended = view.size() < kFirstLook;
      const size_t found = find_group(view, 0, "PATN", ended);
      if (found != std::string_view::npos) {
        window_->consume(found);
        return true;
      }
      if (ended) {
        window_->consume(view.size());
        return true;
      }
      // The last line may be a PATN that is not whole yet.
      const size_t line = view.rfind('\n');
      const bool long_line = line == std::string_view::npos || line + kGroupLineBytes < view.size();
      window_->consume(long_line ? view.size() - 1 : line);
    }
  }

  ByteWindow* window_;
  bool started_ = false;
  std::optional<Error> failed_;
};

// ---- Characters by name

struct NamedCharacter {
  std::string_view name, text;
};

// Sorted by name.
constexpr NamedCharacter kCharacters[] = {
    {"+-.", "±"},
    {"-+.", "∓"},
    {"ALPHA.", "Α"},
    {"ANG.", "Å"},
    {"BETA.", "Β"},
    {"CHI.", "Χ"},
    {"COPYRG.", "©"},
    {"DELTA.", "Δ"},
    {"EPSILON.", "Ε"},
    {"ETA.", "Η"},
    {"GAMMA.", "Γ"},
    {"IOTA.", "Ι"},
    {"KAPPA.", "Κ"},
    {"LAMBDA.", "Λ"},
    {"MU.", "Μ"},
    {"NU.", "Ν"},
    {"OMEGA.", "Ω"},
    {"OMICRON.", "Ο"},
    {"PHI.", "Φ"},
    {"PI.", "Π"},
    {"PSI.", "Ψ"},
    {"RHO.", "Ρ"},
    {"RTM.", "®"},
    {"SIGMA.", "Σ"},
    {"SM.", "℠"},
    {"TAU.", "Τ"},
    {"THETA.", "Θ"},
    {"TM.", "™"},
    {"UPSILON.", "Υ"},
    {"XI.", "Ξ"},
    {"ZETA.", "Ζ"},
    {"[.", "["},
    {"].", "]"},
    {"about.", "~"},
    {"alpha.", "α"},
    {"andgate.", "∩"},
    {"ang.", "å"},
    {"angle.", "∠"},
    {"apprch.", "≐"},
    {"approxeq.", "≈"},
    {"apprxeq.", "≈"},
    {"because.", "∵"},
    {"beta.", "β"},
    {"cent.", "¢"},
    {"chi.", "χ"},
    {"circle.", "○"},
    {"circleincircle.", "◎"},
    {"cndot.", "•"},
    {"congruent.", "≅"},
    {"crclbar.", "⊖"},
    {"cuberoot.", "∛"},
    {"dagger.", "†"},
    {"dbd.", "═"},
    {"dblprime.", "″"},
    {"dblquote.", "\""},
    {"degree.", "°"},
    {"delta.", "δ"},
    {"di-elect cons.", "∈"},
    {"differential.", "∂"},
    {"div.", "÷"},
    {"dwnarw.", "↓"},
    {"epsilon.", "ε"},
    {"eta.", "η"},
    {"female.", "♀"},
    {"fourthroot.", "∜"},
    {"fwdarw.", "→"},
    {"gamma.", "γ"},
    {"gradient.", "∇"},
    {"gtoreq.", "≥"},
    {"gtorsim.", "≳"},
    {"ident.", "≡"},
    {"increment.", "∆"},
    {"infin.", "∞"},
    {"intg.", "∫"},
    {"iota.", "ι"},
    {"kappa.", "κ"},
    {"lambda.", "λ"},
    {"largecircle.", "○"},
    {"ltoreq.", "≤"},
    {"ltorsim.", "≲"},
    {"male.", "♂"},
    {"mu.", "μ"},
    {"multidot.", "⋅"},
    {"not <.", "≮"},
    {"not >.", "≯"},
    {"noteq.", "≠"},
    {"notident.", "≢"},
    {"nu.", "ν"},
    {"omega.", "ω"},
    {"omicron.", "ο"},
    {"orgate.", "∪"},
    {"parallel.", "∥"},
    {"permill.", "‰"},
    {"perp.", "⊥"},
    {"phi.", "φ"},
    {"pi.", "π"},
    {"prime.", "′"},
    {"psi.", "ψ"},
    {"quadrature.", "□"},
    {"rarw.", "←"},
    {"revreaction.", "⇌"},
    {"rho.", "ρ"},
    {"sctn.", "§"},
    {"sigma.", "σ"},
    {"smallcircle.", "∘"},
    {"sqroot.", "√"},
    {"sym.", "⊕"},
    {"tau.", "τ"},
    {"tbd.", "≡"},
    {"theta.", "θ"},
    {"thrfore.", "∴"},
    {"times.", "×"},
    {"uparw.", "↑"},
    {"upsilon.", "υ"},
    {"varies.", "∝"},
    {"vertline.", "|"},
    {"xi.", "ξ"},
    {"zeta.", "ζ"},
};
constexpr bool by_name(const NamedCharacter& a, const NamedCharacter& b) { return a.name < b.name; }
static_assert(std::is_sorted(std::begin(kCharacters), std::end(kCharacters), by_name));
constexpr size_t kLongestName = 16;

/// Marks around what stands below or above the line, in one another too, and around what a reissue
/// adds.
constexpr std::array<std::string_view, 8> kMarks = {"sub.",  "sup.",  "sbsb.", "sbsp.",
                                                    "spsb.", "spsp.", "Iadd.", "Iaddend."};

/// `text` with marks dropped and known characters in place of their names.
void append_folded(std::string& out, std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t point = std::min(text.find('.', i), text.size());
    out.append(text.substr(i, point - i));
    i = point;
    if (i == text.size()) return;
    const std::string_view rest = text.substr(i + 1, kLongestName);
    const size_t close = rest.find('.');
    const std::string_view name =
        close == std::string_view::npos ? std::string_view() : rest.substr(0, close + 1);
    const auto known = std::lower_bound(std::begin(kCharacters), std::end(kCharacters),
                                        NamedCharacter{name, {}}, by_name);
    if (known != std::end(kCharacters) && known->name == name) {
      out += known->text;
      i += 1 + name.size();
    } else if (std::find(kMarks.begin(), kMarks.end(), name) != kMarks.end()) {
      i += 1 + name.size();
    } else {
      out += '.';
      ++i;
    }
  }
}

// ---- One record

struct Field {
  std::string_view tag;
  std::string_view text;  ///< from column 6 on, with the lines that go on with it
};

/// The last of these digits checks those before it. 10 has no digit, and is not decided here.
bool has_wrong_check_digit(std::string_view digits) {
  if (!all_digits(digits) || digits.size() > 10) return false;
  size_t sum = 0;
  for (size_t i = 0; i + 1 < digits.size(); ++i) {
    sum += static_cast<size_t>(digits[i] - '0') * (digits.size() - i);
  }
  const size_t check = (11 - sum % 11) % 11;
  return check < 10 && digits.back() != static_cast<char>('0' + check);
}

/// The text of a field as one line.
std::string line_of(std::string_view text) {
  TextBuilder builder;
  std::string folded;
  append_folded(folded, text);
  builder.add(folded);
  return builder.take();
}

/// A symbol's columns: blanks in front count.
std::string columns_of(std::string_view text) {
  return std::string(without_end(text.substr(0, text.find('\n'))));
}

/// "Hoff; Don G." -> "Hoff, Don G."
std::string person_of(std::string_view text) {
  std::string name = line_of(text);
  const size_t parted = name.find(';');
  if (parted != std::string::npos) name[parted] = ',';
  return name;
}

/// Codes that countries had until 1977; most of them are other countries' today.
std::string_view code_since_1978(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kCodes = {{
      {"BH", "BT"}, {"BT", "BW"}, {"CD", "KH"}, {"CL", "LK"}, {"CV", "VA"}, {"DL", "DD"},
      {"DT", "DE"}, {"EA", "ET"}, {"GE", "GM"}, {"KN", "KP"}, {"MD", "MG"}, {"MS", "MU"},
      {"MT", "MR"}, {"MU", "OM"}, {"NA", "NI"}, {"NI", "NE"}, {"PG", "PY"}, {"PO", "PL"},
      {"RU", "RO"}, {"SW", "SE"}, {"TO", "TG"},
  }};
  for (const auto& [old, now] : kCodes) {
    if (old == code) return now;
  }
  return code;
}

class GreenBookReading {
 public:
  explicit GreenBookReading(std::string_view text) : text_(text) { record_.source = "uspto"; }

  Result<Record> run() {
    read_fields();
    finish_group();
    finish_texts();
    PATLAS_TRY(copies_.status());
    if (record_key(record_).empty()) return Error{Code::kParse, "no patent number (WKU)", {}};
    PATLAS_TRY(check_claims());
    drop_repeated_texts(record_);
    return std::move(record_);
  }

 private:
  void extra_if(std::string_view path, std::string value) {
    if (!value.empty()) record_.extras.push_back({dotted("us", path), std::move(value)});
  }

  /// A field is its tag's line and the lines behind it that have no tag. A damaged line has none:
  /// its text stays with what stands before it.
  void read_fields() {
    Field field;
    size_t begin = 0;
    for (size_t at = 0; at < text_.size();) {
      const size_t end = next_line(text_, at);
      const std::string_view line = text_.substr(at, end - at);
      const std::string_view tag = tag_of(line);
      if (!tag.empty()) {
        finish_field(field, begin, at);
        if (is_group(tag, line)) {
          finish_group();
          group_ = tag;
        } else {
          // Whatever has become of the line PATN, this number stands below it.
          if (tag == "WKU" && group_ != "PATN") {
            finish_group();
            group_ = "PATN";
          }
          field.tag = tag;
          begin = std::min(at + 5, end);
        }
      }
      at = end;
    }
    finish_field(field, begin, text_.size());
  }

  void finish_field(Field& field, size_t begin, size_t end) {
    if (field.tag.empty()) return;
    field.text = text_.substr(begin, end - begin);
    if (is_text_group()) {
      read_text_field(field);
    } else if (copies_.take(sizeof(Field))) {
      fields_.push_back(field);
    }
    field = {};
  }

  static bool is_group(std::string_view tag, std::string_view line) {
    return tag.size() == 4 && without_end(line) == tag && !tag.starts_with("TBL");
  }

  bool is_text_group() const {
    constexpr std::array<std::string_view, 8> kGroups = {"ABST", "BSUM", "DETD", "DRWD",
                                                         "GOVT", "PARN", "CLMS", "DCLM"};
    return std::find(kGroups.begin(), kGroups.end(), group_) != kGroups.end();
  }

  std::string_view value(std::string_view tag) const {
    for (const Field& field : fields_) {
      if (field.tag == tag) return field.text;
    }
    return {};
  }
  std::string line(std::string_view tag) const { return line_of(value(tag)); }

  void finish_group() {
    using Rule = void (GreenBookReading::*)();
    constexpr std::array<std::pair<std::string_view, Rule>, 12> kRules = {{
        {"PATN", &GreenBookReading::read_patent},
        {"INVT", &GreenBookReading::read_inventor},
        {"ASSG", &GreenBookReading::read_assignee},
        {"PRIR", &GreenBookReading::read_priority},
        {"REIS", &GreenBookReading::read_reissue},
        {"RLAP", &GreenBookReading::read_related},
        {"CLAS", &GreenBookReading::read_classes},
        {"UREF", &GreenBookReading::read_us_citation},
        {"FREF", &GreenBookReading::read_foreign_citation},
        {"OREF", &GreenBookReading::read_literature},
        {"LREP", &GreenBookReading::read_agents},
        {"PCTA", &GreenBookReading::read_pct},
    }};
    if (!fields_.empty()) {
      Rule rule = &GreenBookReading::keep_all;
      for (const auto& [group, known] : kRules) {
        if (group == group_) rule = known;
      }
      (this->*rule)();
    }
    fields_.clear();
  }

  /// What no rule takes becomes an extra, "us.GOVT.PAR".
  void keep(const Field& field) {
    std::string path = std::string(group_.empty() ? "PATN" : group_) + ".";
    if (copies_.take(path.size())) extra_if(path.append(field.tag), line_of(field.text));
  }
  void keep_all() {
    for (const Field& field : fields_) keep(field);
  }
  template <size_t N>
  void keep_others(const std::array<std::string_view, N>& read) {
    for (const Field& field : fields_) {
      if (std::find(read.begin(), read.end(), field.tag) == read.end()) keep(field);
    }
  }

  // ---- Numbers

  void read_patent() {
    // Values that the later files have under names of their own.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames = {{
        {"SRC", "application-series"},
        {"APT", "application-type"},
        {"NCL", "number-of-claims"},
        {"ECL", "us-exemplary-claim"},
        {"NDR", "figures.number-of-drawing-sheets"},
        {"NFG", "figures.number-of-figures"},
        {"TRM", "us-term-of-grant.length-of-grant"},
        {"ART", "examiner-department"},
    }};
    read_publication();
    read_application();
    add_text(record_.titles, kEnglish, line("TTL"));
    for (const auto& [tag, role] : {std::pair("EXP", "primary"), std::pair("EXA", "assistant")}) {
      Party examiner;
      examiner.name = person_of(value(tag));
      examiner.role = role;
      if (!examiner.name.empty()) record_.examiners.push_back(std::move(examiner));
    }
    for (const auto& [tag, name] : kNames) extra_if(name, line(tag));
    const std::string claims = columns_of(value("NCL"));  // what is cut off may stand below
    if (all_digits(claims) && claims.size() <= 4) claims_expected_ = small_number(claims);
    keep_others(
        std::to_array<std::string_view>({"WKU", "SRC", "APN", "APT", "ART", "APD", "TTL", "ISD",
                                         "NCL", "ECL", "EXP", "EXA", "NDR", "NFG", "TRM"}));
  }

  /// Eight columns and a check digit. Up to 2000 a utility patent is an A in DOCDB and a plant
  /// patent a P; from 2001 on the file does not say which B or P it is.
  void read_publication() {
    const std::string written = line("WKU");
    WrittenNumber number{"US", written, "", line("ISD")};
    if (number.number.size() == 9) {
      if (has_wrong_check_digit(number.number)) {
        record_.extras.push_back({"unread.check-digit", "WKU " + written});
      }
      number.number.pop_back();
    }
    const std::optional<DateCode> date = parse_office_date(number.date, "US");
    const bool before_2001 = date.value_or(0) != 0 && date_year(*date) < 2001;
    if (before_2001 && all_digits(number.number)) number.kind = "A";
    if (before_2001 && number.number.starts_with("PP")) number.kind = "P";
    record_.publication = office_number(NumberSpace::kPublication, number, record_.extras);
    record_.publication.original = written;
  }

  /// Six digits and a check digit behind a series.
  void read_application() {
    const std::string written = line("APN");
    if (written.empty()) return;
    WrittenNumber number{"US", written, "", line("APD")};
    if (number.number.size() == 7 && all_digits(number.number)) {
      if (has_wrong_check_digit(number.number)) {
        record_.extras.push_back({"unread.check-digit", "APN " + written});
      }
      number.number.pop_back();
    }
    const std::string series = line("SRC");
    const bool serial = number.number.size() == 6 && all_digits(number.number);
    if (serial && all_digits(series) && series.size() <= 2) {
      number.number = std::string(2 - series.size(), '0') + series + "/" + number.number;
    } else {
      number.number = us_serial_of_year(number);
    }
    record_.application = office_number(NumberSpace::kApplication, number, record_.extras);
    record_.application.original = written;
  }

  /// "JPX" -> JP; in a grant of 1976 or 1977 "DTX" -> DE.
  std::string country_of(std::string written) const {
    if (written.size() == 3) written.pop_back();
    const uint32_t year = date_year(record_.publication.date);
    if (year != 0 && year < 1978) written = code_since_1978(written);
    return read_country(written);
  }

  void read_priority() {
    WrittenNumber written{country_of(line("CNT")), line("APN"), "", line("APD")};
    if (written.country.empty()) extra_if("priority-country", line("CNT"));
    record_.priorities.push_back(office_number(NumberSpace::kApplication, written, record_.extras));
    keep_others(std::to_array<std::string_view>({"CNT", "APN", "APD"}));
  }

  void add_application(std::string relation) {
    const std::string written = line("APN");
    if (written.empty()) return;
    WrittenNumber number{"US", written, "", line("APD")};
    number.number = us_serial_of_year(number);
    Number application = us_application(std::move(number), record_.extras);
    application.original = written;
    record_.related.push_back({std::move(relation), std::move(application)});
  }

  void add_grant(std::string relation) {
    const std::string written = line("PNO");
    if (written.empty()) return;
    record_.related.push_back(
        {std::move(relation), office_number(NumberSpace::kPublication,
                                            {"US", written, "", line("ISD")}, record_.extras)});
  }

  void read_related() {
    const std::string code = line("COD");
    std::string relation = "parent";
    if (code == "71") relation = "continuation";
    if (code == "72") relation = "continuation-in-part";
    if (code == "74") relation = "division";
    add_application(relation);
    add_grant(relation + ".parent-grant");
    const std::string about = " " + line("APN") + " ";
    if (!code.empty()) extra_if("parent-code", relation + about + code);
    if (!line("PSC").empty()) extra_if("parent-status", relation + about + line("PSC"));
    keep_others(std::to_array<std::string_view>({"COD", "APN", "APD", "PSC", "PNO", "ISD"}));
  }

  void read_reissue() {
    add_application("reissue");
    add_grant("reissue.parent-grant");
    keep_others(std::to_array<std::string_view>({"APN", "APD", "PNO", "ISD"}));
  }

  void read_pct() {
    if (std::string number = line("PCN"); !number.empty()) {
      WrittenNumber written{"WO", std::move(number), "", line("PD3")};
      record_.pct_application = office_number(NumberSpace::kApplication, written, record_.extras);
    }
    if (std::string number = line("PCP"); !number.empty()) {
      WrittenNumber written{"WO", std::move(number), "", line("PCD")};
      record_.pct_publication = office_number(NumberSpace::kPublication, written, record_.extras);
    }
    extra_if("pct.us-371c124-date", line("PD1"));
    extra_if("pct.us-102e-date", line("PD2"));
    keep_others(std::to_array<std::string_view>({"PCN", "PCP", "PCD", "PD1", "PD2", "PD3"}));
  }

  // ---- Parties

  /// An address in the United States has a state and no country.
  Party read_party(std::string_view what) {
    Party party;
    party.name = person_of(value("NAM"));
    for (std::string_view tag : {"STR", "CTY", "STA", "ZIP"}) {
      append_part(party.address, line(tag), ", ");
    }
    const std::string written = line("CNT");
    party.country = written.empty() && !line("STA").empty() ? "US" : country_of(written);
    if (party.country.empty()) append_part(party.address, written, ", ");
    for (const Field& field : fields_) {
      constexpr std::array<std::string_view, 7> kRead = {"NAM", "STR", "CTY", "STA",
                                                         "ZIP", "CNT", "COD"};
      if (std::find(kRead.begin(), kRead.end(), field.tag) != kRead.end()) continue;
      if (!copies_.take(party.name.size())) return party;
      extra_if(std::string(what).append("-").append(field.tag),
               party.name + ": " + line_of(field.text));
    }
    return party;
  }

  void read_inventor() {
    Party party = read_party("inventor");
    if (!party.name.empty()) record_.inventors.push_back(std::move(party));
  }

  void read_assignee() {
    Party party = read_party("assignee");
    party.role = line("COD");
    if (!party.name.empty()) record_.applicants.push_back(std::move(party));
  }

  /// FRM is the firm; the others name persons, each in its own part.
  void read_agents() {
    for (const Field& field : fields_) {
      Party agent;
      agent.name = person_of(field.text);
      agent.role = field.tag;
      if (!agent.name.empty()) record_.agents.push_back(std::move(agent));
    }
  }

  // ---- Classes and citations

  void read_classes() {
    const std::string edition = line("EDF");
    std::string searched;
    for (const Field& field : fields_) {
      if (field.tag == "OCL" || field.tag == "XCL") {
        Symbol symbol = uspc_symbol(columns_of(field.text));
        symbol.first = field.tag == "OCL";
        record_.symbols.push_back(std::move(symbol));
      } else if (field.tag == "ICL") {
        if (!copies_.take(edition.size())) return;
        read_ipc(columns_of(field.text), edition);
      } else if (field.tag == "FSC") {
        searched = line_of(field.text);
      } else if (field.tag == "FSS") {
        note_searched(searched, line_of(field.text));
      } else if (field.tag != "EDF") {
        keep(field);
      }
    }
  }

  /// In a design the place of the IPC holds the Locarno class.
  void read_ipc(const std::string& written, const std::string& edition) {
    const bool is_locarno =
        record_.publication.number.starts_with('D') && all_digits(trim(written));
    Symbol symbol = is_locarno ? locarno_symbol(written) : class_symbol("ipc", written);
    symbol.version = edition;
    symbol.first = !has_international_class_;
    has_international_class_ = true;
    record_.symbols.push_back(std::move(symbol));
  }

  /// "6;7" below class 435 is 435/6 and 435/7.
  void note_searched(const std::string& in_class, std::string_view subclasses) {
    while (!subclasses.empty()) {
      const size_t end = std::min(subclasses.find(';'), subclasses.size());
      const std::string_view subclass = trim(subclasses.substr(0, end));
      subclasses.remove_prefix(std::min(end + 1, subclasses.size()));
      if (!copies_.take(in_class.size())) return;
      if (!subclass.empty()) extra_if("field-of-search", in_class + "/" + std::string(subclass));
    }
  }

  void read_citation(const std::string& country) {
    Citation citation;
    const std::string number = line("PNO");
    WrittenNumber written{country, number, "", line("ISD")};
    citation.publication = office_number(NumberSpace::kPublication, written, record_.extras);
    citation.text = line("NAM");
    for (const Field& field : fields_) {
      const std::string_view tag = field.tag;
      if (tag == "PNO" || tag == "ISD" || tag == "NAM" || tag == "CNT") continue;
      if (!copies_.take(number.size())) return;
      const bool uspc = tag == "OCL" || tag == "XCL" || tag == "UCL";
      extra_if(uspc ? "citation-classification-national" : std::string("citation-").append(tag),
               number + " " + columns_of(field.text));
    }
    record_.citations.push_back(std::move(citation));
  }

  void read_us_citation() { read_citation("US"); }

  void read_foreign_citation() {
    const std::string written = line("CNT");
    const std::string country = country_of(written);
    read_citation(country);
    if (country.empty() && !written.empty()) {
      append_part(record_.citations.back().text, written, " ");
    }
  }

  void read_literature() {
    for (const Field& field : fields_) {
      Citation citation;
      citation.text = line_of(field.text);
      if (!citation.text.empty()) record_.citations.push_back(std::move(citation));
    }
  }

  // ---- Texts

  /// A table keeps its lines, but not those that only rule it off.
  static void add_lines(TextBuilder& to, const Field& field) {
    const bool table = field.tag.starts_with("TBL") || field.tag == "EQU";
    to.break_line();
    std::string folded;
    for (size_t at = 0; at < field.text.size();) {
      const size_t end = next_line(field.text, at);
      const std::string_view line = field.text.substr(at, end - at);
      at = end;
      if (table && line.find_first_not_of("_ \t\r\n") == std::string_view::npos) continue;
      folded.clear();
      append_folded(folded, line);
      to.add(folded);
      if (table) to.break_line();
    }
    to.break_line();
  }

  void read_text_field(const Field& field) {
    if (group_ == "ABST") return add_lines(abstract_, field);
    if (group_ == "CLMS" || group_ == "DCLM") return read_claim_field(field);
    if (group_ != section_) {
      section_ = group_;
      extra_if("description-section",
               std::string(group_) + " " + std::to_string(description_.line_count()));
    }
    add_lines(description_, field);
  }

  void read_claim_field(const Field& field) {
    if (field.tag == "STM") return extra_if("claim-statement", line_of(field.text));
    if (field.tag == "NUM") {
      finish_claim();
      claim_number_ = line_of(field.text);
      if (claim_number_.ends_with('.')) claim_number_.pop_back();
      return;
    }
    add_lines(claim_, field);
  }

  void finish_claim() {
    Claim claim;
    claim.language = kEnglish;
    claim.number = std::exchange(claim_number_, {});
    claim.text = claim_.take();
    if (!claim.text.empty()) record_.claims.push_back(std::move(claim));
  }

  void finish_texts() {
    finish_claim();
    add_text(record_.abstracts, kEnglish, abstract_.take());
    add_text(record_.descriptions, kEnglish, description_.take());
  }

  /// Nothing marks a record's end, so that one cut off by its file's end is told by the count of
  /// its claims; where its last line is whole, that they are fewer is noted.
  Status check_claims() {
    const size_t read = record_.claims.size();
    if (claims_expected_ <= read) return {};
    const std::string found =
        std::to_string(read) + " of " + std::to_string(claims_expected_) + " claims";
    if (!text_.ends_with('\n')) {
      return Error{Code::kParse, "the record ends inside a line, with " + found, {}};
    }
    record_.extras.push_back({"unread.claims", found});
    return {};
  }

  std::string_view text_;
  std::string_view group_, section_;
  uint64_t claims_expected_ = 0;
  std::vector<Field> fields_;  ///< of the group, unless it is one of texts
  TextBuilder abstract_, description_, claim_;
  std::string claim_number_;
  bool has_international_class_ = false;
  CopyBudget copies_;
  Record record_;
};

class GreenBookReader : public RecordReader {
 public:
  std::vector<Result<Record>> read(const RawRecord& raw) override {
    std::vector<Result<Record>> reads;
    const std::string_view text = raw.bytes;
    // The format has no place to name another encoding.
    if (const std::optional<size_t> invalid = find_invalid_utf8(text)) {
      reads.emplace_back(
          placed({Code::kParse, "bytes that UTF-8 does not have", {}}, raw, *invalid));
      return reads;
    }
    // Where a PATN line was damaged two records stand in one piece: each has a WKU of its own.
    for (size_t at = 0; at < text.size();) {
      const size_t end = piece_end(text, at);
      read_piece(text.substr(at, end - at), at, raw, reads);
      at = end;
    }
    return reads;
  }

 private:
  static bool begins_number(std::string_view text, size_t at) {
    return tag_of(text.substr(at, 6)) == "WKU";
  }

  /// Behind the piece's own WKU the next one begins another.
  static size_t piece_end(std::string_view text, size_t begin) {
    bool has_number = false;
    for (size_t at = begin; at < text.size(); at = next_line(text, at)) {
      if (!begins_number(text, at)) continue;
      if (has_number) return at;
      has_number = true;
    }
    return text.size();
  }

  static void read_piece(std::string_view text, size_t offset, const RawRecord& raw,
                         std::vector<Result<Record>>& reads) {
    if (const size_t nul = text.find('\0'); nul != std::string_view::npos) {
      Error error{Code::kParse, "a NUL character in a text", {}};
      reads.emplace_back(placed(std::move(error), raw, offset + nul));
      return;
    }
    Result<Record> record = GreenBookReading(text).run();
    if (!record) {
      reads.emplace_back(placed(record.error(), raw, offset));
      return;
    }
    record->provenance.offset = raw.offset + offset;
    record->provenance.reader = "green-book/1";
    reads.push_back(std::move(record));
  }

  static Error placed(Error error, const RawRecord& raw, uint64_t offset) {
    const size_t within = static_cast<size_t>(std::min<uint64_t>(offset, raw.bytes.size()));
    error.place.offset = raw.offset + within;
    error.place.line = raw.line + static_cast<uint64_t>(std::count(
                                      raw.bytes.begin(),
                                      raw.bytes.begin() + static_cast<ptrdiff_t>(within), '\n'));
    return error;
  }
};

/// The first record's PATN with its WKU, behind nothing but the file's own head.
bool recognise(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  if (head.starts_with(kFileHead)) head.remove_prefix(next_line(head, 0));
  while (!head.empty() && is_blank(head[0])) head.remove_prefix(1);
  if (without_end(head.substr(0, next_line(head, 0))) != "PATN") return false;
  return tag_of(head.substr(next_line(head, 0), 6)).size() == 3;
}

}  // namespace

FormatSpec green_book_format() {
  return {"green-book", "USPTO grants of 1976 to 2001 as text (APS, \"Green Book\")", recognise,
          [](ByteWindow& window) -> std::unique_ptr<RecordSplitter> {
            return std::make_unique<GreenBookSplitter>(window);
          },
          []() -> std::unique_ptr<RecordReader> { return std::make_unique<GreenBookReader>(); }};
}

}  // namespace patlas
