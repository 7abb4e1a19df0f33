"""A sealed file that a killed process left without a row is found and removed; whatever has or awaits a row stays."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations.actions import orphans
from investigations.actions.drafts import add_file, start_draft
from investigations.actions.evidence import add_evidence
from investigations.actions.orphans import SAFE_AGE, sweep_orphans
from investigations.actions.uploads import keep_upload, whole_upload
from investigations.models import Document, DocumentKind, Evidence, KeptPart
from investigations.procedure.states import State
from investigations.vault import store
from tests.vault.apart import start
from tests.vault.test_places import on_s3_at, server, storage  # noqa: F401 - the two are fixtures
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.VAULT_DIR, settings.KEYSTORE_DIR = tmp_path / "vault", tmp_path / "keystore"
    settings.DATA_DIR, settings.CASEWORK_KEY = tmp_path, "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def killed_after_keeping(settings, case, where="") -> str:
    """What a web process leaves that is killed between the vault and the row."""
    lines = f"""
        {where}
        print(store.keep([b"words"], folder="{case.pk.hex}", limit=100).key, flush=True)
        time.sleep(60)
        """
    child = start(lines, settings.DATA_DIR, settings.CASEWORK_KEY)
    key = child.stdout.readline().strip()
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL and key
    return key


def age(settings, days=3):
    then = time.time() - days * 86400
    for path in Path(settings.VAULT_DIR).rglob("*"):
        os.utime(path, (then, then))


def test_what_a_killed_process_left_goes_once_it_is_old_enough(settings, world, case):
    exhibit = add_evidence(case, SimpleUploadedFile("1.png", PNG), by=world.user("deputy"))
    orphan = killed_after_keeping(settings, case)
    store.write([b"picture"], key=orphan.replace("/", "/previews/") + "-320", limit=100)
    assert sweep_orphans() == []
    age(settings)
    assert sweep_orphans() == [orphan]
    assert not store.exists(orphan) and store.exists(exhibit.vault_key)
    assert not list(Path(settings.VAULT_DIR).rglob("*-320*"))
    assert sweep_orphans() == []


def test_on_s3_it_goes_too(settings, world, case, server, storage):  # noqa: F811 - fixtures
    exhibit = add_evidence(case, SimpleUploadedFile("1.png", PNG), by=world.user("deputy"))
    options = on_s3_at(server)["vault"]["OPTIONS"] | {"client_config": None}
    there = {"vault": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}
    orphan = killed_after_keeping(settings, case, f"settings.STORAGES = {there!r}")
    assert sweep_orphans() == [] and orphan in storage.names()
    assert sweep_orphans(older_than=timedelta(0)) == [orphan]
    assert storage.names() == [exhibit.vault_key]


def test_whatever_has_a_row_or_comes_to_one_stays(settings, world, case):
    deputy = world.user("deputy")
    add_file(start_draft(world["colleague"]), SimpleUploadedFile("2.txt", b"words\n"))
    made = store.keep([b"%PDF-1.7 made"], folder=case.pk.hex, limit=100)
    Document.objects.create(
        case=case, kind=DocumentKind.HEARING_PAPERS, file_name="Papers.pdf", vault_key=made.key, sha256=made.sha256,
        size=made.size, pages=1, sections=["bundle"], made_for=world["governor1"],
    )  # fmt: skip
    part = store.keep([b"pages"], folder=case.pk.hex, limit=100)
    KeptPart.objects.create(case=case, digest="0" * 64, vault_key=part.key)
    waiting = whole_upload(case, SimpleUploadedFile("3.txt", b"words\n"), by=deputy)
    keep_upload(waiting)  # and the process ended here: the next try keeps it again and writes the row
    age(settings, days=400)
    assert sweep_orphans() == []
    assert len(list(store.originals(older_than=SAFE_AGE.total_seconds()))) == 3 + Evidence.objects.count() + 1
    place = f"{case.pk.hex}/{waiting.pk.hex}"
    waiting.delete()
    assert sweep_orphans() == [place]


def test_the_files_of_another_site_in_the_same_storage_are_left_alone(settings, case):
    orphan = killed_after_keeping(settings, case)
    folder = Path(settings.VAULT_DIR) / case.pk.hex
    folder.rename(folder.with_name("f" * 32))
    age(settings)
    assert sweep_orphans() == [] and orphan


def test_too_many_without_a_row_are_named_and_none_is_removed(settings, case, monkeypatch, caplog):
    monkeypatch.setattr(orphans, "MOST", 2)
    for _ in range(3):
        store.keep([b"words"], folder=case.pk.hex, limit=100)
    age(settings)
    assert sweep_orphans() == [] and len(list(store.originals(older_than=0))) == 3
    assert "none was removed: is the database the newest?" in caplog.text
