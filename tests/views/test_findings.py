"""Findings: one for each allegation, with the evidence on both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations.actions.evidence import add_evidence, describe
from investigations.actions.investigation import find
from investigations.models import Finding
from investigations.procedure.choices import Bearing, FindingResult, FoundBy
from investigations.procedure.states import State
from tests.views.pages import at, finders, seen, words
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def exhibits(world, case):
    """Three exhibits, one for each way of speaking."""
    for bearing, what in [
        (Bearing.SUPPORTS, "The post"),
        (Bearing.AGAINST, "The rota"),
        (Bearing.CONTEXT, "The course"),
    ]:
        exhibit = add_evidence(case, SimpleUploadedFile("a.png", PNG), by=world.user("deputy"))
        describe(exhibit, {case.allegations.get(): bearing}, by=world.user("deputy"), description=what)


def test_who_reads_findings_and_who_records_them(world, case, client):
    assert finders(world, client, at("finding_list", case)) == {"head", "deputy", "hr"}
    # The case manager finds only in a fact-finding, and sees here why not now.
    assert finders(world, client, at("finding_edit", case, 1)) == {"head", "deputy"}
    assert finders(world, client, at("finding_edit", case, 2)) == set()
    client.force_login(world.user("head"))
    late = client.post(
        at("finding_edit", case, 1),
        {"seen": seen(client.get(at("finding_edit", case, 1))), "result": "proved", "reasons": "Because"},
    )
    assert late.status_code == 409
    assert not Finding.objects.exists()


def test_a_finding_begins_with_the_exhibits_on_both_sides(world, case, client):
    exhibits(world, case)
    client.force_login(world.user("deputy"))
    form = client.get(at("finding_edit", case, 1)).context["form"]
    assert form["evidence_for"].value() == "Exhibit 1: The post"
    assert form["evidence_against"].value() == "Exhibit 2: The rota"
    sides = client.get(at("finding_list", case)).context["rows"][0]["sides"]
    assert [(side["label"], [exhibit.number for exhibit in side["exhibits"]]) for side in sides] == [
        ("Supports the allegation", [1]),
        ("Speaks against it", [2]),
        ("Context", [3]),
    ]


def test_a_finding_needs_a_result_and_reasons_and_keeps_what_was_typed(world, case, client):
    client.force_login(world.user("deputy"))
    mark = seen(client.get(at("finding_edit", case, 1)))
    bad = client.post(at("finding_edit", case, 1), {"seen": mark, "evidence_for": "Kept words"})
    assert bad.context["form"].errors == {
        "result": ["Answer the question “What do you find, on the balance of probabilities?”"],
        "reasons": ["Enter reasons"],
    }
    assert "Kept words" in bad.content.decode()
    good = {"seen": mark, "evidence_for": "Exhibit 1", "result": "partly", "reasons": "One of two."}
    assert client.post(at("finding_edit", case, 1), good)["Location"] == at("finding_list", case)
    finding = Finding.objects.get()
    assert (finding.result, finding.found_by, finding.reasons, finding.by) == (
        "partly", FoundBy.INVESTIGATION, "One of two.", world["deputy"],
    )  # fmt: skip
    assert "Partly proved" in words(client.get(at("finding_list", case)))


def test_a_finding_saved_meanwhile_is_shown(world, case, client):
    client.force_login(world.user("deputy"))
    mark = seen(client.get(at("finding_edit", case, 1)))
    find(case.allegations.get(), result=FindingResult.NOT_PROVED, reasons="Not shown.", by=world.user("deputy"))
    late = client.post(at("finding_edit", case, 1), {"seen": mark, "result": "proved", "reasons": "Shown."})
    assert (late.status_code, late.context["compared"]) == (
        409,
        [
            {"label": "What do you find, on the balance of probabilities?", "theirs": "Not proved"},
            {"label": "Reasons", "theirs": "Not shown."},
        ],
    )


def test_the_panels_finding_is_not_among_those_of_the_investigation(world, client):
    case = world.case_at(State.OUTCOME_ISSUED)
    client.force_login(world.user("deputy"))
    page = words(client.get(at("finding_list", case)))
    assert "The picture shows it." in page
    assert "Shown." not in page and "Governor Ames" not in page


def test_findings_cost_the_same_however_much_evidence_there_is(world, case, client, django_assert_max_num_queries):
    client.force_login(world.user("deputy"))
    with django_assert_max_num_queries(60) as few:
        client.get(at("finding_list", case))
    exhibits(world, case)
    exhibits(world, case)
    with django_assert_max_num_queries(len(few) + 1):
        client.get(at("finding_list", case))
