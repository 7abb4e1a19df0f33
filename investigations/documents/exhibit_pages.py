"""How do the exhibits of a case come onto paper?  Each opened once, pictured apart, and its printing recorded."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from investigations.models import Evidence
from investigations.procedure.calendar import long_date
from investigations.vault.refusals import VaultRefusal
from investigations.vault.store import read_chunks

from .exhibits import PICTURED, WRITTEN, CannotPicture, page_pictures, written_text
from .made import Say
from .text import paragraphs_html


def exhibit_pages(
    exhibits: Iterable[Evidence], folder: Path, assets: dict[str, Path | bytes], say: Say, *, upto: int = 55
) -> list[dict[str, Any]]:
    """The exhibits as `parts/exhibit.html` takes them.  Pictures are written to `folder` and named in `assets`."""
    exhibits = list(exhibits)
    rows = []
    for place, exhibit in enumerate(exhibits):
        say(5 + (upto - 5) * place // max(1, len(exhibits)), f"Preparing exhibit {exhibit.number}")
        row = described(exhibit)
        original = folder / f"original-{exhibit.number}"
        try:
            _open(exhibit, original)
            row |= _shown(exhibit, original, folder, assets)
        except (CannotPicture, VaultRefusal) as refused:
            row["note"] = str(refused)
        finally:
            original.unlink(missing_ok=True)
        rows.append(row)
    return rows


def described(exhibit: Evidence) -> dict[str, Any]:
    received = timezone.localtime(exhibit.received_at)
    facts = [
        ("File", exhibit.file_name),
        ("Source", exhibit.source),
        ("Dated", long_date(exhibit.dated) if exhibit.dated else ""),
        ("Received", f"{long_date(received.date())} at {received:%H:%M}, by {exhibit.received_by}"),
    ]
    return {
        "anchor": f"exhibit-{exhibit.number}",
        "number": exhibit.number,
        "label": f"Exhibit {exhibit.number}",
        "title": exhibit.title,
        "facts": [(label, value) for label, value in facts if value],
        "sha256": exhibit.sha256,
        "pictures": [],
    }


def _open(exhibit: Evidence, place: Path) -> None:
    with place.open("wb") as written:
        for chunk in read_chunks(exhibit.vault_key):
            written.write(chunk)


def _shown(exhibit: Evidence, original: Path, folder: Path, assets: dict[str, Path | bytes]) -> dict[str, Any]:
    if exhibit.content_type in WRITTEN:
        return {"transcript": paragraphs_html(written_text(original))}
    if exhibit.content_type not in PICTURED:
        return {"note": f"{exhibit.kind_label}: it cannot be shown on paper. The original is kept with the case."}
    pictures = []
    for page in page_pictures(original, exhibit.content_type):
        name = f"exhibit-{exhibit.number}-{page.page}{page.suffix}"
        place = folder / name
        place.write_bytes(page.content)
        assets[name] = place
        pictures.append({"part": name, "lying": page.width > page.height})
    return {"pictures": pictures}
