"""The closing checklist, how long a case is kept, warnings that end of themselves, and the fairness record."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.take import take
from investigations.actions.warnings import end_warnings, warnings_for
from investigations.audit import verify_all
from investigations.documents.fairness import fairness_lines, like_cases
from investigations.models import AuditEvent, Outcome
from investigations.models.letters import open_letters
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import Level
from investigations.procedure.closing import CHECKLIST
from investigations.procedure.merge import gaps
from investigations.procedure.retention import RetentionClass, suggested
from investigations.procedure.sections import Section
from investigations.procedure.states import LetterState, State
from tests import world as w
from tests.world import World

from .pages import at, finders, words

pytestmark = pytest.mark.django_db
ALL = lambda section: True  # noqa: E731


@pytest.fixture(scope="module")
def concluded(django_db_setup, django_db_blocker):
    """A case that was heard and appealed, once for every test that only reads or undoes what it does."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        yield world, world.case_at(State.CONCLUDED)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("level", "has_left", "is_safeguarding", "kept"),
    [
        (None, False, False, RetentionClass.NO_CASE),
        (Level.NO_SANCTION, False, False, RetentionClass.NO_CASE),
        (Level.ADVICE, False, False, RetentionClass.NO_CASE),
        (Level.RECORDED_VERBAL, False, False, RetentionClass.WARNING),
        (Level.FIRST_WRITTEN, False, False, RetentionClass.WARNING),
        (Level.FINAL_WRITTEN, False, False, RetentionClass.FINAL),
        (Level.ALTERNATIVE, False, False, RetentionClass.FINAL),
        (Level.DISMISSAL_WITH_NOTICE, False, False, RetentionClass.DISMISSAL),
        (Level.SUMMARY_DISMISSAL, False, False, RetentionClass.DISMISSAL),
        (None, True, False, RetentionClass.DISMISSAL),
        (Level.FIRST_WRITTEN, False, True, RetentionClass.CHILD_PROTECTION),
        (None, True, True, RetentionClass.CHILD_PROTECTION),
    ],
)
def test_how_a_case_ended_says_how_long_it_is_kept(level, has_left, is_safeguarding, kept):
    assert suggested(level, has_left=has_left, is_safeguarding=is_safeguarding) is kept


def test_every_line_of_the_checklist_is_either_read_from_the_record_or_asked():
    assert [line.label for line in CHECKLIST if bool(line.guard) == bool(line.question)] == []
    assert tuple(line.guard for line in CHECKLIST if line.guard) == P.close.guards
    assert tuple(line.question for line in CHECKLIST if line.question) == P.close.asks


def test_the_checklist_is_for_those_who_see_the_decision(concluded, client):
    world, case = concluded
    w.settle_letters(case)
    assert finders(world, client, at("closing_checklist", case)) == {"head", "hr"}
    client.force_login(world.user("head"))
    page = client.get(at("closing_checklist", case))
    assert "Every allegation has a finding Settled" in words(page)
    assert "How long is the case kept" not in words(page)
    assert page.context["close_url"] == at("step_take", case, "close")
    client.force_login(world.user("hr"))
    assert client.get(at("closing_checklist", case)).context["close_url"] == ""


def test_a_case_is_not_closed_while_a_letter_waits(concluded):
    world, case = concluded
    assert case.letters.filter(open_letters()).exists()
    answers = {"reporter_told_on": timezone.localdate(), "evidence_settled": "Kept.", "personal_file": "The warning."}
    with pytest.raises(Refused, match="Serve every letter that is waiting"):
        take(P.close, case, by=world.user("head"), **answers)


def test_a_case_is_not_kept_for_less_than_its_outcome_calls_for(concluded):
    world, case = concluded
    Outcome.objects.filter(case=case).update(level=Level.FINAL_WRITTEN)
    w.settle_letters(case)
    answers = {
        "reporter_told_on": timezone.localdate(), "evidence_settled": "Kept.", "personal_file": "The warning.",
        "retention": "warning",
    }  # fmt: skip
    w.settle_duties(world, case)
    with pytest.raises(BadAnswers) as bad:
        take(P.close, case, by=world.user("head"), **answers)
    assert list(bad.value.sentences) == ["retention"]
    Outcome.objects.filter(case=case).update(level=Level.FIRST_WRITTEN)


def test_a_closed_case_says_how_long_it_is_kept_and_its_checklist_can_be_taken_up_again(concluded):
    world, case = concluded
    w.close(world, case)
    case.refresh_from_db()
    assert (case.retention, case.retention_review_on) == (RetentionClass.WARNING, _months_later(6))
    take(P.resume_closing, case, by=world.user("head"), reason="A letter was forgotten.")
    case.refresh_from_db()
    assert (case.status, case.closed_at, case.outcome.level) == (State.CONCLUDED, None, Level.FIRST_WRITTEN)


def _months_later(months):
    from investigations.procedure.calendar import SchoolCalendar, Unit, count_forward

    return count_forward(SchoolCalendar(), timezone.now(), months, Unit.MONTHS).due.date()


# ---- Warnings ------------------------------------------------------------------------------------------------------


def test_a_warning_ends_of_itself_and_is_noted_once(concluded):
    world, case = concluded
    assert [one.case for one in warnings_for(world.user("head"), world.school)] == [case]
    assert not warnings_for(world.user("deputy"), world.school).exists()
    assert end_warnings() == 0
    yesterday = timezone.localdate() - timedelta(days=1)
    kept = Outcome.objects.get(case=case).live_until
    Outcome.objects.filter(case=case).update(live_until=yesterday)
    assert not warnings_for(world.user("head"), world.school).exists()
    assert [end_warnings(), end_warnings()] == [1, 0]
    letter = case.letters.get(code="L31")
    assert (letter.to, letter.state) == (world["teacher"], LetterState.DRAFT)
    assert [gap for gap in gaps(letter.text)] == []
    assert AuditEvent.objects.filter(kind="warning.spent", section=Section.OUTCOME).count() == 1
    assert list(verify_all()) == []
    Outcome.objects.filter(case=case).update(live_until=kept, spent_at=None)


def test_the_page_of_live_warnings_shows_each_reader_their_own(concluded):
    world, case = concluded
    seen = {}
    for who in ("head", "deputy", "teacher", "governor7", "chair"):
        client = Client()
        client.force_login(world.user(who))
        seen[who] = case.reference in words(client.get(reverse("warning_list")))
    assert seen == {"head": True, "deputy": False, "teacher": False, "governor7": False, "chair": False}


@pytest.mark.parametrize(
    ("months", "reason", "level", "wrong"),
    [
        (18, "Pupils were at risk.", Level.FINAL_WRITTEN, ""),
        (18, "", Level.FINAL_WRITTEN, "longer_reason"),
        (12, "Pupils were at risk.", Level.FINAL_WRITTEN, "live_months"),
        (18, "Pupils were at risk.", Level.SUMMARY_DISMISSAL, "live_months"),
        (None, "Pupils were at risk.", Level.FINAL_WRITTEN, "live_months"),
    ],
)
def test_a_warning_lasts_longer_only_with_a_reason_of_safety(heard, months, reason, level, wrong):
    from django.db import transaction

    world, case = heard
    given = {
        "level": level, "reason": "Serious.", "change_required": "No picture with a name.", "live_months": months,
        "longer_reason": reason, "served_at": timezone.now(), "method": "by_hand",
        "votes": [world[key] for key in w.PANEL],
    }  # fmt: skip
    with transaction.atomic():
        try:
            take(P.issue_outcome, case, by=world.user("governor1"), **given)
            found = ""
            outcome = Outcome.objects.get(case=case)
            assert (outcome.live_until, outcome.longer_because) == (_months_later(18), reason)
        except BadAnswers as bad:
            [found] = bad.sentences
        transaction.set_rollback(True)
    assert found == wrong


@pytest.fixture(scope="module")
def heard(django_db_setup, django_db_blocker):
    """A case whose panel has found, and has not decided yet."""
    from django.db import transaction

    from investigations.actions.investigation import panel_find

    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make(name="Heard Primary School", domain="heard.example")
        case = world.case_at(State.HEARD)
        for allegation in case.allegations.all():
            panel_find(allegation, result="proved", reasons="Shown.", by=world.user("governor1"))
        case.refresh_from_db()
        yield world, case
        transaction.set_rollback(True)


# ---- Fairness --------------------------------------------------------------------------------------------------


def test_the_fairness_record_is_read_from_the_record(concluded):
    _, case = concluded
    # The world brings its hearings forward to today, and the record says so.
    told = {line.label: line.answer.label for line in fairness_lines(case, ALL)}
    assert told == {
        "The employee was told of the allegations in writing": "Yes",
        "What speaks against each allegation was looked for and is listed": "No",
        "The employee's own answer is in the record": "No",
        "The investigating officer gave no view on a sanction": "Yes",
        "The employee was told what the outcome could be": "Yes",
        "A companion was offered": "Yes",
        "The papers were served in time": "No",
        "Different people investigated, heard and decided the appeal": "Yes",
        "The panel found on every allegation before it decided what follows": "Yes",
        "Live warnings and mitigation were told to the panel only after its findings": "Yes",
        "Like cases and what followed in them were shown to whoever decided": "Yes",
        "The notice of the appeal hearing was given in time": "No",
        "The appeal did not make the outcome harsher": "Yes",
    }


def test_each_reader_of_the_fairness_record_reads_what_their_sections_hold(concluded, client):
    world, case = concluded
    assert finders(world, client, at("fairness_record", case)) == {"head", "hr", "clerk"}
    client.force_login(world.user("clerk"))
    page = words(client.get(at("fairness_record", case)))
    assert "The papers were served in time" in page
    assert "no view on a sanction" not in page and "speaks against" not in page


def test_like_cases_name_nobody_and_leave_out_the_same_employee(heard):
    world, case = heard
    other = world.log(about="colleague", title="Another picture")
    mine = world.log(about="teacher", title="An earlier picture")
    for one, level in ((other, Level.FIRST_WRITTEN), (mine, Level.FINAL_WRITTEN)):
        Outcome.objects.create(case=one, level=level, reasons="Once.", decided_by=world["governor7"])
    assert like_cases(case) == [
        {
            "year": timezone.localdate().year,
            "clauses": "3",
            "severity": "Serious misconduct",
            "level": "First written warning",
        }
    ]
    client = Client()
    client.force_login(world.user("governor1"))
    page = words(client.get(at("step_take", case, "issue_outcome")))
    assert "Like cases are treated alike" in page and "First written warning" in page
    assert other.reference not in page and world["colleague"].name not in page
