"""Which originals go into a document beside their pictures?  Those that its reader may open, as long as there is room."""

from collections.abc import Iterable

from investigations.models import Evidence
from investigations.vault.names import clean_name, ending_of
from investigations.vault.scanning import held_back

from .made import Original

MEGABYTE = 1024 * 1024
#: The most that one original, and all of them together, may add to a document.
EACH, ALL = 50 * MEGABYTE, 300 * MEGABYTE


def originals(exhibits: Iterable[Evidence]) -> dict[int, Original]:
    """By the number of the exhibit, smallest numbers first; what is locked away or damaged is never among them.

    Only for readers who may open the evidence itself.  Hearing papers carry none: a file can tell who handed it in, and
    what a picture of it does not show.
    """
    carried: dict[int, Original] = {}
    room = ALL
    for exhibit in sorted(exhibits, key=lambda one: one.number):
        if held_back(exhibit.scan_state) or exhibit.is_damaged or exhibit.size > min(EACH, room):
            continue
        room -= exhibit.size
        carried[exhibit.number] = Original(
            number=exhibit.number,
            vault_key=exhibit.vault_key,
            sha256=exhibit.sha256,
            size=exhibit.size,
            name=f"Exhibit {exhibit.number} - original{ending_of(clean_name(exhibit.file_name))}",
            content_type=exhibit.content_type or "application/octet-stream",
            description=f"The file of exhibit {exhibit.number} as it was handed in",
            modified=exhibit.received_at,
        )
    return carried


def where_it_is(exhibit: Evidence, carried: dict[int, Original]) -> str:
    """What the page of the exhibit says of its original."""
    if exhibit.number in carried:
        return f"Attached to this file as “{carried[exhibit.number].name}”"
    if held_back(exhibit.scan_state) or exhibit.is_damaged:
        return ""
    if exhibit.size > EACH:
        return f"Not attached, because it is large ({exhibit.size / MEGABYTE:,.0f} MB). It is kept with the case."
    return "Not attached, because the originals before it fill the room there is. It is kept with the case."
