"""What stands on the last page, so that paper can be checked too?  Number, fingerprints, the head of the audit, a QR code.

The code holds the address of "Check a document" with the number and the fingerprint, and nothing of the case.
"""

import io
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.template.loader import render_to_string

from investigations.models import DocumentKind, School
from investigations.vault.school_key import key_of

from . import verifier
from .made import Made
from .proof import fingerprint_of

#: These have a discreet line at their foot, and no code: they go to people outside, who have no part in Casework.
LETTERS = (DocumentKind.LETTER, DocumentKind.OUTCOME_LETTER)
#: Where people check.  The documents do not know the site's addresses; a test holds the two together.
PAGE = "/check/"
CODE = "check-this-document.svg"
END = "</body>"


def added(made: Made, record: dict[str, Any], school: School) -> None:
    """Put the short form of the proof at the end of what was made."""
    fingerprint = fingerprint_of(record)
    is_letter = record["kind"] in LETTERS
    words = {
        "number": record["document"],
        "fingerprint": verifier.spoken(fingerprint),
        "key": verifier.spoken(verifier.key_fingerprint(key_of(school).public)),
        "audit": record["audit"],
        "is_of_a_case": bool(record["case"]),
        "exhibits": len(record["exhibits"]),
        "page": settings.SITE_URL.rstrip("/") + PAGE,
        "code": CODE,
    }
    name = "documents/parts/letter_proof.html" if is_letter else "documents/parts/colophon.html"
    before, end, after = made.html.rpartition(END)
    made.html = before + render_to_string(name, words) + end + after
    if not is_letter:
        made.assets = {**made.assets, CODE: code_of(record["document"], fingerprint)}


def code_of(number: str, fingerprint: str) -> bytes:
    address = f"{settings.SITE_URL.rstrip('/')}{PAGE}?{urlencode({'document': number, 'print': fingerprint[:20]})}"
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=2, scale=4, dark="#14171c")
    return picture.getvalue()
