"""How does the procedure work?  The tables of steps as a page for people, with this school's own day counts."""

import inspect

from django.http import HttpResponse
from django.shortcuts import render

from investigations.actions.effects import EFFECTS
from investigations.procedure.case import CaseProcedure
from investigations.procedure.in_words import StepInWords, by_stage, in_words
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import Stage, State
from investigations.procedure.steps import Step

from .gate import Request

#: What a step does beside its columns: the docstring of the function that does it.
AND_THEN = {step: inspect.getdoc(effect) or "" for step, effect in EFFECTS.items()}


def procedure(request: Request) -> HttpResponse:
    stages = [
        {"stage": stage, "states": [_ways_on(state) for state in states], "steps": _steps(stage, request)}
        for stage, states in by_stage()
    ]
    beside = [
        {"title": table.title, "slug": table.__name__, "steps": [_words(step, request) for step in table.steps()]}
        for table in (StatementProcedure, ActionProcedure)
    ]
    return render(request, "procedure/procedure.html", {"stages": stages, "beside": beside})


def _ways_on(state: State) -> dict[str, object]:
    """A state and where one can go from it, for the map."""
    ways = [step for step in CaseProcedure.from_state(state) if step.target not in (None, state)]
    return {"state": state, "ways": sorted(ways, key=lambda step: step.is_side)}


def _steps(stage: Stage, request: Request) -> list[StepInWords]:
    """Each step once, under the first stage it can be taken from."""
    return [
        _words(step, request)
        for step in CaseProcedure.steps()
        if min(list(Stage).index(State(source).stage) for source in step.sources) == list(Stage).index(stage)
    ]


def _words(step: Step, request: Request) -> StepInWords:
    return in_words(step, request.school.day_counts, AND_THEN)
