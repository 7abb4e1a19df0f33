"""What is read aloud of a page that is a picture, and where do names stand in its text layer?  Kept sealed beside the file.

The parsing is done in the limited child; no word leaves here before every name that had to go was looked for in it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from investigations.models import Evidence, Pseudonym
from investigations.procedure.audiences import Scope
from investigations.vault import store
from investigations.vault.refusals import VaultRefusal

from . import apart
from .pseudonyms import names_in, spelt
from .sought import Text, Wanted, sought
from .spelt import replaced

#: Stand where the width of a preview would, as `ASKS_FOR_TEXT` does in the vault.
WORDS, NAMES = 3, 4
MOST_BYTES = 64 * 1024 * 1024
#: Of one page.  A reader hears no more than this in one go, and a PDF's own string holds 32,767 bytes.
LONGEST = 8_000
#: Of what is suggested around a name, so much may look out of a box that was drawn by hand.
EDGE = 0.003
CUT = " [The page has more words than can be given here.]"


@dataclass(frozen=True)
class Named:
    """Where on a page a name stands, in parts of the page, and what stands for it."""

    label: str
    box: list[float]


def keep_words(vault_key: str, pages: list[str]) -> None:
    """The words of each page of a kept file, beside it."""
    store.write([json.dumps(pages).encode()], key=_beside(vault_key, str(WORDS)), limit=MOST_BYTES)


def words_on_pages(vault_key: str) -> dict[int, str]:
    """Those that were kept with a redacted copy, by page."""
    place = _beside(vault_key, str(WORDS))
    if not store.exists(place):
        return {}
    pages = json.loads(b"".join(store.read_chunks(place)))
    return {number: words for number, words in enumerate(pages, start=1) if words}


def cleared(words: str, hidden: Iterable[Pseudonym], gone: Iterable[Wanted]) -> str:
    """The words with a pseudonym for each name; none of them where something that had to go could still be in them."""
    hidden = list(hidden)
    words = replaced(words, names_in(words, hidden))
    words = words.replace("\u00ad", "-")  # a name that is parted with its own hyphen
    words = replaced(words, names_in(words, hidden))
    text = Text(words)
    if any(one.stands_in(text) for one in sought(gone)):
        return ""
    return words if len(words) <= LONGEST else words[: LONGEST - len(CUT)].rsplit(" ", 1)[0] + CUT


def names_by_page(exhibit: Evidence, scope: Scope) -> dict[int, list[Named]]:
    """Where the names that are hidden in that scope stand in a PDF's text layer; nothing where it cannot be looked at."""
    wanted = spelt(exhibit.case.pseudonyms.hidden_in(scope))
    if not exhibit.is_pdf or not wanted:
        return {}
    digest = hashlib.sha256(json.dumps(wanted).encode()).hexdigest()
    place = _beside(exhibit.vault_key, f"{NAMES}-{list(Scope).index(scope)}")
    try:
        kept = json.loads(b"".join(store.read_chunks(place))) if store.exists(place) else {}
        if kept.get("of") != digest:
            kept = {"of": digest, "pages": _looked_for(exhibit, wanted)}
            store.write([json.dumps(kept).encode()], key=place, limit=MOST_BYTES)
    except (VaultRefusal, apart.Stopped):
        return {}
    return {int(page): [Named(label, box) for label, box in places] for page, places in kept["pages"].items()}


def names_left(exhibit: Evidence, scope: Scope) -> dict[int, list[Named]]:
    """Those of them that no box hides, by page."""
    named = names_by_page(exhibit, scope)
    black: dict[int, list[dict[str, float]]] = {}
    for one in exhibit.redactions.standing().to(scope) if named else ():
        black.setdefault(one.page or 1, []).append(one.box)
    left = {
        page: [name for name in names if not any(_lies_in(name.box, box) for box in black.get(page, ()))]
        for page, names in named.items()
    }
    return {page: names for page, names in left.items() if names}


def _lies_in(name: list[float], box: dict[str, float]) -> bool:
    """All but its edge, which is wider than the letters are."""
    left, top, width, height = name
    right, bottom = box["x"] + box["w"], box["y"] + box["h"]
    return (
        box["x"] <= left + EDGE
        and box["y"] <= top + EDGE
        and left + width - EDGE <= right
        and top + height - EDGE <= bottom
    )


def _looked_for(exhibit: Evidence, wanted: list[tuple[str, str]]) -> dict[str, list[list[object]]]:
    with apart.work_folder() as folder:
        with (folder / "evidence").open("wb") as file:
            file.writelines(store.read_chunks(exhibit.vault_key))
        job = {"verb": "names", "source": str(folder / "evidence"), "spelt": wanted}
        answer: dict[str, list[list[object]]] = apart.run(folder, job, seconds=60, memory_mb=768)["pages"]
        return answer


def _beside(vault_key: str, what: str) -> str:
    folder, file = vault_key.split("/")
    return f"{folder}/previews/{file}-{what}"
