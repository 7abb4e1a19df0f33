"""The register of decisions: what, who in which role, when and why, for those who see decisions."""

import pytest
from django.urls import reverse

from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def seen_by(client, world, key, case):
    client.force_login(world.user(key))
    return client.get(reverse("decision_list", args=[case.reference]))


def test_only_who_sees_decisions_has_the_page(client, world):
    case = world.case_at(State.CLOSED)
    assert {key: seen_by(client, world, key, case).status_code for key in world.people} == {
        key: 200 if key in ("head", "hr") else 404 for key in world.people
    }


def test_each_decision_says_who_in_which_role_and_why_newest_first(client, world):
    case = world.case_at(State.CLOSED)
    decisions = seen_by(client, world, "head", case).context["decisions"]
    assert [(row["what"], str(row["who"]), row["role"]) for row in decisions] == [
        ("Close the case", "Helen Ward", "case manager"),
        ("Decide the appeal", "Governor Dunn", "chair of the appeal panel"),
        ("Record the appeal hearing", "Clara Kemp", "clerk"),
        ("Serve the notice of the appeal hearing", "Clara Kemp", "clerk"),
        ("Convene the appeal panel", "Clara Kemp", "clerk"),
        ("Lodge an appeal", "Tessa Moor", "employee concerned"),
        ("Decide and issue the outcome", "Governor Ames", "chair of the disciplinary panel"),
        ("Refer to the disciplinary procedure", "Helen Ward", "case manager"),
        ("Record that the employee was told in writing", "Helen Ward", "case manager"),
        ("Open a formal investigation", "Helen Ward", "case manager"),
        ("Begin the initial assessment", "Helen Ward", "case manager"),
    ]
    shown = seen_by(client, world, "head", case).content.decode()
    for words in ("There is a case to answer.", "Final written warning", "Serious misconduct", "Upheld in part: a lesser outcome",
                  "Dismissal is a possible outcome", "Governor Dunn, Governor Ellis, Governor Frost", "Policy, breaches, first paragraph"):  # fmt: skip
        assert words in shown
    assert "final_written" not in shown and "{&#x27;id" not in shown


def test_the_adviser_of_the_first_panel_reads_no_appeal(client, world):
    case = world.case_at(State.CLOSED)
    shown = seen_by(client, world, "hr", case).content.decode()
    assert "Decide and issue the outcome" in shown and "Decide the appeal" not in shown


def test_before_any_decision_the_page_says_so(client, world):
    assert "No decision has been taken yet." in seen_by(client, world, "head", world.log()).content.decode()
