"""A view is kept, shared and opened; it shows each reader their own cases, and names nobody to anybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from investigations.access.sharing import roles_at_work, views_for
from investigations.actions.appointments import appoint
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.saved_views import change_view, save_view
from investigations.actions.take import take
from investigations.models import SavedView
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from tests import world as w
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def opened(client, world, who, view):
    client.force_login(world.user(who))
    response = client.get(reverse("view_open", args=[view.pk]))
    if response.status_code == 404:
        return None
    titles = [row["case"].title for row in client.get(response["Location"]).context["rows"]]
    return response["Location"], titles


def test_a_filter_is_saved_opened_renamed_and_deleted(client, world):
    world.log(title="In sight")
    client.force_login(world.user("head"))
    page = client.get(reverse("case_list"), {"stage": "concern", "open": "open"})
    save = page.context["save_url"]
    assert "Concern" in client.get(save).content.decode()
    assert client.post(save, {"name": "", "shared_with": ""}).context["form"].errors == {
        "name": ["Enter name of the view"]
    }
    client.post(save, {"name": "New ones", "shared_with": ""})
    view = SavedView.objects.get()
    assert opened(client, world, "head", view) == ("/cases/?stage=concern&open=open", ["In sight"])
    client.post(reverse("view_edit", args=[view.pk]), {"name": "Newest", "shared_with": "everybody"})
    assert ">Newest<" in client.get(reverse("case_list")).content.decode()
    assert ">Newest<" in client.get(reverse("view_list")).content.decode()
    client.post(reverse("view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_is_found_by_those_it_is_shared_with_who_work_on_a_case_and_by_nobody_else(client, world):
    case = world.case_at(State.INVESTIGATION)
    appoint(case, world["clerk"], Role.CLERK, by=world.user("head"))
    people = ["head", "deputy", "hr", "clerk", "chair", "teacher", "reporter", "dpo"]
    head = world["head"]
    finders = {}
    for shared in ("", "everybody", "office:hr_adviser", "role:investigating_officer", "role:clerk", "office:staff"):
        view = SavedView.objects.create(owner=head, name=f"View {shared}", asked={}, shared_with=shared)
        finders[shared] = {who for who in people if view in views_for(world[who])}
        assert (opened(client, world, "deputy", view) is not None) == ("deputy" in finders[shared])
    assert finders == {
        "": {"head"},
        "everybody": {"head", "deputy", "hr"},
        "office:hr_adviser": {"head", "hr"},
        "role:investigating_officer": {"head", "deputy"},
        "role:clerk": {"head"},  # the clerk sees no case before the referral, and is told of none
        "office:staff": {"head", "deputy"},  # and not the employee concerned, nor who reported it
    }
    w.report(world, case)
    appoint(case, world["colleague"], Role.PRESENTING_OFFICER, by=world.user("head"))
    take(P.refer_to_disciplinary, case, by=world.user("head"), reason="Yes.", may_dismiss=True)
    assert roles_at_work(world.user("clerk"), world.school) == {Role.CLERK}
    assert "View role:clerk" in {view.name for view in views_for(world["clerk"])}
    # A view is its owner's to change, and another school's is nobody's here.
    view = SavedView.objects.get(shared_with="everybody")
    client.force_login(world.user("deputy"))
    for name in ("view_edit", "view_remove"):
        assert client.post(reverse(name, args=[view.pk]), {"name": "Mine", "shared_with": ""}).status_code == 404
    with pytest.raises(Refused):
        change_view(view, name="Mine", shared_with="", by=world["deputy"])
    other = World.make("Another School", domain="another.example")
    other.log()
    assert view not in views_for(other["head"])


def test_a_person_or_a_clause_one_may_not_choose_is_left_out_unsaid(client, world):
    world.log(title="About the teacher", about="teacher")
    world.log(title="About the head", about="head")
    clause = world.version.clauses.get(number="3")
    asked = {"person": str(world["teacher"].pk), "clause": str(clause.pk), "open": "open", "q": "zebra"}
    view = SavedView.objects.create(owner=world["head"], name="All of it", asked=asked, shared_with="everybody")
    address, titles = opened(client, world, "head", view)
    assert (str(world["teacher"].pk) in address, titles) == (True, [])  # no case has that word
    address, titles = opened(client, world, "chair", view)
    assert (str(world["teacher"].pk) in address, "zebra" in address) == (False, False)
    assert titles == ["About the head"]
    for page in ("case_list", "view_list"):
        words = client.get(reverse(page)).content.decode()
        assert [one for one in ("Tessa", str(world["teacher"].pk), "zebra") if one in words] == []


def test_what_others_read_names_nobody(world):
    head = world["head"]
    person = {"person": str(world["teacher"].pk)}
    for name, asked, field in (
        ("Concerns about Tessa Moor", {}, "name"),
        ("The Moor matter", person, "name"),
        ("Like 7K2M-9QXR", {}, "name"),
        ("Pictures", {"q": "tessa"}, "shared_with"),
    ):
        with pytest.raises(BadAnswers) as bad:
            save_view(head, name=name, asked=asked, shared_with="everybody")
        assert list(bad.value.sentences) == [field], name
        save_view(head, name=name, asked=asked)
    save_view(head, name="The other matter", asked=person, shared_with="everybody")


def test_the_list_costs_the_same_with_one_view_and_with_three(client, world):
    def queries():
        client.force_login(world.user("head"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("case_list"))
        return len(seen)

    world.log()
    save_view(world["head"], name="One", asked={})
    queries()
    one = queries()
    save_view(world["head"], name="Two", asked={"open": "open"})
    save_view(world["head"], name="Three", asked={"turn": "on"})
    assert queries() == one
