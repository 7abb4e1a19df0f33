"""What may be told in counts alone?  Nothing that lets one person be found behind a number.

A number below five is said as "fewer than 5", nought among them.  Every other is rounded to the nearest five, each total
from its own true number: so no small number comes out by taking the others from a total, from another table, or
from the same page of a day before.
"""

from dataclasses import replace

from .tables import Row, StageTime, Table

SMALLEST = 5
FEWER = f"fewer than {SMALLEST}"
EXPLAINED = (
    f"Counts alone. A number below {SMALLEST} is not told, and every other is rounded to the nearest {SMALLEST}, so that no "
    "person can be found behind a figure and no small figure worked out from the others."
)


def rounded(number: int) -> int:
    """Nought stands for "fewer than five"."""
    return 0 if number < SMALLEST else SMALLEST * ((number + SMALLEST // 2) // SMALLEST)


def said(number: int) -> str:
    return f"about {rounded(number):,}" if rounded(number) else FEWER


def alone(table: Table) -> Table:
    """The table with nothing in it but what may be told; a row keeps no link, and no true number."""
    rows = tuple(Row(row.label, rounded(row.number), said(row.number)) for row in table.rows)
    return replace(table, rows=rows)


def clauses_alone(table: Table) -> Table:
    """Besides, which clauses were cited hardly ever is not told: a rare clause is a single case."""
    told = alone(table)
    return replace(told, rows=tuple(row for row in told.rows if row.number))


def times_alone(times: list[StageTime]) -> list[StageTime]:
    """A middle of fewer than five stays is one person's story."""
    return [
        replace(
            row,
            measured=rounded(row.measured),
            median=round(row.median) if row.measured >= SMALLEST and row.median is not None else None,
            late=rounded(row.late),
            measured_said=said(row.measured),
            late_said=said(row.late),
        )
        for row in times
    ]
