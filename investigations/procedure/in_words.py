"""How does a row of the procedure read?  The same words for the page in the application and for docs/procedure.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .case import CaseProcedure
from .clocks import ClockRule, Direction, amount_for
from .guards import Guard
from .states import Stage, State
from .steps import Step

#: A step that can be taken at so many stages belongs to none of them.
MANY = 3
NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class StepInWords:
    """One step, every column in words; `effect` is what it does beyond the columns."""

    step: Step
    name: str
    label: str
    hint: str
    who: str
    source: str
    target: str  # empty where the record stays where it is
    asks: tuple[str, ...]
    conditions: tuple[str, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    letter: str
    record: str
    rule: str
    effect: str
    is_side: bool


def in_words(step: Step, day_counts: Mapping[str, int], effects: Mapping[Step, str]) -> StepInWords:
    """`day_counts` are a school's own figures; `effects` says in a sentence what each step does beside its columns."""
    return StepInWords(
        step=step,
        name=step.name,
        label=step.label,
        hint=step.hint,
        who=listed(step.who_in_words, "or"),
        source=listed([state.label for state in step.sources], "or") or "nothing: it begins here",
        target=step.target.label if step.target else "",
        asks=tuple(question.label.rstrip(".") + ("" if question.required else " (optional)") for question in step.asks),
        conditions=tuple(condition_in_words(guard) for guard in step.guards),
        starts=tuple(clock_in_words(row.clock, day_counts) for row in step.clocks_started),
        stops=tuple(clock.label for clock in step.stops),
        letter=f"{step.letter.label} ({step.letter.value})" if step.letter else "",
        record=step.record,
        rule=step.rule,
        effect=effects.get(step, ""),
        is_side=step.is_side,
    )


def condition_in_words(guard: Guard) -> str:
    """The fact that has to hold, and what is said where it does not: a guard's name is its fact."""
    fact = guard.name.replace("_", " ").capitalize()
    return f"{fact}. Otherwise: “{guard.sentence}”"


def clock_in_words(rule: ClockRule, day_counts: Mapping[str, int] = NOTHING) -> str:
    """ "Initial assessment: 2 working days from the report"."""
    amount = rule.unit.of(amount_for(rule, day_counts))
    side = "before" if rule.direction is Direction.DUE_BEFORE else "from"
    return f"{rule.label}: {amount} {side} {rule.since}"


def by_stage() -> Iterator[tuple[Stage, tuple[State, ...]]]:
    """The stations of a case, each with its states in order."""
    for stage in Stage:
        yield stage, tuple(state for state in State if state.stage is stage)


def by_place() -> Iterator[tuple[str, str, tuple[Step, ...]]]:
    """Every step of a case once, under the stage it begins in, or at the end where it can be taken at many stages."""
    steps = CaseProcedure.steps()
    stages = {
        step: sorted({state.stage for state in step.sources if isinstance(state, State)}, key=list(Stage).index)
        for step in steps
    }
    for stage in Stage:
        here = tuple(step for step in steps if stages[step][0] is stage and len(stages[step]) < MANY)
        if here:
            yield stage.value, stage.label, here
    yield "any", "At many stages", tuple(step for step in steps if len(stages[step]) >= MANY)


def listed(parts: list[str], word: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}" if parts else ""
