"""Long work is done once, whatever dies meanwhile: with real processes, a real Redis and a real PostgreSQL."""

import contextlib
import hashlib
import http.cookiejar
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as site
from django.utils import timezone

from casework.celery import SWEEP
from investigations.actions.documents import request_document
from investigations.documents import jobs, produce, whole
from investigations.documents.jobs import TakenOver, claim, kept_alive, place_of, progress, sweep
from investigations.models import AuditEvent, Document, DocumentKind, Job, JobState, Notice
from investigations.procedure.notices import NoticeKind
from investigations.procedure.states import State
from investigations.vault.store import write
from tests.servers import free_port
from tests.test_separately import ROOT, in_the_site, processes, surroundings
from tests.world import World

WEB = ["gunicorn", "-c", "python:casework.gunicorn"]
WORKER = ["celery", "--app", "casework", "worker", "--pool", "threads", "--concurrency", "2"]
BEAT = ["celery", "--app", "casework", "beat"]

A_CASE_AND_SESSIONS = """
import sys
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from investigations.actions.statements import take_statement
from investigations.procedure.notices import NoticeKind
from investigations.procedure.states import State
from tests.signed_in import wholly
from tests.world import World
world = World.make()
case = world.case_at(State.INVESTIGATION)
take_statement(case, world["dsl"], text="He wrote to me that night. " * int(sys.argv[1]), taken_on=timezone.localdate(), by=world.user("deputy"))
print(case.reference)
for who in ("head", "deputy", "hr"):
    user = world.user(who)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    wholly(session, user)
    session.save()
    print(session.session_key)
"""
#: Sentences in a statement: one page, or enough to be set in sections, so that its setting can be broken off between two.
SHORT, LONG = "3", "3000"
HOW_IT_STANDS = [
    "SELECT state, attempts, percent, doing FROM investigations_job ORDER BY requested_at",
    "SELECT count(*) FROM investigations_document",
    "SELECT count(*) FROM investigations_auditevent WHERE kind = 'document.made'",
]


class Visitor:
    """Somebody signed in, with a browser that is as simple as can be."""

    def __init__(self, port: str, session: str):
        self.site = f"http://127.0.0.1:{port}"
        self.jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.browser.addheaders = [("Cookie", f"sessionid={session}")]
        self.session = session

    def get(self, address: str) -> bytes:
        until = time.monotonic() + 60
        while True:
            try:
                with self._open(urllib.request.Request(self.site + address)) as page:
                    return page.read()
            except urllib.error.HTTPError:
                raise
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def post(self, address: str, page: str, **words: str) -> str:
        """Press a button of `page`; where that led to."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page).decode())[1]
        body = urllib.parse.urlencode({**words, "csrfmiddlewaretoken": token}).encode()
        began = time.monotonic()
        with self._open(urllib.request.Request(self.site + address, body)) as answer:
            self.took = time.monotonic() - began
            return urllib.parse.urlsplit(answer.url).path

    def _open(self, request):
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")
        request.add_header("Cookie", f"sessionid={self.session}; csrftoken={token}")
        return self.browser.open(request, timeout=30)


def stands(here: dict) -> dict:
    """Asked of the database itself: a Django started for each look would take what the site needs for its work."""
    url = here.get("DATABASE_URL")
    with contextlib.closing(
        psycopg.connect(url) if url else sqlite3.connect(Path(here["DATA_DIR"]) / "casework.sqlite3")
    ) as it:
        jobs, [[documents]], [[made]] = ([list(row) for row in it.execute(ask).fetchall()] for ask in HOW_IT_STANDS)
    return {"jobs": jobs, "documents": documents, "made": made}


def until(true, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def started(here: dict, command: list[str], log: Path) -> subprocess.Popen:
    with log.open("wb") as lines:
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=here, stdout=lines, stderr=lines, start_new_session=True
        )


@contextlib.contextmanager
def running(here: dict, command: list[str], log: Path):
    """With whatever it starts: nothing of it is left afterwards."""
    process = started(here, command, log)
    try:
        yield process
    finally:
        kill_all_of(process)
        print(log.read_text(errors="replace"))  # pytest shows it on failure


def kill_all_of(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_its_master(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


def ask_it_to_stop(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(30)


def follow(visitor: Visitor, page: str) -> str:
    return json.loads(visitor.get(f"{page}progress/"))["text"]


# With real processes -------------------------------------------------------------------------------------------


@pytest.mark.redis
def test_a_case_file_is_asked_for_followed_and_read_through_pages(tmp_path, postgres_url, redis_server):
    here = surroundings(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_server, WEB_CONCURRENCY="2")
    reference, session, *_ = in_the_site(here, A_CASE_AND_SESSIONS, SHORT).splitlines()
    with processes(tmp_path, here, WEB, WORKER, BEAT):
        head = Visitor(here["PORT"], session)
        documents = f"/cases/{reference}/documents/"
        page = head.post(f"{documents}make/", documents, kind="case_file")
        assert page.startswith(f"{documents}jobs/")
        # The same wake-up, delivered many times more.
        pk = page.rstrip("/").rpartition("/")[2]
        again = "import django; django.setup(); from investigations.documents.tasks import make_document as m"
        in_the_site(here, f"{again}\nfor _ in range(5): m.delay({pk!r})")
        seen = []

        def is_done() -> bool:
            seen.append(json.loads(head.get(f"{page}progress/")))
            return seen[-1]["is_done"]

        until(is_done)
        assert seen[-1] == {"percent": 100, "text": "Ready", "is_done": True, "next": page}
        assert [one["percent"] for one in seen] == sorted(one["percent"] for one in seen)
        ready = head.get(page).decode()
        link = re.search(rf'href="({documents}[0-9a-f-]+/)"[^>]*>Download', ready)[1]
        pdf = head.get(link)
        shown = re.search(r'class="fingerprint">([0-9a-f ]+)<', ready)[1].replace(" ", "")
        assert hashlib.sha256(pdf).hexdigest() == shown
        (tmp_path / "made.pdf").write_bytes(pdf)
        text = subprocess.run(["pdftotext", tmp_path / "made.pdf", "-"], capture_output=True, check=True, text=True)
        assert reference in text.stdout and "Tessa Moor" in text.stdout
        assert stands(here) == {"jobs": [["done", 1, 100, "Ready"]], "documents": 1, "made": 1}


@pytest.mark.redis
def test_a_worker_killed_while_it_sets_the_pages_is_followed_by_another_and_one_document_comes_out(
    tmp_path, postgres_url, redis_server
):
    here = surroundings(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_server, JOB_LEASE="4", JOB_SWEEP="1")
    reference, session, *_ = in_the_site(here, A_CASE_AND_SESSIONS, LONG).splitlines()
    with processes(tmp_path, here, WEB, BEAT), running(here, WORKER, tmp_path / "first") as first:
        documents = f"/cases/{reference}/documents/"
        head = Visitor(here["PORT"], session)
        page = head.post(f"{documents}make/", documents, kind="case_file")
        until(lambda: follow(head, page).startswith("Setting section"))
        kill_all_of(first)
        killed = time.monotonic()
        with running(here, WORKER, tmp_path / "second"):
            until(lambda: stands(here)["jobs"][0][1] == 2, 60)
            assert time.monotonic() - killed < 60
            until(lambda: stands(here)["jobs"][0][0] == "done")
    assert stands(here) == {"jobs": [["done", 2, 100, "Ready"]], "documents": 1, "made": 1}
    # Evidence lay in the clear for the making only, where nobody else may look.
    assert (tmp_path / "data" / "work").stat().st_mode & 0o777 == 0o700


def test_by_default_a_killed_workers_job_is_taken_up_within_a_minute():
    assert site.JOB_LEASE + SWEEP < 60


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("prepared")
    return folder / "data", in_the_site(surroundings(folder), A_CASE_AND_SESSIONS, LONG).splitlines()


@pytest.mark.parametrize(("ended", "attempts"), [(kill_all_of, 2), (kill_its_master, 1), (ask_it_to_stop, 1)])
def test_the_one_process_that_ends_while_it_sets_the_pages_finishes_them_when_it_is_started_again(
    tmp_path, prepared, ended, attempts
):
    data, (reference, session, *_) = prepared
    shutil.copytree(data, tmp_path / "data")
    here = surroundings(tmp_path, JOB_LEASE="4", JOB_SWEEP="1")
    documents = f"/cases/{reference}/documents/"
    with running(here, WEB, tmp_path / "first") as first:
        head = Visitor(here["PORT"], session)
        page = head.post(f"{documents}make/", documents, kind="case_file")
        until(lambda: follow(head, page).startswith("Setting section"))
        ended(first)
        # Its one web process hears that the master is gone within a second or two; a second one would share the port.
        here["PORT"] = str(free_port())
        with running(here, WEB, tmp_path / "second"):
            head = Visitor(here["PORT"], session)
            until(lambda: follow(head, page) == "Ready")
    assert stands(here) == {"jobs": [["done", attempts, 100, "Ready"]], "documents": 1, "made": 1}


@pytest.mark.redis
def test_without_redis_a_request_is_answered_at_once_and_the_job_runs_when_it_is_back(
    tmp_path, postgres_url, redis_server
):
    here = surroundings(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=f"redis://:x@127.0.0.1:{free_port()}/0")
    reference, *sessions = in_the_site(here, A_CASE_AND_SESSIONS, SHORT).splitlines()
    documents, took = f"/cases/{reference}/documents/", []
    with processes(tmp_path, here, WEB):
        for session in sessions:
            visitor = Visitor(here["PORT"], session)
            visitor.get(documents)
            began = time.monotonic()
            visitor.get(documents)
            page = time.monotonic() - began
            visitor.post(f"{documents}make/", documents, kind="case_file")
            # It comes with the page that it leads to, which costs what a page costs on this machine just now.
            took.append(visitor.took - page)
    assert min(took) < 0.3, took
    assert [state for state, *_ in stands(here)["jobs"]] == ["waiting"] * 3
    here |= {"REDIS_URL": redis_server, "JOB_SWEEP": "1"}
    with processes(tmp_path, here, WORKER, BEAT):
        until(lambda: all(state == "done" for state, *_ in stands(here)["jobs"]))
    assert [attempts for _, attempts, *_ in stands(here)["jobs"]] == [1, 1, 1]


# One job and its lease -----------------------------------------------------------------------------------------


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    settings.JOB_LEASE = 600
    return World.make()


@pytest.fixture
def job(world):
    return request_document(world.case_at(State.INVESTIGATION), DocumentKind.CASE_FILE, by=world.user("head"))


def abandon(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def files(tmp_path) -> list[str]:
    return sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "vault").rglob("*") if path.is_file())


def test_of_two_workers_one_has_the_job_and_after_its_lease_the_other(job):
    first = claim(job.pk)
    assert claim(job.pk) is None
    abandon(job)
    second = claim(job.pk)
    assert (second.attempts, second.claimed_by != first.claimed_by) == (2, True)
    with pytest.raises(TakenOver):
        progress(first, 50, "Preparing exhibit 3")
    jobs.fail(first, "It went wrong.")
    job.refresh_from_db()
    assert (job.state, job.error, job.doing) == (JobState.RUNNING, "", "Starting")


def test_who_was_taken_over_while_it_worked_keeps_nothing(job, tmp_path, monkeypatch):
    before = files(tmp_path)
    finish = produce.finish

    def too_late(held, document):
        abandon(held)
        assert claim(held.pk) is not None
        return finish(held, document)

    monkeypatch.setattr(produce, "finish", too_late)
    assert produce.produce(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.document, Document.objects.count()) == (JobState.RUNNING, None, 0)
    assert not AuditEvent.objects.filter(kind__in=["document.made", "evidence.printed"]).exists()
    assert files(tmp_path) == before


def test_a_lease_is_renewed_while_the_work_goes_on(job, settings, monkeypatch):
    settings.JOB_LEASE = 0.2
    held, renewed = claim(job.pk), []
    monkeypatch.setattr(jobs, "_mine", lambda _: Renewing(renewed))
    with kept_alive(held):
        until(lambda: len(renewed) >= 3, 20)
    assert all("lease_until" in one for one in renewed)


def test_a_process_that_ends_leaves_its_job_to_the_next_and_neither_takes_nor_fails_one(job, monkeypatch):
    monkeypatch.setattr(jobs, "_leaving", threading.Event())

    def ends(held):
        assert jobs.leave() == 1
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    monkeypatch.setattr(produce, "_make", ends)
    assert (produce.produce(job.pk), claim(job.pk), jobs.leave()) == (None, None, 0)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until, job.error) == (JobState.WAITING, 0, None, "")
    assert not Notice.objects.filter(kind=NoticeKind.DOCUMENT_FAILED).exists()
    jobs._leaving.clear()
    assert claim(job.pk).attempts == 1


class Renewing:
    def __init__(self, renewed: list):
        self.renewed = renewed

    def update(self, **fields) -> int:
        self.renewed.append(fields)
        return 1


def test_the_sweep_wakes_what_waits_and_what_was_abandoned_and_gives_up_after_three(job, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "ask_worker", lambda task, pk: woken.append(pk))
    assert (sweep(), woken) == (1, [str(job.pk)])
    claim(job.pk)
    assert sweep() == 0
    abandon(job)
    assert sweep() == 1
    for _ in range(2):
        claim(job.pk)
        abandon(job)
    assert sweep() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert job.error.startswith("The work stopped without an answer three times. Nothing is lost")


def test_what_a_killed_worker_had_finished_goes_when_another_follows_and_when_none_does(job, tmp_path):
    before = files(tmp_path)
    for attempt in (1, 2, 3):
        held = claim(job.pk)
        assert (held.attempts, files(tmp_path)) == (attempt, before)
        write([b"a document of which no row was written"], key=place_of(held), limit=100)
        assert len(files(tmp_path)) == len(before) + 1
        abandon(job)
    sweep()
    assert files(tmp_path) == before


def test_a_database_that_goes_away_costs_an_attempt_and_not_the_job(job, monkeypatch):
    from django.db import OperationalError

    def away(*_, **__):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(produce, "_make", away)
    monkeypatch.setattr(produce.connection, "close", lambda: None)  # this test's transaction lives in it
    assert produce.produce(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.RUNNING, "")


def test_a_full_disk_is_said_in_words(job, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(produce, "_make", full)
    produce.produce(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "There is no room left to keep this file. Nothing was saved.")


def test_a_document_from_which_something_is_missing_is_not_made(job, monkeypatch, tmp_path):
    before = files(tmp_path)
    render = whole.render_pdf

    def leaving_out(html, assets, **how):
        return render(html.replace("</body>", '<img src="asset:gone.png" alt=""></body>'), assets, **how)

    monkeypatch.setattr(whole, "render_pdf", leaving_out)
    assert produce.produce(job.pk) is None
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("The document could not be made: a picture in it could not be set")
    assert files(tmp_path) == before
