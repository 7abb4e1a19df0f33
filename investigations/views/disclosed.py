"""What has a panel been told after its findings, and how did its members vote?  For those who may read it."""

from investigations.access import Standing
from investigations.models import Case, Mitigation, Vote
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section


def mitigation_for(case: Case, standing: Standing) -> list[Mitigation]:
    """For the clerk, who puts it before the panel, and for nobody else before it is disclosed."""
    if Role.CLERK not in standing.roles or standing.facts.was_disclosed:
        return []
    return list(Mitigation.objects.filter(case=case).select_related("by"))


def votes_of(case: Case, standing: Standing, *, is_appeal: bool) -> list[Vote]:
    """How each member voted: for those who see the deliberation."""
    if not standing.sees(Section.APPEAL_DELIBERATION if is_appeal else Section.DELIBERATION):
        return []
    return list(Vote.objects.filter(hearing__case=case, hearing__is_appeal=is_appeal).select_related("member"))
