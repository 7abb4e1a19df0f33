"""The pages of the taint register, of ties and of panels that are asked: who finds them, and what they do not say."""

import pytest
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import stand_down
from investigations.actions.investigation import panel_find
from investigations.actions.people import change_person
from investigations.actions.refusals import Refused
from investigations.actions.take import take
from investigations.models import Declaration, Override
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from investigations.procedure.taint import Tie
from tests.views.pages import at, finders, words
from tests.world import PANEL, World, arrange, declare

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA_DIR, settings.VAULT_DIR = tmp_path, tmp_path / "vault"
    return World.make()


def as_(client, world, key):
    client.force_login(world.user(key))
    return client


def test_the_register_is_for_the_case_manager_and_the_clerk_and_says_who_may_and_why_not(client, world):
    case = world.case_at(State.REFERRED)
    assert finders(world, client, at("register_detail", case)) == {"head", "clerk"}
    shown = words(as_(client, world, "head").get(at("register_detail", case)))
    assert "Rita Shaw" in shown and "They reported the concern (" in shown  # for the investigation, to the manager
    shown = words(as_(client, world, "clerk").get(at("register_detail", case), {"role": "investigating_officer"}))
    assert "Disciplinary panel member" in shown and "Rita Shaw" not in shown  # the clerk is shown panels alone
    assert "Stan Gough" in shown and "A staff governor works for the school" in shown
    assert "Set this aside with a reason" in shown


def test_a_bar_is_set_aside_on_a_page_that_asks_for_the_reason(client, world):
    case = world.case_at(State.REFERRED)
    as_(client, world, "clerk")
    page = at("register_set_aside", case, "panel", world["staff_governor"].pk)
    assert "Printed in the case file" in words(client.get(page))
    assert "Answer the question “Why can nobody else be chosen?”" in words(client.post(page, {"reason": ""}))
    assert not Override.objects.exists()
    done = client.post(page, {"reason": "OAKAPPLE: nobody else is left."}, follow=True)
    assert "Stan Gough may be chosen now" in words(done) and "OAKAPPLE" in words(done)
    assert client.get(page).status_code == 404
    for never in ("teacher", "head"):
        assert client.get(at("register_set_aside", case, "panel", world[never].pk)).status_code == 404
    members = [world["governor1"], world["governor2"], world["staff_governor"]]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    convening = words(client.get(at("convene_panel", case)))
    assert "OAKAPPLE" in convening


def test_a_member_is_asked_without_a_name_or_a_reference_and_nobody_else_finds_the_page(client, world):
    case = world.case_at(State.REFERRED)
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    place = case.appointments.get(role=Role.PANEL, person=world["governor1"])
    page = reverse("panel_answer", args=[place.pk])
    assert finders(world, client, page) == {"governor1"}
    as_(client, world, "governor1")
    home, asked = client.get("/"), client.get(page)
    assert page in home.content.decode()
    for hidden in (case.reference, case.title, "Tessa Moor", "Rita Shaw", "Governor Bell"):
        assert hidden not in words(asked) and hidden not in words(home)
    with pytest.raises(Refused, match="answer first whether they have an interest"):
        take(P.arrange_hearing, case, by=world.user("clerk"))
    assert "Say in a few words" in words(client.post(page, {"answer": "interest", "words": ""}))
    client.post(page, {"answer": "no_interest", "words": ""})
    assert Declaration.objects.get(place=place).has_interest is False
    assert page not in client.get("/").content.decode()


def test_an_answer_of_an_interest_frees_the_place_and_the_clerk_is_offered_the_next(client, world):
    case = world.case_at(State.REFERRED)
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    place = case.appointments.get(role=Role.PANEL, person=world["governor2"])
    as_(client, world, "governor2").post(
        reverse("panel_answer", args=[place.pk]), {"answer": "interest", "words": "WORMWOOD, a neighbour."}
    )
    shown = words(as_(client, world, "clerk").get(at("case_detail", case)))
    assert "Governor Bell is gone: disciplinary panel member" in shown and "Governor Dunn" in shown
    assert "WORMWOOD" not in shown
    assert "Governor Bell is gone" in words(client.get("/"))
    assert "Governor Bell is gone" not in words(as_(client, world, "head").get(at("case_detail", case)))


def test_who_is_convened_late_sees_the_papers_once_they_have_answered(client, world):
    case = world.case_at(State.HEARING_ARRANGED)
    stand_down(case, by=world.user("governor3"))
    members = [world[key] for key in ("governor1", "governor2", "governor4")]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    as_(client, world, "governor4")
    assert client.get(at("bundle_detail", case)).status_code == 404
    assert "and they have answered" in words(as_(client, world, "head").get(at("case_access", case)))
    declare(case)
    assert as_(client, world, "governor4").get(at("bundle_detail", case)).status_code == 200


def test_a_member_who_declares_a_tie_stops_the_panel_until_they_stand_down(client, world):
    case = world.case_at(State.HEARD)
    as_(client, world, "governor2").post(
        reverse("tie_add"), {"about": world["teacher"].pk, "kind": Tie.RELATIVE.value, "words": ""}
    )
    for allegation in case.allegations.all():
        panel_find(allegation, result="not_proved", reasons="No.", by=world.user("governor1"))
    with pytest.raises(Refused, match="Governor Bell cannot sit: they have a tie to somebody in this case"):
        take(P.find_not_upheld, case, by=world.user("governor1"), reason="Nothing.")
    stand_down(case, by=world.user("governor2"))
    take(
        P.find_not_upheld,
        case,
        by=world.user("governor1"),
        reason="Nothing.",
        votes=[world["governor1"], world["governor3"]],
    )


def test_an_investigator_who_leaves_the_school_is_replaced_from_the_next_who_are_offered(client, world):
    case = world.case_at(State.INVESTIGATION)
    runs, deputy = world["business_manager"], world["deputy"]
    change_person(deputy, name=deputy.name, job_title="", left_on=timezone.localdate(), by=runs)
    shown = words(as_(client, world, "head").get(at("case_detail", case)))
    assert "Daniel Price is gone: investigating officer" in shown and "Next eligible:" in shown
    assert "Daniel Price is gone" in words(client.get("/"))


def test_ties_are_ones_own_and_the_page_says_nothing_of_any_case(client, world):
    world.log()
    as_(client, world, "colleague")
    assert "You have declared no tie" in words(client.get(reverse("tie_list")))
    client.post(reverse("tie_add"), {"about": world["teacher"].pk, "kind": "friend", "words": "FOXGLOVE"})
    declared = Declaration.objects.get()
    assert "FOXGLOVE" in words(client.get(reverse("tie_list")))
    assert finders(world, client, reverse("tie_end", args=[declared.pk])) == {"colleague"}
    assert "FOXGLOVE" not in words(as_(client, world, "teacher").get(reverse("tie_list")))
    assert "FOXGLOVE" not in words(as_(client, world, "head").get(reverse("tie_list")))


def test_opening_a_case_is_written_down_once_a_day_and_bars_from_judging(client, world):
    case = world.case_at(State.ASSESSMENT)
    as_(client, world, "head")
    for _ in range(3):
        client.get(at("case_detail", case))
        client.get(at("allegation_list", case))
    assert case.openings.count() == 1
    assert case.openings.get().person == world["head"]


def test_arranging_works_for_a_panel_that_has_answered(world):
    case = world.case_at(State.REFERRED)
    arrange(world, case)
    case.refresh_from_db()
    assert case.status is State.HEARING_ARRANGED
