"""How does anything move?  Through one door: lock, ask, change, record, start and stop clocks, in one transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, sync
from investigations.access.standing import TABLES, Record
from investigations.models import Case, CaseLetter, Evidence, Person, Served, StepTaken, User
from investigations.procedure.asks import Kind
from investigations.procedure.case import CaseProcedure
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import State
from investigations.procedure.steps import Step

from .clocks import run_clocks
from .evidence import KeptFile, enter_exhibit
from .notify import tell_after_step
from .refusals import BadAnswers, Overtaken, Refused


@dataclass
class Move:
    """A step while it is being taken: what `effects` and `checks` are given."""

    step: Step
    case: Case
    record: Any
    by: Person
    role: Role
    at: datetime
    standing: Standing
    answers: dict[str, Any] = field(default_factory=dict)
    #: What else the event of the step holds.
    facts: dict[str, Any] = field(default_factory=dict)
    #: The words of the letter that goes out with the step, where its sender read it over; else as it was merged.
    letter_text: str | None = None
    letter: CaseLetter | None = None
    #: What the step served, and on whom.
    served: Served | None = None

    @property
    def section(self) -> Section:
        """Where it is written down: a letter belongs to the part of the case that it is about."""
        return Section(self.record.section) if isinstance(self.record, CaseLetter) else self.step.section

    @property
    def says(self) -> str:
        return f"{self.step.record} {self.record}" if isinstance(self.record, CaseLetter) else self.step.record

    def answer(self, name: str) -> Any:
        return self.answers.get(name)


def take(
    step: Step,
    record: Record,
    *,
    by: User,
    revision: int | None = None,
    letter_text: str | None = None,
    **answers: Any,
) -> StepTaken:
    """Take one step.  `letter_text` are the words of the letter that the step serves, as its sender left them.

    `revision` is the case's number when the person's page was drawn: if another step came between, `Overtaken` says
    whose.  Raises `Refused` with a sentence where the step is not theirs or not possible, `BadAnswers` with a sentence
    for each answer that does not do; then nothing at all has changed.
    """
    from .checks import check
    from .effects import carry_out
    from .hearing_day import answers_on_record
    from .letter_steps import put_in_the_tray

    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=record.case.pk)
        subject = case if isinstance(record, Case) else type(record)._default_manager.get(pk=record.pk)
        standing = Standing.of(by, case)
        if revision is not None and revision != case.revision:
            raise Overtaken(_came_between(case, revision, standing))
        if refusal := standing.refusal(step, subject):
            raise Refused(refusal)
        role = standing.role_for(step, subject)
        assert standing.person is not None and role is not None  # a refusal was said otherwise
        move = Move(step, case, subject, standing.person, role, timezone.now(), standing, letter_text=letter_text)
        move.answers = _answers(move, answers)
        move.answers |= answers_on_record(move)
        if bad := check(move):
            raise BadAnswers(bad)
        _enter_files(move)
        taken = _move(move)
        carry_out(move)
        run_clocks(move, taken)
        put_in_the_tray(move, taken)
        sync(case)
        tell_after_step(move)
        audit.record(
            case,
            f"step.{step.name}",
            by=move.by,
            section=move.section,
            facts=move.facts
            | {
                "record": str(subject.pk),
                "from": taken.from_state,
                "to": taken.to_state,
                "role": role.value,
                "revision": case.revision,
                "answers": sorted(name for name, value in taken.answers.items() if value not in ("", None, [], False)),
            },
            says=f"{move.by} {move.says}",
        )
    record.refresh_from_db()
    return taken


def _came_between(case: Case, revision: int, standing: Standing) -> StepTaken | None:
    """What was done since the page was drawn, as far as this person may know of it: a move of the case before others.

    A letter or a suspension moves the number too, and whoever does not see that part is not told of it by the way.
    """
    newest_first = case.steps_taken.select_related("by").order_by("-pk")[: max(case.revision - revision, 0)]
    known = [taken for taken in newest_first if standing.sees(Section(taken.section))]
    moves = [taken for taken in known if taken.table == CaseProcedure.__name__]
    return next(iter(moves or known), None)


def step_named(record: Record, name: str) -> Step:
    """The row of that name in the table of this kind of record; KeyError where there is none."""
    return TABLES[type(record)].step(name)


def _answers(move: Move, given: dict[str, Any]) -> dict[str, Any]:
    """What the step asks of this case, and nothing else that was posted."""
    asked = [question for question in move.step.asks if question.is_asked(move.standing.facts)]
    answers = {question.name: given.get(question.name) for question in asked}
    for question in asked:
        if question.today_for is move.role:
            answers[question.name] = timezone.localdate()
    return answers


def _enter_files(move: Move) -> None:
    """What was attached becomes an exhibit, which is left out of the hearing papers: it proves a step, not a breach."""
    for question in move.step.asks:
        if question.kind is Kind.FILE and isinstance(kept := move.answer(question.name), KeptFile):
            about = {"description": question.proves, "withheld_because": "It was attached to a step of the procedure."}
            move.answers[question.name] = enter_exhibit(move.case, kept, by=move.by, **about)


def _move(move: Move) -> StepTaken:
    case, record, step = move.case, move.record, move.step
    came_from = record.status
    target = step.target if step.target is not None else came_from
    case.revision += 1
    changed = ["revision"]
    if step.target is not None:
        record.state = target
        if record is case:
            case.state_since = move.at
            changed += ["state", "state_since"]
            if target is State.CONCLUDED:
                case.concluded_at = move.at
                changed.append("concluded_at")
        else:
            record.save(update_fields=["state"])
    case.save(update_fields=changed)
    return StepTaken.objects.create(
        case=case,
        table=step.table,
        step=step.name,
        record_id=str(record.pk),
        from_state=came_from,
        to_state=target,
        by=move.by,
        as_role=move.role,
        at=move.at,
        answers={name: _plain(value) for name, value in move.answers.items() if name not in _kept_apart(step)},
        record=move.says,
        section=move.section,
    )


def _kept_apart(step: Step) -> set[str]:
    """How each member voted is for those who see the deliberation, and a step is read by others too."""
    return {question.name for question in step.asks if question.kind is Kind.VOTES}


def _plain(value: Any) -> Any:
    """An answer as JSON keeps it: people by name and key, dates in ISO form."""
    if isinstance(value, Person):
        return {"id": str(value.pk), "name": value.name}
    if isinstance(value, Evidence):
        return {"exhibit": value.number, "name": value.file_name}
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [_plain(inner) for inner in value]
    if isinstance(value, str | int | bool) or value is None:
        return value if not isinstance(value, str) else str(value)
    return str(value)
