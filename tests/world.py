"""A school to test in: everybody there, a policy in force, and cases brought to any state by the real actions."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.appointments import appoint
from investigations.actions.concerns import Claim, Concern, log_concern
from investigations.actions.duties import answer_triggers
from investigations.actions.evidence import add_evidence
from investigations.actions.impartiality import answer_for_panel
from investigations.actions.investigation import appeal_find, find, panel_find, write_report, write_terms
from investigations.actions.policies import publish, save_version
from investigations.actions.take import take
from investigations.models import Case, Hearing, OfficeHeld, Person, PolicyVersion, School, Term, User
from investigations.models.letters import open_letters
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AppealGround, AppealResult, FindingResult, Level, PersonKind
from investigations.procedure.duties import DutyKind, DutyProcedure
from investigations.procedure.letter_track import LetterProcedure
from investigations.procedure.roles import Office, Role
from investigations.procedure.states import State
from investigations.reading.policy import PolicyReading, ReadClause

#: A small picture: 64 x 40 PNG of one colour.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000040000000280802000000c1ac6bbe0000003f4944415478daedcf010900300800307d1083"
    "99c4f86f21085b8365f5c4652f8e13101010101010101010101010101010101010101010101010101010d8f501199d014028ec63d30000"
    "000049454e44ae426082"
)

STAFF = {
    "head": ("Helen Ward", Office.HEAD, PersonKind.STAFF),
    "deputy": ("Daniel Price", Office.STAFF, PersonKind.STAFF),
    "teacher": ("Tessa Moor", Office.STAFF, PersonKind.STAFF),
    "colleague": ("Colin Hay", Office.STAFF, PersonKind.STAFF),
    "reporter": ("Rita Shaw", Office.STAFF, PersonKind.STAFF),
    "it_lead": ("Ivan Lund", Office.IT_LEAD, PersonKind.STAFF),
    "dsl": ("Dora Slate", Office.DSL, PersonKind.STAFF),
    "dpo": ("Petra Quill", Office.DPO, PersonKind.ADVISER),
    "business_manager": ("Basil Munn", Office.BUSINESS_MANAGER, PersonKind.STAFF),
    "hr": ("Hari Rao", Office.HR_ADVISER, PersonKind.ADVISER),
    "clerk": ("Clara Kemp", Office.CLERK, PersonKind.OTHER),
    "chair": ("Charles Holt", Office.CHAIR, PersonKind.GOVERNOR),
    "vice_chair": ("Vera Cole", Office.VICE_CHAIR, PersonKind.GOVERNOR),
    "staff_governor": ("Stan Gough", Office.STAFF_GOVERNOR, PersonKind.GOVERNOR),
    **{f"governor{n}": (f"Governor {name}", Office.GOVERNOR, PersonKind.GOVERNOR)
       for n, name in enumerate(["Ames", "Bell", "Croft", "Dunn", "Ellis", "Frost", "Gale"], start=1)},
}  # fmt: skip
READING = PolicyReading(
    title="Social media policy",
    clauses=(
        ReadClause(number="1", text="Devices used for the account are locked with a code.", section=""),
        ReadClause(number="2", text="Passwords change only with the head teacher's permission.", section=""),
        ReadClause(number="3", text="A pupil's picture never appears together with the full name.", section=""),
    ),
    provisions=("Every suspected breach is investigated in full.",),
    companion_policies=("Acceptable use policy",),
    sign_off=("Signed",),
    unplaced=(),
)


@dataclass
class World:
    school: School
    people: dict[str, Person] = field(default_factory=dict)
    version: PolicyVersion | None = None

    @classmethod
    def make(cls, name: str = "Testing Primary School", domain: str = "example.org", **school: object) -> "World":
        world = cls(School.objects.create(name=name, **school))
        today = timezone.localdate()
        for key, (full_name, office, kind) in STAFF.items():
            user = User.objects.create(email=f"{key}@{domain}", password="!")
            person = Person.objects.create(school=world.school, user=user, name=full_name, kind=kind)
            OfficeHeld.objects.create(person=person, office=office, starts=today - timedelta(days=2000))
            world.people[key] = person
        for year in range(today.year - 3, today.year + 3):
            Term.objects.create(
                school=world.school, name=f"Autumn {year}", starts=date(year, 9, 3), ends=date(year, 12, 18)
            )
            Term.objects.create(
                school=world.school, name=f"Spring {year}", starts=date(year, 1, 6), ends=date(year, 4, 1)
            )
            Term.objects.create(
                school=world.school, name=f"Summer {year}", starts=date(year, 4, 16), ends=date(year, 7, 22)
            )
        world.version = save_version(
            world.school, READING, "the text", effective_from=today - timedelta(days=400), source_name="policy.md"
        )
        publish(world.version, by=world.people["head"])
        return world

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def user(self, key: str) -> User:
        user = self.people[key].user
        assert user is not None
        return user

    def log(
        self, *, about: str | None = "teacher", by: str = "reporter", title: str = "Picture with a full name"
    ) -> Case:
        assert self.version is not None
        claim = Claim(
            what="A post showed a pupil with the full name.",
            happened_from=timezone.localdate() - timedelta(days=3),
            account="@testing",
            clauses=(self.version.clauses.get(number="3"),),
        )
        subject = self.people[about] if about else None
        return log_concern(Concern(title=title, claims=(claim,), subject=subject), by=self.user(by), at=self.people[by])

    def case_at(self, state: State, **logged: object) -> Case:
        """A new case, brought to that state along the straight road."""
        case = self.log(**logged)  # type: ignore[arg-type]
        for reached, go in ROAD:
            if case.status is state:
                break
            if reached is not None and reached is not case.status:
                continue
            go(self, case)
            case.refresh_from_db()
        assert case.status is state, f"the road does not lead to {state}"
        return case


def assess(world: World, case: Case) -> None:
    take(P.begin_assessment, case, by=world.user("head"))
    answer_triggers(case, by=world.user("head"), all_no="Nothing points to it.")


def investigate(world: World, case: Case) -> None:
    head = world.user("head")
    appoint(case, world["deputy"], Role.INVESTIGATING_OFFICER, by=head)
    appoint(case, world["hr"], Role.HR_ADVISER, by=head)
    write_terms(case, by=head, background="A post.", scope="The post.", report_to="Helen Ward")
    take(P.open_investigation, case, by=head, severity="3", reason="It has to be looked into.")


def report(world: World, case: Case) -> None:
    take(P.tell_the_employee, case, by=world.user("head"), told_on=timezone.now(), method="by_hand")
    deputy = world.user("deputy")
    add_evidence(case, SimpleUploadedFile("post.png", PNG), by=deputy, description="The post")
    for allegation in case.allegations.all():
        find(
            allegation,
            result=FindingResult.PROVED,
            reasons="The picture shows it.",
            by=deputy,
            evidence_for="Exhibit 1",
        )
    write_report(case, by=deputy, process="Looked at the post.", conclusion="It happened.", recommendation="formal")
    take(P.submit_report, case, by=deputy)


def refer(world: World, case: Case) -> None:
    head = world.user("head")
    appoint(case, world["clerk"], Role.CLERK, by=head)
    appoint(case, world["colleague"], Role.PRESENTING_OFFICER, by=head)
    take(P.refer_to_disciplinary, case, by=head, reason="There is a case to answer.", may_dismiss=True)


PANEL = ("governor1", "governor2", "governor3")
APPEAL = ("governor4", "governor5", "governor6")


def declare(case: Case) -> None:
    """Every member who sits now answers that they have no interest."""
    for place in case.appointments.live().of(Role.PANEL, Role.APPEAL_PANEL).filter(declaration=None):
        answer_for_panel(place, by=place.person.user, has_interest=False)


def arrange(world: World, case: Case) -> None:
    clerk = world.user("clerk")
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=clerk, members=members, chair=members[0])
    declare(case)
    when = timezone.now()
    take(
        P.arrange_hearing, case, by=clerk, hearing_at=when + timedelta(days=30), place="Library", served_at=when,
        method="by_hand",
    )  # fmt: skip


def hear(world: World, case: Case) -> None:
    Hearing.objects.filter(case=case, is_appeal=False).update(starts_at=timezone.now())
    present = [world[key] for key in PANEL]
    take(P.hold_hearing, case, by=world.user("clerk"), held_on=timezone.localdate(), present=present, minutes="Heard.")


def decide(world: World, case: Case) -> None:
    chair = world.user(PANEL[0])
    for allegation in case.allegations.all():
        panel_find(allegation, result=FindingResult.PROVED, reasons="Shown.", by=chair)
    take(
        P.issue_outcome, case, by=chair, level=Level.FINAL_WRITTEN, reason="Serious, once.",
        change_required="No picture with a name.", served_at=timezone.now(), method="by_hand",
        votes=[world[key] for key in PANEL],
    )  # fmt: skip


def appeal(world: World, case: Case) -> None:
    take(P.lodge_appeal, case, by=world.user("teacher"), grounds=[AppealGround.UNFAIR], grounds_text="Too severe.")


def arrange_appeal(world: World, case: Case) -> None:
    clerk = world.user("clerk")
    members = [world[key] for key in APPEAL]
    take(P.convene_appeal_panel, case, by=clerk, members=members, chair=members[0])
    declare(case)
    when = timezone.now()
    take(
        P.arrange_appeal, case, by=clerk, hearing_at=when + timedelta(days=30), place="Library", served_at=when,
        method="by_hand",
    )  # fmt: skip


def hear_appeal(world: World, case: Case) -> None:
    Hearing.objects.filter(case=case, is_appeal=True).update(starts_at=timezone.now())
    present = [world[key] for key in APPEAL]
    take(P.hold_appeal, case, by=world.user("clerk"), held_on=timezone.localdate(), present=present, minutes="Heard.")


def decide_appeal(world: World, case: Case) -> None:
    chair = world.user(APPEAL[0])
    for allegation in case.allegations.all():
        appeal_find(allegation, result=FindingResult.PROVED, reasons="Shown.", by=chair)
    take(
        P.decide_appeal, case, by=chair, result=AppealResult.REDUCED, level=Level.FIRST_WRITTEN,
        reason="A first written warning is enough.", grounds_upheld=[AppealGround.UNFAIR],
        votes=[world[key] for key in APPEAL],
    )  # fmt: skip


def settle_duties(world: World, case: Case) -> None:
    """Clause 3 opened the breach log, and somebody's leaving the agencies: what nobody would ask about is settled."""
    head = world.user("head")
    for duty in case.duties.open():
        if duty.kind is DutyKind.BREACH_LOG:
            take(
                DutyProcedure.log_breach, duty, by=head, done_at=timezone.now(), nature="Shown in a post.", people=1,
                categories="Picture and name of one pupil.", consequences="None known.", measures="Taken down.",
            )  # fmt: skip
        else:
            take(DutyProcedure.decline_duty, duty, by=head, reason="Weighed: it does not apply.")


def settle_letters(case: Case) -> None:
    """Every letter that waits is recorded as not needed, each by whoever writes it."""
    writers = [held.person.user for held in case.appointments.live().select_related("person__user") if held.person.user]
    standings = [(user, Standing.of(user, case)) for user in writers]
    for letter in case.letters.filter(open_letters()):
        writer = next(user for user, standing in standings if standing.writes(letter.kind))
        take(LetterProcedure.letter_not_needed, letter, by=writer, reason="Told in person.")


def close(world: World, case: Case) -> None:
    settle_letters(case)
    settle_duties(world, case)
    take(
        P.close, case, by=world.user("head"), reporter_told_on=timezone.localdate(), evidence_settled="Kept.",
        personal_file="The warning.",
    )  # fmt: skip


ROAD = (
    (State.REPORTED, assess),
    (State.ASSESSMENT, investigate),
    (State.INVESTIGATION, report),
    (State.REPORT_SUBMITTED, refer),
    (State.REFERRED, arrange),
    (State.HEARING_ARRANGED, hear),
    (State.HEARD, decide),
    (State.OUTCOME_ISSUED, appeal),
    (State.APPEAL_LODGED, arrange_appeal),
    (State.APPEAL_ARRANGED, hear_appeal),
    (State.APPEAL_HEARD, decide_appeal),
    (State.CONCLUDED, close),
)
