"""A hearing is postponed for the companion's sake, adjourned, held on another day, and nothing is found proved."""

from datetime import datetime

import pytest

from . import ways

pytestmark = pytest.mark.django_db


def test_a_hearing_is_postponed_for_the_companion_adjourned_and_ends_not_upheld(visits, calendar):
    reference = ways.to_the_hearing(visits, day=datetime(2026, 10, 5, 10))
    head, clerk, tessa, chair = visits("head"), visits("clerk"), visits("teacher"), visits("governor1")
    tessa.opens_part("A matter about you").follows("Name the person")
    tessa.sends("Name this person", name="Una Nion", from_where="The teachers' union")
    assert clerk.opens_case(reference, "Hearing").sees("Una Nion, The teachers' union")

    postpone = "Postpone the hearing"
    clerk.opens_case(reference).follows(postpone, within=".next-steps")
    answers = {"place": "Library", "companion_unavailable": True, "reason": "Una Nion is at another hearing."}
    assert "at the latest Monday 12 October 2026" in clerk.tries(
        postpone, hearing_at=datetime(2026, 10, 13, 10), **answers
    )
    assert clerk.typed("reason") == "Una Nion is at another hearing."
    clerk.sends(postpone, hearing_at=datetime(2026, 10, 12, 10))
    assert clerk.opens_case(reference).stage() == "Hearing arranged"
    assert clerk.opens_case(reference, "Hearing").sees(
        "Postponed to Monday 12 October 2026", "The companion could not come on the day first proposed."
    )
    assert tessa.opens_part("A matter about you").sees("Notice of postponement", "Monday 12 October 2026 at 10:00")
    calendar.comes_to(6, 10)
    assert clerk.opens_case(reference).sees("Not yet: The day of the hearing has not come yet.")
    assert "Record the hearing" not in clerk.offered()

    calendar.comes_to(12, 10, 11)
    chair.takes(reference, "Adjourn the hearing", reason="A member was taken ill.")
    assert clerk.opens_case(reference).stage() == "Hearing adjourned"
    assert clerk.opens_case(reference, "Hearing").sees("Adjourned", "A member was taken ill.")
    clerk.takes(
        reference,
        postpone,
        hearing_at=datetime(2026, 10, 19, 10),
        place="Hall",
        companion_unavailable=False,
        reason="To go on with it.",
    )
    assert clerk.opens_case(reference).stage() == "Hearing arranged"
    assert visits("governor2").opens_case(reference, "Hearing").sees("Monday 19 October 2026", "Hall", "Adjourned")

    calendar.comes_to(19, 10, 15)
    record = "Record the hearing"
    clerk.opens_case(reference).follows(record, within=".next-steps")
    answers = {"held_on": ways.today(), "employee_attended": True, "companion_present": "Una Nion", "minutes": "Heard."}
    assert "The chair was not present throughout" in clerk.tries(record, present=["Governor Bell"], **answers)
    clerk.sends(record, present=["Governor Ames", "Governor Bell"])
    assert clerk.opens_case(reference, "Hearing").sees("Not throughout, and so does not decide", "Una Nion")
    ways.panel_finds(chair, reference, "Not proved")
    assert chair.opens_case(reference).sees("Not yet: The panel found nothing proved, so there can be no sanction.")
    chair.takes(
        reference,
        "Find the case not upheld",
        reason="The name was cut off in the post.",
        votes=["Governor Ames", "Governor Bell"],
    )
    assert chair.opens_case(reference).stage() == "Concluded: closing checklist"
    assert visits("teacher").opens_part("A matter about you").sees("The name was cut off in the post.")
    assert "The outcome:" not in tessa.page.html.select_one(".overview__main").get_text()
    assert head.waiting() == [reference]
    assert head.opens_case(reference, "Outcome").sees("Not upheld: the panel found nothing proved")
    ways.logs_the_breach(head, reference)
    ways.settles_letters(reference)
    head.takes(
        reference,
        "Close the case",
        reporter_told_on=ways.today(),
        evidence_settled="Kept.",
        personal_file="Nothing.",
    )
    # Papers were served, so it stays as it was decided.
    assert head.opens_case(reference).sees("Not yet: Papers of a hearing were served in this case, so it stays")
    assert head.offered() == ["Take up the closing checklist again"]
