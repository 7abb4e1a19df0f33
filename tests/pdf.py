"""What stands in a PDF, as its words run on; and in what it breaks the rules of PDF/UA-1 and PDF/A-3a.

No validator of these standards can be had here, so what can be read from the file is checked against their text: the
numbers in the comments are clauses of ISO 14289-1 (UA) and of ISO 19005-3 (A).
"""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

from .pdf_glyphs import glyph_faults

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
STANDARD = {
    *[
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
    ],
    *[
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Figure",
        "Formula",
        "Form",
    ],
    *HEADINGS,
}
#: What an element may hold, where the standard says so (ISO 32000-1, 14.8.4; UA 7.2).
HOLDS = {
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
WITHIN = {"LI": {"L"}, "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "LBody": {"LI"}}
FORBIDDEN_ACTIONS = {
    *[
        "Launch",
        "Sound",
        "Movie",
        "ResetForm",
        "ImportData",
        "JavaScript",
        "Hide",
        "SetOCGState",
        "Rendition",
        "Trans",
        "GoTo3DView",
        "SubmitForm",
    ]
}
SHOWING = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def text_of(pdf: bytes) -> str:
    words = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", words)


def faults(pdf: bytes | Path) -> list[str]:
    """In what this file is not PDF/UA-1 and PDF/A-3a, as far as can be read from it; empty where nothing was found."""
    content = pdf.read_bytes() if isinstance(pdf, Path) else pdf
    with pikepdf.open(io.BytesIO(content)) as opened:
        found = [*_file(content, opened), *_catalog(opened), *_metadata(opened), *_objects(opened), *_fonts(opened)]
        elements = list(_elements(opened))
        found += [*_structure(opened, elements), *_tables(opened, elements), *_pages(opened, elements)]
        found += [*_outline(opened), *_attachments(opened), *glyph_faults(opened)]
    return list(dict.fromkeys(found))[:40]


def _file(content: bytes, pdf: Pdf) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content):  # A 6.1.2
        yield "the header is not that of PDF 1.7 with a comment of four bytes above 127"
    if not content.rstrip(b"\r\n").endswith(b"%%EOF"):  # A 6.1.3
        yield "something follows the end of the file"
    if "/ID" not in pdf.trailer:
        yield "the trailer has no ID"
    if "/Encrypt" in pdf.trailer:
        yield "the file is encrypted"


def _catalog(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not str(root.get("/Lang", "")):  # UA 7.2, A 6.7.4
        yield "no language"
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)) or bool(root.MarkInfo.get("/Suspects", False)):
        yield "not marked as tagged, or suspect"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):  # UA 7.1
        yield "the title is not displayed"
    for key in ("/AA", "/OpenAction", "/AcroForm", "/OCProperties", "/Requirements", "/Perms", "/Collection"):
        if key in root:
            yield f"the catalog has {key}"
    for key in ("/JavaScript", "/AlternatePresentations", "/Renditions"):  # A 6.1.12, 6.10
        if key in root.get("/Names", {}):
            yield f"the names have {key}"
    intents = [one for one in root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or int(intents[0].DestOutputProfile.N) != 3 or "/OutputConditionIdentifier" not in intents[0]:
        yield "not one output intent with a profile of three colours"  # A 6.2.3
    elif (profile := intents[0].DestOutputProfile.read_bytes())[12:20] not in (b"mntrRGB ", b"prtrRGB ") or profile[
        8
    ] > 4:
        yield "the profile is none of a screen or a printer, or too new"


def _metadata(pdf: Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "no metadata"
        return
    packet = pdf.Root.Metadata.read_bytes()
    if pdf.Root.Metadata.get("/Type") != "/Metadata" or pdf.Root.Metadata.get("/Subtype") != "/XML":
        yield "the metadata are not said to be XML"
    if b"<?xpacket begin=" not in packet or re.search(rb"<\?xpacket begin=[^>]*(bytes|encoding)=", packet):  # A 6.6.2
        yield "the packet of metadata has no header, or one with bytes or encoding"
    tree = ElementTree.fromstring(re.search(rb"<rdf:RDF.*</rdf:RDF>", packet, re.DOTALL)[0])
    stated: dict[str, list[str]] = {}
    for description in tree:
        for name, value in description.attrib.items():
            stated.setdefault(name, []).append(value)
        for one in description:
            stated.setdefault(one.tag, []).append("".join(one.itertext()).strip())
    wanted = {
        "{http://www.aiim.org/pdfa/ns/id/}part": "3",
        "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
        "{http://www.aiim.org/pdfua/ns/id/}part": "1",
    }
    for name, value in wanted.items():
        if stated.get(name) != [value]:
            yield f"{name} is {stated.get(name)}"
    same = {
        "/Title": "{http://purl.org/dc/elements/1.1/}title",
        "/Author": "{http://purl.org/dc/elements/1.1/}creator",
        "/Subject": "{http://purl.org/dc/elements/1.1/}description",
        "/Producer": "{http://ns.adobe.com/pdf/1.3/}Producer",
        "/Creator": "{http://ns.adobe.com/xap/1.0/}CreatorTool",
    }
    if not stated.get(same["/Title"], [""])[0]:
        yield "the metadata have no title"
    for key, name in same.items():  # A 6.6.3
        if key in pdf.docinfo and [" ".join(str(pdf.docinfo[key]).split())] != [
            " ".join(value.split()) for value in stated.get(name, [])
        ]:
            yield f"{key} differs from the metadata: {pdf.docinfo[key]} / {stated.get(name)}"
    for key, name in {"/CreationDate": "CreateDate", "/ModDate": "ModifyDate"}.items():
        if key in pdf.docinfo:
            day = re.sub(r"\D", "", str(pdf.docinfo[key]))[:14]
            values = stated.get("{http://ns.adobe.com/xap/1.0/}" + name, [])
            if [re.sub(r"\D", "", value)[:14] for value in values] != [day]:
                yield f"{key} differs from the metadata: {day} / {values}"


def _objects(pdf: Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()):  # A 6.1.7
                yield "a stream lies outside the file"
            filters = thing.get("/Filter")
            names = [filters] if isinstance(filters, Name) else list(filters or [])
            if {"/LZWDecode", "/Crypt"} & {str(name) for name in names}:
                yield "a stream is packed by LZW or encrypted"
            if thing.get("/Subtype") == "/Image":
                yield from _picture(thing)
            if thing.get("/Subtype") == "/Form" and ({"/PS", "/OPI", "/Ref"} & set(thing.keys())):
                yield "a form is a reference or PostScript"
            if thing.get("/Subtype") == "/Form" and b"/MCID" in thing.read_bytes():  # UA 7.20: it may be drawn twice
                yield "a form holds marks of its own"
            if thing.get("/Subtype") == "/PS":
                yield "PostScript"
        if isinstance(thing, Stream | Dictionary):
            for key in set(thing.keys()):  # A 6.1.8, 6.1.13
                if len(key) > 128 or not key.isascii():
                    yield f"the name {key!r}"
            if "/AA" in thing:
                yield "an object has actions of its own"
            for key in ("/A", "/OpenAction"):
                action = thing.get(key)
                if isinstance(action, Dictionary) and str(action.get("/S", ""))[1:] in FORBIDDEN_ACTIONS:
                    yield f"an action {action.S} is forbidden"
            for key in ("/TR", "/TR2", "/HTP", "/HTO"):
                if thing.get("/Type") == "/ExtGState" and key in thing and thing[key] != "/Default":
                    yield f"a graphics state has {key}"
            if (
                thing.get("/Type") == "/ExtGState"
                and "/BM" in thing
                and str(thing.BM) not in ("/Normal", "/Compatible")
            ):
                yield f"blend mode {thing.BM}"


def _picture(image: Stream) -> Iterator[str]:
    if bool(image.get("/Interpolate", False)):  # A 6.2.8
        yield "a picture asks to be smoothed"
    if {"/Alternates", "/OPI"} & set(image.keys()):
        yield "a picture has alternates"
    if str(image.get("/ColorSpace", "")) == "/DeviceCMYK":  # A 6.2.4.3: the output intent is RGB
        yield "a picture in CMYK"


def _fonts(pdf: Pdf) -> Iterator[str]:
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get("/Type") != "/Font":
            continue
        kind, name = str(font.get("/Subtype")), str(font.get("/BaseFont", ""))
        if kind == "/Type3":
            yield "a font of type 3" if "/ToUnicode" not in font else ""
            continue
        if kind == "/Type0":
            below = font.DescendantFonts[0]
            if str(font.Encoding) not in ("/Identity-H", "/Identity-V"):
                yield f"{name}: its encoding is not Identity"
            if below.Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in below:  # A 6.2.11.3.2
                yield f"{name}: no map from characters to glyphs"
        if kind != "/CIDFontType0" and kind != "/CIDFontType2" and "/ToUnicode" not in font:  # A 6.2.11.7, UA 7.21.7
            yield f"{name}: no map to Unicode"
        if "/ToUnicode" in font:
            for piece in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]*)>\s", font.ToUnicode.read_bytes()):
                codes = {piece[place : place + 4].upper() for place in range(0, len(piece), 4)}
                if codes & {b"0000", b"FEFF", b"FFFE"}:
                    yield f"{name}: a glyph stands for no character"
                if any(b"E000" <= code <= b"F8FF" for code in codes):  # A 6.2.11.7.3
                    yield f"{name}: a glyph stands for a private character"
        if kind != "/Type0":
            about = font.get("/FontDescriptor")
            if about is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(about.keys()):  # A 6.2.11.4
                yield f"{name}: not carried in the file"


def _elements(pdf: Pdf) -> Iterator[tuple[object, str, str, int]]:
    """Each element of the structure in order: itself, its type, the type of what holds it, and its depth."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    stack = [(kid, "", 0) for kid in reversed(_kids(pdf.Root.StructTreeRoot))]
    while stack:
        element, above, depth = stack.pop()
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        kind = str(element.S)[1:]
        kind = str(roles.get(f"/{kind}", f"/{kind}"))[1:]
        yield element, kind, above, depth
        # What groups without meaning is looked through.
        holder = above if kind in ("NonStruct", "Div") and above in HOLDS else kind
        stack.extend((kid, holder, depth + 1) for kid in reversed(_kids(element)))


def _kids(element: object) -> list:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _structure(pdf: Pdf, elements: list) -> Iterator[str]:
    if not elements:
        yield "no structure"
        return
    if elements[0][1] != "Document":
        yield "the structure does not begin with the document"
    identifiers = {}
    last = 0
    for element, kind, above, depth in elements:
        if kind not in STANDARD:
            yield f"{kind} is no standard type"
        if depth and "/P" not in element:
            yield f"{kind} does not say what holds it"
        if above in HOLDS and kind not in HOLDS[above] and kind not in ("NonStruct", "Div"):
            yield f"{above} holds {kind}"
        if kind in WITHIN and above not in WITHIN[kind]:
            yield f"{kind} stands in {above}"
        if kind in HEADINGS:  # UA 7.4.2
            level = int(kind[1])
            if level > last + 1:
                yield f"a heading of level {level} follows one of level {last}: {_text_place(element)}"
            last = level
        if kind in ("Figure", "Formula"):  # UA 7.3, A 6.7.6
            if not str(element.get("/Alt", "")).strip() and not str(element.get("/ActualText", "")).strip():
                yield f"a {kind.lower()} has no words in its place"
            if "/A" not in element or "/BBox" not in element.A:
                yield "a figure does not say where it lies"
        if kind == "Link" and not any(
            isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" for kid in _kids(element)
        ):
            yield "a link in the structure leads nowhere"
        if kind == "Note" and "/ID" not in element:  # UA 7.9
            yield "a note has no identifier"
        if kind == "L" and any(what == "Lbl" for _, what in _below(element)):  # UA 7.6
            numbering = element.get("/A", {}).get("/ListNumbering", "/None")
            yield from ["a list with labels does not say how it is numbered"] if numbering == "/None" else []
        if "/ID" in element:
            if str(element.ID) in identifiers:
                yield f"two elements are called {element.ID}"
            identifiers[str(element.ID)] = element.objgen
    tree = dict(_named(pdf.Root.StructTreeRoot.get("/IDTree", {})))
    if {key: one.objgen for key, one in tree.items()} != identifiers:
        yield "the tree of identifiers does not name each of them"
    if list(tree) != sorted(tree, key=lambda key: key.encode()):
        yield "the tree of identifiers is not in order"


def _text_place(element: object) -> str:
    return f"object {element.objgen[0]}"


def _named(tree: object) -> Iterator[tuple[str, object]]:
    names = list(tree.get("/Names", []))
    yield from zip((str(key) for key in names[::2]), names[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from _named(kid)


def _numbered(tree: object) -> Iterator[tuple[int, object]]:
    numbers = list(tree.get("/Nums", []))
    yield from zip((int(key) for key in numbers[::2]), numbers[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from _numbered(kid)


def _tables(pdf: Pdf, elements: list) -> Iterator[str]:
    for table, kind, _, _ in elements:
        if kind != "Table":
            continue
        cells = [(one, what) for one, what in _below(table) if what in ("TH", "TD")]
        rows = sum(1 for _, what in _below(table) if what == "TR")
        parts = [str(kid.S) for kid in _kids(table) if isinstance(kid, Dictionary) and "/S" in kid]
        if parts.count("/THead") > 1 or parts.count("/TFoot") > 1:
            yield "a table has two heads or two feet"
        if len(set(_row_widths(table))) > 1:  # UA 7.2: as many columns in each row
            yield f"the rows of a table are of different widths: {sorted(set(_row_widths(table)))}"
        headers = {str(one.get("/ID", "")) for one, what in cells if what == "TH"}
        if not headers:
            yield "a table has no header cell"
        if not rows:
            yield "a table has no rows"
        for cell, what in cells:
            about = cell.get("/A", {})
            if what == "TH" and "/Scope" not in about:  # UA 7.5
                yield "a header cell does not say for what it stands"
            if what == "TD":
                named = {str(key) for key in about.get("/Headers", [])}
                if not named or not named <= headers:
                    yield f"a cell has no header of its table: {sorted(named - headers)}"


def _row_widths(table: object) -> Iterator[int]:
    """How many columns each row fills, with what hangs down from rows above it."""
    hanging: list[int] = []  # for how many rows more, each cell that hangs down
    for row, what in _below(table):
        if what != "TR":
            continue
        wide = len(hanging)
        hanging = [rows - 1 for rows in hanging if rows > 1]
        for cell in _kids(row):
            about = cell.get("/A", {})
            columns = int(about.get("/ColSpan", 1))
            wide += columns
            hanging += [rows - 1] * columns if (rows := int(about.get("/RowSpan", 1))) > 1 else []
        yield wide


def _below(element: object) -> Iterator[tuple[object, str]]:
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            kind = str(kid.S)[1:]
            yield kid, kind
            if kind != "Table":
                yield from _below(kid)


def _pages(pdf: Pdf, elements: list) -> Iterator[str]:
    reachable = {element.objgen for element, *_ in elements}
    parents = dict(_numbered(pdf.Root.StructTreeRoot.ParentTree)) if "/StructTreeRoot" in pdf.Root else {}
    numbers = list(parents)
    if numbers != sorted(set(numbers)):
        yield "the tree of parents is not in order"
    referred = {}
    used: dict[tuple[int, int], list[int]] = {}
    for element, *_ in elements:
        for kid in _kids(element):
            if isinstance(kid, int):
                used.setdefault(element.Pg.objgen, []).append(kid)
            elif isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR":
                referred[kid.Obj.objgen] = element.objgen
            elif isinstance(kid, Dictionary) and kid.get("/Type") == "/MCR":
                used.setdefault((kid.get("/Pg") or element.Pg).objgen, []).append(int(kid.MCID))
    keys = set()
    for number, page in enumerate(pdf.pages, start=1):
        where = f"page {number}"
        if page.obj.get("/Tabs") != "/S":  # UA 7.18.3
            yield f"{where}: the tab order does not follow the structure"
        wide, high = (float(page.mediabox[at + 2]) - float(page.mediabox[at]) for at in (0, 1))
        if not (3 <= wide <= 14400 and 3 <= high <= 14400):  # A 6.1.13
            yield f"{where}: too small or too large"
        if "/PresSteps" in page.obj:  # A 6.10
            yield f"{where}: has steps of a presentation"
        if "/AA" in page.obj:
            yield f"{where}: has actions"
        key = page.obj.get("/StructParents")
        if key is None or int(key) not in parents or int(key) in keys:
            yield f"{where}: no structure of its own"
            continue
        keys.add(int(key))
        marks, problems = _marked(page)
        yield from (f"{where}: {problem}" for problem in problems)
        listed = list(parents[int(key)])
        if len(set(marks)) != len(marks):
            yield f"{where}: a mark stands twice"
        if sorted(used.get(page.obj.objgen, [])) != sorted(marks):
            yield f"{where}: the marks of the page are not those of the structure"
        for mark in marks:
            if mark >= len(listed) or listed[mark] is None or listed[mark].objgen not in reachable:
                yield f"{where}: mark {mark} belongs to nothing in the structure"
        for annotation in page.obj.get("/Annots", []):
            yield from (f"{where}: {problem}" for problem in _annotation(annotation, parents, referred, keys))
    if keys != set(parents):
        yield "the tree of parents lists what is not there"


def _annotation(annotation: object, parents: dict, referred: dict, keys: set) -> Iterator[str]:
    if annotation.get("/Subtype") != "/Link":
        yield f"an annotation {annotation.get('/Subtype')}"
    if not str(annotation.get("/Contents", "")).strip():  # UA 7.18.5
        yield "a link does not say where it leads"
    if int(annotation.get("/F", 0)) & 0b100111 != 0b000100:  # A 6.3.2
        yield "an annotation is hidden or not printed"
    key = annotation.get("/StructParent")
    if key is None or int(key) not in parents or int(key) in keys:
        yield "a link is not in the structure"
        return
    keys.add(int(key))
    if referred.get(annotation.objgen) != parents[int(key)].objgen:
        yield "a link and its place in the structure do not name each other"
    if "/Dest" not in annotation and "/A" not in annotation:
        yield "a link leads nowhere"


def _marked(page: pikepdf.Page) -> tuple[list[int], list[str]]:
    """The marks of real content on a page, and what is neither that nor an artifact (UA 7.1)."""
    marks: list[int] = []
    problems: list[str] = []
    open_marks: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            about = operands[1] if name == "BDC" else {}
            real = isinstance(about, Dictionary) and "/MCID" in about
            kind = "real" if real else "artifact" if str(operands[0]) == "/Artifact" else "other"
            if (real and "artifact" in open_marks) or (kind == "artifact" and "real" in open_marks):
                problems.append("an artifact and content stand in each other")
            if real:
                marks.append(int(about.MCID))
            open_marks.append(kind)
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWING and not {"real", "artifact"} & set(open_marks):
            problems.append(f"{name} is neither content nor an artifact")
        elif name in ("TJ", "Tj"):
            pass
        if name in ("Tj", "TJ"):
            texts = operands[0] if name == "TJ" else operands
            for text in texts:
                if isinstance(text, pikepdf.String) and b"\0\0" in [
                    bytes(text)[place : place + 2] for place in range(0, len(bytes(text)), 2)
                ]:
                    problems.append("a letter that no typeface has")  # A 6.2.11.8, UA 7.21.8
    if open_marks:
        problems.append("a mark does not end")
    return marks, problems


def _outline(pdf: Pdf) -> Iterator[str]:
    pages = {page.obj.objgen for page in pdf.pages}
    names = dict(_named(pdf.Root.get("/Names", {}).get("/Dests", {})))
    if list(names) != sorted(names, key=lambda key: key.encode()):
        yield "the destinations are not in order"
    for name, place in names.items():
        if place[0].objgen not in pages:
            yield f"{name} is on no page"
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if isinstance(annotation.get("/Dest"), pikepdf.String) and str(annotation.Dest) not in names:
                yield f"a link leads to {annotation.Dest}, which is not there"
    with pdf.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop()
            waiting.extend(item.children)
            if not item.title.strip():
                yield "a bookmark without words"
            if item.destination is None or item.destination[0].objgen not in pages:
                yield f"the bookmark {item.title} leads nowhere"


def _attachments(pdf: Pdf) -> Iterator[str]:
    associated = [one.objgen for one in pdf.Root.get("/AF", [])]
    if len(set(associated)) != len(associated):
        yield "a file is associated twice"
    listed = dict(_named(pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {})))
    if {one.objgen for one in listed.values()} != set(associated):
        yield "what is attached is not what is associated"
    for name, file in listed.items():
        if not {"/F", "/UF", "/EF", "/Desc", "/AFRelationship"} <= set(file.keys()):  # A 6.8, UA 7.11
            yield f"{name}: its description lacks one of F, UF, Desc, AFRelationship"
            continue
        held = file.EF.F
        if not re.fullmatch(r"/[\w.+-]+/[\w.+-]+", str(held.get("/Subtype", ""))):
            yield f"{name}: no type of content"
        if "/Params" not in held or "/ModDate" not in held.Params or "/Size" not in held.Params:
            yield f"{name}: no date or size"
