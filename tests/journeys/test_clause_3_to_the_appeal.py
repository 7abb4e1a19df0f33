"""A picture with the full name: from the report to the appeal, the governing body's action and the closing."""

from datetime import date, datetime
from io import BytesIO

import pytest
from pikepdf import Pdf
from PIL import Image

from investigations.audit import verify_all
from investigations.documents.produce import produce
from investigations.models import Job
from tests.world import PNG

from . import ways

pytestmark = pytest.mark.django_db


def test_a_clause_3_case_goes_from_the_report_to_the_appeal_and_the_closing(world, visits, calendar):
    reference = it_is_reported(visits)
    it_is_assessed(visits, reference)
    it_is_investigated(visits, reference)
    it_is_referred(visits, reference)
    the_hearing_is_arranged(visits, reference)
    the_employee_prepares(visits, reference)
    calendar.comes_to(5, 10, 15)
    the_panel_decides(visits, reference)
    calendar.comes_to(9, 10)
    the_appeal_is_arranged(visits, reference)
    calendar.comes_to(26, 10, 15)
    the_appeal_reduces(visits, reference)
    the_governing_body_acts(visits, reference)
    it_is_closed(visits, reference)
    documents_are_made_and_read(visits, reference)
    assert list(verify_all()) == []


def it_is_reported(visits) -> str:
    rita, head = visits("reporter"), visits("head")
    ways.reports(rita, "Tessa Moor", files=[("seen.png", PNG)])
    assert rita.sees("Your report was received", "with the person who deals with it, and with nobody else")
    [reference] = head.waiting()
    assert head.follows("Pupil's picture with the full name").stage() == "Concern reported"
    assert head.turn() == "It is your turn."
    assert head.sees("Your part: Case manager", "Clause 3. A pupil's picture", "Tessa Moor had not signed it.")
    # Whoever reported it learns that it was received; the employee and everybody else learn nothing.
    assert rita.opens_part("You reported a concern").sees("Received", "Pupil's picture with the full name")
    assert [
        who
        for who in ("reporter", "teacher", "chair", "deputy", "clerk", "governor1")
        if visits(who).finds_case(reference)
    ] == []
    assert "matter about you" not in visits("teacher").opens_my_work().reads
    return reference


def it_is_assessed(visits, reference: str) -> None:
    head = visits("head")
    head.takes(reference, "Begin the initial assessment", acknowledged_on=ways.today())
    assert head.opens_case(reference).stage() == "Initial assessment"
    assert head.sees("Not yet: Appoint an investigating officer first.")
    ways.appoints(head, reference, "Investigating officer", "Daniel Price", "Knows the account.")
    ways.appoints(head, reference, "HR adviser", "Hari Rao")
    assert head.opens_case(reference).sees("Not yet: Write the terms of reference first.")
    ways.writes_terms(head, reference)
    assert head.opens_case(reference).sees("Not yet: Answer the questions about the school's other duties first")
    ways.answers_questions(head, reference)
    head.takes(
        reference, "Open a formal investigation", severity="Serious misconduct", reason="It has to be looked into."
    )
    assert head.opens_case(reference).stage() == "Formal investigation"
    assert head.turn() == "Waiting for the investigating officer, Daniel Price."
    assert "matter about you" not in visits("teacher").opens_my_work().reads
    ways.tells_the_employee(head, reference)
    tessa = visits("teacher").opens_part("A matter about you")
    assert tessa.sees(
        "Notice of investigation", "A post on the school's account shows Pupil A", "Answer the allegations"
    )
    assert not tessa.finds_case(reference)


def it_is_investigated(visits, reference: str) -> None:
    deputy = visits("deputy")
    assert deputy.waiting() == [reference]
    ways.adds_evidence(deputy, reference, files=[("post.png", PNG), ("phone.jpg", photo()), ("log.pdf", pages(2))])
    assert deputy.sees("post.png", "phone.jpg", "log.pdf")
    deputy.opens_case(reference, "Evidence").follows("Describe the")
    deputy.sends(
        "Save the descriptions",
        source_of_all="Handed in by Rita Shaw",
        date_of_all=date(2026, 9, 10),
        bearing_of_all_1="Support the allegation",
        description_1="The post, as Rita Shaw saw it",
        description_2="Screenshot of the post",
        description_3="The phone on which it was seen",
        description_4="The log of the account",
    )
    deputy.opens_case(reference, "Evidence").follows("Table").follows("4.").follows("Change the description")
    deputy.sends("Save the description", bearing_1="Speaks against it")
    assert deputy.sees("Allegation 1: speaks against it")
    the_witness_confirms(visits, reference)
    deputy.opens_case(reference, "Chronology").follows("Add to the chronology")
    deputy.sends("Save", day=date(2026, 9, 10), time="14:30", text="The post goes out.", evidence="Exhibit 2")
    assert deputy.sees("The post goes out.", "Thursday 10 September 2026")
    assert "Submit the investigation report" not in deputy.opens_case(reference).offered()
    ways.finds(deputy, reference, "Proved")
    assert deputy.sees("Evidence for", "Exhibit 1 shows the post.", "Evidence against", "had been told")
    ways.writes_report(deputy, reference, "Formal action")
    deputy.takes(reference, "Submit the investigation report")
    assert deputy.opens_case(reference).stage() == "Report submitted"
    assert deputy.turn() == "Waiting for the case manager, Helen Ward."
    assert deputy.opens_case(reference, "Report").sees(
        "Daniel Price submitted it", "Its words are not changed any more."
    )


def the_witness_confirms(visits, reference: str) -> None:
    deputy, dora = visits("deputy"), visits("dsl")
    assert "Statements to read" not in dora.opens_my_work().reads
    deputy.opens_case(reference, "Statements").follows("Take a statement")
    deputy.sends("Keep the statement", person="Dora Slate", taken_on=ways.today(), text="I saw the post at noon.")
    deputy.follows("1. Dora Slate").follows("Send the statement").sends("Send the statement to be confirmed")
    assert deputy.opens_case(reference, "Statements").sees("With the person to confirm")
    dora.opens_my_work().follows("Your statement of")
    assert dora.sees("I saw the post at noon.", "Please read and confirm it")
    dora.follows("Confirm the statement")
    assert "Tick the box" in dora.tries("Confirm the statement", confirmed=False)
    dora.sends("Confirm the statement", confirmed=True)
    assert dora.sees("You have confirmed it")
    assert not dora.finds_case(reference)
    assert deputy.opens_case(reference, "Statements").sees("1. Dora Slate", "Confirmed")


def it_is_referred(visits, reference: str) -> None:
    head, clerk = visits("head"), visits("clerk")
    assert head.waiting() == [reference]
    assert head.opens_case(reference).sees("Not yet: Appoint a clerk first.")
    assert "Decide that there is no case to answer" not in head.offered()
    ways.appoints(head, reference, "Clerk", "Clara Kemp")
    ways.appoints(head, reference, "Presenting officer", "Colin Hay")
    assert not clerk.finds_case(reference)
    head.takes(reference, "Refer to the disciplinary procedure", reason="Somebody has to judge it.", may_dismiss=False)
    assert head.opens_case(reference).stage() == "Referred to the disciplinary procedure"
    assert head.turn() == "Waiting for the clerk, Clara Kemp."
    assert head.opens_case(reference, "Decisions").sees("Somebody has to judge it.", "Helen Ward")
    assert clerk.waiting() == [reference]
    assert visits("hr").opens_case(reference).turn() == "Waiting for the clerk, Clara Kemp."


def the_hearing_is_arranged(visits, reference: str) -> None:
    clerk = visits("clerk")
    convene = "Convene the disciplinary panel"
    clerk.opens_case(reference).follows(convene, within=".next-steps")
    offered = {words.split(",")[0] for words in clerk.choices("members")}
    assert offered == {"Charles Holt", "Vera Cole"} | {
        f"Governor {n}" for n in ("Ames", "Bell", "Croft", "Dunn", "Ellis", "Frost", "Gale")
    }
    assert clerk.sees("Who may sit, who may not, and why", "Stan Gough")
    clerk.sends(convene, members=ways.PANEL, chair="Governor Ames")
    assert not visits("governor1").finds_case(reference)
    serve = "Serve the notice of hearing and the papers"
    assert serve not in clerk.opens_case(reference).offered()  # not before every member has said that they may sit
    ways.declare_all(visits)

    # Ten clear working days from Monday 14 September: Tuesday 29 September is the earliest.
    clerk.opens_case(reference).follows(serve, within=".next-steps")
    notice = {"place": "Library", "served_at": ways.now(), "method": "By hand", "address": "Her room"}
    refused = clerk.tries(serve, hearing_at=datetime(2026, 9, 28, 10), **notice)
    assert "The earliest day is Tuesday 29 September 2026" in refused
    assert (clerk.typed("place"), clerk.typed("address"), clerk.typed("hearing_at_day")) == (
        "Library",
        "Her room",
        "28",
    )
    clerk.sends(serve, hearing_at=datetime(2026, 10, 5, 10))
    assert clerk.opens_case(reference).stage() == "Hearing arranged"
    assert clerk.sees("Not yet: The day of the hearing has not come yet.")

    for who in ("governor1", "governor2", "governor3"):
        assert visits(who).finds_case(reference)
    assert [
        who for who in ("governor4", "chair", "teacher", "reporter", "dsl") if visits(who).finds_case(reference)
    ] == []
    chair = visits("governor1").opens_case(reference)
    assert "Evidence" not in chair.links(".case-nav") and "Hearing papers" in chair.links(".case-nav")
    assert chair.follows("Hearing papers").sees("Screenshot of the post", "I saw the post at noon.")
    # The investigating officer has done their part, and learns no more of the panel.
    assert "Governor Ames" not in visits("deputy").opens_case(reference).reads
    assert "Hearing" not in visits("deputy").links(".case-nav")


def the_employee_prepares(visits, reference: str) -> None:
    tessa, colin = visits("teacher"), visits("it_lead")
    tessa.opens_part("A matter about you")
    assert tessa.sees("Notice of the hearing, with the papers", "Monday 5 October 2026", "Hand in your own papers by")
    assert tessa.follows("Read the papers").sees(
        "Screenshot of the post", "I saw the post at noon.", "The employee has not written an answer."
    )
    tessa.opens_part("A matter about you").follows("Answer the allegations")
    assert "Answer the question" in tessa.tries("Send my answer", text="")
    tessa.sends("Send my answer", text="I was told that the name had been taken out.")
    tessa.opens_part("A matter about you").follows("Hand in papers").sends("Upload", files=[("mail.pdf", pages(1))])
    tessa.opens_part("A matter about you").follows("Name the person").sends("Name this person", person="Ivan Lund")
    assert tessa.sees("You named Ivan Lund", "mail.pdf", "I was told that the name had been taken out.")
    assert colin.opens_part("You accompany a colleague").sees(
        "Monday 5 October 2026", "The employee decides whether you read the papers"
    )
    tessa.opens_part("A matter about you").sends("Let them read the hearing papers")
    assert colin.opens_part("You accompany").follows("Read the hearing papers").sees("Screenshot of the post")
    assert not colin.finds_case(reference)
    assert (
        visits("governor2")
        .opens_case(reference, "Hearing papers")
        .sees("I was told that the name had been taken out.", "mail.pdf")
    )


def the_panel_decides(visits, reference: str) -> None:
    clerk, chair, tessa = visits("clerk"), visits("governor1"), visits("teacher")
    assert clerk.waiting() == [reference]
    clerk.takes(
        reference,
        "Record the hearing",
        held_on=ways.today(),
        employee_attended=True,
        companion_present="Ivan Lund, colleague",
        present=ways.PANEL,
        minutes="Management spoke first, then Tessa Moor and Ivan Lund.",
    )
    assert clerk.opens_case(reference).stage() == "Heard: the panel is deliberating"
    assert clerk.opens_case(reference, "Hearing").sees("Throughout, and so decides", "Attended", "Ivan Lund, colleague")
    assert chair.waiting() == [reference]
    assert visits("governor2").waiting() == []
    assert chair.opens_case(reference).sees("Not yet: Record the panel's finding for every allegation first.")
    ways.panel_finds(chair, reference, "Proved")
    # Earlier warnings and mitigation are opened to the panel once its findings stand, and not before.
    assert "Warnings that still count" not in chair.reads
    clerk.takes(reference, "Disclose live warnings and mitigation", mitigation="She took the post down herself.")
    chair.opens_case(reference, "Hearing")
    assert chair.sees("Warnings that still count", "There is no live warning.", "She took the post down herself.")
    assert "What persuaded the panel." not in visits("head").opens_case(reference, "Hearing").reads
    ways.issues(chair, reference)
    assert chair.opens_case(reference).stage() == "Outcome issued: appeal window open"
    assert (
        visits("head")
        .opens_case(reference, "Outcome")
        .sees("Final written warning", "Tuesday 5 October 2027", "Monday 19 October 2026")
    )
    assert tessa.opens_part("A matter about you").sees(
        "The outcome: final written warning", "Lodge an appeal by Monday 19 October 2026"
    )
    assert visits("reporter").opens_part("You reported a concern").sees("Being dealt with")
    assert "warning" not in visits("reporter").reads


def the_appeal_is_arranged(visits, reference: str) -> None:
    clerk, tessa, head = visits("clerk"), visits("teacher"), visits("head")
    tessa.opens_part("A matter about you").follows("Appeal against the outcome")
    tessa.sends("Appeal against the outcome", grounds=["The outcome was unfair"], grounds_text="It was one mistake.")
    assert tessa.sees("Your appeal is lodged. The clerk writes to you.")
    assert head.opens_case(reference).stage() == "Appeal lodged"
    assert head.turn() == "Waiting for the clerk, Clara Kemp."
    assert head.opens_case(reference, "Appeal").sees("It was one mistake.", "in time")
    convene = "Convene the appeal panel"
    clerk.opens_case(reference).follows(convene, within=".next-steps")
    offered = {words.split(",")[0] for words in clerk.choices("members")}
    assert offered == {"Charles Holt", "Vera Cole"} | {f"Governor {n}" for n in ("Dunn", "Ellis", "Frost", "Gale")}
    refused = clerk.tries(convene, members=ways.APPEAL[:2], chair="Governor Dunn", small_panel_reason="")
    assert "The first panel had 3 members: choose at least as many." in refused
    clerk.sends(convene, members=ways.APPEAL, chair="Governor Dunn")
    ways.declare_all(visits, ("governor4", "governor5", "governor6"))
    ways.serves_notice(clerk, reference, datetime(2026, 10, 26, 10), "Serve the notice of the appeal hearing")
    assert tessa.opens_part("A matter about you").sees("Monday 26 October 2026", "Appeal hearing")
    dunn = visits("governor4").opens_case(reference, "Hearing papers")
    assert dunn.sees("The outcome appealed against", "Final written warning", "It was one mistake.")
    assert not visits("governor7").finds_case(reference)


def the_appeal_reduces(visits, reference: str) -> None:
    dunn = visits("governor4")
    ways.holds(visits("clerk"), reference, "Record the appeal hearing", ways.APPEAL)
    assert dunn.waiting() == [reference]
    ways.panel_finds(dunn, reference, "Partly proved", part="Appeal")
    decide = "Decide the appeal"
    dunn.opens_case(reference).follows(decide, within=".next-steps")
    answers = {
        "result": "Upheld in part",
        "reason": "One mistake, and nobody was harmed.",
        "grounds_upheld": ["The outcome was unfair"],
        "votes": ways.APPEAL,
    }
    assert "never harsher" in dunn.tries(decide, level="Dismissal with notice", **answers)
    assert dunn.typed("reason") == "One mistake, and nobody was harmed."
    dunn.sends(decide, level="First written warning", **answers)
    assert dunn.opens_case(reference).stage() == "Concluded: closing checklist"
    assert dunn.opens_case(reference, "Appeal").sees(
        "Final written warning became first written warning", "This is final."
    )
    assert visits("teacher").opens_part("A matter about you").sees("The outcome: first written warning")
    # Nobody may appeal again.
    assert not [words for words in visits("teacher").offered() if "ppeal" in words]


def the_governing_body_acts(visits, reference: str) -> None:
    head, ivan = visits("head"), visits("it_lead")
    head.opens_case(reference, "Governing-body actions").follows("Propose an action").sends("Continue", code="GA18")
    head.sends(
        "Propose the action",
        protects=["The school", "Children"],
        owner="Ivan Lund",
        due_on=date(2026, 11, 6),
        instructions="Leave two people who can post, and no more.",
    )
    assert head.sees("Its owner sees it once it is approved")
    assert "For you to do" not in ivan.opens_my_work().reads
    # The case cannot be closed while a letter waits, nor while the action is open.
    assert head.opens_case(reference).sees("Not yet: Serve every letter that is waiting")
    ways.settles_letters(reference)
    assert head.opens_case(reference).sees("Not yet: Every governing-body action has to be done, or explained, first.")
    head.opens_case(reference, "Governing-body actions").follows("1. Review who").follows("Approve the action")
    head.sends("Approve the action", minute_reference="FGB 26 October 2026, item 7")
    assert head.sees("To be done", "FGB 26 October 2026, item 7")
    assert "Close the case" not in head.opens_case(reference).offered()
    ivan.opens_my_work().follows("Review who administers")
    assert ivan.sees("Leave two people who can post, and no more.") and reference not in ivan.reads
    ivan.follows("Record that it was done")
    ivan.sends("Record that it was done", done_on=ways.today(), proof="Screenshot of the two users.")
    assert "For you to do" not in ivan.opens_my_work().reads
    assert not ivan.finds_case(reference)


def it_is_closed(visits, reference: str) -> None:
    head = visits("head")
    assert head.waiting() == [reference]
    close = "Close the case"
    assert head.opens_case(reference).sees("Not yet: Every duty has to be done, or recorded as not required, first.")
    ways.logs_the_breach(head, reference)
    head.opens_case(reference).follows(close, within=".next-steps")
    answers = {
        "evidence_settled": "The tablet is back in Year 4.",
        "personal_file": "The warning.",
        "lessons": "A second pair of eyes.",
    }
    assert "Somebody reported this concern" in head.tries(close, **answers)
    assert head.typed("personal_file") == "The warning."
    head.sends(close, reporter_told_on=ways.today())
    assert head.opens_case(reference).stage() == "Closed"
    assert head.turn() == "The case is closed."
    assert head.waiting() == []
    assert head.offered() == []
    assert visits("reporter").opens_part("You reported a concern").sees("Dealt with")
    history = head.opens_case(reference, "History")
    assert history.sees("closed the case")


def documents_are_made_and_read(visits, reference: str) -> None:
    head, tessa = visits("head"), visits("teacher")
    head.opens_case(reference, "Documents").sends("Make the case file")
    making = head.page.request.path
    assert head.sees("Go on with other work")
    produce(Job.objects.get(state="waiting").pk)
    assert head.opens_my_work().sees("Documents you asked for", "Case file")
    head.opens(making)
    assert head.sees("It is ready")
    pdf = head.follows("Download the PDF").page
    assert (pdf.content_type, pdf.body[:5]) == ("application/pdf", b"%PDF-")
    assert [where for where in (making, pdf.request.path) for who in (tessa, visits("clerk")) if who.finds(where)] == []
    tessa.opens_part("A matter about you").sends("Make the hearing papers")
    produce(Job.objects.get(state="waiting").pk)
    tessa.opens(tessa.page.request.path).follows("Download the PDF")
    assert tessa.page.body[:5] == b"%PDF-"


def photo() -> bytes:
    held = BytesIO()
    Image.new("RGB", (640, 480), "#336699").save(held, "JPEG")
    return held.getvalue()


def pages(number: int) -> bytes:
    held, document = BytesIO(), Pdf.new()
    for _ in range(number):
        document.add_blank_page()
    document.save(held)
    return held.getvalue()
