"""Can everybody use every page?  Each is opened by somebody who may see it, on a desk and on a phone."""

import html
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.actions.governing_body import propose_action
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.models import Case, ConcernDraft
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import State
from tests import world as w
from tests.browser.screen import DESK, PHONE, faults, sideways, sign_in
from tests.test_access import (
    APPEAL_CHAIR,
    CLERK,
    COMPANION,
    CUSTODIAN,
    INCIDENT,
    INVESTIGATOR,
    MANAGER,
    OWNER,
    PANEL_CHAIR,
    REPORTER,
    SUBJECT,
    WITNESS,
    Life,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WALKERS = (
    MANAGER, INVESTIGATOR, CLERK, PANEL_CHAIR, APPEAL_CHAIR, INCIDENT, SUBJECT, WITNESS, REPORTER, CUSTODIAN, OWNER,
    COMPANION,
)  # fmt: skip
#: How many addresses of one kind a walker follows, and how many of one kind are looked at.
FOLLOWED, LOOKED_AT = 3, 2
#: Answers that are no page to look at, and pages that need more than a signed-in reader: tested by themselves.
NO_PAGES = {
    "sign_out", "evidence_picture", "evidence_original", "bundle_exhibit_picture", "bundle_exhibit_original",
    "part_exhibit_picture", "part_exhibit_original", "version_source", "document_open", "part_document",
    "job_progress", "part_job_progress",
}  # fmt: skip


@pytest.fixture
def life(live_server) -> Life:
    """A case that has been everywhere, one in the middle of its investigation, one being heard, one just reported."""
    life = Life()
    world = life.world
    deputy, head = world.user(INVESTIGATOR), world.user(MANAGER)
    life.early = early = world.case_at(State.INVESTIGATION, title="Tablet left open on a bus")
    for number in (1, 2):
        add_evidence(early, SimpleUploadedFile(f"screen {number}.png", w.PNG), by=deputy)
    early.chronology.create(day=timezone.localdate(), text="It was noticed.", entered_by=world[INVESTIGATOR])
    statement = take_statement(early, world[WITNESS], text="I saw it.", taken_on=timezone.localdate(), by=deputy)
    take(StatementProcedure.send_statement, statement, by=deputy)
    for about in ("Lock the tablets", "Tell the parents"):
        action = propose_action(
            early, title=about, owner=world[OWNER], due_on=timezone.localdate(), protects=["school"], by=head
        )
    take(ActionProcedure.approve_action, action, by=head, minute_reference="7/2")
    life.heard = world.case_at(State.HEARD, title="Messages to a former pupil", about="reporter", by="vice_chair")
    world.log(title="Password on a note")
    return life


def kind_of(path: str) -> tuple:
    """What tells one page from another of its kind: its name, and which step or question it asks."""
    match = resolve(path)
    return match.url_name, match.kwargs.get("name"), match.kwargs.get("question")


def pages_of(user) -> dict[str, tuple]:
    """Every page that somebody comes to by following links, a few of each kind, found without a browser."""
    client = Client()
    client.force_login(user)
    found: dict[str, tuple] = {}
    followed: Counter = Counter()
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        response = client.get(path)
        if response.status_code == 302:
            waiting.append(response["Location"])
            continue
        assert response.status_code == 200, (user.email, path, response.status_code)
        found[path] = kind_of(path)
        for link in links_in(response.content.decode()):
            try:
                kind = kind_of(link)
            except Resolver404:
                continue
            if kind[0] in NO_PAGES or link in found or link in waiting or followed[kind] >= FOLLOWED:
                continue
            followed[kind] += 1
            waiting.append(link)
    return found


def links_in(words: str) -> list[str]:
    found = re.findall(r'<a [^>]*?href="(/[^"#]*)', words)
    return [urlsplit(html.unescape(link)).path for link in found]


def test_no_page_has_a_fault_that_axe_knows_nor_scrolls_sideways_on_a_phone(life, page, live_server):
    looked: Counter = Counter()
    report: list[str] = []
    for who in WALKERS:
        user = life.user(who)
        sign_in(page, live_server, user)
        for path, kind in pages_of(user).items():
            if looked[kind] >= LOOKED_AT:
                continue
            looked[kind] += 1
            page.set_viewport_size(DESK)
            page.goto(path)
            report += [f"{path} ({who}): {fault}" for fault in [*faults(page), *sideways(page)]]
    assert report == []
    print(sorted({k[0] for k in looked}), len(looked), sum(looked.values()))
