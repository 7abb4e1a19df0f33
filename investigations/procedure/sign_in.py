"""How long does a sign-in last, how many tries has one, and what does a mail about an account say?"""

from datetime import timedelta

from .labelled import Labelled

#: A session in which nothing happens ends; and whatever happens, it ends with the working day.
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
#: So long after a password or a factor was given nobody is asked for it again.
CONFIRMED = timedelta(minutes=10)

#: A link to set the first password with, and a request that takes away somebody's second factor.
INVITATION = REMOVAL = timedelta(days=7)

#: Tries of one account from one address. A school is one address to us: it has many accounts, and many more tries.
TRIES, TRIES_OF_AN_ADDRESS, TRIES_IN = 5, 100, timedelta(minutes=15)
#: Codes for one account from anywhere: only who has its password comes to be asked for one.
CODES_OF_AN_ACCOUNT, CODES_IN = 20, timedelta(hours=1)
#: Links to a new password for one account, from one address, and no word of it on the page.
RESETS, RESETS_IN = 3, timedelta(hours=1)


class Tried(Labelled):
    PASSWORD = "password", "Password"
    CODE = "code", "Code"
    RESET = "reset", "New password"


class MailAbout(Labelled):
    """What a mail is about; each has one wording, the same for everybody."""

    NOTICES = "notices", "Something waits"
    NEW_PASSWORD = "new_password", "A new password was asked for"
    PASSWORD_SET = "password_set", "The password was changed"
    FACTORS_CHANGED = "factors_changed", "A second step was added or removed"
    REMOVAL_ASKED = "removal_asked", "Somebody asked to remove the second step"
    REMOVED = "removed", "The second step was removed by two others"


ACCOUNT_SUBJECT = "About your account at Casework"
_NOT_YOU = "If this was not you, tell your school office at once.\n"
ACCOUNT_WORDS: dict[MailAbout, str] = {
    MailAbout.NEW_PASSWORD: (
        "Somebody, perhaps you, asked for a new password for your account at Casework.\n\n"
        "Choose one here. The address works once, and for an hour:\n\n{address}\n\n"
        "Your second step stays as it is. If you did not ask, do nothing: your password stays as it is too.\n"
    ),
    MailAbout.PASSWORD_SET: f"The password of your account at Casework was changed.\n\n{_NOT_YOU}",
    MailAbout.FACTORS_CHANGED: (
        f"A second step of your account at Casework was added, removed or made anew.\n\n{_NOT_YOU}"
    ),
    MailAbout.REMOVAL_ASKED: (
        "Somebody at your school asked that the second step of your account at Casework be removed, as one does for "
        "a lost phone. It is removed only if another person confirms it.\n\n"
        "If you did not ask for this, tell your school office at once.\n"
    ),
    MailAbout.REMOVED: (
        "Two people at your school removed the second step of your account at Casework. Your password is as it was. "
        "When you sign in next you set up a new one.\n\n"
        "If you did not ask for this, tell your school office at once.\n"
    ),
}
