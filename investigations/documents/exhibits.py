"""How does evidence come onto paper? As page pictures made anew in a limited child."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from investigations.documents import apart
from investigations.vault import pictures

PICTURED = pictures.PICTURED - pictures.FILMS


class CannotPicture(Exception):
    """No picture of this evidence. The text is a sentence that may stand in its place in the document."""


class PagePicture(NamedTuple):
    content: bytes  # JPEG or PNG, without metadata
    width: int  # in points of the picture
    height: int
    page: int
    pages: int

    @property
    def suffix(self) -> str:
        return ".png" if self.content.startswith(b"\x89PNG") else ".jpg"


def page_pictures(
    evidence: Path | bytes,
    content_type: str,
    *,
    dpi: int = 150,
    max_pixels: int = 25_000_000,
    seconds: int = 120,
    memory_mb: int = 768,
    on_progress: Callable[[int], None] | None = None,
) -> Iterator[PagePicture]:
    """The pages of `evidence` as pictures, read one at a time from a folder that goes with the last; CannotPicture."""
    if content_type not in PICTURED:
        raise CannotPicture("A file of this kind cannot be shown on paper. The original is kept with the case.")
    job = {"verb": "picture", "content_type": content_type, "dpi": dpi, "max_pixels": max_pixels}
    pages = _pages(evidence, job, seconds, memory_mb, on_progress)
    # The first page is fetched now, so that a refusal comes here and not where the pages are used.
    return itertools.chain([next(pages)], pages)


def _pages(evidence, job, seconds, memory_mb, on_progress) -> Iterator[PagePicture]:
    with apart.work_folder() as folder:
        if isinstance(evidence, Path):
            source = evidence.resolve(strict=True)
        else:
            source = folder / "evidence"
            source.write_bytes(evidence)
        try:
            answer = apart.run(
                folder, {**job, "source": str(source)}, seconds=seconds, memory_mb=memory_mb, on_progress=on_progress
            )
        except apart.Stopped as stopped:
            raise CannotPicture(_sentence(stopped, seconds)) from stopped
        for page, (name, width, height) in enumerate(answer["pages"], start=1):
            path = folder / "pages" / name
            yield PagePicture(path.read_bytes(), width, height, page, len(answer["pages"]))
            path.unlink()


def _sentence(stopped: apart.Stopped, seconds: int) -> str:
    if stopped.sentence:
        return stopped.sentence
    if stopped.why == "time":
        return f"Showing the file on paper took longer than {seconds} seconds and was stopped. The original is kept."
    if stopped.why == "memory":
        return "Showing the file on paper needed more memory than one exhibit may use. The original is kept."
    return "The file cannot be shown on paper. The original is kept with the case."
