"""The table of clocks: what a school may set, what the law has fixed, and which way each clock runs."""

from datetime import date, datetime

import pytest

from investigations.procedure.calendar import (
    LONDON,
    SchoolCalendar,
    Unit,
    companion_window,
)
from investigations.procedure.clocks import (
    Clock,
    ClockRule,
    Direction,
    amount_for,
    count,
)

# Written by hand from the procedure paper: amount, unit, lowest, highest.
EXPECTED = {
    "ack_reporter": (1, "working_days", 1, 5),
    "initial_assessment": (2, "working_days", 1, 5),
    "lado_contact": (1, "working_days", 1, 1),
    "low_level_concern": (1, "working_days", 0, 2),
    "dsl_told": (0, "calendar_days", 0, 0),
    "police_or_social_care": (0, "calendar_days", 0, 0),
    "ofsted_notify": (14, "calendar_days", 14, 14),
    "ico_notify": (72, "clock_hours", 72, 72),
    "platform_report": (0, "calendar_days", 0, 2),
    "sar_response": (1, "months", 1, 1),
    "sar_response_extended": (3, "months", 3, 3),
    "rectification_response": (1, "months", 1, 1),
    "rectification_response_extended": (3, "months", 3, 3),
    "suspension_notice": (0, "calendar_days", 0, 0),
    "suspension_letter": (1, "working_days", 1, 1),
    "suspension_review": (10, "working_days", 5, 15),
    "complaint_ack": (5, "working_days", 1, 10),
    "complaint_response": (20, "working_days", 10, 40),
    "notify_employee": (2, "working_days", 1, 5),
    "investigation_meeting_notice": (5, "working_days", 2, 10),
    "notes_for_agreement": (5, "working_days", 2, 10),
    "notes_returned": (5, "working_days", 2, 10),
    "investigation_target": (20, "working_days", 10, 40),
    "case_decision": (5, "working_days", 2, 10),
    "hearing_notice": (10, "clear_working_days", 5, 15),
    "management_bundle": (10, "clear_working_days", 3, 15),
    "employee_papers": (5, "working_days", 2, 5),
    "combined_bundle": (3, "working_days", 2, 5),
    "companion_postponement": (5, "working_days", 5, 5),
    "outcome_letter": (5, "working_days", 2, 10),
    "appeal_lodge": (10, "working_days", 5, 10),
    "appeal_heard": (20, "working_days", 10, 30),
    "appeal_notice": (10, "working_days", 5, 10),
    "appeal_outcome": (5, "working_days", 2, 10),
    "la_dismissal_notice": (14, "calendar_days", 14, 14),
    "warning_recorded_verbal": (6, "months", 3, 6),
    "warning_first_written": (6, "months", 6, 12),
    "warning_final_written": (12, "months", 12, 24),
    "policy_reacknowledge": (12, "months", 6, 24),
}
FIXED = {
    "lado_contact", "dsl_told", "police_or_social_care", "ofsted_notify", "ico_notify", "sar_response",
    "sar_response_extended", "rectification_response", "rectification_response_extended", "suspension_notice",
    "suspension_letter", "companion_postponement", "la_dismissal_notice",
}  # fmt: skip

TERM_FREE = SchoolCalendar()


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_every_clock_stands_in_the_table_as_the_paper_has_it():
    assert {rule.key: (rule.amount, rule.unit.value, rule.low, rule.high) for rule in Clock.all()} == EXPECTED
    assert {rule.key for rule in Clock.all() if rule.is_hard} == FIXED


def test_a_row_takes_its_key_from_its_own_name_and_is_found_by_it():
    assert str(Clock.HEARING_NOTICE) == "hearing_notice"
    assert isinstance(Clock.HEARING_NOTICE, ClockRule)
    assert all(Clock.get(rule.key) is rule for rule in Clock.all())
    with pytest.raises(KeyError, match="There is no clock called tea_break"):
        Clock.get("tea_break")


def test_a_rule_kept_under_another_name_elsewhere_keeps_its_key():
    class Elsewhere:
        favourite = Clock.HEARING_NOTICE

    assert Elsewhere.favourite.key == "hearing_notice"


def test_rules_are_the_same_when_their_keys_are():
    class Copy:
        HEARING_NOTICE = ClockRule(
            label="Other", amount=1, unit=Unit.MONTHS, low=1, high=1, source="Elsewhere", since="then"
        )

    assert Copy.HEARING_NOTICE == Clock.HEARING_NOTICE
    assert len({Copy.HEARING_NOTICE, Clock.HEARING_NOTICE, Clock.APPEAL_NOTICE}) == 2
    assert Clock.HEARING_NOTICE != "hearing_notice"


def test_a_row_cannot_be_changed():
    with pytest.raises(AttributeError):
        Clock.HEARING_NOTICE.amount = 3


def test_every_row_names_itself_its_source_and_what_it_counts_from():
    assert [rule.key for rule in Clock.all() if not (rule.label and rule.source and rule.since)] == []
    labels = [rule.label for rule in Clock.all()]
    assert len(set(labels)) == len(labels)


def test_every_default_is_a_figure_the_school_could_have_set():
    assert {rule.key: rule.check(rule.amount) for rule in Clock.all() if rule.check(rule.amount)} == {}


@pytest.mark.parametrize(
    ("rule", "amount", "refusal"),
    [
        (Clock.HEARING_NOTICE, 5, ""),
        (Clock.HEARING_NOTICE, 15, ""),
        (Clock.HEARING_NOTICE, 4, "Notice of the hearing must be between 5 and 15 clear working days."),
        (Clock.HEARING_NOTICE, 16, "Notice of the hearing must be between 5 and 15 clear working days."),
        (Clock.ICO_NOTIFY, 72, ""),
        (Clock.ICO_NOTIFY, 71, "Report to the Information Commissioner is fixed by law at 72 hours."),
        (Clock.SAR_RESPONSE, 2, "Reply to a subject access request is fixed by law at 1 month."),
        (Clock.LADO_CONTACT, 2, "Contact with the LADO is fixed by statutory guidance at 1 working day."),
        (
            Clock.DSL_TOLD,
            1,
            "Word to the designated safeguarding lead is due the same day: statutory guidance leaves no choice.",
        ),
    ],
)
def test_a_figure_outside_the_range_is_refused_in_a_sentence(rule, amount, refusal):
    assert rule.check(amount) == refusal


def test_the_school_s_figure_is_used_and_otherwise_the_default():
    assert amount_for(Clock.HEARING_NOTICE, {"hearing_notice": 7, "appeal_notice": 5}) == 7
    assert amount_for(Clock.HEARING_NOTICE, {}) == 10


def test_no_setting_moves_what_the_law_fixed():
    assert amount_for(Clock.ICO_NOTIFY, {"ico_notify": 96}) == 72


def test_a_figure_out_of_range_does_not_shorten_a_notice_quietly():
    with pytest.raises(ValueError, match="Notice of the hearing must be between 5 and 15 clear working days"):
        amount_for(Clock.HEARING_NOTICE, {"hearing_notice": 1})


def test_which_way_each_clock_runs():
    by_direction = {d: {rule.key for rule in Clock.all() if rule.direction is d} for d in Direction}
    assert by_direction[Direction.EARLIEST] == {"hearing_notice", "investigation_meeting_notice", "appeal_notice"}
    assert by_direction[Direction.DUE_BEFORE] == {"management_bundle", "employee_papers", "combined_bundle"}
    assert by_direction[Direction.LASTS] == {
        "appeal_lodge", "warning_recorded_verbal", "warning_first_written", "warning_final_written",
    }  # fmt: skip


def test_nobody_is_late_when_a_notice_has_run_or_a_warning_has_ended():
    assert Clock.ICO_NOTIFY.can_be_overdue and Clock.EMPLOYEE_PAPERS.can_be_overdue
    assert not Clock.HEARING_NOTICE.can_be_overdue and not Clock.WARNING_FINAL_WRITTEN.can_be_overdue


def test_a_clock_counts_forward_from_its_event_by_the_school_s_figure():
    counted = count(Clock.HEARING_NOTICE, TERM_FREE, moment("2026-06-08T11:00"), {"hearing_notice": 5})
    assert counted.due.date() == date(2026, 6, 16)
    assert counted.sentence.startswith("5 clear working days from service on Monday 8 June 2026, not counting")


def test_papers_are_counted_back_from_the_hearing():
    counted = count(Clock.EMPLOYEE_PAPERS, TERM_FREE, moment("2026-06-15T10:00"))
    assert counted.due.isoformat() == "2026-06-08T23:59:59+01:00"
    assert counted.sentence.startswith("5 working days before the hearing on Monday 15 June 2026")


def test_the_management_bundle_is_due_with_the_notice():
    notice = count(Clock.HEARING_NOTICE, TERM_FREE, moment("2026-12-15T10:00"))
    assert count(Clock.MANAGEMENT_BUNDLE, TERM_FREE, notice.due).due.date() == date(2026, 12, 15)


def test_the_companion_clock_and_the_companion_window_are_one():
    for proposed in (moment("2026-12-21T10:00"), moment("2026-07-21T10:00"), moment("2026-06-13T10:00")):
        window = companion_window(TERM_FREE, proposed)
        assert count(Clock.COMPANION_POSTPONEMENT, TERM_FREE, proposed).due.date() == window


def test_every_clock_can_be_run():
    for rule in Clock.all():
        counted = count(rule, TERM_FREE, moment("2026-06-15T10:00"))
        assert (counted.amount, counted.unit) == (rule.amount, rule.unit)
        assert rule.since in counted.sentence
