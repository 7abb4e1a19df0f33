"""Whoever hands in from outside the case sends by pieces too: the employee, a custodian, the writer of a report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions import drafts
from investigations.actions.appointments import appoint
from investigations.actions.evidence import add_evidence
from investigations.actions.take import take
from investigations.actions.uploads import sweep_uploads
from investigations.models import AuditEvent, DraftFile, Upload
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from investigations.vault import store
from investigations.views.steps import NOT_NOW
from tests.vault.samples import EXE
from tests.world import World

from .test_uploads import PHOTO, head, metadata, send

pytestmark = pytest.mark.django_db
SIZE = len(PHOTO)


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """One school for all of these tests; each undoes what it did."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        case = world.case_at(State.INVESTIGATION)
        take(P.tell_the_employee, case, by=world.user("head"), told_on=timezone.now(), method="by_hand")
        appoint(case, world["it_lead"], Role.EVIDENCE_CUSTODIAN, by=world.user("head"))
        yield world, case
        transaction.set_rollback(True)


@pytest.fixture
def world(school):
    return school[0]


@pytest.fixture
def case(school, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    return school[1]


def signed_in(world, who):
    client = Client()
    client.force_login(world.user(who))
    return client


def begin(client, address, name="photo.jpg", size=SIZE, **about):
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": metadata(filename=name, **about),
    }
    return client.post(address, headers=headers)


def part_of(case, world, who):
    return case.appointments.live().get(person=world[who])


@pytest.mark.parametrize(("who", "source"), [("teacher", "The employee"), ("it_lead", "")])
def test_somebody_with_a_part_goes_on_after_a_lost_connection(world, case, who, source):
    add_evidence(case, SimpleUploadedFile("same.jpg", PHOTO), by=world.user("deputy"))
    client, part = signed_in(world, who), part_of(case, world, who)
    files = reverse("part_files", args=[part.pk])
    address = reverse("part_upload_start", args=[part.pk])
    assert f'data-upload-resumable="{address}"' in client.get(files).content.decode()
    url = begin(client, address)["Location"]
    assert send(client, url, PHOTO[:1000])["Upload-Offset"] == "1000"
    page = client.get(files).content.decode()
    assert f'data-upload-begun="{url}"' in page and "of it arrived. Choose the same file again" in page
    assert head(client, url)["Upload-Offset"] == "1000"
    assert send(client, url, PHOTO[1000:], 1000).status_code == 204
    answer = client.post(url)
    number = case.evidence.last().number
    assert (answer.status_code, answer.json()["text"]) == (201, f"Kept as exhibit {number}.")  # and not: the same as 1
    assert answer.json()["is_same"] is False and client.get(answer.json()["url"]).status_code == 200
    assert client.post(url).json() == answer.json() and case.evidence.count() == number
    exhibit = case.evidence.last()
    assert (exhibit.received_by, exhibit.source, exhibit.file_name) == (world[who], source, "photo.jpg")
    assert b"".join(store.read_chunks(exhibit.vault_key)) == PHOTO
    handed_in = AuditEvent.objects.filter(kind="work.hand_in", stream__name=f"case:{case.pk}").count()
    assert handed_in == (who == "teacher")


def test_nobody_else_sends_there_and_nothing_is_told_of_how_the_case_stands(world, case):
    part = part_of(case, world, "teacher")
    address = reverse("part_upload_start", args=[part.pk])
    url = begin(signed_in(world, "teacher"), address)["Location"]
    for who in ("deputy", "head", "it_lead", "colleague"):
        assert begin(signed_in(world, who), address).status_code == 404
        assert send(signed_in(world, who), url, PHOTO).status_code == 404
        assert (
            head(
                signed_in(world, who), reverse("upload_one", args=[case.reference, Upload.objects.get().pk])
            ).status_code
            == 404
        )
    teacher = signed_in(world, "teacher")
    assert begin(teacher, reverse("upload_start", args=[case.reference])).status_code == 404
    assert begin(teacher, address, "run.exe", len(EXE)).json()["error"].startswith("run.exe")
    assert begin(teacher, address, "all.zip", archive="yes").status_code == 422  # only for who gathers evidence
    send(teacher, url, PHOTO)
    type(case).objects.filter(pk=case.pk).update(state=State.CLOSED, closed_at=timezone.now())
    refused = teacher.post(url)
    assert refused.status_code in (404, 422) and (refused.status_code == 404 or refused.json()["error"] == NOT_NOW)
    assert not case.evidence.exists() or case.evidence.last().file_name != "photo.jpg"


@pytest.fixture
def draft(world, case):
    return drafts.start_draft(world["colleague"])


def test_a_report_in_the_making_takes_files_by_pieces(world, draft):
    client = signed_in(world, "colleague")
    files = reverse("concern_files", args=[draft.pk])
    url = begin(client, reverse("concern_upload_start", args=[draft.pk]))["Location"]
    send(client, url, PHOTO[:1000])
    assert f'data-upload-begun="{url}"' in client.get(files).content.decode()
    send(client, url, PHOTO[1000:], 1000)
    answer = client.post(url)
    assert (answer.status_code, answer.json()["text"], answer.json()["url"]) == (201, "Kept with this report.", "")
    assert client.post(url).json() == answer.json()
    (file,) = draft.files.all()
    assert (file.file_name, file.size) == ("photo.jpg", len(PHOTO))
    assert file.vault_key.startswith(draft.pk.hex) and b"".join(store.read_chunks(file.vault_key)) == PHOTO
    page = client.get(files).content.decode()
    assert "photo.jpg" in page and "data-upload-begun" not in page
    client.post(files, {"remove": file.pk})
    assert not Upload.objects.exists() and client.post(url).status_code == 404


def test_only_its_writer_sends_to_a_report_and_it_holds_so_many(world, draft, monkeypatch):
    address = reverse("concern_upload_start", args=[draft.pk])
    for who in ("head", "deputy", "teacher"):
        assert begin(signed_in(world, who), address).status_code == 404
    client = signed_in(world, "colleague")
    url = begin(client, address)["Location"]
    assert send(signed_in(world, "head"), url, PHOTO).status_code == 404
    monkeypatch.setattr(drafts, "MOST_FILES", 0)
    assert begin(client, address).json() == {"error": "A report holds up to 0 files: add the others once it is sent."}
    assert begin(client, address, "run.exe", len(EXE)).status_code == 422


def test_what_arrived_for_a_report_and_was_not_asked_for_is_kept_by_the_sweep(world, draft):
    client = signed_in(world, "colleague")
    url = begin(client, reverse("concern_upload_start", args=[draft.pk]))["Location"]
    send(client, url, PHOTO)
    assert client.get(url).json()["state"] == "arrived"
    Upload.objects.update(last_at=timezone.now() - timezone.timedelta(minutes=6))
    sweep_uploads()
    assert [file.file_name for file in DraftFile.objects.all()] == ["photo.jpg"]
    url = begin(client, reverse("concern_upload_start", args=[draft.pk]))["Location"]
    drafts.discard_draft(draft)
    assert not Upload.objects.exists() and client.post(url).status_code == 404
