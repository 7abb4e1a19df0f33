"""No case is ever without a manager, whoever leaves, and the case is gone for them at the next question."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from investigations.access import Standing, cases_for
from investigations.actions.appointments import appoint, declare_conflict, stand_down
from investigations.actions.impartiality import declare_tie
from investigations.actions.people import change_person, end_office, switch_account
from investigations.actions.refusals import Refused
from investigations.actions.schools import name_governor
from investigations.actions.succession import pass_on_where_nobody_manages
from investigations.models import Case, OfficeHeld, Person
from investigations.procedure.roles import Office, Role
from investigations.procedure.states import State
from investigations.procedure.taint import Tie
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def manager(case):
    return case.appointments.live().of(Role.CASE_MANAGER).get().person


def held(person, office):
    return OfficeHeld.objects.get(person=person, office=office)


def leaves(world, key):
    person = world[key]
    change_person(
        person, name=person.name, job_title="", left_on=timezone.localdate(), by=world["business_manager"]
    )  # fmt: skip


def gone(world, key, case):
    user = world.user(key)
    return not cases_for(user).filter(pk=case.pk).exists() and not Standing.of(user, case).sections


def test_a_head_who_leaves_the_school_leaves_the_case_to_the_chair_at_once(world):
    case = world.case_at(State.ASSESSMENT)
    leaves(world, "head")
    assert (manager(case), gone(world, "head", case)) == (world["chair"], True)
    assert cases_for(world.user("chair")).get() == case


def test_an_account_switched_off_passes_the_case_on_and_switching_it_on_gives_nothing_back(world):
    case = world.log()
    switch_account(world["head"], on=False, by=world["business_manager"])
    assert manager(case) == world["chair"]
    world["head"].refresh_from_db()
    switch_account(world["head"], on=True, by=world["business_manager"])
    assert (manager(case), gone(world, "head", case)) == (world["chair"], True)


def test_the_case_goes_with_the_office_and_stays_with_who_holds_another_that_leads(world):
    case = world.log()
    today = timezone.localdate()
    OfficeHeld.objects.create(person=world["head"], office=Office.VICE_CHAIR, starts=today - timedelta(days=9))
    end_office(held(world["head"], Office.HEAD), ends=today, by=world["business_manager"])
    assert manager(case) == world["head"]
    end_office(held(world["head"], Office.VICE_CHAIR), ends=today, by=world["business_manager"])
    assert (manager(case), gone(world, "head", case)) == (world["chair"], True)


def test_an_office_that_ends_on_a_later_day_passes_the_case_on_when_the_day_is_over(world):
    case = world.log()
    office = held(world["head"], Office.HEAD)
    end_office(office, ends=timezone.localdate() + timedelta(days=3), by=world["business_manager"])
    assert (manager(case), pass_on_where_nobody_manages()) == (world["head"], 0)
    OfficeHeld.objects.filter(pk=office.pk).update(ends=timezone.localdate() - timedelta(days=1))
    case.appointments.update(appointed_at=timezone.now() - timedelta(days=5))
    assert (pass_on_where_nobody_manages(), manager(case)) == (1, world["chair"])
    assert pass_on_where_nobody_manages() == 0


def test_after_the_vice_chair_comes_the_governor_whom_the_governing_body_named(world):
    name_governor(world.school, world["governor5"], by=world["clerk"])
    with pytest.raises(Refused, match="no governor today"):
        name_governor(world.school, world["deputy"], by=world["clerk"])
    case = world.log(about="head")
    assert manager(case) == world["chair"]
    appoint(case, world["chair"], Role.WITNESS, by=world.user("chair"))
    stand_down(case, by=world.user("vice_chair"))
    assert manager(case) == world["governor5"]
    stand_down(case, by=world.user("governor5"))
    assert manager(case) == world["governor1"]


def test_whoever_leaves_works_on_no_case_and_stays_a_witness(world):
    case = world.case_at(State.INVESTIGATION)
    appoint(case, world["dsl"], Role.WITNESS, by=world.user("head"))
    leaves(world, "deputy")
    leaves(world, "dsl")
    assert not case.appointments.live().of(Role.INVESTIGATING_OFFICER).exists()
    assert case.appointments.live().get(role=Role.WITNESS).person == world["dsl"]
    assert gone(world, "deputy", case)


def test_the_last_who_could_manage_cannot_leave_and_the_register_is_told_nothing_of_a_case(world):
    case = world.log()
    for key in ("chair", "vice_chair", *(f"governor{n}" for n in range(1, 8))):
        leaves(world, key)
    for go in (
        lambda: leaves(world, "head"),
        lambda: switch_account(world["head"], on=False, by=world["business_manager"]),
        lambda: end_office(held(world["head"], Office.HEAD), ends=timezone.localdate(), by=world["business_manager"]),
    ):
        with pytest.raises(Refused) as refused:
            go()
        assert "case" not in refused.value.sentence
    assert manager(case) == world["head"]
    world["head"].refresh_from_db()
    assert world["head"].left_on is None


GOVERNORS = ("head", "chair", "vice_chair", "governor1", "governor2", "governor3", "governor4")


def an_event(chance, world, case, key):
    person, runs, by = Person.objects.get(pk=world[key].pk), world["business_manager"], manager(case).user
    return chance.choice(
        [
            lambda: appoint(case, person, Role.SUBJECT, by=by),
            lambda: appoint(case, person, Role.WITNESS, by=by),
            lambda: declare_conflict(case, person, by=by, because="Close."),
            lambda: stand_down(case, by=by),
            lambda: declare_tie(manager(case), world["reporter"], kind=Tie.FRIEND),
            lambda: leaves(world, key),
            lambda: switch_account(person, on=False, by=runs),
            lambda: end_office(person.offices.first(), ends=timezone.localdate(), by=runs),
        ]
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_such_events_leaves_an_open_case_without_a_live_manager(world, seed):
    chance = random.Random(seed)
    cases = [world.log(), world.log(about="head"), world.log(about=None)]
    happened = 0
    for _ in range(14):
        event = an_event(chance, world, chance.choice(cases), chance.choice(GOVERNORS))
        try:
            with transaction.atomic():
                event()
                happened += 1
        except Refused:
            pass
        for one in Case.objects.open():
            who = manager(one)  # exactly one, or this raises
            assert who.left_on is None and who.user.is_active
            assert not one.exclusions.filter(person=who, lifted_at=None).exists()
            assert not one.appointments.live().of(Role.SUBJECT, Role.WITNESS).filter(person=who).exists()
            assert cases_for(who.user).filter(pk=one.pk).exists()
    assert happened > 3
