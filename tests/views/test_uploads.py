"""Files that come in pieces: each request of the protocol, who may make it, and what stands when it is answered."""

import base64
import random
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from investigations.actions.uploads import MOST_AT_ONCE, sweep_uploads
from investigations.models import Exclusion, ExclusionKind, Upload
from investigations.procedure.states import State
from investigations.vault import store
from investigations.vault.names import clean_name
from tests.vault.samples import EXE, docx, picture, zipped
from tests.world import World

pytestmark = pytest.mark.django_db
PIECE = "application/offset+octet-stream"
PHOTO = picture("JPEG", size=(600, 400))


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """One school for all of these tests; each undoes what it did."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        yield world, world.case_at(State.INVESTIGATION)
        transaction.set_rollback(True)


@pytest.fixture
def world(school):
    return school[0]


@pytest.fixture
def case(school, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    return school[1]


@pytest.fixture
def deputy(world, client):
    client.force_login(world.user("deputy"))
    return client


def metadata(**about):
    return ",".join(f"{name} {base64.b64encode(word.encode()).decode()}" for name, word in about.items())


def start(client, case, name="photo.jpg", size=None, **about):
    return client.post(
        reverse("upload_start", args=[case.reference]),
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(PHOTO) if size is None else size),
            "Upload-Metadata": metadata(filename=name, **about),
        },
    )


def send(client, url, content, offset=0, **headers):
    return client.patch(
        url, content, content_type=PIECE, headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **headers}
    )


def head(client, url):
    return client.head(url, headers={"Tus-Resumable": "1.0.0"})


def arrived(client, case, content, name="photo.jpg", **about):
    url = start(client, case, name, len(content), **about)["Location"]
    assert send(client, url, content).status_code == 204
    return url


def lying(case):
    from django.conf import settings

    return sorted(it.name for it in (settings.DATA_DIR / "incoming").rglob("*") if it.is_file())


# ---- The protocol -----------------------------------------------------------------------------------------------------


def test_the_server_says_what_it_understands(deputy, case):
    answer = deputy.options(reverse("upload_start", args=[case.reference]))
    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Extension"], answer["Tus-Max-Size"]) == (
        204,
        "1.0.0",
        "creation,termination,expiration",
        str(250 * 1024 * 1024),
    )


def test_a_file_comes_in_pieces_and_becomes_an_exhibit_when_it_is_asked_for(deputy, case, world):
    began = start(deputy, case)
    assert (began.status_code, began["Tus-Resumable"], began["Upload-Offset"]) == (201, "1.0.0", "0")
    assert began["Upload-Expires"].endswith("GMT")
    url = began["Location"]
    first = send(deputy, url, PHOTO[:1000])
    assert (first.status_code, first["Upload-Offset"], first.content) == (204, "1000", b"")
    asked = head(deputy, url)
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"], asked["Cache-Control"]) == (
        200,
        "1000",
        str(len(PHOTO)),
        "no-store, private",
    )
    assert deputy.post(url).json() == {"error": "This file is not ready yet. Ask again in a moment."}
    assert send(deputy, url, PHOTO[1000:], 1000)["Upload-Offset"] == str(len(PHOTO))
    assert not case.evidence.exists()
    answer = deputy.post(url)
    page = reverse("evidence_detail", args=[case.reference, 1])
    assert (answer.status_code, answer.json()["text"], answer.json()["url"]) == (201, "Kept as exhibit 1.", page)
    assert deputy.post(url).json() == deputy.get(url).json() == answer.json()  # asked twice, kept once
    exhibit = case.evidence.get()
    assert (exhibit.file_name, exhibit.content_type, exhibit.received_by) == (
        "photo.jpg",
        "image/jpeg",
        world["deputy"],
    )
    assert b"".join(store.read_chunks(exhibit.vault_key)) == PHOTO
    assert lying(case) == []


def test_a_piece_that_does_not_follow_changes_nothing(deputy, case):
    url = start(deputy, case)["Location"]
    send(deputy, url, PHOTO[:500])
    for offset in (0, 499, 501):
        assert send(deputy, url, PHOTO[offset:600], offset).status_code == 409
    assert head(deputy, url)["Upload-Offset"] == "500"
    assert len(lying(case)) == 1
    assert send(deputy, url, PHOTO[500:], 500).status_code == 204


def test_of_two_that_send_the_same_piece_one_is_counted(deputy, case):
    """Both read the row before either has counted its piece, as after a connection that only seemed lost."""
    from investigations.actions.uploads import WrongPlace, add_piece

    start(deputy, case)
    one, other = Upload.objects.get(), Upload.objects.get()
    import io

    add_piece(one, io.BytesIO(PHOTO[:700]), offset=0)
    with pytest.raises(WrongPlace):
        add_piece(other, io.BytesIO(PHOTO[:900]), offset=0)
    assert Upload.objects.get().offset == 700
    assert len(lying(case)) == 1


@pytest.mark.parametrize(
    "headers, content_type, status",
    [
        ({"Tus-Resumable": "0.2.2"}, PIECE, 412),
        ({}, "text/plain", 415),
        ({"Upload-Offset": "x"}, PIECE, 400),
        ({"Upload-Offset": "-1"}, PIECE, 400),
        ({"Upload-Offset": str(len(PHOTO))}, PIECE, 413),
    ],
)
def test_what_is_not_the_protocol_is_refused(deputy, case, headers, content_type, status):
    url = start(deputy, case)["Location"]
    answer = deputy.patch(
        url,
        PHOTO,
        content_type=content_type,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0", **headers},
    )
    assert answer.status_code == status
    assert (Upload.objects.get().offset, lying(case)) == (0, [])


@pytest.mark.parametrize("length", ["", "-1", "x", "1" * 20])
def test_an_upload_without_a_size_is_not_begun(deputy, case, length):
    answer = deputy.post(
        reverse("upload_start", args=[case.reference]), headers={"Tus-Resumable": "1.0.0", "Upload-Length": length}
    )
    assert (answer.status_code, Upload.objects.count()) == (400, 0)


def test_where_only_get_and_post_pass_the_method_goes_in_a_header(deputy, case):
    url = start(deputy, case)["Location"]
    answer = deputy.post(
        url,
        PHOTO,
        content_type=PIECE,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"},
    )
    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(PHOTO)))


def test_an_upload_is_given_up_and_nothing_of_it_stays(deputy, case):
    url = start(deputy, case)["Location"]
    send(deputy, url, PHOTO[:500])
    assert lying(case)
    assert deputy.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert lying(case) == []
    assert head(deputy, url).status_code == 404
    kept = arrived(deputy, case, PHOTO)
    deputy.post(kept)
    deputy.delete(kept, headers={"Tus-Resumable": "1.0.0"})
    assert case.evidence.count() == 1  # what is an exhibit stays


def test_without_the_pages_token_nothing_is_taken(world, case):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.user("deputy"))
    assert start(strict, case).status_code == 403
    upload = Upload.objects.create(case=case, by=world["deputy"], name="a.jpg", size=10)
    url = reverse("upload_one", args=[case.reference, upload.pk])
    assert send(strict, url, b"x").status_code == 403
    assert strict.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 403


# ---- Who may ----------------------------------------------------------------------------------------------------------


def every_way(client, case, url):
    return [
        start(client, case).status_code,
        client.options(reverse("upload_start", args=[case.reference])).status_code,
        head(client, url).status_code,
        send(client, url, b"x").status_code,
        client.get(url).status_code,
        client.post(url).status_code,
        client.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code,
    ]


@pytest.mark.parametrize("who", ["teacher", "colleague", "clerk", "chair", "governor1", "hr", "it_lead"])
def test_for_who_gathers_no_evidence_there_is_nothing(deputy, case, world, who):
    url = start(deputy, case)["Location"]
    deputy.force_login(world.user(who))
    assert every_way(deputy, case, url) == [404] * 7


def test_an_upload_is_its_senders_alone(deputy, case, world):
    url = start(deputy, case)["Location"]
    deputy.force_login(world.user("head"))
    assert every_way(deputy, case, url)[2:] == [404] * 5
    other = world.case_at(State.INVESTIGATION, about="colleague")
    deputy.force_login(world.user("deputy"))
    pk = Upload.objects.get(by=world["deputy"]).pk
    assert head(deputy, reverse("upload_one", args=[other.reference, pk])).status_code == 404
    assert head(deputy, url).status_code == 200


def test_whoever_is_shut_out_in_the_middle_sends_no_further_piece(deputy, case, world):
    url = start(deputy, case)["Location"]
    assert send(deputy, url, PHOTO[:500]).status_code == 204
    Exclusion.objects.create(case=case, person=world["deputy"], kind=ExclusionKind.CONFLICT)
    assert every_way(deputy, case, url) == [404] * 7
    assert Upload.objects.get().offset == 500


def test_a_case_that_takes_no_more_evidence_says_so(deputy, world, case):
    heard = world.case_at(State.HEARD)
    before = heard.evidence.count()
    deputy.force_login(world.user("head"))
    answer = start(deputy, heard)
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "This can no longer be done, or not yet: the case stands at “Heard: the panel is deliberating”.",
    )
    late = Upload.objects.create(case=heard, by=world["head"], name="photo.jpg", size=len(PHOTO))
    url = reverse("upload_one", args=[heard.reference, late.pk])
    send(deputy, url, PHOTO)
    assert deputy.post(url).status_code == 422
    assert (heard.evidence.count(), lying(case)) == (before, [])
    assert not (case_folder(heard) / late.pk.hex).exists()


def case_folder(case):
    from django.conf import settings

    return settings.VAULT_DIR / case.pk.hex


# ---- What is taken ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, size, said",
    [
        ("tool.exe", 10, "tool.exe is a program."),
        ("letter.docm", 10, "letter.docm can hold macros, which are programs."),
        ("all.zip", 10, "all.zip is an archive: add the files in it one by one. Only an export"),
        ("page.html", 10, "page.html is a web page, which can hold scripts."),
        ("post", 10, "post has no ending"),
        ("nothing.jpg", 0, "nothing.jpg is empty."),
        ("film.mp4", 250 * 1024 * 1024 + 1, "The file is larger than 250 MB"),
    ],
)
def test_what_name_and_size_forbid_is_refused_before_a_byte_is_sent(deputy, case, name, size, said):
    answer = start(deputy, case, name, size)
    assert answer.status_code in (413, 422)
    assert answer.json()["error"].startswith(said)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("photo.jpg", EXE, "photo.jpg is not a JPEG picture: its content looks like a program."),
        ("letter.docx", docx(("word/vbaProject.bin", "x")), "letter.docx is not accepted: it holds macros."),
        ("note.txt", b"<script>alert(1)</script>", "note.txt is not plain text: its content looks like a web page."),
    ],
)
def test_what_its_content_forbids_is_refused_with_the_reason_and_discarded(deputy, case, name, content, said):
    url = arrived(deputy, case, content, name)
    answer = deputy.post(url)
    assert (answer.status_code, answer.json()["error"].startswith(said)) == (422, True)
    assert deputy.get(url).json()["error"] == answer.json()["error"] == deputy.post(url).json()["error"]
    assert (lying(case), list(case_folder(case).glob("*")), case.evidence.count()) == ([], [], 0)


def test_an_export_archive_is_taken_with_the_tick_and_called_unopened(deputy, case):
    content = zipped([("data/tweets.js", "x")])
    assert start(deputy, case, "export.zip", len(content)).status_code == 422
    url = arrived(deputy, case, content, "export.zip", archive="yes")
    assert deputy.post(url).status_code == 201
    exhibit = case.evidence.get()
    assert (exhibit.content_type, exhibit.kind_label) == ("application/zip", "Export archive, kept unopened")


@pytest.mark.parametrize(
    "given",
    [
        "\u202egpj.photo.jpg",
        "../../etc/nul.jpg",
        "a\0b\r\n.jpg",
        "x" * 400 + ".jpg",
        "Z\u0351\u036b" * 90 + ".jpg",
        '"\U0001f600";.jpg',
    ],
)
def test_an_awkward_name_ends_as_a_safe_one_in_the_case_and_in_the_download(deputy, case, given):
    deputy.post(arrived(deputy, case, PHOTO, given))
    exhibit = case.evidence.get()
    assert exhibit.file_name == clean_name(given)
    assert exhibit.file_name.endswith(".jpg")
    header = deputy.get(reverse("evidence_original", args=[case.reference, 1]))["Content-Disposition"]
    assert header.startswith("attachment; filename") and header.isprintable() and header.isascii()
    assert re.fullmatch(r"[0-9a-f]{32}/[0-9a-f]{32}", exhibit.vault_key)


def test_the_same_bytes_are_two_exhibits_with_one_warning(deputy, case):
    answers = [deputy.post(arrived(deputy, case, PHOTO, name)).json() for name in ("a.jpg", "b.jpg")]
    assert [answer["text"] for answer in answers] == [
        "Kept as exhibit 1.",
        "Kept as exhibit 2. It is the same file as exhibit 1: both stay.",
    ]
    assert [answer["is_same"] for answer in answers] == [False, True]
    assert case.evidence.count() == 2


def test_a_hundred_files_are_on_their_way_at_once_and_no_more(deputy, case, world):
    rows = [Upload(case=case, by=world["deputy"], name="a.jpg", size=9) for _ in range(MOST_AT_ONCE - 1)]
    Upload.objects.bulk_create(rows)
    assert start(deputy, case).status_code == 201
    refused = start(deputy, case)
    assert (refused.status_code, refused.json()["error"]) == (
        422,
        "You have 100 files on their way already. Wait until some are kept.",
    )
    deputy.force_login(world.user("head"))
    assert start(deputy, case).status_code == 201


def test_a_large_file_in_many_pieces_is_the_same_to_the_last_bit(deputy, case):
    content = PHOTO + random.Random(1).randbytes(5_000_000)
    url = start(deputy, case, size=len(content))["Location"]
    at = 0
    while at < len(content):
        at = int(send(deputy, url, content[at : at + 700_001], at)["Upload-Offset"])
    assert deputy.post(url).status_code == 201
    assert b"".join(store.read_chunks(case.evidence.get().vault_key)) == content


# ---- What nobody comes back for -----------------------------------------------------------------------------------------


def some_time_ago(**ago):
    Upload.objects.update(last_at=timezone.now() - timedelta(**ago))


def test_what_arrived_and_whose_page_is_gone_becomes_an_exhibit(deputy, case, world):
    arrived(deputy, case, PHOTO)
    sweep_uploads()
    assert not case.evidence.exists()  # its page may still ask
    some_time_ago(minutes=6)
    sweep_uploads()
    sweep_uploads()
    assert case.evidence.get().received_by == world["deputy"]


def test_what_is_half_sent_waits_a_day_and_then_goes_with_its_pieces(deputy, case):
    url = start(deputy, case)["Location"]
    send(deputy, url, PHOTO[:500])
    some_time_ago(hours=23)
    sweep_uploads()
    assert (head(deputy, url)["Upload-Offset"], len(lying(case))) == ("500", 1)
    some_time_ago(hours=25)
    sweep_uploads()
    assert (head(deputy, url).status_code, lying(case)) == (404, [])


def test_a_file_that_was_being_kept_when_the_process_died_is_kept_by_the_next(deputy, case):
    url = arrived(deputy, case, PHOTO)
    Upload.objects.update(lease=timezone.now() + timedelta(minutes=5))
    assert (deputy.post(url).status_code, deputy.post(url).json()["error"]) == (
        423,
        "This file is not ready yet. Ask again in a moment.",
    )
    Upload.objects.update(lease=timezone.now() - timedelta(seconds=1))
    assert deputy.post(url).status_code == 201
    assert case.evidence.count() == 1


def test_of_two_that_make_an_exhibit_of_it_at_once_there_is_one_and_both_are_told(deputy, case, world, monkeypatch):
    """Longer than the lease: another takes it up, and is done before the first."""
    from investigations.actions import uploads as acts

    arrived(deputy, case, PHOTO)
    keep, calls = acts.keep_upload, []

    def slowly(upload):
        kept = keep(upload)
        calls.append(kept)
        if len(calls) == 1:
            Upload.objects.update(lease=timezone.now() - timedelta(seconds=1))
            acts.enter_upload(Upload.objects.get(), by=world.user("deputy"))
        return kept

    monkeypatch.setattr(acts, "keep_upload", slowly)
    exhibit = acts.enter_upload(Upload.objects.get(), by=world.user("deputy"))
    assert (len(calls), case.evidence.get()) == (2, exhibit)
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)


def test_what_is_posted_beside_it_changes_nothing(deputy, case, world):
    url = arrived(deputy, case, PHOTO)
    deputy.post(url, {"number": "77", "sha256": "0", "vault_key": "x/y", "by": str(world["head"].pk), "state": "kept"})
    exhibit = case.evidence.get()
    assert (exhibit.number, exhibit.received_by) == (1, world["deputy"])
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)
