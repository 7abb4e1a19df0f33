"""What do the pages of all that runs beside a case have in common, and what of it shows at a glance on the overview?"""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.access.standing import Record
from investigations.models import Case, RunningClock
from investigations.procedure.calendar import long_date
from investigations.procedure.clocks import Clock, ClockRule
from investigations.procedure.sections import Section
from investigations.procedure.steps import Step
from investigations.procedure.suspension import SuspensionState

Facts = list[tuple[str, Any]]


def offers_on(standing: Standing, record: Record, address: Callable[[str], str]) -> list[dict[str, Any]]:
    """The steps of the record that are this person's; what waits for something says for what."""
    offers = [offer for offer in standing.offers(record) if not is_done_already(offer.step, record)]
    rows = sorted(offers, key=lambda offer: (bool(offer.refusal), offer.step.is_side))
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": address(offer.step.name),
        }
        for offer in rows
    ]


def is_done_already(step: Step, record: Any) -> bool:
    """A step that only ends a date (the letter is served, the authority is told) waits for nobody once it has ended."""
    if step.target is not None or step.starts or not step.stops:
        return False
    keys = [rule.key for rule in step.stops]
    return not record.case.clocks.filter(record_id=str(record.pk), key__in=keys, stopped_at=None).exists()


def history_of(record: Any) -> list[dict[str, Any]]:
    """What was done to it, in order."""
    taken = record.case.steps_taken.filter(record_id=str(record.pk)).select_related("by")
    return [{"title": f"{row.by} {row.record}", "when": row.at} for row in taken]


def told(rows: Iterable[tuple[str, Any]]) -> Facts:
    """Only what there is."""
    return [(label, value) for label, value in rows if value not in ("", None)]


def dates_of(record: Any) -> list[dict[str, Any]]:
    """The dates that run for it, soonest first."""
    calendar, today = record.case.school.calendar, timezone.localdate()
    return [
        {
            "label": Clock.get(clock.key).label,
            "due": timezone.localdate(clock.due_at),
            "working_days_left": calendar.working_days_until(today, timezone.localdate(clock.due_at)),
            "sentence": clock.counted["sentence"],
        }
        for clock in record.case.clocks.filter(record_id=str(record.pk), stopped_at=None).order_by("due_at")
    ]


# ---- At a glance --------------------------------------------------------------------------------------------------------


def at_a_glance(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """What is open beside the case, of what this person sees: a line each, with its next date."""
    clocks = list(case.clocks.filter(stopped_at=None).exclude(record_id=""))
    found: list[dict[str, Any]] = []
    if standing.sees(Section.SUSPENSION):
        found += [_suspension(case, one, clocks) for one in case.suspensions.all() if one.is_open]
    if standing.sees(Section.COMPLAINTS):
        rules = (Clock.COMPLAINT_ACK, Clock.COMPLAINT_RESPONSE)
        for one in (one for one in case.complaints.all() if one.is_open):
            url = reverse("complaint_detail", args=[case.reference, one.number])
            found.append(_line(f"{one}: {one.status.in_sentence}", url, _next(one, clocks, *rules), "Due"))
    if standing.sees(Section.DATA_RIGHTS):
        for request in (one for one in case.data_requests.all() if one.is_open):
            rules = (request.kind.response, request.kind.extended)
            url = reverse("request_detail", args=[case.reference, request.number])
            found.append(_line("Request about personal data", url, _next(request, clocks, *rules), "Due"))
        if any(one.is_restricted for one in case.data_requests.all()):
            found.append(_line("This record is restricted", reverse("request_list", args=[case.reference]), "", ""))
    if standing.sees(Section.RESIGNATION) and case.resigned_on is not None:
        ends = long_date(case.employment_ends_on) if case.employment_ends_on else ""
        found.append(
            _line("The employee has resigned", reverse("resignation_list", args=[case.reference]), ends, "Last day")
        )
    return found


def _suspension(case: Case, suspension: Any, clocks: list[RunningClock]) -> dict[str, Any]:
    url = reverse("suspension_detail", args=[case.reference, suspension.number])
    if suspension.status is SuspensionState.PROPOSED:
        return _line("Suspension proposed", url, "", "")
    label = f"Suspended since {long_date(timezone.localdate(suspension.imposed_at))}"
    return _line(label, url, _next(suspension, clocks, Clock.SUSPENSION_REVIEW), "Next review")


def _line(label: str, url: str, day: str, what: str) -> dict[str, Any]:
    return {"label": label, "url": url, "when": f"{what} {day}" if day else ""}


def _next(record: Any, clocks: list[RunningClock], *rules: ClockRule) -> str:
    keys = {rule.key for rule in rules}
    due = [clock.due_at for clock in clocks if clock.record_id == str(record.pk) and clock.key in keys]
    return long_date(timezone.localdate(min(due))) if due else ""
