"""A mail goes once, says nothing, and where it did not go somebody sees that."""

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail as box
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from investigations.actions.notices import choose_mail, mark_read
from investigations.models import Exclusion, ExclusionKind, OutgoingMail
from investigations.news import mail as outbox
from investigations.news import notify
from investigations.news.daily import write_daily
from investigations.news.mail import claim, give_up_on_the_lost, send, send_waiting
from investigations.procedure.notices import MAIL_SUBJECT, MailState, MailWish, NoticeKind
from tests.world import World


@pytest.fixture
def world(db):
    return World.make()


def tell(world, who="deputy"):
    """Something of their own at the school, which needs no case."""
    with transaction.atomic():
        notify(world[who], NoticeKind.SIGN_POLICY)
    return OutgoingMail.objects.get(to=world[who], state=MailState.WAITING)


def again(mail):
    mail.refresh_from_db()
    return MailState(mail.state)


def test_a_mail_is_written_with_its_cause_and_sent_once(world):
    mail = tell(world)
    assert box.outbox == []
    assert (send_waiting(), send_waiting()) == (1, 0)
    assert [(sent.subject, sent.to) for sent in box.outbox] == [(MAIL_SUBJECT, ["deputy@example.org"])]
    assert again(mail) is MailState.SENT


def test_a_cause_that_is_undone_leaves_no_mail(world):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify(world["deputy"], NoticeKind.SIGN_POLICY)
        raise ZeroDivisionError
    assert not OutgoingMail.objects.exists()


def test_one_of_two_senders_gets_a_mail(world):
    mail = tell(world)
    assert claim(mail.pk) is not None
    assert claim(mail.pk) is None


def test_a_mail_whose_sender_died_is_unsure_and_never_sent_by_itself(world, client):
    mail = tell(world)
    claimed = claim(mail.pk)  # and then the machine stops
    assert give_up_on_the_lost() == 0, "a sender at work is left alone"
    OutgoingMail.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert send_waiting() == 0
    assert (again(mail), box.outbox) == (MailState.UNSURE, [])
    # The dead one comes back after all: it says so, and changes nothing that was decided meanwhile.
    assert send(claimed) is False
    assert again(mail) is MailState.UNSURE
    box.outbox.clear()
    client.force_login(world.user("clerk"))
    page = client.get(reverse("outgoing_mail")).content.decode()
    assert MailState.UNSURE.label in page and world["deputy"].name in page
    client.post(reverse("mail_again", args=[mail.pk]))
    assert (send_waiting(), len(box.outbox), again(mail)) == (1, 1, MailState.SENT)
    client.post(reverse("mail_again", args=[mail.pk]))
    assert send_waiting() == 0, "what went is not sent again, whoever presses"


class Server:
    """A mail server that fails in one way."""

    def __init__(self, at_open=None, at_send=None):
        self.at_open, self.at_send = at_open, at_send

    def open(self):
        if self.at_open:
            raise self.at_open

    def send_messages(self, messages):
        if self.at_send:
            raise self.at_send
        return len(messages)

    def close(self):
        pass


@pytest.mark.parametrize(
    ("server", "state"),
    [
        (Server(at_open=ConnectionRefusedError()), MailState.WAITING),
        (Server(at_open=smtplib.SMTPAuthenticationError(535, b"no")), MailState.WAITING),
        (Server(at_send=smtplib.SMTPDataError(451, b"later")), MailState.WAITING),
        (Server(at_send=smtplib.SMTPRecipientsRefused({})), MailState.WAITING),
        (Server(at_send=smtplib.SMTPServerDisconnected()), MailState.UNSURE),
        (Server(at_send=TimeoutError()), MailState.UNSURE),
        (Server(), MailState.SENT),
    ],
)
def test_only_what_surely_did_not_go_is_tried_again(world, monkeypatch, server, state):
    monkeypatch.setattr(outbox, "get_connection", lambda *_, **__: server)
    mail = tell(world)
    send_waiting()
    assert again(mail) is state
    assert (mail.next_try_at > timezone.now()) is (state is MailState.WAITING)


def test_it_waits_twice_as_long_each_time_and_then_gives_up(world, monkeypatch, client):
    monkeypatch.setattr(outbox, "get_connection", lambda *_, **__: Server(at_open=ConnectionRefusedError()))
    mail = tell(world)
    waits = []
    while again(mail) is MailState.WAITING:
        OutgoingMail.objects.update(next_try_at=timezone.now())
        send_waiting()
        mail.refresh_from_db()
        waits.append(round((mail.next_try_at - timezone.now()).total_seconds() / 60))
    assert (again(mail), waits[:-1]) == (MailState.FAILED, [1, 2, 4, 8, 16, 32, 64])
    for who in ("head", "chair", "clerk", "business_manager"):
        client.force_login(world.user(who))
        assert MailState.FAILED.label in client.get(reverse("outgoing_mail")).content.decode()
    for who in ("deputy", "governor1", "hr"):
        client.force_login(world.user(who))
        assert client.get(reverse("outgoing_mail")).status_code == 404
        assert client.post(reverse("mail_again", args=[mail.pk])).status_code == 404


def test_mails_of_another_school_are_not_there(world, client):
    other = World.make("Another School", domain="another.example")
    mail = tell(other)
    OutgoingMail.objects.update(state=MailState.FAILED)
    client.force_login(world.user("head"))
    assert "Daniel Price" not in client.get(reverse("outgoing_mail")).content.decode()
    assert client.post(reverse("mail_again", args=[mail.pk])).status_code == 404


def test_whoever_read_it_or_lost_it_meanwhile_is_not_written_to(world):
    case = world.log()
    waiting = OutgoingMail.objects.get(to=world["head"])
    OutgoingMail.objects.exclude(pk=waiting.pk).delete()  # the data protection officer's, who has a duty of it
    Exclusion.objects.create(case=case, person=world["head"], kind=ExclusionKind.CONFLICT)
    read = tell(world)
    mark_read(world["deputy"])
    assert send_waiting() == 0
    assert (again(waiting), again(read), box.outbox) == (MailState.DROPPED, MailState.DROPPED, [])


def test_several_things_at_once_are_one_mail(world):
    tell(world)
    with transaction.atomic():
        notify(world["deputy"], NoticeKind.COUNTERSIGN)
    assert OutgoingMail.objects.count() == 1


def test_the_address_in_a_mail_is_the_sites_own(world, settings):
    settings.SITE_URL = "https://casework.example.sch.uk/"
    tell(world)
    send_waiting()
    assert "https://casework.example.sch.uk/\n" in box.outbox[0].body


def test_the_rehearsal_schools_mail_never_reaches_a_server(world, settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.DATA_DIR = "mail.invalid", tmp_path
    world.school.is_rehearsal = True
    world.school.save()
    tell(world)
    assert send_waiting() == 1
    assert len(list((tmp_path / "mail").iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_never_sent_inside_a_transaction(monkeypatch):
    world = World.make()
    inside = []

    class Looking(Server):
        def send_messages(self, messages):
            inside.append(connection.in_atomic_block)

    monkeypatch.setattr(outbox, "get_connection", lambda *_, **__: Looking())
    tell(world)
    send_waiting()
    assert inside == [False]


# ---- Once a day, or not at all ---------------------------------------------------------------------------------------

MONDAY = datetime(2026, 11, 9)


def at(day, hour, minute=0):
    return timezone.make_aware(datetime(2026, 11, day, hour, minute))


def told(world, when, kind=NoticeKind.SIGN_POLICY):
    with transaction.atomic():
        notice = notify(world["deputy"], kind)
    notice.made_at = when
    notice.save()


def test_a_daily_mail_comes_at_seven_on_working_days_once_and_only_with_something_new(world):
    choose_mail(world["deputy"], MailWish.DAILY)
    told(world, at(8, 20))  # a Sunday evening
    told(world, at(9, 11), NoticeKind.COUNTERSIGN)
    moments = [
        (at(8, 21), 0),  # no working day
        (at(9, 6, 59), 0),  # too early
        (at(9, 7), 1),
        (at(9, 7, 5), 0),  # once a day
        (at(9, 12), 0),
        (at(10, 7), 1),  # what came on Monday after seven
        (at(11, 7), 0),  # nothing new
    ]
    assert [(when, write_daily(when)) for when, _ in moments] == moments


def test_whoever_wants_none_gets_none_and_is_told_here(world, client):
    client.force_login(world.user("deputy"))
    assert client.get(reverse("notice_settings")).status_code == 200
    client.post(reverse("notice_settings"), {"mail": "never"})
    with transaction.atomic():
        notify(world["deputy"], NoticeKind.SIGN_POLICY)
    assert not OutgoingMail.objects.exists()
    assert write_daily(at(9, 8)) == 0
    page = client.get(reverse("notice_list")).content.decode()
    assert NoticeKind.SIGN_POLICY.label in page
