"""How is something blacked out?  Box by box and passage by passage, each with its reason; taken back, never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from investigations.access import exhibits_to_redact
from investigations.documents.burnt import NOT_THIS_KIND
from investigations.documents.exhibit_text import NoText, is_in_words, text_of
from investigations.documents.exhibits import PICTURED
from investigations.documents.page_words import names_left
from investigations.documents.renditions import must_go
from investigations.documents.sought import Text, sought
from investigations.models import Evidence, PageDescription, Redaction, User
from investigations.procedure.audiences import Scope
from investigations.procedure.work import Working
from investigations.vault.refusals import VaultRefusal

from .meanwhile import fingerprint
from .refusals import BadAnswers, Refused
from .work import Writing, working

MOST_ON_A_PAGE = 200
SMALLEST = 0.002
#: Letters of the words that stand for a page.
MOST_DESCRIBED = 2000
LAST_PAGE = 9999
CHANGED = (
    "Somebody else changed what is blacked out on this page while you were at it. Your boxes are below and not saved yet: "
    "save again to replace theirs."
)


@dataclass(frozen=True)
class Box:
    """In fractions of its page, from the top left."""

    x: float
    y: float
    w: float
    h: float
    reason: str

    @property
    def rounded(self) -> dict[str, float]:
        """Within the page."""
        x, y = (min(max(side, 0.0), 1.0) for side in (self.x, self.y))
        right, bottom = min(self.x + self.w, 1.0), min(self.y + self.h, 1.0)
        return {"x": round(x, 4), "y": round(y, 4), "w": round(right - x, 4), "h": round(bottom - y, 4)}


def boxes_on(exhibit: Evidence, scope: Scope, page: int) -> list[Redaction]:
    """Those that stand, from the top to the bottom."""
    rows = exhibit.redactions.standing().to(scope).filter(page=page)
    return sorted(rows, key=lambda one: (one.box["y"], one.box["x"]))


def names_not_black(exhibit: Evidence, scope: Scope) -> dict[int, list[Box]]:
    """Boxes for the names that a PDF's text layer holds and that are not black yet, by page.  A suggestion."""
    return {
        page: [Box(*name.box, reason=f"The name of {name.label}") for name in names]
        for page, names in names_left(exhibit, scope).items()
    }


def seen_boxes(rows: Iterable[Redaction], described: str = "") -> str:
    """The fingerprint of what a page showed."""
    return fingerprint({"boxes": [(*one.place, one.reason) for one in rows], "described": described})


def black_out_page(
    exhibit: Evidence,
    scope: Scope,
    page: int,
    boxes: Iterable[Box],
    *,
    by: User,
    described: str | None = None,
    seen: str | None = None,
) -> tuple[int, int]:
    """From now on these boxes and no others are black on that page; how many came and how many went.

    What stays as it was keeps its author and its time.  `described` says what is to be seen on the page, for whoever
    cannot see it; left out, it stays.  `seen` is `seen_boxes` of when the page was drawn.
    """
    wanted = _wanted(boxes)
    with working(exhibit.case, Working.black_out, by=by) as writing:
        _refuse(writing, exhibit, scope)
        if exhibit.content_type not in PICTURED or not 1 <= page <= LAST_PAGE:
            raise Refused(NOT_THIS_KIND)
        standing = boxes_on(exhibit, scope, page)
        before = exhibit.page_descriptions.by_page(scope).get(page, "")
        if seen is not None and seen != seen_boxes(standing, before):
            raise Refused(CHANGED)
        is_described = described is not None and described.strip() != before
        if described is not None and is_described:
            _refuse_names(exhibit, scope, described)
            PageDescription.objects.create(
                evidence=exhibit, scope=scope, page=page, words=described.strip(), by=writing.by
            )
        new = {_place(page, box): box for box in wanted}
        kept = {one.place: one for one in standing if one.place in new and new[one.place].reason == one.reason}
        gone = [one.pk for one in standing if one not in kept.values()]
        Redaction.objects.filter(pk__in=gone).update(taken_back_at=timezone.now(), taken_back_by=writing.by)
        coming = [box for place, box in new.items() if place not in kept]
        Redaction.objects.bulk_create(
            Redaction(evidence=exhibit, scope=scope, page=page, box=box.rounded, reason=box.reason, by=writing.by)
            for box in coming
        )
        writing.facts = _facts(exhibit, scope) | {"page": page, "boxes": len(new)}
        writing.says = f"{_changed(len(coming), len(gone), is_described)} on page {page} of {_for(exhibit, scope)}"
    return len(coming), len(gone)


def black_out_words(
    exhibit: Evidence, scope: Scope, words: str, *, reason: str, by: User, start: int | None = None
) -> int:
    """Take a passage out of a text: at `start`, or wherever it stands.  How many places that are."""
    words, reason = words.replace("\r\n", "\n").strip(), _reason(reason)
    if not words:
        raise BadAnswers({"words": "Select or type the passage to be blacked out"})
    with working(exhibit.case, Working.black_out, by=by) as writing:
        _refuse(writing, exhibit, scope)
        places = _places(_text(exhibit), words, start)
        if not places:
            raise BadAnswers({"words": "These words do not stand in the text exactly like this"})
        there = {one.place for one in exhibit.redactions.standing().to(scope)}
        coming = [place for place in places if place not in there]
        Redaction.objects.bulk_create(
            Redaction(evidence=exhibit, scope=scope, start=first, end=last, words=words, reason=reason, by=writing.by)
            for first, last in coming
        )
        writing.facts = _facts(exhibit, scope) | {"passages": len(coming)}
        writing.says = f"blacked out {_count(len(coming), 'passage')} of {_for(exhibit, scope)}"
    return len(coming)


def take_back(redaction: Redaction, *, by: User) -> None:
    exhibit, scope = redaction.evidence, Scope(redaction.scope)
    with working(exhibit.case, Working.black_out, by=by) as writing:
        _refuse(writing, exhibit, scope)
        Redaction.objects.standing().filter(pk=redaction.pk).update(
            taken_back_at=timezone.now(), taken_back_by=writing.by
        )
        writing.facts = _facts(exhibit, scope)
        writing.says = f"took back one blacking-out of {_for(exhibit, scope)}"


def take_over(exhibit: Evidence, scope: Scope, *, other: Scope, by: User) -> int:
    """Hide from `scope` too what is hidden from `other`; how many came."""
    with working(exhibit.case, Working.black_out, by=by) as writing:
        _refuse(writing, exhibit, scope)
        there = {one.place for one in exhibit.redactions.standing().to(scope)}
        coming = [one for one in exhibit.redactions.standing().to(other) if one.place not in there]
        Redaction.objects.bulk_create(
            Redaction(
                evidence=exhibit, scope=scope, page=one.page, box=one.box, start=one.start, end=one.end,
                words=one.words, reason=one.reason, by=writing.by,
            )
            for one in coming
        )  # fmt: skip
        writing.facts = _facts(exhibit, scope) | {"from": other.value, "redactions": len(coming)}
        writing.says = f"hid from “{scope.label}” in exhibit {exhibit.number} what is hidden from “{other.label}”"
    return len(coming)


def _wanted(boxes: Iterable[Box]) -> list[Box]:
    wanted, bad = [], {}
    for number, box in enumerate(boxes, start=1):
        if box.rounded["w"] < SMALLEST or box.rounded["h"] < SMALLEST:
            bad[f"box_{number}"] = f"Box {number} lies outside the page, or is too small to be seen"
        elif not box.reason.strip():
            bad[f"reason_{number}"] = f"Say why box {number} is blacked out"
        wanted.append(Box(box.x, box.y, box.w, box.h, box.reason.strip()[:200]))
    if len(wanted) > MOST_ON_A_PAGE:
        raise Refused(f"A page takes up to {MOST_ON_A_PAGE} boxes. Draw fewer and larger ones.")
    if bad:
        raise BadAnswers(bad)
    return wanted


def _refuse_names(exhibit: Evidence, scope: Scope, described: str) -> None:
    """What stands for the picture must not name whom the boxes hide."""
    if len(described) > MOST_DESCRIBED:
        raise BadAnswers({"described": f"Describe the page in {MOST_DESCRIBED:,} characters or fewer"})
    text = Text(described)
    named = {one.label for one in sought(must_go(exhibit.case, scope)) if one.stands_in(text)}
    if named:
        raise BadAnswers(
            {"described": f"Describe the page without what is hidden in it: {' and '.join(sorted(named))}"}
        )


def _place(page: int, box: Box) -> tuple[float, ...]:
    return (page, *(box.rounded[side] for side in ("x", "y", "w", "h")))


def _places(text: str, words: str, start: int | None) -> list[tuple[int, int]]:
    if start is not None:
        return [(start, start + len(words))] if text[start : start + len(words)] == words else []
    places, at = [], text.find(words)
    while at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    return places


def _text(exhibit: Evidence) -> str:
    if not is_in_words(exhibit):
        raise Refused(NOT_THIS_KIND)
    try:
        return text_of(exhibit)
    except NoText as why:
        raise Refused(str(why)) from why
    except VaultRefusal as why:
        raise Refused(f"{exhibit} cannot be opened, so nothing in it can be blacked out.") from why


def _reason(reason: str) -> str:
    if not reason.strip():
        raise BadAnswers({"reason": "Say why it is blacked out"})
    return reason.strip()[:200]


def _refuse(writing: Writing, exhibit: Evidence, scope: Scope) -> None:
    if not exhibits_to_redact(writing.standing).filter(pk=exhibit.pk).exists():
        raise Refused("This exhibit is not yours to black out.")


def _facts(exhibit: Evidence, scope: Scope) -> dict[str, object]:
    return {"exhibit": exhibit.number, "scope": scope.value}


def _for(exhibit: Evidence, scope: Scope) -> str:
    return f"exhibit {exhibit.number} for “{scope.label}”"


def _changed(coming: int, gone: int, is_described: bool) -> str:
    done = [f"drew {_count(coming, 'box')}"] if coming else []
    done += [f"took back {_count(gone, 'box')}"] if gone else []
    done += ["wrote what is seen"] if is_described else []
    return " and ".join(done) if done else "changed nothing"


def _count(number: int, thing: str) -> str:
    plural = {"box": "boxes", "passage": "passages"}[thing]
    return f"{number} {thing if number == 1 else plural}"
