"""Do some words stand in a text, however it was broken, spelt or joined on the way?  Pure Python: no Django.

Letters are compared without case and accents; hyphens and line ends inside a word, invisible marks and ligatures do
not hide it.  Of a longer passage any eight words in a row are enough.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, Protocol

#: Letters that Unicode does not take apart into a letter and an accent.
_OTHER = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
#: What PDFium writes for a hyphen at the end of a line.
_LINE_HYPHENS = str.maketrans({"\x02": "-\n", "\ufffe": "-\n"})
_WORD = re.compile(r"[^\W_]+")
#: A passage of more words than this is also found in pieces.
LONGEST_WHOLE = 10
WINDOW = 8
#: Fewer letters than this in a row are found by chance in joined names and in files that are no text.
FEW_LETTERS = 5
BY_CHANCE_IN_BYTES = 7


class Wanted(Protocol):
    """What had to go: each way to write it, and what it is called without saying it."""

    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def label(self) -> str: ...


class Gone(NamedTuple):
    """The same as plain values, for the way into the child."""

    words: tuple[str, ...]
    label: str


def normalised(text: str) -> str:
    """Small letters without accents and invisible marks; every kind of space and dash is one, line ends are kept."""
    text = text.translate(_LINE_HYPHENS).replace("\r\n", "\n").replace("\r", "\n")
    kept = []
    for letter in unicodedata.normalize("NFKD", text).casefold().translate(_OTHER):
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Cf", "Cs"):
            continue
        kept.append("-" if kind == "Pd" else " " if kind == "Zs" else "\n" if kind in ("Zl", "Zp") else letter)
    return "".join(kept)


def squeezed(text: str) -> str:
    """The letters and figures of a normalised text alone."""
    return "".join(_WORD.findall(text))


class Text:
    """A text to look in, made ready once for many questions."""

    def __init__(self, text: str) -> None:
        self.normal = normalised(text)

    @cached_property
    def squeezed(self) -> str:
        return squeezed(self.normal)


class Sought:
    """One way to write what had to go.  `loose`: also inside longer words, for file names and whatever else has no spaces."""

    def __init__(self, words: str, label: str) -> None:
        self.label = label
        self.words = normalised(words)
        self.tokens = _WORD.findall(self.words)
        self.squeezed = "".join(self.tokens)

    def __bool__(self) -> bool:
        return bool(self.tokens)

    def stands_in(self, text: Text, *, loose: bool = False) -> bool:
        if len(self.tokens) > LONGEST_WHOLE:
            return any(window in text.squeezed for window in self._windows)
        if self.squeezed not in text.squeezed:
            return False
        if loose and len(self.squeezed) >= FEW_LETTERS:
            return True
        return self._pattern.search(text.normal) is not None

    def stands_in_bytes(self, content: bytes) -> bool:
        """In bytes that are no text, as UTF-8 or UTF-16.  `content` has small letters already."""
        return len(self.squeezed) >= FEW_LETTERS and any(spelt in content for spelt in self._spelt)

    @cached_property
    def _windows(self) -> list[str]:
        rows = ["".join(self.tokens[at : at + WINDOW]) for at in range(len(self.tokens) - WINDOW + 1)]
        return [row for row in rows if len(row) >= 30] or [self.squeezed]

    @cached_property
    def _spelt(self) -> list[bytes]:
        words = [self.words.strip(), "_".join(self.tokens), "%20".join(self.tokens), self.squeezed]
        return [
            spelt for word in words for spelt in (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-le"))
        ]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        if self.squeezed.isdigit():  # a telephone number is written in many groupings
            return re.compile(r"(?<!\d)" + r"[\s\-./()]{0,3}".join(self.squeezed) + r"(?!\d)")
        body = r"[\W_]*".join(_letters(token) for token in self.tokens)
        last = r"(?:e?s)?" if len(self.tokens[-1]) >= FEW_LETTERS and self.tokens[-1].isalpha() else ""
        return re.compile(rf"(?<![^\W\d_]){body}{last}(?![^\W\d_])")


def _letters(token: str) -> str:
    """The letters of a word, which a line end may part; of a longer word also stray spaces, as text layers have them."""
    between = r"[\s\-]{0,3}" if len(token) >= FEW_LETTERS else r"(?:-?[ ]?\n\s*)?"
    return between.join(re.escape(letter) for letter in token)


def sought(gone: Iterable[Wanted]) -> list[Sought]:
    """Each spelling once; what has neither letters nor figures cannot be looked for."""
    found: dict[tuple[str, str], Sought] = {}
    for wanted in gone:
        for one in (Sought(words, wanted.label) for words in wanted.words):
            if one:
                found.setdefault((one.squeezed, one.label), one)
    return list(found.values())
