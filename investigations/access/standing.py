"""What is this person in this case, what do they see of it, and what may they do?"""

from dataclasses import dataclass

from investigations.models import (
    Appointment,
    Case,
    CaseLetter,
    Complaint,
    DataRequest,
    Duty,
    Facts,
    GoverningBodyAction,
    Person,
    Resignation,
    Statement,
    Suspension,
    User,
)
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import EmployerType
from investigations.procedure.complaint import ComplaintProcedure
from investigations.procedure.data_rights import DataRequestProcedure
from investigations.procedure.duties import DutyProcedure
from investigations.procedure.letter_track import LetterProcedure
from investigations.procedure.letters import Letter
from investigations.procedure.resignation import ResignationProcedure
from investigations.procedure.roles import JUDGES, PARTICIPANTS, Role, is_a_party
from investigations.procedure.sections import KNOWN_WITH, ONLY_AFTER, OPENS_AFTER, SEES, Section, as_told
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import State
from investigations.procedure.steps import Procedure, Step
from investigations.procedure.suspension import SuspensionProcedure
from investigations.procedure.work import Work

from .governing_body import speaks_for_the_governing_body
from .taint import Register

Record = Case | Statement | GoverningBodyAction | Suspension | Complaint | Resignation | DataRequest | Duty | CaseLetter

TABLES: dict[type, type[Procedure]] = {
    Case: CaseProcedure,
    Statement: StatementProcedure,
    GoverningBodyAction: ActionProcedure,
    Suspension: SuspensionProcedure,
    Complaint: ComplaintProcedure,
    Resignation: ResignationProcedure,
    DataRequest: DataRequestProcedure,
    Duty: DutyProcedure,
    CaseLetter: LetterProcedure,
}
#: Steps that a panel takes, or that hand it the papers: none of its members may be tainted at that moment.
NEEDS_AN_IMPARTIAL_PANEL: dict[Step, Role] = {
    CaseProcedure.arrange_hearing: Role.PANEL,
    CaseProcedure.issue_outcome: Role.PANEL,
    CaseProcedure.find_not_upheld: Role.PANEL,
    CaseProcedure.arrange_appeal: Role.APPEAL_PANEL,
    CaseProcedure.decide_appeal: Role.APPEAL_PANEL,
}
NOT_YOURS = "This step is not yours to take."


@dataclass(frozen=True)
class Offer:
    """A step that is this person's to take, with the reason why not yet where there is one."""

    step: Step
    refusal: str

    @property
    def is_possible(self) -> bool:
        return not self.refusal


@dataclass(frozen=True)
class Standing:
    """Read once for a request; screen and enforcement ask it the same questions, so that they cannot differ."""

    case: Case
    person: Person | None
    roles: frozenset[Role]
    facts: Facts

    @classmethod
    def of(cls, user: User, case: Case) -> "Standing":
        """The standing of an account in a case; without any live appointment it has none, and sees nothing."""
        person = Person.objects.filter(school=case.school_id, user=user.pk).first() if user.is_active else None
        facts = Facts.of(case)
        return cls(case=case, person=person, roles=_roles(case, person, facts), facts=facts)

    @property
    def told_state(self) -> State:
        """Where the case stands, as this person is told it."""
        return as_told(self.case.status, self.roles)

    def sees(self, section: Section) -> bool:
        if section in OPENS_AFTER and self.roles & OPENS_AFTER[section][1]:
            return bool(getattr(self.facts, OPENS_AFTER[section][0]))
        return any(section in SEES.get(role, ()) for role in self.roles)

    def knows(self, role: Role) -> bool:
        """Whether this person may learn who holds a role: the investigator, say, is told no panel's names."""
        return self.sees(KNOWN_WITH.get(role, Section.PEOPLE))

    @property
    def reads_as_a_party(self) -> bool:
        """Employee, companion and judges read names under pseudonyms; whoever works the case has to know them."""
        return is_a_party(self.roles)

    @property
    def sections(self) -> frozenset[Section]:
        return frozenset(section for section in Section if self.sees(section))

    def offers(self, record: Record | None = None) -> list[Offer]:
        """The steps of this record that are theirs, from where it stands.  What is never theirs is not among them."""
        record = record or self.case
        steps = TABLES[type(record)].from_state(record.status)
        theirs = [step for step in steps if self.role_for(step, record) is not None]
        return [Offer(step, self.refusal(step, record)) for step in theirs]

    def refusal(self, step: Step, record: Record | None = None) -> str:
        """Why this person cannot take this step now: a sentence for them, or nothing where they can."""
        record = record or self.case
        if self.role_for(step, record) is None:
            return NOT_YOURS
        if record.status not in step.sources:
            return f"This cannot be done now: it stands at “{record.status.label}”."
        if record is not self.case and not self.case.is_open and not isinstance(record, CaseLetter):
            return "The case is closed."
        return step.unmet(self.facts) or self._panel_refusal(step)

    def _panel_refusal(self, step: Step) -> str:
        """A member who can no longer judge is said before the papers go to the panel, and again when it decides."""
        if step not in NEEDS_AN_IMPARTIAL_PANEL:
            return ""
        role = NEEDS_AN_IMPARTIAL_PANEL[step]
        register = Register.of(self.case)
        for member in self.case.appointments.live().of(role).select_related("person"):
            judgement = register.judge(member.person, role)
            if reason := judgement.why_not(in_full=self.sees(Section.ACCESS)):
                way = "they stand down, or the clerk convenes the panel anew without them"
                if judgement.may_be_set_aside:
                    way += ", or writes under “Who may still judge” why they sit all the same"
                return f"{reason} Before this can be done {way}."
        return ""

    def work_refusal(self, work: Work) -> str:
        """Why this person cannot do this work now, or nothing where they can."""
        return work.refusal(self.roles, self.case.status)

    def may(self, *works: Work) -> bool:
        return any(not self.work_refusal(work) for work in works)

    def writes(self, letter: Letter) -> bool:
        """Whether letters of this code are theirs to write, issue and serve."""
        return bool(set(letter.writers) & self.roles)

    def role_for(self, step: Step, record: Record | None = None) -> Role | None:
        """In which role they would take it: the first of the step's roles that they hold."""
        record = record or self.case
        mine = self._roles_in(record) if step.is_for(record) else ()
        return next((role for role in step.roles if role in mine), None)

    def _roles_in(self, record: Record) -> frozenset[Role]:
        """The roles of the case, and those that this record gives: its maker, its owner."""
        if self.person is None:
            return frozenset()
        if isinstance(record, Statement) and record.person_id == self.person.pk:
            return self.roles | {Role.MAKER}
        if isinstance(record, GoverningBodyAction) and record.owner_id == self.person.pk and not self._is_shut_out:
            return self.roles | {Role.ACTION_OWNER}
        if isinstance(record, DataRequest) and record.owner_id == self.person.pk and not self._is_shut_out:
            return self.roles | {Role.REQUEST_OWNER}
        if isinstance(record, Suspension):
            return self.roles | self._ends_suspensions
        if isinstance(record, Duty) and record.owner_id == self.person.pk and not self._is_shut_out:
            return self.roles | {Role.DUTY_OWNER}
        if isinstance(record, CaseLetter) and self.writes(record.kind) and self.sees(record.part):
            return self.roles | {Role.LETTER_WRITER}
        return self.roles

    @property
    def _ends_suspensions(self) -> frozenset[Role]:
        """The governing body in a maintained school; in an academy whoever manages the case holds the delegated power."""
        if self.case.school.employer is EmployerType.ACADEMY:
            return frozenset({Role.DELEGATE}) if Role.CASE_MANAGER in self.roles else frozenset()
        assert self.person is not None  # asked only of somebody
        return (
            frozenset({Role.GOVERNING_BODY}) if speaks_for_the_governing_body(self.person, self.case) else frozenset()
        )

    @property
    def _is_shut_out(self) -> bool:
        return Role.SUBJECT in self.roles or self.case.exclusions.filter(person=self.person, lifted_at=None).exists()


def has_answered(appointment: Appointment) -> bool:
    """Who is convened when the papers are out already sees them only after saying whether they have an interest."""
    return appointment.kind not in JUDGES or getattr(appointment, "declaration", None) is not None


def _roles(case: Case, person: Person | None, facts: Facts) -> frozenset[Role]:
    """Deny wins: the employee concerned is that and nothing else, and whoever is shut out is nothing."""
    if person is None:
        return frozenset()
    held = list(Appointment.objects.live().filter(case=case, person=person).select_related("declaration"))
    if any(appointment.kind is Role.SUBJECT for appointment in held):
        return frozenset({Role.SUBJECT})
    if case.exclusions.filter(person=person, lifted_at=None).exists():
        return frozenset()
    roles = {
        appointment.kind
        for appointment in held
        if appointment.kind in PARTICIPANTS
        or appointment.kind not in ONLY_AFTER
        or (getattr(facts, ONLY_AFTER[appointment.kind]) and has_answered(appointment))
    }
    chairs = {appointment.kind for appointment in held if appointment.is_chair and appointment.kind in roles}
    if Role.PANEL in chairs:
        roles.add(Role.PANEL_CHAIR)
    if Role.APPEAL_PANEL in chairs:
        roles.add(Role.APPEAL_CHAIR)
    return frozenset(roles)
