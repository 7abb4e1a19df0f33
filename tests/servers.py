"""The servers that tests talk to: a throw-away PostgreSQL, a throw-away Redis, a Chromium to walk the pages with.

Each starts in well under a second, listens where nobody else can reach it, and is gone with the run that started it,
even when that run is killed.
"""

import atexit
import contextlib
import ctypes
import glob
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# The machine's own temporary folder, remembered before the site's settings choose another, and handed to xdist's
# workers: a socket's address may have 107 letters and no more, and the user "nobody", as whom PostgreSQL runs when
# we are root, must be able to walk there.
SHORT_FOLDER = os.environ.setdefault("TESTS_SHORT_FOLDER", tempfile.gettempdir())
PATIENCE = 20  # seconds; a server that takes longer is not coming

CHROMIUM_QUIETLY = [
    *["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    *["--disable-background-networking", "--disable-component-update", "--disable-sync"],
]


class Missing(Exception):
    """A program is not on this machine; the text says which, and what would bring it."""


def postgres_for_this_run() -> str:
    """The address of a PostgreSQL that lives until this process ends."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(postgres())


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    programs = postgres_programs()
    with _folder("casework-pg-") as folder:
        data = folder / "data"
        as_whom: dict = {"cwd": "/", "env": {"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C"}}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = 65534
            os.chown(folder, nobody, nobody)
            as_whom |= {"user": nobody, "group": nobody, "extra_groups": []}
        subprocess.run(
            [programs / "initdb", "-D", data, "-A", "trust", "-U", "app", "--no-sync", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            **as_whom,
        )
        # Nothing listens on the network: only who may open the folder reaches the socket in it.
        quick = ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=100"]
        command = [programs / "postgres", "-D", data, "-k", folder, *(word for it in quick for word in ("-c", it))]
        with _running(command, folder / "log", signal.SIGINT, **as_whom) as server:
            _wait(lambda: _a_query_is_answered(folder), server, folder / "log")
            yield f"postgresql://app@/postgres?host={folder}"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if not program:
        raise Missing(_sentence("redis-server", "redis-server"))
    password, port = secrets.token_urlsafe(16), free_port()
    with _folder("casework-redis-") as folder:
        settings = folder / "redis.conf"
        settings.write_text(
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nsave ""\nappendonly no\n'
        )
        with _running([program, settings], folder / "log", signal.SIGTERM) as server:
            _wait(lambda: _a_ping_is_answered(port, password), server, folder / "log")
            yield f"redis://:{password}@127.0.0.1:{port}/0"


#: The harmless string that scanners agree to call a virus, put together here so that no scanner takes this file away.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + "!$H+H*").encode()
#: More than this clamd does not accept in one stream, so that a test can go over it.
CLAMD_LIMIT = 4 * 1024 * 1024


@contextlib.contextmanager
def clamd() -> Iterator[str]:
    """A real clamd whose only signatures are ours; its answer is the path of its socket."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    if not program:
        raise Missing(_sentence("clamd", "clamav-daemon"))
    with _folder("casework-clamd-") as folder:
        signatures = folder / "signatures"
        signatures.mkdir()
        (signatures / "own.hsb").write_text(f"{hashlib.sha256(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test-Local:73\n")
        (signatures / "own.ndb").write_text(f"Body-Test-Local:0:*:{b'CASEWORK-TEST-BODY'.hex()}\n")
        socket_path, settings = folder / "clamd.sock", folder / "clamd.conf"
        settings.write_text(
            f"DatabaseDirectory {signatures}\nOfficialDatabaseOnly no\nLocalSocket {socket_path}\nForeground yes\n"
            f"StreamMaxLength {CLAMD_LIMIT}\nTemporaryDirectory {folder}\n"
        )
        with _running([program, "--config-file", settings], folder / "log", signal.SIGTERM) as server:
            _wait(socket_path.exists, server, folder / "log")
            yield str(socket_path)


def postgres_programs() -> Path:
    """The folder with initdb and postgres: Debian keeps them off the PATH."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda it: float(it.split("/")[4]))
    on_path = shutil.which("initdb")
    for folder in [*reversed(folders), *([os.path.dirname(on_path)] if on_path else [])]:
        if os.access(f"{folder}/initdb", os.X_OK):
            return Path(folder)
    raise Missing(_sentence("PostgreSQL's initdb", "postgresql"))


def chromium_program() -> str:
    for name in ["/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"]:
        if found := shutil.which(name):
            return found
    raise Missing(_sentence("Chromium", "chromium"))


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return asking.getsockname()[1]


def _sentence(program: str, package: str) -> str:
    return f"{program} is not on this machine. On Debian `apt-get install {package}` brings it."


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=SHORT_FOLDER))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(command: list, log: Path, farewell: signal.Signals, **how) -> Iterator[subprocess.Popen]:
    with log.open("wb") as lines:
        server = subprocess.Popen(
            [str(word) for word in command],
            stdout=lines,
            stderr=lines,
            stdin=subprocess.DEVNULL,
            preexec_fn=_dies_with_us(farewell),
            **how,
        )
    try:
        yield server
    finally:
        server.send_signal(farewell)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _dies_with_us(farewell: signal.Signals) -> Callable[[], None] | None:
    """Only Linux can promise it; elsewhere a run that is killed leaves its servers behind."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent_death_signal = 1
    return lambda: prctl(parent_death_signal, int(farewell))


def _wait(ready: Callable[[], bool], server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{server.args[0]} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def _a_query_is_answered(folder: Path) -> bool:
    import psycopg

    try:
        with psycopg.connect(host=str(folder), user="app", dbname="postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def _a_ping_is_answered(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            line.settimeout(1)
            heard = b""
            while b"PONG" not in heard:
                more = line.recv(100)
                if not more:
                    return False
                heard += more
            return True
    except OSError:
        return False
