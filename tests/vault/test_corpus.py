"""Every hostile file is received as a real one, and ends in a named state: nothing is lost, and nobody is left working."""

import collections
import hashlib
import io
import time

import pytest
from django.core.files import File
from django.db import transaction

from investigations.actions.evidence import add_evidence
from investigations.actions.previews import make_preview
from investigations.models import Evidence
from investigations.procedure.choices import PreviewState
from investigations.procedure.states import State
from investigations.vault import keys, pictures, store
from investigations.vault.refusals import VaultRefusal
from tests.world import World

from . import corpus, forked
from .corpus import REFUSED, SAID, SHOWN, Hostile

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def case(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        case = world.case_at(State.INVESTIGATION)
        case.user = world.user("deputy")
        yield case
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_keystore(monkeypatch):
    """Each test has an empty keystore of its own, in which the case that they share never had a key."""
    monkeypatch.setattr(keys, "WITNESSES", [])


def ends(case, hostile: Hostile) -> tuple[str, str, Evidence | None]:
    """How it ended: the state, its sentence, and the exhibit where it was kept."""
    try:
        exhibit = add_evidence(case, File(io.BytesIO(hostile.content), name=hostile.name), by=case.user)
    except VaultRefusal as refused:
        return REFUSED, str(refused), None
    settled = make_preview(exhibit.pk)
    exhibit.refresh_from_db()
    state = {PreviewState.MADE: SHOWN, PreviewState.NONE: SAID}.get(exhibit.preview_state, "nothing")
    return state if settled else "nothing", exhibit.preview_says, exhibit


def faults(hostile: Hostile, state: str, says: str, exhibit: Evidence | None, seconds: float) -> list[str]:
    found = []
    if state not in hostile.ends or hostile.says not in says:
        found.append(f"ended as {state}: {says}")
    if state != SHOWN and not (says.endswith(".") and says.isprintable()):
        found.append(f"no sentence: {says!r}")
    if seconds > pictures.SECONDS:
        found.append(f"took {seconds:.0f} seconds")
    if exhibit is None:
        return found
    checksum = hashlib.sha256(hostile.content).hexdigest()
    if (exhibit.sha256, exhibit.size, exhibit.is_damaged) != (checksum, len(hostile.content), False):
        found.append("is not what was handed in")
    store.verify(exhibit.vault_key, checksum, len(hostile.content))
    name = exhibit.file_name
    if len(name) > 150 or set(name) & set('/\\<>:"|?*;`') or name.startswith((".", " ")):
        found.append(f"is called {name!r}")
    if not name.replace("\u200d", "").isprintable():
        found.append(f"is called {name!r}, which holds what nobody sees")
    return found


@pytest.mark.parametrize("room", corpus.ROOMS, ids=lambda room: room.__name__)
def test_every_hostile_file_ends_in_a_named_state_and_nothing_is_lost(case, room, monkeypatch, own_vault):
    monkeypatch.setattr(pictures.subprocess, "Popen", forked.Forked)
    wrong, kept, before = [], 0, case.evidence.count()
    for hostile in room():
        began = time.monotonic()
        state, says, exhibit = ends(case, hostile)
        kept += exhibit is not None
        wrong += [
            f"{hostile.what}: {fault}" for fault in faults(hostile, state, says, exhibit, time.monotonic() - began)
        ]
    assert wrong == []
    assert case.evidence.count() - before == kept, "each kept file has its row, and what was refused left none"
    originals = [place for place in own_vault.rglob("*") if place.is_file() and place.parent.name != "previews"]
    assert len(originals) == kept, "what was refused left nothing in the vault"
    assert not any(child.process.is_alive() for child in forked.started), "no child is left"


def test_the_corpus_is_as_large_as_it_says():
    endings = collections.Counter(
        hostile.ends for room in corpus.ROOMS if room is not corpus.bombs for hostile in room()
    )
    assert sum(endings.values()) >= 650 and len(corpus.STEMS) >= 120
    assert endings[(REFUSED,)] > 300 and endings[(SHOWN,)] > 150


@pytest.mark.parametrize(
    "what", ["a document of a billion laughs", "an MP4 of boxes in boxes", "a PDF with JavaScript on opening"]
)
def test_the_same_ends_in_the_same_state_in_a_child_started_anew(case, what):
    """The others share a process that has the libraries loaded."""
    [hostile] = [one for room in (corpus.active, corpus.bombs) for one in room() if one.what == what]
    assert faults(hostile, *ends(case, hostile), 0) == []
