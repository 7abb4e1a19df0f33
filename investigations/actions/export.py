"""Who took which cases out as a table?  Written down before the first line leaves."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from investigations import audit
from investigations.models import Person


def record_export(by: Person, cases: Sequence[Any], asked: Sequence[str]) -> None:
    number = len(cases)
    with transaction.atomic():
        audit.record_school(
            by.school,
            "cases.exported",
            by=by,
            facts={"number": number, "cases": [str(pk) for pk in cases], "asked": sorted(asked)},
            says=f"{by} exported a list of {number} case{'' if number == 1 else 's'}",
        )
