"""A school with too few governors: a bar is set aside in writing, and the reason is printed in the case file."""

from datetime import datetime

import pytest
from django.utils import timezone

from investigations.access import Standing
from investigations.documents import case_file
from investigations.models import Case, Person

from . import ways

pytestmark = pytest.mark.django_db
WHY = "Only two governors are left who had no part in it, and no other school could lend one."


def test_the_clerk_of_a_small_school_sets_a_bar_aside_and_the_case_file_says_why(world, visits, tmp_path):
    Person.objects.filter(name__in=[f"Governor {name}" for name in ("Croft", "Dunn", "Ellis", "Frost", "Gale")]).update(
        left_on=timezone.localdate()
    )
    reference = ways.reported(visits)
    head, clerk = visits("head"), visits("clerk")
    ways.assesses(head, reference)
    ways.opens_investigation(head, reference)
    ways.submits(visits("deputy"), reference)
    ways.refers(head, reference)

    clerk.opens_case(reference, "People").follows("Who may still judge, investigate or advise, and why not the others")
    assert clerk.sees(
        "May be chosen", "Governor Ames", "Governor Bell", "Vera Cole", "Stan Gough", "A staff governor works"
    )
    clerk.follows("Set this aside with a reason : Stan Gough")
    clerk.sends("Set it aside", reason=WHY)
    assert clerk.sees("Stan Gough may be chosen now", "Barred, and set aside", WHY)

    panel = ["Governor Ames", "Governor Bell", "Stan Gough"]
    ways.convenes(clerk, reference, members=panel)
    ways.declare_all(visits, ("governor1", "governor2", "staff_governor"))
    ways.serves_notice(clerk, reference, datetime(2026, 10, 12, 10))

    case = Case.objects.get(reference=reference)
    for who in ("head", "clerk", "governor1"):
        made = case_file.build(Standing.of(world.user(who), case), tmp_path, lambda percent, doing: None)
        assert WHY in made.html and "a staff governor works for the school" in made.html, who
    investigator = case_file.build(Standing.of(world.user("deputy"), case), tmp_path, lambda percent, doing: None)
    assert WHY not in investigator.html and "Stan Gough" not in investigator.html
