"""A document is asked for, followed and read by those whose it is; for everybody else it does not exist."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from investigations import audit
from investigations.access import Standing
from investigations.actions.documents import request_document
from investigations.documents.kinds import sections_of
from investigations.documents.produce import produce
from investigations.models import (
    AuditEvent,
    Document,
    DocumentKind,
    Exclusion,
    ExclusionKind,
    Job,
    JobState,
)
from investigations.procedure.states import State
from investigations.vault.store import keep
from tests.world import World

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7\n" + b"the words of the document " * 100


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    settings.JOB_LEASE = 600
    return World.make()


def as_(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.user(who))
    return client


def kept(world: World, case, who: str, kind: DocumentKind = DocumentKind.CASE_FILE) -> Document:
    """A document of theirs, as `produce` keeps it, with other bytes."""
    stored = keep([CONTENT], folder=case.pk.hex, limit=10**6)
    return Document.objects.create(
        case=case, kind=kind, file_name=f"{kind.label} {case.reference} 2026-12-07.pdf", vault_key=stored.key,
        sha256=stored.sha256, size=stored.size, pages=3, sections=sections_of(Standing.of(world.user(who), case), kind),
        made_for=world[who],
    )  # fmt: skip


def waiting(world: World, case, who: str, kind: DocumentKind = DocumentKind.CASE_FILE, **about) -> Job:
    return Job.objects.create(case=case, kind=kind, requested_by=world[who], **about)


def said(case, kind: str) -> list[str]:
    events = AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind=kind)
    return [audit.said(event)["says"] for event in events]


def words(response) -> str:
    return " ".join(response.content.decode().split())


def without_token(response) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", words(response))


# The list ------------------------------------------------------------------------------------------------------


def test_the_list_offers_what_can_be_theirs_with_the_reason_why_not_yet(world):
    case = world.case_at(State.INVESTIGATION)
    page = words(as_(world, "head").get(reverse("document_list", args=[case.reference])))
    assert "Make the case file" in page
    assert "<strong>Not yet:</strong> The papers have to be served first." in page
    assert "<strong>Not yet:</strong> There is no outcome yet." in page
    assert "No document has been made yet" in page

    page = words(as_(world, "deputy").get(reverse("document_list", args=[case.reference])))
    assert "Make the case file" in page
    assert "outcome letter" not in page.lower() and "hearing papers" not in page.lower()


def test_the_list_shows_ones_own_work_and_the_documents_one_may_read(world):
    case = world.case_at(State.OUTCOME_ISSUED)
    kept(world, case, "head")
    kept(world, case, "governor1", DocumentKind.HEARING_PAPERS)
    waiting(
        world,
        case,
        "head",
        DocumentKind.INVESTIGATION_REPORT,
        state=JobState.RUNNING,
        percent=40,
        doing="Setting page 10",
    )
    waiting(world, case, "deputy", percent=77, doing="Preparing exhibit 5")
    page = words(as_(world, "head").get(reverse("document_list", args=[case.reference])))
    assert "Setting page 10, 40% done." in page and "Preparing exhibit 5" not in page
    assert page.count("Made for") == 1 and "PDF, 3 pages" in page and "Made for Helen Ward." in page

    # The panel's papers are the panel's: everybody makes their own.
    assert words(as_(world, "governor1").get(reverse("document_list", args=[case.reference]))).count("Made for") == 1


def test_a_failure_is_out_of_the_way_once_the_same_was_asked_for_again(world):
    case = world.case_at(State.INVESTIGATION)
    waiting(world, case, "head", state=JobState.FAILED, error="It took too long.")
    address = reverse("document_list", args=[case.reference])
    assert "It took too long." in words(as_(world, "head").get(address))
    waiting(world, case, "head", state=JobState.DONE)
    assert "It took too long." not in words(as_(world, "head").get(address))


def test_the_list_asks_the_database_the_same_for_one_document_and_for_three(world):
    case = world.case_at(State.INVESTIGATION)
    client, counts = as_(world, "head"), []
    client.get(reverse("document_list", args=[case.reference]))  # the first look of the day is written down
    for more in (1, 2):
        for _ in range(more):
            kept(world, case, "head")
            waiting(world, case, "head")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("document_list", args=[case.reference]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["teacher", "reporter", "chair", "governor1", "dsl", "vice_chair"])
def test_for_others_there_is_no_list_no_making_no_job_and_no_document(world, who):
    case = world.case_at(State.INVESTIGATION)
    document, job = kept(world, case, "head"), waiting(world, case, "head")
    client = as_(world, who)
    for name, args in (
        ("document_list", []), ("job_detail", [job.pk]), ("job_progress", [job.pk]), ("document_open", [document.pk]),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[case.reference, *args])).status_code == 404, name
    making = client.post(reverse("document_make", args=[case.reference]), {"kind": "case_file"})
    assert making.status_code == 404
    assert Job.objects.count() == 1 and said(case, "document.read") == []


# Asking and following ------------------------------------------------------------------------------------------


def test_a_button_makes_a_job_whose_page_can_be_left_and_found_again(world):
    case = world.case_at(State.INVESTIGATION)
    client = as_(world, "head")
    asked = client.post(reverse("document_make", args=[case.reference]), {"kind": "case_file"})
    job = Job.objects.get()
    page = reverse("job_detail", args=[case.reference, job.pk])
    assert (asked.status_code, asked["Location"], job.requested_by) == (302, page, world["head"])
    assert client.post(reverse("document_make", args=[case.reference]), {"kind": "case_file"})["Location"] == page
    assert Job.objects.count() == 1

    assert f'data-progress="{reverse("job_progress", args=[case.reference, job.pk])}"' in words(client.get(page))
    assert page in words(client.get(reverse("document_list", args=[case.reference])))
    progress = client.get(reverse("job_progress", args=[case.reference, job.pk]))
    assert progress.json() == {"percent": 0, "text": "Waiting to start", "is_done": False, "next": ""}
    assert "no-store" in progress["Cache-Control"]

    document = produce(job.pk)
    progress = client.get(reverse("job_progress", args=[case.reference, job.pk])).json()
    assert progress == {"percent": 100, "text": "Ready", "is_done": True, "next": page}
    assert reverse("document_open", args=[case.reference, document.pk]) in words(client.get(page))


def test_a_failed_job_says_why_and_offers_another_try(world):
    case = world.case_at(State.INVESTIGATION)
    job = waiting(world, case, "head", state=JobState.FAILED, error="“Case file” took longer than 1200 seconds.")
    page = words(as_(world, "head").get(reverse("job_detail", args=[case.reference, job.pk])))
    assert "“Case file” took longer than 1200 seconds." in page and "Try again" in page


def test_a_job_is_seen_by_nobody_but_who_asked(world):
    case = world.case_at(State.INVESTIGATION)
    job = waiting(world, case, "deputy")
    for name in ("job_detail", "job_progress"):
        assert as_(world, "deputy").get(reverse(name, args=[case.reference, job.pk])).status_code == 200
        others = as_(world, "head").get(reverse(name, args=[case.reference, job.pk]))
        nowhere = as_(world, "head").get(reverse(name, args=[case.reference, case.pk]))
        assert others.status_code == nowhere.status_code == 404
        assert without_token(others) == without_token(nowhere).replace(str(case.pk), str(job.pk))


def test_what_cannot_be_made_yet_is_said_at_the_top_of_the_list(world):
    case = world.case_at(State.INVESTIGATION)
    client = as_(world, "head")
    answer = client.post(reverse("document_make", args=[case.reference]), {"kind": "hearing_papers"}, follow=True)
    assert "The papers have to be served first." in words(answer)
    assert Job.objects.count() == 0


@pytest.mark.parametrize("posted", [{}, {"kind": "everything"}, {"kind": ""}])
def test_a_kind_that_is_none_is_not_found(world, posted):
    case = world.case_at(State.INVESTIGATION)
    assert as_(world, "head").post(reverse("document_make", args=[case.reference]), posted).status_code == 404
    assert as_(world, "head").get(reverse("document_make", args=[case.reference])).status_code == 405


def test_the_presenting_officer_has_the_papers_made_and_nothing_else(world):
    case = world.case_at(State.HEARING_ARRANGED)
    client = as_(world, "colleague")
    page = words(client.get(reverse("document_list", args=[case.reference])))
    assert "Make the hearing papers" in page and "Make the case file" not in page
    client.post(reverse("document_make", args=[case.reference]), {"kind": "case_file"})
    assert not Job.objects.exists()


# Reading -------------------------------------------------------------------------------------------------------


def test_a_document_is_downloaded_and_its_reading_recorded(world):
    case = world.case_at(State.INVESTIGATION)
    document = kept(world, case, "head")
    response = as_(world, "head").get(reverse("document_open", args=[case.reference, document.pk]))
    assert said(case, "document.read") == [f"Helen Ward read the case file of {document.made_at:%d %m %Y}"]
    assert b"".join(response.streaming_content) == CONTENT
    assert {name: response[name] for name in (
        "Content-Type", "Content-Disposition", "Content-Length", "X-Content-Type-Options", "Cache-Control",
        "Content-Security-Policy",
    )} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="Case file {case.reference} 2026-12-07.pdf"',
        "Content-Length": str(len(CONTENT)),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }  # fmt: skip


def test_without_its_record_no_byte_leaves(world, monkeypatch):
    case = world.case_at(State.INVESTIGATION)
    document = kept(world, case, "head")

    def broken(*_, **__):
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("investigations.actions.documents.audit.record", broken)
    with pytest.raises(RuntimeError):
        as_(world, "head").get(reverse("document_open", args=[case.reference, document.pk]))


def test_a_damaged_document_is_not_handed_out_and_that_is_recorded(world, settings):
    case = world.case_at(State.INVESTIGATION)
    document = kept(world, case, "head")
    Document.objects.filter(pk=document.pk).update(sha256="0" * 64)
    response = as_(world, "head").get(reverse("document_open", args=[case.reference, document.pk]))
    assert response.status_code == 409
    assert "is no longer the one that was made, so it is not handed out" in words(response)
    assert len(said(case, "document.damaged")) == 1 and said(case, "document.read") == []


def test_whoever_sees_less_than_the_maker_does_not_read_it(world):
    case = world.case_at(State.INVESTIGATION)
    document = kept(world, case, "head")
    address = reverse("document_open", args=[case.reference, document.pk])
    nowhere = reverse("document_open", args=[case.reference, case.pk])
    assert as_(world, "deputy").get(address).status_code == 404
    assert as_(world, "deputy").get(nowhere).status_code == 404
    # What the investigator sees, the case manager sees too.
    theirs = kept(world, case, "deputy")
    assert as_(world, "head").get(reverse("document_open", args=[case.reference, theirs.pk])).status_code == 200


def test_rights_that_ended_since_it_was_made_count(world):
    case = world.case_at(State.INVESTIGATION)
    document = kept(world, case, "deputy")
    Exclusion.objects.create(case=case, person=world["deputy"], kind=ExclusionKind.CONFLICT)
    assert as_(world, "deputy").get(reverse("document_open", args=[case.reference, document.pk])).status_code == 404
    assert said(case, "document.read") == []


def test_a_document_is_not_found_under_another_case(world):
    case, other = world.case_at(State.INVESTIGATION), world.case_at(State.INVESTIGATION)
    document, job = kept(world, case, "head"), waiting(world, case, "head")
    client = as_(world, "head")
    assert client.get(reverse("document_open", args=[other.reference, document.pk])).status_code == 404
    assert client.get(reverse("job_detail", args=[other.reference, job.pk])).status_code == 404


def test_the_investigator_does_not_learn_from_the_record_who_sits_on_the_panel(world):
    case = world.case_at(State.OUTCOME_ISSUED)
    for who, kind in (("governor1", "hearing_papers"), ("governor1", "case_file"), ("teacher", "outcome_letter")):
        request_document(case, DocumentKind(kind), by=world.user(who))
    events = AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind="document.requested")
    seen_by_investigator = {section.value for section in Standing.of(world.user("deputy"), case).sections}
    assert events.count() == 3
    assert {event.section for event in events} & seen_by_investigator == set()


# The employee --------------------------------------------------------------------------------------------------


def part_of(world: World, case, who: str = "teacher"):
    return case.appointments.live().get(person=world[who])


def test_the_employee_has_made_what_was_served_on_them(world):
    case = world.case_at(State.OUTCOME_ISSUED)
    part, client = part_of(world, case), as_(world, "teacher")
    page = words(client.get(reverse("part_detail", args=[part.pk])))
    # No letter of the outcome was written here; where one was served it stands on this page, and nothing beside it.
    assert "Make the hearing papers" in page and "Make the outcome letter" in page and "Make the case file" not in page

    asked = client.post(reverse("part_document_make", args=[part.pk]), {"kind": "outcome_letter"})
    job = Job.objects.get()
    assert asked["Location"] == reverse("part_job", args=[part.pk, job.pk])
    assert "Waiting to start" in words(client.get(asked["Location"]))
    document = produce(job.pk)
    assert client.get(reverse("part_job_progress", args=[part.pk, job.pk])).json()["next"] == asked["Location"]
    assert "Download the PDF" in words(client.get(asked["Location"]))
    response = client.get(reverse("part_document", args=[part.pk, document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert said(case, "document.read") == [f"Tessa Moor read the outcome letter of {document.made_at:%d %m %Y}"]
    assert "Made before" in words(client.get(reverse("part_detail", args=[part.pk])))


def test_no_outcome_letter_is_offered_beside_the_one_that_was_served(world):
    case = world.case_at(State.OUTCOME_ISSUED)
    page = lambda: words(as_(world, "teacher").get(reverse("part_detail", args=[part_of(world, case).pk])))  # noqa: E731
    assert "Make the outcome letter" in page()
    case.letters.filter(code="L22").update(state="served", sha256="0" * 64)
    assert "Make the outcome letter" not in page() and "Make the hearing papers" in page()


def test_the_employee_gets_at_nothing_else(world):
    case = world.case_at(State.OUTCOME_ISSUED)
    part, client = part_of(world, case), as_(world, "teacher")
    others = kept(world, case, "head", DocumentKind.OUTCOME_LETTER), waiting(world, case, "head")
    assert client.get(reverse("part_document", args=[part.pk, others[0].pk])).status_code == 404
    assert client.get(reverse("part_job", args=[part.pk, others[1].pk])).status_code == 404
    assert client.get(reverse("document_open", args=[case.reference, others[0].pk])).status_code == 404
    for kind in ("case_file", "investigation_report"):
        client.post(reverse("part_document_make", args=[part.pk]), {"kind": kind})
    assert Job.objects.filter(requested_by=world["teacher"]).count() == 0


def test_before_anything_is_served_the_employee_has_no_document(world):
    case = world.case_at(State.REPORT_SUBMITTED)
    part, client = part_of(world, case), as_(world, "teacher")
    assert "As PDF, to keep" not in words(client.get(reverse("part_detail", args=[part.pk])))
    client.post(reverse("part_document_make", args=[part.pk]), {"kind": "hearing_papers"})
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["reporter", "head", "colleague", "governor7"])
def test_a_part_that_is_not_the_employees_has_no_documents(world, who):
    case = world.case_at(State.OUTCOME_ISSUED)
    document = kept(world, case, "teacher", DocumentKind.OUTCOME_LETTER)
    job = waiting(world, case, "teacher")
    mine = case.appointments.live().filter(person=world[who]).first()
    for part in filter(None, [part_of(world, case), mine]):
        client = as_(world, who)
        assert client.post(reverse("part_document_make", args=[part.pk]), {"kind": "outcome_letter"}).status_code == 404
        assert client.get(reverse("part_job", args=[part.pk, job.pk])).status_code == 404
        assert client.get(reverse("part_job_progress", args=[part.pk, job.pk])).status_code == 404
        assert client.get(reverse("part_document", args=[part.pk, document.pk])).status_code == 404
