"""The register: who stands in it, who holds which office, who may sign in; and that no case shows through it."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from investigations import audit
from investigations.access import cases_for
from investigations.actions.appointments import appoint, introduce
from investigations.actions.people import add_person, change_person, give_account
from investigations.actions.refusals import Refused
from investigations.models import AuditEvent, CasePermission, OfficeHeld, Person, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office, Role
from investigations.procedure.states import State
from tests.views.pages import day, finders, words
from tests.world import World

pytestmark = pytest.mark.django_db
RUN_IT = {"head", "chair", "clerk", "business_manager"}
TODAY = timezone.localdate


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def head(world, client):
    client.force_login(world.user("head"))
    return client


@pytest.fixture(autouse=True)
def _mails_are_kept_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def at(name, person, *args):
    return reverse(name, args=[person.pk, *args])


def names(page):
    return [row["person"].name for row in page.context["rows"]]


def last_event():
    event = AuditEvent.objects.order_by("pk").last()
    return json.loads(bytes(event.body)), audit.said(event)["says"]


# Who finds it, and what it lists -------------------------------------------------------------------------------


def test_only_who_runs_the_school_finds_the_register(world, client):
    held = world["deputy"].offices.get()
    assert finders(world, client, reverse("person_list")) == RUN_IT
    assert finders(world, client, reverse("person_add")) == RUN_IT
    for name in ("person_detail", "person_edit", "office_add"):
        assert finders(world, client, at(name, world["deputy"])) == RUN_IT
    assert finders(world, client, at("office_end", world["deputy"], held.pk)) == RUN_IT
    client.force_login(world.user("deputy"))
    assert client.post(at("person_account", world["deputy"]), {"do": "send"}).status_code == 404
    assert mail.outbox == []


def test_a_person_of_another_school_is_not_found(world, client):
    other = World.make(name="Other School", domain="other.org")
    client.force_login(other.user("head"))
    held = world["deputy"].offices.get()
    for address in (
        *(at(name, world["deputy"]) for name in ("person_detail", "person_edit", "office_add", "person_account")),
        at("office_end", world["deputy"], held.pk),
    ):
        assert client.get(address).status_code == client.post(address, {"do": "off"}).status_code == 404
    assert at("office_end", other["deputy"], held.pk) and (
        client.get(at("office_end", other["deputy"], held.pk)).status_code == 404
    )
    world.user("deputy").refresh_from_db()
    assert world.user("deputy").is_active


def test_the_register_is_searched_narrowed_and_turned_page_by_page(world, head):
    for number in range(60):
        add_person(world.school, kind=PersonKind.STAFF, name=f"Zoe {number:02}", job_title="Cook", by=world["head"])
    page = head.get(reverse("person_list"))
    assert len(names(page)) == 25 and "Next" in words(page) and "Previous" not in words(page)
    found = names(page)
    while page.context["older_url"]:
        page = head.get(page.context["older_url"])
        found += names(page)
    everybody = list(Person.objects.at(world.school).order_by("name").values_list("name", flat=True))
    assert found == everybody
    back = head.get(page.context["newer_url"])
    assert names(back) == everybody[-25 - len(names(page)) : -len(names(page))]
    assert names(head.get(reverse("person_list"), {"q": "ZOE 17"})) == ["Zoe 17"]
    assert len(names(head.get(reverse("person_list"), {"q": "cook"}))) == 25
    assert names(head.get(reverse("person_list"), {"kind": "adviser"})) == ["Hari Rao", "Petra Quill"]
    assert "Nobody is found" in words(head.get(reverse("person_list"), {"q": "Zoe 99"}))


def test_of_a_pupil_only_the_letter_is_shown(world, head):
    pupil = add_person(world.school, kind=PersonKind.PUPIL, name="Real Name", by=world["head"])
    Person.objects.filter(pk=pupil.pk).update(job_title="Year 5", key="UPN-77", email="child@example.org")
    page = head.get(reverse("person_list"), {"kind": "pupil"})
    assert [row for row in page.context["rows"]] == [{"person": pupil, "is_pupil": True, "offices": "", "account": ""}]
    detail = head.get(at("person_detail", pupil))
    for shown in (page.content.decode(), detail.content.decode()):
        assert "Pupil A" in shown
        assert not any(secret in shown for secret in ("Real Name", "Year 5", "UPN-77", "child@example.org"))
    assert head.get(at("person_edit", pupil)).status_code == 404
    assert names(head.get(reverse("person_list"), {"q": "Year 5"})) == []


def test_nothing_of_a_case_shows_in_the_register_and_not_who_was_entered_for_it(world, client):
    """The head is the person concerned, and keeps this register: a witness's name in it would tell of the case."""
    client.force_login(world.user("head"))
    address = reverse("person_list")
    before = [client.get(address).content, client.get(at("person_detail", world["chair"])).content]
    case = world.log(about="head")
    witness = introduce(world.school, kind=PersonKind.PARENT, name="Wanda Witness")
    introduce(world.school, kind=PersonKind.STAFF, name="Steve Standin")
    appoint(case, witness, Role.WITNESS, by=world.user("chair"))
    after = [client.get(address).content, client.get(at("person_detail", world["chair"])).content]
    tokenless = [[line for line in page.split(b"\n") if b"csrf" not in line] for page in before + after]
    assert tokenless[:2] == tokenless[2:]
    assert names(client.get(address, {"q": "Wanda"})) == []


# Entering and changing -----------------------------------------------------------------------------------------


def test_a_member_of_staff_is_entered_with_the_usual_office_and_recorded(world, head):
    answer = head.post(reverse("person_add"), {"kind": "staff", "name": " Nora  New ", "job_title": "Cook"})
    person = Person.objects.get(name="Nora New")
    assert answer.url == at("person_detail", person)
    assert (person.kind, person.job_title, person.current_offices(), person.user) == (
        PersonKind.STAFF, "Cook", [Office.STAFF], None,
    )  # fmt: skip
    body, says = last_event()
    assert (body["kind"], body["by"], body["facts"]["person"]) == (
        "office.given", str(world["head"].pk), str(person.pk),
    )  # fmt: skip
    assert says == f"Helen Ward entered Nora New as member of staff from {TODAY()}"
    assert b"Nora" not in b"".join(bytes(event.body) for event in AuditEvent.objects.all())


def test_a_pupil_gets_the_next_letter_and_a_name_is_refused(world, head):
    page = head.post(reverse("person_add"), {"kind": "pupil", "name": "Real Name"})
    assert words(page).count("No name is kept of a pupil: leave name and job title empty") == 2
    for letter in "ABC":
        head.post(reverse("person_add"), {"kind": "pupil"})
        assert Person.objects.filter(name=f"Pupil {letter}", kind=PersonKind.PUPIL).exists()
    assert "Enter a name" in words(head.post(reverse("person_add"), {"kind": "staff", "job_title": "Cook"}))


def test_after_pupil_z_comes_pupil_aa(world):
    names = [add_person(world.school, kind=PersonKind.PUPIL, by=world["head"]).name for _ in range(28)]
    assert names[:2] + names[24:] == ["Pupil A", "Pupil B", "Pupil Y", "Pupil Z", "Pupil AA", "Pupil AB"]
    assert introduce(world.school, kind=PersonKind.PUPIL).name == "Pupil AC"
    other = World.make(name="Other School", domain="other.org")
    assert introduce(other.school, kind=PersonKind.PUPIL).name == "Pupil A"


def test_an_entry_is_changed_and_mass_assignment_changes_nothing_else(world, head):
    deputy = world["deputy"]
    other = World.make(name="Other School", domain="other.org")
    sent = {"name": "Daniel Prior", "job_title": "Deputy head", "school": str(other.school.pk), "kind": "governor", "user": "", "id": str(other["head"].pk), "key": "x", "email": "x@x.org"}  # fmt: skip
    assert head.post(at("person_edit", deputy), sent).url == at("person_detail", deputy)
    deputy.refresh_from_db()
    assert (deputy.name, deputy.job_title, deputy.school, deputy.kind, deputy.key, deputy.email) == (
        "Daniel Prior", "Deputy head", world.school, PersonKind.STAFF, "", "",
    )  # fmt: skip
    assert deputy.user is not None
    assert last_event()[1] == "Helen Ward changed the entry of Daniel Prior: the name was Daniel Price"


def test_who_has_left_is_signed_out_of_this_school_and_out_of_office(world, head, client):
    deputy, yesterday = world["deputy"], TODAY() - timedelta(days=1)
    sent = {"name": deputy.name, "job_title": ""} | day("left_on", yesterday.day, yesterday.month, yesterday.year)
    head.post(at("person_edit", deputy), sent)
    deputy.refresh_from_db()
    assert (deputy.left_on, deputy.offices.get().ends) == (yesterday, yesterday)
    assert deputy.name not in names(head.get(reverse("person_list")))
    assert deputy.name in names(head.get(reverse("person_list"), {"left": "on"}))
    page = head.post(at("person_account", deputy), {"do": "give", "email": "new@example.org"}, follow=True)
    assert "Daniel Price has left, and can be given no account." in words(page)
    client.force_login(world.user("deputy"))
    assert client.get(reverse("policy_list")).status_code == 403
    tomorrow = TODAY() + timedelta(days=1)
    client.force_login(world.user("head"))
    sent = {"name": "Colin Hay", "job_title": "Kept"} | day("left_on", tomorrow.day, tomorrow.month, tomorrow.year)
    page = client.post(at("person_edit", world["colleague"]), sent)
    assert "This day has not come yet" in words(page) and b'value="Kept"' in page.content


# Offices -------------------------------------------------------------------------------------------------------


def test_an_office_is_added_and_ended_by_date(world, head):
    deputy = world["deputy"]
    sent = {"office": "dsl", **day("starts", 1, 9, 2026)}
    assert head.post(at("office_add", deputy), sent).url == at("person_detail", deputy)
    held = deputy.offices.get(office=Office.DSL)
    assert (held.starts, held.ends) == (date(2026, 9, 1), None)
    assert "Daniel Price holds this office in that time already." in words(head.post(at("office_add", deputy), sent))
    before = day("ends", 31, 8, 2026)
    assert "The last day cannot be before the first, 1 September 2026." in words(
        head.post(at("office_end", deputy, held.pk), before)
    )
    head.post(at("office_end", deputy, held.pk), day("ends", 2, 9, 2026))
    held.refresh_from_db()
    assert held.ends == date(2026, 9, 2)
    body, says = last_event()
    assert (body["kind"], body["facts"]["office"], says) == (
        "office.ended", "dsl", "Helen Ward ended Daniel Price's office as designated safeguarding lead on 2026-09-02",
    )  # fmt: skip
    page = words(head.get(at("person_detail", deputy)))
    assert "From Tuesday 1 September 2026 until Wednesday 2 September 2026" in page


def test_a_second_head_is_possible_and_is_pointed_out(world, head):
    page = head.post(at("office_add", world["deputy"]), {"office": "head", **day("starts", 1, 9, 2026)}, follow=True)
    assert "Helen Ward holds the office of head teacher in the same time." in words(page)
    assert world["deputy"].holds(Office.HEAD)
    page = head.post(at("office_add", world["teacher"]), {"office": "dsl", **day("starts", 1, 9, 2026)}, follow=True)
    assert "in the same time" not in words(page)


def test_the_office_of_head_gives_nobody_a_case(world, head):
    case = world.case_at(State.ASSESSMENT)
    readers = set(CasePermission.objects.filter(content_object=case).values_list("user", flat=True))
    head.post(at("office_add", world["deputy"]), {"office": "head", **day("starts", 1, 9, 2026)})
    assert world["deputy"].holds(Office.HEAD)
    assert list(cases_for(world.user("deputy"))) == []
    assert set(CasePermission.objects.filter(content_object=case).values_list("user", flat=True)) == readers


def test_the_last_one_who_runs_the_school_stays(world, head):
    OfficeHeld.objects.filter(person__in=[world[key] for key in RUN_IT - {"head"}]).update(
        ends=TODAY() - timedelta(days=1)
    )
    held = world["head"].offices.get()
    page = head.post(at("office_end", world["head"], held.pk), day("ends", TODAY().day, TODAY().month, TODAY().year))
    assert page.status_code == 409
    assert "Then nobody with an account could run the school any more." in words(page)
    held.refresh_from_db()
    assert held.ends is None


# Accounts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def newcomer(world):
    return add_person(world.school, kind=PersonKind.STAFF, name="Nora New", by=world["head"])


def test_an_account_is_given_and_its_owner_sets_the_password(world, head, client, newcomer):
    case = world.log()
    page = head.post(at("person_account", newcomer), {"do": "give", "email": "Nora@Example.org"}, follow=True)
    assert "A mail is on its way to nora@example.org." in words(page)
    newcomer.refresh_from_db()
    assert (newcomer.user.email, newcomer.user.has_usable_password(), newcomer.user.is_superuser) == (
        "nora@example.org", False, False,
    )  # fmt: skip
    [letter] = mail.outbox
    assert (letter.subject, letter.to) == ("Set your password for Casework", ["nora@example.org"])
    assert not any(word in letter.subject + letter.body for word in ("Nora", "Testing Primary", case.reference, "Ward"))
    path = next(line for line in letter.body.splitlines() if "/set-password/" in line).removeprefix("http://testserver")
    client.logout()
    form = client.get(path, follow=True)
    new = {"new_password1": "seven grey herons", "new_password2": "seven grey herons"}
    client.post(form.redirect_chain[-1][0], new)
    assert client.login(username="nora@example.org", password="seven grey herons")
    assert client.get(path, follow=True).context["validlink"] is False
    said = " ".join(audit.said(event)["says"] for event in AuditEvent.objects.all())
    assert "Nora" in said and "set-password" not in said  # nobody takes the address out of the record


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nora", "Enter an email address in full, such as name@school.sch.uk"),
        ("", "Enter an email address"),
        ("DEPUTY@example.org", "Daniel Price signs in with this address already."),
    ],
)
def test_an_address_that_does_not_do_is_said_beside_its_field(world, head, newcomer, email, sentence):
    page = head.post(at("person_account", newcomer), {"do": "give", "email": email})
    assert words(page).count(sentence) == 2
    assert page.context["form"]["email"].value() == email
    newcomer.refresh_from_db()
    assert (newcomer.user, mail.outbox) == (None, [])


def test_one_account_may_be_a_person_at_two_schools_and_is_switched_off_at_neither(world, client, newcomer):
    other = World.make(name="Other School", domain="other.org")
    user = other.user("hr")
    assert give_account(newcomer, "hr@other.org", by=world["head"]) == user
    client.force_login(world.user("head"))
    page = client.post(at("person_account", newcomer), {"do": "off"}, follow=True)
    assert "Nora New uses this account at another school too, so it stays open." in words(page)
    user.refresh_from_db()
    assert user.is_active


def test_an_account_in_use_is_never_given_to_somebody_else_nor_its_address_changed(world, head):
    """A head who is the person concerned must not turn the investigator's account into their own."""
    deputy, user = world["deputy"], world.user("deputy")
    sent = {"do": "give", "email": "mine@example.org"}
    page = head.post(at("person_account", deputy), sent, follow=True)
    assert "Daniel Price has an account already." in words(page)
    head.post(at("person_edit", deputy), {"name": deputy.name, "email": "mine@example.org"})
    deputy.refresh_from_db()
    user.refresh_from_db()
    assert (deputy.user, user.email) == (user, "deputy@example.org")
    head.post(at("person_account", deputy), {"do": "send", "email": "mine@example.org"})
    assert [letter.to for letter in mail.outbox] == [["deputy@example.org"]]
    assert not User.objects.filter(email="mine@example.org").exists()


def test_switched_off_it_is_signed_out_at_once_and_switched_on_again_the_old_session_stays_dead(world, client):
    deputy = world["deputy"]
    deputys_browser = type(client)()
    deputys_browser.force_login(world.user("deputy"))
    colleagues_browser = type(client)()
    colleagues_browser.force_login(world.user("colleague"))
    assert deputys_browser.get(reverse("policy_list")).status_code == 200
    client.force_login(world.user("head"))
    page = client.post(at("person_account", deputy), {"do": "off"}, follow=True)
    assert "The account of Daniel Price is switched off." in words(page)
    assert deputys_browser.get(reverse("policy_list")).status_code == 302
    assert "The account is switched off. Switch it on first." in words(
        client.post(at("person_account", deputy), {"do": "send"}, follow=True)
    )
    client.post(at("person_account", deputy), {"do": "on"})
    assert deputys_browser.get(reverse("policy_list")).status_code == 302
    assert colleagues_browser.get(reverse("policy_list")).status_code == 200
    deputys_browser.force_login(world.user("deputy"))
    assert deputys_browser.get(reverse("policy_list")).status_code == 200


def test_cases_go_and_come_with_the_account(world, head):
    case = world.case_at(State.INVESTIGATION)
    deputy = world.user("deputy")
    readers = CasePermission.objects.filter(content_object=case, user=deputy)
    assert list(cases_for(deputy)) == [case]
    head.post(at("person_account", world["deputy"]), {"do": "off"})
    assert not readers.exists()
    head.post(at("person_account", world["deputy"]), {"do": "on"})
    assert readers.exists()


def test_nobody_switches_off_themselves_or_a_technical_administrator(world, head):
    assert "You cannot switch off your own account" in words(
        head.post(at("person_account", world["head"]), {"do": "off"}, follow=True)
    )
    User.objects.filter(pk=world.user("it_lead").pk).update(is_superuser=True)
    page = head.post(at("person_account", world["it_lead"]), {"do": "off"}, follow=True)
    assert "This is a technical administrator's account" in words(page)
    assert User.objects.filter(is_active=False).count() == 0


def test_a_mail_that_cannot_be_sent_is_said_and_nothing_is_lost(world, head, newcomer, settings, monkeypatch):
    def broken(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    page = head.post(at("person_account", newcomer), {"do": "give", "email": "nora@example.org"}, follow=True)
    assert "The mail could not be sent just now. Nothing is lost: send it again in a while." in words(page)
    newcomer.refresh_from_db()
    assert newcomer.user.email == "nora@example.org"


def test_asking_without_a_post_or_for_nonsense_does_nothing(world, head):
    assert head.get(at("person_account", world["deputy"])).url == at("person_detail", world["deputy"])
    assert head.post(at("person_account", world["deputy"]), {"do": "delete"}).status_code == 404


def test_the_verbs_themselves_refuse_whoever_does_not_run_the_school(world):
    other = World.make(name="Other School", domain="other.org")
    for by in (world["deputy"], other["head"]):
        with pytest.raises(Refused, match="Only who runs the school does this"):
            add_person(world.school, kind=PersonKind.STAFF, name="X", by=by)
        with pytest.raises(Refused, match="Only who runs the school does this"):
            change_person(world["teacher"], name="X", job_title="", left_on=None, by=by)
