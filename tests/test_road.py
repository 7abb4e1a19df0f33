"""The straight road, by actions alone: from the concern to the closing."""

import pytest

from investigations.access import cases_for
from investigations.audit import verify_all
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_case_goes_from_concern_to_closing():
    world = World.make()
    case = world.case_at(State.CLOSED)
    assert list(verify_all()) == []
    assert case.outcome.level == "first_written"
    assert [case] == list(cases_for(world.user("head")))
    assert not cases_for(world.user("teacher")).exists()
