"""Where is somebody signed in, and how does that end?"""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from investigations.models import User

from .sign_in import record


def end_sessions(user: User, because: str, *, except_key: str = "") -> int:
    """End every session of an account but one; how many.  `because` completes "was signed out: …".

    Sessions do not say whose they are until they are opened, so each is: one that is in no list ends too.
    """
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=except_key).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    UserSession.objects.filter(user=user).exclude(session_key=except_key).delete()
    if ended:
        record("session.ended", user, f"was signed out: {because}", sessions=ended)
    return ended


def end_session(session: UserSession, *, by: User) -> None:
    session.end()
    record("session.ended", by, "ended one of their own sessions", sessions=1)
