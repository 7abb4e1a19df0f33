"""Which providers may people sign in with?  Google and Microsoft by OpenID Connect, where the school has an app there."""

import uuid
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def providers(env: Any) -> list[dict[str, Any]]:
    """What allauth wants to know of each.  Without a client id there is none, and the site calls nobody."""
    found = []
    if client := env.str("GOOGLE_CLIENT_ID", default=""):
        found.append(_app("google", "Google", client, _secret(env, "GOOGLE"), "https://accounts.google.com"))
    if client := env.str("MICROSOFT_CLIENT_ID", default=""):
        tenant = env.str("MICROSOFT_TENANT", default="")
        try:
            uuid.UUID(tenant)
        except ValueError:
            # In an app of many tenants the owner of any other one gives out our addresses as theirs.
            raise ImproperlyConfigured(
                "MICROSOFT_TENANT is the id of the school's own tenant, such as 8eaef023-2b34-4da1-9baa-8bc8c9d6a490."
            ) from None
        server = f"https://login.microsoftonline.com/{tenant}/v2.0"
        found.append(_app("microsoft", "Microsoft", client, _secret(env, "MICROSOFT"), server))
    return found


def origins(env: Any) -> list[str]:
    """Where the browser goes to sign in."""
    return ["/".join(app["settings"]["server_url"].split("/")[:3]) for app in providers(env)]


def _secret(env: Any, name: str) -> str:
    secret = env.str(f"{name}_CLIENT_SECRET", default="")
    if not secret:
        raise ImproperlyConfigured(f"{name}_CLIENT_ID is set, and {name}_CLIENT_SECRET is not.")
    return secret


def _app(key: str, name: str, client: str, secret: str, server: str) -> dict[str, Any]:
    # The ID token says all we ask, and its issuer and audience are checked: no second call for the profile.
    settings = {"server_url": server, "fetch_userinfo": False}
    return {"provider_id": key, "name": name, "client_id": client, "secret": secret, "settings": settings}
