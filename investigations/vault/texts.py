"""What can be read in a kept file?  Its words as plain text, read once in the child and kept beside it.

A reader's page, the paper and whoever blacks something out get the same text: places are counted in it.
"""

import unicodedata

from . import pictures
from .child import ASKS_FOR_TEXT, IS_BEGINNING, IS_TEXT
from .child_texts import EXCEL, MAIL, MOST_BYTES, PLAIN, WORD
from .playing import SOUND
from .refusals import NoPreview

#: What is written.  Of a sound it is read how long it is and of what kind.
WRITTEN = PLAIN | {MAIL, WORD, EXCEL}
READ = WRITTEN | SOUND
#: Said with the text of what holds more than words.
TEXT_IS = {
    MAIL: "The words of the mail. What is attached is named and not opened: it is in the original.",
    WORD: "The words of the document, without its pictures, notes and layout: these are in the original.",
    EXCEL: "The values of the workbook as they were last saved, without its layout: that is in the original.",
}
MOST_SHOWN = 200_000
NO_WORDS = "There are no words in this file that can be shown. It can be downloaded."
GOES_ON = "\n\n[The file goes on: the rest is in the original.]"


def text_of(key: str, content_type: str, *, most: int = MOST_SHOWN) -> str:
    """The words of a file, at most so many characters and said to be cut where they were.

    Raises NoPreview with a sentence, or Damaged when the original no longer is what was handed in.
    """
    text, is_whole = read(key, content_type)
    if not text.strip():
        raise NoPreview(NO_WORDS)
    return text if is_whole and len(text) <= most else text[:most] + GOES_ON


def read(key: str, content_type: str) -> tuple[str, bool]:
    """The words of a file, which may be none, and whether these are all of them.  Raises what `text_of` raises."""
    if content_type not in READ:
        raise NoPreview("There is no text to show of this kind of file. It can be downloaded.")
    upto = MOST_BYTES + 1 if content_type in PLAIN else None
    made = pictures.made(key, content_type, ASKS_FOR_TEXT, upto=upto)
    if not made.startswith((IS_TEXT, IS_BEGINNING)):
        raise NoPreview(made.decode())
    return _cleaned(made[len(IS_TEXT) :].decode(errors="replace")), made.startswith(IS_TEXT)


def _cleaned(text: str) -> str:
    """With line ends and tabs, and without marks that nobody sees: they would turn the line about, or part a name."""
    for line_end in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(line_end, "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
