"""Every address x every person x {their own, another's, one they are shut out of, one that does not exist}.

An address that stands in no table below fails the test.  What one may not see answers exactly like what does not
exist: same status, same headers, same words.
"""

import re
import uuid

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.clocks import start_clock
from investigations.actions.concerns import Claim, Concern, log_concern
from investigations.actions.pseudonyms import enter_pseudonym
from investigations.actions.redaction import Box, black_out_page
from investigations.actions.renditions import ask_for_rendition, make
from investigations.models import Bundle, Document, Exclusion, ExclusionKind, Job, Release, Upload
from investigations.procedure.audiences import Audience, Scope
from investigations.procedure.clocks import Clock
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from tests.test_access import (
    APPEAL_CHAIR,
    APPEAL_MEMBER,
    CLERK,
    COMPANION,
    CUSTODIAN,
    EVERYBODY,
    HR,
    INCIDENT,
    INVESTIGATOR,
    MANAGER,
    OTHER_SCHOOL,
    PANEL_CHAIR,
    PANEL_MEMBER,
    PRESENTER,
    SUBJECT,
    WITNESS,
    Life,
)

NONEXISTENT = "ZZZZ-ZZZZ"
PAPERS = {"kind": "hearing_papers"}
CASE = {MANAGER, HR, INVESTIGATOR, CLERK, PRESENTER, PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER, INCIDENT}
WHOLE = {MANAGER, HR}
INQUIRY = WHOLE | {INVESTIGATOR}
PANELS = {PANEL_CHAIR, PANEL_MEMBER, APPEAL_CHAIR, APPEAL_MEMBER}
PEOPLE_OF_THE_SCHOOL = set(EVERYBODY)
REGISTER = {MANAGER, INCIDENT, CLERK, COMPANION, OTHER_SCHOOL}  # head, chair, clerk, business manager; another's head


class Row:
    """One address: the rest of its arguments, who gets an answer in their own case, and how it is asked."""

    def __init__(self, who, rest=None, post=False):
        self.who, self.rest, self.post = who, rest or (lambda life: {}), post


def one(**rest):
    return lambda life: rest


#: Addresses of one case, by `reference`.
OF_A_CASE = {
    "case_detail": Row(CASE),
    "case_access": Row(WHOLE),
    "clock_list": Row(WHOLE | {INVESTIGATOR, CLERK, PRESENTER}),
    "clock_detail": Row(INQUIRY, lambda life: {"pk": life.case.clocks.get(key="investigation_target").pk}),
    "clock_extend": Row({MANAGER}, lambda life: {"pk": life.clock.pk}),
    "clock_end": Row({MANAGER}, lambda life: {"pk": life.clock.pk}),
    "hearing_agreement": Row(WHOLE | PANELS | {CLERK, PRESENTER}),
    "appeal_agreement": Row({MANAGER, CLERK, APPEAL_CHAIR, APPEAL_MEMBER}),
    "history": Row(INQUIRY | {CLERK}),
    "step_take": Row({MANAGER}, one(name="close")),
    "terms_detail": Row(INQUIRY),
    "terms_edit": Row({MANAGER}),
    "evidence_list": Row(INQUIRY),
    "evidence_upload": Row({MANAGER, INVESTIGATOR}),
    "evidence_capture": Row({MANAGER, INVESTIGATOR}),
    "upload_start": Row({MANAGER, INVESTIGATOR}),
    "upload_one": Row({MANAGER}, lambda life: {"pk": life.upload.pk}),
    "evidence_describe_many": Row({MANAGER, INVESTIGATOR}),
    "evidence_detail": Row(INQUIRY, one(number=1)),
    "evidence_edit": Row({MANAGER, INVESTIGATOR}, one(number=1)),
    "evidence_picture": Row(INQUIRY, one(number=1, width=320)),
    "evidence_media": Row(INQUIRY, one(number=1)),
    "evidence_original": Row(INQUIRY, one(number=1)),
    "redaction_list": Row(INQUIRY | {CLERK}),
    "redaction_edit": Row(INQUIRY | {CLERK}, one(number=1, scope="parties")),
    "redaction_picture": Row(INQUIRY | {CLERK}, one(number=1, scope="parties", width=320)),
    "redaction_take_back": Row({MANAGER, INVESTIGATOR, CLERK}, one(number=1, scope="parties"), post=True),
    "redaction_take_over": Row({MANAGER, INVESTIGATOR, CLERK}, one(number=1, scope="parties"), post=True),
    "pseudonym_list": Row(INQUIRY | {CLERK}),
    "pseudonym_add": Row({MANAGER, INVESTIGATOR, CLERK}),
    "pseudonym_edit": Row({MANAGER, INVESTIGATOR, CLERK}, lambda life: {"pk": life.pseudonym.pk}),
    "rendition_make": Row({MANAGER, INVESTIGATOR, CLERK}, one(number=1, scope="parties"), post=True),
    "rendition_check": Row(INQUIRY | {CLERK}, one(number=1, scope="parties")),
    "rendition_page": Row(
        INQUIRY | {CLERK}, lambda life: {"number": 1, "scope": "parties", "pk": life.rendition.pk, "page": 1}
    ),
    "rendition_file": Row(INQUIRY | {CLERK}, lambda life: {"number": 1, "scope": "parties", "pk": life.rendition.pk}),
    "statement_list": Row(INQUIRY),
    "statement_add": Row({MANAGER, INVESTIGATOR}),
    "statement_detail": Row(INQUIRY, one(number=1)),
    "statement_edit": Row({MANAGER, INVESTIGATOR}, one(number=1)),
    "statement_step": Row({MANAGER, INVESTIGATOR}, one(number=1, name="send_statement")),
    "chronology_list": Row(INQUIRY),
    "chronology_add": Row({MANAGER, INVESTIGATOR}),
    "chronology_edit": Row({MANAGER, INVESTIGATOR}, one(number=1)),
    "finding_list": Row(INQUIRY),
    "finding_edit": Row({MANAGER, INVESTIGATOR}, one(position=1)),
    "report_detail": Row(INQUIRY),
    "report_edit": Row({MANAGER, INVESTIGATOR}),
    "advice_list": Row(WHOLE),
    "allegation_list": Row(INQUIRY | {PRESENTER}),
    "allegation_add": Row({MANAGER}),
    "allegation_edit": Row({MANAGER}, one(position=1)),
    "appointment_list": Row(INQUIRY | {CLERK}),
    "appointment_add": Row({MANAGER}),
    "appointment_end": Row({MANAGER}, lambda life: {"pk": part_of(life, INVESTIGATOR).pk}),
    "case_person_add": Row({MANAGER}),
    "conflict_declare": Row({MANAGER}),
    "stand_down": Row(CASE),
    "register_detail": Row({MANAGER, CLERK}),
    "register_set_aside": Row({CLERK}, lambda life: {"role": "panel", "pk": life.world["staff_governor"].pk}),
    "decision_list": Row(WHOLE),
    "closing_checklist": Row(WHOLE),
    "fairness_record": Row(WHOLE | {CLERK}),
    "hearing_detail": Row(WHOLE | PANELS | {CLERK, PRESENTER}),
    "convene_panel": Row({CLERK}),
    "convene_appeal_panel": Row({CLERK}),
    "hearing_day": Row(WHOLE | PANELS | {CLERK, PRESENTER}, one(kind="hearing")),
    "session_add": Row({CLERK}, one(kind="hearing")),
    "session_edit": Row({CLERK}, one(kind="hearing", number=1)),
    "order_tick": Row({CLERK, PANEL_CHAIR}, one(kind="hearing", part="introductions")),
    "mitigation_edit": Row({CLERK}),
    "panel_finding_edit": Row({PANEL_CHAIR}, one(position=1)),
    "bundle_detail": Row(WHOLE | PANELS | {CLERK, PRESENTER}),
    "bundle_exhibit": Row(WHOLE | PANELS | {CLERK, PRESENTER}, one(number=1)),
    "bundle_exhibit_picture": Row(WHOLE | PANELS | {CLERK, PRESENTER}, one(number=1)),
    "bundle_exhibit_media": Row(WHOLE | PANELS | {CLERK, PRESENTER}, one(number=1)),
    "bundle_exhibit_original": Row(WHOLE | PANELS | {CLERK, PRESENTER}, one(number=1)),
    "outcome_detail": Row(WHOLE | PANELS | {CLERK}),
    "appeal_detail": Row({MANAGER, CLERK, APPEAL_CHAIR, APPEAL_MEMBER}),
    "appeal_finding_edit": Row({APPEAL_CHAIR}, one(position=1)),
    "minute_list": Row({MANAGER, CLERK}),
    "minute_edit": Row({MANAGER, CLERK}, one(kind="report")),
    "action_list": Row(WHOLE | {CLERK, INCIDENT}),
    "action_add": Row({MANAGER, INCIDENT}),
    "action_detail": Row(WHOLE | {CLERK, INCIDENT}, one(number=1)),
    "action_step": Row({MANAGER, INCIDENT}, one(number=1, name="explain_action")),
    "suspension_list": Row(WHOLE),
    "suspension_add": Row({MANAGER}),
    "suspension_detail": Row(WHOLE, one(number=1)),
    "suspension_step": Row({MANAGER}, one(number=1, name="review_suspension")),
    "complaint_list": Row(WHOLE),
    "complaint_add": Row({MANAGER}),
    "complaint_detail": Row(WHOLE, one(number=1)),
    "complaint_step": Row({MANAGER}, one(number=1, name="answer_complaint")),
    "resignation_list": Row(WHOLE),
    "resignation_step": Row({MANAGER}, one(number=1, name="end_employment")),
    "request_list": Row(WHOLE),
    "request_add": Row({MANAGER}),
    "request_detail": Row(WHOLE, one(number=1)),
    "request_step": Row({MANAGER}, one(number=1, name="answer_access")),
    "duty_list": Row(WHOLE),
    "duty_detail": Row(WHOLE, one(kind="breach_log")),
    "duty_assign": Row({MANAGER}, one(kind="breach_log")),
    "duty_step": Row({MANAGER}, one(kind="breach_log", name="log_breach")),
    "trigger_questions": Row({MANAGER}, one(occasion="assessment", name="data")),
    "anonymity_check": Row({MANAGER}),
    "letter_list": Row(CASE),
    "letter_add": Row({MANAGER, INVESTIGATOR, CLERK, PRESENTER, PANEL_CHAIR, APPEAL_CHAIR, INCIDENT}),
    "letter_detail": Row(WHOLE | PANELS | {CLERK, PRESENTER}, lambda life: {"number": letter_of(life, "L17").number}),
    "letter_edit": Row({CLERK}, lambda life: {"number": letter_of(life, "L17").number}),
    "letter_step": Row({CLERK}, lambda life: {"number": letter_of(life, "L27").number, "name": "issue_letter"}),
    "letter_pdf": Row(
        WHOLE | PANELS | {CLERK, PRESENTER}, lambda life: {"number": letter_of(life, "L17").number}, post=True
    ),
    "document_list": Row(INQUIRY | PANELS | {CLERK, PRESENTER}),
    "document_make": Row(INQUIRY | PANELS | {CLERK, PRESENTER}, post=True),
    "document_open": Row({MANAGER}, lambda life: {"pk": life.document.pk}),
    "copy_list": Row(WHOLE | {CLERK}),
    "copy_add": Row({MANAGER, CLERK}),
    "copy_detail": Row(WHOLE | {CLERK}, one(number=1)),
    "copy_progress": Row(WHOLE | {CLERK}, one(number=1)),
    "copy_release": Row({CLERK}, one(number=1)),
    "copy_call_off": Row({CLERK}, one(number=1)),
    "copy_received": Row({CLERK}, one(number=1)),
    # who prepared it, and the one member of the panel to whom it was released
    "copy_open": Row({CLERK, PANEL_CHAIR}, one(number=1)),
    "copy_acknowledge": Row({PANEL_CHAIR}, one(number=1), post=True),
    "job_detail": Row({MANAGER}, lambda life: {"pk": life.job.pk}),
    "job_progress": Row({MANAGER}, lambda life: {"pk": life.job.pk}),
}
#: Addresses of one person's part in a case: whose it is.  Nobody else gets an answer there.
OF_A_PART = {
    "part_detail": (SUBJECT, {}),
    "part_papers": (SUBJECT, {}),
    "part_exhibit": (SUBJECT, {"number": 1}),
    "part_exhibit_picture": (SUBJECT, {"number": 1}),
    "part_exhibit_media": (SUBJECT, {"number": 1}),
    "part_exhibit_original": (SUBJECT, {"number": 1}),
    "part_answer": (SUBJECT, {}),
    "part_companion": (SUBJECT, {}),
    "part_mitigation": (SUBJECT, {}),
    "part_companion_share": (SUBJECT, {}),
    "part_step": (SUBJECT, {"name": "lodge_appeal"}),
    "part_document_make": (SUBJECT, {}),
    "part_letter_pdf": (SUBJECT, lambda life: {"number": letter_of(life, "L17").number}),
    "part_copy": (SUBJECT, {"number": 2}),
    "part_copy_acknowledge": (SUBJECT, {"number": 2}),
    "part_files": (CUSTODIAN, {}),
    "part_statement": (WITNESS, {"number": 1}),
    "part_statement_step": (WITNESS, {"number": 1, "name": "confirm_statement"}),
}
#: Addresses that are the same for everybody who is signed in, and show each their own.
FOR_EVERYBODY = {
    "my_work", "case_list", "case_export", "view_list", "view_save", "procedure", "check_document", "verifier_download", "school_key", "notice_list", "notices_read", "notice_settings", "concern_list", "choose_school", "concern_start", "sign_out",
    "warning_list", "calendar_feed", "calendar_feed_make", "calendar_feed_revoke",
    "tie_list", "tie_add",
    "confirm", "factor_list", "second_step_start", "totp_add", "passkey_add", "recovery_codes_make", "session_list", "sessions_end_others",
}  # fmt: skip
#: Addresses without sign-in.
OPEN = {
    "calendar_file", "sign_in", "account_login", "forgotten", "forgotten_sent", "mfa_authenticate", "openid_connect_login",
    "openid_connect_callback", "set_password", "rehearsal",
}  # fmt: skip
#: Addresses of something that is one person's own, tested one by one in tests/views and tests/signin.
OWN = {
    "capture_correct", "part_upload_start", "part_upload_one", "concern_upload_start", "concern_upload_one",
    "factor_remove", "recovery_codes", "recovery_codes_file", "session_end",
    "concern_files", "concern_check", "concern_send", "concern_sent", "concern_discard", "concern_question",
    "task_detail", "task_step", "duty_task", "duty_task_step", "notice_open", "overview", "termly_report", "view_open", "view_edit", "view_remove", "part_job", "part_job_progress", "part_document",
    "device_detail", "device_step", "signature_copy", "sign_off_detail", "sign_off_step", "version_refuse",
    "tie_end", "panel_answer",
    "suspension_task", "suspension_task_step", "request_task", "request_task_step",
}  # fmt: skip
#: Addresses of the school's register, for those who keep it: tested one by one in tests/views.
OF_THE_REGISTER = {
    "letter_template_list", "letter_template_detail", "letter_template_edit", "letter_template_publish",
    "letter_template_house", "letterhead_edit",
    "person_list", "person_add", "person_detail", "person_edit", "person_account", "removal_ask", "removal_answer", "office_add", "office_end",
    "school_settings", "school_edit", "procedure_numbers", "term_import", "term_add", "term_edit", "term_remove", "closure_add",
    "named_governor",
    "closure_remove", "policy_import", "policy_import_discard", "policy_preview", "version_publish", "version_discard",
    "clause_duties", "breach_log", "low_level_log", "countersign_list", "countersign", "signature_detail", "outgoing_mail", "mail_again",
    "sign_off_list", "sign_off_ask", "account_list", "account_add", "account_detail", "account_edit", "administrator_add",
    "administrator_end", "password_add", "password_permit",
}  # fmt: skip
#: The policies, which everybody at the school reads and signs.
OF_THE_SCHOOL = {"device_list", "device_request", "policy_list", "version_detail", "version_source", "version_sign"}


def names() -> set[str]:
    return {pattern.name for pattern in get_resolver("investigations.urls").url_patterns if pattern.name}


def test_every_address_stands_in_a_table():
    placed = set(OF_A_CASE) | set(OF_A_PART) | FOR_EVERYBODY | OPEN | OWN | OF_THE_REGISTER | OF_THE_SCHOOL
    assert names() - placed == set(), "place the new address in one of the tables"
    assert placed - names() == set(), "these addresses are gone"


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault"),
        transaction.atomic(),
    ):
        life = Life()
        world = life.world
        life.entry = life.case.chronology.create(
            day=timezone.localdate(), text="It happened.", entered_by=world[INVESTIGATOR]
        )
        claim = Claim(what="Another matter.", happened_from=timezone.localdate())
        life.anothers = log_concern(
            Concern(title="Another matter", claims=(claim,), subject=world["head"]),
            by=world.user("vice_chair"),
            at=world["vice_chair"],
        )
        life.anothers.appointments.of(Role.CASE_MANAGER).update(person=world["vice_chair"])
        life.anothers.readers.all().delete()
        life.case.hearings.update(short_notice_agreement=life.case.evidence.get(number=1))
        life.clock = start_clock(life.case, Clock.CASE_DECISION, since=timezone.now(), at=timezone.now())
        life.job = Job.objects.create(case=life.case, kind="case_file", requested_by=world[MANAGER])
        life.upload = Upload.objects.create(case=life.case, by=world[MANAGER], name="post.png", size=100)
        life.pseudonym = enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Ann Lee", by=world.user(MANAGER))
        shown = life.case.evidence.get(number=1)
        black_out_page(shown, Scope.PARTIES, 1, [Box(0.1, 0.1, 0.2, 0.2, "A face")], by=world.user(MANAGER))
        life.rendition = ask_for_rendition(shown, Scope.PARTIES, by=world.user(MANAGER))
        assert make(life.rendition.pk)
        life.document = Document.objects.create(
            case=life.case, kind="case_file", file_name="a.pdf", vault_key=f"{life.case.pk.hex}/{uuid.uuid4().hex}", sha256="0", size=1, pages=1,
            sections=sorted(Standing.of(world.user(MANAGER), life.case).sections), made_for=world[MANAGER],
        )  # fmt: skip
        for number, (audience, who) in enumerate(
            [(Audience.PANEL, PANEL_CHAIR), (Audience.EMPLOYEE, SUBJECT)], start=1
        ):
            copy = Document.objects.create(
                case=life.case, kind="copy", file_name="b.pdf", vault_key=f"{life.case.pk.hex}/{uuid.uuid4().hex}", sha256="0", size=1, pages=1,
                sections=["copies"], made_for=world[CLERK],
            )  # fmt: skip
            release = Release.objects.create(
                case=life.case, number=number, audience=audience, section=Section.BUNDLE, to=world[who], state="released",
                prepared_by=world[CLERK], released_by=world[CLERK], released_at=timezone.now(), document=copy,
                bundle=Bundle.objects.get(hearing__case=life.case, hearing__is_appeal=False),
            )  # fmt: skip
            Job.objects.create(case=life.case, kind="copy", requested_by=world[CLERK], release=release, state="done")
        life.clients = {}
        for who in EVERYBODY:
            life.clients[who] = Client()
            life.clients[who].force_login(life.user(who))
        yield life
        transaction.set_rollback(True)


def letter_of(life, code):
    return life.case.letters.get(code=code)


def part_of(life, who):
    return life.case.appointments.live().get(person=life.world[who])


def ask(life, who, name, row, reference):
    """The answer, with whatever it did undone."""
    address = reverse(name, kwargs={"reference": reference, **row.rest(life)})
    client = life.clients[who]
    with transaction.atomic():
        response = client.post(address, PAPERS) if row.post else client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return response, plain(body.decode(errors="replace"), reference)


def plain(words: str, reference: str) -> str:
    """Without what differs from one request to the next: the token, and the address that was asked."""
    words = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", words)
    return words.replace(reference, "REFERENCE")


def headers(response):
    return {
        name: value for name, value in response.items() if name not in ("Content-Length", "Content-Security-Policy")
    }


@pytest.mark.parametrize("name", sorted(OF_A_CASE))
def test_only_those_of_the_table_get_an_answer_in_their_own_case(life, name):
    row = OF_A_CASE[name]
    answers = {who: ask(life, who, name, row, life.case.reference)[0].status_code for who in EVERYBODY}
    assert {who for who, status in answers.items() if status != 404} == row.who, answers
    assert not [status for status in answers.values() if status >= 500]


@pytest.mark.parametrize("name", sorted(OF_A_CASE))
def test_anothers_case_cannot_be_told_from_one_that_does_not_exist(life, name):
    row = OF_A_CASE[name]
    for who in EVERYBODY:
        nowhere, nothing = ask(life, who, name, row, NONEXISTENT)
        assert nowhere.status_code == 404, who
        theirs = [life.anothers.reference]
        if who not in row.who:
            theirs.append(life.case.reference)
        for reference in theirs:
            response, words = ask(life, who, name, row, reference)
            assert (response.status_code, headers(response), words) == (404, headers(nowhere), nothing), (
                who,
                reference,
            )


@pytest.mark.parametrize("name", sorted(OF_A_CASE))
def test_whoever_is_shut_out_finds_nothing_from_the_next_request_on(life, name):
    row = OF_A_CASE[name]
    for who in row.who:
        with transaction.atomic():
            Exclusion.objects.create(case=life.case, person=life.world[who], kind=ExclusionKind.CONFLICT)
            _, nothing = ask(life, who, name, row, NONEXISTENT)
            response, words = ask(life, who, name, row, life.case.reference)
            transaction.set_rollback(True)
        assert (response.status_code, words) == (404, nothing), who


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OF_A_CASE))
def test_a_stranger_is_asked_to_sign_in_whether_it_exists_or_not(life, name):
    row = OF_A_CASE[name]
    for reference in (life.case.reference, NONEXISTENT):
        address = reverse(name, kwargs={"reference": reference, **row.rest(life)})
        response = Client().get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("sign_in"))


def ask_for_part(life, who, name, pk, rest):
    address = reverse(name, kwargs={"pk": pk, **rest})
    client = life.clients[who]
    with transaction.atomic():
        response = client.post(address, PAPERS) if name in POSTED_ONLY else client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, plain(body.decode(errors="replace"), str(pk))


POSTED_ONLY = {"part_companion_share", "part_copy_acknowledge", "part_document_make", "part_letter_pdf"}


@pytest.mark.parametrize("name", sorted(OF_A_PART))
def test_a_part_is_there_for_whose_it_is_and_for_nobody_else(life, name):
    whose, rest = OF_A_PART[name]
    rest = rest(life) if callable(rest) else rest
    pk = part_of(life, whose).pk
    for who in EVERYBODY:
        nowhere, nothing = ask_for_part(life, who, name, uuid.uuid4(), rest)
        response, words = ask_for_part(life, who, name, pk, rest)
        assert nowhere.status_code == 404
        if who == whose:
            assert response.status_code not in (404, 500), name
        else:
            assert (response.status_code, headers(response), words) == (404, headers(nowhere), nothing), who


REGISTER_LISTS = (
    "term_import",
    "letter_template_list",
    "letterhead_edit",
    "person_list",
    "person_add",
    "school_settings",
    "policy_import",
    "procedure_numbers",
    "outgoing_mail",
    "named_governor",
)


@pytest.mark.parametrize("name", REGISTER_LISTS)
def test_the_register_is_for_those_who_keep_it(life, name):
    answers = {who: life.clients[who].get(reverse(name)).status_code for who in EVERYBODY}
    assert {who for who, status in answers.items() if status != 404} == REGISTER
