"""The pages of letters: the list, one letter, changing it, the step that sends it, the employee's copy, the school's texts."""

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from investigations.actions.take import take
from investigations.models import CaseLetter, LetterTemplate
from investigations.procedure.letter_track import LetterProcedure as L
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db

HOSTILE = "{{ 7|add:7 }} {% now 'Y' %} <script>alert(1)</script>"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("letters")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault"),
        transaction.atomic(),
    ):
        world = World.make("School of letters", "letters.example")
        world.case = world.case_at(State.INVESTIGATION)
        world.clients = {}
        yield world
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def as_it_was(world):
    """What a test does is undone; the world they share stays."""
    world.case.refresh_from_db()


def client_of(world, who):
    if who not in world.clients:
        world.clients[who] = Client()
    world.clients[who].force_login(world.user(who))
    return world.clients[who]


def get(world, who, name, *args, query=""):
    return client_of(world, who).get(reverse(name, args=args) + query)


def post(world, who, name, *args, **data):
    return client_of(world, who).post(reverse(name, args=args), data)


def words(response):
    return " ".join(response.content.decode().split())


def letter_of(world, code):
    return world.case.letters.get(code=code)


def test_what_waits_stands_in_the_panel_of_what_happens_next_and_in_my_work(world):
    ref, letter = world.case.reference, letter_of(world, "L01")
    address = reverse("letter_detail", args=[ref, letter.number])
    page = words(get(world, "head", "case_detail", ref))
    assert "Issue letter L01: acknowledgement to the person who reported" in page and address in page
    assert "Rita Shaw. Your turn." in page
    mine = words(get(world, "head", "my_work"))
    assert "Letters to issue and serve" in mine and address in mine
    other = words(get(world, "hr", "case_detail", ref))
    assert "Waits for the case manager." in other and address not in other
    assert "L01" not in words(get(world, "deputy", "case_detail", ref))
    take(L.issue_letter, letter, by=world.user("head"))
    assert "Serve letter L01" in words(get(world, "head", "case_detail", ref))


def test_a_letter_is_read_changed_issued_and_served_on_its_pages(world):
    ref, letter = world.case.reference, letter_of(world, "L01")
    page = get(world, "head", "letter_edit", ref, letter.number)
    form = page.context["form"]
    given = {
        "seen": form["seen"].value(),
        "to_address": "Staff room",
        "subject": "Received",
        "enclosures": "The policy",
    }
    text = f"Dear Rita\n\n## Thanks\n\n- one\n\n{HOSTILE}"
    looked = words(post(world, "head", "letter_edit", ref, letter.number, text=text, look="yes", **given))
    assert "not saved yet" in looked and "&lt;script&gt;alert(1)" in looked and "<script>alert" not in looked
    letter.refresh_from_db()
    assert letter.subject != "Received"
    saved = post(world, "head", "letter_edit", ref, letter.number, text=text, **given)
    assert saved["Location"] == reverse("letter_detail", args=[ref, letter.number])
    stale = post(world, "head", "letter_edit", ref, letter.number, text="Mine", **given)
    assert (stale.status_code, "Mine" in words(stale)) == (409, True)
    shown = words(get(world, "head", "letter_detail", ref, letter.number))
    assert "{{ 7|add:7 }}" in shown and "<script>alert" not in shown and "Enclosed:</strong> The policy" in shown

    world.case.refresh_from_db()
    issued = post(world, "head", "letter_step", ref, letter.number, "issue_letter", revision=world.case.revision)
    assert issued.status_code == 302
    letter.refresh_from_db()
    shown = words(get(world, "hr", "letter_detail", ref, letter.number))
    assert (
        "Issued, not served yet" in shown and letter.sha256[:8] in shown and "Helen Ward issued the letter L01" in shown
    )
    refused = words(get(world, "head", "letter_edit", ref, letter.number))
    assert "its words stand" in refused

    world.case.refresh_from_db()
    now = timezone.localtime()
    served = post(
        world, "head", "letter_step", ref, letter.number, "serve_letter", revision=world.case.revision,
        served_at_day=now.day, served_at_month=now.month, served_at_year=now.year, served_at_time=f"{now:%H:%M}",
        method="by_hand", address="Staff room", proof="Signed receipt",
    )  # fmt: skip
    assert served.status_code == 302, served.context["form"].errors
    assert "Proof: Signed receipt" in words(get(world, "head", "letter_detail", ref, letter.number))
    part = world.case.appointments.get(person=world["reporter"])
    own = words(get(world, "reporter", "part_detail", part.pk))
    assert "Letters to you" in own and "{{ 7|add:7 }}" in own and "<script>alert" not in own


def test_a_draft_is_opened_by_its_writers_and_a_letter_by_whoever_sees_what_it_is_about(world):
    ref, letter = world.case.reference, letter_of(world, "L01")
    for name in ("letter_detail", "letter_edit"):
        answers = {who: get(world, who, name, ref, letter.number).status_code for who in ("head", "hr", "deputy", "teacher", "reporter", "chair")}  # fmt: skip
        assert answers == {"head": 200, "hr": 404, "deputy": 404, "teacher": 404, "reporter": 404, "chair": 404}
    take(L.issue_letter, letter, by=world.user("head"))
    answers = {who: get(world, who, "letter_detail", ref, letter.number).status_code for who in ("head", "hr", "deputy", "teacher", "reporter")}  # fmt: skip
    assert answers == {"head": 200, "hr": 200, "deputy": 404, "teacher": 404, "reporter": 404}
    for name, rest in (("letter_edit", ()), ("letter_step", ("take_letter_back",))):
        assert get(world, "hr", name, ref, letter.number, *rest).status_code == 404
    assert get(world, "head", "letter_detail", ref, 99).status_code == 404
    assert get(world, "head", "letter_step", ref, letter.number, "close").status_code == 404


def test_a_letter_is_begun_by_hand_from_the_list_of_those_one_may_write(world):
    ref = world.case.reference
    assert get(world, "hr", "letter_add", ref).status_code == 404
    form = get(world, "deputy", "letter_add", ref).context["form"]
    offered = [value for _, group in form.fields["code"].choices[1:] for value, _ in group]
    assert sorted(offered) == ["L02", "L08", "L09", "L10"]
    refused = post(world, "deputy", "letter_add", ref, code="L14")
    assert refused.context["form"].errors == {"code": ["Choose one of the answers listed"]}
    missing = post(world, "deputy", "letter_add", ref, code="L10")
    assert set(missing.context["form"].errors) == {"statement"}
    made = post(world, "deputy", "letter_add", ref, code="L08")
    letter = letter_of(world, "L08")
    assert made["Location"] == reverse("letter_edit", args=[ref, letter.number])
    assert (letter.to, letter.written_by) == (world["teacher"], world["deputy"])
    assert "day and time" in words(get(world, "deputy", "letter_detail", ref, letter.number))


def told_answers(world, **given):
    now = timezone.localtime()
    return {
        "revision": world.case.revision, "told_on_day": now.day, "told_on_month": now.month, "told_on_year": now.year,
        "told_on_time": f"{now:%H:%M}", "method": "by_hand", "address": "At school",
    } | given  # fmt: skip


def test_the_letter_of_a_step_is_read_over_changed_and_goes_out_with_it(world):
    ref = world.case.reference
    step = ("step_take", ref, "tell_the_employee")
    assert "Preview the letter" in words(get(world, "head", *step))
    shown = post(world, "head", *step, **told_answers(world, preview="yes"))
    form = shown.context["form"]
    assert "How the letter looks" in words(shown) and "Dear Tessa Moor" in form["letter_text"].value()
    world.case.refresh_from_db()
    assert world.case.employee_told_at is None and letter_of(world, "L03").state == "draft"

    made = {"letter_made": form["letter_made"].value()}
    gap = post(world, "head", *step, **told_answers(world, letter_text="Dear Tessa\n\n‹What›", **made))
    assert "The letter still has gaps. Fill in: What." in words(gap)
    other = post(world, "head", *step, **told_answers(world, letter_text="Dear Tessa\n\nKEPT", letter_made="0" * 32))
    assert "Your answers changed" in words(other) and "KEPT" in words(other)
    done = post(world, "head", *step, **told_answers(world, letter_text="Dear Tessa\n\nKEPT", **made))
    assert done["Location"] == reverse("case_detail", args=[ref])
    letter = letter_of(world, "L03")
    assert (letter.state, letter.text, letter.served.text) == ("served", "Dear Tessa\n\nKEPT", "Dear Tessa\n\nKEPT")

    part = world.case.appointments.get(person=world["teacher"])
    own = words(get(world, "teacher", "part_detail", part.pk))
    assert "KEPT" in own and reverse("part_letter_pdf", args=[part.pk, letter.number]) in own
    pdf = post(world, "teacher", "part_letter_pdf", part.pk, letter.number)
    assert pdf["Location"].startswith(f"/parts/{part.pk}/documents/jobs/")
    assert post(world, "teacher", "part_letter_pdf", part.pk, letter_of(world, "L01").number).status_code == 404
    assert post(world, "reporter", "part_letter_pdf", part.pk, letter.number).status_code == 404


def test_the_school_adjusts_a_text_in_versions_and_goes_back(world):
    code, text = "L10", f"Subject: Ours\n\nDear [[recipient]]\n\n{HOSTILE}"
    page = get(world, "head", "letter_template_edit", code)
    seen = page.context["form"]["seen"].value()
    assert "[[hearing_when]]" in words(page)
    wrong = post(world, "head", "letter_template_edit", code, text="Subject: A\n\n[[nobody]]", seen=seen)
    assert wrong.context["form"].errors["text"] == [
        "There is no field of this name: [[nobody]]. Take one from the list beside it."
    ]
    looked = words(post(world, "head", "letter_template_edit", code, text=text, seen=seen, look="yes"))
    assert "Dear Alex Sample" in looked and "{{ 7|add:7 }}" in looked and "<script>alert" not in looked
    assert not LetterTemplate.objects.exists()
    assert post(world, "head", "letter_template_edit", code, text=text, seen=seen).status_code == 302
    assert "House text" in words(get(world, "head", "letter_template_detail", code))
    assert post(world, "business_manager", "letter_template_publish", code, 1).status_code == 302
    shown = words(get(world, "clerk", "letter_template_detail", code))
    assert "own, version 1" in shown and "<script>alert" not in shown
    assert post(world, "head", "letter_template_house", code).status_code == 302
    assert "House text" in words(get(world, "head", "letter_template_list"))
    assert LetterTemplate.objects.count() == 2


def test_the_texts_are_for_those_who_run_the_school(world):
    for name, args in (("letter_template_list", ()), ("letter_template_detail", ("L10",)), ("letter_template_edit", ("L10",)), ("letterhead_edit", ())):  # fmt: skip
        answers = {who: get(world, who, name, *args).status_code for who in ("head", "clerk", "business_manager", "teacher", "hr", "governor1")}  # fmt: skip
        assert answers == {"head": 200, "clerk": 200, "business_manager": 200, "teacher": 404, "hr": 404, "governor1": 404}, name  # fmt: skip
    for code in ("L13", "L42", "L99", "x"):
        assert get(world, "head", "letter_template_detail", code).status_code == 404
    assert post(world, "teacher", "letter_template_house", "L10").status_code == 404


def test_the_letterhead_is_kept_in_versions(world):
    seen = get(world, "head", "letterhead_edit").context["form"]["seen"].value()
    given = {"header": "020 7946 0000", "reply_address": "", "signature": "for the school", "footer": ""}
    assert post(world, "head", "letterhead_edit", seen=seen, **given).status_code == 302
    letter = letter_of(world, "L01")
    take(L.issue_letter, letter, by=world.user("head"))
    assert CaseLetter.objects.get(pk=letter.pk).frozen["header"] == ["020 7946 0000"]
    stale = post(world, "head", "letterhead_edit", seen=seen, **given | {"header": "Another"})
    assert "saved this while you were writing" in words(stale) and "Another" in words(stale)


def test_a_letter_whose_stored_words_were_changed_says_so(world):
    ref, letter = world.case.reference, letter_of(world, "L01")
    take(L.issue_letter, letter, by=world.user("head"))
    CaseLetter.objects.filter(pk=letter.pk).update(text="Other words")
    page = words(get(world, "head", "letter_detail", ref, letter.number))
    assert "no longer those that were issued" in page and "Other words" not in page
