"""The rehearsal school, made once for all the tests of this folder and rolled back after them."""

import pytest
from django.db import transaction

from investigations.rehearsal.make import make_rehearsal


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_rehearsal()
        transaction.set_rollback(True)


@pytest.fixture
def school(made, db):
    return made
