"""A person at the school in front of a browser without JavaScript: opens pages, follows links, fills in forms."""

import re
from datetime import date, datetime

from django.utils import timezone


class Visitor:
    """One signed-in person.  `page` is what is in front of them."""

    def __init__(self, app, user):
        app.set_user(user)
        self.app, self.page = app, None
        self.opens("/")

    # ---- Looking --------------------------------------------------------------------------------------------------

    @property
    def reads(self) -> str:
        """The words on the page, its messages among them."""
        return words_of(self.page.html.body or self.page.html)

    def sees(self, *sentences: str) -> bool:
        missing = [sentence for sentence in sentences if sentence not in self.reads]
        assert not missing, f"{missing} is not on the page {self.page.request.path}: {self.reads}"
        return True

    def opens(self, address: str) -> "Visitor":
        self.page = self.app.get(address).maybe_follow()
        return self

    def opens_my_work(self) -> "Visitor":
        return self.opens("/")

    def opens_case(self, reference: str, part: str = "") -> "Visitor":
        """The case, and from there one of its pages by the words of its navigation."""
        self.opens(f"/cases/{reference}/")
        return self.follows(part, within=".case-nav") if part else self

    def opens_part(self, words: str) -> "Visitor":
        """The own page of somebody who has only a part, found on My work."""
        return self.opens_my_work().follows(words)

    def finds(self, address: str) -> bool:
        """Whether there is such a page for this person."""
        status = self.app.get(address, expect_errors=True).status_int
        assert status in (200, 302, 404), (address, status)
        return status != 404

    def finds_case(self, reference: str) -> bool:
        return self.finds(f"/cases/{reference}/")

    def links(self, within: str = "body") -> list[str]:
        return [words_of(link) for link in self.page.html.select(f"{within} a[href]")]

    def offered(self) -> list[str]:
        """The steps that can be taken now, as the page of the case offers them."""
        return [words_of(link) for link in self.page.html.select(".next-steps__link")]

    def turn(self) -> str:
        return words_of(self.page.html.select_one(".next-steps__turn"))

    def stage(self) -> str:
        """Where the case stands, as the band above every page of it says."""
        return words_of(self.page.html.select_one(".case-band .badge"))

    def waiting(self) -> list[str]:
        """The cases that wait for this person, as My work tells."""
        self.opens_my_work()
        return re.findall(r"Case (\S+), since", self.reads.partition("Waiting for you")[2])

    # ---- Going and doing --------------------------------------------------------------------------------------------

    def follows(self, words: str, within: str = "body") -> "Visitor":
        found = [link for link in self.page.html.select(f"{within} a[href]") if words_of(link).startswith(words)]
        assert found, f"no link {words!r} on {self.page.request.path}: {self.links(within)}"
        return self.opens(self.page.request.relative_url(found[0]["href"]))

    def sends(self, button: str, **answers: object) -> "Visitor":
        """Fill in the form under this button and press it; the answers are taken."""
        self._press(button, answers)
        assert self.page.status_int < 400, f"{self.page.status_int} {self.page.request.path}: {self.reads}"
        wrong = self.page.html.select(".govuk-error-summary, .refusal[role=alert]")
        assert not wrong, f"{self.page.request.path}: {words_of(wrong[0])}"
        return self

    def tries(self, button: str, **answers: object) -> str:
        """The same, and it is refused: what the page says is wrong."""
        self._press(button, answers)
        wrong = self.page.html.select(".govuk-error-summary, .refusal")
        assert wrong, f"{button} was not refused: {self.reads}"
        return words_of(wrong[0])

    def takes(self, reference: str, step: str, **answers: object) -> "Visitor":
        """A step of the case, from its page."""
        self.opens_case(reference)
        assert step in self.offered(), f"{step} is not offered: {self.turn()} {self.offered()}"
        return self.follows(step, within=".next-steps").sends(step, **answers)

    def typed(self, name: str) -> str:
        return self._form_with([name])[name].value

    def place_of(self, line: str) -> str:
        """In the preview of a policy, the name of the question to which place a line belongs."""
        [found] = [row for row in self.page.html.select(".line") if line in words_of(row)]
        return found.select_one("select")["name"]

    def choices(self, name: str) -> list[str]:
        """The words beside the boxes or buttons of a question."""
        form = self._form_with([name]).html
        boxes = form.select(f'input[name="{name}"]')
        return [words_of(form.find("label", {"for": box["id"]})) for box in boxes]

    def _press(self, button: str, answers: dict[str, object]) -> None:
        files = answers.pop("files", [])
        form, pressed = self._form_under(button, answers)
        for name, answer in answers.items():
            fill(form, name, answer)
        sent = form.submit_fields()
        if pressed.get("name"):
            sent.append((pressed["name"], pressed.get("value", "")))
        address = self.page.request.relative_url(form.action) if form.action else self.page.request.url
        if form.method.upper() == "GET":
            self.page = self.app.get(address, params=sent)
            return
        sent = [(name, value) for name, value in sent if name != "files"]
        upload = [("files", name, content) for name, content in files] or None
        # A browser names the page it comes from.
        headers = {"Referer": self.page.request.url}
        self.page = self.app.post(
            address, params=sent, upload_files=upload, headers=headers, expect_errors=True
        ).maybe_follow()

    def _form_under(self, button: str, answers: dict[str, object]):
        for form in self._forms():
            for pressed in form.html.select("button[type=submit]"):
                if words_of(pressed) == button and all(has(form, name) for name in answers):
                    return form, pressed
        there = [
            (words_of(one), sorted(n for n in form.fields if n))
            for form in self._forms()
            for one in form.html.select("button")
        ]
        raise AssertionError(f"no {button!r} with {sorted(answers)} on {self.page.request.path}: {there} {self.reads}")

    def _form_with(self, names):
        return next(form for form in self._forms() if all(has(form, name) for name in names))

    def _forms(self):
        # `forms` names a form by its number and by its id.
        return [form for key, form in self.page.forms.items() if isinstance(key, int)]


def words_of(tag) -> str:
    if tag is None:
        return ""
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def has(form, name: str) -> bool:
    return name in form.fields or f"{name}_day" in form.fields


def fill(form, name: str, answer: object) -> None:
    """Days go into their boxes; boxes and buttons are chosen by their value, or by how their words begin."""
    if isinstance(answer, datetime):
        answer = timezone.localtime(answer) if answer.tzinfo else answer
        form[f"{name}_time"] = answer.strftime("%H:%M")
    if isinstance(answer, date):
        form[f"{name}_day"], form[f"{name}_month"] = str(answer.day), str(answer.month)
        form[f"{name}_year"] = str(answer.year)
    elif isinstance(answer, bool):
        form[name].checked = answer
    elif isinstance(answer, list | tuple | set):
        wanted = {value_of(form, name, one) for one in answer}
        for box in form.fields[name]:
            box.checked = box._value in wanted
    else:
        form[name] = value_of(form, name, str(answer))


def value_of(form, name: str, words: str) -> str:
    """Of radios, boxes and lists the value behind the words; anything else is text."""
    choices = {}
    for box in form.html.select(f'input[type=radio][name="{name}"], input[type=checkbox][name="{name}"]'):
        choices[words_of(form.html.find("label", {"for": box["id"]}))] = box["value"]
    for option in form.html.select(f'select[name="{name}"] option'):
        choices[words_of(option)] = option["value"]
    if not choices or words in choices.values():
        return words
    found = [value for label, value in choices.items() if label.startswith(words)]
    assert found, f"{words!r} is not among {list(choices)}"
    return found[0]
