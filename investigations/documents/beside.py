"""What ran beside the case, in plain values for the case file: suspension, complaints, resignation, requests about data."""

from typing import Any

from django.utils import timezone

from investigations.models import Case
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import Channel

from .case_parts import filled

Part = list[dict[str, Any]]


def suspensions(case: Case) -> Part:
    """With every alternative that was weighed, and why it was not enough."""
    return [
        _chapter(
            "suspension",
            one.number,
            f"{one}: {one.status.in_sentence}",
            [
                ("Why", one.reasons),
                *((f"Weighed: {row['label'].lower()}", row["because"]) for row in one.weighed),
                ("Proposed", f"{one.proposed_by}, {_day_of(one.proposed_at)}"),
                ("Imposed", f"{one.imposed_by}, from {_day_of(one.imposed_at)}" if one.imposed_at else ""),
                ("Terms", one.terms),
                ("Named contact", one.named_contact),
                ("Advice of the LADO", one.agreed_with_lado),
                ("Last review", _day(one.reviewed_on)),
                ("Recommended", one.recommendation),
                ("Not imposed, because", one.not_imposed_because),
                ("Ended", f"{_day(one.ended_on)}, recorded by {one.ended_by}" if one.ended_on else ""),
                ("Why it ended", one.ended_because),
                ("Minute", one.minute_reference),
                ("Return to work", one.return_plan),
            ],
        )
        for one in case.suspensions.select_related("proposed_by", "imposed_by", "ended_by")
    ]


def complaints(case: Case) -> Part:
    return [
        _chapter(
            "complaint",
            one.number,
            f"{one}: {one.status.in_sentence}",
            [
                ("From", one.by_whom),
                ("Received", f"{_day(one.received_on)}, {Channel(one.channel).in_sentence}"),
                ("What it is about", one.what),
                ("Acknowledged", _day(one.acknowledged_on)),
                ("Answered", _day(one.answered_on)),
                ("Answer", one.answer),
                ("What they say to the answer", one.taken_further),
                ("How it ended", one.closed_because),
            ],
        )
        for one in case.complaints.select_related("person")
    ]


def resignations(case: Case) -> Part:
    return [
        _chapter(
            "resignation",
            one.number,
            f"Resignation: {one.status.in_sentence}",
            [
                ("Received", _day(one.received_on)),
                ("Last day of the employment", _day(one.effective_on)),
                ("Recorded", f"{one.recorded_by}, {_day_of(one.recorded_at)}"),
                ("Reasons", one.reason),
                ("What was agreed", one.agreement),
                ("Withdrawn", _day_of(one.withdrawn_at) if one.withdrawn_at else ""),
                ("Who agreed to that", one.consented),
            ],
        )
        for one in case.resignations.select_related("recorded_by")
    ]


def data_requests(case: Case) -> Part:
    """With the notes of what was put right: the evidence itself is never overwritten."""
    return [
        _chapter(
            "request",
            one.number,
            f"{one}: {one.kind.in_sentence}",
            [
                ("From", one.by_whom),
                ("Received", f"{_day(one.received_on)}, {Channel(one.channel).in_sentence}"),
                ("What it says", one.what),
                ("Owner", one.owner),
                ("State", one.status.label),
                ("Identity checked", f"{_day(one.checked_on)}: {one.checked_how}" if one.checked_on else ""),
                ("Time extended, because", one.extended_because),
                ("Told of the extension", _day(one.told_of_extension_on)),
                ("Answered", _day(one.answered_on)),
                ("Papers concerned", one.about),
                ("Answer", one.answer),
                ("Left out", one.withheld),
                ("Exemption", one.exempt),
                ("Opinions that stay", one.opinions),
                ("The person's own statement", one.own_statement),
                ("Refused, because", one.refused_because),
                ("Withdrawn, because", one.withdrawn_because),
                ("Flag", "The record is restricted" if one.is_restricted else ""),
            ],
        )
        for one in case.data_requests.select_related("person", "owner")
    ]


def _chapter(name: str, number: int, title: str, rows: list[tuple[str, Any]]) -> dict[str, Any]:
    return {"anchor": f"{name}-{number}", "title": title, "facts": filled(rows)}


def _day(day: Any) -> str:
    return long_date(day) if day else ""


def _day_of(at: Any) -> str:
    return long_date(timezone.localdate(at))
