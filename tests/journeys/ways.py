"""The usual stretches of a case, walked through its pages.  A journey tells the rest, and what each person sees."""

from datetime import date, datetime

from django.utils import timezone

from investigations.models import Case
from investigations.procedure.duties import LISTS, Occasion, questions
from tests.world import PNG, settle_letters

PANEL = ["Governor Ames", "Governor Bell", "Governor Croft"]
APPEAL = ["Governor Dunn", "Governor Ellis", "Governor Frost"]


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


def reports(visitor, about: str, title: str = "Pupil's picture with the full name", files=()) -> None:
    """The guided report, page after page, to the page that says it was received."""
    visitor.opens_my_work().follows("Report a concern").sends("Start now")
    visitor.sends("Continue", who=about)
    visitor.sends("Continue", title=title, what="A post on the school's account shows Pupil A with the full name.")
    visitor.sends("Continue", first=date(2026, 9, 10))
    visitor.sends("Continue", account="@testing", post_address="https://example.org/post/1", device="Year 4 tablet")
    visitor.sends("Continue", clauses=["3."])
    visitor.sends("Continue", another="no")
    visitor.sends(
        "Continue", channel="Somebody saw the post", words="I saw it on the bus.", received_on=date(2026, 9, 11)
    )
    visitor.sends("Continue", done=["Screenshots were taken"], also="The IT lead hid it.")
    if files:
        visitor.sends("Upload", files=list(files))
    visitor.follows("Continue")
    visitor.sends("Send the report")


def reported(visits, about: str = "Tessa Moor", to: str = "head") -> str:
    """A concern of Rita Shaw's; the reference, as whoever receives it finds it on My work."""
    reports(visits("reporter"), about)
    [reference] = visits(to).waiting()
    return reference


def appoints(manager, reference: str, role: str, person: str, reason: str = "") -> None:
    manager.opens_case(reference, "People").follows("Appoint somebody").sends("Continue", role=role)
    manager.sends("Continue", person=person, reason=reason).sends(f"Appoint {person}")


def writes_terms(manager, reference: str) -> None:
    manager.opens_case(reference, "Terms of reference").follows("Write")
    manager.sends(
        "Save the terms of reference",
        background="A post was reported.",
        scope="Who posted what, when, and with whose permission.",
        report_to="Helen Ward",
    )


def assesses(manager, reference: str) -> None:
    manager.takes(reference, "Begin the initial assessment", acknowledged_on=today())
    answers_questions(manager, reference)


def answers_questions(manager, reference: str, occasion: str = "assessment", aware=None, **otherwise) -> None:
    """The questions about other duties, list after list: “no” to all that is not answered `otherwise`."""
    manager.opens_case(reference, "Duties").follows("Answer the questions")
    for of in LISTS[Occasion(occasion)]:
        answers = {question.key: otherwise.get(question.key, "no") for question in questions(Occasion(occasion), of)}
        moment = {"aware_at": aware} if aware and set(answers.values()) != {"no"} else {}
        manager.sends("Record the answers", **answers, **moment, all_no="Nothing points to it.")


def logs_the_breach(manager, reference: str) -> None:
    """Clause 3 opened it by itself."""
    manager.opens_case(reference, "Duties").follows("Personal-data breach log").follows("Enter it in the breach log")
    manager.sends(
        "Enter it in the breach log",
        done_at=now(),
        nature="A picture stood beside a full name.",
        categories="Picture and name of one pupil.",
        people=1,
        consequences="None known.",
        measures="The post was hidden.",
    )


def declines(manager, reference: str, duty: str, reason: str) -> None:
    manager.opens_case(reference, "Duties").follows(duty).follows("Record that it is not required")
    manager.sends("Record that it is not required", reason=reason)


def opens_investigation(manager, reference: str, officer: str = "Daniel Price") -> None:
    """From the assessment to the investigation, with the employee told."""
    appoints(manager, reference, "Investigating officer", officer)
    writes_terms(manager, reference)
    manager.takes(
        reference, "Open a formal investigation", severity="Serious misconduct", reason="It has to be looked into."
    )
    tells_the_employee(manager, reference)


def tells_the_employee(manager, reference: str) -> None:
    manager.takes(
        reference, "Record that the employee was told in writing", told_on=now(), method="By hand", address="Her room"
    )


def adds_evidence(visitor, reference: str, files=(("post.png", PNG),)) -> None:
    visitor.opens_case(reference, "Evidence").follows("Add evidence").sends("Upload", files=list(files))


def finds(visitor, reference: str, result: str) -> None:
    visitor.opens_case(reference, "Findings").follows("Record a finding")
    visitor.sends(
        "Record the finding",
        result=result,
        reasons="What the exhibits and the statements come to.",
        evidence_for="Exhibit 1 shows the post.",
        evidence_against="She had been told that the name was taken out.",
    )


def writes_report(visitor, reference: str, recommendation: str) -> None:
    visitor.opens_case(reference, "Report").follows("Write the report")
    visitor.sends(
        "Save the report",
        process="Looked at the post and spoke to those concerned.",
        conclusion="The findings are as written.",
        recommendation=recommendation,
    )


def submits(officer, reference: str, result: str = "Proved", recommendation: str = "Formal action") -> None:
    """The investigating officer's work in short: one exhibit, a finding, a report."""
    adds_evidence(officer, reference)
    finds(officer, reference, result)
    writes_report(officer, reference, recommendation)
    officer.takes(reference, "Submit the investigation report")


def refers(manager, reference: str, may_dismiss: bool = False) -> None:
    appoints(manager, reference, "Clerk", "Clara Kemp")
    appoints(manager, reference, "Presenting officer", "Colin Hay")
    manager.takes(
        reference, "Refer to the disciplinary procedure", reason="There is a case to answer.", may_dismiss=may_dismiss
    )


def convenes(clerk, reference: str, step: str = "Convene the disciplinary panel", members=PANEL) -> None:
    clerk.takes(reference, step, members=members, chair=members[0])


def declares(governor) -> None:
    """A convened member says on My work that nothing stands in the way."""
    governor.opens_my_work().follows("Say whether you could sit on a panel of governors")
    governor.sends("Send your answer", answer="Yes. My list of ties is complete")


def declare_all(visits, keys=("governor1", "governor2", "governor3")) -> None:
    for key in keys:
        declares(visits(key))


def serves_notice(
    clerk, reference: str, at: datetime, step: str = "Serve the notice of hearing and the papers"
) -> None:
    clerk.takes(reference, step, hearing_at=at, place="Library", served_at=now(), method="By hand", address="Her room")


def holds(clerk, reference: str, step: str = "Record the hearing", members=PANEL) -> None:
    clerk.takes(
        reference,
        step,
        held_on=today(),
        employee_attended=True,
        companion_present="",
        present=members,
        minutes="Both sides were heard in order.",
    )


def panel_finds(chair, reference: str, result: str, part: str = "Hearing") -> None:
    chair.opens_case(reference, part).follows("Record the finding")
    chair.sends("Save the finding", result=result, reasons="What persuaded the panel.")


def to_the_hearing(visits, *, day: datetime) -> str:
    """From the report to the notice of a hearing on that day."""
    reference = reported(visits)
    head, deputy, clerk = visits("head"), visits("deputy"), visits("clerk")
    assesses(head, reference)
    opens_investigation(head, reference)
    submits(deputy, reference)
    refers(head, reference)
    convenes(clerk, reference)
    declare_all(visits)
    serves_notice(clerk, reference, day)
    return reference


def to_the_outcome(visits, calendar) -> str:
    """From the report to a final written warning, served on Monday 5 October 2026."""
    reference = to_the_hearing(visits, day=datetime(2026, 10, 5, 10))
    calendar.comes_to(5, 10, 15)
    holds(visits("clerk"), reference)
    chair = visits("governor1")
    panel_finds(chair, reference, "Proved")
    issues(chair, reference)
    return reference


def issues(chair, reference: str, level: str = "Final written warning") -> None:
    chair.takes(
        reference,
        "Decide and issue the outcome",
        level=level,
        reason="Serious, though once.",
        change_required="No picture with a name, from today.",
        served_at=now(),
        method="By hand",
        votes=PANEL,
    )


def settles_letters(reference: str) -> None:
    """Before a case is closed: whoever has a letter waiting records that it is not needed."""
    settle_letters(Case.objects.get(reference=reference))


def writes_report_again(officer, reference: str) -> None:
    """After it was returned: the words that are there, and some more."""
    officer.opens_case(reference, "Report").follows("Write the report")
    officer.sends("Save the report", other_information="The log shows nothing else.")
