"""A school, and a second window."""

import pytest
from django.test import Client

from tests.world import World


@pytest.fixture
def world(db) -> World:
    return World.make()


@pytest.fixture
def other() -> Client:
    return Client()
