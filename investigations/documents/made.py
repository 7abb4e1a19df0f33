"""What does a builder hand over?  Finished HTML, its pictures, and what the document is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from investigations.access import Standing
from investigations.audit import case_stream
from investigations.models import Case, School
from investigations.procedure.calendar import long_date
from investigations.procedure.roles import Role

from .render import Placed
from .renditions import Gone

Say = Callable[[int, str], None]
MARKING = "Confidential"


@dataclass(frozen=True)
class Original:
    """The file of an exhibit as it was handed in, to be carried inside the PDF."""

    number: int  # of the exhibit
    vault_key: str
    sha256: str
    size: int
    name: str  # under which whoever opens the PDF finds it
    content_type: str
    description: str
    modified: datetime


@dataclass
class Made:
    title: str
    file_name: str
    html: str
    assets: Mapping[str, Placed] = field(default_factory=dict)
    #: What is carried inside beside the pages: only what its reader may have.
    attached: list[Original] = field(default_factory=list)
    #: The exhibits that stand in it, and those that could not because their file is damaged.
    printed: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    #: Of a copy: what stands in it, and a fingerprint of its content that leaves out whose copy it is.
    listed: list[dict[str, Any]] = field(default_factory=list)
    edition: str = ""
    #: Names and passages that may stand nowhere in the finished file, which is searched for them.
    gone: list[Gone] = field(default_factory=list)
    audit_count: int = 0
    audit_head: str = ""


def letterhead(school: School) -> dict[str, Any]:
    return {"name": school.name, "where": [line for line in school.address.splitlines() if line.strip()]}


def cover(
    standing: Standing, *, kind: str, title: str, facts: list[tuple[str, str]], left_out: str = ""
) -> dict[str, Any]:
    """The words of the cover, and of the running header and footer."""
    now = timezone.localtime()
    case = standing.case
    return {
        "title": title,
        "kind": kind,
        "subtitle": f"Copy for {standing.person}, {roles_in_words(standing)}",
        "left_out": left_out,
        "name": kind,
        "reference": case.reference,
        "marking": MARKING,
        "subject": f"{kind} {case.reference}",
        "made_at": now.isoformat(timespec="seconds"),
        "facts": [
            ("Reference", case.reference),
            *facts,
            ("Made on", f"{long_date(now.date())} at {now:%H:%M}"),
        ],
        "handling": (
            "This copy was made for the person named above, and its making is recorded. Keep it safe, and do not copy "
            "it or pass it on. Pupils appear under pseudonyms."
        ),
    }


def roles_in_words(standing: Standing) -> str:
    """ "clerk and case manager": in what part the reader has this copy."""
    held = standing.roles - {Role.REPORTER} or standing.roles
    # The chair of a panel is a member of it, and is called the chair alone.
    held -= {Role.PANEL} if Role.PANEL_CHAIR in held else set()
    held -= {Role.APPEAL_PANEL} if Role.APPEAL_CHAIR in held else set()
    return " and ".join(uncapitalised(role.label) for role in Role if role in held)


def uncapitalised(text: str) -> str:
    """ "Class teacher" becomes "class teacher", while "IT lead" and "HR adviser" stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def head_of_audit(case: Case) -> tuple[int, str]:
    """How many events the record of the case has now, and the hash of the last."""
    stream = case_stream(case)
    return stream.count, stream.head


def file_name(case: Case, kind: str) -> str:
    return f"{kind} {case.reference} {timezone.localdate():%Y-%m-%d}.pdf"
