// XML made to hurt whoever expands, fetches, recurses, copies or searches again.
#include "tests/bad/bad_file.h"

namespace patlas::bad {
namespace {

constexpr size_t kHundredMegabytes = 100u << 20;

const char* const kAllThree = "10000001 10000002 10000003";
const char* const kGoodOnes = "10000001 10000003";

/// One that is read, with this DOCTYPE and title.
BadFile harmless(const std::string& name, const std::string& doctype, const std::string& title) {
  return between_grants(name, kAllThree, {},
                        [=](size_t) { return grant_with(doctype, "10000002", title); });
}

/// One that is refused with `reason`, with this title.
BadFile refused(const std::string& name, const std::string& reason,
                const std::function<std::string(size_t)>& title, size_t scale = 1) {
  return between_grants(
      name, kGoodOnes, {reason}, [=](size_t n) { return grant("10000002", title(n)); }, scale);
}

BadFile refused(const std::string& name, const std::string& reason, const std::string& title) {
  return refused(name, reason, [=](size_t) { return title; });
}

std::string subset(const std::string& inside) {
  return "<!DOCTYPE us-patent-grant [" + inside + "]>";
}

void add_entities(std::vector<BadFile>& all) {
  all.push_back(harmless("xxe_file", subset("<!ENTITY x SYSTEM \"file:///etc/passwd\">"), "&x;"));
  all.push_back(harmless("xxe_http", subset("<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">"), "&x;"));
  all.push_back(harmless(
      "xxe_parameter",
      subset("<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x.dtd\"> %p; <!ENTITY y \"z\">"), "&y;"));
  all.push_back(harmless("xxe_parameter_that_sends",
                         subset("<!ENTITY % f SYSTEM \"file:///etc/hostname\"><!ENTITY % e "
                                "\"<!ENTITY s SYSTEM 'http://127.0.0.1:9/?%f;'>\">%e;"),
                         "&s;"));
  all.push_back(
      harmless("xxe_public", subset("<!ENTITY x PUBLIC \"p\" \"file:///etc/passwd\">"), "&x;"));
  all.push_back(harmless("xxe_unparsed",
                         subset("<!NOTATION n SYSTEM \"file:///bin/sh\"><!ENTITY x SYSTEM "
                                "\"file:///etc/passwd\" NDATA n>"),
                         "&x;"));
  all.push_back(harmless("external_subset_file",
                         "<!DOCTYPE us-patent-grant SYSTEM \"file:///etc/passwd\">", "t"));
  all.push_back(harmless(
      "external_subset_http",
      "<!DOCTYPE us-patent-grant PUBLIC \"-//x//DTD//EN\" \"http://127.0.0.1:9/a.dtd\">", "t"));
  all.push_back(harmless("external_subset_traversal",
                         "<!DOCTYPE us-patent-grant SYSTEM \"../../../../etc/passwd\">", "t"));
  all.push_back(harmless("xinclude", "",
                         "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
                         "href=\"file:///etc/passwd\" parse=\"text\"/>"));
  all.push_back(harmless("stylesheet_instruction",
                         "<?xml-stylesheet type=\"text/xsl\" href=\"file:///etc/passwd\"?>", "t"));
  all.push_back(harmless("schema_location", "",
                         "<b xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                         "xsi:schemaLocation=\"x file:///etc/passwd\">t</b>"));
  all.push_back(harmless("attribute_defaults_of_a_dtd",
                         subset("<!ATTLIST us-patent-grant lang CDATA \"FR\" x CDATA \"&x;\">"),
                         "t"));
  all.push_back(
      harmless("recursive_entities", subset("<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">"), "&a;"));
  all.push_back(harmless("entity_that_opens_an_element", subset("<!ENTITY a \"<b>\">"), "&a;"));
  all.push_back(between_grants("billion_laughs", kAllThree, {}, [](size_t) {
    std::string laughs = "<!ENTITY a \"ha\">";
    for (char c = 'b'; c <= 'z'; ++c) {
      const std::string last = std::string("&") + static_cast<char>(c - 1) + ";";
      laughs += std::string("<!ENTITY ") + c + " \"" + repeated(10, last) + "\">";
    }
    return grant_with(subset(laughs), "10000002", "&z;");
  }));
  all.push_back(between_grants("billion_laughs_of_parameters", kAllThree, {}, [](size_t) {
    std::string laughs = "<!ENTITY % a \"ha\">";
    for (char c = 'b'; c <= 'z'; ++c) {
      const std::string last = std::string("%") + static_cast<char>(c - 1) + ";";
      laughs += std::string("<!ENTITY % ") + c + " \"" + repeated(10, last) + "\"> %" + c + ";";
    }
    return grant_with(subset(laughs), "10000002", "t");
  }));
  all.push_back(between_grants(
      "quadratic_blow_up", kAllThree, {},
      [](size_t n) {
        return grant_with(subset("<!ENTITY a \"" + std::string(n, 'x') + "\">"), "10000002",
                          repeated(n, "&a;"));
      },
      100'000));
  all.push_back(between_grants(
      "quadratic_blow_up_in_an_attribute", kAllThree, {},
      [](size_t n) {
        return grant_with(subset("<!ENTITY a \"" + std::string(n, 'x') + "\">"), "10000002",
                          "<b c=\"" + repeated(n, "&a;") + "\">t</b>");
      },
      100'000));
  all.push_back(between_grants(
      "a_subset_without_end", kGoodOnes, {"parse: "},
      [](size_t n) { return grant_with("<!DOCTYPE a [" + repeated(n, "<!ENTITY a 'b'>"), "1"); },
      1000));
  all.push_back(between_grants(
      "a_subset_of_megabytes", kGoodOnes, {"limit: internal DTD subset in bytes"},
      [](size_t n) { return grant_with(subset(repeated(n, "<!ENTITY a 'b'>")), "10000002"); },
      100'000));
  all.push_back(between_grants(
      "a_subset_of_brackets", kGoodOnes, {"limit: nesting in the DTD subset"},
      [](size_t n) { return grant_with("<!DOCTYPE a " + repeated(n, "["), "10000002"); }, 1000));
  all.push_back(refused(
      "an_entity_name_of_a_megabyte", "parse: '&' begins no character reference",
      [](size_t n) { return "&" + std::string(n, 'a') + ";"; }, 1u << 20));
  all.push_back(refused(
      "a_character_number_of_a_megabyte", "parse: '&' begins no character reference",
      [](size_t n) { return "&#" + std::string(n, '9') + ";"; }, 1u << 20));
  for (const char* reference :
       {"&#0;", "&#x0;", "&#xD800;", "&#xDFFF;", "&#xFFFE;", "&#x110000;",
        "&#xFFFFFFFFFFFFFFFFF41;", "&#-1;", "&#8;", "&", "&;", "&#;", "&#x;", "&a", "a & b"}) {
    all.push_back(refused(std::string("the_reference_") + reference,
                          "parse: '&' begins no character reference", reference));
  }
}

void add_giants(std::vector<BadFile>& all) {
  const std::string record = "limit: record in bytes";
  const auto giant = [&](const std::string& name, const std::string& before,
                         const std::string& after, const std::string& reason) {
    all.push_back(refused(
        name, reason, [=](size_t n) { return before + std::string(n, 'x') + after; },
        kHundredMegabytes));
  };
  giant("a_text_of_100_megabytes", "", "", record);
  giant("an_attribute_of_100_megabytes", "<b c=\"", "\"/>", record);
  giant("a_comment_of_100_megabytes", "<!--", "-->", record);
  giant("a_cdata_section_of_100_megabytes", "<![CDATA[", "]]>", record);
  giant("an_instruction_of_100_megabytes", "<?x ", "?>", record);
  giant("a_name_of_100_megabytes", "<", "/>", record);
  giant("an_end_tag_of_100_megabytes", "</", ">", record);
  giant("an_entity_of_100_megabytes", "&", ";", record);
  all.push_back(between_grants(
      "a_quote_in_a_doctype_of_100_megabytes", kGoodOnes, {record},
      [](size_t n) {
        return grant_with("<!DOCTYPE a \"" + std::string(n, 'x') + "\">", "10000002");
      },
      kHundredMegabytes));
  all.push_back({"an_exchange_document_of_100_megabytes",
                 "1000001 1000003",
                 {record},
                 [](size_t n) { return exchange("1000002", std::string(n, 'x')); },
                 kHundredMegabytes,
                 "<?xml version=\"1.0\"?><exch:exchange-documents>" + exchange("1000001"),
                 exchange("1000003") + "</exch:exchange-documents>"});
  all.push_back(
      {"a_start_tag_of_100_megabytes",
       "1000001 1000003",
       {"limit: record in bytes"},
       [](size_t n) { return "<exch:exchange-document a=\"" + std::string(n, 'x') + "\">"; },
       kHundredMegabytes,
       "<?xml version=\"1.0\"?><exch:exchange-documents>" + exchange("1000001"),
       exchange("1000003") + "</exch:exchange-documents>"});
  all.push_back(refused(
      "a_name_of_a_megabyte", "limit: a name in bytes",
      [](size_t n) { return "<" + std::string(n, 'x') + "/>"; }, 1u << 20));
  all.push_back(refused(
      "an_attribute_name_of_a_megabyte", "limit: a name in bytes",
      [](size_t n) { return "<b " + std::string(n, 'x') + "=''/>"; }, 1u << 20));
  all.push_back(between_grants(
      "an_attribute_of_30_megabytes", kAllThree, {},
      [](size_t n) { return grant("10000002", "<b c=\"" + std::string(n, 'x') + "\">t</b>"); },
      30u << 20));
  all.push_back(between_grants(
      "a_number_of_a_megabyte", kGoodOnes, {"parse: no publication number"},
      [](size_t n) { return grant(std::string(n, '9')); }, 1u << 20));
}

void add_many(std::vector<BadFile>& all) {
  all.push_back(refused(
      "100000_attributes", "limit: attributes of one element",
      [](size_t n) {
        return "<b" + repeated(n, [](size_t i) { return " a" + std::to_string(i) + "=''"; }) + "/>";
      },
      100'000));
  all.push_back(between_grants(
      "as_many_attributes_as_may_be", kAllThree, {},
      [](size_t n) {
        return grant("10000002", "<b" + repeated(n, [](size_t i) {
                                   return " a" + std::to_string(i) + "='1'";
                                 }) + "/>");
      },
      1024));
  all.push_back(refused("an_attribute_twice", "parse: attribute 'c' twice", "<b c='1' c='2'/>"));
  all.push_back(refused(
      "a_nest_too_deep", "limit: nesting of elements",
      [](size_t n) { return repeated(n, "<p>") + repeated(n, "</p>"); }, 255));
  all.push_back(between_grants(
      "a_nest_as_deep_as_may_be", kAllThree, {},
      [](size_t n) { return grant("10000002", repeated(n, "<p>") + repeated(n, "</p>")); }, 253));
  all.push_back(refused(
      "a_million_start_tags", "limit: nesting of elements",
      [](size_t n) { return repeated(n, "<p>"); }, 1'000'000));
  all.push_back(refused(
      "a_million_end_tags", "parse: end tag", [](size_t n) { return repeated(n, "</p>"); },
      1'000'000));
  all.push_back(between_grants(
      "a_million_empty_elements", kAllThree, {},
      [](size_t n) { return grant("10000002", repeated(n, "<b/>")); }, 1'000'000));
  all.push_back(refused(
      "more_elements_than_a_tree_holds", "limit: parse tree in bytes",
      [](size_t n) { return repeated(n, "<b/>"); }, 12'000'000));
  all.push_back({"a_million_empty_records",
                 "1000001 1000003",
                 {"1000000 rejects", "parse: "},
                 [](size_t n) { return repeated(n, "<exch:exchange-document/>"); },
                 1'000'000,
                 "<?xml version=\"1.0\"?><exch:exchange-documents>" + exchange("1000001"),
                 exchange("1000003") + "</exch:exchange-documents>"});
  all.push_back(between_grants(
      "100000_declarations", kGoodOnes, {"100000 rejects", "parse: no element"},
      [](size_t n) { return repeated(n, "<?xml version=\"1.0\"?>"); }, 100'000));
  for (const char* opener : {"<!--", "<![CDATA[", "<?p ", "<!DOCTYPE ", "<!DOCTYPE a [", "<!",
                             "<!DOCTYPE '", "<", "<a ", "<a b=\"", "&", "]]>x<", "--><", "?><",
                             "<!DOCTYPE a [<!--", "<b c='<![CDATA['>", "<!--<![CDATA[<?p "}) {
    all.push_back(refused(
        std::string("a_run_of_") + opener, "", [=](size_t n) { return repeated(n, opener); },
        200'000));
  }
}

void add_unclosed(std::vector<BadFile>& all) {
  all.push_back(refused("a_comment_without_end", "parse: ", "<!-- "));
  all.push_back(refused("a_cdata_section_without_end", "parse: ", "<![CDATA[ "));
  all.push_back(refused("an_instruction_without_end", "parse: ", "<?p "));
  all.push_back(refused("a_tag_without_end", "parse: ", "<b "));
  all.push_back(refused("an_attribute_without_end", "parse: ", "<b c=\""));
  all.push_back(refused("an_attribute_without_quotes", "parse: ", "<b c=d/>"));
  all.push_back(refused("an_element_without_end", "parse: ", "<b>"));
  all.push_back(refused("an_end_without_start", "parse: ", "</b>"));
  all.push_back(refused("elements_that_overlap", "parse: ", "<b><i></b></i>"));
  all.push_back(refused("two_hyphens_in_a_comment", "parse: ", "<!-- a -- b -->"));
  // A declaration always begins a record, so the one that holds it comes to two rejects.
  all.push_back(between_grants("a_declaration_in_an_attribute", kGoodOnes, {"parse: ", "parse: "},
                               [](size_t) { return grant("10000002", "<b c=\"<?xml \"/>"); }));
  all.push_back(refused("a_tag_in_an_attribute", "parse: ", "<b c=\"<i>\"/>"));
  // Joined to the first, the last one's end would make the records between a text of it.
  for (const char* opener : {"<![CDATA[", "<!--", "<?p ", "<!DOCTYPE a ["}) {
    all.push_back({std::string("closed_in_a_later_record_") + opener,
                   "10000001 10000003 10000004 10000003",
                   {"parse: "},
                   [=](size_t) {
                     const std::string open = opener;
                     const std::string close = open == "<![CDATA[" ? "]]>"
                                               : open == "<!--"    ? "-->"
                                               : open == "<?p "    ? "?>"
                                                                   : "";
                     return grant("10000002", open + "open") + grant("10000003") +
                            (close.empty() ? grant_with(open + "]>", "10000004")
                                           : grant("10000004", open + "shut" + close));
                   },
                   1,
                   grant("10000001"),
                   grant("10000003")});
  }
  all.push_back(refused("a_declaration_in_the_middle", "parse: ", "<!ELEMENT a (b)>"));
  all.push_back(harmless("a_record_in_a_comment", "", "<!--\n" + grant("7") + "-->"));
  all.push_back(harmless("a_record_in_a_cdata_section", "", "<![CDATA[\n" + grant("7") + "]]>"));
  all.push_back(harmless("a_declaration_in_an_instruction", "", "<?p <?xml version='1.0' ?>"));
  all.push_back(harmless("a_declaration_in_a_subset",
                         subset("<!-- <?xml version='1.0'?> --><!ENTITY a \"<?xml \">"), "t"));
  all.push_back(harmless("a_doctype_in_a_cdata_section", "", "<![CDATA[<!DOCTYPE a [ ]]>"));
  all.push_back(
      between_grants("a_second_root", kGoodOnes, {"parse: a second root element"}, [](size_t) {
        const std::string one = grant("10000002");
        return one + one.substr(one.find("<us-patent"));
      }));
  all.push_back(between_grants("text_behind_the_root", kGoodOnes, {"parse: text outside"},
                               [](size_t) { return grant("10000002") + "and more\n"; }));
  all.push_back(between_grants("a_doctype_behind_the_root", kGoodOnes, {"parse: a DOCTYPE behind"},
                               [](size_t) { return grant("10000002") + "<!DOCTYPE a>\n"; }));
  all.push_back(between_grants("no_root", kGoodOnes, {"parse: no element"}, [](size_t) {
    return std::string("<?xml version=\"1.0\"?>\n<!-- nothing -->\n");
  }));
  all.push_back(between_grants("another_root", kGoodOnes, {"parse: root element 'a'"}, [](size_t) {
    return std::string("<?xml version=\"1.0\"?><a/>\n");
  }));
  for (const char* end :
       {"", "<", "</", "</us", "<!", "<!-", "<![CDATA", "&", "&#", "<b a", "<b a=", "<b a='"}) {
    all.push_back({std::string("a_file_that_ends_in_") + end,
                   "10000001",
                   {"parse: "},
                   [=](size_t) {
                     std::string one = grant("10000002");
                     return one.substr(0, one.find("</invention")) + end;
                   },
                   1,
                   grant("10000001"),
                   ""});
  }
}

void add_values(std::vector<BadFile>& all) {
  const auto with_date = [](const std::string& date) {
    std::string text = grant("10000002");
    text.replace(text.find("20200107"), 8, date);
    return text;
  };
  for (const char* date : {"20200230", "00000000", "99999999", "20201301", "-2020101", "2020", "0",
                           "２０２０", "20200107T00:00:00Z", ""}) {
    all.push_back(between_grants(std::string("the_date_") + date, kAllThree, {},
                                 [=](size_t) { return with_date(date); }));
  }
  all.push_back(between_grants(
      "a_date_of_a_megabyte", kAllThree, {},
      [=](size_t n) { return with_date(std::string(n, '1')); }, 1u << 20));
  const auto with_country = [](const std::string& country) {
    std::string text = grant("10000002");
    text.replace(text.find("<country>US") + 9, 2, country);
    return text;
  };
  for (const char* country : {"", "U", "us", "U.", "../", "USA", "\xE7\xBE\x8E\xE5\x9C\x8B"}) {
    all.push_back(between_grants(std::string("the_country_") + country, "either", {},
                                 [=](size_t) { return with_country(country); }));
  }
  const auto with_kind = [](const std::string& kind) {
    std::string text = grant("10000002");
    text.replace(text.find("<kind>B2") + 6, 2, kind);
    return text;
  };
  for (const char* kind : {"", ".", "A.1", "../..", "\xE2\x80\xAE"}) {
    all.push_back(between_grants(std::string("the_kind_") + kind, "either", {},
                                 [=](size_t) { return with_kind(kind); }));
  }
}

}  // namespace

std::vector<BadFile> bad_xml_files() {
  std::vector<BadFile> all;
  add_entities(all);
  add_giants(all);
  add_many(all);
  add_unclosed(all);
  add_values(all);
  return all;
}

}  // namespace patlas::bad
