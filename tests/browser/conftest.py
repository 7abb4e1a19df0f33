"""A school on the live server, and a window in which somebody has signed in."""

import pytest

from tests.browser.screen import sign_in
from tests.world import World


@pytest.fixture
def world(live_server) -> World:
    return World.make()


@pytest.fixture
def as_(page, live_server, world):
    """`as_("head")` makes the window that person's."""
    return lambda who: sign_in(page, live_server, world.user(who))
