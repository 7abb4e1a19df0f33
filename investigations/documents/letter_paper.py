"""How does a letter stand on paper?  The same for the page and the PDF; from its issue on it is the frozen content, and
its hash proves that not a character was changed since."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from investigations.models import CaseLetter, Person, School, SchoolLetterhead
from investigations.procedure.calendar import long_date
from investigations.procedure.letters import Letter

from .letter_text import blocks_of, is_greeting

MARKING = "Private and confidential: to be opened by the addressee only"
CLOSING = "Yours sincerely"


def content_of(letter: CaseLetter, *, sender: Person | None, office: str, at: datetime) -> dict[str, Any]:
    """Everything that stands on paper, as plain values: what is frozen when the letter is issued."""
    school = letter.case.school
    head = letterhead_of(school)
    return {
        "code": letter.code,
        "number": letter.number,
        "reference": letter.case.reference,
        "school": school.name,
        "school_address": lines(school.address),
        "header": lines(head.header) if head else [],
        "reply_address": lines(head.reply_address) if head else [],
        "footer": lines(head.footer) if head else [],
        "letterhead": head.number if head else 0,
        "template": letter.template.number if letter.template else 0,
        "template_sha256": letter.template_sha256,
        "date": timezone.localdate(at).isoformat(),
        "to": [letter.recipient, *lines(letter.to_address)],
        "subject": letter.subject,
        "text": letter.text.replace("\r\n", "\n"),
        "enclosures": lines(letter.enclosures),
        "sender": sender.name if sender else "",
        "office": office,
        "signature": lines(head.signature) if head else [],
    }


def letterhead_of(school: School) -> SchoolLetterhead | None:
    return school.letterheads.order_by("-number").first()


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """Over the content in one fixed form: keys in order, no blanks, UTF-8."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def is_as_issued(letter: CaseLetter) -> bool:
    """Whether the stored words are those that were issued; true for a letter that was not issued yet."""
    if not letter.sha256:
        return True
    frozen = letter.frozen
    same_words = (frozen.get("subject"), frozen.get("text")) == (letter.subject, letter.text.replace("\r\n", "\n"))
    return same_words and fingerprint_of(frozen) == letter.sha256


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def on_paper(content: Mapping[str, Any], *, is_draft: bool = False) -> dict[str, Any]:
    """The content in the places of a letter: greeting, divisions, closing, signature."""
    blocks = blocks_of(content["text"])
    greeting = blocks.pop(0).text if blocks and is_greeting(blocks[0]) else ""
    closes = greeting.startswith("Dear")
    return {
        "title": f"Letter {content['code']} {content['reference']}",
        "reference": content["reference"],
        "marking": "Draft: not issued" if is_draft else marking_of(Letter(content["code"])),
        "is_draft": is_draft,
        "to": content["to"],
        "particulars": [
            ("Our reference", f"{content['reference']}, letter {content['number']}"),
            ("Date", long_date(datetime.fromisoformat(content["date"]).date())),
        ],
        "greeting": greeting,
        "subject": content["subject"],
        "blocks": blocks,
        "closing": CLOSING if closes else "",
        "sign": {"name": content["sender"], "as": content["office"], "lines": content["signature"]},
        "enclosures": content["enclosures"],
        "reply_address": content["reply_address"],
        "footer": content["footer"],
    }


def marking_of(letter: Letter) -> str:
    return "" if letter.goes_outside else MARKING


def head_on_paper(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": content["school"], "where": [*content["school_address"], *content["header"]]}
