"""What is the governing body asked to do?  Proposed here; approved, done or explained by steps."""

from datetime import date

from django.db import models

from investigations.models import Case, GoverningBodyAction, Person, User
from investigations.procedure.catalogue import BY_CODE
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
        if owner.school_id != case.school_id or owner == case.subject:
            bad["owner"] = "Choose somebody else: the owner may not be the employee concerned."
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
