"""The guided report: one question a page, nothing typed is lost, sent once, and to the right person."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from investigations.access import cases_for, parts_for
from investigations.actions.policies import publish, save_version
from investigations.audit import verify_all
from investigations.models import Appointment, Case, ConcernDraft, DraftFile, Evidence, Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Role
from investigations.vault.store import exists, open_kept
from tests.world import PNG, READING, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def today():
    return timezone.localdate()


def begin(client, world, who="reporter"):
    client.force_login(world.user(who))
    client.post(reverse("concern_start"))
    return ConcernDraft.objects.get(by=world[who])


def url(draft, page):
    return reverse("concern_question", args=[draft.pk, page])


def at(name, draft):
    return reverse(name, args=[draft.pk])


def on(day, name="first"):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def usual_answers(world, **other):
    """One answer that does for each page; `other` replaces a page's."""
    clause = world.version.clauses.get(number="3")
    return {
        "who": {"who": str(world["teacher"].pk), "name": ""},
        "what": {"title": "Picture with a full name", "what": "A post showed a pupil\nwith the full name."},
        "when": on(today() - timedelta(days=2)) | {"last_day": "", "last_month": "", "last_year": ""},
        "where": {"account": "@testing", "post_address": "x.com/testing/status/1789", "device": ""},
        "clauses": {"clauses": [str(clause.pk)]},
        "another": {"another": "no"},
        "source": {"channel": "seen", "told_by": "me", "told_name": "", "words": "I saw it at lunch."}
        | on(today(), "received_on"),
        "done": {"done": ["captured", "hidden"], "also": "The office was told."},
    } | other


def fill(client, draft, pages):
    for page, typed in pages.items():
        answer = client.post(url(draft, page), typed)
        assert answer.status_code == 302, (page, answer.context and answer.context["form"].errors)
    return answer


def without_token(page):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page.content)


def send(client, draft):
    return client.post(at("concern_send", draft))


# ---- The road ---------------------------------------------------------------------------------------------------------


def test_a_report_goes_page_by_page_to_the_check_and_becomes_a_case(client, world):
    draft = begin(client, world)
    order, here = [], url(draft, "who")
    for _ in range(20):
        page = here.rstrip("/").rpartition("/")[2]
        order.append(page)
        if page == "files":
            break
        here = client.post(here, usual_answers(world)[page])["Location"]
    assert order == ["who", "what", "when", "where", "clauses", "another", "source", "done", "files"]
    checked = client.get(at("concern_check", draft)).content.decode()
    for words in ("Tessa Moor", "Picture with a full name", "x.com/testing/status/1789", "Social media policy, clause 3",
                  "Screenshots were taken before anything was changed.", "Helen Ward, the head teacher"):  # fmt: skip
        assert words in checked
    sent = send(client, draft)
    case = Case.objects.get()
    assert sent["Location"] == at("concern_sent", draft)
    assert case.pk == draft.pk and not ConcernDraft.objects.exists()
    allegation = case.allegations.get()
    assert (case.title, case.channel, case.received_on, case.how_it_came_to_light) == (
        "Picture with a full name", "seen", today(), "I saw it at lunch.",
    )  # fmt: skip
    assert case.done_at_once == (
        "Screenshots were taken before anything was changed.\nThe post was hidden or taken down.\nThe office was told."
    )
    assert (allegation.what, allegation.account, allegation.post_address) == (
        "A post showed a pupil\nwith the full name.", "@testing", "x.com/testing/status/1789",
    )  # fmt: skip
    assert [clause.number for clause in allegation.clauses.all()] == ["3"]
    roles = set(case.appointments.live().values_list("person__name", "role"))
    assert roles == {("Helen Ward", "case_manager"), ("Rita Shaw", "reporter"), ("Tessa Moor", "subject")}
    assert list(verify_all()) == []


def test_the_reporter_is_thanked_without_a_reference_and_the_manager_with_it(client, world):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world))
    thanks = client.get(send(client, draft)["Location"]).content.decode()
    case = Case.objects.get()
    assert "Your report was received" in thanks and case.reference not in thanks
    assert case.reference not in client.get(reverse("concern_list")).content.decode()

    draft = begin(client, world, "head")
    fill(client, draft, usual_answers(world))
    thanks = client.get(send(client, draft)["Location"]).content.decode()
    assert "The case is open" in thanks and Case.objects.get(pk=draft.pk).reference in thanks


@pytest.mark.parametrize("writer", ["reporter", "head", "teacher"])
def test_a_second_send_changes_nothing_and_leads_to_the_same_page(client, world, writer):
    draft = begin(client, world, writer)
    fill(client, draft, usual_answers(world))
    first, second = send(client, draft), send(client, draft)
    assert first["Location"] == second["Location"] and second.status_code == 302
    assert Case.objects.count() == 1 and Appointment.objects.filter(role=Role.SUBJECT).count() == 1
    for page in (url(draft, "who"), at("concern_check", draft), at("concern_files", draft)):
        assert client.get(page)["Location"] == first["Location"]


def test_a_report_about_the_head_goes_to_the_chair_and_the_head_never_sees_it(client, world):
    before = cases_for(world.user("head")).count()
    draft = begin(client, world)
    fill(client, draft, usual_answers(world, who={"who": str(world["head"].pk)}))
    checked = client.get(at("concern_check", draft)).content.decode()
    assert "Charles Holt, the chair of governors" in checked and "The head teacher will never see it." in checked
    send(client, draft)
    case = Case.objects.get()
    assert case.is_about_the_head
    assert list(cases_for(world.user("chair"))) == [case]
    client.force_login(world.user("head"))
    assert cases_for(world.user("head")).count() == before
    assert client.get(reverse("case_detail", args=[case.reference])).status_code == 404
    assert client.get(at("concern_sent", draft)).status_code == 404
    client.force_login(world.user("chair"))
    assert client.get(reverse("case_detail", args=[case.reference])).status_code == 200


def test_a_head_who_reports_on_themselves_is_thanked_and_sees_no_case(client, world):
    draft = begin(client, world, "head")
    fill(client, draft, usual_answers(world, who={"who": str(world["head"].pk)}))
    thanks = client.get(send(client, draft)["Location"])
    case = Case.objects.get()
    assert thanks.status_code == 200 and case.reference not in thanks.content.decode()
    assert case.appointments.filter(role=Role.REPORTER).count() == 0
    assert not cases_for(world.user("head")).exists() and not parts_for(world.user("head")).exists()


# ---- Whose it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["concern_files", "concern_check", "concern_sent"])
def test_a_draft_does_not_exist_for_anybody_else(client, world, name):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world))
    client.force_login(world.user("head"))
    other, nothing = client.get(at(name, draft)), client.get(reverse(name, args=[uuid4()]))
    assert (other.status_code, without_token(other)) == (
        nothing.status_code,
        without_token(nothing),
    ) and other.status_code == 404
    assert client.get(url(draft, "who")).status_code == 404
    assert client.post(url(draft, "who"), {"who": "unknown"}).status_code == 404
    assert send(client, draft).status_code == 404
    assert client.post(at("concern_discard", draft)).status_code == 404
    assert "Picture with a full name" not in client.get(reverse("concern_list")).content.decode()
    draft.refresh_from_db()
    assert draft.answers["who"] == {"who": [str(world["teacher"].pk)], "name": [""]}


def test_the_page_of_thanks_is_only_for_whoever_sent_it(client, world):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world))
    send(client, draft)
    for key in ("colleague", "teacher", "governor1"):
        client.force_login(world.user(key))
        assert client.get(at("concern_sent", draft)).status_code == 404


# ---- What is typed is kept ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "typed", "sentence", "kept"),
    [
        ("who", {"who": "", "name": "Zoe"}, "Choose who it is about", "Zoe"),
        ("who", {"who": "new", "name": ""}, "Enter their name", ""),
        ("who", {"who": "new", "name": "Mrs  helen WARD"}, "Helen Ward is on the list: choose them there", "Mrs  helen WARD"),
        ("what", {"title": "", "what": "A long tale"}, "Enter give it a short title", "A long tale"),
        ("what", {"title": "Mrs Moor and the picture", "what": "x"}, "Leave the name out of the title", "Mrs Moor and the picture"),
        ("what", {"title": "Tessa moor's post", "what": "x"}, "Leave the name out of the title", "Tessa moor"),
        ("when", {"first_day": "31", "first_month": "2", "first_year": "2026"}, "Enter a real date", 'value="31"'),
        ("when", {"first_day": "yesterday-ish", "first_month": "", "first_year": ""}, "Enter a real date", "yesterday-ish"),
        ("when", {"first_day": "1", "first_month": "1", "first_year": "2999"}, "This day has not come yet", 'value="2999"'),
        ("when", {"first_day": "1", "first_month": "1", "first_year": "1066"}, "look at the year again", 'value="1066"'),
        ("clauses", {}, "Choose at least one clause, or say that you are not sure", ""),
        ("source", {"channel": "email", "told_by": "parent", "told_name": "", "words": "By letter"}, "Enter their name", "By letter"),
        ("source", {"channel": "email", "told_by": "pupil", "told_name": "Ann", "words": ""}, "Leave a pupil&#x27;s name out", "Ann"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_page_and_what_was_typed_stays(client, world, page, typed, sentence, kept):
    draft = begin(client, world)
    fill(client, draft, {name: usual_answers(world)[name] for name in ("who", "what", "when")})
    answer = client.post(url(draft, page), typed)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert shown.count(sentence) == 2 if page != "what" else sentence in shown  # in the summary and at the field
    assert kept in shown
    assert kept in client.get(url(draft, page)).content.decode()  # after going away and coming back


def test_the_last_day_is_not_before_the_first(client, world):
    draft = begin(client, world)
    answer = client.post(url(draft, "when"), on(today()) | on(today() - timedelta(days=3), "last"))
    assert "The last day cannot be before the first" in answer.content.decode()


def test_nobody_knew_of_it_before_it_happened(client, world):
    draft = begin(client, world)
    pages = usual_answers(world)
    fill(client, draft, {name: pages[name] for name in ("who", "what", "when")})
    answer = client.post(url(draft, "source"), pages["source"] | on(today() - timedelta(days=9), "received_on"))
    assert "You cannot have known of it before it happened" in answer.content.decode()


def test_saving_for_later_keeps_what_is_not_right_yet_and_leads_back_to_it(client, world):
    draft = begin(client, world)
    client.post(url(draft, "who"), usual_answers(world)["who"])
    left = client.post(url(draft, "what"), {"title": "", "what": "Half a tale", "save": "later"})
    assert left["Location"] == reverse("concern_list")
    begun = client.get(reverse("concern_list"))
    assert url(draft, "what") in begun.content.decode()
    again = client.get(url(draft, "what")).content.decode()
    assert "Half a tale" in again and "There is a problem" not in again


def test_starting_twice_leaves_one_empty_report(client, world):
    begin(client, world)
    client.post(reverse("concern_start"))
    assert ConcernDraft.objects.count() == 1
    draft = begin(client, world)
    client.post(url(draft, "who"), {"who": "unknown"})
    client.post(reverse("concern_start"))
    assert ConcernDraft.objects.count() == 2


def test_an_unfinished_report_is_not_sent_and_says_what_is_missing(client, world):
    draft = begin(client, world)
    fill(client, draft, {name: usual_answers(world)[name] for name in ("who", "what")})
    answer = send(client, draft)
    shown = answer.content.decode()
    assert answer.status_code == 400 and not Case.objects.exists()
    assert (
        "Something is still missing" in shown
        and url(draft, "when") in shown
        and "Send the report</button>" not in shown
    )


def test_a_change_from_the_check_page_leads_back_to_it(client, world):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world))
    changed = client.post(url(draft, "where") + "?from=check", {"account": "@other", "post_address": "", "device": ""})
    assert changed["Location"] == at("concern_check", draft)
    assert "@other" in client.get(changed["Location"]).content.decode()


def test_what_a_page_does_not_ask_is_not_kept(client, world):
    draft = begin(client, world)
    client.post(url(draft, "who"), {"who": "unknown", "name": "", "by": "x", "school": "y", "answers": "z"})
    draft.refresh_from_db()
    assert draft.answers == {"who": {"who": ["unknown"], "name": [""]}} and draft.by == world["reporter"]


def test_a_report_thrown_away_is_gone_with_its_files(client, world, django_capture_on_commit_callbacks):
    draft = begin(client, world)
    client.post(at("concern_files", draft), {"files": SimpleUploadedFile("post.png", PNG)})
    key = DraftFile.objects.get().vault_key
    assert exists(key)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("concern_discard", draft))
    assert not ConcernDraft.objects.exists() and not exists(key)
    assert client.get(at("concern_check", draft)).status_code == 404


# ---- Clauses ----------------------------------------------------------------------------------------------------------


def test_the_clauses_are_those_in_force_on_the_day(client, world):
    new = save_version(world.school, READING, "anew", effective_from=today() - timedelta(days=1), source_name="p.md")
    publish(new, by=world["head"])
    draft = begin(client, world)
    pages = usual_answers(world)
    fill(client, draft, {name: pages[name] for name in ("who", "what", "when", "where")})
    offered = client.get(url(draft, "clauses")).context["form"].fields["clauses"].choices
    assert [group for group, _ in offered] == ["Social media policy, version 1", "Or"]
    fill(client, draft, {name: pages[name] for name in ("clauses", "source")})
    client.post(url(draft, "when"), on(today()))
    offered = client.get(url(draft, "clauses")).context["form"].fields["clauses"].choices
    assert [group for group, _ in offered] == ["Social media policy, version 2", "Or"]
    missing = send(client, draft)
    assert missing.status_code == 400 and [name for name, _ in missing.context["unanswered"]] == [
        "Which rules may have been broken?"
    ]
    client.post(url(draft, "when"), on(today() - timedelta(days=5)) | on(today(), "last"))
    both = client.get(url(draft, "clauses")).content.decode()
    assert "version 1, in force from" in both and "version 2, in force from" in both


def test_several_policies_can_be_cited(client, world):
    other = save_version(
        world.school, READING.__class__(**{**READING.__dict__, "title": "Acceptable use policy"}), "t",
        effective_from=today() - timedelta(days=50), source_name="a.md",
    )  # fmt: skip
    publish(other, by=world["head"])
    draft = begin(client, world)
    chosen = [str(world.version.clauses.get(number="3").pk), str(other.clauses.get(number="1").pk)]
    fill(client, draft, usual_answers(world, clauses={"clauses": chosen}))
    send(client, draft)
    cited = Case.objects.get().allegations.get().clauses.values_list("version__policy__title", "number")
    assert set(cited) == {("Social media policy", "3"), ("Acceptable use policy", "1")}


def test_a_member_of_staff_may_be_unsure_of_the_clause_and_the_manager_may_not(client, world):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world, clauses={"clauses": ["unknown"]}))
    send(client, draft)
    assert Case.objects.get().allegations.get().clauses.count() == 0
    draft = begin(client, world, "head")
    pages = usual_answers(world)
    fill(client, draft, {name: pages[name] for name in ("who", "what", "when")})
    answer = client.post(url(draft, "clauses"), {"clauses": ["unknown"]})
    assert answer.status_code == 200 and "I am not sure" not in answer.content.decode()


def test_clauses_and_not_sure_do_not_go_together(client, world):
    draft = begin(client, world)
    pages = usual_answers(world)
    fill(client, draft, {name: pages[name] for name in ("who", "what", "when")})
    answer = client.post(url(draft, "clauses"), {"clauses": [*pages["clauses"]["clauses"], "unknown"]})
    assert "Choose clauses, or say that you are not sure, but not both" in answer.content.decode()


def test_where_no_policy_was_in_force_there_is_nothing_to_choose(client, world):
    draft = begin(client, world)
    client.post(url(draft, "when"), on(today() - timedelta(days=900)))
    assert "No policy of the school was in force on that day" in client.get(url(draft, "clauses")).content.decode()
    assert client.post(url(draft, "clauses"), {}).status_code == 302


# ---- Several allegations --------------------------------------------------------------------------------------------------


def test_more_allegations_are_added_listed_changed_and_removed(client, world):
    draft = begin(client, world)
    pages = usual_answers(world)
    fill(client, draft, {name: pages[name] for name in ("who", "what", "when", "where", "clauses")})
    assert client.post(url(draft, "another"), {"another": "yes"})["Location"] == url(draft, "what-2")
    assert "title" not in client.get(url(draft, "what-2")).context["form"].fields
    client.post(url(draft, "what-2"), {"what": "The picture stayed on the phone."})
    client.post(url(draft, "when-2"), on(today()))
    client.post(url(draft, "where-2"), {"account": "", "post_address": "", "device": "Her phone"})
    assert client.post(url(draft, "clauses-2"), pages["clauses"])["Location"] == url(draft, "another")
    listed = client.get(url(draft, "another")).content.decode()
    assert "The picture stayed on the phone." in listed and url(draft, "what-2") in listed
    client.post(url(draft, "another"), {"remove": "1"})
    fill(client, draft, {name: pages[name] for name in ("source", "done")})
    send(client, draft)
    case = Case.objects.get()
    assert case.title == "Picture with a full name"
    assert [(row.position, row.what, row.device) for row in case.allegations.all()] == [
        (1, "The picture stayed on the phone.", "Her phone")
    ]


def test_an_allegation_beyond_the_next_does_not_exist(client, world):
    draft = begin(client, world)
    client.post(url(draft, "what"), usual_answers(world)["what"])
    assert client.get(url(draft, "what-2")).status_code == 200
    assert client.get(url(draft, "what-3")).status_code == 404
    assert client.get(url(draft, "nonsense")).status_code == 404


# ---- Who told -----------------------------------------------------------------------------------------------------------


def report_told_by(client, world, writer, told_by, name=""):
    draft = begin(client, world, writer)
    pages = usual_answers(world)
    source = pages["source"] | {"told_by": told_by, "told_name": name, "channel": "in_person"}
    fill(client, draft, pages | {"source": source})
    send(client, draft)
    return Case.objects.get(pk=draft.pk)


def reporters(case):
    return sorted(case.appointments.live().of(Role.REPORTER).values_list("person__name", flat=True))


def test_a_pupil_who_told_is_given_the_next_letter(client, world):
    assert reporters(report_told_by(client, world, "head", "pupil")) == ["Pupil A"]
    assert reporters(report_told_by(client, world, "head", "pupil")) == ["Pupil B"]
    assert Person.objects.filter(kind=PersonKind.PUPIL, user=None).count() == 2


def test_a_parent_who_told_is_entered_once_without_an_account(client, world):
    assert reporters(report_told_by(client, world, "head", "parent", "Mrs Oak")) == ["Mrs Oak"]
    assert reporters(report_told_by(client, world, "head", "parent", "mrs  oak")) == ["Mrs Oak"]
    parent = Person.objects.get(name="Mrs Oak")
    assert (parent.kind, parent.user) == (PersonKind.PARENT, None)


def test_whoever_passes_a_concern_on_can_follow_it_too(client, world):
    case = report_told_by(client, world, "reporter", "parent", "Mrs Oak")
    assert reporters(case) == ["Mrs Oak", "Rita Shaw"]
    assert [part.case for part in parts_for(world.user("reporter"))] == [case]


def test_parents_and_pupils_of_other_cases_are_not_offered(client, world):
    report_told_by(client, world, "head", "parent", "Mrs Oak")
    report_told_by(client, world, "head", "pupil")
    draft = begin(client, world)
    for page in ("who", "source"):
        shown = client.get(url(draft, page)).content.decode()
        assert "Mrs Oak" not in shown and ">Pupil A" not in shown


def test_somebody_not_on_the_list_is_entered_when_it_is_sent_and_not_before(client, world):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world, who={"who": "new", "name": "Zoe Lane"}))
    assert not Person.objects.filter(name="Zoe Lane").exists()
    send(client, draft)
    subject = Case.objects.get().subject
    assert (subject.name, subject.kind, subject.user) == ("Zoe Lane", PersonKind.STAFF, None)


# ---- Files --------------------------------------------------------------------------------------------------------------


def test_files_are_kept_one_by_one_and_become_exhibits_of_the_case(client, world):
    draft = begin(client, world)
    fill(client, draft, usual_answers(world))
    kept = client.post(
        at("concern_files", draft),
        {"files": SimpleUploadedFile("post.png", PNG)},
        headers={"accept": "application/json"},
    )
    assert (kept.status_code, json.loads(kept.content)) == (201, {"text": "Kept."})
    refused = client.post(
        at("concern_files", draft),
        {"files": SimpleUploadedFile("run.exe", b"MZ")},
        headers={"accept": "application/json"},
    )
    assert refused.status_code == 422 and "run.exe" in json.loads(refused.content)["error"]
    assert DraftFile.objects.get().file_name == "post.png"
    assert "post.png" in client.get(at("concern_check", draft)).content.decode()
    send(client, draft)
    exhibit = Evidence.objects.get()
    assert (exhibit.case_id, exhibit.number, exhibit.file_name, exhibit.received_by) == (
        draft.pk, 1, "post.png", world["reporter"],
    )  # fmt: skip
    assert exhibit.vault_key.startswith(f"{draft.pk.hex}/")
    with open_kept(exhibit.vault_key) as file:
        assert file.read() == PNG


def test_without_a_script_many_files_come_in_one_post(client, world):
    draft = begin(client, world)
    many = [SimpleUploadedFile(f"post{n}.png", PNG) for n in range(3)]
    mixed = client.post(at("concern_files", draft), {"files": [*many, SimpleUploadedFile("run.exe", b"MZ")]})
    assert mixed.status_code == 422 and "run.exe" in mixed.content.decode()
    assert draft.files.count() == 3
    assert client.post(at("concern_files", draft), {"files": SimpleUploadedFile("more.png", PNG)})["Location"] == at(
        "concern_files", draft
    )
    assert "Choose at least one file" in client.post(at("concern_files", draft), {}).content.decode()


def test_a_file_of_the_draft_can_be_removed_and_another_drafts_cannot(
    client, world, django_capture_on_commit_callbacks
):
    draft = begin(client, world)
    client.post(at("concern_files", draft), {"files": SimpleUploadedFile("post.png", PNG)})
    file = draft.files.get()
    other = begin(client, world, "colleague")
    client.post(at("concern_files", other), {"remove": str(file.pk)})
    assert draft.files.count() == 1
    client.force_login(world.user("reporter"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("concern_files", draft), {"remove": str(file.pk)})
    assert draft.files.count() == 0 and not exists(file.vault_key)
    assert client.post(at("concern_files", draft), {"remove": "x"}).status_code == 404


# ---- What it remembers ----------------------------------------------------------------------------------------------------


def test_the_account_is_remembered_from_a_case_the_writer_may_read_and_from_no_other(client, world):
    world.log()
    draft = begin(client, world, "head")
    assert 'value="@testing"' in client.get(url(draft, "where")).content.decode()
    draft = begin(client, world, "reporter")
    assert "@testing" not in client.get(url(draft, "where")).content.decode()


def test_earlier_reports_say_that_they_are_dealt_with_and_not_how(client, world):
    case = world.log()
    client.force_login(world.user("reporter"))
    shown = client.get(reverse("concern_list")).content.decode()
    assert case.title in shown and "Being dealt with" in shown
    Case.objects.update(state="closed")
    shown = client.get(reverse("concern_list")).content.decode()
    assert "Dealt with" in shown and "Being dealt with" not in shown and case.reference not in shown
    client.force_login(world.user("colleague"))
    assert case.title not in client.get(reverse("concern_list")).content.decode()
