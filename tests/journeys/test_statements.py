"""A witness asks for a correction and confirms the corrected words; somebody without an account confirms on paper."""

import pytest

from . import ways

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(visits) -> str:
    """A formal investigation, with its finding and its report written: only statements are wanting."""
    reference = ways.reported(visits)
    ways.assesses(visits("head"), reference)
    ways.opens_investigation(visits("head"), reference)
    deputy = visits("deputy")
    ways.finds(deputy, reference, "Proved")
    ways.writes_report(deputy, reference, "Formal action")
    return reference


def test_a_witness_has_their_statement_corrected_and_confirms_it(visits, reference):
    deputy, dora = visits("deputy"), visits("dsl")
    deputy.opens_case(reference, "Statements").follows("Take a statement")
    deputy.sends("Keep the statement", person="Dora Slate", taken_on=ways.today(), text="I saw it at noon.")
    assert deputy.opens_case(reference).sees(
        "Not yet: Every statement has to be confirmed, or marked as not confirmed, first."
    )
    part = dora.opens_part("You are asked what you know")
    assert "I saw it at noon." not in part.follows("Your statement of").reads
    send = "Send the statement to be confirmed"
    deputy.opens_case(reference, "Statements").follows("1. Dora Slate").follows(send).sends(send)
    assert deputy.opens_case(reference, "Statements").sees("With the person to confirm")

    dora.opens_my_work().follows("Your statement of").follows("Ask for a correction")
    dora.sends("Ask for a correction", correction="It was at one, not at noon.")
    assert dora.sees("You asked for a correction", "It was at one, not at noon.")
    assert "Your statement of" not in dora.opens_my_work().reads.partition("Your part in")[0]
    deputy.opens_case(reference, "Statements").follows("1. Dora Slate")
    assert deputy.sees("asks for this correction", "It was at one, not at noon.")
    deputy.follows("Change the words").sends("Save the statement", text="I saw it at one.")
    deputy.follows(send).sends(send)

    dora.opens_my_work().follows("Your statement of")
    assert dora.sees("I saw it at one.", "Please read and confirm it")
    dora.follows("Confirm the statement").sends("Confirm the statement", confirmed=True)
    assert dora.sees("You have confirmed it", "Its words are not changed any more.")
    assert not dora.finds_case(reference)
    assert deputy.opens_case(reference, "Statements").sees("Confirmed")
    deputy.follows("1. Dora Slate")
    assert "Change the words" not in deputy.links()
    # Only who gave it has it: another person's page is not there for anybody else.
    mine = dora.opens_my_work().follows("You are asked what you know").page.request.path
    assert [who for who in ("reporter", "teacher", "head") if visits(who).finds(mine)] == []
    deputy.takes(reference, "Submit the investigation report")
    assert deputy.opens_case(reference).stage() == "Report submitted"


def test_a_parent_without_an_account_confirms_on_paper(visits, reference):
    deputy = visits("deputy")
    deputy.opens_case(reference, "Statements").follows("Take a statement")
    answers = {"taken_on": ways.today(), "how_taken": "By telephone", "text": "My child is in the picture."}
    assert "Enter the name of the new person" in deputy.tries(
        "Keep the statement", new_kind="Parent or carer", **answers
    )
    assert deputy.typed("text") == "My child is in the picture."
    deputy.sends("Keep the statement", new_name="Paula Rent")
    on_paper = "Record that it was confirmed on paper"
    assert "Submit the investigation report" not in deputy.opens_case(reference).offered()
    deputy.opens_case(reference, "Statements").follows("1. Paula Rent").follows(on_paper)
    deputy.sends(on_paper, proof="Signed on 14 September, in the safe of the office.")
    assert deputy.opens_case(reference, "Statements").sees("1. Paula Rent", "Confirmed")
    assert "Submit the investigation report" in deputy.opens_case(reference).offered()
    assert visits("head").opens_case(reference, "Statements").follows("1. Paula Rent").sees("in the safe of the office")
