"""How does a film or a recording leave by the web? In parts, as the player asks, and only what is on this list.

A browser may play these in place because none of them can hold a script, and because they leave under the type that
their content was recognised as: with `nosniff` it is that or nothing, and whoever opens the address by itself gets a
page that may do nothing at all.
"""

import re
from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse

from . import store
from .responses import guarded

VIDEO = frozenset({"video/mp4", "video/quicktime", "video/webm"})
SOUND = frozenset({"audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg"})
#: A player that is paused stops reading, and would hold one of the few threads of the site until it goes on. So it
#: gets a part that it takes in one go, and asks for the next.
LONGEST_PART = 2 * 1024 * 1024
ASKED = re.compile(r"bytes=(?P<start>\d{0,18})-(?P<end>\d{0,18})", re.ASCII)


@dataclass(frozen=True)
class Part:
    """The bytes from `start` up to, not including, `end`."""

    start: int
    end: int


class BehindTheEnd(ValueError):
    """The part that was asked for lies behind the end of the file."""


def how_played(content_type: str) -> str:
    """`video`, `audio`, or nothing where no player is offered."""
    return "video" if content_type in VIDEO else "audio" if content_type in SOUND else ""


def part_asked_for(header: str, size: int) -> Part | None:
    """What a Range header asks of a file of this size; None stands for all of it, also where it is not understood.

    Several parts at once are answered with the whole file, as the standard allows: no player asks for them.
    """
    found = ASKED.fullmatch(header.strip())
    if not found or not (found["start"] or found["end"]):
        return None
    if not found["start"]:
        start, end = max(0, size - int(found["end"])), size
    else:
        start = int(found["start"])
        end = min(int(found["end"]) + 1, size) if found["end"] else size
        if found["end"] and int(found["end"]) < start:
            return None
    if start >= size or not end:
        raise BehindTheEnd
    return Part(start, min(end, start + LONGEST_PART))


def playable(
    key: str, content_type: str, size: int, sha256: str, *, asked: str = "", only_if: str = ""
) -> HttpResponse | StreamingHttpResponse:
    """A film or a recording, or the part of it that `asked`, a Range header, names: only its chunks are opened.

    `only_if` is an If-Range header: a part of another file than this one is worth nothing, so all of it is sent.
    Damaged and KeyDestroyed are raised here, before anything leaves.
    """
    if not how_played(content_type):
        raise ValueError("Only video and sound are played in place.")
    tag = f'"{sha256}"'
    try:
        part = part_asked_for(asked, size) if asked and only_if in ("", tag) else None
    except BehindTheEnd:
        refused = HttpResponse(status=416, content_type="text/plain")
        refused["Content-Range"] = f"bytes */{size}"
        return guarded(refused)
    start, end = (part.start, part.end) if part else (0, size)
    response = StreamingHttpResponse(
        store.read_chunks(key, start, end), status=206 if part else 200, content_type=content_type
    )
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline"
    response["Content-Length"] = str(end - start)
    response["ETag"] = tag
    return guarded(response)
