"""Each page of a redacted copy has its words for whoever cannot see it, under pseudonyms and without what is black."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.loader import render_to_string

from investigations.actions.evidence import add_evidence
from investigations.actions.pseudonyms import enter_pseudonym
from investigations.actions.redaction import Box, black_out_page, names_not_black
from investigations.actions.refusals import BadAnswers
from investigations.actions.renditions import approve_rendition, ask_for_rendition, make
from investigations.documents.exhibit_copies import exhibit_copies
from investigations.documents.exhibit_pages import described
from investigations.documents.hidden import Hidden
from investigations.documents.page_words import cleared
from investigations.documents.renditions import Gone, approved_rendition
from investigations.models import PageDescription, Pseudonym
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.states import State
from investigations.vault import store
from tests.documents import canaries
from tests.documents.test_page_text import at, pdf
from tests.world import World

pytestmark = pytest.mark.django_db
PARTIES = Scope.PARTIES
#: Over the address, at 60 to 250 of 600 points and 100 from the top of 800.
ADDRESS = Box(0.09, 0.1, 0.4, 0.04, "Address")


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker):
    """A case with a name that is hidden; each test undoes what it writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        case = world.case_at(State.INVESTIGATION)
        enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=world.user("deputy"))
        yield world, case
        transaction.set_rollback(True)


@pytest.fixture
def world(life):
    return life[0]


@pytest.fixture
def case(life):
    return life[1]


def letter(case, world):
    page = pdf(at(60, 700, "Living in Mill Lane") + at(60, 500, "Amelia Clarke said so") + at(60, 300, "Yours"))
    return add_evidence(case, SimpleUploadedFile("letter.pdf", page), by=world.user("deputy"))


def approved(exhibit, world, *boxes, **more):
    black_out_page(exhibit, PARTIES, 1, boxes, by=world.user("deputy"), **more)
    rendition = ask_for_rendition(exhibit, PARTIES, by=world.user("deputy"))
    assert make(rendition.pk)
    rendition.refresh_from_db()
    approve_rendition(rendition, by=world.user("head"))
    return rendition


def alternatives(case, exhibit, tmp_path):
    """As the copy's page says them, in the place of each picture."""
    made, _ = exhibit_copies([(exhibit, described(exhibit))], Hidden(case, PARTIES), tmp_path, lambda *_: None)
    html = render_to_string("documents/parts/exhibit.html", {"exhibit": made.rows[0]})
    return [part.split('"')[0] for part in html.split('alt="')[1:]]


def test_the_words_beside_the_boxes_are_read_under_pseudonyms_and_those_below_are_not(case, world, tmp_path):
    exhibit = letter(case, world)
    [name] = names_not_black(exhibit, PARTIES)[1]
    rendition = approved(exhibit, world, ADDRESS)
    aloud = Hidden(case, PARTIES).read_aloud(exhibit, rendition.vault_key)
    assert aloud == {1: "[blacked out]\nPupil A said so\nYours"}
    assert alternatives(case, exhibit, tmp_path) == [], "the picture still shows the name"
    kept = b"".join(store.read_chunks(rendition.vault_key.replace("/", "/previews/") + "-3"))
    assert b"Amelia" not in kept and b"Mill" not in kept
    approved(exhibit, world, ADDRESS, name)
    [alternative] = alternatives(case, exhibit, tmp_path)
    assert alternative == "Exhibit 1, page 1 of 1: letter.pdf. [blacked out] said so\nYours"


def test_a_name_that_is_hidden_after_the_copy_was_made_is_not_read_either(case, world):
    exhibit = letter(case, world)
    rendition = approved(exhibit, world, ADDRESS)
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Yours", by=world.user("deputy"))
    aloud = Hidden(case, PARTIES).read_aloud(exhibit, rendition.vault_key)
    assert aloud[1].endswith("Pupil A said so\nPupil B")


def test_where_something_that_had_to_go_cannot_be_told_apart_nothing_of_the_page_is_read():
    amelia = Pseudonym(name="Amelia Clarke", label="Pupil A", kind="pupil", scopes=["parties"])
    gone = [Gone(("Amelia Clarke",), "Pupil A", "pupil")]
    assert cleared("Seen by Amelia Clarke.", [amelia], gone) == "Seen by Pupil A."
    assert cleared("Seen by Amelia\u00ad Clarke.", [amelia], gone) == "Seen by Pupil A."
    assert cleared("Seen by Ame lia Clarke.", [amelia], gone) == ""


def test_a_picture_is_described_by_whoever_blacks_out_and_the_second_person_approves_the_words(case, world, tmp_path):
    exhibit = add_evidence(case, SimpleUploadedFile("post.png", canaries.png_with_words()), by=world.user("deputy"))
    square = Box(*canaries.SQUARE.values(), reason="A pupil's face")
    with pytest.raises(BadAnswers) as refused:
        black_out_page(exhibit, PARTIES, 1, [square], by=world.user("deputy"), described="amelia clarke on a bench")
    assert refused.value.sentences == {"described": "Describe the page without what is hidden in it: Pupil A"}
    assert not PageDescription.objects.exists() and not exhibit.redactions.exists()

    approved(exhibit, world, square, described="A bench before the school")
    assert alternatives(case, exhibit, tmp_path) == ["Exhibit 1, page 1 of 1: post.png. A bench before the school"]
    black_out_page(exhibit, PARTIES, 1, [square], by=world.user("deputy"), described="A bench")
    assert approved_rendition(exhibit, PARTIES) is None, "the words have changed since"
    assert alternatives(case, exhibit, tmp_path) == []


def test_names_in_the_text_layer_are_suggested_until_they_are_black(case, world):
    exhibit = letter(case, world)
    [box] = names_not_black(exhibit, PARTIES)[1]
    assert box.reason == "The name of Pupil A" and 0.34 < box.y < 0.38 and box.w > 0.15
    assert names_not_black(exhibit, Scope.PART_II).keys() == {1}
    black_out_page(exhibit, PARTIES, 1, [box], by=world.user("deputy"))
    assert names_not_black(exhibit, PARTIES) == {}
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Mill Lane", by=world.user("deputy"))
    assert [one.reason for one in names_not_black(exhibit, PARTIES)[1]] == ["The name of Pupil B"]
