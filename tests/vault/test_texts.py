"""Words out of mails, documents, workbooks and sounds: read in the child, and nothing in them is followed or run."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from investigations.vault import store, texts
from investigations.vault.refusals import Damaged, NoPreview

from . import samples

WORD, EXCEL = texts.WORD, texts.EXCEL
SHEET_NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TO_SHEET = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text(content: bytes, content_type: str, **how) -> str:
    return texts.text_of(store.keep(io.BytesIO(content), folder="case-1", limit=1 << 40).key, content_type, **how)


def why_not(content: bytes, content_type: str) -> str:
    with pytest.raises(NoPreview) as refused:
        text(content, content_type)
    return str(refused.value)


def written(*paragraphs: str, table: list[list[str]] = ()) -> bytes:
    document, made = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(len(table), len(table[0])).rows
        for row, words in zip(rows, table, strict=True):
            for cell, word in zip(row.cells, words, strict=True):
                cell.text = word
    document.save(made)
    return made.getvalue()


def workbook(rows: str, more: list[tuple[str, str]] = ()) -> bytes:
    """A workbook of one sheet, "Rota", with these rows as XML."""
    main = samples.types(samples.EXCEL).replace('"/x"', '"/xl/workbook.xml"')
    sheet = f"<worksheet {SHEET_NAMES}>{rows}</worksheet>"
    names = f'<workbook {SHEET_NAMES} {TO_SHEET}><sheets><sheet name="Rota" sheetId="1" r:id="r1"/></sheets></workbook>'
    to_sheet = f'<Relationships xmlns="{REL}"><Relationship Id="r1" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    to_book = f'<Relationships xmlns="{REL}"><Relationship Id="r1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    parts = [
        ("[Content_Types].xml", main), ("_rels/.rels", to_book), ("xl/workbook.xml", names),
        ("xl/_rels/workbook.xml.rels", to_sheet), ("xl/worksheets/sheet1.xml", sheet), *more,
    ]  # fmt: skip
    return samples.zipped(parts)


def cells(*words: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in words)


def test_a_mail_gives_its_head_its_words_and_the_names_of_what_is_attached():
    mail = (
        b"From: A Parent <parent@example.org>\nTo: office@example.org\nSubject: =?utf-8?q?The_caf=C3=A9?=\n"
        b"X-Secret: not shown\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\nPlain words\n"
        b"--c\nContent-Type: text/html\n\n<b>Bold words</b>\n--c--\n"
        b'--b\nContent-Type: application/zip\nContent-Disposition: attachment; filename="all.zip"\n\nPK\x03\x04...\n--b--\n'
    )
    assert text(mail, "message/rfc822").splitlines() == [
        "From: A Parent <parent@example.org>",
        "To: office@example.org",
        "Subject: The café",
        "",
        "Plain words",
        "",
        "Attached, and not opened here:",
        "- all.zip (application/zip, 7 bytes)",
    ]


def test_a_mail_that_is_a_page_gives_its_words_without_its_scripts():
    page = b"From: a@example.org\nContent-Type: text/html\n\n<style>p{}</style><p>One<script>evil()</script></p><p>Two &amp; <img src=http://x.example/y>three"
    assert text(page, "message/rfc822").splitlines()[2:] == ["One", "", "Two & three"]
    assert text(page.replace(b"Two", b"T<b>w</b>o"), "message/rfc822").endswith("\nTwo & three"), "a word stays whole"


def test_a_mail_gives_every_piece_of_what_was_written_and_opens_no_mail_within_it():
    piece = b"Content-Type: text/plain\n\n"
    mail = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + piece + b"Before the picture\n--b\n"
        b"Content-Type: image/png\nContent-ID: <1>\n\npng\n--b\n" + piece + b"After the picture\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: forwarded\n\nWithin\n--b--\n"
    )
    assert text(mail, "message/rfc822").splitlines() == [
        "Subject: x",
        "",
        "Before the picture",
        "After the picture",
        "",
        "Attached, and not opened here:",
        "- without a name (image/png, 3 bytes)",
        "- without a name (message/rfc822)",
    ]


def test_a_mail_whose_letters_are_unknown_is_read_as_well_as_it_goes():
    for charset in ("", "; charset=x-unknown", "; charset=undefined"):
        mail = f"Subject: x\nContent-Type: text/plain{charset}\n\n".encode() + "Caf\xe9".encode("cp1252")
        assert text(mail, "message/rfc822").endswith("\nCaf\xe9"), charset


def test_a_word_document_gives_its_paragraphs_and_its_tables_in_their_order():
    made = written("First\tline", "Second", table=[["when", "who"], ["Monday", "Pupil A"]])
    assert text(made, WORD).splitlines()[:4] == ["First\tline", "Second", "when | who", "Monday | Pupil A"]


def test_a_word_document_gives_what_stands_on_paper_and_nothing_that_was_taken_out():
    document, made = docx.Document(io.BytesIO(written("Now"))), io.BytesIO()
    document.sections[0].header.paragraphs[0].text = "Head"
    document.sections[0].footer.add_table(1, 2, document.sections[0].page_width).cell(0, 1).text = "Foot"
    words = document.paragraphs[0]._p
    for kind, word in (("ins", "t"), ("del", "delText"), ("moveFrom", "t"), ("moveTo", "t")):
        words.append(parse_xml(f"<w:{kind} {nsdecls('w')}><w:r><w:{word}>, {kind}</w:{word}></w:r></w:{kind}>"))
    within = document.add_table(1, 1).cell(0, 0)
    within.add_table(1, 1).cell(0, 0).text = "Once"
    document.save(made)
    said = text(made.getvalue(), WORD)
    assert said.splitlines()[0] == "Now, ins, moveTo"
    assert [said.count(word) for word in ("Once", "Head", " | Foot")] == [1, 1, 1]


def test_a_workbook_gives_the_values_of_each_sheet():
    rows = f"<sheetData><row>{cells('when', 'who')}</row><row><c><v>3.5</v></c>{cells('Pupil A')}</row></sheetData>"
    assert text(workbook(rows), EXCEL).splitlines() == ["Sheet: Rota", "when | who", "3.5 | Pupil A"]


def test_of_a_sound_it_says_how_long_it_is_and_of_what_kind():
    assert text(samples.WAV + b"\0" * 8000, "audio/wav") == (
        "Length: 1 second\nSound: uncompressed, one channel, 8,000 Hz"
    )
    assert text(samples.MP3 * 200, "audio/mpeg").startswith("Length: ")


def test_plain_text_is_read_in_each_of_the_usual_encodings_and_cut_between_letters():
    for name, content, content_type in samples.GOOD:
        if content_type in texts.PLAIN:
            assert "\ufffd" not in text(content, content_type), name
    assert text("Café".encode("cp1252"), "text/plain") == "Café"
    assert set(text(b"x" + "é".encode() * 1_000_000, "text/plain", most=500_000).removesuffix(texts.GOES_ON)) == {
        "x",
        "é",
    }
    assert text("é".encode() * 50, "text/plain", most=5) == "ééééé\n\n[The file goes on: the rest is in the original.]"
    assert text(b"abc" * 9, "text/plain", most=10) == "abcabcabca" + texts.GOES_ON


@pytest.mark.parametrize(
    ("content", "content_type", "is_whole"),
    [
        (b"x" * 500_000, "text/plain", True),
        (b"x" * 500_001, "text/plain", False),
        (b"x" * 2_500_000, "text/csv", False),
        (b"Subject: x\n\n" + b"x\n" * 250_000, "message/rfc822", False),
        (b"Subject: x\nContent-Type: text/html\n\n<!--" + b"x" * 2_000_000 + b"-->y", "message/rfc822", False),
    ],
)
def test_a_text_that_is_not_read_to_its_end_is_known_not_to_be_whole(content, content_type, is_whole):
    read, whole = texts.read(store.keep([content], folder="case-1", limit=1 << 40).key, content_type)
    assert whole == is_whole and len(read) <= 500_000


def test_a_workbook_of_more_cells_than_are_read_is_not_whole():
    row = f"<row>{'<c><v>1</v></c>' * 100}</row>"
    key = store.keep([workbook(f"<sheetData>{row * 501}</sheetData>")], folder="case-1", limit=1 << 40).key
    assert texts.read(key, EXCEL)[1] is False


def test_nothing_of_a_file_is_taken_apart_here(monkeypatch):
    """The libraries that would are broken in this process, and the child has its own."""
    for name in ("email.message_from_bytes", "email.parser.BytesParser.parsebytes", "docx.Document"):
        monkeypatch.setattr(name, None)
    for name, content, content_type in samples.GOOD:
        if content_type == "message/rfc822":
            said = text(content, content_type)
            assert "Please look at this" in said or "Seen on Friday" in said, name


def test_what_has_no_words_says_so():
    assert why_not(written(), WORD) == texts.NO_WORDS
    assert why_not(b"x", "video/mp4") == "There is no text to show of this kind of file. It can be downloaded."


BOMBS = {
    "a document that unpacks to a gigabyte": (WORD, lambda: packed("word/document.xml", 1 << 30)),
    "a workbook that unpacks to a gigabyte": (EXCEL, lambda: packed("xl/worksheets/sheet1.xml", 1 << 30)),
    "a picture in a document that unpacks to 20 MB": (WORD, lambda: packed("word/media/image1.png", 20 << 20)),
}


def packed(name: str, size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return made.getvalue()


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_ends_in_a_sentence(what):
    content_type, made = BOMBS[what]
    assert why_not(made(), content_type) == (
        "This file unpacks to far more than a document holds, so it is not shown. It can be downloaded."
    )


def test_a_workbook_that_announces_a_sheet_of_billions_ends_in_a_sentence():
    rows = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert "downloaded" in why_not(workbook(rows), EXCEL)


def test_a_document_of_entities_within_entities_is_not_unfolded():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>'
    whole = io.BytesIO(written("words"))
    with zipfile.ZipFile(whole) as archive:
        parts = [(name, bomb if name == "word/document.xml" else archive.read(name)) for name in archive.namelist()]
    assert "downloaded" in why_not(samples.zipped(parts), WORD)


@pytest.mark.parametrize("content_type", [WORD, EXCEL, "audio/wav", "audio/mpeg", "audio/mp4"])
def test_what_is_broken_ends_in_a_sentence(content_type):
    for content in (b"", b"PK\x03\x04", samples.docx()[:200], samples.docx(), b"#EXTM3U\nhttp://127.0.0.1/x"):
        assert why_not(content, content_type).endswith("downloaded."), content[:20]


def test_no_control_characters_come_through_and_a_damaged_original_is_damaged(own_vault):
    mail = b"Subject: x\n\nbell\x07 and \x1b[31mred\x1b[0m \xe2\x80\xae turned"
    assert text(mail, "message/rfc822").endswith("bell and [31mred[0m  turned")
    key = store.keep([mail], folder="case-1", limit=1000).key
    path = own_vault / key
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Damaged):
        texts.text_of(key, "message/rfc822")
