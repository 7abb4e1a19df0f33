"""A post is captured: what is asked, what is worked out, what is kept when something is wrong, and where it is told."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from investigations.audit import case_stream, verify_stream
from investigations.documents.exhibit_pages import described
from investigations.forms.captures import NEVER, TWICE
from investigations.models import AuditEvent, PostCapture, Upload
from investigations.reading.post_address import read_address
from tests.vault.samples import EXE, picture
from tests.views.test_evidence import text_of
from tests.views.test_uploads import arrived, case, deputy, school, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
SHOT, SECOND = picture("PNG", size=(300, 200)), picture("PNG", size=(300, 201))
ANSWERS = {
    "address": "https://x.com/larkfield_ps/status/1770000000000000001?s=20",
    "clock": "uk",
    "posted_at_0": "27", "posted_at_1": "6", "posted_at_2": "2025", "posted_at_3": "14:30",
    "captured_at_0": "27", "captured_at_1": "6", "captured_at_2": "2025", "captured_at_3": "4.05pm",
    "captured_by": "Dora Slate",
    "device": "School iPad 12",
    "still_public": "yes",
}  # fmt: skip


def keys(answers):
    """By the names that the boxes of a date have."""
    names = {"0": "day", "1": "month", "2": "year", "3": "time"}
    return {
        re.sub(r"_at_(\d)$", lambda found: f"_at_{names[found[1]]}", name): value for name, value in answers.items()
    }


def at(case):  # noqa: F811
    return reverse("evidence_capture", args=[case.reference])


def post(client, case, *files, uploads=(), **changed):  # noqa: F811
    answers = keys(ANSWERS | changed)
    return client.post(at(case), answers | {"files": list(files), "upload": [str(pk) for pk in uploads]})


def shot(name="post.png", content=SHOT):
    return SimpleUploadedFile(name, content)


def test_the_page_asks_and_offers_the_person_as_the_one_who_captured(deputy, case):  # noqa: F811
    page = deputy.get(at(case))
    assert page.status_code == 200
    assert 'value="Daniel Price"' in page.content.decode()


def test_a_post_is_kept_with_its_screenshots_and_told_wherever_they_are(deputy, case, world):  # noqa: F811
    answer = post(deputy, case, shot(), shot("answers.png", SECOND))
    assert answer["Location"] == reverse("evidence_detail", args=[case.reference, 1])
    capture = PostCapture.objects.get()
    assert (capture.handle, capture.post_id, capture.posted_at, capture.captured_at, capture.entered_by) == (
        "@larkfield_ps",
        "1770000000000000001",
        datetime(2025, 6, 27, 13, 30, tzinfo=UTC),
        datetime(2025, 6, 27, 15, 5, tzinfo=UTC),
        world["deputy"],
    )
    first, second = capture.exhibits.order_by("number")
    assert (first.file_name, second.file_name, str(first.dated)) == ("post.png", "answers.png", "2025-06-27")
    assert first.source == "Captured by Dora Slate on School iPad 12"
    words = text_of(deputy.get(answer["Location"]))
    for said in [
        "The post is kept, with 2 screenshots.",
        "Address https://x.com/larkfield_ps/status/1770000000000000001?s=20",
        "Posted Friday 27 June 2025 at 13:30 UTC (14:30 UK time)",
        "Captured Friday 27 June 2025 at 15:05 UTC (16:05 UK time), by Dora Slate",
        "Still public Yes",
        "Also shown in exhibit 2",
    ]:
        assert said in words, said
    assert ("Post: account", "@larkfield_ps") in described(second)["facts"]
    event = AuditEvent.objects.filter(kind="work.add_evidence").latest("seq")
    assert b"larkfield_ps" not in bytes(event.body)
    assert list(verify_stream(case_stream(case))) == []
    assert not Upload.objects.exclude(state="kept").exists()


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(deputy, case):  # noqa: F811
    page = post(deputy, case, shot(), address="x.com/larkfield", device="", still_public="", captured_at_3="")
    assert page.status_code == 422
    words = text_of(page)
    for said in [
        "Copy the whole address of the post from the browser&#x27;s address line: it begins with https://",
        "Enter the device",
        "Answer the question “Could anybody still see the post then?”",
        "Enter a real date and time",
        "Already here",
        "post.png, ",
    ]:
        assert said in words, said
    html = page.content.decode()
    assert 'value="x.com/larkfield"' in html and 'value="Dora Slate"' in html
    assert (case.evidence.count(), PostCapture.objects.count()) == (0, 0)
    (upload,) = Upload.objects.all()
    assert f'value="{upload.pk}"' in html
    assert post(deputy, case, uploads=[upload.pk]).status_code == 302  # and is not chosen again
    assert case.evidence.get().captures.get() == PostCapture.objects.get()


def test_a_bad_screenshot_is_said_and_the_good_one_stays(deputy, case):  # noqa: F811
    page = post(deputy, case, shot(), shot("trick.png", EXE))
    assert page.status_code == 422
    assert "trick.png is not a PNG picture: its content looks like a program." in text_of(page)
    assert [upload.name for upload in Upload.objects.all()] == ["post.png"]
    assert case.evidence.count() == 0


def test_without_a_screenshot_there_is_no_capture(deputy, case):  # noqa: F811
    page = post(deputy, case)
    assert (page.status_code, "Add at least one screenshot of the post" in text_of(page)) == (422, True)


def test_screenshots_that_came_in_pieces_are_taken_up_and_only_by_whoever_sent_them(deputy, case, world):  # noqa: F811
    url = arrived(deputy, case, SHOT, "post.png", **{"for": "capture"})
    answer = deputy.post(url)
    assert (answer.status_code, answer.json()["text"]) == (201, "Arrived. It becomes an exhibit when you save.")
    assert case.evidence.count() == 0
    pk = Upload.objects.get().pk
    deputy.force_login(world.user("head"))
    assert post(deputy, case, uploads=[pk]).status_code == 422
    deputy.force_login(world.user("deputy"))
    assert post(deputy, case, uploads=[pk, "x"]).status_code == 302
    assert post(deputy, case, uploads=[pk]).status_code == 422  # a second press: nothing is there twice
    assert (case.evidence.count(), PostCapture.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"posted_at_0": "26", "posted_at_1": "10", "posted_at_3": "01:30"}, TWICE),
        ({"posted_at_0": "30", "posted_at_1": "3", "posted_at_3": "01:30"}, NEVER),
        ({"posted_at_3": "17:00"}, "A post cannot be captured before it was posted: look at both times again"),
        ({"captured_at_2": "2999"}, "This time has not come yet: enter an earlier one"),
        ({"address": "https://example.org/about"}, "Enter the handle of the account: the address does not show it"),
        ({"address": "https://"}, "Copy the whole address of the post"),
        ({"address": "javascript:alert(1)"}, "Copy the whole address of the post"),
        ({"posted_at_0": "31", "posted_at_1": "2"}, "Enter a real date and time"),
    ],
)
def test_times_and_addresses_that_cannot_be_are_said(deputy, case, changed, said):  # noqa: F811
    page = post(deputy, case, shot(), **changed)
    assert page.status_code == 422
    assert said in text_of(page).replace("&#x27;", "'")
    assert case.evidence.count() == 0


def test_the_hour_that_comes_twice_is_told_in_utc(deputy, case):  # noqa: F811
    changed = {"clock": "utc", "posted_at_0": "26", "posted_at_1": "10", "posted_at_3": "01:30", "captured_at_1": "11"}
    assert post(deputy, case, shot(), **changed).status_code == 302
    assert PostCapture.objects.get().posted_at == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_a_midnight_between_the_clocks_shows_both_days(deputy, case):  # noqa: F811
    post(deputy, case, shot(), posted_at_3="00:20")
    words = text_of(deputy.get(reverse("evidence_detail", args=[case.reference, 1])))
    assert "Thursday 26 June 2025 at 23:20 UTC (00:20 UK time on Friday 27 June 2025)" in words


@pytest.mark.parametrize(
    "address, handle, post_id",
    [
        ("https://x.com/larkfield_ps/status/177?s=20", "@larkfield_ps", "177"),
        ("https://mobile.twitter.com/larkfield_ps/statuses/177/photo/1", "@larkfield_ps", "177"),
        ("https://www.instagram.com/p/CxY_z-1/", "", "CxY_z-1"),
        ("https://www.instagram.com/larkfield.ps/reel/CxY/", "@larkfield.ps", "CxY"),
        ("https://www.facebook.com/larkfield/posts/pfbid02", "@larkfield", "pfbid02"),
        ("https://m.facebook.com/story.php?story_fbid=99&id=1", "", "99"),
        ("https://www.tiktok.com/@lark.field/video/70001", "@lark.field", "70001"),
        ("https://www.threads.net/@lark/post/C1", "@lark", "C1"),
        ("https://bsky.app/profile/lark.bsky.social/post/3k", "@lark.bsky.social", "3k"),
        ("https://youtu.be/dQw4w9WgXcQ?t=1", "", "dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "", "dQw4w9WgXcQ"),
        ("https://notx.com/a/status/1", "", ""),
        ("https://x.com.example.org/a/status/1", "", ""),
        ("https://[::1/", "", ""),
        ("", "", ""),
    ],
)
def test_account_and_number_are_read_out_of_an_address(address, handle, post_id):
    read = read_address(address)
    assert (read.handle, read.post_id) == (handle, post_id)
