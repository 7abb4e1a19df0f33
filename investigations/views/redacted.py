"""How far is the redacted copy of an exhibit, and how is a text shown with what is hidden in it?"""

from typing import Any

from investigations.documents.renditions import NoText, merged, needs_rendition, what_it_is_made_from
from investigations.documents.spelt import Hit
from investigations.models import Evidence
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import RenditionState
from investigations.vault.refusals import VaultRefusal

TONES = {
    RenditionState.WAITING: "blue",
    RenditionState.COULD_NOT: "red",
    RenditionState.DRAFTED: "orange",
    RenditionState.APPROVED: "green",
    RenditionState.SENT_BACK: "red",
}


def copy_of(exhibit: Evidence, scope: Scope) -> dict[str, Any]:
    """The newest copy and what it is worth today: its badge, why the exhibit may not go yet, and whether to make one."""
    newest = exhibit.renditions.to(scope).select_related("made_by", "approved_by", "sent_back_by").first()
    needs = needs_rendition(exhibit, scope)
    try:
        wanted = what_it_is_made_from(exhibit, scope)
    except (NoText, VaultRefusal):
        return {"rendition": newest, "needs": needs, "badge": ("Cannot go", "red"), "can_be_made": False}
    if not wanted:
        return {"rendition": None, "needs": "", "badge": ("Nothing is hidden", "grey"), "can_be_made": False}
    if newest is None:
        return {"rendition": None, "needs": needs, "badge": ("No copy yet", "orange"), "can_be_made": True}
    is_old = bool(newest.made_from) and newest.made_from != wanted
    badge = ("Out of date", "orange") if is_old else (newest.status.label, TONES[newest.status])
    badge = ("Damaged", "red") if newest.is_damaged else badge
    done = (RenditionState.APPROVED, RenditionState.DRAFTED, RenditionState.WAITING)
    settled = newest.status in done and not newest.is_damaged
    return {"rendition": newest, "needs": needs, "badge": badge, "is_old": is_old, "can_be_made": is_old or not settled}


def pieces(text: str, passages: list[Hit], names: list[Hit]) -> list[dict[str, Any]]:
    """The text in order, cut where something is hidden; each piece knows where it begins, for the script that selects."""
    shown, at = [], 0
    for hit in merged(passages, names):
        shown += [{"start": at, "words": text[at : hit.start], "hidden": ""}] if hit.start > at else []
        shown.append({"start": hit.start, "words": text[hit.start : hit.end], "hidden": hit.label})
        at = hit.end
    return [*shown, {"start": at, "words": text[at:], "hidden": ""}]
