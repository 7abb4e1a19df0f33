"""Whom else has the school to tell?  Questions are answered, and their answers open duties or record why there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from investigations.models import Case, Clause, Duty, Person, StepTaken, TriggerAnswer, User
from investigations.procedure.choices import EmployerType
from investigations.procedure.duties import (
    HELD_BY_THE_LADO,
    Answer,
    DutyKind,
    DutyProcedure,
    Occasion,
    QuestionList,
    asked_for,
    questions,
)
from investigations.procedure.guards import the_lado_does_not_hold_it
from investigations.procedure.letters import Letter
from investigations.procedure.notices import NoticeKind
from investigations.procedure.roles import Office, Role
from investigations.procedure.states import DutyState
from investigations.procedure.work import Working

from .clocks import start_clock
from .governing_body import may_own
from .notify import notify
from .refusals import BadAnswers
from .take import take
from .work import working


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer as it was given.  "No" needs a reason."""

    answer: Answer
    reason: str = ""


def answer_triggers(
    case: Case,
    answers: Mapping[str, Given] | None = None,
    *,
    by: User,
    occasion: Occasion = Occasion.ASSESSMENT,
    of: QuestionList | None = None,
    aware_at: datetime | None = None,
    all_no: str = "",
) -> None:
    """Answer the questions of an occasion, or one list of them.

    `all_no` is the reason of every "no" that has none of its own, and answers "no" what is not among `answers`.
    `aware_at` is when the school became aware of what is answered "yes" or "not known yet".
    """
    asked = questions(occasion, of)
    given = {question.key: (answers or {}).get(question.key) or _no(all_no) for question in asked}
    if bad := _what_does_not_hold(given, all_no, aware_at):
        raise BadAnswers(bad)
    with working(case, Working.answer_triggers, by=by) as writing:
        case, now = writing.case, timezone.now()
        before = latest_answers(case)
        TriggerAnswer.objects.bulk_create(
            TriggerAnswer(
                case=case, occasion=occasion, question=key, answer=one.answer, by=writing.by, at=now,
                reason=one.reason.strip() or (all_no.strip() if one.answer is Answer.NO else ""),
                aware_at=aware_at if one.answer is not Answer.NO else None,
            )
            for key, one in given.items() if one is not None
        )  # fmt: skip
        after = latest_answers(case)
        kinds = [kind for kind in DutyKind if set(asked_for(kind)) & set(given)]
        duties = {duty.kind: duty for duty in case.duties.all()}
        opened = []
        for kind in kinds:
            if _weigh(case, kind, duties.get(kind), before, after, since=aware_at or now, by=by, person=writing.by):
                opened.append(kind.value)
        writing.facts = {"occasion": occasion.value, "answers": len(given), "opened": opened}
        if of:
            writing.says = f"answered the questions about other duties: {of.in_sentence}"


def _no(all_no: str) -> Given | None:
    return Given(answer=Answer.NO, reason=all_no) if all_no.strip() else None


def _what_does_not_hold(given: Mapping[str, Given | None], all_no: str, aware_at: datetime | None) -> dict[str, str]:
    bad = {}
    for key, one in given.items():
        if one is None:
            bad[key] = "Choose an answer."
        elif one.answer is Answer.NO and not one.reason.strip() and not all_no.strip():
            bad[f"{key}_reason"] = "Say why not: the reason is what shows later that it was weighed."
    is_open = any(one is not None and one.answer is not Answer.NO for one in given.values())
    if is_open and aware_at is None:
        bad["aware_at"] = "Enter when the school became aware of it: clocks count from this moment."
    elif aware_at is not None and aware_at > timezone.now():
        bad["aware_at"] = "This moment has not come yet: enter an earlier one."
    return bad


def latest_answers(case: Case) -> dict[str, TriggerAnswer]:
    """The newest answer to each question."""
    return {row.question: row for row in case.trigger_answers.select_related("by").order_by("at", "pk")}


def _weigh(
    case: Case,
    kind: DutyKind,
    duty: Duty | None,
    before: Mapping[str, TriggerAnswer],
    after: Mapping[str, TriggerAnswer],
    *,
    since: datetime,
    by: User,
    person: Person,
) -> bool:
    """What the answers make of one duty.  True where it was opened, for the first time or again."""
    keys = asked_for(kind)
    said = [after[key] for key in keys if key in after]
    open_now = [row for row in said if row.answer != Answer.NO]
    if open_now:
        because = "; ".join(f"“{_text(row)}” {Answer(row.answer).label}" for row in open_now)
        if duty is None:
            open_duty(case, kind, aware_at=since, because=because, by=person)
            return True
        was_no = all(before[key].answer == Answer.NO for key in keys if key in before)
        if duty.status is DutyState.NOT_REQUIRED or (duty.status is DutyState.DONE and was_no and before):
            take(DutyProcedure.reconsider_duty, duty, by=by, aware_at=since, reason=because)
            return True
        return False
    if len(said) < len(keys):
        return False  # a question of another list may still open it
    because = "\n".join(dict.fromkeys(row.reason for row in said))
    if duty is None:
        _not_required(case, kind, because, since=since, by=person)
    elif duty.status is DutyState.OPEN and not duty.opened_by_itself:
        take(DutyProcedure.decline_duty, duty, by=by, reason=because)
    return False


def _text(row: TriggerAnswer) -> str:
    return next(question.text for question in questions(Occasion(row.occasion)) if question.key == row.question)


def _not_required(case: Case, kind: DutyKind, because: str, *, since: datetime, by: Person) -> None:
    """Weighed and found not to apply: written once with its reason, without ever having run."""
    now = timezone.now()
    Duty.objects.create(
        case=case, duty=kind, state=DutyState.NOT_REQUIRED, owner=owner_for(case, kind), aware_at=since, opened_at=now,
        opened_by=by, opened_because="The questions were answered “no”.", reasons=because, decided_by=by, decided_at=now,
    )  # fmt: skip


def open_duty(
    case: Case,
    kind: DutyKind,
    *,
    aware_at: datetime,
    because: str,
    by: Person | None,
    by_itself: bool = False,
    state: DutyState = DutyState.OPEN,
) -> Duty:
    """Open a duty of a case and start its clock.  Runs in the transaction of its caller, who writes the event."""
    now = timezone.now()
    duty = Duty.objects.create(
        case=case, duty=kind, state=state, owner=owner_for(case, kind), instructions=kind.rule.tells,
        aware_at=aware_at, opened_at=now, opened_by=by, opened_because=because, opened_by_itself=by_itself,
    )  # fmt: skip
    step = DutyProcedure.open_duty
    taken = StepTaken.objects.create(
        case=case, table=step.table, step=step.name, record_id=str(duty.pk), from_state="", to_state=state, by=by,
        as_role=Role.CASE_MANAGER, at=now, answers={}, record=f"{step.record}: {kind.label}", section=step.section,
    )  # fmt: skip
    if kind.rule.clock:
        start_clock(case, kind.rule.clock, since=aware_at, at=now, by=taken, record=duty)
    notify(duty.owner, NoticeKind.DUTY_IS_YOURS, case=case, record=duty, by=by)
    return duty


def owner_for(case: Case, kind: DutyKind) -> Person:
    """Whoever holds the office that usually sees to it, where they may; otherwise, and for the head, the case manager."""
    manager = case.appointments.live().of(Role.CASE_MANAGER).select_related("person").get().person
    if kind.rule.owner is Office.HEAD:
        return manager
    holders = Person.objects.at(case.school).holding(kind.rule.owner).filter(left_on=None)
    return next((person for person in holders if may_own(case, person)), manager)


def open_duties_of_clauses(case: Case, clauses: Iterable[Clause], *, by: Person | None) -> None:
    """Where an allegation cites a clause that opens duties by itself.  In the transaction of its caller."""
    wanted: dict[DutyKind, list[str]] = {}
    for clause in clauses:
        for kind in clause.opens:
            wanted.setdefault(DutyKind(kind), []).append(clause.number)
    if not wanted:
        return
    known = set(case.duties.filter(duty__in=wanted).values_list("duty", flat=True))
    for kind, numbers in wanted.items():
        if kind.value not in known:
            because = f"An allegation cites clause {', '.join(numbers)} of the policy, which always opens it."
            open_duty(case, kind, aware_at=case.reported_at, because=because, by=by, by_itself=True)


def open_for_leaving(case: Case, occasion: Occasion, *, by: Person | None, decided_at: datetime) -> None:
    """What a resignation or a dismissal opens by itself: the agencies to be considered, and the employer to be told."""
    kinds = [DutyKind.TRA, DutyKind.DBS]
    if occasion is Occasion.DISMISSAL and case.school.employer_type == EmployerType.COMMUNITY:
        kinds.append(DutyKind.LOCAL_AUTHORITY)
    known = set(case.duties.values_list("duty", flat=True))
    what = "dismissal" if occasion is Occasion.DISMISSAL else "resignation"
    for kind in kinds:
        if kind.value not in known:
            open_duty(
                case, kind, aware_at=decided_at, because=f"A {what} always raises it.", by=by, by_itself=True
            )  # fmt: skip


def assign_duty(duty: Duty, *, owner: Person, instructions: str, by: User) -> None:
    """Give a duty to somebody else, and say what they need to know."""
    with working(duty.case, Working.assign_duty, by=by) as writing:
        if not may_own(writing.case, owner):
            raise BadAnswers({"owner": f"{owner} cannot see to a duty of this case: choose somebody else."})
        duty.owner, duty.instructions = owner, instructions
        duty.save(update_fields=["owner", "instructions"])
        notify(owner, NoticeKind.DUTY_IS_YOURS, case=writing.case, record=duty, by=writing.by)
        writing.facts = {"duty": duty.duty, "owner": str(owner.pk)}
        writing.says = f"gave the duty “{duty}” to {owner}"


def lado_refusal(case: Case, letter: Letter) -> str:
    """Why a letter is held back while the LADO has not been spoken to, or nothing."""
    if letter not in HELD_BY_THE_LADO:
        return ""
    return the_lado_does_not_hold_it.sentence if case.duties.open().filter(duty=DutyKind.LADO).exists() else ""
