"""The letter that tells the employee the outcome of the hearing, and how to appeal."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Case
from investigations.procedure.calendar import Counted, long_date
from investigations.procedure.choices import FindingResult, FoundBy, Level
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import Role

from .made import MARKING, Made, Say, file_name, head_of_audit, letterhead
from .text import paragraphs_html, printable


def build(standing: Standing, folder: Path, say: Say) -> Made:
    case = standing.case
    say(20, "Writing the letter")
    count, head = head_of_audit(case)
    outcome = case.outcome
    served = case.served.filter(title="Outcome of the hearing").first()
    name = case.subject.name if case.subject else ""
    letter = {
        "reference": case.reference,
        "marking": f"Private and {MARKING.lower()}: to be opened by the addressee only",
        "to": [name],
        "particulars": [
            ("Our reference", case.reference),
            ("Date", long_date(timezone.localdate(outcome.decided_at))),
            *([("Sent by", served.get_method_display())] if served else []),
        ],
        "greeting": f"Dear {name}",
        "subject": "Outcome of the disciplinary hearing",
        "body": paragraphs_html("\n\n".join(_paragraphs(case))),
        "closing": "Yours sincerely",
        "sign": {"name": outcome.decided_by.name, "as": "Chair of the disciplinary panel"},
        "enclosures": [],
        "copies": [],
    }
    context = {"school": letterhead(case.school), "letter": letter}
    return Made(
        title=f"Outcome letter {case.reference}",
        file_name=file_name(case, "Outcome letter"),
        html=render_to_string("documents/letter.html", printable(context)),
        audit_count=count,
        audit_head=head,
    )


def _paragraphs(case: Case) -> list[str]:
    outcome, hearing = case.outcome, case.hearings.filter(is_appeal=False).first()
    # The letter says what was decided then; an appeal has a letter of its own.
    appeal = getattr(case, "appeal", None)
    level = Level(appeal.first_level) if appeal and appeal.result else Level(outcome.level)
    day = long_date(hearing.held_on) if hearing and hearing.held_on else ""
    paragraphs = [
        f"I write to tell you what the disciplinary panel decided after the hearing on {day}. {_present(case)}".strip()
    ]
    paragraphs += [_found(case)]
    paragraphs += [
        f"The panel's decision is: {level.label.lower()}.",
        f"The panel's reasons are these. {outcome.reasons}",
    ]
    if outcome.change_required:
        paragraphs.append(f"What has to change, and by when: {outcome.change_required}")
    if level.warning and outcome.live_until:
        paragraphs.append(
            f"This warning is live until {long_date(outcome.live_until)}. A further breach in that time may lead to a "
            "more serious outcome. After it, the warning is spent and is disregarded."
        )
    if level.is_dismissal:
        paragraphs.append(
            f"Your employer, {case.school.employer.employer}, will write to you about the date on which your employment ends, "
            "notice and pay."
        )
    return [*paragraphs, _right_of_appeal(case)]


def _present(case: Case) -> str:
    hearing = case.hearings.filter(is_appeal=False).first()
    if hearing is None:
        return ""
    members = ", ".join(
        row.person.name for row in hearing.attendance.filter(present_throughout=True).select_related("person")
    )
    you = "You attended" if hearing.employee_attended else "You did not attend"
    companion = f", accompanied by {hearing.companion}" if hearing.companion else ""
    return f"The panel was {members}. {you}{companion}."


def _found(case: Case) -> str:
    lines = ["The panel found as follows, on the balance of probabilities."]
    for allegation in case.allegations.all():
        finding = allegation.findings.filter(found_by=FoundBy.PANEL).first()
        if finding:
            lines.append(
                f"Allegation {allegation.position}: {FindingResult(finding.result).label.lower()}. {finding.reasons}"
            )
    return "\n\n".join(lines)


def _right_of_appeal(case: Case) -> str:
    clock = case.clocks.filter(key=Clock.APPEAL_LODGE.key).order_by("-started_at").first()
    clerk = case.appointments.live().of(Role.CLERK).select_related("person").first()
    to = f"{clerk.person.name}, the clerk" if clerk else "the clerk"
    until = (
        f" by {long_date(timezone.localdate(clock.due_at))} ({Counted.from_json(clock.counted).sentence})"
        if clock
        else ""
    )
    return (
        f"You may appeal. Write to {to}{until}, and say on what grounds: that the outcome is unfair or too severe, that "
        "there is new evidence, that the procedure was not followed, or that similar cases were treated differently. "
        "Different governors hear an appeal, you may be accompanied, and the outcome cannot become harsher."
    )
