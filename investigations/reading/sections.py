"""What is the title, and which lines stand together under which heading?"""

from dataclasses import dataclass, field

from . import wording
from .blocks import COLON, Block, Kind
from .kinds import Part, part_named

LONGEST_TITLE = 150
NO_TITLE = (Part.ASIDE, Part.BREACH, Part.SIGN_OFF, Part.CONTENTS, Part.COMPANIONS)


@dataclass(eq=False)
class Section:
    heading: Block | None
    part: Part
    blocks: list[Block] = field(default_factory=list)

    @property
    def name(self):
        return self.heading.text.rstrip(":").strip() if self.heading else ""

    @property
    def number(self):
        """The number of the heading: "4" of "4. Photographs"."""
        marker = self.heading.marker if self.heading else None
        return marker.label if marker and marker.label[:1].isdecimal() else ""


def find_title(blocks):
    """The block that names the policy: not the school's name, nor the first section's heading."""
    for block in blocks[:40]:
        if block.from_front_matter and block.gist.startswith("title:"):
            return block
    opening = opening_lines(blocks)
    for block in opening:
        if wording.PAPER.search(block.gist):
            return block
    if found := next((block for block in opening if wording.CODE_PAPER.search(block.gist)), None):
        is_alone = len(opening) == 1 or opening[-1] is not found or wording.names_a_school(opening[0].text)
        if is_alone or opening[0] is found:
            return found
    return next((block for block in opening if not wording.names_a_school(block.text)), None)


def opening_lines(blocks):
    """The short lines before the text begins."""
    opening = []
    for block in blocks[:40]:
        if block.kind is Kind.FURNITURE:
            continue
        is_line = block.kind is Kind.HEADING or block.kind is Kind.PARAGRAPH and len(block.lines) == 1
        is_ended = block.text.endswith((".", ";", "!")) or block.leads_in
        if not is_line or is_ended or len(block.text) > LONGEST_TITLE or block.orders:
            break
        is_first = all(wording.names_a_school(line.text) for line in opening) and wording.names_a_paper(block.gist)
        if block.marker or not is_first and block.kind is Kind.HEADING and part_named(block.gist) in NO_TITLE:
            break
        if wording.is_place_to_sign(block.gist):
            break
        if not (wording.is_paperwork(block.gist) or ":" in block.text and block.kind is Kind.PARAGRAPH):
            if any(letter.isalpha() for letter in block.text):
                opening.append(block)
        elif block.gist.startswith(("title:", "policy:", "policy title:", "policy name:", "name of policy:")):
            opening.append(block)
    return opening


def title_text(block):
    if block is None:
        return ""
    head, colon, rest = block.text.partition(":")
    if colon and head.lower().strip() in ("title", "policy", "policy title", "policy name", "name of policy"):
        return rest.strip(" \"'")
    return block.text


def find_sections(blocks, title):
    sections = [Section(None, Part.OTHER)]
    above = []  # (level, part) of the headings that the present one stands under
    by_number = {}
    spills = 0  # level of an empty "Code of conduct" heading whose rules stand under the next headings
    for block in blocks:
        if block is title:
            continue
        if block.kind is not Kind.HEADING:
            sections[-1].blocks.append(block)
            continue
        own, before = part_named(block.gist), sections[-1]
        is_lead_in = block.level == COLON and before.heading and before.heading.level == COLON and not before.blocks
        while above and above[-1][0] >= block.level + is_lead_in:
            above.pop()
        if before.part is Part.CODE and before.heading and before.heading.level == block.level and not before.blocks:
            spills = block.level
        if own is not Part.OTHER and block.level <= spills:
            spills = 0
        part = own
        inherited = above[-1][1] if above else Part.OTHER
        if own is Part.OTHER:
            part = Part.CODE if spills and block.level >= spills else inherited
            if block.marker:
                head = block.marker.label.rpartition(".")[0]
                part = by_number.get(head, part)
        elif block.level == COLON and own is Part.CODE and inherited in (Part.BREACH, Part.SIGN_OFF, Part.COMPANIONS):
            part = inherited
        if block.marker and block.marker.style == "word" and part is Part.OTHER:
            part = Part.CODE  # "Rule 2: Photographs"
        above.append((block.level, part))
        if block.marker and block.marker.label[:1].isdecimal():
            by_number[block.marker.label] = part
        sections.append(Section(block, part))
    if title and part_named(title.gist) is Part.CODE:
        take_title_for_heading(sections)
    return sections


def take_title_for_heading(sections):
    """As "Staff code of conduct", and then the rules without a heading of their own."""
    first = 1
    while first < len(sections) and sections[first].heading.level == COLON:
        first += 1
    filled = [any(block.kind is not Kind.FURNITURE for block in section.blocks) for section in sections]
    elsewhere = {section.part for section, is_filled in zip(sections[first:], filled[first:], strict=True) if is_filled}
    if not elsewhere & {Part.CODE, Part.DUTIES, Part.OTHER}:
        for section in sections[:first]:
            section.part = Part.CODE if section.part is Part.OTHER else section.part
