"""How does the procedure read on paper?  docs/procedure.md, written from the tables and from nothing else."""

from collections.abc import Iterator, Mapping

from .case import CaseProcedure
from .in_words import NOTHING, StepInWords, by_place, by_stage, in_words, listed
from .labelled import Labelled
from .sign_off import SCHOOL_TABLES
from .states import State
from .steps import Procedure, Step
from .tables import BESIDE

INTRODUCTION = """\
# The procedure

This page is written from the tables in `investigations/procedure/` by `manage.py write_procedure_docs`. To change the
procedure, change a row of a table and run the command again. The same contents stand in the application under
“Procedure”, with the day counts of the school that looks at them; here they are the usual ones.

A step is taken by the person who holds the role, when the case stands where the step begins and every condition holds.
It moves the case, writes its sentence into the record, starts and ends dates and calls for a letter, all at once.
Steps in italics are side steps: they can be taken, but nobody waits for them.
"""


def procedure_as_markdown(effects: Mapping[Step, str]) -> str:
    """The whole page.  `effects` says for some steps what they do beside their columns."""
    return "\n".join(_page(effects)).rstrip() + "\n"


def _page(effects: Mapping[Step, str]) -> Iterator[str]:
    yield INTRODUCTION
    yield "## The way of a case\n"
    yield from _diagram(CaseProcedure, State)
    yield "## The states of a case\n"
    for stage, here in by_stage():
        yield f"- **{stage.label}**: {listed([state.label for state in here])}"
    yield ""
    for _, label, steps in by_place():
        yield f"## {label}\n"
        yield from _steps([in_words(step, NOTHING, effects) for step in steps])
    for table, states in (*BESIDE, *SCHOOL_TABLES):
        yield f"## {table.title}\n"
        yield from _diagram(table, states)
        yield from _steps([in_words(step, NOTHING, effects) for step in table.steps()])


def _diagram(table: type[Procedure], states: type[Labelled]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in states:
        yield f'    state "{state.label}" as {state.value}'
    members = list(states)
    yield f"    [*] --> {members[0].value}"
    for step in table.steps():
        for source in step.sources:
            if step.target is not None and step.target is not source:
                yield f"    {source.value} --> {step.target.value}: {step.label}"
    yield "```\n"


def _steps(rows: list[StepInWords]) -> Iterator[str]:
    for row in rows:
        yield f"### {'*' + row.label + '*' if row.is_side else row.label}\n"
        if row.hint:
            yield f"{row.hint}\n"
        yield f"- Who: {row.who}"
        yield f"- From: {row.source}"
        yield f"- To: {row.target or 'stays where it is'}"
        for label, values in (
            ("Asks", row.asks),
            ("Conditions", row.conditions),
            ("Starts", row.starts),
            ("Ends", row.stops),
        ):
            if values:
                yield f"- {label}:"
                yield from (f"  - {value}" for value in values)
        if row.letter:
            yield f"- Letter: {row.letter}"
        if row.effect:
            yield f"- And: {row.effect}"
        yield f"- Record: “A. Person {row.record}”"
        yield f"- Rule: {row.rule}\n"
