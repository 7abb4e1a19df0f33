"""Each file that comes in has its preview made by a worker, once, and ends in a state whatever happens to that worker."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from investigations.actions import previews
from investigations.actions.evidence import add_evidence
from investigations.actions.previews import make_preview, make_waiting
from investigations.models import AuditEvent, Evidence
from investigations.procedure.choices import PreviewState, ScanState
from investigations.procedure.states import State
from investigations.vault import pictures
from investigations.vault.refusals import NoPreview
from tests.vault import samples
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    case.world = world
    return case


def hand_in(case, name: str, content: bytes) -> Evidence:
    return add_evidence(case, SimpleUploadedFile(name, content), by=case.world.user("deputy"))


def test_it_is_made_by_the_worker_and_no_list_starts_a_decoder(case, client, monkeypatch):
    exhibit = hand_in(case, "post.png", PNG)
    thumbnail = reverse("evidence_picture", args=[case.reference, 1, 320])
    client.force_login(case.world.user("deputy"))
    with monkeypatch.context() as nothing:
        nothing.setattr("subprocess.Popen", None)
        assert client.get(thumbnail)["Location"].endswith("preview-waits.svg")
    assert make_waiting() == 1 and make_waiting() == 0
    exhibit.refresh_from_db()
    assert exhibit.preview_state is PreviewState.MADE
    monkeypatch.setattr("subprocess.Popen", None)
    assert client.get(thumbnail)["Content-Type"] == "image/jpeg"
    page = client.get(reverse("evidence_detail", args=[case.reference, 1])).content.decode()
    assert "Preview made" in page
    assert AuditEvent.objects.filter(kind="evidence.previewed").count() == 1


def test_what_came_in_before_there_were_previews_waits_for_one_once_a_list_names_it(case, client, monkeypatch):
    hand_in(case, "post.png", PNG)
    case.evidence.update(preview=PreviewState.NOT_YET)
    assert make_waiting() == 0
    client.force_login(case.world.user("deputy"))
    thumbnail = reverse("evidence_picture", args=[case.reference, 1, 320])
    with monkeypatch.context() as nothing:
        nothing.setattr("subprocess.Popen", None)
        assert client.get(thumbnail)["Location"].endswith("preview-waits.svg")
    assert make_waiting() == 1
    assert client.get(thumbnail)["Content-Type"] == "image/jpeg"


def test_what_cannot_be_pictured_says_why_and_its_page_asks_no_decoder_again(case, client, monkeypatch):
    exhibit = hand_in(case, "bomb.png", samples.png_bomb(50_000, 50_000))
    make_waiting()
    exhibit.refresh_from_db()
    assert exhibit.preview_state is PreviewState.NONE and "too many pixels" in exhibit.preview_says
    monkeypatch.setattr("subprocess.Popen", None)
    client.force_login(case.world.user("deputy"))
    page = client.get(reverse("evidence_detail", args=[case.reference, 1])).content.decode()
    assert page.count("too many pixels") == 2, "where the picture would stand, and in the custody"
    assert b"<img" not in client.get(reverse("evidence_list", args=[case.reference])).content.split(b"<main")[1]


def test_a_worker_that_dies_over_a_file_three_times_ends_in_a_state(case, monkeypatch):
    exhibit = hand_in(case, "post.png", PNG)

    def die(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(previews, "prepare", die)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            make_preview(exhibit.pk)
        assert not make_preview(exhibit.pk), "another worker waits for the lease to run out"
        Evidence.objects.update(preview_lease=timezone.now() - timedelta(seconds=1))
    assert make_waiting() == 1
    exhibit.refresh_from_db()
    assert (exhibit.preview_state, exhibit.preview_says) == (PreviewState.NONE, previews.GAVE_UP)


def test_what_took_too_long_is_tried_again_and_then_said(case, monkeypatch):
    exhibit = hand_in(case, "post.png", PNG)

    def dawdle(_):
        raise NoPreview(pictures.TOO_SLOW)

    monkeypatch.setattr(previews, "prepare", dawdle)
    for settled in (0, 0, 1):
        assert make_waiting() == settled
        Evidence.objects.update(preview_lease=None)
    exhibit.refresh_from_db()
    assert exhibit.preview_says == pictures.TOO_SLOW


def test_a_file_that_the_scanner_holds_back_is_not_opened_for_a_preview(case):
    exhibit = hand_in(case, "post.png", PNG)
    for state in (ScanState.PENDING, ScanState.SUSPECT):
        Evidence.objects.update(scan=state)
        assert make_waiting() == 0 and not make_preview(exhibit.pk)
    Evidence.objects.update(scan=ScanState.CLEAN)
    assert make_waiting() == 1


def test_a_damaged_file_is_called_damaged_and_not_without_preview(case, settings):
    exhibit = hand_in(case, "post.png", PNG)
    (settings.VAULT_DIR / exhibit.vault_key).unlink()
    make_waiting()
    exhibit.refresh_from_db()
    assert exhibit.is_damaged and exhibit.preview_state is PreviewState.NOT_YET
