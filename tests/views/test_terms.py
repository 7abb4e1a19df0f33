"""The terms of reference: written by the case manager, read by the investigator and the HR adviser."""

import pytest

from investigations.actions.investigation import write_terms
from investigations.procedure.states import State
from tests.views.pages import at, day, finders, seen, words
from tests.world import World

pytestmark = pytest.mark.django_db

WRITTEN = {"background": "A post was seen.", "scope": "The post, and who wrote it.", "report_to": "Helen Ward"}


def test_who_reads_the_terms_and_who_writes_them(client):
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    assert finders(world, client, at("terms_detail", case)) == {"head", "deputy", "hr"}
    assert finders(world, client, at("terms_edit", case)) == {"head"}
    client.force_login(world.user("deputy"))
    assert client.post(at("terms_edit", case), WRITTEN).status_code == 404
    assert "Change the terms" not in words(client.get(at("terms_detail", case)))


def test_the_case_manager_writes_the_terms_and_a_mistake_costs_no_words(client):
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    assert "cannot be opened without them" in words(client.get(at("terms_detail", case)))
    page = client.get(at("terms_edit", case))
    assert page.context["form"]["report_to"].value() == "Helen Ward, case manager"
    answers = WRITTEN | {"seen": seen(page), "scope": "", **day("report_by", 31, 2, 2026), "updates": "Fridays"}
    bad = client.post(at("terms_edit", case), answers)
    assert bad.context["form"].errors == {
        "scope": ["Enter what is to be investigated"],
        "report_by": ["Enter a real date, such as 27 3 2026"],
    }
    assert "A post was seen." in bad.content.decode()
    good = client.post(at("terms_edit", case), answers | {"scope": "The post.", **day("report_by", 7, 12, 2026)})
    assert good["Location"] == at("terms_detail", case)
    said = words(client.get(at("terms_detail", case)))
    for part in [
        "A post was seen.",
        "A post showed a pupil with the full name.",
        "It is expected by Monday 7 December 2026.",
        "Progress is reported: Fridays.",
    ]:
        assert part in said


def test_terms_that_somebody_else_saved_meanwhile_are_shown_beside_mine(client):
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    page = client.get(at("terms_edit", case))
    write_terms(case, by=world.user("head"), **WRITTEN | {"scope": "Only the account."})
    answer = client.post(at("terms_edit", case), WRITTEN | {"seen": seen(page)})
    assert answer.status_code == 409
    assert answer.context["compared"] == [{"label": "What is to be investigated", "theirs": "Only the account."}]
    assert "Helen Ward saved this while you were writing." in words(answer)
    assert case.__class__.objects.get(pk=case.pk).terms_of_reference.scope == "Only the account."


def test_terms_are_not_written_any_more_once_the_report_is_in(client):
    world = World.make()
    case = world.case_at(State.REPORT_SUBMITTED)
    client.force_login(world.user("head"))
    sentence = "This can no longer be done, or not yet: the case stands at “Report submitted”."
    for page in ("terms_detail", "terms_edit"):
        assert sentence in words(client.get(at(page, case)))
    answer = client.post(at("terms_edit", case), WRITTEN | {"seen": seen(client.get(at("terms_edit", case)))})
    assert answer.status_code == 409
    assert "The post, and who wrote it." in answer.content.decode()
    case.terms_of_reference.refresh_from_db()
    assert case.terms_of_reference.scope == "The post."
