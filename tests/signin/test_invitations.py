"""Nobody registers; whoever is invited gets one link, which works once and for a week."""

import pytest
from django.conf import settings
from django.core import mail
from django.urls import get_resolver, reverse
from freezegun import freeze_time

from investigations.actions.invitations import invite
from investigations.actions.people import give_account, send_invitation
from investigations.actions.refusals import Refused
from investigations.models import Invitation, Person

from .ways import PASSWORD, events, factors_of, give_password, is_in, sign_in, with_app, words_of

pytestmark = pytest.mark.django_db
NEW = {"new_password1": PASSWORD, "new_password2": PASSWORD}
NO_MORE = "This link no longer works"


@pytest.fixture
def invited(world):
    person = Person.objects.create(school=world.school, name="Nora New", kind="staff")
    return give_account(person, "nora@example.org", by=world["head"])


def use(client, link, words=NEW):
    page = client.get(link, follow=True)
    return client.post(page.request["PATH_INFO"], words) if NO_MORE not in words_of(page) else page


def test_a_link_sets_a_password_once_and_then_comes_the_second_step(client, other, world, invited):
    link = invite(invited, by=world["head"])
    assert use(client, link)["Location"] == reverse("sign_in")
    assert NO_MORE in words_of(use(other, link, {"new_password1": "x" * 20, "new_password2": "x" * 20}))
    give_password(client, invited.email)
    assert client.get(reverse("my_work"))["Location"] == reverse("second_step_start")
    assert "Helen Ward invited nora@example.org to set a password" in events("invitation")
    assert "Nora New set a password" in events("password.set")


def test_it_works_for_seven_days(client, other, world, invited):
    with freeze_time("2026-11-02 10:00") as clock:
        link = invite(invited, by=world["head"])
        clock.move_to("2026-11-09 09:59")
        assert NO_MORE not in words_of(client.get(link, follow=True))
        clock.move_to("2026-11-09 10:01")
        assert NO_MORE in words_of(other.get(link, follow=True))


def test_a_page_that_was_left_open_longer_sets_nothing(client, world, invited):
    with freeze_time("2026-11-02 10:00") as clock:
        page = client.get(invite(invited, by=world["head"]), follow=True)
        clock.move_to("2026-11-09 10:01")
        client.post(page.request["PATH_INFO"], NEW)
    invited.refresh_from_db()
    assert not invited.has_usable_password()


def test_a_new_one_ends_the_one_before(client, other, world, invited):
    first, second = invite(invited, by=world["head"]), invite(invited, by=world["head"])
    assert NO_MORE in words_of(client.get(first, follow=True))
    assert NO_MORE not in words_of(other.get(second, follow=True))


def test_it_is_good_for_no_other_account(client, world, invited):
    link = invite(invited, by=world["head"])
    anothers = invite(world.user("deputy"), by=world["head"])
    mixed = "/".join([*anothers.split("/")[:3], *link.split("/")[3:]])
    assert NO_MORE in words_of(client.get(mixed, follow=True))


def test_it_opens_no_account_that_is_switched_off(client, world, invited):
    link = invite(invited, by=world["head"])
    type(invited).objects.filter(pk=invited.pk).update(is_active=False)
    assert NO_MORE in words_of(client.get(link, follow=True))


def test_of_the_link_only_a_hash_is_kept(world, invited):
    secret = invite(invited, by=world["head"]).split("/")[3]
    row = Invitation.objects.get()
    assert secret not in str(vars(row)) and len(row.digest) == 64


def test_the_mail_says_nothing_of_any_case_and_leads_to_the_site_whatever_host_was_asked(client, world, invited):
    world.log(title="The hidden title")
    client.force_login(world.user("head"))
    person = invited.people.get()
    client.post(reverse("person_account", args=[person.pk]), {"do": "send"}, headers={"host": "localhost"})
    (sent,) = mail.outbox
    assert sent.to == ["nora@example.org"]
    assert sent.subject == "Set your password for Casework"
    assert f"{settings.SITE_URL}/set-password/" in sent.body
    assert "hidden title" not in sent.body and "localhost" not in sent.body and "Testing Primary" not in sent.body


def test_only_who_keeps_the_register_invites(client, world, invited):
    with pytest.raises(Refused):
        send_invitation(invited.people.get(), by=world["deputy"])
    client.force_login(world.user("deputy"))
    person = invited.people.get()
    assert client.post(reverse("person_account", args=[person.pk]), {"do": "send"}).status_code == 404
    assert mail.outbox == []


def test_no_address_registers_anybody():
    names = {pattern.name for pattern in get_resolver().url_patterns[0].url_patterns}
    assert not [name for name in names if "signup" in name or "register_account" in name]
    assert not [name for name in names if name.startswith(("account_email", "account_signup", "socialaccount"))]


def test_an_invitation_to_an_account_in_use_removes_no_second_step_and_ends_its_sessions(client, other, world):
    user = world.user("deputy")
    sign_in(client, user, with_app(user))
    assert is_in(client)
    use(other, invite(user, by=world["head"]))
    assert factors_of(user) == {"totp"}
    assert not is_in(client)
