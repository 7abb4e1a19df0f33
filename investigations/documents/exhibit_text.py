"""Which text is in an exhibit that is written and not pictured?  Plain text, tables, mails and Word documents, as text.

The same bytes always give the same text: the place of a blacked-out passage is counted in it.
"""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from investigations.models import Evidence
from investigations.vault import store

from . import apart
from .exhibits import written_text
from .office_text import OFFICE
from .plain_html import plain_text_of_html

#: What is blacked out by words.  What is pictured is blacked out by boxes; of anything else no part can be hidden.
IN_WORDS = frozenset({"text/plain", "text/csv", "text/markdown", "message/rfc822"}) | OFFICE
MOST_BYTES = 16 * 1024 * 1024
#: No more than a person can read through before it is approved.
MOST_CHARACTERS = 500_000
#: Stands where the width of a preview would: no picture is two pixels wide, and under one lies the text of its page.
AS_TEXT = 2
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
    try:
        text = _office(exhibit) if exhibit.content_type in OFFICE else _written(exhibit)
    except (apart.Stopped, ValueError, LookupError) as broken:
        raise NoText(UNREADABLE) from broken
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST_CHARACTERS:
        raise NoText(TOO_LONG)
    return text


def _written(exhibit: Evidence) -> str:
    content = b"".join(store.read_chunks(exhibit.vault_key))
    if exhibit.content_type == "message/rfc822":
        return _mail(content)
    return written_text(content, most=MOST_CHARACTERS + 1)


def _office(exhibit: Evidence) -> str:
    """Read once, in the limited child: these files unfold, and are taken apart by what others wrote.  Kept sealed."""
    folder, file = exhibit.vault_key.split("/")
    kept = f"{folder}/previews/{file}-{AS_TEXT}"
    if not store.exists(kept):
        with apart.work_folder() as work:
            (work / "evidence").write_bytes(b"".join(store.read_chunks(exhibit.vault_key)))
            job = {"verb": "read", "source": str(work / "evidence"), "content_type": exhibit.content_type}
            apart.run(work, job, seconds=30, memory_mb=512)
            store.write([(work / "text").read_bytes()], key=kept, limit=MOST_BYTES)
    return b"".join(store.read_chunks(kept)).decode()


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
