"""Does a finished PDF still hold what had to go?  Every place in it that carries words is looked at, and named.

Pure Python, so that the limited child can do it: what is attached to a PDF was made by others.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pypdfium2

from .leaks_beside import texts_of_file
from .sought import BY_CHANCE_IN_BYTES, Sought, Text, Wanted, sought

#: PDFs inside PDFs inside PDFs are followed so far.
DEEPEST = 3
UNREADABLE = "the file is damaged or locked, so it cannot be searched"
#: Words at the end of one page and the beginning of the next are read together.
ACROSS = 600


@dataclass(frozen=True)
class Leak:
    """One thing that should be gone, and where it stands.  Its words are not said: whoever reads this may not know them."""

    label: str
    where: str
    page: int | None = None

    @property
    def sentence(self) -> str:
        at = f"Page {self.page}" if self.page else ""
        return f"{at + ', ' + self.where if at else self.where[:1].upper() + self.where[1:]}: {self.label}."


def leaks_in(pdf_path: Path, gone: Iterable[Wanted], *, file_name: str = "") -> list[Leak]:
    """Every place of the PDF where something of `gone` stands; `file_name` is what the reader will see it called."""
    wanted = sought(gone)
    found = _Found(wanted)
    found.look(unquote(file_name or pdf_path.name), "in the file name", loose=True)
    if wanted:
        _look_into(found, pdf_path.read_bytes(), 0)
    return found.leaks


class _Found:
    """What was found so far: each thing once in each place."""

    def __init__(self, wanted: list[Sought], inside: str = "") -> None:
        self.wanted = wanted
        self.inside = inside
        self.leaks: list[Leak] = []

    def look(self, text: str, where: str, page: int | None = None, *, loose: bool = False) -> None:
        if not text.strip():
            return
        ready = Text(text)
        for one in self.wanted:
            if one.stands_in(ready, loose=loose):
                self.add(one.label, where, page)

    def add(self, label: str, where: str, page: int | None = None) -> None:
        if self.inside:
            place = f"page {page}" if page else ""
            where, page = ", ".join(part for part in (self.inside, place, where) if part), None
        leak = Leak(label, where, page)
        if leak not in self.leaks:
            self.leaks.append(leak)

    def knows(self, label: str) -> bool:
        return any(leak.label == label for leak in self.leaks)


def _look_into(found: _Found, content: bytes, depth: int) -> None:
    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PdfError:
        if not depth:
            raise
        found.add(UNREADABLE, "")  # somebody's damaged or locked PDF: nobody can say what it holds
        return
    with pdf:
        _look_at_pages(found, content)
        pages = {page.obj.objgen: place for place, page in enumerate(pdf.pages, start=1)}
        for place, page in enumerate(pdf.pages, start=1):
            for note in page.obj.get("/Annots", []):
                _look_at_strings(found, note, "in a note or a link", place)
        _look_at_outline(found, pdf)
        _look_at_structure(found, pdf, pages)
        _look_at_strings(found, pdf.trailer.get("/Info", pikepdf.Dictionary()), "in the document’s properties")
        metadata = pdf.Root.get("/Metadata")
        if metadata is not None:
            found.look(_decoded(metadata.read_bytes()), "in the document’s metadata (XMP)", loose=True)
        _look_at_attachments(found, pdf, depth)
        _last_net(found, pdf, content)


def _look_at_pages(found: _Found, content: bytes) -> None:
    before = ""
    for place, text in enumerate(_page_texts(content), start=1):
        known = len(found.leaks)
        found.look(text, "in the text", place)
        if before and len(found.leaks) == known:
            _look_across(found, before, text, place)
        before = text


def _page_texts(content: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            layer = page.get_textpage()
            yield layer.get_text_range(errors="replace")
            layer.close()
            page.close()
    finally:
        document.close()


def _look_across(found: _Found, before: str, after: str, place: int) -> None:
    """What begins at the end of one page and ends on the next: without the lines that stand on both, headers and footers."""

    def lines(text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    def alike(line: str) -> str:
        return re.sub(r"\d+", "#", line)

    both = {alike(line) for line in lines(before)} & {alike(line) for line in lines(after)}
    first, second = ("\n".join(line for line in lines(text) if alike(line) not in both) for text in (before, after))
    joint, one_alone, other_alone = Text(f"{first[-ACROSS:]}\n{second[:ACROSS]}"), Text(first), Text(second)
    for one in found.wanted:
        if one.stands_in(joint) and not one.stands_in(one_alone) and not one.stands_in(other_alone):
            found.add(one.label, f"in the text, and on page {place}", place - 1)


def _look_at_outline(found: _Found, pdf: pikepdf.Pdf) -> None:
    seen: set[Any] = set()
    todo = [pdf.Root.get("/Outlines")]
    while todo:
        item = todo.pop()
        if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        found.look(str(item.get("/Title", "")), "in the bookmarks")
        todo += [item.get("/First"), item.get("/Next")]


def _look_at_structure(found: _Found, pdf: pikepdf.Pdf, pages: dict[Any, int]) -> None:
    """Alternative texts, expansions and titles of the tags, with the page they belong to."""
    seen: set[Any] = set()
    todo: list[tuple[Any, int | None]] = [(pdf.Root.get("/StructTreeRoot"), None)]
    while todo:
        node, page = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo += [(child, page) for child in node]
            continue
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        if "/Pg" in node:
            page = pages.get(node["/Pg"].objgen, page)
        for key in ("/Alt", "/ActualText", "/E", "/T"):
            if key in node:
                found.look(str(node[key]), "in the alternative text of a picture or a tag", page)
        if "/K" in node:
            todo.append((node["/K"], page))


def _look_at_strings(found: _Found, thing: Any, where: str, page: int | None = None, depth: int = 0) -> None:
    """Every string of a dictionary, and of what stands directly in it."""
    if isinstance(thing, pikepdf.String):
        found.look(unquote(str(thing)), where, page, loose=True)
    elif isinstance(thing, pikepdf.Array):
        for part in thing:
            _look_at_strings(found, part, where, page, depth)
    elif isinstance(thing, pikepdf.Dictionary) and depth < 4:
        for key, part in thing.items():
            if key not in ("/P", "/Parent", "/Pg", "/Page", "/Dest", "/D", "/Popup"):
                _look_at_strings(found, part, where, page, depth + 1)


def _look_at_attachments(found: _Found, pdf: pikepdf.Pdf, depth: int) -> None:
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary) or not isinstance(thing.get("/EF"), pikepdf.Dictionary):
            continue
        name = str(thing.get("/UF", thing.get("/F", "an attachment")))
        found.look(name, "in the name of an attachment", loose=True)
        found.look(str(thing.get("/Desc", "")), f"in the description of the attachment “{name}”")
        for stream in {part.objgen: part for part in thing["/EF"].values()}.values():
            _look_at_file(found, stream.read_bytes(), f"in the attachment “{name}”", depth)


def _look_at_file(found: _Found, content: bytes, where: str, depth: int) -> None:
    if content[:1024].find(b"%PDF-") >= 0:
        if depth < DEEPEST:
            inside = _Found(found.wanted, f"{found.inside}, {where}".strip(", "))
            _look_into(inside, content, depth + 1)
            found.leaks += [leak for leak in inside.leaks if leak not in found.leaks]
        return
    for text in texts_of_file(content):
        found.look(text, where, loose=True)
    _look_at_bytes(found, content, where)


def _last_net(found: _Found, pdf: pikepdf.Pdf, content: bytes) -> None:
    """Whatever no reader shows: strings and streams of any object, and the bytes of the file itself."""
    for thing in pdf.objects:
        where = f"hidden in the file (object {thing.objgen[0]})"
        if isinstance(thing, pikepdf.Stream):
            _look_at_stream(found, thing, where)
        for text in _own_strings(thing):
            ready = Text(text)
            for one in found.wanted:
                if not found.knows(one.label) and one.stands_in(ready):
                    found.add(one.label, where)
    small = content.lower()
    for one in found.wanted:
        if len(one.squeezed) >= BY_CHANCE_IN_BYTES and not found.knows(one.label) and one.stands_in_bytes(small):
            found.add(one.label, "hidden in the bytes of the file")


def _own_strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for part in thing:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from _own_strings(part)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for _, part in thing.items():
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from _own_strings(part)


def _look_at_stream(found: _Found, stream: pikepdf.Stream, where: str) -> None:
    """A picture's own metadata, and the words of any other stream; typefaces and colour values carry none."""
    filters = stream.get("/Filter", pikepdf.Array())
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if "/DCTDecode" in names or "/JPXDecode" in names:
        for text in texts_of_file(stream.read_raw_bytes()):
            found.look(text, "in the metadata of a picture", loose=True)
        return
    if str(stream.get("/Subtype", "")) in ("/Image", "/CIDFontType0C", "/Type1C", "/OpenType") or "/Length1" in stream:
        return
    if "/Type" in stream and str(stream["/Type"]) in ("/ObjStm", "/XRef", "/EmbeddedFile", "/Metadata"):
        return  # looked at by what stands in them
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()
    _look_at_bytes(found, content, where, only_unknown=True)


def _look_at_bytes(found: _Found, content: bytes, where: str, *, only_unknown: bool = False) -> None:
    small = content.lower()
    for one in found.wanted:
        if not (only_unknown and found.knows(one.label)) and one.stands_in_bytes(small):
            found.add(one.label, where)


def _decoded(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
