"""What is each thing on the page: heading, item of a list, paragraph, row of a table, or page furniture?"""

from dataclasses import dataclass
from enum import StrEnum

from . import wording
from .marks import Marker, without_emphasis

# Levels of the headings that nothing marks, under the six of Markdown: the less certain, the deeper.
CAPITALS, NUMBERED, BOLD, PLAIN, COLON = 7, 8, 20, 21, 22


class Kind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    ROW = "row of a table"
    FURNITURE = "page furniture"


@dataclass(eq=False, slots=True)
class Block:
    """One thing on the page. Its text is asked for often, so it is made once and kept."""

    kind: Kind
    lines: list[str]
    indent: int = 0
    marker: Marker | None = None
    level: int = 0  # of a heading: 1 to 6 as in Markdown, larger for the less certain ones of plain text
    cells: tuple[str, ...] = ()
    starts_table: bool = False
    names_columns: bool = False
    after_gap: bool = True
    is_bold: bool = False
    from_front_matter: bool = False
    made_text: str | None = None
    made_gist: str | None = None
    made_orders: bool | None = None

    @property
    def text(self):
        """The words, without the marks before and around them. Only for a block that is complete."""
        if self.made_text is None:
            if self.cells:
                self.made_text = " – ".join(cell for cell in self.cells if cell)
            elif len(self.lines) == 1:
                self.made_text = without_emphasis(self.lines[0]).strip()
            else:
                self.made_text = without_emphasis(" ".join(line for line in self.lines if line)).strip()
        return self.made_text

    @property
    def whole(self):
        """The words with the number before them, for showing what was not placed."""
        if self.marker and self.marker.counts:
            return f"{self.marker.shown} {self.text}".strip()
        return self.text

    @property
    def gist(self):
        if self.made_gist is None:
            self.made_gist = wording.gist(self.text)
        return self.made_gist

    @property
    def orders(self):
        if self.made_orders is None:
            self.made_orders = wording.obliges(self.gist)
        return self.made_orders

    @property
    def commands(self):
        """As `orders`, and an item may also begin with its verb."""
        return self.orders or wording.begins_with_command(self.gist)

    @property
    def leads_in(self):
        return self.text.endswith((":", ":-", ":–"))
