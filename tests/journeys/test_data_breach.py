"""A personal-data breach over a bank-holiday weekend: 72 hours run through it, and the report is made in time."""

from datetime import datetime

import pytest

from . import ways
from .conftest import LONDON

pytestmark = pytest.mark.django_db
#: The first Monday in May 2026, the 4th, is a bank holiday.
FRIDAY = datetime(2026, 5, 1, 16, 0, tzinfo=LONDON)
DUTY = "Information Commissioner"


def test_a_breach_is_reported_within_72_hours_over_a_bank_holiday_weekend(visits, world, calendar):
    calendar.clock.move_to(FRIDAY)
    case = world.log()
    reference = case.reference
    head, dpo = visits("head"), visits("dpo")
    head.takes(reference, "Begin the initial assessment", acknowledged_on=ways.today())
    aware = datetime(2026, 5, 1, 15, 40)
    ways.answers_questions(head, reference, aware=aware, data="yes", data_risk="not_known")

    assert head.opens_case(reference, "Duties").follows(DUTY).sees("due in 71 hours", "Monday 4 May 2026 at 3:40pm")
    head.follows("How it was counted")
    assert head.sees("72 hours", "Every hour counts, nights, weekends and holidays too.")

    # The data protection officer sees to it, and reads nothing of the case.
    dpo.opens_my_work().follows(DUTY)
    assert dpo.sees("The decision is the head teacher's", "due in 71 hours")
    for word in (reference, "Tessa Moor", "Rita Shaw", "Picture with a full name", "A post showed"):
        assert word not in dpo.reads, word
    assert not dpo.finds_case(reference)

    calendar.clock.move_to(datetime(2026, 5, 4, 14, 0, tzinfo=LONDON))
    assert dpo.opens_my_work().sees("due in 1 hour")
    dpo.follows(DUTY).follows("Record that it was done")
    report = {"done_at": ways.now(), "told_to": "ICO, online form", "said": "A picture with a name; numbers follow."}
    dpo.sends("Record that it was done", **report, reference="IC-77")
    assert dpo.sees("Done") and DUTY not in dpo.opens_my_work().reads

    calendar.clock.move_to(datetime(2026, 5, 6, 9, 0, tzinfo=LONDON))
    head.opens_case(reference, "Duties").follows(DUTY).follows("Record a further report")
    head.sends("Record a further report", done_at=ways.now(), told_to="ICO, by e-mail", said="Twelve pupils are shown.")
    assert head.sees("A picture with a name; numbers follow.", "Twelve pupils are shown.", "IC-77")
    assert head.opens_case(reference, "Dates").sees("Report to the Information Commissioner", "In time")

    # The breach itself stands in the log, without a name of anybody.
    ways.logs_the_breach(head, reference)
    dpo.opens_my_work().follows("Personal-data breach log")
    assert dpo.sees("A picture stood beside a full name.", "reference IC-77", "Monday 4 May 2026 at 2:00pm")
    for word in (reference, "Tessa Moor", "Helen Ward"):
        assert word not in dpo.page.html.select_one("main").get_text(), word
