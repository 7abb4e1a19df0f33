"""Which letters went out in a story?  What a step called for is filled in, issued and served by whoever writes it."""

import re
from datetime import datetime

from investigations.actions.letters import change_letter
from investigations.actions.take import take
from investigations.models import Case, CaseLetter, Facts, Person, User
from investigations.procedure.letter_track import GOES_OUT_AFTER, LetterProcedure
from investigations.procedure.merge import GAP
from investigations.procedure.roles import Role
from investigations.procedure.states import LetterState

#: What the writer says where the house text leaves a gap, by the words that the gap begins with.
FILLED = {
    "Say what is offered": "The school offers you a conversation with the deputy head, and help with what others may have heard.",
    "Training, guidance": "The IT lead goes through the policy and the settings of the class account with you before the half-term.",
    "Training or support": "The school gives you a training on pictures and pupils' data, and time to take part.",
    "whom, and when": "the school business manager, on the day you receive this letter",
    "whom": "the deputy head",
    "Say which alternatives": "Other duties and work from home were looked at again, and would not do while witnesses are spoken to.",
    "When and where you meet": "You meet the deputy head in her room on the first morning. Your duties and your account are as before.",
    "Say whether the LADO": "The LADO was consulted and agrees.",
    "The decision on each ground": "The panel weighed each ground, and gives its reasons below.",
    "Effect on the warning": "The personal file holds the outcome as it stands now. Pay and service are not touched.",
    "Length of notice": "Your employer writes to you of your notice, your pay and your pension.",
    "Say whether your officer": "The advice of the authority's officer was asked for and considered.",
    "Say whether an appeal": "Whether there will be an appeal is not known yet.",
    "Where the school must": "The school has considered its duties to refer, and has recorded its reasons.",
    "Say briefly why": "The panel found that trust could not be restored.",
    "Name of the investigating officer": "The case manager",
    "New post or place": "The same grade and pay in a post without a class account, reviewed after two terms.",
    "day": "the last day of the month",
}
#: The same for a late appeal, as it was decided.
ACCEPTED = {
    "The appeal": "The appeal is accepted although it is late.",
    "If accepted": "You will be invited to a hearing.",
}
REFUSED = {"The appeal": "The appeal is not accepted.", "If accepted": "The outcome of the hearing stands."}
BY_HAND = {"method": "by_hand", "address": "Handed over at school", "proof": "Receipt signed by the addressee"}
BY_EMAIL = {"method": "by_email", "address": "duty.desk@council.example", "proof": "E-mail in the sent folder"}
ELSE = "as you were told in person"
#: In which appointment somebody writes as the chair of a panel.
APPOINTED_AS = {Role.PANEL_CHAIR: Role.PANEL, Role.APPEAL_CHAIR: Role.APPEAL_PANEL}


def send_out(case: Case, at: datetime) -> None:
    """Fill in, issue and serve every letter that a step has put in the tray."""
    waiting = list(case.letters.filter(state=LetterState.DRAFT).exclude(to_name="").order_by("number"))
    facts = Facts.of(case) if waiting else None
    for letter in waiting:
        writer, (fact, _) = writer_of(letter), GOES_OUT_AFTER.get(letter.kind, ("", ""))
        if writer is None or (fact and not getattr(facts, fact)):
            continue
        if GAP.search(letter.text):
            change_letter(letter, by=writer, text=filled(letter))
        take(LetterProcedure.issue_letter, letter, by=writer)
        take(
            LetterProcedure.serve_letter, letter, by=writer, served_at=at, **(BY_HAND if letter.to else BY_EMAIL)
        )  # fmt: skip


def filled(letter: CaseLetter) -> str:
    accepts = letter.step is not None and letter.step.step == "accept_late_appeal"
    words = FILLED | (ACCEPTED if accepts else REFUSED)

    def words_for(gap: re.Match[str]) -> str:
        return next((said for begins, said in words.items() if gap[1].strip().startswith(begins)), ELSE)

    return GAP.sub(words_for, letter.text)


def writer_of(letter: CaseLetter) -> User | None:
    for role in letter.kind.writers:
        held = letter.case.appointments.live().of(APPOINTED_AS.get(role, role)).select_related("person__user")
        for appointment in held.filter(is_chair=True) if role in APPOINTED_AS else held:
            person: Person = appointment.person
            if person.user is not None:
                return person.user
    return None
