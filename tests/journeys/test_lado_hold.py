"""The LADO hold: whoever might have harmed a child is not approached before the LADO has been spoken to."""

import pytest

from . import ways

pytestmark = pytest.mark.django_db
TELL = "Record that the employee was told in writing"


def test_nobody_approaches_the_employee_before_the_lado_was_spoken_to(visits):
    reference = ways.reported(visits)
    head, deputy = visits("head"), visits("deputy")
    head.takes(reference, "Begin the initial assessment", acknowledged_on=ways.today())
    assert head.opens_case(reference).sees("Not yet: Answer the questions about the school's other duties first")
    ways.answers_questions(head, reference, aware=ways.now(), harm="not_known")
    assert head.opens_case(reference, "Duties").sees("Nobody approaches the employee yet", "due in 1 working day")

    ways.appoints(head, reference, "Investigating officer", "Daniel Price")
    ways.writes_terms(head, reference)
    head.takes(reference, "Open a formal investigation", severity="Serious misconduct", reason="To be looked into.")
    assert head.opens_case(reference).sees("Not yet: Speak to the LADO before anybody approaches the employee.")
    assert TELL not in head.offered()
    assert "matter about you" not in visits("teacher").opens_my_work().reads
    # The investigating officer learns that they have to wait, and nothing of the duty.
    assert "Duties" not in deputy.opens_case(reference).links(within=".case-nav")
    assert not deputy.finds(f"/cases/{reference}/duties/")

    head.opens_case(reference, "Duties").follows("LADO").follows("Record that it was done")
    head.sends(
        "Record that it was done",
        done_at=ways.now(),
        told_to="Lena Ado, LADO",
        said="Below the threshold. She may be told.",
    )
    assert head.sees("Lena Ado, LADO", "Below the threshold. She may be told.")
    assert "Nobody approaches" not in head.opens_case(reference, "Duties").reads
    ways.tells_the_employee(head, reference)
    assert visits("teacher").opens_part("A matter about you").sees("Notice of investigation")
    assert "Lena Ado" not in visits("teacher").reads
