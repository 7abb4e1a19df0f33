"""What is in the case file?  Everything of the case that whoever asked may see, in the order a tribunal reads it."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from investigations.access import Standing
from investigations.procedure.choices import FoundBy
from investigations.procedure.sections import Section

from . import beside, case_parts, hearing_parts, letter_parts
from .case_parts import listed
from .contents import with_contents
from .copy_parts import disclosure_log
from .custody import EXPLAINED, appendix
from .duty_parts import duties
from .exhibit_pages import Appendices, described, exhibit_pages
from .fairness import fairness_rows
from .hidden import hidden_from_reader
from .impartial_part import impartiality
from .made import Made, Say, cover, file_name, head_of_audit, letterhead, roles_in_words, uncapitalised
from .report_parts import report_parts
from .text import printable

#: Whose findings stand in it, and the section that opens each.
FINDINGS = {
    FoundBy.INVESTIGATION: Section.FINDINGS,
    FoundBy.PANEL: Section.DELIBERATION,
    FoundBy.APPEAL: Section.APPEAL_DELIBERATION,
}


def build(standing: Standing, folder: Path, say: Say) -> Made:
    """The case file as this standing sees it: a part whose section they do not see is not there at all."""
    case = standing.case
    say(2, "Gathering the record")
    count, head = head_of_audit(case)
    appendices = Appendices()
    context: dict[str, Any] = {
        "school": letterhead(case.school),
        "document": cover(
            standing,
            kind="Case file",
            title=case.title,
            facts=_cover_facts(standing),
            left_out=_left_out(standing),
        ),
        "audit": {"count": count, "head": head},
        "custody_explained": EXPLAINED,
        "terms_stand": standing.sees(Section.INVESTIGATION),
        **parts_of(standing),
    }
    if standing.sees(Section.EVIDENCE):
        evidence = list(case.evidence.select_related("received_by").prefetch_related("captures"))
        context["index"] = [described(exhibit) for exhibit in evidence]
        appendices = exhibit_pages(
            [(exhibit, described(exhibit)) for exhibit in evidence], folder, say, with_originals=True
        )
        context["exhibits"] = appendices.rows
    say(56, "Putting the parts together")
    context = printable(hidden_from_reader(standing).words(context))
    html = with_contents(render_to_string("documents/case_file.html", context))
    return Made(
        title=f"Case file {case.reference}",
        file_name=file_name(case, "Case file"),
        html=html,
        assets=appendices.assets,
        attached=appendices.attached,
        printed=appendices.printed,
        damaged=appendices.damaged,
        audit_count=count,
        audit_head=head,
    )


def _cover_facts(standing: Standing) -> list[tuple[str, str]]:
    case = standing.case
    rows = [("Stage", case.status.label)]
    if standing.sees(Section.PEOPLE):
        rows.insert(0, ("Employee concerned", case.subject.name if case.subject else "Not known"))
    return rows


def _left_out(standing: Standing) -> str:
    """The same words for everybody in that role, whatever the case holds: it must not tell that there is an appeal."""
    parts = [uncapitalised(section.label) for section in Section if not standing.sees(section)]
    if not parts:
        return ""
    return (
        f"This copy holds what its reader sees as {roles_in_words(standing)}. Whatever the case may have under these "
        f"headings is not in it: {listed(parts)}."
    )


def parts_of(standing: Standing) -> dict[str, Any]:
    """Each part beside the section that opens it; what is not seen is not even gathered."""
    case, sees, sections = standing.case, standing.sees, standing.sections
    bodies = tuple(body for body, section in FINDINGS.items() if sees(section))
    parts: dict[str, tuple[Section, Any]] = {
        "summary": (Section.ASSESSMENT, lambda: case_parts.summary(case, sees_appeal=sees(Section.APPEAL))),
        "people": (Section.PEOPLE, lambda: case_parts.people(case, standing.knows)),
        "impartiality": (Section.OVERVIEW, lambda: impartiality(standing)),
        "policies": (Section.ALLEGATIONS, lambda: case_parts.policies(case)),
        "allegations": (Section.ALLEGATIONS, lambda: case_parts.allegations(case, bodies)),
        "terms": (Section.INVESTIGATION, lambda: case_parts.terms(case)),
        "chronology": (Section.CHRONOLOGY, lambda: case_parts.chronology(case)),
        "statements": (
            Section.STATEMENTS,
            lambda: case_parts.statements(case.statements.select_related("person", "taken_by")),
        ),
        "submissions": (Section.STATEMENTS, lambda: case_parts.submissions(case.submissions.select_related("by"))),
        "report": (Section.REPORT, lambda: report_parts(case)),
        "advice": (Section.ADVICE, lambda: case_parts.advice(case)),
        "decisions": (Section.OVERVIEW, lambda: case_parts.decisions(case, sections)),
        "side_steps": (Section.OVERVIEW, lambda: case_parts.side_steps(case, sections)),
        "served": (Section.HEARING, lambda: case_parts.served(case, sections, sees_appeal=sees(Section.APPEAL))),
        "hearing": (Section.HEARING, lambda: case_parts.hearing(case, is_appeal=False)),
        "letters": (Section.LETTERS, lambda: letter_parts.letters(standing)),
        "outcome": (Section.OUTCOME, lambda: case_parts.outcome(case, sees_appeal=sees(Section.APPEAL))),
        "appeal": (Section.APPEAL, lambda: case_parts.appeal(case)),
        "sessions": (Section.HEARING, lambda: hearing_parts.sessions(case, is_appeal=False)),
        "appeal_sessions": (Section.APPEAL, lambda: hearing_parts.sessions(case, is_appeal=True)),
        "disclosed": (Section.OUTCOME, lambda: hearing_parts.disclosed(standing)),
        "votes": (Section.DELIBERATION, lambda: hearing_parts.votes(case, is_appeal=False)),
        "appeal_votes": (Section.APPEAL_DELIBERATION, lambda: hearing_parts.votes(case, is_appeal=True)),
        "appeal_hearing": (Section.APPEAL, lambda: case_parts.hearing(case, is_appeal=True)),
        "copies": (Section.COPIES, lambda: disclosure_log(standing)),
        "fairness": (Section.FAIRNESS, lambda: fairness_rows(case, sees)),
        "suspensions": (Section.SUSPENSION, lambda: beside.suspensions(case)),
        "complaints": (Section.COMPLAINTS, lambda: beside.complaints(case)),
        "resignations": (Section.RESIGNATION, lambda: beside.resignations(case)),
        "data_requests": (Section.DATA_RIGHTS, lambda: beside.data_requests(case)),
        "duties": (Section.DUTIES, lambda: duties(case)),
        "actions": (Section.ACTIONS, lambda: case_parts.actions(case)),
        "clocks": (Section.CLOCKS, lambda: case_parts.clocks(case, sections)),
        "history": (Section.HISTORY, lambda: case_parts.history(standing)),
        "custody": (Section.EVIDENCE, lambda: appendix(standing)),
    }
    return {name: gather() for name, (section, gather) in parts.items() if sees(section)}
