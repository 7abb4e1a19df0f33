"""How does what was built become one PDF?  A short document in one piece; a long one in sections, set side by side,
each kept for the next copy, and joined with one contents, one numbering and one outline."""

import json
import logging
import math
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from investigations.models import Case, KeptPart

from . import kept_parts
from .fonts import numbers_face
from .joined import joined
from .made import Made, Say
from .render import Placed, RenderFailed, Rendering, fingerprint_of, render_pdf, rendered_section
from .sections import STYLE, Section, sections

log = logging.getLogger(__name__)
#: Sections set side by side, and what each may take: measured in docs/documents.md.
AT_ONCE = 2
MEMORY_MB = 1024
SECONDS = 1200  # for a document in one piece
SECTION_SECONDS = 600
ROUNDS = 4  # in which the contents and the pages that they name may come to agree
INCOMPLETE = (
    "The document could not be made: a picture in it could not be set, and nothing is left out unsaid. Nothing is lost. "
    "Ask whoever looks after the server: the log names the job."
)


def set_pages(case: Case, made: Made, folder: Path, say: Say, *, into: Path) -> int:
    """The finished PDF of `made` at `into`, with the originals that belong in it; how many pages it has.

    RenderFailed where something cannot be set.  `folder` is a private work folder that goes with the job.
    """
    cut = sections(made.html)
    if not cut:
        return _in_one_piece(made, folder, say, into)
    return _InSections(case, made, folder, say, cut).join(into)


def _in_one_piece(made: Made, folder: Path, say: Say, into: Path) -> int:
    say(60, "Setting the pages")
    place = folder / "pages.pdf" if made.attached else into
    rendered = render_pdf(
        made.html,
        made.assets,
        title=made.title,
        seconds=SECONDS,
        memory_mb=MEMORY_MB,
        on_progress=lambda page: say(60 + min(33, page), f"Setting page {page}") if page % 10 == 0 else None,
        into=place,
    )
    _complete(rendered.left_out)
    if made.attached:
        say(95, "Attaching the originals")
        joined([(place, None)], made.attached, title=made.title, into=into)
    return rendered.pages


def _complete(left_out: Sequence[str]) -> None:
    if left_out:
        log.error("%s parts of a document could not be set.", len(left_out))
        raise RenderFailed(INCOMPLETE)


class _InSections:
    def __init__(self, case: Case, made: Made, folder: Path, say: Say, cut: list[Section]):
        self.case, self.made, self.folder, self.say, self.cut = case, made, folder, say, cut
        self.assets = {**made.assets, "section.css": STYLE.encode()}
        self.set: dict[int, Rendering] = {}  # the sections that are ready, by their place
        self.counted: dict[str, str] = {}

    def join(self, into: Path) -> int:
        fixed = [place for place, section in enumerate(self.cut) if not section.is_late]
        late = [place for place, section in enumerate(self.cut) if section.is_late]
        self._ready({place: self.cut[place].page() for place in fixed}, 60, 88)
        lengths = {place: math.ceil(round(self.cut[place].weight, 3)) or 1 for place in late}
        for _ in range(ROUNDS):
            pages = self._pages_of_anchors(lengths)
            self._ready({place: self.cut[place].page(pages) for place in late}, 88, 92)
            found = {place: self.set[place].pages for place in late}
            if found == lengths and self._pages_of_anchors(found) == pages:
                break
            lengths = found
        else:
            raise RenderFailed(f"The contents of “{self.made.title}” could not be laid out.")
        self.say(94, "Joining the sections")
        parts = [(self.set[place].path, self.set[place].facts) for place in range(len(self.cut))]
        return joined(parts, self.made.attached, title=self.made.title, into=into, font=numbers_face())

    def _pages_of_anchors(self, lengths: Mapping[int, int]) -> dict[str, int]:
        """On which page of the whole each anchor stands, with late sections of these lengths."""
        found: dict[str, int] = {}
        start = 1
        for place, section in enumerate(self.cut):
            ready = self.set.get(place)
            if ready:
                for name, (page, *_) in ready.facts["anchors"].items():
                    found.setdefault(name, start + page)
            else:
                found |= {name: start for name in section.anchors - found.keys()}
            start += lengths[place] if section.is_late else self.set[place].pages
        return found

    def _ready(self, html: Mapping[int, str], first: int, last: int) -> None:
        """Each of these sections set: taken from what was kept, or made now by a child of its own."""
        digests = {place: self._digest(text) for place, text in html.items()}
        known = kept_parts.kept(self.case, digests.values())
        missing = []
        for place, digest in digests.items():
            if not (digest in known and self._taken_out(place, known[digest])):
                missing.append(place)
        begun = kept_parts.begin(self.case, [digests[place] for place in missing])
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            waiting: dict[Future[Rendering], int] = {
                pool.submit(self._made, html[place], begun[digests[place]], self.folder / f"section-{place}.pdf"): place
                for place in sorted(missing, key=lambda place: -self.cut[place].weight)
            }
            for done, one in enumerate(as_completed(waiting), start=1):
                place = waiting[one]
                self.set[place] = one.result()
                kept_parts.finish(begun[digests[place]], {"pages": self.set[place].pages})
                self.say(
                    first + (last - first) * done // len(missing),
                    f"Setting section {len(html) - len(missing) + done} of {len(html)}",
                )
        finally:
            pool.shutdown(cancel_futures=True)

    def _digest(self, html: str) -> str:
        used = [f"{name} {self._asset(name)}" for name in sorted(self.assets) if f"asset:{name}" in html]
        return kept_parts.fingerprint("section", html, *used)

    def _asset(self, name: str) -> str:
        if name not in self.counted:
            self.counted[name] = fingerprint_of(self.assets[name])
        return self.counted[name]

    def _made(self, html: str, part: KeptPart, into: Path) -> Rendering:
        """In a thread beside another section: it asks the database nothing."""
        used: dict[str, Placed] = {name: content for name, content in self.assets.items() if f"asset:{name}" in html}
        made = rendered_section(
            html,
            used,
            title=self.made.title,
            prefix=part.digest[:10],
            seconds=SECTION_SECONDS,
            memory_mb=MEMORY_MB,
            into=into,
        )
        _complete(made.left_out)
        head = json.dumps(made.facts).encode()
        with into.open("rb") as file:
            kept_parts.put(part, _with_head(head, file.read))
        return made

    def _taken_out(self, place: int, part: KeptPart) -> bool:
        sealed, path = self.folder / f"section-{place}.kept", self.folder / f"section-{place}.pdf"
        try:
            if not kept_parts.take_out(part, sealed):
                return False
            with sealed.open("rb") as file, path.open("wb") as pdf:
                facts = json.loads(file.read(int.from_bytes(file.read(4), "big")))
                while piece := file.read(1 << 20):
                    pdf.write(piece)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(sealed)
        self.set[place] = Rendering(path, facts["pages"], facts)
        return True


def _with_head(head: bytes, read: Callable[[int], bytes]):
    yield len(head).to_bytes(4, "big") + head
    while piece := read(1 << 20):
        yield piece
