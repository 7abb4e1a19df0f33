"""Who judged, did they declare an interest, and was a bar set aside?  A chapter of the case file."""

from typing import Any

from investigations.access import Standing
from investigations.procedure.calendar import long_date
from investigations.procedure.roles import JUDGES, Role

from .case_parts import filled


def impartiality(standing: Standing) -> dict[str, Any]:
    """Of each part only what the reader may know who holds it: the first panel learns nothing of the appeal's."""
    overrides = standing.case.overrides.select_related("person", "by")
    return {
        "set_aside": [
            {
                "title": f"{row.person}, {Role(row.role).in_sentence}",
                "facts": filled(
                    [
                        ("What bars them", "; ".join(row.sentences)),
                        ("Why they were chosen all the same", row.reason),
                        ("Set aside by", f"{row.by}, {long_date(row.at.date())}"),
                    ]
                ),
            }
            for row in overrides
            if standing.knows(Role(row.role))
        ],
        "declared": [
            {
                "who": str(place.person),
                "part": place.kind.label,
                "said": "An interest, and left the panel" if place.declaration.has_interest else "No interest",
                "on": long_date(place.declaration.declared_at.date()),
            }
            for place in standing.case.appointments.of(*JUDGES)
            .exclude(declaration=None)
            .select_related("person", "declaration")
            .order_by("role", "person__name")
            if standing.knows(place.kind)
        ],
    }
