"""Who may do what, written by hand: if a row surprises you, the table of steps is wrong, not this one.

The columns are people, each in one part of one case that has lived its whole life, so that every part is filled.
"""

import pytest
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from investigations.access import (
    Standing,
    cases_for,
    duties_for,
    eligibility,
    parts_for,
    requests_for,
    suspensions_for,
    sync,
    tasks_for,
)
from investigations.access.standing import NOT_YOURS
from investigations.actions.appointments import appoint, name_companion
from investigations.actions.complaints import record_complaint
from investigations.actions.data_rights import record_request
from investigations.actions.duties import assign_duty
from investigations.actions.governing_body import propose_action
from investigations.actions.refusals import Refused
from investigations.actions.statements import take_statement
from investigations.actions.suspension import propose_suspension
from investigations.actions.take import take
from investigations.models import Appointment, Case, Exclusion, ExclusionKind, Person, User
from investigations.procedure.case import CaseProcedure
from investigations.procedure.complaint import ComplaintProcedure
from investigations.procedure.data_rights import DataRequestProcedure
from investigations.procedure.duties import DutyKind, DutyProcedure
from investigations.procedure.resignation import ResignationProcedure
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import ActionState, State, StatementState
from investigations.procedure.suspension import SuspensionProcedure
from tests import world as w
from tests.world import World

pytestmark = pytest.mark.django_db

MANAGER, INVESTIGATOR, CLERK = "head", "deputy", "clerk"
PANEL_CHAIR, PANEL_MEMBER = "governor1", "governor2"
APPEAL_CHAIR, APPEAL_MEMBER = "governor4", "governor5"
SUBJECT, WITNESS, REPORTER, COMPANION = "teacher", "dsl", "reporter", "business_manager"
HR, PRESENTER, CUSTODIAN, INCIDENT, OWNER = "hr", "colleague", "it_lead", "chair", "dpo"
DUTY_OWNER = VICE_CHAIR = "vice_chair"  # anybody of the school may be given a duty
NOBODY, SUPERUSER, LEFT, OTHER_SCHOOL = "governor7", "superuser", "staff_governor", "other school"
EVERYBODY = (
    MANAGER, INVESTIGATOR, CLERK, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER, SUBJECT, WITNESS, REPORTER,
    COMPANION, HR, PRESENTER, CUSTODIAN, INCIDENT, OWNER, DUTY_OWNER, NOBODY, SUPERUSER, LEFT, OTHER_SCHOOL,
)  # fmt: skip

#: step: who may take it.  Everybody else may not.
MAY_TAKE = {
    "begin_assessment": {MANAGER},
    "await_advice": {MANAGER},
    "record_advice": {MANAGER},
    "begin_fact_finding": {MANAGER},
    "open_investigation": {MANAGER},
    "tell_the_employee": {MANAGER},
    "extend_investigation": {MANAGER},
    "pause_investigation": {MANAGER},
    "resume_investigation": {MANAGER},
    "conclude_fact_finding": {MANAGER, INVESTIGATOR},
    "submit_report": {INVESTIGATOR},
    "return_for_enquiries": {MANAGER},
    "refer_to_disciplinary": {MANAGER},
    "no_case_to_answer": {MANAGER},
    "give_management_advice": {MANAGER},
    "record_resignation": {MANAGER},
    "conclude_after_resignation": {MANAGER},
    "convene_panel": {CLERK},
    "arrange_hearing": {CLERK},
    "postpone_hearing": {CLERK},
    "adjourn_hearing": {CLERK, PANEL_CHAIR},
    "name_panel_chair": {CLERK},
    "begin_hearing_again": {CLERK},
    "propose_hearing_day": {SUBJECT},
    "propose_appeal_day": {SUBJECT},
    "hold_hearing": {CLERK},
    "disclose": {CLERK, MANAGER, HR},
    "issue_outcome": {PANEL_CHAIR},
    "find_not_upheld": {PANEL_CHAIR},
    "lodge_appeal": {SUBJECT, CLERK},
    "receive_late_appeal": {SUBJECT, CLERK},
    "accept_late_appeal": {CLERK},
    "refuse_late_appeal": {CLERK},
    "close_appeal_window": {CLERK, MANAGER},
    "convene_appeal_panel": {CLERK},
    "arrange_appeal": {CLERK},
    "postpone_appeal": {CLERK},
    "withdraw_appeal": {SUBJECT, CLERK},
    "name_appeal_chair": {CLERK},
    "begin_appeal_again": {CLERK},
    "hold_appeal": {CLERK},
    "decide_appeal": {APPEAL_CHAIR},
    "close": {MANAGER},
    "resume_closing": {MANAGER},
    "reopen": {MANAGER},
}
MAY_TAKE_ON_STATEMENT = {
    "send_statement": {MANAGER, INVESTIGATOR},
    "confirm_statement": {WITNESS},
    "ask_for_correction": {WITNESS},
    "confirm_on_paper": {MANAGER, INVESTIGATOR},
    "treat_as_agreed": {MANAGER, INVESTIGATOR},
}
MAY_TAKE_ON_ACTION = {
    "approve_action": {MANAGER, INCIDENT},
    "complete_action": {MANAGER, INCIDENT, OWNER},
    "explain_action": {MANAGER, INCIDENT},
}
#: The head imposes and recommends; only the governing body, for whom chair and clerk speak, ends it.
MAY_TAKE_ON_SUSPENSION = {
    "impose_suspension": {MANAGER},
    "do_not_impose": {MANAGER},
    "serve_suspension_letter": {MANAGER},
    "tell_the_authority": {MANAGER, CLERK, INCIDENT, VICE_CHAIR},
    "review_suspension": {MANAGER},
    "recommend_lifting": {MANAGER},
    "end_suspension": {CLERK, INCIDENT, VICE_CHAIR},
    "end_with_the_employment": {MANAGER},
}
MAY_TAKE_ON_COMPLAINT = {
    "acknowledge_complaint": {MANAGER},
    "answer_complaint": {MANAGER},
    "take_complaint_further": {MANAGER},
    "withdraw_complaint": {MANAGER},
    "close_complaint": {MANAGER},
}
MAY_TAKE_ON_RESIGNATION = {
    "change_last_day": {MANAGER},
    "withdraw_resignation": {MANAGER},
    "end_employment": {MANAGER},
}
#: The request of the matrix is one for access: what answers another kind is nobody's.
MAY_TAKE_ON_REQUEST = {
    "check_identity": {MANAGER, OWNER},
    "extend_request": {MANAGER, OWNER},
    "answer_access": {MANAGER, OWNER},
    "answer_rectification": set(),
    "answer_objection": set(),
    "refuse_request": {MANAGER, OWNER},
    "withdraw_request": {MANAGER, OWNER},
}
MAY_TAKE_ON_DUTY = {
    "open_duty": {MANAGER},
    "require_duty": {MANAGER},
    "complete_duty": {MANAGER, DUTY_OWNER},
    "log_breach": set(),
    "log_low_level_concern": set(),
    "report_to_platform": set(),
    "refer_to_tra": set(),
    "report_further": {MANAGER, DUTY_OWNER},
    "decline_duty": {MANAGER},
    "reconsider_duty": {MANAGER},
}
#: Rows for one kind of duty only: who may take each on a duty of that kind which they own, or manage.
MAY_TAKE_ON_ITS_KIND = {
    "log_breach": {MANAGER, DUTY_OWNER},
    "log_low_level_concern": {MANAGER, DUTY_OWNER},
    "report_to_platform": {MANAGER, DUTY_OWNER},
    "refer_to_tra": {MANAGER, DUTY_OWNER},
}
WHOLE = {MANAGER, HR}
#: section: who sees it once everything has happened.
SEE = {
    Section.OVERVIEW: WHOLE | {INVESTIGATOR, CLERK, PRESENTER, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER, INCIDENT},
    Section.ALLEGATIONS: WHOLE | {INVESTIGATOR, PRESENTER},
    Section.PEOPLE: WHOLE | {INVESTIGATOR, CLERK},
    Section.ASSESSMENT: WHOLE,
    Section.ADVICE: WHOLE,
    Section.INVESTIGATION: WHOLE | {INVESTIGATOR},
    Section.EVIDENCE: WHOLE | {INVESTIGATOR},
    Section.STATEMENTS: WHOLE | {INVESTIGATOR},
    Section.CHRONOLOGY: WHOLE | {INVESTIGATOR},
    Section.REDACTION: WHOLE | {INVESTIGATOR, CLERK},
    Section.FINDINGS: WHOLE | {INVESTIGATOR},
    Section.REPORT: WHOLE | {INVESTIGATOR},
    Section.DECISION: WHOLE,
    Section.HEARING: WHOLE | {CLERK, PRESENTER, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.BUNDLE: WHOLE | {CLERK, PRESENTER, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.DELIBERATION: WHOLE | {CLERK, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.OUTCOME: WHOLE | {CLERK, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.APPEAL: {MANAGER, CLERK, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.APPEAL_DELIBERATION: {MANAGER, CLERK, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.SUSPENSION: WHOLE,
    Section.DUTIES: WHOLE,
    Section.COMPLAINTS: WHOLE,
    Section.RESIGNATION: WHOLE,
    Section.DATA_RIGHTS: WHOLE,
    Section.LETTERS: WHOLE | {INVESTIGATOR, CLERK, PRESENTER, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER, INCIDENT},
    Section.FAIRNESS: WHOLE | {CLERK},
    Section.ACTIONS: WHOLE | {CLERK, INCIDENT},
    Section.CLOCKS: WHOLE | {INVESTIGATOR, CLERK, PRESENTER},
    Section.HISTORY: WHOLE | {INVESTIGATOR, CLERK},
    Section.DOCUMENTS: WHOLE | {INVESTIGATOR, CLERK, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER},
    Section.COPIES: WHOLE | {CLERK},
    Section.ACCESS: WHOLE,
}  # fmt: skip


class Life:
    """One case that has been everywhere, with everybody in it, and the accounts of the columns."""

    def __init__(self) -> None:
        self.world = world = World.make()
        head = world.user(MANAGER)
        self.case = case = world.log()
        appoint(case, world[INCIDENT], Role.INCIDENT_GROUP, by=head)
        appoint(case, world[CUSTODIAN], Role.EVIDENCE_CUSTODIAN, by=head, reason="Keep the post.")
        w.assess(world, case)
        w.investigate(world, case)
        self.statement = take_statement(
            case, world[WITNESS], text="I saw it.", taken_on=timezone.localdate(), by=world.user(INVESTIGATOR)
        )
        self._settle_the_statement()
        self.action = propose_action(
            case, title="Keep the post", owner=world[OWNER], due_on=timezone.localdate(), protects=["school"], by=head
        )
        take(ActionProcedure.explain_action, self.action, by=head, reason="Not needed.")
        self.duty = case.duties.get(duty=DutyKind.INSURER)
        assign_duty(self.duty, owner=world[DUTY_OWNER], instructions="Tell the insurer.", by=head)
        self._run_beside()
        w.report(world, case)
        name_companion(case, world[COMPANION], by=world.user(SUBJECT))
        for go in (w.refer, w.arrange, w.hear, w.decide, w.appeal, w.arrange_appeal, w.hear_appeal, w.decide_appeal):
            case.refresh_from_db()
            go(world, case)
        left = appoint(case, world[LEFT], Role.EVIDENCE_CUSTODIAN, by=head)
        Appointment.objects.filter(pk=left.pk).update(ended_at=timezone.now())
        self.superuser = User.objects.create_superuser("root@example.org", "x")
        Person.objects.create(school=world.school, user=self.superuser, name="Root")
        self.other = World.make(name="Other school", domain="other.example")
        case.refresh_from_db()

    def _run_beside(self) -> None:
        """A suspension in force, a complaint, a resignation that was withdrawn, and a request for access."""
        case, head, today = self.case, self.world.user(MANAGER), timezone.localdate()
        self.suspension = propose_suspension(case, reasons="Children.", rejected={"not_alone": "No staff."}, by=head)
        take(
            SuspensionProcedure.impose_suspension, self.suspension, by=head, suspended_from=timezone.now(),
            named_contact="Ann Bell, 01234", terms="Stay away from the school.",
        )  # fmt: skip
        self.complaint = record_complaint(
            case, received_on=today, channel="email", what="A picture.", name="Ms Lowe", by=head
        )
        take(CaseProcedure.record_resignation, case, by=head, resigned_on=today, effective_on=today, reason="A letter.")
        self.resignation = case.resignations.get()
        take(ResignationProcedure.withdraw_resignation, self.resignation, by=head, consented="The council, in writing.")
        self.request = record_request(
            case, request_kind="access", received_on=today, channel="email", what="All about me.", name="Ms Lowe",
            owner=self.world[OWNER], by=head,
        )  # fmt: skip
        case.refresh_from_db()

    def _settle_the_statement(self) -> None:
        take(StatementProcedure.send_statement, self.statement, by=self.world.user(INVESTIGATOR))
        take(StatementProcedure.confirm_statement, self.statement, by=self.world.user(WITNESS), confirmed=True)

    def user(self, who: str) -> User:
        if who == SUPERUSER:
            return self.superuser
        return self.other.user("head") if who == OTHER_SCHOOL else self.world.user(who)


@pytest.fixture
def life(db) -> Life:
    return Life()


def takers(life, step, record):
    """Who of everybody has the step among theirs, asked of `Standing`, and refused by `take` if not."""
    found = set()
    for who in EVERYBODY:
        user = life.user(who)
        if Standing.of(user, life.case).role_for(step, record) is not None:
            found.add(who)
        else:
            with pytest.raises(Refused, match=NOT_YOURS):
                take(step, record, by=user)
    return found


def test_every_step_stands_in_the_matrix():
    assert set(MAY_TAKE) == {step.name for step in CaseProcedure.steps()}
    assert set(MAY_TAKE_ON_STATEMENT) == {step.name for step in StatementProcedure.steps()}
    assert set(MAY_TAKE_ON_ACTION) == {step.name for step in ActionProcedure.steps()}
    assert set(MAY_TAKE_ON_SUSPENSION) == {step.name for step in SuspensionProcedure.steps()}
    assert set(MAY_TAKE_ON_COMPLAINT) == {step.name for step in ComplaintProcedure.steps()}
    assert set(MAY_TAKE_ON_RESIGNATION) == {step.name for step in ResignationProcedure.steps()}
    assert set(MAY_TAKE_ON_REQUEST) == {step.name for step in DataRequestProcedure.steps()}
    assert set(MAY_TAKE_ON_DUTY) == {step.name for step in DutyProcedure.steps()}
    assert set(MAY_TAKE_ON_ITS_KIND) == {step.name for step in DutyProcedure.steps() if len(step.kinds) == 1}
    assert set(SEE) == set(Section)


def test_only_those_of_the_matrix_may_take_a_step(life):
    found = {step.name: takers(life, step, life.case) for step in CaseProcedure.steps()}
    assert found == MAY_TAKE


def test_only_those_of_the_matrix_may_take_a_step_on_a_statement(life):
    found = {step.name: takers(life, step, life.statement) for step in StatementProcedure.steps()}
    assert found == MAY_TAKE_ON_STATEMENT


def test_only_those_of_the_matrix_may_take_a_step_on_an_action(life):
    found = {step.name: takers(life, step, life.action) for step in ActionProcedure.steps()}
    assert found == MAY_TAKE_ON_ACTION


def test_only_those_of_the_matrix_may_take_a_step_on_what_runs_beside(life):
    def found(table, record):
        return {step.name: takers(life, step, record) for step in table.steps()}

    assert found(SuspensionProcedure, life.suspension) == MAY_TAKE_ON_SUSPENSION
    assert found(ComplaintProcedure, life.complaint) == MAY_TAKE_ON_COMPLAINT
    assert found(ResignationProcedure, life.resignation) == MAY_TAKE_ON_RESIGNATION
    assert found(DataRequestProcedure, life.request) == MAY_TAKE_ON_REQUEST


def test_only_the_owner_has_the_request_and_only_the_governing_body_the_suspension(life):
    assert {who for who in EVERYBODY if requests_for(life.user(who)).exists()} == {OWNER}
    assert {who for who in EVERYBODY if suspensions_for(life.user(who)).exists()} == {CLERK, INCIDENT, VICE_CHAIR}
    for who in EVERYBODY:  # asked of many cases, and of one: the same answer
        ends = Standing.of(life.user(who), life.case).role_for(SuspensionProcedure.end_suspension, life.suspension)
        assert (ends is not None) == suspensions_for(life.user(who)).exists(), who


def test_only_those_of_the_matrix_may_take_a_step_on_a_duty(life):
    found = {step.name: takers(life, step, life.duty) for step in DutyProcedure.steps()}
    assert found == MAY_TAKE_ON_DUTY


def test_a_row_of_one_kind_of_duty_is_for_that_kind_and_the_same_people(life):
    for name, who in MAY_TAKE_ON_ITS_KIND.items():
        step = DutyProcedure.step(name)
        life.duty.duty = step.kinds[0]
        found = {one for one in EVERYBODY if Standing.of(life.user(one), life.case).role_for(step, life.duty)}
        assert found == who, name


def test_only_those_of_the_matrix_see_a_section(life):
    standings = {who: Standing.of(life.user(who), life.case) for who in EVERYBODY}
    found = {section: {who for who in EVERYBODY if standings[who].sees(section)} for section in Section}
    assert found == SEE


def test_the_gate_lets_in_exactly_those_who_see_the_overview(life):
    found = {who for who in EVERYBODY if cases_for(life.user(who)).filter(pk=life.case.pk).exists()}
    assert found == SEE[Section.OVERVIEW]


def test_guardian_gives_the_same_answer_as_the_gate(life):
    for who in EVERYBODY:
        allowed = get_objects_for_user(
            life.user(who), "investigations.read_case", klass=Case, with_superuser=False, accept_global_perms=False
        )
        assert set(allowed) == set(cases_for(life.user(who))), who


def test_participants_have_their_part_and_nobody_else_has(life):
    found = {who: {part.kind for part in parts_for(life.user(who))} for who in EVERYBODY}
    assert {who: kinds for who, kinds in found.items() if kinds} == {
        SUBJECT: {Role.SUBJECT},
        WITNESS: {Role.WITNESS},
        REPORTER: {Role.REPORTER},
        COMPANION: {Role.COMPANION},
        CUSTODIAN: {Role.EVIDENCE_CUSTODIAN},
    }


def test_only_the_owner_has_the_task(life):
    life.action.state = ActionState.APPROVED
    life.action.save()
    assert {who for who in EVERYBODY if tasks_for(life.user(who)).exists()} == {OWNER}


def test_only_the_owner_has_the_duty(life):
    found = {who for who in EVERYBODY if duties_for(life.user(who)).filter(pk=life.duty.pk).exists()}
    assert found == {DUTY_OWNER}


# ---- From when -------------------------------------------------------------------------------------------------------


def first_seen(go_on=w.ROAD):
    """For each person: the state in which the case first exists for them."""
    world = World.make()
    case = world.log()
    seen: dict[str, State] = {}
    for reached, go in go_on:
        case.refresh_from_db()
        assert case.status is reached
        for who in (MANAGER, INVESTIGATOR, CLERK, PRESENTER, PANEL_CHAIR, APPEAL_CHAIR, HR, SUBJECT, REPORTER):
            if who not in seen and cases_for(world.user(who)).exists():
                seen[who] = reached
        go(world, case)
    return seen


def test_a_case_opens_to_each_only_when_their_time_has_come():
    assert first_seen() == {
        MANAGER: State.REPORTED,
        INVESTIGATOR: State.INVESTIGATION,
        HR: State.INVESTIGATION,
        CLERK: State.REFERRED,
        PRESENTER: State.REFERRED,
        PANEL_CHAIR: State.HEARING_ARRANGED,
        APPEAL_CHAIR: State.APPEAL_ARRANGED,
    }


def test_a_convened_panel_sees_nothing_before_the_papers_are_served():
    world = World.make()
    case = world.case_at(State.REFERRED)
    members = [world[key] for key in w.PANEL]
    take(CaseProcedure.convene_panel, case, by=world.user(CLERK), members=members, chair=members[0])
    assert not cases_for(world.user(PANEL_CHAIR)).exists()
    assert Standing.of(world.user(PANEL_CHAIR), case).sections == frozenset()


def test_the_panel_deliberates_alone_until_it_has_decided():
    world = World.make()
    case = world.case_at(State.HEARD)
    who = (MANAGER, HR, CLERK, PRESENTER, INVESTIGATOR, PANEL_CHAIR, PANEL_MEMBER, INCIDENT)
    seeing = {name for name in who if Standing.of(world.user(name), case).sees(Section.DELIBERATION)}
    assert seeing == {PANEL_CHAIR, PANEL_MEMBER}


def test_the_employee_has_no_page_before_they_are_told():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    assert not parts_for(world.user(SUBJECT)).exists()
    take(CaseProcedure.tell_the_employee, case, by=world.user(MANAGER), told_on=timezone.now(), method="by_hand")
    assert [part.kind for part in parts_for(world.user(SUBJECT))] == [Role.SUBJECT]


def test_a_second_role_whose_time_has_not_come_opens_no_section_to_a_search():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    appoint(case, world[CLERK], Role.CLERK, by=world.user(MANAGER))
    appoint(case, world[CLERK], Role.INCIDENT_GROUP, by=world.user(MANAGER))
    clerk = world.user(CLERK)
    assert cases_for(clerk).get() == case
    assert not cases_for(clerk, seeing=Section.PEOPLE).exists()
    assert cases_for(world.user(MANAGER), seeing=Section.PEOPLE).get() == case


def test_what_is_asked_of_many_cases_is_what_is_asked_of_one(life):
    for who in EVERYBODY:
        standing = Standing.of(life.user(who), life.case)
        for section in Section:
            if section not in (Section.DELIBERATION, Section.APPEAL_DELIBERATION):
                found = cases_for(life.user(who), seeing=section).filter(pk=life.case.pk).exists()
                assert found == standing.sees(section), (who, section)


# ---- Deny wins -------------------------------------------------------------------------------------------------------


def test_the_head_never_sees_a_case_about_the_head():
    world = World.make()
    case = world.log(about="head")
    assert not cases_for(world.user("head")).exists()
    assert not parts_for(world.user("head")).exists()
    assert cases_for(world.user("chair")).get() == case
    assert case.is_about_the_head


def test_a_head_who_becomes_the_employee_concerned_loses_the_case_at_once():
    world = World.make()
    case = world.log(about=None)
    assert cases_for(world.user("head")).exists()
    appoint(case, world["head"], Role.SUBJECT, by=world.user("head"))
    assert not cases_for(world.user("head")).exists()
    assert Standing.of(world.user("head"), case).sections == frozenset()
    assert case.appointments.live().of(Role.CASE_MANAGER).get().person == world["chair"]
    assert cases_for(world.user("chair")).get() == case


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER, Role.HR_ADVISER, Role.INCIDENT_GROUP])
def test_the_employee_concerned_sees_nothing_whatever_they_were_granted(role):
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    case.appointments.of(role).delete()
    Appointment.objects.create(case=case, person=world[SUBJECT], role=role)
    sync(case)
    assert not cases_for(world.user(SUBJECT)).exists()
    assert Standing.of(world.user(SUBJECT), case).roles == {Role.SUBJECT}


def test_a_stale_row_of_guardian_shows_an_excluded_person_nothing():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    assert cases_for(world.user(INVESTIGATOR)).exists()
    Exclusion.objects.create(case=case, person=world[INVESTIGATOR], kind=ExclusionKind.CONFLICT)
    assert case.readers.filter(user=world.user(INVESTIGATOR)).exists()
    assert not cases_for(world.user(INVESTIGATOR)).exists()
    assert Standing.of(world.user(INVESTIGATOR), case).roles == frozenset()


def test_a_superuser_has_no_case(life):
    assert not cases_for(life.superuser).exists()
    assert Standing.of(life.superuser, life.case).sections == frozenset()


def test_an_account_that_was_switched_off_sees_nothing(life):
    user = life.user(MANAGER)
    user.is_active = False
    user.save()
    assert not cases_for(user).exists()
    assert Standing.of(user, life.case).roles == frozenset()


def test_a_statement_of_another_case_gives_no_right(life):
    statement = life.statement
    statement.state = StatementState.SENT
    statement.save()
    with pytest.raises(Refused, match=NOT_YOURS):
        take(StatementProcedure.confirm_statement, statement, by=life.user(REPORTER), confirmed=True)


# ---- Who may judge -----------------------------------------------------------------------------------------------------


BARRED_FROM_THE_PANEL = {
    MANAGER: "they have managed this case",
    INVESTIGATOR: "they have investigated this case",
    SUBJECT: "the case is about them",
    REPORTER: "they have a part in this case",  # the clerk is not told who reported
    "staff_governor": "a staff governor works for the school",
    HR: "they have advised on this case",
    "colleague": "they are not a governor",
}


def test_nobody_with_an_earlier_part_sits_on_the_panel():
    world = World.make()
    case = world.case_at(State.REFERRED)
    for who, why in BARRED_FROM_THE_PANEL.items():
        members = [world["governor1"], world["governor2"], world[who]]
        with pytest.raises(Refused) as refused:
            take(CaseProcedure.convene_panel, case, by=world.user(CLERK), members=members, chair=members[0])
        expected = "they present the case" if who == "colleague" else why
        assert expected in refused.value.sentence, who
    assert case.appointments.of(Role.PANEL).count() == 0


def test_nobody_of_the_first_panel_hears_the_appeal():
    world = World.make()
    case = world.case_at(State.APPEAL_LODGED)
    members = [world["governor4"], world["governor5"], world["governor1"]]
    with pytest.raises(Refused, match="they sat on the first panel"):
        take(CaseProcedure.convene_appeal_panel, case, by=world.user(CLERK), members=members, chair=members[0])


def test_the_head_never_hears_the_appeal():
    world = World.make()
    case = world.log(about="head")
    case.appointments.of(Role.CASE_MANAGER).update(role=Role.HR_ADVISER)
    for role in (Role.PANEL, Role.APPEAL_PANEL):
        assert not eligibility(case, world["head"], role).is_eligible


def test_the_appeal_panel_is_not_smaller_than_the_first():
    world = World.make()
    case = world.case_at(State.APPEAL_LODGED)
    members = [world["governor4"], world["governor5"]]
    with pytest.raises(Refused, match="at least as many"):
        take(
            CaseProcedure.convene_appeal_panel, case, by=world.user(CLERK), members=members, chair=members[0],
            small_panel_reason="Few governors.",
        )  # fmt: skip


def test_an_ended_appointment_still_bars():
    world = World.make()
    case = world.case_at(State.REFERRED)
    Appointment.objects.create(
        case=case, person=world["governor1"], role=Role.WITNESS, ended_at=timezone.now(), ended_because="Mistake."
    )
    members = [world[key] for key in w.PANEL]
    with pytest.raises(Refused, match="they have a part in this case"):
        take(CaseProcedure.convene_panel, case, by=world.user(CLERK), members=members, chair=members[0])
