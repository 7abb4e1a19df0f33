"""Films and recordings on the pages: who plays them, what is written down about it, and what is not played."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from investigations.access.taint import READINGS
from investigations.actions.evidence import add_evidence
from investigations.models import AuditEvent, Evidence
from investigations.procedure.choices import ScanState
from investigations.procedure.states import State
from tests.vault.samples import MP3, ftyp
from tests.world import World, arrange, refer, report

pytestmark = pytest.mark.django_db
FILM = ftyp(b"isom", b"avc1") + b"\x5a" * 1000


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    case = world.case_at(State.INVESTIGATION)
    for name, content in (("clip.mp4", FILM), ("call.mp3", MP3)):
        add_evidence(case, SimpleUploadedFile(name, content), by=world.user("deputy"))
    return case


def at(name, case, number=1):
    return reverse(name, args=[case.reference, number])


def events(*kinds):
    rows = AuditEvent.objects.filter(kind__in=[f"evidence.{kind}" for kind in kinds]).order_by("pk")
    return [kind.partition(".")[2] for kind in rows.values_list("kind", flat=True)]


def played(response):
    return b"".join(response.streaming_content)


def test_a_film_and_a_recording_have_a_player_that_fetches_nothing_by_itself(world, case, client):
    client.force_login(world.user("deputy"))
    for number, tag in ((1, "<video"), (2, "<audio")):
        page = client.get(at("evidence_detail", case, number)).content.decode()
        assert f'{tag} class="exhibit__player" controls preload="none"' in page
        assert f'src="{at("evidence_media", case, number)}?opened=' in page


def test_playing_is_written_down_once_for_each_page_that_was_opened(world, case, client):
    client.force_login(world.user("deputy"))
    for _ in range(2):
        source = client.get(at("evidence_detail", case)).context["media"]
        for part, expected in (("bytes=0-99", FILM[:100]), ("bytes=500-", FILM[500:]), ("bytes=0-", FILM)):
            response = client.get(source, HTTP_RANGE=part)
            assert (response.status_code, response["Content-Type"]) == (206, "video/mp4")
            assert played(response) == expected
    assert events("viewed", "played") == ["viewed", "played"] * 2


def test_what_comes_from_no_page_is_written_down_each_time(world, case, client):
    client.force_login(world.user("deputy"))
    theirs = client.get(at("evidence_detail", case)).context["media"]
    for source in (at("evidence_media", case), at("evidence_media", case) + "?opened=made-up"):
        assert played(client.get(source)) == FILM
    client.force_login(world.user("head"))
    assert played(client.get(theirs)) == FILM  # the token of another reader's page
    client.get(theirs)
    assert events("played") == ["played"] * 4
    assert "evidence.played" in READINGS  # and who has played it has read it: they may not judge afterwards


def test_without_its_record_nothing_is_played(world, case, client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the audit cannot be written")

    client.force_login(world.user("deputy"))
    source = client.get(at("evidence_detail", case)).context["media"]
    monkeypatch.setattr("investigations.audit.record", broken)
    with pytest.raises(RuntimeError):
        client.get(source)


@pytest.mark.parametrize("scan", [ScanState.SUSPECT, ScanState.PENDING])
def test_what_the_scanner_holds_back_is_not_played(world, case, client, scan):
    client.force_login(world.user("deputy"))
    source = client.get(at("evidence_detail", case)).context["media"]
    Evidence.objects.filter(case=case).update(scan=scan)
    response = client.get(source, HTTP_RANGE="bytes=0-9")
    assert response.status_code == 409 and not response.streaming
    assert b"<video" not in client.get(at("evidence_detail", case)).content
    assert events("played") == []


def test_a_film_of_the_papers_is_played_by_whoever_reads_them(world, client):
    case = world.case_at(State.INVESTIGATION)
    add_evidence(case, SimpleUploadedFile("clip.mp4", FILM), by=world.user("deputy"))
    for part_of_the_road in (report, refer, arrange):
        part_of_the_road(world, case)
    number = case.evidence.get(file_name="clip.mp4").number
    client.force_login(world.user("clerk"))
    source = client.get(at("bundle_exhibit", case, number)).context["media_url"]
    assert source.startswith(at("bundle_exhibit_media", case, number))
    assert played(client.get(source, HTTP_RANGE="bytes=10-19")) == FILM[10:20]
    assert AuditEvent.objects.filter(kind="evidence.played", section="bundle").count() == 1
