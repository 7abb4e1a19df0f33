"""What was answered, in words: the register of decisions and the case file read it from one place."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from investigations.procedure.answers import said, step_of
from investigations.procedure.asks import Kind
from investigations.procedure.case import CaseProcedure
from investigations.procedure.tables import TABLES

ANN = {"id": "1", "name": "Ann Bell"}
BEN = {"id": "2", "name": "Ben Cole"}


def test_each_answer_is_said_under_its_question_with_the_labels_of_its_choices():
    kept = {"reason": "A post.\nTwice.", "severity": "3"}
    assert said(CaseProcedure.open_investigation, kept) == [
        ("How serious would this be, if it were proved?", "Serious misconduct"),
        ("Reasons", "A post.\nTwice."),
    ]


def test_people_are_said_by_name():
    kept = {"members": [ANN, BEN], "chair": BEN, "small_panel_reason": "Few governors."}
    assert said(CaseProcedure.convene_panel, kept) == [
        ("Who sits on the disciplinary panel?", "Ann Bell, Ben Cole"),
        ("Who chairs the panel?", "Ben Cole"),
        ("If fewer than three people sit, why?", "Few governors."),
    ]


def test_days_and_moments_are_said_in_full_and_in_the_time_of_the_place():
    summer = datetime(2026, 7, 6, 13, 30, tzinfo=UTC)
    assert said(CaseProcedure.tell_the_employee, {"told_on": summer.isoformat(), "method": "first_class_post"}) == [
        ("When was the notice sent or handed over?", "Monday 6 July 2026 at 2:30pm"),
        ("How was it served?", "By first-class post"),
    ]
    midday = datetime(2026, 7, 6, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    assert said(CaseProcedure.tell_the_employee, {"told_on": midday.isoformat()})[0][1].endswith("at midday")
    assert said(CaseProcedure.begin_assessment, {"acknowledged_on": "2026-12-07"}) == [
        ("When was the person who reported it told that it was received?", "Monday 7 December 2026")
    ]


def test_a_box_not_ticked_is_an_answer_and_an_empty_line_is_none():
    assert said(CaseProcedure.refer_to_disciplinary, {"reason": "So.", "may_dismiss": None}) == [
        ("Reasons", "So."),
        ("Dismissal is a possible outcome", "No"),
    ]
    assert said(CaseProcedure.begin_assessment, {"acknowledged_on": None}) == []


def test_a_hearing_that_nobody_sat_through_says_so():
    assert ("Which members were present throughout?", "Nobody") in said(CaseProcedure.hold_hearing, {"present": []})


def test_several_choices_are_all_said():
    kept = {"grounds": ["unfair", "new_evidence", "of old"]}
    assert said(CaseProcedure.lodge_appeal, kept) == [
        ("Grounds of appeal", "The outcome was unfair or too severe; There is new evidence; of old")
    ]


@pytest.mark.parametrize("table", TABLES.values())
def test_every_question_of_every_step_can_be_said_when_it_was_left_empty(table):
    for step in table.steps():
        empty = {question.name: None for question in step.asks}
        words = [words for _, words in said(step_of(step.table, step.name), empty)]
        never_silent = {Kind.YES: "No", Kind.ATTENDANCE: "Nobody"}
        assert words == [never_silent[question.kind] for question in step.asks if question.kind in never_silent]
