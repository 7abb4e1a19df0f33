"""Which letters of a case may this person know of, which may they open, and which wait for them?"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from investigations.models import Appointment, CaseLetter, User, open_letters
from investigations.procedure.letters import Letter
from investigations.procedure.roles import Role
from investigations.procedure.sections import ONLY_AFTER, SEES
from investigations.procedure.states import LetterState

from .gate import HAS_COME, cases_for
from .standing import Standing

#: Who chairs a panel is appointed as its member.
CHAIRED = {Role.PANEL_CHAIR: Role.PANEL, Role.APPEAL_CHAIR: Role.APPEAL_PANEL}


def letters_for(standing: Standing) -> QuerySet[CaseLetter]:
    """The letters whose part of the case they see.  A draft begun by hand is known to its writers alone; one that a step
    called for is known, so that everybody sees what is waited for, and is read by its writers only."""
    sections = [section.value for section in standing.sections]
    mine = [letter.value for letter in Letter if standing.writes(letter)]
    known = ~Q(state__in=[LetterState.DRAFT, LetterState.NOT_NEEDED]) | Q(code__in=mine) | Q(step__isnull=False)
    return (
        CaseLetter.objects.filter(known, case=standing.case, section__in=sections)
        .select_related("case__school", "to", "served", "issued_by", "written_by", "step")
        .order_by("number")
    )


def reads_letter(standing: Standing, letter: CaseLetter) -> bool:
    """Whether its words are theirs to read.  What was not issued may still change, and may tell what is not decided."""
    if not standing.sees(letter.part):
        return False
    was_issued = letter.status in (LetterState.ISSUED, LetterState.SERVED)
    return was_issued or standing.writes(letter.kind)


def letters_to_write(user: User) -> QuerySet[CaseLetter]:
    """The letters that wait for this account to issue or serve them, in the roles that it holds now."""
    mine = Q(pk__in=[])
    for role in sorted({role for letter in Letter for role in letter.writers}):
        appointed_as = CHAIRED.get(role, role)
        held = Appointment.objects.live().filter(case=OuterRef("pk"), person__user=user, role=appointed_as)
        if role in CHAIRED:
            held = held.filter(is_chair=True)
        cases = cases_for(user).filter(Q(Exists(held)) & HAS_COME[ONLY_AFTER.get(appointed_as, "")])
        codes = [letter.value for letter in Letter if role in letter.writers]
        sections = [section.value for section in SEES.get(appointed_as, ())]
        mine |= Q(case__in=cases.values("pk"), code__in=codes, section__in=sections)
    return CaseLetter.objects.filter(mine & open_letters()).select_related("case", "to").order_by("written_at", "pk")
