"""What is accepted, what is refused, and in which words."""

import io
import itertools
import time
import unicodedata

import pytest

from investigations.vault.kinds import ACCEPT_ATTRIBUTE, ACCEPTED, HEAD, clean_name, recognise, refuse_by_name
from investigations.vault.refusals import Refused

from . import samples
from .samples import EML, EXE, GOOD, HTML, OLD_OFFICE, SVG, docx, ftyp, pdf, picture, types, xlsx, zipped

JPEG, PNG = picture("JPEG"), picture("PNG")
PICTURED = {"image/jpeg", "image/png", "image/webp", "image/heic", "image/gif", "application/pdf"}


def told(name, content):
    return recognise(name, content[:HEAD], io.BytesIO(content))


def refusal(name, content):
    with pytest.raises(Refused) as refused:
        told(name, content)
    return str(refused.value)


@pytest.mark.parametrize(("name", "content", "content_type"), GOOD)
def test_what_people_hand_in_is_accepted(name, content, content_type):
    kind = told(name, content)
    assert (kind.content_type, kind.can_be_pictured) == (content_type, content_type in PICTURED)
    assert kind.label


def test_looking_into_a_file_leaves_it_at_its_beginning():
    for content, name in ((docx(), "a.docx"), (JPEG, "a.jpg"), (b"text", "a.txt")):
        whole = io.BytesIO(content)
        recognise(name, content[:HEAD], whole)
        assert whole.tell() == 0


def test_the_words_of_a_refusal():
    assert refusal("photo.jpg", HTML) == (
        f"photo.jpg is not a JPEG picture: its content looks like a web page. Accepted are {ACCEPTED}."
    )
    assert refusal("photo.jpg", PNG) == (
        "photo.jpg is not a JPEG picture: its content looks like a PNG picture. "
        "If it is, change the end of its name to .png and add it again."
    )
    assert refusal("a/b/evil.exe", EXE) == f"evil.exe is a program. Accepted are {ACCEPTED}."
    assert refusal("letter.docm", docx()) == (
        f"letter.docm can hold macros, which are programs. Accepted are {ACCEPTED}."
    )
    assert refusal("letter.docx", docx(("word/vbaProject.bin", "x"))) == (
        f"letter.docx is not accepted: it holds macros. Accepted are {ACCEPTED}."
    )
    assert refusal("photo", JPEG) == (
        f"photo has no ending such as .jpg or .pdf, so its kind cannot be told. Accepted are {ACCEPTED}."
    )
    assert (
        refusal("photo.bmp", b"BM") == f"photo.bmp is of a kind (.bmp) that is not accepted. Accepted are {ACCEPTED}."
    )
    assert refusal("note.txt", b"\1\2\3") == (
        f"note.txt is not plain text: its content is of no kind we know. Accepted are {ACCEPTED}."
    )
    assert refusal("note.txt", b"") == "note.txt is empty."


def test_every_wrong_ending_is_refused():
    """Each good file under the ending of each other kind: only the few pairs that share a content are taken."""
    endings = ACCEPT_ATTRIBUTE.split(",")
    right = {content_type: set() for _, _, content_type in GOOD}
    for ending in endings:
        for _, content, content_type in GOOD:
            try:
                if told(f"file{ending}", content).content_type == content_type:
                    right[content_type].add(ending)
            except Refused:
                continue
    assert right == {
        "image/jpeg": {".jpg", ".jpeg", ".jfif"},
        "image/png": {".png"},
        "image/webp": {".webp"},
        "image/heic": {".heic", ".heif"},
        "image/gif": {".gif"},
        "application/pdf": {".pdf"},
        "text/plain": {".txt"},
        "text/csv": {".csv"},
        f"{samples.OFFICE}wordprocessingml.document": {".docx"},
        f"{samples.OFFICE}spreadsheetml.sheet": {".xlsx"},
        "message/rfc822": {".eml"},
        "video/mp4": {".mp4", ".m4v", ".3gp"},
        "video/quicktime": {".mov"},
        "video/webm": {".webm"},
        "audio/mpeg": {".mp3"},
        "audio/mp4": {".m4a"},
        "audio/wav": {".wav"},
        "audio/ogg": {".ogg", ".oga", ".opus"},
    }


FOREIGN = {
    "web page": HTML,
    "web page after blanks": b"\n \t\xef\xbb\xbf <HTML>",
    "web page after a comment": b"<!-- harmless --><!----> <body onload=x>",
    "web page in wide letters": "<html><script>x</script>".encode("utf-16"),
    "page as XML": b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
    "drawing": SVG,
    "drawing as XML": b"<?xml version='1.0'?><!-- made by hand -->\n<!DOCTYPE svg PUBLIC 'x'>" + SVG,
    "drawing with a prefix": b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
    "XML": b"<?xml version='1.0'?><note/>",
    "XML with an outside part": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "program for Windows": EXE,
    "program for Linux": b"\x7fELF\x02\x01\x01" + b"\0" * 60,
    "program for Java": b"\xca\xfe\xba\xbe\0\0\x004",
    "program for Android": b"dex\n035\0",
    "shortcut": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "batch file": b"@echo off\r\ndel *.*\r\n",
    "server script": b"<?php system($_GET['x']); ?>",
    "old Office document": OLD_OFFICE,
    "RTF": b"{\\rtf1 hello}",
    "zip": zipped([("a.txt", "a")]),
    "empty zip": zipped([]),
    "rar": b"Rar!\x1a\x07\x01\0",
    "7z": b"7z\xbc\xaf\x27\x1c\0\4",
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0",
    "tar": b"a.txt".ljust(257, b"\0") + b"ustar\x0000",
    "PostScript": b"%!PS-Adobe-3.0\n",
    "Matroska": samples.MATROSKA,
    "film in an Ogg": samples.OGG.replace(b"OpusHead", b"\x80theora"),
    "AVIF": ftyp(b"avif", b"mif1"),
    "zeroes": b"\0" * 500,
}


@pytest.mark.parametrize("what", FOREIGN)
def test_foreign_content_is_refused_under_every_accepted_ending(what):
    for ending in ACCEPT_ATTRIBUTE.split(","):
        with pytest.raises(Refused):
            told(f"file{ending}", FOREIGN[what])


REFUSED_ENDINGS = """
    exe com scr bat cmd ps1 vbs js jse wsf hta msi dll jar apk lnk sh py php html htm xhtml mht svg svgz xml xsl
    docm dotm xlsm xltm xlam xlsb pptm doc xls ppt rtf zip rar 7z gz tar tgz iso cab bmp tiff avif psd ai eps mkv avi
    wmv flac msg one pub mdb accdb db sqlite url website reg inf sys bin dat
"""


@pytest.mark.parametrize("ending", REFUSED_ENDINGS.split())
def test_a_name_that_is_not_on_the_list_is_refused_whatever_it_holds(ending):
    for content in (JPEG, pdf(), docx(), b"plain"):
        with pytest.raises(Refused):
            told(f"file.{ending}", content)


POLYGLOTS = {
    "a picture with an archive behind it": ("photo.jpg", JPEG + zipped([("evil.txt", "x")])),
    "a picture with an archive that ends in a comment": ("photo.png", PNG + zipped([("x", "x")], comment=b"c" * 999)),
    "a PDF with an archive behind it": ("letter.pdf", pdf() + zipped([("x.js", "x")])),
    "a picture that holds a script": ("photo.jpg", JPEG[:2] + b"\xff\xfe\0\x20<script>alert(1)</script>  " + JPEG[2:]),
    "a moving picture that is a page": ("a.gif", b"GIF89a<html><script src=x></script>"),
    "a PDF behind a page": ("letter.pdf", HTML + pdf()),
    "a PDF that begins late": ("letter.pdf", b"x" * 20 + pdf()),
    "text with a page in it": ("note.txt", b"Dear all,\n<script>alert(1)</script>"),
    "text with an outlasting comment": ("note.txt", b"<!--" + b"x" * 20_000 + b"--><script>x</script>"),
    "text with a program behind it": ("note.txt", b"x" * 20_000 + EXE),
    "a table with a page in it": ("a.csv", b"a,b\n<iframe src=x>,2\n"),
    "mail that is a page": ("mail.eml", HTML + EML),
    "text called mail": ("mail.eml", b"Dear all,\n\nFrom: nobody\n"),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_file_that_is_two_things_is_refused(what):
    assert refusal(*POLYGLOTS[what])


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
HOSTILE_OFFICE = {
    "macros": ("a.docx", docx(("word/vbaProject.bin", "x"))),
    "macros in capitals": ("a.docx", docx(("word/VBAPROJECT.BIN", "x"))),
    "macros elsewhere": ("a.xlsx", xlsx(("custom/vbaProject.bin", "x"))),
    "macros by their type": ("a.docx", docx(main=MACRO_TYPE)),
    "macros under another name": (
        "a.docx",
        zipped(
            [
                (
                    "[Content_Types].xml",
                    types(samples.WORD, '<Override ContentType="application/vnd.ms-office.vbaProject"/>'),
                ),
                ("word/document.xml", "x"),
                ("word/picture.bin", "x"),
            ]
        ),
    ),
    "old macro sheets": ("a.xlsx", xlsx(("xl/macrosheets/sheet1.xml", "x"))),
    "controls": ("a.docx", docx(("word/activeX/activeX1.bin", "x"))),
    "a program inside": ("a.docx", docx(("word/embeddings/run.exe", EXE))),
    "a page inside": ("a.docx", docx(("word/afchunk.html", HTML))),
    "an archive inside": ("a.xlsx", xlsx(("xl/embeddings/more.zip", "x"))),
    "a macro document inside": ("a.docx", docx(("word/embeddings/inner.xlsm", "x"))),
    "a way out": ("a.docx", docx(("../../etc/passwd", "x"))),
    "a way out, absolute": ("a.docx", docx(("/etc/passwd", "x"))),
    "an Excel workbook called Word": ("a.docx", xlsx()),
    "a Word document called Excel": ("a.xlsx", docx()),
    "a workbook with a Word part": ("a.docx", xlsx(("word/document.xml", "x"))),
    "an archive called Word": ("a.docx", zipped([("a.txt", "x")])),
    "no list of contents": ("a.docx", zipped([("word/document.xml", "x")])),
    "a comment behind it": ("a.docx", docx(comment=b"<script>")),
    "bytes behind it": ("a.docx", docx() + b"<script>alert(1)</script>"),
    "another document behind it": ("a.docx", docx() + docx()),
    "cut short": ("a.docx", docx()[:-30]),
    "broken within": ("a.docx", docx()[:60] + b"\xff" * 60 + docx()[120:]),
    "nothing but a beginning": ("a.docx", b"PK\x03\x04"),
    "too many parts": ("a.docx", docx(*((f"word/{n}.xml", "") for n in range(10_001)))),
    "a long list of contents": (
        "a.docx",
        zipped([("[Content_Types].xml", " " * 2_000_000), ("word/document.xml", "")]),
    ),
}


@pytest.mark.parametrize("what", HOSTILE_OFFICE)
def test_an_office_document_that_is_not_clean_is_refused(what):
    assert refusal(*HOSTILE_OFFICE[what])


def test_a_part_that_is_declared_to_hold_macros_is_found_beside_a_clean_main_part():
    declared = types(samples.WORD, f'<Override PartName="/y" ContentType="{MACRO_TYPE}"/>')
    content = zipped([("[Content_Types].xml", declared), ("word/document.xml", "x")])
    assert "it holds macros" in refusal("a.docx", content)


def test_an_office_document_that_unpacks_to_gigabytes_is_refused_without_unpacking_it():
    block = docx(*((f"word/{n}.xml", b"\0" * 50_000_000) for n in range(2)))
    announced = block.replace((50_000_000).to_bytes(4, "little"), (0x7FFFFFFF).to_bytes(4, "little"))
    began = time.monotonic()
    assert "unpacks to far more" in refusal("a.docx", announced)
    assert time.monotonic() - began < 1


def test_a_document_that_is_locked_is_refused():
    locked = bytearray(docx())
    at = locked.find(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)
    assert "protected by a password" in refusal("a.docx", bytes(locked))


def test_a_word_document_is_not_accepted_by_its_head_alone():
    with pytest.raises(Refused):
        recognise("a.docx", docx()[:HEAD], None)


@pytest.mark.parametrize(
    "content",
    [
        b"<!---->" * 1200,
        b"<!--" * 2000,
        b"<" * 8192,
        b"< " * 4096,
        b"<?xml" * 1600,
        b"a:" * 4096,
        b"a:\n" * 2700,
        b" " * 8192,
    ],
)
def test_no_text_makes_the_recognition_hang(content):
    began = time.monotonic()
    for ending in (".txt", ".csv", ".eml", ".jpg"):
        try:
            told(f"file{ending}", content)
        except Refused:
            continue
    assert time.monotonic() - began < 1


# Export archives of the platform

EXPORT = zipped([("data/tweets.js", "x"), ("index.html", "<script>x</script>")])


def exported(name, content, whole=True):
    return recognise(name, content[:HEAD], io.BytesIO(content) if whole else None, is_export=True)


def test_an_export_archive_is_taken_only_where_it_is_said_to_be_one_and_is_called_unopened():
    assert "Only an export that the social-media platform itself made" in refusal("export.zip", EXPORT)
    kind = exported("export.zip", EXPORT)
    assert (kind.content_type, kind.label) == ("application/zip", "Export archive, kept unopened")
    assert not kind.can_be_pictured


@pytest.mark.parametrize(
    "name, content",
    [
        ("export.rar", EXPORT),
        ("export.exe", EXPORT),
        ("export.html", HTML),
        ("export.docx", EXPORT),
        ("export.zip", EXE),
        ("export.zip", EXE + EXPORT),
        ("export.zip", EXPORT + EXE),
        ("export.zip", EXPORT[:-9]),
        ("export.zip", b"Rar!\x1a\x07\x01\0"),
        ("export.zip", b""),
    ],
)
def test_the_tick_opens_the_door_to_nothing_else(name, content):
    with pytest.raises(Refused):
        exported(name, content)


def test_the_tick_changes_nothing_for_what_is_accepted_anyway():
    assert exported("photo.jpg", JPEG).content_type == "image/jpeg"
    assert exported("a.docx", docx()).label == "Word document"


@pytest.mark.parametrize("name", ["run.exe", "letter.docm", "page.html", "a.svg", "all.zip", "mail.msg", "photo"])
def test_what_the_ending_alone_forbids_is_refused_before_it_is_sent(name):
    with pytest.raises(Refused) as refused:
        refuse_by_name(name)
    assert str(refused.value) == refusal(name, JPEG)
    refuse_by_name("photo.jpg")
    refuse_by_name("all.zip", is_export=True)
    with pytest.raises(Refused):
        refuse_by_name("run.exe", is_export=True)


# Names

NAMES = [
    ("photo.jpg", "photo.jpg"),
    (
        "Zeugnis Jos\u00e9 \u5b66\u6821 \u0645\u062f\u0631\u0633\u0629.pdf",
        "Zeugnis Jos\u00e9 \u5b66\u6821 \u0645\u062f\u0631\u0633\u0629.pdf",
    ),
    ("Jose\u0301.pdf", "Jos\u00e9.pdf"),
    ("../../etc/passwd.txt", "passwd.txt"),
    ("C:\\Users\\head\\note.txt", "note.txt"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("photo\u202egpj.exe", "photogpj.exe"),
    ("photo.jpg\0.exe", "photo.jpg.exe"),
    ("photo.exe\0.jpg", "photo.exe.jpg"),
    ("photo.jpg.", "photo.jpg"),
    ("photo.jpg. . ", "photo.jpg"),
    ("photo.jpg::$DATA", "photo.jpg__$DATA"),
    ('a"; filename="evil.html.txt', "a'_ filename='evil.html.txt"),
    ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"),
    ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
    ("CON.txt", "_CON.txt"),
    ("nul", "_nul"),
    ("lpt1.backup.pdf", "_lpt1.backup.pdf"),
    (".htaccess", "file.htaccess"),
    (".pdf", "file.pdf"),
    ("", "file"),
    ("...", "file"),
    ("/", "file"),
    ("\u200b\u200e.pdf", "file.pdf"),
    ("  two   words .pdf", "two words.pdf"),
    ("\ud800lone.txt", "lone.txt"),
    ("family \U0001f468\u200d\U0001f469.png", "family \U0001f468\u200d\U0001f469.png"),
    ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ("x." + "y" * 300, "x." + "y" * 148),
    ("\u2028line\u2029.txt", "line.txt"),
]


@pytest.mark.parametrize(("given", "clean"), NAMES)
def test_names_are_made_safe_and_stay_readable(given, clean):
    assert clean_name(given) == clean


STEMS = [
    "photo",
    "..",
    "a/b\\c",
    "x" * 400,
    "\u202ertl",
    "nul",
    "a\0b",
    "a\nb",
    '"quoted"',
    "<b>",
    "\ud83d",
    "\u5b66" * 90,
]
STEMS += [
    "%2e%2e%2f",
    "-rf",
    "~",
    "$(reboot)",
    "`id`",
    "' OR 1=1 --",
    "{{7*7}}",
    "=cmd|'/c calc'!A1",
    "\ufeffbom",
    "Z\u0351\u036b" * 90,
]
ENDINGS = [".jpg", ".JPG", ".pdf", "", ".jpg ", ".tar.gz"]


def test_more_than_120_hostile_names_are_safe_in_a_page_a_header_and_a_folder():
    names = [stem + ending for stem, ending in itertools.product(STEMS, ENDINGS)]
    assert len(names) >= 120
    for name in names:
        clean = clean_name(name)
        assert 1 <= len(clean) <= 150
        assert not set(clean) & set('/\\"<>:|?*;`\r\n\0\t')
        assert not [c for c in clean if unicodedata.category(c).startswith("C") and c not in "\u200c\u200d"]
        assert clean == clean.strip() and not clean.startswith(".") and not clean.endswith(".")
        assert clean_name(clean) == clean
        clean.encode()
        if name.rstrip(". ").lower().endswith(".jpg"):
            assert clean.lower().endswith(".jpg")


def test_a_name_that_shows_another_ending_than_it_has_is_judged_by_the_one_it_has():
    assert "photogpj.exe is a program" in refusal("photo\u202egpj.exe", JPEG)
    assert "photo.jpg.exe is a program" in refusal("photo.jpg\0.exe", JPEG)
    assert told("photo.exe\0.jpg", JPEG).content_type == "image/jpeg"
