#!/usr/bin/env python3
"""A second reader of the real office files, sharing nothing with ingest/ but the meaning of a field.

    second_reader.py REAL_DATA DUMP.jsonl

REAL_DATA is the folder of real files; DUMP.jsonl holds what Patlas read from it, one RECORD.md line a
record. For every well-formed record of an office format this finds the values of each field again, by
xml.etree and rules of its own, and compares. It also checks that no text of a bibliographic part is
missing from the record, wherever it went. Prints each difference; status 1 if there is one.
"""
import copy
import html.entities
import json
import re
import sys
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

RECORD_TAGS = {"us-patent-grant", "us-patent-application", "tw-patent-grant", "exchange-document",
               "ep-patent-document", "PATDOC", "cn-patent-document", "PatentDocumentAndRelated",
               "jp-official-gazette", "PatentUtilityInfo", "PatentPublication"}
XML_FIVE = {"amp", "lt", "gt", "quot", "apos"}
BLOCKS = {"p", "heading", "claim-text", "li", "ul", "ol", "dl", "dt", "dd", "br", "row", "table",
          "tr", "thead", "tbody", "tables", "passage",
          "PARA", "H", "CLMSTEP", "LI", "UL", "OL", "DL", "DT", "DD", "BR"}
WORDS = {"entry", "td", "mtd", "maths", "chemistry", "CWU"}
# Apart, because a Title is a line in ST.96 alone.
ST96_BLOCKS = {"P", "Heading", "ClaimText", "LI", "UL", "OL", "DL", "DT", "DD", "Br", "Row", "Table",
               "TableGroup", "Title"}
ST96_WORDS = {"Entry", "Math", "ChemicalFormulae"}


# ---- The files

def documents(data):
    """The XML documents in a file: one, or many behind one another."""
    starts = [m.start() for m in re.finditer(rb"(?m)(?<![^\s])<\?xml ", data)] or [0]
    if starts[0] != 0:
        starts.insert(0, 0)
    for start, end in zip(starts, starts[1:] + [len(data)]):
        yield data[start:end]


def without_doctype(data):
    return re.sub(rb"<!DOCTYPE[^\[>]*(\[[^\]]*\]\s*)?>", b"", data, count=1)


# ISO's Greek letters, which HTML has under other names: agr, Agr.
ISO_GREEK = dict(zip((
    "agr bgr ggr dgr egr zgr eegr thgr igr kgr lgr mgr ngr xgr ogr pgr rgr sfgr sgr tgr ugr phgr "
    "khgr psgr ohgr").split(), "αβγδεζηθικλμνξοπρςστυφχψω"))
ISO_GREEK.update({n.capitalize(): c.upper() for n, c in ISO_GREEK.items() if n != "sfgr"})
ISO_GREEK.update({n.upper()[:2] + n[2:]: c.upper() for n, c in ISO_GREEK.items()
                  if len(n) == 4 and n[0].islower() and n != "sfgr"})


def with_entities(data):
    def decode(match):
        name = match.group(1).decode()
        if name in XML_FIVE:
            return match.group(0)
        text = ISO_GREEK.get(name) or html.entities.html5.get(name + ";") or \
            html.entities.html5.get(name.capitalize() + ";")
        return text.encode() if text else b"&amp;" + match.group(1) + b";"
    return re.sub(rb"&([A-Za-z][A-Za-z0-9.]*);", decode, data)


def parse(data):
    data = with_entities(without_doctype(data)).lstrip(b"\xef\xbb\xbf")
    if data.lstrip().startswith(b"<exch:") and b"xmlns:exch" not in data:
        data = data.replace(b"<exch:exchange-document ", b'<exch:exchange-document xmlns:exch="x" ', 1)
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_pis=True))
    return ElementTree.fromstring(data, parser)


def name(element):
    return element.tag.split("}")[-1] if isinstance(element.tag, str) else None


def real_files(root):
    """(path, entry, bytes) of each file that holds records."""
    wanted = re.compile(rb"<(\w+:)?(" + "|".join(sorted(RECORD_TAGS)).encode() + rb")[\s>]")
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in (".xml", ".zip", ".txt", ".greenbook"):
            continue
        label = str(path.relative_to(root))
        if path.suffix.lower() in (".txt", ".greenbook"):
            if re.match(rb"\s*PATN\s", path.read_bytes()):
                yield label, "", path.read_bytes()
            continue
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                for entry in archive.namelist():
                    if entry.lower().endswith(".xml") and wanted.search(archive.read(entry)):
                        yield label, entry, archive.read(entry)
        elif wanted.search(path.read_bytes()):
            yield label, "", path.read_bytes()


# ---- Text

def exact(element):
    return "".join(pieces(element, "", "")) if element is not None else ""


def pieces(element, block, word):
    own = name(element)
    border = block if own in BLOCKS else word if own in WORDS else ""
    yield border
    if own is not None:
        yield element.text or ""
    for child in element:
        yield from pieces(child, block, word)
        yield child.tail or ""
    yield border


def squeeze(text):
    text = re.sub(r"[ \t\r\n]+", " ", text)
    text = re.sub(r" ?(\x00 ?)+", "\n", text)
    return text.strip(" \n")


def line(element, path=None):
    for step in (path or "").split("/") if path else []:
        element = next((c for c in element if name(c) == step), None) if element is not None else None
    if element is None:
        return ""
    return re.sub(r"[ \t\r\n]+", " ", "".join(line_pieces(element))).strip(" ")


def line_pieces(element):
    if name(element) == "br":
        yield " "
    if name(element) is not None:
        yield element.text or ""
    for child in element:
        yield from line_pieces(child)
        yield child.tail or ""


def block(element):
    return squeeze("".join(pieces(element, "\x00", " "))) if element is not None else ""


# A character of a script without blanks; a wrapped line goes on beside it without one.
UNSPACED = ("\u2e80-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
            "\uff00-\uff9f\uffe0-\uffef\U00020000-\U0003ffff")


def wrapped_block(element, lines=(), wraps=()):
    """As block, where a line end inside a text (and the elements `wraps`) wrap the page."""
    def parts(node):
        own = name(node)
        mark = "\x01" if own in wraps else "\x00" if own in BLOCKS or own in lines else \
            "\x02" if own in WORDS else ""
        yield mark
        yield text(node.text) if own is not None else ""
        for inner in node:
            yield from parts(inner)
            yield text(inner.tail)
        yield mark

    def text(value):
        value = value or ""
        return re.sub(r"[ \t\r]*\n[ \t\r\n]*", "\x01", value) if value.strip(" \t\r\n") else value

    def gap(match):
        for mark, instead in (("\x00", "\n"), ("\x02", " "), ("\x01", "\x01")):
            if mark in match[0]:
                return instead
        return " "

    joined = re.sub("[ \t\r\n\x00\x01\x02]+", gap, "".join(parts(element)))
    joined = re.sub("(?<=[%s])\x01|\x01(?=[%s])" % (UNSPACED, UNSPACED), "", joined)
    return joined.replace("\x01", " ").strip(" \n")


def child(element, path):
    for step in path.split("/"):
        if element is None:
            return None
        element = next((c for c in element if name(c) == step), None)
    return element


def children(element, *names):
    return [c for c in element if name(c) and (not names or name(c) in names)] \
        if element is not None else []


def attr(element, key):
    if element is None:
        return ""
    return next((v.strip() for k, v in element.attrib.items() if k.split("}")[-1] == key), "")


def date(text):
    return int(text) if text.isdigit() and len(text) == 8 and int(text) else 0


def roc_date(text):
    match = re.fullmatch(r"(\d+)/(\d+)/(\d+)", text)
    return (int(match[1]) + 1911) * 10000 + int(match[2]) * 100 + int(match[3]) if match else date(text)


def reference(element, read_date=date):
    return (line(element, "doc-number"), read_date(line(element, "date")))


# ---- USPTO

def joined(separator, *parts):
    return separator.join(p for p in parts if p)


def us_person(book):
    given = joined(" ", line(book, "prefix"), line(book, "first-name"), line(book, "middle-name"))
    return joined(", ", line(book, "last-name"), given, line(book, "suffix"))


def us_party(element, role):
    book = child(element, "addressbook")
    book = element if book is None else book
    full = joined("; ", line(book, "orgname") or line(book, "name"), us_person(book))
    country = line(book, "address/country")
    address = [line(c) for c in children(child(book, "address")) if name(c) != "country"]
    if not re.fullmatch("[A-Z][A-Z]", country) or country == "XX":
        country = ""
    return (full, joined(", ", *address), country, role)


def us_symbol(scheme, element):
    head = "".join(line(element, part) for part in ("section", "class", "subclass"))
    version = line(element, ("cpc" if scheme == "cpc" else "ipc") + "-version-indicator/date")
    symbol = head + " " + line(element, "main-group") + "/" + line(element, "subgroup")
    return (scheme, symbol.strip(" /"), version, line(element, "generating-office/country"),
            joined(" ", line(element, "classification-status"),
                   line(element, "classification-data-source")),
            line(element, "symbol-position") == "F", line(element, "classification-value") == "I")


def us_claims(claims):
    number_of = {attr(c, "id"): attr(c, "num") for c in children(claims, "claim")}
    for claim in children(claims, "claim"):
        depends = []
        for ref in claim.iter():
            number = number_of.get(attr(ref, "idref")) if name(ref) == "claim-ref" else None
            if number and number != attr(claim, "num") and number not in depends:
                depends.append(number)
        yield (attr(claim, "num"), depends, block(claim))


def us_related(related, own):
    for element in children(related):
        relation = name(element)
        relation = {"us-provisional-application": "provisional"}.get(relation, relation)
        if child(element, "document-id") is not None and relation != "related-publication":
            yield (relation, line(element, "document-id/doc-number"))
        for link in children(element, "relation"):
            yield (relation, line(link, "parent-doc/document-id/doc-number"))
            for inner in children(child(link, "parent-doc")):
                if name(inner) in ("parent-grant-document", "parent-pct-document"):
                    yield (relation + "." + name(inner)[:-len("-document")],
                           line(inner, "document-id/doc-number"))
            below = line(link, "child-doc/document-id/doc-number")
            if below != own:
                yield (relation + ".child", below)


def us_citation(element):
    patent = child(element, "patcit")
    category = line(element, "category")
    by = category[len("cited by "):] if category.startswith("cited by ") else ""
    if patent is not None:
        return reference(child(patent, "document-id")) + (line(patent, "document-id/name"), by)
    return ("", 0, line(element, "nplcit/othercit"), by)


def us_facts(root):
    biblio = next(c for c in root if (name(c) or "").startswith("us-bibliographic-data"))
    language = attr(root, "lang").lower()
    facts = defaultdict(list)
    facts["publication"] = [reference(child(biblio, "publication-reference/document-id"))]
    facts["application"] = [reference(child(biblio, "application-reference/document-id"))]
    facts["priorities"] = [reference(c) for c in children(child(biblio, "priority-claims"))]
    facts["pct"] = [line(biblio, p + "/document-id/doc-number") for p in
                    ("pct-or-regional-filing-data", "pct-or-regional-publishing-data")]
    facts["titles"] = [(language, line(biblio, "invention-title"))]
    facts["abstracts"] = [(language, block(c)) for c in children(root, "abstract") if block(c)]
    facts["descriptions"] = [(language, block(c)) for c in children(root, "description") if block(c)]
    facts["claims"] = [c for e in children(root, "claims") for c in us_claims(e)]
    for parties in children(biblio, "parties", "us-parties"):
        for group in children(parties, "applicants", "us-applicants"):
            for party in children(group):
                role = attr(party, "applicant-authority-category") or attr(party, "app-type")
                kind = "inventors" if attr(party, "app-type") == "applicant-inventor" else "applicants"
                facts[kind].append(us_party(party, role))
        facts["inventors"] += [us_party(p, "") for g in children(parties, "inventors")
                               for p in children(g)]
        facts["agents"] += [us_party(p, attr(p, "rep-type")) for g in children(parties, "agents")
                            for p in children(g)]
    for assignee in children(child(biblio, "assignees")):
        role = line(assignee, "role") or line(assignee, "addressbook/role")
        facts["applicants"].append(us_party(assignee, role))
    facts["examiners"] = [(us_person(e), name(e).split("-")[0])
                          for e in children(child(biblio, "examiners"))]
    facts["symbols"] = [us_symbol("ipc", e) for e in children(child(biblio, "classifications-ipcr"))]
    facts["symbols"] += [us_symbol("cpc", e) for e in biblio.iter() if name(e) == "classification-cpc"]
    plain = ("main-classification", "further-classification")
    facts["written symbols"] = [
        (scheme, exact(e), name(e) == plain[0])
        for scheme, tag in (("ipc", "classification-ipc"), ("uspc", "classification-national"))
        for e in children(child(biblio, tag), *plain)]
    facts["locarno"] = [line(e) for e in children(child(biblio, "classification-locarno"), *plain)]
    facts["citations"] = [us_citation(e) for tag in ("references-cited", "us-references-cited")
                          for e in children(child(biblio, tag))]
    related = child(biblio, "us-related-documents")
    facts["related"] = list(us_related(related, facts["application"][0][0]))
    facts["earlier"] = [reference(child(e, "document-id"))
                        for e in children(related, "related-publication")]
    return facts, [biblio]


# ---- TIPO

def tw_party(element):
    book = child(element, "addressbook")
    book = element if book is None else book
    return (line(book, "chinese-name/last-name"), line(book, "english-name/last-name"),
            line(book, "english-country"))


def tw_facts(root):
    biblio = child(root, "tw-bibliographic-data-grant")
    facts = defaultdict(list)
    for field, path in (("publication", "publication-reference"),
                        ("application", "application-reference"),
                        ("earlier", "application-publication-reference")):
        facts[field] = [reference(child(biblio, path + "/document-id"), roc_date)]
    facts["kind"] = [line(biblio, "kindcode")]
    facts["priorities"] = [reference(c) for c in children(child(biblio, "priority-claims"))]
    facts["titles"] = [(lang, line(biblio, "invention-title/" + tag)) for lang, tag in
                       (("zh", "chinese-title"), ("en", "english-title"))]
    facts["tw claims"] = [(attr(c, "num"), block(c)) for c in children(child(root, "claims"), "claim")]
    for group in ("applicants", "inventors", "agents"):
        facts["tw " + group] = [tw_party(p) for p in children(child(biblio, "parties/" + group))]
    facts["tw examiners"] = [tw_party(p) for p in children(child(biblio, "examiners"))]
    facts["tw symbols"] = [line(e) for e in children(child(biblio, "classification-ipc"))]
    facts["cited"] = [line(e, "doc-number") for e in children(child(biblio, "refs"))]
    return facts, [biblio, child(root, "drawings")]


# ---- CNIPA

CN_OLD_LINES, CN_NEW_LINES = ("invention-title",), (
    "Paragraphs", "ClaimText", "Heading", "Title", "ListItem", "Break", "InventionTitle")


def cn_agency(text):
    return re.sub(r" \d{5}$", "", text)


def cn_agents(agents, agency_path, name_path):
    found = []
    for agent in agents:
        agency = (cn_agency(line(agent, agency_path)), "agency")
        if agency not in found:
            found.append(agency)
        found.append((line(agent, name_path), attr(agent, "rep-type") or attr(agent, "repType")))
    return found


def cn_old_facts(root):
    biblio, body = child(root, "cn-bibliographic-data"), child(root, "application-body")
    facts = defaultdict(list)
    for field, path in (("publication", "cn-publication-reference"),
                        ("application", "application-reference")):
        facts[field] = [reference(child(biblio, path + "/document-id"))]
    facts["kind"] = [line(biblio, "cn-publication-reference/document-id/kind")]
    facts["priorities"] = [reference(c) for c in children(child(biblio, "priority-claims"))]
    facts["priorities"] += [
        reference(e) for claim in biblio.iter() if name(claim) == "cn-domestic-priority-claim"
        for e in claim.iter() if name(e) == "document-id"]
    facts["pct"] = [line(biblio, p + "/document-id/doc-number") for p in
                    ("pct-or-regional-filing-data", "pct-or-regional-publishing-data")]
    facts["titles"] = [("zh", line(biblio, "invention-title"))]
    facts["abstracts"] = [("zh", "\n".join(
        wrapped_block(p, (), ("br",)) for p in children(child(biblio, "abstract"))
        if attr(p, "num") != "bio"))]
    facts["descriptions"] = [("zh", wrapped_block(child(body, "description"), CN_OLD_LINES, ("br",)))]
    facts["cn claims"] = [(attr(c, "num"), wrapped_block(c, (), ("br",)))
                          for c in children(child(body, "claims"), "claim")]
    parties = child(biblio, "cn-parties")
    facts["cn applicants"] = [
        (line(p, "addressbook/name"), line(p, "addressbook/address/text"), "")
        for p in children(child(parties, "cn-applicants"))]
    facts["cn inventors"] = [line(p, "name") for p in children(child(parties, "cn-inventors"))]
    facts["cn agents"] = cn_agents(children(child(parties, "cn-agents")), "cn-agency/name", "name")
    facts["cn symbols"] = [(exact(child(e, "text")), i == 0) for i, e in
                           enumerate(children(child(biblio, "classifications-ipcr")))]
    return facts, [biblio]


def cn_new_reference(element):
    return (line(element, "DocNumber"), date(line(element, "Date")))


def cn_new_facts(root):
    biblio = child(root, "BibliographicData")
    facts = defaultdict(list)

    def printed(tag, parent=biblio):
        return [e for e in children(parent, tag) if attr(e, "dataFormat") == "original"]

    facts["publication"] = [cn_new_reference(child(e, "DocumentID"))
                            for e in printed("PublicationReference")]
    facts["application"] = [cn_new_reference(child(e, "DocumentID"))
                            for e in printed("ApplicationReference")]
    facts["kind"] = [attr(root, "kind")]
    priorities = child(biblio, "PriorityDetails")
    facts["priorities"] = [cn_new_reference(e) for e in printed("Priority", priorities)]
    facts["pct"] = [line(biblio, p + "/DocumentID/DocNumber") for p in
                    ("PCTOrRegionalApplicationData", "PCTOrRegionalPublishingData")]
    facts["titles"] = [("zh", line(biblio, "InventionTitle"))]
    facts["abstracts"] = [("zh", wrapped_block(e, CN_NEW_LINES)) for e in children(root, "Abstract")]
    facts["descriptions"] = [("zh", wrapped_block(e, CN_NEW_LINES))
                             for e in children(root, "Description")]
    facts["cn claims"] = [(attr(c, "num"), wrapped_block(c, CN_NEW_LINES))
                          for c in children(child(root, "Claims"), "Claim")]
    parties = child(biblio, "Parties")
    facts["cn applicants"] = [
        (line(p, "AddressBook/Name"), line(p, "AddressBook/Address/Text"),
         line(p, "AddressBook/Address/WIPOST3Code"))
        for p in children(child(parties, "ApplicantDetails"))]
    facts["cn inventors"] = [line(p, "AddressBook/Name")
                             for p in children(child(parties, "InventorDetails"))]
    facts["cn agents"] = cn_agents(children(child(parties, "AgentDetails"), "Agent"),
                                   "Agency/AddressBook/OrganizationName", "AddressBook/Name")
    facts["cn symbols"] = [(exact(child(e, "Text")), i == 0) for i, e in
                           enumerate(children(child(biblio, "ClassificationIPCRDetails")))]
    facts["related"] = [(("division"), line(e, "DocumentID/DocNumber")) for e in biblio.iter()
                        if name(e) == "ParentDocument"]
    # The copies for exchange say the same in other words.
    parts = [e for group in biblio for e in (group if name(group) == "PriorityDetails" else [group])
             if attr(e, "dataFormat") != "standard"]
    return facts, parts


# ---- JPO

JP_LINES = ("patcit", "nplcit", "figref")


def jp_party(element):
    books = children(element, "addressbook")
    address = joined("; ", *(line(b, "address/text") for b in books))
    return (line(books[0], "name"), address)


def jp_facts(root):
    biblio = child(root, "bibliographic-data")
    facts = defaultdict(list)
    for field, path in (("publication", "publication-reference"),
                        ("application", "application-reference")):
        facts[field] = [reference(child(biblio, path + "/document-id"))]
    facts["kind"] = [re.search(r"\((.+)\)", line(biblio, "publication-reference/document-id/kind"))[1]]
    facts["priorities"] = [reference(c) for c in children(child(biblio, "priority-claims"))]
    facts["pct"] = [line(biblio, p + "/document-id/doc-number") for p in
                    ("pct-or-regional-filing-data", "pct-or-regional-publishing-data")]
    facts["titles"] = [("ja", line(biblio, "invention-title"))]
    facts["abstracts"] = [("ja", wrapped_block(e)) for e in children(root, "abstract")]
    facts["descriptions"] = [("ja", wrapped_block(e, JP_LINES)) for e in children(root, "description")]
    facts["cn claims"] = [(attr(c, "num"), wrapped_block(c, JP_LINES))
                          for c in children(child(root, "claims"))]
    pairs = child(biblio, "parties/applicants-agents-article")
    facts["jp applicants"] = [jp_party(e) for e in (pairs.iter() if pairs is not None else [])
                              if name(e) == "applicant"]
    facts["jp agents"] = [jp_party(e) for e in (pairs.iter() if pairs is not None else [])
                          if name(e) == "agent"]
    facts["jp inventors"] = [jp_party(e) for e in children(child(biblio, "parties/inventors"))]
    facts["jp symbols"] = [
        (scheme, exact(e) if scheme == "ipc" else line(e), name(e) == "main-clsf")
        for scheme, tag in (("ipc", "classification-ipc"), ("fi", "classification-national"),
                            ("fterm", "theme-code-info"), ("fterm", "f-term-info"))
        for e in children(child(biblio, tag)) if name(e) not in ("edition", "country")]
    description = child(root, "description")
    facts["jp cited"] = [line(e) for e in (description.iter() if description is not None else [])
                         if name(e) in ("patcit", "nplcit")]
    facts["jp amendments"] = [line(e) for group in children(root, "written-amendment-group")
                              for e in group.iter() if name(e) == "item-of-amendment"]
    return facts, [biblio]


# ---- KIPRIS

KR_NUMBERS = (("OpeningNumber", "OpeningDate", "A", "U"), ("PublicNumber", "PublicDate", "B", "Y"),
              ("RegistrationNumber", "PublicDate", "B1", "Y1"))


def publications(element):
    """The element as often as it holds a publication; which one, its attribute says."""
    if name(element) != "PatentUtilityInfo":
        yield element
        return
    for tag, _, _, _ in KR_NUMBERS:
        if line(element, tag):
            row = copy.deepcopy(element)
            row.set("publication", tag)
            yield row


def kr_facts(row):
    facts = defaultdict(list)
    earlier = []
    for tag, day, patent, utility in KR_NUMBERS:
        number = line(row, tag)
        own = tag == "RegistrationNumber" and line(row, "PublicNumber")
        fact = (number, 0 if own else date(line(row, day)))
        if tag == row.get("publication"):
            facts["publication"] = [fact]
            facts["kind"] = [patent if number.startswith("10") else utility]
            break
        if number:
            earlier.append(fact)
    facts["earlier"] = earlier
    facts["application"] = [(line(row, "ApplicationNumber"), date(line(row, "ApplicationDate")))]
    facts["titles"] = [("ko", line(row, "InventionName"))]
    facts["abstracts"] = [("ko", line(row, "Abstract"))] if line(row, "Abstract") else []
    facts["kr applicants"] = [n.strip() for n in line(row, "Applicant").split("|") if n.strip()]
    facts["kr symbols"] = line(row, "InternationalpatentclassificationNumber").split("|")
    return facts, [row]


# ---- DOCDB and OPS

def ids(element):
    """{format: (number, date)} of a reference or claim."""
    found = {}
    for each in children(element, "document-id"):
        kind = attr(each, "document-id-type") or attr(element, "data-format") or "docdb"
        found.setdefault(kind, reference(each))
    return found


def merged(elements):
    found = {}
    for element in elements:
        for kind, value in ids(element).items():
            found.setdefault(kind, value)
    return found


def docdb_name(text):
    match = re.search(r"\[([A-Z][A-Z])\]$", text)
    return re.sub(r"[\u2002 ,]+$", "", text[:match.start()] if match else text)


def docdb_symbol(element):
    parts = [line(element, p) for p in ("section", "class", "subclass", "main-group", "subgroup")]
    written = line(element, "classification-symbol")
    text = written or "".join(parts[:3]) + parts[3] + "/" + parts[4]
    return re.sub(r"\s", "", text)


def docdb_facts(root):
    biblio = child(root, "bibliographic-data")
    facts = defaultdict(list)
    facts["key"] = [(attr(root, "country"), attr(root, "doc-number"), attr(root, "kind"))]
    facts["family"] = ["docdb:" + attr(root, "family-id") if attr(root, "family-id") else ""]
    publication = merged(children(biblio, "publication-reference"))
    facts["publication date"] = [date(attr(root, "date-publ")) or
                                 max([d for _, d in publication.values()] + [0])]
    application = merged(children(biblio, "application-reference"))
    facts["docdb application"] = [application["docdb"][0]] if "docdb" in application else []
    by_sequence = defaultdict(list)
    for claim in children(child(biblio, "priority-claims")):
        by_sequence[attr(claim, "sequence")].append(claim)
    claims = [merged(c) for c in by_sequence.values()]
    facts["docdb priorities"] = [c["docdb"][0] for c in claims if "docdb" in c]
    facts["priority dates"] = [max(d for _, d in c.values()) for c in claims]
    facts["titles"] = []
    for element in children(biblio, "invention-title"):
        fact = (attr(element, "lang").lower().replace("ol", ""), line(element))
        if fact[1] and fact not in facts["titles"]:
            facts["titles"].append(fact)
    facts["abstracts"] = []
    for element in children(root, "abstract"):
        fact = (attr(element, "lang").lower().replace("ol", ""), block(element))
        if fact[1] and fact not in facts["abstracts"]:
            facts["abstracts"].append(fact)
    for group, tag in (("applicants", "applicant"), ("inventors", "inventor")):
        parties = children(child(biblio, "parties/" + group))
        formats = [attr(p, "data-format") for p in parties]
        best = next((f for f in ("docdb", "epodoc", "docdba", "original") if f in formats), "")
        facts["docdb " + group] = [docdb_name(line(p, tag + "-name/name")) for p in parties
                                   if attr(p, "data-format") == best]
    facts["ipcr"] = [exact(e) for e in children(child(biblio, "classification-ipc"))
                     if name(e) != "edition"]
    facts["ipcr"] += [exact(child(e, "text")) for e in children(child(biblio, "classifications-ipcr"))]
    facts["ipcr"].sort()
    facts["cpc"] = sorted({docdb_symbol(e) for e in biblio.iter() if
                           name(e) == "patent-classification"} if biblio is not None else [])
    facts["docdb citations"] = []
    for cited in children(child(biblio, "references-cited")):
        known = merged(children(cited, "patcit"))
        number = known.get("docdb", ("",))[0]
        if line(child(cited, "patcit/document-id"), "country") == "WO" or \
                attr(child(cited, "patcit"), "dnum").startswith("WO") or \
                known.get("epodoc", ("",))[0].startswith("WO"):
            number = re.sub(r"^(\d\d)(\d{6})$", lambda m: ("20" if int(m[1]) < 78 else "19") + m[1] +
                            m[2], number)
        facts["docdb citations"].append((
            number, attr(cited, "cited-phase"),
            ",".join(line(c) for c in children(cited, "category"))))
    return facts, [biblio]


# ---- EPO full texts

def leaves(element):
    """Texts of the elements that hold text of their own, in order."""
    if element is None:
        return []
    own = (element.text or "") + "".join(c.tail or "" for c in element)
    if own.strip(" \t\r\n"):
        return [line(element)]
    return [text for c in children(element) for text in leaves(c)]


def st8_symbol(scheme, text):
    """Columns of ST.8: subclass 4, group 4, '/', subgroup 6, version from 20, the rest from 28."""
    squeezed = re.fullmatch(r"(\w{4}) ?(\d+)/(\d+) (\d{8}) ?([ACS]?) ?([FL]?) ?(\w)(\d{8}\w{4})\s*",
                            text)
    if squeezed and text[8:9] != "/":
        text = "%4s%4s/%-10s%8s%1s%1s%s%s" % squeezed.groups()
    return (scheme, text[:4] + " " + text[4:8].strip() + "/" + text[9:15].strip(), text[19:27],
            text[40:42].strip(), joined(" ", text[38:39].strip(), text[39:40].strip()),
            text[28:29] == "F", text[29:30] == "I")


def ep_party(element, role=""):
    address = [line(c) for c in children(child(element, "adr")) if name(c) != "ctry"]
    return (joined(" ", line(element, "snm"), line(element, "sfx")), joined(", ", *address),
            line(element, "adr/ctry"), role)


def ep_related(biblio):
    for element in children(child(biblio, "B600")):
        for document in children(child(element, "parent")):
            relation = {"B610": "addition", "B630": "continuation", "B640": "reissue",
                        "B645": "reexamination", "B660": "substitution"}.get(
                name(element), "division") + (".child" if name(document) == "cdoc" else "")
            for tag, what in (("anum", ""), ("pnum", ".publication")):
                if line(document, "dnum/" + tag):
                    yield (relation + what, line(document, "dnum/" + tag))


def ep_citations(root):
    for element in children(child(root, "SDOBI/B500/B560"), "B561", "B562"):
        yield (line(element), "", "", "")
    for part in root:
        if name(part) == "ep-reference-list":
            for item in part.iter():
                if name(item) != "li":
                    continue
                cited = line(item, "patcit/document-id/doc-number") or ", ".join(
                    leaves(child(item, "nplcit")))
                passages = " ".join(line(c) for c in children(item, "crossref"))
                yield (cited, "description", "", passages)
        if name(part) == "search-report-data":
            for item in part.iter():
                if name(item) != "citation":
                    continue
                passages = ["claims " + line(c) for c in children(item, "rel-claims")]
                passages += ["; ".join(leaves(c)) for c in children(item, "rel-passage")]
                cited = line(item, "patcit/document-id/doc-number") or line(item, "nplcit/text")
                yield (cited, "search", ",".join(line(c) for c in children(item, "category")),
                       "; ".join(passages))


def ep_facts(root):
    biblio = child(root, "SDOBI")
    facts = defaultdict(list)
    facts["publication"] = [(line(biblio, "B100/B110"), date(line(biblio, "B100/B140/date")))]
    facts["application"] = [(line(biblio, "B200/B210"), date(line(biblio, "B200/B220/date")))]
    numbers = [line(c) for c in children(child(biblio, "B300"), "B310")]
    dates = [date(line(c, "date")) for c in children(child(biblio, "B300"), "B320")]
    facts["priorities"] = list(zip(numbers, dates))
    facts["pct"] = [line(biblio, "B800/B860/B861/dnum/anum"), line(biblio, "B800/B870/B871/dnum/pnum")]
    titles = children(child(biblio, "B500/B540"), "B541", "B542")
    facts["titles"] = sorted([(line(a).lower(), line(b)) for a, b in zip(titles[::2], titles[1::2])],
                             key=lambda title: title[0] != attr(root, "lang"))
    for field, tag in (("abstracts", "abstract"), ("descriptions", "description")):
        facts[field] = [(attr(c, "lang"), block(c)) for c in children(root, tag) if block(c)]
    facts["ep claims"] = [(attr(c, "num"), attr(part, "lang"), block(c)) for part in
                          children(root, "claims", "amended-claims") for c in children(part, "claim")]
    for group, tag, role in (("applicants", "B710", ""), ("applicants", "B730", "proprietor"),
                             ("inventors", "B720", ""), ("agents", "B740", "")):
        facts[group] += [ep_party(p, role) for b700 in children(biblio, "B700")
                         for part in children(b700, tag) for p in children(part)
                         if child(p, "snm") is not None]
    facts["examiners"] = [(line(e, "name"), name(e).split("-")[0]) for e in root.iter()
                          if name(e) in ("primary-examiner", "assistant-examiner")]
    facts["symbols"] = [st8_symbol("ipc", exact(child(e, "text"))) for e in
                        children(child(biblio, "B500/B510EP"), "classification-ipcr")]
    facts["symbols"] += [st8_symbol("cpc", exact(child(e, "text"))) for e in
                         children(child(biblio, "B500/B520EP/classifications-cpc"),
                                  "classification-cpc")]
    facts["written symbols"] = [("ipc", exact(e), name(e) == "B511") for e in
                                children(child(biblio, "B500/B510"), "B511", "B512", "B513",
                                         "B514", "B515")]
    linked = re.split("[,;()]", line(biblio, "B500/B510/B517EP"))
    facts["written symbols"] += [("ipc", s.strip(" /"), False) for s in linked
                                 if re.match(r"[ /]*[A-H]\d\d[A-Z]", s)]
    facts["ep citations"] = list(ep_citations(root))
    facts["related"] = list(ep_related(biblio))
    return facts, [biblio] + children(root, "search-report-data")


# ---- USPTO grants of 2001 to 2004

def patdoc_name(nam):
    others = [line(c) for c in children(nam) if name(c) not in ("ONM", "SNM", "FNM")]
    return joined("; ", line(nam, "ONM"),
                  joined(", ", line(nam, "SNM"), line(nam, "FNM"), *others))


def patdoc_party(element, role=""):
    party = next((c for c in children(element) if name(c).startswith("PARTY")), None)
    if party is None:
        return None
    full = patdoc_name(child(party, "NAM"))
    address = [line(c) for c in children(child(party, "ADR")) if name(c) != "CTRY"]
    country = line(party, "ADR/CTRY")
    if not country and child(party, "ADR/STATE") is not None:
        country = "US"
    return (full, joined(", ", *address), country, role)


def patdoc_claims(root):
    for claim in child(root, "SDOCL").iter() if child(root, "SDOCL") is not None else ():
        if name(claim) != "CLM":
            continue
        number = attr(claim, "ID")[len("CLM-"):]
        depends = []
        for ref in claim.iter():
            to = attr(ref, "ID")[len("CLM-"):] if name(ref) == "CLREF" else ""
            if to and to != number and to not in depends:
                depends.append(to)
        yield (number, depends, block(claim))


def patdoc_citation(element):
    by = next((name(c)[len("CITED-BY-"):].lower() for c in children(element)
               if name(c).startswith("CITED-BY-")), "")
    if name(element) == "B562":
        return ("", 0, line(element, "NCIT"), by)
    return (line(element, "PCIT/DOC/DNUM"), date(line(element, "PCIT/DOC/DATE")),
            patdoc_name(child(element, "PCIT/PARTY-US/NAM")), by)


def patdoc_related(biblio, own):
    names = {"B610": "addition", "B620": "division", "B631": "continuation",
             "B632": "continuation-in-part", "B633": "continuing-reissue", "B640": "reissue",
             "B641US": "division-of-reissue", "B645": "reexamination", "B660": "substitution",
             "B680US": "provisional"}
    for element in (e for group in children(biblio, "B600") for e in group.iter()):
        relation = names.get(name(element))
        if relation is None:
            continue
        for direct in children(element, "DOC"):
            yield (relation, line(direct, "DNUM"))
        for link in children(element, "PARENT-US"):
            for tag, what in (("CDOC", ".child"), ("PDOC", ""), ("PPUB", ".parent-grant")):
                number = line(link, tag + "/DOC/DNUM")
                if number and number.replace("/", "") != own:
                    yield (relation + what, number)


def patdoc_facts(root):
    biblio = child(root, "SDOBI")
    facts = defaultdict(list)
    facts["publication"] = [(line(biblio, "B100/B110"), date(line(biblio, "B100/B140")))]
    facts["application"] = [(line(biblio, "B200/B210"), date(line(biblio, "B200/B220")))]
    facts["priorities"] = [(line(a), date(line(b))) for group in children(biblio, "B300")
                           for a, b in zip(children(group, "B310"), children(group, "B320"))]
    facts["pct"] = [line(biblio, p) for p in ("B800/B860/B861/DOC/DNUM", "B800/B870/B871/DOC/DNUM")]
    facts["titles"] = [("en", line(biblio, "B500/B540"))]
    for field, tag in (("abstracts", "SDOAB"), ("descriptions", "SDODE")):
        facts[field] = [("en", block(c)) for c in children(root, tag) if block(c)]
    facts["claims"] = list(patdoc_claims(root))
    for group, tag in (("inventors", "B720"), ("agents", "B740")):
        facts[group] = [p for p in map(patdoc_party, children(child(biblio, "B700/" + tag))) if p]
    for element in children(child(biblio, "B700/B730")):
        if name(element) == "B732US" and facts["applicants"]:
            facts["applicants"][-1] = facts["applicants"][-1][:3] + (line(element),)
        elif patdoc_party(element):
            facts["applicants"].append(patdoc_party(element))
    facts["examiners"] = [(patdoc_party(e)[0], "primary" if name(e) == "B746" else "assistant")
                          for e in children(child(biblio, "B700/B745"), "B746", "B747")
                          if patdoc_party(e)]
    is_design = line(biblio, "B100/B110").startswith("D")
    classes = [exact(child(e, "PDAT")) for e in
               children(child(biblio, "B500/B510"), "B511", "B512")]
    facts["locarno"] = classes if is_design else []
    facts["written symbols"] = [] if is_design else [("ipc", c, i == 0) for i, c in enumerate(classes)]
    facts["written symbols"] += [("uspc", exact(child(e, "PDAT")), name(e) == "B521") for e in
                                 children(child(biblio, "B500/B520"))]
    facts["citations"] = [patdoc_citation(e) for e in children(child(biblio, "B500/B560"))]
    facts["related"] = list(patdoc_related(biblio, line(biblio, "B200/B210")))
    return facts, [biblio]


# ---- USPTO grants of 1976 to 2001

GREEN_BOOK_TEXTS = ("ABST", "PARN", "GOVT", "BSUM", "DRWD", "DETD", "CLMS", "DCLM")
GREEN_BOOK_NAMES = {
    "lambda": "GREEK SMALL LETTER LAMDA", "mu": "GREEK SMALL LETTER MU", "rarw": "LEFTWARDS ARROW",
    "crclbar": "CIRCLED MINUS", "sym": "CIRCLED PLUS", "alpha": "GREEK SMALL LETTER ALPHA",
    "beta": "GREEK SMALL LETTER BETA", "degree": "DEGREE SIGN",
    "dbd": "BOX DRAWINGS DOUBLE HORIZONTAL", "epsilon": "GREEK SMALL LETTER EPSILON"}


def green_book_text(text):
    text = re.sub(r"\.(su[bp]|s[bp]s[bp]|Iadd|Iaddend)\.", "", text.replace(".sup..", ".sup.\x02")
                  .replace(".sub..", ".sub.\x02")).replace("\x02", ".")
    return re.sub(r"\.([a-z]+)\.", lambda m: unicodedata.lookup(GREEN_BOOK_NAMES[m[1]])
                  if m[1] in GREEN_BOOK_NAMES else m[0], text)


def green_book_line(text):
    return re.sub(r"\s+", " ", green_book_text(text)).strip()


def green_book_records(data):
    """Each record: an element PATN of groups, each of fields with their text from column 6."""
    records = []
    group = None
    for text in data.decode("ascii").replace("\r", "").split("\n"):
        if text.rstrip() == "PATN":
            records.append(ElementTree.Element("GREEN-BOOK"))
        if re.fullmatch(r"[A-Z]{4} *", text):
            group = ElementTree.SubElement(records[-1], text.strip())
        elif text[:1].isupper() and text[4:5] in ("", " "):
            ElementTree.SubElement(group, text[:4].strip()).text = text[5:]
        else:
            group[-1].text += "\n" + text
    return records


def green_book_block(groups):
    lines = []
    for field in (f for g in groups for f in g if f.tag not in ("STM", "NUM")):
        if field.tag.startswith("TBL"):
            lines += [t for t in field.text.split("\n") if t.strip(" _")]
        else:
            lines.append(field.text)
    return "\n".join(t for t in map(green_book_line, lines) if t)


def green_book_party(group, role=""):
    name = re.sub(";", ",", line(group, "NAM"), count=1)
    address = joined(", ", *[line(group, t) for t in ("STR", "CTY", "STA", "ZIP")])
    country = line(group, "CNT")[:2] or ("US" if line(group, "STA") else "")
    country = {"DT": "DE", "SW": "SE"}.get(country, country)  # codes until 1977
    return (name, address, country, role)


def green_book_claims(root):
    for group in children(root, "CLMS", "DCLM"):
        claim = ("", [])
        for field in group:
            if field.tag == "NUM":
                if claim[1]:
                    yield (claim[0], [], green_book_block([claim[1]]))
                claim = (field.text.strip().rstrip("."), [])
            elif field.tag != "STM":
                claim[1].append(field)
        yield (claim[0], [], green_book_block([claim[1]]))


def green_book_facts(root):
    patent = child(root, "PATN")
    facts = defaultdict(list)
    facts["publication"] = [(line(patent, "WKU"), date(line(patent, "ISD")))]
    facts["key"] = [("US", line(patent, "WKU")[:-1].lstrip("0"), "A")]
    facts["application"] = [(line(patent, "APN"), date(line(patent, "APD")))]
    facts["priorities"] = [(line(g, "APN"), date(line(g, "APD"))) for g in children(root, "PRIR")]
    facts["pct"] = [line(root, "PCTA/PCN"), line(root, "PCTA/PCP")]
    facts["titles"] = [("en", line(patent, "TTL"))]
    facts["abstracts"] = [("en", green_book_block(children(root, "ABST")))]
    facts["descriptions"] = [("en", green_book_block(children(root, *GREEN_BOOK_TEXTS[1:6])))]
    facts["claims"] = list(green_book_claims(root))
    facts["inventors"] = [green_book_party(g) for g in children(root, "INVT")]
    facts["applicants"] = [green_book_party(g, line(g, "COD")) for g in children(root, "ASSG")]
    facts["agents"] = [(re.sub(";", ",", line(f), count=1), "", "", f.tag)
                       for f in children(child(root, "LREP"))]
    facts["examiners"] = [(re.sub(";", ",", line(patent, tag), count=1), role) for tag, role in
                          (("EXP", "primary"), ("EXA", "assistant")) if line(patent, tag)]
    classes = child(root, "CLAS")
    international = [f.text for f in children(classes, "ICL")]
    facts["written symbols"] = [("uspc", f.text, f.tag == "OCL") for f in
                                children(classes, "OCL", "XCL")]
    facts["written symbols"] += [("ipc", t, i == 0) for i, t in enumerate(international)]
    facts["citations"] = [(line(g, "PNO"), date(line(g, "ISD")), line(g, "NAM"), "")
                          for g in children(root, "UREF", "FREF")]
    facts["citations"] += [("", 0, line(f), "") for g in children(root, "OREF") for f in g]
    for group in children(root, "RLAP"):
        relation = {"71": "continuation", "72": "continuation-in-part", "74": "division"}.get(
            line(group, "COD"), "parent")
        facts["related"].append((relation, line(group, "APN")))
        if line(group, "PNO"):
            facts["related"].append((relation + ".parent-grant", line(group, "PNO")))
    parts = ElementTree.Element("rest")
    for field in (f for g in root if g.tag not in GREEN_BOOK_TEXTS for f in g):
        for piece in field.text.split(";") if field.tag in ("NAM", "FSS", "EXP", "EXA", "FR2") \
                else [field.text[:2].replace("DT", "DE").replace("SW", "SE")] if field.tag == "CNT" else [field.text]:
            kept = ElementTree.SubElement(parts, "date" if date(piece) else field.tag)
            kept.text = green_book_line(piece)
    return facts, [parts]


# ---- ST.96

def st96_block(*elements):
    text = ""
    for element in elements:
        kept = "".join("\x00" if t is True else " " if t is False else t
                       for t in st96_pieces(element))
        text += "\x00" + kept
    return squeeze(text)


def st96_pieces(element):
    own = name(element)
    border = True if own in ST96_BLOCKS | BLOCKS else False if own in ST96_WORDS | WORDS else ""
    yield border
    yield element.text or "" if own is not None else ""
    for inner in element:
        yield from st96_pieces(inner)
        yield inner.tail or ""
    yield border


def st96_date(text):
    return int((text.replace("-", "") + "00000000")[:8]) if text else 0


def st96_application(element):
    return (line(element, "ApplicationNumber/ApplicationNumberText"),
            st96_date(line(element, "FilingDate")))


def st96_party(element, role=""):
    full = []
    for found in element.iter():
        if name(found) == "EntityName":
            full.append(line(found))
        if name(found) == "PersonStructuredName":
            full.append(joined(", ", line(found, "LastName"), line(found, "FirstName"),
                               line(found, "NameSuffix")))
    return (full[0], "", "", role)


def st96_symbol(scheme, element):
    prefix = {"ipc": "IPC", "cpc": "CPC"}[scheme]
    section = line(element, "Section") or line(element, "CPCSection")
    symbol = section + line(element, "Class") + line(element, "Subclass") + " " + \
        line(element, "MainGroup") + "/" + line(element, "Subgroup")
    return (scheme, symbol, line(element, "ClassificationVersionDate").replace("-", ""),
            line(element, "GeneratingOfficeCode"),
            joined(" ", line(element, prefix + "ClassificationStatusCode"),
                   line(element, "PatentClassificationDataSourceCode")),
            line(element, "SymbolPositionCode") == "F",
            line(element, prefix + "ClassificationValueCode") == "I")


def st96_claims(claims):
    number_of = {attr(c, "id"): line(c, "ClaimNumber") for c in children(claims, "Claim")}
    for claim in children(claims, "Claim"):
        depends = []
        for ref in claim.iter():
            for target in attr(ref, "idrefs").split() if name(ref) == "ClaimReference" else []:
                if number_of.get(target) and number_of[target] not in depends:
                    depends.append(number_of[target])
        yield (line(claim, "ClaimNumber"), depends, st96_block(*children(claim, "ClaimText")))


def st96_facts(root):
    biblio = child(root, "BibliographicData")
    language = attr(root, "languageCode")
    facts = defaultdict(list)
    own = child(biblio, "PatentPublicationIdentification")
    facts["publication"] = [(line(own, "PublicationNumber"), st96_date(line(own, "PublicationDate")))]
    facts["application"] = [st96_application(child(biblio, "ApplicationIdentification"))]
    facts["priorities"] = [st96_application(c) for c in children(child(biblio, "PriorityClaimBag"))]
    facts["titles"] = [(language, line(c)) for c in children(child(biblio, "InventionTitleBag"))]
    facts["abstracts"] = [(language, st96_block(c)) for c in children(root, "Abstract")]
    facts["descriptions"] = [(language, st96_block(*children(c))) for c in
                             children(root, "Description")]
    facts["claims"] = [c for part in children(root, "Claims") for c in st96_claims(part)]
    parties = child(biblio, "PartyBag")
    for group, bag, category in (("applicants", "ApplicantBag", "ApplicantCategory"),
                                 ("applicants", "AssigneeBag", ""),
                                 ("inventors", "InventorBag", ""),
                                 ("agents", "RegisteredPractitionerBag",
                                  "RegisteredPractitionerCategory")):
        facts[group] += [st96_party(p, line(p, category) if category else "")
                         for p in children(child(parties, bag))]
    facts["examiners"] = [(st96_party(e)[0], name(e)[:-len("Examiner")].lower())
                          for e in children(child(parties, "ExaminerBag"))]
    classes = child(biblio, "PatentClassificationBag")
    facts["symbols"] = [st96_symbol("ipc", e) for e in classes.iter()
                        if name(e) == "IPCRClassification"]
    facts["symbols"] += [st96_symbol("cpc", e) for e in classes.iter()
                         if name(e) == "CPCClassification"]
    for cited in children(child(biblio, "ReferenceCitationBag")):
        document = child(cited, "PatentCitation/CitedPatentDocumentIdentification")
        facts["citations"].append((
            line(document, "DocumentNumber"), st96_date(line(document, "PatentDocumentDate")),
            line(document, "EntityName") or line(cited, "NPLCitation/NPLCitationText"),
            attr(cited, "citingPartyCategory").lower()))
    for element in children(child(biblio, "RelatedDocumentBag")):
        for found in element.iter():
            parent_pct = child(found, "ApplicationIdentification")
            direct = child(found, "PatentDocumentIdentification/ApplicationIdentification")
            if name(found) == "ParentDocument" and direct is not None:
                facts["related"].append((name(element).lower(), st96_application(direct)[0]))
            if name(found) == "PCTDocumentParent":
                facts["related"].append((name(element).lower() + ".parent-pct",
                                         st96_application(parent_pct)[0]))
            if name(found) == "PatentPublicationIdentification":
                facts["earlier"].append((line(found, "PublicationNumber"),
                                         st96_date(line(found, "PublicationDate"))))
    return facts, [biblio]


# ---- What Patlas read, as the same facts

def number_fact(number):
    return (number.get("original", ""), number.get("date", 0))


def texts(record, field):
    return [(t.get("language", ""), t["text"]) for t in record.get(field, [])]


def party_fact(party):
    return tuple(party.get(k, "") for k in ("name", "address", "country", "role"))


def tw_party_fact(party):
    return tuple(party.get(k, "") for k in ("name", "latin", "country"))


def bare(symbol):
    return symbol.replace(" ", "")


def record_facts(record):
    symbols = record.get("symbols", [])
    citations = record.get("citations", [])
    publication = record["publication"]
    return {
        "publication": [number_fact(publication)],
        "application": [number_fact(record.get("application", {}))],
        "priorities": [number_fact(n) for n in record.get("priorities", [])],
        "earlier": [number_fact(n) for n in record.get("earlier_publications", [])],
        "pct": [record.get(k, {}).get("original", "") for k in ("pct_application",
                                                                "pct_publication")],
        "titles": texts(record, "titles"),
        "abstracts": texts(record, "abstracts"),
        "descriptions": texts(record, "descriptions"),
        "claims": [(c.get("number", ""), c.get("depends_on", []), c.get("text", ""))
                   for c in record.get("claims", [])],
        "tw claims": [(c.get("number", ""), c.get("text", "")) for c in record.get("claims", [])],
        "applicants": [party_fact(p) for p in record.get("applicants", [])],
        "inventors": [party_fact(p) for p in record.get("inventors", [])],
        "agents": [party_fact(p) for p in record.get("agents", [])],
        "examiners": [(p["name"], p["role"]) for p in record.get("examiners", []) if "role" in p],
        **{"tw " + g: [tw_party_fact(p) for p in record.get(g, [])]
           for g in ("applicants", "inventors", "agents", "examiners")},
        **{"docdb " + g: [p.get("latin") or p["name"] for p in record.get(g, [])]
           for g in ("applicants", "inventors")},
        "symbols": [(s["scheme"], s["symbol"], s.get("version", ""), s.get("office", ""),
                     s.get("status", ""), s.get("first", False), s.get("inventive", False))
                    for s in symbols if "office" in s and s["scheme"] != "uspc"],
        "written symbols": [(s["scheme"], s["original"], s.get("first", False)) for s in symbols
                            if s["scheme"] == "uspc" or
                            (s["scheme"] == "ipc" and "office" not in s)],
        "locarno": [s["original"] for s in symbols if s["scheme"] == "locarno"],
        "tw symbols": [bare(s["symbol"]) for s in symbols],
        "citations": [number_fact(c.get("publication", {})) + (c.get("text", ""), c.get("by", ""))
                      for c in citations],
        "cited": [c.get("publication", {}).get("original", "") for c in citations],
        "related": [(r["relation"], r["document"]["original"]) for r in record.get("related", [])],
        "cn claims": [(c.get("number", ""), c.get("text", "")) for c in record.get("claims", [])],
        "cn applicants": [party_fact(p)[:3] for p in record.get("applicants", [])],
        "cn inventors": [p["name"] for p in record.get("inventors", [])],
        "cn agents": [(p["name"], p.get("role", "")) for p in record.get("agents", [])],
        "cn symbols": [(s["original"], s.get("first", False)) for s in symbols],
        **{"jp " + g: [(p["name"], p.get("address", "")) for p in record.get(g, [])]
           for g in ("applicants", "agents", "inventors")},
        "jp symbols": [(s["scheme"], s["original"], s.get("first", False)) for s in symbols],
        "jp cited": [c.get("text", "") or c["publication"]["original"] for c in citations],
        "jp amendments": [e["value"].split(" ")[-1] for e in record.get("extras", [])
                          if e["name"] == "jp.amendment"],
        "kr applicants": [p["name"] for p in record.get("applicants", [])],
        "kr symbols": [s["original"] for s in symbols],
        "kind": [publication["kind"]],
        "key": [(publication["country"], publication["number"], publication["kind"])],
        "family": [record.get("family_id", "")],
        "publication date": [publication.get("date", 0)],
        "docdb application": [record.get("application", {}).get("number", "")],
        "docdb priorities": [n["number"] for n in record.get("priorities", [])],
        "priority dates": [n.get("date", 0) for n in record.get("priorities", [])],
        "ipcr": sorted(s["original"] for s in symbols if s["scheme"] == "ipc"),
        "cpc": sorted({bare(s["symbol"]) for s in symbols if s["scheme"] not in ("ipc",)}),
        "ep claims": [(c.get("number", ""), c.get("language", ""), c.get("text", ""))
                      for c in record.get("claims", [])],
        "ep citations": [(c.get("publication", {}).get("original", "") or c.get("text", ""),
                          c.get("phase", ""), c.get("category", ""), c.get("passages", ""))
                         for c in citations],
        "docdb citations": [(c.get("publication", {}).get("number", ""), c.get("phase", ""),
                             c.get("category", "")) for c in citations],
    }


def all_values(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from all_values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from all_values(inner)
    else:
        yield str(value)


# Texts that mean "nothing" or that a field states in another form, by the element's name.
RESTATED = {
    # Names become codes; a PCT application becomes one of its receiving office.
    "country": lambda t: t in ("unknown", "omitted", "WO") or not t.isascii(),
    "date": lambda t: t.strip("0") == "" or "/" in t or re.fullmatch(r"\d{8}", t),
    "category": lambda t: t.startswith("cited by "),
    "IPOfficeCode": lambda t: t == "WO",
    # CNIPA: an agency's code is kept apart; zeros stand for nothing.
    "name": lambda t: re.search(r" \d{5}$", t),
    "OrganizationName": lambda t: re.search(r" \d{5}$", t),
    "OrganizationCode": lambda t: t.strip("0") == "",
    # KIPRIS: lists become parties and symbols; a row's place in the answer is dropped.
    "Applicant": lambda t: "|" in t,
    "InternationalpatentclassificationNumber": lambda t: "|" in t,
    "SerialNumber": lambda t: True,
    "Date": lambda t: t.strip("0") == "" or re.fullmatch(r"\d{8}", t),
    **{tag: lambda t: re.fullmatch(r"\d{4}-\d\d(-\d\d)?", t) for tag in
       ("FilingDate", "PublicationDate", "PatentDocumentDate")},
}


def all_numbers(value):
    """Country and number joined, as epodoc writes what DOCDB keeps apart."""
    if isinstance(value, dict):
        if "country" in value and "number" in value:
            yield value["country"] + value["number"]
        for inner in value.values():
            yield from all_numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from all_numbers(inner)


def lost_texts(parts, record):
    """Leaf texts of the bibliographic part that are nowhere in the record."""
    kept = "\x01".join(list(all_values(record)) + list(all_numbers(record)))
    squeezed = re.sub(r"[ \t\r\n]+", " ", kept)
    for part in parts:
        for element in part.iter() if part is not None else ():
            if name(element) is None or len(element) or not (element.text or "").strip():
                continue
            text = re.sub(r"[ \t\r\n]+", " ", element.text).strip(" ")
            if name(element) in RESTATED and RESTATED[name(element)](text):
                continue
            if re.fullmatch(r"\d\d/\d{6}", text) and text.replace("/", "") in squeezed:
                continue  # the record's own application, with a slash
            if docdb_name(text) not in squeezed and text not in squeezed:
                yield "%s '%s'" % (name(element), text)


# ---- Comparison

READERS = {"us-patent-grant": us_facts, "us-patent-application": us_facts,
           "tw-patent-grant": tw_facts, "exchange-document": docdb_facts,
           "ep-patent-document": ep_facts, "PATDOC": patdoc_facts, "GREEN-BOOK": green_book_facts,
           "cn-patent-document": cn_old_facts,
           "PatentDocumentAndRelated": cn_new_facts, "jp-official-gazette": jp_facts,
           "PatentUtilityInfo": kr_facts, "PatentPublication": st96_facts}


def compare(where, root, record):
    facts, parts = READERS[name(root)](root)
    found = record_facts(record)
    for field, expected in facts.items():
        actual = found[field]
        if field in ("docdb application",) and not expected:
            continue
        if field == "docdb priorities" and len(expected) != len(actual):
            continue  # OPS gives epodoc only; its dates are compared below
        if expected != actual:
            yield "%s: %s\n  second reader %r\n  Patlas        %r" % (where, field, expected, actual)
    for lost in lost_texts(parts, record):
        yield "%s: lost %s" % (where, lost)


def main():
    root, dump = Path(sys.argv[1]), Path(sys.argv[2])
    records = defaultdict(list)
    for text in dump.read_text(encoding="utf-8").splitlines():
        record = json.loads(text)
        provenance = record.get("provenance", {})
        label = str(Path(provenance["file"]).relative_to(root))
        records[label, provenance.get("entry", "")].append(record)
    checked = ill_formed = 0
    differences = []
    for label, entry, data in real_files(root):
        text_records = re.match(rb"\s*PATN\s", data)
        expected = green_book_records(data) if text_records else []
        for document in [] if text_records else documents(data):
            try:
                tree = parse(document)
            except ElementTree.ParseError:
                ill_formed += 1
                continue
            expected += [p for e in tree.iter() if name(e) in RECORD_TAGS for p in publications(e)]
        actual = records.pop((label, entry), [])
        if len(expected) != len(actual):
            differences.append("%s %s: %d records, Patlas has %d" % (label, entry, len(expected),
                                                                     len(actual)))
            continue
        for index, (element, record) in enumerate(zip(expected, actual)):
            differences += compare("%s %s #%d" % (label, entry, index), element, record)
            checked += 1
    differences += ["%s %s: only Patlas reads records here" % key for key in records]
    for difference in differences[:5000]:
        print(difference)
    print("%d records compared, %d ill-formed documents, %d differences" %
          (checked, ill_formed, len(differences)))
    return 1 if differences or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
