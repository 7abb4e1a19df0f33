"""Who decides after several sessions, and what is a majority: truth tables by hand."""

import pytest

from investigations.procedure.deciding import CHAIR_MISSED_IT, Count, needed, who_decides, why_it_cannot_decide
from investigations.procedure.hearing_order import AppealOrder, HearingOrder

#: the members, who was at each session, and who decides.
SESSIONS = [
    ("ABC", [], ""),
    ("ABC", ["ABC"], "ABC"),
    ("ABC", ["AB"], "AB"),
    ("ABC", ["ABC", "AB"], "AB"),
    ("ABC", ["AB", "BC"], "B"),
    ("ABC", ["AB", "C"], ""),
    ("ABC", ["ABC", "ABC", "ABC"], "ABC"),
    ("ABC", ["ABCX", "ABX"], "AB"),  # who does not sit has no vote, however often they came
    ("A", ["A"], "A"),
]


@pytest.mark.parametrize(("members", "sessions", "decides"), SESSIONS)
def test_only_who_was_at_every_session_decides(members, sessions, decides):
    assert who_decides(members, sessions) == list(decides)


@pytest.mark.parametrize(("panel", "least"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
def test_more_than_half_of_the_panel_has_to_remain(panel, least):
    assert needed(panel) == least
    assert why_it_cannot_decide(panel, least, has_chair=True) == ""
    assert "Begin the hearing again" in why_it_cannot_decide(panel, least - 1, has_chair=True)
    assert why_it_cannot_decide(panel, panel, has_chair=False) == CHAIR_MISSED_IT


#: of so many, so many for it, with the chair among them: whether it is carried, and by the casting vote.
VOTES = [
    (1, 1, True, True, False),
    (1, 0, False, False, False),
    (2, 2, True, True, False),
    (2, 1, True, True, True),
    (2, 1, False, False, False),
    (3, 3, True, True, False),
    (3, 2, False, True, False),  # a majority stands against the chair
    (3, 1, True, False, False),  # the chair alone is no majority
    (4, 2, True, True, True),
    (4, 2, False, False, False),
    (4, 1, True, False, False),
    (4, 3, False, True, False),
]


@pytest.mark.parametrize(("of", "votes_for", "chair", "carried", "casting"), VOTES)
def test_a_majority_decides_and_the_chairs_vote_breaks_a_tie(of, votes_for, chair, carried, casting):
    count = Count(deciding=of, votes_for=votes_for, chair_is_for=chair)
    assert (count.is_carried, count.by_casting_vote, count.refusal == "") == (carried, casting, carried)


def test_the_employee_has_the_last_word_in_both_orders():
    for order in (HearingOrder, AppealOrder):
        parts = [part.value for part in order]
        assert parts[-3:] == ["employee_sums_up", "withdrawal", "told"]
        assert parts[:2] == ["introductions", "companion"]
    assert [part.value for part in HearingOrder].index("management_case") < [part.value for part in HearingOrder].index(
        "employee_case"
    )
    assert [part.value for part in AppealOrder].index("employee_case") < [part.value for part in AppealOrder].index(
        "response"
    )
