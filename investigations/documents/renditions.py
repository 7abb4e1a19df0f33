"""May an exhibit go to those people as it is, or which copy goes instead?  What a bundle and a release ask.

A rendition counts while it is what would be made today: from the same boxes, or, of a text, to the same letter.
"""

import hashlib
import json
from dataclasses import dataclass

from investigations.models import Case, Evidence, Rendition
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import RenditionState
from investigations.vault.refusals import VaultRefusal

from .exhibit_text import NoText, is_in_words, text_of
from .pseudonyms import names_in, pseudonymised, spellings
from .spelt import Hit, replaced

__all__ = [
    "Gone", "approved_rendition", "has_anything_hidden", "must_go", "needs_rendition", "pseudonymised", "redacted_text",
    "what_it_is_made_from",
]  # fmt: skip

#: Stands where a passage was taken out: how long it was is not told.
TAKEN_OUT = "[blacked out]"
MOVED = "A blacked-out passage no longer stands where it was marked. Mark it anew."


@dataclass(frozen=True)
class Gone:
    """Somebody, or a passage, of whom no word may be found in a copy for that scope."""

    words: tuple[str, ...]
    label: str
    kind: str


def approved_rendition(exhibit: Evidence, scope: Scope) -> Rendition | None:
    """The copy that goes to that scope; none where a second person has not approved it, or it is out of date."""
    newest = exhibit.renditions.to(scope).approved().filter(damaged_at=None).order_by("-approved_at").first()
    return newest if newest and newest.made_from == what_it_is_made_from(exhibit, scope) else None


def needs_rendition(exhibit: Evidence, scope: Scope) -> str:
    """Why the exhibit cannot go to that scope as it is, nor a copy of it yet; nothing where one of the two may go."""
    try:
        wanted = what_it_is_made_from(exhibit, scope)
    except NoText as why:
        return f"{exhibit} cannot go to “{scope.label}”: {why}"
    except VaultRefusal:
        return f"{exhibit} cannot be opened, so what has to be hidden in it from “{scope.label}” cannot be told."
    if not wanted:
        return ""
    newest = exhibit.renditions.to(scope).order_by("-made_at").first()
    approved = exhibit.renditions.to(scope).approved().filter(made_from=wanted)
    if approved.filter(damaged_at=None).exists():
        return ""
    if newest is None:
        return f"{exhibit} holds something to be hidden from “{scope.label}”, and no redacted copy was made yet."
    if newest.made_from and newest.made_from != wanted:
        return f"What is hidden in {_small(exhibit)} from “{scope.label}” has changed: its redacted copy has to be made again."
    if newest.is_damaged:
        return f"The redacted copy of {_small(exhibit)} for “{scope.label}” is damaged: it has to be made again."
    return {
        RenditionState.WAITING: f"The redacted copy of {_small(exhibit)} for “{scope.label}” is being made.",
        RenditionState.COULD_NOT: f"The redacted copy of {_small(exhibit)} for “{scope.label}” could not be made.",
        RenditionState.SENT_BACK: f"The redacted copy of {_small(exhibit)} for “{scope.label}” was sent back.",
    }.get(
        newest.status,
        f"The redacted copy of {_small(exhibit)} for “{scope.label}” waits for a second person to approve it.",
    )


def has_anything_hidden(exhibit: Evidence, scope: Scope) -> bool:
    return bool(what_it_is_made_from(exhibit, scope))


def must_go(case: Case, scope: Scope) -> list[Gone]:
    """Whose names, and which passages, may stand nowhere in what goes to that scope."""
    people = [Gone(spellings(one), one.label, one.kind) for one in case.pseudonyms.hidden_in(scope)]
    exhibits = case.evidence.filter(
        redactions__scope=scope.value, redactions__taken_back_at=None, redactions__page=None
    )
    passages = [
        Gone((redaction.words,), f"a passage of {_small(exhibit)}", "passage")
        for exhibit in exhibits.distinct()
        for redaction in exhibit.redactions.standing().to(scope)
    ]
    return people + passages


# ---- What a rendition is made from -------------------------------------------------------------------------------------


def what_it_is_made_from(exhibit: Evidence, scope: Scope) -> str:
    """A fingerprint of what has to be hidden; empty where nothing is.  Raises what `text_of` raises."""
    if is_in_words(exhibit):
        if not exhibit.redactions.standing().to(scope).exists() and not exhibit.case.pseudonyms.hidden_in(scope):
            return ""
        text = text_of(exhibit)
        redacted = redacted_text(exhibit, scope, text)
        return "" if redacted == text else hashlib.sha256(redacted.encode()).hexdigest()
    boxes = sorted(str(one.place) for one in exhibit.redactions.standing().to(scope))
    if not boxes:
        return ""
    described = exhibit.page_descriptions.by_page(scope)
    return hashlib.sha256(json.dumps([*boxes, described] if described else boxes).encode()).hexdigest()


def redacted_text(exhibit: Evidence, scope: Scope, text: str) -> str:
    """The text without the passages marked for that scope, and with pseudonyms for the names hidden in it."""
    taken_out = passages_in(exhibit, scope, text)
    names = names_in(text, exhibit.case.pseudonyms.hidden_in(scope))
    # A passage goes as a whole, with the names in it, and a name that reaches into one goes with it.
    hits = merged(taken_out, names)
    return replaced(text, hits)


def passages_in(exhibit: Evidence, scope: Scope, text: str) -> list[Hit]:
    """The passages marked for that scope, each still where it was marked; NoText where one is not."""
    hits = []
    for redaction in exhibit.redactions.standing().to(scope):
        if text[redaction.start : redaction.end] != redaction.words:
            raise NoText(MOVED)
        assert redaction.start is not None and redaction.end is not None
        hits.append(Hit(redaction.start, redaction.end, TAKEN_OUT))
    return hits


def merged(passages: list[Hit], names: list[Hit]) -> list[Hit]:
    """In order, none over another: what touches a passage becomes part of it."""
    hits: list[Hit] = []
    for hit in sorted([*passages, *names], key=lambda one: (one.start, -one.end)):
        if hits and hit.start < hits[-1].end:
            last = hits.pop()
            hit = Hit(last.start, max(last.end, hit.end), TAKEN_OUT)
        hits.append(hit)
    return hits


def _small(exhibit: Evidence) -> str:
    return f"exhibit {exhibit.number}"
