"""What leaves as a table: the reader's own cases, row by row what they see, no formulas, and it is written down."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from investigations import audit
from investigations.models import AuditEvent, Case, Exclusion, ExclusionKind
from investigations.procedure.states import State
from investigations.views import case_export as the_view
from investigations.views.case_export import harmless
from tests.world import World

from .pages import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def exported(client, world, who, **asked):
    client.force_login(world.user(who))
    response = client.get(reverse("case_export"), asked)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    words = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(words)))


def test_it_holds_the_cases_of_the_list_and_what_their_reader_sees_of_each(client, world):
    case = bring(world, world.log(title="Heard"), State.HEARD)
    world.log(about="head", title="About the head")
    rows = {who: exported(client, world, who) for who in ("head", "deputy", "clerk", "governor1", "chair", "dpo")}
    seen = {
        who: [(row["Title"], row["Employee concerned"], row["Clauses"]) for row in found] for who, found in rows.items()
    }
    assert seen == {
        "head": [("Heard", "Tessa Moor", "3")],
        "deputy": [("Heard", "Tessa Moor", "3")],
        "clerk": [("Heard", "Tessa Moor", "")],
        "governor1": [("Heard", "", "")],
        "chair": [("About the head", "Helen Ward", "3")],
        "dpo": [],
    }
    assert rows["governor1"][0]["Reference"] == case.reference
    assert exported(client, world, "head", stage="concern") == []
    Exclusion.objects.create(case=case, person=world["head"], kind=ExclusionKind.CONFLICT)
    assert exported(client, world, "head") == []


def test_an_appeal_is_not_told_to_who_sees_none(client, world):
    bring(world, world.log(), State.APPEAL_LODGED)
    assert [row["Stage"] for row in exported(client, world, "clerk")] == ["Appeal"]
    assert [row["Stage"] for row in exported(client, world, "deputy")] == ["Outcome"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_begins_as_a_formula_does(client, world, first):
    title = f"{first}HYPERLINK(1)"
    world.log()
    Case.objects.update(title=title)
    [row] = exported(client, world, "head")
    assert row["Title"] == f"'{title}"
    assert harmless("plain = text") == "plain = text"


def test_who_exported_what_is_written_down_before_it_leaves(client, world):
    case = world.log()
    client.force_login(world.user("head"))
    client.get(reverse("case_export"), {"stage": "concern", "q": "picture"})  # not one line is read
    event = AuditEvent.objects.get(kind="cases.exported")
    facts = json.loads(bytes(event.body))["facts"]
    assert facts == {"number": 1, "cases": [str(case.pk)], "asked": ["q", "stage"]}
    assert "Helen Ward exported a list of 1 case" in audit.said(event)["says"]
    assert "picture" not in bytes(event.body).decode()


def test_a_long_list_ends_with_the_word_that_it_does(client, world, monkeypatch):
    monkeypatch.setattr(the_view, "MOST", 2)
    for _ in range(3):
        world.log()
    rows = exported(client, world, "head")
    assert len(rows) == 3
    assert rows[-1]["Reference"].startswith("Only the first 2 cases are in this file")
    monkeypatch.setattr(the_view, "MOST", 3)
    assert len(exported(client, world, "head")) == 3


def test_three_cases_cost_what_one_does(client, world):
    def queries():
        client.force_login(world.user("head"))
        with CaptureQueriesContext(connection) as seen:
            b"".join(client.get(reverse("case_export")).streaming_content)
        return len(seen)

    world.log()
    queries()
    one = queries()
    world.log()
    world.log()
    assert queries() == one
