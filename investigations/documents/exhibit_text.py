"""Which text is in an exhibit that is written and not pictured?  The one that readers see, to its end."""

from investigations.models import Evidence
from investigations.vault import texts
from investigations.vault.refusals import NoPreview

TOO_LONG = "This file has more text than can be looked through and blacked out here. Hand in the part that matters."
UNREADABLE = "The text of this file cannot be read, so nothing in it can be blacked out."


class NoText(Exception):
    """The sentence why an exhibit gives no text."""


def is_in_words(exhibit: Evidence) -> bool:
    """What is pictured is blacked out by boxes; of anything that is neither no part can be hidden."""
    return exhibit.content_type in texts.WRITTEN


def text_of(exhibit: Evidence) -> str:
    """Line ends are newlines.  Raises NoText, or the vault's refusals."""
    try:
        text, is_whole = texts.read(exhibit.vault_key, exhibit.content_type)
    except NoPreview as why:
        raise NoText(UNREADABLE) from why
    if not is_whole:
        raise NoText(TOO_LONG)
    return text
