"""Which text is in an exhibit that is written and not pictured?  Plain text, tables, mails and Word documents, as text.

The same bytes always give the same text: the place of a blacked-out passage is counted in it.
"""

import csv
import io
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from investigations.models import Evidence
from investigations.vault.store import read_chunks

from .exhibits import written_text
from .plain_html import plain_text_of_html

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What is blacked out by words.  What is pictured is blacked out by boxes; of anything else no part can be hidden.
IN_WORDS = frozenset({"text/plain", "text/csv", "text/markdown", "message/rfc822", WORD, EXCEL})
MOST_BYTES = 16 * 1024 * 1024
#: No more than a person can read through before it is approved.
MOST_CHARACTERS = 500_000
HEADERS = ("From", "To", "Cc", "Date", "Subject")
TOO_LONG = "This file has more text than can be looked through and blacked out here. Hand in the part that matters."
UNREADABLE = "The text of this file cannot be read, so nothing in it can be blacked out."


class NoText(Exception):
    """The sentence why an exhibit gives no text."""


def is_in_words(exhibit: Evidence) -> bool:
    return exhibit.content_type in IN_WORDS


def text_of(exhibit: Evidence) -> str:
    """Line ends are newlines.  Raises NoText, or the vault's refusals."""
    if exhibit.size > MOST_BYTES:
        raise NoText(TOO_LONG)
    content = b"".join(read_chunks(exhibit.vault_key))
    try:
        text = read_text(content, exhibit.content_type)
    except Exception as broken:
        raise NoText(UNREADABLE) from broken
    if len(text) > MOST_CHARACTERS:
        raise NoText(TOO_LONG)
    return text


def read_text(content: bytes, content_type: str) -> str:
    if content_type == "message/rfc822":
        text = _mail(content)
    elif content_type == WORD:
        text = _word(content)
    elif content_type == EXCEL:
        text = _excel(content)
    else:
        text = written_text(content, most=MOST_CHARACTERS + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _mail(content: bytes) -> str:
    """The lines one sees above a mail, its text, and that something was attached; never the rest of the headers."""
    mail = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(mail, EmailMessage)
    lines = [f"{name}: {value}" for name in HEADERS for value in mail.get_all(name, [])]
    body = mail.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = plain_text_of_html(text)
    attached = sum(1 for _ in mail.iter_attachments())
    if attached:
        lines.append(f"[{attached} attached {'file is' if attached == 1 else 'files are'} not part of this copy.]")
    return "\n".join([*lines, "", text.strip("\n"), ""])


def _word(content: bytes) -> str:
    """Paragraphs and tables in their order, with headers and footers; no comments, no earlier wording."""
    from docx import Document
    from docx.table import Table

    def lines(part) -> list[str]:  # type: ignore[no-untyped-def]
        found = []
        for block in part.iter_inner_content():
            if isinstance(block, Table):
                found += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
            else:
                found.append(block.text)
        return found

    document = Document(io.BytesIO(content))
    edges = [
        part
        for section in document.sections
        for part in (section.header, section.footer)
        if not part.is_linked_to_previous
    ]
    return "\n".join([*lines(document), *(line for part in edges for line in lines(part)), ""])


def _excel(content: bytes) -> str:
    """Sheet by sheet, as a table of comma-separated lines."""
    from python_calamine import CalamineWorkbook

    written = io.StringIO()
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in workbook.sheet_names:
        written.write(f"{name}\n")
        csv.writer(written, lineterminator="\n").writerows(workbook.get_sheet_by_name(name).to_python())
        written.write("\n")
    return written.getvalue()
