"""Was a finished PDF searched for what had to go?  In a limited child: what is attached to it was made by others."""

from collections.abc import Iterable
from pathlib import Path

from . import apart
from .leaks import Leak
from .made import Made
from .render import RenderFailed
from .sought import Wanted

SECONDS = 600
MEMORY_MB = 1536


class SearchFailed(RenderFailed):
    """It could not be searched, and so does not go out.  The text is a sentence for whoever wanted to release it."""


def search_finished(pdf: Path, gone: Iterable[Wanted], *, file_name: str, seconds: int = SECONDS) -> list[Leak]:
    """The leaks of a finished PDF; SearchFailed where it could not be searched from end to end."""
    job = {
        "verb": "search",
        "pdf": str(pdf.resolve(strict=True)),
        "file_name": file_name,
        "gone": [[list(wanted.words), wanted.label] for wanted in gone],
    }
    with apart.work_folder() as folder:
        try:
            answer = apart.run(folder, job, seconds=seconds, memory_mb=MEMORY_MB)
        except apart.Stopped as stopped:
            raise SearchFailed(
                "The copy could not be searched for what had to go, and so is not released. Nothing is lost: try again, "
                "and ask for help if it happens twice."
            ) from stopped
    return [Leak(label, where, page) for label, where, page in answer["leaks"]]


def hold_back_what_leaks(pdf: Path, made: Made) -> None:
    """Searched for what it says may stand nowhere in it; RenderFailed names each page where something does."""
    found = search_finished(pdf, made.gone, file_name=made.file_name) if made.gone else []
    if found:
        raise RenderFailed(f"It is held back. {' '.join(leak.sentence for leak in found)}")
