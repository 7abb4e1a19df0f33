"""Who may give a copy to whom, where is that written down, and what stands in each?  (Domain paper, sections 6 and 8.)"""

from dataclasses import dataclass

from .audiences import Audience
from .labelled import Labelled
from .roles import Role
from .sections import Section


class ReleaseState(Labelled):
    MAKING = "making", "Being made and searched"
    HELD_BACK = "held_back", "Held back"
    CHECKED = "checked", "Searched, and nothing found"
    RELEASED = "released", "Released"
    CALLED_OFF = "called_off", "Called off"


class ReleaseWay(Labelled):
    ON_THEIR_PAGE = "on_their_page", "On their own page in Casework"
    BY_HAND = "by_hand", "By hand"
    BY_POST = "by_post", "By post, signed for"
    BY_EMAIL = "by_email", "By encrypted e-mail"
    AT_THE_MEETING = "at_the_meeting", "On paper at the meeting, and taken in again"


@dataclass(frozen=True, kw_only=True)
class CopyRule:
    """`section` is where the copy is written down, and `of_the_appeal` where that differs for papers of the appeal:
    whoever does not see it learns nothing of the copy, nor who has it."""

    by: tuple[Role, ...]
    section: Section
    holds: str
    of_the_appeal: Section | None = None

    def where(self, *, is_appeal: bool) -> Section:
        return self.of_the_appeal if is_appeal and self.of_the_appeal else self.section


PAPERS = "What was served for the hearing, to the letter, with the names of pupils under pseudonyms."
COPIES: dict[Audience, CopyRule] = {
    Audience.EMPLOYEE: CopyRule(
        by=(Role.CLERK,), section=Section.BUNDLE, of_the_appeal=Section.APPEAL, holds=PAPERS
    ),
    Audience.COMPANION: CopyRule(
        by=(Role.CLERK,), section=Section.BUNDLE, of_the_appeal=Section.APPEAL, holds=f"{PAPERS} Only once the employee shares them."
    ),
    Audience.PANEL: CopyRule(
        by=(Role.CLERK,), section=Section.BUNDLE, holds="What the employee was served, to the letter, and no more."
    ),
    Audience.APPEAL_PANEL: CopyRule(
        by=(Role.CLERK,), section=Section.APPEAL, holds="What the employee was served for the appeal, to the letter, and no more."
    ),
    Audience.REPORTER: CopyRule(
        by=(Role.CASE_MANAGER,), section=Section.DECISION, holds="That the concern was dealt with, and their own statement. Nothing of what came of it."
    ),
    Audience.SUBJECT_ACCESS: CopyRule(
        by=(Role.CASE_MANAGER,), section=Section.DATA_RIGHTS, holds="What the case holds about the person, with what is about others left out."
    ),
    Audience.PART_II: CopyRule(
        by=(Role.CLERK, Role.CASE_MANAGER), section=Section.ACTIONS, holds="The report to the governing body in the words that were kept, without names."
    ),
}  # fmt: skip
PREPARES = (Role.CLERK, Role.CASE_MANAGER)
#: Read a copy that was released to them, on the page that they have.
RECEIVES = (Role.SUBJECT, Role.COMPANION, Role.REPORTER, Role.WITNESS, Role.PANEL, Role.APPEAL_PANEL)
