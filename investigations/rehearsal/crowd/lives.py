"""How does one of many cases go?  Stage by stage as its plan says, each stage leaving the rows that the actions leave."""

import json
from datetime import date
from functools import cache
from random import Random
from typing import Any

from investigations.models import Allegation, Bundle, Hearing
from investigations.procedure.calendar import long_date
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.catalogue import CATALOGUE
from investigations.procedure.choices import (
    AdviceFrom,
    AppealGround,
    AppealResult,
    Channel,
    Depth,
    FindingResult,
    FoundBy,
    Level,
    Recommendation,
    Severity,
)
from investigations.procedure.clocks import Clock
from investigations.procedure.retention import suggested
from investigations.procedure.roles import JUDGES, Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import ActionState, State, StatementState

from . import words
from .people import Somebody, Town
from .record import Record, in_json
from .tables import Tables, flag
from .wall import Moment, Wall
from .ways import Plan

ABOUT_THE_HEAD = 0.01
NOBODY_KNOWN = 0.04
SECOND_ALLEGATION = 0.2
WITH_AN_ACTION = 0.25
HAND, MAIL = "by_hand", "by_email"
LEVELS = (Level.ADVICE, Level.FIRST_WRITTEN, Level.FIRST_WRITTEN, Level.FIRST_WRITTEN, Level.FINAL_WRITTEN)
PLACE = "The library"


class Life:
    """One case.  `live` writes it into the tables; nothing of it is in the database before they are written."""

    def __init__(
        self, town: Town, plan: Plan, wall: Wall, tables: Tables, keys: Any, chance: Random, reference: str
    ) -> None:
        self.town, self.plan, self.wall, self.tables, self.new_id, self.chance = town, plan, wall, tables, keys, chance
        self.reference = reference
        self.id: str = keys()
        self.dashed = _dashed(self.id)
        self.record = Record(self.id, self.dashed, town.school.pk.hex, tables, wall)
        self.state = State.REPORTED
        self.day, self.minute = plan.start, 0
        self.now: Moment
        self.values: dict[str, Any] = {}
        self.appointed: list[tuple[Somebody, Role]] = []
        self.witness: Somebody | None = None
        self.officer: Somebody | None = None
        self.subject: Somebody | None = None
        self.panels: dict[bool, list[Somebody]] = {}
        self.statement = ""
        self.open_action: tuple[str, Somebody] | None = None
        self.exhibits: list[tuple[str, int, str]] = []
        self.file: Any = None  # a file kept in the vault for this case, where there is one

    def live(self) -> None:
        for stage, gap in zip(self.plan.way.stages, self.plan.gaps, strict=True):
            self.day += gap
            if gap or stage == "logged":
                self.minute = self.chance.randint(8 * 60 + 20, 10 * 60)
            self._tick()
            getattr(self, stage)()
        self._write()

    # ---- Assessment ----------------------------------------------------------------------------------------------

    def logged(self) -> None:
        """The concern, its allegations, and who is what in it from the first moment."""
        town, chance = self.town, self.chance
        self.happened = self.wall.iso(self.day - chance.randint(0, 6))
        about_the_head = chance.random() < ABOUT_THE_HEAD
        self.manager = town.chair if about_the_head else town.head
        if about_the_head:
            self.subject = town.head
        elif not self.plan.way.can_be_about_nobody or chance.random() > NOBODY_KNOWN:
            self.subject = self._somebody(town.staff)
        self.reporter = self._somebody(town.staff)
        self.values.update(
            is_about_the_head=flag(about_the_head),
            reported_at=self.now.db,
            received_on=self.now.iso_day,
            channel=chance.choice(list(Channel)).value,
            how=chance.choice(words.HOW),
            at_once=chance.choice(words.AT_ONCE),
        )
        self._allege()
        self._appoint(self.manager, Role.CASE_MANAGER, self.reporter)
        self._appoint(self.reporter, Role.REPORTER, self.reporter)
        if self.subject:
            self._appoint(self.subject, Role.SUBJECT, self.reporter)
            self.tables.exclusions.add(
                self.id, self.subject.id, "subject", "The concern is about them.", self.reporter.id, self.now.db
            )
        self.record.start(Clock.ACK_REPORTER, self.now, None)
        facts = f'{{"allegations":{len(self.allegations)},"files":0,"reference":"{self.reference}"}}'
        self._event("case.logged", self.reporter, "overview", facts, "logged the concern")

    def _allege(self) -> None:
        _, self.version, clauses = next(row for row in self.town.versions if row[0] <= self.happened)
        self.clauses = clauses
        self.allegations: list[tuple[int, words.Subject, str, str]] = []
        for position in (1, 2) if self.chance.random() < SECOND_ALLEGATION else (1,):
            subject = self.chance.choice(words.SUBJECTS)
            while subject.clause not in clauses:
                subject = self.chance.choice(words.SUBJECTS)
            title, what = words.filled(subject, self.chance)
            if position == 1:
                self.title = title
            number = self.tables.numbers.next(Allegation)
            post = f"https://chalkboard.example/{self.town.handle[1:]}/posts/{self.chance.randint(10**7, 10**8)}"
            self.allegations.append((number, subject, what, post))
            self.tables.allegations.add(
                number, self.id, position, what, self.happened, self.town.handle, post, self.now.db
            )
            self.tables.cited.add(number, clauses[subject.clause][0])

    def assessed(self) -> None:
        number = self._step(P.begin_assessment, self.manager, Role.CASE_MANAGER, acknowledged_on=self.now.iso_day)
        self.record.start(Clock.INITIAL_ASSESSMENT, self.now, number)

    def held_for_advice(self) -> None:
        number = self._step(
            P.await_advice, self.manager, Role.CASE_MANAGER, advice_from=AdviceFrom.LADO.value,
            reason="It has to be known first whether the LADO sees a case for a meeting.",
        )  # fmt: skip
        self.record.start(Clock.LADO_CONTACT, self.now, number)

    def advised(self) -> None:
        self._step(
            P.record_advice, self.manager, Role.CASE_MANAGER, adviser="LADO team, Aldermere Council",
            advice="The threshold is not met. Investigate at school, and come back if anything new is said.",
        )  # fmt: skip

    def facts_sought(self) -> None:
        if self.subject and self.chance.random() < 0.5:
            self._take_officer()
        severity = self.chance.choice("12")
        self.values.update(depth=Depth.FACT_FINDING.value, severity=severity)
        number = self._step(
            P.begin_fact_finding, self.manager, Role.CASE_MANAGER, severity=severity,
            reason=self.chance.choice(words.ASSESSED),
        )  # fmt: skip
        self.record.start(Clock.INVESTIGATION_TARGET, self.now, number)

    def opened(self) -> None:
        self._take_officer()
        adviser = self.chance.choice(self.town.advisers)
        self._appoint(adviser, Role.HR_ADVISER, self.manager, says=True)
        severity = self.chance.choice("2334")
        self.tables.terms.add(
            self.id, f"{self.title}. It was reported by a member of staff.",
            "What happened, who had the device or the account, and what was known of the rule.", self.manager.name,
            self.wall.iso(min(self.day + 20, 110)), self.manager.id, self.now.db,
        )  # fmt: skip
        self._event("work.write_terms", self.manager, "investigation", "{}", "wrote the terms of reference")
        self._tick()
        self.values.update(depth=Depth.FORMAL.value, severity=severity)
        number = self._step(
            P.open_investigation, self.manager, Role.CASE_MANAGER, severity=severity,
            reason=self.chance.choice(words.OPENED),
        )  # fmt: skip
        self.record.start(Clock.INVESTIGATION_TARGET, self.now, number)
        self.record.start(Clock.NOTIFY_EMPLOYEE, self.now, number)
        if self.chance.random() < 0.5:
            self._tick()
            text = "Proportionate. Keep to the allegation, and let the companion come to the meeting."
            self.tables.advice.add(self.id, text, adviser.id, self.now.db)
            self._event("work.give_advice", adviser, "advice", "{}", "noted advice")
        if self.chance.random() < WITH_AN_ACTION:
            self._propose()

    # ---- Investigation ---------------------------------------------------------------------------------------------

    def told(self) -> None:
        if self.subject is None:
            return
        self._step(
            P.tell_the_employee, self.manager, Role.CASE_MANAGER, told_on=self.now.local, method=HAND, address="",
        )  # fmt: skip
        self.values["employee_told_at"] = self.now.db
        self._serve("Notice of investigation", P.tell_the_employee, self._allegations_as_text(), self.manager)

    def heard_from(self) -> None:
        """A witness's statement, and what was kept of the post where the case has a file."""
        by = self.officer or self.manager
        self.witness = self._somebody(self.town.staff)
        self.statement = self.new_id()
        self._appoint(self.witness, Role.WITNESS, by)
        says = f"took statement 1, from {in_json(self.witness.name)}"
        self._event("work.take_statement", by, "statements", '{"statement":1}', says)
        self.chronology()
        if self.file:
            self._hand_in(by)
        self._tick()
        self.taken = (by, self.now)
        self._step(
            StatementProcedure.send_statement, by, Role.INVESTIGATING_OFFICER if self.officer else Role.CASE_MANAGER,
            record=self.statement, came_from=StatementState.DRAFT,
        )  # fmt: skip
        self.settled: tuple[str, str | None, str] = (StatementState.SENT.value, None, "")

    def chronology(self) -> None:
        by = self.officer or self.manager
        self.tables.chronology.add(self.id, self.happened, self.allegations[0][2], by.id, self.now.db)
        self._event("work.write_chronology", by, "chronology", "{}", "added to the chronology")

    def confirmed(self) -> None:
        assert self.witness is not None
        self._step(
            StatementProcedure.confirm_statement, self.witness, Role.MAKER, record=self.statement,
            came_from=StatementState.SENT, confirmed=True,
        )  # fmt: skip
        how = f"Confirmed by {self.witness.name} in Casework"
        self.settled = (StatementState.CONFIRMED.value, self.now.db, how)

    def paused(self) -> None:
        self._step(
            P.pause_investigation, self.manager, Role.CASE_MANAGER, advice_from=AdviceFrom.POLICE.value,
            reason="The police have asked that nobody is spoken to for the time being.",
        )  # fmt: skip

    def resigned(self) -> None:
        last = self.wall.iso(self.day + 4 if self.day + 4 <= 110 else self.day)
        self.values.update(resigned_on=self.now.iso_day, employment_ends_on=last)
        self._step(
            P.record_resignation, self.manager, Role.CASE_MANAGER, resigned_on=self.now.iso_day, effective_on=last,
            reason="Another post elsewhere. The case goes on.",
        )  # fmt: skip

    def found(self) -> None:
        by, chance = self.officer or self.manager, self.chance
        work = "find" if self.officer else "find_facts"
        self.findings: list[dict[str, Any]] = []
        for position, (number, subject, *_) in enumerate(self.allegations, start=1):
            is_proved = self.plan.way.is_proved and (position == 1 or chance.random() < 0.5)
            result = FindingResult.PROVED if is_proved else FindingResult.NOT_PROVED
            pro, con = chance.choice(words.FOR), chance.choice(words.AGAINST)
            reasons = (subject.proved if is_proved else subject.not_proved).format(
                n=chance.randint(2, 30), cls="the class", event="that day"
            )
            self.tables.findings.add(
                number, FoundBy.INVESTIGATION.value, result.value, pro, con, reasons, by.id, self.now.db
            )
            self.findings.append(
                {
                    "position": position, "result": result.label, "evidence_for": pro, "evidence_against": con,
                    "reasons": reasons,
                }
            )  # fmt: skip
            facts = f'{{"allegation":{position},"result":"{result.value}"}}'
            self._event(f"work.{work}", by, "findings", facts, f"recorded a finding on allegation {position}")
            self._tick()
        self._write_report(by)

    def _write_report(self, by: Somebody) -> None:
        proved = self.plan.way.is_proved
        is_formal = self.values["depth"] == Depth.FORMAL.value
        recommendation = Recommendation.NONE
        if proved:
            recommendation = Recommendation.FORMAL if is_formal else Recommendation.INFORMAL
        who = self.subject.name if self.subject else "nobody in particular"
        self.report = {
            "introduction": f"{'One allegation' if len(self.allegations) == 1 else 'Two allegations'}, against {who}.",
            "process": self.chance.choice(words.PROCESS),
            "mitigating": self.chance.choice(words.AGAINST) if proved else "",
            "conclusion": self.chance.choice(words.PROVED if proved else words.NOT_PROVED),
        }
        self.recommendation, self.reported = recommendation, (by, self.now)
        work = "write_report" if self.officer else "write_fact_finding_report"
        self._event(f"work.{work}", by, "report", "{}", "wrote the report")

    def submitted(self) -> None:
        by = self.officer or self.manager
        role = Role.INVESTIGATING_OFFICER if self.officer else Role.CASE_MANAGER
        is_formal = self.values["depth"] == Depth.FORMAL.value
        number = self._step(P.submit_report if is_formal else P.conclude_fact_finding, by, role)
        self.submission = (by, self.now)
        self.record.start(Clock.CASE_DECISION, self.now, number)

    # ---- Decision ---------------------------------------------------------------------------------------------------

    def dropped(self) -> None:
        self._step(P.no_case_to_answer, self.manager, Role.CASE_MANAGER, reason=self.chance.choice(words.NO_CASE))
        if self.values.get("employee_told_at"):
            text = "There is no case to answer. Nothing is put on your personal file."
            self._serve("No case to answer", P.no_case_to_answer, text, self.manager, MAIL)

    def advice_given(self) -> None:
        advice = self.chance.choice(words.ADVICE)
        self._step(
            P.give_management_advice, self.manager, Role.CASE_MANAGER, advice_given=advice,
            reason=self.chance.choice(words.PROVED),
        )  # fmt: skip
        text = f"{advice}\n\nThis is advice. It is not a sanction and does not count as a warning."
        self._serve("Management advice", P.give_management_advice, text, self.manager, MAIL)

    def concluded_after_resignation(self) -> None:
        self._step(
            P.conclude_after_resignation, self.manager, Role.CASE_MANAGER,
            reason="The employment has ended. A hearing would add nothing to the findings.",
        )  # fmt: skip

    def referred(self) -> None:
        self._appoint(self.town.clerk, Role.CLERK, self.manager, says=True)
        self.values.update(may_dismiss=flag(self.values["severity"] == Severity.GROSS.value), referred_at=self.now.db)
        self._step(
            P.refer_to_disciplinary, self.manager, Role.CASE_MANAGER, reason=self.chance.choice(words.REFERRED),
            may_dismiss=bool(self.values["may_dismiss"]),
        )  # fmt: skip
        assert self.officer is not None
        self._appoint(self.officer, Role.PRESENTING_OFFICER, self.manager, says=True)

    # ---- Hearing and appeal -------------------------------------------------------------------------------------------

    def arranged(self) -> None:
        self._arrange(is_appeal=False)

    def appeal_arranged(self) -> None:
        self._arrange(is_appeal=True)

    def _arrange(self, *, is_appeal: bool) -> None:
        clerk, tables = self.town.clerk, self.tables
        used = {person.id for person, _ in self.appointed}
        members = self.chance.sample([person for person in self.town.governors if person.id not in used], 3)
        self.panels[is_appeal] = members
        role = Role.APPEAL_PANEL if is_appeal else Role.PANEL
        named = [{"id": person.dashed, "name": person.name} for person in members]
        self._step(
            P.convene_appeal_panel if is_appeal else P.convene_panel, clerk, Role.CLERK, members=named, chair=named[0],
            small_panel_reason=None,
        )  # fmt: skip
        for person in members:
            self._appoint(person, role, clerk, is_chair=person is members[0])
        self._tick()
        hearing_day = self.day + self._notice(is_appeal)
        hearing_at = self.wall.at(hearing_day, 16 * 60)
        step = P.arrange_appeal if is_appeal else P.arrange_hearing
        number = self._step(
            step, clerk, Role.CLERK, hearing_at=hearing_at.local, place=PLACE, served_at=self.now.local, method=HAND,
            address=None, short_notice=None,
        )  # fmt: skip
        hearing, bundle = tables.numbers.next(Hearing), tables.numbers.next(Bundle)
        self.hearing = [hearing, self.id, flag(is_appeal), hearing_at.db, PLACE, self.now.db, self.now.iso_day]
        self.values[f"hearing_{is_appeal}"] = (*self.hearing, None, 0, "")
        tables.bundles.add(bundle, hearing, json.dumps(self._papers(is_appeal)), self.now.db)
        tables.bundled_statements.add(bundle, self.statement)
        for exhibit, _, _ in self.exhibits:
            tables.bundled_evidence.add(bundle, exhibit)
        title = f"Notice of the {'appeal ' if is_appeal else ''}hearing, with the papers"
        when = self.wall.days.day(hearing_day)
        text = f"The hearing is on {long_date(when)} at 16:00, {PLACE}."
        self._serve(title, step, text, clerk, bundle=bundle)
        if not is_appeal:
            self.record.start(Clock.EMPLOYEE_PAPERS, self.now, number, since=hearing_at)

    def _notice(self, is_appeal: bool) -> int:
        """How far away the hearing is: as the plan says or, where the case ends here, as far as usual."""
        stages = self.plan.way.stages
        place = stages.index("appeal_arranged" if is_appeal else "arranged")
        return self.plan.gaps[place + 1] if place + 1 < len(stages) else 14

    def adjourned(self) -> None:
        self.minute = 17 * 60 + 5
        self._tick()
        self._step(
            P.adjourn_hearing, self.town.clerk, Role.CLERK, reason="A witness is to be asked before the panel goes on.",
        )  # fmt: skip

    def held(self) -> None:
        self._hold(is_appeal=False)

    def appeal_held(self) -> None:
        self._hold(is_appeal=True)

    def _hold(self, *, is_appeal: bool) -> None:
        self.minute = 17 * 60 + 5
        self._tick()
        minutes, members = self.chance.choice(words.MINUTES), self.panels[is_appeal]
        number = self._step(
            P.hold_appeal if is_appeal else P.hold_hearing, self.town.clerk, Role.CLERK, held_on=self.now.iso_day,
            employee_attended=True, companion_present=None,
            present=[{"id": person.dashed, "name": person.name} for person in members], minutes=minutes,
        )  # fmt: skip
        self.minutes = minutes
        self.values[f"hearing_{is_appeal}"] = (*self.hearing, self.now.iso_day, 1, minutes)
        session = self.new_id()
        self.tables.sessions.add(session, self.hearing[0], self.hearing[3], minutes, self.town.clerk.id, self.now.db)
        for person in members:
            self.tables.attendance.add(self.hearing[0], person.id, 1)
            self.tables.session_members.add(session, person.id)
        self.record.start(Clock.APPEAL_OUTCOME if is_appeal else Clock.OUTCOME_LETTER, self.now, number)

    def decided(self) -> None:
        chair, chance = self.panels[False][0], self.chance
        self._panel_finds(is_appeal=False, is_proved=True)
        level = chance.choice(LEVELS)
        if self.values["may_dismiss"] and chance.random() < 0.3:
            level = Level.DISMISSAL_WITH_NOTICE
        reason, change = chance.choice(words.WEIGHED), chance.choice(words.CHANGE)
        number = self._step(
            P.issue_outcome, chair, Role.PANEL_CHAIR, level=level.value, reason=reason, change_required=change,
            served_at=self.now.local, method=HAND,
        )  # fmt: skip
        live_until = self.wall.ends_on(level.warning, self.day) if level.warning else None
        self.tables.disclosures.add(self.id, self.now.db)
        self._vote(is_appeal=False)
        self.level = level
        self.values["outcome"] = [level.value, reason, change, chair.id, self.now.db, self.now.iso_day, live_until]
        self.values["outcome_day"], self.outcome_on = self.day, self.now.iso_day
        self.record.start(Clock.APPEAL_LODGE, self.now, number)
        self._serve("Outcome of the hearing", P.issue_outcome, f"{level.label}.\n\n{reason}\n\n{change}", chair)

    def not_upheld(self) -> None:
        chair = self.panels[False][0]
        self._panel_finds(is_appeal=False, is_proved=False)
        reason = self.chance.choice(words.NOT_PROVED)
        self._step(P.find_not_upheld, chair, Role.PANEL_CHAIR, reason=reason)
        self._vote(is_appeal=False)
        text = f"The panel found nothing proved. No sanction follows.\n\n{reason}"
        self._serve("Outcome of the hearing", P.find_not_upheld, text, chair, MAIL)

    def _panel_finds(self, *, is_appeal: bool, is_proved: bool) -> None:
        chair = self.panels[is_appeal][0]
        body, work, section = (
            (FoundBy.APPEAL, "appeal_find", "appeal_deliberation")
            if is_appeal
            else (FoundBy.PANEL, "panel_find", "deliberation")
        )
        result = FindingResult.PROVED if is_proved else FindingResult.NOT_PROVED
        self.panel_findings: list[dict[str, Any]] = []
        for position, (number, *_) in enumerate(self.allegations, start=1):
            reasons = "Shown by what was heard." if is_proved else "Not shown by what was heard."
            self.tables.findings.add(number, body.value, result.value, "", "", reasons, chair.id, self.now.db)
            found = {"position": position, "result": result.label, "reasons": reasons}
            self.panel_findings.append(found | {"evidence_for": "", "evidence_against": ""})
            facts = f'{{"allegation":{position},"result":"{result.value}"}}'
            self._event(f"work.{work}", chair, section, facts, f"recorded a finding on allegation {position}")
            self._tick()

    def _vote(self, *, is_appeal: bool) -> None:
        """Every member was there throughout and voted for it."""
        hearing, members = self.values[f"hearing_{is_appeal}"][0], self.panels[is_appeal]
        for person in members:
            self.tables.votes.add(hearing, person.id, members[0].id, self.now.db)

    def no_appeal(self) -> None:
        self._step(P.close_appeal_window, self.town.clerk, Role.CLERK, no_appeal=False)

    def appealed(self) -> None:
        assert self.subject is not None
        self.grounds = [self.chance.choice(list(AppealGround)).value]
        number = self._step(
            P.lodge_appeal, self.subject, Role.SUBJECT, received_on=self.now.iso_day, grounds=self.grounds,
            grounds_text="It is more than others were given for the same.",
        )  # fmt: skip
        self.values["appeal"] = [self.now.iso_day, json.dumps(self.grounds), "It is more than others were given for the "
                                 "same.", 0, "", "", 1, "", self.level.value, "", "", None, None, "[]"]  # fmt: skip
        self.record.start(Clock.APPEAL_HEARD, self.now, number)

    def appeal_late(self) -> None:
        assert self.subject is not None
        grounds = [AppealGround.NEW_EVIDENCE.value]
        text, late = "Something has come up that the panel could not know.", "It came to me last week only."
        self._step(
            P.receive_late_appeal, self.subject, Role.SUBJECT, received_on=self.now.iso_day, grounds=grounds,
            grounds_text=text, late_reason=late,
        )  # fmt: skip
        self.values["appeal"] = [self.now.iso_day, json.dumps(grounds), text, 1, late, "", None, "", self.level.value, "",
                                 "", None, None, "[]"]  # fmt: skip

    def appeal_decided(self) -> None:
        chair, chance = self.panels[True][0], self.chance
        self._panel_finds(is_appeal=True, is_proved=True)
        result = chance.choice(list(AppealResult))
        lesser = [level for level in (Level.ADVICE, Level.FIRST_WRITTEN) if level.rank < self.level.rank]
        if result is AppealResult.REDUCED and not lesser:
            result = AppealResult.DISMISSED
        fixed = {AppealResult.DISMISSED: self.level, AppealResult.OVERTURNED: Level.NO_SANCTION}
        level = fixed.get(result) or lesser[-1]
        reason = chance.choice(words.WEIGHED)
        upheld = [] if result is AppealResult.DISMISSED else self.grounds
        self._step(
            P.decide_appeal, chair, Role.APPEAL_CHAIR, result=result.value, reason=reason, grounds_upheld=upheld,
            level=level.value if result is AppealResult.REDUCED else None,
        )  # fmt: skip
        self.values["appeal"][7:] = [
            result.value, self.level.value, level.value, reason, chair.id, self.now.db, json.dumps(upheld),
        ]  # fmt: skip
        self._vote(is_appeal=True)
        if result is not AppealResult.DISMISSED:
            self.values["outcome"][0] = level.value
            served = self.values["outcome_day"]
            self.values["outcome"][6] = self.wall.ends_on(level.warning, served) if level.warning else None
        self.level = level
        text = f"{result.label}.\n\nThe outcome is now: {level.label}.\n\n{reason}\n\nThis decision is final."
        self._serve("Outcome of the appeal", P.decide_appeal, text, chair, MAIL)

    def closed(self) -> None:
        if self.open_action:
            self._complete()
        has_warning = "outcome" in self.values and self.level.warning is not None
        self.values["closed_at"] = self.now.db
        level = self.level if "outcome" in self.values else None
        kept_as = suggested(level, has_left="resigned_on" in self.values, is_safeguarding=False)
        self.values["retention"] = kept_as.value
        self.values["retention_review_on"] = self.wall.months_after(self.day, kept_as.months)
        self._step(
            P.close, self.manager, Role.CASE_MANAGER, reporter_told_on=self.now.iso_day,
            evidence_settled=self.chance.choice(words.EVIDENCE_SETTLED),
            personal_file=words.PERSONAL_FILE[has_warning], lessons=self.chance.choice(words.LESSONS),
        )  # fmt: skip

    # ---- Governing-body actions ----------------------------------------------------------------------------------------

    def _propose(self) -> None:
        row, owner = self.chance.choice(CATALOGUE), self.chance.choice(self.town.owners)
        if owner is self.subject:
            return
        action = self.new_id()
        self._event(
            "work.propose_action", self.manager, "actions", f'{{"action":1,"code":"{row.code}"}}',
            "proposed governing-body action 1",
        )  # fmt: skip
        proposed, self.action = self.now, action
        self._tick()
        self._step(
            ActionProcedure.approve_action, self.manager, Role.CASE_MANAGER, record=action,
            came_from=ActionState.PROPOSED, minute_reference=None,
        )  # fmt: skip
        self.values["action"] = [
            action, self.id, 1, row.code, row.title, json.dumps([protects.value for protects in row.protects]), owner.id,
            self.manager.id, proposed.db, self.manager.id, self.now.db, self.wall.iso(min(self.day + 15, 110)),
            ActionState.APPROVED.value, None, "",
        ]  # fmt: skip
        self.open_action = (action, owner)

    def _complete(self) -> None:
        assert self.open_action is not None
        action, owner = self.open_action
        self._step(
            ActionProcedure.complete_action, owner, Role.ACTION_OWNER, record=action, came_from=ActionState.APPROVED,
            done_on=self.now.iso_day, proof="Note in the file.", minute_reference=None,
        )  # fmt: skip
        self.values["action"][12:] = [ActionState.DONE.value, self.now.iso_day, "Note in the file."]
        self._tick()

    # ---- What every stage needs ----------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self.minute += self.chance.randint(2, 14)
        self.now = self.wall.at(self.day, self.minute)

    def _event(self, kind: str, by: Somebody, section: str, facts: str, says: str) -> None:
        self.record.event(kind, by, self.now, section, facts, f"{in_json(by.name)} {says}")

    def _step(
        self, step: Any, by: Somebody, role: Role, *, record: str = "", came_from: Any = None, **answers: Any
    ) -> int:
        number = self.record.step(
            step, by, role, self.now, came_from or self.state, record=_dashed(record) if record else "", **answers
        )
        if not record and step.target is not None:
            self.state = step.target
            self.values["state_since"] = self.now.db
            if step.target is State.CONCLUDED:
                self.values["concluded_at"] = self.now.db
        return number

    def _somebody(self, people: list[Somebody]) -> Somebody:
        """Somebody employed on the day, with no part in the case yet; an officer, where the staff is too small."""
        used = {person.id for person, _ in self.appointed}
        used |= {person.id for person in (self.subject, self.manager) if person}
        today = self.wall.iso(self.day)
        for _ in range(60):
            person = people[int(self.chance.random() * len(people))]
            if person.id not in used and person.starts <= today < person.ends:
                return person
        return next(person for person in self.town.officers if person.id not in used)

    def _take_officer(self) -> None:
        self.officer = self._somebody(self.town.officers)
        self._appoint(self.officer, Role.INVESTIGATING_OFFICER, self.manager, says=True)

    def _appoint(
        self, person: Somebody, role: Role, by: Somebody, *, says: bool = False, is_chair: bool = False
    ) -> None:
        self.appointed.append((person, role))
        place = self.new_id()
        self.tables.appointments.add(place, self.id, person.id, role.value, flag(is_chair), "", by.id, self.now.db)
        if role in JUDGES:
            self.tables.declarations.add(self.new_id(), person.id, self.id, place, self.now.db)
        if says:
            words_said = f"appointed {in_json(person.name)} as {role.in_sentence}"
            self._event("appointment.made", by, "people", f'{{"role":"{role.value}"}}', words_said)
            self._tick()

    def _serve(
        self, title: str, step: Any, text: str, by: Somebody, method: str = HAND, bundle: int | None = None
    ) -> None:
        assert self.subject is not None
        self.tables.served.add(
            self.new_id(), self.id, self.subject.id, title, str(step.letter.value), text, bundle, method, self.now.db,
            self.now.iso_day, by.id, self.now.db,
        )  # fmt: skip

    def _hand_in(self, by: Somebody) -> None:
        kept, exhibit = self.file(self.id), self.new_id()
        self.tables.evidence.add(
            exhibit, self.id, 1, "capture.png", "image/png", "PNG picture", kept.size, kept.sha256, kept.key,
            "The post as it stood", by.id, self.now.db,
        )  # fmt: skip
        self.tables.bearings.add(exhibit, self.allegations[0][0], "supports")
        self.exhibits.append((exhibit, 1, "The post as it stood"))
        facts = f'{{"exhibit":1,"sha256":"{kept.sha256}","size":{kept.size},"type":"image/png"}}'
        self._event("evidence.received", by, "evidence", facts, "handed in exhibit 1, capture.png")

    def _allegations_as_text(self) -> str:
        when = _in_words(self.happened)
        return "\n\n".join(
            f"Allegation {position}, {when}: {what}\nclause {subject.clause} of {self.version}"
            for position, (_, subject, what, _post) in enumerate(self.allegations, start=1)
        )

    def _papers(self, is_appeal: bool) -> dict[str, Any]:
        """The papers in the words of the day: the same parts, in the same form, as are served in a single case."""
        titles = {"introduction": "Introduction", "process": "How it was investigated",
                  "mitigating": "Mitigating factors", "conclusion": "Conclusion"}  # fmt: skip
        report = [{"title": titles[name], "text": text} for name, text in self.report.items() if text]
        papers: dict[str, Any] = {
            "allegations": [
                {
                    "position": position,
                    "what": what,
                    "when": _in_words(self.happened),
                    "where": f"{self.town.handle}, {post}",
                    "clauses": [
                        {"policy": self.version, "number": subject.clause, "text": self.clauses[subject.clause][1]}
                    ],
                }
                for position, (_, subject, what, post) in enumerate(self.allegations, start=1)
            ],
            "findings": self.findings,
            "report": [*report, {"title": "Recommendation", "text": self.recommendation.label}],
            "may_dismiss": bool(self.values["may_dismiss"]),
            "exhibits": {str(number): title for _, number, title in self.exhibits},
        }
        if is_appeal:
            papers["outcome"] = {
                "level": self.level.label,
                "reasons": self.values["outcome"][1],
                "decided": _in_words(self.outcome_on),
            }
            papers["panel_findings"] = self.panel_findings
            papers["minutes"] = self.minutes
            papers["grounds"] = {
                "grounds": [AppealGround(ground).label for ground in self.grounds],
                "text": self.values["appeal"][2],
            }
        return papers

    # ---- The rows that change while the case goes on ---------------------------------------------------------------

    def _write(self) -> None:
        values, tables = self.values, self.tables
        tables.cases.add(
            self.id, self.town.school.pk.hex, self.reference, self.title, self.state.value, self.record.revision,
            values["is_about_the_head"], values["channel"], values["how"], values["at_once"], values["received_on"],
            values["reported_at"], values.get("severity", Severity.SERIOUS.value), values.get("depth", ""),
            values.get("may_dismiss", 0), values.get("resigned_on"), values.get("employment_ends_on"),
            values.get("employee_told_at"), values.get("referred_at"), values.get("concluded_at"),
            values.get("closed_at"), values.get("state_since", values["reported_at"]), values.get("retention", ""),
            values.get("retention_review_on"),
        )  # fmt: skip
        if self.statement:
            assert self.witness is not None
            by, at = self.taken
            tables.statements.add(
                self.statement, self.id, 1, self.witness.id, by.id, at.iso_day, self._account(), *self.settled
            )
        if hasattr(self, "reported"):
            by, at = self.reported
            submitted_by, submitted_at = getattr(self, "submission", (None, None))
            tables.reports.add(
                self.id, *self.report.values(), self.recommendation.value, by.id, at.db,
                submitted_by and submitted_by.id, submitted_at and submitted_at.db,
            )  # fmt: skip
        for is_appeal in (False, True):
            if hearing := values.get(f"hearing_{is_appeal}"):
                tables.hearings.add(*hearing)
        if outcome := values.get("outcome"):
            tables.outcomes.add(self.id, *outcome, self.wall.spent(outcome[6]))
        if appeal := values.get("appeal"):
            tables.appeals.add(self.id, *appeal)
        if action := values.get("action"):
            tables.actions.add(*action)
        self.record.finish(self.new_id)
        for user in self._readers():
            tables.readers.add(user, self.id, values["reported_at"])

    def _account(self) -> str:
        return words.ACCOUNTS[len(self.reference + self.title) % len(words.ACCOUNTS)]

    def _readers(self) -> set[str]:
        """As `access.sync` finds them: whose role works the case, whose time has come, and who is not shut out."""
        opened = {
            Role.CASE_MANAGER: True,
            Role.INVESTIGATING_OFFICER: True,
            Role.HR_ADVISER: True,
            Role.CLERK: "referred_at" in self.values,
            Role.PRESENTING_OFFICER: "referred_at" in self.values,
            Role.PANEL: "hearing_False" in self.values,
            Role.APPEAL_PANEL: "hearing_True" in self.values,
        }
        return {
            person.user
            for person, role in self.appointed
            if person.user and opened.get(role) and person is not self.subject
        }


def _dashed(h: str) -> str:
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


@cache
def _in_words(iso: str) -> str:
    return long_date(date.fromisoformat(iso))
