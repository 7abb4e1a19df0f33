"""The custody of an exhibit says who handled it, when and how, and tells each reader only what they may know."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from investigations import audit
from investigations.access import Standing
from investigations.actions.documents import request_document
from investigations.actions.evidence import add_evidence, record_reading
from investigations.actions.refusals import Refused
from investigations.documents import custody
from investigations.documents.damage import note_damage, note_sound
from investigations.documents.produce import produce
from investigations.models import AuditEvent, DocumentKind, JobState
from investigations.procedure.sections import Section
from investigations.procedure.states import State
from investigations.vault.store import read_chunks
from tests.pdf import faults, text_of
from tests.world import World


@pytest.fixture
def case(db):
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    case.world = world
    return case


def seen_by(case, who: str) -> list[tuple[str, str]]:
    standing = Standing.of(case.world.user(who), case)
    return [(row["what"], row["by"]) for row in custody.custody(case.evidence.get(number=1), standing)]


def test_everything_that_was_done_with_an_exhibit_is_in_its_custody_newest_first(case):
    exhibit = case.evidence.get(number=1)
    for how in ("viewed", "downloaded"):
        record_reading(exhibit, how, by=case.world["deputy"])
    note_damage(exhibit, "it is no longer in its place")
    note_sound(exhibit)
    rows = seen_by(case, "head")
    assert rows[:4] == [
        ("Found sound again", "Casework"),
        ("Found damaged: it is no longer in its place", "Casework"),
        ("Original downloaded", "Daniel Price"),
        ("Opened", "Daniel Price"),
    ]
    assert rows[-1] == ("Handed in", "Daniel Price")
    assert any(what.startswith("Released with the papers of the hearing, to Tessa Moor") for what, _ in rows)


def test_nobody_learns_from_the_custody_who_reads_for_a_panel(case):
    exhibit = case.evidence.get(number=1)
    record_reading(exhibit, "viewed", by=case.world["governor1"], section=Section.BUNDLE)
    record_reading(exhibit, "viewed", by=case.world["governor4"], section=Section.APPEAL)
    assert ("Opened", "Governor Ames") in seen_by(case, "head") and ("Opened", "Governor Dunn") in seen_by(case, "head")
    assert ("Opened", "Governor Ames") in seen_by(case, "hr") and ("Opened", "Governor Dunn") not in seen_by(case, "hr")
    deputys = seen_by(case, "deputy")
    assert not any("Governor" in by or "Released" in what for what, by in deputys) and deputys


def test_the_custody_sheet_holds_each_exhibit_and_only_what_its_reader_may_know(case, client):
    world = case.world
    add_evidence(case, SimpleUploadedFile("diary.txt", b"words"), by=world.user("head"), description="The diary")
    record_reading(case.evidence.get(number=1), "viewed", by=world["governor1"], section=Section.BUNDLE)
    page = reverse("evidence_detail", args=[case.reference, 1])
    sheets = {}
    for who in ("head", "deputy"):
        client.force_login(world.user(who))
        assert "Make the custody sheet" in client.get(page).content.decode()
        answer = client.post(reverse("document_make", args=[case.reference]), {"kind": "custody_sheet"})
        job = case.jobs.get(requested_by=world[who])
        assert answer["Location"] == reverse("job_detail", args=[case.reference, job.pk])
        document = produce(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.DONE, "")
        sheets[who] = " ".join(text_of(b"".join(read_chunks(document.vault_key))).split())
        assert client.get(reverse("document_open", args=[case.reference, document.pk])).status_code == 200
    for sheet in sheets.values():
        assert "Exhibit 2: The diary" in sheet and "diary.txt" in sheet and "Handed in" in sheet
        assert case.evidence.get(number=2).sha256[:20] in sheet
    assert "Governor Ames" in sheets["head"] and "Released with the papers" in sheets["head"]
    assert "Governor" not in sheets["deputy"] and "Released" not in sheets["deputy"]
    heads = case.documents.get(made_for=world["head"])
    assert client.get(reverse("document_open", args=[case.reference, heads.pk])).status_code == 404, "it holds more"


def made(case, kind, who, **of) -> str:
    job = request_document(case, kind, by=case.world.user(who), **of)
    document = produce(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    pdf = b"".join(read_chunks(document.vault_key))
    assert faults(pdf) == []
    return text_of(pdf)


def test_one_exhibit_has_a_custody_sheet_of_its_own_from_its_page(case, client):
    world = case.world
    add_evidence(case, SimpleUploadedFile("diary.txt", b"words"), by=world.user("head"), description="The diary")
    client.force_login(world.user("deputy"))
    page = reverse("evidence_detail", args=[case.reference, 2])
    assert "Make the custody sheet of this exhibit" in client.get(page).content.decode()
    make = reverse("document_make", args=[case.reference])
    for other in ("3", "x", "-1"):
        assert client.post(make, {"exhibit": other}).status_code == 404
    answer = client.post(make, {"exhibit": "2"})
    job = case.jobs.get(exhibit__number=2)
    assert answer["Location"] == reverse("job_detail", args=[case.reference, job.pk])
    assert "Making the custody sheet of exhibit 2" in client.get(answer["Location"]).content.decode()
    # That of all is another job, and not the one that is under way.
    assert request_document(case, DocumentKind.CUSTODY_SHEET, by=world.user("deputy")) != job

    sheet = made(case, DocumentKind.CUSTODY_SHEET, "deputy", exhibit=case.evidence.get(number=2))
    job.refresh_from_db()
    assert job.document.file_name.startswith(f"Custody sheet, exhibit 2 {case.reference}")
    assert "Exhibit 2 of 2" in sheet and "diary.txt" in sheet and case.evidence.get(number=2).sha256[:20] in sheet
    assert case.evidence.get(number=1).sha256[:20] not in sheet
    says = [
        audit.said(event)["says"]
        for event in AuditEvent.objects.filter(kind__in=("document.made", "document.requested"))
    ]
    assert "Daniel Price asked for the custody sheet of exhibit 2" in says
    assert any(said.startswith("Daniel Price had the custody sheet of exhibit 2 made") for said in says)

    client.force_login(world.user("clerk"))
    with pytest.raises(Refused):
        request_document(case, DocumentKind.CUSTODY_SHEET, by=world.user("clerk"), exhibit=case.evidence.get(number=2))


def test_the_custody_stands_in_the_case_file_and_in_no_paper_that_is_served(case):
    record_reading(case.evidence.get(number=1), "downloaded", by=case.world["deputy"])
    record_reading(case.evidence.get(number=1), "viewed", by=case.world["governor1"], section=Section.BUNDLE)
    heads, deputys = (made(case, DocumentKind.CASE_FILE, who) for who in ("head", "deputy"))
    for file in (heads, deputys):
        custody_part = file[file.rindex("Custody of the exhibits") :]
        assert (
            "Original downloaded Daniel Price" in custody_part
            and case.evidence.get(number=1).sha256[:20] in custody_part
        )
        assert ("Governor Ames" in custody_part) == (file is heads)
    for who, kind in (("teacher", DocumentKind.HEARING_PAPERS), ("clerk", DocumentKind.CASE_FILE)):
        assert "Custody of the exhibits" not in made(case, kind, who)


@pytest.mark.parametrize("who", ["clerk", "governor1", "teacher", "reporter", "colleague"])
def test_whoever_does_not_see_the_evidence_has_no_custody_sheet(case, who):
    with pytest.raises(Refused):
        request_document(case, DocumentKind.CUSTODY_SHEET, by=case.world.user(who))
