"""How did a date come about, and who moved it on or ended it?  For the case file."""

from investigations.models import ClockChange, RunningClock
from investigations.procedure.calendar import Counted, day_of, long_date


def counts_in_words(clock: RunningClock) -> str:
    """The account of the first count, then of each by which the date was moved on."""
    return " ".join(Counted.from_json(kept).sentence for kept in clock.counts)


def changes_in_words(clock: RunningClock) -> str:
    return " ".join(_change(change) for change in clock.changes.all())


def _change(change: ClockChange) -> str:
    who = f"by {change.by or 'Casework'} on {long_date(day_of(change.at))}"
    if change.due_after is None:
        return f"Ended as no longer needed {who}: {change.reason}"
    before, after = long_date(day_of(change.due_before)), long_date(day_of(change.due_after))
    return f"Moved on from {before} to {after} {who}: {change.reason}"
