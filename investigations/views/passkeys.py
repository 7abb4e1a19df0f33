"""What does the browser have to be asked for a passkey?  In an attribute of the form, for the page's script to read."""

import json

from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration

from investigations.actions.factors import Type, main_factors
from investigations.models import User


def asks_passkey(user: User) -> str:
    """The request for one of this account's passkeys; empty where it has none.  The answer is good for this session."""
    if not any(factor.type == Type.WEBAUTHN for factor in main_factors(user)):
        return ""
    return json.dumps(begin_authentication(user))


def makes_passkey(user: User) -> str:
    return json.dumps(begin_registration(user, passwordless=False))
