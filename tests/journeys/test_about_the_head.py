"""A concern about the head teacher goes to the chair of governors, and the head never learns of it."""

import pytest

from investigations.documents.produce import produce
from investigations.models import Document, Job

from . import ways
from .visitor import words_of

pytestmark = pytest.mark.django_db


def test_a_concern_about_the_head_goes_to_the_chair_and_the_head_finds_it_nowhere(visits):
    head, chair = visits("head"), visits("chair")
    other = ways.reported(visits)  # the head does find cases
    reference = ways.reported(visits, about="Helen Ward", to="chair")
    assert chair.opens_case(reference).stage() == "Concern reported"
    assert chair.turn() == "It is your turn."
    assert chair.sees("Your part: Case manager")

    ways.assesses(chair, reference)
    chair.opens_case(reference, "Documents").sends("Make the case file")
    job_address = chair.page.request.path
    produce(Job.objects.get().pk)
    chair.opens(job_address).follows("Download the PDF")
    document_address = chair.page.request.path
    assert Document.objects.get().made_for.name == "Charles Holt"

    assert head.waiting() == [other]
    head.follows("Cases")
    assert head.sees("1 case") and other in head.reads and reference not in head.reads
    head.opens("/cases/").sends("Apply filters", q="picture")
    assert head.sees("1 case found") and f"/cases/{other}/" in head.page.text
    for search in ("picture", "Helen Ward", "Rita"):
        head.opens("/cases/").sends("Apply filters", q=search)
        assert f"/cases/{reference}/" not in head.page.text
    head.opens("/cases/").sends("Apply filters", q=reference)
    assert head.sees("0 cases found", "No case answers all of this")
    nowhere = [
        "",
        "people/",
        "evidence/",
        "documents/",
        "history/",
        "access/",
        "dates/",
        "steps/close/",
        "allegations/",
    ]
    assert [page for page in nowhere if not chair.finds(f"/cases/{reference}/{page}")] == []
    assert [page for page in nowhere if head.finds(f"/cases/{reference}/{page}")] == []
    assert not head.finds(job_address) and not head.finds(document_address)
    assert not head.finds(f"{job_address}progress/")
    not_there, hidden = (head.app.get(f"/cases/{one}/", status=404) for one in ("AAAA-AAAA", reference))
    assert words_of(not_there.html) == words_of(hidden.html)
    assert visits("vice_chair").waiting() == []


def test_the_chair_takes_a_case_about_the_head_to_its_end_and_the_head_learns_of_it_when_told(visits):
    reference = ways.reported(visits, about="Helen Ward", to="chair")
    head, chair = visits("head"), visits("chair")
    ways.assesses(chair, reference)
    ways.appoints(chair, reference, "Investigating officer", "Governor Gale")
    ways.writes_terms(chair, reference)
    chair.takes(reference, "Open a formal investigation", severity="Misconduct", reason="To be looked into.")
    assert "A matter about you" not in head.opens_my_work().reads
    ways.tells_the_employee(chair, reference)
    assert head.opens_part("A matter about you").sees("Notice of investigation")
    assert not head.finds_case(reference)
    ways.submits(visits("governor7"), reference, "Not proved", "No further action")
    chair.takes(reference, "Decide that there is no case to answer", reason="The post was not hers.")
    assert head.opens_part("A matter about you").sees("no case to answer")
    assert not head.finds_case(reference)
    ways.logs_the_breach(chair, reference)
    ways.settles_letters(reference)
    chair.takes(
        reference, "Close the case", reporter_told_on=ways.today(), evidence_settled="Kept.", personal_file="Nothing."
    )
    assert chair.opens_case(reference).stage() == "Closed"
    assert not head.finds_case(reference)


def test_a_subject_named_only_later_who_is_the_head_loses_the_case_to_the_chair_at_once(visits):
    reference = ways.reported(visits, about="It is not known yet")
    head, chair = visits("head"), visits("chair")
    ways.assesses(head, reference)
    assert head.opens_case(reference).sees("It is not known yet who the employee concerned is.", "Not known yet")
    assert not chair.finds_case(reference)
    head.opens_case(reference, "People").follows("Appoint somebody").sends("Continue", role="Employee concerned")
    head.sends("Continue", person="Helen Ward")
    assert head.sees("Helen Ward loses the part as Case manager", "Charles Holt takes over the case as its manager.")
    head.sends("Appoint Helen Ward")
    assert head.page.request.path == "/"
    assert head.waiting() == [] and not head.finds_case(reference)
    assert "A matter about you" not in head.reads
    head.opens("/cases/")
    assert head.sees("There are no cases for you here")
    assert chair.waiting() == [reference]
    assert chair.opens_case(reference).stage() == "Initial assessment"
    assert chair.turn() == "It is your turn."
    assert chair.opens_case(reference, "People").sees("Helen Ward", "Employee concerned", "Charles Holt (you)")


def test_a_chair_who_stands_down_leaves_the_case_about_the_head_to_the_vice_chair(visits):
    reference = ways.reported(visits, about="Helen Ward", to="chair")
    chair, vice = visits("chair"), visits("vice_chair")
    ways.assesses(chair, reference)
    chair.opens_case(reference, "People").follows("Stand down from this case yourself")
    assert chair.sees("Vera Cole takes it over as its manager.")
    chair.sends("Stand down", because="")
    assert not chair.finds_case(reference) and chair.waiting() == []
    assert vice.waiting() == [reference]
    assert vice.opens_case(reference).sees("Your part: Case manager")
    assert not visits("head").finds_case(reference)
    vice.opens_case(reference, "Who can see this")
    assert vice.sees("Vera Cole", "Charles Holt", "They stood down")
    vice.opens(f"/cases/{reference}/register/?role=panel")
    assert vice.sees("They stood down, and are shut out of this case", "They have managed this case")


def test_a_head_who_becomes_a_witness_keeps_the_own_statement_and_nothing_else(visits):
    reference = ways.reported(visits)
    head, chair = visits("head"), visits("chair")
    ways.assesses(head, reference)
    head.opens_case(reference, "People").follows("Appoint somebody").sends("Continue", role="Witness")
    head.sends("Continue", person="Helen Ward")
    assert head.sees("Charles Holt takes over the case as its manager.")
    head.sends("Appoint Helen Ward")
    assert not head.finds_case(reference)
    assert head.waiting() == [] and "You are asked what you know" in head.reads
    assert chair.waiting() == [reference]
    chair.opens(f"/cases/{reference}/register/?role=panel")
    assert "Helen Ward" not in chair.page.html.select_one("main").get_text()  # no governor, so never offered
    chair.opens(f"/cases/{reference}/register/?role=investigating_officer")
    assert chair.sees("Helen Ward", "They are a witness")
