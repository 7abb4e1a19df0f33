"""What the case file prints of the copies that left: the disclosure log, as far as its reader sees it."""

from investigations.access import Standing, copies_known_to
from investigations.procedure.releases import ReleaseState, ReleaseWay

from .case_parts import short_moment


def disclosure_log(standing: Standing) -> list[dict[str, str]]:
    """Each copy that went out, in the order of their numbers.  What was called off never left."""
    released = copies_known_to(standing).filter(state=ReleaseState.RELEASED)
    return [
        {
            "number": str(copy.number),
            "to": f"{copy.recipient}, {copy.for_whom.in_sentence}",
            "released": f"{short_moment(copy.released_at)} by {copy.released_by}, {ReleaseWay(copy.way).in_sentence}"
            + (f": {copy.way_note}" if copy.way_note else ""),
            "edition": copy.edition[:12],
            "received": f"{short_moment(copy.acknowledged_at)}, {copy.acknowledged_how}"
            if copy.acknowledged_at
            else "Not confirmed",
        }
        for copy in released.select_related("to", "released_by").order_by("number")
    ]
