"""How is a table drawn?  Bars of given lengths: no script, no style, and the same words as the table."""

from dataclasses import dataclass

from .tables import StageTime, Table

WIDE = 400
LINE = 46
LONGEST = 260  # leaves room for the number after the longest bar
LABEL = 52  # characters


@dataclass(frozen=True)
class Bar:
    label: str
    value: str
    words_y: int
    y: int
    width: int
    value_x: int
    value_y: int
    target_x: int | None = None
    is_over: bool = False


@dataclass(frozen=True)
class Chart:
    key: str
    title: str
    says: str
    wide: int
    high: int
    bars: tuple[Bar, ...]
    has_targets: bool = False


def chart_of(table: Table) -> Chart:
    most = max((row.number for row in table.rows), default=0)
    bars = tuple(_bar(place, row.label, row.shown, _length(row.number, most)) for place, row in enumerate(table.rows))
    return Chart(table.key, table.title, _in_words(table), WIDE, LINE * len(bars) + 4, bars)


def chart_of_times(times: list[StageTime]) -> Chart:
    most = max([row.median or 0 for row in times] + [row.target or 0 for row in times], default=0)
    bars = tuple(
        _bar(
            place,
            row.label,
            row.median_said,
            _length(row.median or 0, most),
            target_x=_length(row.target, most) if row.target is not None else None,
            is_over=row.is_over,
        )
        for place, row in enumerate(times)
    )
    says = "; ".join(f"{row.label}: {row.median_said}" for row in times)
    return Chart("times", "Middle time in each stage, in working days", says, WIDE, LINE * len(bars) + 4, bars, True)


def _bar(place: int, label: str, value: str, width: int, target_x: int | None = None, is_over: bool = False) -> Bar:
    top = LINE * place
    shown = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
    after = max(width, target_x or 0) + 8
    return Bar(shown, value, top + 15, top + 21, width, after, top + 33, target_x, is_over)


def _length(number: float, most: float) -> int:
    if not number or not most:
        return 0
    return max(2, round(LONGEST * number / most))


def _in_words(table: Table) -> str:
    return "; ".join(f"{row.label}: {row.shown}" for row in table.rows) or f"No {table.counts}."
