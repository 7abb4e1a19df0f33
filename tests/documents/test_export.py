"""The export of a whole case: encrypted, explains itself, proves itself, and names nobody on its outside."""

import csv
import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from investigations.actions.documents import request_document
from investigations.actions.evidence import add_evidence, describe
from investigations.actions.exports import KEPT, end_exports
from investigations.actions.refusals import Refused
from investigations.documents import proof, verifier
from investigations.documents.export import passphrase, table
from investigations.documents.produce import produce
from investigations.models import AuditEvent, Document, DocumentKind, Job
from investigations.procedure.choices import ScanState
from investigations.procedure.states import State
from investigations.vault import store
from tests import world as w
from tests.views.pages import words
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def exported(django_db_setup, django_db_blocker, tmp_path_factory):
    """A case with a kept document and three exhibits, the last of them suspect; exported once, and unpacked."""
    folder = tmp_path_factory.mktemp("export")
    with (
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault", KEYSTORE_DIR=folder / "keystore"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        world = World.make()
        case = world.case_at(State.INVESTIGATION)
        head = world.user("head")
        exhibits = [add_evidence(case, SimpleUploadedFile(f"Tessa Moor {at}.png", w.PNG), by=head) for at in range(3)]
        describe(exhibits[0], {}, by=head, description="=HYPERLINK(1)")
        case.evidence.filter(number=exhibits[2].number).update(scan=ScanState.SUSPECT)
        produce(request_document(case, DocumentKind.CASE_FILE, by=head).pk)
        job = request_document(case, DocumentKind.CASE_EXPORT, by=head)
        document = produce(job.pk)
        job.refresh_from_db()
        assert document is not None, job.error
        place = folder / "export.zip"
        place.write_bytes(b"".join(store.read_chunks(document.vault_key)))
        unpacked = folder / "unpacked"
        with pyzipper.AESZipFile(place) as archive:
            archive.setpassword(passphrase(job).encode())
            archive.extractall(unpacked)
        yield {
            "world": world, "case": case, "job": job, "document": document, "place": place, "unpacked": unpacked,
            "exhibits": exhibits, "folder": folder, "keys": proof.public_keys(world.school),
        }  # fmt: skip
        transaction.set_rollback(True)


@pytest.fixture
def placed(exported, settings):
    folder = exported["folder"]
    settings.DATA_DIR, settings.VAULT_DIR, settings.KEYSTORE_DIR = folder, folder / "vault", folder / "keystore"
    return exported


def test_the_archive_opens_with_its_passphrase_alone_and_names_nobody_outside(exported):
    with pyzipper.AESZipFile(exported["place"]) as archive:
        assert all(one.wz_aes_strength == 3 for one in archive.infolist())  # 256 bits
        with pytest.raises(RuntimeError):
            archive.read("README.txt", pwd=b"AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    raw = exported["place"].read_bytes()
    assert not [name for name in (b"Tessa", b"Moor", b"Helen") if name in raw]
    assert passphrase(exported["job"]).count("-") == 4
    stored = [
        *Job.objects.filter(pk=exported["job"].pk).values_list(),
        *AuditEvent.objects.values_list("body", "sealed"),
    ]
    assert passphrase(exported["job"]) not in repr(stored)


def test_it_holds_documents_originals_words_and_audit_and_says_what_it_leaves_out(exported):
    unpacked, case = exported["unpacked"], exported["case"]
    names = {str(one.relative_to(unpacked)) for one in unpacked.rglob("*") if one.is_file()}
    first, second, suspect = (f"originals/{one.number:04}.bin" for one in exported["exhibits"])
    readme = (unpacked / "README.txt").read_text()

    assert {first, second, "documents/0001.pdf", "case.json", "audit.jsonl", "verifier.py", "manifest.json"} <= names
    assert suspect not in names
    assert f"{exported['exhibits'][2]}: held back, because of the virus scanner." in readme
    assert (unpacked / first).read_bytes() == w.PNG
    assert case.title in (unpacked / "case.json").read_text()
    assert len((unpacked / "audit.jsonl").read_text().splitlines()) == exported["document"].audit_count
    assert "python verifier.py ." in readme


def test_what_the_case_manager_does_not_see_is_a_hash_and_no_words(exported):
    lines = [json.loads(line) for line in (exported["unpacked"] / "audit.jsonl").read_text().splitlines()]
    assert all({"hash", "body_sha256", "sealed_sha256"} <= line.keys() for line in lines)
    shown = [json.loads(line["body"])["section"] for line in lines if "body" in line]
    assert shown and not {"deliberation", "appeal_deliberation"} & set(shown)


def test_the_verifier_in_it_says_that_it_is_sound_without_casework(exported):
    command = [sys.executable, "-I", "verifier.py", "."]
    told = subprocess.run(command, capture_output=True, text=True, cwd=exported["unpacked"])
    assert (told.returncode, told.stdout.splitlines()[0]) == (0, "Sound: nothing was changed since it was made."), told


def swapped(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("name", "change", "named"),
    [
        ("case.json", lambda text: text + " ", ["The file case.json was changed."]),
        ("README.txt", None, ["The file README.txt was taken out."]),
        ("more.txt", lambda text: "more", ["The file more.txt was added."]),
        (
            "manifest.json",
            lambda text: swapped(text, '"asked_by": "', '"asked_by": "Not '),
            ["The manifest, or its signature: it is not the manifest that was signed."],
        ),
    ],
)
def test_whatever_was_changed_in_it_is_named(exported, name, change, named):
    place = exported["unpacked"] / name
    before = place.read_text() if place.exists() else None
    try:
        if change:
            place.write_text(change(before or ""))
        else:
            place.unlink()
        assert verifier.verify_export(exported["unpacked"], exported["keys"]).changes == named
    finally:
        place.unlink(missing_ok=True)
        if before is not None:
            place.write_text(before)
    assert verifier.verify_export(exported["unpacked"], exported["keys"]).status == verifier.SOUND


def test_the_chain_is_followed_event_by_event(exported, tmp_path):
    manifest = json.loads((exported["unpacked"] / "manifest.json").read_text())["manifest"]
    lines = (exported["unpacked"] / "audit.jsonl").read_text().splitlines(keepends=True)
    said = (tmp_path / "audit.jsonl").write_text

    said("".join(lines))
    assert list(verifier.chain_changes(tmp_path, manifest)) == []
    said("".join([*lines[:1], *lines[2:]]))
    assert "Entry 2 of the audit: it does not follow the one before it." in verifier.chain_changes(tmp_path, manifest)
    said("".join(lines[:-1]))
    assert list(verifier.chain_changes(tmp_path, manifest)) == ["The audit: it does not end where it did."]


def test_no_cell_of_a_table_is_a_formula(exported):
    tables = list((exported["unpacked"] / "tables").glob("*.csv"))
    cells = [cell for one in tables for row in csv.reader(io.StringIO(one.read_text("utf-8-sig"))) for cell in row]
    assert cells and not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    [_, row] = b"".join(table([{"a": "=1+1", "b": ["x"], "c": None}])).decode("utf-8-sig").splitlines()
    assert row == '\'=1+1,"[""x""]",'


def test_the_export_of_each_exhibit_is_recorded(exported):
    event = AuditEvent.objects.get(stream__name=f"case:{exported['case'].pk}", kind="evidence.exported")
    facts = json.loads(bytes(event.body))["facts"]
    assert facts["exhibits"] == [one.number for one in exported["exhibits"][:2]]


def test_it_is_for_the_case_manager_alone_who_sees_the_passphrase_once(placed):
    world, case = placed["world"], placed["case"]
    for other in ("hr", "deputy"):
        with pytest.raises((Refused, AssertionError)):
            request_document(case, DocumentKind.CASE_EXPORT, by=world.user(other))
    client = Client()
    client.force_login(world.user("head"))
    listed = client.get(reverse("document_list", args=[case.reference]))
    assert "Make the export of the whole case" in words(listed)
    asked = client.post(reverse("document_make", args=[case.reference]), {"kind": "case_export"})
    job = Job.objects.filter(kind="case_export", case=case).exclude(pk=placed["job"].pk).get()
    assert passphrase(job) in words(asked)
    assert passphrase(job) != passphrase(placed["job"])
    later = client.get(reverse("job_detail", args=[case.reference, job.pk]))
    assert passphrase(job) not in words(later)
    opened = client.get(reverse("document_open", args=[case.reference, placed["document"].pk]))
    assert (opened.status_code, opened["Content-Type"]) == (200, "application/zip")
    assert b"".join(opened.streaming_content) == placed["place"].read_bytes()


def test_after_seven_days_the_archive_is_gone_and_that_is_recorded(placed):
    document = placed["document"]
    assert end_exports() == 0
    Document.objects.filter(pk=document.pk).update(made_at=timezone.now() - KEPT - timedelta(minutes=1))
    assert end_exports() == 1
    assert not store.exists(document.vault_key)
    assert not Document.objects.filter(pk=document.pk).exists()
    assert AuditEvent.objects.filter(kind="export.ended").count() == 1
