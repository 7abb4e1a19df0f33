"""Many enter pupils at once: each pupil gets a letter of its own.  On the real database, with real threads."""

import threading

import pytest
from django.db import connection, connections

from investigations.actions.people import enter_pupil
from investigations.models import Person, School

pytestmark = [pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


def enter(school, barrier, wrong):
    try:
        barrier.wait()
        enter_pupil(school)
    except Exception as error:  # a thread's own error would be lost
        wrong.append(error)
    finally:
        connections.close_all()


def every_pupil_has_a_letter_of_its_own():
    school = School.objects.create(name="School")
    barrier, wrong = threading.Barrier(AT_ONCE), []
    threads = [threading.Thread(target=enter, args=(school, barrier, wrong)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(Person.objects.values_list("name", flat=True)) == [f"Pupil {letter}" for letter in "ABCDEFGH"]


def test_eight_pupils_at_once_get_eight_letters_on_sqlite():
    assert connection.vendor == "sqlite"
    every_pupil_has_a_letter_of_its_own()


@pytest.mark.postgres
def test_eight_pupils_at_once_get_eight_letters_on_postgresql():
    assert connection.vendor == "postgresql"
    every_pupil_has_a_letter_of_its_own()
