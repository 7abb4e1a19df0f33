"""A film cannot be blacked out: where names are hidden it is withheld, until somebody decides otherwise with a reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from investigations.actions.evidence import add_evidence
from investigations.actions.inclusion import include_as_it_is, withhold_again
from investigations.actions.papers import as_the_parties_read, papers_to_be_served
from investigations.actions.pseudonyms import enter_pseudonym
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.exhibit_copies import WITHHELD, exhibit_copies
from investigations.documents.exhibit_pages import described
from investigations.documents.hidden import CANNOT_BE_BLACK, Hidden
from investigations.models import Inclusion
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.states import State
from tests.vault.samples import film
from tests.world import PNG, World

from .pages import words

pytestmark = pytest.mark.django_db
PARTIES = Scope.PARTIES


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        case = world.case_at(State.INVESTIGATION)
        add_evidence(case, SimpleUploadedFile("play.webm", film()), by=world.user("deputy"))
        add_evidence(case, SimpleUploadedFile("post.png", PNG), by=world.user("deputy"))
        yield world, case
        transaction.set_rollback(True)


def copied(case, exhibit, folder):
    made, [listed] = exhibit_copies([(exhibit, described(exhibit))], Hidden(case, PARTIES), folder, lambda *_: None)
    return made.rows[0], listed


def in_the_papers(case, exhibit):
    papers = as_the_parties_read(papers_to_be_served(case, is_appeal=False))
    return papers.exhibit(exhibit.number).instead


def test_a_recording_is_withheld_where_a_name_is_hidden_and_goes_with_a_reason(life, tmp_path):
    world, case = life
    exhibit = case.evidence.get(content_type__startswith="video/")
    assert in_the_papers(case, exhibit) == "" and "withheld" not in copied(case, exhibit, tmp_path)[1]
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=world.user("deputy"))
    row, listed = copied(case, exhibit, tmp_path)
    assert (row["title"], row["withheld"], listed["withheld"]) == (WITHHELD, CANNOT_BE_BLACK, CANNOT_BE_BLACK)
    assert "instead" not in listed, "the rest of the copy goes"
    assert in_the_papers(case, exhibit) == CANNOT_BE_BLACK
    with pytest.raises(BadAnswers):
        include_as_it_is(exhibit, PARTIES, reason=" ", by=world.user("deputy"))
    include_as_it_is(exhibit, PARTIES, reason="Nobody is named in it.", by=world.user("deputy"))
    assert in_the_papers(case, exhibit) == "" and "withheld" not in copied(case, exhibit, tmp_path)[1]
    assert Hidden(case, Scope.REPORTER).withholds(exhibit) == CANNOT_BE_BLACK
    withhold_again(exhibit, PARTIES, by=world.user("head"))
    assert in_the_papers(case, exhibit) == CANNOT_BE_BLACK
    with pytest.raises(Refused):
        withhold_again(exhibit, PARTIES, by=world.user("head"))


def test_what_can_be_blacked_out_and_whose_work_it_is_not_is_refused(life):
    world, case = life
    exhibit = case.evidence.get(content_type__startswith="video/")
    with pytest.raises(Refused, match="nothing to be decided"):
        include_as_it_is(case.evidence.get(number=2), PARTIES, reason="Why not", by=world.user("deputy"))
    for who in ("hr", "colleague", "teacher"):
        with pytest.raises(Refused):
            include_as_it_is(exhibit, PARTIES, reason="Why not", by=world.user(who))


def test_its_page_says_so_plainly_and_takes_the_decision(life):
    world, case = life
    exhibit = case.evidence.get(content_type__startswith="video/")
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=world.user("deputy"))
    deputy = Client()
    deputy.force_login(world.user("deputy"))
    address = reverse("redaction_edit", args=[case.reference, exhibit.number, "parties"])
    assert "Withheld from them, unless you decide otherwise" in words(
        deputy.get(reverse("redaction_list", args=[case.reference]))
    )
    page = words(deputy.get(address))
    assert "Nothing can be blacked out in a film, a recording or an archive." in page
    assert "It is withheld from “Employee, companion and panels”." in page
    assert "Error:" in words(deputy.post(address, {"reason": ""}))
    deputy.post(address, {"reason": "Nobody is named in it."})
    assert Inclusion.objects.get().reason == "Nobody is named in it."
    assert "as it is: Nobody is named in it." in words(deputy.get(address))
    deputy.post(address, {"do": "withhold"})
    assert "It is withheld from" in words(deputy.get(address))
