"""Who says what, and in whose words?  Statements and the employee's own answer; steps confirm them."""

from datetime import date

from django.db import models

from investigations.access import sync
from investigations.models import Appointment, Case, Person, Statement, Submission, User
from investigations.procedure.roles import Role
from investigations.procedure.work import Working

from .refusals import Refused
from .work import working


def take_statement(
    case: Case, person: Person, *, text: str, taken_on: date, by: User, how_taken: str = ""
) -> Statement:
    """Begin a statement.  Whoever gives one, and is not the employee concerned, is a witness from then on."""
    with working(case, Working.take_statement, by=by) as writing:
        case = writing.case
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
        writing.facts = {"statement": statement.number}
        writing.says = f"took statement {statement.number}, from {person}"
    return statement


def change_statement(statement: Statement, *, text: str, by: User) -> None:
    """Change the words while they are being written; a statement that was sent or settled keeps its words."""
    with working(statement.case, Working.take_statement, by=by) as writing:
        statement = Statement.objects.get(pk=statement.pk)
        if not statement.can_be_edited:
            raise Refused("The statement is with the person, or settled: its words are not changed any more.")
        statement.text = text
        statement.save(update_fields=["text"])
        writing.facts = {"statement": statement.number}
        writing.says = f"changed statement {statement.number}"


def answer(case: Case, text: str, *, by: User) -> Submission:
    """The employee's own words, as they stand: kept beside the evidence and never edited by anybody."""
    with working(case, Working.answer, by=by) as writing:
        return Submission.objects.create(case=writing.case, by=writing.by, text=text)
