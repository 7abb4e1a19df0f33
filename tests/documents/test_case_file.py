"""The case file is made by a job, holds what its reader may see and nothing else, and its reading is recorded."""

import json
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations import audit
from investigations.access import Standing
from investigations.actions.documents import open_document, request_document
from investigations.actions.evidence import add_evidence
from investigations.actions.investigation import panel_find
from investigations.actions.refusals import Refused
from investigations.actions.take import take
from investigations.documents.custody import custody
from investigations.documents.jobs import claim
from investigations.documents.produce import in_ranges, produce
from investigations.models import AuditEvent, DocumentKind, Exclusion, ExclusionKind, Job, JobState
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import FindingResult
from investigations.procedure.clocks import Clock
from investigations.procedure.states import State
from investigations.vault.store import read_chunks
from tests.pdf import faults
from tests.vault.samples import ftyp
from tests.world import PANEL, PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    settings.JOB_LEASE = 600  # it is renewed from a thread of its own, which would wait for this test's transaction
    return World.make()


def words(document, tmp_path) -> str:
    place = tmp_path / "made.pdf"
    place.write_bytes(b"".join(read_chunks(document.vault_key)))
    assert faults(place) == []
    return subprocess.run(["pdftotext", "-layout", place, "-"], capture_output=True, check=True, text=True).stdout


def made(world, case, kind, who):
    job = request_document(case, kind, by=world.user(who))
    document = produce(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    return document


def test_the_case_file_of_a_whole_life(world, tmp_path):
    case = world.case_at(State.CLOSED)
    document = made(world, case, DocumentKind.CASE_FILE, "head")
    text = words(document, tmp_path)
    for expected in (
        case.reference, "Tessa Moor", "Summary", "Allegations and findings", "Exhibit 1", "First written warning",
        "Appeal", "Social media policy, version 1", "Refer to the disciplinary procedure",
        "Page 2 of",
    ):  # fmt: skip
        assert expected in text, expected
    assert document.audit_head in text.replace("\n", "").replace(" ", "")


def test_the_investigator_gets_no_panel_names_and_no_outcome(world, tmp_path):
    case = world.case_at(State.CLOSED)
    text = words(made(world, case, DocumentKind.CASE_FILE, "deputy"), tmp_path)
    assert "The picture shows it." in text
    for secret in ("Governor Ames", "First written warning", "Final written warning", "Serious, once.", "Too severe."):
        assert secret not in text, secret


@pytest.mark.parametrize(
    "kind", [DocumentKind.HEARING_PAPERS, DocumentKind.OUTCOME_LETTER, DocumentKind.INVESTIGATION_REPORT]
)
def test_each_kind_is_made(world, tmp_path, kind):
    case = world.case_at(State.OUTCOME_ISSUED)
    text = words(made(world, case, kind, "head"), tmp_path)
    assert case.reference in text


def test_the_panel_reads_what_the_employee_was_served_and_no_more(world, tmp_path):
    case = world.case_at(State.HEARING_ARRANGED)
    add_evidence(case, SimpleUploadedFile("late.png", PNG), by=world.user("deputy"), description="Handed in afterwards")
    theirs = words(made(world, case, DocumentKind.HEARING_PAPERS, "governor1"), tmp_path)
    employees = words(made(world, case, DocumentKind.HEARING_PAPERS, "teacher"), tmp_path)
    assert "Handed in afterwards" not in theirs + employees
    strip = str.maketrans("", "", " \n\f")
    # The cover says when it was made, the last page of each how to check that one.
    [mine, served] = (
        text[text.index("Allegations") : text.rindex("How to check this document")].translate(strip)
        for text in (theirs, employees)
    )
    assert mine == served


@pytest.mark.parametrize("who", ["teacher", "reporter", "governor1", "colleague", "governor7"])
def test_others_cannot_ask_for_the_case_file(world, who):
    case = world.case_at(State.INVESTIGATION)
    with pytest.raises(Refused):
        request_document(case, DocumentKind.CASE_FILE, by=world.user(who))
    assert not Job.objects.exists()


def record_of(case, *kinds: str) -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind__in=kinds).order_by("seq")
    return [(event.section, audit.said(event)["says"]) for event in events]


def test_printing_exhibits_is_a_reading_and_recorded_once_a_document(world):
    case = world.case_at(State.INVESTIGATION)
    for number in range(4):
        add_evidence(case, SimpleUploadedFile(f"{number}.png", PNG), by=world.user("deputy"))
    add_evidence(case, SimpleUploadedFile("film.mp4", ftyp(b"isom", b"avc1")), by=world.user("deputy"))
    add_evidence(case, SimpleUploadedFile("log.txt", b"a line"), by=world.user("deputy"))
    document = made(world, case, DocumentKind.CASE_FILE, "head")
    assert record_of(case, "document.made", "evidence.printed") == [
        ("documents", f"Helen Ward had the case file made, {document.pages} pages"),
        ("evidence", "Exhibits 1 to 4 and 6 were printed for Helen Ward in the case file"),
    ]
    assert [row["what"] for row in custody(case.evidence.get(number=6), Standing.of(world.user("head"), case))] == [
        "Attached to a copy of the file", "Printed", "Handed in",
    ]  # fmt: skip
    event = AuditEvent.objects.get(kind="evidence.printed")
    assert json.loads(bytes(event.body))["facts"] == {"document": str(document.pk), "exhibits": [1, 2, 3, 4, 6]}


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1], "Exhibit 1"),
        ([1, 2], "Exhibits 1 and 2"),
        ([3, 1, 2], "Exhibits 1 to 3"),
        ([1, 3, 4, 7, 8, 9], "Exhibits 1, 3, 4 and 7 to 9"),
    ],
)
def test_exhibits_are_listed_as_people_list_them(numbers, words):
    assert in_ranges(numbers) == words


def test_what_is_printed_in_the_papers_is_recorded_where_the_papers_are(world):
    """The investigator sees the evidence's record, and must not learn from it who sits on the panel."""
    case = world.case_at(State.HEARING_ARRANGED)
    made(world, case, DocumentKind.HEARING_PAPERS, "governor1")
    assert record_of(case, "evidence.printed") == [
        ("bundle", "Exhibit 1 was printed for Governor Ames in the hearing papers")
    ]


def test_a_damaged_exhibit_is_said_in_its_place_and_recorded(world, tmp_path):
    case = world.case_at(State.REPORT_SUBMITTED)
    exhibit = case.evidence.get()
    place = tmp_path / "vault" / exhibit.vault_key
    content = bytearray(place.read_bytes())
    content[-20] ^= 1
    place.write_bytes(content)
    text = words(made(world, case, DocumentKind.CASE_FILE, "head"), tmp_path)
    assert "The stored file is damaged: it is no longer the one that was handed in" in " ".join(text.split())
    assert exhibit.vault_key not in text
    assert record_of(case, "evidence.damaged", "evidence.printed") == [
        ("evidence", "Exhibit 1 was found damaged: its stored content is not what was handed in")
    ]


def test_an_exhibit_that_is_whole_but_another_than_was_handed_in_is_not_printed(world):
    case = world.case_at(State.REPORT_SUBMITTED)
    case.evidence.update(sha256="0" * 64)
    made(world, case, DocumentKind.CASE_FILE, "head")
    assert len(record_of(case, "evidence.damaged")) == 1 and record_of(case, "evidence.printed") == []


def test_a_date_set_going_by_what_one_does_not_see_is_not_in_ones_copy(world, tmp_path):
    case = world.case_at(State.OUTCOME_ISSUED)
    deputys = words(made(world, case, DocumentKind.CASE_FILE, "deputy"), tmp_path)
    heads = words(made(world, case, DocumentKind.CASE_FILE, "head"), tmp_path)
    assert Clock.INVESTIGATION_TARGET.label in deputys and Clock.APPEAL_LODGE.label in heads
    assert Clock.APPEAL_LODGE.label not in deputys


def test_the_first_panel_reads_the_outcome_as_it_decided_it(world, tmp_path):
    case = world.case_at(State.CONCLUDED)
    panels = words(made(world, case, DocumentKind.CASE_FILE, "governor1"), tmp_path)
    heads = words(made(world, case, DocumentKind.CASE_FILE, "head"), tmp_path)
    assert "Final written warning" in panels and "First written warning" in heads
    assert "First written warning" not in panels and "appeal hearing" not in panels.lower()


def test_the_letter_says_what_was_decided_then(world, tmp_path):
    case = world.case_at(State.CONCLUDED)
    text = " ".join(words(made(world, case, DocumentKind.OUTCOME_LETTER, "teacher"), tmp_path).split())
    assert "The panel’s decision is: final written warning." in text
    assert "first written warning" not in text
    outcome = case.outcome
    assert outcome.live_until < (live := outcome.served_on.replace(year=outcome.served_on.year + 1))
    assert f"This warning is live until {live:%A} {live.day} {live:%B %Y}." in text


def test_a_panel_that_proved_nothing_has_a_letter_too(world, tmp_path):
    case = world.case_at(State.HEARD)
    for allegation in case.allegations.all():
        panel_find(allegation, result=FindingResult.NOT_PROVED, reasons="Not shown.", by=world.user("governor1"))
    take(
        CaseProcedure.find_not_upheld,
        case,
        by=world.user("governor1"),
        reason="The picture shows nobody.",
        votes=[world[key] for key in PANEL],
    )
    text = " ".join(words(made(world, case, DocumentKind.OUTCOME_LETTER, "teacher"), tmp_path).split())
    assert "The panel found nothing proved. No sanction follows." in text and "The picture shows nobody." in text
    assert "appeal" not in text


def test_the_report_holds_the_finding_on_each_allegation(world, tmp_path):
    case = world.case_at(State.REPORT_SUBMITTED)
    text = " ".join(words(made(world, case, DocumentKind.INVESTIGATION_REPORT, "head"), tmp_path).split())
    assert "Finding: Proved, on the balance of probabilities (investigating officer)" in text
    assert "The picture shows it." in text and "Appendices: the exhibits" in text


def test_the_papers_do_not_say_who_handed_an_exhibit_in(world, tmp_path):
    case = world.case_at(State.HEARING_ARRANGED)
    assert "from Daniel Price" in words(made(world, case, DocumentKind.CASE_FILE, "head"), tmp_path)
    papers = words(made(world, case, DocumentKind.HEARING_PAPERS, "teacher"), tmp_path)
    assert "Exhibit 1" in papers and "Received" not in papers


def test_a_copy_that_leaves_out_parts_says_which(world, tmp_path):
    case = world.case_at(State.INVESTIGATION)
    text = " ".join(words(made(world, case, DocumentKind.CASE_FILE, "deputy"), tmp_path).split())
    assert "Copy for Daniel Price, investigating officer" in text
    assert (
        "This copy holds what its reader sees as investigating officer. Whatever the case may have under these headings "
        "is not in it: assessment, advice, decision, hearing, hearing papers, panel's findings, outcome, appeal, appeal "
        "panel's findings, suspension, duties, complaint, resignation, requests about personal data, fairness record, "
        "governing-body actions, copies released and who can see this case."
    ) in text


def test_whoever_loses_the_case_while_the_job_waits_gets_nothing(world):
    case = world.case_at(State.INVESTIGATION)
    job = request_document(case, DocumentKind.CASE_FILE, by=world.user("deputy"))
    Exclusion.objects.create(case=case, person=world["deputy"], kind=ExclusionKind.CONFLICT)
    assert produce(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.document) == (JobState.FAILED, None)


def test_whoever_loses_the_case_afterwards_reads_nothing(world):
    case = world.case_at(State.INVESTIGATION)
    document = made(world, case, DocumentKind.CASE_FILE, "deputy")
    open_document(document, by=world.user("deputy"))
    Exclusion.objects.create(case=case, person=world["deputy"], kind=ExclusionKind.CONFLICT)
    with pytest.raises(Refused):
        open_document(document, by=world.user("deputy"))


def test_asking_twice_gives_one_job_and_a_second_wake_up_finds_nothing(world):
    case = world.case_at(State.INVESTIGATION)
    first = request_document(case, DocumentKind.CASE_FILE, by=world.user("head"))
    assert request_document(case, DocumentKind.CASE_FILE, by=world.user("head")) == first
    assert claim(first.pk) is not None
    assert claim(first.pk) is None
