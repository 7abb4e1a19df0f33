"""How do exhibits come into a copy for certain readers?  As the original, as its redacted copy, or as pages that say why not.

A page that is left out stays a page, so that every copy has the same exhibits under the same tabs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from investigations.models import Evidence

from .damage import NOT_AS_MADE, note_damage
from .exhibit_pages import Appendices, exhibit_pages
from .hidden import Hidden, Printed
from .made import Say
from .page_words import names_left

WITHHELD = "Withheld from this copy"


def exhibit_copies(
    described: Iterable[tuple[Evidence, dict[str, Any]]],
    hidden: Hidden,
    folder: Path,
    say: Say,
    *,
    withheld: Mapping[str, str] | None = None,
) -> tuple[Appendices, list[dict[str, Any]]]:
    """The exhibits by number as `parts/exhibit.html` takes them, and what stands in the copy, for the disclosure log.

    An exhibit that may not go yet has the sentence why in its place; `Appendices.printed` does not count it.
    """
    found = list(described)
    reasons = {exhibit.number: why for exhibit, _ in found if (why := hidden.withholds(exhibit))}
    reasons |= {int(number): why for number, why in (withheld or {}).items() if why}
    exhibits = [(exhibit, _shown(exhibit, hidden, reasons), hidden.words(about)) for exhibit, about in found]
    made = exhibit_pages([(shown, about) for _, shown, about in exhibits if not shown.instead], folder, say)
    exhibits = [(exhibit, _or_damaged(shown, made), about) for exhibit, shown, about in exhibits]
    pictured = {row["number"]: row for row in made.rows}
    rows, listed = [], []
    for exhibit, shown, about in exhibits:
        row = pictured.get(shown.number) or about | {"note": shown.instead}
        reason = reasons.get(shown.number, "")
        if reason:
            row = _left_out(row, reason)
            _take_out(made, shown.number)
        else:
            _say_what_is_seen(row, hidden.read_aloud(exhibit, shown.vault_key))
        if shown.is_redacted and not reason:
            row = row | {"redacted_sha256": shown.sha256}
        rows.append(row)
        listed.append(_listed(shown, row, reason))
    made.rows = rows
    return made, listed


def _shown(exhibit: Evidence, hidden: Hidden, reasons: Mapping[int, str]) -> Printed:
    """A page picture has no text to be searched afterwards: what its text layer names is asked for before."""
    shown = hidden.printed(exhibit)
    if shown.instead or shown.number in reasons:
        return shown
    labels = {one.label for one in hidden.pseudonyms}
    pages = [
        page for page, names in names_left(exhibit, hidden.scope).items() if any(name.label in labels for name in names)
    ]
    if not pages:
        return shown
    where = f"page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages))}"
    return replace(
        shown, instead=f"Exhibit {shown.number} names somebody who is hidden, on {where}: black it out there."
    )


def _or_damaged(shown: Printed, made: Appendices) -> Printed:
    """A copy whose file is damaged holds everything back; nothing is said of the original, which may be sound."""
    if shown.copy is None or shown.number not in made.damaged:
        return shown
    made.damaged.remove(shown.number)
    note_damage(shown.copy, NOT_AS_MADE)
    return replace(shown, instead=f"The redacted copy of exhibit {shown.number} is damaged: it has to be made again.")


def _say_what_is_seen(row: dict[str, Any], aloud: Mapping[int, str]) -> None:
    """For a reader who cannot see the pictures.  A long screenshot is cut into several, and described with the first."""
    for page, picture in enumerate(row["pictures"], start=1):
        picture["aloud"] = aloud.get(page, "")


def _left_out(row: dict[str, Any], reason: str) -> dict[str, Any]:
    """As many pages as the exhibit has, and neither its title nor its fingerprint, which may tell what it is."""
    return row | {
        "title": WITHHELD,
        "facts": [("Withheld because", reason)],
        "sha256": "",
        "pictures": [],
        "transcript": "",
        "note": "",
        "withheld": reason,
        "empty_pages": list(range(1, len(row["pictures"]) + 1)),
    }


def _take_out(made: Appendices, number: int) -> None:
    made.printed = [printed for printed in made.printed if printed != number]
    made.assets = {name: part for name, part in made.assets.items() if not name.startswith(f"exhibit-{number}-")}


def _listed(shown: Printed, row: dict[str, Any], reason: str) -> dict[str, Any]:
    if reason:
        return {"number": shown.number, "title": WITHHELD, "withheld": reason}
    about = {"number": shown.number, "title": str(row["title"]), "sha256": row["sha256"]}
    if shown.is_redacted:
        about["redacted_sha256"] = shown.sha256
    if shown.instead:
        about["instead"] = shown.instead
    return about
