"""Every document that Casework makes proves itself: each kind is made by its real way, and one changed byte is told."""

import re
import subprocess

import pikepdf
import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from investigations.actions.documents import request_document
from investigations.actions.reports import make_termly_report
from investigations.documents import proof, verifier
from investigations.documents.produce import produce
from investigations.documents.proven import AT_SCHOOL, differences
from investigations.documents.signed_copy import copy_of
from investigations.figures.counting import spans
from investigations.models import Acknowledgement, DocumentKind
from investigations.procedure.audiences import Audience
from investigations.vault.store import read_chunks
from tests.pdf import faults
from tests.views.pages import words

from .copies import a_case_with_names, content_of, prepared

pytestmark = pytest.mark.django_db
#: Who has each made.  The copy for a recipient and the two of the school have ways of their own; an export is no PDF.
MADE_BY = {
    DocumentKind.CASE_FILE: "head", DocumentKind.INVESTIGATION_REPORT: "deputy", DocumentKind.HEARING_PAPERS: "teacher",
    DocumentKind.OUTCOME_LETTER: "teacher", DocumentKind.BOARD_REPORT: "clerk", DocumentKind.LETTER: "clerk",
    DocumentKind.HEARING_PACK: "clerk", DocumentKind.CUSTODY_SHEET: "head",
}  # fmt: skip
OWN_WAY = {DocumentKind.COPY, DocumentKind.CASE_EXPORT}
POLICY, TERMLY = "signed policy", "termly report"


class Made:
    """One case, and each kind of document of it, made when a test first asks for it."""

    def __init__(self, folder):
        self.world, self.case = a_case_with_names()
        self.folder, self.keys = folder, []

    def place(self, kind):
        place = self.folder / f"{str(kind).replace(' ', '-')}.pdf"
        if not place.exists():
            place.write_bytes(self.content(kind))
            self.keys = proof.public_keys(self.world.school)
        return place

    def content(self, kind):
        if kind == POLICY:
            signed = Acknowledgement.objects.create(
                version=self.world.version,
                person=self.world["teacher"],
                signature="Tessa Moor",
                signed_at=timezone.now(),
            )
            return b"".join(read_chunks(copy_of(signed, by=self.world["teacher"]).vault_key))
        if kind == TERMLY:
            every = spans(list(self.world.school.terms.order_by("starts")), timezone.localdate())
            return make_termly_report(self.world["chair"], every[0], every)
        if kind is DocumentKind.COPY:
            return content_of(prepared(self.world, self.case, Audience.EMPLOYEE))
        letter = self.case.letters.filter(code="L17").first() if kind is DocumentKind.LETTER else None
        job = request_document(self.case, kind, by=self.world.user(MADE_BY[kind]), letter=letter)
        document = produce(job.pk)
        job.refresh_from_db()
        assert document is not None, job.error
        return b"".join(read_chunks(document.vault_key))


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("every")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault", KEYSTORE_DIR=folder / "keys", JOB_LEASE=3600),
        transaction.atomic(),
    ):
        yield Made(folder)
        transaction.set_rollback(True)


def test_no_kind_of_document_is_forgotten_here():
    assert set(MADE_BY) | OWN_WAY == set(DocumentKind)
    assert len(AT_SCHOOL) == len({POLICY, TERMLY})


@pytest.mark.parametrize("kind", [*MADE_BY, DocumentKind.COPY, POLICY, TERMLY], ids=str)
def test_each_is_sound_and_one_changed_byte_of_a_page_is_told(made, tmp_path, kind):
    place, changed = made.place(kind), tmp_path / "changed.pdf"
    verdict = verifier.verify(place, made.keys)
    assert (verdict.status, verdict.changes, list(differences(verdict.manifest))) == (verifier.SOUND, [], [])
    assert faults(place) == []
    assert verdict.manifest["record"]["document"] in re.sub(r"\s", "", last_page(place))

    with pikepdf.open(place) as pdf:
        number = flip_a_letter(pdf)
        pdf.save(changed)
    assert verifier.verify(changed, made.keys).changes == [f"Page {number}: what stands on it."]

    changed.write_bytes(flipped_where_it_lies(place))
    assert verifier.verify(changed, made.keys).status == verifier.CHANGED


def last_page(place):
    return subprocess.run(["pdftotext", place, "-"], capture_output=True, text=True, check=True).stdout.split("\f")[-2]


def flip_a_letter(pdf):
    """One letter of the last page becomes another."""
    page = pdf.pages[-1].obj
    content = bytearray(verifier.content_of(page))
    at = content.rindex(b"> Tj") - 1 if b"> Tj" in content else content.rindex(b">") - 1
    content[at] ^= 1
    page.Contents = pdf.make_stream(bytes(content))
    return len(pdf.pages)


def flipped_where_it_lies(place):
    """One bit in the middle of the packed words of the first page, as a failing disk leaves it."""
    content = bytearray(place.read_bytes())
    with pikepdf.open(place) as pdf:
        packed = pdf.pages[0].obj.Contents.read_raw_bytes()
    content[content.index(packed) + len(packed) // 2] ^= 4
    return bytes(content)


def test_the_school_tells_on_its_page_and_by_its_command_that_such_a_document_is_its_own(made, tmp_path, capsys):
    place = tmp_path / "signed.pdf"
    place.write_bytes(made.content(POLICY))
    manifest = verifier.verify(place, proof.public_keys(made.world.school)).manifest
    record = manifest["record"]
    client = Client()
    client.force_login(made.world.user("colleague"))
    with place.open("rb") as file:
        told = words(client.post(reverse("check_document"), {"file": file}))
    assert "It agrees with the record of the school: the audit record still holds the entry that it names." in told

    scanned = {"document": record["document"], "print": manifest["print"][:20]}
    known = words(client.get(reverse("check_document"), scanned))
    other = words(client.get(reverse("check_document"), scanned | {"print": "0" * 20}))
    assert "that of the document kept here: Copy of a signed policy, 2 pages" in known
    assert "is not that of the document kept here" in other and "Tessa" not in known + other

    with pytest.raises(SystemExit) as ended:
        call_command("verify_document", str(place))
    assert (ended.value.code, "saved again" in capsys.readouterr().out) == (0, False)
    assert list(differences(manifest | {"print": "0" * 64})) == [
        "The document of this number that is kept here has another fingerprint."
    ]
    assert list(differences(manifest | {"record": record | {"document": "0"}})) == [
        "No document of this number is kept here."
    ]
