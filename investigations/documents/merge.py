"""What stands in a letter for each field?  Read from the case when it is asked for, and only what its writer may see.

Every row names the sections of which the writer has to see one; a value that is not theirs to know becomes a gap that
says what is missing, like one that does not exist yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from investigations.models import Case, Finding, Hearing, Outcome, Person, StepTaken, Suspension
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import AppealGround, AppealResult, FindingResult, FoundBy, Level, Severity
from investigations.procedure.clocks import Clock, ClockRule
from investigations.procedure.letter_track import OF_THE_OUTCOME
from investigations.procedure.letters import Letter
from investigations.procedure.merge import FIELD, FIELDS, MergeField
from investigations.procedure.roles import Office, Role
from investigations.procedure.sections import Section

F = MergeField
S = Section


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a letter is merged from.  `sees` answers for its writer; `answers` are those of the step that called for it."""

    case: Case
    letter: Letter
    section: Section
    sees: Callable[[Section], bool]
    writer: Person | None
    recipient: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    #: The record beside the case: a suspension, a statement, a duty, a request.
    record: Any = None

    @property
    def is_appeal(self) -> bool:
        return self.section is Section.APPEAL

    def holder(self, role: Role) -> str:
        held = self.case.appointments.live().of(role).select_related("person").first()
        return held.person.name if held else ""

    def hearing(self) -> Hearing | None:
        hearing: Hearing | None = self.case.hearings.filter(is_appeal=self.is_appeal).first()
        return hearing

    def outcome(self) -> Outcome | None:
        return Outcome.objects.filter(case=self.case).first()

    def answer(self, name: str) -> str:
        return str(self.answers.get(name) or "").strip()

    def answered(self, name: str) -> str:
        """The answer of the step itself, or of the newest step of the case in a part that the writer sees."""
        if given := self.answer(name):
            return given
        for taken in self.case.steps_taken.order_by("-pk"):
            if taken.answers.get(name) and self.sees(Section(taken.section)):
                return str(taken.answers[name]).strip()
        return ""

    def of_record(self, *names: str) -> str:
        """The first of these facts that the record beside the case holds, in words."""
        for name in names:
            if value := in_words(getattr(self.record, name, None)):
                return value
        return ""

    @property
    def suspension(self) -> Suspension | None:
        """The one that the letter is about, or the newest."""
        return self.record if isinstance(self.record, Suspension) else self.case.suspensions.order_by("-number").first()

    def of_suspension(self, name: str) -> str:
        return in_words(getattr(self.suspension, name, None))

    def due(self, rule: ClockRule) -> str:
        clock = self.case.clocks.filter(key=rule.key).order_by("-started_at").first()
        return in_words(clock.due_at) if clock else ""


def in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return long_date(timezone.localdate(value))
    if isinstance(value, date):
        return long_date(value)
    return str(value).strip() if value else ""


def values_for(text: str, source: Source) -> dict[MergeField, str]:
    """The values of the fields that stand in this text, and of no others."""
    wanted = {FIELDS[name] for name in FIELD.findall(text) if name in FIELDS}
    return {one: value for one in wanted if (value := value_of(one, source))}


def value_of(wanted: MergeField, source: Source) -> str:
    sections, read = VALUES[wanted]
    if sections and not any(source.sees(section) for section in sections):
        return ""
    return read(source).strip()


# ---- People and rules -------------------------------------------------------------------------------------------------


def _employee(source: Source) -> str:
    return source.case.subject.name if source.case.subject else ""


def _employee_post(source: Source) -> str:
    return source.case.subject.description.lower() if source.case.subject else ""


def _hr_adviser(source: Source) -> str:
    """Who advises on the case, or else whoever advises the school."""
    school = source.case.school
    return source.holder(Role.HR_ADVISER) or str(Person.objects.at(school).holding(Office.HR_ADVISER).first() or "")


def _panel(source: Source) -> str:
    role = Role.APPEAL_PANEL if source.is_appeal else Role.PANEL
    members = source.case.appointments.live().of(role).select_related("person").order_by("-is_chair", "person__name")
    return listed([f"{one.person} (chair)" if one.is_chair else str(one.person) for one in members])


def _sender_office(source: Source) -> str:
    return source.writer.description if source.writer else ""


def _local_authority(source: Source) -> str:
    school = source.case.school
    return school.local_authority or school.trust


def _governing_body(source: Source) -> str:
    return source.case.school.employer.governing_body


def _allegations(source: Source) -> str:
    rows = []
    for allegation in source.case.allegations.prefetch_related("clauses__version__policy"):
        when = f"On {long_date(allegation.happened_from)}"
        if allegation.happened_to and allegation.happened_to != allegation.happened_from:
            when = f"Between {long_date(allegation.happened_from)} and {long_date(allegation.happened_to)}"
        cited = listed([f"clause {one.number} of {one.version}" for one in allegation.clauses.all()])
        rows.append(f"{allegation.position}. {when}: {_ended(allegation.what)}" + (f" ({cited})" if cited else ""))
    return "\n\n".join(rows)


def _policies(source: Source) -> str:
    versions = {
        clause.version
        for allegation in source.case.allegations.prefetch_related("clauses__version__policy")
        for clause in allegation.clauses.all()
    }
    rows = [f"{one}, in force from {long_date(one.effective_from)}" for one in versions]
    return listed(sorted(rows))


def _possible_outcome(source: Source) -> str:
    case = source.case
    if source.is_appeal:
        return "The appeal cannot end in an outcome that is harsher than the first."
    may_dismiss = case.may_dismiss if case.referred_at else case.severity == Severity.GROSS
    if may_dismiss:
        return (
            "What is alleged could, if it is proved, be gross misconduct. Dismissal, with or without notice, is a possible "
            "outcome."
        )
    return (
        "What is alleged could, if it is proved, be misconduct. The most serious possible outcome is a final written "
        "warning. Dismissal is not a possible outcome."
    )


def _alternatives(source: Source) -> str:
    """Each alternative that was weighed, an item a line, with the reason against it."""
    suspension = source.suspension
    rows = suspension.weighed if suspension else []
    return "\n".join(f"- {row['label']}: {row['because']}" for row in rows)


# ---- Investigation and papers -------------------------------------------------------------------------------------------


def _report_by(source: Source) -> str:
    clock = source.case.clocks.filter(key=Clock.INVESTIGATION_TARGET.key, stopped_at=None).first()
    if clock:
        return in_words(clock.due_at)
    terms = getattr(source.case, "terms_of_reference", None)
    return in_words(terms.report_by) if terms else ""


def _terms(source: Source) -> str:
    terms = getattr(source.case, "terms_of_reference", None)
    if terms is None:
        return ""
    parts = (
        ("Background", terms.background),
        ("To be investigated", terms.scope),
        ("Left out", terms.excluded),
        ("People to interview", terms.people_to_interview),
        ("The report goes to", terms.report_to),
        ("Confidentiality", terms.confidentiality),
        ("Progress is reported", terms.updates),
    )
    return "\n\n".join(f"{label}: {words}" for label, words in parts if words)


def _return_by(source: Source) -> str:
    return _from_today(source, Clock.NOTES_RETURNED)


def _from_today(source: Source, rule: ClockRule) -> str:
    noon = timezone.make_aware(datetime.combine(timezone.localdate(), time(12)))
    return in_words(source.case.school.count(rule, noon).due)


def _index(source: Source) -> str:
    """What the papers hold, an item a line: as they were served, or as they would be served now."""
    hearing = source.hearing()
    bundle = getattr(hearing, "bundle", None)
    statements = [one for one in source.case.statements.select_related("person").order_by("number") if one.is_settled]
    exhibits = list(source.case.evidence.filter(withheld_because="").order_by("number"))
    titles: dict[str, str] = {}
    if bundle:
        exhibits = list(bundle.evidence.order_by("number"))
        statements = list(bundle.statements.select_related("person").order_by("number"))
        titles = bundle.contents.get("exhibits", {})
    rows = ["The allegations", "The investigation report"]
    rows += [f"Statement {one.number}: {one.person}, {long_date(one.taken_on)}" for one in statements]
    rows += [f"Exhibit {one.number}: {titles.get(str(one.number)) or one.title}" for one in exhibits]
    return "\n".join(f"- {row}" for row in rows)


def _findings(source: Source) -> str:
    """The investigator's, the panel's or the appeal's, as the letter is about the one or the other."""
    rows = []
    for allegation in source.case.allegations.all():
        finding = Finding.objects.filter(allegation=allegation, found_by=_whose(source)).first()
        if finding:
            result = FindingResult(finding.result).label.lower()
            rows.append(f"Allegation {allegation.position}: {result}. {_ended(finding.reasons)}")
    return "\n\n".join(rows)


def _whose(source: Source) -> str:
    """Empty, which finds nothing, where the writer may not see whose findings they are."""
    if source.letter is Letter.APPEAL_OUTCOME:
        return FoundBy.APPEAL if source.sees(S.APPEAL_DELIBERATION) else ""
    of_the_panel = source.letter in OF_THE_OUTCOME or source.letter is Letter.DETERMINATION_TO_AUTHORITY
    if of_the_panel or (source.sees(S.DELIBERATION) and hasattr(source.case, "outcome")):
        return FoundBy.PANEL if source.sees(S.DELIBERATION) else ""
    return FoundBy.INVESTIGATION if source.sees(S.FINDINGS) or source.sees(S.BUNDLE) else ""


# ---- Hearing, outcome, appeal -------------------------------------------------------------------------------------------


def _hearing_when(source: Source) -> str:
    hearing = source.hearing()
    if hearing is None:
        return ""
    when = timezone.localtime(hearing.starts_at)
    return f"{long_date(when.date())} at {when:%H:%M}"


def _hearing_place(source: Source) -> str:
    hearing = source.hearing()
    return hearing.place if hearing else ""


def _papers_by(source: Source) -> str:
    hearing = source.hearing()
    if hearing is None:
        return ""
    return in_words(source.case.school.count(Clock.EMPLOYEE_PAPERS, hearing.starts_at).due)


def _held_on(source: Source) -> str:
    hearing = source.hearing()
    return in_words(hearing.held_on) if hearing else ""


def _present(source: Source) -> str:
    hearing = source.hearing()
    if hearing is None or hearing.held_on is None:
        return ""
    there = hearing.attendance.filter(present_throughout=True).select_related("person").order_by("person__name")
    names = [row.person.name for row in there]
    if hearing.employee_attended:
        names.append(_employee(source))
        names += [hearing.companion] if hearing.companion else []
    return listed([name for name in names if name])


def _outcome(source: Source) -> str:
    outcome = source.outcome()
    return Level(outcome.level).in_sentence if outcome else ""


def _outcome_reasons(source: Source) -> str:
    """The reasons of the outcome; a panel that proved nothing leaves no outcome behind, only its decision."""
    outcome = source.outcome()
    if outcome:
        return outcome.reasons
    taken = StepTaken.objects.filter(case=source.case, step="find_not_upheld").order_by("-pk").first()
    return str(taken.answers.get("reason") or "") if taken else ""


def _change_required(source: Source) -> str:
    outcome = source.outcome()
    return outcome.change_required if outcome else ""


def _live_until(source: Source) -> str:
    outcome = source.outcome()
    return in_words(outcome.live_until) if outcome else ""


def _warning_given_on(source: Source) -> str:
    outcome = source.outcome()
    return in_words(outcome.served_on or outcome.decided_at) if outcome else ""


def _appeal_grounds(source: Source) -> str:
    appeal = getattr(source.case, "appeal", None)
    if appeal is None:
        return ""
    return "\n".join(f"- {AppealGround(ground).label}" for ground in appeal.grounds) + f"\n\n{appeal.grounds_text}"


def _appeal(source: Source, name: str) -> str:
    return in_words(getattr(getattr(source.case, "appeal", None), name, ""))


def _appeal_result(source: Source) -> str:
    appeal = getattr(source.case, "appeal", None)
    if appeal is None or not appeal.result:
        return ""
    return _ended(AppealResult(appeal.result).label)


def _appeal_scope(source: Source) -> str:
    return (
        "The panel looks at the grounds that you gave, at what was before the first panel and at any new evidence, and "
        "decides whether the first outcome stands. It may reduce or withdraw the outcome, and cannot make it harsher."
    )


# ---- Words ------------------------------------------------------------------------------------------------------------


def listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def _ended(words: str) -> str:
    words = words.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


PEOPLE = (S.PEOPLE, S.HEARING)
INQUIRY = (S.INVESTIGATION, S.HEARING)
HEARD = (S.HEARING,)
CHARGE = (S.ALLEGATIONS, S.BUNDLE)
DECIDED = (S.OUTCOME,)
APPEALED = (S.APPEAL,)
SUSPENDED = (S.SUSPENSION,)
EVERYBODY: tuple[Section, ...] = ()

#: For each field: the sections of which the writer has to see one, and how its value is read.
VALUES: dict[MergeField, tuple[tuple[Section, ...], Callable[[Source], str]]] = {
    F.DATE: (EVERYBODY, lambda s: long_date(timezone.localdate())),
    F.REFERENCE: (EVERYBODY, lambda s: s.case.reference),
    F.RECIPIENT: (EVERYBODY, lambda s: s.recipient),
    F.SENDER: (EVERYBODY, lambda s: s.writer.name if s.writer else ""),
    F.SENDER_OFFICE: (EVERYBODY, _sender_office),
    F.SCHOOL: (EVERYBODY, lambda s: s.case.school.name),
    F.SCHOOL_ADDRESS: (EVERYBODY, lambda s: s.case.school.address),
    F.EMPLOYER: (EVERYBODY, lambda s: s.case.school.employer.employer),
    F.GOVERNING_BODY: (EVERYBODY, _governing_body),
    F.LOCAL_AUTHORITY: (EVERYBODY, _local_authority),
    F.EMPLOYEE: (PEOPLE, _employee),
    F.EMPLOYEE_POST: (PEOPLE, _employee_post),
    F.CASE_MANAGER: (PEOPLE, lambda s: s.holder(Role.CASE_MANAGER)),
    F.INVESTIGATING_OFFICER: (PEOPLE, lambda s: s.holder(Role.INVESTIGATING_OFFICER)),
    F.PRESENTING_OFFICER: (PEOPLE, lambda s: s.holder(Role.PRESENTING_OFFICER)),
    F.CLERK: (PEOPLE, lambda s: s.holder(Role.CLERK)),
    F.HR_ADVISER: (PEOPLE, _hr_adviser),
    F.PANEL_MEMBERS: (HEARD, _panel),
    F.RECEIVED_ON: ((S.ASSESSMENT, S.STATEMENTS), lambda s: in_words(s.case.received_on)),
    F.ALLEGATIONS: (CHARGE, _allegations),
    F.POLICY_VERSIONS: (CHARGE, _policies),
    F.POSSIBLE_OUTCOME: ((S.ASSESSMENT, S.HEARING), _possible_outcome),
    F.REASON: (EVERYBODY, lambda s: s.answer("reason")),
    F.SUSPENDED_FROM: (SUSPENDED, lambda s: s.of_suspension("imposed_at")),
    F.SUSPENSION_REASON: (SUSPENDED, lambda s: s.of_suspension("reasons")),
    F.ALTERNATIVES: (SUSPENDED, _alternatives),
    F.NAMED_CONTACT: (SUSPENDED, lambda s: s.of_suspension("named_contact")),
    F.REVIEW_BY: (SUSPENDED, lambda s: s.due(Clock.SUSPENSION_REVIEW)),
    F.SUSPENSION_ENDED_ON: (SUSPENDED, lambda s: s.of_suspension("ended_on")),
    F.TERMS: (INQUIRY, _terms),
    F.REPORT_BY: (INQUIRY, _report_by),
    F.STATEMENT: ((S.STATEMENTS,), lambda s: s.of_record("text")),
    F.RETURN_BY: (EVERYBODY, _return_by),
    F.ADVICE_GIVEN: ((S.DECISION,), lambda s: s.answered("advice_given")),
    F.HEARING_WHEN: (HEARD, _hearing_when),
    F.HEARING_PLACE: (HEARD, _hearing_place),
    F.PAPERS_BY: (HEARD, _papers_by),
    F.INDEX: ((S.BUNDLE, S.EVIDENCE), _index),
    F.HELD_ON: (HEARD, _held_on),
    F.PRESENT: (HEARD, _present),
    F.FINDINGS: ((S.FINDINGS, S.BUNDLE, S.DELIBERATION, S.APPEAL_DELIBERATION), _findings),
    F.OUTCOME: (DECIDED, _outcome),
    F.OUTCOME_REASONS: (DECIDED, _outcome_reasons),
    F.CHANGE_REQUIRED: (DECIDED, _change_required),
    F.LIVE_UNTIL: (DECIDED, _live_until),
    F.WARNING_GIVEN_ON: (DECIDED, _warning_given_on),
    F.APPEAL_BY: (DECIDED, lambda s: s.due(Clock.APPEAL_LODGE)),
    F.APPEAL_RECEIVED_ON: (APPEALED, lambda s: _appeal(s, "received_on")),
    F.APPEAL_GROUNDS: (APPEALED, _appeal_grounds),
    F.APPEAL_SCOPE: (APPEALED, _appeal_scope),
    F.APPEAL_RESULT: (APPEALED, _appeal_result),
    F.APPEAL_REASONS: (APPEALED, lambda s: _appeal(s, "reasons")),
    F.AWARE_AT: ((S.ASSESSMENT, S.DUTIES), lambda s: s.of_record("aware_at") or in_words(s.case.reported_at)),
    F.CONCERN: ((S.ASSESSMENT, S.DUTIES), lambda s: s.case.how_it_came_to_light),
    F.DONE_AT_ONCE: ((S.ASSESSMENT, S.DUTIES), lambda s: s.case.done_at_once),
    F.REQUEST_RECEIVED_ON: ((S.DATA_RIGHTS,), lambda s: s.of_record("received_on")),
}
