"""Pages of duties: who finds them, what an owner reads of a case (nothing), and the logs across cases."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.access import duties_for
from investigations.actions.appointments import appoint, declare_conflict
from investigations.actions.duties import Given, answer_triggers, assign_duty
from investigations.actions.policies import publish, save_version, set_duties
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.take import take
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.duties import Answer, DutyKind, Occasion, QuestionList, questions
from investigations.procedure.duties import DutyProcedure as D
from investigations.procedure.roles import Role
from tests.views.pages import at, finders, words
from tests.world import READING, World

pytestmark = pytest.mark.django_db
K = DutyKind
#: Who sees to which duty by default, and does not work on the case: they see this one and no other.
OWNERS = {"dpo": {K.BREACH_LOG, K.ICO}, "dsl": {K.DSL}, "business_manager": {K.INSURER}, "it_lead": {K.TAKEDOWN}}
SECRET = ("Tessa Moor", "Rita Shaw", "TITLEWORD", "A post showed", "REASONWORD", "Daniel Price", "assessment")


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    """Every question answered "yes"."""
    case = world.log(title="TITLEWORD")
    take(P.begin_assessment, case, by=world.user("head"))
    yes = {question.key: Given(answer=Answer.YES, reason="REASONWORD") for question in questions(Occasion.ASSESSMENT)}
    answer_triggers(case, yes, by=world.user("head"), aware_at=timezone.now())
    return case


def client_of(world, who):
    client = Client()
    client.force_login(world.user(who))
    return client


def test_an_owner_sees_their_duty_alone_and_nothing_of_the_case(world, case):
    owned = {who: {duty.kind for duty in duties_for(world.user(who))} for who in world.people}
    assert {who: kinds for who, kinds in owned.items() if kinds and who != "head"} == OWNERS
    for who, kinds in OWNERS.items():
        client = client_of(world, who)
        shown = words(client.get(reverse("my_work")))
        for duty in case.duties.all():
            page = client.get(reverse("duty_task", args=[duty.pk]))
            assert page.status_code == (200 if duty.kind in kinds else 404), (who, duty)
            assert duty.kind.label in shown or duty.kind not in kinds
            if duty.kind in kinds:
                shown += words(page)
                for offer in page.context["steps"]:
                    if not offer["refusal"]:
                        shown += words(client.get(offer["url"]))
                for step in ("decline_duty", "require_duty", "reconsider_duty", "open_duty"):
                    assert client.get(reverse("duty_task_step", args=[duty.pk, step])).status_code == 404
        for word in (*SECRET, case.reference):
            assert word not in shown, (who, word)
        for name in ("case_detail", "duty_list"):
            assert client.get(at(name, case)).status_code == 404


def test_who_is_shut_out_or_becomes_the_employee_concerned_loses_the_duty(world):
    case = world.log(about=None)
    address = reverse("duty_task", args=[case.duties.get(duty=K.BREACH_LOG).pk])
    assert client_of(world, "dpo").get(address).status_code == 200
    declare_conflict(case, world["dpo"], by=world.user("head"), because="They are married.")
    assert client_of(world, "dpo").get(address).status_code == 404
    assert client_of(world, "dpo").get(reverse("duty_task", args=[uuid.uuid4()])).status_code == 404
    other = world.log(about=None)
    duty = other.duties.get(duty=K.BREACH_LOG)
    appoint(other, world["dpo"], Role.SUBJECT, by=world.user("head"))
    assert client_of(world, "dpo").get(reverse("duty_task", args=[duty.pk])).status_code == 404
    with pytest.raises(BadAnswers):
        assign_duty(duty, owner=world["dpo"], instructions="", by=world.user("head"))


def test_the_pages_of_the_case_are_for_whoever_sees_its_duties(world, case, client):
    appoint(case, world["hr"], Role.HR_ADVISER, by=world.user("head"))
    assert finders(world, client, at("duty_list", case)) == {"head", "hr"}
    assert finders(world, client, at("duty_detail", case, "lado")) == {"head", "hr"}
    assert finders(world, client, at("trigger_questions", case, "assessment", "data")) == {"head"}
    assert finders(world, client, at("trigger_questions", case, "resignation", "data")) == set()
    assert finders(world, client, at("anonymity_check", case)) == {"head"}
    assert finders(world, client, at("duty_detail", case, "tra")) == set()
    shown = words(client_of(world, "head").get(at("duty_list", case)))
    assert "Nobody approaches the employee yet" in shown and "due in 71 hours" in shown and "REASONWORD" in shown


def test_the_questions_say_what_is_missing_beside_each_and_keep_what_was_typed(world, client):
    case = world.log()
    client.force_login(world.user("head"))
    address = at("trigger_questions", case, "assessment", "data")
    assert "Clause 3, which is cited, always opens this duty." in words(client.get(address))
    keys = [question.key for question in questions(Occasion.ASSESSMENT, QuestionList.DATA)]
    page = client.post(address, {key: "no" for key in keys} | {"data": "yes", "data_risk_reason": "TYPEDWORD"})
    assert set(page.context["form"].errors) == {"aware_at", "data_high_risk_reason"}
    assert "TYPEDWORD" in page.content.decode()
    assert not case.trigger_answers.exists()


def test_the_statement_that_names_the_teacher_is_shown_as_not_to_go_out(world, client):
    case = world.log()
    client.force_login(world.user("head"))
    posted = {
        "about": "To parents", "text": "Ms Moor is away.", "is_teacher": "yes", "alleges_offence": "yes",
        "is_lifted": "no", "identifies": "no", "note": "Only a name.",
    }  # fmt: skip
    shown = words(client.post(at("anonymity_check", case), posted, follow=True))
    assert "May not go out" in shown and "“Moor”" in shown


def test_the_logs_are_for_whoever_keeps_them_and_show_only_what_they_may_see(world, client):
    own, about_head = world.log(), world.log(about="head")
    breach = {"categories": "Names.", "people": 1, "consequences": "None.", "measures": "Hidden."}
    for case, by, nature in ((own, "head", "OWNBREACH"), (about_head, "chair", "HEADBREACH")):
        duty = case.duties.get(duty=K.BREACH_LOG)
        take(D.log_breach, duty, by=world.user(by), done_at=timezone.now(), nature=nature, **breach)
    assert finders(world, client, reverse("breach_log")) == {"head", "chair", "dpo"}
    assert finders(world, client, reverse("low_level_log")) == {"head", "chair"}
    seen = {
        who: {word for word in ("OWNBREACH", "HEADBREACH", "Tessa Moor") if word in words(client_of(world, who).get(reverse("breach_log")))}
        for who in ("head", "chair", "dpo")
    }  # fmt: skip
    assert seen == {"head": {"OWNBREACH"}, "chair": {"HEADBREACH"}, "dpo": {"OWNBREACH", "HEADBREACH"}}


def test_two_low_level_concerns_about_one_person_show_as_a_pattern(world):
    head = world.user("head")
    for number in (1, 2):
        case = world.log()
        take(P.begin_assessment, case, by=head)
        yes = {"low_level": Given(answer=Answer.YES)}
        answer_triggers(case, yes, by=head, aware_at=timezone.now(), all_no="No sign.")
        entry = {"context": f"Own phone {number}.", "action": "Told.", "rationale": "Below the threshold."}
        take(D.log_low_level_concern, case.duties.get(duty=K.LOW_LEVEL), by=head, done_at=timezone.now(), **entry)
    shown = words(client_of(world, "head").get(reverse("low_level_log")))
    assert "Tessa Moor: 2 concerns" in shown and "Own phone 1." in shown and "Own phone 2." in shown


def test_what_a_clause_opens_is_set_before_the_version_is_published(world, client):
    today = timezone.localdate()
    draft = save_version(world.school, READING, "another", effective_from=today, by=world["head"])
    address = reverse("clause_duties", args=[draft.policy_id, draft.number, 1])
    assert finders(world, client, address) == {"head", "chair", "clerk", "business_manager"}
    client.force_login(world.user("head"))
    client.post(address, {"opens": ["insurer"], "suggests": ["lado"]})
    clause = draft.clauses.get(position=1)
    assert (clause.opens, clause.suggests) == (["insurer"], ["lado"])
    publish(draft, by=world["head"])
    with pytest.raises(Refused, match="frozen"):
        set_duties(clause, opens=[], suggests=[], by=world["head"])
