"""How does a record of the school move?  Through a door of its own, with the promise of `take`: lock, ask, change,
record in the school's chain, all in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.access import school_refusal, school_role_for
from investigations.access.at_school import SCHOOL_TABLES, SchoolRecord
from investigations.models import Person, SchoolStepTaken
from investigations.procedure.asks import Kind
from investigations.procedure.labelled import Labelled
from investigations.procedure.roles import SchoolRole
from investigations.procedure.steps import SchoolStep, Step

from .refusals import BadAnswers, Refused


@dataclass
class SchoolMove:
    """A step while it is being taken.  An effect may put `says` more exactly, and keep `facts` for the chain."""

    step: SchoolStep
    record: Any
    by: Person | None
    role: SchoolRole
    at: datetime
    answers: dict[str, Any] = field(default_factory=dict)
    says: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def keep(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.record, name, value)
        self.record.save(update_fields=list(values))


#: What a step does that no column of its row can say; it raises BadAnswers where an answer does not do.
SCHOOL_EFFECTS: dict[Step, Callable[[SchoolMove], None]] = {}
Effect = Callable[[SchoolMove], None]


def at_school(*steps: SchoolStep) -> Callable[[Effect], Effect]:
    def keep(function: Effect) -> Effect:
        for step in steps:
            SCHOOL_EFFECTS[step] = function
        return function

    return keep


def take_at_school(step: SchoolStep, record: SchoolRecord, *, by: Person | None, **answers: Any) -> SchoolStepTaken:
    """Take one step; `by` is None where the clock acts.

    Raises `Refused` with a sentence, or `BadAnswers` with one for each answer that does not do; then nothing has changed.
    """
    with transaction.atomic():
        locked = type(record)._default_manager.select_for_update(of=("self",)).select_related("person__school").get(pk=record.pk)  # fmt: skip
        if refusal := school_refusal(step, locked, by):
            raise Refused(refusal)
        role = school_role_for(step, locked, by)
        assert role is not None  # a refusal was said otherwise
        given = {question.name: answers.get(question.name) for question in step.asks}
        if bad := _bad(step, given):
            raise BadAnswers(bad)
        move = SchoolMove(step, locked, by, role, timezone.now(), given)
        came_from = locked.status
        if step.target is not None:
            move.keep(state=step.target, state_since=move.at)
        if effect := SCHOOL_EFFECTS.get(step):
            effect(move)
        taken = SchoolStepTaken.objects.create(
            school=locked.person.school, table=step.table, step=step.name, record_id=str(locked.pk), from_state=came_from,
            to_state=locked.status, by=by, as_role=role, at=move.at, record=move.says or step.record,
            answers={name: _plain(value) for name, value in move.answers.items() if name != "drawing"},
        )  # fmt: skip
        audit.record_school(
            locked.person.school,
            f"school_step.{step.name}",
            by=by,
            facts={
                "record": str(locked.pk),
                "person": str(locked.person_id),
                "from": taken.from_state,
                "to": taken.to_state,
                "role": role.value,
                **move.facts,
            },
            says=f"{by or 'Casework'} {move.says or step.record}",
        )
    record.refresh_from_db()
    return taken


def school_step_named(record: SchoolRecord, name: str) -> SchoolStep:
    """The row of that name in the table of this kind of record; KeyError where there is none."""
    step = SCHOOL_TABLES[type(record)].step(name)
    assert isinstance(step, SchoolStep)
    return step


def _bad(step: SchoolStep, given: dict[str, Any]) -> dict[str, str]:
    bad = {}
    for question in step.asks:
        answer = given[question.name]
        if question.required and answer in (None, "", [], False):
            bad[question.name] = "Tick the box to go on." if question.kind is Kind.YES else f"Answer “{question.label}”"
        elif question.past and answer and answer > timezone.localdate():
            bad[question.name] = "This day has not come yet: enter today or an earlier day."
        elif question.kind is Kind.CHOICE and answer and question.choices and answer not in list(question.choices):
            bad[question.name] = "Choose one of the answers listed."
    return bad


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Labelled) else value
