"""What does the investigation write?  Allegations, terms of reference, chronology, findings, report, advice."""

from datetime import date, time
from typing import Any

from django.db import models
from django.utils import timezone

from investigations.models import (
    Advice,
    Allegation,
    Case,
    ChronologyEntry,
    Evidence,
    Finding,
    Report,
    TermsOfReference,
    User,
)
from investigations.procedure.choices import FoundBy
from investigations.procedure.work import Working

from .concerns import Claim, what_is_wrong_with, write_claim
from .duties import open_duties_of_clauses
from .meanwhile import refuse_if_changed, words_of
from .refusals import BadAnswers, Refused
from .work import working

TERMS = (
    "background", "scope", "excluded", "people_to_interview", "report_to", "report_by", "confidentiality", "updates",
)  # fmt: skip
REPORT = (
    "introduction", "process", "not_collected", "not_interviewed", "facts_established", "facts_not_established",
    "mitigating", "other_information", "conclusion", "recommendation", "other_recommendations",
)  # fmt: skip
FINDING = ("result", "evidence_for", "evidence_against", "reasons")
ENTRY = ("day", "time", "text", "evidence_id")


def add_allegation(case: Case, claim: Claim, *, by: User) -> Allegation:
    with working(case, Working.write_allegation, by=by) as writing:
        last = writing.case.allegations.aggregate(last=models.Max("position"))["last"] or 0
        allegation = write_claim(writing.case, claim, last + 1)
        open_duties_of_clauses(writing.case, claim.clauses, by=writing.by)
        writing.facts = {"allegation": allegation.position}
        writing.says = f"wrote down allegation {allegation.position}"
    return allegation


def change_allegation(allegation: Allegation, claim: Claim, *, by: User) -> None:
    """Put an allegation more exactly.  Its position stays; what it said before stands in the audit."""
    with working(allegation.case, Working.write_allegation, by=by) as writing:
        if bad := what_is_wrong_with(claim, writing.case.school):
            raise BadAnswers(bad)
        before = allegation.what
        for name in ("what", "happened_from", "happened_to", "account", "post_address", "device"):
            setattr(allegation, name, getattr(claim, name))
        allegation.save()
        allegation.clauses.set(claim.clauses)
        open_duties_of_clauses(writing.case, claim.clauses, by=writing.by)
        writing.facts = {"allegation": allegation.position}
        writing.says = f"changed allegation {allegation.position}, which said: {before}"


def write_terms(case: Case, *, by: User, seen: str | None = None, **terms: Any) -> TermsOfReference:
    """Write or rewrite the terms of reference; `terms` holds the fields of TERMS, `seen` their fingerprint."""
    with working(case, Working.write_terms, by=by) as writing:
        stored = TermsOfReference.objects.filter(case=writing.case).select_related("written_by").first()
        refuse_if_changed(seen, words_of(stored, TERMS), stored and stored.written_by)
        values = {name: terms[name] for name in TERMS if name in terms}
        written, _ = TermsOfReference.objects.update_or_create(
            case=writing.case, defaults=values | {"written_by": writing.by, "written_at": timezone.now()}
        )
    return written


def add_to_chronology(
    case: Case, *, day: date, text: str, by: User, at: time | None = None, evidence: Evidence | None = None
) -> ChronologyEntry:
    with working(case, Working.write_chronology, by=by) as writing:
        if evidence is not None and evidence.case_id != writing.case.pk:
            raise Refused("That exhibit belongs to another case.")
        entry = ChronologyEntry.objects.create(
            case=writing.case, day=day, time=at, text=text, evidence=evidence, entered_by=writing.by
        )
    return entry


def change_chronology(entry: ChronologyEntry, *, by: User, seen: str | None = None, **changes: Any) -> None:
    """Correct an entry: `changes` may give day, time, text and evidence.  The earlier words stand in the audit."""
    with working(entry.case, Working.write_chronology, by=by) as writing:
        entry.refresh_from_db()
        refuse_if_changed(seen, words_of(entry, ENTRY), None)
        evidence = changes.get("evidence")
        if evidence is not None and evidence.case_id != writing.case.pk:
            raise Refused("That exhibit belongs to another case.")
        writing.says = f"changed the chronology, which said for {entry.day:%d %m %Y}: {entry.text}"
        for name in ("day", "time", "text", "evidence"):
            if name in changes:
                setattr(entry, name, changes[name])
        entry.save()


def find(
    allegation: Allegation, *, result: str, reasons: str, by: User, evidence_for: str = "", evidence_against: str = "",
    seen: str | None = None,
) -> Finding:  # fmt: skip
    """The investigation's finding on one allegation, with the evidence on both sides."""
    return _find(
        allegation, FoundBy.INVESTIGATION, (Working.find, Working.find_facts), by, seen,
        result=result, reasons=reasons, evidence_for=evidence_for, evidence_against=evidence_against,
    )  # fmt: skip


def panel_find(allegation: Allegation, *, result: str, reasons: str, by: User) -> Finding:
    return _find(allegation, FoundBy.PANEL, (Working.panel_find,), by, None, result=result, reasons=reasons)


def appeal_find(allegation: Allegation, *, result: str, reasons: str, by: User) -> Finding:
    return _find(allegation, FoundBy.APPEAL, (Working.appeal_find,), by, None, result=result, reasons=reasons)


def _find(
    allegation: Allegation, body: FoundBy, works: tuple[Any, ...], by: User, seen: str | None, **values: str
) -> Finding:
    with working(allegation.case, *works, by=by) as writing:
        stored = allegation.findings.filter(found_by=body).select_related("by").first()
        refuse_if_changed(seen, words_of(stored, FINDING), stored and stored.by)
        if body is FoundBy.PANEL and writing.standing.facts.was_disclosed:
            raise Refused("The findings stand: live warnings were disclosed after them, and must not weigh in them.")
        if not values["reasons"].strip():
            raise BadAnswers({"reasons": "Give the reasons for the finding."})
        finding, _ = Finding.objects.update_or_create(
            allegation=allegation, found_by=body, defaults=values | {"by": writing.by, "at": timezone.now()}
        )
        writing.facts = {"allegation": allegation.position, "result": values["result"]}
        writing.says = f"recorded a finding on allegation {allegation.position}"
    return finding


def write_report(case: Case, *, by: User, seen: str | None = None, **parts: Any) -> Report:
    """Write some parts of the report (`REPORT` lists them).  Refused once it is submitted.

    `seen` is the fingerprint of the parts when the person's page was drawn: if somebody saved other words since, it
    raises `Meanwhile`, which holds them.
    """
    with working(case, Working.write_report, Working.write_fact_finding_report, by=by) as writing:
        report, _ = Report.objects.get_or_create(case=writing.case)
        if report.is_locked:
            raise Refused("The report is locked: it was submitted.")
        refuse_if_changed(seen, words_of(report, REPORT), report.updated_by)
        for name in REPORT:
            if name in parts:
                setattr(report, name, parts[name])
        report.updated_by, report.updated_at = writing.by, timezone.now()
        report.save()
    return report


def give_advice(case: Case, text: str, *, by: User) -> Advice:
    with working(case, Working.give_advice, by=by) as writing:
        if not text.strip():
            raise BadAnswers({"text": "Enter the advice"})
        return Advice.objects.create(case=writing.case, text=text, by=writing.by)
