"""The site as it is run: from nothing to a page, what it leaves behind, and what it does without its Redis."""

import importlib.util
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from casework.logs import Discreet
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent


# Starting and stopping -----------------------------------------------------------------------------------------


@contextmanager
def the_site_running(folder: Path, port: int):
    """`make run` without its set-up. Home and temporary folder are watched: nothing may come to lie there."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    surroundings = the_surroundings(folder) | {"PORT": str(port), "HOME": str(elsewhere), "TMPDIR": str(elsewhere)}
    site = subprocess.Popen(
        [sys.executable, "-m", "casework.serve"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield site
    finally:
        if site.poll() is None:
            site.kill()
        site.communicate()


def the_surroundings(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), "PYTHONDONTWRITEBYTECODE": "1"}


def answer(address: str, patience: float = 240) -> tuple[int, dict]:
    """Its first start makes a school, which takes half a minute, and longer on a machine that does other work too."""
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address) as page:
                return page.status, dict(page.headers)
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_one_command_serves_the_site_keeps_to_its_folder_and_stops_when_asked(tmp_path):
    port = free_port()
    with the_site_running(tmp_path, port) as site:
        status, headers = answer(f"http://127.0.0.1:{port}/static/govuk/govuk-frontend.min.css")
        assert (status, headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
        _, headers = answer(f"http://127.0.0.1:{port}/nowhere/")
        assert sorted(headers["Content-Security-Policy"].split("; ")) == [
            "base-uri 'none'",
            "connect-src 'self'",
            "default-src 'none'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "manifest-src 'self'",
            "media-src 'self'",
            "object-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
        ]
        site.send_signal(signal.SIGINT)
        said, _ = site.communicate(timeout=20)
    assert site.returncode == 0
    assert f"Casework is at http://127.0.0.1:{port} (Ctrl-C stops it)." in said
    assert "Traceback" not in said
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    open_to_others = [it for it in (tmp_path / "data").rglob("*") if it.stat().st_mode & 0o077]
    assert open_to_others == []


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with the_site_running(tmp_path, port) as site:
            said, _ = site.communicate(timeout=20)
    assert said == f"Port {port} is taken by another program. Choose another: make run PORT={port % 65535 + 1}\n"
    assert site.returncode == 1


A_REAL_SCHOOL_BESIDE_IT = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from investigations.models import School
School.objects.create(name="Rehearsal", is_rehearsal=True)
School.objects.create(name="Our Primary School")
"""


def test_a_rehearsal_school_beside_a_real_one_is_not_served(tmp_path):
    """There one signs in by a click: whichever way the server is started, it refuses in one sentence."""
    surroundings = the_surroundings(tmp_path) | {"DJANGO_SETTINGS_MODULE": "casework.settings"}
    subprocess.run([sys.executable, "-c", A_REAL_SCHOOL_BESIDE_IT], cwd=ROOT, env=surroundings, check=True)
    refusal = "This database holds a rehearsal school beside a real one, so the site does not start."
    with the_site_running(tmp_path, free_port()) as site:
        said, _ = site.communicate(timeout=60)
    assert site.returncode == 1 and refusal in said
    command = [sys.executable, "-m", "gunicorn", "-c", "python:casework.gunicorn"]
    port = {"BIND": f"127.0.0.1:{free_port()}"}
    alone = subprocess.run(command, cwd=ROOT, env=surroundings | port, capture_output=True, text=True, timeout=60)
    assert alone.returncode != 0 and refusal in alone.stderr


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_a_port_that_is_none_is_said_in_one_sentence(tmp_path, port):
    with the_site_running(tmp_path, port) as site:
        said, _ = site.communicate(timeout=20)
    assert said == f"PORT must be a number from 1 to 65535, and it is '{port}'.\n"


def test_processes_that_start_together_share_one_secret_key(tmp_path):
    command = [sys.executable, "-c", "from casework import settings; print(settings.SECRET_KEY)"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=the_surroundings(tmp_path), stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    keys = {it.communicate(timeout=60)[0].strip() for it in started}
    kept = tmp_path / "data" / "secret-key"
    assert keys == {kept.read_text()}
    assert len(kept.read_text()) > 60
    assert kept.stat().st_mode & 0o777 == 0o600


# Without Redis -------------------------------------------------------------------------------------------------

TELL = """
import time
import django
django.setup()
from casework.celery import app
def tell():
    began = time.monotonic()
    try:
        app.send_task("investigations.tasks.sweep_jobs")
        return "told", 0
    except Exception as refused:
        return type(refused).__name__, round((time.monotonic() - began) * 1000)
tell()  # the first also loads the client
print(*tell())
"""


@pytest.mark.parametrize("redis_is", ["gone", "silent"])
def test_a_redis_that_does_not_answer_holds_nobody_up(tmp_path, redis_is):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = free_port() if redis_is == "gone" else silent.getsockname()[1]
        told = subprocess.run(
            [sys.executable, "-c", TELL],
            cwd=ROOT,
            env=the_surroundings(tmp_path)
            | {"REDIS_URL": f"redis://:x@127.0.0.1:{port}/0", "DJANGO_SETTINGS_MODULE": "casework.settings"},
            capture_output=True,
            text=True,
            timeout=60,
        )
    outcome, milliseconds = told.stdout.split()
    assert outcome == "OperationalError"
    assert int(milliseconds) < 300


# The log -------------------------------------------------------------------------------------------------------


def test_the_log_tells_where_it_failed_and_not_what_was_typed():
    typed = "ada@larkfield.example"
    try:
        raise ValueError(f"Key (email)=({typed}) already exists.")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "It failed", None, sys.exc_info())
    line = Discreet().format(record)
    assert typed not in line
    assert "test_running.py" in line and line.endswith("builtins.ValueError")


def test_the_log_keeps_the_text_of_a_failed_job_to_itself():
    words = {"name": "make_case_file", "id": "1", "exc": "ValueError('Ada Byron')", "traceback": "Ada Byron"}
    record = logging.LogRecord(
        "celery.app.trace", logging.ERROR, "", 0, "Task %(name)s raised %(exc)s\n%(traceback)s", (words,), None
    )
    assert "Ada Byron" not in Discreet().format(record)


# What the machine lacks ----------------------------------------------------------------------------------------


@pytest.fixture
def doctor():
    """The script by its path: it runs before there is a virtual environment to import it from."""
    plan = importlib.util.spec_from_file_location("doctor", ROOT / "casework" / "doctor.py")
    module = importlib.util.module_from_spec(plan)
    plan.loader.exec_module(module)
    return module


def test_an_old_python_is_told_which_it_is_and_what_to_type(doctor, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.9.2")
    monkeypatch.setenv("MAKECMDGOALS", "run")
    assert doctor.main(["python"]) == (
        f"Casework needs Python 3.11 or newer, and {sys.executable} is 3.9.2. "
        "Name a newer one: make PYTHON=python3.12 run"
    )


def test_what_is_missing_is_one_sentence_with_the_command_that_cures_it(doctor, monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {"pango": lambda: False, "node": lambda: False})
    monkeypatch.setattr(doctor, "may_install", lambda: False)
    monkeypatch.setattr(doctor, "on_debian", lambda: True)
    assert doctor.main(["node", "pango"]) == (
        "Casework needs Node.js with npm (once, to fetch the page styles) and Pango (it sets the type of the PDFs), "
        "which are missing here. Install with: sudo apt-get install "
        "nodejs npm libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_what_is_missing_is_installed_where_that_is_allowed(doctor, monkeypatch):
    here, asked = set(), []

    def apt(command, **how):
        asked.append(command)
        here.add("redis")
        return 0

    monkeypatch.setattr(doctor, "CHECKS", {"redis": lambda: "redis" in here})
    monkeypatch.setattr(doctor, "may_install", lambda: True)
    monkeypatch.setattr(doctor.subprocess, "call", apt)
    assert doctor.main(["redis"]) is None
    assert asked == [["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "redis-server"]]
