"""The case file tells of every change of a date: by whom, from when to when, and why."""

from datetime import datetime

import pytest
from freezegun import freeze_time

from investigations.actions.clocks import extend_by_hand, start_clock, stop_by_hand
from investigations.documents.case_parts import clocks
from investigations.procedure.calendar import LONDON
from investigations.procedure.clocks import Clock
from investigations.procedure.sections import Section
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_case_file_tells_every_change_of_a_date():
    with freeze_time(now := datetime(2026, 6, 8, 9, tzinfo=LONDON)):
        case = World.make().log()
        clock = start_clock(case, Clock.CASE_DECISION, since=now, at=now)
        head = case.appointments.live().get(role="case_manager").person.user
        extend_by_hand(clock, working_days=2, reason="The chair is away.", by=head)
        stop_by_hand(clock, reason="Two cases became one.", by=head)
    [row] = [
        row for row in clocks(case, frozenset(Section)) if row["label"] == "Decision whether there is a case to answer"
    ]
    assert row["changes"] == (
        "Moved on from Monday 15 June 2026 to Wednesday 17 June 2026 by Helen Ward on Monday 8 June 2026: "
        "The chair is away. Ended as no longer needed by Helen Ward on Monday 8 June 2026: Two cases became one."
    )
    assert row["counted"].count("working days from") == 2
