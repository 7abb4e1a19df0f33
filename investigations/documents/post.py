"""What does the case know of a captured post, in words?  The same for the page of an exhibit and for paper."""

from datetime import UTC, datetime

from django.utils import timezone

from investigations.models import CaptureCorrection, Evidence, PostCapture
from investigations.procedure.calendar import long_date

CLOCKS = "%H:%M"


def about_post(capture: PostCapture) -> list[tuple[str, str]]:
    """Label and words of everything that was written down; what is not known is said to be so."""
    return [
        ("Address", capture.address),
        ("Post id", capture.post_id or "Not known"),
        ("Account", capture.handle),
        ("Posted", on_both_clocks(capture.posted_at) if capture.posted_at else "Not known"),
        ("Captured", f"{on_both_clocks(capture.captured_at)}, by {capture.captured_by}"),
        ("Device", capture.device),
        ("Still public", capture.public_state.label),
    ]


def corrections_of(capture: PostCapture) -> list[tuple[str, str]]:
    """Every correction of it, earliest first: by whom, why, and what stood there before."""
    return [("Corrected", _corrected(row)) for row in capture.corrections.select_related("by")]


def post_of(exhibit: Evidence) -> list[tuple[str, str]]:
    """Of the post that an exhibit shows, with what was corrected; nothing where it is no screenshot of one."""
    captures = list(exhibit.captures.all())
    return about_post(captures[0]) + corrections_of(captures[0]) if captures else []


def _corrected(row: CaptureCorrection) -> str:
    before = "; ".join(f"{label}: “{words}”" for label, words in row.before)
    reason = row.reason if row.reason.endswith((".", "!", "?")) else f"{row.reason}."
    return f"{long_date(timezone.localdate(row.at))} by {row.by}: {reason} Before: {before}"


def on_both_clocks(moment: datetime) -> str:
    """ "Friday 27 March 2026 at 14:30 UTC (14:30 UK time)": with its own day where midnight lies between the two."""
    utc, here = moment.astimezone(UTC), timezone.localtime(moment)
    uk = f"{here:{CLOCKS}} UK time"
    if here.date() != utc.date():
        uk += f" on {long_date(here.date())}"
    return f"{long_date(utc.date())} at {utc:{CLOCKS}} UTC ({uk})"
