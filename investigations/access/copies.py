"""Which copies of a case may this person know of, prepare and read?"""

from investigations.models import Release
from investigations.models.releases import ReleaseQuerySet
from investigations.procedure.audiences import Audience
from investigations.procedure.releases import COPIES
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

from .standing import Standing

#: In which part a recipient reads their copy; whoever no longer holds it has lost the copy here too.
RECEIVED_AS: dict[Audience, Role] = {
    Audience.EMPLOYEE: Role.SUBJECT,
    Audience.COMPANION: Role.COMPANION,
    Audience.PANEL: Role.PANEL,
    Audience.APPEAL_PANEL: Role.APPEAL_PANEL,
    Audience.REPORTER: Role.REPORTER,
}


def prepares(standing: Standing, audience: Audience, section: Section) -> bool:
    """Whether copies for that audience are theirs to prepare and to release."""
    return bool(set(COPIES[audience].by) & standing.roles) and standing.sees(Section.COPIES) and standing.sees(section)


def copies_known_to(standing: Standing) -> ReleaseQuerySet:
    """The disclosure log as far as they see it: no more than the parts of the case that they see."""
    if not standing.sees(Section.COPIES):
        return Release.objects.none()
    return Release.objects.in_sections(standing.sections).filter(case=standing.case)


def copies_of_mine(standing: Standing) -> list[Release]:
    """The copies that were released to this person, and that they may still have."""
    if standing.person is None:
        return []
    mine = Release.objects.released().filter(case=standing.case, to=standing.person)
    found = mine.select_related("document", "to", "bundle__hearing").order_by("-released_at")
    return [release for release in found if is_theirs(standing, release)]


def is_theirs(standing: Standing, release: Release) -> bool:
    """Released to them, and they still hold the part in which they got it; a companion, while it is shared."""
    if standing.person is None or release.to_id != standing.person.pk or not release.is_released:
        return False
    role = RECEIVED_AS.get(release.for_whom)
    if role is None:
        return bool(standing.roles)
    if role is Role.COMPANION and not _is_shared(standing):
        return False
    return role in standing.roles


def reads_copy(standing: Standing, release: Release) -> bool:
    """Whoever prepares such copies looks at them before they go out, and can see later what went."""
    return is_theirs(standing, release) or prepares(standing, release.for_whom, release.part)


def _is_shared(standing: Standing) -> bool:
    companions = standing.case.appointments.live().of(Role.COMPANION).filter(person=standing.person)
    return companions.filter(papers_shared_at__isnull=False).exists()
