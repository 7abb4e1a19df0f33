"""The report: written over days, put together with what the case knows, and locked when it is submitted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.actions.investigation import REPORT, find, write_report
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import FindingResult
from investigations.procedure.side_tracks import StatementProcedure as S
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


def test_who_reads_the_report_and_who_writes_it(world, case, client):
    assert finders(world, client, at("report_detail", case)) == {"head", "deputy", "hr"}
    assert finders(world, client, at("report_edit", case)) == {"head", "deputy"}
    client.force_login(world.user("head"))  # writes it in a fact-finding only
    late = client.post(at("report_edit", case), {"seen": seen(client.get(at("report_edit", case))), "process": "Mine"})
    assert late.status_code == 409
    assert not hasattr(case.__class__.objects.get(pk=case.pk), "report")


def test_the_report_is_saved_part_by_part(world, case, client):
    client.force_login(world.user("deputy"))
    page = client.get(at("report_edit", case))
    assert [(title, [field.name for field in fields]) for title, fields in page.context["parts"]] == [
        ("Introduction", ["introduction"]),
        ("Process", ["process", "not_collected", "not_interviewed"]),
        ("Findings", ["facts_established", "facts_not_established", "mitigating", "other_information"]),
        ("Conclusion", ["conclusion", "recommendation", "other_recommendations"]),
    ]
    half = {"seen": seen(page), "process": "Looked at the post.", "submitted_at": "2026-01-01", "case": "1"}
    assert client.post(at("report_edit", case), half)["Location"] == at("report_detail", case)
    case = case.__class__.objects.get(pk=case.pk)
    assert (case.report.process, case.report.updated_by, case.report.submitted_at) == (
        "Looked at the post.", world["deputy"], None,
    )  # fmt: skip
    again = client.get(at("report_edit", case))
    whole = {name: f"Words of {name}" for name in REPORT} | {"recommendation": "informal", "seen": seen(again)}
    client.post(at("report_edit", case), whole)
    case.report.refresh_from_db()
    assert {name: getattr(case.report, name) for name in REPORT} == {name: whole[name] for name in REPORT}


def test_two_who_write_the_report_lose_nothing(world, case, client):
    client.force_login(world.user("deputy"))
    write_report(case, by=world.user("deputy"), process="At first", conclusion="The same")
    page = client.get(at("report_edit", case))
    write_report(case, by=world.user("deputy"), process="Saved in another window", recommendation="formal")
    mine = {"seen": seen(page), "process": "Typed in this one", "conclusion": "The same"}
    late = client.post(at("report_edit", case), mine)
    assert late.status_code == 409
    assert late.context["compared"] == [
        {"label": "How it was investigated", "theirs": "Saved in another window"},
        {"label": "Recommendation", "theirs": "Formal action: there is a case to answer"},
    ]
    assert "Daniel Price saved this while you were writing. Nothing you typed is lost" in words(late)
    assert "Typed in this one" in late.content.decode()
    report = case.__class__.objects.get(pk=case.pk).report
    assert report.process == "Saved in another window"
    client.post(at("report_edit", case), mine | {"seen": seen(late), "recommendation": "formal"})
    report.refresh_from_db()
    assert (report.process, report.recommendation) == ("Typed in this one", "formal")


def test_the_report_says_what_is_missing_and_then_leads_to_its_submission(world, case, client):
    deputy = world.user("deputy")
    statement = take_statement(case, world["colleague"], text="I saw it.", taken_on=timezone.localdate(), by=deputy)
    client.force_login(deputy)

    def submission():
        return client.get(at("report_detail", case)).context["submission"]

    assert submission()["missing"] == [
        "Record a finding for every allegation first.",
        "Every statement has to be confirmed, or marked as not confirmed, first.",
        "Write the report first: its process, its conclusion and its recommendation.",
    ]
    find(case.allegations.get(), result=FindingResult.PROVED, reasons="Seen.", by=deputy)
    take(S.confirm_on_paper, statement, by=deputy, proof="In the safe.")
    write_report(case, by=deputy, process="Looked.", conclusion="It happened.", recommendation="formal")
    assert submission() == {
        "label": "Submit the investigation report",
        "missing": [],
        "url": at("step_take", case, "submit_report"),
    }
    take(P.submit_report, case, by=deputy)
    page = client.get(at("report_detail", case))
    assert page.context["submission"] is None
    assert "Submitted and locked" in words(page)
    assert "Write the report" not in words(page)
    client.force_login(world.user("head"))
    assert client.get(at("report_detail", case)).context["submission"] is None


def test_a_locked_report_keeps_its_words_and_what_was_typed_is_shown(world, client):
    case = world.case_at(State.REPORT_SUBMITTED)
    client.force_login(world.user("deputy"))
    page = client.get(at("report_edit", case))
    assert b"<textarea" not in page.content
    late = client.post(at("report_edit", case), {"seen": seen(page), "process": "Too late"})
    assert late.status_code == 409
    assert "Too late" in late.content.decode()
    assert case.report.process == "Looked at the post."


def test_the_report_is_put_together_in_five_parts(world, case, client):
    deputy = world.user("deputy")
    add_evidence(case, SimpleUploadedFile("a.png", PNG), by=deputy, description="The post", source="Dora's phone")
    take_statement(
        case, world["colleague"], text="I saw it.", taken_on=timezone.localdate(), by=deputy, how_taken="In the library"
    )
    find(case.allegations.get(), result=FindingResult.PARTLY, reasons="One of two.", by=deputy)
    write_report(case, by=deputy, process="Looked.", conclusion="It happened.", recommendation="informal")
    client.force_login(deputy)
    page = words(client.get(at("report_detail", case)))
    places = [
        page.index(part)
        for part in [
            "1. Introduction",
            "Commissioned by Helen Ward, head teacher, as case manager.",
            "Investigated by Daniel Price, member of staff, appointed on",
            "Background A post.",
            "2. Process",
            "Looked.",
            "Colin Hay, member of staff,",
            "In the library (statement 1, being written)",
            "Exhibit 1: The post (Dora's phone)",
            "3. Findings",
            "Partly proved",
            "One of two.",
            "4. Conclusion",
            "It happened.",
            "Informal action, such as advice or training",
            "5. Supporting documents",
        ]
    ]
    assert places == sorted(places)


def test_a_fact_finding_report_is_written_by_the_case_manager(world, client):
    case = world.case_at(State.ASSESSMENT)
    head = world.user("head")
    take(P.begin_fact_finding, case, by=head, severity="1", reason="A brief look is enough.")
    client.force_login(head)
    page = client.get(at("report_edit", case))
    client.post(at("report_edit", case), {"seen": seen(page), "process": "Asked."})
    shown = client.get(at("report_detail", case))
    assert "Asked." in words(shown)
    assert shown.context["submission"]["url"] == at("step_take", case, "conclude_fact_finding")
