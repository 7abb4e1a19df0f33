"""How does finished HTML become a PDF? In a limited child, out of the parts handed in and nothing else."""

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from investigations.documents import apart
from investigations.documents.fonts import FontsMissing, typefaces

STYLE = Path(settings.BASE_DIR) / "templates" / "documents" / "print.css"


class RenderFailed(Exception):
    """The document could not be made. The text is a sentence for the person who asked for it."""


class RenderTooLong(RenderFailed):
    """It took longer than it may, and was stopped."""


@dataclass(frozen=True)
class Attached:
    """An original to be carried inside the PDF."""

    name: str
    description: str
    content: bytes | Path


class Opened(Protocol):
    """A part that is put into its place only where it is needed, such as a picture that lies sealed until then."""

    @property
    def fingerprint(self) -> str: ...

    def put_at(self, place: Path) -> None: ...


Placed = Path | bytes | Opened


@dataclass(frozen=True)
class Rendering:
    """A section as it was set, and what joining has to know of it."""

    path: Path
    pages: int
    facts: dict[str, Any]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class RenderedPdf:
    content: bytes
    pages: int
    left_out: tuple[str, ...] = ()  # addresses that were refused, and pictures that could not be read


def render_pdf(
    html: str,
    assets: Mapping[str, Placed],
    *,
    title: str,
    seconds: int = 120,
    memory_mb: int = 1024,
    attachments: Sequence[Attached] = (),
    on_progress: Callable[[int], None] | None = None,
    into: Path | None = None,
) -> RenderedPdf:
    """The PDF of `html`, whose pictures are addressed as `asset:name`; RenderFailed or RenderTooLong otherwise.

    With `into`, a path below the data folder, the PDF is put there and its content is not read into memory.

    `title` names the document in the sentences of refusal. `on_progress` is called with the number of each page laid
    out. A document that refers to its own page numbers is laid out more than once, so the numbers may start again.
    """
    with apart.work_folder() as folder:
        job = {
            "attachments": [
                {
                    "name": one.name,
                    "description": one.description,
                    "path": _placed(folder, f"attachment-{place}", one.content),
                }
                for place, one in enumerate(attachments)
            ],
        }
        answer = _set_apart(folder, html, assets, job, title, seconds, memory_mb, on_progress)
        if into:
            os.replace(folder / "document.pdf", into)
        content = b"" if into else (folder / "document.pdf").read_bytes()
    return RenderedPdf(content, answer["pages"], tuple(answer["left_out"]))


def rendered_section(
    html: str, assets: Mapping[str, Placed], *, title: str, prefix: str, seconds: int, memory_mb: int, into: Path
) -> Rendering:
    """A section of a longer document at `into`, with where its headings, links and page numbers stand.

    `prefix` tells the identifiers in it apart from those of other sections.
    """
    with apart.work_folder() as folder:
        job = {"is_section": True, "prefix": f"{prefix}-", "attachments": []}
        answer = _set_apart(folder, html, assets, job, title, seconds, memory_mb, None)
        os.replace(folder / "document.pdf", into)
    left_out = tuple(answer.pop("left_out"))
    return Rendering(into, answer["pages"], answer, left_out)


def _set_apart(
    folder: Path,
    html: str,
    assets: Mapping[str, Placed],
    job: dict[str, Any],
    title: str,
    seconds: int,
    memory_mb: int,
    on_progress: Callable[[int], None] | None,
) -> dict[str, Any]:
    """Have the child set `html` as `document.pdf` in the folder, and give back what it says of it; RenderFailed otherwise."""
    try:
        faces, fonts = typefaces(html)
    except FontsMissing as missing:
        raise RenderFailed(f"“{title}” could not be made. {missing}") from missing
    parts: dict[str, Placed] = {**assets, **fonts, "print.css": STYLE, "fonts.css": faces.encode()}
    (folder / "document.html").write_text(html, errors="replace")
    (folder / "images").mkdir()
    placed = {name: _placed(folder, name, part) for name, part in parts.items()}
    try:
        return apart.run(
            folder,
            {"verb": "render", "assets": placed, **job},
            seconds=seconds,
            memory_mb=memory_mb,
            on_progress=on_progress,
        )
    except apart.Stopped as stopped:
        raise _sentence(stopped, title, seconds) from stopped


def fingerprint_of(part: Placed) -> str:
    if isinstance(part, Path):
        with part.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(part).hexdigest() if isinstance(part, bytes) else part.fingerprint


def _placed(folder: Path, name: str, part: Placed) -> str:
    """Where the child finds this part: a file of ours stays where it is, all else is put into the folder."""
    if not re.fullmatch(r"[\w-][\w./-]*", name, re.ASCII):
        raise ValueError(f"A part's name is made of letters, digits, points, strokes and dashes, not {name!r}.")
    if isinstance(part, Path):
        return str(part.resolve(strict=True))
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    place = parts / f"{sum(1 for _ in parts.iterdir())}{Path(name).suffix}"
    if isinstance(part, bytes):
        place.write_bytes(part)
    else:
        part.put_at(place)
    return str(place)


def _sentence(stopped: apart.Stopped, title: str, seconds: int) -> RenderFailed:
    if stopped.why == "time":
        return RenderTooLong(
            f"“{title}” took longer than {seconds} seconds and was stopped. Nothing is lost: "
            "try again, or leave out the largest exhibits."
        )
    if stopped.why == "memory":
        return RenderFailed(
            f"“{title}” needed more memory than one document may use. Nothing is lost: leave out the largest exhibits."
        )
    if stopped.why == "missing":
        return RenderFailed(
            f"“{title}” could not be made, because the text layout library Pango is missing on the server. "
            "On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        )
    return RenderFailed(f"“{title}” could not be laid out. Nothing is lost: the case itself is unchanged.")
