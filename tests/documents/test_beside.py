"""What ran beside the case stands in the case file, for whoever sees it, and in no other copy."""

import pytest
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.complaints import record_complaint
from investigations.actions.suspension import propose_suspension
from investigations.documents.case_file import parts_of
from tests import world as w
from tests.world import World

pytestmark = pytest.mark.django_db


def test_suspension_and_complaint_stand_in_the_file_of_who_sees_them_alone():
    world = World.make()
    case, head = world.log(), world.user("head")
    w.assess(world, case)
    w.investigate(world, case)
    propose_suspension(case, reasons="Children.", rejected={"other_duties": "None are free."}, by=head)
    record_complaint(
        case, received_on=timezone.localdate(), channel="email", what="A picture.", name="Ms Lowe", by=head
    )
    parts = parts_of(Standing.of(head, case))
    [suspension], [complaint] = parts["suspensions"], parts["complaints"]
    assert suspension["title"] == "Suspension 1: proposed"
    assert ("Weighed: other duties", "None are free.") in suspension["facts"]
    assert ("From", "Ms Lowe") in complaint["facts"]
    assert parts["resignations"] == parts["data_requests"] == []
    investigator = parts_of(Standing.of(world.user("deputy"), case))
    assert not {"suspensions", "complaints", "resignations", "data_requests"} & set(investigator)
