"""What may happen beside a case?  Statements and governing-body actions: smaller tables of the same steps."""

from .asks import Ask
from .roles import Role
from .sections import Section
from .states import ActionState, StatementState
from .steps import Procedure, Step

TAKERS = (Role.INVESTIGATING_OFFICER, Role.CASE_MANAGER)


class StatementProcedure(Procedure):
    title = "The procedure of a statement"

    send_statement = Step(
        label="Send the statement to be confirmed",
        record="sent a statement to be confirmed",
        source=StatementState.DRAFT,
        target=StatementState.SENT,
        by=TAKERS,
        section=Section.STATEMENTS,
        rule="Acas guide to workplace investigations",
    )
    confirm_statement = Step(
        label="Confirm the statement",
        record="confirmed their statement",
        source=StatementState.SENT,
        target=StatementState.CONFIRMED,
        by=Role.MAKER,
        section=Section.STATEMENTS,
        asks=(Ask.CONFIRMED,),
        rule="Acas guide to workplace investigations",
    )
    ask_for_correction = Step(
        label="Ask for a correction",
        record="asked for a correction of their statement",
        source=StatementState.SENT,
        target=StatementState.DRAFT,
        by=Role.MAKER,
        section=Section.STATEMENTS,
        asks=(Ask.CORRECTION,),
        rule="Acas guide to workplace investigations",
    )
    confirm_on_paper = Step(
        label="Record that it was confirmed on paper",
        record="recorded that a statement was confirmed on paper",
        hint="For a person without an account. Say where the signed paper is.",
        source=(StatementState.DRAFT, StatementState.SENT),
        target=StatementState.CONFIRMED,
        by=TAKERS,
        section=Section.STATEMENTS,
        asks=(Ask.PROOF,),
        rule="Acas guide to workplace investigations",
    )
    treat_as_agreed = Step(
        label="Mark as not confirmed, treated as agreed",
        record="marked a statement as not confirmed, treated as agreed",
        source=StatementState.SENT,
        target=StatementState.UNSIGNED,
        by=TAKERS,
        section=Section.STATEMENTS,
        asks=(Ask.REASON,),
        rule="Acas guide to workplace investigations",
    )


class ActionProcedure(Procedure):
    title = "The procedure of a governing-body action"

    approve_action = Step(
        label="Approve the action",
        record="approved a governing-body action",
        source=ActionState.PROPOSED,
        target=ActionState.APPROVED,
        by=(Role.INCIDENT_GROUP, Role.CASE_MANAGER),
        section=Section.ACTIONS,
        asks=(Ask.MINUTE,),
        rule="Policy, breaches, second paragraph",
    )
    complete_action = Step(
        label="Record that it was done",
        record="recorded that a governing-body action was done",
        source=ActionState.APPROVED,
        target=ActionState.DONE,
        by=(Role.ACTION_OWNER, Role.CASE_MANAGER, Role.INCIDENT_GROUP),
        section=Section.ACTIONS,
        asks=(Ask.DONE_ON, Ask.PROOF, Ask.MINUTE),
        rule="Policy, breaches, second paragraph",
    )
    explain_action = Step(
        label="Record that it will not be done",
        record="recorded that a governing-body action will not be done",
        source=(ActionState.PROPOSED, ActionState.APPROVED),
        target=ActionState.NOT_DONE,
        by=(Role.CASE_MANAGER, Role.INCIDENT_GROUP),
        section=Section.ACTIONS,
        asks=(Ask.REASON, Ask.MINUTE),
        rule="Policy, breaches, second paragraph",
    )
