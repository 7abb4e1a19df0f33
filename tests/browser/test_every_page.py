"""Can everybody use every page?  Each is opened by somebody who may see it, on a desk and on a phone."""

import html
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import expect

from investigations.actions.appointments import appoint
from investigations.actions.evidence import add_evidence
from investigations.actions.governing_body import propose_action
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.models import ConcernDraft, School
from investigations.procedure.case import CaseProcedure
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import State
from tests import world as w
from tests.browser.screen import DESK, faults, sideways, sign_in
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
#: How many addresses of one kind a walker follows.
FOLLOWED = {"case_detail": 6, "part_detail": 4}
FOLLOWED_OF_OTHERS = 2
#: Answers that are no page to look at, and pages that need more than a signed-in reader: tested by themselves.
NO_PAGES = {
    "sign_out", "evidence_picture", "evidence_original", "bundle_exhibit_picture", "bundle_exhibit_original",
    "part_exhibit_picture", "part_exhibit_original", "version_source", "document_open", "part_document",
    "job_progress", "part_job_progress", "case_export", "redaction_picture", "rendition_page", "rendition_file",
    "verifier_download", "school_key", "copy_open", "evidence_media", "bundle_exhibit_media", "part_exhibit_media",
}  # fmt: skip
POLICY = b"# Tablet policy\n\n1. A tablet is locked.\n2. A tablet stays at school.\n\nA breach is looked into.\n"
#: Pages that differ much from one reader to another, and are looked at with the eyes of each.
EACH_THEIR_OWN = {"my_work", "case_detail", "part_detail", "document_list"}
#: Pages that the walk must have come by, lest it loses its way unnoticed.
LANDMARKS = {
    "action_detail", "appeal_detail", "appointment_add", "bundle_exhibit", "case_access", "case_list", "clock_detail",
    "concern_list", "convene_panel", "decision_list", "evidence_detail", "evidence_describe_many", "finding_edit",
    "hearing_detail", "history", "my_work", "outcome_detail", "panel_finding_edit", "part_answer", "part_exhibit",
    "part_files", "part_statement", "person_detail", "policy_import", "procedure", "register_detail", "report_edit",
    "school_settings", "tie_add",
    "statement_add", "step_take", "task_step", "terms_edit", "version_detail",
}  # fmt: skip


@pytest.fixture
def life(live_server) -> Life:
    """A case that has been everywhere, one in the middle of its investigation, one referred, one heard, one reported."""
    life = Life()
    world = life.world
    deputy, head = world.user(INVESTIGATOR), world.user(MANAGER)
    early = world.case_at(State.INVESTIGATION, title="Tablet left open on a bus")
    take(CaseProcedure.tell_the_employee, early, by=head, told_on=timezone.now(), method="by_hand")
    appoint(early, world[CUSTODIAN], Role.EVIDENCE_CUSTODIAN, by=head, reason="Keep the tablet.")
    for number in (1, 2):
        add_evidence(early, SimpleUploadedFile(f"screen {number}.png", w.PNG), by=deputy)
    early.chronology.create(day=timezone.localdate(), text="It was noticed.", entered_by=world[INVESTIGATOR])
    statement = take_statement(early, world[WITNESS], text="I saw it.", taken_on=timezone.localdate(), by=deputy)
    take(StatementProcedure.send_statement, statement, by=deputy)
    for title in ("Lock the tablets", "Tell the parents"):
        action = propose_action(
            early, title=title, owner=world[OWNER], due_on=timezone.localdate(), protects=["school"], by=head
        )
    take(ActionProcedure.approve_action, action, by=head, minute_reference="7/2")
    world.case_at(State.REFERRED, title="Account left without a password")
    world.case_at(State.HEARD, title="Messages to a former pupil")
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
            if (
                kind[0] in NO_PAGES
                or link in found
                or link in waiting
                or followed[kind] >= FOLLOWED.get(kind[0], FOLLOWED_OF_OTHERS)
            ):
                continue
            followed[kind] += 1
            waiting.append(link)
    return found


def links_in(words: str) -> list[str]:
    found = re.findall(r'<a [^>]*?href="(/[^"#]*)', words)
    return [urlsplit(html.unescape(link)).path for link in found]


def test_no_page_has_a_fault_that_axe_knows_nor_scrolls_sideways_on_a_phone(life, page, live_server):
    looked: set[tuple] = set()
    report: list[str] = []
    for who in WALKERS:
        user = life.user(who)
        sign_in(page, live_server, user)
        for path, kind in pages_of(user).items():
            seen_as = (*kind, who) if kind[0] in EACH_THEIR_OWN else kind
            if seen_as in looked:
                continue
            looked.add(seen_as)
            page.set_viewport_size(DESK)
            page.goto(path)
            report += [f"{path} ({who}): {fault}" for fault in [*faults(page), *sideways(page)]]
    assert report == []
    assert LANDMARKS - {kind[0] for kind in looked} == set(), "the walk no longer comes by these"


def test_pages_that_no_link_leads_to_have_no_fault_either(page, live_server, world, as_):
    """Signing in, choosing a person, what is not found or refused, and reports and policies in the making."""
    report: list[str] = []

    def look(name: str) -> None:
        page.set_viewport_size(DESK)
        report.extend(f"{name}: {fault}" for fault in [*faults(page), *sideways(page)])

    page.goto("/sign-in/")
    look("sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look("sign-in with errors")
    School.objects.update(is_rehearsal=True)
    page.goto("/rehearsal/")
    look("rehearsal")
    as_(MANAGER)
    page.goto("/cases/ZZZZ-ZZZZ/")
    assert page.locator("h1").inner_text() == "Page not found"
    look("not found")
    page.goto("/report/")
    page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'")
    page.get_by_role("button", name="Start now").click()
    look("refused form")

    page.goto("/report/")
    page.get_by_role("button", name="Start now").click()
    draft = ConcernDraft.objects.get()
    for question in ("who", "what", "when", "where", "another", "source", "done", "files", "check"):
        page.goto(f"/report/{draft.pk}/{question}/")
        look(question)
        if question in ("who", "what", "when"):
            page.get_by_role("button", name="Continue").click()
            expect(page.locator(".govuk-error-summary")).to_be_visible()
            look(f"{question} with errors")

    page.goto("/policies/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "policy.md", "mimeType": "text/markdown", "buffer": POLICY}
    )
    page.locator("main form button.govuk-button").first.click()
    expect(page.get_by_text("A tablet is locked.").first).to_be_visible()
    look("a policy as it was read")
    assert report == []


def test_the_look_itself_sees_what_is_wrong(page):
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=x><pre>' + 'wide'.repeat(200)")
    assert {"image-alt", "page-has-heading-one"} <= {fault.split(":")[0] for fault in faults(page)}
    assert len(sideways(page)) == 1
