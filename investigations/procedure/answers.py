"""What was answered, in words?  The same on the page and on paper: the label of the question, and what was said."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .asks import Kind, Question
from .calendar import local, long_date
from .steps import Step
from .tables import TABLES


def step_of(table: str, name: str) -> Step:
    """The row that a kept move names by its table and its own name; KeyError where there is none."""
    return TABLES[table].step(name)


def said(step: Step, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answers as `take` keeps them (JSON), as (label, words) in the order in which they were asked.

    What was left empty is left out; a box that was not ticked is an answer: "No".  How each voted is no answer: it
    stands with the panel's findings.
    """
    rows = [
        (question.label, _words(question, answers[question.name]))
        for question in step.asks
        if question.name in answers and question.kind is not Kind.VOTES
    ]
    return [(label, words) for label, words in rows if words]


def _words(question: Question, answer: Any) -> str:
    match question.kind:
        case Kind.YES:
            return "Yes" if answer else "No"
        case Kind.CHOICE if answer:
            return _label(question, answer)
        case Kind.CHOICES:
            return "; ".join(_label(question, value) for value in answer or ())
        case Kind.DATE if answer:
            return long_date(date.fromisoformat(answer))
        case Kind.MOMENT if answer:
            moment = local(datetime.fromisoformat(answer))
            return f"{long_date(moment.date())} at {_clock_time(moment)}"
        case Kind.CHAIR | Kind.MEMBER if answer:
            return str(answer["name"])
        case Kind.FILE if answer:
            return f"Exhibit {answer['exhibit']}, {answer['name']}"
        case Kind.PEOPLE:
            return ", ".join(person["name"] for person in answer or ())
        case Kind.ATTENDANCE:
            return ", ".join(person["name"] for person in answer or ()) or "Nobody"
    return "" if answer is None else str(answer)


def _label(question: Question, value: str) -> str:
    """A choice that was taken off its list since is said as it was kept: nothing that was answered disappears."""
    return next((member.label for member in question.choices or () if member.value == value), value)


def _clock_time(moment: datetime) -> str:
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midday" if moment.hour else "midnight"
    return f"{moment.hour % 12 or 12}:{moment.minute:02}{'am' if moment.hour < 12 else 'pm'}"
