"""Who is there at the rehearsal school?  Each with the offices they hold by date, and an account without a password."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from investigations.models import OfficeHeld, Person, School, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office

#: Marks in `Person.key` who belongs to the cast, and whom `rehearse --cases` has added.
CAST, CROWD = "cast:", "crowd:"
DOMAIN = "larkfield.example"
YEAR = 365


@dataclass(frozen=True)
class Member:
    """One of the cast.  `years` says for how long they have held their offices, `left` for how long they are gone."""

    key: str
    name: str
    job_title: str
    offices: tuple[Office, ...] = ()
    kind: PersonKind = PersonKind.STAFF
    years: float = 5
    left: float = 0
    has_account: bool = True


def _staff(key: str, name: str, job_title: str, *offices: Office, years: float = 5, left: float = 0) -> Member:
    return Member(key, name, job_title, (*offices, Office.STAFF), years=years, left=left)


def _governor(key: str, name: str, job_title: str, office: Office = Office.GOVERNOR, years: float = 3) -> Member:
    return Member(key, name, job_title, (office,), PersonKind.GOVERNOR, years)


def _adviser(key: str, name: str, job_title: str, *offices: Office) -> Member:
    return Member(key, name, job_title, offices, PersonKind.ADVISER)


MEMBERS: tuple[Member, ...] = (
    Member("head", "Margaret Okafor", "", (Office.HEAD,), years=8),
    _staff("deputy", "Daniel Whitcombe", "Deputy head teacher", years=6),
    _staff("assistant_head", "Priya Raman", "Assistant head teacher, key stage 2"),
    _staff("inclusion_lead", "Anneke Visser", "Assistant head teacher, inclusion", years=3),
    Member("dsl", "Angela Morrow", "", (Office.DSL,), years=4),
    Member("business_manager", "Imran Siddiqui", "", (Office.BUSINESS_MANAGER,), years=6),
    Member("it_lead", "Joseph Fairbairn", "IT lead and computing teacher", (Office.IT_LEAD,), years=4),
    # Governors and those who advise them
    _governor("chair", "Geoffrey Lister", "", Office.CHAIR, years=2),
    _governor("vice_chair", "Shabnam Akhtar", "", Office.VICE_CHAIR),
    _governor("governor1", "Alan Treharne", "Co-opted governor"),
    _governor("governor2", "Ngozi Bello", "Parent governor", years=2),
    _governor("governor3", "Martin Kowalczyk", "Local authority governor"),
    _governor("governor4", "Fiona Drummond", "Co-opted governor"),
    _governor("governor5", "Yusuf Demir", "Parent governor", years=2),
    _governor("governor6", "Catherine Hale", "Co-opted governor"),
    _governor("governor7", "Desmond Clarke", "Co-opted governor"),
    _governor("governor8", "Wei Lin Tan", "Co-opted governor", years=1),
    Member("staff_governor", "Bridget Sweeney", "Year 2 teacher", (Office.STAFF_GOVERNOR, Office.STAFF), years=4),
    Member(
        "associate",
        "Harriet Whitcombe",
        "Governor of a neighbouring school",
        (Office.ASSOCIATE,),
        PersonKind.ADVISER,
        1,
    ),
    Member("clerk", "Rosalind Pike", "", (Office.CLERK,), PersonKind.OTHER, years=7),
    _adviser("hr", "Helen Castellano", "HR adviser, Schools HR", Office.HR_ADVISER),
    _adviser("second_hr", "Owen Parry", "HR adviser, Schools HR", Office.HR_ADVISER),
    _adviser("dpo", "Lydia Vance", "", Office.DPO),
    _adviser("outside_officer", "Judith Amaral", "Investigating officer, Aldermere Council"),
    # Teachers and support staff
    _staff("ashworth", "Tom Ashworth", "Year 5 teacher", years=3),
    _staff("mensah", "Grace Mensah", "Year 6 teacher"),
    _staff("bellamy", "Sophie Bellamy", "Reception teacher", years=4),
    _staff("nowak", "Karol Nowak", "Year 4 teacher"),
    _staff("yusuf", "Amina Yusuf", "Year 3 teacher", years=2),
    _staff("dunmore", "Rachel Dunmore", "Year 1 teacher", years=6),
    _staff("griffiths", "Huw Griffiths", "PE lead and Year 3 teacher"),
    _staff("rahman", "Nadia Rahman", "Teaching assistant, Year 5", years=4),
    _staff("sandys", "Peter Sandys", "Teaching assistant, Year 4", years=3),
    _staff("fitch", "Lorraine Fitch", "Midday supervisor", years=7),
    _staff("reid", "Callum Reid", "Sports coach", years=2),
    _staff("prior", "Jean Prior", "Office administrator", years=8),
    _staff("cho", "Elaine Cho", "Music teacher"),
    _staff("mellor", "Stuart Mellor", "Site manager", years=6),
    _staff("joiner", "Leon Baptiste", "Year 6 teacher", years=0.2),
    _staff("leaver", "Marcus Feld", "Supply teacher", years=4, left=0.3),
    Member("former_chair", "Edith Marlowe", "Former chair of governors", (Office.CHAIR,), PersonKind.GOVERNOR, 7, 2),
    # From outside
    Member("union", "Sandra Oakes", "Regional officer, staff union", kind=PersonKind.OTHER),
    Member("parent1", "Joanna Penhallow", "", kind=PersonKind.PARENT, has_account=False),
    Member("parent2", "Dimitar Petrov", "", kind=PersonKind.PARENT, has_account=False),
    Member("parent3", "Kerry-Ann Lowe", "", kind=PersonKind.PARENT, has_account=False),
    *(
        Member(f"pupil_{letter.lower()}", f"Pupil {letter}", "", kind=PersonKind.PUPIL, has_account=False)
        for letter in "ABCD"
    ),
)


@dataclass
class Cast:
    """The people of the school by their keys: `cast["head"]`, and `cast.user("head")` for what they do."""

    school: School
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def user(self, key: str) -> User:
        user = self.people[key].user
        assert user is not None, f"{key} has no account"
        return user

    def staff(self) -> list[str]:
        """Whoever works at the school today and signs its policies."""
        employed = {Office.HEAD, Office.DSL, Office.BUSINESS_MANAGER, Office.IT_LEAD, Office.STAFF}
        return [member.key for member in MEMBERS if employed & set(member.offices) and not member.left]


def make_cast(school: School) -> Cast:
    today = timezone.localdate()
    accounts = {member.key: _account(member) for member in MEMBERS if member.has_account}
    User.objects.bulk_create(accounts.values())
    people = {
        member.key: Person(
            school=school,
            user=accounts.get(member.key),
            kind=member.kind,
            name=member.name,
            job_title=member.job_title,
            email=address_of(member.name) if member.has_account else "",
            key=f"{CAST}{member.key}",
            left_on=today - timedelta(days=round(member.left * YEAR)) if member.left else None,
        )
        for member in MEMBERS
    }
    Person.objects.bulk_create(people.values())
    OfficeHeld.objects.bulk_create(
        OfficeHeld(person=people[member.key], office=office, starts=_began(member, today), ends=_ended(member, today))
        for member in MEMBERS
        for office in member.offices
    )
    return Cast(school, people)


def cast_of(school: School) -> Cast:
    """The cast as it was made before."""
    people = Person.objects.at(school).filter(key__startswith=CAST).select_related("user")
    return Cast(school, {person.key.removeprefix(CAST): person for person in people})


def address_of(name: str, domain: str = DOMAIN) -> str:
    return f"{name.lower().replace(' ', '.')}@{domain}"


def _account(member: Member) -> User:
    user = User(email=address_of(member.name), is_active=not member.left)
    user.set_unusable_password()
    return user


def _began(member: Member, today: date) -> date:
    return today - timedelta(days=round(member.years * YEAR))


def _ended(member: Member, today: date) -> date | None:
    return today - timedelta(days=round(member.left * YEAR)) if member.left else None
