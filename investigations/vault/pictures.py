"""What does a kept file look like? A small JPEG made anew from it, so that nothing of the original is shown itself.

The work is done by a child process with little memory, little time and no keys: a file made to break the decoder ends
that child and nothing else. What was made once is kept, sealed, beside the original.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from . import store
from .child import ASKS_FOR_PAGES, IS_BEGINNING, IS_TEXT
from .refusals import NoPreview

CONTENT_TYPE = "image/jpeg"
WIDEST = 2000
LAST_PAGE = 9999
THUMBNAIL, PAGE = 320, 1400
SECONDS = 20
LARGEST_ORIGINAL = 256 * 1024 * 1024
LARGEST_PREVIEW = 16 * 1024 * 1024
FILMS = frozenset({"video/mp4", "video/quicktime", "video/webm"})
PICTURED = FILMS | {"image/jpeg", "image/png", "image/webp", "image/heic", "image/gif", "application/pdf"}
IS_JPEG, ENDS_JPEG = b"\xff\xd8", b"\xff\xd9"
LONGEST_SENTENCE = 300
NOT_POSSIBLE = "No preview can be made of this file. It can still be downloaded."
TOO_SLOW = "Making a preview of this file took too long. It can still be downloaded."
ROOT = Path(__file__).resolve().parents[2]

# A page of many pictures asks for all of them at once; more children than cores would only starve the pages.
_turn = threading.BoundedSemaphore(2)


def preview(key: str, content_type: str, *, width: int, page: int = 1) -> bytes:
    """A JPEG (CONTENT_TYPE) at most `width` wide, upright, without metadata; of a PDF one of its
    pages, of a film its first picture.

    Raises NoPreview with a sentence, or Damaged when the original no longer is what was handed in.
    """
    if not 16 <= width <= WIDEST:
        raise ValueError(f"A preview is between 16 and {WIDEST} pixels wide.")
    if not 1 <= page <= LAST_PAGE:
        raise NoPreview("There is no preview of that page. The file can be downloaded.")
    if content_type not in PICTURED:
        raise NoPreview("There is no preview for this kind of file. It can be downloaded.")
    answer = made(key, content_type, width, page)
    if not answer.startswith(IS_JPEG):
        raise NoPreview(answer.decode())
    return answer


def is_made(key: str, width: int) -> bool:
    """Whether the picture, or the sentence why there is none, lies beside the original already."""
    return store.exists(_beside(key, width, 1))


def number_of_pages(key: str, content_type: str) -> int:
    """How many pages a PDF has; any other picture is one. Raises what `preview` raises."""
    if content_type != "application/pdf":
        return 1
    answer = made(key, content_type, ASKS_FOR_PAGES)
    if not answer.isdigit():
        raise NoPreview(answer.decode() if answer.isascii() else NOT_POSSIBLE)
    return int(answer)


def made(key: str, content_type: str, width: int, page: int = 1, *, upto: int | None = None) -> bytes:
    """What the child makes of the file, or of so many bytes of it, asked once and kept ever after."""
    beside = _beside(key, width, page)
    if not store.exists(beside):
        _make(key, content_type, width, page, beside, upto)
    return b"".join(store.read_chunks(beside))


def _beside(key: str, width: int, page: int) -> str:
    folder, file = key.split("/")
    return f"{folder}/previews/{file}-{width}" + (f"-{page}" if page > 1 else "")


def _make(key: str, content_type: str, width: int, page: int, beside: str, upto: int | None) -> None:
    """Keeps the picture, or the sentence why there is none: a bomb should cost its seconds only once."""
    if upto is None and store.size_of(key) > LARGEST_ORIGINAL:
        raise NoPreview("This file is too large for a preview. It can be downloaded.")
    with _turn:
        answer = _ask_child(store.read_chunks(key, 0, upto), content_type, width, page)
    store.write([answer], key=beside, limit=LARGEST_PREVIEW)


def _ask_child(original: Iterator[bytes], content_type: str, width: int, page: int) -> bytes:
    """What the child answers: a JPEG, a text or a sentence. Plain bytes go through a pipe and never touch the disk."""
    command = [sys.executable, "-m", "investigations.vault.child", content_type, str(width), str(page)]
    # An empty environment: the child must not learn CASEWORK_KEY or the database's password.
    child = subprocess.Popen(
        command, cwd=ROOT, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdin and child.stdout
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        child.kill()

    alarm = threading.Timer(SECONDS, stop)
    alarm.start()
    try:
        _feed(child, original)
        answer = child.stdout.read(LARGEST_PREVIEW + 1)
        if len(answer) > LARGEST_PREVIEW:
            child.kill()
        ended_well = child.wait() == 0
    finally:
        child.kill()
        child.stdout.close()
        alarm.cancel()
        child.wait()
    if timed_out.is_set():
        # Not kept: on a busy machine the next attempt may succeed.
        raise NoPreview(TOO_SLOW)
    return answer if ended_well and _is_answer(answer) else NOT_POSSIBLE.encode()


def _is_answer(answer: bytes) -> bool:
    """A whole JPEG, a text or a short sentence; a child that was taken over may say anything."""
    if answer.startswith(IS_JPEG):
        return answer.endswith(ENDS_JPEG)
    if answer.startswith((IS_TEXT, IS_BEGINNING)):
        return True
    return 0 < len(answer) < LONGEST_SENTENCE and answer.isascii() and answer.decode().isprintable()


def _feed(child: subprocess.Popen[bytes], original: Iterator[bytes]) -> None:
    assert child.stdin
    try:
        with child.stdin as pipe:
            for piece in original:
                pipe.write(piece)
    except BrokenPipeError:
        pass  # it gave up before it had read everything; its answer, or its silence, says why
