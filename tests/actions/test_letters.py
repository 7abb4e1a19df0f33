"""Letters of a case: written, issued, served and proved; and what the steps of a case put in the tray."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from investigations.access import Standing, letters_for, letters_to_write, reads_letter
from investigations.actions.appointments import appoint
from investigations.actions.letter_preview import preview_letter
from investigations.actions.letter_templates import (
    back_to_house_text,
    publish_version,
    save_letterhead,
    save_version,
)
from investigations.actions.letters import change_letter, write_letter
from investigations.actions.meanwhile import Meanwhile
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.documents.letter_paper import is_as_issued
from investigations.documents.letter_text import house_text, template_for
from investigations.models import AuditEvent, CaseLetter, Served
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import FindingResult, Level
from investigations.procedure.letter_track import LetterProcedure as L
from investigations.procedure.letters import Letter
from investigations.procedure.roles import Role
from investigations.procedure.states import LetterState, State
from tests import world as w
from tests.world import World

pytestmark = pytest.mark.django_db

SERVICE = {"method": "by_hand", "proof": "Signed receipt"}


def issue(world, letter, who):
    take(L.issue_letter, letter, by=world.user(who))
    return letter


def serve(world, letter, who, **given):
    take(L.serve_letter, letter, by=world.user(who), **({"served_at": timezone.now()} | SERVICE | given))
    return letter


def letter_of(case, code):
    return case.letters.get(code=code)


def facts_of(kind):
    return json.loads(bytes(AuditEvent.objects.get(kind=kind).body))["facts"]


def refused(step, letter, by, **given):
    with pytest.raises(Refused) as caught:
        take(step, letter, by=by, **given)
    return caught.value


def fill(letter, by):
    """Fill every gap with a word."""
    text = letter.text
    while "‹" in text:
        before, _, rest = text.partition("‹")
        text = before + "filled in" + rest.partition("›")[2]
    change_letter(letter, by=by, text=text)


# ---- From a step to the tray, and out ------------------------------------------------------------------------------


def test_a_step_puts_its_letter_in_the_tray_and_it_is_issued_and_served_from_there():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    head = world.user("head")
    letter = letter_of(case, "L01")
    assert (letter.state, letter.to, letter.section) == ("draft", world["reporter"], "assessment")
    assert letter.step.step == "begin_assessment" and case.reference in letter.text
    assert Standing.of(head, case).facts.has_unserved_letter
    assert list(letters_to_write(head)) == [letter]
    assert refused(L.serve_letter, letter, head).sentence.startswith("This cannot be done now")

    issue(world, letter, "head")
    assert letter.frozen["text"] == letter.text and len(letter.sha256) == 64
    event = AuditEvent.objects.get(kind="step.issue_letter")
    assert facts_of("step.issue_letter")["letter_sha256"] == letter.sha256 and event.section == "assessment"
    assert list(letters_to_write(head)) == [letter]

    serve(world, letter, "head", address="Staff room", proof_exhibit=None)
    served = letter.served
    assert (served.to, served.text, served.proof, served.address) == (
        world["reporter"], letter.text, "Signed receipt", "Staff room",
    )  # fmt: skip
    assert letter.state == LetterState.SERVED and not letters_to_write(head).exists()
    assert not Standing.of(head, case).facts.has_unserved_letter


def test_what_was_issued_cannot_be_changed_and_a_change_behind_its_back_is_seen():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    head, letter = world.user("head"), letter_of(case, "L01")
    change_letter(letter, by=head, text=letter.text + "\n\nOne more line.")
    issue(world, letter, "head")
    with pytest.raises(Refused, match="its words stand"):
        change_letter(letter, by=head, text="Other words.")
    assert is_as_issued(letter)
    for field, value in (("text", "Other words."), ("frozen", letter.frozen | {"sender": "Somebody else"})):
        changed = CaseLetter.objects.get(pk=letter.pk)
        setattr(changed, field, value)
        assert not is_as_issued(changed), field
    CaseLetter.objects.filter(pk=letter.pk).update(text="Other words.")
    assert (
        "no longer those that were issued"
        in refused(L.serve_letter, letter, head, served_at=timezone.now(), **SERVICE).sentence
    )
    assert not Served.objects.filter(letter="L01").exists()


def test_a_letter_is_taken_back_only_while_it_was_not_served():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    head, letter = world.user("head"), letter_of(case, "L01")
    issue(world, letter, "head")
    first = letter.sha256
    take(L.take_letter_back, letter, by=head, reason="A name was wrong.")
    assert (letter.state, letter.sha256, letter.frozen, letter.issued_by) == ("draft", "", {}, None)
    assert facts_of("step.take_letter_back")["taken_back_sha256"] == first
    serve(world, issue(world, letter, "head"), "head")
    assert "cannot be done now" in refused(L.take_letter_back, letter, head, reason="Too late.").sentence


def test_a_letter_that_is_not_needed_leaves_the_tray_with_a_reason():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    letter = letter_of(case, "L01")
    assert "reason" in refused(L.letter_not_needed, letter, world.user("head")).sentences
    take(L.letter_not_needed, letter, by=world.user("head"), reason="Told in person.")
    assert letter.state == "not_needed" and not Standing.of(world.user("head"), case).facts.has_unserved_letter


def test_nobody_is_thanked_who_is_not_there_or_was_told_already():
    world = World.make()
    case = world.log(by="head")
    take(P.begin_assessment, case, by=world.user("head"))
    told = world.log()
    take(P.begin_assessment, told, by=world.user("head"), acknowledged_on=timezone.localdate())
    assert not CaseLetter.objects.exists()


def test_a_letter_with_gaps_or_without_an_addressee_is_not_issued():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    head = world.user("head")
    letter = write_letter(case, Letter.PRESERVATION_NOTICE, by=head)
    assert "to whom" in refused(L.issue_letter, letter, head).sentence
    change_letter(letter, by=head, to_name="The computer company")
    assert "still has gaps" in refused(L.issue_letter, letter, head).sentence
    fill(letter, head)
    issue(world, letter, "head")
    assert letter.frozen["to"] == ["The computer company"]
    serve(world, letter, "head", method="by_email", address="keep@example.org")
    assert (letter.served.to, letter.served.recipient) == (None, "The computer company")


def test_service_that_does_not_hold_together_is_refused_beside_its_question():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    head, letter = world.user("head"), letter_of(case, "L01")
    issue(world, letter, "head")
    early = timezone.now() - timedelta(days=2)
    assert set(refused(L.serve_letter, letter, head, served_at=early, **SERVICE).sentences) == {"served_at"}
    now = timezone.now()
    assert set(refused(L.serve_letter, letter, head, served_at=now, method="by_hand").sentences) == {"proof"}
    wrong = refused(L.serve_letter, letter, head, served_at=now, proof_exhibit=99, **SERVICE)
    assert set(wrong.sentences) == {"proof_exhibit"}


def test_two_who_change_a_draft_at_once_are_told_of_each_other():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    with pytest.raises(Meanwhile):
        change_letter(letter_of(case, "L01"), by=world.user("head"), seen="another", text="Mine.")


# ---- Steps that serve their letter --------------------------------------------------------------------------------


def test_a_step_that_says_how_it_was_served_issues_and_serves_its_letter_at_once():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    head = world.user("head")
    waiting = letter_of(case, "L03")
    assert waiting.step.step == "open_investigation"
    answers = {"told_on": timezone.now(), "method": "by_hand"}
    before = (case.revision, AuditEvent.objects.count(), Served.objects.count())
    shown = preview_letter(P.tell_the_employee, case, by=head, **answers)
    after = (case.revision, AuditEvent.objects.count(), Served.objects.count())
    assert before == after and case.employee_told_at is None
    assert (shown.code, shown.to, shown.gaps) == (Letter.NOTICE_OF_INVESTIGATION, "Tessa Moor", [])
    take(P.tell_the_employee, case, by=head, letter_text=shown.text + "\n\nMy own words.", **answers)
    letter = letter_of(case, "L03")
    assert (letter.pk, letter.state, letter.served.method) == (waiting.pk, "served", "by_hand")
    assert letter.text.endswith("My own words.") and letter.served.text == letter.text and is_as_issued(letter)
    assert facts_of("step.tell_the_employee")["letter_sha256"] == letter.sha256


def test_a_letter_read_over_with_gaps_in_it_holds_the_step_back():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    with pytest.raises(BadAnswers) as bad:
        take(
            P.tell_the_employee, case, by=world.user("head"), told_on=timezone.now(), method="by_hand",
            letter_text="Dear Tessa\n\n‹What is alleged›",
        )  # fmt: skip
    assert bad.value.sentences == {"letter_text": "The letter still has gaps. Fill in: What is alleged."}
    case.refresh_from_db()
    assert case.employee_told_at is None and letter_of(case, "L03").state == "draft"


def test_the_notice_of_investigation_cannot_go_round_its_step():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    letter = letter_of(case, "L03")
    assert "The step “Record that the employee was told" in refused(L.issue_letter, letter, world.user("head")).sentence


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        (Level.NO_SANCTION, {"L20"}),
        (Level.FIRST_WRITTEN, {"L21"}),
        (Level.FINAL_WRITTEN, {"L22"}),
        (Level.DISMISSAL_WITH_NOTICE, {"L23", "L25"}),
        (Level.SUMMARY_DISMISSAL, {"L24", "L25"}),
        (Level.ALTERNATIVE, {"L26"}),
    ],
)
def test_the_letter_of_the_outcome_follows_from_the_outcome(heard, level, codes):
    from django.db import transaction

    world, case = heard
    before = set(case.letters.values_list("pk", flat=True))
    with transaction.atomic():
        take(
            P.issue_outcome, case, by=world.user("governor1"), level=level, reason="Serious.",
            change_required="No picture with a name.", served_at=timezone.now(), method="by_hand",
            votes=[world[key] for key in w.PANEL],
        )  # fmt: skip
        made = case.letters.exclude(pk__in=before)
        assert set(made.values_list("code", flat=True)) == codes
        assert all("Serious." in one.text for one in made)
        transaction.set_rollback(True)
    case.refresh_from_db()


@pytest.fixture(scope="module")
def heard(django_db_setup, django_db_blocker, tmp_path_factory):
    from django.db import transaction
    from django.test import override_settings

    from investigations.actions.investigation import panel_find

    folder = tmp_path_factory.mktemp("heard")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault"),
        transaction.atomic(),
    ):
        world = World.make("The heard school", "heard.example")
        case = world.case_at(State.HEARD)
        for allegation in case.allegations.all():
            panel_find(allegation, result=FindingResult.PROVED, reasons="Shown.", by=world.user("governor1"))
        yield world, case
        transaction.set_rollback(True)


def test_before_the_decision_no_outcome_letter_goes_out_and_the_managers_do_not_know_of_its_draft(heard):
    world, case = heard
    letter = write_letter(case, Letter.FINAL_WARNING, by=world.user("governor1"))
    fill(letter, world.user("governor1"))
    assert refused(L.issue_letter, letter, world.user("governor1")).sentence == "The panel has to decide first."
    for who in ("head", "hr", "governor2", "deputy"):
        assert not letters_for(Standing.of(world.user(who), case)).filter(pk=letter.pk).exists(), who


# ---- Clocks -------------------------------------------------------------------------------------------------------


def test_the_days_to_agree_interview_notes_run_from_the_day_they_count_as_served():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    deputy = world.user("deputy")
    statement = take_statement(case, world["dsl"], text="I saw it.", taken_on=timezone.localdate(), by=deputy)
    letter = write_letter(case, Letter.INTERVIEW_NOTES, by=deputy, statement=statement)
    assert (letter.to, letter.record_id) == (world["dsl"], str(statement.pk)) and "I saw it." in letter.text
    issue(world, letter, "deputy")
    assert not case.clocks.filter(key="notes_returned").exists()
    serve(world, letter, "deputy", method="first_class_post", address="1 School Lane")
    clock = case.clocks.get(key="notes_returned")
    assert clock.record_id == str(statement.pk) and timezone.localdate(clock.started_at) <= letter.served.served_on
    school = case.school
    noon = timezone.make_aware(timezone.datetime.combine(letter.served.served_on, timezone.datetime.min.time())) + timedelta(hours=12)  # fmt: skip
    from investigations.procedure.clocks import Clock

    assert clock.due_at == school.count(Clock.NOTES_RETURNED, noon).due


# ---- Who writes, issues and sees which ----------------------------------------------------------------------------

WHOLE = {"head", "hr"}
PANEL = {"governor1", "governor2"}
APPEAL = {"governor4", "governor5"}
#: letter: who writes, issues and serves it; who reads it once it was issued.  Written by hand.
MATRIX = {
    "L01": ({"head"}, WHOLE),
    "L02": ({"head", "deputy"}, WHOLE | {"deputy"}),
    "L03": ({"head"}, WHOLE | {"deputy"}),
    "L08": ({"deputy"}, WHOLE | {"deputy"}),
    "L12": ({"head"}, WHOLE | {"deputy"}),
    "L14": ({"head"}, WHOLE),
    "L16": ({"colleague"}, WHOLE | PANEL | APPEAL | {"clerk", "colleague"}),
    "L17": ({"clerk"}, WHOLE | PANEL | APPEAL | {"clerk", "colleague"}),
    "L21": ({"governor1", "clerk"}, WHOLE | PANEL | APPEAL | {"clerk"}),
    "L27": ({"clerk"}, APPEAL | {"head", "clerk"}),
    "L30": ({"governor4", "clerk"}, APPEAL | {"head", "clerk"}),
    "L32": ({"head"}, WHOLE),
    "L37": ({"head", "chair"}, WHOLE | {"clerk", "chair"}),
    "L41": ({"head"}, WHOLE),
}
EVERYBODY = (
    "head", "hr", "deputy", "clerk", "colleague", "governor1", "governor2", "governor4", "governor5", "chair", "teacher",
    "reporter", "dsl", "it_lead", "governor7",
)  # fmt: skip


def test_who_writes_issues_and_reads_which_letter():
    world = World.make()
    case = world.case_at(State.CONCLUDED)
    appoint(case, world["chair"], Role.INCIDENT_GROUP, by=world.user("head"))
    standings = {who: Standing.of(world.user(who), case) for who in EVERYBODY}
    for code, (writers, readers) in MATRIX.items():
        kind = Letter(code)
        draft = CaseLetter(
            case=case, code=code, number=900, section=kind.section, subject="S", text="T", template_sha256="0",
            to_name="Somebody",
        )  # fmt: skip
        draft.save()
        may = {who for who, one in standings.items() if one.role_for(L.issue_letter, draft)}
        assert may == writers, code
        assert {who for who, one in standings.items() if letters_for(one).filter(pk=draft.pk)} == writers, code
        for who in set(EVERYBODY) - writers:
            with pytest.raises(Refused):
                take(L.issue_letter, draft, by=world.user(who))
            with pytest.raises(Refused):
                change_letter(draft, by=world.user(who), text="Mine.")
        CaseLetter.objects.filter(pk=draft.pk).update(state="issued", sha256="0")
        draft.refresh_from_db()
        seen = {
            who for who, one in standings.items() if letters_for(one).filter(pk=draft.pk) and reads_letter(one, draft)
        }
        assert seen == readers, code
        draft.delete()


def test_a_letter_takes_from_the_case_only_what_its_writer_sees():
    world = World.make()
    case = world.case_at(State.REFERRED)
    text = "Subject: A\n\nOn [[allegations]] and [[received_on]] and [[statement]] and [[advice_given]] [[terms]]"
    version = save_version(case.school, Letter.BUNDLE_COVER, text, by=world["head"])
    publish_version(version, by=world["head"])
    words = write_letter(case, Letter.BUNDLE_COVER, by=world.user("clerk")).text
    assert "A post showed a pupil" in words  # the clerk serves the papers, and reads the allegations in them
    assert "‹Day on which the concern was received›" in words and "‹The advice given›" in words


# ---- The school's own texts ---------------------------------------------------------------------------------------


def test_a_school_writes_versions_publishes_one_and_goes_back():
    world = World.make()
    school, head = world.school, world["head"]
    version = save_version(school, Letter.INTERVIEW_NOTES, "Subject: Ours\n\nDear [[recipient]]", by=head)
    assert template_for(school, Letter.INTERVIEW_NOTES).text == house_text(Letter.INTERVIEW_NOTES)
    publish_version(version, by=head)
    assert template_for(school, Letter.INTERVIEW_NOTES).text == "Subject: Ours\n\nDear [[recipient]]\n"
    back_to_house_text(school, Letter.INTERVIEW_NOTES, by=head)
    assert template_for(school, Letter.INTERVIEW_NOTES).text == house_text(Letter.INTERVIEW_NOTES)
    version.refresh_from_db()
    assert version.text.startswith("Subject: Ours")


def test_an_unknown_field_is_named_and_code_stays_plain_words():
    world = World.make()
    head = world["head"]
    with pytest.raises(BadAnswers, match=r"\[\[secret\]\]"):
        save_version(world.school, Letter.PRESS_LINE, "Subject: A\n\n[[secret]] [[school]]", by=head)
    with pytest.raises(BadAnswers, match="Subject"):
        save_version(world.school, Letter.PRESS_LINE, "No subject", by=head)
    with pytest.raises(Refused):
        save_version(world.school, Letter.PRESS_LINE, "Subject: A\n\nB", by=world["teacher"])
    publish_version(
        save_version(world.school, Letter.PRESS_LINE, "Subject: {{ 7 }}\n\n{% now 'Y' %} <b>", by=head), by=head
    )
    case = world.log()
    letter = write_letter(case, Letter.PRESS_LINE, by=world.user("head"))
    assert (letter.subject, letter.text) == ("{{ 7 }}", "{% now 'Y' %} <b>")


def test_the_letterhead_of_the_day_of_issue_stays_with_the_letter():
    world = World.make()
    case = world.case_at(State.ASSESSMENT)
    save_letterhead(world.school, by=world["head"], header="020 7946 0000", signature="for the school")
    letter = issue(world, letter_of(case, "L01"), "head")
    save_letterhead(world.school, by=world["head"], header="Another number")
    assert (letter.frozen["header"], letter.frozen["signature"]) == (["020 7946 0000"], ["for the school"])
    assert letter.frozen["letterhead"] == 1 and is_as_issued(letter)
