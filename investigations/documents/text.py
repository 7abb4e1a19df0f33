"""How is text that anybody may have typed printed without harm? Nothing readable is lost, nothing stalls the page."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

LONGEST_RUN = 60  # characters without a place to break: the time to lay out longer ones grows with their square
LONGEST_PARAGRAPH = 2_000
MOST_LINES = 30  # that somebody ended by hand, in one paragraph: their cost, too, grows with the square
TALLEST_STACK = 4  # accents on one letter: more would paint over the lines above and below

# Where lines may break. Non-breaking spaces (U+00A0, U+2007, U+202F) are left out on purpose: runs of them count.
_BREAKS = " \\t\\n\\r\u1680\u2000-\u2006\u2008-\u200b\u2028\u2029\u205f\u3000"
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
_RUN = re.compile(f"[^{_BREAKS}]{{{LONGEST_RUN}}}[{_ACCENTS}]*(?=[^{_BREAKS}])")
_STACK = re.compile(f"[{_ACCENTS}]{{{TALLEST_STACK}}}(?=[{_ACCENTS}])")
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Marks by which a text may turn its order about, and those that forbid breaks.
_REMOVED = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2060, 0xFEFF])


def safe_text(text: str) -> str:
    """The text for a cell, a heading or a line. Not escaped: templates do that."""
    return "\n".join(piece for paragraph in _paragraphs(text) for piece in cut(paragraph))


def paragraphs_html(text: str) -> SafeString:
    """The text as escaped paragraphs, cut at blank lines; what was cut for its length runs on without a gap."""
    rows = [
        (SafeString(' class="runs-on"' if place else ""), _lines(piece))
        for paragraph in _paragraphs(text)
        for place, piece in enumerate(cut(paragraph))
    ]
    return format_html_join("\n", "<p{}>{}</p>", rows)


def printable(value):
    """The same plain values (dicts, lists, tuples, texts) with every text made safe, for a template's context."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, Mapping):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def breakable(text: str) -> str:
    """The same text with a place to break after every 60 characters that had none."""
    return _RUN.sub(lambda run: run[0] + "\u200b", text) if len(text) > LONGEST_RUN else text


def cut(paragraph: str) -> Iterator[str]:
    """Pieces of at most 2,000 characters and 30 lines, ending at a line end or a space where there is one."""
    lines = paragraph.split("\n")
    for first in range(0, len(lines), MOST_LINES):
        piece = "\n".join(lines[first : first + MOST_LINES])
        while len(piece) > LONGEST_PARAGRAPH:
            space = max(piece.rfind(between, LONGEST_PARAGRAPH - 200, LONGEST_PARAGRAPH) for between in " \n")
            end = space + 1 if space >= 0 else LONGEST_PARAGRAPH
            yield piece[:end].rstrip("\n")
            piece = piece[end:]
        yield piece


def _paragraphs(text: str) -> list[str]:
    text = _LINE_END.sub("\n", str(text)).translate(_REMOVED)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    # A non-breaking space is what carries accents that have no letter of their own.
    text = breakable(_STACK.sub(lambda stack: stack[0] + "\u00a0", text))
    return [paragraph.strip("\n") for paragraph in re.split(r"\n[ \t]*\n\s*", text) if paragraph.strip("\n")]


def _lines(piece: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in piece.split("\n")))
