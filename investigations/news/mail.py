"""How does a mail go out once, whatever dies meanwhile?  A row in the outbox: claimed by one sender, never sent twice.

A row is written in the transaction of its cause, and sent outside every transaction.  Whoever claimed it and did not
come back leaves it "unsure": it may have gone, so that only a person sends it again.
"""

import logging
import smtplib
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from investigations.models import NoticeWish, OutgoingMail, Person, User
from investigations.procedure.notices import MAIL_SUBJECT, MAIL_WORDS, MailState, MailWish
from investigations.procedure.sign_in import ACCOUNT_SUBJECT, ACCOUNT_WORDS, MailAbout

log = logging.getLogger(__name__)
MOST_TRIES = 8
FIRST_DELAY = timedelta(minutes=1)  # doubled after each try: two hours in all
PATIENCE = 15  # seconds until a mail server that does not answer is given up
#: Whoever has not come back from sending one mail by then is dead.
LEASE = timedelta(minutes=5)
A_SWEEP = 50
IN_FILES = "django.core.mail.backends.filebased.EmailBackend"


def post(person: Person) -> OutgoingMail | None:
    """Put a mail into the outbox, if the person wants one at once.  One that still waits says as much as two."""
    if wish_of(person) is not MailWish.IMMEDIATE:
        return None
    if OutgoingMail.objects.filter(to=person, about=MailAbout.NOTICES, state=MailState.WAITING).exists():
        return None
    return OutgoingMail.objects.create(to=person)


def post_about_account(user: User, about: MailAbout) -> OutgoingMail | None:
    """Put a mail about an account into the outbox, whatever its owner wishes of notices; None for an account of nobody."""
    person = user.people.filter(left_on=None).order_by("school__name").first()
    return OutgoingMail.objects.create(to=person, about=about) if person else None


def wish_of(person: Person) -> MailWish:
    """Whoever said nothing is told at once."""
    said = NoticeWish.objects.filter(person=person).values_list("mail", flat=True).first()
    return MailWish(said) if said else MailWish.IMMEDIATE


def send_waiting() -> int:
    """Send what is due; how many went.  May run in several processes at once, and twice without harm."""
    give_up_on_the_lost()
    due = OutgoingMail.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())
    sent = 0
    for pk in list(due.order_by("next_try_at").values_list("pk", flat=True)[:A_SWEEP]):
        mail = claim(pk)
        if mail is not None:
            sent += send(mail)
    return sent


def claim(pk: object) -> OutgoingMail | None:
    """Take a mail that is due.  One of many callers gets it; the others get None."""
    me, now = uuid.uuid4().hex, timezone.now()
    taken = OutgoingMail.objects.filter(pk=pk, state=MailState.WAITING, next_try_at__lte=now).update(
        state=MailState.SENDING, claimed_by=me, claimed_at=now, attempts=F("attempts") + 1, error=""
    )
    return OutgoingMail.objects.select_related("to__user", "to__school").get(pk=pk, claimed_by=me) if taken else None


def send(mail: OutgoingMail) -> bool:
    """Send a claimed mail.  What surely did not go is tried again later; what may have gone never is."""
    user = mail.to.user
    if user is None or mail.to.left_on or not _is_wanted(mail):
        _end(mail, MailState.DROPPED)
        return False
    connection = _connection(mail)
    try:
        connection.open()
    except OSError as unreachable:  # smtplib's own errors are OSErrors too
        _again_later(mail, f"The mail server cannot be reached ({type(unreachable).__name__}).")
        return False
    try:
        _message_of(mail, user, connection).send()
    except smtplib.SMTPServerDisconnected:
        _end(mail, MailState.UNSURE, error="The connection broke while it was being sent.")
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refused:
        _again_later(mail, f"The mail server refused it ({type(refused).__name__}).")
    except OSError as broken:
        _end(mail, MailState.UNSURE, error=f"The connection broke while it was being sent ({type(broken).__name__}).")
    else:
        return _end(mail, MailState.SENT, sent_at=timezone.now())
    finally:
        _close(connection)
    return False


def _is_wanted(mail: OutgoingMail) -> bool:
    """Asked again at the last moment: whoever lost the case meanwhile, or has read it all, is not written to."""
    from .notices import notices_for

    if mail.about != MailAbout.NOTICES:
        return bool(mail.to.user and mail.to.user.is_active)
    wished = wish_of(mail.to) is (MailWish.DAILY if mail.day else MailWish.IMMEDIATE)
    return wished and notices_for(mail.to).filter(read_at=None).exists()


def _message_of(mail: OutgoingMail, user: User, connection: Any) -> EmailMessage:
    if mail.about == MailAbout.NOTICES:
        return message(user.email, connection)
    words = ACCOUNT_WORDS[MailAbout(mail.about)]
    if mail.about == MailAbout.NEW_PASSWORD:
        # Made only now: nothing that opens an account waits in the outbox.
        words = words.format(address=settings.SITE_URL.rstrip("/") + new_password_path(user))
    return EmailMessage(ACCOUNT_SUBJECT, words, to=[user.email], connection=connection)


def new_password_path(user: User) -> str:
    """Where the owner of an account sets another password: works once, and for PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set_password", args=[uid, default_token_generator.make_token(user)])


def message(address: str, connection: Any = None) -> EmailMessage:
    """The one mail that there is: of a case it holds nothing at all."""
    words = MAIL_WORDS.format(address=settings.SITE_URL.rstrip("/") + reverse("my_work"))
    return EmailMessage(MAIL_SUBJECT, words, to=[address], connection=connection)


def _connection(mail: OutgoingMail) -> Any:
    if mail.to.school.is_rehearsal and "smtp" in settings.EMAIL_BACKEND:
        # The addresses of the rehearsal school are invented, and may be somebody's.
        return get_connection(IN_FILES, file_path=settings.DATA_DIR / "mail")
    return get_connection(timeout=PATIENCE)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except OSError:
        log.info("The mail server hung up first.")


def give_up_on_the_lost() -> int:
    """A sender died between claiming and telling: nobody knows whether the mail went, so it is not sent again."""
    lost = OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lt=timezone.now() - LEASE)
    return lost.update(state=MailState.UNSURE, error="The server stopped while it was being sent.")


def _again_later(mail: OutgoingMail, error: str) -> None:
    if mail.attempts >= MOST_TRIES:
        _end(mail, MailState.FAILED, error=error)
        return
    wait = FIRST_DELAY * 2 ** (mail.attempts - 1)
    _end(mail, MailState.WAITING, next_try_at=timezone.now() + wait, error=error)


def _end(mail: OutgoingMail, state: MailState, **values: Any) -> bool:
    """Only while this sender holds it: one that was given up changes nothing any more, and nothing is sent anew."""
    mine = OutgoingMail.objects.filter(pk=mail.pk, claimed_by=mail.claimed_by, state=MailState.SENDING)
    if mine.update(state=state, **values):
        return True
    log.warning("A mail was given up while it was being sent: its row says “unsure”.")
    return False


def in_trouble(people: Iterable[Person] | Any) -> Any:
    """What somebody has to look at: given up, unsure, or refused at least once."""
    states = [MailState.FAILED, MailState.UNSURE]
    rows = OutgoingMail.objects.filter(to__in=people)
    return (rows.filter(state__in=states) | rows.filter(state=MailState.WAITING, attempts__gt=0)).select_related("to")
