"""How does the procedure work?  The tables of steps as a page for people, with this school's own day counts."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from investigations.actions.registry import effects_in_words
from investigations.procedure.case import CaseProcedure
from investigations.procedure.in_words import by_place, by_stage, in_words
from investigations.procedure.sign_off import SCHOOL_TABLES
from investigations.procedure.states import State
from investigations.procedure.steps import Step
from investigations.procedure.tables import BESIDE

from .gate import Request


def procedure(request: Request) -> HttpResponse:
    context = {
        "stages": [{"stage": stage, "states": [_ways_on(state) for state in states]} for stage, states in by_stage()],
        "places": [_place(slug, label, steps, request) for slug, label, steps in by_place()],
        "beside": [
            _place(table.__name__, table.title, table.steps(), request) for table, _ in (*BESIDE, *SCHOOL_TABLES)
        ],
    }
    return render(request, "procedure/procedure.html", context)


def _place(slug: str, label: str, steps: Iterable[Step], request: Request) -> dict[str, Any]:
    effects = effects_in_words()
    words = [in_words(step, request.school.day_counts, effects) for step in steps]
    return {"slug": slug, "label": label, "steps": words}


def _ways_on(state: State) -> dict[str, Any]:
    """A state and where one can go from it, for the map."""
    ways = [step for step in CaseProcedure.from_state(state) if step.target not in (None, state)]
    return {"state": state, "ways": sorted(ways, key=lambda step: step.is_side)}
