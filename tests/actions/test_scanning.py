"""Every file that comes in is looked at by a real clamd, and what it finds is opened by nobody."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.actions.scanning import scan, scan_waiting
from investigations.models import AuditEvent, Evidence, Notice
from investigations.procedure.choices import ScanState
from investigations.procedure.notices import NoticeKind
from investigations.procedure.states import State
from investigations.vault import clamd, scanning, store
from tests.servers import CLAMD_LIMIT, EICAR
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings, clamd_server):
    settings.CLAMD = clamd_server
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    case.world = world
    return case


def hand_in(case, name: str, content: bytes) -> Evidence:
    return add_evidence(case, SimpleUploadedFile(name, content), by=case.world.user("deputy"))


def test_a_harmless_file_opens_when_it_was_scanned_and_not_before(case, client):
    exhibit = hand_in(case, "post.png", PNG)
    client.force_login(case.world.user("deputy"))
    page, original = (
        reverse(name, args=[case.reference, exhibit.number]) for name in ("evidence_detail", "evidence_original")
    )
    assert exhibit.scan_state is ScanState.PENDING
    assert scanning.BEING_SCANNED in client.get(page).content.decode()
    assert client.get(original).status_code == 409
    assert scan_waiting() == 1
    exhibit.refresh_from_db()
    assert (exhibit.scan_state, exhibit.scan_says) == (ScanState.CLEAN, "")
    assert b"".join(client.get(original).streaming_content) == PNG
    assert "Scanned, nothing found" in client.get(page).content.decode()


def test_a_suspect_file_is_kept_and_opened_by_nobody(case, client):
    exhibit = hand_in(case, "note.txt", EICAR)
    assert scan(exhibit.pk)
    exhibit.refresh_from_db()
    assert (exhibit.scan_state, exhibit.scan_says) == (ScanState.SUSPECT, "Eicar-Test-Local.UNOFFICIAL")
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)  # kept to the last bit
    client.force_login(case.world.user("deputy"))
    at = [case.reference, exhibit.number]
    page = client.get(reverse("evidence_detail", args=at)).content.decode()
    assert scanning.QUARANTINED in page and "EICAR" not in page
    assert client.get(reverse("evidence_original", args=at)).status_code == 409
    assert client.get(reverse("evidence_picture", args=[*at, 320])).status_code == 302
    told = Notice.objects.filter(kind=NoticeKind.SUSPECT_FILE).values_list("to__name", flat=True)
    assert set(told) == {"Helen Ward", "Daniel Price"}
    assert not scan(exhibit.pk), "what is locked away is not scanned free again"


def test_one_answer_is_recorded_however_often_it_is_asked(case):
    exhibit = hand_in(case, "page.txt", b"It says CASEWORK-TEST-BODY in the middle.")
    assert [scan(exhibit.pk), scan(exhibit.pk), scan_waiting()] == [True, False, 0]
    assert AuditEvent.objects.filter(kind="evidence.scanned").count() == 1


def test_over_the_limit_of_the_scanner_is_said(case):
    exhibit = hand_in(case, "long.txt", b"a line of text\n" * (CLAMD_LIMIT // 10))
    scan(exhibit.pk)
    exhibit.refresh_from_db()
    assert (exhibit.scan_state, exhibit.scan_says) == (ScanState.COULD_NOT, clamd.TOO_LARGE)


def test_a_scanner_that_is_away_delays_and_loses_nothing(case, settings, clamd_server):
    settings.CLAMD = "/nowhere/clamd.sock"
    exhibit = hand_in(case, "post.png", PNG)
    assert scan_waiting() == 0
    exhibit.refresh_from_db()
    assert exhibit.scan_state is ScanState.PENDING
    long_ago = timezone.now() - timedelta(hours=1)
    Evidence.objects.filter(pk=exhibit.pk).update(received_at=long_ago)
    assert scan_waiting() == 1
    exhibit.refresh_from_db()
    assert (exhibit.scan_state, exhibit.scan_says) == (ScanState.COULD_NOT, scanning.AWAY)
    settings.CLAMD = clamd_server
    assert scan_waiting() == 0, "not at every sweep"
    Evidence.objects.filter(pk=exhibit.pk).update(scanned_at=long_ago)
    assert scan_waiting() == 1
    exhibit.refresh_from_db()
    assert exhibit.scan_state is ScanState.CLEAN


def test_without_a_scanner_a_file_is_called_not_scanned_and_can_be_scanned_later(case, settings, clamd_server, client):
    settings.CLAMD = ""
    exhibit = hand_in(case, "note.txt", EICAR)
    client.force_login(case.world.user("deputy"))
    assert (
        "Not scanned" in client.get(reverse("evidence_detail", args=[case.reference, exhibit.number])).content.decode()
    )
    settings.CLAMD = clamd_server
    call_command("scan_evidence")
    exhibit.refresh_from_db()
    assert exhibit.is_quarantined
