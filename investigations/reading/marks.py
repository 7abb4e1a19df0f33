"""Which marks stand before the words of a line: numbers, letters, bullets, emphasis?"""

import re
from typing import NamedTuple


class Marker(NamedTuple):
    shown: str  # as it was written: "(a)", "Rule 2:", "•"
    label: str  # what it is called: "a", "2", ""
    style: str  # number, dotted, word, letter, capital, roman, capital roman, bullet, under-bullet

    @property
    def counts(self):
        """Whether the marker says something that must not be lost, as a bullet does not."""
        return bool(self.label)


ROMANS = (
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx",
)  # fmt: skip
ROMAN = {word: value for value, word in enumerate(ROMANS, start=1)}
UNDER_BULLETS = frozenset("o○◦▪▫–—‣⁃\uf0a7")

TIGHT_BULLET = re.compile(r"[•●◦▪■‣⁃∙➢➤►▶❖✓✔\uf0b7\uf0a7\uf0d8]\s*")
BULLET = re.compile(r"([-+*·○□▫–—§o]|-(?=[A-Z][a-z]))(?:\s+(?:\[[ xX]\]\s+)?|(?<=-)|$)")
DOTTED = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3}){1,5})[.):]?\)?(?=\s|$|[A-Z])\s*")
NUMBER_AND_LETTER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3}){0,4}\.?[a-z])[.):](?=\s|$)\s*")
NUMBER = re.compile(r"(?:\(?(\d{1,3})(?:\\?[.)]:?|:)|(\d{1,3})\s[-–](?=\s))(?=\s|$|[A-Z])\s*")
BARE_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\s+(?=[A-Z])")
LETTER = re.compile(r"\(?([a-zA-Z])[.)](?=\s|$)\s*")
ROMAN_NUMBER = re.compile(r"\(?([ivx]{1,6}|[IVX]{1,6})[.)](?=\s|$)\s*")
NUMBERED_WORD = re.compile(
    r"(?i:clause|rule|point|article|expectation|standard|section|paragraph|principle)\s+"
    r"(\d{1,3}(?:\.\d{1,3}){0,5}[a-z]?)(?:\s*[:.)–—-](?=\s|$)\s*|\s*$|\s+(?=[A-Z]))"
)

# Characters that Markdown's emphasis is made of, in runs; four underscores are a place to sign.
LONGEST_EMPHASISED = 20_000
EMPHASIS_RUN = re.compile(r"(\*{1,3}|_{1,3})")


def marker_of(line, starts_block=True):
    """The marker that a line begins with, and the words after it; (None, line) where there is none."""
    first = line[:1]
    if not first or (first.isalpha() and line[1:2].isalpha() and first not in "cCrRpPaAeEsSivxIVX"):
        return None, line  # an ordinary word: the common case, answered fast
    if match := TIGHT_BULLET.match(line) or BULLET.match(line):
        style = "under-bullet" if first in UNDER_BULLETS else "bullet"
        return Marker(match[0].strip(), "", style), line[match.end() :]
    for pattern, style in ((DOTTED, "dotted"), (NUMBER_AND_LETTER, "dotted"), (NUMBER, "number")):
        if match := pattern.match(line):
            return Marker(match[0].strip(), match[1] or match[2], style), line[match.end() :]
    if (match := ROMAN_NUMBER.match(line)) and match[1].lower() in ROMAN:
        style = "roman" if match[1].islower() else "capital roman"
        return Marker(match[0].strip(), match[1], style), line[match.end() :]
    if match := LETTER.match(line):
        style = "letter" if match[1].islower() else "capital"
        return Marker(match[0].strip(), match[1], style), line[match.end() :]
    if match := NUMBERED_WORD.match(line):
        return Marker(match[0].strip(), match[1], "word"), line[match.end() :]
    if starts_block and (match := BARE_NUMBER.match(line)):
        style = "dotted" if "." in match[1] else "number"
        return Marker(match[0].strip(), match[1], style), line[match.end() :]
    return None, line


def follows(label, earlier, style):
    """Whether a label is the next one after another of the same style: 4 after 3, c after b, 2.2 after 2.1."""
    if style.endswith("roman"):
        return ROMAN.get(label.lower(), 0) == ROMAN.get(earlier.lower(), -9) + 1
    if style in ("letter", "capital"):
        return len(label) == len(earlier) == 1 and ord(label) == ord(earlier) + 1
    head, _, last = label.rpartition(".")
    earlier_head, _, earlier_last = earlier.rpartition(".")
    return head == earlier_head and last.isdecimal() and earlier_last.isdecimal() and int(last) == int(earlier_last) + 1


def may_open(run, before):
    """Whether emphasis can begin behind these words: never inside a word, and "Name:__" is a place to write."""
    if not before or before[-1].isspace() or before[-1] in "(\"'“‘[":
        return True
    return run[0] == "*" and not before[-1].isalnum()


def without_emphasis(text):
    """The words without Markdown's stars and underscores. One pass over the runs, so that no line is slow."""
    if "*" not in text and "_" not in text or len(text) > LONGEST_EMPHASISED:
        return text
    pieces = EMPHASIS_RUN.split(text)  # words, run, words, run, ... words
    open_runs, taken_off = {}, set()
    for at in range(1, len(pieces), 2):
        run, before, after = pieces[at], pieces[at - 1], pieces[at + 1]
        ends_word = bool(before) and not before[-1].isspace()
        starts_word = bool(after) and not after[0].isspace()
        if run in open_runs and ends_word and not (starts_word and after[0].isalnum()):
            taken_off.update((open_runs.pop(run), at))
        elif starts_word and may_open(run, before):
            open_runs[run] = at
    return "".join(piece for at, piece in enumerate(pieces) if at not in taken_off).strip()
