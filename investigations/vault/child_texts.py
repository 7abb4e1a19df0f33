"""What can be read in a mail, a Word document, a workbook or a sound?  As plain text, opened in the child only."""

import contextlib
import email
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from email.header import decode_header, make_header
from email.message import Message
from html.parser import HTMLParser
from typing import Any

from . import child_films as films
from .child import CannotPicture

MOST_CHARACTERS = 200_000
#: What a document may unpack to, and how much larger than itself a packed part may be.
MOST_UNPACKED, MOST_TIMES, SMALL = 96 * 1024 * 1024, 200, 1024 * 1024
MOST_CELLS, MOST_SHEETS = 50_000, 100
MOST_PARTS, MOST_ATTACHMENTS, LONGEST_HEADER = 1000, 200, 5000
HEADERS = ("From", "To", "Cc", "Date", "Subject")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MUCH = "This file unpacks to far more than a document holds, so it is not shown. It can be downloaded."
GOES_ON = "\n\n[It goes on: the rest is in the original.]"


def text_of(original: bytes, content_type: str) -> str:
    if content_type == "message/rfc822":
        return cut(mail(original))
    if content_type == WORD:
        return cut(lines_of_word(original))
    if content_type == EXCEL:
        return cut(lines_of_workbook(original))
    return films.in_words(original, content_type)


def cut(lines: Iterable[str]) -> str:
    """Up to the most that is shown; what comes after is not even unfolded."""
    taken, length = [], 0
    for line in lines:
        taken.append(line)
        length += len(line) + 1
        if length > MOST_CHARACTERS:
            return "\n".join(taken)[:MOST_CHARACTERS] + GOES_ON
    return "\n".join(taken)


# ---- Mail -----------------------------------------------------------------------------------------------------------


def mail(original: bytes) -> Iterator[str]:
    """Who wrote to whom and when, the words, and the names of what is attached, which is not opened.

    Read with the plain rules of the library: those that take each address apart need minutes for a hostile mail.
    """
    message = email.message_from_bytes(original)
    for name in HEADERS:
        for value in message.get_all(name, [])[:20]:
            yield f"{name}: {_plain(value)}"
    yield ""
    parts = [part for part in itertools.islice(message.walk(), MOST_PARTS + 1) if not part.is_multipart()]
    body = next((part for kind in ("text/plain", "text/html") for part in parts if _is_body(part, kind)), None)
    if body is None:
        yield "[There are no words in this mail.]"
    else:
        words = _decoded(body)
        yield from (as_text(words) if body.get_content_type() == "text/html" else words).splitlines()
    attached = [part for part in parts if part is not body and not _is_other_body(part)]
    if attached:
        yield ""
        yield "Attached, and not opened here:"
    for part in attached[:MOST_ATTACHMENTS]:
        size = len(part.get_payload(decode=True) or b"")
        yield f"- {_plain(part.get_filename() or 'without a name')} ({part.get_content_type()}, {size:,} bytes)"
    if len(attached) > MOST_ATTACHMENTS:
        yield "- and more"


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_named(part)


def _is_other_body(part: Message) -> bool:
    """The same words in another form, as most mails carry them."""
    return part.get_content_type() in ("text/plain", "text/html") and not _is_named(part)


def _is_named(part: Message) -> bool:
    return bool(part.get_filename()) or part.get_content_disposition() == "attachment"


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
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


class _Words(HTMLParser):
    """The words of a page: no address in it is followed and nothing is run."""

    UNSEEN = ("script", "style", "head", "title", "template")
    BREAKS = ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table")

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

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(" ".join(data.split()) + " " if data.strip() else " ")


def as_text(page: str) -> str:
    reader = _Words()
    reader.feed(page[: 4 * MOST_CHARACTERS])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return "\n".join(line for line in lines if line)


# ---- Documents and workbooks ----------------------------------------------------------------------------------------


def refuse_bombs(original: bytes) -> None:
    """By what the archive announces; it is never unpacked further than that."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(
        part.file_size > SMALL and part.file_size > MOST_TIMES * max(part.compress_size, 1) for part in parts
    ):
        raise CannotPicture(TOO_MUCH)


def lines_of_word(original: bytes) -> Iterator[str]:
    """Paragraph by paragraph, a table's row as one line; without pictures, notes and layout."""
    refuse_bombs(original)
    import docx
    from docx.oxml.ns import qn

    row, paragraph = qn("w:tr"), qn("w:p")
    for element in docx.Document(io.BytesIO(original)).element.body:
        if element.tag == paragraph:
            yield _written(element, qn)
        else:
            for line in element.iter(row, paragraph):
                if line.tag == row:
                    cells = line.iterchildren(qn("w:tc"))
                    yield " | ".join(" ".join(_written(p, qn) for p in cell.iter(paragraph)) for cell in cells)
                elif next(line.iterancestors(row), None) is None:
                    yield _written(line, qn)


def _written(paragraph: Any, qn: Any) -> str:
    text, tab, line_break = qn("w:t"), qn("w:tab"), qn("w:br")
    pieces = {tab: "\t", line_break: "\n"}
    return "".join(pieces.get(part.tag) or part.text or "" for part in paragraph.iter(text, tab, line_break))


def lines_of_workbook(original: bytes) -> Iterator[str]:
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
                yield GOES_ON.strip()
                return
            line = " | ".join(str(value) for value in row).rstrip(" |")
            if line:
                yield line
        yield ""
