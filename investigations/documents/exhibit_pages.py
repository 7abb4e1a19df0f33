"""How do the exhibits of a case come onto paper?  Each opened once, compared with its receipt, and pictured apart."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from investigations.models import Evidence, KeptPart
from investigations.procedure.calendar import long_date
from investigations.vault import texts
from investigations.vault.refusals import Damaged, KeyDestroyed, NoPreview, VaultRefusal
from investigations.vault.scanning import held_back
from investigations.vault.store import read_chunks

from . import kept_parts
from .carried import originals, where_it_is
from .exhibits import PICTURED, CannotPicture, page_pictures
from .kept_parts import Sealed
from .made import Original, Say
from .post import post_of
from .render import Placed
from .text import paragraphs_html

#: Exhibits pictured side by side.  Each child may take 768 MB at the very most.
AT_ONCE = 2


@dataclass
class Appendices:
    """The exhibits of one document: as `parts/exhibit.html` takes them, and the pictures that go with them."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    assets: dict[str, Placed] = field(default_factory=dict)
    printed: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    attached: list[Original] = field(default_factory=list)


@dataclass
class OnPaper:
    """What became of one exhibit: its pictures or its text, or a sentence in their place."""

    row: dict[str, Any]
    assets: dict[str, Placed] = field(default_factory=dict)
    is_printed: bool = False
    is_damaged: bool = False
    #: What is to be known of its kept pictures, where they were made just now.
    facts: dict[str, Any] = field(default_factory=dict)


def exhibit_pages(
    described_exhibits: Iterable[tuple[Evidence, dict[str, Any]]],
    folder: Path,
    say: Say,
    *,
    upto: int = 55,
    with_originals: bool = False,
) -> Appendices:
    """Every exhibit with its description, opened and pictured; `folder` holds it in the clear only meanwhile.

    The pictures lie sealed with the case, for this document and for the next copy, and are opened where they are set.
    With originals, each exhibit says where its file is, and `attached` holds those that the document is to carry.
    What cannot stand on paper (a film, a locked PDF) has a sentence in its place, so that nothing is left out unsaid.
    """
    exhibits = list(described_exhibits)
    made = Appendices()
    parts = _kept_pictures([exhibit for exhibit, _ in exhibits])
    carried = originals(exhibit for exhibit, _ in exhibits) if with_originals else {}
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        shown = pool.map(lambda one: _shown(one[0], folder, parts.get(one[0].pk)), exhibits)
        for place, (exhibit, about) in enumerate(exhibits):
            say(5 + (upto - 5) * place // len(exhibits), f"Preparing exhibit {exhibit.number}")
            on_paper = next(shown)
            if on_paper.facts:
                kept_parts.finish(parts[exhibit.pk], on_paper.facts)
            if on_paper.is_damaged:
                carried.pop(exhibit.number, None)
            elif with_originals and (where := where_it_is(exhibit, carried)):
                about = about | {"facts": [*about["facts"], ("Original", where)]}
            _add(made, exhibit, about, on_paper)
    finally:
        pool.shutdown(cancel_futures=True)  # nothing is pictured for a document that nobody makes any more
    made.attached = list(carried.values())
    return made


def _kept_pictures(exhibits: list[Evidence]) -> dict[UUID, KeptPart]:
    """Where the pictures of each exhibit are kept, or are to be."""
    digests = {
        exhibit.pk: kept_parts.fingerprint("pictures", exhibit.sha256, exhibit.content_type)
        for exhibit in exhibits
        if exhibit.content_type in PICTURED and not held_back(exhibit.scan_state)
    }
    if not digests:
        return {}
    case = exhibits[0].case
    known = kept_parts.kept(case, digests.values())
    known |= kept_parts.begin(case, set(digests.values()) - known.keys())
    return {pk: known[digest] for pk, digest in digests.items()}


def _add(made: Appendices, exhibit: Evidence, about: dict[str, Any], on_paper: OnPaper) -> None:
    made.rows.append(about | on_paper.row)
    made.assets |= on_paper.assets
    if on_paper.is_printed:
        made.printed.append(exhibit.number)
    if on_paper.is_damaged:
        made.damaged.append(exhibit.number)


# The vault's own sentences name its places, which are nobody's business on paper.
DAMAGED = (
    "The stored file is damaged: it is no longer the one that was handed in, and is therefore not printed. "
    "That it was found damaged is recorded."
)
DISPOSED = "The file was disposed of and can no longer be read."
NO_WORDS = "There are no words in this file that can be printed. The original is kept with the case."
UNREADABLE = "The file could not be opened when this document was made. The original is kept with the case."


def described(exhibit: Evidence) -> dict[str, Any]:
    """What the case knows of an exhibit, for those who see the evidence."""
    received = timezone.localtime(exhibit.received_at)
    return _row(
        exhibit,
        exhibit.title,
        [
            ("File", exhibit.file_name),
            ("Source", exhibit.source),
            ("Dated", long_date(exhibit.dated) if exhibit.dated else ""),
            ("Received", f"{long_date(received.date())} at {received:%H:%M}, from {exhibit.received_by}"),
            ("Virus scan", exhibit.scan_state.label),
            ("Kind", exhibit.kind_label if exhibit.is_opaque else ""),
            *((f"Post: {label[0].lower()}{label[1:]}", words) for label, words in post_of(exhibit)),
            ("Withheld", exhibit.withheld_because and f"Left out of the hearing papers: {exhibit.withheld_because}"),
        ],
    )


def described_as_served(exhibit: Evidence, title: str) -> dict[str, Any]:
    """As it was called on the day of service.  Who handed it in is not said: it may be whoever reported the concern."""
    dated = long_date(exhibit.dated) if exhibit.dated else ""
    return _row(exhibit, title, [("File", exhibit.file_name), ("Dated", dated)])


def _row(exhibit: Evidence, title: str, facts: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "anchor": f"exhibit-{exhibit.number}",
        "number": exhibit.number,
        "label": f"Exhibit {exhibit.number}",
        "title": title,
        "facts": [(label, value) for label, value in facts if value],
        "sha256": exhibit.sha256,
        "pictures": [],
    }


def _open(exhibit: Evidence, place: Path | None) -> None:
    """The plain file, for as long as it is pictured; Damaged where it is not, to the last bit, what was handed in.

    Without a place it is only compared.
    """
    found = hashlib.sha256()
    with place.open("wb") if place else nullcontext() as written:
        for chunk in read_chunks(exhibit.vault_key):
            found.update(chunk)
            if written:
                written.write(chunk)
    if found.hexdigest() != exhibit.sha256:
        raise Damaged(exhibit.vault_key)


def _shown(exhibit: Evidence, folder: Path, part: KeptPart | None) -> OnPaper:
    """Runs beside another exhibit's, and so asks the database nothing."""
    if held := held_back(exhibit.scan_state):
        return OnPaper({"note": held})
    original = folder / f"original-{exhibit.number}"
    try:
        if part and part.facts:
            _open(exhibit, None)
            return _from_kept(exhibit, part, part.facts)
        _open(exhibit, original if exhibit.content_type in PICTURED else None)
        return _pictured(exhibit, original, folder, part)
    except Damaged:
        return OnPaper({"note": DAMAGED}, is_damaged=True)
    except NoPreview:
        return OnPaper({"note": NO_WORDS})
    except VaultRefusal as refused:
        return OnPaper({"note": DISPOSED if isinstance(refused, KeyDestroyed) else UNREADABLE})
    except CannotPicture as refused:
        return OnPaper({"note": str(refused)})
    finally:
        original.unlink(missing_ok=True)


def _pictured(exhibit: Evidence, original: Path, folder: Path, part: KeptPart | None) -> OnPaper:
    if exhibit.content_type in texts.WRITTEN:
        text = texts.text_of(exhibit.vault_key, exhibit.content_type)
        row = {"note": texts.TEXT_IS.get(exhibit.content_type, ""), "transcript": paragraphs_html(text)}
        return OnPaper(row, is_printed=True)
    if exhibit.content_type not in PICTURED or part is None:
        sentence = f"{exhibit.kind_label}: it cannot be shown on paper. The original is kept with the case."
        return OnPaper({"note": sentence})
    all_of_them = folder / f"pictures-{exhibit.number}"
    pages, start = [], 0
    try:
        with all_of_them.open("wb") as file:
            for page in page_pictures(original, exhibit.content_type):
                file.write(page.content)
                end = start + len(page.content)
                pages.append([page.suffix, start, end, page.width > page.height])
                start = end
        with all_of_them.open("rb") as file:
            kept_parts.put(part, file)
    finally:
        all_of_them.unlink(missing_ok=True)
    return _from_kept(exhibit, part, {"pages": pages})


def _from_kept(exhibit: Evidence, part: KeptPart, facts: dict[str, Any]) -> OnPaper:
    assets: dict[str, Placed] = {}
    pictures = []
    for number, (suffix, start, end, is_lying) in enumerate(facts["pages"], start=1):
        name = f"exhibit-{exhibit.number}-{number}{suffix}"
        assets[name] = Sealed(part, start, end)
        pictures.append({"part": name, "lying": is_lying})
    return OnPaper({"pictures": pictures}, assets, is_printed=True, facts={} if part.facts else facts)
