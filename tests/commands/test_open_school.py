"""Opening a real school, and entering people, at a terminal."""

import io
import re
import sys

import pytest
from django.core.management import call_command

from investigations.models import AuditEvent, Person, School, User
from investigations.procedure.choices import EmployerType, PersonKind
from investigations.procedure.roles import Office
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = ("--head-name", "Ann Lee", "--head-email", "Ann@Green.example")
SCHOOL = ("Green Lane Primary", "--employer-type", "foundation", "--local-authority", "North Riding", *HEAD)


def ask(name, *words):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(name, *words, stdout=out, stderr=err)
    except SystemExit as left:
        return out.getvalue(), err.getvalue(), left.code
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def typed(monkeypatch):
    return lambda words: monkeypatch.setattr(sys, "stdin", io.StringIO(words))


def test_a_real_school_opens_with_its_head_teacher_who_sets_a_password_once(client):
    printed, refused, status = ask("open_school", *SCHOOL)
    assert (refused, status) == ("", 0)
    school = School.objects.get()
    assert (school.name, school.employer, school.local_authority, school.is_rehearsal) == (
        "Green Lane Primary", EmployerType.FOUNDATION, "North Riding", False,
    )  # fmt: skip
    head = school.people.get()
    assert (head.name, head.kind, head.current_offices()) == ("Ann Lee", PersonKind.STAFF, [Office.HEAD])
    assert (head.user.email, head.user.has_usable_password(), head.user.is_superuser) == (
        "ann@green.example", False, False,
    )  # fmt: skip
    assert "What to do next" in printed
    path = re.search(r"http://127\.0\.0\.1:\d+(/set-password/\S+)", printed)[1]
    page = client.get(path, follow=True)
    password = {"new_password1": "seven grey herons", "new_password2": "seven grey herons"}
    assert client.post(page.redirect_chain[-1][0], password).status_code == 302
    assert client.login(username="ann@green.example", password="seven grey herons")
    assert client.get("/people/").status_code == 200
    client.logout()
    assert page.context["validlink"] is True
    assert client.get(path, follow=True).context["validlink"] is False  # it worked once


def test_the_password_may_come_from_standard_input_and_is_not_printed(typed, client):
    typed("seven grey herons\n")
    printed, _, status = ask("open_school", *SCHOOL, "--password-stdin")
    assert status == 0
    assert "herons" not in printed and "set-password" not in printed
    assert client.login(username="ann@green.example", password="seven grey herons")


def test_a_weak_password_is_refused_and_nothing_is_saved(typed):
    typed("short\n")
    _, refused, status = ask("open_school", *SCHOOL, "--password-stdin")
    assert status == 2
    assert refused.startswith("This password is too short.") and refused.endswith("Nothing was saved.\n")
    assert (School.objects.count(), User.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_beside_a_rehearsal_school_no_real_one_is_opened():
    World.make(is_rehearsal=True)
    assert ask("open_school", *SCHOOL) == (
        "",
        "This database holds the rehearsal school; use an empty data folder.\n",
        2,
    )
    assert School.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--head-email", "nobody"], "“nobody” is not an e-mail address. Nothing was saved."),
        (
            ["--employer-type", "private"],
            "--employer-type cannot be “private”. Nothing was saved. It is one of: community, foundation, academy.",
        ),
        (["--head-name", " "], "A school and its head teacher need a name. Nothing was saved."),
    ],
)
def test_what_was_asked_wrongly_is_refused_in_one_sentence(words, sentence):
    assert ask("open_school", *SCHOOL, *words) == ("", f"{sentence}\n", 2)
    assert School.objects.count() == 0


def test_the_same_school_is_not_opened_twice():
    ask("open_school", *SCHOOL)
    again = ("GREEN LANE primary", *SCHOOL[1:])
    assert ask("open_school", *again)[1:] == ("There is a school called GREEN LANE primary already.\n", 2)
    assert School.objects.count() == 1


def test_a_person_is_entered_with_office_and_account():
    ask("open_school", *SCHOOL)
    printed, refused, status = ask("add_person", "Joe Dunn", "--email", "joe@green.example", "--office", "chair")
    assert (refused, status) == ("", 0)
    assert printed.splitlines()[0] == "Joe Dunn is entered at Green Lane Primary as chair of governors."
    assert "/set-password/" in printed
    joe = Person.objects.get(name="Joe Dunn")
    assert (joe.kind, joe.current_offices(), joe.user.email) == (
        PersonKind.GOVERNOR, [Office.CHAIR], "joe@green.example",
    )  # fmt: skip


def test_a_pupil_is_entered_under_a_letter_and_the_name_is_not_kept():
    ask("open_school", *SCHOOL)
    printed, _, status = ask("add_person", "Peter Real", "--kind", "pupil")
    assert (printed, status) == ("Pupil A is entered at Green Lane Primary.\n", 0)
    assert not Person.objects.filter(name__contains="Peter").exists()
    assert ask("add_person", "-", "--kind", "pupil", "--email", "p@x.org")[1:] == (
        "A pupil holds no office and has no account. Nothing was saved.\n", 2,
    )  # fmt: skip


def test_an_address_that_somebody_signs_in_with_is_refused_and_nobody_is_entered():
    ask("open_school", *SCHOOL)
    _, refused, status = ask("add_person", "Second Ann", "--email", "ann@green.example")
    assert (refused, status) == ("Ann Lee signs in with this address already. Nothing was saved.\n", 2)
    assert not Person.objects.filter(name="Second Ann").exists()


def test_nobody_gets_a_new_password_for_an_account_that_has_one(typed, client):
    """Whoever may run a command for one school must not take over an account of another."""
    ask("open_school", *SCHOOL)
    World.make(name="Second School", domain="second.org")
    chair = User.objects.get(email="chair@second.org")
    chair.set_password("the chair's own words")
    chair.save()
    typed("seven grey herons\n")
    _, refused, status = ask(
        "add_person",
        "Charles Holt",
        "--school",
        "Green Lane Primary",
        "--email",
        "chair@second.org",
        "--password-stdin",
    )
    assert status == 2
    assert refused == "chair@second.org has a password already. Nothing was saved. Leave --password-stdin out.\n"
    assert client.login(username="chair@second.org", password="the chair's own words")
    assert not School.objects.get(name="Green Lane Primary").people.filter(name="Charles Holt").exists()
