"""Which decisions were taken in the case, by whom, in which role, when, and why?"""

from typing import Any

from django.http import HttpResponse

from investigations.forms.base import lower_first
from investigations.models import StepTaken
from investigations.procedure.answers import said, step_of
from investigations.procedure.letter_track import LetterProcedure
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

from .case_frame import render_case
from .gate import Request, the_case

#: An appeal changes the outcome, so a register without it would mislead.
DECIDING = (Section.ASSESSMENT, Section.INVESTIGATION, Section.DECISION, Section.OUTCOME, Section.APPEAL)


def decision_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DECISION)
    seen = [section for section in DECIDING if standing.sees(section)]
    # A letter belongs to the part it is about, but its going out decides nothing: it stands among the letters.
    decided = case.steps_taken.filter(section__in=seen).exclude(table=LetterProcedure.__name__)
    taken = decided.select_related("by").order_by("-pk")
    return render_case(request, "decisions/list.html", case, standing, {"decisions": [told(one) for one in taken]})


def told(taken: StepTaken) -> dict[str, Any]:
    step = step_of(taken.table, taken.step)
    return {
        "taken": taken,
        "what": step.label,
        "who": taken.by or "Casework",
        "role": lower_first(Role(taken.as_role).label),
        "answers": said(step, taken.answers),
        "rule": step.rule,
    }
