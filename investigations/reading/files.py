"""Is this file text that a policy can be read from, and in which letters is it written?"""

MOST_BYTES = 2_000_000

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
ARCHIVES = (b"PK\x05\x06", b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!")
HOW_TO_CURE = "Save it as plain text or Markdown and choose it again."


class UnreadablePolicy(Exception):
    """A file that no policy can be read from; the message is a sentence for the person who chose it."""


def read_file(data: bytes, name: str) -> str:
    called = f"“{shown_name(name)}”"
    if not data:
        raise UnreadablePolicy(f"{called} is empty.")
    if len(data) > MOST_BYTES:
        raise UnreadablePolicy(
            f"{called} is {len(data) / 1_000_000:.1f} MB; a policy in plain text is never larger than 2 MB. "
            f"{HOW_TO_CURE}"
        )
    if what := looks_like(data):
        raise UnreadablePolicy(f"{called} looks like {what}. {HOW_TO_CURE}")
    text = decoded(data)
    if text is None or is_binary(text):
        raise UnreadablePolicy(f"{called} is not text. {HOW_TO_CURE}")
    if not text.strip("\ufeff\u200b\u200c\u200d\u2060 \t\r\n\f\v\xa0").strip():
        raise UnreadablePolicy(f"{called} holds nothing but white space.")
    if not any(letter.isalnum() for letter in text):
        raise UnreadablePolicy(f"{called} holds no words.")
    return text


def shown_name(name):
    """The file's own name, without folders and without what would break the sentence."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:100] or "The file"


def looks_like(data):
    start = data[:1024]
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%PDF-" in start:
        return "a PDF"
    if start.startswith(b"PK\x03\x04") and (b"word/" in data or b"opendocument.text" in start):
        return "a Word or OpenOffice document"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Word or Office document"
    if bare.startswith(b"{\\rtf"):
        return "a rich text (RTF) document"
    if bare.startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML)"
    if start.startswith(PICTURES) or start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "a picture"
    if start[4:8] == b"ftyp":
        return "a picture" if start[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "a film"
    if start.startswith(b"BM") and b"\x00" in start[:16]:
        return "a picture"
    if start.startswith(ARCHIVES):
        return "a zip or another packed folder"
    return ""


def decoded(data):
    """The text of the bytes, or None. Old Windows editors leave cp1252 with its curly quotes."""
    has_utf_16_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if has_utf_16_mark else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def is_binary(text):
    controls = sum(text.count(chr(code)) for code in range(1, 32) if chr(code) not in "\t\n\v\f\r")
    return "\x00" in text or controls * 50 > len(text)
