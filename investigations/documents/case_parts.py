"""What does a case say about itself, in plain values for a document?  One function for each part of the case file."""

import json
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from investigations import audit
from investigations.access import Standing
from investigations.models import Appointment, AuditEvent, Case, PolicyVersion
from investigations.procedure.answers import said, step_of
from investigations.procedure.asks import Ask
from investigations.procedure.calendar import long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import (
    AppealGround,
    AppealResult,
    Bearing,
    Channel,
    Depth,
    FindingResult,
    FoundBy,
    Level,
    Severity,
)
from investigations.procedure.clocks import Clock
from investigations.procedure.letters import Letter
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import StatementState
from investigations.procedure.turns import hidden_beginnings

from . import sign_off_record
from .date_changes import changes_in_words, counts_in_words
from .made import uncapitalised
from .text import paragraphs_html

Rows = list[tuple[str, str]]
LINE = 160  # characters; longer words are paragraphs
MINUTES = Ask.MINUTES.name
MINUTES_ELSEWHERE = "They stand in the chapter on the hearing."
#: Events about who is what.
ABOUT_PEOPLE = ("appointment.", "person.", "companion.")


def moment(at: Any) -> str:
    local = timezone.localtime(at)
    return f"{long_date(local.date())} at {local:%H:%M}"


def filled(rows: list[tuple[str, Any]]) -> Rows:
    """Only what there is; words of more than a line or two keep their paragraphs."""
    return [(label, worded(value)) for label, value in rows if value not in ("", None)]


def worded(value: Any) -> str:
    if isinstance(value, SafeString):
        return value
    text = str(value).strip()
    return paragraphs_html(text) if "\n" in text or len(text) > LINE else text


def fingerprint(digest: str) -> SafeString:
    return format_html('<span class="mono">{}</span>', digest)


def summary(case: Case, *, sees_appeal: bool) -> Rows:
    outcome = getattr(case, "outcome", None)
    return filled(
        [
            ("Where it stands", case.status.label),
            ("Concern received", long_date(case.received_on)),
            ("Logged", moment(case.reported_at)),
            ("How it came to light", Channel(case.channel).label),
            ("In more detail", case.how_it_came_to_light),
            ("Done at once", case.done_at_once),
            ("How serious, if proved", Severity(case.severity).label),
            ("Depth of the investigation", Depth(case.depth).label if case.depth else "Not settled yet"),
            ("Employee told in writing", moment(case.employee_told_at) if case.employee_told_at else "Not yet"),
            ("Resignation", f"Received on {long_date(case.resigned_on)}" if case.resigned_on else ""),
            ("Outcome", _level(outcome, sees_appeal=sees_appeal).label if outcome else ""),
            ("Closed", moment(case.closed_at) if case.closed_at else ""),
        ]
    )


def people(case: Case, knows: Callable[[Role], bool]) -> list[dict[str, str]]:
    rows = case.appointments.select_related("person", "appointed_by").prefetch_related("person__offices")
    order = list(Role)
    return [
        {
            "role": row.kind.label + (", chair" if row.is_chair else ""),
            "name": row.person.name,
            "description": uncapitalised(row.person.description),
            "since": long_date(timezone.localdate(row.appointed_at)),
            "until": long_date(timezone.localdate(row.ended_at)) if row.ended_at else "",
            "why": row.ended_because,
        }
        for row in sorted(rows, key=lambda row: (order.index(row.kind), row.appointed_at))
        if knows(row.kind)
    ]


def policies(case: Case) -> list[dict[str, Any]]:
    """Each version cited, its clauses that are cited, and whether the employee had signed it by the day."""
    subject, day = case.subject, case.happened_from
    rows = []
    for version in PolicyVersion.objects.filter(clauses__allegations__case=case).distinct().select_related("policy"):
        row = sign_off_record.row_of(version, subject, day)
        signed = row.signed
        cited = version.clauses.filter(allegations__case=case).distinct()
        rows.append(
            {
                "title": str(version),
                "facts": filled(
                    [
                        ("In force from", long_date(version.effective_from)),
                        ("Adopted", long_date(version.adopted_on) if version.adopted_on else ""),
                        ("Minute", version.minute_reference),
                        ("Signed by the employee", _signature(signed, day) if subject else "Employee not known"),
                        ("Besides", row.besides),
                        ("What that means", sign_off_record.NOT_A_DEFENCE if subject else ""),
                        (
                            "Countersigned",
                            moment(signed.countersigned_at) if signed and signed.countersigned_at else "",
                        ),
                        ("Text, SHA-256", fingerprint(version.text_hash)),
                    ]
                ),
                "clauses": [
                    {"number": clause.number, "text": paragraphs_html(clause.text), "from": ""} for clause in cited
                ],
            }
        )
    return rows


def _signature(signed: Any, day: Any) -> str:
    if signed is None:
        return "No signature is held"
    when = moment(signed.signed_at)
    if day and timezone.localdate(signed.signed_at) > day:
        return f"{when}, after the day of the alleged breach"
    return when


def allegations(case: Case, bodies: tuple[FoundBy, ...]) -> list[dict[str, Any]]:
    rows = []
    for allegation in case.allegations.prefetch_related(
        "clauses__version__policy", "findings__by", "bearings__evidence"
    ):
        when = long_date(allegation.happened_from)
        if allegation.happened_to and allegation.happened_to != allegation.happened_from:
            when = f"Between {when} and {long_date(allegation.happened_to)}"
        rows.append(
            {
                "anchor": f"allegation-{allegation.position}",
                "number": allegation.position,
                "title": shortened(allegation.what),
                "text": paragraphs_html(allegation.what),
                "facts": filled(
                    [
                        ("When", when),
                        ("Account", allegation.account),
                        ("Post", allegation.post_address),
                        ("Device", allegation.device),
                        ("Clauses", _cited(allegation.clauses.all())),
                    ]
                ),
                "clauses": [],
                "findings": [
                    _finding(finding, allegation)
                    for finding in sorted(
                        allegation.findings.all(), key=lambda one: list(FoundBy).index(FoundBy(one.found_by))
                    )
                    if FoundBy(finding.found_by) in bodies
                ],
            }
        )
    return rows


def _cited(clauses: Any) -> str:
    """ "1 and 3 of Social media policy, version 2"."""
    numbers: dict[str, list[str]] = {}
    for clause in clauses:
        numbers.setdefault(str(clause.version), []).append(clause.number)
    return "; ".join(f"{listed(found)} of {version}" for version, found in numbers.items())


def listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def shortened(text: str) -> str:
    """The first sentence, or as much of it as fits on a line of the contents."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    sentence = line.partition(". ")[0]
    sentence = line if sentence == line else f"{sentence}."
    return sentence if len(sentence) <= 70 else f"{sentence[:68].rsplit(' ', 1)[0]} …"


def _finding(finding: Any, allegation: Any) -> dict[str, Any]:
    body = FoundBy(finding.found_by)
    exhibits = {bearing: [] for bearing in Bearing}
    for row in allegation.bearings.all():
        exhibits[Bearing(row.bearing)].append(f"Exhibit {row.evidence.number}: {row.evidence.title}")
    mine = body is FoundBy.INVESTIGATION
    return {
        "body": body.label,
        "result": f"{FindingResult(finding.result).label}, on the balance of probabilities ({body.label.lower()})",
        "reasons": paragraphs_html(finding.reasons),
        "supports": _lines(finding.evidence_for) + (exhibits[Bearing.SUPPORTS] if mine else []),
        "against": _lines(finding.evidence_against) + (exhibits[Bearing.AGAINST] if mine else []),
        "made": f"{finding.by}, {moment(finding.at)}",
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def terms(case: Case) -> Rows:
    written = getattr(case, "terms_of_reference", None)
    if written is None:
        return []
    return filled(
        [
            ("Background", written.background),
            ("Scope", written.scope),
            ("Not included", written.excluded),
            ("People to interview", written.people_to_interview),
            ("Report to", written.report_to),
            ("Report by", long_date(written.report_by) if written.report_by else ""),
            ("Confidentiality", written.confidentiality),
            ("Updates", written.updates),
            ("Written by", f"{written.written_by}, {moment(written.written_at)}"),
        ]
    )


def chronology(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "when": long_date(entry.day),
            "clock": f"{entry.time:%H:%M}" if entry.time else "",
            "what": worded(entry.text),
            "source": f"Exhibit {entry.evidence.number}" if entry.evidence else "",
            "long": len(entry.text) > 600,
        }
        for entry in case.chronology.select_related("evidence")
    ]


def statements(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "anchor": f"statement-{statement.number}",
            "title": f"Statement {statement.number}: {statement.person}",
            "facts": filled(
                [
                    ("Taken", f"{long_date(statement.taken_on)}, by {statement.taken_by}"),
                    ("How", statement.how_taken),
                    ("State", StatementState(statement.state).label),
                    (
                        "Settled",
                        f"{statement.settled_how}, {moment(statement.settled_at)}" if statement.settled_at else "",
                    ),
                ]
            ),
            "text": paragraphs_html(statement.text),
        }
        for statement in rows
    ]


def submissions(rows: Any) -> list[dict[str, Any]]:
    return [{"title": f"{row.by}, {moment(row.at)}", "text": paragraphs_html(row.text)} for row in rows]


def decisions(case: Case, sections: frozenset[Any]) -> list[dict[str, Any]]:
    """Every step of the case whose section is seen, with what was answered: who decided what, when and why."""
    rows = []
    for taken in _steps(case, sections).filter(table=CaseProcedure.__name__):
        step = step_of(taken.table, taken.step)
        answers = {**taken.answers, MINUTES: MINUTES_ELSEWHERE} if taken.answers.get(MINUTES) else taken.answers
        rows.append(
            {
                "title": step.label,
                "facts": filled(
                    [
                        ("Decided", f"{taken.by or 'Casework'}, {_as(taken)}{moment(taken.at)}"),
                        ("Rule", step.rule),
                        *said(step, answers),
                    ]
                ),
            }
        )
    return rows


def side_steps(case: Case, sections: frozenset[Any]) -> list[dict[str, Any]]:
    """The steps of statements, actions and all else beside the case: many, and each of one line."""
    names = {str(statement.pk): f"Statement {statement.number}" for statement in case.statements.all()}
    names |= {str(action.pk): f"Action {action.number}" for action in case.actions.all()}
    for records in (case.suspensions, case.complaints, case.resignations, case.data_requests):
        names |= {str(record.pk): str(record) for record in records.all()}
    rows = []
    for taken in _steps(case, sections).exclude(table=CaseProcedure.__name__):
        step = step_of(taken.table, taken.step)
        rows.append(
            {
                "at": short_moment(taken.at),
                "of": names.get(taken.record_id, ""),
                "what": step.label,
                "by": str(taken.by or "Casework"),
                "said": [f"{label} {worded(words)}" for label, words in said(step, taken.answers)],
            }
        )
    return rows


def _steps(case: Case, sections: frozenset[Any]) -> Any:
    return case.steps_taken.select_related("by").filter(section__in=sections)


def _as(taken: Any) -> str:
    return f"{uncapitalised(Role(taken.as_role).label)}, " if taken.as_role else ""


def short_moment(at: Any) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%b %Y, %H:%M}"


def hearing(case: Case, *, is_appeal: bool) -> dict[str, Any] | None:
    held = case.hearings.filter(is_appeal=is_appeal).first()
    if held is None:
        return None
    attendance = held.attendance.select_related("person")
    return {
        "facts": filled(
            [
                ("Arranged for", moment(held.starts_at)),
                ("Place", held.place),
                ("Notice and papers served", long_date(held.served_on)),
                (
                    "Shorter notice agreed",
                    f"{held.short_notice} ({held.short_notice_agreement})"
                    if held.short_notice_agreement
                    else held.short_notice,
                ),
                ("Smaller panel, because", held.small_panel_reason),
                ("Held on", long_date(held.held_on) if held.held_on else "Not yet"),
                ("Employee", "Attended" if held.employee_attended else "Did not attend" if held.held_on else ""),
                ("Companion", held.companion or ("None: the employee chose to come alone" if held.held_on else "")),
                ("Present throughout", ", ".join(row.person.name for row in attendance if row.present_throughout)),
                ("Not throughout", ", ".join(row.person.name for row in attendance if not row.present_throughout)),
            ]
        ),
        "minutes": paragraphs_html(held.minutes),
    }


def outcome(case: Case, *, sees_appeal: bool) -> Rows:
    """The outcome as it stands; for who does not see the appeal, as the hearing left it."""
    decided = getattr(case, "outcome", None)
    if decided is None:
        return []
    level = _level(decided, sees_appeal=sees_appeal)
    # On appeal the date is counted anew for the lesser outcome, so alone it would tell what was decided.
    live_until = decided.live_until if level is Level(decided.level) else None
    return filled(
        [
            ("Outcome", level.label),
            ("Decided", f"{decided.decided_by}, {moment(decided.decided_at)}"),
            ("Served", long_date(decided.served_on) if decided.served_on else ""),
            ("Live until", long_date(live_until) if live_until else ""),
            ("Reasons", decided.reasons),
            ("Change required", decided.change_required),
        ]
    )


def _level(outcome: Any, *, sees_appeal: bool) -> Level:
    appealed = getattr(outcome.case, "appeal", None)
    was_changed = appealed is not None and appealed.result and not sees_appeal
    return Level(appealed.first_level if was_changed else outcome.level)


def appeal(case: Case) -> Rows:
    lodged = getattr(case, "appeal", None)
    if lodged is None:
        return []
    return filled(
        [
            ("Received", long_date(lodged.received_on)),
            ("Grounds", "; ".join(AppealGround(ground).label for ground in lodged.grounds)),
            ("In the employee's words", lodged.grounds_text),
            ("Late, because", lodged.late_reason),
            ("Decision on lateness", lodged.late_decision),
            ("Decided with the clerk by", lodged.concurrence),
            ("Withdrawn, because", lodged.withdrawn_because),
            ("Result", AppealResult(lodged.result).label if lodged.result else ""),
            ("First outcome", Level(lodged.first_level).label if lodged.result else ""),
            ("Outcome after the appeal", Level(lodged.level).label if lodged.level else ""),
            ("Grounds upheld", _grounds_upheld(lodged)),
            ("Reasons", lodged.reasons),
            ("Decided", f"{lodged.decided_by}, {moment(lodged.decided_at)}" if lodged.decided_at else ""),
        ]
    )


def _grounds_upheld(lodged: Any) -> str:
    upheld = "; ".join(AppealGround(ground).label for ground in lodged.grounds_upheld)
    return upheld or ("None" if lodged.result else "")


def actions(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "anchor": f"action-{action.number}",
            "title": f"Action {action.number}: {action.title}",
            "facts": filled(
                [
                    ("From the catalogue", action.code),
                    ("Protects", action.protected),
                    ("What is to be done", action.instructions),
                    ("Owner", action.owner),
                    ("State", action.status.label),
                    ("Due", long_date(action.due_on)),
                    ("Approved", f"{action.approved_by}, {moment(action.approved_at)}" if action.approved_at else ""),
                    ("Done", long_date(action.done_on) if action.done_on else ""),
                    ("Proof", action.proof),
                    ("Not done, because", action.not_done_because),
                    ("Minute", action.minute_reference),
                ]
            ),
        }
        for action in case.actions.select_related("owner", "approved_by")
    ]


def clocks(case: Case, sections: frozenset[Any]) -> list[dict[str, str]]:
    """The dates that were set going by what the reader sees: one can tell from a date that the police were asked."""
    logged = Q(started_by=None) & ~Q(key__in=hidden_beginnings(sections))
    known = logged | Q(started_by__section__in=sections)
    return [
        {
            "label": Clock.get(clock.key).label,
            "due": _deadline(clock.due_at),
            "counted": counts_in_words(clock),
            "state": f"Stopped {short_moment(clock.stopped_at)}" if clock.stopped_at else "Running",
            "changes": changes_in_words(clock),
        }
        for clock in case.clocks.filter(known).prefetch_related("changes__by").order_by("started_at")
    ]


def _deadline(at: Any) -> str:
    """A day that may be used to its end is a day; only clock hours end at a time."""
    local = timezone.localtime(at)
    return long_date(local.date()) if (local.hour, local.minute) == (23, 59) else moment(at)


def served(case: Case, sections: Collection[Section], *, sees_appeal: bool) -> list[dict[str, str]]:
    """What was served, and how; up to the appeal for those who do not see that there was one.

    A letter is named to whoever sees the part that it is about; that the employee was told, to every reader.
    """
    named = Q(case_letter=None) | Q(case_letter__section__in=list(sections)) | Q(letter=Letter.NOTICE_OF_INVESTIGATION)
    rows = case.served.filter(named).select_related("to", "by")
    lodged = case.steps_taken.filter(section=Section.APPEAL).order_by("at").first()
    if lodged and not sees_appeal:
        rows = rows.filter(recorded_at__lt=lodged.at)
    return [
        {
            "title": row.title,
            "to": row.recipient,
            "how": row.get_method_display() + (f", {row.address}" if row.address else ""),
            "sent": short_moment(row.sent_at),
            "served": long_date(row.served_on),
            "by": row.by.name,
        }
        for row in rows
    ]


def history(standing: Standing) -> list[dict[str, str]]:
    """The record in plain sentences, of the sections that are seen.  Readings of evidence stand in it too."""
    stream, words = f"case:{standing.case.pk}", audit.Reader()
    events = AuditEvent.objects.filter(stream__name=stream, section__in=standing.sections).order_by("seq")
    return [
        {
            "number": str(event.seq),
            "at": short_moment(event.at),
            "says": words.said(event)["says"],
            "hash": event.hash[:12],
        }
        for event in events.iterator(chunk_size=2000)
        if _may_be_told(event, standing)
    ]


def _may_be_told(event: AuditEvent, standing: Standing) -> bool:
    """A sentence that names a witness or a panel member is for those who know of them, whichever section it is in."""
    if not event.kind.startswith(ABOUT_PEOPLE):
        return True
    role = json.loads(bytes(event.body))["facts"].get("role")
    return standing.knows(Appointment(role=role)) if role else standing.sees(Section.ACCESS)


def advice(case: Case) -> list[dict[str, Any]]:
    return [
        {"title": f"{note.by}, {moment(note.at)}", "text": paragraphs_html(note.text)}
        for note in case.advice.select_related("by")
    ]
