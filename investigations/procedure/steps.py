"""What is a step, and what is a table of steps?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from .asks import Question
from .clocks import ClockRule
from .guards import Guard
from .labelled import Labelled
from .letters import Letter
from .roles import Role, SchoolRole
from .sections import Section


@dataclass(frozen=True, kw_only=True)
class Starts:
    """A clock that a step sets going.  `since` names the answer it counts from; without it, the moment of the step."""

    clock: ClockRule
    since: Question | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of a procedure: who may do what, from where to where, and everything that follows.

    `target` None means that the record stays where it is.  `record` completes the sentence "A. Person ...".
    `section` is the part of the case that the record belongs to: who may not see it, does not read it in the history.
    `rule` gives the source of the rule: a clause of the policy, the law, or the school's procedure.
    A row without any source begins its record.
    """

    label: str
    record: str
    source: Labelled | tuple[Labelled, ...]
    target: Labelled | None
    by: Role | tuple[Role, ...]
    section: Section
    rule: str
    hint: str = ""
    asks: tuple[Question, ...] = ()
    guards: tuple[Guard, ...] = ()
    starts: tuple[ClockRule | Starts, ...] = ()
    stops: tuple[ClockRule, ...] = ()
    letter: Letter | None = None
    kinds: tuple[Labelled, ...] = ()  # the kinds of record that it is for; without any, for all
    is_side: bool = False  # can be taken, but is never "the next step"

    name: str = ""
    table: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "table", owner.__name__)

    @property
    def sources(self) -> tuple[Labelled, ...]:
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.by if isinstance(self.by, tuple) else (self.by,)

    @property
    def who_in_words(self) -> list[str]:
        return [role.label for role in self.roles]

    @property
    def clocks_started(self) -> tuple[Starts, ...]:
        return tuple(row if isinstance(row, Starts) else Starts(clock=row) for row in self.starts)

    def is_for(self, record: Any) -> bool:
        """Whether it is a step of this kind of record: a copy is sent on an access request, and on no other."""
        return not self.kinds or record.kind in self.kinds

    def unmet(self, facts: Any) -> str:
        """The sentence of the first guard that fails, or nothing."""
        return next((sentence for sentence in (guard.refusal(facts) for guard in self.guards) if sentence), "")


@dataclass(frozen=True, kw_only=True)
class SchoolStep(Step):
    """A row about a record of the school and not of a case: `who` says who may, and no role in a case ever does."""

    who: SchoolRole | tuple[SchoolRole, ...]
    by: Role | tuple[Role, ...] = ()
    section: Section | None = None  # type: ignore[assignment]

    @property
    def school_roles(self) -> tuple[SchoolRole, ...]:
        return self.who if isinstance(self.who, tuple) else (self.who,)

    @property
    def who_in_words(self) -> list[str]:
        return [role.label for role in self.school_roles]


class Procedure:
    """A table of steps.  Subclasses hold rows only."""

    title: ClassVar[str] = ""

    @classmethod
    def steps(cls) -> tuple[Step, ...]:
        return tuple(row for row in vars(cls).values() if isinstance(row, Step))

    @classmethod
    def step(cls, name: str) -> Step:
        """The row of that name; KeyError where there is none."""
        row = vars(cls).get(name)
        if not isinstance(row, Step):
            raise KeyError(name)
        return row

    @classmethod
    def from_state(cls, state: Labelled) -> Iterable[Step]:
        return (row for row in cls.steps() if state in row.sources)
