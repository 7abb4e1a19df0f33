"""Is this zip a clean Word or Excel document? No macros, no programs inside, no bomb, nothing before or behind it."""

import re
import zipfile
import zlib
from typing import BinaryIO

MOST_PARTS = 10_000
MOST_UNPACKED = 1024 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
MOST_CONTENT_TYPES = 1024 * 1024
DIRECTORY_END = b"PK\x05\x06"
DIRECTORY_END_SIZE = 22
TAIL = DIRECTORY_END_SIZE + 65_535  # the comment behind it can be as long as this
DANGEROUS_PART = re.compile(
    r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|html?|xhtml|php|jar|msi|lnk|sh|py|docm|dotm|xlsm|xltm|xlam|xlsb|pptm|swf|zip|rar|7z|iso)$",
    re.IGNORECASE,
)


def fault_of(whole: BinaryIO, main_part: str, main_type: str) -> str | None:
    """What is wrong with the document, as the end of a sentence; None when it is clean.

    Reads the list of contents and one small part; nothing else is unpacked.
    """
    if not ends_as_archive(whole):
        return "it is cut short, or something else is joined to it"
    try:
        with zipfile.ZipFile(whole) as archive:
            return _fault_in_parts(archive, main_part) or _fault_in_types(archive, main_type)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error):
        return "it is broken and cannot be opened"


def ends_as_archive(whole: BinaryIO) -> bool:
    """Whether an archive's closing record reaches exactly to the end of the file, whatever the file begins with."""
    length = whole.seek(0, 2)
    whole.seek(max(0, length - TAIL))
    tail = whole.read(TAIL)
    at = tail.rfind(DIRECTORY_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + DIRECTORY_END_SIZE], "little")
        if at + DIRECTORY_END_SIZE + comment == len(tail):
            return True
        at = tail.rfind(DIRECTORY_END, 0, at)
    return False


def _fault_in_parts(archive: zipfile.ZipFile, main_part: str) -> str | None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if CONTENT_TYPES not in names or main_part not in names:
        return "it is an archive"
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return "it unpacks to far more than a document holds"
    if len(set(map(str.lower, names))) != len(names):
        return "it holds two parts of the same name"
    if archive.comment or min(part.header_offset for part in parts) != 0:
        return "something else is joined to it"
    if any(part.flag_bits & 1 for part in parts):
        return "it is protected by a password"
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        return "it holds parts that point outside of it"
    if any(
        "vbaproject" in name.lower() or "/activex/" in name.lower() or "/macrosheets/" in name.lower() for name in names
    ):
        return "it holds macros"
    if any(DANGEROUS_PART.search(name) for name in names):
        return "another program or archive is hidden inside it"
    return None


def _fault_in_types(archive: zipfile.ZipFile, main_type: str) -> str | None:
    if archive.getinfo(CONTENT_TYPES).file_size > MOST_CONTENT_TYPES:
        return "its list of contents is far too long"
    with archive.open(CONTENT_TYPES) as part:
        # Not more than was announced, whatever the packed stream goes on to give.
        types = part.read(MOST_CONTENT_TYPES)
    if b"macroenabled" in types.lower() or b"vbaproject" in types.lower():
        return "it holds macros"
    if main_type.encode() not in types:
        return "it is a document of another kind"
    return None
