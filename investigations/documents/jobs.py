"""How is long work done once, whatever dies meanwhile?  A job is a row: claimed by one, kept alive by a lease, swept up.

Celery and Redis carry only the wake-up.  A lost message costs half a minute; a killed worker costs a lease.
"""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from investigations.models import Job, JobState
from investigations.vault.store import discard

MOST_ATTEMPTS = 3
#: How many jobs one sweep wakes.  It comes round every few seconds, and must not flood a queue that is merely slow.
MOST_WOKEN = 20
MAKE = "investigations.documents.tasks.make_document"
log = logging.getLogger(__name__)
_claiming, _leaving = threading.Lock(), threading.Event()


class TakenOver(Exception):
    """The lease ran out and another worker has the job: whoever hears this stops, and changes nothing."""


def lease() -> timedelta:
    """How long a worker is believed to live after its last sign.  With the sweep after it, the longest a job lies still."""
    return timedelta(seconds=settings.JOB_LEASE)


def wake(job: Job) -> None:
    """Ask a worker to look, once the row is committed.  Without a broker the sweep finds the job all the same."""
    transaction.on_commit(lambda: ask_worker(MAKE, str(job.pk)))


def ask_worker(task: str, pk: str) -> None:
    """Send a wake-up for a row that a sweep would find too: without a broker it costs seconds, and nothing is lost."""
    try:
        current_app.send_task(task, args=[pk], retry=False)
    except Exception as unreachable:  # noqa: BLE001 - whatever the broker's client raises, the row is there
        log.warning("The broker cannot be reached (%s): the sweep will find the work.", type(unreachable).__name__)


def claim(pk: object) -> Job | None:
    """Take a job that waits, or whose worker is gone.  One of many callers gets it; the others get None, and so does a
    process that is about to end.  What a killed worker had finished and nobody was told of goes."""
    before = Job.objects.filter(pk=pk).first()
    with _claiming:
        taken = before is not None and not _leaving.is_set() and _claimed(before, timezone.now())
    if before and taken and before.claimed_by:
        discard(place_of(before))
    return (
        Job.objects.select_related(
            "case__school",
            "requested_by__user",
            "letter__served",
            "letter__case__school",
            "release__to",
            "release__bundle__hearing",
        ).get(pk=pk)
        if taken
        else None
    )


def place_of(job: Job) -> str:
    """Where in the vault this worker, and no other, keeps what it makes of the job: so whoever follows it finds it."""
    return f"{job.case_id.hex}/{uuid.uuid5(job.pk, job.claimed_by).hex}"


def _claimed(job: Job, now: datetime) -> int:
    takeable = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    return Job.objects.filter(takeable, pk=job.pk, claimed_by=job.claimed_by).update(
        state=JobState.RUNNING,
        claimed_by=f"{_this_process()}{uuid.uuid4().hex[:8]}",
        lease_until=now + lease(),
        attempts=F("attempts") + 1,
        percent=0,
        doing="Starting",
        error="",
    )


def _this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:"


def leave() -> int:
    """This process ends: what it has under way waits for the next one, at once, and the attempt is not counted.

    A process that ends starts no thread any more, so what it went on with would fail.  Returns how many jobs it left.
    """
    with _claiming:
        _leaving.set()
        mine = Job.objects.filter(state=JobState.RUNNING, claimed_by__startswith=_this_process())
        return mine.update(state=JobState.WAITING, lease_until=None, attempts=F("attempts") - 1, percent=0, doing="")


@contextmanager
def kept_alive(job: Job) -> Iterator[None]:
    """Renew the lease while the work goes on, from a thread of its own."""
    stop = threading.Event()
    renewed_every = lease().total_seconds() / 4

    def renew() -> None:
        while not stop.wait(renewed_every):
            try:
                _mine(job).update(lease_until=timezone.now() + lease())
            except DatabaseError as trouble:
                log.warning(
                    "The lease of job %s could not be renewed (%s): again soon.", job.pk, type(trouble).__name__
                )
                connection.close()
        connection.close()

    thread = threading.Thread(target=renew, name=f"lease of {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=renewed_every)


def progress(job: Job, percent: int, doing: str) -> None:
    """Say how far it is.  Raises TakenOver where this worker was given up: what it makes nobody would keep."""
    if not _mine(job).update(percent=min(99, percent), doing=doing, lease_until=timezone.now() + lease()):
        raise TakenOver


def finish(job: Job, document: object) -> bool:
    """Mark it done, inside the transaction that keeps the document.  False where another worker took it over."""
    return bool(
        _mine(job).update(
            state=JobState.DONE, document=document, percent=100, doing="Ready", finished_at=timezone.now(), error=""
        )
    )


def fail(job: Job, sentence: str) -> bool:
    """End it with a sentence.  False where another worker has it: then nothing has failed."""
    return bool(_mine(job).update(state=JobState.FAILED, error=sentence, doing="", finished_at=timezone.now()))


def sweep() -> int:
    """Wake what waits and what was abandoned; give up on what killed its worker too often.  Returns how many woke."""
    for job in Job.objects.abandoned().filter(attempts__gte=MOST_ATTEMPTS):
        if fail(job, "The work stopped without an answer three times. Nothing is lost: try again, or ask for help."):
            discard(place_of(job))
    due = Job.objects.waiting() | Job.objects.abandoned()
    keys = list(due.order_by("requested_at").values_list("pk", flat=True)[:MOST_WOKEN])
    for pk in keys:
        ask_worker(MAKE, str(pk))
    return len(keys)


def _mine(job: Job) -> QuerySet[Job]:
    """Only while this worker holds the job: one that lost its lease changes nothing any more."""
    return Job.objects.filter(pk=job.pk, claimed_by=job.claimed_by, state=JobState.RUNNING)
