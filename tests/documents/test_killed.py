"""Whatever kills the workers of a long document, and whenever: one document comes out, and nothing lies in the clear."""

import json
import time

from tests.documents.killed_at_work import tally_of
from tests.documents.killing import LEASE, done, surroundings


def test_a_document_in_sections_whose_workers_are_killed_comes_out_once(tmp_path):
    tally = tally_of(tmp_path, 2, seed=1)

    assert (tally.kills, tally.faults) == (2, [])


def test_an_export_whose_worker_is_killed_in_the_middle_is_taken_up_again_and_one_archive_comes_out(tmp_path):
    here = surroundings(tmp_path)
    done("prepare-export", here)

    for percent in (10, 70):  # before the first word, and between two originals
        done("die-at", here, str(percent), check=False)
        left = [one for one in (tmp_path / "work").rglob("*") if one.is_file()]
        assert "finished.zip" in {one.name for one in left} and not [
            one for one in left if b"CANARY" in one.read_bytes()
        ]
        assert json.loads(done("report", here))["documents"] == 0
        time.sleep(LEASE + 0.1)
    done("make", here)

    assert json.loads(done("report", here)) == {
        "jobs": ["done"], "documents": 1, "made": 1, "in the clear": 0, "of no row": [],
    }  # fmt: skip
    assert not [one for one in tmp_path.rglob("*") if one.is_file() and b"CANARY" in one.read_bytes()]
