"""A suspension from its proposal to its end: the head imposes and recommends, the chair ends it, the employee reads."""

import pytest

from . import ways

pytestmark = pytest.mark.django_db


def proposes(manager, reference: str) -> None:
    manager.opens_case(reference, "Suspension").follows("Propose a suspension")
    wrong = manager.tries("Propose the suspension", reasons="Children have to be protected while it is looked into.")
    assert "Weigh at least one alternative" in wrong
    manager.sends("Propose the suspension", other_duties="Every other duty brings her together with the class.")


def imposes(manager) -> None:
    manager.follows("Impose the suspension").sends(
        "Impose the suspension",
        suspended_from=ways.now(),
        named_contact="Ann Bell, 01234 567890",
        terms="Keep away from the school until you hear otherwise. Hand in the class tablet.",
    )


def ended(chair, **answers) -> None:
    chair.sends(
        "End the suspension",
        ended_on=ways.today(),
        reason="Other duties can be found by now.",
        return_plan="Back on Monday at eight, to other duties.",
        **answers,
    )


def test_the_head_suspends_and_recommends_and_only_the_chair_can_end_it(visits):
    reference = ways.reported(visits)
    head, chair, teacher = visits("head"), visits("chair"), visits("teacher")
    ways.assesses(head, reference)
    proposes(head, reference)
    head.follows("Suspension 1")
    assert "A member of staff is suspended" not in chair.opens_my_work().reads
    imposes(head)
    assert head.sees("In force", "Letter confirming a suspension", "Review of a suspension")
    assert "End the suspension" not in head.links()
    address = head.page.request.path
    assert not head.finds(f"{address}steps/end_suspension/")

    # The employee learns of it from the letter, and reads nothing of the pages of the case.
    assert "A matter about you" not in teacher.opens_my_work().reads
    head.follows("Serve the letter that confirms it").sends(
        "Serve the letter that confirms it", served_at=ways.now(), method="By hand", address="Her room"
    )
    assert teacher.opens_part("A matter about you").sees(
        "You are suspended, on full pay", "Ann Bell, 01234 567890", "Hand in the class tablet."
    )
    assert not teacher.finds(address)

    head.opens(address).follows("Record a review").sends(
        "Record a review", reviewed_on=ways.today(), review_result="The suspension continues", reason="Still needed."
    )
    head.follows("Recommend lifting").sends(
        "Recommend lifting the suspension", recommendation="Other duties will do by now."
    )
    assert head.opens_case(reference).sees("Beside the case", "Suspended since", "Next review")

    # The chair reads the fact and the recommendation, and nothing of what is alleged.
    assert not chair.finds_case(reference)
    chair.opens_my_work().follows("A member of staff is suspended")
    assert chair.sees("Tessa Moor", "Helen Ward", "Ann Bell, 01234 567890", "Other duties will do by now.")
    assert "picture" not in chair.reads and reference not in chair.reads and "protected while" not in chair.reads
    chair.follows("End the suspension")
    assert "decision minuted" in chair.tries(
        "End the suspension", ended_on=ways.today(), reason="So.", return_plan="On Monday."
    )
    ended(chair, minute_reference="Minute 14 of 3 November")
    assert chair.sees("Ended", "Minute 14 of 3 November")
    chair.follows("Record who was told of it").sends(
        "Record who was told of it", body_told_on=ways.today(), authority_told_on=ways.today(), told_how="By telephone"
    )

    assert head.opens(address).sees("Ended", "Minute 14 of 3 November", "Charles Holt ended the suspension")
    assert "Beside the case" not in head.opens_case(reference).reads
    assert teacher.opens_part("A matter about you").sees("End of the suspension", "Back on Monday at eight")
    assert "You are suspended, on full pay" not in teacher.reads


def test_the_chair_who_manages_a_case_about_the_head_needs_the_minute_of_the_governing_body(visits):
    reference = ways.reported(visits, about="Helen Ward", to="chair")
    head, chair = visits("head"), visits("chair")
    ways.assesses(chair, reference)
    proposes(chair, reference)
    chair.follows("Suspension 1")
    imposes(chair)
    assert "is suspended" not in head.opens_my_work().reads
    chair.follows("End the suspension")
    assert "decision minuted" in chair.tries("End the suspension", ended_on=ways.today(), reason="So.", return_plan="X")
    ended(chair, minute_reference="Minute 15")
    assert chair.sees("Ended", "Minute 15")
