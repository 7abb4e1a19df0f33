"""What the tests of pages of a case share: addresses, the words of a page, and who finds it."""

import re

from django.urls import reverse

from tests.world import ROAD


def at(name, case, *args):
    return reverse(name, args=[case.reference, *args])


def words(response) -> str:
    """What stands on the page, without its marks."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'").replace("&amp;", "&"))


def finders(world, client, address) -> set[str]:
    """Everybody of the school who gets the page; for all others it is a 404."""
    found = set()
    for key in world.people:
        client.force_login(world.user(key))
        status = client.get(address).status_code
        assert status in (200, 404), (key, status)
        found |= {key} if status == 200 else set()
    return found


def seen(page) -> str:
    """The fingerprint that the form of a page carries."""
    return page.context["form"]["seen"].value()


def day(name, day, month, year):
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def bring(world, case, state):
    """The same case, further along the straight road."""
    for reached, go in ROAD:
        case.refresh_from_db()
        if case.status is state:
            break
        if case.status is reached:
            go(world, case)
    case.refresh_from_db()
    assert case.status is state
    return case
