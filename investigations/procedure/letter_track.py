"""What may happen to a letter, which letter does a decision call for, and which dates begin or end with its service?"""

from dataclasses import dataclass

from .asks import Ask
from .choices import Level
from .clocks import Clock, ClockRule
from .letters import Letter
from .roles import Role
from .sections import Section
from .states import LetterState
from .steps import Procedure, Step

RULE = "Domain paper, letters: frozen as issued, service recorded"


class LetterProcedure(Procedure):
    title = "The procedure of a letter"

    issue_letter = Step(
        label="Issue the letter",
        record="issued the letter",
        hint="From then on its words stand as they are. Read it once more before.",
        source=LetterState.DRAFT,
        target=LetterState.ISSUED,
        by=Role.LETTER_WRITER,
        section=Section.LETTERS,
        rule=RULE,
    )
    serve_letter = Step(
        label="Record that it was served",
        record="recorded service of the letter",
        hint="The day on which it counts as served follows from how and when it was sent.",
        source=LetterState.ISSUED,
        target=LetterState.SERVED,
        by=Role.LETTER_WRITER,
        section=Section.LETTERS,
        asks=(Ask.SERVED_AT, Ask.METHOD, Ask.ADDRESS, Ask.PROOF_OF_SERVICE, Ask.PROOF_EXHIBIT),
        rule=RULE,
    )
    take_letter_back = Step(
        label="Take it back to change it",
        record="took back the letter",
        hint="Only while it has not been served. What was issued stays in the record by its fingerprint.",
        source=LetterState.ISSUED,
        target=LetterState.DRAFT,
        by=Role.LETTER_WRITER,
        section=Section.LETTERS,
        asks=(Ask.REASON,),
        rule=RULE,
        is_side=True,
    )
    letter_not_needed = Step(
        label="Record that it is not needed",
        record="recorded that this letter is not needed:",
        source=(LetterState.DRAFT, LetterState.ISSUED),
        target=LetterState.NOT_NEEDED,
        by=Role.LETTER_WRITER,
        section=Section.LETTERS,
        asks=(Ask.REASON,),
        rule=RULE,
        is_side=True,
    )


#: Which letter tells an outcome.  A recorded verbal warning is told in the form of a first written one.
LETTER_OF_LEVEL: dict[Level, Letter] = {
    Level.NO_SANCTION: Letter.NOT_UPHELD,
    Level.ADVICE: Letter.NOT_UPHELD,
    Level.RECORDED_VERBAL: Letter.OUTCOME,
    Level.FIRST_WRITTEN: Letter.OUTCOME,
    Level.FINAL_WRITTEN: Letter.FINAL_WARNING,
    Level.ALTERNATIVE: Letter.ALTERNATIVE_TO_DISMISSAL,
    Level.DISMISSAL_WITH_NOTICE: Letter.DISMISSAL_WITH_NOTICE,
    Level.SUMMARY_DISMISSAL: Letter.SUMMARY_DISMISSAL,
}
#: The letters that tell the outcome of a hearing.
OF_THE_OUTCOME = frozenset(LETTER_OF_LEVEL.values())


@dataclass(frozen=True, kw_only=True)
class OnService:
    starts: tuple[ClockRule, ...] = ()
    stops: tuple[ClockRule, ...] = ()


#: Dates that begin on the day a letter counts as served, and dates that end when it was sent.
LETTER_CLOCKS: dict[Letter, OnService] = {
    Letter.ACKNOWLEDGEMENT_TO_REPORTER: OnService(stops=(Clock.ACK_REPORTER,)),
    Letter.NOTICE_OF_INVESTIGATION: OnService(stops=(Clock.NOTIFY_EMPLOYEE,)),
    Letter.SUSPENSION: OnService(stops=(Clock.SUSPENSION_LETTER,)),
    Letter.INVESTIGATION_MEETING: OnService(starts=(Clock.INVESTIGATION_MEETING_NOTICE,)),
    Letter.INTERVIEW_NOTES: OnService(starts=(Clock.NOTES_RETURNED,), stops=(Clock.NOTES_FOR_AGREEMENT,)),
    Letter.APPEAL_OUTCOME: OnService(stops=(Clock.APPEAL_OUTCOME,)),
    Letter.DETERMINATION_TO_AUTHORITY: OnService(starts=(Clock.LA_DISMISSAL_NOTICE,)),
    **{letter: OnService(stops=(Clock.OUTCOME_LETTER,)) for letter in OF_THE_OUTCOME},
}


def serves_its_letter(step: Step) -> bool:
    """A step that asks how its letter was served issues and serves it at once; every other puts it in the tray."""
    return step.letter is not None and step.letter.is_written and Ask.METHOD in step.asks


#: What has to be true before a letter that tells of a step goes out: the fact, and what to do first.
GOES_OUT_AFTER: dict[Letter, tuple[str, str]] = {
    Letter.NOTICE_OF_INVESTIGATION: (
        "was_told_of_the_allegations",
        "The step “Record that the employee was told in writing” issues and serves this letter: take it there.",
    ),
    Letter.INVITATION_TO_HEARING: (
        "papers_were_served",
        "The step “Serve the notice of hearing and the papers” issues and serves this letter: take it there.",
    ),
    Letter.INVITATION_TO_APPEAL: (
        "appeal_papers_were_served",
        "The step “Serve the notice of the appeal hearing” issues and serves this letter: take it there.",
    ),
    Letter.APPEAL_OUTCOME: ("is_appeal_decided", "The appeal has to be decided first."),
    Letter.DETERMINATION_TO_AUTHORITY: ("is_decided", "The panel has to decide first."),
    **{letter: ("is_decided", "The panel has to decide first.") for letter in OF_THE_OUTCOME},
}
