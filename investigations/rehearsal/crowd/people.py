"""Among whom do many cases happen?  More staff as they grow in number, and further schools of the authority."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.actions.policies import publish
from investigations.actions.sign_off import renewal_day
from investigations.models import Acknowledgement, OfficeHeld, Person, PolicyVersion, School, SignOff, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office
from investigations.procedure.sign_off import SignOffReason, SignOffState

from ..cast import CAST, CROWD, YEAR
from ..moved_time import moved_time
from ..school import Days, make_school
from ..sign_off import FIRST, SECOND, adopt
from .words import CLASSES, FIRST_NAMES, JOBS, LAST_NAMES

#: Further schools of the same authority, as the cases grow in number: name, address, and what its account is called.
SISTERS = (
    ("Hollin Bank Primary School", "Hollin Bank\nAldermere\nAM2 3HB", "HollinBank"),
    ("Westerby Junior School", "Station Road\nWesterby\nAM11 5WJ", "WesterbyJuniors"),
    ("Marsh Lane Infant School", "Marsh Lane\nAldermere\nAM1 9ML", "MarshLane"),
    ("Thornleigh Primary School", "Church Street\nThornleigh\nAM14 2TP", "Thornleigh"),
    ("Eastwick Primary School", "Eastwick Green\nAldermere\nAM6 8EP", "Eastwick"),
)
CASES_A_SISTER = 1000
CASES_A_SUBJECT = 10
CASES_AN_OFFICER = 40
CASES_A_GOVERNOR = 60
YEARS_BACK = 6


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the rows want them: keys as text, and the days from and to which they are there."""

    id: str
    name: str
    user: str | None
    starts: str
    ends: str

    @property
    def dashed(self) -> str:
        h = self.id
        return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


@dataclass
class Town:
    """One school with everybody who can have a part in a case there, and the clauses that were in force."""

    school: School
    days: Days
    handle: str
    head: Somebody
    chair: Somebody
    clerk: Somebody
    advisers: list[Somebody]
    #: Who carries out governing-body actions
    owners: list[Somebody]
    staff: list[Somebody] = field(default_factory=list)
    officers: list[Somebody] = field(default_factory=list)
    governors: list[Somebody] = field(default_factory=list)
    #: (from which day, name of the version, clauses by number as key and text), newest first
    versions: list[tuple[str, str, dict[str, tuple[int, str]]]] = field(default_factory=list)


def towns_for(cases: int, chance: Random, larkfield: School) -> list[Town]:
    """Larkfield, and for more than a thousand cases the other schools; each with enough people for its share."""
    sisters = min(len(SISTERS), cases // CASES_A_SISTER)
    share = -(-cases // (sisters + 1))
    taken = set(User.objects.filter(email__endswith=".example").values_list("email", flat=True))
    towns = [_town(larkfield, "LarkfieldClass", share, chance, taken)]
    for name, address, handle in SISTERS[:sisters]:
        school = School.objects.filter(name=name).first()
        school = school or _make_sister(name, address, handle, larkfield, chance, taken)
        towns.append(_town(school, handle, share, chance, taken))
    return towns


@transaction.atomic
def _make_sister(
    name: str, address: str, handle: str, larkfield: School, chance: Random, taken: set[str]
) -> School:  # fmt: skip
    """A school of its own; clerk and HR advisers come from the authority, and are the same accounts everywhere."""
    school = make_school(name, address)
    days = Days(school.calendar)
    starts = days.day(FIRST) - timedelta(days=90)
    new = _Newcomers(school, handle, chance, taken)
    new.add((Office.HEAD,), starts=starts, key=f"{CAST}head")
    new.add((Office.CHAIR,), starts=starts, kind=PersonKind.GOVERNOR)
    new.add((Office.VICE_CHAIR,), starts=starts, kind=PersonKind.GOVERNOR)
    for office in (Office.IT_LEAD, Office.DSL, Office.BUSINESS_MANAGER):
        new.add((office,), starts=starts)
    shared = [f"{CAST}{key}" for key in ("clerk", "hr", "second_hr", "dpo")]
    for person in Person.objects.at(larkfield).filter(key__in=shared):
        new.share(person, starts)
    new.write()
    with moved_time() as clock:
        for number, distance in ((1, FIRST), (2, SECOND)):
            clock.to(days.at(distance - 8, "16:20"))
            version = adopt(school, number, days, distance, handle=handle)
            clock.to(days.at(distance - 3, "11:05"))
            publish(version, by=Person.objects.at(school).get(key=f"{CAST}head"))
    return school


def _town(school: School, handle: str, cases: int, chance: Random, taken: set[str]) -> Town:
    days = Days(school.calendar)
    _enlarge(school, handle, cases, chance, taken, days)
    held = _holders(school)
    town = Town(
        school, days, f"@{handle}", head=held[Office.HEAD][0], chair=held[Office.CHAIR][0],
        clerk=held[Office.CLERK][0], advisers=held[Office.HR_ADVISER],
        owners=[*held[Office.IT_LEAD], *held[Office.DSL], *held[Office.BUSINESS_MANAGER]],
    )  # fmt: skip
    people = Person.objects.at(school).select_related("user").prefetch_related("offices").order_by("created_at", "pk")
    for person in people.filter(key__startswith=CROWD):
        somebody = _somebody(person)
        offices = {held.office for held in person.offices.all()}
        if Office.GOVERNOR in offices:
            town.governors.append(somebody)
        elif person.key == f"{CROWD}officer":
            town.officers.append(somebody)
        elif Office.STAFF in offices:
            town.staff.append(somebody)
    for version in PolicyVersion.objects.published().filter(policy__school=school).order_by("-effective_from"):
        clauses = {clause.number: (clause.pk, clause.text) for clause in version.clauses.all()}
        town.versions.append((version.effective_from.isoformat(), str(version), clauses))
    return town


@transaction.atomic
def _enlarge(school: School, handle: str, cases: int, chance: Random, taken: set[str], days: Days) -> None:
    """As many more people as the cases need.  Of the staff most have come and gone; who judges and investigates stays."""
    new = _Newcomers(school, handle, chance, taken)
    first, today = days.day(FIRST), days.today
    for _ in range(max(8, cases // CASES_A_SUBJECT)):
        starts = first + timedelta(days=chance.randint(-400, YEARS_BACK * YEAR - 60))
        ends = starts + timedelta(days=chance.randint(200, 2200))
        job = chance.choice(JOBS).format(chance.choice(CLASSES))
        new.add((Office.STAFF,), starts=starts, ends=ends if ends < today else None, job=job, key=f"{CROWD}staff")
    for _ in range(max(4, cases // CASES_AN_OFFICER)):
        new.add((Office.STAFF,), starts=first, job="Phase leader", key=f"{CROWD}officer")
    for _ in range(max(8, cases // CASES_A_GOVERNOR)):
        new.add((Office.GOVERNOR,), starts=first, job="Co-opted governor", kind=PersonKind.GOVERNOR)
    new.write(signed=True)


def _holders(school: School) -> dict[Office, list[Somebody]]:
    found: dict[Office, list[Somebody]] = {office: [] for office in Office}
    rows = OfficeHeld.objects.filter(person__school=school, ends=None, person__left_on=None)
    for row in rows.select_related("person__user").order_by("starts", "pk"):
        found[Office(row.office)].append(_somebody(row.person, row))
    return found


def _somebody(person: Person, held: Any = None) -> Somebody:
    row = held or next(iter(person.offices.all()))
    user = person.user.pk.hex if person.user and person.user.is_active else None
    return Somebody(person.pk.hex, person.name, user, row.starts.isoformat(), row.ends.isoformat() if row.ends else "9")


class _Newcomers:
    """People who are to be written at one school, with offices and accounts."""

    def __init__(self, school: School, handle: str, chance: Random, taken: set[str]) -> None:
        self.school, self.handle, self.chance, self.taken = school, handle, chance, taken
        self.users: list[User] = []
        self.people: list[Person] = []
        self.offices: list[OfficeHeld] = []

    def add(
        self, offices: tuple[Office, ...], *, starts: date, ends: date | None = None, job: str = "",
        kind: PersonKind = PersonKind.STAFF, key: str = f"{CROWD}",
    ) -> None:  # fmt: skip
        name, email = self._new_name()
        # An unusable password, as Django writes one, without its cost for each of thousands.
        user = User(email=email, password=f"!{self.chance.getrandbits(200):040x}", is_active=ends is None)
        self.users.append(user)
        self._person(user, name, offices, starts, ends, job, kind, key)

    def share(self, person: Person, starts: date) -> None:
        """The same account as a person of this school too, in the same offices."""
        assert person.user is not None
        offices = tuple(Office(held.office) for held in person.offices.all())
        kind = PersonKind(person.kind)
        self._person(person.user, person.name, offices, starts, None, person.job_title, kind, CROWD)

    def write(self, *, signed: bool = False) -> None:
        User.objects.bulk_create(self.users, batch_size=500)
        Person.objects.bulk_create(self.people, batch_size=500)
        OfficeHeld.objects.bulk_create(self.offices, batch_size=500)
        if signed:
            self._sign()

    def _person(
        self, user: User, name: str, offices: tuple[Office, ...], starts: date, ends: date | None, job: str,
        kind: PersonKind, key: str,
    ) -> None:  # fmt: skip
        person = Person(
            school=self.school, user=user, name=name, kind=kind, job_title=job, email=user.email, key=key, left_on=ends
        )
        self.people.append(person)
        self.offices += [OfficeHeld(person=person, office=office, starts=starts, ends=ends) for office in offices]

    def _new_name(self) -> tuple[str, str]:
        while True:
            first, last = self.chance.choice(FIRST_NAMES), self.chance.choice(LAST_NAMES)
            email = f"{first}.{last}@{self.handle}.example".lower()
            if email not in self.taken:
                self.taken.add(email)
                return f"{first} {last}", email

    def _sign(self) -> None:
        """Nine of ten have signed on paper, which is entered as one event: a chain grows by one event at a time."""
        version = PolicyVersion.objects.filter(policy__school=self.school).exclude(published_at=None).latest("number")
        signed_at = version.published_at
        staff = [person for person in self.people if person.kind == PersonKind.STAFF and self.chance.random() < 0.9]
        signed = Acknowledgement.objects.bulk_create(
            Acknowledgement(
                version=version, person=person, statement="Signed on paper.", signature=person.name, signed_at=signed_at
            )
            for person in staff
        )
        renew_on = renewal_day(self.school, timezone.now())
        SignOff.objects.bulk_create(
            SignOff(
                version=version,
                person=one.person,
                reason=SignOffReason.JOINER,
                state=SignOffState.SIGNED,
                acknowledgement=one,
                renew_on=renew_on,
            )
            for one in signed
        )
        audit.record_school(
            self.school,
            "people.entered",
            facts={"people": len(self.people), "signatures": len(staff)},
            says=f"Casework entered {len(self.people)} people of the rehearsal and {len(staff)} signatures from paper",
        )
