"""A letter as PDF, with the school's letterhead: from the frozen content once it is issued, and marked as a draft before."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from investigations.access import Standing
from investigations.models import CaseLetter
from investigations.procedure.calendar import long_date

from .hidden import Hidden, hidden_from_reader
from .letter_paper import content_of, head_on_paper, is_as_issued, on_paper
from .letter_parts import service_in_words
from .letter_text import Block
from .made import Made, Say, file_name, head_of_audit
from .render import RenderFailed
from .text import paragraphs_html, printable, safe_text

CHANGED = (
    "The stored words of this letter are no longer those that were issued, so no copy is made of them. Ask whoever looks "
    "after the server: the record of the case holds the fingerprint of what was issued."
)

REWORDED = (
    "In this copy names stand under pseudonyms, as in the papers of the hearing. The fingerprint below is that of the letter "
    "as it was issued."
)


def build(standing: Standing, folder: Path, say: Say, letter: CaseLetter) -> Made:
    say(20, "Writing the letter")
    count, head = head_of_audit(standing.case)
    paper = paper_of(standing, letter, hidden=None if _is_theirs(standing, letter) else hidden_from_reader(standing))
    return Made(
        title=f"{letter.subject} {standing.case.reference}",
        file_name=file_name(standing.case, f"{letter.code} letter {letter.number}"),
        html=render_to_string("documents/case_letter.html", paper),
        audit_count=count,
        audit_head=head,
    )


def _is_theirs(standing: Standing, letter: CaseLetter) -> bool:
    """Whom it was served on has it on paper already, and gets the same words."""
    return bool(letter.served and standing.person and letter.served.to_id == standing.person.pk)


def paper_of(standing: Standing, letter: CaseLetter, *, hidden: Hidden | None = None) -> dict[str, Any]:
    """The context of `documents/case_letter.html`, every text in it made safe for print.

    Under the pseudonyms of `hidden`; where that changes a word, the foot says that the letter as issued has others.
    """
    if not is_as_issued(letter):
        raise RenderFailed(CHANGED)
    content = letter.frozen or content_of(letter, sender=standing.person, office="", at=timezone.now())
    words = on_paper(content, is_draft=not letter.sha256)
    blocks = [in_html(block) for block in words.pop("blocks")]
    about = words | {"stamp": stamp_of(letter)}
    paper: dict[str, Any] = printable({"school": head_on_paper(content), "letter": about}) | {"blocks": blocks}
    shown = hidden.words(paper) if hidden else paper
    if shown != paper:
        shown["letter"]["stamp"] = f"{REWORDED} {shown['letter']['stamp']}"
    return shown


def in_html(block: Block) -> dict[str, Any]:
    if block.kind == "list":
        return {"kind": "list", "lines": [safe_text(item) for item in block.lines]}
    if block.kind == "heading":
        return {"kind": "heading", "text": safe_text(block.text)}
    return {"kind": "paragraph", "html": paragraphs_html(block.text)}


def stamp_of(letter: CaseLetter) -> str:
    """Small at the foot: when it was issued and served, and the fingerprint that proves its words."""
    if not letter.sha256 or letter.issued_at is None:
        return "This is a draft. It was not issued, and its words may change."
    issued = f"Issued {long_date(timezone.localdate(letter.issued_at))}."
    served = f" Served {service_in_words(letter)}." if letter.served else ""
    return f"{issued}{served} Fingerprint of the words (SHA-256): {letter.sha256}"
