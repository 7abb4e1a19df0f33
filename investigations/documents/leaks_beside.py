"""Which words does a file carry besides its pictures?  For the search of what is attached to a PDF or set in it."""

import io
import quopri
import re
import struct
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress

#: What a packed file may grow to while it is searched; the rest of it is not read.
LARGEST = 64 * 1024 * 1024
_TAGS = re.compile(r"<[^>]{0,2000}>")


def texts_of_file(content: bytes) -> Iterator[str]:
    """The texts of a file by its kind: a picture's metadata, the parts of an office document, a mail, plain text."""
    if content.startswith(b"\xff\xd8"):
        yield from (_read(segment) for segment in jpeg_segments(content))
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from (_read(chunk) for chunk in png_texts(content))
    elif content.startswith(b"PK\x03\x04"):
        yield from _packed(content)
    elif _is_text(content):
        text = _read(content)
        yield text
        yield _TAGS.sub("", text)
        yield from _of_a_mail(content)


def jpeg_segments(content: bytes) -> Iterator[bytes]:
    """The segments for makers and comments (APP0 to APP15, COM), up to where the picture itself begins."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], struct.unpack(">H", content[place + 2 : place + 4])[0]
        if marker == 0xDA:
            return
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            yield content[place + 4 : place + 2 + length]
        place += 2 + length


def png_texts(content: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(content):
        length, kind = struct.unpack(">I", content[place : place + 4])[0], content[place + 4 : place + 8]
        chunk = content[place + 8 : place + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"eXIf", b"zTXt"):
            yield chunk
            for part in chunk.split(b"\0")[1:]:
                with suppress(zlib.error):
                    yield zlib.decompressobj().decompress(part, LARGEST)
        place += 12 + length


def _packed(content: bytes) -> Iterator[str]:
    broken = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, OSError)
    with suppress(*broken), zipfile.ZipFile(io.BytesIO(content)) as packed:
        room = LARGEST
        for member in packed.infolist():
            yield member.filename
            with packed.open(member) as stream:
                part = stream.read(room)
            room -= len(part)
            if _is_text(part):
                text = _read(part)
                yield text
                yield _TAGS.sub("", text)  # Word parts a name between runs
            if room <= 0:
                return


def _of_a_mail(content: bytes) -> Iterator[str]:
    """The parts of a mail that are written in signs for the journey."""
    head = content[:4000].lower()
    if b"\nsubject:" not in head and not head.startswith((b"subject:", b"from ", b"from:", b"received:", b"date:")):
        return
    yield _read(quopri.decodestring(content))
    for block in re.findall(rb"(?:^[A-Za-z0-9+/=]{4,}\r?\n){1,}", content, re.MULTILINE):
        with suppress(ValueError):
            part = b64decode(block)
            if _is_text(part):
                yield _read(part)


def _is_text(content: bytes) -> bool:
    return content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in content[:4096]


def _read(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
