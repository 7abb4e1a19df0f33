"""How often may one try?  Counted for an account from one address; generously for an address, which may be a whole school.

A try is written down before it is made and taken back when it succeeds, so that many at once are not more than the
limit. The rows lie in the database: they outlive a restart, are the same for every process, and need no Redis.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from investigations.models import SignInTry
from investigations.procedure.sign_in import (
    CODES_IN,
    CODES_OF_AN_ACCOUNT,
    RESETS,
    RESETS_IN,
    TRIES,
    TRIES_IN,
    TRIES_OF_AN_ADDRESS,
    Tried,
)

SWEPT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Try:
    """One that may be made.  `is_last`: when it fails, the next is refused."""

    row: SignInTry
    is_last: bool

    def succeeded(self) -> None:
        """Forget it, and what failed before it from here."""
        SignInTry.objects.filter(account=self.row.account, place=self.row.place, what=self.row.what).delete()


def begin_try(what: Tried, account: str, address: str) -> Try | None:
    """Write down that `account` (what was typed, or its key) is tried from `address`; None where that is too often."""
    now = timezone.now()
    SignInTry.objects.filter(at__lt=now - SWEPT_AFTER).delete()
    row = SignInTry.objects.create(what=what, account=_hash(account.strip().lower()), place=_place(address), at=now)
    rows = SignInTry.objects.filter(what=what)
    mine = rows.filter(account=row.account)
    most, within = (RESETS, RESETS_IN) if what is Tried.RESET else (TRIES, TRIES_IN)
    here = mine.filter(place=row.place, at__gt=now - within).count()
    too_often = here > most
    if row.place:
        too_often |= rows.filter(place=row.place, at__gt=now - TRIES_IN).count() > TRIES_OF_AN_ADDRESS
    if what is Tried.CODE:
        too_often |= mine.filter(at__gt=now - CODES_IN).count() > CODES_OF_AN_ACCOUNT
    if too_often:
        row.delete()  # or whoever waits in front of the door would keep it shut
        return None
    return Try(row, is_last=here == most)


def _place(address: str) -> str:
    """Of an IPv6 address the half that names the line: its owner has any number of the others."""
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if place.version == 6:
        place = ipaddress.ip_network(f"{place}/64", strict=False).network_address
    return _hash(str(place))


def _hash(words: str) -> str:
    return salted_hmac("casework.tries", words, algorithm="sha256").hexdigest()
