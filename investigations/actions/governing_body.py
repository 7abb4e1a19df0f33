"""What is the governing body asked to do?  Proposed here; approved, done or explained by steps."""

from datetime import date

from django.db import models

from investigations.models import Case, GoverningBodyAction, Person, User
from investigations.procedure.catalogue import BY_CODE
from investigations.procedure.roles import JUDGES, Role
from investigations.procedure.work import Working

from .refusals import BadAnswers
from .work import working


def propose_action(
    case: Case,
    *,
    title: str,
    owner: Person,
    due_on: date,
    protects: list[str],
    by: User,
    code: str = "",
    instructions: str = "",
    minute_reference: str = "",
) -> GoverningBodyAction:
    """Propose an action from the catalogue (`code`) or of the school's own.  Its owner sees it once it is approved."""
    with working(case, Working.propose_action, by=by) as writing:
        case = writing.case
        bad: dict[str, str] = {}
        if code and code not in BY_CODE:
            bad["code"] = "Choose an action of the catalogue, or leave it empty."
        if not protects:
            bad["protects"] = "Say whose reputation or interest it protects."
        if not may_own(case, owner):
            bad["owner"] = f"{owner} cannot carry out an action of this case: choose somebody else."
        if not title.strip():
            bad["title"] = "Say what is to be done."
        if bad:
            raise BadAnswers(bad)
        last = case.actions.aggregate(last=models.Max("number"))["last"] or 0
        action = GoverningBodyAction.objects.create(
            case=case, number=last + 1, code=code, title=title, instructions=instructions, owner=owner, due_on=due_on,
            protects=list(protects), proposed_by=writing.by, minute_reference=minute_reference,
        )  # fmt: skip
        writing.facts = {"action": action.number, "code": code}
        writing.says = f"proposed governing-body action {action.number}"
    return action


def may_own(case: Case, person: Person) -> bool:
    """Never the employee concerned, nor who is shut out, nor who judges: an action of the case would taint them."""
    return (
        person.school_id == case.school_id
        and not case.exclusions.filter(person=person, lifted_at=None).exists()
        and not case.appointments.live().filter(person=person, role__in=[Role.SUBJECT, *JUDGES]).exists()
    )
