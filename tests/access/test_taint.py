"""The taint register as a truth table, written by hand: a fact, a person, a part in the case, and the verdict.

Each row begins from the same untouched case.  "Governor Ames" is a governor without any part; where a row says that
they did something, that is the only thing that stands in the record about them.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from investigations import audit
from investigations.access import Register, judge
from investigations.actions.impartiality import answer_for_panel, declare_tie, end_tie, set_aside
from investigations.actions.refusals import BadAnswers, Refused
from investigations.models import (
    Appointment,
    Declaration,
    Exclusion,
    GoverningBodyAction,
    OfficeHeld,
    Opening,
    Override,
    Person,
    Served,
    StepTaken,
)
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office, Role
from investigations.procedure.taint import NEVER_SET_ASIDE, Taint, Tie, Verdict
from tests.world import World

pytestmark = pytest.mark.django_db
PANEL, APPEAL, OFFICER = Role.PANEL, Role.APPEAL_PANEL, Role.INVESTIGATING_OFFICER
CLERK, HR, PRESENTER, INCIDENT = Role.CLERK, Role.HR_ADVISER, Role.PRESENTING_OFFICER, Role.INCIDENT_GROUP
YES, CARE, NO = Verdict.ELIGIBLE, Verdict.CAUTION, Verdict.INELIGIBLE


# ---- Facts -----------------------------------------------------------------------------------------------------------


def nothing(world, case, person):
    pass


def holds(role, ended=False):
    def fact(world, case, person):
        end = {"ended_at": timezone.now(), "ended_because": "It ended."} if ended else {}
        Appointment.objects.create(case=case, person=person, role=role, **end)

    return fact


def instead_of(role):
    """They hold a single role now, and whoever held it does not."""

    def fact(world, case, person):
        case.appointments.live().of(role).update(ended_at=timezone.now(), ended_because="Replaced.")
        Appointment.objects.create(case=case, person=person, role=role)

    return fact


def step(table, as_role, record="did something"):
    def fact(world, case, person):
        StepTaken.objects.create(
            case=case, table=table, step="a_step", record_id="1", from_state="a", to_state="b", by=person, as_role=as_role,
            at=timezone.now(), record=record, section="overview",
        )  # fmt: skip

    return fact


def shut_out(kind):
    return lambda world, case, person: Exclusion.objects.create(case=case, person=person, kind=kind)


def tie(to, kind=Tie.RELATIVE, ended=False):
    def fact(world, case, person):
        until = timezone.localdate() - timedelta(days=30) if ended else None
        Declaration.objects.create(person=person, about=world[to], kind=kind, until=until)

    return fact


def said_of_them(by):
    return lambda world, case, person: Declaration.objects.create(person=world[by], about=person, kind=Tie.FRIEND)


def opened(world, case, person):
    Opening.objects.create(case=case, person=person, day=timezone.localdate())


def read(kind, section):
    def fact(world, case, person):
        audit.record(case, kind, by=person, section=section, says="read")

    return fact


def was_sent(world, case, person):
    Served.objects.create(
        case=case, to=person, title="Notice", method="by_hand", sent_at=timezone.now(), by=world["head"],
        served_on=timezone.localdate(),
    )  # fmt: skip


def action(owner=True, proposed=False, approved=False, state="approved"):
    def fact(world, case, person):
        head = world["head"]
        GoverningBodyAction.objects.create(
            case=case, number=1, title="Freeze", due_on=timezone.localdate(), state=state,
            owner=person if owner else head, proposed_by=person if proposed else head,
            approved_by=person if approved else (head if state != "proposed" else None),
            approved_at=timezone.now() if state != "proposed" else None,
        )  # fmt: skip

    return fact


def office(held, ended=False):
    def fact(world, case, person):
        today = timezone.localdate()
        ends = today - timedelta(days=10) if ended else None
        OfficeHeld.objects.create(person=person, office=held, starts=today - timedelta(days=400), ends=ends)

    return fact


def left(world, case, person):
    person.left_on = timezone.localdate()
    person.save()


def no_account(world, case, person):
    person.user = None
    person.save()


def named(world, case, person):
    allegation = case.allegations.first()
    allegation.what = f"A post about {person.name} of the governors."
    allegation.save()


def in_chronology(world, case, person):
    case.chronology.create(day=timezone.localdate(), text=f"{person.name} rang.", entered_by=world["head"])


def gave_a_statement(world, case, person):
    case.statements.create(
        number=9, person=person, taken_by=world["head"], taken_on=timezone.localdate(), text="I saw."
    )


def convened_and_read_the_papers(world, case, person):
    holds(PANEL)(world, case, person)
    opened(world, case, person)
    read("papers.read", "bundle")(world, case, person)


def convened_and_read_evidence(world, case, person):
    holds(PANEL)(world, case, person)
    read("evidence.viewed", "evidence")(world, case, person)


def convened_with_an_interest(world, case, person):
    place = Appointment.objects.create(case=case, person=person, role=PANEL)
    Declaration.objects.create(person=person, case=case, place=place, has_interest=True, words="We fell out.")


def nobody_manages(world, case, person):
    case.appointments.of(Role.CASE_MANAGER).delete()


def together(*facts):
    def fact(world, case, person):
        for one in facts:
            one(world, case, person)

    return fact


# ---- The table -------------------------------------------------------------------------------------------------------

G = "governor1"
TABLE = [
    # nothing stands in the way
    ("an untouched governor sits", nothing, G, PANEL, YES, None),
    ("an untouched governor hears the appeal", nothing, G, APPEAL, YES, None),
    ("an untouched colleague investigates", nothing, "colleague", OFFICER, YES, None),
    ("the clerk of the governors clerks", nothing, "clerk", CLERK, YES, None),
    ("the HR adviser advises", nothing, "hr", HR, YES, None),
    ("a colleague presents", nothing, "colleague", PRESENTER, YES, None),
    ("a governor joins the incident group", nothing, G, INCIDENT, YES, None),
    ("somebody from outside sits", office(Office.ASSOCIATE), "hr", PANEL, YES, None),
    # what they are at the school
    ("the chair sits with care", nothing, "chair", PANEL, CARE, Taint.CHAIR),
    ("the chair hears an appeal with care", nothing, "chair", APPEAL, CARE, Taint.CHAIR),
    ("the vice-chair sits", nothing, "vice_chair", PANEL, YES, None),
    ("a staff governor does not sit", nothing, "staff_governor", PANEL, NO, Taint.STAFF_GOVERNOR),
    ("a staff governor hears no appeal", nothing, "staff_governor", APPEAL, NO, Taint.STAFF_GOVERNOR),
    ("the head never sits", nobody_manages, "head", PANEL, NO, Taint.HEAD),
    ("the head never hears an appeal", nobody_manages, "head", APPEAL, NO, Taint.HEAD),
    ("the head never clerks", nothing, "head", CLERK, NO, Taint.HEAD),
    ("no teacher sits", nothing, "deputy", PANEL, NO, Taint.NO_GOVERNOR),
    ("no outsider sits who was not brought in for it", nothing, "hr", PANEL, NO, Taint.NO_GOVERNOR),
    ("a governor employed at the school does not sit", office(Office.DSL), G, PANEL, NO, Taint.EMPLOYED),
    ("a governor who worked there before sits with care", office(Office.STAFF, ended=True), G, PANEL, CARE, Taint.WAS_EMPLOYED),
    ("a former head who is a governor sits with care", office(Office.HEAD, ended=True), G, PANEL, CARE, Taint.WAS_EMPLOYED),
    ("who left does not sit", left, G, PANEL, NO, Taint.GONE),
    ("who left does not investigate", left, "colleague", OFFICER, NO, Taint.GONE),
    ("a governor without account sits with care", no_account, G, PANEL, CARE, Taint.NO_ACCOUNT),
    # whose cause it is
    ("the employee does not sit", nothing, "teacher", PANEL, NO, Taint.SUBJECT),
    ("the employee does not investigate", nothing, "teacher", OFFICER, NO, Taint.SUBJECT),
    ("the employee does not clerk", nothing, "teacher", CLERK, NO, Taint.SUBJECT),
    ("a governor it is about does not sit", instead_of(Role.SUBJECT), G, PANEL, NO, Taint.SUBJECT),
    ("who was named by mistake does not judge", holds(Role.SUBJECT, ended=True), G, PANEL, NO, Taint.SUBJECT),
    ("who was named by mistake may advise with care", holds(Role.SUBJECT, ended=True), "hr", HR, CARE, Taint.ENDED_PART),
    ("who reported does not sit", holds(Role.REPORTER), G, PANEL, NO, Taint.REPORTER),
    ("who reported does not investigate", nothing, "reporter", OFFICER, NO, Taint.REPORTER),
    ("who reported does not clerk", holds(Role.REPORTER), "clerk", CLERK, NO, Taint.REPORTER),
    ("who reported presents with care", nothing, "reporter", PRESENTER, CARE, Taint.REPORTER),
    ("a witness does not sit", holds(Role.WITNESS), G, PANEL, NO, Taint.WITNESS),
    ("a witness does not hear the appeal", holds(Role.WITNESS), G, APPEAL, NO, Taint.WITNESS),
    ("a witness of whom it ended does not sit either", holds(Role.WITNESS, ended=True), G, PANEL, NO, Taint.WITNESS),
    ("a witness does not investigate", holds(Role.WITNESS), "colleague", OFFICER, NO, Taint.WITNESS),
    ("a witness by mistake investigates with care", holds(Role.WITNESS, ended=True), "colleague", OFFICER, CARE, Taint.ENDED_PART),
    ("a witness does not advise", holds(Role.WITNESS), "hr", HR, NO, Taint.WITNESS),
    ("who gave a statement does not sit", gave_a_statement, G, PANEL, NO, Taint.WITNESS),
    ("a companion does not sit", holds(Role.COMPANION), G, PANEL, NO, Taint.COMPANION),
    # who prepared it
    ("who manages it does not sit", instead_of(Role.CASE_MANAGER), G, PANEL, NO, Taint.MANAGED),
    ("who managed it before does not sit", holds(Role.CASE_MANAGER, ended=True), G, PANEL, NO, Taint.MANAGED),
    ("who managed it before hears no appeal", holds(Role.CASE_MANAGER, ended=True), G, APPEAL, NO, Taint.MANAGED),
    ("who manages it does not investigate", nothing, "head", OFFICER, NO, Taint.MANAGED),
    ("who managed it before investigates with care", holds(Role.CASE_MANAGER, ended=True), G, OFFICER, CARE, Taint.ENDED_PART),
    ("who investigates does not sit", holds(OFFICER), G, PANEL, NO, Taint.INVESTIGATED),
    ("who investigated before does not sit", holds(OFFICER, ended=True), G, PANEL, NO, Taint.INVESTIGATED),
    ("who investigated before hears no appeal", holds(OFFICER, ended=True), G, APPEAL, NO, Taint.INVESTIGATED),
    ("who investigated before does not do so again", holds(OFFICER, ended=True), "colleague", OFFICER, NO, Taint.INVESTIGATED),
    ("who investigated does not clerk", holds(OFFICER, ended=True), "clerk", CLERK, NO, Taint.INVESTIGATED),
    ("who investigated does not advise", holds(OFFICER), "hr", HR, NO, Taint.INVESTIGATED),
    ("who investigates presents", holds(OFFICER), "colleague", PRESENTER, YES, None),
    ("who presents does not sit", holds(PRESENTER), G, PANEL, NO, Taint.PRESENTED),
    ("who advised does not sit", holds(HR, ended=True), G, PANEL, NO, Taint.ADVISED),
    ("who clerks does not sit", holds(CLERK), G, PANEL, NO, Taint.CLERKED),
    ("who handled evidence does not sit", holds(Role.EVIDENCE_CUSTODIAN), G, PANEL, NO, Taint.CUSTODIAN),
    ("a step in a part that ended long since taints", step("CaseProcedure", "case_manager"), G, PANEL, NO, Taint.ACTED),
    # suspension and the governing body
    ("who decided on the suspension does not sit", step("SuspensionProcedure", "case_manager"), G, PANEL, NO, Taint.SUSPENSION),
    ("who reviewed the suspension hears no appeal", step("SuspensionProcedure", "governing_body"), G, APPEAL, NO, Taint.SUSPENSION),
    ("who suspended investigates with care", step("SuspensionProcedure", "case_manager"), "colleague", OFFICER, CARE, Taint.SUSPENSION),
    ("the incident group does not sit", holds(INCIDENT), G, PANEL, NO, Taint.INCIDENT_GROUP),
    ("the incident group of before does not sit", holds(INCIDENT, ended=True), G, APPEAL, NO, Taint.INCIDENT_GROUP),
    ("the owner of an action does not sit", action(), G, PANEL, NO, Taint.ACTIONS),
    ("who proposed an action does not sit", action(owner=False, proposed=True), G, PANEL, NO, Taint.ACTIONS),
    ("who approved an action does not sit", action(owner=False, approved=True), G, PANEL, NO, Taint.ACTIONS),
    ("who carried an action out does not sit", step("ActionProcedure", "action_owner"), G, PANEL, NO, Taint.ACTIONS),
    ("who never saw the action meant for them sits with care", action(state="proposed"), G, PANEL, CARE, Taint.ACTION_NOT_TOLD),
    # who knows of it
    ("who opened the case does not sit", opened, G, PANEL, NO, Taint.OPENED),
    ("who opened the case hears no appeal", opened, G, APPEAL, NO, Taint.OPENED),
    ("who opened the case may investigate", opened, "colleague", OFFICER, YES, None),
    ("who read evidence does not sit", read("evidence.viewed", "evidence"), G, PANEL, NO, Taint.OPENED),
    ("who read a document does not sit", read("document.read", "documents"), G, PANEL, NO, Taint.OPENED),
    ("who was sent a letter of it does not sit", was_sent, G, PANEL, NO, Taint.SERVED),
    ("whose name stands in an allegation does not sit", named, G, PANEL, NO, Taint.NAMED),
    ("whose name stands in the chronology does not sit", in_chronology, G, PANEL, NO, Taint.NAMED),
    ("whose name stands in it investigates with care", named, "colleague", OFFICER, CARE, Taint.NAMED),
    # ties
    ("a relative of the employee does not sit", tie("teacher"), G, PANEL, NO, Taint.TIE),
    ("a relative of the employee does not clerk", tie("teacher"), "clerk", CLERK, NO, Taint.TIE),
    ("a relative of the employee does not investigate", tie("teacher"), "colleague", OFFICER, NO, Taint.TIE),
    ("a friend of who reported does not sit", tie("reporter", Tie.FRIEND), G, PANEL, NO, Taint.TIE),
    ("a friend of a witness does not sit", together(lambda w, c, p: holds(Role.WITNESS)(w, c, w["dsl"]), tie("dsl", Tie.HOUSEHOLD)), G, APPEAL, NO, Taint.TIE),
    ("in business with the employee, does not sit", tie("teacher", Tie.BUSINESS), G, PANEL, NO, Taint.TIE),
    ("a line of pay asks for care", tie("teacher", Tie.PAY), G, PANEL, CARE, Taint.PAY_LINE),
    ("a tie that ended asks for care", tie("teacher", ended=True), G, PANEL, CARE, Taint.TIE_ENDED),
    ("a tie to somebody without a part is none", tie("dpo"), G, PANEL, YES, None),
    ("the employee cannot bar a governor by a word", said_of_them("teacher"), G, PANEL, CARE, Taint.TIE_SAID_BY_OTHERS),
    ("an interest in this case bars", convened_with_an_interest, G, PANEL, NO, Taint.TIE),
    # shut out, and the other panel
    ("who stood down does not sit", shut_out("recused"), G, PANEL, NO, Taint.SHUT_OUT),
    ("who has a conflict does not clerk", shut_out("conflict"), "clerk", CLERK, NO, Taint.SHUT_OUT),
    ("who sat first hears no appeal", holds(PANEL), G, APPEAL, NO, Taint.SAT),
    ("who sat first and left hears no appeal", holds(PANEL, ended=True), G, APPEAL, NO, Taint.SAT),
    ("who sits on the appeal does not sit first", holds(APPEAL), G, PANEL, NO, Taint.SAT_ON_APPEAL),
    ("who left this panel does not come back", holds(PANEL, ended=True), G, PANEL, NO, Taint.LEFT_THE_PANEL),
    ("who judges does not advise", holds(PANEL), "hr", HR, NO, Taint.SAT),
    ("who judged does not present", holds(APPEAL, ended=True), "colleague", PRESENTER, NO, Taint.SAT_ON_APPEAL),
    ("what a member reads in that duty does not taint", convened_and_read_the_papers, G, PANEL, YES, None),
    ("what a member reads besides taints", convened_and_read_evidence, G, PANEL, NO, Taint.OPENED),
]  # fmt: skip


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("taint")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault"),
        transaction.atomic(),
    ):
        world = World.make()
        yield world, world.log()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("fact", "who", "role", "verdict", "kind"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_table(here, fact, who, role, verdict, kind):
    world, case = here
    person = Person.objects.prefetch_related("offices").get(pk=world[who].pk)
    fact(world, case, person)
    person = Person.objects.prefetch_related("offices").get(pk=person.pk)
    judgement = judge(case, person, role)
    assert (judgement.verdict, judgement.reasons[0].kind if judgement.reasons else None) == (
        verdict,
        kind,
    ), judgement.reasons


def test_the_table_is_long_enough_and_asks_for_every_kind_of_fact():
    assert len(TABLE) >= 60
    untold = {Taint.ELSEWHERE, Taint.PUPIL}  # below, with people of another kind
    assert set(Taint) - {row[5] for row in TABLE} == untold


def test_a_pupil_and_somebody_of_another_school_have_no_such_part(here):
    world, case = here
    pupil = Person.objects.create(school=world.school, kind=PersonKind.PUPIL, name="Pupil C")
    assert judge(case, pupil, OFFICER).reasons[0].kind is Taint.PUPIL
    other = World.make(name="Elsewhere", domain="elsewhere.example")
    assert judge(case, other["governor1"], PANEL).reasons[0].kind is Taint.ELSEWHERE


def test_every_reason_is_kept_the_worst_first_with_its_day(here):
    world, case = here
    chair = Person.objects.prefetch_related("offices").get(pk=world["chair"].pk)
    opened(world, case, chair)
    holds(Role.WITNESS)(world, case, chair)
    reasons = judge(case, chair, PANEL).reasons
    assert [reason.kind for reason in reasons] == [Taint.WITNESS, Taint.OPENED, Taint.CHAIR]
    assert [reason.on for reason in reasons[:2]] == [timezone.localdate(), timezone.localdate()]
    assert judge(case, chair, PANEL).reason == "Charles Holt cannot sit: they are a witness; they opened this case."


def test_who_may_not_know_of_a_part_is_told_that_there_is_one_and_not_which(here):
    world, case = here
    tie("teacher")(world, case, world[G])
    holds(Role.REPORTER)(world, case, world[G])
    said = judge(case, world[G], PANEL).why_not(in_full=False)
    assert said == (
        "Governor Ames cannot sit: they have a part in this case; they have a tie to somebody in this case."
    )


def test_the_register_lists_those_who_sit_on_panels_and_nobody_else(here):
    world, case = here
    office(Office.ASSOCIATE)(world, case, world["dpo"])
    names = {row.person.name for row in Register.of(case).everybody(PANEL)}
    governors = {"Charles Holt", "Vera Cole", "Stan Gough"} | {world[f"governor{n}"].name for n in range(1, 8)}
    assert names == governors | {"Petra Quill"}


# ---- Declaring, and setting aside ---------------------------------------------------------------------------------------


def at_the_hearing(world, case):
    case.referred_at = timezone.now()
    case.state = "referred"
    case.save()
    Appointment.objects.create(case=case, person=world["clerk"], role=CLERK)


def test_a_bar_of_the_school_s_own_caution_is_set_aside_in_writing_and_no_other(here):
    world, case = here
    at_the_hearing(world, case)
    clerk, stan = world.user("clerk"), world["staff_governor"]
    with pytest.raises(BadAnswers, match="Say why nobody else"):
        set_aside(case, stan, PANEL, reason=" ", by=clerk)
    set_aside(case, stan, PANEL, reason="All others know the family.", by=clerk)
    assert judge(case, stan, PANEL).is_eligible
    assert judge(case, stan, PANEL).verdict is NO
    assert not judge(case, stan, APPEAL).is_eligible
    opened(world, case, stan)
    assert not judge(case, stan, PANEL).is_eligible  # what came up since was not set aside
    for who in ("head", "teacher"):
        with pytest.raises(Refused, match="This is never set aside"):
            set_aside(case, world[who], PANEL, reason="Small school.", by=clerk)
    with pytest.raises(Refused, match="not yours"):
        set_aside(case, stan, PANEL, reason="Small school.", by=world.user("head"))
    with pytest.raises(Refused, match="Nothing bars"):
        set_aside(case, world[G], PANEL, reason="Small school.", by=clerk)


@pytest.mark.parametrize("kind", sorted(NEVER_SET_ASIDE))
def test_the_database_itself_refuses_to_set_such_a_bar_aside(here, kind):
    world, case = here
    kinds = Override.written(frozenset({Taint.OPENED, kind}))
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(case=case, person=world[G], role=PANEL, reason="x", kinds=kinds, by=world["clerk"])


def test_a_tie_declared_to_the_employee_ends_the_work_on_the_case_at_once(here):
    world, case = here
    Appointment.objects.create(case=case, person=world["deputy"], role=OFFICER)
    declare_tie(world["deputy"], world["teacher"], kind=Tie.PAY)
    assert case.appointments.live().of(OFFICER).exists()
    declare_tie(world["deputy"], world["teacher"], kind=Tie.HOUSEHOLD)
    assert not case.appointments.live().of(OFFICER).exists()
    assert case.exclusions.filter(person=world["deputy"], lifted_at=None).exists()


def test_a_manager_who_declares_a_tie_to_who_reported_passes_the_case_on(here):
    world, case = here
    declare_tie(world["head"], world["reporter"], kind=Tie.FRIEND)
    assert case.appointments.live().get(role=Role.CASE_MANAGER).person == world["chair"]


def test_a_tie_is_ended_by_who_declared_it_and_by_nobody_else(here):
    world, _ = here
    declared = declare_tie(world[G], world["teacher"], kind=Tie.FRIEND)
    with pytest.raises(Declaration.DoesNotExist):
        end_tie(declared, by=world["governor2"], until=timezone.localdate())
    with pytest.raises(BadAnswers, match="not come yet"):
        end_tie(declared, by=world[G], until=timezone.localdate() + timedelta(days=1))
    end_tie(declared, by=world[G], until=timezone.localdate())
    with pytest.raises(Refused, match="ended already"):
        end_tie(declared, by=world[G], until=timezone.localdate())


def test_an_interest_ends_the_place_on_the_panel_and_its_holder_does_not_come_back(here):
    world, case = here
    at_the_hearing(world, case)
    place = Appointment.objects.create(case=case, person=world[G], role=PANEL)
    with pytest.raises(Refused, match="not asked for this"):
        answer_for_panel(place, by=world.user("governor2"), has_interest=False)
    with pytest.raises(BadAnswers, match="what stands in the way"):
        answer_for_panel(place, by=world.user(G), has_interest=True)
    answer_for_panel(place, by=world.user(G), has_interest=True, words="We fell out.")
    assert not case.appointments.live().of(PANEL).exists()
    assert not judge(case, world[G], PANEL).is_eligible
    with pytest.raises(Refused, match="not asked for this"):
        answer_for_panel(place, by=world.user(G), has_interest=False)
