"""The own pages of people who have only a part: what each sees, and the words that none of them may ever see."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint
from investigations.actions.employee import choose_companion, share_papers
from investigations.actions.evidence import add_evidence
from investigations.actions.governing_body import propose_action
from investigations.actions.investigation import add_to_chronology, give_advice
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.models import Appointment, AuditEvent, Evidence, Finding, Person, Statement, Submission
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import StatementProcedure
from investigations.procedure.states import State
from tests.world import PNG, World, arrange, hear, refer, report

pytestmark = pytest.mark.django_db


def client_of(world, who):
    client = Client()
    client.force_login(world.user(who))
    return client


def part_of(world, case, who, role):
    return Appointment.objects.live().get(case=case, person=world[who], role=role)


def part_page(world, case, who, role, name="part_detail", *args):
    part = part_of(world, case, who, role)
    return client_of(world, who).get(reverse(name, args=[part.pk, *args]))


def words(response):
    return " ".join(response.content.decode().split())


def statement_of(world, case, who, text="SALLOWTHORN I saw the post.", sent=True):
    statement = take_statement(case, world[who], text=text, taken_on=timezone.localdate(), by=world.user("deputy"))
    if sent:
        take(StatementProcedure.send_statement, statement, by=world.user("deputy"))
    return statement


# ---- The must-not-see list: a word of its own is put into every other part of the case -------------------------------

CANARIES = {
    "advice": "ADVICEBRAMBLE",
    "chronology": "CHRONOLOGYHAZEL",
    "action": "ACTIONALDER",
    "withheld": "WITHHELDROWAN",
    "source": "SOURCEWILLOW",
    "panel": "PANELJUNIPER",
    "lado": "LADOHAWTHORN",
    "decision": "DECISIONELDER",
    "terms": "TERMSBUCKTHORN",
    "unsettled": "UNSETTLEDASPEN",
    "other case": "OTHERCASELARCH",
    "done at once": "ATONCESPINDLE",
}


def planted(world):
    """A case that is heard, with a canary in everything that a participant may not see."""
    other = world.log(title=CANARIES["other case"])
    case = world.case_at(State.ASSESSMENT)
    head, deputy = world.user("head"), world.user("deputy")
    take(P.await_advice, case, by=head, advice_from="lado", reason=CANARIES["lado"])
    take(P.record_advice, case, by=head, adviser="The LADO", advice=CANARIES["lado"])
    case.done_at_once = CANARIES["done at once"]
    case.save()
    from tests.world import investigate

    investigate(world, case)
    case.terms_of_reference.background = CANARIES["terms"]
    case.terms_of_reference.save()
    give_advice(case, CANARIES["advice"], by=world.user("hr"))
    add_to_chronology(case, day=timezone.localdate(), text=CANARIES["chronology"], by=deputy)
    withheld = add_evidence(case, SimpleUploadedFile("other.png", PNG), by=deputy, description=CANARIES["withheld"])
    Evidence.objects.filter(pk=withheld.pk).update(withheld_because=CANARIES["withheld"])
    add_evidence(case, SimpleUploadedFile("own.png", PNG), by=deputy, source=CANARIES["source"], description="Served")
    statement = statement_of(world, case, "dsl", text="SALLOWTHORN the witness relied on")
    take(StatementProcedure.treat_as_agreed, statement, by=deputy, reason="No answer came.")
    report(world, case)
    case.refresh_from_db()
    refer(world, case)
    case.steps_taken.filter(step="refer_to_disciplinary").update(answers={"reason": CANARIES["decision"]})
    propose_action(
        case, title=CANARIES["action"], owner=world["it_lead"], due_on=timezone.localdate(), protects=["school"],
        by=head, instructions=CANARIES["action"],
    )  # fmt: skip
    arrange(world, case)
    unsettled = Statement.objects.create(
        case=case, number=99, person=world["colleague"], taken_by=world["deputy"], taken_on=timezone.localdate(),
        text=CANARIES["unsettled"],
    )  # fmt: skip
    assert unsettled.status.value == "draft"
    hear(world, case)
    case.refresh_from_db()
    Finding.objects.create(
        allegation=case.allegations.get(), found_by="panel", result="proved", reasons=CANARIES["panel"],
        by=world["governor1"],
    )  # fmt: skip
    return case, other


def every_page_of(world, case, who, role):
    """Everything this participant can open, the papers and each exhibit number among it."""
    part = part_of(world, case, who, role)
    client = client_of(world, who)
    addresses = [reverse(name, args=[part.pk]) for name in ("part_detail", "part_papers", "part_files")]
    addresses += [reverse("part_answer", args=[part.pk]), reverse("part_companion", args=[part.pk])]
    addresses += [reverse("part_exhibit", args=[part.pk, number]) for number in range(1, 6)]
    addresses += [reverse("part_statement", args=[part.pk, number]) for number in (1, 99)]
    addresses += [reverse("part_step", args=[part.pk, step.name]) for step in P.steps()]
    return " ".join(words(client.get(address)) for address in addresses)


def test_the_employee_never_reads_what_was_not_served_on_them():
    world = World.make()
    case, other = planted(world)
    shown = every_page_of(world, case, "teacher", Role.SUBJECT)
    assert "SALLOWTHORN" in shown and "Dora Slate" in shown  # the witness relied on, by name
    assert {where for where, word in CANARIES.items() if word in shown} == set()
    assert other.reference not in shown
    # Who reported it stands nowhere.  The adviser is named in the letters: whom to ask, and who attends the hearing.
    assert "Rita Shaw" not in re.sub(r"<select.*?</select>", "", shown)


def test_the_choice_of_a_companion_offers_every_colleague_whatever_their_part():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    form = part_page(world, case, "teacher", Role.SUBJECT, "part_companion").context["form"]
    offered = set(form.fields["person"].queryset)
    assert offered == set(Person.objects.filter(school=world.school, kind="staff")) - {world["teacher"]}


@pytest.mark.parametrize(
    "who, role", [("reporter", Role.REPORTER), ("dsl", Role.WITNESS), ("it_lead", Role.EVIDENCE_CUSTODIAN)]
)
def test_other_participants_read_nothing_of_the_case(who, role):
    world = World.make()
    case, other = planted(world)
    if role is Role.EVIDENCE_CUSTODIAN:
        appoint(case, world["it_lead"], role, by=world.user("head"), reason="Export the account.")
    shown = every_page_of(world, case, who, role)
    assert {where for where, word in CANARIES.items() if word in shown} == set()
    assert ("SALLOWTHORN" in shown) == (role is Role.WITNESS)
    for told in ("Tessa Moor", "Governor", other.reference, "deliberating", "Serious", "A post showed"):
        assert told not in shown


def test_the_reporter_reads_that_it_is_dealt_with_and_never_what_came_of_it():
    world = World.make()
    case = world.case_at(State.REPORTED)
    assert "Received" in words(part_page(world, case, "reporter", Role.REPORTER))
    for state in (State.HEARD, State.CONCLUDED):
        world = World.make(name=state.value, domain=f"{state.value}.example.org")
        case = world.case_at(state)
        shown = words(part_page(world, case, "reporter", Role.REPORTER))
        assert "Being dealt with" in shown
        assert case.status.label not in shown and case.reference not in shown
        for told in ("warning", "Tessa Moor", "hearing", "appeal"):
            assert told not in shown
    world = World.make(name="Closed", domain="closed.example.org")
    shown = words(part_page(world, world.case_at(State.CLOSED), "reporter", Role.REPORTER))
    assert "Dealt with" in shown and "warning" not in shown


def test_words_that_somebody_else_wrote_for_the_reporter_are_not_theirs_to_read():
    world = World.make()
    case = world.log(title="MAGPIE as the head put it")
    part = part_of(world, case, "reporter", Role.REPORTER)
    assert "MAGPIE" in words(client_of(world, "reporter").get(reverse("part_detail", args=[part.pk])))
    Appointment.objects.filter(pk=part.pk).update(appointed_by=world["head"])
    assert "MAGPIE" not in words(client_of(world, "reporter").get(reverse("part_detail", args=[part.pk])))


# ---- The employee ----------------------------------------------------------------------------------------------------


def test_the_employee_has_no_page_before_they_are_told():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    part = part_of(world, case, "teacher", Role.SUBJECT)
    assert client_of(world, "teacher").get(reverse("part_detail", args=[part.pk])).status_code == 404
    take(P.tell_the_employee, case, by=world.user("head"), told_on=timezone.now(), method="by_hand")
    shown = words(client_of(world, "teacher").get(reverse("part_detail", args=[part.pk])))
    assert "Notice of investigation" in shown
    assert "A post showed a pupil with the full name." in shown
    assert "by hand" in shown and "It counts as served on" in shown


def test_nobody_opens_the_page_of_another():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    parts = {role: part_of(world, case, who, role) for who, role in [("teacher", "subject"), ("reporter", "reporter")]}
    pages = [reverse("part_detail", args=[part.pk]) for part in parts.values()]
    pages += [reverse("part_papers", args=[parts["subject"].pk]), reverse("part_answer", args=[parts["subject"].pk])]
    pages.append(reverse("part_exhibit_original", args=[parts["subject"].pk, 1]))
    for who in ("head", "clerk", "deputy", "chair", "governor1", "colleague"):
        assert [client_of(world, who).get(address).status_code for address in pages] == [404] * len(pages)
    assert client_of(world, "teacher").get(pages[0]).status_code == 200
    assert client_of(world, "teacher").get(pages[1]).status_code == 404


def test_a_head_who_is_the_employee_concerned_has_this_page_and_no_other():
    world = World.make()
    case = world.log(about="head")
    take(P.begin_assessment, case, by=world.user("chair"))
    head = client_of(world, "head")
    assert head.get(reverse("case_detail", args=[case.reference])).status_code == 404
    part = part_of(world, case, "head", Role.SUBJECT)
    assert head.get(reverse("part_detail", args=[part.pk])).status_code == 404
    case.employee_told_at = timezone.now()
    case.save()
    assert head.get(reverse("part_detail", args=[part.pk])).status_code == 200
    for name in ("hearing_detail", "bundle_detail", "action_list", "outcome_detail", "appeal_detail"):
        assert head.get(reverse(name, args=[case.reference])).status_code == 404


def test_the_employee_reads_the_papers_and_opens_the_exhibits_and_it_is_recorded():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    part = part_of(world, case, "teacher", Role.SUBJECT)
    teacher = client_of(world, "teacher")
    shown = words(teacher.get(reverse("part_papers", args=[part.pk])))
    assert "The picture shows it." in shown and "Looked at the post." in shown
    assert teacher.get(reverse("part_exhibit", args=[part.pk, 1])).status_code == 200
    original = teacher.get(reverse("part_exhibit_original", args=[part.pk, 1]))
    assert b"".join(original.streaming_content) == PNG
    assert original["Content-Type"] == "application/octet-stream"
    kinds = list(AuditEvent.objects.filter(section="bundle").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["papers.read", "evidence.viewed", "evidence.downloaded"]


def test_an_exhibit_that_was_not_served_is_nowhere_on_their_page():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    add_evidence(case, SimpleUploadedFile("one.png", PNG), by=world.user("deputy"))
    Evidence.objects.update(withheld_because="It names a pupil.")
    for go in (report, refer, arrange):
        go(world, case)
        case.refresh_from_db()
    part = part_of(world, case, "teacher", Role.SUBJECT)
    teacher = client_of(world, "teacher")
    names = ("part_exhibit", "part_exhibit_picture", "part_exhibit_original")
    assert [teacher.get(reverse(name, args=[part.pk, 1])).status_code for name in names] == [404, 404, 404]
    assert teacher.get(reverse("part_exhibit", args=[part.pk, 2])).status_code == 200


def test_their_dates_are_shown_with_how_they_were_counted():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    shown = words(part_page(world, case, "teacher", Role.SUBJECT))
    assert "Hand in your own papers by" in shown
    assert case.clocks.get(key="employee_papers").counted["sentence"].split(",")[0] in shown
    assert "Library" in shown and "Governor Ames (chair)" in shown
    assert "Investigation report" not in shown.replace("The investigation report", "")


def post(world, case, name, data=None, *args, who="teacher", role=Role.SUBJECT, **extra):
    part = part_of(world, case, who, role)
    return client_of(world, who).post(reverse(name, args=[part.pk, *args]), data or {}, **extra)


def test_the_employees_answer_is_kept_in_their_words_and_the_panel_reads_it():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    assert post(world, case, "part_answer", {"text": "FOXGLOVE\n\nI did not post it."}).status_code == 302
    assert Submission.objects.get().text.replace("\r\n", "\n") == "FOXGLOVE\n\nI did not post it."
    assert "FOXGLOVE" in words(part_page(world, case, "teacher", Role.SUBJECT))
    for who in ("governor1", "clerk", "colleague"):
        assert "FOXGLOVE" in words(client_of(world, who).get(reverse("bundle_detail", args=[case.reference])))


def test_an_answer_that_comes_too_late_says_so_and_loses_nothing_typed():
    world = World.make()
    case = world.case_at(State.HEARD)
    response = post(world, case, "part_answer", {"text": "FOXGLOVE I did not post it."})
    shown = words(response)
    assert response.status_code == 409
    assert "FOXGLOVE" in shown and "This cannot be done now." in shown
    assert "deliberating" not in shown and case.status.label not in shown
    assert not Submission.objects.exists()


def test_an_empty_answer_is_asked_for():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    response = post(world, case, "part_answer", {"text": ""})
    assert response.context["form"].errors == {"text": ["Answer the question “What do you want to say?”"]}


def test_the_employee_hands_in_a_file_and_the_panel_opens_it():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    before = case.evidence.count()
    response = post(world, case, "part_files", {"files": [SimpleUploadedFile("mine.png", PNG)]})
    assert response.status_code == 302
    exhibit = case.evidence.get(number=before + 1)
    assert (exhibit.source, exhibit.received_by) == ("The employee", world["teacher"])
    assert "mine.png" in words(part_page(world, case, "teacher", Role.SUBJECT))
    address = reverse("bundle_exhibit", args=[case.reference, exhibit.number])
    assert client_of(world, "governor1").get(address).status_code == 200
    assert (
        client_of(world, "teacher")
        .get(reverse("part_exhibit", args=[part_of(world, case, "teacher", "subject").pk, exhibit.number]))
        .status_code
        == 200
    )


def test_a_file_of_a_bad_kind_is_refused_in_words_and_another_beside_it_is_kept():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    files = [SimpleUploadedFile("run.exe", b"MZ program"), SimpleUploadedFile("mine.png", PNG)]
    response = post(world, case, "part_files", {"files": files})
    assert response.status_code == 422
    shown = words(response)
    assert "run.exe" in shown and "Kept as exhibit" in shown
    assert case.evidence.filter(received_by=world["teacher"]).count() == 1


def test_the_script_gets_its_answer_for_one_file():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    files = {"files": SimpleUploadedFile("mine.png", PNG)}
    response = post(world, case, "part_files", files, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["text"]) == (201, "Kept as exhibit 2.")
    files = {"files": SimpleUploadedFile("run.exe", b"MZ program")}
    assert post(world, case, "part_files", files, headers={"accept": "application/json"}).status_code == 422


def test_what_a_custodian_held_before_they_became_the_employee_concerned_is_not_handed_in_by_the_employee():
    world = World.make()
    case = world.log(about=None)
    head = world.user("head")
    take(P.begin_assessment, case, by=head)
    appoint(case, world["it_lead"], Role.EVIDENCE_CUSTODIAN, by=head, reason="Export the account.")
    post(
        world,
        case,
        "part_files",
        {"files": [SimpleUploadedFile("export.png", PNG)]},
        who="it_lead",
        role="evidence_custodian",
    )
    held = case.evidence.get(file_name="export.png")
    appoint(case, world["it_lead"], Role.SUBJECT, by=head)
    case.employee_told_at = timezone.now()
    case.save()
    part = part_of(world, case, "it_lead", Role.SUBJECT)
    it_lead = client_of(world, "it_lead")
    assert "export.png" not in words(it_lead.get(reverse("part_detail", args=[part.pk])))
    assert it_lead.get(reverse("part_exhibit", args=[part.pk, held.number])).status_code == 404


# ---- The companion -----------------------------------------------------------------------------------------------------


def test_the_employee_names_a_colleague_who_sees_the_day_and_nothing_else():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    assert post(world, case, "part_companion", {"person": world["dsl"].pk}).status_code == 302
    shown = words(part_page(world, case, "dsl", Role.COMPANION))
    assert "You accompany Tessa Moor" in shown and "Library" in shown
    part = part_of(world, case, "dsl", Role.COMPANION)
    dsl = client_of(world, "dsl")
    for address in [reverse("part_papers", args=[part.pk]), reverse("part_exhibit", args=[part.pk, 1])]:
        assert dsl.get(address).status_code == 404


def test_the_companion_reads_the_papers_once_and_as_long_as_they_are_shared():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    post(world, case, "part_companion", {"person": world["dsl"].pk})
    part = part_of(world, case, "dsl", Role.COMPANION)
    papers, dsl = reverse("part_papers", args=[part.pk]), client_of(world, "dsl")
    assert post(world, case, "part_companion_share", {"shared": "yes"}).status_code == 302
    assert "The picture shows it." in words(dsl.get(papers))
    assert dsl.get(reverse("part_exhibit", args=[part.pk, 1])).status_code == 200
    for name in ("part_answer", "part_files", "part_companion"):
        assert dsl.get(reverse(name, args=[part.pk])).status_code == 404
    assert post(world, case, "part_companion_share", {"shared": "no"}).status_code == 302
    assert dsl.get(papers).status_code == 404


def test_only_the_employee_shares_the_papers():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    post(world, case, "part_companion", {"person": world["dsl"].pk})
    subject = part_of(world, case, "teacher", Role.SUBJECT)
    for who in ("dsl", "clerk", "head"):
        address = reverse("part_companion_share", args=[subject.pk])
        assert client_of(world, who).post(address, {"shared": "yes"}).status_code == 404
    assert part_of(world, case, "dsl", Role.COMPANION).papers_shared_at is None


def test_a_companion_from_outside_is_entered_without_an_account():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    post(world, case, "part_companion", {"person": "", "name": "Una Official", "from_where": "Teachers' union"})
    named = Appointment.objects.live().get(case=case, role=Role.COMPANION).person
    assert (named.name, named.job_title, named.user, named.kind) == ("Una Official", "Teachers' union", None, "other")


@pytest.mark.parametrize("who", ["deputy", "head", "colleague"])
def test_why_somebody_cannot_come_is_not_told(who):
    """The investigator, the case manager and the presenting officer are refused in the same words."""
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    response = post(world, case, "part_companion", {"person": world[who].pk})
    name = world[who].name
    assert response.context["form"].errors == {
        "person": [f"{name} cannot be your companion in this matter. Choose somebody else."]
    }
    assert not Appointment.objects.filter(case=case, role=Role.COMPANION).exists()


def test_nobody_or_two_people_named_is_asked_again():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    assert "person" in post(world, case, "part_companion", {"name": ""}).context["form"].errors
    both = post(world, case, "part_companion", {"person": world["dsl"].pk, "name": "Una Official"})
    assert both.context["form"].errors == {"name": ["Choose a colleague or enter a name, not both."]}
    assert "Una Official" in words(both)


# ---- The appeal, from the employee's page -------------------------------------------------------------------------------


def test_the_employee_lodges_an_appeal_and_withdraws_it():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    shown = words(part_page(world, case, "teacher", Role.SUBJECT))
    assert "Appeal against the outcome" in shown and "the time is over" not in shown
    assert "final written warning" in shown and "The warning is live until" in shown
    data = {"grounds": ["unfair"], "grounds_text": "Too severe.", "revision": case.revision}
    assert post(world, case, "part_step", data, "lodge_appeal").status_code == 302
    case.refresh_from_db()
    assert case.status is State.APPEAL_LODGED
    said = words(part_page(world, case, "teacher", Role.SUBJECT))
    assert "Withdraw my appeal" in said and "waits among the letters" not in said
    data = {"reason": "I accept it.", "revision": case.revision}
    assert post(world, case, "part_step", data, "withdraw_appeal").status_code == 302
    case.refresh_from_db()
    assert case.status is State.CONCLUDED


def test_after_the_time_a_late_appeal_is_offered_and_no_other():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    case.clocks.filter(key="appeal_lodge").update(due_at=timezone.now() - timedelta(days=1))
    shown = words(part_page(world, case, "teacher", Role.SUBJECT))
    assert "Appeal although the time is over" in shown and "Appeal against the outcome" not in shown
    data = {
        "grounds": ["unfair"],
        "grounds_text": "Too severe.",
        "late_reason": "I was ill.",
        "revision": case.revision,
    }
    assert post(world, case, "part_step", data, "receive_late_appeal").status_code == 302
    case.refresh_from_db()
    assert case.status is State.LATE_APPEAL


def test_a_refused_step_tells_the_employee_neither_the_state_nor_who_acted():
    world = World.make()
    case = world.case_at(State.APPEAL_LODGED)
    stale = case.revision
    appeal = [world[key] for key in ("governor4", "governor5", "governor6")]
    take(P.convene_appeal_panel, case, by=world.user("clerk"), members=appeal, chair=appeal[0])
    response = post(world, case, "part_step", {"reason": "WOODBINE", "revision": stale}, "withdraw_appeal")
    shown = words(response)
    assert (response.status_code, "WOODBINE" in shown) == (409, True)
    assert "Something changed while you were on this page." in shown
    assert "Clara Kemp" not in shown and "convened" not in shown
    lodged = words(part_page(world, case, "teacher", Role.SUBJECT, "part_step", "lodge_appeal"))
    assert "This cannot be done now." in lodged and case.status.label not in lodged


def test_a_step_of_somebody_else_does_not_exist_for_the_employee():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    for step in ("hold_hearing", "close", "nothing_like_it"):
        assert part_page(world, case, "teacher", Role.SUBJECT, "part_step", step).status_code == 404


# ---- Witnesses ------------------------------------------------------------------------------------------------------------


def test_a_witness_reads_their_statement_asks_for_a_correction_and_confirms_it():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    statement = statement_of(world, case, "dsl")
    case.refresh_from_db()
    assert "SALLOWTHORN" in words(part_page(world, case, "dsl", Role.WITNESS, "part_statement", 1))
    data = {"correction": "It was Tuesday.", "revision": case.revision}
    args = ("part_statement_step", data, 1, "ask_for_correction")
    assert post(world, case, *args, who="dsl", role=Role.WITNESS).status_code == 302
    shown = words(part_page(world, case, "dsl", Role.WITNESS, "part_statement", 1))
    assert "It was Tuesday." in shown and "SALLOWTHORN" not in shown
    statement.refresh_from_db()
    take(StatementProcedure.send_statement, statement, by=world.user("deputy"))
    case.refresh_from_db()
    data = {"confirmed": "on", "revision": case.revision}
    args = ("part_statement_step", data, 1, "confirm_statement")
    assert post(world, case, *args, who="dsl", role=Role.WITNESS).status_code == 302
    statement.refresh_from_db()
    assert statement.get_state_display() == "Confirmed"
    assert "You have confirmed it" in words(part_page(world, case, "dsl", Role.WITNESS))


def test_a_witness_reads_nobody_elses_statement():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    statement_of(world, case, "dsl", text="SALLOWTHORN mine")
    statement_of(world, case, "colleague", text="BITTERVETCH theirs")
    assert part_page(world, case, "dsl", Role.WITNESS, "part_statement", 1).status_code == 200
    assert part_page(world, case, "dsl", Role.WITNESS, "part_statement", 2).status_code == 404
    assert "BITTERVETCH" not in words(part_page(world, case, "dsl", Role.WITNESS))
    step = part_page(world, case, "dsl", Role.WITNESS, "part_statement_step", 2, "confirm_statement")
    assert step.status_code == 404


def test_a_statement_that_is_being_written_is_not_read_by_its_maker_yet():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    statement_of(world, case, "dsl", sent=False)
    assert "SALLOWTHORN" not in words(part_page(world, case, "dsl", Role.WITNESS, "part_statement", 1))


# ---- The evidence custodian -----------------------------------------------------------------------------------------------


def test_a_custodian_reads_the_instructions_hands_in_and_sees_only_that():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    other = add_evidence(
        case, SimpleUploadedFile("others.png", PNG), by=world.user("deputy"), description="BITTERVETCH"
    )
    appoint(case, world["it_lead"], Role.EVIDENCE_CUSTODIAN, by=world.user("head"), reason="Export the account.")
    args = ("part_files", {"files": [SimpleUploadedFile("export.png", PNG)]})
    assert post(world, case, *args, who="it_lead", role="evidence_custodian").status_code == 302
    shown = words(part_page(world, case, "it_lead", "evidence_custodian"))
    assert "Export the account." in shown and "export.png" in shown
    assert "others.png" not in shown and "BITTERVETCH" not in shown and case.title not in shown
    page = part_page(world, case, "it_lead", "evidence_custodian", "part_exhibit", other.number)
    assert page.status_code == 404
    own = case.evidence.get(file_name="export.png")
    assert part_page(world, case, "it_lead", "evidence_custodian", "part_exhibit", own.number).status_code == 200


def test_a_companion_is_chosen_and_papers_are_shared_by_the_employee_alone():
    """The verbs themselves, not only their pages, hold to it."""
    from investigations.actions.refusals import Refused

    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    companion = choose_companion(case, by=world.user("teacher"), person=world["dsl"])
    for who in ("clerk", "dsl", "head"):
        with pytest.raises(Refused):
            share_papers(companion, shared=True, by=world.user(who))
    share_papers(companion, shared=True, by=world.user("teacher"))
    companion.refresh_from_db()
    assert companion.papers_shared_at is not None
