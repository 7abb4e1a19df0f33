"""Which cases a reader finds, by which words, and in which order; and what that costs."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint
from investigations.models import Appointment, Case, CasePermission, RunningClock
from investigations.procedure.references import new_reference
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from investigations.views import case_list as the_view
from investigations.views.finding import ORDERS, find
from tests.world import World

from .pages import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def listed(client, world, who, **asked):
    """The titles of the cases on the first page, in order."""
    client.force_login(world.user(who))
    response = client.get(reverse("case_list"), asked)
    assert response.status_code == 200
    return [row["case"].title for row in response.context["rows"]]


def choices(client, world, who, name):
    client.force_login(world.user(who))
    field = client.get(reverse("case_list")).context["filter_form"].fields[name]
    return [label for _, label in field.choices]


def many(world, number, *, manager="head", title="Case"):
    """Cases by the hundred, without the road that leads to them."""
    now = timezone.now()
    permission = Permission.objects.get(content_type__app_label="investigations", codename="read_case")
    cases = Case.objects.bulk_create(
        Case(
            school=world.school,
            reference=new_reference(),
            title=f"{title} {n}",
            received_on=timezone.localdate(),
            # Three share a moment, so that only the key tells them apart.
            reported_at=now - timedelta(minutes=n // 3),
        )
        for n in range(number)
    )
    Appointment.objects.bulk_create(
        Appointment(case=case, person=world[manager], role=Role.CASE_MANAGER) for case in cases
    )
    CasePermission.objects.bulk_create(
        CasePermission(
            user=world.user(manager), content_object=case, permission=permission, reported_at=case.reported_at
        )
        for case in cases
    )
    return cases


# ---- Who finds what ------------------------------------------------------------------------------------------------


def test_one_finds_ones_own_cases_newest_first_and_no_others(client, world):
    world.log(title="First")
    world.log(title="Second")
    world.log(about="head", title="About the head")
    assert listed(client, world, "head") == ["Second", "First"]
    assert listed(client, world, "chair") == ["About the head"]
    for who in ("teacher", "reporter", "deputy", "clerk", "governor1", "dpo"):
        assert listed(client, world, who) == []


def test_a_technical_administrator_finds_nothing(client, world):
    world.log()
    user = world.user("it_lead")
    user.is_superuser = True
    user.save()
    assert listed(client, world, "it_lead") == []


def test_who_has_no_case_is_told_why_and_where_to_go(client, world):
    client.force_login(world.user("dpo"))
    page = client.get(reverse("case_list")).content.decode()
    assert "There are no cases for you here" in page
    assert "0 cases" in page


def test_cases_of_another_school_are_not_among_these(client, world):
    other = World.make(name="Another School", domain="another.example")
    other.log(title="Elsewhere")
    person = other["head"]
    person.user = None
    person.save()
    elsewhere = Case.objects.get(title="Elsewhere")
    world.log(title="Here")
    person.user = world.user("head")
    person.save()
    permission = Permission.objects.get(content_type__app_label="investigations", codename="read_case")
    CasePermission.objects.create(
        user=world.user("head"), content_object=elsewhere, permission=permission, reported_at=elsewhere.reported_at
    )
    client.force_login(world.user("head"))
    for school, titles in ((world.school, ["Here"]), (other.school, ["Elsewhere"])):
        client.post(reverse("choose_school"), {"school": str(school.pk)})
        rows = client.get(reverse("case_list")).context["rows"]
        assert [row["case"].title for row in rows] == titles


@pytest.fixture
def heard(world):
    """A case at its hearing: everybody has a part, the reporter and a witness among them."""
    case = world.log(title="Neutral heading")
    head = world.user("head")
    appoint(case, world["staff_governor"], Role.WITNESS, by=head)
    appoint(case, world["chair"], Role.INCIDENT_GROUP, by=head)
    return bring(world, case, State.HEARD)


#: Words, and who finds the case by them.
FOUND_BY = [
    ("Neutral", {"head", "deputy", "hr", "clerk", "governor1", "colleague", "chair"}),  # the title, all readers
    ("showed", {"head", "deputy", "hr", "colleague"}),  # words of the allegation: not the clerk, not the panel
    ("@testing", {"head", "deputy", "hr", "colleague"}),
    ("Tessa", {"head", "deputy", "hr", "clerk"}),  # the employee concerned
    ("Rita", {"head", "deputy", "hr"}),  # who reported it
    ("Stan", {"head", "deputy", "hr"}),  # a witness
    ("Governor Bell", {"head", "hr", "clerk"}),  # on the panel: not for the investigator
    ("Charles", {"head", "hr", "clerk"}),  # in the incident group
    ("Daniel", {"head", "deputy", "hr", "clerk"}),
    ("Helen neutral", {"head", "deputy", "hr", "clerk"}),  # both words
    ("Helen elsewhere", set()),
    ("%", set()),
    ("_", set()),
]


def test_a_case_is_found_only_by_words_its_reader_sees(world, heard):
    everybody = ["head", "deputy", "hr", "clerk", "governor1", "colleague", "chair", "teacher", "reporter", "dpo"]
    finders = {
        words: {who for who in everybody if find(world.user(who), world.school, {"q": words}).exists()}
        for words, _ in FOUND_BY
    }
    assert finders == dict(FOUND_BY)


def test_a_case_is_found_by_a_part_of_its_reference(client, world):
    case = world.log(title="This one")
    world.log(title="Another")
    assert listed(client, world, "head", q=case.reference.lower()) == ["This one"]


def test_the_filters_offer_only_what_occurs_in_what_one_sees(client, world, heard):
    clause = "3: A pupil's picture never appears together with the full name."
    group = ("Social media policy, version 1", [(str(world.version.clauses.get(number="3").pk), clause)])
    assert [label for label in choices(client, world, "head", "clause")] == ["Any clause", group[1]]
    assert choices(client, world, "clerk", "clause") == ["Any clause"]
    assert choices(client, world, "governor1", "clause") == ["Any clause"]
    assert choices(client, world, "head", "person") == ["Anybody", "Tessa Moor"]
    assert choices(client, world, "clerk", "person") == ["Anybody", "Tessa Moor"]
    assert choices(client, world, "governor1", "person") == ["Anybody"]
    assert choices(client, world, "dpo", "person") == ["Anybody"]


def test_a_line_names_the_employee_only_to_those_who_see_the_people(client, world, heard):
    for who, named in (("head", "Tessa Moor"), ("clerk", "Tessa Moor"), ("governor1", ""), ("chair", "")):
        client.force_login(world.user(who))
        [row] = client.get(reverse("case_list")).context["rows"]
        assert row["about"] == named


# ---- Narrowing -----------------------------------------------------------------------------------------------------


def test_each_filter_narrows_the_list(client, world):
    world.case_at(State.ASSESSMENT, title="Assessed")
    unknown = world.log(about=None, title="Unknown person")
    old = world.log(title="Old")
    Case.objects.filter(pk=old.pk).update(state=State.CLOSED)
    CasePermission.objects.filter(content_object=old).update(reported_at=timezone.now() - timedelta(days=90))
    RunningClock.objects.filter(case=unknown).update(due_at=timezone.now() - timedelta(days=2))
    RunningClock.objects.exclude(case=unknown).update(due_at=timezone.now() + timedelta(days=40))
    clause = world.version.clauses.get(number="3").pk
    today = timezone.localdate()
    for asked, titles in (
        ({}, ["Unknown person", "Assessed", "Old"]),
        ({"stage": "assessment"}, ["Assessed"]),
        ({"open": "open"}, ["Unknown person", "Assessed"]),
        ({"open": "closed"}, ["Old"]),
        ({"clause": clause}, ["Unknown person", "Assessed", "Old"]),
        ({"person": world["teacher"].pk}, ["Assessed", "Old"]),
        ({"due": "overdue"}, ["Unknown person"]),
        ({"due": "week"}, ["Unknown person"]),
        ({"turn": "on"}, ["Unknown person", "Assessed"]),
        ({"since": today.isoformat()}, ["Unknown person", "Assessed"]),
        ({"until": (today - timedelta(days=60)).isoformat()}, ["Old"]),
        (
            {"since_day": today.day, "since_month": today.month, "since_year": today.year},
            ["Unknown person", "Assessed"],
        ),
        ({"sort": "oldest"}, ["Old", "Assessed", "Unknown person"]),
        ({"stage": "assessment", "q": "tessa", "open": "open"}, ["Assessed"]),
        ({"stage": "assessment", "open": "closed"}, []),
    ):
        assert listed(client, world, "head", **asked) == titles, asked


def test_due_first_begins_with_what_is_longest_overdue(client, world):
    for title, days in (("Later", 5), ("Overdue", -4), ("Soon", 1)):
        case = world.log(title=title)
        RunningClock.objects.filter(case=case).update(due_at=timezone.now() + timedelta(days=days))
    nothing = world.log(title="Nothing due")
    RunningClock.objects.filter(case=nothing).update(stopped_at=timezone.now())
    assert listed(client, world, "head", sort="due") == ["Overdue", "Soon", "Later", "Nothing due"]


def test_dates_one_does_not_see_neither_filter_nor_sort(client, world, heard):
    RunningClock.objects.filter(case=heard, stopped_at=None).update(due_at=timezone.now() - timedelta(days=9))
    assert listed(client, world, "clerk", due="overdue") == ["Neutral heading"]
    assert listed(client, world, "governor1", due="overdue") == ["Neutral heading"]  # the chair's outcome letter
    assert listed(client, world, "governor2", due="overdue") == []
    assert listed(client, world, "chair", due="overdue") == []
    assert listed(client, world, "deputy", due="overdue") == []  # the hearing is no affair of the investigator


def test_the_state_of_the_filters_is_in_the_address(client, world):
    world.log()
    client.force_login(world.user("head"))
    today = timezone.localdate()
    asked = {
        "q": "picture",
        "stage": "concern",
        "since_day": today.day,
        "since_month": today.month,
        "since_year": today.year,
    }
    response = client.get(reverse("case_list"), asked)
    words = f"Reported from {today.day} {today:%B %Y}"
    assert dict(response.context["selected"]) == {
        "“picture”": f"{reverse('case_list')}?stage=concern&since={today.isoformat()}",
        "Concern": f"{reverse('case_list')}?q=picture&since={today.isoformat()}",
        words: f"{reverse('case_list')}?q=picture&stage=concern",
    }


def test_what_does_not_do_breaks_nothing(client, world):
    world.log(title="Here")
    for asked, titles in (
        ({"stage": "nowhere"}, ["Here"]),
        ({"clause": "1; DROP TABLE"}, ["Here"]),
        ({"person": "x"}, ["Here"]),
        ({"sort": "title"}, ["Here"]),
        ({"due": "x"}, ["Here"]),
        ({"after": "x~y"}, ["Here"]),
        ({"before": "2026-01-01~x"}, ["Here"]),
        ({"after": "2026-01-01~00000000-0000-0000-0000-000000000000"}, ["Here"]),
        ({"since_day": "31", "since_month": "2", "since_year": "2026"}, ["Here"]),
        ({"q": "\0"}, ["Here"]),
        ({"until": "2026-04-01", "since": "2026-05-01"}, ["Here"]),
        ({"until": "9999-12-31"}, ["Here"]),
    ):
        assert listed(client, world, "head", **asked) == titles, asked


def test_a_date_that_is_none_keeps_what_was_typed(client, world):
    client.force_login(world.user("head"))
    page = client.get(
        reverse("case_list"), {"since_day": "31", "since_month": "2", "since_year": "2026"}
    ).content.decode()
    assert "Enter a real date" in page
    assert 'value="31"' in page


def test_a_search_without_an_answer_says_so(client, world):
    world.log()
    client.force_login(world.user("head"))
    page = client.get(reverse("case_list"), {"q": "giraffe"}).content.decode()
    assert "No case answers all of this" in page


# ---- A long list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", sorted(ORDERS))
def test_every_case_stands_on_exactly_one_page_there_and_back(client, world, sort):
    cases = many(world, 60)
    client.force_login(world.user("head"))
    pages, url = [], f"{reverse('case_list')}?sort={sort}"
    there = []
    while url:
        response = client.get(url)
        there.append([row["case"].pk for row in response.context["rows"]])
        pages.append(response)
        url = response.context["older_url"]
    assert [len(page) for page in there] == [25, 25, 10]
    everything = [pk for page in there for pk in page]
    assert sorted(everything) == sorted(case.pk for case in cases)
    back, url = [there[-1]], pages[-1].context["newer_url"]
    while url:
        response = client.get(url)
        back.append([row["case"].pk for row in response.context["rows"]])
        url = response.context["newer_url"]
    assert back == there[::-1]


def test_newest_first_is_newest_first_across_pages(client, world):
    many(world, 40)
    client.force_login(world.user("head"))
    first = client.get(reverse("case_list"))
    second = client.get(first.context["older_url"])
    moments = [row["case"].reported_at for page in (first, second) for row in page.context["rows"]]
    assert all(earlier >= later for earlier, later in pairwise(moments))
    assert first.context["newer_url"] == second.context["older_url"] == ""


def test_the_count_stops_at_a_thousand(client, world, monkeypatch):
    many(world, 12)
    client.force_login(world.user("head"))
    assert client.get(reverse("case_list")).context["count"] == "12 cases"
    monkeypatch.setattr(the_view, "MOST_COUNTED", 10)
    assert client.get(reverse("case_list")).context["count"] == "10+ cases"


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_list_asks_as_often_for_one_case_as_for_many(client, world):
    world.log()
    client.force_login(world.user("head"))
    urls = [reverse("case_list") + asked for asked in ("", "?q=tessa+picture", "?sort=due", "?due=overdue&turn=on")]
    queries(client, urls[0])  # what is read once and remembered
    once = [queries(client, url) for url in urls]
    for _ in range(3):
        world.log()
    assert [queries(client, url) for url in urls] == once
    assert max(once) <= 20


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's account of its plan")
@pytest.mark.parametrize("after", [False, True])
def test_newest_first_is_one_scan_of_the_readers_index(world, after):
    many(world, 5)
    order = ORDERS["newest"]
    found = find(world.user("head"), world.school, {})
    if after:
        found = found.filter(order.beyond(order.read(order.written(found.order_by(*order.columns())[2]))))
    plan = found.order_by(*order.columns())[:26].explain()
    first = plan.splitlines()[0]
    assert "SEARCH investigations_casepermission USING COVERING INDEX" in first
    assert ("(user_id=? AND reported_at<?)" if after else "(user_id=?)") in first
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan


@pytest.mark.postgres
def test_postgresql_gives_the_same_lists(client, world, heard):
    case = world.log(title="A concern")
    # On a Saturday what it waits for is due next week.
    RunningClock.objects.filter(case=case).update(due_at=timezone.now() - timedelta(hours=1))
    for asked, titles in (
        ({}, ["A concern", "Neutral heading"]),
        ({"q": "RITA picture"}, []),
        ({"q": "rita showed"}, ["A concern", "Neutral heading"]),
        ({"sort": "due"}, ["A concern", "Neutral heading"]),
        ({"sort": "reference", "turn": "on"}, ["A concern"]),
        ({"due": "week", "stage": "concern", "person": world["teacher"].pk}, ["A concern"]),
    ):
        assert listed(client, world, "head", **asked) == titles, asked
    many(world, 60)
    client.force_login(world.user("head"))
    page = client.get(reverse("case_list"))
    assert len(client.get(page.context["older_url"]).context["rows"]) == 25


def test_a_cursor_reads_back_what_it_wrote(world):
    case = world.log()
    order = ORDERS["newest"]
    row = find(world.user("head"), world.school, {}).get()
    assert order.read(order.written(row)) == (row.listed_at, case.pk)
    assert isinstance(row.listed_at, datetime)
