"""Workers that are killed while they set a document in sections, at any moment, until one comes to its end.

Run as `python -m tests.documents.killed_at_work KILLS SEED` in the surroundings of a site of its own: documents are asked for,
one case after the other, until so many workers were killed at work.  Prints a Tally as JSON.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds, on a busy machine


@dataclass
class Tally:
    """What happened, and what must not have."""

    kills: int = 0
    documents: int = 0
    at: dict[str, int] = field(default_factory=dict)  # how many were killed at what
    undisturbed: float = 0.0  # seconds of a document whose workers nobody killed
    recovered: list[float] = field(default_factory=list)  # seconds that the last worker of each document took
    faults: list[str] = field(default_factory=list)


def tally_of(folder: Path, kills: int, *, seed: int, database: str = "") -> Tally:
    here = {"DATA_DIR": str(folder), "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "casework.settings"}
    here = {**os.environ, **here} | ({"DATABASE_URL": database} if database else {})
    command = [sys.executable, "-m", "tests.documents.killed_at_work", str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, env=here, stdout=subprocess.PIPE, check=True, text=True)
    return Tally(**json.loads(done.stdout.splitlines()[-1]))


def main(kills: int, seed: int) -> Tally:
    from django.core.management import call_command

    from investigations.documents import sections
    from tests.world import World

    sections.SMALL, sections.MOST, sections.OWN = 2, 6, 4  # a short document in sections, too
    call_command("migrate", verbosity=0)
    world, tally, chance = World.make(), Tally(), random.Random(seed)
    job = _asked_for(world)
    began = time.monotonic()
    _ended(_worker(job), PATIENCE)
    tally.undisturbed = round(time.monotonic() - began, 1)
    tally.faults += _faults(job)
    while tally.kills < kills:
        job = _asked_for(world)
        tally.documents += 1
        while tally.kills < kills:
            worker = _worker(job)
            if _ended(worker, chance.uniform(0, tally.undisturbed)):
                break
            tally.kills += 1
            doing = _killed(worker, job)
            tally.at[doing] = tally.at.get(doing, 0) + 1
        began = time.monotonic()
        job.refresh_from_db()
        if not job.is_finished:
            _ended(_worker(job), PATIENCE)
        tally.recovered.append(round(time.monotonic() - began, 1))
        tally.faults += [f"document {tally.documents}: {fault}" for fault in _faults(job)]
    return tally


def _asked_for(world):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from investigations.actions.documents import request_document
    from investigations.actions.evidence import add_evidence
    from investigations.models import DocumentKind
    from investigations.procedure.states import State
    from tests.documents import sample

    case = world.case_at(State.INVESTIGATION)
    for number in range(2):
        picture = sample.screenshot((300, 400 + number))
        add_evidence(case, SimpleUploadedFile(f"{number}.png", picture), by=world.user("deputy"))
    return request_document(case, DocumentKind.CASE_FILE, by=world.user("head"))


def _worker(job) -> int:
    """A process of its own that makes this job: forked, since starting Python took longer than setting a page."""
    from django.db import connections

    from investigations.documents.produce import produce

    connections.close_all()
    worker = os.fork()
    if worker:
        return worker
    ended = 1
    try:
        produce(job.pk)
        ended = 0
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        traceback.print_exc()
    finally:
        os._exit(ended)


def _ended(worker: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pid, status = os.waitpid(worker, os.WNOHANG)
        if pid:
            if status:
                raise RuntimeError(f"A worker ended with {status}.")
            return True
        time.sleep(0.005)
    return False


def _killed(worker: int, job) -> str:
    """What it was doing.  Its lease is taken for over, and each kill for the first: three would be the end."""
    from django.utils import timezone

    from investigations.models import Job, JobState

    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    job.refresh_from_db()
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(lease_until=timezone.now(), attempts=0)
    words = (job.doing or job.state).split()
    return " ".join(word for word in words if not word.isdigit())


def _faults(job) -> list[str]:
    """Whatever is not as it should be once a document is made."""
    from django.conf import settings

    from investigations import audit
    from investigations.documents.apart import clear_abandoned
    from investigations.models import Document, Evidence, JobState, KeptPart, Notice
    from investigations.procedure.notices import NoticeKind
    from investigations.vault.refusals import VaultRefusal
    from investigations.vault.store import clear_unfinished, verify

    faults = []
    job.refresh_from_db()
    if job.state != JobState.DONE:
        faults.append(f"lost: the job is {job.state}: {job.error}")
    counts = {
        "documents": job.case.documents.count(),
        "made": audit.case_stream(job.case).events.filter(kind="document.made").count(),
        "told": Notice.objects.filter(case=job.case, kind=NoticeKind.DOCUMENT_READY).count(),
        "told of failure": Notice.objects.filter(case=job.case, kind=NoticeKind.DOCUMENT_FAILED).count(),
    }
    if counts != {"documents": 1, "made": 1, "told": 1, "told of failure": 0}:
        faults.append(f"not once: {counts}")
    for document in job.case.documents.all():
        try:
            verify(document.vault_key, document.sha256, document.size)
        except VaultRefusal as refused:
            faults.append(f"lost: {refused}")
    clear_abandoned(older_than=0)
    clear_unfinished(older_than=0)
    with contextlib.suppress(FileNotFoundError):
        faults += [f"in the clear: {left}" for left in os.listdir(Path(settings.DATA_DIR) / "work")]
    known = {
        key for model in (Document, KeptPart, Evidence) for key in model.objects.values_list("vault_key", flat=True)
    }
    vault = Path(settings.VAULT_DIR)
    lying = {str(one.relative_to(vault)) for one in vault.glob("*/*") if one.is_file()}
    faults += [f"of no row: {left}" for left in sorted(lying - known)]
    return faults


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(asdict(main(int(sys.argv[1]), int(sys.argv[2])))))
