"""Has a kept file been looked at by the virus scanner, and what follows?  Streamed out of the vault, in flat memory."""

from django.conf import settings

from investigations.procedure.choices import ScanState

from . import clamd, store

QUARANTINED = (
    "The virus scanner found something in this file. It is kept unchanged as it was handed in, and locked away: nobody "
    "can open, download or print it here. Tell whoever looks after the server."
)
BEING_SCANNED = (
    "This file is waiting for the virus scanner, and opens when it has been looked at. That takes a few seconds; open "
    "this page again then."
)
AWAY = "The virus scanner did not answer. It is asked again by itself."


def is_configured() -> bool:
    return bool(settings.CLAMD)


def first_state() -> ScanState:
    """Of a file that has just come in."""
    return ScanState.PENDING if is_configured() else ScanState.NOT_SCANNED


def held_back(state: ScanState) -> str:
    """Why nobody opens the file now, or nothing."""
    if state is ScanState.SUSPECT:
        return QUARANTINED
    return BEING_SCANNED if state is ScanState.PENDING else ""


def look_into(key: str) -> tuple[ScanState, str]:
    """What the scanner says of a kept file, with what it found or why it could not.  Raises ScannerAway, Damaged."""
    verdict = clamd.look_at(store.read_chunks(key), settings.CLAMD)
    if verdict.found:
        return ScanState.SUSPECT, verdict.found
    if verdict.trouble:
        return ScanState.COULD_NOT, verdict.trouble
    return ScanState.CLEAN, ""
