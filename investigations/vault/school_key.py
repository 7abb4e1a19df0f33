"""With which key does the school sign?  Made on first use; the private half lies wrapped in the keystore, like every key.

So whoever has the database alone cannot sign, and whoever has the public key can check without asking anybody.
"""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils import timezone

from investigations.models import School, SchoolKey

from . import keys
from .refusals import NoKey


def key_of(school: School) -> SchoolKey:
    """The key that the school signs with now.  Two processes that ask first at once get the same."""
    current = school.keys.filter(valid_until=None).order_by("-number").first()
    if current is not None:
        return current
    number = (school.keys.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    public = _public(keys.folder_key_for_writing(_folder(school, number)))
    made, _ = SchoolKey.objects.get_or_create(school=school, number=number, defaults={"public": public})
    return made


def sign(key: SchoolKey, content: bytes) -> str:
    """The signature as base64.  NoKey where the keystore no longer has the private half."""
    secret = keys.folder_key(_folder(key.school, key.number))
    if _public(secret) != key.public:
        raise NoKey("The school's signing key in the keystore is not the one that was published.")
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(secret).sign(content)).decode()


def replace_key(school: School) -> SchoolKey:
    """End the present key and make the next.  The old private half is destroyed; its public half stays, with dates."""
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school.pk)
        old = key_of(school)
        SchoolKey.objects.filter(pk=old.pk).update(valid_until=timezone.now())
        new = key_of(school)
        transaction.on_commit(lambda: keys.destroy(_folder(school, old.number)))
    return new


def _folder(school: School, number: int) -> str:
    return f"signing-{school.pk.hex}-{number}"


def _public(secret: bytes) -> str:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw().hex()
