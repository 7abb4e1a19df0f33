"""How does a figure look?  Rows of a label and a number, shown as a picture and as a table alike."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`said` is what is shown; `drawn` how long its bar is.  For counts alone both are rounded (`small.py`)."""

    label: str
    number: int
    said: str = ""
    url: str = ""

    @property
    def shown(self) -> str:
        return self.said or f"{self.number:,}"


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    counts: str  # what is counted: "cases", "dates"
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class StageTime:
    """How long the cases stayed in one stage, in working days."""

    label: str
    measured: int
    median: float | None
    target: int | None
    late: int
    measured_said: str = ""
    late_said: str = ""

    @property
    def is_over(self) -> bool:
        return self.median is not None and self.target is not None and self.median > self.target

    @property
    def median_said(self) -> str:
        if self.median is None:
            return "too few to tell" if self.measured_said else "none yet"
        return f"{self.median:g} day{'' if self.median == 1 else 's'}"
