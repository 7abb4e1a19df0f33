"""Allegations: the clauses are those in force on the day, and the page says whether they were signed by then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint
from investigations.actions.policies import publish, save_version, sign
from investigations.audit import verify_all
from investigations.models import Acknowledgement, Passage
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from tests.world import READING, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def days_ago(number):
    return timezone.localdate() - timedelta(days=number)


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def typed(world, **other):
    return {
        "what": "The picture stayed on the phone.",
        "account": "",
        "post_address": "x.com/testing/status/9",
        "device": "A phone",
        "clauses": [str(world.version.clauses.get(number="1").pk)],
    } | boxes("happened_from", days_ago(2)) | other  # fmt: skip


def page(name, case, *args):
    return reverse(name, args=[case.reference, *args])


def seen_by(client, world, key, case, name="allegation_list", *args):
    client.force_login(world.user(key))
    return client.get(page(name, case, *args))


def test_who_sees_the_allegations_and_who_writes_them(client, world):
    case = world.case_at(State.INVESTIGATION)
    assert {key: seen_by(client, world, key, case).status_code for key in world.people} == {
        key: 200 if key in ("head", "hr", "deputy") else 404 for key in world.people
    }
    for name, *args in [("allegation_add",), ("allegation_edit", 1)]:
        assert {
            key: seen_by(client, world, key, case, name, *args).status_code for key in ("head", "hr", "deputy", "clerk")
        } == {"head": 200, "hr": 404, "deputy": 404, "clerk": 404}
    assert "Add an allegation" not in seen_by(client, world, "hr", case).content.decode()


def test_an_allegation_is_added_and_stands_on_the_page_with_its_clause(client, world):
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    assert client.post(page("allegation_add", case), typed(world))["Location"] == page("allegation_list", case)
    added = case.allegations.get(position=2)
    assert (added.what, added.happened_from, added.device) == (
        "The picture stayed on the phone.",
        days_ago(2),
        "A phone",
    )
    shown = client.get(page("allegation_list", case)).content.decode()
    for words in (
        "Allegation 2",
        "x.com/testing/status/9",
        "Social media policy, clause 1",
        "Devices used for the account",
    ):
        assert words in shown
    assert list(verify_all()) == []


def test_an_allegation_is_put_more_exactly(client, world):
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    form = client.get(page("allegation_edit", case, 1)).content.decode()
    assert "A post showed a pupil with the full name." in form and 'value="@testing"' in form
    client.post(page("allegation_edit", case, 1), typed(world, what="Two posts."))
    allegation = case.allegations.get()
    assert allegation.what == "Two posts." and [clause.number for clause in allegation.clauses.all()] == ["1"]
    assert client.get(page("allegation_edit", case, 9)).status_code == 404


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"what": ""}, "Answer the question “What is alleged?”"),
        ({"happened_from_day": "31", "happened_from_month": "2"}, "Enter a real date, such as 27 3 2026"),
        (boxes("happened_from", days_ago(-3)), "This day has not come yet"),
        (boxes("happened_to", days_ago(8)), "The last day cannot be before the first"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(client, world, other, sentence):
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    answer = client.post(page("allegation_add", case), typed(world) | other)
    shown = answer.content.decode()
    assert answer.status_code == 200 and sentence in shown and "x.com/testing/status/9" in shown
    assert case.allegations.count() == 1


def test_the_clauses_follow_the_day(client, world):
    later = save_version(world.school, READING, "anew", effective_from=days_ago(1), source_name="p.md")
    publish(later, by=world["head"])
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))

    def offered(answer):
        return [group for group, _ in answer.context["form"].fields["clauses"].choices]

    assert offered(client.get(page("allegation_add", case))) == ["Social media policy, version 1"]
    moved = typed(world) | boxes("happened_from", days_ago(0))
    refreshed = client.post(page("allegation_add", case), moved | {"refresh": "clauses"})
    assert offered(refreshed) == ["Social media policy, version 2"]
    assert "The picture stayed on the phone." in refreshed.content.decode()
    assert "There is a problem" not in refreshed.content.decode() and case.allegations.count() == 1
    saved = client.post(page("allegation_add", case), moved)
    assert "Another version was in force then" in saved.content.decode() and offered(saved) == [
        "Social media policy, version 2"
    ]
    right = moved | {"clauses": [str(later.clauses.get(number="1").pk)]}
    assert client.post(page("allegation_add", case), right).status_code == 302
    long_before = typed(world) | boxes("happened_from", days_ago(900)) | {"refresh": "clauses"}
    assert (
        "No policy of the school was in force on that day"
        in client.post(page("allegation_add", case), long_before).content.decode()
    )


def test_the_page_says_whether_the_employee_had_signed_by_then(client, world):
    case = world.case_at(State.ASSESSMENT)
    assert "Tessa Moor had not signed it." in seen_by(client, world, "head", case).content.decode()
    world.version.refresh_from_db()
    sign(world.version, "Tessa Moor", by=world["teacher"])
    assert "signed it only afterwards" in seen_by(client, world, "head", case).content.decode()
    Acknowledgement.objects.update(signed_at=timezone.now() - timedelta(days=100))
    assert "Tessa Moor had signed it, on" in seen_by(client, world, "head", case).content.decode()


def test_what_the_policy_says_of_a_breach_and_where_assessment_starts(client, world):
    case = world.case_at(State.ASSESSMENT)
    shown = seen_by(client, world, "head", case).content.decode()
    assert Passage.objects.get(kind="provision").text in shown
    assert "The starting point of the assessment is “Serious misconduct”" in shown
    case = world.case_at(State.INVESTIGATION)
    assert (
        "In this case it was assessed as: <strong>Serious misconduct</strong>"
        in seen_by(client, world, "head", case).content.decode()
    )


def test_once_the_report_is_in_the_page_says_why_nothing_is_written(client, world):
    case = world.case_at(State.REPORT_SUBMITTED)
    shown = seen_by(client, world, "head", case).content.decode()
    assert "Add an allegation" not in shown and "the case stands at “Report submitted”" in shown
    client.post(page("allegation_add", case), typed(world))
    assert case.allegations.count() == 1


def test_earlier_cases_are_offered_to_the_manager_and_only_those_they_can_see(client, world):
    earlier = world.log(title="Last year's post")
    case = world.case_at(State.INVESTIGATION)
    appoint(earlier, world["hr"], Role.HR_ADVISER, by=world.user("head"))  # who can see both, and assesses neither
    assert "Last year&#x27;s post" in seen_by(client, world, "head", case).content.decode()
    assert earlier.reference not in seen_by(client, world, "deputy", case).content.decode()
    assert earlier.reference not in seen_by(client, world, "hr", case).content.decode()
    appoint(earlier, world["head"], Role.WITNESS, by=world.user("head"))  # the head has it no longer
    assert earlier.reference not in seen_by(client, world, "head", case).content.decode()


def test_a_case_about_the_same_post_is_offered_too(client, world):
    case, other = world.log(), world.log(about="colleague", title="Another look at it")
    for one in (case, other):
        one.allegations.update(post_address="x.com/testing/status/9")
    shown = seen_by(client, world, "head", case).content.decode()
    assert other.reference in shown and "The same post." in shown
