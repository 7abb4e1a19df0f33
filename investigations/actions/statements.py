"""Who says what, and in whose words?  Statements and the employee's own answer; steps confirm them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from investigations.access import sync
from investigations.models import Appointment, Case, Person, School, Statement, Submission, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.guards import the_lado_does_not_hold_it
from investigations.procedure.roles import JUDGES, Role
from investigations.procedure.work import Working

from .meanwhile import refuse_if_changed, words_of
from .notify import tell_who_came_in
from .people import enter_pupil
from .refusals import BadAnswers, Refused
from .work import working

STATEMENT = ("text", "taken_on", "how_taken")


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who gives a statement and is not known to the school yet.  A pupil has no name here."""

    kind: str
    name: str = ""
    job_title: str = ""


def take_statement(
    case: Case, person: Person | Newcomer, *, text: str, taken_on: date, by: User, how_taken: str = ""
) -> Statement:
    """Begin a statement.  Whoever gives one, and is not the employee concerned, is a witness from then on."""
    with working(case, Working.take_statement, by=by) as writing:
        case = writing.case
        if isinstance(person, Newcomer):
            person = _enter(person, case.school)
        if person == writing.by:
            raise BadAnswers({"person": "You cannot take your own statement: somebody else has to."})
        if case.subject == person and writing.standing.facts.awaits_the_lado:
            raise Refused(the_lado_does_not_hold_it.sentence)
        if case.appointments.filter(person=person, role__in=JUDGES).exists():
            raise BadAnswers({"person": f"{person} sits on a panel in this case, and cannot be a witness."})
        if person.school_id != case.school_id:
            raise Refused(f"{person} does not belong to this school.")
        last = case.statements.aggregate(last=models.Max("number"))["last"] or 0
        statement = Statement.objects.create(
            case=case, number=last + 1, person=person, taken_by=writing.by, taken_on=taken_on, how_taken=how_taken,
            text=text,
        )  # fmt: skip
        held = set(case.appointments.live().filter(person=person).values_list("role", flat=True))
        if not held & {Role.WITNESS, Role.SUBJECT}:
            Appointment.objects.create(case=case, person=person, role=Role.WITNESS, appointed_by=writing.by)
            sync(case)
            tell_who_came_in(case, by=writing.by)
        writing.facts = {"statement": statement.number}
        writing.says = f"took statement {statement.number}, from {person}"
    return statement


def _enter(newcomer: Newcomer, school: School) -> Person:
    """A person without an account.  Pupils get the school's next letter, so that no name is ever typed in."""
    if newcomer.kind == PersonKind.PUPIL:
        return enter_pupil(school)
    return Person.objects.create(
        school=school, kind=newcomer.kind, name=newcomer.name.strip(), job_title=newcomer.job_title
    )


def change_statement(statement: Statement, *, by: User, seen: str | None = None, **changes: Any) -> None:
    """Change the words while they are being written; a statement that was sent or settled keeps its words.

    `changes` may give text, taken_on and how_taken; `seen` is their fingerprint when the person's page was drawn.
    """
    with working(statement.case, Working.take_statement, by=by) as writing:
        statement.refresh_from_db()
        if not statement.can_be_edited:
            raise Refused("The statement is with the person, or settled: its words are not changed any more.")
        refuse_if_changed(seen, words_of(statement, STATEMENT), None)
        for name in STATEMENT:
            if name in changes:
                setattr(statement, name, changes[name])
        statement.save(update_fields=STATEMENT)
        writing.facts = {"statement": statement.number}
        writing.says = f"changed statement {statement.number}"


def answer(case: Case, text: str, *, by: User) -> Submission:
    """The employee's own words, as they stand: kept beside the evidence and never edited by anybody."""
    with working(case, Working.answer, by=by) as writing:
        return Submission.objects.create(case=writing.case, by=writing.by, text=text)
