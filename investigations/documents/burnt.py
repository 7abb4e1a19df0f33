"""How is a redacted copy made?  Pixels are burnt in a limited child, a text is rebuilt; either comes back as a file."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from investigations.models import Evidence, Redaction
from investigations.procedure.audiences import Scope
from investigations.vault import store
from investigations.vault.refusals import Damaged
from investigations.vault.scanning import held_back

from . import apart
from .exhibit_text import is_in_words, text_of
from .exhibits import PICTURED
from .page_words import cleared
from .renditions import must_go, redacted_text

SECONDS = 600
MEMORY_MB = 1024
SLOW = "Making the redacted copy took longer than ten minutes and was stopped."
HUNGRY = "Making the redacted copy needed more memory than one file may use."
BROKEN = "No redacted copy can be made of this file. The original is kept with the case."
NOT_THIS_KIND = (
    "Nothing can be blacked out in a film, a recording or an archive. Hand in pictures of what matters in it, or what is "
    "said in it as a text, and black out those."
)


class CannotBurn(Exception):
    """The sentence why there is no redacted copy."""


@dataclass(frozen=True)
class Burnt:
    content: bytes
    content_type: str
    pages: int
    #: What is read aloud of each page of a PDF.
    words: tuple[str, ...] = ()


def can_be_redacted(exhibit: Evidence) -> bool:
    return exhibit.content_type in PICTURED or is_in_words(exhibit)


def burnt(exhibit: Evidence, scope: Scope) -> Burnt:
    """The redacted copy for that scope.  Raises CannotBurn, NoText, or the vault's refusals."""
    if held := held_back(exhibit.scan_state):
        raise CannotBurn(held)
    if is_in_words(exhibit):
        store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)
        return Burnt(redacted_text(exhibit, scope, text_of(exhibit)).encode(), "text/plain", 1)
    if exhibit.content_type not in PICTURED:
        raise CannotBurn(NOT_THIS_KIND)
    boxes: dict[int, list[dict[str, float]]] = {}
    for redaction in Redaction.objects.standing().to(scope).filter(evidence=exhibit):
        boxes.setdefault(redaction.page or 1, []).append(redaction.box)
    with apart.work_folder() as folder:
        open_original(exhibit, folder / "evidence")
        job = {
            "verb": "burn",
            "source": str(folder / "evidence"),
            "content_type": exhibit.content_type,
            "boxes": boxes,
        }
        try:
            answer = apart.run(folder, job, seconds=SECONDS, memory_mb=MEMORY_MB)
        except apart.Stopped as stopped:
            sentence = stopped.sentence or {"time": SLOW, "memory": HUNGRY}.get(stopped.why, BROKEN)
            raise CannotBurn(sentence) from stopped
        content = (folder / "rendition").read_bytes()
    hidden, gone = exhibit.case.pseudonyms.hidden_in(scope), must_go(exhibit.case, scope)
    words = tuple(cleared(page, hidden, gone) for page in answer.get("words", ()))
    return Burnt(content, answer["content_type"], answer["pages"], words)


def suggested_faces(page_picture: bytes) -> list[list[float]]:
    """Where faces seem to be on a page's picture, in fractions of it; nothing where the looking fails."""
    with apart.work_folder() as folder:
        (folder / "page.jpg").write_bytes(page_picture)
        job = {"verb": "faces", "source": str(folder / "page.jpg")}
        try:
            boxes: list[list[float]] = apart.run(folder, job, seconds=40, memory_mb=1024)["boxes"]
        except apart.Stopped:
            return []
        return boxes


def open_original(exhibit: Evidence, place: Path) -> None:
    """The plain original, for as long as something is made of it; Damaged where it is not what was handed in."""
    found = hashlib.sha256()
    with place.open("wb") as written:
        for piece in store.read_chunks(exhibit.vault_key):
            found.update(piece)
            written.write(piece)
    if found.hexdigest() != exhibit.sha256:
        raise Damaged(exhibit.vault_key)
