"""A session as a sign-in with both steps makes it, for tests that are about something else.

`force_login` and webtest's `set_user` are Django's short cuts: nobody gives a password. While the tests run they leave
behind what a real sign-in leaves; and such a session does not age, for tests move the clock.
"""

from django.contrib.auth.signals import user_logged_in

from investigations.views.sessions import BEGAN, SEEN

NEVER_OLD = 1 << 40


def wholly(session, user) -> None:
    """Mark a session as opened with both steps, this very moment, for ever."""
    session[BEGAN] = session[SEEN] = NEVER_OLD
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": NEVER_OLD}]


def after_a_short_cut(sender, request, user, **_) -> None:
    if not request.path or "WEBTEST_USER" in request.META:
        wholly(request.session, user)


def connect() -> None:
    user_logged_in.connect(after_a_short_cut)
