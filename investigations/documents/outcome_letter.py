"""The letter that tells the employee the outcome of the hearing, and how to appeal."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Appeal, Case, Hearing, Outcome, Person
from investigations.procedure.calendar import Counted, long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import FindingResult, FoundBy, Level
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import Role

from .hidden import hidden_from_reader
from .kinds import letter_of_outcome
from .made import MARKING, Made, Say, file_name, head_of_audit, letterhead
from .text import paragraphs_html, printable

Division = tuple[str, list[str]]


def build(standing: Standing, folder: Path, say: Say) -> Made:
    case = standing.case
    say(20, "Writing the letter")
    count_, head = head_of_audit(case)
    decided_by, decided_at, divisions = _outcome(case) or _nothing_upheld(case)
    served = letter_of_outcome(case)
    name = case.subject.name if case.subject else ""
    letter = {
        "reference": case.reference,
        "marking": f"Private and {MARKING.lower()}: to be opened by the addressee only",
        "to": [name, *([served.address] if served and served.address else [])],
        "particulars": [
            ("Our reference", case.reference),
            ("Date", long_date(timezone.localdate(decided_at))),
            *([("Sent", f"{served.get_method_display()}, {long_date(timezone.localdate(served.sent_at))}")] if served else []),
        ],
        "greeting": f"Dear {name}",
        "subject": "Outcome of the disciplinary hearing",
        "divisions": [{"title": title, "text": paragraphs_html("\n\n".join(words))} for title, words in divisions],
        "closing": "Yours sincerely",
        "sign": {"name": decided_by.name if decided_by else "", "as": "Chair of the disciplinary panel"},
        "enclosures": [],
        "copies": [],
    }  # fmt: skip
    letter = hidden_from_reader(standing).words(letter)
    return Made(
        title=f"Outcome letter {case.reference}",
        file_name=file_name(case, "Outcome letter"),
        html=render_to_string(
            "documents/letter.html", printable({"school": letterhead(case.school), "letter": letter})
        ),
        audit_count=count_,
        audit_head=head,
    )


def _outcome(case: Case) -> tuple[Person, datetime, list[Division]] | None:
    """What was decided then: an appeal that changed it later has words of its own."""
    outcome = Outcome.objects.filter(case=case).select_related("decided_by").first()
    if outcome is None:
        return None
    level, live_until = _as_decided(case, outcome)
    divisions = [
        ("", [_heard(case, "I write to tell you what the disciplinary panel decided after the hearing")]),
        ("Decision", [f"The panel’s decision is: {level.in_sentence}."]),
        ("What the panel found", ["The panel decided on the balance of probabilities.", *_findings(case)]),
        ("Reasons for the decision", [outcome.reasons]),
        ("What has to change", [outcome.change_required]),
        ("What follows", _what_follows(case, level, live_until)),
        ("Your right of appeal", _right_of_appeal(case)),
    ]
    return outcome.decided_by, outcome.decided_at, [(title, words) for title, words in divisions if any(words)]


def _nothing_upheld(case: Case) -> tuple[Person | None, datetime, list[Division]]:
    """A panel that proved nothing leaves no outcome behind, only its decision."""
    step = CaseProcedure.find_not_upheld
    taken = case.steps_taken.filter(step=step.name).select_related("by").latest("pk")
    return taken.by, taken.at, [
        ("", [_heard(case, "I write to tell you what the disciplinary panel decided after the hearing")]),
        ("Decision", ["The panel found nothing proved. No sanction follows."]),
        ("Reasons for the decision", [taken.answers.get("reason", "")]),
    ]  # fmt: skip


def _as_decided(case: Case, outcome: Outcome) -> tuple[Level, date | None]:
    appeal = Appeal.objects.filter(case=case).exclude(result="").first()
    if appeal is None or appeal.level == appeal.first_level:
        return Level(outcome.level), outcome.live_until
    level = Level(appeal.first_level)
    if level.warning is None or outcome.served_on is None:
        return level, None
    served = timezone.make_aware(datetime.combine(outcome.served_on, time(12)))
    return level, case.school.count(level.warning, served).due.date()


def _heard(case: Case, opening: str) -> str:
    hearing = Hearing.objects.filter(case=case, is_appeal=False).first()
    if hearing is None:
        return f"{opening}."
    on = f" on {long_date(hearing.held_on)}" if hearing.held_on else ""
    present = hearing.attendance.filter(present_throughout=True).select_related("person")
    members = ", ".join(row.person.name for row in present)
    you = "You attended" if hearing.employee_attended else "You did not attend"
    companion = f", accompanied by {hearing.companion}" if hearing.companion else ""
    return f"{opening}{on}. The panel was {members}. {you}{companion}."


def _findings(case: Case) -> list[str]:
    rows = []
    for allegation in case.allegations.all():
        finding = allegation.findings.filter(found_by=FoundBy.PANEL).first()
        if finding:
            result = FindingResult(finding.result).label.lower()
            rows.append(f"Allegation {allegation.position}: {result}. {finding.reasons}")
    return rows


def _what_follows(case: Case, level: Level, live_until: date | None) -> list[str]:
    if level.is_dismissal:
        return [
            f"Your employer, {case.school.employer.employer}, will write to you about the date on which your employment "
            "ends, notice and pay."
        ]
    if level.warning and live_until:
        return [
            f"This warning is live until {long_date(live_until)}. A further breach in that time may lead to a more "
            "serious outcome. After it, the warning is spent and is disregarded."
        ]
    return []


def _right_of_appeal(case: Case) -> list[str]:
    clock = case.clocks.filter(key=Clock.APPEAL_LODGE.key).order_by("-started_at").first()
    clerk = case.appointments.live().of(Role.CLERK).select_related("person").first()
    to = f"{clerk.person.name}, the clerk" if clerk else "the clerk"
    until = f" by {long_date(timezone.localdate(clock.due_at))}" if clock else ""
    words: list[Any] = [
        f"You may appeal. Write to {to}{until}, and say on what grounds: that the outcome is unfair or too severe, "
        "that there is new evidence, that the procedure was not followed, or that similar cases were treated "
        "differently. Different governors hear an appeal, you may be accompanied, and the outcome cannot become harsher.",
    ]
    if clock:
        words.append(f"How the date was counted: {Counted.from_json(clock.counted).sentence}")
    return words
