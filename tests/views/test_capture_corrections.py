"""What was written of a captured post is put right with a reason; what stood there before stays, and is shown."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from investigations import audit
from investigations.audit import case_stream, verify_stream
from investigations.documents.exhibit_pages import described
from investigations.models import AuditEvent, CaptureCorrection, PostCapture
from tests.views.test_captures import ANSWERS, SECOND, keys, post, shot
from tests.views.test_evidence import text_of
from tests.views.test_uploads import case, deputy, school, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
REASON = "The iPad's clock was an hour slow: it was compared with the school's."


@pytest.fixture
def captured(deputy, case):  # noqa: F811
    post(deputy, case, shot(), shot("answers.png", SECOND))
    return PostCapture.objects.get()


def at(case, number=1):  # noqa: F811
    return reverse("capture_correct", args=[case.reference, number])


def correct(client, case, reason=REASON, seen=None, **changed):  # noqa: F811
    form = client.get(at(case)).context["form"]
    about = {"handle": "@larkfield_ps", "post_id": "1770000000000000001", "reason": reason}
    answers = keys(ANSWERS | about | changed)
    return client.post(at(case), answers | {"seen": seen or form["seen"].value()})


def test_the_form_shows_what_stands_by_the_clock_it_can_be_told_by(deputy, case, captured):  # noqa: F811
    form = deputy.get(at(case)).context["form"]
    assert (form["clock"].value(), form["captured_at"].value()) == ("uk", datetime(2025, 6, 27, 16, 5))
    page = deputy.get(at(case)).content.decode()
    assert 'value="16:05"' in page and "the other exhibit of the post says the same from then on" in page
    PostCapture.objects.update(captured_at=datetime(2025, 10, 26, 1, 30, tzinfo=UTC))  # that hour came twice here
    form = deputy.get(at(case)).context["form"]
    assert (form["clock"].value(), form["captured_at"].value()) == ("utc", datetime(2025, 10, 26, 1, 30))


def test_a_correction_keeps_the_former_words_and_is_told_on_the_page_on_paper_and_in_the_record(
    deputy, case, world, captured  # noqa: F811
):  # fmt: skip
    case.evidence.filter(number=2).update(source="From Dora's telephone")
    answer = correct(deputy, case, captured_at_3="17:05", device="School iPad 11")
    assert answer["Location"] == reverse("evidence_detail", args=[case.reference, 1])
    captured.refresh_from_db()
    assert (captured.captured_at, captured.device) == (datetime(2025, 6, 27, 16, 5, tzinfo=UTC), "School iPad 11")
    row = CaptureCorrection.objects.get()
    assert (row.by, row.reason, [label for label, _ in row.before]) == (world["deputy"], REASON, ["Captured", "Device"])
    for number in (1, 2):
        words = text_of(deputy.get(reverse("evidence_detail", args=[case.reference, number]))).replace("&#x27;", "'")
        assert "Captured Friday 27 June 2025 at 16:05 UTC (17:05 UK time), by Dora Slate" in words
        assert f"by Daniel Price: {REASON} Before: Captured: “Friday 27 June 2025 at 15:05 UTC" in words
        assert "Device: “School iPad 12”" in words and "Details of the post corrected" in words
    assert [exhibit.source for exhibit in case.evidence.all()] == [
        "Captured by Dora Slate on School iPad 11",
        "From Dora's telephone",
    ]
    assert any(
        label == "Post: corrected" and REASON in said for label, said in described(case.evidence.get(number=2))["facts"]
    )
    event = AuditEvent.objects.get(kind="evidence.corrected")
    assert audit.said(event)["says"] == (
        f"Daniel Price corrected what is known of the post in exhibits 1 to 2 (captured, device): {REASON}"
    )
    assert b"iPad" not in bytes(event.body) and list(verify_stream(case_stream(case))) == []


def test_nothing_is_corrected_without_a_reason_or_without_a_change(deputy, case, captured):  # noqa: F811
    page = correct(deputy, case, reason="", device="School iPad 11")
    assert "Answer the question “What was wrong, and how do you know?”" in text_of(page)
    page = correct(deputy, case)
    assert (page.status_code, "Nothing was changed, so there is nothing to correct." in text_of(page)) == (409, True)
    page = correct(deputy, case, captured_at_3="14:00")
    assert "A post cannot be captured before it was posted" in text_of(page)
    assert not CaptureCorrection.objects.exists() and PostCapture.objects.get().device == "School iPad 12"


def test_what_somebody_else_corrected_meanwhile_is_shown_first(deputy, case, world, captured):  # noqa: F811
    seen = deputy.get(at(case)).context["form"]["seen"].value()
    correct(deputy, case, device="School iPad 11")
    page = correct(deputy, case, seen=seen, device="School iPad 13")
    assert page.status_code == 409 and "Daniel Price saved this while you were writing." in text_of(page)
    assert PostCapture.objects.get().device == "School iPad 11"


def test_who_may_correct_and_where_there_is_something_to(deputy, case, world, captured):  # noqa: F811
    for who, status in [("deputy", 200), ("head", 200), ("hr", 404), ("teacher", 404), ("colleague", 404)]:
        deputy.force_login(world.user(who))
        assert deputy.get(at(case)).status_code == status, who
    deputy.force_login(world.user("deputy"))
    deputy.post(reverse("evidence_upload", args=[case.reference]), {"files": [shot("alone.png")]})
    assert deputy.get(at(case, 3)).status_code == 404 and deputy.get(at(case, 9)).status_code == 404
    page = deputy.get(reverse("evidence_detail", args=[case.reference, 3])).content.decode()
    assert "Correct the details of the post" not in page
