"""Which warnings still count, and which have ended?  They end of themselves; the clock writes down that they have."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, cases_for
from investigations.models import Case, Outcome, School, User
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import Level
from investigations.procedure.letters import Letter
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

from .letters import Writer, begin


def warnings_for(user: User, school: School) -> QuerySet[Outcome]:
    """The live warnings of cases of which this person sees the outcome, those that end first before the others."""
    cases = cases_for(user, seeing=Section.OUTCOME).filter(school=school)
    live = Outcome.objects.filter(case__in=cases.values("pk"), live_until__gte=timezone.localdate())
    return live.select_related("case").order_by("live_until", "pk")


def end_warnings() -> int:
    """Write down every warning whose last day has passed, once each; how many.

    Nothing waits for this: a warning counts no more from the day after, whether it has been noted or not.
    """
    ended = Outcome.objects.filter(live_until__lt=timezone.localdate(), spent_at=None)
    return sum(_end(pk) for pk in list(ended.values_list("pk", flat=True)))


def _end(pk: object) -> bool:
    with transaction.atomic():
        outcome = Outcome.objects.select_related("case").get(pk=pk)
        case = Case.objects.select_for_update().select_related("school").get(pk=outcome.case_id)
        # Asked again behind the lock: two clocks may tick at once, and an appeal may just have changed the date.
        mine = Outcome.objects.filter(pk=pk, spent_at=None, live_until__lt=timezone.localdate())
        if not mine.update(spent_at=timezone.now()):
            return False
        outcome.refresh_from_db()
        assert outcome.live_until is not None
        audit.record(
            case,
            "warning.spent",
            section=Section.OUTCOME,
            facts={"level": outcome.level, "live_until": outcome.live_until.isoformat()},
            says=f"{Level(outcome.level).label} was live until {long_date(outcome.live_until)}, and is spent",
        )
        _put_the_letter_in_the_tray(case)
    return True


def _put_the_letter_in_the_tray(case: Case) -> None:
    """The employee is told that the warning has ended: a draft for the case manager, also where the case is closed."""
    manager = case.appointments.live().of(Role.CASE_MANAGER).select_related("person__user").first()
    if manager is None or manager.person.user is None or case.subject is None:
        return
    sees = Standing.of(manager.person.user, case).sees
    code = Letter.END_OF_WARNING
    begin(case, code, code.section, Writer(person=manager.person, sees=sees))
