"""The pages of the evidence: who opens what, what is written down about it, and what becomes of each file."""

import html
import io
import json
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from investigations import audit
from investigations.actions import evidence as acts
from investigations.actions.evidence import add_evidence, describe
from investigations.actions.previews import make_waiting
from investigations.audit import case_stream, verify_stream
from investigations.models import AuditEvent, Evidence
from investigations.procedure.choices import Bearing
from investigations.procedure.sections import Section
from investigations.procedure.states import State
from investigations.vault import store
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    """Under formal investigation by the deputy, without evidence yet."""
    return world.case_at(State.INVESTIGATION)


def picture(colour="red", size=(40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return made.getvalue()


def file(name="post.png", content=None):
    return SimpleUploadedFile(name, picture() if content is None else content)


def hand_in(world, case, *names, by="deputy", **about):
    return [
        add_evidence(case, file(name, picture(size=(40, 30 + number))), by=world.user(by), **about)
        for number, name in enumerate(names)
    ]


def at(name, case, *args):
    return reverse(name, args=[case.reference, *args])


def readings(case, kinds=("viewed", "downloaded")):
    """(kind, who, exhibit, section) of every reading, oldest first."""
    rows = []
    for event in AuditEvent.objects.filter(kind__in=[f"evidence.{kind}" for kind in kinds]).order_by("seq"):
        body = json.loads(bytes(event.body))
        who = audit.said(event)["by"]
        rows.append((event.kind.partition(".")[2], who, body["facts"]["exhibit"], event.section))
    return rows


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ---- Who may ----------------------------------------------------------------------------------------------------------

SEE_EVIDENCE = {"head", "deputy", "hr"}


@pytest.mark.parametrize("page", ["list", "detail", "original", "picture", "upload", "describe_many", "edit"])
def test_only_whoever_works_the_investigation_finds_an_exhibit(world, case, client, page):
    hand_in(world, case, "post.png")
    make_waiting()
    args = {"detail": [1], "original": [1], "picture": [1, 320], "edit": [1]}.get(page, [])
    # The HR adviser reads evidence, and neither adds nor describes any.
    allowed = SEE_EVIDENCE if page in ("list", "detail", "original", "picture") else {"head", "deputy"}
    found = set()
    for key in world.people:
        client.force_login(world.user(key))
        status = client.get(at(f"evidence_{page}", case, *args)).status_code
        assert status in (200, 404)
        found |= {key} if status == 200 else set()
    assert found == allowed


def test_another_cases_exhibit_is_not_found_by_its_number(world, case, client):
    other = world.case_at(State.ASSESSMENT, about="colleague")
    hand_in(world, case, "one.png", "two.png")
    client.force_login(world.user("deputy"))
    assert client.get(at("evidence_detail", case, 2)).status_code == 200
    assert client.get(at("evidence_detail", other, 1)).status_code == 404
    assert client.get(at("evidence_detail", case, 3)).status_code == 404
    assert client.get(at("evidence_detail", case, 10**30)).status_code == 404
    assert readings(case) == [("viewed", "Daniel Price", 2, "evidence")]


# ---- Handing in -------------------------------------------------------------------------------------------------------


def post_one(client, case, upload):
    return client.post(at("evidence_upload", case), {"files": upload}, headers={"accept": "application/json"})


def test_the_script_is_answered_for_each_file(world, case, client):
    client.force_login(world.user("deputy"))
    kept = post_one(client, case, file("first.png"))
    assert (kept.status_code, kept.json()) == (
        201,
        {"text": "Kept as exhibit 1.", "url": at("evidence_detail", case, 1)},
    )
    again = post_one(client, case, file("again.png"))
    assert again.json()["text"] == "Kept as exhibit 2. It is the same file as exhibit 1: both stay."
    refused = post_one(client, case, file("page.html", b"<script>alert(1)</script>"))
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("page.html is a web page, which can hold scripts.")
    nothing = post_one(client, case, [])
    assert (nothing.status_code, nothing.json()) == (400, {"error": "The file did not arrive. Choose it again."})
    assert list(case.evidence.values_list("number", "file_name")) == [(1, "first.png"), (2, "again.png")]


def test_without_the_script_a_refused_file_says_why_and_the_others_are_kept(world, case, client):
    client.force_login(world.user("deputy"))
    response = client.post(
        at("evidence_upload", case),
        {"files": [file("good.png"), file("bad.exe", b"MZ program"), file("fine.png", picture("blue"))]},
    )
    assert response.status_code == 200
    words = text_of(response)
    assert "good.png : Kept as exhibit 1." in words
    assert "bad.exe: not kept. bad.exe is a program." in words
    assert "fine.png : Kept as exhibit 2." in words
    assert list(case.evidence.values_list("file_name", flat=True)) == ["good.png", "fine.png"]


def test_many_files_at_once_lead_to_the_page_where_they_are_described(world, case, client):
    client.force_login(world.user("deputy"))
    response = client.post(
        at("evidence_upload", case), {"files": [file("a.png"), file("b.png", picture("blue"))]}, follow=True
    )
    assert response.redirect_chain == [(at("evidence_describe_many", case), 302)]
    assert "2 files are kept, as exhibits 1 to 2." in text_of(response)


def test_no_file_and_only_bad_files_are_said(world, case, client):
    client.force_login(world.user("deputy"))
    none = client.post(at("evidence_upload", case), {"x": "y"})
    assert (none.status_code, "Choose at least one file" in text_of(none)) == (422, True)
    bad = client.post(at("evidence_upload", case), {"files": [file("page.svg", b"<svg/>")]})
    assert (bad.status_code, "is an SVG drawing" in text_of(bad)) == (422, True)


def test_a_file_that_comes_too_late_is_refused_in_words(world, client):
    case = world.case_at(State.HEARD)
    client.force_login(world.user("head"))
    before = case.evidence.count()
    answer = post_one(client, case, file("late.png", picture("green")))
    sentence = "This can no longer be done, or not yet: the case stands at “Heard: the panel is deliberating”."
    assert (answer.status_code, answer.json()) == (409, {"error": sentence})
    assert sentence in text_of(client.get(at("evidence_upload", case)))
    assert case.evidence.count() == before


def test_what_is_posted_beside_the_file_changes_nothing(world, case, client):
    client.force_login(world.user("deputy"))
    forged = {"files": file(), "number": "77", "sha256": "0" * 64, "vault_key": "x/y", "received_by": world["head"].pk}
    client.post(at("evidence_upload", case), forged)
    exhibit = case.evidence.get()
    assert (exhibit.number, exhibit.received_by) == (1, world["deputy"])
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)


# ---- Reading ------------------------------------------------------------------------------------------------------------


def test_each_opening_and_each_download_is_recorded_and_a_thumbnail_is_not(world, case, client):
    hand_in(world, case, "post.png")
    client.force_login(world.user("deputy"))
    client.get(at("evidence_list", case))
    client.get(at("evidence_picture", case, 1, 320))
    assert readings(case) == []
    page = client.get(at("evidence_detail", case, 1))
    assert client.get(page.context["picture"])["Content-Type"] == "image/jpeg"
    client.get(at("evidence_detail", case, 1))
    b"".join(client.get(at("evidence_original", case, 1)).streaming_content)
    one = ("Daniel Price", 1, "evidence")
    assert readings(case) == [("viewed", *one), ("viewed", *one), ("downloaded", *one)]
    assert list(verify_stream(case_stream(case))) == []


def test_a_picture_fetched_without_its_page_is_a_reading_of_its_own(world, case, client):
    hand_in(world, case, "post.png", "other.png")
    client.force_login(world.user("hr"))
    token = client.get(at("evidence_detail", case, 1)).context["opened"].token
    fetched = at("evidence_picture", case, 1, 1400)
    client.get(fetched)
    client.get(fetched, {"opened": "forged"})
    client.get(at("evidence_picture", case, 2, 1400), {"opened": token})  # the token of another exhibit
    assert [row[2] for row in readings(case)] == [1, 1, 1, 2]
    client.force_login(world.user("head"))
    client.get(fetched, {"opened": token})  # the token of another person
    assert readings(case)[-1] == ("viewed", "Helen Ward", 1, "evidence")


@pytest.mark.parametrize("width", [0, 319, 2000, 99999])
def test_pictures_come_in_two_widths_only(world, case, client, width):
    hand_in(world, case, "post.png")
    client.force_login(world.user("deputy"))
    assert client.get(at("evidence_picture", case, 1, width)).status_code == 404
    assert readings(case) == []


@pytest.mark.parametrize("page, args", [("detail", [1]), ("original", [1]), ("picture", [1, 1400])])
def test_without_its_record_there_is_no_reading(world, case, client, page, args, monkeypatch):
    hand_in(world, case, "post.png")
    client.force_login(world.user("deputy"))
    assert client.get(at(f"evidence_{page}", case, *args)).status_code == 200
    client.raise_request_exception = False

    def broken(*_, **__):
        raise OSError("the audit cannot be written")

    monkeypatch.setattr(acts.audit, "record", broken)
    response = client.get(at(f"evidence_{page}", case, *args))
    assert (response.status_code, response.streaming) == (500, False)
    assert b"post.png" not in response.content


def test_an_original_leaves_as_a_download_that_no_browser_opens(world, case, client):
    content = b"When,What\n1,<script>alert(1)</script>\n".replace(b"<script>", b"(").replace(b"</script>", b")")
    add_evidence(case, file("export, 1.csv", content), by=world.user("deputy"))
    client.force_login(world.user("deputy"))
    response = client.get(at("evidence_original", case, 1))
    assert b"".join(response.streaming_content) == content
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="export, 1.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "no-store, private"


def test_every_page_of_a_pdf_can_be_read_and_is_one_reading(world, case, client):
    document = pikepdf.new()
    for width in (100, 300):
        document.add_blank_page(page_size=(width, 100))
    made = io.BytesIO()
    document.save(made)
    add_evidence(case, file("export.pdf", made.getvalue()), by=world.user("deputy"))
    client.force_login(world.user("deputy"))
    page = client.get(at("evidence_detail", case, 1))
    sources = [
        html.unescape(found)
        for found in re.findall(r'<img class="exhibit__picture" src="([^"]+)"', page.content.decode())
    ]
    assert len(sources) == 2
    shapes = [Image.open(io.BytesIO(client.get(source).content)).size for source in sources]
    assert [round(width / height) for width, height in shapes] == [1, 3]
    assert "Page 2 of 2" in text_of(page)
    for beyond in ("3", "0", "x", "99999"):
        answer = client.get(page.context["picture"] + f"&page={beyond}")
        assert answer["Location"] == "/static/investigations/no-preview.svg"
    assert readings(case) == [("viewed", "Daniel Price", 1, "evidence")]


def test_a_text_file_is_shown_as_text(world, case, client):
    add_evidence(case, file("note.txt", "Grüße & <b>no bold</b>".encode()), by=world.user("deputy"))
    client.force_login(world.user("deputy"))
    assert "Grüße &amp; &lt;b&gt;no bold&lt;/b&gt;" in client.get(at("evidence_detail", case, 1)).content.decode()


def test_a_damaged_exhibit_says_so_and_that_is_recorded(world, case, client, settings):
    (exhibit,) = hand_in(world, case, "post.png")
    client.force_login(world.user("deputy"))
    assert b"damaged" not in client.get(at("evidence_detail", case, 1)).content
    place = settings.VAULT_DIR / exhibit.vault_key
    kept = bytearray(place.read_bytes())
    kept[-5] ^= 1
    place.write_bytes(kept)
    for page, status in [("detail", 200), ("original", 409)]:
        response = client.get(at(f"evidence_{page}", case, 1))
        words = text_of(response)
        assert response.status_code == status
        assert "Exhibit 1 is damaged: the stored file is no longer the one that was handed in" in words
        assert exhibit.vault_key not in words
    assert readings(case, ("viewed", "downloaded", "damaged")) == [
        ("viewed", "Daniel Price", 1, "evidence"),
        ("viewed", "Daniel Price", 1, "evidence"),
        ("damaged", "Casework", 1, "evidence"),
    ], "once, and without who opened it: that may be somebody of a panel"
    page = text_of(client.get(at("evidence_list", case)))
    assert "Exhibit 1 is damaged: the stored file is no longer the one that was handed in." in page
    kept[-5] ^= 1
    place.chmod(0o600)
    place.write_bytes(kept)
    page = client.get(at("evidence_detail", case, 1))
    assert page.context["opened"].has_picture and "Found sound again" in text_of(page)


def test_a_picture_that_cannot_be_made_shows_a_sheet_and_the_page_says_why(world, case, client):
    add_evidence(case, file("broken.png", PNG[:40] + b"\0" * 40), by=world.user("deputy"))
    client.force_login(world.user("deputy"))
    thumbnail = client.get(at("evidence_picture", case, 1, 320))
    assert (thumbnail["Location"], thumbnail["Cache-Control"]) == (
        "/static/investigations/preview-waits.svg",
        "no-store, private",
    )
    make_waiting()
    thumbnail = client.get(at("evidence_picture", case, 1, 320))
    assert (thumbnail.status_code, thumbnail["Location"]) == (302, "/static/investigations/no-preview.svg")
    assert "No preview can be made of this file" in text_of(client.get(at("evidence_detail", case, 1)))


def test_the_page_tells_everything_about_an_exhibit(world, case, client):
    first, second = hand_in(world, case, "post.png", "reply.png")
    add_evidence(case, file("copy.png", picture(size=(40, 30))), by=world.user("head"))
    allegation = case.allegations.get()
    describe(
        first, {allegation: Bearing.SUPPORTS}, by=world.user("deputy"), description="The post", source="The account",
        withheld_because="A child is seen.",
    )  # fmt: skip
    client.force_login(world.user("head"))
    words = text_of(client.get(at("evidence_detail", case, 1)))
    blocks = " ".join(first.sha256[start : start + 8] for start in range(0, 64, 8))
    for said in [
        "Exhibit 1: The post",
        "same file, to the last bit, as exhibit 3",
        "Source The account",
        "Allegation 1: supports the allegation",
        "Left out: A child is seen.",
        "Name post.png",
        f"Fingerprint (SHA-256) {blocks}",
        "Opened Helen Ward",
        "Described Daniel Price",
        "Handed in Daniel Price",
    ]:
        assert said in words


def test_the_investigator_does_not_learn_from_the_readings_who_sits_on_the_panel(world, client):
    case = world.case_at(State.HEARING_ARRANGED)
    exhibit = case.evidence.get()
    acts.record_reading(exhibit, "viewed", by=world["governor1"], section=Section.BUNDLE)
    client.force_login(world.user("head"))
    assert "Governor Ames" in text_of(client.get(at("evidence_detail", case, 1)))
    client.force_login(world.user("deputy"))
    page = text_of(client.get(at("evidence_detail", case, 1)))
    assert "Opened Helen Ward" in page
    assert "Governor Ames" not in page


# ---- The list -----------------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_allegation_and_by_what_is_not_described(world, case, client):
    one, two, three = hand_in(world, case, "a.png", "b.png", "c.png")
    describe(one, {case.allegations.get(): Bearing.AGAINST}, by=world.user("deputy"), description="The reply")
    client.force_login(world.user("deputy"))

    def shown(**query):
        return [card["exhibit"].number for card in client.get(at("evidence_list", case), query).context["exhibits"]]

    assert shown() == [1, 2, 3]
    assert shown(allegation="1") == [1]
    assert shown(allegation="none") == [2, 3]
    assert shown(undescribed="on") == [2, 3]
    assert shown(allegation="1", undescribed="on") == []
    assert shown(allegation="9' OR 1=1") == [1, 2, 3]
    assert shown(after="2") == [3]
    assert shown(after="-1") == [1, 2, 3]
    assert "Allegation 1: speaks against it" in text_of(client.get(at("evidence_list", case), {"view": "table"}))


@pytest.mark.parametrize("view", ["", "table"])
def test_a_long_list_comes_in_pages_and_costs_what_a_short_one_does(
    world, case, client, view, django_assert_max_num_queries
):
    (exhibit,) = hand_in(world, case, "a.png")
    client.force_login(world.user("deputy"))
    with django_assert_max_num_queries(60) as short:
        client.get(at("evidence_list", case), {"view": view})
    rows = [copied(exhibit, number) for number in range(2, 121)]
    Evidence.objects.bulk_create(rows)
    with django_assert_max_num_queries(len(short) + 2):  # one more page than one: the bearings of more exhibits
        first = client.get(at("evidence_list", case), {"view": view})
    assert [card["exhibit"].number for card in first.context["exhibits"]] == list(range(1, 51))
    second = client.get(first.context["next_url"])
    assert [card["exhibit"].number for card in second.context["exhibits"]] == list(range(51, 101))
    third = client.get(second.context["next_url"])
    assert [card["exhibit"].number for card in third.context["exhibits"]] == list(range(101, 121))
    assert third.context["next_url"] == ""


def copied(exhibit, number):
    return Evidence(
        case=exhibit.case, number=number, file_name=f"{number}.png", content_type="image/png", kind_label="PNG picture",
        size=9, sha256=f"{number:064}", vault_key=f"{exhibit.case_id.hex}/{number:032x}", received_by=exhibit.received_by,
    )  # fmt: skip


# ---- Describing ---------------------------------------------------------------------------------------------------------


def test_an_exhibit_is_described_with_its_bearing_on_each_allegation(world, case, client):
    (exhibit,) = hand_in(world, case, "post.png")
    client.force_login(world.user("deputy"))
    page = client.get(at("evidence_edit", case, 1))
    answers = {
        "seen": page.context["form"]["seen"].value(),
        "description": "The post",
        "source": "Export",
        "dated_day": "3",
        "dated_month": "2",
        "dated_year": "2026",
        "bearing_1": "supports",
        "is_withheld": "on",
        "withheld_because": "",
    }
    bad = client.post(at("evidence_edit", case, 1), answers)
    assert bad.context["form"].errors == {"withheld_because": ["Say why it is left out of the hearing papers"]}
    assert 'value="The post"' in bad.content.decode()
    good = client.post(at("evidence_edit", case, 1), answers | {"withheld_because": "A child is seen."})
    assert good["Location"] == at("evidence_detail", case, 1)
    exhibit.refresh_from_db()
    assert (exhibit.description, exhibit.source, exhibit.dated.isoformat(), exhibit.withheld_because) == (
        "The post", "Export", "2026-02-03", "A child is seen.",
    )  # fmt: skip
    assert list(exhibit.bearings.values_list("allegation__position", "bearing")) == [(1, "supports")]
    client.post(
        at("evidence_edit", case, 1),
        {
            "seen": client.get(at("evidence_edit", case, 1)).context["form"]["seen"].value(),
            "description": "The post",
            "bearing_1": "",
            "withheld_because": "left over",
        },
    )
    exhibit.refresh_from_db()
    assert (exhibit.withheld_because, exhibit.bearings.count()) == ("", 0)


def test_two_who_describe_the_same_exhibit_do_not_overwrite_each_other(world, case, client):
    (exhibit,) = hand_in(world, case, "post.png")
    client.force_login(world.user("deputy"))
    seen = client.get(at("evidence_edit", case, 1)).context["form"]["seen"].value()
    describe(exhibit, {}, by=world.user("head"), description="What the head wrote")
    mine = {"seen": seen, "description": "What I wrote", "bearing_1": ""}
    page = client.post(at("evidence_edit", case, 1), mine)
    assert page.status_code == 409
    assert page.context["compared"] == [{"label": "Description", "theirs": "What the head wrote"}]
    assert 'value="What I wrote"' in page.content.decode()
    exhibit.refresh_from_db()
    assert exhibit.description == "What the head wrote"
    client.post(at("evidence_edit", case, 1), mine | {"seen": page.context["form"]["seen"].value()})
    exhibit.refresh_from_db()
    assert exhibit.description == "What I wrote"


def test_many_exhibits_are_described_in_one_go(world, case, client):
    hand_in(world, case, "a.png", "b.png", "c.png")
    client.force_login(world.user("deputy"))
    answers = {
        "number": ["1", "2", "3"],
        "description_1": "The post",
        "description_2": "The reply",
        "source_2": "A parent",
        "source_of_all": "Dora's phone",
        "date_of_all_day": "2",
        "date_of_all_month": "3",
        "date_of_all_year": "2026",
        "bearing_of_all_1": "supports",
    }
    describe(case.evidence.get(number=2), {case.allegations.get(): Bearing.AGAINST}, by=world.user("head"))
    page = client.post(at("evidence_describe_many", case), answers, follow=True)
    assert "2 exhibits are described." in text_of(page)
    rows = case.evidence.values_list("number", "description", "source", "dated")
    assert [(number, what, source, str(dated)) for number, what, source, dated in rows] == [
        (1, "The post", "Dora's phone", "2026-03-02"),
        (2, "The reply", "A parent", "2026-03-02"),
        (3, "", "", "None"),
    ]
    # What was said of one exhibit is not overruled by what is said of all.
    assert list(case.evidence.values_list("number", "bearings__bearing")) == [
        (1, "supports"),
        (2, "against"),
        (3, None),
    ]
    left = client.get(at("evidence_describe_many", case))
    assert [row["exhibit"].number for row in left.context["rows"]] == [3]


def test_a_wrong_date_among_many_keeps_everything_typed(world, case, client):
    hand_in(world, case, "a.png", "b.png")
    client.force_login(world.user("deputy"))
    answers = {"number": ["1", "2"], "description_1": "Typed words", "dated_2_day": "31", "dated_2_month": "2"}
    page = client.post(at("evidence_describe_many", case), answers)
    assert page.context["form"].errors == {"dated_2": ["Enter a real date, such as 27 3 2026"]}
    assert 'value="Typed words"' in page.content.decode()
    assert case.evidence.exclude(description="").count() == 0


def test_the_numbers_that_are_posted_are_those_of_this_case(world, case, client):
    other = world.case_at(State.INVESTIGATION, about="colleague")
    hand_in(world, case, "mine.png")
    hand_in(world, other, "theirs-1.png", "theirs-2.png")
    client.force_login(world.user("deputy"))
    answers = {"number": ["1", "2", "x", "9" * 30], "description_2": "Written from outside", "dated_1_day": "bad"}
    page = client.post(at("evidence_describe_many", case), answers)
    assert [row["exhibit"].file_name for row in page.context["rows"]] == ["mine.png"]
    client.post(at("evidence_describe_many", case), answers | {"dated_1_day": ""})
    assert list(other.evidence.values_list("description", flat=True)) == ["", ""]


def test_a_description_written_meanwhile_is_shown_and_stays(world, case, client):
    one, two = hand_in(world, case, "a.png", "b.png")
    describe(one, {}, by=world.user("head"), description="By the head")
    client.force_login(world.user("deputy"))
    answers = {"number": ["1", "2"], "description_1": "By me", "description_2": "The other"}
    page = client.post(at("evidence_describe_many", case), answers)
    assert page.context["form"].errors == {
        "description_1": [
            "Somebody has written “By the head” for exhibit 1 meanwhile. Leave this empty, and change it on the page of "
            "the exhibit."
        ]
    }
    assert list(case.evidence.values_list("description", flat=True)) == ["By the head", ""]
    client.post(at("evidence_describe_many", case), answers | {"description_1": ""})
    assert list(case.evidence.values_list("description", flat=True)) == ["By the head", "The other"]
