"""What may a file be called? A name that is safe to show, to put in a header and to save under, and still its own."""

import re
import unicodedata

LONGEST = 150
ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")
FORBIDDEN = str.maketrans({**dict.fromkeys("<>:|?*;`", "_"), '"': "'", "\u2028": " ", "\u2029": " "})
JOINERS = "\u200c\u200d"  # some scripts and many emoji cannot be written without them
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def clean_name(name: str) -> str:
    """The last part of a path, without control, direction or invisible characters; at most 150 long, ending kept."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(c for c in name.translate(FORBIDDEN) if _is_visible(c))
    name = " ".join(name.split()).rstrip(". ")
    found = ENDING.search(name)
    ending = found[0] if found else ""
    stem = name[: len(name) - len(ending)].strip(" .") or "file"
    if RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem[: LONGEST - len(ending)].rstrip(" .") + ending


def ending_of(name: str) -> str:
    """The ending of a clean name, small and with its dot; empty when there is none."""
    found = ENDING.search(name)
    return found[0].lower() if found else ""


def _is_visible(character: str) -> bool:
    """Not a control, format, private, surrogate or unassigned character (categories C*)."""
    return character in JOINERS or character == " " or not unicodedata.category(character).startswith("C")
