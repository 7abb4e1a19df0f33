"""A real server whose worker is killed, again and again, while files come in: by pieces and in one request.

Used by tests/test_killed_uploads.py for a few dozen kills, by benchmarks/kill_uploads.py for hundreds.  The senders do
what a browser does: ask how far it is, go on from there, and never send twice what was acknowledged.
"""

import base64
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from tests.test_separately import ROOT, in_the_site

CANARY = b"CANARY-that-must-never-lie-plain-"
TOKEN = "k" * 32
PIECE = 250_000

A_CASE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from investigations.procedure.states import State
from tests import signed_in
from tests.world import World
signed_in.connect()
world = World.make()
case = world.case_at(State.INVESTIGATION)
client = Client()
client.force_login(world.user("deputy"))
print(case.reference, client.cookies["sessionid"].value)
"""

WHAT_IS_KEPT = """
import json
import django
django.setup()
from investigations.models import Evidence
from investigations.vault import store
kept = {}
for exhibit in Evidence.objects.all():
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)
    kept[exhibit.number] = [exhibit.file_name, exhibit.sha256, exhibit.vault_key]
print(json.dumps(kept))
"""


@dataclass
class Tally:
    """What happened, and what must not have."""

    kills: int = 0
    by_pieces: int = 0
    in_one: int = 0
    #: Requests that a kill broke off.
    broken: int = 0
    faults: list[str] = field(default_factory=list)


class Gone(Exception):
    """The server went away before it answered."""


class Site:
    """One worker under its master: the master makes the next as soon as one is killed."""

    def __init__(self, folder: Path, surroundings: dict[str, str]):
        self.folder, self.surroundings = folder, surroundings
        self.answered = 0
        self.reference, self.session = in_the_site(surroundings, A_CASE).split()[-2:]

    def __enter__(self) -> "Site":
        command = [sys.executable, "-m", "gunicorn", "-c", "python:casework.gunicorn", "--preload", "--workers", "1"]
        self.log = (self.folder / "log").open("wb")
        self.master = subprocess.Popen(command, cwd=ROOT, env=self.surroundings, stdout=self.log, stderr=self.log)
        return self

    def __exit__(self, *_: object) -> None:
        self.master.terminate()
        self.master.wait(30)
        self.log.close()

    def worker(self) -> int | None:
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def kill(self) -> None:
        while (worker := self.worker()) is None:
            time.sleep(0.005)
        os.kill(worker, signal.SIGKILL)

    def wait_for(self, answers: int, patience: float = 10) -> None:
        """Until so many requests more were answered: a slow machine gets as far between two kills as a fast one."""
        wanted, until = self.answered + answers, time.monotonic() + patience
        while self.answered < wanted and time.monotonic() < until:
            time.sleep(0.002)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", int(self.surroundings["PORT"]), timeout=30)
        about = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body, about)
            answer = line.getresponse()
            got = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
            self.answered += 1
            return got
        except (OSError, http.client.HTTPException) as broken:
            raise Gone from broken
        finally:
            line.close()

    def ask_until_answered(self, *asked: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        until = time.monotonic() + 60
        while True:
            try:
                return self.ask(*asked, **headers)
            except Gone:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)

    @property
    def evidence(self) -> str:
        return f"/cases/{self.reference}/evidence"


def kill_while_uploading(folder: Path, surroundings: dict[str, str], *, times: int, seed: int = 1) -> Tally:
    """Kill the worker so often, at random moments, while three senders are at work; then look at everything there is."""
    tally, acknowledged, over = Tally(), {}, threading.Event()
    with Site(folder, surroundings) as site:
        site.ask_until_answered("GET", "/static/govuk/govuk-frontend.min.css")
        senders = [
            threading.Thread(
                target=_send, args=(site, way, random.Random(seed * 10 + number), tally, acknowledged, over)
            )
            for number, way in enumerate([_by_pieces, _by_pieces, _in_one])
        ]
        for sender in senders:
            sender.start()
        chance = random.Random(seed)
        while tally.kills < times and not tally.faults:
            site.wait_for(chance.randrange(1, 9))
            time.sleep(chance.uniform(0, 0.05))
            site.kill()
            tally.kills += 1
            tally.faults += _plain_text_in(folder)
        over.set()
        for sender in senders:
            sender.join(120)
    _look_at_what_is_kept(folder, surroundings, tally, acknowledged)
    return tally


def _send(site, way, chance, tally, acknowledged, over) -> None:
    while not over.is_set() and not tally.faults:
        name = f"{uuid.UUID(int=chance.getrandbits(128)).hex}.txt"
        least, most = SIZES[way]
        content = (CANARY + chance.randbytes(30).hex().encode() + b"\n") * chance.randrange(least, most)
        try:
            number = way(site, name, content, tally)
        except Exception as wrong:  # noqa: BLE001 - told at the end, whatever it was
            tally.faults.append(f"{way.__name__}: {wrong!r}")
            return
        if number:
            acknowledged[number] = (name, hashlib.sha256(content).hexdigest())


def _by_pieces(site: Site, name: str, content: bytes, tally: Tally) -> int:
    """As tus asks for it.  What was acknowledged once must be there after every kill."""
    coded = base64.b64encode(name.encode()).decode()
    url, offset = None, 0
    while True:
        try:
            if url is None:
                about = {"Upload_Length": str(len(content)), "Upload_Metadata": f"filename {coded}"}
                status, headers, body = site.ask("POST", f"{site.evidence}/uploads/", **about)
                assert status == 201, (status, body)
                url = headers["location"]
            status, headers, _ = site.ask("HEAD", url)
            assert status == 200, status
            there = int(headers["upload-offset"])
            assert there >= offset, f"{offset} bytes were acknowledged, and {there} are there"
            offset = there
            while offset < len(content):
                status, headers, body = site.ask(
                    "PATCH",
                    url,
                    content[offset : offset + PIECE],
                    Upload_Offset=str(offset),
                    Content_Type="application/offset+octet-stream",
                )
                assert status in (204, 409), (status, body)
                if status == 409:
                    break
                offset = int(headers["upload-offset"])
            if offset == len(content):
                status, _, body = site.ask("POST", url, Accept="application/json")
                if status == 201:
                    tally.by_pieces += 1
                    return int(json.loads(body)["url"].rstrip("/").rpartition("/")[2])
                assert status == 423, (status, body)  # who was making the exhibit was killed: their lease runs out
                time.sleep(0.1)
        except Gone:
            tally.broken += 1
            time.sleep(0.01)


def _in_one(site: Site, name: str, content: bytes, tally: Tally) -> int | None:
    """A plain form post, large enough to go through the waiting place."""
    mark = uuid.uuid4().hex
    body = (
        (
            f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            f"Content-Type: text/plain\r\n\r\n"
        ).encode()
        + content
        + f"\r\n--{mark}--\r\n".encode()
    )
    try:
        status, _, answer = site.ask(
            "POST",
            f"{site.evidence}/upload/",
            body,
            Content_Type=f"multipart/form-data; boundary={mark}",
            Accept="application/json",
        )
    except Gone:
        tally.broken += 1
        time.sleep(0.01)
        return None
    assert status == 201, (status, answer)
    tally.in_one += 1
    return int(json.loads(answer)["url"].rstrip("/").rpartition("/")[2])


#: Lines of about 95 bytes: less than a second's sending, and more than is held in memory alone.
SIZES = {_by_pieces: (2_000, 20_000), _in_one: (30_000, 60_000)}


def _plain_text_in(folder: Path) -> list[str]:
    found = []
    for place in folder.rglob("*"):
        try:
            if place.is_file() and CANARY in place.read_bytes():
                found.append(f"plain text lies in {place.relative_to(folder)}")
        except FileNotFoundError:
            continue
    return found


def _look_at_what_is_kept(folder: Path, surroundings: dict[str, str], tally: Tally, acknowledged: dict) -> None:
    kept = {int(number): row for number, row in json.loads(in_the_site(surroundings, WHAT_IS_KEPT)).items()}
    for number, (name, sha256) in acknowledged.items():
        if number not in kept or kept[number][0] != name:
            tally.faults.append(f"exhibit {number} was acknowledged and is not there")
        elif kept[number][1] != sha256:
            tally.faults.append(f"exhibit {number} is not what was sent")
    tally.faults += _plain_text_in(folder)
    if sorted(kept) != list(range(1, len(kept) + 1)):
        tally.faults.append("the numbers of the exhibits have gaps")
