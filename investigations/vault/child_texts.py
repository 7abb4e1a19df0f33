"""What can be read in a text, a mail, a Word document, a workbook or a sound?  As plain text, opened in the child only."""

import contextlib
import email
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from html.parser import HTMLParser
from typing import Any

from . import child_films as films
from .child import CannotPicture

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
MAIL, PLAIN = "message/rfc822", frozenset({"text/plain", "text/csv"})
#: No more than a person can read through before a copy of it is approved, and the bytes that it may take.
MOST_CHARACTERS = 500_000
MOST_BYTES = 4 * MOST_CHARACTERS
#: What a document may unpack to, and how much larger than itself a packed part may be.
MOST_UNPACKED, MOST_TIMES, SMALL = 96 * 1024 * 1024, 200, 1024 * 1024
MOST_CELLS, MOST_SHEETS = 50_000, 100
MOST_PARTS, MOST_ATTACHMENTS, LONGEST_HEADER = 1000, 200, 5000
HEADERS = ("From", "To", "Cc", "Date", "Subject")
TOO_MUCH = "This file unpacks to far more than a document holds, so it is not shown. It can be downloaded."


class GoesOn(Exception):
    """There is more in the file than is read out."""


def text_of(original: bytes, content_type: str) -> tuple[str, bool]:
    """What is written, and whether this is all of it; what comes after the most is not even unfolded."""
    lines, length = [], 0
    try:
        for line in READERS.get(content_type, films.lines_of)(original, content_type):
            lines.append(line)
            length += len(line) + 1
            if length > MOST_CHARACTERS + 1:
                raise GoesOn
    except GoesOn:
        return "\n".join(lines)[:MOST_CHARACTERS], False
    return "\n".join(lines), True


# ---- Texts ----------------------------------------------------------------------------------------------------------


def lines_of_text(original: bytes, _: str) -> Iterator[str]:
    is_cut = len(original) > MOST_BYTES
    yield decoded(original[:MOST_BYTES], is_cut=is_cut)
    if is_cut:
        raise GoesOn


def decoded(content: bytes, *, is_cut: bool = False) -> str:
    """In whichever of the usual encodings it was saved; where it was cut, perhaps within a letter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        if is_cut and wrong.reason == "unexpected end of data":
            return content[: wrong.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")


# ---- Mail -----------------------------------------------------------------------------------------------------------


def lines_of_mail(original: bytes, _: str) -> Iterator[str]:
    """Who wrote to whom and when, the words, and the names of what is attached, which is not opened.

    Read with the plain rules of the library: those that take each address apart need minutes for a hostile mail.
    """
    message = email.message_from_bytes(original)
    for name in HEADERS:
        for value in message.get_all(name, [])[:20]:
            yield f"{name}: {_plain(value)}"
    yield ""
    parts = list(itertools.islice(_parts(message), MOST_PARTS))
    kind = next((kind for kind in ("text/plain", "text/html") if any(_is_body(part, kind) for part in parts)), "")
    if not kind:
        yield "[There are no words in this mail.]"
    for part in parts:
        if kind and _is_body(part, kind):
            yield from _words_of(part)
    attached = [part for part in parts if not _is_body(part, "text/plain") and not _is_body(part, "text/html")]
    if attached:
        yield ""
        yield "Attached, and not opened here:"
    for part in attached[:MOST_ATTACHMENTS]:
        yield f"- {_plain(part.get_filename() or 'without a name')} ({part.get_content_type()}{_size_of(part)})"
    if len(attached) > MOST_ATTACHMENTS or len(parts) == MOST_PARTS:
        raise GoesOn


def _parts(message: Message) -> Iterator[Message]:
    """Part by part; a mail within the mail is one."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from _parts(part)  # type: ignore[arg-type]
    else:
        yield message


def _is_body(part: Message, kind: str) -> bool:
    """What is written in the mail itself.  Most carry the same words in two forms; each may come in pieces."""
    is_named = part.get_filename() or part.get_content_disposition() == "attachment"
    return part.get_content_type() == kind and not is_named


def _words_of(part: Message) -> Iterator[str]:
    words = _decoded(part)
    if part.get_content_type() == "text/html":
        yield from _Words.of(words[:MOST_BYTES]).splitlines()
    else:
        yield from words.splitlines()
    if len(words) > MOST_BYTES:
        raise GoesOn


def _size_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    return f", {len(content):,} bytes" if isinstance(content, bytes) else ""


def _plain(value: Any) -> str:
    """A header in one line, its encoded words decoded where they can be."""
    line = " ".join(str(value)[:LONGEST_HEADER].split())
    with contextlib.suppress(Exception):
        line = " ".join(str(make_header(decode_header(line))).split())
    return line + (" […]" if len(str(value)) > LONGEST_HEADER else "")


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset(""), errors="replace")
    except (LookupError, ValueError):
        return decoded(content)


class _Words(HTMLParser):
    """The words of a page: no address in it is followed and nothing is run."""

    UNSEEN = frozenset({"script", "style", "head", "title", "template"})
    BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "hr"})

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        reader.close()
        lines = (line.strip() for line in "".join(reader.words).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.unseen += tag in self.UNSEEN
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in self.UNSEEN))
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(re.sub(r"\s+", " ", data))


# ---- Documents and workbooks ----------------------------------------------------------------------------------------


def refuse_bombs(original: bytes) -> None:
    """By what the archive announces; it is never unpacked further than that."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(
        part.file_size > SMALL and part.file_size > MOST_TIMES * max(part.compress_size, 1) for part in parts
    ):
        raise CannotPicture(TOO_MUCH)


def lines_of_word(original: bytes, _: str) -> Iterator[str]:
    """What one sees on paper, paragraph by paragraph, a table's row as one line, then the heads and feet of the pages.

    Without pictures, notes and layout, comments and earlier wording.
    """
    refuse_bombs(original)
    import docx

    document = docx.Document(io.BytesIO(original))
    yield from _written(document.element.body)
    for section in document.sections:
        for edge in (
            section.header, section.first_page_header, section.even_page_header,
            section.footer, section.first_page_footer, section.even_page_footer,
        ):  # fmt: skip
            if not edge.is_linked_to_previous:
                yield from _written(edge._element)


def _written(story: Any) -> Iterator[str]:
    from docx.oxml.ns import qn

    row, paragraph = qn("w:tr"), qn("w:p")
    for element in story:
        if element.tag == paragraph:
            yield _words_in(element)
            continue
        for line in element.iter(row, paragraph):
            if next(line.iterancestors(row), None) is not None:
                continue  # said with the row that it stands in
            if line.tag == row:
                cells = line.iterchildren(qn("w:tc"))
                yield " | ".join(" ".join(map(_words_in, cell.iter(paragraph))) for cell in cells)
            else:
                yield _words_in(line)


def _words_in(paragraph: Any) -> str:
    from docx.oxml.ns import qn

    text, tab, line_break = qn("w:t"), qn("w:tab"), qn("w:br")
    pieces = {tab: "\t", line_break: "\n"}
    # Where a passage was moved from, it no longer stands; a fallback says once more what a drawing says.
    unseen = (qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
    return "".join(
        pieces.get(part.tag) or part.text or ""
        for part in paragraph.iter(text, tab, line_break)
        if next(part.iterancestors(*unseen), None) is None
    )


def lines_of_workbook(original: bytes, _: str) -> Iterator[str]:
    """Sheet by sheet and row by row, as the values were last saved; no formula is worked out."""
    refuse_bombs(original)
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(original))
    cells = 0
    for name in workbook.sheet_names[:MOST_SHEETS]:
        yield f"Sheet: {name}"
        for row in workbook.get_sheet_by_name(name).iter_rows():
            cells += len(row)
            if cells > MOST_CELLS:
                raise GoesOn
            line = " | ".join(str(value) for value in row).rstrip(" |")
            if line:
                yield line
        yield ""
    if len(workbook.sheet_names) > MOST_SHEETS:
        raise GoesOn


READERS = {
    **dict.fromkeys(PLAIN, lines_of_text),
    MAIL: lines_of_mail,
    WORD: lines_of_word,
    EXCEL: lines_of_workbook,
}
