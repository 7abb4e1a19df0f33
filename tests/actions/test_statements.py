"""Statements as verbs: whoever gives one becomes a witness, pupils have no name, and settled words stay."""

import pytest
from django.utils import timezone

from investigations.access import parts_for
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.statements import Newcomer, change_statement, take_statement
from investigations.actions.take import take
from investigations.models import Person
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import StatementProcedure as S
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def statement_of(world, case, person, by="deputy", text="I saw it."):
    return take_statement(case, person, text=text, taken_on=timezone.localdate(), by=world.user(by))


def roles_of(case, person):
    return set(case.appointments.live().filter(person=person).values_list("role", flat=True))


def test_whoever_gives_a_statement_has_a_part_from_then_on_and_the_employee_keeps_theirs(world, case):
    assert not parts_for(world.user("dsl")).exists()
    statement_of(world, case, world["dsl"])
    statement_of(world, case, world["dsl"])
    statement_of(world, case, world["teacher"])
    assert roles_of(case, world["dsl"]) == {Role.WITNESS}
    assert [part.case for part in parts_for(world.user("dsl"))] == [case]
    assert roles_of(case, world["teacher"]) == {Role.SUBJECT}
    assert list(case.statements.values_list("number", flat=True)) == [1, 2, 3]


def test_nobody_takes_their_own_statement_and_no_judge_gives_one(world, case):
    with pytest.raises(BadAnswers, match="You cannot take your own statement"):
        statement_of(world, case, world["deputy"])
    heard = world.case_at(State.HEARING_ARRANGED, about="dsl")
    type(heard).objects.filter(pk=heard.pk).update(state=State.INVESTIGATION)
    with pytest.raises(BadAnswers, match="Governor Ames sits on a panel in this case"):
        statement_of(world, heard, world["governor1"])
    assert (case.statements.count(), heard.statements.count()) == (0, 0)


def test_pupils_get_the_schools_next_letter(world, case):
    for _ in range(3):
        statement_of(world, case, Newcomer(kind="pupil", name="Emily Thompson"))
    assert list(Person.objects.filter(kind="pupil").values_list("name", flat=True)) == ["Pupil A", "Pupil B", "Pupil C"]
    Person.objects.bulk_create(
        Person(school=world.school, kind="pupil", name=f"Pupil {letter}") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ"
    )
    assert statement_of(world, case, Newcomer(kind="pupil")).person.name == "Pupil AA"
    elsewhere = World.make("Other School", "other.example")
    there = elsewhere.case_at(State.INVESTIGATION)
    assert statement_of(elsewhere, there, Newcomer(kind="pupil")).person.name == "Pupil A"


def test_a_refused_statement_leaves_no_newcomer_behind(world, case):
    people = Person.objects.count()
    for key in ("hr", "teacher", "governor1"):
        with pytest.raises(Refused):
            statement_of(world, case, Newcomer(kind="parent", name="Ms Brook"), by=key)
    assert Person.objects.count() == people


def test_a_person_of_another_school_gives_no_statement_here(world, case):
    other = World.make("Other School", "other.example")
    with pytest.raises(Refused, match="does not belong to this school"):
        statement_of(world, case, other["colleague"])


@pytest.mark.parametrize("settle", ["send_statement", "confirm_on_paper"])
def test_words_that_were_sent_or_settled_stay(world, case, settle):
    statement = statement_of(world, case, world["colleague"])
    answers = {"proof": "In the safe."} if settle == "confirm_on_paper" else {}
    take(S.step(settle), statement, by=world.user("deputy"), **answers)
    with pytest.raises(Refused, match="its words are not changed any more"):
        change_statement(statement, text="Other words", by=world.user("deputy"))
    statement.refresh_from_db()
    assert statement.text == "I saw it."
