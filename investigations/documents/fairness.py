"""Was it fair?  One line for each thing that the Acas Code and the school's procedure promise, read from the record.

Nothing here is typed in: each answer follows from what was served, found and decided, with its day and its proof.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from investigations.models import Appointment, Case, Disclosure, Finding, Hearing, Outcome
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import Bearing, FoundBy, Level, Recommendation, Severity
from investigations.procedure.clocks import Clock, ClockRule
from investigations.procedure.labelled import Labelled
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

#: How far back cases are alike enough to be compared: standards and people change.
YEARS = 5
MOST_ALIKE = 20


class Answer(Labelled):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_YET = "not_yet", "Not yet"
    NOT_NEEDED = "not_needed", "Not needed"


@dataclass(frozen=True)
class FairnessLine:
    """`section` is the part of the case that it is read from: who does not see that part does not read the line."""

    label: str
    section: Section
    answer: Answer
    proof: str = ""


def fairness_lines(case: Case, sees: Callable[[Section], bool]) -> list[FairnessLine]:
    return [line for line in _lines(case) if sees(line.section)]


def fairness_rows(case: Case, sees: Callable[[Section], bool]) -> list[dict[str, str]]:
    """The same lines as plain words, for paper."""
    return [
        {"label": line.label, "answer": line.answer.label, "proof": line.proof} for line in fairness_lines(case, sees)
    ]


def _lines(case: Case) -> Iterator[FairnessLine]:
    hearings = {hearing.is_appeal: hearing for hearing in case.hearings.all()}
    yield _told(case)
    yield _heard_both_sides(case)
    yield _answer_of_the_employee(case)
    yield _no_view_on_sanction(case)
    yield from _notice(case, hearings.get(False))
    yield _different_people(case)
    yield from _suspension(case)
    yield _findings_before_outcome(case)
    yield _disclosed_afterwards(case)
    yield _like_cases_shown(case)
    yield from _appeal(case, hearings.get(True))


def _told(case: Case) -> FairnessLine:
    label = "The employee was told of the allegations in writing"
    if case.employee_told_at is None:
        return FairnessLine(label, Section.INVESTIGATION, Answer.NOT_YET)
    return FairnessLine(label, Section.INVESTIGATION, Answer.YES, _on(case.employee_told_at))


def _heard_both_sides(case: Case) -> FairnessLine:
    """Every allegation: what speaks against it stands in the finding, or an exhibit is marked so."""
    label = "What speaks against each allegation was looked for and is listed"
    found = Finding.objects.filter(allegation__case=case, found_by=FoundBy.INVESTIGATION).select_related("allegation")
    if not found:
        return FairnessLine(label, Section.FINDINGS, Answer.NOT_YET)
    against = set(
        case.allegations.filter(bearings__bearing=Bearing.AGAINST).values_list("position", flat=True).distinct()
    )
    missing = [one.allegation.position for one in found if not one.evidence_against.strip()]
    missing = [position for position in missing if position not in against]
    if missing:
        where = ", ".join(str(position) for position in sorted(missing))
        return FairnessLine(label, Section.FINDINGS, Answer.NO, f"Nothing is listed for allegation {where}")
    return FairnessLine(label, Section.FINDINGS, Answer.YES, "For every allegation")


def _answer_of_the_employee(case: Case) -> FairnessLine:
    label = "The employee's own answer is in the record"
    subject = case.subject
    if subject is None:
        return FairnessLine(label, Section.STATEMENTS, Answer.NOT_YET)
    parts = []
    if answers := case.submissions.filter(by=subject).count():
        parts.append(f"{answers} written answer{'' if answers == 1 else 's'}")
    if statements := case.statements.filter(person=subject).count():
        parts.append(f"{statements} statement{'' if statements == 1 else 's'}")
    if parts:
        return FairnessLine(label, Section.STATEMENTS, Answer.YES, " and ".join(parts))
    return FairnessLine(label, Section.STATEMENTS, Answer.NO if case.concluded_at else Answer.NOT_YET)


def _no_view_on_sanction(case: Case) -> FairnessLine:
    label = "The investigating officer gave no view on a sanction"
    report = getattr(case, "report", None)
    if report is None or report.submitted_at is None:
        return FairnessLine(label, Section.REPORT, Answer.NOT_YET)
    said = Recommendation(report.recommendation).label if report.recommendation else "No recommendation"
    return FairnessLine(label, Section.REPORT, Answer.YES, f"The report recommends: {said.lower()}")


def _notice(case: Case, hearing: Hearing | None) -> Iterator[FairnessLine]:
    told = "The employee was told what the outcome could be"
    companion = "A companion was offered"
    if hearing is None:
        answer = Answer.NOT_NEEDED if case.concluded_at and not case.referred_at else Answer.NOT_YET
        yield FairnessLine(told, Section.HEARING, answer)
        yield FairnessLine(companion, Section.HEARING, answer)
        yield FairnessLine("The papers were served in time", Section.HEARING, answer)
        return
    possible = "dismissal was possible" if case.may_dismiss else "dismissal was not possible"
    yield FairnessLine(told, Section.HEARING, Answer.YES, f"The notice said that {possible}")
    named = case.appointments.of(Role.COMPANION).order_by("appointed_at").first()
    yield FairnessLine(
        companion,
        Section.HEARING,
        Answer.YES,
        f"With the notice on {long_date(hearing.served_on)}" + ("; the employee named one" if named else ""),
    )
    yield _in_time(case, hearing, Clock.HEARING_NOTICE, "The papers were served in time", Section.HEARING)


def _in_time(case: Case, hearing: Hearing, rule: ClockRule, label: str, section: Section) -> FairnessLine:
    noon = timezone.make_aware(datetime.combine(hearing.served_on, time(12)))
    counted = case.school.count(rule, noon)
    served = f"Served on {long_date(hearing.served_on)}"
    if timezone.localdate(hearing.starts_at) >= counted.due.date():
        return FairnessLine(label, section, Answer.YES, f"{served}. {counted.sentence}")
    if hearing.short_notice:
        agreed = f"{served}: shorter than usual, with the employee's agreement. {hearing.short_notice}"
        return FairnessLine(label, section, Answer.YES, agreed)
    return FairnessLine(label, section, Answer.NO, f"{served}. {counted.sentence}")


def _different_people(case: Case) -> FairnessLine:
    """Ended appointments count: who investigated, however briefly, does not judge."""
    label = "Different people investigated, heard and decided the appeal"
    parts = (Role.INVESTIGATING_OFFICER, Role.PANEL, Role.APPEAL_PANEL)
    held: dict[object, set[str]] = {}
    for row in Appointment.objects.filter(case=case, role__in=parts):
        held.setdefault(row.person_id, set()).add(row.role)
    if not any(Role.PANEL in roles for roles in held.values()):
        answer = Answer.NOT_NEEDED if case.concluded_at and not case.referred_at else Answer.NOT_YET
        return FairnessLine(label, Section.HEARING, answer)
    answer = Answer.NO if any(len(roles) > 1 for roles in held.values()) else Answer.YES
    return FairnessLine(label, Section.HEARING, answer)


def _findings_before_outcome(case: Case) -> FairnessLine:
    label = "The panel found on every allegation before it decided what follows"
    outcome = getattr(case, "outcome", None)
    if outcome is None:
        answer = Answer.NOT_NEEDED if case.concluded_at else Answer.NOT_YET
        return FairnessLine(label, Section.OUTCOME, answer)
    found = Finding.objects.filter(allegation__case=case, found_by=FoundBy.PANEL)
    before = found.count() == case.allegations.count() and all(one.at <= outcome.decided_at for one in found)
    return FairnessLine(label, Section.OUTCOME, Answer.YES if before else Answer.NO, _on(outcome.decided_at))


def _suspension(case: Case) -> Iterator[FairnessLine]:
    """Only where somebody was suspended: every review by its day, and less than suspension weighed beforehand."""
    suspensions = [one for one in case.suspensions.all() if one.imposed_at]
    if not suspensions:
        return
    weighed = all(one.alternatives for one in suspensions)
    label = "Less than suspension was considered first"
    yield FairnessLine(label, Section.SUSPENSION, Answer.YES if weighed else Answer.NO)
    now = timezone.now()
    clocks = case.clocks.filter(key=Clock.SUSPENSION_REVIEW.key)
    late = sum(1 for clock in clocks if (clock.stopped_at or now) > clock.due_at)
    said = f"{late} review{'' if late == 1 else 's'} late" if late else "Every review by its day"
    label = "The suspension was kept under review"
    yield FairnessLine(label, Section.SUSPENSION, Answer.NO if late else Answer.YES, said)


def _disclosed_afterwards(case: Case) -> FairnessLine:
    label = "Live warnings and mitigation were told to the panel only after its findings"
    disclosure = Disclosure.objects.filter(case=case).first()
    if disclosure is None:
        outcome = getattr(case, "outcome", None)
        nothing = outcome is not None or case.concluded_at is not None
        return FairnessLine(
            label,
            Section.OUTCOME,
            Answer.NOT_NEEDED if nothing else Answer.NOT_YET,
            "There was nothing to tell" if nothing and outcome is not None else "",
        )
    found = Finding.objects.filter(allegation__case=case, found_by=FoundBy.PANEL)
    after = all(one.at <= disclosure.at for one in found)
    return FairnessLine(label, Section.OUTCOME, Answer.YES if after else Answer.NO, _on(disclosure.at))


def _like_cases_shown(case: Case) -> FairnessLine:
    label = "Like cases and what followed in them were shown to whoever decided"
    outcome = getattr(case, "outcome", None)
    if outcome is None:
        return FairnessLine(label, Section.OUTCOME, Answer.NOT_NEEDED if case.concluded_at else Answer.NOT_YET)
    number = len(outcome.like_cases)
    said = f"{number} like case{'' if number == 1 else 's'}" if number else "The school has had no like case"
    return FairnessLine(label, Section.OUTCOME, Answer.YES, f"{said} in {YEARS} years")


def _appeal(case: Case, hearing: Hearing | None) -> Iterator[FairnessLine]:
    appeal = getattr(case, "appeal", None)
    if appeal is None:
        return
    if hearing is not None:
        label = "The notice of the appeal hearing was given in time"
        yield _in_time(case, hearing, Clock.APPEAL_NOTICE, label, Section.APPEAL)
    label = "The appeal did not make the outcome harsher"
    if not appeal.result:
        yield FairnessLine(label, Section.APPEAL, Answer.NOT_YET)
        return
    first, last = Level(appeal.first_level), Level(appeal.level)
    yield FairnessLine(
        label, Section.APPEAL, Answer.YES if last.rank <= first.rank else Answer.NO, f"{first.label}; then {last.label}"
    )


def _on(moment: datetime) -> str:
    return long_date(timezone.localdate(moment))


def like_cases(case: Case) -> list[dict[str, Any]]:
    """What followed in cases of this school about the same clauses, without anything that names a person.

    Never those of the same employee: whoever decides is told of a live warning apart, and of a spent one never.
    """
    cited = list(case.allegations.values_list("clauses__version__policy", "clauses__number"))
    policies, numbers = {policy for policy, _ in cited if policy}, {number for _, number in cited if number}
    since: date = timezone.localdate() - timedelta(days=YEARS * 365)
    alike = (
        Outcome.objects.filter(
            case__school=case.school_id,
            case__allegations__clauses__version__policy__in=policies,
            case__allegations__clauses__number__in=numbers,
            decided_at__date__gte=since,
        )
        .exclude(case=case)
        .select_related("case")
        .order_by("-decided_at")
        .distinct()
    )
    if subject := case.subject:
        alike = alike.exclude(case__appointments__in=Appointment.objects.live().of(Role.SUBJECT).filter(person=subject))
    return [
        {
            "year": timezone.localdate(one.decided_at).year,
            "clauses": _clauses_of(one.case),
            "severity": Severity(one.case.severity).label,
            "level": Level(one.level).label,
        }
        for one in alike[:MOST_ALIKE]
    ]


def _clauses_of(case: Case) -> str:
    numbers = case.allegations.values_list("clauses__number", flat=True).distinct()
    return ", ".join(sorted(number for number in numbers if number))
