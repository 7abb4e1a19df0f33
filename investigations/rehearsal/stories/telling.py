"""How is a story told?  By the same verbs as a person at the school, each on its day."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from investigations.actions import (
    appointments,
    employee,
    governing_body,
    hearing_day,
    impartiality,
    investigation,
    statements,
)
from investigations.actions.anonymity import record_check
from investigations.actions.clocks import extend_by_hand
from investigations.actions.concerns import Claim, Concern, log_concern, versions_in_force
from investigations.actions.duties import Given, answer_triggers
from investigations.actions.evidence import add_evidence, describe, record_reading
from investigations.actions.take import take
from investigations.models import Case, Clause, Duty, Evidence, GoverningBodyAction, Person, Statement, User
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.catalogue import BY_CODE
from investigations.procedure.choices import Channel, FindingResult, Level, Protects, Recommendation
from investigations.procedure.clocks import ClockRule
from investigations.procedure.duties import OUTWARD_ACTIONS, Answer, DutyKind, DutyProcedure
from investigations.procedure.hearing_order import HearingOrder
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.steps import Step

from ..cast import Cast
from ..moved_time import MovedTime
from ..school import Days
from .post import send_out

CONFIDENTIAL = (
    "Everybody who is asked keeps what they were asked, and what they said, to themselves. "
    "Names of pupils are not used; letters stand in their place."
)
UPDATES = "To the case manager every Friday, by telephone"
PLACE = "The library, Larkfield Primary School"

#: Weighed and put on record where somebody leaves and nothing in the story points to the agencies.
NOT_REQUIRED = {
    DutyKind.TRA: "Considered. The breach does not come near misconduct that would call for prohibition from teaching.",
    DutyKind.DBS: "No child was harmed or put at risk of harm by what was found.",
}


@dataclass
class Telling:
    """One story.  Days are counted in working days from its beginning; `manager` is who leads the case."""

    cast: Cast
    days: Days
    clock: MovedTime
    start: int = 0
    manager: str = "head"
    officer: str = ""
    subject: str = ""
    panel: list[str] = field(default_factory=list)
    _case: Case | None = None

    # ---- Days and people -----------------------------------------------------------------------------------------

    def begin(self, start: int, *, in_term: int = 0) -> None:
        """The day of the report; moved back by at most `in_term` days so that children were at school in those days."""
        wanted = range(start, start - in_term - 1, -1)
        in_school = (day for day in wanted if all(self.days.is_school_day(day - before) for before in range(3)))
        self.start = next(in_school, start)

    def at(self, day: int, clock: str) -> None:
        """What follows happens on that working day of the story, at that time; until then the letters of before went out."""
        if self._case is not None:
            send_out(self._case, self.clock.now)
        self.clock.to(self.days.at(self.start + day, clock))

    def day(self, day: int) -> date:
        return self.days.day(self.start + day)

    def occurred(self, day: int) -> date:
        """The day of something that happened: before the report only days count on which children were at school."""
        return self.days.school_days_before(self.start, -day) if day < 0 else self.day(day)

    def moment(self, day: int, clock: str) -> datetime:
        return self.days.at(self.start + day, clock)

    def caught(self, day: int, clock: str) -> str:
        """The clock of a screen, as it stands at the top of a picture of it."""
        shown = self.occurred(day)
        return f"{shown:%a} {shown.day} {shown:%b %Y}   {clock}"

    def posted(self, day: int, clock: str) -> str:
        """The date under a post."""
        shown = self.occurred(day)
        return f"{shown:%A} {shown.day} {shown:%B}, {clock}"

    def user(self, key: str) -> User:
        return self.cast.user(key)

    @property
    def case(self) -> Case:
        assert self._case is not None, "The concern has not been reported yet."
        return self._case

    # ---- The concern -------------------------------------------------------------------------------------------------

    def claim(self, what: str, clauses: str, day: int, **more: Any) -> Claim:
        """An allegation that cites the clauses of the version in force, by numbers: "3" or "3 4"."""
        happened = self.occurred(day)
        in_force = versions_in_force(self.cast.school, happened)
        cited = tuple(Clause.objects.get(version__in=in_force, number=number) for number in clauses.split())
        return Claim(what=what, happened_from=happened, clauses=cited, account="@LarkfieldClass", **more)

    def log(self, title: str, *claims: Claim, by: str, about: str, how: str, at_once: str = "", **more: Any) -> Case:
        self.subject = about
        told_by = more.pop("reported_by", None)
        concern = Concern(
            title=title,
            claims=claims,
            subject=self.cast[about] if about else None,
            channel=more.pop("channel", Channel.SEEN),
            how_it_came_to_light=how,
            done_at_once=at_once,
            reported_by=self.cast[told_by] if told_by else None,
        )
        self._case = log_concern(concern, by=self.user(by), at=self.cast[by])
        return self._case

    def take(self, step: Step, by: str = "", **answers: Any) -> None:
        take(step, self.case, by=self.user(by or self.manager), **answers)

    def move_date(self, rule: ClockRule, working_days: int, why: str) -> None:
        clock = self.case.clocks.get(key=rule.key, stopped_at=None)
        extend_by_hand(clock, working_days=working_days, reason=why, by=self.user(self.manager))

    def appoint(self, key: str, role: Role, reason: str = "") -> None:
        appointments.appoint(self.case, self.cast[key], role, by=self.user(self.manager), reason=reason)

    def assess(self, acknowledged: bool = True) -> None:
        told = self.clock.now.date() if acknowledged else None
        self.take(P.begin_assessment, acknowledged_on=told)

    def ask(self, all_no: str = "", aware: datetime | None = None, **answers: str) -> None:
        """The questions about other duties: `data="yes"`; what is not named is answered “no”, for the one reason."""
        given = {key: Given(answer=Answer(said)) for key, said in answers.items()}
        answer_triggers(
            self.case, given, by=self.user(self.manager), aware_at=aware or (self.clock.now if answers else None),
            all_no=all_no or "Looked at with the report in hand: nothing in it points that way.",
        )  # fmt: skip

    def log_breach(
        self, nature: str, *, people: int, measures: str, categories: str = "", consequences: str = ""
    ) -> None:
        """The entry in the personal-data breach log."""
        take(
            DutyProcedure.log_breach, self.duty(DutyKind.BREACH_LOG), by=self.user(self.manager), done_at=self.clock.now,
            nature=nature, people=people, measures=measures,
            categories=categories or "Picture and full name of pupils",
            consequences=consequences or "A stranger could have learned the name of a child; none is known to have done so.",
        )  # fmt: skip

    def done(self, kind: DutyKind, told_to: str, said: str, *, by: str = "", reference: str = "") -> None:
        """A duty was done, just now."""
        duty = self.duty(kind)
        step = {DutyKind.TAKEDOWN: DutyProcedure.report_to_platform}.get(kind, DutyProcedure.complete_duty)
        take(
            step, duty, by=self.user(by or self.manager), done_at=self.clock.now, told_to=told_to, said=said,
            reference=reference,
        )  # fmt: skip

    def duty(self, kind: DutyKind) -> Duty:
        duty: Duty = self.case.duties.get(duty=kind)
        return duty

    def settle_duties(self) -> None:
        """What a clause, a resignation or a dismissal opened by itself, and no story tells of."""
        for kind in [duty.kind for duty in self.case.duties.open()]:
            if kind is DutyKind.BREACH_LOG:
                self.log_breach(
                    "A picture of pupils was shown together with a full name.", people=1,
                    measures="The post was taken down, and the family was told.",
                )  # fmt: skip
            elif kind is DutyKind.LOCAL_AUTHORITY:
                self.done(kind, "Schools HR, Aldermere Council", "The decision and its reasons, in writing.")
            elif kind in NOT_REQUIRED:
                take(
                    DutyProcedure.decline_duty, self.duty(kind), by=self.user(self.manager), reason=NOT_REQUIRED[kind]
                )  # fmt: skip

    # ---- The investigation -------------------------------------------------------------------------------------------

    def find_facts(self, reason: str, severity: str = "2", officer: str = "") -> None:
        if officer:
            self.officer = officer
            self.appoint(officer, Role.INVESTIGATING_OFFICER)
        self.ask_first()
        self.take(P.begin_fact_finding, severity=severity, reason=reason)

    def investigate(
        self, officer: str, *, reason: str, background: str, scope: str, severity: str = "3", hr: str = "hr", **terms: Any
    ) -> None:  # fmt: skip
        self.officer = officer
        self.appoint(officer, Role.INVESTIGATING_OFFICER)
        if hr:
            self.appoint(hr, Role.HR_ADVISER)
        investigation.write_terms(
            self.case,
            by=self.user(self.manager),
            background=background,
            scope=scope,
            report_to=str(self.cast[self.manager]),
            confidentiality=CONFIDENTIAL,
            updates=UPDATES,
            **terms,
        )
        self.ask_first()
        self.take(P.open_investigation, severity=severity, reason=reason)

    def ask_first(self) -> None:
        """Where a story has not told of the questions itself."""
        if not self.case.trigger_answers.exists():
            self.ask()

    def tell_the_employee(
        self, method: str = "by_hand", address: str = "Handed over in the head teacher's office"
    ) -> None:
        self.take(P.tell_the_employee, told_on=self.clock.now, method=method, address=address)

    def exhibit(self, name: str, content: bytes, description: str, *, by: str = "", **about: Any) -> Evidence:
        return add_evidence(
            self.case, SimpleUploadedFile(name, content), by=self.user(by or self.officer or self.manager),
            description=description, **about,
        )  # fmt: skip

    def bears(self, exhibit: Evidence, **bearings: str) -> None:
        """Which way it speaks, as `a1="supports", a2="against"`."""
        allegations = {allegation.position: allegation for allegation in self.case.allegations.all()}
        towards = {allegations[int(name[1:])]: bearing for name, bearing in bearings.items()}
        describe(exhibit, towards, by=self.user(self.officer or self.manager))

    def view(self, exhibit: Evidence, by: str) -> None:
        record_reading(exhibit, "viewed", by=self.cast[by])

    def statement(self, key: str, text: str, how: str = "In a meeting, notes taken at once") -> Statement:
        return statements.take_statement(
            self.case, self.cast[key], text=text, taken_on=self.clock.now.date(), how_taken=how,
            by=self.user(self.officer or self.manager),
        )  # fmt: skip

    def send(self, statement: Statement) -> None:
        take(StatementProcedure.send_statement, statement, by=self.user(self.officer or self.manager))

    def confirm(self, statement: Statement) -> None:
        maker: Person = statement.person
        assert maker.user is not None
        take(StatementProcedure.confirm_statement, statement, by=maker.user, confirmed=True)

    def correct(self, statement: Statement, correction: str, text: str) -> None:
        """The person asks for a correction, and the text is put right and sent again."""
        maker: Person = statement.person
        assert maker.user is not None
        take(StatementProcedure.ask_for_correction, statement, by=maker.user, correction=correction)
        statements.change_statement(statement, by=self.user(self.officer or self.manager), text=text)
        self.send(statement)

    def confirmed_on_paper(self, statement: Statement, proof: str) -> None:
        by = self.user(self.officer or self.manager)
        take(StatementProcedure.confirm_on_paper, statement, by=by, proof=proof)

    def happened(self, day: int, clock: str, text: str, evidence: Evidence | None = None) -> None:
        investigation.add_to_chronology(
            self.case, day=self.occurred(day), at=time.fromisoformat(clock) if clock else None,
            text=text, evidence=evidence, by=self.user(self.officer or self.manager),
        )  # fmt: skip

    def answer(self, text: str) -> None:
        statements.answer(self.case, text, by=self.user(self.subject))

    def advise(self, text: str, by: str = "hr") -> None:
        investigation.give_advice(self.case, text, by=self.user(by))

    def find(self, position: int, result: FindingResult, reasons: str, *, pro: str = "", con: str = "") -> None:
        investigation.find(
            self.case.allegations.get(position=position), result=result, reasons=reasons, evidence_for=pro,
            evidence_against=con, by=self.user(self.officer or self.manager),
        )  # fmt: skip

    def write_report(self, recommendation: Recommendation | str = "", **parts: str) -> None:
        by = self.user(self.officer or self.manager)
        investigation.write_report(self.case, by=by, recommendation=recommendation, **parts)

    def submit(self) -> None:
        is_formal = self.case.status in P.submit_report.sources
        self.take(P.submit_report if is_formal else P.conclude_fact_finding, by=self.officer or self.manager)

    # ---- Hearing and appeal ----------------------------------------------------------------------------------------

    def refer(self, reason: str, *, presenting: str = "", may_dismiss: bool = False) -> None:
        self.appoint("clerk", Role.CLERK)
        self.take(P.refer_to_disciplinary, reason=reason, may_dismiss=may_dismiss)
        if presenting:
            self.appoint(presenting, Role.PRESENTING_OFFICER)

    def arrange(self, panel: str, hearing_day: int, clock: str = "16:00", *, appeal: bool = False) -> None:
        """Convene the governors of those numbers ("1 2 3", the first in the chair) and serve the papers."""
        self.panel = [f"governor{number}" for number in panel.split()]
        members = [self.cast[key] for key in self.panel]
        convene, serve = (P.convene_appeal_panel, P.arrange_appeal) if appeal else (P.convene_panel, P.arrange_hearing)
        self.take(convene, by="clerk", members=members, chair=members[0])
        role = Role.APPEAL_PANEL if appeal else Role.PANEL
        for place in self.case.appointments.live().of(role).select_related("person__user"):
            impartiality.answer_for_panel(place, by=place.person.user, has_interest=False)
        self.take(
            serve, by="clerk", hearing_at=self.moment(hearing_day, clock), place=PLACE,
            served_at=self.clock.now, method="by_hand", address="Handed over at school, receipt signed",
        )  # fmt: skip

    def name_companion(self, key: str, shared: bool = True) -> None:
        companion = appointments.name_companion(self.case, self.cast[key], by=self.user(self.subject))
        if shared:
            employee.share_papers(companion, shared=True, by=self.user(self.subject))

    def sit(self, since: str, minutes: str, *, ticks: dict[HearingOrder, str], companion: str = "") -> None:
        """Record a sitting that ends now, with the whole panel there, and tick what was done in it."""
        hearing = self.case.hearings.get(is_appeal=False)
        starts = timezone.localtime(self.clock.now).replace(hour=int(since[:2]), minute=int(since[3:]))
        hearing_day.keep_session(
            hearing, by=self.user("clerk"), members=[self.cast[key] for key in self.panel], starts_at=starts,
            ends_at=self.clock.now, minutes=minutes, companion=companion, employee_attended=True, presenter_attended=True,
        )  # fmt: skip
        for part, note in ticks.items():
            hearing_day.tick_order(hearing, part, at=self.clock.now, note=note, by=self.user("clerk"))

    def hear(self, minutes: str, *, companion: str = "", appeal: bool = False) -> None:
        self.take(
            P.hold_appeal if appeal else P.hold_hearing, by="clerk", held_on=self.clock.now.date(),
            employee_attended=True, companion_present=companion, minutes=minutes,
            present=[self.cast[key] for key in self.panel],
        )  # fmt: skip

    def panel_finds(self, position: int, result: FindingResult, reasons: str, *, appeal: bool = False) -> None:
        find = investigation.appeal_find if appeal else investigation.panel_find
        find(self.case.allegations.get(position=position), result=result, reasons=reasons, by=self.user(self.panel[0]))

    def decide(self, level: Level, reason: str, change: str = "") -> None:
        self.take(
            P.issue_outcome, by=self.panel[0], level=level, reason=reason, change_required=change,
            served_at=self.clock.now, method="by_hand", votes=[self.cast[key] for key in self.panel],
        )  # fmt: skip

    def close(self, *, evidence: str, file: str, lessons: str = "", reporter_told: bool = True) -> None:
        self.settle_duties()
        send_out(self.case, self.clock.now)
        self.take(
            P.close, reporter_told_on=self.clock.now.date() if reporter_told else None, evidence_settled=evidence,
            personal_file=file, lessons=lessons,
        )  # fmt: skip

    # ---- Governing-body actions ------------------------------------------------------------------------------------

    def propose(
        self, owner: str, due: int, *, code: str = "", title: str = "", instructions: str = "",
        protects: tuple[Protects, ...] = (),
    ) -> GoverningBodyAction:  # fmt: skip
        row = BY_CODE.get(code)
        return governing_body.propose_action(
            self.case, code=code, title=title or (row.title if row else ""), owner=self.cast[owner],
            due_on=self.day(due), instructions=instructions,
            protects=[str(value.value) for value in protects or (row.protects if row else ())],
            by=self.user(self.manager),
        )  # fmt: skip

    def approve(self, action: GoverningBodyAction, minute: str = "") -> None:
        take(ActionProcedure.approve_action, action, by=self.user(self.manager), minute_reference=minute)

    def complete(self, action: GoverningBodyAction, proof: str, by: str = "", minute: str = "") -> None:
        if action.code in OUTWARD_ACTIONS:
            record_check(
                self.case, action=action, about=action.title, text=proof, is_teacher=True, alleges_offence=False,
                is_lifted=False, identifies=False, by=self.user(self.manager),
            )  # fmt: skip
        take(
            ActionProcedure.complete_action, action, by=self.user(by or self.manager), done_on=self.clock.now.date(),
            proof=proof, minute_reference=minute,
        )  # fmt: skip

    def explain(self, action: GoverningBodyAction, reason: str) -> None:
        take(ActionProcedure.explain_action, action, by=self.user(self.manager), reason=reason)
