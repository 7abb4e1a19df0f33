"""The papers of a hearing as one document: what was served, the same for the employee and the panel."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Bundle, Evidence, Hearing, Submission
from investigations.procedure.audiences import Scope
from investigations.procedure.calendar import long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.roles import Role

from . import case_parts
from .contents import with_contents
from .exhibit_copies import exhibit_copies
from .exhibit_pages import described_as_served
from .hidden import Hidden
from .kinds import bundle_for
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .render import RenderFailed
from .text import paragraphs_html, printable

#: How many tabs find room at the edge of a sheet before they begin again at the top.
TABS = 8


def build(standing: Standing, folder: Path, say: Say) -> Made:
    made, context = gathered(standing, folder, say)
    made.html = with_contents(render_to_string("documents/hearing_papers.html", context))
    return made


def gathered(
    standing: Standing,
    folder: Path,
    say: Say,
    *,
    bundle: Bundle | None = None,
    hidden: Hidden | None = None,
    withheld: dict[str, str] | None = None,
) -> tuple[Made, dict[str, Any]]:
    """What stands in the papers, not laid out yet, with the context of their template.

    Everybody who is served reads the same: under pseudonyms where the parties do, exhibits as their redacted copies.
    """
    case = standing.case
    bundle = bundle or bundle_for(standing)
    hidden = hidden or Hidden(case, Scope.PARTIES)
    if bundle is None:
        raise RenderFailed("No papers have been served that are yours to read.")
    say(2, "Gathering the papers")
    count, head = head_of_audit(case)
    hearing = bundle.hearing
    kind = "Appeal papers" if hearing.is_appeal else "Hearing papers"
    starts = timezone.localtime(hearing.starts_at)
    served = list(bundle.evidence.order_by("number"))
    own = [exhibit for exhibit in _handed_in(bundle) if exhibit not in served]
    described = {exhibit.number: described_as_served(exhibit, _title(bundle, exhibit)) for exhibit in (*served, *own)}
    appendices, listed = exhibit_copies(
        [(exhibit, described[exhibit.number]) for exhibit in sorted((*served, *own), key=lambda one: one.number)],
        hidden,
        folder,
        say,
        withheld=withheld,
    )
    rows = {row["number"]: row for row in appendices.rows}
    statements = bundle.statements.select_related("person", "taken_by").order_by("number")
    context = {
        "school": letterhead(case.school),
        "document": cover(
            standing,
            kind=kind,
            title=hidden.words(case.title),
            facts=[
                ("Employee concerned", hidden.words(case.subject.name) if case.subject else ""),
                ("Hearing", f"{long_date(starts.date())} at {starts:%H:%M}, {hearing.place}"),
                ("Served", long_date(hearing.served_on)),
            ],
        ),
        "contents_of": _worded(hidden.words(bundle.contents)),
        "statements": case_parts.statements(hidden.rows(statements, "text", "how_taken", "settled_how", "person.name")),
        "answers": case_parts.submissions(hidden.rows(_answers(bundle).select_related("by"), "text", "by.name")),
        "index": [rows[exhibit.number] for exhibit in served],
        "own": [rows[exhibit.number] for exhibit in own],
        "exhibits": [row | {"tab": place % TABS} for place, row in enumerate(appendices.rows)],
    }
    made = Made(
        title=f"{kind} {case.reference}",
        file_name=file_name(case, kind),
        html="",
        assets=appendices.assets,
        printed=appendices.printed,
        damaged=appendices.damaged,
        listed=listed,
        edition=edition_of(bundle, listed, context),
        audit_count=count,
        audit_head=head,
    )
    return made, printable(context)


def edition_of(bundle: Bundle, listed: list[dict[str, Any]], context: dict[str, Any]) -> str:
    """A fingerprint of what these papers hold, whoever's copy it is."""
    return digest([str(bundle.pk), context["contents_of"], listed, context["statements"], context["answers"]])


def digest(words: list[Any]) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def _title(bundle: Bundle, exhibit: Evidence) -> str:
    """As it was called on the day of service; descriptions may be put better afterwards."""
    return str(bundle.contents.get("exhibits", {}).get(str(exhibit.number)) or exhibit.title)


def _answers(bundle: Bundle) -> QuerySet[Submission]:
    """What the employee wrote themselves, and nobody else."""
    case = bundle.hearing.case
    return Submission.objects.filter(_until_it_was_heard(bundle.hearing, "at"), case=case, by=case.subject)


def _handed_in(bundle: Bundle) -> QuerySet[Evidence]:
    """What the employee handed in as the employee concerned; never what they held for the school before that."""
    case = bundle.hearing.case
    named = case.appointments.live().of(Role.SUBJECT).first()
    if named is None:
        return Evidence.objects.none()
    own = case.evidence.filter(received_by=named.person, received_at__gte=named.appointed_at)
    return own.filter(_until_it_was_heard(bundle.hearing, "received_at")).order_by("number")


def _until_it_was_heard(hearing: Hearing, when: str) -> Q:
    """What comes in after a hearing is for the appeal: the first panel does not read it."""
    step = CaseProcedure.hold_appeal if hearing.is_appeal else CaseProcedure.hold_hearing
    heard = hearing.case.steps_taken.filter(step=step.name).order_by("-pk").first()
    return Q(**{f"{when}__lte": heard.at}) if heard else Q()


def _worded(contents: dict[str, Any]) -> dict[str, Any]:
    """The words that were frozen at service, as paragraphs."""
    findings = {row["position"]: row for row in contents["findings"]}
    outcome, grounds = contents.get("outcome"), contents.get("grounds")
    return contents | {
        "allegations": [
            {
                "anchor": f"allegation-{row['position']}",
                "number": row["position"],
                "title": case_parts.shortened(row["what"]),
                "text": paragraphs_html(row["what"]),
                "facts": [("When", row["when"]), *([("Where", row["where"])] if row["where"] else [])],
                "clauses": [
                    {"number": clause["number"], "text": paragraphs_html(clause["text"]), "from": clause["policy"]}
                    for clause in row["clauses"]
                ],
                "finding": _finding(findings.get(row["position"])),
            }
            for row in contents["allegations"]
        ],
        "report": [{"title": part["title"], "text": paragraphs_html(part["text"])} for part in contents["report"]],
        "panel_findings": [
            row | {"reasons": paragraphs_html(row["reasons"])} for row in contents.get("panel_findings", [])
        ],
        "minutes": paragraphs_html(contents.get("minutes", "")),
        "outcome": outcome and outcome | {"reasons": paragraphs_html(outcome["reasons"])},
        "grounds": grounds and grounds | {"text": paragraphs_html(grounds["text"])},
    }


def _finding(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "result": f"{row['result']}, in the investigator’s view",
        "reasons": paragraphs_html(row["reasons"]),
        "supports": [line for line in row["evidence_for"].splitlines() if line.strip()],
        "against": [line for line in row["evidence_against"].splitlines() if line.strip()],
        "made": "",
    }
