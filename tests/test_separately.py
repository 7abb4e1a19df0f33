"""The same code as one process and as many: a case file is made either way, and a job outlives what it waited for."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import free_port
from tests.test_running import answer

ROOT = Path(__file__).resolve().parent.parent

A_CASE_AND_A_JOB = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from investigations.actions.documents import request_document
from investigations.models import DocumentKind
from investigations.procedure.states import State
from tests.world import World
world = World.make()
job = request_document(world.case_at(State.REFERRED), DocumentKind.CASE_FILE, by=world.user("head"))
print(job.pk)
"""

WHAT_BECAME_OF_IT = """
import sys, time
import django
django.setup()
from investigations.models import Job
until = time.monotonic() + 240
job = Job.objects.get(pk=sys.argv[1])
while not job.is_finished and time.monotonic() < until:
    time.sleep(0.2)
    job.refresh_from_db()
print(job.state, job.attempts, job.document and job.document.pages > 3)
"""


def in_the_site(surroundings: dict, code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextlib.contextmanager
def processes(folder: Path, surroundings: dict, *commands: list[str]):
    with contextlib.ExitStack() as stack:
        for number, command in enumerate(commands):
            lines = stack.enter_context((folder / f"log-{number}").open("wb"))
            started = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=surroundings, stdout=lines, stderr=lines
            )
            stack.callback(lambda log=folder / f"log-{number}": print(log.read_text()))  # pytest shows it on failure
            stack.callback(started.wait, 30)
            stack.callback(started.terminate)
        yield


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ["PATH", "LANG", "HOME"] if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "casework.settings",
        "DATA_DIR": str(folder / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PORT": str(free_port()),
        **more,
    }


@pytest.mark.redis
def test_web_worker_and_beat_as_processes_of_their_own_make_a_case_file(tmp_path, postgres_url, redis_server):
    here = surroundings(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_server, WEB_CONCURRENCY="2")
    job = in_the_site(here, A_CASE_AND_A_JOB)
    with processes(
        tmp_path,
        here,
        ["gunicorn", "-c", "python:casework.gunicorn"],
        ["celery", "--app", "casework", "worker", "--pool", "threads", "--concurrency", "2"],
        ["celery", "--app", "casework", "beat"],
    ):
        assert answer(f"http://127.0.0.1:{here['PORT']}/static/govuk/govuk-frontend.min.css")[0] == 200
        assert in_the_site(here, WHAT_BECAME_OF_IT, job) == "done 1 True"


def test_the_one_process_makes_a_case_file_that_was_waiting_before_it_started(tmp_path):
    here = surroundings(tmp_path)
    job = in_the_site(here, A_CASE_AND_A_JOB)
    with processes(tmp_path, here, ["gunicorn", "-c", "python:casework.gunicorn"]):
        assert in_the_site(here, WHAT_BECAME_OF_IT, job) == "done 1 True"


@pytest.mark.redis
def test_a_job_whose_message_was_lost_is_found_by_the_clock(tmp_path, postgres_url, redis_server):
    """Asked for while the asker cannot reach Redis; worker and clock run, and have never heard of it."""
    here = surroundings(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_server)
    in_the_site(here, "import django; django.setup(); import django.core.management as m; m.call_command('migrate')")
    with processes(
        tmp_path,
        here,
        ["celery", "--app", "casework", "worker", "--pool", "threads", "--concurrency", "2"],
        ["celery", "--app", "casework", "beat"],
    ):
        nowhere = f"redis://:x@127.0.0.1:{free_port()}/0"
        job = in_the_site(here | {"REDIS_URL": nowhere}, A_CASE_AND_A_JOB)
        assert in_the_site(here, WHAT_BECAME_OF_IT, job) == "done 1 True"
