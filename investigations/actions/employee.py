"""What does the employee concerned do for themselves?  Hand in papers, name a companion, share the papers with them."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Appointment, Case, Evidence, Person, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import CASEWORKERS, Role
from investigations.procedure.work import Working
from investigations.vault.store import discard

from .appointments import introduce, name_companion
from .evidence import KeptFile, enter_exhibit, receive
from .refusals import BadAnswers, Refused
from .work import working

SOURCE = "The employee"


def hand_in(case: Case, file: UploadedFile, *, by: User) -> Evidence:
    """Receive one file from the employee as the next exhibit.  Raises the vault's refusals as they are."""
    if refusal := Standing.of(by, case).work_refusal(Working.hand_in):
        raise Refused(refusal)
    kept = receive(file, folder=case.pk.hex)
    try:
        return enter_handed_in(case, kept, by=by)
    except BaseException:
        discard(kept.vault_key)
        raise


def enter_handed_in(case: Case, kept: KeptFile, *, by: User) -> Evidence:
    """The next exhibit, of a file that lies in the vault."""
    with working(case, Working.hand_in, by=by) as writing:
        exhibit = enter_exhibit(writing.case, kept, by=writing.by, source=SOURCE)
        writing.facts = {"exhibit": exhibit.number}
        writing.says = f"handed in exhibit {exhibit.number} as the employee concerned"
        return exhibit


def choose_companion(
    case: Case, *, by: User, person: Person | None = None, name: str = "", from_where: str = ""
) -> Appointment:
    """The employee names a colleague, or somebody new by name and union.  Why somebody cannot come is not told:
    it would say who else has a part in the case."""
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=case.pk)
        if refusal := Standing.of(by, case).work_refusal(Working.name_companion):
            raise Refused(refusal)
        if person is None:
            person = introduce(case.school, kind=PersonKind.OTHER, name=name, job_title=from_where)
        elif person.school_id != case.school_id or _works_the_case(case, person):
            raise BadAnswers({"person": _somebody_else(person)})
        try:
            return name_companion(case, person, by=by)
        except BadAnswers as bad:
            raise BadAnswers({"person": _somebody_else(person)}) from bad


def share_papers(companion: Appointment, *, shared: bool, by: User) -> None:
    """Open the papers of the hearing to the companion, or close them again.  Only the employee decides it."""
    with working(companion.case, Working.share_papers, by=by) as writing:
        companion = Appointment.objects.live().of(Role.COMPANION).get(pk=companion.pk, case=writing.case)
        companion.papers_shared_at = timezone.now() if shared else None
        companion.save(update_fields=["papers_shared_at"])
        verb = "shared the papers with" if shared else "no longer shares the papers with"
        writing.says = f"{verb} {companion.person}, their companion"


def _works_the_case(case: Case, person: Person) -> bool:
    return case.appointments.live().filter(person=person, role__in=CASEWORKERS).exists()


def _somebody_else(person: Person) -> str:
    return f"{person} cannot be your companion in this matter. Choose somebody else."
