"""A kept file that is no longer what was put there is found by the rolling check, named, and told of once."""

import os
import shutil
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.actions.fixity import check_due
from investigations.actions.redaction import Box, black_out_page
from investigations.actions.renditions import approve_rendition, ask_for_rendition, make
from investigations.documents.damage import note_damage
from investigations.documents.exhibit_copies import exhibit_copies
from investigations.documents.exhibit_pages import described
from investigations.documents.hidden import Hidden
from investigations.documents.renditions import approved_rendition, needs_rendition
from investigations.models import AuditEvent, Document, DocumentKind, Evidence, Notice, Rendition
from investigations.procedure.audiences import Scope
from investigations.procedure.notices import NoticeKind
from investigations.procedure.states import State
from investigations.vault import keys, store
from tests.documents import canaries
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings):
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    case.world = world
    for number in range(1, 6):
        add_evidence(case, SimpleUploadedFile(f"{number}.txt", b"words\n" * number), by=world.user("deputy"))
    return case


def lies(settings, kept):
    place = settings.VAULT_DIR / kept.vault_key
    place.chmod(0o600)
    return place


def flip(settings, kept):
    content = bytearray(lies(settings, kept).read_bytes())
    content[len(content) // 2] ^= 1
    lies(settings, kept).write_bytes(content)


def age(days: float = 31) -> None:
    long_ago = timezone.now() - timedelta(days=days)
    Evidence.objects.update(received_at=long_ago, checked_at=None)
    Document.objects.update(made_at=long_ago, checked_at=None)


def said(kind: str) -> int:
    return AuditEvent.objects.filter(kind=kind).count()


def test_flipped_cut_short_swapped_and_gone_are_each_found_and_named(case, settings, client):
    flipped, cut, swapped, gone, sound = case.evidence.all()
    flip(settings, flipped)
    os.truncate(lies(settings, cut), lies(settings, cut).stat().st_size - 1)
    shutil.copy(lies(settings, sound), lies(settings, swapped))
    lies(settings, gone).unlink()
    age()
    done = check_due()
    assert [row.number for row in done.damaged] == [1, 2, 3, 4] and done.number == 5
    for row in case.evidence.all():
        assert row.is_damaged is (row.number < 5) and row.checked_at
    assert case.evidence.get(number=4).damage == "it is no longer in its place"
    told = Notice.objects.filter(kind=NoticeKind.EVIDENCE_DAMAGED)
    assert sorted(told.filter(record_id=flipped.pk).values_list("to__name", flat=True)) == [
        "Daniel Price",
        "Helen Ward",
    ]
    client.force_login(case.world.user("deputy"))
    page = client.get(reverse("evidence_list", args=[case.reference])).content.decode()
    assert "Exhibits 1 to 4 are damaged:" in page
    page = client.get(reverse("evidence_detail", args=[case.reference, 4])).content.decode()
    assert "that it is no longer in its place" in page and "Found damaged" in page
    notices = client.get(reverse("notice_list")).content.decode()
    assert "A stored file was found damaged" in notices and "Exhibit 4" in notices
    notice = Notice.objects.get(to__user=case.world.user("deputy"), record_id=gone.pk)
    opened = client.post(reverse("notice_open", args=[notice.pk]))
    assert opened["Location"] == reverse("evidence_detail", args=[case.reference, 4])


def test_it_is_told_once_and_a_file_put_back_is_called_sound_again(case, settings):
    exhibit = case.evidence.get(number=1)
    whole = lies(settings, exhibit).read_bytes()
    flip(settings, exhibit)
    age()
    check_due()
    Notice.objects.update(read_at=timezone.now())
    long_ago = timezone.now() - timedelta(days=2)
    Evidence.objects.filter(pk=exhibit.pk).update(checked_at=long_ago, damaged_at=long_ago)
    done = check_due()
    assert (done.number, done.damaged) == (1, [exhibit]), "what is damaged is looked at each day"
    assert check_due().number == 0
    assert said("evidence.damaged") == 1 and Notice.objects.filter(read_at=None).count() == 0
    lies(settings, exhibit).write_bytes(whole)
    Evidence.objects.filter(pk=exhibit.pk).update(checked_at=long_ago)
    assert check_due().sound_again == [exhibit]
    exhibit.refresh_from_db()
    assert not exhibit.is_damaged and said("evidence.sound") == 1


def test_what_waited_longest_comes_first_and_a_tick_takes_on_little(case, monkeypatch):
    age(40)
    Evidence.objects.filter(number=3).update(received_at=timezone.now() - timedelta(days=60))
    Evidence.objects.filter(number=5).update(received_at=timezone.now() - timedelta(days=29))
    monkeypatch.setattr("investigations.actions.fixity.MOST_FILES", 1)
    assert check_due().number == 1
    assert case.evidence.get(checked_at__isnull=False).number == 3
    monkeypatch.setattr("investigations.actions.fixity.MOST_FILES", 100)
    assert check_due().number == 3
    assert case.evidence.get(number=5).checked_at is None, "each once in FIXITY_DAYS, and no more often"


def test_a_key_that_is_missing_is_no_damage_and_a_case_disposed_of_neither(case, settings):
    age()
    key = keys.keystore() / f"{store.KEY.fullmatch(case.evidence.get(number=1).vault_key)['folder']}.key"
    away = key.rename(key.with_suffix(".away"))
    done = check_due()
    assert (done.number, done.not_opened.total(), said("evidence.damaged")) == (0, 5, 0)
    away.rename(key)
    keys.destroy(key.stem)
    assert check_due().damaged == [] and said("evidence.damaged") == 0


def test_a_kept_document_is_checked_and_told_to_whoever_may_read_it(case, settings):
    world = case.world
    kept = store.keep([b"%PDF-1.7 made"], folder=case.pk.hex, limit=100)
    document = Document.objects.create(
        case=case, kind=DocumentKind.HEARING_PAPERS, file_name="Papers.pdf", vault_key=kept.key, sha256=kept.sha256,
        size=kept.size, pages=1, sections=["bundle"], made_for=world["governor1"],
    )  # fmt: skip
    flip(settings, document)
    age()
    check_due()
    document.refresh_from_db()
    assert document.is_damaged and said("document.damaged") == 1
    assert not Notice.objects.filter(record_id=document.pk).exists(), "there are no papers that anybody may read yet"
    assert not note_damage(document, "it is no longer in its place"), "it is known already"


def test_the_command_names_what_is_damaged_and_ends_with_an_error(case, settings):
    out = StringIO()
    call_command("check_evidence", "--case", case.reference, stdout=out)
    assert "5 file(s) checked, 0 damaged." in out.getvalue()
    exhibit = case.evidence.get(number=2)
    whole = lies(settings, exhibit).read_bytes()
    flip(settings, exhibit)
    with pytest.raises(CommandError, match="Bring the damaged files back"):
        call_command("check_evidence", stdout=out)
    assert f"DAMAGED  case {case.reference}, exhibit 2: its stored content is not what was handed in" in out.getvalue()
    lies(settings, exhibit).write_bytes(whole)
    call_command("check_evidence", stdout=out)
    assert f"SOUND AGAIN  case {case.reference}, exhibit 2" in out.getvalue()
    with pytest.raises(CommandError, match="There is no case"):
        call_command("check_evidence", "--case", "XX-1")


def test_a_damaged_redacted_copy_is_named_goes_to_nobody_and_is_made_again(case, settings, tmp_path):
    world, exhibit = case.world, add_evidence(
        case, SimpleUploadedFile("post.png", canaries.png_with_words()), by=case.world.user("deputy")
    )  # fmt: skip
    square = Box(*canaries.SQUARE.values(), reason="A pupil's face")
    black_out_page(exhibit, Scope.PARTIES, 1, [square], by=world.user("deputy"))
    copy = ask_for_rendition(exhibit, Scope.PARTIES, by=world.user("deputy"))
    assert make(copy.pk)
    copy.refresh_from_db()
    approve_rendition(copy, by=world.user("head"))
    age()
    Rendition.objects.update(made_at=timezone.now() - timedelta(days=31))
    flip(settings, copy)
    assert check_due().damaged == [copy]
    copy.refresh_from_db()
    assert copy.is_damaged and (said("rendition.damaged"), said("evidence.damaged")) == (1, 0)
    told = Notice.objects.filter(kind=NoticeKind.EVIDENCE_DAMAGED, record_id=copy.pk)
    assert set(told.values_list("to__name", flat=True)) == {"Daniel Price", "Helen Ward"}
    assert approved_rendition(exhibit, Scope.PARTIES) is None
    assert needs_rendition(exhibit, Scope.PARTIES).endswith("is damaged: it has to be made again.")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_evidence", stdout=out)
    assert f"the redacted copy of exhibit 6 for {Scope.PARTIES.in_sentence}: " in out.getvalue()
    page = Client()
    page.force_login(world.user("head"))
    assert f"{exhibit} for {Scope.PARTIES.in_sentence}" in page.get(reverse("notice_list")).content.decode()
    again = ask_for_rendition(exhibit, Scope.PARTIES, by=world.user("deputy"))
    assert again != copy and make(again.pk)
    again.refresh_from_db()
    approve_rendition(again, by=world.user("head"))
    assert approved_rendition(exhibit, Scope.PARTIES) == again


def test_a_redacted_copy_found_damaged_when_it_is_printed_holds_back_the_whole_and_blames_no_original(
    case, settings, tmp_path
):
    exhibit = add_evidence(case, SimpleUploadedFile("post.png", PNG), by=case.world.user("deputy"))
    black_out_page(exhibit, Scope.PARTIES, 1, [Box(0, 0, 0.5, 0.5, "Address")], by=case.world.user("deputy"))
    copy = ask_for_rendition(exhibit, Scope.PARTIES, by=case.world.user("deputy"))
    assert make(copy.pk)
    copy.refresh_from_db()
    approve_rendition(copy, by=case.world.user("head"))
    flip(settings, copy)
    hidden = Hidden(case, Scope.PARTIES)
    made, listed = exhibit_copies([(exhibit, described(exhibit))], hidden, tmp_path, lambda *_: None)
    assert made.damaged == [] and listed[0]["instead"].endswith("is damaged: it has to be made again.")
    exhibit.refresh_from_db()
    assert not exhibit.is_damaged and Rendition.objects.get().is_damaged
