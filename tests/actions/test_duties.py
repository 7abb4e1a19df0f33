"""Duties to others: which answer opens which, with which clock; every step of a duty; what is held back until then."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.anonymity import anonymity_refusal, record_check
from investigations.actions.duties import Given, answer_triggers, lado_refusal, open_duty
from investigations.actions.governing_body import propose_action
from investigations.actions.letters import change_letter, write_letter
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.documents.case_file import build
from investigations.models import RunningClock, questions_waiting
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import Level
from investigations.procedure.duties import (
    DUTY,
    TRIGGERS,
    Answer,
    DutyKind,
    Force,
    Occasion,
    opened_by,
    suggested_by,
)
from investigations.procedure.duties import DutyProcedure as D
from investigations.procedure.letter_track import LetterProcedure
from investigations.procedure.letters import Letter
from investigations.procedure.side_tracks import ActionProcedure
from investigations.procedure.states import DutyState, State
from tests import world as w
from tests.world import World

pytestmark = pytest.mark.django_db
K = DutyKind
TOLD = {"told_to": "Ms Ray, duty desk", "said": "The facts."}

#: question: the duties that "yes" and "not known yet" open, and the clock of each, by hand.
OPENS = {
    "harm": {K.LADO: "lado_contact"},
    "offence": {K.LADO: "lado_contact", K.POLICE: "police_or_social_care"},
    "risk": {K.LADO: "lado_contact"},
    "unsuitable": {K.LADO: "lado_contact"},
    "low_level": {K.LOW_LEVEL: "low_level_concern"},
    "child_at_risk": {K.DSL: "dsl_told"},
    "parents": {K.PARENTS: None},
    "early_years": {K.OFSTED: "ofsted_notify"},
    "data": {K.BREACH_LOG: None},
    "data_risk": {K.ICO: "ico_notify"},
    "data_high_risk": {K.DATA_SUBJECTS: None},
    "crime": {K.POLICE: "police_or_social_care"},
    "live": {K.TAKEDOWN: "platform_report"},
    "claim": {K.INSURER: None},
    "identified": {K.ANONYMITY: None},
}
LEAVING = {"serious_misconduct": K.TRA, "removed": K.DBS}


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    case = world.log()
    take(P.begin_assessment, case, by=world.user("head"))
    return case


def given(**answers):
    return {key: Given(answer=Answer(answer)) for key, answer in answers.items()}


def ask(world, case, aware=None, occasion=Occasion.ASSESSMENT, **answers):
    aware = aware or (timezone.now() if answers else None)
    answer_triggers(
        case, given(**answers), by=world.user("head"), aware_at=aware, all_no="No sign of it.", occasion=occasion
    )


def opened(case):
    """The duties that are open, each with the key of its running clock."""
    keys = dict(case.clocks.filter(stopped_at=None).exclude(record_id="").values_list("record_id", "key"))
    return {duty.kind: keys.get(str(duty.pk)) for duty in case.duties.open()}


def test_every_question_stands_in_the_truth_table_and_every_duty_has_a_rule():
    assert {question.key for question in TRIGGERS} == set(OPENS) | set(LEAVING)
    assert set(DUTY) == set(DutyKind)
    assert {kind for kind in DutyKind if kind.rule.force is Force.CONSIDER} == {K.TRA}
    assert K.DBS.rule.force is Force.MUST


def test_each_answer_opens_its_duties_with_their_clocks_and_no_opens_none(world, case):
    always = {K.BREACH_LOG: None}  # clause 3 is cited
    assert opened(case) == always
    for answer in ("yes", "not_known"):
        for key, kinds in OPENS.items():
            with transaction.atomic():
                ask(world, case, **{key: answer})
                assert opened(case) == always | kinds, (key, answer)
                transaction.set_rollback(True)
    ask(world, case)
    assert opened(case) == always
    settled = {duty.kind: duty.reasons for duty in case.duties.filter(state=DutyState.NOT_REQUIRED)}
    assert set(settled) == {kind for kinds in OPENS.values() for kind in kinds} - {K.BREACH_LOG}
    assert set(settled.values()) == {"No sign of it."}


def test_a_no_without_a_reason_and_a_yes_without_a_moment_are_asked_for(world, case):
    with pytest.raises(BadAnswers) as bad:
        answer_triggers(case, given(harm="yes", risk="no"), by=world.user("head"))
    assert {"risk_reason", "aware_at", "offence"} <= set(bad.value.sentences)
    assert not case.trigger_answers.exists()


def test_the_case_is_not_investigated_before_the_questions_are_answered(world, case):
    refusal = Standing.of(world.user("head"), case).refusal(P.begin_fact_finding)
    assert refusal.startswith("Answer the questions about the school's other duties first")
    ask(world, case)
    assert Standing.of(world.user("head"), case).refusal(P.begin_fact_finding) == ""


def test_clauses_are_read_for_what_they_open():
    founding = {
        "No image of a pupil may be used together with the full name.": ([K.BREACH_LOG], []),
        "The account may not be used to follow pupils or ex-pupils under 21.": ([], [K.LADO]),
        "Photographs are deleted from the device after they were posted.": ([], []),
        "Passwords change only with the head teacher's permission.": ([], []),
    }
    for text, (opens, suggests) in founding.items():
        assert (opened_by(text), suggested_by(text)) == (opens, suggests), text


def test_clause_3_opens_the_breach_log_for_the_data_protection_officer_from_the_report(world, case):
    duty = case.duties.get()
    assert (duty.kind, duty.owner, duty.aware_at) == (K.BREACH_LOG, world["dpo"], case.reported_at)
    assert "clause 3" in duty.opened_because
    ask(world, case)  # and an answer "no" does not take it away
    duty.refresh_from_db()
    assert duty.status is DutyState.OPEN


def test_the_lado_is_spoken_to_before_anybody_approaches_the_employee(world, case):
    head, deputy = world.user("head"), world.user("deputy")
    ask(world, case, harm="not_known")
    w.investigate(world, case)
    sentence = "Speak to the LADO before anybody approaches the employee."
    assert Standing.of(head, case).refusal(P.tell_the_employee) == sentence
    assert (
        lado_refusal(case, Letter.NOTICE_OF_INVESTIGATION)
        == lado_refusal(case, Letter.INVESTIGATION_MEETING)
        == sentence
    )
    assert lado_refusal(case, Letter.WITNESS_MEETING) == ""
    about = {"text": "I posted it.", "taken_on": timezone.localdate(), "by": deputy}
    with pytest.raises(Refused, match="Speak to the LADO"):
        take_statement(case, world["teacher"], **about)
    take_statement(case, world["dsl"], **about)
    take(D.complete_duty, case.duties.get(duty=K.LADO), by=head, done_at=timezone.now(), **TOLD)
    assert (
        Standing.of(head, case).refusal(P.tell_the_employee) == lado_refusal(case, Letter.NOTICE_OF_INVESTIGATION) == ""
    )


def test_holding_the_case_for_the_lado_and_the_duty_are_asked_once(world, case):
    head = world.user("head")
    take(P.await_advice, case, by=head, advice_from="both", reason="A child is shown.")
    assert opened(case) == {K.BREACH_LOG: None, K.LADO: "lado_contact", K.POLICE: "police_or_social_care"}
    with pytest.raises(BadAnswers, match="settles this duty as well"):
        take(D.complete_duty, case.duties.get(duty=K.LADO), by=head, done_at=timezone.now(), **TOLD)
    take(P.record_advice, case, by=head, adviser="Lena Ado, LADO", advice="Below the threshold.")
    assert opened(case) == {K.BREACH_LOG: None}
    lado = case.duties.get(duty=K.LADO)
    assert (lado.status, lado.told_to, lado.said) == (DutyState.DONE, "Lena Ado, LADO", "Below the threshold.")


def test_every_step_of_a_duty_is_walked(world, case):
    head, now = world.user("head"), timezone.now
    ask(world, case, data_risk="yes", low_level="yes", live="yes", aware=now() - timedelta(minutes=5))
    ico, log, low, live = (case.duties.get(duty=kind) for kind in (K.ICO, K.BREACH_LOG, K.LOW_LEVEL, K.TAKEDOWN))
    take(D.require_duty, ico, by=head, reason="Names of pupils were public.")
    take(D.complete_duty, ico, by=world.user("dpo"), done_at=now(), reference="IC-1", **TOLD)
    take(D.report_further, ico, by=world.user("dpo"), done_at=now(), told_to="ICO", said="Twelve pupils, not ten.")
    assert (ico.status, ico.reference, opened(case).get(K.ICO)) == (DutyState.DONE, "IC-1", None)
    take(D.reconsider_duty, ico, by=head, aware_at=now(), reason="A second picture.")
    assert opened(case)[K.ICO] == "ico_notify"
    take(D.decline_duty, ico, by=head, reason="The picture was never public.")
    assert K.ICO not in opened(case) and ico.reasons == "The picture was never public."
    breach = {"nature": "Shown.", "categories": "Names.", "people": 1, "consequences": "None.", "measures": "Hidden."}
    take(D.log_breach, log, by=world.user("dpo"), done_at=now(), **breach)
    assert log.entry == breach
    take(D.log_low_level_concern, low, by=head, done_at=now(), context="Own phone.", action="Told.", rationale="Once.")
    assert low.entry == {"context": "Own phone.", "action": "Told.", "rationale": "Once."}
    with pytest.raises(Refused, match="Capture the evidence first"):
        take(D.report_to_platform, live, by=world.user("it_lead"), done_at=now(), **TOLD)
    w.add_evidence(case, w.SimpleUploadedFile("post.png", w.PNG), by=head, description="The post")
    take(D.report_to_platform, live, by=world.user("it_lead"), done_at=now(), **TOLD)
    tra = open_duty(case, K.TRA, aware_at=now(), because="She left.", by=None)
    with pytest.raises(Refused, match="This cannot be done now"):
        take(D.refer_to_tra, tra, by=head, done_at=now(), **TOLD)  # not before it was considered
    take(D.require_duty, tra, by=head, reason="Serious, and repeated.")
    take(D.refer_to_tra, tra, by=head, done_at=now(), **TOLD)
    taken = set(case.steps_taken.filter(table="DutyProcedure").values_list("step", flat=True))
    assert taken == {step.name for step in D.steps()}
    assert opened(case) == {}


def test_a_late_report_gives_its_reasons(world, case):
    head = world.user("head")
    ask(world, case, data_risk="yes", aware=timezone.now() - timedelta(hours=73))
    ico = case.duties.get(duty=K.ICO)
    with pytest.raises(BadAnswers) as bad:
        take(D.complete_duty, ico, by=head, done_at=timezone.now(), **TOLD)
    assert list(bad.value.sentences) == ["late_because"]
    before = {"done_at": timezone.now() - timedelta(hours=80)}
    with pytest.raises(BadAnswers, match="before the school became aware"):
        take(D.complete_duty, ico, by=head, **before, **TOLD)
    take(D.complete_duty, ico, by=head, done_at=timezone.now(), late_because="The log came late.", **TOLD)
    assert ico.late_because == "The log came late."
    assert RunningClock.objects.get(key="ico_notify").stopped_at is not None


def test_new_evidence_a_resignation_and_a_dismissal_raise_the_questions_again(world, case):
    head = world.user("head")
    assert questions_waiting(case) == [Occasion.ASSESSMENT]
    ask(world, case)
    assert questions_waiting(case) == []
    w.add_evidence(case, w.SimpleUploadedFile("post.png", w.PNG), by=head, description="The post")
    assert questions_waiting(case) == [Occasion.EVIDENCE]
    ask(world, case, occasion=Occasion.EVIDENCE, harm="yes")
    assert questions_waiting(case) == [] and opened(case)[K.LADO] == "lado_contact"
    today = timezone.localdate()
    take(P.record_resignation, case, by=head, resigned_on=today, effective_on=today, reason="By letter.")
    assert questions_waiting(case) == [Occasion.RESIGNATION]
    assert {K.TRA, K.DBS} <= set(opened(case))
    ask(world, case, occasion=Occasion.RESIGNATION)
    assert {K.TRA, K.DBS} <= set(opened(case))  # considered by a step, with its reasons


def test_a_dismissal_opens_what_the_employer_owes_and_hinders_the_closing(world):
    case = world.case_at(State.HEARD)
    case.may_dismiss = True
    case.save()
    chair = world.user(w.PANEL[0])
    for allegation in case.allegations.all():
        w.panel_find(allegation, result="proved", reasons="Shown.", by=chair)
    take(
        P.issue_outcome, case, by=chair, level=Level.SUMMARY_DISMISSAL, reason="Gross.", served_at=timezone.now(),
        method="by_hand", votes=[world[key] for key in w.PANEL[:2]],
    )  # fmt: skip
    assert opened(case) == {K.BREACH_LOG: None, K.TRA: None, K.DBS: None, K.LOCAL_AUTHORITY: "la_dismissal_notice"}
    due = case.clocks.get(key="la_dismissal_notice").due_at
    assert timezone.localdate(due) == timezone.localdate() + timedelta(days=14)
    assert case.duties.get(duty=K.LOCAL_AUTHORITY).owner == world["clerk"]
    facts = Standing.of(world.user("head"), case).facts
    assert [guard.name for guard in P.close.guards if guard.refusal(facts) and "duty" in guard.name]
    w.settle_duties(world, case)
    assert not Standing.of(world.user("head"), case).facts.has_open_duty


def test_words_that_let_the_protected_teacher_be_known_do_not_go_out(world, case):
    world["teacher"].job_title = "Year 4 teacher"
    world["teacher"].save()
    head = world.user("head")
    check = {"about": "To parents", "is_teacher": True, "alleges_offence": True, "is_lifted": False, "by": head}
    plain = "A picture was shown. It is hidden now."
    assert "have not passed the anonymity check" in anonymity_refusal(case, plain)
    record_check(case, text=plain, identifies=False, **check)
    assert anonymity_refusal(case, plain) == anonymity_refusal(case, f"{plain}\r\n") == ""
    assert anonymity_refusal(case, f"{plain} By a Year 4 teacher.") != ""  # other words, another check
    with pytest.raises(BadAnswers, match="Moor"):
        record_check(case, text="Ms Moor is away.", identifies=False, **check)
    named = record_check(case, text="Ms Moor is away.", identifies=False, note="It is only a name.", **check)
    assert (named.found, named.passes) == (["Moor"], False)
    pointed = record_check(case, text="The @testing account is closed.", identifies=False, note="All use it.", **check)
    assert (pointed.found, pointed.passes) == (["@testing"], True)
    assert not record_check(case, text="Somebody in Year 4.", identifies=True, **check).passes
    assert record_check(case, text="Ms Moor was charged.", identifies=True, **check | {"is_lifted": True}).passes


def test_an_outward_action_is_not_done_before_its_words_passed(world, case):
    head = world.user("head")
    about = {"owner": world["dsl"], "due_on": timezone.localdate(), "protects": ["school"], "by": head}
    press, freeze = (propose_action(case, title=code, code=code, **about) for code in ("GA08", "GA05"))
    done = {"done_on": timezone.localdate(), "proof": "Copy kept."}
    for action in (press, freeze):
        take(ActionProcedure.approve_action, action, by=head)
    take(ActionProcedure.complete_action, freeze, by=head, **done)
    with pytest.raises(BadAnswers, match="anonymity check"):
        take(ActionProcedure.complete_action, press, by=world.user("dsl"), **done)
    record_check(
        case, about="Press", action=press, text="No comment.", is_teacher=True, alleges_offence=True, is_lifted=False,
        identifies=False, by=head,
    )  # fmt: skip
    take(ActionProcedure.complete_action, press, by=world.user("dsl"), **done)


def test_a_letter_to_parents_goes_out_in_exactly_the_words_that_passed(world, case):
    head = world.user("head")
    letter = write_letter(case, Letter.PRESS_LINE, by=head, to_name="The press")
    change_letter(letter, by=head, subject="A line", text="A picture was shown. It is hidden now.")
    with pytest.raises(BadAnswers, match="have not passed the anonymity check"):
        take(LetterProcedure.issue_letter, letter, by=head)
    letter.refresh_from_db()
    check = {"about": "Press", "is_teacher": True, "alleges_offence": True, "is_lifted": False, "identifies": False}
    record_check(case, text=letter.text, by=head, **check)
    take(LetterProcedure.issue_letter, letter, by=head)
    assert letter.sha256


def test_the_case_file_tells_each_duty_with_its_reasons_and_the_investigators_copy_tells_none(world, case, tmp_path):
    head = world.user("head")
    ask(world, case, data_risk="yes")
    w.investigate(world, case)
    take(D.require_duty, case.duties.get(duty=K.ICO), by=head, reason="WHYREQUIRED")
    record_check(
        case, about="Line for the press", text="No comment.", is_teacher=False, alleges_offence=False, is_lifted=False,
        identifies=False, by=head,
    )  # fmt: skip
    copies = {
        who: build(Standing.of(world.user(who), case), tmp_path, lambda *_: None).html for who in ("head", "deputy")
    }
    for words in (
        "Duties to others",
        "Information Commissioner",
        "WHYREQUIRED",
        "No sign of it.",
        "Line for the press",
    ):
        assert words in copies["head"], words
        assert words not in copies["deputy"], words
