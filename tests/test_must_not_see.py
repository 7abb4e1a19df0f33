"""The must-NOT-see list, shown by walking: each person follows every link they are given, and what they read is searched.

Every part of one case carries a word that stands nowhere else.  The lists below are written by hand; a word that is
missing from a list must not be found anywhere that person can go, and a word on it must be found, so the walk is seen
to work.
"""

import re
from collections import deque
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from investigations.actions.appointments import appoint, name_companion
from investigations.actions.complaints import record_complaint
from investigations.actions.concerns import Claim, Concern, log_concern
from investigations.actions.data_rights import record_request
from investigations.actions.evidence import add_evidence, describe
from investigations.actions.governing_body import propose_action
from investigations.actions.investigation import (
    add_to_chronology,
    appeal_find,
    find,
    give_advice,
    panel_find,
    write_report,
    write_terms,
)
from investigations.actions.statements import answer, take_statement
from investigations.actions.suspension import propose_suspension
from investigations.actions.take import take
from investigations.models import Case, Hearing, Person, User
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.resignation import ResignationProcedure
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.suspension import SuspensionProcedure
from tests import world as w
from tests.world import PNG, World

pytestmark = pytest.mark.django_db

# One word for each part of the case.
ALLEGATION, TERMS, ADVICE, ASSESSED, CHRONOLOGY = "WALLEGE", "WTERMS", "WADVICE", "WASSESS", "WCHRONO"
EXHIBIT, WITHHELD, UNSERVED, STATEMENT, FINDING, REPORT = (
    "WEXHIBIT",
    "WWITHHELD",
    "WUNSERVED",
    "WSTATE",
    "WFIND",
    "WREPORT",
)
DECISION, MINUTES, PANEL_FINDING, OUTCOME = "WDECIDE", "WMINUTES", "WPANELFIND", "WOUTCOME"
GROUNDS, APPEAL_FINDING, APPEAL_RESULT, APPEAL_MINUTES = "WGROUNDS", "WAPPEALFIND", "WAPPEALRESULT", "WAPPEALMIN"
ACTION, INSTRUCTIONS, ANSWER, TITLE = "WACTION", "WINSTRUCT", "WANSWER", "WTITLE"
CUSTODY, OTHER_CASE, REPORTED_BY, JUDGES, APPEAL_JUDGES = (
    "WCUSTODY",
    "WOTHERCASE",
    "Rita Shaw",
    "Governor Bell",
    "Governor Ellis",
)
SUSPENDED, RECOMMENDED, COMPLAINED, ASKED, AGREED = "WSUSPEND", "WRECOMMEND", "WCOMPLAIN", "WASKED", "WAGREED"
BESIDE = {SUSPENDED, RECOMMENDED, COMPLAINED, ASKED, AGREED}
ALL = {
    ALLEGATION, TERMS, ADVICE, ASSESSED, CHRONOLOGY, EXHIBIT, WITHHELD, UNSERVED, STATEMENT, FINDING, REPORT, DECISION,
    MINUTES, PANEL_FINDING, OUTCOME, GROUNDS, APPEAL_FINDING, APPEAL_RESULT, APPEAL_MINUTES, ACTION, INSTRUCTIONS, ANSWER,
    TITLE, CUSTODY, OTHER_CASE, REPORTED_BY, JUDGES, APPEAL_JUDGES, *BESIDE,
}  # fmt: skip
INVESTIGATION = {
    TITLE, ALLEGATION, TERMS, CHRONOLOGY, EXHIBIT, WITHHELD, UNSERVED, STATEMENT, FINDING, REPORT, CUSTODY, ANSWER,
    REPORTED_BY,
}  # fmt: skip
SERVED = {TITLE, ALLEGATION, EXHIBIT, CUSTODY, STATEMENT, FINDING, REPORT, ANSWER}

#: person: every word they may come across, on all pages together.
MAY_READ = {
    "head": ALL - {OTHER_CASE},
    "hr": ALL - {OTHER_CASE, GROUNDS, APPEAL_FINDING, APPEAL_RESULT, APPEAL_MINUTES, APPEAL_JUDGES},
    # no outcome, no panel names, no sanction, no decision
    "deputy": INVESTIGATION,
    "clerk": SERVED
    | {MINUTES, PANEL_FINDING, OUTCOME, GROUNDS, APPEAL_FINDING, APPEAL_RESULT, APPEAL_MINUTES, JUDGES, APPEAL_JUDGES}
    | {
        ACTION,
        INSTRUCTIONS,
        RECOMMENDED,
    },  # speaks for the governing body about the suspension, and reads no more of it
    "colleague": SERVED | {JUDGES, MINUTES},  # presents the case
    # what the employee was served, and their own deliberation: no advice, no actions, nothing of the appeal
    "governor1": SERVED | {JUDGES, MINUTES, PANEL_FINDING, OUTCOME},
    "governor4": SERVED
    | {JUDGES, MINUTES, PANEL_FINDING, OUTCOME, GROUNDS, APPEAL_FINDING, APPEAL_RESULT, APPEAL_MINUTES, APPEAL_JUDGES},
    # the employee: what was served on them, their own words, the outcomes
    "teacher": (SERVED - {TITLE}) | {PANEL_FINDING, MINUTES, OUTCOME, APPEAL_RESULT, GROUNDS, JUDGES, APPEAL_JUDGES},
    "dsl": {STATEMENT},  # witness: the own statement
    "reporter": {TITLE, REPORTED_BY},  # what they called it, and their own name
    "it_lead": {CUSTODY},  # custodian: the own items
    "chair": {TITLE, ACTION, INSTRUCTIONS, RECOMMENDED},  # incident group: the actions; and ends the suspension
    "dpo": {INSTRUCTIONS, ACTION, ASKED},  # owns an action, and answers the request
    "business_manager": set(),  # companion, with whom no papers are shared
    "governor7": set(),
    "staff_governor": set(),
    "superuser": set(),
    "other school": set(),
}
#: The own name is no secret from its bearer, and stands in lists of people for those who run the school.
EVERYWHERE = {REPORTED_BY, JUDGES, APPEAL_JUDGES}


def runs_beside(world: World, case: Case) -> None:
    """A suspension whose lifting is recommended, a complaint, a request, and a resignation that was withdrawn."""
    head, today, now = world.user("head"), timezone.localdate(), timezone.now()
    suspension = propose_suspension(
        case, reasons=f"So {SUSPENDED}.", rejected={"not_alone": f"No {SUSPENDED}."}, by=head
    )
    take(
        SuspensionProcedure.impose_suspension, suspension, by=head, suspended_from=now, named_contact="Ann Bell",
        terms="Stay away.",
    )  # fmt: skip
    take(SuspensionProcedure.recommend_lifting, suspension, by=head, recommendation=f"Enough {RECOMMENDED}.")
    record_complaint(case, received_on=today, channel="email", what=f"Bad {COMPLAINED}.", name="Ms Lowe", by=head)
    record_request(
        case, request_kind="access", received_on=today, channel="email", what=f"All {ASKED}.", name="Ms Lowe",
        owner=world["dpo"], by=head,
    )  # fmt: skip
    take(P.record_resignation, case, by=head, resigned_on=today, effective_on=today, reason="A letter.")
    gone = case.resignations.get()
    take(ResignationProcedure.withdraw_resignation, gone, by=head, consented=f"The council {AGREED}.")
    case.refresh_from_db()


def a_life_with_words() -> World:
    world = World.make()
    today = timezone.localdate()
    head, deputy, clerk, teacher = (world.user(key) for key in ("head", "deputy", "clerk", "teacher"))
    claim = Claim(
        what=f"A post {ALLEGATION}.",
        happened_from=today - timedelta(days=3),
        clauses=(world.version.clauses.get(number="3"),),
    )
    case = log_concern(
        Concern(title=f"Picture {TITLE}", claims=(claim,), subject=world["teacher"]),
        by=world.user("reporter"),
        at=world["reporter"],
    )
    world.case = case
    appoint(case, world["chair"], Role.INCIDENT_GROUP, by=head)
    appoint(case, world["it_lead"], Role.EVIDENCE_CUSTODIAN, by=head, reason="Keep the log.")
    w.assess(world, case)
    appoint(case, world["deputy"], Role.INVESTIGATING_OFFICER, by=head)
    appoint(case, world["hr"], Role.HR_ADVISER, by=head)
    give_advice(case, f"Advice {ADVICE}", by=world.user("hr"))
    write_terms(case, by=head, background=f"Because {TERMS}.", scope="The post.", report_to="The head")
    take(P.open_investigation, case, by=head, severity="3", reason=f"Look into it: {ASSESSED}.")
    take(P.tell_the_employee, case, by=head, told_on=timezone.now(), method="by_hand")
    runs_beside(world, case)
    add_evidence(case, SimpleUploadedFile("a.png", PNG), by=deputy, description=f"Post {EXHIBIT}")
    withheld = add_evidence(case, SimpleUploadedFile("b.png", PNG), by=deputy, description=f"Note {WITHHELD}")
    describe(withheld, {}, by=deputy, withheld_because="Privileged.")
    add_evidence(case, SimpleUploadedFile("c.png", PNG), by=world.user("it_lead"), description=f"Log {CUSTODY}")
    statement = take_statement(case, world["dsl"], text=f"I saw it {STATEMENT}.", taken_on=today, by=deputy)
    take(StatementProcedure.send_statement, statement, by=deputy)
    take(StatementProcedure.confirm_statement, statement, by=world.user("dsl"), confirmed=True)
    answer(case, f"I am sorry {ANSWER}.", by=teacher)
    add_to_chronology(case, day=today, text=f"It happened {CHRONOLOGY}.", by=deputy)
    for allegation in case.allegations.all():
        find(allegation, result="proved", reasons=f"Shown {FINDING}.", by=deputy)
    write_report(case, by=deputy, process=f"Looked {REPORT}.", conclusion="So.", recommendation="formal")
    take(P.submit_report, case, by=deputy)
    appoint(case, world["clerk"], Role.CLERK, by=head)
    appoint(case, world["colleague"], Role.PRESENTING_OFFICER, by=head)
    take(P.refer_to_disciplinary, case, by=head, reason=f"To be heard {DECISION}.", may_dismiss=True)
    action = propose_action(
        case, title=f"Freeze {ACTION}", instructions=f"Do {INSTRUCTIONS}.", owner=world["dpo"], due_on=today,
        protects=["school"], by=head,
    )  # fmt: skip
    take(ActionProcedure.approve_action, action, by=head)
    w.arrange(world, case)
    name_companion(case, world["business_manager"], by=teacher)
    add_evidence(case, SimpleUploadedFile("d.png", PNG), by=deputy, description=f"Late {UNSERVED}")
    Hearing.objects.filter(case=case).update(starts_at=timezone.now())
    present = [world[key] for key in w.PANEL]
    take(P.hold_hearing, case, by=clerk, held_on=today, present=present, minutes=f"Said {MINUTES}.")
    for allegation in case.allegations.all():
        panel_find(allegation, result="proved", reasons=f"Clear {PANEL_FINDING}.", by=world.user("governor1"))
    take(
        P.issue_outcome, case, by=world.user("governor1"), level="final_written", reason=f"Serious {OUTCOME}.",
        change_required="Never again.", served_at=timezone.now(), method="by_hand",
        votes=[world[key] for key in w.PANEL],
    )  # fmt: skip
    take(P.lodge_appeal, case, by=teacher, grounds=["unfair"], grounds_text=f"Too hard {GROUNDS}.")
    w.arrange_appeal(world, case)
    Hearing.objects.filter(case=case, is_appeal=True).update(starts_at=timezone.now())
    present = [world[key] for key in w.APPEAL]
    take(P.hold_appeal, case, by=clerk, held_on=today, present=present, minutes=f"Said {APPEAL_MINUTES}.")
    for allegation in case.allegations.all():
        appeal_find(allegation, result="proved", reasons=f"Clear {APPEAL_FINDING}.", by=world.user("governor4"))
    take(
        P.decide_appeal, case, by=world.user("governor4"), result="reduced", level="first_written",
        reason=f"Less {APPEAL_RESULT}.", grounds_upheld=["unfair"], votes=[world[key] for key in w.APPEAL],
    )  # fmt: skip
    # another case of the same employee, which only the chair manages
    other = log_concern(
        Concern(title=f"Earlier {OTHER_CASE}", claims=(claim,), subject=world["head"]),
        by=world.user("colleague"),
        at=world["colleague"],
    )
    other.appointments.of(Role.REPORTER).delete()
    other.appointments.of(Role.CASE_MANAGER).update(person=world["vice_chair"])
    other.readers.all().delete()
    return world


def walk(client: Client, most: int = 1200) -> dict[str, str]:
    """Every page that can be reached by links from the first page, with its words."""
    seen: dict[str, str] = {}
    ahead = deque(["/"])
    while ahead and len(seen) < most:
        address = ahead.popleft()
        if address in seen:
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = body.decode(errors="replace")
        assert response.status_code < 500, address
        if response.status_code in (301, 302):
            ahead.append(response["Location"].split("#")[0])
        if response.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'(?:href|src)="(/[^"#]*)', seen[address])
            ahead.extend(link.replace("&amp;", "&") for link in links if not link.startswith("/static/"))
    assert len(seen) < most, "the walk did not come to an end"
    return seen


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """What each person read on their whole walk: person -> {address: words}."""
    folder = tmp_path_factory.mktemp("walk")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault"),
        transaction.atomic(),
    ):
        world = a_life_with_words()
        root = User.objects.create_superuser("root@example.org", "x")
        Person.objects.create(school=world.school, user=root, name="Root")
        other = World.make(name="Other school", domain="other.example")
        accounts = {"superuser": root, "other school": other.user("head")}
        read = {}
        for who in MAY_READ:
            client = Client()
            client.force_login(accounts.get(who) or world.user(who))
            with transaction.atomic():
                read[who] = walk(client)
        transaction.set_rollback(True)
    return read


@pytest.mark.parametrize("who", MAY_READ)
def test_nobody_reads_more_than_their_part(told, who):
    found = {
        word: [address for address, words in told[who].items() if word in words and _is_case_page(address, word)]
        for word in ALL
    }
    too_much = {word: pages for word, pages in found.items() if pages and word not in MAY_READ[who]}
    assert too_much == {}


@pytest.mark.parametrize("who", MAY_READ)
def test_everybody_reads_their_part(told, who):
    everything = "\n".join(told[who].values())
    assert {word for word in MAY_READ[who] if word not in everything} == set()


def _is_case_page(address: str, word: str) -> bool:
    """Names of people also stand in the school's register and its sign-off lists, which say nothing of any case."""
    return word not in EVERYWHERE or address.startswith(("/cases/", "/parts/", "/tasks/"))
