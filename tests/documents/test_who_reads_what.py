"""What does each person's PDF hold?  Its text, its bookmarks, its alternative texts, its metadata and its attachments.

The case is the one of the must-NOT-see list: each part of it carries a word that stands nowhere else.  The lists are
written by hand.  A word on a list must be there, so the search is seen to find; every other word must not.
"""

import subprocess

import pikepdf
import pytest
from django.db import transaction
from django.test import override_settings

from investigations.actions.documents import request_document
from investigations.actions.refusals import Refused
from investigations.documents.produce import produce
from investigations.models import DocumentKind, JobState
from investigations.vault.store import read_chunks
from tests.pdf import faults
from tests.test_must_not_see import (
    ACTION,
    ALL,
    ALLEGATION,
    ANSWER,
    APPEAL_FINDING,
    APPEAL_JUDGES,
    APPEAL_MINUTES,
    APPEAL_RESULT,
    CHRONOLOGY,
    CUSTODY,
    EXHIBIT,
    FINDING,
    GROUNDS,
    INSTRUCTIONS,
    JUDGES,
    MINUTES,
    OTHER_CASE,
    OUTCOME,
    PANEL_FINDING,
    REPORT,
    REPORTED_BY,
    STATEMENT,
    TERMS,
    TITLE,
    UNSERVED,
    WITHHELD,
    a_life_with_words,
)

pytestmark = pytest.mark.django_db

INVESTIGATED = {
    TITLE, ALLEGATION, TERMS, CHRONOLOGY, EXHIBIT, WITHHELD, UNSERVED, CUSTODY, STATEMENT, ANSWER, FINDING, REPORT,
    REPORTED_BY,
}  # fmt: skip
FIRST_PAPERS = {TITLE, ALLEGATION, EXHIBIT, CUSTODY, STATEMENT, FINDING, REPORT, ANSWER}
# The appeal's hold what the first had, the outcome appealed against with what the panel found, and the grounds.
APPEAL_PAPERS = FIRST_PAPERS | {OUTCOME, PANEL_FINDING, MINUTES, GROUNDS}
HEARD = {TITLE, MINUTES, JUDGES, OUTCOME}
APPEALED = {GROUNDS, APPEAL_RESULT, APPEAL_MINUTES, APPEAL_JUDGES}

MAY_HOLD = {
    ("head", DocumentKind.CASE_FILE): ALL - {OTHER_CASE},
    ("hr", DocumentKind.CASE_FILE): ALL - {OTHER_CASE, APPEAL_FINDING} - APPEALED,
    # no outcome, no panel names, no sanction, no decision, no advice
    ("deputy", DocumentKind.CASE_FILE): INVESTIGATED,
    # no evidence, no statement, no allegation: the clerk meets them in the papers
    ("clerk", DocumentKind.CASE_FILE): HEARD | APPEALED | {ACTION, INSTRUCTIONS},
    ("governor1", DocumentKind.CASE_FILE): HEARD,
    ("governor4", DocumentKind.CASE_FILE): HEARD | APPEALED,
    ("deputy", DocumentKind.INVESTIGATION_REPORT): INVESTIGATED - {CHRONOLOGY, ANSWER, STATEMENT, REPORTED_BY},
    # the employee learns of the witnesses from what was served, and never who reported
    ("teacher", DocumentKind.HEARING_PAPERS): APPEAL_PAPERS,
    ("governor1", DocumentKind.HEARING_PAPERS): FIRST_PAPERS,
    ("colleague", DocumentKind.HEARING_PAPERS): FIRST_PAPERS,
    ("hr", DocumentKind.HEARING_PAPERS): FIRST_PAPERS,
    ("governor4", DocumentKind.HEARING_PAPERS): APPEAL_PAPERS,
    ("teacher", DocumentKind.OUTCOME_LETTER): {OUTCOME, PANEL_FINDING, JUDGES},
}
MAY_NOT_HAVE = {
    DocumentKind.CASE_FILE: ["teacher", "colleague", "reporter", "dsl", "it_lead", "chair", "dpo", "business_manager"],
    DocumentKind.INVESTIGATION_REPORT: ["clerk", "governor1", "governor4", "colleague", "teacher", "reporter"],
    DocumentKind.HEARING_PAPERS: ["deputy", "reporter", "dsl", "it_lead", "chair", "business_manager"],
    DocumentKind.OUTCOME_LETTER: ["deputy", "colleague", "reporter", "dsl", "chair", "business_manager"],
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("readers")
    with (
        django_db_blocker.unblock(),
        # A lease is renewed from a thread of its own, which would wait for this transaction.
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault", JOB_LEASE=3600),
        transaction.atomic(),
    ):
        yield a_life_with_words()
        transaction.set_rollback(True)


@pytest.mark.parametrize(("who", "kind"), MAY_HOLD, ids=lambda value: str(getattr(value, "value", value)))
def test_a_document_holds_what_its_reader_may_see_and_nothing_else(world, tmp_path, who, kind):
    job = request_document(world.case, kind, by=world.user(who))
    document = produce(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    place = tmp_path / "made.pdf"
    place.write_bytes(b"".join(read_chunks(document.vault_key)))
    text = everything_in(place)
    own = {REPORTED_BY} if who == "reporter" else set()
    found = {word for word in ALL if word in text}
    assert found - own == MAY_HOLD[who, kind]
    assert faults(place) == []


@pytest.mark.parametrize("kind", MAY_NOT_HAVE, ids=lambda kind: kind.value)
def test_what_is_never_theirs_is_refused(world, kind):
    for who in MAY_NOT_HAVE[kind]:
        with pytest.raises(Refused):
            request_document(world.case, kind, by=world.user(who))


def everything_in(place) -> str:
    """Every word a reader, a search or a curious look into the file would come across."""
    shown = subprocess.run(["pdftotext", place, "-"], capture_output=True, check=True, text=True).stdout
    with pikepdf.open(place) as pdf:
        with pdf.open_outline() as outline:
            bookmarks = [
                title for top in outline.root for title in (top.title, *(below.title for below in top.children))
            ]
        metadata = [str(value) for value in pdf.docinfo.values()] + [pdf.Root.Metadata.read_bytes().decode()]
        attached = [f"{name} {spec.get_file().read_bytes()!r}" for name, spec in pdf.attachments.items()]
        # Alternative texts, titles and names, wherever in the file they stand.
        texts = [str(value) for thing in pdf.objects for value in _texts(thing)]
    return " ".join(" ".join([shown, *bookmarks, *metadata, *attached, *texts]).split())


def _texts(thing) -> list:
    if not isinstance(thing, pikepdf.Dictionary):
        return []
    return [value for value in dict(thing).values() if isinstance(value, pikepdf.String)]
