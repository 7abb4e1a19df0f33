"""Which dates of a case a reader sees, and how each explains itself."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from investigations import audit
from investigations.actions.clocks import extend_by_hand, start_clock, stop_by_hand
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.take import take
from investigations.models import AuditEvent, RunningClock
from investigations.procedure.calendar import LONDON, SchoolCalendar, Unit, count_back, count_forward, long_date
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.clocks import Clock, count
from investigations.procedure.states import State
from investigations.views.clocks import days_of
from tests.world import World

from .pages import at, bring, finders, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def labels(client, world, who, case):
    client.force_login(world.user(who))
    response = client.get(at("clock_list", case))
    assert response.status_code == 200
    return (
        {row["label"] for row in response.context["running"]},
        {row["label"] for row in response.context["ended"]},
    )


def the_clock(case, rule):
    return RunningClock.objects.get(case=case, key=rule.key)


def test_the_page_is_for_those_who_see_the_dates(client, world):
    case = world.case_at(State.HEARD)
    assert finders(world, client, at("clock_list", case)) == {"head", "deputy", "hr", "clerk", "colleague"}


def test_what_runs_and_what_is_over_stand_apart(client, world):
    case = world.case_at(State.INVESTIGATION)
    running, ended = labels(client, world, "head", case)
    assert running == {"Investigation report", "Word of the investigation to the employee"}
    assert ended == {"Acknowledgement to the reporter", "Initial assessment"}


def test_the_investigator_learns_no_date_of_a_part_they_do_not_see(client, world):
    case = world.case_at(State.ASSESSMENT)
    head = world.user("head")
    take(P.await_advice, case, by=head, advice_from="lado", reason="A child may be concerned.")
    take(P.record_advice, case, by=head, adviser="The LADO", advice="Go on.")
    bring(world, case, State.HEARD)
    assert "Contact with the LADO" in labels(client, world, "head", case)[1]
    assert "Outcome letter" in labels(client, world, "head", case)[0]
    for hidden in (Clock.LADO_CONTACT, Clock.OUTCOME_LETTER, Clock.EMPLOYEE_PAPERS):
        seen = labels(client, world, "deputy", case)
        assert hidden.label not in seen[0] | seen[1]
        assert client.get(at("clock_detail", case, the_clock(case, hidden).pk)).status_code == 404
    assert "Investigation report" in labels(client, world, "deputy", case)[1]


def test_a_clock_of_another_case_is_not_there(client, world):
    mine, other = world.log(), world.log(about="head")
    client.force_login(world.user("head"))
    assert client.get(at("clock_detail", mine, the_clock(mine, Clock.ACK_REPORTER).pk)).status_code == 200
    assert client.get(at("clock_detail", mine, the_clock(other, Clock.ACK_REPORTER).pk)).status_code == 404


def test_a_date_explains_itself(client, world):
    world.school.day_counts = {"investigation_target": 30}
    world.school.save()
    case = world.case_at(State.INVESTIGATION)
    client.force_login(world.user("head"))
    clock = the_clock(case, Clock.INVESTIGATION_TARGET)
    said = words(client.get(at("clock_detail", case, clock.pk)))
    assert "Helen Ward opened a formal investigation" in said
    assert "30 working days. Set by the school; a school may set between 10 and 40 working days." in said
    assert "Usual in school disciplinary procedures" in said
    assert clock.counted["sentence"] in said
    assert "Working day 30. The date" in said
    assert "Not counted: Saturday" in said


def test_a_figure_of_the_law_says_so(client, world):
    case = world.log()
    start_clock(case, Clock.LADO_CONTACT, since=timezone.now(), at=timezone.now())
    client.force_login(world.user("head"))
    said = words(client.get(at("clock_detail", case, the_clock(case, Clock.LADO_CONTACT).pk)))
    assert "Fixed by statutory guidance: no school can set another." in said


def test_an_extended_date_says_by_what(client, world):
    case = world.case_at(State.INVESTIGATION)
    take(P.extend_investigation, case, by=world.user("head"), working_days=5, reason="Two witnesses are away.")
    client.force_login(world.user("head"))
    said = words(client.get(at("clock_detail", case, the_clock(case, Clock.INVESTIGATION_TARGET).pk)))
    assert "Why it was moved on: Two witnesses are away." in said
    assert "the date that stood before" in said


def test_a_date_that_was_kept_is_told_from_one_that_was_missed(client, world):
    case = world.case_at(State.ASSESSMENT)
    RunningClock.objects.filter(case=case, key="ack_reporter").update(due_at=timezone.now() - timedelta(days=9))
    client.force_login(world.user("head"))
    assert "Acknowledgement to the reporter Late" in words(client.get(at("clock_list", case)))


# ---- Moved on, or ended ------------------------------------------------------------------------------------------------


def test_who_keeps_a_date_may_move_it_on_and_each_change_stands_on_its_page(client, world):
    case = world.case_at(State.REPORT_SUBMITTED)
    clock = the_clock(case, Clock.CASE_DECISION)
    address = at("clock_extend", case, clock.pk)
    assert finders(world, client, address) == {"head"}
    client.force_login(world.user("head"))
    before = timezone.localdate(clock.due_at)
    form = {"seen": clock.due_at.isoformat(), "working_days": "3"}
    missing = client.post(address, form)
    assert missing.context["form"].errors == {"reason": ["Answer the question “Why is more time needed?”"]}
    assert client.post(address, form | {"reason": "The chair is away."}).url == at("clock_detail", case, clock.pk)
    late = client.post(address, form | {"reason": "Once more."})
    assert late.status_code == 409 and "The date was changed while you were on this page" in words(late)
    clock.refresh_from_db()
    after = timezone.localdate(clock.due_at)
    assert world.school.calendar.working_days_until(before, after) == 3
    said = words(client.get(at("clock_detail", case, clock.pk)))
    assert f"Moved on from {long_date(before)} to {long_date(after)} by Helen Ward" in said
    assert "The chair is away." in said and said.count("How it was counted") == 2
    event = AuditEvent.objects.filter(kind="work.extend_date").get()
    assert event.section == "report" and "The chair is away." in audit.said(event)["says"]
    assert clock.changes.count() == 1


def test_a_date_that_is_no_longer_needed_is_ended_with_the_reason(client, world):
    case = world.case_at(State.REPORT_SUBMITTED)
    clock = the_clock(case, Clock.CASE_DECISION)
    client.force_login(world.user("deputy"))
    assert client.post(at("clock_end", case, clock.pk), {"reason": "x", "seen": "x"}).status_code == 404
    client.force_login(world.user("head"))
    form = {"seen": clock.due_at.isoformat(), "reason": "Two cases became one."}
    assert client.post(at("clock_end", case, clock.pk), form).status_code == 302
    clock.refresh_from_db()
    assert not clock.is_running
    said = words(client.get(at("clock_detail", case, clock.pk)))
    assert "Ended as no longer needed by Helen Ward" in said and "Two cases became one." in said
    assert "Helen Ward ended it as no longer needed" in said
    again = client.post(at("clock_end", case, clock.pk), form)
    assert again.status_code == 409 and "This date is over." in words(again)


def test_the_clerk_keeps_the_dates_of_the_hearing_and_papers_stay_before_it(client, world):
    case = world.case_at(State.HEARING_ARRANGED)
    clock = the_clock(case, Clock.EMPLOYEE_PAPERS)
    assert finders(world, client, at("clock_extend", case, clock.pk)) == {"clerk"}
    clerk = world.user("clerk")
    with pytest.raises(BadAnswers, match="The new date would not lie before the hearing on"):
        extend_by_hand(clock, working_days=5, reason="They asked.", by=clerk)
    extend_by_hand(clock, working_days=2, reason="They asked.", by=clerk)
    with pytest.raises(Refused, match="This date is not yours to change"):
        extend_by_hand(clock, working_days=1, reason="So did I.", by=world.user("head"))


def test_what_the_law_fixes_is_neither_moved_on_nor_ended_but_where_the_law_says_so(client, world):
    case, head = world.log(), world.user("head")
    now = timezone.now()
    for rule in Clock.all():
        clock = start_clock(case, rule, since=now, at=now)
        if rule.is_hard:
            with pytest.raises(Refused, match="This date is fixed by"):
                stop_by_hand(clock, reason="Not needed.", by=head)
        if rule.is_hard and not rule.extended_to:
            with pytest.raises(Refused, match="This date is fixed by"):
                extend_by_hand(clock, working_days=5, reason="More time.", by=head)
    client.force_login(head)
    for rule in (Clock.SAR_RESPONSE, Clock.RECTIFICATION_RESPONSE):
        clock = the_clock(case, rule)
        page = client.get(at("clock_extend", case, clock.pk))
        assert "working_days" not in page.context["form"].fields and "The law allows 3 months" in words(page)
        posted = {"seen": clock.due_at.isoformat(), "reason": "It is complex."}
        assert client.post(at("clock_extend", case, clock.pk), posted).status_code == 302
        first = clock.due_at
        clock.refresh_from_db()
        assert clock.due_at == count(Clock.get(rule.extended_to), world.school.calendar, now).due > first
        with pytest.raises(Refused, match="The law allows one extension, and it was used"):
            extend_by_hand(clock, working_days=None, reason="Again.", by=head)


def test_the_investigation_s_date_is_moved_by_the_step_that_writes_the_letter(client, world):
    case = world.case_at(State.INVESTIGATION)
    clock = the_clock(case, Clock.INVESTIGATION_TARGET)
    with pytest.raises(Refused, match="A letter is due when this date is moved on"):
        extend_by_hand(clock, working_days=5, reason="More time.", by=world.user("head"))
    client.force_login(world.user("head"))
    page = client.get(at("clock_detail", case, clock.pk))
    assert page.context["moving"]["url"] == at("step_take", case, "extend_investigation")
    take(P.extend_investigation, case, by=world.user("head"), working_days=5, reason="Two witnesses are away.")
    said = words(client.get(at("clock_detail", case, clock.pk)))
    assert "Two witnesses are away." in said and "(L11)" in said


# ---- Every day ---------------------------------------------------------------------------------------------------------


def test_each_day_is_counted_or_passed_over_with_its_reason():
    counted = count_forward(SchoolCalendar(), datetime(2026, 12, 23, 9, tzinfo=LONDON), 3, Unit.WORKING_DAYS)
    assert [(row["day"], row["words"], row["is_due"]) for row in days_of(counted)] == [
        (date(2026, 12, 24), "Working day 1", False),
        (date(2026, 12, 25), "Christmas Day", False),
        (date(2026, 12, 26), "Saturday", False),
        (date(2026, 12, 27), "Sunday", False),
        (date(2026, 12, 28), "substitute day for Boxing Day", False),
        (date(2026, 12, 29), "Working day 2", False),
        (date(2026, 12, 30), "Working day 3", True),
    ]


def test_clear_days_name_the_day_of_the_event_without_counting_it():
    counted = count_forward(SchoolCalendar(), datetime(2026, 11, 2, 9, tzinfo=LONDON), 2, Unit.CLEAR_WORKING_DAYS)
    assert [(row["day"], row["words"], row["is_due"]) for row in days_of(counted)] == [
        (date(2026, 11, 3), "Clear working day 1", False),
        (date(2026, 11, 4), "Clear working day 2", False),
        (date(2026, 11, 5), "", True),
    ]


def test_days_counted_back_run_back():
    counted = count_back(SchoolCalendar(), date(2026, 11, 6), 2, Unit.WORKING_DAYS)
    assert [row["day"] for row in days_of(counted)] == [date(2026, 11, 5), date(2026, 11, 4)]


def test_months_and_hours_have_no_days_to_show():
    start = datetime(2026, 11, 2, 9, tzinfo=LONDON)
    for unit, amount in ((Unit.MONTHS, 6), (Unit.CLOCK_HOURS, 72)):
        assert days_of(count_forward(SchoolCalendar(), start, amount, unit)) == []
