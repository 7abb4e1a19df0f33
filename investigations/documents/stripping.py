"""How does a PDF lose what it says of its makers, and nothing else?  Runs in the child only; `cleaned` is the way to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from investigations.vault.child import CannotPicture

#: Titles and authors, the history of editors, what programs noted; of a note on the page, who wrote it and when.
NOTED = ("/Metadata", "/PieceInfo", "/LastModified")
OF_A_NOTE = ("/T", "/CreationDate", "/M", "/NM")
#: Of a JPEG: camera, place and owner (EXIF, XMP), agencies' notes, comments.  Colours and size stay.
DROPPED = {0xE1, 0xED, 0xFE, *range(0xE3, 0xED)}


def strip(source: Path, into: Path) -> None:
    """The same pages, written anew: what an earlier revision held is not in it either."""
    try:
        with pikepdf.open(source) as pdf:
            for thing in pdf.objects:
                _without_notes(thing)
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            pdf.save(into, deterministic_id=True)
    except pikepdf.PasswordError as locked:
        raise CannotPicture("The PDF is locked with a password, so it cannot be handed out from here.") from locked
    except pikepdf.PdfError as broken:
        raise CannotPicture("The PDF is damaged or incomplete, so it cannot be handed out from here.") from broken


def _without_notes(thing: Any) -> None:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    is_note = "/Rect" in thing and str(thing.get("/Subtype", "")) not in ("/Widget", "/Link")
    for key in (*NOTED, *(OF_A_NOTE if is_note else ())):
        if key in thing:
            del thing[key]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/DCTDecode":
        content = thing.read_raw_bytes()
        thing.write(b"".join(_jpeg_without_notes(content)), filter=pikepdf.Name.DCTDecode)


def _jpeg_without_notes(content: bytes) -> Iterator[bytes]:
    """The segments up to the picture itself without those that only tell of it; as it is where it is no JPEG."""
    place = 2
    if not content.startswith(b"\xff\xd8"):
        yield content
        return
    yield content[:2]
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if content[place + 1] not in DROPPED:
            yield content[place:end]
        place = end
    yield content[place:]
