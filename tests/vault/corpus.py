"""Hostile files, all made here: active content, polyglots, wrong endings, bombs, broken files, names.

Each says how it has to end: refused at the door, kept and shown, kept and said why it is not shown.  For broken ones
either of several may be right, and which one is the decoder's business; that it is one of them is ours.
"""

import base64
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import docx
import pikepdf

from . import samples
from .samples import EML, EXE, GOOD, HTML, MP3, OLD_OFFICE, SVG, WAV, ftyp, pdf, picture, png_bomb, zipped

REFUSED, SHOWN, SAID = "refused", "shown", "said"
KEPT = (SHOWN, SAID)
ANY = (REFUSED, SHOWN, SAID)


@dataclass(frozen=True)
class Hostile:
    what: str
    name: str
    content: bytes
    ends: tuple[str, ...]
    #: Words that its sentence has to hold.
    says: str = ""


# ---- Real documents to begin with -----------------------------------------------------------------------------------


@cache
def word() -> bytes:
    document, made = docx.Document(), io.BytesIO()
    document.add_paragraph("What the file says.")
    document.save(made)
    return made.getvalue()


def repacked(whole: bytes, changed: dict[str, bytes], mode: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with some parts changed or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w", mode) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name])
    return made.getvalue()


@cache
def book(rows: str = "<sheetData><row><c><v>3</v></c></row></sheetData>", before: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = samples.types(samples.EXCEL).replace('"/x"', '"/xl/workbook.xml"')

    def one(kind: str, target: str) -> str:
        row = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{related}">{row}</Relationships>'

    sheets = '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets>'
    return zipped(
        [
            ("[Content_Types].xml", types),
            ("_rels/.rels", one("officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>'),
            ("xl/_rels/workbook.xml.rels", one("worksheet", "worksheets/sheet1.xml")),
            ("xl/worksheets/sheet1.xml", f'{before}<worksheet xmlns="{main}">{rows}</worksheet>'),
        ]
    )


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a table that is true."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(made)


def one_page(catalog: bytes = b"", page: bytes = b"", *more: bytes) -> bytes:
    """Objects 1 to 3 are catalogue, pages and page; `more` are 4 and on."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%s>>" % page,
        *more,
    )


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), entries, body)


# ---- Active content -------------------------------------------------------------------------------------------------

PROGRAM_ENDINGS = [
    "html",
    "htm",
    "xhtml",
    "mht",
    "mhtml",
    "svg",
    "svgz",
    "exe",
    "com",
    "scr",
    "msi",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "js",
    "hta",
    "jar",
    "lnk",
    "sh",
    "apk",
    "dll",
    "xml",
    "xsl",
    "xslt",
    "dtd",
    "docm",
    "dotm",
    "xlsm",
    "xltm",
    "xlam",
    "xlsb",
    "pptm",
    "doc",
    "xls",
    "ppt",
    "dot",
    "xlt",
    "zip",
    "rar",
    "7z",
    "gz",
    "tar",
    "tgz",
    "bz2",
    "xz",
    "iso",
    "cab",
    "msg",
    "php",
    "url",
    "swf",
]
ACCEPTED = [
    "jpg",
    "jpeg",
    "jfif",
    "png",
    "webp",
    "heic",
    "heif",
    "gif",
    "pdf",
    "docx",
    "xlsx",
    "mp4",
    "m4v",
    "3gp",
    "mov",
    "webm",
    "mp3",
    "m4a",
    "wav",
    "ogg",
    "oga",
    "opus",
]


def active() -> Iterator[Hostile]:
    for ending in PROGRAM_ENDINGS:
        yield Hostile(f"a .{ending} file", f"look.{ending}", b"words that say nothing", (REFUSED,), "Accepted are")
    for ending in [*ACCEPTED, "eml"]:
        for what, content in {
            "a web page": HTML,
            "a drawing": SVG,
            "a program": EXE,
            "an old document": OLD_OFFICE,
        }.items():
            yield Hostile(f"{what} as .{ending}", f"look.{ending}", content, (REFUSED,), " is not ")
    for what, content in {
        "a web page": HTML,
        "a drawing": SVG,
        "a program": EXE,
        "PHP": b"<?php system('id');",
    }.items():
        for ending in ("txt", "csv"):
            yield Hostile(f"{what} as .{ending}", f"look.{ending}", content, (REFUSED,))
    for place, text in enumerate(
        [
            b"=cmd|'/c calc'!A0,+1,-1,@SUM(A1)\n",
            b'"=HYPERLINK(""http://127.0.0.1/?x="")",x\n',
            b"javascript:alert(1)\n[x](javascript:alert(1))\n",
            "\u202etxt.exe\u202c \u2066turned\u2069 a\u0300\u0301".encode(),
            b"\x1b]0;title\x07\x1b[2J\x1b[31mred"[0:4] + b" red\n",
            b"{{ 7*7 }} {% load x %} ${7*7} #{7*7}\n",
            b"1 < 2 <b onmouseover=alert(1)>bold</b> &amp; &lt;\n",
        ]
    ):
        yield Hostile(f"active text {place}", f"words{place}.{'csv' if place < 2 else 'txt'}", text, (SHOWN, REFUSED))
    yield from active_pdfs()
    yield from active_office()
    yield from active_mail()


def active_pdfs() -> Iterator[Hostile]:
    script = b"<</S/JavaScript/JS(app.alert\\(1\\);while\\(1\\){})>>"
    actions = {
        "JavaScript on opening": b"/OpenAction %s" % script,
        "a program on opening": b"/OpenAction<</S/Launch/F(cmd.exe)>>",
        "an address on opening": b"/OpenAction<</S/URI/URI(http://127.0.0.1:1/)>>",
        "a form sent on opening": b"/OpenAction<</S/SubmitForm/F(http://127.0.0.1:1/)>>",
        "another file on opening": b"/OpenAction<</S/GoToR/F(/etc/passwd)/D[0/Fit]>>",
        "an import on opening": b"/OpenAction<</S/ImportData/F(/etc/passwd)>>",
        "JavaScript by name": b"/Names<</JavaScript<</Names[(x)%s]>>>>" % script,
        "JavaScript before closing": b"/AA<</WC %s>>" % script,
        "a form with a script": b"/AcroForm<</Fields[]/XFA(<xdp><event><execute/></event></xdp>)>>",
        "a file within": b"/Names<</EmbeddedFiles<</Names[(x.exe)<</Type/Filespec/F(x.exe)/EF<</F 4 0 R>>>>]>>>>",
    }
    for what, catalog in actions.items():
        yield Hostile(f"a PDF with {what}", "letter.pdf", one_page(catalog, b"", stream(EXE)), (SHOWN,))
    widgets = {
        "a film": b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]",
        "a sound": b"/Annots[<</Type/Annot/Subtype/Screen/Rect[0 0 9 9]/A<</S/Rendition/JS(x)>>>>]",
        "a link that is a script": b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A %s>>]" % script,
        "a script on each page": b"/AA<</O %s>>" % script,
        "a field with a script": b"/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/Rect[0 0 9 9]/AA<</K %s/F %s>>>>]"
        % (script, script),
    }
    for what, page in widgets.items():
        yield Hostile(f"a PDF with {what}", "letter.pdf", one_page(b"", page), (SHOWN,))


def active_office() -> Iterator[Hostile]:
    hidden = {
        "word/vbaProject.bin": "macros",
        "word/activeX/activeX1.bin": "macros",
        "word/embeddings/run.exe": "program",
        "word/embeddings/page.html": "program",
        "word/embeddings/all.zip": "program",
        "word/embeddings/inner.docm": "program",
        "word/media/run.js": "program",
        "word/media/x.ps1": "program",
        "word/media/x.lnk": "program",
        "../../etc/passwd": "outside",
        "/etc/passwd": "outside",
        "word/DOCUMENT.xml": "two parts",
    }
    for part, says in hidden.items():
        yield Hostile(f"a Word document with {part}", "letter.docx", repacked(word(), {part: b"x"}), (REFUSED,), says)
    for part in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/x.bin", "xl/embeddings/run.exe"):
        yield Hostile(f"a workbook with {part}", "rota.xlsx", repacked(book(), {part: b"x"}), (REFUSED,))
    related = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        links, text = archive.read(related), archive.read("word/document.xml")
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    for word_for in (b"attachedTemplate", b"image", b"oleObject", b"frame", b"hyperlink", b"subDocument", b"aFChunk"):
        link = b'<Relationship Id="x9" Type="%s%s" Target="http://127.0.0.1:1/x" TargetMode="External"/>' % (
            kind,
            word_for,
        )
        changed = {related: links.replace(b"</Relationships>", link + b"</Relationships>")}
        yield Hostile(
            f"a Word document with a distant {word_for.decode()}", "letter.docx", repacked(word(), changed), (SHOWN,)
        )
    field = b'<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>'
    changed = {"word/document.xml": text.replace(b"<w:body>", b"<w:body>" + field)}
    yield Hostile("a Word document with a DDE field", "letter.docx", repacked(word(), changed), (SHOWN,))
    formula = '<sheetData><row><c><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>1</v></c></row></sheetData>'
    yield Hostile("a workbook that fetches", "rota.xlsx", book(formula), (SHOWN,))
    for what, before in external_entities().items():
        yield Hostile(f"a workbook with {what}", "rota.xlsx", book(before=before), KEPT)
        changed = {"word/document.xml": before.encode() + text.partition(b"?>")[2].replace(b"says", b"says &x;")}
        yield Hostile(f"a Word document with {what}", "letter.docx", repacked(word(), changed), KEPT)


def external_entities() -> dict[str, str]:
    return {
        "an entity that is a file": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "an entity that is an address": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>',
        "a distant DTD": '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    }


def active_mail() -> Iterator[Hostile]:
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    bodies = {
        "a script": b"Content-Type: text/html\r\n\r\n<script>alert(1)</script><p>words</p>",
        "a distant picture": b"Content-Type: text/html\r\n\r\n<p>words</p><img src=http://127.0.0.1:1/x.png>",
        "a frame": b"Content-Type: text/html\r\n\r\n<p>words</p><iframe src=file:///etc/passwd></iframe>",
        "a program attached": b'Content-Type: application/octet-stream; name="run.exe"\r\n\r\nMZ',
        "a path for a name": b'Content-Type: image/png; name="../../etc/passwd"\r\nContent-Disposition: attachment\r\n\r\nx',
        "a distant body": b'Content-Type: message/external-body; access-type=URL; URL="http://127.0.0.1:1/"\r\n\r\nx: y\r\n\r\n',
        "an encoding that is not": b"Content-Type: text/plain; charset=rot-nowhere\r\n\r\nwords",
        "base64 that is not": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!! not it",
        "uuencoded words": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n",
    }
    for what, body in bodies.items():
        yield Hostile(f"a mail with {what}", "mail.eml", head + body, (SHOWN,))
    injected = b"From: a@example.org\r\nSubject: =?utf-8?q?x=0D=0ABcc:_all@example.org?=\r\nDate: x\r\n\r\nwords"
    yield Hostile("a mail with a header in its subject", "mail.eml", injected, (SHOWN, SAID))


# ---- Polyglots ------------------------------------------------------------------------------------------------------


def polyglots() -> Iterator[Hostile]:
    archive, page = zipped([("run.js", b"alert(1)")]), b"<html><script>alert(1)</script></html>"
    kinds = {
        "jpg": picture("JPEG"), "png": picture("PNG"), "gif": picture("GIF", mode="P"), "webp": picture("WEBP"),
        "heic": picture("HEIF"), "pdf": pdf(), "wav": WAV, "mp3": MP3, "mp4": ftyp(b"isom", b"avc1"),
    }  # fmt: skip
    for ending, content in kinds.items():
        yield Hostile(f"a .{ending} that is an archive too", f"two.{ending}", content + archive, (REFUSED,), "archive")
        yield Hostile(f"a .{ending} with a page behind it", f"two.{ending}", content + page, ANY)
        yield Hostile(f"a .{ending} with a page before it", f"two.{ending}", page + content, (REFUSED,))
        yield Hostile(f"a .{ending} with a program before it", f"two.{ending}", EXE + content, (REFUSED,))
    script = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"
    yield Hostile("a GIF that is a script", "two.gif", script, (SAID, REFUSED))
    comment = picture("JPEG", comment=page)
    yield Hostile("a JPEG with a page in its comment", "two.jpg", comment, (REFUSED,), "web page or a script")
    pixels = (
        b"\x89PNG\r\n\x1a\n" + picture("PNG")[8:33] + samples.png_chunk(b"tEXt", b"x\0" + page) + picture("PNG")[33:]
    )
    yield Hostile("a PNG with a page in its words", "two.png", pixels, (REFUSED,), "web page or a script")
    for what, content in {"PDF": pdf(), "program": EXE, "web page": page}.items():
        yield Hostile(f"a Word document behind a {what}", "two.docx", content + word(), (REFUSED,))
        yield Hostile(f"a Word document before a {what}", "two.docx", word() + content, (REFUSED,))
    yield Hostile("a workbook called a document", "two.docx", book(), (REFUSED,))
    yield Hostile("a document called a workbook", "two.xlsx", word(), (REFUSED,))
    yield Hostile(
        "a PDF with a page before its table", "two.pdf", pdf().replace(b"%PDF-1.", b"%PDF-1.4\n%" + page, 1), ANY
    )
    yield Hostile("a text that becomes a program", "two.txt", b"words " * 3000 + b"\0\0MZ", (REFUSED,))
    yield Hostile("a mail that is a page", "two.eml", EML.replace(b"Received", b"<html>\r\nReceived", 1), (REFUSED,))


# ---- Wrong endings --------------------------------------------------------------------------------------------------


def wrong_endings() -> Iterator[Hostile]:
    contents = {
        "jpg": picture("JPEG"), "png": picture("PNG"), "gif": picture("GIF", mode="P"), "webp": picture("WEBP"),
        "pdf": pdf(), "docx": word(), "wav": WAV, "webm": samples.WEBM,
    }  # fmt: skip
    same = {"jpg": ("jpeg", "jfif"), "docx": ("xlsx",)}
    for own, content in contents.items():
        for ending in ACCEPTED:
            if ending != own and ending not in same.get(own, ()):
                yield Hostile(f"{own} as .{ending}", f"wrong.{ending}", content, (REFUSED,), " is not ")
        yield Hostile(f"{own} as .txt", "wrong.txt", content, (REFUSED,))
        yield Hostile(f"{own} without an ending", "wrong", content, (REFUSED,), "no ending")
        yield Hostile(f"{own} with two endings", f"wrong.{own}.exe", content, (REFUSED,), "program")
    yield Hostile("nothing", "empty.png", b"", (REFUSED,), "is empty")


# ---- Bombs ----------------------------------------------------------------------------------------------------------


@cache
def deflated(megabytes: int, filling: bytes = b"\0") -> bytes:
    packer = zlib.compressobj(9)
    block = filling * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def bombs() -> Iterator[Hostile]:
    for width, height in [(50_000, 50_000), (5001, 5000), (2_000_000_000, 1), (1, 2_000_000_000), (65_535, 65_535)]:
        yield Hostile(
            f"a PNG of {width} by {height}",
            "bomb.png",
            png_bomb(width, height),
            (SAID,),
            "too many pixels" if 1 not in (width, height) else "",
        )
    long = b"\x89PNG\r\n\x1a\n" + picture("PNG")[8:33]
    words = samples.png_chunk(b"zTXt", b"x\0\0" + deflated(64)) + picture("PNG")[33:]
    yield Hostile("a PNG whose words unpack to 64 MB", "bomb.png", long + words, KEPT)
    profile = samples.png_chunk(b"iCCP", b"x\0\0" + deflated(64)) + picture("PNG")[33:]
    yield Hostile("a PNG whose profile unpacks to 64 MB", "bomb.png", long + profile, KEPT)
    gif = picture("GIF", mode="P")
    yield Hostile(
        "a GIF of four gigapixels", "bomb.gif", gif.replace(struct.pack("<HH", 64, 48), b"\xff" * 4, 1), (SAID,)
    )
    frame = gif[gif.index(b",") : -1]
    yield Hostile("a GIF of 5,000 pictures", "bomb.gif", gif[: gif.index(b",")] + frame * 5000 + b";", (SHOWN,))
    jpeg = picture("JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    yield Hostile("a JPEG of four gigapixels", "bomb.jpg", jpeg[:at] + b"\xff" * 4 + jpeg[at + 4 :], (SAID,))
    heic = bytearray(picture("HEIF", (640, 480)))
    at = heic.find(b"ispe") + 8
    heic[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    yield Hostile("a HEIC of four gigapixels", "bomb.heic", bytes(heic), (SAID,))
    yield from pdf_bombs()
    yield from office_bombs()
    yield from mail_bombs()
    yield Hostile("one line of eight million letters", "bomb.txt", b"x" * 8_000_000, (SHOWN,))
    yield Hostile("marks upon marks", "bomb.txt", ("a" + "\u0301" * 5000 + "\n").encode() * 20, (SHOWN,))
    yield Hostile("a table of a million columns", "bomb.csv", b"," * 1_000_000, (SHOWN,))
    yield Hostile("a WAV that announces 4 GB", "bomb.wav", WAV[:-4] + b"\xff\xff\xff\xff" + b"\0" * 100, KEPT)
    yield Hostile("an MP4 of boxes in boxes", "bomb.mp4", boxes(500), (SAID,))
    yield Hostile(
        "an MP4 with a box of 16 EB", "bomb.mp4", ftyp(b"isom")[:-72] + b"\0\0\0\1moov" + b"\xff" * 8, (SAID,)
    )
    yield Hostile("an MP4 that announces four billion samples", "bomb.mp4", samples_of(0xFFFFFFFF), (SAID,))
    yield Hostile(
        "a film that is a list of addresses", "list.mp4", ftyp(b"isom") + b"#EXTM3U\nhttp://127.0.0.1:1/\n", (SAID,)
    )
    tag = b"ID3\x04\0\0\x7f\x7f\x7f\x7f"
    yield Hostile("an MP3 whose tag announces 256 MB", "bomb.mp3", tag + MP3 * 20, KEPT)


def boxes(depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = struct.pack(">I", len(body) + 8) + b"moov" + body
    return ftyp(b"isom") + body


def samples_of(number: int) -> bytes:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    sizes = box(b"stsz", struct.pack(">III", 0, 0, number))
    handler = box(b"hdlr", b"\0" * 8 + b"vide" + b"\0" * 13)
    track = box(b"trak", box(b"mdia", handler + box(b"minf", box(b"stbl", sizes))))
    return ftyp(b"isom", b"avc1") + box(b"moov", track)


def pdf_bombs() -> Iterator[Hostile]:
    flate = b"/Filter/FlateDecode"
    twice = zlib.compress(deflated(100), 9)
    picture_of = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
    draws = b"/Resources<</XObject<</x 5 0 R>>>>/Contents 4 0 R"
    huge = stream(deflated(64), flate + picture_of + b"/Width 20000/Height 20000")
    itself = stream(b"/x Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</x 5 0 R>>>>")
    many = stream(zlib.compress(b"0 0 m 200 200 l S\n" * 4000, 9), flate)
    made = {
        "a stream of 100 MB": one_page(b"", b"/Contents 4 0 R", stream(deflated(100, b" "), flate)),
        "a stream packed twice": one_page(b"", b"/Contents 4 0 R", stream(twice, b"/Filter[/FlateDecode/FlateDecode]")),
        "a picture of 400 million pixels": one_page(b"", draws, stream(b"/x Do"), huge),
        "a form that draws itself": one_page(b"", draws, stream(b"/x Do"), itself),
        "four thousand lines": one_page(b"", b"/Contents 4 0 R", many),
        "an endless row of filters": one_page(b"", b"/Contents 4 0 R", stream(b"x", b"/Filter[%s]" % (b"/FlateDecode" * 5000))),
        "brackets in brackets": one_page(b"/X " + b"[" * 50_000 + b"]" * 50_000),
        "a page of fourteen million points": one_page(b"", b"/MediaBox[0 0 14000000 1]"),
        "a page of no size": one_page(b"", b"/MediaBox[0 0 0 0]"),
        "a page turned inside out": one_page(b"", b"/MediaBox[200 200 0 0]/Rotate 45"),
        "pages that are their own parents": raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
        "one page called a million times": raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 100000/Kids[%s]>>" % (b"3 0 R " * 100_000),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        ),
        "two thousand million pages announced": raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 2000000000>>"),
        "a table that leads to itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF",
        "a length that is itself": one_page(b"", b"/Contents 4 0 R", b"<</Length 4 0 R>>stream\nx\nendstream"),
    }  # fmt: skip
    for what, content in made.items():
        yield Hostile(f"a PDF with {what}", "bomb.pdf", content, KEPT)
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    yield Hostile("a locked PDF", "locked.pdf", locked.getvalue(), (SAID,), "password")


def office_bombs() -> Iterator[Hostile]:
    zeros = bytes(100 << 20)
    yield Hostile(
        "a document of 100 MB",
        "bomb.docx",
        repacked(word(), {"word/media/image1.png": zeros}),
        (SAID,),
        "unpacks to far more",
    )
    yield Hostile(
        "a workbook of 100 MB",
        "bomb.xlsx",
        repacked(book(), {"xl/sharedStrings.xml": zeros}),
        (SAID,),
        "unpacks to far more",
    )
    lying = bytearray(repacked(word(), {"word/media/image1.png": bytes(40 << 20)}))
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = lying.find(sign)
        while at >= 0:
            length = int.from_bytes(lying[at + offset + (4 if sign[2] == 1 else 4) : at + offset + 6], "little")
            name = bytes(lying[at + offset + (22 if sign[2] == 1 else 8) :][:length])
            if name.startswith(b"word/media/image1"):
                lying[at + offset : at + offset + 4] = struct.pack("<I", 10)
            at = lying.find(sign, at + 4)
    yield Hostile("a document that lies about a size", "bomb.docx", bytes(lying), ANY)
    yield Hostile("a document of 11,000 parts", "bomb.docx", many_parts(11_000), (REFUSED,), "far more")
    yield Hostile("a document that announces 4 GB", "bomb.docx", announced(word()), (REFUSED,), "far more")
    inner = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
    )
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        text = archive.read("word/document.xml").partition(b"?>")[2]
    laughs = f"{inner}]>".encode() + text.replace(b"says", b"says &l11;")
    yield Hostile("a document of a billion laughs", "bomb.docx", repacked(word(), {"word/document.xml": laughs}), KEPT)
    yield Hostile("a workbook of a billion laughs", "bomb.xlsx", book(before=f"{inner}]>"), KEPT)
    deep = b"<w:p>" * 20_000 + b"</w:p>" * 20_000
    changed = {"word/document.xml": text.replace(b"<w:body>", b"<w:body>" + deep)}
    yield Hostile("a document twenty thousand deep", "bomb.docx", repacked(word(), changed), KEPT)
    rows = b"<w:tbl>%s</w:tbl>" % (b"<w:tr><w:tc><w:p/></w:tc></w:tr>" * 60_000)
    changed = {"word/document.xml": text.replace(b"<w:body>", b"<w:body>" + rows)}
    yield Hostile("a document of sixty thousand rows", "bomb.docx", repacked(word(), changed), KEPT)
    for what, sheet in {
        "of seventeen billion cells": '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        "of a cell nobody can reach": '<sheetData><row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row></sheetData>',
        "of two hundred thousand cells": f"<sheetData>{'<row>' + '<c><v>1</v></c>' * 200 + '</row>'}" + ("<row>" + "<c><v>1</v></c>" * 200 + "</row>") * 999 + "</sheetData>",
        "whose words do not exist": '<sheetData><row><c t="s"><v>99999999</v></c></row></sheetData>',
    }.items():  # fmt: skip
        yield Hostile(f"a workbook {what}", "bomb.xlsx", book(sheet), KEPT)


def many_parts(number: int) -> bytes:
    made = io.BytesIO(word())
    with zipfile.ZipFile(made, "a") as archive:
        for place in range(number):
            archive.writestr(f"word/p{place}.xml", b"")
    return made.getvalue()


def announced(whole: bytes) -> bytes:
    """The first part said to be four gigabytes in the list of contents."""
    at = whole.index(b"PK\x01\x02") + 24
    return whole[:at] + b"\xfe\xff\xff\xff" + whole[at + 4 :]


def mail_bombs() -> Iterator[Hostile]:
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    nested = head + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    yield Hostile("a mail three thousand deep", "bomb.eml", nested + b"\r\nwords", KEPT)
    letters = head + b"Content-Type: message/rfc822\r\n\r\n" + (head + b"Content-Type: message/rfc822\r\n\r\n") * 2000
    yield Hostile("a mail in a mail in a mail", "bomb.eml", letters, KEPT)
    yield Hostile("a mail of 100,000 headers", "bomb.eml", head + b"X-A: b\r\n" * 100_000 + b"\r\nwords", KEPT)
    yield Hostile(
        "a mail to 200,000 people", "bomb.eml", head + b"Cc: " + b"a@example.org, " * 200_000 + b"\r\n\r\nx", KEPT
    )
    parts = b"--b\r\nContent-Type: image/png; name=x.png\r\n\r\nx\r\n" * 20_000
    many = head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"
    yield Hostile("a mail with 20,000 files", "bomb.eml", many, KEPT)
    page = head + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000 + b"words"
    yield Hostile("a mail of boxes in boxes", "bomb.eml", page, KEPT)
    tag = head + b"Content-Type: text/html\r\n\r\nwords<" + b"a " * 500_000
    yield Hostile("a mail with a tag without end", "bomb.eml", tag, KEPT)
    body = base64.encodebytes(bytes(8_000_000))
    packed = head + b"Content-Type: application/x-y\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
    yield Hostile("a mail of eight million zeros", "bomb.eml", packed, KEPT)
    first, subject = head[: head.index(b"Subject")], b"\r\n =?utf-8?q?x?=" * 20_000
    yield Hostile("a subject encoded 20,000 times", "bomb.eml", first + b"Subject: x" + subject + b"\r\n\r\nx", KEPT)


# ---- Broken files ---------------------------------------------------------------------------------------------------


def broken() -> Iterator[Hostile]:
    """One of each kind, cut short, changed at random, and emptied in the middle; the same on every run."""
    chance = random.Random(7)
    whole = {content_type: (name, content) for name, content, content_type in GOOD}
    real = {"docx": ("broken.docx", word()), "xlsx": ("broken.xlsx", book()), "film": ("broken.webm", samples.film(1))}
    for _, (name, content) in [*whole.items(), *real.items()]:
        ending = name.rpartition(".")[2]
        for part in (0.1, 0.5, 0.9):
            cut = content[: max(1, int(len(content) * part))]
            yield Hostile(f".{ending} cut at {part:.0%}", f"broken.{ending}", cut, ANY)
        changed = bytearray(content)
        for _ in range(max(3, len(content) // 200)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield Hostile(f".{ending} changed at random", f"broken.{ending}", bytes(changed), ANY)
        third = len(content) // 3
        yield Hostile(
            f".{ending} emptied in the middle",
            f"broken.{ending}",
            content[:third] + b"\0" * third + content[2 * third :],
            ANY,
        )


# ---- Names ----------------------------------------------------------------------------------------------------------

STEMS = [
    "../../etc/passwd", "..\\..\\windows\\system32\\x", "/etc/shadow", "C:\\autoexec", "\\\\server\\share\\x", "....//x",
    ".", "..", "...", " ", "\t", "-rf", "--help", "~", "~root", "$HOME", "%00", "%2e%2e%2f", "x\0y", "\0", "x\ny", "x\r\nSet-Cookie: a=b",
    "CON", "con", "NUL", "aux", "COM1", "lpt9", "CON.x", "prn ", "x;rm -rf ~", "x|y", "x&y", "`id`", "$(id)", "x>y", "x<y", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "x\" onload=\"y", "x'y", "x\"y", "{{ 7*7 }}", "{% debug %}", "${7*7}", "%s%s%n", "{0}", "'; DROP TABLE x; --", "\" OR 1=1",
    "x\u202egnp", "\u202e", "\u2066x\u2069", "\u200bx", "x\u200b", "\ufeffx", "\u00adx", "x\u2028y", "x\u2029y", "\u0000\u0001\u0002", "\x1b[31mx", "\x7f", "\x9b", "x\ud7ff",
    "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1ec\U0001f1e7", "e\u0301", "\u00e9", "\u1e9b\u0323", "\ufb01", "\uff0e\uff0e\uff0f", "\u2215x", "\u2044", "\u29f8", "\uff3c",
    "\u0430\u0440\u0440", "\u0627\u0644\u0639", "\u4e2d\u6587", "\u0928\u092e", "\u05e9", "\u1100\u1161", "\ue000", "\ufffe", "\ufdd0", "\U000e0041", "\U0010ffff", "a\u0300" * 80,
    "x" * 150, "x" * 255, "x" * 1000, "\u00e9" * 200, "\U0001f600" * 100, "x." * 100, "." * 200, " " * 200, "x" + " " * 300, "a/b/c/d", "a\\b\\c", "/", "\\", "//",
    "x.php", "x.exe", "x.png", "x.png.png", "x.svg", "x.html", "x.tar.gz", "x.png ", "x..", "x. .", ".htaccess", ".git/config", "desktop.ini", "Thumbs.db", "web.config",
    "http://127.0.0.1/x", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "=cmd|' /c calc'!A0", "@SUM(1)", "+1", "filename*=UTF-8''x",
]  # fmt: skip


def names() -> Iterator[Hostile]:
    content = picture("PNG")
    for place, stem in enumerate(STEMS):
        what = f"name {place}: {stem[:30]!r}"
        if place % 8:
            yield Hostile(what, f"{stem}.txt", b"words", (SHOWN,))
        else:
            yield Hostile(what, f"{stem}.png", content, (SHOWN,))


ROOMS = (active, polyglots, wrong_endings, bombs, broken, names)
