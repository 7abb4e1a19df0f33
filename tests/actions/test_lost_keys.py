"""A key file that is lost is said to be lost, on every page and by the check; nothing new takes its place."""

import logging
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from investigations import audit
from investigations.actions.drafts import add_file, start_draft
from investigations.actions.evidence import add_evidence
from investigations.actions.fixity import check_due, lost_keys
from investigations.actions.uploads import add_piece, start_upload
from investigations.audit.in_use import is_in_use
from investigations.procedure.states import State
from investigations.vault import keys
from investigations.vault.refusals import NoKey
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.VAULT_DIR, settings.KEYSTORE_DIR = tmp_path / "vault", tmp_path / "keystore"
    settings.DATA_DIR = tmp_path
    return World.make()


@pytest.fixture
def case(world):
    case = world.case_at(State.INVESTIGATION)
    add_evidence(case, text("1.txt"), by=world.user("deputy"))
    return case


def text(name):
    return SimpleUploadedFile(name, b"words\n")


def lose(folder):
    place = keys.keystore() / f"{folder}.key"
    return place, place.rename(place.with_suffix(".away"))


def test_no_page_makes_a_new_key_and_each_says_why(world, case, client):
    client.force_login(world.user("deputy"))
    client.get(reverse("evidence_list", args=[case.reference]))
    place, away = lose(case.pk.hex)
    sentence = f"Bring {case.pk.hex}.key back from a backup of the keystore."
    page = client.post(reverse("evidence_upload", args=[case.reference]), {"files": [text("2.txt")]})
    assert page.status_code == 422 and sentence in page.content.decode()
    client.raise_request_exception = False
    for name, at in (("evidence_detail", [case.reference, 1]), ("evidence_original", [case.reference, 1])):
        page = client.get(reverse(name, args=at))
        assert page.status_code in (409, 503) and not place.exists()
    assert sentence in client.get(reverse("evidence_detail", args=[case.reference, 1])).content.decode()
    page = client.get(reverse("evidence_list", args=[case.reference])).content.decode()
    assert "The key of this case is missing from the keystore:" in page
    upload = start_upload(case, by=world.user("deputy"), name="3.txt", size=6)
    with pytest.raises(NoKey):
        add_piece(upload, text("3.txt"), offset=0)
    assert not place.exists() and case.evidence.count() == 1
    away.rename(place)
    page = client.get(reverse("evidence_detail", args=[case.reference, 1]))
    assert page.status_code == 200 and "words" in page.content.decode()


def test_a_case_without_files_keeps_the_words_of_its_record(world):
    case = world.log()
    place, away = lose(case.pk.hex)
    with pytest.raises(NoKey):
        add_evidence(case, text("1.txt"), by=world.user("head"))
    assert not place.exists()
    away.rename(place)
    assert all(audit.said(event)["by"] for event in audit.case_stream(case).events.all())


def test_the_files_of_a_report_in_the_making_and_the_words_of_the_school_count_too(world):
    draft = start_draft(world["colleague"])
    assert not is_in_use(draft.pk.hex)
    add_file(draft, text("1.txt"))
    assert is_in_use(draft.pk.hex)
    assert is_in_use(f"audit-school-{world.school.pk}") and not is_in_use("signing-1")


def test_the_check_names_the_case(world, case, caplog):
    whole = world.log()
    assert list(lost_keys()) == []
    lose(case.pk.hex)
    assert list(lost_keys()) == [case] and whole != case
    with caplog.at_level(logging.ERROR):
        check_due()
    assert f"The key of case {case.reference} is missing from the keystore" in caplog.text
    out = StringIO()
    with pytest.raises(CommandError, match="could not be opened"):
        call_command("check_evidence", stdout=out)
    assert f"NOT OPENED  1 file(s) of case {case.reference}: The key of {case.pk.hex} is missing" in out.getvalue()
