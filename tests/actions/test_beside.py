"""What runs beside a case: every row of each table is walked, with the dates it sets going and what it refuses."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from investigations.access import Standing, requests_for, suspensions_for
from investigations.actions.complaints import record_complaint
from investigations.actions.data_rights import record_request
from investigations.actions.refusals import BadAnswers, Overtaken, Refused
from investigations.actions.suspension import propose_suspension
from investigations.actions.take import take
from investigations.models import Notice, Person, Served, StepTaken
from investigations.procedure.case import CaseProcedure
from investigations.procedure.clocks import Clock, count
from investigations.procedure.complaint import ComplaintProcedure, ComplaintState
from investigations.procedure.data_rights import DataRequestProcedure, RequestState
from investigations.procedure.resignation import ResignationProcedure, ResignationState
from investigations.procedure.roles import Office
from investigations.procedure.states import State
from investigations.procedure.suspension import SuspensionProcedure, SuspensionState
from tests.world import World

pytestmark = pytest.mark.django_db

S, C, R, D = SuspensionProcedure, ComplaintProcedure, ResignationProcedure, DataRequestProcedure


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.log()


def today():
    return timezone.localdate()


def proposed(world, case, by="head", **given):
    given = {
        "reasons": "Children have to be protected.",
        "rejected": {"not_alone": "Nobody is free to be there."},
    } | given
    return propose_suspension(case, by=world.user(by), **given)


def imposed(world, case, by="head", at=None):
    suspension = proposed(world, case, by=by)
    take(
        S.impose_suspension, suspension, by=world.user(by), suspended_from=at or timezone.now(),
        named_contact="Ann Bell, 01234 567", terms="Keep away from the school. Hand in the tablet.",
    )  # fmt: skip
    return suspension


def end(suspension, by, **given):
    given = {"ended_on": today(), "minute_reference": "FGB 14", "reason": "Nothing calls for it now.",
             "return_plan": "Back on Monday, at eight."} | given  # fmt: skip
    return take(S.end_suspension, suspension, by=by, **given)


def running(record):
    return set(record.case.clocks.filter(record_id=str(record.pk), stopped_at=None).values_list("key", flat=True))


def due(record, rule):
    [clock] = record.case.clocks.filter(record_id=str(record.pk), key=rule.key, stopped_at=None)
    return timezone.localdate(clock.due_at)


def counted(case, rule, day):
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return count(rule, case.school.calendar, noon).due.date()


# ---- Suspension ---------------------------------------------------------------------------------------------------------


def test_a_suspension_is_proposed_only_with_an_alternative_weighed_and_one_at_a_time(world, case):
    with pytest.raises(BadAnswers) as bad:
        proposed(world, case, rejected={"not_alone": " "})
    assert list(bad.value.sentences) == ["not_alone"]
    suspension = proposed(world, case)
    assert suspension.weighed == [
        {"label": "No unsupervised contact with pupils", "because": "Nobody is free to be there."}
    ]
    with pytest.raises(Refused, match="proposed or in force already"):
        proposed(world, case)
    take(S.do_not_impose, suspension, by=world.user("head"), reason="Other duties will do.")
    assert (suspension.status, suspension.not_imposed_because) == (SuspensionState.NOT_IMPOSED, "Other duties will do.")
    assert proposed(world, case).number == 2


def test_nobody_is_suspended_while_it_is_not_known_who_it_is(world):
    with pytest.raises(Refused, match="Say first who the employee concerned is"):
        proposed(world, world.log(about=None))


def test_a_named_contact_is_given_at_the_moment_of_suspension(world, case):
    suspension = proposed(world, case)
    with pytest.raises(BadAnswers) as bad:
        take(S.impose_suspension, suspension, by=world.user("head"), suspended_from=timezone.now(), terms="Keep away.")
    assert list(bad.value.sentences) == ["named_contact"]
    assert running(suspension) == set()


def test_a_suspension_lives_from_its_imposing_to_its_end_by_the_governing_body(world, case):
    head, chair = world.user("head"), world.user("chair")
    suspension = imposed(world, case)
    assert running(suspension) == {"suspension_letter", "suspension_notice", "suspension_review"}
    assert due(suspension, Clock.SUSPENSION_NOTICE) == today()
    assert due(suspension, Clock.SUSPENSION_LETTER) == counted(case, Clock.SUSPENSION_LETTER, today())
    assert due(suspension, Clock.SUSPENSION_REVIEW) == counted(case, Clock.SUSPENSION_REVIEW, today())
    take(S.serve_suspension_letter, suspension, by=head, served_at=timezone.now(), method="by_hand")
    take(
        S.tell_the_authority, suspension, by=head, body_told_on=today(), authority_told_on=today(), told_how="Telephone"
    )
    assert running(suspension) == {"suspension_review"}
    letter = Served.objects.get(case=case, letter="L04")
    assert letter.to == world["teacher"]
    for words in ("on full pay", "no sanction", "Ann Bell", "Hand in the tablet", "the governing body only"):
        assert words in letter.text

    with pytest.raises(BadAnswers) as bad:
        take(S.review_suspension, suspension, by=head, reviewed_on=today(), review_result="changed", reason="So.")
    assert list(bad.value.sentences) == ["new_terms"]
    take(
        S.review_suspension, suspension, by=head, reviewed_on=today(), review_result="changed", reason="So.",
        new_terms="May come to the library.",
    )  # fmt: skip
    assert suspension.terms == "May come to the library."
    take(S.recommend_lifting, suspension, by=head, recommendation="Other duties will do by now.")

    with pytest.raises(Refused, match="not yours"):
        end(suspension, head)
    with pytest.raises(BadAnswers) as bad:
        end(suspension, chair, minute_reference="")
    assert list(bad.value.sentences) == ["minute_reference"]
    end(suspension, chair)
    assert (suspension.status, suspension.ended_by, suspension.minute_reference) == (
        SuspensionState.ENDED, world["chair"], "FGB 14",
    )  # fmt: skip
    assert running(suspension) == {"suspension_notice"}  # the authority is told of the end at once
    assert StepTaken.objects.get(step="end_suspension").as_role == "governing_body"
    assert list(Served.objects.filter(case=case).values_list("letter", flat=True)) == ["L04", "L05", "L06"]
    take(S.tell_the_authority, suspension, by=chair, body_told_on=today(), authority_told_on=today(), told_how="Letter")
    assert running(suspension) == set()


def test_the_next_review_is_counted_from_the_last(world, case):
    suspension = imposed(world, case, at=timezone.now() - timedelta(days=20))
    first = due(suspension, Clock.SUSPENSION_REVIEW)
    take(
        S.review_suspension, suspension, by=world.user("head"), reviewed_on=today(), review_result="continues",
        reason="So.",
    )  # fmt: skip
    assert due(suspension, Clock.SUSPENSION_REVIEW) == counted(case, Clock.SUSPENSION_REVIEW, today()) > first


def test_the_governing_body_is_told_of_the_fact_and_of_a_recommendation(world, case):
    suspension = imposed(world, case)
    take(S.recommend_lifting, suspension, by=world.user("head"), recommendation="Enough.")
    told = Notice.objects.filter(kind__in=["suspended", "lifting"]).values_list("to__name", "kind")
    people = ["Charles Holt", "Vera Cole", "Clara Kemp"]
    assert set(told) == {(name, kind) for name in people for kind in ("suspended", "lifting")}


def test_in_an_academy_the_case_manager_ends_it_and_governors_are_not_told():
    world = World.make(employer_type="academy")
    case = world.log()
    suspension = imposed(world, case)
    assert not suspensions_for(world.user("chair")).exists()
    with pytest.raises(Refused, match="not yours"):
        end(suspension, world.user("chair"))
    end(suspension, world.user("head"))
    assert StepTaken.objects.get(step="end_suspension").as_role == "delegate"


def test_the_chair_who_manages_a_case_about_the_head_ends_it_only_by_a_minute(world):
    case = world.log(about="head")
    suspension = imposed(world, case, by="chair")
    assert not suspensions_for(world.user("head")).exists()
    with pytest.raises(BadAnswers):
        end(suspension, world.user("chair"), minute_reference="")
    end(suspension, world.user("chair"))


@pytest.mark.parametrize("role", ["panel", "investigating_officer", "witness", "subject"])
def test_a_chair_with_another_part_in_the_case_does_not_speak_for_the_governing_body(world, case, role):
    suspension = imposed(world, case)
    assert suspensions_for(world.user("chair")).exists()
    case.appointments.filter(role=role).delete()
    case.appointments.create(person=world["chair"], role=role)
    assert not suspensions_for(world.user("chair")).exists()
    assert Standing.of(world.user("chair"), case).role_for(S.end_suspension, suspension) is None


def test_a_chair_of_another_school_or_of_yesterday_is_told_nothing(world, case):
    imposed(world, case)
    other = World.make(name="Other", domain="other.example")
    assert not suspensions_for(other.user("chair")).exists()
    world["chair"].offices.update(ends=today() - timedelta(days=1))
    assert not suspensions_for(world.user("chair")).exists()
    assert Person.objects.holding(Office.CHAIR).filter(school=world.school).count() == 0


def test_a_suspension_ends_with_the_employment_and_not_before(world, case):
    head = world.user("head")
    suspension = imposed(world, case)
    with pytest.raises(Refused, match="The employment goes on"):
        take(S.end_with_the_employment, suspension, by=head, ended_on=today())
    resigned(world, case, effective_on=today())
    take(S.end_with_the_employment, suspension, by=head, ended_on=today())
    assert (suspension.status, suspension.ended_because) == (SuspensionState.ENDED, "The employment ended.")


def test_a_case_is_not_closed_while_something_beside_it_is_open(world, case):
    facts = Standing.of(world.user("head"), case).facts
    assert not facts.has_open_suspension and not facts.has_open_complaint and not facts.has_open_request
    suspension, complaint, request = imposed(world, case), complained(world, case), asked(world, case)
    case.state = State.CONCLUDED
    case.save()

    def refusals():
        facts = Standing.of(world.user("head"), case).facts
        return [guard.name for guard in CaseProcedure.close.guards if guard.refusal(facts)]

    beside = ["no_suspension_is_open", "every_complaint_is_answered", "every_request_is_answered"]
    assert [name for name in refusals() if name in beside] == beside
    end(suspension, world.user("clerk"))
    take(C.answer_complaint, complaint, by=world.user("head"), answered_on=today(), method="by_email", answer="Done.")
    take(D.withdraw_request, request, by=world.user("dpo"), reason="No longer asked.")
    assert [name for name in refusals() if name in beside] == []


# ---- Complaint ----------------------------------------------------------------------------------------------------------


def complained(world, case, **given):
    given = {"received_on": today(), "channel": "email", "what": "A picture.", "name": "Ms Lowe"} | given
    return record_complaint(case, by=world.user("head"), **given)


def test_a_complaint_is_acknowledged_answered_taken_further_and_closed(world, case):
    head = world.user("head")
    complaint = complained(world, case)
    assert running(complaint) == {"complaint_ack", "complaint_response"}
    assert due(complaint, Clock.COMPLAINT_RESPONSE) == counted(case, Clock.COMPLAINT_RESPONSE, today())
    with pytest.raises(BadAnswers):
        take(C.acknowledge_complaint, complaint, by=head, acknowledged_on=today() - timedelta(days=1))
    take(C.acknowledge_complaint, complaint, by=head, acknowledged_on=today())
    assert running(complaint) == {"complaint_response"}
    take(C.answer_complaint, complaint, by=head, answered_on=today(), method="by_email", answer="It was dealt with.")
    assert (running(complaint), complaint.status) == (set(), ComplaintState.ANSWERED)
    take(C.take_complaint_further, complaint, by=head, again="That is not enough.")
    assert (running(complaint), complaint.status) == ({"complaint_response"}, ComplaintState.ACKNOWLEDGED)
    take(C.answer_complaint, complaint, by=head, answered_on=today(), method="by_email", answer="Looked at again.")
    take(C.close_complaint, complaint, by=head, reason="Nothing more came.")
    assert (complaint.status, complaint.answer) == (ComplaintState.CLOSED, "Looked at again.")
    second = complained(world, case, name="", person=world["colleague"])
    take(C.withdraw_complaint, second, by=head, reason="She no longer complains.")
    assert (second.number, second.by_whom, running(second)) == (2, "Colin Hay", set())


def test_a_complaint_has_somebody_it_came_from_and_a_day_that_has_come(world, case):
    with pytest.raises(BadAnswers) as bad:
        complained(world, case, name=" ", received_on=today() + timedelta(days=1))
    assert set(bad.value.sentences) == {"name", "received_on"}


# ---- Resignation --------------------------------------------------------------------------------------------------------


def resigned(world, case, **given):
    given = {"resigned_on": today(), "effective_on": today() + timedelta(days=60), "reason": "A letter."} | given
    take(CaseProcedure.record_resignation, case, by=world.user("head"), **given)
    case.refresh_from_db()
    return case.resignations.get(state="notice")


def test_a_resignation_runs_until_the_employment_ends(world, case):
    head = world.user("head")
    resignation = resigned(world, case)
    later = today() + timedelta(days=90)
    with pytest.raises(BadAnswers):
        take(R.change_last_day, resignation, by=head, effective_on=today() - timedelta(days=1), reason="No.")
    take(R.change_last_day, resignation, by=head, effective_on=later, reason="By agreement.")
    case.refresh_from_db()
    assert case.employment_ends_on == later
    take(R.end_employment, resignation, by=head, last_day=today(), agreement="A neutral reference.")
    case.refresh_from_db()
    assert (resignation.status, case.employment_ends_on) == (ResignationState.ENDED, today())
    assert Standing.of(head, case).facts.employment_has_ended


def test_a_resignation_withdrawn_with_consent_leaves_the_case_as_if_there_were_none(world, case):
    resignation = resigned(world, case)
    take(R.withdraw_resignation, resignation, by=world.user("head"), consented="The council, by letter.")
    case.refresh_from_db()
    facts = Standing.of(world.user("head"), case).facts
    assert (case.resigned_on, facts.has_resigned, facts.had_resigned) == (None, False, True)
    assert resigned(world, case).number == 2


# ---- Requests about personal data -----------------------------------------------------------------------------------------


def asked(world, case, kind="access", **given):
    given = {"received_on": today(), "channel": "email", "what": "All about me.", "person": world["teacher"]} | given
    return record_request(
        case, request_kind=kind, owner=world[given.pop("owner", "dpo")], by=world.user("head"), **given
    )


def test_an_access_request_is_checked_extended_and_answered_by_its_owner(world, case):
    dpo = world.user("dpo")
    request = asked(world, case, received_on=today() - timedelta(days=5))
    received = request.received_on
    assert running(request) == {"sar_response"}
    assert due(request, Clock.SAR_RESPONSE) == counted(case, Clock.SAR_RESPONSE, received)
    sent = {"answered_on": today(), "method": "by_email", "sent": "Three mailboxes, a copy."}
    with pytest.raises(BadAnswers) as bad:
        take(D.answer_access, request, by=dpo, **sent)
    assert list(bad.value.sentences) == ["answered_on"]  # who they are is not checked
    take(D.check_identity, request, by=dpo, checked_on=today(), checked_how="Works here")
    take(D.extend_request, request, by=dpo, told_on=today(), reason="Four mailboxes.")
    assert (running(request), request.status) == ({"sar_response_extended"}, RequestState.EXTENDED)
    assert due(request, Clock.SAR_RESPONSE_EXTENDED) == counted(case, Clock.SAR_RESPONSE_EXTENDED, received)
    with pytest.raises(BadAnswers) as bad:
        take(D.answer_access, request, by=dpo, exemptions=["privilege"], **sent)
    assert list(bad.value.sentences) == ["withheld"]
    take(D.answer_access, request, by=dpo, exemptions=["privilege"], withheld="Advice of the solicitor.", **sent)
    assert (running(request), request.status, request.exempt) == (
        set(), RequestState.ANSWERED, "Legal advice (Schedule 2, paragraph 19)",
    )  # fmt: skip


def test_the_time_is_not_extended_when_the_person_was_told_too_late(world, case):
    request = asked(world, case, received_on=today() - timedelta(days=50))
    with pytest.raises(BadAnswers, match="had to be told by"):
        take(D.extend_request, request, by=world.user("dpo"), told_on=today(), reason="Complex.")


def test_facts_are_corrected_and_an_opinion_keeps_the_persons_statement_beside_it(world, case):
    dpo = world.user("dpo")
    request = asked(world, case, "rectification")
    assert running(request) == {"rectification_response"}
    take(D.check_identity, request, by=dpo, checked_on=today(), checked_how="Works here")
    answer = {"answered_on": today(), "about": "Exhibit 2", "corrected": "The day: 3 May, not 4 May."}
    with pytest.raises(BadAnswers) as bad:
        take(D.answer_rectification, request, by=dpo, opinions="“Careless” stays.", **answer)
    assert list(bad.value.sentences) == ["own_statement"]
    take(D.answer_rectification, request, by=dpo, opinions="“Careless” stays.", own_statement="I was not.", **answer)
    assert (request.answer, request.own_statement, running(request)) == (answer["corrected"], "I was not.", set())


def test_each_kind_of_request_has_its_own_answer(world, case):
    dpo = world.user("dpo")
    request = asked(world, case, "erasure")
    answers = {offer.step for offer in Standing.of(dpo, case).offers(request) if offer.step.kinds}
    assert answers == {D.answer_objection}
    with pytest.raises(Refused, match="not yours"):
        take(D.answer_access, request, by=dpo)
    take(D.check_identity, request, by=dpo, checked_on=today(), checked_how="Works here")
    take(D.answer_objection, request, by=dpo, answered_on=today(), decided="Kept for a claim.", is_restricted=True)
    assert request.is_restricted
    second = asked(world, case, "objection")
    take(D.refuse_request, second, by=dpo, answered_on=today(), reason="The same for the tenth time.")
    assert (second.status, running(second)) == (RequestState.REFUSED, set())


def test_a_request_is_owned_by_nobody_it_is_from_or_about(world, case):
    for owner in ("teacher", "colleague"):
        with pytest.raises(BadAnswers) as bad:
            asked(world, case, owner=owner, person=world["colleague"])
        assert list(bad.value.sentences) == ["owner"]
    request = asked(world, case)
    assert [one.pk for one in requests_for(world.user("dpo"))] == [request.pk]
    assert Notice.objects.filter(to=world["dpo"], kind="request_is_yours").count() == 1
    case.appointments.of("subject").update(person=world["dpo"])
    assert not requests_for(world.user("dpo")).exists()


def test_whoever_comes_second_is_told_only_of_what_they_may_know():
    """The investigator sees nothing of a suspension, and a page that went stale by one must not tell them."""
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    drawn = case.revision
    imposed(world, case)
    told = {}
    for who, step in (("deputy", CaseProcedure.submit_report), ("head", CaseProcedure.extend_investigation)):
        with pytest.raises(Overtaken) as overtaken:
            take(step, case, by=world.user(who), revision=drawn)
        told[who] = overtaken.value.sentence
    assert told["head"].startswith("Helen Ward suspended the employee")
    assert told["deputy"].startswith("Somebody else changed this case while")
