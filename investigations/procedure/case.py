"""What may happen to a case?  Every row is one move; to change the procedure, change a row."""

from . import guards as g
from .asks import Ask
from .clocks import Clock
from .letters import Letter
from .roles import Role
from .sections import Section
from .states import State
from .steps import Procedure, Starts, Step

PROCEDURE = "School's disciplinary procedure"
POLICY = "Policy, breaches, first paragraph"
UNDER_INVESTIGATION = (State.FACT_FINDING, State.INVESTIGATION, State.INVESTIGATION_PAUSED)
BEFORE_THE_OUTCOME = (
    State.REPORTED,
    State.ASSESSMENT,
    State.AWAITING_ADVICE,
    *UNDER_INVESTIGATION,
    State.REPORT_SUBMITTED,
    State.REFERRED,
    State.HEARING_ARRANGED,
    State.HEARING_ADJOURNED,
)


class CaseProcedure(Procedure):
    title = "The procedure of a case"

    # ---- Assessment: settles how deeply it is investigated, never whether -------------------------------------------
    begin_assessment = Step(
        label="Begin the initial assessment",
        record="began the initial assessment",
        hint="Acknowledge the concern, and see what has to be done at once.",
        source=State.REPORTED,
        target=State.ASSESSMENT,
        by=Role.CASE_MANAGER,
        section=Section.ASSESSMENT,
        asks=(Ask.ACKNOWLEDGED_ON,),
        starts=(Clock.INITIAL_ASSESSMENT,),
        stops=(Clock.ACK_REPORTER,),
        letter=Letter.ACKNOWLEDGEMENT_TO_REPORTER,
        rule=POLICY,
    )
    await_advice = Step(
        label="Hold for LADO or police advice",
        record="held the case for LADO or police advice",
        hint="If a child may have been harmed or a crime committed: ask before anybody speaks to the employee.",
        source=(State.ASSESSMENT, State.FACT_FINDING),
        target=State.AWAITING_ADVICE,
        by=Role.CASE_MANAGER,
        section=Section.ASSESSMENT,
        asks=(Ask.ADVICE_FROM, Ask.REASON),
        starts=(Clock.LADO_CONTACT,),
        rule="Keeping Children Safe in Education, part four",
        is_side=True,
    )
    record_advice = Step(
        label="Record the advice and take up the assessment again",
        record="recorded the advice and took up the assessment again",
        source=State.AWAITING_ADVICE,
        target=State.ASSESSMENT,
        by=Role.CASE_MANAGER,
        section=Section.ASSESSMENT,
        asks=(Ask.ADVISER, Ask.ADVICE),
        stops=(Clock.LADO_CONTACT,),
        rule="Keeping Children Safe in Education, part four",
    )
    begin_fact_finding = Step(
        label="Investigate by preliminary fact-finding",
        record="settled on preliminary fact-finding",
        hint="A brief look at the facts, without formal interviews. It ends in findings and a report like any investigation.",
        source=State.ASSESSMENT,
        target=State.FACT_FINDING,
        by=Role.CASE_MANAGER,
        section=Section.ASSESSMENT,
        asks=(Ask.SEVERITY, Ask.REASON),
        guards=(g.there_is_an_allegation, g.every_allegation_cites_a_clause),
        starts=(Clock.INVESTIGATION_TARGET,),
        stops=(Clock.INITIAL_ASSESSMENT,),
        rule=POLICY,
    )
    open_investigation = Step(
        label="Open a formal investigation",
        record="opened a formal investigation",
        hint="The investigating officer gathers the evidence for and against, and reports.",
        source=(State.ASSESSMENT, State.FACT_FINDING),
        target=State.INVESTIGATION,
        by=Role.CASE_MANAGER,
        section=Section.ASSESSMENT,
        asks=(Ask.SEVERITY, Ask.REASON),
        guards=(
            g.there_is_an_allegation,
            g.every_allegation_cites_a_clause,
            g.an_investigating_officer_is_appointed,
            g.terms_of_reference_are_written,
        ),
        starts=(Clock.INVESTIGATION_TARGET, Clock.NOTIFY_EMPLOYEE),
        stops=(Clock.INITIAL_ASSESSMENT,),
        letter=Letter.NOTICE_OF_INVESTIGATION,
        rule="Acas Code of Practice 1, paragraphs 5 to 7",
    )
    # ---- Investigation ------------------------------------------------------------------------------------------------
    tell_the_employee = Step(
        label="Record that the employee was told in writing",
        record="recorded that the employee was told of the allegations in writing",
        source=(State.FACT_FINDING, State.INVESTIGATION),
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.INVESTIGATION,
        asks=(Ask.TOLD_ON, Ask.METHOD, Ask.ADDRESS),
        guards=(g.the_employee_is_known,),
        stops=(Clock.NOTIFY_EMPLOYEE,),
        letter=Letter.NOTICE_OF_INVESTIGATION,
        rule="Acas Code of Practice 1, paragraph 9",
    )
    extend_investigation = Step(
        label="Extend the investigation",
        record="extended the investigation",
        source=(State.FACT_FINDING, State.INVESTIGATION),
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.INVESTIGATION,
        asks=(Ask.WORKING_DAYS, Ask.REASON),
        letter=Letter.EXTENSION_OF_INVESTIGATION,
        rule=PROCEDURE,
        is_side=True,
    )
    pause_investigation = Step(
        label="Pause the investigation",
        record="paused the investigation",
        hint="At the request of the police or the LADO. Review the pause often.",
        source=State.INVESTIGATION,
        target=State.INVESTIGATION_PAUSED,
        by=Role.CASE_MANAGER,
        section=Section.INVESTIGATION,
        asks=(Ask.ADVICE_FROM, Ask.REASON),
        rule="Acas Code of Practice 1, paragraph 31",
        is_side=True,
    )
    resume_investigation = Step(
        label="Resume the investigation",
        record="resumed the investigation",
        source=State.INVESTIGATION_PAUSED,
        target=State.INVESTIGATION,
        by=Role.CASE_MANAGER,
        section=Section.INVESTIGATION,
        asks=(Ask.ADVISER, Ask.ADVICE),
        rule="Acas Code of Practice 1, paragraph 31",
    )
    conclude_fact_finding = Step(
        label="Submit the fact-finding report",
        record="submitted the fact-finding report",
        source=State.FACT_FINDING,
        target=State.REPORT_SUBMITTED,
        by=(Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER),
        section=Section.REPORT,
        guards=(g.every_allegation_has_a_finding, g.every_statement_is_settled, g.the_report_is_written),
        starts=(Clock.CASE_DECISION,),
        stops=(Clock.INVESTIGATION_TARGET,),
        letter=Letter.INVESTIGATION_REPORT,
        rule=POLICY,
    )
    submit_report = Step(
        label="Submit the investigation report",
        record="submitted the investigation report",
        hint="The report is locked when it is submitted.",
        source=State.INVESTIGATION,
        target=State.REPORT_SUBMITTED,
        by=Role.INVESTIGATING_OFFICER,
        section=Section.REPORT,
        guards=(g.every_allegation_has_a_finding, g.every_statement_is_settled, g.the_report_is_written),
        starts=(Clock.CASE_DECISION,),
        stops=(Clock.INVESTIGATION_TARGET,),
        letter=Letter.INVESTIGATION_REPORT,
        rule="Acas guide to workplace investigations",
    )
    # ---- Decision: made by a person, on a date, with reasons ---------------------------------------------------------
    return_for_enquiries = Step(
        label="Return the report for further enquiries",
        record="returned the report for further enquiries",
        source=State.REPORT_SUBMITTED,
        target=State.INVESTIGATION,
        by=Role.CASE_MANAGER,
        section=Section.REPORT,
        asks=(Ask.REASON,),
        guards=(g.an_investigating_officer_is_appointed,),
        starts=(Clock.INVESTIGATION_TARGET,),
        stops=(Clock.CASE_DECISION,),
        rule=PROCEDURE,
        is_side=True,
    )
    refer_to_disciplinary = Step(
        label="Refer to the disciplinary procedure",
        record="referred the case to the disciplinary procedure",
        hint="A decision with reasons. The hearing judges afresh; no sanction follows from the referral.",
        source=State.REPORT_SUBMITTED,
        target=State.REFERRED,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.REASON, Ask.GROSS),
        guards=(
            g.the_employee_is_known,
            g.every_allegation_has_a_finding,
            g.there_is_a_case_to_answer,
            g.the_employee_was_told,
            g.a_clerk_is_appointed,
        ),
        stops=(Clock.CASE_DECISION,),
        rule=POLICY,
    )
    no_case_to_answer = Step(
        label="Decide that there is no case to answer",
        record="decided that there is no case to answer",
        source=State.REPORT_SUBMITTED,
        target=State.CONCLUDED,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.REASON,),
        guards=(g.there_is_no_case_to_answer,),
        stops=(Clock.CASE_DECISION,),
        letter=Letter.NO_CASE_TO_ANSWER,
        rule="Acas Code of Practice 1, paragraph 9",
    )
    give_management_advice = Step(
        label="Give management advice",
        record="gave management advice",
        hint="Advice is not a sanction and does not count as a warning.",
        source=State.REPORT_SUBMITTED,
        target=State.CONCLUDED,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.ADVICE_GIVEN, Ask.REASON),
        guards=(g.the_employee_is_known,),
        stops=(Clock.CASE_DECISION,),
        letter=Letter.MANAGEMENT_ADVICE,
        rule="Acas Code of Practice 1, paragraph 4",
        is_side=True,
    )
    record_resignation = Step(
        label="Record a resignation",
        record="recorded the employee's resignation",
        hint="The case still goes on to a conclusion: duties to refer do not end with the employment.",
        source=BEFORE_THE_OUTCOME,
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.RESIGNED_ON, Ask.EFFECTIVE_ON, Ask.REASON),
        guards=(g.the_employee_is_known, g.no_resignation_is_recorded),
        rule="Education Act 2002, section 141D",
        is_side=True,
    )
    conclude_after_resignation = Step(
        label="Conclude without a hearing, after the resignation",
        record="concluded the case without a hearing, after the resignation",
        hint="The findings of the investigation stand. Say why no hearing is held.",
        source=(State.REPORT_SUBMITTED, State.REFERRED, State.HEARING_ARRANGED, State.HEARING_ADJOURNED),
        target=State.CONCLUDED,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.REASON,),
        guards=(g.the_employee_has_resigned, g.every_allegation_has_a_finding),
        stops=(Clock.CASE_DECISION, Clock.EMPLOYEE_PAPERS),
        rule="Education Act 2002, section 141D",
        is_side=True,
    )
    # ---- Hearing --------------------------------------------------------------------------------------------------------
    convene_panel = Step(
        label="Convene the disciplinary panel",
        record="convened the disciplinary panel",
        source=State.REFERRED,
        target=None,
        by=Role.CLERK,
        section=Section.HEARING,
        asks=(Ask.PANEL, Ask.PANEL_CHAIR, Ask.SMALL_PANEL),
        rule="School Staffing (England) Regulations 2009, regulation 4",
    )
    arrange_hearing = Step(
        label="Serve the notice of hearing and the papers",
        record="served the notice of hearing and the papers",
        hint="The panel gets what the employee is served, and no more.",
        source=State.REFERRED,
        target=State.HEARING_ARRANGED,
        by=Role.CLERK,
        section=Section.HEARING,
        asks=(Ask.HEARING_AT, Ask.PLACE, Ask.SERVED_AT, Ask.METHOD, Ask.ADDRESS, Ask.SHORT_NOTICE),
        guards=(g.the_panel_is_convened, g.a_presenting_officer_is_appointed, g.the_employee_is_known),
        starts=(Starts(clock=Clock.EMPLOYEE_PAPERS, since=Ask.HEARING_AT),),
        letter=Letter.INVITATION_TO_HEARING,
        rule="Acas Code of Practice 1, paragraphs 9 to 12",
    )
    postpone_hearing = Step(
        label="Postpone the hearing",
        record="postponed the hearing",
        source=(State.HEARING_ARRANGED, State.HEARING_ADJOURNED),
        target=State.HEARING_ARRANGED,
        by=Role.CLERK,
        section=Section.HEARING,
        asks=(Ask.HEARING_AT, Ask.PLACE, Ask.COMPANION_UNAVAILABLE, Ask.REASON),
        starts=(Starts(clock=Clock.EMPLOYEE_PAPERS, since=Ask.HEARING_AT),),
        letter=Letter.POSTPONEMENT,
        rule="Employment Relations Act 1999, section 10",
        is_side=True,
    )
    adjourn_hearing = Step(
        label="Adjourn the hearing",
        record="adjourned the hearing",
        source=State.HEARING_ARRANGED,
        target=State.HEARING_ADJOURNED,
        by=(Role.CLERK, Role.PANEL_CHAIR),
        section=Section.HEARING,
        asks=(Ask.REASON,),
        guards=(g.the_hearing_day_has_come,),
        letter=Letter.POSTPONEMENT,
        rule=PROCEDURE,
        is_side=True,
    )
    hold_hearing = Step(
        label="Record the hearing",
        record="recorded the hearing",
        source=(State.HEARING_ARRANGED, State.HEARING_ADJOURNED),
        target=State.HEARD,
        by=Role.CLERK,
        section=Section.HEARING,
        asks=(Ask.HELD_ON, Ask.EMPLOYEE_ATTENDED, Ask.COMPANION_PRESENT, Ask.PRESENT, Ask.MINUTES),
        guards=(g.the_hearing_day_has_come,),
        starts=(Starts(clock=Clock.OUTCOME_LETTER, since=Ask.HELD_ON),),
        stops=(Clock.EMPLOYEE_PAPERS,),
        rule="Acas Code of Practice 1, paragraph 12",
    )
    issue_outcome = Step(
        label="Decide and issue the outcome",
        record="issued the outcome of the hearing",
        hint="Findings first, then the outcome. The employee may appeal.",
        source=State.HEARD,
        target=State.OUTCOME_ISSUED,
        by=Role.PANEL_CHAIR,
        section=Section.OUTCOME,
        asks=(Ask.LEVEL, Ask.REASON, Ask.CHANGE_REQUIRED, Ask.SERVED_AT, Ask.METHOD),
        guards=(g.the_panel_found_on_every_allegation, g.the_panel_proved_something),
        starts=(Starts(clock=Clock.APPEAL_LODGE, since=Ask.SERVED_AT),),
        stops=(Clock.OUTCOME_LETTER,),
        letter=Letter.OUTCOME,
        rule="Acas Code of Practice 1, paragraphs 18 to 23",
    )
    find_not_upheld = Step(
        label="Find the case not upheld",
        record="found the case not upheld",
        source=State.HEARD,
        target=State.CONCLUDED,
        by=Role.PANEL_CHAIR,
        section=Section.OUTCOME,
        asks=(Ask.REASON,),
        guards=(g.the_panel_found_on_every_allegation, g.the_panel_proved_nothing),
        stops=(Clock.OUTCOME_LETTER,),
        letter=Letter.NOT_UPHELD,
        rule="Acas Code of Practice 1, paragraph 18",
    )
    # ---- Appeal -----------------------------------------------------------------------------------------------------------
    lodge_appeal = Step(
        label="Lodge an appeal",
        record="lodged an appeal",
        source=State.OUTCOME_ISSUED,
        target=State.APPEAL_LODGED,
        by=(Role.SUBJECT, Role.CLERK),
        section=Section.APPEAL,
        asks=(Ask.RECEIVED_ON, Ask.GROUNDS, Ask.GROUNDS_TEXT),
        guards=(g.there_was_no_appeal,),
        starts=(Starts(clock=Clock.APPEAL_HEARD, since=Ask.RECEIVED_ON),),
        stops=(Clock.APPEAL_LODGE,),
        letter=Letter.ACKNOWLEDGEMENT_OF_APPEAL,
        rule="Acas Code of Practice 1, paragraphs 26 to 29",
    )
    receive_late_appeal = Step(
        label="Receive a late appeal",
        record="received a late appeal",
        source=(State.OUTCOME_ISSUED, State.CONCLUDED),
        target=State.LATE_APPEAL,
        by=(Role.SUBJECT, Role.CLERK),
        section=Section.APPEAL,
        asks=(Ask.RECEIVED_ON, Ask.GROUNDS, Ask.GROUNDS_TEXT, Ask.LATE_REASON),
        guards=(g.the_appeal_window_is_over, g.there_was_no_appeal),
        stops=(Clock.APPEAL_LODGE,),
        letter=Letter.ACKNOWLEDGEMENT_OF_APPEAL,
        rule=PROCEDURE,
        is_side=True,
    )
    accept_late_appeal = Step(
        label="Accept the late appeal",
        record="accepted the late appeal",
        source=State.LATE_APPEAL,
        target=State.APPEAL_LODGED,
        by=Role.CLERK,
        section=Section.APPEAL,
        asks=(Ask.REASON,),
        starts=(Clock.APPEAL_HEARD,),
        letter=Letter.LATE_APPEAL_DECISION,
        rule=PROCEDURE,
    )
    refuse_late_appeal = Step(
        label="Refuse the late appeal",
        record="refused the late appeal",
        source=State.LATE_APPEAL,
        target=State.CONCLUDED,
        by=Role.CLERK,
        section=Section.APPEAL,
        asks=(Ask.REASON,),
        letter=Letter.LATE_APPEAL_DECISION,
        rule=PROCEDURE,
    )
    close_appeal_window = Step(
        label="Record that there is no appeal",
        record="recorded that there is no appeal",
        source=State.OUTCOME_ISSUED,
        target=State.CONCLUDED,
        by=(Role.CLERK, Role.CASE_MANAGER),
        section=Section.OUTCOME,
        asks=(Ask.NO_APPEAL_IN_WRITING,),
        stops=(Clock.APPEAL_LODGE,),
        rule=PROCEDURE,
    )
    convene_appeal_panel = Step(
        label="Convene the appeal panel",
        record="convened the appeal panel",
        source=State.APPEAL_LODGED,
        target=None,
        by=Role.CLERK,
        section=Section.APPEAL,
        asks=(Ask.APPEAL_PANEL, Ask.APPEAL_CHAIR, Ask.SMALL_PANEL),
        rule="Acas Code of Practice 1, paragraph 27",
    )
    arrange_appeal = Step(
        label="Serve the notice of the appeal hearing",
        record="served the notice of the appeal hearing",
        source=State.APPEAL_LODGED,
        target=State.APPEAL_ARRANGED,
        by=Role.CLERK,
        section=Section.APPEAL,
        asks=(Ask.HEARING_AT, Ask.PLACE, Ask.SERVED_AT, Ask.METHOD, Ask.ADDRESS, Ask.SHORT_NOTICE),
        guards=(g.the_appeal_panel_is_convened, g.the_appeal_panel_is_not_smaller),
        letter=Letter.INVITATION_TO_APPEAL,
        rule="Acas Code of Practice 1, paragraph 28",
    )
    postpone_appeal = Step(
        label="Postpone the appeal hearing",
        record="postponed the appeal hearing",
        source=State.APPEAL_ARRANGED,
        target=None,
        by=Role.CLERK,
        section=Section.APPEAL,
        asks=(Ask.HEARING_AT, Ask.PLACE, Ask.COMPANION_UNAVAILABLE, Ask.REASON),
        letter=Letter.POSTPONEMENT,
        rule="Employment Relations Act 1999, section 10",
        is_side=True,
    )
    withdraw_appeal = Step(
        label="Withdraw the appeal",
        record="withdrew the appeal",
        source=(State.LATE_APPEAL, State.APPEAL_LODGED, State.APPEAL_ARRANGED),
        target=State.CONCLUDED,
        by=(Role.SUBJECT, Role.CLERK),
        section=Section.APPEAL,
        asks=(Ask.REASON,),
        stops=(Clock.APPEAL_HEARD,),
        rule=PROCEDURE,
        is_side=True,
    )
    hold_appeal = Step(
        label="Record the appeal hearing",
        record="recorded the appeal hearing",
        source=State.APPEAL_ARRANGED,
        target=State.APPEAL_HEARD,
        by=Role.CLERK,
        section=Section.APPEAL,
        asks=(Ask.HELD_ON, Ask.EMPLOYEE_ATTENDED, Ask.COMPANION_PRESENT, Ask.APPEAL_PRESENT, Ask.MINUTES),
        guards=(g.the_appeal_day_has_come,),
        starts=(Starts(clock=Clock.APPEAL_OUTCOME, since=Ask.HELD_ON),),
        stops=(Clock.APPEAL_HEARD,),
        rule="Acas Code of Practice 1, paragraph 28",
    )
    decide_appeal = Step(
        label="Decide the appeal",
        record="decided the appeal",
        hint="Final. Never harsher than the first outcome.",
        source=State.APPEAL_HEARD,
        target=State.CONCLUDED,
        by=Role.APPEAL_CHAIR,
        section=Section.APPEAL,
        asks=(Ask.APPEAL_RESULT, Ask.NEW_LEVEL, Ask.REASON),
        guards=(g.the_appeal_panel_found_on_every_allegation,),
        stops=(Clock.APPEAL_OUTCOME,),
        letter=Letter.APPEAL_OUTCOME,
        rule="Acas Code of Practice 1, paragraphs 26 to 29",
    )
    # ---- The end --------------------------------------------------------------------------------------------------------
    close = Step(
        label="Close the case",
        record="closed the case",
        source=State.CONCLUDED,
        target=State.CLOSED,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.REPORTER_TOLD, Ask.EVIDENCE_SETTLED, Ask.PERSONAL_FILE, Ask.LESSONS),
        guards=(g.every_allegation_has_a_finding, g.every_action_is_settled),
        rule="Policy, breaches, second paragraph",
    )
    reopen = Step(
        label="Reopen the case",
        record="reopened the case",
        source=State.CLOSED,
        target=State.ASSESSMENT,
        by=Role.CASE_MANAGER,
        section=Section.DECISION,
        asks=(Ask.REASON,),
        guards=(g.no_hearing_was_arranged,),
        starts=(Clock.INITIAL_ASSESSMENT,),
        rule=PROCEDURE,
        is_side=True,
    )
