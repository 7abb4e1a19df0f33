"""As whom is it worth to look?  The main roles of the rehearsal school, and what each can try."""

from dataclasses import dataclass

from investigations.models import Person, School
from investigations.models.people import PersonQuerySet
from investigations.procedure.roles import Office

from .cast import CAST, CROWD


@dataclass(frozen=True)
class Persona:
    """Somebody to sign in as.  `office` says what they are at the school, `what_to_try` what waits for them there."""

    person: Person
    office: str
    what_to_try: str


#: The main roles by their keys in the cast, in the order of a case's life.
MAIN = (
    ("head", Office.HEAD.label, "report and assess a concern, decide on a report, close a case"),
    ("deputy", "Deputy head teacher", "investigate: the writing prize, with twelve exhibits and half its findings"),
    ("ashworth", "Employee concerned", "read what was served, answer it, name a companion"),
    ("rahman", "Witness, and employee concerned", "see one's own statement and one's own case, and nothing else"),
    ("prior", "Person who reported", "follow that a concern was received, and no more"),
    ("chair", Office.CHAIR.label, "manage the case about the head teacher"),
    ("outside_officer", "Investigator from outside", "investigate the case about the head teacher"),
    ("clerk", Office.CLERK.label, "convene a panel, serve papers, record a hearing, decide on a late appeal"),
    ("governor7", "Chair of a disciplinary panel", "read the papers, find on each allegation, decide the outcome"),
    ("governor2", "Chair of an appeal panel", "decide an appeal that was heard"),
    ("hr", Office.HR_ADVISER.label, "read the cases one is appointed to, and note advice"),
    ("business_manager", Office.BUSINESS_MANAGER.label, "carry out an action without seeing the case"),
    ("it_lead", Office.IT_LEAD.label, "hand in evidence, and appeal in one's own case"),
    ("joiner", "New member of staff", "sign the policy, and see one's own hearing"),
    ("staff_governor", Office.STAFF_GOVERNOR.label, "see that a governor who is employed here is offered for no panel"),
)


def personas(school: School) -> list[Persona]:
    """The main roles, with the people who fill them; whoever left since, or lost the account, is left out."""
    people = {person.key.removeprefix(CAST): person for person in to_choose_from().filter(school=school)}
    return [Persona(people[key], office, what) for key, office, what in MAIN if key in people]


def to_choose_from() -> PersonQuerySet:
    """Whoever can sign in at a school for rehearsing, but not the thousands whom `rehearse --cases` adds."""
    people = Person.objects.filter(school__is_rehearsal=True, user__is_active=True, left_on=None)
    return people.exclude(key__startswith=CROWD).select_related("school", "user")
