"""What the case file says of the days of a hearing: its sessions, what was disclosed after the findings, the votes."""

from typing import Any

from investigations.access import Standing
from investigations.models import Case, Disclosure, HearingSession, Vote
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

from .case_parts import Rows, filled, short_moment


def sessions(case: Case, *, is_appeal: bool) -> list[dict[str, str]]:
    """Each sitting: when, which members were there throughout it, and who else."""
    kept = HearingSession.objects.filter(hearing__case=case, hearing__is_appeal=is_appeal)
    return [
        {
            "title": f"Session {session.number}" + (", set aside" if session.set_aside_at else ""),
            "when": short_moment(session.starts_at)
            + (f" to {short_moment(session.ends_at)}" if session.ends_at else ""),
            "members": ", ".join(sorted(person.name for person in session.members.all())) or "None throughout",
            "others": "; ".join(_others(session)),
        }
        for session in kept.prefetch_related("members")
    ]


def _others(session: HearingSession) -> list[str]:
    employee = "the employee" if session.employee_attended else "not the employee"
    if session.employee_attended and session.companion:
        employee += f" with {session.companion}"
    rows = [employee, "the presenting officer" if session.presenter_attended else ""]
    rows += [session.advisers, f"witnesses: {session.witnesses}" if session.witnesses else ""]
    rows.append(f"set aside because: {session.set_aside_because}" if session.set_aside_because else "")
    return [row for row in rows if row]


def disclosure_for(standing: Standing) -> Disclosure | None:
    """What was disclosed, once it was: an appeal panel reads it after its own findings, like the first panel."""
    if not standing.sees(Section.OUTCOME):
        return None
    if Role.APPEAL_PANEL in standing.roles and not standing.facts.every_allegation_has_an_appeal_finding:
        return None
    return Disclosure.objects.filter(case=standing.case).select_related("by").first()


def disclosed(standing: Standing) -> Rows:
    found = disclosure_for(standing)
    if found is None:
        return []
    live = [f"{row['level']}, decided on {row['decided']}, live until {row['live_until']}" for row in found.warnings]
    spent = [f"{row['level']}, decided on {row['decided']}" for row in found.spent]
    return filled(
        [
            ("Disclosed", f"{found.by}, {short_moment(found.at)}" if found.by else "There was nothing to disclose"),
            ("Warnings that counted", "; ".join(live) or "None"),
            ("Expired warnings told", "; ".join(spent)),
            ("Told although expired, because", found.spent_because),
            ("For a milder outcome", found.mitigation),
        ]
    )


def votes(case: Case, *, is_appeal: bool) -> list[dict[str, Any]]:
    found = Vote.objects.filter(hearing__case=case, hearing__is_appeal=is_appeal).select_related("member")
    return [
        {
            "member": vote.member.name,
            "vote": ("For" if vote.is_for else "Against")
            + (", with the chair's casting vote" if vote.is_casting else ""),
        }
        for vote in found
    ]
