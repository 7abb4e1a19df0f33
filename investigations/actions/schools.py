"""What is settled for a whole school: its name, its terms and closures, and its own day counts?"""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from investigations import audit
from investigations.models import Closure, Person, School, Term, User
from investigations.procedure.choices import EmployerType, PersonKind
from investigations.procedure.clocks import Clock, NoticeDays
from investigations.procedure.roles import Office

from .people import add_person, give_account, refuse_unless_runs
from .refusals import BadAnswers, Refused

#: Who can be named to follow the vice-chair: governors whom the school does not employ.
GOVERNORS = (Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR)
ABOUT = (
    "name",
    "employer_type",
    "local_authority",
    "trust",
    "address",
    "governors_sign",
    "appeal_scope",
    "tells_spent_for_safety",
)


def why_not_serve() -> str:
    """The sentence with which the site does not start: where one signs in by a click nothing real may stand."""
    kinds = set(School.objects.order_by().values_list("is_rehearsal", flat=True).distinct())
    if len(kinds) < 2:
        return ""
    return (
        "This database holds a rehearsal school beside a real one, so the site does not start. Take the rehearsal "
        "school away, or choose another database with DATA_DIR or DATABASE_URL."
    )


def open_school(
    name: str, *, employer_type: EmployerType, local_authority: str, trust: str, head_name: str, head_email: str
) -> tuple[School, User]:
    """A real school on an installation without one, with its head teacher, who enters everybody else."""
    with transaction.atomic():
        if School.objects.filter(is_rehearsal=True).exists():
            raise Refused("This database holds the rehearsal school; use an empty data folder.")
        if School.objects.filter(name__iexact=name.strip()).exists():
            raise Refused(f"There is a school called {name.strip()} already.")
        school = School.objects.create(
            name=name.strip(), employer_type=EmployerType(employer_type), local_authority=local_authority, trust=trust
        )
        audit.record_school(school, "school.opened", by=None, says=f"Casework was opened for {school}")
        head = add_person(school, kind=PersonKind.STAFF, name=head_name, email=head_email, office=Office.HEAD)
        return school, give_account(head, head_email, by=None)


def change_school(school: School, *, by: Person, **changes: str | bool) -> None:
    """Change what stands on letters, who employs the staff, and whether governors sign the policies too."""
    try:
        with transaction.atomic():
            school = _locked(school, by)
            changed = [name for name in ABOUT if name in changes and getattr(school, name) != changes[name]]
            if changes.get("appeal_scope") == "":  # left as it is
                changed.remove("appeal_scope")
            if not changed:
                return
            for name in changed:
                setattr(school, name, changes[name])
            school.save(update_fields=changed)
            audit.record_school(
                school,
                "school.changed",
                by=by,
                facts={"changed": changed},
                says=f"{by} changed the school's {', '.join(name.replace('_', ' ') for name in changed)}",
            )
    except IntegrityError as clash:
        raise BadAnswers({"name": "Another school has this name already."}) from clash


def name_governor(school: School, person: Person | None, *, by: Person) -> None:
    """The governing body's own choice of who takes a case after the vice-chair; nobody, where it made none."""
    with transaction.atomic():
        school = _locked(school, by)
        if person and not any(office in GOVERNORS for office in person.current_offices()):
            raise BadAnswers({"person": f"{person} is no governor today."})
        school.named_governor = person
        school.save(update_fields=["named_governor"])
        audit.record_school(
            school,
            "school.governor_named",
            by=by,
            facts={"person": str(person.pk) if person else ""},
            says=f"{by} entered {person or 'nobody'} as the governor who takes a case after the vice-chair",
        )


# Terms and closures --------------------------------------------------------------------------------------------


def save_term(school: School, *, name: str, starts: date, ends: date, by: Person, term: Term | None = None) -> Term:
    """Add a term, or change one.  Two terms never share a day."""
    with transaction.atomic():
        school = _locked(school, by)
        if ends < starts:
            raise BadAnswers({"ends": "The last day cannot be before the first."})
        others = school.terms.filter(starts__lte=ends, ends__gte=starts)
        if other := others.exclude(pk=term.pk if term else None).first():
            raise BadAnswers(
                {"starts": f"These days overlap “{other.name}”, {_day(other.starts)} to {_day(other.ends)}."}
            )
        is_new = term is None
        term = term or Term(school=school)
        term.name, term.starts, term.ends = name, starts, ends
        term.save()
        _record_days(school, by, "term.added" if is_new else "term.changed", f"{name}, {_day(starts)} to {_day(ends)}")
    return term


def remove_term(term: Term, *, by: Person) -> None:
    with transaction.atomic():
        school = _locked(term.school, by)
        _record_days(school, by, "term.removed", f"{term.name}, {_day(term.starts)} to {_day(term.ends)}")
        term.delete()


def add_closure(school: School, *, day: date, reason: str, by: Person) -> Closure:
    try:
        with transaction.atomic():
            closure = Closure.objects.create(school=_locked(school, by), day=day, reason=reason)
            _record_days(school, by, "closure.added", f"{_day(day)}, {reason}")
    except IntegrityError as clash:
        raise BadAnswers({"day": "The school is entered as closed on this day already."}) from clash
    return closure


def remove_closure(closure: Closure, *, by: Person) -> None:
    with transaction.atomic():
        school = _locked(closure.school, by)
        _record_days(school, by, "closure.removed", f"{_day(closure.day)}, {closure.reason}")
        closure.delete()


def _record_days(school: School, by: Person, kind: str, what: str) -> None:
    verb = {"added": "entered", "changed": "changed", "removed": "removed"}[kind.partition(".")[2]]
    noun = "the term" if kind.startswith("term") else "the closure"
    audit.record_school(school, kind, by=by, says=f"{by} {verb} {noun} {what}")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# Day counts ----------------------------------------------------------------------------------------------------


def set_day_counts(
    school: School,
    amounts: Mapping[str, int],
    *,
    by: Person,
    notice_days: str = "",
    uses_verbal_warnings: bool | None = None,
) -> list[str]:
    """Set the school's own figures; one that equals the usual is not kept.  What the law fixes is passed over.

    `notice_days` (a value of NoticeDays) says in which calendar the notice of a hearing is counted; like
    `uses_verbal_warnings`, it stays as it is where it is left out.

    Returns the labels of what changed.  Dates that run already keep the figure they were counted by.
    """
    with transaction.atomic():
        school = _locked(school, by)
        kept, changed, wrong = dict(school.day_counts), {}, {}
        for rule in Clock.all():
            if rule.is_hard or rule.key not in amounts:
                continue
            if refusal := rule.check(amounts[rule.key]):
                wrong[rule.key] = refusal
            elif amounts[rule.key] != school.amount(rule):
                changed[rule] = amounts[rule.key]
        if notice_days == NoticeDays.SCHOOL and not school.terms.exists():
            wrong["notice_days"] = "Enter the school's terms first: school days cannot be counted without them."
        if wrong:
            raise BadAnswers(wrong)
        switched = _switch(school, notice_days or school.notice_days, uses_verbal_warnings)
        for rule, amount in changed.items():
            kept.pop(rule.key, None)
            if amount != rule.amount:
                kept[rule.key] = amount
        if changed or switched:
            school.day_counts = kept
            school.save(update_fields=["day_counts", "notice_days", "uses_verbal_warnings"])
            audit.record_school(
                school,
                "school.day_counts",
                by=by,
                facts={
                    "changed": {rule.key: amount for rule, amount in changed.items()},
                    "notice_days": school.notice_days,
                    "uses_verbal_warnings": school.uses_verbal_warnings,
                },
                says=f"{by} set "
                + ", ".join(
                    [f"{rule.label.lower()} to {rule.unit.of(amount)}" for rule, amount in changed.items()]
                    + list(switched.values())
                ),
            )
    return [*(rule.label for rule in changed), *switched]


def _switch(school: School, notice_days: str, uses_verbal_warnings: bool | None) -> dict[str, str]:
    """Put the two switches where they should be; what was switched, with the words of the record."""
    switched = {}
    if notice_days != school.notice_days:
        school.notice_days = NoticeDays(notice_days)
        in_words = NoticeDays(notice_days).label.partition(":")[0].lower()
        switched["The calendar of a hearing's notice"] = f"the notice of a hearing to count in {in_words}"
    if uses_verbal_warnings is not None and uses_verbal_warnings != school.uses_verbal_warnings:
        school.uses_verbal_warnings = uses_verbal_warnings
        switched["Recorded verbal warnings"] = f"recorded verbal warnings {'on' if uses_verbal_warnings else 'off'}"
    return switched


def _locked(school: School, by: Person) -> School:
    refuse_unless_runs(school, by)
    return School.objects.select_for_update().get(pk=school.pk)
