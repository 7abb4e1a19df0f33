"""Who decides after a hearing, and what is a decision?  Only who was there throughout; a majority; the chair's casting vote."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

CHAIR_MISSED_IT = (
    "The chair was not present throughout, so nobody can announce a decision: adjourn instead, and name another chair "
    "from the members who were, or begin the hearing again."
)
NO_MAJORITY = "Only {votes_for} of {deciding} voted for it, and that is no majority: put another outcome to the vote."
TIE_WITHOUT_CHAIR = "The votes are equal and the chair's casting vote is against it: put another outcome to the vote."


def who_decides(members: Iterable[T], sessions: Collection[Collection[T]]) -> list[T]:
    """The members who were present at every session.  Where no session was kept nobody was."""
    return [member for member in members if sessions and all(member in present for present in sessions)]


def needed(panel_size: int) -> int:
    """More than half of the panel that was convened: fewer are not that panel any more."""
    return panel_size // 2 + 1


def why_it_cannot_decide(panel_size: int, deciding: int, *, has_chair: bool) -> str:
    """The sentence where the members who remain cannot decide; empty where they can."""
    if not has_chair:
        return CHAIR_MISSED_IT
    if deciding < needed(panel_size):
        return (
            f"Only {deciding} of {panel_size} members were present throughout; at least {needed(panel_size)} have to "
            "be. Begin the hearing again before the whole panel."
        )
    return ""


@dataclass(frozen=True)
class Count:
    """One question put to the vote: how many there were, who was for it, and on which side the chair was."""

    deciding: int
    votes_for: int
    chair_is_for: bool

    @property
    def is_tied(self) -> bool:
        return self.votes_for * 2 == self.deciding

    @property
    def is_carried(self) -> bool:
        return self.votes_for * 2 > self.deciding or (self.is_tied and self.chair_is_for)

    @property
    def by_casting_vote(self) -> bool:
        return self.is_tied and self.chair_is_for

    @property
    def refusal(self) -> str:
        if self.is_carried:
            return ""
        if self.is_tied:
            return TIE_WITHOUT_CHAIR
        return NO_MAJORITY.format(votes_for=self.votes_for, deciding=self.deciding)

    @property
    def in_words(self) -> str:
        if self.by_casting_vote:
            return f"{self.votes_for} for and {self.deciding - self.votes_for} against, with the chair's casting vote"
        if self.votes_for == self.deciding:
            return "unanimous" if self.deciding > 1 else "by the one member who decides"
        return f"{self.votes_for} for and {self.deciding - self.votes_for} against"
