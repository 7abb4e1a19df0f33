"""Runs a few lines in a Python process of their own, with a vault, so that they can be killed or measured."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEAK = """
def peak():
    # In MB, of this process alone: what getrusage tells begins with the peak of the process that started it.
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024

def from_now_on():
    # What came before is forgotten: the peak is what is held now.
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return peak()
"""
PREPARE = """
import sys, time
from django.conf import settings
settings.configure(DATA_DIR={where!r}, VAULT_DIR={where!r} + "/vault", CASEWORK_KEY={key!r})
from investigations.vault import keys, store
{peak}"""


def start(lines: str, where: Path, key: str) -> subprocess.Popen:
    script = PREPARE.format(where=str(where), key=key, peak=PEAK) + textwrap.dedent(lines)
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
