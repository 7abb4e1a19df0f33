"""Which sentences of a case's record a reader finds, and in which order."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from investigations import audit
from investigations.access import Standing
from investigations.actions.appointments import appoint, stand_down
from investigations.actions.evidence import record_reading
from investigations.models import AuditEvent
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import State
from investigations.views import history as the_view
from tests.world import World

from .pages import at, bring, finders

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def read(client, world, who, case, **asked):
    client.force_login(world.user(who))
    response = client.get(at("history", case), asked)
    assert response.status_code == 200
    return response


def sentences(client, world, who, case, **asked):
    days = read(client, world, who, case, **asked).context["days"]
    return [line["says"] for _, lines in days for line in lines]


def test_the_page_is_for_those_who_see_the_history(client, world):
    case = world.case_at(State.HEARD)
    assert finders(world, client, at("history", case)) == {"head", "deputy", "hr", "clerk"}


def test_the_newest_stands_first_with_its_number_and_seal(client, world):
    case = world.case_at(State.ASSESSMENT)
    assert sentences(client, world, "head", case) == [
        "Helen Ward opened the case",
        "Helen Ward answered the questions about other duties",
        "Helen Ward began the initial assessment",
        "Rita Shaw logged the concern",
    ]
    [(day, [_opened, newest, _began, oldest])] = read(client, world, "head", case).context["days"]
    event = AuditEvent.objects.get(stream__name=f"case:{case.pk}", seq=3)
    assert (day, newest["number"], oldest["number"], newest["hash"]) == (timezone.localdate(), 3, 1, event.hash[:8])


def test_not_one_sentence_of_a_section_that_is_not_theirs(client, world):
    """One event of every section; each reader finds those of the sections they see, and no others."""
    case = world.case_at(State.APPEAL_HEARD)
    with transaction.atomic():
        for section in Section:
            audit.record(case, "test.event", by=world["head"], section=section.value, says=f"canary-{section.value}")
        audit.record(case, "test.event", by=world["head"], says="canary-of-nowhere")
    for who in ("head", "deputy", "hr", "clerk"):
        standing = Standing.of(world.user(who), case)
        wanted = {f"canary-{section.value}" for section in standing.sections}
        assert {says for says in sentences(client, world, who, case) if says.startswith("canary")} == wanted
        assert len(wanted) < len(Section)


def test_who_may_not_know_of_a_witness_does_not_read_of_their_appointment(client, world):
    case = world.log()
    head = world.user("head")
    appoint(case, world["staff_governor"], Role.WITNESS, by=head)
    bring(world, case, State.HEARING_ARRANGED)
    stand_down(case, by=world.user("governor3"), because="I know the family.")
    for who, learns_of_witness, learns_of_leaver in (
        ("head", True, True),
        ("hr", True, True),
        ("deputy", True, False),  # the investigator learns no panel names
        ("clerk", False, False),
    ):
        said = " ".join(sentences(client, world, who, case))
        assert ("Stan Gough" in said) is learns_of_witness, who
        assert ("Governor Croft no longer has a part" in said) is learns_of_leaver, who
        assert "appointed Daniel Price as investigating officer" in said, who


def test_the_opening_of_evidence_can_be_left_out(client, world):
    case = world.case_at(State.REPORT_SUBMITTED)
    record_reading(case.evidence.get(), "viewed", by=world["head"])
    assert "Helen Ward viewed exhibit 1" in sentences(client, world, "head", case)
    without = sentences(client, world, "head", case, readings="hide")
    assert "Helen Ward viewed exhibit 1" not in without
    assert "Daniel Price handed in exhibit 1, post.png" in without


def test_a_long_history_is_read_page_by_page_there_and_back(client, world, monkeypatch):
    monkeypatch.setattr(the_view, "PAGE", 4)
    case = world.case_at(State.REPORT_SUBMITTED)
    everything = AuditEvent.objects.filter(stream__name=f"case:{case.pk}").count()
    response = read(client, world, "head", case)
    there, last = [], None
    while True:
        there.append([line["number"] for _, lines in response.context["days"] for line in lines])
        last = response
        if not response.context["older_url"]:
            break
        response = client.get(response.context["older_url"])
    everything += 1  # that the head opened the case stands there too
    assert [number for page in there for number in page] == list(range(everything, 0, -1))
    back = [there[-1]]
    while last.context["newer_url"]:
        last = client.get(last.context["newer_url"])
        back.append([line["number"] for _, lines in last.context["days"] for line in lines])
    assert sorted(number for page in back for number in page) == list(range(1, everything + 1))


@pytest.mark.parametrize("typed", ["x", "-1", "99999999999999999999", "٣", ""])
def test_a_page_that_is_none_is_the_first_or_empty(client, world, typed):
    case = world.log()
    for name in ("before", "after"):
        assert read(client, world, "head", case, **{name: typed}).status_code == 200


def test_days_are_those_of_the_school():
    """Half past eleven on a summer evening in UTC is the next day in the school."""
    with freeze_time("2026-07-01 23:30:00"):
        world = World.make()
        [(day, _)] = read(Client(), world, "head", world.log()).context["days"]
    assert day == date(2026, 7, 2)
