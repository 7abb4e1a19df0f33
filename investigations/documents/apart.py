"""How is work on what others sent us kept apart? In a limited child process with a private folder, killed when late."""

import contextlib
import errno
import fcntl
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The child gave no result. `why` is one of: time, memory, missing, refused, broken."""

    def __init__(self, why: str, sentence: str = ""):
        super().__init__(sentence or why)
        self.why = why
        self.sentence = sentence


def run(
    folder: Path, job: dict, *, seconds: int, memory_mb: int, on_progress: Callable[[int], None] | None = None
) -> dict:
    """Do `job` in a child that sees only `folder` and what the job names; its answer, or Stopped."""
    job = {**job, "seconds": seconds, "memory_mb": memory_mb}
    (folder / "job.json").write_text(json.dumps(job))
    with (folder / "errors").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "investigations.documents.child", str(folder)],
            cwd=folder,
            env=_few_variables(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    late = threading.Event()

    def stop_it():
        late.set()
        _kill(child)

    watch = threading.Timer(seconds, stop_it)
    watch.daemon = True
    watch.start()
    try:
        for line in child.stdout:
            if on_progress and line.startswith("progress "):
                on_progress(int(line.split()[1]))
        code = child.wait()
    finally:
        # Also when whoever called us is interrupted: nobody is left working for nothing.
        watch.cancel()
        _kill(child)
        child.wait()
        child.stdout.close()
    return _answer(folder, code, late.is_set())


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """A private folder below the data folder, gone afterwards. It may hold evidence in the clear meanwhile."""
    above = _above()
    above.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=above))
    with (folder / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned(older_than: int = 60) -> int:
    """Remove work folders whose owner died before it could; how many. Safe at any time, by any process."""
    removed = 0
    for folder in _above().glob("*/"):
        with contextlib.suppress(OSError):
            # A folder younger than a minute may not have been locked yet by its maker.
            if time.time() - folder.stat().st_mtime < older_than:
                continue
            with (folder / "held").open("a") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
    return removed


def _above() -> Path:
    return Path(settings.DATA_DIR) / "work"


def _few_variables(folder: Path) -> dict[str, str]:
    """No secret of ours, no proxy, no settings module: the child gets none of the site's environment."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        # Each thread's own arena would reserve 64 MB of the address space that we limit.
        "MALLOC_ARENA_MAX": "2",
    }


def _kill(child: subprocess.Popen) -> None:
    # The group, so that nothing the child started lives on. Only while the leader is not yet reaped: then the
    # number cannot belong to anybody else.
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _answer(folder: Path, code: int, late: bool) -> dict:
    answer = folder / "answer.json"
    if code == 0 and answer.exists():
        return json.loads(answer.read_text())
    if late or code == -signal.SIGXCPU:
        raise Stopped("time")
    refusal = folder / "refusal.json"
    if refusal.exists():
        raise Stopped(**json.loads(refusal.read_text()))
    # The text being worked on may be quoted in the errors, so only their last line, shortened, reaches the log.
    lines = (folder / "errors").read_text(errors="replace").strip().splitlines() or [""]
    logger.error("A document's child process ended with %s: %s", code, lines[-1][:200])
    raise Stopped("memory" if code < 0 or code == errno.ENOMEM else "broken")
