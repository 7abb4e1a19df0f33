"""How does the procedure work?  The tables of steps as a page for people, with this school's own day counts."""

import inspect
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from investigations.actions import devices, letter_steps, sign_off  # noqa: F401 - what their steps do beside their columns
from investigations.actions.effects import EFFECTS
from investigations.actions.take_at_school import SCHOOL_EFFECTS
from investigations.procedure.case import CaseProcedure
from investigations.procedure.complaint import ComplaintProcedure
from investigations.procedure.data_rights import DataRequestProcedure
from investigations.procedure.in_words import by_place, by_stage, in_words
from investigations.procedure.letter_track import LetterProcedure
from investigations.procedure.resignation import ResignationProcedure
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.sign_off import SCHOOL_TABLES
from investigations.procedure.states import State
from investigations.procedure.steps import Step
from investigations.procedure.suspension import SuspensionProcedure

from .gate import Request

#: What a step does beside its columns: the docstring of the function that does it.
AND_THEN = {step: inspect.getdoc(effect) or "" for step, effect in (EFFECTS | SCHOOL_EFFECTS).items()}


def procedure(request: Request) -> HttpResponse:
    context = {
        "stages": [{"stage": stage, "states": [_ways_on(state) for state in states]} for stage, states in by_stage()],
        "places": [_place(slug, label, steps, request) for slug, label, steps in by_place()],
        "beside": [
            _place(table.__name__, table.title, table.steps(), request)
            for table in (
                StatementProcedure,
                ActionProcedure,
                SuspensionProcedure,
                ComplaintProcedure,
                ResignationProcedure,
                DataRequestProcedure,
                LetterProcedure,
                *(table for table, _ in SCHOOL_TABLES),
            )
        ],
    }
    return render(request, "procedure/procedure.html", context)


def _place(slug: str, label: str, steps: Iterable[Step], request: Request) -> dict[str, Any]:
    words = [in_words(step, request.school.day_counts, AND_THEN) for step in steps]
    return {"slug": slug, "label": label, "steps": words}


def _ways_on(state: State) -> dict[str, Any]:
    """A state and where one can go from it, for the map."""
    ways = [step for step in CaseProcedure.from_state(state) if step.target not in (None, state)]
    return {"state": state, "ways": sorted(ways, key=lambda step: step.is_side)}
