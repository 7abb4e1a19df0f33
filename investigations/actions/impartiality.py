"""Who declares what, where is a bar set aside, and who opened the case?  What the taint register is computed from."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Register, Standing, panel_places, sync
from investigations.models import (
    Appointment,
    Case,
    Declaration,
    ExclusionKind,
    Opening,
    Override,
    Person,
    User,
)
from investigations.procedure.roles import CASEWORKERS, JUDGES, Role
from investigations.procedure.sections import Section
from investigations.procedure.taint import EVERYBODY, Tie
from investigations.procedure.work import Working

from .appointments import remove
from .refusals import BadAnswers, Refused
from .work import working

NO_SUCH_PLACE = "You are not asked for this any more."


def declare_tie(person: Person, about: Person, *, kind: Tie, words: str = "", since: date | None = None) -> Declaration:
    """Declare a tie to somebody, of no case.

    A close tie to the employee concerned, to who reported or to a witness ends every working part of the declarer in
    that case at once.  Who sits on a panel stays until they stand down: a panel changes openly, and it cannot decide
    meanwhile.
    """
    with transaction.atomic():
        if about == person or about.school_id != person.school_id:
            raise BadAnswers({"about": "Choose somebody else of your school."})
        if since and since > timezone.localdate():
            raise BadAnswers({"since": "This day has not come yet: leave it empty, or enter an earlier one."})
        if person.declarations.ties().filter(about=about, kind=kind, until=None).exists():
            raise BadAnswers({"about": f"You have declared this tie to {about} already."})
        declared = Declaration.objects.create(person=person, about=about, kind=kind, words=words.strip(), since=since)
        audit.record_school(
            person.school,
            "tie.declared",
            by=person,
            facts={"declaration": str(declared.pk), "about": str(about.pk), "kind": Tie(kind).value},
            says=f"{person} declared a tie to {about}",
        )
        if Tie(kind).is_close:
            _leave_cases_with(person, about)
    return declared


def end_tie(declared: Declaration, *, by: Person, until: date) -> None:
    """It stays in the record, and asks for care from then on."""
    with transaction.atomic():
        declared = Declaration.objects.select_for_update().get(pk=declared.pk, person=by)
        if declared.until is not None:
            raise Refused("This tie has ended already.")
        if until > timezone.localdate():
            raise BadAnswers({"until": "This day has not come yet: enter it when the tie has ended."})
        if declared.since and until < declared.since:
            raise BadAnswers({"until": "It cannot end before it began."})
        declared.until = until
        declared.save(update_fields=["until"])
        audit.record_school(
            by.school,
            "tie.ended",
            by=by,
            facts={"declaration": str(declared.pk), "until": until.isoformat()},
            says=f"{by} entered that their tie to {declared.about} ended",
        )


def _leave_cases_with(person: Person, about: Person) -> None:
    """Out of every open case that this person works on and in which the other is concerned."""
    concerned = Appointment.objects.live().of(Role.SUBJECT, Role.REPORTER, Role.WITNESS).filter(person=about)
    working_on = Appointment.objects.live().of(*(CASEWORKERS - JUDGES)).filter(person=person)
    cases = Case.objects.open().filter(pk__in=working_on.values("case")).filter(pk__in=concerned.values("case"))
    for case in cases.select_for_update().order_by("pk"):
        remove(case, person, ExclusionKind.CONFLICT, "They declared a tie to somebody in this case.", by=person)


# ---- Panels ------------------------------------------------------------------------------------------------------------


def answer_for_panel(place: Appointment, *, by: User, has_interest: bool, words: str = "") -> None:
    """A convened member says whether they could judge with an open mind.  An interest ends the place at once.

    They are asked without a single name: their declared ties are compared with the people of the case by the register,
    so that a governor who cannot sit has learned that a matter exists, and nothing else (domain paper, section 2).
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=place.case_id)
        mine = panel_places(by).filter(pk=place.pk).first()
        if mine is None:
            raise Refused(NO_SUCH_PLACE)
        if has_interest and not words.strip():
            raise BadAnswers({"words": "Say in a few words what stands in the way. The clerk is not shown it."})
        Declaration.objects.update_or_create(
            place=mine,
            defaults={
                "person": mine.person,
                "case": case,
                "has_interest": has_interest,
                "words": words.strip(),
                "declared_at": timezone.now(),
            },
        )
        sync(case)  # to whoever is convened late, the answer opens the case
        says = "an interest" if has_interest else "no interest"
        audit.record(
            case,
            "person.declared",
            by=mine.person,
            section=Section.APPEAL if mine.kind is Role.APPEAL_PANEL else Section.HEARING,
            facts={"role": mine.role, "has_interest": has_interest},
            says=f"{mine.person} declared {says} as {mine.kind.in_sentence}",
        )
        if has_interest:
            remove(case, mine.person, ExclusionKind.RECUSED, "They declared an interest.", by=mine.person)


def set_aside(case: Case, person: Person, role: Role, *, reason: str, by: User) -> Override:
    """Let somebody be chosen in spite of a bar.  The reason is printed in the case file; some bars are never set aside.

    The clerk does it for panels, who convenes them; the case manager for the parts that they appoint to.
    """
    work = Working.set_aside_for_a_panel if role in JUDGES else Working.set_aside
    with working(case, work, by=by) as writing:
        if role not in EVERYBODY:
            raise Refused("Nothing bars from this part that could be set aside.")
        judgement = Register.of(writing.case).judge(person, role)
        if judgement.is_eligible:
            raise Refused(f"Nothing bars {person} from this part now.")
        if not judgement.may_be_set_aside:
            raise Refused(
                f"{judgement.why_not(in_full=writing.standing.sees(Section.ACCESS))} This is never set aside."
            )
        if not reason.strip():
            raise BadAnswers({"reason": "Say why nobody else can be chosen. The reason is printed in the case file."})
        kinds = frozenset(one.kind for one in judgement.barring)
        override = Override.objects.create(
            case=writing.case,
            person=person,
            role=role,
            reason=reason.strip(),
            kinds=Override.written(kinds),
            sentences=[one.said(in_full=False) for one in judgement.barring],
            by=writing.by,
        )
        writing.facts = {"role": role.value, "person": str(person.pk), "kinds": sorted(kinds)}
        writing.says = f"set aside what bars {person} from being {role.in_sentence}"
    return override


# ---- Who opened the case -----------------------------------------------------------------------------------------------


def record_opening(standing: Standing) -> None:
    """Write down once for each person and day that they opened the case: a reading taints whoever was to judge.

    The row answers at once whether it was written today, so that the chain does not grow with every click.
    """
    case, person = standing.case, standing.person
    if person is None or Opening.objects.filter(case=case, person=person, day=timezone.localdate()).exists():
        return
    try:
        with transaction.atomic():
            Opening.objects.create(case=case, person=person, day=timezone.localdate())
            roles = sorted(role.value for role in standing.roles)
            audit.record(
                case,
                "case.opened",
                by=person,
                # The HR adviser and the first panel are not told that there is an appeal.
                section=Section.APPEAL if Role.APPEAL_PANEL in standing.roles else Section.ACCESS,
                facts={"roles": roles},
                says=f"{person} opened the case",
            )
    except IntegrityError:
        return  # two pages opened at the same moment: the other one wrote it
