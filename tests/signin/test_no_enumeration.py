"""Whether there is an account is told by no word, status, length or time."""

import re
import statistics
import time

import pytest
from django.test import Client
from django.urls import reverse

from investigations.models import SignInTry, User

from .ways import give_password, with_app, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def emails(world) -> dict[str, str]:
    """All of one length, so that the pages are too."""
    people = {
        "both": with_password(world.user("head")),
        "closed": with_password(world.user("deputy")),
        "invited": world.user("chair"),
        "with an app": world.user("clerk"),
    }
    with_app(people["with an app"])
    User.objects.filter(pk=people["closed"].pk).update(is_active=False)
    people["invited"].set_unusable_password()
    people["invited"].save()
    found = {}
    for number, (name, user) in enumerate(people.items()):
        found[name] = f"person-{number}@example.org"
        User.objects.filter(pk=user.pk).update(email=found[name])
    return found | {"nobody": "person-9@example.org"}


def told(response, email):
    words = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode()).replace(email, "X")
    headers = {name: value for name, value in response.items() if name != "Content-Security-Policy"}
    return response.status_code, words, headers, sorted(response.cookies)


def test_a_wrong_password_is_answered_alike(emails):
    answers = [told(give_password(Client(), email, "wrong-password-here"), email) for email in emails.values()]
    assert answers[0][0] == 200
    assert [answer for answer in answers if answer != answers[0]] == []


def test_too_many_are_answered_alike(emails):
    for email in emails.values():
        for _ in range(5):
            give_password(Client(), email, "wrong-password-here")
    answers = [told(give_password(Client(), email, "wrong-password-here"), email) for email in emails.values()]
    assert answers[0][0] == 429
    assert [answer for answer in answers if answer != answers[0]] == []


def test_a_forgotten_password_is_answered_alike(emails):
    answers = [told(Client().post(reverse("forgotten"), {"email": email}), email) for email in emails.values()]
    assert answers[0][0] == 302
    assert [answer for answer in answers if answer != answers[0]] == []


def median(ask, email, times=7) -> float:
    took = []
    for _ in range(times):
        SignInTry.objects.all().delete()
        began = time.perf_counter()
        ask(email)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def test_the_time_of_an_answer_does_not_tell(emails, settings):
    """With the site's own slow hash; in the tests' quick one a hash left out could not be seen."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for user in User.objects.filter(email__in=[emails["both"], emails["closed"], emails["with an app"]]):
        with_password(user)
    times = {
        name: median(lambda email: give_password(Client(), email, "wrong"), email) for name, email in emails.items()
    }
    assert max(times.values()) < 1.6 * min(times.values()), times


def test_nor_does_the_time_of_a_forgotten_password(emails):
    ask = lambda email: Client().post(reverse("forgotten"), {"email": email})  # noqa: E731
    times = {name: median(ask, email, times=15) for name, email in emails.items()}
    assert max(times.values()) < 2 * min(times.values()), times
