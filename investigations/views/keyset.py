"""Which slice of a long list?  Found by its neighbours, so that the thousandth page costs what the first does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

PAGE = 25


@dataclass(frozen=True)
class Order:
    """By one column, and where that is alike by another that never is.  The names are columns or annotations."""

    first: str
    tie: str = ""
    down: bool = False
    tie_down: bool = False
    is_moment: bool = False

    def columns(self, *, backwards: bool = False) -> list[Any]:
        pairs = [(self.first, self.down)] + ([(self.tie, self.tie_down)] if self.tie else [])
        return [F(name).desc() if down is not backwards else F(name).asc() for name, down in pairs]

    def beyond(self, cursor: tuple[Any, ...], *, backwards: bool = False) -> Q:
        """What lies after the cursor, or before it."""
        side = "lt" if self.down is not backwards else "gt"
        if not self.tie:
            return Q(**{f"{self.first}__{side}": cursor[0]})
        tie_side = "lt" if self.tie_down is not backwards else "gt"
        # The first condition repeats part of the second in a form that an index can serve.
        return Q(**{f"{self.first}__{side}e": cursor[0]}) & (
            Q(**{f"{self.first}__{side}": cursor[0]}) | Q(**{f"{self.tie}__{tie_side}": cursor[1]})
        )

    def written(self, row: Any) -> str:
        value = getattr(row, self.first)
        first = value.isoformat() if isinstance(value, datetime) else str(value)
        return f"{first}~{getattr(row, self.tie)}" if self.tie else first

    def read(self, cursor: str) -> tuple[Any, ...] | None:
        """None where it is no cursor of this order: then one is at the beginning."""
        first, _, tie = cursor.partition("~")
        try:
            value = datetime.fromisoformat(first) if self.is_moment else first
            if not value or (isinstance(value, datetime) and value.tzinfo is None) or "\0" in cursor:
                return None
            return (value, UUID(tie)) if self.tie else (value,)
        except ValueError:
            return None


@dataclass(frozen=True)
class Slice:
    rows: list[Any]
    before: str  # the cursors of the slices on both sides, empty at the ends
    after: str


def slice_of(found: QuerySet, order: Order, *, after: str = "", before: str = "", size: int = PAGE) -> Slice:
    """The rows after one cursor or before another; the first rows where neither is given."""
    backwards = bool(before) and not after
    cursor = order.read(before if backwards else after)
    if cursor is None:
        backwards = False
    else:
        found = found.filter(order.beyond(cursor, backwards=backwards))
    rows = list(found.order_by(*order.columns(backwards=backwards))[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_before = more if backwards else cursor is not None
    has_after = bool(cursor) if backwards else more
    return Slice(
        rows,
        order.written(rows[0]) if rows and has_before else "",
        order.written(rows[-1]) if rows and has_after else "",
    )
