"""`kill -9` in the middle of uploads: no acknowledgement without a durable file and row, and no plaintext left."""

import sqlite3

import pytest
from django.db import connection

from tests.killed import kill_while_uploading
from tests.servers import free_port
from tests.test_separately import surroundings

KILLS = 20


@pytest.fixture
def here(tmp_path, transactional_db):
    """Several processes as with a Redis, so that no Celery starts in the one that is killed.  Nobody asks it anything."""
    if connection.vendor == "sqlite":  # tables are copied in a moment, and made in a quarter of a minute
        (tmp_path / "data").mkdir(mode=0o700)
        with sqlite3.connect(connection.settings_dict["NAME"]) as empty:
            empty.execute("VACUUM INTO ?", [str(tmp_path / "data" / "casework.sqlite3")])
    nowhere = f"redis://:x@127.0.0.1:{free_port()}/0"
    return surroundings(tmp_path, REDIS_URL=nowhere, TMPDIR=str(tmp_path), JOB_LEASE="1")


def test_what_was_acknowledged_outlives_every_kill_and_nothing_plain_is_left(tmp_path, here):
    tally = kill_while_uploading(tmp_path, here, times=KILLS)
    assert tally.faults == []
    assert tally.kills == KILLS
    assert min(tally.by_pieces, tally.broken) > 3  # it was not idle, and was met in the middle
