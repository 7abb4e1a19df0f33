"""The page of the hearing: who sees it, what the clerk reads of the governors, and the panel's findings."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.schools import set_day_counts
from investigations.actions.step_files import take_with_files
from investigations.actions.take import take
from investigations.models import Finding, Hearing, Outcome
from investigations.procedure.answers import said
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.states import State
from tests.world import APPEAL, PANEL, PNG, World, declare, hear

pytestmark = pytest.mark.django_db
REASONS = "QUILLWORT the panel believed the screenshot"


def page(world, who, name, *args, method="get", data=None):
    client = Client()
    client.force_login(world.user(who))
    return getattr(client, method)(reverse(name, args=args), data or {})


def words(response):
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def test_before_the_referral_the_hearing_has_nothing_to_tell_and_the_clerk_no_case():
    world = World.make()
    case = world.case_at(State.REPORT_SUBMITTED)
    assert page(world, "clerk", "hearing_detail", case.reference).status_code == 404


def test_the_clerk_reads_of_every_governor_whether_they_may_sit_and_why_not():
    world = World.make()
    case = world.case_at(State.REFERRED)
    shown = words(page(world, "clerk", "hearing_detail", case.reference))
    for name in ("Governor Ames", "Governor Gale", "Charles Holt"):
        assert f"<strong>{name}</strong>" in shown
    assert "A staff governor works for the school (" in shown
    assert reverse("convene_panel", args=[case.reference]) in shown


def test_only_the_clerk_is_shown_who_may_sit():
    world = World.make()
    case = world.case_at(State.REFERRED)
    assert "Stan Gough" in words(page(world, "clerk", "hearing_detail", case.reference))
    for who in ("head", "hr", "colleague"):
        response = page(world, who, "hearing_detail", case.reference)
        assert (response.status_code, "Stan Gough" in words(response)) == (200, False)


def test_the_page_of_convening_names_who_may_not_sit():
    world = World.make()
    case = world.case_at(State.REFERRED)
    shown = words(page(world, "clerk", "step_take", case.reference, "convene_panel"))
    assert "Who may sit, who may not, and why" in shown
    assert "A staff governor works for the school (" in shown
    assert page(world, "head", "step_take", case.reference, "convene_panel").status_code == 404


def test_a_panel_is_convened_from_that_page():
    world = World.make()
    case = world.case_at(State.REFERRED)
    members = [str(world[key].pk) for key in PANEL]
    data = {"members": members, "chair": members[0], "revision": case.revision}
    response = page(world, "clerk", "convene_panel", case.reference, method="post", data=data)
    assert (response.status_code, response["Location"]) == (302, reverse("hearing_detail", args=[case.reference]))
    shown = words(page(world, "clerk", "hearing_detail", case.reference))
    assert "Governor Ames (chair)" in shown
    assert shown.count("Sits on this panel") == 3


def test_the_notice_is_explained_and_a_postponement_keeps_its_reason():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    first = Hearing.objects.get(case=case).starts_at
    later = first + timedelta(days=7)
    take(P.postpone_hearing, case, by=world.user("clerk"), hearing_at=later, place="Hall", reason="The boiler broke.")
    shown = words(page(world, "head", "hearing_detail", case.reference))
    assert "The earliest day was" in shown and "clear working days" in shown
    assert "Postponed to" in shown and "The boiler broke." in shown and "Hall" in shown


def test_nobody_else_has_a_page_of_the_hearing():
    world = World.make()
    case = world.case_at(State.HEARD)
    assert page(world, PANEL[0], "hearing_detail", case.reference).status_code == 200
    for who in ("deputy", "teacher", "reporter", "chair", "governor7", "governor4", "it_lead", "dsl"):
        for name in ("hearing_detail", "bundle_detail"):
            assert page(world, who, name, case.reference).status_code == 404, who


def test_a_convened_panel_has_no_page_before_the_papers_are_served():
    world = World.make()
    case = world.case_at(State.REFERRED)
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    for name in ("hearing_detail", "bundle_detail"):
        assert page(world, PANEL[0], name, case.reference).status_code == 404
        assert page(world, "clerk", name, case.reference).status_code == 200


def test_attendance_and_minutes_stand_on_the_page():
    world = World.make()
    case = world.case_at(State.HEARD)
    shown = words(page(world, PANEL[1], "hearing_detail", case.reference))
    assert shown.count("Throughout, and so decides") == 3
    assert "Heard." in shown


def find(world, case, who="governor1", **data):
    given = {"result": "proved", "reasons": REASONS} | data
    return page(world, who, "panel_finding_edit", case.reference, 1, method="post", data=given)


def test_the_chair_records_a_finding_and_the_panel_alone_reads_it_before_the_outcome():
    world = World.make()
    case = world.case_at(State.HEARD)
    assert find(world, case).status_code == 302
    assert Finding.objects.get(found_by="panel").reasons == REASONS
    for member in PANEL:
        assert "QUILLWORT" in words(page(world, member, "hearing_detail", case.reference))
    for who in ("head", "hr", "clerk", "colleague"):
        response = page(world, who, "hearing_detail", case.reference)
        assert (response.status_code, "QUILLWORT" in words(response)) == (200, False)


def test_after_the_outcome_the_managers_read_the_findings_too():
    world = World.make()
    case = world.case_at(State.OUTCOME_ISSUED)
    Finding.objects.filter(found_by="panel").update(reasons=REASONS)
    for who in ("head", "clerk", *PANEL):
        assert "QUILLWORT" in words(page(world, who, "hearing_detail", case.reference))
    assert "QUILLWORT" not in words(page(world, "colleague", "hearing_detail", case.reference))


def test_only_the_chair_of_the_panel_records_a_finding():
    world = World.make()
    case = world.case_at(State.HEARD)
    for who in ("governor2", "head", "clerk", "hr", "teacher", "deputy"):
        assert find(world, case, who).status_code == 404
    assert not Finding.objects.filter(found_by="panel").exists()


def test_a_finding_without_reasons_is_asked_for_and_what_was_chosen_stays():
    world = World.make()
    case = world.case_at(State.HEARD)
    response = find(world, case, result="partly", reasons="")
    assert response.status_code == 200
    assert response.context["form"].errors == {"reasons": ["Enter reasons"]}
    assert "checked" in words(response)


def test_a_finding_is_refused_with_its_reason_before_the_hearing_was_held():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    response = find(world, case)
    assert response.status_code == 409
    assert "the case stands at" in words(response)
    assert REASONS in words(response)
    assert not Finding.objects.filter(found_by="panel").exists()


def test_live_warnings_are_opened_after_the_findings_and_spent_ones_never():
    world = World.make()
    case = world.case_at(State.HEARD)
    for level, until in (("first_written", 30), ("final_written", -30)):
        other = world.log()
        Outcome.objects.create(
            case=other, level=level, reasons="EARLIER", decided_by=world["head"],
            live_until=timezone.localdate() + timedelta(days=until),
        )  # fmt: skip
    before = words(page(world, PANEL[0], "hearing_detail", case.reference))
    assert "Warnings that still count" not in before
    assert "findings have to stand" in words(page(world, "clerk", "step_take", case.reference, "disclose"))
    find(world, case)
    assert "Warnings that still count" not in words(page(world, PANEL[0], "hearing_detail", case.reference))
    take(P.disclose, case, by=world.user("clerk"))
    after = words(page(world, PANEL[0], "hearing_detail", case.reference))
    assert "First written warning, decided on" in after
    assert "Final written warning, decided on" not in after
    assert "EARLIER" not in after and other.reference not in after
    assert "Warnings that still count" not in words(page(world, "colleague", "hearing_detail", case.reference))
    assert find(world, case).status_code == 409, "the findings stand once the warnings are known"


def test_the_appeal_panel_reads_the_first_hearing_only_once_its_own_papers_are_served():
    world = World.make()
    case = world.case_at(State.APPEAL_LODGED)
    assert page(world, APPEAL[0], "hearing_detail", case.reference).status_code == 404
    world = World.make(name="Second School", domain="second.example.org")
    case = world.case_at(State.APPEAL_ARRANGED)
    assert page(world, APPEAL[0], "hearing_detail", case.reference).status_code == 200


def test_the_earliest_day_is_the_one_the_step_holds_to():
    world = World.make()
    case = world.case_at(State.REFERRED)
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    declare(case)
    now = timezone.now()
    with pytest.raises(BadAnswers) as refused:
        take(
            P.arrange_hearing, case, by=world.user("clerk"), hearing_at=now + timedelta(days=3), place="Hall",
            served_at=now, method="by_hand",
        )  # fmt: skip
    assert "The earliest day is" in refused.value.sentences["hearing_at"]


def test_a_shorter_notice_needs_the_employee_s_written_agreement_as_a_file(client, settings, tmp_path):
    settings.DATA_DIR, settings.VAULT_DIR = tmp_path, tmp_path / "vault"
    world = World.make()
    case = world.case_at(State.REFERRED)
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    declare(case)
    case.refresh_from_db()
    now = timezone.localtime()
    day = timezone.localdate() + timedelta(days=3)
    form = {"place": "Hall", "method": "by_hand", "short_notice": "By letter.", "revision": case.revision}
    for name, moment in (("hearing_at", now + timedelta(days=3)), ("served_at", now)):
        form |= {f"{name}_day": moment.day, f"{name}_month": moment.month, f"{name}_year": moment.year}
        form |= {f"{name}_time": "00:01" if name == "served_at" else "10:00"}
    client.force_login(world.user("clerk"))
    address = reverse("step_take", args=[case.reference, "arrange_hearing"])
    assert b'enctype="multipart/form-data"' in client.get(address).content
    without = client.post(address, form)
    assert "A shorter notice needs the employee's agreement in writing." in words(without)
    bad = client.post(address, form | {"short_notice_agreement": SimpleUploadedFile("run.exe", b"MZ not a letter")})
    assert list(bad.context["form"].errors) == ["short_notice_agreement"]
    kept = client.post(address, form | {"short_notice_agreement": SimpleUploadedFile("letter.png", PNG)})
    assert kept.status_code == 302
    hearing = Hearing.objects.get(case=case)
    exhibit = hearing.short_notice_agreement
    assert (hearing.starts_at.date(), exhibit.file_name, exhibit.number) == (day, "letter.png", 2)
    assert exhibit not in hearing.bundle.evidence.all()
    taken = case.steps_taken.get(step="arrange_hearing")
    assert taken.answers["short_notice_agreement"] == {"exhibit": 2, "name": "letter.png"}
    assert ("If the notice is shorter: the employee's written agreement", "Exhibit 2, letter.png") in said(
        P.arrange_hearing, taken.answers
    )
    assert "Their agreement, exhibit 2" in words(page(world, "clerk", "hearing_detail", case.reference))
    for who, status in (("clerk", 200), (PANEL[0], 200), ("deputy", 404)):
        assert page(world, who, "hearing_agreement", case.reference).status_code == status
    with pytest.raises(BadAnswers, match="The notice would be too short"):
        earlier = now + timedelta(days=2)
        take(
            P.postpone_hearing, case, by=world.user("clerk"), hearing_at=earlier, place="Hall", reason="Sooner.",
        )  # fmt: skip


def test_a_file_of_a_step_that_is_refused_does_not_stay_in_the_vault(client, settings, tmp_path):
    settings.DATA_DIR, settings.VAULT_DIR = tmp_path, tmp_path / "vault"
    world = World.make()
    case = world.case_at(State.REFERRED)
    before = [path for path in (tmp_path / "vault").rglob("*") if path.is_file()]
    agreement = SimpleUploadedFile("letter.png", PNG)
    with pytest.raises(Refused):
        take_with_files(P.arrange_hearing, case, by=world.user("clerk"), short_notice_agreement=agreement)
    members = [world[key] for key in PANEL]
    take(P.convene_panel, case, by=world.user("clerk"), members=members, chair=members[0])
    declare(case)
    with pytest.raises(BadAnswers):
        take_with_files(P.arrange_hearing, case, by=world.user("clerk"), short_notice_agreement=agreement)
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == before
    assert case.evidence.count() == 1


def test_the_notice_stays_as_it_was_counted_when_the_school_changes_its_calendar():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    before = words(page(world, "clerk", "hearing_detail", case.reference))
    sentence = Hearing.objects.get(case=case).notice["sentence"]
    assert sentence in before and "Working days are" in sentence
    set_day_counts(world.school, {"hearing_notice": 5}, by=world["head"], notice_days="school_days")
    assert sentence in words(page(world, "clerk", "hearing_detail", case.reference))


def test_the_notice_names_the_panel_who_presents_and_the_day_for_papers():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    text = case.served.get(bundle__isnull=False).text
    assert "The panel is Governor Ames (chair), Governor Bell and Governor Croft. Colin Hay presents" in text
    due = case.clocks.get(key="employee_papers").due_at
    assert f"by {timezone.localdate(due):%A} {timezone.localdate(due).day} " in text


def test_the_page_tells_the_day_on_which_the_hearing_ended():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    hear(world, case)
    held = Hearing.objects.get(case=case).held_on
    assert f"{held:%A} {held.day} {held:%B %Y}" in words(page(world, "clerk", "hearing_detail", case.reference))
