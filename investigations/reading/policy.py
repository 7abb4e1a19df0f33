"""What does a school's policy say: its title, its clauses, its provisions about breaches, its sign-off?

Nothing is dropped: every line with words stands in the title, a clause, a provision, the sign-off, or `unplaced`.
A line out of which only a part was quoted (names of other policies, single sentences) stands in `unplaced` whole.
"""

from dataclasses import dataclass

from .companions import read_companions
from .files import UnreadablePolicy, read_file
from .headings import find_headings
from .lines import read_blocks
from .numbering import Numbers
from .places import Place, choose_clauses, place_provisions, place_signatures, row_label
from .sections import find_sections, find_title, title_text

__all__ = ["PolicyReading", "ReadClause", "UnreadablePolicy", "read_file", "read_policy"]


@dataclass(frozen=True)
class ReadClause:
    number: str
    text: str
    section: str


@dataclass(frozen=True)
class PolicyReading:
    title: str
    clauses: tuple[ReadClause, ...]
    provisions: tuple[str, ...]
    companion_policies: tuple[str, ...]
    sign_off: tuple[str, ...]
    unplaced: tuple[str, ...]

    def as_json(self) -> dict:
        return {
            "title": self.title,
            "clauses": [{"number": clause.number, "text": clause.text} for clause in self.clauses],
            "provisions": list(self.provisions),
            "companion_policies": list(self.companion_policies),
            "sign_off": list(self.sign_off),
            "unplaced": list(self.unplaced),
        }


def read_policy(text: str) -> PolicyReading:
    blocks, too_many = read_blocks(text)
    find_headings(blocks)
    title = find_title(blocks)
    sections = find_sections(blocks, title)
    placed = {}
    place_signatures(sections, placed)
    place_provisions(sections, placed)
    companions, statements = read_companions(sections, placed)
    chosen = choose_clauses(sections, placed, statements)
    quoted_whole = {block for _, block, _, text in chosen if block.cells or text == block.text}
    for block in quoted_whole:
        placed[block] = Place.CLAUSE

    def texts(place):
        return tuple(block.text for block in blocks if placed.get(block) is place and block.text)

    return PolicyReading(
        title=title_text(title),
        clauses=numbered(chosen),
        provisions=texts(Place.PROVISION),
        companion_policies=companions,
        sign_off=tuple(block.whole for block in blocks if placed.get(block) is Place.SIGN_OFF),
        unplaced=(*(block.whole for block in blocks if block is not title and block not in placed), *too_many),
    )


def numbered(chosen):
    labelled = [
        (section, None if block.cells else node, row_label(block) if block.cells else "")
        for section, block, node, _ in chosen
    ]
    numbers = Numbers(labelled)
    in_section = {}
    for section, *_ in labelled:
        in_section[section] = in_section.get(section, 0) + 1
    return tuple(
        ReadClause(
            number=numbers.number(section, node, label, is_only=in_section[section] == 1),
            text=text,
            section=section.name,
        )
        for (section, node, label), (_, _, _, text) in zip(labelled, chosen, strict=True)
    )
