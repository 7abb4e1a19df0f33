"""How is a document made that belongs to no case?  While one waits, in one piece, and with the same proof as the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from investigations.models import Person, School

from . import apart, colophon, proof
from .made import Made
from .render import Attached, RenderFailed, render_pdf

SECONDS, MEMORY_MB = 60, 1024
INCOMPLETE = "The document could not be made whole, and so it was not made. Nothing is lost: try again."


@dataclass(frozen=True)
class Sealed:
    """A finished PDF, and what is recorded of it so that it is known again."""

    content: bytes
    pages: int
    facts: dict[str, Any]


def sealed(made: Made, kind: str, school: School, *, by: Person, attachments: Sequence[Attached] = ()) -> Sealed:
    """The PDF of `made` with its signed manifest and the last page that tells how to check it; RenderFailed otherwise."""
    record = proof.record_at_school(school, made, kind, by=by)
    colophon.added(made, record, school)
    with apart.work_folder() as folder:
        finished = folder / "finished.pdf"
        rendered = render_pdf(
            made.html,
            made.assets,
            title=made.title,
            seconds=SECONDS,
            memory_mb=MEMORY_MB,
            attachments=attachments,
            into=finished,
        )
        if rendered.left_out:
            raise RenderFailed(INCOMPLETE)
        proof.seal(finished, record, school)
        content = finished.read_bytes()
    facts = {
        "document": record["document"],
        "fingerprint": proof.fingerprint_of(record),
        "sha256": sha256(content).hexdigest(),
        "pages": rendered.pages,
    }
    return Sealed(content, rendered.pages, facts)
