"""What can be read in a kept file?  Its words as plain text; whatever has to be unpacked for them is opened in the child."""

from . import pictures, store
from .child import ASKS_FOR_TEXT, IS_TEXT
from .playing import SOUND
from .refusals import NoPreview

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
PLAIN = frozenset({"text/plain", "text/csv"})
#: Their words; of a sound how long it is and of what kind.
READ = frozenset({"message/rfc822", WORD, EXCEL}) | SOUND
LARGEST_ORIGINAL = 64 * 1024 * 1024
MOST_CHARACTERS = 200_000
NO_WORDS = "There are no words in this file that can be shown. It can be downloaded."


def text_of(key: str, content_type: str, *, most: int = MOST_CHARACTERS) -> str:
    """The words of a file, at most so many characters and said to be cut where they were.

    Raises NoPreview with a sentence, or Damaged when the original no longer is what was handed in.
    """
    if content_type in PLAIN:
        size = store.size_of(key)
        text = decoded(b"".join(store.read_chunks(key, 0, 4 * most)))
        if size > 4 * most:
            return f"{text[:most]}\n\n[The file goes on: the rest is in the original.]"
    elif content_type in READ:
        text = _asked(key, content_type)
    else:
        raise NoPreview("There is no text to show of this kind of file. It can be downloaded.")
    if not text.strip():
        raise NoPreview(NO_WORDS)
    return shortened(text, most)


def shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[:most]}\n\n[The file goes on: {len(text) - most:,} more characters are in the original.]"


def decoded(content: bytes) -> str:
    """In whichever of the usual encodings it was saved."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        if wrong.reason == "unexpected end of data" and len(content) - wrong.start < 4:
            return content[: wrong.start].decode("utf-8-sig")  # the beginning of a file, cut within a letter
        return content.decode("cp1252", errors="replace")


def _asked(key: str, content_type: str) -> str:
    made = pictures.made(key, content_type, ASKS_FOR_TEXT, largest=LARGEST_ORIGINAL)
    if not made.startswith(IS_TEXT):
        raise NoPreview(made.decode())
    # What reaches a page has line ends and tabs, and no other control characters.
    text = made[len(IS_TEXT) :].decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable() or letter == "\xa0")
