"""Where every journey begins: a school, a Monday in term, and people who sign in."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from freezegun import freeze_time

from tests.world import World

from .visitor import Visitor

LONDON = ZoneInfo("Europe/London")
#: A Monday in term, with eleven weeks of it to come.
MONDAY = datetime(2026, 9, 14, 8, 30, tzinfo=LONDON)


class Calendar:
    """Time passes when the story says so."""

    def __init__(self, clock):
        self.clock = clock

    def now(self) -> datetime:
        return datetime.now(LONDON)

    def comes_to(self, day: int, month: int, hour: int = 8, minute: int = 30) -> None:
        self.clock.move_to(datetime(2026, month, day, hour, minute, tzinfo=LONDON))


@pytest.fixture
def calendar():
    with freeze_time(MONDAY, tick=True) as clock:
        yield Calendar(clock)


@pytest.fixture
def world(calendar, db):
    return World.make()


@pytest.fixture
def settings_as_they_were():
    """The app factory patches the settings at each call, and takes back the last patch only: the tests after these
    would find exceptions propagated."""
    names = ("DEBUG_PROPAGATE_EXCEPTIONS", "MIDDLEWARE", "AUTHENTICATION_BACKENDS")
    before = {name: getattr(settings, name) for name in names}
    yield
    for name, value in before.items():
        setattr(settings, name, value)


@pytest.fixture
def visits(world, settings_as_they_were, django_app_factory):
    """visits("head"): the head teacher, signed in with a browser of their own."""
    here: dict[str, Visitor] = {}

    def visit(key: str) -> Visitor:
        if key not in here:
            here[key] = Visitor(django_app_factory(csrf_checks=True), world.user(key))
        return here[key]

    return visit
