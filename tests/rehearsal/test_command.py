"""`manage.py rehearse`: once, on an empty database, and never beside a real school."""

from io import StringIO

import pytest
from django.core.management import call_command

from investigations.management.commands import rehearse
from investigations.models import Case, Person, School, User
from investigations.rehearsal.cast import make_cast
from investigations.rehearsal.school import make_school

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("rehearse", *arguments, stdout=said, stderr=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


@pytest.fixture
def quickly(monkeypatch):
    """The people without the cases: what the command itself does is looked at here."""

    def people_only() -> School:
        school = make_school()
        make_cast(school)
        return school

    monkeypatch.setattr(rehearse, "make_rehearsal", people_only)


def test_an_empty_database_gets_the_school_and_is_told_who_is_there(quickly):
    status, said = run("--if-empty")
    assert status == 0
    assert School.objects.get().name == "Larkfield Primary School"
    assert "Margaret Okafor   Head teacher: report and assess a concern" in said


def test_a_second_start_changes_nothing_and_says_again_who_is_there(quickly):
    run("--if-empty")
    before = (School.objects.count(), Person.objects.count(), User.objects.count())
    status, said = run("--if-empty")
    assert (School.objects.count(), Person.objects.count(), User.objects.count()) == before
    assert status == 0 and "Margaret Okafor" in said and "Making" not in said


@pytest.mark.parametrize("arguments", [[], ["--cases", "5"], ["--who"]])
def test_beside_a_real_school_it_refuses_and_changes_nothing(arguments):
    School.objects.create(name="Hill Street Primary School")
    status, said = run(*arguments)
    assert status == 2
    assert said.strip() == (
        "“Hill Street Primary School” is kept in this database, and made-up cases never stand beside real ones. Nothing "
        "was changed. Rehearse with another DATA_DIR or DATABASE_URL."
    )
    assert School.objects.count() == 1
    assert not Person.objects.exists() and not Case.objects.exists()


def test_a_start_beside_a_real_school_is_silent(quickly):
    School.objects.create(name="Hill Street Primary School")
    assert run("--if-empty") == (0, "")
    assert School.objects.count() == 1


def test_a_number_that_makes_no_sense_is_refused(quickly):
    run()
    assert run("--cases", "-3") == (2, "--cases takes a number up to 1,000,000. Nothing was changed.\n")


def test_who_is_there_cannot_be_said_before_anybody_is():
    assert run("--who") == (2, "There is no rehearsal school yet. Make it with “manage.py rehearse”.\n")
