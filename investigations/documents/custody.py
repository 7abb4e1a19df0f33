"""Who has handled an exhibit, when and how?  Read out of the record, for a reader who is told no more than they may know.

A panel's readings stand in the section of the hearing papers: whoever does not see that section learns nothing of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from investigations import audit
from investigations.access import Standing
from investigations.models import AuditEvent, Bundle, Evidence
from investigations.procedure.calendar import long_date
from investigations.procedure.sections import Section

from .case_parts import fingerprint, short_moment
from .contents import with_contents
from .exhibit_pages import described
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .text import printable

TITLE = "Custody sheet"
#: Each event names its exhibit in the facts (`exhibit`), or all of them where a document printed many (`exhibits`).
HANDLED = {
    "evidence.received": "Handed in",
    "evidence.scanned": "Looked at by the virus scanner",
    "evidence.previewed": "Preview made",
    "evidence.described": "Described",
    "evidence.corrected": "Details of the post corrected",
    "evidence.viewed": "Opened",
    "evidence.played": "Played",
    "evidence.downloaded": "Original downloaded",
    "evidence.printed": "Printed",
    "evidence.attached": "Attached to a copy of the file",
    "bundle.released": "Released in a numbered copy",
    "evidence.exported": "Exported",
    "evidence.damaged": "Found damaged",
    "evidence.sound": "Found sound again",
}
RELEASED = "Released with the papers of the hearing"
RELEASED_FOR_APPEAL = "Released with the papers of the appeal hearing"
EXPLAINED = (
    "Read from the record of the case when this sheet was made; nothing was typed in. It holds every handling that its "
    "reader may know of, the earliest first. A small picture in a list is no handling."
)


def custody(exhibit: Evidence, standing: Standing) -> list[dict[str, Any]]:
    """Every handling of one exhibit that this person may know of, newest first."""
    rows = _by_exhibit(standing, [exhibit.number])[exhibit.number]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def custody_of_all(standing: Standing) -> dict[int, list[dict[str, Any]]]:
    """The same for each exhibit of the case by its number, earliest first."""
    return {number: sorted(rows, key=lambda row: row["at"]) for number, rows in _by_exhibit(standing, None).items()}


def _by_exhibit(standing: Standing, only: list[int] | None) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, row in [*_handled(standing), *_released(standing)]:
        if only is None or number in only:
            found[number].append(row)
    return found


def _handled(standing: Standing) -> Iterator[tuple[int, dict[str, Any]]]:
    sections = [str(section) for section in standing.sections]
    stream, words = f"case:{standing.case.pk}", audit.Reader()
    events = AuditEvent.objects.filter(stream__name=stream, kind__in=HANDLED, section__in=sections).order_by("-seq")
    for event in events.iterator(chunk_size=1000):
        facts = json.loads(bytes(event.body))["facts"]
        by = words.said(event)["by"]
        # Of many things printed, or handled otherwise, at once there is one event that names them all.
        for number in {facts.get("exhibit"), *facts.get("exhibits", ())} - {None}:
            yield number, {"at": event.at, "what": _what(event.kind, facts), "by": by, "kind": event.kind}


def _what(kind: str, facts: dict[str, Any]) -> str:
    """With what was found, where the fact tells it in plain words."""
    if kind == "evidence.previewed" and facts.get("says"):
        return f"No preview made: {facts['says']}"
    said = facts.get("what") or (facts.get("says") if kind == "evidence.scanned" else "")
    return f"{HANDLED[kind]}: {said}" if said else HANDLED[kind]


def _released(standing: Standing) -> Iterator[tuple[int, dict[str, Any]]]:
    """The papers that were served, for those who see them."""
    bundles = Bundle.objects.filter(hearing__case=standing.case).select_related("hearing")
    for bundle in bundles.prefetch_related("evidence", "served__by", "served__to"):
        if not standing.sees(Section.APPEAL if bundle.hearing.is_appeal else Section.BUNDLE):
            continue
        what = RELEASED_FOR_APPEAL if bundle.hearing.is_appeal else RELEASED
        for served in bundle.served.all():
            row = {"at": served.sent_at, "what": f"{what}, to {served.recipient}", "by": served.by.name, "kind": ""}
            for exhibit in bundle.evidence.all():
                yield exhibit.number, row


# ---- On paper -------------------------------------------------------------------------------------------------------


def build(standing: Standing, folder: Path, say: Say, only: Evidence | None = None) -> Made:
    """Every exhibit of the case, or one alone: what it is, whether its file is sound, and who has handled it."""
    case = standing.case
    say(10, "Gathering who handled what")
    count, head = head_of_audit(case)
    handled = custody_of_all(standing)
    evidence = case.evidence.select_related("received_by").prefetch_related("captures").order_by("number")
    exhibits = [
        described(exhibit) | {"facts": facts_of(exhibit), "rows": on_paper(handled.get(exhibit.number, []))}
        for exhibit in (evidence.filter(pk=only.pk) if only else evidence)
    ]
    called = f"{TITLE}, exhibit {only.number}" if only else TITLE
    what = ("Exhibit", f"{only.number} of {evidence.count()}") if only else ("Exhibits", str(len(exhibits) or "None"))
    context = {
        "school": letterhead(case.school),
        "document": cover(standing, kind=called, title=case.title, facts=[what]),
        "explained": EXPLAINED,
        "exhibits": exhibits,
        "audit": {"count": count, "head": head},
    }
    return Made(
        title=f"{called} {case.reference}",
        file_name=file_name(case, called),
        html=with_contents(render_to_string("documents/custody_sheet.html", printable(context))),
        audit_count=count,
        audit_head=head,
    )


def appendix(standing: Standing) -> list[dict[str, Any]]:
    """The same for the case file, where the exhibits themselves stand with what is known of them."""
    handled = custody_of_all(standing)
    return [
        {
            "title": str(exhibit),
            "facts": [("SHA-256", fingerprint(exhibit.sha256)), ("Compared with the SHA-256", compared(exhibit))],
            "rows": on_paper(handled.get(exhibit.number, [])),
        }
        for exhibit in standing.case.evidence.order_by("number")
    ]


def facts_of(exhibit: Evidence) -> list[tuple[str, str]]:
    return [
        ("File", exhibit.file_name),
        ("Kind and size", f"{exhibit.kind_label}, {exhibit.size:,} bytes"),
        ("SHA-256", fingerprint(exhibit.sha256)),
        ("Handed in", f"{short_moment(exhibit.received_at)}, by {exhibit.received_by}"),
        ("Source", exhibit.source or "Not recorded"),
        ("Dated", long_date(exhibit.dated) if exhibit.dated else "Not recorded"),
        ("Virus scan", exhibit.scan_state.label),
        ("Compared with the SHA-256", compared(exhibit)),
    ]


def compared(exhibit: Evidence) -> str:
    if exhibit.damaged_at:
        return f"Damaged: found on {short_moment(exhibit.damaged_at)} that {exhibit.damage}"
    if exhibit.checked_at:
        return f"{short_moment(exhibit.checked_at)}: to the last bit the file that was handed in"
    return "Whenever it is opened; by the rolling check not yet"


def on_paper(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"at": short_moment(row["at"]), "what": row["what"], "by": row["by"]} for row in rows]
