"""Which lines of a plain text are headings, though nothing marks them so?"""

from . import wording
from .blocks import BOLD, CAPITALS, COLON, NUMBERED, PLAIN, Kind
from .kinds import Part, part_named
from .marks import ROMAN, follows
from .shapes import LONGEST_HEADING, is_in_capitals, names_a_part


def find_headings(blocks):
    """Turn paragraphs and items into headings where they are such, and the table of contents into furniture."""
    is_marked_up = any(block.kind is Kind.HEADING for block in blocks)
    following = None
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if block.kind is Kind.FURNITURE:
            continue
        if level := heading_level(block, following, is_marked_up):
            block.kind, block.level = Kind.HEADING, level
        elif block.kind is Kind.HEADING and is_clause_set_as_heading(block):
            block.kind = Kind.ITEM
        following = block
    hide_contents(blocks)


def heading_level(block, following, is_marked_up):
    if block.kind not in (Kind.PARAGRAPH, Kind.ITEM) or len(block.lines) != 1 or len(block.text) > LONGEST_HEADING:
        return 0
    if block.kind is Kind.ITEM:
        return numbered_level(block, following)
    if wording.is_place_to_sign(block.gist) or not any(letter.isalpha() for letter in block.text):
        return 0
    if is_in_capitals(block.text):
        return CAPITALS
    if block.is_bold and not block.text.endswith((".", ";", ",")):
        return BOLD
    if block.leads_in:
        return COLON if len(block.text) <= 60 and block.text[0].isupper() and block.text.count(" ") < 9 else 0
    most_letters, most_words = (60, 8) if part_named(block.gist) is Part.OTHER else (80, 12)
    is_short = len(block.text) <= most_letters and block.text.count(" ") < most_words and block.text[0].isupper()
    stands_free = block.after_gap or names_a_part(block.text)
    if following is None or not (is_short and stands_free) or block.text.endswith((".", ";", ",", "!", "?")):
        return 0
    if ":" in block.text:
        return 0  # "Linked policies: Safeguarding, Behaviour"
    if block.orders or wording.is_paperwork(block.gist) or "@" in block.text:
        return 0
    if following.kind is Kind.PARAGRAPH and not following.after_gap and part_named(block.gist) is Part.OTHER:
        return 0  # the first of several short lines: an address, a list of names
    return PLAIN if not is_marked_up or part_named(block.gist) not in (Part.OTHER, Part.DUTIES) else 0


def numbered_level(block, following):
    """A "4. Photographs" is a heading when something stands under it, and an item when "5. …" follows at once."""
    if not block.marker.counts or not block.text or following is None:
        return 0
    if block.marker.style in ("letter", "roman") and not block.marker.label.isupper():
        return 0
    if block.text.endswith((".", ";", ",")) or len(block.text) > 80 or block.orders:
        return 0
    level = NUMBERED + min(block.marker.label.count("."), 9)
    if is_in_capitals(block.text) and following.marker is None:
        return level
    if following.kind is Kind.ITEM:
        label, other = block.marker.label, following.marker.label
        is_within = following.marker.style == "dotted" and other.startswith(label + ".")
        is_flush = following.indent <= block.indent and following.marker.style != block.marker.style
        is_flush = is_flush and following.marker.style in ("letter", "capital", "bullet", "under-bullet", "number")
        return level if is_within or is_flush and not block.leads_in and not goes_back(following) else 0
    if following.kind is Kind.HEADING:
        following_label = following.marker.label if following.marker else ""
        is_within = following_label.startswith(block.marker.label + ".")
        is_next = follows(following_label, block.marker.label, "number") if following_label else False
        is_known = is_next and part_named(block.gist) is not Part.OTHER
        return level if is_within or is_known or following.level >= BOLD else 0
    return level if following.kind in (Kind.PARAGRAPH, Kind.ROW) and following.indent <= block.indent + 8 else 0


def goes_back(item):
    """An item that belongs to an outer list: its number is not the first of a list."""
    label = item.marker.label
    return bool(label) and label not in ("1", "a", "A", "i", "I") and ROMAN.get(label) is None


def is_clause_set_as_heading(block):
    """As "### 4.2 Staff must not lend their telephones." is a rule, however large it is set."""
    return bool(block.marker and block.orders and block.text.endswith("."))


def hide_contents(blocks):
    """The lines of a table of contents stand again further down, as the headings that they point to."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING and part_named(block.gist) is Part.CONTENTS:
            hide_lines_repeated_below(blocks, at + 1)
            return


def hide_lines_repeated_below(blocks, first):
    still_to_come = {}
    for block in blocks[first:]:
        still_to_come[key_of(block)] = still_to_come.get(key_of(block), 0) + 1
    for block in blocks[first:]:
        key = key_of(block)
        still_to_come[key] -= 1
        if block.kind is not Kind.FURNITURE and not still_to_come[key]:
            return
        block.kind = Kind.FURNITURE


def key_of(block):
    return "".join(letter for letter in block.gist if letter.isalpha())
