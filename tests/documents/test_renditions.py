"""What may go to whom, and which copy goes instead: asked by bundles and releases."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.documents.renditions import Gone, approved_rendition, must_go, needs_rendition
from investigations.models import Pseudonym, Redaction, Rendition
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.states import State
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def hide(case, name, *also, kind=PseudonymKind.PUPIL, label="Pupil A"):
    scopes = [scope.value for scope in kind.hidden_in]
    return Pseudonym.objects.create(case=case, name=name, also=list(also), kind=kind, label=label, scopes=scopes)


def test_a_text_that_names_nobody_goes_as_it_is(world, case):
    exhibit = add_evidence(case, SimpleUploadedFile("note.txt", b"Nothing in it."), by=world.user("deputy"))
    hide(case, "Amelia Clarke")
    assert needs_rendition(exhibit, Scope.PARTIES) == ""
    assert approved_rendition(exhibit, Scope.PARTIES) is None


def test_a_text_that_names_a_pupil_goes_to_nobody_until_its_copy_is_approved_and_up_to_date(world, case):
    exhibit = add_evidence(case, SimpleUploadedFile("note.txt", b"Amelia Clarke, Ben Low"), by=world.user("deputy"))
    hide(case, "Amelia Clarke")
    assert "no redacted copy was made yet" in needs_rendition(exhibit, Scope.PARTIES)

    made_from = hashlib.sha256(b"Pupil A, Ben Low").hexdigest()
    copy = Rendition.objects.create(
        evidence=exhibit, scope=Scope.PARTIES, made_from=made_from, made_by=world["deputy"], state="drafted"
    )
    assert "waits for a second person" in needs_rendition(exhibit, Scope.PARTIES)
    Rendition.objects.update(state="approved", approved_by=world["head"], approved_at=timezone.now())
    assert needs_rendition(exhibit, Scope.PARTIES) == ""
    assert approved_rendition(exhibit, Scope.PARTIES) == copy
    assert needs_rendition(exhibit, Scope.REPORTER) != ""

    hide(case, "Ben Low", label="Pupil B")
    assert "has to be made again" in needs_rendition(exhibit, Scope.PARTIES)
    assert approved_rendition(exhibit, Scope.PARTIES) is None


def test_a_picture_with_a_box_goes_to_nobody_of_that_scope(world, case):
    exhibit = add_evidence(case, SimpleUploadedFile("post.png", PNG), by=world.user("deputy"))
    assert needs_rendition(exhibit, Scope.PARTIES) == ""
    Redaction.objects.create(
        evidence=exhibit, scope=Scope.PARTIES, page=1, box={"x": 0, "y": 0, "w": 0.5, "h": 0.5}, reason="A pupil's face",
        by=world["deputy"],
    )  # fmt: skip
    assert "no redacted copy was made yet" in needs_rendition(exhibit, Scope.PARTIES)
    assert needs_rendition(exhibit, Scope.REPORTER) == ""


def test_what_must_go_lists_every_spelling_and_every_passage(world, case):
    exhibit = add_evidence(case, SimpleUploadedFile("note.txt", b"He lives in Mill Lane."), by=world.user("deputy"))
    hide(case, "Amelia Clarke", "Millie")
    hide(case, "Rita Shaw", kind=PseudonymKind.WITNESS, label="Witness 1")
    Redaction.objects.create(
        evidence=exhibit, scope=Scope.PARTIES, start=12, end=21, words="Mill Lane", reason="Address", by=world["deputy"]
    )
    amelia = Gone(("Amelia Clarke", "Millie", "Clarke, Amelia"), "Pupil A", "pupil")
    passage = Gone(("Mill Lane",), "a passage of exhibit 1", "passage")
    assert must_go(case, Scope.PARTIES) == [amelia, passage]
    assert must_go(case, Scope.REPORTER) == [amelia, Gone(("Rita Shaw", "Shaw, Rita"), "Witness 1", "witness")]


def test_a_passage_that_no_longer_stands_where_it_was_marked_stops_everything(world, case):
    exhibit = add_evidence(case, SimpleUploadedFile("note.txt", b"He lives in Mill Lane."), by=world.user("deputy"))
    Redaction.objects.create(
        evidence=exhibit, scope=Scope.PARTIES, start=0, end=9, words="Mill Lane", reason="Address", by=world["deputy"]
    )
    assert "Mark it anew" in needs_rendition(exhibit, Scope.PARTIES)
