"""A policy is imported, put right, published, signed and countersigned, and a case shows who had signed it in time."""

from datetime import date

import pytest

from . import ways

pytestmark = pytest.mark.django_db
DOCUMENT = """# Tablets policy

Green tablets are the school's.

## Code of conduct

1. Tablets are locked away at night.
2. Nobody lends a tablet.

No pupil's picture is kept on one.

## Breaches

Any breach will be investigated.

Signed ............
"""


def test_a_policy_is_imported_corrected_published_signed_and_countersigned_and_a_case_shows_it(visits, calendar):
    head, tessa = visits("head"), visits("teacher")
    assert not tessa.finds("/policies/import/")
    head.opens_my_work().follows("Policies").follows("Import a policy").sends("Read it", text=DOCUMENT)
    assert head.sees("What was read", "2 clauses", "Nothing is saved yet")
    picture = head.place_of("No pupil's picture is kept on one.")
    asked = head.tries("Save as a draft version", effective_from=date(2026, 9, 1), **{picture: "Clause"})
    assert "This line is a clause now: check its number" in asked
    head.sends("Save as a draft version", **{picture.replace("place", "number"): "3"})
    assert head.sees("Draft", "Until it is published nobody else sees it", "No pupil's picture is kept on one.")
    draft = head.page.request.path
    assert not tessa.finds(draft)
    assert "Tablets policy" not in tessa.opens_my_work().reads
    head.sends("Publish and freeze")
    assert head.sees("In force") and "Publish and freeze" not in head.reads

    # Reported before she signs: the case says that she had not.
    before = ways.reported(visits)
    assert "Sign “Tablets policy”" in tessa.opens_my_work().reads
    tessa.follows("Policies").follows("Read and sign Tablets policy")
    assert "Type your name as it stands here: Tessa Moor" in tessa.tries("Sign", signature="T. Moor")
    tessa.sends("Sign", signature="Tessa Moor")
    assert "Sign “Tablets policy”" not in tessa.opens_my_work().reads
    assert "Sign “Social media policy”" in tessa.reads
    tessa.follows("Policies").follows("Read and sign Social media policy").sends("Sign", signature="Tessa Moor")

    assert head.opens_my_work().sees("Countersign 2 signatures under a policy")
    head.follows("Countersign 2 signatures")
    head.follows("Tessa Moor , Tablets policy").sends("Countersign", signature="Helen Ward")
    assert tessa.opens("/policies/").sees("countersigned by Helen Ward")
    assert head.opens_my_work().sees("Countersign 1 signature under a policy")

    # Signed on 14 September, after the day of the breach: too late for this case.
    assert head.opens_case(before).sees("Tessa Moor signed it only afterwards, on Monday 14 September 2026.")
    calendar.comes_to(21, 9)
    after = reported_on(visits, date(2026, 9, 17), before)
    assert head.opens_case(after).sees(
        "Clause 3. No pupil's picture is kept on one.", "Tessa Moor had signed it on Monday 14 September 2026."
    )
    assert "only afterwards" not in head.reads


def reported_on(visits, day: date, before: str) -> str:
    """A second report, of a breach on a later day against the new policy."""
    rita, head = visits("reporter"), visits("head")
    rita.opens_my_work().follows("Report a concern").sends("Start now").sends("Continue", who="Tessa Moor")
    rita.sends("Continue", title="A picture on a tablet", what="A picture of Pupil A is kept on it.")
    rita.sends("Continue", first=day).sends("Continue", device="Tablet 4")
    rita.sends("Continue", clauses=["3. No pupil's picture"]).sends("Continue", another="no")
    rita.sends("Continue", channel="Somebody saw", received_on=day).sends("Continue")
    rita.follows("Continue").sends("Send the report")
    [reference] = set(head.waiting()) - {before}
    return reference


def test_a_document_and_a_draft_are_thrown_away(visits):
    head = visits("head")
    head.opens("/policies/import/").sends("Read it", text=DOCUMENT)
    head.sends("Throw this document away")
    head.opens("/policies/import/").sends("Read it", text=DOCUMENT)
    head.sends("Save as a draft version", effective_from=date(2026, 9, 1)).sends("Throw the draft away")
    assert "Tablets policy" not in head.opens("/policies/").reads
