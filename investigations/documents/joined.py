"""How are sections and originals put together?  In a limited child; the originals are read from the vault into files of
their own, so that nobody ever has more than a piece of one in memory."""

import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from investigations.vault.refusals import Damaged
from investigations.vault.store import read_chunks

from . import apart
from .made import Original
from .render import RenderFailed

SECONDS, MEMORY_MB = 600, 1024
#: Packed further where that is worth the time.
WORDS = ("text/", "application/json", "application/xml", "message/", "image/bmp", "image/tiff", "audio/wav")


def joined(
    parts: Sequence[tuple[Path, dict[str, Any] | None]],
    originals: Sequence[Original],
    *,
    title: str,
    into: Path,
    font: Path | None = None,
) -> int:
    """The parts as one PDF at `into`, with the originals inside; how many pages it has.

    Each part comes with what `rendered_section` said of it.  A document that was set in one piece is a single part of
    which nothing has to be known: it keeps its own numbers, outline and destinations.
    """
    with apart.work_folder() as folder:
        job = {
            "verb": "join",
            "parts": [{"path": str(path.resolve(strict=True)), "facts": facts} for path, facts in parts],
            "numbered": parts[0][1] is not None,
            "font": str(font or ""),
            "originals": [
                {
                    "path": str(_wrapped(one, folder / f"original-{place}.pdf")),
                    "name": one.name,
                    "description": one.description,
                }
                for place, one in enumerate(originals)
            ],
        }
        try:
            answer = apart.run(folder, job, seconds=SECONDS, memory_mb=MEMORY_MB)
        except apart.Stopped as stopped:
            raise RenderFailed(
                f"The sections of “{title}” could not be put together. Nothing is lost: the case itself is unchanged."
            ) from stopped
        os.replace(folder / "document.pdf", into)
    return answer["pages"]


def _wrapped(original: Original, place: Path) -> Path:
    """The original as the only object of a PDF: from there it can be taken over piece by piece."""
    found = hashlib.sha256()
    packing = zlib.compressobj(6 if original.content_type.startswith(WORDS) else 0)
    size = 0
    with place.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        begins = [0, file.tell()]
        modified = f"D:{original.modified:%Y%m%d%H%M%S}Z"
        kind = _name(original.content_type)
        file.write(
            f"1 0 obj\n<< /Type /EmbeddedFile /Subtype {kind} /Filter /FlateDecode /Length 2 0 R "
            f"/Params << /Size {original.size} /ModDate ({modified}) >> >>\nstream\n".encode()
        )
        start = file.tell()
        for piece in _pieces(original, packing, found):
            file.write(piece)
        size = file.tell() - start
        file.write(b"\nendstream\nendobj\n")
        for number, text in (
            (2, f"{size}"),
            (3, "<< /Type /Catalog /Pages 4 0 R /Original 1 0 R >>"),
            (4, "<< /Type /Pages /Kids [] /Count 0 >>"),
        ):
            begins.append(file.tell())
            file.write(f"{number} 0 obj\n{text}\nendobj\n".encode())
        table = file.tell()
        rows = "".join(f"{at:010} 00000 n \n" for at in begins[1:])
        file.write(
            f"xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<< /Size 5 /Root 3 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
        )
    if found.hexdigest() != original.sha256:
        raise Damaged(original.vault_key)
    return place


def _pieces(original: Original, packing: Any, found: Any) -> Iterator[bytes]:
    for chunk in read_chunks(original.vault_key):
        found.update(chunk)
        yield packing.compress(chunk)
    yield packing.flush()


def _name(content_type: str) -> str:
    """A type of content as a name of PDF, in which a stroke and other signs are written by their numbers."""
    plain = "".join(letter if letter.isalnum() or letter in "+-." else f"#{ord(letter):02x}" for letter in content_type)
    return f"/{plain}"
