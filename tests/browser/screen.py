"""What the tests in a browser share: signing in, and asking a page whether everybody can use it."""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

#: Everything that WCAG 2.2 AA asks and a machine can see, and what is good practice besides.
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
_AXE = Axe()


def session_of(user) -> str:
    """A session as signing in makes one."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(page, live_server, user) -> None:
    """From now on this window is that person's."""
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}]
    )


def faults(page) -> list[str]:
    """What axe finds on the page as it stands, one line for each kind of fault with the first places."""
    found = _AXE.run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} at " + "; ".join(str(node["target"][0]) for node in rule["nodes"][:3])
        for rule in found
    ]


def sideways(page) -> list[str]:
    """What makes the page wider than a phone of 320 pixels: the innermost things that stand out."""
    page.set_viewport_size(PHONE)
    if page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]:
        return []
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.children.length)
            .slice(0, 3).map((one) => `<${one.localName} class="${one.className}"> ${one.textContent.slice(0, 40)}`)"""
    )
    return [f"it scrolls sideways at 320 pixels: {wide}"]
