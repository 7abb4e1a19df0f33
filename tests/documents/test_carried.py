"""A case file carries the originals of its exhibits for whoever may open them; hearing papers carry none."""

import hashlib
import io
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from investigations.actions.documents import request_document
from investigations.actions.evidence import add_evidence
from investigations.documents.carried import ALL, EACH, originals, where_it_is
from investigations.documents.produce import produce
from investigations.models import AuditEvent, DocumentKind
from investigations.procedure.choices import ScanState
from investigations.procedure.states import State
from investigations.vault.store import read_chunks
from tests.pdf import faults, text_of
from tests.vault.samples import ftyp
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


def exhibit(number, size, **about):
    return SimpleNamespace(
        **{
            "number": number, "size": size, "vault_key": "x", "sha256": "y", "file_name": "Tessa’s phone.JPG",
            "content_type": "image/jpeg", "received_at": timezone.now(), "scan_state": ScanState.CLEAN, "is_damaged": False,
        }
        | about
    )  # fmt: skip


def test_what_is_too_large_locked_away_or_damaged_stays_behind_and_the_page_says_so():
    everything = [
        exhibit(1, 10), exhibit(2, EACH + 1), exhibit(3, 10, scan_state=ScanState.SUSPECT), exhibit(4, 10, is_damaged=True),
        *[exhibit(number, EACH) for number in range(5, 12)],
    ]  # fmt: skip
    carried = originals(everything)

    assert set(carried) == {1, *range(5, 10)}
    assert sum(one.size for one in carried.values()) <= ALL
    assert carried[1].name == "Exhibit 1 - original.jpg"
    assert where_it_is(everything[0], carried) == "Attached to this file as “Exhibit 1 - original.jpg”"
    assert where_it_is(everything[1], carried) == (
        "Not attached, because it is large (50 MB). It is kept with the case."
    )
    assert where_it_is(everything[2], carried) == where_it_is(everything[3], carried) == ""
    assert "fill the room" in where_it_is(everything[-1], carried)


def attachments(document) -> dict[str, bytes]:
    pdf = b"".join(read_chunks(document.vault_key))
    assert faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert {
            str(one.AFRelationship) for one in opened.Root.AF if str(one.UF).startswith("Exhibit")
        } <= {"/Source"}  # fmt: skip
        return {
            name: held.get_file().read_bytes()
            for name, held in opened.attachments.items()
            if name.startswith("Exhibit")
        }


def made(world, case, kind, who):
    return produce(request_document(case, kind, by=world.user(who)).pk)


def test_the_case_file_carries_the_originals_bit_for_bit_and_the_hearing_papers_none(settings):
    settings.JOB_LEASE = 600
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    film = ftyp(b"isom") + bytes(range(256)) * 4000
    for name, content in (("Tessa’s holiday.png", PNG), ("film.mp4", film)):
        add_evidence(case, SimpleUploadedFile(name, content), description="Seen", by=world.user("head"))

    document = made(world, case, DocumentKind.CASE_FILE, "head")
    held = attachments(document)

    kept = {one.number: one.sha256 for one in case.evidence.all()}
    assert {name.split(" ")[1]: hashlib.sha256(content).hexdigest() for name, content in held.items()} == {
        str(number): sha256 for number, sha256 in kept.items()
    }
    assert all("Tessa" not in name and "film" not in name for name in held)
    words = text_of(b"".join(read_chunks(document.vault_key)))
    assert f"Attached to this file as “Exhibit {max(kept)} - original.mp4”" in words
    assert AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind="evidence.attached").count() == 1

    assert attachments(made(world, case, DocumentKind.HEARING_PAPERS, "clerk")) == {}
