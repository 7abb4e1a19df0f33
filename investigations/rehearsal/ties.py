"""Which ties have people declared?  Two lines of pay, which ask for care where somebody is chosen, and bar nobody."""

from investigations.actions.impartiality import declare_tie
from investigations.procedure.taint import Tie

from .cast import Cast
from .moved_time import MovedTime
from .school import Days


def tell_ties(cast: Cast, days: Days, clock: MovedTime) -> None:
    clock.to(days.at(-240, "12:10"))
    declare_tie(cast["governor2"], cast["head"], kind=Tie.PAY, words="In the group for the head's appraisal.")
    clock.to(days.at(-239, "15:45"))
    declare_tie(cast["business_manager"], cast["it_lead"], kind=Tie.PAY, words="I appraise him.")
