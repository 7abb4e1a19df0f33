"""A lost second step is removed by two people with different accounts, and neither comes into the account by it."""

import pytest
from django.core import mail
from django.urls import reverse
from freezegun import freeze_time

from investigations import audit
from investigations.actions.factors import ask_removal, confirm_removal, decline_removal
from investigations.actions.refusals import Refused
from investigations.models import FactorRemoval, OfficeHeld, Person, User
from investigations.news.mail import send_waiting
from investigations.procedure.roles import Office

from .ways import PASSWORD, events, factors_of, give_password, is_in, sign_in, with_app, with_recovery_codes, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked_out(world):
    with_app(world.user("deputy"))
    with_recovery_codes(world.user("deputy"))
    return world["deputy"]


@pytest.fixture
def asked(world, locked_out):
    return ask_removal(locked_out, reason="Lost phone; I spoke to him.", by=world["head"])


def test_one_asks_and_another_confirms_through_the_pages(client, other, world, locked_out):
    client.force_login(world.user("head"))
    other.force_login(world.user("chair"))
    client.post(reverse("removal_ask", args=[locked_out.pk]), {"reason": "Lost phone."})
    removal = FactorRemoval.objects.get()
    assert factors_of(locked_out.user) == {"totp", "recovery_codes"}
    page = reverse("removal_answer", args=[locked_out.pk, removal.pk])
    assert page in words_of(other.get(reverse("person_detail", args=[locked_out.pk])))
    assert "Lost phone." in words_of(other.get(page))
    assert other.post(page, {"do": "confirm"})["Location"] == reverse("person_detail", args=[locked_out.pk])
    assert factors_of(locked_out.user) == set()
    assert other.post(page, {"do": "confirm"}).status_code == 404


def test_who_asked_does_not_confirm(client, world, locked_out, asked):
    client.force_login(world.user("head"))
    page = reverse("removal_answer", args=[locked_out.pk, asked.pk])
    assert "Confirm: remove it" not in words_of(client.get(page))
    refused = client.post(page, {"do": "confirm"})
    assert refused.status_code == 409 and "Another person confirms it." in words_of(refused)
    assert factors_of(locked_out.user) == {"totp", "recovery_codes"}


def test_two_entries_of_one_account_are_one_person(world, locked_out, asked):
    """Somebody entered twice, at two schools, holds one account: it does not make two people of them."""
    double = Person.objects.create(school=world.school, name="H. Ward", kind="staff")
    OfficeHeld.objects.create(person=double, office=Office.CLERK, starts="2020-01-01")
    double.user = world.user("head")  # not kept: the register itself refuses it
    with pytest.raises(Refused, match="You asked for it yourself"):
        confirm_removal(asked, by=double)


def test_nobody_asks_or_confirms_for_themselves(world, locked_out):
    with_app(world.user("chair"))
    with pytest.raises(Refused, match="on your own page"):
        ask_removal(world["chair"], reason="Mine.", by=world["chair"])
    removal = ask_removal(world["chair"], reason="Lost.", by=world["head"])
    with pytest.raises(Refused):
        confirm_removal(removal, by=world["chair"])


@pytest.mark.parametrize("who", ["teacher", "it_lead", "dpo", "hr", "governor1"])
def test_only_who_runs_the_school_takes_part(client, world, locked_out, asked, who):
    client.force_login(world.user(who))
    assert client.get(reverse("removal_ask", args=[locked_out.pk])).status_code == 404
    assert client.post(reverse("removal_answer", args=[locked_out.pk, asked.pk]), {"do": "confirm"}).status_code == 404
    with pytest.raises(Refused):
        confirm_removal(asked, by=world[who])
    assert factors_of(locked_out.user) == {"totp", "recovery_codes"}


def test_the_head_of_another_school_does_not(client, world, locked_out, asked):
    from tests.world import World

    elsewhere = World.make(name="Another School", domain="another.example")
    client.force_login(elsewhere.user("head"))
    assert client.get(reverse("removal_answer", args=[locked_out.pk, asked.pk])).status_code == 404
    with pytest.raises(Refused):
        confirm_removal(asked, by=elsewhere["head"])


def test_the_person_is_told_of_both_and_signed_out(client, world, locked_out):
    user = locked_out.user
    sign_in(client, user, with_app_again(user))
    removal = ask_removal(locked_out, reason="Lost phone.", by=world["head"])
    assert is_in(client)
    confirm_removal(removal, by=world["chair"])
    assert not is_in(client)
    send_waiting()
    assert [(one.to, one.subject) for one in mail.outbox] == [([user.email], "About your account at Casework")] * 2
    assert "asked that the second step" in mail.outbox[0].body and "removed the second step" in mail.outbox[1].body
    assert "Lost phone" not in mail.outbox[0].body + mail.outbox[1].body


def with_app_again(user):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=user).delete()
    return with_app(user)


def test_both_are_written_down_twice_with_the_reason(world, asked):
    confirm_removal(asked, by=world["chair"])
    says = [
        "Helen Ward asked that the second step of Daniel Price be removed: Lost phone; I spoke to him.",
        "Charles Holt confirmed that the second step of Daniel Price be removed",
    ]
    assert events("factor_removal") == says
    of_school = audit.school_stream(world.school).events.filter(kind__startswith="factor_removal").order_by("seq")
    assert [audit.said(event)["says"] for event in of_school] == says


def test_it_opens_the_account_to_neither(client, world, locked_out, asked):
    """Without the password there is nothing; with it the owner sets up a new second step, and sees nothing before."""
    before = locked_out.user.password
    confirm_removal(asked, by=world["chair"])
    assert User.objects.get(pk=locked_out.user.pk).password == before
    for guess in ("", "wrong-password-here"):
        assert give_password(client, locked_out.user.email, guess).status_code == 200
    assert give_password(client, locked_out.user.email, PASSWORD)["Location"] == reverse("my_work")
    assert client.get(reverse("my_work"))["Location"] == reverse("second_step_start")


def test_a_head_who_is_excluded_gets_into_no_account_of_those_who_judge(client, world):
    """The links that the head may send go to the owner's own mailbox, and no answer of ours shows one."""
    case = world.log(about="head", by="chair")
    user = world.user("vice_chair")
    with_app(user)
    client.force_login(world.user("head"))
    person = world["vice_chair"]
    page = client.post(reverse("person_account", args=[person.pk]), {"do": "send"}, follow=True)
    assert "/set-password/" not in words_of(page)
    assert [one.to for one in mail.outbox] == [[user.email]]
    removal = ask_removal(person, reason="Please.", by=world["head"])
    with pytest.raises(Refused):
        confirm_removal(removal, by=world["head"])
    assert factors_of(user) == {"totp"}
    assert client.get(reverse("case_detail", args=[case.reference])).status_code == 404


def test_a_week_later_it_is_over(world, locked_out):
    with freeze_time("2026-11-02 10:00") as clock:
        removal = ask_removal(locked_out, reason="Lost.", by=world["head"])
        clock.move_to("2026-11-09 10:01")
        with pytest.raises(Refused, match="older than a week"):
            confirm_removal(removal, by=world["chair"])
        ask_removal(locked_out, reason="Lost.", by=world["head"])


def test_what_was_declined_is_not_confirmed(world, locked_out, asked):
    decline_removal(asked, by=world["clerk"])
    with pytest.raises(Refused, match="answered already"):
        confirm_removal(asked, by=world["chair"])
    assert factors_of(locked_out.user) == {"totp", "recovery_codes"}
