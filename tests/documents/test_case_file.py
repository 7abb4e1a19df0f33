"""The case file is made by a job, holds what its reader may see and nothing else, and its reading is recorded."""

import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations.actions.documents import open_document, request_document
from investigations.actions.evidence import add_evidence
from investigations.actions.refusals import Refused
from investigations.documents.jobs import claim
from investigations.documents.produce import produce
from investigations.models import DocumentKind, Exclusion, ExclusionKind, Job, JobState
from investigations.procedure.states import State
from investigations.vault.store import read_chunks
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    return World.make()


def words(document, tmp_path) -> str:
    place = tmp_path / "made.pdf"
    place.write_bytes(b"".join(read_chunks(document.vault_key)))
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


@pytest.mark.parametrize("kind", [DocumentKind.HEARING_PAPERS, DocumentKind.OUTCOME_LETTER, DocumentKind.INVESTIGATION_REPORT])
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
    cut = theirs.index("Allegations"), employees.index("Allegations")
    assert theirs[cut[0] :].translate(strip) == employees[cut[1] :].translate(strip)


@pytest.mark.parametrize("who", ["teacher", "reporter", "governor1", "colleague", "governor7"])
def test_others_cannot_ask_for_the_case_file(world, who):
    case = world.case_at(State.INVESTIGATION)
    with pytest.raises(Refused):
        request_document(case, DocumentKind.CASE_FILE, by=world.user(who))
    assert not Job.objects.exists()


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
