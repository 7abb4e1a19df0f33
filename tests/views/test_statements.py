"""Statements: taken from people with and without an account, corrected, confirmed, and then left alone."""

import pytest
from django.utils import timezone

from investigations.actions.statements import change_statement, take_statement
from investigations.actions.take import take
from investigations.models import Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import StatementProcedure as S
from investigations.procedure.states import State, StatementState
from tests.views.pages import at, day, finders, seen, words
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def statement_of(world, case, key="colleague", text="I saw it."):
    return take_statement(
        case, world[key], text=text, taken_on=timezone.localdate(), by=world.user("deputy"), how_taken="In the library"
    )


def answers(**more):
    return {"text": "I saw it.", "how_taken": "By telephone", **day("taken_on", 2, 3, 2026)} | more


def test_who_reads_statements_and_who_takes_them(world, case, client):
    statement_of(world, case)
    for page, args, allowed in [
        ("list", [], {"head", "deputy", "hr"}),
        ("detail", [1], {"head", "deputy", "hr"}),
        ("add", [], {"head", "deputy"}),
        ("edit", [1], {"head", "deputy"}),
        ("step", [1, "send_statement"], {"head", "deputy"}),
        ("detail", [2], set()),
    ]:
        assert finders(world, client, at(f"statement_{page}", case, *args)) == allowed, page
    # The employee's and the witness's own pages are others.
    assert finders(world, client, at("statement_step", case, 1, "confirm_statement")) == set()


def test_a_colleague_gives_a_statement_and_is_a_witness_from_then_on(world, case, client):
    client.force_login(world.user("deputy"))
    page = client.post(at("statement_add", case), answers(person=str(world["colleague"].pk)), follow=True)
    assert "Statement 1" not in words(page) and "1. Colin Hay" in words(page)
    statement = case.statements.get()
    assert (statement.text, statement.how_taken, statement.taken_by) == ("I saw it.", "By telephone", world["deputy"])
    assert case.appointments.live().of(Role.WITNESS).filter(person=world["colleague"]).exists()


def test_a_parent_without_an_account_and_a_pupil_without_a_name(world, case, client):
    client.force_login(world.user("deputy"))
    client.post(at("statement_add", case), answers(new_kind="parent", new_name="Ms Brook"))
    client.post(at("statement_add", case), answers(new_kind="pupil"))
    client.post(at("statement_add", case), answers(new_kind="pupil"))
    people = Person.objects.filter(statements__case=case).order_by("statements__number")
    assert list(people.values_list("name", "kind", "user")) == [
        ("Ms Brook", "parent", None),
        ("Pupil A", "pupil", None),
        ("Pupil B", "pupil", None),
    ]
    named = client.post(at("statement_add", case), answers(new_kind="pupil", new_name="Emily Thompson"))
    assert named.context["form"].errors == {"new_name": ["Take the pupil's name out: a pupil gets a letter instead"]}
    assert not Person.objects.filter(name__contains="Emily").exists()


@pytest.mark.parametrize(
    "who, errors",
    [
        ({}, {"person": ["Choose who gives the statement, or enter somebody new"]}),
        ({"new_name": "Ms Brook"}, {"new_kind": ["Say what the new person is to the school"]}),
        ({"new_kind": "parent"}, {"new_name": ["Enter the name of the new person"]}),
        ({"person": "colleague", "new_name": "X"}, {"person": ["Choose a person of the list or enter a new one, not both"]}),
        # Nobody takes their own statement, and a person of another school is not there.
        ({"person": "deputy"}, {"person": ["Choose one of the answers listed"]}),
        ({"person": "elsewhere"}, {"person": ["Choose one of the answers listed"]}),
    ],
)  # fmt: skip
def test_who_gives_it_has_to_be_clear(world, case, client, who, errors):
    if who.get("person") == "elsewhere":
        who = {"person": str(World.make("Other School", "other.example")["colleague"].pk)}
    elif "person" in who:
        who = who | {"person": str(world[who["person"]].pk)}
    client.force_login(world.user("deputy"))
    page = client.post(at("statement_add", case), answers(**who))
    assert page.context["form"].errors == errors
    assert "I saw it." in page.content.decode()
    assert not case.statements.exists()


def test_a_parent_of_another_case_is_not_offered(world, case, client):
    other = world.case_at(State.INVESTIGATION, about="colleague")
    parent = Person.objects.create(school=world.school, kind=PersonKind.PARENT, name="Ms Brook")
    take_statement(other, parent, text="…", taken_on=timezone.localdate(), by=world.user("deputy"))
    client.force_login(world.user("deputy"))

    def offered(where):
        return set(client.get(at("statement_add", where)).context["form"].fields["person"].queryset)

    assert parent in offered(other)
    assert parent not in offered(case)
    assert offered(case) == set(world.people.values()) - {world["deputy"]}


def test_a_statement_goes_to_its_person_comes_back_and_is_confirmed(world, case, client):
    statement = statement_of(world, case)
    client.force_login(world.user("deputy"))
    page = client.get(at("statement_detail", case, 1))
    assert [offer["label"] for offer in page.context["offers"]] == [
        "Send the statement to be confirmed",
        "Record that it was confirmed on paper",
    ]
    step = client.get(at("statement_step", case, 1, "send_statement"))
    answer = client.post(
        at("statement_step", case, 1, "send_statement"), {"revision": step.context["form"]["revision"].value()}
    )
    assert answer["Location"] == at("statement_detail", case, 1)
    take(S.ask_for_correction, statement, by=world.user("colleague"), correction="It was on Tuesday.")
    page = words(client.get(at("statement_detail", case, 1)))
    assert page.index("Colin Hay asks for this correction It was on Tuesday.") < page.index("I saw it.")
    edit = client.get(at("statement_edit", case, 1))
    assert "It was on Tuesday." in words(edit)
    client.post(at("statement_edit", case, 1), answers(text="I saw it on Tuesday.", seen=seen(edit)))
    statement.refresh_from_db()
    assert (statement.text, statement.status) == ("I saw it on Tuesday.", StatementState.DRAFT)
    take(S.send_statement, statement, by=world.user("deputy"))
    take(S.confirm_statement, statement, by=world.user("colleague"), confirmed=True)
    page = words(client.get(at("statement_detail", case, 1)))
    assert "Confirmed by Colin Hay in Casework" in page
    assert "Change the words" not in page and "It was on Tuesday." not in page


def test_the_words_of_a_statement_that_was_sent_are_left_alone(world, case, client):
    statement = statement_of(world, case)
    client.force_login(world.user("deputy"))
    edit = client.get(at("statement_edit", case, 1))
    take(S.send_statement, statement, by=world.user("deputy"))
    late = client.post(at("statement_edit", case, 1), answers(text="Other words", seen=seen(edit)))
    assert late.status_code == 409
    assert "The statement is with the person, or settled" in words(late)
    assert "Other words" in late.content.decode()
    statement.refresh_from_db()
    assert statement.text == "I saw it."


def test_two_who_change_a_statement_are_told(world, case, client):
    statement = statement_of(world, case)
    client.force_login(world.user("deputy"))
    edit = client.get(at("statement_edit", case, 1))
    change_statement(statement, text="By the head", by=world.user("head"))
    late = client.post(
        at("statement_edit", case, 1),
        answers(text="By me", how_taken=statement.how_taken, seen=seen(edit))
        | day("taken_on", statement.taken_on.day, statement.taken_on.month, statement.taken_on.year),
    )
    assert (late.status_code, late.context["compared"]) == (409, [{"label": "Statement", "theirs": "By the head"}])


def test_a_statement_of_somebody_without_an_account_is_confirmed_on_paper(world, case, client):
    parent = Person.objects.create(school=world.school, kind=PersonKind.PARENT, name="Ms Brook")
    take_statement(case, parent, text="…", taken_on=timezone.localdate(), by=world.user("deputy"))
    client.force_login(world.user("deputy"))
    refusals = {row["label"]: row["refusal"] for row in client.get(at("statement_detail", case, 1)).context["offers"]}
    assert refusals == {
        "Send the statement to be confirmed": "Ms Brook has no account here. Let them sign it on paper, and record that.",
        "Record that it was confirmed on paper": "",
    }


def test_hostile_words_of_a_statement_stay_words(world, case, client):
    statement_of(world, case, text="<script>alert(1)</script> {{ case }} {% now %}")
    client.force_login(world.user("deputy"))
    page = client.get(at("statement_detail", case, 1)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ case }} {% now %}" in page
