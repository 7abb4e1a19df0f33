"""The child as it is, with its own limits, forked off a server that has its libraries loaded: hundreds in seconds.

A child that is started anew spends a quarter of a second on loading them, which is nothing to one file and minutes to
a corpus.  What runs in it is the same: `limit`, then `answer_to` what came through the pipe.
"""

import contextlib
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from typing import BinaryIO

LIBRARIES = [
    "tests.vault.forked",
    "PIL.Image",
    "pillow_heif",
    "pypdfium2",
    "av",
    "docx",
    "python_calamine",
    "email.policy",
]
started: list["Forked"] = []


class Forked:
    """What `pictures` asks of `subprocess.Popen`."""

    stdin: BinaryIO
    stdout: BinaryIO

    def __init__(self, command: list[str], **_: object) -> None:
        assert command[1:3] == ["-m", "investigations.vault.child"]
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(LIBRARIES)
        theirs_in, mine_in = context.Pipe(duplex=False)
        mine_out, theirs_out = context.Pipe(duplex=False)
        self.process = context.Process(target=run, args=(theirs_in, theirs_out, command[3:]), daemon=True)
        self.process.start()
        theirs_in.close()
        theirs_out.close()
        self.stdin, self.stdout = _as_file(mine_in, "wb"), _as_file(mine_out, "rb")
        started.append(self)

    def kill(self) -> None:
        self.process.kill()

    def wait(self) -> int:
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode


def _as_file(end: Connection, mode: str) -> BinaryIO:
    descriptor = os.dup(end.fileno())
    end.close()
    return os.fdopen(descriptor, mode)  # type: ignore[return-value]


def run(given: Connection, answers: Connection, arguments: list[str]) -> None:
    from investigations.vault import child

    os.dup2(given.fileno(), 0)
    os.dup2(answers.fileno(), 1)
    given.close()
    answers.close()
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)
    sys.argv = ["child", *arguments]
    sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
    with contextlib.suppress(BrokenPipeError):
        child.main()
        sys.stdout.flush()
