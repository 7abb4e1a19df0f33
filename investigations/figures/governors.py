"""Which figures is the governing body told?  Counts alone, the same for whoever asks, on the page and in the report."""

from dataclasses import dataclass

from investigations.models import School
from investigations.models.cases import CaseQuerySet

from . import counting
from .counting import Span
from .small import alone, clauses_alone, said, times_alone
from .tables import StageTime, Table
from .times import time_by_stage


@dataclass(frozen=True)
class CountsAlone:
    """What happened in one term.  Everything in it is rounded: nothing else leaves this module."""

    span: Span
    reported: str
    tables: tuple[Table, ...]
    times: list[StageTime]


def counts_alone(cases: CaseQuerySet, school: School, span: Span, every: list[Span]) -> CountsAlone:
    """`cases` are all those of the school, whoever may see them."""
    in_term = cases.filter(reported_at__gte=span.first, reported_at__lt=span.after)
    return CountsAlone(
        span=span,
        reported=said(in_term.count()),
        tables=(
            alone(counting.by_stage(in_term)),
            clauses_alone(counting.by_clause(in_term)),
            alone(counting.by_term(cases, every)),
            alone(counting.actions_by_state(cases, span)),
        ),
        times=times_alone(time_by_stage(cases, school, span.first, span.after)),
    )
