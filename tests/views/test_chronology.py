"""The chronology of what happened: entered by day and time, with the exhibit that shows it."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations.actions.evidence import add_evidence
from investigations.actions.investigation import add_to_chronology, change_chronology
from investigations.procedure.states import State
from tests.views.pages import at, day, finders, seen
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def exhibit_of(world, case, **about):
    return add_evidence(case, SimpleUploadedFile("post.png", PNG), by=world.user("deputy"), **about)


def test_who_reads_the_chronology_and_who_writes_it(world, case, client):
    add_to_chronology(case, day=date(2026, 3, 2), text="Posted", by=world.user("head"))
    assert finders(world, client, at("chronology_list", case)) == {"head", "deputy", "hr"}
    assert finders(world, client, at("chronology_add", case)) == {"head", "deputy"}
    assert finders(world, client, at("chronology_edit", case, 1)) == {"head", "deputy"}
    for number in (0, 2, 10**20):
        client.force_login(world.user("deputy"))
        assert client.get(at("chronology_edit", case, number)).status_code == 404


def test_what_happened_stands_in_the_order_of_its_days_and_times(world, case, client):
    client.force_login(world.user("deputy"))
    for written, clock in [("Deleted", "5pm"), ("Posted", "8.05am"), ("Some time that day", "")]:
        answer = client.post(
            at("chronology_add", case), {"seen": "x", **day("day", 2, 3, 2026), "time": clock, "text": written}
        )
        assert answer["Location"] == at("chronology_list", case)
    client.post(at("chronology_add", case), {"seen": "x", **day("day", 1, 3, 2026), "text": "The day before"})
    rows = [(entry.text, entry.time) for entry in client.get(at("chronology_list", case)).context["entries"]]
    assert rows == [
        ("The day before", None),
        ("Some time that day", None),
        ("Posted", time(8, 5)),
        ("Deleted", time(17)),
    ]


def test_bad_answers_stand_beside_their_fields(world, case, client):
    client.force_login(world.user("deputy"))
    page = client.post(
        at("chronology_add", case), {"seen": "x", **day("day", 1, 1, 2099), "time": "noonish", "text": "Kept words"}
    )
    assert page.context["form"].errors == {
        "day": ["This day has not come yet: enter today or an earlier day"],
        "time": ["Enter a real time, such as 14:30"],
    }
    assert "Kept words" in page.content.decode()
    assert 'value="noonish"' in page.content.decode()


def test_a_dated_exhibit_is_one_click_from_the_chronology(world, case, client):
    exhibit = exhibit_of(world, case, description="The post", dated=date(2026, 3, 2))
    exhibit_of(world, case, description="Undated")
    client.force_login(world.user("deputy"))
    assert [row.number for row in client.get(at("chronology_list", case)).context["dated"]] == [1]
    form = client.get(at("chronology_add", case), {"exhibit": "1"}).context["form"]
    assert {name: form[name].value() for name in ("day", "text", "evidence")} == {
        "day": date(2026, 3, 2),
        "text": "The post",
        "evidence": exhibit.pk,
    }
    client.post(
        at("chronology_add", case),
        {"seen": "x", **day("day", 2, 3, 2026), "text": "Posted", "evidence": str(exhibit.pk)},
    )
    page = client.get(at("chronology_list", case))
    assert list(page.context["dated"]) == []
    assert case.chronology.get().evidence == exhibit
    other = world.case_at(State.ASSESSMENT, about="colleague")
    client.force_login(world.user("head"))
    stolen = client.post(
        at("chronology_add", other),
        {"seen": "x", **day("day", 2, 3, 2026), "text": "Posted", "evidence": str(exhibit.pk)},
    )
    assert stolen.context["form"].errors == {"evidence": ["Choose one of the answers listed"]}


def test_an_entry_is_changed_by_one_person_at_a_time(world, case, client):
    entry = add_to_chronology(case, day=date(2026, 3, 2), text="Posted", by=world.user("head"))
    client.force_login(world.user("deputy"))
    page = client.get(at("chronology_edit", case, 1))
    change_chronology(entry, text="Posted by hand", by=world.user("head"))
    mine = {"seen": seen(page), **day("day", 2, 3, 2026), "text": "Posted by a plan"}
    answer = client.post(at("chronology_edit", case, 1), mine)
    assert (answer.status_code, answer.context["compared"]) == (
        409,
        [{"label": "What happened", "theirs": "Posted by hand"}],
    )
    client.post(at("chronology_edit", case, 1), mine | {"seen": seen(answer)})
    entry.refresh_from_db()
    assert entry.text == "Posted by a plan"
