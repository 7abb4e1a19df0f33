"""How a school is set up: its details, its terms and closures, its day counts."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from investigations import audit
from investigations.actions.schools import set_day_counts
from investigations.models import AuditEvent, Closure, RunningClock, School, Term
from investigations.procedure.calendar import LONDON, Unit
from investigations.procedure.clocks import Clock
from investigations.procedure.states import State
from tests.views.pages import day, finders, words
from tests.world import World

pytestmark = pytest.mark.django_db
RUN_IT = {"head", "chair", "clerk", "business_manager"}
ADDRESSES = ("school_settings", "school_edit", "term_add", "closure_add", "procedure_numbers")


@pytest.fixture
def world():
    return World.make(local_authority="North Riding")


@pytest.fixture
def head(world, client):
    client.force_login(world.user("head"))
    return client


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_who_runs_the_school_finds_its_settings(world, client, name):
    assert finders(world, client, reverse(name)) == RUN_IT


def test_others_change_nothing_by_posting(world, client):
    term, closure = world.school.terms.first(), Closure.objects.create(school=world.school, day=date(2026, 10, 23))
    client.force_login(world.user("deputy"))
    for name, args in (("term_edit", [term.pk]), ("term_remove", [term.pk]), ("closure_remove", [closure.pk])):
        assert client.post(reverse(name, args=args), {"name": "x"}).status_code == 404
    assert client.post(reverse("procedure_numbers"), {"hearing_notice": "5"}).status_code == 404
    other = World.make(name="Other School", domain="other.org")
    client.force_login(other.user("head"))
    for name, args in (("term_edit", [term.pk]), ("term_remove", [term.pk]), ("closure_remove", [closure.pk])):
        assert client.post(reverse(name, args=args), {"name": "x"}).status_code == 404
    assert (Term.objects.filter(pk=term.pk).exists(), Closure.objects.count()) == (True, 1)


def test_the_details_are_changed_and_recorded(world, head):
    sent = {"name": "Mill Lane School", "employer_type": "academy", "local_authority": "", "trust": "Mill Trust", "address": "1 Mill Lane"}  # fmt: skip
    sent |= {"is_rehearsal": "on", "id": "x", "day_counts": "{}"}
    assert head.post(reverse("school_edit"), sent).url == reverse("school_settings")
    school = School.objects.get()
    assert (school.name, school.employer_type, school.local_authority, school.trust, school.address) == (
        "Mill Lane School", "academy", "", "Mill Trust", "1 Mill Lane",
    )  # fmt: skip
    assert (school.is_rehearsal, school.pk) == (False, world.school.pk)
    assert "Academy or trust school" in words(head.get(reverse("school_settings")))
    assert "changed the school" in audit.said(AuditEvent.objects.order_by("-pk").first())["says"]


def test_the_name_of_another_school_is_refused_with_what_was_typed_kept(world, head):
    World.make(name="Other School", domain="other.org")
    sent = {"name": "Other School", "employer_type": "community", "address": "Kept address"}
    page = head.post(reverse("school_edit"), sent)
    assert words(page).count("Another school has this name already.") == 2
    assert "Kept address" in words(page)


def test_a_term_is_added_changed_and_removed(world, head):
    new = {"name": "Spring 2040", **day("starts", 6, 1, 2040), **day("ends", 1, 4, 2040)}
    assert head.post(reverse("term_add"), new).url == reverse("school_settings")
    term = world.school.terms.get(name="Spring 2040")
    assert (term.starts, term.ends) == (date(2040, 1, 6), date(2040, 4, 1))
    changed = new | {"name": "Spring 2040, first half"} | day("ends", 12, 2, 2040)
    head.post(reverse("term_edit", args=[term.pk]), changed)
    term.refresh_from_db()
    assert (term.name, term.ends) == ("Spring 2040, first half", date(2040, 2, 12))
    assert head.get(reverse("term_remove", args=[term.pk])).status_code == 405
    page = head.post(reverse("term_remove", args=[term.pk]), follow=True)
    assert "“Spring 2040, first half” is removed. Dates that run already stay as they were counted." in words(page)
    assert not Term.objects.filter(pk=term.pk).exists()


def test_terms_that_share_a_day_are_refused(world, head):
    term = world.school.terms.order_by("starts").first()
    last = term.ends
    sent = {"name": "Twice", **day("starts", last.day, last.month, last.year), **day("ends", last.day, last.month, last.year)}  # fmt: skip
    page = head.post(reverse("term_add"), sent)
    assert f"These days overlap “{term.name}”" in words(page)
    assert page.context["form"]["name"].value() == "Twice"
    assert not Term.objects.filter(name="Twice").exists()
    backwards = {"name": "Back", **day("starts", 2, 1, 2040), **day("ends", 1, 1, 2040)}
    assert "The last day cannot be before the first" in words(head.post(reverse("term_add"), backwards))
    same = {"name": term.name, "starts": term.starts.isoformat(), "ends": term.ends.isoformat()}
    assert head.post(reverse("term_edit", args=[term.pk]), same).status_code == 302  # it does not overlap itself


def test_a_training_day_is_added_once_and_is_no_school_day(world, head):
    sent = {"reason": "Training day", **day("day", 16, 10, 2026)}
    assert world.school.calendar.is_school_day(date(2026, 10, 16))
    assert head.post(reverse("closure_add"), sent).status_code == 302
    assert not world.school.calendar.is_school_day(date(2026, 10, 16))
    assert "The school is entered as closed on this day already." in words(head.post(reverse("closure_add"), sent))
    head.post(reverse("closure_remove", args=[Closure.objects.get().pk]))
    assert Closure.objects.count() == 0


def numbers(school, **changes):
    figures = {rule.key: str(school.amount(rule)) for rule in Clock.all() if not rule.is_hard}
    return figures | {"notice_days": school.notice_days} | changes


def test_every_clock_stands_on_the_page_with_its_figures(head):
    page = words(head.get(reverse("procedure_numbers")))
    for rule in Clock.all():
        assert rule.label in page and rule.source in page
        if not rule.is_hard:
            assert f"may be {rule.low} to {rule.unit.of(rule.high)}" in page
    assert "A change holds for dates that start from then on" in page


def test_the_schools_own_figures_are_kept_and_the_usual_ones_are_not(world, head):
    head.post(reverse("procedure_numbers"), numbers(world.school, hearing_notice="7", appeal_lodge="5"))
    world.school.refresh_from_db()
    assert world.school.day_counts == {"hearing_notice": 7, "appeal_lodge": 5}
    assert "Notice of the hearing: 7 clear working days (usual: 10 clear working days)" in words(
        head.get(reverse("school_settings"))
    )
    page = head.post(reverse("procedure_numbers"), numbers(world.school, hearing_notice="10"), follow=True)
    assert "Changed: notice of the hearing. It holds for dates that start from now on." in words(page)
    world.school.refresh_from_db()
    assert world.school.day_counts == {"appeal_lodge": 5}


def test_a_figure_out_of_range_is_refused_with_the_rules_own_sentence(world, head):
    page = head.post(reverse("procedure_numbers"), numbers(world.school, hearing_notice="2", outcome_letter="soon"))
    said = words(page)
    assert said.count("Notice of the hearing must be between 5 and 15 clear working days.") == 2
    assert said.count("Outcome letter: enter a number, such as 10") == 2
    assert page.context["form"]["hearing_notice"].value() == "2"
    world.school.refresh_from_db()
    assert world.school.day_counts == {}


def test_what_the_law_fixes_is_not_changed_by_posting_it(world, head):
    hard = {rule.key: "99" for rule in Clock.all() if rule.is_hard}
    page = head.get(reverse("procedure_numbers")).content.decode()
    assert len(hard) > 10 and not any(f'name="{key}"' in page for key in hard)
    head.post(reverse("procedure_numbers"), numbers(world.school, outcome_letter="7") | hard | {"nonsense": "1"})
    world.school.refresh_from_db()
    assert world.school.day_counts == {"outcome_letter": 7}
    assert world.school.amount(Clock.ICO_NOTIFY) == 72
    assert set_day_counts(world.school, {"ico_notify": 99}, by=world["head"]) == []
    world.school.refresh_from_db()
    assert world.school.day_counts == {"outcome_letter": 7}


def test_dates_that_run_already_keep_the_figure_they_were_counted_by(world, head):
    world.case_at(State.INVESTIGATION)
    before = list(RunningClock.objects.order_by("pk").values("key", "due_at"))
    assert before
    head.post(reverse("procedure_numbers"), numbers(world.school, investigation_target="40", initial_assessment="5"))
    assert list(RunningClock.objects.order_by("pk").values("key", "due_at")) == before


def test_a_school_counts_the_notice_of_a_hearing_in_its_own_days(world, head):
    assert world.school.unit(Clock.HEARING_NOTICE) is Unit.CLEAR_WORKING_DAYS
    posted = numbers(world.school, notice_days="school_days", uses_verbal_warnings="on")
    assert head.post(reverse("procedure_numbers"), posted).url == reverse("procedure_numbers")
    school = School.objects.get(pk=world.school.pk)
    assert {rule.key: school.unit(rule).value for rule in Clock.all() if school.unit(rule) is not rule.unit} == {
        "hearing_notice": "clear_school_days",
        "management_bundle": "clear_school_days",
        "appeal_notice": "school_days",
    }
    counted = school.count(Clock.HEARING_NOTICE, datetime(2026, 12, 16, 12, tzinfo=LONDON))
    assert counted.due.date() == date(2027, 1, 18)  # 17 and 18 December, 6 to 8, 11 to 15 January; then the event
    assert "School days follow the school's own term dates" in counted.sentence
    assert (school.uses_verbal_warnings, school.day_counts) == (True, {})
    page = words(head.get(reverse("procedure_numbers")))
    assert "5 to 15 clear school days" in page and "recorded verbal warnings" in page
    last = AuditEvent.objects.order_by("-pk").first()
    assert "the notice of a hearing to count in school days" in audit.said(last)["says"]


def test_a_school_without_terms_cannot_count_in_school_days(world, head):
    world.school.terms.all().delete()
    answer = head.post(reverse("procedure_numbers"), numbers(world.school, notice_days="school_days"))
    assert answer.context["form"].errors == {
        "notice_days": ["Enter the school's terms first: school days cannot be counted without them."]
    }
    world.school.refresh_from_db()
    assert world.school.notice_days == "working_days"
