"""Where does a text hold one of these spellings?  Whole names, however they are written.  Pure Python: no Django.

The text is folded first (case, accents, curly apostrophes, soft hyphens), and each folded letter remembers where it
came from, so that “ZOË’s” is found by “Zoe” and keeps its 's.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

#: Between the words of a name: a space, a line end, the marks of file and account names, "Clarke, Amelia".
BETWEEN = r"[\s\-_.,]+"
_SAME = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", **dict.fromkeys("‐‑‒–—−", "-")}


@dataclass(frozen=True)
class Hit:
    """From `start` up to, not including, `end`, the text names whoever is called `label`."""

    start: int
    end: int
    label: str


def replaced(text: str, hits: Iterable[Hit]) -> str:
    """The text with each hit replaced by its label; the hits in their order, none over another."""
    pieces, last = [], 0
    for hit in hits:
        pieces += [text[last : hit.start], hit.label]
        last = hit.end
    return "".join([*pieces, text[last:]])


def spelt_in(text: str, spelt: Iterable[tuple[str, str]]) -> list[Hit]:
    """Every place where one of the spellings stands, longest spelling first, in order; each spelling with its label."""
    wanted = tuple(sorted({(folded(one)[0], label) for one, label in spelt}, key=lambda pair: (-len(pair[0]), pair)))
    if not wanted:
        return []
    plain, places = folded(text)
    labels = [label for _, label in wanted]
    return [
        Hit(places[found.start()], places[found.end() - 1] + 1 + _marks_after(text, places[found.end() - 1] + 1), label)
        for found in _pattern(tuple(spelling for spelling, _ in wanted)).finditer(plain)
        for label in (labels[(found.lastindex or 1) - 1],)
    ]


def is_a_name(spelling: str) -> bool:
    """One letter alone would hide half of every text."""
    return sum(character.isalnum() for character in spelling) > 1


def folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters without accents and invisible marks, and for each letter where it stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isascii():
            letters.append(_SAME.get(character, character.lower()))
            places.append(place)
            continue
        for letter in unicodedata.normalize("NFKD", _SAME.get(character, character)).casefold():
            if unicodedata.category(letter) not in ("Mn", "Cf"):
                letters.append(_SAME.get(letter, letter))
                places.append(place)
    return "".join(letters), places


def _marks_after(text: str, place: int) -> int:
    """How many accents of its own follow a letter: a name goes with all of them."""
    count = 0
    while place + count < len(text) and unicodedata.category(text[place + count]) in ("Mn", "Cf"):
        count += 1
    return count


@lru_cache(maxsize=64)
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """A letter or a figure on either side makes it another word; an underscore, as in account names, does not."""
    each = (BETWEEN.join(re.escape(word) for word in re.split(BETWEEN, one) if word) for one in spellings)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(f"({one})" for one in each) + r")(?![^\W_])")
