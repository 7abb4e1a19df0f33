"""The employee resigns in mid-process: the case is brought to a conclusion all the same, through pages alone."""

from datetime import timedelta

import pytest

from . import ways

pytestmark = pytest.mark.django_db


def resigns(head, reference: str) -> None:
    head.takes(
        reference,
        "Record a resignation",
        resigned_on=ways.today(),
        effective_on=ways.today() + timedelta(days=40),
        reason="Her letter came this morning.",
    )


def test_a_case_goes_on_to_its_conclusion_after_a_resignation(visits):
    reference = ways.reported(visits)
    head, deputy = visits("head"), visits("deputy")
    ways.assesses(head, reference)
    ways.opens_investigation(head, reference)
    assert "Resignation" not in head.opens_case(reference).links(within=".case-nav")
    resigns(head, reference)
    assert head.opens_case(reference).sees("Beside the case", "The employee has resigned")
    head.follows("Resignation", within=".case-nav")
    assert head.sees("The case goes on", "A settlement agreement cannot stop that", "Notice is running")
    head.follows("See the duties")
    assert head.sees("Questions to be asked again", "Teaching Regulation Agency", "Disclosure and Barring Service")
    assert "Resignation" not in deputy.opens_case(reference).links(within=".case-nav")
    assert not deputy.finds(f"/cases/{reference}/resignation/")

    ways.submits(deputy, reference)
    head.opens_case(reference, "Resignation").follows("Record that the employment has ended").sends(
        "Record that the employment has ended", last_day=ways.today(), agreement="A reference that says the dates only."
    )
    assert head.sees("The employment has ended", "A reference that says the dates only.")
    head.takes(reference, "Conclude without a hearing, after the resignation", reason="She no longer works here.")
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert head.opens_case(reference, "Resignation").sees("The employment has ended")


def test_a_resignation_withdrawn_with_consent_leaves_no_way_to_conclude_without_a_hearing(visits):
    reference = ways.reported(visits)
    head, deputy = visits("head"), visits("deputy")
    ways.assesses(head, reference)
    ways.opens_investigation(head, reference)
    resigns(head, reference)
    ways.submits(deputy, reference)
    assert "Conclude without a hearing, after the resignation" in head.opens_case(reference).offered()
    head.opens_case(reference, "Resignation").follows("Record that it was withdrawn").sends(
        "Record that it was withdrawn, with consent", consented="The council, by letter of today."
    )
    assert head.sees("Withdrawn, with the employer's consent", "The council, by letter of today.")
    assert "Conclude without a hearing, after the resignation" not in head.opens_case(reference).offered()
    assert "Record a resignation" in head.offered()
