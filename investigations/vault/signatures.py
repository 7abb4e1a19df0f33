"""What does a file's content look like, whatever its name says? Told from its first bytes, in words for a person."""

import codecs
import re
from collections.abc import Callable

# Enough for every signature below (tar's stands at 257) and for a web page that begins with comments.
HEAD = 8192

MP4_BRANDS = tuple(
    b"isom iso2 iso4 iso5 iso6 iso8 iso9 mp41 mp42 mp71 avc1 M4VH M4VP MSNV dash cmfc mmp4 XAVC "
    b"3gp4 3gp5 3gp6 3gp7 3g2a".split()
) + (b"M4V ", b"f4v ")
M4A_BRANDS = (b"M4A ", b"M4B ")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
PROGRAMS = (
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\0asm",
    b"dex\n",
)
ARCHIVES: tuple[bytes, ...] = (
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"PK00PK",
    b"Rar!\x1a",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"MSCF\0",
    b"xar!",
)
ARCHIVES += (b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", *(b"BZh%d1AY" % level for level in range(1, 10)))
BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"
MAIL_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
MAIL_NEEDS = (
    b"from",
    b"date",
    b"subject",
    b"message-id",
    b"received",
    b"mime-version",
    b"return-path",
    b"to",
    b"content-type",
)
#: Mail taken out of a mailbox file begins with a line that is no field.
MAILBOX_LINE = re.compile(rb"From [^\r\n]+\r?\n")
ACTIVE = re.compile(
    rb"<\s*(!doctype\s+(html|svg)|html|head|body|script|svg|iframe|object|embed|meta|base)[\s>/]|<\?php", re.IGNORECASE
)
TEXT_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b") | {127}


def looks_like(head: bytes) -> str:
    """The first name in SIGNATURES whose test the head passes."""
    for word, test in SIGNATURES:
        if test(head):
            return word
    if markup := _marked_up(head):
        return markup
    return "plain text" if is_text(head) else "nothing we know"


def is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _is_wide_text(head)
    return not TEXT_CONTROLS.intersection(head)


def has_active_content(head: bytes) -> bool:
    """Tags by which a browser, or a web server, would take the file for a page or a script of its own."""
    return ACTIVE.search(_narrow(head)) is not None


def _is_wide_text(head: bytes) -> bool:
    text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return not any(ord(character) in TEXT_CONTROLS for character in text)


def _narrow(head: bytes) -> bytes:
    """UTF-16 as single bytes, so that one search serves both."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode()
    return head


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


def _boxed(*brands: bytes) -> Callable[[bytes], bool]:
    """The family of MP4: a first box `ftyp` that names its brand."""
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == form


def _is_ogg_sound(head: bytes) -> bool:
    """An Ogg page whose first packet begins a Vorbis or an Opus stream: a film in this family begins otherwise."""
    return head.startswith(b"OggS\0\x02") and any(start in head[26:300] for start in (b"\x01vorbis", b"OpusHead"))


def _is_heic(head: bytes) -> bool:
    if head[4:8] != b"ftyp":
        return False
    brands = head[8 : min(int.from_bytes(head[:4], "big"), 256)]
    general = head[8:12] in (b"mif1", b"msf1")
    return head[8:12] in HEIC_BRANDS or (general and any(brand in brands for brand in HEIC_BRANDS))


def _is_quicktime(head: bytes) -> bool:
    return _boxed(b"qt  ")(head) or head[4:8] in (b"moov", b"mdat", b"wide")


def _is_program(head: bytes) -> bool:
    # A note about a pupil M. Z. may well begin with these two letters.
    return head.startswith(PROGRAMS) or (head.startswith(b"MZ") and not is_text(head))


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3"):
        return len(head) > 10 and head[3] in (2, 3, 4) and not any(byte & 0x80 for byte in head[6:10])
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate, frequency = (head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3)
    return version != 1 and layer in (1, 2) and rate not in (0, 15) and frequency != 3


def _is_mail(head: bytes) -> bool:
    head = head.lstrip(b"\xef\xbb\xbf")
    if mailbox := MAILBOX_LINE.match(head):
        head = head[mailbox.end() :]
    fields = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    lines = [line for line in re.split(rb"\r?\n", fields) if not line.startswith((b" ", b"\t"))]
    if len(fields) == len(head):
        lines = lines[:-1]  # the head may stop in the middle of a line
    if not lines or not all(MAIL_FIELD.match(line) for line in lines):
        return False
    return len({line.split(b":")[0].strip().lower() for line in lines}.intersection(MAIL_NEEDS)) >= 2


def _marked_up(head: bytes) -> str | None:
    """The kind of markup a file begins with, past blanks, comments and the XML declaration."""
    rest, is_xml = _narrow(head).lstrip(BLANK).lower(), False
    # A loop and no regular expression: comments within comments can make one take for ever.
    while rest.startswith((b"<!--", b"<?xml")):
        is_xml = is_xml or rest.startswith(b"<?xml")
        rest = rest.partition(b"-->" if rest.startswith(b"<!--") else b"?>")[2].lstrip(BLANK)
    if re.match(rb"<(!doctype\s+)?(\w+:)?svg\b", rest):
        return "SVG drawing, which can hold scripts"
    if not rest and head.strip(BLANK):
        return "web page"  # nothing but comment as far as one can see: what follows may be anything
    if re.match(rb"<(!doctype\s+html|(html|head|body|script|iframe|meta|title|base)[\s>/])", rest):
        return "web page"
    return "XML file" if is_xml or rest.startswith((b"<!doctype", b"<!entity")) else None


# First hit counts, so what is dangerous stands before what is general.
SIGNATURES: list[tuple[str, Callable[[bytes], bool]]] = [
    ("JPEG picture", _begins(b"\xff\xd8\xff")),
    ("PNG picture", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR"),
    ("GIF picture", _begins(b"GIF87a", b"GIF89a")),
    ("WebP picture", _riff(b"WEBP")),
    ("HEIC picture", _is_heic),
    ("PDF document", _begins(b"%PDF-1.", b"%PDF-2.")),
    ("Office document or archive", _begins(b"PK\x03\x04")),
    ("MOV video", _is_quicktime),
    ("M4A sound", _boxed(*M4A_BRANDS)),
    ("MP4 video", _boxed(*MP4_BRANDS)),
    ("WebM video", lambda head: head.startswith(b"\x1aE\xdf\xa3") and b"\x42\x82\x84webm" in head[:80]),
    ("WAV sound", _riff(b"WAVE")),
    ("Ogg sound", _is_ogg_sound),
    ("program", _is_program),
    ("shortcut to a program", _begins(b"L\0\0\0\x01\x14\x02\0", b"[InternetShortcut]")),
    ("Office document of the old kind, which may hold macros", _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("archive", _begins(*ARCHIVES)),
    ("archive", lambda head: head[257:262] == b"ustar"),
    ("RTF document", _begins(b"{\\rtf")),
    ("PostScript program", _begins(b"%!PS")),
    ("script", _begins(b"#!", b"<?php", b"@echo off", b"@ECHO OFF", b"<%", b"<?=")),
    ("MP3 sound", _is_mp3),
    ("e-mail message", _is_mail),
]
