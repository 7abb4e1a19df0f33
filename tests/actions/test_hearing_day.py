"""The days of a hearing: sessions, the order, another chair, what is disclosed when, votes, and the appeal's decision."""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.checks import _never_harsher
from investigations.actions.hearing_day import (
    deciding_of,
    keep_session,
    tick_order,
    why_nobody_decides,
    write_mitigation,
)
from investigations.actions.investigation import panel_find
from investigations.actions.papers import live_warnings
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.take import take
from investigations.forms.steps import step_form
from investigations.models import Disclosure, Hearing, Outcome, Vote
from investigations.procedure.calendar import companion_window
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AppealResult, Level
from investigations.procedure.hearing_order import HearingOrder
from investigations.procedure.states import State
from tests.world import PANEL, World

NOT_THEIRS = "This is not yours to do."


def begun(world, case) -> Hearing:
    began, yesterday = timezone.now() - timedelta(hours=3), timezone.localdate() - timedelta(days=1)
    Hearing.objects.filter(case=case).update(starts_at=began, served_on=yesterday)  # at night it began yesterday
    return Hearing.objects.get(case=case)


def sat(world, hearing, *keys, minutes="Said.", hours=2, **words):
    return keep_session(
        hearing, by=world.user("clerk"), members=[world[key] for key in keys], minutes=minutes,
        starts_at=timezone.now() - timedelta(hours=hours), employee_attended=True, **words,
    )  # fmt: skip


def refused(*args, **answers) -> dict[str, str]:
    with pytest.raises(BadAnswers) as bad:
        take(*args, **answers)
    return bad.value.sentences


def reads(world, who, name, *args) -> str:
    client = Client()
    client.force_login(world.user(who))
    return " ".join(client.get(reverse(name, args=args)).content.decode().replace("&#x27;", "'").split())


@pytest.mark.django_db
def test_a_member_who_misses_the_second_session_has_no_vote_and_the_chair_breaks_the_tie():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    clerk, chair = world.user("clerk"), world.user(PANEL[0])
    hearing = begun(world, case)

    # Only the clerk keeps sessions, and of members of this panel; the chair may tick the order beside the clerk.
    for who in (PANEL[0], "head", "hr", "colleague", "teacher"):
        with pytest.raises(Refused, match=NOT_THEIRS):
            keep_session(hearing, by=world.user(who), members=[], starts_at=timezone.now())
    with pytest.raises(BadAnswers, match="Only members of this panel"):
        sat(world, hearing, PANEL[0], "governor4")
    with pytest.raises(BadAnswers, match="has not come yet"):
        sat(world, hearing, PANEL[0], hours=-48)
    for who in ("clerk", PANEL[0]):
        tick_order(hearing, HearingOrder.INTRODUCTIONS, at=timezone.now(), note="All there.", by=world.user(who))
    assert hearing.order_ticks.count() == 1
    for who in (PANEL[1], "head", "colleague"):
        with pytest.raises(Refused, match=NOT_THEIRS):
            tick_order(hearing, HearingOrder.TOLD, at=timezone.now(), note="", by=world.user(who))

    sat(world, hearing, *PANEL, minutes="First day.", hours=3)
    take(P.adjourn_hearing, case, by=clerk, reason="It was late.")
    second = sat(world, hearing, *PANEL[:2], minutes="", companion="Una Nion")
    assert deciding_of(hearing) == [world[key] for key in PANEL[:2]]
    day = reads(world, PANEL[1], "hearing_day", case.reference, "hearing")
    assert "Governor Croft</strong> <strong" in day or "Missed a part, and does not decide" in day
    assert "answer questions in the employee's place" in day

    # The record of the hearing asks nothing that the sessions answer.
    case.refresh_from_db()
    assert set(step_form(P.hold_hearing, Standing.of(clerk, case))().fields) == {"revision"}
    assert refused(P.hold_hearing, case, by=clerk) == {"minutes": "Write the minutes of session 2 first."}
    keep_session(hearing, by=clerk, members=[world[key] for key in PANEL[:2]], session=second, minutes="Second day.")
    take(P.hold_hearing, case, by=clerk)
    hearing.refresh_from_db()
    assert (hearing.held_on, hearing.companion, hearing.employee_attended) == (
        timezone.localdate(second.starts_at),
        "Una Nion",
        True,
    )
    assert "First day." in hearing.minutes and "Second day." in hearing.minutes
    assert {row.person.name: row.present_throughout for row in hearing.attendance.all()} == {
        "Governor Ames": True, "Governor Bell": True, "Governor Croft": False,
    }  # fmt: skip

    # ---- Findings first, then what speaks against and for the employee --------------------------------------------
    for level, until in ((Level.FIRST_WRITTEN, 30), (Level.FINAL_WRITTEN, -30)):
        Outcome.objects.create(
            case=world.log(), level=level, reasons="EARLIER", decided_by=world["head"],
            live_until=timezone.localdate() + timedelta(days=until),
        )  # fmt: skip
    assert [one.level for one in live_warnings(case)] == [Level.FIRST_WRITTEN]
    with pytest.raises(Refused, match=NOT_THEIRS):
        write_mitigation(case, "Mine.", by=chair)
    write_mitigation(case, "QUILLWORT I had been ill.", by=world.user("teacher"))
    with pytest.raises(Refused, match="findings have to stand"):
        take(P.disclose, case, by=clerk)
    for allegation in case.allegations.all():
        panel_find(allegation, result="proved", reasons="Shown.", by=chair)
    outcome = {
        "level": Level.FIRST_WRITTEN, "reason": "Once.", "change_required": "None again.", "method": "by_hand",
        "served_at": timezone.now(),
    }  # fmt: skip
    with pytest.raises(Refused, match="have to be disclosed to the panel first"):
        take(P.issue_outcome, case, by=chair, votes=[world[PANEL[0]]], **outcome)
    for who in PANEL:
        before = reads(world, who, "hearing_detail", case.reference)
        assert "QUILLWORT" not in before and "First written warning" not in before
    assert "QUILLWORT" in reads(world, "clerk", "hearing_detail", case.reference)
    # Spent warnings: only where the school's settings allow it, and with the reason.
    assert "spent_because" not in step_form(P.disclose, Standing.of(clerk, case))().fields
    case.school.tells_spent_for_safety = True
    case.school.save()
    case.refresh_from_db()
    assert "spent_because" in step_form(P.disclose, Standing.of(clerk, case))().fields
    take(P.disclose, case, by=clerk, mitigation="The companion spoke of long service.")
    disclosure = Disclosure.objects.get(case=case)
    assert ([row["level"] for row in disclosure.warnings], disclosure.spent) == (["First written warning"], [])
    for who in PANEL:
        after = reads(world, who, "hearing_detail", case.reference)
        assert "QUILLWORT" in after and "First written warning, decided on" in after and "long service" in after
        assert "Final written warning, decided on" not in after and "EARLIER" not in after
    assert "First written warning" not in reads(world, "colleague", "hearing_detail", case.reference)
    with pytest.raises(Refused, match="The findings stand"):
        panel_find(case.allegations.first(), result="not_proved", reasons="After all.", by=chair)
    with pytest.raises(Refused, match="disclosed already"):
        take(P.disclose, case, by=clerk)
    with pytest.raises(Refused, match="put before the panel already"):
        write_mitigation(case, "More.", by=world.user("teacher"))

    # ---- Votes ----------------------------------------------------------------------------------------------------
    form = step_form(P.issue_outcome, Standing.of(chair, case))()
    assert set(form.fields["votes"].queryset) == {world[key] for key in PANEL[:2]}
    assert "present throughout" in refused(P.issue_outcome, case, by=chair, votes=[world[PANEL[2]]], **outcome)["votes"]
    assert (
        "casting vote is against"
        in refused(P.issue_outcome, case, by=chair, votes=[world[PANEL[1]]], **outcome)["votes"]
    )
    taken = take(P.issue_outcome, case, by=chair, votes=[world[PANEL[0]]], **outcome)
    assert "votes" not in taken.answers
    assert {(v.member.name, v.is_for, v.is_casting) for v in Vote.objects.filter(hearing=hearing)} == {
        ("Governor Ames", True, True), ("Governor Bell", False, False),
    }  # fmt: skip
    words = "Governor Ames: for, and by the chair's casting vote"
    assert words in reads(world, PANEL[1], "hearing_detail", case.reference)
    assert "casting vote" not in reads(world, "colleague", "hearing_detail", case.reference)
    part = case.appointments.get(role="subject")
    assert "casting vote" not in reads(world, "teacher", "part_detail", part.pk)


@pytest.mark.django_db
def test_where_the_chair_missed_a_part_another_takes_the_chair_or_the_hearing_begins_again():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    clerk, teacher = world.user("clerk"), world.user("teacher")

    # The employee proposes another day for the companion's sake, and the clerk grants it.
    hearing = Hearing.objects.get(case=case)
    last = companion_window(world.school.calendar, timezone.localdate(hearing.starts_at))
    proposal = {"proposed_because": "She is at court."}
    late = hearing.starts_at + (last - timezone.localdate(hearing.starts_at)) + timedelta(days=1)
    for day, sentence in ((late, "five working days"), (hearing.starts_at, "Propose a day after")):
        assert sentence in refused(P.propose_hearing_day, case, by=teacher, proposed_at=day, **proposal)["proposed_at"]
    take(P.propose_hearing_day, case, by=teacher, proposed_at=late - timedelta(days=1), **proposal)
    assert "She is at court." in reads(world, "clerk", "hearing_detail", case.reference)
    take(
        P.postpone_hearing, case, by=clerk, hearing_at=late - timedelta(days=1), place="Hall", companion_unavailable=True,
        reason="For the companion.",
    )  # fmt: skip
    assert Hearing.objects.get(case=case).proposed_at is None

    hearing = begun(world, case)
    first = sat(world, hearing, *PANEL[1:])
    with pytest.raises(Refused, match="has begun already"):
        take(P.propose_hearing_day, case, by=teacher, proposed_at=late, **proposal)
    assert "The chair was not present throughout" in why_nobody_decides(hearing)
    assert "The chair was not present throughout" in refused(P.hold_hearing, case, by=clerk)["present"]
    away, there = world[PANEL[0]], world[PANEL[1]]
    assert "already" in refused(P.name_panel_chair, case, by=clerk, chair=away, reason="So.")["chair"]
    take(P.name_panel_chair, case, by=clerk, chair=there, reason="Governor Ames was taken ill.")
    assert why_nobody_decides(hearing) == ""
    assert "not present throughout" in refused(P.name_panel_chair, case, by=clerk, chair=away, reason="So.")["chair"]
    sat(world, hearing, PANEL[1], hours=1)
    assert "Only 1 of 3 members" in refused(P.hold_hearing, case, by=clerk)["present"]

    take(P.begin_hearing_again, case, by=clerk, reason="Too few were left.")
    case.refresh_from_db()
    assert case.status is State.HEARING_ADJOURNED
    assert (hearing.sessions.count(), hearing.sessions.counting().count()) == (2, 0)
    assert "Set aside" in reads(world, "clerk", "hearing_day", case.reference, "hearing")
    with pytest.raises(Refused, match="set aside"):
        keep_session(hearing, by=clerk, members=[], session=first, minutes="Other.")
    sat(world, hearing, *PANEL, hours=0)
    take(P.hold_hearing, case, by=clerk)
    assert deciding_of(hearing) and case.appointments.live().get(role="panel", is_chair=True).person == there


@pytest.mark.parametrize(("first", "then"), list(product(Level, Level)))
def test_no_pair_of_outcomes_makes_an_appeal_harsher(first, then):
    def wrong(longer: str) -> dict[str, str]:
        outcome = SimpleNamespace(level=first.value, longer_because=longer)
        answers = {"result": AppealResult.REDUCED, "level": then.value}
        return _never_harsher(SimpleNamespace(case=SimpleNamespace(outcome=outcome), answer=answers.get))

    assert (wrong("") == {}) == (then.rank < first.rank)
    # A warning that lasts longer than usual can be reduced to the same warning for its usual time, and to no more.
    assert (wrong("For safety.") == {}) == (then.rank < first.rank or then is first)


def test_an_appeal_that_stands_or_is_withdrawn_names_no_lesser_outcome():
    outcome = SimpleNamespace(level=Level.FINAL_WRITTEN.value, longer_because="")
    for result in (AppealResult.DISMISSED, AppealResult.OVERTURNED):
        answers = {"result": result, "level": Level.ADVICE.value}
        move = SimpleNamespace(case=SimpleNamespace(outcome=outcome), answer=answers.get)
        assert set(_never_harsher(move)) == {"level"}
