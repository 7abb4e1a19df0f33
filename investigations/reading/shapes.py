"""What do the shapes of lines say: how wide is the text, what stands on every page, what looks like a heading?"""

import re
from collections import Counter

from . import wording
from .kinds import Part, part_named
from .marks import marker_of

LONGEST_HEADING = 100
WORTH_JOINING = re.compile(r".*\b(?:the|an?|of|and|or|to|for|in|on|with|by|their|his|her|our|is|are|be|not)$", re.I)


def running_headers(lines):
    """Lines that stand at least three times word for word: the head and foot of pages."""
    often = Counter(line.strip() for line in lines if 4 <= len(line) <= LONGEST_HEADING + 20)
    return {
        line
        for line, times in often.items()
        if times >= 3
        and line[0] not in "#|>-*•"
        and any(letter.isalpha() for letter in line)
        and not line.endswith((":", ";", ","))
        and not marker_of(line)[0]
        and not wording.obliges(wording.gist(line))
        and not wording.is_place_to_sign(wording.gist(line))
    }


def wrap_width(lines):
    """How long lines are where they are wrapped, 0 in a text that has a line for every paragraph."""
    wrapped = sorted(
        len(line.rstrip())
        for line, below in zip(lines, lines[1:], strict=False)
        if below.strip()[:1].islower() and 30 <= len(line) < 200 and not marker_of(below.strip())[0]
    )
    return wrapped[len(wrapped) // 2] if wrapped else 0


def is_in_capitals(line):
    if len(line) > LONGEST_HEADING or not line.isupper():
        return False
    letters = sum(letter.isalpha() for letter in line)
    return letters >= 4 and letters * 2 > len(line) and not wording.OBLIGES.search(wording.gist(line))


def names_a_part(line):
    """Such as "Introduction" or "Breaches of this policy": a heading by its words, whatever stands below."""
    if len(line) > 60 or line.count(" ") > 8 or not line[0].isupper() or line.endswith((".", ",", ";", "!")):
        return False
    said = wording.gist(line)
    is_known = part_named(said) not in (Part.OTHER, Part.DUTIES)
    return is_known and not wording.obliges(said) and not WORTH_JOINING.match(line)


def are_lines_of_their_own(lines):
    """Lines without empty lines between them that are nevertheless not one paragraph that was wrapped."""
    if len(lines) > 2000:
        return False
    if all(line.rstrip("\"'”’)").endswith((".", "!", "?")) for line in lines):
        return True
    return all(
        len(line) <= 60
        and (line[0].isupper() or line[0].isdigit() or line[0] in "(@_.…")
        and not line.endswith(",")
        and not WORTH_JOINING.match(line)
        for line in lines
    )
