"""Words that would like to be a program: they are shown as they were typed, and nothing runs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.actions.governing_body import propose_action
from investigations.actions.statements import take_statement
from investigations.models import Case, ConcernDraft, Person
from tests import world as w
from tests.browser.screen import sideways
from tests.views.test_concerns import fill, send, usual_answers
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = "<script>window.hacked=1</script>\"'><img src=x onerror=window.hacked=1>{{7*7}}{% debug %}"
ADDRESS = "javascript:window.hacked=1"


@pytest.fixture
def case(world: World) -> Case:
    """A case in which every text that somebody may type is hostile."""
    Person.objects.filter(pk=world["teacher"].pk).update(name=f"Tessa {HOSTILE}", job_title=HOSTILE[:60])
    for key in ("teacher", "deputy"):
        world[key].refresh_from_db()
    client = Client()
    client.force_login(world.user("head"))
    client.post("/report/start/")
    draft = ConcernDraft.objects.get()
    usual = usual_answers(world)
    hostile = {
        "what": {"title": HOSTILE, "what": HOSTILE},
        "where": {"account": HOSTILE, "post_address": ADDRESS, "device": HOSTILE},
        "source": usual["source"] | {"words": HOSTILE},
        "done": {"done": [], "also": HOSTILE},
    }
    fill(client, draft, usual | hostile)
    send(client, draft)
    case = Case.objects.get()
    w.assess(world, case)
    case.refresh_from_db()
    w.investigate(world, case)
    deputy, head = world.user("deputy"), world.user("head")
    add_evidence(
        case, SimpleUploadedFile("<img src=x onerror=alert(1)>.png", w.PNG), by=deputy, description=HOSTILE,
        source=HOSTILE,
    )  # fmt: skip
    take_statement(case, world["dsl"], text=HOSTILE, how_taken=HOSTILE[:100], taken_on=timezone.localdate(), by=deputy)
    propose_action(
        case, title=HOSTILE, owner=world["dpo"], due_on=timezone.localdate(), protects=["school"], instructions=HOSTILE,
        by=head,
    )  # fmt: skip
    case.chronology.create(day=timezone.localdate(), text=HOSTILE, entered_by=world["deputy"])
    return case


#: Pages, and how often at least the words must stand on each.
PAGES = {
    "/": 1, "/cases/": 2, "/people/": 1, "": 3, "allegations/": 3, "people/": 1, "evidence/": 1, "evidence/1/": 2,
    "evidence/1/edit/": 0, "statements/1/": 1, "chronology/": 1, "findings/": 1, "report/": 1, "actions/": 1,
    "actions/1/": 2, "access/": 1, "history/": 0, "decisions/": 0,
}  # fmt: skip


def test_nothing_that_was_typed_runs_and_everything_is_shown_as_it_was_typed(page, as_, case):
    as_("head")
    wrong = []
    for path, times in PAGES.items():
        at = path if path.startswith("/") else f"/cases/{case.reference}/{path}"
        assert page.goto(at).status == 200, at
        found = page.evaluate(
            """() => ({
                hacked: "hacked" in window,
                planted: document.querySelectorAll("main script, img[src='x'], [onerror]").length,
                addresses: document.querySelectorAll("a[href^='javascript:' i]").length,
                words: document.body.textContent,
            })"""
        )
        shown = found.pop("words").count(HOSTILE)
        if found != {"hacked": False, "planted": 0, "addresses": 0} or shown < times:
            wrong.append((at, found, shown))
        wrong += [(at, fault) for fault in sideways(page)]
    assert wrong == []


def test_an_address_of_a_post_is_shown_and_is_no_link_that_runs(page, as_, case):
    as_("head")
    page.goto(f"/cases/{case.reference}/allegations/")
    assert page.get_by_text(ADDRESS, exact=True).count() == 1
    assert page.get_by_role("link", name=ADDRESS).count() == 0
