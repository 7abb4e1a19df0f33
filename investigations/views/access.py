"""Who can see this case, and why?  Who will, who has only a part, and who is shut out?"""

from collections import Counter
from typing import Any

from django.http import HttpResponse

from investigations.access import Standing, readers_of
from investigations.access.standing import has_answered
from investigations.models import Appointment, Case, ExclusionKind, Person
from investigations.procedure.roles import PARTICIPANTS, Role
from investigations.procedure.sections import ONLY_AFTER, Section

from .case_frame import render_case
from .finding import CHAIRS
from .gate import Request, the_case

#: When a role opens, in words.
OPENS = {
    "was_referred": "once the case is referred to the disciplinary procedure",
    "papers_were_served": "once the papers of the hearing are served",
    "appeal_papers_were_served": "once the papers of the appeal are served",
}
WHEN_ANSWERED = "and they have answered whether they have an interest"
#: What somebody with a part sees, in words.
SEE_ONLY = {
    Role.REPORTER: "their own report, and later that it was dealt with. Never the outcome.",
    Role.WITNESS: "their own statement.",
    Role.EVIDENCE_CUSTODIAN: "what they were asked to secure, and what they handed in.",
}


def case_access(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.ACCESS)
    readers = [_reader(person, held, standing) for person, held in readers_of(case) if _is_known(standing, held)]
    readers.sort(key=lambda reader: min(list(Role).index(row["role"]) for row in reader["rows"]))
    found = {row["person"].pk for row in readers}
    live = list(
        case.appointments.live()
        .select_related("person", "appointed_by", "declaration")
        .prefetch_related("person__offices")
    )
    context = {
        "readers": readers,
        "waiting": [
            _waiting(row)
            for row in live
            if row.kind in ONLY_AFTER and row.person_id not in found and standing.knows(row.kind)
        ],
        "without_account": [
            row
            for row in live
            if row.kind not in PARTICIPANTS and row.person.user_id is None and standing.knows(row.kind)
        ],
        "parts": [_part(row, case) for row in live if row.kind in PARTICIPANTS and standing.knows(row.kind)],
        "owners": _owners(case, standing),
        "barred": [_barred(row) for row in case.exclusions.filter(lifted_at=None).select_related("person", "made_by")],
        "unnamed": _unnamed(live, standing),
    }
    return render_case(request, "cases/access.html", case, standing, context)


def _is_known(standing: Standing, held: list[Appointment]) -> bool:
    return any(standing.knows(row.kind) for row in held)


def _reader(person: Person, held: list[Appointment], standing: Standing) -> dict[str, Any]:
    """Somebody who finds the case in their list, and exactly which parts they see: by the rule that decides it."""
    opened = {row.kind for row in held if row.kind not in ONLY_AFTER or getattr(standing.facts, ONLY_AFTER[row.kind])}
    chaired = {chair for chair, member in CHAIRS.items() if any(row.is_chair and row.kind is member for row in held)}
    theirs = Standing(case=standing.case, person=person, roles=frozenset(opened | chaired), facts=standing.facts)
    sees = [section.label for section in Section if theirs.sees(section)]
    hidden = [section.label for section in Section if not theirs.sees(section)]
    return {
        "person": person,
        "rows": [{"role": row.kind, "row": row, "because": _because(row)} for row in held if standing.knows(row.kind)],
        "sees": sees,
        "hidden": hidden,
        "nearly_all": len(hidden) <= 4,
    }


def _because(row: Appointment) -> str:
    """Who gave them the role, or why it came to them."""
    if row.reason:
        return row.reason
    if row.kind is Role.CASE_MANAGER:
        return "The concern came to them when it was logged."
    return f"Appointed by {row.appointed_by}." if row.appointed_by else ""


def _waiting(row: Appointment) -> dict[str, Any]:
    when = OPENS[ONLY_AFTER[row.kind]]
    return {"row": row, "role": row.kind.label, "when": when if has_answered(row) else f"{when}, {WHEN_ANSWERED}"}


def _part(row: Appointment, case: Case) -> dict[str, Any]:
    return {"row": row, "role": row.kind.label, "sees": _sees_only(row, case)}


def _sees_only(row: Appointment, case: Case) -> str:
    if row.person.user_id is None:
        return "nothing here: they have no account."
    if row.kind is Role.SUBJECT:
        served = case.employee_told_at is not None or case.served.filter(to=row.person).exists()
        if not served:
            return "nothing yet. Until they are told, the matter does not exist for them here."
        return "what was served on them, when and how, and what they answered themselves."
    if row.kind is Role.COMPANION:
        if row.papers_shared_at:
            return "the dates, and the papers, which the employee opened to them."
        return "the dates of the hearing. The employee can open the papers to them."
    return SEE_ONLY[row.kind]


def _owners(case: Case, standing: Standing) -> list[Person]:
    if not standing.sees(Section.ACTIONS):
        return []
    owned = case.actions.exclude(state="proposed").select_related("owner").order_by("owner__name")
    return list(dict.fromkeys(action.owner for action in owned))


def _barred(row: Any) -> dict[str, Any]:
    return {"row": row, "why": ExclusionKind(row.kind).label}


def _unnamed(live: list[Appointment], standing: Standing) -> list[str]:
    """Those whose names this reader does not learn, as numbers."""
    kinds = Counter(row.kind for row in live if not standing.knows(row.kind))
    return [f"{number} × {role.in_sentence}" for role, number in kinds.items()]
