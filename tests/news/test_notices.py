"""Who is told, of what, when they can see it; and that no mail of a whole life holds a word of it."""

import pytest
from django.core import mail as box
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint, declare_conflict
from investigations.actions.documents import request_document
from investigations.actions.duties import assign_duty
from investigations.actions.governing_body import propose_action
from investigations.actions.notices import mark_read
from investigations.actions.notify import tell_of_date
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.models import DocumentKind, Exclusion, ExclusionKind, Job, JobState, Notice, OutgoingMail
from investigations.news import notices_for, notify, unread_for
from investigations.news.mail import message, send_waiting
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.duties import DutyKind
from investigations.procedure.notices import MailState, NoticeKind
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import State
from tests import world as w
from tests.views import pages
from tests.world import World

pytestmark = pytest.mark.django_db
K = NoticeKind


@pytest.fixture
def world():
    return World.make()


def news(world, case=None):
    """Whom each unread notice is for, by the key of the world."""
    names = {person.pk: key for key, person in world.people.items()}
    rows = Notice.objects.filter(read_at=None)
    return {(names[row.to_id], K(row.kind)) for row in (rows.filter(case=case) if case else rows)}


def since(world, act):
    """What one act made, beside what was there before."""
    Notice.objects.update(read_at=timezone.now())
    act()
    return news(world)


def test_each_step_tells_whose_turn_it_is_and_who_comes_in_and_nobody_else(world):
    case = world.log()
    head = world.user("head")
    # The clause opens the log of data breaches by itself, which the data protection officer keeps.
    assert news(world) == {("head", K.CONCERN), ("dpo", K.DUTY_IS_YOURS)}
    assert since(world, lambda: w.assess(world, case)) == set(), "the head's own act"
    appointed = {("deputy", K.APPOINTED), ("hr", K.APPOINTED), ("deputy", K.YOUR_TURN)}
    assert since(world, lambda: w.investigate(world, case)) == appointed
    # The employee is told what was served; the report makes it the head's turn.
    assert since(world, lambda: w.report(world, case)) == {("teacher", K.SERVED), ("head", K.YOUR_TURN)}
    # A clerk and a presenting officer see nothing before the referral, and are told of it then.
    appoint(case, world["clerk"], Role.CLERK, by=head)
    appoint(case, world["colleague"], Role.PRESENTING_OFFICER, by=head)
    Notice.objects.update(read_at=timezone.now())
    assert news(world) == set()
    take(P.refer_to_disciplinary, case, by=head, reason="A case to answer.", may_dismiss=True)
    expected = {("clerk", K.APPOINTED), ("clerk", K.YOUR_TURN), ("colleague", K.APPOINTED)}
    assert news(world) == expected
    # A panel sees the case when the papers are served: not one day sooner.
    panel = {(key, K.APPOINTED) for key in w.PANEL}
    assert since(world, lambda: w.arrange(world, case)) == panel | {("teacher", K.SERVED)}
    assert since(world, lambda: w.hear(world, case)) == {("governor1", K.YOUR_TURN)}
    # Both managers may record that there is no appeal.
    decided = {("teacher", K.SERVED), ("clerk", K.YOUR_TURN), ("head", K.YOUR_TURN)}
    assert since(world, lambda: w.decide(world, case)) == decided
    assert since(world, lambda: w.appeal(world, case)) == {("clerk", K.YOUR_TURN)}

    # Not one word of it went out: every mail there can be is the same.
    Notice.objects.update(read_at=None)
    send_waiting()
    assert len(box.outbox) > 8
    secrets = [case.title, case.reference, str(case.pk), "Tessa", "teacher", world.school.name, "hearing", "appeal"]
    secrets += [person.name for person in world.people.values()]
    secrets += [word for person in world.people.values() for word in person.name.split()]
    for sent in box.outbox:
        words = f"{sent.subject}\n{sent.body}\n{sent.extra_headers}\n{sent.attachments}".casefold()
        assert [secret for secret in secrets if secret.casefold() in words.replace(sent.to[0], "")] == []
    assert {(sent.subject, sent.body) for sent in box.outbox} == {(message("x").subject, message("x").body)}


def test_a_statement_an_action_and_a_date_reach_the_one_they_are_for(world, client):
    case = world.case_at(State.INVESTIGATION)
    deputy, head = world.user("deputy"), world.user("head")
    statement = take_statement(case, world["dsl"], text="I saw it.", taken_on=timezone.localdate(), by=deputy)
    sent = since(world, lambda: take(StatementProcedure.send_statement, statement, by=deputy))
    assert sent == {("dsl", K.STATEMENT_WAITS)}
    corrected = lambda: take(  # noqa: E731
        StatementProcedure.ask_for_correction, statement, by=world.user("dsl"), correction="It was Friday."
    )
    assert since(world, corrected) == {("deputy", K.STATEMENT_BACK)}
    action = propose_action(
        case,
        title="Lock the account",
        owner=world["it_lead"],
        due_on=timezone.localdate(),
        protects=["pupils"],
        by=head,
    )
    approved = since(world, lambda: take(ActionProcedure.approve_action, action, by=head))
    assert approved == {("it_lead", K.TASK_IS_YOURS)}
    clock = case.clocks.get(key="investigation_target", stopped_at=None)

    def date(percent):
        with transaction.atomic():
            tell_of_date(clock, percent)

    assert since(world, lambda: date(50)) == {("deputy", K.DATE_HALF_GONE)}
    assert since(world, lambda: date(80)) == {("deputy", K.DATE_NEAR)}
    assert since(world, lambda: date(100)) == {("deputy", K.DATE_PASSED), ("head", K.DATE_PASSED)}

    duty = case.duties.get(duty=DutyKind.BREACH_LOG)
    assign = lambda: assign_duty(duty, owner=world["dpo"], instructions="Write it down.", by=head)  # noqa: E731
    assert since(world, assign) == {("dpo", K.DUTY_IS_YOURS)}

    # Each opens on a page of theirs, and is read from then on.
    for who, words, leads_to in (
        ("dsl", "You are asked what you know", "/parts/"),
        ("it_lead", "Lock the account", "/tasks/"),
        ("dpo", K.DUTY_IS_YOURS.label, f"/tasks/duties/{duty.pk}/"),
        ("deputy", f"Picture with a full name, case {case.reference}", f"/cases/{case.reference}/"),
    ):
        Notice.objects.update(read_at=None)
        client.force_login(world.user(who))
        page = client.get(reverse("notice_list"))
        assert words in page.content.decode(), who
        row = page.context["rows"][0]
        response = client.get(row["url"])
        assert response["Location"].startswith(leads_to), who
        assert client.get(response["Location"]).status_code == 200
        assert Notice.objects.get(pk=row["notice"].pk).is_read
    client.force_login(world.user("deputy"))
    assert "Picture with a full name" in client.get(reverse("notice_list")).content.decode()
    # The owner of an action learns of no case, in no notice.
    for who in ("it_lead", "dpo"):
        client.force_login(world.user(who))
        words = client.get(reverse("notice_list")).content.decode()
        assert [one for one in (case.reference, case.title, "Tessa") if one in words] == [], who
    client.force_login(world.user("it_lead"))
    assert case.reference not in client.get(reverse("notice_list")).content.decode()


def test_what_one_may_no_longer_see_neither_shows_nor_counts(world, client):
    case = world.log(title="Secret heading")
    head = world["head"]
    client.force_login(head.user)
    assert unread_for(head) == "1"
    page = client.get(reverse("notice_list")).content.decode()
    assert "Secret heading" in page and '<span class="site-header__count">1<' in page
    key = Notice.objects.get(to=head).pk
    Exclusion.objects.create(case=case, person=head, kind=ExclusionKind.CONFLICT)
    page = client.get(reverse("notice_list")).content.decode()
    assert (unread_for(head), "Secret heading" in page, case.reference in page) == ("", False, False)
    assert "site-header__count" not in page
    assert client.get(reverse("notice_open", args=[key])).status_code == 404
    client.post(reverse("notices_read"), {"notice": str(key)})
    client.post(reverse("notices_read"))
    assert not Notice.objects.get(pk=key).is_read
    # Another's notice is nobody else's.
    client.force_login(world.user("chair"))
    assert client.get(reverse("notice_open", args=[key])).status_code == 404


def test_a_case_about_the_head_tells_the_chair_and_the_head_of_nothing(world):
    world.log(about="head", by="reporter")
    assert news(world) == {("chair", K.CONCERN), ("dpo", K.DUTY_IS_YOURS)}
    assert {mail.to for mail in OutgoingMail.objects.all()} == {world["chair"], world["dpo"]}


def test_a_case_that_passes_on_is_said_to_the_next_and_goes_silent_for_the_first(world):
    case = world.log(about=None)
    appoint(case, world["vice_chair"], Role.HR_ADVISER, by=world.user("head"))
    passed = since(world, lambda: appoint(case, world["head"], Role.SUBJECT, by=world.user("head")))
    assert passed == {("chair", K.PASSED_TO_YOU)}
    assert list(notices_for(world["head"])) == []
    with transaction.atomic():
        assert notify(world["head"], K.YOUR_TURN, case=case) is None
    shut = since(
        world, lambda: declare_conflict(case, world["vice_chair"], by=world.user("chair"), because="A friend.")
    )
    assert shut == set()


def test_only_who_can_sign_in_is_told(world):
    person = world["deputy"]
    person.user.is_active = False
    person.user.save()
    with transaction.atomic():
        assert notify(person, K.SIGN_POLICY) is None
        assert notify(world["clerk"], K.SIGN_POLICY, by=world["clerk"]) is None
        assert notify(world["clerk"], K.SIGN_POLICY) is not None
        assert notify(world["clerk"], K.SIGN_POLICY) is None, "told once, while it is unread"


def test_the_list_of_notices_costs_the_same_for_one_and_for_three(world, client):
    def queries():
        client.force_login(world.user("head"))
        client.get(reverse("notice_list"))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse("notice_list"))
        return len(seen)

    world.log()
    one = queries()
    world.log()
    world.log()
    assert (unread_for(world["head"]), queries()) == ("3", one)
    assert MailState.WAITING in OutgoingMail.objects.values_list("state", flat=True)


def test_what_was_made_before_a_moment_is_read_and_what_came_since_is_not(world):
    case = world.log()
    moment = timezone.now()
    with transaction.atomic():
        notify(world["head"], K.YOUR_TURN, case=case)
    assert mark_read(world["head"], made_before=moment) == 1
    assert news(world) == {("head", K.YOUR_TURN), ("dpo", K.DUTY_IS_YOURS)}


def test_the_chair_and_the_data_protection_officer_are_told_of_an_export_and_nobody_who_is_shut_out(world, client):
    case = world.case_at(State.INVESTIGATION)
    asked = lambda: request_document(case, DocumentKind.CASE_EXPORT, by=world.user("head"))  # noqa: E731
    job = []
    assert since(world, lambda: job.append(asked())) == {("chair", K.EXPORT_ASKED), ("dpo", K.EXPORT_ASKED)}
    assert since(world, asked) == set(), "asked twice, it is one export"
    for who in ("chair", "dpo"):
        client.force_login(world.user(who))
        page = pages.words(client.get(reverse("notice_list")))
        assert "A whole case is being exported: asked for by Helen Ward" in page
        for secret in (case.title, case.reference, case.subject.name):
            assert secret not in page
        notice = Notice.objects.get(to=world[who], kind=K.EXPORT_ASKED)
        assert client.get(reverse("notice_open", args=[notice.pk]))["Location"] == reverse("notice_list")
        text = message(OutgoingMail.objects.filter(to=world[who]).last()).body
        assert "export" not in text.lower() and case.reference not in text and "Ward" not in text

    Exclusion.objects.create(case=case, person=world["chair"], kind=ExclusionKind.CONFLICT)
    Job.objects.update(state=JobState.FAILED)
    assert since(world, asked) == {("dpo", K.EXPORT_ASKED)}
    about_dpo = world.log(about="dpo")
    about_them = since(world, lambda: request_document(about_dpo, DocumentKind.CASE_EXPORT, by=world.user("head")))
    assert about_them == {("chair", K.EXPORT_ASKED)}
