"""How does a kept file leave by the web? Originals as downloads, never opened in place; pictures made anew inline.

Films and recordings that are played in place stand in playing.py.
"""

from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import store
from .names import clean_name

Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)
SANDBOX = "sandbox; default-src 'none'"
NEVER_STORED = "no-store, private"


def attachment(key: str, name: str) -> StreamingHttpResponse:
    """An original, as it was handed in. Damaged is raised here when it is cut short, moved or gone; a bit changed
    in its middle breaks the download off, short of its announced length. Who wants to be sure calls store.verify first.
    """
    response = StreamingHttpResponse(store.read_chunks(key), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, clean_name(name))
    response["Content-Length"] = str(store.size_of(key))
    return guarded(response)


def picture(made: bytes, content_type: str = "image/jpeg") -> HttpResponse:
    """A raster that pictures.preview made; nothing else may be shown inline."""
    if content_type not in ("image/jpeg", "image/png"):
        raise ValueError("Only pictures made anew are shown inline.")
    response = HttpResponse(made, content_type=content_type)
    response["Content-Disposition"] = "inline"
    return guarded(response)


def guarded(response: Response) -> Response:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = NEVER_STORED
    return response
