"""Whatever kills the workers of a long document, and whenever: one document comes out, and nothing lies in the clear."""

import json

from tests.documents.killing import done, killed_until_done, surroundings


def test_a_document_in_sections_whose_workers_are_killed_comes_out_once(tmp_path):
    here = surroundings(tmp_path)
    done("prepare", here)

    assert killed_until_done(here, 3, first=2.0, last=6.0) >= 1

    assert json.loads(done("report", here)) == {
        "jobs": ["done"], "documents": 1, "made": 1, "in the clear": 0, "of no row": [],
    }  # fmt: skip
