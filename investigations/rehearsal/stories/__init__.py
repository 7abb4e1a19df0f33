"""Which cases does the rehearsal school have?  Each told by the real actions, on days that lie in the past."""

from ..cast import Cast
from ..moved_time import MovedTime
from ..school import Days
from . import appeals, assessment, closed, hearings, investigation, writing_prize
from .telling import Telling

#: In the order in which they began, so that references and histories read like those of a real year.
STORIES = (
    *closed.STORIES,
    *appeals.STORIES,
    *hearings.STORIES,
    *investigation.STORIES,
    writing_prize.the_writing_prize,
    *assessment.STORIES,
)


def tell_all(cast: Cast, days: Days, clock: MovedTime) -> None:
    for story in STORIES:
        story(Telling(cast, days, clock))
