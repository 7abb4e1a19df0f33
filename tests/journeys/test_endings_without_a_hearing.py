"""Investigated in full, and ended without a hearing: no case to answer, advice, advice from outside, a resignation."""

from datetime import date

import pytest

from . import ways

pytestmark = pytest.mark.django_db


def closes(manager, reference: str, **answers) -> None:
    ways.logs_the_breach(manager, reference)
    ways.settles_letters(reference)
    given = {"reporter_told_on": ways.today(), "evidence_settled": "Kept.", "personal_file": "Nothing."}
    manager.takes(reference, "Close the case", **given | answers)
    assert manager.opens_case(reference).stage() == "Closed"


def test_a_formal_investigation_finds_nothing_proved_and_there_is_no_case_to_answer(visits):
    reference = ways.reported(visits)
    head, tessa = visits("head"), visits("teacher")
    ways.assesses(head, reference)
    ways.opens_investigation(head, reference)
    ways.submits(visits("deputy"), reference, "Not proved", "No further action")
    assert head.opens_case(reference).sees(
        "No allegation was found proved or partly proved, so there is no case to answer."
    )
    head.takes(reference, "Decide that there is no case to answer", reason="The name was not in the picture.")
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert tessa.opens_part("A matter about you").sees("no case to answer")
    assert tessa.offered() == []
    closes(head, reference)
    assert visits("reporter").opens_part("You reported a concern").sees("Dealt with")
    assert "no case" not in visits("reporter").reads
    assert not visits("clerk").finds_case(reference)


def test_preliminary_fact_finding_ends_in_management_advice_and_no_warning(visits):
    reference = ways.reported(visits)
    head, tessa = visits("head"), visits("teacher")
    ways.assesses(head, reference)
    head.takes(
        reference, "Investigate by preliminary fact-finding", severity="Minor", reason="One picture, seen by few."
    )
    assert head.opens_case(reference).stage() == "Preliminary fact-finding"
    ways.tells_the_employee(head, reference)
    ways.adds_evidence(head, reference)
    ways.finds(head, reference, "Partly proved")
    ways.writes_report(head, reference, "Informal action")
    head.takes(reference, "Submit the fact-finding report")
    assert head.opens_case(reference).turn() == "It is your turn."
    head.takes(reference, "Give management advice", advice_given="Ask before you post.", reason="A slip.")
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert tessa.opens_part("A matter about you").sees("Ask before you post.")
    assert "The outcome" not in tessa.reads and "live until" not in tessa.reads
    closes(head, reference)
    # No hearing was arranged, so new facts may open it again.
    head.takes(reference, "Reopen the case", reason="There was a second picture.")
    assert head.opens_case(reference).stage() == "Initial assessment"
    assert head.turn() == "It is your turn."
    assert head.waiting() == [reference]


def test_a_case_waits_for_the_lado_is_investigated_paused_resumed_extended_and_returned(visits, calendar):
    reference = ways.reported(visits)
    head, deputy = visits("head"), visits("deputy")
    ways.assesses(head, reference)
    head.takes(reference, "Hold for LADO or police advice", advice_from="LADO and police", reason="A child is shown.")
    assert head.opens_case(reference).stage() == "Awaiting LADO or police advice"
    assert head.sees("Contact with the LADO", "due in 1 working day")
    assert head.offered()[0] == "Record the advice and take up the assessment again"
    head.takes(
        reference,
        "Record the advice and take up the assessment again",
        adviser="Lena Ado, LADO, 01632 960001",
        advice="Below the threshold. The employee may be told.",
    )
    assert head.opens_case(reference).stage() == "Initial assessment"
    assert "Contact with the LADO" not in head.reads
    ways.opens_investigation(head, reference)
    assert head.opens_case(reference).sees("Monday 12 October 2026")

    head.takes(reference, "Extend the investigation", working_days=5, reason="A witness is ill.")
    assert head.opens_case(reference).sees("Monday 19 October 2026")

    head.takes(reference, "Pause the investigation", advice_from="Police", reason="The police asked us to wait.")
    assert head.opens_case(reference).stage() == "Investigation paused"
    assert deputy.waiting() == []
    deputy.opens_case(reference, "Findings")
    assert "Record a finding" not in " ".join(deputy.links())
    calendar.comes_to(21, 9)
    head.takes(reference, "Resume the investigation", adviser="PC Ray Lamb", advice="Nothing stands in the way.")
    assert head.opens_case(reference).stage() == "Formal investigation"
    assert deputy.waiting() == [reference]

    ways.submits(deputy, reference, "Not proved", "No further action")
    head.takes(reference, "Return the report for further enquiries", reason="Ask the IT lead for the log.")
    assert head.opens_case(reference).stage() == "Formal investigation"
    assert deputy.opens_case(reference, "Report").sees(
        "Returned for further enquiries by Helen Ward", "Ask the IT lead for the log."
    )
    assert deputy.waiting() == [reference]
    ways.writes_report_again(deputy, reference)
    deputy.takes(reference, "Submit the investigation report")
    assert head.waiting() == [reference]
    assert head.opens_case(reference).stage() == "Report submitted"


def test_the_employee_resigns_and_the_case_is_concluded_without_a_hearing(visits):
    reference = ways.reported(visits)
    head, deputy, tessa = visits("head"), visits("deputy"), visits("teacher")
    ways.assesses(head, reference)
    ways.opens_investigation(head, reference)
    resign = "Record a resignation"
    head.takes(reference, resign, resigned_on=ways.today(), effective_on=date(2026, 12, 31), reason="By letter.")
    # It goes on: the resignation does not end it.
    assert head.opens_case(reference).stage() == "Formal investigation"
    assert head.sees("Not yet: A resignation is recorded already.")
    assert deputy.waiting() == [reference]
    ways.submits(deputy, reference)
    head.takes(
        reference, "Conclude without a hearing, after the resignation", reason="She has left; the findings stand."
    )
    assert head.opens_case(reference).stage() == "Concluded: closing checklist"
    assert head.opens_case(reference, "Decisions").sees("She has left; the findings stand.", "By letter.")
    ways.settles_letters(reference)
    close = "Not yet: Every duty has to be done, or recorded as not required, first."
    assert head.opens_case(reference).sees(close)
    ways.declines(head, reference, "Teaching Regulation Agency", "Considered: far from what calls for prohibition.")
    ways.declines(head, reference, "Disclosure and Barring Service", "No child was harmed or put at risk.")
    closes(head, reference, personal_file="The findings.")
    assert not tessa.finds_case(reference)
    assert head.offered() == ["Take up the closing checklist again", "Reopen the case"]
