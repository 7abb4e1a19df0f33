"""After the outcome: a late appeal that is refused or heard, one that is withdrawn, and none at all."""

from datetime import datetime

import pytest

from . import ways

pytestmark = pytest.mark.django_db
CHAIR = "Governor Ames, chair of the panel, by telephone on 21 October"
LATE = {
    "grounds": ["There is new evidence"],
    "grounds_text": "The export of the account has come.",
    "late_reason": "I was in hospital.",
}


@pytest.fixture
def reference(visits, calendar) -> str:
    """A final written warning was served on Monday 5 October 2026: the window ends on Monday 19 October."""
    return ways.to_the_outcome(visits, calendar)


def appeals_late(visits, calendar) -> None:
    calendar.comes_to(21, 10)
    tessa = visits("teacher").opens_part("A matter about you")
    assert "Appeal against the outcome" not in tessa.links()
    tessa.follows("Appeal although the time is over").sends("Appeal although the time is over", **LATE)
    assert tessa.sees("Your late appeal is received. You are told in writing whether it is heard.")


def test_a_late_appeal_is_refused_and_the_outcome_stands(visits, calendar, reference):
    appeals_late(visits, calendar)
    clerk, head = visits("clerk"), visits("head")
    assert clerk.waiting() == [reference] and head.waiting() == []
    assert clerk.opens_case(reference).stage() == "Late appeal to be decided"
    assert clerk.opens_case(reference, "Appeal").sees(
        "I was in hospital.", "after the time to appeal had ended on Monday 19 October 2026"
    )
    clerk.takes(
        reference, "Refuse the late appeal", reason="The stay in hospital ended in September.", concurrence=CHAIR
    )
    assert clerk.opens_case(reference).stage() == "Concluded: closing checklist"
    tessa = visits("teacher").opens_part("A matter about you")
    assert tessa.sees("The outcome: final written warning", "The stay in hospital ended in September.")
    assert tessa.offered() == []
    assert head.waiting() == [reference]


def test_a_late_appeal_is_accepted_and_heard_and_the_outcome_is_withdrawn(visits, calendar, reference):
    appeals_late(visits, calendar)
    clerk, dunn = visits("clerk"), visits("governor4")
    clerk.takes(reference, "Accept the late appeal", reason="She could not write before.", concurrence=CHAIR)
    assert clerk.opens_case(reference).stage() == "Appeal lodged"
    assert visits("teacher").opens_part("A matter about you").sees("She could not write before.")
    ways.convenes(clerk, reference, "Convene the appeal panel", ways.APPEAL)
    ways.declare_all(visits, ("governor4", "governor5", "governor6"))
    ways.serves_notice(clerk, reference, datetime(2026, 11, 9, 10), "Serve the notice of the appeal hearing")
    calendar.comes_to(9, 11, 15)
    ways.holds(clerk, reference, "Record the appeal hearing", ways.APPEAL)
    ways.panel_finds(dunn, reference, "Not proved", part="Appeal")
    dunn.takes(
        reference,
        "Decide the appeal",
        result="Upheld: the outcome is withdrawn",
        reason="It was not her post.",
        grounds_upheld=["There is new evidence"],
        votes=ways.APPEAL,
    )
    assert dunn.opens_case(reference).stage() == "Concluded: closing checklist"
    tessa = visits("teacher").opens_part("A matter about you")
    assert tessa.sees("The outcome: no sanction", "It was not her post.")
    assert "The warning is live until" not in tessa.reads


def test_an_appeal_is_withdrawn_and_the_first_outcome_stands(visits, calendar, reference):
    tessa, head = visits("teacher"), visits("head")
    calendar.comes_to(7, 10)
    tessa.opens_part("A matter about you").follows("Appeal against the outcome")
    tessa.sends("Appeal against the outcome", grounds=["The procedure was not followed"], grounds_text="Too short.")
    assert head.opens_case(reference).stage() == "Appeal lodged"
    tessa.opens_part("A matter about you").follows("Withdraw my appeal").sends(
        "Withdraw my appeal", reason="I accept it."
    )
    assert tessa.sees("Your appeal is withdrawn. The first outcome stands.", "The outcome: final written warning")
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert head.opens_case(reference, "Appeal").sees("Withdrawn", "I accept it.", "The first outcome stands.")
    assert tessa.opens_part("A matter about you").offered() == []


def test_there_is_no_appeal_once_the_employee_says_so_in_writing(visits, calendar, reference):
    clerk, head = visits("clerk"), visits("head")
    no_appeal = "Record that there is no appeal"
    calendar.comes_to(7, 10)
    clerk.opens_case(reference).follows(no_appeal, within=".next-steps")
    assert "The employee can still appeal. It ends on Monday 19 October 2026." in clerk.tries(
        no_appeal, no_appeal=False
    )
    clerk.opens_case(reference).follows(no_appeal, within=".next-steps").sends(no_appeal, no_appeal=True)
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert head.waiting() == [reference]


def test_there_is_no_appeal_once_the_time_is_over(visits, calendar, reference):
    head = visits("head")
    calendar.comes_to(20, 10)
    head.takes(reference, "Record that there is no appeal", no_appeal=False)
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert head.opens_case(reference, "Appeal").sees("There was no appeal in time.", "Monday 19 October 2026")
    assert visits("teacher").opens_part("A matter about you").sees("Appeal although the time is over")
