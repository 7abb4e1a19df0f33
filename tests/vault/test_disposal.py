"""What disposal takes, what a thief of the data folder gets, and what both leave: proved on a case with everything in it."""

import random
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from investigations import audit
from investigations.actions.evidence import add_evidence
from investigations.audit import case_stream, verify_stream
from investigations.audit.words import DISPOSED
from investigations.documents.produce import produce
from investigations.models import AuditEvent, Document, DocumentKind, Evidence, Job
from investigations.procedure.states import State
from investigations.vault import keys, store
from investigations.vault.refusals import KeyDestroyed, NoKey
from tests.world import PNG, World

pytestmark = pytest.mark.django_db
CANARIES = [f"canary-{number:03}-{random.Random(number).randbytes(8).hex()}" for number in range(200)]


@pytest.fixture
def case(settings, tmp_path):
    """Under investigation, with texts full of canaries, a picture, and its case file as a PDF."""
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    deputy = world.user("deputy")
    for start in range(0, 200, 50):
        text = "\n".join(CANARIES[start : start + 50]).encode()
        add_evidence(case, SimpleUploadedFile(f"note{start}.txt", text), by=deputy)
    add_evidence(case, SimpleUploadedFile("post.png", PNG), by=deputy)
    job = Job.objects.create(case=case, kind=DocumentKind.CASE_FILE, requested_by=world["head"])
    assert produce(job.pk) is not None
    return case


def files_of(case):
    """Every file of the case in the vault, by its key."""
    rows = (Evidence.objects.filter(case=case), Document.objects.filter(case=case))
    return [key for found in rows for key in found.values_list("vault_key", flat=True)]


def what_lies_in(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def words_in_the_database():
    """The bytes of every event's words, as whoever opens the database finds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM investigations_auditevent")
        return b"\n".join(bytes(row[0]) for row in cursor.fetchall())


def test_a_copied_data_folder_without_its_key_gives_none_of_200_canaries(case, settings, tmp_path):
    kept = files_of(case)
    assert CANARIES[0].encode() in b"".join(store.read_chunks(kept[0]))
    copy = shutil.copytree(settings.DATA_DIR, tmp_path / "stolen")
    stolen = what_lies_in(copy) + words_in_the_database()
    assert len(stolen) > 20_000
    assert [canary for canary in CANARIES if canary.encode() in stolen] == []
    assert b"%PDF" not in stolen and b"handed in exhibit" not in stolen and b"note50.txt" not in stolen
    settings.DATA_DIR, settings.VAULT_DIR, settings.KEYSTORE_DIR = copy, copy / "vault", copy / "keystore"
    settings.CASEWORK_KEY = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="
    for key in kept:
        with pytest.raises(NoKey):
            store.read_chunks(key)


def test_a_destroyed_key_takes_evidence_documents_and_words_and_the_chain_still_verifies(case):
    kept, stream = files_of(case), case_stream(case)
    assert len(kept) == 6 and all(b"".join(store.read_chunks(key)) for key in kept)
    before = list(AuditEvent.objects.filter(stream=stream).values_list("seq", "hash"))
    keys.destroy(case.pk.hex)
    for key in kept:
        with pytest.raises(KeyDestroyed):
            store.read_chunks(key)
    reader = audit.Reader()
    assert {reader.said(event)["says"] for event in AuditEvent.objects.filter(stream=stream)} == {DISPOSED}
    assert list(verify_stream(stream)) == []
    assert list(AuditEvent.objects.filter(stream=stream).values_list("seq", "hash")) == before
