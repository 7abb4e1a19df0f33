"""What may be written in a case between its steps, by whom, while it stands where?

A step moves a case; work fills it.  Both are tables, and `access.Standing` answers for both.
"""

from dataclasses import dataclass

from .releases import PREPARES, RECEIVES
from .roles import Role
from .sections import Section
from .states import State

ANY_OPEN = tuple(state for state in State if state.is_open)
UNTIL_THE_REPORT = (
    State.REPORTED,
    State.ASSESSMENT,
    State.AWAITING_ADVICE,
    State.FACT_FINDING,
    State.INVESTIGATION,
    State.INVESTIGATION_PAUSED,
)
INVESTIGATING = (State.FACT_FINDING, State.INVESTIGATION)
UNTIL_THE_HEARING = (*UNTIL_THE_REPORT, State.REPORT_SUBMITTED, State.REFERRED, State.HEARING_ARRANGED)
ANSWERING = (
    State.FACT_FINDING,
    State.INVESTIGATION,
    State.REPORT_SUBMITTED,
    State.REFERRED,
    State.HEARING_ARRANGED,
    State.APPEAL_LODGED,
    State.APPEAL_ARRANGED,
)
GATHERING = (Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER)
#: Who gathers knows what has to be hidden; the clerk has the papers go out.
REDACTING = (*GATHERING, Role.CLERK)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One kind of writing.  `record` completes the sentence "A. Person ..." in the history."""

    label: str
    record: str
    by: tuple[Role, ...]
    while_at: tuple[State, ...]
    section: Section
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    def refusal(self, roles: frozenset[Role], state: State) -> str:
        if not set(self.by) & roles:
            return "This is not yours to do."
        if state not in self.while_at:
            return f"This can no longer be done, or not yet: the case stands at “{state.label}”."
        return ""


class Working:
    """Every kind of writing, one row each."""

    write_allegation = Work(
        label="Write down an allegation",
        record="wrote down an allegation",
        by=(Role.CASE_MANAGER,),
        while_at=UNTIL_THE_REPORT,
        section=Section.ALLEGATIONS,
    )
    appoint = Work(
        label="Appoint somebody",
        record="appointed somebody",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.PEOPLE,
    )
    set_aside = Work(
        label="Set aside what bars somebody",
        record="set aside what bars somebody",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.ACCESS,
    )
    set_aside_for_a_panel = Work(
        label="Set aside what bars somebody from a panel",
        record="set aside what bars somebody from a panel",
        by=(Role.CLERK,),
        while_at=ANY_OPEN,
        section=Section.APPEAL,
    )
    keep_minute = Work(
        label="Keep a paper for the governing body",
        record="kept a paper for the governing body",
        by=(Role.CLERK, Role.CASE_MANAGER),
        while_at=tuple(State),
        section=Section.ACTIONS,
    )
    give_advice = Work(
        label="Note advice",
        record="noted advice",
        by=(Role.HR_ADVISER,),
        while_at=ANY_OPEN,
        section=Section.ADVICE,
    )
    write_terms = Work(
        label="Write the terms of reference",
        record="wrote the terms of reference",
        by=(Role.CASE_MANAGER,),
        while_at=UNTIL_THE_REPORT,
        section=Section.INVESTIGATION,
    )
    add_evidence = Work(
        label="Add evidence",
        record="added evidence",
        by=(*GATHERING, Role.EVIDENCE_CUSTODIAN),
        while_at=UNTIL_THE_HEARING,
        section=Section.EVIDENCE,
    )
    describe_evidence = Work(
        label="Describe evidence",
        record="described an exhibit",
        by=GATHERING,
        while_at=UNTIL_THE_HEARING,
        section=Section.EVIDENCE,
    )
    #: Copies go out after a case is closed too: whoever asks for their own data may ask at any time.
    enter_pseudonym = Work(
        label="Enter a name to be hidden",
        record="entered a name to be hidden",
        by=REDACTING,
        while_at=tuple(State),
        section=Section.REDACTION,
    )
    black_out = Work(
        label="Black out",
        record="changed what is blacked out",
        by=REDACTING,
        while_at=tuple(State),
        section=Section.REDACTION,
    )
    make_rendition = Work(
        label="Make a redacted copy",
        record="had a redacted copy made",
        by=REDACTING,
        while_at=tuple(State),
        section=Section.REDACTION,
    )
    check_rendition = Work(
        label="Check a redacted copy",
        record="checked a redacted copy",
        by=REDACTING,
        while_at=tuple(State),
        section=Section.REDACTION,
    )
    take_statement = Work(
        label="Take a statement",
        record="took a statement",
        by=GATHERING,
        while_at=INVESTIGATING,
        section=Section.STATEMENTS,
    )
    write_chronology = Work(
        label="Add to the chronology",
        record="added to the chronology",
        by=GATHERING,
        while_at=UNTIL_THE_REPORT,
        section=Section.CHRONOLOGY,
    )
    find = Work(
        label="Record a finding",
        record="recorded a finding",
        by=(Role.INVESTIGATING_OFFICER,),
        while_at=INVESTIGATING,
        section=Section.FINDINGS,
    )
    find_facts = Work(
        label="Record a finding",
        record="recorded a finding",
        by=GATHERING,
        while_at=(State.FACT_FINDING,),
        section=Section.FINDINGS,
    )
    write_report = Work(
        label="Write the report",
        record="wrote the report",
        by=(Role.INVESTIGATING_OFFICER,),
        while_at=INVESTIGATING,
        section=Section.REPORT,
    )
    write_fact_finding_report = Work(
        label="Write the report",
        record="wrote the report",
        by=GATHERING,
        while_at=(State.FACT_FINDING,),
        section=Section.REPORT,
    )
    panel_find = Work(
        label="Record the panel's finding",
        record="recorded a finding of the panel",
        by=(Role.PANEL_CHAIR,),
        while_at=(State.HEARD,),
        section=Section.DELIBERATION,
    )
    appeal_find = Work(
        label="Record the appeal panel's finding",
        record="recorded a finding of the appeal panel",
        by=(Role.APPEAL_CHAIR,),
        while_at=(State.APPEAL_HEARD,),
        section=Section.APPEAL_DELIBERATION,
    )
    propose_action = Work(
        label="Propose a governing-body action",
        record="proposed a governing-body action",
        by=(Role.CASE_MANAGER, Role.INCIDENT_GROUP),
        while_at=ANY_OPEN,
        section=Section.ACTIONS,
    )
    propose_suspension = Work(
        label="Propose a suspension",
        record="proposed a suspension",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.SUSPENSION,
    )
    record_complaint = Work(
        label="Record a complaint",
        record="recorded a complaint",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.COMPLAINTS,
    )
    record_request = Work(
        label="Record a request about personal data",
        record="recorded a request about personal data",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.DATA_RIGHTS,
    )
    answer = Work(
        label="Answer the allegations",
        record="answered the allegations",
        by=(Role.SUBJECT,),
        while_at=ANSWERING,
        section=Section.STATEMENTS,
    )
    hand_in = Work(
        label="Hand in papers",
        record="handed in papers",
        by=(Role.SUBJECT,),
        while_at=ANSWERING,
        section=Section.EVIDENCE,
    )
    share_papers = Work(
        label="Share the papers with the companion",
        record="decided whether the companion reads the papers",
        by=(Role.SUBJECT,),
        while_at=tuple(State),
        section=Section.HEARING,
    )
    name_companion = Work(
        label="Name a companion",
        record="named a companion",
        by=(Role.SUBJECT, Role.CLERK),
        while_at=(
            State.INVESTIGATION,
            State.REPORT_SUBMITTED,
            State.REFERRED,
            State.HEARING_ARRANGED,
            State.HEARING_ADJOURNED,
            State.APPEAL_LODGED,
            State.APPEAL_ARRANGED,
        ),
        section=Section.HEARING,
    )
    extend_date = Work(
        label="Move a date on",
        record="moved a date on",
        by=(Role.CASE_MANAGER, Role.CLERK),
        while_at=ANY_OPEN,
        section=Section.CLOCKS,
    )
    end_date = Work(
        label="End a date that is no longer needed",
        record="ended a date that is no longer needed",
        by=(Role.CASE_MANAGER, Role.CLERK),
        while_at=ANY_OPEN,
        section=Section.CLOCKS,
    )
    keep_session = Work(
        label="Keep a session of the hearing",
        record="kept a session of the hearing",
        by=(Role.CLERK,),
        while_at=(State.HEARING_ARRANGED, State.HEARING_ADJOURNED),
        section=Section.HEARING,
    )
    keep_appeal_session = Work(
        label="Keep a session of the appeal hearing",
        record="kept a session of the appeal hearing",
        by=(Role.CLERK,),
        while_at=(State.APPEAL_ARRANGED,),
        section=Section.APPEAL,
    )
    tick_order = Work(
        label="Tick a part of the hearing",
        record="ticked a part of the hearing",
        by=(Role.CLERK, Role.PANEL_CHAIR),
        while_at=(State.HEARING_ARRANGED, State.HEARING_ADJOURNED, State.HEARD),
        section=Section.HEARING,
    )
    tick_appeal_order = Work(
        label="Tick a part of the appeal hearing",
        record="ticked a part of the appeal hearing",
        by=(Role.CLERK, Role.APPEAL_CHAIR),
        while_at=(State.APPEAL_ARRANGED, State.APPEAL_HEARD),
        section=Section.APPEAL,
    )
    write_mitigation = Work(
        label="Say what speaks for a milder outcome",
        record="wrote down what speaks for a milder outcome",
        by=(Role.SUBJECT, Role.CLERK),
        while_at=(State.HEARING_ARRANGED, State.HEARING_ADJOURNED, State.HEARD),
        section=Section.OUTCOME,
    )
    answer_triggers = Work(
        label="Answer the questions about other duties",
        record="answered the questions about other duties",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.DUTIES,
    )
    assign_duty = Work(
        label="Change who sees to a duty",
        record="changed who sees to a duty",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.DUTIES,
    )
    check_anonymity = Work(
        label="Check a statement for anonymity",
        record="checked a statement for anonymity",
        by=(Role.CASE_MANAGER,),
        while_at=ANY_OPEN,
        section=Section.DUTIES,
    )
    #: Letters go out after a case is closed too: the end of a warning, a reply to a request.
    write_letter = Work(
        label="Write a letter",
        record="wrote a letter",
        by=(
            Role.CASE_MANAGER,
            Role.INVESTIGATING_OFFICER,
            Role.CLERK,
            Role.PRESENTING_OFFICER,
            Role.PANEL_CHAIR,
            Role.APPEAL_CHAIR,
            Role.INCIDENT_GROUP,
        ),
        while_at=tuple(State),
        section=Section.LETTERS,
    )
    prepare_copy = Work(
        label="Prepare a copy for somebody",
        record="had a copy prepared",
        by=PREPARES,
        while_at=tuple(State),
        section=Section.COPIES,
    )
    release_copy = Work(
        label="Release a copy",
        record="released a copy",
        by=PREPARES,
        while_at=tuple(State),
        section=Section.COPIES,
    )
    call_off_copy = Work(
        label="Call off a copy",
        record="called off a copy",
        by=PREPARES,
        while_at=tuple(State),
        section=Section.COPIES,
    )
    note_receipt = Work(
        label="Record that a copy was received",
        record="recorded that a copy was received",
        by=PREPARES,
        while_at=tuple(State),
        section=Section.COPIES,
    )
    confirm_receipt = Work(
        label="Confirm that they have a copy",
        record="confirmed that they have a copy",
        by=RECEIVES,
        while_at=tuple(State),
        section=Section.COPIES,
    )
