"""Which ways can a case go, how often, and how long does each part of it take?"""

from dataclasses import dataclass
from random import Random

from investigations.procedure.states import State

#: Working days between a stage and the one before it, from and to.
GAPS: dict[str, tuple[int, int]] = {
    "logged": (0, 0),
    "assessed": (0, 2),
    "held_for_advice": (0, 1),
    "advised": (1, 6),
    "facts_sought": (0, 2),
    "opened": (1, 3),
    "told": (0, 2),
    "heard_from": (2, 6),
    "confirmed": (1, 3),
    "paused": (1, 3),
    "resigned": (2, 6),
    "found": (3, 9),
    "submitted": (0, 3),
    "dropped": (1, 4),
    "advice_given": (1, 4),
    "concluded_after_resignation": (2, 6),
    "referred": (1, 4),
    "arranged": (2, 7),
    "adjourned": (0, 0),  # on the day of the hearing, which `arranged` sets
    "held": (0, 0),
    "decided": (1, 4),
    "not_upheld": (1, 4),
    "no_appeal": (11, 20),
    "appeal_late": (3, 20),
    "appealed": (2, 9),
    "appeal_arranged": (2, 4),
    "appeal_held": (0, 0),
    "appeal_decided": (1, 4),
    "closed": (2, 25),
}
BRIEF = ("logged", "assessed", "facts_sought", "told", "heard_from", "confirmed", "found", "submitted")
FORMAL = ("logged", "assessed", "opened", "told", "heard_from", "confirmed", "found", "submitted")
HEARD = (*FORMAL, "referred", "arranged", "held")
DECIDED = (*HEARD, "decided")
APPEALED = (*DECIDED, "appealed", "appeal_arranged", "appeal_held")


@dataclass(frozen=True)
class Way:
    """The stages of a case, and whether the allegation turns out to be proved.

    `recent` is how long ago, at most, the last stage of a case that is still open was.
    """

    stages: tuple[str, ...]
    weight: int
    is_proved: bool = True
    recent: int = 4

    @property
    def can_be_about_nobody(self) -> bool:
        """Whether it gets where it ends without anybody having to be named."""
        return "opened" not in self.stages and (len(self.stages) <= 3 or not self.is_proved)


CLOSED_WAYS: tuple[Way, ...] = (
    Way((*BRIEF, "dropped", "closed"), 26, is_proved=False),
    Way((*BRIEF, "advice_given", "closed"), 24),
    Way(("logged", "assessed", "held_for_advice", "advised", *FORMAL[2:], "dropped", "closed"), 3, is_proved=False),
    Way((*FORMAL, "dropped", "closed"), 8, is_proved=False),
    Way((*FORMAL, "advice_given", "closed"), 9),
    Way((*DECIDED, "no_appeal", "closed"), 17),
    Way((*HEARD, "not_upheld", "closed"), 3),
    Way((*APPEALED, "appeal_decided", "closed"), 7),
    Way((*FORMAL[:4], "resigned", "found", "submitted", "concluded_after_resignation", "closed"), 3),
)
#: One way to each state in which a case can be open.
OPEN_WAYS: dict[State, Way] = {
    State.REPORTED: Way(("logged",), 10, recent=2),
    State.ASSESSMENT: Way(("logged", "assessed"), 10, recent=3),
    State.AWAITING_ADVICE: Way(("logged", "assessed", "held_for_advice"), 5),
    State.FACT_FINDING: Way(BRIEF[:6], 14, recent=24),
    State.INVESTIGATION: Way(FORMAL[:6], 18, recent=20),
    State.INVESTIGATION_PAUSED: Way((*FORMAL[:6], "paused"), 3, recent=15),
    State.REPORT_SUBMITTED: Way(FORMAL, 9, recent=6),
    State.REFERRED: Way((*FORMAL, "referred"), 6),
    State.HEARING_ARRANGED: Way((*FORMAL, "referred", "arranged"), 7, recent=9),
    State.HEARING_ADJOURNED: Way((*FORMAL, "referred", "arranged", "adjourned"), 2),
    State.HEARD: Way(HEARD, 4),
    State.OUTCOME_ISSUED: Way(DECIDED, 5, recent=9),
    State.LATE_APPEAL: Way((*DECIDED, "no_appeal", "appeal_late"), 1),
    State.APPEAL_LODGED: Way((*DECIDED, "appealed"), 3),
    State.APPEAL_ARRANGED: Way((*DECIDED, "appealed", "appeal_arranged"), 3, recent=9),
    State.APPEAL_HEARD: Way(APPEALED, 2),
    State.CONCLUDED: Way((*BRIEF, "advice_given"), 8, recent=15),
}
#: Most cases are closed; the open ones are those of the last months.
OPEN_IN_A_THOUSAND = 70
#: From the notice to the hearing: never fewer than the eleventh working day.
NOTICE = (12, 18)


@dataclass(frozen=True)
class Plan:
    """One case: its way, how many working days before today it began, and the days between its stages."""

    way: Way
    start: int
    gaps: tuple[int, ...]


def a_plan(chance: Random, longest: int, state: State | None = None) -> Plan:
    """A plan that ends at that state; without one, most often at closing.  `longest` is how far back it may begin."""
    if state is None and chance.random() * 1000 < OPEN_IN_A_THOUSAND:
        states = list(OPEN_WAYS)
        state = chance.choices(states, [OPEN_WAYS[state].weight for state in states])[0]
    is_open = state is not None and state is not State.CLOSED
    way = OPEN_WAYS[state] if is_open and state else chance.choices(CLOSED_WAYS, _WEIGHTS)[0]
    gaps = _gaps(way, chance)
    length = sum(gaps)
    if is_open:
        return Plan(way, -length - chance.randint(1, way.recent), gaps)
    return Plan(way, -chance.randint(length + 1, max(longest, length + 2)), gaps)


_WEIGHTS = [way.weight for way in CLOSED_WAYS]


def _gaps(way: Way, chance: Random) -> tuple[int, ...]:
    found, notice = [], 0
    for stage in way.stages:
        low, high = GAPS[stage]
        gap = chance.randint(low, high)
        if stage in ("held", "adjourned", "appeal_held"):
            gap = notice
        elif stage in ("arranged", "appeal_arranged"):
            notice = chance.randint(*NOTICE)
        found.append(gap)
    return tuple(found)
