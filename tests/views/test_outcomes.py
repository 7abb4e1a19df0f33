"""The outcome and the appeal: what was decided, how it was served, what became of it, and who reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.investigation import panel_find
from investigations.actions.take import take
from investigations.models import Finding
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import FindingResult
from investigations.procedure.states import State
from tests.world import APPEAL, PANEL, World

pytestmark = pytest.mark.django_db


def page(world, who, name, *args, method="get", data=None):
    client = Client()
    client.force_login(world.user(who))
    return getattr(client, method)(reverse(name, args=args), data or {})


def words(response):
    return " ".join(response.content.decode().split())


def test_the_outcome_says_level_reasons_until_when_and_how_it_was_served():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    for who in ("head", "clerk", "hr", *PANEL):
        shown = words(page(world, who, "outcome_detail", case.reference))
        for said in ("Final written warning", "Serious, once.", "No picture with a name.", "Live until", "By hand"):
            assert said in shown
        assert "Time to appeal" in shown and "working days" in shown


def test_nobody_else_reads_the_outcome():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    for who in ("deputy", "colleague", "teacher", "reporter", "chair", "it_lead", "dsl", "governor7", APPEAL[0]):
        assert page(world, who, "outcome_detail", case.reference).status_code == 404, who
        assert page(world, who, "appeal_detail", case.reference).status_code == 404, who


def test_before_there_is_one_the_page_says_so():
    world = World.make()
    case = world.case_at(State.HEARD)
    assert "There is no outcome yet" in words(page(world, "clerk", "outcome_detail", case.reference))
    assert "There is nothing to appeal against yet" in words(page(world, "clerk", "appeal_detail", case.reference))


def test_a_case_that_was_not_upheld_says_so():
    world = World.make()
    case = world.case_at(State.HEARD)
    chair = world.user(PANEL[0])
    panel_find(case.allegations.get(), result=FindingResult.NOT_PROVED, reasons="It was not shown.", by=chair)
    take(P.find_not_upheld, case, by=chair, reason="Nothing was shown.", votes=[world[key] for key in PANEL])
    shown = words(page(world, "clerk", "outcome_detail", case.reference))
    assert "Not upheld" in shown and "Nothing was shown." in shown and "On their own page" in shown


def test_the_first_panel_and_the_adviser_read_the_outcome_as_the_hearing_left_it():
    world = World.make()
    case = world.case_at(State.CONCLUDED)
    assert case.outcome.level == "first_written"
    for who in ("hr", *PANEL):
        shown = words(page(world, who, "outcome_detail", case.reference))
        assert "Final written warning" in shown
        assert "First written warning" not in shown and "Live until" not in shown
        assert page(world, who, "appeal_detail", case.reference).status_code == 404
    for who in ("head", "clerk", APPEAL[0]):
        shown = words(page(world, who, "outcome_detail", case.reference))
        assert "First written warning" in shown and "The hearing decided: final written warning." in shown


def test_an_appeal_shows_its_grounds_its_panel_and_its_result():
    world = World.make()
    case = world.case_at(State.CONCLUDED)
    for who in ("head", "clerk", *APPEAL):
        shown = words(page(world, who, "appeal_detail", case.reference))
        for said in (
            "Too severe.",
            "The outcome was unfair or too severe",
            ", in time.",
            "<strong>Final written warning</strong> became <strong>first written warning</strong>",
            "Governor Dunn (chair)",
            "A first written warning is enough.",
        ):
            assert said in shown, said


def test_the_clerk_reads_who_may_hear_the_appeal():
    world = World.make()
    case = world.case_at(State.APPEAL_LODGED)
    shown = words(page(world, "clerk", "appeal_detail", case.reference))
    assert "They sat on the first panel" in shown and shown.count("May not sit") == 4
    assert "They sat on the first panel" not in words(page(world, "head", "appeal_detail", case.reference))


def test_a_late_appeal_says_why_and_what_was_decided_about_it():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    case.clocks.filter(key="appeal_lodge").update(due_at=timezone.now() - timedelta(days=1))
    clerk = world.user("clerk")
    take(
        P.receive_late_appeal, case, by=clerk, received_on=timezone.localdate(), grounds=["unfair"], grounds_text="X",
        late_reason="She was in hospital.",
    )  # fmt: skip
    shown = words(page(world, "clerk", "appeal_detail", case.reference))
    assert "She was in hospital." in shown and "still to be decided" in shown
    take(
        P.accept_late_appeal,
        case,
        by=clerk,
        reason="The letter of the hospital was shown.",
        concurrence="The chair, by telephone",
    )
    shown = words(page(world, "head", "appeal_detail", case.reference))
    assert "<strong>Accepted</strong> by Clara Kemp" in shown and "The letter of the hospital was shown." in shown


def test_in_time_or_late_the_clerk_is_offered_one_of_the_two():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    in_time, late = (
        reverse("step_take", args=[case.reference, step]) for step in ("lodge_appeal", "receive_late_appeal")
    )
    shown = words(page(world, "clerk", "appeal_detail", case.reference))
    assert (in_time in shown, late in shown) == (True, False)
    case.clocks.filter(key="appeal_lodge").update(due_at=timezone.now() - timedelta(days=1))
    shown = words(page(world, "clerk", "appeal_detail", case.reference))
    assert (in_time in shown, late in shown) == (False, True)


def find(world, case, who):
    data = {"result": "proved", "reasons": "QUILLWORT on appeal"}
    return page(world, who, "appeal_finding_edit", case.reference, 1, method="post", data=data)


def test_the_appeal_panel_finds_alone_until_it_has_decided():
    world = World.make()
    case = world.case_at(State.APPEAL_HEARD)
    for who in (APPEAL[1], PANEL[0], "head", "clerk", "hr", "teacher"):
        assert find(world, case, who).status_code == 404, who
    assert find(world, case, APPEAL[0]).status_code == 302
    assert Finding.objects.get(found_by="appeal").reasons == "QUILLWORT on appeal"
    for member in APPEAL:
        assert "QUILLWORT" in words(page(world, member, "appeal_detail", case.reference))
    for who in ("head", "clerk"):
        assert "QUILLWORT" not in words(page(world, who, "appeal_detail", case.reference))
    chair = world.user(APPEAL[0])
    take(P.decide_appeal, case, by=chair, result="dismissed", reason="It stands.", votes=[world[key] for key in APPEAL])
    for who in ("head", "clerk"):
        assert "QUILLWORT" in words(page(world, who, "appeal_detail", case.reference))
    for who in PANEL:
        assert "QUILLWORT" not in words(page(world, who, "hearing_detail", case.reference))


def test_the_chair_of_the_appeal_reads_beside_the_form_what_the_first_panel_found():
    world = World.make()
    case = world.case_at(State.APPEAL_HEARD)
    Finding.objects.filter(found_by="panel").update(reasons="FIRSTREASONS")
    shown = words(page(world, APPEAL[0], "appeal_finding_edit", case.reference, 1))
    assert "The first panel found: proved" in shown and "FIRSTREASONS" in shown
