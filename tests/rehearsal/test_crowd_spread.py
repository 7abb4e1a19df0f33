"""How very many cases spread: over the years, the schools and the people; and what comes after them."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from investigations.access import cases_for, sync
from investigations.actions.concerns import Claim, Concern, log_concern
from investigations.actions.take import take
from investigations.audit import verify_all
from investigations.models import Case, Person, School, User
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from investigations.rehearsal.crowd.add import add_cases

from .test_crowd import a_school, manager_of, readers


@pytest.mark.django_db
def test_most_are_closed_they_spread_over_six_years_and_nobody_has_very_many():
    school = a_school()
    add_cases(1200, school, seed=1)
    check_the_spread(1200)


@pytest.mark.postgres
@pytest.mark.django_db
def test_they_are_the_same_on_postgresql():
    school = a_school()
    add_cases(1200, school, seed=1)
    check_the_spread(1200)
    before = readers()
    for case in Case.objects.all()[:100]:
        sync(case)
    assert readers() == before


def check_the_spread(number: int) -> None:
    assert Case.objects.count() == number
    assert School.objects.count() == 2
    states = Counter(Case.objects.values_list("state", flat=True))
    assert states[State.CLOSED.value] > 0.85 * number
    assert len(states) > 10
    years = Counter(day.year for day in Case.objects.values_list("reported_at", flat=True))
    assert len(years) >= 6 and min(sorted(years.values())[1:]) > number / 20
    about = Counter(Person.objects.filter(appointments__role=Role.SUBJECT).values_list("pk", flat=True))
    assert max(about.values()) < 40
    assert Person.objects.exclude(left_on=None).filter(user__is_active=False).count() > 20
    clerk = User.objects.get(email="rosalind.pike@larkfield.example")
    assert clerk.people.count() == 2
    assert {case.school_id for case in cases_for(clerk)} == set(School.objects.values_list("pk", flat=True))
    assert list(verify_all()) == []
    assert len(set(Case.objects.values_list("title", flat=True))) > 100
    goes_on_numbering()


def goes_on_numbering() -> None:
    """The database numbers its rows behind ours."""
    reporter = Person.objects.filter(key="cast:prior").get()
    about = Person.objects.get(key="cast:cho")
    claim = Claim(what="A post.", happened_from=timezone.localdate() - timedelta(days=1))
    case = log_concern(Concern(title="Another", claims=(claim,), subject=about), by=reporter.user, at=reporter)
    take(P.begin_assessment, case, by=manager_of(case))
    assert case.allegations.count() == case.steps_taken.count() == 1


@pytest.mark.django_db
def test_the_same_seed_draws_the_same_cases_and_more_can_be_added():
    school = a_school()
    add_cases(30, school, seed=5)
    first = list(Case.objects.order_by("reference").values_list("reference", "title"))
    assert len(first) == 30
    add_cases(30, school, seed=5)
    assert Case.objects.count() == 60
    again = set(Case.objects.values_list("reference", "title"))
    assert set(first) < again
