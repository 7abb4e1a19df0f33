"""Where does each block of a document begin and end?

No line is lost here: every line with words in it stands in exactly one block, in the order of the document.
"""

import re

from . import wording
from .blocks import Block, Kind
from .marks import Marker, follows, marker_of, without_emphasis
from .shapes import (
    LONGEST_HEADING,
    WORTH_JOINING,
    are_lines_of_their_own,
    is_in_capitals,
    names_a_part,
    running_headers,
    wrap_width,
)

ATX = re.compile(r"(#{1,6})(?:\s+|$)")
QUOTED = re.compile(r"(?:>\s?)+")
RULE = re.compile(r"(?:[-=*~+]\s*){2,}$|_\s*_\s*_$")
UNDERLINE = re.compile(r"(?:=+|-{2,})$")
SEPARATOR = re.compile(r"[\s|:+=-]*[-=][\s|:+=-]*$")
UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
DOTTED_ALONE = re.compile(r"\s*\d{1,2}\.\d{1,2}\s*$")
FIRST_WORD = re.compile(r"\S{1,40}")

MOST_LINES = 20_000  # ten times the longest policy; what follows is kept as it stands, so that no file is slow


def read_blocks(text):
    """The blocks of a document, and the lines that come after the most that is read closely."""
    lines = text.splitlines()
    too_many = [line.strip() for line in lines[MOST_LINES:] if line.strip()]
    from_top, lines = front_matter(lines[:MOST_LINES])
    reader = LineReader(lines)
    for at in range(len(lines)):
        reader.read(at)
    reader.close()
    return from_top + [block for block in reader.blocks if block.text or block.marker and block.marker.counts], too_many


def front_matter(lines):
    """The `title: …` lines between two rules that some editors put before the document."""
    if not lines or lines[0].strip("\ufeff ") != "---":
        return [], lines
    for end in range(1, min(len(lines), 40)):
        if lines[end].strip() in ("---", "..."):
            break
        if lines[end].strip() and ":" not in lines[end] and not lines[end].startswith((" ", "-")):
            return [], lines
    else:
        return [], lines
    taken = [line.strip() for line in lines[1:end] if line.strip()]
    return [Block(Kind.FURNITURE, [line], from_front_matter=True) for line in taken], lines[end + 1 :]


class LineReader:
    """Reads one line after the other and keeps the block that is still open."""

    def __init__(self, lines):
        self.lines = lines
        self.blocks = []
        self.open = None  # the last paragraph or item, while it may still go on
        self.gap = True  # an empty line, or a page's end, stood before this line
        self.page_ended = False
        self.last_labels = {}
        self.in_table = False
        self.seen_headers = set()
        self.running_headers = running_headers(lines)
        self.width = wrap_width(lines)
        self.numbers_stand_alone = any(DOTTED_ALONE.match(line) for line in lines)

    def read(self, at):
        raw = self.lines[at]
        line = raw.strip().strip("\ufeff")
        if line.startswith(">"):
            raw = QUOTED.sub("", line, count=1)
            line = raw.strip()
        if not line:
            self.gap, self.in_table = True, False
            return
        lead = raw[: len(raw) - len(raw.lstrip())]
        indent = len(lead.expandtabs(4)) if len(lead) < 400 else 400
        if not (self.takes_rule(line) or self.takes_row(line, at)):
            self.in_table = False
            if not (self.takes_furniture(line, at) or self.takes_heading(line)):
                self.takes_words(line, indent, at)
            self.gap = False

    def close(self):
        last = self.open
        is_paragraph = last and last.kind is Kind.PARAGRAPH and len(last.lines) > 1
        if is_paragraph and are_lines_of_their_own(last.lines):
            self.blocks.extend(Block(Kind.PARAGRAPH, [line], last.indent, after_gap=False) for line in last.lines[1:])
            del last.lines[1:]
        self.open = None

    def add(self, block):
        self.close()
        self.blocks.append(block)
        return block

    # -- the kinds of line ------------------------------------------------------------------------------

    def takes_rule(self, line):
        """A line of dashes or equals signs: it underlines a heading, parts a table, or is only drawn."""
        if line[0] not in "-=*_~+|:" or not (RULE.match(line) or SEPARATOR.match(line) or UNDERLINE.match(line)):
            return False
        if "|" in line or line[0] == "+" or self.in_table:
            last = self.blocks[-1] if self.blocks else None
            if last and last.kind is Kind.ROW and last.starts_table and not self.gap:
                last.names_columns = True
            self.in_table = True
            return True
        if self.is_underlined_by(line):
            self.open.kind, self.open.level = Kind.HEADING, 1 if line[0] == "=" else 2
            self.open = None
        else:
            if line == "-" and (self.gap or self.open and self.open.kind is Kind.ITEM):
                return False  # a bullet whose words stand on the next line
            self.close()
        self.gap = True
        return True

    def is_underlined_by(self, line):
        above = self.open
        return bool(
            above
            and not self.gap
            and UNDERLINE.match(line)
            and len(above.lines) == 1
            and 0 < len(above.lines[0]) <= LONGEST_HEADING
            and (above.kind is Kind.PARAGRAPH or above.marker.counts)
            and not wording.is_place_to_sign(wording.gist(above.lines[0]))
        )

    def takes_row(self, line, at):
        if "|" not in line:
            return False
        below = self.lines[at + 1].strip() if at + 1 < len(self.lines) else ""
        parts_columns = "|" in below and bool(SEPARATOR.match(below[:1000]))
        if not (line.count("|") > 1 and line[0] == "|" or self.in_table or parts_columns):
            return False
        cells = [without_emphasis(cell.strip()) for cell in UNESCAPED_PIPE.split(line)]
        row = Block(Kind.ROW, [line], cells=tuple(cells), starts_table=not self.in_table, names_columns=parts_columns)
        self.add(row)
        self.in_table, self.gap = True, False
        return True

    def takes_furniture(self, line, at):
        if len(line) > LONGEST_HEADING:
            return False
        repeated = line in self.running_headers
        if self.is_lone_number(line, at):
            return False
        if repeated and line not in self.seen_headers:
            self.seen_headers.add(line)
            return False
        numbers_page = line[-1].isdigit() or line[-1] == "-" or "age " in line
        if not repeated and not (numbers_page and wording.is_page_furniture(wording.gist(line))):
            return False
        goes_on = self.open  # a clause may go on over the page
        self.blocks.append(Block(Kind.FURNITURE, [line]))
        self.open = goes_on
        self.page_ended = True
        return True

    def takes_heading(self, line):
        if line[0] == "#" and (match := ATX.match(line)):
            words = line[match.end() :].rstrip()
            if words.endswith("#"):
                words = words.rstrip("#").rstrip()
            marker, words = marker_of(without_emphasis(words))
            if marker and not marker.counts:
                words, marker = f"{marker.shown} {words}".strip(), None
            self.add(Block(Kind.HEADING, [words], marker=marker, level=len(match[1])))
            return True
        return False

    def takes_words(self, line, indent, at):
        page_ended, self.page_ended = self.page_ended, False
        is_bold = len(line) > 4 and line[:2] in ("**", "__") and line.rstrip(":")[-2:] == line[:2]
        bullet, words = marker_of(line, False) if line[0] in "*_" else (None, line)
        if not (bullet and words):
            bullet, line = None, without_emphasis(line)
        starts_block = self.gap or self.open is None
        marker, words = (bullet, words) if bullet else marker_of(line, starts_block)
        if not marker and self.is_lone_number(line, at):
            marker, words = Marker(line, line, "number"), ""
        if marker and (self.begins_item(marker, words) or not words and self.begins_item(marker, self.next_line(at))):
            self.last_labels[marker.style] = marker.label
            words = [without_emphasis(words)] if words else []
            self.open = self.add(Block(Kind.ITEM, words, indent, marker, after_gap=self.gap, is_bold=is_bold))
        elif self.goes_on(line, indent, page_ended, at):
            self.open.lines.append(line)
        else:
            self.open = self.add(Block(Kind.PARAGRAPH, [line], indent, after_gap=self.gap, is_bold=is_bold))
            if self.stands_alone(line, is_bold):
                self.close()

    # -- where one block ends and the next begins -------------------------------------------------------

    def begins_item(self, marker, words):
        """Whether a number at the head of a line is a marker, or only a wrapped line that begins with a number."""
        before = self.open
        if before is None or self.gap or not before.lines or wording.ends_a_sentence(before.lines[-1]):
            return not (marker.counts and words[:1].islower() and before is None and marker.style == "word")
        if marker.style == "bullet" and marker.shown not in "-+*·—§":
            return True
        if before.kind is Kind.ITEM and before.marker.style == marker.style and marker.style.endswith("bullet"):
            return True
        if marker.style == "bullet":
            return marker.shown in "-*+"
        if marker.style == "under-bullet":
            return marker.shown not in "–—"
        last = self.last_labels.get(marker.style)
        if last and (follows(marker.label, last, marker.style) or marker.label == last == "1"):
            return True
        return marker.label in ("1", "a", "A", "i", "I") or marker.style == "dotted" and words[:1].isupper()

    def goes_on(self, line, indent, page_ended, at):
        """Whether this line is the next line of the open block."""
        before = self.open
        if before is None:
            return False
        if not before.lines:
            return True  # "1." stood alone on its line
        last = before.lines[-1]
        if self.gap:
            if page_ended and line[0].islower() and not wording.ends_a_sentence(last):
                return True
            is_further_in = before.kind is Kind.ITEM and indent >= before.indent + 2
            return is_further_in and not (self.is_sign_line(line) or self.stands_alone(line, False))
        if self.is_sign_line(line) or self.is_sign_line(last):
            return False
        if before.kind is Kind.PARAGRAPH and len(before.lines) == 1 and names_a_part(last):
            return not line[0].isupper()
        if before.kind is Kind.ITEM and self.is_number_with_name(before, line):
            return False
        if wording.ends_a_sentence(last) and (self.stands_alone(line, False) or last.endswith(":")):
            return False
        if is_in_capitals(line) and not is_in_capitals(last) and len(line.split()) > 1:
            return False
        return not self.ended_on_purpose(last, line, indent)

    def ended_on_purpose(self, last, line, indent):
        """Whether the line above stopped though the next word had room on it: then this one begins anew."""
        if not line[0].isupper() or indent > self.open.indent:
            return False
        if self.width and len(last) + 1 + len(FIRST_WORD.match(line)[0]) >= self.width - 15:
            return False
        if last.endswith((".", "!", "?")):
            return True
        is_short = not self.width or len(last) * 2 < self.width
        return self.open.kind is Kind.PARAGRAPH and is_short and not WORTH_JOINING.match(last)

    def is_number_with_name(self, item, below):
        """Such as "4.1 Photographs" with its text on the very next line."""
        name = item.lines[0]
        return (
            len(item.lines) == 1
            and item.marker.counts
            and item.marker.style in ("number", "dotted", "word", "capital", "capital roman")
            and len(name) <= 50
            and name.count(" ") < 6
            and below[0].isupper()
            and name[0].isupper()
            and not name.endswith((".", ",", ";"))
            and not WORTH_JOINING.match(name)
            and (not self.width or len(name) + len(FIRST_WORD.match(below)[0]) + 16 < self.width)
            and not wording.obliges(wording.gist(name))
        )

    def is_lone_number(self, line, at):
        """A "3" above "Photographs", where the document sets "3.1" on a line of its own too: no page number."""
        if not self.numbers_stand_alone or not line.isdecimal() or len(line) > 2:
            return False
        below = self.next_line(at)
        is_name = below[:1].isupper() and len(below) <= 80 and not below.endswith(".")
        return is_name and (line == "1" or follows(line, self.last_labels.get("number", "0"), "number"))

    def next_line(self, at):
        return next((line.strip() for line in self.lines[at + 1 : at + 4] if line.strip()), "")

    def is_sign_line(self, line):
        return len(line) <= 200 and wording.is_place_to_sign(wording.gist(line))

    def stands_alone(self, line, is_bold):
        """A heading by its looks, which no line below may be joined to."""
        if len(line) > LONGEST_HEADING:
            return False
        return is_bold or is_in_capitals(line) or line.endswith(":") and line[0].isupper() and len(line) <= 70
