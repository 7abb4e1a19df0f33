"""Is what Casework needs on this machine? Installs it where it may; otherwise one sentence says what to type.

Run as `python3 casework/doctor.py python node pango ...` before anything is installed: so nothing but the standard
library, and nothing that an old Python could not read.
"""

import ctypes
import glob
import os
import platform
import shutil
import subprocess
import sys

NEEDED_PYTHON = (3, 11)


def main(wanted):
    if "python" in wanted and sys.version_info[:2] < NEEDED_PYTHON:
        return "Casework needs Python 3.11 or newer, and {} is {}. Name a newer one: {}".format(
            sys.executable, platform.python_version(), "make PYTHON=python3.12 " + make_target()
        )
    missing = [name for name in wanted if not CHECKS[name]()]
    if missing and may_install():
        install(missing)
        missing = [name for name in wanted if not CHECKS[name]()]
    if missing:
        return "Casework needs {}, which {} missing here. {}".format(
            " and ".join(WORDS[name] for name in missing),
            "is" if len(missing) == 1 else "are",
            cure(missing),
        )


WORDS = {
    "python": "Python's venv module",
    "node": "Node.js with npm (once, to fetch the page styles)",
    "pango": "Pango (it sets the type of the PDFs)",
    "chromium": "Chromium (the tests walk the pages in it)",
    "redis": "the Redis server (for the tests)",
    "postgres": "the PostgreSQL server (for the tests)",
    "poppler": "Poppler's tools (the tests read the PDFs with them)",
    "clamd": "ClamAV's daemon (the tests have files scanned by it)",
}
DEBIAN = {
    "python": ["python3-venv"],
    "node": ["nodejs", "npm"],
    "pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "chromium": ["chromium"],
    "redis": ["redis-server"],
    "postgres": ["postgresql"],
    "poppler": ["poppler-utils"],
    "clamd": ["clamav-daemon"],
}
HOMEBREW = {
    "python": ["python@3.12"],
    "node": ["node"],
    "pango": ["pango"],
    "chromium": ["chromium"],
    "redis": ["redis"],
    "postgres": ["postgresql"],
    "poppler": ["poppler"],
    "clamd": ["clamav"],
}


def has_venv():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def has_node():
    return bool(shutil.which("node") and shutil.which("npm"))


def has_pango():
    return all(
        any(can_load(name) for name in names)
        for names in (
            ["libpango-1.0.so.0", "libpango-1.0.dylib", "/opt/homebrew/lib/libpango-1.0.dylib"],
            ["libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "/opt/homebrew/lib/libpangoft2-1.0.dylib"],
            ["libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "/opt/homebrew/lib/libharfbuzz-subset.0.dylib"],
        )
    )


def can_load(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def on_path(*names):
    return lambda: any(shutil.which(name) for name in names)


def has_postgres():
    return bool(glob.glob("/usr/lib/postgresql/*/bin/initdb") or shutil.which("initdb"))


CHECKS = {
    "python": has_venv,
    "node": has_node,
    "pango": has_pango,
    "chromium": on_path("chromium", "chromium-browser", "google-chrome"),
    "redis": on_path("redis-server"),
    "postgres": has_postgres,
    "poppler": on_path("pdftotext"),
    "clamd": lambda: bool(shutil.which("clamd") or os.path.exists("/usr/sbin/clamd")),
}


def may_install():
    return on_debian() and hasattr(os, "geteuid") and os.geteuid() == 0


def on_debian():
    return os.path.exists("/etc/debian_version") and bool(shutil.which("apt-get"))


def install(missing):
    packages = [package for name in missing for package in DEBIAN[name]]
    print("Installing " + " ".join(packages) + " ...", flush=True)
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"] + packages
    if subprocess.call(apt, env=quietly, stdout=subprocess.DEVNULL) != 0:
        # A fresh system has no lists of packages yet.
        subprocess.call(["apt-get", "update", "--quiet"], env=quietly, stdout=subprocess.DEVNULL)
        subprocess.call(apt, env=quietly, stdout=subprocess.DEVNULL)


def cure(missing):
    if on_debian():
        packages = " ".join(package for name in missing for package in DEBIAN[name])
        return "Install with: " + ("" if may_install() else "sudo ") + "apt-get install " + packages
    if sys.platform == "darwin":
        return "Install with: brew install " + " ".join(package for name in missing for package in HOMEBREW[name])
    return "Install with your system's packages (on Debian: {}).".format(
        " ".join(package for name in missing for package in DEBIAN[name])
    )


def make_target():
    return os.environ.get("MAKECMDGOALS") or "run"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
